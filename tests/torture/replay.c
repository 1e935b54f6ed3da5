/* SPDX-License-Identifier: Apache-2.0
 *
 * The journal is the truth: after thousands of random commands the tables equal a replay,
 * row for row, as journal.verify says and as a comparison says that knows nothing
 * but sqlite3. Whatever is changed afterwards is found and named, and a journal
 * that was cut short is found against a head kept outside.
 */
#include "torture.h"

#include <unistd.h>

#include "statements.h"

#define COMMANDS 10000
#define SMALL 300
#define CHANGES 400

static void beside(const char *dir, const char *name, char *room, size_t size)
{
	snprintf(room, size, "%s/%s", dir, name);
}

static int64_t fired(const char *path)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;
	int64_t rungs;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_prepare_v2(db, "SELECT count(*) FROM rung", -1, &stmt, NULL),
			 SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	rungs = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return rungs;
}

START_TEST(tables_equal_a_replay)
{
	unsigned i, commands = unit_soak() ? 20 * COMMANDS : COMMANDS;
	char dir[512], path[600], copy[600];
	gj_ledger *ledger;
	size_t never, undeclared;
	int64_t rows;
	gen *g;

	torture_dir(dir, sizeof(dir));
	beside(dir, "ledger", path, sizeof(path));
	g = gen_new(unit_seed(), dir);
	ledger = torture_open(path, 1);
	torture_people(ledger, g);
	gen_watch(g, path);
	gen_cover(g, ledger, 3);
	for (i = 0; i < commands; i++)
		gen_play(g, ledger);
	gen_settle(g, ledger);
	never = gen_report(g, stdout);
	undeclared = gen_undeclared(g, stdout);
	gj_close(ledger);
	/* A generator that reaches little proves little. */
	ck_assert_uint_lt(5 * never, gen_op_count(g));
	ck_assert_uint_gt(gen_tallied(g)->good, commands / 8);
	ck_assert_uint_gt(gen_tallied(g)->refused, commands / 20);
	gen_free(g);
	torture_check(path);
	beside(dir, "copy", copy, sizeof(copy));
	torture_replay(path, copy);
	rows = torture_compare(path, copy, GJ_TABLE_CLASS_JOURNAL, NULL);
	rows += torture_compare(path, copy, GJ_TABLE_CLASS_VAULT, NULL);
	rows += torture_compare(path, copy, GJ_TABLE_CLASS_DERIVED, stdout);
	printf("%lld rows are equal\n", (long long)rows);
	ck_assert_int_gt(rows, commands / 10);
	/* Time has passed in it. */
	ck_assert_int_gt(fired(path), 0);
	torture_check(copy);
	ck_assert_uint_eq(undeclared, 0);
	torture_remove(dir);
}
END_TEST

/* ---- one byte changed ---- */

typedef struct change {
	const gj_table *table;
	int column, key_count, key[8];
	sqlite3_value *was, *key_was[8];
} change;

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt = NULL;

	ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK, "%s: %s", sql,
		      sqlite3_errmsg(db));
	return stmt;
}

static int64_t ask_int(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt = prepare(db, sql);
	int64_t value;

	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return value;
}

/* Which columns make the key, in its order, and their number. */
static void find_key(sqlite3 *db, change *c)
{
	char sql[256];
	sqlite3_stmt *stmt;
	int i = 0, place;

	snprintf(sql, sizeof(sql), "PRAGMA table_info(%s)", c->table->name);
	stmt = prepare(db, sql);
	for (c->key_count = 0; sqlite3_step(stmt) == SQLITE_ROW; i++) {
		ck_assert_str_eq((const char *)sqlite3_column_text(stmt, 1), c->table->columns[i]);
		place = sqlite3_column_int(stmt, 5);
		if (place) {
			c->key[place - 1] = i;
			c->key_count++;
		}
	}
	ck_assert_int_eq(i, c->table->column_count);
	sqlite3_finalize(stmt);
}

