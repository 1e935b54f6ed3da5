/* SPDX-License-Identifier: Apache-2.0
 *
 * One database connection: named statements, rows into described structs, and
 * the one function that owns transactions. The seam to the engines is driver.h.
 */
#ifndef GJ_STORE_DB_H
#define GJ_STORE_DB_H

#include <stdarg.h>

#include "store/statement.h"
#include "util/field.h"

typedef struct gj_db gj_db;

enum gj_value_type { GJ_VALUE_NULL, GJ_VALUE_INT, GJ_VALUE_TEXT, GJ_VALUE_BLOB };

typedef struct gj_value {
	int type;
	int64_t i;
	gj_str s; /* TEXT and BLOB; valid until the statement moves on */
} gj_value;

typedef struct gj_db_settings {
	const gj_statement *statements;
	int count;
	int64_t busy_ms;
	int64_t statement_ms; /* the longest that one statement may take; 0: no limit */
	int synchronous;      /* 0 FULL, 1 NORMAL */
	int create;           /* may make the file */
	int read_only;
	int reverse;          /* reverse_unordered_selects, for tests */
} gj_db_settings;

/* uri: "sqlite:PATH" ("sqlite:" alone is a private temporary database), or
 * "postgresql://…". */
int gj_db_open(const gj_mem *mem, const char *uri, const gj_db_settings *settings,
	       gj_db **ret_db, gj_error *err);
gj_db *gj_db_close(gj_db *db); /* takes and returns NULL */
/* Removes a closed database file and what lies beside it; only what this library made. */
void gj_db_remove(const char *uri);
int gj_db_engine(const gj_db *db);
int gj_db_engine_of(const char *uri);
/* From any thread: what is under way, and every statement that follows, answers INTERRUPTED,
 * until gj_db_resume. */
void gj_db_interrupt(gj_db *db);
void gj_db_resume(gj_db *db);

/* For tests: the k-th driver call from now on fails with `code` (once, or for
 * good when `stay`). k = 0 switches it off. Returns the calls counted so far. */
int64_t gj_db_fault(gj_db *db, int64_t k, int code, int stay);
/* How often the server was waited for since the connection was opened. */
int64_t gj_db_trips(gj_db *db);
/* How many transactions were begun anew because something passing was in the way. */
int64_t gj_db_again(gj_db *db);

/* ---- schema ---- */
int gj_db_script(gj_db *db, const char *sql);
int gj_db_version(gj_db *db, int64_t *ret_version); /* 0: an empty database */
int gj_db_set_version(gj_db *db, int64_t version);  /* inside the migration's transaction */
/* Into how many parts the tables are divided; 0: they are not. */
int gj_db_partitions(gj_db *db, int64_t *ret_parts);

/* ---- statements ----
 * fmt, one letter a parameter: l int64_t, i int, t gj_str (p == NULL is NULL), b gj_str
 * as blob, n NULL. Or parameters by name, from described structs: the first
 * source that has a field of that name supplies it; absent is NULL. */
typedef struct gj_source {
	const gj_record *record;
	const void *object;
} gj_source;

int gj_sql_run(gj_db *db, int stmt, const char *fmt, ...);
int gj_sql_run_from(gj_db *db, int stmt, const gj_source *sources, size_t count);
/* As run, and how many rows it changed. */
int gj_sql_change(gj_db *db, int stmt, int64_t *ret_changes, const char *fmt, ...);

/* Exactly one row into a struct, columns to fields by name (a column without a
 * field, or a field without a column, is left alone), or GJ_E_NOT_FOUND. */
int gj_sql_row(gj_db *db, int stmt, gj_arena *arena, const gj_record *record, void *ret_object,
	       const char *fmt, ...);
/* All rows, as an array of structs in the arena. */
int gj_sql_list(gj_db *db, int stmt, gj_arena *arena, const gj_record *record,
		gj_array *ret_array, const char *fmt, ...);
int gj_sql_list_from(gj_db *db, int stmt, gj_arena *arena, const gj_record *record,
		     gj_array *ret_array, const gj_source *sources, size_t count);
/* The first column of the one row; GJ_E_NOT_FOUND when there is none. */
int gj_sql_int(gj_db *db, int stmt, int64_t *ret_value, const char *fmt, ...);

/* Row by row. open, then next until it is 0 or negative; done always. */
int gj_sql_open(gj_db *db, int stmt, const char *fmt, ...);
int gj_sql_open_from(gj_db *db, int stmt, const gj_source *sources, size_t count);
/* After open, before next: lets several queries travel in one round trip. */
int gj_sql_send(gj_db *db, int stmt);
/* Asks ahead: a query with these parameters will be wanted soon. It travels with what is waited
 * for next, and whoever opens the statement with the same parameters has its answer. Any number
 * of them, until a table that it reads is written. On a file it does nothing. A failure shows
 * there. */
void gj_sql_ahead(gj_db *db, int stmt, const char *fmt, ...);
/* Inside a transaction the answer of a query is kept, too, for who asks the same again, until a
 * table that it reads is written. This drops all of that, and what was asked and not read; the
 * end of a transaction, or of a savepoint that is undone, does it by itself. */
void gj_sql_ahead_end(gj_db *db);
void gj_sql_ahead_from(gj_db *db, int stmt, const gj_source *sources, size_t count);
int gj_sql_next(gj_db *db, int stmt); /* 1 row, 0 end */
int gj_sql_columns(gj_db *db, int stmt);
int gj_sql_value(gj_db *db, int stmt, int column, gj_value *ret_value);
int gj_sql_read(gj_db *db, int stmt, gj_arena *arena, const gj_record *record,
		void *ret_object);
void gj_sql_done(gj_db *db, int stmt);
/* Copies rows between databases: binds values as they come. */
int gj_sql_run_values(gj_db *db, int stmt, const gj_value *values, size_t count);

/* Overwrites in the file what deleted rows have left there, and empties the log. Outside of any
 * transaction. Patient: readers in the way are waited for as long as writers are. BUSY. */
int gj_db_scrub(gj_db *db, int patient, int64_t *ret_pages);

/* The database as it stands into the file `path`, which is not there yet, while others go on
 * writing; inside a READ transaction that has read. UNSUPPORTED where the engine has tools of
 * its own for that. tell: how many pages are done; a negative answer ends it. */
typedef int (*gj_pages_fn)(void *user, int64_t done, int64_t total);
int gj_db_backup(gj_db *db, const char *path, gj_pages_fn tell, void *user);

/* ---- transactions ---- */
enum { GJ_TX_READ, GJ_TX_WRITE };

/* Runs body inside a transaction (a savepoint when one is open), commits when it
 * returns 0 or more, else rolls back. The outermost one repeats the body, at
 * most `tries` times, on a retryable code; so a body touches nothing but the
 * database and its own output. */
int gj_db_tx(gj_db *db, int mode, int tries, int (*body)(gj_db *db, void *user), void *user);
/* The same counters, for a transaction that the host opens and ends. */
int gj_db_begin(gj_db *db, int mode);
int gj_db_commit(gj_db *db);
int gj_db_rollback(gj_db *db);
int gj_db_depth(const gj_db *db);
/* From here to the end of the transaction, statements run by name that add to a row again and
 * again add to a pile of rows instead; whoever reads the table, or commits, adds it up first.
 * Where an engine keeps every version of a row until the transaction has ended, n additions to a
 * row would read past n * n of them. Elsewhere it does nothing. */
void gj_db_pile(gj_db *db);
int gj_db_piling(const gj_db *db);

#endif
