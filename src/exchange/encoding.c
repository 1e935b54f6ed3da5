/* SPDX-License-Identifier: Apache-2.0
 *
 * Telling encodings apart and converting them. iconv(3) is the only function
 * of POSIX used here: it needs no locale when both sides are named.
 */
#include "exchange/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "util/utf8.h"

static int fail_at(gj_error *err, int rule, size_t offset)
{
	gj_fail(err, GJ_E_BAD_VALUE, rule);
	gj_fail_int(err, "offset", (int64_t)offset);
	return GJ_E_BAD_VALUE;
}

/* Converts all of `in`, of which no character grows to more than twice its
 * size. *ret_done is how far it came; set on success and on GJ_E_BAD_VALUE. */
static int convert(gj_arena *arena, const char *to, const char *from, gj_str in, gj_str *ret_out,
		   size_t *ret_done)
{
	size_t room = 2 * in.n, left = in.n, result;
	char *start, *out, *p = (char *)(uintptr_t)in.p; /* iconv's type; it only reads */
	iconv_t cd = iconv_open(to, from);

	if (cd == (iconv_t)-1)
		return errno == ENOMEM ? GJ_E_NOMEM : GJ_E_UNSUPPORTED;
	out = start = gj_arena_take(arena, room + 1);
	if (!start) {
		iconv_close(cd);
		return GJ_E_NOMEM;
	}
	result = iconv(cd, &p, &left, &out, &room);
	iconv_close(cd);
	*ret_done = in.n - left;
	if (result != 0)
		return GJ_E_BAD_VALUE; /* replaced something counts as failed */
	*out = '\0';
	*ret_out = (gj_str){ start, (size_t)(out - start) };
	return GJ_OK;
}

/* Characters of three bytes, which Han are in UTF-8, in valid text. In true
 * GB18030 four of them before the first break are a chance of about 1 in 10^9. */
static int reads_like_utf8(const char *text, size_t size)
{
	int count = 0;

	for (size_t i = 0; i < size && count < 4; i++)
		count += ((unsigned char)text[i] & 0xF0) == 0xE0;
	return count == 4;
}

static int from_gb18030(gj_arena *arena, gj_str bytes, size_t valid, gj_str *ret_text,
			gj_error *err)
{
	size_t done = 0;
	int rc = convert(arena, "UTF-8", "GB18030", bytes, ret_text, &done);

	if (rc == GJ_E_BAD_VALUE)
		return fail_at(err, GJ_RULE_encoding, done > valid ? done : valid);
	return rc ? gj_fail(err, rc, GJ_RULE_NONE) : GJ_OK;
}

