/* SPDX-License-Identifier: Apache-2.0
 *
 * Growing text that is born with a maximum: no input can make it unbounded.
 * A failed append sets the buffer's state and later appends do nothing, so a
 * writer checks once, at the end.
 */
#ifndef GJ_UTIL_BUF_H
#define GJ_UTIL_BUF_H

#include "util/mem.h"

typedef struct gj_buf {
	gj_arena *arena;
	char *p;
	size_t n, room, max;
	int failed; /* 0, GJ_E_NOMEM or GJ_E_LIMIT */
} gj_buf;

void gj_buf_init(gj_buf *buf, gj_arena *arena, size_t max);
void gj_buf_put(gj_buf *buf, const void *bytes, size_t size);
void gj_buf_char(gj_buf *buf, char c);
void gj_buf_text(gj_buf *buf, const char *text);
void gj_buf_str(gj_buf *buf, gj_str text);
void gj_buf_int(gj_buf *buf, int64_t value);
void gj_buf_hex(gj_buf *buf, const void *bytes, size_t size);
/* The text so far, NUL-terminated; its code through gj_buf.failed. */
gj_str gj_buf_end(gj_buf *buf);

#endif
