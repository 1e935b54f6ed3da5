/* SPDX-License-Identifier: Apache-2.0
 *
 * Periods are reckoned by the calendar: cases worked out by hand after art. 200 to 202 of the
 * Civil Code, and that looking for the latest beginning is the other way round of it. Rules of a
 * profile are read strictly, and the one with kinds goes before the one without.
 */
#include "pack.h"

#include "profile/retention.h"
#include "util/time.h"

static int32_t day(int year, int month, int d)
{
	return gj_civil_days((gj_civil){ year, month, d });
}

static gj_period period(const char *text)
{
	gj_period p = { 0, 0 };

	ck_assert_msg(gj_period_parse(gj_str_of(text), &p) == GJ_OK, "%s", text);
	return p;
}

START_TEST(ends_by_the_calendar)
{
	static const struct {
		const char *keep, *from, *last;
	} cases[] = {
		{ "0nd", "2026-03-02", "2026-03-02" },   { "1nd", "2026-02-28", "2026-03-01" },
		{ "30nd", "2026-02-01", "2026-03-03" },  { "365nd", "2027-03-01", "2028-02-29" },
		{ "1mo", "2026-01-31", "2026-02-28" },   { "1mo", "2028-01-31", "2028-02-29" },
		{ "1mo", "2026-03-31", "2026-04-30" },   { "1mo", "2026-02-28", "2026-03-28" },
		{ "6mo", "2025-08-31", "2026-02-28" },   { "6mo", "2026-02-28", "2026-08-28" },
		{ "13mo", "2024-12-31", "2026-01-31" },  { "0mo", "2026-05-31", "2026-05-31" },
		{ "1y", "2026-03-02", "2027-03-02" },    { "1y", "2024-02-29", "2025-02-28" },
		{ "3y", "2024-02-29", "2027-02-28" },    { "3y", "2025-02-28", "2028-02-28" },
		{ "4y", "2024-02-29", "2028-02-29" },    { "100y", "2000-02-29", "2100-02-28" },
	};
	int32_t from = 0, last = 0;
	gj_period p;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		p = period(cases[i].keep);
		ck_assert_int_eq(gj_date_parse(gj_str_of(cases[i].from), &from), GJ_OK);
		ck_assert_int_eq(gj_date_parse(gj_str_of(cases[i].last), &last), GJ_OK);
		ck_assert_msg(gj_period_last(&p, from) == last, "%s from %s", cases[i].keep,
			      cases[i].from);
	}
}
END_TEST

/* From the latest beginning it has ended, from the day after it has not; for every day of four
 * years and more, as they lie about a leap day and about a century that has none. */
START_TEST(the_latest_beginning)
{
	static const char *const keeps[] = { "0nd",  "90nd", "1mo", "6mo",
					     "11mo", "1y",   "3y",  "4y" };
	static const int starts[] = { 2023, 2098 };
	int32_t last, from;
	gj_period p;

	for (size_t k = 0; k < sizeof(keeps) / sizeof(keeps[0]); k++)
		for (size_t s = 0; s < 2; s++)
			for (last = day(starts[s], 1, 1); last < day(starts[s] + 5, 1, 1); last++) {
				p = period(keeps[k]);
				from = gj_period_latest(&p, last);
				ck_assert_int_le(gj_period_last(&p, from), last);
				ck_assert_int_gt(gj_period_last(&p, from + 1), last);
			}
}
END_TEST

START_TEST(what_is_no_period)
{
	static const char *const texts[] = { "",     "3",    "y",     "3Y",  "3 y",     "-3y",
					     "03y",  "3yy",  "101y",  "3m",  "1201mo",  "36526nd",
					     "5wd",  "1.5y", "99999999999999999999nd" };
	gj_period p;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ck_assert_msg(gj_period_parse(gj_str_of(texts[i]), &p) == GJ_E_BAD_VALUE, "%s",
			      texts[i]);
}
END_TEST

/* ---- rules ---- */

static gj_arena *arena;

static void setup(void)
{
	arena = unit_arena();
}

static void teardown(void)
{
	arena = gj_arena_free(arena);
}

/* The built-in profile with other rules in it. */
static gj_str with_rules(const char *rules)
{
	return unit_pack_with(arena, "\"retention\": {", rules, "}, ");
}

#define WORDS "\"zh\": \"期限\", \"en\": \"kept\", \"source\": \"none\""
#define RULE(name, noun, keep, more) \
	"\"" name "\": {\"noun\": \"" noun "\", \"keep\": \"" keep "\"" more ", " WORDS "}"

