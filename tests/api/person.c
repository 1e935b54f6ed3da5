/* SPDX-License-Identifier: Apache-2.0
 *
 * What is held about one person is exported whole, counted against what was put in, and so are the
 * words in which others speak of her, but for complaints and what was said in confidence: by no
 * road does the unit complained of learn who complained. Every export, and every look, can be
 * found again by whose values they were, by who looked and by when.
 */
#include "kernel.h"

/* Invented. */
#define HERS "13700002222"
#define SPOKEN "137-0000-2222" /* the same, as somebody wrote it down */
#define AUTHOR "13600003333"
#define AUTHOR_NAME "某辛（虚构）"
#define OTHER "13500001111"

typedef struct story {
	api a;
	int64_t firm, contact, demand, visit, told, complaint, secret, brought, import;
} story;

static int64_t registered(api *a, const char *kind, const char *phone, const char *name,
			  const char *detail, const char *more)
{
	return api_ok(a->l, "demand.register",
		      "{'channel':'phone','kind':'%s','category':'traffic','subject':'来电',"
		      "'detail':'%s','demander':{'name':'%s','phone':'%s'}%s}",
		      kind, detail, name, phone, more);
}

static void write_file(const api *a, const char *name, const char *text, char *path, size_t size)
{
	FILE *f;

	api_in(a, path, size, name);
	f = fopen(path, "wb");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
}

static void complained(story *s)
{
	api *a = &s->a;
	char more[60];
	gj_reply *r;

	snprintf(more, sizeof(more), ",'against':%lld", (long long)a->section);
	s->complaint =
		registered(a, "complaint", AUTHOR, AUTHOR_NAME, "营商科 " HERS " 态度差", more);
	s->secret = registered(a, "report", OTHER, "某壬", "举报 " HERS, ",'confidential':true");
	r = api_call(a->l, GJ_OK, "visit.report",
		     "{'enterprise':%lld,'outcome':'met','mode':'door','summary':'又说到 " HERS
		     "','team':[{'staff':%lld,'part':'lead'}],'findings':[{'text':'" AUTHOR_NAME
		     " " AUTHOR " 投诉 " HERS "','demand':{'kind':'complaint','category':'traffic',"
		     "'subject':'投诉','against':%lld}}]}",
		     (long long)s->firm, (long long)a->clerk, (long long)a->section);
	s->brought = api_int(r, "/findings/0/demand");
	gj_reply_free(r);
}

static void tell(story *s)
{
	api *a = &s->a;
	char path[200];

	memset(s, 0, sizeof(*s));
	api_start(a);
	api_act(a->l, "clerk");
	s->firm = api_ok(a->l, "enterprise.register", "{'kind':'enterprise','name':'甲公司'}");
	s->contact = api_ok(a->l, "contact.add",
			    "{'enterprise':%lld,'role':'liaison','name':'某庚','phone':'" SPOKEN "'}",
			    (long long)s->firm);
	api_ok(a->l, "contact.update", "{'id':%lld,'mail':'g@example.com'}", (long long)s->contact);
	api_ok(a->l, "contact.add", "{'enterprise':%lld,'role':'finance','phone':'" OTHER "'}",
	       (long long)s->firm);
	s->demand = registered(a, "help", HERS, "某庚", "门口堵车", "");
	api_ok(a->l, "demand.reply",
	       "{'id':%lld,'text':'已划线','note':'她很满意','disposition':'do_now','resolution':"
	       "'solved','level':'office'}",
	       (long long)s->demand);
	write_file(a, "gate.txt", "照片说明\n", path, sizeof(path));
	api_ok(a->l, "attachment.add", "{'demand':%lld,'kind':'document','path':'%s'}",
	       (long long)s->demand, path);
	s->visit = api_ok(a->l, "visit.report",
			  "{'enterprise':%lld,'outcome':'met','mode':'door','summary':'联系人 " HERS
			  "','team':[{'staff':%lld,'part':'lead'}],'findings':[{'text':'找 " HERS
			  "'},{'text':'门坏了'}]}",
			  (long long)s->firm, (long long)a->clerk);
	s->told = registered(a, "help", OTHER, "某癸", "请转告 " HERS, "");
	complained(s);
	write_file(a, "in.csv",
		   "企业名称,统一社会信用代码,联系人,联系电话\n"
		   "戊公司,914403007084611360,某庚," HERS "\n",
		   path, sizeof(path));
	s->import = api_ok(a->l, "enterprise.import", "{'path':'%s'}", path);
	api_act(a->l, "system");
	/* who works in the section complained of, and has the right in the street */
	api_ok(a->l, "staff.register",
	       "{'account':'inside','name':'冯八','office':%lld,'roles':[{'office':%lld,'role':"
	       "'data_protection'}]}",
	       (long long)a->section, (long long)a->street);
	api_ok(a->l, "staff.register",
	       "{'account':'above','name':'陈九','office':%lld,'roles':[{'office':%lld,'role':"
	       "'data_protection'}]}",
	       (long long)a->district, (long long)a->district);
	api_act(a->l, "officer");
}

