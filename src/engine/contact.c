/* SPDX-License-Identifier: Apache-2.0
 *
 * Contact: whom to ask at an enterprise, by role. Names, telephone numbers and addresses
 * of mail lie in the vault and leave it masked, but for a look that is recorded; once
 * consent has lapsed nobody sees them any more.
 */
#include "engine/contact.h"

#include <string.h>

/* ---- what a contact is ---- */

#define VALUES(t, null) \
	GJ_F_VEIL(t, name, null, 60, GJ_PERSONAL, "name", "Name."), \
		GJ_F_VEIL(t, phone, null, 30, GJ_PERSONAL, "phone", "Telephone."), \
		GJ_F_VEIL(t, mail, null, 100, GJ_PERSONAL, "mail", "Address of mail."), \
		GJ_F_DATE(t, consent_until, null, \
			  "The last day on which the values may be used, as the person agreed."), \
		GJ_F_BOOL(t, main, 0, "Whom to ask first; there is one at the most.")

static const gj_field row_fields[] = {
	GJ_F_ID(gj_contact_row, id, 0, "Number of the contact."),
	GJ_F_ID(gj_contact_row, enterprise, 0, "At which enterprise."),
	GJ_F_CODE(gj_contact_row, role, 0, "contact_role", "In which role."),
	VALUES(gj_contact_row, 0),
	GJ_F_BOOL(gj_contact_row, lapsed, 0, "Consent has lapsed: the values stay masked."),
	GJ_F_BOOL(gj_contact_row, voided, 0, "It was removed."),
	GJ_F_INT(gj_contact_row, revision, 0, 1, GJ_MAX_INT, "Goes up by one with every change."),
	GJ_F_INT(gj_contact_row, seq, GJ_HIDDEN, 1, GJ_MAX_INT, "Its last event."),
	GJ_F_TIME(gj_contact_row, created_at, 0, "When it was registered."),
	GJ_F_END
};
const GJ_RECORD(gj_contact_row_record, gj_contact_row, row_fields);

static int load(gj_ctx *c, int64_t id, gj_contact_row *ret_row, gj_enterprise_row *ret_enterprise)
{
	int code = gj_sql_row(c->db, GJ_SQL_CONTACT_GET, c->arena, &gj_contact_row_record, ret_row,
			      "ll", GJ_HOME_OF(id), id);

	if (code >= 0)
		code = gj_enterprise_load(c, ret_row->enterprise, ret_enterprise);
	return code == GJ_E_NOT_FOUND ? gj_not_found(c, "contact") : code;
}

/* ---- what is recorded ---- */

#define ROLE(need) GJ_F_TEXT(gj_contact, role, need, 1, 64, GJ_OPEN, "Role, as coded then.")
#define ENTERPRISE GJ_F_ID(gj_contact, enterprise, GJ_REQUIRED, "At which enterprise.")

static const gj_field item_fields[] = {
	ROLE(GJ_REQUIRED), VALUES(gj_contact, 0),
	GJ_F_ID(gj_contact, id, GJ_REQUIRED, "Number of the contact."), GJ_F_END
};
const GJ_RECORD(gj_contact_item_record, gj_contact, item_fields);

static const gj_field added_fields[] = { ROLE(GJ_REQUIRED), VALUES(gj_contact, 0), ENTERPRISE,
					 GJ_F_END };
static const GJ_RECORD(added_record, gj_contact, added_fields);

static const gj_field updated_fields[] = {
	ROLE(0), VALUES(gj_contact, GJ_NULLABLE), ENTERPRISE,
	GJ_F_TEXT(gj_contact, reason, 0, 1, 64, GJ_OPEN, "What was wrong."), GJ_F_END
};
static const GJ_RECORD(updated_record, gj_contact, updated_fields);

static const gj_step added_steps[] = { { GJ_SQL_CONTACT_INSERT, NULL, NULL },
				       { GJ_SQL_CONTACT_ONLY_MAIN, "main", NULL },
				       GJ_STEPS_END };
