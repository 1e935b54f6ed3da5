/* SPDX-License-Identifier: Apache-2.0
 *
 * JSON that is known to be valid, looked at where it lies: a value is the bytes it is
 * written in. What the library answers is valid; what people give is checked by
 * gj_args_set_json() before it comes here.
 */
#ifndef GUANJIA_JSON_H
#define GUANJIA_JSON_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct json {
	const char *p; /* NULL: there is none */
	size_t n;
} json;

#define JSON_NONE ((json){ NULL, 0 })

json json_of(const char *text, size_t size);
json json_member(json object, const char *name);
/* Goes through an array or an object: *at begins as 0; 0 at the end. Keys are quoted. */
int json_next(json list, size_t *at, json *ret_key, json *ret_value);
size_t json_count(json list);
int json_is(json value, const char *text); /* is it this string? */
int json_begins(json value, char with);    /* '{', '[', '"' */
int json_true(json value);
int64_t json_int(json value, int64_t otherwise);
char *json_text(json value); /* decoded; other values as written; "" for none. To free. */
void json_quote(FILE *out, const char *text, size_t size);

#endif
