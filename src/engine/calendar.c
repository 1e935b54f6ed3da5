/* SPDX-License-Identifier: Apache-2.0
 *
 * Calendar: when something is due, how long something took, and why; which calendars are in
 * force and which papers they rest on.
 */
#include "engine/calendar.h"

#include <string.h>

#include "util/time.h"

#define SEGMENT_TEXT_MAX 2000

/* ---- explanations ---- */

static const gj_field segment_fields[] = {
	GJ_F_TIME(gj_segment, from, 0, "Where the stretch begins."),
	GJ_F_TIME(gj_segment, to, 0, "Where it ends: not part of it."),
	GJ_F_BOOL(gj_segment, counted, 0, "It counts; else it is passed over."),
	GJ_F_ENUM(gj_segment, why, 0, gj_why_names, "Why, as programs know it."),
	GJ_F_INT(gj_segment, days, 0, 0, GJ_MAX_INT, "Days counted, of limits in days."),
	GJ_F_INT(gj_segment, seconds, 0, 0, GJ_MAX_INT, "Seconds counted, of other limits."),
	GJ_F_TEXT(gj_segment, name, 0, 0, 0, GJ_OPEN, "Name of the holiday."),
	GJ_F_TEXT(gj_segment, source, 0, 0, 0, GJ_OPEN, "Where that is published."),
	GJ_F_TEXT(gj_segment, text, 0, 0, 0, GJ_OPEN, "Why, in a sentence."),
	GJ_F_END
};
const GJ_RECORD(gj_segment_record, gj_segment, segment_fields);

static void mark_text(gj_segment *s, const char *field, gj_str text)
{
	if (text.n)
		gj_field_put(s, &gj_segment_record, field);
}

static int tell_one(gj_ctx *c, int unit, const gj_cal_segment *in, gj_segment *out)
{
	gj_buf buf;

	gj_buf_init(&buf, c->arena, SEGMENT_TEXT_MAX);
	gj_cal_segment_text(&buf, in, c->chinese);
	*out = (gj_segment){ .from = in->from,
			  .to = in->to,
			  .counted = in->counted,
			  .why = in->why,
			  .name = c->chinese ? in->name : in->en,
			  .source = in->source,
			  .text = gj_buf_end(&buf) };
	out->has.set = 15;
	if (in->counted && unit >= GJ_UNIT_WD && !in->in_time) {
		out->days = in->amount;
		gj_field_put(out, &gj_segment_record, "days");
	} else if (in->counted) {
		out->seconds = in->amount / GJ_SECOND;
		gj_field_put(out, &gj_segment_record, "seconds");
	}
	mark_text(out, "name", out->name);
	mark_text(out, "source", out->source);
	mark_text(out, "text", out->text);
	return buf.failed;
}

int gj_segments_tell(gj_ctx *c, int unit, const gj_cal_segment *segments, size_t count,
		     gj_array *ret_told)
{
	gj_segment *told = gj_arena_zero(c->arena, (count + 1) * sizeof(*told));
	int code = told ? GJ_OK : GJ_E_NOMEM;

	for (size_t i = 0; i < count && code >= 0; i++)
		code = tell_one(c, unit, &segments[i], &told[i]);
	if (code >= 0)
		*ret_told = (gj_array){ told, count };
	return code;
}

/* The last day known, where there is one. */
static int known_until(const gj_calendar *calendar, int32_t *ret_day)
{
	*ret_day = gj_cal_known_until(calendar->cal);
	return *ret_day != INT32_MAX && *ret_day != INT32_MIN;
}

/* ---- deadline ---- */

typedef struct deadline_args {
	gj_has has;
	int64_t from;
	gj_str limit, calendar;
} deadline_args;

