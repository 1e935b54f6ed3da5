/* SPDX-License-Identifier: Apache-2.0
 *
 * The calendar is checked against counting day by day; times are written and
 * read back at many offsets; what RFC 3339 does not allow is refused.
 */
#include "unit.h"

#include <stdio.h>

#include "util/error.h"
#include "util/time.h"

/* Counting: one day after another, with the leap years of Gregory. */
static gj_civil day_after(gj_civil date)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);

	if (date.day++ < lengths[date.month - 1] + (date.month == 2 && leap))
		return date;
	date.day = 1;
	if (date.month++ < 12)
		return date;
	date.month = 1;
	date.year++;
	return date;
}

START_TEST(every_day_of_the_years_1_to_9999)
{
	gj_civil date = { 1, 1, 1 };
	int32_t days = gj_civil_days(date);

	ck_assert_int_eq(days * GJ_DAY, GJ_TIME_MIN);
	for (; date.year <= 9999; date = day_after(date), days++) {
		gj_civil back = gj_civil_of(days);

		if (gj_civil_days(date) != days || back.year != date.year ||
		    back.month != date.month || back.day != date.day || !gj_civil_ok(date))
			ck_abort_msg("%d-%d-%d", (int)date.year, (int)date.month, (int)date.day);
	}
	ck_assert_int_eq(days * GJ_DAY, GJ_TIME_MAX + 1);
	ck_assert(!gj_civil_ok(date));
}
END_TEST

/* Days whose numbers are known: the epoch of POSIX, 2000-03-01 and others as
 * date(1) gives them (`date -ud ... +%s` / 86400). */
START_TEST(known_days)
{
	ck_assert_int_eq(gj_civil_days((gj_civil){ 1970, 1, 1 }), 0);
	ck_assert_int_eq(gj_civil_days((gj_civil){ 1969, 12, 31 }), -1);
	ck_assert_int_eq(gj_civil_days((gj_civil){ 2000, 2, 29 }), 11016);
	ck_assert_int_eq(gj_civil_days((gj_civil){ 2000, 3, 1 }), 11017);
	ck_assert_int_eq(gj_civil_days((gj_civil){ 1900, 3, 1 }), -25508);
	ck_assert_int_eq(gj_civil_days((gj_civil){ 2026, 3, 1 }), 20513);
}
END_TEST

/* The formulas hold beyond what can be written, to the ends of int32_t days. */
START_TEST(far_days)
{
	static const int32_t far[] = { INT32_MIN, INT32_MIN + 1, -1000000000, -719469, -719468,
				       1000000000, INT32_MAX - 1, INT32_MAX };
	size_t i;

	for (i = 0; i < sizeof(far) / sizeof(far[0]); i++)
		ck_assert_int_eq(gj_civil_days(gj_civil_of(far[i])), far[i]);
}
END_TEST

START_TEST(dates_that_do_not_exist)
{
	static const gj_civil bad[] = {
		{ 0, 1, 1 },	 { -1, 1, 1 },	   { 10000, 1, 1 },  { 2026, 0, 1 },
		{ 2026, 13, 1 }, { 2026, 1, 0 },   { 2026, 1, 32 },  { 2026, 4, 31 },
		{ 2026, 2, 29 }, { 1900, 2, 29 },  { 2000, 2, 30 },  { 2100, 2, 29 },
		{ 2026, -1, 1 }, { 2026, 1, -1 },  { 2026, 11, 31 }, { 2026, 12, 32 },
	};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert(!gj_civil_ok(bad[i]));
	ck_assert(gj_civil_ok((gj_civil){ 2000, 2, 29 }));
	ck_assert(gj_civil_ok((gj_civil){ 2024, 2, 29 }));
}
END_TEST

static int64_t parsed(const char *text)
{
	int64_t time = INT64_MIN;

	ck_assert_msg(gj_time_parse(gj_str_of(text), &time) == 0, "%s", text);
	return time;
}

