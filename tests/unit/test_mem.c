/* SPDX-License-Identifier: Apache-2.0
 *
 * Arenas keep blocks apart, aligned and within their maximum, survive a host
 * that refuses memory, and leave nothing readable behind. Buffers hold exactly
 * what was put, up to their maximum.
 */
#include "unit.h"

#include <stdio.h>

#include "util/buf.h"
#include "util/error.h"

/* A host's allocator that counts, refuses on demand, and looks at what comes
 * back: an arena must return its blocks without the secret that was in them. */
#define SECRET 0xa5
#define HOST_BLOCKS 256

typedef struct host {
	size_t blocks, bytes, refuse_after, dirty;
	struct {
		unsigned char *p;
		size_t size;
	} block[HOST_BLOCKS];
} host;

static void *host_alloc(void *user, size_t size)
{
	host *h = user;
	size_t i;

	if (h->refuse_after == 0)
		return NULL;
	h->refuse_after--;
	for (i = 0; h->block[i].p != NULL; i++)
		ck_assert_uint_lt(i, HOST_BLOCKS - 1);
	h->block[i].p = calloc(1, size);
	ck_assert_ptr_nonnull(h->block[i].p);
	h->block[i].size = size;
	h->blocks++;
	h->bytes += size;
	return h->block[i].p;
}

/* True when eight bytes of secret stand in a row. */
static int is_dirty(const unsigned char *p, size_t size)
{
	size_t i, run = 0;

	for (i = 0; i < size && run < 8; i++)
		run = p[i] == SECRET ? run + 1 : 0;
	return run >= 8;
}

static void host_release(void *user, void *block)
{
	host *h = user;
	size_t i;

	if (block == NULL)
		return;
	for (i = 0; h->block[i].p != block; i++)
		ck_assert_uint_lt(i, HOST_BLOCKS - 1);
	h->dirty += (size_t)is_dirty(h->block[i].p, h->block[i].size);
	h->blocks--;
	h->bytes -= h->block[i].size;
	h->block[i].p = NULL;
	free(block);
}

static gj_mem host_mem(host *h)
{
	*h = (host){ .refuse_after = SIZE_MAX };
	return (gj_mem){ host_alloc, NULL, host_release, h };
}

/* A small generator, so that a failure can be repeated. */
static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

#define TAKEN 400

START_TEST(blocks_are_aligned_and_apart)
{
	unsigned char *block[TAKEN];
	size_t size[TAKEN], i, k;
	uint32_t state = 1;
	host h;
	gj_mem mem = host_mem(&h);
	gj_arena *arena = gj_arena_new(&mem, 16u << 20);

	for (i = 0; i < TAKEN; i++) {
		size[i] = next_random(&state) % (i % 20 == 0 ? 20000 : 200);
		block[i] = gj_arena_take(arena, size[i]);
		ck_assert_ptr_nonnull(block[i]);
		ck_assert_uint_eq((uintptr_t)block[i] % 16, 0);
		memset(block[i], (int)(i % 251), size[i]);
	}
	for (i = 0; i < TAKEN; i++) {
		for (k = 0; k < size[i] && block[i][k] == i % 251; k++)
			;
		ck_assert_uint_eq(k, size[i]);
	}
	ck_assert_ptr_null(gj_arena_free(arena));
	ck_assert_uint_eq(h.blocks, 0);
}
END_TEST

START_TEST(empty_blocks_have_addresses_of_their_own)
{
	gj_arena *arena = unit_arena();
	void *a = gj_arena_take(arena, 0), *b = gj_arena_take(arena, 0);

	ck_assert_ptr_nonnull(a);
	ck_assert_ptr_nonnull(b);
	ck_assert_ptr_ne(a, b);
	gj_arena_free(arena);
}
END_TEST

/* Whatever the maximum, the sum of what was given never passes it, and a block
 * that could not be given leaves the arena usable. */
