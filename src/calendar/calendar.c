/* SPDX-License-Identifier: Apache-2.0
 *
 * Sums over days and working time, and their inverses.
 */
#include <assert.h>

#include "calendar/calendar_priv.h"
#include "util/error.h"

#define NONE SIZE_MAX
#define TIME_FIRST (GJ_TIME_MIN + 366 * GJ_DAY)
#define TIME_LAST (GJ_TIME_MAX - 366 * GJ_DAY)

/* ---- days ---- */

/* The last exception of which `key` is at most `most`, or NONE; the keys never fall. */
#define LAST_EXCEPTION(name, key, type) \
	static size_t name(const gj_cal *cal, type most) \
	{ \
		size_t low = 0, high = cal->exception_count; \
\
		while (low < high) { \
			size_t middle = low + (high - low) / 2; \
\
			if (cal->exceptions[middle].key <= most) \
				low = middle + 1; \
			else \
				high = middle; \
		} \
		return low ? low - 1 : NONE; \
	}

LAST_EXCEPTION(last_by_day, day, int32_t)
LAST_EXCEPTION(last_by_days, days, int64_t)
LAST_EXCEPTION(last_by_time, time, int64_t)

static const gj_cal_exception *exception_of(const gj_cal *cal, int32_t day)
{
	size_t at = last_by_day(cal, day);

	return at != NONE && cal->exceptions[at].day == day ? &cal->exceptions[at] : NULL;
}

int64_t gj_cal_hours_time(const gj_cal_hours *hours)
{
	int64_t minutes = 0;

	for (size_t i = 0; i < hours->count; i++)
		minutes += hours->span[i].to - hours->span[i].from;
	return minutes * GJ_MINUTE;
}

const gj_cal_hours *gj_cal_hours_of(const gj_cal *cal, int32_t day)
{
	const gj_cal_exception *e = exception_of(cal, day);

	return e ? e->hours : &cal->def->week[gj_weekday(day)];
}

int64_t gj_cal_days_before(const gj_cal *cal, int32_t day)
{
	int64_t week = gj_floor_div((int64_t)day + 3, 7);
	size_t at = last_by_day(cal, day - 1);

	return week * cal->week_days[7] + cal->week_days[day + 3 - 7 * week] +
	       (at == NONE ? 0 : cal->exceptions[at].shift_days);
}

/* The working day that has n before it, in plain weeks. */
static int32_t plain_day_at(const gj_cal *cal, int64_t n)
{
	int64_t week = gj_floor_div(n, cal->week_days[7]);

	return (int32_t)(week * 7 - 3 + cal->nth[n - week * cal->week_days[7]]);
}

int32_t gj_cal_day_at(const gj_cal *cal, int64_t n)
{
	size_t at = last_by_days(cal, n);
	const gj_cal_exception *e;

	if (at == NONE)
		return plain_day_at(cal, n);
	e = &cal->exceptions[at];
	if (e->working && e->days == n)
		return e->day;
	return plain_day_at(cal, n - e->shift_days);
}

int32_t gj_cal_next_working(const gj_cal *cal, int32_t day)
{
	return gj_cal_hours_of(cal, day)->count ? day
						: gj_cal_day_at(cal, gj_cal_days_before(cal, day));
}

int64_t gj_cal_close(const gj_cal *cal, int32_t day)
{
	const gj_cal_hours *hours = gj_cal_hours_of(cal, day);

	return day * GJ_DAY +
	       (hours->count ? hours->span[hours->count - 1].to * GJ_MINUTE : GJ_DAY);
}

int64_t gj_cal_opening(const gj_cal *cal, int32_t day)
{
	const gj_cal_hours *hours = gj_cal_hours_of(cal, day);

	assert(hours->count);
	return day * GJ_DAY + hours->span[0].from * GJ_MINUTE;
}

/* ---- working time along the wall clock ---- */

