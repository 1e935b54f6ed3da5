/* SPDX-License-Identifier: Apache-2.0
 *
 * An overlay and another base: a three-way merge by stable names. What the overlay does not
 * touch comes from the new base; where it touches something, what the old base had there is
 * `was`, so the old base itself is not needed.
 */
#include "profile/overlay.h"
#include "profile/place.h"

const char *const gj_conflict_names[] = { "none", "gone", "changed", "added", "unknown", NULL };

struct merging {
	gj_walk *walk;
	gj_arena *arena;
	gj_tree *base;
	const gj_settlement *settled;
	size_t settled_count;
};

/* Does the overlay's value say the same as what is there? The place may have said the code. */
static int says_same(gj_arena *arena, const gj_change *change, const gj_tree *there)
{
	const gj_tree *value = change->value;
	const char *key = gj_place_identity(there);
	gj_tree *copy;

	if (!value)
		return there->kind == GJ_TREE_TEXT;
	if (gj_tree_same(value, there))
		return 1;
	if (!key || value->kind != GJ_TREE_OBJECT || gj_tree_get(value, key))
		return 0;
	copy = gj_tree_copy(arena, there);
	if (!copy)
		return GJ_E_NOMEM;
	gj_tree_unlink(copy, gj_tree_get(copy, key));
	return gj_tree_same(value, copy);
}

/* The rules, in one place: what became of one change under the new base. */
static int judge(struct merging *m, const gj_change *change, gj_merge_item *ret_item)
{
	gj_merge_item item = { GJ_CONFLICT_NONE, 0, change, NULL };
	gj_place place = { NULL, NULL, GJ_STR_NONE };
	int e = gj_place_find(m->arena, m->base, change->path, &place), same = 0;

	if (e < 0)
		return e;
	item.now = place.node;
	if (place.node && change->kind != GJ_CHANGE_REMOVE)
		same = says_same(m->arena, change, place.node);
	if (same < 0)
		return same;
	if (!place.node && change->kind == GJ_CHANGE_REMOVE)
		item.dropped = 1;
	else if (same)
		item.dropped = 1;
	else if (!place.node && (change->kind == GJ_CHANGE_REPLACE || !place.parent))
		item.conflict = GJ_CONFLICT_GONE;
	else if (place.node && change->kind == GJ_CHANGE_ADD)
		item.conflict = GJ_CONFLICT_ADDED;
	else if (place.node && !change->was)
		item.conflict = GJ_CONFLICT_UNKNOWN;
	else if (place.node && !gj_tree_same(change->was, place.node))
		item.conflict = GJ_CONFLICT_CHANGED;
	*ret_item = item;
	return GJ_OK;
}

static int put(gj_tree *object, const char *key, gj_tree *value)
{
	const gj_tree *old = gj_tree_get(object, key);

	if (!value)
		return GJ_E_NOMEM;
	value->key = gj_str_of(key);
	if (old)
		gj_tree_exchange(object, old, value);
	else
		gj_tree_append(object, value);
	return GJ_OK;
}

/* The overlay's side of a conflict, said against the new base: what is gone is added, what is
 * there is replaced. */
static int turn(struct merging *m, const gj_merge_item *item, gj_tree *change)
{
	int kind = item->change->kind;
	const gj_tree *old = gj_tree_get(change, gj_change_names[kind]);
	gj_tree *path;
	int e = GJ_OK;

	if (item->now && kind == GJ_CHANGE_ADD)
		kind = GJ_CHANGE_REPLACE;
	else if (!item->now && kind == GJ_CHANGE_REPLACE)
		kind = GJ_CHANGE_ADD;
	path = gj_tree_make_text(m->arena, item->change->path);
	gj_tree_unlink(change, old);
	e = put(change, gj_change_names[kind], path);
	if (e >= 0 && gj_tree_get(change, "was"))
		gj_tree_unlink(change, gj_tree_get(change, "was"));
	if (e >= 0 && item->now)
		e = put(change, "was", gj_tree_copy(m->arena, item->now));
	if (e >= 0 && item->now && gj_tree_get(change, "after"))
		gj_tree_unlink(change, gj_tree_get(change, "after"));
	return e;
}

static const gj_settlement *settled(const struct merging *m, gj_str path)
{
	for (size_t i = 0; i < m->settled_count; i++)
		if (gj_str_eq(m->settled[i].path, path))
			return &m->settled[i];
	return NULL;
}

/* One change of the new overlay, or none. */
static int carry(struct merging *m, gj_merge_item *item, gj_tree *changes)
{
	const gj_settlement *settlement = settled(m, item->change->path);
	gj_tree *change = gj_tree_copy(m->arena, item->change->tree);
	int e = change ? GJ_OK : GJ_E_NOMEM;

	if (item->conflict && settlement && !settlement->overlay) {
		item->conflict = GJ_CONFLICT_NONE;
		item->dropped = 1;
	} else if (item->conflict && settlement) {
		item->conflict = GJ_CONFLICT_NONE;
		e = e < 0 ? e : turn(m, item, change);
	}
	if (e >= 0 && !item->dropped) {
		change->key = GJ_STR_NONE;
		gj_tree_append(changes, change);
	}
	return e;
}

/* The new base, as far as the overlay says which one it is. */
static int put_base(struct merging *m, gj_str hash, gj_tree *tree)
{
	gj_tree *base = gj_place_child(m->arena, tree, GJ_STR("base"));
	const gj_tree *version = gj_tree_get(m->base, "version");
	int e = put(base, "id", gj_tree_copy(m->arena, gj_tree_get(m->base, "id")));

	if (e >= 0 && version)
		e = put(base, "version", gj_tree_copy(m->arena, version));
	return e < 0 ? e : put(base, "hash", gj_tree_make_text(m->arena, hash));
}

int gj_overlay_merge(gj_walk *walk, gj_arena *arena, const gj_overlay *overlay, const gj_tree *base,
		     gj_str base_hash, const gj_settlement *settlements, size_t settled_count,
		     const gj_merge_item **ret_items, gj_tree **ret_tree)
{
	struct merging m = { walk, arena, NULL, settlements, settled_count };
	gj_merge_item *items = gj_arena_zero(arena, (overlay->count + 1) * sizeof(*items));
	gj_tree *tree = gj_tree_copy(arena, overlay->tree), *changes;
	int e;

	m.base = gj_tree_copy(arena, base);
	if (!items || !tree || !m.base)
		return gj_fail(walk->err, GJ_E_NOMEM, GJ_RULE_NONE);
	changes = gj_place_child(arena, tree, GJ_STR("changes"));
	changes->child = NULL;
	changes->count = 0;
	e = put_base(&m, base_hash, tree);
	for (size_t i = 0; i < overlay->count && e >= 0; i++) {
		e = judge(&m, &overlay->changes[i], &items[i]);
		if (e >= 0)
			e = carry(&m, &items[i], changes);
	}
	if (e < 0)
		return gj_fail(walk->err, e, GJ_RULE_NONE);
	*ret_items = items;
	*ret_tree = tree;
	return GJ_OK;
}
