/* SPDX-License-Identifier: Apache-2.0
 *
 * Hold: a legal hold. For a lawsuit, a review or an inspection nothing may be erased that is held
 * about one thing, or that speaks of one person, until the hold is lifted: what is due waits and
 * says so, erasing by hand is refused. A thing takes with it what belongs to it: a whistle its
 * parties, an enterprise its contacts, a case its evidence and the orders about it.
 */
#include "engine/hold.h"

#include <string.h>

#include "engine/erase.h"
#include "engine/retention.h"

/* ---- what erasing asks ---- */

int gj_hold_any(gj_ctx *c, int64_t home)
{
	int64_t id;
	int code = gj_sql_int(c->db, GJ_SQL_HOLD_ANY, &id, "l", home);

	return code == GJ_E_NOT_FOUND ? 0 : code < 0 ? code : 1;
}

int gj_hold_of(gj_ctx *c, int64_t home, int64_t thing, int64_t *ret_hold)
{
	int64_t id = 0;
	int code = gj_sql_int(c->db, GJ_SQL_HOLD_OF, &id, "ll", home, thing);

	if (code < 0 && code != GJ_E_NOT_FOUND)
		return code;
	*ret_hold = code < 0 ? 0 : id;
	return GJ_OK;
}

void gj_hold_ask(gj_ctx *c, int64_t home, int64_t thing)
{
	gj_sql_ahead(c->db, GJ_SQL_HOLD_OF, "ll", home, thing);
}

int gj_hold_check(gj_ctx *c, int64_t home, int64_t thing)
{
	int64_t hold = 0;
	int code = gj_hold_of(c, home, thing, &hold);

	if (code >= 0 && hold) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_on_hold);
		gj_fail_int(c->err, "hold", hold);
	}
	return code;
}

/* ---- the row ---- */

typedef struct row {
	gj_has has;
	int64_t id, about;
	gj_str reason;
	gj_veil note;
	int64_t count, placed_at, lifted_at;
	gj_str lift_reason;
	int64_t revision, seq;
} row;

static const gj_field row_fields[] = {
	GJ_F_ID(row, id, 0, "Number of the hold."),
	GJ_F_ID(row, about, 0,
		"About what nothing may be erased; absent: single values are held back."),
	GJ_F_CODE(row, reason, 0, "hold_reason", "Why."),
	GJ_F_VEIL(row, note, 0, 2000, GJ_PERSONAL, "text", "In words."),
	GJ_F_INT(row, count, 0, 0, GJ_MAX_INT, "How many single values."),
	GJ_F_TIME(row, placed_at, 0, "Since when."),
	GJ_F_TIME(row, lifted_at, 0, "When it was lifted."),
	GJ_F_CODE(row, lift_reason, 0, "hold_lift_reason", "Why it was lifted."),
	GJ_F_INT(row, revision, 0, 1, GJ_MAX_INT, "Goes up by one with every change."),
	GJ_F_INT(row, seq, GJ_HIDDEN, 1, GJ_MAX_INT, ""),
	GJ_F_END
};
static const GJ_RECORD(row_record, row, row_fields);

/* Is what it is about hidden from the actor? Of single values nothing is told. */
static int is_hidden(gj_ctx *c, const row *h)
{
	return h->about ? gj_due_hidden(c, h->about) : 0;
}

static void ask_hidden(gj_ctx *c, const row *h)
{
	if (h->about)
		gj_due_ask_hidden(c, h->about);
}

/* ---- what is recorded ---- */

typedef struct body {
	gj_has has;
	int64_t about;
	gj_array entries;
	int64_t count;
	gj_str reason;
	gj_veil note;
} body;

#define NOTE(t) GJ_F_VEIL(t, note, 0, 2000, GJ_PERSONAL, "text", "In words.")
static const gj_field placed_fields[] = {
	GJ_F_ID(body, about, 0, "About what nothing may be erased."),
	GJ_F_IDS(body, entries, 0, GJ_ERASED_MAX, "Or these entries of the vault."),
	GJ_F_INT(body, count, GJ_REQUIRED, 0, GJ_ERASED_MAX, "How many entries."),
	GJ_F_TEXT(body, reason, GJ_REQUIRED, 1, 64, GJ_OPEN, "Why, as coded then."),
	NOTE(body),
	GJ_F_END
};
static const GJ_RECORD(placed_record, body, placed_fields);

