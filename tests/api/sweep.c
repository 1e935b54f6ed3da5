/* SPDX-License-Identifier: Apache-2.0
 *
 * Ladders: what is told before and after a clock is due, to whom, once; by a sweep that is late,
 * by two at a time; cards; what a replay makes of it.
 */
#include <sys/wait.h>

#include "ground.h"

#define MINUTE (60 * API_SECOND)
#define HOUR (60 * MINUTE)

static api a;

static void people(void)
{
	api_as(&a, "system");
	api_staff(&a, "dispatcher", a.street, "dispatcher");
	api_staff(&a, "supervisor", a.street, "supervisor");
	api_staff(&a, "above", a.district, "supervisor");
	api_staff(&a, "worker", a.street, "system");
	api_staff(&a, "head", a.section, "section_head");
}

static void setup(void)
{
	api_open(&a);
	people();
}

static void teardown(void)
{
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

static void verb(const char *account, const char *name, int64_t id, const char *more)
{
	char op[40];

	api_as(&a, account);
	snprintf(op, sizeof(op), "demand.%s", name);
	api_ok(&a, op, "{\"id\":%lld%s}", (long long)id, more);
}

static void dispatch(int64_t id)
{
	char more[40];

	snprintf(more, sizeof(more), ",\"unit\":%lld", (long long)a.section);
	verb("dispatcher", "dispatch", id, more);
}

/* How many clocks had something due. */
static int64_t sweep(void)
{
	api_as(&a, "system");
	api_ok(&a, "clock.sweep", "{}");
	return api_int(&a, "/clocks");
}

/* clock/rung of what fired about a case, with a comma each; a * where it was folded. */
static const char *fired(int64_t about)
{
	static char text[600];
	char place[60];
	size_t i, n = 0;

	api_as(&a, "leader");
	api_ok(&a, "rung.list", "{\"about\":%lld}", (long long)about);
	*text = '\0';
	for (i = 0; i < api_count(&a, "/items"); i++) {
		snprintf(place, sizeof(place), "/items/%zu/clock", i);
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s/", api_text(&a, place));
		snprintf(place, sizeof(place), "/items/%zu/rung", i);
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s", api_text(&a, place));
		snprintf(place, sizeof(place), "/items/%zu/folded", i);
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s,",
				      api_flag(&a, place) == 1 ? "*" : "");
	}
	return text;
}

/* Who was told of a case since the n-th message, sorted by nothing: as they came. */
static const char *told(int64_t about, size_t from)
{
	static char text[600];
	char place[60];
	size_t i, n = 0;

	api_as(&a, "leader");
	api_ok(&a, "message.list", "{\"about\":%lld}", (long long)about);
	*text = '\0';
	for (i = from; i < api_count(&a, "/items"); i++) {
		snprintf(place, sizeof(place), "/items/%zu/account", i);
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s", api_text(&a, place));
		snprintf(place, sizeof(place), "/items/%zu/office_name", i);
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s,", api_text(&a, place));
	}
	return text;
}

/* ---- one ladder ---- */

/* Registered on Monday, 2 March 2026, at 09:00, dispatched, signed for, the demander contacted:
 * what still runs is the answer, in 5 working days: until Monday, 9 March, 17:30. */
static int64_t under_way(const char *more)
{
	int64_t id = opened(more);

	dispatch(id);
	verb("head", "sign", id, "");
	verb("head", "contact", id, ",\"mode\":\"phone\"");
	return id;
}

#define DUE (API_NOW + 7 * API_DAY + 8 * HOUR + 30 * MINUTE)

/* The ladder: a working day before the due time, at it, one and six working days after. Between
 * them lies a weekend, which does not count. */
