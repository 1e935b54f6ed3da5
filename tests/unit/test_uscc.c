/* SPDX-License-Identifier: Apache-2.0
 *
 * Unified social credit codes: the published and computed examples of
 * fixtures/codes/usci_vectors.csv, and what the two check characters promise.
 */
#include "unit/unit.h"

#include "engine/uscc.h"

static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

static int rule_of(const char *code)
{
	char normal[GJ_USCC_SIZE + 1];
	gj_error err;

	return gj_uscc_check(gj_str_of(code), normal, &err) ? err.rule : GJ_RULE_NONE;
}

struct vector {
	char code[64];
	int valid;
};

static size_t read_vectors(struct vector *vectors, size_t max)
{
	FILE *file = fopen(GJ_TESTS "/fixtures/codes/usci_vectors.csv", "rb");
	char line[512];
	size_t count = 0;

	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
	while (count < max && fgets(line, sizeof(line), file)) {
		struct vector *v = &vectors[count++];
		ck_assert_int_eq(sscanf(line, "%63[^,],%d", v->code, &v->valid), 2);
	}
	fclose(file);
	return count;
}

START_TEST(vectors_are_judged_right)
{
	struct vector vectors[64];
	size_t count = read_vectors(vectors, 64);

	ck_assert_uint_eq(count, 19);
	for (size_t i = 0; i < count; i++)
		ck_assert_msg((rule_of(vectors[i].code) == GJ_RULE_NONE) == vectors[i].valid, "%s",
			      vectors[i].code);
}
END_TEST

START_TEST(every_single_slip_is_found)
{
	struct vector vectors[64];
	size_t count = read_vectors(vectors, 64), tried = 0;
	char code[64];

	for (size_t i = 0; i < count; i++) {
		if (!vectors[i].valid)
			continue;
		for (size_t at = 0; at < GJ_USCC_SIZE; at++) {
			for (const char *c = alphabet; *c; c++) {
				memcpy(code, vectors[i].code, sizeof(code));
				if (code[at] == *c)
					continue;
				code[at] = *c;
				tried++;
				ck_assert_msg(rule_of(code) != GJ_RULE_NONE, "%s", code);
			}
		}
		for (size_t at = 0; at + 1 < GJ_USCC_SIZE; at++) {
			memcpy(code, vectors[i].code, sizeof(code));
			code[at] = vectors[i].code[at + 1];
			code[at + 1] = vectors[i].code[at];
			if (code[at] != code[at + 1])
				ck_assert_msg(rule_of(code) != GJ_RULE_NONE, "%s", code);
		}
	}
	ck_assert_uint_eq(tried, 11 * 18 * 35);
}
END_TEST

/* How many of the 36 last characters pass; *ret_rule is what a right check
 * character with something else wrong is told. */
static int endings(const char *first17)
{
	char code[GJ_USCC_SIZE + 1];
	int passed = 0;

	for (const char *c = alphabet; *c; c++) {
		snprintf(code, sizeof(code), "%s%c", first17, *c);
		passed += rule_of(code) == GJ_RULE_NONE;
	}
	return passed;
}

/* Departments and kinds of GB 32100-2015 with its amendment of 2016. */
START_TEST(registered_kinds_pass)
{
	static const char kinds[] =
		"11 12 13 19 21 29 31 32 33 34 35 39 41 49 51 52 53 59 61 62 69 "
		"71 72 79 81 89 91 92 93 A1 A9 N1 N2 N3 N9 Y1";
	char first17[GJ_USCC_SIZE];

	for (const char *kind = kinds;; kind += 3) {
		snprintf(first17, sizeof(first17), "%.2s440300MA5H824G7", kind);
		ck_assert_msg(endings(first17) == 1, "%.2s", kind);
		if (!kind[2])
			break;
	}
}
END_TEST

START_TEST(other_kinds_fail)
{
	static const char *const kinds[] = { "01", "B1", "C1", "M1", "X1", "10", "90", "9A", "AA" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		char code[GJ_USCC_SIZE + 1];
		snprintf(code, sizeof(code), "%s440300MA5H824G7M", kinds[i]);
		ck_assert_msg(rule_of(code) == GJ_RULE_uscc_kind, "%s", code);
	}
}
END_TEST

/* With a wrong place 17 no ending is right, and the one that satisfies the
 * outer check is told of the inner one. */
