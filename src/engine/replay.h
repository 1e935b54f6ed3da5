/* SPDX-License-Identifier: Apache-2.0
 *
 * Replaying: the journal read from one database and applied to another (or to itself).
 * Copies, as-of views, rebuilding and verification are all made of it.
 */
#ifndef GJ_ENGINE_REPLAY_H
#define GJ_ENGINE_REPLAY_H

#include "engine/ctx.h"

typedef struct gj_stored_event {
	int64_t home, seq, at, subject, link;
	gj_str bytes;
	gj_str hash;
} gj_stored_event;

/* Walks the events of one chain after a seq, up to and with `until` (recorded_at). What
 * `each` takes from the arena lasts for its page only. */
typedef int (*gj_event_fn)(void *user, gj_ctx *c, const gj_stored_event *event);
int gj_each_event(gj_ctx *c, gj_db *db, int64_t home, int64_t after, int64_t until,
		  gj_event_fn each, void *user);

/* All chains of a database, ascending; or the one of a home. */
typedef struct gj_chain_row {
	gj_has has;
	int64_t home, office;
	gj_str kind;
	int64_t seq;
	gj_str hash; /* 32 bytes */
	int64_t at, next_id;
} gj_chain_row;
extern const gj_record gj_chain_record;
int gj_chains(gj_ctx *c, gj_db *db, int64_t home, gj_array *ret_rows);

/* Walks them a page at a time, until `each` answers anything but OK; that is answered. However
 * many there are: what `each` takes from the arena is gone after it. */
typedef int (*gj_chain_fn)(void *user, const gj_chain_row *chain);
int gj_each_chain(gj_ctx *c, gj_db *db, gj_chain_fn each, void *user);

/* This release's schema, in an empty database; inside a write transaction. partitions: into how
 * many parts every table is divided by its home; 0: none. UNSUPPORTED on SQLite. */
int gj_schema_make(gj_ctx *c, gj_db *db, int64_t partitions);
/* A private database with it, gone when it is closed. */
int gj_scratch_open(gj_ctx *c, gj_db **ret_db);

/* Decodes and applies one stored event; *ret_next_id is what its envelope says. */
int gj_apply_stored(gj_ctx *c, gj_db *to, const gj_stored_event *event, int64_t *ret_next_id);

/* Journal, vault and derived tables into an empty database at `path` (a file, or a URI): of one
 * home (0: all; the root comes along), up to an instant. In one transaction, of which nothing
 * is left when it fails; or in slices, of which a later run goes on with what is there. */
typedef struct gj_copy_job {
	gj_str path;
	int64_t home, until, partitions;
	int in_slices;
	gj_str from; /* a segment to start from, if there is one */
	int sealing; /* each chain up to its last checkpoint, without personal values */
} gj_copy_job;
typedef struct gj_copied {
	gj_has has;
	int64_t chains, events, entries, resumed, sealed;
} gj_copied;
extern const gj_record gj_copied_record;
extern const gj_record gj_replayed_record; /* with `resumed` */
/* A file is a URI too. */
int gj_copy_uri(gj_ctx *c, gj_str path, gj_str *ret_uri);
int gj_copy_to(gj_ctx *c, const gj_copy_job *job, gj_copied *ret_copied);

/* Drops the derived tables of this database and makes them anew from its journal; inside a
 * write transaction, in which every chain is locked. */
int gj_rebuild(gj_ctx *c, int64_t *ret_events);

/* Digest of the derived tables of one home. */
int gj_tables_digest(gj_ctx *c, gj_db *db, int64_t home, uint8_t ret_hash[GJ_DIGEST_SIZE],
		     int64_t *ret_rows);

#endif
