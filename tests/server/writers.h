/* SPDX-License-Identifier: Apache-2.0
 *
 * Processes that write to offices for some time, come what may, and remember what was
 * acknowledged; and the judge who looks for it afterwards.
 */
#ifndef GJ_TESTS_WRITERS_H
#define GJ_TESTS_WRITERS_H

#include "server.h"

#define OFFICES 40
#define WRITERS_MAX 16
#define ACKS_MAX 400000

typedef struct writers {
	char uri[700];
	int64_t office[OFFICES];
	int count;
	pid_t child[WRITERS_MAX];
	int first, round; /* so that keys differ from those of another time */
	int64_t acks;     /* of all so far */
	int64_t repeats;  /* calls that were repeated, of all so far */
	int64_t uncertain;
} writers;

typedef struct writer_tally {
	int64_t acks, repeats, uncertain;
} writer_tally;

static inline void writers_found(writers *w)
{
	gj_ledger *ledger = server_open(NULL, 0);
	gj_reply *reply = NULL;
	int64_t district = 0;
	char args[200];
	int i;

	ck_assert_int_eq(server_write(ledger, "district", &district), GJ_OK);
	for (i = 0; i < OFFICES; i++) {
		snprintf(args, sizeof(args),
			 "{\"kind\":\"street\",\"name\":\"%d\",\"prefix\":\"S%d\",\"parent\":%lld}",
			 i, i, (long long)district);
		ck_assert_int_eq(gj_call(ledger, "office.register", args, strlen(args), &reply),
				 GJ_OK);
		gj_reply_int(reply, "/id", &w->office[i]);
		gj_reply_free(reply);
	}
	gj_close(ledger);
}

/* ---- in the child: it says what went wrong by its exit status ---- */

static inline gj_ledger *writer_open(const char *uri)
{
	gj_ledger *ledger = NULL;
	int i, code = GJ_E_CONNECTION;

	for (i = 0; i < 600 && code < 0; i++) {
		code = server_try_open(uri, NULL, 0, &ledger);
		if (code < 0) {
			ledger = gj_close(ledger);
			server_pause(100);
		}
	}
	if (code < 0)
		_exit(2);
	return ledger;
}

/* Until it is known that it was done: the key sees to it that it is done once. */
static inline int64_t write_surely(gj_ledger *ledger, int64_t office, const char *key,
				   writer_tally *t)
{
	gj_reply *reply = NULL;
	char args[300];
	int64_t id = 0;
	int code, tries;

	snprintf(args, sizeof(args),
		 "{\"home\":%lld,\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"traffic\","
		 "\"subject\":\"大门前车辆拥堵\",\"key\":\"%s\"}",
		 (long long)office, key);
	for (tries = 0; tries < 3000; tries++) {
		code = gj_call(ledger, "demand.register", args, strlen(args), &reply);
		if (code >= 0)
			gj_reply_int(reply, "/id", &id);
		gj_reply_free(reply);
		if (code >= 0)
			return id;
		if (!gj_error_retryable(code) && code != GJ_E_READ_ONLY)
			_exit(100 + (-code < 100 ? -code : 0));
		t->repeats++;
		t->uncertain += code == GJ_E_UNCERTAIN;
		if (code == GJ_E_CONNECTION)
			server_pause(20);
	}
	_exit(3);
}

static inline void writer_run(const writers *w, int self, int64_t until)
{
	static int64_t ids[ACKS_MAX];
	gj_ledger *ledger = writer_open(w->uri);
	uint64_t chance = (uint64_t)self * 7919 + unit_seed();
	writer_tally t = { 0, 0, 0 };
	char name[200], key[40];
	FILE *f;

	while (server_now() < until && t.acks < ACKS_MAX) {
		chance = chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		snprintf(key, sizeof(key), "w%d-%d-%lld", w->round, self, (long long)t.acks);
		ids[t.acks++] = write_surely(ledger, w->office[(chance >> 33) % OFFICES], key, &t);
	}
	gj_close(ledger);
	snprintf(name, sizeof(name), "%s/acks-%d-%d", server_dir(), w->round, self);
	f = fopen(name, "wb");
	if (!f || fwrite(&t, sizeof(t), 1, f) != 1 ||
	    fwrite(ids, sizeof(ids[0]), (size_t)t.acks, f) != (size_t)t.acks || fclose(f) != 0)
		_exit(4);
	_exit(0);
}

