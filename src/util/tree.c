/* SPDX-License-Identifier: Apache-2.0
 *
 * Free JSON trees. cJSON builds them, in this file alone, and only from bytes
 * that the strict reader has passed: it would itself accept duplicate keys,
 * broken UTF-8 and more.
 */
#include "util/tree.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "util/json.h"

#define INT_LIMIT 9007199254740992.0 /* 2^53 */

/* cJSON reads a number through a buffer of 64 bytes. */
#define NUMBER_LENGTH 63

/* What is known of a document before cJSON sees it. */
typedef struct survey {
	size_t nodes;  /* at least as many as there are values */
	size_t number; /* longest number */
} survey;

/* Nodes of one document: taken at once, before cJSON allocates anything, so
 * that the arena's maximum bounds cJSON's memory as well. */
typedef struct builder {
	gj_arena *arena;
	gj_error *err;
	gj_tree *next, *end;
} builder;

static size_t string_end(gj_str json, size_t at)
{
	for (at++; at < json.n && json.p[at] != '"'; at++)
		at += json.p[at] == '\\';
	return at;
}

static survey survey_of(gj_str json)
{
	survey found = { 1, 0 };
	size_t number = 0, i;

	for (i = 0; i < json.n; i++) {
		char c = json.p[i];

		if ((c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' ||
		    c == 'E') {
			if (++number > found.number)
				found.number = number;
			continue;
		}
		number = 0;
		if (c == '"')
			i = string_end(json, i);
		else if (c == ',' || c == '[' || c == '{')
			found.nodes++;
	}
	return found;
}

static int build_text(builder *b, const char *text, gj_str *ret_text)
{
	*ret_text = gj_arena_str(b->arena, text, strlen(text));
	return ret_text->p != NULL ? 0 : gj_fail(b->err, GJ_E_NOMEM, GJ_RULE_NONE);
}

static int build_number(builder *b, double number, gj_tree *node)
{
	if (!isfinite(number)) {
		gj_fail(b->err, GJ_E_BAD_VALUE, GJ_RULE_type);
		gj_fail_text(b->err, "expected", GJ_STR("a finite number"));
		return GJ_E_BAD_VALUE;
	}
	if (number == floor(number) && fabs(number) <= INT_LIMIT) {
		node->kind = GJ_TREE_INT;
		node->integer = (int64_t)number;
	} else {
		node->kind = GJ_TREE_NUMBER;
		node->number = number;
	}
	return 0;
}

static int build(builder *b, const cJSON *item, gj_tree **ret_node);

static int build_children(builder *b, const cJSON *item, gj_tree *node)
{
	gj_tree **link = &node->child;
	const cJSON *child;
	int rc;

	for (child = item->child; child != NULL; child = child->next) {
		rc = build(b, child, link);
		if (rc < 0) {
			if (node->kind == GJ_TREE_OBJECT)
				gj_fail_in(b->err, child->string, SIZE_MAX);
			else
				gj_fail_in(b->err, NULL, node->count);
			return rc;
		}
		link = &(*link)->next;
		node->count++;
	}
	return 0;
}

/* The depth of this recursion was bounded by gj_json_check(). */
static int build(builder *b, const cJSON *item, gj_tree **ret_node)
{
	gj_tree *node = b->next++;
	int rc = 0;

	assert(node < b->end);
	*ret_node = node;
	if (item->string != NULL) {
		rc = build_text(b, item->string, &node->key);
		if (rc < 0)
			return rc;
	}
	switch (item->type & 0xff) {
	case cJSON_True:
	case cJSON_False:
		node->kind = GJ_TREE_BOOL;
		node->integer = (item->type & 0xff) == cJSON_True;
		return 0;
	case cJSON_Number:
		return build_number(b, item->valuedouble, node);
	case cJSON_String:
		node->kind = GJ_TREE_TEXT;
		return build_text(b, item->valuestring, &node->text);
	case cJSON_Array:
		node->kind = GJ_TREE_ARRAY;
		return build_children(b, item, node);
	case cJSON_Object:
		node->kind = GJ_TREE_OBJECT;
		return build_children(b, item, node);
	default:
		node->kind = GJ_TREE_NULL;
		return 0;
	}
}

int gj_tree_parse(gj_arena *arena, gj_str json, gj_tree **ret_tree, gj_error *err)
{
	builder b = { .arena = arena, .err = err };
	gj_tree *tree = NULL;
	cJSON *parsed = NULL;
	gj_arena_mark mark = gj_arena_mark_now(arena);
	survey found;
	int rc = gj_json_check(arena, json, err);

	gj_arena_rewind(arena, mark); /* the check keeps nothing */
	if (rc < 0)
		return rc;
	found = survey_of(json);
	if (found.number > NUMBER_LENGTH) {
		rc = gj_fail(err, GJ_E_LIMIT, GJ_RULE_too_long);
		gj_fail_int(err, "max", NUMBER_LENGTH);
		return rc;
	}
	if (found.nodes <= SIZE_MAX / sizeof(gj_tree))
		b.next = gj_arena_zero(arena, found.nodes * sizeof(gj_tree));
	if (b.next == NULL)
		return gj_fail(err, GJ_E_NOMEM, GJ_RULE_NONE);
	b.end = b.next + found.nodes;
	/* The bytes are good, so memory is all that can be wanting. */
	parsed = cJSON_ParseWithLengthOpts(json.p, json.n, NULL, 0);
	if (parsed == NULL) {
		rc = gj_fail(err, GJ_E_NOMEM, GJ_RULE_NONE);
		goto out;
	}
	rc = build(&b, parsed, &tree);
	if (rc < 0)
		goto out;
	*ret_tree = tree;
out:
	cJSON_Delete(parsed);
	return rc;
}

/* Puts `text` into JSON's form: the decimal point of the locale, whatever its
 * bytes, becomes '.'; what looks like an integer gets ".0", because integers
 * of that size would not be read again. */
static void put_number_text(gj_buf *out, const char *text)
{
	int point = 0, integral = 1;

	for (; *text != '\0'; text++) {
		if ((*text >= '0' && *text <= '9') || strchr("+-e", *text) != NULL) {
			integral &= *text != 'e';
			gj_buf_char(out, *text);
		} else if (!point) {
			point = 1;
			integral = 0;
			gj_buf_char(out, '.');
		}
	}
	if (integral)
		gj_buf_text(out, ".0");
}

static void write_number(gj_buf *out, double number)
{
	char text[48];
	int digits;

	for (digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, number);
		if (strtod(text, NULL) == number)
			break;
	}
	put_number_text(out, text);
}

