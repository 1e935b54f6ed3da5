/* SPDX-License-Identifier: Apache-2.0
 *
 * Reply: what helps to write an answer. Templates of the profile by verb, state and category,
 * filled in with what is known of the demand; and the elements that an answer should have, which
 * are reported here, recorded with every answer, and demanded where a chart says `complete`.
 */
#include "engine/demand_priv.h"
#include "util/time.h"

#include <string.h>

#define TEMPLATES_MAX 500
#define FILLED_MAX 16000

static const char *const verbs[] = { "reply", "explain", "decline", NULL };

/* ---- which templates fit ---- */

static int has_word(const gj_words *words, gj_str word)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		if (gj_str_eq(words->text[i], word))
			return 1;
	return words->count == 0;
}

static int fits(const gj_reply_template *t, const gj_demand *d)
{
	return has_word(&t->states, d->state) && has_word(&t->categories, d->category);
}

typedef struct shown {
	gj_has has;
	gj_str template, label;
	gj_array verbs;
	gj_str text, source;
} shown;

static const gj_field shown_fields[] = {
	GJ_F_TEXT(shown, template, 0, 0, 0, GJ_OPEN, "Its code."),
	GJ_F_TEXT(shown, label, 0, 0, 0, GJ_OPEN, "Its name, for people."),
	GJ_F_TEXTS(shown, verbs, 0, 3, "For which verbs."),
	GJ_F_TEXT(shown, text, 0, 0, 0, GJ_OPEN, "Its text, with places as {order_no}."),
	GJ_F_TEXT(shown, source, 0, 0, 0, GJ_OPEN, "Where it comes from."),
	GJ_F_END
};
static const GJ_RECORD(shown_record, shown, shown_fields);

typedef struct templates_result {
	gj_has has;
	gj_array items;
} templates_result;

static const gj_field templates_result_fields[] = {
	GJ_F_ARRAY(templates_result, items, 0, 0, TEMPLATES_MAX, shown_record,
		   "Those that fit its state and category."),
	GJ_F_END
};
static const GJ_RECORD(templates_result_record, templates_result, templates_result_fields);

static int show(gj_ctx *c, const gj_reply_template *t, shown *s)
{
	gj_str *names = gj_arena_take(c->arena, 3 * sizeof(*names));
	size_t n = 0, i;

	if (!names)
		return GJ_E_NOMEM;
	for (i = 0; verbs[i]; i++)
		if (t->verbs >> i & 1)
			names[n++] = gj_str_of(verbs[i]);
	*s = (shown){ { 31, 0 },    t->code, c->chinese ? t->zh : t->en,
		      { names, n }, t->text, t->source };
	return GJ_OK;
}

static int reply_templates(gj_ctx *c, const void *args, void *ret_result)
{
	templates_result *out = ret_result;
	shown *items = gj_arena_take(c->arena, TEMPLATES_MAX * sizeof(*items));
	const gj_reply_template *t;
	gj_demand d;
	size_t i;
	int code = gj_demand_load_seen(c, ((const gj_id_args *)args)->id, &d);

	if (code < 0 || !items)
		return code < 0 ? code : GJ_E_NOMEM;
	out->items = (gj_array){ items, 0 };
	for (i = 0; code >= 0 && (t = gj_profile_template_at(c->profile, i)) != NULL; i++)
		if (fits(t, &d))
			code = show(c, t, &items[out->items.n++]);
	out->has.set = 1;
	return code;
}

/* ---- filling one ---- */

typedef struct fill_args {
	gj_has has;
	int64_t id;
	gj_str template;
	gj_array values;
} fill_args;

static const gj_field fill_fields[] = {
	GJ_F_ID(fill_args, id, GJ_REQUIRED, "Number of the demand."),
	GJ_F_TEXT(fill_args, template, GJ_REQUIRED, 1, 40, GJ_OPEN, "Code of the template."),
	GJ_F_MAP(fill_args, values, 0, 32,
		 "What stands in places that the demand does not know, by their names."),
	GJ_F_END
};
static const GJ_RECORD(fill_record, fill_args, fill_fields);

