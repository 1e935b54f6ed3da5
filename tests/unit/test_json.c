/* SPDX-License-Identifier: Apache-2.0
 *
 * The strict reader and the writer on field tables. Every refusal has its rule and the
 * exact place; what is written is read again as the same struct; nothing of a
 * refused value is told. That the reader takes what JSON is, and nothing else,
 * json_oracle.py compares with Python.
 */
#include "unit.h"

#include "json_all.h"
#include "util/time.h"

#define CASES 100000

static int in_list(void *user, const char *list, gj_str code)
{
	(void)user;
	return strcmp(list, "list") == 0 && (gj_str_is(code, "甲") || gj_str_is(code, "b"));
}

static const gj_json_options wire = { GJ_JSON_WIRE, 0, in_list, NULL };
static const gj_json_options event = { GJ_JSON_EVENT, 0, NULL, NULL };

/* ---- refusals ---- */

#define LONG20 "一二三四五六七八九十一二三四五六七八九十"

static const struct {
	const char *json;
	int code, rule;
	const char *path;
} refused[] = {
	/* what is no JSON */
	{ "", GJ_E_BAD_JSON, GJ_RULE_syntax, "" },
	{ " ", GJ_E_BAD_JSON, GJ_RULE_syntax, "" },
	{ "{", GJ_E_BAD_JSON, GJ_RULE_syntax, "" },
	{ "{\"text\"}", GJ_E_BAD_JSON, GJ_RULE_syntax, "/text" },
	{ "{\"text\":}", GJ_E_BAD_VALUE, GJ_RULE_type, "/text" },
	{ "{\"raw\":}", GJ_E_BAD_JSON, GJ_RULE_syntax, "/raw" },
	{ "{\"text\":\"a\",}", GJ_E_BAD_JSON, GJ_RULE_syntax, "" },
	{ "{,}", GJ_E_BAD_JSON, GJ_RULE_syntax, "" },
	{ "{text:1}", GJ_E_BAD_JSON, GJ_RULE_syntax, "" },
	{ "{'text':1}", GJ_E_BAD_JSON, GJ_RULE_syntax, "" },
	{ "{\"text\":\"a\" \"flag\":true}", GJ_E_BAD_JSON, GJ_RULE_syntax, "" },
	{ "{\"text\":\"a", GJ_E_BAD_JSON, GJ_RULE_syntax, "/text" },
	{ "{\"text\":\"\\x\"}", GJ_E_BAD_JSON, GJ_RULE_syntax, "/text" },
	{ "{\"text\":\"\\u12g4\"}", GJ_E_BAD_JSON, GJ_RULE_syntax, "/text" },
	{ "{\"text\":\"\\u12\"}", GJ_E_BAD_JSON, GJ_RULE_syntax, "/text" },
	{ "{\"text\":\"\\", GJ_E_BAD_JSON, GJ_RULE_syntax, "/text" },
	{ "{\"text\":\"a\nb\"}", GJ_E_BAD_JSON, GJ_RULE_syntax, "/text" },
	{ "{\"number\":01}", GJ_E_BAD_JSON, GJ_RULE_syntax, "" },
	{ "{\"number\":-}", GJ_E_BAD_JSON, GJ_RULE_syntax, "/number" },
	{ "{\"number\":1.}", GJ_E_BAD_JSON, GJ_RULE_syntax, "/number" },
	{ "{\"number\":1e}", GJ_E_BAD_JSON, GJ_RULE_syntax, "/number" },
	{ "{\"raw\":+1}", GJ_E_BAD_JSON, GJ_RULE_syntax, "/raw" },
	{ "{\"raw\":.5}", GJ_E_BAD_JSON, GJ_RULE_syntax, "/raw" },
	{ "{\"raw\":NaN}", GJ_E_BAD_JSON, GJ_RULE_syntax, "/raw" },
	{ "{\"raw\":nul}", GJ_E_BAD_JSON, GJ_RULE_syntax, "/raw" },
	{ "{\"raw\":[1,]}", GJ_E_BAD_JSON, GJ_RULE_syntax, "/raw/1" },
	{ "{\"raw\":{\"a\":[1,{\"b\":tru}]}}", GJ_E_BAD_JSON, GJ_RULE_syntax, "/raw/a/1/b" },
	{ "\xef\xbb\xbf{}", GJ_E_BAD_VALUE, GJ_RULE_type, "" },
	{ "{} x", GJ_E_BAD_JSON, GJ_RULE_trailing, "" },
	{ "{}{}", GJ_E_BAD_JSON, GJ_RULE_trailing, "" },
	/* what is no text */
	{ "{\"text\":\"\xff\"}", GJ_E_BAD_JSON, GJ_RULE_utf8, "/text" },
	{ "{\"text\":\"\xc0\x80\"}", GJ_E_BAD_JSON, GJ_RULE_utf8, "/text" },
	{ "{\"text\":\"\xe0\x80\xaf\"}", GJ_E_BAD_JSON, GJ_RULE_utf8, "/text" },
	{ "{\"text\":\"\xed\xa0\x80\"}", GJ_E_BAD_JSON, GJ_RULE_utf8, "/text" },
	{ "{\"text\":\"\xf4\x90\x80\x80\"}", GJ_E_BAD_JSON, GJ_RULE_utf8, "/text" },
	{ "{\"text\":\"\xe4\xb8\"}", GJ_E_BAD_JSON, GJ_RULE_utf8, "/text" },
	{ "{\"array\":[{\"name\":\"a\",\"texts\":[\"\",\"\x80\"]}]}", GJ_E_BAD_JSON, GJ_RULE_utf8,
	  "/array/0/texts/1" },
	{ "{\"text\":\"\\u0000\"}", GJ_E_BAD_JSON, GJ_RULE_zero, "/text" },
	{ "{\"raw\":[\"a\\u0000\"]}", GJ_E_BAD_JSON, GJ_RULE_zero, "/raw/0" },
	{ "{\"text\":\"\\ud800\"}", GJ_E_BAD_JSON, GJ_RULE_surrogate, "/text" },
	{ "{\"text\":\"\\udc00\"}", GJ_E_BAD_JSON, GJ_RULE_surrogate, "/text" },
	{ "{\"text\":\"\\ud800\\u0041\"}", GJ_E_BAD_JSON, GJ_RULE_surrogate, "/text" },
	{ "{\"text\":\"\\ud83d\\ud83d\"}", GJ_E_BAD_JSON, GJ_RULE_surrogate, "/text" },
	/* keys */
	{ "{\"text\":\"a\",\"text\":\"a\"}", GJ_E_BAD_JSON, GJ_RULE_duplicate_key, "/text" },
	{ "{\"text\":\"a\",\"te\\u0078t\":\"a\"}", GJ_E_BAD_JSON, GJ_RULE_duplicate_key, "/text" },
	{ "{\"raw\":{\"a\":{\"b\":1,\"b\":2}}}", GJ_E_BAD_JSON, GJ_RULE_duplicate_key, "/raw/a/b" },
	{ "{\"tree\":[{\"b\":1,\"\\u0062\":2}]}", GJ_E_BAD_JSON, GJ_RULE_duplicate_key,
	  "/tree/0/b" },
	{ "{\"map\":{\"a\":\"1\",\"a\":\"2\"}}", GJ_E_BAD_JSON, GJ_RULE_duplicate_key, "/map/a" },
	{ "{\"nope\":1}", GJ_E_UNKNOWN_FIELD, GJ_RULE_unknown_field, "/nope" },
	{ "{\"a/b~c\":1}", GJ_E_UNKNOWN_FIELD, GJ_RULE_unknown_field, "/a~1b~0c" },
	{ "{\"hidden\":\"a\"}", GJ_E_UNKNOWN_FIELD, GJ_RULE_unknown_field, "/hidden" },
	{ "{\"Text\":\"a\"}", GJ_E_UNKNOWN_FIELD, GJ_RULE_unknown_field, "/Text" },
	{ "{\"array\":[{\"name\":\"a\",\"x\":1}]}", GJ_E_UNKNOWN_FIELD, GJ_RULE_unknown_field,
	  "/array/0/x" },
	{ "{\"object\":{}}", GJ_E_MISSING, GJ_RULE_missing, "/object/name" },
	{ "{\"array\":[{\"name\":\"a\"},{\"count\":1}]}", GJ_E_MISSING, GJ_RULE_missing,
	  "/array/1/name" },
	/* null */
	{ "{\"id\":null}", GJ_E_BAD_VALUE, GJ_RULE_not_null, "/id" },
	{ "{\"object\":{\"name\":null}}", GJ_E_BAD_VALUE, GJ_RULE_not_null, "/object/name" },
	{ "{\"texts\":[null]}", GJ_E_BAD_VALUE, GJ_RULE_type, "/texts/0" },
	{ "null", GJ_E_BAD_VALUE, GJ_RULE_type, "" },
	{ "[]", GJ_E_BAD_VALUE, GJ_RULE_type, "" },
	/* types */
	{ "{\"flag\":1}", GJ_E_BAD_VALUE, GJ_RULE_type, "/flag" },
	{ "{\"flag\":\"true\"}", GJ_E_BAD_VALUE, GJ_RULE_type, "/flag" },
	{ "{\"number\":\"1\"}", GJ_E_BAD_VALUE, GJ_RULE_type, "/number" },
	{ "{\"number\":1.0}", GJ_E_BAD_VALUE, GJ_RULE_type, "/number" },
	{ "{\"number\":1e2}", GJ_E_BAD_VALUE, GJ_RULE_type, "/number" },
	{ "{\"number\":true}", GJ_E_BAD_VALUE, GJ_RULE_type, "/number" },
	{ "{\"text\":1}", GJ_E_BAD_VALUE, GJ_RULE_type, "/text" },
	{ "{\"veil\":[]}", GJ_E_BAD_VALUE, GJ_RULE_type, "/veil" },
	{ "{\"veil\":{\"vault\":1}}", GJ_E_BAD_VALUE, GJ_RULE_type, "/veil" },
	{ "{\"colour\":0}", GJ_E_BAD_VALUE, GJ_RULE_type, "/colour" },
	{ "{\"code\":0}", GJ_E_BAD_VALUE, GJ_RULE_type, "/code" },
	{ "{\"time\":0}", GJ_E_BAD_VALUE, GJ_RULE_type, "/time" },
	{ "{\"object\":[]}", GJ_E_BAD_VALUE, GJ_RULE_type, "/object" },
	{ "{\"array\":{}}", GJ_E_BAD_VALUE, GJ_RULE_type, "/array" },
	{ "{\"array\":[{\"name\":\"a\"},[]]}", GJ_E_BAD_VALUE, GJ_RULE_type, "/array/1" },
	{ "{\"ids\":[1,\"2\"]}", GJ_E_BAD_VALUE, GJ_RULE_type, "/ids/1" },
	{ "{\"map\":[]}", GJ_E_BAD_VALUE, GJ_RULE_type, "/map" },
	{ "{\"map\":{\"a/b\":1}}", GJ_E_BAD_VALUE, GJ_RULE_type, "/map/a~1b" },
	/* limits */
	{ "{\"number\":9007199254740993}", GJ_E_BAD_VALUE, GJ_RULE_range, "/number" },
	{ "{\"number\":-9007199254740993}", GJ_E_BAD_VALUE, GJ_RULE_range, "/number" },
	{ "{\"number\":99999999999999999999999999999999}", GJ_E_BAD_VALUE, GJ_RULE_range,
	  "/number" },
	{ "{\"raw\":9007199254740993}", GJ_E_BAD_VALUE, GJ_RULE_range, "/raw" },
	{ "{\"id\":0}", GJ_E_BAD_VALUE, GJ_RULE_range, "/id" },
	{ "{\"id\":-1}", GJ_E_BAD_VALUE, GJ_RULE_range, "/id" },
	{ "{\"ids\":[0]}", GJ_E_BAD_VALUE, GJ_RULE_range, "/ids/0" },
	{ "{\"money\":-1}", GJ_E_BAD_VALUE, GJ_RULE_range, "/money" },
	{ "{\"object\":{\"name\":\"a\",\"count\":6}}", GJ_E_BAD_VALUE, GJ_RULE_range,
	  "/object/count" },
	{ "{\"text\":\"" LONG20 "一\"}", GJ_E_BAD_VALUE, GJ_RULE_too_long, "/text" },
	{ "{\"veil\":\"" LONG20 "一\"}", GJ_E_BAD_VALUE, GJ_RULE_too_long, "/veil" },
	{ "{\"veil\":\"\"}", GJ_E_BAD_VALUE, GJ_RULE_too_short, "/veil" },
	{ "{\"object\":{\"name\":\"\"}}", GJ_E_BAD_VALUE, GJ_RULE_too_short, "/object/name" },
	{ "{\"ids\":[1,2,3,4,5]}", GJ_E_BAD_VALUE, GJ_RULE_too_many, "/ids/4" },
	{ "{\"map\":{\"1\":\"\",\"2\":\"\",\"3\":\"\",\"4\":\"\",\"5\":\"\"}}", GJ_E_BAD_VALUE,
	  GJ_RULE_too_many, "/map" },
	{ "{\"colour\":\"pink\"}", GJ_E_BAD_VALUE, GJ_RULE_not_listed, "/colour" },
	{ "{\"code\":\"丙\"}", GJ_E_BAD_VALUE, GJ_RULE_not_listed, "/code" },
	/* times */
	{ "{\"time\":\"2026-03-01T09:00:00\"}", GJ_E_BAD_VALUE, GJ_RULE_time_format, "/time" },
	{ "{\"time\":\"2026-02-29T09:00:00Z\"}", GJ_E_BAD_VALUE, GJ_RULE_time_format, "/time" },
	{ "{\"date\":\"2026-2-1\"}", GJ_E_BAD_VALUE, GJ_RULE_date_format, "/date" },
	{ "{\"date\":\"2026-02-29\"}", GJ_E_BAD_VALUE, GJ_RULE_date_format, "/date" },
};

