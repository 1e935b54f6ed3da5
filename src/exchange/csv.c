/* SPDX-License-Identifier: Apache-2.0
 *
 * The reader looks at a row twice: once to find its end, its width and what is
 * wrong with it, then, when it is sound, to copy its fields into one block.
 */
#include "exchange/csv.h"

#include <string.h>

static const char mark[] = "\xEF\xBB\xBF";
#define MARK_SIZE (sizeof(mark) - 1)

static int begins_with_mark(gj_str text)
{
	return text.n >= MARK_SIZE && memcmp(text.p, mark, MARK_SIZE) == 0;
}

void gj_csv_begin(gj_csv *csv, gj_str text, const gj_csv_limits *limits)
{
	*csv = (gj_csv){ .text = text, .limits = *limits, .line = 1 };
	if (begins_with_mark(text))
		csv->at = MARK_SIZE;
}

/* What the first look finds out. */
struct scan {
	size_t at, end; /* reading place; end of the text */
	size_t count;   /* fields finished */
	size_t field;   /* where the present field begins */
	int rule;       /* 0: sound */
};

static int ends_line(char c)
{
	return c == '\n' || c == '\r';
}

static size_t line_end(gj_str text, size_t at)
{
	while (at < text.n && !ends_line(text.p[at]))
		at++;
	return at;
}

/* Past one line end at `at`, if there is one. */
static size_t past_line_end(gj_str text, size_t at)
{
	if (at < text.n && text.p[at] == '\r')
		return at + (at + 1 < text.n && text.p[at + 1] == '\n' ? 2 : 1);
	return at < text.n && text.p[at] == '\n' ? at + 1 : at;
}

static size_t count_lines(gj_str text, size_t from, size_t to)
{
	size_t count = 0;

	while ((from = line_end(text, from)) < to) {
		from = past_line_end(text, from);
		count++;
	}
	return count;
}

static void scan_quoted(const gj_csv *csv, struct scan *scan)
{
	const char *p = csv->text.p;
	size_t size = 0;

	for (scan->at++; scan->at < scan->end; scan->at++, size++) {
		if (size > csv->limits.field) {
			scan->rule = GJ_RULE_too_large;
			return;
		}
		if (p[scan->at] != '"')
			continue;
		if (scan->at + 1 == scan->end || p[scan->at + 1] != '"')
			break;
		scan->at++;
	}
	if (scan->at == scan->end) {
		scan->rule = GJ_RULE_csv_quote; /* never closed */
		return;
	}
	scan->at++;
	if (scan->at < scan->end && p[scan->at] != ',' && !ends_line(p[scan->at]))
		scan->rule = GJ_RULE_csv_quote;
}

static void scan_plain(const gj_csv *csv, struct scan *scan)
{
	const char *p = csv->text.p;

	while (scan->at < scan->end && p[scan->at] != ',' && !ends_line(p[scan->at])) {
		if (p[scan->at] == '"') {
			scan->rule = GJ_RULE_csv_quote;
			return;
		}
		scan->at++;
	}
	if (scan->at - scan->field > csv->limits.field)
		scan->rule = GJ_RULE_too_large;
}

/* Finds the end of the row at csv->at. A bad row ends with the line on which
 * the field that broke it begins: a quotation mark that is never closed would
 * swallow every later row otherwise. Lines are looked at once more for that,
 * not again and again: those that a runaway quotation passes over hold none
 * but doubled marks, and such a line by itself leaves no quotation open. */
static void scan_row(const gj_csv *csv, struct scan *scan)
{
	const char *p = csv->text.p;

	*scan = (struct scan){ .at = csv->at, .end = csv->text.n };
	for (;;) {
		scan->field = scan->at;
		if (scan->at < scan->end && p[scan->at] == '"')
			scan_quoted(csv, scan);
		else
			scan_plain(csv, scan);
		if (scan->rule) {
			scan->at = line_end(csv->text, scan->field);
			return;
		}
		scan->count++;
		if (scan->at == scan->end || p[scan->at] != ',')
			break;
		scan->at++;
	}
	if (scan->count > csv->limits.columns)
		scan->rule = GJ_RULE_too_many;
	else if (memchr(p + csv->at, '\0', scan->at - csv->at))
		scan->rule = GJ_RULE_zero;
}

/* Copies one field of a sound row; returns where it ends in the row. */
static size_t take_field(gj_str raw, size_t at, char **to, gj_str *ret_field)
{
	char *p = *to;

	ret_field->p = p;
	if (at < raw.n && raw.p[at] == '"') {
		for (at++; raw.p[at] != '"' || (at + 1 < raw.n && raw.p[at + 1] == '"'); at++) {
			if (raw.p[at] == '"')
				at++;
			*p++ = raw.p[at];
		}
		at++;
	} else {
		while (at < raw.n && raw.p[at] != ',')
			*p++ = raw.p[at++];
	}
	ret_field->n = (size_t)(p - ret_field->p);
	*p++ = '\0';
	*to = p;
	return at;
}

/* A field takes at most its raw bytes and its NUL the place of the comma. */
static int take_fields(gj_arena *arena, size_t count, gj_csv_row *row)
{
	gj_str *fields = gj_arena_take(arena, count * sizeof(*fields) + row->raw.n + 1);
	char *to;
	size_t at = 0;

	if (!fields)
		return GJ_E_NOMEM;
	to = (char *)(fields + count);
	for (size_t i = 0; i < count; i++)
		at = take_field(row->raw, at, &to, &fields[i]) + 1;
	row->fields = fields;
	row->count = count;
	return GJ_OK;
}

