/* SPDX-License-Identifier: Apache-2.0
 *
 * Profiles that offices have of their own: a street's overlay on the district's on the ledger's.
 * Whose cases go by which, that running ones stay with the chart they began with, what an office
 * may say for itself and who may, and what becomes of it when what lies under it moves.
 */
#include "ground.h"

static api a;

static void setup(void)
{
	api_open(&a);
	api_as(&a, "system");
	api_staff(&a, "local", a.street, "admin");
	api_staff(&a, "dispatcher", a.street, "dispatcher");
	api_as(&a, "local");
}

static void teardown(void)
{
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
	api_close(&a);
}

#define OVERLAY(base, id, changes) \
	"\"overlay\":{\"base\":{\"id\":\"" base "\"},\"id\":\"" id \
	"\",\"version\":1,\"zh\":\"曙光\",\"en\":\"Shuguang\",\"source\":[\"办公会 / meeting\"]," \
	"\"changes\":[" changes "]}"
#define GENERAL(days) "{\"replace\":\"/limits/demand.general/limit\",\"value\":\"" days "\"}"
/* In this street what is registered can be urged already. */
#define URGE \
	"{\"add\":\"/charts/demand/states/registered/on/urge\"," \
	"\"value\":{\"roles\":[\"clerk\"],\"of\":\"home\"}}"

static void adopt(int64_t office, const char *overlay)
{
	api_ok(&a, "profile.adopt", "{\"office\":%lld,%s}", (long long)office, overlay);
}

static int64_t opened(const char *who)
{
	api_as(&a, who);
	return api_id(&a, "demand.register",
		      "{\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"traffic\","
		      "\"subject\":\"门口拥堵\"}");
}

/* The limit of its answer, and the day on which it is due. */
static void answers_in(int64_t id, const char *limit, const char *day)
{
	api_as(&a, "system");
	api_ok(&a, "clock.explain", "{\"id\":%lld,\"clock\":\"answer\"}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/limit"), limit);
	ck_assert_int_eq(strncmp(api_text(&a, "/due_at"), day, 10), 0);
}

static int urged(int64_t id, const char *who)
{
	api_as(&a, who);
	return api_call(&a, "demand.urge", "{\"id\":%lld,\"dry_run\":true}", (long long)id);
}

/* Monday, 2 March 2026. */
START_TEST(a_street_has_numbers_of_its_own)
{
	int64_t before = opened("clerk"), after, other;

	api_as(&a, "local");
	adopt(a.street, OVERLAY("cn-default", "sg", GENERAL("3wd")));
	after = opened("clerk");
	other = opened("other");
	answers_in(before, "5wd", "2026-03-09"); /* as it was when it began */
	answers_in(after, "3wd", "2026-03-05");
	answers_in(other, "5wd", "2026-03-09"); /* the street next door */
	api_ok(&a, "profile.get", "{\"office\":%lld}", (long long)a.street);
	ck_assert_str_eq(api_text(&a, "/id"), "sg");
	ck_assert_int_eq(api_int(&a, "/office"), a.street);
	ck_assert_int_eq(api_flag(&a, "/base_in_force"), 1);
	/* A section goes by its street, the street next door and the ledger by the pack. */
	api_ok(&a, "profile.get", "{\"office\":%lld}", (long long)a.section);
	ck_assert_str_eq(api_text(&a, "/id"), "sg");
	api_ok(&a, "profile.get", "{\"office\":%lld}", (long long)a.street2);
	ck_assert_str_eq(api_text(&a, "/id"), "cn-default");
	ck_assert(!api_there(&a, "/office"));
	api_ok(&a, "profile.get", "{}");
	ck_assert_str_eq(api_text(&a, "/id"), "cn-default");
}
END_TEST

