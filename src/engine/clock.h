/* SPDX-License-Identifier: Apache-2.0
 *
 * Clocks on cases. Whatever noun owns a case (a demand, a whistle) tells here which move it
 * makes; what comes of it for its clocks is recorded in the noun's own event, as outcomes: so
 * a replay needs no calendar. clock_step.c decides, clock.c is the noun.
 *
 * A row is one round of a clock: name and round are its key within the case. `armed` is the
 * event that last set its due time: a rung of its ladder is used up for (subject, name, round,
 * armed, rung). next_at and next_rung are the first rung that was not, and the order of rungs
 * is that of (time, place in the ladder).
 */
#ifndef GJ_ENGINE_CLOCK_H
#define GJ_ENGINE_CLOCK_H

#include "calendar/clock.h"
#include "engine/calendar.h"
#include "engine/ctx.h"

extern const char *const gj_clock_states[]; /* "", "running", "paused", "stopped" */

/* ---- rows ---- */

typedef struct gj_clock_row {
	gj_has has;
	int64_t subject;
	gj_str name;
	int64_t round;
	gj_str noun;
	int32_t state; /* enum gj_clock_state */
	int64_t unit;
	gj_str term_name, term, extra;
	int64_t extensions;
	gj_str calendar, version;
	int64_t began_at, start_at, budget, consumed, since_at, until_at, due_at;
	int32_t given, provisional;
	int64_t next_at;
	gj_str next_rung;
	int64_t armed, seq;
	gj_str cursor; /* of a page */
} gj_clock_row;
extern const gj_record gj_clock_row_record;  /* a row of the table */
extern const gj_record gj_clock_item_record; /* in events: without subject, armed and seq */

typedef struct gj_clock_pause_row {
	gj_has has;
	gj_str name;
	int64_t round, from_at, to_at, until_at;
	gj_str why, reason;
	int64_t seq;
} gj_clock_pause_row;
extern const gj_record gj_clock_pause_record;
extern const gj_record gj_clock_pause_item_record; /* without seq */

/* Of one case: the last round of each clock, by name. */
int gj_clocks_now(gj_ctx *c, int64_t home, int64_t subject, gj_array *ret_rows);

/* ---- in the events of the noun that owns a case ---- */

#define GJ_CLOCK_BODY gj_array clocks, clock_pauses
#define GJ_CLOCK_BODY_FIELDS(t) \
	GJ_F_ARRAY(t, clocks, 0, 0, 64, gj_clock_item_record, "Its clocks that changed."), \
		GJ_F_ARRAY(t, clock_pauses, 0, 0, 64, gj_clock_pause_item_record, \
			   "Pauses of its clocks that began or ended.")
#define GJ_CLOCK_STEPS \
	{ GJ_SQL_CLOCK_PUT, NULL, "clocks" }, \
	{ \
		GJ_SQL_CLOCK_PAUSE_PUT, NULL, "clock_pauses" \
	}
/* After these, where the event may name another `unit`. */
#define GJ_CLOCK_UNIT_STEP \
	{ \
		GJ_SQL_CLOCK_UNIT, "unit", NULL \
	}

/* A case, as its clocks see it, after the move. */
typedef struct gj_timed {
	int64_t home, id;
	const char *noun;          /* static */
	int64_t unit;              /* in charge */
	const gj_profile *profile; /* whose calendars and limits the chart speaks of */
	const gj_chart *chart;
	/* Facts that choose among limits: after the move, before it, and for a clock that begins
	 * with it. A limit changes when the facts do. */
	uint64_t guards, guards_before, guards_anew;
	int64_t given;  /* the due time that came with the order; 0: none */
	int64_t review; /* the end of the day on which it is looked at again; 0: none */
	gj_str reason;  /* of this move, if it has one */
} gj_timed;

typedef struct gj_clock_changes {
	gj_array clocks; /* of gj_clock_row, to be recorded */
	gj_array pauses; /* of gj_clock_pause_row */
} gj_clock_changes;

/* When what this call records happened: occurred_at if it is given, else now. */
int64_t gj_moment(gj_ctx *c, int64_t home);
/* What the move does to the case's clocks. */
int gj_clocks_step(gj_ctx *c, const gj_timed *of, const gj_chart_move *move,
		   gj_clock_changes *ret_changes);
