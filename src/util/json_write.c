/* SPDX-License-Identifier: Apache-2.0
 *
 * The writer on field tables, and raw access by pointer into written JSON.
 */
#include <string.h>

#include "util/json.h"
#include "util/time.h"

static int plain(unsigned char c)
{
	return c >= 0x20 && c != '"' && c != '\\';
}

void gj_json_text(gj_buf *out, gj_str text)
{
	static const char hex[] = "0123456789abcdef";
	size_t i, from = 0;

	gj_buf_char(out, '"');
	for (i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (plain(c))
			continue;
		gj_buf_put(out, text.p + from, i - from);
		from = i + 1;
		gj_buf_char(out, '\\');
		if (c == '"' || c == '\\') {
			gj_buf_char(out, (char)c);
		} else if (c == '\n') {
			gj_buf_char(out, 'n');
		} else if (c == '\t') {
			gj_buf_char(out, 't');
		} else if (c == '\r') {
			gj_buf_char(out, 'r');
		} else {
			gj_buf_text(out, "u00");
			gj_buf_char(out, hex[c >> 4]);
			gj_buf_char(out, hex[c & 15]);
		}
	}
	gj_buf_put(out, text.p + from, text.n - from);
	gj_buf_char(out, '"');
}

static void write_veil(gj_buf *out, const gj_veil *veil, const gj_json_options *options)
{
	if (options->mode == GJ_JSON_EVENT) {
		gj_buf_text(out, "{\"vault\":");
		gj_buf_int(out, veil->id);
		gj_buf_text(out, ",\"digest\":\"");
		gj_buf_str(out, veil->digest);
		gj_buf_text(out, "\"}");
	} else if (veil->text.p) {
		gj_json_text(out, veil->text);
	} else {
		gj_buf_text(out, "null");
	}
}

static void write_items(gj_buf *out, const gj_field *field, const gj_array *array,
			const gj_json_options *options)
{
	int map = field->kind == GJ_K_MAP;
	const gj_pair *pair = array->p;
	size_t i;

	gj_buf_char(out, map ? '{' : '[');
	for (i = 0; i < array->n; i++) {
		if (i)
			gj_buf_char(out, ',');
		if (field->kind == GJ_K_ARRAY) {
			gj_json_write(out, field->sub, (char *)array->p + i * field->sub->size,
				      options);
		} else if (field->kind == GJ_K_TEXTS) {
			gj_json_text(out, ((gj_str *)array->p)[i]);
		} else if (field->kind == GJ_K_IDS) {
			gj_buf_int(out, ((int64_t *)array->p)[i]);
		} else {
			gj_json_text(out, pair[i].key);
			gj_buf_char(out, ':');
			gj_json_text(out, pair[i].value);
		}
	}
	gj_buf_char(out, map ? '}' : ']');
}

static void write_time(gj_buf *out, int64_t time, const gj_json_options *options)
{
	gj_buf_char(out, '"');
	gj_time_write(out, time, options->mode == GJ_JSON_EVENT ? 0 : options->offset);
	gj_buf_char(out, '"');
}

static void write_date(gj_buf *out, int32_t days)
{
	gj_buf_char(out, '"');
	gj_date_write(out, days);
	gj_buf_char(out, '"');
}

static void write_value(gj_buf *out, const gj_field *field, const void *at,
			const gj_json_options *options)
{
	switch (field->kind) {
	case GJ_K_BOOL:
		gj_buf_text(out, *(const int32_t *)at ? "true" : "false");
		break;
	case GJ_K_INT:
	case GJ_K_ID:
	case GJ_K_MONEY:
		gj_buf_int(out, *(const int64_t *)at);
		break;
	case GJ_K_TIME:
		write_time(out, *(const int64_t *)at, options);
		break;
	case GJ_K_DATE:
		write_date(out, *(const int32_t *)at);
		break;
	case GJ_K_ENUM:
		gj_json_text(out, gj_str_of(field->names[*(const int32_t *)at]));
		break;
	case GJ_K_TEXT:
	case GJ_K_CODE:
		gj_json_text(out, *(const gj_str *)at);
		break;
	case GJ_K_VEIL:
		write_veil(out, at, options);
		break;
	case GJ_K_OBJECT:
		gj_json_write(out, field->sub, at, options);
		break;
	case GJ_K_TREE:
		gj_tree_write(out, *(const gj_tree *const *)at);
		break;
	case GJ_K_RAW:
		gj_buf_str(out, *(const gj_str *)at);
		break;
	case GJ_K_ANY:
		gj_json_write(out, ((const gj_any *)at)->record, ((const gj_any *)at)->body,
			      options);
		break;
	default:
		write_items(out, field, at, options);
		break;
	}
}

void gj_json_write(gj_buf *out, const gj_record *record, const void *object,
		   const gj_json_options *options)
{
	const gj_has *has = object;
	const gj_field *field = record->fields;
	int i, first = 1;

	gj_buf_char(out, '{');
	for (i = 0; field[i].name; i++) {
		if (!(has->set >> i & 1))
			continue;
		if ((field[i].flags & GJ_HIDDEN) && options->mode == GJ_JSON_WIRE)
			continue;
		if (!first)
			gj_buf_char(out, ',');
		first = 0;
		gj_buf_char(out, '"');
		gj_buf_text(out, field[i].name);
		gj_buf_text(out, "\":");
		if (has->null >> i & 1)
			gj_buf_text(out, "null");
		else
			write_value(out, &field[i], (const char *)object + field[i].offset,
				    options);
	}
	gj_buf_char(out, '}');
}

