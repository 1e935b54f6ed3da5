/* SPDX-License-Identifier: Apache-2.0
 *
 * Quarantine: rows of imported ledgers that broke a rule, kept as they came until somebody
 * puts them right or discards them. They lie beside the journal and are not replayed;
 * how each was settled is recorded.
 */
#include "engine/quarantine.h"

#include <string.h>

#include "engine/enterprise.h"

/* ---- what an import and a quarantined row are ---- */

#define COUNT(m, doc) GJ_F_INT(gj_import_row, m, 0, 0, GJ_MAX_INT, doc)
static const gj_field import_fields[] = {
	GJ_F_ID(gj_import_row, id, 0, "Number of the import."),
	GJ_F_TEXT(gj_import_row, file, 0, 1, 255, GJ_INTERNAL, "The file's name."),
	COUNT(row_count, "Rows in the file, without its header."),
	COUNT(registered, "Rows that became enterprises."),
	COUNT(updated, "Rows that changed enterprises."),
	COUNT(unchanged, "Rows that said nothing new."),
	COUNT(skipped, "Rows that said something new, and were left."),
	COUNT(quarantined, "Rows in quarantine."),
	COUNT(settled, "Those of them that are settled."),
	GJ_F_INT(gj_import_row, revision, 0, 1, GJ_MAX_INT, "Goes up by one with every change."),
	GJ_F_INT(gj_import_row, seq, GJ_HIDDEN, 1, GJ_MAX_INT, "Its last event."),
	GJ_F_TIME(gj_import_row, created_at, 0, "When it was done."),
	GJ_F_END
};
const GJ_RECORD(gj_import_row_record, gj_import_row, import_fields);

typedef struct row {
	gj_has has;
	int64_t line;
	gj_str rule, field, settled;
	int32_t erased;
	gj_str text, raw, content, shown;
} row;

static const gj_field row_fields[] = {
	GJ_F_INT(row, line, 0, 1, GJ_MAX_INT, "The line of the file on which the row begins."),
	GJ_F_TEXT(row, rule, 0, 1, 64, GJ_OPEN, "The rule that it broke."),
	GJ_F_TEXT(row, field, 0, 1, 64, GJ_OPEN, "The field that broke it."),
	GJ_F_TEXT(row, settled, 0, 1, 64, GJ_OPEN,
		  "How it was settled: registered, updated, unchanged or discarded."),
	GJ_F_BOOL(row, erased, 0, "Its words were erased."),
	GJ_F_TEXT(row, text, 0, 0, 0, GJ_PERSONAL,
		  "The row. Masked: absent when it could not be taken apart."),
	GJ_F_TEXT(row, raw, 0, 0, 0, GJ_PERSONAL,
		  "Its bytes in the file, in hexadecimal; only unmasked."),
	GJ_F_TEXT(row, content, GJ_HIDDEN, 0, 0, GJ_PERSONAL, ""),
	GJ_F_TEXT(row, shown, GJ_HIDDEN, 0, 0, GJ_PERSONAL, ""),
	GJ_F_END
};
static const GJ_RECORD(row_record, row, row_fields);

int gj_quarantine_add(gj_ctx *c, const gj_quarantined *q)
{
	return gj_sql_run(c->db, GJ_SQL_QUARANTINE_ADD, "lllbtttt", q->home, q->import, q->line,
			  q->raw, q->content, q->shown, q->rule, q->field);
}

static int load_import(gj_ctx *c, int64_t id, gj_import_row *ret_import)
{
	int code = gj_sql_row(c->db, GJ_SQL_IMPORT_GET, c->arena, &gj_import_row_record, ret_import,
			      "ll", GJ_HOME_OF(id), id);

	return code == GJ_E_NOT_FOUND ? gj_not_found(c, "import") : code;
}

/* ---- erasing ---- */

static int contains(gj_str text, gj_str part)
{
	size_t i;

	for (i = 0; part.n && i + part.n <= text.n; i++)
		if (memcmp(text.p + i, part.p, part.n) == 0)
			return 1;
	return 0;
}

