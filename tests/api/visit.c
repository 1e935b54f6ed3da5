/* SPDX-License-Identifier: Apache-2.0
 *
 * Visits: planned, told, corrected; what was found, and the demands that came of it.
 */
#include "ground.h"

static api a;
static int64_t firm, leader, steward, clerk;

static int64_t staff_id(const char *account)
{
	char place[60];
	size_t i, count;

	api_ok(&a, "staff.list", "{\"under\":%lld}", (long long)a.district);
	count = api_count(&a, "/items");
	for (i = 0; i < count; i++) {
		snprintf(place, sizeof(place), "/items/%zu/account", i);
		if (strcmp(api_text(&a, place), account) == 0) {
			snprintf(place, sizeof(place), "/items/%zu/id", i);
			return api_int(&a, place);
		}
	}
	ck_abort_msg("no account %s", account);
	return 0;
}

static int64_t enterprise(const char *name, const char *more)
{
	return api_id(&a, "enterprise.register",
		      "{\"kind\":\"enterprise\",\"name\":\"%s\"%s}", name, more);
}

static void setup(void)
{
	api_open(&a);
	api_as(&a, "system");
	leader = staff_id("leader");
	steward = staff_id("steward");
	clerk = staff_id("clerk");
	api_as(&a, "clerk");
	firm = enterprise("甲公司", "");
	api_as(&a, "steward");
}

static void teardown(void)
{
	api_close(&a);
}

static void verified(void)
{
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_msg(strcmp(api_text(&a, "/verify"), "ok") == 0, "%s",
		      gj_reply_json(a.reply, NULL));
}

/* One person, as the lead. */
static const char *team(int64_t who)
{
	static char text[80];

	snprintf(text, sizeof(text), "\"team\":[{\"staff\":%lld,\"part\":\"lead\"}]",
		 (long long)who);
	return text;
}

static int64_t plan(const char *on)
{
	return api_id(&a, "visit.plan",
		      "{\"enterprise\":%lld,\"planned_on\":\"%s\",\"mode\":\"door\",%s}",
		      (long long)firm, on, team(steward));
}

/* Reports an unplanned visit of this morning. */
static int64_t report(const char *outcome, const char *findings)
{
	return api_id(&a, "visit.report",
		      "{\"enterprise\":%lld,\"mode\":\"door\",\"outcome\":\"%s\",%s,"
		      "\"started_at\":\"2026-03-02T08:00:00+08:00\",\"findings\":[%s]}",
		      (long long)firm, outcome, team(steward), findings);
}

/* ---- plan, change, cancel ---- */

START_TEST(planned)
{
	int64_t id = api_id(&a, "visit.plan",
			    "{\"enterprise\":%lld,\"planned_on\":\"2026-03-05\",\"mode\":\"door\","
			    "\"purpose\":\"了解用工需求，联系13812345678\",\"team\":["
			    "{\"staff\":%lld,\"part\":\"lead\"},"
			    "{\"staff\":%lld,\"part\":\"member\"}]}",
			    (long long)firm, (long long)leader, (long long)steward);

	ck_assert_int_eq(api_home(id), api_home(firm));
	api_ok(&a, "visit.get", "{\"id\":%lld}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/state"), "planned");
	ck_assert_str_eq(api_text(&a, "/day"), "2026-03-05");
	ck_assert_str_eq(api_text(&a, "/planned_on"), "2026-03-05");
	ck_assert_str_eq(api_text(&a, "/mode"), "door");
	ck_assert_str_eq(api_text(&a, "/purpose"), "了解用工需求，联系138****5678");
	ck_assert_uint_eq(api_count(&a, "/team"), 2);
	ck_assert_int_eq(api_int(&a, "/team/0/office"), a.street);
	ck_assert(api_holds(&a, "\"name\":\"leader\""));
	ck_assert_uint_eq(api_count(&a, "/findings"), 0);
	ck_assert(!api_there(&a, "/outcome"));
}
END_TEST

