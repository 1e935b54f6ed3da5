/* SPDX-License-Identifier: Apache-2.0
 *
 * Replies for people: one thing as names and values, many as a table.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli.h"

#define INDENT 2
#define TREE_MAX 60 /* columns of a free JSON tree in a table */

/* ---- one value ---- */

static char *show_time(const cli *c, json value)
{
	char *text = json_text(value), *zone;
	size_t n = strlen(text);

	(void)c;
	if (n < 20)
		return text;
	/* The ledger's wall clock: its offset is the same in every row. */
	text[10] = ' ';
	zone = strpbrk(text + 11, "+-Z.");
	if (zone)
		*zone = '\0';
	if (strcmp(text + 16, ":00") == 0)
		text[16] = '\0';
	return text;
}

static char *show_money(const cli *c, json value)
{
	int64_t fen = json_int(value, 0);
	char text[48];

	snprintf(text, sizeof(text), T(c, "%lld.%02d元", "CNY %lld.%02d"),
		 (long long)(fen / 100), (int)(fen % 100));
	return copy_of(text, strlen(text));
}

static char *show_code(const cli *c, json field, json value)
{
	return json_text(json_member(find_label(c, field, value), T(c, "zh", "en")));
}

static char *show_enum(const cli *c, json value)
{
	char *name = json_text(value);
	const char *word = value_word(c, name);

	if (word != name) {
		free(name);
		name = copy_of(word, strlen(word));
	}
	return name;
}

static char *show_flag(const cli *c, json value)
{
	const char *word = json_true(value) ? T(c, "是", "yes") : "";

	return copy_of(word, strlen(word));
}

/* The values of a record, one after another. */
static void join_record(FILE *out, const cli *c, json fields, json record)
{
	size_t at = 0, n = 0;
	json key, field, value;
	char *name, *text;

	while (json_next(fields, &at, &key, &field)) {
		name = json_text(json_member(field, "name"));
		value = json_member(record, name);
		free(name);
		if (!value.p)
			continue;
		text = show_value(c, field, value);
		if (*text)
			fprintf(out, "%s%s", n++ ? " " : "", text);
		free(text);
	}
}

static char *show_many(const cli *c, json field, json value)
{
	size_t at = 0, n = 0, size;
	json key, item, fields = json_member(field, "fields");
	char *text = NULL, *one;
	FILE *out = must(open_memstream(&text, &size));

	while (json_next(value, &at, &key, &item)) {
		if (n++)
			fputs(fields.p ? "; " : T(c, "、", ", "), out);
		if (fields.p) {
			join_record(out, c, fields, item);
			continue;
		}
		one = json_text(key);
		fprintf(out, "%s%s", one, *one ? "=" : "");
		free(one);
		one = json_text(item);
		fputs(one, out);
		free(one);
	}
	fclose(out);
	return must(text);
}

static char *show_object(const cli *c, json field, json value)
{
	size_t size;
	char *text = NULL;
	FILE *out = must(open_memstream(&text, &size));

	join_record(out, c, json_member(field, "fields"), value);
	fclose(out);
	return must(text);
}

char *show_value(const cli *c, json field, json value)
{
	if (!value.p || (value.n == 4 && value.p[0] == 'n'))
		return copy_of("", 0);
	if (field_is(field, "enum"))
		return show_enum(c, value);
	if (field_is(field, "time"))
		return show_time(c, value);
	if (field_is(field, "money"))
		return show_money(c, value);
	if (field_is(field, "flag"))
		return show_flag(c, value);
	if (find_label(c, field, value).p)
		return show_code(c, field, value);
	if (field_is(field, "array") || field_is(field, "texts") || field_is(field, "ids") ||
	    field_is(field, "map"))
		return show_many(c, field, value);
	return field_is(field, "object") ? show_object(c, field, value) : json_text(value);
}

/* ---- many things ---- */

struct lister {
	cli *c;
	json fields;
	table *t;
};

static size_t terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col < 20)
		return 80;
	return size.ws_col;
}

static int numeric(json field)
{
	return field_is(field, "id") || field_is(field, "integer") || field_is(field, "money");
}

/* With --columns only those named, in the order of the table. */
static int wanted(const cli *c, const char *name)
{
	const char *at = c->columns;
	size_t n = strlen(name);

	if (!at)
		return 1;
	while ((at = strstr(at, name))) {
		if ((at == c->columns || at[-1] == ',') && (!at[n] || at[n] == ','))
			return 1;
		at++;
	}
	return 0;
}

