/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions to a compiled chart.
 */
#include "chart/chart_priv.h"

#include <assert.h>

static const char *const class_names[] = { "new", "active", "waiting", "done", NULL };

const char *gj_state_class_name(int cls)
{
	assert(cls >= GJ_STATE_NEW && cls <= GJ_STATE_DONE);
	return class_names[cls];
}

int gj_state_class_of(gj_str name)
{
	return gj_walk_index(class_names, name);
}

int gj_chart_index(const gj_chart *chart, gj_str state)
{
	for (size_t i = 0; i < chart->state_count; i++)
		if (gj_str_eq(chart->states[i].name, state))
			return (int)i;
	return -1;
}

const gj_chart_state *gj_chart_state_at(const gj_chart *chart, size_t index)
{
	return index < chart->state_count ? &chart->states[index] : NULL;
}

const gj_chart_state *gj_chart_find(const gj_chart *chart, gj_str state)
{
	int at = gj_chart_index(chart, state);

	return at < 0 ? NULL : &chart->states[at];
}

const gj_chart_move *gj_chart_opening(const gj_chart *chart, size_t *ret_count)
{
	*ret_count = chart->opening_count;
	return chart->moves;
}

gj_str gj_chart_id(const gj_chart *chart)
{
	return chart->id;
}

int64_t gj_chart_version(const gj_chart *chart)
{
	return chart->version;
}

gj_str gj_chart_initial(const gj_chart *chart)
{
	return chart->states[chart->initial].name;
}

const gj_chart_clock *gj_chart_clock_at(const gj_chart *chart, size_t index)
{
	return index < chart->clock_count ? &chart->clocks[index] : NULL;
}

const gj_chart_clock *gj_chart_clock_find(const gj_chart *chart, gj_str name)
{
	for (size_t i = 0; i < chart->clock_count; i++)
		if (gj_str_eq(chart->clocks[i].name, name))
			return &chart->clocks[i];
	return NULL;
}

const gj_chart_rung *gj_chart_rung_find(const gj_chart_clock *clock, gj_str id)
{
	for (size_t i = 0; i < clock->rung_count; i++)
		if (gj_str_eq(clock->rungs[i].id, id))
			return &clock->rungs[i];
	return NULL;
}

const gj_chart_limit *gj_chart_clock_limit(const gj_chart_clock *clock, uint64_t guards)
{
	size_t i = 0;

	while (clock->limits[i].guards & ~guards) /* the last one has none */
		i++;
	return &clock->limits[i];
}

gj_str gj_chart_clock_cap(const gj_chart *chart, const gj_chart_clock *clock, gj_str state)
{
	for (size_t i = 0; i < clock->cap_count; i++)
		if (gj_str_eq(chart->states[clock->caps[i].state].name, state))
			return clock->caps[i].text;
	return GJ_STR_NONE;
}

int gj_chart_class(const gj_chart *chart, gj_str state)
{
	const gj_chart_state *found = gj_chart_find(chart, state);

	return found ? found->cls : -1;
}

int gj_chart_tagged(const gj_chart *chart, gj_str state, const char *tag)
{
	const gj_chart_state *found = gj_chart_find(chart, state);

	if (!found || !found->tags)
		return 0;
	for (const gj_tree *t = found->tags->child; t; t = t->next)
		if (gj_str_is(t->text, tag))
			return 1;
	return 0;
}

/* The moves out of a state, or the opening ones; 0 when there is no such state. */
static int moves_of(const gj_chart *chart, gj_str state, const gj_chart_move **ret_moves,
		    size_t *ret_count)
{
	const gj_chart_state *found;

	if (state.n == 0) {
		*ret_moves = gj_chart_opening(chart, ret_count);
		return 1;
	}
	found = gj_chart_find(chart, state);
	if (!found)
		return 0;
	*ret_moves = found->moves;
	*ret_count = found->move_count;
	return 1;
}

static int may(const gj_chart_move *move, const gj_chart_actor *actor)
{
	if (!(move->roles & actor->roles))
		return 0;
	return (move->of & (GJ_OF_ANY | actor->office)) != 0;
}

static int not_allowed(gj_error *err, gj_str verb, gj_str state)
{
	gj_fail(err, GJ_E_STATE, GJ_RULE_verb_not_allowed);
	if (err) {
		gj_fail_text(err, "verb", verb);
		gj_fail_text(err, "state", state.p ? state : GJ_STR(""));
	}
	return GJ_E_STATE;
}

int gj_chart_step(const gj_chart *chart, gj_str state, gj_str verb, uint64_t guards,
		  const gj_chart_actor *actor, const gj_chart_move **ret_move, gj_error *err)
{
	const gj_chart_move *moves = NULL;
	size_t count = 0;

	if (!moves_of(chart, state, &moves, &count))
		return gj_fail(err, GJ_E_BUG, GJ_RULE_NONE);
	for (size_t i = 0; i < count; i++) {
		const gj_chart_move *move = &moves[i];

		if (!gj_str_eq(move->verb, verb) || (move->guards & ~guards))
			continue;
		if (!may(move, actor)) {
			gj_fail(err, GJ_E_DENIED, GJ_RULE_verb_not_yours);
			if (err)
				gj_fail_text(err, "verb", verb);
			return GJ_E_DENIED;
		}
		*ret_move = move;
		return GJ_OK;
	}
	return not_allowed(err, verb, state);
}

size_t gj_chart_verbs(const gj_chart *chart, gj_str state, const gj_chart_actor *actor,
		      gj_str *ret_verbs, size_t max)
{
	const gj_chart_move *moves = NULL;
	gj_str last = GJ_STR_NONE;
	size_t count = 0, n = 0;

	if (!moves_of(chart, state, &moves, &count))
		return 0;
	/* Alternatives of a verb stand together, so the last one is enough to compare. */
	for (size_t i = 0; i < count; i++) {
		if (last.p && gj_str_eq(moves[i].verb, last))
			continue;
		if (actor && !may(&moves[i], actor))
			continue;
		last = moves[i].verb;
		if (n < max)
			ret_verbs[n] = last;
		n++;
	}
	return n;
}
