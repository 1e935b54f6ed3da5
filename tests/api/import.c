/* SPDX-License-Identifier: Apache-2.0
 *
 * Import of ledgers: the same rows from either encoding, bad ones kept as they came and no
 * other along with them, nothing twice, nothing by a dry run, and no personal word
 * outside the vault and the quarantine.
 */
#include "ground.h"

#include <sys/stat.h>

static api a;
static char dir[64], path[128];

/* Valid codes of the fixtures. */
#define CODE_A "91440300708461136T"
#define CODE_B "91110108551385082Q"
#define CODE_C "91440300MA5H824G7M"

static void setup(void)
{
	unit_dir(dir);
	snprintf(path, sizeof(path), "%s/ledger.csv", dir);
	api_open(&a);
}

static void teardown(void)
{
	api_close(&a);
	remove(path);
	remove(dir);
}

static void save(const char *bytes, size_t size)
{
	FILE *f = fopen(path, "wb");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, size, f), size);
	ck_assert_int_eq(fclose(f), 0);
}

/* Writes the text and imports it; more: further arguments, as ,"x":1. */
static void import(const char *text, const char *more)
{
	save(text, strlen(text));
	api_ok(&a, "enterprise.import", "{\"path\":\"%s\"%s}", path, more);
}

static void counts(int64_t registered, int64_t updated, int64_t unchanged, int64_t quarantined)
{
	ck_assert_msg(api_int(&a, "/registered") == registered &&
			      api_int(&a, "/updated") == updated &&
			      api_int(&a, "/unchanged") == unchanged &&
			      api_int(&a, "/quarantined") == quarantined,
		      "%s", gj_reply_json(a.reply, NULL));
}

/* Leaves the clerk acting. free() it. */
static char *heads(void)
{
	char *text;

	api_as(&a, "system");
	api_ok(&a, "journal.head", "{\"all\":true}");
	text = strdup(gj_reply_json(a.reply, NULL));
	api_as(&a, "clerk");
	return text;
}

static void verified(void)
{
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_msg(strcmp(api_text(&a, "/verify"), "ok") == 0, "%s",
		      gj_reply_json(a.reply, NULL));
	api_as(&a, "clerk");
}

