/* SPDX-License-Identifier: Apache-2.0
 *
 * Profile: what differs from place to place. The ledger adopts one by an event; its words are
 * asked for here.
 */
#include <string.h>

#include "engine/case.h"
#include "engine/ledger.h"
#include "engine/profile_draft.h"

/* ---- what is recorded ---- */

/* What comes of base and overlay is recorded as a plain profile: replay needs neither. */
typedef struct adopted_body {
	gj_has has;
	gj_str hash;
	const gj_tree *source;
	gj_str base_hash;
	const gj_tree *overlay;
	int64_t office;
} adopted_body;

static const gj_field adopted_fields[] = {
	GJ_F_TEXT(adopted_body, hash, GJ_REQUIRED, 64, 64, GJ_OPEN,
		  "Of the canonical source, hex."),
	GJ_F_TREE(adopted_body, source, GJ_REQUIRED, "The profile, canonical."),
	GJ_F_TEXT(adopted_body, base_hash, 0, 64, 64, GJ_OPEN,
		  "Of the base, when it came of an overlay."),
	GJ_F_TREE(adopted_body, overlay, 0,
		  "The overlay, with what each change found in the base."),
	GJ_F_ID(adopted_body, office, 0, "Whose own it is; absent: for the whole ledger."),
	GJ_F_END
};
static const GJ_RECORD(adopted_record, adopted_body, adopted_fields);

static const gj_step adopted_steps[] = { { GJ_SQL_PROFILE_INSERT, NULL, NULL }, GJ_STEPS_END };
/* An office gave up its own. */
typedef struct dropped_body {
	gj_has has;
	int64_t office;
} dropped_body;

static const gj_field dropped_fields[] = { GJ_F_ID(dropped_body, office, GJ_REQUIRED, "Whose."),
					   GJ_F_END };
static const GJ_RECORD(dropped_record, dropped_body, dropped_fields);
static const gj_step dropped_steps[] = { { GJ_SQL_PROFILE_END, NULL, NULL }, GJ_STEPS_END };

enum { ADOPTED, DROPPED };
static const gj_event_type events[] = { { "profile.adopted", 1, &adopted_record, adopted_steps,
					  "A profile came into force." },
					{ "profile.dropped", 1, &dropped_record, dropped_steps,
					  "An office gave up its own profile." },
					{ NULL, 0, NULL, NULL, NULL } };

int gj_profile_adopt(gj_ctx *c, const gj_draft *draft, int64_t office)
{
	gj_subject subject = { 0, 0, 0 };
	adopted_body body = { { draft->recorded ? 15 : 3, 0 },
			      draft->hash,
			      draft->source,
			      draft->base_hash,
			      draft->recorded,
			      office };

	if (office)
		gj_field_put(&body, &adopted_record, "office");
	return gj_emit(c, &events[ADOPTED], GJ_ROOT, &subject, &body);
}

/* ---- adopt ---- */

typedef struct adopt_args {
	gj_has has;
	GJ_WRITE_ARGS;
	GJ_DRAFT_ARGS;
	int64_t office;
} adopt_args;

static const gj_field adopt_fields[] = { GJ_WRITE_FIELDS(adopt_args), GJ_DRAFT_FIELDS(adopt_args),
					 GJ_F_ID(adopt_args, office, 0,
						 "For this home office and those below it only: an "
						 "overlay on what is in force above it."),
					 GJ_F_END };
static const GJ_RECORD(adopt_record, adopt_args, adopt_fields);

typedef struct adopt_result {
	gj_has has;
	int64_t home, seq, at;
	gj_str hash, base_hash;
} adopt_result;

static const gj_field adopt_result_fields[] = {
	GJ_F_INT(adopt_result, home, 0, 1, GJ_MAX_INT, "The chain that recorded it."),
	GJ_F_INT(adopt_result, seq, 0, 1, GJ_MAX_INT, "The event's place in that chain."),
	GJ_F_TIME(adopt_result, at, 0, "When it was recorded."),
	GJ_F_TEXT(adopt_result, hash, 0, 64, 64, GJ_OPEN, "Digest of the canonical source."),
	GJ_F_TEXT(adopt_result, base_hash, 0, 64, 64, GJ_OPEN, "That of an overlay's base."),
	GJ_F_END
};
static const GJ_RECORD(adopt_result_record, adopt_result, adopt_result_fields);

/* The office's own; NOT_FOUND where it has none. */
static int own_of(gj_ctx *c, int64_t office, gj_profile_row *ret_row)
{
	int code = gj_profile_load_near(c, office, 0, ret_row);

	return code >= 0 && ret_row->office != office ? GJ_E_NOT_FOUND : code;
}

