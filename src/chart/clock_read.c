/* SPDX-License-Identifier: Apache-2.0
 *
 * Clocks of a chart, from their tree. What each key means:
 *
 * - "limit": the name of a limit, or alternatives of which the first counts whose guards all
 *   hold; the last has no guard. "given": true: a due time that came with the order stands in
 *   the limit's place, and nothing moves it. "review": the day on which what is shelved is
 *   looked at again does, and moves with it.
 * - "start", "stop": states. Entering one of "start" starts it, or lets a stopped one go on;
 *   entering one of "stop", or a done state that does not start it, stops it.
 * - "pause": states in which it stands still, each by name or as {"state", "cap"}: after the
 *   cap it runs again by itself, whatever the state.
 * - "on": what a verb does to it: keep (the default), reset, new.
 * - "extend": how often, and by how much at the most.
 * - "ladder": rungs before and after the due time, each with its own recipients: "unit",
 *   "home", "above" (whoever works there), "assist", "steward", "registrar", or
 *   {"of": "unit", "roles": [...]}.
 * - "lamps": from when it shows blue and yellow; red it shows when it is overdue.
 */
#include "chart/chart_priv.h"

#include <string.h>

#define EXTEND_MAX 20
#define RECIPIENTS_MAX 32
#define LIMITS_MAX 32

const char *const gj_clock_effects[] = { "", "keep", "reset", "new", NULL };
const char *const gj_colours[] = { "blue", "yellow", "red", NULL };

static const char *const clock_keys[] = { "meta",  "limit", "calendar", "given",  "start", "stop",
					  "pause", "on",    "extend",   "ladder", "lamps", NULL };
static const char *const alternative_keys[] = { "guard", "limit", NULL };
static const char *const pause_keys[] = { "state", "cap", NULL };
static const char *const extend_keys[] = { "max", "limit", NULL };
static const char *const rung_keys[] = { "id", "at", "to", "do", "card", "meta", NULL };
static const char *const to_keys[] = { "of", "roles", NULL };
static const char *const lamp_keys[] = { "blue", "yellow", NULL };
static const char *const effect_names[] = { "keep", "reset", "new", NULL };
static const char *const do_names[] = { "message", "card", NULL };

struct reader {
	gj_walk *walk;
	gj_arena *arena;
	const gj_chart_terms *terms;
	gj_chart *chart;
};

static void *take(struct reader *r, size_t count, size_t size)
{
	return gj_arena_zero(r->arena, (count ? count : 1) * size);
}

static int no_memory(struct reader *r)
{
	return gj_fail(r->walk->err, GJ_E_NOMEM, GJ_RULE_NONE);
}

/* A list that may also be a single item. */
static const gj_tree *first_of(const gj_tree *tree, size_t *ret_count)
{
	int list = tree->kind == GJ_TREE_ARRAY;

	*ret_count = list ? tree->count : 1;
	return list ? tree->child : tree;
}

static size_t step_into(struct reader *r, const gj_tree *list, size_t index)
{
	return list->kind == GJ_TREE_ARRAY ? gj_walk_item(r->walk, index) : r->walk->n;
}

static void labels(const gj_tree *meta, gj_str name, gj_str *zh, gj_str *en)
{
	*zh = meta ? gj_tree_text(meta, "zh") : GJ_STR_NONE;
	*en = meta ? gj_tree_text(meta, "en") : GJ_STR_NONE;
	if (!zh->p)
		*zh = name;
	if (!en->p)
		*en = name;
}

/* ---- states ---- */

static int read_states(struct reader *r, const gj_tree *names, uint64_t *ret_states)
{
	const char *known[GJ_CHART_STATES_MAX + 1];
	size_t i;

	for (i = 0; i < r->chart->state_count; i++)
		known[i] = r->chart->states[i].name.p;
	known[i] = NULL;
	return gj_walk_names(r->walk, names, known, "state", ret_states);
}

static int read_states_at(struct reader *r, const gj_tree *tree, const char *key,
			  const char *missing, uint64_t *ret_states)
{
	const gj_tree *names = gj_tree_get(tree, key);
	size_t mark = r->walk->n;
	int e;

	if (!names)
		return gj_walk_fail_at(r->walk, key, missing);
	gj_walk_key(r->walk, gj_str_of(key));
	e = read_states(r, names, ret_states);
	if (e >= 0)
		gj_walk_back(r->walk, mark);
	return e;
}

/* ---- limits ---- */

