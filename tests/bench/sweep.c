/* SPDX-License-Identifier: Apache-2.0
 *
 * A sweep: 1,000 rungs that are due among a million open clocks, beside a hand-written SQLite
 * program. Finding them beside the same SELECT; firing them, in one transaction, beside a
 * program that writes the same rows in every table: event with its chain, rung, clock, message,
 * outbox, chain head. Both with so many closed cases, and with ten times as many; the last lines
 * say what that made of each.
 *
 *	bench-sweep [OPEN [CLOSED]]     by default 1,000,000 open clocks, 100,000 closed cases
 *
 * That the hand-written one does the whole work is shown on a small ledger first: its rungs and
 * those of the library stand side by side there, and the ledger verifies. The large one is
 * filled with copies of one case, without a journal; so it is not verified, but counted.
 */
#define BENCH "bench-sweep"
#include "hand.h"

#include "api/handle.h"
#include "engine/sweep.h"
#include "util/time.h"

#define DUE_COUNT 1000
/* Friday, 6 March 2026, 17:30, and Monday, 9 March: when the first case's first rung is due. */
#define START INT64_C(1772413200000000) /* Monday, 2 March, 09:00 */
#define NEAR (START + 4 * GJ_DAY + 8 * GJ_HOUR + 30 * GJ_MINUTE)
/* Of the copies: a Monday, 09:30, and so many minutes; due a day later. */
#define MANY (START + 28 * GJ_DAY + 30 * GJ_MINUTE)

static int64_t clock_at;

static int at_hand(void *user, int64_t *ret_time)
{
	(void)user;
	*ret_time = clock_at;
	return 0;
}

static gj_ledger *open_at(const char *path, int64_t at)
{
	gj_options *o = NULL;
	gj_ledger *ledger = NULL;

	clock_at = at;
	gj_options_new(&o);
	gj_options_set_int(o, "create", 1);
	gj_options_set_int(o, "synchronous", 1);
	gj_options_set_clock(o, at_hand, NULL);
	if (gj_open(path, o, &ledger, NULL) < 0 ||
	    gj_act_as(ledger, "{\"account\":\"system\"}", 20, NULL) < 0)
		die(path, "cannot open");
	gj_options_free(o);
	return ledger;
}

/* ---- cases ---- */

typedef struct ground {
	char path[64];
	int64_t street, section, demand;
	double filled;
} ground;

/* Registered, dispatched, signed for, the demander contacted: the answer is still to come. */
static void one_case(gj_ledger *ledger, ground *g)
{
	char args[400];

	snprintf(args, sizeof(args),
		 "{\"home\":%lld,\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"traffic\","
		 "\"subject\":\"大门前车辆拥堵\"}",
		 (long long)g->street);
	g->demand = call(ledger, "demand.register", args);
	snprintf(args, sizeof(args), "{\"id\":%lld,\"unit\":%lld}", (long long)g->demand,
		 (long long)g->section);
	call(ledger, "demand.dispatch", args);
	snprintf(args, sizeof(args), "{\"id\":%lld}", (long long)g->demand);
	call(ledger, "demand.sign", args);
	snprintf(args, sizeof(args), "{\"id\":%lld,\"mode\":\"phone\"}", (long long)g->demand);
	call(ledger, "demand.contact", args);
}

static void prepare(ground *g, int cases)
{
	gj_ledger *ledger = open_at(g->path, START);
	char args[200];
	int i;

	g->street = register_street(ledger);
	snprintf(args, sizeof(args), "{\"kind\":\"section\",\"name\":\"城管办\",\"parent\":%lld}",
		 (long long)g->street);
	g->section = call(ledger, "office.register", args);
	for (i = 0; i < cases; i++)
		one_case(ledger, g);
	gj_close(ledger);
}

/* ---- by hand ---- */

