/* SPDX-License-Identifier: Apache-2.0
 *
 * Supervision order (督办单): an office has a unit supervised about a demand, a whistle or a party
 * that did not come. The unit signs for it and replies in writing; the reply is accepted, or sent
 * back for another round. It is recorded in the chain of what it is about. Here: its row, what is
 * recorded of it, its operations.
 */
#include "engine/supervision_priv.h"

#include "engine/card.h"

/* ---- the row ---- */

static const gj_field row_fields[] = {
	GJ_F_ID(gj_supervision, id, 0, ""),
	GJ_F_TEXT(gj_supervision, state, 0, 1, 64, GJ_OPEN, ""),
	GJ_F_ENUM(gj_supervision, class, 0, gj_case_classes, ""),
	GJ_F_CODE(gj_supervision, kind, 0, "supervision_kind", ""),
	GJ_F_CODE(gj_supervision, reason, 0, "supervision_reason", ""),
	GJ_F_ID(gj_supervision, demand, 0, ""),
	GJ_F_ID(gj_supervision, whistle, 0, ""),
	GJ_F_ID(gj_supervision, party, 0, ""),
	GJ_F_ID(gj_supervision, unit, 0, ""),
	GJ_F_ID(gj_supervision, issuer, 0, ""),
	GJ_F_BOOL(gj_supervision, by_rule, 0, ""),
	GJ_F_INT(gj_supervision, round, 0, 1, GJ_MAX_INT, ""),
	GJ_F_TEXT(gj_supervision, chart, 0, 1, 64, GJ_OPEN, ""),
	GJ_F_TIME(gj_supervision, issued_at, 0, ""),
	GJ_F_TIME(gj_supervision, signed_at, 0, ""),
	GJ_F_TIME(gj_supervision, replied_at, 0, ""),
	GJ_F_TIME(gj_supervision, ended_at, 0, ""),
	GJ_F_BOOL(gj_supervision, voided, 0, ""),
	GJ_F_INT(gj_supervision, revision, 0, 1, GJ_MAX_INT, ""),
	GJ_F_INT(gj_supervision, seq, 0, 1, GJ_MAX_INT, ""),
	GJ_F_END
};
const GJ_RECORD(gj_supervision_record, gj_supervision, row_fields);

static int load(gj_ctx *c, int64_t id, gj_supervision *ret_order)
{
	gj_supervision order;
	int code = gj_sql_row(c->db, GJ_SQL_SUPERVISION_GET, c->arena, &gj_supervision_record,
			      &order, "ll", GJ_HOME_OF(id), id);

	if (code < 0)
		return code;
	order.home = GJ_HOME_OF(id);
	order.office = 0;
	code = gj_home_office(c, order.home, &order.office);
	if (code >= 0)
		*ret_order = order;
	return code;
}

int gj_supervision_load(gj_ctx *c, int64_t id, gj_supervision *ret_order)
{
	int code = load(c, id, ret_order);

	return code == GJ_E_NOT_FOUND ? gj_not_found(c, "supervision") : code;
}

int gj_supervision_load_seen(gj_ctx *c, int64_t id, gj_supervision *ret_order)
{
	int code = gj_supervision_load(c, id, ret_order), seen;

	if (code < 0)
		return code;
	seen = gj_supervision_visible(c, ret_order);
	return seen > 0 ? GJ_OK : seen < 0 ? seen : gj_not_found(c, "supervision");
}

int gj_supervision_about(gj_ctx *c, int64_t id, int64_t *ret_about)
{
	gj_supervision order;
	int code = load(c, id, &order);

	if (code >= 0)
		*ret_about = order.demand ? order.demand : order.whistle; /* 0: no case */
	return code;
}

/* ---- what is recorded ---- */

#define B gj_supervision_body
#define STATE_FIELDS \
	GJ_F_TEXT(B, verb, GJ_REQUIRED, 1, 40, GJ_OPEN, "What was done."), \
		GJ_F_TEXT(B, from, 0, 1, 64, GJ_OPEN, "State before."), \
		GJ_F_TEXT(B, state, 0, 1, 64, GJ_OPEN, "State after."), \
		GJ_F_ENUM(B, class, 0, gj_case_classes, "Class of the state after.")
#define BROUGHT_FIELDS \
	GJ_F_VEIL(B, note, 0, 2000, GJ_PERSONAL, "text", "Internal note."), \
		GJ_CLOCK_BODY_FIELDS(B), GJ_MESSAGES_FIELD(B)