static const gj_profile *compiled(const char *rules)
{
	const gj_profile *profile = NULL;
	gj_error err = { 0 };

	ck_assert_msg(gj_profile_compile(arena, with_rules(rules), &profile, &err) == GJ_OK,
		      "%s: %s", err.path, err.param[0].text);
	return profile;
}

static void refused(const char *rules, const char *path)
{
	const gj_profile *profile = NULL;
	gj_error err = { 0 };

	ck_assert_msg(gj_profile_compile(arena, with_rules(rules), &profile, &err) ==
			      GJ_E_BAD_VALUE,
		      "%s", rules);
	ck_assert_str_eq(err.path, path);
}

START_TEST(kinds_go_before)
{
	const gj_profile *p = compiled(RULE("d.r", "demand", "5y", ", \"kinds\": [\"report\"]") ","
				       RULE("d", "demand", "3y", "") ","
				       RULE("c", "contact", "0nd", ", \"kinds\": [\"liaison\"]"));

	ck_assert(gj_str_is(gj_retention_for(p, GJ_RETAINED_DEMAND, GJ_STR("report"))->name,
			    "d.r"));
	ck_assert(gj_str_is(gj_retention_for(p, GJ_RETAINED_DEMAND, GJ_STR("help"))->name, "d"));
	/* a code that the profile has no more */
	ck_assert(gj_str_is(gj_retention_for(p, GJ_RETAINED_DEMAND, GJ_STR("gone"))->name, "d"));
	ck_assert(gj_str_is(gj_retention_for(p, GJ_RETAINED_CONTACT, GJ_STR("liaison"))->name,
			    "c"));
	/* what no rule speaks of is kept */
	ck_assert_ptr_null(gj_retention_for(p, GJ_RETAINED_CONTACT, GJ_STR("finance")));
	ck_assert_ptr_null(gj_retention_for(p, GJ_RETAINED_VISIT, GJ_STR("door")));
	ck_assert_ptr_null(gj_retention_at(compiled(""), 0));
}
END_TEST

START_TEST(broken_rules_are_refused)
{
	refused(RULE("d", "parcel", "3y", ""), "/retention/d/noun");
	refused(RULE("d", "demand", "3m", ""), "/retention/d/keep");
	refused(RULE("d", "demand", "3y", ", \"kinds\": [\"rumour\"]"), "/retention/d/kinds/0");
	refused(RULE("d", "demand", "3y", ", \"kinds\": [\"help\", \"help\"]"),
		"/retention/d/kinds/1");
	refused(RULE("d", "demand", "3y", ", \"kinds\": []"), "/retention/d/kinds");
	refused(RULE("d", "staff", "3y", ", \"kinds\": [\"clerk\"]"), "/retention/d/kinds/0");
	refused(RULE("d", "demand", "3y", "") "," RULE("e", "demand", "4y", ""),
		"/retention/e/noun");
	refused(RULE("d", "demand", "3y", ", \"kinds\": [\"help\"]") ","
		RULE("e", "demand", "4y", ", \"kinds\": [\"report\", \"help\"]"),
		"/retention/e/kinds/1");
	refused(RULE("D!", "demand", "3y", ""), "/retention/D!");
	refused(RULE("d", "demand", "3y", ", \"from\": \"closed\""), "/retention/d/from");
	refused("\"d\": {\"noun\": \"demand\", \"keep\": \"3y\", \"zh\": \"x\", \"en\": \"x\"}",
		"/retention/d/source");
}
END_TEST

/* Every noun has a rule in the profile built in, and each says on what ground. */
START_TEST(built_in)
{
	const gj_profile *p = NULL;
	const gj_retention *rule;

	ck_assert_int_eq(gj_profile_compile(arena, gj_profile_builtin(), &p, NULL), GJ_OK);
	for (int noun = 0; noun < GJ_RETAINED_COUNT; noun++) {
		rule = gj_retention_for(p, noun, GJ_STR_NONE);
		ck_assert_msg(rule && rule->source.n > 10, "%s", gj_retained_names[noun]);
	}
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("retention");
	TCase *rules = tcase_create("rules");

	unit_add(s, "ends_by_the_calendar", ends_by_the_calendar);
	unit_add(s, "the_latest_beginning", the_latest_beginning);
	unit_add(s, "what_is_no_period", what_is_no_period);
	tcase_add_checked_fixture(rules, setup, teardown);
	tcase_add_test(rules, kinds_go_before);
	tcase_add_test(rules, broken_rules_are_refused);
	tcase_add_test(rules, built_in);
	suite_add_tcase(s, rules);
	return s;
}

GJ_TEST_MAIN(suite)
