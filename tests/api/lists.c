/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists: the pages of every list operation make up the whole, whatever their size; a cursor
 * belongs to the call it came from; gj_each streams exactly what the pages give, in
 * bounded memory.
 */
#include "kernel.h"

/* ---- items ---- */

typedef struct items {
	char **text;
	size_t n, room, bytes;
	size_t stop; /* the sink stops when it has that many; 0: never */
	int calls;
} items;

static void add(items *to, const char *text, size_t size)
{
	if (to->n == to->room) {
		to->room = to->room ? 2 * to->room : 64;
		to->text = realloc(to->text, to->room * sizeof(*to->text));
		ck_assert_ptr_nonnull(to->text);
	}
	to->text[to->n] = strndup(text, size);
	ck_assert_ptr_nonnull(to->text[to->n]);
	to->n++;
	to->bytes += size;
}

static void clear(items *of)
{
	size_t i;

	for (i = 0; i < of->n; i++)
		free(of->text[i]);
	free(of->text);
	memset(of, 0, sizeof(*of));
}

static int sink(void *user, const char *item, size_t size)
{
	items *to = user;

	ck_assert_uint_eq(strlen(item), size);
	to->calls++;
	if (to->stop && to->n == to->stop)
		return -1;
	add(to, item, size);
	return 0;
}

/* One JSON object of an array; where it ends. */
static const char *object_end(const char *p)
{
	int depth = 0, quoted = 0;

	do {
		if (quoted && *p == '\\')
			p++;
		else if (*p == '"')
			quoted = !quoted;
		else if (!quoted && (*p == '{' || *p == '['))
			depth++;
		else if (!quoted && (*p == '}' || *p == ']'))
			depth--;
		p++;
	} while (depth > 0);
	return p;
}

static void add_page(items *to, const gj_reply *r)
{
	static const char head[] = "{\"items\":[";
	const char *p = gj_reply_json(r, NULL), *end;

	ck_assert_int_eq(strncmp(p, head, strlen(head)), 0);
	for (p += strlen(head); *p != ']'; p = *end == ',' ? end + 1 : end) {
		end = object_end(p);
		add(to, p, (size_t)(end - p));
	}
}

/* All pages of a call, `limit` at a time. */
static items pages(gj_ledger *l, const char *op, const char *args, int limit, const char *after)
{
	char next[500];
	const char *text;
	items all = { NULL, 0, 0, 0, 0, 0 };
	size_t before;
	gj_reply *r;

	snprintf(next, sizeof(next), "%s", after);
	do {
		r = api_call(l, GJ_OK, op, "{'limit':%d%s%s%s%s%s}", limit,
			     *next ? ",'after':'" : "", next, *next ? "'" : "", *args ? "," : "",
			     args);
		before = all.n;
		add_page(&all, r);
		ck_assert_uint_le(all.n - before, (size_t)limit);
		*next = '\0';
		if (gj_reply_text(r, "/next", &text, NULL) == GJ_OK)
			snprintf(next, sizeof(next), "%s", text);
		gj_reply_free(r);
	} while (*next);
	return all;
}

static void same_items(const items *one, const items *two, const char *op)
{
	size_t i;

	ck_assert_msg(one->n == two->n, "%s: %zu items and %zu", op, one->n, two->n);
	for (i = 0; i < one->n; i++)
		ck_assert_msg(strcmp(one->text[i], two->text[i]) == 0, "%s: %s\nis not\n%s", op,
			      one->text[i], two->text[i]);
}

static void no_item_twice(const items *of, const char *op)
{
	size_t i, k;

	for (i = 0; i < of->n; i++)
		for (k = 0; k < i; k++)
			ck_assert_msg(strcmp(of->text[i], of->text[k]) != 0, "%s: %s", op,
				      of->text[i]);
}

/* ---- every list operation ---- */

typedef struct lists {
	api a;
	int64_t enterprise, import, demand, whistle, cause, carded;
} lists;

enum { MANY = 12 };

