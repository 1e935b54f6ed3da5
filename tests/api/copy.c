/* SPDX-License-Identifier: Apache-2.0
 *
 * A ledger goes from SQLite to PostgreSQL and back: it verifies everywhere, the heads of its
 * chains are the same, and so is every row of every table in the end. A copy that is killed, at
 * whatever moment, is no ledger, and goes on; so it does when the original has grown meanwhile.
 */
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <time.h>

#include "ground.h"

static api a;
static char first[64], back[64];

static void discard(const char *path)
{
	char name[120];

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
	sqlite3_str *text = sqlite3_str_new(NULL);
	char sql[200];
	int i;

	ck_assert_int_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	ck_assert_int_eq(
		sqlite3_prepare_v2(db,
				   "SELECT name FROM sqlite_schema WHERE type = 'table' AND "
				   "name NOT LIKE 'sqlite_%' AND name NOT IN "
				   "('quarantine', 'outbox', 'vault_missing') "
				   "ORDER BY name",
				   -1, &tables, NULL),
		SQLITE_OK);
	while (sqlite3_step(tables) == SQLITE_ROW) {
		snprintf(sql, sizeof(sql), "SELECT * FROM %s ORDER BY 1, 2, 3",
			 (const char *)sqlite3_column_text(tables, 0));
		ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &rows, NULL), SQLITE_OK);
		while (sqlite3_step(rows) == SQLITE_ROW)
			for (i = 0; i < sqlite3_column_count(rows); i++)
				sqlite3_str_appendf(text, "|%s", sqlite3_column_text(rows, i));
		sqlite3_finalize(rows);
	}
	sqlite3_finalize(tables);
	sqlite3_close(db);
	return sqlite3_str_finish(text);
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

/* ---- killed on the way ---- */

#define SECTIONS 3000
#define KILLS 40
#define ROUNDS (unit_soak() ? 60 : 4)

/* A ledger of some thousand events and vault entries. */
static void fill_more(void)
{
	static char text[400000];
	gj_options *options = NULL;
	int64_t street;
	size_t n = 0;
	int i;

	memset(&a, 0, sizeof(a));
	gj_options_new(&options);
	gj_options_set_int(options, "create", 1);
	gj_options_set_int(options, "synchronous", 1);
	ck_assert_int_eq(gj_open(first, options, &a.ledger, NULL), 0);
	gj_options_free(options);
	api_as(&a, "system");
	street = api_office(&a, "street", "曙光街道", "SG", 0);
	for (i = 0; i < SECTIONS; i++) {
		n += (size_t)snprintf(text + n, sizeof(text) - n,
				      "%s{\"op\":\"staff.register\",\"args\":{\"account\":\"a%d\","
				      "\"name\":\"某人\",\"office\":%lld,\"phone\":\"139%08d\"}}",
				      i % 1000 ? "," : "{\"calls\":[", i, (long long)street, i);
		if (i % 1000 == 999) {
			snprintf(text + n, sizeof(text) - n, "]}");
			ck_assert_int_eq(api_call_json(&a, "batch.run", text), 0);
			n = 0;
		}
	}
	for (i = 0; i < 1000; i++) {
		n += (size_t)snprintf(
			text + n, sizeof(text) - n,
			"%s{\"op\":\"demand.register\",\"args\":{\"home\":%lld,\"channel\":"
			"\"phone\","
			"\"kind\":\"help\",\"category\":\"traffic\",\"subject\":\"门口%d\"}}",
			i ? "," : "{\"calls\":[", (long long)street, i);
	}
	snprintf(text + n, sizeof(text) - n, "],\"offices\":[%lld]}", (long long)street);
	ck_assert_msg(api_call_json(&a, "batch.run", text) == 0, "%.300s",
		      gj_reply_json(a.reply, NULL));
	api_close(&a);
}

static int64_t microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