static void get_only(void)
{
	int64_t id;

	api_ok(&a, "enterprise.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	id = api_int(&a, "/items/0/id");
	api_ok(&a, "enterprise.get", "{\"id\":%lld,\"unmask\":true}", (long long)id);
}

/* ---- the two thousand ---- */

static char *slurp(const char *name, size_t *ret_size)
{
	FILE *f = unit_shared(name);
	char *bytes;
	long size;

	if (!f)
		return NULL;
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	rewind(f);
	bytes = malloc((size_t)size + 1);
	ck_assert_ptr_nonnull(bytes);
	ck_assert_uint_eq(fread(bytes, 1, (size_t)size, f), (size_t)size);
	bytes[size] = '\0';
	fclose(f);
	*ret_size = (size_t)size;
	return bytes;
}

#define UTF8 "ledgers/enterprises_2000.utf8.csv"
#define GB18030 "ledgers/enterprises_2000.gb18030.csv"

/* The first two fields of each line: none of the codes and names has a quotation mark. */
static void same_as_file(const char *text)
{
	char after[600] = "", place[60], want[400];
	const char *p = strchr(text, '\n') + 1, *comma;
	size_t i, n, seen = 0;

	do {
		api_ok(&a, "enterprise.list", "{\"limit\":1000%s%s%s}",
		       *after ? ",\"after\":\"" : "", after, *after ? "\"" : "");
		n = api_count(&a, "/items");
		for (i = 0; i < n; i++) {
			comma = strchr(p, ',');
			snprintf(want, sizeof(want), "%.*s", (int)(comma - p), p);
			snprintf(place, sizeof(place), "/items/%zu/uscc", i);
			ck_assert_str_eq(api_text(&a, place), want);
			p = comma + 1;
			comma = strchr(p, ',');
			snprintf(want, sizeof(want), "%.*s", (int)(comma - p), p);
			snprintf(place, sizeof(place), "/items/%zu/name", i);
			ck_assert_str_eq(api_text(&a, place), want);
			p = strchr(comma, '\n') + 1;
			seen++;
		}
		snprintf(after, sizeof(after), "%s", api_text(&a, "/next"));
	} while (*after);
	ck_assert_uint_eq(seen, 2000);
}

START_TEST(two_thousand_rows_are_the_same_from_both_encodings)
{
	size_t size = 0;
	char *utf8 = slurp(UTF8, &size), *gb18030, *first, *second;

	if (!utf8)
		UNIT_SKIP("no " UTF8);
	save(utf8, size);
	api_ok(&a, "enterprise.import", "{\"path\":\"%s\"}", path);
	counts(2000, 0, 0, 0);
	ck_assert_int_eq(api_int(&a, "/row_count"), 2000);
	ck_assert_uint_eq(api_count(&a, "/rows"), 200);
	ck_assert_int_eq(api_int(&a, "/rows/0/line"), 2);
	ck_assert_str_eq(api_text(&a, "/rows/199/outcome"), "registered");
	ck_assert_str_eq(api_text(&a, "/unknown/0"), "省");
	ck_assert_str_eq(api_text(&a, "/unknown/1"), "市");
	ck_assert_uint_eq(api_count(&a, "/unknown"), 2);
	ck_assert(!api_holds(&a, dir));
	same_as_file(utf8);
	first = heads();
	free(utf8);
	api_close(&a);

	/* The same clock, the same chance, the same name of the file. */
	api_open(&a);
	gb18030 = slurp(GB18030, &size);
	ck_assert_ptr_nonnull(gb18030);
	save(gb18030, size);
	free(gb18030);
	api_ok(&a, "enterprise.import", "{\"path\":\"%s\"}", path);
	counts(2000, 0, 0, 0);
	api_ok(&a, "enterprise.list", "{\"limit\":1000}"); /* as many looks as before */
	second = heads();
	ck_assert_str_eq(first, second);
	free(first);
	free(second);
}
END_TEST

START_TEST(the_same_again_changes_nothing)
{
	size_t size = 0;
	char *bytes = slurp(GB18030, &size);
	int64_t seq;

	if (!bytes)
		UNIT_SKIP("no " GB18030);
	save(bytes, size);
	free(bytes);
	api_ok(&a, "enterprise.import", "{\"path\":\"%s\",\"key\":\"once\"}", path);
	counts(2000, 0, 0, 0);
	seq = api_int(&a, "/seq");
	/* The same key: the same answer, and nothing is done. */
	api_ok(&a, "enterprise.import", "{\"path\":\"%s\",\"key\":\"once\"}", path);
	counts(2000, 0, 0, 0);
	ck_assert_int_eq(api_int(&a, "/seq"), seq);
	api_fails(&a, GJ_E_KEY_REUSED, NULL, NULL, "enterprise.import",
		  "{\"path\":\"%s\",\"key\":\"once\",\"on_existing\":\"update\"}", path);
	/* Again for good, with leave to update: one event, of the import itself. */
	api_ok(&a, "enterprise.import", "{\"path\":\"%s\",\"on_existing\":\"update\"}", path);
	counts(0, 0, 2000, 0);
	ck_assert_int_eq(api_int(&a, "/seq"), seq + 1);
	verified();
}
END_TEST

/* ---- quarantine: an independent judge of codes ---- */

static int letter(char c)
{
	static const char set[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	const char *at = c ? strchr(set, c) : NULL;

	return at ? (int)(at - set) : -1;
}

/* GB 32100: weights are powers of 3 modulo 31; GB 11714: A is 10 and so on. */
static int code_is_right(const char *code)
{
	static const int org_weight[] = { 3, 7, 9, 10, 5, 8, 4, 2 };
	int i, sum = 0, weight = 1, org = 0;
	char want;

	for (i = 0; i < 18; i++)
		if (letter(code[i]) < 0)
			return 0;
	for (i = 0; i < 17; i++, weight = weight * 3 % 31)
		sum += letter(code[i]) * weight;
	if ((31 - sum % 31) % 31 != letter(code[17]))
		return 0;
	for (i = 0; i < 8; i++)
		org += org_weight[i] *
		       (code[8 + i] <= '9' ? code[8 + i] - '0' : code[8 + i] - 'A' + 10);
	org = 11 - org % 11;
	want = (char)(org == 10 ? 'X' : org == 11 ? '0' : '0' + org);
	return code[16] == want && code[0] == '9' && code[1] >= '1' && code[1] <= '3';
}

static uint64_t dice_state;

static unsigned dice(unsigned sides)
{
	dice_state = dice_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(dice_state >> 33) % sides;
}

/* Spoils one place of some of the codes; the code is the first 18 bytes of a line in either
 * encoding. Returns how many are wrong now, and marks their lines. */
static size_t spoil(char *bytes, char bad[2100])
{
	static const char with[] = "0123456789ABCDEFGHJKLMNPQRTUWXYIOSVZ";
	char *p = strchr(bytes, '\n') + 1;
	size_t line, wrong = 0;

	for (line = 2; *p; line++, p = strchr(p, '\n') + 1) {
		if (dice(10) == 0)
			p[2 + dice(16)] = with[dice(sizeof(with) - 1)];
		bad[line] = !code_is_right(p);
		wrong += (size_t)bad[line];
	}
	return wrong;
}

static void hex_of(const char *p, size_t n, char *out)
{
	size_t i;

	for (i = 0; i < n; i++)
		snprintf(out + 2 * i, 3, "%02x", (unsigned char)p[i]);
}

static void quarantine_is(const char *bytes, const char bad[2100], int64_t id, size_t wrong)
{
	const char *p = bytes;
	char place[60], hex[4096];
	size_t line, i = 0, n;

	api_ok(&a, "quarantine.list", "{\"import\":%lld,\"limit\":1000,\"unmask\":true}",
	       (long long)id);
	ck_assert_uint_eq(api_count(&a, "/items"), wrong);
	for (line = 1; *p; line++, p += n + 1) {
		n = strcspn(p, "\n");
		if (!bad[line])
			continue;
		snprintf(place, sizeof(place), "/items/%zu/line", i);
		ck_assert_int_eq(api_int(&a, place), (int64_t)line);
		snprintf(place, sizeof(place), "/items/%zu/field", i);
		ck_assert_str_eq(api_text(&a, place), "uscc");
		snprintf(place, sizeof(place), "/items/%zu/raw", i);
		hex_of(p, n - (p[n - 1] == '\r'), hex);
		ck_assert_str_eq(api_text(&a, place), hex);
		i++;
	}
	ck_assert_uint_eq(i, wrong);
}

static void spoilt(const char *name)
{
	char bad[2100] = "";
	size_t size = 0, wrong;
	char *bytes = slurp(name, &size);

	if (!bytes)
		UNIT_SKIP("no ledger");
	dice_state = unit_seed();
	wrong = spoil(bytes, bad);
	ck_assert_uint_gt(wrong, 50);
	save(bytes, size);
	api_ok(&a, "enterprise.import", "{\"path\":\"%s\",\"show\":\"quarantined\"}", path);
	counts(2000 - (int64_t)wrong, 0, 0, (int64_t)wrong);
	ck_assert_uint_eq(api_count(&a, "/rows"), wrong > 200 ? 200 : wrong);
	ck_assert_str_eq(api_text(&a, "/rows/0/field"), "uscc");
	quarantine_is(bytes, bad, api_int(&a, "/id"), wrong);
	free(bytes);
	verified();
}

START_TEST(exactly_the_bad_rows_wait_with_their_bytes_utf8)
{
	spoilt(UTF8);
}
END_TEST

START_TEST(exactly_the_bad_rows_wait_with_their_bytes_gb18030)
{
	spoilt(GB18030);
}
END_TEST

/* ---- dry run ---- */

#define MIXED \
	"统一社会信用代码,企业名称,法定代表人,联系人,手机\r\n" CODE_A \
	",甲公司,李某某,王某某,13912345678\r\n" \
	"91440300708461136A,乙公司,赵某某,孙某某,13700001111\r\n" \
	",丙公司,,,\r\n"

START_TEST(a_dry_run_leaves_nothing)
{
	char *before = heads(), *after;

	import(MIXED, ",\"dry_run\":true,\"key\":\"k\"");
	ck_assert_int_eq(api_flag(&a, "/dry_run"), 1);
	ck_assert_int_eq(api_int(&a, "/result/registered"), 2);
	ck_assert_int_eq(api_int(&a, "/result/quarantined"), 1);
	ck_assert_str_eq(api_text(&a, "/result/rows/1/outcome"), "quarantined");
	ck_assert_str_eq(api_text(&a, "/result/rows/1/rule"), "uscc_check");
	ck_assert_int_eq(api_int(&a, "/result/rows/1/line"), 3);
	ck_assert(!api_holds(&a, "13912345678"));
	ck_assert(!api_holds(&a, "13700001111"));
	ck_assert(!api_holds(&a, "某某"));
	after = heads();
	ck_assert_str_eq(before, after);
	api_ok(&a, "enterprise.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_ok(&a, "import.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	/* For good it becomes what was said. */
	import(MIXED, ",\"key\":\"k\"");
	counts(2, 0, 0, 1);
	free(before);
	free(after);
}
END_TEST

/* ---- headers, units, dates ---- */

START_TEST(headers_are_known_by_many_words)
{
	import("\xEF\xBB\xBF单位名称（必填）,社会信用代码,经营状态,成立时间,注册资本(万元),"
	       "注册地址,办公地址,法人代表,从业人员期末人数（人）,营业收入(万元),资产总计（亿元）,"
	       "行业代码,所属社区,联系人,联系电话,手机号码,电子邮箱,备注,曾用名,区划代码,主体类型\n"
	       "甲公司,'" CODE_A ",在营（开业）,2019年7月3日,100,甲路1号,乙路2号,李某,"
	       "\"1,200\",\"40,000.5\",1.2,C2614,晨月园,王某,010-66668888,13912345678,w@a.cn,"
	       "无人时找 13700001111,旧名一、旧名二,110108,企业\n",
	       "");
	counts(1, 0, 0, 0);
	get_only();
	ck_assert_str_eq(api_text(&a, "/name"), "甲公司");
	ck_assert_str_eq(api_text(&a, "/uscc"), CODE_A);
	ck_assert_str_eq(api_text(&a, "/state"), "operating");
	ck_assert_str_eq(api_text(&a, "/founded_on"), "2019-07-03");
	ck_assert_str_eq(api_text(&a, "/registered_capital"), "100万元");
	ck_assert_str_eq(api_text(&a, "/registered_address"), "甲路1号");
	ck_assert_str_eq(api_text(&a, "/operating_address"), "乙路2号");
	ck_assert_str_eq(api_text(&a, "/legal_person"), "李某");
	ck_assert_int_eq(api_int(&a, "/employees"), 1200);
	ck_assert_int_eq(api_int(&a, "/revenue"), INT64_C(40000500000)); /* 分 */
	ck_assert_int_eq(api_int(&a, "/assets"), INT64_C(12000000000));
	ck_assert_str_eq(api_text(&a, "/scale"), "large");
	ck_assert_int_eq(api_int(&a, "/operating_office"), a.community);
	ck_assert_str_eq(api_text(&a, "/registered_area"), "110108");
	ck_assert_str_eq(api_text(&a, "/former_names/1"), "旧名二");
	ck_assert_str_eq(api_text(&a, "/note"), "无人时找 13700001111");
	ck_assert_uint_eq(api_count(&a, "/contacts"), 1);
	ck_assert_str_eq(api_text(&a, "/contacts/0/role"), "liaison");
	ck_assert_str_eq(api_text(&a, "/contacts/0/name"), "王某");
	ck_assert_str_eq(api_text(&a, "/contacts/0/phone"), "010-66668888 / 13912345678");
	ck_assert_str_eq(api_text(&a, "/contacts/0/mail"), "w@a.cn");
	verified();
}
END_TEST

static void one_cell(const char *header, const char *cell, const char *place, const char *text,
		     int64_t number)
{
	char csv[1000];

	snprintf(csv, sizeof(csv), "名称,%s\n甲,%s\n", header, cell);
	import(csv, ",\"on_existing\":\"update\"");
	ck_assert_msg(api_int(&a, "/quarantined") == (text || number >= 0 ? 0 : 1), "%s %s: %s",
		      header, cell, gj_reply_json(a.reply, NULL));
	if (!text && number < 0)
		return;
	get_only();
	if (text)
		ck_assert_str_eq(api_text(&a, place), text);
	else
		ck_assert_int_eq(api_int(&a, place), number);
}

START_TEST(cells_mean_what_offices_mean)
{
	static const char *const dates[] = { "2019-07-03",   "2019/7/3", "2019.7.3",
					     "2019年7月3日", "20190703", "2019-07-03 00:00:00" };
	static const char *const no_dates[] = { "2019-02-29", "2019", "3/7/2019", "2019-13-01",
						"43649" };
	size_t i;

	for (i = 0; i < sizeof(dates) / sizeof(*dates); i++)
		one_cell("成立日期", dates[i], "/founded_on", "2019-07-03", -1);
	for (i = 0; i < sizeof(no_dates) / sizeof(*no_dates); i++)
		one_cell("成立日期", no_dates[i], NULL, NULL, -1);
	one_cell("营业收入", "12.34", "/revenue", NULL, 1234);
	one_cell("营业收入(万元)", "0.0001", "/revenue", NULL, 100);
	one_cell("营业收入(元)", "3万元", "/revenue", NULL, 3000000);
	one_cell("营业收入(万元)", "1.5亿元", "/revenue", NULL, INT64_C(15000000000));
	one_cell("营业收入(千元)", "7", "/revenue", NULL, 700000);
	one_cell("营业收入(百万元)", "2", "/revenue", NULL, 200000000);
	one_cell("注册资本(亿元)", "1.5", "/registered_capital", "1.5亿元", -1);
	one_cell("注册资本(万元)", "4万美元", "/registered_capital", "4万美元", -1);
	one_cell("营业收入", "5万亿元", NULL, NULL, -1);
	one_cell("营业收入", "12.345", NULL, NULL, -1);
	one_cell("营业收入", "约三万", NULL, NULL, -1);
	one_cell("营业收入", "-5", NULL, NULL, -1);
	one_cell("营业收入(亿元)", "99999999999999", NULL, NULL, -1);
	one_cell("从业人数", "12人", "/employees", NULL, 12);
	one_cell("从业人数", "12.5", NULL, NULL, -1);
	one_cell("登记状态", "吊销，未注销", "/state", "closed", -1);
	one_cell("登记状态", "迁出", "/state", "moved", -1);
	one_cell("登记状态", "拟入驻", "/state", "intended", -1);
	one_cell("登记状态", "开心", NULL, NULL, -1);
	one_cell("主体类型", "个体工商户", "/kind", "sole_trader", -1);
	one_cell("主体类型", "村集体", "/kind", "collective", -1);
	one_cell("主体类型", "政府", NULL, NULL, -1);
	one_cell("所属社区", "金雅园社区", "/operating_office", NULL, a.community2);
	one_cell("所属社区", "别的社区", NULL, NULL, -1);
	one_cell("行业代码", "6511", "/industry", "I6511", -1);
	one_cell("行业代码", "65-11", NULL, NULL, -1);
}
END_TEST

START_TEST(codes_that_spreadsheets_wrapped)
{
	import("名称,统一社会信用代码\n甲,\"=\"\"" CODE_B "\"\"\"\n乙,'" CODE_A
	       "\n丙, 91440300ma5h824g7m　\n",
	       "");
	counts(3, 0, 0, 0);
	api_ok(&a, "enterprise.list", "{}");
	ck_assert_str_eq(api_text(&a, "/items/0/uscc"), CODE_B);
	ck_assert_str_eq(api_text(&a, "/items/1/uscc"), CODE_A);
	ck_assert_str_eq(api_text(&a, "/items/2/uscc"), CODE_C);
	/* What a spreadsheet made a number of is lost, and says so. */
	import("名称,统一社会信用代码\n甲,9.14403E+17\n", "");
	counts(0, 0, 0, 1);
	ck_assert_str_eq(api_text(&a, "/rows/0/rule"), "uscc_length");
}
END_TEST

/* Codes made here: 8 characters of an organisation, an area, and both checks. */
static void make_code(const char *kind, char code[19])
{
	static const int org_weight[] = { 3, 7, 9, 10, 5, 8, 4, 2 };
	int i, sum = 0, weight = 1, org = 0;

	snprintf(code, 19, "%s110108MA00%04u??", kind, dice(10000));
	for (i = 0; i < 8; i++)
		org += org_weight[i] *
		       (code[8 + i] <= '9' ? code[8 + i] - '0' : code[8 + i] - 'A' + 10);
	org = 11 - org % 11;
	code[16] = (char)(org == 10 ? 'X' : org == 11 ? '0' : '0' + org);
	for (i = 0; i < 17; i++, weight = weight * 3 % 31)
		sum += letter(code[i]) * weight;
	code[17] = "0123456789ABCDEFGHJKLMNPQRTUWXY"[(31 - sum % 31) % 31];
}

START_TEST(a_kind_follows_its_code)
{
	static const char *const prefixes[] = { "91", "92", "52", "N1" };
	static const char *const kinds[] = { "enterprise", "sole_trader", "social_organisation",
					     "collective" };
	char csv[400] = "名称,统一社会信用代码\n", code[19];
	size_t i;

	dice_state = unit_seed();
	for (i = 0; i < 4; i++) {
		make_code(prefixes[i], code);
		snprintf(csv + strlen(csv), sizeof(csv) - strlen(csv), "甲%zu,%s\n", i, code);
	}
	import(csv, "");
	counts(4, 0, 0, 0);
	for (i = 0; i < 4; i++) {
		snprintf(code, sizeof(code), "甲%zu", i);
		api_ok(&a, "enterprise.list", "{\"kind\":\"%s\"}", kinds[i]);
		ck_assert_uint_eq(api_count(&a, "/items"), 1);
		ck_assert_str_eq(api_text(&a, "/items/0/name"), code);
	}
}
END_TEST

START_TEST(what_no_column_says_is_told)
{
	import("序号,名称,神秘列,住所,地址\n1,甲,x,路,街\n", "");
	ck_assert_str_eq(api_text(&a, "/unknown/0"), "序号");
	ck_assert_str_eq(api_text(&a, "/unknown/1"), "神秘列");
	/* A second column of one field is not put over the first. */
	ck_assert_str_eq(api_text(&a, "/unknown/2"), "地址");
	get_only();
	ck_assert_str_eq(api_text(&a, "/registered_address"), "路");
	import("厂子,神秘列\n乙,备忘\n",
	       ",\"mapping\":{\"厂子\":\"name\",\"神秘列\":\"registered_address\"}");
	counts(1, 0, 0, 0);
	api_ok(&a, "enterprise.search", "{\"text\":\"乙\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	save("厂子\n丙\n", strlen("厂子\n丙\n"));
	api_fails(&a, GJ_E_BAD_VALUE, "csv_header", NULL, "enterprise.import", "{\"path\":\"%s\"}",
		  path);
	api_fails(&a, GJ_E_BAD_VALUE, "not_listed", "/mapping/厂子", "enterprise.import",
		  "{\"path\":\"%s\",\"mapping\":{\"厂子\":\"nonsense\"}}", path);
	save("", 0);
	api_fails(&a, GJ_E_BAD_VALUE, "csv_header", NULL, "enterprise.import", "{\"path\":\"%s\"}",
		  path);
}
END_TEST

START_TEST(files_that_cannot_be_read)
{
	api_fails(&a, GJ_E_IO, "file", "/path", "enterprise.import", "{\"path\":\"%s/none.csv\"}",
		  dir);
	ck_assert_str_eq(api_text(&a, "/error/detail/file"), "none.csv");
	api_fails(&a, GJ_E_IO, "file", "/path", "enterprise.import", "{\"path\":\"%s\"}", dir);
	save("名称\n\xE7\x94\xB2\xFF\xFF甲乙丙\n", strlen("名称\n\xE7\x94\xB2\xFF\xFF甲乙丙\n"));
	api_fails(&a, GJ_E_BAD_VALUE, "encoding", NULL, "enterprise.import", "{\"path\":\"%s\"}",
		  path);
	save("\xFF\xFE\x0D\x54\0a\0b", 8); /* a workbook's UTF-16 */
	api_fails(&a, GJ_E_BAD_VALUE, "zero", NULL, "enterprise.import", "{\"path\":\"%s\"}", path);
	save("名称\n甲\n", strlen("名称\n甲\n"));
	api_fails(&a, GJ_E_BAD_VALUE, NULL, "/encoding", "enterprise.import",
		  "{\"path\":\"%s\",\"encoding\":\"gb18030\"}", path);
	api_ok(&a, "enterprise.import", "{\"path\":\"%s\",\"encoding\":\"utf-8\"}", path);
}
END_TEST

/* ---- rows that break ---- */

START_TEST(a_broken_row_takes_no_other_along)
{
	int64_t id;

	import("名称,住所\n"
	       "甲,路\n"
	       "乙,\"没有关\n"
	       "丙,路\n"
	       "丁,路,多一列\n"
	       "\n"
	       "戊,\"两\n行\"\n"
	       ",没有名\n"
	       "己\xEF\xBF\xBD,路\n"
	       "庚强(qiáng),路\n"
	       "辛,\"坏的\n行\",多\n"
	       "壬,路",
	       "");
	counts(4, 0, 0, 6);
	ck_assert_int_eq(api_int(&a, "/row_count"), 10);
	id = api_int(&a, "/id");
	api_ok(&a, "quarantine.list", "{\"import\":%lld,\"unmask\":true}", (long long)id);
	ck_assert_uint_eq(api_count(&a, "/items"), 6);
	ck_assert_int_eq(api_int(&a, "/items/0/line"), 3);
	ck_assert_str_eq(api_text(&a, "/items/0/rule"), "csv_quote");
	ck_assert_str_eq(api_text(&a, "/items/0/text"), "乙,\"没有关");
	ck_assert_str_eq(api_text(&a, "/items/1/rule"), "csv_columns");
	ck_assert_str_eq(api_text(&a, "/items/1/text"), "丁,路,多一列");
	ck_assert_str_eq(api_text(&a, "/items/2/rule"), "missing");
	ck_assert_str_eq(api_text(&a, "/items/2/field"), "name");
	ck_assert_int_eq(api_int(&a, "/items/2/line"), 9);
	ck_assert_str_eq(api_text(&a, "/items/3/rule"), "damaged");
	ck_assert_str_eq(api_text(&a, "/items/4/rule"), "damaged");
	ck_assert_str_eq(api_text(&a, "/items/5/text"), "辛,\"坏的\n行\",多");
	ck_assert_str_eq(api_text(&a, "/items/5/raw"), "e8be9b2c22e59d8fe79a840ae8a18c222ce5a49a");
	verified();
}
END_TEST

/* ---- known already ---- */

START_TEST(known_ones_are_skipped_or_updated)
{
	const char *old = "统一社会信用代码,名称,从业人数,联系人,手机\n" CODE_A
			  ",甲,5,王某,13912345678\n";
	const char *new = "统一社会信用代码,名称,从业人数,联系人,手机\n" CODE_A
			  ",甲,6,王某,13700001111\n";

	import(old, "");
	counts(1, 0, 0, 0);
	import(old, "");
	counts(0, 0, 1, 0);
	import(new, "");
	counts(0, 0, 0, 0);
	ck_assert_int_eq(api_int(&a, "/skipped"), 1);
	get_only();
	ck_assert_int_eq(api_int(&a, "/employees"), 5);
	import(new, ",\"on_existing\":\"update\"");
	counts(0, 1, 0, 0);
	get_only();
	ck_assert_int_eq(api_int(&a, "/employees"), 6);
	ck_assert_uint_eq(api_count(&a, "/contacts"), 1);
	ck_assert_str_eq(api_text(&a, "/contacts/0/phone"), "13700001111");
	import(new, ",\"on_existing\":\"update\"");
	counts(0, 0, 1, 0);
	/* Another person is another contact; an empty cell takes nothing away. */
	import("统一社会信用代码,名称,从业人数,联系人,手机\n" CODE_A ",甲,,赵某,-\n",
	       ",\"on_existing\":\"update\"");
	counts(0, 1, 0, 0);
	get_only();
	ck_assert_int_eq(api_int(&a, "/employees"), 6);
	ck_assert_uint_eq(api_count(&a, "/contacts"), 2);
	/* A new name of the same code is a change of name. */
	import("统一社会信用代码,名称\n" CODE_A ",甲甲\n", ",\"on_existing\":\"update\"");
	get_only();
	ck_assert_str_eq(api_text(&a, "/former_names/0"), "甲");
	verified();
}
END_TEST

START_TEST(who_has_no_code_is_known_by_number_or_name)
{
	import("名称,企业编号\n甲,7\n乙,8\n", ",\"system\":\"grid\"");
	counts(2, 0, 0, 0);
	ck_assert_uint_eq(api_count(&a, "/unknown"), 0);
	import("名称,企业编号\n甲,7\n乙,8\n", ",\"system\":\"grid\"");
	counts(0, 0, 2, 0);
	api_ok(&a, "enterprise.find", "{\"system\":\"grid\",\"code\":\"8\"}");
	ck_assert_str_eq(api_text(&a, "/name"), "乙");
	/* The name may change, the number stays. */
	import("名称,企业编号\n乙乙,8\n", ",\"system\":\"grid\",\"on_existing\":\"update\"");
	counts(0, 1, 0, 0);
	/* Without either, by the folded name. */
	import("名称\n（甲）\n丙\n", "");
	ck_assert_int_eq(api_int(&a, "/skipped"), 1);
	ck_assert_int_eq(api_int(&a, "/registered"), 1);
	import("名称\n丙\n丙\n丁\n丁\n", "");
	counts(1, 0, 3, 0);
	/* A number that one has and a code that another has: nobody is right. */
	import("名称,统一社会信用代码\n戊," CODE_A "\n", "");
	import("名称,统一社会信用代码,企业编号\n戊," CODE_A ",7\n",
	       ",\"system\":\"grid\",\"on_existing\":\"update\"");
	counts(0, 0, 0, 1);
	ck_assert_str_eq(api_text(&a, "/rows/0/rule"), "exists");
	/* Known by its code, and its number is learnt. */
	import("名称,统一社会信用代码,企业编号\n戊," CODE_A ",9\n",
	       ",\"system\":\"grid\",\"on_existing\":\"update\"");
	counts(0, 1, 0, 0);
	api_ok(&a, "enterprise.find", "{\"system\":\"grid\",\"code\":\"9\"}");
	ck_assert_str_eq(api_text(&a, "/name"), "戊");
	verified();
}
END_TEST

/* ---- privacy of the quarantine ---- */

static int64_t quarantined(void)
{
	import("统一社会信用代码,企业名称,法定代表人,联系人,手机,邮箱,备注,其他\n"
	       "91440300708461136A,乙公司,赵某某,孙某某,13700001111,s@a.cn,找孙某某,秘密\n"
	       "91440300708461136A,丙公司,\"没关\n",
	       "");
	counts(0, 0, 0, 2);
	ck_assert(!api_holds(&a, "某某"));
	ck_assert(!api_holds(&a, "13700001111"));
	return api_int(&a, "/id");
}

static size_t accesses(const char *type)
{
	char want[80];
	const char *p;
	size_t count = 0;

	snprintf(want, sizeof(want), "\"type\":\"%s\"", type);
	api_as(&a, "system");
	api_ok(&a, "journal.since", "{\"home\":%lld,\"access\":true}", (long long)a.street);
	for (p = gj_reply_json(a.reply, NULL); (p = strstr(p, want)); p++)
		count++;
	api_as(&a, "clerk");
	return count;
}

START_TEST(quarantined_rows_are_shown_masked)
{
	int64_t id = quarantined();

	api_ok(&a, "quarantine.list", "{\"import\":%lld}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/items/0/text"),
			 "914**********1136A,乙公司,赵**,孙**,137****1111,s***@a.cn,***,***");
	ck_assert(!api_there(&a, "/items/0/raw"));
	/* What could not be taken apart could hold anything anywhere. */
	ck_assert(!api_there(&a, "/items/1/text"));
	ck_assert_uint_eq(accesses("access.read"), 0);
	api_ok(&a, "quarantine.list", "{\"import\":%lld,\"unmask\":true,\"purpose\":\"核对\"}",
	       (long long)id);
	ck_assert(api_holds(&a, "13700001111"));
	ck_assert(api_there(&a, "/items/1/text"));
	ck_assert_uint_eq(accesses("access.read"), 1);
}
END_TEST

START_TEST(a_look_at_the_quarantine_cannot_be_hidden)
{
	int64_t id = quarantined();
	char args[80];

	snprintf(args, sizeof(args), "{\"offices\":[%lld]}", (long long)a.street);
	ck_assert_int_eq(gj_begin(a.ledger, args, strlen(args), NULL), 0);
	api_fails(&a, GJ_E_USE, "not_in_tx", NULL, "quarantine.list",
		  "{\"import\":%lld,\"unmask\":true}", (long long)id);
	ck_assert(!api_holds(&a, "13700001111"));
	ck_assert_int_eq(gj_rollback(a.ledger, NULL), 0);
	/* Who may import need not be who may unmask. */
	api_as(&a, "system");
	api_ok(&a, "staff.register",
	       "{\"account\":\"robot\",\"name\":\"r\",\"office\":%lld,"
	       "\"roles\":[{\"office\":%lld,\"role\":\"system\"}]}",
	       (long long)a.street, (long long)a.street);
	api_as(&a, "robot");
	api_ok(&a, "quarantine.list", "{\"import\":%lld}", (long long)id);
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "quarantine.list",
		  "{\"import\":%lld,\"unmask\":true}", (long long)id);
	ck_assert_uint_eq(accesses("access.read"), 0);
	ck_assert_uint_eq(accesses("access.refused"), 1);
	api_as(&a, "auditor");
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "quarantine.list", "{\"import\":%lld}",
		  (long long)id);
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "enterprise.import", "{\"path\":\"%s\"}",
		  path);
}
END_TEST