static const gj_step updated_steps[] = { { GJ_SQL_CONTACT_UPDATE, NULL, NULL },
					 { GJ_SQL_CONTACT_ONLY_MAIN, "main", NULL },
					 GJ_STEPS_END };
static const gj_step removed_steps[] = { { GJ_SQL_CONTACT_VOID, NULL, NULL }, GJ_STEPS_END };

enum { ADDED, UPDATED, AMENDED, REMOVED };
static const gj_event_type events[] = {
	{ "contact.added", 1, &added_record, added_steps, "An enterprise has a new contact." },
	{ "contact.updated", 1, &updated_record, updated_steps, "A contact changed." },
	{ "contact.amended", 1, &updated_record, updated_steps,
	  "A mistake about a contact was corrected." },
	{ "contact.removed", 1, &gj_voided_record, removed_steps, "A contact is none any more." },
	{ NULL, 0, NULL, NULL, NULL }
};

static int emit(gj_ctx *c, int type, gj_subject *subject, gj_contact *body)
{
	return gj_emit(c, &events[type], GJ_HOME_OF(body->enterprise), subject, body);
}

static void put(gj_contact *body, int field)
{
	gj_field_mark(body, field);
}

/* ---- arguments ---- */

static const gj_field new_fields[] = { GJ_F_CODE(gj_contact, role, GJ_REQUIRED, "contact_role",
						 "In which role."),
				       VALUES(gj_contact, 0), GJ_F_END };
const GJ_RECORD(gj_contact_new_record, gj_contact, new_fields);

typedef struct change_args {
	gj_has has;
	GJ_CHANGE_ARGS;
	int64_t enterprise; /* add only */
	gj_str role;
	gj_veil name, phone, mail;
	int32_t consent_until, main;
	gj_str reason; /* amend only */
} change_args;

static const gj_field add_fields[] = {
	GJ_WRITE_FIELDS(change_args),
	GJ_F_ID(change_args, enterprise, GJ_REQUIRED, "At which enterprise."),
	GJ_F_CODE(change_args, role, GJ_REQUIRED, "contact_role", "In which role."),
	VALUES(change_args, 0), GJ_F_END
};
static const GJ_RECORD(add_record, change_args, add_fields);

#define CHANGE_FIELDS \
	GJ_CHANGE_FIELDS(change_args, "contact"), \
		GJ_F_CODE(change_args, role, 0, "contact_role", "In which role."), \
		VALUES(change_args, GJ_NULLABLE)

static const gj_field update_fields[] = { CHANGE_FIELDS, GJ_F_END };
static const GJ_RECORD(update_record, change_args, update_fields);

static const gj_field amend_fields[] = {
	CHANGE_FIELDS,
	GJ_F_CODE(change_args, reason, GJ_REQUIRED, "amend_reason", "What was wrong."), GJ_F_END
};
static const GJ_RECORD(amend_record, change_args, amend_fields);

/* ---- writing ---- */

int gj_contacts_number(gj_ctx *c, int64_t home, gj_array contacts)
{
	gj_contact *contact = contacts.p;
	int mains = 0, code = GJ_OK;
	size_t i;

	for (i = 0; i < contacts.n && code >= 0; i++) {
		mains += contact[i].main;
		if (contact[i].main && mains > 1) {
			code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_too_many);
			gj_fail_int(c->err, "max", 1);
			gj_fail_path(c->err, "/main");
			gj_fail_in(c->err, "contacts", i);
			break;
		}
		code = gj_new_id(c, home, &contact[i].id);
		put(&contact[i], GJ_CONTACT_ID);
	}
	return code;
}

static int contact_add(gj_ctx *c, const void *args, void *ret_result)
{
	const change_args *in = args;
	gj_subject subject = { 0, 0, 0 };
	gj_enterprise_row enterprise;
	gj_contact body;
	int64_t office;
	int code = gj_enterprise_load_live(c, in->enterprise, &enterprise);

	(void)ret_result;
	if (code >= 0)
		code = gj_enterprise_allow(c, &enterprise, GJ_RIGHT_enterprise_write, &office);
	if (code >= 0)
		code = gj_new_id(c, GJ_HOME_OF(in->enterprise), &subject.id);
	if (code < 0)
		return code;
	memset(&body, 0, sizeof(body));
	gj_field_copy(&body, &added_record, in, &add_record);
	body.role = in->role;
	put(&body, GJ_CONTACT_ROLE);
	return emit(c, ADDED, &subject, &body);
}