static const gj_field lifted_fields[] = { GJ_F_TEXT(body, reason, GJ_REQUIRED, 1, 64, GJ_OPEN,
						    "Why, as coded then."),
					  NOTE(body), GJ_F_END };
static const GJ_RECORD(lifted_record, body, lifted_fields);

static const gj_step placed_steps[] = { { GJ_SQL_HOLD_INSERT, NULL, NULL },
					{ GJ_SQL_HOLD_ENTRY_ADD, NULL, "entries" },
					GJ_STEPS_END };
static const gj_step lifted_steps[] = { { GJ_SQL_HOLD_LIFT, NULL, NULL },
					{ GJ_SQL_HOLD_ENTRIES_DROP, NULL, NULL },
					GJ_STEPS_END };
enum { PLACED, LIFTED };
static const gj_event_type events[] = {
	{ "hold.placed", 1, &placed_record, placed_steps, "A legal hold was placed." },
	{ "hold.lifted", 1, &lifted_record, lifted_steps, "It was lifted." },
	{ NULL, 0, NULL, NULL, NULL }
};

/* ---- place ---- */

typedef struct place_args {
	gj_has has;
	GJ_WRITE_ARGS;
	int64_t home, about;
	gj_veil value;
	gj_str reason;
	gj_veil note;
} place_args;

static const gj_field place_fields[] = {
	GJ_WRITE_FIELDS(place_args),
	GJ_F_ID(place_args, home, 0,
		"With `value`: the office whose vault is meant; the actor's by default."),
	GJ_F_ID(place_args, about, 0,
		"About this thing: a case, a person, an enterprise, an import with its "
		"quarantine;"),
	GJ_F_VEIL(place_args, value, 0, 200, GJ_PERSONAL, "text",
		  "or all values that contain these words now, byte for byte. At least four bytes. "
		  "What is recorded later is not on hold."),
	GJ_F_CODE(place_args, reason, GJ_REQUIRED, "hold_reason", "Why."),
	NOTE(place_args),
	GJ_F_END
};
static const GJ_RECORD(place_record, place_args, place_fields);

typedef struct placed_result {
	gj_has has;
	GJ_WRITTEN_ANSWER;
	int64_t count;
} placed_result;

static const gj_field placed_result_fields[] = {
	GJ_WRITTEN_FIELDS(placed_result),
	GJ_F_INT(placed_result, count, 0, 0, GJ_ERASED_MAX, "How many single values."), GJ_F_END
};
static const GJ_RECORD(placed_result_record, placed_result, placed_result_fields);

static int one_of(gj_ctx *c, const place_args *in)
{
	int code = GJ_OK;

	if ((in->about != 0) == (in->value.text.p != NULL)) {
		code = gj_fail(c->err, in->about ? GJ_E_BAD_VALUE : GJ_E_MISSING, GJ_RULE_one_of);
		gj_fail_text(c->err, "fields", GJ_STR("about value"));
	}
	return code;
}

static int check_about(gj_ctx *c, int64_t about)
{
	int64_t id;
	int code, hidden;

	gj_due_ask_hidden(c, about);
	code = gj_sql_int(c->db, GJ_SQL_HOLD_ABOUT_KNOWN, &id, "ll", c->home, about);
	if (code < 0 && code != GJ_E_NOT_FOUND)
		return code;
	hidden = code < 0 ? 1 : gj_due_hidden(c, about);
	if (hidden > 0) {
		code = gj_not_found(c, "hold");
		gj_fail_path(c->err, "/about");
	}
	return hidden < 0 ? hidden : code;
}

typedef struct collecting {
	gj_ctx *c;
	int64_t *ids;
	size_t n;
} collecting;

