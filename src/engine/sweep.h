/* SPDX-License-Identifier: Apache-2.0
 *
 * Sweeping: rungs of ladders whose time has come are fired. A row of the noun clock's table.
 */
#ifndef GJ_ENGINE_SWEEP_H
#define GJ_ENGINE_SWEEP_H

#include "engine/clock.h"
#include "engine/message.h"

/* A clock with a rung that is due. */
typedef struct gj_due {
	gj_has has;
	int64_t subject;
	gj_str name;
	int64_t round, next_at;
	gj_str next_rung;
} gj_due;

/* Due by `now` in one home, those first that are due first. */
int gj_sweep_find(gj_ctx *c, int64_t home, int64_t now, int64_t limit, gj_array *ret_due);

extern const gj_record gj_sweep_args, gj_sweep_result;
/* Which home a sweep is for: 0 when nothing is due anywhere. */
int gj_sweep_home(gj_ctx *c, const void *args, int64_t *ret_home);
int gj_sweep(gj_ctx *c, const void *args, void *ret_result);

#endif
