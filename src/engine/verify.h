/* SPDX-License-Identifier: Apache-2.0
 *
 * Verification: chains recomputed, tables compared with a replay, vault entries with
 * their digests. It names the first thing that is wrong.
 */
#ifndef GJ_ENGINE_VERIFY_H
#define GJ_ENGINE_VERIFY_H

#include "engine/replay.h"

typedef struct gj_verdict {
	int64_t chains, events, entries, erased, rows;
	/* the first difference; table is empty when all is well */
	char table[40], row[160], column[40];
	int rule; /* enum gj_rule */
	int64_t home, seq;
} gj_verdict;

/* heads: exported before, to be found again (home, seq, hash in hex). Answers 0 also when
 * something is wrong: that is in the verdict. */
typedef struct gj_known_head {
	gj_has has;
	int64_t home, seq;
	gj_str hash;
} gj_known_head;
int gj_verify(gj_ctx *c, const gj_array *heads, gj_verdict *ret_verdict);

#endif
