/* SPDX-License-Identifier: Apache-2.0
 *
 * The strict reader: bytes to struct in one pass, by field table.
 */
#include "util/json_scan.h"

#include <stdio.h>

#include "util/time.h"
#include "util/utf8.h"

static int read_record(reader *r, const gj_record *record, void *object);

/* ---- described values ---- */

static int text_length(reader *r, const gj_field *field, gj_str text)
{
	size_t count;

	count = gj_utf8_count(text.p, text.n);
	if (field->max > 0 && count > (size_t)field->max)
		return fail_max(r, GJ_RULE_too_long, "max", field->max);
	if (count < (size_t)field->min)
		return fail_max(r, GJ_RULE_too_short, "min", field->min);
	return GJ_OK;
}

static int want_text(reader *r, gj_str *ret_text)
{
	return peek(r) == '"' ? gj_scan_text(r, ret_text) : fail_type(r, "text");
}

static int not_listed(reader *r, const char *list)
{
	int code = fail(r, GJ_E_BAD_VALUE, GJ_RULE_not_listed);

	gj_fail_text(r->err, "list", gj_str_of(list));
	return code;
}

static int read_enum(reader *r, const gj_field *field, int32_t *ret_value)
{
	char list[80] = "";
	size_t used = 0;
	gj_str text;
	int32_t i;
	int code = want_text(r, &text);

	if (code < 0)
		return code;
	for (i = 0; field->names[i]; i++)
		if (gj_str_is(text, field->names[i])) {
			*ret_value = i;
			return GJ_OK;
		}
	for (i = 0; field->names[i] && used < sizeof(list); i++)
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", i ? " " : "",
					 field->names[i]);
	return not_listed(r, list);
}

static int read_code(reader *r, const gj_field *field, gj_str *ret_text)
{
	gj_str text;
	int code = want_text(r, &text);

	if (code >= 0)
		code = text_length(r, field, text);
	if (code >= 0 && r->options->code &&
	    !r->options->code(r->options->code_user, field->list, text))
		code = not_listed(r, field->list);
	if (code >= 0)
		*ret_text = text;
	return code;
}

typedef struct sealed {
	gj_has has;
	int64_t vault;
	gj_str digest;
} sealed;

static const gj_field sealed_fields[] = {
	GJ_F_ID(sealed, vault, GJ_REQUIRED, "Vault entry."),
	GJ_F_TEXT(sealed, digest, GJ_REQUIRED, 64, 64, GJ_OPEN, "H(nonce || value), hex."), GJ_F_END
};
static const GJ_RECORD(sealed_record, sealed, sealed_fields);

/* As gj_buf_hex() writes it: what is written again has to be what was read. */
static int is_hex(gj_str text)
{
	size_t i;

	for (i = 0; i < text.n; i++)
		if (!memchr("0123456789abcdef", text.p[i], 16))
			return 0;
	return 1;
}

static int read_veil(reader *r, const gj_field *field, gj_veil *ret_veil)
{
	sealed in;
	gj_veil veil;
	int code;

	memset(&veil, 0, sizeof(veil));
	if (r->options->mode == GJ_JSON_EVENT) {
		code = read_record(r, &sealed_record, &in);
		if (code >= 0 && !is_hex(in.digest))
			code = fail_type(r, "a digest in lower-case hex");
		if (code >= 0) {
			veil.id = in.vault;
			veil.digest = in.digest;
		}
	} else {
		code = want_text(r, &veil.text);
		if (code >= 0)
			code = text_length(r, field, veil.text);
	}
	if (code >= 0)
		*ret_veil = veil;
	return code;
}

static int read_bool(reader *r, int32_t *ret_value)
{
	int c = peek(r);

	if (c == 't' && word(r, "true"))
		*ret_value = 1;
	else if (c == 'f' && word(r, "false"))
		*ret_value = 0;
	else
		return fail_type(r, "true or false");
	return GJ_OK;
}

static int read_time(reader *r, int64_t *ret_value)
{
	gj_str text;
	int code = want_text(r, &text);

	if (code >= 0 && gj_time_parse(text, ret_value) < 0)
		code = fail(r, GJ_E_BAD_VALUE, GJ_RULE_time_format);
	return code;
}

static int read_date(reader *r, int32_t *ret_value)
{
	gj_str text;
	int code = want_text(r, &text);

	if (code >= 0 && gj_date_parse(text, ret_value) < 0)
		code = fail(r, GJ_E_BAD_VALUE, GJ_RULE_date_format);
	return code;
}

