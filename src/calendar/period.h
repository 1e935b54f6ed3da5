/* SPDX-License-Identifier: Apache-2.0
 *
 * A period as data: so many days, months or years of the calendar, whatever is worked on them.
 *
 *	30nd 6mo 3y    0nd: ends on the day it is reckoned from
 *
 * The day it is reckoned from does not count. One of months or years ends on the day of the same
 * number, or on the last day of a month that has no such day (Civil Code of China, art. 200 to
 * 202: three years from 29 February end on 28 February).
 */
#ifndef GJ_CALENDAR_PERIOD_H
#define GJ_CALENDAR_PERIOD_H

#include "util/buf.h"

enum gj_period_unit { GJ_PERIOD_ND, GJ_PERIOD_MO, GJ_PERIOD_Y };

typedef struct gj_period {
	int32_t count;
	int32_t unit; /* enum gj_period_unit */
} gj_period;

int gj_period_parse(gj_str text, gj_period *ret_period); /* GJ_E_BAD_VALUE */
/* Its last day. */
int32_t gj_period_last(const gj_period *period, int32_t from);
/* The latest day from which it has ended on `last`, or before. */
int32_t gj_period_latest(const gj_period *period, int32_t last);

#endif
