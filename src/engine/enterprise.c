/* SPDX-License-Identifier: Apache-2.0
 *
 * Enterprise: the ledger of enterprises, sole traders, social organisations and
 * collectives. What the facts are and which rules they keep is in enterprise_facts.c, lists
 * are in enterprise_list.c.
 */
#include "engine/enterprise_priv.h"

#include <string.h>

#include "engine/contact.h"
#include "engine/reference.h"

/* ---- what an enterprise is ---- */

typedef struct tag_row {
	gj_has has;
	gj_str tag;
	int32_t since, until;
} tag_row;

static const gj_field tag_row_fields[] = {
	GJ_F_CODE(tag_row, tag, 0, "enterprise_tag", "Tag."),
	GJ_F_DATE(tag_row, since, 0, "The first day on which it holds."),
	GJ_F_DATE(tag_row, until, 0, "The last day, if it ends."), GJ_F_END
};
static const GJ_RECORD(tag_row_record, tag_row, tag_row_fields);

static const gj_field row_fields[] = {
	GJ_F_ID(gj_enterprise_row, id, 0, "Number of the enterprise."),
	GJ_F_CODE(gj_enterprise_row, kind, 0, "enterprise_kind", "What kind it is."),
	GJ_ENTERPRISE_FIELDS(gj_enterprise_row, 0, 0),
	GJ_F_TEXT(gj_enterprise_row, name_key, GJ_HIDDEN, 0, 0, GJ_OPEN, "Its name, folded."),
	GJ_F_TEXT(gj_enterprise_row, scale, 0, 1, 20, GJ_OPEN,
		  "Scale by 统计上大中小微型企业划分办法 (2017), derived; absent: too little is "
		  "known."),
	GJ_F_TEXT(gj_enterprise_row, scale_edition, 0, 4, 4, GJ_OPEN, "Edition of that method."),
	GJ_F_ARRAY(gj_enterprise_row, tags, 0, 0, 1000, tag_row_record, "Tags, past ones too."),
	GJ_F_ARRAY(gj_enterprise_row, contacts, 0, 0, 1000, gj_contact_row_record,
		   "Contacts, masked."),
	GJ_F_ARRAY(gj_enterprise_row, references, 0, 0, 1000, gj_reference_record,
		   "Its numbers in other systems."),
	GJ_F_BOOL(gj_enterprise_row, voided, 0, "It was void from the beginning."),
	GJ_F_INT(gj_enterprise_row, revision, 0, 1, GJ_MAX_INT,
		 "Goes up by one with every change."),
	GJ_F_INT(gj_enterprise_row, seq, GJ_HIDDEN, 1, GJ_MAX_INT, "Its last event."),
	GJ_F_TIME(gj_enterprise_row, created_at, 0, "When it was registered."),
	GJ_F_END
};
const GJ_RECORD(gj_enterprise_row_record, gj_enterprise_row, row_fields);

/* ---- who may ---- */

#define PLACES 4

/* Rights reach down the tree: so to an enterprise through the office of its home, and
 * through those in which it lies. */
static int offices_of(gj_ctx *c, const gj_enterprise_row *row, int64_t ret_office[PLACES])
{
	ret_office[1] = row->registered_office;
	ret_office[2] = row->operating_office;
	ret_office[3] = row->tax_office;
	return gj_home_office(c, GJ_HOME_OF(row->id), &ret_office[0]);
}

/* 1 and the office through which the right reaches it; 0; or a failure. */
static int may(gj_ctx *c, const gj_enterprise_row *row, int right, int64_t *ret_office)
{
	int64_t office[PLACES];
	int i, found = 0, code = offices_of(c, row, office);

	if (code < 0)
		return code;
	for (i = 0; i < PLACES && found == 0; i++) {
		if (i > 0 && !office[i])
			continue;
		found = gj_may(c, right, office[i]);
		if (found > 0 || i == 0)
			*ret_office = office[i];
	}
	return found;
}

int gj_enterprise_allow(gj_ctx *c, const gj_enterprise_row *row, int right, int64_t *ret_office)
{
	int64_t office = 0;
	int found = may(c, row, right, &office);

	if (found < 0)
		return found;
	*ret_office = office;
	return found ? GJ_OK : gj_allow(c, right, office);
}