START_TEST(the_maximum_holds)
{
	static const size_t maxima[] = { 0, 15, 16, 100, 4096, 5000, 100000, 3000000 };
	size_t m;

	for (m = 0; m < sizeof(maxima) / sizeof(maxima[0]); m++) {
		size_t given = 0;
		host h;
		gj_mem mem = host_mem(&h);
		gj_arena *arena = gj_arena_new(&mem, maxima[m]);

		while (gj_arena_take(arena, 48) != NULL)
			given += 48;
		ck_assert_uint_le(given, maxima[m]);
		/* Chunks may leave a tail, and red zones cost a third at most. */
		ck_assert_uint_ge(given * 2 + 128, maxima[m]);
		ck_assert_ptr_null(gj_arena_take(arena, maxima[m] + 1));
		ck_assert_ptr_null(gj_arena_take(arena, SIZE_MAX));
		ck_assert_ptr_null(gj_arena_take(arena, SIZE_MAX - 8));
		ck_assert_ptr_null(gj_arena_str(arena, "", SIZE_MAX).p);
		gj_arena_free(arena);
		ck_assert_uint_eq(h.blocks, 0);
	}
}
END_TEST

START_TEST(a_rewind_gives_room_back)
{
	gj_mem mem = gj_mem_default();
	gj_arena *arena = gj_arena_new(&mem, 100000);
	char *kept = gj_arena_take(arena, 100);
	gj_arena_mark mark = gj_arena_mark_now(arena);
	int round;

	memset(kept, 'k', 100);
	for (round = 0; round < 50; round++) {
		ck_assert_ptr_nonnull(gj_arena_take(arena, 60000));
		gj_arena_rewind(arena, mark);
	}
	ck_assert_int_eq(kept[0], 'k');
	ck_assert_int_eq(kept[99], 'k');
	gj_arena_free(arena);
}
END_TEST

START_TEST(a_rewind_releases_chunks_and_overwrites_them)
{
	host h;
	gj_mem mem = host_mem(&h);
	gj_arena *arena = gj_arena_new(&mem, 16u << 20);
	gj_arena_mark mark = gj_arena_mark_now(arena);
	size_t bytes = h.bytes, i;

	for (i = 0; i < 100; i++)
		memset(gj_arena_take(arena, 1000 * i), SECRET, 1000 * i);
	ck_assert_uint_gt(h.blocks, 1);
	gj_arena_rewind(arena, mark);
	ck_assert_uint_eq(h.blocks, 1);
	ck_assert_uint_eq(h.bytes, bytes);
	ck_assert_uint_eq(h.dirty, 0);
	gj_arena_free(arena);
	ck_assert_uint_eq(h.dirty, 0);
}
END_TEST

/* Taken again, memory of the first chunk holds nothing of before. */
START_TEST(memory_taken_again_is_clean)
{
	gj_arena *arena = unit_arena();
	gj_arena_mark mark = gj_arena_mark_now(arena);
	unsigned char *block = gj_arena_take(arena, 3000);

	memset(block, SECRET, 3000);
	gj_arena_rewind(arena, mark);
	block = gj_arena_take(arena, 3000);
	ck_assert(!is_dirty(block, 3000));
	gj_arena_free(arena);
}
END_TEST

START_TEST(free_overwrites)
{
	host h;
	gj_mem mem = host_mem(&h);
	gj_arena *arena = gj_arena_new(&mem, 16u << 20);
	unsigned char *block;
	size_t i;

	for (i = 0; i < 50; i++)
		memset(gj_arena_take(arena, 999), SECRET, 999);
	/* What a shrunk and a moved block left behind, too. */
	block = gj_arena_take(arena, 500);
	memset(block, SECRET, 500);
	block = gj_arena_grow(arena, block, 500, 5);
	gj_arena_take(arena, 1);
	block = gj_arena_grow(arena, block, 5, 50000);
	memset(block, SECRET, 50000);
	gj_arena_free(arena);
	ck_assert_uint_eq(h.blocks, 0);
	ck_assert_uint_eq(h.dirty, 0);
}
END_TEST

