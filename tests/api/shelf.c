/* SPDX-License-Identifier: Apache-2.0
 *
 * The shelf: what is not possible now stays with reason, measure and the day of its review, is
 * looked at again and again, and is struck off when somebody else approves; what it counts for in
 * rates; its clock; and who may know of it.
 */
#include "ground.h"

static api a;
static int64_t demand;

static void setup(void)
{
	api_open(&a);
	api_as(&a, "system");
	api_staff(&a, "dispatcher", a.street, "dispatcher");
	api_staff(&a, "head", a.section, "section_head");
	api_staff(&a, "handler", a.section, "handler");
	api_staff(&a, "chief", a.street, "principal");
	api_staff(&a, "watcher", a.street, "supervisor");
	api_as(&a, "clerk");
	demand = api_id(&a, "demand.register",
			"{\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"traffic\","
			"\"subject\":\"道路拓宽\"}");
	api_as(&a, "dispatcher");
	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}", (long long)demand,
	       (long long)a.section);
	api_as(&a, "handler");
	api_ok(&a, "demand.sign", "{\"id\":%lld}", (long long)demand);
	api_ok(&a, "demand.contact", "{\"id\":%lld,\"mode\":\"phone\"}", (long long)demand);
}

static void teardown(void)
{
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
	api_close(&a);
}

static void step(const char *account, const char *verb, const char *more)
{
	char op[60];

	snprintf(op, sizeof(op), "demand.%s", verb);
	api_as(&a, account);
	api_ok(&a, op, "{\"id\":%lld%s}", (long long)demand, more);
}

static void refused(const char *account, int code, const char *rule, const char *at,
		    const char *verb, const char *more)
{
	char op[60];

	snprintf(op, sizeof(op), "demand.%s", verb);
	api_as(&a, account);
	api_fails(&a, code, rule, at, op, "{\"id\":%lld%s}", (long long)demand, more);
}

#define ANSWER(resolution, level) \
	",\"text\":\"答复\",\"disposition\":\"do_by_date\",\"resolution\":\"" resolution \
	"\",\"level\":\"" level "\""
#define SHELVE(day) \
	ANSWER("shelved", "office") \
	",\"reason\":\"no_funds\",\"measure\":\"临时疏导\",\"review_on\":\"" day "\""
#define PROPOSE ANSWER("solved", "office") ",\"reason\":\"done\""

static void get(void)
{
	api_as(&a, "leader");
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)demand);
}

/* By the figures of the month: how many were shelved, and how many solved at the office. */
static void counts(int64_t shelved, int64_t solved)
{
	static const char *const names[] = { "shelved", "solved_at_office" };
	const int64_t want[] = { shelved, solved };
	size_t i;

	api_as(&a, "leader");
	for (i = 0; i < 2; i++) {
		api_ok(&a, "rate.cases", "{\"home\":%lld,\"measure\":\"%s\"}", (long long)a.street,
		       names[i]);
		ck_assert_uint_eq(api_count(&a, "/items"), (size_t)want[i]);
	}
}

/* ---- the whole way ---- */

