/* SPDX-License-Identifier: Apache-2.0
 *
 * The PostgreSQL driver, for servers that speak its protocol. A networked database charges
 * for round trips: everything is sent through the pipeline, statements whose result nobody
 * waits for (inserts, savepoints, BEGIN) go along with the next one that is waited for, and
 * the last of them with COMMIT.
 */
#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/driver.h"

#define PENDING_MAX 512 /* results not fetched yet; then the queue is emptied */
#define AHEAD_MAX 256   /* queries asked ahead of their time, and answers kept */
#define KEPT_MAX 16384  /* bytes of an answer that is kept */
#define PARAMS_MAX 64
#define TABLES 128 /* that a statement has bits for */

/* PostgreSQL's numbers of the types that our statements give. */
enum { OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23 };

typedef struct pg_param {
	char number[24];
	const char *p;
	int length, format;
} pg_param;

/* A result that somebody waits for. */
typedef struct pg_want {
	int sent;
	PGresult *result;
} pg_want;

typedef struct pg_handle {
	const char *sql;
	int params, rows;    /* rows: its result is waited for */
	unsigned connection; /* prepared on this one, or about to be; 0: on none */
	char name[24];
	pg_param param[PARAMS_MAX];
	pg_want want;
	int row;
	const gj_statement *kept; /* its answer is kept under `print`; NULL: it is not */
	uint64_t print;
	int64_t since; /* what has been written by then */
} pg_handle;

/* A query that went out before it was its turn, or the answer of one that was read already, to be
 * found by statement and parameters. */
typedef struct pg_ahead {
	const pg_handle *handle;
	const gj_statement *statement;
	uint64_t print;
	pg_want want;
} pg_ahead;

/* What the next result in the pipeline belongs to. */
enum pg_what { PG_COMMAND, PG_PREPARE, PG_EXECUTE, PG_SYNC };

typedef struct pg_pending {
	enum pg_what what;
	pg_handle *handle; /* of a PREPARE */
	pg_want *want;     /* of an EXECUTE; NULL: nobody's any longer */
} pg_pending;

typedef struct pg {
	PGconn *conn;
	PGcancel *cancel;      /* of this connection; another thread may be using it */
	pthread_mutex_t guard; /* of cancel */
	unsigned connection;   /* counts connections */
	unsigned next_name;
	pg_pending pending[PENDING_MAX];
	int pending_count;
	int asked; /* so many of them the server has been asked to answer at once */
	pg_ahead ahead[AHEAD_MAX];
	int ahead_count;
	int64_t writes;          /* counts them, and what is undone */
	int64_t written[TABLES]; /* the last one of each table */
	int failed;  /* first code since the last sync */
	int aborted; /* the pipeline waits for a sync */
	int ended;   /* the connection was lost inside a transaction */
	int64_t changes, trips;
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
		/* Another writer was in the way. */
		{ "40001", GJ_E_BUSY },
		{ "40P01", GJ_E_BUSY },
		{ "55P03", GJ_E_BUSY },
		{ "53300", GJ_E_BUSY },
		/* Stopped from outside, or by statement_ms. */
		{ "57014", GJ_E_INTERRUPTED },
		/* The server is going, or not there yet. */
		{ "57P01", GJ_E_CONNECTION },
		{ "57P02", GJ_E_CONNECTION },
		{ "57P03", GJ_E_CONNECTION },
		{ "57P05", GJ_E_CONNECTION },
		{ "25P03", GJ_E_CONNECTION },
		/* What it lacks. */
		{ "53100", GJ_E_SPACE },
		{ "53200", GJ_E_NOMEM },
		{ "58030", GJ_E_IO },
		/* What it forbids. */
		{ "42501", GJ_E_DENIED },
		{ "25006", GJ_E_READ_ONLY },
		{ "23505", GJ_E_EXISTS },
		/* Whole classes. */
		{ "08", GJ_E_CONNECTION },
		{ "23", GJ_E_RULE },
		{ "XX", GJ_E_CORRUPT },
	};
	size_t i;

	for (i = 0; state && i < sizeof(known) / sizeof(known[0]); i++)
		if (strncmp(state, known[i].state, strlen(known[i].state)) == 0)
			return known[i].code;
	return GJ_E_BUG;
}