int gj_enterprise_unmask(gj_ctx *c, const gj_enterprise_row *row, const gj_get_args *args)
{
	int64_t office = 0;
	int found = may(c, row, GJ_RIGHT_contact_unmask, &office);

	return found < 0 ? found : gj_unmask(c, args, office);
}

int gj_enterprise_load(gj_ctx *c, int64_t id, gj_enterprise_row *ret_row)
{
	int64_t office;
	int code = gj_sql_row(c->db, GJ_SQL_ENTERPRISE_GET, c->arena, &gj_enterprise_row_record,
			      ret_row, "ll", GJ_HOME_OF(id), id);

	if (c->actor->enterprise && id != c->actor->enterprise)
		code = GJ_E_NOT_FOUND; /* its own account knows of no other */
	if (code >= 0)
		code = may(c, ret_row, GJ_RIGHT_enterprise_read, &office);
	if (code == 0 || code == GJ_E_NOT_FOUND)
		return gj_not_found(c, "enterprise");
	return code < 0 ? code : GJ_OK;
}

int gj_enterprise_load_live(gj_ctx *c, int64_t id, gj_enterprise_row *ret_row)
{
	int code = gj_enterprise_load(c, id, ret_row);

	if (code >= 0 && ret_row->voided)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	return code;
}

/* An enterprise that may be changed now. `args` has GJ_CHANGE_ARGS. */
static int load_to_change(gj_ctx *c, const void *args, int64_t id, gj_enterprise_row *ret_row)
{
	int64_t office;
	int code = gj_enterprise_load_live(c, id, ret_row);

	if (code >= 0)
		code = gj_enterprise_allow(c, ret_row, GJ_RIGHT_enterprise_write, &office);
	return code < 0 ? code : gj_check_revision(c, args, ret_row->revision);
}

/* ---- register, update, amend, void ---- */

typedef struct enterprise_args {
	gj_has has;
	GJ_CHANGE_ARGS;
	int64_t home; /* register only */
	GJ_ENTERPRISE_FACTS;
	gj_array references, contacts; /* register only */
	gj_str reason;                 /* amend only */
} enterprise_args;

#define KIND(need) GJ_F_CODE(enterprise_args, kind, need, "enterprise_kind", "What kind it is.")

static const gj_field register_fields[] = {
	GJ_WRITE_FIELDS(enterprise_args),
	GJ_F_ID(enterprise_args, home, 0,
		"The office whose ledger it stands in; the actor's by default."),
	KIND(GJ_REQUIRED),
	GJ_ENTERPRISE_FIELDS(enterprise_args, GJ_REQUIRED, 0),
	GJ_F_MAP(enterprise_args, references, 0, 16, "Its numbers in other systems."),
	GJ_F_ARRAY(enterprise_args, contacts, 0, 0, 50, gj_contact_new_record,
		   "Contacts to register at once."),
	GJ_F_END
};
static const GJ_RECORD(register_record, enterprise_args, register_fields);

#define UPDATE_FIELDS \
	GJ_CHANGE_FIELDS(enterprise_args, "enterprise"), KIND(0), \
		GJ_ENTERPRISE_FIELDS(enterprise_args, 0, GJ_NULLABLE)

static const gj_field update_fields[] = { UPDATE_FIELDS, GJ_F_END };
static const GJ_RECORD(update_record, enterprise_args, update_fields);

static const gj_field amend_fields[] = {
	UPDATE_FIELDS,
	GJ_F_CODE(enterprise_args, reason, GJ_REQUIRED, "amend_reason", "What was wrong."), GJ_F_END
};
static const GJ_RECORD(amend_record, enterprise_args, amend_fields);

static void take_facts(const enterprise_args *in, const gj_record *record,
		       gj_enterprise_facts *facts)
{
	memset(facts, 0, sizeof(*facts));
	gj_field_copy(facts, &gj_enterprise_facts_record, in, record);
	facts->kind = in->kind; /* a code here, text there */
	if (in->kind.p)
		gj_field_mark(facts, GJ_FACT_KIND);
	facts->reason = in->reason;
	facts->references = in->references;
	facts->contacts = in->contacts;
}

