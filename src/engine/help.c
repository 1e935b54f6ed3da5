/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the nouns share: common argument tables, not-found, revisions,
 * homes of offices, pages of lists.
 */
#include "engine/ctx.h"

#include <stdio.h>
#include <string.h>

static const gj_field id_fields[] = { GJ_F_ID(gj_id_args, id, GJ_REQUIRED, "Its number."),
				      GJ_F_END };
const GJ_RECORD(gj_id_args_record, gj_id_args, id_fields);

static const gj_field get_fields[] = {
	GJ_F_ID(gj_get_args, id, GJ_REQUIRED, "Its number."),
	GJ_F_BOOL(gj_get_args, unmask, 0,
		  "Show personal values as they are. Needs contact.unmask; the look is recorded."),
	GJ_F_TEXT(gj_get_args, purpose, 0, 1, 200, GJ_INTERNAL, "Why they are needed unmasked."),
	GJ_F_END
};
const GJ_RECORD(gj_get_args_record, gj_get_args, get_fields);

static const gj_field void_fields[] = {
	GJ_CHANGE_FIELDS(gj_void_args, "thing"),
	GJ_F_CODE(gj_void_args, reason, GJ_REQUIRED, "void_reason", "Why it is void."),
	GJ_F_VEIL(gj_void_args, note, 0, 1000, GJ_PERSONAL, "text", "In words."), GJ_F_END
};
const GJ_RECORD(gj_void_args_record, gj_void_args, void_fields);

int gj_not_found(gj_ctx *c, const char *noun)
{
	int code = gj_fail(c->err, GJ_E_NOT_FOUND, GJ_RULE_not_here);

	gj_fail_text(c->err, "noun", gj_str_of(noun));
	return code;
}

/* Any struct with GJ_CHANGE_ARGS begins like this. */
typedef struct change_args {
	gj_has has;
	GJ_CHANGE_ARGS;
} change_args;

int gj_check_revision(gj_ctx *c, const void *args, int64_t revision)
{
	const change_args *a = args;
	int code = GJ_OK;

	if (a->if_revision && a->if_revision != revision) {
		code = gj_fail(c->err, GJ_E_CONFLICT, GJ_RULE_revision);
		gj_fail_int(c->err, "revision", revision);
	}
	return code;
}

static const gj_field voided_fields[] = {
	GJ_F_TEXT(gj_voided_body, reason, GJ_REQUIRED, 1, 64, GJ_OPEN, "Why it is void."),
	GJ_F_VEIL(gj_voided_body, note, 0, 1000, GJ_PERSONAL, "text", "In words."), GJ_F_END
};
const GJ_RECORD(gj_voided_record, gj_voided_body, voided_fields);

int gj_emit_voided(gj_ctx *c, const gj_event_type *type, int64_t home, gj_subject *subject,
		   const gj_void_args *args)
{
	gj_voided_body body;

	memset(&body, 0, sizeof(body));
	body.has.set = args->note.text.p ? 3 : 1;
	body.reason = args->reason;
	body.note = args->note;
	return gj_emit(c, type, home, subject, &body);
}

int gj_progress(gj_ctx *c, int64_t done, int64_t total)
{
	if (c->host->progress && c->host->progress(c->host->progress_user, done, total) < 0)
		return gj_fail(c->err, GJ_E_INTERRUPTED, GJ_RULE_NONE);
	return GJ_OK;
}

/* ---- pages ---- */

#define PAGE_DEFAULT 100

/* `after` and `limit` apart, the arguments are the filter a cursor is bound to. */
static int filter_print(gj_ctx *c, const void *args, char out[17])
{
	const gj_record *record = c->op->args;
	gj_json_options options = { GJ_JSON_WIRE, 0, NULL, NULL };
	int after = gj_field_index(record, "after", 5), limit = gj_field_index(record, "limit", 5);
	uint8_t hash[GJ_DIGEST_SIZE];
	gj_buf buf;
	void *copy = gj_arena_take(c->arena, record->size);
	int i, code;

	if (!copy)
		return GJ_E_NOMEM;
	memcpy(copy, args, record->size);
	gj_field_clear(copy, after);
	gj_field_clear(copy, limit);
	gj_buf_init(&buf, c->arena, GJ_JSON_MAX);
	gj_json_write(&buf, record, copy, &options);
	gj_buf_end(&buf);
	code = buf.failed;
	if (code >= 0)
		code = gj_digest_pair(c->digest, c->op->name, strlen(c->op->name), buf.p, buf.n,
				      hash);
	for (i = 0; code >= 0 && i < 8; i++)
		snprintf(out + 2 * i, 3, "%02x", hash[i]);
	return code;
}

static const void *member(const gj_op *op, const void *args, const char *name)
{
	int index = gj_field_index(op->args, name, strlen(name));

	return index >= 0 && gj_field_set(args, index)
		       ? (const char *)args + op->args->fields[index].offset
		       : NULL;
}