typedef struct fill_result {
	gj_has has;
	gj_veil text;
	gj_array open;
} fill_result;

static const gj_field fill_result_fields[] = {
	GJ_F_VEIL(fill_result, text, 0, FILLED_MAX, GJ_PERSONAL, "text",
		  "The text, to be looked through before it is sent."),
	GJ_F_TEXTS(fill_result, open, 0, 64,
		   "Places that nothing was known for: they stand as they were."),
	GJ_F_END
};
static const GJ_RECORD(fill_result_record, fill_result, fill_result_fields);

typedef struct text_row {
	gj_has has;
	gj_str order_no;
	gj_veil subject, place;
} text_row;

static const gj_field text_fields[] = { GJ_F_TEXT(text_row, order_no, 0, 0, 0, GJ_OPEN, ""),
					GJ_F_VEIL(text_row, subject, 0, 0, GJ_PERSONAL, "text", ""),
					GJ_F_VEIL(text_row, place, 0, 0, GJ_PERSONAL, "text", ""),
					GJ_F_END };
static const GJ_RECORD(text_record, text_row, text_fields);

typedef struct name_row {
	gj_has has;
	gj_str name;
} name_row;
static const gj_field name_fields[] = { GJ_F_TEXT(name_row, name, 0, 0, 0, GJ_OPEN, ""), GJ_F_END };
static const GJ_RECORD(name_record, name_row, name_fields);

static int office_name(gj_ctx *c, int64_t office, gj_str *ret_name)
{
	name_row row;
	int code = gj_sql_row(c->db, GJ_SQL_OFFICE_NAME, c->arena, &name_record, &row, "ll",
			      GJ_ROOT, office);

	if (code >= 0)
		*ret_name = row.name;
	return code;
}

static gj_str date_of(gj_ctx *c, int64_t at)
{
	int64_t local = at + c->zone * GJ_MINUTE;
	gj_civil d = gj_civil_of((int32_t)(local / GJ_DAY - (local % GJ_DAY < 0)));
	gj_buf buf;

	gj_buf_init(&buf, c->arena, 40);
	gj_buf_int(&buf, d.year);
	gj_buf_text(&buf, "年");
	gj_buf_int(&buf, d.month);
	gj_buf_text(&buf, "月");
	gj_buf_int(&buf, d.day);
	gj_buf_text(&buf, "日");
	return gj_buf_end(&buf);
}

#define KNOWN 8

/* What the demand knows, by the names of places. */
static int known(gj_ctx *c, const gj_demand *d, gj_pair pairs[KNOWN])
{
	gj_str unit = GJ_STR_NONE, office = GJ_STR_NONE;
	text_row text;
	int code;

	gj_case_ask_names(c, 0, d->unit);
	gj_case_ask_names(c, 0, d->office);
	code = gj_sql_row(c->db, GJ_SQL_DEMAND_TEXT_GET, c->arena, &text_record, &text, "ll",
			  d->home, d->id);

	if (code >= 0)
		code = gj_unseal(c, &text_record, &text);
	if (code >= 0)
		code = office_name(c, d->unit, &unit);
	if (code >= 0)
		code = office_name(c, d->office, &office);
	if (code < 0)
		return code == GJ_E_NOT_FOUND ? GJ_E_CORRUPT : code;
	pairs[0] = (gj_pair){ GJ_STR("order_no"), text.order_no };
	pairs[1] = (gj_pair){ GJ_STR("subject"), text.subject.text };
	pairs[2] = (gj_pair){ GJ_STR("place"), text.place.text };
	pairs[3] = (gj_pair){ GJ_STR("unit"), unit };
	pairs[4] = (gj_pair){ GJ_STR("office"), office };
	pairs[5] = (gj_pair){ GJ_STR("opened_on"), date_of(c, d->opened_at) };
	pairs[6] = (gj_pair){ GJ_STR("category"), gj_profile_label(c->profile, "demand_category",
								   d->category, c->chinese) };
	pairs[7] = (gj_pair){ GJ_STR("kind"),
			      gj_profile_label(c->profile, "demand_kind", d->kind, c->chinese) };
	return GJ_OK;
}

