/* SPDX-License-Identifier: Apache-2.0
 *
 * Clock: by when a case must come how far. The clocks of a case, the open clocks of an office
 * in the order in which they are due, and what each shows. How they change is decided by the
 * moves of the cases (clock_step.c).
 */
#include "engine/clock.h"

#include <string.h>

#include "engine/case.h"
#include "engine/clock_priv.h"
#include "engine/sweep.h"
#include "util/time.h"

const char *const gj_clock_states[] = { "", "running", "paused", "stopped", NULL };
/* What no colour stands for. */
static const char *const lamp_names[] = { "none", "green", "blue", "yellow", "red", NULL };

/* ---- rows ---- */

#define R gj_clock_row
#define ITEM_FIELDS \
	GJ_F_TEXT(R, name, GJ_REQUIRED, 1, 40, GJ_OPEN, "Its name in the chart."), \
		GJ_F_INT(R, round, GJ_REQUIRED, 1, GJ_MAX_INT, "Which of its lives, from 1."), \
		GJ_F_TEXT(R, noun, GJ_REQUIRED, 1, 40, GJ_OPEN, "What kind of case it is on."), \
		GJ_F_ENUM(R, state, GJ_REQUIRED, gj_clock_states, "running, paused, stopped."), \
		GJ_F_ID(R, unit, GJ_REQUIRED, "In charge of the case."), \
		GJ_F_TEXT(R, term_name, 0, 1, 64, GJ_OPEN, \
			  "The limit, by its name in the profile."), \
		GJ_F_TEXT(R, term, 0, 1, 48, GJ_OPEN, "The limit as it was then: 5wd."), \
		GJ_F_TEXT(R, extra, 0, 0, 1024, GJ_OPEN, "Extensions granted."), \
		GJ_F_INT(R, extensions, 0, 0, 20, "How many."), \
		GJ_F_TEXT(R, calendar, GJ_REQUIRED, 1, 40, GJ_OPEN, "By which calendar."), \
		GJ_F_TEXT(R, version, GJ_REQUIRED, 1, 64, GJ_OPEN, "And by which version of it."), \
		GJ_F_TIME(R, began_at, GJ_REQUIRED, "When it began."), \
		GJ_F_TIME(R, start_at, GJ_REQUIRED, "From when it counts."), \
		GJ_F_INT(R, budget, GJ_REQUIRED, 0, GJ_MAX_INT, \
			 "Microseconds of time that counts, from then to the due time."), \
		GJ_F_INT(R, consumed, GJ_REQUIRED, 0, GJ_MAX_INT, "Of it, up to since_at."), \
		GJ_F_TIME(R, since_at, GJ_REQUIRED, "Since when it is in its state."), \
		GJ_F_TIME(R, until_at, 0, "Paused: it runs again by itself then."), \
		GJ_F_TIME(R, due_at, GJ_REQUIRED, "When it is due."), \
		GJ_F_BOOL(R, given, GJ_REQUIRED, "That time came with the order, and binds."), \
		GJ_F_BOOL(R, provisional, GJ_REQUIRED, \
			  "It rests on days that no paper covers yet."), \
		GJ_F_TIME(R, next_at, 0, "When the next rung of its ladder is due."), \
		GJ_F_TEXT(R, next_rung, 0, 1, 40, GJ_OPEN, "Which.")
static const gj_field item_fields[] = { ITEM_FIELDS, GJ_F_END };
const GJ_RECORD(gj_clock_item_record, gj_clock_row, item_fields);
static const gj_field row_fields[] = { ITEM_FIELDS,
				       GJ_F_ID(R, subject, 0, "The case."),
				       GJ_F_INT(R, armed, 0, 0, GJ_MAX_INT, ""),
				       GJ_F_INT(R, seq, 0, 0, GJ_MAX_INT, ""),
				       GJ_F_TEXT(R, cursor, 0, 0, 0, GJ_OPEN, ""),
				       GJ_F_END };
