/* SPDX-License-Identifier: Apache-2.0
 *
 * Staff: who works in an office, and in which roles. Names of officials are open inside
 * the ledger, because every act bears one; their telephone numbers are not.
 */
#include "engine/ctx.h"

#include <string.h>

#include "engine/demand.h"
#include "engine/reference.h"

/* ---- what a member of staff is ---- */

typedef struct role_row {
	gj_has has;
	int64_t office;
	gj_str role;
} role_row;

static const gj_field role_fields[] = {
	GJ_F_ID(role_row, office, 0, "Where; the right reaches down from there."),
	GJ_F_TEXT(role_row, role, 0, 1, 64, GJ_OPEN, "Which role."), GJ_F_END
};
static const GJ_RECORD(role_record, role_row, role_fields);

typedef struct staff_row {
	gj_has has;
	int64_t id;
	gj_str account, name;
	int64_t office;
	gj_veil phone;
	int64_t enterprise;
	gj_array roles, references;
	int32_t voided;
	int64_t revision, seq, created_at;
} staff_row;

static const gj_field staff_fields[] = {
	GJ_F_ID(staff_row, id, 0, "Number of the member of staff."),
	GJ_F_TEXT(staff_row, account, 0, 1, 64, GJ_INTERNAL, "Account, as the host knows it."),
	GJ_F_TEXT(staff_row, name, 0, 1, 60, GJ_INTERNAL, "Name."),
	GJ_F_ID(staff_row, office, 0, "Office."),
	GJ_F_VEIL(staff_row, phone, 0, 30, GJ_PERSONAL, "phone", "Telephone, masked."),
	GJ_F_ID(staff_row, enterprise, 0, "The enterprise whose own account it is."),
	GJ_F_ARRAY(staff_row, roles, 0, 0, 100, role_record, "Roles."),
	GJ_F_ARRAY(staff_row, references, 0, 0, 1000, gj_reference_record,
		   "Numbers in other systems; not in lists."),
	GJ_F_BOOL(staff_row, voided, 0, "It was void from the beginning."),
	GJ_F_INT(staff_row, revision, 0, 1, GJ_MAX_INT, "Goes up by one with every change."),
	GJ_F_INT(staff_row, seq, GJ_HIDDEN, 1, GJ_MAX_INT, "Its last event."),
	GJ_F_TIME(staff_row, created_at, 0, "When it was registered."),
	GJ_F_END
};
static const GJ_RECORD(staff_record, staff_row, staff_fields);

static int load(gj_ctx *c, int64_t id, staff_row *ret_row)
{
	int code = gj_sql_row(c->db, GJ_SQL_STAFF_GET, c->arena, &staff_record, ret_row, "ll",
			      GJ_ROOT, id);

	return code == GJ_E_NOT_FOUND ? gj_not_found(c, "staff") : code;
}

static int load_live(gj_ctx *c, int64_t id, staff_row *ret_row)
{
	int code = load(c, id, ret_row);

	if (code >= 0 && ret_row->voided)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	return code;
}

/* ---- what is recorded ---- */

typedef struct registered_body {
	gj_has has;
	gj_str account, name;
	int64_t office;
	gj_veil phone;
	int64_t enterprise;
	gj_array roles, references;
} registered_body;

static const gj_field registered_fields[] = {
	GJ_F_TEXT(registered_body, account, GJ_REQUIRED, 1, 64, GJ_INTERNAL, "Account."),
	GJ_F_TEXT(registered_body, name, GJ_REQUIRED, 1, 60, GJ_INTERNAL, "Name."),
	GJ_F_ID(registered_body, office, GJ_REQUIRED, "Office."),
	GJ_F_VEIL(registered_body, phone, 0, 30, GJ_PERSONAL, "phone", "Telephone."),
	GJ_F_ID(registered_body, enterprise, 0, "The enterprise whose own account it is."),
	GJ_F_ARRAY(registered_body, roles, 0, 0, 100, role_record, "Roles given at once."),
	GJ_F_MAP(registered_body, references, 0, 16, "Numbers in other systems."),
	GJ_F_END
};
static const GJ_RECORD(registered_record, registered_body, registered_fields);