START_TEST(refusals)
{
	gj_arena *arena = unit_arena();
	gj_error err;
	size_t i;
	int code;
	all in;

	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		memset(&err, 0, sizeof(err));
		code = gj_json_read(arena, &all_record, gj_str_of(refused[i].json), &wire, &in,
				    &err);
		ck_assert_msg(code == refused[i].code && err.code == code &&
				      err.rule == refused[i].rule &&
				      strcmp(err.path, refused[i].path) == 0,
			      "%s: %d %s at %s", refused[i].json, code, gj_rule_name(err.rule),
			      err.path);
	}
	gj_arena_free(arena);
}
END_TEST

typedef struct few {
	gj_has has;
	gj_array parts;
} few;

static const gj_field few_fields[] = {
	GJ_F_ARRAY(few, parts, 0, 2, 3, part_record, "Two or three."), GJ_F_END
};
static const GJ_RECORD(few_record, few, few_fields);

START_TEST(too_few)
{
	gj_arena *arena = unit_arena();
	gj_error err = { 0 };
	few in;

	ck_assert_int_eq(gj_json_read(arena, &few_record, GJ_STR("{\"parts\":[{\"name\":\"a\"}]}"),
				      &wire, &in, &err),
			 GJ_E_BAD_VALUE);
	ck_assert_int_eq(err.rule, GJ_RULE_too_few);
	ck_assert_str_eq(err.path, "/parts");
	gj_arena_free(arena);
}
END_TEST