int gj_postgresql_code(const char *state)
{
	return map_state(state);
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

/* What holds for the whole of a connection. */
static int settle(pg *p, const gj_db_settings *settings)
{
	PGresult *result;
	char sql[500];
	int code;

	/* To the server, no time means for ever: the shortest there is stands for it. A server that
	 * does not wait for its disk is told to, unless less was asked for; one that waits for
	 * more, as for a replica, is left alone. */
	snprintf(sql, sizeof(sql),
		 "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; "
		 "SET lock_timeout = %lld; SET statement_timeout = %lld; "
		 "SET default_transaction_read_only = %s; "
		 "SELECT set_config('synchronous_commit', '%s', false)%s",
		 (long long)(settings->busy_ms > 0 ? settings->busy_ms : 1),
		 (long long)settings->statement_ms, settings->read_only ? "on" : "off",
		 settings->synchronous ? "off" : "on",
		 settings->synchronous
			 ? ""
			 : " WHERE pg_catalog.current_setting('synchronous_commit') = 'off'");
	result = PQexec(p->conn, sql);
	code = map_result(p, result);
	PQclear(result);
	return code;
}

static void keep_cancel(pg *p)
{
	PGcancel *fresh = PQgetCancel(p->conn), *old;

	pthread_mutex_lock(&p->guard);
	old = p->cancel;
	p->cancel = fresh;
	pthread_mutex_unlock(&p->guard);
	PQfreeCancel(old);
}

static int setup(gj_db *db)
{
	pg *p = of(db);
	int code;

	if (PQstatus(p->conn) != CONNECTION_OK)
		return GJ_E_CONNECTION;
	PQsetNoticeProcessor(p->conn, quiet, NULL);
	keep_cancel(p);
	code = settle(p, &db->settings);
	if (code >= 0 && !PQenterPipelineMode(p->conn))
		code = GJ_E_CONNECTION;
	p->connection++;
	p->pending_count = p->asked = p->failed = p->aborted = p->ended = 0;
	/* Half a connection is none. */
	p->ended = code < 0;
	return code;
}

static int pg_open(gj_db *db, const char *uri, const gj_db_settings *settings)
{
	pg *p = gj_mem_new(&db->mem, sizeof(*p));

	(void)settings; /* they stand in db too, for the next connection */
	if (!p)
		return GJ_E_NOMEM;
	db->impl = p;
	pthread_mutex_init(&p->guard, NULL);
	p->conn = PQconnectdb(uri);
	return p->conn ? setup(db) : GJ_E_NOMEM;
}

static void pg_ahead_drop(gj_db *db, const gj_statement *written);

static void pg_close(gj_db *db)
{
	pg_ahead_drop(db, NULL);
	PQfinish(of(db)->conn);
	PQfreeCancel(of(db)->cancel);
	pthread_mutex_destroy(&of(db)->guard);
	gj_mem_free(&db->mem, db->impl);
	db->impl = NULL;
}

/* A connection that was lost outside a transaction is made anew; statements are prepared
 * again when they are next used. */
static int revive(gj_db *db)
{
	pg *p = of(db);

	if (PQstatus(p->conn) == CONNECTION_OK && !p->ended)
		return GJ_OK;
	PQreset(p->conn);
	return setup(db);
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
	pg_want *want = item->want;
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
	if (code >= 0 && item->what == PG_EXECUTE && want && want->sent &&
	    PQresultStatus(result) != PGRES_PIPELINE_ABORTED) {
		PQclear(want->result);
		want->result = result;
		want->sent = 0;
		return;
	}
	if (item->what == PG_EXECUTE)
		p->changes = strtoll(PQcmdTuples(result), NULL, 10);
	PQclear(result);
}

/* Asks the server to answer all that was sent; here a round trip begins. */
static int ask(pg *p, int sync)
{
	int sent = sync ? PQpipelineSync(p->conn) : PQsendFlushRequest(p->conn);

	if (!sent || PQflush(p->conn) < 0)
		return lost(p);
	p->trips++;
	if (sync)
		p->pending[p->pending_count++] = (pg_pending){ PG_SYNC, NULL, NULL };
	p->asked = p->pending_count;
	return GJ_OK;
}

static int place_of(const pg *p, const pg_want *want)
{
	int i = p->pending_count - 1;

	while (i >= 0 && p->pending[i].want != want)
		i--;
	return i;
}

/* Fetches results up to that of `until` (NULL: all). */
static int drain(pg *p, const pg_want *until)
{
	int last = until ? place_of(p, until) : p->pending_count - 1, i, code = GJ_OK;
	PGresult *result = NULL;

	if (last >= p->asked)
		code = ask(p, 0);
	for (i = 0; code >= 0 && i <= last; i++) {
		code = next_result(p, &result);
		if (code >= 0)
			keep(p, &p->pending[i], result);
	}
	memmove(p->pending, p->pending + i, (size_t)(p->pending_count - i) * sizeof(*p->pending));
	p->pending_count -= i;
	p->asked = p->asked > i ? p->asked - i : 0;
	return code < 0 ? code : p->failed;
}

/* Leaves room for what ends a transaction. */
static int queue(pg *p, enum pg_what what, pg_handle *h, pg_want *want)
{
	p->pending[p->pending_count++] = (pg_pending){ what, h, want };
	return p->pending_count >= PENDING_MAX - 3 ? drain(p, NULL) : GJ_OK;
}

/* Outside a transaction, and at the end of one, everything sent so far stands for itself; it is
 * also what makes a pipeline go on after an error. */
static int sync_all(pg *p)
{
	int code = PQstatus(p->conn) != CONNECTION_OK || p->ended ? lost(p) : ask(p, 1);

	return code < 0 ? code : drain(p, NULL);
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
	return queue(p, PG_COMMAND, NULL, NULL);
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

/* Nobody waits for it any longer. */
static void forget(pg *p, pg_want *want)
{
	int i;

	for (i = 0; want->sent && i < p->pending_count; i++)
		if (p->pending[i].want == want)
			p->pending[i].want = NULL;
	PQclear(want->result);
	*want = (pg_want){ 0, NULL };
}

static void pg_finalize(gj_db *db, void *handle)
{
	pg_handle *h = handle;
	pg *p = of(db);
	int i;

	forget(p, &h->want);
	for (i = 0; i < p->pending_count; i++)
		if (p->pending[i].handle == h)
			p->pending[i].handle = NULL;
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
	return queue(p, PG_PREPARE, h, NULL);
}

static int send_for(gj_db *db, pg_handle *h, pg_want *want)
{
	pg *p = of(db);
	const char *values[PARAMS_MAX];
	int lengths[PARAMS_MAX], formats[PARAMS_MAX], i, code;

	if (db->depth == 0 && p->failed)
		p->failed = p->ended ? revive(db) : recover(p);
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
	want->sent = h->rows;
	return queue(p, PG_EXECUTE, NULL, want);
}

/* Sends without waiting. */
static int pg_send(gj_db *db, void *handle)
{
	pg_handle *h = handle;

	if (h->want.sent || h->want.result)
		return GJ_OK;
	h->row = -1;
	return send_for(db, h, &h->want);
}

/* ---- queries ahead of their time, answers kept ---- */

static pg_ahead *find_ahead(pg *p, const pg_handle *h, uint64_t print)
{
	int i;

	for (i = 0; i < p->ahead_count; i++)
		if (p->ahead[i].handle == h && p->ahead[i].print == print)
			return &p->ahead[i];
	return NULL;
}

/* A free place; NULL: there is none. */
static pg_ahead *new_ahead(pg *p)
{
	int i = 0;

	while (i < p->ahead_count && p->ahead[i].handle)
		i++;
	if (i == AHEAD_MAX)
		return NULL;
	p->ahead_count = i == p->ahead_count ? i + 1 : p->ahead_count;
	return &p->ahead[i];
}

static int pg_ahead_send(gj_db *db, void *handle, const gj_statement *s, uint64_t print)
{
	pg *p = of(db);
	pg_ahead *a;

	/* Inside a transaction the one answer serves all who ask. */
	if (!((pg_handle *)handle)->rows || (db->depth && find_ahead(p, handle, print)))
		return GJ_OK;
	a = new_ahead(p);
	if (!a)
		return GJ_OK;
	*a = (pg_ahead){ handle, s, print, { 0, NULL } };
	return send_for(db, handle, &a->want);
}

/* What was asked before becomes the answer of the statement, wherever it is by now. */
static int pg_ahead_take(gj_db *db, void *handle, const gj_statement *s, uint64_t print)
{
	pg_handle *h = handle;
	pg *p = of(db);
	pg_ahead *a = find_ahead(p, h, print);
	int place;

	h->kept = db->depth ? s : NULL;
	h->print = print;
	h->since = p->writes;
	if (!a)
		return 0;
	place = place_of(p, &a->want);
	if (place >= 0)
		p->pending[place].want = &h->want;
	h->want = a->want;
	h->row = -1;
	*a = (pg_ahead){ NULL, NULL, 0, { 0, NULL } };
	return 1;
}

static int is_old(const pg *p, const pg_handle *h)
{
	int i;

	for (i = 0; i < TABLES; i++)
		if (h->kept->reads[i / 64] >> i % 64 & 1 && p->written[i] > h->since)
			return 1;
	return 0;
}

/* Read, it is there for who asks the same; unless it is large, or was written to meanwhile. */
static void keep_answer(pg *p, pg_handle *h)
{
	int small = h->want.result && PQresultStatus(h->want.result) == PGRES_TUPLES_OK &&
		    PQresultMemorySize(h->want.result) <= KEPT_MAX;
	int fresh = small && h->kept && !is_old(p, h) && !find_ahead(p, h, h->print);
	pg_ahead *a = fresh ? new_ahead(p) : NULL;

	if (a) {
		*a = (pg_ahead){ h, h->kept, h->print, h->want };
		h->want = (pg_want){ 0, NULL };
	}
	h->kept = NULL;
}

static int touches(const gj_statement *written, const gj_statement *s)
{
	return (written->writes[0] & s->reads[0]) || (written->writes[1] & s->reads[1]);
}

static void pg_ahead_drop(gj_db *db, const gj_statement *written)
{
	pg *p = of(db);
	int i;

	p->writes++;
	for (i = 0; i < TABLES; i++)
		if (!written || written->writes[i / 64] >> i % 64 & 1)
			p->written[i] = p->writes;
	for (i = 0; i < p->ahead_count; i++) {
		pg_ahead *a = &p->ahead[i];
		if (!a->handle || (written && !touches(written, a->statement)))
			continue;
		forget(p, &a->want);
		a->handle = NULL;
	}
	while (p->ahead_count > 0 && !p->ahead[p->ahead_count - 1].handle)
		p->ahead_count--;
}

static int pg_step(gj_db *db, void *handle)
{
	pg_handle *h = handle;
	pg *p = of(db);
	int code = GJ_OK;

	if (!h->want.result && !h->want.sent)
		code = pg_send(db, h);
	if (code >= 0 && db->depth == 0 && p->pending_count)
		code = sync_all(p);
	else if (code >= 0 && h->rows && !h->want.result)
		code = drain(p, &h->want);
	if (code < 0 || !h->rows)
		return code;
	if (!h->want.result) /* the pipeline was stopped before it came */
		return p->failed ? p->failed : GJ_E_BUG;
	return ++h->row < PQntuples(h->want.result) ? 1 : 0;
}

static int pg_columns(gj_db *db, void *handle)
{
	(void)db;
	return PQnfields(((pg_handle *)handle)->want.result);
}

static const char *pg_column_name(gj_db *db, void *handle, int column)
{
	(void)db;
	return PQfname(((pg_handle *)handle)->want.result, column);
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
	int type = (int)PQftype(h->want.result, column);
	int length = PQgetlength(h->want.result, h->row, column);
	const char *bytes = PQgetvalue(h->want.result, h->row, column);

	(void)db;
	if (PQgetisnull(h->want.result, h->row, column)) {
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
	keep_answer(of(db), handle);
	forget(of(db), &((pg_handle *)handle)->want);
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
		code = revive(db);
	if (code < 0)
		return code;
	return command(db, mode == GJ_TX_WRITE ? "BEGIN"
					       : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

/* The end of a transaction that has only read: nobody waits for it. */
static int commit_read(gj_db *db)
{
	pg *p = of(db);
	int code = command(db, "COMMIT");

	if (code >= 0 && (!PQpipelineSync(p->conn) || PQflush(p->conn) < 0))
		code = lost(p);
	if (code < 0)
		return code;
	p->pending[p->pending_count++] = (pg_pending){ PG_SYNC, NULL, NULL };
	p->asked = p->pending_count;
	return GJ_OK;
}

/* What was queued goes with COMMIT in one round trip. When the answer does not come, nobody
 * knows whether it was done: the key of the call will tell. */
static int pg_commit(gj_db *db)
{
	pg *p = of(db);
	int code, sent;

	if (db->mode == GJ_TX_READ)
		return commit_read(db);
	code = command(db, "COMMIT");
	sent = code >= 0;

	if (code >= 0)
		code = sync_all(p);
	return sent && code == GJ_E_CONNECTION ? GJ_E_UNCERTAIN : code;
}

/* In one round trip, too: the first sync ends whatever has failed. The server rolls back by
 * itself when it loses us. */
static int pg_rollback(gj_db *db)
{
	pg *p = of(db);

	if (p->ended || PQstatus(p->conn) != CONNECTION_OK || !PQpipelineSync(p->conn) ||
	    !PQsendQueryParams(p->conn, "ROLLBACK", 0, NULL, NULL, NULL, NULL, 1)) {
		lost(p);
		return GJ_OK;
	}
	p->pending[p->pending_count++] = (pg_pending){ PG_SYNC, NULL, NULL };
	p->pending[p->pending_count++] = (pg_pending){ PG_COMMAND, NULL, NULL };
	sync_all(p);
	if (p->ended)
		return GJ_OK;
	p->failed = 0;
	return PQtransactionStatus(p->conn) == PQTRANS_IDLE ? GJ_OK : GJ_E_BUG;
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
	pg_want want = { 1, NULL };
	int code;

	if (!PQsendQueryParams(p->conn, sql, 0, NULL, NULL, NULL, NULL, 1))
		return lost(p);
	code = queue(p, PG_EXECUTE, NULL, &want);
	if (code >= 0)
		code = db->depth ? drain(p, &want) : sync_all(p);
	if (code >= 0 && want.result)
		*ret_value = PQntuples(want.result) && !PQgetisnull(want.result, 0, 0)
				     ? big_endian(PQgetvalue(want.result, 0, 0),
						  PQgetlength(want.result, 0, 0))
				     : 0;
	forget(p, &want);
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
	pg *p = of(db);
	char message[256];

	pthread_mutex_lock(&p->guard);
	if (p->cancel)
		PQcancel(p->cancel, message, sizeof(message));
	pthread_mutex_unlock(&p->guard);
}

static int64_t pg_trips(gj_db *db)
{
	return of(db)->trips;
}

const gj_driver gj_driver_postgresql = {
	.name = "postgresql",
	.engine = GJ_ENGINE_POSTGRESQL,
	.versions = 1,
	.open = pg_open,
	.close = pg_close,
	.prepare = pg_prepare,
	.finalize = pg_finalize,
	.bind = pg_bind,
	.send = pg_send,
	.ahead_send = pg_ahead_send,
	.ahead_take = pg_ahead_take,
	.ahead_drop = pg_ahead_drop,
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
	.trips = pg_trips,
};
