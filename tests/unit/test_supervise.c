/* SPDX-License-Identifier: Apache-2.0
 *
 * What a profile has follow when cards add up is read strictly; what the profile built in says of
 * it is what its sources say.
 */
#include "pack.h"

#include "profile/profile.h"

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
	return unit_pack_with(arena, "\"add_up\": {", rules, "}}, ");
}

static const gj_supervise *compiled(gj_str json)
{
	const gj_profile *profile = NULL;
	gj_error err = { 0 };

	ck_assert_msg(gj_profile_compile(arena, json, &profile, &err) == GJ_OK, "%s: %s", err.path,
		      err.param[0].text);
	return gj_profile_supervise(profile);
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

#define ORDER "\"issue\": {\"kind\": \"summons\", \"reason\": \"cards\", \"by\": \"over\"}"

START_TEST(rules_as_written)
{
	const gj_supervise *s = compiled(
		with_rules("\"yellow\": {\"count\": 4, \"within\": \"90nd\", \"card\": \"red\"}, "
			   "\"red\": {\"count\": 1, \"in_a_row\": true, " ORDER "}"));
	const gj_add_up *yellow = &s->add_up[GJ_COLOUR_YELLOW], *red = &s->add_up[GJ_COLOUR_RED];

	ck_assert_int_eq(s->add_up[GJ_COLOUR_BLUE].count, 0);
	ck_assert_int_eq(yellow->count, 4);
	ck_assert_int_eq(yellow->days, 90);
	ck_assert(!yellow->year && !yellow->in_a_row);
	ck_assert_int_eq(yellow->card, GJ_COLOUR_RED);
	ck_assert_int_eq(red->count, 1);
	ck_assert(!red->days && !red->year && red->in_a_row);
	ck_assert_int_eq(red->card, -1);
	ck_assert_int_eq(red->issue.by, GJ_BY_OVER);
	ck_assert(gj_str_is(red->issue.kind, "summons"));
}
END_TEST

/* Guangyuan: two yellow, a written order; Longchang: three red in a row, a summons. */
START_TEST(built_in)
{
	const gj_supervise *s = compiled(gj_profile_builtin());
	const gj_add_up *yellow = &s->add_up[GJ_COLOUR_YELLOW], *red = &s->add_up[GJ_COLOUR_RED];

	ck_assert_int_eq(yellow->count, 2);
	ck_assert(gj_str_is(yellow->issue.kind, "yellow"));
	ck_assert_int_eq(red->count, 3);
	ck_assert_int_eq(red->in_a_row, 1);
	ck_assert(gj_str_is(red->issue.kind, "summons"));
	ck_assert(yellow->year && red->year);
}
END_TEST

START_TEST(broken_rules_are_refused)
{
	refused("\"green\": {\"count\": 2, " ORDER "}", "/supervise/add_up/green");
	refused("\"red\": {" ORDER "}", "/supervise/add_up/red/count");
	refused("\"red\": {\"count\": 0, " ORDER "}", "/supervise/add_up/red/count");
	refused("\"red\": {\"count\": 101, " ORDER "}", "/supervise/add_up/red/count");
	refused("\"red\": {\"count\": 2}", "/supervise/add_up/red");
	refused("\"yellow\": {\"count\": 2, \"card\": \"red\", " ORDER "}",
		"/supervise/add_up/yellow");
	/* no card is followed by one that is not graver: that would not end */
	refused("\"yellow\": {\"count\": 2, \"card\": \"yellow\"}",
		"/supervise/add_up/yellow/card");
	refused("\"red\": {\"count\": 2, \"card\": \"blue\"}", "/supervise/add_up/red/card");
	refused("\"red\": {\"count\": 2, \"within\": \"month\", " ORDER "}",
		"/supervise/add_up/red/within");
	refused("\"red\": {\"count\": 2, \"within\": \"10wd\", " ORDER "}",
		"/supervise/add_up/red/within");
	refused("\"red\": {\"count\": 2, \"within\": \"0nd\", " ORDER "}",
		"/supervise/add_up/red/within");
	refused("\"red\": {\"count\": 2, \"in_a_row\": 1, " ORDER "}",
		"/supervise/add_up/red/in_a_row");
	refused("\"red\": {\"count\": 2, \"issue\": {\"kind\": \"talk\", \"reason\": \"cards\", "
		"\"by\": \"over\"}}",
		"/supervise/add_up/red/issue/kind");
	refused("\"red\": {\"count\": 2, \"issue\": {\"kind\": \"red\", \"reason\": \"none\", "
		"\"by\": \"over\"}}",
		"/supervise/add_up/red/issue/reason");
	refused("\"red\": {\"count\": 2, \"issue\": {\"kind\": \"red\", \"reason\": \"cards\", "
		"\"by\": \"under\"}}",
		"/supervise/add_up/red/issue/by");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("supervise");
	TCase *tcase = tcase_create("rules");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, rules_as_written);
	tcase_add_test(tcase, built_in);
	tcase_add_test(tcase, broken_rules_are_refused);
	suite_add_tcase(s, tcase);
	return s;
}

GJ_TEST_MAIN(suite)
