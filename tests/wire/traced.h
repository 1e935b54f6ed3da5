/* SPDX-License-Identifier: Apache-2.0
 *
 * What is sent to a PostgreSQL server, statement by statement, for the one operation that GJ_OP
 * names: the linker has the driver's calls of libpq come by here.
 */
#ifndef GJ_TESTS_WIRE_TRACED_H
#define GJ_TESTS_WIRE_TRACED_H

#include "statements.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRACED_NAMES 2000

static struct traced {
	int on;
	char line[4000];
	const char *name[TRACED_NAMES]; /* of what was prepared as gj_N */
} traced;

static inline void traced_begin(const char *operation)
{
	const char *wanted = getenv("GJ_OP");

	traced.on = wanted && strcmp(wanted, operation) == 0;
	traced.line[0] = '\0';
	if (traced.on)
		printf("%s\n", operation);
}

static inline void traced_end(int warm, int64_t took, const char *story, int64_t step)
{
	if (traced.on)
		printf("  (%s) %lld round trips, %s, %s %lld\n", traced.line, (long long)took,
		       warm ? "warm" : "cold", story, (long long)step);
	traced.on = 0;
}

#ifdef GJ_WITH_POSTGRESQL

#include <libpq-fe.h>

static void traced_put(const char *word)
{
	size_t n = strlen(traced.line);

	if (traced.on)
		snprintf(traced.line + n, sizeof(traced.line) - n, " %s", word);
}

static void traced_trip(void)
{
	if (traced.on)
		printf("  %s\n", traced.line);
	traced.line[0] = '\0';
}

int __real_PQsendPrepare(PGconn *conn, const char *id, const char *sql, int n, const Oid *types);
int __wrap_PQsendPrepare(PGconn *conn, const char *id, const char *sql, int n, const Oid *types);
int __wrap_PQsendPrepare(PGconn *conn, const char *id, const char *sql, int n, const Oid *types)
{
	int number = atoi(id + 3), i;

	for (i = 0; number < TRACED_NAMES && i < GJ_SQL_COUNT; i++)
		if (gj_sql_statements[i].text[GJ_ENGINE_POSTGRESQL] == sql)
			traced.name[number] = gj_sql_statements[i].name;
	return __real_PQsendPrepare(conn, id, sql, n, types);
}

int __real_PQsendQueryPrepared(PGconn *conn, const char *id, int n, const char *const *values,
			       const int *lengths, const int *formats, int format);
int __wrap_PQsendQueryPrepared(PGconn *conn, const char *id, int n, const char *const *values,
			       const int *lengths, const int *formats, int format);
int __wrap_PQsendQueryPrepared(PGconn *conn, const char *id, int n, const char *const *values,
			       const int *lengths, const int *formats, int format)
{
	int number = atoi(id + 3);

	traced_put(number < TRACED_NAMES && traced.name[number] ? traced.name[number] : id);
	return __real_PQsendQueryPrepared(conn, id, n, values, lengths, formats, format);
}

int __real_PQsendQueryParams(PGconn *conn, const char *sql, int n, const Oid *types,
			     const char *const *values, const int *lengths, const int *formats,
			     int format);
int __wrap_PQsendQueryParams(PGconn *conn, const char *sql, int n, const Oid *types,
			     const char *const *values, const int *lengths, const int *formats,
			     int format);
int __wrap_PQsendQueryParams(PGconn *conn, const char *sql, int n, const Oid *types,
			     const char *const *values, const int *lengths, const int *formats,
			     int format)
{
	char word[20];

	snprintf(word, sizeof(word), "%.*s", (int)strcspn(sql, " "), sql);
	traced_put(word);
	return __real_PQsendQueryParams(conn, sql, n, types, values, lengths, formats, format);
}

int __real_PQsendFlushRequest(PGconn *conn);
int __wrap_PQsendFlushRequest(PGconn *conn);
int __wrap_PQsendFlushRequest(PGconn *conn)
{
	traced_trip();
	return __real_PQsendFlushRequest(conn);
}

int __real_PQpipelineSync(PGconn *conn);
int __wrap_PQpipelineSync(PGconn *conn);
int __wrap_PQpipelineSync(PGconn *conn)
{
	traced_trip();
	return __real_PQpipelineSync(conn);
}

#endif

#endif
