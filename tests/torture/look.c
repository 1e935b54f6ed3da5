/* SPDX-License-Identifier: Apache-2.0
 *
 * Looking at a ledger without the library.
 */
#include "look.h"

#include <poll.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

#ifdef GJ_WITH_POSTGRESQL
#include <libpq-fe.h>
#else
typedef struct PGconn PGconn;
typedef struct PGresult PGresult;
#endif

struct look {
	sqlite3 *file;
	PGconn *conn;
};

struct look_rows {
	sqlite3_stmt *stmt;
	PGresult *result;
	int row;
};

int look_is_sqlite(void)
{
	const char *server = getenv("GJ_TEST_POSTGRESQL");

	return !server || !*server;
}

/* ---- PostgreSQL ---- */

#ifdef GJ_WITH_POSTGRESQL

enum { OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23 };

/* A path names a folder of its own: so does this. */
static void database(const char *path, char room[40])
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (; *path; path++)
		hash = (hash ^ (unsigned char)*path) * UINT64_C(1099511628211);
	snprintf(room, 40, "t_%016llx", (unsigned long long)hash);
}

const char *look_uri(const char *path)
{
	static char text[4][600];
	static unsigned turn;
	char *room = text[turn++ % 4], name[40];
	const char *server = getenv("GJ_TEST_POSTGRESQL"), *at;

	if (look_is_sqlite())
		return path;
	database(path, name);
	at = strstr(server, "/postgres?");
	ck_assert_ptr_nonnull(at);
	snprintf(room, sizeof(text[0]), "%.*s/%s%s", (int)(at - server), server, name,
		 at + strlen("/postgres"));
	return room;
}

static void quiet(void *user, const char *message)
{
	(void)user;
	(void)message;
}

static PGconn *connect_to(const char *uri)
{
	PGconn *conn = PQconnectdb(uri);

	ck_assert_msg(PQstatus(conn) == CONNECTION_OK, "%s", PQerrorMessage(conn));
	PQsetNoticeProcessor(conn, quiet, NULL);
	return conn;
}

static void command(PGconn *conn, const char *sql)
{
	PGresult *result = PQexec(conn, sql);

	ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK, "%s: %s", sql,
		      PQerrorMessage(conn));
	PQclear(result);
}

static void drop_on(PGconn *conn, const char *path)
{
	char name[40], sql[200];

	database(path, name);
	snprintf(sql, sizeof(sql), "DROP DATABASE IF EXISTS %s WITH (FORCE)", name);
	command(conn, sql);
}

static void drop(const char *path)
{
	PGconn *conn = connect_to(getenv("GJ_TEST_POSTGRESQL"));

	drop_on(conn, path);
	PQfinish(conn);
}

/* Files are copied, which is the only way of older servers, and takes a tenth of the time that
 * the log takes. */
static void make(const char *path, const char *template)
{
	PGconn *conn = connect_to(getenv("GJ_TEST_POSTGRESQL"));
	char name[40], from[40] = "template1", sql[200];

	drop_on(conn, path);
	database(path, name);
	if (template)
		database(template, from);
	snprintf(sql, sizeof(sql), "CREATE DATABASE %s TEMPLATE %s%s", name, from,
		 PQserverVersion(conn) >= 150000 ? " STRATEGY file_copy" : "");
	command(conn, sql);
	PQfinish(conn);
}

static PGresult *query(look *l, const char *sql)
{
	return PQexecParams(l->conn, sql, 0, NULL, NULL, NULL, NULL, 1);
}

static int pg_type(const look_rows *rows, int column)
{
	int type = (int)PQftype(rows->result, column);

	if (PQgetisnull(rows->result, rows->row, column))
		return LOOK_NULL;
	if (type == OID_INT8 || type == OID_INT4 || type == OID_INT2)
		return LOOK_INT;
	return type == OID_BYTEA ? LOOK_BLOB : LOOK_TEXT;
}

static int64_t pg_int(const look_rows *rows, int column)
{
	const char *bytes = PQgetvalue(rows->result, rows->row, column);
	int i, n = PQgetlength(rows->result, rows->row, column);
	uint64_t value = n && (signed char)bytes[0] < 0 ? UINT64_MAX : 0;

	for (i = 0; i < n; i++)
		value = value << 8 | (unsigned char)bytes[i];
	return (int64_t)value;
}

#else

const char *look_uri(const char *path)
{
	return path;
}

#endif

/* ---- databases ---- */

static void remove_file(const char *path)
{
	static const char *const beside[] = { "", "-wal", "-shm" };
	char name[4096];
	size_t i;

	for (i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "%s%s", path, beside[i]);
		unlink(name);
	}
}

