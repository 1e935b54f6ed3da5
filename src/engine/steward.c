/* SPDX-License-Identifier: Apache-2.0
 *
 * Stewards (服务管家): who serves which enterprise, in which role, from which day to which.
 * Nothing is overwritten when a service ends or passes on, so that any day of the past
 * can be asked for. Both days are inclusive; an open end has none.
 */
#include "engine/enterprise.h"

#include <string.h>

/* ---- what a service is ---- */

typedef struct steward_row {
	gj_has has;
	int64_t id, enterprise, staff;
	gj_str name;
	int64_t office;
	gj_str role;
	int32_t valid_from, valid_to;
	gj_str end_reason;
	int64_t replaced_by;
	int32_t voided;
	int64_t revision, seq, created_at;
} steward_row;

static const gj_field steward_fields[] = {
	GJ_F_ID(steward_row, id, 0, "Number of this service."),
	GJ_F_ID(steward_row, enterprise, 0, "Whom it is for."),
	GJ_F_ID(steward_row, staff, 0, "Who serves."),
	GJ_F_TEXT(steward_row, name, 0, 1, 60, GJ_INTERNAL, "Name of who serves."),
	GJ_F_ID(steward_row, office, 0, "Office of who serves, as it was when this was decided."),
	GJ_F_CODE(steward_row, role, 0, "steward_role", "In which role."),
	GJ_F_DATE(steward_row, valid_from, 0, "First day."),
	GJ_F_DATE(steward_row, valid_to, 0, "Last day; none while the end is open."),
	GJ_F_CODE(steward_row, end_reason, 0, "steward_end_reason", "Why it ended."),
	GJ_F_ID(steward_row, replaced_by, 0, "The service that took its place."),
	GJ_F_BOOL(steward_row, voided, 0, "It was void from the beginning."),
	GJ_F_INT(steward_row, revision, 0, 1, GJ_MAX_INT, "Goes up by one with every change."),
	GJ_F_INT(steward_row, seq, GJ_HIDDEN, 1, GJ_MAX_INT, "Its last event."),
	GJ_F_TIME(steward_row, created_at, 0, "When it was recorded."),
	GJ_F_END
};
static const GJ_RECORD(steward_record, steward_row, steward_fields);

/* What a statement asks for beside what the caller gave. */
typedef struct steward_query {
	gj_has has;
	int64_t home, root, after, limit;
} steward_query;

static const gj_field query_fields[] = {
	GJ_F_INT(steward_query, home, 0, 0, 0, ""),
	GJ_F_INT(steward_query, root, 0, 0, 0, ""),
	GJ_F_INT(steward_query, after, 0, 0, 0, ""),
	GJ_F_INT(steward_query, limit, 0, 0, 0, ""),
	GJ_F_END
};
static const GJ_RECORD(query_record, steward_query, query_fields);

/* The right to say who serves an enterprise comes with the enterprise. */
static int allow(gj_ctx *c, int64_t enterprise, int right)
{
	gj_enterprise_row row;
	int64_t office;
	int code = gj_enterprise_load(c, enterprise, &row);

	return code < 0 ? code : gj_enterprise_allow(c, &row, right, &office);
}

/* What the actor may not know of is not there. */
static int load(gj_ctx *c, int64_t id, int right, steward_row *ret_row)
{
	int code = gj_sql_row(c->db, GJ_SQL_STEWARD_GET, c->arena, &steward_record, ret_row, "lll",
			      GJ_ROOT, GJ_HOME_OF(id), id);

	if (code >= 0)
		code = allow(c, ret_row->enterprise, right);
	return code == GJ_E_NOT_FOUND ? gj_not_found(c, "steward") : code;
}

/* For a change: not void, at the revision the caller has seen. */
static int load_for(gj_ctx *c, const void *args, int64_t id, steward_row *ret_row)
{
	int code = load(c, id, GJ_RIGHT_steward_write, ret_row);

	if (code >= 0 && ret_row->voided)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	return code < 0 ? code : gj_check_revision(c, args, ret_row->revision);
}

