/* SPDX-License-Identifier: Apache-2.0
 *
 * Retention: what the profile says of how long personal values are kept, which of them are due for
 * erasure, and erasing those, a slice at a time.
 */
#include "engine/retention.h"

#include "engine/erase.h"
#include "engine/quarantine.h"

#define SLICE 100 /* things of a slice, by default */
#define SLICE_MAX 1000

#define ON_FIELD(t) \
	GJ_F_DATE(t, on, 0, "As it will be, or would have been, on this day; today by default.")
#define NOUN_FIELD(t) GJ_F_ENUM(t, noun, 0, gj_retained_names, "Only what is held about these.")

static int on_day(gj_ctx *c, int32_t given, int is_given, int32_t *ret_day)
{
	if (!is_given)
		return gj_due_today(c, ret_day);
	*ret_day = given;
	return GJ_OK;
}

/* ---- list ---- */

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	GJ_CHAIN_ARGS;
	int32_t on;
	int32_t noun;
} list_args;

static const gj_field list_fields[] = { GJ_LIST_FIELDS(list_args), GJ_CHAIN_FIELDS(list_args),
					NOUN_FIELD(list_args), ON_FIELD(list_args), GJ_F_END };
static const GJ_RECORD(list_record, list_args, list_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, gj_due_record,
		   "What is due, by noun and number."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
static const GJ_RECORD(list_result_record, list_result, list_result_fields);

typedef struct collecting {
	gj_due *items;
	size_t n, max;
} collecting;

static int collect(gj_due_walk *w, const gj_due *d)
{
	collecting *to = w->user;

	to->items[to->n++] = *d;
	return to->n == to->max;
}

static int noun_of(const void *args, const gj_record *record, int32_t noun)
{
	return gj_field_has(args, record, "noun") ? noun : -1;
}

static int retention_list(gj_ctx *c, const void *args, void *ret_result)
{
	const list_args *in = args;
	list_result *out = ret_result;
	collecting to = { NULL, 0, 0 };
	gj_due_walk w = { .each = collect, .user = &to };
	gj_page page;
	int code = gj_due_begin(c, in->home, in->root, GJ_RIGHT_retention_read, &w);

	w.noun = noun_of(in, &list_record, in->noun);
	if (code >= 0)
		code = on_day(c, in->on, gj_field_has(in, &list_record, "on"), &w.on);
	if (code >= 0)
		code = gj_page_begin(c, args, &page);
	if (code >= 0)
		code = gj_due_go_on(&w, page.after, page.after_text);
	if (code < 0)
		return code;
	to.max = (size_t)page.limit;
	to.items = gj_arena_zero(c->arena, to.max * sizeof(*to.items));
	code = to.items ? gj_due_all(&w) : GJ_E_NOMEM;
	out->items = (gj_array){ to.items, to.n };
	if (code >= 0)
		code = gj_page_end(c, args, &page, &gj_due_record, &out->items, "id", "place",
				   &out->next);
	out->has.set = out->next.p ? 3 : 1;
	return code;
}

/* ---- summary ---- */

typedef struct summary_args {
	gj_has has;
	GJ_CHAIN_ARGS;
	int32_t on;
} summary_args;

static const gj_field summary_fields[] = { GJ_CHAIN_FIELDS(summary_args), ON_FIELD(summary_args),
					   GJ_F_END };
static const GJ_RECORD(summary_record, summary_args, summary_fields);

typedef struct rule_view {
	gj_has has;
	gj_str rule;
	int32_t noun;
	gj_array kinds;
	gj_str keep, text, source;
	int64_t due, held;
	int32_t earliest;
} rule_view;

static const gj_field view_fields[] = {
	GJ_F_TEXT(rule_view, rule, 0, 1, 64, GJ_OPEN, "Its name."),
	GJ_F_ENUM(rule_view, noun, 0, gj_retained_names, "What it is about."),
	GJ_F_TEXTS(rule_view, kinds, 0, 1000, "Only of these kinds."),
	GJ_F_TEXT(rule_view, keep, 0, 1, 48, GJ_OPEN,
		  "How long values are kept: 30nd days, 6mo months, 3y years."),
	GJ_F_TEXT(rule_view, text, 0, 0, 0, GJ_OPEN, "In words."),
	GJ_F_TEXT(rule_view, source, 0, 0, 0, GJ_OPEN, "On what ground."),
	GJ_F_INT(rule_view, due, 0, 0, GJ_MAX_INT, "Of how many things values are due."),
	GJ_F_INT(rule_view, held, 0, 0, GJ_MAX_INT,
		 "Of how many more their time is over, and they are on hold."),
	GJ_F_DATE(rule_view, earliest, 0,
		  "Since when the first of them is: the day after it might "
		  "still be kept."),
	GJ_F_END
};
static const GJ_RECORD(view_record, rule_view, view_fields);

typedef struct summary_result {
	gj_has has;
	int32_t on;
	gj_array rules;
	int64_t due, held;
} summary_result;

static const gj_field summary_result_fields[] = {
	GJ_F_DATE(summary_result, on, 0, "On which day."),
	GJ_F_ARRAY(summary_result, rules, 0, 0, 64, view_record, "The rules in force."),
	GJ_F_INT(summary_result, due, 0, 0, GJ_MAX_INT, "Of how many things values are due."),
	GJ_F_INT(summary_result, held, 0, 0, GJ_MAX_INT,
		 "Of how many more their time is over, and they are on hold."),
	GJ_F_END
};
static const GJ_RECORD(summary_result_record, summary_result, summary_result_fields);

static int count(gj_due_walk *w, const gj_due *d)
{
	summary_result *out = w->user;
	rule_view *rule = out->rules.p;

	for (size_t i = 0; i < out->rules.n; i++, rule++) {
		if (!gj_str_eq(rule->rule, d->rule))
			continue;
		rule->held += d->hold != 0;
		out->held += d->hold != 0;
		if (d->hold)
			continue;
		if (!rule->due || d->until + 1 < rule->earliest)
			rule->earliest = d->until + 1;
		gj_field_put(rule, &view_record, "earliest");
		rule->due++;
		out->due++;
	}
	return 0;
}

static int views_of(gj_ctx *c, gj_array *ret_views)
{
	const gj_retention *rule;
	rule_view *views;
	size_t n = 0;

	while (gj_retention_at(c->profile, n))
		n++;
	views = gj_arena_zero(c->arena, (n + 1) * sizeof(*views));
	if (!views)
		return GJ_E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		rule = gj_retention_at(c->profile, i);
		views[i] = (rule_view){ .rule = rule->name,
					.noun = rule->noun,
					.kinds = { (void *)(uintptr_t)rule->kinds.text,
						   rule->kinds.count },
					.keep = rule->text,
					.text = c->chinese ? rule->zh : rule->en,
					.source = rule->source };
		views[i].has.set = rule->kinds.count ? 255 : 255 & ~UINT64_C(4);
	}
	*ret_views = (gj_array){ views, n };
	return GJ_OK;
}