typedef struct updated_body {
	gj_has has;
	gj_str name;
	int64_t office;
	gj_veil phone;
	int64_t enterprise;
	gj_str reason;
} updated_body;

static const gj_field updated_fields[] = {
	GJ_F_TEXT(updated_body, name, 0, 1, 60, GJ_INTERNAL, "Name."),
	GJ_F_ID(updated_body, office, 0, "Office."),
	GJ_F_VEIL(updated_body, phone, GJ_NULLABLE, 30, GJ_PERSONAL, "phone", "Telephone."),
	GJ_F_ID(updated_body, enterprise, 0, "The enterprise whose own account it is."),
	GJ_F_TEXT(updated_body, reason, 0, 1, 64, GJ_OPEN, "What was wrong."),
	GJ_F_END
};
static const GJ_RECORD(updated_record, updated_body, updated_fields);

static const gj_step registered_steps[] = { { GJ_SQL_STAFF_INSERT, NULL, NULL },
					    { GJ_SQL_STAFF_ROLE_INSERT, NULL, "roles" },
					    { GJ_SQL_STAFF_REFERENCE_ADD, NULL, "references" },
					    GJ_STEPS_END };
static const gj_step updated_steps[] = { { GJ_SQL_STAFF_UPDATE, NULL, NULL }, GJ_STEPS_END };
static const gj_step granted_steps[] = { { GJ_SQL_STAFF_ROLE_INSERT, NULL, NULL },
					 { GJ_SQL_STAFF_TOUCH, NULL, NULL },
					 GJ_STEPS_END };
static const gj_step revoked_steps[] = { { GJ_SQL_STAFF_ROLE_DELETE, NULL, NULL },
					 { GJ_SQL_STAFF_TOUCH, NULL, NULL },
					 GJ_STEPS_END };
static const gj_step voided_steps[] = { { GJ_SQL_STAFF_VOID, NULL, NULL },
					{ GJ_SQL_STAFF_ROLES_CLEAR, NULL, NULL },
					{ GJ_SQL_REFERENCES_CLEAR, NULL, NULL },
					GJ_STEPS_END };
static const gj_step related_steps[] =
	GJ_RELATED_STEPS(GJ_SQL_STAFF_REFERENCE_ADD, GJ_SQL_STAFF_TOUCH);
static const gj_step unrelated_steps[] = GJ_UNRELATED_STEPS(GJ_SQL_STAFF_TOUCH);
static const gj_step relation_steps[] = GJ_RELATION_STEPS(GJ_SQL_STAFF_TOUCH);

enum {
	REGISTERED,
	UPDATED,
	AMENDED,
	GRANTED,
	REVOKED,
	VOIDED,
	RELATED,
	UNRELATED,
	RELATION_AMENDED
};
static const gj_event_type events[] = {
	{ "staff.registered", 1, &registered_record, registered_steps, "Somebody joined." },
	{ "staff.updated", 1, &updated_record, updated_steps, "A member of staff changed." },
	{ "staff.amended", 1, &updated_record, updated_steps, "A mistake was corrected." },
	{ "staff.granted", 1, &role_record, granted_steps, "A role was given." },
	{ "staff.revoked", 1, &role_record, revoked_steps, "A role was taken." },
	{ "staff.voided", 1, &gj_voided_record, voided_steps,
	  "Somebody should not be in the list." },
	{ "staff.related", 1, &gj_related_record, related_steps,
	  "A number in another system became known." },
	{ "staff.unrelated", 1, &gj_related_record, unrelated_steps,
	  "A number in another system is somebody else's." },
	{ "staff.relation_amended", 1, &gj_relation_record, relation_steps,
	  "A number in another system was corrected." },
	{ NULL, 0, NULL, NULL, NULL }
};

/* ---- arguments ---- */

typedef struct role_args {
	gj_has has;
	int64_t office;
	gj_str role;
} role_args;

