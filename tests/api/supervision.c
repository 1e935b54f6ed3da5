/* SPDX-License-Identifier: Apache-2.0
 *
 * Supervision orders: issued about a demand, a whistle or a party that did not come; signed for,
 * replied to, sent back, accepted, closed; what the profile has supervised by itself; their
 * clocks and messages; and who may know of them.
 */
#include "ground.h"

static api a;
static int64_t traffic, power, demand;

static void setup(void)
{
	api_open(&a);
	api_as(&a, "system");
	traffic = api_office(&a, "department", "区交通委", NULL, a.district);
	power = api_office(&a, "department", "区供电公司", NULL, a.district);
	api_staff(&a, "traffic", traffic, "section_head");
	api_staff(&a, "power", power, "section_head");
	api_staff(&a, "supervisor", a.district, "supervisor");
	api_staff(&a, "watcher", a.street, "supervisor");
	api_staff(&a, "dispatcher", a.street, "dispatcher");
	api_staff(&a, "head", a.section, "section_head");
	api_as(&a, "clerk");
	demand = api_id(&a, "demand.register",
			"{\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"traffic\","
			"\"subject\":\"地铁出入口\"}");
}

static void teardown(void)
{
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
	api_close(&a);
}

static void dispatch(int64_t id, int64_t unit)
{
	api_as(&a, "dispatcher");
	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}", (long long)id,
	       (long long)unit);
}

/* About the demand, by the supervisor of the district or of the street. */
static int64_t issued(const char *account, const char *kind)
{
	api_as(&a, account);
	return api_id(&a, "supervision.issue",
		      "{\"demand\":%lld,\"kind\":\"%s\",\"reason\":\"overdue\",\"text\":"
		      "\"三日内办结\"}",
		      (long long)demand, kind);
}

static void step(const char *account, const char *verb, int64_t id, const char *more)
{
	char op[60];

	snprintf(op, sizeof(op), "supervision.%s", verb);
	api_as(&a, account);
	api_ok(&a, op, "{\"id\":%lld%s}", (long long)id, more);
}

/* ---- the whole way ---- */

START_TEST(two_rounds)
{
	int64_t id;

	dispatch(demand, a.section);
	id = issued("supervisor", "red");
	ck_assert_str_eq(api_text(&a, "/order_no"), "SG-D2026-000001");
	ck_assert_str_eq(api_text(&a, "/state"), "issued");
	ck_assert_int_eq(api_int(&a, "/unit"), a.section);
	/* Only a head signs for it, and only of the unit. */
	api_as(&a, "supervisor");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "supervision.sign", "{\"id\":%lld}", (long long)id);
	api_as(&a, "head");
	api_fails(&a, GJ_E_STATE, "verb_not_allowed", NULL, "supervision.reply",
		  "{\"id\":%lld,\"text\":\"已办\"}", (long long)id);
	step("head", "sign", id, "");
	api_fails(&a, GJ_E_RULE, "evidence_missing", NULL, "supervision.reply", "{\"id\":%lld}",
		  (long long)id);
	step("head", "reply", id, ",\"text\":\"已办一半\"");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "supervision.accept", "{\"id\":%lld}",
		  (long long)id);
	step("supervisor", "send_back", id, ",\"reason\":\"partly_done\",\"text\":\"请补齐\"");
	ck_assert_str_eq(api_text(&a, "/state"), "sent_back");
	/* The second round asks for evidence. */
	api_as(&a, "head");
	api_fails(&a, GJ_E_RULE, "evidence_missing", "/evidence", "supervision.reply",
		  "{\"id\":%lld,\"text\":\"已办结\"}", (long long)id);
	step("head", "reply", id,
	     ",\"text\":\"已办结\",\"evidence\":[{\"kind\":\"photo\",\"reference\":\"p.jpg\"}]");
	step("supervisor", "accept", id, "");
	step("supervisor", "close", id, "");
	ck_assert_str_eq(api_text(&a, "/state"), "closed");

	api_ok(&a, "supervision.get", "{\"id\":%lld}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/class"), "done");
	ck_assert_int_eq(api_int(&a, "/round"), 2);
	ck_assert_int_eq(api_int(&a, "/issuer"), a.district);
	ck_assert_int_eq(api_int(&a, "/office"), a.street);
	ck_assert_uint_eq(api_count(&a, "/replies"), 2);
	ck_assert_int_eq(api_int(&a, "/replies/0/round"), 1);
	ck_assert_int_eq(api_int(&a, "/replies/1/round"), 2);
	ck_assert_str_eq(api_text(&a, "/replies/1/actor_name"), "head");
	ck_assert_uint_eq(api_count(&a, "/replies/1/evidence"), 1);
	ck_assert(!api_there(&a, "/replies/0/evidence"));
	api_fails(&a, GJ_E_STATE, "verb_not_allowed", NULL, "supervision.withdraw",
		  "{\"id\":%lld,\"reason\":\"mistaken\"}", (long long)id);
}
END_TEST

