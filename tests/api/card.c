/* SPDX-License-Identifier: Apache-2.0
 *
 * Cards that add up: given by clocks and by hand, they are followed by a written order, a graver
 * card or a summons, each card once; what breaks a row; what is void; who may know; the counts.
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
	api_staff(&a, "watcher", a.street, "supervisor");
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

static int64_t dispatched(int64_t unit, const char *more)
{
	int64_t id;

	api_as(&a, "clerk");
	id = api_id(&a, "demand.register",
		    "{\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"traffic\","
		    "\"subject\":\"门口拥堵\"%s}",
		    more);
	api_as(&a, "dispatcher");
	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}", (long long)id,
	       (long long)unit);
	return id;
}

static int64_t given(const char *colour, int64_t demand)
{
	api_as(&a, "watcher");
	return api_id(&a, "card.give", "{\"demand\":%lld,\"colour\":\"%s\",\"reason\":\"behind\"}",
		      (long long)demand, colour);
}

static void sweep(void)
{
	api_as(&a, "system");
	api_ok(&a, "clock.sweep", "{\"home\":%lld}", (long long)a.street);
}

static size_t issued(void)
{
	return api_events(&a, a.street, "supervision.issued");
}

/* The last order of the street. */
static int64_t last_order(void)
{
	char place[40];

	api_as(&a, "watcher");
	api_ok(&a, "supervision.list", "{}");
	snprintf(place, sizeof(place), "/items/%zu/id", api_count(&a, "/items") - 1);
	return api_int(&a, place);
}

static void adopt(const char *add_up)
{
	static const char begin[] = "\"supervise\":{";
	const char *json, *source, *spot, *old;
	char *args;
	size_t room;
	int depth = 0;

	api_as(&a, "system");
	api_ok(&a, "profile.get", "{}");
	json = gj_reply_json(a.reply, NULL);
	source = strstr(json, "\"source\":{");
	spot = source ? strstr(source, begin) : NULL;
	old = spot ? strstr(spot, "\"add_up\":{") : NULL;
	ck_assert(old != NULL);
	room = strlen(json) + strlen(add_up) + 100;
	args = malloc(room);
	ck_assert_ptr_nonnull(args);
	/* to the brace that ends it */
	spot = strchr(old, '{');
	do
		depth += *spot == '{' ? 1 : *spot == '}' ? -1 : 0;
	while (*spot++ && depth);
	snprintf(args, room, "{%.*s\"add_up\":%s%s", (int)(old - source), source, add_up, spot);
	ck_assert_msg(api_call_json(&a, "profile.adopt", args) == 0, "%s",
		      gj_reply_json(a.reply, NULL));
	free(args);
}

/* ---- yellow ---- */