START_TEST(plan_is_changed)
{
	int64_t id = plan("2026-03-05");

	api_ok(&a, "visit.update",
	       "{\"id\":%lld,\"planned_on\":\"2026-03-09\",\"purpose\":\"改期\",\"team\":["
	       "{\"staff\":%lld,\"part\":\"lead\"}]}",
	       (long long)id, (long long)leader);
	api_ok(&a, "visit.get", "{\"id\":%lld}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/day"), "2026-03-09");
	ck_assert_str_eq(api_text(&a, "/planned_on"), "2026-03-09");
	ck_assert_str_eq(api_text(&a, "/mode"), "door");
	ck_assert_uint_eq(api_count(&a, "/team"), 1);
	ck_assert_int_eq(api_int(&a, "/team/0/staff"), leader);
	ck_assert_int_eq(api_int(&a, "/revision"), 2);
	api_ok(&a, "visit.update", "{\"id\":%lld,\"purpose\":null}", (long long)id);
	api_fails(&a, GJ_E_CONFLICT, "revision", NULL, "visit.update",
		  "{\"id\":%lld,\"mode\":\"phone\",\"if_revision\":2}", (long long)id);
	api_ok(&a, "visit.get", "{\"id\":%lld}", (long long)id);
	ck_assert(!api_there(&a, "/purpose"));
	api_fails(&a, GJ_E_UNKNOWN_FIELD, NULL, "/outcome", "visit.update",
		  "{\"id\":%lld,\"outcome\":\"met\"}", (long long)id);
	verified();
}
END_TEST

START_TEST(cancelled)
{
	int64_t id = plan("2026-03-05");

	api_fails(&a, GJ_E_MISSING, "missing", "/reason", "visit.cancel", "{\"id\":%lld}",
		  (long long)id);
	api_ok(&a, "visit.cancel", "{\"id\":%lld,\"reason\":\"no_need\",\"note\":\"企业来电说不必\"}",
	       (long long)id);
	api_ok(&a, "visit.get", "{\"id\":%lld}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/state"), "cancelled");
	ck_assert_str_eq(api_text(&a, "/cancel_reason"), "no_need");
	api_fails(&a, GJ_E_STATE, "verb_not_allowed", NULL, "visit.record",
		  "{\"id\":%lld,\"outcome\":\"met\"}", (long long)id);
	api_fails(&a, GJ_E_STATE, "verb_not_allowed", NULL, "visit.cancel",
		  "{\"id\":%lld,\"reason\":\"no_need\"}", (long long)id);
	api_fails(&a, GJ_E_STATE, "verb_not_allowed", NULL, "visit.update",
		  "{\"id\":%lld,\"mode\":\"phone\"}", (long long)id);
	verified();
}
END_TEST

START_TEST(void_enterprise_is_not_visited)
{
	api_as(&a, "clerk");
	api_ok(&a, "enterprise.void", "{\"id\":%lld,\"reason\":\"entered_twice\"}",
	       (long long)firm);
	api_as(&a, "steward");
	api_fails(&a, GJ_E_STATE, "voided", "/enterprise", "visit.plan",
		  "{\"enterprise\":%lld,\"planned_on\":\"2026-03-05\"}", (long long)firm);
}
END_TEST

START_TEST(team_is_of_staff_once_each)
{
	api_fails(&a, GJ_E_RULE, "same_thing", "/team/1/staff", "visit.plan",
		  "{\"enterprise\":%lld,\"planned_on\":\"2026-03-05\",\"team\":["
		  "{\"staff\":%lld,\"part\":\"lead\"},{\"staff\":%lld,\"part\":\"member\"}]}",
		  (long long)firm, (long long)leader, (long long)leader);
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", "/team/0/staff", "visit.plan",
		  "{\"enterprise\":%lld,\"planned_on\":\"2026-03-05\",\"team\":["
		  "{\"staff\":%lld,\"part\":\"lead\"}]}",
		  (long long)firm, (long long)firm);
	api_fails(&a, GJ_E_BAD_VALUE, "not_listed", "/team/0/part", "visit.plan",
		  "{\"enterprise\":%lld,\"planned_on\":\"2026-03-05\",\"team\":["
		  "{\"staff\":%lld,\"part\":\"boss\"}]}",
		  (long long)firm, (long long)leader);
}
END_TEST

/* ---- record, report ---- */

/* What the record does not say stays as planned. */
START_TEST(recorded_as_planned)
{
	int64_t id = plan("2026-03-01"), revision;

	api_ok(&a, "visit.record",
	       "{\"id\":%lld,\"outcome\":\"met\",\"started_at\":\"2026-03-02T08:00:00+08:00\","
	       "\"ended_at\":\"2026-03-02T08:40:00+08:00\",\"summary\":\"谈了扩产\"}",
	       (long long)id);
	ck_assert_int_eq(api_int(&a, "/id"), id);
	ck_assert_str_eq(api_text(&a, "/day"), "2026-03-02");
	revision = api_int(&a, "/revision");
	ck_assert_int_eq(revision, 2);
	api_ok(&a, "visit.get", "{\"id\":%lld}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/state"), "recorded");
	ck_assert_str_eq(api_text(&a, "/planned_on"), "2026-03-01");
	ck_assert_str_eq(api_text(&a, "/day"), "2026-03-02");
	ck_assert_str_eq(api_text(&a, "/mode"), "door");
	ck_assert_str_eq(api_text(&a, "/outcome"), "met");
	ck_assert_int_eq(api_flag(&a, "/met"), 1);
	ck_assert_str_eq(api_text(&a, "/started_at"), "2026-03-02T08:00:00+08:00");
	ck_assert_str_eq(api_text(&a, "/ended_at"), "2026-03-02T08:40:00+08:00");
	ck_assert_str_eq(api_text(&a, "/summary"), "谈了扩产");
	ck_assert_int_eq(api_int(&a, "/team/0/staff"), steward);
	api_fails(&a, GJ_E_STATE, "verb_not_allowed", NULL, "visit.record",
		  "{\"id\":%lld,\"outcome\":\"met\"}", (long long)id);
	verified();
}
END_TEST

