/* SPDX-License-Identifier: Apache-2.0
 *
 * Rates: what the files of the noun share, and what reports take from it.
 */
#ifndef GJ_ENGINE_RATE_H
#define GJ_ENGINE_RATE_H

#include "engine/demand_priv.h"

/* ---- what is asked for ---- */

enum gj_rate_count { GJ_RATE_COHORT, GJ_RATE_PERIOD };
enum gj_rate_group {
	GJ_RATE_WHOLE,
	GJ_RATE_BY_OFFICE,
	GJ_RATE_BY_UNIT,
	GJ_RATE_BY_KIND,
	GJ_RATE_BY_CATEGORY
};
extern const char *const gj_rate_counts[], *const gj_rate_times[], *const gj_rate_groups[];

#define GJ_RATE_FILTER \
	int32_t count, time; \
	gj_str from, to, party; \
	int64_t home, unit; \
	gj_str kind, category
#define GJ_RATE_BASIS_FIELDS(t) \
	GJ_F_ENUM(t, count, 0, gj_rate_counts, \
		  "cohort, the default: the demands that came in the months, each once, with its " \
		  "last valid callback. period: what happened in the months, each time."), \
		GJ_F_ENUM(t, time, 0, gj_rate_times, \
			  "Months by when it happened, the default, or by when it was recorded."), \
		GJ_F_TEXT(t, from, 0, 7, 7, GJ_OPEN, \
			  "The first month, as 2026-03; the present one by default."), \
		GJ_F_TEXT(t, to, 0, 7, 7, GJ_OPEN, "The last month; the first one by default."), \
		GJ_F_CODE(t, party, 0, "callback_by", \
			  "Only callbacks of this party; whoever called last by default.")
#define GJ_RATE_ONLY_FIELDS(t) \
	GJ_F_ID(t, unit, 0, "Only this unit in charge."), \
		GJ_F_CODE(t, kind, 0, "demand_kind", "Only this kind."), \
		GJ_F_CODE(t, category, 0, "demand_category", "Only this category.")
#define GJ_RATE_FILTER_FIELDS(t) \
	GJ_RATE_BASIS_FIELDS(t), GJ_F_ID(t, home, 0, "Only this home office."), \
		GJ_RATE_ONLY_FIELDS(t)

typedef struct gj_rate_filter {
	gj_has has;
	GJ_RATE_FILTER;
} gj_rate_filter;
extern const gj_record gj_rate_filter_record;

/* What a measure counts: parties are counted call by call. */
enum gj_rate_noun { GJ_RATE_DEMANDS, GJ_RATE_WHISTLES, GJ_RATE_CALLS };

/* All that a statement asks by name. */
typedef struct gj_rate_query {
	gj_has has;
	int64_t root, home, reach, basis, since, until;
	gj_str party;
	int64_t unit;
	gj_str kind, category, measure, group;
	int32_t monthly, plain; /* plain: without complaints about an office */
	int64_t office, staff, after, limit;
	int noun; /* what `measure` counts: enum gj_rate_noun */
} gj_rate_query;
extern const gj_record gj_rate_query_record;

/* From arguments with a GJ_RATE_FILTER; months are checked. */
int gj_rate_query_make(gj_ctx *c, const void *args, const gj_record *record,
		       gj_rate_query *ret_query);
void gj_rate_query_put(gj_rate_query *q, const char *name, int64_t *field, int64_t value);
int gj_rate_query_list(gj_ctx *c, int stmt, const gj_rate_query *q, const gj_record *record,
		       gj_array *ret_rows);
/* Where her right reaches; offices that lie under another one of hers are left out. */
int gj_rate_reach(gj_ctx *c, int right, int64_t home, gj_demand_reach *ret_reach);

/* ---- figures ---- */

/* Counts of one group. */
typedef struct gj_rate_row {
	gj_has has;
	int64_t home, month, unit;
	gj_str code;
	int64_t count[GJ_MEASURE_COUNT];
} gj_rate_row;

typedef struct gj_rate_figure {
	gj_has has;
	gj_str formula;
	int64_t version, numerator, denominator;
	gj_str percent;
	int32_t no_data, band;
} gj_rate_figure;
extern const gj_record gj_rate_figure_record;

typedef struct gj_rate_item {
	gj_has has;
	gj_str month;
	int64_t office;
	gj_str office_name;
	int64_t unit;
	gj_str unit_name, kind, category;
	int64_t registered, excluded, callback_excluded;
	gj_array figures;
} gj_rate_item;
extern const gj_record gj_rate_item_record;

/* How figures were reckoned: said with every one of them. */
typedef struct gj_rate_basis {
	gj_has has;
	gj_str count, time, from, to;
	int32_t distinct;
	gj_str party, said;
	gj_array formulas; /* of the record that rate.formulas lists */
} gj_rate_basis;
extern const gj_record gj_rate_basis_record;

/* The formulas of these names, or the three rates and their composite; checked. */
int gj_rate_formulas_of(gj_ctx *c, const gj_array *names, const gj_formula ***ret_formulas);
int gj_rate_basis_make(gj_ctx *c, const gj_rate_query *q, const void *filter,
		       const gj_record *record, const gj_formula *const *formulas,
		       gj_rate_basis *ret_basis);
/* Sums of what she may read, by group; rows of gj_rate_row in the order of homes. */
int gj_rate_rows(gj_ctx *c, const gj_demand_reach *reach, gj_rate_query *q, int group, int monthly,
		 const gj_formula *const *formulas, gj_array *ret_rows);
int gj_rate_items(gj_ctx *c, const gj_array *rows, int group, int monthly,
		  const gj_formula *const *formulas, gj_array *ret_items);
int gj_rate_figure_make(gj_ctx *c, const gj_formula *formula, const int64_t *operands,
			gj_rate_figure *ret_figure);
gj_str gj_month_text(gj_arena *arena, int64_t month);

/* ---- what a figure is made of (rate_cases.c) ---- */

/* A demand, whistle or party that counts. */
typedef struct gj_rate_counted {
	gj_has has;
	int64_t id, whistle;
	gj_str order_no, month;
	int64_t month_number;
	int64_t unit;
	gj_str kind, category;
	int32_t excluded;
	int64_t count;
} gj_rate_counted;

/* Sets the measure, and with it the noun. */
void gj_rate_measure(gj_rate_query *q, int measure);
/* Rows of gj_rate_counted by number, each once, behind q->after: q->limit of them at the most. */
int gj_rate_gather(gj_ctx *c, const gj_demand_reach *r, gj_rate_query *q, gj_array *ret_rows);

/* Where the story of one lies: its last event, and the unit it began with. */
typedef struct gj_rate_story {
	int64_t home, seq, unit;
	int whole; /* 0: she may know of this call, and no longer of its whistle */
} gj_rate_story;
/* May she know of it? 1, 0 or a failure. */
int gj_rate_see(gj_ctx *c, int noun, int64_t id, gj_rate_story *ret_story);

/* ---- operations of other files ---- */

extern const gj_record gj_rate_league_args, gj_rate_league_result, gj_rate_cases_args,
	gj_rate_cases_result, gj_rate_times_args, gj_rate_times_result;
int gj_rate_league(gj_ctx *c, const void *args, void *ret_result);
int gj_rate_cases(gj_ctx *c, const void *args, void *ret_result);
int gj_rate_spans(gj_ctx *c, const void *args, void *ret_result);

#endif
