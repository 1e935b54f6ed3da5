/* SPDX-License-Identifier: Apache-2.0
 *
 * A ledger on PostgreSQL whose tables are divided by the home: every table is, each row lies in
 * the part of its home, and every statement is planned as in an undivided ledger, on one part
 * wherever it names the home.
 */
#include "test.h"

#include "api/handle.h"

#include "engine.h"

#ifdef GJ_WITH_POSTGRESQL

#define PARTS 5
#define PLAN 16384

static PGresult *ask(PGconn *conn, const char *sql)
{
	PGresult *result = PQexec(conn, sql);
	ExecStatusType status = PQresultStatus(result);

	ck_assert_msg(status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK, "%s: %s", sql,
		      PQerrorMessage(conn));
	return result;
}

static PGconn *make_ledger(const char *name, int64_t parts)
{
	static const char system[] = "{\"account\":\"system\"}";
	static const char office[] = "{\"kind\":\"street\",\"name\":\"某街道\",\"prefix\":\"SG\"}";
	gj_options *o = NULL;
	gj_ledger *l = NULL;
	gj_reply *r = NULL;
	char uri[700], demand[200];
	int64_t street = 0;
	PGconn *conn;
	int i;

	snprintf(uri, sizeof(uri), "%s", engine_uri(name));
	ck_assert_int_eq(gj_options_new(&o), GJ_OK);
	gj_options_set_int(o, "create", 1);
	ck_assert_int_eq(gj_options_set_int(o, "partitions", parts), GJ_OK);
	ck_assert_msg(gj_open(uri, o, &l, &r) == GJ_OK, "%s", gj_reply_json(r, NULL));
	ck_assert_int_eq(gj_act_as(l, system, sizeof(system) - 1, NULL), GJ_OK);
	for (i = 0; i < 20; i++) {
		gj_reply_free(r);
		r = NULL;
		ck_assert_int_eq(gj_call(l, "office.register", office, sizeof(office) - 1, &r),
				 GJ_OK);
		ck_assert_int_eq(gj_reply_int(r, "/id", &street), GJ_OK);
		snprintf(demand, sizeof(demand),
			 "{\"home\":%lld,\"channel\":\"window\",\"kind\":\"help\","
			 "\"category\":\"traffic\",\"subject\":\"x\"}",
			 (long long)street);
		ck_assert_int_eq(gj_call(l, "demand.register", demand, strlen(demand), NULL),
				 GJ_OK);
	}
	gj_reply_free(r);
	gj_options_free(o);
	gj_close(l);
	conn = PQconnectdb(uri);
	ck_assert_int_eq(PQstatus(conn), CONNECTION_OK);
	/* Else the server does it to some tables, at a moment of its own between two plans. */
	PQclear(ask(conn, "VACUUM (ANALYZE)"));
	/* Nothing is read whole, nor sorted, unless there is no other way. */
	PQclear(PQexec(conn, "SET enable_seqscan = off; SET enable_bitmapscan = off; "
			     "SET enable_sort = off; SET enable_incremental_sort = off; "
			     "SET plan_cache_mode = force_custom_plan"));
	return conn;
}

static int64_t number(PGconn *conn, const char *sql)
{
	PGresult *result = ask(conn, sql);
	int64_t value = strtoll(PQgetvalue(result, 0, 0), NULL, 10);

	PQclear(result);
	return value;
}

START_TEST(every_table_is_divided)
{
	PGconn *conn;
	char sql[400];
	int i;

	if (engine_is_sqlite())
		UNIT_SKIP("no PostgreSQL server");
	conn = make_ledger("divided", PARTS);
	for (i = 0; i < GJ_TABLE_COUNT; i++) {
		snprintf(sql, sizeof(sql),
			 "SELECT count(*) FROM pg_inherits WHERE inhparent = to_regclass('%s')",
			 gj_sql_tables[i].name);
		ck_assert_msg(number(conn, sql) == PARTS, "%s", gj_sql_tables[i].name);
	}
	/* Twenty streets and the root do not all lie in one part, and no home lies in two. */
	ck_assert_int_gt(number(conn, "SELECT count(DISTINCT tableoid) FROM event"), 2);
	ck_assert_int_eq(number(conn, "SELECT max(n) FROM (SELECT count(DISTINCT tableoid) AS n "
				      "FROM event GROUP BY home) x"),
			 1);
	PQfinish(conn);
}
END_TEST

/* ---- plans ---- */

