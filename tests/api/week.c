/* SPDX-License-Identifier: Apache-2.0
 *
 * The counts of a week beside those of the week before: from Monday to Monday, half open, by the
 * ledger's zone; by unit; what is void is not counted, nor what complains of the reader's office.
 * Expected figures are counted by hand.
 */
#include "ground.h"

static api a;
static int64_t power;

static void setup(void)
{
	api_open(&a);
	api_as(&a, "system");
	power = api_office(&a, "department", "区供电公司", NULL, a.district);
	api_staff(&a, "power", power, "section_head");
	api_staff(&a, "supervisor", a.district, "supervisor");
	api_staff(&a, "dispatcher", a.street, "dispatcher");
	api_staff(&a, "head", a.section, "section_head");
	api_staff(&a, "handler", a.section, "handler");
}

static void teardown(void)
{
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
	api_close(&a);
}

static int64_t opened(const char *more)
{
	api_as(&a, "clerk");
	return api_id(&a, "demand.register",
		      "{\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"traffic\","
		      "\"subject\":\"门口拥堵\"%s}",
		      more);
}

static int64_t dispatched(const char *more)
{
	int64_t id = opened(more);

	api_as(&a, "dispatcher");
	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}", (long long)id,
	       (long long)a.section);
	return id;
}

/* One figure of the office's, or of a unit's; -1: the unit is not there. Of what was last asked. */
static int64_t figure(int64_t unit, const char *name)
{
	char place[80];
	size_t i;

	if (!unit) {
		snprintf(place, sizeof(place), "/total/%s", name);
		return api_int(&a, place);
	}
	for (i = 0; i < api_count(&a, "/units"); i++) {
		snprintf(place, sizeof(place), "/units/%zu/unit", i);
		if (api_int(&a, place) != unit)
			continue;
		snprintf(place, sizeof(place), "/units/%zu/%s", i, name);
		return api_int(&a, place);
	}
	return -1;
}

static void week(const char *account, const char *args)
{
	api_as(&a, account);
	api_ok(&a, "board.week", "%s", args);
}

/* ---- from Monday to Monday ---- */

START_TEST(half_open)
{
	opened(",\"occurred_at\":\"2026-02-22T23:59:59+08:00\"");
	opened(",\"occurred_at\":\"2026-02-23T00:00:00+08:00\"");
	opened(",\"occurred_at\":\"2026-03-01T23:59:59+08:00\"");
	opened(",\"occurred_at\":\"2026-03-02T00:00:00+08:00\"");
	week("leader", "{}");
	ck_assert_str_eq(api_text(&a, "/since"), "2026-03-02T00:00:00+08:00");
	ck_assert_str_eq(api_text(&a, "/until"), "2026-03-09T00:00:00+08:00");
	ck_assert_int_eq(figure(0, "week/registered"), 1);
	ck_assert_int_eq(figure(0, "before/registered"), 2);
	/* any day of a week means it */
	week("leader", "{\"on\":\"2026-03-01\"}");
	ck_assert_str_eq(api_text(&a, "/since"), "2026-02-23T00:00:00+08:00");
	ck_assert_int_eq(figure(0, "week/registered"), 2);
	ck_assert_int_eq(figure(0, "before/registered"), 1);
	week("leader", "{\"on\":\"2026-02-23\"}");
	ck_assert_int_eq(figure(0, "week/registered"), 2);
	/* Thursday, 1 January 1970, lies in the week of 29 December */
	week("leader", "{\"on\":\"1970-01-01\"}");
	ck_assert_str_eq(api_text(&a, "/since"), "1969-12-29T00:00:00+08:00");
	week("leader", "{\"on\":\"1969-12-28\"}");
	ck_assert_str_eq(api_text(&a, "/since"), "1969-12-22T00:00:00+08:00");
	ck_assert_int_eq(figure(0, "week/registered"), 0);
	ck_assert_int_eq(figure(0, "before/registered"), 0);
}
END_TEST

/* ---- what is counted ---- */

static void reply(int64_t id, const char *level)
{
	api_as(&a, "handler");
	api_ok(&a, "demand.sign", "{\"id\":%lld}", (long long)id);
	api_ok(&a, "demand.contact", "{\"id\":%lld,\"mode\":\"phone\"}", (long long)id);
	api_ok(&a, "demand.handle", "{\"id\":%lld,\"note\":\"已到场\"}", (long long)id);
	api_ok(&a, "demand.reply",
	       "{\"id\":%lld,\"text\":\"已办\",\"disposition\":\"do_now\",\"resolution\":"
	       "\"solved\","
	       "\"level\":\"%s\"}",
	       (long long)id, level);
}

