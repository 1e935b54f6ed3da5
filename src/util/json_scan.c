/* SPDX-License-Identifier: Apache-2.0
 *
 * Tokens of strict JSON, and values that nobody describes: checked, and skipped.
 */
#include "util/json_scan.h"

#include <stdlib.h>

#include "util/utf8.h"

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

int gj_scan_text(reader *r, gj_str *ret_text)
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

int gj_scan_integer(reader *r, int64_t min, int64_t max, int64_t *ret_value)
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

static int skip_object(reader *r)
{
	keys k = { NULL, 0, 0 };
	gj_str key = GJ_STR_NONE;
	int more, code = expect(r, '{');

	if (code >= 0)
		code = enter(r);
	more = code >= 0 && !opens_empty(r, '}');
	while (code >= 0 && more) {
		code = gj_scan_text(r, &key);
		if (code >= 0)
			code = add_key(r, &k, key);
		if (code >= 0)
			code = expect(r, ':');
		if (code >= 0) {
			code = gj_scan_value(r);
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
		code = gj_scan_value(r);
		if (code < 0)
			gj_fail_in(r->err, NULL, index);
		else
			code = next_item(r, ']', &more);
		index++;
	}
	r->depth--;
	return code;
}

int gj_scan_value(reader *r)
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
		return gj_scan_text(r, &ignored);
	if (c == '-' || (c >= '0' && c <= '9')) {
		code = skip_number(r, &integer);
		if (code >= 0 && integer) {
			r->i = from;
			code = gj_scan_integer(r, -GJ_MAX_INT, GJ_MAX_INT, &value);
		}
		return code;
	}
	if (word(r, "true") || word(r, "false") || word(r, "null"))
		return GJ_OK;
	return fail_at(r, GJ_RULE_syntax, r->i);
}

int gj_scan_raw(reader *r, gj_str *ret_span)
{
	size_t from;
	int code;

	space(r);
	from = r->i;
	code = gj_scan_value(r);
	if (code >= 0) {
		*ret_span = gj_arena_str(r->arena, r->s + from, r->i - from);
		if (!ret_span->p)
			code = fail(r, GJ_E_NOMEM, GJ_RULE_NONE);
	}
	return code;
}