START_TEST(rung_by_rung)
{
	static const struct {
		int64_t at;
		const char *fired, *told, *next;
	} steps[] = {
		{ DUE - 3 * API_DAY, "answer/near,", "城市管理办公室,", "2026-03-09T17:30:00" },
		{ DUE, "answer/near,answer/due,", "城市管理办公室,dispatcher,supervisor,",
		  "2026-03-10T17:30:00" },
		{ DUE + API_DAY, "answer/near,answer/due,answer/urge,",
		  "城市管理办公室,leader,supervisor,", "2026-03-17T17:30:00" },
		{ DUE + 8 * API_DAY, "answer/near,answer/due,answer/urge,answer/criticise,",
		  "城市管理办公室,leader,above,", NULL },
	};
	int64_t id = under_way("");
	size_t i, before = 1; /* that it was dispatched */
	const char *who;

	ck_assert_int_eq(sweep(), 0);
	ck_assert_int_eq(api_flag(&a, "/more"), 0);
	ck_assert(!api_there(&a, "/home"));
	ck_assert_int_eq(strncmp(api_text(&a, "/next_due"), "2026-03-06T17:30:00", 19), 0);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		a.now = steps[i].at - MINUTE;
		ck_assert_int_eq(sweep(), 0);
		a.now = steps[i].at;
		ck_assert_int_eq(sweep(), 1);
		ck_assert_int_eq(api_int(&a, "/home"), api_home(id));
		ck_assert_int_eq(api_int(&a, "/cards"), i == 1);
		if (steps[i].next)
			ck_assert_int_eq(strncmp(api_text(&a, "/next_due"), steps[i].next, 19), 0);
		else
			ck_assert(!api_there(&a, "/next_due"));
		ck_assert_int_eq(sweep(), 0); /* once */
		ck_assert_str_eq(fired(id), steps[i].fired);
		who = told(id, before);
		ck_assert_str_eq(who, steps[i].told);
		before += api_count(&a, "/items") - before;
	}
	api_ok(&a, "rung.list", "{\"cards\":true}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_str_eq(api_text(&a, "/items/0/card"), "red");
	ck_assert_str_eq(api_text(&a, "/items/0/rung_at"), "2026-03-09T17:30:00+08:00");
	ck_assert_int_eq(api_int(&a, "/items/0/unit"), a.section);
	/* Nobody did it: time did. The case has not changed under anybody's hands. */
	ck_assert_uint_eq(api_events(&a, a.street, "rung.fired"), 4);
	ck_assert(!api_holds(&a,
			     "\"type\":\"rung.fired\",\"version\":1,\"at\":\"2026-03-09T17:30:00"
			     "+08:00\",\"subject\""));
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)id);
	ck_assert_int_eq(api_int(&a, "/revision"), 4);
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
}
END_TEST

/* What is over before its time brings nothing. */
START_TEST(what_is_answered_is_let_be)
{
	int64_t id = under_way("");

	verb("head", "reply", id,
	     ",\"text\":\"已疏导\",\"disposition\":\"do_now\",\"resolution\":\"solved\","
	     "\"level\":\"office\"");
	verb("system", "callback", id,
	     ",\"by\":\"office\",\"result\":\"solved\",\"satisfaction\":\"satisfied\"");
	verb("system", "close", id, "");
	a.now = DUE + 30 * API_DAY;
	ck_assert_int_eq(sweep(), 0);
	ck_assert_str_eq(fired(id), "");
}
END_TEST

/* An extension sets another due time, and the ladder stands again before it. */
START_TEST(extended)
{
	int64_t id = under_way("");

	a.now = DUE - 3 * API_DAY;
	ck_assert_int_eq(sweep(), 1);
	verb("head", "handle", id, ",\"note\":\"现场查看\"");
	verb("head", "extend", id,
	     ",\"reason\":\"complex\",\"text\":\"需多部门会商\",\"clock\":\"answer\","
	     "\"evidence\":[{\"kind\":\"approval\"}]");
	a.now = DUE;
	ck_assert_int_eq(sweep(), 0);
	ck_assert_int_eq(strncmp(api_text(&a, "/next_due"), "2026-03-13T17:30:00", 19), 0);
	a.now = DUE + 4 * API_DAY;
	ck_assert_int_eq(sweep(), 1);
	a.now = DUE + 7 * API_DAY;
	ck_assert_int_eq(sweep(), 1);
	ck_assert_str_eq(fired(id), "answer/near,answer/near,answer/due,");
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
}
END_TEST

/* ---- late ---- */

/* What was corrected on Monday is told on Tuesday, when the clock has fired: another limit, but of
 * the same length. The due time is what it was, and so the rungs have fired. */
START_TEST(told_late)
{
	char before[600];
	int64_t id;

	api_as(&a, "clerk");
	id = api_id(&a, "demand.register",
		    "{\"channel\":\"phone\",\"kind\":\"inquiry\",\"category\":\"utilities\","
		    "\"subject\":\"停水到几点\"}");
	dispatch(id);
	a.now = API_NOW + 2 * API_DAY;
	ck_assert_int_gt(sweep(), 0);
	snprintf(before, sizeof(before), "%s", fired(id));
	ck_assert_ptr_nonnull(strstr(before, "answer/due"));
	verb("dispatcher", "amend", id,
	     ",\"kind\":\"help\",\"reason\":\"typing_error\","
	     "\"occurred_at\":\"2026-03-02T15:00:00+08:00\"");
	api_ok(&a, "clock.get", "{\"id\":%lld}", (long long)id);
	ck_assert(api_holds(&a, "demand.utility"));
	ck_assert_int_eq(sweep(), 0);
	ck_assert_str_eq(fired(id), before);
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
}
END_TEST