static const gj_field given_fields[] = {
	GJ_F_CODE(gj_enterprise_given, kind, GJ_REQUIRED, "enterprise_kind", "What kind it is."),
	GJ_ENTERPRISE_FIELDS(gj_enterprise_given, GJ_REQUIRED, 0),
	GJ_F_MAP(gj_enterprise_given, references, 0, 16, "Its numbers in other systems."),
	GJ_F_ARRAY(gj_enterprise_given, contacts, 0, 0, 50, gj_contact_new_record,
		   "Contacts to register at once."),
	GJ_F_END
};
const GJ_RECORD(gj_enterprise_given_record, gj_enterprise_given, given_fields);

void gj_enterprise_take(const gj_enterprise_given *given, gj_enterprise_facts *ret_facts)
{
	memset(ret_facts, 0, sizeof(*ret_facts));
	gj_field_copy(ret_facts, &gj_enterprise_facts_record, given, &gj_enterprise_given_record);
	ret_facts->kind = given->kind;
	gj_field_mark(ret_facts, GJ_FACT_KIND);
	ret_facts->references = given->references;
	ret_facts->contacts = given->contacts;
}

/* Facts stand in the ledger of an office, not in the root's. */
static int check_home(gj_ctx *c)
{
	int code = GJ_OK;

	if (c->home == GJ_ROOT) {
		code = gj_fail(c->err, GJ_E_MISSING, GJ_RULE_missing);
		gj_fail_path(c->err, "/home");
	}
	return code;
}

static int enterprise_register(gj_ctx *c, const void *args, void *ret_result)
{
	gj_enterprise_facts facts;
	gj_subject subject = { 0, 0, 0 };
	int code = check_home(c);

	(void)ret_result;
	take_facts(args, &register_record, &facts);
	if (code >= 0)
		code = gj_enterprise_check_new(c, c->home, GJ_LOOK_UP, &facts);
	return code < 0 ? code : gj_enterprise_emit_new(c, c->home, &facts, &subject);
}

static int change(gj_ctx *c, const enterprise_args *in, const gj_record *record, int keep_name)
{
	gj_enterprise_facts facts;
	gj_enterprise_row row;
	gj_subject subject;
	int code = load_to_change(c, in, in->id, &row);

	take_facts(in, record, &facts);
	if (code >= 0)
		code = gj_enterprise_check_change(c, &row, keep_name, &facts);
	return code < 0 ? code : gj_enterprise_emit_change(c, &row, &facts, &subject);
}

static int enterprise_update(gj_ctx *c, const void *args, void *ret_result)
{
	(void)ret_result;
	return change(c, args, &update_record, 1);
}

static int enterprise_amend(gj_ctx *c, const void *args, void *ret_result)
{
	(void)ret_result;
	return change(c, args, &amend_record, 0);
}

static int enterprise_void(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_void_args *in = args;
	gj_enterprise_row row;
	gj_subject subject;
	int64_t branches = 0;
	int code = load_to_change(c, in, in->id, &row);

	(void)ret_result;
	if (code >= 0)
		code = gj_sql_int(c->db, GJ_SQL_ENTERPRISE_BRANCHES, &branches, "ll",
				  GJ_HOME_OF(in->id), in->id);
	if (code >= 0 && branches > 0) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_in_use);
		gj_fail_int(c->err, "count", branches);
	}
	if (code < 0)
		return code;
	subject = (gj_subject){ row.id, row.revision, row.seq };
	return gj_emit_voided(c, &gj_enterprise_events[GJ_ENTERPRISE_VOIDED], GJ_HOME_OF(row.id),
			      &subject, in);
}

/* ---- tags ---- */

typedef struct tag_args {
	gj_has has;
	GJ_CHANGE_ARGS;
	gj_str tag;
	int32_t since, until;
	gj_str mistake;        /* untag only */
	int32_t on, starts;    /* amend_tag only */
	gj_str reason;
} tag_args;

#define TAG GJ_F_CODE(tag_args, tag, GJ_REQUIRED, "enterprise_tag", "Tag.")

