/* SPDX-License-Identifier: Apache-2.0
 *
 * Attachment: a file that is evidence of a demand, of a visit or of a whistle's party. Its name
 * and its content's digest are personal values in the vault. Whoever may know of what it is
 * evidence of may know of it; its content is shown to those alone who may see personal values
 * there, and every look is recorded.
 */
#include "engine/attachment.h"

#include <string.h>

#include "engine/demand_priv.h"
#include "engine/party_priv.h"
#include "engine/visit.h"

/* ---- what it is ---- */

static const char *const nouns[] = { "demand", "visit", "party", NULL };

static const gj_field row_fields[] = {
	GJ_F_ID(gj_attachment, id, 0, "Number of the attachment."),
	GJ_F_ID(gj_attachment, about, 0, "What it is evidence of."),
	GJ_F_ENUM(gj_attachment, noun, 0, nouns, "Whether that is a demand, a visit or a party."),
	GJ_F_CODE(gj_attachment, kind, 0, "evidence", "What kind of evidence."),
	GJ_F_CODE(gj_attachment, type, 0, "attachment_type", "What type of file."),
	GJ_F_INT(gj_attachment, size, 0, 0, GJ_MAX_INT, "Bytes of its content."),
	GJ_F_VEIL(gj_attachment, name, 0, 255, GJ_PERSONAL, "name", "Name of the file."),
	GJ_F_VEIL(gj_attachment, digest, 0, 64, GJ_PERSONAL, "name",
		  "Digest of its content, in hexadecimal, by the ledger's algorithm."),
	GJ_F_ID(gj_attachment, staff, 0, "Who brought it."),
	GJ_F_ID(gj_attachment, office, 0, "Acting in which office."),
	GJ_F_BOOL(gj_attachment, voided, 0, "It should not have been attached."),
	GJ_F_INT(gj_attachment, revision, 0, 1, GJ_MAX_INT, "Goes up by one with every change."),
	GJ_F_INT(gj_attachment, seq, GJ_HIDDEN, 1, GJ_MAX_INT, "Its last event."),
	GJ_F_TIME(gj_attachment, created_at, 0, "When it was attached, or is from."),
	GJ_F_END
};
const GJ_RECORD(gj_attachment_record, gj_attachment, row_fields);

/* ---- what is recorded ---- */

#define B gj_attachment_body
#define ABOUT_FIELDS \
	GJ_F_ID(B, about, GJ_REQUIRED, "What it is evidence of."), \
		GJ_F_ENUM(B, noun, GJ_REQUIRED, nouns, "A demand, a visit or a party.")
#define NAME_FIELD(null) GJ_F_VEIL(B, name, null, 255, GJ_PERSONAL, "name", "Name of the file.")
#define REASON_FIELD \
	GJ_F_TEXT(B, reason, GJ_REQUIRED, 1, 64, GJ_OPEN, "Why, as coded then."), \
		GJ_F_VEIL(B, note, 0, 1000, GJ_PERSONAL, "text", "In words.")

static const gj_field added_fields[] = {
	ABOUT_FIELDS,
	GJ_F_TEXT(B, kind, GJ_REQUIRED, 1, 64, GJ_OPEN, "Kind of evidence, as coded then."),
	GJ_F_TEXT(B, type, GJ_REQUIRED, 1, 64, GJ_OPEN, "Type of file, as coded then."),
	GJ_F_INT(B, size, GJ_REQUIRED, 0, GJ_MAX_INT, "Bytes of its content."),
	NAME_FIELD(0),
	GJ_F_VEIL(B, content, GJ_REQUIRED, 64, GJ_PERSONAL, "name", "Digest of its content."),
	GJ_F_END
};
const GJ_RECORD(gj_attachment_added_record, B, added_fields);

static const gj_field amended_fields[] = {
	ABOUT_FIELDS, GJ_F_TEXT(B, kind, 0, 1, 64, GJ_OPEN, "Kind of evidence, as coded then."),
	NAME_FIELD(GJ_NULLABLE), REASON_FIELD, GJ_F_END
};
static const GJ_RECORD(amended_record, B, amended_fields);

static const gj_field voided_fields[] = { ABOUT_FIELDS, REASON_FIELD, GJ_F_END };
static const GJ_RECORD(voided_record, B, voided_fields);
#undef B

static const gj_step added_steps[] = { { GJ_SQL_ATTACHMENT_INSERT, NULL, NULL }, GJ_STEPS_END };
static const gj_step amended_steps[] = { { GJ_SQL_ATTACHMENT_AMEND, NULL, NULL }, GJ_STEPS_END };
static const gj_step voided_steps[] = { { GJ_SQL_ATTACHMENT_VOID, NULL, NULL }, GJ_STEPS_END };

