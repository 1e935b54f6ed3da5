/* SPDX-License-Identifier: Apache-2.0
 *
 * From a free tree to a chart: first the states, so that targets can be looked
 * up, then the clocks, then the moves, then the soundness of the whole.
 */
#include "chart/chart_priv.h"

#include <string.h>

#define CHART_VERSION_MAX 1000000

struct reader {
	gj_arena *arena;
	gj_walk *walk;
	const gj_chart_terms *terms;
	gj_chart *chart;
	const gj_tree *open, *shared, *states, *clocks;
};

/* The place of one verb in the source. */
struct place {
	gj_str from;       /* "" when opening */
	size_t from_index; /* where a move without target stays */
	int opening, shared;
};

static const char *const chart_keys[] = { "id",	    "version", "initial", "open", "on",
					  "states", "clocks",  "tags",	  "meta", NULL };
static const char *const state_keys[] = { "class", "on", "tags", "meta", NULL };
static const char *const move_keys[] = { "target",   "guard",  "roles", "of", "fields",
					 "evidence", "clocks", "within", "meta", NULL };
static const char *const of_names[] = { "home", "unit", "demander", "above", "any", NULL };

static int read_tags(gj_walk *walk, const gj_tree *owner, const gj_tree **ret_tags)
{
	const gj_tree *tags = NULL;
	size_t mark = walk->n, i = 0;
	int r = gj_walk_option(walk, owner, "tags", GJ_TREE_ARRAY, &tags);

	if (r < 0)
		return r;
	gj_walk_key(walk, GJ_STR("tags"));
	for (const gj_tree *t = tags ? tags->child : NULL; t; t = t->next, i++) {
		if (t->kind != GJ_TREE_TEXT) {
			gj_walk_item(walk, i);
			return gj_walk_fail(walk, "should be text");
		}
	}
	gj_walk_back(walk, mark);
	*ret_tags = tags;
	return GJ_OK;
}

static int read_state(struct reader *r, const gj_tree *tree, gj_chart_state *state)
{
	gj_str cls = GJ_STR_NONE;
	int e;

	if ((e = gj_walk_name(r->walk, tree->key)) < 0 ||
	    (e = gj_walk_object(r->walk, tree, state_keys)) < 0 ||
	    (e = gj_walk_text(r->walk, tree, "class", &cls)) < 0 ||
	    (e = read_tags(r->walk, tree, &state->tags)) < 0 ||
	    (e = gj_walk_option(r->walk, tree, "meta", GJ_TREE_OBJECT, &state->meta)) < 0)
		return e;
	state->cls = gj_state_class_of(cls);
	if (state->cls < 0)
		return gj_walk_fail_at(r->walk, "class", "should be new, active, waiting or done");
	state->name = tree->key;
	state->zh = state->meta ? gj_tree_text(state->meta, "zh") : GJ_STR_NONE;
	state->en = state->meta ? gj_tree_text(state->meta, "en") : GJ_STR_NONE;
	if (!state->zh.p)
		state->zh = state->name;
	if (!state->en.p)
		state->en = state->name;
	return GJ_OK;
}

static int read_states(struct reader *r)
{
	gj_chart *chart = r->chart;
	size_t top = gj_walk_key(r->walk, GJ_STR("states"));

	if (r->states->count == 0)
		return gj_walk_fail(r->walk, "empty");
	if (r->states->count > GJ_CHART_STATES_MAX)
		return gj_walk_fail(r->walk, "more than 64 states");
	chart->states = gj_arena_zero(r->arena, r->states->count * sizeof(*chart->states));
	if (!chart->states)
		return gj_fail(r->walk->err, GJ_E_NOMEM, GJ_RULE_NONE);
	for (const gj_tree *t = r->states->child; t; t = t->next) {
		size_t mark = gj_walk_key(r->walk, t->key);
		int e = gj_walk_on(r->walk, mark,
				   read_state(r, t, &chart->states[chart->state_count]));

		if (e < 0)
			return e;
		chart->state_count++;
	}
	if (gj_walk_problems(r->walk))
		return GJ_E_BAD_VALUE;
	gj_walk_back(r->walk, top);
	return GJ_OK;
}

static int read_initial(struct reader *r, const gj_tree *source)
{
	gj_str name = GJ_STR_NONE;
	int at, e = gj_walk_text(r->walk, source, "initial", &name);

	if (e < 0)
		return e;
	at = gj_chart_index(r->chart, name);
	if (at < 0)
		return gj_walk_fail_at(r->walk, "initial", "unknown state");
	if (r->chart->states[at].cls != GJ_STATE_NEW)
		return gj_walk_fail_at(r->walk, "initial", "should be a state of class new");
	r->chart->initial = (size_t)at;
	return GJ_OK;
}

