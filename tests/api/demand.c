/* SPDX-License-Identifier: Apache-2.0
 *
 * Demands from the first word to the last: two true stories with invented names, order
 * numbers, orders from above, parts and duplicates, corrections, lists and counts.
 */
#include "ground.h"

static api a;
static int64_t firm, section2, dept;

static void setup(void)
{
	api_open(&a);
	api_as(&a, "system");
	section2 = api_office(&a, "section", "综合办公室", NULL, a.street);
	dept = api_office(&a, "department", "区交通委", NULL, a.district);
	api_staff(&a, "dispatcher", a.street, "dispatcher");
	api_staff(&a, "handler", a.section, "handler");
	api_staff(&a, "head", section2, "section_head");
	api_staff(&a, "official", dept, "handler");
	api_staff(&a, "agent", a.district, "hotline");
	api_as(&a, "clerk");
	firm = api_id(&a, "enterprise.register", "{\"kind\":\"enterprise\",\"name\":\"甲公司\"}");
}

static void teardown(void)
{
	api_close(&a);
}

static void verified(void)
{
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
}

static int64_t opened(const char *more)
{
	return api_id(&a, "demand.register",
		      "{\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"traffic\","
		      "\"subject\":\"门口拥堵\"%s}",
		      more);
}

static int64_t opened_at_home(int64_t home, const char *more)
{
	char text[600];

	snprintf(text, sizeof(text), ",\"home\":%lld%s", (long long)home, more);
	return opened(text);
}

static void act(int64_t id, const char *verb, const char *more)
{
	char op[40];

	snprintf(op, sizeof(op), "demand.%s", verb);
	api_ok(&a, op, "{\"id\":%lld%s}", (long long)id, more);
}

static void give(int64_t id, const char *verb, int64_t unit, const char *more)
{
	char text[300];

	snprintf(text, sizeof(text), ",\"unit\":%lld%s", (long long)unit, more);
	act(id, verb, text);
}

static void get(int64_t id)
{
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)id);
}

#define REPLY(level) \
	",\"text\":\"已办\",\"disposition\":\"do_now\",\"resolution\":\"solved\",\"level\":" \
	"\"" level "\""
#define CALL(result) ",\"by\":\"office\",\"result\":\"" result "\",\"satisfaction\":\"satisfied\""

/* By the system: registered, dispatched, signed, contacted, replied, called back, closed. */
static int64_t solved(int64_t home, const char *level)
{
	int64_t id;
	char reply[200];

	api_as(&a, "system");
	id = opened_at_home(home, "");
	snprintf(reply, sizeof(reply),
		 ",\"text\":\"已办\",\"disposition\":\"do_now\",\"resolution\":\"solved\","
		 "\"level\":\"%s\"",
		 level);
	act(id, "reply", reply);
	act(id, "close", "");
	return id;
}

static void summary(int64_t demands, int64_t open, int64_t at_office, int64_t above)
{
	api_ok(&a, "demand.summary", "{}");
	ck_assert_int_eq(api_int(&a, "/demands"), demands);
	ck_assert_int_eq(api_int(&a, "/open"), open);
	ck_assert_int_eq(api_int(&a, "/closed"), demands - open);
	ck_assert_int_eq(api_int(&a, "/solved_at_office"), at_office);
	ck_assert_int_eq(api_int(&a, "/solved_above"), above);
}

/* ---- two true stories, with invented names ---- */

/* The gate of an enterprise is blocked; within a week lines are drawn and a camera hangs. */
START_TEST(the_blocked_gate)
{
	static const char *const verbs[] = { "register", "dispatch", "sign",
					     "contact",  "handle",   "handle",
					     "reply",    "callback", "close" };
	char place[60];
	int64_t id;
	size_t i;

	api_as(&a, "steward");
	id = api_id(
		&a, "demand.register",
		"{\"channel\":\"visit\",\"kind\":\"help\",\"category\":\"traffic\","
		"\"urgency\":\"urgent\",\"subject\":\"大门口车辆拥堵，树木遮挡路灯\","
		"\"detail\":\"高峰时段车辆进不了门\",\"place\":\"甲公司大门\",\"enterprise\":%lld,"
		"\"demander\":{\"name\":\"李经理\",\"phone\":\"13800000001\"},"
		"\"occurred_at\":\"2026-02-23T10:00:00+08:00\"}",
		(long long)firm);
	ck_assert_str_eq(api_text(&a, "/order_no"), "SG-2026-000001");
	ck_assert_str_eq(api_text(&a, "/state"), "registered");
	api_as(&a, "dispatcher");
	api_ok(&a, "demand.dispatch",
	       "{\"id\":%lld,\"unit\":%lld,\"assist\":[%lld],\"due_at\":\"2026-03-09T18:00:00+08:"
	       "00\","
	       "\"note\":\"请城管办牵头\"}",
	       (long long)id, (long long)a.section, (long long)section2);
	api_as(&a, "handler");
	act(id, "sign", "");
	act(id, "contact", ",\"mode\":\"door\",\"note\":\"与李经理现场查看\"");
	act(id, "handle", ",\"note\":\"交警划网格线\"");
	act(id, "handle",
	    ",\"note\":\"安装摄像头\",\"evidence\":[{\"kind\":\"photo\",\"reference\":\"现场.jpg\"}"
	    "]");
	act(id, "reply", REPLY("office"));
	api_as(&a, "clerk");
	act(id, "callback", CALL("solved"));
	act(id, "close", "");
	summary(1, 0, 1, 0);
	get(id);
	ck_assert_str_eq(api_text(&a, "/state"), "closed");
	ck_assert_str_eq(api_text(&a, "/state_name"), "Closed");
	ck_assert_str_eq(api_text(&a, "/class"), "done");
	ck_assert_str_eq(api_text(&a, "/level"), "office");
	ck_assert_str_eq(api_text(&a, "/resolution"), "solved");
	ck_assert_str_eq(api_text(&a, "/disposition"), "do_now");
	ck_assert_str_eq(api_text(&a, "/subject"), "大门口车辆拥堵，树木遮挡路灯");
	ck_assert_str_eq(api_text(&a, "/demander/name"), "李**");
	ck_assert_str_eq(api_text(&a, "/demander/phone"), "138****0001");
	ck_assert_str_eq(api_text(&a, "/opened_at"), "2026-02-23T10:00:00+08:00");
	ck_assert_int_eq(api_int(&a, "/enterprise"), firm);
	ck_assert_int_eq(api_int(&a, "/unit"), a.section);
	ck_assert_uint_eq(api_count(&a, "/units"), 2);
	ck_assert_int_eq(api_int(&a, "/units/0/unit"), section2);
	ck_assert_str_eq(api_text(&a, "/units/0/part"), "assist");
	ck_assert_str_eq(api_text(&a, "/units/1/part"), "lead");
	ck_assert_str_eq(api_text(&a, "/units/1/due_at"), "2026-03-09T18:00:00+08:00");
	ck_assert_str_eq(api_text(&a, "/replies/0/text"), "已办");
	ck_assert_str_eq(api_text(&a, "/callbacks/0/satisfaction"), "satisfied");
	ck_assert_int_eq(api_flag(&a, "/callbacks/0/valid"), 1);
	ck_assert_str_eq(api_text(&a, "/evidence/0/reference"), "现场.jpg");
	api_ok(&a, "demand.history", "{\"id\":%lld}", (long long)id);
	ck_assert_uint_eq(api_count(&a, "/items"), 9);
	for (i = 0; i < 9; i++) {
		snprintf(place, sizeof(place), "/items/%zu/verb", i);
		ck_assert_str_eq(api_text(&a, place), verbs[i]);
		snprintf(place, sizeof(place), "/items/%zu/revision", i);
		ck_assert_int_eq(api_int(&a, place), (int64_t)i + 1);
	}
	ck_assert_str_eq(api_text(&a, "/items/0/occurred_at"), "2026-02-23T10:00:00+08:00");
	ck_assert_str_eq(api_text(&a, "/items/0/phone"), "138****0001");
	ck_assert_str_eq(api_text(&a, "/items/1/actor_name"), "dispatcher");
	ck_assert_str_eq(api_text(&a, "/items/1/unit_name"), "城市管理办公室");
	ck_assert_str_eq(api_text(&a, "/items/1/from"), "registered");
	ck_assert_str_eq(api_text(&a, "/items/2/office_name"), "城市管理办公室");
	ck_assert_str_eq(api_text(&a, "/items/5/note"), "安装摄像头");
	verified();
}
END_TEST