/* Bytes after a U+0000 are bytes like any other. */
START_TEST(zeros_in_the_bytes)
{
	static const struct {
		const char *json;
		size_t size;
		int rule;
	} cases[] = {
		{ "{\"text\":\"a\0b\"}", 14, GJ_RULE_zero },
		{ "{}\0", 3, GJ_RULE_trailing },
		{ "\0{}", 3, GJ_RULE_type },
		{ "{\0}", 3, GJ_RULE_syntax },
		{ "{\"text\":\"\\\0\"}", 13, GJ_RULE_syntax },
	};
	gj_arena *arena = unit_arena();
	gj_error err;
	size_t i;
	all in;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		gj_str json = { cases[i].json, cases[i].size };

		memset(&err, 0, sizeof(err));
		ck_assert_int_lt(gj_json_read(arena, &all_record, json, &wire, &in, &err), 0);
		ck_assert_msg(err.rule == cases[i].rule, "%zu: %s", i, gj_rule_name(err.rule));
	}
	gj_arena_free(arena);
}
END_TEST

/* 32 levels and no more, in every way to go down. */
START_TEST(depth)
{
	static const char *const open[] = { "[", "{\"a\":" }, *const close[] = { "]", "}" };
	gj_arena *arena = unit_arena();
	char json[4096];
	gj_error err;
	int way, levels, i;
	all in;

	for (way = 0; way < 2; way++)
		for (levels = 30; levels <= 40; levels++) {
			strcpy(json, "{\"raw\":");
			for (i = 0; i < levels; i++)
				strcat(json, open[way]);
			strcat(json, way ? "1" : "");
			for (i = 0; i < levels; i++)
				strcat(json, close[way]);
			strcat(json, "}");
			memset(&err, 0, sizeof(err));
			i = gj_json_read(arena, &all_record, gj_str_of(json), &wire, &in, &err);
			ck_assert_msg((i >= 0) == (levels + 1 <= GJ_JSON_DEPTH), "%d levels: %d",
				      levels, i);
			ck_assert(i >= 0 ||
				  (err.code == GJ_E_BAD_JSON && err.rule == GJ_RULE_depth));
			ck_assert(i >= 0 ||
				  strncmp(err.path, way ? "/raw/a/a/a" : "/raw/0/0/0", 10) == 0);
		}
	gj_arena_free(arena);
}
END_TEST