static gj_str look_up(const gj_pair *pairs, size_t n, gj_str name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (gj_str_eq(pairs[i].key, name))
			return pairs[i].value;
	return GJ_STR_NONE;
}

/* The place that begins at text[i], or n == 0. */
static gj_str place_at(gj_str text, size_t i)
{
	size_t end = i + 1;

	if (text.p[i] != '{')
		return GJ_STR_NONE;
	while (end < text.n && ((text.p[end] >= 'a' && text.p[end] <= 'z') || text.p[end] == '_'))
		end++;
	if (end == text.n || text.p[end] != '}')
		return GJ_STR_NONE;
	return (gj_str){ text.p + i + 1, end - i - 1 };
}

static int fill(gj_ctx *c, gj_str text, const gj_pair *pairs, const gj_array *values,
		fill_result *out)
{
	gj_str *open = gj_arena_take(c->arena, 64 * sizeof(*open));
	gj_buf buf;
	size_t i;

	if (!open)
		return GJ_E_NOMEM;
	out->open.p = open;
	gj_buf_init(&buf, c->arena, FILLED_MAX);
	for (i = 0; i < text.n; i++) {
		gj_str name = place_at(text, i), value = GJ_STR_NONE;

		if (name.n) {
			value = look_up(values->p, values->n, name);
			value = value.p ? value : look_up(pairs, KNOWN, name);
		}
		if (value.p) {
			gj_buf_str(&buf, value);
			i += name.n + 1;
			continue;
		}
		if (name.n && out->open.n < 64)
			open[out->open.n++] = name;
		gj_buf_char(&buf, text.p[i]);
	}
	out->text.text = gj_buf_end(&buf);
	out->has.set = 3;
	return buf.failed ? gj_fail(c->err, buf.failed, GJ_RULE_NONE) : GJ_OK;
}

static const gj_reply_template *find(gj_ctx *c, gj_str code, const gj_demand *d)
{
	const gj_reply_template *t;
	size_t i;

	for (i = 0; (t = gj_profile_template_at(c->profile, i)) != NULL; i++)
		if (gj_str_eq(t->code, code) && fits(t, d))
			return t;
	gj_fail(c->err, GJ_E_RULE, GJ_RULE_no_template);
	gj_fail_text(c->err, "name", code);
	gj_fail_path(c->err, "/template");
	return NULL;
}

static int reply_fill(gj_ctx *c, const void *args, void *ret_result)
{
	const fill_args *in = args;
	const gj_reply_template *t;
	gj_pair pairs[KNOWN];
	gj_demand d;
	int code = gj_demand_load_seen(c, in->id, &d);

	if (code < 0)
		return code;
	t = find(c, in->template, &d);
	if (!t)
		return GJ_E_RULE;
	code = known(c, &d, pairs);
	return code < 0 ? code : fill(c, t->text, pairs, &in->values, ret_result);
}

/* ---- is it complete? ---- */

typedef struct check_args {
	gj_has has;
	gj_veil text;
	gj_array fields;
} check_args;

static const gj_field check_fields[] = {
	GJ_F_VEIL(check_args, text, GJ_REQUIRED, 4000, GJ_PERSONAL, "text",
		  "The answer, to the demander."),
	GJ_F_TEXTS(check_args, fields, 0, 16, "Arguments that will be given with it."), GJ_F_END
};
static const GJ_RECORD(check_record, check_args, check_fields);

typedef struct element {
	gj_has has;
	gj_str element, label;
	int32_t there;
	gj_str source;
} element;

static const gj_field element_fields[] = {
	GJ_F_TEXT(element, element, 0, 0, 0, GJ_OPEN, "Its code."),
	GJ_F_TEXT(element, label, 0, 0, 0, GJ_OPEN, "Its name, for people."),
	GJ_F_BOOL(element, there, 0, "The answer has it."),
	GJ_F_TEXT(element, source, 0, 0, 0, GJ_OPEN, "Who asks for it."), GJ_F_END
};
static const GJ_RECORD(element_record, element, element_fields);

