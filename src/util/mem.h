/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory: one table of functions given by the host, and arenas on top of it.
 *
 * Long-lived objects (a ledger, a statement cache) use gj_mem directly.
 * Everything that is decoded, read or built during one call lives in that
 * call's arena: nothing in it is freed one by one, the whole arena is rewound
 * before a retry and freed with the reply.
 */
#ifndef GJ_UTIL_MEM_H
#define GJ_UTIL_MEM_H

#include <stddef.h>
#include <stdint.h>

/* The host's allocator; gj_mem_default() is malloc and friends. */
typedef struct gj_mem {
	void *(*alloc)(void *user, size_t size);
	void *(*resize)(void *user, void *block, size_t size);
	void (*release)(void *user, void *block); /* takes NULL */
	void *user;
} gj_mem;

gj_mem gj_mem_default(void);

void *gj_mem_new(const gj_mem *mem, size_t size); /* zeroed, or NULL */
void gj_mem_free(const gj_mem *mem, void *block); /* takes NULL */

/* Text by pointer and length. p is NUL-terminated as well wherever the text
 * was made by this library; p == NULL means "no text". */
typedef struct gj_str {
	const char *p;
	size_t n;
} gj_str;

#define GJ_STR(literal) ((gj_str){ (literal), sizeof(literal) - 1 })
#define GJ_STR_NONE ((gj_str){ NULL, 0 })

gj_str gj_str_of(const char *text); /* borrows; NULL gives GJ_STR_NONE */
int gj_str_eq(gj_str a, gj_str b);
int gj_str_is(gj_str a, const char *text);
int gj_str_cmp(gj_str a, gj_str b); /* by bytes, as the databases compare */

typedef struct gj_arena gj_arena;
typedef struct gj_arena_mark {
	void *chunk;
	size_t used;
} gj_arena_mark;

gj_arena *gj_arena_new(const gj_mem *mem, size_t max); /* max: bytes it may ever hold */
gj_arena *gj_arena_free(gj_arena *arena);              /* takes and returns NULL */
int gj_arena_full(const gj_arena *arena); /* was room refused because of its maximum? */
const gj_mem *gj_arena_mem(const gj_arena *arena);

/* Aligned for any type; NULL when memory or the arena's maximum is spent. */
void *gj_arena_take(gj_arena *arena, size_t size);
void *gj_arena_zero(gj_arena *arena, size_t size);
/* Resizes a block of the arena; in place when it was the last one taken. */
void *gj_arena_grow(gj_arena *arena, void *block, size_t size, size_t new_size);
/* A NUL-terminated copy; p == NULL when memory is spent. */
gj_str gj_arena_str(gj_arena *arena, const char *text, size_t size);

gj_arena_mark gj_arena_mark_now(const gj_arena *arena);
void gj_arena_rewind(gj_arena *arena, gj_arena_mark mark); /* also overwrites with zeros */

#endif
