/* SPDX-License-Identifier: Apache-2.0
 *
 * What every white-box test has beside test.h: an arena.
 */
#ifndef GJ_TESTS_UNIT_H
#define GJ_TESTS_UNIT_H

#include "test.h"

#include "util/mem.h"

#define UNIT_ARENA_MAX ((size_t)64 << 20)

static inline gj_arena *unit_arena(void)
{
	gj_mem mem = gj_mem_default();
	gj_arena *arena = gj_arena_new(&mem, UNIT_ARENA_MAX);

	ck_assert_ptr_nonnull(arena);
	return arena;
}

#endif
