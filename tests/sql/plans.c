/* SPDX-License-Identifier: Apache-2.0
 *
 * Every statement is prepared, with the parameters that it says, and its query plan read. Who
 * reads a whole table or index must have said why (`scan: REASON`), and who said so
 * must do it. As every table begins with its home, a search by the home alone is a
 * scan too: of all that an office has.
 */
#include "api/handle.h"

#include <ctype.h>
#include <sqlite3.h>

#include "engine.h"
#include "store/driver.h"

typedef struct plan {
	int scans, sorts;
	char what[512];
} plan;

static gj_ledger *open_ledger(void)
{
	gj_options *o = NULL;
	gj_ledger *ledger = NULL;

	ck_assert_int_eq(gj_options_new(&o), GJ_OK);
	gj_options_set_int(o, "create", 1);
	ck_assert_int_eq(gj_open("sqlite:", o, &ledger, NULL), GJ_OK);
	gj_options_free(o);
	return ledger;
}

static const gj_table *table_of(const char *name, size_t length)
{
	int i;

	for (i = 0; i < GJ_TABLE_COUNT; i++)
		if (strlen(gj_sql_tables[i].name) == length &&
		    strncmp(gj_sql_tables[i].name, name, length) == 0)
			return &gj_sql_tables[i];
	return NULL;
}

/* The table behind the name of a plan's line: itself, or "table alias" in the statement. NULL
 * for what is no table: a sub-select, a list of values. */
static const gj_table *table_in(const char *sql, const char *alias, size_t length)
{
	const gj_table *table = table_of(alias, length);
	const char *at = sql, *from;

	while (!table && (at = strstr(at, " "))) {
		at++;
		if (strncmp(at, alias, length) != 0 || isalnum((unsigned char)at[length]) ||
		    at[length] == '_' || at[length] == '.')
			continue;
		/* The word before it, AS apart. */
		for (from = at - 1; from > sql && from[-1] != ' ' && from[-1] != '('; from--)
			;
		if (strncmp(from, "AS ", 3) == 0)
			for (from--; from > sql && from[-1] != ' ' && from[-1] != '('; from--)
				;
		table = table_of(from, strcspn(from, " "));
	}
	return table;
}

/* "SCAN t", or "SEARCH t USING ... (home=?)" of a table whose key is longer. */
static int reads_all(const char *sql, const char *detail)
{
	int scan = strncmp(detail, "SCAN ", 5) == 0, search = strncmp(detail, "SEARCH ", 7) == 0;
	const char *name = detail + (scan ? 5 : 7);
	const gj_table *table;

	if (!scan && !search)
		return 0;
	table = table_in(sql, name, strcspn(name, " "));
	if (!table)
		return 0;
	return scan || (strstr(detail, "(home=?)") && table->key_count > 1);
}

static plan read_plan(sqlite3 *db, const gj_statement *s)
{
	plan p = { 0, 0, "" };
	sqlite3_stmt *stmt = NULL;
	char sql[16384];
	const char *detail;

	ck_assert_uint_lt((size_t)snprintf(sql, sizeof(sql), "EXPLAIN QUERY PLAN %s",
					   s->text[GJ_ENGINE_SQLITE]),
			  sizeof(sql));
	ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK, "%s: %s", s->name,
		      sqlite3_errmsg(db));
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		detail = (const char *)sqlite3_column_text(stmt, 3);
		if (reads_all(sql, detail) && p.scans++ == 0)
			snprintf(p.what, sizeof(p.what), "%s", detail);
		p.sorts += strstr(detail, "TEMP B-TREE") != NULL;
	}
	sqlite3_finalize(stmt);
	return p;
}

static int starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* Made by the generator for every table: all rows of one home, or none of them. */
static int whole_by_nature(const gj_statement *s)
{
	return starts(s->name, "dump_") || starts(s->name, "clear_");
}

