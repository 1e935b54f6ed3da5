/* SPDX-License-Identifier: Apache-2.0
 *
 * The registries are sound (nothing twice, nothing without a text, the same
 * parameters in both languages), and sentences are made from them.
 */
#include "unit.h"

#include <ctype.h>

#include "util/error.h"

static const struct {
	const char *name, *english, *chinese;
} rules[] = {
#define R(name, en, zh) { #name, en, zh },
#include "util/rule.def"
#undef R
};

#define RULES ((int)(sizeof(rules) / sizeof(rules[0])))

START_TEST(codes_are_unique_and_negative)
{
	const gj_error_info *a, *b;
	size_t i, k;

	for (i = 0; (a = gj_error_at(i)) != NULL; i++) {
		ck_assert_int_lt(a->code, 0);
		ck_assert_ptr_eq(gj_error_find(a->code), a);
		ck_assert(a->retryable == 0 || a->retryable == 1);
		ck_assert_uint_gt(strlen(a->since), 0);
		ck_assert_uint_gt(strlen(a->meaning), 0);
		ck_assert_uint_gt(strlen(a->chinese), 0);
		for (k = 0; k < i; k++) {
			b = gj_error_at(k);
			ck_assert_int_ne(a->code, b->code);
			ck_assert_str_ne(a->name, b->name);
		}
	}
	ck_assert_uint_gt(i, 0);
	ck_assert_ptr_null(gj_error_at(i + 1));
	ck_assert_ptr_null(gj_error_find(0));
	ck_assert_ptr_null(gj_error_find(1));
	ck_assert_str_eq(gj_error_find(GJ_E_CONFLICT)->name, "CONFLICT");
}
END_TEST

START_TEST(rules_are_unique_and_lower_case)
{
	int i, k;
	const char *c;

	ck_assert_int_eq(RULES, GJ_RULE_COUNT - 1);
	for (i = 0; i < RULES; i++) {
		ck_assert_str_eq(gj_rule_name(i + 1), rules[i].name);
		for (c = rules[i].name; *c != '\0'; c++)
			ck_assert(islower((unsigned char)*c) || isdigit((unsigned char)*c) ||
				  *c == '_');
		for (k = 0; k < i; k++)
			ck_assert_str_ne(rules[i].name, rules[k].name);
	}
	ck_assert_str_eq(gj_rule_name(GJ_RULE_too_long), "too_long");
	ck_assert_str_eq(gj_rule_name(GJ_RULE_NONE), "");
	ck_assert_str_eq(gj_rule_name(GJ_RULE_COUNT), "");
	ck_assert_str_eq(gj_rule_name(-1), "");
}
END_TEST

/* Collects the distinct {names} of a sentence; they must be well formed. */
static size_t names_of(const char *sentence, char names[8][32])
{
	size_t count = 0, i;

	while ((sentence = strchr(sentence, '{')) != NULL) {
		size_t n = strcspn(++sentence, "{}");

		ck_assert_msg(sentence[n] == '}' && n > 0 && n < 32, "brace in: %s", sentence);
		ck_assert_uint_lt(count, 8);
		memcpy(names[count], sentence, n);
		names[count][n] = '\0';
		for (i = 0; i < count && strcmp(names[i], names[count]) != 0; i++)
			;
		count += i == count;
	}
	return count;
}

START_TEST(every_rule_says_the_same_in_both_languages)
{
	int i;

	for (i = 0; i < RULES; i++) {
		char en[8][32], zh[8][32];
		size_t n = names_of(rules[i].english, en), m = names_of(rules[i].chinese, zh);
		size_t a, b;

		ck_assert_uint_gt(strlen(rules[i].english), 0);
		ck_assert_uint_gt(strlen(rules[i].chinese), 0);
		ck_assert_msg(n == m, "parameters of %s differ", rules[i].name);
		ck_assert_uint_le(n, GJ_ERROR_PARAMS);
		for (a = 0; a < n; a++) {
			for (b = 0; b < m && strcmp(en[a], zh[b]) != 0; b++)
				;
			ck_assert_msg(b < m, "%s: {%s} is not in the Chinese", rules[i].name,
				      en[a]);
		}
	}
}
END_TEST

static const char *text_of(gj_arena *arena, const gj_error *err, int chinese)
{
	gj_buf buf;

	gj_buf_init(&buf, arena, 1000);
	gj_error_text(&buf, err, chinese);
	ck_assert_int_eq(buf.failed, 0);
	return gj_buf_end(&buf).p;
}

START_TEST(sentences_take_their_parameters)
{
	gj_arena *arena = unit_arena();
	gj_error err;

	ck_assert_int_eq(gj_fail(&err, GJ_E_BAD_VALUE, GJ_RULE_range), GJ_E_BAD_VALUE);
	gj_fail_int(&err, "min", -3);
	gj_fail_int(&err, "max", INT64_C(9007199254740992));
	ck_assert_str_eq(text_of(arena, &err, 0), "should be between -3 and 9007199254740992");
	ck_assert_str_eq(text_of(arena, &err, 1), "应在 -3 与 9007199254740992 之间");

	gj_fail(&err, GJ_E_STATE, GJ_RULE_verb_not_allowed);
	gj_fail_text(&err, "state", GJ_STR("closed"));
	gj_fail_text(&err, "verb", GJ_STR("sign"));
	ck_assert_str_eq(text_of(arena, &err, 0), "sign is not possible in state closed");
	ck_assert_str_eq(text_of(arena, &err, 1), "状态 closed 下不能执行 sign");
	gj_arena_free(arena);
}
END_TEST

