/* SPDX-License-Identifier: Apache-2.0
 *
 * A ledger goes from SQLite to PostgreSQL and back: it verifies everywhere, the heads of its
 * chains are the same, and so is every row of every table in the end.
 */
#include <sqlite3.h>

#include "ground.h"

static api a;
static char first[64], back[64];

static void discard(const char *path)
{
	char name[80];

	snprintf(name, sizeof(name), "%s-wal", path);
	unlink(name);
	snprintf(name, sizeof(name), "%s-shm", path);
	unlink(name);
	unlink(path);
}

static void setup(void)
{
	snprintf(first, sizeof(first), "copy-%ld-a.db", (long)getpid());
	snprintf(back, sizeof(back), "copy-%ld-b.db", (long)getpid());
	discard(first);
	discard(back);
}

static void teardown(void)
{
	discard(first);
	discard(back);
}

/* What every table holds that is copied, as one text. */
static char *dump(const char *path)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *tables = NULL, *rows = NULL;
	char *text = sqlite3_mprintf(""), sql[200];
	int i;

	ck_assert_int_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	ck_assert_int_eq(
		sqlite3_prepare_v2(db,
				   "SELECT name FROM sqlite_schema WHERE type = 'table' AND "
				   "name NOT LIKE 'sqlite_%' AND "
				   "name NOT IN ('quarantine', 'outbox') "
				   "ORDER BY name",
				   -1, &tables, NULL),
		SQLITE_OK);
	while (sqlite3_step(tables) == SQLITE_ROW) {
		snprintf(sql, sizeof(sql), "SELECT * FROM %s ORDER BY 1, 2, 3",
			 (const char *)sqlite3_column_text(tables, 0));
		ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &rows, NULL), SQLITE_OK);
		while (sqlite3_step(rows) == SQLITE_ROW)
			for (i = 0; i < sqlite3_column_count(rows); i++)
				text = sqlite3_mprintf("%z|%s", text, sqlite3_column_text(rows, i));
		sqlite3_finalize(rows);
	}
	sqlite3_finalize(tables);
	sqlite3_close(db);
	return text;
}

static void open_file(const char *uri)
{
	memset(&a, 0, sizeof(a));
	ck_assert_int_eq(gj_open(uri, NULL, &a.ledger, NULL), 0);
	api_as(&a, "system");
}

static void heads_of(const char *uri, char *room, size_t size)
{
	open_file(uri);
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
	api_ok(&a, "journal.head", "{\"all\":true}");
	snprintf(room, size, "%s", gj_reply_json(a.reply, NULL));
	api_close(&a);
}

static void replay(const char *from, const char *to)
{
	open_file(from);
	api_ok(&a, "journal.replay", "{\"path\":\"%s\"}", to);
	/* Twice into the same place is refused: it is no longer empty. */
	api_fails(&a, GJ_E_EXISTS, "not_empty", NULL, "journal.replay", "{\"path\":\"%s\"}", to);
	api_close(&a);
}

/* Some of everything: veiled values, an erasure, a case with a history. */
static void fill(void)
{
	gj_options *options = NULL;
	int64_t district, street, section, firm, demand;

	memset(&a, 0, sizeof(a));
	gj_options_new(&options);
	gj_options_set_int(options, "create", 1);
	ck_assert_int_eq(gj_open(first, options, &a.ledger, NULL), 0);
	gj_options_free(options);
	api_as(&a, "system");
	district = api_office(&a, "district", "海淀区", "HD", 0);
	street = api_office(&a, "street", "曙光街道", "SG", district);
	section = api_office(&a, "section", "城市管理办公室", NULL, street);
	api_staff(&a, "clerk", street, "clerk");
	firm = api_id(
		&a, "enterprise.register",
		"{\"home\":%lld,\"kind\":\"enterprise\",\"name\":\"甲公司（虚构）\",\"contacts\":"
		"[{\"role\":\"legal_representative\",\"name\":\"某人\",\"phone\":\"13900001111\"}]"
		"}",
		(long long)street);
	demand = api_id(
		&a, "demand.register",
		"{\"home\":%lld,\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"traffic\","
		"\"subject\":\"门口拥堵\",\"enterprise\":%lld,\"key\":\"k-1\"}",
		(long long)street, (long long)firm);
	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}", (long long)demand,
	       (long long)section);
	api_ok(&a, "vault.erase", "{\"home\":%lld,\"value\":\"13900001111\",\"reason\":\"by_law\"}",
	       (long long)street);
	api_close(&a);
}

START_TEST(there_and_back)
{
	static char before[20000], there[20000], after[20000], uri[700];
	char *one, *two;

	if (engine_is_sqlite())
		UNIT_SKIP("no PostgreSQL server");
	fill();
	snprintf(uri, sizeof(uri), "%s", engine_uri("copy"));
	heads_of(first, before, sizeof(before));
	replay(first, uri);
	heads_of(uri, there, sizeof(there));
	replay(uri, back);
	heads_of(back, after, sizeof(after));
	ck_assert_str_eq(before, there);
	ck_assert_str_eq(before, after);
	one = dump(first);
	two = dump(back);
	ck_assert_str_eq(one, two);
	sqlite3_free(one);
	sqlite3_free(two);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("copy");
	TCase *tcase = tcase_create("there and back");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, there_and_back);
	suite_add_tcase(s, tcase);
	return s;
}

GJ_TEST_MAIN(suite)