/* RFC 3339, section 5.8, without its leap second; seconds by date(1). */
START_TEST(known_times)
{
	ck_assert_int_eq(parsed("1970-01-01T00:00:00Z"), 0);
	ck_assert_int_eq(parsed("1985-04-12T23:20:50.52Z"), INT64_C(482196050520000));
	ck_assert_int_eq(parsed("1996-12-19T16:39:57-08:00"), INT64_C(851042397000000));
	ck_assert_int_eq(parsed("1996-12-20T00:39:57Z"), INT64_C(851042397000000));
	ck_assert_int_eq(parsed("1937-01-01T12:00:27.87+00:20"), INT64_C(-1041337172130000));
	ck_assert_int_eq(parsed("2026-03-01T09:00:00+08:00"), INT64_C(1772326800000000));
	ck_assert_int_eq(parsed("1969-12-31T23:59:59.999999Z"), -1);
	ck_assert_int_eq(parsed("2026-03-01T00:00:00-00:00"), parsed("2026-03-01T00:00:00Z"));
	ck_assert_int_eq(parsed("0001-01-01T00:00:00Z"), GJ_TIME_MIN);
	ck_assert_int_eq(parsed("9999-12-31T23:59:59.999999Z"), GJ_TIME_MAX);
	ck_assert_int_eq(parsed("0001-01-01T23:59:00+23:59"), GJ_TIME_MIN);
}
END_TEST

START_TEST(bad_times)
{
	static const char *const bad[] = {
		"", "2026", "2026-03-01", "2026-03-01T09:00:00", "2026-03-01T09:00Z",
		"2026-03-01 09:00:00Z", "2026-03-01t09:00:00Z", "2026-03-01T09:00:00z",
		"2026-03-01T09:00:60Z", "2026-03-01T23:59:60Z", "2026-03-01T24:00:00Z",
		"2026-03-01T09:60:00Z", "2026-02-29T09:00:00Z", "2026-13-01T09:00:00Z",
		"2026-00-01T09:00:00Z", "2026-03-00T09:00:00Z", "0000-03-01T09:00:00Z",
		"2026-03-01T09:00:00.Z", "2026-03-01T09:00:00.1234567Z", "2026-03-01T09:00:00,5Z",
		"2026-03-01T09:00:00+08", "2026-03-01T09:00:00+0800", "2026-03-01T09:00:00+24:00",
		"2026-03-01T09:00:00+08:60", "2026-03-01T09:00:00+8:00",
		"2026-03-01T09:00:00+08:00 ", " 2026-03-01T09:00:00Z", "2026-03-01T09:00:00ZZ",
		"2026-03-01T09:00:00Z+08:00", "2026-3-1T09:00:00Z", "2026-03-01T9:00:00Z",
		"02026-03-01T09:00:00Z", "-026-03-01T09:00:00Z", "+026-03-01T09:00:00Z",
		"2026-03-01T09:00:00.5", "2026-03-01T09:00:00.5.5Z", "2026/03/01T09:00:00Z",
		"2026-03-01T09-00-00Z", "2026-03-01T09:00:0xZ", "２０２６-03-01T09:00:00Z",
		/* Exists, but lies outside the years that can be written. */
		"0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
	};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int64_t time = 77;

		ck_assert_msg(gj_time_parse(gj_str_of(bad[i]), &time) == GJ_E_BAD_VALUE, "%s",
			      bad[i]);
		ck_assert_int_eq(time, 77);
	}
	ck_assert_int_eq(gj_time_parse(GJ_STR_NONE, &(int64_t){ 0 }), GJ_E_BAD_VALUE);
}
END_TEST

/* A good text is refused with any byte missing, and with a letter at any place. */
START_TEST(every_character_counts)
{
	static const char good[] = "2026-03-01T09:00:00.25+08:00";
	char text[sizeof(good)];
	size_t n = sizeof(good) - 1, i;
	int64_t time;

	parsed(good);
	for (i = 0; i < n; i++) {
		ck_assert_int_lt(gj_time_parse((gj_str){ good, i }, &time), 0);
		memcpy(text, good, sizeof(good));
		text[i] = 'x';
		ck_assert_int_lt(gj_time_parse((gj_str){ text, n }, &time), 0);
		text[i] = '\0';
		ck_assert_int_lt(gj_time_parse((gj_str){ text, n }, &time), 0);
	}
}
END_TEST

static const char *written(gj_arena *arena, int64_t time, int offset)
{
	gj_buf buf;

	gj_buf_init(&buf, arena, 64);
	gj_time_write(&buf, time, offset);
	return gj_buf_end(&buf).p;
}

