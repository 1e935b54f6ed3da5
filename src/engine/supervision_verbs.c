/* SPDX-License-Identifier: Apache-2.0
 *
 * The verbs of a supervision order, all by one way, as those of a whistle.
 */
#include <string.h>

#include "engine/supervision_priv.h"

#define VERB_PREFIX (sizeof("supervision.") - 1)

/* ---- arguments ---- */

typedef struct act_args {
	gj_has has;
	GJ_CHANGE_ARGS;
	gj_str reason;
	gj_veil text, note;
	gj_array evidence;
} act_args;

#define A act_args
#define NOTE GJ_F_VEIL(A, note, 0, 2000, GJ_PERSONAL, "text", "Internal note.")
#define REASON(need, list) GJ_F_CODE(A, reason, need, list, "Why.")
#define TABLE(verb, ...) \
	static const gj_field verb##_fields[] = { GJ_CHANGE_FIELDS(A, "order"), __VA_ARGS__, \
						  GJ_F_END }; \
	const GJ_RECORD(gj_supervision_##verb##_args, act_args, verb##_fields)

TABLE(sign, NOTE);
TABLE(reply, GJ_F_VEIL(A, text, 0, 4000, GJ_PERSONAL, "text", "What was done, and is replied."),
      GJ_F_ARRAY(A, evidence, 0, 0, 50, gj_evidence_args, "Evidence."), NOTE);
TABLE(send_back, REASON(0, "supervision_send_back_reason"),
      GJ_F_VEIL(A, text, 0, 4000, GJ_PERSONAL, "text", "What is still missing."), NOTE);
TABLE(accept, NOTE);
TABLE(close, NOTE);
TABLE(withdraw, REASON(0, "supervision_withdraw_reason"), NOTE);
TABLE(void, REASON(GJ_REQUIRED, "void_reason"), NOTE);
#undef A

/* ---- one step under way ---- */

typedef struct act {
	const act_args *in;
	gj_supervision order;
	gj_case_chart chart;
	const gj_chart_move *move;
	gj_supervision_body body;
} act;

static void put(act *a, const char *name)
{
	gj_field_put(&a->body, &gj_supervision_step_record, name);
}

/* ---- what is particular ---- */

static void reply(act *a)
{
	a->body.reply_round = a->order.round;
	put(a, "reply_round");
}

static void send_back(act *a)
{
	a->body.round = a->order.round + 1;
	put(a, "round");
}

static void void_it(act *a)
{
	a->body.voided = 1;
	put(a, "voided");
}

/* ---- the one way ---- */

typedef struct verb_row {
	const char *name;
	int event;
	void (*decide)(act *a); /* what is particular; may be NULL */
} verb_row;

#define ROW(verb, event, decide) \
	[GJ_VERB_supervision_##verb] = { #verb, GJ_SUPERVISION_##event, decide }
static const verb_row verbs[GJ_VERB_supervision_COUNT] = {
	ROW(sign, SIGNED, NULL),         ROW(reply, REPLIED, reply),
	ROW(send_back, SENT_BACK, send_back), ROW(accept, ACCEPTED, NULL),
	ROW(close, CLOSED, NULL),        ROW(withdraw, WITHDRAWN, NULL),
	ROW(void, VOIDED, void_it),
};

static int verb_of(const gj_op *op)
{
	int i;

	for (i = 0; i < GJ_VERB_supervision_COUNT; i++)
		if (verbs[i].name && strcmp(verbs[i].name, op->name + VERB_PREFIX) == 0)
			break;
	return i;
}

/* Evidence counts for the round that it was given in: another round asks for its own. */
static int permit(gj_ctx *c, act *a, int verb)
{
	gj_case it;
	uint64_t guards;
	int code = gj_supervision_load_seen(c, a->in->id, &a->order);

	if (code >= 0 && a->order.voided)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	if (code >= 0)
		code = gj_check_revision(c, a->in, a->order.revision);
	if (code >= 0)
		code = gj_supervision_allow(c, &a->order, gj_supervision_verb_terms[verb].right);
	if (code >= 0)
		code = gj_case_chart_of(c, GJ_HOME_OF(a->order.id), "supervision", a->order.chart,
					&a->chart);
	if (code < 0)
		return code;
	it = gj_supervision_case(&a->order);
	guards = gj_case_guards(c, a->in) |
		 gj_profile_guards(c->profile, "supervision_kind", a->order.kind);
	code = gj_case_move(c, &it, &a->chart, gj_str_of(verbs[verb].name), guards, &a->move);
	return code < 0 ? code : gj_case_complete(c, a->move, a->in, &a->in->evidence, NULL);
}

static void fill(gj_ctx *c, act *a, int verb)
{
	memset(&a->body, 0, sizeof(a->body));
	gj_field_copy(&a->body, &gj_supervision_step_record, a->in, c->op->args);
	a->body.verb = gj_str_of(verbs[verb].name);
	a->body.from = a->order.state;
	a->body.state = a->move->target;
	a->body.class = gj_chart_class(a->chart.chart, a->move->target);
	put(a, "verb");
	put(a, "from");
	put(a, "state");
	put(a, "class");
	if (a->in->reason.p) {
		a->body.reason = a->in->reason;
		put(a, "reason");
	}
	if (a->in->evidence.n) {
		a->body.evidence = a->in->evidence;
		gj_evidence_number(&a->body.evidence);
		put(a, "evidence");
	}
	if (verbs[verb].decide)
		verbs[verb].decide(a);
}

int gj_supervision_act(gj_ctx *c, const void *args, void *ret_result)
{
	int verb = verb_of(c->op), code;
	gj_subject subject;
	act a;

	(void)ret_result;
	if (verb == GJ_VERB_supervision_COUNT)
		return GJ_E_BUG;
	memset(&a, 0, sizeof(a));
	a.in = args;
	code = permit(c, &a, verb);
	if (code < 0)
		return code;
	fill(c, &a, verb);
	subject = (gj_subject){ a.order.id, a.order.revision, a.order.seq };
	code = gj_supervision_clocks(c, &a.order, &a.chart, a.move, &gj_supervision_step_record,
				     &a.body);
	return code < 0 ? code
			: gj_emit(c, &gj_supervision_events[verbs[verb].event], a.order.home,
				  &subject, &a.body);
}