static const gj_field deadline_fields[] = {
	GJ_F_TIME(deadline_args, from, GJ_REQUIRED, "When it arrived."),
	GJ_F_TEXT(deadline_args, limit, GJ_REQUIRED, 1, GJ_LIMIT_TEXT_MAX, GJ_OPEN,
		  "How long: 30m 24h (elapsed), 4wh (working hours), 5wd (working days), 7nd "
		  "(calendar days), 0wd (the same day). Days may say how they end: "
		  "\"7nd roll=none|holiday|rest_day end=close|same_time\"."),
	GJ_F_TEXT(deadline_args, calendar, 0, 1, 40, GJ_OPEN,
		  "By which calendar; the profile's default one if not given."),
	GJ_F_END
};
static const GJ_RECORD(deadline_record, deadline_args, deadline_fields);

typedef struct deadline_result {
	gj_has has;
	int64_t due;
	int32_t provisional;
	gj_str limit, calendar, version;
	int64_t start;
	int32_t known_until;
	gj_array segments;
} deadline_result;

static const gj_field deadline_result_fields[] = {
	GJ_F_TIME(deadline_result, due, 0, "When it is due."),
	GJ_F_BOOL(deadline_result, provisional, 0,
		  "It rests on days that no paper covers yet, and will be reckoned again."),
	GJ_F_TEXT(deadline_result, limit, 0, 0, 0, GJ_OPEN, "The limit."),
	GJ_F_TEXT(deadline_result, calendar, 0, 0, 0, GJ_OPEN, "The calendar."),
	GJ_F_TEXT(deadline_result, version, 0, 0, 0, GJ_OPEN,
		  "Its version: changes with every change that can move a deadline."),
	GJ_F_TIME(deadline_result, start, 0, "From when it counts."),
	GJ_F_DATE(deadline_result, known_until, 0, "The last day that a paper covers."),
	GJ_F_ARRAY(deadline_result, segments, 0, 0, GJ_SEGMENTS_MAX, gj_segment_record,
		   "Every stretch from arrival to the due time, counted or passed over."),
	GJ_F_END
};
static const GJ_RECORD(deadline_result_record, deadline_result, deadline_result_fields);

static int bad_limit(gj_ctx *c)
{
	int code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_limit_format);

	gj_fail_path(c->err, "/limit");
	return code;
}

static int too_far(gj_ctx *c, const char *path)
{
	int code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_too_far);

	gj_fail_path(c->err, path);
	return code;
}

static int explain_deadline(gj_ctx *c, const gj_calendar *calendar, const gj_limit *limit,
			    const gj_deadline *deadline, gj_array *ret_segments)
{
	gj_cal_segment *segments = NULL;
	size_t count = 0;
	int code = gj_cal_explain(calendar->cal, limit, deadline, c->arena, GJ_SEGMENTS_MAX, &segments,
				  &count);

	return code < 0 ? code : gj_segments_tell(c, limit->unit, segments, count, ret_segments);
}

static int calendar_deadline(gj_ctx *c, const void *args, void *ret_result)
{
	const deadline_args *in = args;
	deadline_result *out = ret_result;
	const gj_calendar *calendar = NULL;
	gj_deadline deadline;
	gj_limit limit;
	int code = gj_calendar_find(c, in->calendar, &calendar);

	if (code < 0)
		return code;
	if (gj_limit_parse(in->limit, &limit) < 0)
		return bad_limit(c);
	if (gj_cal_deadline(calendar->cal, in->from, &limit, &deadline) < 0)
		return too_far(c, "/from");
	code = explain_deadline(c, calendar, &limit, &deadline, &out->segments);
	if (code < 0)
		return code;
	out->due = deadline.due;
	out->provisional = deadline.provisional;
	out->limit = in->limit;
	out->calendar = gj_cal_definition(calendar->cal)->code;
	out->version = calendar->version;
	out->start = deadline.start;
	out->has.set = 63 | 128;
	if (known_until(calendar, &out->known_until))
		gj_field_put(out, &deadline_result_record, "known_until");
	return GJ_OK;
}

/* ---- latest: the way back ---- */

typedef struct latest_args {
	gj_has has;
	int64_t due;
	gj_str limit, calendar;
} latest_args;

