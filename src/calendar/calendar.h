/* SPDX-License-Identifier: Apache-2.0
 *
 * Working calendars: which time counts. A weekly pattern with several intervals a
 * day, papers that make days off and make-up working days of a year, and days of
 * the calendar's own on top. Compiled once; then adding, subtracting and measuring
 * cost the same over ten days and over ten years.
 *
 * Pure: values in, values out. Instants are UTC microseconds, days are those of
 * the wall clock since 1970, intervals are half-open and may end at 24:00.
 */
#ifndef GJ_CALENDAR_CALENDAR_H
#define GJ_CALENDAR_CALENDAR_H

#include "calendar/limit.h"
#include "calendar/zone.h"
#include "util/field.h"

#define GJ_CAL_SPANS_MAX 8
#define GJ_CAL_SERIES_MAX 8

/* ---- what a calendar is made of ---- */

typedef struct gj_cal_span {
	int32_t from, to; /* minutes of the day, at most 1440 */
} gj_cal_span;

typedef struct gj_cal_hours {
	size_t count; /* 0: no work; in order, not touching each other's inside */
	gj_cal_span span[GJ_CAL_SPANS_MAX];
} gj_cal_hours;

/* A day that differs from its weekday, or is worth a name. */
typedef struct gj_cal_day {
	int32_t day;
	int32_t working;
	gj_str name, source;
	const gj_cal_hours *hours; /* NULL: the calendar's */
} gj_cal_day;

/* What an authority decreed for one year. */
typedef struct gj_cal_paper {
	gj_str series; /* "cn": State Council */
	int32_t year;
	const gj_cal_day *days;
	size_t count; /* 0: not published yet */
} gj_cal_paper;

/* What arrives when nobody works counts from ... */
enum gj_arrival {
	GJ_ARRIVAL_AS_IS,     /* ... then all the same */
	GJ_ARRIVAL_SAME_TIME, /* ... the same time of the next working day */
	GJ_ARRIVAL_OPENING    /* ... the opening of the next working day */
};

typedef struct gj_cal_intake {
	uint32_t units;        /* limits of these units: bits of enum gj_unit */
	int32_t rest_day;      /* enum gj_arrival */
	int32_t after_cut_off; /* enum gj_arrival: of working days, after rest_day */
	int32_t cut_off;       /* minute of the day, if after_cut_off says so */
} gj_cal_intake;

typedef struct gj_cal_def {
	gj_str code, zh, en;
	gj_str source; /* canonical text that it was read from */
	int32_t main;  /* the one that is meant when none is named */
	int32_t zoned; /* has a zone of its own */
	gj_zone zone;
	gj_cal_hours hours;   /* of make-up days and days that say nothing else */
	gj_cal_hours week[7]; /* from Monday */
	const gj_cal_day *days;
	size_t day_count;
	/* Papers of these series apply, later series over earlier ones; the first says
	 * which years are known. */
	gj_str series[GJ_CAL_SERIES_MAX];
	size_t series_count;
	int32_t known_from, known_to; /* years known besides; 0: none */
	gj_array names;               /* of gj_pair: names of days in English */
	int32_t end, roll;            /* of limits that do not say */
	gj_cal_intake intake;
} gj_cal_def;

typedef struct gj_cal gj_cal;

/* Papers in ascending order of precedence; those of other series are passed over. The
 * calendar keeps def and papers: they must live as long. zone is that of a calendar that
 * has none of its own. GJ_E_BAD_VALUE: a week without working time, hours out of order. */
int gj_cal_compile(gj_arena *arena, const gj_cal_def *def, const gj_cal_paper *papers,
		   size_t paper_count, const gj_zone *zone, const gj_cal **ret_cal);
const gj_cal_def *gj_cal_definition(const gj_cal *cal);
/* All that decides a deadline, as text: equal texts, equal deadlines. */
void gj_cal_identity(gj_buf *out, const gj_cal *cal);

/* ---- days ---- */

enum gj_why {
#define W(name, en, zh) GJ_WHY_##name,
#include "calendar/why.def"
#undef W
	GJ_WHY_COUNT
};
extern const char *const gj_why_names[GJ_WHY_COUNT + 1];

typedef struct gj_cal_info {
	int32_t working;
	int32_t why; /* working_day, make_up_day, local_working_day, rest_day, holiday, ... */
	gj_str name, en, source; /* GJ_STR_NONE for plain days */
	const gj_cal_hours *hours;
} gj_cal_info;

