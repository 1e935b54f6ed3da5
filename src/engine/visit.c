/* SPDX-License-Identifier: Apache-2.0
 *
 * Visits (走访): planned, changed, cancelled, corrected, read. What is told of one that took
 * place is in visit_record.c.
 */
#include "engine/visit.h"

#include <string.h>

#include "engine/demand.h"

/* ---- arguments ---- */

typedef struct plan_args {
	gj_has has;
	GJ_WRITE_ARGS;
	int64_t enterprise;
	int32_t planned_on;
	gj_str mode;
	gj_veil purpose;
	gj_array team;
} plan_args;

static const gj_field plan_fields[] = {
	GJ_WRITE_FIELDS(plan_args),
	GJ_F_ID(plan_args, enterprise, GJ_REQUIRED, "Whom to visit."),
	GJ_F_DATE(plan_args, planned_on, GJ_REQUIRED, "For which day."),
	GJ_F_CODE(plan_args, mode, 0, "visit_mode", "In which way."),
	GJ_F_VEIL(plan_args, purpose, 0, 1000, GJ_PERSONAL, "text", "What for."),
	GJ_F_ARRAY(plan_args, team, 0, 0, 50, gj_visit_given_record, "Who will go."),
	GJ_F_END
};
static const GJ_RECORD(plan_record, plan_args, plan_fields);

typedef struct update_args {
	gj_has has;
	GJ_CHANGE_ARGS;
	int32_t planned_on;
	gj_str mode;
	gj_veil purpose;
	int64_t started_at, ended_at;
	gj_str outcome;
	gj_veil summary;
	gj_array team, findings;
	gj_str reason;
} update_args;

#define UPDATE_FIELDS \
	GJ_CHANGE_FIELDS(update_args, "visit"), \
	GJ_F_DATE(update_args, planned_on, 0, "The day it is planned for."), \
	GJ_F_CODE(update_args, mode, 0, "visit_mode", "In which way."), \
	GJ_F_VEIL(update_args, purpose, GJ_NULLABLE, 1000, GJ_PERSONAL, "text", "What for."), \
	GJ_F_ARRAY(update_args, team, 0, 1, 50, gj_visit_given_record, \
		   "All who went, or will go.")

static const gj_field update_fields[] = { UPDATE_FIELDS, GJ_F_END };
static const GJ_RECORD(update_record, update_args, update_fields);

static const gj_field better_finding_fields[] = {
	GJ_F_ID(gj_visit_finding, id, GJ_REQUIRED, "Number of the finding."),
	GJ_F_CODE(gj_visit_finding, category, 0, "demand_category", "What it is about."),
	GJ_F_VEIL(gj_visit_finding, text, 0, 4000, GJ_PERSONAL, "text", "What was found."),
	GJ_F_END
};
static const GJ_RECORD(better_finding_record, gj_visit_finding, better_finding_fields);

static const gj_field amend_fields[] = {
	UPDATE_FIELDS,
	GJ_F_TIME(update_args, started_at, 0, "When it began."),
	GJ_F_TIME(update_args, ended_at, GJ_NULLABLE, "When it ended."),
	GJ_F_CODE(update_args, outcome, 0, "visit_outcome", "How it turned out."),
	GJ_F_VEIL(update_args, summary, GJ_NULLABLE, 4000, GJ_PERSONAL, "text",
		  "What was talked about."),
	GJ_F_ARRAY(update_args, findings, 0, 1, 100, better_finding_record,
		   "Findings of this visit as they should read; those not named stay. A demand "
		   "that one became is corrected by itself."),
	GJ_F_CODE(update_args, reason, GJ_REQUIRED, "amend_reason", "What was wrong."),
	GJ_F_END
};
static const GJ_RECORD(amend_record, update_args, amend_fields);

typedef struct cancel_args {
	gj_has has;
	GJ_CHANGE_ARGS;
	gj_str reason;
	gj_veil note;
} cancel_args;

static const gj_field cancel_fields[] = {
	GJ_CHANGE_FIELDS(cancel_args, "visit"),
	GJ_F_CODE(cancel_args, reason, GJ_REQUIRED, "visit_cancel_reason", "Why it is given up."),
	GJ_F_VEIL(cancel_args, note, 0, 1000, GJ_PERSONAL, "text", "In words."),
	GJ_F_END
};
static const GJ_RECORD(cancel_record, cancel_args, cancel_fields);

/* ---- plan ---- */

