/* SPDX-License-Identifier: Apache-2.0
 *
 * Working time as a test reckons it for itself: the days as they were published, the hours of the
 * profile. Known from March to June 2026.
 */
#ifndef GJ_TESTS_API_WORK_H
#define GJ_TESTS_API_WORK_H

#include "clocks.h"

/* Working days of March to June 2026, as the State Council published them. */
static inline int works(int64_t day)
{
	static const int off[][2] = { { 4, 6 }, { 5, 1 }, { 5, 4 }, { 5, 5 }, { 6, 19 } };
	size_t i;

	if (day == day_number(2026, 5, 9))
		return 1;
	for (i = 0; i < sizeof(off) / sizeof(off[0]); i++)
		if (day == day_number(2026, off[i][0], off[i][1]))
			return 0;
	return (day + 3) % 7 < 5; /* day 0 was a Thursday */
}

/* Seconds of the wall clock of +08:00 since 1970. */
static inline int64_t wall(const char *text)
{
	int y, mo, d, h, mi, s;

	ck_assert_int_eq(sscanf(text, "%d-%d-%dT%d:%d:%d", &y, &mo, &d, &h, &mi, &s), 6);
	/* in events times are UTC, in answers those of the ledger */
	return (day_number(y, mo, d) * 24 + h + (strchr(text, 'Z') ? 8 : 0)) * 3600 + mi * 60 + s;
}

static inline int64_t between(int64_t x, int64_t low, int64_t high)
{
	return x < low ? 0 : x > high ? high - low : x - low;
}

/* Seconds of work since 1 March 2026. */
static inline int64_t work_before(int64_t at)
{
	int64_t day = day_number(2026, 3, 1), sum = 0, rest;

	for (; day * 86400 <= at; day++) {
		rest = at - day * 86400;
		if (works(day))
			sum += between(rest, 9 * 3600, 12 * 3600) +
			       between(rest, 13 * 3600 + 1800, 17 * 3600 + 1800);
	}
	return sum;
}

#endif