/* The same, put into the members `clocks` and `clock_pauses` of an event's body. */
int gj_clocks_record(gj_ctx *c, const gj_timed *of, const gj_chart_move *move,
		     const gj_record *record, void *body);
/* Extends one by a limit (none given: the most that the chart allows), on top of `changes`,
 * which a step has made. No name: the only one that can be extended. Both are answered. */
int gj_clocks_extend(gj_ctx *c, const gj_timed *of, gj_str *name, gj_str *limit,
		     gj_clock_changes *changes);
/* Could it be extended so now? Nothing changes; the round is answered too. */
int gj_clocks_extensible(gj_ctx *c, const gj_timed *of, gj_str *name, gj_str *limit,
			 gj_clock_changes *changes, int64_t *ret_round);

/* ---- extensions that are asked for first (clock_request.c) ---- */

typedef struct gj_clock_request {
	gj_has has;
	int64_t seq;
	gj_str clock;
	int64_t round;
	gj_str asked, reason;
	int64_t actor, office, at;
	gj_str outcome, granted;
	int64_t decided, decided_by, decided_office, decided_at;
} gj_clock_request;
extern const gj_record gj_clock_request_record;

/* In the steps of the event that asks, and of those that decide: their bodies have clock, round,
 * limit and reason; and the request's seq as `requested`, the `outcome`, and the limit. */
#define GJ_CLOCK_ASK_STEP \
	{ \
		GJ_SQL_CLOCK_REQUEST_ADD, NULL, NULL \
	}
#define GJ_CLOCK_DECIDE_STEP \
	{ \
		GJ_SQL_CLOCK_REQUEST_DECIDE, NULL, NULL \
	}
/* RULE extension_asked where one for this clock waits to be decided. */
int gj_clock_request_new(gj_ctx *c, int64_t home, int64_t subject, gj_str clock);
/* The one that waits (no clock: the only one), to be decided by somebody else than who asked. */
int gj_clock_request_open(gj_ctx *c, int64_t home, int64_t subject, gj_str clock,
			  gj_clock_request *ret_request);

/* ---- reckoning ---- */

/* The row as arithmetic, and back: what a step has changed of it. GJ_E_CORRUPT: no clock. */
int gj_clock_load(const gj_clock_row *row, gj_clock *ret_clock);
/* Its pauses, as gj_stretch. */
int gj_clock_stretches(gj_ctx *c, int64_t home, const gj_clock_row *row, gj_array *ret_stretches);
/* The first rung whose time lies after (at, rung); rung GJ_STR_NONE: after `at`. 0: none. */
int gj_clock_next(gj_ctx *c, const gj_cal *cal, const gj_chart_clock *clock, int64_t due,
		  int64_t at, gj_str rung, int64_t *ret_at, gj_str *ret_rung);
/* Until when its time runs, as seen at `at` and by the calendar as it is now; of one that stands
 * still, if it ran on then. */
int gj_clock_due(gj_ctx *c, int64_t home, const gj_clock_row *row, int64_t at, int64_t *ret_due);
/* What it shows at a time: enum gj_colour, or -1. Derived, never stored. */
int gj_clock_lamp(const gj_cal *cal, const gj_chart_clock *clock, const gj_clock_row *row,
		  int64_t now);
/* The chart that the case of a clock runs on, and whether the actor may know of the case
 * (1, 0 or a failure). */
int gj_clock_chart(gj_ctx *c, const gj_clock_row *row, const gj_profile **ret_profile,
		   const gj_chart **ret_chart);
int gj_clock_seen(gj_ctx *c, const gj_clock_row *row);
/* The calendar that it is reckoned by, as it is now. */
int gj_clock_calendar(gj_ctx *c, const gj_clock_row *row, const gj_calendar **ret_calendar);

/* ---- for people ---- */

typedef struct gj_clock_view {
	gj_has has;
	int64_t subject;
	gj_str noun, clock, clock_name;
	int64_t round;
	int32_t state, lamp;
	int64_t due_at;
	int32_t provisional, given;
	gj_str limit_name, limit, extra;
	int64_t extensions, began_at, start_at, since_at, until_at, left_seconds;
	gj_str calendar, version;
	int64_t unit;
} gj_clock_view;
extern const gj_record gj_clock_view_record;

/* Rows of one case, as they are shown; of gj_clock_view. */
int gj_clock_views(gj_ctx *c, const gj_array *rows, const gj_chart *chart, gj_array *ret_views);

#endif
