/* SPDX-License-Identifier: Apache-2.0
 *
 * An enterprise's own account: it sees and registers what is that enterprise's and nothing else,
 * whatever its roles; it is the demander of that enterprise's demands, whoever wrote them down.
 */
#include "ground.h"

static api a;
static long long mine, theirs;

#define DEMAND "\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"traffic\""

/* Two enterprises of one street, each with an account; the role reaches down from the district. */
static void setup(void)
{
	api_open(&a);
	mine = (long long)api_id(&a, "enterprise.register",
				 "{\"kind\":\"enterprise\",\"name\":\"甲公司\",\"contacts\":[{"
				 "\"role\":\"liaison\",\"name\":\"某甲\"}]}");
	theirs = (long long)api_id(&a, "enterprise.register",
				   "{\"kind\":\"enterprise\",\"name\":\"乙公司\","
				   "\"references\":{\"grid\":\"7\"}}");
	api_as(&a, "admin");
	api_ok(&a, "staff.register",
	       "{\"account\":\"mine\",\"name\":\"甲账号\",\"office\":%lld,\"enterprise\":%lld,"
	       "\"roles\":[{\"office\":%lld,\"role\":\"enterprise\"}]}",
	       (long long)a.street, mine, (long long)a.district);
	api_ok(&a, "staff.register",
	       "{\"account\":\"theirs\",\"name\":\"乙账号\",\"office\":%lld,\"enterprise\":%lld,"
	       "\"roles\":[{\"office\":%lld,\"role\":\"enterprise\"}]}",
	       (long long)a.street, theirs, (long long)a.district);
}

static void teardown(void)
{
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
	api_close(&a);
}

static long long demand(const char *account, long long enterprise, const char *more)
{
	char own[60] = "";

	if (enterprise)
		snprintf(own, sizeof(own), ",\"enterprise\":%lld", enterprise);
	api_as(&a, account);
	return (long long)api_id(&a, "demand.register", "{" DEMAND ",\"subject\":\"门口堵\"%s%s}",
				 own, more);
}

/* ---- whose account it is ---- */

