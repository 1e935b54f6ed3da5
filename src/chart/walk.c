/* SPDX-License-Identifier: Apache-2.0
 *
 * The walk: path keeping and the few checks that charts and profiles share.
 */
#include "chart/walk.h"

#include <assert.h>
#include <string.h>

#define NAME_MAX_BYTES 40

void gj_walk_start(gj_walk *walk, int rule, gj_error *err)
{
	walk->err = err;
	walk->rule = rule;
	walk->all = NULL;
	walk->passed = 0;
	walk->n = 0;
	walk->path[0] = '\0';
}

/* Bytes that do not fit are dropped: a cut path still names the beginning. */
static void path_byte(gj_walk *walk, char c)
{
	if (walk->n + 1 < sizeof(walk->path)) {
		walk->path[walk->n++] = c;
		walk->path[walk->n] = '\0';
	}
}

size_t gj_walk_key(gj_walk *walk, gj_str key)
{
	size_t mark = walk->n;

	path_byte(walk, '/');
	for (size_t i = 0; i < key.n; i++) {
		char c = key.p[i];

		if (c == '~' || c == '/') {
			path_byte(walk, '~');
			c = c == '~' ? '0' : '1';
		}
		path_byte(walk, c);
	}
	return mark;
}

size_t gj_walk_item(gj_walk *walk, size_t index)
{
	char digits[24];
	size_t mark = walk->n, at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + index % 10);
		index /= 10;
	} while (index > 0);
	gj_walk_key(walk, (gj_str){ digits + at, sizeof(digits) - at });
	return mark;
}

void gj_walk_back(gj_walk *walk, size_t mark)
{
	walk->n = mark;
	walk->path[mark] = '\0';
}

void gj_problems_start(gj_problems *problems, gj_arena *arena)
{
	*problems = (gj_problems){ arena, NULL, &problems->first, 0 };
}

int gj_problems_add(gj_problems *problems, int rule, const char *path, gj_str text)
{
	gj_problem *problem;

	if (problems->count == GJ_PROBLEMS_MAX)
		return GJ_OK;
	problem = gj_arena_zero(problems->arena, sizeof(*problem));
	if (!problem)
		return GJ_E_NOMEM;
	problem->rule = rule;
	problem->path = gj_arena_str(problems->arena, path, strlen(path));
	problem->text = gj_arena_str(problems->arena, text.p, text.n);
	if (!problem->path.p || !problem->text.p)
		return GJ_E_NOMEM;
	*problems->end = problem;
	problems->end = &problem->next;
	problems->count++;
	return GJ_OK;
}

int gj_walk_on(gj_walk *walk, size_t mark, int code)
{
	if (code < 0 && (code != GJ_E_BAD_VALUE || !walk->all))
		return code;
	gj_walk_back(walk, mark);
	return GJ_OK;
}

size_t gj_walk_problems(const gj_walk *walk)
{
	return walk->all ? walk->all->count - walk->passed : 0;
}

int gj_walk_end(const gj_walk *walk)
{
	return gj_walk_problems(walk) ? GJ_E_BAD_VALUE : GJ_OK;
}

/* The error tells the first of several problems. */
static int fail(gj_walk *walk, gj_str problem)
{
	if (walk->all && gj_problems_add(walk->all, walk->rule, walk->path, problem) < 0)
		return gj_fail(walk->err, GJ_E_NOMEM, GJ_RULE_NONE);
	if (walk->err && (!walk->all || walk->all->count <= 1)) {
		gj_fail(walk->err, GJ_E_BAD_VALUE, walk->rule);
		gj_fail_path(walk->err, walk->path);
		gj_fail_text(walk->err, "problem", problem);
	}
	return GJ_E_BAD_VALUE;
}

int gj_walk_fail(gj_walk *walk, const char *problem)
{
	return fail(walk, gj_str_of(problem));
}

int gj_walk_fail_at(gj_walk *walk, const char *key, const char *problem)
{
	gj_walk_key(walk, gj_str_of(key));
	return gj_walk_fail(walk, problem);
}

static size_t append(char *out, size_t used, size_t room, const char *p, size_t n)
{
	if (n > room - used)
		n = room - used;
	memcpy(out + used, p, n);
	return used + n;
}

int gj_walk_fail_name(gj_walk *walk, const char *before, gj_str name, const char *after)
{
	char problem[80];
	size_t n = 0, room = sizeof(problem) - 1;

	n = append(problem, n, room, before, strlen(before));
	n = append(problem, n, room, name.p, name.n < NAME_MAX_BYTES ? name.n : NAME_MAX_BYTES);
	n = append(problem, n, room, after, strlen(after));
	return fail(walk, (gj_str){ problem, n });
}

