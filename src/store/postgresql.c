/* SPDX-License-Identifier: Apache-2.0
 *
 * The PostgreSQL driver, for servers that speak its protocol. A networked database charges
 * for round trips: everything is sent through the pipeline, statements whose result nobody
 * waits for (inserts, savepoints, BEGIN) go along with the next one that is waited for, and
 * the last of them with COMMIT.
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/driver.h"

#define PENDING_MAX 512 /* results not fetched yet; then the queue is emptied */
#define PARAMS_MAX 64

/* PostgreSQL's numbers of the types that our statements give. */
enum { OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23 };

typedef struct pg_param {
	char number[24];
	const char *p;
	int length, format;
} pg_param;

typedef struct pg_handle {
	const char *sql;
	int params, rows;    /* rows: its result is waited for */
	unsigned connection; /* prepared on this one, or about to be; 0: on none */
	char name[24];
	pg_param param[PARAMS_MAX];
	int sent;
	PGresult *result;
	int row;
} pg_handle;

/* What the next result in the pipeline belongs to. */
enum pg_what { PG_COMMAND, PG_PREPARE, PG_EXECUTE, PG_SYNC };

typedef struct pg_pending {
	pg_handle *handle; /* NULL: none, or no longer wanted */
	enum pg_what what;
} pg_pending;

typedef struct pg {
	int64_t busy_ms;
	PGconn *conn;
	char *uri;
	unsigned connection; /* counts connections */
	unsigned next_name;
	pg_pending pending[PENDING_MAX];
	int pending_count;
	int failed;  /* first code since the last sync */
	int aborted; /* the pipeline waits for a sync */
	int ended;   /* the connection was lost inside a transaction */
	int64_t changes;
} pg;

static pg *of(gj_db *db)
{
	return db->impl;
}

/* ---- codes ---- */

static int map_state(const char *state)
{
	static const struct {
		const char *state;
		int code;
	} known[] = {
		{ "40001", GJ_E_BUSY },        { "40P01", GJ_E_BUSY },
		{ "55P03", GJ_E_BUSY },        { "23505", GJ_E_EXISTS },
		{ "57014", GJ_E_INTERRUPTED }, { "53100", GJ_E_SPACE },
		{ "53200", GJ_E_NOMEM },       { "42501", GJ_E_DENIED },
		{ "25006", GJ_E_READ_ONLY },   { "57P01", GJ_E_CONNECTION },
		{ "57P02", GJ_E_CONNECTION },  { "57P03", GJ_E_CONNECTION },
		{ "53300", GJ_E_BUSY },
	};
	size_t i;

	for (i = 0; state && i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(state, known[i].state) == 0)
			return known[i].code;
	if (state && strncmp(state, "08", 2) == 0)
		return GJ_E_CONNECTION;
	if (state && strncmp(state, "23", 2) == 0)
		return GJ_E_RULE;
	return GJ_E_BUG;
}

static int map_result(pg *p, const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
		return GJ_OK;
	if (PQstatus(p->conn) == CONNECTION_BAD)
		return GJ_E_CONNECTION;
	return map_state(PQresultErrorField(result, PG_DIAG_SQLSTATE));
}

/* ---- connecting ---- */

static void quiet(void *user, const char *message)
{
	(void)user;
	(void)message; /* the library never prints */
}

static int setup(pg *p)
{
	PGresult *result;
	char sql[160];
	int code;

	if (PQstatus(p->conn) != CONNECTION_OK)
		return GJ_E_CONNECTION;
	PQsetNoticeProcessor(p->conn, quiet, NULL);
	/* To the server, no time means for ever. */
	snprintf(sql, sizeof(sql),
		 "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; "
		 "SET lock_timeout = %lld",
		 (long long)(p->busy_ms > 0 ? p->busy_ms : 1));
	result = PQexec(p->conn, sql);
	code = map_result(p, result);
	PQclear(result);
	if (code >= 0 && !PQenterPipelineMode(p->conn))
		code = GJ_E_CONNECTION;
	p->connection++;
	p->pending_count = p->failed = p->aborted = p->ended = 0;
	return code;
}