static int retention_summary(gj_ctx *c, const void *args, void *ret_result)
{
	const summary_args *in = args;
	summary_result *out = ret_result;
	gj_due_walk w = { .each = count, .user = out, .noun = -1 };
	int code = gj_due_begin(c, in->home, in->root, GJ_RIGHT_retention_read, &w);

	if (code >= 0)
		code = on_day(c, in->on, gj_field_has(in, &summary_record, "on"), &w.on);
	if (code >= 0)
		code = views_of(c, &out->rules);
	if (code >= 0)
		code = gj_due_all(&w);
	out->on = w.on;
	out->has.set = 15;
	return code < 0 ? code : GJ_OK;
}

/* ---- what is recorded ---- */

typedef struct erased_body {
	gj_has has;
	int32_t on;
	gj_array things, entries;
	int64_t erased, quarantined, held;
	gj_str next;
} erased_body;

#define TOLD(t) \
	GJ_F_DATE(t, on, 0, "On which day it was due."), \
		GJ_F_ARRAY(t, things, 0, 0, SLICE_MAX, gj_due_erased_record, \
			   "About what values were erased, by which rule."), \
		GJ_F_INT(t, erased, 0, 0, GJ_ERASED_MAX, "How many values."), \
		GJ_F_INT(t, quarantined, 0, 0, GJ_MAX_INT, "Quarantined rows erased."), \
		GJ_F_INT(t, held, 0, 0, GJ_MAX_INT, \
			 "How many things were passed over that are on hold."), \
		GJ_F_TEXT(t, next, 0, 1, 40, GJ_OPEN, \
			  "Where the next slice begins; absent: this was the last.")

static const gj_field erased_fields[] = {
	TOLD(erased_body),
	GJ_F_IDS(erased_body, entries, GJ_REQUIRED, GJ_ERASED_MAX, "Vault entries erased."),
	GJ_F_END
};
static const GJ_RECORD(erased_record, erased_body, erased_fields);

static const gj_event_type events[] = { { "retention.erased", 1, &erased_record, gj_erased_steps,
					  "Personal values were erased whose time was over." },
					{ NULL, 0, NULL, NULL, NULL } };

/* ---- erase ---- */

typedef struct erase_args {
	gj_has has;
	GJ_WRITE_ARGS;
	GJ_CHAIN_ARGS;
	int32_t noun;
	int64_t limit;
	gj_str after;
} erase_args;

