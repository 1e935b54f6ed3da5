/* SPDX-License-Identifier: Apache-2.0
 *
 * Arguments under construction: values at JSON pointers, written out nested. Nobody who
 * links the library escapes JSON by hand.
 */
#include <string.h>

#include "api/handle.h"

#define ARGS_MAX (64u << 20)

typedef struct node {
	gj_str key;         /* member of an object, or the digits of an index */
	gj_str value;       /* JSON text of a leaf */
	struct node *child; /* first */
	struct node *next;
	int array;
} node;

struct gj_args {
	gj_arena *arena;
	node root;
	int failed;
	gj_str json;
};

int gj_args_new(gj_args **ret_args)
{
	gj_mem mem = gj_mem_default();
	gj_arena *arena;
	gj_args *args;

	if (!ret_args)
		return GJ_E_USE;
	arena = gj_arena_new(&mem, ARGS_MAX);
	args = arena ? gj_arena_zero(arena, sizeof(*args)) : NULL;
	if (!args) {
		gj_arena_free(arena);
		return GJ_E_NOMEM;
	}
	args->arena = arena;
	*ret_args = args;
	return GJ_OK;
}

gj_args *gj_args_free(gj_args *args)
{
	if (args)
		gj_arena_free(args->arena);
	return NULL;
}

static int is_index(gj_str key)
{
	size_t i;

	for (i = 0; i < key.n; i++)
		if (key.p[i] < '0' || key.p[i] > '9')
			return 0;
	return key.n > 0 && key.n < 10 && (key.n == 1 || key.p[0] != '0');
}

static int as_index(gj_str key)
{
	int value = 0;
	size_t i;

	for (i = 0; i < key.n; i++)
		value = value * 10 + (key.p[i] - '0');
	return value;
}

static size_t children(const node *parent)
{
	const node *n;
	size_t count = 0;

	for (n = parent->child; n; n = n->next)
		count++;
	return count;
}

/* The child of this key, made at the end when there is none. Items of an array come in
 * order, without gaps. */
static int child_of(gj_args *args, node *parent, gj_str key, node **ret_child)
{
	node **at = &parent->child;
	int array = is_index(key);

	if (parent->value.p || (parent->child && parent->array != array))
		return GJ_E_BAD_VALUE;
	while (*at && !gj_str_eq((*at)->key, key))
		at = &(*at)->next;
	if (!*at) {
		if (array && as_index(key) != (int)children(parent))
			return GJ_E_BAD_VALUE;
		*at = gj_arena_zero(args->arena, sizeof(node));
		if (!*at)
			return GJ_E_NOMEM;
		(*at)->key = gj_arena_str(args->arena, key.p, key.n);
		if (!(*at)->key.p)
			return GJ_E_NOMEM;
		parent->array = array;
	}
	*ret_child = *at;
	return GJ_OK;
}

/* A segment of a pointer as the name it stands for: ~1 is a slash, ~0 a tilde. */
static int name_of(gj_args *args, gj_str segment, gj_str *ret_name)
{
	gj_str name = segment;
	size_t i, n = 0;
	char *p;

	if (memchr(segment.p, '~', segment.n)) {
		p = gj_arena_take(args->arena, segment.n + 1);
		if (!p)
			return GJ_E_NOMEM;
		for (i = 0; i < segment.n; i++) {
			p[n++] = segment.p[i];
			if (segment.p[i] != '~')
				continue;
			i++;
			if (i == segment.n || (segment.p[i] != '0' && segment.p[i] != '1'))
				return GJ_E_BAD_VALUE;
			p[n - 1] = segment.p[i] == '0' ? '~' : '/';
		}
		p[n] = '\0';
		name = (gj_str){ p, n };
	}
	*ret_name = name;
	return GJ_OK;
}

