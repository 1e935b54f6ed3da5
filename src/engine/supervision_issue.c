/* SPDX-License-Identifier: Apache-2.0
 *
 * Issuing a supervision order: by somebody who may, or by the profile's rule.
 */
#include <string.h>

#include "engine/card.h"
#include "engine/demand_priv.h"
#include "engine/party_priv.h"
#include "engine/supervision_priv.h"

/* ---- arguments ---- */

typedef struct issue_args {
	gj_has has;
	GJ_WRITE_ARGS;
	int64_t demand, whistle, party, unit, home;
	gj_str kind, reason;
	gj_veil text, note;
} issue_args;

static const gj_field issue_fields[] = {
	GJ_WRITE_FIELDS(issue_args),
	GJ_F_ID(issue_args, demand, 0, "The demand that it is about: to the unit in charge."),
	GJ_F_ID(issue_args, whistle, 0, "The whistle that it is about: to the unit that leads."),
	GJ_F_ID(issue_args, party, 0, "The party that did not come: to that office."),
	GJ_F_ID(issue_args, unit, 0, "A unit, about no single case."),
	GJ_F_ID(issue_args, home, 0,
		"With `unit`: the office in whose chain it is recorded; the actor's by default."),
	GJ_F_CODE(issue_args, kind, GJ_REQUIRED, "supervision_kind",
		  "Blue near the end, yellow behind, red overdue; or a summons."),
	GJ_F_CODE(issue_args, reason, GJ_REQUIRED, "supervision_reason", "Why."),
	GJ_F_VEIL(issue_args, text, 0, 4000, GJ_PERSONAL, "text", "What is demanded."),
	GJ_F_VEIL(issue_args, note, 0, 2000, GJ_PERSONAL, "text", "Internal note."),
	GJ_F_END
};
const GJ_RECORD(gj_supervision_issue_args, issue_args, issue_fields);

typedef struct issued_result {
	gj_has has;
	GJ_WRITTEN_ANSWER;
	gj_str order_no, state;
	int64_t unit;
} issued_result;

static const gj_field result_fields[] = {
	GJ_WRITTEN_FIELDS(issued_result),
	GJ_F_TEXT(issued_result, order_no, 0, 1, 40, GJ_OPEN, "Its number for people."),
	GJ_F_TEXT(issued_result, state, 0, 1, 64, GJ_OPEN, "Its state."),
	GJ_F_ID(issued_result, unit, 0, "The unit supervised."), GJ_F_END
};
const GJ_RECORD(gj_supervision_issued_result, issued_result, result_fields);

/* ---- what it is about ---- */

typedef gj_supervision_plan plan;

static int of_demand(gj_ctx *c, int64_t id, plan *p)
{
	gj_demand d;
	int code = gj_demand_load(c, id, &d);

	if (code < 0)
		return code;
	p->order.demand = id;
	p->order.unit = d.unit;
	p->over = d.class == GJ_STATE_DONE || d.voided;
	p->state = d.state;
	return GJ_OK;
}

static int of_whistle(gj_ctx *c, int64_t id, plan *p)
{
	gj_whistle w;
	int code = gj_whistle_load(c, id, &w);

	if (code < 0)
		return code;
	p->order.whistle = id;
	p->order.unit = w.unit;
	p->over = (w.class != GJ_STATE_ACTIVE && w.class != GJ_STATE_WAITING) || w.voided;
	p->state = w.state;
	return GJ_OK;
}

static int of_party(gj_ctx *c, int64_t id, plan *p)
{
	gj_party party;
	int code = gj_party_load(c, id, &party);

	if (code >= 0)
		code = of_whistle(c, party.whistle, p);
	if (code < 0)
		return code;
	p->order.party = id;
	p->order.unit = party.office;
	p->over = p->over || !party.missed_at || party.released_at;
	p->state = party.state;
	return GJ_OK;
}