START_TEST(scans_are_declared)
{
	gj_ledger *ledger = open_ledger();
	int i, faults = 0, declared = 0, sorts = 0;

	for (i = 0; i < GJ_SQL_COUNT; i++) {
		const gj_statement *s = &gj_sql_statements[i];
		plan p;

		if (!s->text[GJ_ENGINE_SQLITE])
			continue;
		p = read_plan(ledger->db->impl, s);
		declared += s->scan[GJ_ENGINE_SQLITE] != NULL;
		sorts += p.sorts != 0;
		if (p.sorts)
			printf("sorts: %s\n", s->name);
		if (p.scans && !s->scan[GJ_ENGINE_SQLITE] && !whole_by_nature(s)) {
			printf("undeclared: %s: %s\n", s->name, p.what);
			faults++;
		} else if (!p.scans && s->scan[GJ_ENGINE_SQLITE]) {
			printf("declared, but it does not scan: %s\n", s->name);
			faults++;
		}
	}
	printf("%d statements, %d declared scans, %d sorts\n", GJ_SQL_COUNT, declared, sorts);
	fflush(stdout);
	ck_assert_int_eq(faults, 0);
	gj_close(ledger);
}
END_TEST

/* ---- PostgreSQL ---- */

#ifdef GJ_WITH_POSTGRESQL

static PGresult *ask(PGconn *conn, const char *format, ...)
{
	static char sql[16384];
	PGresult *result;
	va_list args;

	va_start(args, format);
	ck_assert_uint_lt((size_t)vsnprintf(sql, sizeof(sql), format, args), sizeof(sql));
	va_end(args);
	result = PQexec(conn, sql);
	ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK ||
			      PQresultStatus(result) == PGRES_TUPLES_OK,
		      "%s: %s", sql, PQerrorMessage(conn));
	return result;
}

/* Is an index of a part of the table named here? Whoever reads all of it for one home reads what
 * it is there for: open demands, homes. */
static int names_partial(PGconn *conn, const char *line)
{
	const char *at = strstr(line, "Bitmap Index Scan on ");
	char name[64];
	PGresult *result;
	int partial;

	at = at ? at + strlen("Bitmap Index Scan on ") : strstr(line, " using ");
	if (!at)
		return 0;
	at += strncmp(at, " using ", 7) == 0 ? 7 : 0;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(at, " "), at);
	result = ask(conn,
		     "SELECT count(*) FROM pg_index WHERE indexrelid = '%s'::regclass AND "
		     "indpred IS NOT NULL",
		     name);
	partial = atoi(PQgetvalue(result, 0, 0));
	PQclear(result);
	return partial;
}

/* Reads one line of a plan: a scan that goes through an index is one until its condition has been
 * seen, and one of the home alone stays one. Bitmap scans name their table a line before. */
static void read_line(PGconn *conn, plan *p, const char *line, const gj_table **open,
		      char what[512])
{
	const char *node = strstr(line, " Scan"), *on = node ? strstr(node, " on ") : NULL;
	const char *cond = strstr(line, "Index Cond: (");
	const gj_table *table;

	if (cond && *open) {
		cond += strlen("Index Cond: (");
		if (strncmp(cond, "home = ", 7) == 0 && !strstr(cond, " AND ") &&
		    (*open)->key_count > 1 && p->scans++ == 0)
			snprintf(p->what, sizeof(p->what), "%.400s", what);
		*open = NULL;
		return;
	}
	if (strstr(line, "BitmapOr") || strstr(line, "BitmapAnd"))
		return;
	if (strstr(line, "Bitmap Index Scan")) {
		if (names_partial(conn, line))
			*open = NULL;
		return;
	}
	if (!on && !strstr(line, "->"))
		return;
	/* The next node: what was open had no condition. */
	if (*open && p->scans++ == 0)
		snprintf(p->what, sizeof(p->what), "%.400s", what);
	*open = NULL;
	table = on ? table_of(on + 4, strcspn(on + 4, " ")) : NULL;
	if (!table)
		return;
	snprintf(what, 512, "%.500s", line + strspn(line, " ->"));
	*open = names_partial(conn, line) ? NULL : table;
}

static plan read_plan_pg(PGconn *conn, const char *sql, int params)
{
	plan p = { 0, 0, "" };
	const gj_table *open = NULL;
	char what[512] = "", nulls[400] = "";
	PGresult *result;
	int i;

	for (i = 0; i < params; i++)
		strcat(nulls, i ? ",NULL" : "(NULL");
	if (params)
		strcat(nulls, ")");
	PQclear(ask(conn, "PREPARE one AS %s", sql));
	result = ask(conn, "EXPLAIN EXECUTE one%s", nulls);
	for (i = 0; i < PQntuples(result); i++) {
		p.sorts += strstr(PQgetvalue(result, i, 0), "Sort Key") != NULL;
		read_line(conn, &p, PQgetvalue(result, i, 0), &open, what);
	}
	read_line(conn, &p, "->  end", &open, what);
	PQclear(result);
	PQclear(ask(conn, "DEALLOCATE one"));
	return p;
}