START_TEST(a_street_stands_on_its_district)
{
	int64_t id;

	api_as(&a, "admin");
	adopt(a.district, OVERLAY("cn-default", "hd", GENERAL("4wd")));
	answers_in(opened("other"), "4wd", "2026-03-06");
	answers_in(opened("clerk"), "4wd", "2026-03-06");
	/* What the street says is said of the district's. */
	api_as(&a, "local");
	api_fails(&a, GJ_E_NOT_FOUND, "no_pack", NULL, "profile.adopt",
		  "{\"office\":%lld," OVERLAY("xx", "sg", URGE) "}", (long long)a.street);
	adopt(a.street, OVERLAY("hd", "sg", URGE));
	id = opened("clerk");
	answers_in(id, "4wd", "2026-03-06");
	ck_assert_int_eq(urged(id, "clerk"), 0);
	ck_assert_int_eq(urged(opened("other"), "other"), GJ_E_STATE);
	/* The district moves: the street stays where it is until it is carried over. */
	api_as(&a, "admin");
	adopt(a.district, OVERLAY("cn-default", "hd", GENERAL("6wd")));
	answers_in(opened("other"), "6wd", "2026-03-10");
	answers_in(opened("clerk"), "4wd", "2026-03-06");
	api_ok(&a, "profile.get", "{\"office\":%lld}", (long long)a.street);
	ck_assert_int_eq(api_flag(&a, "/base_in_force"), 0);
	api_ok(&a, "profile.merge", "{\"office\":%lld}", (long long)a.street);
	ck_assert_int_eq(api_flag(&a, "/clean"), 1);
	ck_assert_int_eq(api_int(&a, "/kept"), 1);
	api_as(&a, "local");
	adopt(a.street, OVERLAY("hd", "sg", URGE));
	id = opened("clerk");
	answers_in(id, "6wd", "2026-03-10");
	ck_assert_int_eq(urged(id, "clerk"), 0);
	api_ok(&a, "profile.get", "{\"office\":%lld}", (long long)a.street);
	ck_assert_int_eq(api_flag(&a, "/base_in_force"), 1);
	/* Given up, the district's is what counts. */
	api_as(&a, "local");
	api_ok(&a, "profile.drop", "{\"office\":%lld}", (long long)a.street);
	ck_assert_int_eq(urged(opened("clerk"), "clerk"), GJ_E_STATE);
	api_ok(&a, "profile.get", "{\"office\":%lld}", (long long)a.street);
	ck_assert_str_eq(api_text(&a, "/id"), "hd");
	api_as(&a, "local");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, "/office", "profile.drop", "{\"office\":%lld}",
		  (long long)a.street);
}
END_TEST

