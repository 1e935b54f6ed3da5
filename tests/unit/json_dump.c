/* SPDX-License-Identifier: Apache-2.0
 *
 * What the strict reader makes of documents, for json_oracle.py: each comes as its size, a
 * line end and its bytes; each is answered with "-RULE" or with "+", the size of
 * its canonical form and that form ("=" when it is refused as a tree only).
 */
#include <stdio.h>
#include <stdlib.h>

#include "util/json.h"

static void answer(gj_arena *arena, gj_str json)
{
	gj_error err = { 0 };
	gj_tree *tree = NULL;
	gj_buf buf;

	if (gj_json_check(arena, json, &err) < 0) {
		printf("-%s\n", gj_rule_name(err.rule));
	} else if (gj_tree_parse(arena, json, &tree, &err) < 0) {
		printf("=%s\n", gj_rule_name(err.rule));
	} else {
		gj_buf_init(&buf, arena, 1u << 24);
		gj_tree_write(&buf, tree);
		gj_buf_end(&buf);
		printf("+%zu\n", buf.n);
		fwrite(buf.p, 1, buf.n, stdout);
	}
}

int main(void)
{
	gj_mem mem = gj_mem_default();
	gj_arena *arena = gj_arena_new(&mem, (size_t)256 << 20);
	gj_arena_mark mark = gj_arena_mark_now(arena);
	unsigned long size;
	char *bytes;

	while (scanf("%lu", &size) == 1 && getchar() == '\n') {
		bytes = malloc(size ? size : 1);
		if (!bytes || fread(bytes, 1, size, stdin) != size)
			return 1;
		answer(arena, (gj_str){ bytes, size });
		free(bytes);
		gj_arena_rewind(arena, mark);
	}
	gj_arena_free(arena);
	return 0;
}