/* Some rows of every table, of five homes, for the planner to think about: they mean nothing. */
static void fill(PGconn *conn)
{
	PGresult *tables, *done;
	int i;

	tables = ask(
		conn,
		"SELECT format('INSERT INTO %%I SELECT %%s FROM generate_series(1, 4000) g "
		"ON CONFLICT DO NOTHING', table_name, string_agg(CASE WHEN column_name = 'home' "
		"THEN '1 + g %% 5' WHEN data_type = 'bigint' THEN 'g' WHEN data_type = 'bytea' "
		"THEN '''x''::bytea' ELSE 'md5(g::text)' END, ', ' ORDER BY ordinal_position)) "
		"FROM information_schema.columns WHERE table_schema = current_schema() "
		"GROUP BY table_name");
	for (i = 0; i < PQntuples(tables); i++) {
		done = PQexec(conn, PQgetvalue(tables, i, 0));
		ck_assert_msg(PQresultStatus(done) == PGRES_COMMAND_OK, "%s: %s",
			      PQgetvalue(tables, i, 0), PQerrorMessage(conn));
		PQclear(done);
	}
	ck_assert_int_ge(i, GJ_TABLE_COUNT);
	PQclear(tables);
	PQclear(ask(conn, "ANALYZE"));
}

/* The planner may not read a table whole where there is another way, so that only what has no
 * index is left. */
static PGconn *planner(gj_ledger **ret_ledger)
{
	const char *uri = engine_uri(NULL);
	gj_options *o = NULL;
	PGconn *conn;

	ck_assert_int_eq(gj_options_new(&o), GJ_OK);
	gj_options_set_int(o, "create", 1);
	ck_assert_int_eq(gj_open(uri, o, ret_ledger, NULL), GJ_OK);
	gj_options_free(o);
	conn = PQconnectdb(uri);
	PQclear(ask(conn, "SET enable_seqscan = off; SET jit = off; "
			  "SET plan_cache_mode = force_generic_plan; "
			  "SET client_min_messages = error"));
	fill(conn);
	return conn;
}

START_TEST(scans_are_declared_pg)
{
	gj_ledger *ledger = NULL;
	int i, faults = 0, declared = 0, sorts = 0;
	PGconn *conn;

	if (engine_is_sqlite())
		UNIT_SKIP("no PostgreSQL server");
	conn = planner(&ledger);
	for (i = 0; i < GJ_SQL_COUNT; i++) {
		const gj_statement *s = &gj_sql_statements[i];
		plan p;

		if (!s->text[GJ_ENGINE_POSTGRESQL])
			continue;
		p = read_plan_pg(conn, s->text[GJ_ENGINE_POSTGRESQL], s->count);
		declared += s->scan[GJ_ENGINE_POSTGRESQL] != NULL;
		sorts += p.sorts != 0;
		if (p.scans && !s->scan[GJ_ENGINE_POSTGRESQL] && !whole_by_nature(s)) {
			printf("undeclared: %s: %s\n", s->name, p.what);
			faults++;
		}
	}
	printf("%d statements, %d declared scans, %d sorts\n", GJ_SQL_COUNT, declared, sorts);
	fflush(stdout);
	ck_assert_int_eq(faults, 0);
	PQfinish(conn);
	gj_close(ledger);
}
END_TEST

/* Whether something is there or so, one of three, or a small count. */
static int is_small(const char *param)
{
	static const char *const small[] = { "above",    "anonymous",  "basis",        "blown",
					     "by_rule",  "cards",      "confidential", "excluded",
					     "folded",   "from_above", "joined",       "main",
					     "monthly",  "need",       "not_reached",  "open",
					     "plain",    "released",   "rework",       "solved",
					     "transfer", "valid",      "voided" };
	size_t i;

	for (i = 0; i < sizeof(small) / sizeof(small[0]); i++)
		if (strcmp(param, small[i]) == 0)
			return 1;
	return param[strlen(param) - 1] == '?';
}

/* A parameter that is compared with a number before any column is an int4, and every number of a
 * ledger beyond that is an error. */
