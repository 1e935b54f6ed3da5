/* SPDX-License-Identifier: Apache-2.0
 *
 * One scenario, again and again, and each time something else fails: the k-th allocation
 * (alloc.c), the k-th storage call (storage.c). Every operation of gj_describe() is
 * tried from one prepared ledger. After each failure: a clean code, no chain moved,
 * nothing leaked; after a sample of them the same call succeeds and the
 * ledger verifies.
 */
#ifndef GJ_TESTS_FAULTS_H
#define GJ_TESTS_FAULTS_H

#include "torture.h"

typedef struct faults {
	const char *name;
	torture_options open;
	/* The k-th from now on fails; 0 counts only. */
	void (*arm)(const struct faults *f, gj_ledger *ledger, int64_t k);
	/* No more failures. How many chances there were since arm. */
	int64_t (*disarm)(const struct faults *f, gj_ledger *ledger);
	/* Is this an honest answer to such a failure? Success always is. */
	int (*honest)(const struct faults *f, int code);
	/* Everything closed: is nothing left over? */
	void (*balanced)(const struct faults *f, const char *where);
	int code, stay;  /* for storage */
	unsigned stride; /* at least so far apart, in the short version */
	unsigned runs;   /* at most so many an operation, in the short version */
	int slow;        /* and in the long one as well */
	/* In the short version one operation in `share` (0: each), others with another seed or
	 * turn; in the long one each in one of its parts. */
	unsigned share, turn;
	/* Which kind of failure comes next; NULL: always the same. */
	void (*choose)(struct faults *f, unsigned run);
	/* what came of it */
	unsigned operations, never, failures, survived, checked;
	uint64_t chances; /* places of all operations together */
	unsigned whole;   /* operations that failed at every one of theirs */
} faults;

void faults_sweep(faults *f, gen *g, const char *dir, const char *base);
/* The same for making, opening and taking on an actor. */
void faults_sweep_open(faults *f, const char *dir);

#endif
