/* SPDX-License-Identifier: Apache-2.0
 *
 * What the benchmarks share that set the library beside a hand-written SQLite program: the
 * library's side opened and verified, a chain locked, appended to and advanced by hand, and
 * the figures told.
 *
 * BENCH, the program's name, is defined before this is included.
 */
#ifndef GJ_BENCH_HAND_H
#define GJ_BENCH_HAND_H

#define GJ_CODES_KNOWN
#include "guanjia/guanjia.h"

#include <openssl/evp.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 5

static inline void die(const char *what, const char *why)
{
	fprintf(stderr, BENCH ": %s: %s\n", what, why);
	exit(1);
}

/* ---- time ---- */

static inline double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static inline int64_t clock_now(void)
{
	struct timespec t;

	timespec_get(&t, TIME_UTC);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static inline void format_time(int64_t at, char out[40])
{
	time_t seconds = (time_t)(at / 1000000);
	struct tm tm;
	int micro = (int)(at % 1000000), n;

	gmtime_r(&seconds, &tm);
	n = (int)strftime(out, 40, "%Y-%m-%dT%H:%M:%S", &tm);
	if (micro) {
		n += snprintf(out + n, (size_t)(40 - n), ".%06d", micro);
		while (out[n - 1] == '0')
			n--;
	}
	out[n++] = 'Z';
	out[n] = '\0';
}

/* ---- the library's side ---- */

static inline int64_t call(gj_ledger *ledger, const char *op, const char *args)
{
	gj_reply *reply = NULL;
	int64_t id = 0;

	if (gj_call(ledger, op, args, strlen(args), &reply) < 0)
		die(op, gj_reply_json(reply, NULL));
	gj_reply_int(reply, "/id", &id);
	gj_reply_free(reply);
	return id;
}

static inline gj_ledger *open_ledger(const char *path, int synchronous)
{
	gj_options *o = NULL;
	gj_ledger *ledger = NULL;

	gj_options_new(&o);
	gj_options_set_int(o, "create", 1);
	gj_options_set_int(o, "synchronous", synchronous);
	if (gj_open(path, o, &ledger, NULL) < 0 ||
	    gj_act_as(ledger, "{\"account\":\"system\"}", 20, NULL) < 0)
		die(path, "cannot open");
	gj_options_free(o);
	return ledger;
}

/* What every step costs is compared, not what a deadline costs. */
static inline void adopt_without_clocks(gj_ledger *ledger)
{
	char *args = malloc(1 << 20);
	FILE *file = fopen(GJ_TESTS "/wire/profile.json", "rb");
	size_t n = args ? (size_t)sprintf(args, "{\"source\":") : 0;

	if (!file || !args)
		die("profile.json", "cannot be read");
	n += fread(args + n, 1, (1 << 20) - n - 2, file);
	fclose(file);
	memcpy(args + n, "}", 2);
	call(ledger, "profile.adopt", args);
	free(args);
}

static inline int64_t register_street(gj_ledger *ledger)
{
	char args[200];
	int64_t district = call(ledger, "office.register",
				"{\"kind\":\"district\",\"name\":\"海淀区\",\"prefix\":\"HD\"}");

	snprintf(args, sizeof(args),
		 "{\"kind\":\"street\",\"name\":\"曙光街道\",\"prefix\":\"SG\",\"parent\":%lld}",
		 (long long)district);
	return call(ledger, "office.register", args);
}

static inline void verify(const char *path)
{
	gj_ledger *ledger = open_ledger(path, 1);
	gj_reply *reply = NULL;
	const char *verdict = "";

	if (gj_call(ledger, "journal.verify", "{}", 2, &reply) < 0 ||
	    gj_reply_text(reply, "/verify", &verdict, NULL) < 0 || strcmp(verdict, "ok") != 0)
		die(path, gj_reply_json(reply, NULL));
	gj_reply_free(reply);
	gj_close(ledger);
}

static inline void discard(const char *path)
{
	char name[80];

	snprintf(name, sizeof(name), "%s-wal", path);
	unlink(name);
	snprintf(name, sizeof(name), "%s-shm", path);
	unlink(name);
	unlink(path);
}

/* ---- by hand ---- */

/* Statements that every writer has; those of one program come after them. */
enum { LOCK, ROOT, EVENT, HEAD, COMMON, STATEMENTS_MAX = 16 };
static const char *const common_sql[COMMON] = {
	"UPDATE chain SET seq = seq WHERE home = ?1 RETURNING seq, hash, at, next_id",
	"SELECT seq FROM chain WHERE home = 1",
	("INSERT INTO event (home, seq, at, subject, link, bytes, hash) "
	 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
	"UPDATE chain SET seq = ?2, hash = ?3, at = ?4, next_id = ?5 WHERE home = ?1",
};

typedef struct hand {
	sqlite3 *db;
	sqlite3_stmt *st[STATEMENTS_MAX];
	EVP_MD *md;
	EVP_MD_CTX *ctx;
	int64_t home;
	/* the head, while it is locked */
	int64_t seq, at, next_id;
	unsigned char hash[32];
} hand;

static inline void check(hand *h, int rc, const char *what)
{
	if (rc != SQLITE_OK && rc != SQLITE_ROW && rc != SQLITE_DONE)
		die(what, sqlite3_errmsg(h->db));
}

static inline void run(hand *h, const char *text)
{
	check(h, sqlite3_exec(h->db, text, NULL, NULL, NULL), text);
}

static inline void prepare_statement(hand *h, const char *text, sqlite3_stmt **ret_st)
{
	int rc = sqlite3_prepare_v3(h->db, text, -1, SQLITE_PREPARE_PERSISTENT, ret_st, NULL);

	check(h, rc, text);
}

/* own: the program's statements, numbered from COMMON. */
static inline void hand_open(hand *h, const char *path, int synchronous, const char *const *own,
			     size_t count)
{
	size_t i;

	memset(h, 0, sizeof(*h));
	check(h, sqlite3_open_v2(path, &h->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL),
	      "open");
	run(h, "PRAGMA secure_delete = ON");
	run(h, "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY");
	run(h, "PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 10000");
	run(h, synchronous ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL");
	for (i = 0; i < COMMON + count; i++)
		prepare_statement(h, i < COMMON ? common_sql[i] : own[i - COMMON], &h->st[i]);
	h->md = EVP_MD_fetch(NULL, "SM3", NULL);
	h->ctx = EVP_MD_CTX_new();
}

static inline void hand_close(hand *h)
{
	int i;

	for (i = 0; i < STATEMENTS_MAX; i++)
		sqlite3_finalize(h->st[i]);
	sqlite3_close(h->db);
	EVP_MD_CTX_free(h->ctx);
	EVP_MD_free(h->md);
}

static inline void digest(hand *h, const void *a, size_t an, const void *b, size_t bn,
			  unsigned char out[32])
{
	EVP_DigestInit_ex2(h->ctx, h->md, NULL);
	EVP_DigestUpdate(h->ctx, a, an);
	EVP_DigestUpdate(h->ctx, b, bn);
	EVP_DigestFinal_ex(h->ctx, out, NULL);
}

static inline void step_done(hand *h, int which)
{
	check(h, sqlite3_step(h->st[which]), sqlite3_sql(h->st[which]));
	sqlite3_reset(h->st[which]);
}

static inline void lock(hand *h)
{
	sqlite3_stmt *s = h->st[LOCK];

	sqlite3_bind_int64(s, 1, h->home);
	check(h, sqlite3_step(s), "lock");
	h->seq = sqlite3_column_int64(s, 0);
	memcpy(h->hash, sqlite3_column_blob(s, 1), 32);
	h->at = sqlite3_column_int64(s, 2);
	h->next_id = sqlite3_column_int64(s, 3);
	sqlite3_reset(s);
}

static inline void unlock(hand *h)
{
	sqlite3_stmt *s = h->st[HEAD];

	sqlite3_bind_int64(s, 1, h->home);
	sqlite3_bind_int64(s, 2, h->seq);
	sqlite3_bind_blob(s, 3, h->hash, 32, SQLITE_STATIC);
	sqlite3_bind_int64(s, 4, h->at);
	sqlite3_bind_int64(s, 5, h->next_id);
	step_done(h, HEAD);
}

static inline int64_t root_seq(hand *h)
{
	int64_t seq;

	check(h, sqlite3_step(h->st[ROOT]), "root");
	seq = sqlite3_column_int64(h->st[ROOT], 0);
	sqlite3_reset(h->st[ROOT]);
	return seq;
}

static inline int64_t new_id(hand *h)
{
	return h->home * INT64_C(4294967296) + h->next_id++;
}

static inline void append(hand *h, int64_t subject, int64_t link, const char *bytes, size_t n)
{
	sqlite3_stmt *s = h->st[EVENT];

	digest(h, h->hash, 32, bytes, n, h->hash);
	h->seq++;
	sqlite3_bind_int64(s, 1, h->home);
	sqlite3_bind_int64(s, 2, h->seq);
	sqlite3_bind_int64(s, 3, h->at);
	sqlite3_bind_int64(s, 4, subject);
	sqlite3_bind_int64(s, 5, link);
	sqlite3_bind_blob(s, 6, bytes, (int)n, SQLITE_STATIC);
	sqlite3_bind_blob(s, 7, h->hash, 32, SQLITE_STATIC);
	step_done(h, EVENT);
}

/* ---- side by side ---- */

static inline int order(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* Sorts both; `count` of whatever is measured took so many seconds in each round. */
static inline void tell(const char *title, int count, double lib[ROUNDS], double own[ROUNDS])
{
	qsort(lib, ROUNDS, sizeof(*lib), order);
	qsort(own, ROUNDS, sizeof(*own), order);
	printf("%-34s gj_call %8.0f/s   by hand %8.0f/s   ratio %.2f  (%.2f to %.2f)\n", title,
	       count / lib[ROUNDS / 2], count / own[ROUNDS / 2], own[ROUNDS / 2] / lib[ROUNDS / 2],
	       own[0] / lib[ROUNDS - 1], own[ROUNDS - 1] / lib[0]);
	fflush(stdout);
}

#endif
