/* SPDX-License-Identifier: Apache-2.0
 *
 * Office: the tree of city, district, street and community, and beside it departments,
 * sections, committees, alliances, task forces, operator teams, building councils.
 * Which kind may stand where, and which is a home of facts, says the profile.
 */
#include "engine/ledger.h"

#include <string.h>

#include "engine/reference.h"

/* ---- what an office is ---- */

typedef struct office_row {
	gj_has has;
	int64_t id;
	gj_str kind, name, prefix, area_code;
	int64_t parent, chain;
	gj_array references;
	int32_t voided;
	int64_t revision, seq, created_at;
} office_row;

static const gj_field office_fields[] = {
	GJ_F_ID(office_row, id, 0, "Number of the office."),
	GJ_F_CODE(office_row, kind, 0, "office_kind", "What kind of office it is."),
	GJ_F_TEXT(office_row, name, 0, 1, 100, GJ_OPEN, "Full name."),
	GJ_F_TEXT(office_row, prefix, 0, 1, 8, GJ_OPEN, "First part of its order numbers, as ZS."),
	GJ_F_TEXT(office_row, area_code, 0, 2, 12, GJ_OPEN, "Statistical area code."),
	GJ_F_ID(office_row, parent, 0, "The office above."),
	GJ_F_ID(office_row, chain, 0, "Its chain, if it is a home of facts."),
	GJ_F_ARRAY(office_row, references, 0, 0, 1000, gj_reference_record,
		   "Its numbers in other systems; not in lists."),
	GJ_F_BOOL(office_row, voided, 0, "It was void from the beginning."),
	GJ_F_INT(office_row, revision, 0, 1, GJ_MAX_INT, "Goes up by one with every change."),
	GJ_F_INT(office_row, seq, GJ_HIDDEN, 1, GJ_MAX_INT, "Its last event."),
	GJ_F_TIME(office_row, created_at, 0, "When it was registered."),
	GJ_F_END
};
static const GJ_RECORD(office_record, office_row, office_fields);

static int load(gj_ctx *c, int64_t id, office_row *ret_row)
{
	int code = gj_sql_row(c->db, GJ_SQL_OFFICE_GET, c->arena, &office_record, ret_row, "ll",
			      GJ_ROOT, id);

	return code == GJ_E_NOT_FOUND ? gj_not_found(c, "office") : code;
}

static int load_live(gj_ctx *c, int64_t id, office_row *ret_row)
{
	int code = load(c, id, ret_row);

	if (code >= 0 && ret_row->voided)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	return code;
}

/* ---- what is recorded ---- */

typedef struct registered_body {
	gj_has has;
	gj_str kind, name, prefix, area_code;
	int64_t parent, chain;
	gj_array references;
} registered_body;

static const gj_field registered_fields[] = {
	GJ_F_TEXT(registered_body, kind, GJ_REQUIRED, 1, 64, GJ_OPEN, "Kind, as coded then."),
	GJ_F_TEXT(registered_body, name, GJ_REQUIRED, 1, 100, GJ_OPEN, "Full name."),
	GJ_F_TEXT(registered_body, prefix, 0, 1, 8, GJ_OPEN, "First part of its order numbers."),
	GJ_F_TEXT(registered_body, area_code, 0, 2, 12, GJ_OPEN, "Statistical area code."),
	GJ_F_ID(registered_body, parent, 0, "The office above."),
	GJ_F_ID(registered_body, chain, 0, "Its chain, if it is a home of facts."),
	GJ_F_MAP(registered_body, references, 0, 16, "Its numbers in other systems."),
	GJ_F_END
};
static const GJ_RECORD(registered_record, registered_body, registered_fields);

static const gj_step registered_steps[] = { { GJ_SQL_OFFICE_INSERT, NULL, NULL },
					    { GJ_SQL_OFFICE_ABOVE_SELF, NULL, NULL },
					    { GJ_SQL_OFFICE_ABOVE_PARENT, "parent", NULL },
					    { GJ_SQL_OFFICE_REFERENCE_ADD, NULL, "references" },
					    GJ_STEPS_END };

typedef struct updated_body {
	gj_has has;
	gj_str name, prefix, area_code;
	int64_t parent;
	gj_str reason;
} updated_body;

