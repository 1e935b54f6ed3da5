/* SPDX-License-Identifier: Apache-2.0
 *
 * A case: whatever runs on a chart of the profile, pinned by hash when it was opened. What the
 * actor is to it: whoever acts for the home office, for the unit in charge, for an office above,
 * for the demander. What a move demands.
 */
#ifndef GJ_ENGINE_CASE_H
#define GJ_ENGINE_CASE_H

#include "engine/ctx.h"

typedef struct gj_case {
	const char *noun;     /* whose chart it runs on: "demand" */
	gj_str state;         /* GJ_STR_NONE: it is about to be opened */
	int64_t office, unit; /* its home's, and the one in charge */
	int64_t registrar;    /* the member of staff who speaks for the demander; 0: nobody */
} gj_case;

typedef struct gj_case_chart {
	const gj_profile *profile; /* whose roles the chart's sets of roles stand for */
	const gj_chart *chart;
	gj_str hash;
} gj_case_chart;

/* The chart of this noun with this hash; GJ_STR_NONE: that of the profile in force. */
int gj_case_chart_of(gj_ctx *c, const char *noun, gj_str hash, gj_case_chart *ret_chart);
/* The move that the actor makes with a verb, by whatever she is to the case; as gj_chart_step. */
int gj_case_move(gj_ctx *c, const gj_case *it, const gj_case_chart *chart, gj_str verb,
		 uint64_t guards, const gj_chart_move **ret_move);
/* What she may do now, in the chart's order; texts of the chart. */
int gj_case_verbs(gj_ctx *c, const gj_case *it, const gj_case_chart *chart, gj_array *ret_verbs);

/* ---- evidence ---- */

/* One evidence given with a verb. In an event it has its number among them. */
typedef struct gj_evidence {
	gj_has has;
	gj_str kind;
	gj_veil reference;
	gj_str digest;
	int64_t item;
} gj_evidence;
extern const gj_record gj_evidence_args; /* without the number */
extern const gj_record gj_evidence_record;

/* Are the arguments and the evidence there that a move demands? `known`: kinds of evidence
 * that the case has already, of gj_evidence; may be NULL. */
int gj_case_complete(gj_ctx *c, const gj_chart_move *move, const void *args, const gj_array *given,
		     const gj_array *known);
/* Evidence as given becomes evidence as recorded: numbered. */
void gj_evidence_number(const gj_array *evidence);

#endif