const gj_event_type gj_attachment_events[] = {
	[GJ_ATTACHMENT_ADDED] = { "attachment.added", 1, &gj_attachment_added_record, added_steps,
				  "A file was attached as evidence." },
	[GJ_ATTACHMENT_AMENDED] = { "attachment.amended", 1, &amended_record, amended_steps,
				    "A mistake about an attachment was corrected." },
	[GJ_ATTACHMENT_VOIDED] = { "attachment.voided", 1, &voided_record, voided_steps,
				   "It should not have been attached." },
	{ NULL, 0, NULL, NULL, NULL }
};

/* ---- what it is evidence of ---- */

int gj_attached_which(gj_ctx *c, int64_t demand, int64_t visit, int64_t party, int32_t *ret_noun,
		      int64_t *ret_id)
{
	int given = (demand != 0) + (visit != 0) + (party != 0);

	if (given != 1) {
		int code = gj_fail(c->err, given ? GJ_E_BAD_VALUE : GJ_E_MISSING, GJ_RULE_one_of);
		gj_fail_text(c->err, "fields", GJ_STR("demand visit party"));
		return code;
	}
	*ret_noun = demand ? GJ_ABOUT_DEMAND : visit ? GJ_ABOUT_VISIT : GJ_ABOUT_PARTY;
	*ret_id = demand ? demand : visit ? visit : party;
	return GJ_OK;
}

static int of_demand(gj_ctx *c, gj_attached *it)
{
	gj_demand demand;
	int code = gj_demand_load_seen(c, it->id, &demand);

	if (code < 0)
		return code;
	it->voided = demand.voided;
	it->office[0] = demand.office;
	it->office[1] = demand.unit;
	it->veiled = gj_demand_veiled(c, &demand);
	it->spoken = gj_demand_speaks(c, &demand);
	return GJ_OK;
}

static int of_visit(gj_ctx *c, gj_attached *it)
{
	gj_visit_row visit;
	gj_enterprise_row enterprise;
	int code = gj_visit_load(c, it->id, GJ_RIGHT_visit_read, &visit, &enterprise);

	if (code >= 0) {
		it->voided = visit.voided;
		it->enterprise = visit.enterprise;
	}
	return code;
}

static int of_party(gj_ctx *c, gj_attached *it)
{
	gj_whistle whistle;
	gj_party party;
	int code = gj_party_load(c, it->id, &party);

	if (code >= 0)
		code = gj_whistle_load_seen(c, party.whistle, &whistle);
	if (code == GJ_E_NOT_FOUND)
		code = gj_not_found(c, "party");
	if (code < 0)
		return code;
	it->voided = whistle.voided;
	it->office[0] = whistle.office;
	it->office[1] = party.office;
	it->office[2] = whistle.blower;
	return GJ_OK;
}

int gj_attached_load(gj_ctx *c, int32_t noun, int64_t id, gj_attached *ret_it)
{
	static int (*const load[])(gj_ctx *, gj_attached *) = { of_demand, of_visit, of_party };
	gj_attached it = { .noun = noun, .id = id };
	int code = GJ_OK;

	/* An enterprise knows of its demands, not of how offices go about them. */
	if (c->actor->enterprise && noun != GJ_ABOUT_DEMAND)
		code = gj_not_found(c, nouns[noun]);
	if (code >= 0)
		code = load[noun](c, &it);
	if (code >= 0)
		*ret_it = it;
	return code;
}

/* 1 when the right is held at one of the offices. */
static int held(gj_ctx *c, const gj_attached *it, int right)
{
	size_t i;
	int may = 0;

	for (i = 0; i < sizeof(it->office) / sizeof(it->office[0]) && may == 0; i++)
		if (it->office[i])
			may = gj_may(c, right, it->office[i]);
	return may;
}

static int visit_allow(gj_ctx *c, const gj_attached *it)
{
	gj_enterprise_row enterprise;
	int64_t office;
	int code = gj_enterprise_load(c, it->enterprise, &enterprise);

	return code < 0 ? code
			: gj_enterprise_allow(c, &enterprise, GJ_RIGHT_visit_write, &office);
}

/* Who handles it, or answers for the party; of a demand also whoever takes demands there, and who
 * speaks for the demander. */