static void import_bad_rows(lists *s)
{
	char path[200];
	gj_reply *r;
	FILE *f;
	int i;

	api_in(&s->a, path, sizeof(path), "in.csv");
	f = fopen(path, "wb");
	ck_assert_ptr_nonnull(f);
	fprintf(f, "企业名称,统一社会信用代码\n");
	for (i = 0; i < MANY; i++)
		fprintf(f, "公司%d,914403007084611360\n", i);
	ck_assert_int_eq(fclose(f), 0);
	for (i = 0; i < 3; i++) {
		r = api_call(s->a.l, GJ_OK, "enterprise.import", "{'path':'%s'}", path);
		s->import = api_int(r, "/id");
		gj_reply_free(r);
	}
}

/* A demand that was answered, and that somebody wants out of the rates. */
static void exclusion(lists *s)
{
	gj_ledger *l = s->a.l;
	int64_t id = api_ok(l, "demand.register",
			    "{'home':%lld,'channel':'phone','kind':'help','category':'traffic',"
			    "'subject':'x'}",
			    (long long)s->a.street);

	api_ok(l, "demand.dispatch", "{'id':%lld,'unit':%lld}", (long long)id,
	       (long long)s->a.section);
	api_ok(l, "demand.sign", "{'id':%lld}", (long long)id);
	api_ok(l, "demand.contact", "{'id':%lld,'mode':'phone'}", (long long)id);
	api_ok(l, "demand.reply",
	       "{'id':%lld,'text':'已办','disposition':'do_now','resolution':'solved',"
	       "'level':'office'}",
	       (long long)id);
	api_ok(l, "exclusion.request",
	       "{'id':%lld,'reason':'not_true','evidence':[{'kind':'document'}]}", (long long)id);
}

static void attach_files(lists *s)
{
	char path[200];
	FILE *f;
	int i;

	api_in(&s->a, path, sizeof(path), "note.txt");
	f = fopen(path, "wb");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fclose(f), 0);
	for (i = 0; i < MANY; i++)
		api_ok(s->a.l, "attachment.add",
		       "{'demand':%lld,'kind':'document','name':'%d.txt','path':'%s'}",
		       (long long)s->demand, i, path);
}

/* A sample of the called back, a report and a whistle that was blown. */
static void whistles(lists *s)
{
	gj_ledger *l = s->a.l;

	api_act(l, "system");
	api_ok(l, "callback.sample",
	       "{'home':%lld,'by':'third_party','since':'2026-01-01T00:00:00+08:00',"
	       "'until':'2027-01-01T00:00:00+08:00','wanted':2}",
	       (long long)s->a.street);
	api_ok(l, "report.publish",
	       "{'home':%lld,'title':'三率','group':'office','formulas':['solve_rate']}",
	       (long long)s->a.street);
	s->whistle = api_ok(l, "whistle.draft",
			    "{'home':%lld,'kind':'demand','source':'masses','subject':'x',"
			    "'parties':[{'office':%lld,'part':'lead'}]}",
			    (long long)s->a.street, (long long)s->a.section);
	api_ok(l, "whistle.approve", "{'id':%lld}", (long long)s->whistle);
	exclusion(s);
	api_act(l, "clerk");
}