static int place_of(gj_args *args, const char *place, node **ret_node)
{
	node *at = &args->root;
	const char *end;
	gj_str name;
	int code = *place == '/' ? GJ_OK : GJ_E_BAD_VALUE, depth = 0;

	while (code >= 0 && *place == '/') {
		end = strchr(++place, '/');
		if (!end)
			end = place + strlen(place);
		if (end == place || ++depth > GJ_JSON_DEPTH)
			return GJ_E_BAD_VALUE;
		code = name_of(args, (gj_str){ place, (size_t)(end - place) }, &name);
		if (code >= 0)
			code = child_of(args, at, name, &at);
		place = end;
	}
	if (code >= 0 && at->child)
		code = GJ_E_BAD_VALUE;
	if (code >= 0)
		*ret_node = at;
	return code;
}

/* The first failure is remembered, whatever follows. */
static int fail(gj_args *args, int code)
{
	if (args->failed >= 0)
		args->failed = code;
	return args->failed;
}

static int set(gj_args *args, const char *place, gj_str value)
{
	node *at = NULL;
	int code;

	if (!place)
		return fail(args, GJ_E_USE);
	args->json = GJ_STR_NONE;
	code = args->failed;
	if (code >= 0)
		code = place_of(args, place, &at);
	if (code >= 0) {
		at->value = gj_arena_str(args->arena, value.p, value.n);
		code = at->value.p ? GJ_OK : GJ_E_NOMEM;
	}
	return code < 0 ? fail(args, code) : code;
}

int gj_args_set_text(gj_args *args, const char *place, const char *text, size_t size)
{
	gj_buf buf;

	if (!args)
		return GJ_E_USE;
	if (!text)
		return fail(args, GJ_E_USE);
	gj_buf_init(&buf, args->arena, GJ_JSON_MAX);
	gj_json_text(&buf, (gj_str){ text, size });
	gj_buf_end(&buf);
	return buf.failed ? fail(args, buf.failed) : set(args, place, (gj_str){ buf.p, buf.n });
}

int gj_args_set_int(gj_args *args, const char *place, int64_t value)
{
	gj_buf buf;

	if (!args)
		return GJ_E_USE;
	gj_buf_init(&buf, args->arena, 32);
	gj_buf_int(&buf, value);
	gj_buf_end(&buf);
	return buf.failed ? fail(args, buf.failed) : set(args, place, (gj_str){ buf.p, buf.n });
}

int gj_args_set_flag(gj_args *args, const char *place, int value)
{
	return args ? set(args, place, value ? GJ_STR("true") : GJ_STR("false")) : GJ_E_USE;
}

int gj_args_set_null(gj_args *args, const char *place)
{
	return args ? set(args, place, GJ_STR("null")) : GJ_E_USE;
}

int gj_args_set_json(gj_args *args, const char *place, const char *json, size_t size)
{
	gj_error err;
	int code;

	if (!args)
		return GJ_E_USE;
	if (!json)
		return fail(args, GJ_E_USE);
	code = gj_json_check(args->arena, (gj_str){ json, size }, &err);
	return code < 0 ? fail(args, code) : set(args, place, (gj_str){ json, size });
}

static void write_node(gj_buf *out, const node *n)
{
	const node *child;

	if (n->value.p) {
		gj_buf_str(out, n->value);
		return;
	}
	gj_buf_char(out, n->array ? '[' : '{');
	for (child = n->child; child; child = child->next) {
		if (child != n->child)
			gj_buf_char(out, ',');
		if (!n->array) {
			gj_json_text(out, child->key);
			gj_buf_char(out, ':');
		}
		write_node(out, child);
	}
	gj_buf_char(out, n->array ? ']' : '}');
}

int gj_args_json(gj_args *args, const char **ret_json, size_t *ret_size)
{
	gj_buf buf;

	if (!args || !ret_json)
		return GJ_E_USE;
	if (args->failed)
		return args->failed;
	if (!args->json.p) {
		gj_buf_init(&buf, args->arena, GJ_JSON_MAX);
		write_node(&buf, &args->root);
		gj_buf_end(&buf);
		if (buf.failed)
			return buf.failed;
		args->json = (gj_str){ buf.p, buf.n };
	}
	*ret_json = args->json.p;
	if (ret_size)
		*ret_size = args->json.n;
	return GJ_OK;
}