static const gj_field latest_fields[] = {
	GJ_F_TIME(latest_args, due, GJ_REQUIRED, "By when it must be due."),
	GJ_F_TEXT(latest_args, limit, GJ_REQUIRED, 1, GJ_LIMIT_TEXT_MAX, GJ_OPEN,
		  "How long, as in calendar.deadline."),
	GJ_F_TEXT(latest_args, calendar, 0, 1, 40, GJ_OPEN,
		  "By which calendar; the profile's default one if not given."),
	GJ_F_END
};
static const GJ_RECORD(latest_record, latest_args, latest_fields);

typedef struct latest_result {
	gj_has has;
	int64_t from, due;
	int32_t provisional;
	gj_str limit, calendar, version;
	gj_array segments;
} latest_result;

static const gj_field latest_result_fields[] = {
	GJ_F_TIME(latest_result, from, 0, "The latest arrival that is still in time."),
	GJ_F_TIME(latest_result, due, 0, "When that is due: not after the time asked for."),
	GJ_F_BOOL(latest_result, provisional, 0, "It rests on days that no paper covers yet."),
	GJ_F_TEXT(latest_result, limit, 0, 0, 0, GJ_OPEN, "The limit."),
	GJ_F_TEXT(latest_result, calendar, 0, 0, 0, GJ_OPEN, "The calendar."),
	GJ_F_TEXT(latest_result, version, 0, 0, 0, GJ_OPEN, "Its version."),
	GJ_F_ARRAY(latest_result, segments, 0, 0, GJ_SEGMENTS_MAX, gj_segment_record,
		   "Every stretch from there to the due time."),
	GJ_F_END
};
static const GJ_RECORD(latest_result_record, latest_result, latest_result_fields);

static int calendar_latest(gj_ctx *c, const void *args, void *ret_result)
{
	const latest_args *in = args;
	latest_result *out = ret_result;
	const gj_calendar *calendar = NULL;
	gj_deadline deadline;
	gj_limit limit;
	int code = gj_calendar_find(c, in->calendar, &calendar);

	if (code < 0)
		return code;
	if (gj_limit_parse(in->limit, &limit) < 0)
		return bad_limit(c);
	if (gj_cal_latest(calendar->cal, in->due, &limit, &out->from) < 0 ||
	    gj_cal_deadline(calendar->cal, out->from, &limit, &deadline) < 0)
		return too_far(c, "/due");
	out->due = deadline.due;
	out->provisional = deadline.provisional;
	out->limit = in->limit;
	out->calendar = gj_cal_definition(calendar->cal)->code;
	out->version = calendar->version;
	out->has.set = 127;
	return explain_deadline(c, calendar, &limit, &deadline, &out->segments);
}

/* ---- measure ---- */

typedef struct measure_args {
	gj_has has;
	int64_t from, to;
	int32_t unit;
	gj_str calendar;
} measure_args;

static const gj_field measure_fields[] = {
	GJ_F_TIME(measure_args, from, GJ_REQUIRED, "From when."),
	GJ_F_TIME(measure_args, to, GJ_REQUIRED, "Until when; before `from` counts backwards."),
	GJ_F_ENUM(measure_args, unit, GJ_REQUIRED, gj_unit_names,
		  "In what: m, h (elapsed), wh (working hours), wd (working days), nd (calendar "
		  "days). Days count from the one after the first."),
	GJ_F_TEXT(measure_args, calendar, 0, 1, 40, GJ_OPEN,
		  "By which calendar; the profile's default one if not given."),
	GJ_F_END
};
static const GJ_RECORD(measure_record, measure_args, measure_fields);

typedef struct measure_result {
	gj_has has;
	int64_t amount, seconds;
	int32_t provisional;
	gj_str calendar, version;
	int32_t known_until;
	gj_array segments;
} measure_result;

static const gj_field measure_result_fields[] = {
	GJ_F_INT(measure_result, amount, 0, -GJ_MAX_INT, GJ_MAX_INT, "How many whole units."),
	GJ_F_INT(measure_result, seconds, 0, -GJ_MAX_INT, GJ_MAX_INT,
		 "How many seconds, of m, h and wh."),
	GJ_F_BOOL(measure_result, provisional, 0, "It rests on days that no paper covers yet."),
	GJ_F_TEXT(measure_result, calendar, 0, 0, 0, GJ_OPEN, "The calendar."),
	GJ_F_TEXT(measure_result, version, 0, 0, 0, GJ_OPEN, "Its version."),
	GJ_F_DATE(measure_result, known_until, 0, "The last day that a paper covers."),
	GJ_F_ARRAY(measure_result, segments, 0, 0, GJ_SEGMENTS_MAX, gj_segment_record,
		   "Every stretch between the two, in the order of time."),
	GJ_F_END
};
static const GJ_RECORD(measure_result_record, measure_result, measure_result_fields);