static lister *lister_of(cli *c, json fields)
{
	lister *l = must(calloc(1, sizeof(*l)));
	size_t at = 0;
	json key, field;
	char *name;

	l->c = c;
	l->fields = fields;
	l->t = table_new(stdout, c->columns ? 0 : terminal_width());
	while (json_next(fields, &at, &key, &field)) {
		name = json_text(json_member(field, "name"));
		table_column(l->t, name, word_for(c, name), numeric(field));
		free(name);
	}
	return l;
}

lister *lister_new(cli *c, json op)
{
	json items = find_field(json_member(op, "result"), "items", 5);

	about_noun(c, op);
	return lister_of(c, json_member(items, "fields"));
}

static void put_item(lister *l, json item)
{
	size_t at = 0;
	json key, field;
	char *name, *text;

	while (json_next(l->fields, &at, &key, &field)) {
		name = json_text(json_member(field, "name"));
		text = wanted(l->c, name) ? show_value(l->c, field, json_member(item, name))
					  : copy_of("", 0);
		if (field_is(field, "any") || field_is(field, "json"))
			text_cut(text, TREE_MAX);
		table_cell(l->t, text);
		free(name);
	}
}

int lister_item(void *user, const char *item, size_t size)
{
	lister *l = user;

	if (l->c->json)
		printf("%.*s\n", (int)size, item);
	else
		put_item(l, json_of(item, size));
	return ferror(stdout) ? -1 : 0;
}

void lister_end(lister *l)
{
	size_t rows = table_rows(l->t);

	table_end(l->t, l->c);
	if (!l->c->json && isatty(STDOUT_FILENO))
		printf(T(l->c, "（共 %zu 条）\n", "(%zu in all)\n"), rows);
	free(l);
}

/* ---- one thing ---- */

static void put_table(cli *c, json fields, json items)
{
	lister *l = lister_of(c, fields);
	size_t at = 0;
	json key, item;

	while (json_next(items, &at, &key, &item))
		put_item(l, item);
	table_end(l->t, c);
	free(l);
}

static void put_lines(const char *text, size_t indent)
{
	const char *end;

	for (; (end = strchr(text, '\n')); text = end + 1)
		printf("%.*s\n%*s", (int)(end - text), text, (int)indent, "");
	printf("%s\n", text);
}

static size_t widest(const cli *c, json fields, json record)
{
	size_t at = 0, width = 0, own;
	json key, field;
	char *name;

	while (json_next(fields, &at, &key, &field)) {
		name = json_text(json_member(field, "name"));
		own = json_member(record, name).p ? text_width(word_for(c, name)) : 0;
		width = own > width ? own : width;
		free(name);
	}
	return width;
}

static void put_record(cli *c, json fields, json record);

static void put_member(cli *c, json field, const char *name, json value, size_t width)
{
	const char *word = word_for(c, name);
	char *text;

	if (field_is(field, "array") && json_count(value)) {
		printf("\n%s\n", word);
		put_table(c, json_member(field, "fields"), value);
		return;
	}
	text = show_value(c, field, value);
	text_clean(text, 1);
	if (*text) {
		printf("%s%*s", word, (int)(width - text_width(word) + INDENT), "");
		put_lines(text, width + INDENT);
	}
	free(text);
}

/* Values first, tables of what belongs to it after them. */
static void put_record(cli *c, json fields, json record)
{
	size_t width = widest(c, fields, record), at;
	json key, field, value;
	char *name;
	int tables;

	for (tables = 0; tables < 2; tables++)
		for (at = 0; json_next(fields, &at, &key, &field);) {
			name = json_text(json_member(field, "name"));
			value = json_member(record, name);
			if (value.p && field_is(field, "array") == tables && wanted(c, name))
				put_member(c, field, name, value, width);
			free(name);
		}
}

static void put_events(const cli *c, json events)
{
	size_t at = 0;
	json key, event;

	printf("%s\n", T(c, "试运行：未写入任何内容。将记录的事件：",
			 "Dry run: nothing was written. Events it would record:"));
	while (json_next(events, &at, &key, &event))
		printf("  %.*s\n", (int)event.n, event.p);
}

void show_result(cli *c, json op, json result)
{
	json fields = json_member(op, "result"), events = json_member(result, "events");

	about_noun(c, op);
	if (json_true(json_member(result, "dry_run"))) {
		put_events(c, events);
		result = json_member(result, "result");
	}
	if (json_true(json_member(op, "list")))
		put_table(c, json_member(find_field(fields, "items", 5), "fields"),
			  json_member(result, "items"));
	else
		put_record(c, fields, result);
}
