/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files share that read a profile.
 */
#ifndef GJ_PROFILE_PROFILE_READ_H
#define GJ_PROFILE_PROFILE_READ_H

#include "chart/walk.h"
#include "profile/profile_priv.h"

typedef struct gj_reader {
	gj_arena *arena;
	gj_walk *walk;
	gj_profile *profile;
} gj_reader;

/* "formulas" and "replies" of a profile, which may have none; after its lists and charts. */
int gj_formulas_read(gj_reader *r, const gj_tree *profile);
int gj_replies_read(gj_reader *r, const gj_tree *profile);

#endif
