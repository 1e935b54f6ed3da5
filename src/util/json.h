/* SPDX-License-Identifier: Apache-2.0
 *
 * The strict reader and the writer on field tables: one pass from bytes to a
 * struct and back. Refused with a path and a rule: unknown or duplicate keys,
 * trailing bytes, invalid UTF-8, U+0000, lone surrogates, depth over 32,
 * integers outside ±2^53 or with a fraction, texts and arrays over their limit.
 * An error never holds the offending value.
 */
#ifndef GJ_UTIL_JSON_H
#define GJ_UTIL_JSON_H

#include "util/field.h"

#define GJ_JSON_DEPTH 32
#define GJ_JSON_MAX (16u << 20) /* bytes of one request */

/* What a reader asks of the profile: is `code` in `list`? NULL accepts all. */
typedef int (*gj_code_fn)(void *user, const char *list, gj_str code);

enum {
	GJ_JSON_WIRE = 0,  /* veils are text */
	GJ_JSON_EVENT = 1  /* veils are {"vault":id,"digest":hex} */
};

typedef struct gj_json_options {
	int mode;
	int offset;       /* minutes, for times written */
	gj_code_fn code;  /* may be NULL */
	void *code_user;
} gj_json_options;

/* Reads one whole document into *object (record->size bytes, zeroed by the
 * reader). Texts are copied into the arena. */
int gj_json_read(gj_arena *arena, const gj_record *record, gj_str json,
		 const gj_json_options *options, void *object, gj_error *err);
/* Writes present fields in the order of the table; absent ones are left out. */
void gj_json_write(gj_buf *out, const gj_record *record, const void *object,
		   const gj_json_options *options);

/* One value of one field, for SQL columns that hold arrays and objects. `at` is
 * the member itself. */
int gj_json_read_field(gj_arena *arena, const gj_field *field, gj_str json,
		       const gj_json_options *options, void *at, gj_error *err);
void gj_json_write_field(gj_buf *out, const gj_field *field, const void *at,
			 const gj_json_options *options);

void gj_json_text(gj_buf *out, gj_str text); /* quoted and escaped */

/* Checks a document without keeping it (strictness of gj_json_read, no table). */
int gj_json_check(gj_arena *arena, gj_str json, gj_error *err);

/* Raw access by JSON pointer into a document that is known to be valid:
 * *ret_span is the value's bytes. GJ_E_NOT_FOUND when there is none. */
int gj_json_find(gj_str json, const char *pointer, gj_str *ret_span);
int gj_json_unquote(gj_arena *arena, gj_str span, gj_str *ret_text);
size_t gj_json_count(gj_str span); /* items of an array or object */
/* Iterates an array or object: pass *cursor = 0 first; key is the raw quoted
 * key or GJ_STR_NONE. Returns 0 at the end. */
int gj_json_each(gj_str span, size_t *cursor, gj_str *ret_key, gj_str *ret_value);

#endif