START_TEST(too_large)
{
	gj_arena *arena = unit_arena();
	size_t size = GJ_JSON_MAX + 1;
	char *json = malloc(size);
	gj_error err;
	all in;

	ck_assert_ptr_nonnull(json);
	memset(json, ' ', size);
	json[0] = '{';
	json[1] = '}';
	ck_assert_int_eq(
		gj_json_read(arena, &all_record, (gj_str){ json, size - 1 }, &wire, &in, NULL),
		GJ_OK);
	ck_assert_int_eq(gj_json_read(arena, &all_record, (gj_str){ json, size }, &wire, &in, &err),
			 GJ_E_LIMIT);
	ck_assert_int_eq(err.rule, GJ_RULE_too_large);
	free(json);
	gj_arena_free(arena);
}
END_TEST

/* An event that nobody of ours wrote: its digests are written again as they are read. */
START_TEST(digests_are_hex)
{
	static const char *const ends[] = {
		"a\\b", "a\\\"", "aF", "ag", "a\x7f", "a一", "a", "abc"
	};
	gj_arena *arena = unit_arena();
	gj_error err = { 0 };
	char json[160];
	size_t i;
	all in;

	for (i = 0; i <= sizeof(ends) / sizeof(ends[0]); i++) {
		int good = i == sizeof(ends) / sizeof(ends[0]);

		snprintf(json, sizeof(json), "{\"veil\":{\"vault\":7,\"digest\":\"%s%s%s\"}}",
			 "0123456789abcdef0123456789abcdef", "0123456789abcdef01234567890123",
			 good ? "ab" : ends[i]);
		memset(&err, 0, sizeof(err));
		ck_assert_msg(gj_json_read(arena, &all_record, gj_str_of(json), &event, &in,
					   &err) == (good ? GJ_OK : GJ_E_BAD_VALUE),
			      "%s: %s", json, gj_rule_name(err.rule));
		ck_assert_msg(good || strncmp(err.path, "/veil", 5) == 0, "%s", err.path);
	}
	gj_arena_free(arena);
}
END_TEST

