/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading formulas:
 *
 *	"solve_rate": {"version": 1, "zh": "...", "en": "...", "source": "...", "grade": "C",
 *	  "numerator": {"callback_solved": 1}, "denominator": {"callback_valid": 1},
 *	  "decimals": 1, "least": 30},
 *	"composite": {..., "sum": {"response_rate": 10, "solve_rate": 50, ...}},
 *	"compression_rate": {..., "given": ["before", "after"],
 *	  "numerator": {"before": 1, "after": -1}, "denominator": {"before": 1}}
 *
 * A sum is a mean of others, weighted: they must share one denominator, as a mean of shares of
 * different things means nothing. Weights are integers or texts as "0.9".
 */
#include "profile/profile_read.h"

#include <string.h>

#define FORMULAS_MAX 64
#define GIVEN_MAX (GJ_OPERANDS_MAX - GJ_MEASURE_COUNT)
#define VERSION_MAX 1000000
#define SUM_WEIGHT_MAX (INT64_C(1) << 32)

static const char *const formula_keys[] = { "version",   "zh",          "en",  "source",   "grade",
					    "numerator", "denominator", "sum", "decimals", "least",
					    "given",     "band",        NULL };
static const char *const grades[] = { "A", "B", "C", "G", "V", NULL };

/* ---- weights ---- */

static int read_weight(gj_walk *walk, const gj_tree *tree, int64_t *ret_value, int *ret_places)
{
	*ret_places = 0;
	*ret_value = tree->integer;
	if (tree->kind == GJ_TREE_INT && tree->integer >= -GJ_WEIGHT_MAX &&
	    tree->integer <= GJ_WEIGHT_MAX && tree->integer)
		return GJ_OK;
	if (tree->kind == GJ_TREE_TEXT && gj_weight_parse(tree->text, ret_value, ret_places) &&
	    *ret_value)
		return GJ_OK;
	return gj_walk_fail(walk, "should be a weight: a whole number, or text as 0.9");
}

static int64_t power(int places)
{
	int64_t p = 1;

	while (places-- > 0)
		p *= 10;
	return p;
}

/* Weights by name, times 10^GJ_WEIGHT_PLACES_MAX. */
static int read_weights(gj_walk *walk, const gj_tree *tree, const char *key, const gj_formula *f,
			int below, gj_weights *ret_weights)
{
	const gj_tree *member = NULL;
	size_t top = walk->n;
	int e = gj_walk_member(walk, tree, key, GJ_TREE_OBJECT, &member);

	if (e < 0)
		return e;
	gj_walk_key(walk, gj_str_of(key));
	if (!member->count)
		return gj_walk_fail(walk, "names nothing that is counted");
	for (const gj_tree *t = member->child; t; t = t->next) {
		size_t mark = gj_walk_key(walk, t->key);
		int at = gj_formula_operand(f, t->key), places = 0;
		int64_t value = 0;

		if (at < 0)
			return gj_walk_fail(walk, "no such measure");
		e = read_weight(walk, t, &value, &places);
		if (e < 0)
			return e;
		if (value < 0 && (below || !f->given_count))
			return gj_walk_fail(walk, "may not be negative here");
		ret_weights->of[at] = value * power(GJ_WEIGHT_PLACES_MAX - places);
		gj_walk_back(walk, mark);
	}
	gj_walk_back(walk, top);
	return GJ_OK;
}

/* ---- one formula ---- */

static int read_number(gj_walk *walk, const gj_tree *tree, const char *key, int64_t lo, int64_t hi,
		       int64_t *ret_number)
{
	const gj_tree *member = NULL;
	int e = gj_walk_option(walk, tree, key, GJ_TREE_INT, &member);

	if (e < 0 || !member)
		return e;
	if (member->integer < lo || member->integer > hi)
		return gj_walk_fail_at(walk, key, "out of range");
	*ret_number = member->integer;
	return GJ_OK;
}

static int read_given(gj_reader *r, const gj_tree *tree, gj_formula *f)
{
	const gj_tree *given = NULL;
	size_t top = r->walk->n;
	gj_str *names;
	int e = gj_walk_option(r->walk, tree, "given", GJ_TREE_ARRAY, &given);

	if (e < 0 || !given)
		return e;
	gj_walk_key(r->walk, GJ_STR("given"));
	if (given->count > GIVEN_MAX)
		return gj_walk_fail(r->walk, "more than 8 names");
	names = gj_arena_zero(r->arena, given->count * sizeof(*names));
	if (!names)
		return gj_fail(r->walk->err, GJ_E_NOMEM, GJ_RULE_NONE);
	f->given = names;
	for (const gj_tree *t = given->child; t; t = t->next) {
		size_t mark = gj_walk_item(r->walk, f->given_count);

		if (t->kind != GJ_TREE_TEXT)
			return gj_walk_fail(r->walk, "should be text");
		if ((e = gj_walk_name(r->walk, t->text)) < 0)
			return e;
		if (f->given_count && gj_formula_operand(f, t->text) >= 0)
			return gj_walk_fail(r->walk, "stands twice");
		names[f->given_count++] = t->text;
		gj_walk_back(r->walk, mark);
	}
	gj_walk_back(r->walk, top);
	return GJ_OK;
}

