/* SPDX-License-Identifier: Apache-2.0
 *
 * Industries of GB/T 4754-2017: every row of the published list is found in
 * each of its forms, and nothing else is.
 */
#include "unit/unit.h"

#include "engine/industry.h"

static const gj_industry *find(const char *code)
{
	return gj_industry_find(gj_str_of(code), GJ_STR("2017"));
}

START_TEST(counts_are_those_of_the_standard)
{
	size_t counts[5] = { 0 }, index = 0;
	const gj_industry *industry, *before = NULL;

	for (; (industry = gj_industry_at(index)); index++) {
		counts[industry->level]++;
		if (before)
			ck_assert_int_lt(strcmp(before->code, industry->code), 0);
		before = industry;
	}
	ck_assert_uint_eq(counts[GJ_INDUSTRY_SECTION], 20);
	ck_assert_uint_eq(counts[GJ_INDUSTRY_DIVISION], 97);
	ck_assert_uint_eq(counts[GJ_INDUSTRY_GROUP], 473);
	ck_assert_uint_eq(counts[GJ_INDUSTRY_CLASS], 1381);
	ck_assert_ptr_null(gj_industry_at(index + 1));
}
END_TEST

START_TEST(every_form_is_found)
{
	const gj_industry *industry;
	char code[8];

	for (size_t i = 0; (industry = gj_industry_at(i)); i++) {
		ck_assert_ptr_eq(find(industry->code), industry);
		if (industry->level == GJ_INDUSTRY_SECTION)
			continue;
		for (char section = 'A'; section <= 'Z'; section++) {
			snprintf(code, sizeof(code), "%c%s", section, industry->code);
			ck_assert_ptr_eq(find(code),
					 section == industry->section ? industry : NULL);
		}
	}
}
END_TEST

START_TEST(parents_lead_to_the_section)
{
	const gj_industry *industry, *above;

	for (size_t i = 0; (industry = gj_industry_at(i)); i++) {
		for (above = industry; gj_industry_parent(above); above = gj_industry_parent(above))
			ck_assert_int_eq(gj_industry_parent(above)->level, above->level - 1);
		ck_assert_int_eq(above->level, GJ_INDUSTRY_SECTION);
		ck_assert_int_eq(above->section, industry->section);
	}
}
END_TEST

START_TEST(other_texts_are_not_found)
{
	static const char *const codes[] = { "",       "U",    "c",    "CC",    "00",   "98",
					     "26 ",    " 26",  "2",    "26140", "C",    "2699",
					     "C26140", "CC26", "C-26", "ACC",   "A2614" };

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		ck_assert_msg((find(codes[i]) != NULL) == (strcmp(codes[i], "C") == 0), "%s",
			      codes[i]);
	ck_assert_ptr_null(gj_industry_find(GJ_STR_NONE, GJ_STR("2017")));
}
END_TEST

/* 59 is 仓储业 in 2011 and 装卸搬运和仓储业 in 2017; 79 is another thing altogether. */
START_TEST(editions_are_not_mixed)
{
	ck_assert_ptr_nonnull(find("79"));
	ck_assert_ptr_null(gj_industry_find(GJ_STR("79"), GJ_STR("2011")));
	ck_assert_ptr_null(gj_industry_find(GJ_STR("79"), GJ_STR_NONE));
	ck_assert_ptr_null(gj_industry_find(GJ_STR("79"), GJ_STR("2017 ")));
}
END_TEST

/* A list of the divisions taken from two other sources. Codes and sections agree
 * throughout; of 15, 75, 87 and 96 the sources word the name differently. */
START_TEST(divisions_agree_with_other_sources)
{
	FILE *file = fopen(GJ_TESTS "/fixtures/codes/gbt4754-2017-divisions.csv", "rb");
	char line[256], section, code[3], name[128];
	int count = 0;

	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
	while (fgets(line, sizeof(line), file)) {
		ck_assert_int_eq(sscanf(line, "%c,%2[0-9],\"%127[^\"]\"", &section, code, name), 3);
		ck_assert_ptr_nonnull(find(code));
		ck_assert_int_eq(find(code)->section, section);
		if (!strstr("15 75 87 96", code))
			ck_assert_str_eq(find(code)->name, name);
		count++;
	}
	fclose(file);
	ck_assert_int_eq(count, 97);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("industry");
	TCase *tcase = tcase_create("industry");

	tcase_add_test(tcase, counts_are_those_of_the_standard);
	tcase_add_test(tcase, every_form_is_found);
	tcase_add_test(tcase, parents_lead_to_the_section);
	tcase_add_test(tcase, other_texts_are_not_found);
	tcase_add_test(tcase, editions_are_not_mixed);
	tcase_add_test(tcase, divisions_agree_with_other_sources);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
