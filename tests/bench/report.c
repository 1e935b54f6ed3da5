/* SPDX-License-Identifier: Apache-2.0
 *
 * Reports over a million closed demands: the three rates by office and month through gj_call,
 * beside the best SQL that we can write by hand on the same file (sums over the same counters),
 * and beside SQL over the cases themselves; then a live board of one month, a league table and a
 * page of a drill-down.
 *
 *	bench-report [CASES]
 *
 * The file is filled by SQL, as the library would have filled these tables step by step, without
 * the journal: here only reading is measured. What keeping the counters costs shows in
 * bench-step.
 */
#define BENCH "bench-report"
#include "hand.h"

#define HOMES 20
#define MONTHS 24
#define FIRST (12 * 2024)

static char path[64];
static sqlite3 *db;

static void sql(const char *text)
{
	char *wrong = NULL;

	if (sqlite3_exec(db, text, NULL, NULL, &wrong) != SQLITE_OK)
		die(text, wrong);
}

static void prepare(int cases)
{
	gj_ledger *ledger = open_ledger(path, 1);
	int64_t district, street;
	char args[200], text[4000];
	int i, k;

	district = call(ledger, "office.register",
			"{\"kind\":\"district\",\"name\":\"海淀区\",\"prefix\":\"HD\"}");
	for (i = 0; i < HOMES; i++) {
		snprintf(args, sizeof(args),
			 "{\"kind\":\"street\",\"name\":\"街道%d\",\"parent\":%lld}", i,
			 (long long)district);
		street = call(ledger, "office.register", args);
		for (k = 0; k < 8; k++) {
			snprintf(args, sizeof(args),
				 "{\"kind\":\"section\",\"name\":\"科室%d\",\"parent\":%lld}", k,
				 (long long)street);
			call(ledger, "office.register", args);
		}
	}
	gj_close(ledger);
	if (sqlite3_open(path, &db) != SQLITE_OK)
		die(path, "cannot open");
	sql("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000");
	sql("CREATE TEMP TABLE homes AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, id, chain "
	    "FROM office WHERE kind = 'street'");
	sql("CREATE TEMP TABLE units AS SELECT o.parent AS street, o.id, "
	    "row_number() OVER (PARTITION BY o.parent ORDER BY o.id) - 1 AS n FROM office o "
	    "WHERE o.kind = 'section'");
	snprintf(
		text, sizeof(text),
		"WITH RECURSIVE i(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n < %d), "
		"d AS (SELECT n, (n * 2654435761) & 4294967295 AS a, (n * 40503 + 7) & 65535 AS b, "
		"(n * 69069 + 1) & 1048575 AS e FROM i) "
		"INSERT INTO rate_case (home, demand, party, month, month_recorded, unit, kind, "
		"category, against, registered, closed, replied, solved_at_office, "
		"callback_attempts, callback_valid, callback_contacted, callback_solved, "
		"callback_satisfied, callback_basically_satisfied, excluded) "
		"SELECT h.chain, h.chain * 4294967296 + d.n, '', %d + d.n * %d / %d, "
		"%d + d.n * %d / %d, u.id, 'k' || (d.b %% 5), 'c' || (d.a %% 29), 0, 1, 1, 1, 1, "
		"1, "
		"d.e %% 10 > 0, d.e %% 10 > 0 AND d.e %% 7 > 0, d.e %% 10 > 0 AND d.e %% 5 > 0, "
		"d.e %% 10 > 0 AND d.e %% 3 > 0, d.e %% 10 > 0 AND d.e %% 9 = 0, d.b %% 100 = 0 "
		"FROM d JOIN homes h ON h.n = d.a / 29 %% %d "
		"JOIN units u ON u.street = h.id AND u.n = d.b / 5 %% 8",
		cases - 1, FIRST, MONTHS, cases, FIRST, MONTHS, cases, HOMES);
	sql("BEGIN");
	sql(text);
	sql("INSERT INTO rate_cell (home, basis, month, unit, kind, category, party, against, "
	    "callback_valid, callback_contacted, callback_solved, callback_satisfied, "
	    "callback_basically_satisfied, callback_excluded, excluded, registered, closed, "
	    "replied, "
	    "solved_at_office, callback_attempts) "
	    "SELECT home, b.basis, month, unit, kind, category, party, against, "
	    "sum(callback_valid * (1 - excluded)), sum(callback_contacted * (1 - excluded)), "
	    "sum(callback_solved * (1 - excluded)), sum(callback_satisfied * (1 - excluded)), "
	    "sum(callback_basically_satisfied * (1 - excluded)), sum(callback_valid * excluded), "
	    "sum(excluded), sum(registered), sum(closed), sum(replied), sum(solved_at_office), "
	    "sum(callback_attempts) FROM rate_case, (SELECT 0 AS basis UNION ALL SELECT 1 UNION "
	    "ALL "
	    "SELECT 2 UNION ALL SELECT 3) b GROUP BY 1, 2, 3, 4, 5, 6, 7, 8");
	sql("INSERT INTO demand_text (home, id, order_no) SELECT home, demand, 'X-' || demand "
	    "FROM rate_case");
	sql("INSERT INTO demand (home, id, state, class, unit, channel, kind, category, "
	    "confidential, anonymous, from_above, above, not_reached, parts, reworks, transfers, "
	    "problem, chart, opened_at, voided, revision, seq) "
	    "SELECT home, demand, 'closed', 'done', unit, 'phone', kind, category, 0, 0, 0, 0, 0, "
	    "0, 0, 0, 0, '', 0, 0, 1, 1 FROM rate_case");
	sql("COMMIT");
	sqlite3_close(db);
}