START_TEST(recorded_otherwise)
{
	int64_t id = plan("2026-03-01");

	api_ok(&a, "visit.record", "{\"id\":%lld,\"outcome\":\"moved\",\"mode\":\"phone\",%s}",
	       (long long)id, team(leader));
	api_ok(&a, "visit.get", "{\"id\":%lld}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/mode"), "phone");
	ck_assert_int_eq(api_flag(&a, "/met"), 0);
	ck_assert_uint_eq(api_count(&a, "/team"), 1);
	ck_assert_int_eq(api_int(&a, "/team/0/staff"), leader);
	verified();
}
END_TEST

/* A plan may leave open who goes and how; what took place may not. */
START_TEST(record_is_complete)
{
	int64_t id = api_id(&a, "visit.plan", "{\"enterprise\":%lld,\"planned_on\":\"2026-03-01\"}",
			    (long long)firm);

	api_fails(&a, GJ_E_MISSING, "missing", "/mode", "visit.record",
		  "{\"id\":%lld,\"outcome\":\"met\",%s}", (long long)id, team(leader));
	api_fails(&a, GJ_E_MISSING, "missing", "/team", "visit.record",
		  "{\"id\":%lld,\"outcome\":\"met\",\"mode\":\"door\"}", (long long)id);
	api_fails(&a, GJ_E_BAD_VALUE, "too_few", "/team", "visit.record",
		  "{\"id\":%lld,\"outcome\":\"met\",\"mode\":\"door\",\"team\":[]}", (long long)id);
	api_ok(&a, "visit.record", "{\"id\":%lld,\"outcome\":\"met\",\"mode\":\"door\",%s}",
	       (long long)id, team(leader));
}
END_TEST

START_TEST(times_in_order)
{
	const char *head = "\"mode\":\"door\",\"outcome\":\"met\"";

	api_fails(&a, GJ_E_RULE, "order_of_dates", "/ended_at", "visit.report",
		  "{\"enterprise\":%lld,%s,%s,\"started_at\":\"2026-03-02T08:00:00+08:00\","
		  "\"ended_at\":\"2026-03-02T07:59:59+08:00\"}",
		  (long long)firm, head, team(steward));
	api_fails(&a, GJ_E_RULE, "in_future", "/started_at", "visit.report",
		  "{\"enterprise\":%lld,%s,%s,\"started_at\":\"2026-03-03T08:00:00+08:00\"}",
		  (long long)firm, head, team(steward));
	api_fails(&a, GJ_E_RULE, "in_future", "/ended_at", "visit.report",
		  "{\"enterprise\":%lld,%s,%s,\"started_at\":\"2026-03-02T08:00:00+08:00\","
		  "\"ended_at\":\"2026-03-02T23:00:00+08:00\"}",
		  (long long)firm, head, team(steward));
}
END_TEST

/* The day is that of the ledger's zone: 2026-03-01T16:30Z is the second of March in China. */
START_TEST(day_of_the_zone)
{
	api_ok(&a, "visit.report",
	       "{\"enterprise\":%lld,\"mode\":\"phone\",\"outcome\":\"met\",%s,"
	       "\"started_at\":\"2026-03-01T16:30:00Z\"}",
	       (long long)firm, team(steward));
	ck_assert_str_eq(api_text(&a, "/day"), "2026-03-02");
	api_ok(&a, "visit.report",
	       "{\"enterprise\":%lld,\"mode\":\"phone\",\"outcome\":\"met\",%s,"
	       "\"occurred_at\":\"2026-02-27T15:59:00Z\"}",
	       (long long)firm, team(steward));
	ck_assert_str_eq(api_text(&a, "/day"), "2026-02-27");
	api_ok(&a, "visit.get", "{\"id\":%lld}", (long long)api_int(&a, "/id"));
	ck_assert_str_eq(api_text(&a, "/started_at"), "2026-02-27T23:59:00+08:00");
	api_ok(&a, "visit.report",
	       "{\"enterprise\":%lld,\"mode\":\"phone\",\"outcome\":\"met\",%s}", (long long)firm,
	       team(steward));
	ck_assert_str_eq(api_text(&a, "/day"), "2026-03-02");
}
END_TEST