START_TEST(about_exactly_one)
{
	dispatch(demand, a.section);
	api_as(&a, "supervisor");
	api_fails(&a, GJ_E_RULE, "one_of", NULL, "supervision.issue",
		  "{\"kind\":\"red\",\"reason\":\"overdue\"}");
	api_fails(&a, GJ_E_RULE, "one_of", NULL, "supervision.issue",
		  "{\"demand\":%lld,\"whistle\":%lld,\"kind\":\"red\",\"reason\":\"overdue\"}",
		  (long long)demand, (long long)demand);
	api_fails(&a, GJ_E_BAD_VALUE, NULL, "/kind", "supervision.issue",
		  "{\"demand\":%lld,\"kind\":\"green\",\"reason\":\"overdue\"}",
		  (long long)demand);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "supervision.issue",
		  "{\"demand\":%lld,\"kind\":\"red\",\"reason\":\"overdue\"}",
		  (long long)demand + 9999);
}
END_TEST

/* One matter, one slip: of one colour at a time, and never to oneself. */
START_TEST(one_slip_of_a_colour)
{
	int64_t id;

	api_as(&a, "watcher");
	api_fails(&a, GJ_E_RULE, "supervises_itself", NULL, "supervision.issue",
		  "{\"demand\":%lld,\"kind\":\"blue\",\"reason\":\"behind\"}", (long long)demand);
	dispatch(demand, a.section);
	id = issued("watcher", "blue");
	api_ok(&a, "supervision.get", "{\"id\":%lld}", (long long)id);
	ck_assert_int_eq(api_int(&a, "/issuer"), a.street);
	api_fails(&a, GJ_E_RULE, "same_thing", NULL, "supervision.issue",
		  "{\"demand\":%lld,\"kind\":\"blue\",\"reason\":\"behind\"}", (long long)demand);
	issued("watcher", "yellow");
	step("watcher", "withdraw", id, ",\"reason\":\"done_meanwhile\"");
	issued("watcher", "blue");
}
END_TEST

START_TEST(what_has_ended_is_not_supervised)
{
	int64_t id;

	dispatch(demand, a.section);
	id = issued("watcher", "red");
	api_as(&a, "clerk");
	api_ok(&a, "demand.withdraw", "{\"id\":%lld,\"reason\":\"no_longer_needed\"}",
	       (long long)demand);
	api_as(&a, "watcher");
	api_fails(&a, GJ_E_STATE, "verb_not_allowed", NULL, "supervision.issue",
		  "{\"demand\":%lld,\"kind\":\"blue\",\"reason\":\"behind\"}", (long long)demand);
	/* Void is void. */
	step("leader", "void", id, ",\"reason\":\"entered_by_mistake\"");
	api_fails(&a, GJ_E_STATE, "voided", NULL, "supervision.void",
		  "{\"id\":%lld,\"reason\":\"entered_by_mistake\"}", (long long)id);
	api_ok(&a, "supervision.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_ok(&a, "supervision.list", "{\"voided\":true}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
}
END_TEST

/* ---- who ---- */

START_TEST(who_may_issue)
{
	dispatch(demand, a.section);
	api_as(&a, "dispatcher");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "supervision.issue",
		  "{\"demand\":%lld,\"kind\":\"red\",\"reason\":\"overdue\"}", (long long)demand);
	/* Another street knows nothing of the demand. */
	api_as(&a, "system");
	api_staff(&a, "foreign", a.street2, "supervisor");
	api_as(&a, "foreign");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "supervision.issue",
		  "{\"demand\":%lld,\"kind\":\"red\",\"reason\":\"overdue\"}", (long long)demand);
	/* The unit in charge may know of it, and may not have itself supervised by the street. */
	api_as(&a, "head");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "supervision.issue",
		  "{\"demand\":%lld,\"kind\":\"red\",\"reason\":\"overdue\"}", (long long)demand);
}
END_TEST

