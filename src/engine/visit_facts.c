/* SPDX-License-Identifier: Apache-2.0
 *
 * The facts of a visit: its tables, the events that bring them, and the rules that planning
 * and recording share.
 */
#include "engine/visit.h"

#include <string.h>

#include "util/time.h"

/* ---- what a visit is ---- */

const char *const gj_visit_states[] = { "planned", "recorded", "cancelled", NULL };

static const gj_field team_fields[] = {
	GJ_F_ID(gj_visit_member, staff, 0, "Who went, or will go."),
	GJ_F_CODE(gj_visit_member, part, 0, "team_role", "As what."),
	GJ_F_ID(gj_visit_member, office, 0, "Office, as it was then."),
	GJ_F_TEXT(gj_visit_member, name, 0, 1, 60, GJ_INTERNAL, "Name."),
	GJ_F_END
};
static const GJ_RECORD(team_record, gj_visit_member, team_fields);

static const gj_field finding_fields[] = {
	GJ_F_ID(gj_visit_finding, id, 0, "Number of the finding."),
	GJ_F_CODE(gj_visit_finding, category, 0, "demand_category", "What it is about."),
	GJ_F_ID(gj_visit_finding, demand, 0, "The demand it became."),
	GJ_F_TEXT(gj_visit_finding, order_no, 0, 1, 40, GJ_OPEN, "Order number of that demand."),
	GJ_F_TEXT(gj_visit_finding, state, 0, 1, 64, GJ_OPEN, "Where that demand stands."),
	GJ_F_VEIL(gj_visit_finding, text, 0, 4000, GJ_PERSONAL, "text", "What was found."),
	GJ_F_END
};
const GJ_RECORD(gj_visit_shown_record, gj_visit_finding, finding_fields);

static const gj_field visit_fields[] = {
	GJ_F_ID(gj_visit_row, id, 0, "Number of the visit."),
	GJ_F_ID(gj_visit_row, enterprise, 0, "Who is visited."),
	GJ_F_ENUM(gj_visit_row, state, 0, gj_visit_states, "Planned, recorded or cancelled."),
	GJ_F_DATE(gj_visit_row, day, 0,
		  "The day it took place; of one not yet recorded, is planned for."),
	GJ_F_DATE(gj_visit_row, planned_on, 0, "The day it was planned for; none if it was not."),
	GJ_F_CODE(gj_visit_row, mode, 0, "visit_mode", "In which way."),
	GJ_F_VEIL(gj_visit_row, purpose, 0, 1000, GJ_PERSONAL, "text", "What for."),
	GJ_F_TIME(gj_visit_row, started_at, 0, "When it began."),
	GJ_F_TIME(gj_visit_row, ended_at, 0, "When it ended."),
	GJ_F_CODE(gj_visit_row, outcome, 0, "visit_outcome", "How it turned out."),
	GJ_F_BOOL(gj_visit_row, met, 0, "Somebody of the enterprise was met."),
	GJ_F_VEIL(gj_visit_row, summary, 0, 4000, GJ_PERSONAL, "text", "What was talked about."),
	GJ_F_CODE(gj_visit_row, cancel_reason, 0, "visit_cancel_reason", "Why it was cancelled."),
	GJ_F_ARRAY(gj_visit_row, team, 0, 0, 50, team_record, "Who went, or will go."),
	GJ_F_ARRAY(gj_visit_row, findings, 0, 0, 100, gj_visit_shown_record,
		   "What was found; not in lists."),
	GJ_F_BOOL(gj_visit_row, voided, 0, "It was void from the beginning."),
	GJ_F_INT(gj_visit_row, revision, 0, 1, GJ_MAX_INT, "Goes up by one with every change."),
	GJ_F_INT(gj_visit_row, seq, GJ_HIDDEN, 1, GJ_MAX_INT, "Its last event."),
	GJ_F_TIME(gj_visit_row, created_at, 0, "When it was entered."),
	GJ_F_END
};
const GJ_RECORD(gj_visit_row_record, gj_visit_row, visit_fields);

static int load(gj_ctx *c, int64_t id, gj_visit_row *ret_row)
{
	int code = gj_sql_row(c->db, GJ_SQL_VISIT_GET, c->arena, &gj_visit_row_record, ret_row,
			      "ll", GJ_HOME_OF(id), id);

	return code == GJ_E_NOT_FOUND ? gj_not_found(c, "visit") : code;
}

