/* SPDX-License-Identifier: Apache-2.0
 *
 * Projection: when a calendar has changed, what was reckoned by it is reckoned again. Office by
 * office and page by page; a clock that the calendar's present version has reckoned is passed
 * over, so that whoever was interrupted begins again from the beginning and loses nothing.
 */
#include <string.h>

#include "engine/clock_priv.h"

#define PAGE_DEFAULT 100
#define PAGE_MAX 200

/* ---- what is recorded ---- */

static const char *const reasons[] = { "paper_loaded", "paper_voided", "profile", NULL };
enum { PAPER_LOADED, PAPER_VOIDED, PROFILE };

typedef struct moved_item {
	gj_has has;
	int64_t subject;
	gj_str name;
	int64_t round;
	gj_str calendar, version;
	int64_t start_at, budget, consumed, due_at, due_before;
	int32_t provisional;
	int64_t next_at;
	gj_str next_rung;
} moved_item;

#define M moved_item
static const gj_field item_fields[] = {
	GJ_F_ID(M, subject, GJ_REQUIRED, "The case."),
	GJ_F_TEXT(M, name, GJ_REQUIRED, 1, 40, GJ_OPEN, "The clock."),
	GJ_F_INT(M, round, GJ_REQUIRED, 1, GJ_MAX_INT, "Which of its lives."),
	GJ_F_TEXT(M, calendar, GJ_REQUIRED, 1, 40, GJ_OPEN, "By which calendar."),
	GJ_F_TEXT(M, version, GJ_REQUIRED, 1, 64, GJ_OPEN, "The calendar's version."),
	GJ_F_TIME(M, start_at, GJ_REQUIRED, "From when it counts."),
	GJ_F_INT(M, budget, GJ_REQUIRED, 0, GJ_MAX_INT, "Microseconds of time that counts."),
	GJ_F_INT(M, consumed, GJ_REQUIRED, 0, GJ_MAX_INT, "Of it, up to its last change."),
	GJ_F_TIME(M, due_at, GJ_REQUIRED, "When it is due now."),
	GJ_F_TIME(M, due_before, 0, "When it was due before, if that was another time."),
	GJ_F_BOOL(M, provisional, GJ_REQUIRED, "It rests on days that no paper covers yet."),
	GJ_F_TIME(M, next_at, 0, "When the next rung of its ladder is due."),
	GJ_F_TEXT(M, next_rung, 0, 1, 40, GJ_OPEN, "Which."),
	GJ_F_END
};
#undef M
static const GJ_RECORD(item_record, moved_item, item_fields);

/* Also what is answered. */
typedef struct projected {
	gj_has has;
	GJ_WRITTEN_ANSWER;
	int32_t why;
	gj_str series;
	int64_t year, checked, moved;
	gj_array clocks;
	gj_str next;
} projected;

#define P projected
#define PROJECTED_FIELDS \
	GJ_F_ENUM(P, why, 0, reasons, "What changed the calendar."), \
		GJ_F_TEXT(P, series, 0, 1, 40, GJ_OPEN, "The series of the paper."), \
		GJ_F_INT(P, year, 0, 1, 9999, "Its year."), \
		GJ_F_INT(P, checked, 0, 0, GJ_MAX_INT, "How many open clocks were looked at."), \
		GJ_F_INT(P, moved, 0, 0, GJ_MAX_INT, "How many are due at another time now."), \
		GJ_F_ARRAY(P, clocks, 0, 0, PAGE_MAX, item_record, \
			   "Those that were reckoned again; those with due_before moved."), \
		GJ_F_TEXT(P, next, 0, 1, 200, GJ_OPEN, \
			  "`after` of the next page, if there is one.")
static const gj_field body_fields[] = { PROJECTED_FIELDS, GJ_F_END };
static const GJ_RECORD(body_record, projected, body_fields);
static const gj_field result_fields[] = { GJ_WRITTEN_FIELDS(P), PROJECTED_FIELDS, GJ_F_END };
const GJ_RECORD(gj_clock_project_result, projected, result_fields);
#undef P

