/* SPDX-License-Identifier: Apache-2.0
 *
 * Profile: what differs from place to place. The ledger adopts one by an event; its words are
 * asked for here.
 */
#include <string.h>

#include "engine/ledger.h"

/* ---- what is recorded ---- */

typedef struct adopted_body {
	gj_has has;
	gj_str hash;
	const gj_tree *source;
} adopted_body;

static const gj_field adopted_fields[] = {
	GJ_F_TEXT(adopted_body, hash, GJ_REQUIRED, 64, 64, GJ_OPEN,
		  "Of the canonical source, hex."),
	GJ_F_TREE(adopted_body, source, GJ_REQUIRED, "The profile, canonical."), GJ_F_END
};
static const GJ_RECORD(adopted_record, adopted_body, adopted_fields);

static const gj_step adopted_steps[] = { { GJ_SQL_PROFILE_INSERT, NULL, NULL }, GJ_STEPS_END };
enum { ADOPTED };
static const gj_event_type events[] = { { "profile.adopted", 1, &adopted_record, adopted_steps,
					  "A profile came into force." },
					{ NULL, 0, NULL, NULL, NULL } };

int gj_profile_adopt(gj_ctx *c, const gj_tree *source)
{
	uint8_t hash[GJ_DIGEST_SIZE];
	gj_subject subject = { 0, 0, 0 };
	adopted_body body = { { 3, 0 }, GJ_STR_NONE, source };
	gj_buf buf;
	int code;

	gj_buf_init(&buf, c->arena, GJ_PROFILE_MAX);
	gj_tree_write(&buf, source);
	gj_buf_end(&buf);
	code = buf.failed;
	if (code >= 0)
		code = gj_digest_pair(c->digest, "", 0, buf.p, buf.n, hash);
	if (code < 0)
		return code;
	gj_buf_init(&buf, c->arena, 2 * GJ_DIGEST_SIZE + 1);
	gj_buf_hex(&buf, hash, GJ_DIGEST_SIZE);
	body.hash = gj_buf_end(&buf);
	return buf.failed < 0 ? buf.failed : gj_emit(c, &events[ADOPTED], GJ_ROOT, &subject, &body);
}

/* ---- adopt ---- */

typedef struct adopt_args {
	gj_has has;
	GJ_WRITE_ARGS;
	const gj_tree *source;
} adopt_args;

static const gj_field adopt_fields[] = {
	GJ_WRITE_FIELDS(adopt_args),
	GJ_F_TREE(adopt_args, source, GJ_REQUIRED, "The whole profile, as JSON."), GJ_F_END
};
static const GJ_RECORD(adopt_record, adopt_args, adopt_fields);

typedef struct adopt_result {
	gj_has has;
	int64_t home, seq, at;
	gj_str hash;
} adopt_result;

static const gj_field adopt_result_fields[] = {
	GJ_F_INT(adopt_result, home, 0, 1, GJ_MAX_INT, "The chain that recorded it."),
	GJ_F_INT(adopt_result, seq, 0, 1, GJ_MAX_INT, "The event's place in that chain."),
	GJ_F_TIME(adopt_result, at, 0, "When it was recorded."),
	GJ_F_TEXT(adopt_result, hash, 0, 64, 64, GJ_OPEN, "Digest of the canonical source."),
	GJ_F_END
};
static const GJ_RECORD(adopt_result_record, adopt_result, adopt_result_fields);

/* The same source again would be a second birth of the same thing. */
static int is_new(gj_ctx *c, gj_str source)
{
	gj_profile_row row;
	int code = gj_profile_load(c->db, c->arena, &row);

	if (code >= 0 && gj_str_eq(row.source, source))
		code = gj_fail(c->err, GJ_E_EXISTS, GJ_RULE_same_thing);
	return code;
}

static int profile_adopt(gj_ctx *c, const void *args, void *ret_result)
{
	const adopt_args *in = args;
	const gj_profile *profile;
	gj_buf buf;
	int code = gj_allow_top(c, GJ_RIGHT_profile_write);

	(void)ret_result;
	if (code < 0)
		return code;
	gj_buf_init(&buf, c->arena, GJ_PROFILE_MAX);
	gj_tree_write(&buf, in->source);
	gj_buf_end(&buf);
	code = buf.failed;
	if (code >= 0)
		code = is_new(c, (gj_str){ buf.p, buf.n });
	if (code >= 0) {
		code = gj_profile_compile(c->arena, (gj_str){ buf.p, buf.n }, &profile, c->err);
		if (code < 0)
			gj_fail_in(c->err, "source", SIZE_MAX);
	}
	return code < 0 ? code : gj_profile_adopt(c, in->source);
}

/* ---- get ---- */

typedef struct get_args {
	gj_has has;
} get_args;
static const gj_field get_fields[] = { GJ_F_END };
static const GJ_RECORD(get_record, get_args, get_fields);

typedef struct get_result {
	gj_has has;
	gj_str id, hash;
	int64_t version;
	gj_str source;
} get_result;

static const gj_field get_result_fields[] = {
	GJ_F_TEXT(get_result, id, 0, 0, 0, GJ_OPEN, "Name."),
	GJ_F_TEXT(get_result, hash, 0, 64, 64, GJ_OPEN, "Digest of the canonical source."),
	GJ_F_INT(get_result, version, 0, 0, GJ_MAX_INT, "Version, as the profile says."),
	GJ_F_RAW(get_result, source, 0, "The profile, canonical."), GJ_F_END
};
static const GJ_RECORD(get_result_record, get_result, get_result_fields);

