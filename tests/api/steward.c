/* SPDX-License-Identifier: Apache-2.0
 *
 * Stewards: who serves whom from which day to which. The history is compared day by day with
 * a model that keeps sets of days and knows no intervals.
 */
#include "ground.h"

static api a;

static void setup(void)
{
	api_open(&a);
}

static void teardown(void)
{
	api_close(&a);
}

/* ---- helps ---- */

static int64_t staff_id(const char *account)
{
	char place[60];
	size_t i, count;

	api_as(&a, "system");
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

static int64_t enterprise(const char *name)
{
	api_as(&a, "clerk");
	return api_id(&a, "enterprise.register", "{\"kind\":\"enterprise\",\"name\":\"%s\"}", name);
}

/* Day 0 is 2026-01-01; all tests stay within that year. */
#define DAYS 360
static const char *day(int n, char room[32])
{
	static const int months[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int m = 0;

	while (n >= months[m])
		n -= months[m++];
	snprintf(room, 32, "2026-%02d-%02d", m + 1, n + 1);
	return room;
}

static int64_t assign(int64_t whom, int64_t who, const char *role, const char *more)
{
	return api_id(&a, "steward.assign",
		      "{\"enterprise\":%lld,\"staff\":%lld,\"role\":\"%s\"%s}", (long long)whom,
		      (long long)who, role, more);
}

static void verified(void)
{
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_msg(strcmp(api_text(&a, "/verify"), "ok") == 0, "%s",
		      gj_reply_json(a.reply, NULL));
}

/* ---- assign, end ---- */

START_TEST(assigned_is_read_back)
{
	int64_t e = enterprise("甲公司"), s = staff_id("steward"), id;

	api_as(&a, "leader");
	id = assign(e, s, "industry", ",\"from\":\"2026-03-01\",\"to\":\"2026-06-30\"");
	ck_assert_int_eq(api_home(id), api_home(e));
	ck_assert(!api_there(&a, "/replaced"));
	api_ok(&a, "steward.get", "{\"id\":%lld}", (long long)id);
	ck_assert_int_eq(api_int(&a, "/enterprise"), e);
	ck_assert_int_eq(api_int(&a, "/staff"), s);
	ck_assert_int_eq(api_int(&a, "/office"), a.street);
	ck_assert_str_eq(api_text(&a, "/name"), "steward");
	ck_assert_str_eq(api_text(&a, "/role"), "industry");
	ck_assert_str_eq(api_text(&a, "/valid_from"), "2026-03-01");
	ck_assert_str_eq(api_text(&a, "/valid_to"), "2026-06-30");
	ck_assert_int_eq(api_int(&a, "/revision"), 1);
}
END_TEST

/* The leader in charge is one person on a day; who takes over ends the one before, on the
 * day before, as an event of its own. */
START_TEST(leader_is_one)
{
	int64_t e = enterprise("甲公司"), first = staff_id("leader"), second = staff_id("steward");
	int64_t one, two;

	api_as(&a, "leader");
	one = assign(e, first, "leader", ",\"from\":\"2026-01-01\"");
	api_fails(&a, GJ_E_EXISTS, "exists", "/role", "steward.assign",
		  "{\"enterprise\":%lld,\"staff\":%lld,\"role\":\"leader\","
		  "\"from\":\"2026-05-01\"}",
		  (long long)e, (long long)second);
	two = assign(e, second, "leader", ",\"from\":\"2026-05-01\",\"replace\":true");
	ck_assert_uint_eq(api_count(&a, "/replaced"), 1);
	ck_assert_int_eq(api_int(&a, "/replaced/0"), one);
	ck_assert_int_eq(api_int(&a, "/id"), two);
	api_ok(&a, "steward.get", "{\"id\":%lld}", (long long)one);
	ck_assert_str_eq(api_text(&a, "/valid_to"), "2026-04-30");
	ck_assert_int_eq(api_int(&a, "/replaced_by"), two);
	ck_assert_int_eq(api_int(&a, "/revision"), 2);
	api_ok(&a, "steward.list", "{\"enterprise\":%lld,\"on\":\"2026-04-30\"}", (long long)e);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/id"), one);
	api_ok(&a, "steward.list", "{\"enterprise\":%lld,\"on\":\"2026-05-01\"}", (long long)e);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/id"), two);
	api_ok(&a, "steward.list", "{\"enterprise\":%lld}", (long long)e);
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
	ck_assert_uint_eq(api_events(&a, a.street, "steward.assigned"), 2);
	ck_assert_uint_eq(api_events(&a, a.street, "steward.ended"), 1);
	verified();
}
END_TEST

/* A service that begins no earlier cannot end the day before: it is corrected by itself. */
START_TEST(later_is_not_replaced)
{
	int64_t e = enterprise("甲公司"), first = staff_id("leader"), second = staff_id("steward");

	api_as(&a, "leader");
	assign(e, first, "leader", ",\"from\":\"2026-05-01\"");
	api_fails(&a, GJ_E_EXISTS, "exists", "/from", "steward.assign",
		  "{\"enterprise\":%lld,\"staff\":%lld,\"role\":\"leader\",\"from\":\"2026-05-01\","
		  "\"replace\":true}",
		  (long long)e, (long long)second);
	assign(e, second, "leader", ",\"from\":\"2026-03-01\",\"to\":\"2026-04-30\"");
}
END_TEST

/* Other roles may be shared, but nobody holds one twice on a day, not even to replace. */
START_TEST(shared_roles)
{
	int64_t e = enterprise("甲公司"), first = staff_id("leader"), second = staff_id("steward");

	api_as(&a, "leader");
	assign(e, first, "industry", ",\"from\":\"2026-01-01\"");
	assign(e, second, "industry", ",\"from\":\"2026-01-01\"");
	ck_assert(!api_there(&a, "/replaced"));
	api_fails(&a, GJ_E_EXISTS, "exists", "/staff", "steward.assign",
		  "{\"enterprise\":%lld,\"staff\":%lld,\"role\":\"industry\","
		  "\"from\":\"2026-02-01\",\"replace\":true}",
		  (long long)e, (long long)second);
	api_ok(&a, "steward.list", "{\"enterprise\":%lld,\"on\":\"2026-01-01\"}", (long long)e);
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
}
END_TEST

START_TEST(ends)
{
	int64_t e = enterprise("甲公司"), s = staff_id("steward"), id;

	api_as(&a, "leader");
	id = assign(e, s, "territory", ",\"from\":\"2026-03-01\"");
	api_fails(&a, GJ_E_RULE, "order_of_dates", "/on", "steward.end",
		  "{\"id\":%lld,\"on\":\"2026-02-28\",\"reason\":\"left_post\"}", (long long)id);
	api_fails(&a, GJ_E_BAD_VALUE, "not_listed", "/reason", "steward.end",
		  "{\"id\":%lld,\"on\":\"2026-04-01\",\"reason\":\"tired\"}", (long long)id);
	api_fails(&a, GJ_E_CONFLICT, "revision", NULL, "steward.end",
		  "{\"id\":%lld,\"on\":\"2026-04-01\",\"reason\":\"left_post\",\"if_revision\":2}",
		  (long long)id);
	api_ok(&a, "steward.end", "{\"id\":%lld,\"on\":\"2026-04-01\",\"reason\":\"left_post\"}",
	       (long long)id);
	ck_assert_int_eq(api_int(&a, "/revision"), 2);
	/* An end is brought forward, not put off. */
	api_fails(&a, GJ_E_STATE, "verb_not_allowed", NULL, "steward.end",
		  "{\"id\":%lld,\"on\":\"2026-04-01\",\"reason\":\"left_post\"}", (long long)id);
	api_ok(&a, "steward.end", "{\"id\":%lld,\"on\":\"2026-03-01\",\"reason\":\"by_order\"}",
	       (long long)id);
	api_ok(&a, "steward.get", "{\"id\":%lld}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/valid_to"), "2026-03-01");
	ck_assert_str_eq(api_text(&a, "/end_reason"), "by_order");
}
END_TEST

/* ---- amend, void ---- */

START_TEST(amended)
{
	int64_t e = enterprise("甲公司"), first = staff_id("leader"), second = staff_id("steward");
	int64_t one, two;

	api_as(&a, "leader");
	one = assign(e, first, "leader", ",\"from\":\"2026-01-01\",\"to\":\"2026-03-31\"");
	two = assign(e, second, "leader", ",\"from\":\"2026-04-01\"");
	api_fails(&a, GJ_E_MISSING, "missing", "/reason", "steward.amend",
		  "{\"id\":%lld,\"from\":\"2026-03-31\"}", (long long)two);
	api_fails(&a, GJ_E_EXISTS, "exists", "/role", "steward.amend",
		  "{\"id\":%lld,\"from\":\"2026-03-31\",\"reason\":\"typing_error\"}",
		  (long long)two);
	api_fails(&a, GJ_E_EXISTS, "exists", "/role", "steward.amend",
		  "{\"id\":%lld,\"to\":null,\"reason\":\"typing_error\"}", (long long)one);
	api_fails(&a, GJ_E_RULE, "order_of_dates", "/to", "steward.amend",
		  "{\"id\":%lld,\"to\":\"2025-12-31\",\"reason\":\"typing_error\"}",
		  (long long)one);
	api_fails(&a, GJ_E_RULE, "order_of_dates", "/from", "steward.amend",
		  "{\"id\":%lld,\"from\":\"2026-04-01\",\"reason\":\"typing_error\"}",
		  (long long)one);
	api_ok(&a, "steward.amend",
	       "{\"id\":%lld,\"role\":\"deputy\",\"to\":null,\"reason\":\"wrong_fact\"}",
	       (long long)one);
	api_ok(&a, "steward.get", "{\"id\":%lld}", (long long)one);
	ck_assert_str_eq(api_text(&a, "/role"), "deputy");
	ck_assert(!api_there(&a, "/valid_to"));
	ck_assert_str_eq(api_text(&a, "/valid_from"), "2026-01-01");
	api_ok(&a, "steward.amend",
	       "{\"id\":%lld,\"staff\":%lld,\"from\":\"2026-02-01\",\"reason\":\"wrong_fact\"}",
	       (long long)one, (long long)staff_id("grid"));
	api_ok(&a, "steward.get", "{\"id\":%lld}", (long long)one);
	ck_assert_str_eq(api_text(&a, "/name"), "grid");
	ck_assert_int_eq(api_int(&a, "/office"), a.community);
	verified();
}
END_TEST

/* An amendment that opens the end again forgets why it had ended. */
START_TEST(reopened_by_amendment)
{
	int64_t e = enterprise("甲公司"), id;
	int64_t s = staff_id("steward");

	api_as(&a, "leader");
	id = assign(e, s, "territory", ",\"from\":\"2026-03-01\"");
	api_ok(&a, "steward.end", "{\"id\":%lld,\"on\":\"2026-04-01\",\"reason\":\"left_post\"}",
	       (long long)id);
	api_ok(&a, "steward.amend", "{\"id\":%lld,\"to\":null,\"reason\":\"wrong_fact\"}",
	       (long long)id);
	api_ok(&a, "steward.get", "{\"id\":%lld}", (long long)id);
	ck_assert(!api_there(&a, "/valid_to"));
	ck_assert(!api_there(&a, "/end_reason"));
}
END_TEST

START_TEST(voided)
{
	int64_t e = enterprise("甲公司"), s = staff_id("steward"), id;

	api_as(&a, "leader");
	id = assign(e, s, "leader", ",\"from\":\"2026-03-01\"");
	api_ok(&a, "steward.void", "{\"id\":%lld,\"reason\":\"entered_by_mistake\"}",
	       (long long)id);
	api_fails(&a, GJ_E_STATE, "voided", NULL, "steward.end",
		  "{\"id\":%lld,\"on\":\"2026-04-01\",\"reason\":\"left_post\"}", (long long)id);
	api_ok(&a, "steward.list", "{\"enterprise\":%lld}", (long long)e);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_ok(&a, "steward.list", "{\"enterprise\":%lld,\"voided\":true}", (long long)e);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	/* What is void is in nobody's way. */
	assign(e, staff_id("leader"), "leader", ",\"from\":\"2026-03-01\"");
}
END_TEST

/* ---- who may ---- */

START_TEST(rights)
{
	int64_t e = enterprise("甲公司"), s = staff_id("steward"), id;

	api_as(&a, "leader");
	id = assign(e, s, "industry", ",\"from\":\"2026-03-01\"");
	api_as(&a, "clerk");
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "steward.assign",
		  "{\"enterprise\":%lld,\"staff\":%lld,\"role\":\"leader\","
		  "\"from\":\"2026-03-01\"}",
		  (long long)e, (long long)s);
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "steward.end",
		  "{\"id\":%lld,\"on\":\"2026-04-01\",\"reason\":\"left_post\"}", (long long)id);
	api_ok(&a, "steward.get", "{\"id\":%lld}", (long long)id);
	/* For another street it is not there. */
	api_as(&a, "other");
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, "steward.get", "{\"id\":%lld}",
		  (long long)id);
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, "steward.list", "{\"enterprise\":%lld}",
		  (long long)e);
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "steward.list", "{\"home\":%lld}",
		  (long long)a.street);
	api_ok(&a, "steward.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_as(&a, "leader");
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", "/staff", "steward.assign",
		  "{\"enterprise\":%lld,\"staff\":%lld,\"role\":\"leader\","
		  "\"from\":\"2026-03-01\"}",
		  (long long)e, (long long)e);
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", "/enterprise", "steward.assign",
		  "{\"enterprise\":%lld,\"staff\":%lld,\"role\":\"leader\","
		  "\"from\":\"2026-03-01\"}",
		  (long long)id, (long long)s);
}
END_TEST

