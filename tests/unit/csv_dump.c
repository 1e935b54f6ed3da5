/* SPDX-License-Identifier: Apache-2.0
 *
 * Shows what the reader of CSV makes of standard input, for csv_oracle.py: a
 * field as its length, a colon and its bytes; a row as '+' and its number of
 * fields before them; '-' for a bad row. With -w the good rows as the writer
 * writes them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/csv.h"

#define INPUT_MAX ((size_t)16 << 20)

static void dump(const gj_csv_row *row)
{
	printf("+%zu", row->count);
	for (size_t i = 0; i < row->count; i++) {
		printf(" %zu:", row->fields[i].n);
		fwrite(row->fields[i].p, 1, row->fields[i].n, stdout);
	}
	putchar('\n');
}

static void write_row(gj_csv_writer *writer, const gj_csv_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		gj_csv_write(writer, row->fields[i]);
	gj_csv_write_end(writer);
}

int main(int argc, char **argv)
{
	int writes = argc > 1 && strcmp(argv[1], "-w") == 0;
	gj_mem mem = gj_mem_default();
	gj_arena *arena = gj_arena_new(&mem, (size_t)1 << 30);
	char *text = arena ? gj_arena_take(arena, INPUT_MAX) : NULL;
	gj_csv_writer writer;
	gj_csv_row row;
	gj_buf buf;
	gj_csv csv;
	int rc;

	if (!text)
		return 1;
	gj_buf_init(&buf, arena, 2 * INPUT_MAX);
	gj_csv_write_begin(&writer, &buf, 0);
	gj_csv_begin(&csv, (gj_str){ text, fread(text, 1, INPUT_MAX, stdin) }, &GJ_CSV_LIMITS);
	while ((rc = gj_csv_next(&csv, arena, &row, NULL)) != 0) {
		if (rc == GJ_E_NOMEM)
			return 1;
		if (rc == 1 && writes)
			write_row(&writer, &row);
		else if (!writes)
			rc == 1 ? dump(&row) : (void)puts("-");
	}
	if (writes)
		fwrite(gj_buf_end(&buf).p, 1, buf.n, stdout);
	gj_arena_free(arena);
	return buf.failed ? 1 : 0;
}