START_TEST(writing)
{
	gj_arena *arena = unit_arena();
	int64_t time = INT64_C(1772326800000000);

	ck_assert_str_eq(written(arena, time, 480), "2026-03-01T09:00:00+08:00");
	ck_assert_str_eq(written(arena, time, 0), "2026-03-01T01:00:00Z");
	ck_assert_str_eq(written(arena, time, -210), "2026-02-28T21:30:00-03:30");
	ck_assert_str_eq(written(arena, time + 500000, 480), "2026-03-01T09:00:00.5+08:00");
	ck_assert_str_eq(written(arena, time + 1, 480), "2026-03-01T09:00:00.000001+08:00");
	ck_assert_str_eq(written(arena, time + 10020, 0), "2026-03-01T01:00:00.01002Z");
	ck_assert_str_eq(written(arena, -1, 0), "1969-12-31T23:59:59.999999Z");
	ck_assert_str_eq(written(arena, GJ_TIME_MIN, 0), "0001-01-01T00:00:00Z");
	/* The year 10000 and the year 0 cannot be written: UTC instead. */
	ck_assert_str_eq(written(arena, GJ_TIME_MAX, 480), "9999-12-31T23:59:59.999999Z");
	ck_assert_str_eq(written(arena, GJ_TIME_MIN, -1), "0001-01-01T00:00:00Z");
	gj_arena_free(arena);
}
END_TEST

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

START_TEST(written_and_read_back)
{
	gj_arena *arena = unit_arena();
	gj_arena_mark mark = gj_arena_mark_now(arena);
	uint64_t seed = unit_seed(), state = seed * 2 + 1;
	int i;

	for (i = 0; i < 200000; i++) {
		uint64_t span = (uint64_t)(GJ_TIME_MAX - GJ_TIME_MIN) + 1;
		int64_t time = GJ_TIME_MIN + (int64_t)(next_random(&state) % span);
		int offset = (int)(next_random(&state) % 2879) - 1439;
		int64_t back;

		if (i % 3 == 0)
			time -= time % GJ_SECOND;
		if (gj_time_parse(gj_str_of(written(arena, time, offset)), &back) < 0 ||
		    back != time)
			ck_abort_msg("%s, seed %llu", written(arena, time, offset),
				     (unsigned long long)seed);
		gj_arena_rewind(arena, mark);
	}
	gj_arena_free(arena);
}
END_TEST

/* Every date is written as printf would, and read back. */
START_TEST(dates_there_and_back)
{
	gj_arena *arena = unit_arena();
	gj_arena_mark mark = gj_arena_mark_now(arena);
	int32_t first = gj_civil_days((gj_civil){ 1, 1, 1 });
	int32_t last = gj_civil_days((gj_civil){ 9999, 12, 31 });
	int32_t days, back;

	for (days = first; days <= last; days += 17) {
		gj_civil date = gj_civil_of(days);
		char expected[64];
		gj_buf buf;

		gj_buf_init(&buf, arena, 10);
		gj_date_write(&buf, days);
		snprintf(expected, sizeof(expected), "%04d-%02d-%02d", (int)date.year,
			 (int)date.month, (int)date.day);
		if (!gj_str_is(gj_buf_end(&buf), expected) ||
		    gj_date_parse(gj_buf_end(&buf), &back) < 0 || back != days)
			ck_abort_msg("%s", expected);
		gj_arena_rewind(arena, mark);
	}
	gj_arena_free(arena);
}
END_TEST

START_TEST(bad_dates)
{
	static const char *const bad[] = { "",		 "2026",       "2026-3-1",   "2026-02-29",
					   "2026-03-01 ", "20260301",   "2026-03-011", "0000-01-01",
					   "2026-00-01", "2026-01-00", "2026-13-01", "2026/01/01",
					   "2026-01-01T", "-026-01-01", "2026-1 -01" };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int32_t days = 77;

		ck_assert_msg(gj_date_parse(gj_str_of(bad[i]), &days) == GJ_E_BAD_VALUE, "%s",
			      bad[i]);
		ck_assert_int_eq(days, 77);
	}
}
END_TEST

/* Between the year of writing and the end of time: more cannot be expected of
 * any machine's clock. */
START_TEST(the_clock_runs)
{
	int64_t now = 0;

	ck_assert_int_eq(gj_clock_default(NULL, &now), 0);
	ck_assert_int_gt(now, parsed("2024-01-01T00:00:00Z"));
	ck_assert_int_lt(now, GJ_TIME_MAX);
}
END_TEST

static Suite *time_suite(void)
{
	Suite *suite = suite_create("time");

	unit_add(suite, "every day", every_day_of_the_years_1_to_9999);
	unit_add(suite, "known days", known_days);
	unit_add(suite, "far days", far_days);
	unit_add(suite, "no such dates", dates_that_do_not_exist);
	unit_add(suite, "known times", known_times);
	unit_add(suite, "bad times", bad_times);
	unit_add(suite, "every character", every_character_counts);
	unit_add(suite, "writing", writing);
	unit_add(suite, "read back", written_and_read_back);
	unit_add(suite, "dates", dates_there_and_back);
	unit_add(suite, "bad dates", bad_dates);
	unit_add(suite, "clock", the_clock_runs);
	return suite;
}

GJ_TEST_MAIN(time_suite)
