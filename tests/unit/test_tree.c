/* SPDX-License-Identifier: Apache-2.0
 *
 * Trees are read strictly, keep what was written, and are written in one form
 * only; memory may end at any allocation without a leak.
 */
#include "unit.h"

#include <float.h>
#include <locale.h>

#include <cjson/cJSON.h>

#include "util/tree.h"

static gj_tree *read_tree(gj_arena *arena, const char *json)
{
	gj_tree *tree = NULL;
	gj_error err = { 0 };

	ck_assert_msg(gj_tree_parse(arena, gj_str_of(json), &tree, &err) == 0, "%s: %s", json,
		      gj_rule_name(err.rule));
	return tree;
}

static const char *written(gj_arena *arena, const gj_tree *tree)
{
	gj_buf buf;

	gj_buf_init(&buf, arena, SIZE_MAX);
	gj_tree_write(&buf, tree);
	ck_assert_int_eq(buf.failed, 0);
	return gj_buf_end(&buf).p;
}

static const char *canonical(gj_arena *arena, const char *json)
{
	return written(arena, read_tree(arena, json));
}

START_TEST(one_form)
{
	static const struct {
		const char *json, *form;
	} cases[] = {
		{ " null ", "null" },
		{ "true", "true" },
		{ "false", "false" },
		{ "[ ]", "[]" },
		{ "{ }", "{}" },
		{ "\"\"", "\"\"" },
		{ "[1, 2 ,3]", "[1,2,3]" },
		{ "{\"b\":1,\"a\":[{\"d\":2,\"c\":3}]}", "{\"a\":[{\"c\":3,\"d\":2}],\"b\":1}" },
		/* By bytes: capitals, underscore, small letters, Chinese. */
		{ "{\"中\":1,\"a\":2,\"_\":3,\"Z\":4,\"aa\":5,\"\":6}",
		  "{\"\":6,\"Z\":4,\"_\":3,\"a\":2,\"aa\":5,\"中\":1}" },
		{ "\"\\u4e2d\\/\"", "\"中/\"" },
		{ "-0", "0" },
		{ "-0.0", "0" },
		{ "1.0", "1" },
		{ "1e3", "1000" },
		{ "0.1", "0.1" },
		{ "-2.50", "-2.5" },
		{ "9007199254740992", "9007199254740992" },
		{ "-9007199254740992", "-9007199254740992" },
		{ "0.30000000000000004", "0.30000000000000004" },
		{ "1e300", "1e+300" },
		{ "5e-324", "4.94065645841247e-324" },
	};
	gj_arena *arena = unit_arena();
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_str_eq(canonical(arena, cases[i].json), cases[i].form);
		ck_assert_str_eq(canonical(arena, cases[i].form), cases[i].form);
	}
	gj_arena_free(arena);
}
END_TEST

START_TEST(kinds_and_access)
{
	gj_arena *arena = unit_arena();
	gj_tree *tree = read_tree(arena, "{\"n\":null,\"t\":true,\"i\":-7,\"d\":1.5,\"s\":\"中\","
					 "\"a\":[10,20,30],\"o\":{\"s\":7}}");

	ck_assert_int_eq(tree->kind, GJ_TREE_OBJECT);
	ck_assert_uint_eq(tree->count, 7);
	ck_assert_int_eq(gj_tree_get(tree, "n")->kind, GJ_TREE_NULL);
	ck_assert_int_eq(gj_tree_get(tree, "t")->kind, GJ_TREE_BOOL);
	ck_assert_int_eq(gj_tree_get(tree, "t")->integer, 1);
	ck_assert_int_eq(gj_tree_get(tree, "i")->kind, GJ_TREE_INT);
	ck_assert_int_eq(gj_tree_get(tree, "i")->integer, -7);
	ck_assert_int_eq(gj_tree_get(tree, "d")->kind, GJ_TREE_NUMBER);
	ck_assert(gj_tree_get(tree, "d")->number == 1.5);
	ck_assert_str_eq(gj_tree_text(tree, "s").p, "中");
	ck_assert_str_eq(gj_tree_get(tree, "s")->key.p, "s");
	ck_assert_int_eq(gj_tree_at(gj_tree_get(tree, "a"), 2)->integer, 30);
	ck_assert_ptr_null(gj_tree_at(gj_tree_get(tree, "a"), 3));
	/* What is not there, or not of that kind, is none. */
	ck_assert_ptr_null(gj_tree_get(tree, "x"));
	ck_assert_ptr_null(gj_tree_get(gj_tree_get(tree, "a"), "x"));
	ck_assert_ptr_null(gj_tree_get(NULL, "x"));
	ck_assert_ptr_null(gj_tree_at(tree, 0));
	ck_assert_ptr_null(gj_tree_at(NULL, 0));
	ck_assert_ptr_null(gj_tree_text(tree, "i").p);
	ck_assert_ptr_null(gj_tree_text(NULL, "i").p);
	gj_arena_free(arena);
}
END_TEST

