/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading the messages of a profile, with the place and the problem when they do not hold.
 */
#include "profile/messages.h"

#include <string.h>

#include "profile/calendar_read.h"
#include "profile/terms.h"
#include "util/time.h"

#define KINDS_MAX 100
#define TEXT_MAX 600 /* bytes of a template */
#define TIMES_MAX 100

static const char *const keys[] = { "source", "calendar",    "hours", "digest", "retry",
				    "kinds",  "at_once_for", "on",    NULL };
static const char *const digest_keys[] = { "at", "zh", "en", NULL };
static const char *const retry_keys[] = { "first", "most", "times", NULL };
static const char *const kind_keys[] = { "when", "zh", "en", NULL };
static const char *const on_keys[] = { "kind", "to", NULL };
static const char *const without_chart[] = { "card.give", NULL }; /* told of, and no chart's verb */
static const char *const whens[] = { "at_once", "hours", "digest", NULL };

static int no_memory(gj_walk *walk)
{
	return gj_fail(walk->err, GJ_E_NOMEM, GJ_RULE_NONE);
}

/* A template whose every brace holds a word that can be filled in. */
static int read_template(gj_walk *walk, const gj_tree *tree, const char *key, gj_str *ret_text)
{
	const char *p, *end;
	gj_str text = GJ_STR_NONE;
	int e = gj_walk_text(walk, tree, key, &text);

	if (e < 0)
		return e;
	if (text.n > TEXT_MAX)
		return gj_walk_fail_at(walk, key, "longer than 600 bytes");
	for (p = text.p; (p = memchr(p, '{', text.n - (size_t)(p - text.p))) != NULL; p = end) {
		end = memchr(p, '}', text.n - (size_t)(p - text.p));
		if (!end ||
		    gj_walk_index(gj_message_words, (gj_str){ p + 1, (size_t)(end - p) - 1 }) < 0)
			return gj_walk_fail_at(walk, key, "a brace with a word that is not known");
	}
	*ret_text = text;
	return GJ_OK;
}

static int read_texts(gj_walk *walk, const gj_tree *tree, gj_str *ret_zh, gj_str *ret_en)
{
	int e = read_template(walk, tree, "zh", ret_zh);

	return e < 0 ? e : read_template(walk, tree, "en", ret_en);
}

static int read_times(gj_walk *walk, const gj_tree *digest, gj_message_rules *rules)
{
	const gj_tree *at = NULL;
	size_t top, mark;
	int e = gj_walk_member(walk, digest, "at", GJ_TREE_ARRAY, &at);

	if (e < 0)
		return e;
	top = gj_walk_key(walk, GJ_STR("at"));
	if (at->count > GJ_DIGESTS_MAX)
		return gj_walk_fail(walk, "more than 8 times");
	for (const gj_tree *t = at->child; t; t = t->next) {
		int32_t *minute = &rules->digest_at[rules->digest_count];

		mark = gj_walk_item(walk, rules->digest_count++);
		if (!gj_minute_read(t, minute) || *minute >= 24 * 60)
			return gj_walk_fail(walk, "should be a time as 08:45");
		gj_walk_back(walk, mark);
	}
	gj_walk_back(walk, top);
	return GJ_OK;
}

static int read_digest(gj_walk *walk, const gj_tree *tree, gj_message_rules *rules)
{
	const gj_tree *digest = NULL;
	size_t mark;
	int e = gj_walk_member(walk, tree, "digest", GJ_TREE_OBJECT, &digest);

	if (e < 0)
		return e;
	mark = gj_walk_key(walk, GJ_STR("digest"));
	if ((e = gj_walk_object(walk, digest, digest_keys)) < 0 ||
	    (e = read_times(walk, digest, rules)) < 0 ||
	    (e = read_texts(walk, digest, &rules->digest_zh, &rules->digest_en)) < 0)
		return e;
	gj_walk_back(walk, mark);
	return GJ_OK;
}

