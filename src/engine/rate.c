/* SPDX-License-Identifier: Apache-2.0
 *
 * Rate: the formulas of the profile reckoned over the counters. A figure is told with its
 * numerator and denominator, its formula and version, what was counted and how, and whether
 * the source of its formula was verified. Without a denominator there is no figure.
 */
#include "engine/rate.h"

#include <string.h>

/* ---- formulas, as they are told ---- */

typedef struct weight {
	gj_has has;
	gj_str measure, label;
	int64_t weight;
} weight;

static const gj_field weight_fields[] = {
	GJ_F_TEXT(weight, measure, 0, 0, 4000, GJ_OPEN, "What is counted."),
	GJ_F_TEXT(weight, label, 0, 0, 4000, GJ_OPEN, "Its name, for people."),
	GJ_F_INT(weight, weight, 0, 0, GJ_MAX_INT, "How often it counts."), GJ_F_END
};
static const GJ_RECORD(weight_record, weight, weight_fields);

typedef struct told {
	gj_has has;
	gj_str name;
	int64_t version;
	gj_str label;
	gj_array numerator, denominator;
	int64_t decimals, least;
	gj_str rounding, source, grade;
	int32_t verified;
	gj_str band_low, band_high;
} told;

static const gj_field told_fields[] = {
	GJ_F_TEXT(told, name, 0, 0, 4000, GJ_OPEN, "Its name."),
	GJ_F_INT(told, version, 0, 1, GJ_MAX_INT, "Its version."),
	GJ_F_TEXT(told, label, 0, 0, 4000, GJ_OPEN, "Its name, for people."),
	GJ_F_ARRAY(told, numerator, 0, 0, 64, weight_record, "What is added up above."),
	GJ_F_ARRAY(told, denominator, 0, 0, 64, weight_record, "What is added up below."),
	GJ_F_INT(told, decimals, 0, 0, 9, "Of the percentage."),
	GJ_F_INT(told, least, 0, 0, GJ_MAX_INT, "Smaller denominators are not ranked."),
	GJ_F_TEXT(told, rounding, 0, 0, 4000, GJ_OPEN, "Half away from zero, once, at the end."),
	GJ_F_TEXT(told, source, 0, 0, 4000, GJ_OPEN, "Where it comes from."),
	GJ_F_TEXT(told, grade, 0, 0, 4000, GJ_OPEN,
		  "A primary text, B official site or press, C secondary, G without a source, V "
		  "computed and verified."),
	GJ_F_BOOL(told, verified, 0, "0: the source is unverified, and every figure says so."),
	GJ_F_TEXT(told, band_low, 0, 0, 4000, GJ_OPEN, "Below this percentage it is too low."),
	GJ_F_TEXT(told, band_high, 0, 0, 4000, GJ_OPEN, "Above this percentage it is too high."),
	GJ_F_END
};
static const GJ_RECORD(told_record, told, told_fields);

static int tell_weights(gj_ctx *c, const gj_formula *f, const gj_weights *w, gj_array *ret_list)
{
	weight *list = gj_arena_zero(c->arena, GJ_OPERANDS_MAX * sizeof(*list));
	size_t i;

	if (!list)
		return GJ_E_NOMEM;
	*ret_list = (gj_array){ list, 0 };
	for (i = 0; i < GJ_MEASURE_COUNT + f->given_count; i++) {
		const gj_measure_term *m = &gj_measure_terms[i];
		gj_str name = i < GJ_MEASURE_COUNT ? gj_str_of(m->name)
						   : f->given[i - GJ_MEASURE_COUNT];
		gj_str label = i < GJ_MEASURE_COUNT ? gj_str_of(c->chinese ? m->zh : m->en) : name;

		if (w->of[i])
			list[ret_list->n++] = (weight){ { 7, 0 }, name, label, w->of[i] };
	}
	return GJ_OK;
}

