/* SPDX-License-Identifier: Apache-2.0
 *
 * The shelf (挂账): what cannot be solved now stays with reason, measure and the day on which it is
 * looked at again, until somebody else than who proposes it strikes it off. Whatever the chart
 * says, nothing lies there without that day.
 */
#include "engine/demand_act.h"

#include <string.h>

#include "util/time.h"

typedef gj_demand_step act;

static void put(act *a, const char *name)
{
	gj_field_put(&a->body, a->record, name);
}

static int fail_at(gj_ctx *c, int code, int rule, const char *path)
{
	gj_fail(c->err, code, rule);
	gj_fail_path(c->err, path);
	return code;
}

/* ---- the day of the review ---- */

static int64_t midnight_before(const gj_ctx *c, int32_t day)
{
	return day * GJ_DAY - c->zone * GJ_MINUTE;
}

int gj_demand_review_ends(gj_ctx *c, int32_t day, int64_t *ret_at)
{
	const gj_calendar *calendar = NULL;
	gj_limit same_day;
	gj_clock clock;
	int code = gj_limit_parse(GJ_STR("0nd"), &same_day);

	if (code >= 0)
		code = gj_calendar_find(c, GJ_STR_NONE, &calendar);
	if (code >= 0)
		code = gj_clock_start(calendar->cal, &same_day, midnight_before(c, day), &clock);
	if (code >= 0)
		*ret_at = clock.due;
	return code;
}

/* As far ahead as the profile's limit demand.review lets it be. */
static int latest(gj_ctx *c, const act *a, int64_t *ret_at)
{
	const gj_profile_limit *named =
		gj_profile_limit_find(a->chart.profile, GJ_STR("demand.review"));
	const gj_calendar *calendar = NULL;
	gj_limit limit;
	int code = named ? gj_limit_parse(named->text, &limit) : GJ_OK;

	*ret_at = INT64_MAX;
	if (code < 0 || !named)
		return code;
	code = gj_calendar_find(c, GJ_STR_NONE, &calendar);
	return code < 0
		       ? code
		       : gj_cal_add(calendar->cal, gj_moment(c, a->demand.home), &limit, 1, ret_at);
}

/* Later than the day of the step, and not later than the profile lets it be. */
static int check_day(gj_ctx *c, const act *a)
{
	int64_t begins = midnight_before(c, a->in->review_on), most = 0;
	int code = latest(c, a, &most);

	if (code < 0)
		return code;
	if (begins <= gj_moment(c, a->demand.home))
		return fail_at(c, GJ_E_RULE, GJ_RULE_review_ahead, "/review_on");
	return begins <= most ? GJ_OK : fail_at(c, GJ_E_RULE, GJ_RULE_review_far, "/review_on");
}

/* ---- shelving ---- */

static int need(gj_ctx *c, const act *a, const char *name)
{
	if (gj_field_has(a->in, c->op->args, name))
		return GJ_OK;
	gj_fail(c->err, GJ_E_RULE, GJ_RULE_evidence_missing);
	gj_fail_text(c->err, "verb", a->move->verb);
	gj_fail_text(c->err, "field", gj_str_of(name));
	gj_fail_path(c->err, "");
	gj_fail_in(c->err, name, SIZE_MAX);
	return GJ_E_RULE;
}

static int is_shelved(const gj_ctx *c, gj_str resolution)
{
	return (gj_profile_guards(c->profile, "resolution", resolution) & GJ_GUARD_BIT(shelved)) !=
	       0;
}

int gj_demand_shelve(gj_ctx *c, act *a)
{
	int code = GJ_OK;

	if (!is_shelved(c, a->in->resolution)) {
		if (a->in->review_on)
			code = fail_at(c, GJ_E_RULE, GJ_RULE_not_shelved, "/review_on");
		else if (a->in->reason.p)
			code = fail_at(c, GJ_E_RULE, GJ_RULE_not_shelved, "/reason");
		return code;
	}
	if (gj_profile_list(c->profile, "shelve_reason"))
		code = need(c, a, "reason");
	if (code >= 0)
		code = need(c, a, "measure");
	if (code >= 0)
		code = need(c, a, "review_on");
	return code < 0 ? code : check_day(c, a);
}

