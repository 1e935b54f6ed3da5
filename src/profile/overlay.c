/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading an overlay, and making its changes.
 */
#include "profile/overlay.h"

#include <string.h>

#include "profile/place.h"

const char *const gj_change_names[] = { "add", "replace", "remove", NULL };

static const char *const overlay_keys[] = { "base", "id",     "version", "zh",
					    "en",   "source", "changes", NULL };
static const char *const base_keys[] = { "id", "version", "hash", NULL };
static const char *const change_keys[] = { "add", "replace", "remove", "value",
					   "was", "after",   "source", NULL };
/* What an overlay says of itself, and so cannot change in its base. */
static const char *const own_keys[] = { "/id", "/version", "/zh", "/en", NULL };

static int no_memory(gj_walk *walk)
{
	return gj_fail(walk->err, GJ_E_NOMEM, GJ_RULE_NONE);
}

/* ---- reading ---- */

static int read_kind(gj_walk *walk, const gj_tree *tree, gj_change *change)
{
	const gj_tree *path = NULL;
	int named = 0, e;

	for (int kind = 0; gj_change_names[kind]; kind++) {
		if (!gj_tree_get(tree, gj_change_names[kind]))
			continue;
		e = gj_walk_member(walk, tree, gj_change_names[kind], GJ_TREE_TEXT, &path);
		if (e < 0)
			return e;
		change->kind = kind;
		named++;
	}
	if (named != 1)
		return gj_walk_fail(walk, "should have one of add, replace and remove");
	change->path = path->text;
	return GJ_OK;
}

static int read_path(gj_walk *walk, gj_arena *arena, gj_change *change)
{
	gj_str steps[GJ_PLACE_STEPS_MAX];
	size_t count = 0, mark = gj_walk_key(walk, gj_str_of(gj_change_names[change->kind]));
	int e = gj_place_steps(arena, change->path, steps, &count);

	if (e == GJ_E_BAD_VALUE)
		return gj_walk_fail(walk, "should be a place, as /codes/channel/items/window");
	if (e < 0)
		return no_memory(walk);
	if (gj_walk_index(own_keys, change->path) >= 0)
		return gj_walk_fail(walk, "the overlay says this of itself, at its top");
	gj_walk_back(walk, mark);
	return GJ_OK;
}

static int read_values(gj_walk *walk, const gj_tree *tree, gj_change *change)
{
	const gj_tree *after = NULL, *source = NULL;
	int e;

	change->value = gj_tree_get(tree, "value");
	change->was = gj_tree_get(tree, "was");
	if ((e = gj_walk_option(walk, tree, "after", GJ_TREE_TEXT, &after)) < 0 ||
	    (e = gj_walk_option(walk, tree, "source", GJ_TREE_TEXT, &source)) < 0)
		return e;
	change->after = after ? after->text : GJ_STR_NONE;
	change->source = source ? source->text : GJ_STR_NONE;
	if (change->kind == GJ_CHANGE_REPLACE && !change->value)
		return gj_walk_fail_at(walk, "value", "missing: by what is it replaced?");
	if (change->kind == GJ_CHANGE_REMOVE && change->value)
		return gj_walk_fail_at(walk, "value", "a removal has none");
	if (change->kind == GJ_CHANGE_ADD && change->was)
		return gj_walk_fail_at(walk, "was", "what is added was not there");
	if (change->kind != GJ_CHANGE_ADD && after)
		return gj_walk_fail_at(walk, "after", "only what is added has a new place");
	return GJ_OK;
}

/* Is one of two places the other, or inside it? */
static int overlap(gj_str a, gj_str b)
{
	gj_str less = a.n < b.n ? a : b, more = a.n < b.n ? b : a;

	return memcmp(less.p, more.p, less.n) == 0 && (more.n == less.n || more.p[less.n] == '/');
}

static int check_apart(gj_walk *walk, const gj_change *changes, size_t last)
{
	for (size_t i = 0; i < last; i++) {
		if (!overlap(changes[i].path, changes[last].path))
			continue;
		gj_walk_key(walk, gj_str_of(gj_change_names[changes[last].kind]));
		return gj_walk_fail(walk,
				    changes[i].path.n == changes[last].path.n
					    ? "stands twice: another change is of this place"
					    : "another change is of a place around or inside");
	}
	return GJ_OK;
}