static void bind_other(gen *g, sqlite3_stmt *stmt, sqlite3_value *was, int text)
{
	int type = sqlite3_value_type(was), n = sqlite3_value_bytes(was);
	unsigned char *copy;

	if (type == SQLITE_INTEGER) {
		sqlite3_bind_int64(stmt, 1,
				   sqlite3_value_int64(was) ^ (int64_t)(1 + gen_draw(g, 255)));
	} else if (type == SQLITE_NULL || n == 0) {
		if (text)
			sqlite3_bind_text(stmt, 1, "x", 1, SQLITE_STATIC);
		else
			sqlite3_bind_int64(stmt, 1, 1);
	} else {
		copy = malloc((size_t)n);
		ck_assert_ptr_nonnull(copy);
		memcpy(copy, sqlite3_value_blob(was), (size_t)n);
		copy[gen_draw(g, (uint64_t)n)] ^= (unsigned char)(1 + gen_draw(g, 127));
		if (type == SQLITE_TEXT)
			sqlite3_bind_text(stmt, 1, (char *)copy, n, free);
		else
			sqlite3_bind_blob(stmt, 1, copy, n, free);
	}
}

static void take_row(sqlite3 *db, change *c, int64_t row)
{
	char sql[1024];
	sqlite3_stmt *stmt;
	int i;

	snprintf(sql, sizeof(sql), "SELECT * FROM %s LIMIT 1 OFFSET %lld", c->table->name,
		 (long long)row);
	stmt = prepare(db, sql);
	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	c->was = sqlite3_value_dup(sqlite3_column_value(stmt, c->column));
	for (i = 0; i < c->key_count; i++)
		c->key_was[i] = sqlite3_value_dup(sqlite3_column_value(stmt, c->key[i]));
	sqlite3_finalize(stmt);
}

static void drop_row(change *c)
{
	int i;

	sqlite3_value_free(c->was);
	for (i = 0; i < c->key_count; i++)
		sqlite3_value_free(c->key_was[i]);
}

static int is_text(sqlite3 *db, const change *c)
{
	char sql[256];

	snprintf(sql, sizeof(sql),
		 "SELECT type <> 'INTEGER' FROM pragma_table_info('%s') WHERE cid = %d",
		 c->table->name, c->column);
	return (int)ask_int(db, sql);
}

/* Changes one value of one row; 0 when a constraint stands against it. */
static int change_it(gen *g, sqlite3 *db, change *c)
{
	char sql[1024];
	size_t n = (size_t)snprintf(sql, sizeof(sql), "UPDATE %s SET %s = ?1 WHERE 1 = 1",
				    c->table->name, c->table->columns[c->column]);
	sqlite3_stmt *stmt;
	int i, rc;

	for (i = 0; i < c->key_count; i++)
		n += (size_t)snprintf(sql + n, sizeof(sql) - n, " AND %s = ?%d",
				      c->table->columns[c->key[i]], i + 2);
	stmt = prepare(db, sql);
	bind_other(g, stmt, c->was, is_text(db, c));
	for (i = 0; i < c->key_count; i++)
		sqlite3_bind_value(stmt, i + 2, c->key_was[i]);
	rc = sqlite3_step(stmt);
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE && sqlite3_changes(db) == 1;
}

static int is_key(const change *c)
{
	int i;

	for (i = 0; i < c->key_count; i++)
		if (c->key[i] == c->column)
			return 1;
	return 0;
}

/* The verdict must name the table, and the row by its whole key. A key that was changed
 * names another row, or a gap where it was; a chain's own columns may show in
 * its events first, and the other way round. */
