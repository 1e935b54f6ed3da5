/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding a place by names, and hanging nodes in and out.
 */
#include "profile/place.h"

#include <string.h>

#define NAME_MAX_BYTES 400

/* ---- names ---- */

const char *gj_place_identity(const gj_tree *element)
{
	static const char *const keys[] = { "code", "date", "id", "state", NULL };

	for (int i = 0; keys[i]; i++)
		if (gj_tree_text(element, keys[i]).n)
			return keys[i];
	return NULL;
}

/* Alternatives of a verb, or of a clock's limit, are told apart by what must hold. */
static gj_str guards_of(gj_arena *arena, const gj_tree *move)
{
	const gj_tree *guard = gj_tree_get(move, "guard");
	gj_buf buf;

	if (!guard)
		return GJ_STR("else");
	if (guard->kind == GJ_TREE_TEXT)
		return guard->text;
	if (guard->kind != GJ_TREE_ARRAY)
		return GJ_STR_NONE;
	gj_buf_init(&buf, arena, NAME_MAX_BYTES);
	for (const gj_tree *t = guard->child; t; t = t->next) {
		if (t != guard->child)
			gj_buf_char(&buf, '+');
		gj_buf_str(&buf, t->kind == GJ_TREE_TEXT ? t->text : GJ_STR("?"));
	}
	gj_buf_end(&buf);
	return buf.failed < 0 ? GJ_STR_NONE : (gj_str){ buf.p, buf.n };
}

gj_str gj_place_name(gj_arena *arena, const gj_tree *element)
{
	const char *key;

	if (element->kind == GJ_TREE_TEXT)
		return element->text.n ? element->text : GJ_STR_NONE;
	if (element->kind != GJ_TREE_OBJECT)
		return GJ_STR_NONE;
	key = gj_place_identity(element);
	if (key)
		return gj_tree_text(element, key);
	if (!gj_tree_get(element, "guard") && !gj_tree_get(element, "target") &&
	    !gj_tree_get(element, "limit"))
		return GJ_STR_NONE;
	return guards_of(arena, element);
}

int gj_place_named(gj_arena *arena, const gj_tree *array)
{
	gj_str *names = gj_arena_take(arena, (array->count + 1) * sizeof(*names));
	size_t n = 0;

	if (!names)
		return GJ_E_NOMEM;
	for (const gj_tree *t = array->child; t; t = t->next, n++) {
		names[n] = gj_place_name(arena, t);
		if (!names[n].p)
			return 0;
		for (size_t i = 0; i < n; i++)
			if (gj_str_eq(names[i], names[n]))
				return 0;
	}
	return 1;
}

gj_tree *gj_place_child(gj_arena *arena, const gj_tree *parent, gj_str name)
{
	gj_tree *found = NULL;

	if (parent->kind != GJ_TREE_OBJECT && parent->kind != GJ_TREE_ARRAY)
		return NULL;
	for (gj_tree *t = parent->child; t; t = t->next) {
		gj_str own = parent->kind == GJ_TREE_OBJECT ? t->key : gj_place_name(arena, t);

		if (!own.p || !gj_str_eq(own, name))
			continue;
		if (found)
			return NULL; /* two of one name: neither is meant */
		found = t;
	}
	return found;
}

/* ---- paths ---- */

static int read_step(gj_arena *arena, const char **p, const char *end, gj_str *ret_step)
{
	size_t room = (size_t)(end - *p), n = 0;
	char *step = gj_arena_take(arena, room + 1);

	if (!step)
		return GJ_E_NOMEM;
	for (; *p < end && **p != '/'; ++*p) {
		char c = **p;

		if (c == '~') {
			if (*p + 1 == end || ((*p)[1] != '0' && (*p)[1] != '1'))
				return GJ_E_BAD_VALUE;
			c = *++*p == '0' ? '~' : '/';
		}
		step[n++] = c;
	}
	step[n] = '\0';
	*ret_step = (gj_str){ step, n };
	return n ? GJ_OK : GJ_E_BAD_VALUE;
}

int gj_place_steps(gj_arena *arena, gj_str path, gj_str ret_steps[GJ_PLACE_STEPS_MAX],
		   size_t *ret_count)
{
	const char *p = path.p, *end = path.p + path.n;
	size_t n = 0;
	int code = path.n ? GJ_OK : GJ_E_BAD_VALUE;

	while (code >= 0 && p < end) {
		if (*p++ != '/' || n == GJ_PLACE_STEPS_MAX)
			return GJ_E_BAD_VALUE;
		code = read_step(arena, &p, end, &ret_steps[n++]);
	}
	if (code >= 0)
		*ret_count = n;
	return code;
}