/* ---- what is recorded ---- */

typedef struct assigned_body {
	gj_has has;
	int64_t enterprise, staff, office;
	gj_str role;
	int32_t valid_from, valid_to;
	gj_array replaced;
} assigned_body;

static const gj_field assigned_fields[] = {
	GJ_F_ID(assigned_body, enterprise, GJ_REQUIRED, "Whom it is for."),
	GJ_F_ID(assigned_body, staff, GJ_REQUIRED, "Who serves."),
	GJ_F_ID(assigned_body, office, GJ_REQUIRED, "Office of who serves, at that time."),
	GJ_F_TEXT(assigned_body, role, GJ_REQUIRED, 1, 64, GJ_OPEN, "Role, as coded then."),
	GJ_F_DATE(assigned_body, valid_from, GJ_REQUIRED, "First day."),
	GJ_F_DATE(assigned_body, valid_to, 0, "Last day."),
	GJ_F_IDS(assigned_body, replaced, 0, 100, "Services that end the day before."),
	GJ_F_END
};
static const GJ_RECORD(assigned_record, assigned_body, assigned_fields);

typedef struct ended_body {
	gj_has has;
	int32_t valid_to;
	gj_str reason;
	int64_t replaced_by;
} ended_body;

static const gj_field ended_fields[] = {
	GJ_F_DATE(ended_body, valid_to, GJ_REQUIRED, "Last day."),
	GJ_F_TEXT(ended_body, reason, 0, 1, 64, GJ_OPEN, "Why, as coded then."),
	GJ_F_ID(ended_body, replaced_by, 0, "The service that takes its place."),
	GJ_F_END
};
static const GJ_RECORD(ended_record, ended_body, ended_fields);

typedef struct amended_body {
	gj_has has;
	int64_t staff, office;
	gj_str role;
	int32_t valid_from, valid_to;
	gj_str reason;
} amended_body;

static const gj_field amended_fields[] = {
	GJ_F_ID(amended_body, staff, 0, "Who serves."),
	GJ_F_ID(amended_body, office, 0, "Office of who serves, at that time."),
	GJ_F_TEXT(amended_body, role, 0, 1, 64, GJ_OPEN, "Role, as coded then."),
	GJ_F_DATE(amended_body, valid_from, 0, "First day."),
	GJ_F_DATE(amended_body, valid_to, GJ_NULLABLE, "Last day; null: the end is open again."),
	GJ_F_TEXT(amended_body, reason, GJ_REQUIRED, 1, 64, GJ_OPEN, "What was wrong."),
	GJ_F_END
};
static const GJ_RECORD(amended_record, amended_body, amended_fields);

static const gj_step assigned_steps[] = { { GJ_SQL_STEWARD_INSERT, NULL, NULL }, GJ_STEPS_END };
static const gj_step ended_steps[] = { { GJ_SQL_STEWARD_END, NULL, NULL }, GJ_STEPS_END };
static const gj_step amended_steps[] = { { GJ_SQL_STEWARD_AMEND, NULL, NULL }, GJ_STEPS_END };
static const gj_step voided_steps[] = { { GJ_SQL_STEWARD_VOID, NULL, NULL }, GJ_STEPS_END };

enum { ASSIGNED, ENDED, AMENDED, VOIDED };
static const gj_event_type events[] = {
	{ "steward.assigned", 1, &assigned_record, assigned_steps,
	  "Somebody was charged with serving an enterprise." },
	{ "steward.ended", 1, &ended_record, ended_steps, "A service was given its last day." },
	{ "steward.amended", 1, &amended_record, amended_steps,
	  "A mistake about a service was corrected." },
	{ "steward.voided", 1, &gj_voided_record, voided_steps,
	  "A service should not have been recorded." },
	{ NULL, 0, NULL, NULL, NULL }
};