static int visit_plan(gj_ctx *c, const void *args, void *ret_result)
{
	const plan_args *in = args;
	gj_subject subject = { 0, 0, 0 };
	gj_enterprise_row enterprise;
	gj_visit_plan body;
	int code = gj_visit_enterprise(c, in->enterprise, &enterprise);

	(void)ret_result;
	memset(&body, 0, sizeof(body));
	gj_field_copy(&body, &gj_visit_plan_record, in, &plan_record);
	body.day = in->planned_on;
	gj_field_put(&body, &gj_visit_plan_record, "day");
	if (in->mode.p) {
		body.mode = in->mode;
		gj_field_put(&body, &gj_visit_plan_record, "mode");
	}
	if (code >= 0 && in->team.n) {
		code = gj_visit_take_team(c, &in->team, &body.team);
		gj_field_put(&body, &gj_visit_plan_record, "team");
	}
	if (code >= 0)
		code = gj_new_id(c, c->home, &subject.id);
	if (code < 0)
		return code;
	return gj_emit(c, &gj_visit_events[GJ_EVENT_VISIT_PLANNED], c->home, &subject, &body);
}

/* ---- update, amend, cancel, void ---- */

/* A plan counts for the day it is made for, what took place for its own. */
static void fill_day(gj_ctx *c, const update_args *in, const gj_visit_row *row,
		     gj_visit_update *body)
{
	int planned = gj_field_has(body, &gj_visit_update_record, "planned_on");

	if (in->started_at)
		body->day = gj_visit_day(c, in->started_at);
	else if (planned && row->state != GJ_VISIT_RECORDED)
		body->day = in->planned_on;
	else
		return;
	gj_field_put(body, &gj_visit_update_record, "day");
}

static int check_changed_times(gj_ctx *c, const update_args *in, const gj_visit_row *row)
{
	int given = gj_field_index(&amend_record, "ended_at", 8);
	int kept = !gj_field_null(in, given) &&
		   gj_field_has(row, &gj_visit_row_record, "ended_at");

	if (!in->started_at && !gj_field_set(in, given))
		return GJ_OK;
	return gj_visit_times(c, in->started_at ? in->started_at : row->started_at,
			      gj_field_set(in, given) || kept,
			      gj_field_set(in, given) ? in->ended_at : row->ended_at);
}

/* Only what took place has an outcome, times, a summary and findings. */
static int check_told(gj_ctx *c, const update_args *in, const gj_visit_row *row)
{
	static const char *const told[] = { "started_at", "ended_at", "outcome", "summary",
					    "findings" };
	size_t i;

	for (i = 0; row->state != GJ_VISIT_RECORDED && i < sizeof(told) / sizeof(told[0]); i++) {
		int index = gj_field_index(&amend_record, told[i], strlen(told[i]));
		if (gj_field_set(in, index) || gj_field_null(in, index))
			return gj_visit_not_now(c, "amend", row->state);
	}
	return GJ_OK;
}

static int take_better(gj_ctx *c, const update_args *in, gj_array *ret_findings)
{
	const gj_visit_finding *from = in->findings.p;
	gj_visit_finding *to = gj_arena_zero(c->arena, (in->findings.n + 1) * sizeof(*to));
	int64_t id;
	size_t i;
	int code = to ? GJ_OK : GJ_E_NOMEM;

	for (i = 0; i < in->findings.n && code >= 0; i++) {
		code = gj_sql_int(c->db, GJ_SQL_VISIT_FINDING_OF, &id, "lll", c->home, in->id,
				  from[i].id);
		if (code == GJ_E_NOT_FOUND) {
			code = gj_not_found(c, "finding");
			gj_fail_path(c->err, "/id");
			gj_fail_in(c->err, "findings", i);
		}
		gj_field_copy(&to[i], &gj_visit_found_record, &from[i], &better_finding_record);
		if (from[i].category.p) {
			to[i].category = from[i].category;
			gj_field_put(&to[i], &gj_visit_found_record, "category");
		}
	}
	if (code >= 0)
		*ret_findings = (gj_array){ to, in->findings.n };
	return code;
}

static void fill_text(gj_visit_update *body, const char *name, gj_str *field, gj_str value)
{
	if (value.p) {
		*field = value;
		gj_field_put(body, &gj_visit_update_record, name);
	}
}