static const gj_field updated_fields[] = {
	GJ_F_TEXT(updated_body, name, 0, 1, 100, GJ_OPEN, "Full name."),
	GJ_F_TEXT(updated_body, prefix, GJ_NULLABLE, 1, 8, GJ_OPEN,
		  "First part of its order numbers."),
	GJ_F_TEXT(updated_body, area_code, GJ_NULLABLE, 2, 12, GJ_OPEN, "Statistical area code."),
	GJ_F_ID(updated_body, parent, 0, "The office above."),
	GJ_F_TEXT(updated_body, reason, 0, 1, 64, GJ_OPEN, "What was wrong."),
	GJ_F_END
};
static const GJ_RECORD(updated_record, updated_body, updated_fields);

static const gj_step updated_steps[] = { { GJ_SQL_OFFICE_UPDATE, NULL, NULL },
					 { GJ_SQL_OFFICE_ABOVE_CUT, "parent", NULL },
					 { GJ_SQL_OFFICE_ABOVE_PARENT, "parent", NULL },
					 GJ_STEPS_END };

static const gj_step voided_steps[] = { { GJ_SQL_OFFICE_VOID, NULL, NULL },
					{ GJ_SQL_REFERENCES_CLEAR, NULL, NULL },
					GJ_STEPS_END };
static const gj_step related_steps[] =
	GJ_RELATED_STEPS(GJ_SQL_OFFICE_REFERENCE_ADD, GJ_SQL_OFFICE_TOUCH);
static const gj_step unrelated_steps[] = GJ_UNRELATED_STEPS(GJ_SQL_OFFICE_TOUCH);
static const gj_step relation_steps[] = GJ_RELATION_STEPS(GJ_SQL_OFFICE_TOUCH);

enum {
	OFFICE_REGISTERED,
	OFFICE_UPDATED,
	OFFICE_AMENDED,
	OFFICE_VOIDED,
	OFFICE_RELATED,
	OFFICE_UNRELATED,
	OFFICE_RELATION_AMENDED
};
static const gj_event_type events[] = { { "office.registered", 1, &registered_record,
					  registered_steps, "An office was registered." },
					{ "office.updated", 1, &updated_record, updated_steps,
					  "An office changed." },
					{ "office.amended", 1, &updated_record, updated_steps,
					  "A mistake about an office was corrected." },
					{ "office.voided", 1, &gj_voided_record, voided_steps,
					  "An office should not have been registered." },
					{ "office.related", 1, &gj_related_record, related_steps,
					  "Its number in another system became known." },
					{ "office.unrelated", 1, &gj_related_record,
					  unrelated_steps,
					  "A number in another system is not its own." },
					{ "office.relation_amended", 1, &gj_relation_record,
					  relation_steps,
					  "A number in another system was corrected." },
					{ NULL, 0, NULL, NULL, NULL } };

/* ---- register ---- */

typedef struct register_args {
	gj_has has;
	GJ_WRITE_ARGS;
	gj_str kind, name, prefix, area_code;
	int64_t parent;
	gj_array references;
} register_args;

static const gj_field register_fields[] = {
	GJ_WRITE_FIELDS(register_args),
	GJ_F_CODE(register_args, kind, GJ_REQUIRED, "office_kind", "What kind of office it is."),
	GJ_F_TEXT(register_args, name, GJ_REQUIRED, 1, 100, GJ_OPEN, "Full name."),
	GJ_F_TEXT(register_args, prefix, 0, 1, 8, GJ_OPEN, "First part of its order numbers."),
	GJ_F_TEXT(register_args, area_code, 0, 2, 12, GJ_OPEN, "Statistical area code."),
	GJ_F_ID(register_args, parent, 0, "The office above; none for the top."),
	GJ_F_MAP(register_args, references, 0, 16, "Its numbers in other systems."),
	GJ_F_END
};
static const GJ_RECORD(register_record, register_args, register_fields);

static int may_stand(gj_ctx *c, gj_str kind, gj_str parent_kind)
{
	int code = GJ_OK;

	if (!gj_profile_may_stand(c->profile, kind, parent_kind)) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_place_in_tree);
		gj_fail_text(c->err, "kind", kind);
		gj_fail_text(c->err, "parent", parent_kind.p ? parent_kind : GJ_STR("-"));
		gj_fail_path(c->err, "/parent");
	}
	return code;
}

/* A home gets two chains: one for facts, one for who looked at them. */
static int found_home(gj_ctx *c, gj_str kind, int64_t id, registered_body *body)
{
	const gj_office_kind *k = gj_profile_office_kind(c->profile, kind);
	int64_t last = 0;
	int code;

	if (!k || !k->home)
		return GJ_OK;
	code = gj_sql_int(c->db, GJ_SQL_CHAIN_LAST, &last, "");
	if (code < 0)
		return code;
	body->chain = last + 1;
	gj_field_put(body, &registered_record, "chain");
	return gj_chain_found(c, body->chain, id);
}

