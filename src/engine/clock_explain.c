/* SPDX-License-Identifier: Apache-2.0
 *
 * Why a clock is due when it is.
 */
#include <string.h>

#include "engine/clock_priv.h"
#include "util/time.h"

typedef struct explain_args {
	gj_has has;
	int64_t id;
	gj_str clock;
	int64_t round;
} explain_args;

static const gj_field explain_fields[] = {
	GJ_F_ID(explain_args, id, GJ_REQUIRED,
		"Number of the case: a demand, a whistle, a party to one."),
	GJ_F_TEXT(explain_args, clock, GJ_REQUIRED, 1, 40, GJ_OPEN,
		  "Which of its clocks, by its name in the chart."),
	GJ_F_INT(explain_args, round, 0, 1, GJ_MAX_INT, "Which of its lives; the last by default."),
	GJ_F_END
};
const GJ_RECORD(gj_clock_explain_args, explain_args, explain_fields);

typedef struct pause_view {
	gj_has has;
	int64_t from, to, until;
	gj_str why, text, reason;
	int64_t seconds;
} pause_view;

static const gj_field pause_fields[] = {
	GJ_F_TIME(pause_view, from, 0, "Since when it stood still."),
	GJ_F_TIME(pause_view, to, 0, "Until when; absent: still."),
	GJ_F_TIME(pause_view, until, 0, "Until when at the most."),
	GJ_F_TEXT(pause_view, why, 0, 0, 0, GJ_OPEN, "The state that held it, or stopped."),
	GJ_F_TEXT(pause_view, text, 0, 0, 0, GJ_OPEN, "The same for people."),
	GJ_F_TEXT(pause_view, reason, 0, 0, 0, GJ_OPEN, "Reason given, as coded then."),
	GJ_F_INT(pause_view, seconds, 0, 0, GJ_MAX_INT,
		 "By how much it moved the due time: seconds of time that counts."),
	GJ_F_END
};
static const GJ_RECORD(pause_record, pause_view, pause_fields);

typedef struct explain_result {
	gj_has has;
	int64_t id;
	gj_str clock, clock_name;
	int64_t round;
	int32_t state;
	int64_t due_at;
	int32_t provisional, given;
	gj_str limit_name, limit, limit_text, source, extra, calendar, version;
	int32_t current;
	int64_t due_now;
	int32_t known_until;
	int64_t began_at, start_at, left_seconds;
	gj_array segments, pauses, requests;
} explain_result;

#define X explain_result
static const gj_field result_fields[] = {
	GJ_F_ID(X, id, 0, "The case."),
	GJ_F_TEXT(X, clock, 0, 0, 0, GJ_OPEN, "The clock."),
	GJ_F_TEXT(X, clock_name, 0, 0, 0, GJ_OPEN, "Its name for people."),
	GJ_F_INT(X, round, 0, 1, GJ_MAX_INT, "Which of its lives."),
	GJ_F_ENUM(X, state, 0, gj_clock_states, "running, paused or stopped."),
	GJ_F_TIME(X, due_at, 0, "When it is due; of a paused one, if it ran on now."),
	GJ_F_BOOL(X, provisional, 0,
		  "It rests on days that no paper covers yet, and will be reckoned again."),
	GJ_F_BOOL(X, given, 0, "The due time came with the order, and binds."),
	GJ_F_TEXT(X, limit_name, 0, 0, 0, GJ_OPEN, "Its limit, by name in the profile."),
	GJ_F_TEXT(X, limit, 0, 0, 0, GJ_OPEN, "Its limit: 5wd."),
	GJ_F_TEXT(X, limit_text, 0, 0, 0, GJ_OPEN, "What the limit is for."),
	GJ_F_TEXT(X, source, 0, 0, 0, GJ_OPEN, "Where the limit's number comes from."),
	GJ_F_TEXT(X, extra, 0, 0, 0, GJ_OPEN, "Extensions granted."),
	GJ_F_TEXT(X, calendar, 0, 0, 0, GJ_OPEN, "By which calendar."),
	GJ_F_TEXT(X, version, 0, 0, 0, GJ_OPEN, "The calendar's version by which it was reckoned."),
	GJ_F_BOOL(X, current, 0, "That is still the calendar's version."),
	GJ_F_TIME(X, due_now, 0,
		  "When it would be due by the calendar as it is now, if that is not due_at: "
		  "clock.project brings it there. The segments are those of this time."),
	GJ_F_DATE(X, known_until, 0, "The last day that a paper covers."),
	GJ_F_TIME(X, began_at, 0, "When it began."),
	GJ_F_TIME(X, start_at, 0, "From when it counts."),
	GJ_F_INT(X, left_seconds, 0, -GJ_MAX_INT, GJ_MAX_INT,
		 "What is left of its budget, in seconds of time that counts."),
	GJ_F_ARRAY(X, segments, 0, 0, GJ_SEGMENTS_MAX, gj_segment_record,
		   "Every stretch from its beginning to the due time."),
	GJ_F_ARRAY(X, pauses, 0, 0, 1000, pause_record, "When it stood still, and why."),
	GJ_F_ARRAY(X, requests, 0, 0, 1000, gj_clock_request_record,
		   "Extensions that were asked for, and what was decided."),
	GJ_F_END
};
const GJ_RECORD(gj_clock_explain_result, explain_result, result_fields);
#undef X

