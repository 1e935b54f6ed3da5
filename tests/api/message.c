/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages: who is told of what; quiet hours and digests; leases, reports and order; what of
 * them is a fact and what is this copy's own; signatures.
 */
#include "ground.h"

#define MINUTE (60 * API_SECOND)
#define HOUR (60 * MINUTE)
/* 2026-09-30T00:00:00+08:00, a Wednesday. By the State Council's paper 1 to 7 October are off,
 * and Saturday, 10 October, is worked. */
#define SEPTEMBER_30 INT64_C(1790697600000000)

static api a;
static int64_t section2;

static void setup(void)
{
	api_open(&a);
	api_as(&a, "system");
	section2 = api_office(&a, "section", "综合办公室", NULL, a.street);
	api_staff(&a, "dispatcher", a.street, "dispatcher");
	api_staff(&a, "worker", a.street, "system");
	api_staff(&a, "head", a.section, "section_head");
}

static void teardown(void)
{
	api_close(&a);
}

/* ---- one step each ---- */

static char *file_text(const char *name)
{
	char path[4096], *text;
	long size;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", GJ_TESTS, name);
	f = fopen(path, "rb");
	ck_assert_ptr_nonnull(f);
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	rewind(f);
	text = calloc(1, (size_t)size + 1);
	ck_assert(text && fread(text, 1, (size_t)size, f) == (size_t)size);
	fclose(f);
	return text;
}

/* The built-in profile with one place of its text written otherwise. */
static int adopt(const char *from, const char *to)
{
	char *text = file_text("../src/profile/cn-default.json"), *at = strstr(text, from), *args;
	int code;

	ck_assert_msg(at != NULL, "%s", from);
	args = malloc(strlen(text) + strlen(to) + 40);
	sprintf(args, "{\"source\":%.*s%s%s}", (int)(at - text), text, to, at + strlen(from));
	api_as(&a, "system");
	code = api_call_json(&a, "profile.adopt", args);
	free(args);
	free(text);
	return code;
}

static int64_t opened(const char *more)
{
	api_as(&a, "clerk");
	return api_id(&a, "demand.register",
		      "{\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"traffic\","
		      "\"subject\":\"门口拥堵\"%s}",
		      more);
}

static void verb(const char *account, const char *name, int64_t id, const char *more)
{
	char op[40];

	api_as(&a, account);
	snprintf(op, sizeof(op), "demand.%s", name);
	api_ok(&a, op, "{\"id\":%lld%s}", (long long)id, more);
}

static void dispatch(int64_t id, int64_t unit)
{
	char more[40];

	snprintf(more, sizeof(more), ",\"unit\":%lld", (long long)unit);
	verb("dispatcher", "dispatch", id, more);
}

/* How many deliveries are given out. */
static size_t take(const char *worker)
{
	api_as(&a, "worker");
	api_ok(&a, "message.take", "{\"worker\":\"%s\"}", worker);
	return api_count(&a, "/items");
}

static const char *key(void)
{
	static char room[80];

	snprintf(room, sizeof(room), "%s", api_text(&a, "/items/0/key"));
	ck_assert(*room);
	return room;
}

static int64_t report(const char *op, const char *worker, const char *which, const char *more)
{
	api_ok(&a, op, "{\"worker\":\"%s\",\"keys\":[\"%s\"]%s}", worker, which, more);
	return api_int(&a, "/count");
}

/* ---- who, in which words ---- */