static int read_wait(gj_walk *walk, const gj_tree *tree, const char *key, int64_t *ret_time)
{
	gj_str text = GJ_STR_NONE;
	gj_limit limit;
	int e = gj_walk_text(walk, tree, key, &text);

	if (e < 0)
		return e;
	if (gj_limit_parse(text, &limit) < 0 || limit.unit > GJ_UNIT_H || limit.count < 1)
		return gj_walk_fail_at(walk, key, "should be as 1m or 6h");
	*ret_time = limit.count * (limit.unit == GJ_UNIT_M ? GJ_MINUTE : GJ_HOUR);
	return GJ_OK;
}

static int read_retry(gj_walk *walk, const gj_tree *tree, gj_message_rules *rules)
{
	const gj_tree *retry = NULL, *times = NULL;
	size_t mark;
	int e = gj_walk_option(walk, tree, "retry", GJ_TREE_OBJECT, &retry);

	if (e < 0 || !retry)
		return e;
	mark = gj_walk_key(walk, GJ_STR("retry"));
	if ((e = gj_walk_object(walk, retry, retry_keys)) < 0 ||
	    (e = read_wait(walk, retry, "first", &rules->retry_first)) < 0 ||
	    (e = read_wait(walk, retry, "most", &rules->retry_most)) < 0 ||
	    (e = gj_walk_member(walk, retry, "times", GJ_TREE_INT, &times)) < 0)
		return e;
	if (rules->retry_most < rules->retry_first)
		return gj_walk_fail_at(walk, "most", "shorter than the first");
	if (times->integer < 1 || times->integer > TIMES_MAX)
		return gj_walk_fail_at(walk, "times", "should be between 1 and 100");
	rules->retry_times = times->integer;
	gj_walk_back(walk, mark);
	return GJ_OK;
}

static int read_kind(gj_walk *walk, const gj_tree *tree, gj_message_kind *kind)
{
	gj_str when = GJ_STR_NONE;
	int e = gj_walk_name(walk, tree->key);

	kind->code = tree->key;
	if (e < 0 || (e = gj_walk_object(walk, tree, kind_keys)) < 0 ||
	    (e = gj_walk_text(walk, tree, "when", &when)) < 0 ||
	    (e = read_texts(walk, tree, &kind->zh, &kind->en)) < 0)
		return e;
	kind->when = gj_walk_index(whens, when);
	return kind->when < 0 ? gj_walk_fail_at(walk, "when", "should be at_once, hours or digest")
			      : GJ_OK;
}

static int read_kinds(gj_walk *walk, gj_arena *arena, const gj_tree *tree, gj_message_rules *rules)
{
	const gj_tree *kinds = NULL;
	gj_message_kind *kind;
	size_t top, mark;
	int e = gj_walk_member(walk, tree, "kinds", GJ_TREE_OBJECT, &kinds);

	if (e < 0)
		return e;
	top = gj_walk_key(walk, GJ_STR("kinds"));
	if (kinds->count > KINDS_MAX)
		return gj_walk_fail(walk, "more than 100 kinds");
	kind = gj_arena_zero(arena, (kinds->count + 1) * sizeof(*kind));
	if (!kind)
		return no_memory(walk);
	for (const gj_tree *t = kinds->child; t; t = t->next, rules->kind_count++) {
		mark = gj_walk_key(walk, t->key);
		e = read_kind(walk, t, &kind[rules->kind_count]);
		if (e < 0)
			return e;
		gj_walk_back(walk, mark);
	}
	rules->kinds = kind;
	gj_walk_back(walk, top);
	return GJ_OK;
}

static int read_one_on(gj_walk *walk, gj_arena *arena, const char *const *roles,
		       const gj_tree *tree, const gj_message_rules *rules, gj_message_on *on)
{
	gj_str kind = GJ_STR_NONE;
	int e = gj_walk_object(walk, tree, on_keys);

	on->verb = tree->key;
	if (e >= 0 && !gj_verb_find(tree->key) && gj_walk_index(without_chart, tree->key) < 0)
		return gj_walk_fail(walk, "unknown verb");
	if (e < 0 || (e = gj_walk_text(walk, tree, "kind", &kind)) < 0)
		return e;
	on->kind = gj_message_kind_of(rules, kind);
	if (!on->kind)
		return gj_walk_fail_at(walk, "kind", "none of the kinds of messages");
	return gj_chart_read_to(walk, arena, roles, tree, &on->to, &on->to_count);
}