static int read_tree(reader *r, const gj_tree **ret_tree)
{
	gj_str span;
	gj_tree *tree = NULL;
	int code = gj_scan_raw(r, &span);

	if (code >= 0)
		code = gj_tree_parse(r->arena, span, &tree, r->err);
	if (code >= 0)
		*ret_tree = tree;
	return code;
}

/* ---- arrays and maps ---- */

static size_t item_size(const gj_field *field)
{
	switch (field->kind) {
	case GJ_K_ARRAY:
		return field->sub->size;
	case GJ_K_TEXTS:
		return sizeof(gj_str);
	case GJ_K_IDS:
		return sizeof(int64_t);
	default:
		return sizeof(gj_pair);
	}
}

static int read_item(reader *r, const gj_field *field, void *item)
{
	gj_pair *pair = item;
	int code;

	switch (field->kind) {
	case GJ_K_ARRAY:
		return read_record(r, field->sub, item);
	case GJ_K_TEXTS:
		return want_text(r, item);
	case GJ_K_IDS:
		return gj_scan_integer(r, 1, GJ_MAX_INT, item);
	default:
		pair->key = GJ_STR_NONE;
		code = gj_scan_text(r, &pair->key);
		if (code >= 0)
			code = expect(r, ':');
		return code < 0 ? code : want_text(r, &pair->value);
	}
}

static int map_unique(reader *r, const gj_array *array)
{
	const gj_pair *pair = array->p;
	size_t i, k;

	for (i = 1; i < array->n; i++)
		for (k = 0; k < i; k++)
			if (gj_str_eq(pair[i].key, pair[k].key)) {
				int code = fail(r, GJ_E_BAD_JSON, GJ_RULE_duplicate_key);
				gj_fail_in(r->err, pair[i].key.p, SIZE_MAX);
				return code;
			}
	return GJ_OK;
}

static int grow_items(reader *r, const gj_field *field, gj_array *items, size_t *room)
{
	size_t size = item_size(field), wanted = *room ? 2 * *room : 4;
	void *p;

	if (items->n >= (size_t)field->max)
		return fail_max(r, GJ_RULE_too_many, "max", field->max);
	if (items->n < *room)
		return GJ_OK;
	p = gj_arena_grow(r->arena, items->p, *room * size, wanted * size);
	if (!p)
		return fail(r, GJ_E_NOMEM, GJ_RULE_NONE);
	items->p = p;
	*room = wanted;
	return GJ_OK;
}

static int read_items(reader *r, const gj_field *field, gj_array *ret_array)
{
	int map = field->kind == GJ_K_MAP;
	char open = map ? '{' : '[', close = map ? '}' : ']';
	gj_array items = { NULL, 0 };
	gj_pair *pair;
	size_t room = 0, size = item_size(field);
	int more, code;

	if (peek(r) != open)
		return fail_type(r, map ? "an object" : "an array");
	r->i++;
	code = enter(r);
	more = code >= 0 && !opens_empty(r, close);
	while (code >= 0 && more) {
		pair = NULL;
		code = grow_items(r, field, &items, &room);
		if (code >= 0) {
			pair = map ? (gj_pair *)items.p + items.n : NULL;
			code = read_item(r, field, (char *)items.p + items.n * size);
		}
		if (code < 0 && !map)
			gj_fail_in(r->err, NULL, items.n);
		else if (code < 0 && pair && pair->key.p)
			gj_fail_in(r->err, pair->key.p, SIZE_MAX);
		if (code < 0)
			break;
		code = next_item(r, close, &more);
		items.n++;
	}
	r->depth--;
	if (code >= 0 && items.n < (size_t)field->min)
		code = fail_max(r, GJ_RULE_too_few, "min", field->min);
	if (code >= 0 && map)
		code = map_unique(r, &items);
	if (code >= 0)
		*ret_array = items;
	return code;
}

/* ---- records ---- */

static int read_field(reader *r, const gj_field *field, void *object)
{
	void *at = (char *)object + field->offset;
	int code;

	switch (field->kind) {
	case GJ_K_BOOL:
		return read_bool(r, at);
	case GJ_K_INT:
	case GJ_K_ID:
	case GJ_K_MONEY:
		return gj_scan_integer(r, field->min, field->max, at);
	case GJ_K_TIME:
		return read_time(r, at);
	case GJ_K_DATE:
		return read_date(r, at);
	case GJ_K_ENUM:
		return read_enum(r, field, at);
	case GJ_K_TEXT:
		code = want_text(r, at);
		return code < 0 ? code : text_length(r, field, *(gj_str *)at);
	case GJ_K_CODE:
		return read_code(r, field, at);
	case GJ_K_VEIL:
		return read_veil(r, field, at);
	case GJ_K_OBJECT:
		return read_record(r, field->sub, at);
	case GJ_K_TREE:
		return read_tree(r, at);
	case GJ_K_RAW:
		return gj_scan_raw(r, at);
	default:
		return read_items(r, field, at);
	}
}