enum { FIND = COMMON, CLOCK, CASE, RUNG, NEXT, MESSAGE, OUTBOX, STATEMENTS };
static const char *const sql[STATEMENTS - COMMON] = {
	"SELECT subject, name, round, next_at, next_rung FROM clock WHERE next_at <= ?1 AND "
	"next_at "
	"IS NOT NULL AND +home = ?2 ORDER BY next_at, home, subject, name, round LIMIT ?3",
	"SELECT unit, armed, due_at FROM clock WHERE home = ?1 AND subject = ?2 AND name = ?3 AND "
	"round = ?4",
	"SELECT unit, against, enterprise, registrar, urgency, chart FROM demand WHERE home = ?1 "
	"AND id = ?2",
	"INSERT INTO rung (home, about, clock, round, armed, rung, unit, rung_at, due_at, card, "
	"folded, seq, item, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, NULL, 0, ?10, 0, ?11)",
	"UPDATE clock SET next_at = ?5, next_rung = 'due' WHERE home = ?1 AND subject = ?2 AND "
	"name = ?3 AND round = ?4",
	"INSERT INTO message (home, seq, item, about, kind, staff, office, at) VALUES (?1, ?2, 0, "
	"?3, 'soon', NULL, ?4, ?5)",
	"INSERT INTO outbox (home, seq, item, recipient, about, slot, ready_at, attempts, held) "
	"VALUES (?1, ?2, 0, ?3, ?4, ?5, ?5, 0, 0)",
};

typedef struct found {
	int64_t subject, round, at;
	char name[41], rung[41];
} found;

static int find(hand *h, int64_t at, int64_t limit, found *ret_found)
{
	sqlite3_stmt *s = h->st[FIND];
	int n = 0;

	sqlite3_bind_int64(s, 1, at);
	sqlite3_bind_int64(s, 2, h->home);
	sqlite3_bind_int64(s, 3, limit);
	for (; sqlite3_step(s) == SQLITE_ROW; n++) {
		ret_found[n].subject = sqlite3_column_int64(s, 0);
		snprintf(ret_found[n].name, 41, "%s", (const char *)sqlite3_column_text(s, 1));
		ret_found[n].round = sqlite3_column_int64(s, 2);
		ret_found[n].at = sqlite3_column_int64(s, 3);
		snprintf(ret_found[n].rung, 41, "%s", (const char *)sqlite3_column_text(s, 4));
	}
	sqlite3_reset(s);
	return n;
}

typedef struct facts {
	int64_t unit, armed, due;
} facts;

static void bind_clock(hand *h, sqlite3_stmt *s, const found *f)
{
	sqlite3_bind_int64(s, 1, h->home);
	sqlite3_bind_int64(s, 2, f->subject);
	sqlite3_bind_text(s, 3, f->name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, 4, f->round);
}

static void load(hand *h, const found *f, facts *ret_facts)
{
	sqlite3_stmt *s = h->st[CLOCK];

	bind_clock(h, s, f);
	if (sqlite3_step(s) != SQLITE_ROW)
		die("clock", "not there");
	ret_facts->unit = sqlite3_column_int64(s, 0);
	ret_facts->armed = sqlite3_column_int64(s, 1);
	ret_facts->due = sqlite3_column_int64(s, 2);
	sqlite3_reset(s);
	s = h->st[CASE];
	sqlite3_bind_int64(s, 1, h->home);
	sqlite3_bind_int64(s, 2, f->subject);
	if (sqlite3_step(s) != SQLITE_ROW || sqlite3_column_int64(s, 0) != ret_facts->unit)
		die("case", "not there");
	sqlite3_reset(s);
}

static void write_rows(hand *h, const found *f, const facts *k, int64_t slot)
{
	sqlite3_stmt *s = h->st[RUNG];

	bind_clock(h, s, f);
	sqlite3_bind_int64(s, 5, k->armed);
	sqlite3_bind_text(s, 6, f->rung, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, 7, k->unit);
	sqlite3_bind_int64(s, 8, f->at);
	sqlite3_bind_int64(s, 9, k->due);
	sqlite3_bind_int64(s, 10, h->seq);
	sqlite3_bind_int64(s, 11, h->at);
	step_done(h, RUNG);
	s = h->st[NEXT];
	bind_clock(h, s, f);
	sqlite3_bind_int64(s, 5, k->due);
	step_done(h, NEXT);
	s = h->st[MESSAGE];
	sqlite3_bind_int64(s, 1, h->home);
	sqlite3_bind_int64(s, 2, h->seq);
	sqlite3_bind_int64(s, 3, f->subject);
	sqlite3_bind_int64(s, 4, k->unit);
	sqlite3_bind_int64(s, 5, h->at);
	step_done(h, MESSAGE);
	s = h->st[OUTBOX];
	sqlite3_bind_int64(s, 1, h->home);
	sqlite3_bind_int64(s, 2, h->seq);
	sqlite3_bind_int64(s, 3, k->unit);
	sqlite3_bind_int64(s, 4, f->subject);
	sqlite3_bind_int64(s, 5, slot);
	step_done(h, OUTBOX);
}