static int tell(gj_ctx *c, const gj_formula *f, told *t)
{
	int code;

	memset(t, 0, sizeof(*t));
	t->has.set = (1u << 11) - 1;
	t->name = f->name;
	t->version = f->version;
	t->label = c->chinese ? f->zh : f->en;
	t->decimals = f->decimals;
	t->least = f->least;
	t->rounding = GJ_STR("half_away_from_zero");
	t->source = f->source;
	t->grade = f->grade;
	t->verified = f->verified;
	t->band_low = f->band.low_text;
	t->band_high = f->band.high_text;
	t->has.set |= f->band.given ? 3u << 11 : 0;
	code = tell_weights(c, f, &f->over, &t->numerator);
	return code < 0 ? code : tell_weights(c, f, &f->under, &t->denominator);
}

static int no_formula(gj_ctx *c, gj_str name, const char *path, size_t index)
{
	gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_no_formula);
	gj_fail_text(c->err, "name", name);
	gj_fail_in(c->err, path, index);
	return GJ_E_BAD_VALUE;
}

static int add_formula(gj_ctx *c, gj_str name, size_t index, const gj_formula **ret_formula)
{
	const gj_formula *f = gj_profile_formula(c->profile, name);

	if (!f)
		return no_formula(c, name, "formulas", index);
	if (f->given_count) {
		gj_fail(c->err, GJ_E_RULE, GJ_RULE_formula_given);
		gj_fail_text(c->err, "name", name);
		gj_fail_in(c->err, "formulas", index);
		return GJ_E_RULE;
	}
	*ret_formula = f;
	return GJ_OK;
}

int gj_rate_formulas_of(gj_ctx *c, const gj_array *names, const gj_formula ***ret_formulas)
{
	static const char *const usual[] = { "response_rate", "solve_rate", "satisfaction_rate",
					     "composite", NULL };
	const gj_formula **list =
		gj_arena_zero(c->arena, (names->n + sizeof(usual)) * sizeof(*list));
	const gj_str *name = names->p;
	size_t i, n = 0;
	int code = list ? GJ_OK : GJ_E_NOMEM;

	for (i = 0; code >= 0 && i < names->n; i++)
		code = add_formula(c, name[i], i, &list[n++]);
	for (i = 0; code >= 0 && !names->n && usual[i]; i++) {
		list[n] = gj_profile_formula(c->profile, gj_str_of(usual[i]));
		n += list[n] != NULL;
	}
	if (code >= 0)
		*ret_formulas = list;
	return code;
}

/* ---- how it was reckoned ---- */

static const gj_field basis_fields[] = {
	GJ_F_TEXT(gj_rate_basis, count, 0, 0, 4000, GJ_OPEN, "cohort or period."),
	GJ_F_TEXT(gj_rate_basis, time, 0, 0, 4000, GJ_OPEN, "By occurred or by recorded time."),
	GJ_F_TEXT(gj_rate_basis, from, 0, 0, 4000, GJ_OPEN, "First month."),
	GJ_F_TEXT(gj_rate_basis, to, 0, 0, 4000, GJ_OPEN, "Last month, and all of it."),
	GJ_F_BOOL(gj_rate_basis, distinct, 0, "1: each demand once; 0: each time it happened."),
	GJ_F_CODE(gj_rate_basis, party, 0, "callback_by",
		  "Whose callbacks are counted; absent: everybody's."),
	GJ_F_TEXT(gj_rate_basis, said, 0, 0, 4000, GJ_OPEN, "All of this in words."),
	GJ_F_ARRAY(gj_rate_basis, formulas, 0, 0, 64, told_record, "The formulas."),
	GJ_F_END
};
const GJ_RECORD(gj_rate_basis_record, gj_rate_basis, basis_fields);

/* Whistles and calls: nobody is called back about them, and none is excluded. */
static const char *blown(const gj_ctx *c, int noun)
{
	if (noun == GJ_RATE_WHISTLES)
		return c->chinese ? "所发哨单，作废的除外"
				  : "the whistles that were blown, none that are void";
	return c->chinese ? "被吹哨的单位，每次都计，免于应哨的除外"
			  : "the offices that were called, each time, none that were released";
}

static void say_callbacks(gj_buf *out, const gj_ctx *c, const gj_rate_filter *f)
{
	gj_str party = gj_profile_label(c->profile, "callback_by", f->party, c->chinese);

	gj_buf_text(out, c->chinese ? "；回访：" : "; callbacks: ");
	if (f->party.p)
		gj_buf_str(out, party);
	else
		gj_buf_text(out, c->chinese ? "不分主体" : "by anybody");
	gj_buf_text(out, c->chinese ? "；剔除件计入数量、不计入分母"
				    : "; excluded demands stay in counts and leave denominators");
}

