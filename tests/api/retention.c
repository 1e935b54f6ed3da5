/* SPDX-License-Identifier: Apache-2.0
 *
 * Retention: what is due is due on the day after its last one by the calendar and the ledger's
 * zone, and not a day before; what still goes on is not; erasing it leaves no byte of it, spares
 * what is not due, and goes on slice by slice; a complaint neither shows as due to the unit
 * complained of nor is erased by it.
 */
#include "trace.h"

#define STAYS "13500001111"
#define WISH "'channel':'phone','kind':'%s','category':'traffic'"

/* 2026-03-02 is the day of the tests; these are midnights of the ledger's zone. */
#define DAY (INT64_C(86400) * API_SECOND)
#define MIDNIGHT (API_START - 9 * 3600 * API_SECOND)
#define NOON_2029_03_02 (MIDNIGHT + 1096 * DAY + DAY / 2) /* 2028 has a leap day */

static void start(api *a)
{
	api_start(a);
	api_act(a->l, "clerk");
}

static int64_t registered(api *a, const char *kind, const char *more)
{
	return api_ok(a->l, "demand.register",
		      "{" WISH ",'subject':'来电 " PHONE "','detail':'请回电 " PHONE
		      "','demander':{'name':'某庚','phone':'" PHONE "'}%s}",
		      kind, more);
}

static void ended(api *a, int64_t id)
{
	api_ok(a->l, "demand.withdraw", "{'id':%lld,'reason':'mistaken','note':'" PHONE " 来电'}",
	       (long long)id);
}

/* How many are due today, as the officer is told; the list and the summary must agree. */
static size_t due(api *a)
{
	gj_reply *list, *sum;
	int64_t step = a->step;
	size_t n;

	a->step = 0;
	api_act(a->l, "officer");
	list = api_call(a->l, GJ_OK, "retention.list", "{'limit':1000}");
	sum = api_call(a->l, GJ_OK, "retention.summary", "{}");
	n = api_count(list, "/items");
	ck_assert_int_eq(api_int(sum, "/due"), (int64_t)n);
	gj_reply_free(list);
	gj_reply_free(sum);
	api_act(a->l, "clerk");
	a->step = step;
	return n;
}

/* ---- on the day ---- */

/* Three years from 2 March 2026 end with 2 March 2029: on the day after, it is due. One that ended
 * a second before midnight belongs to the day, one a second after to the next. */
START_TEST(on_the_day)
{
	int64_t first, second;
	gj_reply *r;
	api a;

	start(&a);
	first = registered(&a, "help", "");
	second = registered(&a, "help", "");
	a.now = MIDNIGHT + DAY - API_SECOND;
	ended(&a, first);
	a.now = MIDNIGHT + DAY + API_SECOND;
	ended(&a, second);
	a.now = NOON_2029_03_02;
	ck_assert_uint_eq(due(&a), 0);
	a.now = MIDNIGHT + 1097 * DAY - API_SECOND;
	ck_assert_uint_eq(due(&a), 0);
	a.now = MIDNIGHT + 1097 * DAY;
	ck_assert_uint_eq(due(&a), 1);
	api_act(a.l, "officer");
	r = api_call(a.l, GJ_OK, "retention.list", "{}");
	ck_assert_int_eq(api_int(r, "/items/0/id"), first);
	ck_assert_str_eq(api_str(r, "/items/0/noun"), "demand");
	ck_assert_str_eq(api_str(r, "/items/0/kind"), "help");
	ck_assert_str_eq(api_str(r, "/items/0/rule"), "demand");
	ck_assert_str_eq(api_str(r, "/items/0/since"), "2026-03-02");
	ck_assert_str_eq(api_str(r, "/items/0/until"), "2029-03-02");
	gj_reply_free(r);
	/* as it will be tomorrow, and as it was */
	r = api_call(a.l, GJ_OK, "retention.list", "{'on':'2029-03-04','limit':1}");
	ck_assert_int_eq(api_int(r, "/items/0/id"), first);
	api_ok(a.l, "retention.list", "{'on':'2029-03-04','limit':1,'after':'%s'}",
	       api_str(r, "/next"));
	gj_reply_free(r);
	r = api_call(a.l, GJ_OK, "retention.summary", "{'on':'2029-03-04'}");
	ck_assert_int_eq(api_int(r, "/due"), 2);
	ck_assert_str_eq(api_str(r, "/rules/4/rule"), "demand");
	ck_assert_str_eq(api_str(r, "/rules/4/earliest"), "2029-03-03");
	gj_reply_free(r);
	r = api_call(a.l, GJ_OK, "retention.summary", "{'on':'2029-03-02'}");
	ck_assert_int_eq(api_int(r, "/due"), 0);
	gj_reply_free(r);
	(void)second;
	api_end(&a);
}
END_TEST

