/* SPDX-License-Identifier: Apache-2.0
 *
 * The builder of arguments and the accessors of replies: what is built says exactly what
 * was set, and what is read is what the reply holds.
 */
#include "kernel.h"

/* ---- the builder ---- */

static gj_args *args_new(void)
{
	gj_args *args = NULL;

	ck_assert_int_eq(gj_args_new(&args), GJ_OK);
	return args;
}

static void args_are(gj_args *args, const char *expected)
{
	const char *json = NULL;
	size_t size = 0;

	ck_assert_int_eq(gj_args_json(args, &json, &size), GJ_OK);
	ck_assert_str_eq(json, expected);
	ck_assert_uint_eq(size, strlen(expected));
}

static int set_text(gj_args *args, const char *place, const char *text)
{
	return gj_args_set_text(args, place, text, strlen(text));
}

START_TEST(args_nesting)
{
	gj_args *args = args_new();

	args_are(args, "{}");
	ck_assert_int_eq(set_text(args, "/name", "甲公司"), GJ_OK);
	ck_assert_int_eq(gj_args_set_int(args, "/employees", 12), GJ_OK);
	ck_assert_int_eq(set_text(args, "/contacts/0/phone", "13900000001"), GJ_OK);
	ck_assert_int_eq(gj_args_set_flag(args, "/contacts/0/main", 7), GJ_OK);
	ck_assert_int_eq(set_text(args, "/contacts/1/phone", "13900000002"), GJ_OK);
	ck_assert_int_eq(gj_args_set_flag(args, "/contacts/1/main", 0), GJ_OK);
	ck_assert_int_eq(gj_args_set_null(args, "/note"), GJ_OK);
	ck_assert_int_eq(gj_args_set_int(args, "/matrix/0/0", INT64_MIN), GJ_OK);
	ck_assert_int_eq(gj_args_set_int(args, "/matrix/0/1", INT64_MAX), GJ_OK);
	args_are(args, "{\"name\":\"甲公司\",\"employees\":12,\"contacts\":[{\"phone\":"
		       "\"13900000001\",\"main\":true},{\"phone\":\"13900000002\",\"main\":false}],"
		       "\"note\":null,\"matrix\":[[-9223372036854775808,9223372036854775807]]}");
	ck_assert_ptr_null(gj_args_free(args));
	ck_assert_ptr_null(gj_args_free(NULL));
}
END_TEST

/* The borrowed text is of the last state, and a value can be set again. */
START_TEST(args_set_again)
{
	gj_args *args = args_new();

	ck_assert_int_eq(set_text(args, "/a", "1"), GJ_OK);
	args_are(args, "{\"a\":\"1\"}");
	ck_assert_int_eq(gj_args_set_int(args, "/a", 2), GJ_OK);
	args_are(args, "{\"a\":2}");
	ck_assert_int_eq(gj_args_set_json(args, "/a", "{\"b\":[1,2]}", 11), GJ_OK);
	args_are(args, "{\"a\":{\"b\":[1,2]}}");
	gj_args_free(args);
}
END_TEST

/* Whatever the bytes of a text, the JSON is well formed and says the same text. */
START_TEST(args_escapes)
{
	static const char text[] = "\"quoted\" \\ / \b\f\n\r\t \x01\x1f 中文 \xf0\x9f\x98\x80 "
				   "</script> \xe2\x80\xa8";
	gj_args *args = args_new();
	gj_reply *r;
	const char *json;
	size_t size;
	api a;

	api_start(&a);
	ck_assert_int_eq(set_text(args, "/kind", "section"), GJ_OK);
	ck_assert_int_eq(set_text(args, "/name", text), GJ_OK);
	ck_assert_int_eq(gj_args_set_int(args, "/parent", a.street), GJ_OK);
	ck_assert_int_eq(gj_args_json(args, &json, &size), GJ_OK);
	ck_assert_int_eq(gj_call(a.l, "office.register", json, size, &r), GJ_OK);
	r = (gj_reply_free(r), api_call(a.l, GJ_OK, "office.list", "{'kind':'section'}"));
	ck_assert_str_eq(api_str(r, "/items/1/name"), text);
	gj_reply_free(r);
	gj_args_free(args);
	api_end(&a);
}
END_TEST

/* RFC 6901: ~1 is a slash and ~0 a tilde in the name of a member. */
START_TEST(args_pointer_escapes)
{
	gj_args *args = args_new();

	ck_assert_int_eq(set_text(args, "/references/a~1b", "1"), GJ_OK);
	ck_assert_int_eq(set_text(args, "/references/c~0d", "2"), GJ_OK);
	ck_assert_int_eq(set_text(args, "/references/~01", "3"), GJ_OK);
	args_are(args, "{\"references\":{\"a/b\":\"1\",\"c~d\":\"2\",\"~1\":\"3\"}}");
	gj_args_free(args);

	args = args_new();
	ck_assert_int_eq(set_text(args, "/a~2", "1"), GJ_E_BAD_VALUE);
	gj_args_free(args);
	args = args_new();
	ck_assert_int_eq(set_text(args, "/a~", "1"), GJ_E_BAD_VALUE);
	gj_args_free(args);
}
END_TEST

