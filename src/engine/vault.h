/* SPDX-License-Identifier: Apache-2.0
 *
 * An entry of the vault, as statements read it.
 */
#ifndef GJ_ENGINE_VAULT_H
#define GJ_ENGINE_VAULT_H

#include "engine/ctx.h"

typedef struct gj_entry {
	gj_has has;
	int64_t id, subject;
	gj_str class;
	int64_t seq;         /* the event that brought it */
	gj_str nonce, value; /* absent: erased */
} gj_entry;
extern const gj_record gj_entry_record;

#endif