int gj_attached_allow(gj_ctx *c, const gj_attached *it)
{
	int demand = it->noun == GJ_ABOUT_DEMAND, may;
	int right = demand ? GJ_RIGHT_demand_handle : GJ_RIGHT_whistle_answer;

	if (it->noun == GJ_ABOUT_VISIT)
		return visit_allow(c, it);
	may = held(c, it, right);
	if (may == 0)
		may = held(c, it, demand ? GJ_RIGHT_demand_register : GJ_RIGHT_whistle_handle);
	if (may == 0 && it->spoken)
		may = gj_may(c, GJ_RIGHT_demand_register, c->actor->office);
	if (may != 0)
		return may < 0 ? may : GJ_OK;
	return gj_allow(c, right, it->office[0]);
}

int gj_attached_unmask(gj_ctx *c, const gj_attached *it, const gj_attachment *row,
		       const gj_get_args *args)
{
	gj_enterprise_row enterprise;
	int64_t office = it->office[0];
	size_t i;
	int code = GJ_OK, may = 0;

	/* What others brought may show who asked. */
	if (it->veiled && row->office != c->actor->office) {
		code = gj_fail(c->err, GJ_E_DENIED, GJ_RULE_right_needed);
		gj_fail_text(c->err, "right",
			     gj_str_of(gj_right_names[GJ_RIGHT_contact_unmask]));
		return code;
	}
	if (it->noun == GJ_ABOUT_VISIT) {
		code = gj_enterprise_load(c, it->enterprise, &enterprise);
		return code < 0 ? code : gj_enterprise_unmask(c, &enterprise, args);
	}
	for (i = 0; i < sizeof(it->office) / sizeof(it->office[0]) && may == 0; i++)
		if (it->office[i]) {
			may = gj_may(c, GJ_RIGHT_contact_unmask, it->office[i]);
			office = may > 0 ? it->office[i] : office;
		}
	return may < 0 ? may : gj_unmask(c, args, office);
}

/* ---- rows ---- */

/* The offices' evidence is theirs: an enterprise's account knows of what it brought itself. */
static int64_t only_by(const gj_ctx *c)
{
	return c->actor->enterprise ? c->actor->staff : 0;
}

int gj_attachment_load(gj_ctx *c, int64_t id, gj_attachment *ret_row, gj_attached *ret_it)
{
	int code = gj_sql_row(c->db, GJ_SQL_ATTACHMENT_GET, c->arena, &gj_attachment_record,
			      ret_row, "ll", GJ_HOME_OF(id), id);

	if (code >= 0 && only_by(c) && ret_row->staff != only_by(c))
		code = GJ_E_NOT_FOUND;
	if (code >= 0)
		code = gj_attached_load(c, ret_row->noun, ret_row->about, ret_it);
	return code == GJ_E_NOT_FOUND ? gj_not_found(c, "attachment") : code;
}

int gj_attachment_hidden(gj_ctx *c, int64_t id)
{
	int64_t about;
	int code = gj_sql_int(c->db, GJ_SQL_ATTACHMENT_ABOUT_WHAT, &about, "ll", GJ_HOME_OF(id),
			      id);

	if (code == GJ_E_NOT_FOUND)
		return 0;
	return code < 0 ? code : gj_case_hidden(c, about);
}

/* ---- amend, void ---- */

typedef struct amend_args {
	gj_has has;
	GJ_CHANGE_ARGS;
	gj_str kind;
	gj_veil name;
	gj_str reason;
	gj_veil note;
} amend_args;

static const gj_field amend_fields[] = {
	GJ_CHANGE_FIELDS(amend_args, "attachment"),
	GJ_F_CODE(amend_args, kind, 0, "evidence", "What kind of evidence."),
	GJ_F_VEIL(amend_args, name, GJ_NULLABLE, 255, GJ_PERSONAL, "name", "Name of the file."),
	GJ_F_CODE(amend_args, reason, GJ_REQUIRED, "amend_reason", "What was wrong."),
	GJ_F_VEIL(amend_args, note, 0, 1000, GJ_PERSONAL, "text", "In words."),
	GJ_F_END
};
static const GJ_RECORD(amend_record, amend_args, amend_fields);

/* One that may be changed now, and the body that every change begins with. */
static int begin_change(gj_ctx *c, const void *args, int64_t id, gj_subject *ret_subject,
			gj_attachment_body *ret_body)
{
	gj_attachment row;
	gj_attached it;
	int code = gj_attachment_load(c, id, &row, &it);

	if (code >= 0 && (row.voided || it.voided))
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	if (code >= 0)
		code = gj_attached_allow(c, &it);
	if (code >= 0)
		code = gj_check_revision(c, args, row.revision);
	if (code < 0)
		return code;
	*ret_subject = (gj_subject){ row.id, row.revision, row.seq };
	memset(ret_body, 0, sizeof(*ret_body));
	ret_body->about = row.about;
	ret_body->noun = row.noun;
	gj_field_put(ret_body, &voided_record, "about");
	gj_field_put(ret_body, &voided_record, "noun");
	return GJ_OK;
}

