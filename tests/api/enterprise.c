/* SPDX-License-Identifier: Apache-2.0
 *
 * Enterprises through the door: what is told is what is kept, what is derived is by the
 * published method, codes are nobody else's, and who may not know of one does not.
 */
#include "ground.h"

/* Real codes from public notices, valid by both check characters; see the fixtures. */
#define CODE_A "91440300708461136T"
#define CODE_B "91110108551385082Q"
#define CODE_C "91440300MA5H824G7M"

static api a;

static void setup(void)
{
	api_open(&a);
}

static void teardown(void)
{
	api_close(&a);
}

static int64_t plain(const char *name)
{
	return api_id(&a, "enterprise.register", "{\"kind\":\"enterprise\",\"name\":\"%s\"}", name);
}

static void get(int64_t id)
{
	api_ok(&a, "enterprise.get", "{\"id\":%lld}", (long long)id);
}

static const char *scale_of(int64_t id)
{
	get(id);
	return api_text(&a, "/scale");
}

START_TEST(every_fact_comes_back)
{
	int64_t parent = plain("总部有限公司");
	int64_t id = api_id(
		&a, "enterprise.register",
		"{\"kind\":\"enterprise\",\"name\":\"北京某某科技有限公司\",\"former_names\":["
		"\"旧名\"],"
		"\"aliases\":[\"某某\"],\"uscc\":\" %s \",\"parent\":%lld,\"state\":\"intended\","
		"\"industry\":\"6511\",\"employees\":120,\"revenue\":5000000000,\"assets\":7,"
		"\"legal_person\":\"欧阳某\",\"founded_on\":\"2019-07-13\","
		"\"registered_capital\":\"100万元\",\"registered_area\":\"110108025\","
		"\"registered_address\":\"甲路1号\",\"registered_office\":%lld,"
		"\"operating_area\":\"110108\",\"operating_address\":\"乙路2号\","
		"\"operating_office\":%lld,\"tax_area\":\"1101\",\"tax_address\":\"丙路3号\","
		"\"tax_office\":%lld,\"note\":\"电话 13812345678 找王某\","
		"\"references\":{\"grid\":\"G-1\"}}",
		CODE_A, (long long)parent, (long long)a.community, (long long)a.community2,
		(long long)a.street);

	get(id);
	ck_assert_str_eq(api_text(&a, "/name"), "北京某某科技有限公司");
	ck_assert_str_eq(api_text(&a, "/former_names/0"), "旧名");
	ck_assert_str_eq(api_text(&a, "/aliases/0"), "某某");
	ck_assert_str_eq(api_text(&a, "/uscc"), CODE_A);
	ck_assert_int_eq(api_int(&a, "/parent"), parent);
	ck_assert_str_eq(api_text(&a, "/state"), "intended");
	ck_assert_str_eq(api_text(&a, "/industry"), "I6511");
	ck_assert_str_eq(api_text(&a, "/industry_edition"), "2017");
	ck_assert_int_eq(api_int(&a, "/employees"), 120);
	ck_assert_int_eq(api_int(&a, "/revenue"), 5000000000);
	ck_assert_int_eq(api_int(&a, "/assets"), 7);
	/* 65: 100 to 300 persons and 1,000 to 10,000 万元 are 中型. */
	ck_assert_str_eq(api_text(&a, "/scale"), "medium");
	ck_assert_str_eq(api_text(&a, "/scale_edition"), "2017");
	ck_assert_str_eq(api_text(&a, "/founded_on"), "2019-07-13");
	ck_assert_str_eq(api_text(&a, "/registered_capital"), "100万元");
	ck_assert_str_eq(api_text(&a, "/registered_area"), "110108025");
	ck_assert_str_eq(api_text(&a, "/registered_address"), "甲路1号");
	ck_assert_int_eq(api_int(&a, "/registered_office"), a.community);
	ck_assert_str_eq(api_text(&a, "/operating_address"), "乙路2号");
	ck_assert_int_eq(api_int(&a, "/operating_office"), a.community2);
	ck_assert_str_eq(api_text(&a, "/tax_address"), "丙路3号");
	ck_assert_int_eq(api_int(&a, "/tax_office"), a.street);
	ck_assert_str_eq(api_text(&a, "/references/0/system"), "grid");
	ck_assert_str_eq(api_text(&a, "/references/0/code"), "G-1");
	ck_assert_int_eq(api_int(&a, "/revision"), 1);
	/* Personal words are masked. */
	ck_assert_str_eq(api_text(&a, "/legal_person"), "欧**");
	ck_assert_str_eq(api_text(&a, "/note"), "电话 138****5678 找王某");
}
END_TEST

