/* SPDX-License-Identifier: Apache-2.0
 *
 * Why a deadline lies where it lies: every stretch from its beginning to its end,
 * counted or passed over, with the reason.
 */
#include <assert.h>

#include "calendar/calendar_priv.h"
#include "util/error.h"

const char *const gj_why_names[GJ_WHY_COUNT + 1] = {
#define W(name, en, zh) #name,
#include "calendar/why.def"
#undef W
	NULL
};

static const char *const sentences[GJ_WHY_COUNT][2] = {
#define W(name, en, zh) { en, zh },
#include "calendar/why.def"
#undef W
};

typedef struct list {
	const gj_cal *cal;
	gj_cal_segment *segments;
	size_t count, max;
	int64_t end;  /* nothing is listed beyond */
	int32_t last; /* its day */
	int full;
} list;

/* ---- the list ---- */

static int goes_on(const gj_cal_segment *last, const gj_cal_segment *next)
{
	return last->why == next->why && last->counted == next->counted && last->to == next->from &&
	       gj_str_eq(last->name, next->name) && gj_str_eq(last->source, next->source);
}

/* Appends, or lengthens what stands last. 0 when there is no more room, or no more to say. */
static int put(list *l, gj_cal_segment segment)
{
	gj_cal_segment *last = l->count ? &l->segments[l->count - 1] : NULL;

	if (segment.to > l->end)
		segment.to = l->end;
	/* A day that ends as it begins, at midnight, is still counted. */
	if (segment.from > segment.to || (segment.from == segment.to && !segment.amount))
		return segment.from < l->end;
	if (last && goes_on(last, &segment)) {
		last->to = segment.to;
		last->amount += segment.amount;
	} else if (l->count == l->max) {
		l->full = 1;
		return 0;
	} else {
		l->segments[l->count++] = segment;
	}
	return segment.to < l->end;
}

static gj_cal_segment plain(int64_t from, int64_t to, int counted, int why, int64_t amount)
{
	return (gj_cal_segment){
		.from = from, .to = to, .counted = counted, .why = why, .amount = amount
	};
}

static void name_after(gj_cal_segment *segment, const gj_cal_info *info)
{
	segment->name = info->name;
	segment->en = info->en;
	segment->source = info->source;
}

static int64_t midnight(const gj_cal *cal, int32_t day)
{
	return gj_cal_instant(cal, day * GJ_DAY);
}

/* ---- days ---- */

static void put_working_days(list *l, int32_t first)
{
	for (int32_t day = first + 1; !l->full && day <= l->last; day++) {
		gj_cal_info info = gj_cal_day_info(l->cal, day);
		gj_cal_segment s = plain(midnight(l->cal, day), midnight(l->cal, day + 1),
					 info.working, info.why, info.working);

		name_after(&s, &info);
		if (day == l->last)
			s.to = l->end;
		put(l, s);
	}
}

static void put_days(list *l, int unit, int64_t from, int32_t first)
{
	int64_t after = first == l->last ? l->end : midnight(l->cal, first + 1);

	put(l, plain(from, after, 0, GJ_WHY_first_day, 0));
	if (unit == GJ_UNIT_ND)
		put(l, plain(after, l->end, 1, GJ_WHY_calendar_day, l->last - first));
	else
		put_working_days(l, first);
}

/* ---- hours ---- */

static int put_hours(list *l, int32_t day, int64_t from)
{
	gj_cal_info info = gj_cal_day_info(l->cal, day);
	int64_t at = from, begin, end;
	gj_cal_segment s;
	int more = 1;

	for (size_t i = 0; more && i < info.hours->count; i++) {
		begin = gj_cal_instant(l->cal, day * GJ_DAY + info.hours->span[i].from * GJ_MINUTE);
		end = gj_cal_instant(l->cal, day * GJ_DAY + info.hours->span[i].to * GJ_MINUTE);
		begin = begin < from ? from : begin;
		if (end <= from)
			continue;
		end = end > l->end ? l->end : end;
		more = put(l, plain(at, begin, 0, GJ_WHY_outside_hours, 0));
		s = plain(begin, end, 1, GJ_WHY_working_hours, 0);
		if (info.why != GJ_WHY_working_day) {
			s.why = info.why;
			name_after(&s, &info);
		}
		if (end > begin)
			s.amount = gj_cal_worked(l->cal, begin, end);
		more = more && put(l, s);
		at = end;
	}
	s = plain(at, midnight(l->cal, day + 1), 0, GJ_WHY_outside_hours, 0);
	if (!info.working) {
		s.why = info.why;
		name_after(&s, &info);
	}
	return more && put(l, s);
}