/* Each in a builder of its own: the first failure is remembered and told at the end, whatever
 * follows. */
static void refuses(const char *first, const char *place, int code)
{
	gj_args *args = args_new();
	const char *json = NULL;

	if (first)
		ck_assert_int_eq(gj_args_set_int(args, first, 1), GJ_OK);
	ck_assert_int_eq(gj_args_set_int(args, place, 1), code);
	ck_assert_int_eq(set_text(args, "/fine", "x"), code);
	ck_assert_int_eq(gj_args_json(args, &json, NULL), code);
	ck_assert_ptr_null(json);
	gj_args_free(args);
}

START_TEST(args_bad_places)
{
	static char deep[200];
	int i;

	refuses(NULL, "", GJ_E_BAD_VALUE);
	refuses(NULL, "name", GJ_E_BAD_VALUE);
	refuses(NULL, "/", GJ_E_BAD_VALUE);
	refuses(NULL, "/a//b", GJ_E_BAD_VALUE);
	refuses(NULL, "/a/", GJ_E_BAD_VALUE);
	refuses(NULL, "/list/1", GJ_E_BAD_VALUE);       /* a gap at the beginning */
	refuses("/list/0", "/list/2", GJ_E_BAD_VALUE);  /* a gap */
	refuses("/list/0", "/list/x", GJ_E_BAD_VALUE);  /* an array is no object */
	refuses("/map/x", "/map/0", GJ_E_BAD_VALUE);    /* an object is no array */
	refuses("/leaf", "/leaf/below", GJ_E_BAD_VALUE);
	refuses("/tree/leaf", "/tree", GJ_E_BAD_VALUE); /* would lose what is below */
	for (i = 0; i < 33; i++)
		memcpy(deep + 2 * i, "/a", 3);
	refuses(NULL, deep, GJ_E_BAD_VALUE);
}
END_TEST

START_TEST(args_bad_values)
{
	gj_args *args = args_new();
	const char *json = NULL;

	ck_assert_int_eq(gj_args_set_json(args, "/a", "{\"b\":1,\"b\":2}", 13), GJ_E_BAD_JSON);
	ck_assert_int_eq(gj_args_json(args, &json, NULL), GJ_E_BAD_JSON);
	gj_args_free(args);
	args = args_new();
	ck_assert_int_eq(gj_args_set_json(args, "/a", "1 2", 3), GJ_E_BAD_JSON);
	gj_args_free(args);
	args = args_new();
	ck_assert_int_eq(gj_args_set_json(args, "/a", "", 0), GJ_E_BAD_JSON);
	gj_args_free(args);
	/* A pointer that should be there is remembered like any other failure. */
	args = args_new();
	ck_assert_int_eq(gj_args_set_text(args, "/a", NULL, 0), GJ_E_USE);
	ck_assert_int_eq(gj_args_json(args, &json, NULL), GJ_E_USE);
	gj_args_free(args);
	args = args_new();
	ck_assert_int_eq(gj_args_set_int(args, NULL, 1), GJ_E_USE);
	ck_assert_int_eq(gj_args_json(args, &json, NULL), GJ_E_USE);
	gj_args_free(args);
	ck_assert_int_eq(gj_args_set_int(NULL, "/a", 1), GJ_E_USE);
	ck_assert_int_eq(gj_args_json(NULL, &json, NULL), GJ_E_USE);
	ck_assert_int_eq(gj_args_new(NULL), GJ_E_USE);
}
END_TEST

/* What is larger than any request may be is refused, and does not run memory out. */
START_TEST(args_sizes)
{
	size_t size = (size_t)1 << 20, i;
	char *text = malloc(size), place[32];
	gj_args *args = args_new();
	const char *json;
	int code = GJ_OK;

	ck_assert_ptr_nonnull(text);
	memset(text, 'x', size);
	for (i = 0; code == GJ_OK && i < 200; i++) {
		snprintf(place, sizeof(place), "/list/%zu", i);
		code = gj_args_set_text(args, place, text, size);
	}
	ck_assert(code == GJ_E_LIMIT || code == GJ_E_NOMEM);
	ck_assert_int_eq(gj_args_json(args, &json, NULL), code);
	gj_args_free(args);
	free(text);
}
END_TEST

/* ---- replies ---- */

