/* SPDX-License-Identifier: Apache-2.0
 *
 * CSV: the rules of RFC 4180 one by one, what becomes of bad rows, and two
 * properties over random texts: what the writer writes the reader reads, and
 * of no text is any byte lost.
 */
#include "unit/unit.h"

#include <inttypes.h>

#include "exchange/csv.h"
#include "exchange/encoding.h"

static gj_arena *arena;
static gj_csv csv;
static gj_csv_row row;
static gj_error err;

static void setup(void)
{
	arena = unit_arena();
}

static void teardown(void)
{
	arena = gj_arena_free(arena);
}

static void begin(const char *text, size_t size)
{
	gj_csv_begin(&csv, (gj_str){ text, size }, &GJ_CSV_LIMITS);
}

#define BEGIN(text) begin(text, sizeof(text) - 1)

/* The next row is good and its fields, joined by '|', are these. */
static void expect(const char *joined)
{
	char text[512] = "";
	size_t used = 0;

	ck_assert_msg(gj_csv_next(&csv, arena, &row, &err) == 1, "for %s: %s", joined,
		      gj_rule_name(err.rule));
	for (size_t i = 0; i < row.count; i++) {
		ck_assert_uint_eq(strlen(row.fields[i].p), row.fields[i].n);
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", i ? "|" : "",
					 row.fields[i].p);
	}
	ck_assert_str_eq(text, joined);
}

static void expect_bad(int code, int rule, const char *raw)
{
	ck_assert_int_eq(gj_csv_next(&csv, arena, &row, &err), code);
	ck_assert_int_eq(err.code, code);
	ck_assert_str_eq(gj_rule_name(err.rule), gj_rule_name(rule));
	ck_assert_uint_eq(row.raw.n, strlen(raw));
	ck_assert_mem_eq(row.raw.p, raw, row.raw.n);
	ck_assert_str_eq(err.param[0].name, "line");
	ck_assert_int_eq(err.param[0].value, (int64_t)row.line);
}

static void expect_end(void)
{
	ck_assert_int_eq(gj_csv_next(&csv, arena, &row, &err), 0);
	ck_assert_int_eq(gj_csv_next(&csv, arena, &row, &err), 0);
}

START_TEST(fields_and_quotes)
{
	BEGIN("a,b,c\r\n1,\"x \"\"y\"\", z\",\r\n,,\"\"\r\n\"\",\"\"\"\",\" q \"");
	expect("a|b|c");
	expect("1|x \"y\", z|");
	expect("||");
	expect("|\"| q ");
	expect_end();
}
END_TEST

START_TEST(line_ends_of_every_kind)
{
	BEGIN("a\nb\r\nc\rd\r\r\n\n\re");
	expect("a");
	expect("b");
	expect("c");
	expect("d");
	ck_assert_uint_eq(row.line, 4);
	expect("e");
	ck_assert_uint_eq(row.line, 8);
	ck_assert_uint_eq(row.number, 5);
	expect_end();
}
END_TEST

START_TEST(lines_within_quotes)
{
	BEGIN("a,b\r\n\"1\r\n2\n3\r4\",x\r\nc,d");
	expect("a|b");
	expect("1\r\n2\n3\r4|x");
	ck_assert_uint_eq(row.line, 2);
	expect("c|d");
	ck_assert_uint_eq(row.line, 6);
	ck_assert_uint_eq(row.number, 3);
	expect_end();
}
END_TEST

START_TEST(byte_order_mark_and_nothing)
{
	BEGIN("\xEF\xBB\xBF\"名称\",b\n");
	expect("名称|b");
	expect_end();
	BEGIN("\xEF\xBB\xBF");
	expect_end();
	BEGIN("");
	expect_end();
	gj_csv_begin(&csv, GJ_STR_NONE, &GJ_CSV_LIMITS);
	expect_end();
	BEGIN("\r\n\n");
	expect_end();
}
END_TEST

START_TEST(bad_quotes_cost_one_line)
{
	BEGIN("a,b\n1,x\"y\n2,\"x\"y\n3,\"x\" \n\"4\",z\n");
	expect("a|b");
	expect_bad(GJ_E_BAD_VALUE, GJ_RULE_csv_quote, "1,x\"y");
	expect_bad(GJ_E_BAD_VALUE, GJ_RULE_csv_quote, "2,\"x\"y");
	expect_bad(GJ_E_BAD_VALUE, GJ_RULE_csv_quote, "3,\"x\" ");
	ck_assert_uint_eq(row.line, 4);
	ck_assert_uint_eq(row.number, 4);
	expect("4|z");
	expect_end();
}
END_TEST

