/* SPDX-License-Identifier: Apache-2.0
 *
 * A demand and its clocks: which facts choose among limits, and what a step does to them.
 */
#include "engine/demand_priv.h"

#include <string.h>

uint64_t gj_demand_facts(const gj_profile *profile, const gj_demand *d)
{
	const struct {
		const char *list;
		gj_str code;
	} own[] = { { "channel", d->channel },
		    { "demand_kind", d->kind },
		    { "demand_category", d->category },
		    { "urgency", d->urgency },
		    { "disposition", d->disposition } };
	uint64_t guards = 0;

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (own[i].code.p)
			guards |= gj_profile_guards(profile, own[i].list, own[i].code);
	guards |= d->anonymous ? GJ_GUARD_BIT(anonymous) : 0;
	guards |= d->confidential ? GJ_GUARD_BIT(confidential) : 0;
	guards |= d->from_above ? GJ_GUARD_BIT(from_above) : 0;
	return guards;
}

const gj_chart_move *gj_demand_opened(const gj_case_chart *chart)
{
	size_t count = 0;

	return gj_chart_opening(chart->chart, &count); /* all lead to the initial state */
}

/* What the body says in place of what the demand was: a value, or null. */
static void take_code(const gj_record *record, const gj_demand_body *body, const char *name,
		      const gj_str *from, gj_str *to)
{
	int index = gj_field_index(record, name, strlen(name));

	if (index >= 0 && gj_field_null(body, index))
		*to = GJ_STR_NONE;
	else if (index >= 0 && gj_field_set(body, index))
		*to = *from;
}

/* Not every event has every field. */
static int told(const gj_record *record, const gj_demand_body *body, const char *name)
{
	int index = gj_field_index(record, name, strlen(name));

	return index >= 0 && gj_field_set(body, index);
}

static int64_t taken(const gj_record *record, const gj_demand_body *body, const char *name,
		     int64_t from, int64_t before)
{
	int index = gj_field_index(record, name, strlen(name));

	if (index >= 0 && gj_field_null(body, index))
		return 0;
	return index >= 0 && gj_field_set(body, index) ? from : before;
}

static int timed_of(gj_ctx *c, const gj_demand *d, const gj_case_chart *chart, gj_timed *ret_timed)
{
	*ret_timed = (gj_timed){ .home = d->home,
				 .id = d->id,
				 .noun = "demand",
				 .unit = d->unit,
				 .profile = chart->profile,
				 .chart = chart->chart,
				 .guards = gj_demand_facts(chart->profile, d),
				 .given = d->due_at };
	return d->review_on ? gj_demand_review_ends(c, d->review_on, &ret_timed->review) : GJ_OK;
}

int gj_demand_clocks(gj_ctx *c, const gj_demand *before, const gj_case_chart *chart,
		     const gj_chart_move *move, const gj_record *record, gj_demand_body *body)
{
	gj_demand after = *before;
	gj_timed of;
	int code;

	take_code(record, body, "channel", &body->channel, &after.channel);
	take_code(record, body, "kind", &body->kind, &after.kind);
	take_code(record, body, "category", &body->category, &after.category);
	take_code(record, body, "urgency", &body->urgency, &after.urgency);
	take_code(record, body, "disposition", &body->disposition, &after.disposition);
	after.due_at = taken(record, body, "due_at", body->due_at, after.due_at);
	after.unit = taken(record, body, "unit", body->unit, after.unit);
	after.confidential = (int32_t)taken(record, body, "confidential", body->confidential,
					    after.confidential);
	after.review_on = (int32_t)taken(record, body, "review_on", body->review_on,
					 after.review_on);
	code = timed_of(c, &after, chart, &of);
	if (code < 0)
		return code;
	of.guards_before = gj_demand_facts(chart->profile, before);
	/* How an earlier answer was meant says nothing about work that begins again. */
	if (!told(record, body, "disposition") || told(record, body, "resolution"))
		after.disposition = GJ_STR_NONE;
	of.guards_anew = gj_demand_facts(chart->profile, &after);
	of.reason = body->reason;
	return gj_clocks_record(c, &of, move, record, body);
}

int gj_demand_clocks_born(gj_ctx *c, int64_t home, int64_t id, const gj_case_chart *chart,
			  gj_demand_body *body)
{
	gj_demand born;

	memset(&born, 0, sizeof(born));
	born.home = home;
	born.id = id;
	born.anonymous = body->anonymous;
	born.from_above = body->from_above;
	return gj_demand_clocks(c, &born, chart, gj_demand_opened(chart),
				&gj_demand_registered_record, body);
}

