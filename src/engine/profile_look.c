/* SPDX-License-Identifier: Apache-2.0
 *
 * Looking before adopting: every problem of a profile, what it changes, and what becomes of an
 * overlay when its base moves. Nothing here writes.
 */
#include <string.h>

#include "engine/ledger.h"
#include "engine/profile_draft.h"
#include "profile/place.h"

#define SENTENCE_MAX 2000

/* ---- what the answers share ---- */

typedef struct problem_view {
	gj_has has;
	gj_str path, rule, problem;
} problem_view;
static const gj_field problem_fields[] = {
	GJ_F_TEXT(problem_view, path, 0, 0, 0, GJ_OPEN,
		  "Where: in what was given; \"/result/...\" where no single change is the cause."),
	GJ_F_TEXT(problem_view, rule, 0, 0, 0, GJ_OPEN, "Which rule."),
	GJ_F_TEXT(problem_view, problem, 0, 0, 0, GJ_OPEN, "What, for its author."), GJ_F_END
};
static const GJ_RECORD(problem_record, problem_view, problem_fields);

static int view_problems(gj_ctx *c, const gj_problems *problems, gj_array *ret_views)
{
	problem_view *views = gj_arena_zero(c->arena, (problems->count + 1) * sizeof(*views));
	size_t n = 0;

	if (!views)
		return GJ_E_NOMEM;
	for (const gj_problem *p = problems->first; p; p = p->next)
		views[n++] = (problem_view){
			{ 7, 0 }, p->path, gj_str_of(gj_rule_name(p->rule)), p->text
		};
	*ret_views = (gj_array){ views, n };
	return GJ_OK;
}

typedef struct change_view {
	gj_has has;
	int32_t change;
	gj_str path, text, source;
	gj_str was, value;
} change_view;
static const gj_field change_fields[] = {
	GJ_F_ENUM(change_view, change, 0, gj_change_names, "Added, replaced or removed."),
	GJ_F_TEXT(change_view, path, 0, 0, 0, GJ_OPEN, "Where, by names."),
	GJ_F_TEXT(change_view, text, 0, 0, 0, GJ_OPEN, "What, in a sentence."),
	GJ_F_TEXT(change_view, source, 0, 0, 0, GJ_OPEN, "On what ground, if the overlay says it."),
	GJ_F_RAW(change_view, was, 0, "What was there."),
	GJ_F_RAW(change_view, value, 0, "What is there now."),
	GJ_F_END
};
static const GJ_RECORD(change_record, change_view, change_fields);

static int json_of(gj_ctx *c, const gj_tree *tree, gj_str *ret_json)
{
	gj_buf buf;

	gj_buf_init(&buf, c->arena, 2 * GJ_PROFILE_MAX);
	gj_tree_write(&buf, tree);
	*ret_json = gj_buf_end(&buf);
	return buf.failed;
}

static int view_change(gj_ctx *c, const gj_change *change, const gj_tree *from, const gj_tree *to,
		       change_view *out)
{
	gj_buf buf;
	int code;

	gj_buf_init(&buf, c->arena, SENTENCE_MAX);
	code = gj_change_text(&buf, c->arena, from, to, change, c->chinese);
	*out = (change_view){ { 7, 0 },       change->kind, change->path, gj_buf_end(&buf),
			      change->source, GJ_STR_NONE,  GJ_STR_NONE };
	if (change->source.p)
		gj_field_put(out, &change_record, "source");
	if (code >= 0 && change->was) {
		code = json_of(c, change->was, &out->was);
		gj_field_put(out, &change_record, "was");
	}
	if (code >= 0 && change->value) {
		code = json_of(c, change->value, &out->value);
		gj_field_put(out, &change_record, "value");
	}
	return code;
}

static int view_changes(gj_ctx *c, const gj_overlay *overlay, const gj_tree *from,
			const gj_tree *to, gj_array *ret_views)
{
	change_view *views = gj_arena_zero(c->arena, (overlay->count + 1) * sizeof(*views));
	int code = views ? GJ_OK : GJ_E_NOMEM;

	for (size_t i = 0; i < overlay->count && code >= 0; i++)
		code = view_change(c, &overlay->changes[i], from, to, &views[i]);
	if (code >= 0)
		*ret_views = (gj_array){ views, overlay->count };
	return code;
}

/* ---- check ---- */

typedef struct check_args {
	gj_has has;
	GJ_DRAFT_ARGS;
	int64_t office;
} check_args;
#define FOR_OFFICE(t) GJ_F_ID(t, office, 0, "As this office's own, on what is in force above it.")
static const gj_field check_fields[] = { GJ_DRAFT_FIELDS(check_args), FOR_OFFICE(check_args),
					 GJ_F_END };