int gj_chart_read_limit(gj_walk *walk, const gj_chart_terms *terms, const gj_tree *tree,
			const char *key, gj_chart_limit *ret_limit)
{
	gj_str name = GJ_STR_NONE;
	int at, e = gj_walk_text(walk, tree, key, &name);

	if (e < 0)
		return e;
	at = terms->limits ? gj_walk_index(terms->limits, name) : -1;
	if (at < 0)
		return gj_walk_fail_at(walk, key, "unknown limit");
	ret_limit->name = name;
	ret_limit->text = terms->limit_texts[at];
	return GJ_OK;
}

static int read_limit(struct reader *r, const gj_tree *tree, const char *key,
		      gj_chart_limit *ret_limit)
{
	return gj_chart_read_limit(r->walk, r->terms, tree, key, ret_limit);
}

static int read_alternative(struct reader *r, const gj_tree *tree, gj_chart_limit *ret_limit)
{
	const gj_tree *guard;
	size_t mark;
	int e = gj_walk_object(r->walk, tree, alternative_keys);

	if (e < 0)
		return e;
	guard = gj_tree_get(tree, "guard");
	mark = gj_walk_key(r->walk, GJ_STR("guard"));
	if (guard)
		e = gj_walk_names(r->walk, guard, r->terms->guards, "guard", &ret_limit->guards);
	if (e < 0)
		return e;
	gj_walk_back(r->walk, mark);
	return read_limit(r, tree, "limit", ret_limit);
}

/* The last one is for all that the others leave; none is hidden by an earlier one. */
static int check_alternatives(struct reader *r, const gj_chart_limit *limits, size_t count)
{
	for (size_t later = 1; later < count; later++)
		for (size_t i = 0; i < later; i++)
			if (!(limits[i].guards & ~limits[later].guards)) {
				gj_walk_item(r->walk, later);
				return gj_walk_fail(r->walk,
						    "never taken: an earlier one shadows it");
			}
	if (limits[count - 1].guards) {
		gj_walk_item(r->walk, count - 1);
		return gj_walk_fail_at(r->walk, "guard", "the last alternative must have none");
	}
	return GJ_OK;
}

static int read_limits(struct reader *r, const gj_tree *tree, gj_chart_clock *clock)
{
	const gj_tree *limit = gj_tree_get(tree, "limit");
	gj_chart_limit *limits;
	size_t mark = r->walk->n, n = 0;
	int e = GJ_OK;

	if (!limit)
		return gj_walk_fail_at(r->walk, "limit", "missing");
	clock->limit_count = limit->kind == GJ_TREE_ARRAY ? limit->count : 1;
	if (clock->limit_count == 0 || clock->limit_count > LIMITS_MAX)
		return gj_walk_fail_at(r->walk, "limit", "should have 1 to 32 alternatives");
	clock->limits = limits = take(r, clock->limit_count, sizeof(*limits));
	if (!limits)
		return no_memory(r);
	if (limit->kind != GJ_TREE_ARRAY)
		return read_limit(r, tree, "limit", limits);
	gj_walk_key(r->walk, GJ_STR("limit"));
	for (const gj_tree *t = limit->child; t && e >= 0; t = t->next, n++) {
		size_t item = gj_walk_item(r->walk, n);

		e = read_alternative(r, t, &limits[n]);
		if (e >= 0)
			gj_walk_back(r->walk, item);
	}
	if (e >= 0)
		e = check_alternatives(r, limits, n);
	if (e >= 0)
		gj_walk_back(r->walk, mark);
	return e;
}

/* ---- pauses ---- */

static int read_cap(struct reader *r, const gj_tree *tree, gj_chart_clock *clock,
		    gj_chart_cap *caps)
{
	gj_chart_limit cap = { 0 };
	gj_str state = GJ_STR_NONE;
	int at, e = gj_walk_object(r->walk, tree, pause_keys);

	if (e >= 0)
		e = gj_walk_text(r->walk, tree, "state", &state);
	if (e < 0)
		return e;
	at = gj_chart_index(r->chart, state);
	if (at < 0)
		return gj_walk_fail_at(r->walk, "state", "unknown state");
	e = read_limit(r, tree, "cap", &cap);
	if (e < 0)
		return e;
	clock->pause |= UINT64_C(1) << at;
	caps[clock->cap_count++] = (gj_chart_cap){ (size_t)at, cap.name, cap.text };
	return GJ_OK;
}