static int office_register(gj_ctx *c, const void *args, void *ret_result)
{
	const register_args *in = args;
	gj_subject subject = { 0, 0, 0 };
	registered_body body;
	office_row parent;
	int code = GJ_OK;

	(void)ret_result;
	memset(&body, 0, sizeof(body));
	memset(&parent, 0, sizeof(parent));
	gj_sql_ahead(c->db, GJ_SQL_CHAIN_LAST, "");
	if (in->parent)
		code = load_live(c, in->parent, &parent);
	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_office_write, in->parent);
	if (code >= 0)
		code = may_stand(c, in->kind, parent.kind);
	if (code >= 0)
		code = gj_references_free(c, GJ_ROOT, "office", &in->references);
	if (code >= 0)
		code = gj_new_id(c, GJ_ROOT, &subject.id);
	if (code >= 0) {
		gj_field_copy(&body, &registered_record, in, &register_record);
		body.kind = in->kind;
		gj_field_put(&body, &registered_record, "kind");
		code = found_home(c, in->kind, subject.id, &body);
	}
	return code < 0 ? code : gj_emit(c, &events[OFFICE_REGISTERED], GJ_ROOT, &subject, &body);
}

/* ---- update, amend, void ---- */

typedef struct update_args {
	gj_has has;
	GJ_CHANGE_ARGS;
	gj_str name, prefix, area_code;
	int64_t parent;
	gj_str reason; /* amend only */
} update_args;

#define UPDATE_FIELDS \
	GJ_CHANGE_FIELDS(update_args, "office"), \
		GJ_F_TEXT(update_args, name, 0, 1, 100, GJ_OPEN, "Full name."), \
		GJ_F_TEXT(update_args, prefix, GJ_NULLABLE, 1, 8, GJ_OPEN, \
			  "First part of its order numbers."), \
		GJ_F_TEXT(update_args, area_code, GJ_NULLABLE, 2, 12, GJ_OPEN, \
			  "Statistical area code."), \
		GJ_F_ID(update_args, parent, 0, "The office above.")

static const gj_field update_fields[] = { UPDATE_FIELDS, GJ_F_END };
static const GJ_RECORD(update_record, update_args, update_fields);

static const gj_field amend_fields[] = {
	UPDATE_FIELDS,
	GJ_F_CODE(update_args, reason, GJ_REQUIRED, "amend_reason", "What was wrong."), GJ_F_END
};
static const GJ_RECORD(amend_record, update_args, amend_fields);

/* A move keeps kinds in their places, and no office comes to stand under itself. */
static int check_move(gj_ctx *c, const office_row *row, int64_t parent)
{
	office_row above;
	int code = load_live(c, parent, &above), over;

	if (code >= 0)
		code = may_stand(c, row->kind, above.kind);
	if (code < 0)
		return code;
	over = gj_office_over(c, parent, row->id);
	if (over > 0) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_own_ancestor);
		gj_fail_path(c->err, "/parent");
	}
	return over < 0 ? over : code;
}

static int change(gj_ctx *c, const update_args *in, const gj_record *record,
		  const gj_event_type *type)
{
	gj_subject subject;
	updated_body body;
	office_row row;
	int code = load_live(c, in->id, &row);

	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_office_write, in->id);
	if (code >= 0 && in->parent)
		code = gj_allow(c, GJ_RIGHT_office_write, in->parent);
	if (code >= 0)
		code = gj_check_revision(c, in, row.revision);
	if (code >= 0 && in->parent)
		code = check_move(c, &row, in->parent);
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

static int office_update(gj_ctx *c, const void *args, void *ret_result)
{
	(void)ret_result;
	return change(c, args, &update_record, &events[OFFICE_UPDATED]);
}

static int office_amend(gj_ctx *c, const void *args, void *ret_result)
{
	(void)ret_result;
	return change(c, args, &amend_record, &events[OFFICE_AMENDED]);
}

static int office_void(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_void_args *in = args;
	gj_subject subject;
	office_row row;
	int64_t below = 0;
	int code = load_live(c, in->id, &row);

	(void)ret_result;
	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_office_write, in->id);
	if (code >= 0)
		code = gj_check_revision(c, in, row.revision);
	if (code >= 0)
		code = gj_sql_int(c->db, GJ_SQL_OFFICE_CHILDREN, &below, "ll", GJ_ROOT, in->id);
	if (code >= 0 && below > 0) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_in_use);
		gj_fail_int(c->err, "count", below);
	}
	if (code < 0)
		return code;
	subject = (gj_subject){ row.id, row.revision, row.seq };
	return gj_emit_voided(c, &events[OFFICE_VOIDED], GJ_ROOT, &subject, in);
}