const GJ_RECORD(gj_profile_check_args, check_args, check_fields);

typedef struct check_result {
	gj_has has;
	int32_t sound;
	gj_str id, hash, base_hash;
	int64_t version;
	gj_array problems;
} check_result;
static const gj_field check_result_fields[] = {
	GJ_F_BOOL(check_result, sound, 0, "It could be adopted."),
	GJ_F_TEXT(check_result, id, 0, 0, 0, GJ_OPEN, "Name of the profile that comes of it."),
	GJ_F_TEXT(check_result, hash, 0, 64, 64, GJ_OPEN, "Digest of its canonical source."),
	GJ_F_TEXT(check_result, base_hash, 0, 64, 64, GJ_OPEN, "That of an overlay's base."),
	GJ_F_INT(check_result, version, 0, 0, GJ_MAX_INT, "Its version."),
	GJ_F_ARRAY(check_result, problems, 0, 0, GJ_PROBLEMS_MAX, problem_record,
		   "Every problem that can be told, at most 100."),
	GJ_F_END
};
const GJ_RECORD(gj_profile_check_result, check_result, check_result_fields);

int gj_profile_check_op(gj_ctx *c, const void *args, void *ret_result)
{
	const check_args *in = args;
	gj_draft_args which = { { 0, 0 }, in->source, in->pack, in->overlay, in->base };
	check_result *out = ret_result;
	gj_draft draft = { 0 };
	gj_problems problems;
	int code;

	gj_problems_start(&problems, c->arena);
	code = gj_draft_make_for(c, in->office, &which, &problems, &draft);
	if (code == GJ_E_BAD_VALUE && problems.count)
		code = GJ_OK;
	if (code < 0)
		return code;
	*out = (check_result){ .has = { 1 | 32, 0 }, .sound = problems.count == 0 };
	if (out->sound) {
		out->id = gj_profile_id(draft.profile);
		out->hash = draft.hash;
		out->version = gj_profile_version(draft.profile);
		out->has.set |= 2 | 4 | 16;
	}
	if (draft.base_hash.p) {
		out->base_hash = draft.base_hash;
		gj_field_put(out, &gj_profile_check_result, "base_hash");
	}
	return view_problems(c, &problems, &out->problems);
}

/* ---- diff ---- */

typedef struct diff_args {
	gj_has has;
	GJ_DRAFT_ARGS;
	const gj_tree *from;
	gj_str from_pack;
	int64_t office;
} diff_args;
static const gj_field diff_fields[] = {
	GJ_DRAFT_FIELDS(diff_args),
	GJ_F_TREE(diff_args, from, 0,
		  "Compared with this whole profile; by default with an overlay's base, else with "
		  "the one in force."),
	GJ_F_TEXT(diff_args, from_pack, 0, 1, 40, GJ_OPEN, "Or with this pack built in."),
	FOR_OFFICE(diff_args), GJ_F_END
};
const GJ_RECORD(gj_profile_diff_args, diff_args, diff_fields);

typedef struct diff_result {
	gj_has has;
	gj_str from_hash, hash;
	gj_array items;
	gj_str overlay;
} diff_result;
static const gj_field diff_result_fields[] = {
	GJ_F_TEXT(diff_result, from_hash, 0, 64, 64, GJ_OPEN,
		  "Digest of what it is compared with."),
	GJ_F_TEXT(diff_result, hash, 0, 64, 64, GJ_OPEN, "Digest of the profile."),
	GJ_F_ARRAY(diff_result, items, 0, 0, GJ_CHANGES_MAX, change_record, "What differs."),
	GJ_F_RAW(diff_result, overlay, 0, "The same as an overlay, to be adopted on that base."),
	GJ_F_END
};
const GJ_RECORD(gj_profile_diff_result, diff_result, diff_result_fields);

static int member(gj_tree *object, const char *key, gj_tree *value)
{
	if (!value)
		return GJ_E_NOMEM;
	value->key = gj_str_of(key);
	gj_tree_append(object, value);
	return GJ_OK;
}

