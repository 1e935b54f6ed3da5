/* SPDX-License-Identifier: Apache-2.0
 *
 * The board of a weekly meeting: each section is exactly what its operation answers when it is
 * asked by itself, and what is in them is what was done.
 */
#include <cjson/cJSON.h>

#include "ground.h"

static api a;
static int64_t power, late, shelved, party;

static int64_t opened(void)
{
	api_as(&a, "clerk");
	return api_id(&a, "demand.register",
		      "{\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"traffic\","
		      "\"subject\":\"门口拥堵\"}");
}

/* One of everything: overdue, supervised, shelved until next week, a department that did not come,
 * a root cause that is planned. */
static void setup(void)
{
	int64_t whistle, cause;

	api_open(&a);
	api_as(&a, "system");
	power = api_office(&a, "department", "区供电公司", NULL, a.district);
	api_staff(&a, "power", power, "section_head");
	api_staff(&a, "dispatcher", a.street, "dispatcher");
	api_staff(&a, "handler", a.section, "handler");
	late = opened();
	shelved = opened();
	api_as(&a, "dispatcher");
	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}", (long long)late,
	       (long long)a.section);
	api_ok(&a, "demand.reply",
	       "{\"id\":%lld,\"text\":\"暂不能办\",\"disposition\":\"do_by_date\",\"resolution\":"
	       "\"shelved\",\"level\":\"office\",\"reason\":\"no_funds\",\"measure\":\"疏导\","
	       "\"review_on\":\"2026-03-20\"}",
	       (long long)shelved);
	cause = api_id(&a, "cause.register",
		       "{\"category\":\"traffic\",\"subject\":\"道路狭窄\",\"demands\":[%lld]}",
		       (long long)late);
	api_ok(&a, "cause.plan", "{\"id\":%lld,\"plan\":\"拓宽\",\"due_on\":\"2026-06-01\"}",
	       (long long)cause);
	whistle = api_id(&a, "whistle.draft",
			 "{\"kind\":\"demand\",\"source\":\"masses\",\"subject\":\"停电\","
			 "\"parties\":[{\"office\":%lld}]}",
			 (long long)power);
	api_as(&a, "leader");
	api_ok(&a, "whistle.approve", "{\"id\":%lld}", (long long)whistle);
	api_ok(&a, "whistle.get", "{\"id\":%lld}", (long long)whistle);
	party = api_int(&a, "/parties/0/id");
	a.now += 14 * API_DAY; /* 2026-03-16 */
	api_ok(&a, "party.miss", "{\"id\":%lld}", (long long)party);
	api_ok(&a, "supervision.issue", "{\"demand\":%lld,\"kind\":\"red\",\"reason\":\"overdue\"}",
	       (long long)late);
}

static void teardown(void)
{
	api_close(&a);
}

/* What the board told, kept beyond the next call. */
static cJSON *board(const char *account, const char *args)
{
	cJSON *told;

	api_as(&a, account);
	api_ok(&a, "board.weekly", "%s", args);
	told = cJSON_Parse(gj_reply_json(a.reply, NULL));
	ck_assert_ptr_nonnull(told);
	return told;
}

static const cJSON *section(const cJSON *told, const char *name)
{
	const cJSON *s;

	cJSON_ArrayForEach(
		s, cJSON_GetObjectItem(
			   told,
			   "sections")) if (strcmp(cJSON_GetObjectItem(s, "section")->valuestring,
						   name) == 0) return s;
	ck_abort_msg("no section %s", name);
	return NULL;
}

static const cJSON *items(const cJSON *told, const char *name)
{
	return cJSON_GetObjectItem(cJSON_GetObjectItem(section(told, name), "answer"), "items");
}

static int64_t number(const cJSON *items, int i, const char *name)
{
	return (int64_t)cJSON_GetObjectItem(cJSON_GetArrayItem(items, i), name)->valuedouble;
}

