/* SPDX-License-Identifier: Apache-2.0
 *
 * Overlays: what one place does differently, said against a base profile. Base and overlay
 * give one plain profile; nothing of the overlay is left in it but its words.
 *
 *	{"base": {"id": "cn-default", "version": 1, "hash": "..."},
 *	 "id": "shuguang", "version": 1, "zh": "...", "en": "...", "source": ["..."],
 *	 "changes": [
 *	   {"add": "/codes/channel/items/kiosk", "after": "window",
 *	    "value": {"zh": "自助终端", "en": "Kiosk"}, "source": "..."},
 *	   {"replace": "/calendars/cn/roll", "value": "rest_day", "was": "none"},
 *	   {"remove": "/roles/steward/rights/visit.write"}]}
 *
 * Places are named as in place.h. `version` and `hash` of the base are optional, and hold what
 * they say. `was` is what the base had when the overlay was written: where it is given, and
 * the base has something else by now, that is a conflict. No change lies inside another,
 * so their order means nothing but the order in which a list grows. id, version, zh and en of
 * the result are the overlay's; its sources are those of the base and then the overlay's.
 */
#ifndef GJ_PROFILE_OVERLAY_H
#define GJ_PROFILE_OVERLAY_H

#include "profile/profile.h"

#define GJ_CHANGES_MAX 1000

enum gj_change_kind { GJ_CHANGE_ADD, GJ_CHANGE_REPLACE, GJ_CHANGE_REMOVE };
extern const char *const gj_change_names[]; /* "add"; NULL-terminated */

typedef struct gj_change {
	int kind; /* enum gj_change_kind */
	gj_str path;
	const gj_tree *value; /* NULL: of a removal, or a word that stands for itself */
	const gj_tree *was;   /* NULL: not told */
	gj_str after, source; /* GJ_STR_NONE: not told; after "": as the first */
	const gj_tree *tree;  /* as written */
} gj_change;

typedef struct gj_overlay {
	gj_str id, base_id, base_hash; /* base_hash GJ_STR_NONE: not told */
	int64_t base_version;          /* 0: not told */
	const gj_change *changes;
	size_t count;
	const gj_tree *tree;
} gj_overlay;

/* An overlay points into its tree. GJ_E_BAD_VALUE, rule overlay_path, with the place in the
 * overlay and {problem}. */
int gj_overlay_read(gj_walk *walk, gj_arena *arena, const gj_tree *tree,
		    const gj_overlay **ret_overlay);

/* The base (a tree that compiles) with every change made, in canonical form once it is
 * written. base_hash: of its canonical bytes, GJ_STR_NONE when nobody asks. */
int gj_overlay_apply(gj_walk *walk, gj_arena *arena, const gj_tree *base, gj_str base_hash,
		     const gj_overlay *overlay, gj_tree **ret_result);
/* The same, and the result compiled. What is not sound there is told by the place in the
 * overlay that made it so ("/changes/3/value/zh"), and where none can be named by that in the
 * result ("/result/charts/demand/states/signed"). */
int gj_overlay_compile(gj_walk *walk, gj_arena *arena, const gj_tree *base, gj_str base_hash,
		       const gj_overlay *overlay, gj_tree **ret_result,
		       const gj_profile **ret_profile);
/* The overlay as it is recorded: with the base's hash, and with what every change found
 * there, so that it can be merged with another base when this one is gone. */
int gj_overlay_complete(gj_arena *arena, const gj_tree *base, gj_str base_hash,
			const gj_overlay *overlay, gj_tree **ret_tree);

/* ---- what lies between two profiles ---- */

/* The changes that make `to` of `from`, as the member "changes" of an overlay: applying them
 * gives `to` again, byte for byte. GJ_E_LIMIT: more than GJ_CHANGES_MAX. */
int gj_profile_changes(gj_arena *arena, const gj_tree *from, const gj_tree *to,
		       gj_tree **ret_changes);
/* One change in a sentence: which thing, by the names that people read, and what of it. The
 * names are looked up in `from` and, for what is new, in `to`. */
int gj_change_text(gj_buf *out, gj_arena *arena, const gj_tree *from, const gj_tree *to,
		   const gj_change *change, int chinese);

/* ---- another base ---- */

enum gj_conflict_kind {
	GJ_CONFLICT_NONE,
	GJ_CONFLICT_GONE,    /* the new base has nothing there (any more) */
	GJ_CONFLICT_CHANGED, /* it changed what the overlay changes or removes */
	GJ_CONFLICT_ADDED,   /* it has what the overlay adds, but another */
	GJ_CONFLICT_UNKNOWN  /* the overlay does not say what it was written against */
};
extern const char *const gj_conflict_names[]; /* "none"; NULL-terminated */

typedef struct gj_merge_item {
	int conflict; /* enum gj_conflict_kind */
	int dropped;  /* the new base says so itself, or the base was taken */
	const gj_change *change;
	const gj_tree *now; /* what the new base has there; NULL: nothing */
} gj_merge_item;

/* Which side is taken where both changed. */
typedef struct gj_settlement {
	gj_str path;
	int overlay; /* 1: the overlay's; 0: the base's */
} gj_settlement;

/* What becomes of every change, item by item, and the overlay for the new base. A conflict that
 * is not settled stays in it with what it `was`, so that it cannot be adopted by mistake. */
int gj_overlay_merge(gj_walk *walk, gj_arena *arena, const gj_overlay *overlay, const gj_tree *base,
		     gj_str base_hash, const gj_settlement *settled, size_t settled_count,
		     const gj_merge_item **ret_items, gj_tree **ret_tree);

#endif