/* Demands that are shelved, some for the same day, and orders about one that a section has. */
static void shelf_and_orders(lists *s)
{
	static const char *const kinds[] = { "blue", "yellow", "red" };
	gj_ledger *l = s->a.l;
	int64_t id = 0, before = 0;
	int i;

	api_act(l, "system");
	for (i = 0; i < MANY; i++) {
		before = id;
		id = api_ok(l, "demand.register",
			    "{'home':%lld,'channel':'phone','kind':'help','category':'traffic',"
			    "'subject':'账%d'}",
			    (long long)s->a.street, i);
		api_ok(l, "demand.reply",
		       "{'id':%lld,'text':'暂不能办','disposition':'do_by_date','resolution':"
		       "'shelved','level':'office','reason':'no_funds','measure':'疏导',"
		       "'review_on':'2026-06-%02d'}",
		       (long long)id, 1 + i / 3);
	}
	for (i = 0; i < 3; i++)
		s->cause = api_ok(l, "cause.register",
				  "{'home':%lld,'category':'traffic','subject':'因%d',"
				  "'demands':[%lld,%lld,%lld]}",
				  (long long)s->a.street, i, (long long)id, (long long)before,
				  (long long)s->demand);
	id = api_ok(l, "demand.register",
		    "{'home':%lld,'channel':'phone','kind':'help','category':'traffic',"
		    "'subject':'督'}",
		    (long long)s->a.street);
	api_ok(l, "demand.dispatch", "{'id':%lld,'unit':%lld}", (long long)id,
	       (long long)s->a.section);
	for (i = 0; i < 3; i++)
		api_ok(l, "supervision.issue", "{'demand':%lld,'kind':'%s','reason':'overdue'}",
		       (long long)id, kinds[i]);
	s->carded = id;
	for (i = 0; i < 3; i++)
		api_ok(l, "card.give", "{'demand':%lld,'colour':'blue','reason':'behind'}",
		       (long long)id);
	api_act(l, "clerk");
}

/* Legal holds, one of them lifted. */
static void held(lists *s)
{
	int64_t id = 0;
	int i;

	api_act(s->a.l, "officer");
	for (i = 0; i < MANY; i++)
		id = api_ok(s->a.l, "hold.place", "{'about':%lld,'reason':'petition'}",
			    (long long)s->demand);
	api_ok(s->a.l, "hold.lift", "{'id':%lld,'reason':'settled'}", (long long)id);
	api_act(s->a.l, "clerk");
}

/* More than a page of everything, and some of it the same in what it is sorted by. */
static void fill(lists *s)
{
	gj_ledger *l;
	int64_t id = 0;
	int i;

	memset(s, 0, sizeof(*s));
	api_start(&s->a);
	l = s->a.l;
	for (i = 0; i < MANY; i++)
		api_ok(l, "staff.register", "{'account':'a%d','name':'某','office':%lld}", i,
		       (long long)s->a.section);
	api_many(&s->a, MANY);
	api_act(l, "clerk");
	for (i = 0; i < MANY; i++)
		id = api_ok(l, "enterprise.register",
			    "{'kind':'enterprise','name':'%s公司','employees':%d}",
			    i % 3   ? "同名"
			    : i % 2 ? "乙"
				    : "甲",
			    i);
	s->enterprise = id;
	for (i = 0; i < MANY; i++)
		api_ok(l, "contact.add",
		       "{'enterprise':%lld,'role':'finance','name':'某%d','consent_until':"
		       "'2026-04-01'}",
		       (long long)id, i);
	api_act(l, "leader");
	for (i = 0; i < MANY; i++)
		api_ok(l, "steward.assign",
		       "{'enterprise':%lld,'staff':%lld,'role':'industry','from':'2026-03-%02d',"
		       "'to':'2026-03-%02d'}",
		       (long long)id, (long long)s->a.clerk, i + 1, i + 1);
	for (i = 0; i < MANY; i++)
		api_ok(l, "visit.plan", "{'enterprise':%lld,'planned_on':'2026-04-%02d'}",
		       (long long)id, 1 + i / 3);
	api_act(l, "clerk");
	s->a.step = 0; /* the same instant for all of them */
	for (i = 0; i < MANY; i++)
		s->demand = api_ok(l, "demand.register",
				   "{'channel':'phone','kind':'help','category':'traffic',"
				   "'subject':'事%d'}",
				   i);
	s->a.step = API_SECOND;
	import_bad_rows(s);
	attach_files(s);
	api_act(l, "system");
	s->a.now += 4 * 86400 * API_SECOND; /* some rungs have fired since, of several clocks */
	api_ok(l, "clock.sweep", "{}");
	s->a.now += 30 * 86400 * API_SECOND;
	api_ok(l, "clock.sweep", "{}");
	api_act(l, "clerk");
	for (i = 0; i < 3; i++)
		whistles(s);
	shelf_and_orders(s);
	held(s);
	for (i = 0; i < MANY; i++)
		api_ok(l, "enterprise.get", "{'id':%lld,'unmask':true}", (long long)id);
	for (i = 0; i < MANY; i++)
		api_ok(l, "demand.amend", "{'id':%lld,'reason':'typing_error','subject':'改%d'}",
		       (long long)s->demand, i);
	s->a.step = 0; /* what is left of a clock is asked at one time */
}

