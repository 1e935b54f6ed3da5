/* SPDX-License-Identifier: Apache-2.0
 *
 * Root causes: registered with the demands that they join, also of another street; planned, solved
 * at a level, taken up again; who may know of one; and that a demand goes up as unsolved only after
 * it was coordinated.
 */
#include "ground.h"

static api a;
static int64_t traffic, first, second;

static int64_t opened(const char *account, const char *more)
{
	api_as(&a, account);
	return api_id(&a, "demand.register",
		      "{\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"traffic\","
		      "\"subject\":\"扬尘\"%s}",
		      more);
}

static void setup(void)
{
	api_open(&a);
	api_as(&a, "system");
	traffic = api_office(&a, "department", "区交通委", NULL, a.district);
	api_staff(&a, "traffic", traffic, "section_head");
	api_staff(&a, "dispatcher", a.street, "dispatcher");
	api_staff(&a, "supervisor", a.district, "supervisor");
	api_staff(&a, "head", a.section, "section_head");
	first = opened("clerk", "");
	second = opened("other", "");
}

static void teardown(void)
{
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
	api_close(&a);
}

static int64_t registered(const char *account, int64_t home, int64_t demand)
{
	api_as(&a, account);
	return api_id(&a, "cause.register",
		      "{\"home\":%lld,\"category\":\"environment\",\"subject\":\"工地扬尘\","
		      "\"demands\":[%lld]}",
		      (long long)home, (long long)demand);
}

static void get(const char *account, int64_t id)
{
	api_as(&a, account);
	api_ok(&a, "cause.get", "{\"id\":%lld}", (long long)id);
}

START_TEST(the_whole_way)
{
	int64_t id = registered("dispatcher", a.street, first);

	ck_assert_str_eq(api_text(&a, "/order_no"), "SG-G2026-000001");
	get("leader", id);
	ck_assert_str_eq(api_text(&a, "/state"), "open");
	ck_assert_int_eq(api_int(&a, "/demands"), 1);
	ck_assert_int_eq(api_int(&a, "/unit"), a.street);
	/* A demand of another street too: by somebody who may know of both. */
	api_as(&a, "dispatcher");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, "/demand", "cause.link",
		  "{\"id\":%lld,\"demand\":%lld}", (long long)id, (long long)second);
	api_as(&a, "supervisor");
	api_ok(&a, "cause.link", "{\"id\":%lld,\"demand\":%lld}", (long long)id, (long long)second);
	api_fails(&a, GJ_E_RULE, "same_thing", "/demand", "cause.link",
		  "{\"id\":%lld,\"demand\":%lld}", (long long)id, (long long)second);
	api_ok(&a, "cause.demands", "{\"id\":%lld}", (long long)id);
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
	/* The street sees that there are two, and of them its own. */
	get("leader", id);
	ck_assert_int_eq(api_int(&a, "/demands"), 2);
	api_ok(&a, "cause.demands", "{\"id\":%lld}", (long long)id);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/demand"), first);
	api_ok(&a, "cause.list", "{\"demand\":%lld}", (long long)first);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);

	api_as(&a, "dispatcher");
	api_ok(&a, "cause.plan",
	       "{\"id\":%lld,\"unit\":%lld,\"plan\":\"围挡喷淋\",\"due_on\":\"2026-04-01\"}",
	       (long long)id, (long long)traffic);
	get("traffic", id);
	ck_assert_str_eq(api_text(&a, "/state"), "planned");
	ck_assert_str_eq(api_text(&a, "/due_on"), "2026-04-01");
	/* A department of the district leads: what it solved was not solved at the office. */
	api_as(&a, "dispatcher");
	api_fails(
		&a, GJ_E_RULE, "level_of_unit", "/level", "cause.solve",
		"{\"id\":%lld,\"text\":\"已治理\",\"resolution\":\"solved\",\"level\":\"office\"}",
		(long long)id);
	api_fails(&a, GJ_E_RULE, "shelf_amend", "/resolution", "cause.solve",
		  "{\"id\":%lld,\"text\":\"已治理\",\"resolution\":\"shelved\",\"level\":"
		  "\"district\"}",
		  (long long)id);
	api_ok(&a, "cause.solve",
	       "{\"id\":%lld,\"text\":\"已治理\",\"resolution\":\"solved\",\"level\":\"district\","
	       "\"evidence\":[{\"kind\":\"photo\",\"reference\":\"p.jpg\"}]}",
	       (long long)id);
	api_fails(&a, GJ_E_STATE, "verb_not_allowed", NULL, "cause.plan",
		  "{\"id\":%lld,\"plan\":\"再治理\",\"due_on\":\"2026-05-01\"}", (long long)id);
	get("leader", id);
	ck_assert_str_eq(api_text(&a, "/state"), "solved");
	ck_assert_str_eq(api_text(&a, "/level"), "district");
	ck_assert_int_eq(api_flag(&a, "/above"), 1);
	/* The demand has its own way. */
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)first);
	ck_assert_str_eq(api_text(&a, "/state"), "registered");

	api_as(&a, "dispatcher");
	api_ok(&a, "cause.reopen", "{\"id\":%lld,\"reason\":\"recurred\"}", (long long)id);
	api_ok(&a, "cause.unlink", "{\"id\":%lld,\"demand\":%lld}", (long long)id,
	       (long long)first);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, "/demand", "cause.unlink",
		  "{\"id\":%lld,\"demand\":%lld}", (long long)id, (long long)first);
	get("leader", id);
	ck_assert_str_eq(api_text(&a, "/state"), "open");
	ck_assert(!api_there(&a, "/level"));
	ck_assert_int_eq(api_int(&a, "/demands"), 1);
	ck_assert_int_eq(api_int(&a, "/revision"), 6);
}
END_TEST