/* A mark left open runs into the next row's, or to the end of the text; the
 * rows after it are read all the same. */
START_TEST(open_quote_costs_one_line)
{
	BEGIN("a,b\n1,\"x\n2,\"y\"\n3,z");
	expect("a|b");
	expect_bad(GJ_E_BAD_VALUE, GJ_RULE_csv_quote, "1,\"x");
	expect("2|y");
	expect("3|z");
	expect_end();
	BEGIN("a,b\r\n1,\"x\r\n2,y\r\n3,z\r\n");
	expect("a|b");
	expect_bad(GJ_E_BAD_VALUE, GJ_RULE_csv_quote, "1,\"x");
	expect("2|y");
	ck_assert_uint_eq(row.line, 3);
	expect("3|z");
	expect_end();
	/* Lines of the row before the broken field go with it. */
	BEGIN("a,b\n\"1\n2\",\"x\n3,z");
	expect("a|b");
	expect_bad(GJ_E_BAD_VALUE, GJ_RULE_csv_quote, "\"1\n2\",\"x");
	expect("3|z");
	ck_assert_uint_eq(row.line, 4);
	expect_end();
	BEGIN("\"");
	expect_bad(GJ_E_BAD_VALUE, GJ_RULE_csv_quote, "\"");
	expect_end();
}
END_TEST

START_TEST(other_widths_are_told)
{
	BEGIN("a,b\n1\n1,2,3\n\n1,2\n");
	expect("a|b");
	expect_bad(GJ_E_BAD_VALUE, GJ_RULE_csv_columns, "1");
	ck_assert_uint_eq(row.count, 1);
	expect_bad(GJ_E_BAD_VALUE, GJ_RULE_csv_columns, "1,2,3");
	ck_assert_uint_eq(row.count, 3);
	ck_assert_str_eq(row.fields[2].p, "3");
	ck_assert_int_eq(err.count, 3);
	ck_assert_str_eq(err.param[1].name, "count");
	ck_assert_int_eq(err.param[1].value, 3);
	ck_assert_str_eq(err.param[2].name, "expected");
	ck_assert_int_eq(err.param[2].value, 2);
	expect("1|2");
	expect_end();
}
END_TEST

START_TEST(zero_is_refused)
{
	begin("a\n1\0"
	      "2\n3",
	      7);
	expect("a");
	ck_assert_int_eq(gj_csv_next(&csv, arena, &row, &err), GJ_E_BAD_VALUE);
	ck_assert_int_eq(err.rule, GJ_RULE_zero);
	ck_assert_uint_eq(row.raw.n, 3);
	expect("3");
	expect_end();
}
END_TEST

START_TEST(limits_hold_at_their_edge)
{
	const gj_csv_limits limits = { .field = 3, .columns = 2, .rows = 5 };

	gj_csv_begin(&csv,
		     GJ_STR("123,\"4\"\"6\"\n1234,5\n1,\"2345\"\n1,2,\"3\n4\"\n"
			    "\"12345\n7,8\n9,0\n\n1,1\n"),
		     &limits);
	expect("123|4\"6");
	expect_bad(GJ_E_LIMIT, GJ_RULE_too_large, "1234,5");
	expect_bad(GJ_E_LIMIT, GJ_RULE_too_large, "1,\"2345\"");
	expect_bad(GJ_E_LIMIT, GJ_RULE_too_many, "1,2,\"3\n4\"");
	expect_bad(GJ_E_LIMIT, GJ_RULE_too_large, "\"12345");
	expect_bad(GJ_E_LIMIT, GJ_RULE_too_many, "7,8\n9,0\n\n1,1\n");
	ck_assert_str_eq(err.param[1].name, "max");
	ck_assert_int_eq(err.param[1].value, 5);
	expect_end();
}
END_TEST

START_TEST(memory_spent_leaves_the_row)
{
	gj_mem mem = gj_mem_default();
	gj_arena *small = gj_arena_new(&mem, 64);

	BEGIN("a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p\n");
	ck_assert_int_eq(gj_csv_next(&csv, small, &row, &err), GJ_E_NOMEM);
	expect("a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p");
	gj_arena_free(small);
}
END_TEST

