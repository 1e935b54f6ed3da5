/* SPDX-License-Identifier: Apache-2.0
 *
 * Every code point is written, accepted and read back; every malformed pair and
 * triple of bytes is refused where it breaks; folding and widths follow the
 * character database at the places Chinese text meets.
 */
#include "unit.h"

#include "util/utf8.h"

static int is_surrogate(uint32_t point)
{
	return point >= 0xd800 && point <= 0xdfff;
}

/* Encoding by RFC 3629, section 3: lengths by range, and back to the point. */
START_TEST(every_code_point_there_and_back)
{
	uint32_t point;

	for (point = 0; point <= 0x10ffff; point++) {
		char out[5] = { 0 };
		uint32_t back = 0;
		size_t n, cut;

		if (is_surrogate(point))
			continue;
		n = gj_utf8_write(point, out);
		if (n != (point < 0x80 ? 1u : point < 0x800 ? 2u : point < 0x10000 ? 3u : 4u) ||
		    gj_utf8_valid(out, n) != n || gj_utf8_count(out, n) != 1 ||
		    gj_utf8_next(out, n, &back) != n || back != point)
			ck_abort_msg("U+%04X", (unsigned)point);
		for (cut = 1; cut < n; cut++) {
			if (gj_utf8_valid(out, cut) != 0)
				ck_abort_msg("U+%04X cut", (unsigned)point);
		}
	}
}
END_TEST

/* What the bytes stand for, decoded without any check; -1 when the shape (lead
 * byte, continuation bytes) is not that of a sequence of this length. */
static int32_t decode_freely(const unsigned char *p, size_t size)
{
	static const struct {
		unsigned char mask, lead;
	} shape[] = { { 0x80, 0 }, { 0xe0, 0xc0 }, { 0xf0, 0xe0 }, { 0xf8, 0xf0 } };
	int32_t point = p[0] & (unsigned char)~shape[size - 1].mask;
	size_t i;

	if ((p[0] & shape[size - 1].mask) != shape[size - 1].lead)
		return -1;
	for (i = 1; i < size; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return -1;
		point = point << 6 | (p[i] & 0x3f);
	}
	return point;
}

/* The definition: the shape is right, the form is the shortest, the code point
 * is no surrogate and exists. */
static int well_formed(const unsigned char *p, size_t size)
{
	static const int32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	int32_t point = decode_freely(p, size);

	return point >= least[size - 1] && point <= 0x10ffff && !is_surrogate((uint32_t)point);
}

/* The valid prefix of a few bytes, by the definition. */
static size_t prefix_by_definition(const unsigned char *p, size_t size)
{
	size_t at = 0, n;

	while (at < size) {
		for (n = 1; n <= 4 && at + n <= size && !well_formed(p + at, n); n++)
			;
		if (n > 4 || at + n > size)
			break;
		at += n;
	}
	return at;
}

static void check_bytes(const unsigned char *p, size_t size)
{
	if (gj_utf8_valid((const char *)p, size) != prefix_by_definition(p, size))
		ck_abort_msg("%02x %02x %02x %02x", p[0], p[1], p[2], p[3]);
}

START_TEST(all_single_bytes_pairs_and_triples)
{
	uint32_t i;

	for (i = 0; i < 1u << 24; i++) {
		unsigned char p[4] = { (unsigned char)(i >> 16), (unsigned char)(i >> 8),
				       (unsigned char)i, 0 };

		if (i < 1u << 8)
			check_bytes(p + 2, 1);
		if (i < 1u << 16)
			check_bytes(p + 1, 2);
		check_bytes(p, 3);
	}
}
END_TEST

/* Four bytes: every lead from F0 up with every second byte, the others at the
 * borders of their ranges. */
START_TEST(quadruples_at_their_borders)
{
	static const unsigned char border[] = { 0x00, 0x7f, 0x80, 0x8f, 0x90,
						0x9f, 0xa0, 0xbf, 0xc0, 0xff };
	unsigned lead, second;
	size_t a, b;

	for (lead = 0xf0; lead <= 0xff; lead++) {
		for (second = 0; second <= 0xff; second++) {
			for (a = 0; a < sizeof(border); a++) {
				for (b = 0; b < sizeof(border); b++) {
					unsigned char p[4] = { (unsigned char)lead,
							       (unsigned char)second, border[a],
							       border[b] };

					check_bytes(p, 4);
				}
			}
		}
	}
}
END_TEST

