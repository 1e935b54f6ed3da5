/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading what a profile says of answers: templates, and the elements that an answer should
 * have.
 *
 *	"replies": {
 *	  "elements": {"time_limit": {"zh": "...", "en": "...", "source": "...",
 *	    "words": [["#日内", "#个工作日"]], "fields": ["review_on"]}},
 *	  "templates": {"general": {"zh": "...", "en": "...", "source": "...", "verbs": ["reply"],
 *	    "states": ["handling"], "categories": ["traffic"], "text": "... {order_no} ..."}}}
 *
 * An element is there when the answer has one of its fields, or one word of each of its lists;
 * # in a word stands for a number.
 */
#include "profile/profile_read.h"

#define ELEMENTS_MAX 32
#define TEMPLATES_MAX 500
#define WORDS_MAX 200
#define TEXT_MAX 4000

static const char *const reply_keys[] = { "elements", "templates", NULL };
static const char *const element_keys[] = { "zh", "en", "source", "words", "fields", NULL };
static const char *const template_keys[] = { "zh",     "en",         "source", "verbs",
					     "states", "categories", "text",   NULL };
static const char *const answer_fields[] = { "measure",     "review_on", "level",
					     "disposition", "evidence",  NULL };
static const char *const answer_verbs[] = { "reply", "explain", "decline", NULL };

static int no_memory(gj_reader *r)
{
	return gj_fail(r->walk->err, GJ_E_NOMEM, GJ_RULE_NONE);
}

static int read_texts(gj_reader *r, const gj_tree *tree, gj_words *ret_words)
{
	gj_str *text;

	if (tree->kind != GJ_TREE_ARRAY || !tree->count || tree->count > WORDS_MAX)
		return gj_walk_fail(r->walk, "should be a list of 1 to 200 texts");
	ret_words->text = text = gj_arena_zero(r->arena, tree->count * sizeof(*text));
	if (!text)
		return no_memory(r);
	for (const gj_tree *t = tree->child; t; t = t->next) {
		size_t mark = gj_walk_item(r->walk, ret_words->count);

		if (t->kind != GJ_TREE_TEXT || !t->text.n)
			return gj_walk_fail(r->walk, "should be text");
		text[ret_words->count++] = t->text;
		gj_walk_back(r->walk, mark);
	}
	return GJ_OK;
}

static int read_option(gj_reader *r, const gj_tree *tree, const char *key, gj_words *ret_words)
{
	const gj_tree *member = NULL;
	size_t mark = r->walk->n;
	int e = gj_walk_option(r->walk, tree, key, GJ_TREE_ARRAY, &member);

	if (e < 0 || !member)
		return e;
	gj_walk_key(r->walk, gj_str_of(key));
	e = read_texts(r, member, ret_words);
	gj_walk_back(r->walk, e < 0 ? r->walk->n : mark);
	return e;
}

/* ---- elements ---- */

static int read_words(gj_reader *r, const gj_tree *words, gj_reply_element *el)
{
	size_t top = gj_walk_key(r->walk, GJ_STR("words"));
	gj_words *list;
	int e = GJ_OK;

	if (!words->count || words->count > ELEMENTS_MAX)
		return gj_walk_fail(r->walk, "should be 1 to 32 lists of words");
	el->words = list = gj_arena_zero(r->arena, words->count * sizeof(*list));
	if (!list)
		return no_memory(r);
	for (const gj_tree *t = words->child; t && e >= 0; t = t->next) {
		size_t mark = gj_walk_item(r->walk, el->word_count);

		e = read_texts(r, t, &list[el->word_count++]);
		if (e >= 0)
			gj_walk_back(r->walk, mark);
	}
	if (e >= 0)
		gj_walk_back(r->walk, top);
	return e;
}

static int read_element(gj_reader *r, const gj_tree *tree, gj_reply_element *el)
{
	const gj_tree *words = NULL, *fields = NULL;
	size_t mark;
	int e;

	el->code = tree->key;
	if ((e = gj_walk_name(r->walk, el->code)) < 0 ||
	    (e = gj_walk_object(r->walk, tree, element_keys)) < 0 ||
	    (e = gj_walk_text(r->walk, tree, "zh", &el->zh)) < 0 ||
	    (e = gj_walk_text(r->walk, tree, "en", &el->en)) < 0 ||
	    (e = gj_walk_text(r->walk, tree, "source", &el->source)) < 0 ||
	    (e = gj_walk_member(r->walk, tree, "words", GJ_TREE_ARRAY, &words)) < 0 ||
	    (e = read_words(r, words, el)) < 0 ||
	    (e = gj_walk_option(r->walk, tree, "fields", GJ_TREE_ARRAY, &fields)) < 0 || !fields)
		return e;
	mark = gj_walk_key(r->walk, GJ_STR("fields"));
	e = gj_walk_names(r->walk, fields, answer_fields, "argument of an answer", &el->fields);
	if (e >= 0)
		gj_walk_back(r->walk, mark);
	return e;
}

const char *const *gj_reply_fields(void)
{
	return answer_fields;
}

/* ---- templates ---- */