static void open_with(const char *uri, gj_progress_fn progress)
{
	gj_options *options = NULL;

	memset(&a, 0, sizeof(a));
	gj_options_new(&options);
	gj_options_set_progress(options, progress, NULL);
	ck_assert_int_eq(gj_open(uri, options, &a.ledger, NULL), 0);
	gj_options_free(options);
	api_as(&a, "system");
}

static int die(void *user, int64_t done, int64_t total)
{
	(void)user;
	(void)done;
	(void)total;
	return kill(getpid(), SIGKILL);
}

static pid_t start_copy(const char *from, const char *to, gj_progress_fn progress)
{
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		open_with(from, progress);
		_exit(api_call(&a, "journal.replay", "{\"path\":\"%s\"}", to) == 0 ? 0 : 1);
	}
	return child;
}

/* 1: it had ended before; else it was killed. */
static int kill_after(pid_t child, int64_t wait)
{
	struct timespec pause = { wait / 1000000, wait % 1000000 * 1000 };
	int status;

	nanosleep(&pause, NULL);
	kill(child, SIGKILL);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
	return WIFEXITED(status);
}

/* What a kill has left: nothing (0), or the half of a copy (1), which is not opened; or it came
 * after the end (2). */
static int half_there(const char *uri)
{
	gj_reply *reply = NULL;
	gj_ledger *ledger = NULL;
	const char *rule = "";
	int code = gj_open(uri, NULL, &ledger, &reply);

	ck_assert_msg(code == GJ_E_NOT_FOUND || code == GJ_E_NOT_LEDGER || code == 0, "%s: %s",
		      gj_error_name(code), gj_reply_json(reply, NULL));
	if (code == GJ_E_NOT_LEDGER) {
		gj_reply_text(reply, "/error/rule", &rule, NULL);
		ck_assert_str_eq(rule, "copy_unfinished");
	}
	gj_reply_free(reply);
	gj_close(ledger);
	return code == 0 ? 2 : code == GJ_E_NOT_LEDGER;
}

/* One clean copy, timed, into `to_time`; then one into `to` that is killed when a thousand events
 * were told, and again and again at any moment, and goes on to its end. */
static void copy_killed(const char *from, const char *to_time, const char *to, int round)
{
	uint64_t random = unit_seed() + (uint64_t)round * UINT64_C(0x9E3779B97F4A7C15);
	int64_t took = microseconds();
	int i, left, halves = 0, ended = 0, status;
	pid_t child = start_copy(from, to_time, NULL);

	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	took = microseconds() - took;
	ck_assert_int_eq(waitpid(start_copy(from, to, die), &status, 0) > 0, 1);
	ck_assert_int_eq(half_there(to), 1);
	for (i = 0; i < KILLS && !ended; i++) {
		random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		ended = kill_after(start_copy(from, to, NULL),
				   (int64_t)(random >> 33) % (took * 3 / 4 + 1));
		left = ended ? 2 : half_there(to);
		ended = left == 2;
		halves += left == 1;
	}
	printf("%s: a copy takes %lld us; killed %d times more, halves left %d times\n",
	       strncmp(to, "postgresql:", 11) ? "SQLite" : "PostgreSQL", (long long)took, i - ended,
	       halves);
	fflush(stdout);
	if (ended)
		return;
	open_file(from);
	api_ok(&a, "journal.replay", "{\"path\":\"%s\"}", to);
	ck_assert_int_gt(api_int(&a, "/resumed"), 0);
	api_close(&a);
}

static void there_and_back_killed(const char *before, char *timed, int round)
{
	static char there[20000], uri[700], timed_uri[700];
	char name[40];

	discard(timed);
	discard(back);
	if (engine_is_sqlite()) {
		copy_killed(first, timed, back, round);
		return;
	}
	snprintf(name, sizeof(name), "timed%d", round);
	snprintf(timed_uri, sizeof(timed_uri), "%s", engine_uri(name));
	snprintf(name, sizeof(name), "killed%d", round);
	snprintf(uri, sizeof(uri), "%s", engine_uri(name));
	copy_killed(first, timed_uri, uri, round);
	heads_of(uri, there, sizeof(there));
	ck_assert_str_eq(before, there);
	copy_killed(uri, timed, back, round);
}