static int read_target(struct reader *r, const gj_tree *tree, const struct place *place,
		       gj_chart_move *move)
{
	const gj_tree *target = NULL;
	int at, e = gj_walk_option(r->walk, tree, "target", GJ_TREE_TEXT, &target);

	if (e < 0)
		return e;
	if (place->opening && target)
		return gj_walk_fail_at(r->walk, "target", "a case opens in the initial state");
	at = target ? gj_chart_index(r->chart, target->text) : (int)place->from_index;
	if (at < 0)
		return gj_walk_fail_at(r->walk, "target", "unknown state");
	move->target_index = (size_t)at;
	move->target = r->chart->states[at].name;
	return GJ_OK;
}

static gj_str opposite_of(const char *guard)
{
	return strncmp(guard, "not_", 4) == 0 ? gj_str_of(guard + 4) : GJ_STR_NONE;
}

static int read_guard(struct reader *r, const gj_tree *tree, gj_chart_move *move)
{
	const gj_tree *guard = gj_tree_get(tree, "guard");
	const char *const *names = r->terms->guards;
	size_t mark = r->walk->n;
	int e;

	if (!guard)
		return GJ_OK;
	gj_walk_key(r->walk, GJ_STR("guard"));
	e = gj_walk_names(r->walk, guard, names, "guard", &move->guards);
	if (e < 0)
		return e;
	for (int i = 0; names[i]; i++) {
		gj_str opposite = opposite_of(names[i]);
		int at = opposite.p ? gj_walk_index(names, opposite) : -1;

		if (at >= 0 && (move->guards >> i & 1) && (move->guards >> at & 1))
			return gj_walk_fail_name(r->walk, "never holds: both ", opposite,
						 " and its opposite");
	}
	gj_walk_back(r->walk, mark);
	return GJ_OK;
}

/* Somebody must be able to use the verb: a role that exists and whose rights
 * include the one that the verb's operation asks for. */
static int read_roles(struct reader *r, const gj_tree *tree, const gj_chart_verb *verb,
		      gj_chart_move *move)
{
	const gj_tree *roles = NULL;
	size_t mark = r->walk->n, i = 0;
	int e = gj_walk_option(r->walk, tree, "roles", GJ_TREE_ARRAY, &roles);

	if (e < 0)
		return e;
	if (!roles || roles->count == 0)
		return gj_walk_fail_at(r->walk, "roles", "nobody holds this verb");
	gj_walk_key(r->walk, GJ_STR("roles"));
	e = gj_walk_names(r->walk, roles, r->terms->roles, "role", &move->roles);
	if (e < 0)
		return e;
	for (const gj_tree *t = roles->child; t; t = t->next, i++) {
		if (verb->roles >> gj_walk_index(r->terms->roles, t->text) & 1)
			continue;
		gj_walk_item(r->walk, i);
		return gj_walk_fail(r->walk, "this role lacks the right that the verb needs");
	}
	gj_walk_back(r->walk, mark);
	return GJ_OK;
}

int gj_chart_read_of(gj_walk *walk, const gj_tree *tree, uint32_t *ret_of)
{
	const gj_tree *of = gj_tree_get(tree, "of");
	uint64_t bits = 0;
	size_t mark = walk->n;
	int e;

	if (!of)
		return gj_walk_fail_at(walk, "of", "missing");
	gj_walk_key(walk, GJ_STR("of"));
	e = gj_walk_names(walk, of, of_names, "relation of offices", &bits);
	if (e < 0)
		return e;
	*ret_of = (uint32_t)bits;
	gj_walk_back(walk, mark);
	return GJ_OK;
}

/* A list of names that the engine looks for among the arguments. */
static int read_needs(struct reader *r, const gj_tree *tree, const char *key,
		      const char *const *known, const gj_str **ret_names, size_t *ret_count)
{
	const gj_tree *list = NULL;
	uint64_t bits;
	size_t mark = r->walk->n, n = 0;
	gj_str *names;
	int e = gj_walk_option(r->walk, tree, key, GJ_TREE_ARRAY, &list);

	if (e < 0)
		return e;
	if (!list || list->count == 0)
		return GJ_OK;
	gj_walk_key(r->walk, gj_str_of(key));
	e = gj_walk_names(r->walk, list, known, strcmp(key, "fields") ? "kind" : "argument", &bits);
	if (e < 0)
		return e;
	gj_walk_back(r->walk, mark);
	names = gj_arena_take(r->arena, list->count * sizeof(*names));
	if (!names)
		return gj_fail(r->walk->err, GJ_E_NOMEM, GJ_RULE_NONE);
	for (const gj_tree *t = list->child; t; t = t->next)
		names[n++] = t->text;
	*ret_names = names;
	*ret_count = n;
	return GJ_OK;
}

