/* SPDX-License-Identifier: Apache-2.0
 *
 * Budgets, and what is left of them.
 */
#include "calendar/clock.h"

#include "calendar/calendar_priv.h"
#include "util/error.h"

int gj_clock_works(const gj_limit *limit)
{
	return limit->unit == GJ_UNIT_WH || limit->unit == GJ_UNIT_WD;
}

int64_t gj_clock_counted(const gj_cal *cal, const gj_limit *limit, int64_t from, int64_t to)
{
	if (to <= from)
		return 0;
	return gj_clock_works(limit) ? gj_cal_worked(cal, from, to) : to - from;
}

/* What counts of a stretch of the clock's life: nothing before its start. */
static int64_t counted(const gj_cal *cal, const gj_clock *clock, int64_t from, int64_t to)
{
	return gj_clock_counted(cal, &clock->limit, from < clock->start ? clock->start : from, to);
}

/* Extensions in the limit's own unit lengthen it; the others follow it one after another. */
typedef struct whole {
	gj_limit limit;
	gj_limit rest[GJ_EXTRA_MAX];
	size_t rest_count;
} whole;

static whole whole_of(const gj_clock *clock)
{
	whole w = { .limit = clock->limit };

	for (size_t i = 0; i < clock->extra_count; i++)
		if (clock->extra[i].unit == w.limit.unit &&
		    w.limit.count + clock->extra[i].count <= GJ_LIMIT_MAX)
			w.limit.count += clock->extra[i].count;
		else
			w.rest[w.rest_count++] = clock->extra[i];
	return w;
}

/* The due time of a clock that is never paused. */
static int bare_due(const gj_cal *cal, const gj_clock *clock, gj_deadline *ret_deadline)
{
	whole w = whole_of(clock);
	gj_deadline d, further;
	int code = gj_cal_deadline(cal, clock->began, &w.limit, &d);

	for (size_t i = 0; i < w.rest_count && code >= 0; i++) {
		code = gj_cal_deadline_after(cal, d.due, &w.rest[i], &further);
		if (code < 0)
			break;
		further.provisional |= d.provisional;
		further.from = d.from;
		further.start = d.start;
		d = further;
	}
	if (code >= 0)
		*ret_deadline = d;
	return code;
}

/* Does anything of what was counted rest on days that no paper covers? */
static int provisional(const gj_cal *cal, const gj_clock *clock, const gj_deadline *bare)
{
	int32_t first = gj_cal_day_of(cal, clock->start), last = gj_cal_day_of(cal, clock->due);
	int32_t unmoved = gj_cal_day_of(cal, bare->due);

	if (gj_clock_works(&clock->limit))
		return bare->provisional || !gj_cal_known(cal, first, last);
	if (clock->limit.unit == GJ_UNIT_ND && unmoved < last)
		return bare->provisional || !gj_cal_known(cal, unmoved, last);
	return bare->provisional;
}

/* Time that did not count so far, or will not have when a capped pause is over. */
static int64_t lost(const gj_cal *cal, const gj_clock *clock)
{
	int64_t gone = counted(cal, clock, clock->start, clock->since) - clock->consumed;

	if (clock->state == GJ_CLOCK_PAUSED && clock->until != GJ_NEVER)
		gone += counted(cal, clock, clock->since, clock->until);
	return gone;
}

static int rolls(const gj_cal *cal, const gj_limit *limit)
{
	int roll = limit->roll ? limit->roll : cal->def->roll;

	return limit->unit == GJ_UNIT_ND && roll > GJ_ROLL_NONE;
}

/* The last day of a limit that may roll, before it does, when so much time was lost. */
static int32_t last_day(const gj_cal *cal, const gj_clock *clock, const gj_deadline *bare,
			int64_t gone, int64_t *ret_time)
{
	whole w = whole_of(clock);
	gj_deadline d = *bare;

	w.limit.roll = GJ_ROLL_NONE;
	if (bare->rolled && !w.rest_count && gj_cal_deadline(cal, clock->began, &w.limit, &d) < 0)
		d = *bare;
	*ret_time = d.due + gone;
	/* 24:00 belongs to the day that it ends. */
	return gj_cal_day_of(cal, d.due + gone - (gj_cal_day_of(cal, d.due) != d.last));
}