START_TEST(who_may_know)
{
	int64_t id;

	api_as(&a, "dispatcher");
	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}", (long long)demand,
	       (long long)traffic);
	id = issued("supervisor", "red");
	api_as(&a, "traffic");
	api_ok(&a, "supervision.get", "{\"id\":%lld}", (long long)id);
	api_ok(&a, "supervision.list", "{\"unit\":%lld,\"open\":true}", (long long)traffic);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "supervision.list", "{\"home\":%lld}",
		  (long long)a.street);
	api_as(&a, "dispatcher");
	api_ok(&a, "supervision.get", "{\"id\":%lld}", (long long)id);
	api_ok(&a, "supervision.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	api_as(&a, "power");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "supervision.get", "{\"id\":%lld}",
		  (long long)id);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "supervision.sign", "{\"id\":%lld}",
		  (long long)id);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "clock.get", "{\"id\":%lld}", (long long)id);
	api_as(&a, "other");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "supervision.get", "{\"id\":%lld}",
		  (long long)id);
}
END_TEST

/* A complaint does not exist for the unit complained of, nor do orders about it. */
START_TEST(not_for_whom_it_complains_of)
{
	int64_t id, complaint;

	api_as(&a, "system");
	api_staff(&a, "power2", power, "supervisor");
	api_as(&a, "clerk");
	complaint = api_id(&a, "demand.register",
			   "{\"channel\":\"phone\",\"kind\":\"complaint\",\"category\":\"conduct\","
			   "\"subject\":\"态度恶劣\",\"against\":%lld}",
			   (long long)power);
	dispatch(complaint, traffic);
	api_as(&a, "supervisor");
	id = api_id(&a, "supervision.issue",
		    "{\"demand\":%lld,\"kind\":\"red\",\"reason\":\"overdue\"}",
		    (long long)complaint);
	api_as(&a, "power2");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "supervision.get", "{\"id\":%lld}",
		  (long long)id);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "supervision.issue",
		  "{\"demand\":%lld,\"kind\":\"red\",\"reason\":\"overdue\"}",
		  (long long)complaint);
	api_ok(&a, "supervision.list", "{\"unit\":%lld}", (long long)power);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	/* Nor for those of its staff who have a right above it. */
	api_as(&a, "system");
	api_ok(&a, "staff.register",
	       "{\"account\":\"both\",\"name\":\"丁（虚构）\",\"office\":%lld,\"roles\":"
	       "[{\"office\":%lld,\"role\":\"supervisor\"}]}",
	       (long long)power, (long long)a.district);
	api_as(&a, "both");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "supervision.get", "{\"id\":%lld}",
		  (long long)id);
	api_ok(&a, "supervision.list", "{\"home\":%lld}", (long long)a.street);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_ok(&a, "supervision.list", "{\"unit\":%lld}", (long long)traffic);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_ok(&a, "message.list", "{\"home\":%lld}", (long long)a.street);
	ck_assert(!api_holds(&a, "SG-D2026-000001"));
}
END_TEST

/* ---- whistles and parties ---- */

static int64_t blown(void)
{
	int64_t id;

	api_as(&a, "clerk");
	id = api_id(&a, "whistle.draft",
		    "{\"kind\":\"demand\",\"source\":\"enterprise\",\"demand\":%lld,\"subject\":"
		    "\"增开出入口\",\"quorum\":\"any\",\"parties\":[{\"office\":%lld,\"part\":"
		    "\"lead\"},{\"office\":%lld}]}",
		    (long long)demand, (long long)traffic, (long long)power);
	api_as(&a, "leader");
	api_ok(&a, "whistle.approve", "{\"id\":%lld}", (long long)id);
	return id;
}

static int64_t party_of(int64_t whistle, int64_t office)
{
	char place[60];
	size_t i;

	api_as(&a, "system");
	api_ok(&a, "whistle.get", "{\"id\":%lld}", (long long)whistle);
	for (i = api_count(&a, "/parties"); i-- > 0;) {
		snprintf(place, sizeof(place), "/parties/%zu/office", i);
		if (api_int(&a, place) != office)
			continue;
		snprintf(place, sizeof(place), "/parties/%zu/id", i);
		return api_int(&a, place);
	}
	ck_abort_msg("no such party");
	return 0;
}