static void put(explain_result *out, const char *name)
{
	gj_field_put(out, &gj_clock_explain_result, name);
}

static void put_text(explain_result *out, const char *name, gj_str *field, gj_str text)
{
	if (!text.n)
		return;
	*field = text;
	put(out, name);
}

/* The last of the rounds asked for. */
static int find_row(gj_ctx *c, const explain_args *in, const gj_array *rows,
		    const gj_clock_row **ret_row)
{
	const gj_clock_row *row = rows->p, *found = NULL;
	int code;

	for (size_t i = 0; i < rows->n; i++)
		if (gj_str_eq(row[i].name, in->clock) && (!in->round || row[i].round == in->round))
			found = &row[i];
	*ret_row = found;
	if (found)
		return GJ_OK;
	code = gj_not_found(c, "clock");
	gj_fail_path(c->err, "/clock");
	return code;
}

/* ---- pauses ---- */

static void name_pause(gj_ctx *c, const gj_chart *chart, const gj_clock_pause_row *row,
		       pause_view *view, gj_stretch *stretch)
{
	const gj_chart_state *state = gj_chart_find(chart, row->why);

	stretch->zh = state ? state->zh : GJ_STR("办结后又继续办理，其间不计");
	stretch->en = state ? state->en : GJ_STR("stopped, and taken up again");
	view->text = c->chinese ? stretch->zh : stretch->en;
	view->why = row->why;
}

static int read_pauses(gj_ctx *c, const gj_timed *of, const gj_clock_row *row, gj_array *ret_views,
		       gj_array *ret_stretches)
{
	gj_array rows = { NULL, 0 }, stretches = { NULL, 0 };
	const gj_clock_pause_row *pause;
	pause_view *view;
	gj_stretch *stretch;
	int code = gj_clock_pauses_of(c, of->home, row, &rows, &stretches);

	view = code < 0 ? NULL : gj_arena_zero(c->arena, (rows.n + 1) * sizeof(*view));
	if (!view)
		return code < 0 ? code : GJ_E_NOMEM;
	pause = rows.p;
	stretch = stretches.p;
	for (size_t i = 0; i < rows.n; i++) {
		name_pause(c, of->chart, &pause[i], &view[i], &stretch[i]);
		view[i].from = pause[i].from_at;
		view[i].has.set = 1 | 8 | 16;
		if (stretch[i].to != GJ_NEVER) {
			view[i].to = stretch[i].to;
			gj_field_put(&view[i], &pause_record, "to");
		}
		if (gj_field_has(&pause[i], &gj_clock_pause_record, "until_at")) {
			view[i].until = pause[i].until_at;
			gj_field_put(&view[i], &pause_record, "until");
		}
		if (pause[i].reason.p) {
			view[i].reason = pause[i].reason;
			gj_field_put(&view[i], &pause_record, "reason");
		}
	}
	*ret_views = (gj_array){ view, rows.n };
	*ret_stretches = stretches;
	return GJ_OK;
}

/* How much of each pause would have counted. */
static void weigh(const gj_cal *cal, const gj_clock *clock, const gj_array *stretches,
		  gj_array *views)
{
	const gj_stretch *stretch = stretches->p;
	pause_view *view = views->p;

	for (size_t i = 0; i < views->n; i++) {
		int64_t from = stretch[i].from < clock->start ? clock->start : stretch[i].from;

		if (stretch[i].to == GJ_NEVER || clock->given)
			continue;
		view[i].seconds =
			gj_clock_counted(cal, &clock->limit, from, stretch[i].to) / GJ_SECOND;
		gj_field_put(&view[i], &pause_record, "seconds");
	}
}