/* Whatever is wrong with a value, the error does not hold it. */
START_TEST(no_value_is_told)
{
	static const char *const fields[] = { "text", "veil",  "number", "colour", "code",
					      "time", "texts", "ids",    "array",  "flag" };
	gj_arena *arena = unit_arena();
	gj_error err;
	gj_buf buf;
	char json[256];
	size_t i, k;
	all in;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		snprintf(json, sizeof(json), "{\"%s\":\"13812345678%s\"}", fields[i], LONG20);
		memset(&err, 0, sizeof(err));
		ck_assert_int_lt(
			gj_json_read(arena, &all_record, gj_str_of(json), &wire, &in, &err), 0);
		for (k = 0; k < err.count; k++)
			ck_assert_ptr_null(strstr(err.param[k].text, "1381"));
		ck_assert_ptr_null(strstr(err.path, "1381"));
		gj_buf_init(&buf, arena, 4096);
		gj_error_text(&buf, &err, 1);
		ck_assert_ptr_null(strstr(gj_buf_end(&buf).p, "1381"));
	}
	gj_arena_free(arena);
}
END_TEST

/* ---- what is accepted ---- */

START_TEST(values)
{
	static const char json[] =
		" {\t\"flag\" : true ,\r\n\"number\":-9007199254740992,\"id\":9007199254740992,"
		"\"money\":0,\"time\":\"2026-03-01T09:00:00.25+08:00\",\"date\":\"1969-12-31\","
		"\"colour\":\"blue\",\"text\":\"\\\"\\\\\\/"
		"\\b\\f\\n\\r\\t\\u4e2d\\ud83d\\ude00中😀\","
		"\"code\":\"甲\",\"veil\":\"张三\",\"object\":{\"name\":\"n\",\"count\":null},"
		"\"array\":[{\"name\":\""
		"一二三四五六七八"
		"\"}],\"texts\":[\"\"],\"ids\":[7],"
		"\"map\":{\"\":\"\"},\"tree\":[1.50],\"raw\": [ 1 , 2 ] } ";
	gj_arena *arena = unit_arena();
	gj_error err = { 0 };
	all in;

	ck_assert_msg(gj_json_read(arena, &all_record, gj_str_of(json), &wire, &in, &err) == GJ_OK,
		      "%s at %s", gj_rule_name(err.rule), err.path);
	ck_assert_uint_eq(in.has.set, (UINT64_C(1) << 17) - 1);
	ck_assert_uint_eq(in.has.null, 0);
	ck_assert_int_eq(in.flag, 1);
	ck_assert_int_eq(in.number, -GJ_MAX_INT);
	ck_assert_int_eq(in.id, GJ_MAX_INT);
	ck_assert_int_eq(in.time, INT64_C(1772326800250000)); /* date -d, and a quarter */
	ck_assert_int_eq(in.date, -1);
	ck_assert_int_eq(in.colour, 2);
	ck_assert_str_eq(in.text.p, "\"\\/\b\f\n\r\t中😀中😀");
	ck_assert_str_eq(in.veil.text.p, "张三");
	ck_assert_uint_eq(in.object.has.set, 3);
	ck_assert_uint_eq(in.object.has.null, 2);
	ck_assert_uint_eq(in.array.n, 1);
	ck_assert_int_eq(*(int64_t *)in.ids.p, 7);
	ck_assert_uint_eq(((gj_pair *)in.map.p)->key.n, 0);
	ck_assert_int_eq(in.tree->child->kind, GJ_TREE_NUMBER);
	ck_assert_str_eq(in.raw.p, "[ 1 , 2 ]");
	gj_arena_free(arena);
}
END_TEST

