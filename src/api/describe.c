/* SPDX-License-Identifier: Apache-2.0
 *
 * gj_describe(): the tables of operations, events and errors, and the words of the
 * built-in profile, as one JSON document, from which command line, bindings, schemas
 * and manual are made.
 */
#include "api/handle.h"

#include <string.h>

#define DESCRIBE_MAX (8u << 20)

static const char *const kind_names[] = {
	[GJ_K_BOOL] = "flag",   [GJ_K_INT] = "integer",   [GJ_K_ID] = "id",
	[GJ_K_MONEY] = "money", [GJ_K_TIME] = "time",     [GJ_K_DATE] = "date",
	[GJ_K_ENUM] = "enum",   [GJ_K_TEXT] = "text",     [GJ_K_CODE] = "code",
	[GJ_K_VEIL] = "text",   [GJ_K_OBJECT] = "object", [GJ_K_ARRAY] = "array",
	[GJ_K_TEXTS] = "texts", [GJ_K_IDS] = "ids",       [GJ_K_MAP] = "map",
	[GJ_K_ANY] = "any",     [GJ_K_TREE] = "json",     [GJ_K_RAW] = "json",
};
static const char *const class_names[] = { "open", "internal", "commercial", "personal",
					   "sensitive" };

static void member(gj_buf *out, const char *name)
{
	if (out->n && out->p[out->n - 1] != '{')
		gj_buf_char(out, ',');
	gj_json_text(out, gj_str_of(name));
	gj_buf_char(out, ':');
}

static void text(gj_buf *out, const char *name, const char *value)
{
	member(out, name);
	gj_json_text(out, gj_str_of(value));
}

static void number(gj_buf *out, const char *name, int64_t value)
{
	member(out, name);
	gj_buf_int(out, value);
}

static void truth(gj_buf *out, const char *name, int value)
{
	if (value) {
		member(out, name);
		gj_buf_text(out, "true");
	}
}

static void separate(gj_buf *out)
{
	if (out->n && out->p[out->n - 1] != '[')
		gj_buf_char(out, ',');
}

static void describe_fields(gj_buf *out, const char *name, const gj_record *record);

static void describe_limits(gj_buf *out, const gj_field *f)
{
	int bounded = f->kind == GJ_K_INT || f->kind == GJ_K_TEXT || f->kind == GJ_K_VEIL ||
		      f->kind == GJ_K_ARRAY || f->kind == GJ_K_TEXTS || f->kind == GJ_K_IDS ||
		      f->kind == GJ_K_MAP || f->kind == GJ_K_MONEY;

	if (bounded && f->max > 0) {
		number(out, "min", f->min);
		number(out, "max", f->max);
	}
}

static void describe_field(gj_buf *out, const gj_field *f)
{
	size_t i;

	separate(out);
	gj_buf_char(out, '{');
	text(out, "name", f->name);
	text(out, "kind", kind_names[f->kind]);
	truth(out, "required", f->flags & GJ_REQUIRED);
	truth(out, "nullable", f->flags & GJ_NULLABLE);
	describe_limits(out, f);
	if (f->cls != GJ_OPEN)
		text(out, "class", class_names[f->cls]);
	if (f->kind == GJ_K_CODE)
		text(out, "list", f->list);
	if (f->kind == GJ_K_ENUM) {
		member(out, "names");
		gj_buf_char(out, '[');
		for (i = 0; f->names[i]; i++) {
			separate(out);
			gj_json_text(out, gj_str_of(f->names[i]));
		}
		gj_buf_char(out, ']');
	}
	text(out, "doc", f->doc);
	if (f->sub)
		describe_fields(out, "fields", f->sub);
	gj_buf_char(out, '}');
}

static void describe_fields(gj_buf *out, const char *name, const gj_record *record)
{
	const gj_field *f;

	member(out, name);
	gj_buf_char(out, '[');
	for (f = record->fields; f->name; f++)
		if (!(f->flags & GJ_HIDDEN))
			describe_field(out, f);
	gj_buf_char(out, ']');
}