START_TEST(no_personal_word_is_in_the_journal)
{
	api_ok(&a, "enterprise.register",
	       "{\"kind\":\"sole_trader\",\"name\":\"小店\",\"legal_person\":\"欧阳某\","
	       "\"note\":\"13812345678\",\"contacts\":[{\"role\":\"liaison\","
	       "\"name\":\"王某某\",\"phone\":\"13912345678\",\"mail\":\"w@a.cn\"}]}");

	api_as(&a, "system");
	api_ok(&a, "journal.since", "{\"home\":%lld}", (long long)a.street);
	ck_assert(api_holds(&a, "enterprise.registered"));
	ck_assert(!api_holds(&a, "欧阳某"));
	ck_assert(!api_holds(&a, "13812345678"));
	ck_assert(!api_holds(&a, "王某某"));
	ck_assert(!api_holds(&a, "13912345678"));
	ck_assert(!api_holds(&a, "w@a.cn"));
}
END_TEST

START_TEST(a_code_is_checked_and_nobody_elses)
{
	int64_t id, other;

	api_fails(&a, GJ_E_BAD_VALUE, "uscc_check", "/uscc", "enterprise.register",
		  "{\"kind\":\"enterprise\",\"name\":\"甲\",\"uscc\":\"91440300708461136A\"}");
	api_fails(&a, GJ_E_BAD_VALUE, "uscc_length", "/uscc", "enterprise.register",
		  "{\"kind\":\"enterprise\",\"name\":\"甲\",\"uscc\":\"9144\"}");
	id = api_id(&a, "enterprise.register",
		    "{\"kind\":\"enterprise\",\"name\":\"甲\",\"uscc\":\"%s\"}", CODE_A);
	/* The same, in full width and lower case. */
	api_fails(&a, GJ_E_EXISTS, "exists", "/uscc", "enterprise.register",
		  "{\"kind\":\"enterprise\",\"name\":\"乙\",\"uscc\":\"91440300708461136ｔ\"}");
	ck_assert_int_eq(api_int(&a, "/error/detail/id"), id);
	other = plain("乙");
	api_fails(&a, GJ_E_EXISTS, "exists", "/uscc", "enterprise.update",
		  "{\"id\":%lld,\"uscc\":\"%s\"}", (long long)other, CODE_A);
	/* Its own stays its own; a void one's is free. */
	api_ok(&a, "enterprise.update", "{\"id\":%lld,\"uscc\":\"%s\"}", (long long)id, CODE_A);
	api_ok(&a, "enterprise.void", "{\"id\":%lld,\"reason\":\"entered_twice\"}", (long long)id);
	api_ok(&a, "enterprise.update", "{\"id\":%lld,\"uscc\":\"%s\"}", (long long)other, CODE_A);
	/* Another street has a ledger of its own. */
	api_as(&a, "other");
	api_ok(&a, "enterprise.register",
	       "{\"kind\":\"enterprise\",\"name\":\"甲\",\"uscc\":\"%s\"}", CODE_A);
}
END_TEST