/* ---- the whole ---- */

static void put_limit(gj_ctx *c, const gj_timed *of, const gj_clock_row *row, explain_result *out)
{
	const gj_profile_limit *limit =
		row->term_name.p ? gj_profile_limit_find(of->profile, row->term_name) : NULL;

	put_text(out, "limit_name", &out->limit_name, row->term_name);
	put_text(out, "limit", &out->limit, row->term);
	put_text(out, "extra", &out->extra, row->extra);
	if (!limit)
		return;
	put_text(out, "limit_text", &out->limit_text, c->chinese ? limit->zh : limit->en);
	put_text(out, "source", &out->source, limit->source);
}

static void fill(gj_ctx *c, const gj_timed *of, const gj_clock_row *row,
		 const gj_calendar *calendar, explain_result *out)
{
	static const char *const always[] = { "id",       "clock",    "clock_name",  "round",
					      "state",    "due_at",   "provisional", "given",
					      "calendar", "version",  "current",     "began_at",
					      "start_at", "segments", NULL };
	const gj_chart_clock *def = gj_chart_clock_find(of->chart, row->name);

	gj_field_copy(out, &gj_clock_explain_result, row, &gj_clock_row_record);
	out->id = row->subject;
	out->clock = row->name;
	out->clock_name = !def ? row->name : c->chinese ? def->zh : def->en;
	out->current = gj_str_eq(row->version, calendar->version);
	for (int i = 0; always[i]; i++)
		put(out, always[i]);
	put_limit(c, of, row, out);
	out->known_until = gj_cal_known_until(calendar->cal);
	if (out->known_until != INT32_MAX && out->known_until != INT32_MIN)
		put(out, "known_until");
}

static int tell(gj_ctx *c, const gj_calendar *calendar, const gj_clock *clock,
		const gj_array *stretches, explain_result *out)
{
	gj_cal_segment *segments = NULL;
	size_t count = 0;
	int code = gj_clock_segments(calendar->cal, clock, stretches->p, stretches->n, c->arena,
				     GJ_SEGMENTS_MAX, &segments, &count);

	return code < 0 ? code
			: gj_segments_tell(c, clock->limit.unit, segments, count, &out->segments);
}

/* As the calendar is now: what was reckoned by another one is reckoned again for the answer. */
static int reckon(gj_ctx *c, const gj_timed *of, const gj_clock_row *row, explain_result *out)
{
	const gj_calendar *calendar = NULL;
	gj_array stretches = { NULL, 0 };
	int64_t now = 0;
	gj_clock clock;
	int code = gj_clock_calendar(c, row, &calendar);

	if (code >= 0)
		code = gj_clock_load(row, &clock);
	if (code >= 0)
		code = read_pauses(c, of, row, &out->pauses, &stretches);
	if (code >= 0)
		code = gj_clock_requests_of(c, of->home, row, &out->requests);
	if (code >= 0)
		code = gj_clock_time(c, &now);
	if (code < 0)
		return code;
	fill(c, of, row, calendar, out);
	if (!out->current && row->state != GJ_CLOCK_STOPPED)
		code = gj_clock_recount(calendar->cal, &clock, stretches.p, stretches.n);
	if (code >= 0 && clock.due != row->due_at) {
		out->due_now = clock.due;
		put(out, "due_now");
	}
	if (out->pauses.n)
		put(out, "pauses");
	if (out->requests.n)
		put(out, "requests");
	if (!row->given) {
		out->left_seconds = gj_clock_left(calendar->cal, &clock, now) / GJ_SECOND;
		put(out, "left_seconds");
	}
	weigh(calendar->cal, &clock, &stretches, &out->pauses);
	return code < 0 ? code : tell(c, calendar, &clock, &stretches, out);
}

int gj_clock_explain(gj_ctx *c, const void *args, void *ret_result)
{
	const explain_args *in = args;
	const gj_clock_row *row = NULL;
	gj_array rows = { NULL, 0 };
	gj_timed of;
	int code = gj_clock_rounds(c, in->id, &rows, &of);

	if (code >= 0)
		code = find_row(c, in, &rows, &row);
	return code < 0 ? code : reckon(c, &of, row, ret_result);
}
