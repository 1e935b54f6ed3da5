/* SPDX-License-Identifier: Apache-2.0
 *
 * What the tests of clocks share: a street with people, hours to set the clock to, the verbs of a
 * demand, and what is told of its clocks.
 */
#ifndef GJ_TESTS_CLOCKS_H
#define GJ_TESTS_CLOCKS_H

#include "ground.h"

static api a;
static int64_t section2;

static inline void setup(void)
{
	api_open(&a);
	api_as(&a, "system");
	section2 = api_office(&a, "section", "综合办公室", NULL, a.street);
	api_staff(&a, "dispatcher", a.street, "dispatcher");
	api_staff(&a, "handler", a.section, "handler");
	api_staff(&a, "head", a.section, "section_head");
	api_staff(&a, "handler2", section2, "handler");
	api_staff(&a, "supervisor", a.street, "supervisor");
	api_as(&a, "clerk");
}

static inline void teardown(void)
{
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
	api_close(&a);
}

/* Days since 1970 of a date, by counting leap years. */
static inline int64_t day_number(int year, int month, int day)
{
	static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
	int64_t days = day - 1 + before[month - 1];
	int y;

	for (y = 1970; y < year; y++)
		days += 365 + (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0));
	if (month > 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
		days++;
	return days;
}

/* The next look at the clock shows "2026-09-30 10:00" at +08:00. */
static inline void at(const char *text)
{
	int y, mo, d, h, mi;

	ck_assert_int_eq(sscanf(text, "%d-%d-%d %d:%d", &y, &mo, &d, &h, &mi), 5);
	a.now = ((day_number(y, mo, d) * 24 + h - 8) * 60 + mi) * 60 * API_SECOND - API_SECOND;
}

static inline int64_t opened(const char *more)
{
	return api_id(&a, "demand.register",
		      "{\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"traffic\","
		      "\"subject\":\"门口拥堵\"%s}",
		      more);
}

static inline void act(int64_t id, const char *verb, const char *more)
{
	char op[40];

	snprintf(op, sizeof(op), "demand.%s", verb);
	api_ok(&a, op, "{\"id\":%lld%s}", (long long)id, more);
}

static inline int tried(int64_t id, const char *verb, const char *more)
{
	char op[40];

	snprintf(op, sizeof(op), "demand.%s", verb);
	return api_call(&a, op, "{\"id\":%lld%s}", (long long)id, more);
}

static inline void dispatched(int64_t id, int64_t unit)
{
	char more[60];

	snprintf(more, sizeof(more), ",\"unit\":%lld", (long long)unit);
	act(id, "dispatch", more);
}

#define REPLY \
	",\"text\":\"已办\",\"disposition\":\"do_now\",\"resolution\":\"solved\",\"level\":" \
	"\"office\""
#define CALL(result) ",\"by\":\"office\",\"result\":\"" result "\",\"satisfaction\":\"satisfied\""
#define EXTEND ",\"reason\":\"complex\",\"text\":\"需延期\",\"evidence\":[{\"kind\":\"approval\"}]"
#define SUSPEND \
	",\"reason\":\"appraisal\",\"text\":\"鉴定中\",\"evidence\":[{\"kind\":\"document\"}]"

/* The last round of a clock, as demand.get tells it; its place in the reply. */
static inline const char *place_of(int64_t id, const char *clock, const char *member)
{
	static char place[80];
	size_t i, n;

	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)id);
	n = api_count(&a, "/clocks");
	for (i = 0; i < n; i++) {
		snprintf(place, sizeof(place), "/clocks/%zu/clock", i);
		if (strcmp(api_text(&a, place), clock) == 0) {
			snprintf(place, sizeof(place), "/clocks/%zu/%s", i, member);
			return place;
		}
	}
	ck_abort_msg("no clock %s", clock);
	return "";
}

static inline const char *told(int64_t id, const char *clock, const char *member)
{
	return api_text(&a, place_of(id, clock, member));
}

static inline void due_is(int64_t id, const char *clock, const char *state, const char *due)
{
	char want[40];

	snprintf(want, sizeof(want), "%.10sT%.5s:00+08:00", due, due + 11);
	ck_assert_str_eq(told(id, clock, "due_at"), want);
	ck_assert_str_eq(told(id, clock, "state"), state);
}

static inline int64_t in_hand(const char *when)
{
	int64_t id;

	at(when);
	api_as(&a, "clerk");
	id = opened("");
	api_as(&a, "dispatcher");
	dispatched(id, a.section);
	api_as(&a, "handler");
	act(id, "sign", "");
	act(id, "contact", ",\"mode\":\"phone\"");
	return id;
}

static inline void add(Suite *s, const char *name, const TTest *test)
{
	TCase *c = tcase_create(name);

	tcase_set_timeout(c, 60);
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, test);
	suite_add_tcase(s, c);
}

#endif