const GJ_RECORD(gj_clock_row_record, gj_clock_row, row_fields);
#undef R

#define P gj_clock_pause_row
#define PAUSE_FIELDS \
	GJ_F_TEXT(P, name, GJ_REQUIRED, 1, 40, GJ_OPEN, "Which clock."), \
		GJ_F_INT(P, round, GJ_REQUIRED, 1, GJ_MAX_INT, "Which of its lives."), \
		GJ_F_TIME(P, from_at, GJ_REQUIRED, "Since when it stood still."), \
		GJ_F_TIME(P, to_at, 0, "Until when; absent: still."), \
		GJ_F_TIME(P, until_at, 0, "Until when at the most."), \
		GJ_F_TEXT(P, why, GJ_REQUIRED, 1, 64, GJ_OPEN, \
			  "The state that held it; stopped: between a stop and going on; ended: " \
			  "the end " \
			  "of a pause that was recorded before."), \
		GJ_F_TEXT(P, reason, 0, 1, 64, GJ_OPEN, "Reason, as coded then.")
static const gj_field pause_item_fields[] = { PAUSE_FIELDS, GJ_F_END };
const GJ_RECORD(gj_clock_pause_item_record, gj_clock_pause_row, pause_item_fields);
static const gj_field pause_fields[] = {
	PAUSE_FIELDS, GJ_F_INT(P, seq, 0, 0, GJ_MAX_INT, "The event that began it."), GJ_F_END
};
const GJ_RECORD(gj_clock_pause_record, gj_clock_pause_row, pause_fields);
#undef P

/* ---- the cases they are on ---- */

int gj_clock_case(gj_ctx *c, gj_str noun, int64_t id, gj_timed *ret_timed, int *ret_seen)
{
	const gj_case_noun *owner = gj_case_noun_of(noun);

	return owner ? owner->timed(c, id, ret_timed, ret_seen) : GJ_E_CORRUPT;
}

int gj_clock_chart(gj_ctx *c, const gj_clock_row *row, const gj_profile **ret_profile,
		   const gj_chart **ret_chart)
{
	gj_timed of;
	int seen = 0, code = gj_clock_case(c, row->noun, row->subject, &of, &seen);

	if (code >= 0) {
		*ret_profile = of.profile;
		*ret_chart = of.chart;
	}
	return code;
}

int gj_clock_seen(gj_ctx *c, const gj_clock_row *row)
{
	gj_timed of;
	int seen = 0, code = gj_clock_case(c, row->noun, row->subject, &of, &seen);

	return code < 0 ? code : seen;
}

/* ---- due times and lamps ---- */

int gj_clock_due(gj_ctx *c, int64_t home, const gj_clock_row *row, int64_t at, int64_t *ret_due)
{
	const gj_calendar *calendar = NULL;
	gj_array stretches = { NULL, 0 };
	gj_clock clock;
	int64_t ended;
	int code = gj_clock_calendar(c, row, &calendar);

	if (code >= 0)
		code = gj_clock_load(row, &clock);
	if (code < 0)
		return code;
	/* its office need not have been projected yet since the calendar changed */
	if (!gj_str_eq(row->version, calendar->version)) {
		code = gj_clock_stretches(c, home, row, &stretches);
		if (code >= 0)
			code = gj_clock_recount(calendar->cal, &clock, stretches.p, stretches.n);
	}
	gj_clock_settle(&clock, at, &ended);
	if (code >= 0 && clock.state == GJ_CLOCK_PAUSED)
		code = gj_clock_resume(calendar->cal, &clock, at);
	if (code == GJ_E_BAD_VALUE)
		return gj_fail(c->err, code, GJ_RULE_too_far);
	if (code >= 0)
		*ret_due = clock.due;
	return code;
}

