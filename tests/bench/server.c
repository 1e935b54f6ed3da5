/* SPDX-License-Identifier: Apache-2.0
 *
 * The same demand step as bench-step, by the same profile, on PostgreSQL: through gj_call,
 * beside a hand-written libpq program that writes the same rows in every table and pipelines what
 * it can: what it must know in one round trip, what it writes and COMMIT in another. With one
 * client, and with sixteen, each in an office of its own. Every commit reaches the disk. Both
 * ledgers verify afterwards.
 *
 *	sh tests/postgresql.sh build/release/tests/bench-server [STEPS]
 */
#define BENCH "bench-server"
#include "hand.h"

#include <libpq-fe.h>
#include <openssl/rand.h>
#include <sys/wait.h>

#define NOTE "已收到，马上安排人员到现场查看。"
#define CLIENTS 16
/* Demands that are prepared in one transaction: the versions of a counter's row add up in it. */
#define TOGETHER 50

typedef struct ground {
	const char *uri;
	int clients, steps; /* steps of each client */
	int64_t *demand;    /* clients * steps */
} ground;

/* ---- the ledger that both begin with ---- */

static void empty(const char *uri)
{
	PGconn *conn = PQconnectdb(uri);
	PGresult *result;

	result = PQexec(conn, "SET client_min_messages = error; DROP SCHEMA public CASCADE; "
			      "CREATE SCHEMA public");
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		die("empty", PQerrorMessage(conn));
	PQclear(result);
	PQfinish(conn);
}

static void prepare_office(gj_ledger *ledger, ground *g, int client, int64_t district)
{
	char args[400], offices[64];
	int64_t street, section, *demand = g->demand + (size_t)client * (size_t)g->steps;
	int i;

	snprintf(args, sizeof(args),
		 "{\"kind\":\"street\",\"name\":\"%d\",\"prefix\":\"S%d\",\"parent\":%lld}", client,
		 client, (long long)district);
	street = call(ledger, "office.register", args);
	snprintf(args, sizeof(args), "{\"kind\":\"section\",\"name\":\"城管办\",\"parent\":%lld}",
		 (long long)street);
	section = call(ledger, "office.register", args);
	snprintf(offices, sizeof(offices), "{\"offices\":[%lld]}", (long long)street);
	for (i = 0; i < g->steps; i++) {
		if (i % TOGETHER == 0 && gj_begin(ledger, offices, strlen(offices), NULL) < 0)
			die("begin", "failed");
		snprintf(args, sizeof(args),
			 "{\"home\":%lld,\"channel\":\"phone\",\"kind\":\"help\","
			 "\"category\":\"traffic\",\"subject\":\"大门前车辆拥堵\"}",
			 (long long)street);
		demand[i] = call(ledger, "demand.register", args);
		snprintf(args, sizeof(args), "{\"id\":%lld,\"unit\":%lld}", (long long)demand[i],
			 (long long)section);
		call(ledger, "demand.dispatch", args);
		if ((i % TOGETHER == TOGETHER - 1 || i == g->steps - 1) &&
		    gj_commit(ledger, NULL) < 0)
			die("commit", "failed");
	}
}

static void prepare(ground *g)
{
	gj_ledger *ledger;
	int64_t district;
	int i;

	empty(g->uri);
	ledger = open_ledger(g->uri, 0);
	adopt_without_clocks(ledger);
	district = call(ledger, "office.register",
			"{\"kind\":\"district\",\"name\":\"海淀区\",\"prefix\":\"HD\"}");
	for (i = 0; i < g->clients; i++)
		prepare_office(ledger, g, i, district);
	gj_close(ledger);
}

/* ---- the library's side ---- */

static void by_library(const ground *g, int client, int ready, int go)
{
	const int64_t *demand = g->demand + (size_t)client * (size_t)g->steps;
	gj_ledger *ledger = open_ledger(g->uri, 0);
	char args[300], byte = 0;
	int i;

	/* Warm: connection, profile, statements that read. */
	snprintf(args, sizeof(args), "{\"id\":%lld}", (long long)demand[0]);
	call(ledger, "demand.get", args);
	if (write(ready, &byte, 1) != 1 || read(go, &byte, 1) != 1)
		die("pipe", "closed");
	for (i = 0; i < g->steps; i++) {
		snprintf(args, sizeof(args), "{\"id\":%lld,\"note\":\"%s\",\"key\":\"step-%d\"}",
			 (long long)demand[i], NOTE, i);
		call(ledger, "demand.sign", args);
	}
	gj_close(ledger);
}