/* Absent, null and empty are three things. */
START_TEST(presence)
{
	gj_arena *arena = unit_arena();
	gj_error err = { 0 };
	all in;

	ck_assert_int_eq(gj_json_read(arena, &all_record, GJ_STR("{\"number\":null,\"text\":\"\"}"),
				      &wire, &in, &err),
			 GJ_OK);
	ck_assert(gj_field_null(&in, 1) && !gj_field_set(&in, 1));
	ck_assert(gj_field_set(&in, 7) && in.text.p && in.text.n == 0);
	ck_assert(!gj_field_set(&in, 0) && !gj_field_null(&in, 0));
	gj_arena_free(arena);
}
END_TEST

/* ---- there and back ---- */

typedef struct dice {
	uint64_t state;
	gj_arena *arena;
} dice;

static uint64_t draw(dice *d, uint64_t below)
{
	d->state ^= d->state >> 12;
	d->state ^= d->state << 25;
	d->state ^= d->state >> 27;
	return (d->state * UINT64_C(2685821657736338717) >> 11) % below;
}

static gj_str draw_text(dice *d, size_t min, size_t max)
{
	static const char *const chars[] = { "a",  "\"",   "\\",           "/",
					     "\n", "\x01", "\x1f",         "\x7f",
					     "é",  "中",   "\xef\xbf\xbf", "😀",
					     " ",  "{",    "\xc2\x80" };
	size_t n = min + draw(d, max - min + 1);
	gj_buf buf;

	gj_buf_init(&buf, d->arena, 1000);
	while (n-- > 0)
		gj_buf_text(&buf, chars[draw(d, sizeof(chars) / sizeof(chars[0]))]);
	return gj_buf_end(&buf);
}

static void draw_record(dice *d, const gj_record *record, void *object, int mode);

static gj_array draw_items(dice *d, const gj_field *f, size_t size, int mode)
{
	gj_array array = { NULL, draw(d, (uint64_t)f->max + 1) };
	size_t i;

	array.p = gj_arena_zero(d->arena, (array.n + 1) * size);
	for (i = 0; i < array.n; i++) {
		char *at = (char *)array.p + i * size;
		gj_pair *pair = (gj_pair *)at;

		if (f->kind == GJ_K_ARRAY) {
			draw_record(d, f->sub, at, mode);
		} else if (f->kind == GJ_K_TEXTS) {
			*(gj_str *)at = draw_text(d, 0, 9);
		} else if (f->kind == GJ_K_IDS) {
			*(int64_t *)at = 1 + (int64_t)draw(d, GJ_MAX_INT);
		} else {
			pair->key = draw_text(d, 5 + i, 5 + i); /* of other lengths: no two alike */
			pair->value = draw_text(d, 0, 9);
		}
	}
	return array;
}

static const gj_tree *draw_tree(dice *d, gj_str *ret_raw)
{
	static const char *const texts[] = { "{\"a\":[1,{\"b\":null}],\"c\":\"中\"}",
					     "[]",
					     "1.5",
					     "-9007199254740992",
					     "\"\\u0001\"",
					     "true",
					     "[[[[{}]]]]" };
	gj_str json = gj_str_of(texts[draw(d, sizeof(texts) / sizeof(texts[0]))]);
	gj_tree *tree = NULL;

	ck_assert_int_eq(gj_tree_parse(d->arena, json, &tree, NULL), GJ_OK);
	*ret_raw = json;
	return tree;
}

static void draw_field(dice *d, const gj_field *f, void *at, int mode)
{
	gj_veil *veil = at;
	gj_str raw;

	switch (f->kind) {
	case GJ_K_BOOL:
		*(int32_t *)at = (int32_t)draw(d, 2);
		break;
	case GJ_K_INT:
	case GJ_K_ID:
	case GJ_K_MONEY:
		*(int64_t *)at = f->min + (int64_t)draw(d, (uint64_t)(f->max - f->min) + 1);
		break;
	case GJ_K_TIME:
		*(int64_t *)at =
			GJ_TIME_MIN + (int64_t)draw(d, (uint64_t)(GJ_TIME_MAX - GJ_TIME_MIN) + 1);
		if (draw(d, 2))
			*(int64_t *)at -= *(int64_t *)at % GJ_SECOND;
		break;
	case GJ_K_DATE:
		*(int32_t *)at = (int32_t)draw(d, 3652059) - 719162;
		break;
	case GJ_K_ENUM:
		*(int32_t *)at = (int32_t)draw(d, 3);
		break;
	case GJ_K_TEXT:
		*(gj_str *)at = draw_text(d, (size_t)f->min, (size_t)f->max);
		break;
	case GJ_K_CODE:
		*(gj_str *)at = draw(d, 2) ? GJ_STR("甲") : GJ_STR("b");
		break;
	case GJ_K_VEIL:
		if (mode == GJ_JSON_WIRE) {
			veil->text = draw_text(d, 1, 20);
		} else {
			veil->id = 1 + (int64_t)draw(d, 1000);
			veil->digest = GJ_STR("0123456789abcdef0123456789abcdef"
					      "0123456789abcdef0123456789abcdef");
		}
		break;
	case GJ_K_OBJECT:
		draw_record(d, f->sub, at, mode);
		break;
	case GJ_K_TREE:
		*(const gj_tree **)at = draw_tree(d, &raw);
		break;
	case GJ_K_RAW:
		draw_tree(d, at);
		break;
	default:
		*(gj_array *)at = draw_items(d, f,
					     f->kind == GJ_K_ARRAY   ? f->sub->size
					     : f->kind == GJ_K_TEXTS ? sizeof(gj_str)
					     : f->kind == GJ_K_IDS   ? sizeof(int64_t)
								     : sizeof(gj_pair),
					     mode);
	}
}