static int read_pause(struct reader *r, const gj_tree *tree, gj_chart_clock *clock)
{
	const gj_tree *pause = gj_tree_get(tree, "pause"), *t;
	size_t mark = r->walk->n, count, i = 0;
	gj_chart_cap *caps;
	uint64_t before, one;
	int e = GJ_OK;

	if (!pause)
		return GJ_OK;
	t = first_of(pause, &count);
	clock->caps = caps = take(r, count, sizeof(*caps));
	if (!caps)
		return no_memory(r);
	gj_walk_key(r->walk, GJ_STR("pause"));
	for (; i < count && e >= 0; t = t->next, i++) {
		size_t item = step_into(r, pause, i);

		before = clock->pause;
		one = 0;
		e = t->kind == GJ_TREE_OBJECT ? read_cap(r, t, clock, caps)
					      : read_states(r, t, &one);
		clock->pause |= one;
		if (e >= 0 && clock->pause == before)
			e = gj_walk_fail(r->walk, "stands twice");
		if (e >= 0)
			gj_walk_back(r->walk, item);
	}
	if (e >= 0 && (clock->pause & (clock->start | clock->stop)))
		e = gj_walk_fail(r->walk, "a state pauses this clock and starts or stops it too");
	if (e >= 0)
		gj_walk_back(r->walk, mark);
	return e;
}

/* ---- effects ---- */

static int read_effect(struct reader *r, const gj_tree *tree, uint8_t *ret_effect)
{
	int at = tree->kind == GJ_TREE_TEXT ? gj_walk_index(effect_names, tree->text) : -1;

	if (at < 0)
		return gj_walk_fail(r->walk, "should be keep, reset or new");
	*ret_effect = (uint8_t)(at + 1);
	return GJ_OK;
}

static int read_on(struct reader *r, const gj_tree *tree, gj_chart_clock *clock)
{
	const gj_tree *on = NULL;
	size_t top = r->walk->n;
	int e = gj_walk_option(r->walk, tree, "on", GJ_TREE_OBJECT, &on);

	if (e < 0 || !on)
		return e;
	gj_walk_key(r->walk, GJ_STR("on"));
	for (const gj_tree *t = on->child; t && e >= 0; t = t->next) {
		size_t mark = gj_walk_key(r->walk, t->key), verb = 0;

		while (r->terms->verbs[verb].name && !gj_str_is(t->key, r->terms->verbs[verb].name))
			verb++;
		if (!r->terms->verbs[verb].name)
			return gj_walk_fail(r->walk, "unknown verb");
		e = read_effect(r, t, &clock->effects[verb]);
		if (e >= 0)
			gj_walk_back(r->walk, mark);
	}
	if (e >= 0)
		gj_walk_back(r->walk, top);
	return e;
}

int gj_chart_read_effects(gj_walk *walk, gj_arena *arena, const gj_chart *chart,
			  const gj_tree *tree, const uint8_t **ret_effects)
{
	struct reader r = { walk, arena, NULL, NULL };
	const gj_tree *clocks = NULL;
	size_t top = walk->n;
	uint8_t *effects;
	int e = gj_walk_option(walk, tree, "clocks", GJ_TREE_OBJECT, &clocks);

	if (e < 0 || !clocks)
		return e;
	effects = gj_arena_zero(arena, GJ_CHART_CLOCKS_MAX);
	if (!effects)
		return gj_fail(walk->err, GJ_E_NOMEM, GJ_RULE_NONE);
	gj_walk_key(walk, GJ_STR("clocks"));
	for (const gj_tree *t = clocks->child; t && e >= 0; t = t->next) {
		const gj_chart_clock *clock = gj_chart_clock_find(chart, t->key);
		size_t mark = gj_walk_key(walk, t->key);

		if (!clock)
			return gj_walk_fail(walk, "unknown clock");
		e = read_effect(&r, t, &effects[clock - chart->clocks]);
		if (e >= 0)
			gj_walk_back(walk, mark);
	}
	if (e < 0)
		return e;
	gj_walk_back(walk, top);
	*ret_effects = effects;
	return GJ_OK;
}

/* ---- extension ---- */

