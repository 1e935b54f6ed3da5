/* SPDX-License-Identifier: Apache-2.0
 *
 * Deadlines a second of the pure calendar, on one core: by unit and by length of the span.
 * The calendar is that of the built-in profile with the papers built in.
 *
 *	bench-calendar [DEADLINES]
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "profile/profile.h"
#include "util/time.h"

#define ROUNDS 5

static void die(const char *what)
{
	fprintf(stderr, "bench-calendar: %s\n", what);
	exit(1);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Starts spread over 2020 to 2026, as cases arrive. */
static int64_t start(uint64_t i)
{
	return INT64_C(1577836800) * GJ_SECOND +
	       (int64_t)(i * UINT64_C(0x9E3779B97F4A7C15) % (UINT64_C(2500) * 86400)) * GJ_SECOND;
}

static double best(const gj_cal *cal, const char *text, uint64_t count)
{
	volatile int64_t kept = 0;
	double shortest = 1e9;
	gj_limit limit;
	gj_deadline d;

	if (gj_limit_parse(gj_str_of(text), &limit) < 0)
		die(text);
	for (int round = 0; round < ROUNDS; round++) {
		double began = now(), took;

		for (uint64_t i = 0; i < count; i++) {
			if (gj_cal_deadline(cal, start(i), &limit, &d) < 0)
				die("out of range");
			kept += d.due;
		}
		took = now() - began;
		shortest = took < shortest ? took : shortest;
	}
	if (kept == 0) /* the sum is used, so that nothing is optimised away */
		die("no sum");
	return shortest;
}

static double best_measure(const gj_cal *cal, int64_t span, uint64_t count)
{
	volatile int64_t kept = 0;
	double shortest = 1e9;

	for (int round = 0; round < ROUNDS; round++) {
		double began = now(), took;

		for (uint64_t i = 0; i < count; i++)
			kept += gj_cal_worked(cal, start(i), start(i) + span);
		took = now() - began;
		shortest = took < shortest ? took : shortest;
	}
	if (kept == 0) /* the sum is used, so that nothing is optimised away */
		die("no sum");
	return shortest;
}

static const gj_cal *compiled(gj_arena *arena, const char *zone_text)
{
	const gj_profile *profile = NULL;
	const gj_cal *cal = NULL;
	size_t papers;
	const gj_cal_paper *paper = gj_cal_papers(&papers);
	gj_cal_def *def = gj_arena_zero(arena, sizeof(*def));
	gj_zone zone = gj_zone_fixed(480);

	if (!def || gj_profile_compile(arena, gj_profile_builtin(), &profile, NULL) < 0)
		die("no profile");
	*def = *gj_profile_calendar(profile, GJ_STR_NONE);
	if (zone_text && gj_zone_parse(gj_str_of(zone_text), &zone) < 0)
		die(zone_text);
	if (gj_cal_compile(arena, def, paper, papers, &zone, &cal) < 0)
		die("no calendar");
	return cal;
}

static void limits(const char *title, const gj_cal *cal, uint64_t count)
{
	static const char *const texts[] = { "24h",  "5wd",     "10wd", "2440wd",
					     "10wh", "17080wh", "7nd",  "3650nd roll=rest_day" };

	printf("%s\n", title);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		double took = best(cal, texts[i], count);

		printf("  %-22s %7.1f ns  %6.2f million a second\n", texts[i],
		       took / (double)count * 1e9, (double)count / took / 1e6);
	}
}

int main(int argc, char **argv)
{
	uint64_t count = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
	gj_mem mem = gj_mem_default();
	gj_arena *arena = gj_arena_new(&mem, (size_t)64 << 20);
	const gj_cal *cal;
	double ten_days, ten_years;

	if (!arena || count == 0)
		die("usage: bench-calendar [DEADLINES]");
	cal = compiled(arena, NULL);
	limits("+08:00", cal, count);
	ten_days = best(cal, "7wd", count);
	ten_years = best(cal, "2490wd", count);
	printf("  ten years over ten days, working days:  %.2f\n", ten_years / ten_days);
	ten_days = best(cal, "49wh", count);
	ten_years = best(cal, "17430wh", count);
	printf("  ten years over ten days, working hours: %.2f\n", ten_years / ten_days);
	ten_days = best_measure(cal, 10 * GJ_DAY, count);
	ten_years = best_measure(cal, 3650 * GJ_DAY, count);
	printf("  ten years over ten days, measuring:     %.2f (%.1f ns)\n", ten_years / ten_days,
	       ten_years / (double)count * 1e9);
	limits("EST5EDT,M3.2.0,M11.1.0", compiled(arena, "EST5EDT,M3.2.0,M11.1.0"), count);
	gj_arena_free(arena);
	return 0;
}