/* How many items say this; value NULL: an item without one. */
static size_t said(gj_reply *r, const char *noun, int64_t id, const char *field, const char *value,
		   int mention)
{
	size_t i, n = api_count(r, "/items"), count = 0;
	const char *text;
	char place[60];
	int64_t number;
	int flag;

	for (i = 0; i < n; i++) {
		snprintf(place, sizeof(place), "/items/%zu/id", i);
		number = 0;
		gj_reply_int(r, place, &number);
		snprintf(place, sizeof(place), "/items/%zu/noun", i);
		if (number != id || strcmp(api_str(r, place), noun) != 0)
			continue;
		snprintf(place, sizeof(place), "/items/%zu/mention", i);
		flag = 0;
		gj_reply_flag(r, place, &flag);
		snprintf(place, sizeof(place), "/items/%zu/field", i);
		if (flag != mention || (field && strcmp(api_str(r, place), field) != 0))
			continue;
		snprintf(place, sizeof(place), "/items/%zu/value", i);
		text = NULL;
		gj_reply_text(r, place, &text, NULL);
		count += value ? text && strcmp(text, value) == 0 : !text;
	}
	return count;
}

static void none_of(gj_reply *r, int64_t id)
{
	char text[40];

	snprintf(text, sizeof(text), "%lld", (long long)id);
	ck_assert_ptr_null(strstr(gj_reply_json(r, NULL), text));
}

/* ---- all of it ---- */

START_TEST(all_that_is_held)
{
	gj_reply *r;
	story s;

	tell(&s);
	r = api_call(s.a.l, GJ_OK, "person.export", "{'value':'" HERS "','purpose':'本人申请查阅'}");
	ck_assert_uint_eq(said(r, "contact", s.contact, "name", "某庚", 0), 1);
	ck_assert_uint_eq(said(r, "contact", s.contact, "phone", SPOKEN, 0), 1);
	ck_assert_uint_eq(said(r, "contact", s.contact, "mail", "g@example.com", 0), 1);
	ck_assert_uint_eq(said(r, "demand", s.demand, "title", "来电", 0), 1);
	ck_assert_uint_eq(said(r, "demand", s.demand, "detail", "门口堵车", 0), 1);
	ck_assert_uint_eq(said(r, "demand", s.demand, "name", "某庚", 0), 1);
	ck_assert_uint_eq(said(r, "demand", s.demand, "phone", HERS, 0), 1);
	ck_assert_uint_eq(said(r, "demand", s.demand, "text", "已划线", 0), 1);
	ck_assert_uint_eq(said(r, "demand", s.demand, "note", "她很满意", 0), 1);
	ck_assert_ptr_nonnull(strstr(gj_reply_json(r, NULL), "gate.txt"));
	ck_assert_uint_eq(said(r, "visit", s.visit, "summary", "联系人 " HERS, 1), 1);
	ck_assert_uint_eq(said(r, "visit", s.visit, "text", "找 " HERS, 1), 1);
	ck_assert_uint_eq(said(r, "demand", s.told, "detail", "请转告 " HERS, 1), 1);
	ck_assert_uint_eq(said(r, "import", s.import, NULL, NULL, 1), 1);
	/* and nothing else: of the file its name and digest */
	ck_assert_uint_eq(api_count(r, "/items"), 15);
	none_of(r, s.complaint);
	none_of(r, s.secret);
	none_of(r, s.brought);
	ck_assert_ptr_null(strstr(gj_reply_json(r, NULL), AUTHOR));
	ck_assert_ptr_null(strstr(gj_reply_json(r, NULL), OTHER));
	gj_reply_free(r);
	r = api_call(s.a.l, GJ_OK, "person.export", "{'subject':%lld,'purpose':'本人申请'}",
		     (long long)s.contact);
	ck_assert_uint_eq(api_count(r, "/items"), 3);
	ck_assert_uint_eq(said(r, "contact", s.contact, "mail", "g@example.com", 0), 1);
	gj_reply_free(r);
	/* by name: what has this name, and what it stands in */
	r = api_call(s.a.l, GJ_OK, "person.export", "{'value':'某庚','purpose':'本人申请'}");
	ck_assert_uint_eq(said(r, "contact", s.contact, "phone", SPOKEN, 0), 1);
	ck_assert_uint_eq(said(r, "demand", s.demand, "phone", HERS, 0), 1);
	ck_assert_uint_eq(api_count(r, "/items"), 12); /* no visit, nobody's message */
	gj_reply_free(r);
	api_verify(s.a.l);
	api_end(&s.a);
}
END_TEST

