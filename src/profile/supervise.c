/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading what a profile has supervised.
 */
#include "profile/supervise.h"

#include <string.h>

#define TIMES_MAX 100

static const char *const keys[] = { "source", "missed", "problem", "cards", NULL };
static const char *const rule_keys[] = { "kind", "reason", "by", NULL };
static const char *const problem_keys[] = { "reworks", "transfers", "issue", NULL };
static const char *const offices[] = { "home", "above", NULL };

static int read_rule(gj_walk *walk, const gj_tree *tree, const char *key, gj_supervise_rule *rule)
{
	const gj_tree *member = NULL;
	gj_str by = GJ_STR_NONE;
	size_t mark;
	int e = gj_walk_option(walk, tree, key, GJ_TREE_OBJECT, &member);

	if (e < 0 || !member)
		return e;
	mark = gj_walk_key(walk, gj_str_of(key));
	if ((e = gj_walk_object(walk, member, rule_keys)) < 0 ||
	    (e = gj_walk_text(walk, member, "kind", &rule->kind)) < 0 ||
	    (e = gj_walk_text(walk, member, "reason", &rule->reason)) < 0 ||
	    (e = gj_walk_text(walk, member, "by", &by)) < 0)
		return e;
	if (gj_walk_index(offices, by) < 0)
		return gj_walk_fail_at(walk, "by", "should be home or above");
	rule->above = gj_walk_index(offices, by);
	gj_walk_back(walk, mark);
	return GJ_OK;
}

static int read_times(gj_walk *walk, const gj_tree *tree, const char *key, int64_t *ret_times)
{
	const gj_tree *times = NULL;
	int e = gj_walk_option(walk, tree, key, GJ_TREE_INT, &times);

	if (e < 0 || !times)
		return e;
	if (times->integer < 1 || times->integer > TIMES_MAX)
		return gj_walk_fail_at(walk, key, "should be between 1 and 100");
	*ret_times = times->integer;
	return GJ_OK;
}

static int read_problem(gj_walk *walk, const gj_tree *tree, gj_supervise *ret)
{
	const gj_tree *problem = NULL;
	size_t mark;
	int e = gj_walk_option(walk, tree, "problem", GJ_TREE_OBJECT, &problem);

	if (e < 0 || !problem)
		return e;
	mark = gj_walk_key(walk, GJ_STR("problem"));
	if ((e = gj_walk_object(walk, problem, problem_keys)) < 0 ||
	    (e = read_times(walk, problem, "reworks", &ret->reworks)) < 0 ||
	    (e = read_times(walk, problem, "transfers", &ret->transfers)) < 0 ||
	    (e = read_rule(walk, problem, "issue", &ret->problem)) < 0)
		return e;
	gj_walk_back(walk, mark);
	return GJ_OK;
}

static int read_cards(gj_walk *walk, const gj_tree *tree, gj_supervise *ret)
{
	const gj_tree *cards = NULL;
	size_t mark, i;
	int e = gj_walk_option(walk, tree, "cards", GJ_TREE_OBJECT, &cards);

	if (e < 0 || !cards)
		return e;
	mark = gj_walk_key(walk, GJ_STR("cards"));
	e = gj_walk_object(walk, cards, gj_colours);
	for (i = 0; e >= 0 && i < GJ_COLOUR_COUNT; i++)
		e = read_rule(walk, cards, gj_colours[i], &ret->cards[i]);
	if (e >= 0)
		gj_walk_back(walk, mark);
	return e;
}

int gj_supervise_read(gj_walk *walk, const gj_tree *tree, gj_supervise *ret_supervise)
{
	gj_supervise rules;
	gj_str source = GJ_STR_NONE;
	int e;

	memset(&rules, 0, sizeof(rules));
	if ((e = gj_walk_object(walk, tree, keys)) < 0 ||
	    (e = gj_walk_text(walk, tree, "source", &source)) < 0 ||
	    (e = read_rule(walk, tree, "missed", &rules.missed)) < 0 ||
	    (e = read_problem(walk, tree, &rules)) < 0 ||
	    (e = read_cards(walk, tree, &rules)) < 0)
		return e;
	*ret_supervise = rules;
	return GJ_OK;
}