int gj_clock_lamp(const gj_cal *cal, const gj_chart_clock *clock, const gj_clock_row *row,
		  int64_t now)
{
	int runs = row->state == GJ_CLOCK_RUNNING || row->given ||
		   gj_field_has(row, &gj_clock_row_record, "until_at");
	int lamp = -1;
	int64_t at;

	/* A stopped one shows for ever whether it was in time. */
	if (row->state == GJ_CLOCK_STOPPED)
		return row->since_at > row->due_at ? GJ_COLOUR_RED : -1;
	if (!runs)
		return row->since_at > row->due_at ? GJ_COLOUR_RED : -1;
	for (int i = 0; i < GJ_COLOUR_COUNT; i++) {
		gj_str from = clock                ? clock->lamps[i]
			      : i == GJ_COLOUR_RED ? GJ_STR("due")
						   : GJ_STR_NONE;

		if (from.p && gj_offset_time(cal, from, row->due_at, &at) >= 0 &&
		    (i == GJ_COLOUR_RED ? now > at : now >= at))
			lamp = i;
	}
	return lamp;
}

/* ---- for people ---- */

#define V gj_clock_view
static const gj_field view_fields[] = {
	GJ_F_ID(V, subject, 0, "The case."),
	GJ_F_TEXT(V, noun, 0, 0, 0, GJ_OPEN, "What it is: demand, whistle, party."),
	GJ_F_TEXT(V, clock, 0, 0, 0, GJ_OPEN, "Name of the clock, in the chart."),
	GJ_F_TEXT(V, clock_name, 0, 0, 0, GJ_OPEN, "Its name for people."),
	GJ_F_INT(V, round, 0, 1, GJ_MAX_INT, "Which of its lives, from 1."),
	GJ_F_ENUM(V, state, 0, gj_clock_states, "running, paused or stopped."),
	GJ_F_ENUM(
		V, lamp, 0, lamp_names,
		"What it shows now: blue near the due time, yellow nearer, red overdue; derived."),
	GJ_F_TIME(V, due_at, 0, "When it is due; of a paused one, if it ran on now."),
	GJ_F_BOOL(V, provisional, 0,
		  "It rests on days that no paper covers yet, and will be reckoned again."),
	GJ_F_BOOL(V, given, 0, "The due time came with the order, and binds."),
	GJ_F_TEXT(V, limit_name, 0, 0, 0, GJ_OPEN, "Its limit, by name in the profile."),
	GJ_F_TEXT(V, limit, 0, 0, 0, GJ_OPEN, "Its limit."),
	GJ_F_TEXT(V, extra, 0, 0, 0, GJ_OPEN, "Extensions granted."),
	GJ_F_INT(V, extensions, 0, 0, GJ_MAX_INT, "How many."),
	GJ_F_TIME(V, began_at, 0, "When it began."),
	GJ_F_TIME(V, start_at, 0, "From when it counts."),
	GJ_F_TIME(V, since_at, 0, "Since when it runs, stands still or is stopped."),
	GJ_F_TIME(V, until_at, 0, "Paused: it runs again by itself then."),
	GJ_F_INT(V, left_seconds, 0, -GJ_MAX_INT, GJ_MAX_INT,
		 "What is left of its budget, in seconds of time that counts; below 0 it is "
		 "overdue."),
	GJ_F_TEXT(V, calendar, 0, 0, 0, GJ_OPEN, "By which calendar."),
	GJ_F_TEXT(V, version, 0, 0, 0, GJ_OPEN, "The calendar's version by which it was reckoned."),
	GJ_F_ID(V, unit, 0, "In charge of the case."),
	GJ_F_END
};
const GJ_RECORD(gj_clock_view_record, gj_clock_view, view_fields);
#undef V

static void mark(gj_clock_view *view, const char *name)
{
	gj_field_put(view, &gj_clock_view_record, name);
}

