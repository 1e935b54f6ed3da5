/* SPDX-License-Identifier: Apache-2.0
 *
 * Enterprise scale: both sides of every threshold of the published table, the
 * rule of the lowest grade, and which industries the paper covers. Thresholds
 * are read from the table by this test itself.
 */
#include "unit/unit.h"

#include "engine/scale.h"

#define PLENTY (INT64_C(1) << 52)
#define NOT_KNOWN INT64_C(-1)

struct row {
	char group[32], figure[16], unit[8];
	int64_t bounds[3]; /* large, medium, small, in persons or 分 */
};

static struct row rows[64];
static size_t row_count;

static void read_rows(void)
{
	FILE *file = fopen(GJ_TESTS "/../src/engine/data/sme_thresholds_2017.csv", "rb");
	char line[256];

	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
	for (row_count = 0; fgets(line, sizeof(line), file); row_count++) {
		struct row *row = &rows[row_count];
		long long large, medium, small;
		ck_assert_int_eq(sscanf(line, "%31[^,],%*[^,],%15[^,],%7[^,],%lld,%lld,%lld",
					row->group, row->figure, row->unit, &large, &medium,
					&small),
				 6);
		/* 1 万元 = 10,000 元 = 1,000,000 分 */
		int64_t unit = strcmp(row->unit, "wan") == 0 ? 1000000 : 1;
		row->bounds[0] = large * unit;
		row->bounds[1] = medium * unit;
		row->bounds[2] = small * unit;
	}
	fclose(file);
}

static int64_t *figure_at(gj_figures *figures, const char *name)
{
	if (strcmp(name, "staff") == 0)
		return &figures->staff;
	return strcmp(name, "revenue") == 0 ? &figures->revenue : &figures->assets;
}

/* The group of a class as the paper words it, the words being those of the
 * scope column and of the list of industries not covered. */
static const char *group_of(const gj_industry *industry)
{
	char s = industry->section;
	int division = atoi(industry->code) / 100, group = atoi(industry->code) / 10;

	if (strchr("JPST", s) || division == 53 || division == 84 || group == 704)
		return NULL;
	if (strchr("MNOQR", s) || group == 703 || group == 709)
		return "OTHER";
	if (strchr("BCD", s))
		return "INDUSTRY";
	if (division >= 54 && division <= 58)
		return "TRANSPORT";
	switch (division) {
	case 51:
		return "WHOLESALE";
	case 52:
		return "RETAIL";
	case 59:
		return group == 591 ? "TRANSPORT" : "STORAGE";
	case 60:
		return "POST";
	case 61:
		return "LODGING";
	case 62:
		return "CATERING";
	case 63:
	case 64:
		return "INFO_TRANS";
	case 65:
		return "SOFTWARE";
	case 70:
		return group == 701 ? "REALESTATE_DEV" : "PROPERTY_MGMT";
	}
	return s == 'A' ? "AGRI" : s == 'E' ? "CONSTRUCTION" : "LEASING_BUSINESS";
}

static const gj_industry *find(const char *code)
{
	const gj_industry *industry = gj_industry_find(gj_str_of(code), GJ_STR("2017"));

	ck_assert_msg(industry != NULL, "%s", code);
	return industry;
}

static gj_scale derive(const char *code, int64_t staff, int64_t revenue, int64_t assets)
{
	gj_figures figures = { staff, revenue, assets };

	return gj_scale_derive(find(code), &figures, NULL);
}

/* Both sides of the three thresholds of one row, everything else being plenty. */
static void check_row(const gj_industry *industry, const struct row *row)
{
	gj_figures figures = { PLENTY, PLENTY, PLENTY };
	int64_t *figure = figure_at(&figures, row->figure);

	for (int i = 0; i < 3; i++) {
		*figure = row->bounds[i];
		ck_assert_int_eq(gj_scale_derive(industry, &figures, NULL), GJ_SCALE_LARGE + i);
		*figure = row->bounds[i] - 1;
		ck_assert_int_eq(gj_scale_derive(industry, &figures, NULL), GJ_SCALE_LARGE + i + 1);
	}
}

START_TEST(both_sides_of_every_threshold_in_every_class)
{
	const gj_industry *industry;
	size_t checked[64] = { 0 };

	read_rows();
	ck_assert_uint_eq(row_count, 30);
	for (size_t i = 0; (industry = gj_industry_at(i)); i++) {
		const char *group;
		if (industry->level != GJ_INDUSTRY_CLASS || !(group = group_of(industry)))
			continue;
		for (size_t j = 0; j < row_count; j++) {
			if (strcmp(rows[j].group, group) != 0)
				continue;
			check_row(industry, &rows[j]);
			checked[j]++;
		}
	}
	for (size_t j = 0; j < row_count; j++)
		ck_assert_msg(checked[j] > 0, "%s", rows[j].group);
}
END_TEST

START_TEST(groups_are_those_of_the_paper)
{
	const gj_figures figures = { PLENTY, PLENTY, PLENTY };
	const gj_industry *industry;
	gj_scale_grounds grounds;

	for (size_t i = 0; (industry = gj_industry_at(i)); i++) {
		const char *group;
		gj_scale scale;
		if (industry->level != GJ_INDUSTRY_CLASS)
			continue;
		group = group_of(industry);
		scale = gj_scale_derive(industry, &figures, &grounds);
		ck_assert_int_eq(scale, group ? GJ_SCALE_LARGE : GJ_SCALE_NA);
		if (group)
			ck_assert_str_eq(grounds.group, group);
		else
			ck_assert_ptr_null(grounds.group);
	}
}
END_TEST