START_TEST(amended_and_void)
{
	int64_t id = registered("dispatcher", a.street, first);

	api_as(&a, "clerk");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "cause.amend",
		  "{\"id\":%lld,\"reason\":\"typing_error\",\"subject\":\"扬尘\"}", (long long)id);
	api_as(&a, "leader");
	api_fails(
		&a, GJ_E_CONFLICT, NULL, NULL, "cause.amend",
		"{\"id\":%lld,\"reason\":\"typing_error\",\"subject\":\"扬尘\",\"if_revision\":2}",
		(long long)id);
	api_ok(&a, "cause.amend",
	       "{\"id\":%lld,\"reason\":\"typing_error\",\"category\":\"traffic\"}", (long long)id);
	get("leader", id);
	ck_assert_str_eq(api_text(&a, "/category"), "traffic");
	ck_assert(api_there(&a, "/subject"));
	api_ok(&a, "cause.void", "{\"id\":%lld,\"reason\":\"trial_entry\"}", (long long)id);
	api_fails(&a, GJ_E_STATE, "voided", NULL, "cause.link", "{\"id\":%lld,\"demand\":%lld}",
		  (long long)id, (long long)first);
	api_ok(&a, "cause.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_ok(&a, "cause.list", "{\"voided\":true,\"state\":\"open\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
}
END_TEST

/* Of another street nobody knows of it; nor does whom one of its demands complains of, and such a
 * unit does not lead. */
START_TEST(who_may_know)
{
	char more[60];
	int64_t id = registered("dispatcher", a.street, first), against;

	api_as(&a, "other");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "cause.get", "{\"id\":%lld}", (long long)id);
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "cause.list", "{\"home\":%lld}",
		  (long long)a.street);
	api_as(&a, "system");
	api_ok(&a, "staff.register",
	       "{\"account\":\"both\",\"name\":\"某\",\"office\":%lld,\"roles\":[{\"office\":%lld,"
	       "\"role\":\"dispatcher\"}]}",
	       (long long)a.section, (long long)a.street);
	get("both", id);
	snprintf(more, sizeof(more), ",\"against\":%lld", (long long)a.section);
	against = opened("clerk", more);
	api_as(&a, "dispatcher");
	api_fails(
		&a, GJ_E_RULE, "confidential_unit", NULL, "cause.register",
		"{\"category\":\"conduct\",\"subject\":\"推诿\",\"unit\":%lld,\"demands\":[%lld]}",
		(long long)a.section, (long long)against);
	api_ok(&a, "cause.link", "{\"id\":%lld,\"demand\":%lld}", (long long)id,
	       (long long)against);
	api_fails(&a, GJ_E_RULE, "confidential_unit", "/unit", "cause.plan",
		  "{\"id\":%lld,\"unit\":%lld,\"plan\":\"整改\",\"due_on\":\"2026-04-01\"}",
		  (long long)id, (long long)a.section);
	api_as(&a, "both");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "cause.get", "{\"id\":%lld}", (long long)id);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "cause.demands", "{\"id\":%lld}", (long long)id);
	api_ok(&a, "cause.list", "{\"home\":%lld}", (long long)a.street);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_ok(&a, "cause.list", "{\"demand\":%lld}", (long long)first);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	get("leader", id);
	ck_assert_int_eq(api_int(&a, "/demands"), 2);
}
END_TEST