START_TEST(inner_check_is_its_own)
{
	static const char body[] = "91310115MA1H9YGW"; /* right: X; GB 32100's table gives 9 */
	int inner = 0;

	for (const char *seventeenth = alphabet; *seventeenth; seventeenth++) {
		char code[GJ_USCC_SIZE + 1];
		int told = 0;
		for (const char *c = alphabet; *c; c++) {
			snprintf(code, sizeof(code), "%s%c%c", body, *seventeenth, *c);
			told += rule_of(code) == GJ_RULE_uscc_org_check;
		}
		inner += told;
		ck_assert_int_eq(told, !strchr("XIOSVZ", *seventeenth));
	}
	ck_assert_int_eq(inner, 30);
}
END_TEST

START_TEST(written_forms_become_one)
{
	static const char *const forms[] = {
		"91310115MA1H9YGWXX",
		" 91310115ma1h9ygwxx\r\n",
		"\t\xE3\x80\x80"
		"91310115MA1H9YGWXX"
		"\xC2\xA0",
		("\xEF\xBB\xBF"
		 "91310115MA1H9YGWXX"),
		"９１３１０１１５ＭＡ１Ｈ９ＹＧＷＸＸ",
		"９１３１０１１５ｍａ１ｈ９ｙｇｗｘｘ",
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		char normal[GJ_USCC_SIZE + 1] = "untouched";
		ck_assert_int_eq(gj_uscc_check(gj_str_of(forms[i]), normal, NULL), GJ_OK);
		ck_assert_str_eq(normal, "91310115MA1H9YGWXX");
	}
}
END_TEST

START_TEST(failures_name_their_rule)
{
	static const struct {
		const char *code;
		int rule;
		int64_t place;
	} cases[] = {
		{ "", GJ_RULE_uscc_length, 0 },
		{ "9131", GJ_RULE_uscc_length, 0 },
		{ "91310115MA1H9YGWXXX", GJ_RULE_uscc_length, 0 },
		{ "91310115 MA1H9YGWXX", GJ_RULE_uscc_length, 0 },
		{ "91310115MA1H9YGWX\xFF", GJ_RULE_uscc_length, 0 },
		{ "913I0115MA1H9YGWXX", GJ_RULE_uscc_letter, 4 },
		{ "91310115MA1H9YGWXO", GJ_RULE_uscc_letter, 18 },
		{ "S1310115MA1H9YGWXX", GJ_RULE_uscc_letter, 1 },
		{ "91310115VA1H9YGWXX", GJ_RULE_uscc_letter, 9 },
		{ "9131011ZMA1H9YGWXX", GJ_RULE_uscc_letter, 8 },
		{ "913101A5MA1H9YGWXX", GJ_RULE_uscc_letter, 7 },
		{ "91310115MA1H-YGWXX", GJ_RULE_uscc_letter, 13 },
		{ "统一社会信用代码统一社会信用代码统一", GJ_RULE_uscc_letter, 1 },
		{ "91310115MA1H9YGWXA", GJ_RULE_uscc_check, 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char normal[GJ_USCC_SIZE + 1] = "untouched";
		gj_error err;
		ck_assert_int_eq(gj_uscc_check(gj_str_of(cases[i].code), normal, &err),
				 GJ_E_BAD_VALUE);
		ck_assert_msg(err.rule == cases[i].rule, "%s: %s", cases[i].code,
			      gj_rule_name(err.rule));
		ck_assert_int_eq(err.count, cases[i].place != 0);
		if (cases[i].place) {
			ck_assert_str_eq(err.param[0].name, "place");
			ck_assert_int_eq(err.param[0].value, cases[i].place);
		}
		ck_assert_str_eq(normal, "untouched");
	}
	ck_assert_int_eq(gj_uscc_check(GJ_STR_NONE, NULL, NULL), GJ_E_BAD_VALUE);
}
END_TEST

START_TEST(real_registrations_pass)
{
	FILE *file = unit_shared("ledgers/enterprises_2000.utf8.csv");
	char line[4096], code[32];
	int count = 0;

	if (!file)
		UNIT_SKIP("no ledgers/enterprises_2000.utf8.csv");
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
	while (fgets(line, sizeof(line), file)) {
		ck_assert_int_eq(sscanf(line, "%31[^,]", code), 1);
		ck_assert_msg(rule_of(code) == GJ_RULE_NONE, "%s", code);
		count++;
	}
	fclose(file);
	ck_assert_int_eq(count, 2000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("uscc");
	TCase *tcase = tcase_create("uscc");

	tcase_add_test(tcase, vectors_are_judged_right);
	tcase_add_test(tcase, every_single_slip_is_found);
	tcase_add_test(tcase, registered_kinds_pass);
	tcase_add_test(tcase, other_kinds_fail);
	tcase_add_test(tcase, inner_check_is_its_own);
	tcase_add_test(tcase, written_forms_become_one);
	tcase_add_test(tcase, failures_name_their_rule);
	tcase_add_test(tcase, real_registrations_pass);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
