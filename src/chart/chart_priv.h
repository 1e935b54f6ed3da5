/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the chart module share.
 */
#ifndef GJ_CHART_CHART_PRIV_H
#define GJ_CHART_CHART_PRIV_H

#include "chart/chart.h"

struct gj_chart {
	gj_str id;
	int64_t version;
	size_t initial;
	gj_chart_state *states;
	size_t state_count;
	gj_chart_move *moves; /* the opening ones first, then state by state */
	size_t move_count, opening_count;
	gj_chart_clock *clocks;
	size_t clock_count;
};

/* Soundness of the whole, after every part has been read. */
int gj_chart_check(gj_walk *walk, const gj_chart *chart);
/* Alternatives of one verb: none may be hidden by an earlier one. */
int gj_chart_check_verb(gj_walk *walk, const gj_chart_move *first, size_t count);
/* After the states, before the moves, which may name them (clock_read.c). */
int gj_chart_read_clocks(gj_walk *walk, gj_arena *arena, const gj_chart_terms *terms,
			 const gj_tree *clocks, gj_chart *chart);
/* "clocks" of a move. */
int gj_chart_read_effects(gj_walk *walk, gj_arena *arena, const gj_chart *chart,
			  const gj_tree *tree, const uint8_t **ret_effects);
/* The limit that a key of a tree names. */
int gj_chart_read_limit(gj_walk *walk, const gj_chart_terms *terms, const gj_tree *tree,
			const char *key, gj_chart_limit *ret_limit);
/* One relation of offices or several, as a set of enum gj_chart_of. */
int gj_chart_read_of(gj_walk *walk, const gj_tree *tree, uint32_t *ret_of);
/* Place of a state by name, or -1. */
int gj_chart_index(const gj_chart *chart, gj_str state);

#endif
