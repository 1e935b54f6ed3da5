/* SPDX-License-Identifier: Apache-2.0
 *
 * Whistle (吹哨): what a street cannot solve alone it whistles for, and the departments whose
 * duty it is report in (报到). It is recorded in the chain of the office that blows; so are its
 * parties, whoever acts for them. Here: its row, what is recorded of it, its operations.
 */
#include "engine/whistle_priv.h"

const char *const gj_quorums[] = { "all", "any", "lead", NULL };
const char *const gj_parts[] = { "lead", "member", NULL };

/* ---- the row ---- */

static const gj_field row_fields[] = {
	GJ_F_ID(gj_whistle, id, 0, "Number of the whistle."),
	GJ_F_TEXT(gj_whistle, state, 0, 1, 64, GJ_OPEN, "Its state, of its chart."),
	GJ_F_ENUM(gj_whistle, class, 0, gj_case_classes, "Class of the state."),
	GJ_F_CODE(gj_whistle, kind, 0, "whistle_kind", "Kind."),
	GJ_F_CODE(gj_whistle, source, 0, "whistle_source", "Who saw the need."),
	GJ_F_ID(gj_whistle, blower, 0, "The office that blows."),
	GJ_F_ID(gj_whistle, unit, 0, "The office that leads; the home office without a lead."),
	GJ_F_ENUM(gj_whistle, quorum, 0, gj_quorums, "How many have to report in."),
	GJ_F_INT(gj_whistle, need, 0, 0, GJ_PARTIES_MAX, "With lead: how many beside it."),
	GJ_F_CODE(gj_whistle, resolution, 0, "resolution", "How it was resolved."),
	GJ_F_CODE(gj_whistle, level, 0, "level", "Level at which it was solved."),
	GJ_F_BOOL(gj_whistle, above, 0, "That level lies above the home office."),
	GJ_F_ID(gj_whistle, registrar, GJ_HIDDEN, ""),
	GJ_F_TEXT(gj_whistle, chart, 0, 1, 64, GJ_OPEN, "Hash of the chart it runs on."),
	GJ_F_TIME(gj_whistle, opened_at, 0, "When it was drafted."),
	GJ_F_TIME(gj_whistle, blown_at, 0, "When it was blown."),
	GJ_F_TIME(gj_whistle, joined_at, 0, "When enough had reported in."),
	GJ_F_TIME(gj_whistle, ended_at, 0, "When it ended."),
	GJ_F_BOOL(gj_whistle, voided, 0, "It was void from the beginning."),
	GJ_F_INT(gj_whistle, revision, 0, 1, GJ_MAX_INT, "Goes up by one with every change."),
	GJ_F_INT(gj_whistle, seq, GJ_HIDDEN, 1, GJ_MAX_INT, "Its last event."),
	GJ_F_END
};
const GJ_RECORD(gj_whistle_record, gj_whistle, row_fields);

int gj_whistle_load(gj_ctx *c, int64_t id, gj_whistle *ret_whistle)
{
	gj_whistle w;
	int code = gj_sql_row(c->db, GJ_SQL_WHISTLE_GET, c->arena, &gj_whistle_record, &w, "ll",
			      GJ_HOME_OF(id), id);

	if (code == GJ_E_NOT_FOUND)
		return gj_not_found(c, "whistle");
	if (code >= 0) {
		w.home = GJ_HOME_OF(id);
		w.office = 0;
		code = gj_home_office(c, w.home, &w.office);
	}
	if (code >= 0)
		*ret_whistle = w;
	return code;
}

void gj_whistle_ask(gj_ctx *c, int64_t id)
{
	gj_sql_ahead(c->db, GJ_SQL_WHISTLE_GET, "ll", GJ_HOME_OF(id), id);
	gj_sql_ahead(c->db, GJ_SQL_WHISTLE_AGAINST, "ll", GJ_HOME_OF(id), id);
	gj_sql_ahead(c->db, GJ_SQL_PARTY_OF_WHISTLE, "ll", GJ_HOME_OF(id), id);
}

int gj_whistle_load_seen(gj_ctx *c, int64_t id, gj_whistle *ret_whistle)
{
	int code = gj_whistle_load(c, id, ret_whistle), seen;

	if (code < 0)
		return code;
	seen = gj_whistle_visible(c, ret_whistle);
	return seen > 0 ? GJ_OK : seen < 0 ? seen : gj_not_found(c, "whistle");
}

/* ---- what is recorded ---- */

static const gj_field given_fields[] = {
	GJ_F_ID(gj_party_given, office, GJ_REQUIRED, "The office that is called."),
	GJ_F_ENUM(gj_party_given, part, 0, gj_parts, "Lead, or member (the default)."), GJ_F_END
};
const GJ_RECORD(gj_party_given_record, gj_party_given, given_fields);