START_TEST(intended_settlers_and_branches_need_no_code)
{
	int64_t one = plain("甲"), two = plain("甲分公司");

	get(one);
	ck_assert(!api_there(&a, "/uscc"));
	api_ok(&a, "enterprise.update", "{\"id\":%lld,\"parent\":%lld}", (long long)two,
	       (long long)one);
	api_fails(&a, GJ_E_RULE, "own_ancestor", "/parent", "enterprise.update",
		  "{\"id\":%lld,\"parent\":%lld}", (long long)one, (long long)two);
	api_fails(&a, GJ_E_RULE, "own_ancestor", "/parent", "enterprise.update",
		  "{\"id\":%lld,\"parent\":%lld}", (long long)one, (long long)one);
	api_fails(&a, GJ_E_RULE, "in_use", NULL, "enterprise.void",
		  "{\"id\":%lld,\"reason\":\"by_order\"}", (long long)one);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, "/parent", "enterprise.update",
		  "{\"id\":%lld,\"parent\":123}", (long long)one);
}
END_TEST

START_TEST(all_four_kinds_and_no_other)
{
	static const char *const kinds[] = { "enterprise", "sole_trader", "social_organisation",
					     "collective" };
	size_t i;

	for (i = 0; i < 4; i++)
		api_ok(&a, "enterprise.register", "{\"kind\":\"%s\",\"name\":\"甲\"}", kinds[i]);
	api_fails(&a, GJ_E_BAD_VALUE, "not_listed", "/kind", "enterprise.register",
		  "{\"kind\":\"club\",\"name\":\"甲\"}");
}
END_TEST

START_TEST(scale_follows_the_figures)
{
	/* 国统字〔2017〕213号, 工业: 1000/300/20 persons, 40000/2000/300 万元. */
	int64_t id = api_id(&a, "enterprise.register",
			    "{\"kind\":\"enterprise\",\"name\":\"厂\",\"industry\":\"C2614\","
			    "\"employees\":1000,\"revenue\":40000000000}");

	ck_assert_str_eq(scale_of(id), "large");
	/* One fen less, and it goes down a grade. */
	api_ok(&a, "enterprise.update", "{\"id\":%lld,\"revenue\":39999999999}", (long long)id);
	ck_assert_str_eq(scale_of(id), "medium");
	api_ok(&a, "enterprise.update", "{\"id\":%lld,\"employees\":19}", (long long)id);
	ck_assert_str_eq(scale_of(id), "micro");
	/* A figure that decides is gone: not known, rather than a guess. */
	api_ok(&a, "enterprise.update", "{\"id\":%lld,\"employees\":null}", (long long)id);
	ck_assert_str_eq(scale_of(id), "");
	ck_assert(!api_there(&a, "/scale_edition"));
	/* Finance is not covered: that is not micro. */
	api_ok(&a, "enterprise.update", "{\"id\":%lld,\"industry\":\"66\"}", (long long)id);
	ck_assert_str_eq(scale_of(id), "not_applicable");
	ck_assert_str_eq(api_text(&a, "/industry"), "J66");
	api_ok(&a, "enterprise.update", "{\"id\":%lld,\"industry\":null}", (long long)id);
	ck_assert_str_eq(scale_of(id), "");
	ck_assert(!api_there(&a, "/industry_edition"));
	/* A change of something else leaves it. */
	api_ok(&a, "enterprise.update", "{\"id\":%lld,\"industry\":\"26\",\"employees\":300}",
	       (long long)id);
	ck_assert_str_eq(scale_of(id), "medium");
	api_ok(&a, "enterprise.update", "{\"id\":%lld,\"tax_address\":\"路\"}", (long long)id);
	ck_assert_str_eq(scale_of(id), "medium");
}
END_TEST