START_TEST(growing_keeps_the_bytes)
{
	gj_arena *arena = unit_arena();
	unsigned char *block = NULL, *before;
	size_t size = 0, next, i;
	uint32_t state = 7;

	while (size < 200000) {
		next = size + 1 + next_random(&state) % 5000;
		block = gj_arena_grow(arena, block, size, next);
		ck_assert_ptr_nonnull(block);
		for (i = size; i < next; i++)
			block[i] = (unsigned char)(i % 253);
		size = next;
		if (next_random(&state) % 2)
			ck_assert_ptr_nonnull(gj_arena_take(arena, 10));
	}
	for (i = 0; i < size && block[i] == i % 253; i++)
		;
	ck_assert_uint_eq(i, size);
	before = gj_arena_take(arena, 10);
	ck_assert_ptr_eq(gj_arena_grow(arena, before, 10, 400), before);
	gj_arena_free(arena);
}
END_TEST

/* The host refuses its n-th block, for every n: NULL, and nothing is lost. */
START_TEST(a_host_without_memory)
{
	size_t n, i, refused = 1;

	for (n = 0; refused > 0; n++) {
		host h;
		gj_mem mem = host_mem(&h);
		gj_arena *arena;

		h.refuse_after = n;
		arena = gj_arena_new(&mem, 64u << 20);
		ck_assert((arena == NULL) == (n == 0));
		refused = arena == NULL;
		for (i = 0; arena != NULL && i < 40; i++)
			refused += gj_arena_zero(arena, 50000) == NULL;
		gj_arena_free(arena);
		ck_assert_uint_eq(h.blocks, 0);
	}
	ck_assert_uint_gt(n, 2);
}
END_TEST

START_TEST(texts_compare_by_bytes)
{
	gj_str none = GJ_STR_NONE, empty = GJ_STR(""), a = GJ_STR("a"), ab = GJ_STR("ab");
	gj_str high = GJ_STR("\xe4\xb8\xad");

	ck_assert(gj_str_eq(none, gj_str_of(NULL)));
	ck_assert(!gj_str_eq(none, empty));
	ck_assert(gj_str_is(none, NULL));
	ck_assert(gj_str_is(ab, "ab"));
	ck_assert(!gj_str_is(ab, "a"));
	ck_assert_int_lt(gj_str_cmp(a, ab), 0);
	ck_assert_int_gt(gj_str_cmp(ab, a), 0);
	ck_assert_int_eq(gj_str_cmp(ab, ab), 0);
	ck_assert_int_lt(gj_str_cmp(empty, a), 0);
	ck_assert_int_eq(gj_str_cmp(none, empty), 0);
	/* Bytes are unsigned: what is above ASCII comes after it. */
	ck_assert_int_gt(gj_str_cmp(high, a), 0);
}
END_TEST

START_TEST(copies_of_text_are_terminated)
{
	gj_arena *arena = unit_arena();
	gj_str copy = gj_arena_str(arena, "abcdef", 3), empty = gj_arena_str(arena, NULL, 0);

	ck_assert_str_eq(copy.p, "abc");
	ck_assert_uint_eq(copy.n, 3);
	ck_assert_str_eq(empty.p, "");
	ck_assert_uint_eq(empty.n, 0);
	gj_arena_free(arena);
}
END_TEST

START_TEST(a_buffer_holds_what_was_put)
{
	gj_arena *arena = unit_arena();
	char *expected = malloc(300000);
	size_t n = 0, i;
	gj_buf buf;

	gj_buf_init(&buf, arena, SIZE_MAX);
	ck_assert_str_eq(gj_buf_end(&buf).p, "");
	for (i = 0; i < 20000; i++) {
		gj_buf_char(&buf, (char)('a' + i % 26));
		expected[n++] = (char)('a' + i % 26);
		gj_buf_text(&buf, "好x");
		memcpy(expected + n, "好x", 4);
		n += 4;
		if (i % 1000 == 0) /* others take from the arena meanwhile */
			ck_assert_ptr_nonnull(gj_arena_take(arena, 100));
	}
	ck_assert_int_eq(buf.failed, 0);
	ck_assert_uint_eq(gj_buf_end(&buf).n, n);
	expected[n] = '\0';
	ck_assert_str_eq(gj_buf_end(&buf).p, expected);
	free(expected);
	gj_arena_free(arena);
}
END_TEST