static int profile_get(gj_ctx *c, const void *args, void *ret_result)
{
	get_result *out = ret_result;
	gj_profile_row row;
	int code = gj_profile_load(c->db, c->arena, &row);

	(void)args;
	if (code >= 0)
		*out = (get_result){ { 15, 0 },
				     gj_profile_id(c->profile),
				     row.hash,
				     gj_profile_version(c->profile),
				     row.source };
	return code;
}

/* ---- codes: the words of one list, or which lists there are ---- */

typedef struct codes_args {
	gj_has has;
	gj_str list;
} codes_args;
static const gj_field codes_fields[] = {
	GJ_F_TEXT(codes_args, list, 0, 1, 64, GJ_OPEN,
		  "Which list; \"roles\" for the roles. None: all lists."),
	GJ_F_END
};
static const GJ_RECORD(codes_record, codes_args, codes_fields);

typedef struct code_view {
	gj_has has;
	gj_str list, code, zh, en;
} code_view;
static const gj_field code_fields[] = {
	GJ_F_TEXT(code_view, list, 0, 0, 0, GJ_OPEN, "The list it stands in."),
	GJ_F_TEXT(code_view, code, 0, 0, 0, GJ_OPEN, "What programs write."),
	GJ_F_TEXT(code_view, zh, 0, 0, 0, GJ_OPEN, "What people read, in Chinese."),
	GJ_F_TEXT(code_view, en, 0, 0, 0, GJ_OPEN, "What people read, in English."), GJ_F_END
};
static const GJ_RECORD(code_record, code_view, code_fields);

typedef struct codes_result {
	gj_has has;
	gj_array items;
} codes_result;
static const gj_field codes_result_fields[] = { GJ_F_ARRAY(codes_result, items, 0, 0, 100000,
							   code_record, "In the profile's order."),
						GJ_F_END };
static const GJ_RECORD(codes_result_record, codes_result, codes_result_fields);

static void add_list(const gj_code_list *list, code_view *out, size_t *n)
{
	size_t i;

	for (i = 0; i < list->count; i++) {
		const gj_code *code = &list->items[i];
		if (out)
			out[*n] = (code_view){
				{ 15, 0 }, list->name, code->code, code->zh, code->en
			};
		++*n;
	}
}

static void add_roles(const gj_profile *profile, code_view *out, size_t *n)
{
	const gj_role *role;
	size_t i;

	for (i = 0; (role = gj_profile_role_at(profile, i)); i++) {
		if (out)
			out[*n] = (code_view){
				{ 15, 0 }, GJ_STR("roles"), role->code, role->zh, role->en
			};
		++*n;
	}
}

/* Counts with out == NULL, fills the second time. */
static void add_all(gj_ctx *c, gj_str wanted, code_view *out, size_t *n)
{
	const gj_code_list *list;
	size_t i;

	for (i = 0; (list = gj_profile_list_at(c->profile, i)); i++)
		if (!wanted.p || gj_str_eq(wanted, list->name))
			add_list(list, out, n);
	if (!wanted.p || gj_str_is(wanted, "roles"))
		add_roles(c->profile, out, n);
}

static int profile_codes(gj_ctx *c, const void *args, void *ret_result)
{
	const codes_args *in = args;
	codes_result *out = ret_result;
	size_t count = 0, filled = 0;
	code_view *views;

	add_all(c, in->list, NULL, &count);
	if (in->list.p && !count)
		return gj_not_found(c, "list");
	views = gj_arena_zero(c->arena, (count + 1) * sizeof(*views));
	if (!views)
		return GJ_E_NOMEM;
	add_all(c, in->list, views, &filled);
	out->items = (gj_array){ views, filled };
	out->has.set = 1;
	return GJ_OK;
}

/* ---- the table ---- */

static const int adopt_errors[] = { GJ_E_EXISTS, 0 };
static const int codes_errors[] = { GJ_E_NOT_FOUND, 0 };
static const int none[] = { 0 };

static const gj_op ops[] = {
	{ .name = "profile.adopt",
	  .version = 1,
	  .args = &adopt_record,
	  .result = &adopt_result_record,
	  .right = GJ_RIGHT_profile_write,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = adopt_errors,
	  .since = "1.0",
	  .doc = "Puts a profile into force. Running cases keep the chart they began with. The "
		 "right "
		 "must be held in an office at the top of the tree.",
	  .doc_zh = "启用配置包；办理中的诉求仍按原流程图办理。",
	  .run = profile_adopt },
	{ .name = "profile.get",
	  .version = 1,
	  .args = &get_record,
	  .result = &get_result_record,
	  .right = GJ_NO_RIGHT,
	  .flags = 0,
	  .home = GJ_HOME_ROOT,
	  .errors = none,
	  .since = "1.0",
	  .doc = "The profile in force.",
	  .doc_zh = "查看现行配置包。",
	  .run = profile_get },
	{ .name = "profile.codes",
	  .version = 1,
	  .args = &codes_record,
	  .result = &codes_result_record,
	  .right = GJ_NO_RIGHT,
	  .flags = 0,
	  .home = GJ_HOME_ROOT,
	  .errors = codes_errors,
	  .since = "1.0",
	  .doc = "The words of a code list, or of all, in Chinese and English.",
	  .doc_zh = "代码表及其中英文名称。",
	  .run = profile_codes },
	{ 0 }
};

extern const gj_noun gj_noun_profile;
const gj_noun gj_noun_profile = { "profile", "配置包", ops, events,
				  "What differs from place to place, as data." };