/* A contact that may be changed now. */
static int load_to_change(gj_ctx *c, const void *args, int64_t id, gj_contact_row *ret_row)
{
	gj_enterprise_row enterprise;
	int64_t office;
	int code = load(c, id, ret_row, &enterprise);

	if (code >= 0 && (ret_row->voided || enterprise.voided))
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	if (code >= 0)
		code = gj_enterprise_allow(c, &enterprise, GJ_RIGHT_enterprise_write, &office);
	return code < 0 ? code : gj_check_revision(c, args, ret_row->revision);
}

static int change(gj_ctx *c, const change_args *in, const gj_record *record, int type)
{
	gj_subject subject;
	gj_contact_row row;
	gj_contact body;
	int code = load_to_change(c, in, in->id, &row);

	if (code < 0)
		return code;
	memset(&body, 0, sizeof(body));
	gj_field_copy(&body, &updated_record, in, record);
	body.enterprise = row.enterprise;
	put(&body, GJ_CONTACT_ID);
	if (in->role.p) {
		body.role = in->role;
		put(&body, GJ_CONTACT_ROLE);
	}
	if (in->reason.p) {
		body.reason = in->reason;
		gj_field_put(&body, &updated_record, "reason");
	}
	subject = (gj_subject){ row.id, row.revision, row.seq };
	return emit(c, type, &subject, &body);
}

static int contact_update(gj_ctx *c, const void *args, void *ret_result)
{
	(void)ret_result;
	return change(c, args, &update_record, UPDATED);
}

static int contact_amend(gj_ctx *c, const void *args, void *ret_result)
{
	(void)ret_result;
	return change(c, args, &amend_record, AMENDED);
}

static int contact_remove(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_void_args *in = args;
	gj_subject subject;
	gj_contact_row row;
	int code = load_to_change(c, in, in->id, &row);

	(void)ret_result;
	if (code < 0)
		return code;
	subject = (gj_subject){ row.id, row.revision, row.seq };
	return gj_emit_voided(c, &events[REMOVED], GJ_HOME_OF(row.id), &subject, in);
}

/* ---- for the import ---- */

/* Takes out what the row holds already; 1 when anything is left. */
static int differs(gj_ctx *c, const gj_contact_row *row, gj_contact *in)
{
	const gj_veil *known[] = { &row->name, &row->phone, &row->mail };
	const gj_veil *given[] = { &in->name, &in->phone, &in->mail };
	int i, same, left = 0;

	for (i = 0; i < 3; i++) {
		if (!gj_field_set(in, GJ_CONTACT_NAME + i))
			continue;
		same = gj_veil_holds(c, known[i], given[i]->text);
		if (same < 0)
			return same;
		if (same)
			gj_field_clear(in, GJ_CONTACT_NAME + i);
		left |= !same;
	}
	return left;
}

/* The one whom `in` speaks of: of the same name, or any when no name is said. NULL: none. */
static int find_same(gj_ctx *c, const gj_array *rows, const gj_contact *in,
		     const gj_contact_row **ret_row)
{
	const gj_contact_row *row = rows->p;
	size_t i;
	int same;

	*ret_row = NULL;
	for (i = 0; i < rows->n; i++) {
		same = !gj_field_set(in, GJ_CONTACT_NAME) ||
				       !gj_field_set(&row[i],
						     GJ_CONTACT_NAME + 2) /* after two numbers */
			       ? 1
			       : gj_veil_holds(c, &row[i].name, in->name.text);
		if (same < 0)
			return same;
		if (same) {
			*ret_row = &row[i];
			return GJ_OK;
		}
	}
	return GJ_OK;
}