static int attachment_amend(gj_ctx *c, const void *args, void *ret_result)
{
	const amend_args *in = args;
	gj_attachment_body body;
	gj_subject subject;
	int code = begin_change(c, in, in->id, &subject, &body);

	(void)ret_result;
	if (code < 0)
		return code;
	gj_field_copy(&body, &amended_record, in, &amend_record);
	if (in->kind.p) {
		body.kind = in->kind;
		gj_field_put(&body, &amended_record, "kind");
	}
	body.reason = in->reason;
	gj_field_put(&body, &amended_record, "reason");
	return gj_emit(c, &gj_attachment_events[GJ_ATTACHMENT_AMENDED], c->home, &subject, &body);
}

static int attachment_void(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_void_args *in = args;
	gj_attachment_body body;
	gj_subject subject;
	int code = begin_change(c, in, in->id, &subject, &body);

	(void)ret_result;
	if (code < 0)
		return code;
	gj_field_copy(&body, &voided_record, in, &gj_void_args_record);
	body.reason = in->reason;
	gj_field_put(&body, &voided_record, "reason");
	return gj_emit(c, &gj_attachment_events[GJ_ATTACHMENT_VOIDED], c->home, &subject, &body);
}

/* ---- get, list ---- */

static int attachment_get(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_get_args *in = args;
	gj_attachment *row = ret_result;
	gj_attached it;
	int code = gj_attachment_load(c, in->id, row, &it);

	if (code >= 0 && in->unmask)
		code = gj_attached_unmask(c, &it, row, in);
	return code < 0 ? code : gj_unseal(c, &gj_attachment_record, row);
}

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t demand, visit, party;
	gj_str kind;
	int32_t voided;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ID(list_args, demand, 0, "Of this demand,"),
	GJ_F_ID(list_args, visit, 0, "or of this visit,"),
	GJ_F_ID(list_args, party, 0, "or of this party to a whistle: exactly one of the three."),
	GJ_F_CODE(list_args, kind, 0, "evidence", "Only this kind of evidence."),
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
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, gj_attachment_record,
		   "Attachments, by number."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
static const GJ_RECORD(list_result_record, list_result, list_result_fields);

static int list(gj_ctx *c, int64_t about, const list_args *in, const gj_page *page,
		gj_array *ret_items)
{
	if (only_by(c))
		return gj_sql_list(c->db, GJ_SQL_ATTACHMENT_LIST_BY, c->arena,
				   &gj_attachment_record, ret_items, "lllitll", GJ_HOME_OF(about),
				   about, page->after, in->voided, in->kind, only_by(c),
				   page->limit);
	return gj_sql_list(c->db, GJ_SQL_ATTACHMENT_LIST, c->arena, &gj_attachment_record,
			   ret_items, "lllitl", GJ_HOME_OF(about), about, page->after, in->voided,
			   in->kind, page->limit);
}

static int attachment_list(gj_ctx *c, const void *args, void *ret_result)
{
	const list_args *in = args;
	list_result *out = ret_result;
	gj_attached it;
	gj_page page;
	int64_t about = 0;
	int32_t noun = 0;
	int code = gj_attached_which(c, in->demand, in->visit, in->party, &noun, &about);

	if (code >= 0)
		code = gj_attached_load(c, noun, about, &it);
	if (code >= 0)
		code = gj_page_begin(c, args, &page);
	if (code >= 0)
		code = list(c, about, in, &page, &out->items);
	if (code >= 0)
		code = gj_page_end(c, args, &page, &gj_attachment_record, &out->items, "id", NULL,
				   &out->next);
	if (code >= 0)
		code = gj_unseal_all(c, &gj_attachment_record, out->items);
	out->has.set = out->next.p ? 3 : 1;
	return code;
}

/* ---- the table ---- */

static const int add_errors[] = { GJ_E_NOT_FOUND, GJ_E_STATE,       GJ_E_LIMIT, GJ_E_IO,
				  GJ_E_SPACE,     GJ_E_INTERRUPTED, GJ_E_RETRY, 0 };
static const int change_errors[] = { GJ_E_NOT_FOUND, GJ_E_STATE, GJ_E_CONFLICT, 0 };
static const int read_errors[] = { GJ_E_NOT_FOUND, GJ_E_EXISTS, GJ_E_CORRUPT,
				   GJ_E_IO,        GJ_E_SPACE,  0 };
