/* SPDX-License-Identifier: Apache-2.0
 *
 * Segments: the beginning of every chain up to its last checkpoint, in a file that verifies by
 * itself. What holds that file can start there: the tables as the checkpoint seals them are in
 * it, and the events that brought them need not be replayed.
 */
#ifndef GJ_ENGINE_SEGMENT_H
#define GJ_ENGINE_SEGMENT_H

#include "engine/ctx.h"

/* The body of "journal.checkpointed". */
typedef struct gj_checkpoint_body {
	gj_has has;
	gj_str tables;
	int64_t rows, schema;
} gj_checkpoint_body;
extern const gj_record gj_checkpoint_record;

/* The last checkpoint of a chain that this release's schema can start at; 0: there is none. */
int gj_checkpoint_last(gj_ctx *c, int64_t home, int64_t *ret_seq);

/* A ledger file to start from, for reading. */
int gj_segment_open(gj_ctx *c, gj_str path, gj_db **ret_db);

/* Where a chain stands at the end of a segment. */
typedef struct gj_segment_end {
	int64_t seq, at, next_id;
	uint8_t hash[GJ_DIGEST_SIZE];
	/* what does not fit: a rule, the event and its column */
	int rule;
	int64_t wrong_seq;
	const char *column;
} gj_segment_end;

/* Puts the derived tables of a home as the segment has them into `to`, where there are none of it
 * yet. 1 when it did; 0 when the segment has nothing of this chain, or it is an access chain. It is
 * believed only where the ledger's own chain bears it out: the hash of the segment's last event
 * stands there, and the checkpoint that follows seals these very tables. Where it does not, the
 * rule is in *ret_end; STATE when no such checkpoint follows. */
int gj_segment_begin(gj_ctx *c, gj_db *segment, gj_db *to, int64_t home, gj_segment_end *ret_end);

#endif