static const gj_field tag_fields[] = {
	GJ_CHANGE_FIELDS(tag_args, "enterprise"), TAG,
	GJ_F_DATE(tag_args, since, 0, "The first day on which it holds; today by default."),
	GJ_F_DATE(tag_args, until, 0, "The last day, if that is known."), GJ_F_END
};
static const GJ_RECORD(tag_record, tag_args, tag_fields);

static const gj_field untag_fields[] = {
	GJ_CHANGE_FIELDS(tag_args, "enterprise"), TAG,
	GJ_F_DATE(tag_args, until, 0, "The last day on which it holds; today by default."),
	GJ_F_CODE(tag_args, mistake, 0, "amend_reason",
		  "It never held: why it was given. The tag that holds on the day goes."),
	GJ_F_END
};
static const GJ_RECORD(untag_record, tag_args, untag_fields);

static const gj_field amend_tag_fields[] = {
	GJ_CHANGE_FIELDS(tag_args, "enterprise"), TAG,
	GJ_F_DATE(tag_args, on, 0,
		  "A day on which it holds, as it was recorded; today by default."),
	GJ_F_DATE(tag_args, starts, 0, "What the first day really is."),
	GJ_F_DATE(tag_args, until, GJ_NULLABLE, "What the last day really is."),
	GJ_F_CODE(tag_args, reason, GJ_REQUIRED, "amend_reason", "What was wrong."),
	GJ_F_END
};
static const GJ_RECORD(amend_tag_record, tag_args, amend_tag_fields);

static int emit_tag(gj_ctx *c, int type, const gj_enterprise_row *row, gj_tag_body *body)
{
	gj_subject subject = { row->id, row->revision, row->seq };

	return gj_emit(c, &gj_enterprise_events[type], GJ_HOME_OF(row->id), &subject, body);
}

/* Two periods of one tag do not overlap; one that is amended (own: its first day) moves. */
static int check_period(gj_ctx *c, int64_t id, const gj_tag_body *body, int32_t own)
{
	int with_end = gj_field_set(body, 2), code;
	int64_t since;

	if (with_end && body->until < body->since) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_order_of_dates);
		gj_fail_path(c->err, "/until");
		return code;
	}
	code = gj_sql_int(c->db, GJ_SQL_ENTERPRISE_TAG_OVERLAP, &since,
			  with_end ? "lltlll" : "lltlln", GJ_HOME_OF(id), id, body->tag,
			  (int64_t)own, (int64_t)body->since, (int64_t)body->until);
	if (code == GJ_E_NOT_FOUND)
		return GJ_OK;
	if (code >= 0) {
		code = gj_fail(c->err, GJ_E_EXISTS, GJ_RULE_exists);
		gj_fail_int(c->err, "id", id);
		gj_fail_path(c->err, "/tag");
	}
	return code;
}

static int enterprise_tag(gj_ctx *c, const void *args, void *ret_result)
{
	const tag_args *in = args;
	gj_tag_body body = { { 3, 0 }, in->tag, in->since, in->until, GJ_STR_NONE };
	gj_enterprise_row row;
	int code = load_to_change(c, in, in->id, &row);

	(void)ret_result;
	if (code >= 0 && !gj_field_has(in, &tag_record, "since"))
		code = gj_enterprise_today(c, &body.since);
	if (gj_field_has(in, &tag_record, "until"))
		gj_field_mark(&body, 2);
	if (code >= 0)
		code = check_period(c, in->id, &body, INT32_MIN);
	return code < 0 ? code : emit_tag(c, GJ_ENTERPRISE_TAGGED, &row, &body);
}

/* The tag that holds on a day: its first and its last one. NOT_FOUND. */
static int tag_on(gj_ctx *c, int64_t id, gj_str tag, int32_t day, tag_row *ret_tag)
{
	int code = gj_sql_row(c->db, GJ_SQL_ENTERPRISE_TAG_ON, c->arena, &tag_row_record, ret_tag,
			      "lltl", GJ_HOME_OF(id), id, tag, (int64_t)day);

	return code == GJ_E_NOT_FOUND ? gj_not_found(c, "tag") : code;
}