static int read_bound(gj_reader *r, const gj_tree *band, const char *key, int64_t *ret_value,
		      int *ret_places, gj_str *ret_text)
{
	gj_str text = GJ_STR_NONE;
	int e = gj_walk_text(r->walk, band, key, &text);

	*ret_text = text;

	if (e < 0)
		return e;
	if (!gj_weight_parse(text, ret_value, ret_places) || *ret_value < 0)
		return gj_walk_fail_at(r->walk, key, "should be a percentage, as \"0.5\"");
	return GJ_OK;
}

/* {"low": "0.5", "high": "10"}: percentages, the low one below the high one. */
static int read_band(gj_reader *r, const gj_tree *tree, gj_formula *f)
{
	static const char *const keys[] = { "low", "high", NULL };
	const gj_tree *band = NULL;
	gj_band *b = &f->band;
	gj_ratio low = { 0, 100 };
	size_t top = r->walk->n;
	int i, e = gj_walk_option(r->walk, tree, "band", GJ_TREE_OBJECT, &band);

	if (e < 0 || !band)
		return e;
	gj_walk_key(r->walk, GJ_STR("band"));
	if ((e = gj_walk_object(r->walk, band, keys)) < 0 ||
	    (e = read_bound(r, band, "low", &b->low, &b->low_places, &b->low_text)) < 0 ||
	    (e = read_bound(r, band, "high", &b->high, &b->high_places, &b->high_text)) < 0)
		return e;
	low.over = b->low;
	for (i = 0; i < b->low_places; i++)
		low.under *= 10;
	b->given = 1;
	if (gj_ratio_in_band(low, b) > 0)
		return gj_walk_fail_at(r->walk, "low", "is above the high one");
	gj_walk_back(r->walk, top);
	return GJ_OK;
}

static int read_head(gj_reader *r, const gj_tree *tree, gj_formula *f)
{
	int64_t decimals = 1, version = 0;
	const gj_tree *has = NULL;
	int e;

	f->name = tree->key;
	if ((e = gj_walk_name(r->walk, f->name)) < 0 ||
	    (e = gj_walk_object(r->walk, tree, formula_keys)) < 0 ||
	    (e = gj_walk_text(r->walk, tree, "zh", &f->zh)) < 0 ||
	    (e = gj_walk_text(r->walk, tree, "en", &f->en)) < 0 ||
	    (e = gj_walk_text(r->walk, tree, "source", &f->source)) < 0 ||
	    (e = gj_walk_text(r->walk, tree, "grade", &f->grade)) < 0 ||
	    (e = gj_walk_member(r->walk, tree, "version", GJ_TREE_INT, &has)) < 0 ||
	    (e = read_number(r->walk, tree, "version", 1, VERSION_MAX, &version)) < 0 ||
	    (e = read_number(r->walk, tree, "decimals", 0, GJ_DECIMALS_MAX, &decimals)) < 0 ||
	    (e = read_number(r->walk, tree, "least", 0, 1000000, &f->least)) < 0)
		return e;
	if (gj_walk_index(grades, f->grade) < 0)
		return gj_walk_fail_at(r->walk, "grade", "should be A, B, C, G or V");
	f->verified = !gj_str_is(f->grade, "C") && !gj_str_is(f->grade, "G");
	f->version = version;
	f->decimals = (int)decimals;
	e = read_band(r, tree, f);
	return e < 0 ? e : read_given(r, tree, f);
}

static int read_ratio(gj_reader *r, const gj_tree *tree, gj_formula *f)
{
	int e = read_head(r, tree, f);

	if (e < 0 || gj_tree_get(tree, "sum"))
		return e;
	if ((e = read_weights(r->walk, tree, "numerator", f, 0, &f->over)) < 0 ||
	    (e = read_weights(r->walk, tree, "denominator", f, 1, &f->under)) < 0)
		return e;
	gj_formula_reduce(f);
	return GJ_OK;
}

/* ---- sums ---- */

static int64_t divisor(const gj_weights *w)
{
	gj_formula f;

	/* what a formula of these weights alone would be divided by */
	memset(&f, 0, sizeof(f));
	f.over = *w;
	gj_formula_reduce(&f);
	for (int i = 0; i < GJ_OPERANDS_MAX; i++)
		if (w->of[i])
			return w->of[i] / f.over.of[i];
	return 1;
}

