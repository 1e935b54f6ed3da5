/* SPDX-License-Identifier: Apache-2.0
 *
 * The strict reader: bytes to struct in one pass, by field table.
 */
#include "util/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/time.h"
#include "util/utf8.h"

typedef struct reader {
	gj_arena *arena;
	const char *s;
	size_t n, i;
	const gj_json_options *options;
	gj_error *err;
	int depth;
} reader;

static int read_record(reader *r, const gj_record *record, void *object);
static int skip_value(reader *r);

static int fail(reader *r, int code, int rule)
{
	return gj_fail(r->err, code, rule);
}

static int fail_at(reader *r, int rule, size_t offset)
{
	int code = fail(r, GJ_E_BAD_JSON, rule);
	gj_fail_int(r->err, "offset", (int64_t)offset);
	return code;
}

static int fail_type(reader *r, const char *expected)
{
	int code = fail(r, GJ_E_BAD_VALUE, GJ_RULE_type);
	gj_fail_text(r->err, "expected", gj_str_of(expected));
	return code;
}

static int fail_max(reader *r, int rule, const char *name, int64_t max)
{
	int code = fail(r, rule == GJ_RULE_depth ? GJ_E_BAD_JSON : GJ_E_BAD_VALUE, rule);
	gj_fail_int(r->err, name, max);
	return code;
}

static void space(reader *r)
{
	while (r->i < r->n && (r->s[r->i] == ' ' || r->s[r->i] == '\t' || r->s[r->i] == '\n' ||
			       r->s[r->i] == '\r'))
		r->i++;
}

static int peek(reader *r)
{
	space(r);
	return r->i < r->n ? (unsigned char)r->s[r->i] : -1;
}

static int expect(reader *r, char c)
{
	int code = GJ_OK;

	if (peek(r) != c)
		code = fail_at(r, GJ_RULE_syntax, r->i);
	else
		r->i++;
	return code;
}

static int enter(reader *r)
{
	return ++r->depth > GJ_JSON_DEPTH ? fail_max(r, GJ_RULE_depth, "max", GJ_JSON_DEPTH)
					  : GJ_OK;
}

static int word(reader *r, const char *text)
{
	size_t length = strlen(text);
	int hit = r->n - r->i >= length && memcmp(r->s + r->i, text, length) == 0;

	if (hit)
		r->i += length;
	return hit;
}

/* ---- text ---- */