/* The same key answers the same, and ends nobody twice. */
START_TEST(key)
{
	int64_t e = enterprise("甲公司"), first = staff_id("leader"), second = staff_id("steward");
	char *answer;
	int i;

	api_as(&a, "leader");
	assign(e, first, "leader", ",\"from\":\"2026-01-01\"");
	assign(e, second, "leader", ",\"from\":\"2026-05-01\",\"replace\":true,\"key\":\"k\"");
	answer = strdup(gj_reply_json(a.reply, NULL));
	for (i = 0; i < 2; i++) {
		assign(e, second, "leader",
		       ",\"from\":\"2026-05-01\",\"replace\":true,\"key\":\"k\"");
		ck_assert_str_eq(gj_reply_json(a.reply, NULL), answer);
	}
	free(answer);
	ck_assert_uint_eq(api_events(&a, a.street, "steward.ended"), 1);
}
END_TEST

/* Pages hold every service once, in order. */
START_TEST(pages)
{
	int64_t s = staff_id("steward"), firm, last = 0;
	char name[40], next[200] = "";
	int i, seen = 0;

	for (i = 0; i < 7; i++) {
		snprintf(name, sizeof(name), "企业%d", i);
		firm = enterprise(name);
		api_as(&a, "leader");
		assign(firm, s, "industry", ",\"from\":\"2026-01-01\"");
	}
	do {
		api_ok(&a, "steward.list", "{\"staff\":%lld,\"limit\":3%s}", (long long)s, next);
		for (i = 0; i < (int)api_count(&a, "/items"); i++, seen++) {
			char place[40];
			snprintf(place, sizeof(place), "/items/%d/id", i);
			ck_assert_int_gt(api_int(&a, place), last);
			last = api_int(&a, place);
		}
		snprintf(next, sizeof(next), ",\"after\":\"%s\"", api_text(&a, "/next"));
	} while (api_there(&a, "/next"));
	ck_assert_int_eq(seen, 7);
}
END_TEST

