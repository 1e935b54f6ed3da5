/* SPDX-License-Identifier: Apache-2.0
 *
 * Party: an office that a whistle calls (应哨单位). It is invited when the whistle is drafted and
 * called when it is blown; it signs, reports in with evidence, or refuses, which is adjudicated
 * above; it is evaluated, and appraises the whistle in turn (双考核). Here: its row, what is
 * recorded of it, what its whistle does with it, its operations.
 */
#include "engine/party_priv.h"

#include <string.h>

/* ---- the row ---- */

static const gj_field row_fields[] = {
	GJ_F_ID(gj_party, id, 0, "Number of the party."),
	GJ_F_ID(gj_party, whistle, 0, "The whistle that calls it."),
	GJ_F_ID(gj_party, office, 0, "Which office it is."),
	GJ_F_ENUM(gj_party, part, 0, gj_parts, "Lead or member."),
	GJ_F_TEXT(gj_party, state, 0, 1, 64, GJ_OPEN, "Its state, of its chart."),
	GJ_F_ENUM(gj_party, class, 0, gj_case_classes, "Class of the state."),
	GJ_F_BOOL(gj_party, bound, 0, "It has to come, by adjudication."),
	GJ_F_ID(gj_party, proposed, 0, "The office that it named in its place."),
	GJ_F_TIME(gj_party, called_at, 0, "When it was called."),
	GJ_F_TIME(gj_party, signed_at, 0, "When it signed."),
	GJ_F_TIME(gj_party, contacted_at, 0, "When it first contacted the office that blew."),
	GJ_F_TIME(gj_party, reported_at, 0, "When it reported in."),
	GJ_F_TIME(gj_party, missed_at, 0, "When it was recorded that it had not come."),
	GJ_F_TIME(gj_party, released_at, 0, "When it was released."),
	GJ_F_VEIL(gj_party, reply, 0, 4000, GJ_PERSONAL, "text", "What it fed back."),
	GJ_F_CODE(gj_party, grade, 0, "party_grade", "How it was evaluated."),
	GJ_F_CODE(gj_party, appraisal, 0, "party_grade", "How it appraises the whistle."),
	GJ_F_TEXT(gj_party, chart, GJ_HIDDEN, 1, 64, GJ_OPEN, ""),
	GJ_F_INT(gj_party, revision, 0, 1, GJ_MAX_INT, "Goes up by one with every change."),
	GJ_F_INT(gj_party, seq, GJ_HIDDEN, 1, GJ_MAX_INT, ""),
	GJ_F_TIME(gj_party, created_at, GJ_HIDDEN, ""),
	GJ_F_TEXT(gj_party, state_name, 0, 1, 64, GJ_OPEN, "Its state, for people."),
	GJ_F_TEXTS(gj_party, verbs, 0, 64, "What the actor may do now."),
	GJ_F_ARRAY(gj_party, evidence, 0, 0, 1000, gj_evidence_record, "Evidence that it gave."),
	GJ_F_END
};
const GJ_RECORD(gj_party_record, gj_party, row_fields);

int gj_party_load(gj_ctx *c, int64_t id, gj_party *ret_party)
{
	int code = gj_sql_row(c->db, GJ_SQL_PARTY_GET, c->arena, &gj_party_record, ret_party, "ll",
			      GJ_HOME_OF(id), id);

	return code == GJ_E_NOT_FOUND ? gj_not_found(c, "party") : code;
}

int gj_whistle_parties(gj_ctx *c, const gj_whistle *whistle, gj_array *ret_parties)
{
	return gj_sql_list(c->db, GJ_SQL_PARTY_OF_WHISTLE, c->arena, &gj_party_record, ret_parties,
			   "ll", whistle->home, whistle->id);
}

/* ---- what is recorded ---- */

#define B gj_party_body
const char *const gj_party_ranks[] = { "excellent", "good", "fair", "poor", "unranked", NULL };

#define STATE_FIELDS \
	GJ_F_TEXT(B, verb, GJ_REQUIRED, 1, 40, GJ_OPEN, "What was done."), \
		GJ_F_TEXT(B, from, 0, 1, 64, GJ_OPEN, "State before."), \
		GJ_F_TEXT(B, state, 0, 1, 64, GJ_OPEN, "State after."), \
		GJ_F_ENUM(B, class, 0, gj_case_classes, "Class of the state after.")
#define NOTE_FIELD GJ_F_VEIL(B, note, 0, 2000, GJ_PERSONAL, "text", "Internal note.")