static void shelve_and_strike_off(void)
{
	int64_t id = opened("");

	api_as(&a, "dispatcher");
	api_ok(&a, "demand.reply",
	       "{\"id\":%lld,\"text\":\"暂不能办\",\"disposition\":\"do_by_date\",\"resolution\":"
	       "\"shelved\",\"level\":\"office\",\"reason\":\"no_funds\",\"measure\":\"疏导\","
	       "\"review_on\":\"2026-03-20\"}",
	       (long long)id);
	api_ok(&a, "demand.propose_strike_off",
	       "{\"id\":%lld,\"reason\":\"done\",\"text\":\"已建成\",\"disposition\":\"do_by_"
	       "date\","
	       "\"resolution\":\"solved\",\"level\":\"office\",\"evidence\":[{\"kind\":\"photo\"}]"
	       "}",
	       (long long)id);
	api_as(&a, "leader");
	api_ok(&a, "demand.strike_off", "{\"id\":%lld}", (long long)id);
}

static int64_t blow(void)
{
	int64_t id;

	api_as(&a, "clerk");
	id = api_id(&a, "whistle.draft",
		    "{\"kind\":\"demand\",\"source\":\"masses\",\"subject\":\"停电\",\"parties\":"
		    "[{\"office\":%lld}]}",
		    (long long)power);
	api_as(&a, "leader");
	api_ok(&a, "whistle.approve", "{\"id\":%lld}", (long long)id);
	api_ok(&a, "whistle.get", "{\"id\":%lld}", (long long)id);
	return api_int(&a, "/parties/0/id");
}

START_TEST(what_was_done)
{
	int64_t id, order, party;

	reply(dispatched(""), "office");
	reply(dispatched(""), "office");
	dispatched(""); /* stays as it is, as does the next */
	id = dispatched("");
	shelve_and_strike_off();
	api_as(&a, "leader");
	order = api_id(&a, "supervision.issue",
		       "{\"demand\":%lld,\"kind\":\"red\",\"reason\":\"overdue\"}", (long long)id);
	api_as(&a, "head");
	api_ok(&a, "supervision.sign", "{\"id\":%lld}", (long long)order);
	api_ok(&a, "supervision.reply", "{\"id\":%lld,\"text\":\"在办\"}", (long long)order);
	party = blow();
	/* one that is void, and one that is withdrawn */
	id = opened("");
	api_as(&a, "leader");
	api_ok(&a, "demand.void", "{\"id\":%lld,\"reason\":\"entered_by_mistake\"}", (long long)id);
	id = opened("");
	api_as(&a, "clerk");
	api_ok(&a, "demand.withdraw", "{\"id\":%lld,\"reason\":\"no_longer_needed\"}",
	       (long long)id);

	week("leader", "{}");
	ck_assert_int_eq(figure(0, "week/registered"), 6); /* four dispatched, shelved, withdrawn */
	ck_assert_int_eq(figure(0, "week/closed"), 1);
	ck_assert_int_eq(figure(0, "week/solved_at_office"), 3); /* the last by being struck off */
	ck_assert_int_eq(figure(0, "week/solved_above"), 0);
	ck_assert_int_eq(figure(0, "week/shelved"), 1);
	ck_assert_int_eq(figure(0, "week/struck_off"), 1);
	ck_assert_int_eq(figure(0, "week/whistles"), 1);
	ck_assert_int_eq(figure(0, "week/party_missed"), 0);
	ck_assert_int_eq(figure(0, "week/orders_issued"), 1);
	ck_assert_int_eq(figure(0, "week/orders_answered"), 1);
	ck_assert_int_eq(figure(0, "overdue"), 0);
	ck_assert_int_eq(figure(0, "before/registered"), 0);
	ck_assert_int_eq(figure(a.section, "week/solved_at_office"), 2);
	ck_assert_int_eq(figure(a.section, "week/orders_issued"), 1);
	ck_assert_int_eq(figure(a.section, "week/orders_answered"), 1);
	ck_assert_int_eq(figure(a.street, "week/struck_off"), 1);
	ck_assert_int_eq(figure(a.street, "week/whistles"), 1);
	ck_assert_int_eq(figure(power, "overdue"), -1);

	/* the week after: that was the one before; who did not come is of this one */
	a.now += 7 * API_DAY;
	api_as(&a, "leader");
	api_ok(&a, "party.miss", "{\"id\":%lld}", (long long)party);
	week("leader", "{}");
	ck_assert_int_eq(figure(0, "week/registered"), 0);
	ck_assert_int_eq(figure(0, "before/registered"), 6);
	ck_assert_int_eq(figure(0, "before/closed"), 1);
	ck_assert_int_eq(figure(0, "before/orders_answered"), 1);
	ck_assert_int_eq(figure(0, "week/party_missed"), 1);
	/* the profile's, for who did not come */
	ck_assert_int_eq(figure(0, "week/orders_issued"), 1);
	ck_assert_int_eq(figure(power, "week/party_missed"), 1);
	ck_assert_int_eq(figure(power, "overdue"), 1);
	/* two not signed for nor answered, each one case; two that wait for a callback; the order,
	 * whose reply waits to be looked at */
	ck_assert_int_eq(figure(a.section, "overdue"), 5);
}
END_TEST