static void view_terms(const gj_clock_row *row, gj_clock_view *view)
{
	if (row->term.p) {
		view->limit_name = row->term_name;
		view->limit = row->term;
		mark(view, "limit_name");
		mark(view, "limit");
	}
	if (row->extra.n) {
		view->extra = row->extra;
		view->extensions = row->extensions;
		mark(view, "extra");
		mark(view, "extensions");
	}
}

int gj_clock_show(gj_ctx *c, const gj_clock_row *row, const gj_chart *chart, int64_t now,
		  gj_clock_view *ret_view)
{
	static const char *const always[] = { "subject",  "noun",        "clock",    "clock_name",
					      "round",    "state",       "lamp",     "due_at",
					      "given",    "provisional", "began_at", "start_at",
					      "since_at", "calendar",    "version",  "unit",
					      NULL };
	const gj_chart_clock *def = gj_chart_clock_find(chart, row->name);
	const gj_calendar *calendar = NULL;
	gj_clock_view v;
	gj_clock clock;
	int code = gj_clock_calendar(c, row, &calendar);

	if (code >= 0)
		code = gj_clock_load(row, &clock);
	if (code < 0)
		return code;
	memset(&v, 0, sizeof(v));
	gj_field_copy(&v, &gj_clock_view_record, row, &gj_clock_row_record);
	v.clock = row->name;
	v.clock_name = !def ? row->name : c->chinese ? def->zh : def->en;
	v.lamp = gj_clock_lamp(calendar->cal, def, row, now) + 2;
	/* A pause that is over by its cap is one no longer. */
	if (v.lamp == 1 && row->state != GJ_CLOCK_RUNNING && clock.until > now)
		v.lamp = 0;
	view_terms(row, &v);
	for (int i = 0; always[i]; i++)
		mark(&v, always[i]);
	if (!row->given) {
		v.left_seconds = gj_clock_left(calendar->cal, &clock, now) / GJ_SECOND;
		mark(&v, "left_seconds");
	}
	*ret_view = v;
	return GJ_OK;
}

/* That it was reckoned by, or the default one where the profile has it no longer. */
int gj_clock_calendar(gj_ctx *c, const gj_clock_row *row, const gj_calendar **ret_calendar)
{
	int code = gj_calendar_find(c, row->calendar, ret_calendar);

	return code == GJ_E_NOT_FOUND ? gj_calendar_find(c, GJ_STR_NONE, ret_calendar) : code;
}

int gj_clock_views(gj_ctx *c, const gj_array *rows, const gj_chart *chart, gj_array *ret_views)
{
	gj_clock_view *views = gj_arena_zero(c->arena, (rows->n + 1) * sizeof(*views));
	const gj_clock_row *row = rows->p;
	int64_t now = 0;
	int code = views ? gj_clock_time(c, &now) : GJ_E_NOMEM;

	for (size_t i = 0; i < rows->n && code >= 0; i++)
		code = gj_clock_show(c, &row[i], chart, now, &views[i]);
	if (code >= 0)
		*ret_views = (gj_array){ views, rows->n };
	return code;
}

/* Reads have no time of their own. */
int gj_clock_time(gj_ctx *c, int64_t *ret_now)
{
	if (!c->now && c->host->clock(c->host->clock_user, &c->now) < 0)
		return gj_fail(c->err, GJ_E_HOST, GJ_RULE_NONE);
	*ret_now = c->now;
	return GJ_OK;
}

/* ---- get: all clocks of a case ---- */

static const gj_field case_fields[] = {
	GJ_F_ID(gj_id_args, id, GJ_REQUIRED,
		"Number of the case: a demand, a whistle, a party to one."),
	GJ_F_END
};
static const GJ_RECORD(case_record, gj_id_args, case_fields);

typedef struct get_result {
	gj_has has;
	int64_t id;
	gj_array clocks;
} get_result;