/* ---- numbers elsewhere ---- */

static int relation(gj_ctx *c, const gj_relate_args *in, int type,
		    int (*record)(gj_ctx *c, const char *noun, const gj_event_type *type,
				  int64_t home, gj_subject subject, const gj_relate_args *in))
{
	office_row row;
	int code = load_live(c, in->id, &row);

	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_office_write, in->id);
	if (code >= 0)
		code = gj_check_revision(c, in, row.revision);
	return code < 0 ? code
			: record(c, "office", &events[type], GJ_ROOT,
				 (gj_subject){ row.id, row.revision, row.seq }, in);
}

static int office_relate(gj_ctx *c, const void *args, void *ret_result)
{
	(void)ret_result;
	return relation(c, args, OFFICE_RELATED, gj_relate);
}

static int office_unrelate(gj_ctx *c, const void *args, void *ret_result)
{
	(void)ret_result;
	return relation(c, args, OFFICE_UNRELATED, gj_unrelate);
}

static int office_amend_relation(gj_ctx *c, const void *args, void *ret_result)
{
	(void)ret_result;
	return relation(c, args, OFFICE_RELATION_AMENDED, gj_amend_relation);
}

/* ---- get, find, list ---- */

static int get(gj_ctx *c, int64_t id, office_row *row)
{
	int code = load(c, id, row);

	if (code >= 0)
		code = gj_references_of(c, GJ_ROOT, id, &row->references);
	gj_field_put(row, &office_record, "references");
	return code;
}

static int office_get(gj_ctx *c, const void *args, void *ret_result)
{
	return get(c, ((const gj_id_args *)args)->id, ret_result);
}

static int office_find(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_reference_args *in = args;
	int64_t id = 0;
	int code = gj_reference_find(c, GJ_ROOT, "office", in->system, in->code, &id);

	return code < 0 ? code : get(c, id, ret_result);
}

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t under;
	gj_str kind;
	int32_t voided;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ID(list_args, under, 0, "Only this office and those below it."),
	GJ_F_CODE(list_args, kind, 0, "office_kind", "Only this kind."),
	GJ_F_BOOL(list_args, voided, 0, "Also those that are void."), GJ_F_END
};
static const GJ_RECORD(list_record, list_args, list_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, office_record, "Offices, by number."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
static const GJ_RECORD(list_result_record, list_result, list_result_fields);

static int office_list(gj_ctx *c, const void *args, void *ret_result)
{
	const list_args *in = args;
	list_result *out = ret_result;
	gj_page page;
	int code = gj_page_begin(c, args, &page);

	if (code >= 0 && in->under)
		code = gj_sql_list(c->db, GJ_SQL_OFFICE_LIST, c->arena, &office_record, &out->items,
				   "llltil", GJ_ROOT, in->under, page.after, in->kind, in->voided,
				   page.limit);
	else if (code >= 0)
		code = gj_sql_list(c->db, GJ_SQL_OFFICE_LIST_ALL, c->arena, &office_record,
				   &out->items, "lltil", GJ_ROOT, page.after, in->kind, in->voided,
				   page.limit);
	if (code >= 0)
		code = gj_page_end(c, args, &page, &office_record, &out->items, "id", NULL,
				   &out->next);
	out->has.set = out->next.p ? 3 : 1;
	return code;
}

/* ---- the tables ---- */

static const int register_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_STATE, GJ_E_EXISTS, 0 };
static const int change_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_STATE, GJ_E_CONFLICT, 0 };
static const int relate_errors[] = { GJ_E_NOT_FOUND, GJ_E_STATE, GJ_E_CONFLICT, GJ_E_EXISTS, 0 };
static const int get_errors[] = { GJ_E_NOT_FOUND, 0 };

static const gj_first first[] = { { GJ_SQL_OFFICE_GET, "id" }, GJ_FIRST_END };