static void put_amount(measure_result *out, int unit, int64_t amount)
{
	out->amount = amount;
	if (unit >= GJ_UNIT_WD)
		return;
	out->amount = amount / (unit == GJ_UNIT_M ? GJ_MINUTE : GJ_HOUR);
	out->seconds = amount / GJ_SECOND;
	gj_field_put(out, &measure_result_record, "seconds");
}

static int calendar_measure(gj_ctx *c, const void *args, void *ret_result)
{
	const measure_args *in = args;
	measure_result *out = ret_result;
	int64_t first = in->from < in->to ? in->from : in->to;
	int64_t last = in->from < in->to ? in->to : in->from;
	const gj_calendar *calendar = NULL;
	gj_cal_segment *segments = NULL;
	gj_limit nothing = { 1, GJ_UNIT_ND, 0, 0 };
	size_t count = 0;
	int64_t sum;
	int code = gj_calendar_find(c, in->calendar, &calendar);

	if (code < 0)
		return code;
	if (gj_cal_add(calendar->cal, first, &nothing, -1, &sum) < 0)
		return too_far(c, first == in->from ? "/from" : "/to");
	if (gj_cal_add(calendar->cal, last, &nothing, 1, &sum) < 0)
		return too_far(c, last == in->from ? "/from" : "/to");
	code = gj_cal_explain_span(calendar->cal, in->unit, first, last, c->arena, GJ_SEGMENTS_MAX,
				   &segments, &count);
	if (code >= 0)
		code = gj_segments_tell(c, in->unit, segments, count, &out->segments);
	if (code < 0)
		return code;
	out->provisional = (in->unit == GJ_UNIT_WH || in->unit == GJ_UNIT_WD) &&
			   !gj_cal_known(calendar->cal, gj_cal_day_of(calendar->cal, first),
					 gj_cal_day_of(calendar->cal, last));
	out->calendar = gj_cal_definition(calendar->cal)->code;
	out->version = calendar->version;
	out->has.set = 1 | 4 | 8 | 16 | 64;
	put_amount(out, in->unit, gj_cal_measure(calendar->cal, in->unit, in->from, in->to));
	if (known_until(calendar, &out->known_until))
		gj_field_put(out, &measure_result_record, "known_until");
	return GJ_OK;
}

/* ---- list ---- */

typedef struct list_args {
	gj_has has;
} list_args;
static const gj_field list_fields[] = { GJ_F_END };
static const GJ_RECORD(list_record, list_args, list_fields);

typedef struct calendar_view {
	gj_has has;
	gj_str code, zh, en;
	int32_t main;
	gj_str version;
	int32_t known_until;
} calendar_view;

static const gj_field view_fields[] = {
	GJ_F_TEXT(calendar_view, code, 0, 0, 0, GJ_OPEN, "What programs write."),
	GJ_F_TEXT(calendar_view, zh, 0, 0, 0, GJ_OPEN, "Name in Chinese."),
	GJ_F_TEXT(calendar_view, en, 0, 0, 0, GJ_OPEN, "Name in English."),
	GJ_F_BOOL(calendar_view, main, 0, "The one that is meant when none is named."),
	GJ_F_TEXT(calendar_view, version, 0, 0, 0, GJ_OPEN,
		  "Changes with every change that can move a deadline."),
	GJ_F_DATE(calendar_view, known_until, 0, "The last day that a paper covers."),
	GJ_F_END
};
static const GJ_RECORD(view_record, calendar_view, view_fields);