/* ---- findings ---- */

START_TEST(findings_with_any_outcome)
{
	int64_t id = report("dormant", "{\"text\":\"大门贴封条，邻居王某说已停业\"},"
				       "{\"text\":\"消防通道堆物\",\"category\":\"safety\"}");

	ck_assert_uint_eq(api_count(&a, "/findings"), 2);
	ck_assert(!api_there(&a, "/findings/0/demand"));
	ck_assert(!api_holds(&a, "text"));
	ck_assert_int_lt(api_int(&a, "/findings/0/id"), api_int(&a, "/findings/1/id"));
	api_ok(&a, "visit.get", "{\"id\":%lld}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/findings/0/text"), "大门贴封条，邻居王某说已停业");
	ck_assert(!api_there(&a, "/findings/0/category"));
	ck_assert_str_eq(api_text(&a, "/findings/1/category"), "safety");
	verified();
}
END_TEST

#define WISH(category) \
	"\"demand\":{\"kind\":\"help\"," category "\"subject\":\"门口拥堵\",\"detail\":\"早晚\"}"

/* A finding becomes a demand at once; each knows the other, and the answer names both,
 * also when it is given again. */
START_TEST(finding_becomes_demand)
{
	char *answer;
	char no[40];
	int64_t id, finding, demand;
	int i;

	for (i = 0; i < 2; i++) {
		id = api_id(&a, "visit.report",
			    "{\"enterprise\":%lld,\"mode\":\"door\",\"outcome\":\"met\",%s,"
			    "\"key\":\"k1\",\"findings\":["
			    "{\"text\":\"员工满意\"},"
			    "{\"text\":\"大门前车多，树挡路灯\",\"category\":\"traffic\"," WISH("")
			    "},{\"text\":\"路灯不亮\"," WISH("\"category\":\"greening\",") "}]}",
			    (long long)firm, team(steward));
		if (i == 0)
			answer = strdup(gj_reply_json(a.reply, NULL));
	}
	ck_assert_str_eq(gj_reply_json(a.reply, NULL), answer);
	free(answer);
	ck_assert_uint_eq(api_count(&a, "/findings"), 3);
	ck_assert(!api_there(&a, "/findings/0/demand"));
	finding = api_int(&a, "/findings/1/id");
	demand = api_int(&a, "/findings/1/demand");
	ck_assert_str_eq(api_text(&a, "/findings/1/order_no"), "SG-2026-000001");
	ck_assert_str_eq(api_text(&a, "/findings/2/order_no"), "SG-2026-000002");
	snprintf(no, sizeof(no), "%s", api_text(&a, "/findings/1/order_no"));
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)demand);
	ck_assert_int_eq(api_int(&a, "/visit"), id);
	ck_assert_int_eq(api_int(&a, "/finding"), finding);
	ck_assert_int_eq(api_int(&a, "/enterprise"), firm);
	ck_assert_str_eq(api_text(&a, "/order_no"), no);
	ck_assert_str_eq(api_text(&a, "/channel"), "visit");
	ck_assert_str_eq(api_text(&a, "/category"), "traffic");
	ck_assert_str_eq(api_text(&a, "/subject"), "门口拥堵");
	api_ok(&a, "visit.get", "{\"id\":%lld}", (long long)id);
	ck_assert_int_eq(api_int(&a, "/findings/1/demand"), demand);
	ck_assert_str_eq(api_text(&a, "/findings/1/order_no"), no);
	ck_assert_str_eq(api_text(&a, "/findings/1/state"), "registered");
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)api_int(&a, "/findings/2/demand"));
	ck_assert_str_eq(api_text(&a, "/category"), "greening");
	ck_assert_uint_eq(api_events(&a, a.street, "demand.registered"), 2);
	verified();
}
END_TEST

