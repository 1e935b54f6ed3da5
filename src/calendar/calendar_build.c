/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiling a calendar: days of papers and of its own merged into one sorted array
 * of exceptions, running sums, and the marks where the clock is changed inside
 * working time.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "calendar/calendar_priv.h"
#include "util/error.h"

/* Changes of the clock are reckoned with in these years; outside, working time is that of the
 * wall clock. */
#define MARK_FIRST 1970
#define MARK_LAST 2199
#define MINUTES 1440

static const gj_cal_hours off;

typedef struct builder {
	gj_arena *arena;
	gj_cal *cal;
	const gj_cal_paper *papers;
	size_t paper_count;
} builder;

/* ---- the week ---- */

static int hours_ok(const gj_cal_hours *hours)
{
	int32_t last = 0;

	if (hours->count > GJ_CAL_SPANS_MAX)
		return 0;
	for (size_t i = 0; i < hours->count; i++) {
		if (hours->span[i].from < last || hours->span[i].to <= hours->span[i].from)
			return 0;
		last = hours->span[i].to;
	}
	return last <= MINUTES;
}

static int build_week(gj_cal *cal)
{
	const gj_cal_def *def = cal->def;

	if (!hours_ok(&def->hours))
		return GJ_E_BAD_VALUE;
	for (int i = 0; i < 7; i++) {
		if (!hours_ok(&def->week[i]))
			return GJ_E_BAD_VALUE;
		if (def->week[i].count)
			cal->nth[cal->week_days[i]] = i;
		cal->week_days[i + 1] = cal->week_days[i] + (def->week[i].count > 0);
		cal->week_time[i + 1] = cal->week_time[i] + gj_cal_hours_time(&def->week[i]);
	}
	return cal->week_days[7] ? GJ_OK : GJ_E_BAD_VALUE;
}

/* ---- exceptions ---- */

static int series_place(const gj_cal_def *def, gj_str series)
{
	for (size_t i = 0; i < def->series_count; i++)
		if (gj_str_eq(def->series[i], series))
			return (int)i;
	return -1;
}

static gj_str in_english(const gj_cal_def *def, gj_str name)
{
	const gj_pair *pair = def->names.p;

	for (size_t i = 0; i < def->names.n; i++)
		if (gj_str_eq(pair[i].key, name))
			return pair[i].value;
	return name;
}

static int add_days(gj_cal *cal, const gj_cal_day *days, size_t count, int own)
{
	for (size_t i = 0; i < count; i++) {
		gj_cal_exception *e = &cal->exceptions[cal->exception_count++];
		const gj_cal_hours *hours = days[i].hours ? days[i].hours : &cal->def->hours;

		*e = (gj_cal_exception){ .day = days[i].day,
					 .working = days[i].working != 0,
					 .own = own,
					 .hours = days[i].working ? hours : &off,
					 .name = days[i].name,
					 .en = in_english(cal->def, days[i].name),
					 .source = days[i].source };
		if (!hours_ok(e->hours) || (e->working && !e->hours->count))
			return GJ_E_BAD_VALUE;
		e->days = (int64_t)cal->exception_count; /* who came last, for sorting */
	}
	return GJ_OK;
}

static int by_day(const void *a, const void *b)
{
	const gj_cal_exception *x = a, *y = b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return x->days < y->days ? -1 : x->days > y->days;
}

/* Of several words on one day the last one stands. */
static void sort_exceptions(gj_cal *cal)
{
	gj_cal_exception *e = cal->exceptions;
	size_t kept = 0;

	if (cal->exception_count)
		qsort(e, cal->exception_count, sizeof(*e), by_day);
	for (size_t i = 0; i < cal->exception_count; i++) {
		if (i + 1 < cal->exception_count && e[i + 1].day == e[i].day)
			continue;
		e[kept++] = e[i];
	}
	cal->exception_count = kept;
}

static void sum_exceptions(gj_cal *cal)
{
	int64_t days = 0, time = 0;

	for (size_t i = 0; i < cal->exception_count; i++) {
		gj_cal_exception *e = &cal->exceptions[i];
		const gj_cal_hours *plain = &cal->def->week[gj_weekday(e->day)];
		int64_t week = gj_floor_div((int64_t)e->day + 3, 7);
		int weekday = gj_weekday(e->day);

		e->days = week * cal->week_days[7] + cal->week_days[weekday] + days;
		e->time = week * cal->week_time[7] + cal->week_time[weekday] + time;
		days += e->working - (plain->count > 0);
		time += gj_cal_hours_time(e->hours) - gj_cal_hours_time(plain);
		e->shift_days = days;
		e->shift_time = time;
	}
}

static int build_exceptions(builder *b)
{
	gj_cal *cal = b->cal;
	size_t room = cal->def->day_count;
	int code = GJ_OK;

	for (size_t i = 0; i < b->paper_count; i++)
		if (series_place(cal->def, b->papers[i].series) >= 0)
			room += b->papers[i].count;
	cal->exceptions = gj_arena_zero(b->arena, (room + 1) * sizeof(*cal->exceptions));
	if (!cal->exceptions)
		return GJ_E_NOMEM;
	for (size_t s = 0; s < cal->def->series_count; s++)
		for (size_t i = 0; i < b->paper_count && code >= 0; i++)
			if (gj_str_eq(cal->def->series[s], b->papers[i].series))
				code = add_days(cal, b->papers[i].days, b->papers[i].count, 0);
	if (code >= 0)
		code = add_days(cal, cal->def->days, cal->def->day_count, 1);
	if (code >= 0) {
		sort_exceptions(cal);
		sum_exceptions(cal);
	}
	return code;
}

