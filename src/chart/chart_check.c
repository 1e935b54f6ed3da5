/* SPDX-License-Identifier: Apache-2.0
 *
 * Soundness: what the single parts of a chart cannot show. At most 64 states,
 * so a set of states is one word and a closure is a short loop.
 */
#include "chart/chart_priv.h"

#define BIT(i) (UINT64_C(1) << (i))

struct graph {
	const gj_chart *chart;
	uint64_t all[GJ_CHART_STATES_MAX]; /* successors by any verb */
	uint64_t own[GJ_CHART_STATES_MAX]; /* successors by the state's own verbs */
	uint64_t done;
};

static void draw(struct graph *g, const gj_chart *chart)
{
	*g = (struct graph){ .chart = chart };
	for (size_t i = 0; i < chart->state_count; i++) {
		const gj_chart_state *state = &chart->states[i];

		if (state->cls == GJ_STATE_DONE)
			g->done |= BIT(i);
		for (size_t m = 0; m < state->move_count; m++) {
			const gj_chart_move *move = &state->moves[m];

			g->all[i] |= BIT(move->target_index);
			if (!move->shared)
				g->own[i] |= BIT(move->target_index);
		}
	}
}

/* Everything that can be reached from `from`, itself included, without leaving
 * a state of `barrier`. */
static uint64_t forward(const struct graph *g, uint64_t from, uint64_t barrier)
{
	uint64_t seen = from, before;

	do {
		before = seen;
		for (size_t i = 0; i < g->chart->state_count; i++)
			if (seen & ~barrier & BIT(i))
				seen |= g->all[i];
	} while (seen != before);
	return seen;
}

/* Everything from which `to` can be reached by the states' own verbs. */
static uint64_t backward(const struct graph *g, uint64_t to)
{
	uint64_t seen = to, before;

	do {
		before = seen;
		for (size_t i = 0; i < g->chart->state_count; i++)
			if (g->own[i] & seen)
				seen |= BIT(i);
	} while (seen != before);
	return seen;
}

static int fail_state(gj_walk *walk, const gj_chart_state *state, const char *problem)
{
	gj_walk_key(walk, GJ_STR("states"));
	gj_walk_key(walk, state->name);
	return gj_walk_fail(walk, problem);
}

static int check_states(gj_walk *walk, const struct graph *g)
{
	const gj_chart *chart = g->chart;
	uint64_t reached = forward(g, BIT(chart->initial), 0);
	uint64_t ending = backward(g, g->done);

	if (!g->done)
		return gj_walk_fail_at(walk, "states", "no state of class done");
	for (size_t i = 0; i < chart->state_count; i++) {
		size_t mark = walk->n;
		int r = GJ_OK;

		if (!(reached & BIT(i)))
			r = fail_state(walk, &chart->states[i],
				       "unreachable: no verb leads here from the initial state");
		else if (!(ending & BIT(i)))
			r = fail_state(walk, &chart->states[i],
				       "dead end: from here no done state can be reached");
		r = gj_walk_on(walk, mark, r);
		if (r < 0)
			return r;
	}
	return GJ_OK;
}

/* A done state ends every clock that it does not itself start; any other state
 * in which the clock may run must lead to one of its stops. */
static int check_running(gj_walk *walk, const struct graph *g, uint64_t start, uint64_t stop)
{
	uint64_t ends = stop | (g->done & ~start);
	uint64_t running = forward(g, start, ends) & ~ends;
	uint64_t stopping = backward(g, stop);

	for (size_t i = 0; i < g->chart->state_count; i++) {
		if (running & ~stopping & BIT(i)) {
			gj_walk_key(walk, GJ_STR("stop"));
			return gj_walk_fail_name(walk, "nothing stops it once in state ",
						 g->chart->states[i].name, "");
		}
	}
	return GJ_OK;
}

static int check_clocks(gj_walk *walk, const struct graph *g)
{
	size_t top = gj_walk_key(walk, GJ_STR("clocks"));

	for (size_t i = 0; i < g->chart->clock_count; i++) {
		const gj_chart_clock *clock = &g->chart->clocks[i];
		size_t mark = gj_walk_key(walk, clock->name);
		int r = gj_walk_on(walk, mark, check_running(walk, g, clock->start, clock->stop));

		if (r < 0)
			return r;
	}
	gj_walk_back(walk, top);
	return GJ_OK;
}

int gj_chart_check(gj_walk *walk, const gj_chart *chart)
{
	struct graph g;
	int r;

	draw(&g, chart);
	r = check_states(walk, &g);
	if (r >= 0)
		r = check_clocks(walk, &g);
	return r < 0 ? r : gj_walk_end(walk);
}

/* Guards only ever ask that something holds, so an alternative is hidden
 * exactly when an earlier one asks for nothing that it does not ask for too. */
int gj_chart_check_verb(gj_walk *walk, const gj_chart_move *first, size_t count)
{
	for (size_t later = 1; later < count; later++) {
		for (size_t i = 0; i < later; i++) {
			if (first[i].guards & ~first[later].guards)
				continue;
			gj_walk_item(walk, later);
			if (!first[i].guards && !first[later].guards)
				return gj_walk_fail(walk, "a second alternative without a guard");
			return gj_walk_fail(walk, "never taken: an earlier alternative shadows it");
		}
	}
	return GJ_OK;
}
