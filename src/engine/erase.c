/* SPDX-License-Identifier: Apache-2.0
 *
 * Vault: erasing personal values. What is erased leaves no byte behind and no digest by
 * which it could be tried; the chain still verifies, and says what was erased, by whom
 * and why.
 */
#include "engine/erase.h"

#include <string.h>

#include "engine/content.h"
#include "engine/hold.h"
#include "engine/quarantine.h"
#include "engine/retention.h"

#define ENTRIES_MAX GJ_ERASED_MAX
#define PAGE 500

/* ---- what is recorded ---- */

typedef struct erased_body {
	gj_has has;
	gj_array entries;
	gj_str reason;
	int64_t quarantined;
} erased_body;

static const gj_field erased_fields[] = {
	GJ_F_IDS(erased_body, entries, GJ_REQUIRED, ENTRIES_MAX, "Vault entries erased."),
	GJ_F_TEXT(erased_body, reason, GJ_REQUIRED, 1, 64, GJ_OPEN, "Why."),
	GJ_F_INT(erased_body, quarantined, 0, 0, GJ_MAX_INT, "Quarantined rows erased with them."),
	GJ_F_END
};
static const GJ_RECORD(erased_record, erased_body, erased_fields);

const gj_step gj_erased_steps[] = { { GJ_SQL_ERASURE_ADD, NULL, "entries" }, GJ_STEPS_END };
enum { ERASED };
static const gj_event_type events[] = { { "vault.erased", 1, &erased_record, gj_erased_steps,
					  "Personal values were erased." },
					{ NULL, 0, NULL, NULL, NULL } };

/* ---- arguments ---- */

typedef struct erase_args {
	gj_has has;
	GJ_WRITE_ARGS;
	int64_t home, entry, subject;
	gj_veil value;
	gj_str reason;
} erase_args;

static const gj_field erase_fields[] = {
	GJ_WRITE_FIELDS(erase_args),
	GJ_F_ID(erase_args, home, 0,
		"With `value`: the office whose vault is meant; the actor's by default."),
	GJ_F_ID(erase_args, entry, 0, "This entry, as the journal names it."),
	GJ_F_ID(erase_args, subject, 0, "All values recorded about this thing."),
	GJ_F_VEIL(erase_args, value, 0, 200, GJ_PERSONAL, "text",
		  "All values that contain these words, byte for byte, in quarantine too. At least "
		  "four bytes: two Chinese characters, four others."),
	GJ_F_CODE(erase_args, reason, GJ_REQUIRED, "erase_reason", "Why."),
	GJ_F_END
};
static const GJ_RECORD(erase_record, erase_args, erase_fields);

typedef struct erase_result {
	gj_has has;
	int64_t home, seq, at, quarantined;
	gj_array entries;
} erase_result;

static const gj_field result_fields[] = {
	GJ_F_INT(erase_result, home, 0, 1, GJ_MAX_INT, "The chain that recorded it."),
	GJ_F_INT(erase_result, seq, 0, 1, GJ_MAX_INT, "The event's place in that chain."),
	GJ_F_TIME(erase_result, at, 0, "When it was recorded."),
	GJ_F_IDS(erase_result, entries, 0, ENTRIES_MAX, "Vault entries erased."),
	GJ_F_INT(erase_result, quarantined, 0, 0, GJ_MAX_INT, "Quarantined rows erased."),
	GJ_F_END
};
static const GJ_RECORD(result_record, erase_result, result_fields);

/* ---- finding them ---- */

typedef struct finding {
	gj_ctx *c;
	const erase_args *in;
	gj_erasing erasing;
	int64_t quarantined;
	int held; /* something of this home is on hold */
} finding;

static int contains(gj_str text, gj_str part)
{
	size_t i;

	for (i = 0; part.n && i + part.n <= text.n; i++)
		if (memcmp(text.p + i, part.p, part.n) == 0)
			return 1;
	return 0;
}

static int meant(gj_str value, const gj_entry *e)
{
	return !gj_str_is(e->class, "request") && e->value.p && contains(e->value, value);
}

/* ---- wiping ---- */

int gj_erasing_begin(gj_ctx *c, gj_erasing *ret_erasing)
{
	gj_erasing e = { c, gj_arena_take(c->arena, GJ_ERASED_MAX * sizeof(*e.ids)), 0 };

	*ret_erasing = e;
	return e.ids ? GJ_OK : GJ_E_NOMEM;
}

/* The print of the request that an event came of, if it had a key. */
static int erase_print(gj_ctx *c, int64_t home, int64_t seq, gj_envelope *ret_envelope)
{
	const gj_event_type *type;
	gj_str bytes;
	void *body;
	int code = gj_event_bytes(c, home, seq, &bytes);

	if (code >= 0)
		code = gj_event_read(c->arena, bytes, ret_envelope, &type, &body, c->err);
	if (code >= 0 && ret_envelope->print.id)
		code = gj_sql_run(c->db, GJ_SQL_VAULT_ERASE, "ll", home, ret_envelope->print.id);
	return code;
}