/* ---- by hand ---- */

enum { P_LOCK, P_ROOT, P_KEY, P_LOAD, P_VAULT, P_EVENT, P_STEP, P_KEEP, P_HEAD, P_COUNT };
static const char *const sql_text[P_COUNT] = {
	"UPDATE chain SET seq = seq WHERE home = $1 RETURNING seq, hash, at, next_id",
	"SELECT seq FROM chain WHERE home = 1",
	"SELECT seq FROM request_key WHERE home = $1 AND scope = '0:' AND key = $2",
	"SELECT state, revision, seq FROM demand WHERE home = $1 AND id = $2",
	("INSERT INTO vault (home, id, subject, class, seq, nonce, value) "
	 "VALUES ($1, $2, $3, $4, $5, $6, $7)"),
	("INSERT INTO event (home, seq, at, subject, link, bytes, hash) "
	 "VALUES ($1, $2, $3, $4, $5, $6, $7)"),
	("UPDATE demand SET state = 'signed', class = 'active', ended_at = NULL, revision = $3, "
	 "seq = $4 WHERE home = $1 AND id = $2"),
	"INSERT INTO request_key (home, scope, key, seq) VALUES ($1, '0:', $2, $3)",
	"UPDATE chain SET seq = $2, hash = $3, at = $4, next_id = $5 WHERE home = $1",
};

typedef struct pg_hand {
	hand h; /* digests, the head */
	PGconn *conn;
	/* parameters of the next statement */
	const char *value[8];
	int length[8], format[8], count;
	char number[8][24];
} pg_hand;

static void put_int(pg_hand *p, int64_t value)
{
	snprintf(p->number[p->count], sizeof(p->number[0]), "%lld", (long long)value);
	p->value[p->count] = p->number[p->count];
	p->format[p->count] = p->length[p->count] = 0;
	p->count++;
}

static void put_bytes(pg_hand *p, const void *bytes, size_t n)
{
	p->value[p->count] = bytes;
	p->length[p->count] = (int)n;
	p->format[p->count++] = 1;
}

static void send(pg_hand *p, int which)
{
	char name[16];

	snprintf(name, sizeof(name), "s%d", which);
	if (!PQsendQueryPrepared(p->conn, name, p->count, p->value, p->length, p->format, 1))
		die("send", PQerrorMessage(p->conn));
	p->count = 0;
}

static void send_text(pg_hand *p, const char *text)
{
	if (!PQsendQueryParams(p->conn, text, 0, NULL, NULL, NULL, NULL, 1))
		die("send", PQerrorMessage(p->conn));
}

static PGresult *take(pg_hand *p)
{
	PGresult *result = PQgetResult(p->conn), *end;

	if (!result)
		die("no result", PQerrorMessage(p->conn));
	if (PQresultStatus(result) == PGRES_PIPELINE_SYNC)
		return result;
	if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK)
		die("result", PQresultErrorMessage(result));
	end = PQgetResult(p->conn);
	PQclear(end);
	return result;
}

static int64_t int_of(const PGresult *result, int column)
{
	const char *bytes = PQgetvalue(result, 0, column);
	uint64_t value = 0;
	int i;

	for (i = 0; i < 8; i++)
		value = value << 8 | (unsigned char)bytes[i];
	return (int64_t)value;
}

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

static int64_t keep_value(pg_hand *p, int64_t subject, const char *class, const char *text,
			  size_t n, const char *value, size_t value_n, char hex[65])
{
	unsigned char nonce[32], hash[32];
	char own[65];
	int64_t id = new_id(&p->h);

	RAND_bytes(nonce, 32);
	digest(&p->h, nonce, 32, text, n, hash);
	to_hex(hash, hex);
	if (!value) { /* of a request: no value, the nonce's own digest */
		digest(&p->h, nonce, 32, "", 0, hash);
		to_hex(hash, own);
		value = own;
		value_n = 64;
	}
	put_int(p, p->h.home);
	put_int(p, id);
	put_int(p, subject);
	put_bytes(p, class, strlen(class));
	put_int(p, p->h.seq + 1);
	put_bytes(p, nonce, 32);
	put_bytes(p, value, value_n);
	send(p, P_VAULT);
	return id;
}