int32_t gj_cal_day_of(const gj_cal *cal, int64_t time);
gj_cal_info gj_cal_day_info(const gj_cal *cal, int32_t day);
/* Working days in [from, to); negative when to lies before from. */
int64_t gj_cal_working_days(const gj_cal *cal, int32_t from, int32_t to);
/* Is every day of [from, to] covered by a paper, or does the calendar need none? */
int gj_cal_known(const gj_cal *cal, int32_t from, int32_t to);
/* The last day known; INT32_MAX when all are. */
int32_t gj_cal_known_until(const gj_cal *cal);
int gj_cal_offset(const gj_cal *cal, int64_t time); /* minutes, for writing times */

/* ---- arithmetic ---- */

/* Working time between two instants, in microseconds; negative when to lies before from. */
int64_t gj_cal_worked(const gj_cal *cal, int64_t from, int64_t to);
/* Amount of a unit between two instants: microseconds of m, h and wh; for wd and nd the days
 * that begin after `from` and not after `to`. */
int64_t gj_cal_measure(const gj_cal *cal, int unit, int64_t from, int64_t to);
/* The bare sum, forwards (sign 1) or backwards (-1): no intake, no roll, no close of business,
 * days at the same time of day. Working hours end with the last one worked, and backwards
 * begin with the first. GJ_E_BAD_VALUE beyond the years 2 to 9998. */
int gj_cal_add(const gj_cal *cal, int64_t from, const gj_limit *limit, int sign, int64_t *ret_time);

typedef struct gj_deadline {
	int64_t from, start; /* start: what it counts from, after the intake rule */
	int64_t due;
	int32_t moved;       /* enum gj_why: why start is not from, or GJ_WHY_elapsed */
	int32_t first, last; /* days: of start, and of the end before it rolled */
	int32_t rolled;      /* the end was moved off a day without work */
	int32_t provisional; /* rests on days that no paper covers yet */
} gj_deadline;

int gj_cal_deadline(const gj_cal *cal, int64_t from, const gj_limit *limit,
		    gj_deadline *ret_deadline);

/* The same without intake: what is added to something that has begun. */
int gj_cal_deadline_after(const gj_cal *cal, int64_t from, const gj_limit *limit,
			  gj_deadline *ret_deadline);
/* The latest arrival that is still due by `due`: the inverse of gj_cal_deadline. Of arrivals
 * that no deadline reaches back to, GJ_E_BAD_VALUE. */
int gj_cal_latest(const gj_cal *cal, int64_t due, const gj_limit *limit, int64_t *ret_from);
/* The earliest instant by which this much working time has passed since `from`; amount > 0. */
int gj_cal_reach(const gj_cal *cal, int64_t from, int64_t amount, int64_t *ret_time);
/* Where a last day without work moves to, by the limit's rule; itself if it stays. */
int32_t gj_cal_rolled(const gj_cal *cal, const gj_limit *limit, int32_t day);

/* ---- explanation ---- */

typedef struct gj_cal_segment {
	int64_t from, to;
	int32_t counted;
	int32_t why;    /* enum gj_why */
	int64_t amount; /* counted: days, or microseconds */
	int32_t in_time; /* microseconds, though the limit is in days: a part of a day */
	gj_str name, en, source;
} gj_cal_segment;

/* The segments from `from` to the due time, without gap or overlap. At most max of
 * them: the last one then stands for all that follow. */
#define GJ_CAL_SEGMENTS_MIN 8
int gj_cal_explain(const gj_cal *cal, const gj_limit *limit, const gj_deadline *deadline,
		   gj_arena *arena, size_t max, gj_cal_segment **ret_segments, size_t *ret_count);
/* The same for a measured span, from <= to. */
int gj_cal_explain_span(const gj_cal *cal, int unit, int64_t from, int64_t to, gj_arena *arena,
			size_t max, gj_cal_segment **ret_segments, size_t *ret_count);
void gj_cal_segment_text(gj_buf *out, const gj_cal_segment *segment, int chinese);

/* ---- what is built in ---- */

/* State Council papers, in ascending order of years; *ret_count of them. */
const gj_cal_paper *gj_cal_papers(size_t *ret_count);

#endif