/* "home:seq" of the event that brought one in another home: the key is there. */
static int erase_cause(gj_ctx *c, gj_str cause)
{
	gj_envelope envelope;
	int64_t home = 0, seq = 0;
	size_t i;

	for (i = 0; i < cause.n && cause.p[i] != ':'; i++)
		home = home * 10 + (cause.p[i] - '0');
	for (i++; i < cause.n; i++)
		seq = seq * 10 + (cause.p[i] - '0');
	return erase_print(c, home, seq, &envelope);
}

/* The prints of the requests that brought it go too: with the other arguments known, they
 * would tell the value to whoever tries. */
int gj_erase_entry(gj_erasing *e, int64_t id, int64_t subject, int64_t seq)
{
	gj_ctx *c = e->c;
	gj_envelope envelope, first;
	int code;

	if (e->n == GJ_ERASED_MAX)
		return gj_fail(c->err, GJ_E_LIMIT, GJ_RULE_too_many);
	e->ids[e->n++] = id;
	code = erase_print(c, c->home, seq, &envelope);
	if (code >= 0)
		code = gj_sql_run(c->db, GJ_SQL_VAULT_ERASE, "ll", c->home, id);
	if (code >= 0)
		code = gj_content_forget(c, c->home, id);
	if (code >= 0 && subject)
		code = gj_sql_run(c->db, GJ_SQL_VAULT_ERASE_PRINTS, "ll", c->home, subject);
	if (code >= 0 && envelope.first)
		code = erase_print(c, c->home, envelope.first, &first);
	if (code >= 0 && envelope.cause.n)
		code = erase_cause(c, envelope.cause);
	return code;
}

static int wipe(void *user, const gj_entry *e)
{
	finding *f = user;
	int code = f->held ? gj_hold_check(f->c, f->c->home, e->subject) : GJ_OK;

	return code < 0 ? code : gj_erase_entry(&f->erasing, e->id, e->subject, e->seq);
}

/* A digest is not made of words: digits in it that are those of a telephone number mean nothing.
 * 1, 0 or a failure; 0 is for it alone. */
static int not_by_chance(gj_ctx *c, gj_str value, const gj_entry *e)
{
	int content = gj_str_eq(value, e->value) ? 0 : gj_content_named(c, c->home, e->id);

	return content < 0 ? content : !content;
}

static int long_enough(gj_ctx *c, gj_str value)
{
	int code = GJ_OK;

	if (value.n < 4) {
		code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_too_short);
		gj_fail_int(c->err, "min", 4);
		gj_fail_path(c->err, "/value");
	}
	return code;
}

int gj_erase_search(gj_ctx *c, gj_str value, int (*each)(void *user, const gj_entry *e), void *user)
{
	gj_arena_mark mark = gj_arena_mark_now(c->arena);
	const gj_entry *row;
	gj_array rows;
	int64_t after = 0;
	size_t i;
	int code = long_enough(c, value), more = 1, means;

	while (code >= 0 && more) {
		code = gj_sql_list(c->db, GJ_SQL_VAULT_PAGE, c->arena, &gj_entry_record, &rows,
				   "lll", c->home, after, (int64_t)PAGE);
		row = rows.p;
		for (i = 0; code >= 0 && i < rows.n; i++) {
			after = row[i].id;
			means = meant(value, &row[i]) ? not_by_chance(c, value, &row[i]) : 0;
			code = means > 0 ? each(user, &row[i]) : means;
		}
		more = code >= 0 && rows.n == PAGE;
		gj_arena_rewind(c->arena, mark);
	}
	return code;
}

/* Rows in quarantine are kept with the import that they came by. */
static int check_quarantine(finding *f, gj_str value)
{
	const gj_quarantine_place *p;
	gj_array places = { NULL, 0 };
	int64_t last = 0;
	size_t i;
	int code = f->held ? gj_quarantine_find(f->c, f->c->home, value, &places) : GJ_OK;

	p = places.p;
	for (i = 0; i < places.n && code >= 0; i++) {
		if (p[i].import != last)
			code = gj_hold_check(f->c, f->c->home, p[i].import);
		last = p[i].import;
	}
	return code;
}

static int wipe_found(finding *f)
{
	gj_str value = f->in->value.text;
	int code = gj_erase_search(f->c, value, wipe, f);

	if (code >= 0)
		code = check_quarantine(f, value);
	return code < 0 ? code : gj_quarantine_erase(f->c, f->c->home, value, &f->quarantined);
}

/* What does not exist for her she cannot erase by its number either. */
static int is_there(finding *f, int64_t subject)
{
	int hidden = gj_due_hidden(f->c, subject);

	return hidden > 0 ? gj_not_found(f->c, "vault") : hidden;
}

/* One entry, or those about one thing, whatever they hold. */
static int wipe_given(finding *f)
{
	const erase_args *in = f->in;
	const gj_entry *row;
	gj_array rows;
	size_t i;
	int code = gj_sql_list(f->c->db, in->entry ? GJ_SQL_HELD : GJ_SQL_HELD_OF, f->c->arena,
			       &gj_entry_record, &rows, "ll", f->c->home,
			       in->entry ? in->entry : in->subject);

	row = rows.p;
	if (code >= 0 && rows.n)
		code = is_there(f, row[0].subject);
	for (i = 0; code >= 0 && i < rows.n; i++)
		code = wipe(f, &row[i]);
	return code;
}

