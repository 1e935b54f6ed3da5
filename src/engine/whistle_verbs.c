/* SPDX-License-Identifier: Apache-2.0
 *
 * The verbs of a whistle, all by one way, as those of a demand: load, may she know of it, voided,
 * revision, right, the move that its chart gives, what that move demands; then what is
 * particular to the verb; then the event, with the state after it; then what it means for its
 * parties.
 */
#include "engine/demand_priv.h"
#include "engine/whistle_priv.h"

#include <string.h>

#define VERB_PREFIX (sizeof("whistle.") - 1)

/* ---- arguments ---- */

typedef struct act_args {
	gj_has has;
	GJ_CHANGE_ARGS;
	gj_array parties;
	int64_t demand;
	gj_str reason, resolution, level;
	gj_veil text, note;
	gj_array evidence;
	/* amend */
	gj_str kind, source;
	gj_veil subject, detail, place;
} act_args;

#define A act_args
#define NOTE GJ_F_VEIL(A, note, 0, 2000, GJ_PERSONAL, "text", "Internal note.")
#define REASON(need, list) GJ_F_CODE(A, reason, need, list, "Why.")
#define EVIDENCE GJ_F_ARRAY(A, evidence, 0, 0, 50, gj_evidence_args, "Evidence.")
#define RESOLUTION GJ_F_CODE(A, resolution, 0, "resolution", "How it was resolved.")
#define LEVEL \
	GJ_F_CODE(A, level, 0, "level", \
		  "Level at which it was solved; above the office when a unit above it led.")
#define TABLE(verb, ...) \
	static const gj_field verb##_fields[] = { GJ_CHANGE_FIELDS(A, "whistle"), __VA_ARGS__, \
						  GJ_F_END }; \
	const GJ_RECORD(gj_whistle_##verb##_args, act_args, verb##_fields)

TABLE(approve, EVIDENCE, NOTE);
TABLE(refuse, REASON(0, "whistle_refuse_reason"), NOTE);
TABLE(invite,
      GJ_F_ARRAY(A, parties, GJ_REQUIRED, 1, GJ_PARTIES_MAX, gj_party_given_record,
		 "Whom to call as well."),
      NOTE);
TABLE(link, GJ_F_ID(A, demand, GJ_REQUIRED, "The demand that it serves too."), NOTE);
TABLE(feed_back, GJ_F_VEIL(A, text, 0, 4000, GJ_PERSONAL, "text", "What was done."), RESOLUTION,
      LEVEL, EVIDENCE, NOTE);
TABLE(rework, REASON(0, "whistle_rework_reason"), NOTE);
TABLE(withdraw, REASON(0, "whistle_withdraw_reason"), NOTE);
TABLE(close, NOTE);
TABLE(void, REASON(GJ_REQUIRED, "void_reason"), NOTE);
TABLE(amend, REASON(GJ_REQUIRED, "amend_reason"), NOTE,
      GJ_F_CODE(A, kind, 0, "whistle_kind", "Kind."),
      GJ_F_CODE(A, source, 0, "whistle_source", "Who saw the need."),
      GJ_F_VEIL(A, subject, 0, 200, GJ_PERSONAL, "text", "What it is about."),
      GJ_F_VEIL(A, detail, GJ_NULLABLE, 4000, GJ_PERSONAL, "text", "In full."),
      GJ_F_VEIL(A, place, GJ_NULLABLE, 300, GJ_PERSONAL, "text", "Where to come."), RESOLUTION,
      LEVEL);
#undef A

/* ---- one step under way ---- */

typedef struct act {
	const act_args *in;
	const gj_record *record; /* of the body */
	gj_whistle whistle;
	gj_case_chart chart;
	const gj_chart_move *move;
	gj_whistle_body body;
} act;

static void put(act *a, const char *name)
{
	gj_field_put(&a->body, a->record, name);
}

/* ---- what is particular ---- */

static int blow(gj_ctx *c, act *a)
{
	int code = gj_whistle_complained_of(c, a->whistle.id, &a->body.against);

	a->body.blown = 1;
	put(a, "blown");
	if (code >= 0 && a->body.against)
		put(a, "against");
	return code;
}

static int call_them(gj_ctx *c, act *a)
{
	return gj_parties_call(c, &a->whistle);
}

static int invite_them(gj_ctx *c, act *a)
{
	const gj_party_given *p = a->in->parties.p;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < a->in->parties.n && code >= 0; i++)
		if (gj_field_has(&p[i], &gj_party_given_record, "part") &&
		    p[i].part == GJ_PART_LEAD && a->whistle.unit != a->whistle.office) {
			code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_lead_needed);
			gj_fail_in(c->err, "parties", i);
		} else if (gj_field_has(&p[i], &gj_party_given_record, "part") &&
			   p[i].part == GJ_PART_LEAD) {
			a->whistle.unit = a->body.unit = p[i].office;
			put(a, "unit");
		}
	return code;
}