/* Reckoned again by another version of the calendar, said to be of a time when no rung had fired
 * yet: they have, once, and no sweep tries them again. */
START_TEST(projected_late)
{
	int64_t id = under_way("");

	a.now = DUE;
	ck_assert_int_eq(sweep(), 1);
	ck_assert_str_eq(fired(id), "answer/near*,answer/due,");
	api_as(&a, "system");
	api_ok(&a, "calendar.load",
	       "{\"paper\":{\"year\":2027,\"papers\":[\"https://example.org/2027\"],\"days\":["
	       "{\"name\":\"元旦\",\"date\":\"2027-01-01\",\"isOffDay\":true}]}}");
	api_ok(&a, "clock.project", "{\"home\":%lld,\"occurred_at\":\"2026-03-04T09:00:00+08:00\"}",
	       (long long)a.street);
	ck_assert_uint_ge(api_count(&a, "/clocks"), 1);
	ck_assert_int_eq(api_int(&a, "/moved"), 0);
	ck_assert_int_eq(sweep(), 0);
	a.now = DUE + API_DAY;
	ck_assert_int_eq(sweep(), 1);
	ck_assert_str_eq(fired(id), "answer/near*,answer/due,answer/urge,");
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
}
END_TEST

/* Nobody swept for weeks: of each clock each recipient hears once, and of the last rung. */
START_TEST(a_week_of_silence)
{
	char place[60];
	int64_t id = opened(""), messages;
	size_t i, to_section = 0;

	dispatch(id);
	a.now = DUE + 9 * API_DAY;
	ck_assert_int_eq(sweep(), 3);
	ck_assert_int_eq(api_int(&a, "/rungs"), 6);
	ck_assert_int_eq(api_int(&a, "/cards"), 1);
	messages = api_int(&a, "/messages");
	ck_assert_str_eq(fired(id), "sign/due,contact/due,answer/near*,answer/due*,answer/urge*,"
				    "answer/criticise,");
	api_ok(&a, "message.list", "{\"about\":%lld}", (long long)id);
	ck_assert_int_eq((int64_t)api_count(&a, "/items"), messages + 1);
	for (i = 1; i < api_count(&a, "/items"); i++) {
		snprintf(place, sizeof(place), "/items/%zu/office", i);
		if (api_there(&a, place) && api_int(&a, place) == a.section)
			to_section++;
	}
	ck_assert_uint_eq(to_section, 3); /* sign, contact, answer */
	/* And all of it as one. */
	a.now = DUE + 10 * API_DAY;
	api_as(&a, "worker");
	api_ok(&a, "message.take", "{\"worker\":\"w\",\"limit\":100}");
	for (i = 0, to_section = 0; i < api_count(&a, "/items"); i++) {
		snprintf(place, sizeof(place), "/items/%zu/office", i);
		if (api_there(&a, place) && api_int(&a, place) == a.section)
			to_section++;
	}
	ck_assert_uint_eq(to_section, 1);
	ck_assert(api_holds(&a,
			    "SG-2026-000001: Answer is overdue (Criticised in writing), was due "
			    "2026-03-09 17:30, with 城市管理办公室."));
}
END_TEST

/* When the section hears of what fired last, on the wall clock. */
static const char *heard(int64_t about)
{
	api_as(&a, "leader");
	api_ok(&a, "message.list", "{\"about\":%lld,\"office\":%lld}", (long long)about,
	       (long long)a.section);
	return api_text(&a,
			api_count(&a, "/items") == 3 ? "/items/2/ready_at" : "/items/1/ready_at");
}

/* A demand of Thursday, 24 September 2026, 09:00. 25 to 27 September and 1 to 7 October are off,
 * Saturday, 10 October, is worked: the fifth working day is Friday, 9 October. */
