/* SPDX-License-Identifier: Apache-2.0
 *
 * What keeps a ledger: backups made while others write, rebuilding that lets nobody write,
 * schemas of other versions, partitions that SQLite does not have.
 */
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <time.h>

#include "kernel.h"

/* ---- a writer beside ---- */

typedef struct writer {
	api a; /* clock and random source of its own, in the same ledger */
	const char *path;
	int64_t parent, written;
	volatile int stop;
} writer;

static void *write_on(void *user)
{
	writer *w = user;
	gj_options *o = api_options(&w->a);
	gj_ledger *l = api_open_with(w->path, o);

	gj_options_free(o);
	api_act(l, "system");
	while (!w->stop) {
		api_ok(l, "office.register", "{'kind':'section','name':'科','parent':%lld}",
		       (long long)w->parent);
		w->written++;
	}
	gj_close(l);
	return NULL;
}

static int64_t events_of(gj_ledger *l)
{
	gj_reply *r = api_call(l, GJ_OK, "journal.head", "{'all':true}");
	int64_t events = 0;
	size_t i, n = api_count(r, "/heads");
	char place[40];

	for (i = 0; i < n; i++) {
		snprintf(place, sizeof(place), "/heads/%zu/seq", i);
		events += api_int(r, place);
	}
	gj_reply_free(r);
	return events;
}

/* SQLite itself finds nothing wrong with the file. */
static void sound_file(const char *path)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;

	ck_assert_int_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &stmt, NULL),
			 SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	ck_assert_str_eq((const char *)sqlite3_column_text(stmt, 0), "ok");
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

/* The backup is a ledger: it verifies, holds as many events as was said, and what its chains end
 * in is found in the original. */
static void check_backup(api *a, const char *path, int64_t events)
{
	gj_ledger *l = api_open_copy(a, path);
	gj_reply *r;
	char *heads;

	sound_file(path);
	api_verify(l);
	ck_assert_int_eq(events_of(l), events);
	r = api_call(l, GJ_OK, "journal.head", "{'all':true}");
	heads = strdup(gj_reply_json(r, NULL));
	gj_reply_free(r);
	r = api_call(a->l, GJ_OK, "journal.verify", "%s", heads);
	ck_assert_str_eq(api_str(r, "/verify"), "ok");
	gj_reply_free(r);
	free(heads);
	gj_close(l);
}

START_TEST(backup_while_others_write)
{
	writer w = { .path = NULL };
	pthread_t thread;
	char path[3][200], name[40];
	int64_t events[3], before, during = 0;
	gj_reply *r;
	api a;
	int i;

	if (!engine_is_sqlite())
		UNIT_SKIP("a server has tools of its own");
	api_start(&a);
	api_many(&a, 3000);
	api_prepare(&w.a);
	w.path = a.path;
	w.parent = a.street;
	w.a.random = UINT64_C(1) << 40;
	ck_assert_int_eq(pthread_create(&thread, NULL, write_on, &w), 0);
	while (w.written < 5)
		nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
	for (i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "backup%d.db", i);
		api_in(&a, path[i], sizeof(path[i]), name);
		before = events_of(a.l);
		r = api_call(a.l, GJ_OK, "ledger.backup", "{'path':'%s'}", path[i]);
		events[i] = api_int(r, "/events");
		ck_assert_int_ge(events[i], before);
		gj_reply_free(r);
		during += events_of(a.l) - events[i];
	}
	w.stop = 1;
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	/* Somebody did write meanwhile. */
	ck_assert_int_gt(during, 0);
	for (i = 0; i < 3; i++)
		check_backup(&a, path[i], events[i]);
	api_remove(w.a.dir);
	api_end(&a);
}
END_TEST

static int die(void *user, int64_t done, int64_t total)
{
	(void)user;
	(void)done;
	(void)total;
	return kill(getpid(), SIGKILL);
}

/* Of a backup that was killed nothing is left that could be taken for one. */
START_TEST(backup_killed)
{
	gj_options *o;
	gj_ledger *l = NULL;
	char path[200];
	pid_t child;
	int status;
	api a;

	if (!engine_is_sqlite())
		UNIT_SKIP("a server has tools of its own");
	api_start(&a);
	api_many(&a, 3000);
	a.l = gj_close(a.l);
	api_in(&a, path, sizeof(path), "backup.db");
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		o = api_options(&a);
		gj_options_set_progress(o, die, NULL);
		l = api_open_with(a.path, o);
		api_act(l, "system");
		api_ok(l, "ledger.backup", "{'path':'%s'}", path);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	ck_assert_int_eq(access(path, F_OK), 0);
	ck_assert_int_eq(gj_open(path, NULL, &l, NULL), GJ_E_NOT_FOUND);
	a.l = api_open(&a, a.path);
	api_act(a.l, "system");
	api_ok(a.l, "ledger.backup", "{'path':'%s'}", path);
	check_backup(&a, path, events_of(a.l));
	api_end(&a);
}
END_TEST

