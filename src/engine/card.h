/* SPDX-License-Identifier: Apache-2.0
 *
 * Cards (黄牌、红牌) that units are given: by a rung of a clock's ladder, by hand, or by the profile's
 * rule for others that added up (profile/supervise.h). A card is a fact; what a clock shows is not.
 */
#ifndef GJ_ENGINE_CARD_H
#define GJ_ENGINE_CARD_H

#include "engine/ctx.h"

/* A card named in the event of what came of it. */
typedef struct gj_card_ref {
	gj_has has;
	int64_t card;
} gj_card_ref;
extern const gj_record gj_card_ref_record;
/* Numbers (int64_t) as such. */
int gj_card_refs(gj_ctx *c, const gj_array *cards, gj_array *ret_refs);

/* As shown. */
typedef struct gj_card_row {
	gj_has has;
	int64_t id, unit, about;
	gj_str order_no;
	int32_t colour, origin;
	gj_str clock, rung, reason;
	gj_veil note;
	int64_t given_at, counted;
	int32_t voided;
	int64_t revision;
} gj_card_row;
extern const gj_record gj_card_row_record;

/* Those that an order came of, without those of cases that the actor may not know of. */
int gj_cards_counted(gj_ctx *c, int64_t home, int64_t order, gj_array *ret_rows);

/* What the profile has follow now that the unit was given one more of this colour about a case of
 * this home; as events of their own. The chain is locked; rights are not asked for. */
int gj_cards_add_up(gj_ctx *c, int64_t home, int64_t unit, int colour);

/* ---- what the two files share ---- */

typedef struct gj_card_body {
	gj_has has;
	int64_t unit, about;
	gj_str card; /* its colour */
	gj_str reason;
	int32_t by_rule;
	int64_t against;
	gj_array cards, messages;
	gj_veil note;
} gj_card_body;
extern const gj_record gj_card_given_record;
/* Records it and tells those concerned. The body has what is particular: reason, note, cards. */
int gj_card_give(gj_ctx *c, int64_t home, int64_t unit, int64_t about, int colour,
		 gj_card_body *body);

#endif
