/* SPDX-License-Identifier: Apache-2.0
 *
 * What other nouns may ask of whistles.
 */
#ifndef GJ_ENGINE_WHISTLE_H
#define GJ_ENGINE_WHISTLE_H

#include "engine/clock.h"

/* Was the actor's office called by a whistle that goes on and serves this demand? For so long
 * she may know of it, with the right to read demands there. 1, 0 or a failure. */
int gj_whistle_shows(gj_ctx *c, int64_t demand);

/* As a case with clocks, and whether the actor may know of it. */
int gj_whistle_timed(gj_ctx *c, int64_t id, gj_timed *ret_timed, int *ret_seen);
int gj_party_timed(gj_ctx *c, int64_t id, gj_timed *ret_timed, int *ret_seen);

#endif
