/* SPDX-License-Identifier: Apache-2.0
 *
 * Upgrading from a version that was never released: steps made up for the test, one of which
 * asks for the derived tables to be made anew. All of it happens, or none of it: also when the
 * process is killed on the way.
 */
#include "test.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "api/handle.h"
#include "engine/upgrade.h"

#include "engine.h"

#define SECTIONS 1500

/* Facts gain a table; a derived table is thrown away, to come again from the journal. */
#define ADD "CREATE TABLE made_up (home BIGINT NOT NULL, PRIMARY KEY (home))"
#define OFFICES \
	"CREATE TABLE office_above (home %s NOT NULL, office %s NOT NULL, above %s NOT NULL, " \
	"distance %s NOT NULL, PRIMARY KEY (home, office, above))%s; " \
	"CREATE INDEX office_below ON office_above (home, above, office)"
#define ANEW "DROP TABLE office_above; "

typedef struct ground {
	char uri[700], sql[3][4096];
	gj_migration steps[4];
	gj_options *options;
	gj_reply *reply;
} ground;

static void derived(char *room, size_t size, const char *type, const char *end, const char *after)
{
	char table[2048];

	snprintf(table, sizeof(table), OFFICES, type, type, type, type, end);
	snprintf(room, size, "%s%s;%s", ANEW, table, after);
}

static void make_steps(ground *g)
{
	/* New tables of a divided ledger are divided as its others are. */
	const char *parts = strstr(gj_sql_schema[GJ_SCRIPT_PARTITIONED], " DO $parts$");

	ck_assert_ptr_nonnull(parts);
	derived(g->sql[0], sizeof(g->sql[0]), "INTEGER", " STRICT, WITHOUT ROWID", "");
	derived(g->sql[1], sizeof(g->sql[1]), "BIGINT", "", "");
	derived(g->sql[2], sizeof(g->sql[2]), "BIGINT", " PARTITION BY HASH (home)", parts);
	g->steps[0] = (gj_migration){ 1, 0, { "never run", "never run", "never run" } };
	g->steps[1] = (gj_migration){ 2, 0, { ADD, ADD, ADD } };
	g->steps[2] = (gj_migration){ 3, 1, { g->sql[0], g->sql[1], g->sql[2] } };
	g->steps[3] = (gj_migration){ 0, 0, { NULL, NULL, NULL } };
}

static void call(gj_ledger *l, gj_reply **ret_reply, const char *op, const char *args)
{
	*ret_reply = gj_reply_free(*ret_reply);
	ck_assert_msg(gj_call(l, op, args, strlen(args), ret_reply) == GJ_OK, "%s: %s", op,
		      gj_reply_json(*ret_reply, NULL));
}

static void fill(gj_ledger *l, gj_reply **reply)
{
	static char text[200000];
	size_t n;
	int i;

	call(l, reply, "office.register",
	     "{\"kind\":\"street\",\"name\":\"甲街道\",\"prefix\":\"JJ\"}");
	n = (size_t)snprintf(text, sizeof(text), "{\"calls\":[");
	for (i = 0; i < SECTIONS / 2; i++)
		n += (size_t)snprintf(
			text + n, sizeof(text) - n,
			"%s{\"op\":\"office.register\",\"args\":{\"kind\":\"section\","
			"\"name\":\"科%d\",\"parent\":4294967297}}",
			i ? "," : "", i);
	snprintf(text + n, sizeof(text) - n, "]}");
	call(l, reply, "batch.run", text);
	call(l, reply, "batch.run", text);
}

static gj_ledger *open_ledger(ground *g)
{
	gj_ledger *l = NULL;
	static const char system[] = "{\"account\":\"system\"}";

	g->reply = gj_reply_free(g->reply);
	ck_assert_msg(gj_open(g->uri, g->options, &l, &g->reply) == GJ_OK, "%s",
		      gj_reply_json(g->reply, NULL));
	ck_assert_int_eq(gj_act_as(l, system, sizeof(system) - 1, NULL), GJ_OK);
	return l;
}

static void begin(ground *g)
{
	static unsigned count; /* each test has its own, also within one process */
	char path[60];
	gj_ledger *l;

	memset(g, 0, sizeof(*g));
	snprintf(path, sizeof(path), "upgrade-%ld-%u.db", (long)getpid(), ++count);
	unlink(path);
	snprintf(g->uri, sizeof(g->uri), "%s", engine_uri(path));
	make_steps(g);
	ck_assert_int_eq(gj_options_new(&g->options), GJ_OK);
	gj_options_set_int(g->options, "create", 1);
	gj_options_set_int(g->options, "synchronous", 1);
	engine_options(g->options);
	l = open_ledger(g);
	fill(l, &g->reply);
	gj_close(l);
}

static void end(ground *g)
{
	gj_reply_free(g->reply);
	gj_options_free(g->options);
	if (engine_is_sqlite())
		unlink(g->uri);
}

typedef struct told {
	int64_t calls, stop_at;
	int kill;
} told;

static int tell(void *user, int64_t done, int64_t total)
{
	told *t = user;

	(void)total;
	t->calls++;
	if (t->kill)
		kill(getpid(), SIGKILL);
	return t->stop_at && done >= t->stop_at ? -1 : 0;
}

