/* SPDX-License-Identifier: Apache-2.0
 *
 * Extensions that are asked for first and decided by somebody else. The case's noun records both
 * steps in its own events; whose they are, the chart says.
 */
#include <string.h>

#include "engine/clock_priv.h"

#define R gj_clock_request
static const gj_field request_fields[] = {
	GJ_F_INT(R, seq, 0, 1, GJ_MAX_INT, "The event that asked for it."),
	GJ_F_TEXT(R, clock, 0, 1, 40, GJ_OPEN, "Which clock."),
	GJ_F_INT(R, round, 0, 1, GJ_MAX_INT, "Which of its lives."),
	GJ_F_TEXT(R, asked, 0, 1, 48, GJ_OPEN, "By how much it should be extended."),
	GJ_F_TEXT(R, reason, 0, 1, 64, GJ_OPEN, "Why, as coded then."),
	GJ_F_ID(R, actor, 0, "Who asked; absent: the system."),
	GJ_F_ID(R, office, 0, "In which office."),
	GJ_F_TIME(R, at, 0, "When."),
	GJ_F_TEXT(R, outcome, 0, 1, 20, GJ_OPEN, "asked, granted or refused."),
	GJ_F_TEXT(R, granted, 0, 1, 48, GJ_OPEN, "By how much it was."),
	GJ_F_INT(R, decided, 0, 1, GJ_MAX_INT, "The event that decided."),
	GJ_F_ID(R, decided_by, 0, "Who decided."),
	GJ_F_ID(R, decided_office, 0, "In which office."),
	GJ_F_TIME(R, decided_at, 0, "When."),
	GJ_F_END
};
const GJ_RECORD(gj_clock_request_record, gj_clock_request, request_fields);
#undef R

int gj_clock_requests_of(gj_ctx *c, int64_t home, const gj_clock_row *row, gj_array *ret_requests)
{
	gj_array rows = { NULL, 0 };
	gj_clock_request *r;
	size_t kept = 0;
	int code = gj_sql_list(c->db, GJ_SQL_CLOCK_REQUESTS, c->arena, &gj_clock_request_record,
			       &rows, "ll", home, row->subject);

	r = rows.p;
	for (size_t i = 0; i < rows.n; i++)
		if (gj_str_eq(r[i].clock, row->name) && r[i].round == row->round)
			r[kept++] = r[i];
	if (code >= 0)
		*ret_requests = (gj_array){ r, kept };
	return code;
}

/* Nobody has decided, and the round that it was asked for goes on. */
static int waiting(gj_ctx *c, int64_t home, int64_t subject, gj_str clock, gj_array *ret_rows)
{
	gj_clock_request *r;
	size_t kept = 0;
	int code = gj_sql_list(c->db, GJ_SQL_CLOCK_REQUESTS_OPEN, c->arena,
			       &gj_clock_request_record, ret_rows, "ll", home, subject);

	r = ret_rows->p;
	for (size_t i = 0; code >= 0 && i < ret_rows->n; i++)
		if (!clock.p || gj_str_eq(r[i].clock, clock))
			r[kept++] = r[i];
	ret_rows->n = code < 0 ? 0 : kept;
	return code;
}

int gj_clock_request_new(gj_ctx *c, int64_t home, int64_t subject, gj_str clock)
{
	gj_array rows = { NULL, 0 };
	int code = waiting(c, home, subject, clock, &rows);

	if (code < 0 || !rows.n)
		return code;
	code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_extension_asked);
	gj_fail_text(c->err, "clock", clock);
	gj_fail_path(c->err, "/clock");
	return code;
}

int gj_clock_request_open(gj_ctx *c, int64_t home, int64_t subject, gj_str clock,
			  gj_clock_request *ret_request)
{
	gj_array rows = { NULL, 0 };
	const gj_clock_request *r;
	int code = waiting(c, home, subject, clock, &rows);

	if (code < 0)
		return code;
	r = rows.p;
	if (rows.n != 1) {
		code = gj_fail(c->err, GJ_E_RULE,
			       rows.n ? GJ_RULE_no_clock : GJ_RULE_extension_not_asked);
		gj_fail_text(c->err, "clock", clock.p ? clock : GJ_STR("-"));
		gj_fail_path(c->err, "/clock");
		return code;
	}
	/* Nobody decides what she asked for. */
	if (!c->actor->system && c->actor->staff == r->actor)
		return gj_fail(c->err, GJ_E_RULE, GJ_RULE_same_person);
	*ret_request = *r;
	return GJ_OK;
}