/* ---- arguments ---- */

typedef struct assign_args {
	gj_has has;
	GJ_WRITE_ARGS;
	int64_t enterprise, staff;
	gj_str role;
	int32_t from, to, replace;
} assign_args;

static const gj_field assign_fields[] = {
	GJ_WRITE_FIELDS(assign_args),
	GJ_F_ID(assign_args, enterprise, GJ_REQUIRED, "Whom to serve."),
	GJ_F_ID(assign_args, staff, GJ_REQUIRED, "Who serves, of whichever office."),
	GJ_F_CODE(assign_args, role, GJ_REQUIRED, "steward_role",
		  "In which role. One that the profile tags `sole`, as the leader in charge, is "
		  "held by one person at a time for an enterprise."),
	GJ_F_DATE(assign_args, from, GJ_REQUIRED, "First day."),
	GJ_F_DATE(assign_args, to, 0, "Last day; none: the end is open."),
	GJ_F_BOOL(assign_args, replace, 0,
		  "Take over: whoever else holds this role on these days ends the day before "
		  "`from`, for good, also where `to` is given."),
	GJ_F_END
};
static const GJ_RECORD(assign_record, assign_args, assign_fields);

typedef struct assign_result {
	gj_has has;
	GJ_WRITTEN_ANSWER;
	gj_array replaced;
} assign_result;

static const gj_field assign_result_fields[] = {
	GJ_WRITTEN_FIELDS(assign_result),
	GJ_F_IDS(assign_result, replaced, 0, 100, "Services that this one ended."),
	GJ_F_END
};
static const GJ_RECORD(assign_result_record, assign_result, assign_result_fields);

typedef struct end_args {
	gj_has has;
	GJ_CHANGE_ARGS;
	int32_t on;
	gj_str reason;
} end_args;

static const gj_field end_fields[] = {
	GJ_CHANGE_FIELDS(end_args, "service"),
	GJ_F_DATE(end_args, on, GJ_REQUIRED, "Last day of service."),
	GJ_F_CODE(end_args, reason, GJ_REQUIRED, "steward_end_reason", "Why it ends."),
	GJ_F_END
};
static const GJ_RECORD(end_record, end_args, end_fields);

typedef struct amend_args {
	gj_has has;
	GJ_CHANGE_ARGS;
	int64_t staff;
	gj_str role;
	int32_t from, to;
	gj_str reason;
} amend_args;

static const gj_field amend_fields[] = {
	GJ_CHANGE_FIELDS(amend_args, "service"),
	GJ_F_ID(amend_args, staff, 0, "Who serves."),
	GJ_F_CODE(amend_args, role, 0, "steward_role", "In which role."),
	GJ_F_DATE(amend_args, from, 0, "First day."),
	GJ_F_DATE(amend_args, to, GJ_NULLABLE, "Last day; null: the end is open again."),
	GJ_F_CODE(amend_args, reason, GJ_REQUIRED, "amend_reason", "What was wrong."),
	GJ_F_END
};
static const GJ_RECORD(amend_record, amend_args, amend_fields);

/* ---- rules ---- */

static int enterprise_live(gj_ctx *c, int64_t enterprise)
{
	gj_enterprise_row row;
	int64_t office;
	int code = gj_enterprise_load_live(c, enterprise, &row);

	if (code >= 0)
		code = gj_enterprise_allow(c, &row, GJ_RIGHT_steward_write, &office);
	if (code < 0)
		gj_fail_path(c->err, "/enterprise");
	return code;
}

static int office_of(gj_ctx *c, int64_t staff, int64_t *ret_office)
{
	int code = gj_sql_int(c->db, GJ_SQL_STEWARD_OFFICE, ret_office, "ll", GJ_ROOT, staff);

	if (code == GJ_E_NOT_FOUND) {
		code = gj_not_found(c, "staff");
		gj_fail_path(c->err, "/staff");
	}
	return code;
}