static const gj_step projected_steps[] = { { GJ_SQL_CLOCK_PROJECT, NULL, "clocks" }, GJ_STEPS_END };
const gj_event_type gj_clock_events[] = {
	{ "clock.projected", 1, &body_record, projected_steps,
	  "Open clocks were reckoned again, as a calendar had changed." },
	{ NULL, 0, NULL, NULL, NULL }
};

/* ---- arguments ---- */

typedef struct project_args {
	gj_has has;
	GJ_WRITE_ARGS;
	int64_t home;
	int64_t limit;
	gj_str after;
} project_args;

static const gj_field project_fields[] = {
	GJ_WRITE_FIELDS(project_args),
	GJ_F_ID(project_args, home, 0, "Office whose cases they are on; the actor's by default."),
	GJ_F_INT(project_args, limit, 0, 1, PAGE_MAX,
		 "How many clocks to look at, at the most; 100 by default."),
	GJ_F_TEXT(project_args, after, 0, 1, 200, GJ_OPEN, "`next` of the page before."), GJ_F_END
};
const GJ_RECORD(gj_clock_project_args, project_args, project_fields);

/* ---- why ---- */

typedef struct paper_row {
	gj_has has;
	gj_str series;
	int64_t year, seq;
	int32_t voided;
} paper_row;
static const gj_field paper_fields[] = { GJ_F_TEXT(paper_row, series, 0, 0, 0, GJ_OPEN, ""),
					 GJ_F_INT(paper_row, year, 0, 0, 9999, ""),
					 GJ_F_INT(paper_row, seq, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_BOOL(paper_row, voided, 0, ""), GJ_F_END };
static const GJ_RECORD(paper_record, paper_row, paper_fields);

/* The newest of what can change a calendar: a paper, or a profile. */
static int find_reason(gj_ctx *c, projected *body)
{
	int64_t profile = 0;
	paper_row paper;
	int code = gj_sql_int(c->db, GJ_SQL_CLOCK_PROFILE_SEQ, &profile, "l", GJ_ROOT);

	if (code == GJ_E_NOT_FOUND)
		code = GJ_OK;
	if (code < 0)
		return code;
	body->why = PROFILE;
	gj_field_put(body, &body_record, "why");
	code = gj_sql_row(c->db, GJ_SQL_CLOCK_NEWEST_PAPER, c->arena, &paper_record, &paper, "l",
			  GJ_ROOT);
	if (code == GJ_E_NOT_FOUND || (code >= 0 && paper.seq < profile))
		return GJ_OK;
	if (code < 0)
		return code;
	body->why = paper.voided ? PAPER_VOIDED : PAPER_LOADED;
	body->series = paper.series;
	body->year = paper.year;
	gj_field_put(body, &body_record, "series");
	gj_field_put(body, &body_record, "year");
	return GJ_OK;
}

/* ---- one clock ---- */

static int reckon(gj_ctx *c, const gj_timed *of, gj_clock_row *row, const gj_calendar *calendar)
{
	gj_array stretches = { NULL, 0 };
	gj_clock clock;
	int code = gj_clock_load(row, &clock);

	if (code >= 0 && !clock.given)
		code = gj_clock_stretches(c, of->home, row, &stretches);
	if (code >= 0)
		code = gj_clock_recount(calendar->cal, &clock, stretches.p, stretches.n);
	if (code == GJ_E_BAD_VALUE)
		code = gj_fail(c->err, code, GJ_RULE_too_far);
	if (code < 0)
		return code;
	gj_clock_save(row, &clock, calendar);
	/* From now on, whenever it is said to have been reckoned: what has fired stays fired. */
	return gj_clock_arm(c, calendar->cal, gj_chart_clock_find(of->chart, row->name), &clock,
			    c->now, row);
}

/* 1 when *ret_item tells what became of it, 0 when there was nothing to do. */
static int project_one(gj_ctx *c, const gj_clock_row *row, moved_item *ret_item)
{
	const gj_calendar *calendar = NULL;
	gj_clock_row fresh = *row;
	gj_timed of;
	int seen = 0, code = gj_clock_calendar(c, row, &calendar);

	if (code < 0 || gj_str_eq(calendar->version, row->version))
		return code < 0 ? code : 0;
	code = gj_clock_case(c, row->noun, row->subject, &of, &seen);
	if (code < 0 || !seen)
		return code < 0 ? code : 0;
	code = reckon(c, &of, &fresh, calendar);
	if (code < 0)
		return code;
	gj_field_copy(ret_item, &item_record, &fresh, &gj_clock_row_record);
	if (fresh.due_at != row->due_at) {
		ret_item->due_before = row->due_at;
		gj_field_put(ret_item, &item_record, "due_before");
	}
	return 1;
}

/* ---- a page ---- */

static int split_after(gj_str after, int64_t *ret_due, gj_str *ret_rest)
{
	size_t i = 0;

	for (*ret_due = 0; i < after.n && i < 17 && after.p[i] >= '0' && after.p[i] <= '9'; i++)
		*ret_due = *ret_due * 10 + (after.p[i] - '0');
	*ret_rest = (gj_str){ after.p + i + 1, after.n > i ? after.n - i - 1 : 0 };
	return i > 0 && i < after.n && after.p[i] == ' ';
}

static int read_page(gj_ctx *c, const project_args *in, int64_t limit, gj_array *ret_rows)
{
	gj_str rest = GJ_STR_NONE;
	int64_t due = 0;

	if (in->after.n && !split_after(in->after, &due, &rest)) {
		int code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_foreign_cursor);

		gj_fail_path(c->err, "/after");
		return code;
	}
	return gj_clock_open_after(c, c->home, due, rest, limit, ret_rows);
}