/* What must be known: in one round trip. */
static void ask(pg_hand *p, int64_t demand, const char *key, int64_t *root, int64_t *revision,
		int64_t *link)
{
	PGresult *result;

	send_text(p, "BEGIN");
	put_int(p, p->h.home);
	send(p, P_LOCK);
	send(p, P_ROOT);
	put_int(p, p->h.home);
	put_bytes(p, key, strlen(key));
	send(p, P_KEY);
	put_int(p, p->h.home);
	put_int(p, demand);
	send(p, P_LOAD);
	if (!PQsendFlushRequest(p->conn) || PQflush(p->conn) < 0)
		die("flush", PQerrorMessage(p->conn));
	PQclear(take(p));
	result = take(p);
	p->h.seq = int_of(result, 0);
	memcpy(p->h.hash, PQgetvalue(result, 0, 1), 32);
	p->h.at = int_of(result, 2);
	p->h.next_id = int_of(result, 3);
	PQclear(result);
	result = take(p);
	*root = int_of(result, 0);
	PQclear(result);
	result = take(p);
	if (PQntuples(result))
		die(key, "used before");
	PQclear(result);
	result = take(p);
	if (PQntuples(result) != 1 || PQgetlength(result, 0, 0) != 10 ||
	    memcmp(PQgetvalue(result, 0, 0), "dispatched", 10) != 0)
		die("demand", "not dispatched");
	*revision = int_of(result, 1) + 1;
	*link = int_of(result, 2);
	PQclear(result);
}

static void append_event(pg_hand *p, int64_t demand, int64_t link, const char *bytes, size_t n)
{
	digest(&p->h, p->h.hash, 32, bytes, n, p->h.hash);
	p->h.seq++;
	put_int(p, p->h.home);
	put_int(p, p->h.seq);
	put_int(p, p->h.at);
	put_int(p, demand);
	put_int(p, link);
	put_bytes(p, bytes, n);
	put_bytes(p, p->h.hash, 32);
	send(p, P_EVENT);
}

static void sign(pg_hand *p, int64_t demand, const char *key)
{
	char args[256], bytes[1024], print[65], note[65], at[40];
	int64_t revision, link, root, print_id, note_id;
	int n, i;

	ask(p, demand, key, &root, &revision, &link);
	n = snprintf(args, sizeof(args), "demand.sign{\"id\":%lld,\"note\":\"%s\"}",
		     (long long)demand, NOTE);
	p->h.at = clock_now() > p->h.at ? clock_now() : p->h.at;
	print_id = keep_value(p, demand, "request", args, (size_t)n, NULL, 0, print);
	note_id = keep_value(p, demand, "personal", NOTE, strlen(NOTE), NOTE, strlen(NOTE), note);
	format_time(p->h.at, at);
	n = snprintf(bytes, sizeof(bytes),
		     "{\"home\":%lld,\"seq\":%lld,\"type\":\"demand.signed\",\"version\":1,"
		     "\"at\":\"%s\",\"subject\":%lld,\"link\":%lld,\"revision\":%lld,\"root\":%lld,"
		     "\"key\":\"%s\",\"print\":{\"vault\":%lld,\"digest\":\"%s\"},\"next_id\":%lld,"
		     "\"body\":{\"verb\":\"sign\",\"from\":\"dispatched\",\"state\":\"signed\","
		     "\"class\":\"active\",\"note\":{\"vault\":%lld,\"digest\":\"%s\"}}}",
		     (long long)p->h.home, (long long)p->h.seq + 1, at, (long long)demand,
		     (long long)link, (long long)revision, (long long)root, key,
		     (long long)print_id, print, (long long)p->h.next_id, (long long)note_id, note);
	append_event(p, demand, link, bytes, (size_t)n);
	put_int(p, p->h.home);
	put_int(p, demand);
	put_int(p, revision);
	put_int(p, p->h.seq);
	send(p, P_STEP);
	put_int(p, p->h.home);
	put_bytes(p, key, strlen(key));
	put_int(p, p->h.seq);
	send(p, P_KEEP);
	put_int(p, p->h.home);
	put_int(p, p->h.seq);
	put_bytes(p, p->h.hash, 32);
	put_int(p, p->h.at);
	put_int(p, p->h.next_id);
	send(p, P_HEAD);
	send_text(p, "COMMIT");
	if (!PQpipelineSync(p->conn))
		die("sync", PQerrorMessage(p->conn));
	for (i = 0; i < 8; i++) /* two entries, event, step, key, head, COMMIT, sync */
		PQclear(take(p));
}