/* {"base": {id, version, hash}, id, version, zh, en, "changes"} */
static int make_overlay(gj_ctx *c, const gj_tree *from, gj_str from_hash, const gj_tree *to,
			gj_tree *changes, gj_tree **ret_tree)
{
	static const char *const head[] = { "id", "version", "zh", "en", NULL };
	gj_tree *tree = gj_arena_zero(c->arena, sizeof(*tree));
	gj_tree *base = gj_arena_zero(c->arena, sizeof(*base));
	int code = tree && base ? GJ_OK : GJ_E_NOMEM;

	if (code < 0)
		return code;
	tree->kind = base->kind = GJ_TREE_OBJECT;
	for (int i = 0; head[i] && code >= 0; i++) {
		code = member(tree, head[i], gj_tree_copy(c->arena, gj_tree_get(to, head[i])));
		if (code >= 0 && i < 2)
			code = member(base, head[i],
				      gj_tree_copy(c->arena, gj_tree_get(from, head[i])));
	}
	if (code >= 0)
		code = member(base, "hash", gj_tree_make_text(c->arena, from_hash));
	if (code >= 0)
		code = member(tree, "base", base);
	if (code >= 0)
		code = member(tree, "changes", changes);
	*ret_tree = tree;
	return code;
}

/* What it is compared with, by its arguments or by default. */
static int diff_from(gj_ctx *c, const diff_args *in, const gj_draft *to, gj_draft *ret_from)
{
	gj_draft_args which = { .source = in->from, .pack = in->from_pack };
	gj_tree *in_force = NULL;
	int code = GJ_OK;

	memset(ret_from, 0, sizeof(*ret_from));
	if (in->from || in->from_pack.p) {
		code = gj_draft_make(c, &which, NULL, ret_from);
		if (code == GJ_E_BAD_VALUE && in->from)
			gj_fail_in(c->err, "from", SIZE_MAX);
		return code;
	}
	if (to->base) {
		ret_from->source = to->base;
	} else {
		code = gj_draft_in_force(c, &in_force);
		ret_from->source = in_force;
	}
	return code < 0 ? code
			: gj_draft_hash(c, ret_from->source, &ret_from->json, &ret_from->hash);
}

/* An overlay as it was written tells its grounds; compared with something else than its base
 * it is a profile like any other. */
static int overlay_between(gj_ctx *c, const diff_args *in, const gj_draft *from, const gj_draft *to,
			   const gj_tree **ret_tree)
{
	gj_tree *changes = NULL, *tree = NULL;
	int code = GJ_OK;

	if (to->recorded && !in->from && !in->from_pack.p) {
		*ret_tree = to->recorded;
		return GJ_OK;
	}
	code = gj_profile_changes(c->arena, from->source, to->source, &changes);
	if (code == GJ_E_LIMIT) {
		gj_fail(c->err, code, GJ_RULE_too_many);
		gj_fail_int(c->err, "max", GJ_CHANGES_MAX);
	}
	if (code >= 0)
		code = make_overlay(c, from->source, from->hash, to->source, changes, &tree);
	*ret_tree = tree;
	return code;
}

int gj_profile_diff_op(gj_ctx *c, const void *args, void *ret_result)
{
	const diff_args *in = args;
	diff_result *out = ret_result;
	gj_draft_args which = { { 0, 0 }, in->source, in->pack, in->overlay, in->base };
	const gj_overlay *overlay = NULL;
	const gj_tree *tree = NULL;
	gj_draft from, to;
	gj_walk walk;
	int code = gj_draft_make_for(c, in->office, &which, NULL, &to);

	gj_walk_start(&walk, GJ_RULE_overlay_path, c->err);
	if (code >= 0)
		code = diff_from(c, in, &to, &from);
	if (code >= 0)
		code = overlay_between(c, in, &from, &to, &tree);
	if (code >= 0)
		code = gj_overlay_read(&walk, c->arena, tree, &overlay);
	if (code >= 0)
		code = view_changes(c, overlay, from.source, to.source, &out->items);
	if (code >= 0)
		code = json_of(c, tree, &out->overlay);
	if (code < 0)
		return code;
	out->from_hash = from.hash;
	out->hash = to.hash;
	out->has.set = 15;
	return GJ_OK;
}

/* ---- merge ---- */

enum { TAKE_BASE, TAKE_OVERLAY };
static const char *const takes[] = { "base", "overlay", NULL };

typedef struct settle_args {
	gj_has has;
	gj_str path;
	int32_t take;
} settle_args;
static const gj_field settle_fields[] = {
	GJ_F_TEXT(settle_args, path, GJ_REQUIRED, 1, 2000, GJ_OPEN, "Which conflict."),
	GJ_F_ENUM(settle_args, take, GJ_REQUIRED, takes, "Whose side is taken."), GJ_F_END
};
static const GJ_RECORD(settle_record, settle_args, settle_fields);