static int put_next(gj_ctx *c, gj_clock_row *last, projected *body)
{
	gj_buf buf;
	int code = gj_clock_cursor(c->arena, last);

	gj_buf_init(&buf, c->arena, 240);
	gj_buf_int(&buf, last->due_at);
	gj_buf_char(&buf, ' ');
	gj_buf_str(&buf, last->cursor);
	body->next = gj_buf_end(&buf);
	gj_field_put(body, &body_record, "next");
	return code < 0 ? code : buf.failed;
}

static int project_page(gj_ctx *c, const gj_array *rows, projected *body)
{
	moved_item *item = gj_arena_zero(c->arena, (rows->n + 1) * sizeof(*item));
	const gj_clock_row *row = rows->p;
	size_t n = 0;
	int code = item ? GJ_OK : GJ_E_NOMEM;

	for (size_t i = 0; i < rows->n && code >= 0; i++) {
		code = project_one(c, &row[i], &item[n]);
		if (code > 0)
			body->moved += gj_field_has(&item[n], &item_record, "due_before");
		n += code > 0;
	}
	body->clocks = (gj_array){ item, n };
	body->checked = (int64_t)rows->n;
	gj_field_put(body, &body_record, "checked");
	gj_field_put(body, &body_record, "moved");
	gj_field_put(body, &body_record, "clocks");
	return code;
}

int gj_clock_project(gj_ctx *c, const void *args, void *ret_result)
{
	const project_args *in = args;
	int64_t limit = in->limit ? in->limit : PAGE_DEFAULT, office = 0;
	gj_subject subject = { 0, 0, 0 };
	gj_array rows = { NULL, 0 };
	projected body;
	int code = gj_home_office(c, c->home, &office);

	memset(&body, 0, sizeof(body));
	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_calendar_write, office);
	if (code >= 0)
		code = read_page(c, in, limit, &rows);
	if (code >= 0)
		code = project_page(c, &rows, &body);
	if (code >= 0 && (int64_t)rows.n == limit)
		code = put_next(c, (gj_clock_row *)rows.p + rows.n - 1, &body);
	if (code < 0)
		return code;
	if (body.clocks.n) {
		code = find_reason(c, &body);
		return code < 0 ? code : gj_emit(c, &gj_clock_events[0], c->home, &subject, &body);
	}
	gj_field_copy(ret_result, &gj_clock_project_result, &body, &body_record);
	return GJ_OK;
}