/* One role in a registration: the same shape as what is kept, but checked. */
static int check_role(gj_ctx *c, int64_t office, gj_str role, int64_t enterprise, size_t index)
{
	int at = gj_profile_role(c->profile, role), code = GJ_OK;
	int64_t home;

	if (at < 0) {
		code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_not_listed);
		gj_fail_text(c->err, "list", GJ_STR("roles"));
		gj_fail_path(c->err, "/role");
	} else if (!gj_profile_role_at(c->profile, (size_t)at)->demander != !enterprise) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_role_of_demanders);
		gj_fail_text(c->err, "role", role);
		gj_fail_path(c->err, "/role");
	}
	if (code >= 0)
		code = gj_office_home(c, office, &home);
	if (code < 0 && index != SIZE_MAX)
		gj_fail_in(c->err, "roles", index);
	return code;
}

typedef struct register_args {
	gj_has has;
	GJ_WRITE_ARGS;
	gj_str account, name;
	int64_t office;
	gj_veil phone;
	int64_t enterprise;
	gj_array roles, references;
} register_args;

static const gj_field given_role_fields[] = {
	GJ_F_ID(role_args, office, GJ_REQUIRED, "Where; the right reaches down from there."),
	GJ_F_TEXT(role_args, role, GJ_REQUIRED, 1, 64, GJ_OPEN, "A role of the profile."), GJ_F_END
};
static const GJ_RECORD(given_role_record, role_args, given_role_fields);

static const gj_field register_fields[] = {
	GJ_WRITE_FIELDS(register_args),
	GJ_F_TEXT(register_args, account, GJ_REQUIRED, 1, 64, GJ_INTERNAL,
		  "Account, as the host knows it; \"system\" is taken."),
	GJ_F_TEXT(register_args, name, GJ_REQUIRED, 1, 60, GJ_INTERNAL, "Name."),
	GJ_F_ID(register_args, office, GJ_REQUIRED, "Office."),
	GJ_F_VEIL(register_args, phone, 0, 30, GJ_PERSONAL, "phone", "Telephone."),
	GJ_F_ID(register_args, enterprise, 0,
		"The enterprise whose own account it is: it sees and registers only what is that "
		"enterprise's, and speaks for it as the demander."),
	GJ_F_ARRAY(register_args, roles, 0, 0, 100, given_role_record, "Roles to give at once."),
	GJ_F_MAP(register_args, references, 0, 16, "Numbers in other systems."),
	GJ_F_END
};
static const GJ_RECORD(register_record, register_args, register_fields);

typedef struct update_args {
	gj_has has;
	GJ_CHANGE_ARGS;
	gj_str name;
	int64_t office;
	gj_veil phone;
	int64_t enterprise; /* amend only */
	gj_str reason;      /* amend only */
} update_args;

#define UPDATE_FIELDS \
	GJ_CHANGE_FIELDS(update_args, "member of staff"), \
		GJ_F_TEXT(update_args, name, 0, 1, 60, GJ_INTERNAL, "Name."), \
		GJ_F_ID(update_args, office, 0, "Office."), \
		GJ_F_VEIL(update_args, phone, GJ_NULLABLE, 30, GJ_PERSONAL, "phone", "Telephone.")

static const gj_field update_fields[] = { UPDATE_FIELDS, GJ_F_END };
static const GJ_RECORD(update_record, update_args, update_fields);

static const gj_field amend_fields[] = {
	UPDATE_FIELDS,
	GJ_F_ID(update_args, enterprise, 0, "The enterprise whose own account it is."),
	GJ_F_CODE(update_args, reason, GJ_REQUIRED, "amend_reason", "What was wrong."), GJ_F_END
};
static const GJ_RECORD(amend_record, update_args, amend_fields);

typedef struct grant_args {
	gj_has has;
	GJ_CHANGE_ARGS;
	int64_t office;
	gj_str role;
} grant_args;

static const gj_field grant_fields[] = {
	GJ_CHANGE_FIELDS(grant_args, "member of staff"),
	GJ_F_ID(grant_args, office, GJ_REQUIRED, "Where; the right reaches down from there."),
	GJ_F_TEXT(grant_args, role, GJ_REQUIRED, 1, 64, GJ_OPEN, "A role of the profile."), GJ_F_END
};
static const GJ_RECORD(grant_record, grant_args, grant_fields);