START_TEST(an_erased_value_is_gone_from_the_quarantine)
{
	int64_t id = quarantined();

	api_as(&a, "dpo");
	api_ok(&a, "vault.erase", "{\"value\":\"13700001111\",\"reason\":\"consent_withdrawn\"}");
	ck_assert_int_eq(api_int(&a, "/quarantined"), 1);
	api_as(&a, "clerk");
	api_ok(&a, "quarantine.list", "{\"import\":%lld,\"unmask\":true}", (long long)id);
	ck_assert(!api_holds(&a, "13700001111"));
	ck_assert(!api_holds(&a, "赵某某"));
	ck_assert_int_eq(api_flag(&a, "/items/0/erased"), 1);
	ck_assert(!api_there(&a, "/items/0/text"));
	ck_assert_str_eq(api_text(&a, "/items/0/rule"), "uscc_check");
	/* The other row stays as it came. */
	ck_assert_str_eq(api_text(&a, "/items/1/text"), "91440300708461136A,丙公司,\"没关");
	verified();
}
END_TEST

/* ---- settling ---- */

START_TEST(a_row_is_put_right_or_discarded)
{
	int64_t id = quarantined(), firm;

	api_fails(&a, GJ_E_MISSING, "one_of", NULL, "quarantine.settle",
		  "{\"import\":%lld,\"line\":2}", (long long)id);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "quarantine.settle",
		  "{\"import\":%lld,\"line\":9,\"discard\":\"by_order\"}", (long long)id);
	api_fails(&a, GJ_E_BAD_VALUE, "uscc_check", "/fields/uscc", "quarantine.settle",
		  "{\"import\":%lld,\"line\":2,\"fields\":{\"kind\":\"enterprise\","
		  "\"name\":\"乙公司\",\"uscc\":\"91440300708461136A\"}}",
		  (long long)id);
	api_ok(&a, "quarantine.settle",
	       "{\"import\":%lld,\"line\":2,\"key\":\"s\",\"fields\":{\"kind\":\"enterprise\","
	       "\"name\":\"乙公司\",\"uscc\":\"" CODE_A "\",\"legal_person\":\"赵某某\","
	       "\"contacts\":[{\"role\":\"liaison\",\"phone\":\"13700001111\"}]}}",
	       (long long)id);
	ck_assert_str_eq(api_text(&a, "/outcome"), "registered");
	ck_assert_int_eq(api_int(&a, "/id"), id);
	firm = api_int(&a, "/enterprise");
	/* The same key answers the same. */
	api_ok(&a, "quarantine.settle",
	       "{\"import\":%lld,\"line\":2,\"key\":\"s\",\"fields\":{\"kind\":\"enterprise\","
	       "\"name\":\"乙公司\",\"uscc\":\"" CODE_A "\",\"legal_person\":\"赵某某\","
	       "\"contacts\":[{\"role\":\"liaison\",\"phone\":\"13700001111\"}]}}",
	       (long long)id);
	ck_assert_int_eq(api_int(&a, "/enterprise"), firm);
	api_ok(&a, "enterprise.get", "{\"id\":%lld}", (long long)firm);
	ck_assert_str_eq(api_text(&a, "/contacts/0/phone"), "137****1111");
	api_fails(&a, GJ_E_STATE, "settled", NULL, "quarantine.settle",
		  "{\"import\":%lld,\"line\":2,\"discard\":\"by_order\"}", (long long)id);
	/* Another row of the same enterprise: known. */
	api_fails(&a, GJ_E_EXISTS, "exists", NULL, "quarantine.settle",
		  "{\"import\":%lld,\"line\":3,\"fields\":{\"kind\":\"enterprise\","
		  "\"name\":\"丙公司\",\"uscc\":\"" CODE_A "\"}}",
		  (long long)id);
	ck_assert_int_eq(api_int(&a, "/error/detail/id"), firm);
	api_ok(&a, "quarantine.settle",
	       "{\"import\":%lld,\"line\":3,\"discard\":\"entered_twice\",\"note\":\"孙某某说的\"}",
	       (long long)id);
	ck_assert_str_eq(api_text(&a, "/outcome"), "discarded");
	api_ok(&a, "quarantine.list", "{\"import\":%lld,\"open\":true}", (long long)id);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_ok(&a, "quarantine.list", "{\"import\":%lld}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/items/0/settled"), "registered");
	ck_assert_str_eq(api_text(&a, "/items/1/settled"), "discarded");
	api_ok(&a, "import.list", "{}");
	ck_assert_int_eq(api_int(&a, "/items/0/settled"), 2);
	/* Nothing personal was recorded. */
	api_as(&a, "system");
	api_ok(&a, "journal.since", "{\"home\":%lld}", (long long)a.street);
	ck_assert(api_holds(&a, "quarantine.settled"));
	ck_assert(!api_holds(&a, "某某"));
	ck_assert(!api_holds(&a, "13700001111"));
	verified();
}
END_TEST