static const gj_field get_fields[] = { GJ_F_ID(get_result, id, 0, "The case."),
				       GJ_F_ARRAY(get_result, clocks, 0, 0, 1000,
						  gj_clock_view_record,
						  "Its clocks, with those of earlier rounds."),
				       GJ_F_END };
static const GJ_RECORD(get_record, get_result, get_fields);

/* A demand may be without any; of what she may not know there is nothing, whatever it is. */
int gj_clock_rounds(gj_ctx *c, int64_t id, gj_array *ret_rows, gj_timed *ret_timed)
{
	gj_array rows = { NULL, 0 };
	int seen = 0;
	int code = gj_sql_list(c->db, GJ_SQL_CLOCK_OF, c->arena, &gj_clock_row_record, &rows, "ll",
			       GJ_HOME_OF(id), id);

	if (code >= 0)
		code = gj_clock_case(c, rows.n ? ((gj_clock_row *)rows.p)->noun : GJ_STR("demand"),
				     id, ret_timed, &seen);
	if (code == GJ_E_NOT_FOUND || (code >= 0 && !seen))
		code = gj_not_found(c, "case");
	if (code >= 0)
		*ret_rows = rows;
	return code;
}

static int clock_get(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_id_args *in = args;
	get_result *out = ret_result;
	gj_array rows = { NULL, 0 };
	gj_timed of;
	int code = gj_clock_rounds(c, in->id, &rows, &of);

	if (code >= 0)
		code = gj_clock_views(c, &rows, of.chart, &out->clocks);
	out->id = in->id;
	out->has.set = 3;
	return code;
}

/* ---- list: open ones of an office, those that are due first ---- */

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t home;
	int64_t until;
	int64_t unit;
	int32_t lamp;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ID(list_args, home, 0, "Office whose cases they are on; the actor's by default."),
	GJ_F_TIME(list_args, until, 0, "Only those due by then."),
	GJ_F_ID(list_args, unit, 0, "Only those of cases that lie with this unit."),
	GJ_F_ENUM(list_args, lamp, 0, lamp_names, "Only those that show this now."),
	GJ_F_END
};
static const GJ_RECORD(list_record, list_args, list_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, gj_clock_view_record,
		   "Clocks that run or stand still."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN, "Where the next page begins."), GJ_F_END
};
static const GJ_RECORD(list_result_record, list_result, list_result_fields);

/* The key is (due, subject, name, round). A cursor holds the due time and, as text, the rest. */
static int number_of(gj_str text, size_t *at, int64_t *ret_number)
{
	int64_t number = 0;
	size_t i = *at;

	for (; i < text.n && i < *at + 17 && text.p[i] >= '0' && text.p[i] <= '9'; i++)
		number = number * 10 + (text.p[i] - '0');
	if (i == *at || i >= text.n || text.p[i] != ' ')
		return 0;
	*at = i + 1;
	*ret_number = number;
	return 1;
}

int gj_clock_cursor(gj_arena *arena, gj_clock_row *row)
{
	gj_buf buf;

	gj_buf_init(&buf, arena, 200);
	gj_buf_int(&buf, row->subject);
	gj_buf_char(&buf, ' ');
	gj_buf_int(&buf, row->round);
	gj_buf_char(&buf, ' ');
	gj_buf_str(&buf, row->name);
	row->cursor = gj_buf_end(&buf);
	return buf.failed;
}

int gj_clock_open_after(gj_ctx *c, int64_t home, int64_t due, gj_str rest, int64_t limit,
			gj_array *ret_rows)
{
	int64_t subject = 0, round = 0, from = rest.n ? due : INT64_MIN;
	gj_str name = GJ_STR("");
	size_t at = 0;

	if (rest.n && (!number_of(rest, &at, &subject) || !number_of(rest, &at, &round))) {
		int code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_foreign_cursor);

		gj_fail_path(c->err, "/after");
		return code;
	}
	if (rest.n)
		name = (gj_str){ rest.p + at, rest.n - at };
	return gj_sql_list(c->db, GJ_SQL_CLOCK_OPEN, c->arena, &gj_clock_row_record, ret_rows,
			   "llltll", home, from, subject, name, round, limit);
}