static int collect(void *user, const gj_entry *e)
{
	collecting *to = user;

	if (to->n == GJ_ERASED_MAX)
		return gj_fail(to->c->err, GJ_E_LIMIT, GJ_RULE_too_many);
	to->ids[to->n++] = e->id;
	return GJ_OK;
}

static int find_entries(gj_ctx *c, gj_str value, body *b)
{
	collecting to = { c, gj_arena_take(c->arena, GJ_ERASED_MAX * sizeof(*to.ids)), 0 };
	int code = to.ids ? gj_erase_search(c, value, collect, &to) : GJ_E_NOMEM;

	if (code >= 0 && !to.n) {
		code = gj_not_found(c, "vault");
		gj_fail_path(c->err, "/value");
	}
	b->entries = (gj_array){ to.ids, to.n };
	b->count = (int64_t)to.n;
	gj_field_put(b, &placed_record, "entries");
	return code;
}

static int hold_place(gj_ctx *c, const void *args, void *ret_result)
{
	const place_args *in = args;
	gj_subject subject = { 0, 0, 0 };
	body b;
	int code = one_of(c, in);

	(void)ret_result;
	memset(&b, 0, sizeof(b));
	gj_field_copy(&b, &placed_record, in, &place_record);
	b.reason = in->reason; /* a code there, as it was coded then here */
	gj_field_put(&b, &placed_record, "reason");
	gj_field_put(&b, &placed_record, "count");
	if (code >= 0)
		code = in->about ? check_about(c, in->about) : find_entries(c, in->value.text, &b);
	if (code >= 0)
		code = gj_new_id(c, c->home, &subject.id);
	return code < 0 ? code : gj_emit(c, &events[PLACED], c->home, &subject, &b);
}

/* ---- lift ---- */

typedef struct lift_args {
	gj_has has;
	GJ_CHANGE_ARGS;
	gj_str reason;
	gj_veil note;
} lift_args;

static const gj_field lift_fields[] = { GJ_CHANGE_FIELDS(lift_args, "hold"),
					GJ_F_CODE(lift_args, reason, GJ_REQUIRED,
						  "hold_lift_reason", "Why."),
					NOTE(lift_args), GJ_F_END };
static const GJ_RECORD(lift_record, lift_args, lift_fields);

static int load(gj_ctx *c, int64_t id, row *ret_row)
{
	int code = gj_sql_row(c->db, GJ_SQL_HOLD_GET, c->arena, &row_record, ret_row, "ll",
			      GJ_HOME_OF(id), id);
	int hidden;

	if (code >= 0)
		ask_hidden(c, ret_row);
	hidden = code < 0 ? code == GJ_E_NOT_FOUND : is_hidden(c, ret_row);
	if (hidden > 0)
		return gj_not_found(c, "hold");
	return hidden < 0 ? hidden : code;
}

static int hold_lift(gj_ctx *c, const void *args, void *ret_result)
{
	const lift_args *in = args;
	gj_subject subject;
	body b;
	row h;
	int code = load(c, in->id, &h);

	(void)ret_result;
	if (code >= 0 && h.lifted_at)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_hold_lifted);
	if (code >= 0)
		code = gj_check_revision(c, in, h.revision);
	if (code < 0)
		return code;
	memset(&b, 0, sizeof(b));
	gj_field_copy(&b, &lifted_record, in, &lift_record);
	b.reason = in->reason;
	gj_field_put(&b, &lifted_record, "reason");
	subject = (gj_subject){ h.id, h.revision, h.seq };
	return gj_emit(c, &events[LIFTED], c->home, &subject, &b);
}