/* The same source again would be a second birth of the same thing. */
static int is_new(gj_ctx *c, int64_t office, gj_str source)
{
	gj_profile_row row;
	int code = office ? own_of(c, office, &row) : gj_profile_load(c->db, c->arena, &row);

	if (code == GJ_E_NOT_FOUND)
		return GJ_OK;
	if (code >= 0 && gj_str_eq(row.source, source))
		code = gj_fail(c->err, GJ_E_EXISTS, GJ_RULE_same_thing);
	return code;
}

/* Held in the office or above it; for the whole ledger, at the top. */
static int may_adopt(gj_ctx *c, int64_t office)
{
	return office ? gj_allow(c, GJ_RIGHT_profile_write, office)
		      : gj_allow_top(c, GJ_RIGHT_profile_write);
}

static int profile_adopt(gj_ctx *c, const void *args, void *ret_result)
{
	const adopt_args *in = args;
	gj_draft_args which = { { 0, 0 }, in->source, in->pack, in->overlay, in->base };
	gj_draft draft;
	int code = may_adopt(c, in->office);

	(void)ret_result;
	if (code >= 0)
		code = gj_draft_make_for(c, in->office, &which, NULL, &draft);
	if (code >= 0)
		code = is_new(c, in->office, draft.json);
	return code < 0 ? code : gj_profile_adopt(c, &draft, in->office);
}

/* ---- drop ---- */

typedef struct drop_args {
	gj_has has;
	GJ_WRITE_ARGS;
	int64_t office;
} drop_args;
static const gj_field drop_fields[] = { GJ_WRITE_FIELDS(drop_args),
					GJ_F_ID(drop_args, office, GJ_REQUIRED,
						"The office that goes by what is in force above it "
						"again."),
					GJ_F_END };
static const GJ_RECORD(drop_record, drop_args, drop_fields);

typedef struct drop_result {
	gj_has has;
	int64_t office, home, seq, at;
} drop_result;
static const gj_field drop_result_fields[] = {
	GJ_F_ID(drop_result, office, 0, "The office."),
	GJ_F_INT(drop_result, home, 0, 1, GJ_MAX_INT, "The chain that recorded it."),
	GJ_F_INT(drop_result, seq, 0, 1, GJ_MAX_INT, "The event's place in that chain."),
	GJ_F_TIME(drop_result, at, 0, "When it was recorded."), GJ_F_END
};
static const GJ_RECORD(drop_result_record, drop_result, drop_result_fields);

static int profile_drop(gj_ctx *c, const void *args, void *ret_result)
{
	const drop_args *in = args;
	gj_subject subject = { 0, 0, 0 };
	dropped_body body = { { 1, 0 }, in->office };
	gj_profile_row row;
	int code = gj_allow(c, GJ_RIGHT_profile_write, in->office);

	(void)ret_result;
	if (code >= 0)
		code = own_of(c, in->office, &row);
	if (code == GJ_E_NOT_FOUND) {
		code = gj_not_found(c, "profile");
		gj_fail_path(c->err, "/office");
	}
	return code < 0 ? code : gj_emit(c, &events[DROPPED], GJ_ROOT, &subject, &body);
}

/* ---- get ---- */

typedef struct get_args {
	gj_has has;
	int64_t office;
} get_args;
static const gj_field get_fields[] = {
	GJ_F_ID(get_args, office, 0, "That which this office goes by; by default the ledger's."),
	GJ_F_END
};
static const GJ_RECORD(get_record, get_args, get_fields);

typedef struct get_result {
	gj_has has;
	gj_str id, hash;
	int64_t version;
	gj_str source, base_hash, overlay;
	int64_t office;
	int32_t base_in_force;
} get_result;

static const gj_field get_result_fields[] = {
	GJ_F_TEXT(get_result, id, 0, 0, 0, GJ_OPEN, "Name."),
	GJ_F_TEXT(get_result, hash, 0, 64, 64, GJ_OPEN, "Digest of the canonical source."),
	GJ_F_INT(get_result, version, 0, 0, GJ_MAX_INT, "Version, as the profile says."),
	GJ_F_RAW(get_result, source, 0, "The profile, canonical."),
	GJ_F_TEXT(get_result, base_hash, 0, 64, 64, GJ_OPEN,
		  "Digest of its base, when it came of an overlay."),
	GJ_F_RAW(get_result, overlay, 0, "The overlay that made it of its base, as recorded."),
	GJ_F_ID(get_result, office, 0, "Whose own it is; absent: the ledger's."),
	GJ_F_BOOL(get_result, base_in_force, 0,
		  "Of an office's own: its base is still what is in force above it. Else "
		  "profile.merge carries it over."),
	GJ_F_END
};
static const GJ_RECORD(get_result_record, get_result, get_result_fields);