static void fire(hand *h, int64_t office, int64_t root, const found *f, int64_t slot)
{
	char bytes[1024], at[40], due[40], rung_at[40];
	facts k;
	int n;

	load(h, f, &k);
	format_time(h->at, at);
	format_time(k.due, due);
	format_time(f->at, rung_at);
	n = snprintf(bytes, sizeof(bytes),
		     "{\"home\":%lld,\"seq\":%lld,\"type\":\"rung.fired\",\"version\":1,"
		     "\"at\":\"%s\",\"root\":%lld,\"acting_office\":%lld,\"next_id\":%lld,"
		     "\"body\":{\"about\":%lld,\"noun\":\"demand\",\"clock\":\"%s\",\"round\":%lld,"
		     "\"armed\":%lld,\"unit\":%lld,\"due_at\":\"%s\",\"next_at\":\"%s\","
		     "\"next_rung\":\"due\",\"rungs\":[{\"rung\":\"%s\",\"rung_at\":\"%s\","
		     "\"item\":0}],\"messages\":[{\"item\":0,\"kind\":\"soon\",\"about\":%lld,"
		     "\"office\":%lld,\"by\":\"%s\"}]}}",
		     (long long)h->home, (long long)h->seq + 1, at, (long long)root,
		     (long long)office, (long long)h->next_id, (long long)f->subject, f->name,
		     (long long)f->round, (long long)k.armed, (long long)k.unit, due, due, f->rung,
		     rung_at, (long long)f->subject, (long long)k.unit, due);
	append(h, 0, 0, bytes, (size_t)n);
	write_rows(h, f, &k, slot);
}

static void fire_all(hand *h, const ground *g, int64_t at, int64_t slot, found *room, int limit)
{
	int64_t root;
	int i, n;

	run(h, "BEGIN IMMEDIATE");
	lock(h);
	h->at = at;
	root = root_seq(h);
	n = find(h, at, limit, room);
	if (n != limit)
		die("hand", "found too few");
	for (i = 0; i < n; i++)
		fire(h, g->street, root, &room[i], slot);
	unlock(h);
	run(h, "COMMIT");
}

/* ---- that both do the same ---- */

static void same_work(void)
{
	ground g = { "", 0, 0, 0, 0 };
	found room[10];
	gj_ledger *ledger;
	hand h;

	snprintf(g.path, sizeof(g.path), "bench-sweep-%ld-small.db", (long)getpid());
	discard(g.path);
	prepare(&g, 20);
	ledger = open_at(g.path, NEAR);
	call(ledger, "clock.sweep", "{\"limit\":10}");
	gj_close(ledger);
	hand_open(&h, g.path, 1, sql, STATEMENTS - COMMON);
	h.home = g.demand >> 32;
	/* The next digest is on Monday, 08:45. */
	fire_all(&h, &g, NEAR, NEAR + 2 * GJ_DAY + 15 * GJ_HOUR + 15 * GJ_MINUTE, room, 10);
	hand_close(&h);
	verify(g.path);
	discard(g.path);
	puts("10 rungs fired by the library and 10 by hand: the ledger verifies");
}

/* ---- a million ---- */

