/* SPDX-License-Identifier: Apache-2.0
 *
 * What is looked up in the description: nouns, operations, fields, words for people.
 * On the command line '-' and '_' are the same.
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static int same_name(const char *a, const char *b, size_t n)
{
	size_t i;

	if (strlen(a) != n)
		return 0;
	for (i = 0; i < n; i++)
		if (a[i] != b[i] && !((a[i] == '_' || a[i] == '-') && (b[i] == '_' || b[i] == '-')))
			return 0;
	return 1;
}

static json find_named(json list, const char *name, size_t size)
{
	size_t at = 0;
	json key, item, found = JSON_NONE;
	char *own;

	while (!found.p && json_next(list, &at, &key, &item)) {
		own = json_text(json_member(item, "name"));
		if (same_name(own, name, size))
			found = item;
		free(own);
	}
	return found;
}

json find_noun(const cli *c, const char *name)
{
	return find_named(json_member(c->tables, "nouns"), name, strlen(name));
}

/* An operation belongs to the noun that its name begins with, whoever registered it. */
static int belongs(json op, const char *noun)
{
	char *name = json_text(json_member(op, "name"));
	size_t n = strcspn(name, ".");
	int same = same_name(noun, name, n);

	free(name);
	return same;
}

int next_op(const cli *c, json noun, cursor *at, json *ret_op)
{
	json key, nouns = json_member(c->tables, "nouns");
	char *name = noun.p ? json_text(json_member(noun, "name")) : NULL;
	int found = 0;

	while (!found) {
		if (at->inner.p && json_next(at->inner, &at->op, &key, ret_op)) {
			found = !name || belongs(*ret_op, name);
			continue;
		}
		if (!json_next(nouns, &at->noun, &key, &at->inner))
			break;
		at->inner = json_member(at->inner, "operations");
		at->op = 0;
	}
	free(name);
	return found;
}

/* By its full name, or within a noun by what follows the point; the newest version. */
json find_op(const cli *c, json noun, const char *name)
{
	size_t size = strcspn(name, "@");
	json op, found = JSON_NONE;
	int64_t version, best = 0;
	cursor at = { 0 };
	char *own, *dot;

	while (next_op(c, noun, &at, &op)) {
		own = json_text(json_member(op, "name"));
		dot = strchr(own, '.');
		version = json_int(json_member(op, "version"), 1);
		if (version > best && (same_name(own, name, size) ||
				       (noun.p && dot && same_name(dot + 1, name, size)))) {
			found = op;
			best = version;
		}
		free(own);
	}
	return found;
}

json find_field(json fields, const char *name, size_t size)
{
	return find_named(fields, name, size);
}

int field_is(json field, const char *kind)
{
	return json_is(json_member(field, "kind"), kind);
}

int one_value(json field)
{
	return !json_member(field, "fields").p;
}

json plain_field(json op)
{
	size_t at = 0, count = 0;
	json args = json_member(op, "args"), id = find_field(args, "id", 2), key, field;
	json found = JSON_NONE;

	if (json_true(json_member(id, "required")))
		return id;
	while (json_next(args, &at, &key, &field))
		if (json_true(json_member(field, "required"))) {
			found = field;
			count++;
		}
	return count == 1 && one_value(found) ? found : JSON_NONE;
}

/* ---- words ---- */

static void add_list(cli *c, char *name, json items)
{
	if (c->lists == LISTS_MAX) {
		free(name);
		return;
	}
	c->list[c->lists++] = (code_list){ name, items };
}

/* The words of each noun that runs on a chart: "whistle.state". */
static void add_chart(cli *c, json chart)
{
	static const char *const named[][2] = { { "state", "states" },
						{ "verb", "verbs" },
						{ "verb", "others" } };
	char *noun = json_text(json_member(chart, "noun")), name[80];
	size_t i;

	for (i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "%.60s.%s", noun, named[i][0]);
		add_list(c, copy_of(name, strlen(name)), json_member(chart, named[i][1]));
	}
	free(noun);
}