typedef struct check_result {
	gj_has has;
	int32_t complete;
	gj_array items;
} check_result;

static const gj_field check_result_fields[] = {
	GJ_F_BOOL(check_result, complete, 0, "It has them all."),
	GJ_F_ARRAY(check_result, items, 0, 0, 64, element_record, "One by one."), GJ_F_END
};
static const GJ_RECORD(check_result_record, check_result, check_result_fields);

static int fields_of(gj_ctx *c, const gj_array *names, uint64_t *ret_fields)
{
	const char *const *known_fields = gj_reply_fields();
	const gj_str *name = names->p;
	uint64_t fields = 0;
	size_t i;
	int k;

	for (i = 0; i < names->n; i++) {
		for (k = 0; known_fields[k] && !gj_str_is(name[i], known_fields[k]);)
			k++;
		if (!known_fields[k]) {
			gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_unknown_field);
			gj_fail_in(c->err, "fields", i);
			return GJ_E_BAD_VALUE;
		}
		fields |= UINT64_C(1) << k;
	}
	*ret_fields = fields;
	return GJ_OK;
}

static int reply_check(gj_ctx *c, const void *args, void *ret_result)
{
	const check_args *in = args;
	check_result *out = ret_result;
	element *items = gj_arena_take(c->arena, 64 * sizeof(*items));
	const gj_reply_element *e;
	uint64_t fields = 0;
	size_t i;
	int code = items ? fields_of(c, &in->fields, &fields) : GJ_E_NOMEM;

	if (code < 0)
		return code;
	out->items = (gj_array){ items, 0 };
	out->complete = 1;
	for (i = 0; (e = gj_profile_element_at(c->profile, i)) != NULL; i++) {
		int there = gj_reply_has(e, in->text.text, fields);

		items[out->items.n++] = (element){
			{ 15, 0 }, e->code, c->chinese ? e->zh : e->en, there, e->source
		};
		out->complete = out->complete && there;
	}
	out->has.set = 3;
	return GJ_OK;
}

/* ---- the tables ---- */

static const int read_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_LIMIT, 0 };
static const gj_event_type events[] = { { NULL, 0, NULL, NULL, NULL } };

static const gj_op ops[] = { { .name = "reply.templates",
			       .version = 1,
			       .args = &gj_id_args_record,
			       .result = &templates_result_record,
			       .right = GJ_RIGHT_demand_read,
			       .flags = GJ_OP_OWN_RIGHT,
			       .home = GJ_HOME_ID,
			       .errors = read_errors,
			       .since = "1.0",
			       .doc = "Templates that fit a demand in its present state.",
			       .doc_zh = "适用于诉求当前状态和类别的答复模板。",
			       .run = reply_templates },
			     { .name = "reply.fill",
			       .version = 1,
			       .args = &fill_record,
			       .result = &fill_result_record,
			       .right = GJ_RIGHT_demand_read,
			       .flags = GJ_OP_OWN_RIGHT,
			       .home = GJ_HOME_ID,
			       .errors = read_errors,
			       .since = "1.0",
			       .doc = "A template filled in with what is known of a demand.",
			       .doc_zh = "按诉求内容填写答复模板。",
			       .run = reply_fill },
			     { .name = "reply.check",
			       .version = 1,
			       .args = &check_record,
			       .result = &check_result_record,
			       .right = GJ_NO_RIGHT,
			       .home = GJ_HOME_ROOT,
			       .errors = read_errors,
			       .since = "1.0",
			       .doc = "Has an answer all elements that the profile asks for?",
			       .doc_zh = "检查答复要素是否齐全。",
			       .run = reply_check },
			     { 0 } };

extern const gj_noun gj_noun_reply;
const gj_noun gj_noun_reply = { "reply", "答复", ops, events, "What helps to write an answer." };
