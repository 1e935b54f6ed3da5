/* SPDX-License-Identifier: Apache-2.0
 *
 * What is told of a visit that took place: the team, the outcome, what was found. A finding
 * may become a demand in the same transaction; the demand keeps the numbers of the visit
 * and of the finding.
 */
#include <string.h>

#include "engine/demand.h"
#include "engine/visit.h"

/* ---- arguments ---- */

typedef struct wish_args {
	gj_has has;
	gj_str channel, kind, category;
	gj_veil subject, detail, place;
	gj_str urgency;
	int64_t against;
	int32_t confidential;
} wish_args;

static const gj_field wish_fields[] = {
	GJ_F_CODE(wish_args, channel, 0, "channel",
		  "How it came; `visit` by default, which needs an outcome that met somebody."),
	GJ_F_CODE(wish_args, kind, GJ_REQUIRED, "demand_kind", "What kind of demand."),
	GJ_F_CODE(wish_args, category, 0, "demand_category",
		  "Its category; that of the finding by default."),
	GJ_F_VEIL(wish_args, subject, GJ_REQUIRED, 200, GJ_PERSONAL, "text",
		  "What it is about."),
	GJ_F_VEIL(wish_args, detail, 0, 4000, GJ_PERSONAL, "text", "In full."),
	GJ_F_VEIL(wish_args, place, 0, 300, GJ_PERSONAL, "text", "Where it is."),
	GJ_F_CODE(wish_args, urgency, 0, "urgency", "How urgent."),
	GJ_F_ID(wish_args, against, 0,
		"The office complained of. For it the demand and the finding do not exist."),
	GJ_F_BOOL(wish_args, confidential, 0, "Who asks is not shown outside the home office."),
	GJ_F_END
};
static const GJ_RECORD(wish_record, wish_args, wish_fields);

typedef struct finding_args {
	gj_has has;
	gj_veil text;
	gj_str category;
	wish_args demand;
} finding_args;

static const gj_field given_finding_fields[] = {
	GJ_F_VEIL(finding_args, text, GJ_REQUIRED, 4000, GJ_PERSONAL, "text", "What was found."),
	GJ_F_CODE(finding_args, category, 0, "demand_category", "What it is about."),
	GJ_F_OBJECT(finding_args, demand, wish_args, 0, wish_record,
		    "Registers it as a demand of the enterprise at once; needs demand.register."),
	GJ_F_END
};
static const GJ_RECORD(given_finding_record, finding_args, given_finding_fields);

typedef struct record_args {
	gj_has has;
	GJ_CHANGE_ARGS; /* id and if_revision: of a planned visit only */
	int64_t enterprise; /* of one that was not planned only */
	gj_str outcome, mode;
	int64_t started_at, ended_at;
	gj_veil purpose, summary;
	gj_array team, findings;
} record_args;

#define RECORD_FIELDS(mode_doc, mode_flag, team_doc, team_flag) \
	GJ_F_CODE(record_args, outcome, GJ_REQUIRED, "visit_outcome", "How it turned out."), \
	GJ_F_CODE(record_args, mode, mode_flag, "visit_mode", mode_doc), \
	GJ_F_TIME(record_args, started_at, 0, \
		  "When it began; `occurred_at`, else now, by default."), \
	GJ_F_TIME(record_args, ended_at, 0, "When it ended."), \
	GJ_F_VEIL(record_args, summary, 0, 4000, GJ_PERSONAL, "text", "What was talked about."), \
	GJ_F_ARRAY(record_args, team, team_flag, 1, 50, gj_visit_given_record, team_doc), \
	GJ_F_ARRAY(record_args, findings, 0, 0, 100, given_finding_record, \
		   "What was found, whatever the outcome: a closed door tells something too.")

static const gj_field record_fields[] = {
	GJ_CHANGE_FIELDS(record_args, "planned visit"),
	RECORD_FIELDS("In which way; as planned by default.", 0, "Who went; as planned by default.",
		      0),
	GJ_F_END
};
const GJ_RECORD(gj_visit_record_args, record_args, record_fields);

static const gj_field report_fields[] = {
	GJ_WRITE_FIELDS(record_args),
	GJ_F_ID(record_args, enterprise, GJ_REQUIRED, "Who was visited."),
	GJ_F_VEIL(record_args, purpose, 0, 1000, GJ_PERSONAL, "text", "What for."),
	RECORD_FIELDS("In which way.", GJ_REQUIRED, "Who went.", GJ_REQUIRED),
	GJ_F_END
};
const GJ_RECORD(gj_visit_report_args, record_args, report_fields);

typedef struct record_result {
	gj_has has;
	GJ_WRITTEN_ANSWER;
	int32_t day;
	gj_array findings;
} record_result;

static const gj_field record_result_fields[] = {
	GJ_WRITTEN_FIELDS(record_result),
	GJ_F_DATE(record_result, day, 0, "The day it counts for."),
	GJ_F_ARRAY(record_result, findings, 0, 0, 100, gj_visit_found_record,
		   "Numbers of the findings, in their order, and of the demands they became."),
	GJ_F_END
};
const GJ_RECORD(gj_visit_record_result, record_result, record_result_fields);

