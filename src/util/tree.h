/* SPDX-License-Identifier: Apache-2.0
 *
 * Free JSON: rules, charts, custom fields. Read strictly (by the same reader as
 * everything else), kept as a read-only tree in an arena, written canonically:
 * no spaces, keys in byte order, so that equal trees have equal bytes.
 */
#ifndef GJ_UTIL_TREE_H
#define GJ_UTIL_TREE_H

#include "util/error.h"

typedef enum gj_tree_kind {
	GJ_TREE_NULL,
	GJ_TREE_BOOL,
	GJ_TREE_INT,    /* an integer within 2^53, however written: 1, 1.0, 1e0 */
	GJ_TREE_NUMBER, /* any other finite number */
	GJ_TREE_TEXT,
	GJ_TREE_ARRAY,
	GJ_TREE_OBJECT
} gj_tree_kind;

typedef struct gj_tree {
	gj_tree_kind kind;
	int64_t integer;        /* BOOL, INT */
	double number;          /* NUMBER */
	gj_str text;            /* TEXT */
	gj_str key;             /* this node's key in its object */
	struct gj_tree *child;  /* first child of ARRAY and OBJECT */
	struct gj_tree *next;   /* next sibling */
	size_t count;           /* children */
} gj_tree;

/* Strict: what json.h refuses is refused here too, with the path. */
int gj_tree_parse(gj_arena *arena, gj_str json, gj_tree **ret_tree, gj_error *err);
void gj_tree_write(gj_buf *out, const gj_tree *tree); /* canonical */
const gj_tree *gj_tree_get(const gj_tree *object, const char *key); /* NULL: none */
const gj_tree *gj_tree_at(const gj_tree *array, size_t index);
gj_str gj_tree_text(const gj_tree *object, const char *key); /* GJ_STR_NONE: none */

#endif
