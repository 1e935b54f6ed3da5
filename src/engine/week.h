/* SPDX-License-Identifier: Apache-2.0
 *
 * The counts of a week, for the board.
 */
#ifndef GJ_ENGINE_WEEK_H
#define GJ_ENGINE_WEEK_H

#include "engine/ctx.h"

extern const gj_record gj_week_args, gj_week_result;
int gj_week_counts(gj_ctx *c, const void *args, void *ret_result);

#endif
