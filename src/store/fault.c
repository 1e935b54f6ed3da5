/* SPDX-License-Identifier: Apache-2.0
 *
 * The fault driver: stands before another driver and fails its k-th call, once
 * or for good (a connection that is gone). Rollback, reset and close are never
 * failed: a real engine undoes its work by itself when it dies.
 */
#include "store/driver.h"

static int tick(gj_db *db)
{
	int64_t n = ++db->fault_count;

	if (db->fault_at == 0 || n < db->fault_at || db->fault_code == GJ_E_UNCERTAIN)
		return GJ_OK;
	return n == db->fault_at || db->fault_stay ? db->fault_code : GJ_OK;
}

static void fault_close(gj_db *db)
{
	db->inner->close(db);
}

static int fault_prepare(gj_db *db, const char *sql, int params, void **ret_handle)
{
	int code = tick(db);

	return code < 0 ? code : db->inner->prepare(db, sql, params, ret_handle);
}

static void fault_finalize(gj_db *db, void *handle)
{
	db->inner->finalize(db, handle);
}

static int fault_bind(gj_db *db, void *handle, int n, const gj_value *value)
{
	int code = tick(db);

	return code < 0 ? code : db->inner->bind(db, handle, n, value);
}

static int fault_step(gj_db *db, void *handle)
{
	int code = tick(db);

	return code < 0 ? code : db->inner->step(db, handle);
}

static int fault_send(gj_db *db, void *handle)
{
	int code = db->inner->send ? tick(db) : GJ_OK;

	return code < 0 || !db->inner->send ? code : db->inner->send(db, handle);
}

static int fault_ahead_send(gj_db *db, void *handle, const gj_statement *s, uint64_t print)
{
	int code = tick(db);

	return code < 0 ? code : db->inner->ahead_send(db, handle, s, print);
}

static int fault_ahead_take(gj_db *db, void *handle, const gj_statement *s, uint64_t print)
{
	return db->inner->ahead_take(db, handle, s, print);
}

static void fault_ahead_drop(gj_db *db, const gj_statement *written)
{
	db->inner->ahead_drop(db, written);
}

static int fault_columns(gj_db *db, void *handle)
{
	return db->inner->columns(db, handle);
}

static const char *fault_column_name(gj_db *db, void *handle, int column)
{
	return db->inner->column_name(db, handle, column);
}

static int fault_column(gj_db *db, void *handle, int column, gj_value *ret_value)
{
	int code = tick(db);

	return code < 0 ? code : db->inner->column(db, handle, column, ret_value);
}

static void fault_reset(gj_db *db, void *handle)
{
	db->inner->reset(db, handle);
}

static int64_t fault_changes(gj_db *db)
{
	return db->inner->changes(db);
}

static int fault_begin(gj_db *db, int mode)
{
	int code = tick(db);

	return code < 0 ? code : db->inner->begin(db, mode);
}

/* UNCERTAIN: it is done, and the answer lost; elsewhere it cannot happen. */
static int fault_commit(gj_db *db)
{
	int code = db->fault_code == GJ_E_UNCERTAIN ? GJ_OK : tick(db);

	if (db->fault_code == GJ_E_UNCERTAIN) {
		code = db->inner->commit(db);
		return code < 0 || ++db->fault_count != db->fault_at ? code : GJ_E_UNCERTAIN;
	}

	return code < 0 ? code : db->inner->commit(db);
}

static int fault_rollback(gj_db *db)
{
	return db->inner->rollback(db);
}

static int fault_savepoint(gj_db *db, int depth, int what)
{
	int code = what == 2 ? GJ_OK : tick(db);

	return code < 0 ? code : db->inner->savepoint(db, depth, what);
}

static int fault_script(gj_db *db, const char *sql)
{
	int code = tick(db);

	return code < 0 ? code : db->inner->script(db, sql);
}

static int fault_version(gj_db *db, int64_t *ret_version)
{
	int code = tick(db);

	return code < 0 ? code : db->inner->version(db, ret_version);
}

static int fault_set_version(gj_db *db, int64_t version)
{
	int code = tick(db);

	return code < 0 ? code : db->inner->set_version(db, version);
}

static void fault_interrupt(gj_db *db)
{
	db->inner->interrupt(db);
}

const gj_driver gj_driver_fault = {
	.name = "fault",
	.engine = -1, /* that of the driver behind it */
	.open = NULL, /* put before an open connection */
	.close = fault_close,
	.prepare = fault_prepare,
	.finalize = fault_finalize,
	.bind = fault_bind,
	.send = fault_send,
	.ahead_send = fault_ahead_send,
	.ahead_take = fault_ahead_take,
	.ahead_drop = fault_ahead_drop,
	.step = fault_step,
	.columns = fault_columns,
	.column_name = fault_column_name,
	.column = fault_column,
	.reset = fault_reset,
	.changes = fault_changes,
	.begin = fault_begin,
	.commit = fault_commit,
	.rollback = fault_rollback,
	.savepoint = fault_savepoint,
	.script = fault_script,
	.version = fault_version,
	.set_version = fault_set_version,
	.interrupt = fault_interrupt,
};

int64_t gj_db_fault(gj_db *db, int64_t k, int code, int stay)
{
	int64_t count = db->fault_count;

	if (!db->inner) {
		db->inner = db->driver;
		db->driver = &gj_driver_fault;
	}
	db->fault_at = k;
	db->fault_code = code;
	db->fault_stay = stay;
	db->fault_count = 0;
	return count;
}
