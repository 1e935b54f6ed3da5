/* SPDX-License-Identifier: Apache-2.0
 *
 * From arguments to a profile that is not in force yet.
 */
#include "engine/profile_draft.h"

#include <string.h>

#include "engine/ledger.h"
#include "profile/pack.h"

int gj_draft_hash(gj_ctx *c, const gj_tree *tree, gj_str *ret_json, gj_str *ret_hash)
{
	uint8_t hash[GJ_DIGEST_SIZE];
	gj_buf json, hex;
	int code;

	gj_buf_init(&json, c->arena, GJ_PROFILE_MAX);
	gj_tree_write(&json, tree);
	gj_buf_end(&json);
	code = json.failed;
	if (code == GJ_E_LIMIT) {
		gj_fail(c->err, code, GJ_RULE_too_large);
		gj_fail_int(c->err, "max", GJ_PROFILE_MAX);
	}
	if (code >= 0)
		code = gj_digest_pair(c->digest, "", 0, json.p, json.n, hash);
	if (code < 0)
		return code;
	gj_buf_init(&hex, c->arena, 2 * GJ_DIGEST_SIZE + 1);
	gj_buf_hex(&hex, hash, GJ_DIGEST_SIZE);
	*ret_hash = gj_buf_end(&hex);
	*ret_json = (gj_str){ json.p, json.n };
	return hex.failed;
}

int gj_draft_in_force(gj_ctx *c, gj_tree **ret_tree)
{
	return gj_tree_parse(c->arena, gj_profile_source(c->profile), ret_tree, c->err);
}

/* ---- the base ---- */

static int no_pack(gj_ctx *c, gj_str name, const char *path)
{
	int code = gj_fail(c->err, GJ_E_NOT_FOUND, GJ_RULE_no_pack);

	gj_fail_text(c->err, "name", name);
	gj_fail_path(c->err, path);
	return code;
}

static int pack_tree(gj_ctx *c, gj_str name, const gj_tree **ret_tree)
{
	gj_tree *base = NULL, *overlay = NULL, *result = NULL;
	const gj_overlay *read = NULL;
	gj_walk walk;
	int code = gj_pack_read(c->arena, name, &base, &overlay, c->err);

	gj_walk_start(&walk, GJ_RULE_overlay_path, c->err);
	if (code >= 0 && overlay) {
		code = gj_overlay_read(&walk, c->arena, overlay, &read);
		if (code >= 0)
			code = gj_overlay_apply(&walk, c->arena, base, GJ_STR_NONE, read, &result);
	}
	if (code >= 0)
		*ret_tree = overlay ? result : base;
	return code;
}

int gj_draft_base(gj_ctx *c, const gj_tree *overlay, const gj_tree **ret_base)
{
	const gj_tree *named = gj_tree_get(overlay, "base");
	gj_str id = gj_tree_text(named, "id"), wanted = gj_tree_text(named, "hash");
	gj_tree *in_force = NULL;
	gj_str json, hash;
	int code = GJ_OK;

	if (c->profile && id.p && gj_str_eq(id, gj_profile_id(c->profile))) {
		code = gj_draft_in_force(c, &in_force);
		if (code >= 0)
			code = gj_draft_hash(c, in_force, &json, &hash);
		if (code >= 0 && wanted.p && !gj_str_eq(hash, wanted) && gj_pack_known(id))
			in_force = NULL; /* then that of the library, perhaps */
	}
	if (code >= 0 && in_force)
		*ret_base = in_force;
	else if (code >= 0 && id.p && gj_pack_known(id))
		code = pack_tree(c, id, ret_base);
	else if (code >= 0)
		code = no_pack(c, id.p ? id : GJ_STR(""), "/overlay/base/id");
	return code;
}

/* ---- the three ways ---- */

/* Problems of what is inside an argument, under its name. */
static int inside(gj_ctx *c, const char *argument, gj_problems *problems, int code)
{
	if (code < 0 && !problems)
		gj_fail_in(c->err, argument, SIZE_MAX);
	return code;
}

static int compile_whole(gj_ctx *c, const gj_tree *source, gj_problems *problems, gj_draft *d)
{
	int code = gj_draft_hash(c, source, &d->json, &d->hash);

	if (code < 0)
		return code;
	d->source = source;
	code = problems ? gj_profile_check(c->arena, d->json, problems, &d->profile, c->err)
			: gj_profile_compile(c->arena, d->json, &d->profile, c->err);
	return inside(c, "source", problems, code);
}

static int compile_overlay(gj_ctx *c, const gj_tree *overlay, gj_problems *problems, gj_draft *d)
{
	gj_tree *result = NULL, *recorded = NULL;
	gj_str json;
	gj_walk walk;
	int code = gj_draft_hash(c, d->base, &json, &d->base_hash);

	gj_walk_start(&walk, GJ_RULE_overlay_path, c->err);
	walk.all = problems;
	if (code >= 0)
		code = inside(c, "overlay", problems,
			      gj_overlay_read(&walk, c->arena, overlay, &d->overlay));
	if (code >= 0)
		code = inside(c, "overlay", problems,
			      gj_overlay_compile(&walk, c->arena, d->base, d->base_hash, d->overlay,
						 &result, &d->profile));
	if (code >= 0)
		code = gj_draft_hash(c, result, &d->json, &d->hash);
	if (code >= 0)
		code = gj_overlay_complete(c->arena, d->base, d->base_hash, d->overlay, &recorded);
	if (code >= 0) {
		d->source = result;
		d->recorded = recorded;
	}
	return code;
}