/* Of the root, where the telephones of staff are. */
START_TEST(staff)
{
	int64_t id;
	gj_reply *r;
	story s;

	tell(&s);
	api_act(s.a.l, "system");
	id = api_ok(s.a.l, "staff.register",
		    "{'account':'new','name':'甲','office':%lld,'phone':'" HERS "'}",
		    (long long)s.a.street);
	r = api_call(s.a.l, GJ_OK, "person.export",
		     "{'root':true,'value':'" HERS "','purpose':'x'}");
	ck_assert_uint_eq(api_count(r, "/items"), 1);
	ck_assert_uint_eq(said(r, "staff", id, "phone", HERS, 0), 1);
	gj_reply_free(r);
	api_act(s.a.l, "officer");
	api_fail(s.a.l, GJ_E_DENIED, "person.export",
		 "{'root':true,'value':'" HERS "','purpose':'x'}");
	api_fail(s.a.l, GJ_E_DENIED, "person.export", "{'subject':%lld,'purpose':'x'}",
		 (long long)id);
	api_end(&s.a);
}
END_TEST

/* ---- who complained ---- */

/* The author's own export has the complaint. Nobody else's has, and none that the unit complained
 * of makes, whatever it asks for: neither number, name, telephone nor words of it. */
START_TEST(who_complained)
{
	static const char *const asked[] = { AUTHOR, AUTHOR_NAME, HERS, "投诉", "营商科", "态度差" };
	gj_reply *r;
	story s;
	size_t i;

	tell(&s);
	r = api_call(s.a.l, GJ_OK, "person.export", "{'value':'" AUTHOR "','purpose':'本人申请'}");
	ck_assert_uint_eq(said(r, "demand", s.complaint, "name", AUTHOR_NAME, 0), 1);
	ck_assert_uint_eq(said(r, "demand", s.complaint, "detail", "营商科 " HERS " 态度差", 0), 1);
	ck_assert_uint_eq(api_count(r, "/items"), 4);
	gj_reply_free(r);
	for (i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		/* by whoever may: the words of a complaint are told to its author only */
		api_act(s.a.l, "officer");
		r = api_call(s.a.l, GJ_OK, "person.export", "{'value':'%s','purpose':'x'}",
			     asked[i]);
		if (i > 1) {
			ck_assert_ptr_null(strstr(gj_reply_json(r, NULL), AUTHOR));
			ck_assert_ptr_null(strstr(gj_reply_json(r, NULL), AUTHOR_NAME));
			none_of(r, s.complaint);
			none_of(r, s.secret);
		}
		gj_reply_free(r);
		/* for the unit complained of there is none */
		api_act(s.a.l, "inside");
		r = api_call(s.a.l, GJ_OK, "person.export",
			     "{'home':%lld,'value':'%s','purpose':'x'}", (long long)s.a.street,
			     asked[i]);
		ck_assert_ptr_null(strstr(gj_reply_json(r, NULL), AUTHOR));
		ck_assert_ptr_null(strstr(gj_reply_json(r, NULL), AUTHOR_NAME));
		ck_assert_ptr_null(strstr(gj_reply_json(r, NULL), "态度差"));
		none_of(r, s.complaint);
		none_of(r, s.brought);
		gj_reply_free(r);
	}
	api_fail_at(s.a.l, GJ_E_NOT_FOUND, "not_here", "", "person.export",
		    "{'subject':%lld,'purpose':'x'}", (long long)s.complaint);
	api_fail_at(s.a.l, GJ_E_NOT_FOUND, "not_here", "", "person.export",
		    "{'subject':%lld,'purpose':'x'}", (long long)s.complaint + 100000);
	/* nor does she find in the log that somebody looked at it */
	api_act(s.a.l, "officer");
	api_ok(s.a.l, "person.export", "{'subject':%lld,'purpose':'x'}", (long long)s.complaint);
	r = api_call(s.a.l, GJ_OK, "access.list", "{'subject':%lld}", (long long)s.complaint);
	ck_assert_uint_ge(api_count(r, "/items"), 2);
	gj_reply_free(r);
	api_act(s.a.l, "inside");
	r = api_call(s.a.l, GJ_OK, "access.list", "{'home':%lld}", (long long)s.a.street);
	ck_assert_uint_ge(api_count(r, "/items"), 3);
	none_of(r, s.complaint);
	gj_reply_free(r);
	r = api_call(s.a.l, GJ_OK, "access.list", "{'subject':%lld}", (long long)s.complaint);
	ck_assert_uint_eq(api_count(r, "/items"), 0);
	gj_reply_free(r);
	api_end(&s.a);
}
END_TEST