/* A last day that may roll is one whole day: after a pause it ends at its close of business, or
 * later if the limit ends at a time of day that the pause moved so far. So a longer pause never
 * makes it due earlier. */
static int64_t rolled_due(const gj_cal *cal, const gj_clock *clock, const gj_deadline *bare,
			  int64_t gone)
{
	int64_t due, close;
	int32_t day = last_day(cal, clock, bare, gone, &due);
	int32_t to = gj_cal_rolled(cal, &clock->limit, day);
	int whole_days = gj_cal_day_of(cal, due - gone) != gj_cal_day_of(cal, due - gone - 1);

	close = gj_cal_instant(cal, gj_cal_close(cal, to));
	return to == day && due > close && !whole_days ? due : close;
}

static int moved_due(const gj_cal *cal, const gj_clock *clock, const gj_deadline *bare,
		     int64_t gone, int64_t *ret_due)
{
	if (gone <= 0)
		return GJ_OK;
	if (gj_clock_works(&clock->limit))
		return gj_cal_reach(cal, bare->due, gone, ret_due);
	if (gone > GJ_TIME_MAX - 2 * 366 * GJ_DAY - bare->due)
		return GJ_E_BAD_VALUE;
	*ret_due = rolls(cal, &clock->limit) ? rolled_due(cal, clock, bare, gone)
					     : bare->due + gone;
	return GJ_OK;
}

static int reckon(const gj_cal *cal, gj_clock *clock)
{
	gj_deadline bare = { 0 };
	int64_t due;
	int code = clock->given ? GJ_OK : bare_due(cal, clock, &bare);

	if (code < 0 || clock->given)
		return code;
	due = bare.due;
	code = moved_due(cal, clock, &bare, lost(cal, clock), &due);
	if (code < 0)
		return code;
	clock->budget = counted(cal, clock, clock->start, bare.due);
	clock->due = due;
	clock->provisional = provisional(cal, clock, &bare);
	return GJ_OK;
}

/* ---- its life ---- */

int gj_clock_start(const gj_cal *cal, const gj_limit *limit, int64_t at, gj_clock *ret_clock)
{
	gj_clock clock = { .limit = *limit,
			   .state = GJ_CLOCK_RUNNING,
			   .began = at,
			   .since = at,
			   .until = GJ_NEVER };
	gj_deadline d;
	int code = gj_cal_deadline(cal, at, limit, &d);

	if (code < 0)
		return code;
	clock.start = d.start;
	code = reckon(cal, &clock);
	if (code >= 0)
		*ret_clock = clock;
	return code;
}

void gj_clock_start_given(int64_t due, int64_t at, gj_clock *ret_clock)
{
	*ret_clock = (gj_clock){ .limit = { 1, GJ_UNIT_H, 0, 0 },
				 .given = 1,
				 .state = GJ_CLOCK_RUNNING,
				 .began = at,
				 .start = at,
				 .budget = due > at ? due - at : 0,
				 .since = at,
				 .until = GJ_NEVER,
				 .due = due };
}

static int64_t not_before(const gj_clock *clock, int64_t at)
{
	return at < clock->since ? clock->since : at;
}

int gj_clock_settle(gj_clock *clock, int64_t at, int64_t *ret_ended)
{
	if (clock->state != GJ_CLOCK_PAUSED || clock->until > at)
		return 0;
	*ret_ended = clock->since = clock->until;
	clock->state = GJ_CLOCK_RUNNING;
	clock->until = GJ_NEVER;
	return 1;
}

/* Comes into another state. */
static void enter(const gj_cal *cal, gj_clock *clock, int state, int64_t at)
{
	at = not_before(clock, at);
	if (clock->state == GJ_CLOCK_RUNNING)
		clock->consumed += counted(cal, clock, clock->since, at);
	clock->state = state;
	clock->since = at;
	clock->until = GJ_NEVER;
}

static int keep_if(int code, gj_clock *clock, const gj_clock *changed)
{
	if (code >= 0)
		*clock = *changed;
	return code;
}