/* For how long it can be made. */
static int read_within(struct reader *r, const gj_tree *tree, const struct place *place,
		       gj_chart_move *move)
{
	if (!gj_tree_get(tree, "within"))
		return GJ_OK;
	if (place->opening || !r->terms->windows)
		return gj_walk_fail_at(r->walk, "within", "nobody is put in charge before it");
	return gj_chart_read_limit(r->walk, r->terms, tree, "within", &move->within);
}

static int read_move(struct reader *r, const gj_tree *tree, const struct place *place,
		     const gj_chart_verb *verb)
{
	gj_chart_move *move = &r->chart->moves[r->chart->move_count];
	const gj_tree *meta = NULL;
	int e;

	move->from = place->from;
	move->verb = gj_str_of(verb->name);
	move->verb_index = (size_t)(verb - r->terms->verbs);
	move->shared = place->shared;
	if ((e = gj_walk_object(r->walk, tree, move_keys)) < 0 ||
	    (e = read_target(r, tree, place, move)) < 0 ||
	    (e = read_guard(r, tree, move)) < 0 ||
	    (e = read_roles(r, tree, verb, move)) < 0 ||
	    (e = gj_chart_read_of(r->walk, tree, &move->of)) < 0 ||
	    (e = read_needs(r, tree, "fields", verb->fields, &move->fields,
			    &move->field_count)) < 0 ||
	    (e = read_needs(r, tree, "evidence", r->terms->evidence, &move->evidence,
			    &move->evidence_count)) < 0 ||
	    (e = gj_chart_read_effects(r->walk, r->arena, r->chart, tree, &move->effects)) < 0 ||
	    (e = read_within(r, tree, place, move)) < 0 ||
	    (e = gj_walk_option(r->walk, tree, "meta", GJ_TREE_OBJECT, &meta)) < 0)
		return e;
	r->chart->move_count++;
	return GJ_OK;
}

static const gj_chart_verb *find_verb(const gj_chart_terms *terms, gj_str name)
{
	for (const gj_chart_verb *verb = terms->verbs; verb->name; verb++)
		if (gj_str_is(name, verb->name))
			return verb;
	return NULL;
}

/* One verb: a move, or a list of alternatives. */
static int read_verb(struct reader *r, const gj_tree *tree, const struct place *place)
{
	const gj_chart_verb *verb = find_verb(r->terms, tree->key);
	size_t first = r->chart->move_count, i = 0;

	if (!verb)
		return gj_walk_fail(r->walk, "unknown verb");
	if (tree->kind != GJ_TREE_ARRAY)
		return read_move(r, tree, place, verb);
	if (tree->count == 0)
		return gj_walk_fail(r->walk, "no alternative: leave the verb out");
	for (const gj_tree *t = tree->child; t; t = t->next) {
		size_t mark = gj_walk_item(r->walk, i++);
		int e = read_move(r, t, place, verb);

		if (e < 0)
			return e;
		gj_walk_back(r->walk, mark);
	}
	return gj_chart_check_verb(r->walk, &r->chart->moves[first], i);
}

/* The verbs of one "on" (or "open"); those named in `instead` are left out. */
static int read_verbs(struct reader *r, const gj_tree *verbs, const gj_tree *instead,
		      const struct place *place, const char *key)
{
	size_t top = gj_walk_key(r->walk, gj_str_of(key));

	for (const gj_tree *t = verbs->child; t; t = t->next) {
		size_t mark;
		int e = GJ_OK;

		if (instead && gj_tree_get(instead, t->key.p))
			continue;
		mark = gj_walk_key(r->walk, t->key);
		if (t->kind != GJ_TREE_NULL || place->opening || place->shared)
			e = read_verb(r, t, place);
		else if (!r->shared || !gj_tree_get(r->shared, t->key.p))
			e = gj_walk_fail(r->walk, "null refuses a shared verb; none has this name");
		e = gj_walk_on(r->walk, mark, e);
		if (e < 0)
			return e;
	}
	gj_walk_back(r->walk, top);
	return GJ_OK;
}

