/* SPDX-License-Identifier: Apache-2.0
 *
 * Contacts: personal values leave masked, unmasked only to who may, recorded before they
 * leave and never hidden by what is undone.
 */
#include "ground.h"

static api a;
static int64_t firm;

#define PHONE "13912345678"
#define MASKED_PHONE "139****5678"

static void setup(void)
{
	api_open(&a);
	firm = api_id(&a, "enterprise.register",
		      "{\"kind\":\"enterprise\",\"name\":\"甲\",\"legal_person\":\"李某某\"}");
}

static void teardown(void)
{
	api_close(&a);
}

static int64_t add(const char *more)
{
	return api_id(&a, "contact.add", "{\"enterprise\":%lld,\"role\":\"liaison\"%s}",
		      (long long)firm, more);
}

static int64_t add_full(void)
{
	return add(",\"name\":\"王某某\",\"phone\":\"" PHONE "\",\"mail\":\"wang@a.cn\"");
}

/* Events of this type beside the chain of the street. */
static size_t accesses(const char *type)
{
	char want[80];
	const char *p;
	size_t count = 0;

	snprintf(want, sizeof(want), "\"type\":\"%s\"", type);
	api_as(&a, "system");
	api_ok(&a, "journal.since", "{\"home\":%lld,\"access\":true}", (long long)a.street);
	for (p = gj_reply_json(a.reply, NULL); (p = strstr(p, want)); p++)
		count++;
	return count;
}

static size_t looks(void)
{
	return accesses("access.read");
}

static void get(int64_t id)
{
	api_ok(&a, "contact.get", "{\"id\":%lld}", (long long)id);
}

START_TEST(values_leave_masked)
{
	int64_t id = add_full();

	get(id);
	ck_assert_int_eq(api_int(&a, "/enterprise"), firm);
	ck_assert_str_eq(api_text(&a, "/role"), "liaison");
	ck_assert_str_eq(api_text(&a, "/name"), "王**");
	ck_assert_str_eq(api_text(&a, "/phone"), MASKED_PHONE);
	ck_assert_str_eq(api_text(&a, "/mail"), "w***@a.cn");
	api_ok(&a, "contact.list", "{\"enterprise\":%lld}", (long long)firm);
	ck_assert_str_eq(api_text(&a, "/items/0/phone"), MASKED_PHONE);
	ck_assert(!api_holds(&a, "王某某"));
	api_ok(&a, "enterprise.get", "{\"id\":%lld}", (long long)firm);
	ck_assert_str_eq(api_text(&a, "/contacts/0/phone"), MASKED_PHONE);
	ck_assert_str_eq(api_text(&a, "/legal_person"), "李**");
	ck_assert(!api_holds(&a, "王某某"));
	ck_assert(!api_holds(&a, "wang@"));
	ck_assert_uint_eq(looks(), 0);
}
END_TEST

START_TEST(a_look_is_recorded_with_its_purpose)
{
	int64_t id = add_full();

	api_ok(&a, "contact.get", "{\"id\":%lld,\"unmask\":true,\"purpose\":\"回访\"}",
	       (long long)id);
	ck_assert_str_eq(api_text(&a, "/name"), "王某某");
	ck_assert_str_eq(api_text(&a, "/phone"), PHONE);
	ck_assert_str_eq(api_text(&a, "/mail"), "wang@a.cn");
	ck_assert_uint_eq(looks(), 1);
	ck_assert(api_holds(&a, "contact.get"));
	ck_assert(api_holds(&a, "回访"));
	api_as(&a, "clerk");
	api_ok(&a, "enterprise.get", "{\"id\":%lld,\"unmask\":true}", (long long)firm);
	ck_assert_str_eq(api_text(&a, "/legal_person"), "李某某");
	ck_assert_str_eq(api_text(&a, "/contacts/0/phone"), PHONE);
	ck_assert_uint_eq(looks(), 2);
	/* The next look is masked again. */
	api_as(&a, "clerk");
	get(id);
	ck_assert_str_eq(api_text(&a, "/phone"), MASKED_PHONE);
}
END_TEST

