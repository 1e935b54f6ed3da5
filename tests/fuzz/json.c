/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as JSON: for the reader on a record with every kind of field, as an argument
 * and as an event; for the reader without a table and the trees. What is taken is
 * written again, read again, and stays as it is from then on.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "../unit/json_all.h"

static void must(int holds)
{
	if (!holds)
		abort();
}

static int any_code(void *user, const char *list, gj_str code)
{
	(void)user;
	(void)list;
	return code.n % 2;
}

static gj_str write_all(gj_arena *arena, const all *value, const gj_json_options *options)
{
	gj_buf buf;

	gj_buf_init(&buf, arena, 1u << 20);
	gj_json_write(&buf, &all_record, value, options);
	gj_buf_end(&buf);
	must(!buf.failed);
	return (gj_str){ buf.p, buf.n };
}

static void read_record(gj_arena *arena, gj_str json, const gj_json_options *options)
{
	gj_error err = { 0 };
	gj_str first, second;
	all one, two;
	int code = gj_json_read(arena, &all_record, json, options, &one, &err);

	must(code == GJ_OK || (code == err.code && err.rule != 0));
	if (code < 0)
		return;
	must(gj_json_check(arena, json, NULL) == GJ_OK);
	first = write_all(arena, &one, options);
	must(gj_json_read(arena, &all_record, first, options, &two, &err) == GJ_OK);
	must(memcmp(&one.has, &two.has, sizeof(one.has)) == 0);
	second = write_all(arena, &two, options);
	must(gj_str_eq(first, second));
}

static gj_str write_tree(gj_arena *arena, const gj_tree *tree)
{
	gj_buf buf;

	gj_buf_init(&buf, arena, 1u << 22);
	gj_tree_write(&buf, tree);
	gj_buf_end(&buf);
	must(!buf.failed);
	return (gj_str){ buf.p, buf.n };
}

/* Every place that the raw accessors find lies within the document. */
static void look_around(gj_str json, gj_str span, int depth)
{
	gj_str key, value;
	size_t cursor = 0, n = 0;

	while (gj_json_each(span, &cursor, &key, &value)) {
		must(value.p >= json.p && value.p + value.n <= json.p + json.n);
		must(depth <= GJ_JSON_DEPTH);
		look_around(json, value, depth + 1);
		n++;
	}
	must(n == gj_json_count(span));
}

static void read_tree(gj_arena *arena, gj_str json)
{
	gj_error err = { 0 };
	gj_tree *tree = NULL, *again = NULL;
	gj_str first, span;
	int valid = gj_json_check(arena, json, &err) == GJ_OK;
	int code = gj_tree_parse(arena, json, &tree, &err);

	must(valid || code < 0);
	if (valid && gj_json_find(json, "", &span) == GJ_OK)
		look_around(json, span, 1);
	if (code < 0)
		return;
	first = write_tree(arena, tree);
	must(gj_tree_parse(arena, first, &again, &err) == GJ_OK);
	must(gj_str_eq(first, write_tree(arena, again)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const gj_json_options options[] = { { GJ_JSON_WIRE, 480, any_code, NULL },
						   { GJ_JSON_EVENT, 0, NULL, NULL } };
	const gj_mem mem = gj_mem_default();
	gj_arena *arena = gj_arena_new(&mem, (size_t)64 << 20);
	gj_str json = { (const char *)data, size };

	must(arena != NULL);
	if (size < 32768) {
		read_record(arena, json, &options[0]);
		read_record(arena, json, &options[1]);
		read_tree(arena, json);
	}
	gj_arena_free(arena);
	return 0;
}