static const gj_field issued_fields[] = {
	STATE_FIELDS,
	GJ_F_TEXT(B, order_no, GJ_REQUIRED, 1, 40, GJ_OPEN, "Its number for people."),
	GJ_F_INT(B, year, GJ_REQUIRED, 1, 9999, "Its year, by the ledger's zone."),
	GJ_F_INT(B, number, GJ_REQUIRED, 1, GJ_MAX_INT, "Its number within home and year."),
	GJ_F_TEXT(B, chart, GJ_REQUIRED, 64, 64, GJ_OPEN, "Hash of the chart it runs on."),
	GJ_F_CODE(B, kind, GJ_REQUIRED, "supervision_kind", "Its colour."),
	GJ_F_CODE(B, reason, GJ_REQUIRED, "supervision_reason", "Why."),
	GJ_F_ID(B, demand, 0, "The demand that it is about."),
	GJ_F_ID(B, whistle, 0, "The whistle that it is about."),
	GJ_F_ID(B, party, 0, "The party to it that did not come."),
	GJ_F_ID(B, unit, GJ_REQUIRED, "The unit supervised."),
	GJ_F_ID(B, issuer, GJ_REQUIRED, "The office that issues it."),
	GJ_F_BOOL(B, by_rule, 0, "Issued by itself, by the profile's rule."),
	GJ_F_ARRAY(B, cards, 0, 0, 100, gj_card_ref_record, "Cards that it is issued for."),
	GJ_F_VEIL(B, text, 0, 4000, GJ_PERSONAL, "text", "What is demanded."),
	BROUGHT_FIELDS,
	GJ_F_END
};
const GJ_RECORD(gj_supervision_issued_record, B, issued_fields);

static const gj_field step_fields[] = {
	STATE_FIELDS,
	GJ_F_TEXT(B, reason, 0, 1, 64, GJ_OPEN, "Reason, as coded then."),
	GJ_F_INT(B, round, 0, 1, GJ_MAX_INT, "The round that begins."),
	GJ_F_INT(B, reply_round, 0, 1, GJ_MAX_INT, "The round that the reply belongs to."),
	GJ_F_VEIL(B, text, 0, 4000, GJ_PERSONAL, "text", "What was replied, or is still missing."),
	GJ_F_BOOL(B, voided, 0, "It was void from the beginning."),
	GJ_F_ARRAY(B, evidence, 0, 0, 50, gj_evidence_record, "Evidence."),
	BROUGHT_FIELDS,
	GJ_F_END
};
const GJ_RECORD(gj_supervision_step_record, B, step_fields);
#undef B

static const gj_step issued_steps[] = { { GJ_SQL_SUPERVISION_INSERT, NULL, NULL },
					{ GJ_SQL_SUPERVISION_TEXT_INSERT, NULL, NULL },
					{ GJ_SQL_SUPERVISION_COUNT_UP, NULL, NULL },
					{ GJ_SQL_CARD_COUNT, NULL, "cards" },
					GJ_CLOCK_STEPS,
					GJ_MESSAGES_STEP,
					GJ_STEPS_END };
static const gj_step plain_steps[] = { { GJ_SQL_SUPERVISION_STEP, NULL, NULL },
				       { GJ_SQL_SUPERVISION_REPLY_ADD, "reply_round", NULL },
				       { GJ_SQL_SUPERVISION_EVIDENCE_ADD, NULL, "evidence" },
				       GJ_CLOCK_STEPS,
				       GJ_MESSAGES_STEP,
				       GJ_STEPS_END };

#define STEP(name, doc) \
	{ \
		"supervision." name, 1, &gj_supervision_step_record, plain_steps, doc \
	}
const gj_event_type gj_supervision_events[] = {
	[GJ_SUPERVISION_ISSUED] = { "supervision.issued", 1, &gj_supervision_issued_record,
				    issued_steps, "A supervision order was issued." },
	[GJ_SUPERVISION_SIGNED] = STEP("signed", "The unit signed for it."),
	[GJ_SUPERVISION_REPLIED] = STEP("replied", "The unit replied in writing."),
	[GJ_SUPERVISION_SENT_BACK] = STEP("sent_back", "The reply was sent back: another round."),
	[GJ_SUPERVISION_ACCEPTED] = STEP("accepted", "The reply was accepted."),
	[GJ_SUPERVISION_CLOSED] = STEP("closed", "It was closed."),
	[GJ_SUPERVISION_WITHDRAWN] = STEP("withdrawn", "It was taken back."),
	[GJ_SUPERVISION_VOIDED] = STEP("voided", "It should not have been issued."),
	{ NULL, 0, NULL, NULL, NULL }
};