/* Are these the words of the row the statement stands on? Takes note of its place. */
static int collect(gj_ctx *c, int stmt, gj_str value, gj_array *found, size_t *room)
{
	gj_value import, line, content;
	gj_quarantine_place *p;
	int code = gj_sql_value(c->db, stmt, 0, &import);

	if (code >= 0)
		code = gj_sql_value(c->db, stmt, 1, &line);
	if (code >= 0)
		code = gj_sql_value(c->db, stmt, 2, &content);
	if (code < 0 || !contains(content.s, value))
		return code;
	if (found->n == *room) {
		p = gj_arena_grow(c->arena, found->p, *room * sizeof(*p),
				  (2 * *room + 16) * sizeof(*p));
		if (!p)
			return GJ_E_NOMEM;
		found->p = p;
		*room = 2 * *room + 16;
	}
	p = found->p;
	p[found->n++] = (gj_quarantine_place){ import.i, line.i };
	return GJ_OK;
}

int gj_quarantine_find(gj_ctx *c, int64_t home, gj_str value, gj_array *ret_places)
{
	const int stmt = GJ_SQL_QUARANTINE_TEXTS;
	gj_array found = { NULL, 0 };
	size_t room = 0;
	int code = gj_sql_open(c->db, stmt, "l", home), more = 1;

	while (code >= 0 && (more = gj_sql_next(c->db, stmt)) > 0)
		code = collect(c, stmt, value, &found, &room);
	gj_sql_done(c->db, stmt);
	if (more < 0)
		code = more;
	if (code >= 0)
		*ret_places = found;
	return code < 0 ? code : GJ_OK;
}

int gj_quarantine_erase(gj_ctx *c, int64_t home, gj_str value, int64_t *ret_count)
{
	gj_array found = { NULL, 0 };
	const gj_quarantine_place *p;
	size_t i;
	int code = gj_quarantine_find(c, home, value, &found);

	p = found.p;
	for (i = 0; i < found.n && code >= 0; i++)
		code = gj_sql_run(c->db, GJ_SQL_QUARANTINE_WIPE, "lll", home, p[i].import,
				  p[i].line);
	if (code >= 0)
		*ret_count = (int64_t)found.n;
	return code;
}

int gj_quarantine_erase_import(gj_ctx *c, int64_t home, int64_t import, int64_t *ret_count)
{
	return gj_sql_change(c->db, GJ_SQL_QUARANTINE_WIPE_IMPORT, ret_count, "ll", home, import);
}

/* ---- what is recorded ---- */

typedef struct settled_body {
	gj_has has;
	int64_t line;
	int32_t outcome;
	int64_t enterprise;
	gj_str reason;
	gj_veil note;
} settled_body;

static const gj_field settled_fields[] = {
	GJ_F_INT(settled_body, line, GJ_REQUIRED, 1, GJ_MAX_INT, "The row's line in its file."),
	GJ_F_ENUM(settled_body, outcome, GJ_REQUIRED, gj_outcomes, "What became of it."),
	GJ_F_ID(settled_body, enterprise, 0, "The enterprise that it speaks of."),
	GJ_F_TEXT(settled_body, reason, 0, 1, 64, GJ_OPEN, "Why it was discarded."),
	GJ_F_VEIL(settled_body, note, 0, 1000, GJ_PERSONAL, "text", "In words."),
	GJ_F_END
};
static const GJ_RECORD(settled_record, settled_body, settled_fields);

static const gj_step settled_steps[] = { { GJ_SQL_IMPORT_SETTLE, NULL, NULL }, GJ_STEPS_END };
static const gj_event_type events[] = { { "quarantine.settled", 1, &settled_record, settled_steps,
					  "A quarantined row was put right or discarded." },
					{ NULL, 0, NULL, NULL, NULL } };

/* ---- settle ---- */

typedef struct settle_args {
	gj_has has;
	GJ_WRITE_ARGS;
	int64_t import, line;
	gj_enterprise_given fields;
	int32_t on_existing;
	gj_str discard;
	gj_veil note;
} settle_args;

#define IMPORT(t) GJ_F_ID(t, import, GJ_REQUIRED, "Number of the import.")
static const gj_field settle_fields[] = {
	GJ_WRITE_FIELDS(settle_args),
	IMPORT(settle_args),
	GJ_F_INT(settle_args, line, GJ_REQUIRED, 1, GJ_MAX_INT, "The row's line in its file."),
	GJ_F_OBJECT(settle_args, fields, gj_enterprise_given, 0, gj_enterprise_given_record,
		    "The row put right, as enterprise.register takes it."),
	GJ_F_ENUM(settle_args, on_existing, 0, gj_on_existing,
		  "When the enterprise is known: refuse with EXISTS (skip, the default), or update "
		  "it."),
	GJ_F_CODE(settle_args, discard, 0, "void_reason", "Why the row is discarded instead."),
	GJ_F_VEIL(settle_args, note, 0, 1000, GJ_PERSONAL, "text", "In words."),
	GJ_F_END
};
static const GJ_RECORD(settle_record, settle_args, settle_fields);