/* A case pins the chart it began with: the office's own, whatever comes after it. */
START_TEST(running_cases_stay_with_their_chart)
{
	int64_t first = opened("clerk"), own, later;

	api_as(&a, "local");
	adopt(a.street, OVERLAY("cn-default", "sg", URGE "," GENERAL("3wd")));
	own = opened("clerk");
	api_as(&a, "local");
	adopt(a.street,
	      OVERLAY("cn-default", "sg", "{\"replace\":\"/charts/demand/version\",\"value\":2}"));
	later = opened("clerk");
	ck_assert_int_eq(urged(first, "clerk"), GJ_E_STATE);
	ck_assert_int_eq(urged(own, "clerk"), 0);
	ck_assert_int_eq(urged(later, "clerk"), GJ_E_STATE);
	api_as(&a, "local");
	api_ok(&a, "profile.drop", "{\"office\":%lld}", (long long)a.street);
	ck_assert_int_eq(urged(own, "clerk"), 0);
	answers_in(own, "3wd", "2026-03-05");
	/* A new one for the whole ledger does not reach it either. */
	api_as(&a, "admin");
	api_ok(&a, "profile.adopt", "{\"pack\":\"cn-bj\"}");
	ck_assert_int_eq(urged(own, "clerk"), 0);
	/* Moved on purpose, it goes by what is in force in its home. */
	api_as(&a, "local");
	adopt(a.street, OVERLAY("cn-bj", "sg", URGE));
	api_ok(&a, "demand.migrate_preview", "{\"home\":%lld}", (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/movable"), 3);
	api_ok(&a, "demand.migrate", "{\"home\":%lld,\"reason\":\"新规\"}", (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/moved"), 3);
	ck_assert_int_eq(urged(first, "clerk"), 0);
	ck_assert_int_eq(urged(later, "clerk"), 0);
}
END_TEST

START_TEST(what_an_office_may_not_say)
{
	int64_t street = a.street;

	api_fails(&a, GJ_E_RULE, "own_reach", "/overlay/changes/0", "profile.adopt",
		  "{\"office\":%lld," OVERLAY(
			  "cn-default", "sg",
			  "{\"remove\":\"/roles/steward/rights/visit.write\"}") "}",
		  (long long)street);
	api_fails(&a, GJ_E_RULE, "own_reach", "/overlay/changes/1", "profile.check",
		  "{\"office\":%lld," OVERLAY("cn-default", "sg",
					      URGE
					      ",{\"remove\":\"/codes/channel/items/letter\"}") "}",
		  (long long)street);
	api_fails(&a, GJ_E_BAD_VALUE, "one_of", NULL, "profile.adopt",
		  "{\"office\":%lld,\"pack\":\"cn-bj\"}", (long long)street);
	api_fails(&a, GJ_E_RULE, "own_of_home", "/office", "profile.adopt",
		  "{\"office\":%lld," OVERLAY("cn-default", "sg", URGE) "}", (long long)a.section);
	/* What does not compile is told where it was written. */
	api_fails(&a, GJ_E_BAD_VALUE, "profile_path", "/overlay/changes/0/value", "profile.adopt",
		  "{\"office\":%lld," OVERLAY("cn-default", "sg", GENERAL("3 days")) "}",
		  (long long)street);
	api_ok(&a, "profile.diff",
	       "{\"office\":%lld," OVERLAY("cn-default", "sg", GENERAL("3wd")) "}",
	       (long long)street);
	ck_assert_str_eq(api_text(&a, "/items/0/was"), "5wd");
	/* Who may: in the office, or above it; not next door, and not for the whole ledger. */
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "profile.adopt",
		  "{\"office\":%lld," OVERLAY("cn-default", "sg", URGE) "}", (long long)a.street2);
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "profile.adopt", "{\"pack\":\"cn-bj\"}");
	api_as(&a, "clerk");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "profile.adopt",
		  "{\"office\":%lld," OVERLAY("cn-default", "sg", URGE) "}", (long long)street);
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "profile.drop", "{\"office\":%lld}",
		  (long long)street);
	api_as(&a, "admin");
	adopt(street, OVERLAY("cn-default", "sg", URGE));
	api_fails(&a, GJ_E_EXISTS, NULL, NULL, "profile.adopt",
		  "{\"office\":%lld," OVERLAY("cn-default", "sg", URGE) "}", (long long)street);
}
END_TEST

/* What was taken back was never in force, though this handle went by it for a while. */
START_TEST(what_is_rolled_back_counts_for_nothing)
{
	char args[80];
	int64_t id;

	api_as(&a, "system");
	snprintf(args, sizeof(args), "{\"offices\":[%lld],\"root\":true}", (long long)a.street);
	ck_assert_int_eq(gj_begin(a.ledger, args, strlen(args), NULL), 0);
	adopt(a.street, OVERLAY("cn-default", "sg", GENERAL("3wd")));
	id = api_id(
		&a, "demand.register",
		"{\"home\":%lld,\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"traffic\","
		"\"subject\":\"门口拥堵\"}",
		(long long)a.street);
	api_ok(&a, "clock.explain", "{\"id\":%lld,\"clock\":\"answer\"}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/limit"), "3wd");
	ck_assert_int_eq(gj_rollback(a.ledger, NULL), 0);
	answers_in(opened("clerk"), "5wd", "2026-03-09");
	/* A dry run neither. */
	api_as(&a, "local");
	api_ok(&a, "profile.adopt",
	       "{\"office\":%lld,\"dry_run\":true," OVERLAY("cn-default", "sg", GENERAL("3wd")) "}",
	       (long long)a.street);
	answers_in(opened("clerk"), "5wd", "2026-03-09");
	/* And then in earnest. */
	api_as(&a, "local");
	adopt(a.street, OVERLAY("cn-default", "sg", GENERAL("3wd")));
	answers_in(opened("clerk"), "3wd", "2026-03-05");
}
END_TEST

