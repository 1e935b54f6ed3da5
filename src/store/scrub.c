/* SPDX-License-Identifier: Apache-2.0
 *
 * Overwrites what erased values have left in a SQLite file. secure_delete overwrites a record
 * where it lies when it goes, but not the copies that stay in the free middle of a page
 * whenever the tree is balanced. They are overwritten here, in the file itself: under the
 * lock of a writer and with an empty log every reader sees the pages of the file, and
 * nothing of a page's free middle means anything to her.
 */
#include <sqlite3.h>
#include <string.h>

#include "store/driver.h"

#define DEPTH_MAX 30
#define ATTEMPTS 5
/* How long readers of the log are waited for when nobody asked for it. */
#define PATIENCE_MS 100

typedef struct scrubbing {
	sqlite3_file *file;
	const gj_mem *mem;
	int64_t size, usable, pages; /* of a page; of it without reserve; in the file */
	int64_t scrubbed;
	uint8_t *level[DEPTH_MAX];   /* a page of each level of the tree */
	uint8_t *zeros;
} scrubbing;

static int failed(int rc)
{
	int code = rc & 0xff;

	if (code == SQLITE_OK)
		return GJ_OK;
	if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
		return GJ_E_BUSY;
	if (code == SQLITE_READONLY)
		return GJ_E_READ_ONLY;
	if (code == SQLITE_INTERRUPT)
		return GJ_E_INTERRUPTED;
	return code == SQLITE_NOMEM ? GJ_E_NOMEM : code == SQLITE_FULL ? GJ_E_SPACE : GJ_E_IO;
}

static int64_t number(const uint8_t *p, int bytes)
{
	int64_t value = 0;

	while (bytes-- > 0)
		value = value * 256 + *p++;
	return value;
}

/* ---- pages ---- */

/* A page of a tree, as the file format lays it down: where its header stands, where the places
 * of its records end, and where the records begin. */
typedef struct layout {
	int64_t header, interior, cells, places, free_from, free_to;
} layout;

static int read_layout(const scrubbing *s, int64_t page, const uint8_t *bytes, layout *ret_layout)
{
	layout l;
	int kind;

	l.header = page == 1 ? 100 : 0;
	kind = bytes[l.header];
	if (kind != 2 && kind != 5 && kind != 10 && kind != 13)
		return GJ_E_CORRUPT;
	l.interior = kind == 2 || kind == 5;
	l.cells = number(bytes + l.header + 3, 2);
	l.places = l.header + (l.interior ? 12 : 8);
	l.free_from = l.places + 2 * l.cells;
	l.free_to = number(bytes + l.header + 5, 2);
	if (l.free_to == 0)
		l.free_to = 65536;
	if (l.free_from > l.free_to || l.free_to > s->usable)
		return GJ_E_CORRUPT;
	*ret_layout = l;
	return GJ_OK;
}

static int scrub_free(scrubbing *s, int64_t page, const uint8_t *bytes, const layout *l)
{
	int64_t length = l->free_to - l->free_from;

	if (length == 0 || memcmp(bytes + l->free_from, s->zeros, (size_t)length) == 0)
		return GJ_OK;
	s->scrubbed++;
	return failed(s->file->pMethods->xWrite(s->file, s->zeros, (int)length,
						(page - 1) * s->size + l->free_from));
}

static int read_page(scrubbing *s, int64_t page, int depth)
{
	if (page < 1 || page > s->pages || depth >= DEPTH_MAX)
		return GJ_E_CORRUPT;
	if (!s->level[depth])
		s->level[depth] = gj_mem_new(s->mem, (size_t)s->size);
	if (!s->level[depth])
		return GJ_E_NOMEM;
	return failed(s->file->pMethods->xRead(s->file, s->level[depth], (int)s->size,
					       (page - 1) * s->size));
}

static int scrub_tree(scrubbing *s, int64_t page, int depth)
{
	const uint8_t *bytes;
	int64_t i, place;
	layout l;
	int code = read_page(s, page, depth);

	if (code < 0)
		return code;
	bytes = s->level[depth];
	code = read_layout(s, page, bytes, &l);
	if (code >= 0)
		code = scrub_free(s, page, bytes, &l);
	if (code < 0 || !l.interior)
		return code;
	for (i = 0; i < l.cells && code >= 0; i++) {
		place = number(bytes + l.places + 2 * i, 2);
		code = place + 4 > s->usable ? GJ_E_CORRUPT
					     : scrub_tree(s, number(bytes + place, 4), depth + 1);
	}
	return code < 0 ? code : scrub_tree(s, number(bytes + l.header + 8, 4), depth + 1);
}

/* ---- the file ---- */