typedef struct settle_result {
	gj_has has;
	GJ_WRITTEN_ANSWER;
	int64_t line;
	int32_t outcome;
	int64_t enterprise;
} settle_result;

static const gj_field settle_result_fields[] = {
	GJ_WRITTEN_FIELDS(settle_result),
	GJ_F_INT(settle_result, line, 0, 1, GJ_MAX_INT, "The row's line in its file."),
	GJ_F_ENUM(settle_result, outcome, 0, gj_outcomes, "What became of it."),
	GJ_F_ID(settle_result, enterprise, 0, "The enterprise that it speaks of."), GJ_F_END
};
static const GJ_RECORD(settle_result_record, settle_result, settle_result_fields);

static int load_open(gj_ctx *c, const settle_args *in, gj_import_row *ret_import)
{
	row r;
	int code;

	gj_sql_ahead(c->db, GJ_SQL_QUARANTINE_GET, "lll", c->home, in->import, in->line);
	code = load_import(c, in->import, ret_import);
	if (code >= 0)
		code = gj_sql_row(c->db, GJ_SQL_QUARANTINE_GET, c->arena, &row_record, &r, "lll",
				  c->home, in->import, in->line);
	if (code == GJ_E_NOT_FOUND)
		code = gj_not_found(c, "row");
	if (code >= 0 && r.settled.p) {
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_settled);
		gj_fail_text(c->err, "outcome", r.settled);
	}
	return code;
}

static int either(gj_ctx *c, int fields, int discard)
{
	int code = GJ_OK;

	if (fields == discard) {
		code = gj_fail(c->err, fields ? GJ_E_BAD_VALUE : GJ_E_MISSING, GJ_RULE_one_of);
		gj_fail_text(c->err, "fields", GJ_STR("fields discard"));
	}
	return code;
}

static int plan_fields(gj_ctx *c, const settle_args *in, gj_enterprise_facts *facts,
		       gj_enterprise_plan *plan)
{
	int code;

	gj_enterprise_take(&in->fields, facts);
	code = gj_enterprise_plan_row(c, c->home, facts, in->on_existing, plan);
	if (code >= 0 && plan->outcome == GJ_OUTCOME_SKIPPED) {
		code = gj_fail(c->err, GJ_E_EXISTS, GJ_RULE_exists);
		gj_fail_int(c->err, "id", plan->subject.id);
	} else if (code < 0) {
		gj_fail_in(c->err, "fields", SIZE_MAX);
	}
	return code;
}

/* Its own event comes first: it holds the print of the arguments, which an erasure finds
 * by the first event of the call. */
static int settle(gj_ctx *c, const settle_args *in, const gj_import_row *import,
		  gj_enterprise_plan *plan)
{
	gj_subject subject = { import->id, import->revision, import->seq };
	settled_body body = { { 3, 0 },         in->line,    plan->outcome,
			      plan->subject.id, in->discard, in->note };
	gj_str outcome = gj_str_of(gj_outcomes[plan->outcome]);
	int code;

	if (plan->subject.id)
		gj_field_put(&body, &settled_record, "enterprise");
	if (in->discard.p)
		gj_field_put(&body, &settled_record, "reason");
	if (in->note.text.p)
		gj_field_put(&body, &settled_record, "note");
	code = gj_emit(c, &events[0], c->home, &subject, &body);
	if (code >= 0)
		code = gj_enterprise_carry_out(c, plan);
	return code < 0 ? code
			: gj_sql_run(c->db, GJ_SQL_QUARANTINE_SETTLE, "tlll", outcome, c->home,
				     in->import, in->line);
}

static int quarantine_settle(gj_ctx *c, const void *args, void *ret_result)
{
	const settle_args *in = args;
	int fields = gj_field_has(in, &settle_record, "fields");
	gj_enterprise_facts facts;
	gj_enterprise_plan plan;
	gj_import_row import;
	int code = load_open(c, in, &import);

	(void)ret_result;
	memset(&plan, 0, sizeof(plan));
	plan.outcome = GJ_OUTCOME_DISCARDED;
	if (code >= 0)
		code = either(c, fields, in->discard.p != NULL);
	if (code >= 0 && fields)
		code = plan_fields(c, in, &facts, &plan);
	return code < 0 ? code : settle(c, in, &import, &plan);
}