static int read_extend(struct reader *r, const gj_tree *tree, gj_chart_clock *clock)
{
	const gj_tree *extend = NULL, *max = NULL;
	size_t mark = r->walk->n;
	int e = gj_walk_option(r->walk, tree, "extend", GJ_TREE_OBJECT, &extend);

	if (e < 0 || !extend)
		return e;
	gj_walk_key(r->walk, GJ_STR("extend"));
	if ((e = gj_walk_object(r->walk, extend, extend_keys)) < 0 ||
	    (e = gj_walk_member(r->walk, extend, "max", GJ_TREE_INT, &max)) < 0)
		return e;
	if (max->integer < 1 || max->integer > EXTEND_MAX)
		return gj_walk_fail_at(r->walk, "max", "should be between 1 and 20");
	e = read_limit(r, extend, "limit", &clock->extend);
	if (e < 0)
		return e;
	clock->extend_max = max->integer;
	gj_walk_back(r->walk, mark);
	return GJ_OK;
}

/* ---- ladder ---- */

/* "-4wh", "due", "+1wd". */
static int read_offset(struct reader *r, const gj_tree *tree, const char *key, gj_str *ret_at)
{
	gj_str at = GJ_STR_NONE, amount;
	int e = gj_walk_text(r->walk, tree, key, &at);

	if (e < 0)
		return e;
	amount = (gj_str){ at.p + 1, at.n - 1 };
	if (!gj_str_is(at, "due") &&
	    ((at.p[0] != '-' && at.p[0] != '+') || memchr(amount.p, ' ', amount.n) ||
	     !r->terms->is_limit || !r->terms->is_limit(amount)))
		return gj_walk_fail_at(r->walk, key, "should be as -4wh, due or +1wd");
	*ret_at = at;
	return GJ_OK;
}

static int read_roles(struct reader *r, const gj_tree *tree, uint64_t *ret_roles)
{
	const gj_tree *roles = gj_tree_get(tree, "roles");
	size_t mark = r->walk->n;
	int e;

	*ret_roles = UINT64_MAX;
	if (!roles)
		return GJ_OK;
	gj_walk_key(r->walk, GJ_STR("roles"));
	*ret_roles = 0;
	e = gj_walk_names(r->walk, roles, r->terms->roles, "role", ret_roles);
	if (e >= 0)
		gj_walk_back(r->walk, mark);
	return e;
}

static const struct recipient_word {
	const char *word;
	gj_chart_recipient to;
} recipient_words[] = {
	{ "unit", { GJ_TO_OFFICE, GJ_OF_UNIT, UINT64_MAX } },
	{ "home", { GJ_TO_OFFICE, GJ_OF_HOME, UINT64_MAX } },
	{ "above", { GJ_TO_OFFICE, GJ_OF_ABOVE, UINT64_MAX } },
	{ "assist", { GJ_TO_ASSIST, 0, UINT64_MAX } },
	{ "steward", { GJ_TO_STEWARD, 0, UINT64_MAX } },
	{ "registrar", { GJ_TO_REGISTRAR, 0, UINT64_MAX } },
	{ NULL, { 0, 0, 0 } },
};

static int read_recipient(struct reader *r, const gj_tree *tree, gj_chart_recipient *to)
{
	const struct recipient_word *w = recipient_words;
	int e;

	if (tree->kind == GJ_TREE_TEXT) {
		while (w->word && !gj_str_is(tree->text, w->word))
			w++;
		if (!w->word)
			return gj_walk_fail(r->walk, "unknown recipient");
		*to = w->to;
		return GJ_OK;
	}
	if ((e = gj_walk_object(r->walk, tree, to_keys)) < 0 ||
	    (e = gj_chart_read_of(r->walk, tree, &to->of)) < 0)
		return e;
	if (to->of & (GJ_OF_ANY | GJ_OF_DEMANDER))
		return gj_walk_fail_at(r->walk, "of", "should be unit, home or above");
	return read_roles(r, tree, &to->roles);
}

static int read_to(struct reader *r, const gj_tree *tree, const gj_chart_recipient **ret_to,
		   size_t *ret_count)
{
	const gj_tree *to = gj_tree_get(tree, "to"), *t;
	size_t mark = r->walk->n, count, i = 0;
	gj_chart_recipient *list;
	int e = GJ_OK;

	if (!to || (to->kind == GJ_TREE_ARRAY && to->count == 0))
		return gj_walk_fail_at(r->walk, "to", "missing: nobody would be told");
	t = first_of(to, &count);
	if (count > RECIPIENTS_MAX)
		return gj_walk_fail_at(r->walk, "to", "more than 32 recipients");
	list = take(r, count, sizeof(*list));
	if (!list)
		return no_memory(r);
	gj_walk_key(r->walk, GJ_STR("to"));
	for (; i < count && e >= 0; t = t->next, i++) {
		size_t item = step_into(r, to, i);

		e = read_recipient(r, t, &list[i]);
		if (e >= 0)
			gj_walk_back(r->walk, item);
	}
	if (e < 0)
		return e;
	gj_walk_back(r->walk, mark);
	*ret_to = list;
	*ret_count = count;
	return GJ_OK;
}

