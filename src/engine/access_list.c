/* SPDX-License-Identifier: Apache-2.0
 *
 * The log of reads: who looked at whose personal values, when, what for, and what was refused.
 */
#include "engine/access.h"
#include "engine/case.h"
#include "engine/shown.h"

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	GJ_CHAIN_ARGS;
	int64_t subject, actor, since, until;
	int32_t refused;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_CHAIN_FIELDS(list_args),
	GJ_F_ID(list_args, subject, 0,
		"Only looks at this thing: the contact, the demand, the member of staff whose "
		"values were shown. Its number says where it was recorded."),
	GJ_F_ID(list_args, actor, 0, "Only those by this member of staff."),
	GJ_F_TIME(list_args, since, 0, "Recorded then or later."),
	GJ_F_TIME(list_args, until, 0, "Recorded before then."),
	GJ_F_BOOL(list_args, refused, 0, "Only what was refused; false: only what was shown."),
	GJ_F_END
};
static const GJ_RECORD(list_record, list_args, list_fields);

typedef struct look {
	gj_has has;
	int64_t home, seq, at;
	gj_str operation;
	gj_array subjects;
	gj_str purpose, error;
	int64_t actor;
	gj_str actor_name, role;
	int64_t acting_office;
	gj_str office_name, on_behalf_of, application, request, address;
} look;

