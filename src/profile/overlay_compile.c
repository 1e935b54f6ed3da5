/* SPDX-License-Identifier: Apache-2.0
 *
 * Base and overlay to one compiled profile. The compiler tells its problems by their place in
 * the result; whoever wrote the overlay is told which change they came from.
 */
#include <string.h>

#include "profile/overlay.h"
#include "profile/place.h"

/* By leaving out one change after another it is found which one a problem comes from: worth the
 * time for a few problems of an overlay that people write. */
#define BLAME_CHANGES_MAX 64
#define BLAME_PROBLEMS_MAX 4

struct compiling {
	gj_walk *walk;
	gj_arena *arena;
	const gj_tree *base;
	const gj_overlay *overlay;
	gj_tree *result;
	size_t problems; /* of the result */
	int blamed;
};

static int no_memory(struct compiling *c)
{
	return gj_fail(c->walk->err, GJ_E_NOMEM, GJ_RULE_NONE);
}

/* ---- the compiler's problems ---- */

static int write_tree(gj_arena *arena, const gj_tree *tree, gj_str *ret_json)
{
	gj_buf buf;

	gj_buf_init(&buf, arena, GJ_PROFILE_MAX);
	gj_tree_write(&buf, tree);
	*ret_json = gj_buf_end(&buf);
	return buf.failed;
}

static int all_problems(gj_arena *arena, const gj_tree *tree, gj_problems *problems,
			const gj_profile **ret_profile)
{
	gj_str json = GJ_STR_NONE;
	int e = write_tree(arena, tree, &json);

	gj_problems_start(problems, arena);
	return e < 0 ? e : gj_profile_check(arena, json, problems, ret_profile, NULL);
}

/* ---- which change ---- */

static size_t number_of(gj_str step)
{
	size_t n = 0;

	for (size_t i = 0; i < step.n && step.p[i] >= '0' && step.p[i] <= '9'; i++)
		n = 10 * n + (size_t)(step.p[i] - '0');
	return n;
}

/* Does what stands here come from a change? */
static const gj_change *change_of(const gj_overlay *overlay, gj_str place)
{
	for (size_t i = 0; i < overlay->count; i++)
		if (gj_str_eq(overlay->changes[i].path, place))
			return &overlay->changes[i];
	return NULL;
}

/* A word that a removal took away: whoever still uses it is told by the removal. */
static const gj_change *removal_of(const gj_overlay *overlay, gj_str word)
{
	for (size_t i = 0; i < overlay->count && word.n; i++) {
		gj_str path = overlay->changes[i].path;

		if (overlay->changes[i].kind == GJ_CHANGE_REMOVE && path.n > word.n &&
		    path.p[path.n - word.n - 1] == '/' &&
		    memcmp(path.p + path.n - word.n, word.p, word.n) == 0)
			return &overlay->changes[i];
	}
	return NULL;
}

typedef struct blame {
	const gj_change *change; /* NULL: none found */
	gj_str rest;             /* of the path, inside the change's value */
} blame;

/* Goes down by the compiler's path, where elements of lists are numbers, and keeps the last
 * change that it comes through. */
static int blame_by_place(struct compiling *c, const gj_problem *problem, blame *ret_blame)
{
	gj_str steps[GJ_PLACE_STEPS_MAX], path = problem->path;
	const gj_tree *at = c->result;
	blame found = { NULL, GJ_STR_NONE };
	size_t count = 0, used = 0;
	gj_buf place;
	int e = path.n ? gj_place_steps(c->arena, path, steps, &count) : GJ_OK;

	if (e < 0 && e != GJ_E_BAD_VALUE)
		return e;
	gj_buf_init(&place, c->arena, 4096);
	for (size_t i = 0; i < count && at; i++) {
		const gj_change *change;
		const char *end = memchr(path.p + used + 1, '/', path.n - used - 1);
		int list = at->kind == GJ_TREE_ARRAY;

		used = end ? (size_t)(end - path.p) : path.n;
		at = list ? gj_tree_at(at, number_of(steps[i]))
			  : gj_place_child(c->arena, at, steps[i]);
		gj_place_write(&place, list && at ? gj_place_name(c->arena, at) : steps[i]);
		gj_buf_end(&place);
		if (place.failed < 0)
			return place.failed;
		change = change_of(c->overlay, (gj_str){ place.p, place.n });
		if (change)
			found = (blame){ change, { path.p + used, path.n - used } };
	}
	if (!found.change && at && at->kind == GJ_TREE_TEXT)
		found = (blame){ removal_of(c->overlay, at->text), GJ_STR_NONE };
	*ret_blame = found;
	return GJ_OK;
}