/* Whose own is that of the office, and does it still rest on what is in force above? */
static int tell_own(gj_ctx *c, const gj_profile_row *row, get_result *out)
{
	gj_tree *tree = NULL;
	gj_str hash = GJ_STR_NONE;
	int code = gj_draft_above(c, row->office, &tree, &hash);

	out->office = row->office;
	out->base_in_force = code >= 0 && gj_str_eq(hash, row->base_hash);
	gj_field_put(out, &get_result_record, "office");
	gj_field_put(out, &get_result_record, "base_in_force");
	return code;
}

static int profile_get(gj_ctx *c, const void *args, void *ret_result)
{
	const get_args *in = args;
	get_result *out = ret_result;
	const gj_profile *profile = c->profile;
	gj_profile_row row;
	int64_t home = 0;
	int code = GJ_OK;

	if (in->office)
		code = gj_office_home(c, in->office, &home);
	if (code >= 0 && in->office)
		code = gj_profile_at(c, home, &profile);
	if (code >= 0)
		code = profile != c->profile
			       ? gj_profile_load_near(c, gj_profile_owner(profile), 0, &row)
			       : gj_profile_load(c->db, c->arena, &row);
	if (code < 0)
		return code;
	*out = (get_result){ .has = { row.overlay.p ? 63 : 15, 0 },
			     .id = gj_profile_id(profile),
			     .hash = row.hash,
			     .version = gj_profile_version(profile),
			     .source = row.source,
			     .base_hash = row.base_hash,
			     .overlay = row.overlay };
	return profile != c->profile ? tell_own(c, &row, out) : GJ_OK;
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

static const int adopt_errors[] = { GJ_E_EXISTS, GJ_E_NOT_FOUND, GJ_E_RULE, 0 };
static const int codes_errors[] = { GJ_E_NOT_FOUND, 0 };
/* An office's own must keep to what an office may change. */
static const int look_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, 0 };

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
	  .doc = "Puts a profile into force: a whole one, a pack built in, or base and overlay. "
		 "Running cases keep the chart they began with. For the whole ledger, the right "
		 "must be held in an office at the top of the tree; for one office, there or "
		 "above.",
	  .doc_zh = "启用配置包：完整配置、内置配置包，或基础配置加增补包；办理中的诉求仍按原流程图"
		    "办理。可只为某一单位启用增补包，叠加在上级现行配置之上。",
	  .run = profile_adopt },
	{ .name = "profile.drop",
	  .version = 1,
	  .args = &drop_record,
	  .result = &drop_result_record,
	  .right = GJ_RIGHT_profile_write,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = codes_errors,
	  .since = "1.0",
	  .doc = "An office gives up its own profile and goes by what is in force above it; its "
		 "running cases keep the chart they began with.",
	  .doc_zh = "停用某单位自己的增补包，改按上级现行配置；办理中的办件仍按原流程图办理。",
	  .run = profile_drop },
	{ .name = "profile.check",
	  .version = 1,
	  .args = &gj_profile_check_args,
	  .result = &gj_profile_check_result,
	  .right = GJ_NO_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = look_errors,
	  .since = "1.0",
	  .doc = "Compiles a profile or an overlay without adopting it, and tells every problem.",
	  .doc_zh = "试编译配置包或增补包，不启用，列出全部问题。",
	  .run = gj_profile_check_op },
	{ .name = "profile.diff",
	  .version = 1,
	  .args = &gj_profile_diff_args,
	  .result = &gj_profile_diff_result,
	  .right = GJ_NO_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = look_errors,
	  .since = "1.0",
	  .doc = "What a profile or an overlay changes, sentence by sentence, and as an overlay.",
	  .doc_zh = "逐条列出配置包或增补包改了什么，并给出等效的增补包。",
	  .run = gj_profile_diff_op },
	{ .name = "profile.merge",
	  .version = 1,
	  .args = &gj_profile_merge_args,
	  .result = &gj_profile_merge_result,
	  .right = GJ_NO_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = look_errors,
	  .since = "1.0",
	  .doc = "Carries an overlay over to another base: what fits, what conflicts, and the "
		 "overlay that comes of it. Nothing is adopted.",
	  .doc_zh =
		  "把增补包移到新的基础配置上：哪些照用，哪些冲突，并给出合并后的增补包；不启用。",
	  .run = gj_profile_merge_op },
	{ .name = "profile.get",
	  .version = 1,
	  .args = &get_record,
	  .result = &get_result_record,
	  .right = GJ_NO_RIGHT,
	  .flags = 0,
	  .home = GJ_HOME_ROOT,
	  .errors = codes_errors,
	  .since = "1.0",
	  .doc = "The profile in force, in the ledger or in one office.",
	  .doc_zh = "查看现行配置包，或某单位适用的配置包。",
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
