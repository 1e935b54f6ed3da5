/* SPDX-License-Identifier: Apache-2.0
 *
 * Whistles in rates: whistles per demand with a band on both sides, who reported in in time, and
 * what a department scores. Expected figures are counted by hand.
 */
#include "ground.h"

static api a;
static int64_t traffic, power, water;

static void setup(void)
{
	api_open(&a);
	api_as(&a, "system");
	traffic = api_office(&a, "department", "区交通委", NULL, a.district);
	power = api_office(&a, "department", "区供电公司", NULL, a.district);
	water = api_office(&a, "department", "区水务局", NULL, a.district);
	api_staff(&a, "traffic", traffic, "section_head");
	api_staff(&a, "power", power, "section_head");
	api_staff(&a, "water", water, "section_head");
	api_staff(&a, "supervisor", a.district, "supervisor");
}

static void teardown(void)
{
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
	api_close(&a);
}

static int64_t drafted(int64_t demand)
{
	char more[60] = "";

	if (demand)
		snprintf(more, sizeof(more), ",\"demand\":%lld", (long long)demand);
	api_as(&a, "clerk");
	return api_id(&a, "whistle.draft",
		      "{\"kind\":\"demand\",\"source\":\"masses\",\"subject\":\"增开出入口\","
		      "\"parties\":[{\"office\":%lld},{\"office\":%lld},{\"office\":%lld}]%s}",
		      (long long)traffic, (long long)power, (long long)water, more);
}

static void approve(int64_t id)
{
	api_as(&a, "leader");
	api_ok(&a, "whistle.approve", "{\"id\":%lld}", (long long)id);
}

/* The number of an office's party. */
static int64_t party_of(int64_t whistle, int64_t office)
{
	char place[40];
	size_t i;

	api_as(&a, "leader");
	api_ok(&a, "whistle.get", "{\"id\":%lld}", (long long)whistle);
	for (i = 0; i < api_count(&a, "/parties"); i++) {
		snprintf(place, sizeof(place), "/parties/%zu/office", i);
		if (api_int(&a, place) == office) {
			snprintf(place, sizeof(place), "/parties/%zu/id", i);
			return api_int(&a, place);
		}
	}
	ck_abort_msg("no such party");
	return 0;
}

static void step(const char *account, const char *op, int64_t id, const char *more)
{
	api_as(&a, account);
	api_ok(&a, op, "{\"id\":%lld%s}", (long long)id, more);
}

static void report_in(const char *account, int64_t party)
{
	step(account, "party.report_in", party, ",\"evidence\":[{\"kind\":\"photo\"}]");
}

/* The figure of one formula for one unit: numerator and denominator; -1: the unit is not there. */
static void figure(const char *formula, int64_t unit, int64_t *ret_over, int64_t *ret_under)
{
	char place[60];
	size_t i;

	*ret_over = *ret_under = -1;
	api_as(&a, "supervisor");
	api_ok(&a, "rate.figures", "{\"group\":\"unit\",\"formulas\":[\"%s\"]}", formula);
	for (i = 0; i < api_count(&a, "/items"); i++) {
		snprintf(place, sizeof(place), "/items/%zu/unit", i);
		if (api_int(&a, place) != unit)
			continue;
		snprintf(place, sizeof(place), "/items/%zu/figures/0/numerator", i);
		*ret_over = api_int(&a, place);
		snprintf(place, sizeof(place), "/items/%zu/figures/0/denominator", i);
		*ret_under = api_int(&a, place);
	}
}

static void is(const char *formula, int64_t unit, int64_t over, int64_t under)
{
	int64_t n, d;

	figure(formula, unit, &n, &d);
	ck_assert_msg(n == over && d == under, "%s of %lld: %lld / %lld, not %lld / %lld", formula,
		      (long long)unit, (long long)n, (long long)d, (long long)over,
		      (long long)under);
}

/* ---- departments ---- */