START_TEST(told_in_the_same_step)
{
	int64_t id = opened("");
	char text[200];

	dispatch(id, a.section);
	ck_assert_uint_eq(take("w"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/office"), a.section);
	ck_assert_str_eq(api_text(&a, "/items/0/office_name"), "城市管理办公室");
	ck_assert_int_eq(api_int(&a, "/items/0/attempt"), 1);
	ck_assert_int_eq(api_flag(&a, "/items/0/digest"), 0);
	ck_assert_int_eq(api_int(&a, "/items/0/messages/0/about"), id);
	ck_assert_str_eq(api_text(&a, "/items/0/messages/0/kind"), "given");
	ck_assert_str_eq(api_text(&a, "/items/0/messages/0/order_no"), "SG-2026-000001");
	snprintf(text, sizeof(text), "%s", api_text(&a, "/items/0/text"));
	ck_assert_str_eq(text, "SG-2026-000001 was put into the charge of 城市管理办公室. Please "
			       "sign for it.");
	/* What somebody said stays out of it. */
	ck_assert(!api_holds(&a, "拥堵"));
	ck_assert_int_eq(report("message.ack", "w", key(), ""), 1);
	ck_assert_uint_eq(take("w"), 0);
}
END_TEST

static int64_t staff_id(const char *account)
{
	char name[40];
	size_t i;

	api_as(&a, "system");
	api_ok(&a, "staff.list", "{}");
	for (i = 0; i < api_count(&a, "/items"); i++) {
		snprintf(name, sizeof(name), "/items/%zu/account", i);
		if (strcmp(api_text(&a, name), account) == 0) {
			snprintf(name, sizeof(name), "/items/%zu/id", i);
			return api_int(&a, name);
		}
	}
	ck_abort_msg("no %s", account);
}

/* Accounts and offices of a case's messages, each with a comma. */
static const char *told(int64_t about)
{
	static char text[600];
	char place[60];
	size_t i, n = 0;

	api_as(&a, "leader");
	api_ok(&a, "message.list", "{\"about\":%lld}", (long long)about);
	*text = '\0';
	for (i = 0; i < api_count(&a, "/items"); i++) {
		snprintf(place, sizeof(place), "/items/%zu/account", i);
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s", api_text(&a, place));
		snprintf(place, sizeof(place), "/items/%zu/office_name", i);
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s,", api_text(&a, place));
	}
	return text;
}

#define DISPATCH_TO "\"dispatch\": {\"kind\": \"given\", \"to\": [\"unit\"]}"

/* Who holds the role there, or else the office; each once. */
START_TEST(recipients)
{
	int64_t id, enterprise, grid = staff_id("grid");
	char more[80];

	ck_assert_int_eq(adopt(DISPATCH_TO,
			       "\"dispatch\": {\"kind\": \"given\", \"to\": [{\"of\": \"unit\", "
			       "\"roles\": [\"section_head\"]}, {\"of\": [\"home\", \"unit\"], "
			       "\"roles\": [\"leader\"]}, \"above\", \"assist\", \"steward\", "
			       "\"registrar\", \"home\", \"home\"]}"),
			 0);
	api_as(&a, "clerk");
	enterprise =
		api_id(&a, "enterprise.register", "{\"kind\":\"enterprise\",\"name\":\"甲公司\"}");
	api_as(&a, "leader");
	api_ok(&a, "steward.assign",
	       "{\"enterprise\":%lld,\"staff\":%lld,\"role\":\"territory\",\"from\":\"2026-01-"
	       "01\"}",
	       (long long)enterprise, (long long)grid);
	snprintf(more, sizeof(more), ",\"enterprise\":%lld", (long long)enterprise);
	id = opened(more);
	snprintf(more, sizeof(more), ",\"unit\":%lld,\"assist\":[%lld]", (long long)a.section,
		 (long long)a.community);
	verb("dispatcher", "dispatch", id, more);
	ck_assert_str_eq(told(id), "head,leader,海淀区,晨月园社区,grid,clerk,曙光街道,");
	ck_assert_uint_eq(take("w"), 7);
}
END_TEST

/* For the unit complained of the case does not exist: nobody there is told, whatever the
 * profile says, and nobody there sees that others were. */
START_TEST(complaints)
{
	char more[80];
	int64_t id;

	ck_assert_int_eq(adopt(DISPATCH_TO,
			       "\"dispatch\": {\"kind\": \"given\", \"to\": [\"unit\", \"assist\", "
			       "\"registrar\", {\"of\": \"home\", \"roles\": [\"leader\"]}]}"),
			 0);
	api_ok(&a, "staff.grant", "{\"id\":%lld,\"office\":%lld,\"role\":\"leader\"}",
	       (long long)staff_id("head"), (long long)a.street);
	snprintf(more, sizeof(more), ",\"against\":%lld", (long long)a.section);
	id = opened(more);
	dispatch(id, section2);
	ck_assert_str_eq(told(id), "综合办公室,clerk,leader,");
	api_as(&a, "head");
	api_ok(&a, "message.list", "{\"home\":%lld}", (long long)a.street);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	/* Nor does a worker there get it into her hands. */
	api_as(&a, "system");
	api_staff(&a, "spy", a.section, "system");
	api_ok(&a, "staff.grant", "{\"id\":%lld,\"office\":%lld,\"role\":\"system\"}",
	       (long long)staff_id("spy"), (long long)a.street);
	api_as(&a, "spy");
	api_ok(&a, "message.take", "{\"worker\":\"spy\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	ck_assert_uint_eq(take("w"), 3);
	api_as(&a, "spy");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, "/keys/0", "message.ack",
		  "{\"worker\":\"w\",\"keys\":[\"%lld:2:0\"]}", (long long)api_home(id));
}
END_TEST

/* What the profile says is checked before it is adopted. */
START_TEST(profiles_that_do_not_hold)
{
	static const struct {
		const char *from, *to, *path;
	} wrong[] = {
		{ "{order_no}，承办", "{order}，承办", "/messages/kinds/given/zh" },
		{ "\"when\": \"hours\"", "\"when\": \"later\"", "/messages/kinds/given/when" },
		{ DISPATCH_TO, "\"dispatch\": {\"kind\": \"none\", \"to\": [\"unit\"]}",
		  "/messages/on/dispatch/kind" },
		{ DISPATCH_TO, "\"dispatch\": {\"kind\": \"given\", \"to\": [\"mayor\"]}",
		  "/messages/on/dispatch/to/0" },
		{ DISPATCH_TO, "\"dispatch\": {\"kind\": \"given\", \"to\": []}",
		  "/messages/on/dispatch/to" },
		{ "\"dispatch\": {\"kind\": \"given\"", "\"shout\": {\"kind\": \"given\"",
		  "/messages/on/shout" },
		{ "[\"08:45\", \"13:45\"]", "[\"08:45\", \"24:00\"]", "/messages/digest/at/1" },
		{ "\"first\": \"1m\"", "\"first\": \"1wd\"", "/messages/retry/first" },
		{ "\"at_once_for\": [\"emergency\"]", "\"at_once_for\": [\"fire\"]",
		  "/messages/at_once_for/0" },
		{ "[[\"08:30\", \"12:00\"]", "[[\"12:30\", \"12:00\"]", "/messages/hours/0" },
	};
	size_t i;
	char path[80];

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		ck_assert_int_eq(adopt(wrong[i].from, wrong[i].to), GJ_E_BAD_VALUE);
		snprintf(path, sizeof(path), "/source%s", wrong[i].path);
		ck_assert_str_eq(gj_reply_path(a.reply), path);
	}
}
END_TEST

/* ---- quiet hours ---- */

/* When what happens then may be delivered, on the wall clock. */
static const char *ready_after(int64_t when, const char *more)
{
	int64_t id;

	a.now = when;
	id = opened(more);
	dispatch(id, a.section);
	api_as(&a, "leader");
	api_ok(&a, "message.list", "{\"about\":%lld}", (long long)id);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	return api_text(&a, "/items/0/ready_at");
}

START_TEST(midnight_waits_for_the_morning_of_a_working_day)
{
	/* Monday, 28 September: at once within hours, else when they begin. */
	int64_t monday = SEPTEMBER_30 - 2 * API_DAY, wednesday = SEPTEMBER_30;

	ck_assert_str_eq(ready_after(monday - HOUR, ""), "2026-09-28T08:30:00+08:00");
	ck_assert_str_eq(ready_after(monday, ""), "2026-09-28T08:30:00+08:00");
	ck_assert(strncmp(ready_after(monday + 10 * HOUR, ""), "2026-09-28T10:00:0", 18) == 0);
	ck_assert_str_eq(ready_after(monday + 12 * HOUR, ""), "2026-09-28T13:30:00+08:00");
	ck_assert_str_eq(ready_after(monday + 18 * HOUR, ""), "2026-09-29T08:30:00+08:00");
	/* Over the holiday: 8 October is the first day that is worked. */
	ck_assert(strncmp(ready_after(wednesday + 17 * HOUR, ""), "2026-09-30T17:00:0", 18) == 0);
	ck_assert_str_eq(ready_after(wednesday + 22 * HOUR, ""), "2026-10-08T08:30:00+08:00");
	ck_assert_str_eq(ready_after(wednesday + 4 * API_DAY + 10 * HOUR, ""),
			 "2026-10-08T08:30:00+08:00");
	/* The make-up Saturday; the Sunday after it. */
	ck_assert_str_eq(ready_after(wednesday + 9 * API_DAY + 20 * HOUR, ""),
			 "2026-10-10T08:30:00+08:00");
	ck_assert(strncmp(ready_after(wednesday + 10 * API_DAY + 10 * HOUR, ""),
			  "2026-10-10T10:00:0", 18) == 0);
	ck_assert_str_eq(ready_after(wednesday + 10 * API_DAY + 18 * HOUR, ""),
			 "2026-10-12T08:30:00+08:00");
	/* Where life is in danger nobody waits for the morning. */
	ck_assert(strncmp(ready_after(wednesday + 22 * HOUR + 14 * API_DAY,
				      ",\"urgency\":\"emergency\""),
			  "2026-10-14T22:00:0", 18) == 0);
}
END_TEST

START_TEST(it_is_not_given_out_before)
{
	int64_t id;

	a.now = SEPTEMBER_30 + 22 * HOUR;
	id = opened("");
	dispatch(id, a.section);
	ck_assert_uint_eq(take("w"), 0);
	ck_assert_str_eq(api_text(&a, "/next_at"), "2026-10-08T08:30:00+08:00");
	a.now = SEPTEMBER_30 + 8 * API_DAY + 8 * HOUR + 29 * MINUTE;
	ck_assert_uint_eq(take("w"), 0);
	a.now += MINUTE;
	ck_assert_uint_eq(take("w"), 1);
}
END_TEST

/* ---- digests ---- */

#define DIGEST_DISPATCH "\"dispatch\": {\"kind\": \"soon\", \"to\": [\"unit\"]}"

START_TEST(one_digest_instead_of_thirty_messages)
{
	char place[40], text[42];
	int64_t id[30];
	int i;

	ck_assert_int_eq(adopt(DISPATCH_TO, DIGEST_DISPATCH), 0);
	a.now = SEPTEMBER_30 + 14 * HOUR;
	for (i = 0; i < 30; i++) {
		id[i] = opened("");
		dispatch(id[i], i % 10 == 9 ? section2 : a.section);
	}
	ck_assert_uint_eq(take("w"), 0);
	ck_assert_str_eq(api_text(&a, "/next_at"), "2026-10-08T08:45:00+08:00");
	a.now = SEPTEMBER_30 + 8 * API_DAY + 8 * HOUR + 45 * MINUTE;
	ck_assert_uint_eq(take("w"), 2);
	ck_assert_int_eq(api_int(&a, "/items/0/office"), a.section);
	ck_assert_int_eq(api_flag(&a, "/items/0/digest"), 1);
	ck_assert_uint_eq(api_count(&a, "/items/0/messages"), 27);
	snprintf(text, sizeof(text), "%s", api_text(&a, "/items/0/text"));
	ck_assert_str_eq(text, "27 reminders for you:\n1. SG-2026-000001: ");
	ck_assert_int_eq(api_int(&a, "/items/0/messages/26/about"), id[28]);
	ck_assert_int_eq(api_int(&a, "/items/1/office"), section2);
	ck_assert_uint_eq(api_count(&a, "/items/1/messages"), 3);
	/* One report for all of it. */
	snprintf(place, sizeof(place), "%s", api_text(&a, "/items/1/key"));
	ck_assert_int_eq(report("message.ack", "w", place, ""), 1);
	api_as(&a, "leader");
	api_ok(&a, "message.list", "{\"office\":%lld,\"open\":true}", (long long)section2);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_ok(&a, "message.list", "{\"open\":true,\"limit\":1000}");
	ck_assert_uint_eq(api_count(&a, "/items"), 27);
	ck_assert_str_eq(api_text(&a, "/items/0/state"), "taken");
}
END_TEST

/* What comes after a digest was given out is not slipped into it under the same key. */
START_TEST(a_digest_keeps_what_it_had)
{
	int64_t one, two;
	char first[80];

	ck_assert_int_eq(adopt(DISPATCH_TO, DIGEST_DISPATCH), 0);
	one = opened("");
	dispatch(one, a.section);
	a.now = API_NOW + 5 * HOUR;
	ck_assert_uint_eq(take("w"), 1);
	snprintf(first, sizeof(first), "%s", key());
	two = opened("");
	dispatch(two, a.section);
	a.now = API_NOW + API_DAY;
	ck_assert_uint_eq(take("v"), 2);
	ck_assert_str_eq(key(), first);
	ck_assert_uint_eq(api_count(&a, "/items/0/messages"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/attempt"), 2);
	ck_assert_int_eq(api_int(&a, "/items/1/messages/0/about"), two);
}
END_TEST

/* ---- leases and reports ---- */

START_TEST(a_lease_runs_out)
{
	char which[80];

	dispatch(opened(""), a.section);
	ck_assert_uint_eq(take("w"), 1);
	snprintf(which, sizeof(which), "%s", key());
	ck_assert_uint_eq(take("v"), 0);
	a.now += 280 * API_SECOND;
	ck_assert_uint_eq(take("v"), 0);
	a.now += 20 * API_SECOND;
	ck_assert_uint_eq(take("v"), 1);
	ck_assert_str_eq(key(), which);
	ck_assert_int_eq(api_int(&a, "/items/0/attempt"), 2);
	api_fails(&a, GJ_E_CONFLICT, "lease_lost", "/keys/0", "message.ack",
		  "{\"worker\":\"w\",\"keys\":[\"%s\"]}", which);
	ck_assert_int_eq(report("message.ack", "v", which, ""), 1);
	/* The answer may have been lost: once more is once. */
	ck_assert_int_eq(report("message.ack", "v", which, ""), 0);
	ck_assert_int_eq(report("message.fail", "v", which, ""), 0);
	a.now += API_DAY;
	ck_assert_uint_eq(take("v"), 0);
}
END_TEST

START_TEST(a_late_report_counts_while_nobody_else_has_it)
{
	char which[80];

	dispatch(opened(""), a.section);
	api_as(&a, "worker");
	api_ok(&a, "message.take", "{\"worker\":\"w\",\"seconds\":5}");
	snprintf(which, sizeof(which), "%s", key());
	a.now += HOUR;
	ck_assert_int_eq(report("message.ack", "w", which, ""), 1);
	ck_assert_uint_eq(take("v"), 0);
}
END_TEST

/* 1, 2, 4 ... minutes, six hours at the most, twelve times in all: as the profile says. */
START_TEST(failures_wait_longer_and_longer)
{
	static const int minutes[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360 };
	char which[80];
	int64_t failed;
	size_t i;

	dispatch(opened(""), a.section);
	for (i = 0; i < 11; i++) {
		ck_assert_uint_eq(take("w"), 1);
		snprintf(which, sizeof(which), "%s", key());
		ck_assert_int_eq(report("message.fail", "w", which, ",\"error\":\"gateway_down\""),
				 1);
		ck_assert_int_eq(api_int(&a, "/given_up"), 0);
		failed = a.now;
		a.now = failed + minutes[i] * MINUTE - 10 * API_SECOND;
		ck_assert_uint_eq(take("w"), 0);
		a.now = failed + minutes[i] * MINUTE;
	}
	ck_assert_uint_eq(take("w"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/attempt"), 12);
	ck_assert_int_eq(report("message.fail", "w", which, ""), 1);
	ck_assert_int_eq(api_int(&a, "/given_up"), 1);
	a.now += 10 * API_DAY;
	ck_assert_uint_eq(take("w"), 0);
	api_as(&a, "leader");
	api_ok(&a, "message.list", "{}");
	ck_assert_str_eq(api_text(&a, "/items/0/state"), "given_up");
	ck_assert_int_eq(api_int(&a, "/items/0/attempts"), 12);
}
END_TEST

START_TEST(failures_with_their_own_wait)
{
	char which[80];

	dispatch(opened(""), a.section);
	ck_assert_uint_eq(take("w"), 1);
	snprintf(which, sizeof(which), "%s", key());
	ck_assert_int_eq(report("message.fail", "w", which, ",\"seconds\":30"), 1);
	ck_assert_uint_eq(take("w"), 0);
	a.now += 30 * API_SECOND;
	ck_assert_uint_eq(take("w"), 1);
	ck_assert_int_eq(report("message.fail", "w", which, ",\"give_up\":true"), 1);
	ck_assert_int_eq(api_int(&a, "/given_up"), 1);
	a.now += API_DAY;
	ck_assert_uint_eq(take("w"), 0);
}
END_TEST

/* ---- order ---- */

/* To one recipient about one case nothing overtakes; other cases and recipients go on. */
START_TEST(the_order_of_a_case_is_kept)
{
	int64_t one = opened(""), two = opened("");
	char first[80];

	dispatch(one, a.section);
	verb("system", "return", one, ",\"reason\":\"not_our_duty\"");
	dispatch(one, a.section);
	dispatch(two, a.section);
	ck_assert_uint_eq(take("w"), 3); /* given, returned to the street; given of the other */
	snprintf(first, sizeof(first), "%s", key());
	ck_assert_int_eq(api_int(&a, "/items/0/messages/0/about"), one);
	ck_assert_int_eq(api_int(&a, "/items/1/office"), a.street);
	ck_assert_int_eq(api_int(&a, "/items/2/messages/0/about"), two);
	ck_assert_uint_eq(take("v"), 0);
	/* A failure holds the later one back too. */
	ck_assert_int_eq(report("message.fail", "w", first, ",\"seconds\":100"), 1);
	ck_assert_uint_eq(take("v"), 0);
	a.now += 100 * API_SECOND;
	ck_assert_uint_eq(take("v"), 1);
	ck_assert_str_eq(key(), first);
	ck_assert_int_eq(report("message.ack", "v", first, ""), 1);
	ck_assert_uint_eq(take("v"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/messages/0/about"), one);
	ck_assert_str_ne(key(), first);
}
END_TEST

/* What waits for its digest is not overtaken by what goes at once: it goes along. */
START_TEST(what_goes_at_once_takes_along_what_waits)
{
	int64_t one;

	ck_assert_int_eq(
		adopt(DISPATCH_TO, "\"dispatch\": {\"kind\": \"soon\", \"to\": [\"home\"]}"), 0);
	one = opened("");
	dispatch(one, a.section);
	ck_assert_uint_eq(take("w"), 0);
	verb("system", "return", one, ",\"reason\":\"not_our_duty\"");
	ck_assert_uint_eq(take("w"), 1);
	ck_assert_uint_eq(api_count(&a, "/items/0/messages"), 2);
	ck_assert_str_eq(api_text(&a, "/items/0/messages/0/kind"), "soon");
	ck_assert_str_eq(api_text(&a, "/items/0/messages/1/kind"), "returned");
}
END_TEST

/* ---- asking for haste ---- */

/* Kept as a record: who, when, and whether anything was done since; and not again within two
 * working hours. */
START_TEST(urged)
{
	int64_t id = opened("");

	dispatch(id, a.section);
	verb("head", "sign", id, "");
	a.now = API_NOW + 90 * MINUTE; /* 10:30 */
	verb("clerk", "urge", id, ",\"note\":\"企业再次来电\"");
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)id);
	ck_assert_uint_eq(api_count(&a, "/urges"), 1);
	ck_assert_int_eq(api_int(&a, "/urges/0/actor"), staff_id("clerk"));
	api_as(&a, "clerk");
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)id);
	ck_assert_int_eq(api_int(&a, "/urges/0/office"), a.street);
	ck_assert_int_eq(api_flag(&a, "/urges/0/answered"), 0);
	ck_assert_str_eq(api_text(&a, "/state"), "signed");
	/* Noon to 13:30 is no working time: until 14:00. */
	a.now = API_NOW + 4 * HOUR + 58 * MINUTE;
	api_fails(&a, GJ_E_RULE, "urged_lately", NULL, "demand.urge", "{\"id\":%lld}",
		  (long long)id);
	ck_assert_str_eq(api_text(&a, "/error/detail/limit"), "2wh");
	a.now = API_NOW + 5 * HOUR + MINUTE;
	verb("dispatcher", "urge", id, "");
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)id);
	ck_assert_int_eq(api_flag(&a, "/urges/0/answered"), 0);
	ck_assert_int_eq(api_flag(&a, "/urges/1/answered"), 0);
	verb("head", "contact", id, ",\"mode\":\"phone\"");
	a.now = API_NOW + API_DAY;
	verb("dispatcher", "urge", id, "");
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)id);
	ck_assert_int_eq(api_flag(&a, "/urges/0/answered"), 1);
	ck_assert_int_eq(api_flag(&a, "/urges/1/answered"), 1);
	ck_assert_int_eq(api_flag(&a, "/urges/2/answered"), 0);
	/* The unit and its head are told each time. */
	ck_assert_str_eq(told(id), "城市管理办公室,城市管理办公室,head,城市管理办公室,head,"
				   "城市管理办公室,head,");
	/* Not by the unit itself. */
	api_as(&a, "head");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "demand.urge", "{\"id\":%lld}", (long long)id);
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
}
END_TEST