/* A metro station has one exit, on the wrong side. The office cannot build another: the
 * committee above it and several of its departments do. It is not solved at the office. */
START_TEST(the_metro_exit)
{
	int64_t committee, street, council, comprehensive, transport, planning, id;

	api_as(&a, "system");
	committee = api_office(&a, "committee", "新区管委会", "XQ", a.district);
	street = api_office(&a, "street", "学府路街道", "XF", committee);
	comprehensive = api_office(&a, "section", "综经办", NULL, street);
	council = api_office(&a, "building_council", "创新大厦楼事会", NULL, street);
	transport = api_office(&a, "department", "交通局", NULL, committee);
	planning = api_office(&a, "department", "规划局", NULL, committee);
	api_staff(&a, "council", council, "clerk");
	api_staff(&a, "xf", street, "dispatcher");
	api_staff(&a, "lead", street, "leader");
	api_staff(&a, "office", comprehensive, "section_head");
	api_staff(&a, "bureau", transport, "handler");
	api_staff(&a, "caller", committee, "hotline");
	/* The building council collects; it belongs to the street, whose demand it is. */
	api_as(&a, "council");
	id = api_id(
		&a, "demand.register",
		"{\"channel\":\"meeting\",\"kind\":\"suggestion\",\"category\":\"construction\","
		"\"subject\":\"地铁站只有路东出口，企业都在路西\"}");
	ck_assert_str_eq(api_text(&a, "/order_no"), "XF-2026-000001");
	get(id);
	ck_assert_int_eq(api_int(&a, "/taker"), council);
	api_as(&a, "xf");
	give(id, "dispatch", comprehensive, "");
	api_as(&a, "office");
	act(id, "sign", "");
	act(id, "contact", ",\"mode\":\"meeting\"");
	act(id, "handle", ",\"note\":\"超出本级权限\"");
	/* Another section, or the street itself, is not above it. */
	api_fails(&a, GJ_E_RULE, "unit_above", "/unit", "demand.escalate",
		  "{\"id\":%lld,\"unit\":%lld,\"reason\":\"beyond_power\"}", (long long)id,
		  (long long)street);
	api_fails(&a, GJ_E_RULE, "unit_above", "/unit", "demand.escalate",
		  "{\"id\":%lld,\"unit\":%lld,\"reason\":\"beyond_power\"}", (long long)id,
		  (long long)a.street2);
	api_ok(&a, "demand.escalate",
	       "{\"id\":%lld,\"unit\":%lld,\"assist\":[%lld],\"reason\":\"multi_department\"}",
	       (long long)id, (long long)transport, (long long)planning);
	ck_assert_str_eq(api_text(&a, "/state"), "escalated");
	api_as(&a, "bureau");
	act(id, "handle", ",\"note\":\"与规划局会商\"");
	act(id, "reply",
	    ",\"text\":\"列入建设计划\",\"disposition\":\"do_by_date\",\"resolution\":\"shelved\","
	    "\"level\":\"district\",\"measure\":\"接驳车\",\"reason\":\"in_plan\","
	    "\"review_on\":\"2026-08-20\"");
	ck_assert_str_eq(api_text(&a, "/state"), "shelved");
	act(id, "handle", ",\"note\":\"B口开通\"");
	/* What a unit above solved cannot be told as the office's own. */
	api_fails(&a, GJ_E_RULE, "level_of_unit", "/level", "demand.propose_strike_off",
		  "{\"id\":%lld,\"reason\":\"done\"%s}", (long long)id, REPLY("office"));
	act(id, "propose_strike_off", ",\"reason\":\"done\"" REPLY("district"));
	api_as(&a, "lead");
	act(id, "strike_off", "");
	api_as(&a, "caller");
	act(id, "callback",
	    ",\"by\":\"hotline\",\"result\":\"solved\",\"satisfaction\":\"satisfied\"");
	api_as(&a, "xf");
	act(id, "close", "");
	summary(1, 0, 0, 1);
	get(id);
	ck_assert_int_eq(api_flag(&a, "/above"), 1);
	ck_assert_uint_eq(api_count(&a, "/replies"), 2);
	ck_assert_str_eq(api_text(&a, "/replies/0/review_on"), "2026-08-20");
	ck_assert(!api_there(&a, "/review_on"));
	/* Nor can it be amended into one, while that unit has it. */
	api_fails(&a, GJ_E_RULE, "level_of_unit", "/level", "demand.amend",
		  "{\"id\":%lld,\"reason\":\"wrong_fact\",\"level\":\"office\"}", (long long)id);
	verified();
}
END_TEST

