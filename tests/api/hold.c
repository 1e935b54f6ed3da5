/* SPDX-License-Identifier: Apache-2.0
 *
 * Legal holds: what is on hold is passed over when it is due, and said to be; erasing it by hand is
 * refused; lifted, it goes like all else. A hold on a thing takes in what belongs to it, one by
 * words what contained them when it was placed. And that notes on what is void have their rules.
 */
#include "trace.h"

#define DAY (INT64_C(86400) * API_SECOND)
#define OTHER "13500001111"

static api a;

static void setup(void)
{
	api_start(&a);
	api_act(a.l, "clerk");
}

static void teardown(void)
{
	api_act(a.l, "system");
	api_verify(a.l);
	api_end(&a);
}

static int64_t registered(const char *phone, const char *more)
{
	return api_ok(a.l, "demand.register",
		      "{'channel':'phone','kind':'help','category':'traffic','subject':'来电 %s',"
		      "'demander':{'name':'某庚','phone':'%s'}%s}",
		      phone, phone, more);
}

static void ended(int64_t id)
{
	api_act(a.l, "clerk");
	api_ok(a.l, "demand.withdraw", "{'id':%lld,'reason':'mistaken'}", (long long)id);
}

static int64_t place(const char *more)
{
	api_act(a.l, "officer");
	return api_ok(a.l, "hold.place", "{'reason':'litigation','note':'（虚构）案号一'%s}", more);
}

static int64_t place_on(int64_t about)
{
	char more[60];

	snprintf(more, sizeof(more), ",'about':%lld", (long long)about);
	return place(more);
}

static void lift(int64_t hold)
{
	api_act(a.l, "officer");
	api_ok(a.l, "hold.lift", "{'id':%lld,'reason':'settled'}", (long long)hold);
}

/* What is due, and what is due and on hold; the list and the summary must agree. */
static void due(int64_t free, int64_t held)
{
	char where[40];
	gj_reply *r;
	int64_t on_hold = 0;
	size_t i, n;

	api_act(a.l, "officer");
	r = api_call(a.l, GJ_OK, "retention.summary", "{}");
	ck_assert_int_eq(api_int(r, "/due"), free);
	ck_assert_int_eq(api_int(r, "/held"), held);
	gj_reply_free(r);
	r = api_call(a.l, GJ_OK, "retention.list", "{'limit':1000}");
	n = api_count(r, "/items");
	for (i = 0; i < n; i++) {
		int64_t hold;

		snprintf(where, sizeof(where), "/items/%zu/hold", i);
		on_hold += gj_reply_int(r, where, &hold) == GJ_OK;
	}
	ck_assert_int_eq(on_hold, held);
	ck_assert_int_eq((int64_t)n, free + held);
	gj_reply_free(r);
}

/* How many things went, and how many were passed over. */
static void erase(int64_t things, int64_t held, int64_t limit)
{
	char next[80] = "";
	const char *text;
	int64_t went = 0, passed = 0, n;
	gj_reply *r;

	api_act(a.l, "officer");
	do {
		r = api_call(a.l, GJ_OK, "retention.erase", "{'limit':%lld%s}", (long long)limit,
			     next);
		went += (int64_t)api_count(r, "/things");
		passed += gj_reply_int(r, "/held", &n) == GJ_OK ? n : 0;
		next[0] = '\0';
		if (gj_reply_text(r, "/next", &text, NULL) == GJ_OK)
			snprintf(next, sizeof(next), ",'after':'%s'", text);
		gj_reply_free(r);
	} while (*next);
	ck_assert_int_eq(went, things);
	ck_assert_int_eq(passed, held);
}

