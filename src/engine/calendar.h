/* SPDX-License-Identifier: Apache-2.0
 *
 * The working calendars in force: those of the profile, with the papers built in and those
 * that were loaded. Compiled when first asked for, kept while the root chain stands.
 */
#ifndef GJ_ENGINE_CALENDAR_H
#define GJ_ENGINE_CALENDAR_H

#include "calendar/calendar.h"
#include "engine/ctx.h"

#define GJ_CALENDAR_VERSION_SIZE 16 /* letters */

typedef struct gj_calendar {
	const gj_cal *cal;
	gj_str version; /* beginning of the digest of all that decides a deadline */
} gj_calendar;

typedef struct gj_paper_row {
	gj_has has;
	int64_t id;
	gj_str series;
	int64_t year;
	gj_str source;
	int32_t voided;
	int64_t revision, seq, loaded_at;
} gj_paper_row;
extern const gj_record gj_paper_row_record;

/* In ascending order of years; what was loaded stands in place of what is built in. */
typedef struct gj_paper_in_force {
	gj_cal_paper paper;
	const gj_paper_row *row; /* NULL: built in */
} gj_paper_in_force;

typedef struct gj_calendar_book {
	gj_calendar *calendars; /* in the profile's order */
	size_t count;
	gj_paper_in_force *papers;
	size_t paper_count;
} gj_calendar_book;

/* Valid until the root chain changes: ask again in every call. */
int gj_calendars(gj_ctx *c, const gj_calendar_book **ret_book);
/* GJ_STR_NONE: the profile's default one. */
int gj_calendar_find(gj_ctx *c, gj_str code, const gj_calendar **ret_calendar);
/* Reads a paper's JSON; the place of a problem is reckoned from the paper. */
int gj_calendar_paper(gj_arena *arena, const gj_tree *tree, gj_cal_paper *ret_paper, gj_error *err);

/* ---- explanations, for people and programs ---- */

#define GJ_SEGMENTS_MAX 1000

typedef struct gj_segment {
	gj_has has;
	int64_t from, to;
	int32_t counted, why;
	int64_t days, seconds;
	gj_str name, source, text;
} gj_segment;
extern const gj_record gj_segment_record;
/* Of gj_segment; amounts are those of a limit of this unit. */
int gj_segments_tell(gj_ctx *c, int unit, const gj_cal_segment *segments, size_t count,
		     gj_array *ret_told);

/* The writing half of the noun (calendar_load.c). */
extern const gj_event_type gj_calendar_events[];
extern const gj_record gj_calendar_load_record;
int gj_calendar_load(gj_ctx *c, const void *args, void *ret_result);
int gj_calendar_void(gj_ctx *c, const void *args, void *ret_result);

#endif
