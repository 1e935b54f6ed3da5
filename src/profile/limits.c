/* SPDX-License-Identifier: Apache-2.0
 *
 * Named limits of a profile: numbers as data, each with its source. And figures that an office
 * goes by though the library does not reckon with them: how long audits are kept, what a score
 * weighs. They are checked for being whole, and told by profile.get.
 */
#include "profile/profile_priv.h"

#define LIMITS_MAX 256

static const char *const limit_keys[] = { "limit", "zh", "en", "source", NULL };
static const char *const figure_keys[] = { "value", "zh", "en", "source", NULL };

int gj_profile_dotted_name(gj_walk *walk, gj_str name)
{
	size_t from = 0, i;
	int e = GJ_OK;

	for (i = 0; i <= name.n && e >= 0; i++)
		if (i == name.n || name.p[i] == '.') {
			e = gj_walk_name(walk, (gj_str){ name.p + from, i - from });
			from = i + 1;
		}
	return e >= 0 && name.n > 64 ? gj_walk_fail(walk, "longer than 64 letters") : e;
}

static int read_limit(gj_walk *walk, const gj_tree *tree, gj_profile_limit *limit)
{
	gj_limit parsed;
	int e;

	limit->name = tree->key;
	if ((e = gj_profile_dotted_name(walk, tree->key)) < 0 ||
	    (e = gj_walk_object(walk, tree, limit_keys)) < 0 ||
	    (e = gj_walk_text(walk, tree, "limit", &limit->text)) < 0 ||
	    (e = gj_walk_text(walk, tree, "zh", &limit->zh)) < 0 ||
	    (e = gj_walk_text(walk, tree, "en", &limit->en)) < 0 ||
	    (e = gj_walk_text(walk, tree, "source", &limit->source)) < 0)
		return e;
	if (gj_limit_parse(limit->text, &parsed) < 0)
		return gj_walk_fail_at(walk, "limit", "should be as 30m, 24h, 4wh, 5wd or 7nd");
	return GJ_OK;
}

static int take_room(gj_walk *walk, gj_arena *arena, size_t count, gj_profile *profile)
{
	profile->limits = gj_arena_zero(arena, (count + 1) * sizeof(*profile->limits));
	profile->limit_names = gj_arena_zero(arena, (count + 1) * sizeof(*profile->limit_names));
	profile->limit_texts = gj_arena_zero(arena, (count + 1) * sizeof(*profile->limit_texts));
	if (!profile->limits || !profile->limit_names || !profile->limit_texts)
		return gj_fail(walk->err, GJ_E_NOMEM, GJ_RULE_NONE);
	return GJ_OK;
}

/* Older profiles have none. */
int gj_profile_read_limits(gj_walk *walk, gj_arena *arena, const gj_tree *tree, gj_profile *profile)
{
	const gj_tree *limits = NULL;
	size_t top = walk->n, n = 0;
	int e = gj_walk_option(walk, tree, "limits", GJ_TREE_OBJECT, &limits);

	if (e >= 0)
		e = take_room(walk, arena, limits ? limits->count : 0, profile);
	if (e < 0 || !limits)
		return e;
	gj_walk_key(walk, GJ_STR("limits"));
	if (limits->count > LIMITS_MAX)
		return gj_walk_fail(walk, "more than 256 limits");
	for (const gj_tree *t = limits->child; t && e >= 0; t = t->next, n++) {
		size_t mark = gj_walk_key(walk, t->key);

		e = gj_walk_on(walk, mark, read_limit(walk, t, &profile->limits[n]));
		profile->limit_names[n] = profile->limits[n].name.p;
		profile->limit_texts[n] = profile->limits[n].text;
	}
	profile->limit_count = n;
	if (e >= 0)
		gj_walk_back(walk, top);
	return e;
}

static int read_figure(gj_walk *walk, const gj_tree *tree)
{
	const gj_tree *value = gj_tree_get(tree, "value");
	gj_str text;
	int e;

	if ((e = gj_profile_dotted_name(walk, tree->key)) < 0 ||
	    (e = gj_walk_object(walk, tree, figure_keys)) < 0 ||
	    (e = gj_walk_text(walk, tree, "zh", &text)) < 0 ||
	    (e = gj_walk_text(walk, tree, "en", &text)) < 0 ||
	    (e = gj_walk_text(walk, tree, "source", &text)) < 0)
		return e;
	if (!value || (value->kind != GJ_TREE_INT && value->kind != GJ_TREE_TEXT))
		return gj_walk_fail_at(walk, "value", "should be text or an integer");
	return GJ_OK;
}

int gj_profile_read_figures(gj_walk *walk, const gj_tree *tree)
{
	const gj_tree *figures = NULL;
	size_t top = walk->n;
	int e = gj_walk_option(walk, tree, "figures", GJ_TREE_OBJECT, &figures);

	if (e < 0 || !figures)
		return e;
	gj_walk_key(walk, GJ_STR("figures"));
	for (const gj_tree *t = figures->child; t && e >= 0; t = t->next) {
		size_t mark = gj_walk_key(walk, t->key);

		e = gj_walk_on(walk, mark, read_figure(walk, t));
	}
	if (e >= 0)
		gj_walk_back(walk, top);
	return e;
}

const gj_profile_limit *gj_profile_limit_at(const gj_profile *profile, size_t index)
{
	return index < profile->limit_count ? &profile->limits[index] : NULL;
}

const gj_profile_limit *gj_profile_limit_find(const gj_profile *profile, gj_str name)
{
	for (size_t i = 0; i < profile->limit_count; i++)
		if (gj_str_eq(profile->limits[i].name, name))
			return &profile->limits[i];
	return NULL;
}
