/* SPDX-License-Identifier: Apache-2.0
 *
 * Person: all that is held about one, for whoever may ask for it (Personal Information Protection
 * Law, art. 45). Of a contact, a member of staff or a demander everything is theirs; where
 * somebody else's words speak of them, those words alone. What was said in a complaint against an
 * office, or in confidence, is told to nobody but the one who said it: it would show who did.
 */
#include <string.h>

#include "engine/attachment.h"
#include "engine/demand_priv.h"
#include "engine/quarantine.h"
#include "engine/shown.h"
#include "engine/vault.h"

#define PAGE 500
#define TOGETHER 25
#define VALUE_MIN 4 /* bytes */

/* ---- arguments and answer ---- */

typedef struct export_args {
	gj_has has;
	GJ_CHAIN_ARGS;
	int64_t subject;
	gj_veil value;
	gj_str purpose;
} export_args;

static const gj_field export_fields[] = {
	GJ_CHAIN_FIELDS(export_args),
	GJ_F_ID(export_args, subject, 0,
		"This contact, member of staff or, for its demander, demand;"),
	GJ_F_VEIL(export_args, value, 0, 200, GJ_PERSONAL, "text",
		  "or whoever has this telephone, name or mail, and all words in which it stands. "
		  "Better a telephone: many have one name."),
	GJ_F_TEXT(export_args, purpose, GJ_REQUIRED, 1, 200, GJ_INTERNAL,
		  "Why; recorded with the look."),
	GJ_F_END
};
static const GJ_RECORD(export_record, export_args, export_fields);

typedef struct item {
	gj_has has;
	gj_str noun;
	int64_t id;
	gj_str event, field;
	int64_t at, seq;
	int32_t mention;
	int64_t line;
	gj_veil value;
} item;

static const gj_field item_fields[] = {
	GJ_F_TEXT(item, noun, 0, 1, 20, GJ_OPEN, "What it was said of."),
	GJ_F_ID(item, id, 0, "Its number."),
	GJ_F_TEXT(item, event, 0, 1, 80, GJ_OPEN, "The event that brought it."),
	GJ_F_TEXT(item, field, 0, 1, 40, GJ_OPEN, "Its name there."),
	GJ_F_TIME(item, at, 0, "When that was recorded."),
	GJ_F_INT(item, seq, 0, 1, GJ_MAX_INT, "The event's place in the chain."),
	GJ_F_BOOL(item, mention, 0, "Words about something else, in which the value stands."),
	GJ_F_INT(item, line, 0, 1, GJ_MAX_INT,
		 "Of an import: the line of a quarantined row; quarantine.list shows it."),
	GJ_F_VEIL(item, value, 0, 0, GJ_PERSONAL, "text", "The value."),
	GJ_F_END
};
static const GJ_RECORD(item_record, item, item_fields);

typedef struct export_result {
	gj_has has;
	gj_array items;
} export_result;

static const gj_field result_fields[] = {
	GJ_F_ARRAY(export_result, items, 0, 0, GJ_READ_MAX, item_record,
		   "Thing by thing, what is somebody's own first."),
	GJ_F_END
};
static const GJ_RECORD(result_record, export_result, result_fields);

/* ---- entries of the vault ---- */

/* What was found, and what it is. */
typedef struct found {
	int64_t id, subject, seq;
	int same; /* the whole entry is the value */
	gj_event_seen event;
	int told, whole; /* it may be told; its value is one by which a person is known */
	item it;
} found;

typedef struct exporting {
	gj_ctx *c;
	const export_args *in;
	found *found; /* room for GJ_READ_MAX, as the others */
	size_t found_count;
	item *items;
	size_t count;
	int64_t *things; /* whose values are somebody's own */
	size_t thing_count;
} exporting;

static int full(gj_ctx *c)
{
	int code = gj_fail(c->err, GJ_E_LIMIT, GJ_RULE_too_many);

	gj_fail_int(c->err, "max", GJ_READ_MAX);
	return code;
}

static int contains(gj_str text, gj_str part)
{
	size_t i;

	for (i = 0; part.n && i + part.n <= text.n; i++)
		if (memcmp(text.p + i, part.p, part.n) == 0)
			return 1;
	return 0;
}

