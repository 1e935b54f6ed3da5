/* SPDX-License-Identifier: Apache-2.0
 *
 * The tokens of strict JSON: what the reader by field tables and the skipping of values that
 * nobody describes are made of. Private to the two.
 */
#ifndef GJ_UTIL_JSON_SCAN_H
#define GJ_UTIL_JSON_SCAN_H

#include <string.h>

#include "util/json.h"

typedef struct reader {
	gj_arena *arena;
	const char *s;
	size_t n, i;
	const gj_json_options *options;
	gj_error *err;
	int depth;
} reader;

static inline int fail(reader *r, int code, int rule)
{
	return gj_fail(r->err, code, rule);
}

static inline int fail_at(reader *r, int rule, size_t offset)
{
	int code = fail(r, GJ_E_BAD_JSON, rule);
	gj_fail_int(r->err, "offset", (int64_t)offset);
	return code;
}

static inline int fail_type(reader *r, const char *expected)
{
	int code = fail(r, GJ_E_BAD_VALUE, GJ_RULE_type);
	gj_fail_text(r->err, "expected", gj_str_of(expected));
	return code;
}

static inline int fail_max(reader *r, int rule, const char *name, int64_t max)
{
	int code = fail(r, rule == GJ_RULE_depth ? GJ_E_BAD_JSON : GJ_E_BAD_VALUE, rule);
	gj_fail_int(r->err, name, max);
	return code;
}

static inline void space(reader *r)
{
	while (r->i < r->n && (r->s[r->i] == ' ' || r->s[r->i] == '\t' || r->s[r->i] == '\n' ||
			       r->s[r->i] == '\r'))
		r->i++;
}

static inline int peek(reader *r)
{
	space(r);
	return r->i < r->n ? (unsigned char)r->s[r->i] : -1;
}

static inline int expect(reader *r, char c)
{
	int code = GJ_OK;

	if (peek(r) != c)
		code = fail_at(r, GJ_RULE_syntax, r->i);
	else
		r->i++;
	return code;
}

static inline int enter(reader *r)
{
	return ++r->depth > GJ_JSON_DEPTH ? fail_max(r, GJ_RULE_depth, "max", GJ_JSON_DEPTH)
					  : GJ_OK;
}

static inline int word(reader *r, const char *text)
{
	size_t length = strlen(text);
	int hit = r->n - r->i >= length && memcmp(r->s + r->i, text, length) == 0;

	if (hit)
		r->i += length;
	return hit;
}

static inline int next_item(reader *r, char close, int *ret_more)
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

static inline int opens_empty(reader *r, char close)
{
	int empty = peek(r) == close;

	if (empty)
		r->i++;
	return empty;
}

/* A quoted text, unescaped, into the arena. */
int gj_scan_text(reader *r, gj_str *ret_text);
/* An integer in this range, without fraction or exponent. */
int gj_scan_integer(reader *r, int64_t min, int64_t max, int64_t *ret_value);
/* Any value, checked as strictly as one that is described. */
int gj_scan_value(reader *r);
/* The same, and its bytes. */
int gj_scan_raw(reader *r, gj_str *ret_span);

#endif
