/* SPDX-License-Identifier: Apache-2.0
 *
 * A zone: what the wall clock shows at an instant, and back. A fixed offset
 * ("+08:00", "Z") or a rule in the manner of POSIX ("EST5EDT,M3.2.0,M11.1.0").
 * Wall time is written as microseconds too, as if it were UTC.
 */
#ifndef GJ_CALENDAR_ZONE_H
#define GJ_CALENDAR_ZONE_H

#include "util/mem.h"

enum gj_zone_day {
	GJ_ZONE_JULIAN, /* J1 to J365: 29 February is never counted */
	GJ_ZONE_ZERO,   /* 0 to 365: it is */
	GJ_ZONE_MONTH   /* M month.week.weekday; week 5 is the last */
};

/* When the wall clock is changed, each year. */
typedef struct gj_zone_rule {
	int32_t kind;                 /* enum gj_zone_day */
	int32_t day;                  /* JULIAN, ZERO */
	int32_t month, week, weekday; /* weekday 0 is Sunday */
	int32_t second;               /* by the wall clock before the change */
} gj_zone_rule;

typedef struct gj_zone {
	int32_t standard, summer; /* seconds east of UTC */
	int32_t changes;          /* 0: always standard time */
	gj_zone_rule to_summer, to_standard;
} gj_zone;

gj_zone gj_zone_fixed(int minutes);
int gj_zone_parse(gj_str text, gj_zone *ret_zone); /* GJ_E_BAD_VALUE */

/* Seconds east of UTC at an instant. */
int32_t gj_zone_offset(const gj_zone *zone, int64_t time);
int64_t gj_zone_local(const gj_zone *zone, int64_t time);
/* What the clock shows twice is the first time of the two, or with `later` the second;
 * what it skips is taken by the offset that was in force before: it lies after the gap. */
int64_t gj_zone_instant(const gj_zone *zone, int64_t local, int later);
/* The two instants at which the clock is changed in a year, in order. Only if it is. */
void gj_zone_year(const gj_zone *zone, int32_t year, int64_t ret_times[2]);

#endif