/* Where nobody was met nobody asked; what the visitors saw comes by another channel. */
START_TEST(nobody_met_nothing_asked)
{
	api_fails(&a, GJ_E_RULE, "nobody_met", "/findings/0/demand/channel", "visit.report",
		  "{\"enterprise\":%lld,\"mode\":\"door\",\"outcome\":\"moved\",%s,\"findings\":["
		  "{\"text\":\"消防通道堆物\",\"category\":\"safety\"," WISH("") "}]}",
		  (long long)firm, team(steward));
	api_ok(&a, "visit.report",
	       "{\"enterprise\":%lld,\"mode\":\"door\",\"outcome\":\"moved\",%s,\"findings\":["
	       "{\"text\":\"消防通道堆物\",\"category\":\"safety\"," WISH("\"channel\":\"patrol\",")
	       "}]}",
	       (long long)firm, team(steward));
	ck_assert_int_gt(api_int(&a, "/findings/0/demand"), 0);
}
END_TEST

/* One demand that cannot be takes the whole visit back: nothing is half written. */
START_TEST(all_or_nothing)
{
	api_fails(&a, GJ_E_MISSING, "missing", "/findings/1/demand/category", "visit.report",
		  "{\"enterprise\":%lld,\"mode\":\"door\",\"outcome\":\"met\",%s,\"findings\":["
		  "{\"text\":\"甲\",\"category\":\"traffic\"," WISH("") "},"
		  "{\"text\":\"乙\"," WISH("") "}]}",
		  (long long)firm, team(steward));
	api_fails(&a, GJ_E_RULE, "confidential_unit", "/findings/1/demand/against",
		  "visit.report",
		  "{\"enterprise\":%lld,\"mode\":\"door\",\"outcome\":\"met\",%s,\"findings\":["
		  "{\"text\":\"甲\",\"category\":\"traffic\"," WISH("") "},"
		  "{\"text\":\"乙\",\"category\":\"conduct\",\"demand\":{\"kind\":\"complaint\","
		  "\"subject\":\"拖延\",\"against\":%lld}}]}",
		  (long long)firm, team(steward), (long long)a.street);
	api_ok(&a, "visit.list", "{\"enterprise\":%lld}", (long long)firm);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	ck_assert_uint_eq(api_events(&a, a.street, "demand.registered"), 0);
	verified();
}
END_TEST

/* For the unit complained of there is neither demand nor finding. */
START_TEST(complaint_is_not_shown_to_its_unit)
{
	int64_t id = api_id(&a, "visit.report",
			    "{\"enterprise\":%lld,\"mode\":\"door\",\"outcome\":\"met\",%s,"
			    "\"findings\":[{\"text\":\"满意\"},{\"text\":\"城管办拖延\","
			    "\"demand\":{\"kind\":\"complaint\",\"category\":\"conduct\","
			    "\"subject\":\"拖延\",\"against\":%lld}}]}",
			    (long long)firm, team(steward), (long long)a.section);

	api_ok(&a, "visit.get", "{\"id\":%lld}", (long long)id);
	ck_assert_uint_eq(api_count(&a, "/findings"), 2);
	api_as(&a, "system");
	api_ok(&a, "staff.register",
	       "{\"account\":\"sec\",\"name\":\"sec\",\"office\":%lld,\"roles\":["
	       "{\"office\":%lld,\"role\":\"clerk\"}]}",
	       (long long)a.section, (long long)a.street);
	api_as(&a, "sec");
	api_ok(&a, "visit.get", "{\"id\":%lld}", (long long)id);
	ck_assert_uint_eq(api_count(&a, "/findings"), 1);
	ck_assert_str_eq(api_text(&a, "/findings/0/text"), "满意");
	ck_assert(!api_holds(&a, "拖延"));
}
END_TEST

/* A dry run tells the same and leaves nothing. */
START_TEST(dry_run)
{
	api_ok(&a, "visit.report",
	       "{\"enterprise\":%lld,\"mode\":\"door\",\"outcome\":\"met\",%s,\"dry_run\":true,"
	       "\"findings\":[{\"text\":\"甲\",\"category\":\"traffic\"," WISH("") "}]}",
	       (long long)firm, team(steward));
	ck_assert_uint_eq(api_count(&a, "/events"), 2);
	ck_assert_int_gt(api_int(&a, "/result/findings/0/demand"), 0);
	api_ok(&a, "visit.list", "{\"enterprise\":%lld}", (long long)firm);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	verified();
}
END_TEST

/* ---- amend, void ---- */

