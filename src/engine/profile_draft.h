/* SPDX-License-Identifier: Apache-2.0
 *
 * Which profile a call speaks of: a whole one, a pack built in, or an overlay on a base. What
 * the operations of the noun profile share.
 */
#ifndef GJ_ENGINE_PROFILE_DRAFT_H
#define GJ_ENGINE_PROFILE_DRAFT_H

#include "engine/ctx.h"
#include "profile/overlay.h"

#define GJ_DRAFT_ARGS \
	const gj_tree *source; \
	gj_str pack; \
	const gj_tree *overlay; \
	const gj_tree *base
#define GJ_DRAFT_FIELDS(t) \
	GJ_F_TREE(t, source, 0, "A whole profile, as JSON."), \
		GJ_F_TEXT(t, pack, 0, 1, 40, GJ_OPEN, "Or a pack built in: cn-default, cn-bj."), \
		GJ_F_TREE(t, overlay, 0, \
			  "Or an overlay: what is added, replaced and removed in a base, by " \
			  "names."), \
		GJ_F_TREE(t, base, 0, \
			  "Of an overlay: its base, a whole profile. By default the one in force " \
			  "or the " \
			  "pack built in that the overlay names.")

typedef struct gj_draft_args {
	gj_has has;
	GJ_DRAFT_ARGS;
} gj_draft_args;

typedef struct gj_draft {
	const gj_tree *source;     /* the profile that comes of it */
	gj_str json, hash;         /* its canonical bytes, and their digest in hex */
	const gj_profile *profile; /* NULL: it has problems */
	const gj_tree *base;       /* NULL: it is no overlay */
	gj_str base_hash;
	const gj_overlay *overlay; /* NULL: it is none, or could not be read */
	const gj_tree *recorded;   /* the overlay as it is recorded */
} gj_draft;

/* Compiles it. With `problems` they are all gathered, and BAD_VALUE is answered with as much of
 * the draft as there is. */
int gj_draft_make(gj_ctx *c, const gj_draft_args *args, gj_problems *problems, gj_draft *ret_draft);
/* The same for an office's own profile: an overlay on what is in force above it, which differs in
 * limits and charts only. Office 0: for the whole ledger. */
int gj_draft_make_for(gj_ctx *c, int64_t office, const gj_draft_args *args, gj_problems *problems,
		      gj_draft *ret_draft);
/* What an office's own profile rests on, as a tree to be read only, with its digest. */
int gj_draft_above(gj_ctx *c, int64_t office, gj_tree **ret_tree, gj_str *ret_hash);
/* The base of an overlay, when none is given: the profile in force, or the pack of its name. */
int gj_draft_base(gj_ctx *c, const gj_tree *overlay, const gj_tree **ret_base);
/* Canonical bytes of a profile, and their digest. */
int gj_draft_hash(gj_ctx *c, const gj_tree *tree, gj_str *ret_json, gj_str *ret_hash);
/* The profile in force as a tree, to be read only. */
int gj_draft_in_force(gj_ctx *c, gj_tree **ret_tree);

/* Beside adopt, get and codes (profile_look.c). */
extern const gj_record gj_profile_check_args, gj_profile_check_result, gj_profile_diff_args,
	gj_profile_diff_result, gj_profile_merge_args, gj_profile_merge_result;
int gj_profile_check_op(gj_ctx *c, const void *args, void *ret_result);
int gj_profile_diff_op(gj_ctx *c, const void *args, void *ret_result);
int gj_profile_merge_op(gj_ctx *c, const void *args, void *ret_result);

#endif