/* ---- findings that become demands ---- */

#define DEFAULT_CHANNEL GJ_STR("visit")

static gj_str channel_of(const wish_args *wish)
{
	return wish->channel.p ? wish->channel : DEFAULT_CHANNEL;
}

static gj_str category_of(const finding_args *finding)
{
	return finding->demand.category.p ? finding->demand.category : finding->category;
}

static int wants_demand(const finding_args *finding)
{
	return gj_field_has(finding, &given_finding_record, "demand");
}

/* Where nobody was met, nobody asked for anything: what the team saw for itself can become
 * a demand only by the channel that says so, as a patrol's. */
static int check_wish(gj_ctx *c, const finding_args *finding, int met)
{
	gj_str channel = channel_of(&finding->demand);

	if (!category_of(finding).p)
		return gj_visit_fail(c, GJ_E_MISSING, GJ_RULE_missing, "/category");
	if (!gj_profile_has_code(c->profile, "channel", channel))
		return gj_visit_fail(c, GJ_E_MISSING, GJ_RULE_missing, "/channel");
	if (!met && gj_str_eq(channel, DEFAULT_CHANNEL))
		return gj_visit_fail(c, GJ_E_RULE, GJ_RULE_nobody_met, "/channel");
	return GJ_OK;
}

static int check_findings(gj_ctx *c, const gj_array *given, int met,
			  const gj_enterprise_row *enterprise)
{
	const finding_args *finding = given->p;
	int64_t office;
	size_t i;
	int demands = 0, code = GJ_OK;

	for (i = 0; i < given->n && code >= 0; i++) {
		if (!wants_demand(&finding[i]))
			continue;
		demands = 1;
		code = check_wish(c, &finding[i], met);
		if (code < 0) {
			gj_fail_in(c->err, "demand", SIZE_MAX);
			gj_fail_in(c->err, "findings", i);
		}
	}
	if (code >= 0 && demands)
		code = gj_enterprise_allow(c, enterprise, GJ_RIGHT_demand_register, &office);
	return code;
}

/* The number and the order number that a finding's demand will have. */
static int number_demand(gj_ctx *c, int64_t ahead, gj_visit_finding *finding)
{
	int code = gj_new_id(c, c->home, &finding->demand);

	if (code >= 0)
		code = gj_demand_next_no(c, c->home, ahead, &finding->order_no);
	gj_field_put(finding, &gj_visit_found_record, "demand");
	gj_field_put(finding, &gj_visit_found_record, "order_no");
	return code;
}

/* The demands are numbered beforehand, so that the visit's own event can name them: from it
 * the answer is given, however often it is asked for. */
static int take_findings(gj_ctx *c, const gj_array *given, gj_array *ret_findings)
{
	const finding_args *from = given->p;
	gj_visit_finding *to = gj_arena_zero(c->arena, (given->n + 1) * sizeof(*to));
	int64_t demands = 0;
	size_t i;
	int code = to ? GJ_OK : GJ_E_NOMEM;

	for (i = 0; i < given->n && code >= 0; i++) {
		code = gj_new_id(c, c->home, &to[i].id);
		gj_field_put(&to[i], &gj_visit_found_record, "id");
		to[i].text = from[i].text;
		gj_field_put(&to[i], &gj_visit_found_record, "text");
		if (from[i].category.p) {
			to[i].category = from[i].category;
			gj_field_put(&to[i], &gj_visit_found_record, "category");
		}
		if (code >= 0 && wants_demand(&from[i]))
			code = number_demand(c, demands++, &to[i]);
	}
	if (code >= 0)
		*ret_findings = (gj_array){ to, given->n };
	return code;
}

static int open_demand(gj_ctx *c, const finding_args *given, const gj_visit_finding *finding,
		       int64_t visit, int64_t enterprise)
{
	const wish_args *wish = &given->demand;
	gj_subject subject;
	gj_demand_new demand;
	gj_str order_no;
	int code;

	memset(&demand, 0, sizeof(demand));
	demand.channel = channel_of(wish);
	demand.kind = wish->kind;
	demand.category = category_of(given);
	demand.urgency = wish->urgency;
	demand.subject = wish->subject.text;
	demand.detail = wish->detail.text;
	demand.place = wish->place.text;
	demand.enterprise = enterprise;
	demand.visit = visit;
	demand.finding = finding->id;
	demand.id = finding->demand;
	demand.against = wish->against;
	demand.confidential = wish->confidential;
	code = gj_demand_open(c, c->home, &demand, &subject, &order_no);
	if (code >= 0 && !gj_str_eq(order_no, finding->order_no))
		code = gj_fail(c->err, GJ_E_BUG, GJ_RULE_NONE); /* it was told already */
	return code;
}