/* Grade by grade for both figures of each group: the lower grade counts, and a
 * figure that is not known leaves only a micro enterprise certain. */
START_TEST(lowest_grade_of_two_counts)
{
	static const char *const codes[][2] = {
		{ "INDUSTRY", "2614" },      { "CONSTRUCTION", "4710" },
		{ "WHOLESALE", "5111" },     { "RETAIL", "5211" },
		{ "TRANSPORT", "5910" },     { "STORAGE", "5920" },
		{ "POST", "6010" },          { "LODGING", "6110" },
		{ "CATERING", "6210" },      { "INFO_TRANS", "6311" },
		{ "SOFTWARE", "6511" },      { "REALESTATE_DEV", "7010" },
		{ "PROPERTY_MGMT", "7020" }, { "LEASING_BUSINESS", "7111" },
	};

	read_rows();
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
		const struct row *row = rows;
		while (strcmp(row->group, codes[i][0]) != 0)
			row++;
		ck_assert_str_eq(row[1].group, row[0].group);
		for (int a = 0; a < 4; a++) {
			gj_figures figures = { NOT_KNOWN, NOT_KNOWN, NOT_KNOWN };
			int64_t *first = figure_at(&figures, row[0].figure);
			int64_t *second = figure_at(&figures, row[1].figure);
			gj_scale alone = a == 3 ? GJ_SCALE_MICRO : GJ_SCALE_UNKNOWN;
			*first = a == 3 ? 0 : row[0].bounds[a];
			ck_assert_int_eq(gj_scale_derive(find(codes[i][1]), &figures, NULL), alone);
			for (int b = 0; b < 4; b++) {
				*second = b == 3 ? 0 : row[1].bounds[b];
				ck_assert_int_eq(gj_scale_derive(find(codes[i][1]), &figures, NULL),
						 GJ_SCALE_LARGE + (a > b ? a : b));
			}
			*second = *first;
			*first = NOT_KNOWN;
			*second = a == 3 ? 0 : row[1].bounds[a];
			ck_assert_int_eq(gj_scale_derive(find(codes[i][1]), &figures, NULL), alone);
		}
	}
}
END_TEST

/* The examples that the statistics office's own answer gives or implies. */
START_TEST(worked_examples)
{
	const int64_t wan = 1000000;

	ck_assert_int_eq(derive("2614", 1000, 40000 * wan, NOT_KNOWN), GJ_SCALE_LARGE);
	ck_assert_int_eq(derive("2614", 1000, 39999 * wan, NOT_KNOWN), GJ_SCALE_MEDIUM);
	ck_assert_int_eq(derive("2614", 1000, 299 * wan, NOT_KNOWN), GJ_SCALE_MICRO);
	ck_assert_int_eq(derive("2614", 1000, 300 * wan - 1, NOT_KNOWN), GJ_SCALE_MICRO);
	ck_assert_int_eq(derive("5920", 200, 30000 * wan, NOT_KNOWN), GJ_SCALE_LARGE);
	ck_assert_int_eq(derive("6311", 2000, 99999 * wan, NOT_KNOWN), GJ_SCALE_MEDIUM);
}
END_TEST

START_TEST(broad_and_unknown_industries)
{
	/* Wholly in one group, whatever the class. */
	ck_assert_int_eq(derive("C", PLENTY, PLENTY, PLENTY), GJ_SCALE_LARGE);
	ck_assert_int_eq(derive("85", PLENTY, NOT_KNOWN, NOT_KNOWN), GJ_SCALE_LARGE);
	ck_assert_int_eq(derive("J", PLENTY, PLENTY, PLENTY), GJ_SCALE_NA);
	ck_assert_int_eq(derive("84", PLENTY, PLENTY, PLENTY), GJ_SCALE_NA);
	/* Several groups, or some of them not covered. */
	static const char *const broad[] = { "F", "G", "59", "H", "I", "K", "70", "Q" };
	for (size_t i = 0; i < sizeof(broad) / sizeof(*broad); i++)
		ck_assert_int_eq(derive(broad[i], PLENTY, PLENTY, PLENTY), GJ_SCALE_UNKNOWN);
	gj_figures none = { 0, 0, 0 };
	ck_assert_int_eq(gj_scale_derive(NULL, &none, NULL), GJ_SCALE_UNKNOWN);
}
END_TEST

START_TEST(grounds_name_what_decided)
{
	gj_figures figures = { 1000, 299 * INT64_C(1000000), NOT_KNOWN };
	gj_scale_grounds grounds;

	gj_scale_derive(find("2614"), &figures, &grounds);
	ck_assert_str_eq(grounds.group, "INDUSTRY");
	ck_assert_int_eq(grounds.figure, GJ_FIGURE_REVENUE);
	figures.revenue = NOT_KNOWN;
	ck_assert_int_eq(gj_scale_derive(find("2614"), &figures, &grounds), GJ_SCALE_UNKNOWN);
	ck_assert_int_eq(grounds.figure, GJ_FIGURE_REVENUE);
	figures.staff = 19;
	ck_assert_int_eq(gj_scale_derive(find("2614"), &figures, &grounds), GJ_SCALE_MICRO);
	ck_assert_int_eq(grounds.figure, GJ_FIGURE_STAFF);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("scale");
	TCase *tcase = tcase_create("scale");

	tcase_add_test(tcase, both_sides_of_every_threshold_in_every_class);
	tcase_add_test(tcase, groups_are_those_of_the_paper);
	tcase_add_test(tcase, lowest_grade_of_two_counts);
	tcase_add_test(tcase, worked_examples);
	tcase_add_test(tcase, broad_and_unknown_industries);
	tcase_add_test(tcase, grounds_name_what_decided);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
