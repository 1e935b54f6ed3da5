/* SPDX-License-Identifier: Apache-2.0
 *
 * Looking for an invented telephone number in the bytes of a ledger and of all that lies beside it,
 * in every form that it could have taken there.
 */
#ifndef GJ_TESTS_API_TRACE_H
#define GJ_TESTS_API_TRACE_H

#include <ctype.h>
#include <openssl/evp.h>
#include <sqlite3.h>

#include "kernel.h"

/* Invented; no other number of these tests shares seven digits with it. */
#define PHONE "13987654321"
#define MASKED "139****4321"

typedef struct bytes {
	unsigned char *p;
	size_t n;
} bytes;

static inline void append(bytes *to, const char *path)
{
	size_t size = 0;
	char *more;

	if (access(path, F_OK) != 0)
		return;
	more = api_slurp(path, &size);
	to->p = realloc(to->p, to->n + size + 1);
	ck_assert_ptr_nonnull(to->p);
	memcpy(to->p + to->n, more, size);
	to->n += size;
	free(more);
}

/* The ledger and everything that lies beside it. */
static inline bytes everything(const api *a)
{
	static const char *const beside[] = { "", "-wal", "-shm", "-journal" };
	bytes all = { NULL, 0 };
	char path[200];
	size_t i;

	for (i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", a->path, beside[i]);
		append(&all, path);
	}
	ck_assert_uint_gt(all.n, 4096);
	return all;
}

static inline size_t count_of(bytes all, const void *what, size_t size)
{
	size_t i, count = 0;

	for (i = 0; i + size <= all.n; i++)
		count += all.p[i] == *(const unsigned char *)what &&
			 memcmp(all.p + i, what, size) == 0;
	return count;
}

/* Every run of seven digits of the number, each digit `gap` bytes after the one before. */
static inline size_t digits_at(bytes all, size_t gap)
{
	size_t i, k, start, count = 0;

	for (start = 0; start + 7 <= strlen(PHONE); start++)
		for (i = 0; i + 6 * gap < all.n; i++) {
			for (k = 0; k < 7 && all.p[i + k * gap] == PHONE[start + k]; k++)
				;
			count += k == 7;
		}
	return count;
}

/* The digits with up to two other bytes between any two of them: 139-8765 4321. */
static inline size_t digits_split(bytes all)
{
	size_t i, at, k, skip, count = 0;

	for (i = 0; i < all.n; i++) {
		for (at = i, k = 0; k < strlen(PHONE); k++) {
			for (skip = 0; skip < 3 && at < all.n && all.p[at] != PHONE[k] &&
				       !isdigit(all.p[at]) && k > 0;
			     skip++)
				at++;
			if (at >= all.n || all.p[at] != PHONE[k])
				break;
			at++;
		}
		count += k == strlen(PHONE);
	}
	return count;
}

static inline size_t packed(bytes all, int shift)
{
	unsigned char bcd[5];
	size_t i;

	/* ten of the eleven digits fill whole bytes, from the first or from the second on */
	for (i = 0; i < 5; i++)
		bcd[i] = (unsigned char)((PHONE[2 * i + (size_t)shift] - '0') << 4 |
					 (PHONE[2 * i + 1 + (size_t)shift] - '0'));
	return count_of(all, bcd, sizeof(bcd));
}

static inline size_t as_number(bytes all, int big)
{
	uint64_t value = strtoull(PHONE, NULL, 10);
	unsigned char raw[5];
	int i;

	for (i = 0; i < 5; i++)
		raw[big ? 4 - i : i] = (unsigned char)(value >> (8 * i));
	return count_of(all, raw, sizeof(raw));
}

/* What is the same wherever the text begins in a group of three bytes. */
static inline size_t in_base64(bytes all)
{
	size_t shift, count = 0;
	unsigned char plain[16], coded[32];
	int size;

	for (shift = 0; shift < 3; shift++) {
		memset(plain, ' ', sizeof(plain));
		memcpy(plain + shift, PHONE, strlen(PHONE));
		size = EVP_EncodeBlock(coded, plain, 15);
		ck_assert_int_eq(size, 20);
		count += count_of(all, coded + 4, 8); /* six whole bytes of the middle */
	}
	return count;
}

static inline size_t in_hex(bytes all)
{
	char hex[40];
	size_t i;

	for (i = 0; i < strlen(PHONE); i++)
		snprintf(hex + 2 * i, 3, "%02x", (unsigned char)PHONE[i]);
	return count_of(all, hex, strlen(hex));
}

static inline size_t backwards(bytes all)
{
	char turned[16] = "";
	size_t i, n = strlen(PHONE);

	for (i = 0; i < n; i++)
		turned[i] = PHONE[n - 1 - i];
	return count_of(all, turned, n);
}

/* In all the forms that anyone thought of. */
static inline size_t traces(bytes all)
{
	return digits_at(all, 1) + digits_at(all, 2) + digits_at(all, 4) + digits_split(all) +
	       packed(all, 0) + packed(all, 1) + as_number(all, 0) + as_number(all, 1) +
	       in_base64(all) + in_hex(all) + backwards(all) +
	       count_of(all, MASKED, strlen(MASKED));
}

static inline void checkpoint(const char *path)
{
	sqlite3 *db = NULL;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(db);
}

#endif