static const gj_field invited_fields[] = {
	STATE_FIELDS,
	GJ_F_ID(B, whistle, GJ_REQUIRED, "The whistle."),
	GJ_F_ID(B, office, GJ_REQUIRED, "The office."),
	GJ_F_ENUM(B, part, GJ_REQUIRED, gj_parts, "Lead or member."),
	GJ_F_TEXT(B, chart, GJ_REQUIRED, 64, 64, GJ_OPEN, "Hash of the chart it runs on."),
	GJ_CLOCK_BODY_FIELDS(B),
	GJ_MESSAGES_FIELD(B),
	GJ_F_END
};
const GJ_RECORD(gj_party_invited_record, B, invited_fields);

static const gj_field step_fields[] = {
	STATE_FIELDS,
	GJ_F_TEXT(B, reason, 0, 1, 64, GJ_OPEN, "Reason, as coded then."),
	GJ_F_ID(B, proposed, 0, "The office named in its place."),
	GJ_F_CODE(B, mode, 0, "contact_mode", "How the office that blew was contacted."),
	GJ_F_CODE(B, decision, 0, "party_decision", "What was adjudicated."),
	GJ_F_BOOL(B, bound, 0, "It may not refuse again."),
	GJ_F_BOOL(B, released, 0, "It need not come."),
	GJ_F_CODE(B, grade, 0, "party_grade", "The grade given."),
	GJ_F_ENUM(B, rank, 0, gj_party_ranks, "What that grade counts as."),
	GJ_F_BOOL(B, late, 0, "It reported in after its time was over."),
	GJ_F_TIME(B, due_at, 0, "By when it was to have come, of one that did not."),
	GJ_F_ID(B, against, 0, "Whom a demand complains of that the whistle serves."),
	GJ_F_VEIL(B, persons, 0, 300, GJ_PERSONAL, "name", "Who came."),
	GJ_F_VEIL(B, place, 0, 300, GJ_PERSONAL, "text", "Where to."),
	GJ_F_VEIL(B, text, 0, 4000, GJ_PERSONAL, "text", "What was done."),
	NOTE_FIELD,
	GJ_F_ARRAY(B, evidence, 0, 0, 50, gj_evidence_record, "Evidence."),
	GJ_CLOCK_BODY_FIELDS(B),
	GJ_MESSAGES_FIELD(B),
	GJ_F_END
};
const GJ_RECORD(gj_party_step_record, B, step_fields);

static const gj_field amended_fields[] = {
	STATE_FIELDS,
	GJ_F_CODE(B, grade, 0, "party_grade", "How it was evaluated."),
	GJ_F_ENUM(B, rank, 0, gj_party_ranks, "What that grade counts as."),
	GJ_F_CODE(B, appraisal, 0, "party_grade", "How it appraised the whistle."),
	GJ_F_TEXT(B, reason, 0, 1, 64, GJ_OPEN, "What was wrong, as coded then."),
	NOTE_FIELD,
	GJ_F_END
};
const GJ_RECORD(gj_party_amended_record, B, amended_fields);
#undef B

static const gj_step invited_steps[] = {
	{ GJ_SQL_PARTY_INSERT, NULL, NULL }, GJ_CLOCK_STEPS, GJ_MESSAGES_STEP, GJ_STEPS_END
};
/* Rates: what a call counted for is taken out, it changes, what it counts for is put in. */
static const gj_step plain_steps[] = { { GJ_SQL_PARTY_RATE_OUT, NULL, NULL },
				       { GJ_SQL_PARTY_STEP, NULL, NULL },
				       { GJ_SQL_PARTY_RATE_IN, NULL, NULL },
				       { GJ_SQL_PARTY_EVIDENCE_ADD, NULL, "evidence" },
				       GJ_CLOCK_STEPS,
				       GJ_MESSAGES_STEP,
				       GJ_STEPS_END };
static const gj_step amended_steps[] = { { GJ_SQL_PARTY_RATE_OUT, NULL, NULL },
					 { GJ_SQL_PARTY_AMEND, NULL, NULL },
					 { GJ_SQL_PARTY_RATE_IN, NULL, NULL },
					 GJ_STEPS_END };

#define STEP(name, doc) \
	{ \
		"party." name, 1, &gj_party_step_record, plain_steps, doc \
	}
