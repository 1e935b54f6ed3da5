/* SPDX-License-Identifier: Apache-2.0
 *
 * Formulas of rates: exact, rounded once. Expected values are worked out by hand, or come from
 * the documents named beside them.
 */
#include "profile/profile.h"
#include "rule/formula.h"
#include "unit.h"

static gj_arena *arena;
static gj_mem mem;

static void setup(void)
{
	mem = gj_mem_default();
	arena = gj_arena_new(&mem, 64u << 20);
}

static void teardown(void)
{
	arena = gj_arena_free(arena);
}

static const char *percent(int64_t over, int64_t under, int decimals)
{
	gj_buf buf;

	gj_buf_init(&buf, arena, 60);
	gj_ratio_percent(&buf, (gj_ratio){ over, under }, decimals);
	return gj_buf_end(&buf).p;
}

START_TEST(percentages_are_rounded_once)
{
	/* 27 material lists became 15: 44.44 % were taken away, 55.56 % remain. */
	ck_assert_str_eq(percent(27 - 15, 27, 1), "44.4");
	ck_assert_str_eq(percent(15, 27, 1), "55.6");
	/* 288 of 298, and 67 of 69 (Changyuan). */
	ck_assert_str_eq(percent(288, 298, 1), "96.6");
	ck_assert_str_eq(percent(288, 298, 3), "96.644");
	ck_assert_str_eq(percent(67, 69, 1), "97.1");
	ck_assert_str_eq(percent(67, 69, 3), "97.101");
	/* Halves go away from zero; what is a hair below does not. */
	ck_assert_str_eq(percent(1, 8, 0), "13");
	ck_assert_str_eq(percent(1, 800, 1), "0.1");
	ck_assert_str_eq(percent(5, 10000, 1), "0.1");
	ck_assert_str_eq(percent(49999, 100000000, 1), "0.0");
	ck_assert_str_eq(percent(9995, 10000, 1), "100.0");
	ck_assert_str_eq(percent(0, 7, 1), "0.0");
	ck_assert_str_eq(percent(7, 7, 0), "100");
	ck_assert_str_eq(percent(-1, 3, 1), "-33.3");
	ck_assert_str_eq(percent(-1, 100000, 1), "0.0");
	ck_assert_str_eq(percent(INT64_C(1) << 43, 1, 3), "879609302220800.000");
}
END_TEST

/* By products, where they fit. */
START_TEST(ratios_are_compared_exactly)
{
	uint64_t x = unit_seed();
	int i;

	for (i = 0; i < 20000; i++) {
		int64_t v[4];
		int k, by, is;

		for (k = 0; k < 4; k++) {
			x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			v[k] = (int64_t)(x >> 40) % (k % 2 ? 40 : 60) + k % 2;
		}
		by = (v[0] * v[3] > v[2] * v[1]) - (v[0] * v[3] < v[2] * v[1]);
		is = gj_ratio_compare((gj_ratio){ v[0], v[1] }, (gj_ratio){ v[2], v[3] });
		ck_assert_int_eq(is, by);
	}
	ck_assert_int_eq(
		gj_ratio_compare((gj_ratio){ 1, INT64_MAX }, (gj_ratio){ 1, INT64_MAX - 1 }), -1);
}
END_TEST

static int weight(const char *text, int64_t *ret_value, int *ret_places)
{
	return gj_weight_parse(gj_str_of(text), ret_value, ret_places);
}

START_TEST(weights_are_decimal)
{
	static const char *const bad[] = {
		"",   "-",  ".9",  "0.",      "0.9.1",  "1e3",
		"+1", " 1", "0,9", "0.12345", "100001", "9999999999999"
	};
	int64_t value = 0;
	int places = 0;
	size_t i;

	ck_assert(weight("0.9", &value, &places) && value == 9 && places == 1);
	ck_assert(weight("10", &value, &places) && value == 10 && places == 0);
	ck_assert(weight("-0.25", &value, &places) && value == -25 && places == 2);
	ck_assert(weight("100000", &value, &places) && value == 100000);
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ck_assert_msg(!weight(bad[i], &value, &places), "%s", bad[i]);
}
END_TEST