int64_t gj_cal_time_before(const gj_cal *cal, int64_t local)
{
	int32_t day = gj_wall_day(local);
	int64_t week = gj_floor_div((int64_t)day + 3, 7), in_day = local - day * GJ_DAY, time;
	size_t at = last_by_day(cal, day);
	const gj_cal_exception *e = at == NONE ? NULL : &cal->exceptions[at];
	const gj_cal_hours *hours = &cal->def->week[day + 3 - 7 * week];

	if (e && e->day == day) {
		hours = e->hours;
		time = e->time;
	} else {
		time = week * cal->week_time[7] + cal->week_time[day + 3 - 7 * week] +
		       (e ? e->shift_time : 0);
	}
	for (size_t i = 0; i < hours->count && hours->span[i].from * GJ_MINUTE < in_day; i++) {
		int64_t to = hours->span[i].to * GJ_MINUTE;

		time += (in_day < to ? in_day : to) - hours->span[i].from * GJ_MINUTE;
	}
	return time;
}

/* Where in a day its working time reaches `time`: as early as can be, or as late. */
static int64_t within_day(const gj_cal_hours *hours, int64_t time, int late)
{
	size_t i;

	for (i = 0; i + 1 < hours->count; i++) {
		int64_t length = (hours->span[i].to - hours->span[i].from) * GJ_MINUTE;

		if (time < length || (time == length && !late))
			break;
		time -= length;
	}
	return hours->span[i].from * GJ_MINUTE + time;
}

static int64_t plain_reach(const gj_cal *cal, int64_t time, int late)
{
	/* Early ends belong to the week before: (0, whole week]; late ones to [0, whole week). */
	int64_t week = gj_floor_div(late ? time : time - 1, cal->week_time[7]);
	int64_t rest = time - week * cal->week_time[7];
	int weekday = 0;

	while (late ? cal->week_time[weekday + 1] <= rest : cal->week_time[weekday + 1] < rest)
		weekday++;
	return (week * 7 - 3 + weekday) * GJ_DAY +
	       within_day(&cal->def->week[weekday], rest - cal->week_time[weekday], late);
}

/* The earliest or the latest instant of the wall clock that has this much before it. */
static int64_t wall_reach(const gj_cal *cal, int64_t time, int late)
{
	size_t at = last_by_time(cal, late ? time : time - 1);
	const gj_cal_exception *e;
	int64_t rest, length;

	if (at == NONE)
		return plain_reach(cal, time, late);
	e = &cal->exceptions[at];
	rest = time - e->time;
	length = gj_cal_hours_time(e->hours);
	if (late ? rest < length : rest <= length)
		return e->day * GJ_DAY + within_day(e->hours, rest, late);
	return plain_reach(cal, time - e->shift_time, late);
}

/* ---- working time along true time ---- */