/* What goes on is never due, and what was taken up again goes on. */
START_TEST(what_goes_on)
{
	int64_t open, again;
	api a;

	start(&a);
	open = registered(&a, "help", "");
	again = registered(&a, "help", "");
	api_ok(a.l, "demand.reply",
	       "{'id':%lld,'text':'已办理','disposition':'do_now','resolution':'solved',"
	       "'level':'office'}",
	       (long long)again);
	api_ok(a.l, "demand.close", "{'id':%lld}", (long long)again);
	a.now += 1200 * DAY;
	ck_assert_uint_eq(due(&a), 1);
	api_ok(a.l, "demand.reopen", "{'id':%lld,'reason':'%s'}", (long long)again, "new_facts");
	ck_assert_uint_eq(due(&a), 0);
	api_act(a.l, "officer");
	api_ok(a.l, "retention.erase", "{}");
	api_act(a.l, "clerk");
	ended(&a, open);
	ck_assert_uint_eq(due(&a), 0);
	a.now += 1097 * DAY;
	ck_assert_uint_eq(due(&a), 1);
	api_end(&a);
}
END_TEST

/* ---- everything that is kept ---- */

typedef struct story {
	api a;
	int64_t enterprise, contact, visit, demand, whistle, attachment, import, staff;
} story;

static void imported(story *s)
{
	static const char csv[] = "企业名称,统一社会信用代码,联系人,联系电话\n"
				  "戊公司,914403007084611360,某戊," PHONE "\n";
	char path[200];
	FILE *f;

	api_in(&s->a, path, sizeof(path), "in.csv");
	f = fopen(path, "wb");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(csv, f), 0);
	ck_assert_int_eq(fclose(f), 0);
	s->import = api_ok(s->a.l, "enterprise.import", "{'path':'%s','key':'k-import'}", path);
	remove(path);
}

static void attached(story *s)
{
	char path[200];
	FILE *f;

	api_in(&s->a, path, sizeof(path), "note.txt");
	f = fopen(path, "wb");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs("录音整理：机主 " PHONE "\n", f), 0);
	ck_assert_int_eq(fclose(f), 0);
	s->attachment = api_ok(s->a.l, "attachment.add",
			       "{'demand':%lld,'kind':'document','name':'" PHONE
			       ".txt','path':'%s','key':'k-attach'}",
			       (long long)s->demand, path);
	remove(path);
}

static void whistled(story *s)
{
	s->whistle = api_ok(s->a.l, "whistle.draft",
			    "{'kind':'demand','source':'masses','subject':'来电 " PHONE
			    "','detail':'" PHONE "','demand':%lld,'quorum':'all','parties':"
			    "[{'office':%lld,'part':'lead'}],'key':'k-whistle'}",
			    (long long)s->demand, (long long)s->a.section);
	api_ok(s->a.l, "whistle.withdraw",
	       "{'id':%lld,'reason':'solved_here','note':'" PHONE "'}",
	       (long long)s->whistle);
}