/* Guangyuan: two yellow cards, a written order. Each counts once; one order goes on at a time. */
START_TEST(two_yellow_are_followed_by_an_order)
{
	int64_t one = dispatched(a.section, ""), two = dispatched(a.section, ""), order, card;

	card = given("yellow", one);
	ck_assert_int_eq(api_int(&a, "/unit"), a.section);
	ck_assert_uint_eq(issued(), 0);
	given("yellow", two);
	ck_assert_uint_eq(issued(), 1);
	order = last_order();
	ck_assert_str_eq(api_text(&a, "/items/0/kind"), "yellow");
	ck_assert_str_eq(api_text(&a, "/items/0/reason"), "cards");
	ck_assert_int_eq(api_int(&a, "/items/0/unit"), a.section);
	ck_assert_int_eq(api_int(&a, "/items/0/issuer"), a.street);
	ck_assert_int_eq(api_flag(&a, "/items/0/by_rule"), 1);
	ck_assert(!api_there(&a, "/items/0/demand"));
	api_ok(&a, "supervision.get", "{\"id\":%lld}", (long long)order);
	ck_assert_uint_eq(api_count(&a, "/cards"), 2);
	ck_assert_int_eq(api_int(&a, "/cards/0/id"), card);
	ck_assert_int_eq(api_int(&a, "/cards/0/about"), one);
	ck_assert_int_eq(api_int(&a, "/cards/1/about"), two);
	ck_assert_int_eq(api_int(&a, "/cards/1/counted"), order);
	/* as long as it goes on, no second one */
	given("yellow", one);
	given("yellow", two);
	ck_assert_uint_eq(issued(), 1);
	api_as(&a, "watcher");
	api_ok(&a, "supervision.withdraw", "{\"id\":%lld,\"reason\":\"done_meanwhile\"}",
	       (long long)order);
	ck_assert_uint_eq(issued(), 1);
	given("yellow", one);
	ck_assert_uint_eq(issued(), 2);
	api_as(&a, "watcher");
	api_ok(&a, "card.list", "{\"colour\":\"yellow\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 5);
	ck_assert(!api_there(&a, "/items/2/counted"));
	ck_assert_int_eq(api_int(&a, "/items/3/counted"), api_int(&a, "/items/4/counted"));
	ck_assert_int_ne(api_int(&a, "/items/4/counted"), order);
}
END_TEST

/* A calendar year, by the ledger's zone: 31 December 23:59 and 1 January are two. */
START_TEST(within_a_year)
{
	int64_t one, two;

	a.now = INT64_C(1798732740) * API_SECOND; /* 2026-12-31T23:59:00+08:00 */
	one = dispatched(a.section, "");
	two = dispatched(a.section, "");
	given("yellow", one);
	a.now += 60 * API_SECOND;
	given("yellow", two);
	ck_assert_uint_eq(issued(), 0);
	given("yellow", one);
	ck_assert_uint_eq(issued(), 1);
	last_order();
	api_ok(&a, "card.counts", "{}");
	ck_assert_str_eq(api_text(&a, "/since"), "2027-01-01T00:00:00+08:00");
	ck_assert_int_eq(api_int(&a, "/items/0/yellow"), 2);
	ck_assert_int_eq(api_int(&a, "/items/0/open_yellow"), 0);
	api_ok(&a, "card.counts", "{\"since\":\"2026-01-01T00:00:00+08:00\"}");
	ck_assert_int_eq(api_int(&a, "/items/0/yellow"), 3);
	ck_assert_int_eq(api_int(&a, "/items/0/open_yellow"), 1);
}
END_TEST

START_TEST(within_days)
{
	int64_t one = dispatched(a.section, "");

	adopt("{\"yellow\":{\"count\":2,\"within\":\"10nd\",\"issue\":{\"kind\":\"yellow\","
	      "\"reason\":\"cards\",\"by\":\"above\"}}}");
	given("yellow", one);
	a.now += 11 * API_DAY;
	given("yellow", one);
	ck_assert_uint_eq(issued(), 0);
	a.now += 9 * API_DAY;
	given("yellow", one);
	ck_assert_uint_eq(issued(), 1);
	last_order();
	ck_assert_int_eq(api_int(&a, "/items/0/issuer"), a.district);
}
END_TEST

/* Cards of another unit, and those that are void, do not count. */
START_TEST(what_does_not_count)
{
	int64_t one = dispatched(a.section, ""), two = dispatched(power, ""), card;

	given("yellow", one);
	given("yellow", two);
	ck_assert_uint_eq(issued(), 0);
	card = given("blue", one);
	api_fails(&a, GJ_E_MISSING, NULL, "/reason", "card.void", "{\"id\":%lld}", (long long)card);
	api_ok(&a, "card.list", "{\"unit\":%lld,\"colour\":\"yellow\"}", (long long)a.section);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	card = api_int(&a, "/items/0/id");
	api_ok(&a, "card.void", "{\"id\":%lld,\"reason\":\"entered_by_mistake\"}", (long long)card);
	api_fails(&a, GJ_E_STATE, "voided", NULL, "card.void",
		  "{\"id\":%lld,\"reason\":\"entered_by_mistake\"}", (long long)card);
	given("yellow", one);
	ck_assert_uint_eq(issued(), 0);
	api_as(&a, "watcher");
	api_ok(&a, "card.counts", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
	api_ok(&a, "card.list", "{\"unit\":%lld}", (long long)a.section);
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
	api_ok(&a, "card.list", "{\"about\":%lld,\"voided\":true}", (long long)one);
	ck_assert_uint_eq(api_count(&a, "/items"), 3);
	api_ok(&a, "card.list", "{\"unit\":%lld,\"about\":%lld,\"voided\":true}",
	       (long long)a.section, (long long)one);
	ck_assert_uint_eq(api_count(&a, "/items"), 3);
	api_ok(&a, "card.list", "{\"unit\":%lld,\"about\":%lld}", (long long)a.section,
	       (long long)one + (1 << 20));
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
}
END_TEST

/* Two yellow make a red one, and that one is enough for a summons: Guangyuan. */
START_TEST(yellow_becomes_red)
{
	int64_t one = dispatched(a.section, ""), two = dispatched(a.section, ""), red;

	adopt("{\"yellow\":{\"count\":2,\"card\":\"red\"},\"red\":{\"count\":1,\"issue\":{\"kind\":"
	      "\"summons\",\"reason\":\"cards\",\"by\":\"home\"}}}");
	given("yellow", one);
	given("yellow", two);
	api_ok(&a, "card.list", "{\"colour\":\"red\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_str_eq(api_text(&a, "/items/0/origin"), "rule");
	ck_assert_int_eq(api_int(&a, "/items/0/about"), two);
	red = api_int(&a, "/items/0/id");
	ck_assert(api_there(&a, "/items/0/counted"));
	api_ok(&a, "card.list", "{\"colour\":\"yellow\"}");
	ck_assert_int_eq(api_int(&a, "/items/0/counted"), red);
	ck_assert_int_eq(api_int(&a, "/items/1/counted"), red);
	ck_assert_uint_eq(issued(), 1);
	last_order();
	ck_assert_str_eq(api_text(&a, "/items/0/kind"), "summons");
}
END_TEST

/* ---- red ---- */

/* Longchang: three red cards in a row, a summons; by one sweep as by three. */
START_TEST(three_red_bring_a_summons)
{
	int64_t order;
	int i;

	for (i = 0; i < 3; i++)
		dispatched(a.section, "");
	a.now += 9 * API_DAY; /* five working days are over */
	sweep();
	ck_assert_int_eq(api_int(&a, "/cards"), 3);
	ck_assert_uint_eq(issued(), 1);
	sweep();
	ck_assert_uint_eq(issued(), 1);
	order = last_order();
	ck_assert_str_eq(api_text(&a, "/items/0/kind"), "summons");
	ck_assert_int_eq(api_int(&a, "/items/0/issuer"), a.street);
	ck_assert_int_eq(api_int(&a, "/items/0/unit"), a.section);
	/* it tells those concerned, and is answered as orders are, by its own limit */
	api_as(&a, "system");
	api_ok(&a, "message.list", "{\"home\":%lld,\"about\":%lld}", (long long)a.street,
	       (long long)order);
	ck_assert(api_holds(&a, "\"kind\":\"summoned\""));
	api_as(&a, "head");
	api_ok(&a, "clock.get", "{\"id\":%lld}", (long long)order);
	ck_assert(api_holds(&a, "\"limit_name\":\"supervision.summons\""));
	api_ok(&a, "supervision.sign", "{\"id\":%lld}", (long long)order);
	api_ok(&a, "supervision.reply", "{\"id\":%lld,\"text\":\"已约谈，限期整改\"}",
	       (long long)order);
	api_as(&a, "watcher");
	api_ok(&a, "supervision.accept", "{\"id\":%lld}", (long long)order);
	api_ok(&a, "supervision.close", "{\"id\":%lld}", (long long)order);
	ck_assert_str_eq(api_text(&a, "/state"), "closed");
}
END_TEST

/* Two by the clock, the third by hand. */
START_TEST(whichever_way_they_were_given)
{
	int64_t third;

	dispatched(a.section, "");
	dispatched(a.section, "");
	a.now += 9 * API_DAY;
	third = dispatched(a.section, "");
	sweep();
	ck_assert_uint_eq(issued(), 0);
	given("red", third);
	ck_assert_uint_eq(issued(), 1);
}
END_TEST

/* What was done in time between breaks the row; the next one makes three again. */
START_TEST(a_row_is_broken)
{
	int64_t good;

	dispatched(a.section, "");
	a.now += 9 * API_DAY; /* Wednesday, 11 March */
	sweep();
	good = dispatched(a.section, "");
	api_as(&a, "handler");
	api_ok(&a, "demand.sign", "{\"id\":%lld}", (long long)good);
	api_ok(&a, "demand.contact", "{\"id\":%lld,\"mode\":\"phone\"}", (long long)good);
	api_ok(&a, "demand.handle", "{\"id\":%lld,\"note\":\"已到场\"}", (long long)good);
	api_ok(&a, "demand.reply",
	       "{\"id\":%lld,\"text\":\"已疏导\",\"disposition\":\"do_now\",\"resolution\":"
	       "\"solved\",\"level\":\"office\"}",
	       (long long)good);
	dispatched(a.section, "");
	dispatched(a.section, "");
	a.now += 9 * API_DAY;
	sweep();
	api_as(&a, "watcher");
	api_ok(&a, "card.counts", "{}");
	ck_assert_int_eq(api_int(&a, "/items/0/red"), 3);
	ck_assert_uint_eq(issued(), 0);
	dispatched(a.section, "");
	a.now += 9 * API_DAY;
	sweep();
	ck_assert_uint_eq(issued(), 1);
	api_ok(&a, "card.list", "{\"home\":%lld}", (long long)a.street);
	ck_assert(!api_there(&a, "/items/0/counted"));
	ck_assert(api_there(&a, "/items/1/counted"));
}
END_TEST

/* ---- to a unit itself ---- */

START_TEST(a_summons_by_hand)
{
	int64_t order;

	api_as(&a, "watcher");
	api_fails(&a, GJ_E_RULE, "one_of", NULL, "supervision.issue",
		  "{\"kind\":\"summons\",\"reason\":\"by_order\"}");
	api_fails(&a, GJ_E_RULE, "unit_not_below", "/unit", "supervision.issue",
		  "{\"unit\":%lld,\"kind\":\"summons\",\"reason\":\"by_order\"}", (long long)power);
	api_fails(&a, GJ_E_RULE, "supervises_itself", NULL, "supervision.issue",
		  "{\"unit\":%lld,\"kind\":\"summons\",\"reason\":\"by_order\"}",
		  (long long)a.street);
	order = api_id(&a, "supervision.issue",
		       "{\"unit\":%lld,\"kind\":\"summons\",\"reason\":\"by_order\",\"text\":"
		       "\"请来说明\"}",
		       (long long)a.section);
	api_fails(&a, GJ_E_RULE, "same_thing", NULL, "supervision.issue",
		  "{\"unit\":%lld,\"kind\":\"summons\",\"reason\":\"by_order\"}",
		  (long long)a.section);
	api_as(&a, "head");
	api_ok(&a, "supervision.get", "{\"id\":%lld}", (long long)order);
	ck_assert_str_eq(api_text(&a, "/text"), "请来说明");
	api_as(&a, "power");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "supervision.get", "{\"id\":%lld}",
		  (long long)order);
	api_as(&a, "dispatcher");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "supervision.issue",
		  "{\"unit\":%lld,\"kind\":\"red\",\"reason\":\"by_order\"}", (long long)a.section);
	/* in the chain that is named */
	api_as(&a, "supervisor");
	api_ok(&a, "supervision.issue",
	       "{\"unit\":%lld,\"home\":%lld,\"kind\":\"red\",\"reason\":\"by_order\"}",
	       (long long)power, (long long)a.district);
}
END_TEST

/* ---- who ---- */

START_TEST(who_may)
{
	int64_t one = dispatched(a.section, "");

	api_as(&a, "dispatcher");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "card.give",
		  "{\"demand\":%lld,\"colour\":\"red\",\"reason\":\"overdue\"}", (long long)one);
	api_as(&a, "watcher");
	api_fails(&a, GJ_E_RULE, "one_of", NULL, "card.give",
		  "{\"colour\":\"red\",\"reason\":\"overdue\"}");
	api_fails(&a, GJ_E_BAD_VALUE, NULL, "/colour", "card.give",
		  "{\"demand\":%lld,\"colour\":\"green\",\"reason\":\"overdue\"}", (long long)one);
	given("red", one);
	api_as(&a, "head");
	api_ok(&a, "card.list", "{\"unit\":%lld}", (long long)a.section);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	api_ok(&a, "card.counts", "{\"unit\":%lld}", (long long)a.section);
	ck_assert_int_eq(api_int(&a, "/items/0/red"), 1);
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "card.list", "{\"home\":%lld}", (long long)a.street);
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "card.counts", "{\"home\":%lld}",
		  (long long)a.street);
	api_ok(&a, "card.list", "{\"unit\":%lld}", (long long)a.section);
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "card.void",
		  "{\"id\":%lld,\"reason\":\"entered_by_mistake\"}",
		  (long long)api_int(&a, "/items/0/id"));
	api_as(&a, "power");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "card.counts", "{\"unit\":%lld}",
		  (long long)a.section);
}
END_TEST