static void check_named(const change *c, gj_reply *reply)
{
	const char *said = "", *table = "", *row = "", *key;
	int i, journal = c->table->kind == GJ_TABLE_CLASS_JOURNAL;

	gj_reply_text(reply, "/verify", &said, NULL);
	gj_reply_text(reply, "/table", &table, NULL);
	gj_reply_text(reply, "/row", &row, NULL);
	ck_assert_msg(strcmp(said, "wrong") == 0, "%s.%s was changed and not found", c->table->name,
		      c->table->columns[c->column]);
	if (journal && is_key(c)) {
		ck_assert_msg(strcmp(table, "event") == 0 || strcmp(table, "chain") == 0,
			      "%s.%s is named %s", c->table->name, c->table->columns[c->column],
			      gj_reply_json(reply, NULL));
		return;
	}
	/* An entry that is empty though no event erased it, or the other way round, shows first. */
	if (strcmp(c->table->name, "erasure") == 0 && strcmp(table, "vault") == 0)
		return;
	ck_assert_msg(strcmp(table, c->table->name) == 0, "%s.%s is named %s", c->table->name,
		      c->table->columns[c->column], gj_reply_json(reply, NULL));
	for (i = 0; i < c->key_count && !is_key(c); i++) {
		key = (const char *)sqlite3_value_text(c->key_was[i]);
		ck_assert_msg(strlen(key) > 59 || strstr(row, key) != NULL, "%s.%s: no %s in %s",
			      c->table->name, c->table->columns[c->column], key,
			      gj_reply_json(reply, NULL));
	}
}

static void verify_changed(gj_ledger *ledger, const change *c)
{
	gj_reply *reply = NULL;
	int code = gj_call(ledger, "journal.verify", "{}", 2, &reply);

	/* Without the root's own row nothing can be verified, which is said. */
	if (code == GJ_E_CORRUPT && strcmp(c->table->name, "chain") == 0 && is_key(c)) {
		gj_reply_free(reply);
		return;
	}
	ck_assert_msg(code == GJ_OK, "%s.%s was changed: %s", c->table->name,
		      c->table->columns[c->column], gj_reply_json(reply, NULL));
	check_named(c, reply);
	gj_reply_free(reply);
}

/* On a copy, which is open when it happens: the library has read it once already, so
 * that a ledger that could no longer be opened is named too. */
static int try_change(gen *g, const char *base, const char *path, const gj_table *table,
		      int64_t rows)
{
	change c = { .table = table };
	gj_ledger *ledger;
	sqlite3 *db = NULL;
	int done;

	torture_copy(base, path);
	ledger = torture_open(path, 0);
	torture_act(ledger, "{\"account\":\"system\"}");
	torture_call(ledger, "ledger.info", "{}");
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	find_key(db, &c);
	c.column = (int)gen_draw(g, (uint64_t)table->column_count);
	take_row(db, &c, (int64_t)gen_draw(g, (uint64_t)rows));
	done = change_it(g, db, &c);
	sqlite3_close(db);
	if (done)
		verify_changed(ledger, &c);
	drop_row(&c);
	gj_close(ledger);
	return done;
}

static int64_t rows_of(const char *path, const gj_table *table)
{
	char sql[256];
	sqlite3 *db = NULL;
	int64_t rows;

	snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", table->name);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	rows = ask_int(db, sql);
	sqlite3_close(db);
	return rows;
}

START_TEST(every_change_is_named)
{
	int changes = unit_soak() ? 20 * CHANGES : CHANGES, done, tried, i, all = 0, empty = 0;
	char dir[512], base[600], path[600];
	gen *g;

	torture_dir(dir, sizeof(dir));
	beside(dir, "base", base, sizeof(base));
	beside(dir, "changed", path, sizeof(path));
	g = gen_new(unit_seed() + 1, dir);
	torture_prepare(base, g, SMALL);
	torture_check(base);
	for (i = 0; i < GJ_TABLE_COUNT; i++) {
		const gj_table *table = &gj_sql_tables[i];
		int64_t rows = rows_of(base, table);
		int share = changes / GJ_TABLE_COUNT + 1;
		if (table->kind == GJ_TABLE_CLASS_LOCAL)
			continue;
		if (rows == 0)
			printf("empty: %s\n", table->name);
		empty += rows == 0;
		/* Where the truth lies, half as many again. */
		if (table->kind != GJ_TABLE_CLASS_DERIVED)
			share += share / 2;
		for (done = tried = 0; rows && done < share && tried < 4 * share; tried++)
			done += try_change(g, base, path, table, rows);
		ck_assert_msg(!rows || done > share / 2, "%s: %d changes", table->name, done);
		all += done;
	}
	printf("%d changes found and named; %d tables empty\n", all, empty);
	ck_assert_int_ge(all, changes / 3);
	gen_free(g);
	torture_remove(dir);
}
END_TEST