START_TEST(writing_changes_nothing)
{
	gj_arena *arena = unit_arena();
	gj_tree *tree = read_tree(arena, "{\"b\":1,\"a\":2}");

	written(arena, tree);
	ck_assert_str_eq(tree->child->key.p, "b");
	ck_assert_str_eq(tree->child->next->key.p, "a");
	gj_arena_free(arena);
}
END_TEST

/* What cJSON would let through is refused; the path says where. */
START_TEST(strictness)
{
	static const struct {
		const char *json;
		int code;
		const char *rule, *path;
	} cases[] = {
		{ "", GJ_E_BAD_JSON, "syntax", "" },
		{ "{\"a\":1,\"a\":2}", GJ_E_BAD_JSON, "duplicate_key", NULL },
		{ "[1] x", GJ_E_BAD_JSON, "trailing", "" },
		{ "[\"\xff\"]", GJ_E_BAD_JSON, "utf8", NULL },
		{ "[\"\\u0000\"]", GJ_E_BAD_JSON, "zero", NULL },
		{ "[\"\\ud800\"]", GJ_E_BAD_JSON, "surrogate", NULL },
		{ "[01]", GJ_E_BAD_JSON, "syntax", NULL },
		{ "[1.]", GJ_E_BAD_JSON, "syntax", NULL },
		{ "\xef\xbb\xbf[1]", GJ_E_BAD_JSON, "syntax", "" },
		{ "[9007199254740993]", GJ_E_BAD_VALUE, "range", "/0" },
		{ "{\"a\":[0,1e999]}", GJ_E_BAD_VALUE, "type", "/a/1" },
		{ "{\"a/b\":[-1e999]}", GJ_E_BAD_VALUE, "type", "/a~1b/0" },
		/* 64 digits: cJSON would read a part of them. */
		{ "[0.11111111111111111111111111111111111111111111111111111111111111]",
		  GJ_E_LIMIT, "too_long", NULL },
	};
	gj_arena *arena = unit_arena();
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		gj_tree *tree = NULL;
		gj_error err = { 0 };
		int rc = gj_tree_parse(arena, gj_str_of(cases[i].json), &tree, &err);

		ck_assert_msg(rc == cases[i].code, "%s: %d", cases[i].json, rc);
		ck_assert_int_eq(err.code, rc);
		ck_assert_str_eq(gj_rule_name(err.rule), cases[i].rule);
		if (cases[i].path != NULL)
			ck_assert_str_eq(err.path, cases[i].path);
		ck_assert_ptr_null(tree);
	}
	gj_arena_free(arena);
}
END_TEST

START_TEST(the_longest_number)
{
	gj_arena *arena = unit_arena();

	/* 63 characters, the value of 1/9 */
	ck_assert_str_eq(
		canonical(arena, "0.1111111111111111111111111111111111111111111111111111111111111"),
		"0.1111111111111111");
	ck_assert_str_eq(canonical(arena, "\"1111111111111111111111111111111111111111111111111111"
					  "1111111111111111111111111111111\""),
			 "\"1111111111111111111111111111111111111111111111111111"
			 "1111111111111111111111111111111\"");
	gj_arena_free(arena);
}
END_TEST

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Every finite double is written so that the same double is read, with a point
 * and never as an integer that the reader would refuse. */
static void numbers_there_and_back(gj_arena *arena, uint64_t seed)
{
	gj_arena_mark mark = gj_arena_mark_now(arena);
	uint64_t state = seed * 2 + 1;
	int i;

	for (i = 0; i < 20000; i++) {
		uint64_t bits = next_random(&state);
		gj_tree *back, node = { .kind = GJ_TREE_NUMBER };
		const char *text;

		/* Half of them around 2^53, where integers become doubtful. */
		if (i % 2)
			bits = (bits & UINT64_C(0x800fffffffffffff)) |
			       (UINT64_C(1070) + bits % 30) << 52;
		memcpy(&node.number, &bits, sizeof(bits));
		if (!(node.number >= -DBL_MAX && node.number <= DBL_MAX))
			continue;
		text = written(arena, &node);
		back = read_tree(arena, text);
		if (back->kind == GJ_TREE_INT)
			back->number = (double)back->integer;
		if (back->number != node.number)
			ck_abort_msg("%s, seed %llu", text, (unsigned long long)seed);
		gj_arena_rewind(arena, mark);
	}
}

