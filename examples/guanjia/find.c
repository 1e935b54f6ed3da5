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

static json op_in(json noun, const char *name)
{
	size_t at = 0;
	json key, op, found = JSON_NONE;
	int64_t version, best = 0;
	char *own, *dot;

	while (json_next(json_member(noun, "operations"), &at, &key, &op)) {
		own = json_text(json_member(op, "name"));
		dot = strchr(own, '.');
		version = json_int(json_member(op, "version"), 1);
		if (version > best && (same_name(own, name, strlen(name)) ||
				       (dot && same_name(dot + 1, name, strlen(name))))) {
			found = op;
			best = version;
		}
		free(own);
	}
	return found;
}

json find_op(const cli *c, json noun, const char *name)
{
	size_t at = 0, size = strcspn(name, "@");
	json key, op = JSON_NONE;
	char *plain;

	if (noun.p)
		return op_in(noun, name);
	plain = copy_of(name, size);
	while (!op.p && json_next(json_member(c->tables, "nouns"), &at, &key, &noun)) {
		op = op_in(noun, plain);
		if (op.p && !strchr(plain, '.') && !json_is(json_member(op, "name"), plain))
			op = JSON_NONE;
	}
	free(plain);
	return op;
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

/* ---- words ---- */

static json list_of(const cli *c, json field)
{
	json profile = json_member(c->tables, "profile");
	char *list = json_text(json_member(field, "list"));
	json found = find_named(json_member(profile, "lists"), list, strlen(list));

	free(list);
	if (found.p)
		return json_member(found, "items");
	/* To the tables these are texts: a ledger's profile may have others. */
	return json_member(profile, json_is(json_member(field, "name"), "role") ? "roles"
				    : json_is(json_member(field, "name"), "state") ? "states"
				    : json_is(json_member(field, "name"), "verb") ? "verbs" : "");
}

json find_label(const cli *c, json field, json code)
{
	size_t at = 0;
	json key, item, own, list = list_of(c, field);
	char *text;
	int same;

	if (!list.p || !code.p)
		return list;
	text = json_text(code);
	while (json_next(list, &at, &key, &item)) {
		own = json_member(item, "code");
		same = json_is(own, text);
		if (same)
			break;
		item = JSON_NONE;
	}
	free(text);
	return at && item.p ? item : JSON_NONE;
}

const char *word_for(const cli *c, const char *name)
{
	static const struct {
		const char *name, *zh;
	} words[] = {
#define W(name, zh) { #name, zh },
#include "words.def"
#undef W
	};
	size_t i;

	for (i = 0; c->zh && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].name, name) == 0)
			return words[i].zh;
	return name;
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