/* Taken back and solved by the office's own section, it is the office's. */
START_TEST(escalated_and_solved_at_the_office)
{
	int64_t id;

	api_as(&a, "system");
	id = opened_at_home(a.street, "");
	give(id, "escalate", dept, ",\"reason\":\"unclear_owner\"");
	give(id, "dispatch", a.section, "");
	act(id, "sign", "");
	act(id, "contact", ",\"mode\":\"phone\"");
	act(id, "reply", REPLY("office"));
	act(id, "callback", CALL("solved"));
	act(id, "close", "");
	summary(1, 0, 1, 0);
	solved(a.street, "city");
	summary(2, 0, 1, 1);
	act(solved(a.street, "office"), "void", ",\"reason\":\"trial_entry\"");
	opened_at_home(a.street, "");
	summary(3, 1, 1, 1);
}
END_TEST

/* ---- order numbers ---- */

static const char *number(int64_t home)
{
	static char text[60];

	opened_at_home(home, "");
	snprintf(text, sizeof(text), "%s", api_text(&a, "/order_no"));
	return text;
}

START_TEST(order_numbers)
{
	int64_t plain, id;

	api_as(&a, "system");
	plain = api_office(&a, "street", "无字头街道", NULL, a.district);
	ck_assert_str_eq(number(a.street), "SG-2026-000001");
	ck_assert_str_eq(number(a.street), "SG-2026-000002");
	ck_assert_str_eq(number(a.street2), "BX-2026-000001");
	/* A section's demands are its street's. */
	ck_assert_str_eq(number(a.section), "SG-2026-000003");
	ck_assert_str_eq(number(a.district), "HD-2026-000001");
	/* Without a prefix, the number of the chain. */
	id = opened_at_home(plain, "");
	{
		char want[60];
		snprintf(want, sizeof(want), "%lld-2026-000001", (long long)api_home(id));
		get(id);
		ck_assert_str_eq(api_text(&a, "/order_no"), want);
	}
	/* What is void or tried keeps or takes no number. */
	id = opened_at_home(a.street, "");
	act(id, "void", ",\"reason\":\"trial_entry\"");
	api_ok(&a, "demand.register",
	       "{\"home\":%lld,\"channel\":\"web\",\"kind\":\"inquiry\",\"category\":\"tax\","
	       "\"subject\":\"s\",\"dry_run\":true}",
	       (long long)a.street);
	ck_assert_str_eq(api_text(&a, "/result/order_no"), "SG-2026-000005");
	ck_assert_str_eq(number(a.street), "SG-2026-000005");
	verified();
}
END_TEST

/* The year is that of the wall clock at +08:00: at 16:00 UTC it is the next day there. */
START_TEST(order_numbers_by_year)
{
	api_as(&a, "system");
	a.now = INT64_C(1798732799000000) - 2 * API_SECOND; /* 2026-12-31T15:59:59Z, before */
	ck_assert_str_eq(number(a.street), "SG-2026-000001");
	a.now = INT64_C(1798732799000000); /* the next look is 16:00:00Z */
	ck_assert_str_eq(number(a.street), "SG-2027-000001");
	ck_assert_str_eq(number(a.street), "SG-2027-000002");
	/* The order number tells when it was taken, not when it is said to have happened. */
	opened_at_home(a.street, ",\"occurred_at\":\"2026-12-30T10:00:00+08:00\"");
	ck_assert_str_eq(api_text(&a, "/order_no"), "SG-2027-000003");
	verified();
}
END_TEST

START_TEST(the_system_has_no_home)
{
	api_as(&a, "system");
	api_fails(&a, GJ_E_MISSING, "missing", "/home", "demand.register",
		  "{\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"other\",\"subject\":"
		  "\"s\"}");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, "/enterprise", "demand.register",
		  "{\"home\":%lld,\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"other\","
		  "\"subject\":\"s\",\"enterprise\":%lld}",
		  (long long)a.street, (long long)firm + 1000);
}
END_TEST

/* ---- orders from above ---- */

#define ORDER \
	",\"external\":{\"system\":\"hotline_12345\",\"code\":\"2602230001\"}," \
	"\"due_at\":\"2026-03-09T18:00:00+08:00\""

