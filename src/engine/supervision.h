/* SPDX-License-Identifier: Apache-2.0
 *
 * What other nouns may ask of supervision orders.
 */
#ifndef GJ_ENGINE_SUPERVISION_H
#define GJ_ENGINE_SUPERVISION_H

#include "engine/clock.h"
#include "engine/message.h"

/* What the profile has supervised by itself, as events of their own behind the one that gives
 * cause: a party that did not come, a demand that became a problem order. The case's chain is
 * locked; rights are not asked for. */
int gj_supervision_missed(gj_ctx *c, int64_t party);
int gj_supervision_problem(gj_ctx *c, int64_t demand);
/* The same of a card that the unit of a demand or a whistle was given: enum gj_colour. */
int gj_supervision_carded(gj_ctx *c, int64_t about, gj_str noun, int colour);
/* An order to a unit itself, for cards (an array of int64_t) that it was given about cases of this
 * home. *ret_there: it was issued; it is not where one of that kind goes on, or none can be. */
int gj_supervision_for_cards(gj_ctx *c, const gj_supervise_rule *rule, int64_t home, int64_t unit,
			     const gj_array *cards, int *ret_there);

/* Is a unit that the actor may read for supervised about this, by an order that goes on? For so
 * long she may know of the case. 1, 0 or a failure. */
int gj_supervision_shows_demand(gj_ctx *c, int64_t demand);
int gj_supervision_shows_whistle(gj_ctx *c, int64_t whistle);

/* What an order is about, if this is one; NOT_FOUND. */
int gj_supervision_about(gj_ctx *c, int64_t id, int64_t *ret_about);

/* As a case with clocks, and whether the actor may know of it; whom it is about. */
int gj_supervision_timed(gj_ctx *c, int64_t id, gj_timed *ret_timed, int *ret_seen);
int gj_supervision_told(gj_ctx *c, int64_t id, gj_timed *ret_timed, gj_message_case *ret_told);

#endif