int gj_clock_pause(const gj_cal *cal, gj_clock *clock, int64_t at, const gj_limit *cap)
{
	gj_clock next = *clock;
	gj_deadline d;
	int code = GJ_OK;

	enter(cal, &next, GJ_CLOCK_PAUSED, at);
	if (cap)
		code = gj_cal_deadline_after(cal, next.since, cap, &d);
	if (code >= 0 && cap)
		next.until = d.due;
	if (code >= 0)
		code = reckon(cal, &next);
	return keep_if(code, clock, &next);
}

int gj_clock_resume(const gj_cal *cal, gj_clock *clock, int64_t at)
{
	gj_clock next = *clock;

	enter(cal, &next, GJ_CLOCK_RUNNING, at);
	return keep_if(reckon(cal, &next), clock, &next);
}

void gj_clock_stop(const gj_cal *cal, gj_clock *clock, int64_t at)
{
	enter(cal, clock, GJ_CLOCK_STOPPED, at);
}

int gj_clock_extend(const gj_cal *cal, gj_clock *clock, const gj_limit *extra)
{
	gj_clock next = *clock;

	if (next.extra_count == GJ_EXTRA_MAX)
		return GJ_E_LIMIT;
	next.extra[next.extra_count++] = *extra;
	return keep_if(reckon(cal, &next), clock, &next);
}

int gj_clock_recount(const gj_cal *cal, gj_clock *clock, const gj_stretch *pauses, size_t count)
{
	gj_clock next = *clock;
	gj_deadline d;
	int code;

	if (next.given)
		return GJ_OK;
	code = gj_cal_deadline(cal, next.began, &next.limit, &d);
	if (code < 0)
		return code;
	next.start = d.start;
	next.consumed = counted(cal, &next, next.start, next.since);
	for (size_t i = 0; i < count; i++)
		if (pauses[i].from < next.since)
			next.consumed -=
				counted(cal, &next, pauses[i].from,
					pauses[i].to < next.since ? pauses[i].to : next.since);
	return keep_if(reckon(cal, &next), clock, &next);
}

int gj_clock_change(const gj_cal *cal, gj_clock *clock, const gj_limit *limit,
		    const gj_stretch *pauses, size_t count)
{
	gj_clock next = *clock;

	next.limit = *limit;
	next.given = 0;
	return keep_if(gj_clock_recount(cal, &next, pauses, count), clock, &next);
}

int64_t gj_clock_left(const gj_cal *cal, const gj_clock *clock, int64_t now)
{
	int64_t gone = clock->consumed;

	if (clock->state == GJ_CLOCK_RUNNING)
		gone += counted(cal, clock, clock->since, now);
	else if (clock->state == GJ_CLOCK_PAUSED && clock->until < now)
		gone += counted(cal, clock, clock->until, now);
	return clock->budget - gone;
}

int gj_offset_time(const gj_cal *cal, gj_str offset, int64_t due, int64_t *ret_time)
{
	gj_limit limit;
	int code;

	if (gj_str_is(offset, "due")) {
		*ret_time = due;
		return GJ_OK;
	}
	code = offset.n < 2 ? GJ_E_BAD_VALUE
			    : gj_limit_parse((gj_str){ offset.p + 1, offset.n - 1 }, &limit);
	return code < 0 ? code
			: gj_cal_add(cal, due, &limit, offset.p[0] == '-' ? -1 : 1, ret_time);
}

/* ---- why ---- */

typedef struct list {
	gj_cal_segment *segments;
	size_t count, max;
} list;

/* What has no room lengthens the last one, which then stands for all of it. */
static void put(list *l, gj_cal_segment segment)
{
	gj_cal_segment *last;

	if (segment.from >= segment.to && segment.amount == 0)
		return;
	if (l->count < l->max) {
		l->segments[l->count++] = segment;
		return;
	}
	last = &l->segments[l->count - 1];
	last->to = segment.to;
	last->why = GJ_WHY_further;
	last->name = last->en = last->source = GJ_STR_NONE;
}

/* A part of a segment: what of its amount lies in it is told as time. */
static gj_cal_segment part(const gj_cal *cal, const gj_clock *clock, const gj_cal_segment *all,
			   int64_t from, int64_t to)
{
	gj_cal_segment s = *all;

	if (from == all->from && to == all->to)
		return s;
	s.from = from;
	s.to = to;
	s.in_time = 1;
	s.amount = s.counted ? gj_clock_counted(cal, &clock->limit, from, to) : 0;
	return s;
}