static int read_member(reader *r, const gj_record *record, void *object)
{
	gj_has *has = object;
	gj_str key;
	const gj_field *field;
	int index, code = gj_scan_text(r, &key);

	if (code < 0)
		return code;
	index = gj_field_index(record, key.p, key.n);
	field = index < 0 ? NULL : &record->fields[index];
	if (!field || ((field->flags & GJ_HIDDEN) && r->options->mode == GJ_JSON_WIRE)) {
		code = fail(r, GJ_E_UNKNOWN_FIELD, GJ_RULE_unknown_field);
	} else if (has->set >> index & 1) {
		code = fail(r, GJ_E_BAD_JSON, GJ_RULE_duplicate_key);
	} else {
		code = expect(r, ':');
		has->set |= UINT64_C(1) << index;
		if (code >= 0 && peek(r) == 'n' && word(r, "null")) {
			if (field->flags & GJ_NULLABLE)
				has->null |= UINT64_C(1) << index;
			else
				code = fail(r, GJ_E_BAD_VALUE, GJ_RULE_not_null);
		} else if (code >= 0) {
			code = read_field(r, field, object);
		}
	}
	if (code < 0)
		gj_fail_in(r->err, key.p, SIZE_MAX);
	return code;
}

static int all_required(reader *r, const gj_record *record, const void *object)
{
	const gj_has *has = object;
	int i, code = GJ_OK;

	for (i = 0; record->fields[i].name && code >= 0; i++)
		if ((record->fields[i].flags & GJ_REQUIRED) && !(has->set >> i & 1)) {
			code = fail(r, GJ_E_MISSING, GJ_RULE_missing);
			gj_fail_in(r->err, record->fields[i].name, SIZE_MAX);
		}
	return code;
}

static int read_record(reader *r, const gj_record *record, void *object)
{
	int more, code;

	memset(object, 0, record->size);
	if (peek(r) != '{')
		return r->i >= r->n ? fail_at(r, GJ_RULE_syntax, r->i) : fail_type(r, "an object");
	r->i++;
	code = enter(r);
	more = code >= 0 && !opens_empty(r, '}');
	while (code >= 0 && more) {
		code = read_member(r, record, object);
		if (code >= 0)
			code = next_item(r, '}', &more);
	}
	r->depth--;
	return code < 0 ? code : all_required(r, record, object);
}

static int begin(reader *r, gj_arena *arena, gj_str json, const gj_json_options *options,
		 gj_error *err)
{
	int code = GJ_OK;

	*r = (reader){ arena, json.p, json.n, 0, options, err, 0 };
	if (json.n > GJ_JSON_MAX) {
		code = fail(r, GJ_E_LIMIT, GJ_RULE_too_large);
		gj_fail_int(err, "max", GJ_JSON_MAX);
	}
	return code;
}

static int finish(reader *r)
{
	return peek(r) == -1 ? GJ_OK : fail_at(r, GJ_RULE_trailing, r->i);
}

int gj_json_read(gj_arena *arena, const gj_record *record, gj_str json,
		 const gj_json_options *options, void *object, gj_error *err)
{
	reader r;
	int code = begin(&r, arena, json, options, err);

	if (code >= 0)
		code = read_record(&r, record, object);
	if (code >= 0)
		code = finish(&r);
	return code;
}

int gj_json_check(gj_arena *arena, gj_str json, gj_error *err)
{
	static const gj_json_options none = { GJ_JSON_WIRE, 0, NULL, NULL };
	reader r;
	int code = begin(&r, arena, json, &none, err);

	if (code >= 0)
		code = gj_scan_value(&r);
	if (code >= 0)
		code = finish(&r);
	return code;
}

int gj_json_unquote(gj_arena *arena, gj_str span, gj_str *ret_text)
{
	static const gj_json_options none = { GJ_JSON_WIRE, 0, NULL, NULL };
	reader r;
	int code = begin(&r, arena, span, &none, NULL);

	return code < 0 ? code : gj_scan_text(&r, ret_text);
}

int gj_json_read_field(gj_arena *arena, const gj_field *field, gj_str json,
		       const gj_json_options *options, void *at, gj_error *err)
{
	reader r;
	int code = begin(&r, arena, json, options, err);

	/* read_field() finds its place by the field's offset. */
	if (code >= 0)
		code = read_field(&r, field, (char *)at - field->offset);
	if (code >= 0)
		code = finish(&r);
	return code;
}
