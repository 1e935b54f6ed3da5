/* SPDX-License-Identifier: Apache-2.0
 *
 * What happened to a demand, and to a whistle with its parties, as the demo prints it: every word
 * is from a reply of the library.
 */
#include <stdlib.h>
#include <string.h>

#include "demo.h"

/* The reasons of a verb are of the list that its operation takes them from. */
static char *reason_word(const demo *d, json item, json reason)
{
	static const char *const nouns[] = { "demand", "whistle", "party" };
	int of = json_member(item, "party").p ? 2 : json_member(item, "type").p ? 1 : 0;
	char *verb = json_text(json_member(item, "verb"));
	json op = find_op(&d->c, find_noun(&d->c, nouns[of]), verb);
	json field = find_field(json_member(op, "args"), "reason", 6);
	json label = reason.p && field.p ? find_label(&d->c, field, reason) : JSON_NONE;

	free(verb);
	return label.p ? json_text(json_member(label, "zh")) : json_text(reason);
}

/* "照片、文件": which kinds of evidence were given. */
static char *evidence_word(const demo *d, json field, json list)
{
	json kind = find_field(json_member(field, "fields"), "kind", 4), key, one;
	char *text = NULL, *word;
	size_t size, at = 0, n = 0;
	FILE *out = must(open_memstream(&text, &size));

	while (json_next(list, &at, &key, &one)) {
		word = show_value(&d->c, kind, json_member(one, "kind"));
		fprintf(out, "%s%s", n++ ? "、" : "", word);
		free(word);
	}
	fclose(out);
	return must(text);
}

static char *part_word(const demo *d, json fields, json item, const char *name)
{
	json field = find_field(fields, name, strlen(name)), value = json_member(item, name);

	/* Who is in charge is told where that changes. */
	if (strcmp(name, "unit_name") == 0 && !json_member(item, "unit_before").p)
		return copy_of("", 0);
	if (strcmp(name, "reason") == 0)
		return reason_word(d, item, value);
	return strcmp(name, "evidence") == 0 ? evidence_word(d, field, value)
					     : show_value(&d->c, field, value);
}

/* What is particular about a step, in one cell. */
static char *particulars(const demo *d, json fields, json item)
{
	static const char *const parts[][2] = { { "title", "" },         { "unit_name", "交" },
						{ "decision", "" },      { "reason", "" },
						{ "mode", "" },          { "disposition", "" },
						{ "resolution", "" },    { "level", "解决层级：" },
						{ "grade", "" },         { "result", "" },
						{ "satisfaction", "" },  { "text", "" },
						{ "measure", "措施：" }, { "note", "" },
						{ "evidence", "佐证：" } };
	char *text = NULL, *one;
	size_t size, i, n = 0;
	FILE *out = must(open_memstream(&text, &size));

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		one = part_word(d, fields, item, parts[i][0]);
		if (*one)
			fprintf(out, "%s%s%s", n++ ? "，" : "", parts[i][1], one);
		free(one);
	}
	fclose(out);
	return must(text);
}

static char *who_did(json item)
{
	char *office = json_text(json_member(item, "office_name"));
	char *person = json_text(json_member(item, "actor_name"));
	char *who = must(malloc(strlen(office) + strlen(person) + 2));

	strcat(strcat(strcpy(who, office), *office && *person ? " " : ""), person);
	free(office);
	free(person);
	return who;
}

static void begin(table *t, const char *const *headings)
{
	for (; *headings; headings++)
		table_column(t, *headings, *headings, 0);
}

int print_history(demo *d, const char *demand)
{
	static const char *const headings[] = { "时间", "环节", "状态", "经办", "内容", NULL };
	json op = find_op(&d->c, JSON_NONE, "demand.history"), key, item, fields;
	table *t = table_new(stdout, 0);
	gj_reply *reply;
	char args[80];
	size_t at = 0;
	int code;

	snprintf(args, sizeof(args), "{'id':$%s}", demand);
	reply = ask(d, "demand.history", args);
	code = gj_reply_code(reply);
	about_noun(&d->c, op);
	fields = json_member(find_field(json_member(op, "result"), "items", 5), "fields");
	begin(t, headings);
	while (code >= 0 && json_next(json_member(reply_json(reply), "items"), &at, &key, &item)) {
		cell(t, d, fields, item, "at");
		cell(t, d, fields, item, "verb");
		cell(t, d, fields, item, "state");
		table_cell(t, who_did(item));
		table_cell(t, particulars(d, fields, item));
	}
	table_end(t, &d->c);
	gj_reply_free(reply);
	return code;
}

/* ---- a whistle ---- */

/* The name of the office that a party is: its number stands in the event that invited it. */
static char *party_name(demo *d, json items, int64_t party)
{
	char args[60], *name = NULL;
	gj_reply *reply;
	json key, item;
	size_t at = 0;

	while (party && !name && json_next(items, &at, &key, &item)) {
		int64_t office = json_int(json_member(item, "office"), 0);

		if (!office || json_int(json_member(item, "party"), 0) != party)
			continue;
		snprintf(args, sizeof(args), "{'id':%lld}", (long long)office);
		reply = ask(d, "office.get", args);
		name = json_text(json_member(reply_json(reply), "name"));
		gj_reply_free(reply);
	}
	return name ? name : copy_of("", 0);
}

/* Who is called is known by what they do. */
static int by_itself(json item)
{
	json verb = json_member(item, "verb");

	return json_is(verb, "invite") || json_is(verb, "call");
}

int print_whistle(demo *d, const char *whistle)
{
	static const char *const headings[] = { "时间", "环节", "应哨单位", "状态",
						"经办", "内容", NULL };
	json op = find_op(&d->c, JSON_NONE, "whistle.history"), key, item, items, fields;
	json party_op = find_op(&d->c, JSON_NONE, "party.list");
	table *t = table_new(stdout, 0);
	gj_reply *reply;
	char args[80];
	size_t at = 0;
	int code;

	snprintf(args, sizeof(args), "{'id':$%s}", whistle);
	reply = ask(d, "whistle.history", args);
	code = gj_reply_code(reply);
	items = json_member(reply_json(reply), "items");
	fields = json_member(find_field(json_member(op, "result"), "items", 5), "fields");
	begin(t, headings);
	while (code >= 0 && json_next(items, &at, &key, &item)) {
		json party = json_member(item, "party");

		if (by_itself(item))
			continue;
		about_noun(&d->c, party.p ? party_op : op);
		cell(t, d, fields, item, "at");
		cell(t, d, fields, item, "verb");
		table_cell(t, party_name(d, items, json_int(party, 0)));
		cell(t, d, fields, item, "state");
		table_cell(t, who_did(item));
		table_cell(t, particulars(d, fields, item));
	}
	table_end(t, &d->c);
	gj_reply_free(reply);
	return code;
}