/* Rows of a statement, read to the end. */
static double by_hand(const char *text, int64_t *ret_rows, int64_t *ret_sum)
{
	sqlite3_stmt *s = NULL;
	double began = now();
	int i;

	if (sqlite3_prepare_v2(db, text, -1, &s, NULL) != SQLITE_OK)
		die(text, sqlite3_errmsg(db));
	*ret_rows = *ret_sum = 0;
	while (sqlite3_step(s) == SQLITE_ROW) {
		for (i = 2; i < sqlite3_column_count(s); i++)
			*ret_sum += sqlite3_column_int64(s, i);
		++*ret_rows;
	}
	sqlite3_finalize(s);
	return now() - began;
}

static double by_library(gj_ledger *ledger, const char *op, const char *args, int64_t *ret_items)
{
	gj_reply *reply = NULL;
	double began = now();
	size_t items = 0;

	if (gj_call(ledger, op, args, strlen(args), &reply) < 0)
		die(op, gj_reply_json(reply, NULL));
	began = now() - began;
	gj_reply_count(reply, "/items", &items);
	*ret_items = (int64_t)items;
	gj_reply_free(reply);
	return began;
}

static double middle(double t[ROUNDS])
{
	qsort(t, ROUNDS, sizeof(*t), order);
	return t[ROUNDS / 2];
}

static void side_by_side(gj_ledger *ledger)
{
	static const char cells[] =
		"SELECT home, month, sum(callback_valid), sum(callback_contacted), "
		"sum(callback_solved), sum(callback_satisfied), sum(callback_basically_satisfied) "
		"FROM rate_cell WHERE home IN (SELECT chain FROM office WHERE chain IS NOT NULL) "
		"AND basis = 0 AND month >= 24288 AND month < 24312 AND party = '' "
		"GROUP BY home, month";
	static const char rows[] =
		"SELECT home, month, sum(callback_valid), sum(callback_contacted), "
		"sum(callback_solved), sum(callback_satisfied), sum(callback_basically_satisfied) "
		"FROM rate_case WHERE party = '' AND excluded = 0 AND voided = 0 GROUP BY home, "
		"month";
	static const char figures[] =
		"{\"from\":\"2024-01\",\"to\":\"2025-12\",\"group\":\"office\",\"monthly\":true,"
		"\"formulas\":[\"response_rate\",\"solve_rate\",\"satisfaction_rate\"]}";
	double lib[ROUNDS], own[ROUNDS], raw[ROUNDS];
	int64_t items = 0, n = 0, sum = 0, raw_sum = 0;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		own[i] = by_hand(cells, &n, &sum);
		lib[i] = by_library(ledger, "rate.figures", figures, &items);
		raw[i] = by_hand(rows, &n, &raw_sum);
	}
	if (items != n || sum != raw_sum)
		die("figures", "they do not agree");
	printf("three rates by office and month, %lld figures: gj_call %.1f ms, SQL over counters "
	       "%.1f ms (ratio %.2f), SQL over cases %.1f ms\n",
	       (long long)items, middle(lib) * 1e3, middle(own) * 1e3, middle(lib) / middle(own),
	       middle(raw) * 1e3);
}

static void alone(gj_ledger *ledger, const char *title, const char *op, const char *args)
{
	double t[ROUNDS];
	int64_t items;
	int i;

	for (i = 0; i < ROUNDS; i++)
		t[i] = by_library(ledger, op, args, &items);
	printf("%-50s %8.2f ms, %lld items\n", title, middle(t) * 1e3, (long long)items);
}

int main(int argc, char **argv)
{
	int cases = argc > 1 ? atoi(argv[1]) : 1000000;
	gj_ledger *ledger;

	snprintf(path, sizeof(path), "bench-report-%ld.db", (long)getpid());
	discard(path);
	prepare(cases);
	ledger = open_ledger(path, 1);
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		die(path, "cannot open");
	sql("PRAGMA cache_size = -16000");
	printf("%d closed demands, %d offices, %d months, medians of %d\n", cases, HOMES, MONTHS,
	       ROUNDS);
	side_by_side(ledger);
	alone(ledger, "live board: one month, by office, four rates", "rate.figures",
	      "{\"from\":\"2025-06\",\"group\":\"office\"}");
	alone(ledger, "live board: one month of one office, by unit", "rate.figures",
	      "{\"from\":\"2025-06\",\"group\":\"unit\",\"home\":4294967298}");
	alone(ledger, "league table of a year", "rate.league",
	      "{\"from\":\"2025-01\",\"to\":\"2025-12\",\"formula\":\"composite\"}");
	alone(ledger, "drill-down: a page of 100", "rate.cases",
	      "{\"from\":\"2025-06\",\"measure\":\"callback_solved\",\"home\":4294967298}");
	sqlite3_close(db);
	gj_close(ledger);
	discard(path);
	return 0;
}
