/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts: memory, width on a terminal, what is safe to print, files.
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

void *must(void *memory)
{
	if (!memory) {
		fputs("guanjia: out of memory / 内存不足\n", stderr);
		exit(EXIT_STORAGE);
	}
	return memory;
}

char *copy_of(const char *text, size_t size)
{
	char *copy = must(malloc(size + 1));

	memcpy(copy, text, size);
	copy[size] = '\0';
	return copy;
}

/* ---- width ---- */

typedef struct range {
	unsigned from, to;
} range;

#define R(a, b) { a, b },
static const range wide[] = {
#include "wide.def"
};
static const range marks[] = {
#include "marks.def"
};
#undef R

static int among(const range *ranges, size_t n, unsigned c)
{
	size_t low = 0, high = n, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (c > ranges[middle].to)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && c >= ranges[low].from;
}

/* One character; a byte that begins none counts as one. */
static size_t decode(const char *p, unsigned *ret_c)
{
	const unsigned char *u = (const unsigned char *)p;
	size_t n = u[0] >= 0xF0 ? 4 : u[0] >= 0xE0 ? 3 : u[0] >= 0xC2 ? 2 : 1, i;
	unsigned c = n == 1 ? u[0] : u[0] & (0xFFu >> (n + 1));

	for (i = 1; i < n; i++) {
		if ((u[i] & 0xC0) != 0x80) {
			*ret_c = 0xFFFD;
			return 1;
		}
		c = c << 6 | (u[i] & 63);
	}
	*ret_c = c;
	return n;
}

static size_t width_of(unsigned c)
{
	if (c < 0x80)
		return 1;
	if (among(marks, sizeof(marks) / sizeof(marks[0]), c))
		return 0;
	return among(wide, sizeof(wide) / sizeof(wide[0]), c) ? 2 : 1;
}

size_t text_width(const char *text)
{
	size_t width = 0;
	unsigned c;

	while (*text) {
		text += decode(text, &c);
		width += width_of(c);
	}
	return width;
}

void text_cut(char *text, size_t width)
{
	size_t taken = 0, n = 0, keep = 0, step;
	unsigned c;

	if (text_width(text) <= width || width < 2)
		return;
	while (text[n]) {
		step = decode(text + n, &c);
		if (taken + width_of(c) > width - 2)
			break;
		taken += width_of(c);
		keep = n += step;
	}
	memcpy(text + keep, "..", 3);
}

/* ---- what is safe to print ---- */

static int unsafe(unsigned c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029;
}

void text_clean(char *text, int lines)
{
	size_t n, i;
	unsigned c;

	while (*text) {
		n = decode(text, &c);
		if (unsafe(c) && !(lines && c == '\n'))
			for (i = 0; i < n; i++)
				text[i] = c == '\n' || c == '\r' || c == '\t' ? ' ' : '?';
		text += n;
	}
}

/* ---- likeness ---- */

static size_t least(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

size_t text_distance(const char *a, const char *b)
{
	size_t row[65], n = strlen(b), i, j, corner, above;

	if (n > 64 || strlen(a) > 64)
		return 64;
	for (j = 0; j <= n; j++)
		row[j] = j;
	for (i = 1; a[i - 1]; i++) {
		corner = row[0];
		row[0] = i;
		for (j = 1; j <= n; j++) {
			above = row[j];
			row[j] = least(above + 1, row[j - 1] + 1,
				       corner + (a[i - 1] != b[j - 1]));
			corner = above;
		}
	}
	return row[n];
}

/* ---- files ---- */

char *file_text(const char *path, size_t *ret_size)
{
	FILE *in = strcmp(path, "-") ? fopen(path, "rb") : stdin;
	char *text = NULL;
	size_t n = 0, room = 0, got;

	if (!in)
		return NULL;
	do {
		if (room - n < 65536)
			text = must(realloc(text, room = room * 2 + 65537));
		got = fread(text + n, 1, room - n - 1, in);
		n += got;
	} while (got);
	text[n] = '\0';
	got = (size_t)ferror(in);
	if (in != stdin)
		fclose(in);
	if (got) {
		free(text);
		return NULL;
	}
	*ret_size = n;
	return text;
}