static void skip_empty_lines(gj_csv *csv)
{
	while (csv->at < csv->text.n && ends_line(csv->text.p[csv->at])) {
		csv->at = past_line_end(csv->text, csv->at);
		csv->line++;
	}
}

static int fail_row(const gj_csv *csv, int rule, const gj_csv_row *row, gj_error *err)
{
	int limit = rule == GJ_RULE_too_large || rule == GJ_RULE_too_many;

	gj_fail(err, limit ? GJ_E_LIMIT : GJ_E_BAD_VALUE, rule);
	gj_fail_int(err, "line", (int64_t)row->line);
	if (rule == GJ_RULE_too_large)
		gj_fail_int(err, "max", (int64_t)csv->limits.field);
	if (rule == GJ_RULE_too_many)
		gj_fail_int(err, "max", (int64_t)csv->limits.columns);
	if (rule == GJ_RULE_csv_columns) {
		gj_fail_int(err, "count", (int64_t)row->count);
		gj_fail_int(err, "expected", (int64_t)csv->width);
	}
	return limit ? GJ_E_LIMIT : GJ_E_BAD_VALUE;
}

/* The rest of the text in one piece, so that it can be kept. */
static int fail_rows(gj_csv *csv, gj_csv_row *ret_row, gj_error *err)
{
	*ret_row = (gj_csv_row){ .number = csv->rows + 1, .line = csv->line };
	ret_row->raw = (gj_str){ csv->text.p + csv->at, csv->text.n - csv->at };
	csv->at = csv->text.n;
	gj_fail(err, GJ_E_LIMIT, GJ_RULE_too_many);
	gj_fail_int(err, "line", (int64_t)ret_row->line);
	gj_fail_int(err, "max", (int64_t)csv->limits.rows);
	return GJ_E_LIMIT;
}

int gj_csv_next(gj_csv *csv, gj_arena *arena, gj_csv_row *ret_row, gj_error *err)
{
	struct scan scan;
	gj_csv_row row;

	skip_empty_lines(csv);
	if (csv->at == csv->text.n)
		return 0;
	if (csv->rows == csv->limits.rows)
		return fail_rows(csv, ret_row, err);
	scan_row(csv, &scan);
	row = (gj_csv_row){ .number = csv->rows + 1, .line = csv->line };
	row.raw = (gj_str){ csv->text.p + csv->at, scan.at - csv->at };
	if (!scan.rule && take_fields(arena, scan.count, &row))
		return gj_fail(err, GJ_E_NOMEM, GJ_RULE_NONE);
	csv->line += count_lines(csv->text, csv->at, scan.at) + 1;
	csv->at = past_line_end(csv->text, scan.at);
	csv->rows++;
	*ret_row = row;
	if (scan.rule)
		return fail_row(csv, scan.rule, &row, err);
	if (csv->width == 0)
		csv->width = row.count;
	return row.count == csv->width ? 1 : fail_row(csv, GJ_RULE_csv_columns, &row, err);
}

void gj_csv_write_begin(gj_csv_writer *writer, gj_buf *out, int flags)
{
	*writer = (gj_csv_writer){ .out = out, .flags = flags };
	if (flags & GJ_CSV_BOM)
		gj_buf_put(out, mark, MARK_SIZE);
}

/* Spreadsheets in East Asian locales take the full-width signs for formulas too. */
static int looks_like_formula(gj_str field)
{
	static const char *const wide[] = { "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
					    "\xEF\xBC\xA0" };

	if (field.n == 0)
		return 0;
	if (memchr("=+-@\t\r\n", field.p[0], 7))
		return 1;
	for (size_t i = 0; field.n >= 3 && i < sizeof(wide) / sizeof(*wide); i++)
		if (memcmp(field.p, wide[i], 3) == 0)
			return 1;
	return 0;
}

/* A field that begins with a byte order mark could be the first of the text,
 * where a reader would take the mark for the text's. */
static int needs_quotes(gj_str field)
{
	for (size_t i = 0; i < field.n; i++)
		if (field.p[i] == '"' || field.p[i] == ',' || ends_line(field.p[i]))
			return 1;
	return begins_with_mark(field);
}

static void put_quoted(gj_buf *out, gj_str field, int apostrophe)
{
	gj_buf_char(out, '"');
	if (apostrophe)
		gj_buf_char(out, '\'');
	while (field.n) {
		const char *quote = memchr(field.p, '"', field.n);
		size_t size = quote ? (size_t)(quote - field.p) + 1 : field.n;
		gj_buf_put(out, field.p, size);
		if (quote)
			gj_buf_char(out, '"');
		field.p += size;
		field.n -= size;
	}
	gj_buf_char(out, '"');
}

void gj_csv_write(gj_csv_writer *writer, gj_str field)
{
	int apostrophe = (writer->flags & GJ_CSV_SAFE) && looks_like_formula(field);

	if (writer->columns++)
		gj_buf_char(writer->out, ',');
	writer->empty = writer->columns == 1 && field.n == 0;
	if (needs_quotes(field)) {
		put_quoted(writer->out, field, apostrophe);
		return;
	}
	if (apostrophe)
		gj_buf_char(writer->out, '\'');
	gj_buf_put(writer->out, field.p, field.n);
}

void gj_csv_write_end(gj_csv_writer *writer)
{
	if (writer->empty)
		gj_buf_text(writer->out, "\"\""); /* else it would be an empty line */
	gj_buf_text(writer->out, "\r\n");
	writer->columns = 0;
	writer->empty = 0;
}
