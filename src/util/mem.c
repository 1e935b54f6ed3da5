/* SPDX-License-Identifier: Apache-2.0
 *
 * The default allocator, text by length, and arenas.
 *
 * An arena is a chain of chunks that grow in size; the first one lies in the
 * block of the arena itself, so that a small call costs one allocation. What an
 * arena held may be personal: it is overwritten before it goes back to the host.
 */
#include "util/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GJ_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) && !defined(GJ_ASAN)
#define GJ_ASAN 1
#endif

/* Under AddressSanitizer the parts of a chunk that nobody holds are poisoned:
 * otherwise an arena hides overruns and reads after a rewind. */
#ifdef GJ_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) __asan_poison_memory_region(p, n)
#define UNPOISON(p, n) __asan_unpoison_memory_region(p, n)
#define RED_ZONE 16
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#define RED_ZONE 0
#endif

#define ALIGN ((size_t)16)
#define FIRST_CHUNK ((size_t)4096)
#define LARGEST_CHUNK ((size_t)1 << 20)

typedef struct chunk {
	struct chunk *prev;
	char *data; /* aligned */
	size_t room, used;
} chunk;

struct gj_arena {
	gj_mem mem;
	size_t max, held; /* held: room of all chunks */
	int full;         /* room was refused because of max */
	chunk *last;
	chunk first;
};

/* Through a volatile pointer, so that no compiler may leave it out as a store
 * to memory about to be released. */
static void *(*const volatile wipe)(void *, int, size_t) = memset;

static void *default_alloc(void *user, size_t size)
{
	(void)user;
	return malloc(size);
}

static void *default_resize(void *user, void *block, size_t size)
{
	(void)user;
	return realloc(block, size);
}

static void default_release(void *user, void *block)
{
	(void)user;
	free(block);
}

gj_mem gj_mem_default(void)
{
	return (gj_mem){ default_alloc, default_resize, default_release, NULL };
}

void *gj_mem_new(const gj_mem *mem, size_t size)
{
	void *block;

	if (size == 0)
		size = 1;
	block = mem->alloc(mem->user, size);
	if (block != NULL)
		memset(block, 0, size);
	return block;
}

void gj_mem_free(const gj_mem *mem, void *block)
{
	if (block != NULL)
		mem->release(mem->user, block);
}

gj_str gj_str_of(const char *text)
{
	if (text == NULL)
		return GJ_STR_NONE;
	return (gj_str){ text, strlen(text) };
}

int gj_str_eq(gj_str a, gj_str b)
{
	if ((a.p == NULL) != (b.p == NULL) || a.n != b.n)
		return 0;
	return a.n == 0 || memcmp(a.p, b.p, a.n) == 0;
}

int gj_str_is(gj_str a, const char *text)
{
	return gj_str_eq(a, gj_str_of(text));
}

int gj_str_cmp(gj_str a, gj_str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n > 0 ? memcmp(a.p, b.p, n) : 0;

	if (order != 0)
		return order < 0 ? -1 : 1;
	return (a.n > b.n) - (a.n < b.n);
}

/* What a block of `size` bytes takes of a chunk; 0 when that overflows. Never
 * less than ALIGN, so that no two blocks have one address. */
static size_t block_size(size_t size)
{
	if (size > SIZE_MAX - ALIGN - RED_ZONE)
		return 0;
	if (size == 0)
		size = 1;
	return ((size + ALIGN - 1) & ~(ALIGN - 1)) + RED_ZONE;
}

static char *align_up(void *p)
{
	return (char *)p + (ALIGN - (uintptr_t)p % ALIGN) % ALIGN;
}

static void chunk_begin(chunk *c, chunk *prev, void *after_header, size_t room)
{
	c->prev = prev;
	c->data = align_up(after_header);
	c->room = room;
	c->used = 0;
	POISON(c->data, room);
}

static void chunk_cut(chunk *c, size_t used)
{
	UNPOISON(c->data, c->used);
	wipe(c->data + used, 0, c->used - used);
	POISON(c->data + used, c->used - used);
	c->used = used;
}

/* How much room the next chunk gets: twice the last one's, at least `need`,
 * within what the maximum leaves; 0 when it leaves too little. */
static size_t next_room(const gj_arena *arena, size_t need)
{
	size_t left = arena->max - arena->held;
	size_t room = arena->last->room < FIRST_CHUNK ? FIRST_CHUNK : 2 * arena->last->room;

	if (room > LARGEST_CHUNK)
		room = LARGEST_CHUNK;
	if (room < need)
		room = need;
	if (room > left)
		room = left & ~(ALIGN - 1);
	return room < need ? 0 : room;
}