static void say(gj_buf *out, const gj_ctx *c, const gj_rate_query *q, const gj_rate_filter *f,
		int unverified)
{
	static const char *const zh[] = { "登记的诉求，每件一次，取最后一次有效回访",
					  "发生的事项，每次都计" };
	static const char *const en[] = {
		"the demands that came, each once, with its last valid callback",
		"what happened, each time"
	};
	gj_str from = gj_month_text(c->arena, q->since), to = gj_month_text(c->arena, q->until - 1);

	gj_buf_str(out, from);
	gj_buf_text(out, c->chinese ? "至" : " to ");
	gj_buf_str(out, to);
	gj_buf_text(out, c->chinese ? "，" : ", ");
	gj_buf_text(out, q->noun ? blown(c, q->noun) : (c->chinese ? zh : en)[f->count]);
	gj_buf_text(out, f->time      ? c->chinese ? "；按记录时间" : "; by recorded time"
			 : c->chinese ? "；按发生时间"
				      : "; by occurred time");
	if (!q->noun)
		say_callbacks(out, c, f);
	if (q->plain)
		gj_buf_text(out, c->chinese ? "；不含对单位的投诉"
					    : "; without complaints about an office");
	if (unverified)
		gj_buf_text(out, c->chinese ? "；公式来源未经核实"
					    : "; the source of a formula is unverified");
}

int gj_rate_basis_make(gj_ctx *c, const gj_rate_query *q, const void *filter,
		       const gj_record *record, const gj_formula *const *formulas,
		       gj_rate_basis *ret_basis)
{
	gj_rate_basis b;
	gj_rate_filter f;
	gj_buf said;
	told *list;
	size_t n = 0;
	int unverified = 0, code = GJ_OK;

	memset(&b, 0, sizeof(b));
	memset(&f, 0, sizeof(f));
	gj_field_copy(&f, &gj_rate_filter_record, filter, record);
	while (formulas[n])
		n++;
	list = gj_arena_take(c->arena, (n + 1) * sizeof(*list));
	if (!list)
		return GJ_E_NOMEM;
	b.formulas = (gj_array){ list, n };
	for (n = 0; n < b.formulas.n && code >= 0; n++) {
		code = tell(c, formulas[n], &list[n]);
		unverified |= !formulas[n]->verified;
	}
	b.count = gj_str_of(gj_rate_counts[f.count]);
	b.time = gj_str_of(gj_rate_times[f.time]);
	b.from = gj_month_text(c->arena, q->since);
	b.to = gj_month_text(c->arena, q->until - 1);
	b.distinct = f.count == GJ_RATE_COHORT;
	b.party = f.party;
	gj_buf_init(&said, c->arena, 2000);
	say(&said, c, q, &f, unverified);
	b.said = gj_buf_end(&said);
	b.has.set = f.party.p ? 255 : 255 & ~(1u << 5);
	*ret_basis = b;
	return code < 0 ? code : said.failed;
}

/* ---- figures ---- */

static const char *const bands[] = { "below", "within", "above", NULL };
static const gj_field figure_fields[] = {
	GJ_F_TEXT(gj_rate_figure, formula, 0, 0, 4000, GJ_OPEN, "By which formula."),
	GJ_F_INT(gj_rate_figure, version, 0, 1, GJ_MAX_INT, "Its version."),
	GJ_F_INT(gj_rate_figure, numerator, 0, -GJ_MAX_INT, GJ_MAX_INT, "What was added up above."),
	GJ_F_INT(gj_rate_figure, denominator, 0, -GJ_MAX_INT, GJ_MAX_INT,
		 "What was added up below."),
	GJ_F_TEXT(gj_rate_figure, percent, 0, 0, 4000, GJ_OPEN, "The share, rounded once."),
	GJ_F_BOOL(gj_rate_figure, no_data, 0, "The denominator is zero: there is no figure."),
	GJ_F_ENUM(
		gj_rate_figure, band, 0, bands,
		"Whether it lies below, within or above the band of its formula, if that has one."),
	GJ_F_END
};
const GJ_RECORD(gj_rate_figure_record, gj_rate_figure, figure_fields);