START_TEST(on_a_case)
{
	int64_t kept = registered(PHONE, ""), gone = registered(OTHER, ""), more, hold, entry;
	gj_reply *r;

	more = registered(OTHER, "");
	ended(kept);
	ended(gone);
	ended(more);
	hold = place_on(kept);
	a.now += 1200 * DAY;
	due(2, 1);
	erase(2, 1, 1);
	due(0, 1);
	/* Nothing went, so nothing is recorded; but it is said. */
	erase(0, 1, 100);
	/* By hand neither: by thing, by entry, by words, alone or among others. */
	api_fail_at(a.l, GJ_E_RULE, "on_hold", "", "vault.erase",
		    "{'subject':%lld,'reason':'by_law'}", (long long)kept);
	r = api_call(a.l, GJ_OK, "journal.since", "{'limit':1000}");
	entry = api_int(r, "/items/0/body/title/vault");
	gj_reply_free(r);
	api_fail_at(a.l, GJ_E_RULE, "on_hold", "", "vault.erase",
		    "{'entry':%lld,'reason':'by_law'}", (long long)entry);
	api_act(a.l, "clerk");
	registered(PHONE, "");
	api_act(a.l, "officer");
	api_fail_at(a.l, GJ_E_RULE, "on_hold", "", "vault.erase",
		    "{'value':'" PHONE "','reason':'by_law'}");
	r = api_call(a.l, GJ_OK, "demand.get", "{'id':%lld}", (long long)kept);
	ck_assert_str_eq(api_str(r, "/demander/phone"), MASKED);
	gj_reply_free(r);
	r = api_call(a.l, GJ_OK, "hold.list", "{}");
	ck_assert_uint_eq(api_count(r, "/items"), 1);
	ck_assert_int_eq(api_int(r, "/items/0/about"), kept);
	ck_assert_str_eq(api_str(r, "/items/0/reason"), "litigation");
	gj_reply_free(r);
	/* A second hold outlasts the first. */
	place_on(kept);
	lift(hold);
	api_fail_at(a.l, GJ_E_STATE, "hold_lifted", "", "hold.lift",
		    "{'id':%lld,'reason':'settled'}", (long long)hold);
	due(0, 1);
	lift(place_on(kept));
	r = api_call(a.l, GJ_OK, "hold.list", "{}");
	hold = api_int(r, "/items/0/id");
	ck_assert_uint_eq(api_count(r, "/items"), 1);
	gj_reply_free(r);
	lift(hold);
	due(1, 0);
	erase(1, 0, 100);
	r = api_call(a.l, GJ_OK, "hold.list", "{'lifted':true}");
	ck_assert_uint_eq(api_count(r, "/items"), 3);
	ck_assert_str_eq(api_str(r, "/items/2/lift_reason"), "settled");
	gj_reply_free(r);
}
END_TEST

static int64_t attached(int64_t demand)
{
	char path[200];
	FILE *f;
	int64_t id;

	api_in(&a, path, sizeof(path), "note.txt");
	f = fopen(path, "wb");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs("录音整理\n", f), 0);
	ck_assert_int_eq(fclose(f), 0);
	id = api_ok(a.l, "attachment.add",
		    "{'demand':%lld,'kind':'document','name':'录音.txt','path':'%s'}",
		    (long long)demand, path);
	remove(path);
	return id;
}

static int64_t supervised(int64_t demand, const char *text)
{
	api_act(a.l, "system");
	api_ok(a.l, "demand.dispatch", "{'id':%lld,'unit':%lld}", (long long)demand,
	       (long long)a.community);
	return api_ok(a.l, "supervision.issue",
		      "{'demand':%lld,'kind':'blue','reason':'overdue','text':'%s'}",
		      (long long)demand, text);
}

/* Evidence, orders, parties, contacts. */
START_TEST(what_belongs_to_it)
{
	int64_t demand = registered(PHONE, ""), whistle, firm, hold[3], contact;
	gj_reply *r;

	attached(demand);
	whistle = api_ok(a.l, "whistle.draft",
			 "{'kind':'demand','source':'masses','subject':'路口','parties':"
			 "[{'office':%lld,'part':'lead'}]}",
			 (long long)a.section);
	api_ok(a.l, "whistle.withdraw", "{'id':%lld,'reason':'solved_here'}", (long long)whistle);
	firm = api_ok(a.l, "enterprise.register", "{'kind':'enterprise','name':'甲公司'}");
	contact = api_ok(a.l, "contact.add",
			 "{'enterprise':%lld,'role':'finance','name':'某丙','phone':'" PHONE
			 "','consent_until':'2026-06-30'}",
			 (long long)firm);
	r = api_call(a.l, GJ_OK, "whistle.get", "{'id':%lld}", (long long)whistle);
	hold[1] = api_int(r, "/parties/0/id");
	gj_reply_free(r);
	supervised(demand, "三日内办结");
	ended(demand);
	a.now += 1200 * DAY;
	due(4, 0);
	hold[0] = place_on(demand);
	due(2, 2);
	hold[1] = place_on(hold[1]); /* a party to the whistle */
	due(1, 3);
	hold[2] = place_on(firm);
	due(0, 4);
	api_fail_at(a.l, GJ_E_RULE, "on_hold", "", "vault.erase",
		    "{'subject':%lld,'reason':'by_law'}", (long long)contact);
	erase(0, 4, 100);
	lift(hold[2]);
	erase(1, 3, 100);
	lift(hold[0]);
	lift(hold[1]);
	erase(3, 0, 100);
}
END_TEST