START_TEST(a_settled_value_erased_takes_the_print_along)
{
	int64_t id = quarantined();
	size_t i, entries;

	api_ok(&a, "quarantine.settle",
	       "{\"import\":%lld,\"line\":2,\"key\":\"s\",\"fields\":{\"kind\":\"enterprise\","
	       "\"name\":\"乙公司\",\"contacts\":[{\"role\":\"liaison\",\"phone\":\"13700001111\"}]"
	       "}}",
	       (long long)id);
	api_as(&a, "dpo");
	api_ok(&a, "vault.erase", "{\"value\":\"13700001111\",\"reason\":\"by_law\"}");
	entries = api_count(&a, "/entries");
	ck_assert_uint_eq(entries, 1);
	for (i = 0; i < entries; i++)
		ck_assert_int_gt(api_int(&a, "/entries/0"), 0);
	/* The print can be told apart no more: other arguments now match it too. */
	api_as(&a, "clerk");
	api_ok(&a, "quarantine.settle",
	       "{\"import\":%lld,\"line\":2,\"key\":\"s\",\"discard\":\"by_order\"}",
	       (long long)id);
	ck_assert_str_eq(api_text(&a, "/outcome"), "registered");
	verified();
}
END_TEST

START_TEST(a_dry_settling_settles_nothing)
{
	int64_t id = quarantined();

	api_ok(&a, "quarantine.settle",
	       "{\"import\":%lld,\"line\":2,\"dry_run\":true,\"fields\":{\"kind\":\"enterprise\","
	       "\"name\":\"乙公司\"}}",
	       (long long)id);
	ck_assert(api_holds(&a, "quarantine.settled"));
	ck_assert(api_holds(&a, "enterprise.registered"));
	api_ok(&a, "quarantine.list", "{\"import\":%lld,\"open\":true}", (long long)id);
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
	api_ok(&a, "enterprise.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
}
END_TEST

/* ---- transactions and progress ---- */

START_TEST(an_import_is_one_with_its_transaction)
{
	char args[80], *before = heads(), *after;

	snprintf(args, sizeof(args), "{\"offices\":[%lld]}", (long long)a.street);
	ck_assert_int_eq(gj_begin(a.ledger, args, strlen(args), NULL), 0);
	import(MIXED, "");
	counts(2, 0, 0, 1);
	import(MIXED, "");
	counts(0, 0, 2, 1);
	ck_assert_int_eq(gj_rollback(a.ledger, NULL), 0);
	after = heads();
	ck_assert_str_eq(before, after);
	free(before);
	free(after);
	api_ok(&a, "import.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
}
END_TEST

typedef struct watcher {
	int64_t last, total, calls, stop_at;
} watcher;

static int watch(void *user, int64_t done, int64_t total)
{
	watcher *w = user;

	ck_assert_int_ge(done, w->last);
	ck_assert_int_le(done, total);
	w->last = done;
	w->total = total;
	w->calls++;
	return w->calls == w->stop_at ? -1 : 0;
}

START_TEST(progress_is_told_and_may_say_stop)
{
	watcher w = { 0, 0, 0, 0 };
	gj_options *options = NULL;
	gj_ledger *ledger = NULL;
	size_t n = 0;
	char *text = malloc(64 * 1000 + 64);
	int i;

	ck_assert_ptr_nonnull(text);
	n += (size_t)snprintf(text, 64, "名称\n");
	for (i = 0; i < 1000; i++)
		n += (size_t)snprintf(text + n, 64, "企业%d\n", i);
	save(text, n);
	free(text);
	gj_options_new(&options);
	gj_options_set_int(options, "create", 1);
	gj_options_set_progress(options, watch, &w);
	ck_assert_int_eq(gj_open("sqlite:", options, &ledger, NULL), 0);
	gj_options_free(options);
	gj_close(a.ledger);
	a.ledger = ledger;
	api_as(&a, "system");
	a.street = api_office(&a, "street", "曙光街道", "SG", 0);
	w.stop_at = 5;
	api_fails(&a, GJ_E_INTERRUPTED, NULL, NULL, "enterprise.import",
		  "{\"path\":\"%s\",\"home\":%lld}", path, (long long)a.street);
	api_ok(&a, "enterprise.list", "{\"home\":%lld}", (long long)a.street);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	w = (watcher){ 0, 0, 0, 0 };
	api_ok(&a, "enterprise.import", "{\"path\":\"%s\",\"home\":%lld}", path,
	       (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/registered"), 1000);
	ck_assert_int_gt(w.calls, 5);
	ck_assert_int_eq(w.total, (int64_t)n);
}
END_TEST

static Suite *suite(void)
{
	const TTest *const tests[] = {
		two_thousand_rows_are_the_same_from_both_encodings,
		the_same_again_changes_nothing,
		exactly_the_bad_rows_wait_with_their_bytes_utf8,
		exactly_the_bad_rows_wait_with_their_bytes_gb18030,
		a_dry_run_leaves_nothing,
		headers_are_known_by_many_words,
		cells_mean_what_offices_mean,
		codes_that_spreadsheets_wrapped,
		a_kind_follows_its_code,
		what_no_column_says_is_told,
		files_that_cannot_be_read,
		a_broken_row_takes_no_other_along,
		known_ones_are_skipped_or_updated,
		who_has_no_code_is_known_by_number_or_name,
		quarantined_rows_are_shown_masked,
		a_look_at_the_quarantine_cannot_be_hidden,
		an_erased_value_is_gone_from_the_quarantine,
		a_row_is_put_right_or_discarded,
		a_settled_value_erased_takes_the_print_along,
		a_dry_settling_settles_nothing,
		an_import_is_one_with_its_transaction,
		progress_is_told_and_may_say_stop,
	};
	Suite *s = suite_create("import");
	TCase *tcase = tcase_create("import");
	size_t i;

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, setup, teardown);
	for (i = 0; i < sizeof(tests) / sizeof(*tests); i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(s, tcase);
	return s;
}

GJ_TEST_MAIN(suite)