static void tell(story *s)
{
	api *a = &s->a;

	memset(s, 0, sizeof(*s));
	start(a);
	s->enterprise = api_ok(a->l, "enterprise.register",
			       "{'kind':'enterprise','name':'甲公司','note':'电话 " PHONE
			       "','contacts':[{'role':'liaison','name':'某乙','phone':'" PHONE
			       "'}],'key':'k-enterprise'}");
	s->contact = api_ok(a->l, "contact.add",
			    "{'enterprise':%lld,'role':'finance','name':'某丙','phone':'" PHONE
			    "','consent_until':'2026-06-30','key':'k-contact'}",
			    (long long)s->enterprise);
	api_ok(a->l, "contact.update", "{'id':%lld,'phone':'" PHONE "9'}", (long long)s->contact);
	s->visit = api_ok(a->l, "visit.report",
			  "{'enterprise':%lld,'outcome':'met','mode':'door','summary':'留了 " PHONE
			  "','team':[{'staff':%lld,'part':'lead'}],'findings':[{'text':'电话 " PHONE
			  "'}],'key':'k-visit'}",
			  (long long)s->enterprise, (long long)a->clerk);
	s->demand = registered(a, "help", ",'key':'k-demand'");
	attached(s);
	whistled(s);
	imported(s);
	ended(a, s->demand);
	api_ok(a->l, "enterprise.update", "{'id':%lld,'state':'closed'}",
	       (long long)s->enterprise);
	api_act(a->l, "system");
	s->staff = api_ok(a->l, "staff.register",
			  "{'account':'left','name':'王七','office':%lld,'phone':'" PHONE "'}",
			  (long long)a->street);
	api_ok(a->l, "staff.void", "{'id':%lld,'reason':'entered_by_mistake'}",
	       (long long)s->staff);
	api_act(a->l, "clerk");
}

/* What is not due, with another number. */
static int64_t open_one(api *a)
{
	return api_ok(a->l, "demand.register",
		      "{" WISH ",'subject':'来电 " STAYS "','demander':{'name':'某辛','phone':'"
		      STAYS "'}}",
		      "help");
}

static int has_due(gj_reply *r, const char *noun, int64_t id)
{
	char place[60];
	size_t i, n = api_count(r, "/items");

	for (i = 0; i < n; i++) {
		snprintf(place, sizeof(place), "/items/%zu/id", i);
		if (api_int(r, place) != id)
			continue;
		snprintf(place, sizeof(place), "/items/%zu/noun", i);
		return strcmp(api_str(r, place), noun) == 0;
	}
	return 0;
}

/* Slice by slice, until there is no next. How many things in all. */
static int64_t erase_all(api *a, const char *more, int64_t limit)
{
	char next[60] = "";
	int64_t things = 0;
	int slices = 0;
	const char *text;
	gj_reply *r;

	do {
		r = api_call(a->l, GJ_OK, "retention.erase", "{'limit':%lld%s%s%s%s,'key':'e-%d'}",
			     (long long)limit, more, *next ? ",'after':'" : "", next,
			     *next ? "'" : "", slices++);
		ck_assert_int_le((int64_t)api_count(r, "/things"), limit);
		things += (int64_t)api_count(r, "/things");
		text = NULL;
		gj_reply_text(r, "/next", &text, NULL);
		snprintf(next, sizeof(next), "%s", text ? text : "");
		gj_reply_free(r);
		ck_assert_int_lt(slices, 100);
	} while (*next);
	return things;
}

START_TEST(all_that_is_kept)
{
	gj_reply *r;
	story s;

	tell(&s);
	s.a.now += 1500 * DAY;
	api_act(s.a.l, "officer");
	r = api_call(s.a.l, GJ_OK, "retention.list", "{'limit':1000}");
	ck_assert(has_due(r, "demand", s.demand));
	ck_assert(has_due(r, "whistle", s.whistle));
	ck_assert(has_due(r, "visit", s.visit));
	ck_assert(has_due(r, "attachment", s.attachment));
	ck_assert(has_due(r, "contact", s.contact));
	ck_assert(has_due(r, "enterprise", s.enterprise));
	ck_assert(has_due(r, "import", s.import));
	ck_assert_uint_eq(api_count(r, "/items"), 8); /* and the contact registered with the firm */
	gj_reply_free(r);
	api_fail(s.a.l, GJ_E_DENIED, "retention.list", "{'root':true}");
	api_act(s.a.l, "system");
	r = api_call(s.a.l, GJ_OK, "retention.list", "{'root':true}");
	ck_assert_uint_eq(api_count(r, "/items"), 1);
	ck_assert(has_due(r, "staff", s.staff));
	gj_reply_free(r);
	api_end(&s.a);
}
END_TEST