/* ---- random histories against sets of days ---- */

#define FOREVER DAYS /* the place in a set for all that comes after the year */
#define SERVICES 400
static const char *const roles[] = { "leader", "industry", "territory" };
enum { LEADER, ROLES = 3, PEOPLE = 4, FIRMS = 2 };

typedef struct service {
	int64_t id;
	int firm, who, role, voided;
	char on[DAYS + 1];
} service;

static service model[SERVICES];
static int services;
static int64_t people[PEOPLE], firms[FIRMS];

static uint64_t dice_state;
static int dice(int sides)
{
	dice_state = dice_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int)((dice_state >> 33) % (uint64_t)sides);
}

static int first_day(const service *s)
{
	int d = 0;

	while (!s->on[d])
		d++;
	return d;
}

static int last_day(const service *s)
{
	int d = DAYS;

	while (!s->on[d])
		d--;
	return d;
}

static int meet(const service *x, const service *y)
{
	int d;

	for (d = 0; d <= DAYS; d++)
		if (x->on[d] && y->on[d])
			return 1;
	return 0;
}

/* What stands in the way of a service that is not in the model or is number `self`. */
static int way_is_free(const service *s, int self, int replace)
{
	int i;

	for (i = 0; i < services; i++) {
		const service *o = &model[i];
		if (i == self || o->voided || o->firm != s->firm || o->role != s->role ||
		    !meet(o, s))
			continue;
		if (o->who == s->who || (replace && first_day(o) >= first_day(s)) ||
		    (!replace && s->role == LEADER))
			return 0;
	}
	return 1;
}