static int read_on(gj_walk *walk, gj_arena *arena, const gj_tree *tree, const char *const *roles,
		   gj_message_rules *rules)
{
	const gj_tree *all = NULL;
	gj_message_on *on;
	size_t top, mark;
	int e = gj_walk_option(walk, tree, "on", GJ_TREE_OBJECT, &all);

	if (e < 0 || !all)
		return e;
	top = gj_walk_key(walk, GJ_STR("on"));
	on = gj_arena_zero(arena, (all->count + 1) * sizeof(*on));
	if (!on)
		return no_memory(walk);
	for (const gj_tree *t = all->child; t; t = t->next) {
		mark = gj_walk_key(walk, t->key);
		e = read_one_on(walk, arena, roles, t, rules, &on[rules->on_count++]);
		if (e < 0)
			return e;
		gj_walk_back(walk, mark);
	}
	rules->on = on;
	gj_walk_back(walk, top);
	return GJ_OK;
}

/* That the codes are in the list urgency, the profile's reader sees to. */
static int read_at_once_for(gj_walk *walk, gj_arena *arena, const gj_tree *tree,
			    gj_message_rules *rules)
{
	const gj_tree *codes = NULL;
	size_t top;
	gj_str *code;
	int e = gj_walk_option(walk, tree, "at_once_for", GJ_TREE_ARRAY, &codes);

	if (e < 0 || !codes)
		return e;
	top = gj_walk_key(walk, GJ_STR("at_once_for"));
	code = gj_arena_zero(arena, (codes->count + 1) * sizeof(*code));
	if (!code)
		return no_memory(walk);
	rules->at_once_for.p = code;
	for (const gj_tree *t = codes->child; t; t = t->next) {
		if (t->kind != GJ_TREE_TEXT) {
			gj_walk_item(walk, rules->at_once_for.n);
			return gj_walk_fail(walk, "should be text");
		}
		code[rules->at_once_for.n++] = t->text;
	}
	gj_walk_back(walk, top);
	return GJ_OK;
}

static int read_hours(gj_walk *walk, const gj_tree *tree, gj_message_rules *rules)
{
	const gj_tree *hours = NULL;
	size_t mark;
	int e = gj_walk_member(walk, tree, "hours", GJ_TREE_ARRAY, &hours);

	if (e < 0)
		return e;
	mark = gj_walk_key(walk, GJ_STR("hours"));
	e = gj_hours_read(walk, hours, &rules->hours);
	if (e >= 0)
		gj_walk_back(walk, mark);
	return e;
}

int gj_messages_read(gj_walk *walk, gj_arena *arena, const gj_tree *tree, const char *const *roles,
		     gj_message_rules *ret_rules)
{
	gj_message_rules rules = gj_message_rules_none;
	const gj_tree *calendar = NULL;
	gj_str source = GJ_STR_NONE;
	int e;

	if ((e = gj_walk_object(walk, tree, keys)) < 0 ||
	    (e = gj_walk_text(walk, tree, "source", &source)) < 0 ||
	    (e = gj_walk_option(walk, tree, "calendar", GJ_TREE_TEXT, &calendar)) < 0 ||
	    (e = read_hours(walk, tree, &rules)) < 0 || (e = read_digest(walk, tree, &rules)) < 0 ||
	    (e = read_retry(walk, tree, &rules)) < 0 ||
	    (e = read_at_once_for(walk, arena, tree, &rules)) < 0 ||
	    (e = read_kinds(walk, arena, tree, &rules)) < 0 ||
	    (e = read_on(walk, arena, tree, roles, &rules)) < 0)
		return e;
	rules.calendar = calendar ? calendar->text : GJ_STR_NONE;
	*ret_rules = rules;
	return GJ_OK;
}