START_TEST(no_trace)
{
	gj_reply *r;
	bytes all;
	story s;
	int64_t open;

	ENGINE_FILE_ONLY();
	tell(&s);
	open = open_one(&s.a);
	s.a.now += 1500 * DAY;
	checkpoint(s.a.path);
	all = everything(&s.a);
	ck_assert_uint_ge(digits_at(all, 1), 5 * 15);
	free(all.p);
	api_act(s.a.l, "officer");
	api_ok(s.a.l, "retention.erase", "{'dry_run':true}");
	ck_assert_int_eq(erase_all(&s.a, "", 3), 8);
	api_act(s.a.l, "system");
	ck_assert_int_eq(erase_all(&s.a, ",'root':true", 3), 1);
	checkpoint(s.a.path);
	all = everything(&s.a);
	ck_assert_uint_eq(traces(all), 0);
	ck_assert_uint_ge(count_of(all, STAYS, strlen(STAYS)), 2);
	free(all.p);
	ck_assert_uint_eq(due(&s.a), 0);
	api_act(s.a.l, "clerk");
	r = api_call(s.a.l, GJ_OK, "demand.get", "{'id':%lld,'unmask':true}", (long long)open);
	ck_assert_str_eq(api_str(r, "/demander/phone"), STAYS);
	gj_reply_free(r);
	api_fail(s.a.l, GJ_E_NOT_FOUND, "attachment.read", "{'id':%lld,'path':'%s/out'}",
		 (long long)s.attachment, s.a.dir);
	api_verify(s.a.l);
	api_ok(s.a.l, "ledger.rebuild", "{}");
	api_verify(s.a.l);
	api_end(&s.a);
}
END_TEST

/* The same on either engine: what is there afterwards, what was recorded, and that nothing is
 * recorded when nothing is due. */
START_TEST(erased_and_recorded)
{
	gj_reply *r, *again;
	char *heads, *later;
	story s;

	tell(&s);
	open_one(&s.a);
	s.a.now += 1500 * DAY;
	api_act(s.a.l, "auditor");
	api_fail(s.a.l, GJ_E_DENIED, "retention.erase", "{}");
	api_act(s.a.l, "officer");
	r = api_call(s.a.l, GJ_OK, "retention.erase", "{'noun':'demand','key':'once'}");
	ck_assert_uint_eq(api_count(r, "/things"), 1);
	ck_assert_int_eq(api_int(r, "/things/0/id"), s.demand);
	/* subject, detail, name, telephone, and the note of the withdrawal */
	ck_assert_int_eq(api_int(r, "/erased"), 5);
	again = api_call(s.a.l, GJ_OK, "retention.erase", "{'noun':'demand','key':'once'}");
	ck_assert_str_eq(gj_reply_json(r, NULL), gj_reply_json(again, NULL));
	gj_reply_free(r);
	gj_reply_free(again);
	ck_assert_int_eq(erase_all(&s.a, "", 1000), 7);
	heads = api_heads(s.a.l);
	api_act(s.a.l, "officer");
	r = api_call(s.a.l, GJ_OK, "retention.erase", "{'key':'none'}");
	ck_assert_int_eq(api_int(r, "/erased"), 0);
	ck_assert_uint_eq(api_count(r, "/things"), 0);
	gj_reply_free(r);
	later = api_heads(s.a.l);
	ck_assert_str_eq(heads, later);
	free(heads);
	free(later);
	api_act(s.a.l, "clerk");
	r = api_call(s.a.l, GJ_OK, "demand.get", "{'id':%lld,'unmask':true}", (long long)s.demand);
	ck_assert_ptr_nonnull(strstr(gj_reply_json(r, NULL), "\"phone\":null"));
	ck_assert_str_eq(api_str(r, "/state"), "withdrawn");
	gj_reply_free(r);
	r = api_call(s.a.l, GJ_OK, "quarantine.list", "{'import':%lld,'unmask':true}",
		     (long long)s.import);
	ck_assert_ptr_nonnull(strstr(gj_reply_json(r, NULL), "\"erased\":true"));
	ck_assert_ptr_null(strstr(gj_reply_json(r, NULL), PHONE));
	gj_reply_free(r);
	api_act(s.a.l, "system");
	r = api_call(s.a.l, GJ_OK, "journal.list", "{'home':%lld,'limit':1}",
		     (long long)s.a.street);
	ck_assert_str_eq(api_str(r, "/items/0/type"), "retention.erased");
	ck_assert_int_eq(api_int(r, "/items/0/actor"), s.a.officer);
	ck_assert_str_eq(api_str(r, "/items/0/body/on"), "2030-04-10");
	ck_assert_ptr_nonnull(strstr(gj_reply_json(r, NULL), "\"keep\":\"3y\""));
	gj_reply_free(r);
	api_verify(s.a.l);
	api_end(&s.a);
}
END_TEST