static int narrow_parameters(PGconn *conn, const gj_statement *s)
{
	const char *name;
	PGresult *result;
	int i, faults = 0;

	PQclear(ask(conn, "PREPARE one AS %s", s->text[GJ_ENGINE_POSTGRESQL]));
	result = ask(conn, "SELECT t.n FROM pg_prepared_statements p, "
			   "unnest(p.parameter_types) WITH ORDINALITY t(type, n) "
			   "WHERE p.name = 'one' AND t.type IN ('int4'::regtype, 'int2'::regtype)");
	for (i = 0; i < PQntuples(result); i++) {
		name = s->params[atoi(PQgetvalue(result, i, 0)) - 1];
		if (!is_small(name)) {
			printf("narrow: %s of %s\n", name, s->name);
			faults++;
		}
	}
	PQclear(result);
	PQclear(ask(conn, "DEALLOCATE one"));
	return faults;
}

START_TEST(parameters_are_wide_pg)
{
	gj_ledger *ledger = NULL;
	int i, faults = 0;
	PGconn *conn;

	if (engine_is_sqlite())
		UNIT_SKIP("no PostgreSQL server");
	conn = planner(&ledger);
	for (i = 0; i < GJ_SQL_COUNT; i++)
		if (gj_sql_statements[i].text[GJ_ENGINE_POSTGRESQL])
			faults += narrow_parameters(conn, &gj_sql_statements[i]);
	fflush(stdout);
	ck_assert_int_eq(faults, 0);
	PQfinish(conn);
	gj_close(ledger);
}
END_TEST

#else
START_TEST(scans_are_declared_pg)
{
	UNIT_SKIP("built without libpq");
}
END_TEST

START_TEST(parameters_are_wide_pg)
{
	UNIT_SKIP("built without libpq");
}
END_TEST
#endif

/* Parameters by number are those by name, and an apply statement returns no rows. */
START_TEST(statements_are_what_they_say)
{
	gj_ledger *ledger = open_ledger();
	const gj_event_type *type;
	const gj_step *step;
	sqlite3_stmt *stmt;
	size_t n;
	int i, k;

	for (i = 0; i < GJ_SQL_COUNT; i++) {
		const gj_statement *s = &gj_sql_statements[i];

		if (!s->text[GJ_ENGINE_SQLITE])
			continue;
		stmt = NULL;
		ck_assert_msg(sqlite3_prepare_v2(ledger->db->impl, s->text[GJ_ENGINE_SQLITE], -1,
						 &stmt, NULL) == SQLITE_OK,
			      "%s: %s", s->name, sqlite3_errmsg(ledger->db->impl));
		ck_assert_msg(sqlite3_bind_parameter_count(stmt) == s->count, "%s", s->name);
		for (k = 0; k < s->count; k++)
			ck_assert_msg(s->params[k] && s->params[k][0], "%s: parameter %d", s->name,
				      k);
		ck_assert_msg(!s->params[s->count], "%s: too many names", s->name);
		sqlite3_finalize(stmt);
	}
	for (n = 0; gj_nouns[n]; n++)
		for (type = gj_nouns[n]->events; type->name; type++)
			for (step = type->steps; step && step->stmt >= 0; step++) {
				const gj_statement *s = &gj_sql_statements[step->stmt];

				stmt = NULL;
				sqlite3_prepare_v2(ledger->db->impl, s->text[GJ_ENGINE_SQLITE], -1,
						   &stmt, NULL);
				ck_assert_msg(sqlite3_column_count(stmt) == 0 &&
						      !sqlite3_stmt_readonly(stmt),
					      "%s: %s returns rows or changes nothing", type->name,
					      s->name);
				sqlite3_finalize(stmt);
			}
	gj_close(ledger);
}
END_TEST

/* ---- which tables ---- */

typedef struct touched {
	uint64_t reads[2], writes[2];
} touched;

static int note(void *user, int what, const char *name, const char *b, const char *c, const char *d)
{
	touched *t = user;
	const gj_table *table = name ? table_of(name, strlen(name)) : NULL;
	size_t i = table ? (size_t)(table - gj_sql_tables) : 0;
	uint64_t bit = UINT64_C(1) << i % 64;

	(void)b;
	(void)c;
	(void)d;
	if (table && what == SQLITE_READ)
		t->reads[i / 64] |= bit;
	if (table && (what == SQLITE_INSERT || what == SQLITE_UPDATE || what == SQLITE_DELETE))
		t->writes[i / 64] |= bit;
	return SQLITE_OK;
}