typedef struct merge_args {
	gj_has has;
	const gj_tree *overlay, *base;
	gj_str base_pack;
	gj_array settle;
	int64_t office;
} merge_args;
static const gj_field merge_fields[] = {
	GJ_F_TREE(merge_args, overlay, 0, "The overlay; by default that of the profile in force."),
	GJ_F_TREE(merge_args, base, 0, "The new base, a whole profile."),
	GJ_F_TEXT(merge_args, base_pack, 0, 1, 40, GJ_OPEN,
		  "Or this pack built in; by default the one that the overlay names."),
	GJ_F_ARRAY(merge_args, settle, 0, 0, GJ_CHANGES_MAX, settle_record,
		   "Conflicts that are decided already."),
	GJ_F_ID(merge_args, office, 0,
		"Whose own is meant: by default its overlay, onto what is in force above it."),
	GJ_F_END
};
const GJ_RECORD(gj_profile_merge_args, merge_args, merge_fields);

typedef struct conflict_view {
	gj_has has;
	gj_str path;
	int32_t conflict, change;
	gj_str text, was, base, value;
} conflict_view;
static const gj_field conflict_fields[] = {
	GJ_F_TEXT(conflict_view, path, 0, 0, 0, GJ_OPEN, "Where, by names."),
	GJ_F_ENUM(conflict_view, conflict, 0, gj_conflict_names,
		  "gone: the new base has nothing there; changed: it changed it too; added: it has "
		  "another there; unknown: the overlay does not say what it was written against."),
	GJ_F_ENUM(conflict_view, change, 0, gj_change_names, "What the overlay does there."),
	GJ_F_TEXT(conflict_view, text, 0, 0, 0, GJ_OPEN, "The overlay's change, in a sentence."),
	GJ_F_RAW(conflict_view, was, 0, "What the old base had."),
	GJ_F_RAW(conflict_view, base, 0, "What the new base has."),
	GJ_F_RAW(conflict_view, value, 0, "What the overlay says."),
	GJ_F_END
};
static const GJ_RECORD(conflict_record, conflict_view, conflict_fields);

typedef struct merge_result {
	gj_has has;
	int32_t clean;
	int64_t kept, dropped;
	gj_array conflicts, problems;
	gj_str base_hash, overlay;
} merge_result;
static const gj_field merge_result_fields[] = {
	GJ_F_BOOL(merge_result, clean, 0, "It can be adopted on the new base as it is."),
	GJ_F_INT(merge_result, kept, 0, 0, GJ_CHANGES_MAX, "Changes that still say something."),
	GJ_F_INT(merge_result, dropped, 0, 0, GJ_CHANGES_MAX,
		 "Changes that the new base makes needless, or that were given up."),
	GJ_F_ARRAY(merge_result, conflicts, 0, 0, GJ_CHANGES_MAX, conflict_record,
		   "What is to be decided."),
	GJ_F_ARRAY(merge_result, problems, 0, 0, GJ_PROBLEMS_MAX, problem_record,
		   "What is not sound in what comes of it; told when nothing is to be decided."),
	GJ_F_TEXT(merge_result, base_hash, 0, 64, 64, GJ_OPEN, "Digest of the new base."),
	GJ_F_RAW(merge_result, overlay, 0, "The overlay for the new base."),
	GJ_F_END
};
const GJ_RECORD(gj_profile_merge_result, merge_result, merge_result_fields);

static int raw_field(gj_ctx *c, conflict_view *out, const char *name, const gj_tree *tree,
		     gj_str *field)
{
	if (!tree)
		return GJ_OK;
	gj_field_put(out, &conflict_record, name);
	return json_of(c, tree, field);
}

static int view_conflict(gj_ctx *c, const gj_merge_item *item, const gj_tree *base,
			 conflict_view *out)
{
	gj_buf buf;
	int code;

	gj_buf_init(&buf, c->arena, SENTENCE_MAX);
	code = gj_change_text(&buf, c->arena, base, base, item->change, c->chinese);
	*out = (conflict_view){ .has = { 15, 0 },
				.path = item->change->path,
				.conflict = item->conflict,
				.change = item->change->kind,
				.text = gj_buf_end(&buf) };
	if (code >= 0)
		code = raw_field(c, out, "was", item->change->was, &out->was);
	if (code >= 0)
		code = raw_field(c, out, "base", item->now, &out->base);
	if (code >= 0)
		code = raw_field(c, out, "value", item->change->value, &out->value);
	return code;
}