/* ---- in the parent ---- */

static inline void writers_start(writers *w, int count, int64_t until)
{
	int i;

	w->count = count;
	w->round++;
	fflush(stdout);
	for (i = 0; i < count; i++) {
		w->child[i] = fork();
		ck_assert_int_ge(w->child[i], 0);
		if (w->child[i] == 0)
			writer_run(w, i, until);
	}
}

/* How many writes were acknowledged. */
static inline int64_t writers_end(writers *w)
{
	int64_t acks = 0;
	writer_tally t;
	char name[200];
	int i, status;
	FILE *f;

	for (i = 0; i < w->count; i++) {
		ck_assert_int_eq(waitpid(w->child[i], &status, 0), w->child[i]);
		ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "writer %d: %s", i,
			      WIFEXITED(status) && WEXITSTATUS(status) >= 100
				      ? gj_error_name(100 - WEXITSTATUS(status))
				      : "died");
		snprintf(name, sizeof(name), "%s/acks-%d-%d", server_dir(), w->round, i);
		f = fopen(name, "rb");
		ck_assert_ptr_nonnull(f);
		ck_assert_uint_eq(fread(&t, sizeof(t), 1, f), 1);
		fclose(f);
		acks += t.acks;
		w->repeats += t.repeats;
		w->uncertain += t.uncertain;
	}
	w->acks += acks;
	return acks;
}

/* Every acknowledged write is there, under its own key, and nothing else is. */
static inline void writers_judge(writers *w, const char *uri)
{
	PGconn *conn = PQconnectdb(uri);
	gj_ledger *ledger = NULL;
	PGresult *result;
	char line[64], name[200];
	writer_tally t;
	int64_t id, n;
	int round, i;
	FILE *f;

	ck_assert_msg(PQstatus(conn) == CONNECTION_OK, "%s", PQerrorMessage(conn));
	PQclear(PQexec(conn, "CREATE TEMP TABLE ack (id bigint, key text)"));
	result = PQexec(conn, "COPY ack FROM STDIN");
	ck_assert_int_eq(PQresultStatus(result), PGRES_COPY_IN);
	PQclear(result);
	for (round = w->first + 1; round <= w->round; round++)
		for (i = 0; i < WRITERS_MAX; i++) {
			snprintf(name, sizeof(name), "%s/acks-%d-%d", server_dir(), round, i);
			f = fopen(name, "rb");
			if (!f)
				continue;
			ck_assert_uint_eq(fread(&t, sizeof(t), 1, f), 1);
			for (n = 0; fread(&id, sizeof(id), 1, f) == 1; n++)
				PQputCopyData(conn, line,
					      snprintf(line, sizeof(line), "%lld\tw%d-%d-%lld\n",
						       (long long)id, round, i, (long long)n));
			ck_assert_int_eq(n, t.acks);
			fclose(f);
		}
	ck_assert_int_eq(PQputCopyEnd(conn, NULL), 1);
	while ((result = PQgetResult(conn)))
		PQclear(result);
	result = PQexec(conn,
			"SELECT (SELECT count(*) FROM ack), (SELECT count(*) FROM demand), "
			"(SELECT count(*) FROM request_key WHERE key LIKE 'w%'), "
			"(SELECT count(*) FROM ack a JOIN request_key k ON k.key = a.key "
			"JOIN event e ON e.home = k.home AND e.seq = k.seq AND e.subject = a.id "
			"JOIN demand d ON d.home = k.home AND d.id = a.id)");
	ck_assert_msg(PQresultStatus(result) == PGRES_TUPLES_OK, "%s", PQerrorMessage(conn));
	for (i = 0; i < 4; i++)
		ck_assert_msg(atoll(PQgetvalue(result, 0, i)) == w->acks,
			      "%lld acknowledged; %s acks, %s demands, %s keys, %s found",
			      (long long)w->acks, PQgetvalue(result, 0, 0),
			      PQgetvalue(result, 0, 1), PQgetvalue(result, 0, 2),
			      PQgetvalue(result, 0, 3));
	PQclear(result);
	PQfinish(conn);
	ck_assert_int_eq(server_try_open(uri, NULL, 0, &ledger), GJ_OK);
	server_verify(ledger);
	gj_close(ledger);
}

#endif
