/* SPDX-License-Identifier: Apache-2.0
 *
 * Least privilege on PostgreSQL, by trying: with src/store/postgresql-roles.sql the owner makes a
 * ledger, the run-time role does a street's work in it, and what would change the journal, or the
 * schema, is refused to that role by the server itself. Undivided, and divided into partitions.
 */
#include "test.h"

#include <unistd.h>

#include "api/handle.h"

#include "engine.h"

#ifdef GJ_WITH_POSTGRESQL

typedef struct ground {
	char database[40], owner[40], runtime[40];
	int64_t parts;
	gj_reply *reply;
} ground;

/* A URI of this database for a role; NULL: the superuser of the test's server. */
static const char *uri_of(const ground *g, const char *role)
{
	static char uri[600];
	const char *server = getenv("GJ_TEST_POSTGRESQL"), *host = strchr(server, '?');

	size_t n = (size_t)snprintf(uri, sizeof(uri), "postgresql://");

	for (role = role ? role : "guanjia"; *role; role++)
		n += (size_t)snprintf(uri + n, sizeof(uri) - n, *role == ' ' ? "%%20" : "%c",
				      *role);
	snprintf(uri + n, sizeof(uri) - n, "@/%s%s", g->database, host ? host : "");
	return uri;
}

static PGconn *connect_to(const char *uri)
{
	PGconn *conn = PQconnectdb(uri);

	ck_assert_msg(PQstatus(conn) == CONNECTION_OK, "%s", PQerrorMessage(conn));
	return conn;
}

static void begin(ground *g, int64_t parts)
{
	PGconn *conn = connect_to(getenv("GJ_TEST_POSTGRESQL"));
	char sql[100];
	PGresult *result;

	memset(g, 0, sizeof(*g));
	g->parts = parts;
	snprintf(g->database, sizeof(g->database), "roles_%ld_%d", (long)getpid(), (int)parts);
	snprintf(g->owner, sizeof(g->owner), "Owner %ld %d", (long)getpid(), (int)parts);
	snprintf(g->runtime, sizeof(g->runtime), "app_%ld_%d", (long)getpid(), (int)parts);
	snprintf(sql, sizeof(sql), "CREATE DATABASE %s", g->database);
	result = PQexec(conn, sql);
	ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK, "%s", PQerrorMessage(conn));
	PQclear(result);
	PQfinish(conn);
}

static void run_script(const ground *g)
{
	char command[2000];

	/* Names that must be quoted are, by the script. */
	snprintf(command, sizeof(command),
		 "'%s/psql' -q -X -d '%s' -v owner='%s' -v runtime=%s -f "
		 "'%s/../src/store/postgresql-roles.sql'",
		 getenv("GJ_TEST_POSTGRESQL_BIN"), uri_of(g, NULL), g->owner, g->runtime, GJ_TESTS);
	ck_assert_int_eq(system(command), 0);
}

static int open_as(ground *g, const char *role, int create, gj_ledger **ret_ledger)
{
	static const char system[] = "{\"account\":\"system\"}";
	gj_options *o = NULL;
	int code;

	ck_assert_int_eq(gj_options_new(&o), GJ_OK);
	gj_options_set_int(o, "create", create);
	gj_options_set_int(o, "partitions", g->parts);
	gj_options_set_text(o, "language", "en", 2);
	g->reply = gj_reply_free(g->reply);
	code = gj_open(uri_of(g, role), o, ret_ledger, &g->reply);
	if (code >= 0)
		code = gj_act_as(*ret_ledger, system, sizeof(system) - 1, NULL);
	gj_options_free(o);
	return code;
}

/* ---- what it may ---- */

static int64_t call(ground *g, gj_ledger *l, const char *op, const char *format, ...)
{
	char args[2000];
	int64_t id = 0;
	va_list list;

	va_start(list, format);
	vsnprintf(args, sizeof(args), format, list);
	va_end(list);
	g->reply = gj_reply_free(g->reply);
	ck_assert_msg(gj_call(l, op, args, strlen(args), &g->reply) == GJ_OK, "%s: %s", op,
		      gj_reply_json(g->reply, NULL));
	gj_reply_int(g->reply, "/id", &id);
	return id;
}