static const char *write_row(const char *const *fields, size_t count, int flags)
{
	gj_csv_writer writer;
	gj_buf buf;

	gj_buf_init(&buf, arena, 1u << 20);
	gj_csv_write_begin(&writer, &buf, flags);
	for (size_t i = 0; i < count; i++)
		gj_csv_write(&writer, gj_str_of(fields[i]));
	gj_csv_write_end(&writer);
	return gj_buf_end(&buf).p;
}

START_TEST(written_as_the_rfc_says)
{
	const char *const fields[] = { "a", "b,c", "say \"x\"", "1\n2", "", "= 1" };

	ck_assert_str_eq(write_row(fields, 6, 0), "a,\"b,c\",\"say \"\"x\"\"\",\"1\n2\",,= 1\r\n");
	ck_assert_str_eq(write_row(fields, 1, GJ_CSV_BOM), "\xEF\xBB\xBF"
							   "a\r\n");
	ck_assert_str_eq(write_row(fields + 4, 1, 0), "\"\"\r\n");
	ck_assert_str_eq(write_row(fields + 4, 2, 0), ",= 1\r\n");
}
END_TEST

START_TEST(formulas_are_disarmed)
{
	const char *const fields[] = { "=1+1", "+86", "-5", "@x",      "\tx", "\r=1", "\n", "＝1",
				       "＋",   "－",  "＠", "=\"a\",", "a=1", "'",    "" };

	ck_assert_str_eq(
		write_row(fields, 15, GJ_CSV_SAFE),
		"'=1+1,'+86,'-5,'@x,'\tx,\"'\r=1\",\"'\n\",'＝1,'＋,'－,'＠,\"'=\"\"a\"\",\","
		"a=1,',\r\n");
	ck_assert_str_eq(write_row(fields, 2, 0), "=1+1,+86\r\n");
}
END_TEST

static uint64_t seed;

static uint32_t draw(uint32_t below)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (uint32_t)((seed * UINT64_C(2685821657736338717)) >> 33) % below;
}

/* A field of pieces that matter to the format. */
static gj_str draw_field(void)
{
	static const char *const pieces[] = { "a",    "\"", ",",    "\r", "\n",
					      "\r\n", " ",  "企业", "'",  "\xEF\xBB\xBF",
					      "=",    ";",  "\t",   "\\", "\xF0\xA0\x80\x80" };
	char text[64];
	size_t used = 0;

	for (uint32_t n = draw(6); n; n--) {
		const char *piece = pieces[draw(sizeof(pieces) / sizeof(*pieces))];
		memcpy(text + used, piece, strlen(piece));
		used += strlen(piece);
	}
	return gj_arena_str(arena, text, used);
}

#define ROWS 8
#define WIDTH 6

static void write_and_read_back(void)
{
	gj_str fields[ROWS][WIDTH];
	uint32_t width = 1 + draw(WIDTH);
	gj_csv_writer writer;
	gj_buf buf;

	gj_buf_init(&buf, arena, 1u << 20);
	gj_csv_write_begin(&writer, &buf, draw(2) ? GJ_CSV_BOM : 0);
	for (int i = 0; i < ROWS; i++) {
		for (uint32_t j = 0; j < width; j++)
			gj_csv_write(&writer, fields[i][j] = draw_field());
		gj_csv_write_end(&writer);
	}
	gj_csv_begin(&csv, gj_buf_end(&buf), &GJ_CSV_LIMITS);
	for (int i = 0; i < ROWS; i++) {
		int same = gj_csv_next(&csv, arena, &row, &err) == 1 && row.count == width;
		for (uint32_t j = 0; same && j < width; j++)
			same = gj_str_eq(row.fields[j], fields[i][j]);
		ck_assert_msg(same, "GJ_SEED=%" PRIu64, unit_seed());
	}
	expect_end();
}

/* 8 rows each: 100,000 rows, about 350,000 fields. */
START_TEST(what_is_written_is_read)
{
	seed = 2 * unit_seed() + 1;
	for (int i = 0; i < 12500; i++) {
		gj_arena_mark mark = gj_arena_mark_now(arena);
		write_and_read_back();
		gj_arena_rewind(arena, mark);
	}
}
END_TEST

/* Line ends in a piece of a text, whose next byte is given; *ret_other counts
 * what is no line end. */
static size_t line_ends(const char *p, const char *end, char next, size_t *ret_other)
{
	size_t count = 0, other = 0;

	for (; p < end; p++) {
		count += *p == '\n' || (*p == '\r' && (p + 1 < end ? p[1] : next) != '\n');
		other += *p != '\n' && *p != '\r';
	}
	*ret_other = other;
	return count;
}