int gj_supervision_begin(gj_ctx *c, const gj_supervision_target *about, plan *p)
{
	int64_t one = about->demand    ? about->demand
		      : about->whistle ? about->whistle
				       : about->party;
	int code;

	memset(p, 0, sizeof(*p));
	p->order.home = one ? GJ_HOME_OF(one) : about->home;
	p->order.round = 1;
	p->order.unit = about->unit;
	gj_order_no_ask(c, gj_head_of(c, p->order.home), GJ_SQL_SUPERVISION_NUMBER);
	code = gj_home_office(c, p->order.home, &p->order.office);
	if (code < 0 || !one)
		return code;
	return about->demand    ? of_demand(c, about->demand, p)
	       : about->whistle ? of_whistle(c, about->whistle, p)
				: of_party(c, about->party, p);
}

/* Is there one of this colour about the same already that goes on? 1, 0 or a failure. */
static int is_there(gj_ctx *c, const gj_supervision *o)
{
	int64_t there = 0;
	int code = gj_sql_int(c->db, GJ_SQL_SUPERVISION_THERE, &there, "lltlll", o->home, o->unit,
			      o->kind, o->demand, o->whistle, o->party);

	return code == GJ_E_NOT_FOUND ? 0 : code < 0 ? code : 1;
}

/* ---- recording ---- */

#define P(name) gj_field_put(&body, record, name)

static int record_it(gj_ctx *c, plan *p, const gj_case_chart *chart, const gj_chart_move *move,
		     const issue_args *in)
{
	const gj_record *record = &gj_supervision_issued_record;
	gj_subject subject = { 0, 0, 0 };
	gj_supervision_body body;
	gj_order_no no;
	int code = gj_order_no_next(c, p->order.home, GJ_SQL_SUPERVISION_NUMBER, "D", 0, &no);

	if (code >= 0)
		code = gj_new_id(c, p->order.home, &subject.id);
	if (code < 0)
		return code;
	memset(&body, 0, sizeof(body));
	if (in)
		gj_field_copy(&body, record, in, &gj_supervision_issue_args);
	gj_field_copy(&body, record, &p->order, &gj_supervision_record);
	body.verb = move->verb;
	body.state = move->target;
	body.class = gj_chart_class(chart->chart, move->target);
	body.chart = chart->hash;
	body.order_no = no.text;
	body.year = no.year;
	body.number = no.number;
	if (p->cards && p->cards->n)
		code = gj_card_refs(c, p->cards, &body.cards);
	if (body.cards.n)
		P("cards");
	P("verb");
	P("state");
	P("class");
	P("chart");
	P("order_no");
	P("year");
	P("number");
	p->order.id = subject.id;
	if (code >= 0)
		code = gj_supervision_clocks(c, &p->order, chart, move, record, &body);
	return code < 0 ? code
			: gj_emit(c, &gj_supervision_events[GJ_SUPERVISION_ISSUED], p->order.home,
				  &subject, &body);
}
#undef P

/* What the row of an order says that is not there yet, for the body to take over. */
static void fill(plan *p, gj_str kind, gj_str reason, int by_rule)
{
	static const char *const always[] = { "kind", "reason", "unit", "issuer" };
	gj_supervision *o = &p->order;
	size_t i;

	o->kind = kind;
	o->reason = reason;
	o->by_rule = by_rule;
	for (i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		gj_field_put(o, &gj_supervision_record, always[i]);
	if (o->demand)
		gj_field_put(o, &gj_supervision_record, "demand");
	if (o->whistle)
		gj_field_put(o, &gj_supervision_record, "whistle");
	if (o->party)
		gj_field_put(o, &gj_supervision_record, "party");
	if (by_rule)
		gj_field_put(o, &gj_supervision_record, "by_rule");
}

/* ---- by somebody ---- */

static int one_of(gj_ctx *c, const issue_args *in)
{
	int code = GJ_OK;

	if ((in->demand != 0) + (in->whistle != 0) + (in->party != 0) + (in->unit != 0) != 1) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_one_of);
		gj_fail_text(c->err, "fields", GJ_STR("demand, whistle, party, unit"));
	}
	return code;
}