#define B gj_whistle_body
#define STATE_FIELDS \
	GJ_F_TEXT(B, verb, GJ_REQUIRED, 1, 40, GJ_OPEN, "What was done."), \
		GJ_F_TEXT(B, from, 0, 1, 64, GJ_OPEN, "State before."), \
		GJ_F_TEXT(B, state, 0, 1, 64, GJ_OPEN, "State after."), \
		GJ_F_ENUM(B, class, 0, gj_case_classes, "Class of the state after.")
#define NOTE_FIELD GJ_F_VEIL(B, note, 0, 2000, GJ_PERSONAL, "text", "Internal note.")
#define CLOCK_FIELDS GJ_CLOCK_BODY_FIELDS(B), GJ_MESSAGES_FIELD(B)
#define FACT_FIELDS(need, null) \
	GJ_F_CODE(B, kind, need, "whistle_kind", "Kind."), \
		GJ_F_CODE(B, source, need, "whistle_source", "Who saw the need."), \
		GJ_F_VEIL(B, title, 0, 200, GJ_PERSONAL, "text", "What it is about."), \
		GJ_F_VEIL(B, detail, null, 4000, GJ_PERSONAL, "text", "In full."), \
		GJ_F_VEIL(B, place, null, 300, GJ_PERSONAL, "text", "Where it is.")

static const gj_field drafted_fields[] = {
	STATE_FIELDS,
	FACT_FIELDS(GJ_REQUIRED, 0),
	GJ_F_TEXT(B, order_no, GJ_REQUIRED, 1, 40, GJ_OPEN, "Its number for people."),
	GJ_F_INT(B, year, GJ_REQUIRED, 1, 9999, "Its year, by the ledger's zone."),
	GJ_F_INT(B, number, GJ_REQUIRED, 1, GJ_MAX_INT, "Its number within home and year."),
	GJ_F_TEXT(B, chart, GJ_REQUIRED, 64, 64, GJ_OPEN, "Hash of the chart it runs on."),
	GJ_F_ID(B, blower, GJ_REQUIRED, "The office that blows."),
	GJ_F_ID(B, unit, GJ_REQUIRED, "The office that leads."),
	GJ_F_ENUM(B, quorum, GJ_REQUIRED, gj_quorums, "How many have to report in."),
	GJ_F_INT(B, need, 0, 0, GJ_PARTIES_MAX, "With lead: how many beside it."),
	GJ_F_ID(B, demand, 0, "The demand that it serves."),
	NOTE_FIELD,
	CLOCK_FIELDS,
	GJ_F_END
};
const GJ_RECORD(gj_whistle_drafted_record, B, drafted_fields);

static const gj_field step_fields[] = {
	STATE_FIELDS,
	GJ_F_ID(B, unit, 0, "The office that leads from now on."),
	GJ_F_ID(B, demand, 0, "A demand that it serves too."),
	GJ_F_TEXT(B, reason, 0, 1, 64, GJ_OPEN, "Reason, as coded then."),
	GJ_F_CODE(B, resolution, 0, "resolution", "How it was resolved."),
	GJ_F_CODE(B, level, 0, "level", "Level at which it was solved."),
	GJ_F_BOOL(B, above, 0, "That level lies above the home office."),
	GJ_F_VEIL(B, text, 0, 4000, GJ_PERSONAL, "text", "What was done."),
	NOTE_FIELD,
	GJ_F_BOOL(B, blown, 0, "It was blown: its parties are called."),
	GJ_F_ID(B, against, 0, "Whom a demand complains of that it serves."),
	GJ_F_BOOL(B, joined, 0, "Enough parties had reported in."),
	GJ_F_BOOL(B, voided, 0, "It was void from the beginning."),
	GJ_F_ARRAY(B, evidence, 0, 0, 50, gj_evidence_record, "Evidence."),
	CLOCK_FIELDS,
	GJ_F_END
};
const GJ_RECORD(gj_whistle_step_record, B, step_fields);

static const gj_field amended_fields[] = {
	STATE_FIELDS,
	FACT_FIELDS(0, GJ_NULLABLE),
	GJ_F_CODE(B, resolution, 0, "resolution", "How it was resolved."),
	GJ_F_CODE(B, level, 0, "level", "Level at which it was solved."),
	GJ_F_BOOL(B, above, 0, "That level lies above the home office."),
	GJ_F_TEXT(B, reason, 0, 1, 64, GJ_OPEN, "What was wrong, as coded then."),
	NOTE_FIELD,
	CLOCK_FIELDS,
	GJ_F_END
};
const GJ_RECORD(gj_whistle_amended_record, B, amended_fields);
#undef B