START_TEST(who_may_not_is_refused_and_that_is_recorded)
{
	int64_t id = add_full();

	/* A leader may read enterprises, and not unmask. */
	api_as(&a, "leader");
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "contact.get",
		  "{\"id\":%lld,\"unmask\":true}", (long long)id);
	ck_assert(!api_holds(&a, PHONE));
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "enterprise.get",
		  "{\"id\":%lld,\"unmask\":true}", (long long)firm);
	get(id);
	ck_assert_str_eq(api_text(&a, "/phone"), MASKED_PHONE);
	/* Of another street she does not even learn that it is there. */
	api_as(&a, "other");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "contact.get", "{\"id\":%lld,\"unmask\":true}",
		  (long long)id);
	ck_assert_uint_eq(looks(), 0);
	ck_assert_uint_eq(accesses("access.refused"), 2);
}
END_TEST

START_TEST(a_look_cannot_be_undone)
{
	int64_t id = add_full();
	char args[80];

	snprintf(args, sizeof(args), "{\"offices\":[%lld]}", (long long)a.street);
	ck_assert_int_eq(gj_begin(a.ledger, args, strlen(args), NULL), 0);
	api_fails(&a, GJ_E_USE, "not_in_tx", NULL, "contact.get", "{\"id\":%lld,\"unmask\":true}",
		  (long long)id);
	ck_assert(!api_holds(&a, PHONE));
	api_fails(&a, GJ_E_USE, "not_in_tx", NULL, "enterprise.get",
		  "{\"id\":%lld,\"unmask\":true}", (long long)firm);
	ck_assert(!api_holds(&a, "李某某"));
	ck_assert_int_eq(gj_rollback(a.ledger, NULL), 0);
	ck_assert_uint_eq(looks(), 0);
	/* Committed at once, not with what comes after. */
	api_as(&a, "clerk");
	api_ok(&a, "contact.get", "{\"id\":%lld,\"unmask\":true}", (long long)id);
	ck_assert_int_eq(gj_begin(a.ledger, args, strlen(args), NULL), 0);
	ck_assert_int_eq(gj_rollback(a.ledger, NULL), 0);
	ck_assert_uint_eq(looks(), 1);
}
END_TEST

START_TEST(a_dry_run_shows_nothing)
{
	api_ok(&a, "contact.add",
	       "{\"enterprise\":%lld,\"role\":\"liaison\",\"phone\":\"" PHONE
	       "\",\"dry_run\":true}",
	       (long long)firm);
	ck_assert(api_holds(&a, "contact.added"));
	ck_assert(!api_holds(&a, PHONE));
	api_ok(&a, "contact.list", "{\"enterprise\":%lld}", (long long)firm);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
}
END_TEST

START_TEST(lapsed_consent_stays_masked)
{
	int64_t id = add(",\"phone\":\"" PHONE "\",\"consent_until\":\"2026-03-02\"");

	/* The last day is a day. */
	api_ok(&a, "contact.get", "{\"id\":%lld,\"unmask\":true}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/phone"), PHONE);
	ck_assert_int_eq(api_flag(&a, "/lapsed"), 0);
	a.now += API_DAY;
	api_ok(&a, "contact.get", "{\"id\":%lld,\"unmask\":true}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/phone"), MASKED_PHONE);
	ck_assert_int_eq(api_flag(&a, "/lapsed"), 1);
	api_ok(&a, "enterprise.get", "{\"id\":%lld,\"unmask\":true}", (long long)firm);
	ck_assert_str_eq(api_text(&a, "/contacts/0/phone"), MASKED_PHONE);
	ck_assert_str_eq(api_text(&a, "/legal_person"), "李某某");
	/* Agreed again. */
	api_ok(&a, "contact.update", "{\"id\":%lld,\"consent_until\":null}", (long long)id);
	api_ok(&a, "contact.get", "{\"id\":%lld,\"unmask\":true}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/phone"), PHONE);
}
END_TEST

