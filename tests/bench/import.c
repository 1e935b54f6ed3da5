/* SPDX-License-Identifier: Apache-2.0
 *
 * A ledger of enterprises read in by enterprise.import, beside a hand-written SQLite program
 * that reads the same UTF-8 file and writes the same rows in every table: enterprise, event
 * with its chain, import, chain head. Both ledgers must verify afterwards, and their events
 * must be the same in every byte but the time and what follows from it.
 *
 *	bench-import [ROWS]
 *
 * Two files: one of public notices, and one of ROWS rows that is made here; the library reads
 * each in UTF-8 and in GB18030. One transaction a file, synchronous FULL. The three take turns,
 * several rounds; the ratio is that of the medians.
 */
#define BENCH "bench-import"
#include "hand.h"

#include "engine/uscc.h"
#include "exchange/encoding.h"
#include "util/time.h"
#include "util/utf8.h"

#define REPORT_ROWS 200

/* ---- files ---- */

static gj_arena *new_arena(void)
{
	gj_mem mem = gj_mem_default();
	gj_arena *arena = gj_arena_new(&mem, (size_t)256 << 20);

	if (!arena)
		die("arena", "no memory");
	return arena;
}

/* The whole file with a NUL behind it; free() it. NULL when it is not there. */
static char *slurp(const char *path, size_t *ret_size)
{
	FILE *f = fopen(path, "rb");
	char *bytes;
	long size;

	if (!f)
		return NULL;
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	rewind(f);
	bytes = malloc((size_t)size + 1);
	if (!bytes || fread(bytes, 1, (size_t)size, f) != (size_t)size)
		die(path, "cannot read");
	bytes[size] = '\0';
	fclose(f);
	*ret_size = (size_t)size;
	return bytes;
}

static int there(const char *path)
{
	return access(path, R_OK) == 0;
}

/* ---- a ledger of enterprises that do not exist ---- */