static int fill_updated(gj_ctx *c, const update_args *in, const gj_record *record,
			const gj_visit_row *row, gj_visit_update *body)
{
	int code = GJ_OK;

	memset(body, 0, sizeof(*body));
	gj_field_copy(body, &gj_visit_update_record, in, record);
	fill_text(body, "mode", &body->mode, in->mode);
	fill_text(body, "outcome", &body->outcome, in->outcome);
	fill_text(body, "reason", &body->reason, in->reason);
	if (in->outcome.p) {
		body->met = gj_visit_met(c, in->outcome);
		gj_field_put(body, &gj_visit_update_record, "met");
	}
	fill_day(c, in, row, body);
	if (in->team.n) {
		code = gj_visit_take_team(c, &in->team, &body->team);
		gj_field_put(body, &gj_visit_update_record, "team");
	}
	if (code >= 0 && in->findings.n) {
		code = take_better(c, in, &body->findings);
		gj_field_put(body, &gj_visit_update_record, "findings");
	}
	return code;
}

static int visit_update(gj_ctx *c, const void *args, void *ret_result)
{
	const update_args *in = args;
	gj_subject subject;
	gj_visit_update body;
	gj_visit_row row;
	gj_enterprise_row enterprise;
	int code = gj_visit_load_for(c, in, in->id, &row, &enterprise);

	(void)ret_result;
	if (code >= 0 && row.state != GJ_VISIT_PLANNED)
		code = gj_visit_not_now(c, "update", row.state);
	if (code >= 0)
		code = fill_updated(c, in, &update_record, &row, &body);
	if (code < 0)
		return code;
	subject = gj_visit_subject(&row);
	return gj_emit(c, &gj_visit_events[GJ_EVENT_VISIT_UPDATED], c->home, &subject, &body);
}

static int visit_amend(gj_ctx *c, const void *args, void *ret_result)
{
	const update_args *in = args;
	gj_subject subject;
	gj_visit_update body;
	gj_visit_row row;
	gj_enterprise_row enterprise;
	int code = gj_visit_load_for(c, in, in->id, &row, &enterprise);

	(void)ret_result;
	if (code >= 0)
		code = check_told(c, in, &row);
	if (code >= 0)
		code = check_changed_times(c, in, &row);
	if (code >= 0)
		code = fill_updated(c, in, &amend_record, &row, &body);
	if (code < 0)
		return code;
	subject = gj_visit_subject(&row);
	return gj_emit(c, &gj_visit_events[GJ_EVENT_VISIT_AMENDED], c->home, &subject, &body);
}

static int visit_cancel(gj_ctx *c, const void *args, void *ret_result)
{
	const cancel_args *in = args;
	gj_voided_body body;
	gj_subject subject;
	gj_visit_row row;
	gj_enterprise_row enterprise;
	int code = gj_visit_load_for(c, in, in->id, &row, &enterprise);

	(void)ret_result;
	if (code >= 0 && row.state != GJ_VISIT_PLANNED)
		code = gj_visit_not_now(c, "cancel", row.state);
	if (code < 0)
		return code;
	memset(&body, 0, sizeof(body));
	gj_field_copy(&body, &gj_visit_cancelled_record, in, &cancel_record);
	body.reason = in->reason;
	gj_field_put(&body, &gj_visit_cancelled_record, "reason");
	subject = gj_visit_subject(&row);
	return gj_emit(c, &gj_visit_events[GJ_EVENT_VISIT_CANCELLED], c->home, &subject, &body);
}

/* What a visit brought must be void before it. */
static int visit_void(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_void_args *in = args;
	int64_t demands = 0;
	gj_subject subject;
	gj_visit_row row;
	gj_enterprise_row enterprise;
	int code = gj_visit_load_for(c, in, in->id, &row, &enterprise);

	(void)ret_result;
	if (code >= 0)
		code = gj_sql_int(c->db, GJ_SQL_VISIT_DEMANDS, &demands, "ll", c->home, in->id);
	if (code >= 0 && demands > 0) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_in_use);
		gj_fail_int(c->err, "count", demands);
	}
	if (code < 0)
		return code;
	subject = gj_visit_subject(&row);
	return gj_emit_voided(c, &gj_visit_events[GJ_EVENT_VISIT_VOIDED], c->home, &subject, in);
}

/* ---- reading ---- */