static int stop_at_once(void *user, int64_t done, int64_t total)
{
	ck_assert_int_gt(done, 0);
	ck_assert_int_gt(total, done);
	++*(int *)user;
	return -1;
}

START_TEST(backup_refused)
{
	gj_options *o;
	char path[200];
	int calls = 0;
	api a;

	if (!engine_is_sqlite())
		UNIT_SKIP("a server has tools of its own");
	api_start(&a);
	api_many(&a, 3000);
	a.l = gj_close(a.l);
	o = api_options(&a);
	gj_options_set_progress(o, stop_at_once, &calls);
	a.l = api_open_with(a.path, o);
	gj_options_free(o);
	api_act(a.l, "system");
	api_in(&a, path, sizeof(path), "backup.db");
	api_fail(a.l, GJ_E_INTERRUPTED, "ledger.backup", "{'path':'%s'}", path);
	ck_assert_int_eq(calls, 1);
	ck_assert_int_ne(access(path, F_OK), 0);
	api_fail(a.l, GJ_E_IO, "ledger.backup", "{'path':'%s/no/such.db'}", a.dir);
	api_fail_at(a.l, GJ_E_EXISTS, "file_there", "", "ledger.backup", "{'path':'%s'}", a.path);
	api_fail_at(a.l, GJ_E_EXISTS, "file_there", "", "ledger.backup",
		    "{'path':'%s/wire/wire.c'}", GJ_TESTS);
	api_fail(a.l, GJ_E_MISSING, "ledger.backup", "{}");
	ck_assert_int_eq(gj_begin(a.l, NULL, 0, NULL), GJ_OK);
	api_fail(a.l, GJ_E_USE, "ledger.backup", "{'path':'%s'}", path);
	ck_assert_int_eq(gj_rollback(a.l, NULL), GJ_OK);
	api_act(a.l, "clerk");
	api_fail(a.l, GJ_E_DENIED, "ledger.backup", "{'path':'%s'}", path);
	ck_assert_int_ne(access(path, F_OK), 0);
	api_end(&a);
}
END_TEST

START_TEST(backup_is_the_servers)
{
	api a;

	if (engine_is_sqlite())
		UNIT_SKIP("no PostgreSQL server");
	api_start(&a);
	api_fail_at(a.l, GJ_E_UNSUPPORTED, "backup_by_server", "", "ledger.backup",
		    "{'path':'%s/backup.db'}", a.dir);
	api_end(&a);
}
END_TEST

/* ---- rebuilding ---- */

typedef struct rebuilding {
	gj_ledger *other;
	int64_t office;
	int calls, code;
} rebuilding;

static int write_meanwhile(void *user, int64_t done, int64_t total)
{
	static const char section[] = "{\"channel\":\"window\",\"kind\":\"help\",\"category\":"
				      "\"traffic\",\"subject\":\"x\"}";
	rebuilding *r = user;

	(void)done;
	(void)total;
	if (r->calls++ == 0)
		r->code = gj_call(r->other, "demand.register", section, sizeof(section) - 1, NULL);
	return 0;
}

/* Whoever writes in any office waits until the tables are there again. */
START_TEST(rebuilding_lets_nobody_write)
{
	rebuilding r = { NULL, 0, 0, 0 };
	gj_options *o;
	api a, b;

	api_start(&a);
	api_many(&a, 1500);
	a.l = gj_close(a.l);
	api_prepare(&b);
	b.random = UINT64_C(1) << 40;
	o = api_options(&b);
	gj_options_set_int(o, "busy_ms", 100);
	gj_options_set_int(o, "tries", 1);
	r.other = api_open_with(a.path, o);
	gj_options_free(o);
	api_act(r.other, "clerk");
	o = api_options(&a);
	gj_options_set_progress(o, write_meanwhile, &r);
	a.l = api_open_with(a.path, o);
	gj_options_free(o);
	api_act(a.l, "system");
	api_ok(a.l, "ledger.rebuild", "{}");
	ck_assert_int_ge(r.calls, 1);
	ck_assert_int_eq(r.code, GJ_E_BUSY);
	api_ok(r.other, "demand.register",
	       "{'channel':'window','kind':'help','category':'traffic','subject':'x'}");
	gj_close(r.other);
	api_verify(a.l);
	api_remove(b.dir);
	api_end(&a);
}
END_TEST