START_TEST(goes_on)
{
	static char before[20000], after[20000];
	char timed[80], *one, *two;
	int round;

	fill_more();
	heads_of(first, before, sizeof(before));
	one = dump(first);
	snprintf(timed, sizeof(timed), "%s.timed", back);
	for (round = 0; round < ROUNDS; round++) {
		there_and_back_killed(before, timed, round);
		heads_of(back, after, sizeof(after));
		ck_assert_str_eq(before, after);
		two = dump(back);
		ck_assert_str_eq(one, two);
		sqlite3_free(two);
	}
	discard(timed);
	sqlite3_free(one);
}
END_TEST

static int stop_midway(void *user, int64_t done, int64_t total)
{
	(void)user;
	ck_assert_int_ge(total, done);
	return done >= 2000 ? -1 : 0;
}

static void half_copy(const char *from, const char *to)
{
	open_with(from, stop_midway);
	api_fails(&a, GJ_E_INTERRUPTED, NULL, NULL, "journal.replay", "{\"path\":\"%s\"}", to);
	api_close(&a);
	ck_assert_int_eq(half_there(to), 1);
}

/* Between the two halves of the copy the original lives on: events are added to chains that were
 * copied, an office is founded, and a value that was copied is erased. */
START_TEST(the_original_grows)
{
	static char before[20000], after[20000], to[700];
	char *one, *two;
	int64_t street;

	fill_more();
	snprintf(to, sizeof(to), "%s", engine_is_sqlite() ? back : engine_uri("grows"));
	half_copy(first, to);
	open_file(first);
	street = api_office(&a, "street", "博学路街道", "BX", 0);
	api_staff(&a, "late", street, "clerk");
	api_ok(&a, "demand.register",
	       "{\"home\":%lld,\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"traffic\","
	       "\"subject\":\"late\"}",
	       (long long)street);
	api_ok(&a, "staff.list", "{\"limit\":1}");
	api_ok(&a, "vault.erase", "{\"subject\":%lld,\"reason\":\"by_law\"}",
	       (long long)api_int(&a, "/items/0/id"));
	api_close(&a);
	heads_of(first, before, sizeof(before));
	open_file(first);
	api_ok(&a, "journal.replay", "{\"path\":\"%s\"}", to);
	ck_assert_int_gt(api_int(&a, "/resumed"), 1000);
	api_close(&a);
	heads_of(to, after, sizeof(after));
	ck_assert_str_eq(before, after);
	if (!engine_is_sqlite()) {
		open_file(to);
		api_ok(&a, "journal.replay", "{\"path\":\"%s\"}", back);
		api_close(&a);
	}
	one = dump(first);
	two = dump(back);
	ck_assert_str_eq(one, two);
	ck_assert_ptr_null(strstr(two, "13900000000"));
	sqlite3_free(one);
	sqlite3_free(two);
}
END_TEST

/* The half of one ledger is not filled up with another. */
START_TEST(not_of_another)
{
	char other[80];
	static char to[700];

	fill_more();
	snprintf(to, sizeof(to), "%s", engine_is_sqlite() ? back : engine_uri("another"));
	half_copy(first, to);
	snprintf(other, sizeof(other), "%s.other", first);
	discard(first);
	discard(other);
	fill();
	open_file(first);
	api_fails(&a, GJ_E_EXISTS, "copy_of_another", NULL, "journal.replay", "{\"path\":\"%s\"}",
		  to);
	api_close(&a);
	ck_assert_int_eq(half_there(to), 1);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("copy");
	TCase *tcase = tcase_create("there and back");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, there_and_back);
	suite_add_tcase(s, tcase);
	tcase = tcase_create("killed");
	tcase_set_timeout(tcase, 240);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, goes_on);
	tcase_add_test(tcase, the_original_grows);
	tcase_add_test(tcase, not_of_another);
	suite_add_tcase(s, tcase);
	return s;
}

GJ_TEST_MAIN(suite)
