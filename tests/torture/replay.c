/* SPDX-License-Identifier: Apache-2.0
 *
 * The journal is the truth: after thousands of random commands the tables equal a replay,
 * row for row, as journal.verify says and as a comparison says that knows nothing
 * but sqlite3. Whatever is changed afterwards is found and named, and a journal
 * that was cut short is found against a head kept outside.
 */
#include "torture.h"

#include <sqlite3.h>
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
	look *l = look_open(path);
	int64_t rungs = look_one(l, "SELECT count(*) FROM rung");

	look_close(l);
	return rungs;
}

START_TEST(tables_equal_a_replay)
{
	unsigned i, commands = torture_share(COMMANDS, 5);
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
	int column;
	char *key_was[8]; /* as written in SQL; the key's columns are the first ones */
} change;

static char *copy_literal(const look_rows *rows, int column)
{
	int type = look_type(rows, column);
	size_t size = 0;
	const char *bytes = type < LOOK_TEXT ? "" : look_bytes(rows, column, &size);

	return look_literal(type, bytes, size, type == LOOK_INT ? look_int(rows, column) : 0);
}

/* One bit or more of it differs. A text stays text: no NUL, and UTF-8 where the engine minds. */
static char *other_literal(gen *g, const look_rows *rows, int column, int text)
{
	int type = look_type(rows, column);
	unsigned char copy[65536], *at;
	const char *bytes;
	size_t size = 0;

	if (type == LOOK_INT)
		return look_literal(LOOK_INT, "", 0,
				    look_int(rows, column) ^ (int64_t)(1 + gen_draw(g, 255)));
	bytes = type == LOOK_NULL ? "" : look_bytes(rows, column, &size);
	if (size == 0 || size > sizeof(copy))
		return text ? look_literal(LOOK_TEXT, "x", 1, 0) : look_literal(LOOK_INT, "", 0, 1);
	memcpy(copy, bytes, size);
	at = &copy[gen_draw(g, (uint64_t)size)];
	if (type == LOOK_TEXT && !look_is_sqlite() && *at >= 0x80)
		return look_literal(LOOK_TEXT, "x", 1, 0);
	do {
		*at ^= (unsigned char)(1 + gen_draw(g, 127));
	} while (type == LOOK_TEXT && *at == 0);
	return look_literal(type, copy, size, 0);
}

/* Changes one value of one row; 0 when a constraint stands against it. */
static int change_it(gen *g, look *l, change *c, int64_t row)
{
	size_t size = 1 << 20, n;
	char *sql = malloc(size), *other;
	look_rows *rows;
	int64_t changed;
	int i;

	ck_assert_ptr_nonnull(sql);
	snprintf(sql, size, "SELECT * FROM %s ORDER BY 1, 2 LIMIT 1 OFFSET %lld", c->table->name,
		 (long long)row);
	rows = look_ask(l, sql);
	ck_assert_int_eq(look_next(rows), 1);
	ck_assert_int_eq(look_columns(rows), c->table->column_count);
	for (i = 0; i < c->table->key_count; i++)
		c->key_was[i] = copy_literal(rows, i);
	other = other_literal(g, rows, c->column,
			      look_is_text(l, c->table->name, c->table->columns[c->column]));
	look_done(rows);
	n = (size_t)snprintf(sql, size, "UPDATE %s SET %s = %s WHERE 1 = 1", c->table->name,
			     c->table->columns[c->column], other);
	for (i = 0; i < c->table->key_count; i++)
		n += (size_t)snprintf(sql + n, size - n, " AND %s = %s", c->table->columns[i],
				      c->key_was[i]);
	changed = look_change(l, sql);
	free(other);
	free(sql);
	return changed == 1;
}

static void drop_row(change *c)
{
	int i;

	for (i = 0; i < c->table->key_count; i++)
		free(c->key_was[i]);
}

static int is_key(const change *c)
{
	return c->column < c->table->key_count;
}

static const char *unquoted(const char *literal, char room[64])
{
	size_t quote = *literal == '\'';

	snprintf(room, 64, "%.*s", (int)(strlen(literal) - 2 * quote), literal + quote);
	return room;
}

/* The verdict must name the table, and the row by its whole key. A key that was changed
 * names another row, or a gap where it was; a chain's own columns may show in
 * its events first, and the other way round. */
static void check_named(const change *c, gj_reply *reply)
{
	const char *said = "", *table = "", *row = "", *key;
	char room[64];
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
	/* That bytes do not add up to a digest tells not which of the parts, or whose. */
	if (strncmp(c->table->name, "content", 7) == 0 && strncmp(table, "content", 7) == 0)
		return;
	ck_assert_msg(strcmp(table, c->table->name) == 0, "%s.%s is named %s", c->table->name,
		      c->table->columns[c->column], gj_reply_json(reply, NULL));
	for (i = 0; i < c->table->key_count && !is_key(c); i++) {
		key = unquoted(c->key_was[i], room);
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
	look *l;
	int done;

	torture_copy(base, path);
	ledger = torture_open(path, 0);
	torture_act(ledger, "{\"account\":\"system\"}");
	torture_call(ledger, "ledger.info", "{}");
	l = look_open(path);
	c.column = (int)gen_draw(g, (uint64_t)table->column_count);
	done = change_it(g, l, &c, (int64_t)gen_draw(g, (uint64_t)rows));
	look_close(l);
	if (done)
		verify_changed(ledger, &c);
	drop_row(&c);
	gj_close(ledger);
	return done;
}

static int64_t rows_of(const char *path, const gj_table *table)
{
	char sql[256];
	look *l = look_open(path);
	int64_t rows;

	snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", table->name);
	rows = look_one(l, sql);
	look_close(l);
	return rows;
}

START_TEST(every_change_is_named)
{
	int changes = (int)torture_share(CHANGES, 20), done, tried, i, all = 0, empty = 0;
	int parts = (int)torture_parts();
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
		/* In the short version on PostgreSQL, one table in four. */
		if (table->kind == GJ_TABLE_CLASS_LOCAL || i % parts != _i ||
		    (torture_share(4, 4) == 1 && ((uint64_t)i + unit_seed()) % 4))
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
	ck_assert_int_ge(all, changes / parts / 3);
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
	torture_add_parts(s, "every_change_is_named", every_change_is_named);
	torture_add(s, "a_shortened_journal_is_found", a_shortened_journal_is_found);
	return s;
}

GJ_TEST_MAIN(suite)