static void copy_file(const char *from, const char *to)
{
	static char block[1 << 16];
	FILE *in = fopen(from, "rb"), *out;
	size_t n;

	remove_file(to);
	out = fopen(to, "wb");
	ck_assert_msg(in && out, "%s -> %s", from, to);
	while ((n = fread(block, 1, sizeof(block), in)) > 0)
		ck_assert_uint_eq(fwrite(block, 1, n, out), n);
	fclose(in);
	ck_assert_int_eq(fclose(out), 0);
}

void look_make(const char *path)
{
#ifdef GJ_WITH_POSTGRESQL
	if (!look_is_sqlite()) {
		make(path, NULL);
		return;
	}
#endif
	remove_file(path);
}

void look_copy(const char *from, const char *to)
{
#ifdef GJ_WITH_POSTGRESQL
	if (!look_is_sqlite()) {
		make(to, from);
		return;
	}
#endif
	copy_file(from, to);
}

void look_remove(const char *path)
{
#ifdef GJ_WITH_POSTGRESQL
	if (!look_is_sqlite())
		drop(path);
#endif
	remove_file(path);
}

look *look_open(const char *path)
{
	look *l = calloc(1, sizeof(*l));

	ck_assert_ptr_nonnull(l);
#ifdef GJ_WITH_POSTGRESQL
	if (!look_is_sqlite()) {
		l->conn = connect_to(look_uri(path));
		return l;
	}
#endif
	ck_assert_int_eq(sqlite3_open_v2(path, &l->file, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	sqlite3_busy_timeout(l->file, 10000);
	return l;
}

look *look_close(look *l)
{
	if (!l)
		return NULL;
#ifdef GJ_WITH_POSTGRESQL
	PQfinish(l->conn);
#endif
	sqlite3_close(l->file);
	free(l);
	return NULL;
}

void look_settle(const char *path)
{
#ifdef GJ_WITH_POSTGRESQL
	look *l;

	if (look_is_sqlite())
		return;
	l = look_open(path);
	while (look_one(l, "SELECT count(*) FROM pg_stat_activity WHERE datname = "
			   "current_database() AND backend_type = 'client backend' "
			   "AND pid <> pg_backend_pid()") > 0)
		poll(NULL, 0, 1);
	look_close(l);
#else
	(void)path;
#endif
}

/* ---- rows ---- */

look_rows *look_ask(look *l, const char *sql)
{
	look_rows *rows = calloc(1, sizeof(*rows));

	ck_assert_ptr_nonnull(rows);
	rows->row = -1;
#ifdef GJ_WITH_POSTGRESQL
	if (l->conn) {
		rows->result = query(l, sql);
		ck_assert_msg(PQresultStatus(rows->result) == PGRES_TUPLES_OK, "%s: %s", sql,
			      PQerrorMessage(l->conn));
		return rows;
	}
#endif
	ck_assert_msg(sqlite3_prepare_v2(l->file, sql, -1, &rows->stmt, NULL) == SQLITE_OK,
		      "%s: %s", sql, sqlite3_errmsg(l->file));
	return rows;
}

int look_next(look_rows *rows)
{
	int rc;

#ifdef GJ_WITH_POSTGRESQL
	if (rows->result)
		return ++rows->row < PQntuples(rows->result);
#endif
	rc = sqlite3_step(rows->stmt);
	ck_assert(rc == SQLITE_ROW || rc == SQLITE_DONE);
	return rc == SQLITE_ROW;
}

look_rows *look_done(look_rows *rows)
{
#ifdef GJ_WITH_POSTGRESQL
	PQclear(rows->result);
#endif
	sqlite3_finalize(rows->stmt);
	free(rows);
	return NULL;
}

int look_columns(const look_rows *rows)
{
#ifdef GJ_WITH_POSTGRESQL
	if (rows->result)
		return PQnfields(rows->result);
#endif
	return sqlite3_column_count(rows->stmt);
}

int look_type(const look_rows *rows, int column)
{
#ifdef GJ_WITH_POSTGRESQL
	if (rows->result)
		return pg_type(rows, column);
#endif
	switch (sqlite3_column_type(rows->stmt, column)) {
	case SQLITE_NULL:
		return LOOK_NULL;
	case SQLITE_INTEGER:
		return LOOK_INT;
	default:
		return sqlite3_column_type(rows->stmt, column) == SQLITE_BLOB ? LOOK_BLOB
									      : LOOK_TEXT;
	}
}

int64_t look_int(const look_rows *rows, int column)
{
#ifdef GJ_WITH_POSTGRESQL
	if (rows->result)
		return pg_int(rows, column);
#endif
	return sqlite3_column_int64(rows->stmt, column);
}

const char *look_bytes(const look_rows *rows, int column, size_t *ret_size)
{
	const char *bytes;

#ifdef GJ_WITH_POSTGRESQL
	if (rows->result) {
		*ret_size = (size_t)PQgetlength(rows->result, rows->row, column);
		return PQgetvalue(rows->result, rows->row, column);
	}
#endif
	bytes = sqlite3_column_blob(rows->stmt, column);
	*ret_size = (size_t)sqlite3_column_bytes(rows->stmt, column);
	return bytes ? bytes : "";
}

int64_t look_one(look *l, const char *sql)
{
	look_rows *rows = look_ask(l, sql);
	int64_t value;

	ck_assert_msg(look_next(rows), "%s", sql);
	value = look_int(rows, 0);
	look_done(rows);
	return value;
}

char *look_heads(look *l, int access)
{
	look_rows *rows = look_ask(l, access ? "SELECT home, seq, next_id, at, hash FROM chain "
					       "ORDER BY home"
					     : "SELECT home, seq, next_id, at, hash FROM chain "
					       "WHERE kind <> 'access' ORDER BY home");
	size_t room = 4096, n = 0, size, i;
	char *text = calloc(1, room);
	const char *hash;

	while (look_next(rows)) {
		if (room - n < 256)
			text = realloc(text, room *= 2);
		ck_assert_ptr_nonnull(text);
		n += (size_t)snprintf(text + n, room - n,
				      "%lld:%lld:%lld:%lld:", (long long)look_int(rows, 0),
				      (long long)look_int(rows, 1), (long long)look_int(rows, 2),
				      (long long)look_int(rows, 3));
		hash = look_bytes(rows, 4, &size);
		for (i = 0; i < size && i < 32; i++)
			n += (size_t)snprintf(text + n, room - n, "%02x", (unsigned char)hash[i]);
		text[n++] = ' ';
		text[n] = '\0';
	}
	look_done(rows);
	ck_assert_uint_gt(n, 0);
	return text;
}

int look_is_text(look *l, const char *table, const char *column)
{
	char sql[300];

	snprintf(sql, sizeof(sql),
		 l->file ? "SELECT CASE WHEN type = 'INTEGER' THEN 0 ELSE 1 END FROM "
			   "pragma_table_info('%s') WHERE name = '%s'"
			 : "SELECT CASE WHEN data_type = 'bigint' THEN 0 ELSE 1 END FROM "
			   "information_schema.columns WHERE table_name = '%s' AND "
			   "column_name = '%s'",
		 table, column);
	return (int)look_one(l, sql);
}

int64_t look_change(look *l, const char *sql)
{
#ifdef GJ_WITH_POSTGRESQL
	PGresult *result;
	int64_t changed = -1;

	if (l->conn) {
		result = PQexec(l->conn, sql);
		if (PQresultStatus(result) == PGRES_COMMAND_OK)
			changed = strtoll(PQcmdTuples(result), NULL, 10);
		else /* whatever is wrong with it, it is not the text */
			ck_assert_msg(strncmp(PQresultErrorField(result, PG_DIAG_SQLSTATE), "23",
					      2) == 0 ||
					      strncmp(PQresultErrorField(result, PG_DIAG_SQLSTATE),
						      "22021", 5) == 0,
				      "%s: %s", sql, PQerrorMessage(l->conn));
		PQclear(result);
		return changed;
	}
#endif
	return sqlite3_exec(l->file, sql, NULL, NULL, NULL) == SQLITE_OK ? sqlite3_changes(l->file)
									 : -1;
}

char *look_literal(int type, const void *bytes, size_t size, int64_t number)
{
	const unsigned char *p = bytes;
	char *text = malloc(4 * size + 40), *out = text;
	size_t i;

	ck_assert_ptr_nonnull(text);
	if (type == LOOK_NULL || type == LOOK_INT) {
		snprintf(text, 40, type == LOOK_INT ? "%lld" : "NULL", (long long)number);
		return text;
	}
	if (type == LOOK_BLOB) {
		out += sprintf(out, look_is_sqlite() ? "X'" : "'\\x");
		for (i = 0; i < size; i++)
			out += sprintf(out, "%02x", p[i]);
		strcpy(out, "'");
		return text;
	}
	*out++ = '\'';
	for (i = 0; i < size; i++) {
		if (p[i] == '\'')
			*out++ = '\'';
		*out++ = (char)p[i];
	}
	strcpy(out, "'");
	return text;
}