static const gj_field erase_fields[] = {
	GJ_WRITE_FIELDS(erase_args),
	GJ_CHAIN_FIELDS(erase_args),
	NOUN_FIELD(erase_args),
	GJ_F_INT(erase_args, limit, 0, 1, SLICE_MAX,
		 "About how many things at the most; 100 by default."),
	GJ_F_TEXT(erase_args, after, 0, 1, 40, GJ_OPEN, "`next` of the slice before."),
	GJ_F_END
};
static const GJ_RECORD(erase_record, erase_args, erase_fields);

typedef struct erase_result {
	gj_has has;
	int64_t home, seq, at;
	int32_t on;
	gj_array things;
	int64_t erased, quarantined, held;
	gj_str next;
} erase_result;

static const gj_field erase_result_fields[] = {
	GJ_F_INT(erase_result, home, 0, 1, GJ_MAX_INT, "The chain that recorded it."),
	GJ_F_INT(erase_result, seq, 0, 1, GJ_MAX_INT, "The event's place in that chain."),
	GJ_F_TIME(erase_result, at, 0, "When it was recorded."),
	TOLD(erase_result),
	GJ_F_END
};
static const GJ_RECORD(erase_result_record, erase_result, erase_result_fields);

typedef struct slice {
	gj_erasing erasing;
	erased_body body;
	gj_due *things;
	size_t max;
	gj_due last; /* the one that was taken last */
	int full; /* there is one more */
} slice;

typedef struct held_row {
	gj_has has;
	int64_t id, subject;
	gj_str class;
	int64_t seq;
} held_row;

static const gj_field held_fields[] = { GJ_F_INT(held_row, id, 0, 0, GJ_MAX_INT, ""),
					GJ_F_INT(held_row, subject, 0, 0, GJ_MAX_INT, ""),
					GJ_F_TEXT(held_row, class, 0, 0, 0, GJ_OPEN, ""),
					GJ_F_INT(held_row, seq, 0, 0, GJ_MAX_INT, ""), GJ_F_END };
static const GJ_RECORD(held_record, held_row, held_fields);

/* 1 when the event has no room for all of them: the rest is left to the next slice. */
static int wipe(gj_ctx *c, slice *s, int stmt, int64_t id)
{
	const held_row *row;
	gj_array rows;
	int code = gj_sql_list(c->db, stmt, c->arena, &held_record, &rows, "ll", c->home, id);

	row = rows.p;
	for (size_t i = 0; code >= 0 && i < rows.n; i++) {
		if (s->erasing.n == GJ_ERASED_MAX)
			return 1;
		code = gj_erase_entry(&s->erasing, row[i].id, row[i].subject, row[i].seq);
	}
	return code < 0 ? code : GJ_OK;
}

static int wipe_thing(gj_ctx *c, slice *s, const gj_due *d)
{
	int64_t rows = 0;
	int code = wipe(c, s, GJ_SQL_HELD_OF, d->id);

	if (code == 0 && d->noun == GJ_RETAINED_WHISTLE)
		code = wipe(c, s, GJ_SQL_HELD_OF_PARTIES, d->id);
	if (code == 0 && d->noun == GJ_RETAINED_VISIT)
		code = wipe(c, s, GJ_SQL_HELD_OF_FINDINGS, d->id);
	if (code == 0 && d->noun == GJ_RETAINED_IMPORT)
		code = gj_quarantine_erase_import(c, c->home, d->id, &rows);
	s->body.quarantined += rows;
	return code;
}

/* A thing that did not go whole comes first in the next slice; one that is on hold in none. */
static int take(gj_due_walk *w, const gj_due *d)
{
	slice *s = w->user;
	int code;

	if (d->hold) {
		s->body.held++;
		s->last = *d;
		return 0;
	}
	if (s->body.things.n == s->max) {
		s->full = 1;
		return 1;
	}
	code = wipe_thing(w->c, s, d);
	if (code < 0)
		return code;
	s->things[s->body.things.n++] = *d;
	s->full = code;
	if (!code)
		s->last = *d;
	return code;
}

/* "demand.4294967299"; "demand.0": from the beginning */
static int read_next(gj_due_walk *w, gj_str next)
{
	int64_t id = 0;
	size_t i = 0, dot;

	while (i < next.n && next.p[i] != '.')
		i++;
	dot = i;
	for (i++; i < next.n && next.p[i] >= '0' && next.p[i] <= '9' && id < GJ_MAX_INT; i++)
		id = 10 * id + (next.p[i] - '0');
	return gj_due_go_on(w, id, (gj_str){ next.p, i == next.n ? dot : 0 });
}

