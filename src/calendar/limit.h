/* SPDX-License-Identifier: Apache-2.0
 *
 * A limit as data: a number and a unit, and what happens at its end where that
 * is not the calendar's own rule.
 *
 *	30m  24h       elapsed, by day and night
 *	4wh            working hours
 *	5wd            working days, the first day not counted
 *	7nd            calendar days, likewise
 *	0wd  0nd       the close of the same day
 *	7nd roll=rest_day    10wd end=same_time
 *
 * roll says what a last calendar day without work does: none, holiday (a day off
 * by decree moves the end to the next working day, and so does a weekend that
 * follows it; a plain weekend does not), rest_day (both do). end says whether a day
 * limit ends at the close of business or at the time of day at which it began.
 */
#ifndef GJ_CALENDAR_LIMIT_H
#define GJ_CALENDAR_LIMIT_H

#include "util/buf.h"

enum gj_unit { GJ_UNIT_M, GJ_UNIT_H, GJ_UNIT_WH, GJ_UNIT_WD, GJ_UNIT_ND };
enum gj_roll { GJ_ROLL_DEFAULT, GJ_ROLL_NONE, GJ_ROLL_HOLIDAY, GJ_ROLL_REST_DAY };
enum gj_end { GJ_END_DEFAULT, GJ_END_CLOSE, GJ_END_SAME_TIME };

#define GJ_LIMIT_MAX 99999 /* of any unit */
#define GJ_LIMIT_TEXT_MAX 48

typedef struct gj_limit {
	int32_t count;
	int32_t unit; /* enum gj_unit */
	int32_t roll; /* enum gj_roll; only of calendar days */
	int32_t end;  /* enum gj_end; only of days */
} gj_limit;

extern const char *const gj_unit_names[]; /* "m", "h", "wh", "wd", "nd" */
/* By enum gj_roll and gj_end; the default has no name on the wire: "". */
extern const char *const gj_roll_names[];
extern const char *const gj_end_names[];

int gj_limit_parse(gj_str text, gj_limit *ret_limit); /* GJ_E_BAD_VALUE */
void gj_limit_write(gj_buf *out, const gj_limit *limit);

#endif