START_TEST(an_industry_means_something_in_its_edition)
{
	api_fails(&a, GJ_E_BAD_VALUE, "industry_unknown", "/industry", "enterprise.register",
		  "{\"kind\":\"enterprise\",\"name\":\"甲\",\"industry\":\"9999\"}");
	api_fails(&a, GJ_E_BAD_VALUE, "industry_unknown", "/industry", "enterprise.register",
		  "{\"kind\":\"enterprise\",\"name\":\"甲\",\"industry\":\"7010\","
		  "\"industry_edition\":\"2011\"}");
	ck_assert_str_eq(api_text(&a, "/error/detail/edition"), "2011");
	/* The letter must be its own. */
	api_fails(&a, GJ_E_BAD_VALUE, "industry_unknown", "/industry", "enterprise.register",
		  "{\"kind\":\"enterprise\",\"name\":\"甲\",\"industry\":\"D2614\"}");
}
END_TEST

START_TEST(absent_keeps_and_null_clears)
{
	int64_t id = api_id(&a, "enterprise.register",
			    "{\"kind\":\"enterprise\",\"name\":\"甲\",\"uscc\":\"%s\","
			    "\"employees\":5,\"legal_person\":\"李某\",\"aliases\":[\"别名\"]}",
			    CODE_B);

	api_ok(&a, "enterprise.update", "{\"id\":%lld,\"state\":\"moved\"}", (long long)id);
	get(id);
	ck_assert_int_eq(api_int(&a, "/employees"), 5);
	ck_assert_str_eq(api_text(&a, "/legal_person"), "李*");
	api_ok(&a, "enterprise.update",
	       "{\"id\":%lld,\"uscc\":null,\"employees\":null,\"legal_person\":null,\"aliases\":"
	       "null}",
	       (long long)id);
	get(id);
	ck_assert(!api_there(&a, "/uscc"));
	ck_assert(!api_there(&a, "/employees"));
	ck_assert(!api_there(&a, "/legal_person"));
	ck_assert(!api_there(&a, "/aliases"));
	ck_assert_str_eq(api_text(&a, "/state"), "moved");
	api_fails(&a, GJ_E_BAD_VALUE, "not_null", "/name", "enterprise.update",
		  "{\"id\":%lld,\"name\":null}", (long long)id);
	api_ok(&a, "enterprise.search", "{\"text\":\"别名\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
}
END_TEST

START_TEST(a_new_name_leaves_the_old_one_findable)
{
	int64_t id = plain("老字号（北京）有限公司");

	api_ok(&a, "enterprise.update", "{\"id\":%lld,\"name\":\"新字号有限公司\"}", (long long)id);
	get(id);
	ck_assert_str_eq(api_text(&a, "/former_names/0"), "老字号（北京）有限公司");
	api_ok(&a, "enterprise.search", "{\"text\":\"老字号 (北京)\"}");
	ck_assert_int_eq(api_int(&a, "/items/0/id"), id);
	/* A mistake in a name was never its name. */
	api_ok(&a, "enterprise.amend",
	       "{\"id\":%lld,\"name\":\"新字号股份有限公司\",\"reason\":\"typing_error\"}",
	       (long long)id);
	get(id);
	ck_assert_uint_eq(api_count(&a, "/former_names"), 1);
	ck_assert_int_eq(api_int(&a, "/revision"), 3);
	api_fails(&a, GJ_E_MISSING, NULL, "/reason", "enterprise.amend", "{\"id\":%lld}",
		  (long long)id);
}
END_TEST

START_TEST(revisions_and_voids_hold)
{
	int64_t id = plain("甲");

	api_fails(&a, GJ_E_CONFLICT, "revision", NULL, "enterprise.update",
		  "{\"id\":%lld,\"name\":\"乙\",\"if_revision\":2}", (long long)id);
	ck_assert_int_eq(api_int(&a, "/error/detail/revision"), 1);
	api_ok(&a, "enterprise.void", "{\"id\":%lld,\"reason\":\"trial_entry\",\"if_revision\":1}",
	       (long long)id);
	api_fails(&a, GJ_E_STATE, "voided", NULL, "enterprise.update",
		  "{\"id\":%lld,\"name\":\"乙\"}", (long long)id);
	get(id);
	ck_assert_int_eq(api_flag(&a, "/voided"), 1);
	api_ok(&a, "enterprise.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_ok(&a, "enterprise.list", "{\"voided\":true}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
}
END_TEST

START_TEST(a_dry_run_leaves_nothing)
{
	api_ok(&a, "enterprise.register",
	       "{\"kind\":\"enterprise\",\"name\":\"甲\",\"uscc\":\"%s\",\"key\":\"k\",\"dry_run\":"
	       "true,"
	       "\"contacts\":[{\"role\":\"liaison\",\"phone\":\"13912345678\"}]}",
	       CODE_C);
	ck_assert_int_eq(api_flag(&a, "/dry_run"), 1);
	ck_assert(!api_holds(&a, "13912345678"));
	api_ok(&a, "enterprise.list", "{\"voided\":true}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	/* The same, for good, and again with its key: one. */
	api_ok(&a, "enterprise.register",
	       "{\"kind\":\"enterprise\",\"name\":\"甲\",\"uscc\":\"%s\",\"key\":\"k\"}", CODE_C);
	api_ok(&a, "enterprise.register",
	       "{\"kind\":\"enterprise\",\"name\":\"甲\",\"uscc\":\"%s\",\"key\":\"k\"}", CODE_C);
	api_ok(&a, "enterprise.list", "{\"voided\":true}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
}
END_TEST

START_TEST(tags_hold_from_day_to_day)
{
	int64_t id = plain("甲"), plain_id = plain("乙");

	api_ok(&a, "enterprise.tag",
	       "{\"id\":%lld,\"tag\":\"hightech\",\"since\":\"2022-01-01\",\"until\":\"2024-12-"
	       "31\"}",
	       (long long)id);
	/* One day of overlap is one too many; the day after is not. */
	api_fails(&a, GJ_E_EXISTS, "exists", "/tag", "enterprise.tag",
		  "{\"id\":%lld,\"tag\":\"hightech\",\"since\":\"2024-12-31\"}", (long long)id);
	api_fails(&a, GJ_E_EXISTS, "exists", "/tag", "enterprise.tag",
		  "{\"id\":%lld,\"tag\":\"hightech\",\"since\":\"2021-01-01\",\"until\":\"2022-01-"
		  "01\"}",
		  (long long)id);
	api_ok(&a, "enterprise.tag", "{\"id\":%lld,\"tag\":\"hightech\",\"since\":\"2025-01-01\"}",
	       (long long)id);
	api_fails(&a, GJ_E_RULE, "order_of_dates", "/until", "enterprise.tag",
		  "{\"id\":%lld,\"tag\":\"key\",\"since\":\"2025-01-02\",\"until\":\"2025-01-01\"}",
		  (long long)id);
	api_fails(&a, GJ_E_BAD_VALUE, "not_listed", "/tag", "enterprise.tag",
		  "{\"id\":%lld,\"tag\":\"nice\"}", (long long)id);
	/* Without a day: today, 2026-03-02. */
	api_ok(&a, "enterprise.tag", "{\"id\":%lld,\"tag\":\"key\"}", (long long)plain_id);
	get(plain_id);
	ck_assert_str_eq(api_text(&a, "/tags/0/since"), "2026-03-02");
	api_ok(&a, "enterprise.list", "{\"tag\":\"hightech\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/id"), id);
	api_ok(&a, "enterprise.list", "{\"tag\":\"hightech\",\"on\":\"2021-12-31\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_ok(&a, "enterprise.list", "{\"tag\":\"hightech\",\"on\":\"2024-12-31\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	api_ok(&a, "enterprise.untag",
	       "{\"id\":%lld,\"tag\":\"hightech\",\"until\":\"2025-06-30\"}", (long long)id);
	api_ok(&a, "enterprise.list", "{\"tag\":\"hightech\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "enterprise.untag",
		  "{\"id\":%lld,\"tag\":\"hightech\"}", (long long)id);
	/* What never held goes from the past too. */
	api_ok(&a, "enterprise.untag",
	       "{\"id\":%lld,\"tag\":\"hightech\",\"until\":\"2023-01-01\",\"mistake\":\"wrong_"
	       "fact\"}",
	       (long long)id);
	get(id);
	ck_assert_uint_eq(api_count(&a, "/tags"), 1);
	ck_assert_str_eq(api_text(&a, "/tags/0/until"), "2025-06-30");
}
END_TEST

START_TEST(numbers_elsewhere_find_it)
{
	int64_t id =
		api_id(&a, "enterprise.register",
		       "{\"kind\":\"enterprise\",\"name\":\"甲\",\"references\":{\"grid\":\"7\"}}");
	int64_t other = plain("乙");

	api_ok(&a, "enterprise.find", "{\"system\":\"grid\",\"code\":\"7\"}");
	ck_assert_int_eq(api_int(&a, "/id"), id);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "enterprise.find",
		  "{\"system\":\"grid\",\"code\":\"8\"}");
	api_fails(&a, GJ_E_EXISTS, "exists", "/references/grid", "enterprise.register",
		  "{\"kind\":\"enterprise\",\"name\":\"丙\",\"references\":{\"grid\":\"7\"}}");
	api_fails(&a, GJ_E_EXISTS, "exists", "/code", "enterprise.relate",
		  "{\"id\":%lld,\"system\":\"grid\",\"code\":\"7\"}", (long long)other);
	api_ok(&a, "enterprise.relate", "{\"id\":%lld,\"system\":\"tax\",\"code\":\"7\"}",
	       (long long)other);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "enterprise.unrelate",
		  "{\"id\":%lld,\"system\":\"grid\",\"code\":\"7\"}", (long long)other);
	api_ok(&a, "enterprise.unrelate", "{\"id\":%lld,\"system\":\"grid\",\"code\":\"7\"}",
	       (long long)id);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "enterprise.find",
		  "{\"system\":\"grid\",\"code\":\"7\"}");
	/* A void one gives its numbers back. */
	api_ok(&a, "enterprise.void", "{\"id\":%lld,\"reason\":\"by_order\"}", (long long)other);
	api_ok(&a, "enterprise.relate", "{\"id\":%lld,\"system\":\"tax\",\"code\":\"7\"}",
	       (long long)id);
}
END_TEST

START_TEST(search_folds_and_begins)
{
	int64_t id = api_id(&a, "enterprise.register",
			    "{\"kind\":\"enterprise\",\"name\":\"ＡＢＣ·（北京）科技有限公司\","
			    "\"aliases\":[\"安彼西\"],\"uscc\":\"%s\"}",
			    CODE_C);

	plain("北京别的有限公司");
	api_ok(&a, "enterprise.search", "{\"text\":\"abc北京\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/id"), id);
	api_ok(&a, "enterprise.search", "{\"text\":\"彼西\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	api_ok(&a, "enterprise.search", "{\"text\":\"北京\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
	api_ok(&a, "enterprise.search", "{\"text\":\"91440300ma5\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	/* The middle of a code is no beginning; signs of patterns are no patterns. */
	api_ok(&a, "enterprise.search", "{\"text\":\"0300MA5\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_ok(&a, "enterprise.search", "{\"text\":\"北%%限\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_fails(&a, GJ_E_BAD_VALUE, "too_short", "/text", "enterprise.search",
		  "{\"text\":\"%%_（）\"}");
}
END_TEST

/* Walks all pages; every one exactly once, in order. */
static void walk(const char *filter, const char *sort, size_t limit, size_t wanted)
{
	char after[600] = "", last[400] = "", place[60];
	size_t seen = 0, i, n;

	do {
		api_ok(&a, "enterprise.list", "{%s\"sort\":\"%s\",\"limit\":%zu%s%s%s}", filter,
		       sort, limit, *after ? ",\"after\":\"" : "", after, *after ? "\"" : "");
		n = api_count(&a, "/items");
		for (i = 0; i < n; i++) {
			snprintf(place, sizeof(place), "/items/%zu/name", i);
			ck_assert_str_ge(api_text(&a, place), last);
			snprintf(last, sizeof(last), "%s", api_text(&a, place));
		}
		seen += n;
		snprintf(after, sizeof(after), "%s", api_text(&a, "/next"));
	} while (*after);
	ck_assert_uint_eq(seen, wanted);
}

START_TEST(pages_meet_without_gap)
{
	int i;

	for (i = 0; i < 25; i++)
		api_ok(&a, "enterprise.register",
		       "{\"kind\":\"%s\",\"name\":\"企业%02d\",\"industry\":\"%s\",\"employees\":%"
		       "d,"
		       "\"revenue\":0,\"operating_office\":%lld}",
		       i % 5 ? "enterprise" : "sole_trader", i, i % 2 ? "6511" : "2614", i,
		       (long long)(i % 3 ? a.community : a.community2));
	walk("", "id", 7, 25);
	for (i = 0; i < 5; i++)
		plain("企业12");
	walk("", "name", 2, 30);
	walk("", "name", 1000, 30);
	walk("\"kind\":\"sole_trader\",", "name", 2, 5);
	walk("\"industry\":\"C\",", "name", 4, 13);
	walk("\"industry\":\"26\",", "id", 4, 13);
	walk("\"industry\":\"I6511\",", "id", 4, 12);
	walk("\"scale\":\"micro\",", "name", 3, 25);
	walk("\"state\":\"moved\",", "name", 3, 0);
	/* A cursor belongs to its filter. */
	api_ok(&a, "enterprise.list", "{\"limit\":1}");
	{
		char after[600];
		snprintf(after, sizeof(after), "%s", api_text(&a, "/next"));
		api_fails(&a, GJ_E_BAD_VALUE, NULL, "/after", "enterprise.list",
			  "{\"limit\":1,\"state\":\"moved\",\"after\":\"%s\"}", after);
	}
}
END_TEST

START_TEST(places_filter_down_the_tree)
{
	int64_t id = plain("甲");

	plain("乙");
	api_ok(&a, "enterprise.update", "{\"id\":%lld,\"tax_office\":%lld}", (long long)id,
	       (long long)a.community);
	api_ok(&a, "enterprise.list", "{\"office\":%lld}", (long long)a.community);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	api_ok(&a, "enterprise.list", "{\"office\":%lld}", (long long)a.street);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	api_ok(&a, "enterprise.list", "{\"office\":%lld}", (long long)a.community2);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, "/operating_office", "enterprise.update",
		  "{\"id\":%lld,\"operating_office\":99}", (long long)id);
}
END_TEST

START_TEST(rights_reach_down_the_tree_and_to_places)
{
	int64_t here = plain("在本社区"), elsewhere = plain("在别处");

	api_ok(&a, "enterprise.update", "{\"id\":%lld,\"operating_office\":%lld}", (long long)here,
	       (long long)a.community);
	/* Another street's clerk: not there at all, neither to read nor to change. */
	api_as(&a, "other");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "enterprise.get", "{\"id\":%lld}",
		  (long long)here);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "enterprise.update",
		  "{\"id\":%lld,\"name\":\"x\"}", (long long)here);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "contact.list", "{\"enterprise\":%lld}",
		  (long long)here);
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "enterprise.list", "{\"home\":%lld}",
		  (long long)a.street);
	api_ok(&a, "enterprise.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	/* A community's steward: what lies in the community. */
	api_as(&a, "grid");
	api_ok(&a, "enterprise.get", "{\"id\":%lld}", (long long)here);
	api_ok(&a, "enterprise.update", "{\"id\":%lld,\"employees\":3}", (long long)here);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "enterprise.get", "{\"id\":%lld}",
		  (long long)elsewhere);
	api_ok(&a, "enterprise.list", "{\"office\":%lld}", (long long)a.community);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "enterprise.list", "{\"office\":%lld}",
		  (long long)a.community2);
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "enterprise.list", "{}");
	/* Who may look may not write. */
	api_as(&a, "auditor");
	api_ok(&a, "enterprise.get", "{\"id\":%lld}", (long long)here);
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "enterprise.update",
		  "{\"id\":%lld,\"name\":\"x\"}", (long long)here);
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "enterprise.register",
		  "{\"kind\":\"enterprise\",\"name\":\"x\"}");
}
END_TEST

