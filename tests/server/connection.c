/* SPDX-License-Identifier: Apache-2.0
 *
 * What becomes of a handle when its connection is lost, stopped or slow; what the driver makes of
 * the server's codes and of the options; TLS, passwords, and that no secret leaves in an error.
 */
#include "server.h"

#include <pthread.h>

#include "store/driver.h"

static gj_ledger *ledger;

static void setup(void)
{
	if (!server_uri())
		return;
	server_ask("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
	ledger = server_open(NULL, 0);
}

static void teardown(void)
{
	ledger = gj_close(ledger);
}

/* Every other connection to the server. */
static void cut(void)
{
	server_ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
		   "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
	server_pause(50);
}

static int64_t named(const char *name)
{
	return atoll(server_ask("SELECT count(*) FROM office WHERE name = '%s'", name));
}

/* ---- codes ---- */

/* By the list of the server's manual, "PostgreSQL Error Codes". */
START_TEST(states_are_mapped)
{
	static const struct {
		const char *state;
		int code;
	} known[] = {
		{ "40001", GJ_E_BUSY },        /* serialization_failure */
		{ "40P01", GJ_E_BUSY },        /* deadlock_detected */
		{ "55P03", GJ_E_BUSY },        /* lock_not_available */
		{ "53300", GJ_E_BUSY },        /* too_many_connections */
		{ "23505", GJ_E_EXISTS },      /* unique_violation */
		{ "23503", GJ_E_RULE },        /* foreign_key_violation */
		{ "23514", GJ_E_RULE },        /* check_violation */
		{ "57014", GJ_E_INTERRUPTED }, /* query_canceled */
		{ "57P01", GJ_E_CONNECTION },  /* admin_shutdown */
		{ "57P02", GJ_E_CONNECTION },  /* crash_shutdown */
		{ "57P03", GJ_E_CONNECTION },  /* cannot_connect_now */
		{ "08006", GJ_E_CONNECTION },  /* connection_failure */
		{ "53100", GJ_E_SPACE },       /* disk_full */
		{ "53200", GJ_E_NOMEM },       /* out_of_memory */
		{ "42501", GJ_E_DENIED },      /* insufficient_privilege */
		{ "25006", GJ_E_READ_ONLY },   /* read_only_sql_transaction */
		{ "58030", GJ_E_IO },          /* io_error */
		{ "XX001", GJ_E_CORRUPT },     /* data_corrupted */
		{ "42601", GJ_E_BUG },         /* syntax_error */
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		ck_assert_msg(gj_postgresql_code(known[i].state) == known[i].code, "%s: %s",
			      known[i].state, gj_error_name(gj_postgresql_code(known[i].state)));
	ck_assert_int_eq(gj_postgresql_code(NULL), GJ_E_BUG);
}
END_TEST

/* ---- lost ---- */

/* Nothing was under way: the next call makes a new connection and does not even tell. */
START_TEST(lost_between_calls)
{
	int64_t one = 0, again = 0;

	SERVER_OR_SKIP();
	ck_assert_int_eq(server_write(ledger, "甲", &one), GJ_OK);
	cut();
	ck_assert_int_eq(server_write(ledger, "乙", NULL), GJ_OK);
	cut();
	ck_assert_int_eq(gj_call(ledger, "office.list", "{}", 2, NULL), GJ_OK);
	cut();
	ck_assert_int_eq(server_write(ledger, "甲", &again), GJ_OK);
	ck_assert_int_eq(one, again);
	server_verify(ledger);
}
END_TEST

/* The host's transaction is gone with all that was in it, and says so once. */
START_TEST(lost_in_a_transaction)
{
	SERVER_OR_SKIP();
	ck_assert_int_eq(gj_begin(ledger, NULL, 0, NULL), GJ_OK);
	ck_assert_int_eq(server_write(ledger, "甲", NULL), GJ_OK);
	cut();
	ck_assert_int_eq(server_write(ledger, "乙", NULL), GJ_E_RETRY);
	ck_assert_int_eq(gj_commit(ledger, NULL), GJ_E_USE);
	ck_assert_int_eq(named("甲"), 0);
	ck_assert_int_eq(gj_begin(ledger, NULL, 0, NULL), GJ_OK);
	ck_assert_int_eq(server_write(ledger, "甲", NULL), GJ_OK);
	ck_assert_int_eq(gj_commit(ledger, NULL), GJ_OK);
	ck_assert_int_eq(named("甲"), 1);
	server_verify(ledger);
}
END_TEST

/* While there is no server every call says so; afterwards the same handle goes on. */
START_TEST(no_server)
{
	gj_ledger *none = NULL;

	SERVER_OR_SKIP();
	server_run("\"$bin/pg_ctl\" -D data -m immediate -w stop");
	ck_assert_int_eq(server_write(ledger, "甲", NULL), GJ_E_CONNECTION);
	ck_assert_int_eq(gj_call(ledger, "office.list", "{}", 2, NULL), GJ_E_CONNECTION);
	ck_assert_int_eq(gj_begin(ledger, NULL, 0, NULL), GJ_E_CONNECTION);
	ck_assert_int_eq(server_try_open(server_uri(), NULL, 0, &none), GJ_E_CONNECTION);
	ck_assert_ptr_null(none);
	server_start("data");
	ck_assert_int_eq(server_write(ledger, "甲", NULL), GJ_OK);
	server_verify(ledger);
}
END_TEST

/* ---- lost while it committed ---- */

typedef struct cutting {
	const char *until; /* a query that is true when the moment has come */
	int did;
} cutting;

static void *cut_when(void *user)
{
	cutting *c = user;
	int i;

	for (i = 0; i < 1000 && !c->did; i++) {
		if (strcmp(server_ask("%s", c->until), "t") == 0) {
			cut();
			c->did = 1;
		}
		server_pause(5);
	}
	return NULL;
}

static int write_and_cut(const char *name, const char *until)
{
	cutting c = { until, 0 };
	pthread_t thread;
	int code;

	ck_assert_int_eq(pthread_create(&thread, NULL, cut_when, &c), 0);
	code = server_write(ledger, name, NULL);
	pthread_join(thread, NULL);
	ck_assert_int_eq(c.did, 1);
	return code;
}

/* COMMIT waits for a trigger; cut off there, it was not done. The same key does it. */
START_TEST(uncertain_and_not_done)
{
	int64_t one = 0, again = 0;

	SERVER_OR_SKIP();
	server_ask("CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS "
		   "'BEGIN PERFORM pg_sleep(10); RETURN NULL; END'; "
		   "CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON event "
		   "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()");
	ck_assert_int_eq(write_and_cut("甲", "SELECT count(*) > 0 FROM pg_stat_activity WHERE "
					     "wait_event = 'PgSleep'"),
			 GJ_E_UNCERTAIN);
	server_ask("DROP TRIGGER wait ON event; DROP FUNCTION wait");
	ck_assert_int_eq(named("甲"), 0);
	ck_assert_int_eq(server_write(ledger, "甲", &one), GJ_OK);
	ck_assert_int_eq(server_write(ledger, "甲", &again), GJ_OK);
	ck_assert_int_eq(one, again);
	ck_assert_int_eq(named("甲"), 1);
	server_verify(ledger);
}
END_TEST

/* COMMIT is on the disk and waits for a replica that never comes; cut off there, it was done. The
 * same key answers it, and does nothing. */
START_TEST(uncertain_and_done)
{
	int64_t one = 0;

	SERVER_OR_SKIP();
	server_ask("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
	server_ask("SELECT pg_reload_conf()");
	server_pause(200);
	ck_assert_int_eq(write_and_cut("甲", "SELECT count(*) > 0 FROM pg_stat_activity WHERE "
					     "wait_event = 'SyncRep'"),
			 GJ_E_UNCERTAIN);
	server_ask("ALTER SYSTEM RESET synchronous_standby_names");
	server_ask("SELECT pg_reload_conf()");
	server_pause(200);
	ck_assert_int_eq(named("甲"), 1);
	ck_assert_int_eq(server_write(ledger, "甲", &one), GJ_OK);
	ck_assert_int_eq(atoll(server_ask("SELECT id FROM office WHERE name = '甲'")), one);
	ck_assert_int_eq(named("甲"), 1);
	server_verify(ledger);
}
END_TEST

/* The same by the fault driver, whichever engine: done, and the answer lost. */
static void done_and_lost(gj_ledger *l)
{
	int64_t calls, k, one = 0, again = 0, uncertain = 0;
	char name[40];

	gj_db_fault(l->db, 0, 0, 0);
	ck_assert_int_eq(server_write(l, "calls", NULL), GJ_OK);
	calls = gj_db_fault(l->db, 0, 0, 0);
	for (k = 1; k <= calls; k++) {
		int code;

		snprintf(name, sizeof(name), "k%lld", (long long)k);
		gj_db_fault(l->db, k, GJ_E_UNCERTAIN, 0);
		code = server_write(l, name, &one);
		gj_db_fault(l->db, 0, 0, 0);
		ck_assert_msg(code == GJ_OK || code == GJ_E_UNCERTAIN, "%s: %s", name,
			      gj_error_name(code));
		uncertain += code == GJ_E_UNCERTAIN;
		ck_assert_int_eq(server_write(l, name, &again), GJ_OK);
		ck_assert(code == GJ_E_UNCERTAIN || one == again);
		ck_assert_int_eq(server_write(l, name, &one), GJ_OK);
		ck_assert_int_eq(one, again);
	}
	ck_assert_int_eq(uncertain, 1); /* there is one COMMIT */
	server_verify(l);
}

START_TEST(uncertain_by_fault)
{
	gj_ledger *file = NULL;

	ck_assert_int_eq(server_try_open("sqlite:", NULL, 0, &file), GJ_OK);
	done_and_lost(file);
	gj_close(file);
	SERVER_OR_SKIP();
	done_and_lost(ledger);
}
END_TEST

/* ---- slow, and stopped ---- */

static void sleepy(int seconds)
{
	server_ask("CREATE OR REPLACE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS "
		   "'BEGIN PERFORM pg_sleep(%d); RETURN NEW; END'; "
		   "CREATE TRIGGER wait BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION "
		   "wait()",
		   seconds);
}

START_TEST(a_statement_may_take_so_long)
{
	gj_ledger *hasty;
	int64_t began;

	SERVER_OR_SKIP();
	hasty = server_open("statement_ms", 200);
	sleepy(20);
	began = server_now();
	ck_assert_int_eq(server_write(hasty, "甲", NULL), GJ_E_INTERRUPTED);
	ck_assert_int_lt(server_now() - began, 10000000);
	server_ask("DROP TRIGGER wait ON event");
	ck_assert_int_eq(named("甲"), 0);
	ck_assert_int_eq(server_write(hasty, "甲", NULL), GJ_OK);
	server_verify(hasty);
	gj_close(hasty);
}
END_TEST

static void *interrupt_soon(void *user)
{
	server_pause(300);
	gj_interrupt(user);
	return NULL;
}

START_TEST(interrupted)
{
	pthread_t thread;
	int64_t began;

	SERVER_OR_SKIP();
	sleepy(20);
	ck_assert_int_eq(pthread_create(&thread, NULL, interrupt_soon, ledger), 0);
	began = server_now();
	ck_assert_int_eq(server_write(ledger, "甲", NULL), GJ_E_INTERRUPTED);
	ck_assert_int_lt(server_now() - began, 10000000);
	pthread_join(thread, NULL);
	server_ask("DROP TRIGGER wait ON event");
	ck_assert_int_eq(named("甲"), 0);
	ck_assert_int_eq(server_write(ledger, "甲", NULL), GJ_OK);
	server_verify(ledger);
}
END_TEST

/* ---- options ---- */

START_TEST(read_only)
{
	gj_ledger *reader;

	SERVER_OR_SKIP();
	ck_assert_int_eq(server_write(ledger, "甲", NULL), GJ_OK);
	reader = server_open("read_only", 1);
	ck_assert_int_eq(server_write(reader, "乙", NULL), GJ_E_READ_ONLY);
	ck_assert_int_eq(gj_call(reader, "office.list", "{}", 2, NULL), GJ_OK);
	server_verify(reader);
	gj_close(reader);
	ck_assert_int_eq(named("乙"), 0);
}
END_TEST

/* What the session commits with, as a trigger sees it. */
static const char *commits_with(int64_t synchronous, const char *name)
{
	gj_ledger *l = server_open("synchronous", synchronous);

	ck_assert_int_eq(server_write(l, name, NULL), GJ_OK);
	gj_close(l);
	return server_ask("SELECT how FROM seen ORDER BY n DESC LIMIT 1");
}

START_TEST(synchronous)
{
	SERVER_OR_SKIP();
	server_ask("CREATE TABLE seen (n serial, how text); "
		   "CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO "
		   "seen (how) VALUES (current_setting(''synchronous_commit'')); RETURN NEW; END'; "
		   "CREATE TRIGGER see BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION see()");
	ck_assert_str_eq(commits_with(0, "甲"), "on");
	ck_assert_str_eq(commits_with(1, "乙"), "off");
	/* A server that is lazy by itself is told to be honest, one that waits for more is left. */
	server_ask("ALTER ROLE guanjia SET synchronous_commit = off");
	ck_assert_str_eq(commits_with(0, "丙"), "on");
	server_ask("ALTER ROLE guanjia SET synchronous_commit = remote_apply");
	ck_assert_str_eq(commits_with(0, "丁"), "remote_apply");
	server_ask("ALTER ROLE guanjia RESET synchronous_commit");
}
END_TEST

/* ---- offices do not wait for one another ---- */

static int64_t office(const char *kind, int64_t parent)
{
	gj_reply *reply = NULL;
	char args[200];
	int64_t id = 0;

	snprintf(args, sizeof(args), "{\"kind\":\"%s\",\"name\":\"x\"%s%.0lld}", kind,
		 parent ? ",\"parent\":" : "", (long long)parent);
	ck_assert_int_eq(gj_call(ledger, "office.register", args, strlen(args), &reply), GJ_OK);
	gj_reply_int(reply, "/id", &id);
	gj_reply_free(reply);
	return id;
}

static int write_in(gj_ledger *l, int64_t home)
{
	char args[200];

	snprintf(args, sizeof(args),
		 "{\"home\":%lld,\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"traffic\","
		 "\"subject\":\"x\"}",
		 (long long)home);
	return gj_call(l, "demand.register", args, strlen(args), NULL);
}

START_TEST(writers_of_different_offices)
{
	int64_t district, a, b;
	gj_ledger *other;
	char args[80];

	SERVER_OR_SKIP();
	district = office("district", 0);
	a = office("street", district);
	b = office("street", district);
	other = server_open("busy_ms", 50);
	snprintf(args, sizeof(args), "{\"offices\":[%lld]}", (long long)a);
	ck_assert_int_eq(gj_begin(ledger, args, strlen(args), NULL), GJ_OK);
	ck_assert_int_eq(write_in(ledger, a), GJ_OK);
	ck_assert_int_eq(write_in(other, b), GJ_OK);
	ck_assert_int_eq(write_in(other, a), GJ_E_BUSY);
	/* Nor does one who registers offices, in the root chain. */
	ck_assert_int_eq(server_write(other, "甲", NULL), GJ_OK);
	ck_assert_int_eq(gj_commit(ledger, NULL), GJ_OK);
	ck_assert_int_eq(write_in(other, a), GJ_OK);
	server_verify(other);
	gj_close(other);
}
END_TEST

/* ---- TLS, passwords, secrets ---- */

#define SECRET "hush-hush-5417"

static void expect_open(const char *uri, int code)
{
	gj_ledger *l = NULL;
	gj_reply *reply = NULL;
	int got = gj_open(uri, NULL, &l, &reply);
	const char *told = gj_reply_json(reply, NULL);

	ck_assert_msg(got == code, "%s: %s", uri, gj_error_name(got));
	ck_assert_msg(!strstr(told, SECRET) && !strstr(told, "portal") &&
			      !strstr(told, "localhost"),
		      "%s", told);
	gj_reply_free(reply);
	gj_close(l);
}

START_TEST(tls_and_passwords)
{
	int port = 20000 + (int)(getpid() % 20000);
	char uri[600];

	SERVER_OR_SKIP();
	if (system("command -v openssl >/dev/null") != 0)
		UNIT_SKIP("no openssl to make a certificate");
	server_run("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost "
		   "-addext subjectAltName=DNS:localhost -keyout data/server.key "
		   "-out data/server.crt && chmod 600 data/server.key && cp data/server.crt . && "
		   "chmod 644 server.crt && echo \"ssl = on\nlisten_addresses = "
		   "'\\''localhost'\\''\nport = %d\" >> data/postgresql.conf && "
		   "printf \"local all all trust\\nhostssl all portal all scram-sha-256\\n\" "
		   "> data/pg_hba.conf",
		   port);
	server_ask("CREATE ROLE portal LOGIN PASSWORD '" SECRET "'; "
		   "GRANT ALL ON ALL TABLES IN SCHEMA public TO portal; "
		   "GRANT USAGE ON SCHEMA public TO portal");
	server_run("\"$bin/pg_ctl\" -D data -m fast -w restart -l data.log");
#define TO(parts) \
	snprintf(uri, sizeof(uri), "postgresql://portal:%s@localhost:%d/postgres?" parts, SECRET, \
		 port)
	TO("sslmode=require");
	expect_open(uri, GJ_OK);
	TO("sslmode=disable"); /* the server wants TLS */
	expect_open(uri, GJ_E_CONNECTION);
	snprintf(uri, sizeof(uri),
		 "postgresql://portal:%s@localhost:%d/postgres?sslmode=verify-full&sslrootcert="
		 "%s/server.crt",
		 SECRET, port, server_dir());
	expect_open(uri, GJ_OK);
	/* Not a certificate that anybody vouches for. */
	TO("sslmode=verify-full&sslrootcert=/nowhere/root.crt");
	expect_open(uri, GJ_E_CONNECTION);
	snprintf(uri, sizeof(uri), "postgresql://portal:wrong-" SECRET "@localhost:%d/postgres",
		 port);
	expect_open(uri, GJ_E_CONNECTION);
	snprintf(uri, sizeof(uri), "postgresql://portal:" SECRET "@localhost:%d/nothing", port);
	expect_open(uri, GJ_E_CONNECTION);
	expect_open("postgresql://portal:" SECRET "@localhost:notaport/x", GJ_E_CONNECTION);
	server_run("sed -i /^port/d data/postgresql.conf; "
		   "\"$bin/pg_ctl\" -D data -m fast -w restart -l data.log");
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, test);
	suite_add_tcase(s, tcase);
}

static Suite *suite(void)
{
	Suite *s = suite_create("connection");

	add(s, "states_are_mapped", states_are_mapped);
	add(s, "lost_between_calls", lost_between_calls);
	add(s, "lost_in_a_transaction", lost_in_a_transaction);
	add(s, "uncertain_and_not_done", uncertain_and_not_done);
	add(s, "uncertain_and_done", uncertain_and_done);
	add(s, "uncertain_by_fault", uncertain_by_fault);
	add(s, "a_statement_may_take_so_long", a_statement_may_take_so_long);
	add(s, "interrupted", interrupted);
	add(s, "read_only", read_only);
	add(s, "synchronous", synchronous);
	add(s, "writers_of_different_offices", writers_of_different_offices);
	add(s, "no_server", no_server);
	add(s, "tls_and_passwords", tls_and_passwords);
	return s;
}

GJ_TEST_MAIN(suite)
