/* SPDX-License-Identifier: Apache-2.0
 *
 * The SQLite driver: one file, one connection, one thread at a time.
 */
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "store/driver.h"

#define APPLICATION_ID 0x476a4c64 /* "GjLd" */

static sqlite3 *handle_of(gj_db *db)
{
	return db->impl;
}

/* The one place where SQLite's numbers become ours. */
static int map_code(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return GJ_OK;
	case SQLITE_NOMEM:
		return GJ_E_NOMEM;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return GJ_E_BUSY;
	case SQLITE_INTERRUPT:
		return GJ_E_INTERRUPTED;
	case SQLITE_FULL:
		return GJ_E_SPACE;
	case SQLITE_READONLY:
		return GJ_E_READ_ONLY;
	case SQLITE_CORRUPT:
		return GJ_E_CORRUPT;
	case SQLITE_NOTADB:
		return GJ_E_NOT_LEDGER;
	case SQLITE_TOOBIG:
		return GJ_E_LIMIT;
	case SQLITE_CONSTRAINT:
		return rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY
			       ? GJ_E_EXISTS
			       : GJ_E_RULE;
	case SQLITE_AUTH:
		return GJ_E_DENIED;
	case SQLITE_IOERR:
		/* SQLite reports memory that ran out inside its file layer this way. */
		return rc == SQLITE_IOERR_NOMEM ? GJ_E_NOMEM : GJ_E_IO;
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
	case SQLITE_PROTOCOL:
	case SQLITE_NOLFS:
		return GJ_E_IO;
	default:
		return GJ_E_BUG;
	}
}

/* The journal is only ever appended to. Schema changes go through scripts, which
 * lift the guard for their own duration. */
static int guard(void *user, int action, const char *a, const char *b, const char *c, const char *d)
{
	(void)user;
	(void)b;
	(void)c;
	(void)d;
	if (action == SQLITE_ATTACH || action == SQLITE_DETACH)
		return SQLITE_DENY;
	if ((action == SQLITE_UPDATE || action == SQLITE_DELETE) && a && strcmp(a, "event") == 0)
		return SQLITE_DENY;
	return SQLITE_OK;
}

/* ---- the time that a statement may take ---- */

#define STEPS_BETWEEN 10000 /* of the virtual machine: some tens of microseconds */

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int past_deadline(void *user)
{
	gj_db *db = user;

	return db->deadline && now_ms() > db->deadline;
}

/* Another writer is in the way. SQLite's own way is to sleep for longer and longer, up to a tenth
 * of a second: whoever does so never meets the moment between two writes of somebody who writes
 * all the time. Asking often costs little and gives each a share. */
static int wait_for_writer(void *user, int asked)
{
	static const struct timespec pause = { 0, 2000000 };
	gj_db *db = user;

	if (asked == 0)
		db->waiting = now_ms();
	if (now_ms() - db->waiting >= db->patience)
		return 0;
	nanosleep(&pause, NULL);
	return 1;
}

void gj_sqlite_patience(gj_db *db, int64_t ms)
{
	db->patience = ms;
	sqlite3_busy_handler(handle_of(db), wait_for_writer, db);
}

static int exec(gj_db *db, const char *sql)
{
	return map_code(sqlite3_exec(handle_of(db), sql, NULL, NULL, NULL));
}

static int pragma_int(gj_db *db, const char *sql, int64_t *ret_value)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(handle_of(db), sql, -1, &stmt, NULL);

	if (rc == SQLITE_OK) {
		rc = sqlite3_step(stmt);
		if (rc == SQLITE_ROW)
			*ret_value = sqlite3_column_int64(stmt, 0);
	}
	sqlite3_finalize(stmt);
	return map_code(rc);
}

/* A file of another program is refused; an empty one becomes ours. */
static int check_owner(gj_db *db)
{
	int64_t owner = 0, tables = 0;
	int code = pragma_int(db, "PRAGMA application_id", &owner);

	if (code >= 0)
		code = pragma_int(db, "SELECT count(*) FROM sqlite_schema", &tables);
	if (code >= 0 && owner != APPLICATION_ID && (owner != 0 || tables != 0))
		code = GJ_E_NOT_LEDGER;
	return code;
}