START_TEST(a_ledger_is_an_offices)
{
	api_as(&a, "system");
	api_fails(&a, GJ_E_MISSING, NULL, "/home", "enterprise.register",
		  "{\"kind\":\"enterprise\",\"name\":\"x\"}");
	api_ok(&a, "enterprise.register", "{\"kind\":\"enterprise\",\"name\":\"x\",\"home\":%lld}",
	       (long long)a.street2);
	/* A community has no ledger of its own: its street's it is. */
	api_ok(&a, "enterprise.register", "{\"kind\":\"enterprise\",\"name\":\"y\",\"home\":%lld}",
	       (long long)a.community);
	api_ok(&a, "enterprise.list", "{\"home\":%lld}", (long long)a.street);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_str_eq(api_text(&a, "/items/0/name"), "y");
}
END_TEST

START_TEST(the_ledger_verifies)
{
	int64_t id =
		api_id(&a, "enterprise.register",
		       "{\"kind\":\"enterprise\",\"name\":\"甲\",\"former_names\":[\"乙\",\"丙\"],"
		       "\"industry\":\"2614\",\"employees\":3,\"revenue\":1,"
		       "\"references\":{\"grid\":\"1\",\"tax\":\"2\"},\"contacts\":["
		       "{\"role\":\"liaison\",\"name\":\"王某\",\"main\":true},"
		       "{\"role\":\"finance\",\"phone\":\"13912345678\"}]}");

	api_ok(&a, "enterprise.update", "{\"id\":%lld,\"name\":\"丁\",\"industry\":null}",
	       (long long)id);
	api_ok(&a, "enterprise.tag", "{\"id\":%lld,\"tag\":\"key\",\"until\":\"2030-01-01\"}",
	       (long long)id);
	api_ok(&a, "enterprise.untag", "{\"id\":%lld,\"tag\":\"key\"}", (long long)id);
	api_ok(&a, "enterprise.unrelate", "{\"id\":%lld,\"system\":\"grid\",\"code\":\"1\"}",
	       (long long)id);
	api_ok(&a, "enterprise.void", "{\"id\":%lld,\"reason\":\"by_order\",\"note\":\"某人说\"}",
	       (long long)id);
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_msg(strcmp(api_text(&a, "/verify"), "ok") == 0, "%s",
		      gj_reply_json(a.reply, NULL));
}
END_TEST

static Suite *suite(void)
{
	const TTest *const tests[] = {
		every_fact_comes_back,
		no_personal_word_is_in_the_journal,
		a_code_is_checked_and_nobody_elses,
		intended_settlers_and_branches_need_no_code,
		all_four_kinds_and_no_other,
		scale_follows_the_figures,
		an_industry_means_something_in_its_edition,
		absent_keeps_and_null_clears,
		a_new_name_leaves_the_old_one_findable,
		revisions_and_voids_hold,
		a_dry_run_leaves_nothing,
		tags_hold_from_day_to_day,
		numbers_elsewhere_find_it,
		search_folds_and_begins,
		pages_meet_without_gap,
		places_filter_down_the_tree,
		rights_reach_down_the_tree_and_to_places,
		a_ledger_is_an_offices,
		the_ledger_verifies,
	};
	Suite *s = suite_create("enterprise");
	TCase *tcase = tcase_create("enterprise");
	size_t i;

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	for (i = 0; i < sizeof(tests) / sizeof(*tests); i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(s, tcase);
	return s;
}

GJ_TEST_MAIN(suite)