/* Who does not come is supervised by the district (Beijing regulation on subdistrict offices,
 * art. 44): by itself, as an event of its own behind the one that gives cause. */
START_TEST(who_did_not_come_is_supervised)
{
	int64_t w = blown(), party = party_of(w, power), id;

	api_as(&a, "supervisor");
	api_fails(&a, GJ_E_STATE, "verb_not_allowed", NULL, "supervision.issue",
		  "{\"party\":%lld,\"kind\":\"red\",\"reason\":\"not_reported_in\"}",
		  (long long)party);
	api_as(&a, "leader");
	a.now += 4 * API_DAY; /* three working days are over */
	api_ok(&a, "party.miss", "{\"id\":%lld}", (long long)party);
	ck_assert_str_eq(api_text(&a, "/state"), "missed");
	api_ok(&a, "supervision.list", "{\"open\":true}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/party"), party);
	ck_assert_int_eq(api_int(&a, "/items/0/whistle"), w);
	ck_assert_int_eq(api_int(&a, "/items/0/unit"), power);
	ck_assert_int_eq(api_int(&a, "/items/0/issuer"), a.district);
	ck_assert_int_eq(api_flag(&a, "/items/0/by_rule"), 1);
	ck_assert_str_eq(api_text(&a, "/items/0/kind"), "red");
	ck_assert_str_eq(api_text(&a, "/items/0/reason"), "not_reported_in");
	id = api_int(&a, "/items/0/id");
	ck_assert_uint_eq(api_events(&a, a.street, "supervision.issued"), 1);
	step("power", "sign", id, "");
	step("power", "reply", id, ",\"text\":\"即刻到场\"");
	step("supervisor", "accept", id, "");
	step("supervisor", "close", id, "");
}
END_TEST

/* The whistle has ended; as long as the order goes on, the unit may know what it is about. */
START_TEST(shows_the_case_while_it_lasts)
{
	int64_t w = blown(), missing = party_of(w, power), lead = party_of(w, traffic), id;

	api_as(&a, "leader");
	a.now += 4 * API_DAY;
	api_ok(&a, "party.miss", "{\"id\":%lld}", (long long)missing);
	api_ok(&a, "supervision.list", "{}");
	id = api_int(&a, "/items/0/id");
	api_as(&a, "leader");
	api_ok(&a, "whistle.withdraw", "{\"id\":%lld,\"reason\":\"solved_here\"}", (long long)w);
	api_as(&a, "traffic");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "whistle.get", "{\"id\":%lld}", (long long)w);
	api_as(&a, "power");
	api_ok(&a, "whistle.get", "{\"id\":%lld}", (long long)w);
	step("supervisor", "withdraw", id, ",\"reason\":\"done_meanwhile\"");
	api_as(&a, "power");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "whistle.get", "{\"id\":%lld}", (long long)w);
	api_ok(&a, "supervision.get", "{\"id\":%lld}", (long long)id);
	(void)lead;
}
END_TEST

START_TEST(a_whistle_as_a_whole)
{
	int64_t w = blown(), id;

	api_as(&a, "supervisor");
	id = api_id(&a, "supervision.issue",
		    "{\"whistle\":%lld,\"kind\":\"yellow\",\"reason\":\"behind\"}", (long long)w);
	ck_assert_int_eq(api_int(&a, "/unit"), traffic);
	step("traffic", "sign", id, "");
	api_as(&a, "power");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "supervision.get", "{\"id\":%lld}",
		  (long long)id);
}
END_TEST

/* ---- problem orders ---- */

static void transfer(int64_t unit)
{
	api_as(&a, "dispatcher");
	api_ok(&a, "demand.transfer",
	       "{\"id\":%lld,\"unit\":%lld,\"reason\":\"duty_elsewhere\"}", (long long)demand,
	       (long long)unit);
}

static void sign(const char *account)
{
	api_as(&a, account);
	api_ok(&a, "demand.sign", "{\"id\":%lld}", (long long)demand);
}