static int configure(gj_db *db, const gj_db_settings *settings)
{
	sqlite3 *handle = handle_of(db);
	int code;

	sqlite3_extended_result_codes(handle, 1);
	gj_sqlite_patience(db, settings->busy_ms);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	code = check_owner(db);
	/* secure_delete: an erased value leaves no bytes behind in the file. */
	if (code >= 0)
		code = exec(db, "PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON; "
				"PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000");
	if (code >= 0 && !settings->read_only)
		code = exec(db, "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 10000");
	if (code >= 0)
		code = exec(db, settings->synchronous ? "PRAGMA synchronous = NORMAL"
						      : "PRAGMA synchronous = FULL");
	if (code >= 0 && settings->reverse)
		code = exec(db, "PRAGMA reverse_unordered_selects = ON");
	if (code >= 0)
		sqlite3_set_authorizer(handle, guard, NULL);
	if (code >= 0 && settings->statement_ms)
		sqlite3_progress_handler(handle, STEPS_BETWEEN, past_deadline, db);
	return code;
}

/* What is undone for lack of memory must not need any. */
static int prepare_undo(gj_db *db)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v3(handle_of(db), "ROLLBACK", -1, SQLITE_PREPARE_PERSISTENT, &stmt,
				    NULL);

	db->undo = stmt;
	return map_code(rc);
}