int gj_visit_load(gj_ctx *c, int64_t id, int right, gj_visit_row *ret_row,
		  gj_enterprise_row *ret_enterprise)
{
	int64_t office;
	int code = load(c, id, ret_row);

	if (code >= 0) {
		gj_sql_ahead(c->db, GJ_SQL_VISIT_TEAM, "lll", GJ_ROOT, GJ_HOME_OF(id), id);
		if (right == GJ_RIGHT_visit_read)
			gj_sql_ahead(c->db, GJ_SQL_VISIT_FINDINGS, "ll", GJ_HOME_OF(id), id);
		gj_sql_ahead(c->db, GJ_SQL_ENTERPRISE_GET, "ll", GJ_HOME_OF(ret_row->enterprise),
			     ret_row->enterprise);
		code = gj_enterprise_load(c, ret_row->enterprise, ret_enterprise);
	}
	if (code == GJ_E_NOT_FOUND)
		code = gj_not_found(c, "visit");
	return code < 0 ? code : gj_enterprise_allow(c, ret_enterprise, right, &office);
}

int gj_visit_load_for(gj_ctx *c, const void *args, int64_t id, gj_visit_row *ret_row,
		      gj_enterprise_row *ret_enterprise)
{
	int code = gj_visit_load(c, id, GJ_RIGHT_visit_write, ret_row, ret_enterprise);

	if (code >= 0 && ret_row->voided)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	return code < 0 ? code : gj_check_revision(c, args, ret_row->revision);
}

int gj_visit_load_team(gj_ctx *c, gj_visit_row *row)
{
	gj_field_put(row, &gj_visit_row_record, "team");
	return gj_sql_list(c->db, GJ_SQL_VISIT_TEAM, c->arena, &team_record, &row->team, "lll",
			   GJ_ROOT, GJ_HOME_OF(row->id), row->id);
}

gj_subject gj_visit_subject(const gj_visit_row *row)
{
	return (gj_subject){ row->id, row->revision, row->seq };
}

/* ---- what is recorded ---- */

static const gj_field went_fields[] = {
	GJ_F_ID(gj_visit_member, staff, GJ_REQUIRED, "Who."),
	GJ_F_TEXT(gj_visit_member, part, GJ_REQUIRED, 1, 64, GJ_OPEN, "As what, as coded then."),
	GJ_F_ID(gj_visit_member, office, GJ_REQUIRED, "Office, at that time."),
	GJ_F_END
};
const GJ_RECORD(gj_visit_went_record, gj_visit_member, went_fields);

static const gj_field planned_fields[] = {
	GJ_F_ID(gj_visit_plan, enterprise, GJ_REQUIRED, "Who is to be visited."),
	GJ_F_DATE(gj_visit_plan, day, GJ_REQUIRED, "For which day."),
	GJ_F_TEXT(gj_visit_plan, mode, 0, 1, 64, GJ_OPEN, "Way, as coded then."),
	GJ_F_VEIL(gj_visit_plan, purpose, 0, 1000, GJ_PERSONAL, "text", "What for."),
	GJ_F_ARRAY(gj_visit_plan, team, 0, 0, 50, gj_visit_went_record, "Who will go."),
	GJ_F_END
};
const GJ_RECORD(gj_visit_plan_record, gj_visit_plan, planned_fields);

/* The text is not part of the answer, which shares this record. */
static const gj_field found_fields[] = {
	GJ_F_ID(gj_visit_finding, id, GJ_REQUIRED, "Number of the finding."),
	GJ_F_TEXT(gj_visit_finding, category, 0, 1, 64, GJ_OPEN,
		  "What it is about, as coded then."),
	GJ_F_ID(gj_visit_finding, demand, 0, "Number of the demand it became."),
	GJ_F_TEXT(gj_visit_finding, order_no, 0, 1, 40, GJ_OPEN, "Order number of that demand."),
	GJ_F_VEIL(gj_visit_finding, text, GJ_HIDDEN, 4000, GJ_PERSONAL, "text", "What was found."),
	GJ_F_END
};
const GJ_RECORD(gj_visit_found_record, gj_visit_finding, found_fields);

static const gj_field recorded_fields[] = {
	GJ_F_ID(gj_visit_recorded, enterprise, GJ_REQUIRED, "Who was visited."),
	GJ_F_DATE(gj_visit_recorded, day, GJ_REQUIRED, "The day, in the ledger's zone."),
	GJ_F_TEXT(gj_visit_recorded, mode, GJ_REQUIRED, 1, 64, GJ_OPEN, "Way, as coded then."),
	GJ_F_VEIL(gj_visit_recorded, purpose, 0, 1000, GJ_PERSONAL, "text", "What for."),
	GJ_F_TIME(gj_visit_recorded, started_at, GJ_REQUIRED, "When it began."),
	GJ_F_TIME(gj_visit_recorded, ended_at, 0, "When it ended."),
	GJ_F_TEXT(gj_visit_recorded, outcome, GJ_REQUIRED, 1, 64, GJ_OPEN,
		  "Outcome, as coded then."),
	GJ_F_BOOL(gj_visit_recorded, met, GJ_REQUIRED,
		  "The outcome meant then that somebody was met."),
	GJ_F_VEIL(gj_visit_recorded, summary, 0, 4000, GJ_PERSONAL, "text",
		  "What was talked about."),
	GJ_F_ARRAY(gj_visit_recorded, team, 0, 1, 50, gj_visit_went_record,
		   "Who went; absent: as planned."),
	GJ_F_ARRAY(gj_visit_recorded, findings, 0, 0, 100, gj_visit_found_record,
		   "What was found."),
	GJ_F_END
};
const GJ_RECORD(gj_visit_recorded_record, gj_visit_recorded, recorded_fields);