START_TEST(orders_from_above)
{
	int64_t id;

	api_as(&a, "agent");
	id = opened_at_home(a.street, ORDER);
	get(id);
	ck_assert_str_eq(api_text(&a, "/external/code"), "2602230001");
	ck_assert_str_eq(api_text(&a, "/due_at"), "2026-03-09T18:00:00+08:00");
	ck_assert_str_eq(api_text(&a, "/category"), "traffic");
	ck_assert_int_eq(api_flag(&a, "/from_above"), 1);
	/* It comes once to this office; to another it is another's. */
	api_as(&a, "clerk");
	api_fails(&a, GJ_E_EXISTS, "exists", "/external", "demand.register",
		  "{\"channel\":\"hotline\",\"kind\":\"help\",\"category\":\"other\",\"subject\":"
		  "\"s\"%s}",
		  ORDER);
	ck_assert_int_eq(api_int(&a, "/error/detail/id"), id);
	api_as(&a, "agent");
	opened_at_home(a.street2, ORDER);
	/* A unit's own due time may lie before the given one, never after. */
	api_as(&a, "dispatcher");
	api_fails(&a, GJ_E_RULE, "order_of_dates", "/due_at", "demand.dispatch",
		  "{\"id\":%lld,\"unit\":%lld,\"due_at\":\"2026-03-09T18:00:01+08:00\"}",
		  (long long)id, (long long)a.section);
	give(id, "dispatch", a.section, ",\"due_at\":\"2026-03-06T18:00:00+08:00\"");
	get(id);
	ck_assert_str_eq(api_text(&a, "/due_at"), "2026-03-09T18:00:00+08:00");
	ck_assert_str_eq(api_text(&a, "/units/0/part"), "taker");
	ck_assert_str_eq(api_text(&a, "/units/1/due_at"), "2026-03-06T18:00:00+08:00");
	api_ok(&a, "demand.find",
	       "{\"external\":{\"system\":\"hotline_12345\",\"code\":\"2602230001\"}}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/id"), id);
	api_as(&a, "agent");
	api_ok(&a, "demand.find",
	       "{\"external\":{\"system\":\"hotline_12345\",\"code\":\"2602230001\"}}");
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
	api_ok(&a, "demand.find", "{\"order_no\":\"SG-2026-000001\"}");
	ck_assert_int_eq(api_int(&a, "/items/0/id"), id);
	api_ok(&a, "demand.find", "{\"order_no\":\"SG-2026-00000\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_fails(&a, GJ_E_MISSING, "missing", "/order_no", "demand.find", "{}");
	/* A void one makes room. */
	api_as(&a, "dispatcher");
	act(id, "void", ",\"reason\":\"entered_by_mistake\"");
	opened(ORDER);
	verified();
}
END_TEST

/* ---- units ---- */

START_TEST(units_come_and_go)
{
	int64_t id, gone;

	api_as(&a, "system");
	gone = api_office(&a, "section", "旧科室", NULL, a.street);
	api_ok(&a, "office.void", "{\"id\":%lld,\"reason\":\"by_order\"}", (long long)gone);
	id = opened_at_home(a.street, "");
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", "/unit", "demand.dispatch",
		  "{\"id\":%lld,\"unit\":%lld}", (long long)id, (long long)id);
	api_fails(&a, GJ_E_STATE, "voided", "/unit", "demand.dispatch",
		  "{\"id\":%lld,\"unit\":%lld}", (long long)id, (long long)gone);
	api_fails(&a, GJ_E_RULE, "same_thing", "/assist/0", "demand.dispatch",
		  "{\"id\":%lld,\"unit\":%lld,\"assist\":[%lld]}", (long long)id,
		  (long long)a.section, (long long)a.section);
	api_fails(&a, GJ_E_RULE, "same_thing", "/assist/1", "demand.dispatch",
		  "{\"id\":%lld,\"unit\":%lld,\"assist\":[%lld,%lld]}", (long long)id,
		  (long long)a.section, (long long)section2, (long long)section2);
	give(id, "dispatch", a.section, "");
	act(id, "return", ",\"reason\":\"not_our_duty\"");
	get(id);
	ck_assert_str_eq(api_text(&a, "/state"), "returned");
	ck_assert_int_eq(api_int(&a, "/unit"), a.street);
	give(id, "dispatch", section2, "");
	act(id, "sign", "");
	api_fails(&a, GJ_E_RULE, "same_thing", "/unit", "demand.transfer",
		  "{\"id\":%lld,\"unit\":%lld,\"reason\":\"reassigned\"}", (long long)id,
		  (long long)section2);
	give(id, "transfer", a.section, ",\"reason\":\"duty_elsewhere\"");
	get(id);
	ck_assert_str_eq(api_text(&a, "/state"), "dispatched");
	ck_assert_int_eq(api_int(&a, "/unit"), a.section);
	ck_assert_uint_eq(api_count(&a, "/units"), 4);
	ck_assert_int_eq(api_int(&a, "/units/1/unit"), a.street);
	ck_assert_int_eq(api_int(&a, "/units/2/unit"), section2);
	verified();
}
END_TEST

START_TEST(declined_or_directed)
{
	int64_t id;

	api_as(&a, "dispatcher");
	id = opened("");
	act(id, "decline", ",\"reason\":\"lawful_channel\",\"text\":\"请向法院起诉\"");
	ck_assert_str_eq(api_text(&a, "/state"), "transferred");
	act(id, "reopen", ",\"reason\":\"new_facts\"");
	ck_assert_str_eq(api_text(&a, "/state"), "registered");
	act(id, "decline", ",\"reason\":\"repeated\",\"text\":\"同一事项正在办理\"");
	ck_assert_str_eq(api_text(&a, "/state"), "rejected");
	get(id);
	ck_assert_uint_eq(api_count(&a, "/replies"), 2);
	ck_assert_str_eq(api_text(&a, "/replies/0/verb"), "decline");
	ck_assert_str_eq(api_text(&a, "/replies/0/text"), "请向法院起诉");
	ck_assert(api_there(&a, "/ended_at"));
	api_ok(&a, "demand.summary", "{}");
	ck_assert_int_eq(api_int(&a, "/unanswered"), 1);
	verified();
}
END_TEST

/* What was closed comes back to who had it; what begins again lies with nobody. */
START_TEST(reopened)
{
	int64_t id;

	api_as(&a, "system");
	id = opened_at_home(a.street, "");
	give(id, "dispatch", a.section, "");
	act(id, "sign", "");
	act(id, "contact", ",\"mode\":\"phone\"");
	act(id, "reply", REPLY("office"));
	act(id, "callback", CALL("no_answer"));
	ck_assert_str_eq(api_text(&a, "/state"), "replied");
	act(id, "close", ",\"note\":\"三次未接通\"");
	act(id, "reopen", ",\"reason\":\"recurred\"");
	ck_assert_str_eq(api_text(&a, "/state"), "reworking");
	get(id);
	ck_assert_int_eq(api_int(&a, "/unit"), a.section);
	ck_assert(!api_there(&a, "/ended_at"));
	act(id, "explain", ",\"text\":\"已到规划阶段\",\"level\":\"office\"");
	get(id);
	ck_assert_str_eq(api_text(&a, "/resolution"), "explained");
	ck_assert_str_eq(api_text(&a, "/disposition"), "explain");
	/* That the demander was not reached about the first answer is no ground to close on the
	 * second one. */
	api_fails(&a, GJ_E_STATE, "verb_not_allowed", NULL, "demand.close", "{\"id\":%lld}",
		  (long long)id);
	act(id, "callback", CALL("not_solved"));
	ck_assert_str_eq(api_text(&a, "/state"), "reworking");
	act(id, "withdraw", ",\"reason\":\"solved_itself\"");
	act(id, "reopen", ",\"reason\":\"ended_by_mistake\"");
	get(id);
	ck_assert_str_eq(api_text(&a, "/state"), "registered");
	ck_assert_int_eq(api_int(&a, "/unit"), a.street);
	verified();
}
END_TEST