static int sqlite_open(gj_db *db, const char *uri, const gj_db_settings *settings)
{
	const char *path = strncmp(uri, "sqlite:", 7) == 0 ? uri + 7 : uri;
	int flags = SQLITE_OPEN_NOMUTEX |
		    (settings->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
	sqlite3 *handle = NULL;
	int rc, code;

	if (settings->create)
		flags |= SQLITE_OPEN_CREATE;
	rc = sqlite3_open_v2(path, &handle, flags, NULL);
	db->impl = handle;
	code = handle ? map_code(rc) : GJ_E_NOMEM;
	if (rc == SQLITE_CANTOPEN && !settings->create && sqlite3_system_errno(handle) == ENOENT)
		code = GJ_E_NOT_FOUND;
	if (code >= 0)
		code = configure(db, settings);
	return code < 0 ? code : prepare_undo(db);
}

static void sqlite_close(gj_db *db)
{
	sqlite3_finalize(db->undo);
	db->undo = NULL;
	sqlite3_close_v2(handle_of(db));
	db->impl = NULL;
}

/* sqlgen.py numbers parameters by first appearance, as SQLite does. */
static int numbered(sqlite3_stmt *stmt, int params)
{
	char name[8];
	int n, ok = sqlite3_bind_parameter_count(stmt) == params;

	for (n = 1; ok && n <= params; n++) {
		sqlite3_snprintf(sizeof(name), name, "$%d", n);
		ok = sqlite3_bind_parameter_index(stmt, name) == n;
	}
	return ok;
}

void gj_db_remove(const char *uri)
{
	static const char *const beside[] = { "", "-wal", "-shm", "-journal" };
	const char *path = strncmp(uri, "sqlite:", 7) == 0 ? uri + 7 : uri;
	char name[1200];
	size_t i;

	for (i = 0; *path && i < sizeof(beside) / sizeof(beside[0]); i++) {
		sqlite3_snprintf(sizeof(name), name, "%s%s", path, beside[i]);
		remove(name);
	}
}

static int sqlite_prepare(gj_db *db, const char *sql, int params, void **ret_handle)
{
	sqlite3_stmt *stmt = NULL;
	int code = map_code(
		sqlite3_prepare_v3(handle_of(db), sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL));

	if (code >= 0 && !numbered(stmt, params)) {
		sqlite3_finalize(stmt);
		code = GJ_E_BUG;
	}
	if (code >= 0)
		*ret_handle = stmt;
	return code;
}

static void sqlite_finalize(gj_db *db, void *handle)
{
	(void)db;
	sqlite3_finalize(handle);
}

/* Bound bytes outlive the step: they lie in the caller's arena or struct. */
static int sqlite_bind(gj_db *db, void *handle, int n, const gj_value *value)
{
	int rc;

	(void)db;
	if (value->type == GJ_VALUE_INT)
		rc = sqlite3_bind_int64(handle, n, value->i);
	else if (value->type == GJ_VALUE_TEXT)
		rc = sqlite3_bind_text64(handle, n, value->s.p, value->s.n, SQLITE_STATIC,
					 SQLITE_UTF8);
	else if (value->type == GJ_VALUE_BLOB)
		rc = sqlite3_bind_blob64(handle, n, value->s.p, value->s.n, SQLITE_STATIC);
	else
		rc = sqlite3_bind_null(handle, n);
	return map_code(rc);
}

static int sqlite_step(gj_db *db, void *handle)
{
	int rc;

	if (db->settings.statement_ms && !sqlite3_stmt_busy(handle))
		db->deadline = now_ms() + db->settings.statement_ms;
	rc = sqlite3_step(handle);
	return rc == SQLITE_ROW ? 1 : map_code(rc);
}

static int sqlite_columns(gj_db *db, void *handle)
{
	(void)db;
	return sqlite3_column_count(handle);
}

static const char *sqlite_column_name(gj_db *db, void *handle, int column)
{
	(void)db;
	return sqlite3_column_name(handle, column);
}

static int sqlite_column(gj_db *db, void *handle, int column, gj_value *ret_value)
{
	gj_value value = { GJ_VALUE_NULL, 0, GJ_STR_NONE };
	int type = sqlite3_column_type(handle, column), code = GJ_OK;

	if (type == SQLITE_INTEGER) {
		value.type = GJ_VALUE_INT;
		value.i = sqlite3_column_int64(handle, column);
	} else if (type == SQLITE_TEXT) {
		value.type = GJ_VALUE_TEXT;
		value.s.p = (const char *)sqlite3_column_text(handle, column);
		value.s.n = (size_t)sqlite3_column_bytes(handle, column);
	} else if (type == SQLITE_BLOB) {
		value.type = GJ_VALUE_BLOB;
		value.s.p = sqlite3_column_blob(handle, column);
		value.s.n = (size_t)sqlite3_column_bytes(handle, column);
		if (!value.s.p && value.s.n == 0)
			value.s.p = "";
	}
	if ((type == SQLITE_TEXT || type == SQLITE_BLOB) && !value.s.p)
		code = sqlite3_errcode(handle_of(db)) == SQLITE_NOMEM ? GJ_E_NOMEM : GJ_E_BUG;
	if (code >= 0)
		*ret_value = value;
	return code;
}

static void sqlite_reset(gj_db *db, void *handle)
{
	(void)db;
	sqlite3_reset(handle);
	sqlite3_clear_bindings(handle);
}

static int64_t sqlite_changes(gj_db *db)
{
	return sqlite3_changes(handle_of(db));
}

static int sqlite_begin(gj_db *db, int mode)
{
	/* A deferred transaction that turns into a writer fails at once in WAL mode,
	 * whatever the timeout: writers are immediate from the start. */
	return exec(db, mode == GJ_TX_WRITE ? "BEGIN IMMEDIATE" : "BEGIN");
}

static int sqlite_commit(gj_db *db)
{
	return exec(db, "COMMIT");
}

static int sqlite_rollback(gj_db *db)
{
	int code = GJ_OK;

	/* Full disk, lack of memory and I/O errors may have rolled back already. */
	if (!sqlite3_get_autocommit(handle_of(db))) {
		code = map_code(sqlite3_step(db->undo));
		sqlite3_reset(db->undo);
	}
	return code;
}

static int sqlite_savepoint(gj_db *db, int depth, int what)
{
	static const char *const verb[] = { "SAVEPOINT", "RELEASE", "ROLLBACK TO" };
	char sql[40];
	int code;

	if (what == 2 && sqlite3_get_autocommit(handle_of(db)))
		return GJ_E_RETRY; /* the outer transaction is gone */
	sqlite3_snprintf(sizeof(sql), sql, "%s gj_%d", verb[what], depth);
	code = exec(db, sql);
	if (code >= 0 && what == 2) {
		sqlite3_snprintf(sizeof(sql), sql, "RELEASE gj_%d", depth);
		code = exec(db, sql);
	}
	return code;
}

static int sqlite_script(gj_db *db, const char *sql)
{
	int code;

	sqlite3_set_authorizer(handle_of(db), NULL, NULL);
	code = exec(db, sql);
	sqlite3_set_authorizer(handle_of(db), guard, NULL);
	return code;
}

static int sqlite_version(gj_db *db, int64_t *ret_version)
{
	return pragma_int(db, "PRAGMA user_version", ret_version);
}

static int sqlite_set_version(gj_db *db, int64_t version)
{
	char sql[96];

	sqlite3_snprintf(sizeof(sql), sql, "PRAGMA user_version = %lld; PRAGMA application_id = %d",
			 (long long)version, APPLICATION_ID);
	return sqlite_script(db, sql);
}

static void sqlite_interrupt(gj_db *db)
{
	sqlite3_interrupt(handle_of(db));
}

const gj_driver gj_driver_sqlite = {
	.name = "sqlite",
	.engine = GJ_ENGINE_SQLITE,
	.open = sqlite_open,
	.close = sqlite_close,
	.prepare = sqlite_prepare,
	.finalize = sqlite_finalize,
	.bind = sqlite_bind,
	.step = sqlite_step,
	.columns = sqlite_columns,
	.column_name = sqlite_column_name,
	.column = sqlite_column,
	.reset = sqlite_reset,
	.changes = sqlite_changes,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.savepoint = sqlite_savepoint,
	.script = sqlite_script,
	.version = sqlite_version,
	.set_version = sqlite_set_version,
	.interrupt = sqlite_interrupt,
	.scrub = gj_sqlite_scrub,
	.backup = gj_sqlite_backup,
};