/* ---- of the built-in profile ---- */

static const gj_profile *profile_of(gj_str text)
{
	const gj_profile *profile = NULL;
	gj_error err;

	memset(&err, 0, sizeof(err));
	ck_assert_msg(gj_profile_compile(arena, text, &profile, &err) >= 0, "%s: %s", err.path,
		      err.count ? err.param[0].text : "");
	return profile;
}

static gj_ratio reckon(const char *name, const int64_t *counts)
{
	const gj_formula *f = gj_profile_formula(profile_of(gj_profile_builtin()), gj_str_of(name));
	gj_ratio ratio = { -1, -1 };

	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(gj_formula_ratio(f, counts, &ratio), 0);
	return ratio;
}

START_TEST(three_rates_and_their_composite)
{
	int64_t n[GJ_OPERANDS_MAX] = { 0 };
	gj_ratio r;

	n[GJ_MEASURE_callback_valid] = 40;
	n[GJ_MEASURE_callback_contacted] = 38;
	n[GJ_MEASURE_callback_solved] = 30;
	n[GJ_MEASURE_callback_satisfied] = 20;
	n[GJ_MEASURE_callback_basically_satisfied] = 10;
	r = reckon("response_rate", n);
	ck_assert_int_eq(r.over, 38);
	ck_assert_int_eq(r.under, 40);
	r = reckon("solve_rate", n);
	ck_assert_int_eq(r.over, 30);
	ck_assert_int_eq(r.under, 40);
	/* (20 + 0.9 * 10) / 40 = 72.5 % */
	r = reckon("satisfaction_rate", n);
	ck_assert_int_eq(r.over, 290);
	ck_assert_int_eq(r.under, 400);
	ck_assert_str_eq(percent(r.over, r.under, 1), "72.5");
	/* 0.1 * 95 + 0.5 * 75 + 0.4 * 72.5 = 76 % */
	r = reckon("composite", n);
	ck_assert_str_eq(percent(r.over, r.under, 3), "76.000");
	ck_assert_int_eq(r.over * 100, r.under * 76);
}
END_TEST

START_TEST(too_much_is_refused)
{
	const gj_profile *profile = profile_of(gj_profile_builtin());
	const gj_formula *f = gj_profile_formula(profile, GJ_STR("composite"));
	int64_t n[GJ_OPERANDS_MAX] = { 0 };
	gj_ratio r;

	n[GJ_MEASURE_callback_solved] = INT64_C(1) << 42;
	ck_assert_int_eq(gj_formula_ratio(f, n, &r), GJ_E_LIMIT);
	n[GJ_MEASURE_callback_solved] = INT64_MAX;
	ck_assert_int_eq(gj_formula_ratio(f, n, &r), GJ_E_LIMIT);
}
END_TEST

/* ---- what a profile may not say ---- */

static const struct {
	const char *formula, *path, *problem;
} wrong[] = {
	{ "\"numerator\":{\"happiness\":1},\"denominator\":{\"closed\":1}",
	  "/formulas/x/numerator/happiness", "no such measure" },
	{ "\"numerator\":{\"closed\":0.9},\"denominator\":{\"registered\":1}",
	  "/formulas/x/numerator/closed", "a weight" },
	{ "\"numerator\":{\"closed\":-1},\"denominator\":{\"registered\":1}",
	  "/formulas/x/numerator/closed", "negative" },
	{ "\"numerator\":{\"closed\":1},\"denominator\":{}", "/formulas/x/denominator", "" },
	{ "\"numerator\":{\"closed\":1}", "/formulas/x", "denominator" },
	{ "\"sum\":{\"solve_rate\":1,\"close_rate\":1}", "/formulas/x/sum/",
	  "another denominator" },
	{ "\"sum\":{\"composite\":1}", "/formulas/x/sum/composite", "no formula" },
	{ "\"sum\":{\"solve_rate\":1},\"numerator\":{\"closed\":1}", "/formulas/x/sum", "alone" },
	{ "\"given\":[\"before\"],\"numerator\":{\"closed\":1},\"denominator\":{\"before\":1}",
	  "/formulas/x/numerator/closed", "no such measure" },
	{ "\"grade\":\"Z\",\"numerator\":{\"closed\":1},\"denominator\":{\"registered\":1}",
	  "/formulas/x/grade", "A, B, C, G or V" },
	{ "\"decimals\":9,\"numerator\":{\"closed\":1},\"denominator\":{\"registered\":1}",
	  "/formulas/x/decimals", "range" },
};

