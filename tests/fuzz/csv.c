/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as a file of CSV: decoded, taken apart, written again and read
 * back. The first byte chooses the limits.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "exchange/csv.h"
#include "exchange/encoding.h"

static void must(int holds)
{
	if (!holds)
		abort();
}

static void check_same(gj_arena *arena, const gj_csv_row *row, gj_str text)
{
	const gj_csv_limits wide = { text.n, row->count, 1 };
	gj_csv_row again;
	gj_csv csv;

	gj_csv_begin(&csv, text, &wide);
	must(gj_csv_next(&csv, arena, &again, NULL) == 1 && again.count == row->count);
	for (size_t i = 0; i < row->count; i++)
		must(gj_str_eq(again.fields[i], row->fields[i]));
	must(gj_csv_next(&csv, arena, &again, NULL) == 0);
}

static void write_again(gj_arena *arena, const gj_csv_row *row)
{
	gj_csv_writer writer;
	gj_buf buf;

	gj_buf_init(&buf, arena, 1u << 20);
	gj_csv_write_begin(&writer, &buf, 0);
	for (size_t i = 0; i < row->count; i++)
		gj_csv_write(&writer, row->fields[i]);
	gj_csv_write_end(&writer);
	must(!buf.failed);
	check_same(arena, row, gj_buf_end(&buf));
}

static void read_rows(gj_arena *arena, gj_str text, const gj_csv_limits *limits)
{
	size_t at = 0, number = 0;
	gj_csv_row row;
	gj_csv csv;
	int rc;

	gj_csv_begin(&csv, text, limits);
	while ((rc = gj_csv_next(&csv, arena, &row, NULL)) != 0) {
		gj_arena_mark mark = gj_arena_mark_now(arena);
		must(rc != GJ_E_NOMEM);
		must(row.raw.p >= text.p + at && row.raw.p + row.raw.n <= text.p + text.n);
		must(row.number == ++number);
		at = (size_t)(row.raw.p + row.raw.n - text.p);
		if (rc == 1) {
			for (size_t i = 0; i < row.count; i++)
				gj_encoding_quality(row.fields[i]);
			write_again(arena, &row);
		}
		gj_arena_rewind(arena, mark);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const gj_mem mem = gj_mem_default();
	gj_arena *arena = gj_arena_new(&mem, (size_t)64 << 20);
	gj_csv_limits limits = GJ_CSV_LIMITS;
	const char *name;
	gj_str text;

	must(arena != NULL);
	if (size > 0 && size < 32768) {
		if (data[0] & 1)
			limits = (gj_csv_limits){ data[0] >> 4, 1 + (data[0] >> 6),
						  1 + data[0] % 16 };
		text = (gj_str){ (const char *)data + 1, size - 1 };
		if (gj_encoding_to_utf8(arena, text, &text, &name, NULL) == GJ_OK)
			read_rows(arena, text, &limits);
	}
	gj_arena_free(arena);
	return 0;
}