/* Sequences that parsers are known to have fallen for. */
START_TEST(well_known_bad_sequences)
{
	static const struct {
		const char *bytes;
		size_t size, valid;
	} bad[] = {
		{ "\xc0\x80", 2, 0 },			  /* NUL in two bytes */
		{ "\xc0\xaf", 2, 0 },			  /* "/" in two bytes */
		{ "\xe0\x80\xaf", 3, 0 },		  /* and in three */
		{ "\xf0\x80\x80\xaf", 4, 0 },		  /* and in four */
		{ "\xe0\x9f\xbf", 3, 0 },		  /* U+07FF overlong */
		{ "\xf0\x8f\xbf\xbf", 4, 0 },		  /* U+FFFF overlong */
		{ "\xed\xa0\x80", 3, 0 },		  /* U+D800 */
		{ "\xed\xbf\xbf", 3, 0 },		  /* U+DFFF */
		{ "\xed\xa0\xbd\xed\xb8\x80", 6, 0 },	  /* CESU-8 */
		{ "\xf4\x90\x80\x80", 4, 0 },		  /* U+110000 */
		{ "\xf8\x88\x80\x80\x80", 5, 0 },	  /* five bytes */
		{ "\xfc\x84\x80\x80\x80\x80", 6, 0 },	  /* six bytes */
		{ "\xfe", 1, 0 },
		{ "\xff", 1, 0 },
		{ "\x80", 1, 0 },
		{ "abc\xe4\xb8", 5, 3 },		  /* the end is missing */
		{ "\xe4\xb8" "a", 3, 0 },
		{ "\xe4\xb8\xad\xb8", 4, 3 },		  /* one continuation too many */
		{ "0123456789abcdef\xd6\xd0", 18, 16 },	  /* 中 in GB 18030 */
		{ "01234567\x80" "9abcdef", 16, 8 },
		{ "0123456\xff" "89abcdef", 16, 7 },
	};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_uint_eq(gj_utf8_valid(bad[i].bytes, bad[i].size), bad[i].valid);
	ck_assert_uint_eq(gj_utf8_valid(NULL, 0), 0);
}
END_TEST

/* A bad byte is found at every place of a text of every length up to 40. */
START_TEST(bad_bytes_at_every_place)
{
	char text[40];
	size_t size, at;

	for (size = 1; size <= sizeof(text); size++) {
		for (at = 0; at < size; at++) {
			memset(text, 'a', size);
			ck_assert_uint_eq(gj_utf8_valid(text, size), size);
			text[at] = '\xff';
			ck_assert_uint_eq(gj_utf8_valid(text, size), at);
		}
	}
}
END_TEST

START_TEST(counting)
{
	ck_assert_uint_eq(gj_utf8_count("", 0), 0);
	ck_assert_uint_eq(gj_utf8_count("abc", 3), 3);
	ck_assert_uint_eq(gj_utf8_count("中关村a", 10), 4);
	ck_assert_uint_eq(gj_utf8_count("\xf0\xa0\x80\x80", 4), 1);
}
END_TEST

static void assert_fold(const char *text, const char *key)
{
	gj_arena *arena = unit_arena();
	gj_str folded = gj_utf8_fold(arena, gj_str_of(text));

	ck_assert_str_eq(folded.p, key);
	ck_assert_uint_eq(folded.n, strlen(key));
	gj_arena_free(arena);
}

START_TEST(folding)
{
	assert_fold("", "");
	assert_fold("北京曙光科技有限公司", "北京曙光科技有限公司");
	assert_fold("ＡＢＣ１２３（北京）科技", "abc123北京科技");
	assert_fold("ABC 123 (北京) 科技", "abc123北京科技");
	assert_fold("北京　海淀\t区\r\n", "北京海淀区");
	assert_fold("“阳光”《家园》、『一』【二】…—·・", "阳光家园一二");
	assert_fold("O'Neil & Co., Ltd.", "oneilcoltd");
	assert_fold("……", "");
	/* Byte order mark, zero width space, no-break space. */
	assert_fold("\xef\xbb\xbf" "a\xe2\x80\x8b" "b\xc2\xa0" "c", "abc");
	/* Not punctuation: the iteration mark, the zero of years, the C++ of names. */
	assert_fold("佐々木", "佐々木");
	assert_fold("二〇二六", "二〇二六");
	assert_fold("Ｃ++", "c++");
	/* Lower case is ASCII's only. */
	assert_fold("ÀΩ", "ÀΩ");
}
END_TEST

