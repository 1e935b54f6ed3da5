/* SPDX-License-Identifier: Apache-2.0
 *
 * The journal is the truth: after thousands of random commands the tables equal a replay,
 * row for row, as journal.verify says and as a comparison says that knows nothing
 * but sqlite3. Whatever is changed afterwards is found and named, and a journal
 * that was cut short is found against a head kept outside.
 */
#include "torture.h"

#include <unistd.h>

#include "statements.h"

#define COMMANDS 10000
#define SMALL 400
#define CHANGES 300

static void beside(const char *dir, const char *name, char *room, size_t size)
{
	snprintf(room, size, "%s/%s", dir, name);
}

START_TEST(tables_equal_a_replay)
{
	unsigned i, commands = unit_soak() ? 20 * COMMANDS : COMMANDS;
	char dir[512], path[600], copy[600];
	gj_ledger *ledger;
	size_t never;
	int64_t rows;
	gen *g;

	torture_dir(dir, sizeof(dir));
	beside(dir, "ledger", path, sizeof(path));
	g = gen_new(unit_seed(), dir);
	ledger = torture_open(path, 1);
	torture_people(ledger, g);
	gen_watch(g, path);
	for (i = 0; i < commands; i++)
		gen_play(g, ledger);
	gen_settle(g, ledger);
	never = gen_report(g, stdout);
	gj_close(ledger);
	/* A generator that reaches little proves little. */
	ck_assert_uint_lt(5 * never, gen_op_count(g));
	ck_assert_uint_gt(gen_tallied(g)->good, commands / 5);
	ck_assert_uint_gt(gen_tallied(g)->refused, commands / 20);
	gen_free(g);
	torture_check(path);
	beside(dir, "copy", copy, sizeof(copy));
	torture_replay(path, copy);
	rows = torture_compare(path, copy, GJ_TABLE_CLASS_JOURNAL, NULL);
	rows += torture_compare(path, copy, GJ_TABLE_CLASS_VAULT, NULL);
	rows += torture_compare(path, copy, GJ_TABLE_CLASS_DERIVED, stdout);
	printf("%lld rows are equal\n", (long long)rows);
	ck_assert_int_gt(rows, commands / 10);
	torture_check(copy);
	torture_remove(dir);
}
END_TEST