/* What she may not know of she cannot have supervised. */
static int check_seen(gj_ctx *c, const gj_supervision_target *in, plan *p)
{
	gj_demand d;
	gj_whistle w;
	int code, seen = 1;

	if (in->unit)
		return GJ_OK;
	if (in->demand)
		return gj_demand_load_seen(c, in->demand, &d);
	code = gj_whistle_load(c, p->order.whistle, &w);
	if (code >= 0)
		seen = gj_whistle_visible(c, &w);
	if (code < 0 || seen < 0)
		return code < 0 ? code : seen;
	return seen ? GJ_OK : gj_not_found(c, in->party ? "party" : "whistle");
}

/* Her own office where that is the case's home or stands above it; else the home office. */
static int issuer_of(gj_ctx *c, plan *p)
{
	int64_t own = c->actor->office;
	int over = own ? gj_office_over(c, p->order.office, own) : 0;

	if (over < 0)
		return over;
	p->order.issuer = over ? own : p->order.office;
	return GJ_OK;
}

/* Without a case to say whose it is, an office supervises those below it. */
static int check_below(gj_ctx *c, const plan *p)
{
	int over = gj_office_over(c, p->order.unit, p->order.issuer), code = over;

	if (over == 0) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_unit_not_below);
		gj_fail_path(c->err, "/unit");
	}
	return code < 0 ? code : GJ_OK;
}

int gj_supervision_check_issuer(gj_ctx *c, const gj_supervision_target *about, plan *p)
{
	int code = check_seen(c, about, p);

	if (code >= 0)
		code = issuer_of(c, p);
	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_supervision_issue, p->order.issuer);
	return code >= 0 && about->unit ? check_below(c, p) : code;
}

int gj_supervision_check_unit(gj_ctx *c, const plan *p, const char *verb)
{
	int code = GJ_OK;

	if (p->over) {
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_verb_not_allowed);
		gj_fail_text(c->err, "verb", gj_str_of(verb));
		gj_fail_text(c->err, "state", p->state);
	} else if (p->order.unit == p->order.issuer) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_supervises_itself);
	}
	return code;
}

/* By the kind: a summons is a verb of its own, with words of its own for whom it is told. */
static const char *verb_of(gj_str kind)
{
	return gj_str_is(kind, "summons") ? "summon" : "issue";
}

static int check(gj_ctx *c, const plan *p)
{
	int code = gj_supervision_check_unit(c, p, verb_of(p->order.kind)), there;

	if (code < 0)
		return code;
	there = is_there(c, &p->order);
	return there > 0 ? gj_fail(c->err, GJ_E_RULE, GJ_RULE_same_thing) : there;
}

static int missing_home(gj_ctx *c)
{
	int code = gj_fail(c->err, GJ_E_MISSING, GJ_RULE_missing);

	gj_fail_path(c->err, "/home");
	return code;
}

int gj_supervision_issue(gj_ctx *c, const void *args, void *ret_result)
{
	const issue_args *in = args;
	const gj_chart_move *move = NULL;
	gj_case_chart chart;
	gj_case it;
	plan p;
	gj_supervision_target about = { in->demand, in->whistle, in->party, in->unit, c->home };
	int code = one_of(c, in);

	(void)ret_result;
	if (code >= 0 && in->unit && c->home == GJ_ROOT)
		code = missing_home(c);
	if (code >= 0)
		code = gj_supervision_begin(c, &about, &p);
	if (code >= 0)
		code = gj_supervision_check_issuer(c, &about, &p);
	if (code >= 0)
		code = gj_case_chart_of(c, p.order.home, "supervision", GJ_STR_NONE, &chart);
	if (code < 0)
		return code;
	fill(&p, in->kind, in->reason, 0);
	it = gj_supervision_case(&p.order);
	code = gj_case_move(c, &it, &chart, gj_str_of(verb_of(in->kind)), gj_case_guards(c, in),
			    &move);
	if (code >= 0)
		code = gj_case_complete(c, move, in, NULL, NULL);
	if (code >= 0)
		code = check(c, &p);
	return code < 0 ? code : record_it(c, &p, &chart, move, in);
}