/* ---- parts and duplicates ---- */

START_TEST(split_into_parts)
{
	int64_t id, one, two;

	api_as(&a, "clerk");
	id = opened(",\"urgency\":\"urgent\",\"demander\":{\"name\":\"李经理\","
		    "\"phone\":\"13800000001\"}" ORDER);
	api_as(&a, "dispatcher");
	api_fails(&a, GJ_E_BAD_VALUE, "too_few", "/parts", "demand.split",
		  "{\"id\":%lld,\"parts\":[{\"subject\":\"一\"}]}", (long long)id);
	api_ok(&a, "demand.split",
	       "{\"id\":%lld,\"parts\":[{\"subject\":\"停车\",\"detail\":\"占道\"},"
	       "{\"subject\":\"路灯\",\"category\":\"greening\",\"kind\":\"report\"}],\"key\":"
	       "\"s\"}",
	       (long long)id);
	ck_assert_str_eq(api_text(&a, "/state"), "split");
	ck_assert_int_eq(api_int(&a, "/id"), id);
	ck_assert_str_eq(api_text(&a, "/parts/0/order_no"), "SG-2026-000002");
	ck_assert_str_eq(api_text(&a, "/parts/1/order_no"), "SG-2026-000003");
	one = api_int(&a, "/parts/0/id");
	two = api_int(&a, "/parts/1/id");
	/* The same again answers the same and bears nothing. */
	api_ok(&a, "demand.split",
	       "{\"id\":%lld,\"parts\":[{\"subject\":\"停车\",\"detail\":\"占道\"},"
	       "{\"subject\":\"路灯\",\"category\":\"greening\",\"kind\":\"report\"}],\"key\":"
	       "\"s\"}",
	       (long long)id);
	ck_assert_int_eq(api_int(&a, "/parts/1/id"), two);
	summary(3, 3, 0, 0);
	get(two);
	ck_assert_str_eq(api_text(&a, "/order_no"), "SG-2026-000003");
	ck_assert_str_eq(api_text(&a, "/category"), "greening");
	ck_assert_str_eq(api_text(&a, "/kind"), "report");
	ck_assert_str_eq(api_text(&a, "/urgency"), "urgent");
	ck_assert_str_eq(api_text(&a, "/due_at"), "2026-03-09T18:00:00+08:00");
	ck_assert_int_eq(api_int(&a, "/parent"), id);
	/* Who asked for the whole asked for the part. */
	ck_assert_str_eq(api_text(&a, "/demander/phone"), "138****0001");
	ck_assert(!api_there(&a, "/external"));
	get(id);
	ck_assert_uint_eq(api_count(&a, "/parts"), 2);
	ck_assert_str_eq(api_text(&a, "/parts/0/state"), "registered");
	api_fails(&a, GJ_E_STATE, "verb_not_allowed", NULL, "demand.reply", "{\"id\":%lld%s}",
		  (long long)id, REPLY("office"));
	act(one, "explain", ",\"text\":\"属市管道路\",\"level\":\"office\"");
	act(one, "close", "");
	api_fails(&a, GJ_E_STATE, "verb_not_allowed", NULL, "demand.reply", "{\"id\":%lld%s}",
		  (long long)id, REPLY("office"));
	act(two, "withdraw", ",\"reason\":\"no_longer_needed\"");
	act(id, "reply", REPLY("office"));
	ck_assert_str_eq(api_text(&a, "/state"), "replied");
	verified();
}
END_TEST

START_TEST(merged_duplicates)
{
	int64_t one, two, three, far;

	api_as(&a, "system");
	far = opened_at_home(a.street2, "");
	api_as(&a, "dispatcher");
	one = opened("");
	two = opened("");
	three = opened("");
	api_fails(&a, GJ_E_RULE, "same_thing", "/into", "demand.merge",
		  "{\"id\":%lld,\"into\":%lld}", (long long)one, (long long)one);
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", "/into", "demand.merge",
		  "{\"id\":%lld,\"into\":%lld}", (long long)one, (long long)three + 100);
	/* Another street's is not hers to know of. */
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", "/into", "demand.merge",
		  "{\"id\":%lld,\"into\":%lld}", (long long)one, (long long)far);
	api_ok(&a, "demand.merge", "{\"id\":%lld,\"into\":%lld}", (long long)two, (long long)one);
	ck_assert_int_eq(api_int(&a, "/id"), two);
	ck_assert_str_eq(api_text(&a, "/state"), "merged");
	get(two);
	ck_assert_int_eq(api_int(&a, "/merged_into"), one);
	get(one);
	ck_assert_uint_eq(api_count(&a, "/duplicates"), 1);
	ck_assert_int_eq(api_int(&a, "/duplicates/0/id"), two);
	ck_assert_str_eq(api_text(&a, "/duplicates/0/order_no"), "SG-2026-000002");
	ck_assert_int_eq(api_int(&a, "/revision"), 2);
	api_ok(&a, "demand.history", "{\"id\":%lld}", (long long)one);
	ck_assert_str_eq(api_text(&a, "/items/1/verb"), "absorb");
	ck_assert_int_eq(api_int(&a, "/items/1/duplicate"), two);
	/* Nothing is merged into what has ended. */
	api_fails(&a, GJ_E_STATE, "verb_not_allowed", "/into", "demand.merge",
		  "{\"id\":%lld,\"into\":%lld}", (long long)three, (long long)two);
	act(two, "reopen", ",\"reason\":\"new_facts\"");
	get(two);
	ck_assert(!api_there(&a, "/merged_into"));
	get(one);
	ck_assert(!api_there(&a, "/duplicates"));
	/* Into another home: an event in each chain. */
	api_as(&a, "system");
	api_ok(&a, "demand.merge", "{\"id\":%lld,\"into\":%lld}", (long long)three, (long long)far);
	get(far);
	ck_assert_int_eq(api_int(&a, "/duplicates/0/id"), three);
	ck_assert_uint_eq(api_events(&a, a.street2, "demand.absorbed"), 1);
	verified();
}
END_TEST