START_TEST(an_account_of_an_enterprise)
{
	int64_t id, clerk, admin;

	api_as(&a, "admin");
	id = api_id(&a, "staff.register",
		    "{\"account\":\"third\",\"name\":\"丙\",\"office\":%lld,\"enterprise\":%lld}",
		    (long long)a.street, mine);
	api_ok(&a, "staff.get", "{\"id\":%lld}", (long long)id);
	ck_assert_int_eq(api_int(&a, "/enterprise"), mine);
	/* roles of demanders for accounts of enterprises, and for no others */
	api_fails(&a, GJ_E_RULE, "role_of_demanders", "/role", "staff.grant",
		  "{\"id\":%lld,\"office\":%lld,\"role\":\"clerk\"}", (long long)id,
		  (long long)a.street);
	api_ok(&a, "staff.grant", "{\"id\":%lld,\"office\":%lld,\"role\":\"enterprise\"}",
	       (long long)id, (long long)a.street);
	api_fails(&a, GJ_E_RULE, "role_of_demanders", "/roles/0/role", "staff.register",
		  "{\"account\":\"x\",\"name\":\"丁\",\"office\":%lld,\"roles\":[{"
		  "\"office\":%lld,\"role\":\"enterprise\"}]}",
		  (long long)a.street, (long long)a.street);
	clerk = api_id(&a, "staff.register",
		       "{\"account\":\"x\",\"name\":\"丁\",\"office\":%lld,\"roles\":[{"
		       "\"office\":%lld,\"role\":\"clerk\"}]}",
		       (long long)a.street, (long long)a.street);
	api_fails(&a, GJ_E_RULE, "role_of_demanders", "/role", "staff.grant",
		  "{\"id\":%lld,\"office\":%lld,\"role\":\"enterprise\"}", (long long)clerk,
		  (long long)a.street);
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", "/enterprise", "staff.register",
		  "{\"account\":\"y\",\"name\":\"戊\",\"office\":%lld,\"enterprise\":%lld}",
		  (long long)a.street, theirs + 1000);
	/* a mistake is amended; a clerk who becomes one is a clerk no more */
	api_ok(&a, "staff.amend", "{\"id\":%lld,\"enterprise\":%lld,\"reason\":\"wrong_subject\"}",
	       (long long)id, theirs);
	api_as(&a, "third");
	api_ok(&a, "enterprise.get", "{\"id\":%lld}", theirs);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "enterprise.get", "{\"id\":%lld}", mine);
	api_as(&a, "admin");
	api_ok(&a, "staff.amend", "{\"id\":%lld,\"enterprise\":%lld,\"reason\":\"wrong_subject\"}",
	       (long long)clerk, mine);
	api_as(&a, "x");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "enterprise.update", "{\"id\":%lld,\"employees\":1}",
		  mine);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "enterprise.get", "{\"id\":%lld}", mine);
	/* who does it to herself could not take it back, nor repeat it */
	api_as(&a, "admin");
	admin = api_id(&a, "staff.register",
		       "{\"account\":\"admin2\",\"name\":\"己\",\"office\":%lld,\"roles\":[{"
		       "\"office\":%lld,\"role\":\"admin\"}]}",
		       (long long)a.district, (long long)a.district);
	api_as(&a, "admin2");
	api_fails(&a, GJ_E_RULE, "not_oneself", "/enterprise", "staff.amend",
		  "{\"id\":%lld,\"enterprise\":%lld,\"reason\":\"wrong_subject\"}",
		  (long long)admin, mine);
	api_as(&a, "clerk");
	api_ok(&a, "enterprise.void", "{\"id\":%lld,\"reason\":\"entered_twice\"}", theirs);
	api_as(&a, "admin");
	api_fails(&a, GJ_E_STATE, "voided", "/enterprise", "staff.register",
		  "{\"account\":\"y\",\"name\":\"戊\",\"office\":%lld,\"enterprise\":%lld}",
		  (long long)a.street, theirs);
}
END_TEST

/* ---- enterprises ---- */

START_TEST(sees_its_own_enterprise)
{
	api_as(&a, "mine");
	api_ok(&a, "enterprise.get", "{\"id\":%lld}", mine);
	ck_assert_uint_eq(api_count(&a, "/contacts"), 1);
	ck_assert_str_eq(api_text(&a, "/contacts/0/name"), "某*");
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, "enterprise.get", "{\"id\":%lld}", theirs);
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, "enterprise.find",
		  "{\"system\":\"grid\",\"code\":\"7\"}");
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, "contact.list", "{\"enterprise\":%lld}",
		  theirs);
	api_ok(&a, "contact.list", "{\"enterprise\":%lld}", mine);
	api_ok(&a, "enterprise.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/id"), mine);
	api_ok(&a, "enterprise.list", "{\"sort\":\"name\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	api_ok(&a, "enterprise.search", "{\"text\":\"公司\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/id"), mine);
	api_as(&a, "theirs");
	api_ok(&a, "enterprise.find", "{\"system\":\"grid\",\"code\":\"7\"}");
	api_ok(&a, "enterprise.search", "{\"text\":\"甲公司\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
}
END_TEST