START_TEST(amended)
{
	int64_t id = report("met", "{\"text\":\"甲\"},{\"text\":\"乙\"}");
	int64_t first = api_int(&a, "/findings/0/id"), second = api_int(&a, "/findings/1/id");

	api_ok(&a, "visit.amend",
	       "{\"id\":%lld,\"reason\":\"wrong_fact\",\"outcome\":\"refused\","
	       "\"started_at\":\"2026-03-01T10:00:00+08:00\","
	       "\"ended_at\":\"2026-03-01T10:05:00+08:00\",\"team\":["
	       "{\"staff\":%lld,\"part\":\"recorder\"}],"
	       "\"findings\":[{\"id\":%lld,\"text\":\"丙\",\"category\":\"tax\"}]}",
	       (long long)id, (long long)clerk, (long long)second);
	api_ok(&a, "visit.get", "{\"id\":%lld}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/outcome"), "refused");
	ck_assert_int_eq(api_flag(&a, "/met"), 0);
	ck_assert_str_eq(api_text(&a, "/day"), "2026-03-01");
	ck_assert_str_eq(api_text(&a, "/team/0/part"), "recorder");
	ck_assert_int_eq(api_int(&a, "/findings/0/id"), first);
	ck_assert_str_eq(api_text(&a, "/findings/0/text"), "甲");
	ck_assert_str_eq(api_text(&a, "/findings/1/text"), "丙");
	ck_assert_str_eq(api_text(&a, "/findings/1/category"), "tax");
	api_fails(&a, GJ_E_RULE, "order_of_dates", "/ended_at", "visit.amend",
		  "{\"id\":%lld,\"reason\":\"wrong_fact\","
		  "\"started_at\":\"2026-03-01T10:06:00+08:00\"}",
		  (long long)id);
	api_ok(&a, "visit.amend",
	       "{\"id\":%lld,\"reason\":\"wrong_fact\",\"ended_at\":null,"
	       "\"started_at\":\"2026-03-01T10:06:00+08:00\"}",
	       (long long)id);
	api_ok(&a, "visit.get", "{\"id\":%lld}", (long long)id);
	ck_assert(!api_there(&a, "/ended_at"));
	verified();
}
END_TEST

START_TEST(amended_within_reason)
{
	int64_t id = report("met", "{\"text\":\"甲\"}"), finding = api_int(&a, "/findings/0/id");
	int64_t other = report("met", ""), p = plan("2026-03-05");

	api_fails(&a, GJ_E_NOT_FOUND, "not_here", "/findings/0/id", "visit.amend",
		  "{\"id\":%lld,\"reason\":\"wrong_fact\",\"findings\":[{\"id\":%lld,"
		  "\"text\":\"丙\"}]}",
		  (long long)other, (long long)finding);
	api_fails(&a, GJ_E_STATE, "verb_not_allowed", NULL, "visit.amend",
		  "{\"id\":%lld,\"reason\":\"wrong_fact\",\"outcome\":\"met\"}", (long long)p);
	api_fails(&a, GJ_E_STATE, "verb_not_allowed", NULL, "visit.amend",
		  "{\"id\":%lld,\"reason\":\"wrong_fact\",\"summary\":null}", (long long)p);
	api_ok(&a, "visit.amend",
	       "{\"id\":%lld,\"reason\":\"wrong_fact\",\"planned_on\":\"2026-03-06\"}",
	       (long long)p);
	api_ok(&a, "visit.get", "{\"id\":%lld}", (long long)p);
	ck_assert_str_eq(api_text(&a, "/day"), "2026-03-06");
	api_fails(&a, GJ_E_MISSING, "missing", "/reason", "visit.amend",
		  "{\"id\":%lld,\"mode\":\"phone\"}", (long long)id);
}
END_TEST

/* The demands of a void visit are void before it. */
START_TEST(voided)
{
	int64_t id = report("met", "{\"text\":\"甲\",\"category\":\"traffic\"," WISH("") "}");
	int64_t demand = api_int(&a, "/findings/0/demand");

	api_fails(&a, GJ_E_RULE, "in_use", NULL, "visit.void",
		  "{\"id\":%lld,\"reason\":\"entered_twice\"}", (long long)id);
	api_as(&a, "leader");
	api_ok(&a, "demand.void", "{\"id\":%lld,\"reason\":\"entered_twice\"}", (long long)demand);
	api_as(&a, "steward");
	api_ok(&a, "visit.void", "{\"id\":%lld,\"reason\":\"entered_twice\"}", (long long)id);
	api_fails(&a, GJ_E_STATE, "voided", NULL, "visit.amend",
		  "{\"id\":%lld,\"reason\":\"wrong_fact\",\"mode\":\"phone\"}", (long long)id);
	api_ok(&a, "visit.list", "{\"enterprise\":%lld}", (long long)firm);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_ok(&a, "visit.list", "{\"enterprise\":%lld,\"voided\":true}", (long long)firm);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	verified();
}
END_TEST

/* ---- who may ---- */