static int begin_pages(sqlite3 *handle, scrubbing *s)
{
	uint8_t header[100];
	sqlite3_int64 size = 0;
	int code = failed(sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER,
					       &s->file));

	if (code >= 0 && (!s->file || !s->file->pMethods))
		code = GJ_E_IO;
	if (code >= 0)
		code = failed(s->file->pMethods->xRead(s->file, header, sizeof(header), 0));
	if (code >= 0)
		code = failed(s->file->pMethods->xFileSize(s->file, &size));
	if (code < 0)
		return code;
	s->size = number(header + 16, 2);
	if (s->size == 1)
		s->size = 65536;
	s->usable = s->size - header[20];
	if (s->size < 512 || s->usable < 480)
		return GJ_E_CORRUPT;
	s->pages = size / s->size;
	s->zeros = gj_mem_new(s->mem, (size_t)s->size);
	return s->zeros ? GJ_OK : GJ_E_NOMEM;
}

static int scrub_trees(sqlite3 *handle, scrubbing *s)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(handle,
				    "SELECT rootpage FROM sqlite_schema WHERE rootpage > 0", -1,
				    &stmt, NULL);
	int code = failed(rc);

	if (code >= 0)
		code = scrub_tree(s, 1, 0);
	while (code >= 0 && (rc = sqlite3_step(stmt)) == SQLITE_ROW)
		code = scrub_tree(s, sqlite3_column_int64(stmt, 0), 0);
	if (code >= 0 && rc != SQLITE_DONE)
		code = failed(rc);
	sqlite3_finalize(stmt);
	if (code >= 0 && s->scrubbed)
		code = failed(s->file->pMethods->xSync(s->file, SQLITE_SYNC_NORMAL));
	return code;
}

/* ---- the log ---- */

static int log_is_empty(sqlite3 *handle)
{
	sqlite3_file *log = NULL;
	sqlite3_int64 size = 1;

	if (sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) != SQLITE_OK)
		return 0;
	if (!log || !log->pMethods)
		return 1;
	return log->pMethods->xFileSize(log, &size) == SQLITE_OK && size == 0;
}

static int run(sqlite3 *handle, const char *sql)
{
	return failed(sqlite3_exec(handle, sql, NULL, NULL, NULL));
}

static int empty_log(sqlite3 *handle)
{
	return failed(sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL,
						NULL));
}

/* The lock of a writer, on a file with nothing in its log. */
static int lock_empty(sqlite3 *handle)
{
	int i, code = GJ_E_BUSY;

	for (i = 0; i < ATTEMPTS && code == GJ_E_BUSY; i++) {
		code = empty_log(handle);
		if (code >= 0)
			code = run(handle, "BEGIN IMMEDIATE");
		if (code >= 0 && !log_is_empty(handle)) {
			run(handle, "ROLLBACK");
			code = GJ_E_BUSY; /* another writer came between */
		}
	}
	return code;
}

/* Pages that were read before still lie in memory as they were, and would be written back as
 * they were. Ours are let go; the others' are let go when they see that something was
 * written, so something is. */
static int make_known(sqlite3 *handle, int64_t version)
{
	char sql[64];

	sqlite3_db_release_memory(handle);
	sqlite3_snprintf(sizeof(sql), sql, "PRAGMA user_version = %lld", (long long)version);
	return run(handle, sql);
}

static int scrub_locked(gj_db *db, sqlite3 *handle, scrubbing *s)
{
	int64_t version = 0;
	int code = gj_db_version(db, &version);

	if (code >= 0)
		code = begin_pages(handle, s);
	if (code >= 0)
		code = scrub_trees(handle, s);
	if (code >= 0)
		code = make_known(handle, version);
	return code;
}

int gj_sqlite_scrub(gj_db *db, int patient, int64_t *ret_pages)
{
	sqlite3 *handle = db->impl;
	const char *path = sqlite3_db_filename(handle, "main");
	scrubbing s = { .mem = &db->mem };
	size_t i;
	int code;

	if (!path || !*path)
		return GJ_OK; /* a private database goes as a whole */
	if (!patient)
		gj_sqlite_patience(db, PATIENCE_MS);
	code = lock_empty(handle);
	if (code >= 0) {
		code = scrub_locked(db, handle, &s);
		if (code >= 0)
			code = run(handle, "COMMIT");
		if (code < 0)
			run(handle, "ROLLBACK");
		else
			code = empty_log(handle);
	}
	gj_sqlite_patience(db, db->settings.busy_ms);
	for (i = 0; i < DEPTH_MAX; i++)
		gj_mem_free(&db->mem, s.level[i]);
	gj_mem_free(&db->mem, s.zeros);
	if (code >= 0)
		*ret_pages = s.scrubbed;
	return code;
}