/* ---- facts, and what is this copy's own ---- */

START_TEST(nothing_is_told_of_what_was_undone)
{
	int64_t id = opened("");

	api_as(&a, "dispatcher");
	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld,\"dry_run\":true}", (long long)id,
	       (long long)a.section);
	ck_assert(api_holds(&a, "\"messages\":[{\"item\":0,\"kind\":\"given\""));
	ck_assert_uint_eq(take("w"), 0);
}
END_TEST

START_TEST(rolled_back_with_its_step)
{
	int64_t id = opened("");
	char args[60];

	snprintf(args, sizeof(args), "{\"offices\":[%lld]}", (long long)a.street);
	api_as(&a, "dispatcher");
	ck_assert_int_eq(gj_begin(a.ledger, args, strlen(args), NULL), 0);
	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}", (long long)id,
	       (long long)a.section);
	ck_assert_int_eq(gj_rollback(a.ledger, NULL), 0);
	ck_assert_uint_eq(take("w"), 0);
}
END_TEST

/* A copy knows who was told, and tells nobody again. */
START_TEST(a_copy_delivers_nothing)
{
	char path[80], args[200];
	gj_options *o = NULL;
	gj_ledger *first = a.ledger;
	int64_t id = opened("");

	dispatch(id, a.section);
	ck_assert_uint_eq(take("w"), 1);
	api_as(&a, "system");
	snprintf(path, sizeof(path), "message-%ld-copy.db", (long)getpid());
	unlink(path);
	snprintf(args, sizeof(args), "{\"path\":\"%s\"}", path);
	ck_assert_msg(api_call_json(&a, "journal.replay", args) == 0, "%s",
		      gj_reply_json(a.reply, NULL));
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
	gj_options_new(&o);
	gj_options_set_clock(o, api_clock, &a);
	ck_assert_int_eq(gj_open(path, o, &a.ledger, NULL), 0);
	gj_options_free(o);
	ck_assert_uint_eq(take("w"), 0);
	api_as(&a, "leader");
	api_ok(&a, "message.list", "{\"about\":%lld}", (long long)id);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/office"), a.section);
	ck_assert_str_eq(api_text(&a, "/items/0/state"), "elsewhere");
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
	gj_close(a.ledger);
	a.ledger = first;
	unlink(path);
}
END_TEST

