/* SPDX-License-Identifier: Apache-2.0
 *
 * A compiled calendar. Two running sums, of working days and of working time, are
 * kept over the plain weeks (by arithmetic) and at each exception (in sorted
 * arrays): a sum up to any day is one search, and its inverse another.
 *
 * All sums run along the wall clock. Where the clock is changed inside working
 * time, marks hold by how much the wall clock is ahead of what was worked.
 */
#ifndef GJ_CALENDAR_CALENDAR_PRIV_H
#define GJ_CALENDAR_CALENDAR_PRIV_H

#include "calendar/calendar.h"
#include "util/time.h"

typedef struct gj_cal_exception {
	int32_t day;
	int32_t working, own; /* own: of the calendar itself, not of a paper */
	int64_t days, time;   /* all working days and working time before it */
	/* what it and those before it add to the plain weeks */
	int64_t shift_days, shift_time;
	const gj_cal_hours *hours; /* empty when it is off */
	gj_str name, en, source;
} gj_cal_exception;

typedef struct gj_cal_mark {
	int64_t at;    /* the instant of the change */
	int64_t ahead; /* from here on, wall clock minus worked */
	int64_t time;  /* worked up to here */
} gj_cal_mark;

typedef struct gj_cal_range {
	int32_t first, last; /* days, both inside */
} gj_cal_range;

struct gj_cal {
	const gj_cal_def *def;
	gj_zone zone;
	int64_t week_days[8], week_time[8]; /* before each day of the week; [7]: the whole week */
	int32_t nth[7];                     /* weekday of the n-th working day of a week */
	gj_cal_exception *exceptions;
	size_t exception_count;
	gj_cal_mark *marks;
	size_t mark_count;
	gj_cal_range *known;
	size_t known_count;
	int all_known;
};

static inline int64_t gj_floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* The day of an instant of the wall clock. */
static inline int32_t gj_wall_day(int64_t local)
{
	return (int32_t)gj_floor_div(local, GJ_DAY);
}

/* Monday is 0; day 0 was a Thursday. */
static inline int32_t gj_weekday(int32_t day)
{
	return (int32_t)((int64_t)day + 3 - 7 * gj_floor_div((int64_t)day + 3, 7));
}

int64_t gj_cal_hours_time(const gj_cal_hours *hours);
const gj_cal_hours *gj_cal_hours_of(const gj_cal *cal, int32_t day);
/* Working days and working wall time before a day, or an instant of the wall clock. */
int64_t gj_cal_days_before(const gj_cal *cal, int32_t day);
int64_t gj_cal_time_before(const gj_cal *cal, int64_t local);
/* The working day that has n before it. */
int32_t gj_cal_day_at(const gj_cal *cal, int64_t n);
int32_t gj_cal_next_working(const gj_cal *cal, int32_t day); /* itself, or the next */
/* Off by decree, or a rest day that follows such a one with no work between. */
int gj_cal_in_holiday(const gj_cal *cal, int32_t day);
/* Where the day ends: close of business, or 24:00 of a day without any. */
int64_t gj_cal_close(const gj_cal *cal, int32_t day);
int64_t gj_cal_opening(const gj_cal *cal, int32_t day); /* of a working day */
int64_t gj_cal_instant(const gj_cal *cal, int64_t local);

#endif
