/* SPDX-License-Identifier: Apache-2.0
 *
 * JSON that is known to be valid, looked at where it lies.
 */
#include "json.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"

static int blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

json json_of(const char *text, size_t size)
{
	while (size && blank(*text)) {
		text++;
		size--;
	}
	while (size && blank(text[size - 1]))
		size--;
	return size ? (json){ text, size } : JSON_NONE;
}

/* From quote to quote by memchr(): the description of the library is a megabyte, mostly texts. */
static size_t string_end(json v, size_t i)
{
	const char *quote;
	size_t back;

	for (i++; i < v.n; i++) {
		quote = memchr(v.p + i, '"', v.n - i);
		if (!quote)
			break;
		i = (size_t)(quote - v.p);
		for (back = 0; v.p[i - 1 - back] == '\\'; back++)
			;
		if (back % 2 == 0)
			return i + 1;
	}
	return v.n;
}

static size_t value_end(json v, size_t i)
{
	size_t depth = 0;

	while (i < v.n) {
		char c = v.p[i];

		if (c == '"') {
			i = string_end(v, i);
			if (!depth)
				return i;
			continue;
		}
		if (c == '{' || c == '[')
			depth++;
		else if (!depth && (c == ',' || c == '}' || c == ']' || c == ':' || blank(c)))
			return i;
		else if ((c == '}' || c == ']') && --depth == 0)
			return i + 1;
		i++;
	}
	return v.n;
}

static size_t skip(json v, size_t i)
{
	while (i < v.n && (blank(v.p[i]) || v.p[i] == ',' || v.p[i] == ':'))
		i++;
	return i;
}

int json_next(json list, size_t *at, json *ret_key, json *ret_value)
{
	size_t i = skip(list, *at ? *at : 1), end;

	*ret_key = JSON_NONE;
	if (!json_begins(list, '{') && !json_begins(list, '['))
		return 0;
	if (i + 1 >= list.n)
		return 0;
	if (list.p[0] == '{') {
		end = value_end(list, i);
		*ret_key = (json){ list.p + i, end - i };
		i = skip(list, end);
	}
	end = value_end(list, i);
	*ret_value = (json){ list.p + i, end - i };
	*at = end;
	return 1;
}

size_t json_count(json list)
{
	size_t at = 0, count = 0;
	json key, value;

	while (json_next(list, &at, &key, &value))
		count++;
	return count;
}

json json_member(json object, const char *name)
{
	size_t at = 0;
	json key, value;

	if (json_begins(object, '{'))
		while (json_next(object, &at, &key, &value))
			if (json_is(key, name))
				return value;
	return JSON_NONE;
}

int json_begins(json value, char with)
{
	return value.n && value.p[0] == with;
}

int json_is(json value, const char *text)
{
	size_t n = strlen(text);
	char *decoded;
	int same;

	if (!json_begins(value, '"'))
		return 0;
	if (!memchr(value.p, '\\', value.n))
		return value.n == n + 2 && memcmp(value.p + 1, text, n) == 0;
	decoded = json_text(value);
	same = strcmp(decoded, text) == 0;
	free(decoded);
	return same;
}

int json_true(json value)
{
	return value.n == 4 && value.p[0] == 't';
}

int64_t json_int(json value, int64_t otherwise)
{
	int64_t n = 0;
	size_t i = json_begins(value, '-');

	if (i == value.n)
		return otherwise;
	for (; i < value.n; i++) {
		if (value.p[i] < '0' || value.p[i] > '9')
			return otherwise;
		n = n * 10 + (value.p[i] - '0');
	}
	return json_begins(value, '-') ? -n : n;
}

static unsigned hex(const char *p)
{
	unsigned value = 0;
	int i;

	for (i = 0; i < 4; i++)
		value = value * 16 + (unsigned)(p[i] <= '9' ? p[i] - '0' : (p[i] | 32) - 'a' + 10);
	return value;
}

static size_t put_utf8(char *out, unsigned c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 63));
		out[2] = (char)(0x80 | (c & 63));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 63));
	out[2] = (char)(0x80 | (c >> 6 & 63));
	out[3] = (char)(0x80 | (c & 63));
	return 4;
}

/* One escape at p[0] == '\\'; answers the bytes read. */
static size_t unescape(const char *p, char *out, size_t *n)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *plain = strchr(from, p[1]);
	unsigned c;

	if (p[1] != 'u') {
		out[(*n)++] = plain ? to[plain - from] : p[1];
		return 2;
	}
	c = hex(p + 2);
	if (c < 0xD800 || c > 0xDBFF) {
		*n += put_utf8(out + *n, c);
		return 6;
	}
	*n += put_utf8(out + *n, 0x10000 + ((c - 0xD800) << 10) + (hex(p + 8) - 0xDC00));
	return 12;
}

char *json_text(json value)
{
	char *out = must(malloc(value.n + 1));
	size_t i, n = 0;

	if (!json_begins(value, '"')) {
		if (value.n)
			memcpy(out, value.p, value.n);
		out[value.n] = '\0';
		return out;
	}
	for (i = 1; i + 1 < value.n;)
		if (value.p[i] == '\\')
			i += unescape(value.p + i, out, &n);
		else
			out[n++] = value.p[i++];
	out[n] = '\0';
	return out;
}

void json_quote(FILE *out, const char *text, size_t size)
{
	size_t i;

	fputc('"', out);
	for (i = 0; i < size; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20)
			fprintf(out, "\\u%04x", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}