static void cut(service *s, int from)
{
	memset(s->on + from, 0, (size_t)(DAYS + 1 - from));
}

static void random_assign(void)
{
	service s = { 0 };
	int from = dice(DAYS), to = dice(3) ? from - 3 + dice(60) : FOREVER, replace = dice(3) == 0;
	int wanted = GJ_OK, i, d;
	char f[32], t[32], more[48] = "";

	if (to < 0 || to > FOREVER || (to != FOREVER && to >= DAYS))
		return;
	s.firm = dice(FIRMS);
	s.who = dice(PEOPLE);
	s.role = dice(ROLES);
	for (d = from; d <= to; d++)
		s.on[d] = 1;
	if (to != FOREVER)
		snprintf(more, sizeof(more), ",\"to\":\"%s\"", day(to, t));
	if (to < from)
		wanted = GJ_E_RULE;
	else if (!way_is_free(&s, -1, replace))
		wanted = GJ_E_EXISTS;
	ck_assert_int_eq(api_call(&a, "steward.assign",
				  "{\"enterprise\":%lld,\"staff\":%lld,\"role\":\"%s\","
				  "\"from\":\"%s\",\"replace\":%s%s}",
				  (long long)firms[s.firm], (long long)people[s.who], roles[s.role],
				  day(from, f), replace ? "true" : "false", more),
			 wanted);
	if (wanted)
		return;
	s.id = api_int(&a, "/id");
	for (i = 0; replace && i < services; i++)
		if (!model[i].voided && model[i].firm == s.firm && model[i].role == s.role &&
		    meet(&model[i], &s))
			cut(&model[i], from);
	model[services++] = s;
}