int gj_demand_shelf_amend(gj_ctx *c, act *a)
{
	if (!a->in->resolution.p || is_shelved(c, a->in->resolution) == (a->demand.review_on != 0))
		return GJ_OK;
	return fail_at(c, GJ_E_RULE, GJ_RULE_shelf_amend, "/resolution");
}

/* What goes on from another state, or with another answer, lies there no longer. */
void gj_demand_shelf_left(act *a, int verb)
{
	int stays = verb == GJ_VERB_review_shelved || verb == GJ_VERB_propose_strike_off ||
		    verb == GJ_VERB_keep_shelved || verb == GJ_VERB_strike_off;

	if (!a->demand.review_on || stays)
		return;
	if (verb != GJ_VERB_reply && verb != GJ_VERB_explain &&
	    gj_str_eq(a->move->target, a->demand.state))
		return;
	a->body.unshelved = 1;
	put(a, "unshelved");
}

/* ---- while it lies there ---- */

typedef struct stay {
	gj_has has;
	int64_t proposal, proposer;
	int32_t review_on;
} stay;
static const gj_field stay_fields[] = { GJ_F_INT(stay, proposal, 0, 0, GJ_MAX_INT, ""),
					GJ_F_ID(stay, proposer, 0, ""),
					GJ_F_DATE(stay, review_on, 0, ""), GJ_F_END };
static const GJ_RECORD(stay_record, stay, stay_fields);

static int stay_of(gj_ctx *c, const act *a, stay *ret_stay)
{
	int code = gj_sql_row(c->db, GJ_SQL_SHELF_NOW, c->arena, &stay_record, ret_stay, "ll",
			      a->demand.home, a->demand.id);

	return code == GJ_E_NOT_FOUND ? gj_fail(c->err, GJ_E_STATE, GJ_RULE_not_shelved) : code;
}

int gj_demand_shelf_review(gj_ctx *c, act *a)
{
	stay s;
	int code = stay_of(c, a, &s);

	if (code >= 0)
		code = need(c, a, "review_on");
	return code < 0 ? code : check_day(c, a);
}

int gj_demand_shelf_propose(gj_ctx *c, act *a)
{
	stay s;
	int code = stay_of(c, a, &s);

	if (code >= 0 && s.proposal)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_proposed_already);
	if (code >= 0)
		code = need(c, a, "text");
	if (code >= 0)
		code = need(c, a, "resolution");
	if (code >= 0 && is_shelved(c, a->in->resolution))
		code = fail_at(c, GJ_E_RULE, GJ_RULE_shelf_amend, "/resolution");
	return code;
}

/* Somebody else than who proposed it. */
static int proposed_to(gj_ctx *c, act *a, int64_t *ret_proposal)
{
	stay s;
	int code = stay_of(c, a, &s);

	if (code >= 0 && !s.proposal)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_no_proposal);
	if (code >= 0 && !c->actor->system && s.proposer == c->actor->staff)
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_same_person);
	if (code < 0)
		return code;
	*ret_proposal = s.proposal;
	a->body.proposal = s.proposal;
	put(a, "proposal");
	return GJ_OK;
}

/* What counts is what was proposed; its words are in the vault already. */
int gj_demand_shelf_strike(gj_ctx *c, act *a)
{
	static const char *const answer[] = { "disposition", "resolution", "level", "above" };
	const gj_event_type *type = NULL;
	const gj_demand_body *said;
	gj_envelope e;
	void *body = NULL;
	int64_t proposal = 0;
	size_t i;
	int code = proposed_to(c, a, &proposal);

	if (code >= 0)
		code = gj_event_load(c, a->demand.home, proposal, &e, &type, &body);
	if (code < 0)
		return code;
	said = body;
	a->body.disposition = said->disposition;
	a->body.resolution = said->resolution;
	a->body.level = said->level;
	a->body.above = said->above;
	for (i = 0; i < sizeof(answer) / sizeof(answer[0]); i++)
		if (gj_field_has(body, type->body, answer[i]))
			put(a, answer[i]);
	return GJ_OK;
}

int gj_demand_shelf_keep(gj_ctx *c, act *a)
{
	int64_t proposal = 0;
	int code = proposed_to(c, a, &proposal);

	return code < 0 || !a->in->review_on ? code : check_day(c, a);
}