static const gj_field updated_fields[] = {
	GJ_F_DATE(gj_visit_update, day, 0, "The day it counts for."),
	GJ_F_DATE(gj_visit_update, planned_on, 0, "The day it was planned for."),
	GJ_F_TEXT(gj_visit_update, mode, 0, 1, 64, GJ_OPEN, "Way, as coded then."),
	GJ_F_VEIL(gj_visit_update, purpose, GJ_NULLABLE, 1000, GJ_PERSONAL, "text", "What for."),
	GJ_F_TIME(gj_visit_update, started_at, 0, "When it began."),
	GJ_F_TIME(gj_visit_update, ended_at, GJ_NULLABLE, "When it ended."),
	GJ_F_TEXT(gj_visit_update, outcome, 0, 1, 64, GJ_OPEN, "Outcome, as coded then."),
	GJ_F_BOOL(gj_visit_update, met, 0, "The outcome meant then that somebody was met."),
	GJ_F_VEIL(gj_visit_update, summary, GJ_NULLABLE, 4000, GJ_PERSONAL, "text",
		  "What was talked about."),
	GJ_F_ARRAY(gj_visit_update, team, 0, 1, 50, gj_visit_went_record, "Who went, or will go."),
	GJ_F_ARRAY(gj_visit_update, findings, 0, 1, 100, gj_visit_found_record,
		   "Findings as they should read."),
	GJ_F_TEXT(gj_visit_update, reason, 0, 1, 64, GJ_OPEN, "What was wrong."),
	GJ_F_END
};
const GJ_RECORD(gj_visit_update_record, gj_visit_update, updated_fields);

static const gj_field cancelled_fields[] = {
	GJ_F_TEXT(gj_voided_body, reason, GJ_REQUIRED, 1, 64, GJ_OPEN, "Why, as coded then."),
	GJ_F_VEIL(gj_voided_body, note, 0, 1000, GJ_PERSONAL, "text", "In words."),
	GJ_F_END
};
const GJ_RECORD(gj_visit_cancelled_record, gj_voided_body, cancelled_fields);

static const gj_step planned_steps[] = {
	{ GJ_SQL_VISIT_INSERT, NULL, NULL },
	{ GJ_SQL_VISIT_TEAM_ADD, NULL, "team" },
	GJ_STEPS_END
};
static const gj_step reported_steps[] = {
	{ GJ_SQL_VISIT_INSERT_RECORDED, NULL, NULL },
	{ GJ_SQL_VISIT_TEAM_ADD, NULL, "team" },
	{ GJ_SQL_VISIT_FINDING_ADD, NULL, "findings" },
	GJ_STEPS_END
};
static const gj_step recorded_steps[] = {
	{ GJ_SQL_VISIT_RECORD, NULL, NULL },
	{ GJ_SQL_VISIT_TEAM_CLEAR, "team", NULL },
	{ GJ_SQL_VISIT_TEAM_ADD, NULL, "team" },
	{ GJ_SQL_VISIT_FINDING_ADD, NULL, "findings" },
	GJ_STEPS_END
};
static const gj_step updated_steps[] = {
	{ GJ_SQL_VISIT_UPDATE, NULL, NULL },
	{ GJ_SQL_VISIT_TEAM_CLEAR, "team", NULL },
	{ GJ_SQL_VISIT_TEAM_ADD, NULL, "team" },
	{ GJ_SQL_VISIT_FINDING_AMEND, NULL, "findings" },
	GJ_STEPS_END
};
static const gj_step cancelled_steps[] = { { GJ_SQL_VISIT_CANCEL, NULL, NULL }, GJ_STEPS_END };
static const gj_step voided_steps[] = { { GJ_SQL_VISIT_VOID, NULL, NULL }, GJ_STEPS_END };