typedef struct list_call {
	const char *op, *format; /* %lld: the id that goes with it */
	int64_t id;
} list_call;

static size_t calls_of(const lists *s, list_call *calls)
{
	const list_call known[] = {
		{ "office.list", "", 0 },
		{ "office.list", "'kind':'section'", 0 },
		{ "office.list", "'under':%lld", s->a.street },
		{ "staff.list", "", 0 },
		{ "staff.list", "'under':%lld", s->a.section },
		{ "journal.list", "'home':%lld", s->a.street },
		{ "journal.list", "'home':%lld,'root':true", s->a.street },
		{ "enterprise.list", "'home':%lld", s->a.street },
		{ "enterprise.list", "'home':%lld,'sort':'name'", s->a.street },
		{ "enterprise.list", "'home':%lld,'sort':'id','kind':'enterprise'", s->a.street },
		{ "enterprise.search", "'home':%lld,'text':'公司'", s->a.street },
		{ "contact.list", "'enterprise':%lld", s->enterprise },
		{ "import.list", "'home':%lld", s->a.street },
		{ "quarantine.list", "'import':%lld", s->import },
		{ "steward.list", "'enterprise':%lld", s->enterprise },
		{ "visit.list", "'enterprise':%lld", s->enterprise },
		{ "visit.list", "'home':%lld", s->a.street },
		{ "demand.list", "'home':%lld", s->a.street },
		{ "demand.list", "'home':%lld,'sort':'opened_at'", s->a.street },
		{ "demand.history", "'id':%lld", s->demand },
		{ "access.list", "'home':%lld", s->a.street },
		{ "access.list", "'subject':%lld", s->enterprise },
		{ "retention.list", "'home':%lld,'on':'2040-01-01'", s->a.street },
		{ "hold.list", "'home':%lld", s->a.street },
		{ "hold.list", "'home':%lld,'lifted':true", s->a.street },
		{ "attachment.list", "'demand':%lld", s->demand },
		{ "clock.list", "'home':%lld", s->a.street },
		{ "message.list", "'home':%lld", s->a.street },
		{ "message.list", "'about':%lld", s->demand },
		{ "rung.list", "'home':%lld", s->a.street },
		{ "rung.list", "'about':%lld", s->demand },
		{ "callback.list", "'home':%lld", s->a.street },
		{ "report.list", "'home':%lld", s->a.street },
		{ "whistle.list", "'home':%lld", s->a.street },
		{ "shelf.list", "'home':%lld", s->a.street },
		{ "shelf.list", "'unit':%lld", s->a.street },
		{ "shelf.list", "'home':%lld,'due':'2026-06-02'", s->a.street },
		{ "cause.list", "'home':%lld", s->a.street },
		{ "cause.list", "'demand':%lld", s->demand },
		{ "cause.demands", "'id':%lld", s->cause },
		{ "supervision.list", "'home':%lld", s->a.street },
		{ "supervision.list", "'home':%lld,'open':true", s->a.street },
		{ "supervision.list", "'unit':%lld", s->a.section },
		{ "card.list", "'home':%lld", s->a.street },
		{ "card.list", "'unit':%lld", s->a.section },
		{ "card.list", "'about':%lld", s->carded },
		{ "whistle.history", "'id':%lld", s->whistle },
		{ "party.list", "'office':%lld", s->a.section },
		{ "exclusion.list", "'home':%lld", s->a.street },
		{ "rate.cases",
		  "'home':%lld,'from':'2026-01','to':'2026-12','measure':'registered'",
		  s->a.street },
	};

	memcpy(calls, known, sizeof(known));
	return sizeof(known) / sizeof(known[0]);
}