int gj_demand_case(gj_ctx *c, int64_t id, gj_timed *ret_timed, int *ret_seen)
{
	gj_case_chart chart;
	gj_demand demand;
	int code = gj_demand_load(c, id, &demand), seen = 0;

	if (code >= 0)
		code = seen = gj_demand_visible(c, &demand);
	if (code >= 0)
		code = gj_demand_chart_of(c, GJ_HOME_OF(id), demand.chart, &chart);
	if (code < 0)
		return code;
	*ret_seen = seen;
	return timed_of(c, &demand, &chart, ret_timed);
}

/* ---- extensions ---- */

static void mark(gj_demand_body *body, const char *name)
{
	gj_field_put(body, &gj_demand_step_record, name);
}

int gj_demand_extend(gj_ctx *c, const gj_demand *demand, gj_demand_body *body)
{
	gj_clock_changes changes = { body->clocks, body->clock_pauses };
	gj_timed of;
	int seen, code = gj_demand_case(c, demand->id, &of, &seen);

	if (code >= 0)
		code = gj_clocks_extend(c, &of, &body->clock, &body->limit, &changes);
	if (code < 0)
		return code;
	mark(body, "clock");
	mark(body, "limit");
	body->clocks = changes.clocks;
	mark(body, "clocks");
	return GJ_OK;
}

int gj_demand_ask_extension(gj_ctx *c, const gj_demand *demand, gj_demand_body *body)
{
	gj_clock_changes changes = { body->clocks, body->clock_pauses };
	gj_timed of;
	int seen, code = gj_demand_case(c, demand->id, &of, &seen);

	if (code >= 0)
		code = gj_clocks_extensible(c, &of, &body->clock, &body->limit, &changes,
					    &body->round);
	if (code >= 0)
		code = gj_clock_request_new(c, demand->home, demand->id, body->clock);
	if (code < 0)
		return code;
	body->outcome = GJ_STR("asked");
	mark(body, "clock");
	mark(body, "limit");
	mark(body, "round");
	mark(body, "outcome");
	return GJ_OK;
}

static int decide(gj_ctx *c, const gj_demand *demand, const char *outcome, gj_demand_body *body,
		  gj_clock_request *ret_request)
{
	int code = gj_clock_request_open(c, demand->home, demand->id, body->clock, ret_request);

	if (code < 0)
		return code;
	body->clock = ret_request->clock;
	body->round = ret_request->round;
	body->requested = ret_request->seq;
	body->outcome = gj_str_of(outcome);
	mark(body, "clock");
	mark(body, "round");
	mark(body, "requested");
	mark(body, "outcome");
	return GJ_OK;
}

int gj_demand_grant_extension(gj_ctx *c, const gj_demand *demand, gj_demand_body *body)
{
	gj_clock_request request;
	int code = decide(c, demand, "granted", body, &request);

	if (code >= 0 && !body->limit.p)
		body->limit = request.asked;
	return code < 0 ? code : gj_demand_extend(c, demand, body);
}

int gj_demand_refuse_extension(gj_ctx *c, const gj_demand *demand, gj_demand_body *body)
{
	gj_clock_request request;

	return decide(c, demand, "refused", body, &request);
}

/* ---- whom it is about, for telling people of it ---- */

int gj_demand_told(gj_ctx *c, int64_t id, gj_timed *ret_timed, gj_message_case *ret_told)
{
	gj_case_chart chart;
	gj_demand d;
	int code = gj_demand_load(c, id, &d);

	if (code >= 0)
		code = gj_demand_chart_of(c, GJ_HOME_OF(id), d.chart, &chart);
	if (code < 0)
		return code;
	code = timed_of(c, &d, &chart, ret_timed);
	*ret_told = (gj_message_case){
		.about = id,
		.office = d.office,
		.unit = d.unit,
		.enterprise = d.enterprise,
		.registrar = d.registrar,
		.against = d.against,
		.at_once = gj_message_urgent(gj_profile_messages(c->profile), d.urgency)
	};
	return code;
}

typedef struct unit_row {
	gj_has has;
	int64_t unit;
} unit_row;
static const gj_field unit_fields[] = { GJ_F_ID(unit_row, unit, 0, ""), GJ_F_END };
static const GJ_RECORD(unit_record, unit_row, unit_fields);

int gj_demand_assisting(gj_ctx *c, int64_t id, gj_array *ret_units)
{
	gj_array rows;
	int64_t *unit;
	size_t i;
	int code = gj_sql_list(c->db, GJ_SQL_DEMAND_ASSISTING, c->arena, &unit_record, &rows, "ll",
			       GJ_HOME_OF(id), id);

	if (code < 0)
		return code;
	unit = gj_arena_take(c->arena, (rows.n + 1) * sizeof(*unit));
	if (!unit)
		return GJ_E_NOMEM;
	for (i = 0; i < rows.n; i++)
		unit[i] = ((unit_row *)rows.p)[i].unit;
	*ret_units = (gj_array){ unit, rows.n };
	return GJ_OK;
}