static int digit_at(gj_str text, size_t *i)
{
	while (*i < text.n && (text.p[*i] < '0' || text.p[*i] > '9'))
		++*i;
	return *i < text.n ? text.p[(*i)++] : 0;
}

/* Two telephone numbers, however written: 0755-2669 0001. */
static int same_digits(gj_str a, gj_str b)
{
	size_t i = 0, k = 0, n = 0;
	int x, y;

	if (a.n > 30 || b.n > 30)
		return 0;
	do {
		x = digit_at(a, &i);
		y = digit_at(b, &k);
		n += x != 0;
	} while (x && x == y);
	return x == y && n >= 7;
}

static int search(exporting *x)
{
	gj_ctx *c = x->c;
	gj_str value = x->in->value.text;
	gj_arena_mark mark = gj_arena_mark_now(c->arena);
	int64_t after = 0;
	gj_array rows = { NULL, PAGE };
	const gj_entry *e;
	int same, code = GJ_OK;

	while (code >= 0 && rows.n == PAGE) {
		gj_arena_rewind(c->arena, mark);
		code = gj_sql_list(c->db, GJ_SQL_VAULT_PAGE, c->arena, &gj_entry_record,
				   &rows, "lll", c->home, after, (int64_t)PAGE);
		e = rows.p;
		for (size_t i = 0; code >= 0 && i < rows.n; i++) {
			after = e[i].id;
			if (gj_str_is(e[i].class, "request") || !e[i].value.p)
				continue;
			same = gj_str_eq(e[i].value, value) || same_digits(e[i].value, value);
			if (!same && !contains(e[i].value, value))
				continue;
			if (x->found_count == GJ_READ_MAX)
				code = full(c);
			else
				x->found[x->found_count++] = (found){ .id = e[i].id,
								      .subject = e[i].subject,
								      .seq = e[i].seq,
								      .same = same };
		}
	}
	return code;
}

/* ---- what an entry is ---- */

static const gj_field *field_of(const gj_record *record, const void *body, int64_t id)
{
	const gj_field *f = record->fields, *in = NULL;

	for (int i = 0; f[i].name && !in; i++) {
		const void *at = (const char *)body + f[i].offset;
		const gj_array *array = at;

		if (!gj_field_set(body, i))
			continue;
		if (f[i].kind == GJ_K_VEIL && ((const gj_veil *)at)->id == id)
			in = &f[i];
		else if (f[i].kind == GJ_K_OBJECT)
			in = field_of(f[i].sub, at, id);
		else if (f[i].kind == GJ_K_ARRAY)
			for (size_t k = 0; k < array->n && !in; k++)
				in = field_of(f[i].sub,
					      (const char *)array->p + k * f[i].sub->size, id);
	}
	return in;
}

static int noun_of(gj_ctx *c, int64_t id, gj_str *ret_noun)
{
	const int stmt = GJ_SQL_PERSON_NOUN;
	gj_value value;
	int code = gj_sql_open(c->db, stmt, "ll", c->home, id);

	*ret_noun = GJ_STR_NONE;
	if (code >= 0)
		code = gj_sql_next(c->db, stmt);
	if (code > 0) {
		code = gj_sql_value(c->db, stmt, 0, &value);
		if (code >= 0)
			*ret_noun = gj_arena_str(c->arena, value.s.p, value.s.n);
	}
	gj_sql_done(c->db, stmt);
	return code < 0 ? code : GJ_OK;
}

static int is_persons(gj_str noun)
{
	return gj_str_is(noun, "contact") || gj_str_is(noun, "demand") || gj_str_is(noun, "staff");
}

/* A finding has no number of its own that anybody knows: it goes by its visit. A digest is not made
 * of words. */
