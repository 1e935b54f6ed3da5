/* SPDX-License-Identifier: Apache-2.0
 *
 * Files that the library makes, looked at with SQLite alone: every table as text, compared line
 * by line.
 */
#ifndef GJ_TESTS_API_DUMP_H
#define GJ_TESTS_API_DUMP_H

#include <sqlite3.h>
#include <time.h>

#include "kernel.h"

typedef struct dump {
	char *text;
	size_t n, room, rows;
} dump;

static inline void put(dump *d, const char *text)
{
	size_t n = strlen(text);

	if (d->n + n + 1 > d->room) {
		d->room = 2 * (d->n + n + 1);
		d->text = realloc(d->text, d->room);
		ck_assert_ptr_nonnull(d->text);
	}
	memcpy(d->text + d->n, text, n + 1);
	d->n += n;
}

static inline void put_value(dump *d, sqlite3_stmt *stmt, int column)
{
	const unsigned char *p = sqlite3_column_blob(stmt, column);
	int i, n = sqlite3_column_bytes(stmt, column);
	char hex[4];

	if (sqlite3_column_type(stmt, column) != SQLITE_BLOB) {
		p = sqlite3_column_text(stmt, column);
		put(d, p ? (const char *)p : "NULL");
		return;
	}
	for (i = 0; i < n; i++) {
		snprintf(hex, sizeof(hex), "%02x", p[i]);
		put(d, hex);
	}
}

static inline void put_table(dump *d, sqlite3 *db, const char *table, const char *where)
{
	sqlite3_stmt *stmt = NULL;
	char sql[300];
	int i;

	/* the first three columns hold the key of every table */
	snprintf(sql, sizeof(sql), "SELECT * FROM \"%s\" %s", table, where);
	ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK, "%s", sql);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		put(d, table);
		for (i = 0; i < sqlite3_column_count(stmt); i++) {
			put(d, i ? "|" : " ");
			/* A value that was erased since stays erased in every copy. */
			if (strcmp(table, "vault") == 0 && i >= 5)
				put(d, sqlite3_column_type(stmt, i) == SQLITE_NULL ? "" : "kept");
			else
				put_value(d, stmt, i);
		}
		put(d, "\n");
		d->rows++;
	}
	sqlite3_finalize(stmt);
}

/* Every table but those that are local to a file; `where` chooses homes. */
static inline dump dump_of(const char *path, const char *where)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;
	dump d = { NULL, 0, 0, 0 };

	ck_assert_int_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	ck_assert_int_eq(
		sqlite3_prepare_v2(db,
				   "SELECT name FROM sqlite_schema WHERE type = 'table' AND "
				   "name NOT LIKE 'sqlite_%' AND name NOT IN "
				   "('quarantine', 'vault_missing') "
				   "ORDER BY name",
				   -1, &stmt, NULL),
		SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		put_table(&d, db, (const char *)sqlite3_column_text(stmt, 0), where);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	ck_assert_uint_gt(d.rows, 10);
	return d;
}

/* The first line in which two dumps differ. */
static inline void same_dumps(const dump *one, const dump *two)
{
	const char *a = one->text, *b = two->text;
	size_t i;

	while (*a && *b) {
		size_t n = strcspn(a, "\n"), m = strcspn(b, "\n");

		ck_assert_msg(n == m && memcmp(a, b, n) == 0, "%.*s\nis not\n%.*s",
			      (int)(n < 500 ? n : 500), a, (int)(m < 500 ? m : 500), b);
		a += n + 1;
		b += m + 1;
	}
	i = strcspn(*a ? a : b, "\n");
	ck_assert_msg(!*a && !*b, "only in one: %.*s", (int)(i < 500 ? i : 500), *a ? a : b);
}

static inline void same_files(const char *one, const char *two, const char *where)
{
	dump a = dump_of(one, where), b = dump_of(two, where);

	same_dumps(&a, &b);
	free(a.text);
	free(b.text);
}

static inline void sql(const char *path, const char *text)
{
	sqlite3 *db = NULL;
	char *message = NULL;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 1000);
	ck_assert_msg(sqlite3_exec(db, text, NULL, NULL, &message) == SQLITE_OK, "%s: %s", text,
		      message);
	sqlite3_close(db);
}

static inline void rfc3339(int64_t at, char *room, size_t size)
{
	time_t seconds = (time_t)(at / API_SECOND);
	struct tm tm;

	ck_assert_ptr_nonnull(gmtime_r(&seconds, &tm));
	strftime(room, size, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

#endif