/* Whatever its roles may: everything that does not look after whose it is, is refused. */
START_TEST(everything_else_is_refused)
{
	static const char *const refused[] = {
		"office.list",         "{}",
		"staff.list",          "{}",
		"demand.count",        "{\"group\":\"state\"}",
		"demand.summary",      "{}",
		"journal.list",        "{}",
		"journal.verify",      "{}",
		"visit.list",          "{}",
		"enterprise.register", "{\"kind\":\"enterprise\",\"name\":\"丙\"}",
	};
	gj_reply *r = NULL;
	size_t i;
	char *profile, *right;
	char args[200];

	/* even where the profile gives them all */
	api_as(&a, "system");
	api_ok(&a, "profile.get", "{}");
	profile = strdup(strstr(gj_reply_json(a.reply, NULL), "\"source\":") - 1);
	profile[0] = '{';
	right = strstr(profile, "\"code\":\"enterprise\",\"demander\":true");
	ck_assert_ptr_nonnull(right);
	ck_assert_ptr_nonnull(strstr(right, "\"demand.register\""));
	{
		static const char more[] =
			"\"office.read\",\"staff.read\",\"visit.read\",\"journal.read\","
			"\"journal.verify\",\"enterprise.write\",\"enterprise.import\",";
		char *spot = strstr(right, "\"rights\":[") + strlen("\"rights\":["), *grown;

		grown = malloc(strlen(profile) + sizeof(more));
		ck_assert_ptr_nonnull(grown);
		sprintf(grown, "%.*s%s%s", (int)(spot - profile), profile, more, spot);
		ck_assert_msg(gj_call(a.ledger, "profile.adopt", grown, strlen(grown), &r) == 0,
			      "%s", gj_reply_json(r, NULL));
		gj_reply_free(r);
		free(grown);
	}
	free(profile);
	api_as(&a, "mine");
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i += 2)
		api_fails(&a, GJ_E_DENIED, "not_for_demander", NULL, refused[i], "%s",
			  refused[i + 1]);
	snprintf(args, sizeof(args),
		 "{\"calls\":[{\"op\":\"enterprise.update\",\"args\":{\"id\":"
		 "%lld,\"employees\":1}}]}",
		 mine);
	api_fails(&a, GJ_E_DENIED, "not_for_demander", NULL, "batch.run", "%s", args);
	/* what everybody may */
	api_ok(&a, "profile.codes", "{\"list\":\"channel\"}");
	api_ok(&a, "enterprise.get", "{\"id\":%lld}", mine);
}
END_TEST

/* ---- demands ---- */

START_TEST(registers_its_own_demands)
{
	long long id = demand("mine", 0, "");

	api_ok(&a, "demand.get", "{\"id\":%lld}", id);
	ck_assert_int_eq(api_int(&a, "/enterprise"), mine);
	id = demand("mine", mine, "");
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", "/enterprise", "demand.register",
		  "{" DEMAND ",\"subject\":\"门口堵\",\"enterprise\":%lld}", theirs);
	/* no order from above, and no time of its own choice that binds */
	api_fails(&a, GJ_E_DENIED, "not_for_demander", "/due_at", "demand.register",
		  "{" DEMAND ",\"subject\":\"门口堵\",\"due_at\":\"2026-03-03T09:00:00+08:00\"}");
	api_fails(&a, GJ_E_DENIED, "not_for_demander", "/external", "demand.register",
		  "{" DEMAND ",\"subject\":\"门口堵\",\"external\":{\"system\":\"hotline_12345\","
		  "\"code\":\"1\"}}");
}
END_TEST