START_TEST(who_may)
{
	dispatch(opened(""), a.section);
	api_as(&a, "clerk");
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "message.take", "{\"worker\":\"w\"}");
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "message.list", "{}");
	ck_assert_uint_eq(take("w"), 1);
	api_as(&a, "other");
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "message.take",
		  "{\"worker\":\"w\",\"home\":%lld}", (long long)a.street);
	api_as(&a, "clerk");
	api_fails(&a, GJ_E_DENIED, "right_needed", "/keys/0", "message.ack",
		  "{\"worker\":\"w\",\"keys\":[\"%lld:2:0\"]}", (long long)api_home(opened("")));
	api_as(&a, "worker");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, "/keys/0", "message.ack",
		  "{\"worker\":\"w\",\"keys\":[\"9:9:9\"]}");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, "/keys/0", "message.ack",
		  "{\"worker\":\"w\",\"keys\":[\"what\"]}");
}
END_TEST

/* Page by page, in the order in which they came about. */
START_TEST(pages)
{
	char after[200] = "";
	size_t i, n = 0;
	int64_t last = 0;

	ck_assert_int_eq(adopt(DISPATCH_TO,
			       "\"dispatch\": {\"kind\": \"given\", \"to\": [\"unit\", "
			       "\"home\", \"above\"]}"),
			 0);
	for (i = 0; i < 5; i++)
		dispatch(opened(""), a.section);
	do {
		api_as(&a, "leader");
		api_ok(&a, "message.list", "{\"limit\":4%s}", after);
		n += api_count(&a, "/items");
		ck_assert_int_ge(api_int(&a, "/items/0/about"), last);
		last = api_int(&a, "/items/0/about");
		snprintf(after, sizeof(after), ",\"after\":\"%s\"", api_text(&a, "/next"));
	} while (api_there(&a, "/next"));
	ck_assert_uint_eq(n, 15);
}
END_TEST