static const gj_op ops[] = { { .name = "office.register",
			       .version = 1,
			       .args = &register_record,
			       .result = &gj_written_record,
			       .right = GJ_RIGHT_office_write,
			       .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT,
			       .home = GJ_HOME_ROOT,
			       .errors = register_errors,
			       .since = "1.0",
			       .doc = "Registers an office.",
			       .doc_zh = "登记单位。",
			       .run = office_register,
			       .first = first },
			     { .name = "office.update",
			       .version = 1,
			       .args = &update_record,
			       .result = &gj_written_record,
			       .right = GJ_RIGHT_office_write,
			       .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT,
			       .home = GJ_HOME_ROOT,
			       .errors = change_errors,
			       .since = "1.0",
			       .doc = "Changes an office: absent keeps, null clears.",
			       .doc_zh = "修改单位：不填则不变，null 则清空。",
			       .run = office_update,
			       .first = first },
			     { .name = "office.amend",
			       .version = 1,
			       .args = &amend_record,
			       .result = &gj_written_record,
			       .right = GJ_RIGHT_office_write,
			       .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT,
			       .home = GJ_HOME_ROOT,
			       .errors = change_errors,
			       .since = "1.0",
			       .doc = "Corrects a mistake about an office, with the reason.",
			       .doc_zh = "更正单位信息并说明原因。",
			       .run = office_amend,
			       .first = first },
			     { .name = "office.void",
			       .version = 1,
			       .args = &gj_void_args_record,
			       .result = &gj_written_record,
			       .right = GJ_RIGHT_office_write,
			       .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT,
			       .home = GJ_HOME_ROOT,
			       .errors = change_errors,
			       .since = "1.0",
			       .doc = "Declares an office void from the beginning.",
			       .doc_zh = "作废单位。",
			       .run = office_void,
			       .first = first },
			     { .name = "office.relate",
			       .version = 1,
			       .args = &gj_relate_record,
			       .result = &gj_written_record,
			       .right = GJ_RIGHT_office_write,
			       .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT,
			       .home = GJ_HOME_ROOT,
			       .errors = relate_errors,
			       .since = "1.0",
			       .doc = "Records the number that an office has in another system.",
			       .doc_zh = "记录单位在其他系统中的编号。",
			       .run = office_relate,
			       .first = first },
			     { .name = "office.unrelate",
			       .version = 1,
			       .args = &gj_unrelate_record,
			       .result = &gj_written_record,
			       .right = GJ_RIGHT_office_write,
			       .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT,
			       .home = GJ_HOME_ROOT,
			       .errors = relate_errors,
			       .since = "1.0",
			       .doc = "Takes such a number away, or says that it never was "
				      "its own.",
			       .doc_zh = "移除单位在其他系统中的编号，或说明该编号自始有误。",
			       .run = office_unrelate,
			       .first = first },
			     { .name = "office.amend_relation",
			       .version = 1,
			       .args = &gj_relation_args_record,
			       .result = &gj_written_record,
			       .right = GJ_RIGHT_office_write,
			       .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT,
			       .home = GJ_HOME_ROOT,
			       .errors = relate_errors,
			       .since = "1.0",
			       .doc = "Corrects the number that an office has in another system, "
				      "with the reason.",
			       .doc_zh = "更正单位在其他系统中的编号并说明原因。",
			       .run = office_amend_relation,
			       .first = first },
			     { .name = "office.find",
			       .version = 1,
			       .args = &gj_reference_args_record,
			       .result = &office_record,
			       .right = GJ_RIGHT_office_read,
			       .home = GJ_HOME_ROOT,
			       .errors = get_errors,
			       .since = "1.0",
			       .doc = "The office that has this number in another system.",
			       .doc_zh = "按外部编号查找单位。",
			       .run = office_find },
			     { .name = "office.get",
			       .version = 1,
			       .args = &gj_id_args_record,
			       .result = &office_record,
			       .right = GJ_RIGHT_office_read,
			       .home = GJ_HOME_ROOT,
			       .errors = get_errors,
			       .since = "1.0",
			       .doc = "One office.",
			       .doc_zh = "查看单位。",
			       .run = office_get,
			       .first = first },
			     { .name = "office.list",
			       .version = 1,
			       .args = &list_record,
			       .result = &list_result_record,
			       .right = GJ_RIGHT_office_read,
			       .flags = GJ_OP_LIST,
			       .home = GJ_HOME_ROOT,
			       .errors = get_errors,
			       .since = "1.0",
			       .doc = "Offices, all or below one.",
			       .doc_zh = "单位列表。",
			       .run = office_list,
			       .first = first },
			     { 0 } };

extern const gj_noun gj_noun_office;
const gj_noun gj_noun_office = { "office", "单位", ops, events,
				 "The tree of offices: who stands under whom." };
