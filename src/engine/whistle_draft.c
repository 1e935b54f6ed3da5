/* SPDX-License-Identifier: Apache-2.0
 *
 * Drafting a whistle: what for, whom to call, how many have to report in.
 */
#include "engine/demand.h"
#include "engine/whistle_priv.h"

#include <string.h>

/* ---- arguments ---- */

typedef struct draft_args {
	gj_has has;
	GJ_WRITE_ARGS;
	int64_t home;
	gj_str kind, source;
	int64_t demand;
	gj_veil subject, detail, place;
	gj_array parties;
	int32_t quorum;
	int64_t need;
	gj_veil note;
} draft_args;

static const gj_field draft_fields[] = {
	GJ_WRITE_FIELDS(draft_args),
	GJ_F_ID(draft_args, home, 0, "Office whose whistle it is; the actor's by default."),
	GJ_F_CODE(
		draft_args, kind, GJ_REQUIRED, "whistle_kind",
		"For a demand, key work, joint enforcement or an emergency (Beijing regulation on "
		"subdistrict offices, art. 5)."),
	GJ_F_CODE(draft_args, source, GJ_REQUIRED, "whistle_source", "Who saw the need."),
	GJ_F_ID(draft_args, demand, 0, "The demand that it serves."),
	GJ_F_VEIL(draft_args, subject, GJ_REQUIRED, 200, GJ_PERSONAL, "text", "What it is about."),
	GJ_F_VEIL(draft_args, detail, 0, 4000, GJ_PERSONAL, "text", "In full."),
	GJ_F_VEIL(draft_args, place, 0, 300, GJ_PERSONAL, "text", "Where to come."),
	GJ_F_ARRAY(draft_args, parties, GJ_REQUIRED, 1, GJ_PARTIES_MAX, gj_party_given_record,
		   "Whom to call, each once, at the most one to lead."),
	GJ_F_ENUM(
		draft_args, quorum, 0, gj_quorums,
		"When it is handled jointly: all have reported in (the default), any one has, the "
		"lead and `need` others."),
	GJ_F_INT(draft_args, need, 0, 0, GJ_PARTIES_MAX, "With quorum lead: how many beside it."),
	GJ_F_VEIL(draft_args, note, 0, 2000, GJ_PERSONAL, "text", "Internal note."),
	GJ_F_END
};
const GJ_RECORD(gj_whistle_draft_args, draft_args, draft_fields);

typedef struct drafted_result {
	gj_has has;
	GJ_WRITTEN_ANSWER;
	gj_str order_no, state;
} drafted_result;

static const gj_field result_fields[] = {
	GJ_WRITTEN_FIELDS(drafted_result),
	GJ_F_TEXT(drafted_result, order_no, 0, 1, 40, GJ_OPEN, "Its number for people."),
	GJ_F_TEXT(drafted_result, state, 0, 1, 64, GJ_OPEN, "Its state."), GJ_F_END
};
const GJ_RECORD(gj_whistle_drafted_result, drafted_result, result_fields);

/* ---- checks ---- */

static int no_lead(gj_ctx *c)
{
	int code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_lead_needed);

	gj_fail_path(c->err, "/parties");
	return code;
}

/* The office that leads; the home office when nobody is named. */
static int check_quorum(gj_ctx *c, const draft_args *in, int64_t office, int64_t *ret_lead)
{
	const gj_party_given *p = in->parties.p;
	int lead = 0, code = GJ_OK;
	size_t i;

	*ret_lead = office;
	for (i = 0; i < in->parties.n; i++)
		if (gj_field_has(&p[i], &gj_party_given_record, "part") &&
		    p[i].part == GJ_PART_LEAD) {
			*ret_lead = p[i].office;
			lead++;
		}
	if (lead > 1 || (in->quorum == GJ_QUORUM_LEAD && lead == 0))
		code = no_lead(c);
	if (code >= 0 && in->need >= (int64_t)in->parties.n) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_too_few);
		gj_fail_int(c->err, "min", in->need + 1);
		gj_fail_path(c->err, "/parties");
	}
	return code;
}