START_TEST(what_was_done)
{
	cJSON *told = board("leader", "{}");
	const cJSON *list = items(told, "overdue"), *one;

	ck_assert_int_eq(cJSON_GetArraySize(section(told, "overdue")) > 0, 1);
	cJSON_ArrayForEach(one, list)
		ck_assert_str_eq(cJSON_GetObjectItem(one, "lamp")->valuestring, "red");
	ck_assert_int_ge(cJSON_GetArraySize(list), 1);
	ck_assert_int_eq(number(items(told, "shelved"), 0, "demand"), shelved);
	ck_assert_int_eq(cJSON_GetArraySize(items(told, "shelved")), 1);
	ck_assert_int_eq(number(items(told, "not_come"), 0, "id"), party);
	/* one by hand, one by the profile's rule for who does not come */
	ck_assert_int_eq(cJSON_GetArraySize(items(told, "supervision")), 2);
	ck_assert_int_eq(cJSON_GetArraySize(items(told, "whistles")), 1);
	ck_assert_int_eq(cJSON_GetArraySize(items(told, "causes")), 1);
	ck_assert_int_eq(cJSON_GetArraySize(items(told, "problem")), 0);
	ck_assert_int_eq(number(items(told, "rates"), 0, "registered"), 2);
	ck_assert_int_eq(number(items(told, "departments"), 0, "unit"), power);
	cJSON_Delete(told);
	/* Without a day ahead it is not yet to be looked at again. */
	told = board("leader", "{\"days\":0}");
	ck_assert_int_eq(cJSON_GetArraySize(items(told, "shelved")), 0);
	cJSON_Delete(told);
}
END_TEST

/* At the same instant each operation answers the same by itself. */
START_TEST(as_asked_by_itself)
{
	int64_t then = a.now;
	cJSON *told = board("leader", "{\"limit\":3}"), *again;
	const cJSON *s;
	char *args;
	int n = 0;

	cJSON_ArrayForEach(s, cJSON_GetObjectItem(told, "sections"))
	{
		args = cJSON_PrintUnformatted(cJSON_GetObjectItem(s, "args"));
		a.now = then;
		api_ok(&a, cJSON_GetObjectItem(s, "operation")->valuestring, "%s", args);
		again = cJSON_Parse(gj_reply_json(a.reply, NULL));
		ck_assert_msg(cJSON_Compare(again, cJSON_GetObjectItem(s, "answer"), 1), "%s: %s",
			      args, gj_reply_json(a.reply, NULL));
		cJSON_Delete(again);
		cJSON_free(args);
		n++;
	}
	ck_assert_int_eq(n, 12);
	cJSON_Delete(told);
}
END_TEST

/* A section that one may not read says so; who may read none of the board is refused. */
START_TEST(who_may_read)
{
	cJSON *told;

	api_as(&a, "clerk");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "board.weekly", "{}");
	api_as(&a, "other");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "board.weekly", "{\"home\":%lld}",
		  (long long)a.street);
	api_as(&a, "system");
	api_ok(&a, "staff.register",
	       "{\"account\":\"hand\",\"name\":\"某\",\"office\":%lld,\"roles\":[{\"office\":%lld,"
	       "\"role\":\"handler\"}]}",
	       (long long)a.street, (long long)a.street);
	told = board("hand", "{}");
	ck_assert(cJSON_IsTrue(cJSON_GetObjectItem(section(told, "rates"), "denied")));
	ck_assert_ptr_null(cJSON_GetObjectItem(section(told, "rates"), "answer"));
	ck_assert_ptr_nonnull(items(told, "supervision"));
	cJSON_Delete(told);
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
	Suite *s = suite_create("board");

	add(s, "what was done", what_was_done);
	add(s, "as asked by itself", as_asked_by_itself);
	add(s, "who may read", who_may_read);
	return s;
}

GJ_TEST_MAIN(suite)