/* ---- cut short ---- */

static char *exported_heads(const char *path)
{
	gj_ledger *ledger = torture_open(path, 0);
	gj_reply *reply = NULL;
	char *heads;

	torture_act(ledger, "{\"account\":\"system\"}");
	ck_assert_int_eq(gj_call(ledger, "journal.head", "{\"all\":true}", 12, &reply), GJ_OK);
	heads = strdup(gj_reply_json(reply, NULL));
	gj_reply_free(reply);
	gj_close(ledger);
	return heads;
}

static void check_heads(const char *path, const char *heads, const char *verdict, const char *rule)
{
	gj_ledger *ledger = torture_open(path, 0);
	gj_reply *reply = NULL;
	const char *said = "", *why = "";

	torture_act(ledger, "{\"account\":\"system\"}");
	ck_assert_int_eq(gj_call(ledger, "journal.verify", heads, strlen(heads), &reply), GJ_OK);
	gj_reply_text(reply, "/verify", &said, NULL);
	gj_reply_text(reply, "/rule", &why, NULL);
	ck_assert_msg(strcmp(said, verdict) == 0 && (!rule || strcmp(why, rule) == 0), "%s",
		      gj_reply_json(reply, NULL));
	gj_reply_free(reply);
	gj_close(ledger);
}

/* An older copy is sound in itself: only the head kept outside tells. So is one that went
 * on differently, with more events than the head knows of. */
START_TEST(a_shortened_journal_is_found)
{
	char dir[512], path[600], older[600];
	char *before, *after;
	gj_ledger *ledger;
	unsigned i;
	gen *g;

	torture_dir(dir, sizeof(dir));
	beside(dir, "ledger", path, sizeof(path));
	beside(dir, "older", older, sizeof(older));
	g = gen_new(unit_seed() + 2, dir);
	torture_prepare(path, g, 150);
	torture_copy(path, older);
	before = exported_heads(older);
	ledger = torture_open(path, 0);
	torture_act(ledger, "{\"account\":\"system\"}");
	torture_call(ledger, "office.register", "{\"kind\":\"district\",\"name\":\"后来\"}");
	gj_close(ledger);
	after = exported_heads(path);
	check_heads(path, after, "ok", NULL);
	check_heads(path, before, "ok", NULL); /* it has grown: that is no fault */
	check_heads(older, before, "ok", NULL);
	check_heads(older, after, "wrong", "truncated_chain");
	ledger = torture_open(older, 0);
	torture_act(ledger, "{\"account\":\"system\"}");
	for (i = 0; i < 5; i++)
		torture_call(ledger, "office.register",
			     "{\"kind\":\"district\",\"name\":\"别的\"}");
	gj_close(ledger);
	check_heads(older, after, "wrong", NULL);
	free(before);
	free(after);
	gen_free(g);
	torture_remove(dir);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("replay");

	torture_add(s, "tables_equal_a_replay", tables_equal_a_replay);
	torture_add(s, "every_change_is_named", every_change_is_named);
	torture_add(s, "a_shortened_journal_is_found", a_shortened_journal_is_found);
	return s;
}

GJ_TEST_MAIN(suite)