/* ---- who asked ---- */

START_TEST(anonymous_keeps_nobody)
{
	int64_t id;

	api_as(&a, "clerk");
	id = opened(
		",\"anonymous\":true,\"demander\":{\"name\":\"李经理\",\"phone\":\"13800000001\"}");
	api_ok(&a, "demand.get", "{\"id\":%lld,\"unmask\":true,\"purpose\":\"核实\"}",
	       (long long)id);
	ck_assert_int_eq(api_flag(&a, "/anonymous"), 1);
	ck_assert(!api_there(&a, "/demander"));
	ck_assert(!api_holds(&a, "李经理"));
	api_ok(&a, "demand.history", "{\"id\":%lld}", (long long)id);
	ck_assert(!api_there(&a, "/items/0/name"));
	api_fails(&a, GJ_E_RULE, "anonymous", "/demander", "demand.amend",
		  "{\"id\":%lld,\"reason\":\"late_evidence\",\"demander\":{\"name\":\"李经理\"}}",
		  (long long)id);
	/* Nobody can be contacted: work begins without. */
	api_as(&a, "system");
	give(id, "dispatch", a.section, "");
	act(id, "sign", "");
	act(id, "handle", ",\"note\":\"现场处理\"");
	act(id, "reply", REPLY("office"));
	act(id, "close", ",\"note\":\"匿名\"");
	verified();
}
END_TEST

START_TEST(unmasked_and_recorded)
{
	int64_t id;

	api_as(&a, "clerk");
	id = opened(",\"detail\":\"请回电13800000001\",\"demander\":{\"name\":\"李经理\","
		    "\"phone\":\"13800000001\"}");
	get(id);
	ck_assert_str_eq(api_text(&a, "/detail"), "请回电138****0001");
	api_ok(&a, "demand.get", "{\"id\":%lld,\"unmask\":true,\"purpose\":\"回电\"}",
	       (long long)id);
	ck_assert_str_eq(api_text(&a, "/demander/name"), "李经理");
	ck_assert_str_eq(api_text(&a, "/detail"), "请回电13800000001");
	api_as(&a, "leader"); /* a role without that right */
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "demand.get",
		  "{\"id\":%lld,\"unmask\":true}", (long long)id);
	api_as(&a, "dpo");
	api_ok(&a, "journal.list", "{\"home\":%lld,\"access\":true}", (long long)a.street);
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
	ck_assert(api_holds(&a, "access.read"));
	ck_assert(api_holds(&a, "access.refused"));
}
END_TEST

/* ---- keys, revisions, corrections ---- */

START_TEST(keys_and_revisions)
{
	int64_t id;

	api_as(&a, "clerk");
	id = opened(",\"key\":\"k1\"");
	ck_assert_int_eq(opened(",\"key\":\"k1\""), id);
	ck_assert_str_eq(api_text(&a, "/order_no"), "SG-2026-000001");
	api_fails(&a, GJ_E_KEY_REUSED, NULL, NULL, "demand.register",
		  "{\"channel\":\"web\",\"kind\":\"help\",\"category\":\"traffic\","
		  "\"subject\":\"门口拥堵\",\"key\":\"k1\"}");
	api_as(&a, "dispatcher");
	give(id, "dispatch", a.section, ",\"if_revision\":1,\"key\":\"k2\"");
	give(id, "dispatch", a.section, ",\"if_revision\":1,\"key\":\"k2\"");
	ck_assert_int_eq(api_int(&a, "/revision"), 2);
	api_fails(&a, GJ_E_CONFLICT, "revision", NULL, "demand.dispatch",
		  "{\"id\":%lld,\"unit\":%lld,\"if_revision\":1}", (long long)id,
		  (long long)section2);
	ck_assert_int_eq(api_int(&a, "/error/detail/revision"), 2);
	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld,\"dry_run\":true}", (long long)id,
	       (long long)section2);
	get(id);
	ck_assert_int_eq(api_int(&a, "/unit"), a.section);
	ck_assert_int_eq(api_int(&a, "/revision"), 2);
	api_ok(&a, "demand.history", "{\"id\":%lld}", (long long)id);
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
}
END_TEST

START_TEST(amended)
{
	int64_t id;

	api_as(&a, "clerk");
	id = opened(",\"detail\":\"d\",\"place\":\"p\",\"urgency\":\"urgent\"");
	api_ok(&a, "demand.amend",
	       "{\"id\":%lld,\"reason\":\"wrong_fact\",\"note\":\"核实\",\"subject\":\"北门拥堵\","
	       "\"detail\":null,\"urgency\":null,\"kind\":\"complaint\",\"category\":\"property\","
	       "\"channel\":\"web\",\"enterprise\":%lld,\"confidential\":true,"
	       "\"due_at\":\"2026-03-31T18:00:00+08:00\","
	       "\"demander\":{\"name\":\"李经理\",\"phone\":\"13800000001\"}}",
	       (long long)id, (long long)firm);
	ck_assert_str_eq(api_text(&a, "/state"), "registered");
	get(id);
	ck_assert_str_eq(api_text(&a, "/subject"), "北门拥堵");
	ck_assert(!api_there(&a, "/detail"));
	ck_assert(!api_there(&a, "/urgency"));
	ck_assert_str_eq(api_text(&a, "/place"), "p");
	ck_assert_str_eq(api_text(&a, "/kind"), "complaint");
	ck_assert_str_eq(api_text(&a, "/category"), "property");
	ck_assert_str_eq(api_text(&a, "/channel"), "web");
	ck_assert_int_eq(api_int(&a, "/enterprise"), firm);
	ck_assert_int_eq(api_flag(&a, "/confidential"), 1);
	ck_assert_str_eq(api_text(&a, "/due_at"), "2026-03-31T18:00:00+08:00");
	ck_assert_str_eq(api_text(&a, "/demander/phone"), "138****0001");
	api_ok(&a, "demand.amend",
	       "{\"id\":%lld,\"reason\":\"typing_error\",\"demander\":{\"phone\":null},"
	       "\"enterprise\":null,\"confidential\":false}",
	       (long long)id);
	get(id);
	ck_assert_str_eq(api_text(&a, "/demander/name"), "李**");
	ck_assert(!api_there(&a, "/demander/phone"));
	ck_assert(!api_there(&a, "/enterprise"));
	api_ok(&a, "demand.history", "{\"id\":%lld}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/items/0/title"), "门口拥堵");
	ck_assert_str_eq(api_text(&a, "/items/1/title"), "北门拥堵");
	ck_assert_str_eq(api_text(&a, "/items/1/reason"), "wrong_fact");
	verified();
}
END_TEST