/* ---- the whole ---- */

static void put_span(list *l, int unit, int64_t from)
{
	int32_t first = gj_cal_day_of(l->cal, from);

	if (unit == GJ_UNIT_M || unit == GJ_UNIT_H) {
		put(l, plain(from, l->end, 1, GJ_WHY_elapsed, l->end - from));
	} else if (unit == GJ_UNIT_WH) {
		for (int32_t day = first; put_hours(l, day, from); day++)
			from = midnight(l->cal, day + 1);
	} else {
		put_days(l, unit, from, first);
	}
}

/* Everything that had no room, as one segment. */
static void close_list(list *l, int unit)
{
	gj_cal_segment *s = &l->segments[l->count - 1];

	if (!l->full)
		return;
	*s = plain(s->from, l->end, 1, GJ_WHY_further, 0);
	if (unit == GJ_UNIT_WH)
		s->amount = gj_cal_worked(l->cal, s->from, s->to);
	else
		s->amount =
			gj_cal_working_days(l->cal, gj_cal_day_of(l->cal, s->from), l->last + 1);
}

static int new_list(const gj_cal *cal, gj_arena *arena, size_t max, list *ret_list)
{
	assert(max >= GJ_CAL_SEGMENTS_MIN);
	*ret_list = (list){ .cal = cal, .max = max };
	ret_list->segments = gj_arena_take(arena, max * sizeof(gj_cal_segment));
	return ret_list->segments ? GJ_OK : GJ_E_NOMEM;
}

int gj_cal_explain_span(const gj_cal *cal, int unit, int64_t from, int64_t to, gj_arena *arena,
			size_t max, gj_cal_segment **ret_segments, size_t *ret_count)
{
	list l;
	int code = new_list(cal, arena, max, &l);

	if (code < 0)
		return code;
	l.end = to;
	l.last = gj_cal_day_of(cal, to);
	put_span(&l, unit, from);
	close_list(&l, unit);
	*ret_segments = l.segments;
	*ret_count = l.count;
	return GJ_OK;
}

/* From the end of the last day to that of the working day that it moved to. */
static void put_roll(list *l, const gj_deadline *d)
{
	gj_cal_info info = gj_cal_day_info(l->cal, d->last);
	gj_cal_segment s = plain(midnight(l->cal, d->last + 1), d->due, 0, GJ_WHY_rolled, 0);

	if (info.why != GJ_WHY_rest_day)
		name_after(&s, &info);
	l->end = d->due;
	put(l, s);
}

int gj_cal_explain(const gj_cal *cal, const gj_limit *limit, const gj_deadline *deadline,
		   gj_arena *arena, size_t max, gj_cal_segment **ret_segments, size_t *ret_count)
{
	const gj_deadline *d = deadline;
	list l;
	int code = new_list(cal, arena, max, &l);

	if (code < 0)
		return code;
	l.max--; /* for the roll */
	l.end = d->start;
	put(&l, plain(d->from, d->start, 0, d->moved, 0));
	l.end = d->rolled ? midnight(cal, d->last + 1) : d->due;
	l.last = d->last;
	if (limit->unit >= GJ_UNIT_WD && limit->count == 0)
		put(&l, plain(d->start, l.end, 1, GJ_WHY_same_day, 0));
	else
		put_span(&l, limit->unit, d->start);
	close_list(&l, limit->unit);
	l.max++;
	if (d->rolled)
		put_roll(&l, d);
	*ret_segments = l.segments;
	*ret_count = l.count;
	return GJ_OK;
}

void gj_cal_segment_text(gj_buf *out, const gj_cal_segment *segment, int chinese)
{
	gj_str name = chinese ? segment->name : segment->en;

	gj_buf_text(out, sentences[segment->why][chinese != 0]);
	if (name.n) {
		gj_buf_text(out, chinese ? "：" : ": ");
		gj_buf_str(out, name);
	}
}