START_TEST(what_is_not_sound_is_refused)
{
	gj_str text = gj_profile_builtin();
	const char *at = strstr(text.p, "\"formulas\": {") + strlen("\"formulas\": {");
	const gj_profile *profile = NULL;
	gj_error err;
	gj_buf buf;

	gj_buf_init(&buf, arena, 1u << 20);
	gj_buf_put(&buf, text.p, (size_t)(at - text.p));
	gj_buf_text(&buf, "\"x\":{\"version\":1,\"zh\":\"x\",\"en\":\"x\",\"source\":\"x\",");
	if (!strstr(wrong[_i].formula, "grade"))
		gj_buf_text(&buf, "\"grade\":\"G\",");
	gj_buf_text(&buf, wrong[_i].formula);
	gj_buf_text(&buf, "},");
	gj_buf_text(&buf, at);
	memset(&err, 0, sizeof(err));
	ck_assert_int_eq(gj_profile_compile(arena, gj_buf_end(&buf), &profile, &err),
			 GJ_E_BAD_VALUE);
	ck_assert_msg(strncmp(err.path, wrong[_i].path, strlen(wrong[_i].path)) == 0,
		      "%s instead of %s", err.path, wrong[_i].path);
	ck_assert_msg(strstr(err.param[0].text, wrong[_i].problem) ||
			      strstr(err.path, wrong[_i].problem),
		      "%s instead of %s", err.param[0].text, wrong[_i].problem);
}
END_TEST

/* ---- elements of an answer ---- */

static int has_element(const char *code, const char *text, uint64_t fields)
{
	const gj_profile *profile = profile_of(gj_profile_builtin());
	const gj_reply_element *e;
	size_t i;

	for (i = 0; (e = gj_profile_element_at(profile, i)) != NULL; i++)
		if (gj_str_is(e->code, code))
			return gj_reply_has(e, gj_str_of(text), fields);
	ck_abort_msg("no element %s", code);
	return 0;
}

START_TEST(elements_are_found_by_words)
{
	ck_assert(has_element("accepted_at", "我办于3月2日受理", 0));
	ck_assert(!has_element("accepted_at", "我办已受理", 0));
	ck_assert(!has_element("accepted_at", "3月2日到场", 0));
	ck_assert(has_element("accepted_at", "2026-03-02接单", 0));
	ck_assert(has_element("spoke_with", "与您电话联系", 0));
	ck_assert(!has_element("spoke_with", "", 0));
	ck_assert(has_element("time_limit", "15个工作日内办结", 0));
	ck_assert(!has_element("time_limit", "个工作日内", 0));
	ck_assert(!has_element("time_limit", "尽快", 0));
	/* measure and review_on are arguments that may say it instead */
	ck_assert(has_element("measures", "", 1));
	ck_assert(has_element("time_limit", "", 2));
	ck_assert(!has_element("time_limit", "", 1));
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("formula");
	TCase *tcase = tcase_create("formula");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, percentages_are_rounded_once);
	tcase_add_test(tcase, ratios_are_compared_exactly);
	tcase_add_test(tcase, weights_are_decimal);
	tcase_add_test(tcase, three_rates_and_their_composite);
	tcase_add_test(tcase, too_much_is_refused);
	tcase_add_loop_test(tcase, what_is_not_sound_is_refused, 0,
			    (int)(sizeof(wrong) / sizeof(*wrong)));
	tcase_add_test(tcase, elements_are_found_by_words);
	suite_add_tcase(s, tcase);
	return s;
}

GJ_TEST_MAIN(suite)