static int enterprise_untag(gj_ctx *c, const void *args, void *ret_result)
{
	const tag_args *in = args;
	gj_tag_body body = { { 7, 0 }, in->tag, 0, in->until, in->mistake };
	gj_enterprise_row row;
	tag_row tag;
	int code = load_to_change(c, in, in->id, &row);

	(void)ret_result;
	if (code >= 0 && !gj_field_has(in, &untag_record, "until"))
		code = gj_enterprise_today(c, &body.until);
	if (code >= 0)
		code = tag_on(c, in->id, in->tag, body.until, &tag);
	if (code < 0)
		return code;
	body.since = tag.since;
	if (!in->mistake.p)
		return emit_tag(c, GJ_ENTERPRISE_UNTAGGED, &row, &body);
	body.has.set = 1 | 2 | 8;
	return emit_tag(c, GJ_ENTERPRISE_TAG_VOIDED, &row, &body);
}

static int enterprise_amend_tag(gj_ctx *c, const void *args, void *ret_result)
{
	const tag_args *in = args;
	gj_tag_amended_body body = { { 1 | 2 | 4 | 16, 0 }, in->tag, 0, in->starts, in->until,
				     in->reason };
	gj_tag_body period = { { 3, 0 }, in->tag, 0, 0, GJ_STR_NONE };
	gj_enterprise_row row;
	gj_subject subject;
	tag_row tag;
	int32_t day = in->on;
	int until = gj_field_index(&amend_tag_record, "until", 5);
	int code = load_to_change(c, in, in->id, &row);

	(void)ret_result;
	if (code >= 0 && !gj_field_has(in, &amend_tag_record, "on"))
		code = gj_enterprise_today(c, &day);
	if (code >= 0)
		code = tag_on(c, in->id, in->tag, day, &tag);
	if (code < 0)
		return code;
	body.since = tag.since;
	if (!gj_field_has(in, &amend_tag_record, "starts"))
		body.starts = tag.since;
	if (!gj_field_set(in, until) && !gj_field_null(in, until))
		body.until = tag.until;
	if (gj_field_set(in, until) || (!gj_field_null(in, until) && gj_field_set(&tag, 2)))
		gj_field_mark(&body, 3);
	period.since = body.starts;
	period.until = body.until;
	period.has.set |= gj_field_set(&body, 3) ? 4 : 0;
	code = check_period(c, in->id, &period, body.since);
	subject = (gj_subject){ row.id, row.revision, row.seq };
	return code < 0 ? code
			: gj_emit(c, &gj_enterprise_events[GJ_ENTERPRISE_TAG_AMENDED],
				  GJ_HOME_OF(row.id), &subject, &body);
}

/* ---- numbers elsewhere ---- */

static int relation(gj_ctx *c, const gj_relate_args *in, int type,
		    int (*record)(gj_ctx *c, const char *noun, const gj_event_type *type,
				  int64_t home, gj_subject subject, const gj_relate_args *in))
{
	gj_enterprise_row row;
	int code = load_to_change(c, in, in->id, &row);

	return code < 0 ? code
			: record(c, "enterprise", &gj_enterprise_events[type], GJ_HOME_OF(row.id),
				 (gj_subject){ row.id, row.revision, row.seq }, in);
}

static int enterprise_relate(gj_ctx *c, const void *args, void *ret_result)
{
	(void)ret_result;
	return relation(c, args, GJ_ENTERPRISE_RELATED, gj_relate);
}

static int enterprise_unrelate(gj_ctx *c, const void *args, void *ret_result)
{
	(void)ret_result;
	return relation(c, args, GJ_ENTERPRISE_UNRELATED, gj_unrelate);
}

static int enterprise_amend_relation(gj_ctx *c, const void *args, void *ret_result)
{
	(void)ret_result;
	return relation(c, args, GJ_ENTERPRISE_RELATION_AMENDED, gj_amend_relation);
}

/* ---- get, find ---- */