static int describe(gj_ctx *c, found *f)
{
	const gj_envelope *e = &f->event.e;
	const gj_field *field = field_of(f->event.type->body, f->event.body, f->id);
	int hidden = gj_event_hidden(c, e, f->event.type, f->event.body), code;
	item *it = &f->it;

	if (hidden != 0 || !field || (strcmp(field->name, "content") == 0 && !f->same))
		return hidden < 0 ? hidden : GJ_OK;
	*it = (item){ .event = e->type, .at = e->at, .seq = e->seq, .value = { .id = f->id } };
	code = noun_of(c, f->subject, &it->noun);
	it->id = it->noun.p ? f->subject : e->subject;
	if (code >= 0 && !it->noun.p)
		code = noun_of(c, it->id, &it->noun);
	it->field = gj_str_of(field->name);
	f->told = 1;
	f->whole = is_persons(it->noun) && f->same && strcmp(field->list, "text") != 0;
	it->has.set = 4 | 8 | 16 | 32 | 256;
	if (it->noun.p)
		it->has.set |= 1;
	if (it->id)
		it->has.set |= 2;
	return code;
}

/* Asks ahead for what that reads, and for the cases that it belongs to. */
static int load_event(gj_ctx *c, found *f)
{
	gj_event_seen *seen = &f->event;
	int code = gj_event_load(c, c->home, f->seq, &seen->e, &seen->type, &seen->body);

	if (code < 0)
		return code;
	gj_ask_event_hidden(c, &seen->e, seen->type, seen->body);
	gj_sql_ahead(c->db, GJ_SQL_PERSON_NOUN, "ll", c->home, f->subject);
	if (seen->e.subject != f->subject)
		gj_sql_ahead(c->db, GJ_SQL_PERSON_NOUN, "ll", c->home, seen->e.subject);
	gj_sql_ahead(c->db, GJ_SQL_ATTACHMENT_ABOUT_WHAT, "ll", c->home, seen->e.subject);
	gj_sql_ahead(c->db, GJ_SQL_PERSON_CASES, "ll", c->home, seen->e.subject);
	return GJ_OK;
}

/* Some at a time, so that what they rest on is asked for together. */
static int describe_all(gj_ctx *c, found *all, size_t count)
{
	size_t i, k, n;
	int code = GJ_OK;

	for (i = 0; i < count && code >= 0; i += n) {
		n = count - i < TOGETHER ? count - i : TOGETHER;
		for (k = i; k < i + n; k++)
			gj_sql_ahead(c->db, GJ_SQL_EVENT_GET, "ll", c->home, all[k].seq);
		for (k = i; k < i + n && code >= 0; k++)
			code = load_event(c, &all[k]);
		for (k = i; k < i + n && code >= 0; k++)
			code = describe(c, &all[k]);
	}
	return code;
}

typedef struct case_row {
	gj_has has;
	int64_t id, against;
	int32_t confidential;
} case_row;

static const gj_field case_fields[] = { GJ_F_ID(case_row, id, 0, ""),
					GJ_F_ID(case_row, against, 0, ""),
					GJ_F_BOOL(case_row, confidential, 0, ""), GJ_F_END };
static const GJ_RECORD(case_record, case_row, case_fields);

/* What it belongs to: 2 when that does not exist for the actor, 1 when it was said against an
 * office or in confidence, 0 when neither. */
static int kept_close(gj_ctx *c, int64_t about)
{
	const case_row *row;
	int64_t of = about;
	gj_array rows;
	int blind, close = 0;
	int code = gj_sql_int(c->db, GJ_SQL_ATTACHMENT_ABOUT_WHAT, &of, "ll", c->home, about);

	if (code >= 0 || code == GJ_E_NOT_FOUND)
		code = gj_sql_list(c->db, GJ_SQL_PERSON_CASES, c->arena, &case_record, &rows, "ll",
				   c->home, of);
	if (code < 0)
		return code;
	row = rows.p;
	for (size_t i = 0; i < rows.n && close < 2; i++) {
		blind = gj_demand_blind(c, row[i].against);
		if (blind < 0)
			return blind;
		if (blind || row[i].against || row[i].confidential)
			close = blind ? 2 : 1;
	}
	return close;
}

/* ---- what is somebody's own, and what is not ---- */

static int is_thing(const exporting *x, int64_t id)
{
	for (size_t i = 0; i < x->thing_count; i++)
		if (x->things[i] == id)
			return 1;
	return 0;
}