START_TEST(reply_accessors)
{
	const char *text = "untouched";
	int64_t value = 77;
	size_t count = 77;
	int flag = 77;
	gj_reply *r;
	api a;

	api_start(&a);
	r = api_call(a.l, GJ_OK, "staff.get", "{'id':%lld}", (long long)a.clerk);
	ck_assert_int_eq(api_int(r, "/id"), a.clerk);
	ck_assert_str_eq(api_str(r, "/account"), "clerk");
	ck_assert_str_eq(api_str(r, "/roles/0/role"), "clerk");
	ck_assert_uint_eq(api_count(r, "/roles"), 1);
	ck_assert_uint_eq(api_count(r, "/roles/0"), 2);
	ck_assert_int_eq(gj_reply_flag(r, "/voided", &flag), GJ_OK);
	ck_assert_int_eq(flag, 0);
	ck_assert_str_eq(gj_reply_message(r), "");
	ck_assert_str_eq(gj_reply_path(r), "");
	/* another type, or nothing there: outputs stay as they were */
	flag = 77;
	ck_assert_int_eq(gj_reply_int(r, "/account", &value), GJ_E_BAD_VALUE);
	ck_assert_int_eq(gj_reply_int(r, "/roles", &value), GJ_E_BAD_VALUE);
	ck_assert_int_eq(gj_reply_flag(r, "/id", &flag), GJ_E_BAD_VALUE);
	ck_assert_int_eq(gj_reply_text(r, "/id", &text, NULL), GJ_E_BAD_VALUE);
	ck_assert_int_eq(gj_reply_count(r, "/id", &count), GJ_E_BAD_VALUE);
	ck_assert_int_eq(gj_reply_int(r, "/nothing", &value), GJ_E_NOT_FOUND);
	ck_assert_int_eq(gj_reply_int(r, "/roles/1/office", &value), GJ_E_NOT_FOUND);
	ck_assert_int_eq(gj_reply_int(r, "/id/below", &value), GJ_E_NOT_FOUND);
	ck_assert_int_eq(gj_reply_int(NULL, "/id", &value), GJ_E_USE);
	ck_assert_int_eq(gj_reply_int(r, NULL, &value), GJ_E_USE);
	ck_assert_int_eq(value, 77);
	ck_assert_uint_eq(count, 77);
	ck_assert_int_eq(flag, 77);
	ck_assert_str_eq(text, "untouched");
	gj_reply_free(r);
	ck_assert_ptr_null(gj_reply_free(NULL));
	ck_assert_int_eq(gj_reply_code(NULL), GJ_E_USE);
	api_end(&a);
}
END_TEST

/* An empty pointer is the whole; members are counted as they stand. */
START_TEST(reply_root)
{
	gj_reply *r;
	api a;

	api_start(&a);
	r = api_call(a.l, GJ_OK, "office.list", "{}");
	ck_assert_uint_eq(api_count(r, ""), 1);
	ck_assert_uint_eq(api_count(r, "/items"), 5);
	gj_reply_free(r);
	api_end(&a);
}
END_TEST

/* Members whose names hold slashes and tildes are found by their escapes. */
START_TEST(reply_pointer_escapes)
{
	gj_reply *r;
	api a;

	api_start(&a);
	r = api_call(a.l, GJ_OK, "office.register",
		     "{'kind':'section','name':'x','parent':%lld,'references':{'a/b':'1','c~d':'2'}"
		     ",'dry_run':true}",
		     (long long)a.street);
	ck_assert_str_eq(api_str(r, "/events/0/body/references/a~1b"), "1");
	ck_assert_str_eq(api_str(r, "/events/0/body/references/c~0d"), "2");
	gj_reply_free(r);
	api_end(&a);
}
END_TEST

/* A failure tells code, name, message, place and rule; where nobody asks for the reply, the
 * code alone is left. */
START_TEST(reply_of_failure)
{
	static const char args[] = "{\"kind\":\"section\",\"name\":\"\"}";
	gj_reply *r;
	int flag;
	api a;

	api_start(&a);
	r = api_call(a.l, GJ_E_BAD_VALUE, "office.register", "{'kind':'section','name':''}");
	ck_assert_int_eq(api_int(r, "/error/code"), GJ_E_BAD_VALUE);
	ck_assert_str_eq(api_str(r, "/error/name"), "BAD_VALUE");
	ck_assert_str_eq(api_str(r, "/error/message"), gj_reply_message(r));
	ck_assert_str_eq(api_str(r, "/error/at"), "/name");
	ck_assert_str_eq(gj_reply_path(r), "/name");
	ck_assert_str_eq(api_str(r, "/error/rule"), "too_short");
	ck_assert_int_eq(api_int(r, "/error/detail/min"), 1);
	ck_assert_int_eq(gj_reply_flag(r, "/error/retry", &flag), GJ_OK);
	ck_assert_int_eq(flag, 0);
	gj_reply_free(r);
	ck_assert_int_eq(gj_call(a.l, "office.register", args, strlen(args), NULL),
			 GJ_E_BAD_VALUE);
	api_end(&a);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("args");

	unit_add(s, "args_nesting", args_nesting);
	unit_add(s, "args_set_again", args_set_again);
	unit_add(s, "args_escapes", args_escapes);
	unit_add(s, "args_pointer_escapes", args_pointer_escapes);
	unit_add(s, "args_bad_places", args_bad_places);
	unit_add(s, "args_bad_values", args_bad_values);
	unit_add(s, "args_sizes", args_sizes);
	unit_add(s, "reply_accessors", reply_accessors);
	unit_add(s, "reply_root", reply_root);
	unit_add(s, "reply_pointer_escapes", reply_pointer_escapes);
	unit_add(s, "reply_of_failure", reply_of_failure);
	return s;
}

GJ_TEST_MAIN(suite)