START_TEST(every_number_there_and_back)
{
	gj_arena *arena = unit_arena();

	numbers_there_and_back(arena, unit_seed());
	gj_arena_free(arena);
}
END_TEST

START_TEST(the_locale_does_not_matter)
{
	static const char *const names[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "ru_RU.UTF-8" };
	gj_arena *arena = unit_arena();
	size_t i;

	for (i = 0; i < 3 && setlocale(LC_NUMERIC, names[i]) == NULL; i++)
		;
	if (i < 3 && localeconv()->decimal_point[0] == ',') {
		ck_assert_str_eq(canonical(arena, "[0.1,1.5e-7]"), "[0.1,1.5e-07]");
		numbers_there_and_back(arena, unit_seed());
	}
	setlocale(LC_NUMERIC, "C");
	gj_arena_free(arena);
	if (i == 3)
		UNIT_SKIP("no locale with a decimal comma is installed");
}
END_TEST

static size_t cjson_blocks, cjson_left;

static void *cjson_alloc(size_t size)
{
	if (cjson_left == 0)
		return NULL;
	cjson_left--;
	cjson_blocks++;
	return malloc(size);
}

static void cjson_release(void *block)
{
	cjson_blocks -= block != NULL;
	free(block);
}

#define DOCUMENT "{\"a\":[1,2.5,\"中文\",null,true],\"b\":{\"c\":{\"d\":\"e\"}}}"

/* cJSON is refused its n-th block, for every n. */
START_TEST(cjson_without_memory)
{
	cJSON_Hooks hooks = { cjson_alloc, cjson_release };
	int rc = GJ_E_NOMEM;
	size_t n;

	cJSON_InitHooks(&hooks);
	for (n = 0; rc < 0; n++) {
		gj_arena *arena = unit_arena();
		gj_tree *tree = NULL;
		gj_error err = { 0 };

		cjson_left = n;
		rc = gj_tree_parse(arena, GJ_STR(DOCUMENT), &tree, &err);
		ck_assert(rc == 0 || (rc == GJ_E_NOMEM && err.code == rc && tree == NULL));
		ck_assert_uint_eq(cjson_blocks, 0);
		gj_arena_free(arena);
	}
	ck_assert_uint_gt(n, 10);
	cJSON_InitHooks(NULL);
}
END_TEST

/* The arena ends at every size up to the one that suffices. */
START_TEST(an_arena_without_room)
{
	gj_mem mem = gj_mem_default();
	int rc = GJ_E_NOMEM;
	size_t max;

	for (max = 0; rc < 0 && max < 100000; max += 16) {
		gj_arena *arena = gj_arena_new(&mem, max);
		gj_tree *tree = NULL;

		rc = gj_tree_parse(arena, GJ_STR(DOCUMENT), &tree, NULL);
		ck_assert(rc == 0 || rc == GJ_E_NOMEM);
		ck_assert((tree == NULL) == (rc < 0));
		gj_arena_free(arena);
	}
	ck_assert_int_eq(rc, 0);
}
END_TEST

/* A document of nothing but values costs cJSON nothing where the arena is too
 * small for the tree. */
START_TEST(the_arena_bounds_cjson)
{
	cJSON_Hooks hooks = { cjson_alloc, cjson_release };
	gj_mem mem = gj_mem_default();
	gj_arena *arena = gj_arena_new(&mem, 1u << 20);
	char *json = malloc(200001);
	gj_tree *tree = NULL;
	size_t i;

	json[0] = '[';
	for (i = 1; i < 199999; i += 2) {
		json[i] = '1';
		json[i + 1] = ',';
	}
	json[199998] = ']';
	cJSON_InitHooks(&hooks);
	cjson_left = 1000000;
	ck_assert_int_eq(gj_tree_parse(arena, (gj_str){ json, 199999 }, &tree, NULL), GJ_E_NOMEM);
	ck_assert_uint_eq(cjson_left, 1000000);
	cJSON_InitHooks(NULL);
	free(json);
	gj_arena_free(arena);
}
END_TEST

static Suite *tree_suite(void)
{
	Suite *suite = suite_create("tree");

	unit_add(suite, "one form", one_form);
	unit_add(suite, "access", kinds_and_access);
	unit_add(suite, "writing", writing_changes_nothing);
	unit_add(suite, "strictness", strictness);
	unit_add(suite, "longest number", the_longest_number);
	unit_add(suite, "numbers", every_number_there_and_back);
	unit_add(suite, "locale", the_locale_does_not_matter);
	unit_add(suite, "cJSON without memory", cjson_without_memory);
	unit_add(suite, "arena without room", an_arena_without_room);
	unit_add(suite, "bounded", the_arena_bounds_cjson);
	return suite;
}

GJ_TEST_MAIN(tree_suite)