static int one_of(gj_ctx *c, const erase_args *in)
{
	int given = (in->entry != 0) + (in->subject != 0) + (in->value.text.p != NULL);
	int code = GJ_OK;

	if (given != 1) {
		code = gj_fail(c->err, given ? GJ_E_BAD_VALUE : GJ_E_MISSING, GJ_RULE_one_of);
		gj_fail_text(c->err, "fields", GJ_STR("entry subject value"));
	}
	return code;
}

static int emit(finding *f)
{
	erased_body body = { .has = { 3, 0 },
			     .entries = { f->erasing.ids, f->erasing.n },
			     .reason = f->in->reason,
			     .quarantined = f->quarantined };
	gj_subject subject = { 0, 0, 0 };

	if (body.quarantined)
		body.has.set |= 4;
	return gj_emit(f->c, &events[ERASED], f->c->home, &subject, &body);
}

static int vault_erase(gj_ctx *c, const void *args, void *ret_result)
{
	finding f = { .c = c, .in = args };
	gj_envelope own;
	int code = one_of(c, f.in);

	(void)ret_result;
	if (code >= 0)
		code = gj_erasing_begin(c, &f.erasing);
	if (code >= 0)
		code = f.held = gj_hold_any(c, c->home);
	if (code >= 0)
		code = f.in->value.text.p ? wipe_found(&f) : wipe_given(&f);
	if (code >= 0 && f.erasing.n == 0 && f.quarantined == 0)
		code = gj_not_found(c, "vault");
	if (code >= 0)
		code = emit(&f);
	if (code < 0)
		return code;
	/* Of this very request, too. A request that said nothing new may have held the value as
	 * well, and left nothing but its print: none of this home is kept. */
	return f.in->value.text.p ? gj_sql_run(c->db, GJ_SQL_VAULT_ERASE_ALL_PRINTS, "l", c->home)
				  : erase_print(c, c->home, c->emitted[0].seq, &own);
}

/* ---- scrubbing ---- */

typedef struct nothing_args {
	gj_has has;
} nothing_args;
static const gj_field nothing_fields[] = { GJ_F_END };
static const GJ_RECORD(nothing_record, nothing_args, nothing_fields);

typedef struct scrub_result {
	gj_has has;
	int64_t pages;
} scrub_result;

static const gj_field scrub_fields[] = { GJ_F_INT(scrub_result, pages, 0, 0, GJ_MAX_INT,
						  "Pages in which something was overwritten."),
					 GJ_F_END };
static const GJ_RECORD(scrub_record, scrub_result, scrub_fields);

static int vault_scrub(gj_ctx *c, const void *args, void *ret_result)
{
	scrub_result *out = ret_result;
	int code = gj_content_clear(c, 0);

	(void)args;
	out->has.set = 1;
	return code < 0 ? code : gj_db_scrub(c->db, 1, &out->pages);
}

/* ---- the table ---- */

static const int scrub_errors[] = { GJ_E_BUSY, GJ_E_READ_ONLY, GJ_E_IO, 0 };
static const int erase_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_LIMIT, 0 };

static const gj_op ops[] = {
	{ .name = "vault.erase",
	  .version = 1,
	  .args = &erase_record,
	  .result = &result_record,
	  .right = GJ_RIGHT_vault_erase,
	  .flags = GJ_OP_WRITE | GJ_OP_SCRUB,
	  .home = GJ_HOME_SUBJECT,
	  .home_arg = "subject entry",
	  .errors = erase_errors,
	  .since = "1.0",
	  .doc = "Erases personal values: of one entry, of one thing, or by what they contain; "
		 "with the digest of an attachment its content, unless another names it. Refused "
		 "while anything of it is on hold (hold.place). "
		 "What "
		 "they have left elsewhere in the file and in its log is overwritten at once where "
		 "no "
		 "reader is in the way, else after a later change; vault.scrub insists.",
	  .doc_zh = "删除个人信息：按条目、按对象或按内容；处于保全之中的不得删除。",
	  .run = vault_erase },
	{ .name = "vault.scrub",
	  .version = 1,
	  .args = &nothing_record,
	  .result = &scrub_record,
	  .right = GJ_RIGHT_vault_erase,
	  .flags = GJ_OP_ALONE,
	  .home = GJ_HOME_ROOT,
	  .errors = scrub_errors,
	  .since = "1.0",
	  .doc = "Overwrites what erased values have left in the file and empties its log; waits "
		 "for readers as long as for writers. When it answers, no byte is left.",
	  .doc_zh = "覆写已删除信息在文件中的残留并清空日志；返回即无残留。",
	  .run = vault_scrub },
	{ 0 }
};

extern const gj_noun gj_noun_vault;
const gj_noun gj_noun_vault = { "vault", "保险库", ops, events,
				"Personal values, apart from the journal." };
