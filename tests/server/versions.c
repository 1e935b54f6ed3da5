/* SPDX-License-Identifier: Apache-2.0
 *
 * What a transaction on PostgreSQL does not do again and again.
 *
 * PostgreSQL keeps every version of a row until the transaction has ended, and whatever changes
 * the row once more reads past all of them: a counter to which each call of a transaction added
 * would make the thousandth call a thousand times as dear. The server itself says how often the
 * counters' rows were changed. And what a transaction has read it need not ask for again, as long
 * as nothing has changed it.
 */
#include "server.h"

#define CALLS 60

static int64_t district, street, section;

static int64_t call(gj_ledger *ledger, const char *operation, const char *format, ...)
{
	gj_reply *reply = NULL;
	char args[400];
	int64_t id = 0;
	va_list list;
	int code;

	va_start(list, format);
	vsnprintf(args, sizeof(args), format, list);
	va_end(list);
	code = gj_call(ledger, operation, args, strlen(args), &reply);
	ck_assert_msg(code == GJ_OK, "%s: %s", operation, gj_reply_json(reply, NULL));
	gj_reply_int(reply, "/id", &id);
	gj_reply_free(reply);
	return id;
}

static gj_ledger *offices(void)
{
	gj_ledger *ledger;

	server_ask("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
	ledger = server_open(NULL, 0);
	district = call(ledger, "office.register", "{\"kind\":\"district\",\"name\":\"甲\"}");
	street = call(ledger, "office.register",
		      "{\"kind\":\"street\",\"name\":\"乙\",\"prefix\":\"S\",\"parent\":%lld}",
		      (long long)district);
	section = call(ledger, "office.register",
		       "{\"kind\":\"section\",\"name\":\"丙\",\"parent\":%lld}", (long long)street);
	return ledger;
}

static void demands(gj_ledger *ledger)
{
	int64_t id;
	int i;

	for (i = 0; i < CALLS; i++) {
		id = call(ledger, "demand.register",
			  "{\"home\":%lld,\"channel\":\"phone\",\"kind\":\"help\","
			  "\"category\":\"traffic\",\"subject\":\"x\"}",
			  (long long)street);
		call(ledger, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}", (long long)id,
		     (long long)section);
	}
}

/* How often rows of the table were changed or put in. A session tells when it ends. */
static long long changes(const char *table)
{
	long long n = -1, before;
	int i;

	for (i = 0; i < 100; i++) {
		before = n;
		n = atoll(server_ask("SELECT n_tup_upd + n_tup_ins FROM pg_stat_user_tables "
				     "WHERE relname = '%s'",
				     table));
		if (n > 0 && n == before)
			break;
		server_pause(50);
	}
	return n;
}

static long long rows(const char *table)
{
	return atoll(server_ask("SELECT count(*) FROM %s", table));
}

START_TEST(a_long_transaction_adds_up_once)
{
	gj_ledger *ledger;
	char args[80];

	SERVER_OR_SKIP();
	ledger = offices();
	snprintf(args, sizeof(args), "{\"offices\":[%lld]}", (long long)street);
	ck_assert_int_eq(gj_begin(ledger, args, strlen(args), NULL), GJ_OK);
	demands(ledger);
	ck_assert_int_eq(gj_commit(ledger, NULL), GJ_OK);
	server_verify(ledger);
	gj_close(ledger);
	ck_assert_int_gt(rows("rate_cell"), 0);
	ck_assert_int_eq(changes("rate_cell"), rows("rate_cell"));
	ck_assert_int_eq(rows("rate_pile"), 0);
}
END_TEST

/* All events again, in one transaction: once for so many of them, not once for each. */
START_TEST(a_rebuild_adds_up_by_the_slice)
{
	gj_ledger *ledger;
	long long before;

	SERVER_OR_SKIP();
	ledger = offices();
	demands(ledger);
	gj_close(ledger);
	before = changes("rate_cell");
	ck_assert_int_gt(before, 2 * CALLS); /* a call for itself adds at once */
	ledger = server_open(NULL, 0);
	call(ledger, "ledger.rebuild", "{}");
	server_verify(ledger);
	gj_close(ledger);
	ck_assert_int_le(changes("rate_cell") - before, 2 * rows("rate_cell"));
	ck_assert_int_eq(rows("rate_pile"), 0);
}
END_TEST

