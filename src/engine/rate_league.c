/* SPDX-License-Identifier: Apache-2.0
 *
 * The league table: offices by one formula. Equal ones share a rank and have no order between
 * them; those whose denominator is small have no rank at all.
 */
#include "engine/rate.h"

#include <stdlib.h>
#include <string.h>

typedef struct league_args {
	gj_has has;
	GJ_RATE_FILTER;
	gj_str formula;
	int64_t least;
} league_args;

static const gj_field league_fields[] = {
	GJ_RATE_FILTER_FIELDS(league_args),
	GJ_F_TEXT(league_args, formula, GJ_REQUIRED, 1, 40, GJ_OPEN, "By which formula."),
	GJ_F_INT(league_args, least, 0, 0, 1000000,
		 "Denominators below are not ranked; the formula's own bound by default."),
	GJ_F_END
};
const GJ_RECORD(gj_rate_league_args, league_args, league_fields);

typedef struct place {
	gj_has has;
	int64_t rank;
	int32_t tied;
	gj_str why;
	int64_t office;
	gj_str office_name;
	int64_t registered, excluded, callback_excluded;
	gj_rate_figure figure;
} place;

static const gj_field place_fields[] = {
	GJ_F_INT(place, rank, 0, 1, GJ_MAX_INT, "Its rank, shared with all that are equal."),
	GJ_F_BOOL(place, tied, 0, "Others have the same rank; there is no order between them."),
	GJ_F_TEXT(place, why, 0, 0, 0, GJ_OPEN, "Why it has no rank: small, or no_data."),
	GJ_F_ID(place, office, 0, "The home office."),
	GJ_F_TEXT(place, office_name, 0, 0, 0, GJ_OPEN, "Its name."),
	GJ_F_INT(place, registered, 0, 0, GJ_MAX_INT, "Demands registered."),
	GJ_F_INT(place, excluded, 0, 0, GJ_MAX_INT, "Demands excluded from rates."),
	GJ_F_INT(place, callback_excluded, 0, 0, GJ_MAX_INT,
		 "Valid callbacks that do not count because their demand is excluded."),
	GJ_F_OBJECT(place, figure, gj_rate_figure, 0, gj_rate_figure_record, "Its figure."),
	GJ_F_END
};
static const GJ_RECORD(place_record, place, place_fields);

typedef struct league_result {
	gj_has has;
	gj_rate_basis basis;
	int64_t least;
	gj_array ranked, unranked;
} league_result;

static const gj_field league_result_fields[] = {
	GJ_F_OBJECT(league_result, basis, gj_rate_basis, 0, gj_rate_basis_record,
		    "What was counted, and how."),
	GJ_F_INT(league_result, least, 0, 0, GJ_MAX_INT, "Smaller denominators have no rank."),
	GJ_F_ARRAY(league_result, ranked, 0, 0, 20000, place_record, "The best one first."),
	GJ_F_ARRAY(league_result, unranked, 0, 0, 20000, place_record, "Those without a rank."),
	GJ_F_END
};
const GJ_RECORD(gj_rate_league_result, league_result, league_result_fields);

static gj_ratio ratio_of(const place *p)
{
	return (gj_ratio){ p->figure.numerator, p->figure.denominator };
}

/* Best first; equal ones by number, which is no order of merit. */
static int order(const void *a, const void *b)
{
	const place *x = a, *y = b;
	int by = gj_ratio_compare(ratio_of(y), ratio_of(x));

	return by ? by : (x->office > y->office) - (x->office < y->office);
}

static void put(place *p, const char *name)
{
	gj_field_put(p, &place_record, name);
}

static void rank(place *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		int same = i > 0 && gj_ratio_compare(ratio_of(&p[i]), ratio_of(&p[i - 1])) == 0;

		p[i].rank = same ? p[i - 1].rank : (int64_t)i + 1;
		put(&p[i], "rank");
		if (same) {
			p[i].tied = p[i - 1].tied = 1;
			put(&p[i], "tied");
			put(&p[i - 1], "tied");
		}
	}
}

static int settle(gj_ctx *c, const gj_array *items, league_result *out)
{
	const gj_rate_item *item = items->p;
	place *p = gj_arena_zero(c->arena, (2 * items->n + 1) * sizeof(*p)), *to;
	size_t i;

	if (!p)
		return GJ_E_NOMEM;
	out->ranked = (gj_array){ p, 0 };
	out->unranked = (gj_array){ p + items->n, 0 };
	for (i = 0; i < items->n; i++) {
		const gj_rate_figure *f = item[i].figures.p;
		int small = f->no_data || f->denominator < out->least;

		to = small ? p + items->n + out->unranked.n++ : p + out->ranked.n++;
		gj_field_copy(to, &place_record, &item[i], &gj_rate_item_record);
		to->figure = *f;
		put(to, "figure");
		if (small) {
			to->why = f->no_data ? GJ_STR("no_data") : GJ_STR("small");
			put(to, "why");
		}
	}
	if (out->ranked.n > 1)
		qsort(p, out->ranked.n, sizeof(*p), order);
	rank(p, out->ranked.n);
	return GJ_OK;
}

int gj_rate_league(gj_ctx *c, const void *args, void *ret_result)
{
	const league_args *in = args;
	league_result *out = ret_result;
	const gj_formula **formulas = NULL;
	gj_str name = in->formula;
	gj_array names = { &name, 1 }, rows, items;
	gj_demand_reach reach;
	gj_rate_query q;
	int code = gj_rate_reach(c, GJ_RIGHT_rate_read, in->home, &reach);

	if (code >= 0)
		code = gj_rate_formulas_of(c, &names, &formulas);
	if (code >= 0)
		code = gj_rate_query_make(c, in, &gj_rate_league_args, &q);
	if (code >= 0)
		code = gj_rate_rows(c, &reach, &q, GJ_RATE_BY_OFFICE, 0, formulas, &rows);
	if (code >= 0)
		code = gj_rate_items(c, &rows, GJ_RATE_BY_OFFICE, 0, formulas, &items);
	if (code >= 0)
		code = gj_rate_basis_make(c, &q, in, &gj_rate_league_args, formulas, &out->basis);
	if (code < 0)
		return code;
	out->least = gj_field_has(in, &gj_rate_league_args, "least") ? in->least
								     : formulas[0]->least;
	out->has.set = 15;
	return settle(c, &items, out);
}