/* GB 32100 outside, GB 11714 inside; the two count letters differently. */
static void make_code(int number, char code[19])
{
	static const char letters[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	static const int weights[] = { 3, 7, 9, 10, 5, 8, 4, 2 };
	int i, sum = 0, weight = 1;

	snprintf(code, 19, "91110108MA%06u", (unsigned)number % 1000000);
	for (i = 0; i < 8; i++) {
		char c = code[8 + i];
		sum += weights[i] * (c <= '9' ? c - '0' : c - 'A' + 10);
	}
	code[16] = "0123456789X"[(11 - sum % 11) % 11];
	for (i = 0, sum = 0; i < 17; i++, weight = weight * 3 % 31)
		sum += weight * (int)(strchr(letters, code[i]) - letters);
	code[17] = letters[(31 - sum % 31) % 31];
	code[18] = '\0';
}

static void make_row(FILE *f, int i)
{
	static const char *const first[] = {
		"曙光", "蓝靛", "金源", "世纪", "昆玉", "长春", "晴波"
	};
	static const char *const second[] = { "恒远", "同创", "智联", "华信", "博雅",
					      "中科", "瑞丰", "鼎盛", "嘉禾", "天成" };
	static const char *const trade[] = { "科技",     "商贸",       "餐饮管理", "文化传媒",
					     "信息技术", "物业服务",   "建筑工程", "教育咨询",
					     "医疗器械", "供应链管理", "广告" };
	const char *quote = i % 10 == 0 ? "\"" : "";
	char code[19];

	make_code(i, code);
	fprintf(f, "%s,北京%s%s%s有限公司,存续,%04d-%02d-%02d,", code, first[i % 7], second[i % 10],
		trade[i % 11], 2000 + i % 24, 1 + i % 12, 1 + i % 28);
	if (i % 20 != 0)
		fprintf(f, "%d万元人民币", 10 * (1 + i % 50));
	fprintf(f, ",%s北京市海淀区曙光街道蓝靛厂路%d号院%d号楼%d层%s%s,北京,北京市,110108\n",
		quote, 1 + i % 90, 1 + i % 13, 1 + i % 30, *quote ? ",东门" : "", quote);
}

static void make_file(const char *path, int rows)
{
	FILE *f = fopen(path, "wb");
	int i;

	if (!f)
		die(path, "cannot write");
	fprintf(f, "统一社会信用代码,企业名称,登记状态,成立日期,注册资本,住所,省,市,区划代码\n");
	for (i = 0; i < rows; i++)
		make_row(f, i);
	if (fclose(f) != 0)
		die(path, "cannot write");
}

static void make_gb18030(const char *from, const char *to)
{
	gj_arena *arena = new_arena();
	gj_str bytes;
	gj_error err;
	size_t size = 0;
	char *text = slurp(from, &size);
	FILE *f = fopen(to, "wb");

	if (!text || !f ||
	    gj_encoding_to_gb18030(arena, (gj_str){ text, size }, &bytes, &err) < 0 ||
	    fwrite(bytes.p, 1, bytes.n, f) != bytes.n || fclose(f) != 0)
		die(to, "cannot write");
	free(text);
	gj_arena_free(arena);
}

/* ---- the library's side ---- */

typedef struct ground {
	char path[64];
	const char *file;
	int64_t street;
} ground;

static double by_library(const ground *g)
{
	gj_ledger *ledger = open_ledger(g->path, 0);
	char args[4200];
	double began;

	/* Warm: profile, page cache. */
	snprintf(args, sizeof(args), "{\"home\":%lld}", (long long)g->street);
	call(ledger, "enterprise.list", args);
	snprintf(args, sizeof(args), "{\"home\":%lld,\"path\":\"%s\"}", (long long)g->street,
		 g->file);
	began = now();
	call(ledger, "enterprise.import", args);
	began = now() - began;
	gj_close(ledger);
	return began;
}

/* ---- by hand: rows of the file ---- */

#define COLUMNS_MAX 64
#define ROW_MAX 4000

enum { USCC, NAME, STATE, FOUNDED_ON, CAPITAL, AREA, ADDRESS, KNOWN };
static const char *const headers[KNOWN] = { "统一社会信用代码", "企业名称", "登记状态", "成立日期",
					    "注册资本",         "区划代码", "住所" };

typedef struct reader {
	char *at;
	int64_t line;
	int columns;
	int meaning[COLUMNS_MAX]; /* KNOWN: none */
	gj_str cell[COLUMNS_MAX];
	int64_t began; /* the line on which the row began */
} reader;

/* Past the mark that closes a cell; its text moves to where the cell began. */
static char *unquote(reader *r, char **ret_end)
{
	char *p = r->at + 1, *out = r->at;

	for (;; p++) {
		if (!*p)
			die("row", "a quotation mark is not closed");
		if (*p == '"' && *++p != '"')
			break;
		r->line += *p == '\n';
		*out++ = *p;
	}
	*ret_end = out;
	return p;
}

/* Takes a cell where it lies and puts a NUL behind it. Returns the sign that ended it: a comma,
 * the end of the line or of the file. */
static char read_cell(reader *r, gj_str *ret_cell)
{
	char *p, *out, end;

	if (*r->at == '"')
		p = unquote(r, &out);
	else
		p = out = r->at + strcspn(r->at, ",\r\n\"");
	if (*p == '\r' && p[1] == '\n')
		p++;
	end = *p;
	if (end && end != ',' && end != '\n')
		die("row", "a quotation mark or a carriage return astray");
	*ret_cell = (gj_str){ r->at, (size_t)(out - r->at) };
	*out = '\0';
	r->at = p + (end != '\0');
	r->line += end == '\n';
	return end;
}

/* 1: a row; 0: the end. */
static int read_row(reader *r)
{
	const char *start = r->at;
	char end = ',';
	int n;

	r->began = r->line;
	if (!*r->at)
		return 0;
	for (n = 0; end == ',' && n < COLUMNS_MAX; n++)
		end = read_cell(r, &r->cell[n]);
	if (end == ',' || (r->columns && n != r->columns))
		die("row", "has too many columns, or too few");
	if (r->at - start > ROW_MAX)
		die("row", "too long");
	r->columns = n;
	return 1;
}

static void read_header(reader *r)
{
	int i, k;

	if (!read_row(r))
		die("file", "empty");
	for (i = 0; i < r->columns; i++) {
		for (k = 0; k < KNOWN && !gj_str_is(r->cell[i], headers[k]); k++)
			;
		r->meaning[i] = k;
	}
}

/* ---- by hand: JSON ---- */

/* Six bytes for one at the worst. */
static char *put_text(char *at, gj_str text)
{
	size_t i;

	*at++ = '"';
	for (i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (c == '"' || c == '\\')
			*at++ = '\\';
		if ((unsigned char)c < 0x20)
			at += snprintf(at, 7, "\\u%04x", (unsigned)c);
		else
			*at++ = c;
	}
	*at++ = '"';
	return at;
}

/* name: with its comma and colon. An empty cell says nothing. */
static char *put_fact(char *at, const char *name, gj_str text)
{
	size_t n = strlen(name);

	if (!text.n)
		return at;
	memcpy(at, name, n);
	return put_text(at + n, text);
}

/* ---- by hand: what is written ---- */

enum { FIND = COMMON, ADD, FINISH, STATEMENTS };
static const char *const sql[STATEMENTS - COMMON] = {
	"SELECT id FROM enterprise WHERE home = ?1 AND uscc = ?2 AND voided = 0",
	"INSERT INTO enterprise (home, id, kind, name, name_key, search_key, uscc, state, "
	"founded_on, registered_capital, registered_area, registered_address, voided, revision, "
	"seq, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, 1, ?12, "
	"?13)",
	"INSERT INTO import (home, id, file, row_count, registered, updated, unchanged, skipped, "
	"quarantined, settled, revision, seq, created_at) "
	"VALUES (?1, ?2, ?3, ?4, ?4, 0, 0, 0, 0, 0, 1, ?5, ?6)",
};

typedef struct enterprise {
	gj_str cell[KNOWN], key;
	const char *kind, *state;
	char uscc[GJ_USCC_SIZE + 1];
	int32_t founded_on;
} enterprise;

typedef struct importer {
	hand h;
	gj_arena *arena;
	int64_t root, id, first, rows;
	char at[40];
	char bytes[1 << 16];
	char report[REPORT_ROWS * 80];
	size_t report_n;
} importer;

static const char *kind_of(const char *uscc)
{
	if (memcmp(uscc, "92", 2) == 0)
		return "sole_trader";
	return uscc[0] == '5'   ? "social_organisation"
	       : uscc[0] == 'N' ? "collective"
				: "enterprise";
}

static const char *state_of(gj_str text)
{
	static const char *const words[][2] = { { "存续", "operating" },
						{ "拟入驻", "intended" },
						{ "迁出", "moved" },
						{ "注销", "closed" } };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (gj_str_is(text, words[i][0]))
			return words[i][1];
	die("state", text.p);
	return NULL;
}

/* 2019-07-13 and nothing else. */
static int32_t days_of(gj_str text)
{
	static const char form[] = "0000-00-00";
	gj_civil date;
	size_t i;
	int ok = text.n == sizeof(form) - 1;

	for (i = 0; ok && i < text.n; i++)
		ok = form[i] == '-' ? text.p[i] == '-' : text.p[i] >= '0' && text.p[i] <= '9';
	if (!ok)
		die("date", text.p);
	date.year = (int32_t)strtol(text.p, NULL, 10);
	date.month = (int32_t)strtol(text.p + 5, NULL, 10);
	date.day = (int32_t)strtol(text.p + 8, NULL, 10);
	if (!gj_civil_ok(date))
		die("date", text.p);
	return gj_civil_days(date);
}

static void check_code(importer *m, enterprise *e)
{
	sqlite3_stmt *s = m->h.st[FIND];
	gj_error err;

	if (gj_uscc_check(e->cell[USCC], e->uscc, &err) < 0)
		die("code", e->cell[USCC].p);
	e->cell[USCC] = (gj_str){ e->uscc, GJ_USCC_SIZE };
	sqlite3_bind_int64(s, 1, m->h.home);
	sqlite3_bind_text(s, 2, e->uscc, GJ_USCC_SIZE, SQLITE_STATIC);
	if (sqlite3_step(s) != SQLITE_DONE)
		die(e->uscc, "is there already");
	sqlite3_reset(s);
}

static void take_row(importer *m, const reader *r, enterprise *e)
{
	int i;

	memset(e, 0, sizeof(*e));
	for (i = 0; i < r->columns; i++)
		if (r->meaning[i] != KNOWN)
			e->cell[r->meaning[i]] = r->cell[i];
	if (!e->cell[NAME].n || !e->cell[FOUNDED_ON].n || !e->cell[STATE].n)
		die("row", "lacks something");
	check_code(m, e);
	e->kind = kind_of(e->uscc);
	e->state = state_of(e->cell[STATE]);
	e->founded_on = days_of(e->cell[FOUNDED_ON]);
	e->key = gj_utf8_fold(m->arena, e->cell[NAME]);
	if (!e->key.p)
		die("fold", "no memory");
}

static void registered(importer *m, const enterprise *e, int64_t id)
{
	hand *h = &m->h;
	char first[40] = "", *at;

	if (m->first)
		snprintf(first, sizeof(first), "\"first\":%lld,", (long long)m->first);
	at = m->bytes +
	     snprintf(
		     m->bytes, sizeof(m->bytes),
		     "{\"home\":%lld,\"seq\":%lld,\"type\":\"enterprise.registered\",\"version\":1,"
		     "\"at\":\"%s\",\"subject\":%lld,\"revision\":1,\"root\":%lld,%s\"next_id\":%"
		     "lld,"
		     "\"body\":{\"kind\":\"%s\"",
		     (long long)h->home, (long long)h->seq + 1, m->at, (long long)id,
		     (long long)m->root, first, (long long)h->next_id, e->kind);
	at = put_fact(at, ",\"name\":", e->cell[NAME]);
	at = put_fact(at, ",\"uscc\":", e->cell[USCC]);
	at = put_fact(at, ",\"state\":", gj_str_of(e->state));
	at = put_fact(at, ",\"founded_on\":", e->cell[FOUNDED_ON]);
	at = put_fact(at, ",\"registered_capital\":", e->cell[CAPITAL]);
	at = put_fact(at, ",\"registered_area\":", e->cell[AREA]);
	at = put_fact(at, ",\"registered_address\":", e->cell[ADDRESS]);
	at = put_fact(at, ",\"name_key\":", e->key);
	*at++ = '}';
	*at++ = '}';
	append(h, id, 0, m->bytes, (size_t)(at - m->bytes));
	if (!m->first)
		m->first = h->seq;
}

static void bind_cell(sqlite3_stmt *s, int n, gj_str text)
{
	if (text.n)
		sqlite3_bind_text(s, n, text.p, (int)text.n, SQLITE_STATIC);
	else
		sqlite3_bind_null(s, n);
}

static void add(importer *m, const enterprise *e, int64_t id)
{
	sqlite3_stmt *s = m->h.st[ADD];

	sqlite3_bind_int64(s, 1, m->h.home);
	sqlite3_bind_int64(s, 2, id);
	sqlite3_bind_text(s, 3, e->kind, -1, SQLITE_STATIC);
	bind_cell(s, 4, e->cell[NAME]);
	sqlite3_bind_text(s, 5, e->key.p, (int)e->key.n, SQLITE_STATIC);
	bind_cell(s, 6, e->cell[USCC]);
	sqlite3_bind_text(s, 7, e->state, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, 8, e->founded_on);
	bind_cell(s, 9, e->cell[CAPITAL]);
	bind_cell(s, 10, e->cell[AREA]);
	bind_cell(s, 11, e->cell[ADDRESS]);
	sqlite3_bind_int64(s, 12, m->h.seq);
	sqlite3_bind_int64(s, 13, m->h.at);
	step_done(&m->h, ADD);
}

static void report(importer *m, int64_t line, int64_t id)
{
	if (m->rows++ >= REPORT_ROWS)
		return;
	m->report_n += (size_t)snprintf(m->report + m->report_n, sizeof(m->report) - m->report_n,
					"%s{\"line\":%lld,\"outcome\":\"registered\",\"id\":%lld}",
					m->report_n ? "," : "", (long long)line, (long long)id);
}

static void import_row(importer *m, const reader *r)
{
	gj_arena_mark mark = gj_arena_mark_now(m->arena);
	enterprise e;
	int64_t id;

	take_row(m, r, &e);
	id = new_id(&m->h);
	registered(m, &e, id);
	add(m, &e, id);
	report(m, r->began, id);
	gj_arena_rewind(m->arena, mark);
}

static void finish(importer *m, const char *file, const char *unknown)
{
	hand *h = &m->h;
	sqlite3_stmt *s = h->st[FINISH];
	int n = snprintf(
		m->bytes, sizeof(m->bytes),
		"{\"home\":%lld,\"seq\":%lld,\"type\":\"import.finished\",\"version\":1,"
		"\"at\":\"%s\",\"subject\":%lld,\"revision\":1,\"root\":%lld,\"next_id\":%lld,"
		"\"body\":{\"file\":\"%s\",\"row_count\":%lld,\"registered\":%lld,"
		"\"updated\":0,\"unchanged\":0,\"skipped\":0,\"quarantined\":0,"
		"\"unknown\":[%s],\"rows\":[%s],\"first_seq\":%lld,\"last_seq\":%lld}}",
		(long long)h->home, (long long)h->seq + 1, m->at, (long long)m->id,
		(long long)m->root, (long long)h->next_id, file, (long long)m->rows,
		(long long)m->rows, unknown, m->report, (long long)m->first, (long long)h->seq);

	append(h, m->id, 0, m->bytes, (size_t)n);
	sqlite3_bind_int64(s, 1, h->home);
	sqlite3_bind_int64(s, 2, m->id);
	sqlite3_bind_text(s, 3, file, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, 4, m->rows);
	sqlite3_bind_int64(s, 5, h->seq);
	sqlite3_bind_int64(s, 6, h->at);
	step_done(h, FINISH);
}

/* ---- by hand: the whole ---- */

/* Headers that mean nothing here, as the event lists them. */
static void list_unknown(const reader *r, char out[ROW_MAX * 6])
{
	char *start = out;
	int i;

	for (i = 0; i < r->columns; i++) {
		if (r->meaning[i] != KNOWN || !r->cell[i].n)
			continue;
		if (out > start)
			*out++ = ',';
		out = put_text(out, r->cell[i]);
	}
	*out = '\0';
}

static void import_file(importer *m, const char *path)
{
	hand *h = &m->h;
	const char *slash = strrchr(path, '/');
	char unknown[ROW_MAX * 6];
	size_t size = 0;
	char *bytes = slurp(path, &size);
	reader r = { .at = bytes, .line = 1 };

	if (!bytes || gj_utf8_valid(bytes, size) != size || memchr(bytes, 0, size))
		die(path, "cannot read");
	if (strncmp(bytes, "\xEF\xBB\xBF", 3) == 0)
		r.at += 3;
	read_header(&r);
	list_unknown(&r, unknown);
	run(h, "BEGIN IMMEDIATE");
	lock(h);
	m->root = root_seq(h);
	h->at = clock_now() > h->at ? clock_now() : h->at;
	format_time(h->at, m->at);
	m->id = new_id(h);
	while (read_row(&r))
		import_row(m, &r);
	finish(m, slash ? slash + 1 : path, unknown);
	unlock(h);
	run(h, "COMMIT");
	free(bytes);
}

static int64_t home_of(hand *h, int64_t office)
{
	sqlite3_stmt *s = NULL;
	int64_t home;

	prepare_statement(h, "SELECT chain FROM office WHERE home = 1 AND id = ?1", &s);
	sqlite3_bind_int64(s, 1, office);
	check(h, sqlite3_step(s), "office");
	home = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return home;
}

static double by_hand(const ground *g)
{
	importer *m = calloc(1, sizeof(*m));
	double began;

	if (!m)
		die("importer", "no memory");
	hand_open(&m->h, g->path, 0, sql, STATEMENTS - COMMON);
	m->h.home = home_of(&m->h, g->street);
	m->arena = new_arena();
	began = now();
	import_file(m, g->file);
	began = now() - began;
	gj_arena_free(m->arena);
	hand_close(&m->h);
	free(m);
	return began;
}

/* ---- side by side ---- */

static double one(ground *g, const char *file, double (*way)(const ground *))
{
	gj_ledger *ledger;
	double seconds;

	discard(g->path);
	ledger = open_ledger(g->path, 1);
	g->street = register_street(ledger);
	g->file = file;
	gj_close(ledger);
	seconds = way(g);
	verify(g->path);
	return seconds;
}

/* Of every event all but the time. */
#define EVENTS(schema) \
	"SELECT home, seq, subject, link, substr(t, 1, instr(t, '\"at\":')), " \
	"substr(t, instr(t, 'Z\"')) FROM " \
	"(SELECT *, CAST(bytes AS TEXT) AS t FROM " schema ".event)"
#define COUNT(rows) "(SELECT count(*) FROM (" rows "))"

/* Replaying the events gives every other table; that it does is what was verified. */
static void same_events(const char *path, const char *other)
{
	static const char question[] = "SELECT " COUNT(EVENTS("main") " INTERSECT " EVENTS(
		"o")) " = max(" COUNT(EVENTS("main")) ", " COUNT(EVENTS("o")) ")";
	sqlite3_stmt *s = NULL;
	char attach[200];
	hand h;

	hand_open(&h, path, 0, NULL, 0);
	snprintf(attach, sizeof(attach), "ATTACH '%s' AS o", other);
	run(&h, attach);
	prepare_statement(&h, question, &s);
	check(&h, sqlite3_step(s), question);
	if (!sqlite3_column_int(s, 0))
		die(path, "its events are not those of the other");
	sqlite3_finalize(s);
	hand_close(&h);
}

static void compare(const char *title, int rows, const char *utf8, const char *gb18030)
{
	double lib[ROUNDS], gb[ROUNDS], own[ROUNDS];
	ground a = { "", NULL, 0 }, b = { "", NULL, 0 };
	char line[80];
	int i;

	snprintf(a.path, sizeof(a.path), "bench-import-%ld-a.db", (long)getpid());
	snprintf(b.path, sizeof(b.path), "bench-import-%ld-b.db", (long)getpid());
	for (i = 0; i < ROUNDS; i++) {
		gb[i] = one(&a, gb18030, by_library);
		lib[i] = one(&a, utf8, by_library);
		own[i] = one(&b, utf8, by_hand);
		if (i == 0)
			same_events(a.path, b.path);
		discard(a.path);
		discard(b.path);
	}
	snprintf(line, sizeof(line), "%s, UTF-8", title);
	tell(line, rows, lib, own);
	snprintf(line, sizeof(line), "%s, GB18030", title);
	tell(line, rows, gb, own);
}

#define NOTICES GJ_SHARED_DATA "/ledgers/enterprises_2000."

int main(int argc, char **argv)
{
	int rows = argc > 1 ? atoi(argv[1]) : 50000;
	char utf8[64], gb18030[64];

	if (rows < 1 || rows > 999999)
		die("ROWS", "1 to 999999");
	printf("enterprises a second, %d rounds each, medians; all ledgers verified\n", ROUNDS);
	if (there(NOTICES "utf8.csv") && there(NOTICES "gb18030.csv"))
		compare("2,000 of notices", 2000, NOTICES "utf8.csv", NOTICES "gb18030.csv");
	else
		printf("skipped: no " NOTICES "utf8.csv\n");
	snprintf(utf8, sizeof(utf8), "bench-import-%ld.utf8.csv", (long)getpid());
	snprintf(gb18030, sizeof(gb18030), "bench-import-%ld.gb18030.csv", (long)getpid());
	make_file(utf8, rows);
	make_gb18030(utf8, gb18030);
	compare("made here", rows, utf8, gb18030);
	unlink(utf8);
	unlink(gb18030);
	return 0;
}