const gj_event_type gj_party_events[] = {
	[GJ_PARTY_INVITED] = { "party.invited", 1, &gj_party_invited_record, invited_steps,
			       "An office was entered, to be called." },
	[GJ_PARTY_CALLED] = STEP("called", "It was called."),
	[GJ_PARTY_SIGNED] = STEP("signed", "It signed."),
	[GJ_PARTY_CONTACTED] = STEP("contacted", "It contacted the office that blew."),
	[GJ_PARTY_REPORTED_IN] = STEP("reported_in", "It reported in."),
	[GJ_PARTY_REFUSED] = STEP("refused", "It refused to come."),
	[GJ_PARTY_ADJUDICATED] = STEP("adjudicated", "Its refusal was adjudicated."),
	[GJ_PARTY_MISSED] = STEP("missed", "It had not come."),
	[GJ_PARTY_RELEASED] = STEP("released", "It need not come."),
	[GJ_PARTY_FED_BACK] = STEP("fed_back", "It told what it had done."),
	[GJ_PARTY_EVALUATED] = STEP("evaluated", "It was evaluated."),
	[GJ_PARTY_APPRAISED] = STEP("appraised", "It appraised the whistle."),
	[GJ_PARTY_AMENDED] = { "party.amended", 1, &gj_party_amended_record, amended_steps,
			       "A mistake about it was corrected." },
	{ NULL, 0, NULL, NULL, NULL }
};

/* ---- what its whistle does ---- */

#define P(name) gj_field_put(&body, record, name)

static int invite(gj_ctx *c, const gj_whistle *whistle, const gj_case_chart *chart,
		  const gj_party_given *given)
{
	const gj_record *record = &gj_party_invited_record;
	gj_subject subject = { 0, 0, 0 };
	gj_party_body body;
	int code = gj_new_id(c, whistle->home, &subject.id);

	memset(&body, 0, sizeof(body));
	body.verb = GJ_STR("invite");
	body.state = gj_chart_initial(chart->chart);
	body.class = gj_chart_class(chart->chart, body.state);
	body.whistle = whistle->id;
	body.office = given->office;
	body.part = gj_field_has(given, &gj_party_given_record, "part") ? given->part
									: GJ_PART_MEMBER;
	body.chart = chart->hash;
	P("verb");
	P("state");
	P("class");
	P("whistle");
	P("office");
	P("part");
	P("chart");
	return code < 0 ? code
			: gj_emit(c, &gj_party_events[GJ_PARTY_INVITED], whistle->home, &subject,
				  &body);
}

static int check_new(gj_ctx *c, const gj_array *there, const gj_array *given, size_t i)
{
	const gj_party_given *p = given->p;
	const gj_party *party = there->p;
	size_t k;
	int twice = 0;

	for (k = 0; k < i; k++)
		twice |= p[k].office == p[i].office;
	for (k = 0; k < there->n; k++)
		twice |= party[k].office == p[i].office && !party[k].released_at;
	return twice ? gj_fail(c->err, GJ_E_RULE, GJ_RULE_same_thing) : GJ_OK;
}

void gj_parties_ask(gj_ctx *c, const gj_array *given)
{
	const gj_party_given *p = given->p;
	size_t i;

	for (i = 0; i < given->n; i++)
		gj_sql_ahead(c->db, GJ_SQL_DEMAND_OFFICE, "ll", GJ_ROOT, p[i].office);
}

int gj_parties_invite(gj_ctx *c, const gj_whistle *whistle, const gj_array *given)
{
	const gj_party_given *p = given->p;
	gj_case_chart chart;
	gj_array there;
	size_t i;
	int code = gj_case_chart_of(c, GJ_HOME_OF(whistle->id), "party", GJ_STR_NONE, &chart);

	gj_parties_ask(c, given);
	if (code >= 0)
		code = gj_whistle_parties(c, whistle, &there);
	for (i = 0; i < given->n && code >= 0; i++) {
		code = check_new(c, &there, given, i);
		if (code >= 0)
			code = gj_whistle_check_office(c, whistle->id, p[i].office, "/office");
		if (code < 0)
			gj_fail_in(c->err, "parties", i);
		if (code >= 0)
			code = invite(c, whistle, &chart, &p[i]);
	}
	return code;
}

