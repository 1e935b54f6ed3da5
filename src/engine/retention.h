/* SPDX-License-Identifier: Apache-2.0
 *
 * What is due for erasure: found by walking over the things about which personal values are held,
 * noun by noun (retention_due.c). What does not exist for an actor is not due for her.
 */
#ifndef GJ_ENGINE_RETENTION_H
#define GJ_ENGINE_RETENTION_H

#include "engine/shown.h"
#include "profile/retention.h"

typedef struct gj_due {
	gj_has has;
	int32_t noun; /* enum gj_retained */
	int64_t id;
	gj_str kind, rule, keep;
	int32_t since, until; /* days: reckoned from, and the last one */
	int64_t hold;         /* by which it is not erased all the same; 0: none */
	gj_str place;         /* name of the noun, for cursors */
} gj_due;
extern const gj_record gj_due_record;
extern const gj_record gj_due_erased_record; /* in events: without its kind */

typedef struct gj_due_walk {
	gj_ctx *c;
	int64_t home;
	int32_t on;    /* the day: what might be kept until the day before is due */
	int noun;      /* only this one; -1: all */
	int from;      /* it begins with this noun, */
	int64_t after; /* behind this thing */
	int (*each)(struct gj_due_walk *w, const gj_due *due); /* 1: enough */
	void *user;
	int held; /* something of the home is on hold; set by gj_due_all */
} gj_due_walk;

/* Whose: an office's, or the root's; DENIED without the right there. */
int gj_due_begin(gj_ctx *c, int64_t office, int root, int right, gj_due_walk *w);
/* Does this thing not exist for the actor? 1, 0 or a failure. */
int gj_due_hidden(gj_ctx *c, int64_t thing);
void gj_due_ask_hidden(gj_ctx *c, int64_t thing); /* asks ahead for what that reads */
int gj_due_today(gj_ctx *c, int32_t *ret_day);
/* Goes on behind this thing of the noun of this name; 0: from the beginning. BAD_VALUE. */
int gj_due_go_on(gj_due_walk *w, int64_t after, gj_str noun);
/* By noun and number; 1 when each had enough. */
int gj_due_all(gj_due_walk *w);

#endif
