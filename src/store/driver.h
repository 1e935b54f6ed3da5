/* SPDX-License-Identifier: Apache-2.0
 *
 * The seam to the database engines: some twenty functions. Codes are mapped once, in the
 * driver; no number of an engine passes it.
 */
#ifndef GJ_STORE_DRIVER_H
#define GJ_STORE_DRIVER_H

#include <stdatomic.h>

#include "store/db.h"

typedef struct gj_driver {
	const char *name;
	int engine;
	int versions; /* each change of a row leaves one behind that is read past until the end */
	int (*open)(gj_db *db, const char *uri, const gj_db_settings *settings);
	void (*close)(gj_db *db);
	int (*prepare)(gj_db *db, const char *sql, int params, void **ret_handle);
	void (*finalize)(gj_db *db, void *handle);
	int (*bind)(gj_db *db, void *handle, int n, const gj_value *value); /* n from 1 */
	int (*send)(gj_db *db, void *handle); /* NULL: nothing is gained by sending early */
	/* Queries ahead of their time (gj_sql_ahead), and answers that are kept for who asks the
	 * same again, told apart by the print of their parameters; NULL with send. take: 1 when the
	 * statement has its answer so. drop: all that read what `written` writes; NULL: all. */
	int (*ahead_send)(gj_db *db, void *handle, const gj_statement *s, uint64_t print);
	int (*ahead_take)(gj_db *db, void *handle, const gj_statement *s, uint64_t print);
	void (*ahead_drop)(gj_db *db, const gj_statement *written);
	int (*step)(gj_db *db, void *handle);                               /* 1 row, 0 done */
	int (*columns)(gj_db *db, void *handle);
	const char *(*column_name)(gj_db *db, void *handle, int column);
	int (*column)(gj_db *db, void *handle, int column, gj_value *ret_value);
	void (*reset)(gj_db *db, void *handle);
	int64_t (*changes)(gj_db *db);
	int (*begin)(gj_db *db, int mode);
	int (*commit)(gj_db *db);
	int (*rollback)(gj_db *db);
	int (*savepoint)(gj_db *db, int depth, int what); /* 0 set, 1 release, 2 roll back to */
	int (*script)(gj_db *db, const char *sql);
	int (*version)(gj_db *db, int64_t *ret_version);
	int (*set_version)(gj_db *db, int64_t version);
	void (*interrupt)(gj_db *db);
	int64_t (*trips)(gj_db *db); /* round trips since it was opened; NULL: there are none */
	/* Overwrites what deleted rows have left in the file; NULL: this engine leaves nothing that
	 * could be overwritten from here. Outside of any transaction. */
	int (*scrub)(gj_db *db, int patient, int64_t *ret_pages);
	int (*partitions)(gj_db *db, int64_t *ret_parts); /* NULL: it knows of none */
	int (*backup)(gj_db *db, const char *path, gj_pages_fn tell, void *user); /* may be NULL */
} gj_driver;

/* How long it waits for another writer, from now on. */
void gj_sqlite_patience(gj_db *db, int64_t ms);
int gj_sqlite_scrub(gj_db *db, int patient, int64_t *ret_pages);
int gj_sqlite_backup(gj_db *db, const char *path, gj_pages_fn tell, void *user);

/* The code behind a SQLSTATE. */
int gj_postgresql_code(const char *state);

extern const gj_driver gj_driver_sqlite;
extern const gj_driver gj_driver_postgresql;
extern const gj_driver gj_driver_fault; /* delegates to db->inner */

/* One slot a statement; maps are remembered for the record they were made for. */
typedef struct gj_slot {
	void *handle;
	int open;
	const gj_record *row_record;
	int16_t *row_map;   /* column -> field, or -1 */
	const gj_record *bind_record[3];
	int bind_count;
	int16_t *bind_map;  /* parameter -> source * 128 + presence * 64 + field, or -1 */
} gj_slot;

struct gj_db {
	const gj_driver *driver, *inner;
	gj_mem mem;
	void *impl;
	gj_db_settings settings;
	gj_slot *slot;
	int depth, mode;
	int piling;
	uint64_t print; /* of the parameters bound last, where answers are kept */
	int64_t again; /* transactions that were begun anew, since it was opened */
	int broken; /* a rollback failed: only close is left */
	void *undo; /* of the driver: prepared when it was opened, so that it needs no memory */
	int64_t patience; /* ms for another writer, where an engine asks again and again */
	int64_t waiting;  /* since when it does, by the monotonic clock */
	int64_t deadline; /* of the statement under way, by the monotonic clock; 0: none */
	atomic_int interrupted; /* an engine forgets it where no statement is under way */
	int64_t fault_at, fault_count;
	int fault_code, fault_stay;
};

#endif