/* ---- operations ---- */

static const int step_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_STATE, GJ_E_CONFLICT, 0 };
static const int issue_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_STATE, 0 };
static const int read_errors[] = { GJ_E_NOT_FOUND, 0 };

static const gj_first first[] = { { GJ_SQL_SUPERVISION_GET, "id" },
				  { GJ_SQL_CLOCK_NOW, "id" },
				  GJ_FIRST_END };
static const gj_first first_read[] = { { GJ_SQL_SUPERVISION_GET, "id" },
				       { GJ_SQL_SUPERVISION_TEXT_GET, "id" },
				       { GJ_SQL_SUPERVISION_REPLIES, "id" },
				       { GJ_SQL_SUPERVISION_EVIDENCE_OF, "id" },
				       GJ_FIRST_END };

#define ACT(verb, r) \
	.name = "supervision." #verb, .version = 1, .args = &gj_supervision_##verb##_args, \
	.result = &gj_case_stepped_record, .right = GJ_RIGHT_supervision_##r, \
	.flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT, .home = GJ_HOME_ID, .errors = step_errors, \
	.since = "1.0", .run = gj_supervision_act, .first = first
static const gj_op ops[] = {
	{ .name = "supervision.issue",
	  .version = 1,
	  .args = &gj_supervision_issue_args,
	  .result = &gj_supervision_issued_result,
	  .right = GJ_RIGHT_supervision_issue,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_SUBJECT,
	  .home_arg = "demand whistle party",
	  .errors = issue_errors,
	  .since = "1.0",
	  .doc = "Issues a supervision order about a demand, a whistle or a party that did not "
		 "come, to the unit that has it: by the home office of the case, or one above it. "
		 "One matter, one slip of a colour at a time. With `unit` it is to a unit itself, "
		 "by an office over it; the kind summons (约谈) calls its head.",
	  .doc_zh =
		  "对诉求、哨单或未报到的应哨单位签发督办单，发给承办单位；由本级或其上级签发，同一"
		  "事项同一颜色只发一单。指定 unit 则由其上级直接督办或约谈该单位。",
	  .run = gj_supervision_issue },
	{ ACT(sign, answer), .doc = "The unit supervised signs for it.",
	  .doc_zh = "被督办单位签收督办单。" },
	{ ACT(reply, answer),
	  .doc = "The unit supervised replies in writing; who does so signs for it.",
	  .doc_zh = "被督办单位书面回复，并由回复人署名。" },
	{ ACT(send_back, issue), .doc = "Sends the reply back: another round begins.",
	  .doc_zh = "退回回复，进入下一轮督办。" },
	{ ACT(accept, issue), .doc = "Accepts the reply.", .doc_zh = "认可回复。" },
	{ ACT(close, issue), .doc = "Closes it.", .doc_zh = "督办销号。" },
	{ ACT(withdraw, issue), .doc = "Takes it back, with the reason.",
	  .doc_zh = "撤销督办单并说明原因。" },
	{ ACT(void, issue), .doc = "Declares it void from the beginning.",
	  .doc_zh = "作废督办单。" },
	{ .name = "supervision.get",
	  .version = 1,
	  .args = &gj_get_args_record,
	  .result = &gj_supervision_full_record,
	  .right = GJ_RIGHT_supervision_read,
	  .flags = GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ID,
	  .errors = read_errors,
	  .since = "1.0",
	  .doc = "One supervision order with its replies, and what the actor may do now.",
	  .doc_zh = "查看一张督办单及历次回复，以及当前可执行的操作。",
	  .run = gj_supervision_get,
	  .first = first_read },
	{ .name = "supervision.list",
	  .version = 1,
	  .args = &gj_supervision_list_args,
	  .result = &gj_supervision_list_result,
	  .right = GJ_RIGHT_supervision_read,
	  .flags = GJ_OP_OWN_RIGHT | GJ_OP_LIST,
	  .home = GJ_HOME_OFFICE,
	  .errors = read_errors,
	  .since = "1.0",
	  .doc = "Supervision orders about cases of one home office; with `unit`, those to that "
		 "unit and all below it, wherever the case lies.",
	  .doc_zh = "本单位各案件的督办单；指定 unit 则列出发给该单位及其下属的督办单。",
	  .run = gj_supervision_list },
	{ 0 }
};

extern const gj_noun gj_noun_supervision;
const gj_noun gj_noun_supervision = { "supervision", "督办单", ops, gj_supervision_events,
				      "Orders by which units are supervised, and their replies." };