static void describe_op(gj_buf *out, const gj_op *op)
{
	const int *code;

	separate(out);
	gj_buf_char(out, '{');
	text(out, "name", op->name);
	number(out, "version", op->version);
	text(out, "doc", op->doc);
	text(out, "doc_zh", op->doc_zh);
	text(out, "since", op->since);
	if (op->right != GJ_NO_RIGHT)
		text(out, "right", gj_right_names[op->right]);
	truth(out, "write", op->flags & GJ_OP_WRITE);
	truth(out, "list", op->flags & GJ_OP_LIST);
	truth(out, "alone", op->flags & GJ_OP_ALONE);
	truth(out, "anyone", op->flags & GJ_OP_ANYONE);
	truth(out, "long", op->flags & GJ_OP_LONG);
	member(out, "errors");
	gj_buf_char(out, '[');
	for (code = op->errors; code && *code; code++) {
		separate(out);
		gj_json_text(out, gj_str_of(gj_error_name(*code)));
	}
	gj_buf_char(out, ']');
	describe_fields(out, "args", op->args);
	describe_fields(out, "result", op->result);
	gj_buf_char(out, '}');
}

static void describe_event(gj_buf *out, const gj_event_type *type)
{
	separate(out);
	gj_buf_char(out, '{');
	text(out, "name", type->name);
	number(out, "version", type->version);
	text(out, "doc", type->doc);
	describe_fields(out, "body", type->body);
	gj_buf_char(out, '}');
}

static void describe_noun(gj_buf *out, const gj_noun *noun)
{
	const gj_event_type *type;
	const gj_op *op;

	separate(out);
	gj_buf_char(out, '{');
	text(out, "name", noun->name);
	text(out, "zh", noun->zh);
	text(out, "doc", noun->doc);
	member(out, "operations");
	gj_buf_char(out, '[');
	for (op = noun->ops; op->name; op++)
		describe_op(out, op);
	gj_buf_char(out, ']');
	member(out, "events");
	gj_buf_char(out, '[');
	for (type = noun->events; type->name; type++)
		describe_event(out, type);
	gj_buf_text(out, "]}");
}

static void describe_errors(gj_buf *out)
{
	const gj_error_info *info;
	size_t i;

	member(out, "errors");
	gj_buf_char(out, '[');
	for (i = 0; (info = gj_error_at(i)); i++) {
		separate(out);
		gj_buf_char(out, '{');
		text(out, "name", info->name);
		number(out, "code", info->code);
		truth(out, "retry", info->retryable);
		text(out, "since", info->since);
		text(out, "meaning", info->meaning);
		gj_buf_char(out, '}');
	}
	gj_buf_char(out, ']');
}

static void describe_code(gj_buf *out, gj_str code, gj_str zh, gj_str en)
{
	separate(out);
	gj_buf_char(out, '{');
	member(out, "code");
	gj_json_text(out, code);
	member(out, "zh");
	gj_json_text(out, zh);
	member(out, "en");
	gj_json_text(out, en);
	gj_buf_char(out, '}');
}

static void describe_list(gj_buf *out, const gj_code_list *list)
{
	size_t i;

	separate(out);
	gj_buf_char(out, '{');
	member(out, "name");
	gj_json_text(out, list->name);
	member(out, "zh");
	gj_json_text(out, list->zh);
	member(out, "en");
	gj_json_text(out, list->en);
	member(out, "items");
	gj_buf_char(out, '[');
	for (i = 0; i < list->count; i++)
		describe_code(out, list->items[i].code, list->items[i].zh, list->items[i].en);
	gj_buf_text(out, "]}");
}

static void describe_roles(gj_buf *out, const gj_profile *profile)
{
	const gj_role *role;
	size_t i;

	member(out, "roles");
	gj_buf_char(out, '[');
	for (i = 0; (role = gj_profile_role_at(profile, i)); i++)
		describe_code(out, role->code, role->zh, role->en);
	gj_buf_char(out, ']');
}