/* A demand that does not exist for the actor was never found here either. */
static int show_findings(gj_ctx *c, gj_visit_row *row)
{
	gj_visit_finding *finding;
	size_t i, kept = 0;
	int hidden = 0;
	int code = gj_sql_list(c->db, GJ_SQL_VISIT_FINDINGS, c->arena, &gj_visit_shown_record,
			       &row->findings, "ll", GJ_HOME_OF(row->id), row->id);

	if (code < 0)
		return code;
	finding = row->findings.p;
	for (i = 0; i < row->findings.n && hidden >= 0; i++) {
		hidden = finding[i].demand ? gj_demand_hidden(c, finding[i].demand) : 0;
		if (hidden == 0)
			finding[kept++] = finding[i];
	}
	row->findings.n = kept;
	gj_field_put(row, &gj_visit_row_record, "findings");
	return hidden < 0 ? hidden : GJ_OK;
}

static int visit_get(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_get_args *in = args;
	gj_visit_row *row = ret_result;
	gj_enterprise_row enterprise;
	int code = gj_visit_load(c, in->id, GJ_RIGHT_visit_read, row, &enterprise);

	if (code >= 0 && in->unmask)
		code = gj_enterprise_unmask(c, &enterprise, in);
	if (code >= 0)
		code = gj_visit_load_team(c, row);
	if (code >= 0)
		code = show_findings(c, row);
	return code < 0 ? code : gj_unseal(c, &gj_visit_row_record, row);
}

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t enterprise, staff, home;
	int32_t state;
	gj_str outcome;
	int32_t from, to, voided;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ID(list_args, enterprise, 0, "Only visits to this enterprise."),
	GJ_F_ID(list_args, staff, 0, "Only those on whose team this member of staff is."),
	GJ_F_ID(list_args, home, 0,
		"Whose enterprises, where none is named: an office; the actor's by default."),
	GJ_F_ENUM(list_args, state, 0, gj_visit_states, "Only in this state."),
	GJ_F_CODE(list_args, outcome, 0, "visit_outcome", "Only with this outcome."),
	GJ_F_DATE(list_args, from, 0,
		  "Only from this day on: when it took place, or is planned for."),
	GJ_F_DATE(list_args, to, 0, "Only up to this day, itself included."),
	GJ_F_BOOL(list_args, voided, 0, "Also those that are void."),
	GJ_F_END
};
static const GJ_RECORD(list_record, list_args, list_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, gj_visit_row_record, "Visits, by number."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
static const GJ_RECORD(list_result_record, list_result, list_result_fields);

/* What a statement asks for beside what the caller gave. */
typedef struct visit_query {
	gj_has has;
	int64_t home, after, limit;
} visit_query;

static const gj_field query_fields[] = {
	GJ_F_INT(visit_query, home, 0, 0, 0, ""),
	GJ_F_INT(visit_query, after, 0, 0, 0, ""),
	GJ_F_INT(visit_query, limit, 0, 0, 0, ""),
	GJ_F_END
};
static const GJ_RECORD(query_record, visit_query, query_fields);

/* The right to an enterprise's visits comes with the enterprise; to all, with the office. */
static int may_list(gj_ctx *c, const list_args *in)
{
	gj_enterprise_row enterprise;
	int64_t office;
	int code;

	if (in->enterprise) {
		code = gj_enterprise_load(c, in->enterprise, &enterprise);
		return code < 0 ? code
				: gj_enterprise_allow(c, &enterprise, GJ_RIGHT_visit_read, &office);
	}
	code = gj_home_office(c, c->home, &office);
	return code < 0 ? code : gj_allow(c, GJ_RIGHT_visit_read, office);
}

static int visit_list(gj_ctx *c, const void *args, void *ret_result)
{
	const list_args *in = args;
	list_result *out = ret_result;
	visit_query query = { { 7, 0 }, c->home, 0, 0 };
	gj_source sources[2] = { { &query_record, &query }, { &list_record, in } };
	int stmt = in->staff	    ? GJ_SQL_VISIT_LIST_STAFF
		   : in->enterprise ? GJ_SQL_VISIT_LIST_ENTERPRISE
				    : GJ_SQL_VISIT_LIST_ALL;
	gj_page page;
	size_t i;
	int code = may_list(c, in);

	if (code >= 0)
		code = gj_page_begin(c, args, &page);
	if (code < 0)
		return code;
	query.after = page.after;
	query.limit = page.limit;
	code = gj_sql_list_from(c->db, stmt, c->arena, &gj_visit_row_record, &out->items, sources,
				2);
	if (code >= 0)
		code = gj_page_end(c, args, &page, &gj_visit_row_record, &out->items, "id", NULL,
				   &out->next);
	for (i = 0; code >= 0 && i < out->items.n; i++)
		code = gj_visit_load_team(c, (gj_visit_row *)out->items.p + i);
	if (code >= 0)
		code = gj_unseal_all(c, &gj_visit_row_record, out->items);
	out->has.set = out->next.p ? 3 : 1;
	return code;
}

/* ---- the table ---- */

static const int new_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_STATE, 0 };
static const int change_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_STATE, GJ_E_CONFLICT, 0 };
static const int get_errors[] = { GJ_E_NOT_FOUND, 0 };