START_TEST(over_the_holiday)
{
	int64_t thursday = INT64_C(1790211600000000), id;

	a.now = thursday;
	id = under_way("");
	/* A working day before it is Thursday, 8 October, 17:30: the next digest comes on Friday
	 * at 08:45, before it is too late. */
	ck_assert_int_eq(sweep(), 0);
	ck_assert_int_eq(strncmp(api_text(&a, "/next_due"), "2026-10-08T17:30:00", 19), 0);
	a.now = thursday + 14 * API_DAY + 8 * HOUR + 30 * MINUTE;
	ck_assert_int_eq(sweep(), 1);
	ck_assert_str_eq(heard(id), "2026-10-09T08:45:00+08:00");
	/* Overdue since Friday, 17:30: on Saturday people are at work. */
	a.now = thursday + 15 * API_DAY + 8 * HOUR + 30 * MINUTE;
	ck_assert_int_eq(sweep(), 1);
	ck_assert_str_eq(heard(id), "2026-10-10T08:45:00+08:00");
}
END_TEST

/* ---- several at once ---- */

static void sweep_all(const char *uri)
{
	gj_options *options = NULL;
	api b;
	int more;

	memset(&b, 0, sizeof(b));
	b.now = DUE + 10 * API_DAY;
	ck_assert_int_eq(gj_options_new(&options), 0);
	ck_assert_int_eq(gj_options_set_clock(options, api_clock, &b), 0);
	ck_assert_int_eq(gj_open(uri, options, &b.ledger, NULL), 0);
	gj_options_free(options);
	api_as(&b, "system");
	do {
		int code = api_call_json(&b, "clock.sweep", "{\"limit\":3}");

		ck_assert_msg(code >= 0 || gj_error_retryable(code), "%s",
			      gj_reply_json(b.reply, NULL));
		more = code < 0 || api_flag(&b, "/more") == 1;
	} while (more);
	api_close(&b);
}

#define CASES 40

START_TEST(two_processes)
{
	char path[80], uri[600];
	pid_t child[2];
	int i, status;

	api_close(&a);
	snprintf(path, sizeof(path), "sweep-%ld.db", (long)getpid());
	unlink(path);
	api_open_at(&a, path);
	a.district = api_office(&a, "district", "海淀区", "HD", 0);
	a.street = api_office(&a, "street", "曙光街道", "SG", a.district);
	a.section = api_office(&a, "section", "城市管理办公室", NULL, a.street);
	a.street2 = api_office(&a, "street", "博学路街道", "BX", a.district);
	a.community = a.street;
	api_people(&a);
	people();
	for (i = 0; i < CASES; i++) {
		if (i % 4 == 0) {
			api_as(&a, "other");
			api_id(&a, "demand.register",
			       "{\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"traffic\","
			       "\"subject\":\"门口拥堵\"}");
		} else {
			dispatch(opened(""));
		}
	}
	api_close(&a);
	snprintf(uri, sizeof(uri), "%s", engine_uri(path));
	for (i = 0; i < 2; i++) {
		child[i] = fork();
		ck_assert_int_ge(child[i], 0);
		if (child[i] == 0) {
			sweep_all(uri);
			_exit(0);
		}
	}
	for (i = 0; i < 2; i++) {
		ck_assert_int_eq(waitpid(child[i], &status, 0), child[i]);
		ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	api_open_at(&a, path);
	a.now = DUE + 10 * API_DAY;
	ck_assert_int_eq(sweep(), 0);
	/* One event a clock: contact and answer of all, sign of those dispatched; and a row of
	 * each rung: the key of the table would not take a second. */
	api_ok(&a, "office.list", "{\"kind\":\"street\"}");
	a.street = api_int(&a, "/items/0/id");
	a.street2 = api_int(&a, "/items/1/id");
	ck_assert_uint_eq(api_events(&a, a.street, "rung.fired"), CASES * 3 / 4 * 3);
	ck_assert_uint_eq(api_events(&a, a.street2, "rung.fired"), CASES / 4 * 2);
	api_ok(&a, "rung.list", "{\"home\":%lld,\"limit\":1000}", (long long)a.street);
	ck_assert_uint_eq(api_count(&a, "/items"), CASES * 3 / 4 * 6);
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
	api_close(&a);
	unlink(path);
	api_open(&a);
}
END_TEST

/* ---- slices, rights ---- */

START_TEST(slices)
{
	int64_t total = 0, n;
	int i;

	for (i = 0; i < 7; i++)
		opened("");
	a.now = DUE + API_DAY;
	for (i = 0; i < 5; i++) {
		api_as(&a, "system");
		api_ok(&a, "clock.sweep", "{\"limit\":4}");
		n = api_int(&a, "/clocks");
		total += n;
		ck_assert_int_eq(n, i < 3 ? 4 : i == 3 ? 2 : 0);
		ck_assert_int_eq(api_flag(&a, "/more"), i < 3);
	}
	ck_assert_int_eq(total, 14);
}
END_TEST

START_TEST(who_may)
{
	int64_t id = opened("");
	char args[60];

	a.now = DUE;
	api_as(&a, "clerk");
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "clock.sweep", "{}");
	api_as(&a, "worker");
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "clock.sweep", "{\"home\":%lld}",
		  (long long)a.street2);
	/* The system of the street, for the street. */
	api_ok(&a, "clock.sweep", "{}");
	ck_assert_int_eq(api_int(&a, "/clocks"), 2);
	ck_assert_int_eq(api_int(&a, "/home"), api_home(id));
	snprintf(args, sizeof(args), "{\"offices\":[%lld]}", (long long)a.street);
	ck_assert_int_eq(gj_begin(a.ledger, args, strlen(args), NULL), 0);
	api_fails(&a, GJ_E_USE, "not_in_tx", NULL, "clock.sweep", "{}");
	ck_assert_int_eq(gj_rollback(a.ledger, NULL), 0);
}
END_TEST