static int days_in_order(gj_ctx *c, int has_end, int32_t from, int32_t to, const char *path)
{
	int code = GJ_OK;

	if (has_end && to < from) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_order_of_dates);
		gj_fail_path(c->err, path);
	}
	return code;
}

static int held(gj_ctx *c, int64_t id, const char *path)
{
	int code = gj_fail(c->err, GJ_E_EXISTS, GJ_RULE_exists);

	gj_fail_int(c->err, "id", id);
	gj_fail_path(c->err, path);
	return code;
}

/* Services of the same role for the same enterprise that share a day with this one. */
#define REPLACED_MAX 100
static int overlapping(gj_ctx *c, const steward_row *service, gj_array *ret_rows)
{
	steward_query query = { { 15, 0 }, c->home, GJ_ROOT, 0, REPLACED_MAX + 1 };
	gj_source sources[2] = { { &query_record, &query }, { &steward_record, service } };
	int code = gj_sql_list_from(c->db, GJ_SQL_STEWARD_OVERLAP, c->arena, &steward_record,
				    ret_rows, sources, 2);

	if (code >= 0 && ret_rows->n > REPLACED_MAX) {
		code = gj_fail(c->err, GJ_E_LIMIT, GJ_RULE_too_many);
		gj_fail_int(c->err, "max", REPLACED_MAX);
	}
	return code;
}

/* Nobody holds one role twice on one day, and a sole role is held by one person. With
 * `replace` the others make room, which those cannot that begin no earlier: they would
 * end before they began. */
static int check_free(gj_ctx *c, const steward_row *service, int replace, gj_array *ret_others)
{
	int sole = gj_profile_tagged(c->profile, "steward_role", service->role, "sole");
	const steward_row *other;
	gj_array rows;
	size_t i;
	int code = overlapping(c, service, &rows);

	if (code < 0)
		return code;
	other = rows.p;
	for (i = 0; i < rows.n && code >= 0; i++) {
		if (other[i].staff == service->staff)
			code = held(c, other[i].id, "/staff");
		else if (replace && other[i].valid_from >= service->valid_from)
			code = held(c, other[i].id, "/from");
		else if (sole && !replace)
			code = held(c, other[i].id, "/role");
	}
	*ret_others = rows;
	return code;
}

/* ---- writing ---- */

/* The service as a row, to be compared with the others. */
static steward_row service_of(const assign_args *in)
{
	steward_row row;

	memset(&row, 0, sizeof(row)); /* its number is 0: not drawn yet */
	row.enterprise = in->enterprise;
	row.staff = in->staff;
	row.role = in->role;
	row.valid_from = in->from;
	row.valid_to = in->to;
	gj_field_put(&row, &steward_record, "id");
	gj_field_put(&row, &steward_record, "enterprise");
	gj_field_put(&row, &steward_record, "staff");
	gj_field_put(&row, &steward_record, "role");
	gj_field_put(&row, &steward_record, "valid_from");
	if (gj_field_has(in, &assign_record, "to"))
		gj_field_put(&row, &steward_record, "valid_to");
	return row;
}

static int ids_of(gj_ctx *c, const gj_array *rows, gj_array *ret_ids)
{
	int64_t *ids = gj_arena_take(c->arena, (rows->n + 1) * sizeof(*ids));
	size_t i;

	if (!ids)
		return GJ_E_NOMEM;
	for (i = 0; i < rows->n; i++)
		ids[i] = ((const steward_row *)rows->p)[i].id;
	*ret_ids = (gj_array){ ids, rows->n };
	return GJ_OK;
}