static int read_change(gj_walk *walk, gj_arena *arena, const gj_tree *tree, gj_change *changes,
		       size_t index)
{
	gj_change *change = &changes[index];
	int e;

	change->tree = tree;
	if ((e = gj_walk_object(walk, tree, change_keys)) < 0 ||
	    (e = read_kind(walk, tree, change)) < 0 || (e = read_path(walk, arena, change)) < 0 ||
	    (e = read_values(walk, tree, change)) < 0)
		return e;
	return check_apart(walk, changes, index);
}

static int read_changes(gj_walk *walk, gj_arena *arena, const gj_tree *tree, gj_overlay *overlay)
{
	const gj_tree *list = gj_tree_get(tree, "changes");
	size_t top;
	gj_change *changes;

	if (!list || list->kind != GJ_TREE_ARRAY)
		return gj_walk_fail_at(walk, "changes", list ? "should be a list" : "missing");
	top = gj_walk_key(walk, GJ_STR("changes"));
	if (list->count > GJ_CHANGES_MAX)
		return gj_walk_fail(walk, "more than 1000 changes");
	changes = gj_arena_zero(arena, (list->count + 1) * sizeof(*changes));
	if (!changes)
		return no_memory(walk);
	overlay->changes = changes;
	for (const gj_tree *t = list->child; t; t = t->next) {
		size_t mark = gj_walk_item(walk, overlay->count);
		int e = gj_walk_on(walk, mark,
				   read_change(walk, arena, t, changes, overlay->count));

		if (e < 0)
			return e;
		/* One that could not be read is in nobody's way. */
		if (!changes[overlay->count].path.p)
			changes[overlay->count].path = GJ_STR("?");
		overlay->count++;
	}
	gj_walk_back(walk, top);
	return GJ_OK;
}

static int read_base(gj_walk *walk, const gj_tree *tree, gj_overlay *overlay)
{
	const gj_tree *base = NULL, *version = NULL, *hash = NULL;
	size_t mark;
	int e = gj_walk_member(walk, tree, "base", GJ_TREE_OBJECT, &base);

	if (e < 0)
		return e;
	mark = gj_walk_key(walk, GJ_STR("base"));
	if ((e = gj_walk_object(walk, base, base_keys)) < 0 ||
	    (e = gj_walk_text(walk, base, "id", &overlay->base_id)) < 0 ||
	    (e = gj_walk_option(walk, base, "version", GJ_TREE_INT, &version)) < 0 ||
	    (e = gj_walk_option(walk, base, "hash", GJ_TREE_TEXT, &hash)) < 0)
		return e;
	overlay->base_version = version ? version->integer : 0;
	overlay->base_hash = hash ? hash->text : GJ_STR_NONE;
	gj_walk_back(walk, mark);
	return GJ_OK;
}

/* What these say is checked in the result. */
static int read_head(gj_walk *walk, const gj_tree *tree, gj_overlay *overlay)
{
	const gj_tree *version = NULL, *source = NULL;
	gj_str zh = GJ_STR_NONE, en = GJ_STR_NONE;
	int e;

	if ((e = gj_walk_text(walk, tree, "id", &overlay->id)) < 0 ||
	    (e = gj_walk_member(walk, tree, "version", GJ_TREE_INT, &version)) < 0 ||
	    (e = gj_walk_text(walk, tree, "zh", &zh)) < 0 ||
	    (e = gj_walk_text(walk, tree, "en", &en)) < 0)
		return e;
	return gj_walk_option(walk, tree, "source", GJ_TREE_ARRAY, &source);
}

int gj_overlay_read(gj_walk *walk, gj_arena *arena, const gj_tree *tree,
		    const gj_overlay **ret_overlay)
{
	gj_overlay *overlay = gj_arena_zero(arena, sizeof(*overlay));
	size_t mark = walk->n;
	int e;

	if (!overlay)
		return no_memory(walk);
	overlay->tree = tree;
	if ((e = gj_walk_object(walk, tree, overlay_keys)) < 0 ||
	    (e = gj_walk_on(walk, mark, read_base(walk, tree, overlay))) < 0 ||
	    (e = gj_walk_on(walk, mark, read_head(walk, tree, overlay))) < 0 ||
	    (e = read_changes(walk, arena, tree, overlay)) < 0 || (e = gj_walk_end(walk)) < 0)
		return e;
	*ret_overlay = overlay;
	return GJ_OK;
}

/* ---- making the changes ---- */

