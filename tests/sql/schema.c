/* SPDX-License-Identifier: Apache-2.0
 *
 * The schema as one file and the migrations one after the other give the same tables, and
 * those are the tables that the library knows of.
 */
#include "engine.h"

#include <sqlite3.h>

#include "statements.h"

static void script(sqlite3 *db, const char *sql)
{
	char *message = NULL;

	ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, &message) == SQLITE_OK, "%s", message);
}

static sqlite3 *whole(void)
{
	sqlite3 *db = NULL;

	ck_assert_int_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
	script(db, gj_sql_schema[GJ_ENGINE_SQLITE]);
	return db;
}

static sqlite3 *migrated(void)
{
	const gj_migration *m;
	sqlite3 *db = NULL;
	int last = 0;

	ck_assert_int_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
	for (m = gj_sql_migrations; m->version; m++) {
		ck_assert_int_eq(m->version, last + 1);
		last = m->version;
		ck_assert_ptr_nonnull(m->text[GJ_ENGINE_POSTGRESQL]);
		script(db, m->text[GJ_ENGINE_SQLITE]);
	}
	ck_assert_int_gt(last, 0);
	return db;
}

/* Everything that makes a table what it is. An added column stands elsewhere in the text of
 * CREATE TABLE, so the text is compared for indexes only. */
static const char about[] =
	"SELECT 'table', l.name, l.wr, l.strict, c.cid, c.name, c.type, c.\"notnull\", "
	"coalesce(c.dflt_value, '-'), c.pk, c.hidden "
	"FROM pragma_table_list l JOIN pragma_table_xinfo(l.name) c WHERE l.name NOT LIKE "
	"'sqlite_%' "
	"UNION ALL SELECT 'index', t.name, i.name, i.\"unique\", i.origin, i.partial, x.seqno, "
	"coalesce(x.name, '-'), x.desc, x.coll, coalesce(s.sql, '-') "
	"FROM pragma_table_list t JOIN pragma_index_list(t.name) i JOIN pragma_index_xinfo(i.name) "
	"x "
	"LEFT JOIN sqlite_schema s ON s.type = 'index' AND s.name = i.name "
	"WHERE t.name NOT LIKE 'sqlite_%' "
	"UNION ALL SELECT type, name, tbl_name, sql, 0, 0, 0, 0, 0, 0, 0 FROM sqlite_schema "
	"WHERE type NOT IN ('table', 'index') ORDER BY 1, 2, 3, 4, 5, 6, 7, 8";

START_TEST(both_ways_give_the_same)
{
	sqlite3 *one = whole(), *two = migrated();
	sqlite3_stmt *a = NULL, *b = NULL;
	int i, rows = 0, more;

	ck_assert_msg(sqlite3_prepare_v2(one, about, -1, &a, NULL) == SQLITE_OK, "%s",
		      sqlite3_errmsg(one));
	ck_assert_int_eq(sqlite3_prepare_v2(two, about, -1, &b, NULL), SQLITE_OK);
	do {
		more = sqlite3_step(a);
		ck_assert_msg(sqlite3_step(b) == more, "after %s of %s: one has more",
			      (const char *)sqlite3_column_text(a, 5),
			      (const char *)sqlite3_column_text(a, 1));
		for (i = 0; more == SQLITE_ROW && i < sqlite3_column_count(a); i++)
			ck_assert_msg(strcmp((const char *)sqlite3_column_text(a, i),
					     (const char *)sqlite3_column_text(b, i)) == 0,
				      "%s %s: %s and %s", (const char *)sqlite3_column_text(a, 0),
				      (const char *)sqlite3_column_text(a, 1),
				      (const char *)sqlite3_column_text(a, i),
				      (const char *)sqlite3_column_text(b, i));
		rows += more == SQLITE_ROW;
	} while (more == SQLITE_ROW);
	ck_assert_int_eq(more, SQLITE_DONE);
	ck_assert_int_gt(rows, 5 * GJ_TABLE_COUNT);
	sqlite3_finalize(a);
	sqlite3_finalize(b);
	sqlite3_close(one);
	sqlite3_close(two);
}
END_TEST

#ifdef GJ_WITH_POSTGRESQL