/* Is it still there without this change, or something else instead? */
static int stays_without(struct compiling *c, size_t left_out, const gj_problem *problem)
{
	gj_change *changes = gj_arena_take(c->arena, c->overlay->count * sizeof(*changes));
	gj_overlay fewer = *c->overlay;
	const gj_profile *profile;
	gj_problems problems;
	gj_tree *result = NULL;
	gj_walk walk;
	int e;

	gj_problems_start(&problems, c->arena);
	if (!changes)
		return GJ_E_NOMEM;
	fewer.changes = changes;
	fewer.count = 0;
	for (size_t i = 0; i < c->overlay->count; i++)
		if (i != left_out)
			changes[fewer.count++] = c->overlay->changes[i];
	gj_walk_start(&walk, c->walk->rule, NULL);
	e = gj_overlay_apply(&walk, c->arena, c->base, GJ_STR_NONE, &fewer, &result);
	if (e >= 0)
		e = all_problems(c->arena, result, &problems, &profile);
	if (e == GJ_E_BAD_VALUE && !result)
		return 1; /* another change rests on it: that is no answer */
	if (e < 0 && e != GJ_E_BAD_VALUE)
		return e;
	for (const gj_problem *p = problems.first; p; p = p->next)
		if (gj_str_eq(p->path, problem->path) && gj_str_eq(p->text, problem->text))
			return 1;
	return problems.count >= c->problems;
}

static int blame_by_trial(struct compiling *c, const gj_problem *problem, blame *found)
{
	if (c->overlay->count > BLAME_CHANGES_MAX || c->blamed++ >= BLAME_PROBLEMS_MAX)
		return GJ_OK;
	for (size_t i = 0; i < c->overlay->count; i++) {
		gj_arena_mark mark = gj_arena_mark_now(c->arena);
		int stays = stays_without(c, i, problem);

		gj_arena_rewind(c->arena, mark);
		if (stays < 0)
			return stays;
		if (stays)
			continue;
		*found = (blame){ &c->overlay->changes[i], GJ_STR_NONE };
		return GJ_OK;
	}
	return GJ_OK;
}

/* ---- telling it ---- */

static int tell(struct compiling *c, const gj_problem *problem, const blame *found)
{
	static const char *const own[] = { "/id", "/version", "/zh", "/en", NULL };
	gj_walk *walk = c->walk;
	gj_str rest = found->change ? found->rest : problem->path;
	size_t mark = walk->n, room;
	int rule = walk->rule, e;

	if (found->change) {
		gj_walk_key(walk, GJ_STR("changes"));
		gj_walk_item(walk, (size_t)(found->change - c->overlay->changes));
		if (found->change->kind != GJ_CHANGE_REMOVE && found->change->value)
			gj_walk_key(walk, GJ_STR("value"));
	} else if (gj_walk_index(own, problem->path) < 0) {
		gj_walk_key(walk, GJ_STR("result"));
	}
	room = sizeof(walk->path) - 1 - walk->n;
	rest.n = rest.n < room ? rest.n : room;
	memcpy(walk->path + walk->n, rest.p ? rest.p : "", rest.n);
	gj_walk_back(walk, walk->n + rest.n);
	walk->rule = problem->rule;
	e = gj_walk_fail(walk, problem->text.p);
	walk->rule = rule;
	return gj_walk_on(walk, mark, e);
}

static int tell_all(struct compiling *c, const gj_problems *problems)
{
	int e = GJ_OK;

	c->problems = problems->count;
	for (const gj_problem *p = problems->first; p && e >= 0; p = p->next) {
		blame found = { NULL, GJ_STR_NONE };

		e = blame_by_place(c, p, &found);
		if (e >= 0 && !found.change)
			e = blame_by_trial(c, p, &found);
		e = e < 0 ? no_memory(c) : tell(c, p, &found);
	}
	return e < 0 ? e : GJ_E_BAD_VALUE;
}

int gj_overlay_compile(gj_walk *walk, gj_arena *arena, const gj_tree *base, gj_str base_hash,
		       const gj_overlay *overlay, gj_tree **ret_result,
		       const gj_profile **ret_profile)
{
	struct compiling c = { walk, arena, base, overlay, NULL, 0, 0 };
	const gj_profile *profile = NULL;
	gj_problems problems;
	int e = gj_overlay_apply(walk, arena, base, base_hash, overlay, &c.result);

	if (e < 0)
		return e;
	e = all_problems(arena, c.result, &problems, &profile);
	if (e == GJ_E_BAD_VALUE && problems.count)
		return tell_all(&c, &problems);
	if (e == GJ_E_LIMIT) {
		gj_fail(walk->err, GJ_E_LIMIT, GJ_RULE_too_large);
		if (walk->err)
			gj_fail_int(walk->err, "max", GJ_PROFILE_MAX);
	}
	if (e == GJ_E_NOMEM)
		return no_memory(&c);
	if (e < 0)
		return e;
	*ret_result = c.result;
	*ret_profile = profile;
	return GJ_OK;
}
