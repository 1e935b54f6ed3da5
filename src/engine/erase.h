/* SPDX-License-Identifier: Apache-2.0
 *
 * Wiping entries of the vault: what retention.erase shares with vault.erase.
 */
#ifndef GJ_ENGINE_ERASE_H
#define GJ_ENGINE_ERASE_H

#include "engine/vault.h"

#define GJ_ERASED_MAX 10000 /* entries of one event */

typedef struct gj_erasing {
	gj_ctx *c;
	int64_t *ids; /* of the entries, for the event that records it */
	size_t n;
} gj_erasing;

int gj_erasing_begin(gj_ctx *c, gj_erasing *ret_erasing);
/* An entry of c->home, which the event `seq` brought: with the content that it stands for, and the
 * prints of requests by which it could be tried. LIMIT when there are too many. */
int gj_erase_entry(gj_erasing *erasing, int64_t id, int64_t subject, int64_t seq);
/* Goes through the entries of c->home that contain these words; BAD_VALUE below four bytes. */
int gj_erase_search(gj_ctx *c, gj_str value, int (*each)(void *user, const gj_entry *e),
		    void *user);
/* The step of an event that erases: its body has `entries`. */
extern const gj_step gj_erased_steps[];

#endif