/* The others end the day before: each its own event, after the one that is answered. */
static int end_others(gj_ctx *c, const gj_array *rows, int64_t by, int32_t from)
{
	const steward_row *row = rows->p;
	gj_subject subject;
	ended_body body;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < rows->n && code >= 0; i++) {
		memset(&body, 0, sizeof(body));
		body.valid_to = from - 1;
		body.replaced_by = by;
		gj_field_put(&body, &ended_record, "valid_to");
		gj_field_put(&body, &ended_record, "replaced_by");
		subject = (gj_subject){ row[i].id, row[i].revision, row[i].seq };
		code = gj_emit(c, &events[ENDED], c->home, &subject, &body);
	}
	return code;
}

static int fill_assigned(gj_ctx *c, const steward_row *service, const gj_array *others,
			 assigned_body *ret_body)
{
	int code = GJ_OK;

	memset(ret_body, 0, sizeof(*ret_body));
	gj_field_copy(ret_body, &assigned_record, service, &steward_record);
	ret_body->role = service->role;
	gj_field_put(ret_body, &assigned_record, "role");
	gj_field_put(ret_body, &assigned_record, "office");
	if (others->n) {
		code = ids_of(c, others, &ret_body->replaced);
		gj_field_put(ret_body, &assigned_record, "replaced");
	}
	return code;
}

static int steward_assign(gj_ctx *c, const void *args, void *ret_result)
{
	const assign_args *in = args;
	steward_row service = service_of(in);
	gj_subject subject = { 0, 0, 0 };
	gj_array others, none = { NULL, 0 };
	assigned_body body;
	int code = enterprise_live(c, in->enterprise);

	(void)ret_result;
	if (code >= 0)
		code = office_of(c, in->staff, &service.office);
	if (code >= 0)
		code = days_in_order(c, gj_field_has(in, &assign_record, "to"), in->from, in->to,
				     "/to");
	if (code >= 0)
		code = check_free(c, &service, in->replace, &others);
	if (code >= 0 && !in->replace)
		others = none;
	if (code >= 0)
		code = fill_assigned(c, &service, &others, &body);
	if (code >= 0)
		code = gj_new_id(c, c->home, &subject.id);
	if (code >= 0)
		code = gj_emit(c, &events[ASSIGNED], c->home, &subject, &body);
	return code < 0 ? code : end_others(c, &others, subject.id, in->from);
}

/* An end can be brought forward, but not put off: that is a correction, or a new service. */
static int steward_end(gj_ctx *c, const void *args, void *ret_result)
{
	const end_args *in = args;
	gj_subject subject;
	ended_body body;
	steward_row row;
	int has_end, code = load_for(c, in, in->id, &row);

	(void)ret_result;
	has_end = code >= 0 && gj_field_has(&row, &steward_record, "valid_to");
	if (has_end && row.valid_to <= in->on) {
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_verb_not_allowed);
		gj_fail_text(c->err, "verb", GJ_STR("end"));
		gj_fail_text(c->err, "state", GJ_STR("ended"));
	}
	if (code >= 0)
		code = days_in_order(c, 1, row.valid_from, in->on, "/on");
	if (code < 0)
		return code;
	memset(&body, 0, sizeof(body));
	body.valid_to = in->on;
	body.reason = in->reason;
	gj_field_put(&body, &ended_record, "valid_to");
	gj_field_put(&body, &ended_record, "reason");
	subject = (gj_subject){ row.id, row.revision, row.seq };
	return gj_emit(c, &events[ENDED], c->home, &subject, &body);
}