/* The columns of a table as they stand, but those that `cases` says otherwise. */
static void columns(sqlite3 *db, const char *table, const char *cases, char *ret, size_t size)
{
	char text[1500];
	sqlite3_stmt *stmt = NULL;

	snprintf(text, sizeof(text),
		 "SELECT group_concat(CASE name %s ELSE name END, ', ') "
		 "FROM pragma_table_info('%s')",
		 cases, table);
	if (sqlite3_prepare_v2(db, text, -1, &stmt, NULL) != SQLITE_OK ||
	    sqlite3_step(stmt) != SQLITE_ROW)
		die(table, sqlite3_errmsg(db));
	snprintf(ret, size, "%s", (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
}

/* Copies of the one case and its clock. Of the open ones so many are due, a thousand every
 * minute; the others weeks later. */
static void fill(ground *g, int open, int closed, int due)
{
	char text[5000], cases[1000], demand[1500], clock[1500];
	double began = now();
	sqlite3 *db = NULL;

	if (sqlite3_open(g->path, &db) != SQLITE_OK)
		die(g->path, "cannot open");
	snprintf(cases, sizeof(cases),
		 "WHEN 'id' THEN 'id + i' "
		 "WHEN 'class' THEN 'CASE WHEN i > %d THEN ''done'' ELSE class END' "
		 "WHEN 'opened_at' THEN 'opened_at + i' "
		 "WHEN 'ended_at' THEN 'CASE WHEN i > %d THEN opened_at + i END'",
		 open, open);
	columns(db, "demand", cases, demand, sizeof(demand));
	snprintf(cases, sizeof(cases),
		 "WHEN 'subject' THEN 'subject + i' "
		 "WHEN 'state' THEN 'CASE WHEN i > %d THEN ''stopped'' ELSE state END' "
		 "WHEN 'due_at' THEN 't + %lld' "
		 "WHEN 'next_at' THEN 'CASE WHEN i <= %d THEN t END' "
		 "WHEN 'next_rung' THEN 'CASE WHEN i <= %d THEN next_rung END'",
		 open, (long long)GJ_DAY, open, open);
	columns(db, "clock", cases, clock, sizeof(clock));
	snprintf(text, sizeof(text),
		 "PRAGMA synchronous = OFF; BEGIN;"
		 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
		 "INSERT INTO demand SELECT %s FROM n, demand WHERE id = %lld;"
		 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
		 "INSERT INTO clock SELECT %s FROM (SELECT i, k.*, CASE WHEN i <= %d THEN %lld + "
		 "(i - 1) / %d * 60000000 ELSE %lld + i * 1000000 END AS t FROM n, clock k "
		 "WHERE k.subject = %lld AND k.name = 'answer');"
		 "UPDATE clock SET next_at = NULL, next_rung = NULL WHERE subject = %lld; COMMIT;",
		 open + closed, demand, (long long)g->demand, open + closed, clock, due,
		 (long long)MANY, DUE_COUNT, (long long)(MANY + 56 * GJ_DAY), (long long)g->demand,
		 (long long)g->demand);
	if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
		die("fill", sqlite3_errmsg(db));
	sqlite3_close(db);
	g->filled = now() - began;
}

static int64_t counted(const char *path, const char *table)
{
	char text[80];
	sqlite3 *db = NULL;
	sqlite3_stmt *s = NULL;
	int64_t count;

	sqlite3_open(path, &db);
	snprintf(text, sizeof(text), "SELECT count(*) FROM %s", table);
	if (sqlite3_prepare_v2(db, text, -1, &s, NULL) != SQLITE_OK ||
	    sqlite3_step(s) != SQLITE_ROW)
		die(table, sqlite3_errmsg(db));
	count = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	sqlite3_close(db);
	return count;
}

#define FINDS 20 /* in a round: one is too short to be measured */

static double find_by_library(gj_ledger *ledger, int64_t home, int64_t at)
{
	gj_reply *reply = NULL;
	gj_arena_mark mark;
	gj_array due;
	gj_ctx c;
	double began;
	int i;

	if (gj_reply_new(&ledger->host.mem, ledger->memory_max, &reply) < 0)
		die("reply", "no memory");
	gj_ctx_begin(ledger, reply, &c);
	mark = gj_arena_mark_now(c.arena);
	began = now();
	for (i = 0; i < FINDS; i++) {
		gj_arena_rewind(c.arena, mark);
		if (gj_sweep_find(&c, home, at, DUE_COUNT, &due) < 0 || due.n != DUE_COUNT)
			die("library", "found too few");
	}
	began = now() - began;
	gj_reply_free(reply);
	return began;
}

static double find_by_hand(hand *h, int64_t at, found *room)
{
	double began = now();
	int i;

	for (i = 0; i < FINDS; i++)
		if (find(h, at, DUE_COUNT, room) != DUE_COUNT)
			die("hand", "found too few");
	return now() - began;
}

static double fire_by_library(gj_ledger *ledger, int64_t at)
{
	gj_reply *reply = NULL;
	const char *args = "{\"limit\":1000}";
	int64_t clocks = 0, messages = 0;
	double began;

	clock_at = at;
	began = now();
	if (gj_call(ledger, "clock.sweep", args, strlen(args), &reply) < 0)
		die("clock.sweep", gj_reply_json(reply, NULL));
	began = now() - began;
	gj_reply_int(reply, "/clocks", &clocks);
	gj_reply_int(reply, "/messages", &messages);
	if (clocks != DUE_COUNT || messages != DUE_COUNT)
		die("clock.sweep", gj_reply_json(reply, NULL));
	gj_reply_free(reply);
	return began;
}

/* Medians of a round, in seconds. */
typedef struct times {
	double found, found_by_hand, fired, fired_by_hand;
} times;

static double median(const double *sorted)
{
	return sorted[ROUNDS / 2];
}

static times compare(int open, int closed)
{
	static found room[DUE_COUNT];
	double lib_find[ROUNDS], own_find[ROUNDS], lib[ROUNDS], own[ROUNDS], began;
	int64_t at, rungs, messages, outbox;
	ground g = { "", 0, 0, 0, 0 };
	gj_ledger *ledger;
	char title[80];
	times t;
	hand h;
	int i;

	snprintf(g.path, sizeof(g.path), "bench-sweep-%ld.db", (long)getpid());
	discard(g.path);
	prepare(&g, 1);
	fill(&g, open, closed, (2 * ROUNDS + 2) * DUE_COUNT);
	printf("%d open clocks, %d closed cases (filled in %.0f s)\n", open, closed, g.filled);
	ledger = open_at(g.path, MANY);
	hand_open(&h, g.path, 1, sql, STATEMENTS - COMMON);
	h.home = g.demand >> 32;
	/* Warm: one each. */
	fire_by_library(ledger, MANY);
	fire_all(&h, &g, MANY + GJ_MINUTE, MANY + 4 * GJ_HOUR + 15 * GJ_MINUTE, room, DUE_COUNT);
	for (i = 0; i < ROUNDS; i++) {
		at = MANY + (2 * i + 2) * GJ_MINUTE;
		lib_find[i] = find_by_library(ledger, h.home, at);
		own_find[i] = find_by_hand(&h, at, room);
		lib[i] = fire_by_library(ledger, at);
		at += GJ_MINUTE;
		began = now();
		fire_all(&h, &g, at, MANY + 4 * GJ_HOUR + 15 * GJ_MINUTE, room, DUE_COUNT);
		own[i] = now() - began;
	}
	hand_close(&h);
	gj_close(ledger);
	rungs = counted(g.path, "rung");
	messages = counted(g.path, "message");
	outbox = counted(g.path, "outbox");
	/* The one that was dispatched by a step of its own has a message too. */
	if (rungs != (2 * ROUNDS + 2) * DUE_COUNT || messages != rungs + 1 || outbox != messages)
		die("rows", "not as many as fired");
	snprintf(title, sizeof(title), "finding 1,000 due");
	tell(title, FINDS * DUE_COUNT, lib_find, own_find);
	snprintf(title, sizeof(title), "firing 1,000 in a transaction");
	tell(title, DUE_COUNT, lib, own);
	t = (times){ median(lib_find) / FINDS, median(own_find) / FINDS, median(lib), median(own) };
	printf("  medians: finding %.0f us by the library, %.0f us by hand; firing %.1f ms and "
	       "%.1f ms\n",
	       t.found * 1e6, t.found_by_hand * 1e6, t.fired * 1e3, t.fired_by_hand * 1e3);
	discard(g.path);
	return t;
}

/* What ten times as many closed cases made of it: flat is 1. */
static void tell_growth(int closed, const times *few, const times *many)
{
	printf("closed cases %d to %d: finding x %.2f (by hand x %.2f), firing x %.2f (by hand x "
	       "%.2f)\n",
	       closed, 10 * closed, many->found / few->found,
	       many->found_by_hand / few->found_by_hand, many->fired / few->fired,
	       many->fired_by_hand / few->fired_by_hand);
}

int main(int argc, char **argv)
{
	int open = argc > 1 ? atoi(argv[1]) : 1000000, closed = argc > 2 ? atoi(argv[2]) : 100000;
	times few, many;

	same_work();
	few = compare(open, closed);
	many = compare(open, 10 * closed);
	tell_growth(closed, &few, &many);
	return 0;
}