static const gj_step drafted_steps[] = { { GJ_SQL_WHISTLE_INSERT, NULL, NULL },
					 { GJ_SQL_WHISTLE_TEXT_INSERT, NULL, NULL },
					 { GJ_SQL_WHISTLE_COUNT_UP, NULL, NULL },
					 { GJ_SQL_WHISTLE_DEMAND_ADD, "demand", NULL },
					 GJ_CLOCK_STEPS,
					 GJ_MESSAGES_STEP,
					 GJ_STEPS_END };
static const gj_step plain_steps[] = { { GJ_SQL_WHISTLE_STEP, NULL, NULL },
				       { GJ_SQL_WHISTLE_RATE, "blown", NULL },
				       { GJ_SQL_WHISTLE_RATE, "voided", NULL },
				       { GJ_SQL_WHISTLE_DEMAND_ADD, "demand", NULL },
				       GJ_CLOCK_STEPS,
				       GJ_MESSAGES_STEP,
				       GJ_CLOCK_UNIT_STEP,
				       GJ_STEPS_END };
static const gj_step linked_steps[] = { { GJ_SQL_WHISTLE_STEP, NULL, NULL },
					{ GJ_SQL_WHISTLE_DEMAND_ADD, "demand", NULL },
					{ GJ_SQL_WHISTLE_RATE_MOVED, "against", NULL },
					{ GJ_SQL_WHISTLE_CALLS_MOVED, "against", NULL },
					{ GJ_SQL_WHISTLE_COMPLAINS, "against", NULL },
					{ GJ_SQL_WHISTLE_COMPLAINS_CALLS, "against", NULL },
					{ GJ_SQL_WHISTLE_COMPLAINS_CARDS, "against", NULL },
					{ GJ_SQL_WHISTLE_RATE_MOVED, "against", NULL },
					{ GJ_SQL_WHISTLE_CALLS_MOVED, "against", NULL },
					GJ_CLOCK_STEPS,
					GJ_MESSAGES_STEP,
					GJ_CLOCK_UNIT_STEP,
					GJ_STEPS_END };
static const gj_step fed_back_steps[] = { { GJ_SQL_WHISTLE_FEED_BACK, NULL, NULL },
					  { GJ_SQL_WHISTLE_RESULT, NULL, NULL },
					  GJ_CLOCK_STEPS,
					  GJ_MESSAGES_STEP,
					  GJ_STEPS_END };
static const gj_step amended_steps[] = { { GJ_SQL_WHISTLE_AMEND, NULL, NULL },
					 { GJ_SQL_WHISTLE_TEXT_AMEND, NULL, NULL },
					 GJ_CLOCK_STEPS,
					 GJ_MESSAGES_STEP,
					 GJ_STEPS_END };

#define STEP(name, steps, doc) \
	{ \
		"whistle." name, 1, &gj_whistle_step_record, steps, doc \
	}
const gj_event_type gj_whistle_events[] = {
	[GJ_WHISTLE_DRAFTED] = { "whistle.drafted", 1, &gj_whistle_drafted_record, drafted_steps,
				 "A whistle was drafted." },
	[GJ_WHISTLE_BLOWN] = STEP("blown", plain_steps, "It was approved, and blown."),
	[GJ_WHISTLE_REFUSED] = STEP("refused", plain_steps, "It was not approved."),
	[GJ_WHISTLE_EXTENDED] = STEP("extended", plain_steps, "Further parties were invited."),
	[GJ_WHISTLE_LINKED] = STEP("linked", linked_steps, "It serves a further demand."),
	[GJ_WHISTLE_JOINED] = STEP("joined", plain_steps, "Enough parties had reported in."),
	[GJ_WHISTLE_FED_BACK] = STEP("fed_back", fed_back_steps, "The outcome was fed back."),
	[GJ_WHISTLE_SENT_BACK] = STEP("sent_back", plain_steps, "It was sent back for rework."),
	[GJ_WHISTLE_WITHDRAWN] = STEP("withdrawn", plain_steps, "It was taken back."),
	[GJ_WHISTLE_CLOSED] = STEP("closed", plain_steps, "It was closed."),
	[GJ_WHISTLE_AMENDED] = { "whistle.amended", 1, &gj_whistle_amended_record, amended_steps,
				 "A mistake about it was corrected." },
	[GJ_WHISTLE_VOIDED] = STEP("voided", plain_steps, "It should not have been drafted."),
	{ NULL, 0, NULL, NULL, NULL }
};

/* ---- operations ---- */

static const int draft_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_STATE, 0 };
static const int step_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_STATE, GJ_E_CONFLICT, 0 };
static const int read_errors[] = { GJ_E_NOT_FOUND, 0 };

static const gj_first first[] = { { GJ_SQL_WHISTLE_GET, "id" },
				  { GJ_SQL_WHISTLE_AGAINST, "id" },
				  { GJ_SQL_PARTY_OF_WHISTLE, "id" },
				  { GJ_SQL_CLOCK_NOW, "id" },
				  GJ_FIRST_END };