/* To the tables, roles, states and verbs are texts: a ledger's profile may have others. */
static void add_lists(cli *c)
{
	static const char *const named[][2] = { { "role", "roles" }, { "state", "states" },
						{ "verb", "verbs" } };
	json profile = json_member(c->tables, "profile"), key, item;
	size_t at = 0, i;

	while (json_next(json_member(profile, "lists"), &at, &key, &item))
		add_list(c, json_text(json_member(item, "name")), json_member(item, "items"));
	for (at = 0; json_next(json_member(profile, "charts"), &at, &key, &item);)
		add_chart(c, item);
	for (i = 0; i < 3; i++)
		add_list(c, copy_of(named[i][0], strlen(named[i][0])),
			 json_member(profile, named[i][1]));
}

int tables_begin(cli *c)
{
	size_t size = 0;
	const char *text;
	int code = gj_describe(&c->described);

	if (code < 0)
		return code;
	text = gj_reply_json(c->described, &size);
	c->tables = json_of(text, size);
	add_lists(c);
	return 0;
}

void tables_end(cli *c)
{
	while (c->lists)
		free(c->list[--c->lists].name);
	c->described = gj_reply_free(c->described);
}

/* The lists of this name, one after another from *at on: some have two. */
static json list_named(const cli *c, json name, const char *noun, size_t *at)
{
	size_t n = strlen(noun);

	while (name.p && *at < c->lists) {
		const code_list *list = &c->list[(*at)++];

		if (strncmp(list->name, noun, n) == 0 && json_is(name, list->name + n))
			return list->items;
	}
	return JSON_NONE;
}

static json label_in(json list, const char *code)
{
	size_t at = 0;
	json key, item;

	while (json_next(list, &at, &key, &item))
		if (json_is(json_member(item, "code"), code))
			return item;
	return JSON_NONE;
}

/* Without a code: is there a list at all? */
static json find_among(const cli *c, json name, const char *noun, const char *code)
{
	json list, found = JSON_NONE;
	size_t at = 0;

	while (!found.p && (list = list_named(c, name, noun, &at)).p)
		found = code ? label_in(list, code) : list;
	return found;
}

void about_noun(cli *c, json op)
{
	char *name = json_text(json_member(op, "name"));

	snprintf(c->noun, sizeof(c->noun), "%.*s.", (int)strcspn(name, "."), name);
	free(name);
}

json find_label(const cli *c, json field, json code)
{
	char *text = code.p ? json_text(code) : NULL;
	json name = json_member(field, "list"), found = JSON_NONE;

	if (!name.p && field_is(field, "text")) {
		name = json_member(field, "name");
		if (c->noun[0])
			found = find_among(c, name, c->noun, text);
	}
	if (!found.p)
		found = find_among(c, name, "", text);
	free(text);
	return found;
}

typedef struct word {
	const char *name, *zh;
} word;

static const char *find_word(const word *words, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(words[i].name, name) == 0)
			return words[i].zh;
	return name;
}

const char *word_for(const cli *c, const char *name)
{
	static const word words[] = {
#define W(name, zh) { #name, zh },
#define V(name, zh)
#include "words.def"
#undef V
#undef W
	};

	return c->zh ? find_word(words, sizeof(words) / sizeof(words[0]), name) : name;
}

const char *value_word(const cli *c, const char *name)
{
	static const word words[] = {
#define W(name, zh)
#define V(name, zh) { #name, zh },
#include "words.def"
#undef V
#undef W
	};

	const char *found;

	if (!c->zh)
		return name;
	found = find_word(words, sizeof(words) / sizeof(words[0]), name);
	return found == name ? word_for(c, name) : found;
}

/* ---- what may have been meant ---- */

const char *nearest(json list, const char *name, int dashes)
{
	static char best[81];
	size_t at = 0, least = strlen(name) / 3 + 1, far, i;
	json key, item;
	char *own, *dot;

	best[0] = '\0';
	while (json_next(list, &at, &key, &item)) {
		own = json_text(json_member(item, "name"));
		dot = strchr(own, '.');
		for (i = 0; dashes && own[i]; i++)
			if (own[i] == '_')
				own[i] = '-';
		far = text_distance(dot ? dot + 1 : own, name);
		if (far <= least && strlen(own) < sizeof(best)) {
			least = far;
			memcpy(best, dot ? dot + 1 : own, strlen(dot ? dot + 1 : own) + 1);
		}
		free(own);
	}
	return best[0] ? best : NULL;
}