START_TEST(transferred_three_times)
{
	api_as(&a, "system");
	api_staff(&a, "traffic_h", traffic, "handler");
	api_staff(&a, "power_h", power, "handler");
	api_staff(&a, "section_h", a.section, "handler");
	dispatch(demand, traffic);
	sign("traffic_h");
	transfer(power);
	sign("power_h");
	transfer(traffic);
	api_as(&a, "dispatcher");
	api_ok(&a, "demand.list", "{\"problem\":true}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	ck_assert_uint_eq(api_events(&a, a.street, "supervision.issued"), 0);
	sign("traffic_h");
	transfer(a.section);
	api_as(&a, "dispatcher");
	api_ok(&a, "demand.list", "{\"problem\":true}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/transfers"), 3);
	ck_assert_int_eq(api_flag(&a, "/items/0/problem"), 1);
	api_ok(&a, "supervision.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_str_eq(api_text(&a, "/items/0/kind"), "yellow");
	ck_assert_int_eq(api_int(&a, "/items/0/unit"), a.section);
	ck_assert_int_eq(api_int(&a, "/items/0/issuer"), a.street);
	/* Once a problem order it is not made one again. */
	sign("section_h");
	transfer(traffic);
	ck_assert_uint_eq(api_events(&a, a.street, "supervision.issued"), 1);
}
END_TEST

/* Answered, and not solved: three times. */
/* A profile that has a slip go with a card: the red card of a demand that is overdue brings a red
 * slip to who has it, once. */
START_TEST(a_card_brings_a_slip)
{
	static const char before[] = "\"supervise\":{";
	const char *json, *source, *spot;
	char *args;
	size_t room;

	api_as(&a, "system");
	api_ok(&a, "profile.get", "{}");
	json = gj_reply_json(a.reply, NULL);
	source = strstr(json, "\"source\":{");
	spot = source ? strstr(source, before) : NULL;
	ck_assert(source && spot);
	spot += strlen(before);
	room = strlen(json) + 200;
	args = malloc(room);
	ck_assert_ptr_nonnull(args);
	snprintf(args, room,
		 "{%.*s\"cards\":{\"red\":{\"kind\":\"red\",\"reason\":\"overdue\",\"by\":\"home\""
		 "}},%s",
		 (int)(spot - source), source, spot);
	ck_assert_msg(api_call_json(&a, "profile.adopt", args) == 0, "%s",
		      gj_reply_json(a.reply, NULL));
	free(args);
	dispatch(demand, a.section);
	a.now += 4 * API_DAY; /* nearly due */
	api_as(&a, "system");
	api_ok(&a, "clock.sweep", "{}");
	ck_assert_uint_eq(api_events(&a, a.street, "supervision.issued"), 0);
	a.now += 4 * API_DAY;
	api_ok(&a, "clock.sweep", "{}");
	ck_assert_uint_eq(api_events(&a, a.street, "supervision.issued"), 1);
	api_ok(&a, "supervision.list", "{\"home\":%lld}", (long long)a.street);
	ck_assert_str_eq(api_text(&a, "/items/0/kind"), "red");
	ck_assert_int_eq(api_flag(&a, "/items/0/by_rule"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/unit"), a.section);
	ck_assert_int_eq(api_int(&a, "/items/0/demand"), demand);
	a.now += 30 * API_DAY;
	api_ok(&a, "clock.sweep", "{}");
	ck_assert_uint_eq(api_events(&a, a.street, "supervision.issued"), 1);
}
END_TEST

START_TEST(reworked_three_times)
{
	int i;

	api_as(&a, "system");
	api_staff(&a, "section_h", a.section, "handler");
	dispatch(demand, a.section);
	sign("section_h");
	api_ok(&a, "demand.contact", "{\"id\":%lld,\"mode\":\"phone\"}", (long long)demand);
	for (i = 0; i < 3; i++) {
		api_as(&a, "section_h");
		api_ok(&a, "demand.reply",
		       "{\"id\":%lld,\"text\":\"已办\",\"disposition\":\"do_by_date\","
		       "\"resolution\":\"solved\",\"level\":\"office\"}",
		       (long long)demand);
		api_as(&a, "hotline");
		api_ok(&a, "demand.callback",
		       "{\"id\":%lld,\"by\":\"hotline\",\"result\":\"not_solved\","
		       "\"satisfaction\":\"dissatisfied\"}",
		       (long long)demand);
		ck_assert_str_eq(api_text(&a, "/state"), "reworking");
		ck_assert_uint_eq(api_events(&a, a.street, "supervision.issued"), i == 2);
	}
	api_as(&a, "dispatcher");
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)demand);
	ck_assert_int_eq(api_int(&a, "/reworks"), 3);
	ck_assert_int_eq(api_flag(&a, "/problem"), 1);
}
END_TEST

/* ---- clocks and messages ---- */

/* "2026-03-04T17:30": when the clock of an order is due. */
static const char *due(int64_t id, const char *clock)
{
	static char at[20];
	char place[40];
	size_t i;

	api_as(&a, "system");
	api_ok(&a, "clock.get", "{\"id\":%lld}", (long long)id);
	for (i = api_count(&a, "/clocks"); i-- > 0;) {
		snprintf(place, sizeof(place), "/clocks/%zu/clock", i);
		if (strcmp(api_text(&a, place), clock) != 0)
			continue;
		snprintf(place, sizeof(place), "/clocks/%zu/due_at", i);
		snprintf(at, sizeof(at), "%.16s", api_text(&a, place));
		return at;
	}
	return "";
}

/* A red slip wants its answer a working day later, another three; each round anew. It is Monday
 * morning, 2026-03-02: the day itself does not count (Civil Code, art. 201). */
START_TEST(orders_have_clocks)
{
	int64_t red, blue;

	dispatch(demand, a.section);
	red = issued("supervisor", "red");
	blue = issued("supervisor", "blue");
	ck_assert_str_eq(due(red, "answer"), "2026-03-03T17:30");
	ck_assert_str_eq(due(blue, "answer"), "2026-03-05T17:30");
	ck_assert(strncmp(due(red, "sign"), "2026-03-02T14:3", 15) == 0); /* 4 hours */
	step("head", "sign", red, "");
	step("head", "reply", red, ",\"text\":\"已办\"");
	step("supervisor", "send_back", red, ",\"reason\":\"not_done\"");
	ck_assert_str_eq(due(red, "answer"), "2026-03-03T17:30");
	a.now += 2 * API_DAY; /* Wednesday: the red one is late */
	api_as(&a, "system");
	api_ok(&a, "clock.sweep", "{\"home\":%lld}", (long long)a.street);
	api_ok(&a, "rung.list", "{\"about\":%lld}", (long long)red);
	ck_assert(api_holds(&a, "\"card\":\"red\""));
	ck_assert(api_holds(&a, "SG-D2026-000001"));
}
END_TEST

START_TEST(people_are_told)
{
	int64_t id;

	dispatch(demand, a.section);
	id = issued("supervisor", "red");
	api_as(&a, "system");
	api_ok(&a, "message.list", "{\"about\":%lld}", (long long)id);
	ck_assert(api_holds(&a, "SG-D2026-000001"));
	ck_assert(api_holds(&a, "\"kind\":\"supervised\""));
	ck_assert(api_holds(&a, "\"account\":\"supervisor\""));
	ck_assert(!api_holds(&a, "三日内办结")); /* never what it says */
	step("head", "sign", id, "");
	step("head", "reply", id, ",\"text\":\"已办\"");
	api_as(&a, "system");
	api_ok(&a, "message.list", "{\"about\":%lld}", (long long)id);
	ck_assert(api_holds(&a, "\"kind\":\"answered\""));
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
	Suite *s = suite_create("supervision");

	add(s, "two rounds", two_rounds);
	add(s, "about exactly one", about_exactly_one);
	add(s, "one slip of a colour", one_slip_of_a_colour);
	add(s, "what has ended is not supervised", what_has_ended_is_not_supervised);
	add(s, "who may issue", who_may_issue);
	add(s, "who may know", who_may_know);
	add(s, "not for whom it complains of", not_for_whom_it_complains_of);
	add(s, "who did not come is supervised", who_did_not_come_is_supervised);
	add(s, "shows the case while it lasts", shows_the_case_while_it_lasts);
	add(s, "a whistle as a whole", a_whistle_as_a_whole);
	add(s, "transferred three times", transferred_three_times);
	add(s, "a card brings a slip", a_card_brings_a_slip);
	add(s, "reworked three times", reworked_three_times);
	add(s, "orders have clocks", orders_have_clocks);
	add(s, "people are told", people_are_told);
	return s;
}

GJ_TEST_MAIN(suite)
