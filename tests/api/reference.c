/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers in other systems: what was given can be read back, found by, taken and corrected, for
 * offices, staff and enterprises alike.
 */
#include "ground.h"

static api a;

static void setup(void)
{
	api_open(&a);
}

static void teardown(void)
{
	api_close(&a);
}

static void verified(void)
{
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
}

/* ---- every noun keeps the same rules ---- */

typedef struct noun {
	const char *name, *owner; /* whose account may change it */
	int64_t one, two;         /* two of the kind; `one` has grid 7 from its birth */
} noun;

static const char *op(const noun *n, const char *verb)
{
	static char room[60];

	snprintf(room, sizeof(room), "%s.%s", n->name, verb);
	return room;
}

static void numbers_are(const noun *n, int64_t id, size_t count, const char *system,
			const char *code)
{
	api_ok(&a, op(n, "get"), "{\"id\":%lld}", (long long)id);
	ck_assert_uint_eq(api_count(&a, "/references"), count);
	if (count) {
		ck_assert_str_eq(api_text(&a, "/references/0/system"), system);
		ck_assert_str_eq(api_text(&a, "/references/0/code"), code);
	}
}

static void found(const noun *n, const char *code, int64_t id)
{
	if (!id) {
		api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, op(n, "find"),
			  "{\"system\":\"grid\",\"code\":\"%s\"}", code);
		return;
	}
	api_ok(&a, op(n, "find"), "{\"system\":\"grid\",\"code\":\"%s\"}", code);
	ck_assert_int_eq(api_int(&a, "/id"), id);
	ck_assert_uint_ge(api_count(&a, "/references"), 1);
}

static void keeps_the_rules(const noun *n)
{
	long long one = (long long)n->one, two = (long long)n->two;
	int64_t revision;

	numbers_are(n, n->one, 1, "grid", "7");
	numbers_are(n, n->two, 0, NULL, NULL);
	found(n, "7", n->one);
	found(n, "8", 0);

	api_as(&a, n->owner);
	api_fails(&a, GJ_E_EXISTS, "exists", "/code", op(n, "relate"),
		  "{\"id\":%lld,\"system\":\"grid\",\"code\":\"7\"}", two);
	api_ok(&a, op(n, "relate"), "{\"id\":%lld,\"system\":\"grid\",\"code\":\"8\"}", two);
	revision = api_int(&a, "/revision");
	ck_assert_int_eq(revision, 2);
	api_fails(&a, GJ_E_CONFLICT, "revision", NULL, op(n, "relate"),
		  "{\"id\":%lld,\"system\":\"tax\",\"code\":\"1\",\"if_revision\":1}", two);
	numbers_are(n, n->two, 1, "grid", "8");
	found(n, "8", n->two);

	/* a mistake is corrected with a reason, and only to what is free */
	api_as(&a, n->owner);
	api_fails(&a, GJ_E_MISSING, NULL, "/reason", op(n, "amend_relation"),
		  "{\"id\":%lld,\"system\":\"grid\",\"code\":\"8\",\"correct\":\"9\"}", two);
	api_fails(&a, GJ_E_EXISTS, "exists", "/correct", op(n, "amend_relation"),
		  "{\"id\":%lld,\"system\":\"grid\",\"code\":\"8\",\"correct\":\"7\","
		  "\"reason\":\"typing_error\"}",
		  two);
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, op(n, "amend_relation"),
		  "{\"id\":%lld,\"system\":\"grid\",\"code\":\"7\",\"correct\":\"9\","
		  "\"reason\":\"typing_error\"}",
		  two);
	api_ok(&a, op(n, "amend_relation"),
	       "{\"id\":%lld,\"system\":\"grid\",\"code\":\"8\",\"correct\":\"9\","
	       "\"reason\":\"typing_error\"}",
	       two);
	ck_assert_int_eq(api_int(&a, "/revision"), 3);
	numbers_are(n, n->two, 1, "grid", "9");
	found(n, "8", 0);
	found(n, "9", n->two);

	/* taken, once because it ended and once because it never was */
	api_as(&a, n->owner);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, op(n, "unrelate"),
		  "{\"id\":%lld,\"system\":\"grid\",\"code\":\"7\"}", two);
	api_ok(&a, op(n, "unrelate"), "{\"id\":%lld,\"system\":\"grid\",\"code\":\"9\"}", two);
	api_ok(&a, op(n, "unrelate"),
	       "{\"id\":%lld,\"system\":\"grid\",\"code\":\"7\",\"mistake\":\"typing_error\"}",
	       one);
	numbers_are(n, n->one, 0, NULL, NULL);
	numbers_are(n, n->two, 0, NULL, NULL);

	/* what is void leaves its numbers to others */
	api_as(&a, n->owner);
	api_ok(&a, op(n, "relate"), "{\"id\":%lld,\"system\":\"grid\",\"code\":\"7\"}", one);
	api_ok(&a, op(n, "void"), "{\"id\":%lld,\"reason\":\"entered_twice\"}", one);
	api_ok(&a, op(n, "relate"), "{\"id\":%lld,\"system\":\"grid\",\"code\":\"7\"}", two);
	found(n, "7", n->two);
	/* and nobody without the right gives any */
	api_as(&a, "auditor");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, op(n, "relate"),
		  "{\"id\":%lld,\"system\":\"tax\",\"code\":\"7\"}", two);
	verified();
}