static int hex4(reader *r, uint32_t *ret_unit)
{
	uint32_t unit = 0;
	int k, code = GJ_OK;

	if (r->n - r->i < 4)
		return fail_at(r, GJ_RULE_syntax, r->i);
	for (k = 0; k < 4; k++) {
		char c = r->s[r->i + (size_t)k];
		unit <<= 4;
		if (c >= '0' && c <= '9')
			unit |= (uint32_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			unit |= (uint32_t)(c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			unit |= (uint32_t)(c - 'A' + 10);
		else
			return fail_at(r, GJ_RULE_syntax, r->i + (size_t)k);
	}
	r->i += 4;
	*ret_unit = unit;
	return code;
}

/* After "\u": one code point, from one unit or a pair. */
static int escape_point(reader *r, uint32_t *ret_point)
{
	uint32_t high, low;
	int code = hex4(r, &high);

	if (code < 0)
		return code;
	if (high == 0)
		return fail(r, GJ_E_BAD_JSON, GJ_RULE_zero);
	if (high >= 0xdc00 && high <= 0xdfff)
		return fail(r, GJ_E_BAD_JSON, GJ_RULE_surrogate);
	if (high >= 0xd800 && high <= 0xdbff) {
		if (!word(r, "\\u"))
			return fail(r, GJ_E_BAD_JSON, GJ_RULE_surrogate);
		code = hex4(r, &low);
		if (code < 0)
			return code;
		if (low < 0xdc00 || low > 0xdfff)
			return fail(r, GJ_E_BAD_JSON, GJ_RULE_surrogate);
		high = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
	}
	*ret_point = high;
	return GJ_OK;
}

static int escape(reader *r, char out[4], size_t *ret_length)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *hit;
	uint32_t point = 0;
	int code = GJ_OK;

	if (r->i >= r->n)
		return fail_at(r, GJ_RULE_syntax, r->i);
	if (r->s[r->i] == 'u') {
		r->i++;
		code = escape_point(r, &point);
		if (code >= 0)
			*ret_length = gj_utf8_write(point, out);
		return code;
	}
	hit = r->s[r->i] ? strchr(from, r->s[r->i]) : NULL;
	if (!hit)
		return fail_at(r, GJ_RULE_syntax, r->i);
	out[0] = to[hit - from];
	*ret_length = 1;
	r->i++;
	return code;
}

/* Where the quoted text that begins at r->i ends; also counts escapes. */
static int span_of_text(reader *r, size_t *ret_end, size_t *ret_escapes)
{
	size_t i, escapes = 0;

	for (i = r->i; i < r->n && r->s[i] != '"'; i++) {
		if ((unsigned char)r->s[i] < 0x20)
			return fail_at(r, r->s[i] ? GJ_RULE_syntax : GJ_RULE_zero, i);
		if (r->s[i] == '\\') {
			escapes++;
			i++;
		}
	}
	if (i >= r->n)
		return fail_at(r, GJ_RULE_syntax, r->n);
	*ret_end = i;
	*ret_escapes = escapes;
	return GJ_OK;
}

static int unescape(reader *r, size_t end, char *out, size_t *ret_length)
{
	size_t length = 0, took = 0;
	int code = GJ_OK;

	while (code >= 0 && r->i < end) {
		if (r->s[r->i] != '\\') {
			out[length++] = r->s[r->i++];
			continue;
		}
		r->i++;
		code = escape(r, out + length, &took);
		length += took;
		if (code >= 0 && r->i > end)
			code = fail_at(r, GJ_RULE_syntax, r->i);
	}
	*ret_length = length;
	return code;
}

static int read_text(reader *r, gj_str *ret_text)
{
	size_t end = 0, escapes = 0, valid, length;
	char *copy;
	int code = expect(r, '"');

	if (code >= 0)
		code = span_of_text(r, &end, &escapes);
	if (code < 0)
		return code;
	valid = gj_utf8_valid(r->s + r->i, end - r->i);
	if (valid < end - r->i)
		return fail_at(r, GJ_RULE_utf8, r->i + valid);
	length = end - r->i;
	/* An escape never grows: "\u00e9" is six bytes for two. */
	copy = gj_arena_take(r->arena, length + 4);
	if (!copy)
		return fail(r, GJ_E_NOMEM, GJ_RULE_NONE);
	if (escapes)
		code = unescape(r, end, copy, &length);
	else
		memcpy(copy, r->s + r->i, length);
	if (code >= 0) {
		copy[length] = '\0';
		*ret_text = (gj_str){ copy, length };
		r->i = end + 1;
	}
	return code;
}

/* ---- numbers ---- */

static size_t digits(reader *r)
{
	size_t from = r->i;

	while (r->i < r->n && r->s[r->i] >= '0' && r->s[r->i] <= '9')
		r->i++;
	return r->i - from;
}

static int skip_number(reader *r, int *ret_integer)
{
	size_t count;
	int integer = 1;

	if (r->i < r->n && r->s[r->i] == '-')
		r->i++;
	if (r->i < r->n && r->s[r->i] == '0') {
		r->i++;
		count = 1;
	} else {
		count = digits(r);
	}
	if (count == 0)
		return fail_at(r, GJ_RULE_syntax, r->i);
	if (r->i < r->n && r->s[r->i] == '.') {
		integer = 0;
		r->i++;
		if (digits(r) == 0)
			return fail_at(r, GJ_RULE_syntax, r->i);
	}
	if (r->i < r->n && (r->s[r->i] == 'e' || r->s[r->i] == 'E')) {
		integer = 0;
		r->i++;
		if (r->i < r->n && (r->s[r->i] == '+' || r->s[r->i] == '-'))
			r->i++;
		if (digits(r) == 0)
			return fail_at(r, GJ_RULE_syntax, r->i);
	}
	*ret_integer = integer;
	return GJ_OK;
}

static int in_range(reader *r, int64_t value, int64_t min, int64_t max)
{
	int code = GJ_OK;

	if (value < min || value > max) {
		code = fail_max(r, GJ_RULE_range, "min", min);
		gj_fail_int(r->err, "max", max);
	}
	return code;
}

static int read_integer(reader *r, int64_t min, int64_t max, int64_t *ret_value)
{
	size_t from;
	int64_t value = 0;
	int integer = 0, negative, code, c = peek(r);

	if (c != '-' && !(c >= '0' && c <= '9'))
		return fail_type(r, "an integer");
	from = r->i;
	code = skip_number(r, &integer);
	if (code < 0)
		return code;
	if (!integer)
		return fail_type(r, "an integer");
	negative = r->s[from] == '-';
	for (from += (size_t)negative; from < r->i && value <= GJ_MAX_INT; from++)
		value = value * 10 + (r->s[from] - '0');
	if (value > GJ_MAX_INT) /* cut short above, so no overflow */
		return in_range(r, GJ_MAX_INT + 1, min, max > GJ_MAX_INT ? GJ_MAX_INT : max);
	value = negative ? -value : value;
	code = in_range(r, value, min, max);
	if (code >= 0)
		*ret_value = value;
	return code;
}

/* ---- a value that nobody describes ---- */

typedef struct keys {
	gj_str *p;
	size_t n, room;
} keys;

static int key_order(const void *a, const void *b)
{
	return gj_str_cmp(*(const gj_str *)a, *(const gj_str *)b);
}

static int add_key(reader *r, keys *k, gj_str key)
{
	size_t room;
	gj_str *p;

	if (k->n == k->room) {
		room = k->room ? 2 * k->room : 8;
		p = gj_arena_grow(r->arena, k->p, k->room * sizeof(*p), room * sizeof(*p));
		if (!p)
			return fail(r, GJ_E_NOMEM, GJ_RULE_NONE);
		k->p = p;
		k->room = room;
	}
	k->p[k->n++] = key;
	return GJ_OK;
}

static int keys_unique(reader *r, keys *k)
{
	size_t i;

	if (k->n > 1)
		qsort(k->p, k->n, sizeof(*k->p), key_order);
	for (i = 1; i < k->n; i++)
		if (gj_str_eq(k->p[i - 1], k->p[i])) {
			int code = fail(r, GJ_E_BAD_JSON, GJ_RULE_duplicate_key);
			gj_fail_in(r->err, k->p[i].p, SIZE_MAX);
			return code;
		}
	return GJ_OK;
}

static int next_item(reader *r, char close, int *ret_more)
{
	int c = peek(r), code = GJ_OK;

	if (c == ',')
		*ret_more = 1;
	else if (c == close)
		*ret_more = 0;
	else
		return fail_at(r, GJ_RULE_syntax, r->i);
	r->i++;
	return code;
}

static int opens_empty(reader *r, char close)
{
	int empty = peek(r) == close;

	if (empty)
		r->i++;
	return empty;
}

static int skip_object(reader *r)
{
	keys k = { NULL, 0, 0 };
	gj_str key = GJ_STR_NONE;
	int more, code = expect(r, '{');

	if (code >= 0)
		code = enter(r);
	more = code >= 0 && !opens_empty(r, '}');
	while (code >= 0 && more) {
		code = read_text(r, &key);
		if (code >= 0)
			code = add_key(r, &k, key);
		if (code >= 0)
			code = expect(r, ':');
		if (code >= 0) {
			code = skip_value(r);
			if (code < 0)
				gj_fail_in(r->err, key.p, SIZE_MAX);
		}
		if (code >= 0)
			code = next_item(r, '}', &more);
	}
	r->depth--;
	return code < 0 ? code : keys_unique(r, &k);
}

static int skip_array(reader *r)
{
	size_t index = 0;
	int more, code = expect(r, '[');

	if (code >= 0)
		code = enter(r);
	more = code >= 0 && !opens_empty(r, ']');
	while (code >= 0 && more) {
		code = skip_value(r);
		if (code < 0)
			gj_fail_in(r->err, NULL, index);
		else
			code = next_item(r, ']', &more);
		index++;
	}
	r->depth--;
	return code;
}

static int skip_value(reader *r)
{
	gj_str ignored;
	int integer = 0, code, c = peek(r);
	size_t from = r->i;
	int64_t value;

	if (c == '{')
		return skip_object(r);
	if (c == '[')
		return skip_array(r);
	if (c == '"')
		return read_text(r, &ignored);
	if (c == '-' || (c >= '0' && c <= '9')) {
		code = skip_number(r, &integer);
		if (code >= 0 && integer) {
			r->i = from;
			code = read_integer(r, -GJ_MAX_INT, GJ_MAX_INT, &value);
		}
		return code;
	}
	if (word(r, "true") || word(r, "false") || word(r, "null"))
		return GJ_OK;
	return fail_at(r, GJ_RULE_syntax, r->i);
}

static int read_raw(reader *r, gj_str *ret_span)
{
	size_t from;
	int code;

	space(r);
	from = r->i;
	code = skip_value(r);
	if (code >= 0) {
		*ret_span = gj_arena_str(r->arena, r->s + from, r->i - from);
		if (!ret_span->p)
			code = fail(r, GJ_E_NOMEM, GJ_RULE_NONE);
	}
	return code;
}

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
	return peek(r) == '"' ? read_text(r, ret_text) : fail_type(r, "text");
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

static int read_veil(reader *r, const gj_field *field, gj_veil *ret_veil)
{
	sealed in;
	gj_veil veil;
	int code;

	memset(&veil, 0, sizeof(veil));
	if (r->options->mode == GJ_JSON_EVENT) {
		code = read_record(r, &sealed_record, &in);
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
	int code = read_raw(r, &span);

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
		return read_integer(r, 1, GJ_MAX_INT, item);
	default:
		pair->key = GJ_STR_NONE;
		code = read_text(r, &pair->key);
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
		return read_integer(r, field->min, field->max, at);
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
		return read_raw(r, at);
	default:
		return read_items(r, field, at);
	}
}

static int read_member(reader *r, const gj_record *record, void *object)
{
	gj_has *has = object;
	gj_str key;
	const gj_field *field;
	int index, code = read_text(r, &key);

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
		code = skip_value(&r);
	if (code >= 0)
		code = finish(&r);
	return code;
}

int gj_json_unquote(gj_arena *arena, gj_str span, gj_str *ret_text)
{
	static const gj_json_options none = { GJ_JSON_WIRE, 0, NULL, NULL };
	reader r;
	int code = begin(&r, arena, span, &none, NULL);

	return code < 0 ? code : read_text(&r, ret_text);
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