static void describe_states(gj_buf *out, const gj_profile *profile, const char *noun)
{
	const gj_chart *chart = gj_profile_chart(profile, noun);
	const gj_chart_state *state;
	size_t i;

	member(out, "states");
	gj_buf_char(out, '[');
	for (i = 0; chart && (state = gj_chart_state_at(chart, i)); i++)
		describe_code(out, state->name, state->zh, state->en);
	gj_buf_char(out, ']');
}

static void describe_verbs(gj_buf *out, const gj_verb_term *verb)
{
	member(out, "verbs");
	gj_buf_char(out, '[');
	for (; verb->name; verb++)
		describe_code(out, gj_str_of(verb->name), gj_str_of(verb->zh), gj_str_of(verb->en));
	gj_buf_char(out, ']');
}

/* Histories also tell of what no chart has a say in. */
static void describe_others(gj_buf *out, const char *noun)
{
	static const struct {
		const char *noun, *name, *zh, *en;
	} others[] = {
#define V(noun, name, zh, en) { #noun, #name, zh, en },
#include "profile/other_verbs.def"
#undef V
	};
	size_t i;

	member(out, "others");
	gj_buf_char(out, '[');
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(others[i].noun, noun) == 0)
			describe_code(out, gj_str_of(others[i].name), gj_str_of(others[i].zh),
				      gj_str_of(others[i].en));
	gj_buf_char(out, ']');
}

/* Each noun has its own: a demand is contacted otherwise than an office that blew. */
static void describe_charts(gj_buf *out, const gj_profile *profile)
{
	const gj_chart_noun *noun;

	member(out, "charts");
	gj_buf_char(out, '[');
	for (noun = gj_chart_nouns; noun->name; noun++) {
		separate(out);
		gj_buf_char(out, '{');
		member(out, "noun");
		gj_json_text(out, gj_str_of(noun->name));
		describe_states(out, profile, noun->name);
		describe_verbs(out, noun->verbs);
		describe_others(out, noun->name);
		gj_buf_char(out, '}');
	}
	gj_buf_char(out, ']');
}

/* The words of the built-in profile. A ledger may have another. */
static int describe_profile(gj_arena *arena, gj_buf *out)
{
	const gj_profile *profile;
	const gj_code_list *list;
	size_t i;
	int code = gj_profile_compile(arena, gj_profile_builtin(), &profile, NULL);

	if (code < 0)
		return code;
	member(out, "profile");
	gj_buf_char(out, '{');
	member(out, "id");
	gj_json_text(out, gj_profile_id(profile));
	member(out, "lists");
	gj_buf_char(out, '[');
	for (i = 0; (list = gj_profile_list_at(profile, i)); i++)
		describe_list(out, list);
	gj_buf_char(out, ']');
	describe_roles(out, profile);
	describe_states(out, profile, "demand");
	describe_verbs(out, gj_verb_terms);
	describe_charts(out, profile);
	gj_buf_char(out, '}');
	return GJ_OK;
}

int gj_describe(gj_reply **ret_reply)
{
	gj_mem mem = gj_mem_default();
	gj_reply *reply = NULL;
	gj_buf out;
	size_t i;
	int code = gj_reply_new(&mem, 4 * DESCRIBE_MAX, &reply);

	if (!ret_reply) {
		gj_reply_free(reply);
		return GJ_E_USE;
	}
	if (code >= 0) {
		gj_buf_init(&out, reply->arena, DESCRIBE_MAX);
		gj_buf_char(&out, '{');
		text(&out, "version", GJ_VERSION);
		number(&out, "abi", GJ_ABI);
		member(&out, "nouns");
		gj_buf_char(&out, '[');
		for (i = 0; gj_nouns[i]; i++)
			describe_noun(&out, gj_nouns[i]);
		gj_buf_char(&out, ']');
		describe_errors(&out);
		code = describe_profile(reply->arena, &out);
		gj_buf_char(&out, '}');
		reply->json = gj_buf_end(&out);
		code = code < 0 ? code : out.failed;
	}
	return gj_reply_give(reply, code, ret_reply);
}