static int add(exporting *x, const item *it)
{
	for (size_t i = 0; i < x->count; i++)
		if (it->value.id && x->items[i].value.id == it->value.id)
			return GJ_OK;
	if (x->count == GJ_READ_MAX)
		return full(x->c);
	x->items[x->count++] = *it;
	return GJ_OK;
}

static int add_held(exporting *x, int stmt, int64_t thing)
{
	gj_ctx *c = x->c;
	const gj_entry *e;
	gj_array rows;
	found *held;
	size_t i;
	int code = gj_sql_list(c->db, stmt, c->arena, &gj_entry_record, &rows, "ll", c->home,
			       thing);

	if (code < 0)
		return code;
	held = gj_arena_zero(c->arena, (rows.n + 1) * sizeof(*held));
	if (!held)
		return GJ_E_NOMEM;
	e = rows.p;
	for (i = 0; i < rows.n; i++)
		held[i] = (found){
			.id = e[i].id, .subject = e[i].subject, .seq = e[i].seq, .same = 1
		};
	code = describe_all(c, held, rows.n);
	for (i = 0; i < rows.n && code >= 0; i++)
		if (held[i].told)
			code = add(x, &held[i].it);
	return code;
}

/* All of a thing, and the names of files that are evidence of a demand. */
static int add_thing(exporting *x, int64_t thing)
{
	int code;

	if (is_thing(x, thing))
		return GJ_OK;
	x->things[x->thing_count++] = thing;
	code = add_held(x, GJ_SQL_HELD_OF, thing);
	return code < 0 ? code : add_held(x, GJ_SQL_PERSON_ATTACHMENTS, thing);
}

/* First what is somebody's own: of that, nothing is a mention. */
static int add_found(exporting *x, int whole)
{
	gj_ctx *c = x->c;
	int code = GJ_OK, close;

	for (size_t i = 0; i < x->found_count && code >= 0; i++) {
		found *f = &x->found[i];

		if (!f->told || f->whole != whole || is_thing(x, f->subject))
			continue;
		close = kept_close(c, f->event.e.subject);
		if (close < 0 || close > (whole ? 1 : 0)) {
			code = close < 0 ? close : GJ_OK;
			continue;
		}
		f->it.mention = 1;
		gj_field_put(&f->it, &item_record, "mention");
		code = whole ? add_thing(x, f->subject) : add(x, &f->it);
	}
	return code < 0 ? code : GJ_OK;
}

static int add_quarantined(exporting *x)
{
	const gj_quarantine_place *place;
	gj_array places = { NULL, 0 };
	int code = gj_quarantine_find(x->c, x->c->home, x->in->value.text, &places);

	place = places.p;
	for (size_t i = 0; code >= 0 && i < places.n; i++) {
		item it = { .noun = GJ_STR("import"),
			    .id = place[i].import,
			    .mention = 1,
			    .line = place[i].line };

		it.has.set = 1 | 2 | 64 | 128;
		code = add(x, &it);
	}
	return code;
}

static int by_value(exporting *x)
{
	int code = search(x);

	if (code >= 0)
		code = describe_all(x->c, x->found, x->found_count);
	if (code >= 0)
		code = add_found(x, 1);
	if (code >= 0)
		code = add_found(x, 0);
	return code < 0 ? code : add_quarantined(x);
}

static int by_subject(exporting *x)
{
	gj_ctx *c = x->c;
	gj_str noun;
	int code = noun_of(c, x->in->subject, &noun), close = 0;

	if (code >= 0)
		close = kept_close(c, x->in->subject);
	if (code >= 0 && close >= 0 && (!is_persons(noun) || close > 1))
		code = gj_not_found(c, "subject");
	if (close < 0)
		code = close;
	return code < 0 ? code : add_thing(x, x->in->subject);
}

/* ---- export ---- */