int gj_rate_figure_make(gj_ctx *c, const gj_formula *formula, const int64_t *operands,
			gj_rate_figure *ret_figure)
{
	gj_rate_figure f;
	gj_ratio ratio;
	gj_buf buf;
	int code = gj_formula_ratio(formula, operands, &ratio);

	if (code < 0)
		return gj_fail(c->err, code, GJ_RULE_NONE);
	f = (gj_rate_figure){ { 15, 0 },   formula->name, formula->version, ratio.over,
			      ratio.under, GJ_STR_NONE,   ratio.under <= 0, 0 };
	if (f.no_data) {
		f.has.set |= 32;
		*ret_figure = f;
		return GJ_OK;
	}
	gj_buf_init(&buf, c->arena, 40);
	gj_ratio_percent(&buf, ratio, formula->decimals);
	f.percent = gj_buf_end(&buf);
	f.has.set |= 16;
	if (formula->band.given && ratio.over >= 0) {
		f.band = 1 + gj_ratio_in_band(ratio, &formula->band);
		f.has.set |= 64;
	}
	*ret_figure = f;
	return buf.failed;
}

#define I gj_rate_item
static const gj_field item_fields[] = {
	GJ_F_TEXT(I, month, 0, 0, 4000, GJ_OPEN, "The month, if they are told apart."),
	GJ_F_ID(I, office, 0, "The home office, if they are told apart."),
	GJ_F_TEXT(I, office_name, 0, 0, 4000, GJ_OPEN, "Its name."),
	GJ_F_ID(I, unit, 0, "The unit in charge, if they are told apart."),
	GJ_F_TEXT(I, unit_name, 0, 0, 4000, GJ_OPEN, "Its name."),
	GJ_F_CODE(I, kind, 0, "demand_kind", "The kind, if they are told apart."),
	GJ_F_CODE(I, category, 0, "demand_category", "The category, if they are told apart."),
	GJ_F_INT(I, registered, 0, 0, GJ_MAX_INT, "Demands registered, excluded ones among them."),
	GJ_F_INT(I, excluded, 0, 0, GJ_MAX_INT, "Demands excluded from rates."),
	GJ_F_INT(I, callback_excluded, 0, 0, GJ_MAX_INT,
		 "Valid callbacks that do not count because their demand is excluded."),
	GJ_F_ARRAY(I, figures, 0, 0, 64, gj_rate_figure_record, "One for each formula."),
	GJ_F_END
};
const GJ_RECORD(gj_rate_item_record, gj_rate_item, item_fields);
#undef I

typedef struct name_row {
	gj_has has;
	gj_str name;
} name_row;
static const gj_field name_fields[] = { GJ_F_TEXT(name_row, name, 0, 0, 0, GJ_OPEN, ""), GJ_F_END };
static const GJ_RECORD(name_record, name_row, name_fields);

static void put(gj_rate_item *item, const char *name)
{
	gj_field_put(item, &gj_rate_item_record, name);
}

static int name_office(gj_ctx *c, int64_t office, gj_str *ret_name)
{
	name_row row;
	int code = gj_sql_row(c->db, GJ_SQL_OFFICE_NAME, c->arena, &name_record, &row, "ll",
			      GJ_ROOT, office);

	if (code >= 0)
		*ret_name = row.name;
	return code == GJ_E_NOT_FOUND ? GJ_E_CORRUPT : code;
}

static int place(gj_ctx *c, const gj_rate_row *row, int group, int monthly, gj_rate_item *item)
{
	int code = GJ_OK;

	if (monthly) {
		item->month = gj_month_text(c->arena, row->month);
		put(item, "month");
	}
	if (group == GJ_RATE_BY_OFFICE) {
		code = gj_home_office(c, row->home, &item->office);
		if (code >= 0)
			code = name_office(c, item->office, &item->office_name);
		put(item, "office");
		put(item, "office_name");
	} else if (group == GJ_RATE_BY_UNIT) {
		item->unit = row->unit;
		code = name_office(c, item->unit, &item->unit_name);
		put(item, "unit");
		put(item, "unit_name");
	} else if (group == GJ_RATE_BY_KIND) {
		item->kind = row->code;
		put(item, "kind");
	} else if (group == GJ_RATE_BY_CATEGORY) {
		item->category = row->code;
		put(item, "category");
	}
	return code;
}

