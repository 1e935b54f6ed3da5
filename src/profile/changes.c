/* SPDX-License-Identifier: Apache-2.0
 *
 * What lies between two profiles, as changes by stable names.
 */
#include "profile/overlay.h"
#include "profile/place.h"

#define PATH_MAX_BYTES 4096

struct comparing {
	gj_arena *arena;
	gj_tree *changes;
	gj_buf path;
};

static int put(gj_tree *object, const char *key, gj_tree *value)
{
	if (!value)
		return GJ_E_NOMEM;
	value->key = gj_str_of(key);
	gj_tree_append(object, value);
	return GJ_OK;
}

static gj_tree *make(gj_arena *arena, gj_tree_kind kind)
{
	gj_tree *node = gj_arena_zero(arena, sizeof(*node));

	if (node)
		node->kind = kind;
	return node;
}

static int begin_change(struct comparing *c, int kind, gj_tree **ret_change)
{
	gj_tree *change = make(c->arena, GJ_TREE_OBJECT);
	gj_str path = gj_arena_str(c->arena, c->path.p, c->path.n);

	if (!change || !path.p)
		return GJ_E_NOMEM;
	if (c->changes->count == GJ_CHANGES_MAX)
		return GJ_E_LIMIT;
	gj_tree_append(c->changes, change);
	*ret_change = change;
	return put(change, gj_change_names[kind], gj_tree_make_text(c->arena, path));
}

/* The place says what the element is called. */
static gj_tree *value_of(struct comparing *c, const gj_tree *node, int in_list)
{
	gj_tree *copy = gj_tree_copy(c->arena, node);
	const char *key = copy && in_list ? gj_place_identity(copy) : NULL;

	if (key)
		gj_tree_unlink(copy, gj_tree_get(copy, key));
	return copy;
}

static int added(struct comparing *c, const gj_tree *node, int in_list, const gj_str *after)
{
	gj_tree *change = NULL;
	int e = begin_change(c, GJ_CHANGE_ADD, &change);

	if (e >= 0 && !(in_list && node->kind == GJ_TREE_TEXT))
		e = put(change, "value", value_of(c, node, in_list));
	if (e >= 0 && after)
		e = put(change, "after", gj_tree_make_text(c->arena, *after));
	return e;
}

static int removed(struct comparing *c, const gj_tree *node)
{
	gj_tree *change = NULL;
	int e = begin_change(c, GJ_CHANGE_REMOVE, &change);

	return e < 0 ? e : put(change, "was", gj_tree_copy(c->arena, node));
}

static int replaced(struct comparing *c, const gj_tree *from, const gj_tree *to)
{
	gj_tree *change = NULL;
	int e = begin_change(c, GJ_CHANGE_REPLACE, &change);

	if (e >= 0)
		e = put(change, "value", gj_tree_copy(c->arena, to));
	return e < 0 ? e : put(change, "was", gj_tree_copy(c->arena, from));
}

static int compare(struct comparing *c, const gj_tree *from, const gj_tree *to);

/* One step down, the change there, and back. */
static int below(struct comparing *c, gj_str step, const gj_tree *from, const gj_tree *to,
		 int in_list, const gj_str *after)
{
	size_t mark = c->path.n;
	int e;

	gj_place_write(&c->path, step);
	gj_buf_end(&c->path);
	if (c->path.failed < 0)
		return c->path.failed;
	if (from && to)
		e = compare(c, from, to);
	else if (to)
		e = added(c, to, in_list, after);
	else
		e = removed(c, from);
	c->path.n = mark;
	return e;
}

static int compare_objects(struct comparing *c, const gj_tree *from, const gj_tree *to)
{
	int e = GJ_OK;

	for (const gj_tree *t = from->child; t && e >= 0; t = t->next)
		e = below(c, t->key, t, gj_place_child(c->arena, to, t->key), 0, NULL);
	for (const gj_tree *t = to->child; t && e >= 0; t = t->next)
		if (!gj_place_child(c->arena, from, t->key))
			e = below(c, t->key, NULL, t, 0, NULL);
	return e;
}

/* Do those that both have stand in one order? */
static int same_order(gj_arena *arena, const gj_tree *from, const gj_tree *to)
{
	const gj_tree *next = from->child;

	for (const gj_tree *t = to->child; t; t = t->next) {
		gj_str name = gj_place_name(arena, t);

		if (!gj_place_child(arena, from, name))
			continue;
		while (next && !gj_place_child(arena, to, gj_place_name(arena, next)))
			next = next->next;
		if (!next || !gj_str_eq(gj_place_name(arena, next), name))
			return 0;
		next = next->next;
	}
	return 1;
}

