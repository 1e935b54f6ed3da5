/* SPDX-License-Identifier: Apache-2.0
 *
 * Formulas of rates: one weighted sum of measures over another. Exact: numerator and
 * denominator are integers, a percentage is text, rounded once, half away from zero.
 *
 * Pure: values in, values out.
 */
#ifndef GJ_RULE_FORMULA_H
#define GJ_RULE_FORMULA_H

#include "util/buf.h"
#include "util/error.h"

enum gj_measure {
#define M(name, zh, en, doc) GJ_MEASURE_##name,
#include "rule/measures.def"
#undef M
	GJ_MEASURE_COUNT
};

typedef struct gj_measure_term {
	const char *name, *zh, *en, *doc;
} gj_measure_term;
extern const gj_measure_term gj_measure_terms[GJ_MEASURE_COUNT + 1];
extern const char *const gj_measure_names[GJ_MEASURE_COUNT + 1];

#define GJ_WEIGHT_MAX INT64_C(100000)
#define GJ_WEIGHT_PLACES_MAX 4
#define GJ_DECIMALS_MAX 3
/* What a formula is given by hand, beside what is counted: "before", "after". */
#define GJ_OPERANDS_MAX (GJ_MEASURE_COUNT + 8)

/* Indexed by enum gj_measure, and from GJ_MEASURE_COUNT on by the formula's own givens. */
typedef struct gj_weights {
	int64_t of[GJ_OPERANDS_MAX];
} gj_weights;

/* Percentages between which a figure lies well: value times 10^-places each. */
typedef struct gj_band {
	int given;
	int64_t low, high;
	int low_places, high_places;
	gj_str low_text, high_text; /* as written */
} gj_band;

typedef struct gj_formula {
	gj_str name, zh, en;
	int64_t version;
	gj_weights over, under; /* of numerator and denominator, without a common divisor */
	const gj_str *given;    /* names of what is given by hand */
	size_t given_count;     /* above 0: it cannot be read off counters */
	int sum;                /* a weighted mean of others */
	int decimals;           /* of the percentage */
	int64_t least;          /* smaller denominators are not ranked; 0: none is too small */
	gj_str source, grade;   /* where it comes from, and how sure that is */
	int verified;
	gj_band band; /* where a figure is as it should be */
} gj_formula;

typedef struct gj_ratio {
	int64_t over, under;
} gj_ratio;

/* Which operand a formula means by this name: its own givens, or a measure; -1: none. */
int gj_formula_operand(const gj_formula *formula, gj_str name);
/* operands: as the weights are indexed. GJ_E_LIMIT when a sum goes beyond what is exact. */
int gj_formula_ratio(const gj_formula *formula, const int64_t *operands, gj_ratio *ret_ratio);
/* Divides all weights by what they have in common. */
void gj_formula_reduce(gj_formula *formula);
/* As a percentage, "44.4"; the denominator is above zero. */
void gj_ratio_percent(gj_buf *out, gj_ratio ratio, int decimals);
/* -1, 0 or 1, exactly; denominators above zero, numerators not below. */
int gj_ratio_compare(gj_ratio a, gj_ratio b);

/* -1 below the band, 0 within it, 1 above; the denominator is above zero, the numerator not
 * below. */
int gj_ratio_in_band(gj_ratio ratio, const gj_band *band);

/* A weight as a profile writes it, "10" or "0.9": *ret_value times 10^-places. 1 or 0. */
int gj_weight_parse(gj_str text, int64_t *ret_value, int *ret_places);

#endif