/* ---- signatures ---- */

#define SECRET "办事处与城运平台共有的密钥2026"
#define BODY "{\\\"order_no\\\":\\\"SG-2026-000001\\\"}"

/* openssl dgst -sm3 (-sha256) -mac HMAC -macopt hexkey:... */
START_TEST(signatures)
{
	api_ok(&a, "message.sign", "{\"secret\":\"" SECRET "\",\"body\":\"" BODY "\"}");
	ck_assert_str_eq(api_text(&a, "/signature"),
			 "089b6abd42d0931929d33ed11c5379895e78dd87929b56d83a8d706845bc9e39");
	ck_assert_str_eq(api_text(&a, "/algorithm"), "sm3");
	api_ok(&a, "message.sign",
	       "{\"secret\":\"" SECRET "\",\"body\":\"" BODY "\",\"algorithm\":\"sha256\"}");
	ck_assert_str_eq(api_text(&a, "/signature"),
			 "ab533a0a7b70e6b2da33c1ab92965228a0c801560535163e3033553049062e2f");
	/* Of 4:7:0.1790697600.BODY. */
	api_ok(&a, "message.sign",
	       "{\"secret\":\"" SECRET "\",\"body\":\"" BODY "\",\"key\":\"4:7:0\","
	       "\"at\":\"2026-09-30T00:00:00+08:00\"}");
	ck_assert_str_eq(api_text(&a, "/signature"),
			 "d42a428cb6a2ed56333f89897329559a9b1c938ac66f82822f5e2874b5cba9ed");
	ck_assert_int_eq(api_int(&a, "/seconds"), 1790697600);
	api_fails(&a, GJ_E_MISSING, "missing", "/at", "message.sign",
		  "{\"secret\":\"" SECRET "\",\"body\":\"\",\"key\":\"4:7:0\"}");
	api_fails(&a, GJ_E_BAD_VALUE, "too_short", "/secret", "message.sign",
		  "{\"secret\":\"geheim\",\"body\":\"\"}");
	ck_assert(!api_holds(&a, "geheim"));
}
END_TEST