static int by_key(const void *a, const void *b)
{
	const gj_tree *const *x = a, *const *y = b;

	return gj_str_cmp((*x)->key, (*y)->key);
}

/* The children of an object in the order of their keys. */
static const gj_tree **sorted(gj_arena *arena, const gj_tree *object)
{
	const gj_tree **list, *child;
	size_t n = 0;

	list = gj_arena_take(arena, (object->count + 1) * sizeof(*list));
	if (list == NULL)
		return NULL;
	for (child = object->child; child != NULL; child = child->next)
		list[n++] = child;
	assert(n == object->count);
	qsort(list, n, sizeof(*list), by_key);
	return list;
}

static void write_object(gj_buf *out, const gj_tree *object)
{
	const gj_tree **list = sorted(out->arena, object);
	size_t i;

	if (list == NULL) {
		out->failed = out->failed ? out->failed : GJ_E_NOMEM;
		return;
	}
	gj_buf_char(out, '{');
	for (i = 0; i < object->count; i++) {
		if (i > 0)
			gj_buf_char(out, ',');
		gj_json_text(out, list[i]->key);
		gj_buf_char(out, ':');
		gj_tree_write(out, list[i]);
	}
	gj_buf_char(out, '}');
}

static void write_array(gj_buf *out, const gj_tree *array)
{
	const gj_tree *child;

	gj_buf_char(out, '[');
	for (child = array->child; child != NULL; child = child->next) {
		if (child != array->child)
			gj_buf_char(out, ',');
		gj_tree_write(out, child);
	}
	gj_buf_char(out, ']');
}

void gj_tree_write(gj_buf *out, const gj_tree *tree)
{
	switch (tree->kind) {
	case GJ_TREE_NULL:
		gj_buf_text(out, "null");
		break;
	case GJ_TREE_BOOL:
		gj_buf_text(out, tree->integer ? "true" : "false");
		break;
	case GJ_TREE_INT:
		gj_buf_int(out, tree->integer);
		break;
	case GJ_TREE_NUMBER:
		write_number(out, tree->number);
		break;
	case GJ_TREE_TEXT:
		gj_json_text(out, tree->text);
		break;
	case GJ_TREE_ARRAY:
		write_array(out, tree);
		break;
	case GJ_TREE_OBJECT:
		write_object(out, tree);
		break;
	}
}

const gj_tree *gj_tree_get(const gj_tree *object, const char *key)
{
	const gj_tree *child;

	if (object == NULL || object->kind != GJ_TREE_OBJECT)
		return NULL;
	for (child = object->child; child != NULL; child = child->next) {
		if (gj_str_is(child->key, key))
			return child;
	}
	return NULL;
}

const gj_tree *gj_tree_at(const gj_tree *array, size_t index)
{
	const gj_tree *child;

	if (array == NULL || array->kind != GJ_TREE_ARRAY)
		return NULL;
	child = array->child;
	while (child != NULL && index > 0) {
		child = child->next;
		index--;
	}
	return child;
}

gj_str gj_tree_text(const gj_tree *object, const char *key)
{
	const gj_tree *value = gj_tree_get(object, key);

	return value != NULL && value->kind == GJ_TREE_TEXT ? value->text : GJ_STR_NONE;
}