/* ---- who may ---- */

START_TEST(who_may)
{
	story s;

	tell(&s);
	api_fail_at(s.a.l, GJ_E_MISSING, "missing", "/purpose", "person.export",
		    "{'value':'" HERS "'}");
	api_fail_at(s.a.l, GJ_E_MISSING, "one_of", "", "person.export", "{'purpose':'x'}");
	api_fail_at(s.a.l, GJ_E_BAD_VALUE, "one_of", "", "person.export",
		    "{'purpose':'x','value':'" HERS "','subject':%lld}", (long long)s.contact);
	api_fail_at(s.a.l, GJ_E_BAD_VALUE, "too_short", "/value", "person.export",
		    "{'purpose':'x','value':'137'}");
	api_fail(s.a.l, GJ_E_NOT_FOUND, "person.export", "{'purpose':'x','subject':%lld}",
		 (long long)s.firm);
	api_fail(s.a.l, GJ_E_DENIED, "person.export",
		 "{'home':%lld,'purpose':'x','value':'" HERS "'}", (long long)s.a.other);
	api_act(s.a.l, "clerk");
	api_fail(s.a.l, GJ_E_DENIED, "person.export", "{'purpose':'x','value':'" HERS "'}");
	/* from above, what was said in confidence would be known where it should not */
	api_act(s.a.l, "above");
	api_fail_at(s.a.l, GJ_E_DENIED, "office_not_yours", "", "person.export",
		    "{'home':%lld,'purpose':'x','value':'" HERS "'}", (long long)s.a.street);
	api_act(s.a.l, "officer");
	api_begin(s.a.l, s.a.street);
	api_fail(s.a.l, GJ_E_USE, "person.export", "{'purpose':'x','value':'" HERS "'}");
	api_rollback(s.a.l);
	api_end(&s.a);
}
END_TEST

/* ---- the log of reads ---- */

static size_t looks(api *a, const char *filter)
{
	gj_reply *r = api_call(a->l, GJ_OK, "access.list", "{%s}", filter);
	size_t n = api_count(r, "/items");

	gj_reply_free(r);
	return n;
}

