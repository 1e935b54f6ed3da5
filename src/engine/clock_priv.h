/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the noun clock share.
 */
#ifndef GJ_ENGINE_CLOCK_PRIV_H
#define GJ_ENGINE_CLOCK_PRIV_H

#include "engine/clock.h"

/* The case that a clock is on, as its noun tells it, and whether the actor may know of it. */
int gj_clock_case(gj_ctx *c, gj_str noun, int64_t id, gj_timed *ret_timed, int *ret_seen);
/* All rounds of all clocks of a case, and the case; NOT_FOUND where she may not know of it. */
int gj_clock_rounds(gj_ctx *c, int64_t id, gj_array *ret_rows, gj_timed *ret_timed);
/* Extensions that were asked for in this round of a clock. */
int gj_clock_requests_of(gj_ctx *c, int64_t home, const gj_clock_row *row, gj_array *ret_requests);
/* Pauses of a row, as gj_clock_pause_row and as gj_stretch. */
int gj_clock_pauses_of(gj_ctx *c, int64_t home, const gj_clock_row *row, gj_array *ret_rows,
		       gj_array *ret_stretches);
/* The host's clock, looked at once a call. */
int gj_clock_time(gj_ctx *c, int64_t *ret_now);
int gj_clock_show(gj_ctx *c, const gj_clock_row *row, const gj_chart *chart, int64_t now,
		  gj_clock_view *ret_view);
/* Open clocks of a home in the order in which they are due, after (due, rest): rest is the
 * cursor of a row, or nothing to begin. */
int gj_clock_open_after(gj_ctx *c, int64_t home, int64_t due, gj_str rest, int64_t limit,
			gj_array *ret_rows);
int gj_clock_cursor(gj_arena *arena, gj_clock_row *row);

/* The arithmetic back into the row; and the next rung, as of `now`. def NULL: no ladder. */
void gj_clock_save(gj_clock_row *row, const gj_clock *clock, const gj_calendar *calendar);
int gj_clock_arm(gj_ctx *c, const gj_cal *cal, const gj_chart_clock *def, const gj_clock *clock,
		 int64_t now, gj_clock_row *row);

extern const gj_record gj_clock_explain_args, gj_clock_explain_result;
int gj_clock_explain(gj_ctx *c, const void *args, void *ret_result);

extern const gj_record gj_clock_project_args, gj_clock_project_result;
int gj_clock_project(gj_ctx *c, const void *args, void *ret_result);
extern const gj_event_type gj_clock_events[];

#endif