/* A card about a complaint does not exist for whom it complains of: not in lists, not in counts,
 * not among what a summons of somebody else came of, nor in the journal. */
START_TEST(not_for_whom_it_complains_of)
{
	char against[60];
	int64_t complaint, card, order;

	snprintf(against, sizeof(against), ",\"against\":%lld", (long long)power);
	complaint = dispatched(a.section, against);
	card = given("yellow", complaint);
	given("yellow", dispatched(a.section, ""));
	order = last_order();
	api_as(&a, "system");
	api_ok(&a, "staff.register",
	       "{\"account\":\"both\",\"name\":\"丁（虚构）\",\"office\":%lld,\"roles\":"
	       "[{\"office\":%lld,\"role\":\"supervisor\"}]}",
	       (long long)power, (long long)a.district);
	api_as(&a, "both");
	api_ok(&a, "card.list", "{\"home\":%lld}", (long long)a.street);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	api_ok(&a, "card.counts", "{\"home\":%lld}", (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/items/0/yellow"), 1);
	api_ok(&a, "card.counts", "{\"unit\":%lld}", (long long)a.section);
	ck_assert_int_eq(api_int(&a, "/items/0/yellow"), 1);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "card.void",
		  "{\"id\":%lld,\"reason\":\"entered_by_mistake\"}", (long long)card);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "card.give",
		  "{\"demand\":%lld,\"colour\":\"red\",\"reason\":\"overdue\"}",
		  (long long)complaint);
	api_ok(&a, "supervision.get", "{\"id\":%lld}", (long long)order);
	ck_assert_uint_eq(api_count(&a, "/cards"), 1);
	api_ok(&a, "journal.list", "{\"home\":%lld,\"limit\":1000}", (long long)a.street);
	snprintf(against, sizeof(against), "\"about\":%lld", (long long)complaint);
	ck_assert(!api_holds(&a, against));
	api_as(&a, "supervisor");
	api_ok(&a, "card.counts", "{\"home\":%lld}", (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/items/0/yellow"), 2);
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
	Suite *s = suite_create("card");

	add(s, "two yellow are followed by an order", two_yellow_are_followed_by_an_order);
	add(s, "within a year", within_a_year);
	add(s, "within days", within_days);
	add(s, "what does not count", what_does_not_count);
	add(s, "yellow becomes red", yellow_becomes_red);
	add(s, "three red bring a summons", three_red_bring_a_summons);
	add(s, "whichever way they were given", whichever_way_they_were_given);
	add(s, "a row is broken", a_row_is_broken);
	add(s, "a summons by hand", a_summons_by_hand);
	add(s, "who may", who_may);
	add(s, "not for whom it complains of", not_for_whom_it_complains_of);
	return s;
}

GJ_TEST_MAIN(suite)