/* Everything around the row that an answer shows. */
static int complete(gj_ctx *c, gj_enterprise_row *row)
{
	int64_t home = GJ_HOME_OF(row->id);
	int code;

	gj_sql_ahead(c->db, GJ_SQL_ENTERPRISE_TAGS, "ll", home, row->id);
	gj_references_ask(c, home, row->id);
	gj_contacts_ask(c, row->id);
	gj_ask_veils(c, &gj_enterprise_row_record, row);
	code = gj_sql_list(c->db, GJ_SQL_ENTERPRISE_TAGS, c->arena, &tag_row_record, &row->tags,
			   "ll", home, row->id);

	if (code >= 0)
		code = gj_references_of(c, home, row->id, &row->references);
	if (code >= 0) /* before there are contacts in it, which have their own rule */
		code = gj_unseal(c, &gj_enterprise_row_record, row);
	if (code >= 0)
		code = gj_contacts_show(c, row->id, &row->contacts);
	gj_field_put(row, &gj_enterprise_row_record, "tags");
	gj_field_put(row, &gj_enterprise_row_record, "references");
	gj_field_put(row, &gj_enterprise_row_record, "contacts");
	return code;
}

static int enterprise_get(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_get_args *in = args;
	int code = gj_enterprise_load(c, in->id, ret_result);

	if (code >= 0 && in->unmask)
		code = gj_enterprise_unmask(c, ret_result, in);
	return code < 0 ? code : complete(c, ret_result);
}

typedef struct find_args {
	gj_has has;
	int64_t home;
	gj_str system, code;
} find_args;

static const gj_field find_fields[] = {
	GJ_F_ID(find_args, home, 0, "The office whose ledger is searched; the actor's by default."),
	GJ_F_TEXT(find_args, system, GJ_REQUIRED, 1, 64, GJ_OPEN, "The other system."),
	GJ_F_TEXT(find_args, code, GJ_REQUIRED, 1, 120, GJ_OPEN, "Its number there."), GJ_F_END
};
static const GJ_RECORD(find_record, find_args, find_fields);

static int enterprise_find(gj_ctx *c, const void *args, void *ret_result)
{
	const find_args *in = args;
	int64_t id = 0;
	int code = gj_reference_find(c, c->home, "enterprise", in->system, in->code, &id);

	if (code >= 0)
		code = gj_enterprise_load(c, id, ret_result);
	return code < 0 ? code : complete(c, ret_result);
}

/* ---- the table ---- */

static const int register_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_EXISTS, GJ_E_STATE, 0 };
static const int change_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE,     GJ_E_EXISTS,
				     GJ_E_STATE,     GJ_E_CONFLICT, 0 };
static const int get_errors[] = { GJ_E_NOT_FOUND, 0 };

#define WRITE \
	.version = 1, .result = &gj_written_record, .right = GJ_RIGHT_enterprise_write, \
	.since = "1.0"
#define CHANGE \
	WRITE, .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT, .home = GJ_HOME_ID, .errors = change_errors
#define READ .version = 1, .right = GJ_RIGHT_enterprise_read, .errors = get_errors, .since = "1.0"
static const gj_first first[] = { { GJ_SQL_ENTERPRISE_GET, "id" }, GJ_FIRST_END };

