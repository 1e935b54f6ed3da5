/* SPDX-License-Identifier: Apache-2.0
 *
 * Zones beside the IANA tables: the instants at which clocks are changed are those that
 * zdump(8) prints for the zones named; what a clock shows twice or never is defined.
 */
#include "calendar_ground.h"

static gj_arena *arena;

static void setup(void)
{
	arena = unit_arena();
}

static void teardown(void)
{
	arena = gj_arena_free(arena);
}

static gj_zone zone_of(const char *text)
{
	gj_zone zone;

	ck_assert_msg(gj_zone_parse(gj_str_of(text), &zone) == 0, "%s", text);
	return zone;
}

/* The last second before a change and the first after it, in minutes east of UTC. */
static const struct change {
	const char *zone, *at;
	int before, after;
} changes[] = {
	/* America/New_York */
	{ "EST5EDT,M3.2.0,M11.1.0", "2025-03-09T07:00:00Z", -300, -240 },
	{ "EST5EDT,M3.2.0,M11.1.0", "2025-11-02T06:00:00Z", -240, -300 },
	{ "EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00:00Z", -300, -240 },
	{ "EST5EDT,M3.2.0,M11.1.0", "2026-11-01T06:00:00Z", -240, -300 },
	{ "EST5EDT,M3.2.0,M11.1.0", "2028-03-12T07:00:00Z", -300, -240 },
	{ "EST5EDT,M3.2.0,M11.1.0", "2028-11-05T06:00:00Z", -240, -300 },
	/* Australia/Sydney */
	{ "AEST-10AEDT,M10.1.0,M4.1.0/3", "2025-04-05T16:00:00Z", 660, 600 },
	{ "AEST-10AEDT,M10.1.0,M4.1.0/3", "2025-10-04T16:00:00Z", 600, 660 },
	{ "AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-04-04T16:00:00Z", 660, 600 },
	{ "AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-10-03T16:00:00Z", 600, 660 },
	{ "AEST-10AEDT,M10.1.0,M4.1.0/3", "2028-04-01T16:00:00Z", 660, 600 },
	{ "AEST-10AEDT,M10.1.0,M4.1.0/3", "2028-09-30T16:00:00Z", 600, 660 },
	/* Europe/Dublin */
	{ "IST-1GMT0,M10.5.0,M3.5.0/1", "2025-03-30T01:00:00Z", 0, 60 },
	{ "IST-1GMT0,M10.5.0,M3.5.0/1", "2025-10-26T01:00:00Z", 60, 0 },
	{ "IST-1GMT0,M10.5.0,M3.5.0/1", "2026-03-29T01:00:00Z", 0, 60 },
	{ "IST-1GMT0,M10.5.0,M3.5.0/1", "2026-10-25T01:00:00Z", 60, 0 },
	{ "IST-1GMT0,M10.5.0,M3.5.0/1", "2028-03-26T01:00:00Z", 0, 60 },
	{ "IST-1GMT0,M10.5.0,M3.5.0/1", "2028-10-29T01:00:00Z", 60, 0 },
	/* Australia/Lord_Howe */
	{ "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2025-04-05T15:00:00Z", 660, 630 },
	{ "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2025-10-04T15:30:00Z", 630, 660 },
	{ "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-04-04T15:00:00Z", 660, 630 },
	{ "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-10-03T15:30:00Z", 630, 660 },
	{ "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2028-04-01T15:00:00Z", 660, 630 },
	{ "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2028-09-30T15:30:00Z", 630, 660 },
	/* America/Nuuk */
	{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2025-03-30T01:00:00Z", -120, -60 },
	{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2025-10-26T01:00:00Z", -60, -120 },
	{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -120, -60 },
	{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-10-25T01:00:00Z", -60, -120 },
	{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2028-03-26T01:00:00Z", -120, -60 },
	{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2028-10-29T01:00:00Z", -60, -120 },
	/* Europe/Berlin */
	{ "CET-1CEST,M3.5.0,M10.5.0/3", "2025-03-30T01:00:00Z", 60, 120 },
	{ "CET-1CEST,M3.5.0,M10.5.0/3", "2025-10-26T01:00:00Z", 120, 60 },
	{ "CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z", 60, 120 },
	{ "CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T01:00:00Z", 120, 60 },
	{ "CET-1CEST,M3.5.0,M10.5.0/3", "2028-03-26T01:00:00Z", 60, 120 },
	{ "CET-1CEST,M3.5.0,M10.5.0/3", "2028-10-29T01:00:00Z", 120, 60 },
};
#define CHANGES ((int)(sizeof(changes) / sizeof(changes[0])))

START_TEST(clocks_change_when_the_tables_say)
{
	for (int i = 0; i < CHANGES; i++) {
		gj_zone zone = zone_of(changes[i].zone);
		int64_t at = at_utc(changes[i].at);

		ck_assert_msg(gj_zone_offset(&zone, at - 1) == changes[i].before * 60 &&
				      gj_zone_offset(&zone, at) == changes[i].after * 60,
			      "%s %s", changes[i].zone, changes[i].at);
	}
}
END_TEST

static const struct fixed {
	const char *text;
	int minutes;
} fixed[] = { { "+08:00", 480 },  { "-05:30", -330 },     { "Z", 0 },
	      { "CST-8", 480 },   { "UTC0", 0 },          { "<+0530>-5:30", 330 },
	      { "<-03>3", -180 }, { "XYZ-5:45:00", 345 }, { "EST5", -300 } };

START_TEST(fixed_offsets)
{
	const struct fixed *f = &fixed[_i];
	gj_zone zone = zone_of(f->text), made = gj_zone_fixed(f->minutes);

	ck_assert_int_eq(gj_zone_offset(&zone, 0), f->minutes * 60);
	ck_assert_int_eq(gj_zone_local(&zone, GJ_HOUR), GJ_HOUR + f->minutes * GJ_MINUTE);
	ck_assert_int_eq(gj_zone_instant(&made, GJ_HOUR + f->minutes * GJ_MINUTE, 0), GJ_HOUR);
}
END_TEST

static const char *const bad[] = { "",
				   "z",
				   "08:00",
				   "+8:00",
				   "+08",
				   "+0800",
				   "+24:00",
				   "+08:60",
				   "E5",
				   "ES5",
				   "EST",
				   "EST5EDT",
				   "EST5EDT,",
				   "EST5EDT,M3.2.0",
				   "EST5EDT,M3.2.0,",
				   "EST5EDT,M3.2.0,M11.1.0,",
				   "EST5EDT,M13.2.0,M11.1.0",
				   "EST5EDT,M0.2.0,M11.1.0",
				   "EST5EDT,M3.6.0,M11.1.0",
				   "EST5EDT,M3.0.0,M11.1.0",
				   "EST5EDT,M3.2.7,M11.1.0",
				   "EST5EDT,J0,M11.1.0",
				   "EST5EDT,J366,M11.1.0",
				   "EST5EDT,366,M11.1.0",
				   "EST5EDT,M3.2.0/168,M11.1.0",
				   "EST5EDT,M3.2.0/,M11.1.0",
				   "EST25",
				   "EST5:60",
				   "EST5:00:60",
				   "EST5EST5,M3.2.0,M11.1.0",
				   "<E5",
				   "<+>5",
				   "EST 5",
				   "America/New_York",
				   ":America/New_York",
				   "EST5EDT,M3.2.0,M11.1.0 ",
				   "EST0005" };

START_TEST(other_texts_are_no_zones)
{
	gj_zone zone = { .standard = 7 };

	ck_assert_int_eq(gj_zone_parse(gj_str_of(bad[_i]), &zone), GJ_E_BAD_VALUE);
	ck_assert_int_eq(zone.standard, 7);
}
END_TEST

/* New York, 2011: 02:00 to 03:00 is skipped on 13 March, 01:00 to 02:00 stands twice on
 * 6 November. */
START_TEST(what_the_clock_skips_and_repeats)
{
	gj_zone zone = zone_of("EST5EDT,M3.2.0,M11.1.0");

	ck_assert_int_eq(gj_zone_instant(&zone, at_utc("2011-03-13T01:59:59Z"), 0),
			 at_utc("2011-03-13T06:59:59Z"));
	ck_assert_int_eq(gj_zone_instant(&zone, at_utc("2011-03-13T02:00:00Z"), 0),
			 at_utc("2011-03-13T07:00:00Z"));
	ck_assert_int_eq(gj_zone_instant(&zone, at_utc("2011-03-13T02:30:00Z"), 0),
			 at_utc("2011-03-13T07:30:00Z"));
	ck_assert_int_eq(gj_zone_instant(&zone, at_utc("2011-03-13T02:30:00Z"), 1),
			 at_utc("2011-03-13T07:30:00Z"));
	ck_assert_int_eq(gj_zone_instant(&zone, at_utc("2011-03-13T03:00:00Z"), 0),
			 at_utc("2011-03-13T07:00:00Z"));
	ck_assert_int_eq(gj_zone_instant(&zone, at_utc("2011-11-06T00:59:59Z"), 1),
			 at_utc("2011-11-06T04:59:59Z"));
	ck_assert_int_eq(gj_zone_instant(&zone, at_utc("2011-11-06T01:30:00Z"), 0),
			 at_utc("2011-11-06T05:30:00Z"));
	ck_assert_int_eq(gj_zone_instant(&zone, at_utc("2011-11-06T01:30:00Z"), 1),
			 at_utc("2011-11-06T06:30:00Z"));
	ck_assert_int_eq(gj_zone_instant(&zone, at_utc("2011-11-06T02:00:00Z"), 0),
			 at_utc("2011-11-06T07:00:00Z"));
}
END_TEST

/* Whatever an instant shows leads back to it, by one of the two answers. */
START_TEST(there_and_back)
{
	static const char *const texts[] = { "EST5EDT,M3.2.0,M11.1.0",
					     "AEST-10AEDT,M10.1.0,M4.1.0/3",
					     "IST-1GMT0,M10.5.0,M3.5.0/1",
					     "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
					     "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
					     "AAA3BBB,J60,300",
					     "+08:00" };
	uint64_t seed = unit_seed();

	for (int i = 0; i < 200000; i++) {
		static gj_zone zone;
		int64_t at, local, first, second;

		if (i % 1000 == 0)
			zone = zone_of(texts[i / 1000 % 7]);
		at = chance_below(&seed, 200 * INT64_C(31557600) * GJ_SECOND) -
		     50 * 31557600 * GJ_SECOND;
		local = gj_zone_local(&zone, at);
		first = gj_zone_instant(&zone, local, 0);
		second = gj_zone_instant(&zone, local, 1);
		if ((first != at && second != at) || first > second ||
		    gj_zone_local(&zone, first) != local || gj_zone_local(&zone, second) != local)
			ck_abort_msg("case %d, seed %llu, %lld", i, (unsigned long long)unit_seed(),
				     (long long)at);
	}
}
END_TEST

static void add(Suite *suite, const char *name, const TTest *test, int count)
{
	TCase *tcase = tcase_create(name);

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, test, 0, count);
	suite_add_tcase(suite, tcase);
}

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static Suite *zone_suite(void)
{
	Suite *s = suite_create("zone");

	add(s, "changes", clocks_change_when_the_tables_say, 1);
	add(s, "fixed", fixed_offsets, COUNT(fixed));
	add(s, "no_zones", other_texts_are_no_zones, COUNT(bad));
	add(s, "twice", what_the_clock_skips_and_repeats, 1);
	add(s, "there_and_back", there_and_back, 1);
	return s;
}

GJ_TEST_MAIN(zone_suite)