static int bad_cursor(gj_ctx *c)
{
	int code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_foreign_cursor);

	gj_fail_path(c->err, "/after");
	return code;
}

/* "print.number.text" */
static int parse_cursor(gj_ctx *c, gj_str after, const char *print, gj_page *page)
{
	size_t i = 17;
	int64_t number = 0;

	if (after.n < 19 || memcmp(after.p, print, 16) != 0 || after.p[16] != '.')
		return bad_cursor(c);
	for (; i < after.n && after.p[i] >= '0' && after.p[i] <= '9' && number < GJ_MAX_INT; i++)
		number = number * 10 + (after.p[i] - '0');
	if (i >= after.n || after.p[i] != '.')
		return bad_cursor(c);
	page->after = number;
	page->after_text = (gj_str){ after.p + i + 1, after.n - i - 1 };
	return GJ_OK;
}

int gj_page_begin(gj_ctx *c, const void *args, gj_page *ret_page)
{
	const int64_t *limit = member(c->op, args, "limit");
	const gj_str *after = member(c->op, args, "after");
	gj_page page = { (limit ? *limit : PAGE_DEFAULT) + 1, 0, GJ_STR("") };
	char print[17];
	int code = GJ_OK;

	if (after) {
		code = filter_print(c, args, print);
		if (code >= 0)
			code = parse_cursor(c, *after, print, &page);
	}
	if (code >= 0)
		*ret_page = page;
	return code;
}

/* The key of an item, by which one goes on behind it. */
static gj_page key_of(const gj_record *record, const void *item, const char *key_field,
		      const char *text_field)
{
	int key = gj_field_index(record, key_field, strlen(key_field));
	int text = text_field ? gj_field_index(record, text_field, strlen(text_field)) : -1;
	const char *p = item;

	return (gj_page){ 0, *(const int64_t *)(p + record->fields[key].offset),
			  text < 0 ? GJ_STR("")
				   : *(const gj_str *)(p + record->fields[text].offset) };
}

int gj_page_end(gj_ctx *c, const void *args, const gj_page *page, const gj_record *record,
		gj_array *items, const char *key_field, const char *text_field, gj_str *ret_next)
{
	char print[17];
	gj_page key;
	gj_buf buf;
	int code;

	*ret_next = GJ_STR_NONE;
	if (items->n < (size_t)page->limit)
		return GJ_OK;
	items->n = (size_t)page->limit - 1;
	key = key_of(record, (const char *)items->p + (items->n - 1) * record->size, key_field,
		     text_field);
	code = filter_print(c, args, print);
	if (code < 0)
		return code;
	gj_buf_init(&buf, c->arena, 4096);
	gj_buf_put(&buf, print, 16);
	gj_buf_char(&buf, '.');
	gj_buf_int(&buf, key.after);
	gj_buf_char(&buf, '.');
	gj_buf_str(&buf, key.after_text);
	*ret_next = gj_buf_end(&buf);
	return buf.failed;
}

/* As many as there is room for. */
static int add_items(gj_ctx *c, const gj_record *record, const gj_array *rows, size_t max,
		     gj_array *items)
{
	size_t room = max - items->n, n = rows->n < room ? rows->n : room, size = record->size;
	char *p;

	if (!n)
		return GJ_OK;
	p = gj_arena_grow(c->arena, items->p, items->n * size, (items->n + n) * size);
	if (!p)
		return GJ_E_NOMEM;
	memcpy(p + items->n * size, rows->p, n * size);
	*items = (gj_array){ p, items->n + n };
	return GJ_OK;
}

#define SIEVE_ROWS 1001 /* to be read at a time, at the most */

int gj_page_sieve(gj_ctx *c, const void *args, const gj_sieve *s, gj_array *ret_items,
		  gj_str *ret_next)
{
	gj_array items = { NULL, 0 }, rows = { NULL, 0 };
	gj_page page, at;
	int more = 1, code = gj_page_begin(c, args, &page);

	for (at = page; code >= 0 && more && items.n < (size_t)page.limit;) {
		code = s->read(c, s->user, &at, &rows);
		more = code >= 0 && rows.n >= (size_t)at.limit;
		if (more) {
			int64_t limit = 2 * at.limit;

			at = key_of(s->record,
				    (const char *)rows.p + (rows.n - 1) * s->record->size,
				    s->key_field, s->text_field);
			at.limit = limit < SIEVE_ROWS ? limit : SIEVE_ROWS;
		}
		if (code >= 0)
			code = s->show(c, s->user, &rows);
		if (code >= 0)
			code = add_items(c, s->record, &rows, (size_t)page.limit, &items);
	}
	if (code >= 0)
		code = gj_page_end(c, args, &page, s->record, &items, s->key_field, s->text_field,
				   ret_next);
	if (code >= 0)
		*ret_items = items;
	return code;
}