#define CALLS_MAX 60

static void args_of(const list_call *call, char *room, size_t size)
{
	size_t i;

	if (strstr(call->format, "%lld")) {
		i = strcspn(call->format, "%");
		snprintf(room, size, "%.*s%lld%s", (int)i, call->format, (long long)call->id,
			 call->format + i + 4);
	} else {
		snprintf(room, size, "%s", call->format);
	}
}

START_TEST(every_list_is_here)
{
	list_call calls[CALLS_MAX];
	size_t nouns, noun, ops, op, i, n, found;
	gj_reply *r = NULL;
	char place[80];
	int flag;
	lists s;

	memset(&s, 0, sizeof(s));
	n = calls_of(&s, calls);
	ck_assert_int_eq(gj_describe(&r), GJ_OK);
	nouns = api_count(r, "/nouns");
	for (noun = 0; noun < nouns; noun++) {
		snprintf(place, sizeof(place), "/nouns/%zu/operations", noun);
		ops = api_count(r, place);
		for (op = 0; op < ops; op++) {
			snprintf(place, sizeof(place), "/nouns/%zu/operations/%zu/list", noun, op);
			if (gj_reply_flag(r, place, &flag) != GJ_OK || !flag)
				continue;
			snprintf(place, sizeof(place), "/nouns/%zu/operations/%zu/name", noun, op);
			for (i = 0, found = 0; i < n; i++)
				found += strcmp(calls[i].op, api_str(r, place)) == 0;
			ck_assert_msg(found > 0, "%s is tested by nobody", api_str(r, place));
		}
	}
	gj_reply_free(r);
}
END_TEST

/* The union of the pages is the whole, in one order, and gj_each gives the same. */
START_TEST(pages_make_the_whole)
{
	static const int limits[] = { 1, 2, 3, 7, 11, 12, 13 };
	list_call calls[CALLS_MAX];
	items whole, parts, each;
	char args[200], json[220], *p;
	size_t i, k, n;
	int64_t count;
	gj_reply *r;
	lists s;

	fill(&s);
	api_act(s.a.l, "system");
	n = calls_of(&s, calls);
	for (i = 0; i < n; i++) {
		args_of(&calls[i], args, sizeof(args));
		whole = pages(s.a.l, calls[i].op, args, 1000, "");
		ck_assert_msg(whole.n >= 3, "%s %s: %zu", calls[i].op, args, whole.n);
		no_item_twice(&whole, calls[i].op);
		for (k = 0; k < sizeof(limits) / sizeof(limits[0]); k++) {
			parts = pages(s.a.l, calls[i].op, args, limits[k], "");
			same_items(&whole, &parts, calls[i].op);
			clear(&parts);
		}
		memset(&each, 0, sizeof(each));
		snprintf(json, sizeof(json), "{%s}", args);
		for (p = json; *p; p++)
			*p = *p == '\'' ? '"' : *p;
		r = NULL;
		ck_assert_int_eq(gj_each(s.a.l, calls[i].op, json, strlen(json), sink, &each, &r),
				 GJ_OK);
		same_items(&whole, &each, calls[i].op);
		ck_assert_int_eq(gj_reply_int(r, "/count", &count), GJ_OK);
		ck_assert_int_eq(count, (int64_t)whole.n);
		gj_reply_free(r);
		clear(&each);
		clear(&whole);
	}
	api_end(&s.a);
}
END_TEST

/* The default is a hundred, a thousand the most. */
START_TEST(page_sizes)
{
	gj_reply *r;
	api a;

	api_start(&a);
	api_many(&a, 1100);
	r = api_call(a.l, GJ_OK, "office.list", "{}");
	ck_assert_uint_eq(api_count(r, "/items"), 100);
	gj_reply_free(r);
	r = api_call(a.l, GJ_OK, "office.list", "{'limit':1000}");
	ck_assert_uint_eq(api_count(r, "/items"), 1000);
	gj_reply_free(r);
	api_end(&a);
}
END_TEST

