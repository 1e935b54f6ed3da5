/* SPDX-License-Identifier: Apache-2.0
 *
 * One step of a demand under way: what the files that decide about its verbs share.
 */
#ifndef GJ_ENGINE_DEMAND_ACT_H
#define GJ_ENGINE_DEMAND_ACT_H

#include "engine/demand_priv.h"

#define GJ_PARTS_MAX 50

typedef struct gj_part_args {
	gj_has has;
	gj_str kind, category, urgency;
	gj_veil subject, detail, place;
} gj_part_args;

extern const gj_record gj_demand_part_args;

typedef struct gj_demander_args {
	gj_has has;
	gj_veil name, phone;
} gj_demander_args;

extern const gj_record gj_demand_demander_args;

/* All that any verb takes; each verb's table names what it takes itself. */
typedef struct gj_demand_act_args {
	gj_has has;
	GJ_CHANGE_ARGS;
	int64_t unit;
	gj_array assist;
	int64_t due_at;
	gj_str mode, reason;
	gj_veil text, note, measure;
	gj_str disposition, resolution, level;
	int32_t review_on;
	gj_str by, result, satisfaction;
	int32_t contacted;
	gj_array parts;
	int64_t into;
	gj_array evidence;
	/* amend */
	gj_str channel, kind, category, urgency;
	gj_veil subject, detail, place;
	int64_t enterprise;
	gj_demander_args demander;
	int32_t confidential;
	/* extend */
	gj_str clock, limit;
} gj_demand_act_args;

typedef struct gj_demand_step {
	const gj_demand_act_args *in;
	const gj_record *record; /* of the body */
	gj_demand demand, other; /* other: the one that a duplicate goes into */
	gj_case_chart chart;
	const gj_chart_move *move;
	gj_demand_body body;
} gj_demand_step;

/* ---- the shelf (demand_shelf.c): what is particular to its verbs ---- */

/* Of an answer: what is shelved needs reason, measure and the day of a review, what is not has
 * none of it. */
int gj_demand_shelve(gj_ctx *c, gj_demand_step *a);
/* What lies there is not amended into something else, nor anything into it. */
int gj_demand_shelf_amend(gj_ctx *c, gj_demand_step *a);
int gj_demand_shelf_review(gj_ctx *c, gj_demand_step *a);
int gj_demand_shelf_propose(gj_ctx *c, gj_demand_step *a);
int gj_demand_shelf_strike(gj_ctx *c, gj_demand_step *a);
int gj_demand_shelf_keep(gj_ctx *c, gj_demand_step *a);
/* Marks a step by which it leaves the shelf without being struck off. */
void gj_demand_shelf_left(gj_demand_step *a, int verb);

#endif