/* A move of the library's own, where the chart has it; else the party stays as it is. */
static int take(gj_ctx *c, const gj_whistle *whistle, const gj_party *party, const char *verb,
		int event)
{
	gj_subject subject = { party->id, party->revision, party->seq };
	const gj_record *record = &gj_party_step_record;
	gj_case it = gj_party_case(whistle, party);
	const gj_chart_move *move = NULL;
	gj_case_chart chart;
	gj_party_body body;
	int code = gj_case_chart_of(c, GJ_HOME_OF(party->id), "party", party->chart, &chart);

	if (code >= 0)
		code = gj_case_take(c, &it, &chart, verb, &move);
	if (code < 0)
		return code == GJ_E_STATE ? GJ_OK : code;
	memset(&body, 0, sizeof(body));
	body.verb = gj_str_of(verb);
	body.from = party->state;
	body.state = move->target;
	body.class = gj_chart_class(chart.chart, move->target);
	body.released = event == GJ_PARTY_RELEASED;
	P("verb");
	P("from");
	P("state");
	P("class");
	if (body.released)
		P("released");
	if (event == GJ_PARTY_CALLED)
		code = gj_whistle_complained_of(c, whistle->id, &body.against);
	if (code >= 0 && body.against)
		P("against");
	if (code >= 0)
		code = gj_party_clocks(c, whistle, party, &chart, move, record, &body);
	return code < 0 ? code
			: gj_emit(c, &gj_party_events[event], whistle->home, &subject, &body);
}
#undef P

static int take_each(gj_ctx *c, const gj_whistle *whistle, const char *verb, int event)
{
	const gj_party *party;
	gj_array parties;
	size_t i;
	int code = gj_whistle_parties(c, whistle, &parties);

	party = code < 0 ? NULL : parties.p;
	for (i = 0; code >= 0 && i < parties.n; i++)
		if (!party[i].released_at && (event != GJ_PARTY_CALLED || !party[i].called_at))
			code = take(c, whistle, &party[i], verb, event);
	return code;
}

int gj_parties_call(gj_ctx *c, const gj_whistle *whistle)
{
	return take_each(c, whistle, "call", GJ_PARTY_CALLED);
}

int gj_parties_release(gj_ctx *c, const gj_whistle *whistle)
{
	return take_each(c, whistle, "release", GJ_PARTY_RELEASED);
}

typedef struct tally {
	int64_t live, reported, evaluated;
	int lead_reported;
} tally;

static int count(gj_ctx *c, const gj_whistle *whistle, tally *ret_tally)
{
	tally t = { 0, 0, 0, 0 };
	const gj_party *party;
	gj_array parties;
	size_t i;
	int code = gj_whistle_parties(c, whistle, &parties);

	party = code < 0 ? NULL : parties.p;
	for (i = 0; code >= 0 && i < parties.n; i++) {
		if (party[i].released_at)
			continue;
		t.live++;
		t.reported += party[i].reported_at != 0;
		t.evaluated += party[i].grade.p != NULL;
		t.lead_reported |= party[i].reported_at && party[i].part == GJ_PART_LEAD;
	}
	if (code >= 0)
		*ret_tally = t;
	return code;
}

int gj_whistle_guards(gj_ctx *c, const gj_whistle *whistle, uint64_t *ret_guards)
{
	uint64_t guards = gj_profile_guards(c->profile, "whistle_kind", whistle->kind);
	tally t;
	int code = count(c, whistle, &t);

	if (code < 0)
		return code;
	if (t.evaluated == t.live)
		guards |= GJ_GUARD_BIT(all_evaluated);
	*ret_guards = guards;
	return GJ_OK;
}

static int enough(const gj_whistle *whistle, const tally *t)
{
	if (whistle->quorum == GJ_QUORUM_ANY)
		return t->reported > 0;
	if (whistle->quorum == GJ_QUORUM_LEAD)
		return t->lead_reported && t->reported > whistle->need;
	return t->live > 0 && t->reported == t->live;
}