/* From the first office to the callback, an erasure, and what keeps a ledger. */
static void main_job(ground *g, gj_ledger *l, const char *account)
{
	long long street, section, firm, demand;
	const char *text = "";

	street = call(g, l, "office.register",
		      "{\"kind\":\"street\",\"name\":\"甲街道\",\"prefix\":\"JJ\"}");
	section = call(g, l, "office.register",
		       "{\"kind\":\"section\",\"name\":\"科\",\"parent\":%lld}", street);
	call(g, l, "staff.register", "{\"account\":\"%s\",\"name\":\"吴\",\"office\":%lld}",
	     account, street);
	firm = call(
		g, l, "enterprise.register",
		"{\"home\":%lld,\"kind\":\"enterprise\",\"name\":\"甲公司（虚构）\",\"contacts\":"
		"[{\"role\":\"liaison\",\"name\":\"某人\",\"phone\":\"13900001111\"}]}",
		street);
	call(g, l, "enterprise.update", "{\"id\":%lld,\"name\":\"乙公司（虚构）\"}", firm);
	demand = call(g, l, "demand.register",
		      "{\"home\":%lld,\"channel\":\"phone\",\"kind\":\"help\",\"category\":"
		      "\"traffic\",\"subject\":\"门口拥堵\",\"enterprise\":%lld,\"key\":\"k\"}",
		      street, firm);
	call(g, l, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}", demand, section);
	call(g, l, "demand.sign", "{\"id\":%lld}", demand);
	call(g, l, "demand.contact", "{\"id\":%lld,\"mode\":\"phone\"}", demand);
	call(g, l, "demand.reply",
	     "{\"id\":%lld,\"text\":\"已施划\",\"disposition\":\"do_now\",\"resolution\":"
	     "\"solved\","
	     "\"level\":\"office\"}",
	     demand);
	call(g, l, "demand.callback",
	     "{\"id\":%lld,\"by\":\"office\",\"result\":\"solved\",\"satisfaction\":\"satisfied\"}",
	     demand);
	call(g, l, "demand.close", "{\"id\":%lld}", demand);
	call(g, l, "vault.erase", "{\"home\":%lld,\"value\":\"13900001111\",\"reason\":\"by_law\"}",
	     street);
	call(g, l, "journal.checkpoint", "{\"home\":%lld}", street);
	call(g, l, "ledger.rebuild", "{}");
	call(g, l, "journal.verify", "{}");
	gj_reply_text(g->reply, "/verify", &text, NULL);
	ck_assert_msg(strcmp(text, "ok") == 0, "%s", gj_reply_json(g->reply, NULL));
}

/* ---- what it may not ---- */

static const char *const forbidden[] = {
	"UPDATE event SET bytes = bytes",
	"DELETE FROM event",
	"TRUNCATE event",
	"DROP TABLE event",
	"ALTER TABLE event ADD x BIGINT",
	"ALTER TABLE event OWNER TO CURRENT_USER",
	"CREATE RULE r AS ON INSERT TO event DO INSTEAD NOTHING",
	"INSERT INTO event SELECT * FROM event ON CONFLICT (home, seq) DO UPDATE SET at = 0",
	"DELETE FROM chain",
	"UPDATE chain SET office = 1",
	"UPDATE chain SET home = 99",
	"TRUNCATE chain",
	"DELETE FROM vault",
	"UPDATE vault SET subject = 0",
	"UPDATE vault SET seq = 0",
	"UPDATE vault SET id = 0",
	"TRUNCATE vault",
	"TRUNCATE demand",
	"DROP TABLE demand",
	"CREATE INDEX i ON demand (id)",
	"UPDATE gj_schema SET version = 2",
	"DELETE FROM gj_schema",
	"CREATE TABLE x (y BIGINT)",
	"CREATE TABLE public.x (y BIGINT)",
	"CREATE SCHEMA x",
	"GRANT UPDATE ON event TO CURRENT_USER",
};

