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
 *	  "cards": {"red": {"kind": "red", "reason": "overdue", "by": "home"}}}
 *
 * missed: the order that is issued when it is recorded that a party to a whistle did not come.
 * problem: how many reworks, or how many transfers, mark a demand as a problem order; issue: the
 * order that is issued then, if any. cards: the slip that is issued to who has a demand, or leads a
 * whistle, when a rung of a ladder gives it a card of that colour. by: the case's own home office,
 * or the office above it.
 */
#ifndef GJ_PROFILE_SUPERVISE_H
#define GJ_PROFILE_SUPERVISE_H

#include "chart/chart.h"

typedef struct gj_supervise_rule {
	gj_str kind, reason; /* kind GJ_STR_NONE: nothing is issued */
	int above;
} gj_supervise_rule;

typedef struct gj_supervise {
	gj_supervise_rule missed, problem, cards[GJ_COLOUR_COUNT];
	int64_t reworks, transfers; /* 0: they mark nothing */
} gj_supervise;

/* Texts stay in the tree. Whether the codes exist is for the profile to check. */
int gj_supervise_read(gj_walk *walk, const gj_tree *tree, gj_supervise *ret_supervise);

#endif
