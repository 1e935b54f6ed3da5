/* SPDX-License-Identifier: Apache-2.0
 *
 * A checked walk over a free tree that knows where it is, so that whoever
 * writes a chart or a profile is told the place (a JSON pointer) and the
 * problem in words. The words are for authors, in English, at most 79 bytes.
 */
#ifndef GJ_CHART_WALK_H
#define GJ_CHART_WALK_H

#include "util/tree.h"

/* Every problem of a text, where its author wants to know them all at once. */
typedef struct gj_problem {
	int rule;
	gj_str path, text;
	struct gj_problem *next;
} gj_problem;

#define GJ_PROBLEMS_MAX 100
typedef struct gj_problems {
	gj_arena *arena;
	gj_problem *first, **end;
	size_t count;
} gj_problems;

typedef struct gj_walk {
	gj_error *err;    /* may be NULL */
	int rule;         /* a rule with the parameter {problem} */
	gj_problems *all; /* NULL: the first problem ends the walk */
	size_t passed;    /* problems of parts on which the rest does not rest */
	size_t n;
	char path[256];
} gj_walk;

void gj_problems_start(gj_problems *problems, gj_arena *arena);
/* Past GJ_PROBLEMS_MAX they are dropped; NOMEM. */
int gj_problems_add(gj_problems *problems, int rule, const char *path, gj_str text);

void gj_walk_start(gj_walk *walk, int rule, gj_error *err);
/* One step down; returns the mark for gj_walk_back. */
size_t gj_walk_key(gj_walk *walk, gj_str key);
size_t gj_walk_item(gj_walk *walk, size_t index);
void gj_walk_back(gj_walk *walk, size_t mark);
/* After one of several parts that do not rest on each other: where all problems are wanted, a
 * problem of this part does not end the walk. Goes back to mark. */
int gj_walk_on(gj_walk *walk, size_t mark, int code);
/* How many problems there are so far; what rests on a part with problems is not looked at. */
size_t gj_walk_problems(const gj_walk *walk);
/* BAD_VALUE when there were any. */
int gj_walk_end(const gj_walk *walk);

/* All return GJ_E_BAD_VALUE. */
int gj_walk_fail(gj_walk *walk, const char *problem);
int gj_walk_fail_at(gj_walk *walk, const char *key, const char *problem);
int gj_walk_fail_name(gj_walk *walk, const char *before, gj_str name, const char *after);

/* An object with no keys but these (NULL-terminated; NULL takes any). */
int gj_walk_object(gj_walk *walk, const gj_tree *tree, const char *const *keys);
/* The member `key`, which must be there and of this kind, neither empty text nor empty list. */
int gj_walk_member(gj_walk *walk, const gj_tree *object, const char *key, gj_tree_kind kind,
		   const gj_tree **ret_member);
/* As gj_walk_member, but NULL when it is absent. */
int gj_walk_option(gj_walk *walk, const gj_tree *object, const char *key, gj_tree_kind kind,
		   const gj_tree **ret_member);
int gj_walk_text(gj_walk *walk, const gj_tree *object, const char *key, gj_str *ret_text);
/* A name that programs use: a-z first, then a-z, 0-9 and _, at most 40. */
int gj_walk_name(gj_walk *walk, gj_str name);
/* One name or a list of names out of at most 64, as a set of bits: bit i is
 * names[i]. An empty list, an unknown name and a name given twice are refused. */
int gj_walk_names(gj_walk *walk, const gj_tree *tree, const char *const *names, const char *what,
		  uint64_t *ret_bits);
/* Place of a name in a NULL-terminated list, or -1. */
int gj_walk_index(const char *const *names, gj_str name);

#endif
