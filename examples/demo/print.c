/* SPDX-License-Identifier: Apache-2.0
 *
 * What the demo prints: every word and figure is from a reply of the library.
 */
#include <stdlib.h>
#include <string.h>

#include "demo.h"

json reply_json(const gj_reply *reply)
{
	size_t size = 0;
	const char *text = gj_reply_json(reply, &size);

	return json_of(text, size);
}

/* One thing, with the fields that are named. */
static int print_one(demo *d, const char *op, const char *args, const char *columns)
{
	gj_reply *reply = ask(d, op, args);
	int code = gj_reply_code(reply);

	d->c.columns = columns;
	if (code >= 0)
		show_result(&d->c, find_op(&d->c, JSON_NONE, op), reply_json(reply));
	d->c.columns = NULL;
	gj_reply_free(reply);
	return code;
}

int print_visit(demo *d, const char *visit)
{
	char args[80];

	snprintf(args, sizeof(args), "{'id':$%s}", visit);
	return print_one(d, "visit.get", args,
			 "day,mode,outcome,team,name,part,findings,category,text,order_no");
}

int print_enterprises(demo *d, const char *home)
{
	char args[80];
	gj_reply *reply;
	int code;

	snprintf(args, sizeof(args), "{'home':$%s}", home);
	reply = ask(d, "enterprise.list", args);
	code = gj_reply_code(reply);
	d->c.columns = "name,kind,state,created_at";
	if (code >= 0)
		show_result(&d->c, find_op(&d->c, JSON_NONE, "enterprise.list"), reply_json(reply));
	d->c.columns = NULL;
	gj_reply_free(reply);
	return code;
}

int print_verified(demo *d, const char **ret_word)
{
	static char word[24];
	const char *text;
	size_t size = 0;
	gj_reply *reply = ask(d, "journal.verify", "{}");
	int code = gj_reply_code(reply);

	if (code >= 0)
		code = gj_reply_text(reply, "/verify", &text, &size);
	if (code >= 0) {
		show_result(&d->c, find_op(&d->c, JSON_NONE, "journal.verify"), reply_json(reply));
		snprintf(word, sizeof(word), "%s", text);
		*ret_word = word;
	}
	gj_reply_free(reply);
	return code;
}

void cell(table *t, const demo *d, json fields, json item, const char *name)
{
	table_cell(t, show_value(&d->c, find_field(fields, name, strlen(name)),
				 json_member(item, name)));
}

/* ---- a deadline, stretch by stretch ---- */

int print_deadline(demo *d, const char *from, const char *limit)
{
	static const char *const names[] = { "from", "to", "counted", "days", "text" };
	static const char *const headings[] = { "起", "止", "计入", "天数", "说明" };
	json op = find_op(&d->c, JSON_NONE, "calendar.deadline"), key, item;
	json segments = find_field(json_member(op, "result"), "segments", 8);
	table *t = table_new(stdout, 0);
	size_t at = 0, i;
	gj_reply *reply;
	char args[120];
	int code;

	snprintf(args, sizeof(args), "{'from':'%s','limit':'%s'}", from, limit);
	reply = ask(d, "calendar.deadline", args);
	code = gj_reply_code(reply);
	for (i = 0; i < 5; i++)
		table_column(t, headings[i], headings[i], i == 3);
	if (code >= 0)
		while (json_next(json_member(reply_json(reply), "segments"), &at, &key, &item))
			for (i = 0; i < 5; i++)
				cell(t, d, json_member(segments, "fields"), item, names[i]);
	table_end(t, &d->c);
	gj_reply_free(reply);
	return code;
}
