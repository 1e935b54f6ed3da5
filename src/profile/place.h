/* SPDX-License-Identifier: Apache-2.0
 *
 * Places in a profile by stable names, and changes there. A place is a JSON pointer in which
 * an element of a list is named by what identifies it, never by its position:
 *
 *	/codes/channel/items/window          the code `window` of the list `channel`
 *	/roles/clerk/rights/demand.read      a word stands for itself
 *	/calendars/cn/days/2026-08-01        a day by its date
 *	/charts/demand/states/signed/on/reply/shelved
 *	                                     an alternative by its guards, joined by +; the one
 *	                                     without a guard is called `else`
 *
 * A list in which two elements have one name, or one has none, has no places inside: it can
 * only be replaced as a whole.
 */
#ifndef GJ_PROFILE_PLACE_H
#define GJ_PROFILE_PLACE_H

#include "util/tree.h"

#define GJ_PLACE_STEPS_MAX 32

typedef struct gj_place {
	gj_tree *parent; /* NULL: not even that is there */
	gj_tree *node;   /* NULL: nothing is there */
	gj_str name;     /* the last step */
} gj_place;

/* The member that identifies an element of a list: "code", "date", "id", "state"; NULL: none. */
const char *gj_place_identity(const gj_tree *element);
/* What an element is called in its list. GJ_STR_NONE: nothing, or no memory. */
gj_str gj_place_name(gj_arena *arena, const gj_tree *element);
/* 1 when every element has a name of its own; 0; NOMEM. */
int gj_place_named(gj_arena *arena, const gj_tree *array);
/* The child of an object or a list by name; NULL: none. */
gj_tree *gj_place_child(gj_arena *arena, const gj_tree *parent, gj_str name);

/* The steps of a place, with ~0 and ~1 taken back. GJ_E_BAD_VALUE: no JSON pointer. */
int gj_place_steps(gj_arena *arena, gj_str path, gj_str ret_steps[GJ_PLACE_STEPS_MAX],
		   size_t *ret_count);
int gj_place_find(gj_arena *arena, gj_tree *root, gj_str path, gj_place *ret_place);
void gj_place_write(gj_buf *out, gj_str step); /* "/step", escaped */

/* ---- changes ---- */

/* A copy that may be changed, as deep as there are nodes; texts are shared. NULL: NOMEM. */
gj_tree *gj_tree_copy(gj_arena *arena, const gj_tree *tree);
int gj_tree_same(const gj_tree *a, const gj_tree *b); /* whatever the order of keys */
gj_tree *gj_tree_make_text(gj_arena *arena, gj_str text);
void gj_tree_append(gj_tree *parent, gj_tree *child);
/* Behind `before`, a child of parent; NULL: as the first. */
void gj_tree_insert(gj_tree *parent, gj_tree *before, gj_tree *child);
void gj_tree_unlink(gj_tree *parent, const gj_tree *child);
/* `by`, which has no parent yet, in the place of `child`, with its key. */
void gj_tree_exchange(gj_tree *parent, const gj_tree *child, gj_tree *by);

#endif