static int check_base(gj_walk *walk, const gj_tree *base, gj_str hash, const gj_overlay *overlay)
{
	const gj_tree *version = gj_tree_get(base, "version");
	size_t mark = gj_walk_key(walk, GJ_STR("base"));

	if (!gj_str_eq(gj_tree_text(base, "id"), overlay->base_id))
		return gj_walk_fail_at(walk, "id", "the base is another profile");
	if (overlay->base_version && (!version || version->integer != overlay->base_version))
		return gj_walk_fail_at(walk, "version",
				       "the base has another version: merge first");
	if (hash.p && overlay->base_hash.p && !gj_str_eq(hash, overlay->base_hash))
		return gj_walk_fail_at(walk, "hash",
				       "the base is not the one this was written "
				       "against: merge first");
	gj_walk_back(walk, mark);
	return GJ_OK;
}

/* The member that identifies an element may be left out, as the place says it. */
static int identify(gj_walk *walk, gj_arena *arena, const gj_tree *list, gj_str name, gj_tree *node)
{
	const char *key = list->child ? gj_place_identity(list->child) : NULL;
	const gj_tree *own;
	gj_tree *text;
	gj_str called;

	if (node->kind == GJ_TREE_OBJECT && key) {
		own = gj_tree_get(node, key);
		if (!own) {
			text = gj_tree_make_text(arena, name);
			if (!text)
				return no_memory(walk);
			text->key = gj_str_of(key);
			gj_tree_append(node, text);
		}
	}
	called = gj_place_name(arena, node);
	if (!called.p || !gj_str_eq(called, name))
		return gj_walk_fail_at(walk, "value", "is called otherwise than its place says");
	return GJ_OK;
}

static int hang_in_list(gj_walk *walk, gj_arena *arena, const gj_change *change,
			const gj_place *place, gj_tree *node)
{
	gj_tree *before = NULL;
	int e = gj_place_named(arena, place->parent);

	if (e < 0)
		return no_memory(walk);
	if (!e) {
		gj_walk_key(walk, GJ_STR("add"));
		return gj_walk_fail(walk, "this list can only be replaced as a whole");
	}
	e = identify(walk, arena, place->parent, place->name, node);
	if (e < 0)
		return e;
	if (!change->after.p) {
		gj_tree_append(place->parent, node);
		return GJ_OK;
	}
	if (change->after.n) {
		before = gj_place_child(arena, place->parent, change->after);
		if (!before)
			return gj_walk_fail_at(walk, "after", "the list has nothing of this name");
	}
	gj_tree_insert(place->parent, before, node);
	return GJ_OK;
}

static int do_add(gj_walk *walk, gj_arena *arena, const gj_change *change, const gj_place *place)
{
	gj_tree *node;

	if (place->node || !place->parent ||
	    (place->parent->kind != GJ_TREE_OBJECT && place->parent->kind != GJ_TREE_ARRAY)) {
		gj_walk_key(walk, GJ_STR("add"));
		return gj_walk_fail(walk, place->node ? "the base has this already"
						      : "the base has no such place to add to");
	}
	if (!change->value && place->parent->kind == GJ_TREE_OBJECT)
		return gj_walk_fail_at(walk, "value", "missing: what is added?");
	node = change->value ? gj_tree_copy(arena, change->value)
			     : gj_tree_make_text(arena, place->name);
	if (!node)
		return no_memory(walk);
	node->key = place->name;
	if (place->parent->kind == GJ_TREE_ARRAY)
		return hang_in_list(walk, arena, change, place, node);
	if (change->after.p)
		return gj_walk_fail_at(walk, "after", "only lists have an order");
	gj_tree_append(place->parent, node);
	return GJ_OK;
}

static int do_replace(gj_walk *walk, gj_arena *arena, const gj_change *change,
		      const gj_place *place)
{
	gj_tree *node = gj_tree_copy(arena, change->value);
	int e = GJ_OK;

	if (!node)
		return no_memory(walk);
	if (place->parent->kind == GJ_TREE_ARRAY)
		e = identify(walk, arena, place->parent, place->name, node);
	if (e >= 0)
		gj_tree_exchange(place->parent, place->node, node);
	return e;
}

static int do_change(gj_walk *walk, gj_arena *arena, gj_tree *root, const gj_change *change)
{
	gj_place place;
	int e = gj_place_find(arena, root, change->path, &place);

	if (e < 0)
		return no_memory(walk);
	if (change->kind == GJ_CHANGE_ADD)
		return do_add(walk, arena, change, &place);
	if (!place.node) {
		gj_walk_key(walk, gj_str_of(gj_change_names[change->kind]));
		return gj_walk_fail(walk, "the base does not have this (any more)");
	}
	if (change->was && !gj_tree_same(change->was, place.node))
		return gj_walk_fail_at(walk, "was", "the base has something else here");
	if (change->kind == GJ_CHANGE_REPLACE)
		return do_replace(walk, arena, change, &place);
	gj_tree_unlink(place.parent, place.node);
	return GJ_OK;
}