/* An answer is kept until a table that it was read from is written: what the generator says of
 * each statement is what SQLite asks leave for. */
START_TEST(tables_are_known)
{
	gj_ledger *ledger = open_ledger();
	sqlite3_stmt *stmt;
	int i;

	for (i = 0; i < GJ_SQL_COUNT; i++) {
		const gj_statement *s = &gj_sql_statements[i];
		touched t = { { 0, 0 }, { 0, 0 } };
		int writes = (s->writes[0] | s->writes[1]) != 0;

		if (!s->text[GJ_ENGINE_SQLITE])
			continue;
		sqlite3_set_authorizer(ledger->db->impl, note, &t);
		ck_assert_int_eq(sqlite3_prepare_v2(ledger->db->impl, s->text[GJ_ENGINE_SQLITE], -1,
						    &stmt, NULL),
				 SQLITE_OK);
		sqlite3_finalize(stmt);
		ck_assert_msg(memcmp(t.writes, s->writes, sizeof(t.writes)) == 0, "%s: writes",
			      s->name);
		ck_assert_msg(writes || memcmp(t.reads, s->reads, sizeof(t.reads)) == 0,
			      "%s: reads", s->name);
	}
	sqlite3_set_authorizer(ledger->db->impl, NULL, NULL);
	gj_close(ledger);
}
END_TEST

#ifdef GJ_WITH_POSTGRESQL
static int params_of(const char *sql)
{
	int most = 0;

	for (; *sql; sql++)
		if (*sql == '$' && sql[1] - '0' > most)
			most = sql[1] - '0';
	return most;
}
#endif

/* The judge itself: it knows a scan when it sees one. */
START_TEST(the_judge_judges)
{
	static const struct {
		const char *sql;
		int scans;
	} cases[] = {
		{ "SELECT name FROM office", 1 },
		{ "SELECT o.name FROM office o WHERE o.name = $1", 1 },
		{ "SELECT o.name FROM office AS o", 1 },
		{ "SELECT name FROM office WHERE home = $1", 1 },
		{ "SELECT name FROM office WHERE home = $1 AND id = $2", 0 },
		{ "SELECT name FROM office WHERE home = $1 AND id > $2 ORDER BY id LIMIT $3", 0 },
		{ "SELECT digest FROM ledger WHERE home = $1", 0 },
		{ "SELECT x.n FROM (SELECT count(*) AS n FROM office WHERE home = $1 AND id = $2) "
		  "x",
		  0 },
		{ "SELECT a.above FROM office_above a JOIN office o ON o.home = a.home AND "
		  "o.id = a.above WHERE a.home = $1 AND a.office = $2",
		  0 },
		{ "SELECT a.above FROM office_above a JOIN office o ON o.name = $3 "
		  "WHERE a.home = $1 AND a.office = $2",
		  1 },
	};
	gj_ledger *ledger = open_ledger();
	size_t i;
#ifdef GJ_WITH_POSTGRESQL
	gj_ledger *there = NULL;
	PGconn *conn = engine_is_sqlite() ? NULL : planner(&there);

	for (i = 0; conn && i < sizeof(cases) / sizeof(cases[0]); i++) {
		plan p = read_plan_pg(conn, cases[i].sql, params_of(cases[i].sql));

		ck_assert_msg((p.scans > 0) == cases[i].scans, "%s: %s", cases[i].sql, p.what);
	}
	PQfinish(conn);
	gj_close(there);
#endif

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		gj_statement s = { .name = "case", .text = { cases[i].sql, NULL } };
		plan p = read_plan(ledger->db->impl, &s);

		ck_assert_msg((p.scans > 0) == cases[i].scans, "%s: %s", cases[i].sql, p.what);
	}
	gj_close(ledger);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("plans");

	unit_add(s, "the_judge_judges", the_judge_judges);
	unit_add(s, "statements_are_what_they_say", statements_are_what_they_say);
	unit_add(s, "scans_are_declared", scans_are_declared);
	unit_add(s, "tables_are_known", tables_are_known);
	if (!engine_is_sqlite()) {
		unit_add(s, "scans_are_declared_pg", scans_are_declared_pg);
		unit_add(s, "parameters_are_wide_pg", parameters_are_wide_pg);
	}
	return s;
}

GJ_TEST_MAIN(suite)
