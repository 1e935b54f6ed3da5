/* SPDX-License-Identifier: Apache-2.0
 *
 * Growing text with a maximum.
 */
#include "util/buf.h"

#include <string.h>

#include "util/error.h"

#define FIRST_ROOM ((size_t)128)

void gj_buf_init(gj_buf *buf, gj_arena *arena, size_t max)
{
	*buf = (gj_buf){ .arena = arena, .max = max < SIZE_MAX ? max : SIZE_MAX - 1 };
}

/* Doubles, within the maximum; when the arena has no room for that, tries what
 * is needed and no more. One byte is always kept for the NUL. */
static int reserve(gj_buf *buf, size_t size)
{
	size_t need, room;
	char *p;

	if (size > buf->max - buf->n) {
		buf->failed = GJ_E_LIMIT;
		return 0;
	}
	need = buf->n + size + 1;
	if (need <= buf->room)
		return 1;
	room = buf->room < FIRST_ROOM ? FIRST_ROOM : buf->room;
	while (room < need && room <= SIZE_MAX / 2)
		room *= 2;
	if (room < need || room > buf->max + 1)
		room = buf->max + 1;
	p = gj_arena_grow(buf->arena, buf->p, buf->room, room);
	if (p == NULL && room > need) {
		room = need;
		p = gj_arena_grow(buf->arena, buf->p, buf->room, room);
	}
	if (p == NULL) {
		buf->failed = GJ_E_NOMEM;
		return 0;
	}
	buf->p = p;
	buf->room = room;
	return 1;
}

void gj_buf_put(gj_buf *buf, const void *bytes, size_t size)
{
	if (buf->failed || size == 0 || !reserve(buf, size))
		return;
	memcpy(buf->p + buf->n, bytes, size);
	buf->n += size;
}

void gj_buf_char(gj_buf *buf, char c)
{
	if (buf->failed || (buf->room - buf->n < 2 && !reserve(buf, 1)))
		return;
	buf->p[buf->n++] = c;
}

void gj_buf_text(gj_buf *buf, const char *text)
{
	gj_buf_put(buf, text, strlen(text));
}

void gj_buf_str(gj_buf *buf, gj_str text)
{
	gj_buf_put(buf, text.p, text.n);
}

void gj_buf_int(gj_buf *buf, int64_t value)
{
	char digits[20];
	size_t at = sizeof(digits);
	/* Unsigned, because INT64_MIN has no positive twin. */
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (value < 0)
		digits[--at] = '-';
	gj_buf_put(buf, digits + at, sizeof(digits) - at);
}

void gj_buf_hex(gj_buf *buf, const void *bytes, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *b = bytes;
	size_t i;

	if (buf->failed)
		return;
	if (size > SIZE_MAX / 2) {
		buf->failed = GJ_E_LIMIT;
		return;
	}
	if (size == 0 || !reserve(buf, 2 * size))
		return;
	for (i = 0; i < size; i++) {
		buf->p[buf->n++] = digits[b[i] >> 4];
		buf->p[buf->n++] = digits[b[i] & 15];
	}
}

gj_str gj_buf_end(gj_buf *buf)
{
	if (buf->p == NULL)
		return buf->failed ? GJ_STR_NONE : GJ_STR("");
	buf->p[buf->n] = '\0';
	return (gj_str){ buf->p, buf->n };
}