int gj_contact_merge(gj_ctx *c, int64_t enterprise, const gj_contact *in, int write)
{
	int64_t home = GJ_HOME_OF(enterprise);
	gj_subject subject = { 0, 0, 0 };
	const gj_contact_row *row = NULL;
	gj_contact body = *in;
	gj_array rows;
	int code = gj_sql_list(c->db, GJ_SQL_CONTACT_BY_ROLE, c->arena, &gj_contact_row_record,
			       &rows, "llt", home, enterprise, in->role);

	if (code >= 0)
		code = find_same(c, &rows, in, &row);
	if (code >= 0)
		code = row ? differs(c, row, &body) : 1;
	if (code <= 0 || !write)
		return code;
	if (row) {
		subject = (gj_subject){ row->id, row->revision, row->seq };
		gj_field_clear(&body, GJ_CONTACT_ROLE);
	} else {
		code = gj_new_id(c, home, &subject.id);
	}
	body.enterprise = enterprise;
	put(&body, GJ_CONTACT_ID);
	if (code >= 0)
		code = emit(c, row ? UPDATED : ADDED, &subject, &body);
	return code < 0 ? code : 1;
}

/* ---- reading ---- */

static int show(gj_ctx *c, gj_contact_row *row, int32_t today)
{
	int unmask = c->unmask, code;

	row->lapsed = gj_field_has(row, &gj_contact_row_record, "consent_until") &&
		      row->consent_until < today;
	gj_field_put(row, &gj_contact_row_record, "lapsed");
	c->unmask = unmask && !row->lapsed;
	code = gj_unseal(c, &gj_contact_row_record, row);
	c->unmask = unmask;
	return code;
}

static int show_all(gj_ctx *c, gj_array *rows)
{
	int32_t today;
	size_t i;
	int code = gj_enterprise_today(c, &today);

	for (i = 0; i < rows->n && code >= 0; i++)
		code = show(c, (gj_contact_row *)rows->p + i, today);
	return code;
}

#define CONTACTS_MAX 1000

void gj_contacts_ask(gj_ctx *c, int64_t enterprise)
{
	gj_sql_ahead(c->db, GJ_SQL_CONTACT_LIST, "lllil", GJ_HOME_OF(enterprise), enterprise,
		     INT64_C(0), 0, (int64_t)CONTACTS_MAX);
}

int gj_contacts_show(gj_ctx *c, int64_t enterprise, gj_array *ret_contacts)
{
	gj_array rows;
	int code = gj_sql_list(c->db, GJ_SQL_CONTACT_LIST, c->arena, &gj_contact_row_record, &rows,
			       "lllil", GJ_HOME_OF(enterprise), enterprise, INT64_C(0), 0,
			       (int64_t)CONTACTS_MAX);

	if (code >= 0)
		code = show_all(c, &rows);
	if (code >= 0)
		*ret_contacts = rows;
	return code;
}

