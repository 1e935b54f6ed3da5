/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as an overlay on the built-in profile: read, made, compiled, compared, carried to
 * another base. What compiles is a plain profile that compiles again; what lies between it and
 * the base leads there; merged with its own base it is as clean as it was.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "profile/overlay.h"
#include "profile/place.h"

static void must(int holds)
{
	if (!holds)
		abort();
}

static gj_str bytes_of(gj_arena *arena, const gj_tree *tree)
{
	gj_buf buf;

	gj_buf_init(&buf, arena, 1u << 22);
	gj_tree_write(&buf, tree);
	gj_buf_end(&buf);
	must(!buf.failed);
	return (gj_str){ buf.p, buf.n };
}

static void tell(gj_arena *arena, const gj_tree *base, const gj_tree *result,
		 const gj_overlay *overlay)
{
	for (size_t i = 0; i < overlay->count; i++) {
		gj_buf buf;

		gj_buf_init(&buf, arena, 4000);
		gj_change_text(&buf, arena, base, result, &overlay->changes[i], (int)(i % 2));
	}
}

/* base + what lies between = result, but for what an overlay says of itself. */
static void compare(gj_arena *arena, const gj_tree *base, gj_tree *result,
		    const gj_overlay *overlay)
{
	gj_tree *changes = NULL, *tree = gj_tree_copy(arena, overlay->tree), *again = NULL;
	const gj_overlay *between = NULL;
	const gj_tree *source;
	gj_walk walk;

	must(tree != NULL);
	if (gj_profile_changes(arena, base, result, &changes) < 0)
		return;
	changes->key = GJ_STR("changes");
	gj_tree_exchange(tree, gj_tree_get(tree, "changes"), changes);
	source = gj_tree_get(tree, "source");
	if (source)
		gj_tree_unlink(tree, source);
	gj_walk_start(&walk, GJ_RULE_overlay_path, NULL);
	must(gj_overlay_read(&walk, arena, tree, &between) == GJ_OK);
	must(gj_overlay_apply(&walk, arena, base, GJ_STR_NONE, between, &again) == GJ_OK);
	must(gj_str_eq(bytes_of(arena, again), bytes_of(arena, result)));
}

static void merge(gj_arena *arena, const gj_tree *base, const gj_overlay *overlay, int fits)
{
	const gj_merge_item *items = NULL;
	gj_settlement settled[] = { { GJ_STR("/limits/demand.general/limit"), 1 } };
	gj_tree *tree = NULL;
	gj_walk walk;

	gj_walk_start(&walk, GJ_RULE_overlay_path, NULL);
	must(gj_overlay_merge(&walk, arena, overlay, base, GJ_STR("00"), settled, 1, &items,
			      &tree) == GJ_OK);
	for (size_t i = 0; i < overlay->count && fits; i++)
		must(items[i].conflict != GJ_CONFLICT_GONE &&
		     items[i].conflict != GJ_CONFLICT_ADDED &&
		     items[i].conflict != GJ_CONFLICT_CHANGED);
}

static void try_overlay(gj_arena *arena, const gj_tree *base, const gj_tree *tree)
{
	const gj_overlay *overlay = NULL;
	const gj_profile *profile = NULL, *again = NULL;
	gj_tree *result = NULL, *made = NULL;
	gj_problems problems;
	gj_error err = { 0 };
	gj_walk walk;
	int code;

	gj_walk_start(&walk, GJ_RULE_overlay_path, &err);
	code = gj_overlay_read(&walk, arena, tree, &overlay);
	must(code == GJ_OK || code == err.code);
	if (code < 0)
		return;
	gj_walk_start(&walk, GJ_RULE_overlay_path, &err);
	code = gj_overlay_apply(&walk, arena, base, GJ_STR_NONE, overlay, &made);
	merge(arena, base, overlay, code == GJ_OK);
	if (code == GJ_OK) {
		tell(arena, base, made, overlay);
		compare(arena, base, made, overlay);
	}
	gj_problems_start(&problems, arena);
	gj_walk_start(&walk, GJ_RULE_overlay_path, &err);
	walk.all = &problems;
	code = gj_overlay_compile(&walk, arena, base, GJ_STR_NONE, overlay, &result, &profile);
	must(code == GJ_OK || code < 0);
	must((code == GJ_E_BAD_VALUE) == (problems.count > 0));
	if (code == GJ_OK)
		must(gj_profile_compile(arena, bytes_of(arena, result), &again, NULL) == GJ_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const gj_mem mem = gj_mem_default();
	gj_arena *arena = gj_arena_new(&mem, (size_t)256 << 20);
	gj_tree *base = NULL, *tree = NULL;

	must(arena != NULL);
	if (size < 8192 &&
	    gj_tree_parse(arena, (gj_str){ (const char *)data, size }, &tree, NULL) >= 0) {
		must(gj_tree_parse(arena, gj_profile_builtin(), &base, NULL) == GJ_OK);
		try_overlay(arena, base, tree);
	}
	gj_arena_free(arena);
	return 0;
}