static int chunk_add(gj_arena *arena, size_t need)
{
	size_t room = next_room(arena, need);
	chunk *c;

	if (room == 0)
		arena->full = 1;
	if (room == 0 || room > SIZE_MAX - sizeof(chunk) - ALIGN)
		return 0;
	c = arena->mem.alloc(arena->mem.user, sizeof(chunk) + ALIGN + room);
	if (c == NULL)
		return 0;
	chunk_begin(c, arena->last, c + 1, room);
	arena->last = c;
	arena->held += room;
	return 1;
}

static void chunk_drop(gj_arena *arena)
{
	chunk *c = arena->last;

	chunk_cut(c, 0);
	UNPOISON(c->data, c->room);
	arena->last = c->prev;
	arena->held -= c->room;
	if (c != &arena->first)
		arena->mem.release(arena->mem.user, c);
}

gj_arena *gj_arena_new(const gj_mem *mem, size_t max)
{
	size_t room = (max < FIRST_CHUNK ? max : FIRST_CHUNK) & ~(ALIGN - 1);
	gj_arena *arena = mem->alloc(mem->user, sizeof(*arena) + ALIGN + room);

	if (arena == NULL)
		return NULL;
	arena->mem = *mem;
	arena->max = max;
	arena->held = room;
	arena->full = 0;
	arena->last = &arena->first;
	chunk_begin(&arena->first, NULL, arena + 1, room);
	return arena;
}

gj_arena *gj_arena_free(gj_arena *arena)
{
	gj_mem mem;

	if (arena == NULL)
		return NULL;
	while (arena->last != NULL)
		chunk_drop(arena);
	mem = arena->mem;
	mem.release(mem.user, arena);
	return NULL;
}

int gj_arena_full(const gj_arena *arena)
{
	return arena->full;
}

const gj_mem *gj_arena_mem(const gj_arena *arena)
{
	return &arena->mem;
}

void *gj_arena_take(gj_arena *arena, size_t size)
{
	size_t need = block_size(size);
	chunk *c = arena->last;
	char *block;

	if (need == 0)
		return NULL;
	if (c->room - c->used < need) {
		if (!chunk_add(arena, need))
			return NULL;
		c = arena->last;
	}
	block = c->data + c->used;
	c->used += need;
	UNPOISON(block, size);
	return block;
}

void *gj_arena_zero(gj_arena *arena, size_t size)
{
	void *block = gj_arena_take(arena, size);

	if (block != NULL)
		memset(block, 0, size);
	return block;
}

/* Gives the last block of the arena another size where it lies. */
static int grow_in_place(gj_arena *arena, char *block, size_t size, size_t new_size)
{
	chunk *c = arena->last;
	size_t need = block_size(new_size);
	size_t at;

	if (need == 0 || c->used == 0 || block + block_size(size) != c->data + c->used)
		return 0;
	at = (size_t)(block - c->data);
	if (need > c->room - at)
		return 0;
	if (new_size < size) {
		wipe(block + new_size, 0, size - new_size);
		POISON(block + new_size, size - new_size);
	}
	UNPOISON(block, new_size);
	c->used = at + need;
	return 1;
}

void *gj_arena_grow(gj_arena *arena, void *block, size_t size, size_t new_size)
{
	void *grown;

	if (block == NULL)
		return gj_arena_take(arena, new_size);
	if (grow_in_place(arena, block, size, new_size))
		return block;
	if (new_size <= size)
		return block;
	grown = gj_arena_take(arena, new_size);
	if (grown != NULL)
		memcpy(grown, block, size);
	return grown;
}

gj_str gj_arena_str(gj_arena *arena, const char *text, size_t size)
{
	char *copy;

	if (size == SIZE_MAX)
		return GJ_STR_NONE;
	copy = gj_arena_take(arena, size + 1);
	if (copy == NULL)
		return GJ_STR_NONE;
	if (size > 0)
		memcpy(copy, text, size);
	copy[size] = '\0';
	return (gj_str){ copy, size };
}

gj_arena_mark gj_arena_mark_now(const gj_arena *arena)
{
	return (gj_arena_mark){ arena->last, arena->last->used };
}

void gj_arena_rewind(gj_arena *arena, gj_arena_mark mark)
{
	while (arena->last != mark.chunk) {
		assert(arena->last != &arena->first);
		chunk_drop(arena);
	}
	assert(mark.used <= arena->last->used);
	chunk_cut(arena->last, mark.used);
}