/* U+FF01 to U+FF5E are U+0021 to U+007E, one by one, and folding again changes
 * nothing. */
START_TEST(full_width_folds_as_half_width)
{
	gj_arena *arena = unit_arena();
	gj_arena_mark mark = gj_arena_mark_now(arena);
	uint32_t c;

	for (c = 0x21; c <= 0x7e; c++) {
		char wide[4], narrow[4];
		gj_str a = { wide, gj_utf8_write(c + 0xfee0, wide) };
		gj_str b = { narrow, gj_utf8_write(c, narrow) };

		ck_assert(gj_str_eq(gj_utf8_fold(arena, a), gj_utf8_fold(arena, b)));
	}
	for (c = 1; c <= 0x10ffff; c++) {
		char text[4];
		gj_str once, twice;

		if (is_surrogate(c))
			continue;
		once = gj_utf8_fold(arena, (gj_str){ text, gj_utf8_write(c, text) });
		twice = gj_utf8_fold(arena, once);
		if (!gj_str_eq(once, twice))
			ck_abort_msg("U+%04X", (unsigned)c);
		gj_arena_rewind(arena, mark);
	}
	gj_arena_free(arena);
}
END_TEST

static size_t width_of(uint32_t point)
{
	char text[4];

	return gj_utf8_width(text, gj_utf8_write(point, text));
}

/* From EastAsianWidth.txt (W, F: two) and UnicodeData.txt (Mn, Me, Cf: none). */
START_TEST(widths)
{
	static const uint32_t two[] = { 0x1100,	 0x231a,  0x2e80,  0x3000,  0x3001,  0x3042,
					0x30ab,	 0x3400,  0x4e00,  0x9fff,  0xa015,  0xac00,
					0xd7a3,	 0xf900,  0xfe30,  0xff01,  0xff5e,  0xffe5,
					0x1f600, 0x20000, 0x2fffd, 0x30000, 0x3fffd };
	static const uint32_t one[] = { 0x20,	0x7e,	0xa0,	0xe9,	0x3b1,	0x416,	0x2014,
					0x2026, 0x2460, 0x2500, 0x303f, 0xff61, 0xff9f, 0xffe8,
					0x1f1e6 };
	static const uint32_t none[] = { 0x00,	 0x0a,	 0x1b,	 0x7f,	 0x9f,	  0x300,  0x36f,
					 0x483,	 0x1160, 0x200b, 0x200d, 0x20dd,  0x302a, 0x3099,
					 0xfe00, 0xfe0f, 0xfeff, 0xe0100, 0xe01ef };
	size_t i;

	for (i = 0; i < sizeof(two) / sizeof(two[0]); i++)
		ck_assert_msg(width_of(two[i]) == 2, "U+%04X", (unsigned)two[i]);
	for (i = 0; i < sizeof(one) / sizeof(one[0]); i++)
		ck_assert_msg(width_of(one[i]) == 1, "U+%04X", (unsigned)one[i]);
	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		ck_assert_msg(width_of(none[i]) == 0, "U+%04X", (unsigned)none[i]);
	ck_assert_uint_eq(gj_utf8_width("中关村a1（", strlen("中关村a1（")), 10);
	ck_assert_uint_eq(gj_utf8_width("", 0), 0);
}
END_TEST

static Suite *utf8_suite(void)
{
	Suite *suite = suite_create("utf8");

	unit_add(suite, "code points", every_code_point_there_and_back);
	unit_add(suite, "triples", all_single_bytes_pairs_and_triples);
	unit_add(suite, "quadruples", quadruples_at_their_borders);
	unit_add(suite, "well known", well_known_bad_sequences);
	unit_add(suite, "places", bad_bytes_at_every_place);
	unit_add(suite, "counting", counting);
	unit_add(suite, "folding", folding);
	unit_add(suite, "full width", full_width_folds_as_half_width);
	unit_add(suite, "widths", widths);
	return suite;
}

GJ_TEST_MAIN(utf8_suite)