/* Working hours of one street: its clocks go by another calendar of the ledger's profile. */
START_TEST(a_street_has_working_hours_of_its_own)
{
	int64_t id;

	api_as(&a, "admin");
	api_ok(&a, "profile.adopt",
	       "{" OVERLAY("cn-default", "with-early",
			   "{\"add\":\"/calendars/"
			   "early\",\"value\":{\"zh\":\"早班\",\"en\":\"Early\",\"source\":\"x\","
			   "\"papers\":[\"cn\"],\"rest\":[\"sat\",\"sun\"],"
			   "\"hours\":[[\"07:00\",\"11:00\"],[\"12:00\",\"15:00\"]]}}") "}");
	adopt(a.street, OVERLAY("with-early", "sg",
				"{\"add\":\"/charts/demand/clocks/answer/calendar\","
				"\"value\":\"early\"}"));
	id = opened("clerk");
	answers_in(id, "5wd", "2026-03-09T15:00");
	ck_assert_int_eq(strncmp(api_text(&a, "/due_at"), "2026-03-09T15:00", 16), 0);
	ck_assert_str_eq(api_text(&a, "/calendar"), "early");
	id = opened("other");
	answers_in(id, "5wd", "2026-03-09");
	ck_assert_int_eq(strncmp(api_text(&a, "/due_at"), "2026-03-09T17:30", 16), 0);
}
END_TEST

/* A sweep fires by the ladder of the case's own chart, in its words. */
START_TEST(ladders_are_the_offices_own)
{
	adopt(a.street, OVERLAY("cn-default", "sg",
				"{\"replace\":\"/charts/demand/clocks/contact/meta/en\","
				"\"value\":\"First call\"},"
				"{\"replace\":\"/charts/demand/clocks/contact/ladder/due/at\","
				"\"value\":\"-2h\"}"));
	opened("clerk");
	opened("other");
	a.now = API_NOW + API_DAY - 3600 * API_SECOND; /* an hour before both are due */
	api_as(&a, "system");
	api_ok(&a, "clock.sweep", "{\"home\":%lld}", (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/clocks"), 1);
	api_ok(&a, "clock.sweep", "{\"home\":%lld}", (long long)a.street2);
	ck_assert_int_eq(api_int(&a, "/clocks"), 0);
	a.now = API_NOW + API_DAY + 8 * 3600 * API_SECOND;
	api_as(&a, "system");
	api_ok(&a, "message.take", "{\"worker\":\"w\"}");
	ck_assert(api_holds(&a, "First call"));
}
END_TEST

/* More offices with profiles of their own than a handle keeps compiled. */
START_TEST(many_offices)
{
	int64_t street[40], id;
	char name[40];

	api_as(&a, "system");
	for (int i = 0; i < 40; i++) {
		snprintf(name, sizeof(name), "第%d街道", i);
		street[i] = api_office(&a, "street", name, NULL, a.district);
		adopt(street[i], i % 2 ? OVERLAY("cn-default", "odd", GENERAL("3wd"))
				       : OVERLAY("cn-default", "even", GENERAL("4wd")));
	}
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 40; i++) {
			id = api_id(&a, "demand.register",
				    "{\"home\":%lld,\"channel\":\"phone\",\"kind\":\"help\","
				    "\"category\":\"traffic\",\"subject\":\"门口拥堵\"}",
				    (long long)street[i]);
			answers_in(id, i % 2 ? "3wd" : "4wd", i % 2 ? "2026-03-05" : "2026-03-06");
		}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("own");
	const struct {
		const char *name;
		const TTest *test;
	} tests[] = {
		{ "numbers", a_street_has_numbers_of_its_own },
		{ "district", a_street_stands_on_its_district },
		{ "pinned", running_cases_stay_with_their_chart },
		{ "refused", what_an_office_may_not_say },
		{ "rolled back", what_is_rolled_back_counts_for_nothing },
		{ "hours", a_street_has_working_hours_of_its_own },
		{ "ladders", ladders_are_the_offices_own },
		{ "many", many_offices },
	};

	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		TCase *tcase = tcase_create(tests[i].name);

		tcase_add_checked_fixture(tcase, setup, teardown);
		tcase_set_timeout(tcase, 120);
		tcase_add_test(tcase, tests[i].test);
		suite_add_tcase(s, tcase);
	}
	return unit_run(s);
}
