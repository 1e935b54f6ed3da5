/* SPDX-License-Identifier: Apache-2.0
 *
 * The packs that come with the library, by name.
 */
#ifndef GJ_PROFILE_PACK_H
#define GJ_PROFILE_PACK_H

#include "util/tree.h"

const char *gj_pack_name_at(size_t index); /* "cn-default"; NULL past the end */
int gj_pack_known(gj_str name);
/* A whole profile (then *ret_overlay is NULL), or the overlay with its base. NOT_FOUND. */
int gj_pack_read(gj_arena *arena, gj_str name, gj_tree **ret_base, gj_tree **ret_overlay,
		 gj_error *err);

#endif