static int wanted(const list_args *in, const gj_clock_row *row, const gj_clock_view *view)
{
	if (in->unit && row->unit != in->unit)
		return 0;
	return !gj_field_has(in, &list_record, "lamp") || view->lamp == in->lamp;
}

static int show_one(gj_ctx *c, const list_args *in, const gj_clock_row *row, int64_t now,
		    list_result *out)
{
	gj_clock_view *view = (gj_clock_view *)out->items.p + out->items.n;
	gj_timed of;
	int seen = 0, code = gj_clock_case(c, row->noun, row->subject, &of, &seen);

	if (code < 0 || !seen)
		return code;
	code = gj_clock_show(c, row, of.chart, now, view);
	if (code >= 0 && wanted(in, row, view))
		out->items.n++;
	return code;
}

static int home_of(gj_ctx *c, const list_args *in, int64_t *ret_home)
{
	int64_t office = in->home ? in->home : c->actor->office;
	int code = gj_office_home(c, office, ret_home);

	if (code >= 0 && *ret_home == GJ_ROOT) {
		code = gj_fail(c->err, GJ_E_MISSING, GJ_RULE_missing);
		gj_fail_path(c->err, "/home");
	}
	return code;
}

/* A row more than the page: what comes after it says where the next one begins. */
static int page_of(gj_ctx *c, const void *args, int64_t home, gj_array *rows, gj_str *ret_next)
{
	gj_page page;
	int code = gj_page_begin(c, args, &page);

	if (code >= 0)
		code = gj_clock_open_after(c, home, page.after, page.after_text, page.limit, rows);
	if (code >= 0 && (int64_t)rows->n == page.limit)
		code = gj_clock_cursor(c->arena, (gj_clock_row *)rows->p + rows->n - 2);
	return code < 0 ? code
			: gj_page_end(c, args, &page, &gj_clock_row_record, rows, "due_at",
				      "cursor", ret_next);
}

/* Asks ahead for the case, whose state and chart a clock is shown by. */
static void ask_case(gj_ctx *c, const gj_clock_row *row)
{
	int64_t home = GJ_HOME_OF(row->subject);

	if (gj_str_is(row->noun, "demand"))
		gj_sql_ahead(c->db, GJ_SQL_DEMAND_GET, "ll", home, row->subject);
	if (gj_str_is(row->noun, "whistle")) {
		gj_sql_ahead(c->db, GJ_SQL_WHISTLE_GET, "ll", home, row->subject);
		gj_sql_ahead(c->db, GJ_SQL_WHISTLE_AGAINST, "ll", home, row->subject);
	}
	if (gj_str_is(row->noun, "party"))
		gj_sql_ahead(c->db, GJ_SQL_PARTY_GET, "ll", home, row->subject);
	if (gj_str_is(row->noun, "supervision"))
		gj_sql_ahead(c->db, GJ_SQL_SUPERVISION_GET, "ll", home, row->subject);
}

static int clock_list(gj_ctx *c, const void *args, void *ret_result)
{
	const list_args *in = args;
	list_result *out = ret_result;
	int64_t home = 0, now = 0;
	gj_array rows = { NULL, 0 };
	const gj_clock_row *row;
	int code = home_of(c, in, &home);

	if (code >= 0)
		code = gj_clock_time(c, &now);
	if (code >= 0)
		code = page_of(c, args, home, &rows, &out->next);
	if (code < 0)
		return code;
	out->items.p = gj_arena_zero(c->arena, (rows.n + 1) * sizeof(gj_clock_view));
	if (!out->items.p)
		return GJ_E_NOMEM;
	row = rows.p;
	for (size_t i = 0; i < rows.n; i++)
		ask_case(c, &row[i]);
	for (size_t i = 0; i < rows.n && code >= 0; i++) {
		if (in->until && row[i].due_at > in->until) {
			out->next = GJ_STR_NONE;
			break;
		}
		code = show_one(c, in, &row[i], now, out);
	}
	out->has.set = out->next.p ? 3 : 1;
	return code;
}

