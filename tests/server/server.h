/* SPDX-License-Identifier: Apache-2.0
 *
 * What the tests share that need a PostgreSQL server to themselves: it is asked over a
 * connection of the test's own, killed, started again and copied. tests/postgresql.sh has made it.
 */
#ifndef GJ_TESTS_SERVER_H
#define GJ_TESTS_SERVER_H

#include "api/handle.h"

#include <libpq-fe.h>
#include <stdarg.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

static inline const char *server_uri(void)
{
	const char *uri = getenv("GJ_TEST_POSTGRESQL");

	return uri && *uri ? uri : NULL;
}

static inline const char *server_dir(void)
{
	return getenv("GJ_TEST_POSTGRESQL_DIR");
}

#define SERVER_OR_SKIP() \
	do { \
		if (!server_uri()) \
			UNIT_SKIP("no PostgreSQL server"); \
	} while (0)

static inline int64_t server_now(void) /* microseconds */
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static inline void server_pause(int milliseconds)
{
	struct timespec t = { milliseconds / 1000, milliseconds % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

/* ---- asking ---- */

static inline void server_quiet(void *user, const char *message)
{
	(void)user;
	(void)message;
}

/* The first value of the answer, or "". Valid until the next call. */
static inline const char *server_ask_at(const char *uri, const char *format, ...)
{
	static char value[1000];
	char sql[4000];
	PGresult *result;
	PGconn *conn;
	va_list args;

	va_start(args, format);
	vsnprintf(sql, sizeof(sql), format, args);
	va_end(args);
	conn = PQconnectdb(uri);
	ck_assert_msg(PQstatus(conn) == CONNECTION_OK, "%s", PQerrorMessage(conn));
	PQsetNoticeProcessor(conn, server_quiet, NULL);
	result = PQexec(conn, sql);
	ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK ||
			      PQresultStatus(result) == PGRES_TUPLES_OK,
		      "%s: %s", sql, PQerrorMessage(conn));
	snprintf(value, sizeof(value), "%s",
		 PQntuples(result) && PQnfields(result) ? PQgetvalue(result, 0, 0) : "");
	PQclear(result);
	PQfinish(conn);
	return value;
}
#define server_ask(...) server_ask_at(server_uri(), __VA_ARGS__)

/* ---- the server itself ---- */

/* A command of the shell, as the server's user, in its folder; `bin` stands for its programs. */
static inline int server_try(const char *format, ...)
{
	char command[3000], line[3600];
	va_list args;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	snprintf(line, sizeof(line), "bin='%s' '%s/as' sh -c '%s' >>'%s/commands.log' 2>&1",
		 getenv("GJ_TEST_POSTGRESQL_BIN"), server_dir(), command, server_dir());
	return system(line);
}

#define server_run(...) ck_assert_int_eq(server_try(__VA_ARGS__), 0)

/* No goodbye: as when the machine stops. */
static inline void server_kill(const char *data)
{
	server_run("kill -9 $(head -n 1 %s/postmaster.pid)", data);
}

/* What the killed one left behind has to end first. */
static inline void server_start(const char *data)
{
	int tries = 0;

	while (server_try("\"$bin/pg_ctl\" -D %s -l %s.log -w -t 30 start", data, data) != 0) {
		ck_assert_int_lt(++tries, 100);
		server_pause(100);
	}
}

/* ---- ledgers ---- */

static inline int server_try_open(const char *uri, const char *option, int64_t value,
				  gj_ledger **ret_ledger)
{
	gj_options *o = NULL;
	int code;

	ck_assert_int_eq(gj_options_new(&o), GJ_OK);
	gj_options_set_int(o, "create", 1);
	if (option)
		ck_assert_int_eq(gj_options_set_int(o, option, value), GJ_OK);
	code = gj_open(uri, o, ret_ledger, NULL);
	gj_options_free(o);
	if (code >= 0)
		code = gj_act_as(*ret_ledger, "{\"account\":\"system\"}", 20, NULL);
	return code;
}

static inline gj_ledger *server_open(const char *option, int64_t value)
{
	gj_ledger *ledger = NULL;
	int code = server_try_open(server_uri(), option, value, &ledger);

	ck_assert_msg(code == GJ_OK, "open: %s", gj_error_name(code));
	return ledger;
}

/* One write, with a key: the name says which. */
static inline int server_write(gj_ledger *ledger, const char *name, int64_t *ret_id)
{
	gj_reply *reply = NULL;
	char args[300];
	int code;

	snprintf(args, sizeof(args), "{\"kind\":\"district\",\"name\":\"%s\",\"key\":\"%s\"}", name,
		 name);
	code = gj_call(ledger, "office.register", args, strlen(args), &reply);
	if (code >= 0 && ret_id)
		ck_assert_int_eq(gj_reply_int(reply, "/id", ret_id), GJ_OK);
	gj_reply_free(reply);
	return code;
}

static inline void server_verify(gj_ledger *ledger)
{
	gj_reply *reply = NULL;
	const char *said = "";
	int code = gj_call(ledger, "journal.verify", "{}", 2, &reply);

	gj_reply_text(reply, "/verify", &said, NULL);
	ck_assert_msg(code == GJ_OK && strcmp(said, "ok") == 0, "%s", gj_reply_json(reply, NULL));
	gj_reply_free(reply);
}

#endif