int gj_chart_read_to(gj_walk *walk, gj_arena *arena, const char *const *roles, const gj_tree *tree,
		     const gj_chart_recipient **ret_to, size_t *ret_count)
{
	gj_chart_terms terms = { .roles = roles };
	struct reader r = { walk, arena, &terms, NULL };

	return read_to(&r, tree, ret_to, ret_count);
}

static int read_do(struct reader *r, const gj_tree *tree, gj_chart_rung *rung)
{
	const gj_tree *what = NULL, *card = NULL;
	int at = 0, e = gj_walk_option(r->walk, tree, "do", GJ_TREE_TEXT, &what);

	if (e >= 0)
		e = gj_walk_option(r->walk, tree, "card", GJ_TREE_TEXT, &card);
	if (e < 0)
		return e;
	if (what)
		at = gj_walk_index(do_names, what->text);
	if (at < 0)
		return gj_walk_fail_at(r->walk, "do", "should be message or card");
	rung->card = card ? gj_walk_index(gj_colours, card->text) : -1;
	if (card && rung->card < 0)
		return gj_walk_fail_at(r->walk, "card", "should be blue, yellow or red");
	if ((at == 1) != (card != NULL))
		return gj_walk_fail_at(r->walk, "card",
				       "goes with \"do\": \"card\", and only with it");
	return GJ_OK;
}

static int read_rung(struct reader *r, const gj_tree *tree, gj_chart_clock *clock,
		     gj_chart_rung *rung)
{
	size_t mark;
	int e;

	if ((e = gj_walk_object(r->walk, tree, rung_keys)) < 0 ||
	    (e = gj_walk_text(r->walk, tree, "id", &rung->id)) < 0)
		return e;
	mark = gj_walk_key(r->walk, GJ_STR("id"));
	e = gj_walk_name(r->walk, rung->id);
	if (e >= 0 && gj_chart_rung_find(clock, rung->id))
		e = gj_walk_fail(r->walk, "stands twice");
	if (e < 0)
		return e;
	gj_walk_back(r->walk, mark);
	if ((e = read_offset(r, tree, "at", &rung->at)) < 0 || (e = read_do(r, tree, rung)) < 0 ||
	    (e = gj_walk_option(r->walk, tree, "meta", GJ_TREE_OBJECT, &rung->meta)) < 0)
		return e;
	labels(rung->meta, rung->id, &rung->zh, &rung->en);
	return read_to(r, tree, &rung->to, &rung->to_count);
}

static int read_ladder(struct reader *r, const gj_tree *tree, gj_chart_clock *clock)
{
	const gj_tree *ladder = NULL;
	size_t mark = r->walk->n;
	gj_chart_rung *rungs;
	int e = gj_walk_option(r->walk, tree, "ladder", GJ_TREE_ARRAY, &ladder);

	if (e < 0 || !ladder)
		return e;
	gj_walk_key(r->walk, GJ_STR("ladder"));
	if (ladder->count > GJ_CHART_RUNGS_MAX)
		return gj_walk_fail(r->walk, "more than 16 rungs");
	clock->rungs = rungs = take(r, ladder->count, sizeof(*rungs));
	if (!rungs)
		return no_memory(r);
	for (const gj_tree *t = ladder->child; t && e >= 0; t = t->next) {
		size_t item = gj_walk_item(r->walk, clock->rung_count);

		e = read_rung(r, t, clock, &rungs[clock->rung_count]);
		clock->rung_count++;
		if (e >= 0)
			gj_walk_back(r->walk, item);
	}
	if (e >= 0)
		gj_walk_back(r->walk, mark);
	return e;
}

static int read_lamps(struct reader *r, const gj_tree *tree, gj_chart_clock *clock)
{
	const gj_tree *lamps = NULL;
	size_t mark = r->walk->n;
	int e = gj_walk_option(r->walk, tree, "lamps", GJ_TREE_OBJECT, &lamps);

	clock->lamps[GJ_COLOUR_RED] = GJ_STR("due");
	if (e < 0 || !lamps)
		return e;
	gj_walk_key(r->walk, GJ_STR("lamps"));
	e = gj_walk_object(r->walk, lamps, lamp_keys);
	for (int i = 0; lamp_keys[i] && e >= 0; i++)
		if (gj_tree_get(lamps, lamp_keys[i]))
			e = read_offset(r, lamps, lamp_keys[i], &clock->lamps[i]);
	if (e >= 0)
		gj_walk_back(r->walk, mark);
	return e;
}

