/* SPDX-License-Identifier: Apache-2.0
 *
 * UTF-8: strict validation, counting, folding for search, display width.
 */
#ifndef GJ_UTIL_UTF8_H
#define GJ_UTIL_UTF8_H

#include "util/mem.h"

/* Length of the valid prefix in bytes: no overlong forms, no surrogates, at
 * most U+10FFFF. Equal to size when all of it is valid. */
size_t gj_utf8_valid(const char *text, size_t size);
size_t gj_utf8_count(const char *text, size_t size); /* code points of valid text */
/* Decodes one code point of valid text; returns the bytes it took. */
size_t gj_utf8_next(const char *text, size_t size, uint32_t *ret_point);
/* Writes a code point, returns its bytes (1 to 4). */
size_t gj_utf8_write(uint32_t point, char out[4]);

/* The key by which names are found and ordered: full width to half width,
 * ASCII to lower case, white space and punctuation left out. */
gj_str gj_utf8_fold(gj_arena *arena, gj_str text);
/* Columns a terminal gives the text: East Asian wide and full width are two. */
size_t gj_utf8_width(const char *text, size_t size);

#endif