static void random_end(void)
{
	service *s = &model[dice(services)];
	int on = dice(DAYS), wanted = GJ_OK;
	char t[32];

	if (s->voided || last_day(s) <= on)
		wanted = GJ_E_STATE;
	else if (on < first_day(s))
		wanted = GJ_E_RULE;
	ck_assert_int_eq(api_call(&a, "steward.end",
				  "{\"id\":%lld,\"on\":\"%s\",\"reason\":\"by_order\"}",
				  (long long)s->id, day(on, t)),
			 wanted);
	if (!wanted)
		cut(s, on + 1);
}

static void random_amend(void)
{
	int self = dice(services), from = dice(DAYS), to = dice(4) ? from + dice(90) : FOREVER, d;
	service s = model[self];
	int wanted = GJ_OK;
	char f[32], t[40] = "null";

	if (to != FOREVER && to >= DAYS)
		return;
	if (to != FOREVER) {
		char plain[32];
		snprintf(t, sizeof(t), "\"%s\"", day(to, plain));
	}
	s.who = dice(PEOPLE);
	cut(&s, 0);
	for (d = from; d <= to; d++)
		s.on[d] = 1;
	if (s.voided)
		wanted = GJ_E_STATE;
	else if (!way_is_free(&s, self, 0))
		wanted = GJ_E_EXISTS;
	ck_assert_int_eq(api_call(&a, "steward.amend",
				  "{\"id\":%lld,\"staff\":%lld,\"from\":\"%s\",\"to\":%s,"
				  "\"reason\":\"wrong_fact\"}",
				  (long long)s.id, (long long)people[s.who], day(from, f), t),
			 wanted);
	if (!wanted)
		model[self] = s;
}

static void random_void(void)
{
	service *s = &model[dice(services)];

	ck_assert_int_eq(api_call(&a, "steward.void",
				  "{\"id\":%lld,\"reason\":\"entered_by_mistake\"}",
				  (long long)s->id),
			 s->voided ? GJ_E_STATE : GJ_OK);
	s->voided = 1;
}