/* A wrong place to go on at, and who may not. */
START_TEST(refused)
{
	api a;

	start(&a);
	api_fail(a.l, GJ_E_DENIED, "retention.list", "{}");
	api_fail(a.l, GJ_E_DENIED, "retention.summary", "{}");
	api_act(a.l, "auditor");
	api_ok(a.l, "retention.list", "{}");
	api_fail(a.l, GJ_E_DENIED, "retention.list", "{'home':%lld}", (long long)a.other);
	api_act(a.l, "officer");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "foreign_cursor", "/after", "retention.erase",
		    "{'after':'parcel.1'}");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "foreign_cursor", "/after", "retention.erase",
		    "{'after':'demand.1x'}");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "", "/limit", "retention.erase", "{'limit':0}");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "", "/noun", "retention.list", "{'noun':'parcel'}");
	api_end(&a);
}
END_TEST

/* ---- the profile says it ---- */

#define RULE(name, noun, keep, more) \
	"{'add':'/retention/" name "','value':{'noun':'" noun "','keep':'" keep "'" more \
	",'zh':'期限','en':'kept','source':'test'}}"

START_TEST(by_kind)
{
	int64_t help, report;
	gj_reply *r;
	api a;

	start(&a);
	api_act(a.l, "system");
	api_ok(a.l, "profile.adopt",
	       "{'overlay':{'base':{'id':'cn-default'},'id':'kinds','version':1,'zh':'试','en':'t',"
	       "'source':['test'],'changes':["
	       "{'replace':'/retention/demand/keep','value':'10nd','was':'3y'},"
	       RULE("demand.report", "demand", "1mo", ",'kinds':['report']") "]}}");
	api_act(a.l, "clerk");
	help = registered(&a, "help", "");
	report = registered(&a, "report", "");
	ended(&a, help);
	ended(&a, report);
	a.now = MIDNIGHT + 11 * DAY - API_SECOND;
	ck_assert_uint_eq(due(&a), 0);
	a.now = MIDNIGHT + 11 * DAY; /* 13 March */
	ck_assert_uint_eq(due(&a), 1);
	a.now = MIDNIGHT + 31 * DAY; /* 2 April */
	ck_assert_uint_eq(due(&a), 1);
	a.now = MIDNIGHT + 32 * DAY;
	ck_assert_uint_eq(due(&a), 2);
	api_act(a.l, "officer");
	r = api_call(a.l, GJ_OK, "retention.list", "{}");
	ck_assert_int_eq(api_int(r, "/items/1/id"), report);
	ck_assert_str_eq(api_str(r, "/items/1/rule"), "demand.report");
	ck_assert_str_eq(api_str(r, "/items/1/until"), "2026-04-02");
	gj_reply_free(r);
	ck_assert_int_eq(erase_all(&a, "", 1), 2);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

/* A contact goes with its consent, whatever else goes on. */
START_TEST(consent_ends)
{
	int64_t firm, contact;
	gj_reply *r;
	api a;

	start(&a);
	firm = api_ok(a.l, "enterprise.register", "{'kind':'enterprise','name':'甲公司'}");
	contact = api_ok(a.l, "contact.add",
			 "{'enterprise':%lld,'role':'liaison','phone':'" PHONE
			 "','consent_until':'2026-03-31'}",
			 (long long)firm);
	api_ok(a.l, "contact.add", "{'enterprise':%lld,'role':'finance','phone':'" STAYS "'}",
	       (long long)firm);
	a.now = MIDNIGHT + 30 * DAY - API_SECOND; /* the end of 31 March */
	ck_assert_uint_eq(due(&a), 0);
	a.now = MIDNIGHT + 30 * DAY;
	ck_assert_uint_eq(due(&a), 1);
	api_act(a.l, "officer");
	r = api_call(a.l, GJ_OK, "retention.list", "{}");
	ck_assert(has_due(r, "contact", contact));
	ck_assert_str_eq(api_str(r, "/items/0/until"), "2026-03-31");
	gj_reply_free(r);
	/* renewed in time */
	api_act(a.l, "clerk");
	api_ok(a.l, "contact.update", "{'id':%lld,'consent_until':'2026-04-30'}",
	       (long long)contact);
	ck_assert_uint_eq(due(&a), 0);
	a.now = MIDNIGHT + 60 * DAY; /* 1 May */
	ck_assert_uint_eq(due(&a), 1);
	api_act(a.l, "officer");
	ck_assert_int_eq(erase_all(&a, "", 10), 1);
	api_act(a.l, "clerk");
	r = api_call(a.l, GJ_OK, "contact.list", "{'enterprise':%lld}", (long long)firm);
	ck_assert_ptr_nonnull(strstr(gj_reply_json(r, NULL), "\"phone\":null"));
	ck_assert_ptr_nonnull(strstr(gj_reply_json(r, NULL), "135****1111"));
	gj_reply_free(r);
	api_end(&a);
}
END_TEST

/* ---- a complaint ---- */

/* An officer who works in the section complained of, with the same right in the street. */
START_TEST(hidden_from_the_unit_complained_of)
{
	int64_t complaint, open, visit, firm;
	char more[60];
	gj_reply *r;
	api a;

	start(&a);
	firm = api_ok(a.l, "enterprise.register", "{'kind':'enterprise','name':'甲公司'}");
	snprintf(more, sizeof(more), ",'against':%lld", (long long)a.section);
	complaint = registered(&a, "complaint", more);
	open = registered(&a, "help", "");
	visit = api_ok(a.l, "visit.report",
		       "{'enterprise':%lld,'outcome':'met','mode':'door','summary':'" PHONE
		       "','team':[{'staff':%lld,'part':'lead'}],'findings':[{'text':'投诉 " PHONE
		       "','demand':{'kind':'complaint','category':'traffic','subject':'" PHONE
		       "','against':%lld}}]}",
		       (long long)firm, (long long)a.clerk, (long long)a.section);
	ended(&a, complaint);
	ended(&a, open);
	api_act(a.l, "system");
	api_ok(a.l, "staff.register",
	       "{'account':'inside','name':'冯八','office':%lld,'roles':[{'office':%lld,'role':"
	       "'data_protection'}]}",
	       (long long)a.section, (long long)a.street);
	a.now += 1200 * DAY;
	api_act(a.l, "inside");
	r = api_call(a.l, GJ_OK, "retention.list", "{'home':%lld}", (long long)a.street);
	ck_assert_uint_eq(api_count(r, "/items"), 1);
	ck_assert(has_due(r, "demand", open));
	gj_reply_free(r);
	r = api_call(a.l, GJ_OK, "retention.summary", "{'home':%lld}", (long long)a.street);
	ck_assert_int_eq(api_int(r, "/due"), 1);
	gj_reply_free(r);
	r = api_call(a.l, GJ_OK, "retention.erase", "{'home':%lld,'limit':1}",
		     (long long)a.street);
	ck_assert_int_eq(api_int(r, "/things/0/id"), open);
	ck_assert_ptr_null(strstr(gj_reply_json(r, NULL), "next"));
	gj_reply_free(r);
	/* it is there for the others, who erase it; of that she sees nothing either */
	api_act(a.l, "officer");
	r = api_call(a.l, GJ_OK, "retention.list", "{}");
	ck_assert_uint_eq(api_count(r, "/items"), 2);
	ck_assert(has_due(r, "demand", complaint));
	ck_assert(has_due(r, "visit", visit));
	gj_reply_free(r);
	ck_assert_int_eq(erase_all(&a, "", 1), 2);
	api_act(a.l, "inside");
	r = api_call(a.l, GJ_OK, "journal.since", "{'home':%lld,'limit':1000}",
		     (long long)a.street);
	snprintf(more, sizeof(more), "%lld", (long long)complaint);
	ck_assert_ptr_null(strstr(gj_reply_json(r, NULL), more));
	gj_reply_free(r);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("retention");

	unit_add(s, "on_the_day", on_the_day);
	unit_add(s, "what_goes_on", what_goes_on);
	unit_add(s, "all_that_is_kept", all_that_is_kept);
	unit_add(s, "no_trace", no_trace);
	unit_add(s, "erased_and_recorded", erased_and_recorded);
	unit_add(s, "refused", refused);
	unit_add(s, "by_kind", by_kind);
	unit_add(s, "consent_ends", consent_ends);
	unit_add(s, "hidden_from_the_unit_complained_of", hidden_from_the_unit_complained_of);
	return s;
}

GJ_TEST_MAIN(suite)