START_TEST(numbers_of_offices)
{
	noun n = { "office", "admin", 0, 0 };

	api_as(&a, "admin");
	n.one = api_id(&a, "office.register",
		       "{\"kind\":\"section\",\"name\":\"甲科\",\"parent\":%lld,"
		       "\"references\":{\"grid\":\"7\"}}",
		       (long long)a.street);
	n.two = api_office(&a, "section", "乙科", NULL, a.street);
	keeps_the_rules(&n);
}
END_TEST

START_TEST(numbers_of_staff)
{
	noun n = { "staff", "admin", 0, 0 };

	api_as(&a, "admin");
	n.one = api_id(&a, "staff.register",
		       "{\"account\":\"one\",\"name\":\"某甲\",\"office\":%lld,"
		       "\"references\":{\"grid\":\"7\"}}",
		       (long long)a.street);
	n.two = api_id(&a, "staff.register",
		       "{\"account\":\"two\",\"name\":\"某乙\",\"office\":%lld}",
		       (long long)a.street);
	keeps_the_rules(&n);
}
END_TEST

START_TEST(numbers_of_enterprises)
{
	noun n = { "enterprise", "clerk", 0, 0 };

	api_as(&a, "clerk");
	n.one = api_id(&a, "enterprise.register",
		       "{\"kind\":\"enterprise\",\"name\":\"甲公司\","
		       "\"references\":{\"grid\":\"7\"}}");
	n.two = api_id(&a, "enterprise.register", "{\"kind\":\"enterprise\",\"name\":\"乙公司\"}");
	keeps_the_rules(&n);
}
END_TEST

/* ---- the days of a tag ---- */

static void days_are(int64_t id, const char *since, const char *until)
{
	api_ok(&a, "enterprise.get", "{\"id\":%lld}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/tags/0/since"), since);
	ck_assert_str_eq(api_text(&a, "/tags/0/until"), until);
}

START_TEST(days_of_a_tag)
{
	long long id = (long long)api_id(&a, "enterprise.register",
					 "{\"kind\":\"enterprise\",\"name\":\"甲公司\"}");

	api_ok(&a, "enterprise.tag",
	       "{\"id\":%lld,\"tag\":\"key\",\"since\":\"2026-02-01\",\"until\":\"2026-06-30\"}",
	       id);
	api_ok(&a, "enterprise.tag", "{\"id\":%lld,\"tag\":\"key\",\"since\":\"2026-08-01\"}", id);
	api_fails(&a, GJ_E_MISSING, NULL, "/reason", "enterprise.amend_tag",
		  "{\"id\":%lld,\"tag\":\"key\",\"starts\":\"2026-01-01\"}", id);
	api_ok(&a, "enterprise.amend_tag",
	       "{\"id\":%lld,\"tag\":\"key\",\"starts\":\"2026-01-01\","
	       "\"reason\":\"typing_error\"}",
	       id);
	days_are(id, "2026-01-01", "2026-06-30");
	/* neither into the other period nor before its own beginning */
	api_fails(&a, GJ_E_EXISTS, "exists", "/tag", "enterprise.amend_tag",
		  "{\"id\":%lld,\"tag\":\"key\",\"until\":\"2026-08-01\","
		  "\"reason\":\"typing_error\"}",
		  id);
	api_fails(&a, GJ_E_EXISTS, "exists", "/tag", "enterprise.amend_tag",
		  "{\"id\":%lld,\"tag\":\"key\",\"until\":null,\"reason\":\"typing_error\"}", id);
	api_fails(&a, GJ_E_RULE, "order_of_dates", "/until", "enterprise.amend_tag",
		  "{\"id\":%lld,\"tag\":\"key\",\"until\":\"2025-12-31\","
		  "\"reason\":\"typing_error\"}",
		  id);
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, "enterprise.amend_tag",
		  "{\"id\":%lld,\"tag\":\"key\",\"on\":\"2026-07-15\",\"starts\":\"2026-01-01\","
		  "\"reason\":\"typing_error\"}",
		  id);
	api_ok(&a, "enterprise.amend_tag",
	       "{\"id\":%lld,\"tag\":\"key\",\"until\":\"2026-07-31\","
	       "\"reason\":\"typing_error\"}",
	       id);
	days_are(id, "2026-01-01", "2026-07-31");
	/* the other one, by a day on which it holds */
	api_ok(&a, "enterprise.amend_tag",
	       "{\"id\":%lld,\"tag\":\"key\",\"on\":\"2026-09-01\",\"starts\":\"2026-09-01\","
	       "\"until\":\"2026-12-31\",\"reason\":\"typing_error\"}",
	       id);
	api_ok(&a, "enterprise.amend_tag",
	       "{\"id\":%lld,\"tag\":\"key\",\"until\":null,\"on\":\"2026-09-01\","
	       "\"reason\":\"typing_error\"}",
	       id);
	days_are(id, "2026-01-01", "2026-07-31");
	ck_assert_str_eq(api_text(&a, "/tags/1/since"), "2026-09-01");
	ck_assert_int_eq(api_there(&a, "/tags/1/until"), 0);
	verified();
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("reference");
	TCase *rules = tcase_create("rules");

	tcase_add_checked_fixture(rules, setup, teardown);
	tcase_add_test(rules, numbers_of_offices);
	tcase_add_test(rules, numbers_of_staff);
	tcase_add_test(rules, numbers_of_enterprises);
	tcase_add_test(rules, days_of_a_tag);
	suite_add_tcase(s, rules);
	return s;
}

GJ_TEST_MAIN(suite)