/* What was given replaces what stands in the row and goes into the body. */
static int merge(gj_ctx *c, const amend_args *in, steward_row *row, amended_body *body)
{
	int to = gj_field_index(&amend_record, "to", 2), code = GJ_OK;
	int valid_to = gj_field_index(&steward_record, "valid_to", 8);

	memset(body, 0, sizeof(*body));
	gj_field_copy(body, &amended_record, in, &amend_record);
	body->reason = in->reason;
	gj_field_put(body, &amended_record, "reason");
	if (in->staff) {
		row->staff = in->staff;
		code = office_of(c, in->staff, &body->office);
		gj_field_put(body, &amended_record, "office");
	}
	if (in->role.p) {
		row->role = body->role = in->role;
		gj_field_put(body, &amended_record, "role");
	}
	if (gj_field_has(in, &amend_record, "from")) {
		row->valid_from = body->valid_from = in->from;
		gj_field_put(body, &amended_record, "valid_from");
	}
	if (gj_field_set(in, to)) {
		row->valid_to = body->valid_to = in->to;
		gj_field_put(row, &steward_record, "valid_to");
		gj_field_put(body, &amended_record, "valid_to");
	} else if (gj_field_null(in, to)) {
		gj_field_clear(row, valid_to);
		gj_field_put(body, &amended_record, "valid_to");
		body->has.null |= UINT64_C(1) << gj_field_index(&amended_record, "valid_to", 8);
	}
	return code;
}

static int steward_amend(gj_ctx *c, const void *args, void *ret_result)
{
	const amend_args *in = args;
	gj_array others;
	gj_subject subject;
	amended_body body;
	steward_row row;
	int code = load_for(c, in, in->id, &row);

	(void)ret_result;
	if (code < 0)
		return code;
	subject = (gj_subject){ row.id, row.revision, row.seq };
	code = merge(c, in, &row, &body);
	if (code >= 0)
		code = days_in_order(c, gj_field_has(&row, &steward_record, "valid_to"),
				     row.valid_from, row.valid_to,
				     gj_field_has(in, &amend_record, "to") ? "/to" : "/from");
	if (code >= 0)
		code = check_free(c, &row, 0, &others);
	return code < 0 ? code : gj_emit(c, &events[AMENDED], c->home, &subject, &body);
}

static int steward_void(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_void_args *in = args;
	gj_subject subject;
	steward_row row;
	int code = load_for(c, in, in->id, &row);

	(void)ret_result;
	if (code < 0)
		return code;
	subject = (gj_subject){ row.id, row.revision, row.seq };
	return gj_emit_voided(c, &events[VOIDED], c->home, &subject, in);
}

/* ---- reading ---- */

static int steward_get(gj_ctx *c, const void *args, void *ret_result)
{
	return load(c, ((const gj_id_args *)args)->id, GJ_RIGHT_enterprise_read, ret_result);
}

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t enterprise, staff, home;
	gj_str role;
	int32_t on, voided;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ID(list_args, enterprise, 0, "Only those who serve this enterprise."),
	GJ_F_ID(list_args, staff, 0, "Only what this member of staff serves."),
	GJ_F_ID(list_args, home, 0,
		"Whose enterprises, where none is named: an office; the actor's by default."),
	GJ_F_CODE(list_args, role, 0, "steward_role", "Only this role."),
	GJ_F_DATE(list_args, on, 0, "As it stood on this day; else the whole history."),
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
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, steward_record, "Services, by number."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
static const GJ_RECORD(list_result_record, list_result, list_result_fields);

static int may_list(gj_ctx *c, const list_args *in)
{
	int64_t office;
	int code;

	if (in->enterprise)
		return allow(c, in->enterprise, GJ_RIGHT_enterprise_read);
	code = gj_home_office(c, c->home, &office);
	return code < 0 ? code : gj_allow(c, GJ_RIGHT_enterprise_read, office);
}

static int steward_list(gj_ctx *c, const void *args, void *ret_result)
{
	const list_args *in = args;
	list_result *out = ret_result;
	steward_query query = { { 15, 0 }, c->home, GJ_ROOT, 0, 0 };
	gj_source sources[2] = { { &query_record, &query }, { &list_record, in } };
	int stmt = in->enterprise ? GJ_SQL_STEWARD_LIST_ENTERPRISE
		   : in->staff	  ? GJ_SQL_STEWARD_LIST_STAFF
				  : GJ_SQL_STEWARD_LIST_ALL;
	gj_page page;
	int code = may_list(c, in);

	if (code >= 0)
		code = gj_page_begin(c, args, &page);
	if (code < 0)
		return code;
	query.after = page.after;
	query.limit = page.limit;
	code = gj_sql_list_from(c->db, stmt, c->arena, &steward_record, &out->items, sources, 2);
	if (code >= 0)
		code = gj_page_end(c, args, &page, &steward_record, &out->items, "id", NULL,
				   &out->next);
	out->has.set = out->next.p ? 3 : 1;
	return code;
}