static int enter_them(gj_ctx *c, act *a)
{
	int code = gj_parties_invite(c, &a->whistle, &a->in->parties);

	if (code >= 0 && a->whistle.blown_at)
		code = gj_parties_call(c, &a->whistle);
	return code;
}

static int ask_called(gj_ctx *c, const act *a)
{
	const gj_party *party;
	gj_array parties = { NULL, 0 };
	size_t i;
	int code = gj_whistle_parties(c, &a->whistle, &parties);

	party = parties.p;
	for (i = 0; i < parties.n; i++)
		if (!party[i].released_at)
			gj_sql_ahead(c->db, GJ_SQL_DEMAND_OFFICE, "ll", GJ_ROOT, party[i].office);
	return code;
}

/* None of those called already may be the office that it complains of. */
static int check_called(gj_ctx *c, const act *a, int64_t against)
{
	const gj_party *party;
	gj_array parties;
	size_t i;
	int code = gj_whistle_parties(c, &a->whistle, &parties);

	party = code < 0 ? NULL : parties.p;
	for (i = 0; code >= 0 && i < parties.n; i++)
		if (!party[i].released_at)
			code = gj_demand_check_unit(c, against, party[i].office, "/demand");
	return code;
}

/* Each complaint hides the whistle from the office it complains of, so one whistle serves those
 * about one office only. What is blown already is counted from now on among what complains: that
 * office has no more of it than if it had been so from the beginning. */
static int complain(gj_ctx *c, act *a, int64_t against)
{
	int64_t already = 0;
	int code = gj_whistle_complained_of(c, a->whistle.id, &already);

	if (code >= 0 && already && already != against) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_other_complaint);
		gj_fail_path(c->err, "/demand");
	} else if (code >= 0 && !already && a->whistle.blown_at) {
		a->body.against = against;
		put(a, "against");
	}
	return code;
}

static int take_demand(gj_ctx *c, act *a)
{
	gj_demand d;
	int code = gj_demand_load_seen(c, a->in->demand, &d);

	if (code < 0)
		gj_fail_path(c->err, "/demand");
	if (code >= 0)
		code = check_called(c, a, d.against);
	if (code >= 0 && d.against)
		code = complain(c, a, d.against);
	return code;
}

static int link_it(gj_ctx *c, act *a)
{
	int64_t there = 0, demand = a->in->demand;
	int code;

	gj_sql_ahead(c->db, GJ_SQL_DEMAND_GET, "ll", GJ_HOME_OF(demand), demand);
	code = ask_called(c, a);
	if (code < 0)
		return code;
	code = gj_sql_int(c->db, GJ_SQL_WHISTLE_DEMAND_GET, &there, "lll", a->whistle.home,
			  a->whistle.id, demand);
	if (code >= 0) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_same_thing);
		gj_fail_path(c->err, "/demand");
	} else if (code == GJ_E_NOT_FOUND) {
		code = take_demand(c, a);
	}
	return code;
}

static int tell_demand(gj_ctx *c, act *a)
{
	int code = gj_demand_whistled(c, a->in->demand, a->whistle.id);

	if (code < 0)
		gj_fail_path(c->err, "/demand");
	return code;
}

/* What a unit above the office led was not solved at the office, whatever it says. */
static int feed_back(gj_ctx *c, act *a)
{
	int tagged = gj_profile_tagged(c->profile, "level", a->in->level, "above"), above = 0;

	if (!a->in->level.p)
		return GJ_OK;
	if (!tagged && a->whistle.unit != a->whistle.office)
		above = gj_demand_unit_above(c, a->whistle.office, a->whistle.unit);
	if (above < 0)
		return above;
	if (above) {
		gj_fail(c->err, GJ_E_RULE, GJ_RULE_level_of_unit);
		gj_fail_text(c->err, "level", a->in->level);
		gj_fail_path(c->err, "/level");
		return GJ_E_RULE;
	}
	a->body.above = tagged;
	put(a, "above");
	return GJ_OK;
}

