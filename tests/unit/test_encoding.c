/* SPDX-License-Identifier: Apache-2.0
 *
 * Encodings: which is which, both ways for every character there is, where a
 * broken text breaks, and the signs of damage.
 */
#include "unit/unit.h"

#include "exchange/encoding.h"
#include "util/utf8.h"

static gj_arena *arena;
static gj_error err;

static void setup(void)
{
	arena = unit_arena();
}

static void teardown(void)
{
	arena = gj_arena_free(arena);
}

static void expect(gj_str bytes, const char *encoding, const char *text)
{
	const char *name = "";
	gj_str got = GJ_STR_NONE;

	ck_assert_int_eq(gj_encoding_to_utf8(arena, bytes, &got, &name, &err), GJ_OK);
	ck_assert_str_eq(name, encoding);
	ck_assert_uint_eq(got.n, strlen(text));
	ck_assert_mem_eq(got.p, text, got.n);
}

static void expect_broken(gj_str bytes, int rule, int64_t offset)
{
	const char *name = "untouched";
	gj_str got = GJ_STR("untouched");

	ck_assert_int_eq(gj_encoding_to_utf8(arena, bytes, &got, &name, &err), GJ_E_BAD_VALUE);
	ck_assert_str_eq(gj_rule_name(err.rule), gj_rule_name(rule));
	ck_assert_str_eq(err.param[0].name, "offset");
	ck_assert_int_eq(err.param[0].value, offset);
	ck_assert_str_eq(got.p, "untouched");
	ck_assert_str_eq(name, "untouched");
}

START_TEST(encodings_are_told_apart)
{
	expect(GJ_STR(""), "utf-8", "");
	expect(GJ_STR("abc"), "utf-8", "abc");
	expect(GJ_STR("\xEF\xBB\xBF"), "utf-8", "");
	expect(GJ_STR("\xEF\xBB\xBF"
		      "企业"),
	       "utf-8", "企业");
	expect(GJ_STR("企业"), "utf-8", "企业");
	/* Code points of GB 2312, of GBK only, and of four bytes. */
	expect(GJ_STR("\xC6\xF3\xD2\xB5"), "gb18030", "企业");
	expect(GJ_STR("a,\xE9\x46\x88\x9A\xB6\xAB"), "gb18030", "a,镕垰东");
	expect(GJ_STR("\x95\x32\x82\x36\xCA\xD0"), "gb18030", "\xF0\xA0\x80\x80市");
	/* Written in GBK this is no valid UTF-8, though Notepad once took it so. */
	expect(GJ_STR("\xC1\xAA\xCD\xA8"), "gb18030", "联通");
}
END_TEST

START_TEST(breaks_are_located)
{
	expect_broken(GJ_STR("ab\xFF\xFF"), GJ_RULE_encoding, 2);
	expect_broken(GJ_STR("\xC6\xF3\xD2"), GJ_RULE_encoding, 2);
	/* As UTF-8 it holds for nine bytes, as GB18030 for eight. */
	expect_broken(GJ_STR("企业企\xFF\xFF"), GJ_RULE_encoding, 9);
	expect_broken(GJ_STR("\xEF\xBB\xBF"
			     "ab\xC6\xF3"),
		      GJ_RULE_encoding, 5);
	/* UTF-8 with one byte lost stays broken UTF-8, although GB18030 reads it. */
	expect_broken(GJ_STR("服务企业\xE6\x9C"
			     "解"),
		      GJ_RULE_encoding, 12);
	expect_broken(GJ_STR("a\0b"), GJ_RULE_zero, 1);
	expect_broken(GJ_STR("\xFF\xFE"
			     "a\0b\0"),
		      GJ_RULE_zero, 3);
}
END_TEST

/* Every character but surrogates, U+0000 and the private area of the BMP,
 * 4,096 at a time. */
START_TEST(every_character_goes_both_ways)
{
	static char text[4 * 4096];

	for (uint32_t first = 1; first <= 0x10FFFF; first += 4096) {
		gj_arena_mark mark = gj_arena_mark_now(arena);
		gj_str in = { text, 0 }, bytes, back;
		const char *name;
		for (uint32_t point = first; point < first + 4096 && point <= 0x10FFFF; point++)
			if (point < 0xD800 || point > 0xF8FF)
				in.n += gj_utf8_write(point, text + in.n);
		if (in.n == 0)
			continue;
		ck_assert_int_eq(gj_encoding_to_gb18030(arena, in, &bytes, &err), GJ_OK);
		ck_assert_int_eq(gj_encoding_to_utf8(arena, bytes, &back, &name, &err), GJ_OK);
		ck_assert(gj_str_eq(in, back));
		ck_assert_int_eq(bytes.p[bytes.n], 0);
		gj_arena_rewind(arena, mark);
	}
}
END_TEST

