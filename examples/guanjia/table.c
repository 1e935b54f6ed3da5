/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables for people. The first rows are held back to see how wide the columns must be
 * and which are empty; later ones flow through.
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

#define HELD_MAX 500   /* rows that decide the widths */
#define WIDE_MAX 48    /* columns of one cell on a terminal */
#define GAP 2

typedef struct column {
	char *name, *heading;
	size_t width;
	int right, used, shown;
} column;

struct table {
	FILE *out;
	size_t limit, count, rows, at, held;
	column *columns;
	char **cells; /* of the rows held, then of the row under way */
	int begun;
};

table *table_new(FILE *out, size_t limit)
{
	table *t = must(calloc(1, sizeof(*t)));

	t->out = out;
	t->limit = limit;
	return t;
}

void table_column(table *t, const char *name, const char *heading, int right)
{
	t->columns = must(realloc(t->columns, (t->count + 1) * sizeof(column)));
	t->columns[t->count++] = (column){ copy_of(name, strlen(name)),
					   copy_of(heading, strlen(heading)),
					   text_width(heading), right, 0, 0 };
}

static void spaces(FILE *out, size_t n)
{
	fprintf(out, "%*s", (int)n, "");
}

/* Blanks before a cell are owed until something stands there: no line ends in them. */
static size_t put_cell(table *t, const column *c, const char *text, size_t owed)
{
	size_t width = text_width(text), fill = c->width > width ? c->width - width : 0;

	if (!*text)
		return owed + c->width + GAP;
	spaces(t->out, owed + (c->right ? fill : 0));
	fputs(text, t->out);
	return (c->right ? 0 : fill) + GAP;
}

static size_t last_shown(const table *t)
{
	size_t i = t->count;

	while (i > 0 && !t->columns[i - 1].shown)
		i--;
	return i;
}

static void put_row(table *t, char **cells)
{
	size_t i, owed = 0;

	for (i = 0; i < t->count; i++)
		if (t->columns[i].shown)
			owed = put_cell(t, &t->columns[i], cells[i], owed);
	fputc('\n', t->out);
}

static void put_rule(table *t)
{
	size_t i, j, end = last_shown(t);

	for (i = 0; i < end; i++) {
		if (!t->columns[i].shown)
			continue;
		for (j = 0; j < t->columns[i].width; j++)
			fputc('-', t->out);
		if (i + 1 < end)
			spaces(t->out, GAP);
	}
	fputc('\n', t->out);
}

static void begin(table *t)
{
	size_t i, total = 0;
	int full = 0;

	t->begun = 1;
	for (i = 0; i < t->count; i++) {
		column *c = &t->columns[i];

		if (!c->used)
			continue;
		total += c->width + (total ? GAP : 0);
		full |= t->limit && total > t->limit && i > 0;
		c->shown = !full;
	}
	total = 0;
	for (i = 0; i < t->count; i++)
		if (t->columns[i].shown)
			total = put_cell(t, &t->columns[i], t->columns[i].heading, total);
	fputc('\n', t->out);
	put_rule(t);
}

static void release(char **cells, size_t n)
{
	while (n > 0)
		free(cells[--n]);
}

static void flush_held(table *t)
{
	size_t i;

	begin(t);
	for (i = 0; i < t->held; i++)
		put_row(t, t->cells + i * t->count);
	release(t->cells, t->held * t->count);
	t->held = 0;
}

static void row_done(table *t)
{
	t->at = 0;
	t->rows++;
	if (!t->begun) {
		if (++t->held == HELD_MAX)
			flush_held(t);
		return;
	}
	put_row(t, t->cells);
	release(t->cells, t->count);
}

void table_cell(table *t, char *text)
{
	column *c = &t->columns[t->at];
	size_t width;

	text_clean(text, 0);
	if (t->limit)
		text_cut(text, WIDE_MAX);
	width = text_width(text);
	if (!t->begun) {
		if (width > c->width)
			c->width = width;
		c->used |= width > 0;
	}
	t->cells = must(realloc(t->cells, (t->held + 1) * t->count * sizeof(char *)));
	t->cells[t->held * t->count + t->at] = text;
	if (++t->at == t->count)
		row_done(t);
}

static void tell_hidden(const table *t, const cli *c)
{
	size_t i, hidden = 0;

	for (i = 0; i < t->count; i++) {
		if (!t->columns[i].used || t->columns[i].shown)
			continue;
		fputs(hidden++ ? ", " : T(c, "（未显示的列：", "(columns left out: "), stderr);
		fputs(t->columns[i].name, stderr);
	}
	if (hidden)
		fputs(T(c, "。用 --columns 选择）\n", "; choose with --columns)\n"), stderr);
}

void table_end(table *t, cli *c)
{
	size_t i;

	if (!t->begun && t->held)
		flush_held(t);
	fflush(t->out);
	tell_hidden(t, c);
	for (i = 0; i < t->count; i++) {
		free(t->columns[i].name);
		free(t->columns[i].heading);
	}
	free(t->columns);
	free(t->cells);
	free(t);
}

size_t table_rows(const table *t)
{
	return t->rows;
}
