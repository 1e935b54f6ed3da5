/* SPDX-License-Identifier: Apache-2.0
 *
 * What a profile has supervised without anybody's asking. A profile without this section has
 * nothing supervised by itself.
 *
 *	"supervise": {
 *	  "source": "...",
 *	  "missed": {"kind": "red", "reason": "not_reported_in", "by": "above"},
 *	  "problem": {"reworks": 3, "transfers": 3,
 *	              "issue": {"kind": "yellow", "reason": "repeated", "by": "home"}},
 *	  "cards": {"red": {"kind": "red", "reason": "overdue", "by": "home"}},
 *	  "add_up": {"yellow": {"count": 2, "within": "year", "card": "red"},
 *	             "red": {"count": 3, "in_a_row": true, "within": "90nd",
 *	                     "issue": {"kind": "summons", "reason": "cards", "by": "over"}}}}
 *
 * missed: the order that is issued when it is recorded that a party to a whistle did not come.
 * problem: how many reworks, or how many transfers, mark a demand as a problem order; issue: the
 * order that is issued then, if any. cards: the slip that is issued to who has a demand, or leads a
 * whistle, when it is given a card of that colour. add_up: what follows when a unit was given so
 * many cards of a colour about cases of one home: a graver card, or an order to the unit itself,
 * about no single case. within: the calendar year, by the ledger's zone, or so many days; absent:
 * for ever. in_a_row: not if meanwhile the unit stopped a clock in time that gives such cards. Each
 * card counts once. by: the case's own home office, the office above it, or the office over the
 * unit.
 */
#ifndef GJ_PROFILE_SUPERVISE_H
#define GJ_PROFILE_SUPERVISE_H

#include "chart/chart.h"

typedef struct gj_supervise_rule {
	gj_str kind, reason; /* kind GJ_STR_NONE: nothing is issued */
	int by;              /* enum gj_supervise_by */
} gj_supervise_rule;

enum gj_supervise_by { GJ_BY_HOME, GJ_BY_ABOVE, GJ_BY_OVER };

/* What so many cards of a colour are followed by. */
typedef struct gj_add_up {
	int64_t count; /* 0: by nothing */
	int64_t days;  /* within so many; 0: no such bound */
	int year, in_a_row;
	int card; /* enum gj_colour, graver than they; -1: an order */
	gj_supervise_rule issue;
} gj_add_up;

typedef struct gj_supervise {
	gj_supervise_rule missed, problem, cards[GJ_COLOUR_COUNT];
	gj_add_up add_up[GJ_COLOUR_COUNT];
	int64_t reworks, transfers; /* 0: they mark nothing */
} gj_supervise;

/* Texts stay in the tree. Whether the codes exist is for the profile to check. */
int gj_supervise_read(gj_walk *walk, const gj_tree *tree, gj_supervise *ret_supervise);

#endif
