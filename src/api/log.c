/* SPDX-License-Identifier: Apache-2.0
 *
 * One line of JSON a call, for the host's own log: what was called and what came of it, never what
 * anybody typed.
 */
#include <stdio.h>

#include "api/handle.h"

#define LOG_LINE_MAX 300

void gj_log_begin(gj_ledger *ledger, gj_log_span *span)
{
	*span = (gj_log_span){ 0 };
	if (!ledger->host.log)
		return;
	span->trips = gj_db_trips(ledger->db);
	span->again = gj_db_again(ledger->db);
	/* A clock that fails is told by the call that needs one. */
	if (ledger->host.clock(ledger->host.clock_user, &span->began) < 0)
		span->began = 0;
}

static int level_of(int code, int64_t again)
{
	static const int grave[] = { GJ_E_NOMEM,     GJ_E_IO,      GJ_E_SPACE, GJ_E_CONNECTION,
				     GJ_E_UNCERTAIN, GJ_E_CORRUPT, GJ_E_BUG,   GJ_E_HOST };
	size_t i;

	for (i = 0; i < sizeof(grave) / sizeof(grave[0]); i++)
		if (code == grave[i])
			return GJ_LOG_ERROR;
	if (again > 0 || (code < 0 && gj_error_retryable(code)))
		return GJ_LOG_WARNING;
	return code < 0 ? GJ_LOG_INFO : GJ_LOG_DEBUG;
}

void gj_log_end(gj_ledger *ledger, const gj_log_span *span, const char *op, int code)
{
	int64_t now = span->began, again;
	char line[LOG_LINE_MAX];
	int n;

	if (!ledger->host.log)
		return;
	if (span->began && ledger->host.clock(ledger->host.clock_user, &now) < 0)
		now = span->began;
	again = gj_db_again(ledger->db) - span->again;
	n = snprintf(line, sizeof(line),
		     "{\"op\":\"%s\",\"code\":\"%s\",\"us\":%lld,\"again\":%lld,\"trips\":%lld}",
		     op, gj_error_name(code < 0 ? code : GJ_OK), (long long)(now - span->began),
		     (long long)again, (long long)(gj_db_trips(ledger->db) - span->trips));
	if (n > 0 && n < LOG_LINE_MAX)
		ledger->host.log(ledger->host.log_user, level_of(code, again), line, (size_t)n);
}
