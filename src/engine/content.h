/* SPDX-License-Identifier: Apache-2.0
 *
 * Content: the bytes of attachments, known by their digest. They lie in the ledger, in parts, or
 * in a folder of the host, a file each; what is given twice in one home lies there once. They
 * come in pieces outside of any long transaction: until an event speaks of them they are an
 * upload, which a later call clears away when nobody goes on with it.
 */
#ifndef GJ_ENGINE_CONTENT_H
#define GJ_ENGINE_CONTENT_H

#include "engine/ctx.h"

#define GJ_PART_SIZE 65536

typedef struct gj_content_row {
	gj_has has;
	int64_t entry, seq;
	gj_str digest;
	int64_t upload; /* absent: a file in the folder */
} gj_content_row;
extern const gj_record gj_content_record;

/* What was taken, and waits for its event. */
typedef struct gj_gathered {
	int64_t home, upload; /* upload 0: nothing was begun */
	int64_t size;
	gj_str digest, type;
	int kept; /* the upload became content */
} gj_gathered;

/* Looks at the first bytes before any are kept. */
typedef int (*gj_look_fn)(gj_ctx *c, gj_gathered *g, gj_str first, const void *user);

/* Outside of any transaction: takes all bytes into an upload of g->home. LIMIT, HOST, IO, SPACE. */
int gj_content_gather(gj_ctx *c, const gj_stream *from, gj_look_fn look, const void *user,
		      gj_gathered *g);
/* In the transaction of the event `seq`, whose entry of the vault holds the digest. */
int gj_content_keep(gj_ctx *c, gj_gathered *g, int64_t entry, int64_t seq);
/* Outside of any transaction: what was gathered and not kept goes. */
int gj_content_settle(gj_ctx *c, const gj_gathered *g);

/* Sends it in pieces and checks them on the way. NOT_FOUND, CORRUPT when they do not match the
 * digest in the end; HOST when `to` refuses. */
int gj_content_send(gj_ctx *c, int64_t home, int64_t entry, const gj_stream *to);

/* In a transaction: an entry of the vault is erased, and the content with the last entry that names
 * it. A file goes after the commit, by gj_content_clear. */
int gj_content_forget(gj_ctx *c, int64_t home, int64_t entry);
/* Does this entry of the vault stand for content? 1, 0 or a failure. */
int gj_content_named(gj_ctx *c, int64_t home, int64_t entry);
/* Takes its row away and, with the last of a digest, its parts. 1 when a file of the folder is
 * not named any more. */
int gj_content_drop(gj_db *db, int64_t home, const gj_content_row *row);
/* Outside of any transaction: clears away uploads that nobody goes on with, and files of erased
 * content; home 0: of all homes. */
int gj_content_clear(gj_ctx *c, int64_t home);

#endif