/* A value of each parameter's type, the end of a range behind its beginning. */
static void put_values(PGconn *conn, const gj_statement *s, char *out, size_t size)
{
	PGresult *result = ask(conn, "SELECT t::text FROM pg_prepared_statements, "
				     "unnest(parameter_types) WITH ORDINALITY AS u (t, n) "
				     "WHERE name = 'probe' ORDER BY n");
	size_t n = 0;
	int i, count = PQntuples(result);

	out[0] = '\0';
	for (i = 0; i < count; i++) {
		const char *type = PQgetvalue(result, i, 0);
		const char *value = strstr(s->params[i], "_end") ? "'y'"
				    : strcmp(type, "text") == 0  ? "'x'"
				    : strcmp(type, "bytea") == 0 ? "'\\x00'"
								 : "7";

		n += (size_t)snprintf(out + n, size - n, "%s%s%s", i ? ", " : "(", value,
				      i + 1 == count ? ")" : "");
	}
	PQclear(result);
}

/* The base of "demand_p3": "demand"; 1 when it is a part. */
static int base_of(const char *name, char *room, size_t size)
{
	const char *tail = strstr(name, "_p"), *at = tail;

	while (at) {
		tail = at;
		at = strstr(at + 1, "_p");
	}
	snprintf(room, size, "%s", name);
	if (!tail || !tail[2] || strspn(tail + 2, "0123456789") != strlen(tail + 2))
		return 0;
	room[tail - name] = '\0';
	return 1;
}

#define NODES 256
#define SEEN 128

typedef struct plan {
	char node[NODES][80]; /* "Index Scan demand", "Sort ": sorted, parts as their tables */
	int nodes;
	char seen[SEEN][64], alias[SEEN][64];
	int parts, most;    /* different parts; the most of one table */
	const char *across; /* by which name that one is known in the statement */
} plan;

static int of_table(const plan *p, const char *table)
{
	char base[64];
	int i, n = 0;

	for (i = 0; i < p->parts; i++) {
		base_of(p->seen[i], base, sizeof(base));
		n += strcmp(base, table) == 0;
	}
	return n;
}

/* on: "demand_p3 d_4", or "chain_p3 chain_4" */
static void see(plan *p, const char *name, const char *on)
{
	char base[64], alias[64] = "";
	int i;

	if (!base_of(name, base, sizeof(base)))
		return;
	for (i = 0; i < p->parts; i++)
		if (strcmp(p->seen[i], name) == 0)
			return;
	ck_assert_int_lt(p->parts, SEEN);
	sscanf(on, "%*s %63s", alias);
	if (strrchr(alias, '_') &&
	    strspn(strrchr(alias, '_') + 1, "0123456789") == strlen(strrchr(alias, '_') + 1))
		*strrchr(alias, '_') = '\0';
	snprintf(p->alias[p->parts], 64, "%s", strcmp(alias, base) ? alias : "");
	snprintf(p->seen[p->parts++], 64, "%.60s", name);
	i = of_table(p, base);
	if (i > p->most) {
		p->most = i;
		p->across = p->alias[p->parts - 1];
	}
}

static void add_node(plan *p, const char *kind, const char *table)
{
	ck_assert_int_lt(p->nodes, NODES);
	snprintf(p->node[p->nodes++], sizeof(p->node[0]), "%s %s", kind, table);
}

