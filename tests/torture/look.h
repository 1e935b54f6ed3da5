/* SPDX-License-Identifier: Apache-2.0
 *
 * Looking at a ledger without the library, on either engine: with sqlite3 into a file, with libpq
 * into a database. On PostgreSQL (GJ_TEST_POSTGRESQL is set) a path stands for a database of the
 * server, which is copied as a template.
 */
#ifndef GJ_TESTS_LOOK_H
#define GJ_TESTS_LOOK_H

#include <stddef.h>
#include <stdint.h>

enum { LOOK_NULL, LOOK_INT, LOOK_TEXT, LOOK_BLOB };

typedef struct look look;
typedef struct look_rows look_rows;

int look_is_sqlite(void);
/* What gj_open takes for a ledger at `path`. Valid until the next call but three. */
const char *look_uri(const char *path);
/* Room for a new ledger at `path`, with nothing in it. */
void look_make(const char *path);
void look_copy(const char *from, const char *to);
void look_remove(const char *path);

look *look_open(const char *path);
look *look_close(look *l);
/* Waits until nobody else is at the ledger: what a killed client had asked for, a server may do
 * to its end. */
void look_settle(const char *path);
/* SQL that both engines take. */
look_rows *look_ask(look *l, const char *sql);
int look_next(look_rows *rows); /* 1 or 0 */
look_rows *look_done(look_rows *rows);
int look_type(const look_rows *rows, int column);
int64_t look_int(const look_rows *rows, int column);
const char *look_bytes(const look_rows *rows, int column, size_t *ret_size);
int look_columns(const look_rows *rows);
int64_t look_one(look *l, const char *sql); /* the first number of the answer */
/* Every chain's head, as text; free() it. Access chains too, or not. */
char *look_heads(look *l, int access);
int look_is_text(look *l, const char *table, const char *column);
/* Rows changed; -1: a constraint stood against it. */
int64_t look_change(look *l, const char *sql);
/* A value as it is written in SQL; free() it. */
char *look_literal(int type, const void *bytes, size_t size, int64_t number);

#endif