static int pg_open(gj_db *db, const char *uri, const gj_db_settings *settings)
{
	pg *p = gj_mem_new(&db->mem, sizeof(*p));

	if (!p)
		return GJ_E_NOMEM;
	db->impl = p;
	p->busy_ms = settings->busy_ms;
	p->conn = PQconnectdb(uri);
	return p->conn ? setup(p) : GJ_E_NOMEM;
}

static void pg_close(gj_db *db)
{
	PQfinish(of(db)->conn);
	gj_mem_free(&db->mem, db->impl);
	db->impl = NULL;
}

/* A connection that was lost outside a transaction is made anew; statements are prepared
 * again when they are next used. */
static int revive(pg *p)
{
	if (PQstatus(p->conn) == CONNECTION_OK && !p->ended)
		return GJ_OK;
	PQreset(p->conn);
	return setup(p);
}

/* ---- the pipeline ---- */

static int lost(pg *p)
{
	p->ended = 1;
	p->failed = GJ_E_CONNECTION;
	return GJ_E_CONNECTION;
}

/* The next result in the pipeline, with the NULL that ends it taken along. */
static int next_result(pg *p, PGresult **ret_result)
{
	PGresult *result = PQgetResult(p->conn), *end;

	if (!result && PQstatus(p->conn) == CONNECTION_OK)
		result = PQgetResult(p->conn);
	if (!result)
		return lost(p);
	if (PQresultStatus(result) != PGRES_PIPELINE_SYNC) {
		end = PQgetResult(p->conn);
		PQclear(end);
	}
	*ret_result = result;
	return GJ_OK;
}

/* A statement that was not prepared after all will be when it is next used. */
static void unprepared(const pg_pending *item)
{
	if (item->what == PG_PREPARE && item->handle)
		item->handle->connection = 0;
}

static void keep(pg *p, const pg_pending *item, PGresult *result)
{
	pg_handle *h = item->handle;
	int code = GJ_OK;

	if (item->what == PG_SYNC) {
		p->aborted = 0;
	} else if (PQresultStatus(result) == PGRES_PIPELINE_ABORTED) {
		unprepared(item);
	} else {
		code = map_result(p, result);
	}
	if (code < 0) {
		unprepared(item);
		p->failed = p->failed ? p->failed : code;
		p->aborted = 1;
	}
	if (code >= 0 && item->what == PG_EXECUTE && h && h->sent &&
	    PQresultStatus(result) != PGRES_PIPELINE_ABORTED) {
		PQclear(h->result);
		h->result = result;
		h->row = -1;
		h->sent = 0;
		return;
	}
	if (item->what == PG_EXECUTE)
		p->changes = strtoll(PQcmdTuples(result), NULL, 10);
	PQclear(result);
}

/* Fetches results up to that of `until` (NULL: all). */
static int drain(pg *p, const pg_handle *until)
{
	PGresult *result = NULL;
	int i = 0, code = GJ_OK, found = 0;

	if (p->pending_count && (!PQsendFlushRequest(p->conn) || PQflush(p->conn) < 0))
		return lost(p);
	while (code >= 0 && i < p->pending_count && !found) {
		const pg_pending *item = &p->pending[i++];
		code = next_result(p, &result);
		if (code >= 0)
			keep(p, item, result);
		found = until && item->handle == until && item->what == PG_EXECUTE;
	}
	memmove(p->pending, p->pending + i, (size_t)(p->pending_count - i) * sizeof(*p->pending));
	p->pending_count -= i;
	return code < 0 ? code : p->failed;
}

static int queue(pg *p, pg_handle *h, enum pg_what what)
{
	p->pending[p->pending_count++] = (pg_pending){ h, what };
	return p->pending_count == PENDING_MAX ? drain(p, NULL) : GJ_OK;
}

/* Outside a transaction, and at the end of one, everything sent so far stands for itself; it is
 * also what makes a pipeline go on after an error. */