/* ---- list ---- */

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	GJ_CHAIN_ARGS;
	int32_t lifted;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args), GJ_CHAIN_FIELDS(list_args),
	GJ_F_BOOL(list_args, lifted, 0, "Those that were lifted as well."), GJ_F_END
};
static const GJ_RECORD(list_record, list_args, list_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, row_record, "Holds, by number."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
static const GJ_RECORD(list_result_record, list_result, list_result_fields);

typedef struct listing {
	int64_t home;
	int lifted;
} listing;

static int read_on(gj_ctx *c, void *user, const gj_page *page, gj_array *ret_rows)
{
	const listing *l = user;

	return gj_sql_list(c->db, l->lifted ? GJ_SQL_HOLD_LIST : GJ_SQL_HOLD_LIST_OPEN, c->arena,
			   &row_record, ret_rows, "lll", l->home, page->after, page->limit);
}

static int show(gj_ctx *c, void *user, gj_array *rows)
{
	row *p = rows->p;
	size_t i, n = 0;
	int hidden = 0;

	(void)user;
	for (i = 0; i < rows->n; i++)
		ask_hidden(c, &p[i]);
	for (i = 0; i < rows->n && hidden >= 0; i++) {
		hidden = is_hidden(c, &p[i]);
		if (hidden == 0)
			p[n++] = p[i];
	}
	rows->n = n;
	return hidden < 0 ? hidden : GJ_OK;
}

static int hold_list(gj_ctx *c, const void *args, void *ret_result)
{
	const list_args *in = args;
	list_result *out = ret_result;
	gj_due_walk w = { 0 };
	listing l = { 0, in->lifted };
	gj_sieve sieve = { &row_record, "id", NULL, read_on, show, &l };
	int code = gj_due_begin(c, in->home, in->root, GJ_RIGHT_retention_read, &w);

	l.home = w.home;
	if (code >= 0)
		code = gj_page_sieve(c, args, &sieve, &out->items, &out->next);
	out->has.set = out->next.p ? 3 : 1;
	return code < 0 ? code : gj_unseal_all(c, &row_record, out->items);
}

/* ---- the table ---- */

static const int place_errors[] = { GJ_E_NOT_FOUND, GJ_E_LIMIT, 0 };
static const int lift_errors[] = { GJ_E_NOT_FOUND, GJ_E_STATE, GJ_E_CONFLICT, 0 };
static const int read_errors[] = { GJ_E_NOT_FOUND, 0 };
static const gj_first place_first[] = { { GJ_SQL_HOLD_ABOUT_KNOWN, "about" }, GJ_FIRST_END };
static const gj_first lift_first[] = { { GJ_SQL_HOLD_GET, "id" }, GJ_FIRST_END };

static const gj_op ops[] = {
	{ .name = "hold.place",
	  .version = 1,
	  .args = &place_record,
	  .result = &placed_result_record,
	  .right = GJ_RIGHT_vault_hold,
	  .flags = GJ_OP_WRITE,
	  .home = GJ_HOME_SUBJECT,
	  .home_arg = "about",
	  .errors = place_errors,
	  .since = "1.0",
	  .doc = "Places a legal hold: until it is lifted nothing is erased that is held about one "
		 "thing and what belongs to it, or that contains certain words.",
	  .doc_zh = "设置保全：在解除之前，不得删除有关某一对象（连同其所属内容）或含有某些字词的信"
		    "息。",
	  .run = hold_place,
	  .first = place_first },
	{ .name = "hold.lift",
	  .version = 1,
	  .args = &lift_record,
	  .result = &gj_written_record,
	  .right = GJ_RIGHT_vault_hold,
	  .flags = GJ_OP_WRITE,
	  .home = GJ_HOME_ID,
	  .errors = lift_errors,
	  .since = "1.0",
	  .doc = "Lifts a legal hold: what has become due meanwhile is erased with what is due.",
	  .doc_zh = "解除保全：其间到期的信息随后按期删除。",
	  .run = hold_lift,
	  .first = lift_first },
	{ .name = "hold.list",
	  .version = 1,
	  .args = &list_record,
	  .result = &list_result_record,
	  .right = GJ_RIGHT_retention_read,
	  .flags = GJ_OP_OWN_RIGHT | GJ_OP_LIST,
	  .home = GJ_HOME_ROOT,
	  .errors = read_errors,
	  .since = "1.0",
	  .doc = "Legal holds of an office, or of the root.",
	  .doc_zh = "保全列表。",
	  .run = hold_list },
	{ 0 }
};

extern const gj_noun gj_noun_hold;
const gj_noun gj_noun_hold = { "hold", "保全", ops, events,
			       "What may not be erased for now, and on what ground." };