/* The services of one day, as the library lists them: each in the model, and as many. */
static void same_on(int d, int firm, int who)
{
	char date[32], place[40];
	size_t i, count;
	int k, wanted = 0;

	if (who < 0)
		api_ok(&a, "steward.list", "{\"enterprise\":%lld,\"on\":\"%s\",\"limit\":1000}",
		       (long long)firms[firm], day(d, date));
	else
		api_ok(&a, "steward.list", "{\"staff\":%lld,\"on\":\"%s\",\"limit\":1000}",
		       (long long)people[who], day(d, date));
	count = api_count(&a, "/items");
	for (k = 0; k < services; k++)
		wanted += !model[k].voided && model[k].on[d] &&
			  (who < 0 ? model[k].firm == firm : model[k].who == who);
	ck_assert_int_eq((int)count, wanted);
	for (i = 0; i < count; i++) {
		snprintf(place, sizeof(place), "/items/%zu/id", i);
		for (k = 0; k < services && model[k].id != api_int(&a, place); k++)
			;
		ck_assert(k < services && model[k].on[d] && !model[k].voided);
		ck_assert(who < 0 ? model[k].firm == firm : model[k].who == who);
		snprintf(place, sizeof(place), "/items/%zu/staff", i);
		ck_assert_int_eq(api_int(&a, place), people[model[k].who]);
		snprintf(place, sizeof(place), "/items/%zu/role", i);
		ck_assert_str_eq(api_text(&a, place), roles[model[k].role]);
	}
}

static void one_leader(int d, int firm)
{
	char date[32];

	api_ok(&a, "steward.list", "{\"enterprise\":%lld,\"on\":\"%s\",\"role\":\"leader\"}",
	       (long long)firms[firm], day(d, date));
	ck_assert_uint_le(api_count(&a, "/items"), 1);
}

static void history(uint64_t seed, int steps)
{
	int i;

	dice_state = seed;
	services = 0;
	people[0] = staff_id("leader");
	people[1] = staff_id("steward");
	people[2] = staff_id("grid");
	people[3] = staff_id("clerk");
	firms[0] = enterprise("甲公司");
	firms[1] = enterprise("乙公司");
	api_as(&a, "leader");
	for (i = 0; i < steps && services < SERVICES - 1; i++) {
		int roll = dice(10);
		if (roll < 6 || services == 0)
			random_assign();
		else if (roll < 8)
			random_end();
		else if (roll < 9)
			random_amend();
		else
			random_void();
		same_on(dice(DAYS), dice(FIRMS), -1);
	}
	for (i = 0; i < DAYS; i += 1 + dice(5)) {
		same_on(i, dice(FIRMS), -1);
		same_on(i, 0, dice(PEOPLE));
		one_leader(i, 0);
		one_leader(i, 1);
	}
	verified();
}

START_TEST(histories)
{
	history(unit_seed() * 1000 + (uint64_t)_i, unit_soak() ? 3000 : 250);
}
END_TEST

static Suite *steward_suite(void)
{
	Suite *suite = suite_create("steward");
	TCase *examples = tcase_create("examples"), *random = tcase_create("histories");

	tcase_add_checked_fixture(examples, setup, teardown);
	tcase_set_timeout(examples, 60);
	tcase_add_test(examples, assigned_is_read_back);
	tcase_add_test(examples, leader_is_one);
	tcase_add_test(examples, later_is_not_replaced);
	tcase_add_test(examples, shared_roles);
	tcase_add_test(examples, ends);
	tcase_add_test(examples, amended);
	tcase_add_test(examples, reopened_by_amendment);
	tcase_add_test(examples, voided);
	tcase_add_test(examples, rights);
	tcase_add_test(examples, key);
	tcase_add_test(examples, pages);
	suite_add_tcase(suite, examples);
	tcase_add_checked_fixture(random, setup, teardown);
	tcase_set_timeout(random, unit_soak() ? 0 : 120);
	tcase_add_loop_test(random, histories, 0, 4);
	suite_add_tcase(suite, random);
	return suite;
}

GJ_TEST_MAIN(steward_suite)