/* Beijing regulation on subdistrict offices, art. 17. */
START_TEST(up_after_coordination)
{
	int64_t whistle;

	api_as(&a, "dispatcher");
	api_fails(&a, GJ_E_RULE, "not_coordinated", "/reason", "demand.escalate",
		  "{\"id\":%lld,\"unit\":%lld,\"reason\":\"unsolved_after_coordination\"}",
		  (long long)first, (long long)a.district);
	api_fails(&a, GJ_E_RULE, "not_coordinated", "/reason", "demand.escalate",
		  "{\"id\":%lld,\"unit\":%lld,\"reason\":\"unsolved_after_coordination\","
		  "\"assist\":[%lld]}",
		  (long long)first, (long long)a.district, (long long)traffic);
	api_fails(&a, GJ_E_RULE, "not_coordinated", "/reason", "demand.escalate",
		  "{\"id\":%lld,\"unit\":%lld,\"reason\":\"multi_department\"}", (long long)first,
		  (long long)a.district);
	/* With those named that are to be coordinated; or because nobody knows whose duty it is. */
	api_ok(&a, "demand.escalate",
	       "{\"id\":%lld,\"unit\":%lld,\"reason\":\"multi_department\",\"assist\":[%lld],"
	       "\"dry_run\":true}",
	       (long long)first, (long long)a.district, (long long)traffic);
	api_ok(&a, "demand.escalate",
	       "{\"id\":%lld,\"unit\":%lld,\"reason\":\"unclear_owner\",\"dry_run\":true}",
	       (long long)first, (long long)a.district);
	/* Drafted is not blown. */
	whistle = api_id(&a, "whistle.draft",
			 "{\"kind\":\"demand\",\"source\":\"masses\",\"subject\":\"扬尘\","
			 "\"demand\":%lld,\"parties\":[{\"office\":%lld}]}",
			 (long long)first, (long long)traffic);
	api_fails(&a, GJ_E_RULE, "not_coordinated", "/reason", "demand.escalate",
		  "{\"id\":%lld,\"unit\":%lld,\"reason\":\"unsolved_after_coordination\"}",
		  (long long)first, (long long)a.district);
	api_as(&a, "leader");
	api_ok(&a, "whistle.approve", "{\"id\":%lld}", (long long)whistle);
	api_as(&a, "dispatcher");
	api_ok(&a, "demand.escalate",
	       "{\"id\":%lld,\"unit\":%lld,\"reason\":\"unsolved_after_coordination\"}",
	       (long long)first, (long long)a.district);
	ck_assert_str_eq(api_text(&a, "/state"), "escalated");
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
	Suite *s = suite_create("cause");

	add(s, "the whole way", the_whole_way);
	add(s, "amended and void", amended_and_void);
	add(s, "who may know", who_may_know);
	add(s, "up after coordination", up_after_coordination);
	return s;
}

GJ_TEST_MAIN(suite)