static const gj_first first_read[] = { { GJ_SQL_WHISTLE_GET, "id" },
				       { GJ_SQL_WHISTLE_AGAINST, "id" },
				       { GJ_SQL_PARTY_OF_WHISTLE, "id" },
				       GJ_FIRST_END };

#define ACT(verb, r) \
	.name = "whistle." #verb, .version = 1, .args = &gj_whistle_##verb##_args, \
	.result = &gj_case_stepped_record, .right = GJ_RIGHT_whistle_##r, \
	.flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT, .home = GJ_HOME_ID, .errors = step_errors, \
	.since = "1.0", .run = gj_whistle_act, .first = first
#define READ(verb, in, out, more, where) \
	.name = "whistle." #verb, .version = 1, .args = &(in), .result = &(out), \
	.right = GJ_RIGHT_whistle_read, .flags = GJ_OP_OWN_RIGHT | (more), .home = (where), \
	.errors = read_errors, .since = "1.0", .run = gj_whistle_##verb, .first = first_read
static const gj_op ops[] = {
	{ .name = "whistle.draft",
	  .version = 1,
	  .args = &gj_whistle_draft_args,
	  .result = &gj_whistle_drafted_result,
	  .right = GJ_RIGHT_whistle_blow,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT | GJ_OP_DEMANDER,
	  .home = GJ_HOME_OFFICE,
	  .home_arg = "demand",
	  .errors = draft_errors,
	  .since = "1.0",
	  .doc = "Drafts a whistle: what for, whom to call, how many have to report in. It is "
		 "blown "
		 "when it is approved (Beijing regulation on subdistrict offices, art. 5).",
	  .doc_zh = "起草哨单：何事、吹哨哪些单位、多少单位报到即可联合处置；批准后发哨。",
	  .run = gj_whistle_draft },
	{ ACT(approve, approve),
	  .doc = "Approves it, at the level that its kind demands: it is blown, its parties are "
		 "called.",
	  .doc_zh = "按哨别所需层级批准吹哨，向应哨单位发哨。" },
	{ ACT(refuse, approve), .doc = "Does not approve it, with the reason.",
	  .doc_zh = "不予批准并说明原因。" },
	{ ACT(invite, blow),
	  .doc = "Invites further parties; those of a whistle that is blown are called at once.",
	  .doc_zh = "加哨：增加应哨单位；已发哨的立即发哨。" },
	{ ACT(link, blow), .home_arg = "demand",
	  .doc = "Lets it serve a further demand, also one of another street.",
	  .doc_zh = "关联另一件诉求，可为其他街道的诉求。" },
	{ ACT(feed_back, answer),
	  .doc = "Feeds the outcome of the joint handling back, with the level that solved it.",
	  .doc_zh = "反馈联合处置结果和解决层级。" },
	{ ACT(rework, handle), .doc = "Sends it back to be handled again, with the reason.",
	  .doc_zh = "退回重办并说明原因。" },
	{ ACT(withdraw, blow), .doc = "Takes it back, with the reason; its parties are released.",
	  .doc_zh = "撤哨并说明原因，应哨单位随之解除。" },
	{ ACT(close, handle), .doc = "Closes it, when every party has been evaluated.",
	  .doc_zh = "各应哨单位评价完毕后销哨。" },
	{ ACT(amend, amend),
	  .doc = "Corrects a mistake, with the reason: absent keeps, null clears.",
	  .doc_zh = "更正哨单信息并说明原因：不填则不变，null 则清空。" },
	{ ACT(void, amend), .doc = "Declares it void from the beginning; its parties are released.",
	  .doc_zh = "作废哨单，应哨单位随之解除。" },
	{ READ(get, gj_get_args_record, gj_whistle_full_record, 0, GJ_HOME_ID),
	  .doc = "One whistle with its parties and demands, and what the actor may do now.",
	  .doc_zh = "查看一件哨单的全部情况，以及当前可执行的操作。" },
	{ READ(list, gj_whistle_list_args, gj_whistle_list_result, GJ_OP_LIST, GJ_HOME_OFFICE),
	  .doc = "Whistles of one home office. What one's own office was called to: party.list.",
	  .doc_zh = "本单位吹出的哨单列表；本单位应哨的见 party.list。" },
	{ READ(history, gj_whistle_history_args, gj_whistle_history_result, GJ_OP_LIST, GJ_HOME_ID),
	  .doc = "What happened to a whistle and its parties, in order.",
	  .doc_zh = "哨单及应哨单位的办理过程。" },
	{ 0 }
};

extern const gj_noun gj_noun_whistle;
const gj_noun gj_noun_whistle = { "whistle", "哨单", ops, gj_whistle_events,
				  "What an office whistles for, and what came of it." };