/* ---- cursors ---- */

static void cursor_of(gj_ledger *l, const char *op, const char *args, char *room, size_t size)
{
	gj_reply *r = api_call(l, GJ_OK, op, "{'limit':2%s%s}", *args ? "," : "", args);

	snprintf(room, size, "%s", api_str(r, "/next"));
	gj_reply_free(r);
}

static void foreign(gj_ledger *l, const char *op, const char *cursor, const char *args)
{
	api_fail_at(l, GJ_E_BAD_VALUE, "foreign_cursor", "/after", op, "{'after':'%s'%s%s}", cursor,
		    *args ? "," : "", args);
}

/* Bound to operation and filter, and not to the size of a page. */
START_TEST(cursor_is_bound)
{
	list_call calls[CALLS_MAX];
	char cursor[CALLS_MAX][500], args[200], other[200];
	size_t i, k, n;
	gj_reply *r;
	lists s;

	fill(&s);
	api_act(s.a.l, "system");
	n = calls_of(&s, calls);
	for (i = 0; i < n; i++) {
		args_of(&calls[i], args, sizeof(args));
		cursor_of(s.a.l, calls[i].op, args, cursor[i], sizeof(cursor[i]));
	}
	for (i = 0; i < n; i++) {
		args_of(&calls[i], args, sizeof(args));
		for (k = 0; k < n; k++) {
			args_of(&calls[k], other, sizeof(other));
			if (k != i)
				foreign(s.a.l, calls[i].op, cursor[k], args);
		}
		r = api_call(s.a.l, GJ_OK, calls[i].op, "{'limit':5,'after':'%s'%s%s}", cursor[i],
			     *args ? "," : "", args);
		gj_reply_free(r);
		/* what nobody gave out */
		foreign(s.a.l, calls[i].op, "x", args);
		foreign(s.a.l, calls[i].op, "0123456789abcdef.1.", args);
		cursor[i][16] = '\0';
		foreign(s.a.l, calls[i].op, cursor[i], args);
	}
	api_end(&s.a);
}
END_TEST

/* Another handle, another actor: a cursor is no more than a place. */
START_TEST(cursor_travels)
{
	char cursor[500];
	gj_ledger *other;
	gj_reply *r;
	api a;

	api_start(&a);
	cursor_of(a.l, "office.list", "", cursor, sizeof(cursor));
	other = api_open(&a, a.path);
	api_act(other, "clerk");
	r = api_call(other, GJ_OK, "office.list", "{'after':'%s'}", cursor);
	ck_assert_uint_eq(api_count(r, "/items"), 3);
	gj_reply_free(r);
	gj_close(other);
	api_end(&a);
}
END_TEST

/* What is added while somebody turns pages comes where it belongs, and moves nothing. */
START_TEST(pages_while_writing)
{
	items first, rest, whole;
	char cursor[500];
	int64_t id;
	api a;

	api_start(&a);
	api_many(&a, 10);
	cursor_of(a.l, "office.list", "", cursor, sizeof(cursor));
	first = pages(a.l, "office.list", "", 1000, "");
	id = api_office(a.l, "section", "新科", "XK", a.street);
	api_ok(a.l, "office.void", "{'id':%lld,'reason':'entered_twice'}", (long long)id - 1);
	rest = pages(a.l, "office.list", "", 3, cursor);
	whole = pages(a.l, "office.list", "", 1000, "");
	ck_assert_uint_eq(whole.n, first.n); /* one more and one less */
	ck_assert_uint_eq(rest.n + 2, whole.n);
	ck_assert_str_eq(rest.text[rest.n - 1], whole.text[whole.n - 1]);
	clear(&first);
	clear(&rest);
	clear(&whole);
	api_end(&a);
}
END_TEST

/* ---- streams ---- */

static int each(gj_ledger *l, const char *op, const char *args, items *to, gj_reply **ret_reply)
{
	return gj_each(l, op, args, strlen(args), sink, to, ret_reply);
}