START_TEST(changes_keep_clear_and_count)
{
	int64_t id = add_full();

	api_ok(&a, "contact.update",
	       "{\"id\":%lld,\"role\":\"finance\",\"mail\":null,\"if_revision\":1}", (long long)id);
	get(id);
	ck_assert_str_eq(api_text(&a, "/role"), "finance");
	ck_assert_str_eq(api_text(&a, "/phone"), MASKED_PHONE);
	ck_assert(!api_there(&a, "/mail"));
	api_fails(&a, GJ_E_CONFLICT, "revision", NULL, "contact.update",
		  "{\"id\":%lld,\"if_revision\":1}", (long long)id);
	api_ok(&a, "contact.amend",
	       "{\"id\":%lld,\"phone\":\"010-6666\",\"reason\":\"typing_error\"}", (long long)id);
	get(id);
	ck_assert_str_eq(api_text(&a, "/phone"), "******66");
	ck_assert_int_eq(api_int(&a, "/revision"), 3);
	api_fails(&a, GJ_E_BAD_VALUE, "not_listed", "/role", "contact.update",
		  "{\"id\":%lld,\"role\":\"friend\"}", (long long)id);
	api_fails(&a, GJ_E_BAD_VALUE, "too_long", "/phone", "contact.update",
		  "{\"id\":%lld,\"phone\":\"1234567890123456789012345678901\"}", (long long)id);
	ck_assert(!api_holds(&a, "1234567890"));
}
END_TEST

START_TEST(one_is_asked_first)
{
	int64_t one = add(",\"main\":true"), two = add(",\"main\":true"), three = add("");

	get(one);
	ck_assert_int_eq(api_flag(&a, "/main"), 0);
	get(two);
	ck_assert_int_eq(api_flag(&a, "/main"), 1);
	api_ok(&a, "contact.update", "{\"id\":%lld,\"main\":true}", (long long)three);
	get(two);
	ck_assert_int_eq(api_flag(&a, "/main"), 0);
	api_ok(&a, "contact.update", "{\"id\":%lld,\"main\":false}", (long long)one);
	get(three);
	ck_assert_int_eq(api_flag(&a, "/main"), 1);
	api_fails(&a, GJ_E_BAD_VALUE, "too_many", "/contacts/1/main", "enterprise.register",
		  "{\"kind\":\"enterprise\",\"name\":\"乙\",\"contacts\":["
		  "{\"role\":\"liaison\",\"main\":true},{\"role\":\"finance\",\"main\":true}]}");
}
END_TEST

START_TEST(removed_with_a_reason)
{
	int64_t id = add_full();

	api_fails(&a, GJ_E_MISSING, NULL, "/reason", "contact.remove", "{\"id\":%lld}",
		  (long long)id);
	api_ok(&a, "contact.remove", "{\"id\":%lld,\"reason\":\"by_order\",\"note\":\"离职\"}",
	       (long long)id);
	api_ok(&a, "contact.list", "{\"enterprise\":%lld}", (long long)firm);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_ok(&a, "contact.list", "{\"enterprise\":%lld,\"voided\":true}", (long long)firm);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	api_fails(&a, GJ_E_STATE, "voided", NULL, "contact.update", "{\"id\":%lld}", (long long)id);
	api_ok(&a, "enterprise.get", "{\"id\":%lld}", (long long)firm);
	ck_assert_uint_eq(api_count(&a, "/contacts"), 0);
}
END_TEST