static void view_of(const gj_calendar *calendar, calendar_view *out)
{
	const gj_cal_def *def = gj_cal_definition(calendar->cal);

	*out = (calendar_view){ { 31, 0 }, def->code,         def->zh, def->en,
				def->main, calendar->version, 0 };
	if (known_until(calendar, &out->known_until))
		gj_field_put(out, &view_record, "known_until");
}

typedef struct list_result {
	gj_has has;
	gj_array items;
} list_result;
static const gj_field list_result_fields[] = { GJ_F_ARRAY(list_result, items, 0, 0, 64, view_record,
							  "The calendars of the profile."),
					       GJ_F_END };
static const GJ_RECORD(list_result_record, list_result, list_result_fields);

static int calendar_list(gj_ctx *c, const void *args, void *ret_result)
{
	list_result *out = ret_result;
	const gj_calendar_book *book = NULL;
	calendar_view *views;
	int code = gj_calendars(c, &book);

	(void)args;
	if (code < 0)
		return code;
	views = gj_arena_zero(c->arena, (book->count + 1) * sizeof(*views));
	if (!views)
		return GJ_E_NOMEM;
	for (size_t i = 0; i < book->count; i++)
		view_of(&book->calendars[i], &views[i]);
	out->items = (gj_array){ views, book->count };
	out->has.set = 1;
	return GJ_OK;
}

/* ---- get ---- */

typedef struct get_args {
	gj_has has;
	gj_str calendar;
	int64_t year;
} get_args;

static const gj_field get_fields[] = {
	GJ_F_TEXT(get_args, calendar, 0, 1, 40, GJ_OPEN,
		  "Which; the profile's default one if not given."),
	GJ_F_INT(get_args, year, 0, 1971, 2198, "Also its days of this year."), GJ_F_END
};
static const GJ_RECORD(get_record, get_args, get_fields);

typedef struct paper_view {
	gj_has has;
	gj_str series;
	int64_t year;
	int32_t built_in;
	int64_t id, revision, loaded_at;
	int64_t days;
	gj_str source;
} paper_view;

static const gj_field paper_fields[] = {
	GJ_F_TEXT(paper_view, series, 0, 0, 0, GJ_OPEN, "Which series it belongs to."),
	GJ_F_INT(paper_view, year, 0, 1971, 2198, "For which year."),
	GJ_F_BOOL(paper_view, built_in, 0, "It came with the library; else it was loaded."),
	GJ_F_ID(paper_view, id, 0, "Number of the paper loaded."),
	GJ_F_INT(paper_view, revision, 0, 1, GJ_MAX_INT, "How often it was loaded or voided."),
	GJ_F_TIME(paper_view, loaded_at, 0, "When it was loaded."),
	GJ_F_INT(paper_view, days, 0, 0, 400, "How many days it lists."),
	GJ_F_TEXT(paper_view, source, 0, 0, 0, GJ_OPEN, "Where it is published."),
	GJ_F_END
};
static const GJ_RECORD(paper_record, paper_view, paper_fields);

typedef struct day_view {
	gj_has has;
	int32_t date, working, why;
	gj_str name, source;
} day_view;

static const gj_field day_fields[] = {
	GJ_F_DATE(day_view, date, 0, "The day."),
	GJ_F_BOOL(day_view, working, 0, "Somebody works."),
	GJ_F_ENUM(day_view, why, 0, gj_why_names, "Why: holiday, make_up_day, ..."),
	GJ_F_TEXT(day_view, name, 0, 0, 0, GJ_OPEN, "Name of the holiday."),
	GJ_F_TEXT(day_view, source, 0, 0, 0, GJ_OPEN, "Where that is published."),
	GJ_F_END
};
static const GJ_RECORD(day_record, day_view, day_fields);

typedef struct get_result {
	gj_has has;
	gj_str code, zh, en, version;
	int32_t known_until;
	gj_str definition;
	gj_array papers;
	int32_t provisional;
	int64_t working_days;
	gj_array days;
} get_result;