/* What was said in confidence is known to the home office only: it is exported there. */
static int allow(gj_ctx *c, const export_args *in)
{
	int64_t home = 0, owner = 0;
	int code;

	if (in->subject && c->home != GJ_ROOT)
		code = gj_home_office(c, c->home, &owner);
	else
		code = gj_chain_meant(c, in->home, in->root, &home, &owner);
	if (code == GJ_E_NOT_FOUND)
		code = gj_not_found(c, "subject");
	if (code >= 0)
		code = c->home == GJ_ROOT ? gj_allow_top(c, GJ_RIGHT_person_export)
					  : gj_allow(c, GJ_RIGHT_person_export, owner);
	if (code >= 0 && c->home != GJ_ROOT && !gj_demand_at_home(c, owner))
		code = gj_fail(c->err, GJ_E_DENIED, GJ_RULE_office_not_yours);
	return code;
}

static int check(gj_ctx *c, const export_args *in)
{
	int code = GJ_OK;

	if (!in->subject == !in->value.text.p) {
		code = gj_fail(c->err, in->subject ? GJ_E_BAD_VALUE : GJ_E_MISSING,
			       GJ_RULE_one_of);
		gj_fail_text(c->err, "fields", GJ_STR("subject value"));
	} else if (in->value.text.p && in->value.text.n < VALUE_MIN) {
		code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_too_short);
		gj_fail_int(c->err, "min", VALUE_MIN);
		gj_fail_path(c->err, "/value");
	}
	return code;
}

/* The look is recorded with every thing of which something is shown, before it is. */
static int record(exporting *x)
{
	gj_array subjects = { x->things, 0 };
	size_t i, k;

	for (i = 0; i < x->count; i++) {
		for (k = 0; k < subjects.n && x->things[k] != x->items[i].id; k++)
			;
		if (k == subjects.n && x->items[i].id)
			x->things[subjects.n++] = x->items[i].id;
	}
	return gj_record_reads(x->c, x->c->home, subjects, x->in->purpose);
}

static int make_room(exporting *x)
{
	x->found = gj_arena_zero(x->c->arena, GJ_READ_MAX * sizeof(*x->found));
	x->items = gj_arena_zero(x->c->arena, GJ_READ_MAX * sizeof(*x->items));
	x->things = gj_arena_zero(x->c->arena, (GJ_READ_MAX + 1) * sizeof(*x->things));
	return x->found && x->items && x->things ? GJ_OK : GJ_E_NOMEM;
}

static int person_export(gj_ctx *c, const void *args, void *ret_result)
{
	exporting x = { .c = c, .in = args };
	export_result *out = ret_result;
	int code = check(c, x.in);

	if (code >= 0)
		code = allow(c, x.in);
	if (code >= 0)
		code = make_room(&x);
	if (code >= 0)
		code = x.in->subject ? by_subject(&x) : by_value(&x);
	if (code >= 0)
		code = record(&x);
	if (code < 0)
		return code;
	c->unmask = 1;
	out->items = (gj_array){ x.items, x.count };
	out->has.set = 1;
	return gj_unseal_all(c, &item_record, out->items);
}

static int export_home(gj_ctx *c, const void *args, int64_t *ret_home)
{
	const export_args *in = args;
	int64_t owner;

	if (!in->subject)
		return gj_chain_meant(c, in->home, in->root, ret_home, &owner);
	*ret_home = GJ_HOME_OF(in->subject);
	return GJ_OK;
}

/* ---- the table ---- */

static const int export_errors[] = { GJ_E_NOT_FOUND, GJ_E_LIMIT, 0 };

static const gj_op ops[] = {
	{ .name = "person.export",
	  .version = 1,
	  .args = &export_record,
	  .result = &result_record,
	  .right = GJ_RIGHT_person_export,
	  .flags = GJ_OP_ALONE | GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_CHOSEN,
	  .errors = export_errors,
	  .since = "1.0",
	  .doc = "All that an office holds about one person, for that person: values that are her "
		 "own, and words in which she is named, but for what others said against an office "
		 "or in confidence. Recorded as a look at everything that it shows.",
	  .doc_zh = "导出某人的全部个人信息，供本人查阅、复制；他人的投诉举报和保密内容除外。导出即留痕。",
	  .run = person_export,
	  .choose = export_home },
	{ 0 }
};

extern const gj_noun gj_noun_person;
static const gj_event_type no_events[] = { { NULL, 0, NULL, NULL, NULL } };
const gj_noun gj_noun_person = { "person", "个人信息主体", ops, no_events,
				 "What is held about one person." };