START_TEST(registered_at_once_or_added_they_are_the_same)
{
	int64_t id;
	int64_t both = api_id(&a, "enterprise.register",
			      "{\"kind\":\"enterprise\",\"name\":\"乙\",\"contacts\":["
			      "{\"role\":\"liaison\",\"name\":\"王某某\",\"phone\":\"" PHONE "\"},"
			      "{\"role\":\"finance\",\"mail\":\"f@a.cn\",\"main\":true}]}");

	api_ok(&a, "contact.list", "{\"enterprise\":%lld}", (long long)both);
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
	id = api_int(&a, "/items/0/id");
	api_ok(&a, "contact.update", "{\"id\":%lld,\"name\":\"赵某\",\"if_revision\":1}",
	       (long long)id);
	api_ok(&a, "contact.get", "{\"id\":%lld,\"unmask\":true}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/name"), "赵某");
	ck_assert_str_eq(api_text(&a, "/phone"), PHONE);
	/* Nothing half is kept of a registration that one contact spoils. */
	api_fails(&a, GJ_E_BAD_VALUE, "not_listed", "/contacts/1/role", "enterprise.register",
		  "{\"kind\":\"enterprise\",\"name\":\"丙\",\"contacts\":["
		  "{\"role\":\"liaison\",\"phone\":\"" PHONE "\"},{\"role\":\"x\"}]}");
	api_ok(&a, "enterprise.search", "{\"text\":\"丙\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
}
END_TEST

START_TEST(erased_by_contact_only_its_own)
{
	int64_t both = api_id(&a, "enterprise.register",
			      "{\"kind\":\"enterprise\",\"name\":\"乙\",\"legal_person\":\"周某\","
			      "\"contacts\":[{\"role\":\"liaison\",\"phone\":\"" PHONE "\"},"
			      "{\"role\":\"finance\",\"phone\":\"13700000000\"}]}");
	int64_t id;

	api_ok(&a, "contact.list", "{\"enterprise\":%lld}", (long long)both);
	id = api_int(&a, "/items/0/id");
	api_as(&a, "dpo");
	api_ok(&a, "vault.erase", "{\"subject\":%lld,\"reason\":\"consent_withdrawn\"}",
	       (long long)id);
	ck_assert_uint_eq(api_count(&a, "/entries"), 1);
	api_as(&a, "clerk");
	api_ok(&a, "enterprise.get", "{\"id\":%lld,\"unmask\":true}", (long long)both);
	ck_assert(!api_holds(&a, PHONE));
	ck_assert_str_eq(api_text(&a, "/contacts/1/phone"), "13700000000");
	ck_assert_str_eq(api_text(&a, "/legal_person"), "周某");
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_msg(strcmp(api_text(&a, "/verify"), "ok") == 0, "%s",
		      gj_reply_json(a.reply, NULL));
}
END_TEST

START_TEST(a_community_sees_its_own)
{
	int64_t id = add_full();

	api_as(&a, "grid");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "contact.get", "{\"id\":%lld}", (long long)id);
	api_as(&a, "clerk");
	api_ok(&a, "enterprise.update", "{\"id\":%lld,\"registered_office\":%lld}", (long long)firm,
	       (long long)a.community);
	api_as(&a, "grid");
	api_ok(&a, "contact.get", "{\"id\":%lld,\"unmask\":true}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/phone"), PHONE);
	api_ok(&a, "contact.update", "{\"id\":%lld,\"phone\":\"13800000000\"}", (long long)id);
	ck_assert_uint_eq(looks(), 1);
}
END_TEST

static Suite *suite(void)
{
	const TTest *const tests[] = {
		values_leave_masked,
		a_look_is_recorded_with_its_purpose,
		who_may_not_is_refused_and_that_is_recorded,
		a_look_cannot_be_undone,
		a_dry_run_shows_nothing,
		lapsed_consent_stays_masked,
		changes_keep_clear_and_count,
		one_is_asked_first,
		removed_with_a_reason,
		registered_at_once_or_added_they_are_the_same,
		erased_by_contact_only_its_own,
		a_community_sees_its_own,
	};
	Suite *s = suite_create("contact");
	TCase *tcase = tcase_create("contact");
	size_t i;

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	for (i = 0; i < sizeof(tests) / sizeof(*tests); i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(s, tcase);
	return s;
}

GJ_TEST_MAIN(suite)