/* ---- writing ---- */

static int account_free(gj_ctx *c, gj_str account)
{
	int64_t id = 0;
	int code = gj_sql_int(c->db, GJ_SQL_STAFF_BY_ACCOUNT, &id, "lt", GJ_ROOT, account);

	if (code == GJ_E_NOT_FOUND && !gj_str_is(account, "system"))
		return GJ_OK;
	if (code >= 0 || code == GJ_E_NOT_FOUND) {
		code = gj_fail(c->err, GJ_E_EXISTS, GJ_RULE_exists);
		gj_fail_int(c->err, "id", id);
		gj_fail_path(c->err, "/account");
	}
	return code;
}

/* Nobody gives a role in an office over which she has no right herself. */
static int staff_register(gj_ctx *c, const void *args, void *ret_result)
{
	const register_args *in = args;
	const role_args *role = in->roles.p;
	gj_subject subject = { 0, 0, 0 };
	registered_body body;
	int64_t home;
	size_t i;
	int code = gj_office_home(c, in->office, &home);

	(void)ret_result;
	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_staff_write, in->office);
	if (code >= 0)
		code = account_free(c, in->account);
	if (code >= 0)
		code = gj_demand_check_enterprise(c, in->enterprise);
	for (i = 0; i < in->roles.n && code >= 0; i++) {
		code = check_role(c, role[i].office, role[i].role, in->enterprise, i);
		if (code >= 0)
			code = gj_allow(c, GJ_RIGHT_staff_write, role[i].office);
	}
	if (code >= 0)
		code = gj_references_free(c, GJ_ROOT, "staff", &in->references);
	if (code >= 0)
		code = gj_new_id(c, GJ_ROOT, &subject.id);
	if (code < 0)
		return code;
	memset(&body, 0, sizeof(body));
	gj_field_copy(&body, &registered_record, in, &register_record);
	body.roles = in->roles; /* the two records have one layout */
	if (in->roles.n)
		gj_field_put(&body, &registered_record, "roles");
	return gj_emit(c, &events[REGISTERED], GJ_ROOT, &subject, &body);
}

/* Who made her own account an enterprise's could not take it back: an enterprise's account writes
 * none of this. */
static int check_not_oneself(gj_ctx *c, const update_args *in)
{
	int code = GJ_OK;

	if (in->enterprise && in->id == c->actor->staff && !c->actor->enterprise) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_not_oneself);
		gj_fail_path(c->err, "/enterprise");
	}
	return code;
}

static int change(gj_ctx *c, const update_args *in, const gj_record *record,
		  const gj_event_type *type)
{
	gj_subject subject;
	updated_body body;
	staff_row row;
	int64_t home;
	int code = load_live(c, in->id, &row);

	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_staff_write, row.office);
	if (code >= 0)
		code = gj_check_revision(c, in, row.revision);
	if (code >= 0 && in->office)
		code = gj_office_home(c, in->office, &home);
	if (code >= 0)
		code = gj_demand_check_enterprise(c, in->enterprise);
	if (code >= 0)
		code = check_not_oneself(c, in);
	if (code < 0)
		return code;
	memset(&body, 0, sizeof(body));
	gj_field_copy(&body, &updated_record, in, record);
	if (in->reason.p) {
		body.reason = in->reason;
		gj_field_put(&body, &updated_record, "reason");
	}
	subject = (gj_subject){ row.id, row.revision, row.seq };
	return gj_emit(c, type, GJ_ROOT, &subject, &body);
}

static int staff_update(gj_ctx *c, const void *args, void *ret_result)
{
	(void)ret_result;
	return change(c, args, &update_record, &events[UPDATED]);
}

static int staff_amend(gj_ctx *c, const void *args, void *ret_result)
{
	(void)ret_result;
	return change(c, args, &amend_record, &events[AMENDED]);
}

