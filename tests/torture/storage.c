/* SPDX-License-Identifier: Apache-2.0
 *
 * The k-th call of the storage driver fails, once or from then on: disk, space, another
 * writer, a connection that is gone.
 */
#include "faults.h"

#include "api/handle.h"

static void arm(const faults *f, gj_ledger *ledger, int64_t k)
{
	gj_db_fault(ledger->db, k, f->code, f->stay);
}

static int64_t disarm(const faults *f, gj_ledger *ledger)
{
	(void)f;
	return gj_db_fault(ledger->db, 0, 0, 0);
}

static int honest(const faults *f, int code)
{
	return code == f->code || (f->code == GJ_E_CONNECTION && code == GJ_E_UNCERTAIN);
}

static void balanced(const faults *f, const char *where)
{
	(void)f;
	(void)where;
}

static const struct {
	const char *name;
	int code, stay;
} rows[] = {
	{ "a disk that fails once at call", GJ_E_IO, 0 },
	{ "a disk that fails from call", GJ_E_IO, 1 },
	{ "another writer at call", GJ_E_BUSY, 0 },
	{ "another writer from call", GJ_E_BUSY, 1 },
	{ "no space at call", GJ_E_SPACE, 0 },
	{ "no connection from call", GJ_E_CONNECTION, 1 },
};

#define KINDS (sizeof(rows) / sizeof(rows[0]))

/* In the long version the kinds fail one operation's places by turns, and so together all of them;
 * with another seed a place fails in another way. */
START_TEST(every_operation)
{
	int divided = unit_soak();
	faults f = { .name = rows[_i].name,
		     .code = rows[_i].code,
		     .stay = rows[_i].stay,
		     .arm = arm,
		     .disarm = disarm,
		     .honest = honest,
		     .balanced = balanced,
		     .stride = 7,
		     .share = 6,
		     .turn = (unsigned)_i,
		     .kinds = divided ? (unsigned)KINDS : 0,
		     .runs = unit_soak() ? UINT32_MAX : torture_share(4, 1) };
	char dir[512], base[600];
	gen *g;

	/* In the short version on PostgreSQL: what can befall a connection. */
	if (torture_share(2, 2) == 1 && f.code != GJ_E_CONNECTION)
		return;
	torture_dir(dir, sizeof(dir));
	snprintf(base, sizeof(base), "%s/base", dir);
	g = gen_new(unit_seed() + 20 + (divided ? 0 : (uint64_t)_i), dir);
	torture_prepare(base, g, 100);
	faults_sweep(&f, g, dir, base);
	ck_assert(f.checked > 0 || f.operations < 16);
	ck_assert_uint_lt(torture_reach() * f.never, f.operations);
	/* One moment of another writer is sat out, all else is told. */
	if (f.code == GJ_E_BUSY && !f.stay)
		ck_assert_uint_gt(f.survived, 2 * f.operations);
	else
		ck_assert_uint_gt(f.failures,
				  (divided ? 4 : torture_share(6, 3) / 3) * f.operations);
	gen_free(g);
	torture_remove(dir);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("storage");
	TCase *tcase = tcase_create("every_operation");

	tcase_set_timeout(tcase, 0);
	tcase_add_loop_test(tcase, every_operation, 0, KINDS);
	suite_add_tcase(s, tcase);
	return unit_run(s);
}
