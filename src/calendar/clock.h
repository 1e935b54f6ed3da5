/* SPDX-License-Identifier: Apache-2.0
 *
 * The arithmetic of one clock on a case. What is kept is a budget, what of it was consumed, and
 * since when it runs; never that it is overdue.
 *
 * A limit in working hours or working days counts working time; all others count time by day
 * and night. A clock that was never paused is due when gj_cal_deadline says. Time during which
 * it stood still moves the due time by as much of it as counts.
 *
 * Pure: values in, values out. Instants are UTC microseconds.
 */
#ifndef GJ_CALENDAR_CLOCK_H
#define GJ_CALENDAR_CLOCK_H

#include "calendar/calendar.h"

#define GJ_EXTRA_MAX 20
#define GJ_NEVER INT64_MAX

/* The values are those of enum gj_turn_state. */
enum gj_clock_state { GJ_CLOCK_RUNNING = 1, GJ_CLOCK_PAUSED, GJ_CLOCK_STOPPED };

typedef struct gj_clock {
	gj_limit limit;
	gj_limit extra[GJ_EXTRA_MAX]; /* extensions granted */
	size_t extra_count;
	int32_t given;        /* the due time was given: nothing moves it */
	int32_t state;        /* enum gj_clock_state */
	int64_t began, start; /* when it began; from when it counts, after the intake rule */
	int64_t budget;       /* time that counts, from start to the due time if never paused */
	int64_t consumed;     /* of it, when it last came into its state */
	int64_t since;        /* since when it is in its state */
	int64_t until;        /* paused: it runs again by itself then; GJ_NEVER: it does not */
	int64_t due;          /* paused without end: as if it ran on from where it stands */
	int32_t provisional;
} gj_clock;

/* A stretch during which it stood still. */
typedef struct gj_stretch {
	int64_t from, to; /* GJ_NEVER: still */
	gj_str zh, en;    /* why, for people */
} gj_stretch;

int gj_clock_works(const gj_limit *limit); /* counts working time? */
/* Time that counts between two instants, in microseconds; 0 when to lies before from. */
int64_t gj_clock_counted(const gj_cal *cal, const gj_limit *limit, int64_t from, int64_t to);

/* All answer GJ_E_BAD_VALUE beyond the years that can be written, and then leave the clock
 * alone. Times before the clock's last change count as that. */
int gj_clock_start(const gj_cal *cal, const gj_limit *limit, int64_t at, gj_clock *ret_clock);
/* With a due time that was given. */
void gj_clock_start_given(int64_t due, int64_t at, gj_clock *ret_clock);
/* A pause whose cap is over has ended by itself: 1 and when, else 0. Before anything else. */
int gj_clock_settle(gj_clock *clock, int64_t at, int64_t *ret_ended);
int gj_clock_pause(const gj_cal *cal, gj_clock *clock, int64_t at, const gj_limit *cap);
int gj_clock_resume(const gj_cal *cal, gj_clock *clock, int64_t at); /* also of a stopped one */
void gj_clock_stop(const gj_cal *cal, gj_clock *clock, int64_t at);
int gj_clock_extend(const gj_cal *cal, gj_clock *clock, const gj_limit *extra);
/* Another limit: keeps the time consumed, and the extensions. pauses: all up to `since`. */
int gj_clock_change(const gj_cal *cal, gj_clock *clock, const gj_limit *limit,
		    const gj_stretch *pauses, size_t count);
/* Reckons everything again, by a calendar that has changed. */
int gj_clock_recount(const gj_cal *cal, gj_clock *clock, const gj_stretch *pauses, size_t count);
/* What is left of the budget; negative when it is overdue. */
int64_t gj_clock_left(const gj_cal *cal, const gj_clock *clock, int64_t now);

/* Every stretch from when it began to its due time, without gap or overlap: counted, passed over,
 * or still. At most max of them: the last one then stands for all that follow. Of a pause that
 * has neither end nor cap nothing is shown: the due time does not know of it. */
int gj_clock_segments(const gj_cal *cal, const gj_clock *clock, const gj_stretch *pauses,
		      size_t pause_count, gj_arena *arena, size_t max,
		      gj_cal_segment **ret_segments, size_t *ret_count);

/* An offset from a due time: "-4wh", "due", "+1wd". */
int gj_offset_time(const gj_cal *cal, gj_str offset, int64_t due, int64_t *ret_time);

#endif