static const gj_field get_result_fields[] = {
	GJ_F_TEXT(get_result, code, 0, 0, 0, GJ_OPEN, "What programs write."),
	GJ_F_TEXT(get_result, zh, 0, 0, 0, GJ_OPEN, "Name in Chinese."),
	GJ_F_TEXT(get_result, en, 0, 0, 0, GJ_OPEN, "Name in English."),
	GJ_F_TEXT(get_result, version, 0, 0, 0, GJ_OPEN, "Its version."),
	GJ_F_DATE(get_result, known_until, 0, "The last day that a paper covers."),
	GJ_F_RAW(get_result, definition, 0, "Hours, rest days and rules, as the profile says."),
	GJ_F_ARRAY(get_result, papers, 0, 0, 4000, paper_record, "The papers that it rests on."),
	GJ_F_BOOL(get_result, provisional, 0, "No paper covers the year asked for."),
	GJ_F_INT(get_result, working_days, 0, 0, 366, "Working days of that year."),
	GJ_F_ARRAY(get_result, days, 0, 0, 366, day_record,
		   "Days of that year that are not as their weekday."),
	GJ_F_END
};
static const GJ_RECORD(get_result_record, get_result, get_result_fields);

static int uses(const gj_cal_def *def, gj_str series)
{
	for (size_t i = 0; i < def->series_count; i++)
		if (gj_str_eq(def->series[i], series))
			return 1;
	return 0;
}

static int put_papers(gj_ctx *c, const gj_calendar_book *book, const gj_cal_def *def,
		      gj_array *ret_papers)
{
	paper_view *views = gj_arena_zero(c->arena, (book->paper_count + 1) * sizeof(*views));
	size_t n = 0;

	if (!views)
		return GJ_E_NOMEM;
	for (size_t i = 0; i < book->paper_count; i++) {
		const gj_paper_in_force *p = &book->papers[i];
		paper_view *v = &views[n];

		if (!uses(def, p->paper.series))
			continue;
		*v = (paper_view){ { 7 | 64 | 128, 0 },
				   p->paper.series,
				   p->paper.year,
				   !p->row,
				   0,
				   0,
				   0,
				   (int64_t)p->paper.count,
				   p->paper.days[0].source };
		if (p->row) {
			v->id = p->row->id;
			v->revision = p->row->revision;
			v->loaded_at = p->row->loaded_at;
			v->has.set |= 8 | 16 | 32;
		}
		n++;
	}
	*ret_papers = (gj_array){ views, n };
	return GJ_OK;
}

static int put_year(gj_ctx *c, const gj_cal *cal, int32_t year, get_result *out)
{
	int32_t first = gj_civil_days((gj_civil){ year, 1, 1 });
	int32_t end = gj_civil_days((gj_civil){ year + 1, 1, 1 });
	day_view *views = gj_arena_zero(c->arena, 366 * sizeof(*views));
	size_t n = 0;

	if (!views)
		return GJ_E_NOMEM;
	for (int32_t day = first; day < end; day++) {
		gj_cal_info info = gj_cal_day_info(cal, day);

		if (info.why == GJ_WHY_working_day || info.why == GJ_WHY_rest_day)
			continue;
		views[n] = (day_view){
			{ 7, 0 },   day, info.working, info.why, c->chinese ? info.name : info.en,
			info.source
		};
		views[n].has.set |= (views[n].name.n ? 8u : 0u) | (info.source.n ? 16u : 0u);
		n++;
	}
	out->provisional = !gj_cal_known(cal, first, end - 1);
	out->working_days = gj_cal_working_days(cal, first, end);
	out->days = (gj_array){ views, n };
	out->has.set |= 128 | 256 | 512;
	return GJ_OK;
}

static int calendar_get(gj_ctx *c, const void *args, void *ret_result)
{
	const get_args *in = args;
	get_result *out = ret_result;
	const gj_calendar_book *book = NULL;
	const gj_calendar *calendar = NULL;
	const gj_cal_def *def;
	int code = gj_calendar_find(c, in->calendar, &calendar);

	if (code >= 0)
		code = gj_calendars(c, &book);
	if (code < 0)
		return code;
	def = gj_cal_definition(calendar->cal);
	out->code = def->code;
	out->zh = def->zh;
	out->en = def->en;
	out->version = calendar->version;
	out->definition = def->source;
	out->has.set = 15 | 32 | 64;
	if (known_until(calendar, &out->known_until))
		gj_field_put(out, &get_result_record, "known_until");
	code = put_papers(c, book, def, &out->papers);
	if (code >= 0 && in->year)
		code = put_year(c, calendar->cal, (int32_t)in->year, out);
	return code;
}