/* ---- the table ---- */

static const int read_errors[] = { GJ_E_NOT_FOUND, 0 };
static const int project_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, 0 };

static const gj_first first_explain[] = { { GJ_SQL_CLOCK_OF, "id" },
					  { GJ_SQL_CLOCK_REQUESTS, "id" },
					  { GJ_SQL_DEMAND_GET, "id" },
					  GJ_FIRST_END };

static const gj_op ops[] = {
	{ .name = "clock.get",
	  .version = 1,
	  .args = &case_record,
	  .result = &get_record,
	  .right = GJ_RIGHT_demand_read,
	  .flags = GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ID,
	  .errors = read_errors,
	  .since = "1.0",
	  .doc = "The clocks of a case: by when what is due, and what they show.",
	  .doc_zh = "查看一件事项的各项时限：何时届满、当前亮灯。",
	  .run = clock_get },
	{ .name = "clock.list",
	  .version = 1,
	  .args = &list_record,
	  .result = &list_result_record,
	  .right = GJ_RIGHT_demand_read,
	  .flags = GJ_OP_LIST | GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = read_errors,
	  .since = "1.0",
	  .doc = "Open clocks of an office, those that are due first.",
	  .doc_zh = "本单位未停止的时限，先到期的在前。",
	  .run = clock_list },
	{ .name = "clock.explain",
	  .version = 1,
	  .args = &gj_clock_explain_args,
	  .result = &gj_clock_explain_result,
	  .right = GJ_RIGHT_demand_read,
	  .flags = GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ID,
	  .errors = read_errors,
	  .since = "1.0",
	  .doc = "Why a clock is due when it is: every stretch that counted, that did not, and "
		 "during "
		 "which it stood still.",
	  .doc_zh = "说明时限为何在此时届满：逐段列出计入、不计入和中止的时间。",
	  .run = gj_clock_explain,
	  .first = first_explain },
	{ .name = "clock.sweep",
	  .version = 1,
	  .args = &gj_sweep_args,
	  .result = &gj_sweep_result,
	  .right = GJ_RIGHT_clock_sweep,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT | GJ_OP_ALONE | GJ_OP_TELLS,
	  .home = GJ_HOME_CHOSEN,
	  .errors = read_errors,
	  .since = "1.0",
	  .doc = "Fires the rungs of ladders that are due, of one office, as many as the limit "
		 "allows; tells whether more is due and when the next one will be. For a timer.",
	  .doc_zh =
		  "触发一个单位已到时点的提醒，数量有上限；回答是否还有、下一时点。供定时器调用。",
	  .run = gj_sweep,
	  .choose = gj_sweep_home },
	{ .name = "clock.project",
	  .version = 1,
	  .args = &gj_clock_project_args,
	  .result = &gj_clock_project_result,
	  .right = GJ_RIGHT_calendar_write,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_OFFICE,
	  .errors = project_errors,
	  .since = "1.0",
	  .doc = "Reckons the open clocks of an office again, by the calendars now in force, a "
		 "page at "
		 "a time; with dry_run it only lists what would move. A due time given is never "
		 "moved.",
	  .doc_zh = "日历变动后，按现行日历分批重算本单位未停止的时限；试运行只列出将变动的时限。上"
		    "级给"
		    "定的期限不变。",
	  .run = gj_clock_project },
	{ 0 }
};

extern const gj_noun gj_noun_clock;
const gj_noun gj_noun_clock = { "clock", "时限", ops, gj_clock_events,
				"By when a case must come how far." };