static void add(Suite *suite, const char *name, const TTest *test)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test);
	suite_add_tcase(suite, tcase);
}

static Suite *message_suite(void)
{
	Suite *suite = suite_create("message");

	add(suite, "same step", told_in_the_same_step);
	add(suite, "recipients", recipients);
	add(suite, "complaints", complaints);
	add(suite, "profiles", profiles_that_do_not_hold);
	add(suite, "quiet hours", midnight_waits_for_the_morning_of_a_working_day);
	add(suite, "not before", it_is_not_given_out_before);
	add(suite, "digest", one_digest_instead_of_thirty_messages);
	add(suite, "digest again", a_digest_keeps_what_it_had);
	add(suite, "lease", a_lease_runs_out);
	add(suite, "late report", a_late_report_counts_while_nobody_else_has_it);
	add(suite, "failures", failures_wait_longer_and_longer);
	add(suite, "own wait", failures_with_their_own_wait);
	add(suite, "order", the_order_of_a_case_is_kept);
	add(suite, "along", what_goes_at_once_takes_along_what_waits);
	add(suite, "urged", urged);
	add(suite, "dry run", nothing_is_told_of_what_was_undone);
	add(suite, "rollback", rolled_back_with_its_step);
	add(suite, "copy", a_copy_delivers_nothing);
	add(suite, "rights", who_may);
	add(suite, "pages", pages);
	add(suite, "signatures", signatures);
	return suite;
}

GJ_TEST_MAIN(message_suite)