static int sync_all(pg *p)
{
	int code;

	if (PQstatus(p->conn) != CONNECTION_OK || p->ended || !PQpipelineSync(p->conn))
		return lost(p);
	code = queue(p, NULL, PG_SYNC);
	return p->pending_count ? drain(p, NULL) : code;
}

/* Ends a pipeline that an error has stopped; the error has been told. */
static int recover(pg *p)
{
	int code = sync_all(p);

	if (p->ended)
		return GJ_E_CONNECTION;
	(void)code;
	p->failed = 0;
	return GJ_OK;
}

static int command(gj_db *db, const char *sql)
{
	pg *p = of(db);

	if (p->failed)
		return p->failed;
	if (!PQsendQueryParams(p->conn, sql, 0, NULL, NULL, NULL, NULL, 1))
		return lost(p);
	return queue(p, NULL, PG_COMMAND);
}

/* ---- statements ---- */

/* Statements that give rows are waited for; the others are not. */
static int gives_rows(const char *sql)
{
	return strncmp(sql, "SELECT", 6) == 0 || strncmp(sql, "WITH", 4) == 0 ||
	       strstr(sql, " RETURNING ") != NULL;
}

static int pg_prepare(gj_db *db, const char *sql, int params, void **ret_handle)
{
	pg_handle *h;

	if (params > PARAMS_MAX)
		return GJ_E_BUG;
	h = gj_mem_new(&db->mem, sizeof(*h));
	if (!h)
		return GJ_E_NOMEM;
	h->sql = sql;
	h->params = params;
	h->rows = gives_rows(sql);
	snprintf(h->name, sizeof(h->name), "gj_%u", of(db)->next_name++);
	*ret_handle = h;
	return GJ_OK;
}

static void forget(pg *p, const pg_handle *h)
{
	int i;

	for (i = 0; i < p->pending_count; i++)
		if (p->pending[i].handle == h)
			p->pending[i].handle = NULL;
}

static void pg_finalize(gj_db *db, void *handle)
{
	pg_handle *h = handle;

	forget(of(db), h);
	PQclear(h->result);
	gj_mem_free(&db->mem, h);
}

static int pg_bind(gj_db *db, void *handle, int n, const gj_value *value)
{
	pg_handle *h = handle;
	pg_param *param = &h->param[n - 1];

	(void)db;
	*param = (pg_param){ "", NULL, 0, 0 };
	if (value->type == GJ_VALUE_INT) {
		snprintf(param->number, sizeof(param->number), "%lld", (long long)value->i);
		param->p = param->number;
	} else if (value->type != GJ_VALUE_NULL) {
		if (value->s.n > INT32_MAX)
			return GJ_E_LIMIT;
		param->p = value->s.p;
		param->length = (int)value->s.n;
		param->format = 1; /* as bytes: neither quoting nor a NUL at the end */
	}
	return GJ_OK;
}

static int send_prepare(pg *p, pg_handle *h)
{
	if (h->connection == p->connection)
		return GJ_OK;
	if (!PQsendPrepare(p->conn, h->name, h->sql, 0, NULL))
		return lost(p);
	h->connection = p->connection;
	return queue(p, h, PG_PREPARE);
}

/* Sends without waiting. Outside a transaction there is nothing to go along with. */
static int pg_send(gj_db *db, void *handle)
{
	pg_handle *h = handle;
	pg *p = of(db);
	const char *values[PARAMS_MAX];
	int lengths[PARAMS_MAX], formats[PARAMS_MAX], i, code;

	if (db->depth == 0 && p->failed)
		p->failed = p->ended ? revive(p) : recover(p);
	if (p->failed)
		return p->failed;
	code = send_prepare(p, h);
	if (code < 0)
		return code;
	for (i = 0; i < h->params; i++) {
		values[i] = h->param[i].p;
		lengths[i] = h->param[i].length;
		formats[i] = h->param[i].format;
	}
	if (!PQsendQueryPrepared(p->conn, h->name, h->params, values, lengths, formats, 1))
		return lost(p);
	h->sent = h->rows;
	return queue(p, h, PG_EXECUTE);
}

