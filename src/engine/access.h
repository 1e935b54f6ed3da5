/* SPDX-License-Identifier: Apache-2.0
 *
 * The record of who looked at personal values, and of what was refused: access.c writes it,
 * access_list.c reads it.
 */
#ifndef GJ_ENGINE_ACCESS_H
#define GJ_ENGINE_ACCESS_H

#include "engine/ctx.h"

typedef struct gj_access_body {
	gj_has has;
	gj_str operation;
	int64_t subject;
	gj_str purpose;
	gj_str error;
	gj_array subjects;
} gj_access_body;
extern const gj_record gj_access_record;

extern const gj_op gj_access_ops[];

#endif