START_TEST(departments)
{
	int64_t one = drafted(0), two, t, p, w;

	approve(one);
	t = party_of(one, traffic);
	p = party_of(one, power);
	w = party_of(one, water);
	is("report_in_rate", traffic, 0, 1);
	report_in("traffic", t);
	is("report_in_rate", traffic, 1, 1);
	/* Three working days are over by then: it came, but not in time. */
	a.now += 7 * API_DAY;
	report_in("power", p);
	is("report_in_rate", power, 0, 1);
	/* Recorded as not come; it comes later all the same. */
	step("leader", "party.miss", w, "");
	report_in("water", w);
	is("report_in_rate", water, 0, 1);
	api_as(&a, "supervisor");
	is("department_score", traffic, -1, -1); /* nothing of it was graded yet: it is not there */
	step("leader", "party.evaluate", t, ",\"grade\":\"excellent\"");
	step("leader", "party.evaluate", p, ",\"grade\":\"fair\"");
	step("leader", "party.evaluate", w, ",\"grade\":\"poor\"");
	/* In hundredths: 40 for coming in time, 60, 51, 36 or 0 for the grade. */
	is("department_score", traffic, 100, 100);
	is("department_score", power, 36, 100);
	is("department_score", water, 0, 100);
	/* A grade that was a mistake. */
	step("leader", "party.amend", p, ",\"reason\":\"typing_error\",\"grade\":\"good\"");
	is("department_score", power, 51, 100);

	/* The traffic department is released from a second one, which takes the call out. */
	two = drafted(0);
	approve(two);
	is("report_in_rate", traffic, 1, 2);
	step("leader", "party.release", party_of(two, traffic), ",\"reason\":\"not_needed\"");
	is("report_in_rate", traffic, 1, 1);
	is("report_in_rate", power, 0, 2);
	/* The department sees its own figures and nobody else's. */
	api_as(&a, "traffic");
	api_ok(&a, "rate.figures", "{\"group\":\"unit\",\"formulas\":[\"report_in_rate\"]}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/unit"), traffic);
	/* Nor does it see the rows of others; its own for ever, the whistle while that goes on. */
	api_ok(&a, "rate.cases", "{\"measure\":\"party_called\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/id"), t);
	ck_assert_int_eq(api_int(&a, "/items/0/whistle"), one);
	ck_assert_str_eq(api_text(&a, "/items/0/order_no"), "SG-S2026-000001");
	step("leader", "whistle.withdraw", one, ",\"reason\":\"solved_itself\"");
	api_as(&a, "traffic");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "whistle.get", "{\"id\":%lld}", (long long)one);
	api_ok(&a, "rate.cases", "{\"measure\":\"party_called\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/id"), t);
	ck_assert(!api_there(&a, "/items/0/whistle") && !api_there(&a, "/items/0/order_no"));
}
END_TEST

/* ---- whistles per demand ---- */

static void whole(int64_t over, int64_t under, const char *band)
{
	api_as(&a, "supervisor");
	api_ok(&a, "rate.figures",
	       "{\"home\":%lld,\"group\":\"office\",\"formulas\":[\"whistle_rate\"]}",
	       (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/items/0/figures/0/numerator"), over);
	ck_assert_int_eq(api_int(&a, "/items/0/figures/0/denominator"), under);
	ck_assert_str_eq(api_text(&a, "/items/0/figures/0/band"), band);
}

START_TEST(whistles_per_demand)
{
	int64_t demand = 0, id;
	int i;

	for (i = 0; i < 20; i++) {
		api_as(&a, "clerk");
		demand = api_id(&a, "demand.register",
				"{\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"traffic\","
				"\"subject\":\"门口拥堵\"}");
	}
	whole(0, 20, "below"); /* the band is from half a percent to ten */
	id = drafted(demand);
	whole(0, 20, "below"); /* drafted is not blown */
	approve(id);
	whole(1, 20, "within");
	approve(drafted(0));
	whole(2, 20, "within"); /* ten percent is within */
	approve(drafted(0));
	whole(3, 20, "above");
	ck_assert_str_eq(api_text(&a, "/basis/formulas/0/band_low"), "0.5");
	ck_assert_str_eq(api_text(&a, "/basis/formulas/0/band_high"), "10");
	/* What is void was not blown. */
	step("leader", "whistle.void", id, ",\"reason\":\"entered_by_mistake\"");
	whole(2, 20, "within");
	/* By kind of demand there are none. */
	api_as(&a, "supervisor");
	api_ok(&a, "rate.figures",
	       "{\"home\":%lld,\"group\":\"kind\",\"formulas\":[\"whistle_rate\"]}",
	       (long long)a.street);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/figures/0/numerator"), 0);
	/* The rows behind it: the two that were not void. */
	api_ok(&a, "rate.cases", "{\"measure\":\"whistles\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
	ck_assert_int_gt(api_int(&a, "/items/0/id"), id);
	ck_assert_str_eq(api_text(&a, "/items/0/order_no"), "SG-S2026-000002");
	ck_assert_int_eq(api_int(&a, "/items/0/unit"), a.street);
	api_ok(&a, "rate.cases", "{\"measure\":\"whistles\",\"kind\":\"help\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	/* Figures that do not ask for them are as they were: one unit, the street. */
	api_ok(&a, "rate.figures",
	       "{\"home\":%lld,\"group\":\"unit\",\"formulas\":[\"close_rate\"]}",
	       (long long)a.street);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
}
END_TEST

/* A whistle for a complaint: whom it complains of is told figures without it. */
START_TEST(complaints_apart)
{
	int64_t demand;

	api_as(&a, "clerk");
	demand = api_id(&a, "demand.register",
			"{\"channel\":\"phone\",\"kind\":\"complaint\",\"category\":\"conduct\","
			"\"subject\":\"推诿\",\"against\":%lld}",
			(long long)a.section);
	approve(drafted(demand));
	api_as(&a, "system");
	api_ok(&a, "staff.register",
	       "{\"account\":\"both\",\"name\":\"某\",\"office\":%lld,\"roles\":[{\"office\":%lld,"
	       "\"role\":\"dispatcher\"}]}",
	       (long long)a.section, (long long)a.street);
	api_as(&a, "both");
	api_ok(&a, "rate.figures",
	       "{\"home\":%lld,\"group\":\"office\",\"formulas\":[\"whistle_rate\"]}",
	       (long long)a.street);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	whole(1, 1, "above");
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
	Suite *s = suite_create("score");

	add(s, "departments", departments);
	add(s, "whistles per demand", whistles_per_demand);
	add(s, "complaints apart", complaints_apart);
	return s;
}

GJ_TEST_MAIN(suite)
