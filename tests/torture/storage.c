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

static faults of_kind(size_t i)
{
	return (faults){ .name = rows[i].name,
			 .code = rows[i].code,
			 .stay = rows[i].stay,
			 .arm = arm,
			 .disarm = disarm,
			 .honest = honest,
			 .balanced = balanced,
			 .stride = 7,
			 .share = 6,
			 .turn = (unsigned)i,
			 .runs = torture_places(4) };
}

static void sweep(faults *f, uint64_t seed)
{
	char dir[512], base[600];
	gen *g;

	torture_dir(dir, sizeof(dir));
	snprintf(base, sizeof(base), "%s/base", dir);
	g = gen_new(seed, dir);
	torture_prepare(base, g, 100);
	faults_sweep(f, g, dir, base);
	ck_assert(f->checked > 0 || f->operations < 16);
	ck_assert_uint_lt(torture_reach() * f->never, f->operations);
	gen_free(g);
	torture_remove(dir);
}

/* The short version: each kind by itself, at some places of some operations. */
START_TEST(every_kind)
{
	faults f = of_kind((size_t)_i);

	/* In the short version on PostgreSQL: what can befall a connection. */
	if (!look_is_sqlite() && f.code != GJ_E_CONNECTION)
		return;
	sweep(&f, unit_seed() + 20 + (uint64_t)_i);
	/* One moment of another writer is sat out, all else is told. */
	if (f.code == GJ_E_BUSY && !f.stay)
		ck_assert_uint_gt(f.survived, 2 * f.operations);
	else
		ck_assert_uint_gt(f.failures, torture_share(6, 3) / 3 * f.operations);
}
END_TEST

static void next_kind(faults *f, unsigned run)
{
	faults other = of_kind((run + unit_seed()) % KINDS);

	f->name = other.name;
	f->code = other.code;
	f->stay = other.stay;
}

/* The long one: every place of every operation fails in one way or another, and in another way with
 * another seed. */
START_TEST(every_place)
{
	faults f = of_kind(0);

	f.turn = (unsigned)_i;
	f.name = "storage call";
	f.choose = next_kind;
	sweep(&f, unit_seed() + 20);
	ck_assert_uint_gt(f.survived, 2 * f.operations);
	ck_assert_uint_gt(f.failures, 10 * f.operations);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("storage");
	TCase *tcase;

	if (unit_soak()) {
		torture_add_parts(s, "every_place", every_place);
		return unit_run(s);
	}
	tcase = tcase_create("every_kind");
	tcase_set_timeout(tcase, 0);
	tcase_add_loop_test(tcase, every_kind, 0, KINDS);
	suite_add_tcase(s, tcase);
	return unit_run(s);
}
