/* SPDX-License-Identifier: Apache-2.0
 *
 * A demand step (a unit signs for a demand, with a note and a key) through gj_call, beside
 * a hand-written SQLite program that writes the same rows in every table: state, event with its
 * chain, vault entries with nonces and digests, key, chain head. Both ledgers must verify
 * afterwards, so the hand-written one does the whole work. The profile is one without clocks: what
 * they cost is not measured here.
 *
 *	bench-step [STEPS]
 *
 * Three ways: one step a transaction with synchronous FULL and with NORMAL, and batches of
 * 1,000. The two take turns, several rounds; the ratio is that of the medians.
 */
#define BENCH "bench-step"
#include "hand.h"

#include <openssl/rand.h>

#define NOTE "已收到，马上安排人员到现场查看。"

/* ---- the library's side ---- */

typedef struct ground {
	char path[64];
	int64_t street, section;
	int64_t *demand;
	int steps;
} ground;

static void begin(gj_ledger *ledger, int64_t office)
{
	char args[64];
	int n = snprintf(args, sizeof(args), "{\"offices\":[%lld]}", (long long)office);

	if (gj_begin(ledger, args, (size_t)n, NULL) < 0)
		die("begin", "failed");
}

static void prepare(ground *g)
{
	gj_ledger *ledger = open_ledger(g->path, 1);
	char args[400];
	int i;

	adopt_without_clocks(ledger);
	g->street = register_street(ledger);
	snprintf(args, sizeof(args), "{\"kind\":\"section\",\"name\":\"城管办\",\"parent\":%lld}",
		 (long long)g->street);
	g->section = call(ledger, "office.register", args);
	begin(ledger, g->street);
	for (i = 0; i < g->steps; i++) {
		snprintf(args, sizeof(args),
			 "{\"home\":%lld,\"channel\":\"phone\",\"kind\":\"help\","
			 "\"category\":\"traffic\",\"subject\":\"大门前车辆拥堵\"}",
			 (long long)g->street);
		g->demand[i] = call(ledger, "demand.register", args);
		snprintf(args, sizeof(args), "{\"id\":%lld,\"unit\":%lld}", (long long)g->demand[i],
			 (long long)g->section);
		call(ledger, "demand.dispatch", args);
	}
	if (gj_commit(ledger, NULL) < 0)
		die("commit", "failed");
	gj_close(ledger);
}

static double by_library(const ground *g, int synchronous, int batch)
{
	gj_ledger *ledger = open_ledger(g->path, synchronous);
	char args[300];
	double began;
	int i;

	/* Warm: statements, profile, page cache. */
	snprintf(args, sizeof(args), "{\"id\":%lld}", (long long)g->demand[0]);
	call(ledger, "demand.get", args);
	began = now();
	for (i = 0; i < g->steps; i++) {
		if (batch > 1 && i % batch == 0)
			begin(ledger, g->street);
		snprintf(args, sizeof(args), "{\"id\":%lld,\"note\":\"%s\",\"key\":\"step-%d\"}",
			 (long long)g->demand[i], NOTE, i);
		call(ledger, "demand.sign", args);
		if (batch > 1 && (i % batch == batch - 1 || i == g->steps - 1) &&
		    gj_commit(ledger, NULL) < 0)
			die("commit", "failed");
	}
	began = now() - began;
	gj_close(ledger);
	return began;
}

/* ---- by hand ---- */

enum { KEY = COMMON, LOAD, VAULT, STEP, KEEP, STATEMENTS };
static const char *const sql[STATEMENTS - COMMON] = {
	"SELECT seq FROM request_key WHERE home = ?1 AND scope = ?2 AND key = ?3",
	"SELECT state, class, revision, seq FROM demand WHERE home = ?1 AND id = ?2",
	"INSERT INTO vault (home, id, subject, class, seq, nonce, value) "
	"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	"UPDATE demand SET state = 'signed', class = 'active', ended_at = NULL, revision = ?3, "
	"seq = ?4 WHERE home = ?1 AND id = ?2",
	"INSERT INTO request_key (home, scope, key, seq) VALUES (?1, ?2, ?3, ?4)",
};

static void to_hex(const unsigned char in[32], char out[65])
{
	static const char digits[] = "0123456789abcdef";
	int i;

	for (i = 0; i < 32; i++) {
		out[2 * i] = digits[in[i] >> 4];
		out[2 * i + 1] = digits[in[i] & 15];
	}
	out[64] = '\0';
}

/* Random nonce, digest and row of one vault entry; the id and the digest come back. */
static int64_t keep_value(hand *h, int64_t subject, const char *class, const char *text, size_t n,
			  const char *value, size_t value_n, char hex[65])
{
	sqlite3_stmt *s = h->st[VAULT];
	unsigned char nonce[32], hash[32];
	char own[65];
	int64_t id = new_id(h);

	RAND_bytes(nonce, 32);
	digest(h, nonce, 32, text, n, hash);
	to_hex(hash, hex);
	if (!value) { /* of a request: no value, the nonce's own digest */
		digest(h, nonce, 32, "", 0, hash);
		to_hex(hash, own);
		value = own;
		value_n = 64;
	}
	sqlite3_bind_int64(s, 1, h->home);
	sqlite3_bind_int64(s, 2, id);
	sqlite3_bind_int64(s, 3, subject);
	sqlite3_bind_text(s, 4, class, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, 5, h->seq + 1);
	sqlite3_bind_blob(s, 6, nonce, 32, SQLITE_STATIC);
	sqlite3_bind_text(s, 7, value, (int)value_n, SQLITE_STATIC);
	step_done(h, VAULT);
	return id;
}