/* ---- the table ---- */

static const int find_errors[] = { GJ_E_NOT_FOUND, 0 };
static const int load_errors[] = { GJ_E_EXISTS, GJ_E_CONFLICT, 0 };
static const int void_errors[] = { GJ_E_NOT_FOUND, GJ_E_STATE, GJ_E_CONFLICT, 0 };
static const int no_errors[] = { 0 };

static const gj_op ops[] = {
	{ .name = "calendar.deadline",
	  .version = 1,
	  .args = &deadline_record,
	  .result = &deadline_result_record,
	  .right = GJ_NO_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = find_errors,
	  .since = "1.0",
	  .doc = "When something that arrives at a time is due, and why then. Days exclude the "
		 "first "
		 "one and end at the close of business (Civil Code, art. 201 and 203).",
	  .doc_zh = "计算届满时间并逐段说明理由。按日计算的，开始的当日不计入，至业务时间截止（民法"
		    "典第201、203条）。",
	  .run = calendar_deadline },
	{ .name = "calendar.latest",
	  .version = 1,
	  .args = &latest_record,
	  .result = &latest_result_record,
	  .right = GJ_NO_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = find_errors,
	  .since = "1.0",
	  .doc = "The way back from calendar.deadline: the latest arrival that is still due by a time.",
	  .doc_zh = "由届满时间反推：最迟何时受理仍可在此时之前届满。",
	  .run = calendar_latest },
	{ .name = "calendar.measure",
	  .version = 1,
	  .args = &measure_record,
	  .result = &measure_result_record,
	  .right = GJ_NO_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = find_errors,
	  .since = "1.0",
	  .doc = "How much working time, or how many days, lie between two times, and which.",
	  .doc_zh = "计算两个时间之间的工作时间或天数，并逐段说明。",
	  .run = calendar_measure },
	{ .name = "calendar.load",
	  .version = 1,
	  .args = &gj_calendar_load_record,
	  .result = &gj_written_record,
	  .right = GJ_RIGHT_calendar_write,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = load_errors,
	  .since = "1.0",
	  .doc = "Loads the paper of a year, with days off and make-up working days. In place of "
		 "one "
		 "of the same year. The right must be held in an office at the top of the tree.",
	  .doc_zh = "载入某年度节假日安排通知（放假与调休）；同年度的以新载入的为准。须在最上级单位"
		    "持有该权限。",
	  .run = gj_calendar_load },
	{ .name = "calendar.void",
	  .version = 1,
	  .args = &gj_void_args_record,
	  .result = &gj_written_record,
	  .right = GJ_RIGHT_calendar_write,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = void_errors,
	  .since = "1.0",
	  .doc = "Takes back a paper that should not have been loaded; what is built in holds "
		 "again.",
	  .doc_zh = "作废误载的通知，恢复内置的安排。",
	  .run = gj_calendar_void },
	{ .name = "calendar.list",
	  .version = 1,
	  .args = &list_record,
	  .result = &list_result_record,
	  .right = GJ_NO_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = no_errors,
	  .since = "1.0",
	  .doc = "The calendars of the profile in force.",
	  .doc_zh = "现行配置包中的工作日历。",
	  .run = calendar_list },
	{ .name = "calendar.get",
	  .version = 1,
	  .args = &get_record,
	  .result = &get_result_record,
	  .right = GJ_NO_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = find_errors,
	  .since = "1.0",
	  .doc = "One calendar: its rules, its papers, and the special days of a year.",
	  .doc_zh = "查看工作日历：规则、所依据的通知和某年的放假与调休。",
	  .run = calendar_get },
	{ 0 }
};

extern const gj_noun gj_noun_calendar;
const gj_noun gj_noun_calendar = { "calendar", "工作日历", ops, gj_calendar_events,
				   "Which time counts: deadlines, and why." };