static int view_conflicts(gj_ctx *c, const gj_merge_item *items, size_t count, const gj_tree *base,
			  merge_result *out)
{
	conflict_view *views = gj_arena_zero(c->arena, (count + 1) * sizeof(*views));
	int code = views ? GJ_OK : GJ_E_NOMEM;

	out->conflicts.p = views;
	for (size_t i = 0; i < count && code >= 0; i++) {
		if (items[i].dropped)
			out->dropped++;
		else
			out->kept++;
		if (items[i].conflict)
			code = view_conflict(c, &items[i], base, &views[out->conflicts.n++]);
	}
	return code;
}

/* The overlay to be carried over, and the base it goes to; NOT_FOUND when there is none. */
static int merge_sides(gj_ctx *c, const merge_args *in, const gj_tree **ret_overlay,
		       gj_draft *ret_base)
{
	gj_draft_args which = { .source = in->base, .pack = in->base_pack };
	const gj_tree *named = NULL;
	gj_tree *recorded = NULL, *above = NULL;
	gj_str hash;
	gj_profile_row row;
	int code = GJ_OK;

	*ret_overlay = in->overlay;
	if (!in->overlay) {
		code = in->office ? gj_profile_load_near(c, in->office, 0, &row)
				  : gj_profile_load(c->db, c->arena, &row);
		if (code == GJ_E_NOT_FOUND ||
		    (code >= 0 && (!row.overlay.p || (in->office && row.office != in->office))))
			return gj_not_found(c, "overlay");
		if (code >= 0)
			code = gj_tree_parse(c->arena, row.overlay, &recorded, c->err);
		*ret_overlay = recorded;
	}
	if (code >= 0 && in->office && !in->base && !in->base_pack.p) {
		code = gj_draft_above(c, in->office, &above, &hash);
		which.source = above;
	} else if (code >= 0 && !in->base && !in->base_pack.p) {
		named = gj_tree_get(*ret_overlay, "base");
		which.pack = gj_tree_text(named, "id");
		if (!which.pack.p)
			which.pack = GJ_STR("");
	}
	if (code >= 0)
		code = gj_draft_make(c, &which, NULL, ret_base);
	return code;
}

static int read_settled(gj_ctx *c, const gj_array *given, gj_settlement **ret_settled)
{
	const settle_args *in = given->p;
	gj_settlement *settled = gj_arena_zero(c->arena, (given->n + 1) * sizeof(*settled));

	if (!settled)
		return GJ_E_NOMEM;
	for (size_t i = 0; i < given->n; i++)
		settled[i] = (gj_settlement){ in[i].path, in[i].take == TAKE_OVERLAY };
	*ret_settled = settled;
	return GJ_OK;
}

/* Where nothing is left to decide: does it compile? */
static int try_merged(gj_ctx *c, const gj_tree *overlay, const gj_draft *base, merge_result *out)
{
	gj_draft_args which = { .overlay = overlay, .base = base->source };
	gj_problems problems;
	gj_draft draft;
	int code = GJ_OK;

	gj_problems_start(&problems, c->arena);
	if (!out->conflicts.n)
		code = gj_draft_make(c, &which, &problems, &draft);
	if (code == GJ_E_BAD_VALUE && problems.count)
		code = GJ_OK;
	out->clean = code >= 0 && !problems.count && !out->conflicts.n;
	return code < 0 ? code : view_problems(c, &problems, &out->problems);
}

int gj_profile_merge_op(gj_ctx *c, const void *args, void *ret_result)
{
	const merge_args *in = args;
	merge_result *out = ret_result;
	const gj_merge_item *items = NULL;
	const gj_overlay *overlay = NULL;
	const gj_tree *given = NULL;
	gj_settlement *settled = NULL;
	gj_tree *merged = NULL;
	gj_draft base = { 0 };
	gj_walk walk;
	int code = merge_sides(c, in, &given, &base);

	gj_walk_start(&walk, GJ_RULE_overlay_path, c->err);
	if (code >= 0) {
		code = gj_overlay_read(&walk, c->arena, given, &overlay);
		if (code < 0)
			gj_fail_in(c->err, "overlay", SIZE_MAX);
	}
	if (code >= 0)
		code = read_settled(c, &in->settle, &settled);
	if (code >= 0)
		code = gj_overlay_merge(&walk, c->arena, overlay, base.source, base.hash, settled,
					in->settle.n, &items, &merged);
	if (code >= 0)
		code = view_conflicts(c, items, overlay->count, base.source, out);
	if (code >= 0)
		code = try_merged(c, merged, &base, out);
	if (code >= 0)
		code = json_of(c, merged, &out->overlay);
	out->base_hash = base.hash;
	out->has.set = 127;
	return code;
}