static void read_demand(hand *h, int64_t demand, int64_t *revision, int64_t *link)
{
	sqlite3_stmt *s = h->st[LOAD];

	sqlite3_bind_int64(s, 1, h->home);
	sqlite3_bind_int64(s, 2, demand);
	if (sqlite3_step(s) != SQLITE_ROW ||
	    strcmp((const char *)sqlite3_column_text(s, 0), "dispatched") != 0)
		die("demand", "not dispatched");
	*revision = sqlite3_column_int64(s, 2) + 1;
	*link = sqlite3_column_int64(s, 3);
	sqlite3_reset(s);
}

static int key_used(hand *h, const char *key)
{
	sqlite3_stmt *s = h->st[KEY];
	int used;

	sqlite3_bind_int64(s, 1, h->home);
	sqlite3_bind_text(s, 2, "0:", -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 3, key, -1, SQLITE_STATIC);
	used = sqlite3_step(s) == SQLITE_ROW;
	sqlite3_reset(s);
	return used;
}

static void sign(hand *h, int64_t demand, const char *key)
{
	char args[256], bytes[1024], print[65], note[65], at[40];
	int64_t revision, link, root = root_seq(h), print_id, note_id;
	int n = snprintf(args, sizeof(args), "demand.sign{\"id\":%lld,\"note\":\"%s\"}",
			 (long long)demand, NOTE);

	if (key_used(h, key))
		die(key, "used before");
	read_demand(h, demand, &revision, &link);
	h->at = clock_now() > h->at ? clock_now() : h->at;
	print_id = keep_value(h, demand, "request", args, (size_t)n, NULL, 0, print);
	note_id = keep_value(h, demand, "personal", NOTE, strlen(NOTE), NOTE, strlen(NOTE), note);
	format_time(h->at, at);
	n = snprintf(bytes, sizeof(bytes),
		     "{\"home\":%lld,\"seq\":%lld,\"type\":\"demand.signed\",\"version\":1,"
		     "\"at\":\"%s\",\"subject\":%lld,\"link\":%lld,\"revision\":%lld,\"root\":%lld,"
		     "\"key\":\"%s\",\"print\":{\"vault\":%lld,\"digest\":\"%s\"},\"next_id\":%lld,"
		     "\"body\":{\"verb\":\"sign\",\"from\":\"dispatched\",\"state\":\"signed\","
		     "\"class\":\"active\",\"note\":{\"vault\":%lld,\"digest\":\"%s\"}}}",
		     (long long)h->home, (long long)h->seq + 1, at, (long long)demand,
		     (long long)link, (long long)revision, (long long)root, key,
		     (long long)print_id, print, (long long)h->next_id, (long long)note_id, note);
	append(h, demand, link, bytes, (size_t)n);
	sqlite3_bind_int64(h->st[STEP], 1, h->home);
	sqlite3_bind_int64(h->st[STEP], 2, demand);
	sqlite3_bind_int64(h->st[STEP], 3, revision);
	sqlite3_bind_int64(h->st[STEP], 4, h->seq);
	step_done(h, STEP);
	sqlite3_bind_int64(h->st[KEEP], 1, h->home);
	sqlite3_bind_text(h->st[KEEP], 2, "0:", -1, SQLITE_STATIC);
	sqlite3_bind_text(h->st[KEEP], 3, key, -1, SQLITE_STATIC);
	sqlite3_bind_int64(h->st[KEEP], 4, h->seq);
	step_done(h, KEEP);
}

static double by_hand(const ground *g, int synchronous, int batch)
{
	hand h;
	char key[32];
	double began;
	int i;

	hand_open(&h, g->path, synchronous, sql, STATEMENTS - COMMON);
	h.home = g->demand[0] >> 32;
	began = now();
	for (i = 0; i < g->steps; i++) {
		if (i % batch == 0) {
			run(&h, "BEGIN IMMEDIATE");
			lock(&h);
		}
		snprintf(key, sizeof(key), "step-%d", i);
		sign(&h, g->demand[i], key);
		if (i % batch == batch - 1 || i == g->steps - 1) {
			unlock(&h);
			run(&h, "COMMIT");
		}
	}
	began = now() - began;
	hand_close(&h);
	return began;
}

/* ---- side by side ---- */

static double one(ground *g, int synchronous, int batch, double (*way)(const ground *, int, int))
{
	double seconds;

	discard(g->path);
	prepare(g);
	seconds = way(g, synchronous, batch);
	verify(g->path);
	discard(g->path);
	return seconds;
}

static void compare(const char *title, int synchronous, int batch, int steps)
{
	double lib[ROUNDS], own[ROUNDS];
	ground g = { "", 0, 0, calloc((size_t)steps, sizeof(int64_t)), steps };
	int i;

	snprintf(g.path, sizeof(g.path), "bench-step-%ld.db", (long)getpid());
	for (i = 0; i < ROUNDS; i++) {
		lib[i] = one(&g, synchronous, batch, by_library);
		own[i] = one(&g, synchronous, batch, by_hand);
	}
	tell(title, steps, lib, own);
	free(g.demand);
}

int main(int argc, char **argv)
{
	int steps = argc > 1 ? atoi(argv[1]) : 3000;

	printf("%d steps, %d rounds each, medians; both ledgers verified\n", steps, ROUNDS);
	compare("one step a transaction, FULL", 0, 1, steps);
	compare("one step a transaction, NORMAL", 1, 1, steps);
	compare("1,000 steps a transaction, NORMAL", 1, 1000, 5 * steps);
	return 0;
}