static int amend(gj_ctx *c, act *a)
{
	if (gj_field_has(a->in, c->op->args, "subject")) {
		a->body.title = a->in->subject;
		put(a, "title");
	}
	return feed_back(c, a);
}

static int void_it(gj_ctx *c, act *a)
{
	(void)c;
	a->body.voided = 1;
	put(a, "voided");
	return GJ_OK;
}

static int release_them(gj_ctx *c, act *a)
{
	return gj_parties_release(c, &a->whistle);
}

/* ---- the one way ---- */

typedef struct verb_row {
	const char *name;
	int event;
	int (*decide)(gj_ctx *c, act *a); /* what is particular; may be NULL */
	int (*after)(gj_ctx *c, act *a);  /* further events; may be NULL */
} verb_row;

#define ROW(verb, event, decide, after) \
	[GJ_VERB_whistle_##verb] = { #verb, GJ_WHISTLE_##event, decide, after }
static const verb_row verbs[GJ_VERB_whistle_COUNT] = {
	ROW(approve, BLOWN, blow, call_them),
	ROW(refuse, REFUSED, NULL, release_them),
	ROW(invite, EXTENDED, invite_them, enter_them),
	ROW(link, LINKED, link_it, tell_demand),
	ROW(feed_back, FED_BACK, feed_back, NULL),
	ROW(rework, SENT_BACK, NULL, NULL),
	ROW(withdraw, WITHDRAWN, NULL, release_them),
	ROW(close, CLOSED, NULL, NULL),
	ROW(amend, AMENDED, amend, NULL),
	ROW(void, VOIDED, void_it, release_them),
};

static int verb_of(const gj_op *op)
{
	int i;

	for (i = 0; i < GJ_VERB_whistle_COUNT; i++)
		if (verbs[i].name && strcmp(verbs[i].name, op->name + VERB_PREFIX) == 0)
			break;
	return i;
}

static int permit(gj_ctx *c, act *a, int verb)
{
	gj_case it;
	uint64_t guards = 0;
	int code = gj_whistle_load_seen(c, a->in->id, &a->whistle);

	if (code >= 0 && a->whistle.voided)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	if (code >= 0)
		code = gj_check_revision(c, a->in, a->whistle.revision);
	if (code >= 0)
		code = gj_whistle_allow(c, &a->whistle, a->whistle.unit,
					gj_whistle_verb_terms[verb].right);
	if (code >= 0)
		code = gj_case_chart_of(c, GJ_HOME_OF(a->whistle.id), "whistle", a->whistle.chart,
					&a->chart);
	if (code >= 0)
		code = gj_whistle_guards(c, &a->whistle, &guards);
	if (code < 0)
		return code;
	it = gj_whistle_case(&a->whistle);
	guards |= gj_case_guards(c, a->in);
	code = gj_case_move(c, &it, &a->chart, gj_str_of(verbs[verb].name), guards, &a->move);
	return code < 0 ? code : gj_case_complete(c, a->move, a->in, &a->in->evidence, NULL);
}

int gj_whistle_act(gj_ctx *c, const void *args, void *ret_result)
{
	int verb = verb_of(c->op), code;
	gj_subject subject;
	act a;

	(void)ret_result;
	if (verb == GJ_VERB_whistle_COUNT)
		return GJ_E_BUG;
	memset(&a, 0, sizeof(a));
	a.in = args;
	a.record = gj_whistle_events[verbs[verb].event].body;
	code = permit(c, &a, verb);
	if (code < 0)
		return code;
	gj_case_fill(c, &a.chart, a.move, a.whistle.state, args, a.record, &a.body);
	if (verbs[verb].decide)
		code = verbs[verb].decide(c, &a);
	subject = (gj_subject){ a.whistle.id, a.whistle.revision, a.whistle.seq };
	if (code >= 0)
		code = gj_whistle_clocks(c, &a.whistle, &a.chart, a.move, a.record, &a.body);
	if (code >= 0)
		code = gj_emit(c, &gj_whistle_events[verbs[verb].event], a.whistle.home, &subject,
			       &a.body);
	if (code >= 0 && verbs[verb].after)
		code = verbs[verb].after(c, &a);
	return code;
}