/* ---- drafting ---- */

static void put(gj_whistle_body *body, const char *name)
{
	gj_field_put(body, &gj_whistle_drafted_record, name);
}

static int fill(gj_ctx *c, const draft_args *in, const gj_case_chart *chart, gj_whistle_body *b)
{
	const gj_head *head = gj_head_of(c, c->home);
	gj_order_no no;
	int code = gj_order_no_next(c, c->home, GJ_SQL_WHISTLE_NUMBER, "S", 0, &no);

	if (code < 0)
		return code;
	gj_field_copy(b, &gj_whistle_drafted_record, in, &gj_whistle_draft_args);
	b->verb = GJ_STR("draft");
	b->state = gj_chart_initial(chart->chart);
	b->class = gj_chart_class(chart->chart, b->state);
	b->chart = chart->hash;
	b->year = no.year;
	b->number = no.number;
	b->order_no = no.text;
	b->title = in->subject;
	b->blower = c->actor->office ? c->actor->office : head->office;
	put(b, "verb");
	put(b, "state");
	put(b, "class");
	put(b, "chart");
	put(b, "year");
	put(b, "number");
	put(b, "order_no");
	put(b, "title");
	put(b, "blower");
	put(b, "unit");
	put(b, "quorum");
	return GJ_OK;
}

/* Demands first and parties after them: whom a demand complains of is not called for it. */
static int with_the_rest(gj_ctx *c, const draft_args *in, const gj_subject *subject)
{
	gj_whistle w;
	int code = GJ_OK;

	if (in->demand) {
		code = gj_demand_whistled(c, in->demand, subject->id);
		if (code < 0)
			gj_fail_path(c->err, "/demand");
	}
	if (code >= 0) {
		gj_whistle_ask(c, subject->id);
		code = gj_whistle_load(c, subject->id, &w);
	}
	return code < 0 ? code : gj_parties_invite(c, &w, &in->parties);
}

static int may_draft(gj_ctx *c, const draft_args *in, const gj_case_chart *chart, int64_t office)
{
	gj_case it = { "whistle", GJ_STR_NONE, office, office, 0 };
	const gj_chart_move *move = NULL;
	int code = gj_case_may_open(c, GJ_RIGHT_whistle_blow, c->home, office);

	if (code >= 0)
		code = gj_case_move(c, &it, chart, GJ_STR("draft"), gj_case_guards(c, in), &move);
	return code < 0 ? code : gj_case_complete(c, move, in, NULL, NULL);
}

int gj_whistle_draft(gj_ctx *c, const void *args, void *ret_result)
{
	const draft_args *in = args;
	const gj_head *head = gj_head_of(c, c->home);
	gj_subject subject = { 0, 0, 0 };
	gj_whistle_body body;
	gj_case_chart chart;
	int code;

	(void)ret_result;
	memset(&body, 0, sizeof(body));
	if (c->home == GJ_ROOT) {
		code = gj_fail(c->err, GJ_E_MISSING, GJ_RULE_missing);
		gj_fail_path(c->err, "/home");
		return code;
	}
	gj_order_no_ask(c, head, GJ_SQL_WHISTLE_NUMBER);
	if (in->demand)
		gj_sql_ahead(c->db, GJ_SQL_DEMAND_GET, "ll", GJ_HOME_OF(in->demand), in->demand);
	gj_parties_ask(c, &in->parties);
	code = gj_case_chart_of(c, c->home, "whistle", GJ_STR_NONE, &chart);
	if (code >= 0)
		code = may_draft(c, in, &chart, head->office);
	if (code >= 0)
		code = check_quorum(c, in, head->office, &body.unit);
	if (code >= 0)
		code = fill(c, in, &chart, &body);
	if (code >= 0)
		code = gj_new_id(c, c->home, &subject.id);
	if (code >= 0)
		code = gj_emit(c, &gj_whistle_events[GJ_WHISTLE_DRAFTED], c->home, &subject, &body);
	return code < 0 ? code : with_the_rest(c, in, &subject);
}