/* A head member of the result, from the overlay. */
static int take_over(gj_walk *walk, gj_arena *arena, gj_tree *root, const gj_tree *overlay,
		     const char *key)
{
	gj_tree *node = gj_tree_copy(arena, gj_tree_get(overlay, key));
	const gj_tree *old = gj_tree_get(root, key);

	if (!node)
		return no_memory(walk);
	gj_tree_exchange(root, old, node);
	return GJ_OK;
}

static int add_sources(gj_walk *walk, gj_arena *arena, gj_tree *root, const gj_tree *overlay)
{
	const gj_tree *more = gj_tree_get(overlay, "source");
	gj_tree *sources = gj_place_child(arena, root, GJ_STR("source"));

	for (const gj_tree *t = more ? more->child : NULL; t && sources; t = t->next) {
		gj_tree *node;

		if (t->kind == GJ_TREE_TEXT && gj_place_child(arena, sources, t->text))
			continue;
		node = gj_tree_copy(arena, t);
		if (!node)
			return no_memory(walk);
		node->key = GJ_STR_NONE;
		gj_tree_append(sources, node);
	}
	return GJ_OK;
}

static int take_head(gj_walk *walk, gj_arena *arena, gj_tree *root, const gj_tree *overlay)
{
	static const char *const head[] = { "id", "version", "zh", "en", NULL };
	int e = GJ_OK;

	for (int i = 0; head[i] && e >= 0; i++) {
		if (!gj_tree_get(root, head[i]))
			return gj_walk_fail_at(walk, "base", "is no profile");
		e = take_over(walk, arena, root, overlay, head[i]);
	}
	return e < 0 ? e : add_sources(walk, arena, root, overlay);
}

int gj_overlay_apply(gj_walk *walk, gj_arena *arena, const gj_tree *base, gj_str base_hash,
		     const gj_overlay *overlay, gj_tree **ret_result)
{
	gj_tree *root = gj_tree_copy(arena, base);
	size_t mark = walk->n, top;
	int e = root ? check_base(walk, base, base_hash, overlay) : no_memory(walk);

	e = gj_walk_on(walk, mark, e);
	if (e < 0)
		return e;
	top = gj_walk_key(walk, GJ_STR("changes"));
	for (size_t i = 0; i < overlay->count; i++) {
		size_t at = gj_walk_item(walk, i);

		e = gj_walk_on(walk, at, do_change(walk, arena, root, &overlay->changes[i]));
		if (e < 0)
			return e;
	}
	gj_walk_back(walk, top);
	e = take_head(walk, arena, root, overlay->tree);
	if (e >= 0)
		e = gj_walk_end(walk);
	if (e < 0)
		return e;
	*ret_result = root;
	return GJ_OK;
}

/* ---- as it is recorded ---- */

static int put_member(gj_arena *arena, gj_tree *object, const char *key, const gj_tree *value)
{
	const gj_tree *old = gj_tree_get(object, key);
	gj_tree *node = gj_tree_copy(arena, value);

	if (!node)
		return GJ_E_NOMEM;
	node->key = gj_str_of(key);
	if (old)
		gj_tree_exchange(object, old, node);
	else
		gj_tree_append(object, node);
	return GJ_OK;
}

int gj_overlay_complete(gj_arena *arena, const gj_tree *base, gj_str base_hash,
			const gj_overlay *overlay, gj_tree **ret_tree)
{
	gj_tree *tree = gj_tree_copy(arena, overlay->tree), *root = gj_tree_copy(arena, base), *t;
	gj_tree *hash = gj_tree_make_text(arena, base_hash);
	gj_place place;
	int e = tree && root && hash ? GJ_OK : GJ_E_NOMEM;

	if (e < 0)
		return e;
	e = put_member(arena, gj_place_child(arena, tree, GJ_STR("base")), "hash", hash);
	t = gj_place_child(arena, tree, GJ_STR("changes"))->child;
	for (size_t i = 0; i < overlay->count && e >= 0; i++, t = t->next) {
		if (overlay->changes[i].kind == GJ_CHANGE_ADD)
			continue;
		e = gj_place_find(arena, root, overlay->changes[i].path, &place);
		if (e >= 0 && place.node)
			e = put_member(arena, t, "was", place.node);
	}
	if (e >= 0)
		*ret_tree = tree;
	return e;
}