static int check_given_base(gj_ctx *c, const gj_tree *base)
{
	const gj_profile *profile;
	gj_str json, hash;
	int code = gj_draft_hash(c, base, &json, &hash);

	if (code >= 0) {
		code = gj_profile_compile(c->arena, json, &profile, c->err);
		if (code < 0)
			gj_fail_in(c->err, "base", SIZE_MAX);
	}
	return code;
}

static int draft_pack(gj_ctx *c, gj_str name, gj_problems *problems, gj_draft *d)
{
	gj_tree *base = NULL, *overlay = NULL;
	int code = gj_pack_read(c->arena, name, &base, &overlay, c->err);

	if (code == GJ_E_NOT_FOUND)
		return no_pack(c, name, "/pack");
	if (code < 0)
		return code;
	if (!overlay)
		return compile_whole(c, base, problems, d);
	d->base = base;
	return compile_overlay(c, overlay, problems, d);
}

int gj_draft_make(gj_ctx *c, const gj_draft_args *args, gj_problems *problems, gj_draft *ret_draft)
{
	gj_draft d = { NULL, GJ_STR_NONE, GJ_STR_NONE, NULL, NULL, GJ_STR_NONE, NULL, NULL };
	int code = GJ_OK, given = !!args->source + !!args->pack.p + !!args->overlay;

	if (given != 1 || (args->base && !args->overlay)) {
		code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_one_of);
		gj_fail_text(c->err, "fields", GJ_STR("source, pack, overlay"));
		return code;
	}
	if (args->source)
		code = compile_whole(c, args->source, problems, &d);
	else if (args->pack.p)
		code = draft_pack(c, args->pack, problems, &d);
	else {
		d.base = args->base;
		code = d.base ? check_given_base(c, d.base)
			      : gj_draft_base(c, args->overlay, &d.base);
		if (code >= 0)
			code = compile_overlay(c, args->overlay, problems, &d);
	}
	if (code >= 0 || (problems && problems->count))
		*ret_draft = d;
	return code;
}

/* ---- for one office ---- */

/* Cases lie in home offices: only these go by a profile. */
static int is_home(gj_ctx *c, int64_t office)
{
	int64_t home = 0, own = 0;
	int code = gj_office_home(c, office, &home);

	if (code >= 0)
		code = gj_home_office(c, home, &own);
	if (code >= 0 && own != office)
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_own_of_home);
	if (code < 0)
		gj_fail_path(c->err, "/office");
	return code;
}

static int above(gj_ctx *c, int64_t office, gj_str *ret_source, gj_str *ret_hash)
{
	gj_profile_row row;
	int code = gj_profile_load_near(c, office, 1, &row);

	if (code == GJ_E_NOT_FOUND)
		code = gj_profile_load(c->db, c->arena, &row);
	if (code < 0)
		return code;
	*ret_source = row.source;
	*ret_hash = row.hash;
	return GJ_OK;
}

int gj_draft_above(gj_ctx *c, int64_t office, gj_tree **ret_tree, gj_str *ret_hash)
{
	gj_str source;
	int code = above(c, office, &source, ret_hash);

	return code < 0 ? code : gj_tree_parse(c->arena, source, ret_tree, c->err);
}

/* Roles, codes and formulas mean the same in the whole ledger. */
static int check_reach(gj_ctx *c, const gj_overlay *overlay)
{
	static const gj_str may[] = { { "/limits/", 8 }, { "/charts/", 8 } };
	int code;

	for (size_t i = 0; overlay && i < overlay->count; i++) {
		gj_str path = overlay->changes[i].path;

		if ((path.n > may[0].n && memcmp(path.p, may[0].p, may[0].n) == 0) ||
		    (path.n > may[1].n && memcmp(path.p, may[1].p, may[1].n) == 0))
			continue;
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_own_reach);
		gj_fail_text(c->err, "path", path);
		gj_fail_path(c->err, "");
		gj_fail_in(c->err, "changes", i);
		gj_fail_in(c->err, "overlay", SIZE_MAX);
		return code;
	}
	return GJ_OK;
}

int gj_draft_make_for(gj_ctx *c, int64_t office, const gj_draft_args *args, gj_problems *problems,
		      gj_draft *ret_draft)
{
	gj_draft_args which = *args;
	gj_ctx there = *c;
	gj_str source, hash;
	int code = GJ_OK;

	if (!office)
		return gj_draft_make(c, args, problems, ret_draft);
	if (!args->overlay || args->source || args->pack.p || args->base) {
		code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_one_of);
		gj_fail_text(c->err, "fields", GJ_STR("overlay"));
		return code;
	}
	code = is_home(c, office);
	if (code >= 0)
		code = above(c, office, &source, &hash);
	if (code >= 0)
		code = gj_profile_compile(c->arena, source, &there.profile, c->err);
	if (code >= 0)
		code = gj_draft_make(&there, &which, problems, ret_draft);
	return code < 0 ? code : check_reach(c, ret_draft->overlay);
}