/* ---- what a transaction has read already ---- */

#define HOME INT64_C(7777)
#define YEAR INT64_C(2026)

static int64_t counted(gj_db *db, int64_t *ret_trips)
{
	int64_t number = -1, before = gj_db_trips(db);
	int code = gj_sql_int(db, GJ_SQL_DEMAND_NUMBER, &number, "ll", HOME, YEAR);

	ck_assert(code == GJ_OK || code == GJ_E_NOT_FOUND);
	*ret_trips = gj_db_trips(db) - before;
	return number;
}

static void expect_number(gj_db *db, int64_t number, int64_t trips)
{
	int64_t took;

	ck_assert_int_eq(counted(db, &took), number);
	ck_assert_int_eq(took, trips);
}

static void count_to(gj_db *db, int64_t number)
{
	ck_assert_int_eq(gj_sql_run(db, GJ_SQL_DEMAND_COUNT_UP, "lll", HOME, YEAR, number), GJ_OK);
}

START_TEST(an_answer_lasts_until_its_table_is_written)
{
	gj_ledger *ledger;
	gj_db *db;

	SERVER_OR_SKIP();
	ledger = offices();
	db = ledger->db;
	ck_assert_int_eq(gj_db_begin(db, GJ_TX_WRITE), GJ_OK);
	expect_number(db, -1, 1);
	expect_number(db, -1, 0);
	count_to(db, 1);
	expect_number(db, 1, 1);
	/* What is written elsewhere changes nothing of it. */
	ck_assert_int_eq(gj_sql_run(db, GJ_SQL_CAUSE_COUNT_UP, "lll", HOME, YEAR, INT64_C(9)),
			 GJ_OK);
	expect_number(db, 1, 0);
	/* Written while it was being read: what was read is old. */
	ck_assert_int_eq(gj_sql_open(db, GJ_SQL_DEMAND_NUMBER, "ll", HOME, YEAR), GJ_OK);
	ck_assert_int_eq(gj_sql_next(db, GJ_SQL_DEMAND_NUMBER), 1);
	count_to(db, 2);
	gj_sql_done(db, GJ_SQL_DEMAND_NUMBER);
	expect_number(db, 2, 1);
	/* Asked ahead, and then written. */
	gj_sql_ahead(db, GJ_SQL_DEMAND_NUMBER, "ll", HOME, YEAR + 1);
	count_to(db, 3);
	expect_number(db, 3, 1);
	/* Undone, also while it was being read. */
	ck_assert_int_eq(gj_db_begin(db, GJ_TX_WRITE), GJ_OK);
	count_to(db, 4);
	expect_number(db, 4, 1);
	ck_assert_int_eq(gj_sql_open(db, GJ_SQL_DEMAND_NUMBER, "ll", HOME, YEAR), GJ_OK);
	ck_assert_int_eq(gj_sql_next(db, GJ_SQL_DEMAND_NUMBER), 1);
	ck_assert_int_eq(gj_db_rollback(db), GJ_OK);
	gj_sql_done(db, GJ_SQL_DEMAND_NUMBER);
	expect_number(db, 3, 1);
	ck_assert_int_eq(gj_db_rollback(db), GJ_OK);
	/* And never from one transaction to the next. */
	ck_assert_int_eq(gj_db_begin(db, GJ_TX_READ), GJ_OK);
	expect_number(db, -1, 1);
	ck_assert_int_eq(gj_db_commit(db), GJ_OK);
	gj_close(ledger);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("versions");

	unit_add(s, "a_long_transaction_adds_up_once", a_long_transaction_adds_up_once);
	unit_add(s, "a_rebuild_adds_up_by_the_slice", a_rebuild_adds_up_by_the_slice);
	unit_add(s, "an_answer_lasts_until_its_table_is_written",
		 an_answer_lasts_until_its_table_is_written);
	return s;
}

GJ_TEST_MAIN(suite)
