/* SPDX-License-Identifier: Apache-2.0
 *
 * Deadlines: from when a limit counts, where it ends, and whether that is final.
 */
#include "calendar/calendar_priv.h"
#include "util/error.h"

#define TIME_LAST (GJ_TIME_MAX - 366 * GJ_DAY)

/* ---- the start ---- */

static int64_t next_day(const gj_cal *cal, int32_t day, int64_t in_day, int32_t arrival)
{
	day = gj_cal_next_working(cal, day);
	return arrival == GJ_ARRIVAL_OPENING ? gj_cal_opening(cal, day) : day * GJ_DAY + in_day;
}

/* The wall time that an arrival counts from. A day off comes first: what then lies after
 * the cut-off of the working day that it was moved to moves once more. */
static int64_t take_in(const gj_cal *cal, int64_t local, int32_t *ret_why)
{
	const gj_cal_intake *intake = &cal->def->intake;
	int32_t day = gj_wall_day(local);

	if (intake->rest_day && !gj_cal_hours_of(cal, day)->count) {
		local = next_day(cal, day, local - day * GJ_DAY, intake->rest_day);
		day = gj_wall_day(local);
		*ret_why = GJ_WHY_arrived_on_rest_day;
	}
	if (intake->after_cut_off && gj_cal_hours_of(cal, day)->count &&
	    local - day * GJ_DAY >= intake->cut_off * GJ_MINUTE) {
		local = next_day(cal, day + 1, local - day * GJ_DAY, intake->after_cut_off);
		*ret_why = GJ_WHY_arrived_late;
	}
	return local;
}

/* ---- the end ---- */

/* The first working day whose close is not over yet. */
static int32_t day_still_open(const gj_cal *cal, int64_t local)
{
	int32_t day = gj_cal_next_working(cal, gj_wall_day(local));

	return gj_cal_close(cal, day) > local ? day : gj_cal_next_working(cal, day + 1);
}

static int32_t rolled_to(const gj_cal *cal, int32_t day, int roll)
{
	int rolls = roll == GJ_ROLL_REST_DAY ||
		    (roll == GJ_ROLL_HOLIDAY && gj_cal_in_holiday(cal, day));

	return rolls ? gj_cal_next_working(cal, day) : day;
}

static int32_t last_day(const gj_cal *cal, int64_t local, const gj_limit *limit)
{
	int32_t day = gj_wall_day(local);

	if (limit->unit == GJ_UNIT_ND)
		return day + limit->count;
	if (limit->count == 0)
		return day_still_open(cal, local);
	return gj_cal_day_at(cal, gj_cal_days_before(cal, day + 1) + limit->count - 1);
}

static void end_of_days(const gj_cal *cal, const gj_limit *limit, gj_deadline *d)
{
	int64_t local = gj_zone_local(&cal->zone, d->start);
	int32_t day, roll = limit->roll ? limit->roll : cal->def->roll;
	int32_t end = limit->end ? limit->end : cal->def->end;

	d->last = day = last_day(cal, local, limit);
	if (limit->unit == GJ_UNIT_ND)
		day = rolled_to(cal, day, roll);
	d->rolled = day != d->last;
	if (end == GJ_END_SAME_TIME && limit->count > 0)
		d->due = gj_cal_instant(cal, day * GJ_DAY + local - d->first * GJ_DAY);
	else
		d->due = gj_cal_instant(cal, gj_cal_close(cal, day));
	if (d->due <= d->start)
		d->due = gj_cal_instant(cal, (day + 1) * GJ_DAY); /* 0nd after hours */
	/* A calendar day counts whatever it is; only what is asked of the last one can change. */
	if (limit->unit == GJ_UNIT_WD)
		d->provisional = !gj_cal_known(cal, d->first, day);
	else if (end != GJ_END_SAME_TIME || roll > GJ_ROLL_NONE)
		d->provisional = !gj_cal_known(cal, d->last, day);
}

static int reckon(const gj_cal *cal, int64_t from, const gj_limit *limit, int intake,
		  gj_deadline *ret_deadline)
{
	gj_deadline d = { .from = from, .start = from };
	int64_t local, taken;
	int code;

	/* Also proves that the sum stays within the years that can be written. */
	code = gj_cal_add(cal, from, limit, 1, &d.due);
	if (code < 0)
		return code;
	if (intake) {
		local = gj_zone_local(&cal->zone, from);
		taken = take_in(cal, local, &d.moved);
		if (d.moved)
			d.start = gj_cal_instant(cal, taken);
	}
	d.first = gj_cal_day_of(cal, d.start);
	if (limit->unit >= GJ_UNIT_WD) {
		end_of_days(cal, limit, &d);
	} else {
		code = gj_cal_add(cal, d.start, limit, 1, &d.due);
		d.last = gj_cal_day_of(cal, d.due - (d.due > d.start));
		d.provisional = limit->unit == GJ_UNIT_WH && !gj_cal_known(cal, d.first, d.last);
	}
	if (intake && !gj_cal_known(cal, gj_cal_day_of(cal, from), d.first))
		d.provisional = 1;
	if (code < 0 || d.due > TIME_LAST + 30 * GJ_DAY)
		return code < 0 ? code : GJ_E_BAD_VALUE;
	*ret_deadline = d;
	return GJ_OK;
}

int gj_cal_deadline(const gj_cal *cal, int64_t from, const gj_limit *limit,
		    gj_deadline *ret_deadline)
{
	int intake = (int)(cal->def->intake.units >> limit->unit & 1);

	return reckon(cal, from, limit, intake, ret_deadline);
}

int gj_cal_deadline_after(const gj_cal *cal, int64_t from, const gj_limit *limit,
			  gj_deadline *ret_deadline)
{
	return reckon(cal, from, limit, 0, ret_deadline);
}

int32_t gj_cal_rolled(const gj_cal *cal, const gj_limit *limit, int32_t day)
{
	int roll = limit->roll ? limit->roll : cal->def->roll;

	return limit->unit == GJ_UNIT_ND ? rolled_to(cal, day, roll) : day;
}

/* ---- backwards ---- */

static int due_by(const gj_cal *cal, int64_t from, const gj_limit *limit, int64_t due)
{
	gj_deadline d;

	return gj_cal_deadline(cal, from, limit, &d) >= 0 && d.due <= due;
}

/* Deadlines never fall as arrivals rise: the last arrival in time is found by halving. */
int gj_cal_latest(const gj_cal *cal, int64_t due, const gj_limit *limit, int64_t *ret_from)
{
	int64_t step = GJ_DAY, low = due - step, high, middle;

	if (due > TIME_LAST)
		return GJ_E_BAD_VALUE;
	for (high = due; !due_by(cal, low, limit, due); high = low, low = due - step) {
		step *= 2;
		if (due - step < GJ_TIME_MIN + 366 * GJ_DAY)
			return GJ_E_BAD_VALUE;
	}
	if (due_by(cal, high, limit, due))
		low = high;
	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (due_by(cal, middle, limit, due))
			low = middle;
		else
			high = middle;
	}
	*ret_from = low;
	return GJ_OK;
}