static int reckon_item(gj_ctx *c, const gj_rate_row *row, const gj_formula *const *formulas,
		       gj_rate_item *item)
{
	gj_rate_figure *figure;
	size_t n = 0;
	int code = GJ_OK;

	while (formulas[n])
		n++;
	figure = gj_arena_take(c->arena, (n + 1) * sizeof(*figure));
	if (!figure)
		return GJ_E_NOMEM;
	item->figures = (gj_array){ figure, n };
	item->registered = row->count[GJ_MEASURE_registered];
	item->excluded = row->count[GJ_MEASURE_excluded];
	item->callback_excluded = row->count[GJ_MEASURE_callback_excluded];
	put(item, "registered");
	put(item, "excluded");
	put(item, "callback_excluded");
	put(item, "figures");
	for (n = 0; n < item->figures.n && code >= 0; n++)
		code = gj_rate_figure_make(c, formulas[n], row->count, &figure[n]);
	return code;
}

int gj_rate_items(gj_ctx *c, const gj_array *rows, int group, int monthly,
		  const gj_formula *const *formulas, gj_array *ret_items)
{
	gj_rate_item *items = gj_arena_zero(c->arena, (rows->n + 1) * sizeof(*items));
	const gj_rate_row *row = rows->p;
	size_t i;
	int code = items ? GJ_OK : GJ_E_NOMEM;

	for (i = 0; i < rows->n && code >= 0; i++) {
		/* the months of one office follow one another */
		if (i && group == GJ_RATE_BY_OFFICE && row[i].home == row[i - 1].home) {
			items[i] = items[i - 1];
			items[i].month = gj_month_text(c->arena, row[i].month);
		} else {
			code = place(c, &row[i], group, monthly, &items[i]);
		}
		if (code >= 0)
			code = reckon_item(c, &row[i], formulas, &items[i]);
	}
	*ret_items = (gj_array){ items, rows->n };
	return code;
}

typedef struct figures_args {
	gj_has has;
	GJ_RATE_FILTER;
	gj_array formulas;
	int32_t group, monthly;
} figures_args;

static const gj_field figures_fields[] = {
	GJ_RATE_FILTER_FIELDS(figures_args),
	GJ_F_TEXTS(figures_args, formulas, 0, 16,
		   "Which; the three rates and their composite by default."),
	GJ_F_ENUM(figures_args, group, 0, gj_rate_groups, "By what they are told apart."),
	GJ_F_BOOL(figures_args, monthly, 0, "Each month for itself."), GJ_F_END
};
static const GJ_RECORD(figures_record, figures_args, figures_fields);

typedef struct figures_result {
	gj_has has;
	gj_rate_basis basis;
	gj_array items;
} figures_result;

static const gj_field figures_result_fields[] = {
	GJ_F_OBJECT(figures_result, basis, gj_rate_basis, 0, gj_rate_basis_record,
		    "What was counted, and how."),
	GJ_F_ARRAY(figures_result, items, 0, 0, 100000, gj_rate_item_record,
		   "Figures, by office, month, unit, kind or category."),
	GJ_F_END
};
static const GJ_RECORD(figures_result_record, figures_result, figures_result_fields);

static int rate_figures(gj_ctx *c, const void *args, void *ret_result)
{
	const figures_args *in = args;
	figures_result *out = ret_result;
	const gj_formula **formulas = NULL;
	gj_demand_reach reach;
	gj_rate_query q;
	gj_array rows;
	int code = gj_rate_reach(c, GJ_RIGHT_rate_read, in->home, &reach);

	if (code >= 0)
		code = gj_rate_formulas_of(c, &in->formulas, &formulas);
	if (code >= 0)
		code = gj_rate_query_make(c, in, &figures_record, &q);
	if (code >= 0)
		code = gj_rate_rows(c, &reach, &q, in->group, in->monthly, formulas, &rows);
	if (code >= 0)
		code = gj_rate_items(c, &rows, in->group, in->monthly, formulas, &out->items);
	if (code >= 0)
		code = gj_rate_basis_make(c, &q, in, &figures_record, formulas, &out->basis);
	out->has.set = 3;
	return code;
}