static void by_hand(const ground *g, int client, int ready, int go)
{
	const int64_t *demand = g->demand + (size_t)client * (size_t)g->steps;
	char key[32], name[16], byte = 0;
	PGresult *result;
	pg_hand p;
	int i;

	memset(&p, 0, sizeof(p));
	p.conn = PQconnectdb(g->uri);
	p.h.md = EVP_MD_fetch(NULL, "SM3", NULL);
	p.h.ctx = EVP_MD_CTX_new();
	p.h.home = demand[0] >> 32;
	for (i = 0; i < P_COUNT; i++) {
		snprintf(name, sizeof(name), "s%d", i);
		result = PQprepare(p.conn, name, sql_text[i], 0, NULL);
		if (PQresultStatus(result) != PGRES_COMMAND_OK)
			die(sql_text[i], PQerrorMessage(p.conn));
		PQclear(result);
	}
	PQenterPipelineMode(p.conn);
	if (write(ready, &byte, 1) != 1 || read(go, &byte, 1) != 1)
		die("pipe", "closed");
	for (i = 0; i < g->steps; i++) {
		snprintf(key, sizeof(key), "step-%d", i);
		sign(&p, demand[i], key);
	}
	PQfinish(p.conn);
	EVP_MD_CTX_free(p.h.ctx);
	EVP_MD_free(p.h.md);
}

/* ---- side by side ---- */

/* From the moment that all are ready until the last has ended. */
static double run_clients(const ground *g, void (*way)(const ground *, int, int, int))
{
	char bytes[CLIENTS] = { 0 };
	int ready[2], go[2], i, status, got;
	double began;

	if (pipe(ready) != 0 || pipe(go) != 0)
		die("pipe", "failed");
	for (i = 0; i < g->clients; i++)
		if (fork() == 0) {
			way(g, i, ready[1], go[0]);
			_exit(0);
		}
	for (got = 0; got < g->clients; got++)
		if (read(ready[0], bytes, 1) != 1)
			die("client", "died");
	began = now();
	if (write(go[1], bytes, (size_t)g->clients) != g->clients)
		die("pipe", "failed");
	for (i = 0; i < g->clients; i++)
		if (wait(&status) < 0 || status != 0)
			die("client", "failed");
	began = now() - began;
	close(ready[0]);
	close(ready[1]);
	close(go[0]);
	close(go[1]);
	return began;
}

static double one(ground *g, void (*way)(const ground *, int, int, int))
{
	double seconds;

	prepare(g);
	seconds = run_clients(g, way);
	verify(g->uri);
	return seconds;
}

static void compare(const char *title, const char *uri, int clients, int steps)
{
	double lib[ROUNDS], own[ROUNDS];
	ground g = { uri, clients, steps,
		     calloc((size_t)clients * (size_t)steps, sizeof(int64_t)) };
	int i;

	for (i = 0; i < ROUNDS; i++) {
		lib[i] = one(&g, by_library);
		own[i] = one(&g, by_hand);
	}
	tell(title, clients * steps, lib, own);
	free(g.demand);
}

int main(int argc, char **argv)
{
	const char *uri = getenv("GJ_TEST_POSTGRESQL");
	int steps = argc > 1 ? atoi(argv[1]) : 2000;

	if (!uri || !*uri)
		die("GJ_TEST_POSTGRESQL",
		    "no server: sh tests/postgresql.sh build/release/tests/" BENCH);
	if (steps < CLIENTS)
		die("STEPS", "at least one for each of the sixteen clients");
	printf("%d steps, %d rounds each, medians; both ledgers verified\n", steps, ROUNDS);
	compare("one client", uri, 1, steps);
	compare("sixteen clients", uri, CLIENTS, steps / CLIENTS * 2);
	return 0;
}