static int open_demands(gj_ctx *c, const gj_array *given, const gj_array *findings, int64_t visit,
			int64_t enterprise)
{
	const finding_args *from = given->p;
	const gj_visit_finding *finding = findings->p;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < given->n && code >= 0; i++) {
		if (finding[i].demand)
			code = open_demand(c, &from[i], &finding[i], visit, enterprise);
		if (code == GJ_E_RULE && c->err->rule == GJ_RULE_confidential_unit)
			gj_fail_path(c->err, "/against"); /* its home is not chosen here */
		if (code < 0) {
			gj_fail_in(c->err, "demand", SIZE_MAX);
			gj_fail_in(c->err, "findings", i);
		}
	}
	return code;
}

/* ---- record, report ---- */

static void fill_times(gj_ctx *c, const record_args *in, gj_visit_recorded *body)
{
	if (in->started_at || !c->occurred_at)
		body->started_at = in->started_at ? in->started_at : c->now;
	else
		body->started_at = c->occurred_at < c->now ? c->occurred_at : c->now;
	gj_field_put(body, &gj_visit_recorded_record, "started_at");
	body->day = gj_visit_day(c, body->started_at);
	gj_field_put(body, &gj_visit_recorded_record, "day");
}

static void fill_text(gj_visit_recorded *body, const char *name, gj_str *field, gj_str value)
{
	*field = value;
	gj_field_put(body, &gj_visit_recorded_record, name);
}

static int fill(gj_ctx *c, const record_args *in, const gj_record *record,
		const gj_enterprise_row *enterprise, gj_str mode, gj_visit_recorded *ret_body)
{
	gj_visit_recorded *body = ret_body;
	int code;

	memset(body, 0, sizeof(*body));
	gj_field_copy(body, &gj_visit_recorded_record, in, record);
	body->enterprise = enterprise->id;
	gj_field_put(body, &gj_visit_recorded_record, "enterprise");
	fill_text(body, "mode", &body->mode, mode);
	fill_text(body, "outcome", &body->outcome, in->outcome);
	body->met = gj_visit_met(c, in->outcome);
	gj_field_put(body, &gj_visit_recorded_record, "met");
	fill_times(c, in, body);
	code = gj_visit_times(c, body->started_at, gj_field_has(in, record, "ended_at"),
			      in->ended_at);
	if (code >= 0 && in->team.n) {
		code = gj_visit_take_team(c, &in->team, &body->team);
		gj_field_put(body, &gj_visit_recorded_record, "team");
	}
	return code < 0 ? code : check_findings(c, &in->findings, body->met, enterprise);
}

/* The visit's event comes first: it is the answer. */
static int emit(gj_ctx *c, const gj_event_type *type, gj_subject *subject, const record_args *in,
		gj_visit_recorded *body)
{
	int code = GJ_OK;

	if (in->findings.n) {
		code = take_findings(c, &in->findings, &body->findings);
		gj_field_put(body, &gj_visit_recorded_record, "findings");
	}
	if (code >= 0)
		code = gj_emit(c, type, c->home, subject, body);
	if (code >= 0)
		code = open_demands(c, &in->findings, &body->findings, subject->id,
				    body->enterprise);
	return code;
}

/* What neither the plan nor the record says is missing. */
static int check_complete(gj_ctx *c, const record_args *in, const gj_visit_row *row)
{
	if (!in->mode.p && !row->mode.p)
		return gj_visit_fail(c, GJ_E_MISSING, GJ_RULE_missing, "/mode");
	if (!in->team.n && !row->team.n)
		return gj_visit_fail(c, GJ_E_MISSING, GJ_RULE_missing, "/team");
	return GJ_OK;
}

int gj_visit_record(gj_ctx *c, const void *args, void *ret_result)
{
	const record_args *in = args;
	gj_enterprise_row enterprise;
	gj_visit_recorded body;
	gj_subject subject;
	gj_visit_row row;
	int code = gj_visit_load_for(c, in, in->id, &row, &enterprise);

	(void)ret_result;
	if (code >= 0 && row.state != GJ_VISIT_PLANNED)
		code = gj_visit_not_now(c, "record", row.state);
	if (code >= 0)
		code = gj_visit_load_team(c, &row);
	if (code >= 0)
		code = check_complete(c, in, &row);
	if (code >= 0)
		code = fill(c, in, &gj_visit_record_args, &enterprise,
			    in->mode.p ? in->mode : row.mode, &body);
	if (code < 0)
		return code;
	subject = gj_visit_subject(&row);
	return emit(c, &gj_visit_events[GJ_EVENT_VISIT_RECORDED], &subject, in, &body);
}

int gj_visit_report(gj_ctx *c, const void *args, void *ret_result)
{
	const record_args *in = args;
	gj_subject subject = { 0, 0, 0 };
	gj_enterprise_row enterprise;
	gj_visit_recorded body;
	int code = gj_visit_enterprise(c, in->enterprise, &enterprise);

	(void)ret_result;
	if (code >= 0)
		code = fill(c, in, &gj_visit_report_args, &enterprise, in->mode, &body);
	if (code >= 0)
		code = gj_new_id(c, c->home, &subject.id);
	if (code < 0)
		return code;
	return emit(c, &gj_visit_events[GJ_EVENT_VISIT_REPORTED], &subject, in, &body);
}