const gj_event_type gj_visit_events[] = {
	{ "visit.planned", 1, &gj_visit_plan_record, planned_steps, "A visit was planned." },
	{ "visit.recorded", 1, &gj_visit_recorded_record, recorded_steps,
	  "A planned visit took place." },
	{ "visit.reported", 1, &gj_visit_recorded_record, reported_steps,
	  "A visit that nobody had planned took place." },
	{ "visit.updated", 1, &gj_visit_update_record, updated_steps, "A plan changed." },
	{ "visit.amended", 1, &gj_visit_update_record, updated_steps,
	  "A mistake about a visit was corrected." },
	{ "visit.cancelled", 1, &gj_visit_cancelled_record, cancelled_steps,
	  "A planned visit was given up." },
	{ "visit.voided", 1, &gj_voided_record, voided_steps,
	  "A visit should not have been entered." },
	{ NULL, 0, NULL, NULL, NULL }
};

/* ---- the team, as given ---- */

static const gj_field given_team_fields[] = {
	GJ_F_ID(gj_visit_member, staff, GJ_REQUIRED, "A member of staff, of whichever office."),
	GJ_F_CODE(gj_visit_member, part, GJ_REQUIRED, "team_role", "As what."),
	GJ_F_END
};
const GJ_RECORD(gj_visit_given_record, gj_visit_member, given_team_fields);

/* ---- rules ---- */

int gj_visit_enterprise(gj_ctx *c, int64_t id, gj_enterprise_row *ret_enterprise)
{
	int64_t office;
	int code = gj_enterprise_load_live(c, id, ret_enterprise);

	if (code >= 0)
		code = gj_enterprise_allow(c, ret_enterprise, GJ_RIGHT_visit_write, &office);
	if (code < 0)
		gj_fail_path(c->err, "/enterprise");
	return code;
}

int gj_visit_not_now(gj_ctx *c, const char *verb, int state)
{
	int code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_verb_not_allowed);

	gj_fail_text(c->err, "verb", gj_str_of(verb));
	gj_fail_text(c->err, "state", gj_str_of(gj_visit_states[state]));
	return code;
}

int gj_visit_fail(gj_ctx *c, int failure, int rule, const char *path)
{
	int code = gj_fail(c->err, failure, rule);

	gj_fail_path(c->err, path);
	return code;
}

static int team_member(gj_ctx *c, const gj_visit_member *given, gj_visit_member *team, size_t i)
{
	size_t k;
	int code = gj_sql_int(c->db, GJ_SQL_VISIT_STAFF, &team[i].office, "ll", GJ_ROOT,
			      given->staff);

	if (code == GJ_E_NOT_FOUND)
		code = gj_not_found(c, "staff");
	for (k = 0; k < i && code >= 0; k++)
		if (team[k].staff == given->staff)
			code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_same_thing);
	if (code < 0) {
		gj_fail_path(c->err, "/staff");
		gj_fail_in(c->err, "team", i);
		return code;
	}
	team[i].staff = given->staff;
	team[i].part = given->part;
	gj_field_put(&team[i], &gj_visit_went_record, "staff");
	gj_field_put(&team[i], &gj_visit_went_record, "part");
	gj_field_put(&team[i], &gj_visit_went_record, "office");
	return GJ_OK;
}

int gj_visit_take_team(gj_ctx *c, const gj_array *given, gj_array *ret_team)
{
	gj_visit_member *team = gj_arena_zero(c->arena, (given->n + 1) * sizeof(*team));
	size_t i;
	int code = team ? GJ_OK : GJ_E_NOMEM;

	for (i = 0; i < given->n && code >= 0; i++)
		code = team_member(c, (const gj_visit_member *)given->p + i, team, i);
	if (code >= 0)
		*ret_team = (gj_array){ team, given->n };
	return code;
}

int gj_visit_times(gj_ctx *c, int64_t started_at, int has_end, int64_t ended_at)
{
	if (started_at > c->now)
		return gj_visit_fail(c, GJ_E_RULE, GJ_RULE_in_future, "/started_at");
	if (has_end && ended_at < started_at)
		return gj_visit_fail(c, GJ_E_RULE, GJ_RULE_order_of_dates, "/ended_at");
	if (has_end && ended_at > c->now)
		return gj_visit_fail(c, GJ_E_RULE, GJ_RULE_in_future, "/ended_at");
	return GJ_OK;
}

int32_t gj_visit_day(const gj_ctx *c, int64_t at)
{
	int64_t local = at + c->zone * GJ_MINUTE;

	return (int32_t)(local / GJ_DAY - (local % GJ_DAY < 0));
}

int gj_visit_met(gj_ctx *c, gj_str outcome)
{
	return gj_profile_tagged(c->profile, "visit_outcome", outcome, "met");
}