/* By words: what contained them then. */
START_TEST(by_words)
{
	int64_t first = registered(PHONE, ""), second, hold;
	gj_reply *r;

	api_act(a.l, "officer");
	r = api_call(a.l, GJ_OK, "hold.place", "{'value':'" PHONE "','reason':'petition'}");
	hold = api_int(r, "/id");
	ck_assert_int_eq(api_int(r, "/count"), 2); /* the subject and the telephone */
	gj_reply_free(r);
	api_act(a.l, "clerk");
	second = registered(PHONE, "");
	ended(first);
	ended(second);
	a.now += 1200 * DAY;
	due(1, 1);
	erase(1, 1, 100);
	api_fail_at(a.l, GJ_E_RULE, "on_hold", "", "vault.erase",
		    "{'value':'" PHONE "','reason':'by_law'}");
	lift(hold);
	erase(1, 0, 100);
	api_fail_at(a.l, GJ_E_NOT_FOUND, "not_here", "/value", "hold.place",
		    "{'value':'" PHONE "','reason':'petition'}");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "too_short", "/value", "hold.place",
		    "{'value':'139','reason':'petition'}");
	api_fail_at(a.l, GJ_E_MISSING, "one_of", "", "hold.place", "{'reason':'petition'}");
	/* The words themselves are in no event. */
	api_act(a.l, "system");
	r = api_call(a.l, GJ_OK, "journal.since", "{'home':%lld,'limit':1000}",
		     (long long)a.street);
	ck_assert_ptr_null(strstr(gj_reply_json(r, NULL), PHONE));
	gj_reply_free(r);
}
END_TEST

/* Rows in quarantine are held with their import. */
START_TEST(in_quarantine)
{
	static const char csv[] = "企业名称,统一社会信用代码,联系人,联系电话\n"
				  "戊公司,914403007084611360,某戊," PHONE "\n";
	char path[200];
	int64_t import;
	FILE *f;

	api_in(&a, path, sizeof(path), "in.csv");
	f = fopen(path, "wb");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(csv, f), 0);
	ck_assert_int_eq(fclose(f), 0);
	import = api_ok(a.l, "enterprise.import", "{'path':'%s'}", path);
	remove(path);
	import = place_on(import);
	a.now += 200 * DAY;
	due(0, 1);
	erase(0, 1, 100);
	api_fail_at(a.l, GJ_E_RULE, "on_hold", "", "vault.erase",
		    "{'value':'" PHONE "','reason':'by_law'}");
	lift(import);
	erase(1, 0, 100);
}
END_TEST

START_TEST(who_may)
{
	int64_t demand = registered(PHONE, ""), complaint, hold;
	char more[60];
	gj_reply *r;

	snprintf(more, sizeof(more), ",'against':%lld", (long long)a.section);
	complaint = registered(PHONE, more);
	api_fail(a.l, GJ_E_DENIED, "hold.place", "{'about':%lld,'reason':'review'}",
		 (long long)demand);
	api_act(a.l, "auditor");
	api_fail(a.l, GJ_E_DENIED, "hold.place", "{'about':%lld,'reason':'review'}",
		 (long long)demand);
	hold = place_on(complaint);
	place_on(demand);
	api_fail_at(a.l, GJ_E_NOT_FOUND, "not_here", "/about", "hold.place",
		    "{'about':%lld,'reason':'review'}", (long long)(complaint + 1000));
	/* The officer who works in the section complained of. */
	api_act(a.l, "system");
	api_ok(a.l, "staff.register",
	       "{'account':'inside','name':'冯八','office':%lld,'roles':[{'office':%lld,'role':"
	       "'data_protection'}]}",
	       (long long)a.section, (long long)a.street);
	api_act(a.l, "inside");
	r = api_call(a.l, GJ_OK, "hold.list", "{'home':%lld}", (long long)a.street);
	ck_assert_uint_eq(api_count(r, "/items"), 1);
	ck_assert_int_eq(api_int(r, "/items/0/about"), demand);
	gj_reply_free(r);
	api_fail(a.l, GJ_E_NOT_FOUND, "hold.lift", "{'id':%lld,'reason':'settled'}",
		 (long long)hold);
	api_fail_at(a.l, GJ_E_NOT_FOUND, "not_here", "/about", "hold.place",
		    "{'about':%lld,'reason':'review'}", (long long)complaint);
	/* Nor does she erase by its number what does not exist for her. */
	api_act(a.l, "officer");
	api_ok(a.l, "hold.lift", "{'id':%lld,'reason':'settled'}", (long long)hold);
	api_act(a.l, "inside");
	api_fail(a.l, GJ_E_NOT_FOUND, "vault.erase", "{'subject':%lld,'reason':'by_law'}",
		 (long long)complaint);
	r = api_call(a.l, GJ_OK, "journal.since", "{'home':%lld,'limit':1000}",
		     (long long)a.street);
	snprintf(more, sizeof(more), "%lld", (long long)complaint);
	ck_assert_ptr_null(strstr(gj_reply_json(r, NULL), more));
	gj_reply_free(r);
	api_act(a.l, "clerk");
	api_fail(a.l, GJ_E_DENIED, "hold.list", "{}");
}
END_TEST