static gj_formula *find(gj_reader *r, gj_str name)
{
	for (size_t i = 0; i < r->profile->formula_count; i++)
		if (gj_str_eq(r->profile->formulas[i].name, name))
			return &r->profile->formulas[i];
	return NULL;
}

/* Adds `part`, weighted; both then stand over one denominator. `sum->under` is that
 * denominator, without the sum of the weights. */
static int add_part(gj_walk *walk, gj_formula *sum, const gj_formula *part, int64_t weight)
{
	int64_t mine = divisor(&sum->under), its = divisor(&part->under);
	int i, first = 1;

	for (i = 0; i < GJ_OPERANDS_MAX; i++)
		first = first && !sum->under.of[i];
	for (i = 0; i < GJ_OPERANDS_MAX; i++)
		if (!first && sum->under.of[i] / mine != part->under.of[i] / its)
			return gj_walk_fail(walk, "has another denominator than those before it");
	for (i = 0; i < GJ_OPERANDS_MAX; i++) {
		int64_t has = first ? 0 : sum->over.of[i] * its, comes = part->over.of[i] * weight;

		sum->over.of[i] = has + comes * (first ? 1 : mine);
		sum->under.of[i] = first ? part->under.of[i] : sum->under.of[i] * its;
		if (sum->over.of[i] > SUM_WEIGHT_MAX || sum->under.of[i] > SUM_WEIGHT_MAX)
			return gj_walk_fail(walk, "the weights do not go together exactly");
	}
	return GJ_OK;
}

static int read_sum(gj_reader *r, const gj_tree *tree, gj_formula *f)
{
	const gj_tree *sum = NULL;
	size_t top = r->walk->n;
	int64_t total = 0;
	int e = gj_walk_member(r->walk, tree, "sum", GJ_TREE_OBJECT, &sum);

	if (e < 0)
		return e;
	if (f->given_count || gj_tree_get(tree, "numerator") || gj_tree_get(tree, "denominator"))
		return gj_walk_fail_at(r->walk, "sum", "stands alone");
	gj_walk_key(r->walk, GJ_STR("sum"));
	if (!sum->count)
		return gj_walk_fail(r->walk, "names no formula");
	for (const gj_tree *t = sum->child; t; t = t->next) {
		size_t mark = gj_walk_key(r->walk, t->key);
		const gj_formula *part = find(r, t->key);

		if (!part || part->given_count || part->sum)
			return gj_walk_fail(r->walk, "no formula of measures of this name");
		if (t->kind != GJ_TREE_INT || t->integer < 1 || t->integer > 1000)
			return gj_walk_fail(r->walk, "should be a whole number from 1 to 1000");
		if ((e = add_part(r->walk, f, part, t->integer)) < 0)
			return e;
		total += t->integer;
		gj_walk_back(r->walk, mark);
	}
	for (int i = 0; i < GJ_OPERANDS_MAX; i++)
		f->under.of[i] *= total;
	gj_formula_reduce(f);
	gj_walk_back(r->walk, top);
	return GJ_OK;
}

/* ---- all ---- */

/* Those that are made of measures first, whatever order they stand in. */
int gj_formulas_read(gj_reader *r, const gj_tree *profile)
{
	const gj_tree *all = NULL;
	gj_formula *f;
	size_t top, i = 0;
	int e = gj_walk_option(r->walk, profile, "formulas", GJ_TREE_OBJECT, &all);

	if (e < 0 || !all)
		return e;
	top = gj_walk_key(r->walk, GJ_STR("formulas"));
	if (all->count > FORMULAS_MAX)
		return gj_walk_fail(r->walk, "more than 64 formulas");
	r->profile->formulas = f = gj_arena_zero(r->arena, (all->count + 1) * sizeof(*f));
	if (!f)
		return gj_fail(r->walk->err, GJ_E_NOMEM, GJ_RULE_NONE);
	for (const gj_tree *t = all->child; t; t = t->next, i++) {
		size_t mark = gj_walk_key(r->walk, t->key);

		if ((e = read_ratio(r, t, &f[i])) < 0)
			return e;
		f[i].sum = gj_tree_get(t, "sum") != NULL;
		r->profile->formula_count++;
		gj_walk_back(r->walk, mark);
	}
	i = 0;
	for (const gj_tree *t = all->child; t; t = t->next, i++) {
		size_t mark = gj_walk_key(r->walk, t->key);

		if (f[i].sum && (e = read_sum(r, t, &f[i])) < 0)
			return e;
		gj_walk_back(r->walk, mark);
	}
	gj_walk_back(r->walk, top);
	return GJ_OK;
}