static int has_role(gj_ctx *c, const grant_args *in)
{
	int64_t seq;
	int code = gj_sql_int(c->db, GJ_SQL_STAFF_ROLE_FIND, &seq, "lllt", GJ_ROOT, in->id,
			      in->office, in->role);

	return code == GJ_E_NOT_FOUND ? 0 : code < 0 ? code : 1;
}

static int give_or_take(gj_ctx *c, const grant_args *in, int give)
{
	role_row body = { { 3, 0 }, in->office, in->role };
	gj_subject subject;
	staff_row row;
	int has, code = load_live(c, in->id, &row);

	if (code >= 0 && give)
		code = check_role(c, in->office, in->role, row.enterprise, SIZE_MAX);
	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_staff_write, in->office);
	if (code >= 0)
		code = gj_check_revision(c, in, row.revision);
	if (code < 0)
		return code;
	has = has_role(c, in);
	if (has < 0)
		return has;
	if (has && give) {
		code = gj_fail(c->err, GJ_E_EXISTS, GJ_RULE_exists);
		gj_fail_int(c->err, "id", in->id);
		return code;
	}
	if (!has && !give)
		return gj_not_found(c, "role");
	subject = (gj_subject){ row.id, row.revision, row.seq };
	return gj_emit(c, &events[give ? GRANTED : REVOKED], GJ_ROOT, &subject, &body);
}

static int staff_grant(gj_ctx *c, const void *args, void *ret_result)
{
	(void)ret_result;
	return give_or_take(c, args, 1);
}

static int staff_revoke(gj_ctx *c, const void *args, void *ret_result)
{
	(void)ret_result;
	return give_or_take(c, args, 0);
}

static int staff_void(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_void_args *in = args;
	gj_subject subject;
	staff_row row;
	int code = load_live(c, in->id, &row);

	(void)ret_result;
	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_staff_write, row.office);
	if (code >= 0)
		code = gj_check_revision(c, in, row.revision);
	if (code < 0)
		return code;
	subject = (gj_subject){ row.id, row.revision, row.seq };
	return gj_emit_voided(c, &events[VOIDED], GJ_ROOT, &subject, in);
}

/* ---- numbers elsewhere ---- */

static int relation(gj_ctx *c, const gj_relate_args *in, int type,
		    int (*record)(gj_ctx *c, const char *noun, const gj_event_type *type,
				  int64_t home, gj_subject subject, const gj_relate_args *in))
{
	staff_row row;
	int code = load_live(c, in->id, &row);

	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_staff_write, row.office);
	if (code >= 0)
		code = gj_check_revision(c, in, row.revision);
	return code < 0 ? code
			: record(c, "staff", &events[type], GJ_ROOT,
				 (gj_subject){ row.id, row.revision, row.seq }, in);
}

static int staff_relate(gj_ctx *c, const void *args, void *ret_result)
{
	(void)ret_result;
	return relation(c, args, RELATED, gj_relate);
}

static int staff_unrelate(gj_ctx *c, const void *args, void *ret_result)
{
	(void)ret_result;
	return relation(c, args, UNRELATED, gj_unrelate);
}

static int staff_amend_relation(gj_ctx *c, const void *args, void *ret_result)
{
	(void)ret_result;
	return relation(c, args, RELATION_AMENDED, gj_amend_relation);
}

/* ---- reading ---- */

static int with_roles(gj_ctx *c, staff_row *row)
{
	int code = gj_sql_list(c->db, GJ_SQL_STAFF_ROLES, c->arena, &role_record, &row->roles, "ll",
			       GJ_ROOT, row->id);

	gj_field_put(row, &staff_record, "roles");
	return code;
}

static int complete(gj_ctx *c, staff_row *row)
{
	int code;

	gj_references_ask(c, GJ_ROOT, row->id);
	gj_sql_ahead(c->db, GJ_SQL_STAFF_ROLES, "ll", GJ_ROOT, row->id);
	gj_ask_veils(c, &staff_record, row);
	code = gj_references_of(c, GJ_ROOT, row->id, &row->references);
	gj_field_put(row, &staff_record, "references");
	return code < 0 ? code : with_roles(c, row);
}