/* A sink that has enough ends the list; the error is hers, and the ledger goes on. */
START_TEST(sink_stops)
{
	items got = { NULL, 0, 0, 0, 250, 0 };
	gj_reply *r = NULL;
	api a;

	api_start(&a);
	api_many(&a, 400);
	ck_assert_int_eq(each(a.l, "office.list", "{}", &got, &r), GJ_E_HOST);
	ck_assert_int_eq(gj_reply_code(r), GJ_E_HOST);
	gj_reply_free(r);
	ck_assert_uint_eq(got.n, 250);
	ck_assert_int_eq(got.calls, 251);
	clear(&got);
	ck_assert_int_eq(each(a.l, "office.list", "{\"limit\":7}", &got, NULL), GJ_OK);
	ck_assert_uint_eq(got.n, 405);
	clear(&got);
	api_end(&a);
}
END_TEST

START_TEST(stream_from_a_place)
{
	items got, rest;
	char cursor[500], args[600];
	api a;

	api_start(&a);
	api_many(&a, 20);
	cursor_of(a.l, "office.list", "", cursor, sizeof(cursor));
	snprintf(args, sizeof(args), "{\"limit\":3,\"after\":\"%s\"}", cursor);
	memset(&got, 0, sizeof(got));
	ck_assert_int_eq(each(a.l, "office.list", args, &got, NULL), GJ_OK);
	rest = pages(a.l, "office.list", "", 1000, cursor);
	same_items(&got, &rest, "office.list");
	clear(&got);
	clear(&rest);
	api_end(&a);
}
END_TEST

/* Errors are told as by a call, before the first item. */
START_TEST(stream_fails)
{
	items got = { NULL, 0, 0, 0, 0, 0 };
	gj_reply *r = NULL;
	api a;

	api_start(&a);
	ck_assert_int_eq(each(a.l, "office.get", "{\"id\":1}", &got, NULL), GJ_E_USE);
	ck_assert_int_eq(each(a.l, "no.such", "{}", &got, NULL), GJ_E_UNKNOWN_OP);
	ck_assert_int_eq(each(a.l, "office.list", "{\"limit\":0}", &got, &r), GJ_E_BAD_VALUE);
	ck_assert_str_eq(gj_reply_path(r), "/limit");
	gj_reply_free(r);
	ck_assert_int_eq(each(a.l, "office.list", "{\"after\":\"x\"}", &got, NULL), GJ_E_BAD_VALUE);
	api_act(a.l, "clerk");
	ck_assert_int_eq(each(a.l, "journal.list", "{}", &got, NULL), GJ_E_DENIED);
	ck_assert_int_eq(got.calls, 0);
	api_end(&a);
}
END_TEST

/* Inside a transaction it sees what was done there. */
START_TEST(stream_in_a_transaction)
{
	items got = { NULL, 0, 0, 0, 0, 0 };
	api a;

	api_start(&a);
	api_begin(a.l, 0);
	api_many(&a, 150);
	ck_assert_int_eq(each(a.l, "office.list", "{}", &got, NULL), GJ_OK);
	ck_assert_uint_eq(got.n, 155);
	api_rollback(a.l);
	clear(&got);
	ck_assert_int_eq(each(a.l, "office.list", "{}", &got, NULL), GJ_OK);
	ck_assert_uint_eq(got.n, 5);
	clear(&got);
	api_end(&a);
}
END_TEST

typedef struct weighing {
	size_t live, peak;
} weighing;

static void *weigh_alloc(void *user, size_t size)
{
	weighing *w = user;
	size_t *p = malloc(size + 16);

	if (!p)
		return NULL;
	*p = size;
	w->live += size;
	w->peak = w->live > w->peak ? w->live : w->peak;
	return (char *)p + 16;
}

static void weigh_release(void *user, void *block)
{
	weighing *w = user;
	size_t *p = block ? (size_t *)(void *)((char *)block - 16) : NULL;

	if (p)
		w->live -= *p;
	free(p);
}