/* ---- raw access: the text is known to be valid ---- */

static size_t skip_space(gj_str json, size_t i)
{
	while (i < json.n && strchr(" \t\n\r", json.p[i]) && json.p[i])
		i++;
	return i;
}

static size_t end_of_text(gj_str json, size_t i)
{
	for (i++; i < json.n && json.p[i] != '"'; i++)
		if (json.p[i] == '\\')
			i++;
	return i < json.n ? i + 1 : json.n;
}

static size_t end_of_value(gj_str json, size_t i)
{
	size_t depth = 0;

	for (; i < json.n; i++) {
		char c = json.p[i];
		if (c == '"') {
			i = end_of_text(json, i) - 1;
		} else if (c == '{' || c == '[') {
			depth++;
			continue;
		} else if (c == '}' || c == ']') {
			if (depth == 0)
				return i;
			depth--;
		} else if (depth == 0 && (c == ',' || c == ' ' || c == '\n' || c == '\t' ||
					  c == '\r' || c == ':')) {
			return i;
		}
		if (depth == 0 && (c == '"' || c == '}' || c == ']'))
			return i + 1;
	}
	return i;
}

int gj_json_each(gj_str span, size_t *cursor, gj_str *ret_key, gj_str *ret_value)
{
	size_t i = *cursor, end;
	gj_str key = GJ_STR_NONE;
	int object = span.n > 0 && span.p[0] == '{';

	if (span.n == 0 || (span.p[0] != '{' && span.p[0] != '['))
		return 0;
	i = skip_space(span, i == 0 ? 1 : i);
	if (i < span.n && span.p[i] == ',')
		i = skip_space(span, i + 1);
	if (i >= span.n || span.p[i] == '}' || span.p[i] == ']')
		return 0;
	if (object) {
		end = end_of_text(span, i);
		key = (gj_str){ span.p + i, end - i };
		i = skip_space(span, end);
		i = skip_space(span, i < span.n ? i + 1 : i);
	}
	end = end_of_value(span, i);
	*ret_key = key;
	*ret_value = (gj_str){ span.p + i, end - i };
	*cursor = end;
	return 1;
}

size_t gj_json_count(gj_str span)
{
	size_t cursor = 0, count = 0;
	gj_str key, value;

	while (gj_json_each(span, &cursor, &key, &value))
		count++;
	return count;
}

/* The next byte of a key, as the writer escapes it: nothing but ASCII. */
static char key_byte(gj_str quoted, size_t *at)
{
	static const char names[] = "bfnrt", bytes[] = "\b\f\n\r\t";
	const char *name;
	int i, digit, value = 0;
	char c = quoted.p[(*at)++];

	if (c != '\\')
		return c;
	c = quoted.p[(*at)++];
	if (c != 'u') {
		name = strchr(names, c);
		return name ? bytes[name - names] : c;
	}
	for (i = 0; i < 4; i++) {
		digit = quoted.p[(*at)++];
		value = value * 16 + (digit <= '9' ? digit - '0' : (digit | 32) - 'a' + 10);
	}
	return (char)value;
}

/* And of a pointer's segment: ~1 is a slash, ~0 a tilde. */
static char segment_byte(const char *segment, size_t length, size_t *at)
{
	char c = segment[(*at)++];

	if (c == '~' && *at < length && (segment[*at] == '0' || segment[*at] == '1'))
		c = segment[(*at)++] == '0' ? '~' : '/';
	return c;
}

static int same_key(gj_str quoted, const char *segment, size_t length)
{
	size_t i = 1, k = 0;

	while (i + 1 < quoted.n && k < length)
		if (key_byte(quoted, &i) != segment_byte(segment, length, &k))
			return 0;
	return i + 1 == quoted.n && k == length;
}

static int segment_index(const char *segment, size_t length, size_t *ret_index)
{
	size_t i, index = 0;

	for (i = 0; i < length; i++) {
		if (segment[i] < '0' || segment[i] > '9' || index > 100000000)
			return 0;
		index = index * 10 + (size_t)(segment[i] - '0');
	}
	*ret_index = index;
	return length > 0;
}

static int descend(gj_str span, const char *segment, size_t length, gj_str *ret_span)
{
	size_t cursor = 0, at = 0, index = 0;
	int array = span.n > 0 && span.p[0] == '[';
	gj_str key, value;

	if (array && !segment_index(segment, length, &index))
		return GJ_E_NOT_FOUND;
	while (gj_json_each(span, &cursor, &key, &value)) {
		if (array ? at++ == index : same_key(key, segment, length)) {
			*ret_span = value;
			return GJ_OK;
		}
	}
	return GJ_E_NOT_FOUND;
}

int gj_json_find(gj_str json, const char *pointer, gj_str *ret_span)
{
	size_t from = skip_space(json, 0);
	gj_str span = { json.p + from, end_of_value(json, from) - from };
	const char *end;
	int code = GJ_OK;

	while (code >= 0 && *pointer == '/') {
		end = strchr(++pointer, '/');
		if (!end)
			end = pointer + strlen(pointer);
		code = descend(span, pointer, (size_t)(end - pointer), &span);
		pointer = end;
	}
	if (code >= 0 && *pointer)
		code = GJ_E_NOT_FOUND;
	if (code >= 0)
		*ret_span = span;
	return code;
}

void gj_json_write_field(gj_buf *out, const gj_field *field, const void *at,
			 const gj_json_options *options)
{
	write_value(out, field, at, options);
}
