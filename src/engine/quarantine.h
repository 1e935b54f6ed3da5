/* SPDX-License-Identifier: Apache-2.0
 *
 * What other nouns may ask of the quarantine, where rows that could not be imported wait.
 */
#ifndef GJ_ENGINE_QUARANTINE_H
#define GJ_ENGINE_QUARANTINE_H

#include "engine/ctx.h"

/* Wipes every quarantined row of the home whose raw text contains the value. */
int gj_quarantine_erase(gj_ctx *c, int64_t home, gj_str value, int64_t *ret_count);

#endif
