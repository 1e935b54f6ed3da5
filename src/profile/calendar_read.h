/* SPDX-License-Identifier: Apache-2.0
 *
 * Working calendars as JSON: the definitions of a profile, and the papers that
 * authorities publish for a year.
 *
 *	"calendars": {"cn": {"zh": "...", "en": "...", "source": "...", "default": true,
 *	  "hours": [["09:00", "12:00"], ["13:30", "17:30"]], "rest": ["sat", "sun"],
 *	  "week": {"fri": [["09:00", "12:00"]]},
 *	  "papers": ["cn"], "known": {"from": 2009, "to": 2013},
 *	  "days": [{"date": "2026-08-01", "off": true, "name": "...", "source": "...",
 *	            "hours": [...]}],
 *	  "names": {"国庆节": "National Day"},
 *	  "zone": "EST5EDT,M3.2.0,M11.1.0",
 *	  "end": "close", "roll": "none",
 *	  "intake": {"units": ["wd"], "rest_day": "opening",
 *	             "cut_off": "17:00", "after_cut_off": "opening"}}}
 *
 *	{"year": 2026, "papers": ["https://..."],
 *	 "days": [{"name": "元旦", "date": "2026-01-01", "isOffDay": true}]}
 *
 * Required are zh, en, source, hours and rest; of a paper all three. The walk's rule should
 * be one with {problem}.
 */
#ifndef GJ_PROFILE_CALENDAR_READ_H
#define GJ_PROFILE_CALENDAR_READ_H

#include "calendar/calendar.h"
#include "chart/walk.h"

/* Texts stay in the tree, the rest goes to the arena. */
int gj_calendar_read(gj_walk *walk, gj_arena *arena, const gj_tree *tree, gj_cal_def *ret_def);
/* [["09:00", "12:00"], ...] */
int gj_hours_read(gj_walk *walk, const gj_tree *tree, gj_cal_hours *ret_hours);
/* "09:00" up to "24:00", as minutes; 0 when it is none. */
int gj_minute_read(const gj_tree *tree, int32_t *ret_minute);
/* `series` is the caller's to fill in. */
int gj_paper_read(gj_walk *walk, gj_arena *arena, const gj_tree *tree, gj_cal_paper *ret_paper);

#endif
