/* SPDX-License-Identifier: Apache-2.0
 *
 * Connections, and the one place where transactions begin and end.
 */
#include <string.h>

#include "store/driver.h"

int gj_db_engine_of(const char *uri)
{
	return strncmp(uri, "postgresql:", 11) == 0 || strncmp(uri, "postgres:", 9) == 0
		       ? GJ_ENGINE_POSTGRESQL
		       : GJ_ENGINE_SQLITE;
}

static const gj_driver *driver_for(const char *uri)
{
	if (gj_db_engine_of(uri) == GJ_ENGINE_SQLITE)
		return &gj_driver_sqlite;
#ifdef GJ_WITH_POSTGRESQL
	return &gj_driver_postgresql;
#else
	return NULL; /* said at open: UNSUPPORTED */
#endif
}

int gj_db_open(const gj_mem *mem, const char *uri, const gj_db_settings *settings, gj_db **ret_db,
	       gj_error *err)
{
	const gj_driver *driver = driver_for(uri);
	gj_db *db = NULL;
	int code = GJ_OK;

	if (!driver)
		return gj_fail(err, GJ_E_UNSUPPORTED, GJ_RULE_NONE);
	db = gj_mem_new(mem, sizeof(*db));
	if (!db)
		return gj_fail(err, GJ_E_NOMEM, GJ_RULE_NONE);
	db->mem = *mem;
	db->driver = driver;
	db->settings = *settings;
	db->slot = gj_mem_new(mem, sizeof(*db->slot) * (size_t)(settings->count + 1));
	code = db->slot ? driver->open(db, uri, settings) : GJ_E_NOMEM;
	if (code < 0) {
		gj_db_close(db);
		return gj_fail(err, code, GJ_RULE_NONE);
	}
	*ret_db = db;
	return GJ_OK;
}

gj_db *gj_db_close(gj_db *db)
{
	int i;

	if (!db)
		return NULL;
	if (db->depth > 0)
		db->driver->rollback(db);
	for (i = 0; db->slot && i < db->settings.count; i++) {
		if (db->slot[i].handle)
			db->driver->finalize(db, db->slot[i].handle);
		gj_mem_free(&db->mem, db->slot[i].row_map);
		gj_mem_free(&db->mem, db->slot[i].bind_map);
	}
	if (db->impl)
		db->driver->close(db);
	gj_mem_free(&db->mem, db->slot);
	gj_mem_free(&db->mem, db);
	return NULL;
}

int gj_db_engine(const gj_db *db)
{
	return db->inner ? db->inner->engine : db->driver->engine;
}

void gj_db_interrupt(gj_db *db)
{
	atomic_store(&db->interrupted, 1);
	db->driver->interrupt(db);
}

void gj_db_resume(gj_db *db)
{
	atomic_store(&db->interrupted, 0);
}

int64_t gj_db_again(gj_db *db)
{
	return db->again;
}

int64_t gj_db_trips(gj_db *db)
{
	const gj_driver *driver = db->inner ? db->inner : db->driver;

	return driver->trips ? driver->trips(db) : 0;
}

int gj_db_script(gj_db *db, const char *sql)
{
	gj_sql_ahead_end(db);
	return db->driver->script(db, sql);
}

int gj_db_version(gj_db *db, int64_t *ret_version)
{
	return db->driver->version(db, ret_version);
}

int gj_db_set_version(gj_db *db, int64_t version)
{
	return db->driver->set_version(db, version);
}

int gj_db_partitions(gj_db *db, int64_t *ret_parts)
{
	const gj_driver *driver = db->inner ? db->inner : db->driver;

	*ret_parts = 0;
	return driver->partitions ? driver->partitions(db, ret_parts) : GJ_OK;
}

int gj_db_backup(gj_db *db, const char *path, gj_pages_fn tell, void *user)
{
	const gj_driver *driver = db->inner ? db->inner : db->driver;

	return driver->backup ? driver->backup(db, path, tell, user) : GJ_E_UNSUPPORTED;
}

int gj_db_depth(const gj_db *db)
{
	return db->depth;
}

void gj_db_pile(gj_db *db)
{
	const gj_driver *driver = db->inner ? db->inner : db->driver;

	db->piling = driver->versions;
}

int gj_db_piling(const gj_db *db)
{
	return db->depth > 0 && db->piling;
}

/* A statement left open would keep the transaction alive. */
static void reset_open(gj_db *db)
{
	int i;

	for (i = 0; i < db->settings.count; i++)
		if (db->slot[i].open)
			gj_sql_done(db, i);
	gj_sql_ahead_end(db);
}

int gj_db_begin(gj_db *db, int mode)
{
	int code;

	if (db->broken)
		return GJ_E_IO;
	if (db->depth > 0 && mode == GJ_TX_WRITE && db->mode == GJ_TX_READ)
		return GJ_E_USE; /* would be an upgrade of a reader */
	if (db->depth == 0) {
		gj_sql_ahead_end(db);
		db->piling = 0;
	}
	if (db->depth > 0)
		code = db->driver->savepoint(db, db->depth, 0);
	else
		code = db->driver->begin(db, mode);
	if (code >= 0 && db->depth++ == 0)
		db->mode = mode;
	return code;
}

int gj_db_rollback(gj_db *db)
{
	int code;

	if (db->depth == 0)
		return GJ_E_USE;
	if (db->depth == 1) {
		reset_open(db);
		code = db->driver->rollback(db);
	} else {
		gj_sql_ahead_end(db);
		code = db->driver->savepoint(db, db->depth - 1, 2);
	}
	db->depth--;
	if (code < 0 && db->depth == 0)
		db->broken = 1;
	return code;
}

int gj_db_commit(gj_db *db)
{
	int code;

	if (db->depth == 0)
		return GJ_E_USE;
	if (db->depth == 1) {
		reset_open(db);
		code = db->driver->commit(db);
	} else {
		code = db->driver->savepoint(db, db->depth - 1, 1);
	}
	if (code < 0)
		gj_db_rollback(db);
	else
		db->depth--;
	return code;
}

static int once(gj_db *db, int mode, int (*body)(gj_db *db, void *user), void *user)
{
	int code = gj_db_begin(db, mode), end;

	if (code < 0)
		return code;
	code = body(db, user);
	if (code >= 0) {
		end = gj_db_commit(db);
		return end < 0 ? end : code;
	}
	/* The first error is the one that tells; a failed rollback marks the handle. */
	gj_db_rollback(db);
	return code;
}

static int passing(int code)
{
	return code == GJ_E_BUSY || code == GJ_E_RETRY;
}

int gj_db_tx(gj_db *db, int mode, int tries, int (*body)(gj_db *db, void *user), void *user)
{
	int outer = db->depth == 0, lost = 0, code;
	int64_t turn = 0;

	do {
		db->again += turn++ > 0;
		code = once(db, mode, body, user);
		/* What was lost before COMMIT was never done: one new connection is tried. */
		lost += code == GJ_E_CONNECTION;
	} while (outer && (passing(code) || (code == GJ_E_CONNECTION && lost == 1)) &&
		 --tries > 0 && !db->broken);
	return code;
}

int gj_db_scrub(gj_db *db, int patient, int64_t *ret_pages)
{
	const gj_driver *driver = db->inner ? db->inner : db->driver;

	if (db->depth > 0)
		return GJ_E_USE;
	if (db->broken)
		return GJ_E_IO;
	*ret_pages = 0;
	reset_open(db);
	return driver->scrub ? driver->scrub(db, patient, ret_pages) : GJ_OK;
}
