/* SPDX-License-Identifier: Apache-2.0
 *
 * On which engine the black-box tests run. With GJ_TEST_POSTGRESQL (tests/postgresql.sh sets
 * it) every ledger that a test asks for is a schema of that server: a private one for
 * "sqlite:", one by the name of the file for a path, so that a test can open it again. With
 * GJ_TEST_PARTITIONS its tables are divided into as many parts.
 */
#ifndef GJ_TESTS_ENGINE_H
#define GJ_TESTS_ENGINE_H

#include "test.h"

#include <guanjia/guanjia.h>

#include <unistd.h>

static inline int engine_is_sqlite(void)
{
	const char *server = getenv("GJ_TEST_POSTGRESQL");

	return !server || !*server;
}

static inline void engine_options(gj_options *options)
{
	const char *parts = getenv("GJ_TEST_PARTITIONS");

	if (!engine_is_sqlite() && parts && *parts)
		gj_options_set_int(options, "partitions", strtoll(parts, NULL, 10));
}

/* Leaves a test that looks into the file itself, or damages it. */
#define ENGINE_FILE_ONLY() \
	do { \
		if (!engine_is_sqlite()) \
			UNIT_SKIP("it looks into a file"); \
	} while (0)

/* Of the servers' connections that the tests open: SERIALIZABLE instead of READ COMMITTED. */
static int engine_serializable;

#ifdef GJ_WITH_POSTGRESQL
#include <libpq-fe.h>

static inline void engine_schema(const char *server, const char *name)
{
	PGconn *conn = PQconnectdb(server);
	char sql[200];
	PGresult *result;

	snprintf(sql, sizeof(sql),
		 "SET client_min_messages = warning; CREATE SCHEMA IF NOT EXISTS %s", name);
	result = PQexec(conn, sql);
	ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK, "%s", PQerrorMessage(conn));
	PQclear(result);
	PQfinish(conn);
}

/* Valid until the next call. */
static inline const char *engine_uri(const char *uri)
{
	static char text[600];
	static unsigned count;
	const char *server = getenv("GJ_TEST_POSTGRESQL"), *p;
	uint64_t hash = UINT64_C(14695981039346656037);
	char name[64];

	if (engine_is_sqlite())
		return uri ? uri : "sqlite:";
	if (!uri || strcmp(uri, "sqlite:") == 0) {
		snprintf(name, sizeof(name), "own_%ld_%u", (long)getpid(), ++count);
	} else {
		for (p = uri; *p; p++)
			hash = (hash ^ (unsigned char)*p) * UINT64_C(1099511628211);
		snprintf(name, sizeof(name), "at_%ld_%016llx", (long)getpid(),
			 (unsigned long long)hash);
	}
	engine_schema(server, name);
	snprintf(text, sizeof(text), "%s&options=-csearch_path%%3D%s%s", server, name,
		 engine_serializable ? "%20-cdefault_transaction_isolation%3Dserializable" : "");
	return text;
}
#else
static inline const char *engine_uri(const char *uri)
{
	(void)engine_serializable;
	return uri ? uri : "sqlite:";
}
#endif

#endif