int gj_whistle_reckon(gj_ctx *c, int64_t id)
{
	const gj_record *record = &gj_whistle_step_record;
	const gj_chart_move *move = NULL;
	gj_whistle_body body;
	gj_case_chart chart;
	gj_subject subject;
	gj_whistle w;
	gj_case it;
	tally t;
	int code = gj_whistle_load(c, id, &w);

	if (code >= 0)
		code = count(c, &w, &t);
	if (code < 0 || w.joined_at || !enough(&w, &t))
		return code;
	it = gj_whistle_case(&w);
	code = gj_case_chart_of(c, GJ_HOME_OF(id), "whistle", w.chart, &chart);
	if (code >= 0)
		code = gj_case_take(c, &it, &chart, "join", &move);
	if (code < 0)
		return code == GJ_E_STATE ? GJ_OK : code;
	memset(&body, 0, sizeof(body));
	body.verb = GJ_STR("join");
	body.from = w.state;
	body.state = move->target;
	body.class = gj_chart_class(chart.chart, move->target);
	body.joined = 1;
	gj_field_put(&body, record, "verb");
	gj_field_put(&body, record, "from");
	gj_field_put(&body, record, "state");
	gj_field_put(&body, record, "class");
	gj_field_put(&body, record, "joined");
	subject = (gj_subject){ w.id, w.revision, w.seq };
	code = gj_whistle_clocks(c, &w, &chart, move, record, &body);
	return code < 0
		       ? code
		       : gj_emit(c, &gj_whistle_events[GJ_WHISTLE_JOINED], w.home, &subject, &body);
}

/* ---- operations ---- */

static const int step_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_STATE, GJ_E_CONFLICT, 0 };
static const int read_errors[] = { GJ_E_NOT_FOUND, 0 };

static const gj_first first[] = { { GJ_SQL_PARTY_GET, "id" }, GJ_FIRST_END };

#define ACT(verb, r) \
	.name = "party." #verb, .version = 1, .args = &gj_party_##verb##_args, \
	.result = &gj_case_stepped_record, .right = GJ_RIGHT_whistle_##r, \
	.flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT, .home = GJ_HOME_ID, .errors = step_errors, \
	.since = "1.0", .run = gj_party_act, .first = first
static const gj_op ops[] = {
	{ ACT(sign, answer), .doc = "The office that was called signs.",
	  .doc_zh = "应哨单位签收。" },
	{ ACT(contact, answer), .doc = "Records that it contacted the office that blew.",
	  .doc_zh = "记录应哨单位已联系吹哨单位。" },
	{ ACT(report_in, answer), .doc = "It reports in (报到): who came, with evidence.",
	  .doc_zh = "应哨单位报到：到场人员与佐证。" },
	{ ACT(refuse, answer),
	  .doc = "It refuses, with the reason, perhaps naming another office in its place; an "
		 "office above decides.",
	  .doc_zh = "应哨单位拒绝并说明理由，可提出应由何单位应哨；由上级裁定。" },
	{ ACT(adjudicate, adjudicate),
	  .doc = "Decides about a refusal: upheld, it is released, and the office that it named is "
		 "called; overruled, it has to come and may not refuse again.",
	  .doc_zh = "裁定拒绝是否成立：成立则解除并向其提出的单位发哨；不成立则必须应哨，不得再拒"
		    "。" },
	{ ACT(miss, handle),
	  .doc = "Records that it did not come within its limit: only when that is over.",
	  .doc_zh = "记录应哨单位未按时报到：仅在报到时限届满之后。" },
	{ ACT(release, handle), .doc = "It need not come, with the reason.",
	  .doc_zh = "免于应哨并说明原因。" },
	{ ACT(feed_back, answer), .doc = "It tells what it has done.",
	  .doc_zh = "应哨单位反馈办理情况。" },
	{ ACT(evaluate, handle),
	  .doc = "The office that blew evaluates it (Beijing regulation on subdistrict offices, "
		 "art. 11).",
	  .doc_zh = "吹哨单位评价应哨单位。" },
	{ ACT(appraise, answer), .doc = "It appraises the whistle in turn.",
	  .doc_zh = "应哨单位评价吹哨单位。" },
	{ ACT(amend, amend), .doc = "Corrects a mistake about its evaluation, with the reason.",
	  .doc_zh = "更正评价并说明原因。" },
	{ .name = "party.list",
	  .version = 1,
	  .args = &gj_party_list_args,
	  .result = &gj_party_list_result,
	  .right = GJ_RIGHT_whistle_read,
	  .flags = GJ_OP_OWN_RIGHT | GJ_OP_LIST,
	  .home = GJ_HOME_ROOT,
	  .errors = read_errors,
	  .since = "1.0",
	  .doc = "What an office, with those below it, was called to and has to answer; or who was "
		 "called by a home office and did not come.",
	  .doc_zh = "本单位及下属单位正在应哨的哨单；或本级所吹哨单中未报到的单位。",
	  .run = gj_party_list },
	{ 0 }
};

extern const gj_noun gj_noun_party;
const gj_noun gj_noun_party = { "party", "应哨单位", ops, gj_party_events,
				"The offices that a whistle calls, and whether they came." };
