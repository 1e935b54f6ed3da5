/* SPDX-License-Identifier: Apache-2.0
 *
 * An online backup of a SQLite file: its pages, as of one moment, while others write.
 */
#include <sqlite3.h>

#include "store/driver.h"

#define STEP 64 /* pages between two reports */

static int failed(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return GJ_OK;
	case SQLITE_NOMEM:
		return GJ_E_NOMEM;
	case SQLITE_FULL:
		return GJ_E_SPACE;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return GJ_E_BUSY;
	case SQLITE_INTERRUPT:
		return GJ_E_INTERRUPTED;
	case SQLITE_NOTADB:
		return GJ_E_EXISTS;
	case SQLITE_CORRUPT:
		return GJ_E_CORRUPT;
	default:
		return rc == SQLITE_IOERR_NOMEM ? GJ_E_NOMEM : GJ_E_IO;
	}
}

static int ask(sqlite3 *to, const char *sql, int *ret_value)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(to, sql, -1, &stmt, NULL);

	if (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW)
		*ret_value = sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	return failed(rc);
}

/* Nothing may be there; what a backup that was killed has left is nothing, for its pages were
 * one transaction. */
static int check_empty(sqlite3 *to)
{
	int tables = 0, owner = 0, code = ask(to, "SELECT count(*) FROM sqlite_schema", &tables);

	if (code >= 0)
		code = ask(to, "PRAGMA application_id", &owner);
	return code >= 0 && (tables || owner) ? GJ_E_EXISTS : code;
}

/* The reader's transaction that is open on the source keeps it at one moment, so no writer makes
 * the backup begin again. */
static int copy_pages(gj_db *db, sqlite3 *to, gj_pages_fn tell, void *user)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", db->impl, "main");
	int rc = backup ? SQLITE_OK : sqlite3_extended_errcode(to), end, code = failed(rc);

	while (code >= 0 && rc != SQLITE_DONE) {
		rc = sqlite3_backup_step(backup, STEP);
		code = failed(rc);
		if (code >= 0 && atomic_load(&db->interrupted))
			code = GJ_E_INTERRUPTED;
		if (code >= 0 && rc != SQLITE_DONE) {
			int64_t all = sqlite3_backup_pagecount(backup);
			code = tell(user, all - sqlite3_backup_remaining(backup), all);
		}
	}
	end = failed(sqlite3_backup_finish(backup));
	return code < 0 ? code : end;
}

int gj_sqlite_backup(gj_db *db, const char *path, gj_pages_fn tell, void *user)
{
	sqlite3 *to = NULL;
	int rc = sqlite3_open_v2(
		path, &to, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	int code = to ? failed(rc) : GJ_E_NOMEM, ours = 0;

	if (code >= 0)
		code = check_empty(to);
	ours = code >= 0;
	if (ours)
		code = copy_pages(db, to, tell, user);
	rc = sqlite3_close(to);
	if (code >= 0)
		code = failed(rc);
	if (code < 0 && ours)
		gj_db_remove(path);
	return code;
}