/* ---- notes on what is void ---- */

static int has_due(gj_reply *r, const char *noun, int64_t id)
{
	char where[60];
	size_t i, n = api_count(r, "/items");

	for (i = 0; i < n; i++) {
		snprintf(where, sizeof(where), "/items/%zu/id", i);
		if (api_int(r, where) != id)
			continue;
		snprintf(where, sizeof(where), "/items/%zu/noun", i);
		return strcmp(api_str(r, where), noun) == 0;
	}
	return 0;
}

#define VOID "{'id':%lld,'reason':'entered_by_mistake','note':'来电 " PHONE "'}"

START_TEST(notes_on_what_is_void)
{
	int64_t firm, steward, office, paper, cause, order, hold, demand = registered(PHONE, "");
	gj_reply *r;

	api_act(a.l, "system");
	firm = api_ok(a.l, "enterprise.register",
		      "{'home':%lld,'kind':'enterprise','name':'甲公司'}", (long long)a.street);
	steward = api_ok(a.l, "steward.assign",
			 "{'enterprise':%lld,'staff':%lld,'role':'leader','from':'2026-03-02'}",
			 (long long)firm, (long long)a.clerk);
	api_ok(a.l, "steward.void", VOID, (long long)steward);
	office = api_ok(a.l, "office.register", "{'kind':'section','name':'误设科','parent':%lld}",
			(long long)a.street);
	api_ok(a.l, "office.void", VOID, (long long)office);
	paper = api_ok(a.l, "calendar.load",
		       "{'paper':{'year':2027,'papers':['https://example.org/2027'],'days':["
		       "{'name':'元旦','date':'2027-01-01','isOffDay':true}]}}");
	api_ok(a.l, "calendar.void", VOID, (long long)paper);
	cause = api_ok(a.l, "cause.register",
		       "{'home':%lld,'category':'traffic','subject':'拥堵 " PHONE
		       "','demands':[%lld]}",
		       (long long)a.street, (long long)demand);
	api_ok(a.l, "cause.void", VOID, (long long)cause);
	order = supervised(demand, "回电 " PHONE);
	api_ok(a.l, "supervision.void", VOID, (long long)order);
	hold = place_on(firm);
	lift(hold);
	a.now += 1200 * DAY;
	api_act(a.l, "system");
	r = api_call(a.l, GJ_OK, "retention.list", "{'home':%lld,'limit':1000}",
		     (long long)a.street);
	ck_assert(has_due(r, "steward", steward));
	ck_assert(has_due(r, "cause", cause));
	ck_assert(has_due(r, "supervision", order));
	ck_assert(has_due(r, "hold", hold));
	ck_assert_uint_eq(api_count(r, "/items"), 4);
	gj_reply_free(r);
	r = api_call(a.l, GJ_OK, "retention.list", "{'root':true}");
	ck_assert(has_due(r, "office", office));
	ck_assert(has_due(r, "calendar", paper));
	ck_assert_uint_eq(api_count(r, "/items"), 2);
	gj_reply_free(r);
	api_ok(a.l, "retention.erase", "{'root':true}");
	api_ok(a.l, "retention.erase", "{'home':%lld}", (long long)a.street);
	r = api_call(a.l, GJ_OK, "retention.summary", "{'home':%lld}", (long long)a.street);
	ck_assert_int_eq(api_int(r, "/due"), 0);
	gj_reply_free(r);
	/* What goes on is left of the telephone: the demand's own. */
	ended(demand);
	a.now += 1200 * DAY;
	erase(1, 0, 100);
	api_act(a.l, "officer");
	api_fail(a.l, GJ_E_NOT_FOUND, "hold.place", "{'value':'" PHONE "','reason':'review'}");
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test);
	suite_add_tcase(s, tcase);
}

static Suite *suite(void)
{
	Suite *s = suite_create("hold");

	add(s, "on a case", on_a_case);
	add(s, "what belongs to it", what_belongs_to_it);
	add(s, "by words", by_words);
	add(s, "in quarantine", in_quarantine);
	add(s, "who may", who_may);
	add(s, "notes on what is void", notes_on_what_is_void);
	return s;
}

GJ_TEST_MAIN(suite)