/* Those it is for, but for whoever works in the unit complained of. */
START_TEST(complaints)
{
	char more[60];
	int64_t id;

	api_as(&a, "system");
	api_staff(&a, "both", a.street, "supervisor");
	api_ok(&a, "staff.list", "{}");
	snprintf(more, sizeof(more), ",\"against\":%lld", (long long)a.community);
	id = opened(more);
	a.now = DUE;
	ck_assert_int_eq(sweep(), 2);
	api_as(&a, "grid");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "rung.list", "{}");
	ck_assert_str_eq(fired(id), "contact/due,answer/near*,answer/due,");
}
END_TEST

/* An emergency is told at once, at any hour. */
START_TEST(emergencies)
{
	int64_t id;

	a.now = API_NOW + 5 * API_DAY + 14 * HOUR; /* Saturday, 23:00 */
	id = opened(",\"urgency\":\"emergency\"");
	a.now += 2 * HOUR;
	ck_assert_int_eq(sweep(), 1);
	api_as(&a, "worker");
	api_ok(&a, "message.take", "{\"worker\":\"w\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 3);
	ck_assert_int_eq(api_int(&a, "/items/0/messages/0/about"), id);
	ck_assert_str_eq(api_text(&a, "/items/0/messages/0/kind"), "card");
}
END_TEST

/* A copy has fired what was fired, and fires the rest by itself. */
START_TEST(replayed)
{
	char path[80];
	gj_options *o = NULL;
	gj_ledger *own = a.ledger;
	int64_t id = under_way("");

	a.now = DUE;
	ck_assert_int_eq(sweep(), 1);
	snprintf(path, sizeof(path), "sweep-%ld-copy.db", (long)getpid());
	unlink(path);
	api_as(&a, "system");
	api_ok(&a, "journal.replay", "{\"path\":\"%s\"}", path);
	gj_options_new(&o);
	gj_options_set_clock(o, api_clock, &a);
	ck_assert_int_eq(gj_open(path, o, &a.ledger, NULL), 0);
	gj_options_free(o);
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
	ck_assert_int_eq(sweep(), 0);
	a.now = DUE + API_DAY;
	ck_assert_int_eq(sweep(), 1);
	ck_assert_str_eq(fired(id), "answer/near*,answer/due,answer/urge,");
	gj_close(a.ledger);
	a.ledger = own;
	unlink(path);
}
END_TEST

static void add(Suite *suite, const char *name, const TTest *test)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, test);
	suite_add_tcase(suite, tcase);
}

static Suite *sweep_suite(void)
{
	Suite *suite = suite_create("sweep");

	add(suite, "ladder", rung_by_rung);
	add(suite, "answered", what_is_answered_is_let_be);
	add(suite, "extended", extended);
	add(suite, "told late", told_late);
	add(suite, "projected late", projected_late);
	add(suite, "downtime", a_week_of_silence);
	add(suite, "holiday", over_the_holiday);
	add(suite, "two processes", two_processes);
	add(suite, "slices", slices);
	add(suite, "rights", who_may);
	add(suite, "complaints", complaints);
	add(suite, "emergencies", emergencies);
	add(suite, "replayed", replayed);
	return suite;
}

GJ_TEST_MAIN(sweep_suite)
