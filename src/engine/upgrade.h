/* SPDX-License-Identifier: Apache-2.0
 *
 * Bringing a database of an older release to this one's schema.
 */
#ifndef GJ_ENGINE_UPGRADE_H
#define GJ_ENGINE_UPGRADE_H

#include "engine/ctx.h"

/* Which schema is in force here: NOT_FOUND (an empty database), SCHEMA_OLD, SCHEMA_NEW,
 * NOT_LEDGER (a copy that is not finished), or 0. */
int gj_schema_check(gj_ctx *c, int64_t version);

/* All steps from the version that is there on, and the derived tables made anew where a step
 * asks for it: one transaction, so that what ends it leaves the older ledger as it was. */
typedef struct gj_upgraded {
	gj_has has;
	int64_t from, version, events;
} gj_upgraded;
extern const gj_record gj_upgraded_record;
int gj_upgrade_steps(gj_ctx *c, const gj_migration *steps, int tries, gj_upgraded *ret_upgraded);

#endif