static int pg_step(gj_db *db, void *handle)
{
	pg_handle *h = handle;
	pg *p = of(db);
	int code = GJ_OK;

	if (!h->result && !h->sent)
		code = pg_send(db, h);
	if (code >= 0 && db->depth == 0 && p->pending_count)
		code = sync_all(p);
	else if (code >= 0 && h->rows && !h->result)
		code = drain(p, h);
	if (code < 0 || !h->rows)
		return code;
	return ++h->row < PQntuples(h->result) ? 1 : 0;
}

static int pg_columns(gj_db *db, void *handle)
{
	(void)db;
	return PQnfields(((pg_handle *)handle)->result);
}

static const char *pg_column_name(gj_db *db, void *handle, int column)
{
	(void)db;
	return PQfname(((pg_handle *)handle)->result, column);
}

static int64_t big_endian(const char *bytes, int size)
{
	uint64_t value = (signed char)bytes[0] < 0 ? UINT64_MAX : 0;
	int i;

	for (i = 0; i < size; i++)
		value = value << 8 | (unsigned char)bytes[i];
	return (int64_t)value;
}

static int pg_column(gj_db *db, void *handle, int column, gj_value *ret_value)
{
	const pg_handle *h = handle;
	gj_value value = { GJ_VALUE_NULL, 0, GJ_STR_NONE };
	int type = (int)PQftype(h->result, column);
	int length = PQgetlength(h->result, h->row, column);
	const char *bytes = PQgetvalue(h->result, h->row, column);

	(void)db;
	if (PQgetisnull(h->result, h->row, column)) {
		*ret_value = value;
		return GJ_OK;
	}
	if (type == OID_INT8 || type == OID_INT4 || type == OID_INT2) {
		value.type = GJ_VALUE_INT;
		value.i = big_endian(bytes, length);
	} else {
		value.type = type == OID_BYTEA ? GJ_VALUE_BLOB : GJ_VALUE_TEXT;
		value.s = (gj_str){ bytes, (size_t)length };
	}
	*ret_value = value;
	return GJ_OK;
}

static void pg_reset(gj_db *db, void *handle)
{
	pg_handle *h = handle;

	if (h->sent)
		forget(of(db), h);
	h->sent = 0;
	PQclear(h->result);
	h->result = NULL;
}

/* How many rows the last change took: it has to be waited for. */
static int64_t pg_changes(gj_db *db)
{
	drain(of(db), NULL);
	return of(db)->changes;
}

/* ---- transactions ---- */