/* ---- years known ---- */

static int by_first(const void *a, const void *b)
{
	const gj_cal_range *x = a, *y = b;

	return x->first < y->first ? -1 : x->first > y->first;
}

static void add_years(gj_cal *cal, int32_t from, int32_t to)
{
	cal->known[cal->known_count++] = (gj_cal_range){ gj_civil_days((gj_civil){ from, 1, 1 }),
							 gj_civil_days((gj_civil){ to, 12, 31 }) };
}

static void join_ranges(gj_cal *cal)
{
	size_t kept = 0;

	if (cal->known_count)
		qsort(cal->known, cal->known_count, sizeof(*cal->known), by_first);
	for (size_t i = 0; i < cal->known_count; i++) {
		gj_cal_range *last = kept ? &cal->known[kept - 1] : NULL;

		if (last && cal->known[i].first <= last->last + 1)
			last->last = cal->known[i].last > last->last ? cal->known[i].last
								     : last->last;
		else
			cal->known[kept++] = cal->known[i];
	}
	cal->known_count = kept;
}

static int build_known(builder *b)
{
	gj_cal *cal = b->cal;
	const gj_cal_def *def = cal->def;

	cal->all_known = def->series_count == 0 && def->known_from == 0;
	cal->known = gj_arena_zero(b->arena, (b->paper_count + 1) * sizeof(*cal->known));
	if (!cal->known)
		return GJ_E_NOMEM;
	for (size_t i = 0; i < b->paper_count; i++)
		if (b->papers[i].count && series_place(def, b->papers[i].series) == 0)
			add_years(cal, b->papers[i].year, b->papers[i].year);
	if (def->known_from)
		add_years(cal, def->known_from, def->known_to);
	join_ranges(cal);
	return GJ_OK;
}

/* ---- marks ---- */

static void mark_change(gj_cal *cal, int64_t at, int64_t *ahead)
{
	int64_t before = at + gj_zone_offset(&cal->zone, at - 1) * GJ_SECOND;
	int64_t after = at + gj_zone_offset(&cal->zone, at) * GJ_SECOND;
	int64_t worked = gj_cal_time_before(cal, before), step;

	step = gj_cal_time_before(cal, after) - worked;
	if (step == 0)
		return;
	worked -= *ahead;
	*ahead += step;
	cal->marks[cal->mark_count++] = (gj_cal_mark){ at, *ahead, worked };
}

static int build_marks(builder *b)
{
	gj_cal *cal = b->cal;
	int64_t times[2], ahead = 0;

	if (!cal->zone.changes)
		return GJ_OK;
	cal->marks =
		gj_arena_take(b->arena, (MARK_LAST - MARK_FIRST + 1) * 2 * sizeof(*cal->marks));
	if (!cal->marks)
		return GJ_E_NOMEM;
	for (int32_t year = MARK_FIRST; year <= MARK_LAST; year++) {
		gj_zone_year(&cal->zone, year, times);
		mark_change(cal, times[0], &ahead);
		mark_change(cal, times[1], &ahead);
	}
	return GJ_OK;
}

/* ---- all of it ---- */

int gj_cal_compile(gj_arena *arena, const gj_cal_def *def, const gj_cal_paper *papers,
		   size_t paper_count, const gj_zone *zone, const gj_cal **ret_cal)
{
	builder b = { arena, gj_arena_zero(arena, sizeof(*b.cal)), papers, paper_count };
	int code;

	if (!b.cal)
		return GJ_E_NOMEM;
	b.cal->def = def;
	b.cal->zone = def->zoned ? def->zone : *zone;
	code = build_week(b.cal);
	if (code >= 0)
		code = build_exceptions(&b);
	if (code >= 0)
		code = build_known(&b);
	if (code >= 0)
		code = build_marks(&b);
	if (code >= 0)
		*ret_cal = b.cal;
	return code;
}

const gj_cal_def *gj_cal_definition(const gj_cal *cal)
{
	return cal->def;
}

void gj_cal_identity(gj_buf *out, const gj_cal *cal)
{
	gj_buf_str(out, cal->def->source);
	gj_buf_text(out, "\nzone ");
	gj_buf_int(out, cal->def->zoned ? 0 : cal->zone.standard);
	for (size_t i = 0; i < cal->known_count; i++) {
		gj_buf_text(out, "\nknown ");
		gj_date_write(out, cal->known[i].first);
		gj_buf_char(out, ' ');
		gj_date_write(out, cal->known[i].last);
	}
	for (size_t i = 0; i < cal->exception_count; i++) {
		gj_buf_char(out, '\n');
		gj_date_write(out, cal->exceptions[i].day);
		gj_buf_text(out, cal->exceptions[i].working ? " working " : " off ");
		gj_buf_str(out, cal->exceptions[i].name);
		gj_buf_char(out, '\t');
		gj_buf_str(out, cal->exceptions[i].source);
	}
}