START_TEST(the_whole_way)
{
	step("handler", "reply", SHELVE("2026-05-06"));
	ck_assert_str_eq(api_text(&a, "/state"), "shelved");
	get();
	ck_assert_str_eq(api_text(&a, "/review_on"), "2026-05-06");
	counts(1, 0);
	/* Work goes on while it lies there. */
	step("handler", "handle", ",\"note\":\"争取资金\"");
	ck_assert_str_eq(api_text(&a, "/state"), "shelved");
	step("handler", "review_shelved",
	     ",\"review_on\":\"2026-07-01\",\"measure\":\"分流\",\"note\":\"资金未到\"");
	get();
	ck_assert_str_eq(api_text(&a, "/review_on"), "2026-07-01");
	/* Struck off by somebody else, who has the say. */
	step("head", "propose_strike_off", PROPOSE);
	ck_assert_str_eq(api_text(&a, "/state"), "striking_off");
	get();
	ck_assert_str_eq(api_text(&a, "/resolution"), "shelved");
	ck_assert_uint_eq(api_count(&a, "/replies"), 1);
	refused("handler", GJ_E_DENIED, NULL, NULL, "strike_off", "");
	step("leader", "keep_shelved", ",\"reason\":\"evidence_missing\"");
	ck_assert_str_eq(api_text(&a, "/state"), "shelved");
	get();
	ck_assert_str_eq(api_text(&a, "/review_on"), "2026-07-01");
	step("head", "propose_strike_off", PROPOSE);
	step("leader", "strike_off", "");
	ck_assert_str_eq(api_text(&a, "/state"), "replied");
	get();
	ck_assert(!api_there(&a, "/review_on"));
	ck_assert_str_eq(api_text(&a, "/resolution"), "solved");
	ck_assert_str_eq(api_text(&a, "/level"), "office");
	ck_assert_uint_eq(api_count(&a, "/replies"), 2);
	ck_assert_str_eq(api_text(&a, "/replies/1/verb"), "strike_off");
	ck_assert_str_eq(api_text(&a, "/replies/1/resolution"), "solved");
	ck_assert(api_there(&a, "/replies/1/text"));
	counts(0, 1);
	api_ok(&a, "shelf.list", "{\"demand\":%lld}", (long long)demand);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_str_eq(api_text(&a, "/items/0/state"), "struck_off");
	ck_assert_str_eq(api_text(&a, "/items/0/reason"), "no_funds");
	ck_assert_str_eq(api_text(&a, "/items/0/strike_reason"), "done");
	ck_assert_int_eq(api_int(&a, "/items/0/reviews"), 1);
	step("dispatcher", "callback",
	     ",\"by\":\"office\",\"result\":\"solved\",\"satisfaction\":\"satisfied\"");
	ck_assert_str_eq(api_text(&a, "/state"), "called_back");
}
END_TEST

/* ---- nothing lies there without reason, measure and day ---- */

START_TEST(not_without)
{
	static const char *const fields[] = { "reason", "measure", "review_on" };
	static const char *const given[] = { ",\"reason\":\"no_funds\"",
					     ",\"measure\":\"临时疏导\"",
					     ",\"review_on\":\"2026-05-06\"" };
	char more[400], at[40];
	size_t i, k;

	for (i = 0; i < 3; i++) {
		snprintf(more, sizeof(more), "%s", ANSWER("shelved", "office"));
		for (k = 0; k < 3; k++)
			if (k != i)
				strcat(more, given[k]);
		snprintf(at, sizeof(at), "/%s", fields[i]);
		refused("handler", GJ_E_RULE, "evidence_missing", at, "reply", more);
	}
	/* Today is 2026-03-02; the profile lets 180 days pass at the most. */
	refused("handler", GJ_E_RULE, "review_ahead", "/review_on", "reply", SHELVE("2026-03-02"));
	refused("handler", GJ_E_RULE, "review_far", "/review_on", "reply", SHELVE("2026-09-01"));
	step("handler", "reply", SHELVE("2026-08-29"));
	refused("handler", GJ_E_RULE, "review_ahead", "/review_on", "review_shelved",
		",\"review_on\":\"2026-03-01\",\"note\":\"n\"");
	refused("handler", GJ_E_RULE, "evidence_missing", "/review_on", "review_shelved",
		",\"note\":\"n\"");
	refused("handler", GJ_E_RULE, "shelf_amend", "/resolution", "propose_strike_off",
		ANSWER("shelved", "office") ",\"reason\":\"done\"");
	api_as(&a, "clerk");
	refused("clerk", GJ_E_RULE, "shelf_amend", "/resolution", "amend",
		",\"reason\":\"wrong_fact\",\"resolution\":\"solved\"");
	step("clerk", "amend", ",\"reason\":\"wrong_fact\",\"level\":\"district\"");
}
END_TEST