/* ---- by the profile's rule ---- */

/* The office above the home office, or over the unit, unless the case complains of it: then the
 * home office. */
static int issuer_by(gj_ctx *c, plan *p, int by)
{
	gj_error *err = c->err, unheard;
	int64_t parent = 0;
	int64_t below = by == GJ_BY_OVER ? p->order.unit : p->order.office;
	int code = by == GJ_BY_HOME ? GJ_OK : gj_office_parent(c, below, &parent);

	p->order.issuer = p->order.office;
	if (code < 0 || !parent)
		return code;
	c->err = &unheard;
	if (!p->order.demand && !p->order.whistle) {
		code = GJ_OK; /* it speaks of no case */
	} else if (p->order.demand) {
		gj_demand d;

		code = gj_demand_load(c, p->order.demand, &d);
		if (code >= 0)
			code = gj_demand_check_unit(c, d.against, parent, "");
	} else {
		code = gj_whistle_check_office(c, p->order.whistle, parent, "");
	}
	c->err = err;
	if (code >= 0)
		p->order.issuer = parent;
	return code == GJ_E_RULE || code == GJ_E_STATE ? GJ_OK : code < 0 ? code : GJ_OK;
}

/* Where the profile's chart does not let it be issued, or one is there already, nothing is. */
static int by_rule(gj_ctx *c, const gj_supervise_rule *rule, const gj_supervision_target *about,
		   const gj_array *cards, int *ret_there)
{
	const gj_chart_move *move = NULL;
	gj_case_chart chart;
	gj_case it;
	plan p;
	int code, there = 0;

	*ret_there = 0;
	if (!rule->kind.p)
		return GJ_OK;
	code = gj_supervision_begin(c, about, &p);
	if (code >= 0)
		code = issuer_by(c, &p, rule->by);
	if (code < 0 || p.over || p.order.unit == p.order.issuer)
		return code < 0 ? code : GJ_OK;
	fill(&p, rule->kind, rule->reason, 1);
	p.cards = cards;
	there = is_there(c, &p.order);
	if (there != 0)
		return there < 0 ? there : GJ_OK;
	code = gj_case_chart_of(c, p.order.home, "supervision", GJ_STR_NONE, &chart);
	it = gj_supervision_case(&p.order);
	if (code >= 0)
		code = gj_case_take(c, &it, &chart, verb_of(rule->kind), &move);
	if (code >= 0) {
		code = record_it(c, &p, &chart, move, NULL);
		*ret_there = code >= 0;
	}
	return code == GJ_E_STATE && !move ? GJ_OK : code;
}

int gj_supervision_missed(gj_ctx *c, int64_t party)
{
	gj_supervision_target about = { .party = party };
	int there;

	return by_rule(c, &gj_profile_supervise(c->profile)->missed, &about, NULL, &there);
}

int gj_supervision_problem(gj_ctx *c, int64_t demand)
{
	gj_supervision_target about = { .demand = demand };
	int there;

	return by_rule(c, &gj_profile_supervise(c->profile)->problem, &about, NULL, &there);
}

int gj_supervision_for_cards(gj_ctx *c, const gj_supervise_rule *rule, int64_t home, int64_t unit,
			     const gj_array *cards, int *ret_there)
{
	gj_supervision_target about = { .unit = unit, .home = home };

	return by_rule(c, rule, &about, cards, ret_there);
}

int gj_supervision_carded(gj_ctx *c, int64_t about, gj_str noun, int colour)
{
	const gj_supervise_rule *rule = &gj_profile_supervise(c->profile)->cards[colour];
	gj_supervision_target what = { .demand = gj_str_is(noun, "demand") ? about : 0,
				       .whistle = gj_str_is(noun, "whistle") ? about : 0 };
	int there;

	return what.demand || what.whistle ? by_rule(c, rule, &what, NULL, &there) : GJ_OK;
}