/* The segment without what the pauses take out of it; they are in order. */
static void put_cut(list *l, const gj_cal *cal, const gj_clock *clock, const gj_cal_segment *s,
		    const gj_stretch *pauses, size_t count)
{
	int64_t at = s->from;

	for (size_t i = 0; i < count && at < s->to; i++) {
		int64_t from = pauses[i].from > at ? pauses[i].from : at;
		int64_t to = pauses[i].to < s->to ? pauses[i].to : s->to;

		if (pauses[i].to == GJ_NEVER || to <= from)
			continue;
		if (from > at)
			put(l, part(cal, clock, s, at, from));
		put(l, (gj_cal_segment){ .from = from,
					 .to = to,
					 .why = GJ_WHY_paused,
					 .name = pauses[i].zh,
					 .en = pauses[i].en });
		at = to;
	}
	if (at < s->to || (at == s->from && s->amount))
		put(l, part(cal, clock, s, at, s->to));
}

/* Pauses that touch over several segments are told as one. */
static void join(list *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->count; i++) {
		gj_cal_segment *s = &l->segments[i], *last = n ? &l->segments[n - 1] : NULL;

		if (last && last->why == GJ_WHY_paused && s->why == GJ_WHY_paused &&
		    last->to == s->from && gj_str_eq(last->en, s->en))
			last->to = s->to;
		else
			l->segments[n++] = *s;
	}
	l->count = n;
}

/* Where what is counted ends: before a last day without work is moved. */
static int64_t counted_to(const gj_cal *cal, const gj_clock *clock, const gj_deadline *bare,
			  int64_t gone)
{
	int64_t time;
	int32_t day;

	if (!rolls(cal, &clock->limit))
		return clock->due;
	day = last_day(cal, clock, bare, gone, &time);
	return gj_cal_rolled(cal, &clock->limit, day) == day
		       ? clock->due
		       : gj_cal_instant(cal, (day + 1) * GJ_DAY);
}

static int spans(const gj_cal *cal, const gj_clock *clock, gj_arena *arena, size_t max, list *l,
		 const gj_stretch *pauses, size_t count)
{
	gj_cal_segment *span = NULL, first = { .from = clock->began, .to = clock->start };
	gj_deadline d, bare;
	int64_t end = clock->due;
	size_t n = 0;
	int code = gj_cal_deadline(cal, clock->began, &clock->limit, &d);

	if (code >= 0)
		code = bare_due(cal, clock, &bare);
	if (code >= 0) {
		end = counted_to(cal, clock, &bare, lost(cal, clock));
		code = gj_cal_explain_span(cal, clock->limit.unit, clock->start, end, arena, max,
					   &span, &n);
	}
	if (code < 0)
		return code;
	first.why = d.moved;
	put(l, first);
	for (size_t i = 0; i < n; i++)
		put_cut(l, cal, clock, &span[i], pauses, count);
	if (clock->due > end)
		put(l, (gj_cal_segment){ .from = end, .to = clock->due, .why = GJ_WHY_rolled });
	return GJ_OK;
}

int gj_clock_segments(const gj_cal *cal, const gj_clock *clock, const gj_stretch *pauses,
		      size_t pause_count, gj_arena *arena, size_t max,
		      gj_cal_segment **ret_segments, size_t *ret_count)
{
	list l = { gj_arena_take(arena, max * sizeof(gj_cal_segment)), 0, max };
	whole w = whole_of(clock);
	gj_deadline d;
	int code = l.segments ? GJ_OK : GJ_E_NOMEM;

	if (code >= 0 && clock->given) {
		put(&l, (gj_cal_segment){
				.from = clock->began, .to = clock->due, .why = GJ_WHY_given });
	} else if (code >= 0 && gj_cal_deadline(cal, clock->began, &w.limit, &d) >= 0 &&
		   d.due == clock->due && pause_count == 0) {
		return gj_cal_explain(cal, &w.limit, &d, arena, max, ret_segments, ret_count);
	} else if (code >= 0) {
		code = spans(cal, clock, arena, max, &l, pauses, pause_count);
		join(&l);
	}
	if (code < 0)
		return code;
	*ret_segments = l.segments;
	*ret_count = l.count;
	return GJ_OK;
}