static const gj_op ops[] = {
	{ .name = "enterprise.register",
	  WRITE,
	  .args = &register_record,
	  .flags = GJ_OP_WRITE,
	  .home = GJ_HOME_OFFICE,
	  .errors = register_errors,
	  .doc = "Registers an enterprise, with contacts if there are any. Its scale is derived "
		 "from "
		 "industry, employees, revenue and assets (国统字〔2017〕213号).",
	  .doc_zh = "登记企业，可同时登记联系人；规模按国统字〔2017〕213号推算。",
	  .run = enterprise_register,
	  .first = first },
	{ .name = "enterprise.update",
	  CHANGE,
	  .args = &update_record,
	  .doc = "Changes an enterprise: absent keeps, null clears. A change of name leaves the "
		 "old "
		 "one among the former names.",
	  .doc_zh = "修改企业：不填则不变，null 则清空；改名时旧名记入曾用名。",
	  .run = enterprise_update,
	  .first = first },
	{ .name = "enterprise.amend",
	  CHANGE,
	  .args = &amend_record,
	  .doc = "Corrects a mistake about an enterprise, with the reason.",
	  .doc_zh = "更正企业信息并说明原因。",
	  .run = enterprise_amend,
	  .first = first },
	{ .name = "enterprise.void",
	  CHANGE,
	  .args = &gj_void_args_record,
	  .doc = "Declares an enterprise void from the beginning; its code and numbers are free "
		 "again.",
	  .doc_zh = "作废企业；其代码和外部编号可再次使用。",
	  .run = enterprise_void,
	  .first = first },
	{ .name = "enterprise.tag",
	  CHANGE,
	  .args = &tag_record,
	  .doc = "Gives a tag from a day on.",
	  .doc_zh = "自某日起为企业加标签。",
	  .run = enterprise_tag,
	  .first = first },
	{ .name = "enterprise.untag",
	  CHANGE,
	  .args = &untag_record,
	  .doc = "Ends the tag that holds on a day, or says that it never held.",
	  .doc_zh = "终止某日有效的标签，或说明该标签自始有误。",
	  .run = enterprise_untag,
	  .first = first },
	{ .name = "enterprise.amend_tag",
	  CHANGE,
	  .args = &amend_tag_record,
	  .doc = "Corrects the days of a tag, with the reason: absent keeps, null clears.",
	  .doc_zh = "更正标签的起止日期并说明原因：不填则不变，null 则清空。",
	  .run = enterprise_amend_tag,
	  .first = first },
	{ .name = "enterprise.relate",
	  CHANGE,
	  .args = &gj_relate_record,
	  .doc = "Records the number that an enterprise has in another system.",
	  .doc_zh = "记录企业在其他系统中的编号。",
	  .run = enterprise_relate,
	  .first = first },
	{ .name = "enterprise.unrelate",
	  CHANGE,
	  .args = &gj_unrelate_record,
	  .doc = "Takes such a number away, or says that it never was its own.",
	  .doc_zh = "移除企业在其他系统中的编号，或说明该编号自始有误。",
	  .run = enterprise_unrelate,
	  .first = first },
	{ .name = "enterprise.amend_relation",
	  CHANGE,
	  .args = &gj_relation_args_record,
	  .doc = "Corrects the number that an enterprise has in another system, with the reason.",
	  .doc_zh = "更正企业在其他系统中的编号并说明原因。",
	  .run = enterprise_amend_relation,
	  .first = first },
	{ .name = "enterprise.get",
	  READ,
	  .args = &gj_get_args_record,
	  .result = &gj_enterprise_row_record,
	  .flags = GJ_OP_OWN_RIGHT | GJ_OP_DEMANDER,
	  .home = GJ_HOME_ID,
	  .doc = "One enterprise with tags, contacts and numbers elsewhere; personal values "
		 "masked.",
	  .doc_zh = "查看企业及其标签、联系人、外部编号（个人信息脱敏）。",
	  .run = enterprise_get,
	  .first = first },
	{ .name = "enterprise.find",
	  READ,
	  .args = &find_record,
	  .result = &gj_enterprise_row_record,
	  .flags = GJ_OP_OWN_RIGHT | GJ_OP_DEMANDER,
	  .home = GJ_HOME_OFFICE,
	  .doc = "The enterprise that has this number in another system.",
	  .doc_zh = "按外部编号查找企业。",
	  .run = enterprise_find,
	  .first = first },
	{ .name = "enterprise.list",
	  READ,
	  .args = &gj_enterprise_list_record,
	  .result = &gj_enterprise_list_result_record,
	  .flags = GJ_OP_LIST | GJ_OP_OWN_RIGHT | GJ_OP_DEMANDER,
	  .home = GJ_HOME_OFFICE,
	  .doc = "Enterprises of an office's ledger, by number or by name.",
	  .doc_zh = "企业列表。",
	  .run = gj_enterprise_list,
	  .first = first },
	{ .name = "enterprise.search",
	  READ,
	  .args = &gj_enterprise_search_record,
	  .result = &gj_enterprise_list_result_record,
	  .flags = GJ_OP_LIST | GJ_OP_OWN_RIGHT | GJ_OP_DEMANDER,
	  .home = GJ_HOME_OFFICE,
	  .doc = "Enterprises by part of a name or beginning of a code.",
	  .doc_zh = "按名称片段或代码前缀检索企业。",
	  .run = gj_enterprise_search,
	  .first = first },
	{ 0 }
};

extern const gj_noun gj_noun_enterprise;
const gj_noun gj_noun_enterprise = { "enterprise", "企业", ops, gj_enterprise_events,
				     "The ledger of enterprises." };