static const int get_errors[] = { GJ_E_NOT_FOUND, 0 };

#define SUBJECT .home = GJ_HOME_SUBJECT, .home_arg = "demand visit party"
static const gj_op ops[] = {
	{ .name = "attachment.add",
	  .version = 1,
	  .args = &gj_attachment_add_args,
	  .result = &gj_attachment_add_result,
	  .right = GJ_RIGHT_demand_handle,
	  .flags = GJ_OP_WRITE | GJ_OP_ALONE | GJ_OP_OWN_RIGHT | GJ_OP_DEMANDER | GJ_OP_LONG,
	  SUBJECT,
	  .errors = add_errors,
	  .since = "1.0",
	  .doc = "Attaches a file as evidence, in pieces, so that its size is no matter of memory. "
		 "A program that links the library gives the bytes with gj_attach(). Of a demand: "
		 "who handles or takes demands there, or speaks for the demander; of a visit: with "
		 "visit.write; of a party: with whistle.answer or whistle.handle.",
	  .doc_zh = "上传附件作为佐证：诉求、走访或应哨单位三者之一。",
	  .run = gj_attachment_add,
	  .gather = gj_attachment_gather,
	  .settle = gj_attachment_settle },
	{ .name = "attachment.amend",
	  .version = 1,
	  .args = &amend_record,
	  .result = &gj_written_record,
	  .right = GJ_RIGHT_demand_handle,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT | GJ_OP_DEMANDER,
	  .home = GJ_HOME_ID,
	  .errors = change_errors,
	  .since = "1.0",
	  .doc = "Corrects the kind or the name of an attachment, with the reason.",
	  .doc_zh = "更正附件的类型或名称并说明原因。",
	  .run = attachment_amend },
	{ .name = "attachment.void",
	  .version = 1,
	  .args = &gj_void_args_record,
	  .result = &gj_written_record,
	  .right = GJ_RIGHT_demand_handle,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT | GJ_OP_DEMANDER,
	  .home = GJ_HOME_ID,
	  .errors = change_errors,
	  .since = "1.0",
	  .doc = "Declares that it should not have been attached. Its content stays until it is "
		 "erased: vault.erase with its number as `subject`.",
	  .doc_zh = "作废附件；内容在擦除前仍然保存。",
	  .run = attachment_void },
	{ .name = "attachment.get",
	  .version = 1,
	  .args = &gj_get_args_record,
	  .result = &gj_attachment_record,
	  .right = GJ_RIGHT_demand_read,
	  .flags = GJ_OP_OWN_RIGHT | GJ_OP_DEMANDER,
	  .home = GJ_HOME_ID,
	  .errors = get_errors,
	  .since = "1.0",
	  .doc = "One attachment, without its content; for whom may know of what it is evidence "
		 "of.",
	  .doc_zh = "查看附件（不含内容）。",
	  .run = attachment_get },
	{ .name = "attachment.list",
	  .version = 1,
	  .args = &list_record,
	  .result = &list_result_record,
	  .right = GJ_RIGHT_demand_read,
	  .flags = GJ_OP_LIST | GJ_OP_OWN_RIGHT | GJ_OP_DEMANDER,
	  SUBJECT,
	  .errors = get_errors,
	  .since = "1.0",
	  .doc = "Attachments of a demand, a visit or a party.",
	  .doc_zh = "诉求、走访或应哨单位的附件列表。",
	  .run = attachment_list },
	{ .name = "attachment.read",
	  .version = 1,
	  .args = &gj_attachment_read_args,
	  .result = &gj_attachment_read_result,
	  .right = GJ_RIGHT_contact_unmask,
	  .flags = GJ_OP_ALONE | GJ_OP_OWN_RIGHT | GJ_OP_DEMANDER | GJ_OP_LONG,
	  .home = GJ_HOME_ID,
	  .errors = read_errors,
	  .since = "1.0",
	  .doc = "Reads the content of an attachment, in pieces, into a new file; a program that "
		 "links the library takes the bytes with gj_content(). It is a look at personal "
		 "values: it needs contact.unmask and is recorded before the first byte leaves. "
		 "The bytes are checked on the way: CORRUPT when they do not match their digest.",
	  .doc_zh = "读取附件内容；须有查看个人信息的权限，查看将被记录。",
	  .run = gj_attachment_read },
	{ 0 }
};

extern const gj_noun gj_noun_attachment;
const gj_noun gj_noun_attachment = { "attachment", "附件", ops, gj_attachment_events,
				     "Files that are evidence." };