START_TEST(what_is_not_there)
{
	refused("handler", GJ_E_RULE, "not_shelved", "/review_on", "reply",
		ANSWER("solved", "office") ",\"review_on\":\"2026-05-06\"");
	refused("handler", GJ_E_RULE, "not_shelved", "/reason", "reply",
		ANSWER("solved", "office") ",\"reason\":\"no_funds\"");
	refused("handler", GJ_E_STATE, "verb_not_allowed", NULL, "review_shelved",
		",\"review_on\":\"2026-05-06\",\"note\":\"n\"");
	step("handler", "reply", ANSWER("solved", "office"));
	refused("clerk", GJ_E_RULE, "shelf_amend", "/resolution", "amend",
		",\"reason\":\"wrong_fact\",\"resolution\":\"shelved\"");
	refused("leader", GJ_E_STATE, "verb_not_allowed", NULL, "strike_off", "");
	get();
	ck_assert(!api_there(&a, "/review_on"));
}
END_TEST

START_TEST(not_by_who_proposed)
{
	step("handler", "reply", SHELVE("2026-05-06"));
	step("leader", "propose_strike_off", PROPOSE);
	refused("leader", GJ_E_RULE, "same_person", NULL, "strike_off", "");
	refused("leader", GJ_E_RULE, "same_person", NULL, "keep_shelved",
		",\"reason\":\"not_done\"");
	step("chief", "strike_off", "");
}
END_TEST