START_TEST(sees_its_own_demands)
{
	long long by_clerk = demand("clerk", mine, ""), by_clerk2 = demand("clerk", theirs, "");
	long long by_other = demand("clerk", 0, ""), by_me = demand("mine", 0, "");
	char order_no[40];

	api_as(&a, "clerk");
	api_ok(&a, "demand.get", "{\"id\":%lld}", by_clerk2);
	snprintf(order_no, sizeof(order_no), "%s", api_text(&a, "/order_no"));
	api_as(&a, "mine");
	api_ok(&a, "demand.get", "{\"id\":%lld}", by_clerk);
	api_ok(&a, "demand.history", "{\"id\":%lld}", by_me);
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, "demand.get", "{\"id\":%lld}", by_clerk2);
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, "demand.get", "{\"id\":%lld}", by_other);
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, "demand.history", "{\"id\":%lld}",
		  by_clerk2);
	api_ok(&a, "demand.find", "{\"order_no\":\"%s\"}", order_no);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_ok(&a, "demand.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
	ck_assert_int_eq(api_int(&a, "/items/0/id"), by_clerk);
	ck_assert_int_eq(api_int(&a, "/items/1/id"), by_me);
	api_ok(&a, "demand.list", "{\"sort\":\"opened_at\",\"open\":true}");
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
	api_ok(&a, "demand.list", "{\"enterprise\":%lld}", theirs);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	/* a confidential one is its own all the same, and known as such */
	by_me = demand("mine", 0, ",\"confidential\":true");
	api_ok(&a, "demand.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 3);
	ck_assert_int_eq(api_int(&a, "/items/2/enterprise"), mine);
	/* and a complaint about the street in which the account is registered */
	by_me = demand("mine", 0, "");
	api_as(&a, "mine");
	by_me = (long long)api_id(
		&a, "demand.register",
		"{\"channel\":\"phone\",\"kind\":\"complaint\",\"category\":"
		"\"traffic\",\"subject\":\"推诿\",\"home\":%lld,\"against\":%lld}",
		(long long)a.district, (long long)a.street);
	api_ok(&a, "demand.get", "{\"id\":%lld}", by_me);
	api_ok(&a, "demand.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 5);
	api_as(&a, "clerk");
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, "demand.get", "{\"id\":%lld}", by_me);
}
END_TEST

static int may(const char *verb)
{
	char want[40];

	snprintf(want, sizeof(want), "\"%s\"", verb);
	return strstr(strstr(gj_reply_json(a.reply, NULL), "\"verbs\":"), want) != NULL;
}

START_TEST(speaks_as_the_demander)
{
	long long id = demand("clerk", mine, "");

	/* nothing that is for the office, though the account is registered there */
	api_as(&a, "mine");
	api_ok(&a, "demand.get", "{\"id\":%lld}", id);
	ck_assert_int_eq(may("withdraw"), 1);
	ck_assert_int_eq(may("dispatch"), 0);
	ck_assert_int_eq(may("amend"), 0);
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}", id,
		  (long long)a.section);
	/* the other enterprise's account is nobody to it */
	api_as(&a, "theirs");
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, "demand.withdraw",
		  "{\"id\":%lld,\"reason\":\"solved_itself\"}", id);
	api_as(&a, "mine");
	api_ok(&a, "demand.withdraw", "{\"id\":%lld,\"reason\":\"solved_itself\"}", id);
}
END_TEST

START_TEST(notes_are_not_for_it)
{
	long long id = demand("mine", 0, "");

	api_as(&a, "leader");
	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}", id, (long long)a.street);
	api_ok(&a, "demand.sign", "{\"id\":%lld}", id);
	api_ok(&a, "demand.contact", "{\"id\":%lld,\"mode\":\"phone\"}", id);
	api_ok(&a, "demand.handle", "{\"id\":%lld,\"note\":\"内部意见\"}", id);
	api_ok(&a, "demand.reply",
	       "{\"id\":%lld,\"text\":\"已处理\",\"disposition\":\"do_now\",\"resolution\":"
	       "\"solved\",\"level\":\"office\",\"note\":\"内部备注\"}",
	       id);
	api_ok(&a, "demand.history", "{\"id\":%lld}", id);
	ck_assert_int_eq(api_holds(&a, "内部意见"), 1);
	api_as(&a, "mine");
	api_ok(&a, "demand.history", "{\"id\":%lld}", id);
	ck_assert_int_eq(api_holds(&a, "已处理"), 1);
	ck_assert_int_eq(api_holds(&a, "内部"), 0);
	api_ok(&a, "demand.get", "{\"id\":%lld}", id);
	ck_assert_int_eq(api_holds(&a, "已处理"), 1);
	ck_assert_int_eq(api_holds(&a, "内部"), 0);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("demander");
	TCase *rules = tcase_create("rules");

	tcase_add_checked_fixture(rules, setup, teardown);
	tcase_add_test(rules, an_account_of_an_enterprise);
	tcase_add_test(rules, sees_its_own_enterprise);
	tcase_add_test(rules, everything_else_is_refused);
	tcase_add_test(rules, registers_its_own_demands);
	tcase_add_test(rules, sees_its_own_demands);
	tcase_add_test(rules, speaks_as_the_demander);
	tcase_add_test(rules, notes_are_not_for_it);
	suite_add_tcase(s, rules);
	return s;
}

GJ_TEST_MAIN(suite)
