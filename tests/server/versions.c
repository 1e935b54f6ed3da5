/* SPDX-License-Identifier: Apache-2.0
 *
 * PostgreSQL keeps every version of a row until the transaction has ended, and whatever changes
 * the row once more reads past all of them: a counter to which each call of a transaction added
 * would make the thousandth call a thousand times as dear. The server itself says how often the
 * counters' rows were changed.
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

static Suite *suite(void)
{
	Suite *s = suite_create("versions");

	unit_add(s, "a_long_transaction_adds_up_once", a_long_transaction_adds_up_once);
	unit_add(s, "a_rebuild_adds_up_by_the_slice", a_rebuild_adds_up_by_the_slice);
	return s;
}

GJ_TEST_MAIN(suite)
