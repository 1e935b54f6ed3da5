/* SPDX-License-Identifier: Apache-2.0
 *
 * Errors: a negative code from the registry (error.def) and, beside it, the
 * details of one failure: where (a JSON pointer), which rule (rule.def), and
 * its parameters. Texts in Chinese and English are made from rule and
 * parameters at the edge; a parameter never holds a personal value.
 */
#ifndef GJ_UTIL_ERROR_H
#define GJ_UTIL_ERROR_H

#include "util/mem.h"
#include "util/buf.h"

enum {
	GJ_OK = 0,
#define X(name, code, retryable, since, meaning, zh) GJ_E_##name = code,
#include "util/error.def"
#undef X
};

/* Rules: what exactly was broken. */
enum gj_rule {
	GJ_RULE_NONE = 0,
#define R(name, en, zh) GJ_RULE_##name,
#include "util/rule.def"
#undef R
	GJ_RULE_COUNT
};

#define GJ_ERROR_PARAMS 4

typedef struct gj_param {
	const char *name; /* static */
	int64_t value;
	char text[80]; /* "" when the parameter is a number */
} gj_param;

typedef struct gj_error {
	int code;
	int rule;
	char path[256]; /* JSON pointer into the arguments, or "" */
	size_t count;
	gj_param param[GJ_ERROR_PARAMS];
} gj_error;

typedef struct gj_error_info {
	int code;
	const char *name; /* "CONFLICT" */
	int retryable;
	const char *since;
	const char *meaning, *chinese;
} gj_error_info;

const gj_error_info *gj_error_at(size_t index); /* NULL past the end */
const gj_error_info *gj_error_find(int code);   /* NULL when unknown */

/* Fills *err (err may be NULL) and returns code, so that callers write
 * `return gj_fail(err, GJ_E_BAD_VALUE, GJ_RULE_TOO_LONG);`. */
int gj_fail(gj_error *err, int code, int rule);
void gj_fail_int(gj_error *err, const char *name, int64_t value);
/* Only open values: names of fields, states, offices; cut at 79 bytes. */
void gj_fail_text(gj_error *err, const char *name, gj_str value);
void gj_fail_path(gj_error *err, const char *path);
/* Puts "/segment" (unless NULL) and "/index" (unless SIZE_MAX) before the path,
 * as a decoder unwinds. */
void gj_fail_in(gj_error *err, const char *segment, size_t index_or_none);

const char *gj_rule_name(int rule); /* "too_long" */
/* The sentence for people, in "zh" or "en". */
void gj_error_text(gj_buf *out, const gj_error *err, int chinese);

#endif