static int check_categories(gj_reader *r, const gj_words *categories)
{
	size_t mark = gj_walk_key(r->walk, GJ_STR("categories"));

	for (size_t i = 0; i < categories->count; i++)
		if (!gj_profile_has_code(r->profile, "demand_category", categories->text[i]))
			return gj_walk_fail_name(r->walk, "no such category: ", categories->text[i],
						 "");
	gj_walk_back(r->walk, mark);
	return GJ_OK;
}

static int check_states(gj_reader *r, const gj_words *states)
{
	const gj_chart *chart = gj_profile_chart(r->profile, "demand");
	size_t mark = gj_walk_key(r->walk, GJ_STR("states"));

	for (size_t i = 0; i < states->count; i++)
		if (!gj_chart_find(chart, states->text[i]))
			return gj_walk_fail_name(r->walk, "no such state: ", states->text[i], "");
	gj_walk_back(r->walk, mark);
	return GJ_OK;
}

static int read_template(gj_reader *r, const gj_tree *tree, gj_reply_template *t)
{
	const gj_tree *verbs = NULL;
	size_t mark;
	int e;

	t->code = tree->key;
	if ((e = gj_walk_name(r->walk, t->code)) < 0 ||
	    (e = gj_walk_object(r->walk, tree, template_keys)) < 0 ||
	    (e = gj_walk_text(r->walk, tree, "zh", &t->zh)) < 0 ||
	    (e = gj_walk_text(r->walk, tree, "en", &t->en)) < 0 ||
	    (e = gj_walk_text(r->walk, tree, "source", &t->source)) < 0 ||
	    (e = gj_walk_text(r->walk, tree, "text", &t->text)) < 0 ||
	    (e = read_option(r, tree, "states", &t->states)) < 0 ||
	    (e = read_option(r, tree, "categories", &t->categories)) < 0 ||
	    (e = check_states(r, &t->states)) < 0 ||
	    (e = check_categories(r, &t->categories)) < 0 ||
	    (e = gj_walk_member(r->walk, tree, "verbs", GJ_TREE_ARRAY, &verbs)) < 0)
		return e;
	if (t->text.n > TEXT_MAX)
		return gj_walk_fail_at(r->walk, "text", "longer than 4000 bytes");
	mark = gj_walk_key(r->walk, GJ_STR("verbs"));
	e = gj_walk_names(r->walk, verbs, answer_verbs, "verb that answers", &t->verbs);
	if (e >= 0)
		gj_walk_back(r->walk, mark);
	return e;
}

/* ---- all ---- */

static int read_elements(gj_reader *r, const gj_tree *all)
{
	size_t top = gj_walk_key(r->walk, GJ_STR("elements"));
	gj_profile *p = r->profile;
	int e = GJ_OK;

	if (all->count > ELEMENTS_MAX)
		return gj_walk_fail(r->walk, "more than 32 elements");
	p->elements = gj_arena_zero(r->arena, (all->count + 1) * sizeof(*p->elements));
	if (!p->elements)
		return no_memory(r);
	for (const gj_tree *t = all->child; t && e >= 0; t = t->next) {
		size_t mark = gj_walk_key(r->walk, t->key);

		e = read_element(r, t, &p->elements[p->element_count++]);
		if (e >= 0)
			gj_walk_back(r->walk, mark);
	}
	if (e >= 0)
		gj_walk_back(r->walk, top);
	return e;
}

static int read_templates(gj_reader *r, const gj_tree *all)
{
	size_t top = gj_walk_key(r->walk, GJ_STR("templates"));
	gj_profile *p = r->profile;
	int e = GJ_OK;

	if (all->count > TEMPLATES_MAX)
		return gj_walk_fail(r->walk, "more than 500 templates");
	p->templates = gj_arena_zero(r->arena, (all->count + 1) * sizeof(*p->templates));
	if (!p->templates)
		return no_memory(r);
	for (const gj_tree *t = all->child; t && e >= 0; t = t->next) {
		size_t mark = gj_walk_key(r->walk, t->key);

		e = read_template(r, t, &p->templates[p->template_count++]);
		if (e >= 0)
			gj_walk_back(r->walk, mark);
	}
	if (e >= 0)
		gj_walk_back(r->walk, top);
	return e;
}

int gj_replies_read(gj_reader *r, const gj_tree *profile)
{
	const gj_tree *all = NULL, *elements = NULL, *templates = NULL;
	size_t top;
	int e = gj_walk_option(r->walk, profile, "replies", GJ_TREE_OBJECT, &all);

	if (e < 0 || !all)
		return e;
	top = gj_walk_key(r->walk, GJ_STR("replies"));
	if ((e = gj_walk_object(r->walk, all, reply_keys)) < 0 ||
	    (e = gj_walk_option(r->walk, all, "elements", GJ_TREE_OBJECT, &elements)) < 0 ||
	    (e = gj_walk_option(r->walk, all, "templates", GJ_TREE_OBJECT, &templates)) < 0)
		return e;
	if (elements && (e = read_elements(r, elements)) < 0)
		return e;
	if (templates && (e = read_templates(r, templates)) < 0)
		return e;
	gj_walk_back(r->walk, top);
	return GJ_OK;
}