/* ---- formulas ---- */

typedef struct no_args {
	gj_has has;
	int32_t unused;
} no_args;
static const gj_field no_fields[] = { GJ_F_END };
static const GJ_RECORD(no_record, no_args, no_fields);

typedef struct measure {
	gj_has has;
	gj_str name, label, counts;
} measure;

static const gj_field measure_fields[] = {
	GJ_F_TEXT(measure, name, 0, 0, 0, GJ_OPEN, "Its name."),
	GJ_F_TEXT(measure, label, 0, 0, 0, GJ_OPEN, "Its name, for people."),
	GJ_F_TEXT(measure, counts, 0, 0, 0, GJ_OPEN, "What is counted."), GJ_F_END
};
static const GJ_RECORD(measure_record, measure, measure_fields);

typedef struct formulas_result {
	gj_has has;
	gj_array formulas, measures;
} formulas_result;

static const gj_field formulas_result_fields[] = {
	GJ_F_ARRAY(formulas_result, formulas, 0, 0, 64, told_record, "Those of the profile."),
	GJ_F_ARRAY(formulas_result, measures, 0, 0, 64, measure_record,
		   "All that a formula may speak of."),
	GJ_F_END
};
static const GJ_RECORD(formulas_result_record, formulas_result, formulas_result_fields);

static int rate_formulas(gj_ctx *c, const void *args, void *ret_result)
{
	formulas_result *out = ret_result;
	measure *m = gj_arena_zero(c->arena, GJ_MEASURE_COUNT * sizeof(*m));
	told *list;
	size_t n = 0;
	int i, code = m ? GJ_OK : GJ_E_NOMEM;

	(void)args;
	while (gj_profile_formula_at(c->profile, n))
		n++;
	list = gj_arena_take(c->arena, (n + 1) * sizeof(*list));
	if (code < 0 || !list)
		return GJ_E_NOMEM;
	out->formulas = (gj_array){ list, n };
	for (n = 0; n < out->formulas.n && code >= 0; n++)
		code = tell(c, gj_profile_formula_at(c->profile, n), &list[n]);
	for (i = 0; i < GJ_MEASURE_COUNT; i++) {
		const gj_measure_term *t = &gj_measure_terms[i];

		m[i] = (measure){ { 7, 0 },
				  gj_str_of(t->name),
				  gj_str_of(c->chinese ? t->zh : t->en),
				  gj_str_of(t->doc) };
	}
	out->measures = (gj_array){ m, GJ_MEASURE_COUNT };
	out->has.set = 3;
	return code;
}

/* ---- reckon ---- */

typedef struct value {
	gj_has has;
	gj_str measure;
	int64_t count;
} value;

static const gj_field value_fields[] = {
	GJ_F_TEXT(value, measure, GJ_REQUIRED, 1, 40, GJ_OPEN, "What."),
	GJ_F_INT(value, count, GJ_REQUIRED, 0, GJ_MAX_INT, "How many."), GJ_F_END
};
static const GJ_RECORD(value_record, value, value_fields);

typedef struct reckon_args {
	gj_has has;
	gj_str formula;
	gj_array values;
} reckon_args;

static const gj_field reckon_fields[] = { GJ_F_TEXT(reckon_args, formula, GJ_REQUIRED, 1, 40,
						    GJ_OPEN, "By which formula."),
					  GJ_F_ARRAY(reckon_args, values, 0, 0, 64, value_record,
						     "What is given; the others are taken as 0."),
					  GJ_F_END };
static const GJ_RECORD(reckon_record, reckon_args, reckon_fields);

typedef struct reckon_result {
	gj_has has;
	told formula;
	gj_rate_figure figure;
} reckon_result;