/* ---- the whole ---- */

static int read_calendar(struct reader *r, const gj_tree *tree, gj_chart_clock *clock)
{
	const char *const *known = r->terms->calendars;
	const gj_tree *calendar = NULL;
	int e = gj_walk_option(r->walk, tree, "calendar", GJ_TREE_TEXT, &calendar);

	if (e < 0)
		return e;
	if (!known || !known[0])
		return gj_walk_fail(r->walk, "the profile has no calendar to reckon by");
	if (!calendar)
		return GJ_OK;
	if (gj_walk_index(known, calendar->text) < 0)
		return gj_walk_fail_at(r->walk, "calendar", "unknown calendar");
	clock->calendar = calendar->text;
	return GJ_OK;
}

static int read_given(struct reader *r, const gj_tree *tree, gj_chart_clock *clock)
{
	const gj_tree *given = gj_tree_get(tree, "given");

	if (!given)
		return GJ_OK;
	if (given->kind == GJ_TREE_BOOL)
		clock->given = given->integer ? GJ_GIVEN_ORDER : GJ_GIVEN_NO;
	else if (given->kind == GJ_TREE_TEXT && gj_str_is(given->text, "review"))
		clock->given = GJ_GIVEN_REVIEW;
	else
		return gj_walk_fail_at(r->walk, "given", "true, false or \"review\"");
	return GJ_OK;
}

static int read_clock(struct reader *r, const gj_tree *tree, gj_chart_clock *clock)
{
	int e;

	if ((e = gj_walk_name(r->walk, tree->key)) < 0 ||
	    (e = gj_walk_object(r->walk, tree, clock_keys)) < 0)
		return e;
	clock->name = tree->key;
	if ((e = read_states_at(r, tree, "start", "missing: nothing starts this clock",
				&clock->start)) < 0 ||
	    (e = read_states_at(r, tree, "stop", "missing: nothing stops this clock",
				&clock->stop)) < 0)
		return e;
	if (clock->start & clock->stop)
		return gj_walk_fail_at(r->walk, "stop", "a state both starts and stops this clock");
	if ((e = read_pause(r, tree, clock)) < 0 || (e = read_limits(r, tree, clock)) < 0 ||
	    (e = read_calendar(r, tree, clock)) < 0 || (e = read_given(r, tree, clock)) < 0 ||
	    (e = read_on(r, tree, clock)) < 0 || (e = read_extend(r, tree, clock)) < 0 ||
	    (e = read_ladder(r, tree, clock)) < 0 || (e = read_lamps(r, tree, clock)) < 0 ||
	    (e = gj_walk_option(r->walk, tree, "meta", GJ_TREE_OBJECT, &clock->meta)) < 0)
		return e;
	labels(clock->meta, clock->name, &clock->zh, &clock->en);
	return GJ_OK;
}

int gj_chart_read_clocks(gj_walk *walk, gj_arena *arena, const gj_chart_terms *terms,
			 const gj_tree *clocks, gj_chart *chart)
{
	struct reader r = { walk, arena, terms, chart };
	size_t top = walk->n, givens[GJ_GIVEN_REVIEW + 1] = { 0 };
	int e = GJ_OK;

	if (!clocks)
		return GJ_OK;
	gj_walk_key(walk, GJ_STR("clocks"));
	if (clocks->count > GJ_CHART_CLOCKS_MAX)
		return gj_walk_fail(walk, "more than 16 clocks");
	chart->clocks = take(&r, clocks->count, sizeof(*chart->clocks));
	if (!chart->clocks)
		return no_memory(&r);
	for (const gj_tree *t = clocks->child; t && e >= 0; t = t->next) {
		gj_chart_clock *clock = &chart->clocks[chart->clock_count];
		size_t mark = gj_walk_key(walk, t->key);

		e = read_clock(&r, t, clock);
		clock->name = t->key; /* moves may speak of it all the same */
		if (e >= 0 && ++givens[clock->given] > 1 && clock->given)
			e = gj_walk_fail_at(walk, "given",
					    "another clock takes the due time given");
		e = gj_walk_on(walk, mark, e);
		chart->clock_count++;
	}
	if (e >= 0)
		gj_walk_back(walk, top);
	return e;
}
