/* SPDX-License-Identifier: Apache-2.0
 *
 * What other nouns may ask of whistles.
 */
#ifndef GJ_ENGINE_WHISTLE_H
#define GJ_ENGINE_WHISTLE_H

#include "engine/ctx.h"

/* Was the actor's office called by a whistle that goes on and serves this demand? For so long
 * she may know of it, with the right to read demands there. 1, 0 or a failure. */
int gj_whistle_shows(gj_ctx *c, int64_t demand);

#endif