/* What a schema of the server is made of, as one text. */
static char *made_of(PGconn *conn, const char *schema)
{
	char sql[1200], *text;
	PGresult *result;

	snprintf(sql, sizeof(sql),
		 "SELECT string_agg(line, '|' ORDER BY line) FROM (SELECT concat_ws(' ', "
		 "table_name, "
		 "column_name, data_type, is_nullable, column_default, collation_name) AS line "
		 "FROM information_schema.columns WHERE table_schema = '%s' UNION ALL "
		 "SELECT replace(indexdef, '%s.', '') FROM pg_indexes WHERE schemaname = '%s' "
		 "UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint "
		 "WHERE connamespace = '%s'::regnamespace) x",
		 schema, schema, schema, schema);
	result = PQexec(conn, sql);
	ck_assert_msg(PQresultStatus(result) == PGRES_TUPLES_OK, "%s", PQerrorMessage(conn));
	text = strdup(PQgetvalue(result, 0, 0));
	PQclear(result);
	return text;
}

static void run(PGconn *conn, const char *sql)
{
	PGresult *result = PQexec(conn, sql);

	ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK, "%s", PQerrorMessage(conn));
	PQclear(result);
}

START_TEST(both_ways_give_the_same_pg)
{
	const gj_migration *m;
	char *one, *two;
	PGconn *conn;

	if (engine_is_sqlite())
		UNIT_SKIP("no PostgreSQL server");
	conn = PQconnectdb(getenv("GJ_TEST_POSTGRESQL"));
	run(conn, "SET client_min_messages = error; DROP SCHEMA IF EXISTS whole, migrated CASCADE; "
		  "CREATE SCHEMA whole; CREATE SCHEMA migrated; SET search_path = whole");
	run(conn, gj_sql_schema[GJ_ENGINE_POSTGRESQL]);
	run(conn, "SET search_path = migrated");
	for (m = gj_sql_migrations; m->version; m++)
		run(conn, m->text[GJ_ENGINE_POSTGRESQL]);
	one = made_of(conn, "whole");
	two = made_of(conn, "migrated");
	ck_assert_str_eq(one, two);
	ck_assert_uint_gt(strlen(one), 100 * (size_t)GJ_TABLE_COUNT);
	free(one);
	free(two);
	PQfinish(conn);
}
END_TEST

#else
START_TEST(both_ways_give_the_same_pg)
{
	UNIT_SKIP("built without libpq");
}
END_TEST
#endif

/* Columns in their order, keys, STRICT, without a hidden row number: what replay, comparison
 * and the dumps rest on. */
START_TEST(the_library_knows_its_tables)
{
	sqlite3 *db = whole();
	sqlite3_stmt *stmt = NULL;
	const gj_table *table;
	int i, n, keys, tables = 0;
	char sql[256];

	for (i = 0; i < GJ_TABLE_COUNT; i++) {
		table = &gj_sql_tables[i];
		snprintf(sql, sizeof(sql),
			 "SELECT name, pk FROM pragma_table_xinfo('%s') ORDER BY cid", table->name);
		ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
		for (n = keys = 0; sqlite3_step(stmt) == SQLITE_ROW; n++) {
			ck_assert_int_lt(n, table->column_count);
			ck_assert_str_eq((const char *)sqlite3_column_text(stmt, 0),
					 table->columns[n]);
			if (sqlite3_column_int(stmt, 1) == 1)
				ck_assert_str_eq((const char *)sqlite3_column_text(stmt, 0),
						 "home");
			keys += sqlite3_column_int(stmt, 1) > 0;
		}
		ck_assert_int_eq(n, table->column_count);
		ck_assert_int_eq(keys, table->key_count);
		sqlite3_finalize(stmt);
		ck_assert_int_ge(table->dump, 0);
		ck_assert((table->clear >= 0) == (table->kind == GJ_TABLE_CLASS_DERIVED));
	}
	ck_assert_int_eq(sqlite3_prepare_v2(db,
					    "SELECT name, wr, strict FROM pragma_table_list WHERE "
					    "name NOT LIKE 'sqlite_%'",
					    -1, &stmt, NULL),
			 SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		ck_assert_msg(sqlite3_column_int(stmt, 1) && sqlite3_column_int(stmt, 2), "%s",
			      (const char *)sqlite3_column_text(stmt, 0));
		tables++;
	}
	sqlite3_finalize(stmt);
	ck_assert_int_eq(tables, GJ_TABLE_COUNT);
	sqlite3_close(db);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("schema");

	unit_add(s, "both_ways_give_the_same", both_ways_give_the_same);
	if (!engine_is_sqlite())
		unit_add(s, "both_ways_give_the_same_pg", both_ways_give_the_same_pg);
	unit_add(s, "the_library_knows_its_tables", the_library_knows_its_tables);
	return s;
}

GJ_TEST_MAIN(suite)