static int pg_begin(gj_db *db, int mode)
{
	pg *p = of(db);
	int code = p->failed && !p->ended ? recover(p) : GJ_OK;

	if (code < 0 || p->ended || PQstatus(p->conn) != CONNECTION_OK)
		code = revive(p);
	if (code < 0)
		return code;
	return command(db, mode == GJ_TX_WRITE ? "BEGIN"
					       : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

/* What was queued goes with COMMIT in one round trip. When the answer does not come, nobody
 * knows whether it was done: the key of the call will tell. */
static int pg_commit(gj_db *db)
{
	pg *p = of(db);
	int code = command(db, "COMMIT"), sent = code >= 0;

	if (code >= 0)
		code = sync_all(p);
	return sent && code == GJ_E_CONNECTION ? GJ_E_UNCERTAIN : code;
}

static int pg_rollback(gj_db *db)
{
	pg *p = of(db);
	int code = recover(p);

	if (code >= 0)
		code = command(db, "ROLLBACK");
	if (code >= 0)
		code = sync_all(p);
	/* The server rolls back by itself when it loses us. */
	return code == GJ_E_CONNECTION ? GJ_OK : code;
}

static int pg_savepoint(gj_db *db, int depth, int what)
{
	static const char *const verb[] = { "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO" };
	char sql[48];
	int code = what == 2 ? recover(of(db)) : GJ_OK;

	snprintf(sql, sizeof(sql), "%s gj_%d", verb[what], depth);
	if (code >= 0)
		code = command(db, sql);
	/* An error of the body shows here, not at some later statement. */
	if (code >= 0 && what != 0)
		code = drain(of(db), NULL);
	return code;
}

/* ---- scripts and versions ---- */

static int pg_script(gj_db *db, const char *sql)
{
	pg *p = of(db);
	PGresult *result;
	int code = p->failed ? p->failed : sync_all(p);

	/* Several statements at once are not for the pipeline. */
	if (code >= 0 && !PQexitPipelineMode(p->conn))
		code = GJ_E_BUG;
	if (code < 0)
		return code;
	result = PQexec(p->conn, sql);
	code = map_result(p, result);
	PQclear(result);
	if (!PQenterPipelineMode(p->conn) && code >= 0)
		code = lost(p);
	return code;
}

/* Kept in a table of one row; none: an empty database. */
static int scalar(gj_db *db, const char *sql, int64_t *ret_value)
{
	pg *p = of(db);
	pg_handle h;
	int code;

	memset(&h, 0, sizeof(h));
	if (!PQsendQueryParams(p->conn, sql, 0, NULL, NULL, NULL, NULL, 1))
		return lost(p);
	h.sent = h.rows = 1;
	code = queue(p, &h, PG_EXECUTE);
	if (code >= 0)
		code = db->depth ? drain(p, &h) : sync_all(p);
	forget(p, &h);
	if (code >= 0 && h.result)
		*ret_value = PQntuples(h.result) && !PQgetisnull(h.result, 0, 0)
				     ? big_endian(PQgetvalue(h.result, 0, 0),
						  PQgetlength(h.result, 0, 0))
				     : 0;
	PQclear(h.result);
	return code;
}

static int pg_version(gj_db *db, int64_t *ret_version)
{
	int64_t there = 0;
	int code = scalar(db,
			  "SELECT count(*) FROM pg_catalog.pg_tables WHERE tablename = "
			  "'gj_schema' AND schemaname = current_schema()",
			  &there);

	if (code >= 0 && there)
		code = scalar(db, "SELECT version FROM gj_schema", &there);
	if (code >= 0)
		*ret_version = there;
	return code;
}

static int pg_partitions(gj_db *db, int64_t *ret_parts)
{
	return scalar(db,
		      "SELECT count(*) FROM pg_catalog.pg_inherits WHERE inhparent = "
		      "to_regclass('chain')",
		      ret_parts);
}

static int pg_set_version(gj_db *db, int64_t version)
{
	char sql[200];

	snprintf(sql, sizeof(sql),
		 "CREATE TABLE IF NOT EXISTS gj_schema (version BIGINT NOT NULL); "
		 "DELETE FROM gj_schema; INSERT INTO gj_schema VALUES (%lld)",
		 (long long)version);
	return pg_script(db, sql);
}

static void pg_interrupt(gj_db *db)
{
	PGcancel *cancel = PQgetCancel(of(db)->conn);
	char message[256];

	if (cancel)
		PQcancel(cancel, message, sizeof(message));
	PQfreeCancel(cancel);
}

const gj_driver gj_driver_postgresql = {
	.name = "postgresql",
	.engine = GJ_ENGINE_POSTGRESQL,
	.open = pg_open,
	.close = pg_close,
	.prepare = pg_prepare,
	.finalize = pg_finalize,
	.bind = pg_bind,
	.send = pg_send,
	.step = pg_step,
	.columns = pg_columns,
	.column_name = pg_column_name,
	.column = pg_column,
	.reset = pg_reset,
	.changes = pg_changes,
	.begin = pg_begin,
	.commit = pg_commit,
	.rollback = pg_rollback,
	.savepoint = pg_savepoint,
	.script = pg_script,
	.version = pg_version,
	.set_version = pg_set_version,
	.interrupt = pg_interrupt,
	.partitions = pg_partitions,
};