/* The number of marks of which `at` or, `by_time`, the time worked is at most `most`. */
static size_t marks_up_to(const gj_cal *cal, int64_t most, int by_time)
{
	size_t low = 0, high = cal->mark_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int64_t key = by_time ? cal->marks[middle].time : cal->marks[middle].at;

		if (key <= most)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int64_t true_before(const gj_cal *cal, int64_t time)
{
	size_t n = marks_up_to(cal, time, 0);

	return gj_cal_time_before(cal, gj_zone_local(&cal->zone, time)) -
	       (n ? cal->marks[n - 1].ahead : 0);
}

static int64_t true_reach(const gj_cal *cal, int64_t time, int late)
{
	size_t n = marks_up_to(cal, late ? time : time - 1, 1);
	int64_t local = wall_reach(cal, time + (n ? cal->marks[n - 1].ahead : 0), late);
	int64_t found = gj_zone_instant(&cal->zone, local, 0);

	/* What the clock shows twice: the answer lies between the marks. */
	if (n && found < cal->marks[n - 1].at)
		found = gj_zone_instant(&cal->zone, local, 1);
	if (n < cal->mark_count && found > cal->marks[n].at)
		found = cal->marks[n].at;
	return found;
}

/* ---- questions ---- */

int32_t gj_cal_day_of(const gj_cal *cal, int64_t time)
{
	return gj_wall_day(gj_zone_local(&cal->zone, time));
}

int64_t gj_cal_instant(const gj_cal *cal, int64_t local)
{
	return gj_zone_instant(&cal->zone, local, 0);
}

int gj_cal_offset(const gj_cal *cal, int64_t time)
{
	return gj_zone_offset(&cal->zone, time) / 60;
}

gj_cal_info gj_cal_day_info(const gj_cal *cal, int32_t day)
{
	const gj_cal_exception *e = exception_of(cal, day);
	const gj_cal_hours *hours = e ? e->hours : &cal->def->week[gj_weekday(day)];
	gj_cal_info info = { .working = hours->count > 0, .hours = hours };

	info.why = info.working ? GJ_WHY_working_day : GJ_WHY_rest_day;
	if (e && e->own)
		info.why = e->working ? GJ_WHY_local_working_day : GJ_WHY_local_holiday;
	else if (e)
		info.why = e->working ? GJ_WHY_make_up_day : GJ_WHY_holiday;
	if (e) {
		info.name = e->name;
		info.en = e->en;
		info.source = e->source;
	}
	return info;
}

int gj_cal_in_holiday(const gj_cal *cal, int32_t day)
{
	size_t at = last_by_day(cal, day);

	/* All days since the last working one are off: is one of them so by decree? */
	return at != NONE && !gj_cal_hours_of(cal, day)->count &&
	       cal->exceptions[at].day > gj_cal_day_at(cal, gj_cal_days_before(cal, day) - 1);
}

int64_t gj_cal_working_days(const gj_cal *cal, int32_t from, int32_t to)
{
	return gj_cal_days_before(cal, to) - gj_cal_days_before(cal, from);
}

int gj_cal_known(const gj_cal *cal, int32_t from, int32_t to)
{
	if (cal->all_known)
		return 1;
	for (size_t i = 0; i < cal->known_count; i++)
		if (cal->known[i].first <= from && to <= cal->known[i].last)
			return 1;
	return 0;
}

int32_t gj_cal_known_until(const gj_cal *cal)
{
	if (cal->all_known)
		return INT32_MAX;
	return cal->known_count ? cal->known[cal->known_count - 1].last : INT32_MIN;
}

int64_t gj_cal_worked(const gj_cal *cal, int64_t from, int64_t to)
{
	return true_before(cal, to) - true_before(cal, from);
}

int64_t gj_cal_measure(const gj_cal *cal, int unit, int64_t from, int64_t to)
{
	int32_t first, last;

	if (unit == GJ_UNIT_WH)
		return gj_cal_worked(cal, from, to);
	if (unit == GJ_UNIT_M || unit == GJ_UNIT_H)
		return to - from;
	first = gj_cal_day_of(cal, from);
	last = gj_cal_day_of(cal, to);
	return unit == GJ_UNIT_ND ? last - first : gj_cal_working_days(cal, first + 1, last + 1);
}

/* ---- sums ---- */

/* The n-th working day after (before) this one. */
static int32_t days_on(const gj_cal *cal, int32_t day, int64_t n, int sign)
{
	if (n == 0)
		return day;
	return gj_cal_day_at(cal, sign > 0 ? gj_cal_days_before(cal, day + 1) + n - 1
					   : gj_cal_days_before(cal, day) - n);
}

int gj_cal_add(const gj_cal *cal, int64_t from, const gj_limit *limit, int sign, int64_t *ret_time)
{
	int64_t n = limit->count, local, time = from;
	int32_t day;

	if (from < TIME_FIRST || from > TIME_LAST)
		return GJ_E_BAD_VALUE;
	if (limit->unit == GJ_UNIT_M || limit->unit == GJ_UNIT_H) {
		time += sign * n * (limit->unit == GJ_UNIT_M ? GJ_MINUTE : GJ_HOUR);
	} else if (limit->unit == GJ_UNIT_WH && n > 0) {
		time = true_reach(cal, true_before(cal, from) + sign * n * GJ_HOUR, sign < 0);
	} else if (n > 0) {
		local = gj_zone_local(&cal->zone, from);
		day = gj_wall_day(local);
		time = local - day * GJ_DAY;
		if (limit->unit == GJ_UNIT_WD)
			day = days_on(cal, day, n, sign);
		else
			day += (int32_t)(sign * n);
		time = gj_cal_instant(cal, day * GJ_DAY + time);
	}
	if (time < TIME_FIRST || time > TIME_LAST)
		return GJ_E_BAD_VALUE;
	*ret_time = time;
	return GJ_OK;
}

int gj_cal_reach(const gj_cal *cal, int64_t from, int64_t amount, int64_t *ret_time)
{
	int64_t time;

	if (from < TIME_FIRST || from > TIME_LAST || amount <= 0 || amount > GJ_TIME_MAX)
		return GJ_E_BAD_VALUE;
	time = true_reach(cal, true_before(cal, from) + amount, 0);
	if (time > TIME_LAST)
		return GJ_E_BAD_VALUE;
	*ret_time = time;
	return GJ_OK;
}