/* As gj_upgrade does, by other steps. */
static int upgrade(ground *g, told *t, gj_upgraded *ret_upgraded)
{
	gj_db_settings settings = {
		.statements = gj_sql_statements,
		.count = GJ_SQL_COUNT,
		.busy_ms = 1000,
		.synchronous = 1,
	};
	gj_host host = g->options->host;
	gj_error err;
	gj_ctx c = { .host = &host, .err = &err };
	int code;

	memset(&err, 0, sizeof(err));
	host.progress = tell;
	host.progress_user = t;
	c.arena = gj_arena_new(&host.mem, 64u << 20);
	code = gj_db_open(&host.mem, g->uri, &settings, &c.db, &err);
	if (code >= 0)
		code = gj_upgrade_steps(&c, g->steps, 1, ret_upgraded);
	gj_db_close(c.db);
	gj_arena_free(c.arena);
	return code;
}

/* The version that stands there, without the library's judgement; `set`: and another then. */
static int64_t version(ground *g, int64_t set)
{
	gj_db_settings settings = {
		.statements = gj_sql_statements,
		.count = GJ_SQL_COUNT,
		.busy_ms = 1000,
		.synchronous = 1,
	};
	gj_mem mem = gj_mem_default();
	gj_db *db = NULL;
	int64_t there = -1;

	ck_assert_int_eq(gj_db_open(&mem, g->uri, &settings, &db, NULL), GJ_OK);
	ck_assert_int_eq(gj_db_version(db, &there), GJ_OK);
	if (set) {
		ck_assert_int_eq(gj_db_begin(db, GJ_TX_WRITE), GJ_OK);
		ck_assert_int_eq(gj_db_set_version(db, set), GJ_OK);
		ck_assert_int_eq(gj_db_commit(db), GJ_OK);
	}
	gj_db_close(db);
	return there;
}

static void verifies(ground *g)
{
	gj_ledger *l = open_ledger(g);
	const char *text = "";

	call(l, &g->reply, "journal.verify", "{}");
	gj_reply_text(g->reply, "/verify", &text, NULL);
	ck_assert_msg(strcmp(text, "ok") == 0, "%s", gj_reply_json(g->reply, NULL));
	gj_close(l);
}

START_TEST(all_steps)
{
	gj_upgraded done;
	told t = { 0, 0, 0 };
	ground g;

	begin(&g);
	ck_assert_int_eq(upgrade(&g, &t, &done), GJ_OK);
	ck_assert_int_eq(done.from, 1);
	ck_assert_int_eq(done.version, 3);
	/* created, adopted, the street and its sections; each registration is one event */
	ck_assert_int_eq(done.events, 2 + 1 + SECTIONS);
	ck_assert_int_ge(t.calls, 1);
	ck_assert_int_eq(version(&g, 0), 3);
	/* To this library it is a newer one now, which it leaves alone. */
	ck_assert_int_eq(gj_upgrade(g.uri, g.options, NULL), GJ_E_SCHEMA_NEW);
	ck_assert_int_eq(gj_open(g.uri, g.options, &(gj_ledger *){ NULL }, NULL), GJ_E_SCHEMA_NEW);
	/* Again: nothing is left to do. */
	ck_assert_int_eq(upgrade(&g, &t, &done), GJ_OK);
	ck_assert_int_eq(done.from, 3);
	ck_assert_int_eq(done.events, 0);
	/* The table that was thrown away is there again, row for row. */
	version(&g, 1);
	verifies(&g);
	end(&g);
}
END_TEST

START_TEST(none_when_stopped)
{
	gj_upgraded done;
	told t = { 0, 1000, 0 };
	ground g;

	begin(&g);
	ck_assert_int_eq(upgrade(&g, &t, &done), GJ_E_INTERRUPTED);
	ck_assert_int_eq(version(&g, 0), 1);
	verifies(&g);
	t.stop_at = 0;
	ck_assert_int_eq(upgrade(&g, &t, &done), GJ_OK);
	ck_assert_int_eq(version(&g, 1), 3);
	verifies(&g);
	end(&g);
}
END_TEST

START_TEST(none_when_a_step_fails)
{
	gj_upgraded done;
	told t = { 0, 0, 0 };
	ground g;

	begin(&g);
	g.steps[2].text[0] = g.steps[2].text[1] = g.steps[2].text[2] = "CREATE TABLE x (y nonsense";
	ck_assert_int_lt(upgrade(&g, &t, &done), 0);
	ck_assert_int_eq(version(&g, 0), 1);
	verifies(&g);
	end(&g);
}
END_TEST

START_TEST(none_when_killed)
{
	gj_upgraded done;
	told t = { 0, 0, 1 };
	int status;
	pid_t child;
	ground g;

	begin(&g);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0)
		_exit(upgrade(&g, &t, &done) >= 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	verifies(&g);
	t.kill = 0;
	ck_assert_int_eq(upgrade(&g, &t, &done), GJ_OK);
	ck_assert_int_eq(done.from, 1);
	ck_assert_int_eq(version(&g, 1), 3);
	verifies(&g);
	end(&g);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("upgrade");

	unit_add(s, "all_steps", all_steps);
	unit_add(s, "none_when_stopped", none_when_stopped);
	unit_add(s, "none_when_a_step_fails", none_when_a_step_fails);
	unit_add(s, "none_when_killed", none_when_killed);
	return s;
}

GJ_TEST_MAIN(suite)