/* With every parameter given, no sentence keeps a brace or a question mark. */
START_TEST(no_sentence_stays_open)
{
	gj_arena *arena = unit_arena();
	int i, chinese;

	for (i = 0; i < RULES; i++) {
		char names[8][32];
		size_t n = names_of(rules[i].english, names), k;
		gj_error err;

		gj_fail(&err, GJ_E_RULE, i + 1);
		ck_assert_int_eq(n > 0, strchr(text_of(arena, &err, 0), '?') != NULL);
		for (k = 0; k < n; k++)
			gj_fail_int(&err, names[k], 7);
		for (chinese = 0; chinese < 2; chinese++)
			ck_assert_ptr_null(strpbrk(text_of(arena, &err, chinese), "{}?"));
	}
	gj_arena_free(arena);
}
END_TEST

START_TEST(without_a_rule_the_code_speaks)
{
	gj_arena *arena = unit_arena();
	gj_error err;

	gj_fail(&err, GJ_E_NOMEM, GJ_RULE_NONE);
	ck_assert_str_eq(text_of(arena, &err, 0), gj_error_find(GJ_E_NOMEM)->meaning);
	ck_assert_str_eq(text_of(arena, &err, 1), gj_error_find(GJ_E_NOMEM)->chinese);
	gj_fail(&err, -12345, GJ_RULE_NONE);
	ck_assert_str_eq(text_of(arena, &err, 0), "");
	gj_arena_free(arena);
}
END_TEST

START_TEST(details_may_be_unwanted)
{
	ck_assert_int_eq(gj_fail(NULL, GJ_E_LIMIT, GJ_RULE_too_many), GJ_E_LIMIT);
	gj_fail_int(NULL, "max", 1);
	gj_fail_text(NULL, "list", GJ_STR("x"));
	gj_fail_path(NULL, "/a");
	gj_fail_in(NULL, "a", 1);
}
END_TEST

/* 79 bytes are kept, and no character is cut through. */
START_TEST(long_texts_are_cut_between_characters)
{
	char text[256];
	gj_error err;
	size_t lead;

	for (lead = 0; lead < 3; lead++) {
		size_t i;

		memset(text, 'x', lead);
		for (i = lead; i + 3 < 120; i += 3)
			memcpy(text + i, "好", 3);
		gj_fail(&err, GJ_E_BAD_VALUE, GJ_RULE_not_listed);
		gj_fail_text(&err, "list", (gj_str){ text, i });
		ck_assert_uint_eq(strlen(err.param[0].text), lead + (79 - lead) / 3 * 3);
		ck_assert_int_eq(strncmp(err.param[0].text, text, strlen(err.param[0].text)), 0);
	}
	/* Nor does anything invalid get in. */
	gj_fail(&err, GJ_E_BAD_VALUE, GJ_RULE_not_listed);
	gj_fail_text(&err, "list", GJ_STR("ab\xff" "cd"));
	ck_assert_str_eq(err.param[0].text, "ab");
}
END_TEST

START_TEST(paths_are_built_from_the_inside)
{
	gj_error err;

	gj_fail(&err, GJ_E_BAD_VALUE, GJ_RULE_too_long);
	ck_assert_str_eq(err.path, "");
	gj_fail_in(&err, "phone", SIZE_MAX);
	gj_fail_in(&err, NULL, 0);
	gj_fail_in(&err, "contacts", SIZE_MAX);
	ck_assert_str_eq(err.path, "/contacts/0/phone");
	gj_fail_in(&err, "list", 12);
	ck_assert_str_eq(err.path, "/list/12/contacts/0/phone");
	gj_fail_path(&err, "/x");
	/* RFC 6901: '~' is ~0, '/' is ~1 */
	gj_fail_in(&err, "a/b~c", SIZE_MAX);
	ck_assert_str_eq(err.path, "/a~1b~0c/x");
}
END_TEST

START_TEST(deep_paths_stay_within_their_room)
{
	gj_error err;
	int i;

	gj_fail(&err, GJ_E_BAD_VALUE, GJ_RULE_too_long);
	for (i = 0; i < 100; i++)
		gj_fail_in(&err, "企业", (size_t)i);
	ck_assert_uint_lt(strlen(err.path), sizeof(err.path));
	ck_assert_uint_gt(strlen(err.path), sizeof(err.path) - 5);
	/* The outermost segments are the ones that are kept. */
	ck_assert_int_eq(strncmp(err.path, "/企业/99/企业/98/", strlen("/企业/99/企业/98/")), 0);
}
END_TEST

static Suite *error_suite(void)
{
	Suite *suite = suite_create("error");

	unit_add(suite, "codes", codes_are_unique_and_negative);
	unit_add(suite, "rules", rules_are_unique_and_lower_case);
	unit_add(suite, "languages", every_rule_says_the_same_in_both_languages);
	unit_add(suite, "parameters", sentences_take_their_parameters);
	unit_add(suite, "all sentences", no_sentence_stays_open);
	unit_add(suite, "no rule", without_a_rule_the_code_speaks);
	unit_add(suite, "unwanted", details_may_be_unwanted);
	unit_add(suite, "cut", long_texts_are_cut_between_characters);
	unit_add(suite, "paths", paths_are_built_from_the_inside);
	unit_add(suite, "deep paths", deep_paths_stay_within_their_room);
	return suite;
}

GJ_TEST_MAIN(error_suite)