/* The raw spans of all rows, with nothing but line ends between them, are the
 * whole text; line numbers count its line ends. text is NUL-terminated. */
static void check_nothing_lost(const char *text, size_t size)
{
	const char *at = text;
	size_t line = 1, other = 0;
	int rc;

	begin(text, size);
	at += csv.at;
	while ((rc = gj_csv_next(&csv, arena, &row, &err)) != 0) {
		const char *end = row.raw.p + row.raw.n;
		line += line_ends(at, row.raw.p, 'x', &other);
		ck_assert(rc != GJ_E_NOMEM && at <= row.raw.p && other == 0 && row.line == line);
		line += line_ends(row.raw.p, end, *end, &other);
		at = end;
	}
	line_ends(at, text + size, 'x', &other);
	ck_assert(other == 0);
}

START_TEST(no_byte_of_any_text_is_lost)
{
	char text[65];

	seed = 2 * unit_seed() + 1;
	for (int i = 0; i < 200000; i++) {
		gj_arena_mark mark = gj_arena_mark_now(arena);
		size_t size = draw(sizeof(text) - 1);
		for (size_t j = 0; j < size; j++)
			text[j] = i % 2 ? (char)draw(256) : "\"\",\n\r,a\xEF\xBB\xBF"[draw(10)];
		text[size] = '\0';
		check_nothing_lost(text, size);
		gj_arena_rewind(arena, mark);
	}
}
END_TEST

static gj_str read_shared(const char *name)
{
	FILE *file = unit_shared(name);
	char *text;
	size_t size;

	if (!file)
		return GJ_STR_NONE;
	text = gj_arena_take(arena, 1u << 20);
	size = fread(text, 1, 1u << 20, file);
	fclose(file);
	ck_assert_uint_lt(size, 1u << 20);
	return (gj_str){ text, size };
}

static gj_csv open_ledger(gj_str bytes, const char *encoding)
{
	gj_csv reader;
	gj_str text;
	const char *name;

	ck_assert_int_eq(gj_encoding_to_utf8(arena, bytes, &text, &name, &err), GJ_OK);
	ck_assert_str_eq(name, encoding);
	gj_csv_begin(&reader, text, &GJ_CSV_LIMITS);
	return reader;
}

START_TEST(ledgers_of_both_encodings_agree)
{
	gj_str a = read_shared("ledgers/enterprises_2000.utf8.csv");
	gj_str b = read_shared("ledgers/enterprises_2000.gb18030.csv");
	gj_csv first, second;
	gj_csv_row one, other;
	int count = 0;

	if (!a.p || !b.p)
		UNIT_SKIP("no ledgers/enterprises_2000.*.csv");
	first = open_ledger(a, "utf-8");
	second = open_ledger(b, "gb18030");
	for (; gj_csv_next(&first, arena, &one, &err) == 1; count++) {
		ck_assert_int_eq(gj_csv_next(&second, arena, &other, &err), 1);
		ck_assert_uint_eq(one.count, 9);
		ck_assert_uint_eq(other.count, 9);
		for (size_t i = 0; i < 9; i++)
			ck_assert(gj_str_eq(one.fields[i], other.fields[i]));
		if (count == 0)
			ck_assert_str_eq(one.fields[0].p, "统一社会信用代码");
	}
	ck_assert_int_eq(gj_csv_next(&first, arena, &one, &err), 0);
	ck_assert_int_eq(gj_csv_next(&second, arena, &other, &err), 0);
	ck_assert_int_eq(count, 2001);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("csv");
	TCase *tcase = tcase_create("csv");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, fields_and_quotes);
	tcase_add_test(tcase, line_ends_of_every_kind);
	tcase_add_test(tcase, lines_within_quotes);
	tcase_add_test(tcase, byte_order_mark_and_nothing);
	tcase_add_test(tcase, bad_quotes_cost_one_line);
	tcase_add_test(tcase, open_quote_costs_one_line);
	tcase_add_test(tcase, other_widths_are_told);
	tcase_add_test(tcase, zero_is_refused);
	tcase_add_test(tcase, limits_hold_at_their_edge);
	tcase_add_test(tcase, memory_spent_leaves_the_row);
	tcase_add_test(tcase, written_as_the_rfc_says);
	tcase_add_test(tcase, formulas_are_disarmed);
	tcase_add_test(tcase, what_is_written_is_read);
	tcase_add_test(tcase, no_byte_of_any_text_is_lost);
	tcase_add_test(tcase, ledgers_of_both_encodings_agree);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