/* Solved above the office counts apart, and for the unit above that solved it. */
START_TEST(solved_above)
{
	int64_t id = opened("");

	api_as(&a, "system");
	api_staff(&a, "power_hand", power, "handler");
	api_as(&a, "dispatcher");
	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}", (long long)id,
	       (long long)power);
	api_as(&a, "power_hand");
	api_ok(&a, "demand.sign", "{\"id\":%lld}", (long long)id);
	api_ok(&a, "demand.contact", "{\"id\":%lld,\"mode\":\"phone\"}", (long long)id);
	api_ok(&a, "demand.handle", "{\"id\":%lld,\"note\":\"已到场\"}", (long long)id);
	api_ok(&a, "demand.reply",
	       "{\"id\":%lld,\"text\":\"已办\",\"disposition\":\"do_now\",\"resolution\":"
	       "\"solved\","
	       "\"level\":\"district\"}",
	       (long long)id);
	week("leader", "{}");
	ck_assert_int_eq(figure(0, "week/solved_at_office"), 0);
	ck_assert_int_eq(figure(0, "week/solved_above"), 1);
	ck_assert_int_eq(figure(power, "week/solved_above"), 1);
}
END_TEST

/* ---- who ---- */

START_TEST(who_may_read)
{
	char more[60];
	int64_t complaint, id = dispatched("");

	snprintf(more, sizeof(more), ",\"against\":%lld", (long long)power);
	complaint = dispatched(more);
	api_as(&a, "supervisor");
	api_ok(&a, "supervision.issue", "{\"demand\":%lld,\"kind\":\"red\",\"reason\":\"overdue\"}",
	       (long long)complaint);
	api_ok(&a, "supervision.issue", "{\"demand\":%lld,\"kind\":\"red\",\"reason\":\"overdue\"}",
	       (long long)id);
	a.now += 21 * API_DAY;
	week("leader", "{\"on\":\"2026-03-02\"}");
	ck_assert_int_eq(figure(0, "week/registered"), 2);
	ck_assert_int_eq(figure(0, "week/orders_issued"), 2);
	ck_assert_int_eq(figure(0, "overdue"), 4); /* both demands, both orders */
	/* of the office complained of, with a right above it */
	api_as(&a, "system");
	api_ok(&a, "staff.register",
	       "{\"account\":\"both\",\"name\":\"丁（虚构）\",\"office\":%lld,\"roles\":"
	       "[{\"office\":%lld,\"role\":\"supervisor\"}]}",
	       (long long)power, (long long)a.district);
	api_as(&a, "both");
	api_ok(&a, "board.week", "{\"home\":%lld,\"on\":\"2026-03-02\"}", (long long)a.street);
	ck_assert_int_eq(figure(0, "week/registered"), 1);
	ck_assert_int_eq(figure(0, "week/orders_issued"), 1);
	ck_assert_int_eq(figure(0, "overdue"), 2);
	api_as(&a, "handler");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "board.week", "{}");
	api_as(&a, "other");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "board.week", "{\"home\":%lld}",
		  (long long)a.street);
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
	Suite *s = suite_create("week");

	add(s, "half open", half_open);
	add(s, "what was done", what_was_done);
	add(s, "solved above", solved_above);
	add(s, "who may read", who_may_read);
	return s;
}

GJ_TEST_MAIN(suite)