/* ---- the table ---- */

static const int assign_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_EXISTS, GJ_E_STATE, 0 };
static const int amend_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE,	   GJ_E_STATE,
				    GJ_E_CONFLICT,  GJ_E_EXISTS, 0 };
static const int change_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_STATE, GJ_E_CONFLICT, 0 };
static const int get_errors[] = { GJ_E_NOT_FOUND, 0 };

#define CHANGE \
	.version = 1, .result = &gj_written_record, .right = GJ_RIGHT_steward_write, \
	.flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT, .home = GJ_HOME_ID, .since = "1.0"
static const gj_first first[] = { { GJ_SQL_ENTERPRISE_GET, "enterprise" }, GJ_FIRST_END };

static const gj_op ops[] = {
	{ .name = "steward.assign", .version = 1, .args = &assign_record,
	  .result = &assign_result_record, .right = GJ_RIGHT_steward_write,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT, .home = GJ_HOME_SUBJECT,
	  .home_arg = "enterprise", .errors = assign_errors, .since = "1.0",
	  .doc = "Charges somebody with serving an enterprise, from a day on. A role of one "
		 "holder at a time that is held already is EXISTS, unless `replace` is given.",
	  .doc_zh = "指派服务管家。同一企业同一天只能有一人担任的角色（如包联领导）已有人担任时，"
		    "须以 replace 接替。",
	  .run = steward_assign, .first = first },
	{ .name = "steward.end", CHANGE, .args = &end_record, .errors = change_errors,
	  .doc = "Gives a service its last day, or an earlier one than it had.",
	  .doc_zh = "结束服务管家任期。", .run = steward_end, .first = first },
	{ .name = "steward.amend", CHANGE, .args = &amend_record, .errors = amend_errors,
	  .doc = "Corrects a mistake about a service, with the reason: absent keeps, null clears.",
	  .doc_zh = "更正服务管家记录并说明原因：不填则不变，null 则清空。", .run = steward_amend, .first = first },
	{ .name = "steward.void", CHANGE, .args = &gj_void_args_record, .errors = change_errors,
	  .doc = "Declares a service void from the beginning. What it had ended stays ended.",
	  .doc_zh = "作废服务管家记录；已被其结束的任期不恢复。", .run = steward_void, .first = first },
	{ .name = "steward.get", .version = 1, .args = &gj_id_args_record,
	  .result = &steward_record, .right = GJ_RIGHT_enterprise_read,
	  .flags = GJ_OP_OWN_RIGHT, .home = GJ_HOME_ID, .errors = get_errors, .since = "1.0",
	  .doc = "One service.",
	  .doc_zh = "查看服务管家记录。", .run = steward_get, .first = first },
	{ .name = "steward.list", .version = 1, .args = &list_record,
	  .result = &list_result_record, .right = GJ_RIGHT_enterprise_read,
	  .flags = GJ_OP_LIST | GJ_OP_OWN_RIGHT, .home = GJ_HOME_SUBJECT,
	  .home_arg = "enterprise", .errors = get_errors, .since = "1.0",
	  .doc = "Who serves an enterprise, or whom a member of staff serves: as it stood on a "
		 "day, or with the whole history.",
	  .doc_zh = "服务管家列表：按企业或按人员，某日在任或全部历史。", .run = steward_list, .first = first },
	{ 0 }
};

extern const gj_noun gj_noun_steward;
const gj_noun gj_noun_steward = { "steward", "服务管家", ops, events,
				  "Who serves which enterprise, in which role, and when." };