/* Statistics follow the corrected fact. */
START_TEST(amended_level)
{
	int64_t id = solved(a.street, "office");

	summary(1, 0, 1, 0);
	act(id, "amend", ",\"reason\":\"wrong_fact\",\"level\":\"district\"");
	summary(1, 0, 0, 1);
	act(id, "amend", ",\"reason\":\"wrong_fact\",\"resolution\":\"explained\"");
	summary(1, 0, 0, 0);
	ck_assert_int_eq(api_int(&a, "/explained"), 1);
	verified();
}
END_TEST

START_TEST(voided)
{
	int64_t id;

	api_as(&a, "dispatcher");
	id = opened("");
	act(id, "void", ",\"reason\":\"entered_twice\",\"note\":\"误录\"");
	ck_assert_str_eq(api_text(&a, "/state"), "voided");
	get(id);
	ck_assert_int_eq(api_flag(&a, "/voided"), 1);
	ck_assert_uint_eq(api_count(&a, "/verbs"), 0);
	api_fails(&a, GJ_E_STATE, "voided", NULL, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}",
		  (long long)id, (long long)a.section);
	api_ok(&a, "demand.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_ok(&a, "demand.list", "{\"voided\":true}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	api_ok(&a, "demand.count", "{\"group\":\"state\"}");
	ck_assert_int_eq(api_int(&a, "/total"), 0);
	verified();
}
END_TEST

/* ---- lists and counts ---- */

static void many(void)
{
	static const char *const kinds[] = { "help", "inquiry", "complaint" };
	static const char *const categories[] = { "traffic", "tax" };
	static const char *const channels[] = { "phone", "web" };
	char more[200];
	int64_t id;
	int i;

	api_as(&a, "system");
	for (i = 0; i < 24; i++) {
		/* Told in another order than they came in. */
		snprintf(more, sizeof(more),
			 ",\"home\":%lld,\"occurred_at\":\"2026-02-%02dT10:00:00+08:00\"",
			 (long long)(i % 6 ? a.street : a.street2), 1 + i * 7 % 24);
		if (i % 3)
			snprintf(more + strlen(more), sizeof(more) - strlen(more),
				 ",\"enterprise\":%lld", (long long)firm);
		id = api_id(&a, "demand.register",
			    "{\"kind\":\"%s\",\"category\":\"%s\",\"channel\":\"%s\",\"subject\":"
			    "\"s\"%s}",
			    kinds[i % 3], categories[i % 2], channels[i / 12], more);
		if (i % 4 == 0)
			give(id, "dispatch", i % 8 ? a.section : dept, "");
		if (i % 5 == 0)
			act(id, "withdraw", ",\"reason\":\"mistaken\"");
	}
}

typedef struct seen {
	int64_t id;
	char opened[40], state[40];
} seen;

/* All pages of a list; they must not overlap. */
static size_t pages_of(int limit, const char *filter, seen *list)
{
	char after[500] = "", place[60];
	size_t n = 0, i, count;

	do {
		api_ok(&a, "demand.list", "{\"limit\":%d%s%s}", limit, filter, after);
		count = api_count(&a, "/items");
		ck_assert_uint_le(count, (size_t)limit);
		for (i = 0; i < count; i++, n++) {
			ck_assert_uint_lt(n, 100);
			snprintf(place, sizeof(place), "/items/%zu/id", i);
			list[n].id = api_int(&a, place);
			snprintf(place, sizeof(place), "/items/%zu/opened_at", i);
			snprintf(list[n].opened, sizeof(list[n].opened), "%s", api_text(&a, place));
			snprintf(place, sizeof(place), "/items/%zu/state", i);
			snprintf(list[n].state, sizeof(list[n].state), "%s", api_text(&a, place));
		}
		snprintf(after, sizeof(after), ",\"after\":\"%s\"", api_text(&a, "/next"));
	} while (api_there(&a, "/next"));
	return n;
}

static size_t pages(const char *filter, seen *list)
{
	size_t one = pages_of(1, filter, list), all = pages_of(100, filter, list);

	ck_assert_uint_eq(one, all);
	ck_assert_uint_eq(pages_of(2, filter, list), all);
	return all;
}

START_TEST(lists)
{
	static const char *const filters[] = { "",
					       ",\"open\":true",
					       ",\"class\":\"done\"",
					       ",\"class\":\"new\"",
					       ",\"state\":\"dispatched\"",
					       ",\"kind\":\"complaint\"",
					       ",\"category\":\"tax\"",
					       ",\"channel\":\"web\"" };
	seen by_id[100], by_time[100];
	char filter[80];
	size_t n, i, k, f;

	many();
	ck_assert_uint_eq(pages("", by_id), 24);
	for (f = 0; f < sizeof(filters) / sizeof(filters[0]); f++) {
		n = pages(filters[f], by_id);
		ck_assert_uint_gt(n, 0);
		ck_assert(f == 0 || n < 24);
		for (i = 1; i < n; i++)
			ck_assert_int_lt(by_id[i - 1].id, by_id[i].id);
		snprintf(filter, sizeof(filter), "%s,\"sort\":\"opened_at\"", filters[f]);
		ck_assert_uint_eq(pages(filter, by_time), n);
		for (i = 0; i < n; i++) {
			ck_assert(i == 0 || strcmp(by_time[i - 1].opened, by_time[i].opened) <= 0);
			for (k = 0; k < n && by_id[k].id != by_time[i].id;)
				k++;
			ck_assert_uint_lt(k, n);
		}
	}
	/* Two of three are the enterprise's. */
	snprintf(filter, sizeof(filter), ",\"enterprise\":%lld", (long long)firm);
	ck_assert_uint_eq(pages(filter, by_id), 16);
	snprintf(filter, sizeof(filter),
		 ",\"enterprise\":%lld,\"sort\":\"opened_at\",\"open\":true", (long long)firm);
	n = pages(filter, by_id);
	for (i = 1; i < n; i++)
		ck_assert_str_le(by_id[i - 1].opened, by_id[i].opened);
	snprintf(filter, sizeof(filter), ",\"unit\":%lld", (long long)dept);
	ck_assert_uint_eq(pages(filter, by_id), 3);
	snprintf(filter, sizeof(filter), ",\"home\":%lld", (long long)a.street2);
	n = pages(filter, by_id);
	ck_assert_uint_gt(n, 0);
	for (i = 0; i < n; i++)
		ck_assert_int_eq(api_home(by_id[i].id), api_home(by_id[0].id));
	/* A department sees those that it was given, of both streets. */
	api_as(&a, "official");
	ck_assert_uint_eq(pages("", by_id), 3);
	ck_assert_uint_eq(pages(",\"sort\":\"opened_at\"", by_time), 3);
	ck_assert_uint_eq(pages(",\"open\":true", by_id), 2);
	/* The next page of another list is not a page of this. */
	api_as(&a, "clerk");
	api_ok(&a, "demand.list", "{\"limit\":1}");
	{
		char next[300];
		snprintf(next, sizeof(next), "%s", api_text(&a, "/next"));
		api_fails(&a, GJ_E_BAD_VALUE, NULL, "/after", "demand.list",
			  "{\"limit\":1,\"open\":true,\"after\":\"%s\"}", next);
	}
}
END_TEST

/* Every count is what one counts in the list. */
static void check_count(const char *group)
{
	char place[60], value[60], filter[200];
	seen list[100];
	size_t i, count;
	int64_t total, n;

	api_ok(&a, "demand.count", "{\"group\":\"%s\"}", group);
	count = api_count(&a, "/items");
	total = api_int(&a, "/total");
	for (i = 0; i < count; i++) {
		api_ok(&a, "demand.count", "{\"group\":\"%s\"}", group);
		snprintf(place, sizeof(place), "/items/%zu/count", i);
		n = api_int(&a, place);
		snprintf(place, sizeof(place), "/items/%zu/value", i);
		snprintf(value, sizeof(value), "%s", api_text(&a, place));
		snprintf(filter, sizeof(filter), ",\"%s\":\"%s\"", group, value);
		ck_assert_int_eq((int64_t)pages(filter, list), n);
		total -= n;
	}
	ck_assert_int_eq(total, 0);
}

START_TEST(counts)
{
	static const char *const people[] = { "system", "clerk", "official", "other", "agent" };
	static const char *const groups[] = { "state", "class", "kind", "category", "channel" };
	seen list[100];
	size_t p, g;

	many();
	for (p = 0; p < sizeof(people) / sizeof(people[0]); p++) {
		api_as(&a, people[p]);
		for (g = 0; g < sizeof(groups) / sizeof(groups[0]); g++)
			check_count(groups[g]);
		api_ok(&a, "demand.count", "{\"group\":\"level\"}");
		ck_assert_uint_eq(api_count(&a, "/items"), 1); /* none was answered */
		ck_assert(!api_there(&a, "/items/0/value"));
		ck_assert_int_eq(api_int(&a, "/total"), (int64_t)pages("", list));
	}
	api_as(&a, "system");
	api_ok(&a, "demand.summary", "{\"home\":%lld}", (long long)a.street2);
	ck_assert_int_eq(api_int(&a, "/demands"), 4);
}
END_TEST

/* ---- transactions ---- */

START_TEST(in_a_transaction)
{
	gj_reply *reply = NULL;
	char json[80];
	int64_t id;

	api_as(&a, "dispatcher");
	snprintf(json, sizeof(json), "{\"offices\":[%lld]}", (long long)a.street);
	ck_assert_int_eq(gj_begin(a.ledger, json, strlen(json), &reply), 0);
	reply = gj_reply_free(reply);
	id = opened("");
	give(id, "dispatch", a.section, "");
	ck_assert_int_eq(gj_rollback(a.ledger, &reply), 0);
	reply = gj_reply_free(reply);
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, "demand.get", "{\"id\":%lld}",
		  (long long)id);
	ck_assert_int_eq(gj_begin(a.ledger, json, strlen(json), &reply), 0);
	reply = gj_reply_free(reply);
	id = opened("");
	give(id, "dispatch", a.section, "");
	ck_assert_int_eq(gj_commit(a.ledger, &reply), 0);
	reply = gj_reply_free(reply);
	get(id);
	ck_assert_str_eq(api_text(&a, "/order_no"), "SG-2026-000001");
	ck_assert_str_eq(api_text(&a, "/state"), "dispatched");
	verified();
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
	Suite *s = suite_create("demand");

	add(s, "the blocked gate", the_blocked_gate);
	add(s, "the metro exit", the_metro_exit);
	add(s, "escalated and solved at the office", escalated_and_solved_at_the_office);
	add(s, "order numbers", order_numbers);
	add(s, "order numbers by year", order_numbers_by_year);
	add(s, "the system has no home", the_system_has_no_home);
	add(s, "orders from above", orders_from_above);
	add(s, "units come and go", units_come_and_go);
	add(s, "declined or directed", declined_or_directed);
	add(s, "reopened", reopened);
	add(s, "split into parts", split_into_parts);
	add(s, "merged duplicates", merged_duplicates);
	add(s, "anonymous keeps nobody", anonymous_keeps_nobody);
	add(s, "unmasked and recorded", unmasked_and_recorded);
	add(s, "keys and revisions", keys_and_revisions);
	add(s, "amended", amended);
	add(s, "amended level", amended_level);
	add(s, "voided", voided);
	add(s, "lists", lists);
	add(s, "counts", counts);
	add(s, "in a transaction", in_a_transaction);
	return s;
}

GJ_TEST_MAIN(suite)