/* "  ->  Index Scan using i on demand_p3 d" */
static void read_line(plan *p, const char *line)
{
	const char *arrow = strstr(line, "-> "), *on;
	char kind[40] = "", name[80] = "", base[40];

	line = arrow ? arrow + 2 : line;
	line += strspn(line, " ");
	if (strcmp(line, "Sort") == 0 || strcmp(line, "Incremental Sort") == 0)
		add_node(p, "Sort", "");
	on = strstr(line, " on ");
	if (!on || strchr("\"(", *line))
		return;
	if (sscanf(on + 4, "%79s", name) != 1)
		return;
	sscanf(line, "%39[A-Za-z ]", kind);
	if (strstr(kind, " using"))
		*strstr(kind, " using") = '\0';
	if (strstr(kind, " on "))
		*strstr(kind, " on ") = '\0';
	/* The same rows are found from either end, and the row or two inside a join come in any
	 * order. Where the order asked for depends on the end, reading from the other one takes
	 * a sort, and those are compared. */
	if (strstr(kind, " Backward"))
		*strstr(kind, " Backward") = '\0';
	see(p, name, on + 4);
	/* What changes a part is named twice: the table, and under it the part. */
	if (base_of(name, base, sizeof(base)) &&
	    (strcmp(kind, "Update") == 0 || strcmp(kind, "Delete") == 0))
		return;
	add_node(p, kind, base);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void print_nodes(const plan *p)
{
	int i;

	for (i = 0; i < p->nodes; i++)
		printf("%s%s", i ? "; " : "", p->node[i]);
}

static void read_plan(PGconn *conn, const gj_statement *s, plan *p)
{
	static char sql[PLAN], values[4096];
	PGresult *result;
	int i;

	memset(p, 0, sizeof(*p));
	snprintf(sql, sizeof(sql), "PREPARE probe AS %s", s->text[GJ_ENGINE_POSTGRESQL]);
	PQclear(ask(conn, sql));
	put_values(conn, s, values, sizeof(values));
	snprintf(sql, sizeof(sql), "EXPLAIN (COSTS OFF) EXECUTE probe%s", values);
	result = ask(conn, sql);
	for (i = 0; i < PQntuples(result); i++)
		read_line(p, PQgetvalue(result, i, 0));
	PQclear(result);
	qsort(p->node, (size_t)p->nodes, sizeof(p->node[0]), by_text);
	PQclear(ask(conn, "DEALLOCATE probe"));
}

/* May look into several parts: it does not bind that table to one home itself. */
static int names_the_home(const gj_statement *s, const char *alias)
{
	char bound[80];

	snprintf(bound, sizeof(bound), "%s%shome = $", *alias ? alias : " ", *alias ? "." : "");
	return strstr(s->text[GJ_ENGINE_POSTGRESQL], bound) != NULL;
}

static int by_index(const plan *p)
{
	int i;

	for (i = 0; i < p->nodes; i++)
		if (strncmp(p->node[i], "Seq", 3) == 0)
			return 0;
	return 1;
}

/* The judge itself. */
START_TEST(the_judge_judges)
{
	static const gj_statement cases[] = {
		{ .name = "one",
		  .text = { NULL, "SELECT id FROM demand WHERE home = $1 AND id = $2" } },
		{ .name = "all", .text = { NULL, "SELECT id FROM demand WHERE id = $1" } },
		{ .name = "alias", .text = { NULL, "SELECT d.id FROM demand d WHERE d.id = $1" } },
		{ .name = "last",
		  .text = { NULL, "SELECT seq FROM event WHERE home = $1 "
				  "ORDER BY seq DESC LIMIT $2" } },
		{ .name = "latest",
		  .text = { NULL, "SELECT seq FROM event WHERE home = $1 "
				  "ORDER BY at DESC LIMIT $2" } },
	};
	static const char *const params[] = { "home", "id", NULL };
	static const int most[] = { 1, PARTS, PARTS, 1, 1 };
	static const int sorts[] = { 0, 0, 0, 0, 1 };
	static plan p;
	PGconn *conn;
	size_t i;

	if (engine_is_sqlite())
		UNIT_SKIP("no PostgreSQL server");
	conn = make_ledger("judged", PARTS);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		gj_statement s = cases[i];

		s.params = params;
		read_plan(conn, &s, &p);
		ck_assert_int_eq(p.most, most[i]);
		ck_assert_int_eq(names_the_home(&s, p.across), i == 0 || i > 2);
		ck_assert_int_eq(strcmp(p.node[p.nodes - 1], "Sort ") == 0, sorts[i]);
	}
	PQfinish(conn);
}
END_TEST

START_TEST(plans_are_the_same)
{
	static plan whole, divided;
	PGconn *one, *two;
	int i, pruned = 0, across = 0, faults = 0;

	if (engine_is_sqlite())
		UNIT_SKIP("no PostgreSQL server");
	one = make_ledger("whole", 0);
	two = make_ledger("parts", PARTS);
	/* Values that contradict each other (an id above 7 that is 7) would be found out, and
	 * nothing planned, on parts only. */
	PQclear(ask(one, "SET constraint_exclusion = off"));
	PQclear(ask(two, "SET constraint_exclusion = off"));
	for (i = 0; i < GJ_SQL_COUNT; i++) {
		const gj_statement *s = &gj_sql_statements[i];

		if (!s->text[GJ_ENGINE_POSTGRESQL])
			continue;
		read_plan(one, s, &whole);
		read_plan(two, s, &divided);
		ck_assert_int_eq(whole.parts, 0);
		if (divided.most > 1) {
			printf("across homes: %s: ", s->name);
			print_nodes(&divided);
			puts("");
			across++;
			if (names_the_home(s, divided.across) || !by_index(&divided)) {
				printf("%s should lie on one part, or go by an index\n", s->name);
				faults++;
			}
			continue;
		}
		pruned += divided.parts > 0;
		if (whole.nodes != divided.nodes ||
		    memcmp(whole.node, divided.node, sizeof(whole.node)) != 0) {
			printf("%s: ", s->name);
			print_nodes(&whole);
			printf(" is, divided, ");
			print_nodes(&divided);
			putchar('\n');
			faults++;
		}
	}
	printf("%d statements on one part, %d across homes\n", pruned, across);
	fflush(stdout);
	ck_assert_int_gt(pruned, 100);
	ck_assert_int_eq(faults, 0);
	PQfinish(one);
	PQfinish(two);
}
END_TEST

#endif

static Suite *suite(void)
{
	Suite *s = suite_create("partitions");

#ifdef GJ_WITH_POSTGRESQL
	unit_add(s, "every_table_is_divided", every_table_is_divided);
	unit_add(s, "the_judge_judges", the_judge_judges);
	unit_add(s, "plans_are_the_same", plans_are_the_same);
#endif
	return s;
}

GJ_TEST_MAIN(suite)