int gj_walk_index(const char *const *names, gj_str name)
{
	for (int i = 0; names[i]; i++)
		if (gj_str_is(name, names[i]))
			return i;
	return -1;
}

int gj_walk_object(gj_walk *walk, const gj_tree *tree, const char *const *keys)
{
	if (tree->kind != GJ_TREE_OBJECT)
		return gj_walk_fail(walk, "should be an object");
	if (!keys)
		return GJ_OK;
	for (const gj_tree *t = tree->child; t; t = t->next) {
		if (gj_walk_index(keys, t->key) < 0) {
			gj_walk_key(walk, t->key);
			return gj_walk_fail(walk, "unknown key");
		}
	}
	return GJ_OK;
}

static const char *kind_problem(gj_tree_kind kind)
{
	switch (kind) {
	case GJ_TREE_BOOL:
		return "should be true or false";
	case GJ_TREE_INT:
		return "should be an integer";
	case GJ_TREE_TEXT:
		return "should be text";
	case GJ_TREE_ARRAY:
		return "should be a list";
	default:
		return "should be an object";
	}
}

int gj_walk_option(gj_walk *walk, const gj_tree *object, const char *key, gj_tree_kind kind,
		   const gj_tree **ret_member)
{
	const gj_tree *member = gj_tree_get(object, key);

	if (member && member->kind != kind)
		return gj_walk_fail_at(walk, key, kind_problem(kind));
	*ret_member = member;
	return GJ_OK;
}

int gj_walk_member(gj_walk *walk, const gj_tree *object, const char *key, gj_tree_kind kind,
		   const gj_tree **ret_member)
{
	const gj_tree *member = NULL;
	int r = gj_walk_option(walk, object, key, kind, &member);

	if (r < 0)
		return r;
	if (!member)
		return gj_walk_fail_at(walk, key, "missing");
	if ((kind == GJ_TREE_TEXT && member->text.n == 0) ||
	    (kind == GJ_TREE_ARRAY && member->count == 0))
		return gj_walk_fail_at(walk, key, "empty");
	*ret_member = member;
	return GJ_OK;
}

int gj_walk_text(gj_walk *walk, const gj_tree *object, const char *key, gj_str *ret_text)
{
	const gj_tree *member = NULL;
	int r = gj_walk_member(walk, object, key, GJ_TREE_TEXT, &member);

	if (r < 0)
		return r;
	*ret_text = member->text;
	return GJ_OK;
}

int gj_walk_name(gj_walk *walk, gj_str name)
{
	if (name.n == 0 || name.n > NAME_MAX_BYTES || name.p[0] < 'a' || name.p[0] > 'z')
		return gj_walk_fail(walk, "a name begins with a-z and has at most 40 letters");
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
			return gj_walk_fail(walk, "a name consists of a-z, 0-9 and _");
	}
	return GJ_OK;
}

static int one_name(gj_walk *walk, const gj_tree *tree, const char *const *names, const char *what,
		    uint64_t *bits)
{
	int at;

	if (tree->kind != GJ_TREE_TEXT)
		return gj_walk_fail_name(walk, "should be the name of a ", gj_str_of(what), "");
	at = gj_walk_index(names, tree->text);
	if (at < 0)
		return gj_walk_fail_name(walk, "unknown ", gj_str_of(what), "");
	assert(at < 64);
	if (*bits >> at & 1)
		return gj_walk_fail(walk, "stands twice");
	*bits |= UINT64_C(1) << at;
	return GJ_OK;
}

int gj_walk_names(gj_walk *walk, const gj_tree *tree, const char *const *names, const char *what,
		  uint64_t *ret_bits)
{
	uint64_t bits = 0;
	size_t i = 0;
	int r = GJ_OK;

	if (tree->kind != GJ_TREE_ARRAY) {
		r = one_name(walk, tree, names, what, &bits);
	} else if (tree->count == 0) {
		r = gj_walk_fail(walk, "empty");
	} else {
		for (const gj_tree *t = tree->child; t && r >= 0; t = t->next) {
			size_t mark = gj_walk_item(walk, i++);

			r = one_name(walk, t, names, what, &bits);
			if (r >= 0)
				gj_walk_back(walk, mark);
		}
	}
	if (r < 0)
		return r;
	*ret_bits = bits;
	return GJ_OK;
}