static int staff_get(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_get_args *in = args;
	staff_row *row = ret_result;
	int code = load(c, in->id, row);

	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_staff_read, row->office);
	if (code >= 0 && in->unmask)
		code = gj_unmask(c, in, row->office);
	if (code >= 0)
		code = complete(c, row);
	return code < 0 ? code : gj_unseal(c, &staff_record, row);
}

static int staff_find(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_reference_args *in = args;
	staff_row *row = ret_result;
	int64_t id = 0;
	int code = gj_reference_find(c, GJ_ROOT, "staff", in->system, in->code, &id);

	if (code >= 0)
		code = load(c, id, row);
	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_staff_read, row->office);
	if (code >= 0)
		code = complete(c, row);
	return code < 0 ? code : gj_unseal(c, &staff_record, row);
}

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t under;
	int32_t voided;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ID(list_args, under, 0,
		"Only this office and those below it; the actor's by default."),
	GJ_F_BOOL(list_args, voided, 0, "Also those that are void."), GJ_F_END
};
static const GJ_RECORD(list_record, list_args, list_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, staff_record, "Members of staff, by number."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
static const GJ_RECORD(list_result_record, list_result, list_result_fields);

static int staff_list(gj_ctx *c, const void *args, void *ret_result)
{
	const list_args *in = args;
	list_result *out = ret_result;
	int64_t under = in->under ? in->under : c->actor->office;
	gj_page page;
	size_t i;
	int code = gj_allow(c, GJ_RIGHT_staff_read, under);

	if (code >= 0)
		code = gj_page_begin(c, args, &page);
	if (code >= 0 && under)
		code = gj_sql_list(c->db, GJ_SQL_STAFF_LIST, c->arena, &staff_record, &out->items,
				   "lllil", under, GJ_ROOT, page.after, in->voided, page.limit);
	else if (code >= 0)
		code = gj_sql_list(c->db, GJ_SQL_STAFF_LIST_ALL, c->arena, &staff_record,
				   &out->items, "llil", GJ_ROOT, page.after, in->voided,
				   page.limit);
	if (code >= 0)
		code = gj_page_end(c, args, &page, &staff_record, &out->items, "id", NULL,
				   &out->next);
	for (i = 0; code >= 0 && i < out->items.n; i++)
		gj_sql_ahead(c->db, GJ_SQL_STAFF_ROLES, "ll", GJ_ROOT,
			     ((staff_row *)out->items.p)[i].id);
	for (i = 0; code >= 0 && i < out->items.n; i++)
		code = with_roles(c, (staff_row *)out->items.p + i);
	if (code >= 0)
		code = gj_unseal_all(c, &staff_record, out->items);
	out->has.set = out->next.p ? 3 : 1;
	return code;
}

/* ---- the table ---- */

static const int register_errors[] = { GJ_E_NOT_FOUND, GJ_E_STATE, GJ_E_RULE, GJ_E_EXISTS, 0 };
static const int change_errors[] = { GJ_E_NOT_FOUND, GJ_E_STATE, GJ_E_CONFLICT, 0 };
static const int amend_errors[] = { GJ_E_NOT_FOUND, GJ_E_STATE, GJ_E_CONFLICT, GJ_E_RULE, 0 };
static const int grant_errors[] = { GJ_E_NOT_FOUND, GJ_E_STATE,  GJ_E_CONFLICT,
				    GJ_E_RULE,      GJ_E_EXISTS, 0 };
static const int get_errors[] = { GJ_E_NOT_FOUND, 0 };

#define WRITE \
	.version = 1, .result = &gj_written_record, .right = GJ_RIGHT_staff_write, \
	.flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT, .home = GJ_HOME_ROOT, .since = "1.0"
static const gj_first first[] = { { GJ_SQL_STAFF_GET, "id" }, GJ_FIRST_END };

static const gj_op ops[] = { { .name = "staff.register",
			       WRITE,
			       .args = &register_record,
			       .errors = register_errors,
			       .doc = "Registers a member of staff.",
			       .doc_zh = "登记工作人员。",
			       .run = staff_register,
			       .first = first },
			     { .name = "staff.update",
			       WRITE,
			       .args = &update_record,
			       .errors = change_errors,
			       .doc = "Changes a member of staff: absent keeps, null clears.",
			       .doc_zh = "修改工作人员：不填则不变，null 则清空。",
			       .run = staff_update,
			       .first = first },
			     { .name = "staff.amend",
			       WRITE,
			       .args = &amend_record,
			       .errors = amend_errors,
			       .doc = "Corrects a mistake, with the reason.",
			       .doc_zh = "更正工作人员信息并说明原因。",
			       .run = staff_amend,
			       .first = first },
			     { .name = "staff.grant",
			       WRITE,
			       .args = &grant_record,
			       .errors = grant_errors,
			       .doc = "Gives a role in an office; its rights reach down the tree.",
			       .doc_zh = "授予角色；权限沿机构树向下。",
			       .run = staff_grant,
			       .first = first },
			     { .name = "staff.revoke",
			       WRITE,
			       .args = &grant_record,
			       .errors = change_errors,
			       .doc = "Takes a role away.",
			       .doc_zh = "收回角色。",
			       .run = staff_revoke,
			       .first = first },
			     { .name = "staff.void",
			       WRITE,
			       .args = &gj_void_args_record,
			       .errors = change_errors,
			       .doc = "Declares an entry void; its roles end.",
			       .doc_zh = "作废工作人员。",
			       .run = staff_void,
			       .first = first },
			     { .name = "staff.relate",
			       WRITE,
			       .args = &gj_relate_record,
			       .errors = grant_errors,
			       .doc = "Records the number that somebody has in another system.",
			       .doc_zh = "记录工作人员在其他系统中的编号。",
			       .run = staff_relate,
			       .first = first },
			     { .name = "staff.unrelate",
			       WRITE,
			       .args = &gj_unrelate_record,
			       .errors = change_errors,
			       .doc = "Takes such a number away, or says that it never was hers.",
			       .doc_zh = "移除工作人员在其他系统中的编号，或说明该编号自始有误。",
			       .run = staff_unrelate,
			       .first = first },
			     { .name = "staff.amend_relation",
			       WRITE,
			       .args = &gj_relation_args_record,
			       .errors = grant_errors,
			       .doc = "Corrects the number that somebody has in another "
				      "system, with the reason.",
			       .doc_zh = "更正工作人员在其他系统中的编号并说明原因。",
			       .run = staff_amend_relation,
			       .first = first },
			     { .name = "staff.find",
			       .version = 1,
			       .args = &gj_reference_args_record,
			       .result = &staff_record,
			       .right = GJ_RIGHT_staff_read,
			       .flags = GJ_OP_OWN_RIGHT,
			       .home = GJ_HOME_ROOT,
			       .errors = get_errors,
			       .since = "1.0",
			       .doc = "The member of staff who has this number in another system.",
			       .doc_zh = "按外部编号查找工作人员。",
			       .run = staff_find },
			     { .name = "staff.get",
			       .version = 1,
			       .args = &gj_get_args_record,
			       .result = &staff_record,
			       .right = GJ_RIGHT_staff_read,
			       .flags = GJ_OP_OWN_RIGHT,
			       .home = GJ_HOME_ROOT,
			       .errors = get_errors,
			       .since = "1.0",
			       .doc = "One member of staff, with roles.",
			       .doc_zh = "查看工作人员及其角色。",
			       .run = staff_get,
			       .first = first },
			     { .name = "staff.list",
			       .version = 1,
			       .args = &list_record,
			       .result = &list_result_record,
			       .right = GJ_RIGHT_staff_read,
			       .flags = GJ_OP_LIST | GJ_OP_OWN_RIGHT,
			       .home = GJ_HOME_ROOT,
			       .errors = get_errors,
			       .since = "1.0",
			       .doc = "Members of staff of an office and those below it.",
			       .doc_zh = "工作人员列表。",
			       .run = staff_list,
			       .first = first },
			     { 0 } };

extern const gj_noun gj_noun_staff;
const gj_noun gj_noun_staff = { "staff", "工作人员", ops, events,
				"Who works where, in which role." };