START_TEST(looks_are_found_again)
{
	char filter[200];
	gj_reply *r;
	int64_t noon;
	story s;
	api *a;

	tell(&s);
	a = &s.a;
	a->now = API_START + INT64_C(86400) * API_SECOND;
	api_act(a->l, "clerk");
	api_ok(a->l, "contact.get", "{'id':%lld,'unmask':true,'purpose':'回电'}",
	       (long long)s.contact);
	api_ok(a->l, "contact.get", "{'id':%lld}", (long long)s.contact); /* masked: no look */
	api_fail(a->l, GJ_E_DENIED, "person.export", "{'purpose':'x','value':'" HERS "'}");
	a->now += 3600 * API_SECOND;
	noon = a->now;
	api_act(a->l, "officer");
	api_ok(a->l, "person.export", "{'purpose':'本人申请','value':'" HERS "'}");
	api_ok(a->l, "demand.get", "{'id':%lld,'unmask':true}", (long long)s.demand);
	(void)noon;
	/* whose */
	snprintf(filter, sizeof(filter), "'subject':%lld", (long long)s.contact);
	ck_assert_uint_eq(looks(a, filter), 2);
	r = api_call(a->l, GJ_OK, "access.list", "{%s}", filter);
	ck_assert_str_eq(api_str(r, "/items/0/operation"), "person.export");
	ck_assert_str_eq(api_str(r, "/items/0/purpose"), "本人申请");
	ck_assert_int_eq(api_int(r, "/items/0/actor"), a->officer);
	ck_assert_str_eq(api_str(r, "/items/0/actor_name"), "李四");
	ck_assert_str_eq(api_str(r, "/items/0/office_name"), "甲街道");
	/* contact, demand, its file, visit, the other demand, the import: each once */
	ck_assert_uint_eq(api_count(r, "/items/0/subjects"), 6);
	ck_assert_str_eq(api_str(r, "/items/1/operation"), "contact.get");
	ck_assert_uint_eq(api_count(r, "/items/1/subjects"), 1);
	ck_assert_int_eq(api_int(r, "/items/1/subjects/0"), s.contact);
	gj_reply_free(r);
	snprintf(filter, sizeof(filter), "'subject':%lld", (long long)s.told);
	ck_assert_uint_eq(looks(a, filter), 1);
	/* by whom */
	snprintf(filter, sizeof(filter), "'actor':%lld", (long long)a->officer);
	ck_assert_uint_eq(looks(a, filter), 2);
	snprintf(filter, sizeof(filter), "'actor':%lld", (long long)a->clerk);
	ck_assert_uint_eq(looks(a, filter), 2);
	snprintf(filter, sizeof(filter), "'actor':%lld,'refused':true", (long long)a->clerk);
	ck_assert_uint_eq(looks(a, filter), 1);
	snprintf(filter, sizeof(filter), "'actor':%lld,'subject':%lld", (long long)a->clerk,
		 (long long)s.contact);
	ck_assert_uint_eq(looks(a, filter), 1);
	ck_assert_uint_eq(looks(a, "'refused':false"), 3);
	/* when */
	ck_assert_uint_eq(looks(a, "'until':'2026-03-03T10:00:00+08:00'"), 2);
	ck_assert_uint_eq(looks(a, "'since':'2026-03-03T10:00:00+08:00'"), 2);
	ck_assert_uint_eq(looks(a, "'since':'2026-03-03T10:00:00+08:00','refused':true"), 0);
	/* page by page */
	r = api_call(a->l, GJ_OK, "access.list", "{'limit':3}");
	ck_assert_uint_eq(api_count(r, "/items"), 3);
	snprintf(filter, sizeof(filter), "'limit':3,'after':'%s'", api_str(r, "/next"));
	gj_reply_free(r);
	ck_assert_uint_eq(looks(a, filter), 1);
	api_act(a->l, "clerk");
	api_fail(a->l, GJ_E_DENIED, "access.list", "{}");
	api_verify(a->l);
	api_ok(a->l, "ledger.rebuild", "{}");
	api_verify(a->l);
	api_end(a);
}
END_TEST

/* More than one person has is nobody's. */
START_TEST(too_many)
{
	char text[100];
	gj_reply *r;
	api a;
	int i, k;

	api_start(&a);
	api_act(a.l, "officer");
	for (i = 0; i < 11; i++) {
		char *calls = malloc(40000);
		size_t n = 0;

		ck_assert_ptr_nonnull(calls);
		n += (size_t)sprintf(calls + n, "{\"calls\":[");
		for (k = 0; k < 100; k++)
			n += (size_t)sprintf(calls + n,
					     "%s{\"op\":\"enterprise.register\",\"args\":{\"kind\":"
					     "\"enterprise\",\"name\":\"企业%d\",\"note\":\"同一段话\"}}",
					     k ? "," : "", 100 * i + k);
		sprintf(calls + n, "]}");
		api_act(a.l, "clerk");
		r = NULL;
		ck_assert_int_eq(gj_call(a.l, "batch.run", calls, strlen(calls), &r), GJ_OK);
		gj_reply_free(r);
		free(calls);
	}
	api_act(a.l, "officer");
	api_fail(a.l, GJ_E_LIMIT, "person.export", "{'purpose':'x','value':'同一段话'}");
	snprintf(text, sizeof(text), "'actor':%lld,'refused':false", (long long)a.officer);
	ck_assert_uint_eq(looks(&a, text), 0);
	api_end(&a);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("person");

	unit_add(s, "all_that_is_held", all_that_is_held);
	unit_add(s, "staff", staff);
	unit_add(s, "who_complained", who_complained);
	unit_add(s, "who_may", who_may);
	unit_add(s, "looks_are_found_again", looks_are_found_again);
	unit_add(s, "too_many", too_many);
	return s;
}

GJ_TEST_MAIN(suite)