int gj_encoding_to_utf8(gj_arena *arena, gj_str bytes, gj_str *ret_text, const char **ret_name,
			gj_error *err)
{
	size_t mark = bytes.n >= 3 && memcmp(bytes.p, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	size_t valid = gj_utf8_valid(bytes.p, bytes.n);
	const char *zero = bytes.n ? memchr(bytes.p, '\0', bytes.n) : NULL;
	int rc;

	if (zero)
		return fail_at(err, GJ_RULE_zero, (size_t)(zero - bytes.p));
	if (valid == bytes.n) {
		*ret_text = (gj_str){ bytes.p + mark, bytes.n - mark };
		*ret_name = "utf-8";
		return GJ_OK;
	}
	if (mark || reads_like_utf8(bytes.p, valid))
		return fail_at(err, GJ_RULE_encoding, valid);
	rc = from_gb18030(arena, bytes, valid, ret_text, err);
	if (rc == GJ_OK)
		*ret_name = "gb18030";
	return rc;
}

int gj_encoding_to_gb18030(gj_arena *arena, gj_str text, gj_str *ret_bytes, gj_error *err)
{
	size_t done = 0;
	int rc = convert(arena, "GB18030", "UTF-8", text, ret_bytes, &done);

	if (rc == GJ_E_BAD_VALUE)
		return fail_at(err, GJ_RULE_encoding, done);
	return rc ? gj_fail(err, rc, GJ_RULE_NONE) : GJ_OK;
}

static int is_han(uint32_t point)
{
	return (point >= 0x4E00 && point <= 0x9FFF) || (point >= 0x3400 && point <= 0x4DBF) ||
	       (point >= 0xF900 && point <= 0xFAFF) || (point >= 0x20000 && point <= 0x3FFFD);
}

static int is_private(uint32_t point)
{
	return (point >= 0xE000 && point <= 0xF8FF) || point >= 0xF0000;
}

static int is_control(uint32_t point)
{
	return (point < 0x20 && point != '\t' && point != '\n' && point != '\r') ||
	       (point >= 0x7F && point < 0xA0);
}

/* Vowels with the mark of a tone. */
static int is_toned(uint32_t point)
{
	static const uint16_t toned[] = {
		0x101, 0xE1, 0x1CE, 0xE0, 0x113, 0xE9, 0x11B, 0xE8, 0x12B, 0xED,  0x1D0, 0xEC,
		0x14D, 0xF3, 0x1D2, 0xF2, 0x16B, 0xFA, 0x1D4, 0xF9, 0x1D6, 0x1D8, 0x1DA, 0x1DC,
	};

	for (size_t i = 0; i < sizeof(toned) / sizeof(*toned); i++)
		if (toned[i] == point)
			return 1;
	return 0;
}

static uint32_t point_at(gj_str text, size_t *at)
{
	uint32_t point = 0;

	if (*at < text.n)
		*at += gj_utf8_next(text.p + *at, text.n - *at, &point);
	return point;
}

/* Text after an opening bracket: one syllable of up to six letters, one of
 * them with a tone, and the closing bracket. Without a tone it may be a
 * name: 中兴(zte). */
static int is_pinyin(gj_str text, size_t at)
{
	int letters = 0, tones = 0;
	uint32_t point;

	while ((point = point_at(text, &at)) && letters <= 6) {
		int tone = is_toned(point);
		if (!tone && !(point >= 'a' && point <= 'z') && point != 0xFC)
			break;
		letters++;
		tones += tone;
	}
	return (point == ')' || point == 0xFF09) && tones == 1 && letters <= 6;
}

static int marks_after_han(gj_str text, size_t at)
{
	return point_at(text, &at) == '!' && is_han(point_at(text, &at));
}

/* A byte of 80 to BF as Latin-1 or Windows-1252 shows it. */
static int is_trail_byte(uint32_t point)
{
	static const uint16_t windows[] = {
		0x20AC, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030,
		0x160,  0x2039, 0x152, 0x17D,  0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
		0x2013, 0x2014, 0x2DC, 0x2122, 0x161,  0x203A, 0x153,  0x17E,  0x178,
	};

	if (point >= 0x80 && point <= 0xBF)
		return 1;
	for (size_t i = 0; i < sizeof(windows) / sizeof(*windows); i++)
		if (windows[i] == point)
			return 1;
	return 0;
}

/* 锛 銆 鈥 are what UTF-8's punctuation (EF BC, E3 80, E2 80) begins with when
 * it is read as GBK; hardly any text has them otherwise. E3 to E9 lead the
 * three bytes of Han. */
static int is_misread(gj_str text, size_t at, uint32_t point)
{
	if (point == 0x951B || point == 0x9286 || point == 0x9225)
		return 1;
	return point >= 0xE3 && point <= 0xE9 && is_trail_byte(point_at(text, &at)) &&
	       is_trail_byte(point_at(text, &at));
}

static int is_replaced(gj_str text, size_t at, uint32_t point)
{
	if (point == 0xFFFD)
		return 1;
	return point == 0x951F && point_at(text, &at) == 0x65A4 && point_at(text, &at) == 0x62F7;
}

int gj_encoding_quality(gj_str text)
{
	uint32_t before = 0, point;
	int flags = 0;

	for (size_t at = 0; at < text.n; before = point) {
		point = point_at(text, &at);
		if (is_replaced(text, at, point))
			flags |= GJ_TEXT_REPLACED;
		if (is_private(point))
			flags |= GJ_TEXT_PRIVATE;
		if (is_control(point))
			flags |= GJ_TEXT_CONTROL;
		if (is_misread(text, at, point))
			flags |= GJ_TEXT_MISREAD;
		if (!is_han(before))
			continue;
		if ((point == '(' || point == 0xFF08) && is_pinyin(text, at))
			flags |= GJ_TEXT_PINYIN;
		if (point == '?' && marks_after_han(text, at))
			flags |= GJ_TEXT_MARKS;
	}
	return flags;
}