int gj_place_find(gj_arena *arena, gj_tree *root, gj_str path, gj_place *ret_place)
{
	gj_str steps[GJ_PLACE_STEPS_MAX];
	gj_place place = { NULL, root, GJ_STR_NONE };
	size_t count = 0;
	int code = gj_place_steps(arena, path, steps, &count);

	for (size_t i = 0; i < count && code >= 0; i++) {
		place.parent = place.node;
		place.node = place.parent ? gj_place_child(arena, place.parent, steps[i]) : NULL;
		place.name = steps[i];
	}
	if (code >= 0)
		*ret_place = place;
	return code;
}

void gj_place_write(gj_buf *out, gj_str step)
{
	gj_buf_char(out, '/');
	for (size_t i = 0; i < step.n; i++) {
		if (step.p[i] == '~' || step.p[i] == '/')
			gj_buf_text(out, step.p[i] == '~' ? "~0" : "~1");
		else
			gj_buf_char(out, step.p[i]);
	}
}

/* ---- changes ---- */

/* The depth was bounded when the tree was read. */
gj_tree *gj_tree_copy(gj_arena *arena, const gj_tree *tree)
{
	gj_tree *copy = gj_arena_take(arena, sizeof(*copy)), **link;

	if (!copy)
		return NULL;
	*copy = *tree;
	copy->next = NULL;
	link = &copy->child;
	for (const gj_tree *t = tree->child; t; t = t->next, link = &(*link)->next) {
		*link = gj_tree_copy(arena, t);
		if (!*link)
			return NULL;
	}
	return copy;
}

static int same_children(const gj_tree *a, const gj_tree *b)
{
	const gj_tree *x = a->child, *y = b->child;

	if (a->count != b->count)
		return 0;
	for (; x; x = x->next, y = y->next) {
		if (a->kind == GJ_TREE_OBJECT) {
			/* Most often both were written by one hand: then it is the next one. */
			if (!y || !gj_str_eq(x->key, y->key))
				y = gj_tree_get(b, x->key.p);
		}
		if (!y || !gj_tree_same(x, y))
			return 0;
	}
	return 1;
}

int gj_tree_same(const gj_tree *a, const gj_tree *b)
{
	if (a->kind != b->kind)
		return 0;
	switch (a->kind) {
	case GJ_TREE_NULL:
		return 1;
	case GJ_TREE_BOOL:
	case GJ_TREE_INT:
		return a->integer == b->integer;
	case GJ_TREE_NUMBER:
		return !(a->number < b->number) && !(a->number > b->number);
	case GJ_TREE_TEXT:
		return gj_str_eq(a->text, b->text);
	default:
		return same_children(a, b);
	}
}

gj_tree *gj_tree_make_text(gj_arena *arena, gj_str text)
{
	gj_tree *node = gj_arena_zero(arena, sizeof(*node));

	if (node) {
		node->kind = GJ_TREE_TEXT;
		node->text = text;
	}
	return node;
}

static gj_tree **last_link(gj_tree *parent)
{
	gj_tree **link = &parent->child;

	while (*link)
		link = &(*link)->next;
	return link;
}

void gj_tree_append(gj_tree *parent, gj_tree *child)
{
	child->next = NULL;
	*last_link(parent) = child;
	parent->count++;
}

void gj_tree_insert(gj_tree *parent, gj_tree *before, gj_tree *child)
{
	gj_tree **link = before ? &before->next : &parent->child;

	child->next = *link;
	*link = child;
	parent->count++;
}

static gj_tree **link_of(gj_tree *parent, const gj_tree *child)
{
	gj_tree **link = &parent->child;

	while (*link != child)
		link = &(*link)->next;
	return link;
}

void gj_tree_unlink(gj_tree *parent, const gj_tree *child)
{
	*link_of(parent, child) = child->next;
	parent->count--;
}

void gj_tree_exchange(gj_tree *parent, const gj_tree *child, gj_tree *by)
{
	gj_tree **link = link_of(parent, child);

	by->key = child->key;
	by->next = child->next;
	*link = by;
}