static int contact_get(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_get_args *in = args;
	gj_contact_row *row = ret_result;
	gj_enterprise_row enterprise;
	int32_t today;
	int code = load(c, in->id, row, &enterprise);

	if (code >= 0 && in->unmask)
		code = gj_enterprise_unmask(c, &enterprise, in);
	if (code >= 0)
		code = gj_enterprise_today(c, &today);
	return code < 0 ? code : show(c, row, today);
}

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t enterprise;
	int32_t voided;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ID(list_args, enterprise, GJ_REQUIRED, "At which enterprise."),
	GJ_F_BOOL(list_args, voided, 0, "Also those that were removed."), GJ_F_END
};
static const GJ_RECORD(list_record, list_args, list_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, gj_contact_row_record, "Contacts, by number."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
static const GJ_RECORD(list_result_record, list_result, list_result_fields);

static int contact_list(gj_ctx *c, const void *args, void *ret_result)
{
	const list_args *in = args;
	list_result *out = ret_result;
	gj_enterprise_row enterprise;
	gj_page page;
	int code = gj_enterprise_load(c, in->enterprise, &enterprise);

	if (code >= 0)
		code = gj_page_begin(c, args, &page);
	if (code >= 0)
		code = gj_sql_list(c->db, GJ_SQL_CONTACT_LIST, c->arena, &gj_contact_row_record,
				   &out->items, "lllil", GJ_HOME_OF(in->enterprise), in->enterprise,
				   page.after, in->voided, page.limit);
	if (code >= 0)
		code = gj_page_end(c, args, &page, &gj_contact_row_record, &out->items, "id", NULL,
				   &out->next);
	if (code >= 0)
		code = show_all(c, &out->items);
	out->has.set = out->next.p ? 3 : 1;
	return code;
}

/* ---- the table ---- */

static const int add_errors[] = { GJ_E_NOT_FOUND, GJ_E_STATE, 0 };
static const int change_errors[] = { GJ_E_NOT_FOUND, GJ_E_STATE, GJ_E_CONFLICT, 0 };
static const int get_errors[] = { GJ_E_NOT_FOUND, 0 };

#define WRITE \
	.version = 1, .result = &gj_written_record, .right = GJ_RIGHT_enterprise_write, \
	.flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT, .since = "1.0"
#define READ .version = 1, .right = GJ_RIGHT_enterprise_read, .errors = get_errors, .since = "1.0"
static const gj_first first[] = { { GJ_SQL_CONTACT_GET, "id" },
				  { GJ_SQL_ENTERPRISE_GET, "enterprise" },
				  GJ_FIRST_END };

static const gj_op ops[] = {
	{ .name = "contact.add",
	  WRITE,
	  .args = &add_record,
	  .errors = add_errors,
	  .home = GJ_HOME_SUBJECT,
	  .home_arg = "enterprise",
	  .doc = "Adds a contact of an enterprise.",
	  .doc_zh = "新增企业联系人。",
	  .run = contact_add,
	  .first = first },
	{ .name = "contact.update",
	  WRITE,
	  .args = &update_record,
	  .errors = change_errors,
	  .home = GJ_HOME_ID,
	  .doc = "Changes a contact: absent keeps, null clears.",
	  .doc_zh = "修改联系人：不填则不变，null 则清空。",
	  .run = contact_update,
	  .first = first },
	{ .name = "contact.amend",
	  WRITE,
	  .args = &amend_record,
	  .errors = change_errors,
	  .home = GJ_HOME_ID,
	  .doc = "Corrects a mistake about a contact, with the reason.",
	  .doc_zh = "更正联系人信息并说明原因。",
	  .run = contact_amend,
	  .first = first },
	{ .name = "contact.remove",
	  WRITE,
	  .args = &gj_void_args_record,
	  .errors = change_errors,
	  .home = GJ_HOME_ID,
	  .doc = "Removes a contact, with the reason. The values stay in the vault until erased.",
	  .doc_zh = "移除联系人并说明原因；个人信息在擦除前仍保存在保险库中。",
	  .run = contact_remove,
	  .first = first },
	{ .name = "contact.get",
	  READ,
	  .args = &gj_get_args_record,
	  .result = &gj_contact_row_record,
	  .flags = GJ_OP_OWN_RIGHT | GJ_OP_DEMANDER,
	  .home = GJ_HOME_ID,
	  .doc = "One contact, masked; unmasked with contact.unmask, which is recorded.",
	  .doc_zh = "查看联系人（脱敏）；有权者可查看原值，查看将被记录。",
	  .run = contact_get,
	  .first = first },
	{ .name = "contact.list",
	  READ,
	  .args = &list_record,
	  .result = &list_result_record,
	  .flags = GJ_OP_LIST | GJ_OP_OWN_RIGHT | GJ_OP_DEMANDER,
	  .home = GJ_HOME_SUBJECT,
	  .home_arg = "enterprise",
	  .doc = "Contacts of an enterprise, masked.",
	  .doc_zh = "企业联系人列表（脱敏）。",
	  .run = contact_list,
	  .first = first },
	{ 0 }
};

extern const gj_noun gj_noun_contact;
const gj_noun gj_noun_contact = { "contact", "联系人", ops, events,
				  "Whom to ask at an enterprise, by role." };