/* Taken up again by the home office, shelved once more, and taken back by the demander. */
START_TEST(two_stays)
{
	char unit[60];

	snprintf(unit, sizeof(unit), ",\"unit\":%lld", (long long)a.section);
	step("handler", "reply", SHELVE("2026-05-06"));
	step("dispatcher", "dispatch", unit);
	get();
	ck_assert(!api_there(&a, "/review_on"));
	step("handler", "sign", "");
	step("handler", "contact", ",\"mode\":\"phone\"");
	step("handler", "reply", SHELVE("2026-06-01"));
	api_ok(&a, "shelf.list", "{\"demand\":%lld}", (long long)demand);
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
	ck_assert_str_eq(api_text(&a, "/items/0/state"), "left");
	ck_assert_str_eq(api_text(&a, "/items/1/state"), "shelved");
	step("clerk", "withdraw", ",\"reason\":\"no_longer_needed\"");
	api_as(&a, "leader");
	api_ok(&a, "shelf.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
}
END_TEST

/* ---- lists ---- */

START_TEST(what_is_due)
{
	step("handler", "reply", SHELVE("2026-05-06"));
	api_as(&a, "leader");
	api_ok(&a, "shelf.list", "{\"due\":\"2026-05-05\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_ok(&a, "shelf.list", "{\"due\":\"2026-05-06\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_flag(&a, "/items/0/due"), 0);
	ck_assert_str_eq(api_text(&a, "/items/0/review_on"), "2026-05-06");
	a.now += 65 * API_DAY; /* 2026-05-06 */
	api_ok(&a, "shelf.list", "{\"due\":\"2026-05-06\"}");
	ck_assert_int_eq(api_flag(&a, "/items/0/due"), 1);
	api_ok(&a, "shelf.list", "{\"state\":\"proposed\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_as(&a, "head");
	api_ok(&a, "shelf.list", "{\"unit\":%lld}", (long long)a.section);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	api_as(&a, "other");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "shelf.list", "{\"home\":%lld}",
		  (long long)a.street);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "shelf.list", "{\"demand\":%lld}",
		  (long long)demand);
}
END_TEST

/* What the review's clock says. */
static const char *clock_says(const char *what)
{
	char place[60];
	size_t i;

	api_as(&a, "leader");
	api_ok(&a, "clock.get", "{\"id\":%lld}", (long long)demand);
	for (i = 0; i < api_count(&a, "/clocks"); i++) {
		snprintf(place, sizeof(place), "/clocks/%zu/clock", i);
		if (strcmp(api_text(&a, place), "review") == 0) {
			snprintf(place, sizeof(place), "/clocks/%zu/%s", i, what);
			return api_text(&a, place);
		}
	}
	return "";
}

/* How often a rung of that clock fired. */
static int fired(const char *rung)
{
	char place[60];
	size_t i;
	int n = 0, is;

	api_ok(&a, "rung.list", "{\"about\":%lld}", (long long)demand);
	for (i = 0; i < api_count(&a, "/items"); i++) {
		snprintf(place, sizeof(place), "/items/%zu/clock", i);
		is = strcmp(api_text(&a, place), "review") == 0;
		snprintf(place, sizeof(place), "/items/%zu/rung", i);
		n += is && strcmp(api_text(&a, place), rung) == 0;
	}
	return n;
}

/* Its clock ends with the working day of the review, moves with the day, and tells of it. */
START_TEST(the_clock)
{
	step("handler", "reply", SHELVE("2026-05-06"));
	ck_assert_str_eq(clock_says("due_at"), "2026-05-06T17:30:00+08:00");
	ck_assert_str_eq(clock_says("state"), "running");
	step("handler", "review_shelved", ",\"review_on\":\"2026-06-10\",\"note\":\"n\"");
	ck_assert_str_eq(clock_says("due_at"), "2026-06-10T17:30:00+08:00");
	a.now += 110 * API_DAY; /* 2026-06-20 */
	api_as(&a, "system");
	api_ok(&a, "clock.sweep", "{}");
	ck_assert_int_eq(fired("near"), 1);
	ck_assert_int_eq(fired("due"), 1);
	step("head", "propose_strike_off", PROPOSE);
	ck_assert_str_eq(clock_says("state"), "running");
	step("leader", "strike_off", "");
	ck_assert_str_eq(clock_says("state"), "stopped");
}
END_TEST

/* What complains of a section does not exist for it, on the shelf either. */
START_TEST(unknown_to_whom_it_complains_of)
{
	int64_t id;

	api_as(&a, "clerk");
	id = api_id(&a, "demand.register",
		    "{\"channel\":\"phone\",\"kind\":\"complaint\",\"category\":\"conduct\","
		    "\"subject\":\"推诿\",\"against\":%lld}",
		    (long long)a.section);
	api_as(&a, "dispatcher");
	api_ok(&a, "demand.reply", "{\"id\":%lld%s}", (long long)id, SHELVE("2026-05-06"));
	api_ok(&a, "shelf.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	api_as(&a, "system");
	api_ok(&a, "staff.register",
	       "{\"account\":\"both\",\"name\":\"某\",\"office\":%lld,\"roles\":[{\"office\":%lld,"
	       "\"role\":\"dispatcher\"}]}",
	       (long long)a.section, (long long)a.street);
	api_as(&a, "both");
	api_ok(&a, "shelf.list", "{\"home\":%lld}", (long long)a.street);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "shelf.list", "{\"demand\":%lld}", (long long)id);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "demand.review_shelved",
		  "{\"id\":%lld,\"review_on\":\"2026-05-07\",\"note\":\"n\"}", (long long)id);
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test);
	suite_add_tcase(s, tcase);
}

static Suite *suite(void)
{
	Suite *s = suite_create("shelf");

	add(s, "the whole way", the_whole_way);
	add(s, "not without", not_without);
	add(s, "what is not there", what_is_not_there);
	add(s, "not by who proposed", not_by_who_proposed);
	add(s, "two stays", two_stays);
	add(s, "what is due", what_is_due);
	add(s, "the clock", the_clock);
	add(s, "unknown to whom it complains of", unknown_to_whom_it_complains_of);
	return s;
}

GJ_TEST_MAIN(suite)