/* ---- list ---- */

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t import;
	int32_t open, unmask;
	gj_str purpose;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	IMPORT(list_args),
	GJ_F_BOOL(list_args, open, 0, "Only those that are not settled."),
	GJ_F_BOOL(list_args, unmask, 0,
		  "Show the rows as they came. Needs contact.unmask; the look is recorded."),
	GJ_F_TEXT(list_args, purpose, 0, 1, 200, GJ_INTERNAL, "Why they are needed unmasked."),
	GJ_F_END
};
static const GJ_RECORD(list_record, list_args, list_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, row_record, "Rows, by line."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
static const GJ_RECORD(list_result_record, list_result, list_result_fields);

static int show(gj_ctx *c, row *r)
{
	gj_str text = c->unmask ? r->content : r->shown;
	gj_buf buf;

	gj_field_clear(r, gj_field_index(&row_record, "text", 4));
	if (text.p) {
		r->text = text;
		gj_field_put(r, &row_record, "text");
	}
	if (!r->raw.p)
		return GJ_OK;
	gj_field_clear(r, gj_field_index(&row_record, "raw", 3));
	if (!c->unmask)
		return GJ_OK;
	gj_buf_init(&buf, c->arena, 2 * r->raw.n + 1);
	gj_buf_hex(&buf, r->raw.p, r->raw.n);
	r->raw = gj_buf_end(&buf);
	gj_field_put(r, &row_record, "raw");
	return buf.failed;
}

static int unmask(gj_ctx *c, const list_args *in)
{
	gj_get_args get = { { 0, 0 }, in->import, 1, in->purpose };
	int64_t office = 0;
	int code = gj_home_office(c, c->home, &office);

	return code < 0 ? code : gj_unmask(c, &get, office);
}

static int quarantine_list(gj_ctx *c, const void *args, void *ret_result)
{
	const list_args *in = args;
	list_result *out = ret_result;
	gj_import_row import;
	gj_page page;
	size_t i;
	int code = load_import(c, in->import, &import);

	if (code >= 0 && in->unmask)
		code = unmask(c, in);
	if (code >= 0)
		code = gj_page_begin(c, args, &page);
	if (code >= 0)
		code = gj_sql_list(c->db, GJ_SQL_QUARANTINE_LIST, c->arena, &row_record,
				   &out->items, "lllil", c->home, in->import, page.after, in->open,
				   page.limit);
	if (code >= 0)
		code = gj_page_end(c, args, &page, &row_record, &out->items, "line", NULL,
				   &out->next);
	for (i = 0; code >= 0 && i < out->items.n; i++)
		code = show(c, (row *)out->items.p + i);
	out->has.set = out->next.p ? 3 : 1;
	return code;
}

/* ---- the table ---- */

static const int settle_errors[] = { GJ_E_NOT_FOUND, GJ_E_STATE, GJ_E_EXISTS, GJ_E_RULE, 0 };
static const int list_errors[] = { GJ_E_NOT_FOUND, 0 };

static const gj_op ops[] = {
	{ .name = "quarantine.list",
	  .version = 1,
	  .args = &list_record,
	  .result = &list_result_record,
	  .right = GJ_RIGHT_enterprise_import,
	  .flags = GJ_OP_LIST,
	  .home = GJ_HOME_SUBJECT,
	  .home_arg = "import",
	  .errors = list_errors,
	  .since = "1.0",
	  .doc = "Rows of an import that could not be taken, with the rule and the field; masked.",
	  .doc_zh = "导入时被隔离的行及原因（脱敏）。",
	  .run = quarantine_list },
	{ .name = "quarantine.settle",
	  .version = 1,
	  .args = &settle_record,
	  .result = &settle_result_record,
	  .right = GJ_RIGHT_enterprise_import,
	  .flags = GJ_OP_WRITE,
	  .home = GJ_HOME_SUBJECT,
	  .home_arg = "import",
	  .errors = settle_errors,
	  .since = "1.0",
	  .doc = "Registers a quarantined row put right, or discards it with a reason.",
	  .doc_zh = "更正后登记被隔离的行，或说明原因后弃用。",
	  .run = quarantine_settle },
	{ 0 }
};

extern const gj_noun gj_noun_quarantine;
const gj_noun gj_noun_quarantine = { "quarantine", "隔离区", ops, events,
				     "Rows of imported ledgers that broke a rule." };