static int read_state_moves(struct reader *r, const gj_tree *tree, size_t index)
{
	gj_chart_state *state = &r->chart->states[index];
	size_t first = r->chart->move_count, top = r->walk->n;
	struct place place = { state->name, index, 0, 0 };
	const gj_tree *on = NULL;
	int e;

	gj_walk_key(r->walk, GJ_STR("states"));
	gj_walk_key(r->walk, state->name);
	e = gj_walk_option(r->walk, tree, "on", GJ_TREE_OBJECT, &on);
	if (e >= 0 && on)
		e = read_verbs(r, on, NULL, &place, "on");
	if (e < 0)
		return e;
	gj_walk_back(r->walk, top);
	place.shared = 1;
	if (r->shared)
		e = read_verbs(r, r->shared, on, &place, "on");
	state->moves = &r->chart->moves[first];
	state->move_count = r->chart->move_count - first;
	return e;
}

static size_t count_moves(const gj_tree *verbs)
{
	size_t n = 0;

	for (const gj_tree *t = verbs && verbs->kind == GJ_TREE_OBJECT ? verbs->child : NULL; t;
	     t = t->next)
		n += t->kind == GJ_TREE_ARRAY ? t->count : 1;
	return n;
}

static int take_moves(struct reader *r)
{
	size_t n = count_moves(r->open) + count_moves(r->shared) * r->chart->state_count;

	for (const gj_tree *t = r->states->child; t; t = t->next)
		n += count_moves(gj_tree_get(t, "on"));
	r->chart->moves = gj_arena_zero(r->arena, (n ? n : 1) * sizeof(*r->chart->moves));
	return r->chart->moves ? GJ_OK : gj_fail(r->walk->err, GJ_E_NOMEM, GJ_RULE_NONE);
}

static int read_moves(struct reader *r)
{
	struct place opening = { GJ_STR(""), r->chart->initial, 1, 0 };
	size_t i = 0;
	int e = take_moves(r);

	if (e < 0)
		return e;
	e = read_verbs(r, r->open, NULL, &opening, "open");
	r->chart->opening_count = r->chart->move_count;
	for (const gj_tree *t = r->states->child; t && e >= 0; t = t->next)
		e = read_state_moves(r, t, i++);
	return e;
}

static int read_head(struct reader *r, const gj_tree *source)
{
	const gj_tree *version = NULL, *tags = NULL, *meta = NULL;
	int e;

	if ((e = gj_walk_object(r->walk, source, chart_keys)) < 0 ||
	    (e = gj_walk_text(r->walk, source, "id", &r->chart->id)) < 0 ||
	    (e = gj_walk_member(r->walk, source, "version", GJ_TREE_INT, &version)) < 0 ||
	    (e = gj_walk_member(r->walk, source, "states", GJ_TREE_OBJECT, &r->states)) < 0 ||
	    (e = gj_walk_member(r->walk, source, "open", GJ_TREE_OBJECT, &r->open)) < 0 ||
	    (e = gj_walk_option(r->walk, source, "on", GJ_TREE_OBJECT, &r->shared)) < 0 ||
	    (e = gj_walk_option(r->walk, source, "clocks", GJ_TREE_OBJECT, &r->clocks)) < 0 ||
	    (e = gj_walk_option(r->walk, source, "meta", GJ_TREE_OBJECT, &meta)) < 0 ||
	    (e = read_tags(r->walk, source, &tags)) < 0)
		return e;
	if (version->integer < 1 || version->integer > CHART_VERSION_MAX)
		return gj_walk_fail_at(r->walk, "version", "should be between 1 and 1000000");
	if (r->open->count == 0)
		return gj_walk_fail_at(r->walk, "open", "empty: no verb creates a case");
	r->chart->version = version->integer;
	return GJ_OK;
}

int gj_chart_compile_at(gj_walk *walk, gj_arena *arena, const gj_tree *source,
			const gj_chart_terms *terms, const gj_chart **ret_chart)
{
	struct reader r = { .arena = arena, .walk = walk, .terms = terms };
	int e;

	r.chart = gj_arena_zero(arena, sizeof(*r.chart));
	if (!r.chart)
		return gj_fail(walk->err, GJ_E_NOMEM, GJ_RULE_NONE);
	if ((e = read_head(&r, source)) < 0 || (e = read_states(&r)) < 0 ||
	    (e = read_initial(&r, source)) < 0 ||
	    (e = gj_chart_read_clocks(walk, arena, terms, r.clocks, r.chart)) < 0 ||
	    (e = read_moves(&r)) < 0 || (e = gj_walk_end(walk)) < 0 ||
	    (e = gj_chart_check(walk, r.chart)) < 0)
		return e;
	*ret_chart = r.chart;
	return GJ_OK;
}

int gj_chart_compile(gj_arena *arena, const gj_tree *source, const gj_chart_terms *terms,
		     const gj_chart **ret_chart, gj_error *err)
{
	gj_walk walk;

	gj_walk_start(&walk, GJ_RULE_chart_path, err);
	return gj_chart_compile_at(&walk, arena, source, terms, ret_chart);
}