/* ---- versions ---- */

static void set_version(const char *path, int version)
{
	char sql[80];
#ifdef GJ_WITH_POSTGRESQL
	if (!engine_is_sqlite()) {
		PGconn *conn = PQconnectdb(engine_uri(path));
		PGresult *result;

		snprintf(sql, sizeof(sql), "UPDATE gj_schema SET version = %d", version);
		result = PQexec(conn, sql);
		ck_assert_str_eq(PQcmdTuples(result), "1");
		PQclear(result);
		PQfinish(conn);
		return;
	}
#endif
	sqlite3 *db = NULL;

	snprintf(sql, sizeof(sql), "PRAGMA user_version = %d", version);
	ck_assert_int_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* Opening and upgrading refuse what they do not know, in a sentence that names both versions. */
START_TEST(versions)
{
	static const struct {
		int version, code;
		const char *rule;
	} cases[] = {
		{ 1000, GJ_E_SCHEMA_NEW, "schema_version" },
		{ -1, GJ_E_NOT_LEDGER, "copy_unfinished" },
		{ -7, GJ_E_NOT_LEDGER, "copy_unfinished" },
	};
	gj_options *o;
	gj_ledger *l = NULL;
	gj_reply *r = NULL;
	size_t i, k;
	api a;

	api_start(&a);
	a.l = gj_close(a.l);
	o = api_options(&a);
	ck_assert_int_eq(gj_upgrade(engine_uri(a.path), o, &r), GJ_OK);
	ck_assert_int_eq(api_int(r, "/from"), api_int(r, "/version"));
	ck_assert_int_eq(api_int(r, "/events"), 0);
	gj_reply_free(r);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		set_version(a.path, cases[i].version);
		for (k = 0; k < 2; k++) {
			int code = k ? gj_open(engine_uri(a.path), o, &l, &r)
				     : gj_upgrade(engine_uri(a.path), o, &r);

			ck_assert_int_eq(code, cases[i].code);
			ck_assert_str_eq(api_str(r, "/error/rule"), cases[i].rule);
			if (cases[i].version > 0)
				ck_assert_int_eq(api_int(r, "/error/detail/version"),
						 cases[i].version);
			gj_reply_free(r);
		}
	}
	set_version(a.path, 1);
	a.l = api_open_with(a.path, o);
	api_verify(a.l);
	gj_options_free(o);
	api_end(&a);
}
END_TEST

/* ---- partitions ---- */

START_TEST(partitions_are_for_a_server)
{
	gj_options *o;
	gj_ledger *l = NULL;
	gj_reply *r = NULL;
	char path[200];
	api a;

	api_start(&a);
	o = api_options(&a);
	ck_assert_int_eq(gj_options_set_int(o, "partitions", -1), GJ_E_BAD_VALUE);
	ck_assert_int_eq(gj_options_set_int(o, "partitions", 1025), GJ_E_BAD_VALUE);
	ck_assert_int_eq(gj_options_set_int(o, "partitions", 4), GJ_OK);
	api_in(&a, path, sizeof(path), "divided.db");
	ck_assert_int_eq(gj_open(path, o, &l, &r), GJ_E_UNSUPPORTED);
	ck_assert_str_eq(api_str(r, "/error/rule"), "partitions_here");
	gj_reply_free(r);
	ck_assert_int_ne(access(path, F_OK), 0);
	ck_assert_int_eq(gj_open("sqlite:", o, &l, NULL), GJ_E_UNSUPPORTED);
	api_fail_at(a.l, GJ_E_UNSUPPORTED, "partitions_here", "", "journal.replay",
		    "{'path':'%s','partitions':4}", path);
	ck_assert_int_ne(access(path, F_OK), 0);
	/* What is there opens all the same, as with every option of creation. */
	api_ok(a.l, "journal.replay", "{'path':'%s'}", path);
	ck_assert_int_eq(gj_open(path, o, &l, NULL), GJ_OK);
	gj_close(l);
	gj_options_free(o);
	api_end(&a);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("upkeep");

	unit_add(s, "backup_while_others_write", backup_while_others_write);
	unit_add(s, "backup_killed", backup_killed);
	unit_add(s, "backup_refused", backup_refused);
	unit_add(s, "backup_is_the_servers", backup_is_the_servers);
	unit_add(s, "rebuilding_lets_nobody_write", rebuilding_lets_nobody_write);
	unit_add(s, "versions", versions);
	unit_add(s, "partitions_are_for_a_server", partitions_are_for_a_server);
	return s;
}

GJ_TEST_MAIN(suite)
