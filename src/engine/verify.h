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
	int64_t contents;  /* of attachments, compared with their digests */
	int64_t missing;   /* entries that this copy lacks, and says so */
	int64_t sealed;    /* events that were taken as a segment has them */
	gj_array erasures; /* of gj_erasure; the first thousand */
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
/* An entry that was erased, and by which event; later: in the ledger that this one came from. */
typedef struct gj_erasure {
	gj_has has;
	int64_t home, id, seq;
	int32_t later;
} gj_erasure;
extern const gj_record gj_erasure_record;
/* from: a segment to start at, GJ_STR_NONE for none. What lies before it is not looked at: its
 * tables are believed because the chain bears them out. */
int gj_verify(gj_ctx *c, const gj_array *heads, gj_str from, gj_verdict *ret_verdict);

#endif
