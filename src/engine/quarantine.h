/* SPDX-License-Identifier: Apache-2.0
 *
 * What other nouns may ask of the quarantine, where rows that could not be imported wait.
 */
#ifndef GJ_ENGINE_QUARANTINE_H
#define GJ_ENGINE_QUARANTINE_H

#include "engine/ctx.h"

/* A row as it came. */
typedef struct gj_quarantined {
	int64_t home, import, line;
	gj_str raw;     /* its bytes in the file */
	gj_str content; /* the same in UTF-8 */
	gj_str shown;   /* the same, masked; p == NULL when it could not be taken apart */
	gj_str rule, field;
} gj_quarantined;

/* Local: not recorded in the journal, not replayed. */
int gj_quarantine_add(gj_ctx *c, const gj_quarantined *row);
/* Wipes every quarantined row of the home whose raw text contains the value. */
int gj_quarantine_erase(gj_ctx *c, int64_t home, gj_str value, int64_t *ret_count);
/* Wipes all that are left of one import. */
int gj_quarantine_erase_import(gj_ctx *c, int64_t home, int64_t import, int64_t *ret_count);
/* Where its words stand in quarantine: gj_quarantine_place. */
typedef struct gj_quarantine_place {
	int64_t import, line;
} gj_quarantine_place;
int gj_quarantine_find(gj_ctx *c, int64_t home, gj_str value, gj_array *ret_places);

/* One reading of a ledger, as recorded. */
typedef struct gj_import_row {
	gj_has has;
	int64_t id;
	gj_str file;
	int64_t row_count, registered, updated, unchanged, skipped, quarantined, settled;
	int64_t revision, seq, created_at;
} gj_import_row;
extern const gj_record gj_import_row_record;

#endif