static void refused(PGconn *conn, const char *sql)
{
	PGresult *result = PQexec(conn, sql);
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	/* A grant of what one has not oneself is a warning, and grants nothing. */
	if (strncmp(sql, "GRANT", 5) == 0 && PQresultStatus(result) == PGRES_COMMAND_OK)
		state = "42501";
	ck_assert_msg(state && strcmp(state, "42501") == 0, "%s: %s", sql,
		      state ? PQerrorMessage(conn) : "was done");
	PQclear(result);
}

static int may(PGconn *conn, const char *role, const char *table, const char *what)
{
	const char *values[] = { role, table, what };
	PGresult *result = PQexecParams(conn, "SELECT has_table_privilege($1, $2, $3)", 3, NULL,
					values, NULL, NULL, 0);
	int yes;

	ck_assert_msg(PQntuples(result) == 1, "%s", PQerrorMessage(conn));
	yes = PQgetvalue(result, 0, 0)[0] == 't';
	PQclear(result);
	return yes;
}

/* Of every table that the library knows of, by its class. */
static void by_class(const ground *g, PGconn *conn)
{
	int i;

	for (i = 0; i < GJ_TABLE_COUNT; i++) {
		const gj_table *table = &gj_sql_tables[i];
		int truth = table->kind == GJ_TABLE_CLASS_JOURNAL ||
			    table->kind == GJ_TABLE_CLASS_VAULT;

		ck_assert_msg(may(conn, g->runtime, table->name, "SELECT") &&
				      may(conn, g->runtime, table->name, "INSERT"),
			      "%s", table->name);
		ck_assert_msg(may(conn, g->runtime, table->name, "UPDATE") == !truth, "%s",
			      table->name);
		ck_assert_msg(may(conn, g->runtime, table->name, "DELETE") == !truth, "%s",
			      table->name);
		ck_assert_msg(!may(conn, g->runtime, table->name, "TRUNCATE"), "%s", table->name);
	}
}

static void tried(const ground *g)
{
	PGconn *conn = connect_to(uri_of(g, g->runtime));
	size_t i;

	PQclear(PQexec(conn, "SET client_min_messages = error"));
	for (i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++)
		refused(conn, forbidden[i]);
	if (g->parts) {
		refused(conn, "DELETE FROM event_p0");
		refused(conn, "UPDATE event_p0 SET at = 0");
		refused(conn, "INSERT INTO demand_p0 SELECT * FROM demand");
		refused(conn, "ALTER TABLE event DETACH PARTITION event_p0");
	}
	by_class(g, conn);
	PQfinish(conn);
}

START_TEST(least_privilege)
{
	gj_ledger *l = NULL;
	ground g;

	if (engine_is_sqlite())
		UNIT_SKIP("no PostgreSQL server");
	begin(&g, _i ? 3 : 0);
	run_script(&g);
	/* There is a schema, but nothing in it, and the run-time role cannot make it. */
	ck_assert_int_eq(open_as(&g, g.runtime, 0, &l), GJ_E_NOT_FOUND);
	ck_assert_int_eq(open_as(&g, g.runtime, 1, &l), GJ_E_DENIED);
	ck_assert_int_eq(open_as(&g, g.owner, 1, &l), GJ_OK);
	gj_close(l);
	ck_assert_int_eq(open_as(&g, g.runtime, 0, &l), GJ_E_DENIED);
	run_script(&g);
	ck_assert_msg(open_as(&g, g.runtime, 0, &l) == GJ_OK, "%s", gj_reply_json(g.reply, NULL));
	main_job(&g, l, "wu");
	tried(&g);
	/* Twice does no harm, and upgrading where there is nothing to do is anybody's. */
	run_script(&g);
	tried(&g);
	ck_assert_int_eq(gj_upgrade(uri_of(&g, g.runtime), NULL, NULL), GJ_OK);
	main_job(&g, l, "zheng");
	gj_reply_free(g.reply);
	gj_close(l);
}
END_TEST

#endif

static Suite *suite(void)
{
	Suite *s = suite_create("roles");
#ifdef GJ_WITH_POSTGRESQL
	TCase *tcase = tcase_create("least_privilege");

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, least_privilege, 0, 2);
	suite_add_tcase(s, tcase);
#endif
	return s;
}

GJ_TEST_MAIN(suite)
