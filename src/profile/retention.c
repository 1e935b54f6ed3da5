/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading how long personal values are kept, and finding the rule for a thing.
 */
#include "profile/retention.h"

#include "profile/profile_read.h"

#define RULES_MAX 64

const char *const gj_retained_names[] = { "demand",      "whistle",    "visit",   "attachment",
					  "contact",     "enterprise", "staff",   "import",
					  "supervision", "cause",      "steward", "office",
					  "calendar",    "hold",       NULL };

/* The code list that a noun's kinds are of; NULL: it has none. */
static const char *const kind_lists[GJ_RETAINED_COUNT] = {
	"demand_kind",
	"whistle_kind",
	"visit_mode",
	"evidence",
	"contact_role",
	"enterprise_kind",
	NULL,
	NULL,
	"supervision_kind",
	"demand_category",
	NULL,
	"office_kind",
	NULL,
	"hold_reason",
};

static const char *const rule_keys[] = { "noun", "kinds", "keep", "zh", "en", "source", NULL };

static int has_word(const gj_words *words, gj_str word)
{
	for (size_t i = 0; i < words->count; i++)
		if (gj_str_eq(words->text[i], word))
			return 1;
	return 0;
}

/* Another rule of the noun that speaks of this kind, or, like this one, of all others. */
static int taken(const gj_profile *profile, const gj_retention *rule, const gj_str *kind)
{
	const gj_retention *other = profile->retentions;

	for (; other < rule; other++)
		if (other->noun == rule->noun &&
		    (kind ? has_word(&other->kinds, *kind) : !other->kinds.count))
			return 1;
	return 0;
}

static int read_kind(gj_reader *r, const gj_retention *rule, const gj_tree *t, gj_str *kind)
{
	const char *list = kind_lists[rule->noun];

	if (t->kind != GJ_TREE_TEXT)
		return gj_walk_fail(r->walk, "should be a code");
	*kind = t->text;
	if (!list || !gj_profile_has_code(r->profile, list, *kind))
		return gj_walk_fail_name(r->walk, "", *kind, " is not a kind of this noun");
	if (has_word(&rule->kinds, *kind) || taken(r->profile, rule, kind))
		return gj_walk_fail_name(r->walk, "", *kind, " has a rule already");
	return GJ_OK;
}

static int read_kinds(gj_reader *r, const gj_tree *tree, gj_retention *rule)
{
	const gj_tree *kinds = NULL;
	gj_str *words;
	size_t n = 0, mark, top;
	int e = gj_walk_option(r->walk, tree, "kinds", GJ_TREE_ARRAY, &kinds);

	if (e < 0 || !kinds)
		return e;
	if (!kinds->count)
		return gj_walk_fail_at(r->walk, "kinds", "should name one kind at least");
	words = gj_arena_zero(r->arena, (kinds->count + 1) * sizeof(*words));
	if (!words)
		return gj_fail(r->walk->err, GJ_E_NOMEM, GJ_RULE_NONE);
	top = gj_walk_key(r->walk, GJ_STR("kinds"));
	rule->kinds.text = words;
	for (const gj_tree *t = kinds->child; t && e >= 0; t = t->next) {
		mark = gj_walk_item(r->walk, n);
		e = read_kind(r, rule, t, &words[n]);
		if (e >= 0) {
			rule->kinds.count = ++n;
			gj_walk_back(r->walk, mark);
		}
	}
	if (e >= 0)
		gj_walk_back(r->walk, top);
	return e;
}

static int read_rule(gj_reader *r, const gj_tree *tree, gj_retention *rule)
{
	gj_walk *walk = r->walk;
	gj_str noun;
	int e;

	rule->name = tree->key;
	if ((e = gj_profile_dotted_name(walk, tree->key)) < 0 ||
	    (e = gj_walk_object(walk, tree, rule_keys)) < 0 ||
	    (e = gj_walk_text(walk, tree, "noun", &noun)) < 0 ||
	    (e = gj_walk_text(walk, tree, "keep", &rule->text)) < 0 ||
	    (e = gj_walk_text(walk, tree, "zh", &rule->zh)) < 0 ||
	    (e = gj_walk_text(walk, tree, "en", &rule->en)) < 0 ||
	    (e = gj_walk_text(walk, tree, "source", &rule->source)) < 0)
		return e;
	rule->noun = gj_walk_index(gj_retained_names, noun);
	if (rule->noun < 0)
		return gj_walk_fail_at(walk, "noun", "is none about which values are kept");
	if (gj_period_parse(rule->text, &rule->keep) < 0)
		return gj_walk_fail_at(walk, "keep", "should be as 30nd, 6mo or 3y");
	if ((e = read_kinds(r, tree, rule)) < 0)
		return e;
	if (!rule->kinds.count && taken(r->profile, rule, NULL))
		return gj_walk_fail_at(walk, "noun", "has a rule without kinds already");
	return GJ_OK;
}

/* Older profiles have none. */
int gj_retention_read(gj_reader *r, const gj_tree *profile)
{
	const gj_tree *all = NULL;
	size_t top, n = 0;
	int e = gj_walk_option(r->walk, profile, "retention", GJ_TREE_OBJECT, &all);

	if (e < 0 || !all)
		return e;
	top = gj_walk_key(r->walk, GJ_STR("retention"));
	if (all->count > RULES_MAX)
		return gj_walk_fail(r->walk, "more than 64 rules");
	r->profile->retentions = gj_arena_zero(r->arena, (all->count + 1) *
								 sizeof(*r->profile->retentions));
	if (!r->profile->retentions)
		return gj_fail(r->walk->err, GJ_E_NOMEM, GJ_RULE_NONE);
	for (const gj_tree *t = all->child; t && e >= 0; t = t->next) {
		size_t mark = gj_walk_key(r->walk, t->key);

		e = gj_walk_on(r->walk, mark, read_rule(r, t, &r->profile->retentions[n]));
		r->profile->retention_count = ++n;
	}
	if (e >= 0)
		gj_walk_back(r->walk, top);
	return e;
}

const gj_retention *gj_retention_at(const gj_profile *profile, size_t index)
{
	return index < profile->retention_count ? &profile->retentions[index] : NULL;
}

const gj_retention *gj_retention_for(const gj_profile *profile, int noun, gj_str kind)
{
	const gj_retention *rule = profile->retentions, *found = NULL;

	for (size_t i = 0; i < profile->retention_count; i++, rule++) {
		if (rule->noun != noun)
			continue;
		if (rule->kinds.count && kind.p && has_word(&rule->kinds, kind))
			return rule;
		if (!rule->kinds.count)
			found = rule;
	}
	return found;
}