static void draw_record(dice *d, const gj_record *record, void *object, int mode)
{
	const gj_field *f;
	gj_has *has = object;
	int i;

	memset(object, 0, record->size);
	for (i = 0, f = record->fields; f[i].name; i++) {
		if (!(f[i].flags & GJ_REQUIRED) && draw(d, 2))
			continue;
		if ((f[i].flags & GJ_HIDDEN) && mode == GJ_JSON_WIRE)
			continue;
		has->set |= UINT64_C(1) << i;
		if ((f[i].flags & GJ_NULLABLE) && draw(d, 4) == 0)
			has->null |= UINT64_C(1) << i;
		else
			draw_field(d, &f[i], (char *)object + f[i].offset, mode);
	}
}

static int same_record(const gj_record *record, const void *a, const void *b);

static int same_tree(const gj_tree *a, const gj_tree *b)
{
	const gj_tree *x, *y;

	if (a->kind != b->kind || a->integer != b->integer || a->number != b->number ||
	    !gj_str_eq(a->text, b->text) || !gj_str_eq(a->key, b->key) || a->count != b->count)
		return 0;
	for (x = a->child, y = b->child; x && y; x = x->next, y = y->next)
		if (!same_tree(x, y))
			return 0;
	return !x && !y;
}

static int same_items(const gj_field *f, const gj_array *a, const gj_array *b)
{
	size_t i;
	int same = a->n == b->n;

	for (i = 0; same && i < a->n; i++)
		if (f->kind == GJ_K_ARRAY)
			same = same_record(f->sub, (char *)a->p + i * f->sub->size,
					   (char *)b->p + i * f->sub->size);
		else if (f->kind == GJ_K_TEXTS)
			same = gj_str_eq(((gj_str *)a->p)[i], ((gj_str *)b->p)[i]);
		else if (f->kind == GJ_K_IDS)
			same = ((int64_t *)a->p)[i] == ((int64_t *)b->p)[i];
		else
			same = gj_str_eq(((gj_pair *)a->p)[i].key, ((gj_pair *)b->p)[i].key) &&
			       gj_str_eq(((gj_pair *)a->p)[i].value, ((gj_pair *)b->p)[i].value);
	return same;
}

static int same_field(const gj_field *f, const void *a, const void *b)
{
	const gj_veil *x = a, *y = b;

	switch (f->kind) {
	case GJ_K_BOOL:
	case GJ_K_DATE:
	case GJ_K_ENUM:
		return *(const int32_t *)a == *(const int32_t *)b;
	case GJ_K_INT:
	case GJ_K_ID:
	case GJ_K_MONEY:
	case GJ_K_TIME:
		return *(const int64_t *)a == *(const int64_t *)b;
	case GJ_K_TEXT:
	case GJ_K_CODE:
	case GJ_K_RAW:
		return gj_str_eq(*(const gj_str *)a, *(const gj_str *)b);
	case GJ_K_VEIL:
		return x->id == y->id && gj_str_eq(x->text, y->text) &&
		       gj_str_eq(x->digest, y->digest);
	case GJ_K_OBJECT:
		return same_record(f->sub, a, b);
	case GJ_K_TREE:
		return same_tree(*(const gj_tree *const *)a, *(const gj_tree *const *)b);
	default:
		return same_items(f, a, b);
	}
}

static int same_record(const gj_record *record, const void *a, const void *b)
{
	const gj_field *f = record->fields;
	int i, same = memcmp(a, b, sizeof(gj_has)) == 0;

	for (i = 0; same && f[i].name; i++)
		if (gj_field_set(a, i))
			same = same_field(&f[i], (const char *)a + f[i].offset,
					  (const char *)b + f[i].offset);
	return same;
}