/* Editions of the standard moved some private characters to places of their
 * own, and libraries differ in which edition they hold: refused or returned the
 * same, but never changed. */
START_TEST(private_characters_are_kept_or_refused)
{
	int refused = 0;

	for (uint32_t point = 0xE000; point <= 0xF8FF; point++) {
		char text[4];
		gj_str in = { text, gj_utf8_write(point, text) }, bytes, back;
		const char *name;
		if (gj_encoding_to_gb18030(arena, in, &bytes, &err)) {
			ck_assert_int_eq(err.rule, GJ_RULE_encoding);
			refused++;
			continue;
		}
		ck_assert_int_eq(gj_encoding_to_utf8(arena, bytes, &back, &name, &err), GJ_OK);
		ck_assert_str_eq(name, "gb18030");
		ck_assert(gj_str_eq(in, back));
	}
	ck_assert_int_le(refused, 24);
}
END_TEST

START_TEST(export_refuses_what_is_not_utf8)
{
	gj_str bytes = GJ_STR("untouched");

	ck_assert_int_eq(gj_encoding_to_gb18030(arena, GJ_STR("企\xFF"), &bytes, &err),
			 GJ_E_BAD_VALUE);
	ck_assert_int_eq(err.rule, GJ_RULE_encoding);
	ck_assert_int_eq(err.param[0].value, 3);
	ck_assert_str_eq(bytes.p, "untouched");
	ck_assert_int_eq(gj_encoding_to_gb18030(arena, GJ_STR(""), &bytes, &err), GJ_OK);
	ck_assert_uint_eq(bytes.n, 0);
}
END_TEST

START_TEST(memory_spent_is_told)
{
	gj_mem mem = gj_mem_default();
	gj_arena *small = gj_arena_new(&mem, 16);
	gj_str text;
	const char *name;

	ck_assert_int_eq(gj_encoding_to_utf8(small, GJ_STR("\xC6\xF3\xD2\xB5\xC6\xF3\xD2\xB5"),
					     &text, &name, &err),
			 GJ_E_NOMEM);
	gj_arena_free(small);
}
END_TEST

START_TEST(signs_of_damage)
{
	static const struct {
		const char *text;
		int flags;
	} cases[] = {
		{ "", 0 },
		{ "深圳市精仪技术有限公司(分公司), Tel. 0755-1234！真的？！", 0 },
		{ "café, naïve, Zürich, São Paulo", 0 },
		{ "名\xEF\xBF\xBD称", GJ_TEXT_REPLACED },
		{ "锟斤拷锟斤拷", GJ_TEXT_REPLACED },
		{ "锟钢", 0 },
		{ "三不?!痹瓌t", GJ_TEXT_MARKS },
		{ "真的?! 是", 0 },
		{ "What?!好", 0 },
		{ "做强(qiáng)做大", GJ_TEXT_PINYIN },
		{ "强（qiáng）", GJ_TEXT_PINYIN },
		{ "女(nǚ)，庄(zhuāng)", GJ_TEXT_PINYIN },
		{ "中兴(zte)", 0 },
		{ "强(QIÁNG)，强(qiáng", 0 },
		{ "a(á)", 0 },
		{ "会(réunion), 会(élémentaire)", 0 },
		{ "生\xEE\x80\x80僻\xF3\xB0\x80\x80", GJ_TEXT_PRIVATE },
		{ "\xC3\xA5\xE2\x80\xA6\xC2\xAC\xC3\xA5\xC2\x8F\xC2\xB8",
		  GJ_TEXT_MISREAD | GJ_TEXT_CONTROL },
		{ "\xC3\xA5\xE2\x80\xA6\xC2\xAC", GJ_TEXT_MISREAD },
		{ "浣犲ソ锛屼笘鐣", GJ_TEXT_MISREAD },
		{ "a\x01"
		  "b",
		  GJ_TEXT_CONTROL },
		{ "a\tb\r\nc", 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ck_assert_msg(gj_encoding_quality(gj_str_of(cases[i].text)) == cases[i].flags,
			      "%s: %d", cases[i].text,
			      gj_encoding_quality(gj_str_of(cases[i].text)));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("encoding");
	TCase *tcase = tcase_create("encoding");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, encodings_are_told_apart);
	tcase_add_test(tcase, breaks_are_located);
	tcase_add_test(tcase, every_character_goes_both_ways);
	tcase_add_test(tcase, private_characters_are_kept_or_refused);
	tcase_add_test(tcase, export_refuses_what_is_not_utf8);
	tcase_add_test(tcase, memory_spent_is_told);
	tcase_add_test(tcase, signs_of_damage);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