START_TEST(rights)
{
	char more[60];
	int64_t id = report("met", "{\"text\":\"甲\"}"), near;

	api_as(&a, "auditor");
	api_ok(&a, "visit.get", "{\"id\":%lld}", (long long)id);
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "visit.void",
		  "{\"id\":%lld,\"reason\":\"entered_twice\"}", (long long)id);
	api_as(&a, "other");
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, "visit.get", "{\"id\":%lld}",
		  (long long)id);
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, "visit.list", "{\"enterprise\":%lld}",
		  (long long)firm);
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", "/enterprise", "visit.report",
		  "{\"enterprise\":%lld,\"mode\":\"door\",\"outcome\":\"met\",%s}",
		  (long long)firm, team(clerk));
	/* The steward of a community visits what lies in it, and nothing else. */
	snprintf(more, sizeof(more), ",\"operating_office\":%lld", (long long)a.community);
	api_as(&a, "clerk");
	near = enterprise("社区里的公司", more);
	api_as(&a, "grid");
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, "visit.get", "{\"id\":%lld}",
		  (long long)id);
	api_ok(&a, "visit.report",
	       "{\"enterprise\":%lld,\"mode\":\"door\",\"outcome\":\"met\",%s,\"findings\":["
	       "{\"text\":\"甲\",\"category\":\"traffic\"," WISH("") "}]}",
	       (long long)near, team(steward));
	api_ok(&a, "visit.list", "{\"enterprise\":%lld}", (long long)near);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
}
END_TEST

/* Who may visit but not register a demand cannot do so by a finding. */
START_TEST(demand_needs_its_right)
{
	api_as(&a, "system");
	api_ok(&a, "staff.register",
	       "{\"account\":\"hand\",\"name\":\"hand\",\"office\":%lld,\"roles\":["
	       "{\"office\":%lld,\"role\":\"handler\"}]}",
	       (long long)a.street, (long long)a.street);
	api_as(&a, "hand");
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "visit.report",
		  "{\"enterprise\":%lld,\"mode\":\"door\",\"outcome\":\"met\",%s,\"findings\":["
		  "{\"text\":\"甲\",\"category\":\"traffic\"," WISH("") "}]}",
		  (long long)firm, team(steward));
	report("met", "{\"text\":\"甲\"}");
}
END_TEST

/* Words about people leave masked, unless the right allows; the look is recorded. */
START_TEST(unmasked)
{
	int64_t id = report("met", "{\"text\":\"王总电话13812345678\"}");

	api_ok(&a, "visit.get", "{\"id\":%lld}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/findings/0/text"), "王总电话138****5678");
	api_ok(&a, "visit.get", "{\"id\":%lld,\"unmask\":true,\"purpose\":\"回访\"}",
	       (long long)id);
	ck_assert_str_eq(api_text(&a, "/findings/0/text"), "王总电话13812345678");
	api_as(&a, "auditor");
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "visit.get",
		  "{\"id\":%lld,\"unmask\":true}", (long long)id);
	ck_assert(!api_holds(&a, "13812345678"));
}
END_TEST

/* ---- lists, against a list of one's own ---- */

#define VISITS 60
static struct told {
	int64_t id, firm, who;
	int day, state; /* of March; 0 planned, 1 recorded, 2 cancelled */
} told[VISITS];

static uint64_t dice_state;
static int dice(int sides)
{
	dice_state = dice_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int)((dice_state >> 33) % (uint64_t)sides);
}

static const char *const states[] = { "planned", "recorded", "cancelled" };

static void make_visits(const int64_t *firms, const int64_t *people)
{
	int i;

	for (i = 0; i < VISITS; i++) {
		struct told *t = &told[i];
		*t = (struct told){ 0, firms[dice(3)], people[dice(3)], 1 + dice(28), dice(3) };
		t->id = api_id(&a, "visit.plan",
			       "{\"enterprise\":%lld,\"planned_on\":\"2026-03-%02d\","
			       "\"mode\":\"door\",%s}",
			       (long long)t->firm, t->day, team(t->who));
		if (t->state == 1) {
			t->day = 1;
			api_ok(&a, "visit.record",
			       "{\"id\":%lld,\"outcome\":\"met\","
			       "\"started_at\":\"2026-03-01T08:00:00+08:00\"}",
			       (long long)t->id);
		} else if (t->state == 2) {
			api_ok(&a, "visit.cancel", "{\"id\":%lld,\"reason\":\"combined\"}",
			       (long long)t->id);
		}
	}
}

static struct filter {
	int64_t firm, who;  /* 0: any */
	int state, from, to; /* -1, 0, 0: any */
} filter;