static void there_and_back(dice *d, const gj_json_options *options)
{
	gj_arena_mark mark = gj_arena_mark_now(d->arena);
	gj_error err = { 0 };
	gj_buf buf;
	all out, in;

	draw_record(d, &all_record, &out, options->mode);
	gj_buf_init(&buf, d->arena, 1 << 20);
	gj_json_write(&buf, &all_record, &out, options);
	gj_buf_end(&buf);
	ck_assert_int_eq(buf.failed, 0);
	ck_assert_msg(gj_json_read(d->arena, &all_record, (gj_str){ buf.p, buf.n }, options, &in,
				   &err) == GJ_OK,
		      "%s at %s: %s", gj_rule_name(err.rule), err.path, buf.p);
	ck_assert_msg(same_record(&all_record, &out, &in), "%s", buf.p);
	/* What is valid for this reader is so for the one without a table. */
	ck_assert_int_eq(gj_json_check(d->arena, (gj_str){ buf.p, buf.n }, NULL), GJ_OK);
	gj_arena_rewind(d->arena, mark);
}

START_TEST(there_and_back_again)
{
	dice d = { unit_seed() * UINT64_C(0x9e3779b97f4a7c15) | 1, unit_arena() };
	int i, cases = unit_soak() ? 50 * CASES : CASES;

	for (i = 0; i < cases; i++)
		there_and_back(&d, i % 3 == 0 ? &event : &wire);
	gj_arena_free(d.arena);
}
END_TEST

/* Cut anywhere, one document is never another that is valid. */
START_TEST(cut_anywhere)
{
	dice d = { unit_seed() * UINT64_C(0x9e3779b97f4a7c15) | 1, unit_arena() };
	gj_arena_mark mark = gj_arena_mark_now(d.arena);
	gj_buf buf;
	size_t n;
	int i;
	all out, in;

	for (i = 0; i < 300; i++) {
		draw_record(&d, &all_record, &out, GJ_JSON_WIRE);
		gj_buf_init(&buf, d.arena, 1 << 20);
		gj_json_write(&buf, &all_record, &out, &wire);
		for (n = 0; n < buf.n; n++) {
			/* An exact copy, so that the sanitizer sees the end. */
			char *copy = malloc(n ? n : 1);

			ck_assert_ptr_nonnull(copy);
			memcpy(copy, buf.p, n);
			ck_assert_int_lt(gj_json_read(d.arena, &all_record, (gj_str){ copy, n },
						      &wire, &in, NULL),
					 0);
			free(copy);
		}
		gj_arena_rewind(d.arena, mark);
	}
	gj_arena_free(d.arena);
}
END_TEST

/* ---- by pointer ---- */

START_TEST(pointers)
{
	static const char json[] =
		" {\"a\":[10,{\"b\":\"x\\\"}\"},[]], \"\":{\"c\" : null},\"n\":-5}";
	static const struct {
		const char *pointer, *span;
	} cases[] = {
		{ "/a/0", "10" },     { "/a/1/b", "\"x\\\"}\"" },
		{ "/a/2", "[]" },     { "//c", "null" },
		{ "/n", "-5" },       { "/a/3", NULL },
		{ "/a/x", NULL },     { "/b", NULL },
		{ "/a/1/b/c", NULL }, { "/n/0", NULL },
		{ "a", NULL },        { "/a/", NULL },
	};
	gj_str span;
	size_t i;
	int code;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		span = GJ_STR_NONE;
		code = gj_json_find(gj_str_of(json), cases[i].pointer, &span);
		ck_assert_msg(cases[i].span ? code == GJ_OK && gj_str_is(span, cases[i].span)
					    : code == GJ_E_NOT_FOUND,
			      "%s: %d %.*s", cases[i].pointer, code, (int)span.n,
			      span.p ? span.p : "");
	}
	ck_assert_uint_eq(gj_json_count(GJ_STR("[1,[2,3],{\"a\":4}]")), 3);
	ck_assert_uint_eq(gj_json_count(GJ_STR("{}")), 0);
	ck_assert_uint_eq(gj_json_count(GJ_STR("7")), 0);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("json");

	unit_add(s, "refusals", refusals);
	unit_add(s, "too_few", too_few);
	unit_add(s, "zeros_in_the_bytes", zeros_in_the_bytes);
	unit_add(s, "depth", depth);
	unit_add(s, "too_large", too_large);
	unit_add(s, "digests_are_hex", digests_are_hex);
	unit_add(s, "no_value_is_told", no_value_is_told);
	unit_add(s, "values", values);
	unit_add(s, "presence", presence);
	unit_add(s, "there_and_back_again", there_and_back_again);
	unit_add(s, "cut_anywhere", cut_anywhere);
	unit_add(s, "pointers", pointers);
	return s;
}

GJ_TEST_MAIN(suite)