static int is_last(const gj_tree *t, gj_arena *arena, const gj_tree *from)
{
	for (t = t->next; t; t = t->next)
		if (gj_place_child(arena, from, gj_place_name(arena, t)))
			return 0;
	return 1;
}

static int compare_lists(struct comparing *c, const gj_tree *from, const gj_tree *to)
{
	gj_str before = GJ_STR("");
	int e = GJ_OK;

	for (const gj_tree *t = from->child; t && e >= 0; t = t->next) {
		gj_str name = gj_place_name(c->arena, t);

		e = below(c, name, t, gj_place_child(c->arena, to, name), 1, NULL);
	}
	/* What stands behind all that was there needs no word of its place. */
	for (const gj_tree *t = to->child; t && e >= 0; t = t->next) {
		gj_str name = gj_place_name(c->arena, t);

		if (!gj_place_child(c->arena, from, name))
			e = below(c, name, NULL, t, 1, is_last(t, c->arena, from) ? NULL : &before);
		before = name;
	}
	return e;
}

/* Does any element stay? In a list that is emptied first nothing tells by which member its new
 * elements are called. */
static int any_stays(struct comparing *c, const gj_tree *from, const gj_tree *to)
{
	for (const gj_tree *t = to->child; t; t = t->next)
		if (gj_place_child(c->arena, from, gj_place_name(c->arena, t)))
			return 1;
	return 0;
}

/* Lists whose elements have no names, or other names for the same place, or of which nothing stays,
 * go as a whole. */
static int by_names(struct comparing *c, const gj_tree *from, const gj_tree *to)
{
	int e = from->child && to->child ? gj_place_named(c->arena, from) : 0;
	const char *a, *b;

	if (e > 0)
		e = gj_place_named(c->arena, to);
	if (e <= 0)
		return e;
	a = gj_place_identity(from->child);
	for (const gj_tree *t = from->child; t; t = t->next)
		if (t->kind != from->child->kind || gj_place_identity(t) != a)
			return 0;
	for (const gj_tree *t = to->child; t; t = t->next) {
		b = gj_place_identity(t);
		if (t->kind != from->child->kind || a != b)
			return 0;
	}
	return any_stays(c, from, to) ? same_order(c->arena, from, to) : 0;
}

static int compare(struct comparing *c, const gj_tree *from, const gj_tree *to)
{
	int e;

	if (gj_tree_same(from, to))
		return GJ_OK;
	if (from->kind == GJ_TREE_OBJECT && to->kind == GJ_TREE_OBJECT)
		return compare_objects(c, from, to);
	if (from->kind == GJ_TREE_ARRAY && to->kind == GJ_TREE_ARRAY) {
		e = by_names(c, from, to);
		if (e != 0)
			return e < 0 ? e : compare_lists(c, from, to);
	}
	return replaced(c, from, to);
}

/* id, version, zh and en are an overlay's own. */
static int compare_profiles(struct comparing *c, const gj_tree *from, const gj_tree *to)
{
	static const char *const own[] = { "id", "version", "zh", "en", NULL };
	int e = GJ_OK;

	for (const gj_tree *t = from->child; t && e >= 0; t = t->next)
		if (gj_walk_index(own, t->key) < 0)
			e = below(c, t->key, t, gj_place_child(c->arena, to, t->key), 0, NULL);
	for (const gj_tree *t = to->child; t && e >= 0; t = t->next)
		if (gj_walk_index(own, t->key) < 0 && !gj_place_child(c->arena, from, t->key))
			e = below(c, t->key, NULL, t, 0, NULL);
	return e;
}

int gj_profile_changes(gj_arena *arena, const gj_tree *from, const gj_tree *to,
		       gj_tree **ret_changes)
{
	struct comparing c = { arena, make(arena, GJ_TREE_ARRAY), { 0 } };
	int e;

	if (!c.changes)
		return GJ_E_NOMEM;
	gj_buf_init(&c.path, arena, PATH_MAX_BYTES);
	e = compare_profiles(&c, from, to);
	if (e >= 0)
		*ret_changes = c.changes;
	return e;
}