#define NEW \
	.version = 1, .right = GJ_RIGHT_visit_write, .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT, \
	.home = GJ_HOME_SUBJECT, .home_arg = "enterprise", .since = "1.0"
#define CHANGE \
	.version = 1, .right = GJ_RIGHT_visit_write, .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT, \
	.home = GJ_HOME_ID, .errors = change_errors, .since = "1.0"
static const gj_first first[] = { { GJ_SQL_VISIT_GET, "id" },
				  { GJ_SQL_ENTERPRISE_GET, "enterprise" },
				  GJ_FIRST_END };

static const gj_op ops[] = {
	{ .name = "visit.plan", NEW, .args = &plan_record, .result = &gj_written_record,
	  .errors = new_errors, .doc = "Plans a visit to an enterprise.",
	  .doc_zh = "安排走访。", .run = visit_plan, .first = first },
	{ .name = "visit.record", CHANGE, .args = &gj_visit_record_args,
	  .result = &gj_visit_record_result,
	  .doc = "Records a planned visit: how it turned out, who went, what was found. Findings "
		 "become demands where they say so. For one that was not planned: visit.report.",
	  .doc_zh = "登记已安排的走访：结果、人员、发现；发现可同时转为诉求。未安排的走访用 "
		    "visit.report。",
	  .run = gj_visit_record, .first = first },
	{ .name = "visit.report", NEW, .args = &gj_visit_report_args,
	  .result = &gj_visit_record_result, .errors = new_errors,
	  .doc = "Reports a visit that was not planned. Findings become demands where they say so.",
	  .doc_zh = "登记未安排的走访；发现可同时转为诉求。", .run = gj_visit_report, .first = first },
	{ .name = "visit.update", CHANGE, .args = &update_record, .result = &gj_written_record,
	  .doc = "Changes the plan of a visit: absent keeps, null clears, a team replaces the one "
		 "before.",
	  .doc_zh = "修改走访安排：不填则不变，null 则清空。", .run = visit_update, .first = first },
	{ .name = "visit.amend", CHANGE, .args = &amend_record, .result = &gj_written_record,
	  .doc = "Corrects a mistake about a visit or its findings, with the reason.",
	  .doc_zh = "更正走访记录及其发现并说明原因。", .run = visit_amend, .first = first },
	{ .name = "visit.cancel", CHANGE, .args = &cancel_record, .result = &gj_written_record,
	  .doc = "Gives up a planned visit.", .doc_zh = "取消走访安排。", .run = visit_cancel,
	  .first = first },
	{ .name = "visit.void", CHANGE, .args = &gj_void_args_record, .result = &gj_written_record,
	  .doc = "Declares a visit void from the beginning; the demands it brought come first.",
	  .doc_zh = "作废走访；由其产生的诉求须先作废。", .run = visit_void, .first = first },
	{ .name = "visit.get", .version = 1, .args = &gj_get_args_record,
	  .result = &gj_visit_row_record, .right = GJ_RIGHT_visit_read, .flags = GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ID, .errors = get_errors, .since = "1.0",
	  .doc = "One visit, with its team, its findings and the demands they became.",
	  .doc_zh = "查看走访、人员、发现及由其产生的诉求。", .run = visit_get, .first = first },
	{ .name = "visit.list", .version = 1, .args = &list_record, .result = &list_result_record,
	  .right = GJ_RIGHT_visit_read, .flags = GJ_OP_LIST | GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_SUBJECT, .home_arg = "enterprise", .errors = get_errors, .since = "1.0",
	  .doc = "Visits by enterprise, by member of staff, by period and state.",
	  .doc_zh = "走访列表：按企业、人员、时间、状态。", .run = visit_list, .first = first },
	{ 0 }
};

extern const gj_noun gj_noun_visit;
const gj_noun gj_noun_visit = { "visit", "走访", ops, gj_visit_events,
				"Who visited which enterprise, and what came of it." };