static const gj_field look_fields[] = {
	GJ_F_INT(look, home, 0, 1, GJ_MAX_INT, "The access chain."),
	GJ_F_INT(look, seq, 0, 1, GJ_MAX_INT, "Its place in that chain."),
	GJ_F_TIME(look, at, 0, "When."),
	GJ_F_TEXT(look, operation, 0, 1, 80, GJ_OPEN, "By which operation."),
	GJ_F_IDS(look, subjects, 0, GJ_READ_MAX, "Whose values were shown."),
	GJ_F_TEXT(look, purpose, 0, 0, 200, GJ_INTERNAL, "What for, as the reader said."),
	GJ_F_TEXT(look, error, 0, 0, 40, GJ_OPEN, "Why it was refused; absent: it was not."),
	GJ_F_INT(look, actor, 0, 1, GJ_MAX_INT, "Who; absent: the system."),
	GJ_F_TEXT(look, actor_name, 0, 0, 0, GJ_INTERNAL, "Her name."),
	GJ_F_TEXT(look, role, 0, 0, 0, GJ_OPEN, "In which role, if she said."),
	GJ_F_INT(look, acting_office, 0, 1, GJ_MAX_INT, "In which office."),
	GJ_F_TEXT(look, office_name, 0, 0, 0, GJ_OPEN, "Name of that office."),
	GJ_F_TEXT(look, on_behalf_of, 0, 0, 0, GJ_INTERNAL, "For whom."),
	GJ_F_TEXT(look, application, 0, 0, 0, GJ_OPEN, "Through which program."),
	GJ_F_TEXT(look, request, 0, 0, 0, GJ_OPEN, "The host's number of the request."),
	GJ_F_TEXT(look, address, 0, 0, 0, GJ_INTERNAL, "Network address."),
	GJ_F_END
};
static const GJ_RECORD(look_record, look, look_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, look_record, "Looks, the last one first."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
static const GJ_RECORD(list_result_record, list_result, list_result_fields);

/* ---- asking ---- */

typedef struct query {
	gj_has has;
	int64_t home, before, limit, subject, actor, since, until;
	int32_t refused;
} query;

#define ANY_INT(m) GJ_F_INT(query, m, 0, 0, GJ_MAX_INT, "")
static const gj_field query_fields[] = { ANY_INT(home),
					 ANY_INT(before),
					 ANY_INT(limit),
					 GJ_F_ID(query, subject, 0, ""),
					 GJ_F_ID(query, actor, 0, ""),
					 GJ_F_TIME(query, since, 0, ""),
					 GJ_F_TIME(query, until, 0, ""),
					 GJ_F_BOOL(query, refused, 0, ""),
					 GJ_F_END };
static const GJ_RECORD(query_record, query, query_fields);

typedef struct event_row {
	gj_has has;
	int64_t home, seq;
	gj_str bytes;
} event_row;

static const gj_field event_fields[] = { GJ_F_INT(event_row, home, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_INT(event_row, seq, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_TEXT(event_row, bytes, 0, 0, 0, GJ_OPEN, ""),
					 GJ_F_END };
#undef ANY_INT
static const GJ_RECORD(event_record, event_row, event_fields);

static int ask(gj_ctx *c, const list_args *in, int64_t home, const gj_page *page, gj_array *rows)
{
	int stmt = in->subject ? GJ_SQL_LOOK_LIST_SUBJECT
		   : in->actor ? GJ_SQL_LOOK_LIST_ACTOR
			       : GJ_SQL_LOOK_LIST;
	query q = { 0 };
	gj_source source = { &query_record, &q };

	gj_field_copy(&q, &query_record, in, &list_record);
	q.home = GJ_ACCESS_OF(home);
	q.before = page->after ? page->after : GJ_MAX_INT;
	q.limit = page->limit;
	q.has.set |= 7;
	return gj_sql_list_from(c->db, stmt, c->arena, &event_record, rows, &source, 1);
}

/* Everything that the answer rests on is asked for in one go. */
static int read_all(gj_ctx *c, const gj_array *rows, gj_event_seen *seen)
{
	const event_row *row = rows->p;
	size_t i;
	int code = seen ? GJ_OK : GJ_E_NOMEM;

	for (i = 0; i < rows->n && code >= 0; i++) {
		code = gj_event_read(c->arena, row[i].bytes, &seen[i].e, &seen[i].type,
				     &seen[i].body, c->err);
		if (code < 0)
			break;
		gj_ask_event_hidden(c, &seen[i].e, seen[i].type, seen[i].body);
		gj_case_ask_names(c, seen[i].e.actor, seen[i].e.acting_office);
	}
	return code;
}

static int look_of(gj_ctx *c, const gj_event_seen *seen, look *out)
{
	const gj_access_body *body = seen->body;
	int64_t *one;
	int code;

	gj_field_copy(out, &look_record, &seen->e, &gj_envelope_read_record);
	gj_field_copy(out, &look_record, body, &gj_access_record);
	if (body->subject) {
		one = gj_arena_take(c->arena, sizeof(*one));
		if (!one)
			return GJ_E_NOMEM;
		*one = body->subject;
		out->subjects = (gj_array){ one, 1 };
		gj_field_put(out, &look_record, "subjects");
	}
	code = gj_case_names(c, out->actor, &out->actor_name, out->acting_office,
			     &out->office_name);
	if (out->actor_name.p)
		gj_field_put(out, &look_record, "actor_name");
	if (out->office_name.p)
		gj_field_put(out, &look_record, "office_name");
	return code;
}

/* A thing's looks are recorded beside its own chain. */
static int meant(gj_ctx *c, const list_args *in, int64_t *ret_home)
{
	int64_t owner = 0;
	int code;

	if (!in->subject || in->home || in->root)
		code = gj_chain_meant(c, in->home, in->root, ret_home, &owner);
	else if (GJ_HOME_OF(in->subject) <= GJ_ROOT)
		code = gj_chain_meant(c, 0, 1, ret_home, &owner);
	else
		code = gj_home_office(c, *ret_home = GJ_HOME_OF(in->subject), &owner);
	if (code == GJ_E_NOT_FOUND)
		code = gj_not_found(c, "home");
	return code < 0 ? code : gj_allow(c, GJ_RIGHT_journal_read, owner);
}

static int access_list(gj_ctx *c, const void *args, void *ret_result)
{
	const list_args *in = args;
	list_result *out = ret_result;
	gj_event_seen *seen;
	int64_t home = 0;
	gj_array rows;
	gj_page page;
	look *looks;
	size_t i, kept = 0;
	int hidden, code = meant(c, in, &home);

	if (code >= 0)
		code = gj_page_begin(c, args, &page);
	if (code >= 0)
		code = ask(c, in, home, &page, &rows);
	if (code >= 0)
		code = gj_page_end(c, args, &page, &event_record, &rows, "seq", NULL, &out->next);
	if (code < 0)
		return code;
	seen = gj_arena_zero(c->arena, (rows.n + 1) * sizeof(*seen));
	looks = gj_arena_zero(c->arena, (rows.n + 1) * sizeof(*looks));
	code = looks ? read_all(c, &rows, seen) : GJ_E_NOMEM;
	for (i = 0; i < rows.n && code >= 0; i++) {
		hidden = gj_event_hidden(c, &seen[i].e, seen[i].type, seen[i].body);
		code = hidden < 0 ? hidden : hidden ? GJ_OK : look_of(c, &seen[i], &looks[kept]);
		kept += code >= 0 && !hidden;
	}
	out->items = (gj_array){ looks, kept };
	out->has.set = out->next.p ? 3 : 1;
	return code;
}

/* ---- the table ---- */

static const int list_errors[] = { GJ_E_NOT_FOUND, 0 };

const gj_op gj_access_ops[] = {
	{ .name = "access.list",
	  .version = 1,
	  .args = &list_record,
	  .result = &list_result_record,
	  .right = GJ_RIGHT_journal_read,
	  .flags = GJ_OP_LIST | GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = list_errors,
	  .since = "1.0",
	  .doc = "Who looked at personal values unmasked, or exported them, and what was refused: "
		 "of one thing, by one member of staff, within a time.",
	  .doc_zh = "查看个人信息的记录：谁在何时为何查看了谁的信息、哪些被拒绝。",
	  .run = access_list },
	{ 0 }
};
