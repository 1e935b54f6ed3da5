/* SPDX-License-Identifier: Apache-2.0
 *
 * The ledger as a whole: its birth, its settings, the profile in force.
 */
#ifndef GJ_ENGINE_LEDGER_H
#define GJ_ENGINE_LEDGER_H

#include "engine/ctx.h"

#define GJ_LEDGER_FORMAT 1

typedef struct gj_ledger_row {
	gj_has has;
	int64_t format;
	gj_str digest;
	int64_t zone;
	int64_t created_at;
} gj_ledger_row;

typedef struct gj_profile_row {
	gj_has has;
	gj_str hash, source, base_hash, overlay; /* of an overlay; GJ_STR_NONE: of none */
	int64_t seq;
	int64_t office;  /* whose own it is; 0: the ledger's */
	int64_t own_seq; /* of the ledger's: the last event by which an office got or gave up one */
} gj_profile_row;

struct gj_draft;

/* Inside a write transaction on an empty ledger: the root chains, and the two events
 * that everything begins with. */
int gj_ledger_found(gj_ctx *c, const struct gj_draft *profile);
int gj_ledger_load(gj_db *db, gj_arena *arena, gj_ledger_row *ret_ledger);
int gj_profile_load(gj_db *db, gj_arena *arena, gj_profile_row *ret_profile);
/* That of this office, or of the nearest above it that has its own; NOT_FOUND: the ledger's.
 * above: only of those above it. */
int gj_profile_load_near(gj_ctx *c, int64_t office, int above, gj_profile_row *ret_profile);
/* Records a profile that is known to compile; inside a write to the root chain. Office 0: for the
 * whole ledger. */
int gj_profile_adopt(gj_ctx *c, const struct gj_draft *draft, int64_t office);
/* A chain and its access chain, both empty. For birth and for new homes. */
int gj_chain_found(gj_ctx *c, int64_t home, int64_t office);

#endif
