/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading what a profile has supervised.
 */
#include "profile/supervise.h"

#include <string.h>

#include "calendar/calendar.h"

#define TIMES_MAX 100

static const char *const keys[] = { "source", "missed", "problem", "cards", "add_up", NULL };
static const char *const rule_keys[] = { "kind", "reason", "by", NULL };
static const char *const problem_keys[] = { "reworks", "transfers", "issue", NULL };
static const char *const add_up_keys[] = { "count", "within", "in_a_row", "card", "issue", NULL };
static const char *const offices[] = { "home", "above", "over", NULL }; /* enum gj_supervise_by */

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
		return gj_walk_fail_at(walk, "by", "should be home, above or over");
	rule->by = gj_walk_index(offices, by);
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

/* "year", or days: "90nd". */
static int read_within(gj_walk *walk, const gj_tree *tree, gj_add_up *ret)
{
	const gj_tree *within = NULL;
	gj_limit limit;
	int e = gj_walk_option(walk, tree, "within", GJ_TREE_TEXT, &within);

	if (e < 0 || !within)
		return e;
	ret->year = gj_str_is(within->text, "year");
	if (ret->year)
		return GJ_OK;
	if (gj_limit_parse(within->text, &limit) < 0 || limit.unit != GJ_UNIT_ND || !limit.count)
		return gj_walk_fail_at(walk, "within", "should be year, or days as 90nd");
	ret->days = limit.count;
	return GJ_OK;
}

/* A card is followed by a graver one only: so that it ends. */
static int read_graver(gj_walk *walk, const gj_tree *tree, int colour, gj_add_up *ret)
{
	const gj_tree *card = NULL;
	int e = gj_walk_option(walk, tree, "card", GJ_TREE_TEXT, &card);

	ret->card = -1;
	if (e < 0 || !card)
		return e;
	ret->card = gj_walk_index(gj_colours, card->text);
	return ret->card > colour ? GJ_OK
				  : gj_walk_fail_at(walk, "card", "should be a graver colour");
}

static int read_adding(gj_walk *walk, const gj_tree *tree, int colour, gj_add_up *ret)
{
	const gj_tree *row = NULL;
	int e;

	if ((e = gj_walk_object(walk, tree, add_up_keys)) < 0 ||
	    (e = read_times(walk, tree, "count", &ret->count)) < 0 ||
	    (e = read_within(walk, tree, ret)) < 0 ||
	    (e = gj_walk_option(walk, tree, "in_a_row", GJ_TREE_BOOL, &row)) < 0 ||
	    (e = read_graver(walk, tree, colour, ret)) < 0 ||
	    (e = read_rule(walk, tree, "issue", &ret->issue)) < 0)
		return e;
	ret->in_a_row = row && row->integer;
	if (!ret->count)
		return gj_walk_fail_at(walk, "count", "required");
	if ((ret->card >= 0) == (ret->issue.kind.p != NULL))
		return gj_walk_fail(walk, "either a card or an order follows");
	return GJ_OK;
}

static int read_add_up(gj_walk *walk, const gj_tree *tree, gj_supervise *ret)
{
	const gj_tree *all = NULL, *one;
	size_t mark, inner;
	int i, e = gj_walk_option(walk, tree, "add_up", GJ_TREE_OBJECT, &all);

	if (e < 0 || !all)
		return e;
	mark = gj_walk_key(walk, GJ_STR("add_up"));
	e = gj_walk_object(walk, all, gj_colours);
	for (i = 0; e >= 0 && i < GJ_COLOUR_COUNT; i++) {
		e = gj_walk_option(walk, all, gj_colours[i], GJ_TREE_OBJECT, &one);
		if (e < 0 || !one)
			continue;
		inner = gj_walk_key(walk, gj_str_of(gj_colours[i]));
		e = read_adding(walk, one, i, &ret->add_up[i]);
		if (e >= 0)
			gj_walk_back(walk, inner);
	}
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
	    (e = read_cards(walk, tree, &rules)) < 0 || (e = read_add_up(walk, tree, &rules)) < 0)
		return e;
	*ret_supervise = rules;
	return GJ_OK;
}