static int fits(const struct told *t)
{
	return (!filter.firm || t->firm == filter.firm) && (!filter.who || t->who == filter.who) &&
	       (filter.state < 0 || t->state == filter.state) &&
	       (!filter.from || t->day >= filter.from) && (!filter.to || t->day <= filter.to);
}

static const char *filter_json(void)
{
	static char text[400];
	size_t n = 0;

	text[0] = '\0';
#define ADD(...) n += (size_t)snprintf(text + n, sizeof(text) - n, __VA_ARGS__)
	if (filter.firm)
		ADD(",\"enterprise\":%lld", (long long)filter.firm);
	if (filter.who)
		ADD(",\"staff\":%lld", (long long)filter.who);
	if (filter.state >= 0)
		ADD(",\"state\":\"%s\"", states[filter.state]);
	if (filter.from)
		ADD(",\"from\":\"2026-03-%02d\"", filter.from);
	if (filter.to)
		ADD(",\"to\":\"2026-03-%02d\"", filter.to);
	return text;
}

/* The next of the list that fits is item i of the reply. */
static int same_item(int i, int k)
{
	char place[40];

	while (k < VISITS && !fits(&told[k]))
		k++;
	ck_assert_int_lt(k, VISITS);
	snprintf(place, sizeof(place), "/items/%d/id", i);
	ck_assert_int_eq(api_int(&a, place), told[k].id);
	snprintf(place, sizeof(place), "/items/%d/state", i);
	ck_assert_str_eq(api_text(&a, place), states[told[k].state]);
	snprintf(place, sizeof(place), "/items/%d/team/0/staff", i);
	ck_assert_int_eq(api_int(&a, place), told[k].who);
	return k + 1;
}

/* One random filter, page by page. */
static void ask(const int64_t *firms, const int64_t *people)
{
	char next[120] = "";
	int i, k = 0;

	filter.firm = dice(2) ? firms[dice(3)] : 0;
	filter.who = dice(2) ? people[dice(3)] : 0;
	filter.state = dice(2) ? dice(3) : -1;
	filter.from = dice(2) ? 1 + dice(28) : 0;
	filter.to = dice(2) ? 1 + dice(28) : 0;
	do {
		api_ok(&a, "visit.list", "{\"limit\":7%s%s}", filter_json(), next);
		for (i = 0; i < (int)api_count(&a, "/items"); i++)
			k = same_item(i, k);
		snprintf(next, sizeof(next), ",\"after\":\"%s\"", api_text(&a, "/next"));
	} while (api_there(&a, "/next"));
	for (; k < VISITS; k++)
		ck_assert(!fits(&told[k]));
}

START_TEST(listed)
{
	int64_t people[3], firms[3];
	int i;

	dice_state = unit_seed();
	people[0] = leader;
	people[1] = steward;
	people[2] = clerk;
	firms[0] = firm;
	api_as(&a, "clerk");
	firms[1] = enterprise("乙公司", "");
	firms[2] = enterprise("丙公司", "");
	make_visits(firms, people);
	for (i = 0; i < (unit_soak() ? 5000 : 150); i++)
		ask(firms, people);
	verified();
}
END_TEST

static Suite *visit_suite(void)
{
	Suite *suite = suite_create("visit");
	TCase *tcase = tcase_create("visit");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, unit_soak() ? 0 : 120);
	tcase_add_test(tcase, planned);
	tcase_add_test(tcase, plan_is_changed);
	tcase_add_test(tcase, cancelled);
	tcase_add_test(tcase, void_enterprise_is_not_visited);
	tcase_add_test(tcase, team_is_of_staff_once_each);
	tcase_add_test(tcase, recorded_as_planned);
	tcase_add_test(tcase, recorded_otherwise);
	tcase_add_test(tcase, record_is_complete);
	tcase_add_test(tcase, times_in_order);
	tcase_add_test(tcase, day_of_the_zone);
	tcase_add_test(tcase, findings_with_any_outcome);
	tcase_add_test(tcase, finding_becomes_demand);
	tcase_add_test(tcase, nobody_met_nothing_asked);
	tcase_add_test(tcase, all_or_nothing);
	tcase_add_test(tcase, complaint_is_not_shown_to_its_unit);
	tcase_add_test(tcase, dry_run);
	tcase_add_test(tcase, amended);
	tcase_add_test(tcase, amended_within_reason);
	tcase_add_test(tcase, voided);
	tcase_add_test(tcase, rights);
	tcase_add_test(tcase, demand_needs_its_right);
	tcase_add_test(tcase, unmasked);
	tcase_add_test(tcase, listed);
	suite_add_tcase(suite, tcase);
	return suite;
}

GJ_TEST_MAIN(visit_suite)