START_TEST(numbers_and_hex)
{
	static const int64_t values[] = {
		0, 1, 9, 10, -1, -10, 1234567, INT64_C(9007199254740992),
		INT64_MAX, INT64_MIN, INT64_MIN + 1,
	};
	gj_arena *arena = unit_arena();
	size_t i;
	gj_buf buf;

	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		char expected[32];

		gj_buf_init(&buf, arena, 64);
		gj_buf_int(&buf, values[i]);
		snprintf(expected, sizeof(expected), "%lld", (long long)values[i]);
		ck_assert_str_eq(gj_buf_end(&buf).p, expected);
	}
	gj_buf_init(&buf, arena, 64);
	gj_buf_hex(&buf, "\x00\x0f\xf0\xff\x5a", 5);
	gj_buf_hex(&buf, "", 0);
	ck_assert_str_eq(gj_buf_end(&buf).p, "000ff0ff5a");
	gj_arena_free(arena);
}
END_TEST

/* At every maximum: exactly that many bytes fit, the next one fails, and
 * nothing is put after a failure. */
START_TEST(the_maximum_of_a_buffer)
{
	gj_arena *arena = unit_arena();
	size_t max, i;

	for (max = 0; max < 600; max++) {
		gj_buf buf;

		gj_buf_init(&buf, arena, max);
		for (i = 0; i < max; i++)
			gj_buf_char(&buf, 'x');
		ck_assert_int_eq(buf.failed, 0);
		if (max % 2)
			gj_buf_char(&buf, 'y');
		else
			gj_buf_text(&buf, "yy");
		ck_assert_int_eq(buf.failed, GJ_E_LIMIT);
		gj_buf_put(&buf, "", 0);
		gj_buf_text(&buf, "z");
		gj_buf_int(&buf, 1);
		gj_buf_hex(&buf, "z", 1);
		ck_assert_int_eq(buf.failed, GJ_E_LIMIT);
		ck_assert_uint_eq(buf.n, max);
	}
	gj_arena_free(arena);
}
END_TEST

START_TEST(a_buffer_without_memory)
{
	gj_mem mem = gj_mem_default();
	gj_arena *arena = gj_arena_new(&mem, 2000);
	size_t i;
	gj_buf buf;

	gj_buf_init(&buf, arena, SIZE_MAX);
	for (i = 0; i < 5000; i++)
		gj_buf_char(&buf, 'x');
	ck_assert_int_eq(buf.failed, GJ_E_NOMEM);
	ck_assert_uint_lt(buf.n, 2000);
	/* In place, the last block of an arena may use nearly all of it. */
	ck_assert_uint_gt(buf.n, 1000);
	ck_assert_uint_eq(strlen(gj_buf_end(&buf).p), buf.n);
	gj_arena_free(arena);
}
END_TEST

static Suite *mem_suite(void)
{
	Suite *suite = suite_create("mem");

	unit_add(suite, "aligned and apart", blocks_are_aligned_and_apart);
	unit_add(suite, "empty blocks", empty_blocks_have_addresses_of_their_own);
	unit_add(suite, "maximum", the_maximum_holds);
	unit_add(suite, "rewind gives back", a_rewind_gives_room_back);
	unit_add(suite, "rewind overwrites", a_rewind_releases_chunks_and_overwrites_them);
	unit_add(suite, "taken again", memory_taken_again_is_clean);
	unit_add(suite, "free overwrites", free_overwrites);
	unit_add(suite, "growing", growing_keeps_the_bytes);
	unit_add(suite, "host refuses", a_host_without_memory);
	unit_add(suite, "compare", texts_compare_by_bytes);
	unit_add(suite, "copies", copies_of_text_are_terminated);
	unit_add(suite, "buffer", a_buffer_holds_what_was_put);
	unit_add(suite, "numbers and hex", numbers_and_hex);
	unit_add(suite, "buffer maximum", the_maximum_of_a_buffer);
	unit_add(suite, "buffer without memory", a_buffer_without_memory);
	return suite;
}

GJ_TEST_MAIN(mem_suite)
