/* SPDX-License-Identifier: Apache-2.0
 *
 * The profile of a ledger: who may put one into force, and that every handle goes by the one in
 * force, also in its first call after another process has changed it.
 */
#include "kernel.h"

static int64_t enterprise(gj_ledger *l)
{
	return api_ok(l, "enterprise.register", "{'kind':'enterprise','name':'甲公司'}");
}

/* The tag is called otherwise, by somebody at another handle. */
static void rename_tag(gj_ledger *l, const char *from, const char *to)
{
	char old[80], new[80];

	snprintf(old, sizeof(old), "\"code\":\"%s\"", from);
	snprintf(new, sizeof(new), "\"code\":\"%s\"", to);
	api_adopt_edited(l, old, new);
}

START_TEST(a_code_that_is_new)
{
	gj_ledger *other;
	int64_t id;
	api a;

	api_start(&a);
	api_act(a.l, "clerk");
	id = enterprise(a.l);
	other = api_open(&a, a.path);
	api_act(other, "system");
	rename_tag(other, "hightech", "lofty");
	api_ok(a.l, "enterprise.tag", "{'id':%lld,'tag':'lofty','since':'2026-01-01'}",
	       (long long)id);
	rename_tag(other, "lofty", "loftier");
	gj_reply_free(api_call(a.l, GJ_OK, "enterprise.list", "{'tag':'loftier'}"));
	gj_close(other);
	api_end(&a);
}
END_TEST

START_TEST(a_code_that_is_gone)
{
	gj_ledger *other;
	gj_reply *r;
	int64_t id;
	api a;

	api_start(&a);
	api_act(a.l, "clerk");
	id = enterprise(a.l);
	other = api_open(&a, a.path);
	api_act(other, "system");
	rename_tag(other, "hightech", "lofty");
	r = api_call(a.l, GJ_E_BAD_VALUE, "enterprise.tag",
		     "{'id':%lld,'tag':'hightech','since':'2026-01-01'}", (long long)id);
	ck_assert_str_eq(gj_reply_path(r), "/tag");
	gj_reply_free(r);
	rename_tag(other, "lofty", "hightech");
	rename_tag(other, "hightech", "lofty");
	api_fail(a.l, GJ_E_BAD_VALUE, "enterprise.list", "{'tag':'hightech'}");
	rename_tag(other, "lofty", "hightech");
	rename_tag(other, "hightech", "loftier");
	api_fail(a.l, GJ_E_BAD_VALUE, "batch.run",
		 "{'calls':[{'op':'enterprise.tag','args':{'id':%lld,'tag':'lofty','since':"
		 "'2026-01-01'}}]}",
		 (long long)id);
	gj_close(other);
	api_end(&a);
}
END_TEST

static int take(void *user, const char *json, size_t size)
{
	(void)json;
	(void)size;
	++*(int *)user;
	return 0;
}

/* A list that is sent item by item is one call. */
START_TEST(a_list_item_by_item)
{
	static const char gone[] = "{\"tag\":\"hightech\"}";
	gj_ledger *other;
	int items = 0;
	api a;

	api_start(&a);
	api_act(a.l, "clerk");
	enterprise(a.l);
	other = api_open(&a, a.path);
	api_act(other, "system");
	rename_tag(other, "hightech", "lofty");
	ck_assert_int_eq(
		gj_each(a.l, "enterprise.list", gone, sizeof(gone) - 1, take, &items, NULL),
		GJ_E_BAD_VALUE);
	rename_tag(other, "lofty", "hightech");
	ck_assert_int_eq(
		gj_each(a.l, "enterprise.list", gone, sizeof(gone) - 1, take, &items, NULL), GJ_OK);
	ck_assert_int_eq(items, 0);
	gj_close(other);
	api_end(&a);
}
END_TEST

static void adopts(gj_ledger *l, const char *account, const char *args, int code)
{
	api_act(l, account);
	ck_assert_int_eq(gj_call(l, "profile.adopt", args, strlen(args), NULL), code);
}

/* It is everybody's: who administers the top of the tree adopts it, who administers a street or
 * holds no such right there does not. */
START_TEST(who_adopts)
{
	gj_reply *r;
	char *args;
	api a;

	api_start(&a);
	api_act(a.l, "system");
	api_staff(a.l, "lower", "某某", a.street, "admin");
	api_staff(a.l, "top_clerk", "某某", a.district, "clerk");
	r = api_call(a.l, GJ_OK, "profile.get", "{}");
	args = strdup(strstr(gj_reply_json(r, NULL), "\"source\":") - 1);
	args[0] = '{';
	gj_reply_free(r);
	adopts(a.l, "lower", args, GJ_E_DENIED);
	adopts(a.l, "top_clerk", args, GJ_E_DENIED);
	adopts(a.l, "admin", args, GJ_E_EXISTS); /* the one in force */
	rename_tag(a.l, "hightech", "lofty");
	free(args);
	api_end(&a);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("adopt");

	unit_add(s, "a_code_that_is_new", a_code_that_is_new);
	unit_add(s, "a_code_that_is_gone", a_code_that_is_gone);
	unit_add(s, "a_list_item_by_item", a_list_item_by_item);
	unit_add(s, "who_adopts", who_adopts);
	return s;
}

GJ_TEST_MAIN(suite)