static int write_next(gj_ctx *c, slice *s)
{
	gj_buf buf;

	if (!s->full)
		return GJ_OK;
	gj_buf_init(&buf, c->arena, 64);
	gj_buf_str(&buf, s->last.place);
	gj_buf_char(&buf, '.');
	gj_buf_int(&buf, s->last.id);
	s->body.next = gj_buf_end(&buf);
	gj_field_put(&s->body, &erased_record, "next");
	return buf.failed;
}

static int emit(gj_ctx *c, slice *s, int32_t on)
{
	gj_subject subject = { 0, 0, 0 };
	erased_body *body = &s->body;
	int code = write_next(c, s);

	body->on = on;
	body->things.p = s->things;
	body->entries = (gj_array){ s->erasing.ids, s->erasing.n };
	body->erased = (int64_t)s->erasing.n;
	gj_field_put(body, &erased_record, "on");
	gj_field_put(body, &erased_record, "things");
	gj_field_put(body, &erased_record, "entries");
	gj_field_put(body, &erased_record, "erased");
	if (body->quarantined)
		gj_field_put(body, &erased_record, "quarantined");
	if (body->held)
		gj_field_put(body, &erased_record, "held");
	return code < 0 ? code : gj_emit(c, &events[0], c->home, &subject, body);
}

static int retention_erase(gj_ctx *c, const void *args, void *ret_result)
{
	const erase_args *in = args;
	erase_result *out = ret_result;
	slice s = { .max = in->limit ? (size_t)in->limit : SLICE };
	gj_due_walk w = { .each = take, .user = &s };
	int code = gj_due_begin(c, in->home, in->root, GJ_RIGHT_vault_erase, &w);

	w.noun = noun_of(in, &erase_record, in->noun);
	if (code >= 0)
		code = gj_due_today(c, &w.on);
	if (code >= 0 && in->after.p)
		code = read_next(&w, in->after);
	if (code >= 0)
		code = gj_erasing_begin(c, &s.erasing);
	if (code < 0)
		return code;
	s.last = (gj_due){ .id = w.after, .place = gj_str_of(gj_retained_names[w.from]) };
	s.things = gj_arena_zero(c->arena, s.max * sizeof(*s.things));
	code = s.things ? gj_due_all(&w) : GJ_E_NOMEM;
	if (code >= 0 && s.body.things.n)
		return emit(c, &s, w.on);
	/* Nothing was due: then nothing is recorded either. */
	out->on = w.on;
	gj_field_put(out, &erase_result_record, "on");
	gj_field_put(out, &erase_result_record, "things");
	gj_field_put(out, &erase_result_record, "erased");
	out->held = s.body.held;
	if (out->held)
		gj_field_put(out, &erase_result_record, "held");
	return code < 0 ? code : GJ_OK;
}

static int erase_home(gj_ctx *c, const void *args, int64_t *ret_home)
{
	const erase_args *in = args;
	int64_t owner;

	return gj_chain_meant(c, in->home, in->root, ret_home, &owner);
}

/* ---- the table ---- */

static const int list_errors[] = { GJ_E_NOT_FOUND, 0 };

static const gj_op ops[] = {
	{ .name = "retention.summary",
	  .version = 1,
	  .args = &summary_record,
	  .result = &summary_result_record,
	  .right = GJ_RIGHT_retention_read,
	  .flags = GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = list_errors,
	  .since = "1.0",
	  .doc = "How long personal values are kept, by which rule and on what ground, and of how "
		 "many things they are due for erasure.",
	  .doc_zh = "个人信息保存期限规则及其依据、到期待删除的数量。",
	  .run = retention_summary },
	{ .name = "retention.list",
	  .version = 1,
	  .args = &list_record,
	  .result = &list_result_record,
	  .right = GJ_RIGHT_retention_read,
	  .flags = GJ_OP_LIST | GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = list_errors,
	  .since = "1.0",
	  .doc = "Things whose personal values are due for erasure.",
	  .doc_zh = "个人信息保存期限届满、待删除的清单。",
	  .run = retention_list },
	{ .name = "retention.erase",
	  .version = 1,
	  .args = &erase_record,
	  .result = &erase_result_record,
	  .right = GJ_RIGHT_vault_erase,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT | GJ_OP_SCRUB,
	  .home = GJ_HOME_CHOSEN,
	  .errors = list_errors,
	  .since = "1.0",
	  .doc = "Erases personal values that are due, and the content of attachments with them; a "
		 "slice at a time: again with `next` until there is none. As vault.erase, it "
		 "leaves nothing in the file.",
	  .doc_zh = "分批删除保存期限届满的个人信息，连同附件内容。",
	  .run = retention_erase,
	  .choose = erase_home },
	{ 0 }
};

extern const gj_noun gj_noun_retention;
const gj_noun gj_noun_retention = { "retention", "保存期限", ops, events,
				    "How long personal values are kept, and erasing what is due." };