static const gj_field reckon_result_fields[] = {
	GJ_F_OBJECT(reckon_result, formula, told, 0, told_record, "The formula."),
	GJ_F_OBJECT(reckon_result, figure, gj_rate_figure, 0, gj_rate_figure_record, "The figure."),
	GJ_F_END
};
static const GJ_RECORD(reckon_result_record, reckon_result, reckon_result_fields);

static int rate_reckon(gj_ctx *c, const void *args, void *ret_result)
{
	const reckon_args *in = args;
	reckon_result *out = ret_result;
	const gj_formula *f = gj_profile_formula(c->profile, in->formula);
	int64_t operands[GJ_OPERANDS_MAX] = { 0 };
	const value *given = in->values.p;
	size_t i;
	int at, code;

	if (!f)
		return no_formula(c, in->formula, "formula", SIZE_MAX);
	for (i = 0; i < in->values.n; i++) {
		at = gj_formula_operand(f, given[i].measure);
		if (at < 0) {
			gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_no_measure);
			gj_fail_text(c->err, "name", given[i].measure);
			gj_fail_in(c->err, "measure", SIZE_MAX);
			gj_fail_in(c->err, "values", i);
			return GJ_E_BAD_VALUE;
		}
		operands[at] = given[i].count;
	}
	code = tell(c, f, &out->formula);
	if (code >= 0)
		code = gj_rate_figure_make(c, f, operands, &out->figure);
	out->has.set = 3;
	return code;
}

/* ---- the tables ---- */

static const int read_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_LIMIT, 0 };
static const gj_event_type events[] = { { NULL, 0, NULL, NULL, NULL } };

#define READ(verb, in, out, function, more) \
	.name = "rate." verb, .version = 1, .args = &(in), .result = &(out), \
	.right = GJ_RIGHT_rate_read, .flags = GJ_OP_OWN_RIGHT | (more), .home = GJ_HOME_ROOT, \
	.errors = read_errors, .since = "1.0", .run = function
static const gj_op ops[] = {
	{ READ("figures", figures_record, figures_result_record, rate_figures, 0),
	  .doc = "Rates by office, month, unit, kind or category: with numerator, denominator, "
		 "formula and what was counted.",
	  .doc_zh = "按单位、月份、承办单位、类型或类别计算各率，附分子、分母、公式和口径。" },
	{ READ("league", gj_rate_league_args, gj_rate_league_result, gj_rate_league, 0),
	  .doc = "Offices ranked by one formula; equal ones share a rank, small ones have none.",
	  .doc_zh = "按某一公式对单位排名：相同并列，数量过少不排名。" },
	{ READ("cases", gj_rate_cases_args, gj_rate_cases_result, gj_rate_cases, GJ_OP_LIST),
	  .doc = "The demands, whistles or calls that a figure is made of, by the same filter.",
	  .doc_zh = "查看构成某项数据的诉求、哨单或应哨，筛选条件相同。" },
	{ READ("times", gj_rate_times_args, gj_rate_times_result, gj_rate_spans, 0),
	  .doc = "How long demands, whistles or the parties to whistles took, by state, by step, "
		 "by "
		 "unit, or by the office, role or person that ended each step: in calendar time "
		 "and "
		 "in working time.",
	  .doc_zh = "诉求、哨单和应哨单位各环节、各步骤、各单位、各角色或各人员用时，自然时间与工作"
		    "时间并列。" },
	{ .name = "rate.formulas",
	  .version = 1,
	  .args = &no_record,
	  .result = &formulas_result_record,
	  .right = GJ_NO_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = read_errors,
	  .since = "1.0",
	  .doc = "The formulas in force with their sources, and what can be counted.",
	  .doc_zh = "现行公式及其来源，以及可用的度量。",
	  .run = rate_formulas },
	{ .name = "rate.reckon",
	  .version = 1,
	  .args = &reckon_record,
	  .result = &reckon_result_record,
	  .right = GJ_NO_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = read_errors,
	  .since = "1.0",
	  .doc = "Reckons a formula over figures that are given.",
	  .doc_zh = "按公式计算给定的数据。",
	  .run = rate_reckon },
	{ 0 }
};

extern const gj_noun gj_noun_rate;
const gj_noun gj_noun_rate = { "rate", "指标", ops, events,
			       "Rates, ranks and times, read off counters." };
