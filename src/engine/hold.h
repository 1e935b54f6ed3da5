/* SPDX-License-Identifier: Apache-2.0
 *
 * What erasing asks of holds: whether somebody has said that nothing may be erased here for now.
 */
#ifndef GJ_ENGINE_HOLD_H
#define GJ_ENGINE_HOLD_H

#include "engine/ctx.h"

/* Is there any in this home? 1, 0 or a failure. */
int gj_hold_any(gj_ctx *c, int64_t home);
/* The first by which nothing of this thing may be erased, 0: there is none. It was placed on the
 * thing, on that which it belongs to, or on single entries about it. */
int gj_hold_of(gj_ctx *c, int64_t home, int64_t thing, int64_t *ret_hold);
void gj_hold_ask(gj_ctx *c, int64_t home, int64_t thing); /* asks ahead for what that reads */
/* RULE when there is one. */
int gj_hold_check(gj_ctx *c, int64_t home, int64_t thing);

#endif
