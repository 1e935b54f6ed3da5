/* SPDX-License-Identifier: Apache-2.0
 *
 * What other nouns may ask of demands.
 */
#ifndef GJ_ENGINE_DEMAND_H
#define GJ_ENGINE_DEMAND_H

#include "engine/clock.h"
#include "engine/ctx.h"
#include "engine/message.h"

/* A demand that another noun brings: a finding of a visit. Texts are personal. */
typedef struct gj_demand_new {
	gj_str channel, kind, category, urgency; /* codes; urgency may be absent */
	gj_str subject, detail, place;           /* words; detail and place may be absent */
	int64_t enterprise;                      /* 0: none */
	int64_t visit, finding;                  /* lineage; 0: none */
	int64_t against;                         /* the office complained of; 0: none */
	int32_t confidential;
	int64_t id; /* drawn beforehand by gj_new_id, to be told in an earlier event; 0: draw one */
} gj_demand_new;

/* Registers it in this home, in the same transaction: state and order number as with
 * demand.register, rights checked by the caller. */
int gj_demand_open(gj_ctx *c, int64_t home, const gj_demand_new *in, gj_subject *ret_subject,
		   gj_str *ret_order_no);
/* The order number that the next demand of this home gets in this call; with `ahead`, the one
 * after so many others. */
int gj_demand_next_no(gj_ctx *c, int64_t home, int64_t ahead, gj_str *ret_order_no);

/* Records with a demand that she may know of, and that goes on, that a whistle is blown for it.
 * Its chain is locked. */
int gj_demand_whistled(gj_ctx *c, int64_t demand, int64_t whistle);
/* The demand as a case with clocks, and whom it is about, for telling people of it. */
int gj_demand_told(gj_ctx *c, int64_t id, gj_timed *ret_timed, gj_message_case *ret_told);
/* The units that assist now. */
int gj_demand_assisting(gj_ctx *c, int64_t id, gj_array *ret_units);
/* The demand as a case with clocks, and whether the actor may know of it. */
int gj_demand_case(gj_ctx *c, int64_t id, gj_timed *ret_timed, int *ret_seen);

/* Does this demand not exist for the actor, whose own unit it complains of? 1, 0 or a failure;
 * 0 for what is no demand. */
int gj_demand_hidden(gj_ctx *c, int64_t id);
int gj_demand_ask_hidden(gj_ctx *c, int64_t id); /* asks ahead for what that reads; 0 */

/* Is there such an enterprise, not void, whoever asks? 0 is well. NOT_FOUND or STATE, at
 * /enterprise. */
int gj_demand_check_enterprise(gj_ctx *c, int64_t enterprise);

#endif