static void *weigh_resize(void *user, void *block, size_t size)
{
	void *p = weigh_alloc(user, size);
	size_t old = block ? *(size_t *)(void *)((char *)block - 16) : 0;

	if (p && block)
		memcpy(p, block, old < size ? old : size);
	if (p)
		weigh_release(user, block);
	return p;
}

/* However long the list, no more than a page of it is held. */
START_TEST(stream_in_bounded_memory)
{
	weighing w = { 0, 0 };
	items got = { NULL, 0, 0, 0, 0, 0 };
	gj_options *o;
	size_t before;
	api a;

	api_start(&a);
	api_many(&a, 8000);
	a.l = gj_close(a.l);
	o = api_options(&a);
	ck_assert_int_eq(gj_options_set_int(o, "memory_max", 1 << 20), GJ_OK);
	ck_assert_int_eq(gj_options_set_memory(o, weigh_alloc, weigh_resize, weigh_release, &w),
			 GJ_OK);
	a.l = api_open_with(a.path, o);
	gj_options_free(o);
	api_act(a.l, "system");
	/* what a ledger keeps of a statement once it was used is not the list's */
	ck_assert_int_eq(each(a.l, "office.list", "{\"kind\":\"street\"}", &got, NULL), GJ_OK);
	clear(&got);
	before = w.live;
	w.peak = w.live;
	ck_assert_int_eq(each(a.l, "office.list", "{}", &got, NULL), GJ_OK);
	ck_assert_uint_eq(got.n, 8005);
	ck_assert_uint_ge(got.bytes, 1 << 20);
	ck_assert_uint_lt(w.peak - before, 256 << 10);
	ck_assert_uint_eq(w.live, before);
	clear(&got);
	api_end(&a);
}
END_TEST

/* A page that one call may not hold: told as a limit, not as memory that ran out; a smaller one
 * comes, in a transaction too. */
START_TEST(page_beyond_the_memory)
{
	gj_reply *reply = NULL;
	const char *rule = "";
	int64_t max = 0;
	gj_options *o;
	api a;

	api_start(&a);
	api_many(&a, 2000);
	a.l = gj_close(a.l);
	o = api_options(&a);
	ck_assert_int_eq(gj_options_set_int(o, "memory_max", 1 << 20), GJ_OK);
	a.l = api_open_with(a.path, o);
	gj_options_free(o);
	api_act(a.l, "system");
	ck_assert_int_eq(gj_begin(a.l, NULL, 0, NULL), GJ_OK);
	ck_assert_int_eq(gj_call(a.l, "journal.list", "{\"limit\":1000}", 14, &reply), GJ_E_LIMIT);
	ck_assert_int_eq(gj_reply_text(reply, "/error/rule", &rule, NULL), GJ_OK);
	ck_assert_str_eq(rule, "call_memory");
	ck_assert_int_eq(gj_reply_int(reply, "/error/detail/max", &max), GJ_OK);
	ck_assert_int_eq(max, 1 << 20);
	gj_reply_free(reply);
	ck_assert_int_eq(gj_call(a.l, "journal.list", "{\"limit\":100}", 13, NULL), GJ_OK);
	ck_assert_int_eq(gj_commit(a.l, NULL), GJ_OK);
	api_end(&a);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("lists");

	unit_add(s, "every_list_is_here", every_list_is_here);
	unit_add(s, "pages_make_the_whole", pages_make_the_whole);
	unit_add(s, "page_sizes", page_sizes);
	unit_add(s, "cursor_is_bound", cursor_is_bound);
	unit_add(s, "cursor_travels", cursor_travels);
	unit_add(s, "pages_while_writing", pages_while_writing);
	unit_add(s, "sink_stops", sink_stops);
	unit_add(s, "stream_from_a_place", stream_from_a_place);
	unit_add(s, "stream_fails", stream_fails);
	unit_add(s, "stream_in_a_transaction", stream_in_a_transaction);
	unit_add(s, "stream_in_bounded_memory", stream_in_bounded_memory);
	unit_add(s, "page_beyond_the_memory", page_beyond_the_memory);
	return s;
}

GJ_TEST_MAIN(suite)
