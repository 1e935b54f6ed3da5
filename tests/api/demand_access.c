/* SPDX-License-Identifier: Apache-2.0
 *
 * Who may know of a demand: not the unit complained of, by any way of asking; the demander's
 * identity stays at home where she asked for that; units see what lay with them, and no more.
 */
#include "ground.h"

static api a;
static int64_t section2, under, firm, watch;

/* The section complained of has a station's worth of people: its head, a handler, a leader with
 * the right to read the journal, and the dispatcher of the street who is also its steward. */
static void setup(void)
{
	api_open(&a);
	api_as(&a, "system");
	section2 = api_office(&a, "section", "综合办公室", NULL, a.street);
	under = api_office(&a, "building_council", "楼事会", NULL, a.community);
	api_staff(&a, "dispatcher", a.street, "dispatcher");
	api_staff(&a, "head", a.section, "section_head");
	api_staff(&a, "handler", a.section, "handler");
	api_staff(&a, "boss", a.section, "leader");
	api_staff(&a, "checker", a.section, "auditor");
	watch = api_id(&a, "staff.register",
		       "{\"account\":\"watch\",\"name\":\"watch\",\"office\":%lld,"
		       "\"roles\":[{\"office\":%lld,\"role\":\"auditor\"}]}",
		       (long long)a.section, (long long)a.street);
	api_staff(&a, "handler2", section2, "handler");
	api_staff(&a, "council", under, "handler");
	api_staff(&a, "district", a.district, "dispatcher");
	api_staff(&a, "agent", a.district, "hotline");
	api_staff(&a, "both", a.street, "dispatcher");
	api_ok(&a, "staff.grant", "{\"id\":%lld,\"office\":%lld,\"role\":\"steward\"}",
	       (long long)api_int(&a, "/id"), (long long)a.section);
	api_as(&a, "clerk");
	firm = api_id(&a, "enterprise.register", "{\"kind\":\"enterprise\",\"name\":\"甲公司\"}");
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

#define BASE \
	"\"channel\":\"phone\",\"kind\":\"complaint\",\"category\":\"conduct\",\"subject\":" \
	"\"态度生硬\""

static int64_t opened(int64_t home, const char *more)
{
	return api_id(&a, "demand.register", "{\"home\":%lld," BASE "%s}", (long long)home, more);
}

static int64_t against(int64_t home, int64_t office, const char *more)
{
	char text[300];

	snprintf(text, sizeof(text), ",\"against\":%lld%s", (long long)office, more);
	return opened(home, text);
}

static void give(int64_t id, const char *verb, int64_t unit, const char *more)
{
	char op[40];

	snprintf(op, sizeof(op), "demand.%s", verb);
	api_ok(&a, op, "{\"id\":%lld,\"unit\":%lld%s}", (long long)id, (long long)unit, more);
}

/* The reply to a call, to be kept; free() it. */
static char *answer(const char *op, const char *format, ...)
{
	const char *json;
	char *copy;
	size_t size;
	va_list args;

	va_start(args, format);
	api_vcall(&a, op, format, args);
	va_end(args);
	json = gj_reply_json(a.reply, &size);
	copy = malloc(size + 1);
	ck_assert_ptr_nonnull(copy);
	memcpy(copy, json, size + 1);
	return copy;
}

/* ---- the unit complained of ---- */

static const char *const verbs[][2] = {
	{ "dispatch", "" },
	{ "sign", "" },
	{ "contact", "" },
	{ "handle", "" },
	{ "transfer", "" },
	{ "return", "" },
	{ "explain", "" },
	{ "reply", "" },
	{ "callback", "" },
	{ "close", "" },
	{ "reopen", "" },
	{ "withdraw", "" },
	{ "split", "" },
	{ "merge", "" },
	{ "escalate", "" },
	{ "decline", "" },
	{ "amend", ",\"reason\":\"typing_error\"" },
	{ "void", ",\"reason\":\"by_order\"" },
	{ "get", "" },
	{ "history", "" },
	{ "get", ",\"unmask\":true" },
};

/* To this account the demand is as one that was never registered, word for word. */
static void does_not_exist(const char *account, int64_t id, int64_t never)
{
	char op[40], *one, *two;
	size_t i;

	api_as(&a, account);
	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		snprintf(op, sizeof(op), "demand.%s", verbs[i][0]);
		one = answer(op, "{\"id\":%lld%s}", (long long)id, verbs[i][1]);
		ck_assert_str_eq(api_text(&a, "/error/name"), "NOT_FOUND");
		two = answer(op, "{\"id\":%lld%s}", (long long)never, verbs[i][1]);
		ck_assert_str_eq(one, two);
		free(one);
		free(two);
	}
}

/* Everything that lists or counts, in one text. */
static void overview(const char *account, char *room, size_t size)
{
	static const char *const asks[][2] = {
		{ "demand.list", "{}" },
		{ "demand.list", "{\"sort\":\"opened_at\",\"voided\":true}" },
		{ "demand.list", "{\"open\":true}" },
		{ "demand.count", "{\"group\":\"state\"}" },
		{ "demand.count", "{\"group\":\"kind\"}" },
		{ "demand.summary", "{}" },
		{ "demand.find", "{\"external\":{\"system\":\"hotline_12345\",\"code\":\"T-1\"}}" },
		{ "demand.find", "{\"order_no\":\"SG-2026-000002\"}" },
	};
	char more[200];
	size_t i, n = 0;

	api_as(&a, account);
	for (i = 0; i < sizeof(asks) / sizeof(asks[0]); i++) {
		api_call_json(&a, asks[i][0], asks[i][1]);
		n += (size_t)snprintf(room + n, size - n, "%s\n", gj_reply_json(a.reply, NULL));
		ck_assert_uint_lt(n, size);
	}
	snprintf(more, sizeof(more), "{\"enterprise\":%lld}", (long long)firm);
	api_call_json(&a, "demand.list", more);
	snprintf(room + n, size - n, "%s", gj_reply_json(a.reply, NULL));
}

/* Somebody of the section who may read the journal of the street learns nothing there: not of
 * the case, nor from a visit that a complaint came of, nor from the record of a look at it. */
static void no_journal_tells(int64_t id, int64_t part)
{
	char place[80], number[40];
	int64_t found;
	size_t count;
	int k;

	api_as(&a, "steward");
	api_ok(&a, "visit.report",
	       "{\"enterprise\":%lld,\"mode\":\"door\",\"outcome\":\"met\",\"team\":[{\"staff\":%"
	       "lld,\"part\":\"lead\"}],"
	       "\"started_at\":\"2026-03-02T08:00:00+08:00\",\"findings\":[{\"text\":\"有意见\","
	       "\"demand\":{\"kind\":\"complaint\",\"category\":\"conduct\",\"subject\":\"推诿\","
	       "\"against\":%lld}}]}",
	       (long long)firm, (long long)watch, (long long)a.section);
	found = api_int(&a, "/findings/0/demand");
	snprintf(number, sizeof(number), "%s", api_text(&a, "/findings/0/order_no"));
	ck_assert(number[0]);
	api_as(&a, "dpo");
	api_ok(&a, "demand.get", "{\"id\":%lld,\"unmask\":true}", (long long)id);
	api_as(&a, "watch");
	for (k = 0; k < 4; k++) {
		api_ok(&a, k & 1 ? "journal.since" : "journal.list",
		       "{\"home\":%lld,\"limit\":1000,\"access\":%s}", (long long)a.street,
		       k & 2 ? "true" : "false");
		count = api_count(&a, "/items");
		ck_assert(k & 2 || count > 1);
		while (count-- > 0) {
			snprintf(place, sizeof(place), "/items/%zu/subject", count);
			ck_assert(!api_there(&a, place) ||
				  (api_int(&a, place) != id && api_int(&a, place) != part &&
				   api_int(&a, place) != found));
		}
		ck_assert(!api_holds(&a, "SG-2026-000002"));
		ck_assert(!api_holds(&a, number));
		ck_assert(!api_holds(&a, "T-1"));
		snprintf(place, sizeof(place), "%lld", (long long)id);
		ck_assert(!api_holds(&a, place));
		snprintf(place, sizeof(place), "%lld", (long long)found);
		ck_assert(!api_holds(&a, place));
	}
	/* The auditor of the street sees both records. */
	api_as(&a, "auditor");
	api_ok(&a, "journal.list", "{\"home\":%lld,\"limit\":1000,\"access\":true}",
	       (long long)a.street);
	snprintf(place, sizeof(place), "%lld", (long long)id);
	ck_assert(api_holds(&a, place));
}

START_TEST(the_unit_complained_of)
{
	static const char *const blind[] = { "head", "handler", "boss", "checker", "both" };
	static char before[5][20000], after[20000];
	char number[200];
	int64_t id, part, open;
	size_t i;

	api_as(&a, "system");
	open = opened(a.street, "");
	give(open, "dispatch", a.section, "");
	for (i = 0; i < 5; i++)
		overview(blind[i], before[i], sizeof(before[i]));
	api_as(&a, "clerk");
	snprintf(
		number, sizeof(number),
		",\"enterprise\":%lld,\"external\":{\"system\":\"hotline_12345\",\"code\":\"T-1\"}",
		(long long)firm);
	id = against(a.street, a.section, number);
	ck_assert_str_eq(api_text(&a, "/order_no"), "SG-2026-000002");
	api_as(&a, "dispatcher");
	api_ok(&a, "demand.split",
	       "{\"id\":%lld,\"parts\":[{\"subject\":\"一\"},{\"subject\":\"二\"}]}",
	       (long long)id);
	part = api_int(&a, "/parts/0/id");
	give(part, "dispatch", section2, "");
	for (i = 0; i < 5; i++) {
		overview(blind[i], after, sizeof(after));
		ck_assert_str_eq(before[i], after);
		does_not_exist(blind[i], id, open + 10000);
		does_not_exist(blind[i], part, open + 10000);
	}
	/* A right held in a section does not open the journal of its street. */
	for (i = 2; i < 4; i++) {
		api_as(&a, blind[i]);
		api_fails(&a, GJ_E_DENIED, NULL, NULL, "journal.list", "{\"home\":%lld}",
			  (long long)a.section);
	}
	no_journal_tells(id, part);
	/* For others of the street it is there. */
	api_as(&a, "clerk");
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)id);
	ck_assert_int_eq(api_int(&a, "/against"), a.section);
	api_ok(&a, "demand.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 5);
	verified();
}
END_TEST

/* Everything below the unit complained of is blind as well. */
START_TEST(below_the_unit_complained_of)
{
	int64_t id, never;

	api_as(&a, "system");
	id = against(a.street, a.community, "");
	never = id + 10000;
	does_not_exist("council", id, never);
	does_not_exist("grid", id, never);
	api_as(&a, "system");
	id = against(a.district, a.street, "");
	does_not_exist("council", id, never);
	does_not_exist("clerk", id, never);
	does_not_exist("boss", id, never);
	does_not_exist("other", id, never);
	api_as(&a, "district");
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)id);
	/* Given to the other street by its superior, that street sees it. */
	give(id, "dispatch", a.street2, "");
	api_as(&a, "other");
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)id);
	verified();
}
END_TEST

START_TEST(never_given_to_the_unit_complained_of)
{
	int64_t id, far;

	api_as(&a, "system");
	id = against(a.street, a.community, "");
	api_fails(&a, GJ_E_RULE, "confidential_unit", "/unit", "demand.dispatch",
		  "{\"id\":%lld,\"unit\":%lld}", (long long)id, (long long)a.community);
	api_fails(&a, GJ_E_RULE, "confidential_unit", "/unit", "demand.dispatch",
		  "{\"id\":%lld,\"unit\":%lld}", (long long)id, (long long)under);
	api_fails(&a, GJ_E_RULE, "confidential_unit", "/assist/1", "demand.dispatch",
		  "{\"id\":%lld,\"unit\":%lld,\"assist\":[%lld,%lld]}", (long long)id,
		  (long long)a.street, (long long)section2, (long long)under);
	give(id, "dispatch", a.street, ""); /* its superior */
	api_ok(&a, "demand.sign", "{\"id\":%lld}", (long long)id);
	api_fails(&a, GJ_E_RULE, "confidential_unit", "/unit", "demand.transfer",
		  "{\"id\":%lld,\"unit\":%lld,\"reason\":\"reassigned\"}", (long long)id,
		  (long long)under);
	give(id, "transfer", a.section, ",\"reason\":\"reassigned\"");
	/* One above that is itself complained of gets nothing passed up. */
	far = opened(a.district, "");
	api_ok(&a, "demand.void", "{\"id\":%lld,\"reason\":\"trial_entry\"}", (long long)far);
	api_fails(&a, GJ_E_RULE, "confidential_unit", "/home", "demand.register",
		  "{\"home\":%lld," BASE ",\"against\":%lld}", (long long)a.street,
		  (long long)a.district);
	verified();
}
END_TEST

/* A complaint about an office is registered above it, and not by it. */
START_TEST(where_a_complaint_is_registered)
{
	api_as(&a, "clerk");
	api_fails(&a, GJ_E_RULE, "confidential_unit", "/home", "demand.register",
		  "{" BASE ",\"against\":%lld}", (long long)a.street);
	api_as(&a, "head");
	api_fails(&a, GJ_E_RULE, "confidential_unit", "/home", "demand.register",
		  "{" BASE ",\"against\":%lld}", (long long)a.section);
	api_as(&a, "agent");
	against(a.district, a.street, "");
	ck_assert_str_eq(api_text(&a, "/order_no"), "HD-2026-000001");
	api_as(&a, "clerk");
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", "/against", "demand.register",
		  "{" BASE ",\"against\":%lld}", (long long)a.street + 10000);
}
END_TEST

/* The number that an order has outside may not tell that it is here. */
START_TEST(a_number_tells_nothing)
{
	int64_t id, own;

	api_as(&a, "system");
	id = against(a.street, a.section,
		     ",\"external\":{\"system\":\"hotline_12345\",\"code\":\"T-9\"}");
	api_as(&a, "head");
	own = opened(a.street, ",\"external\":{\"system\":\"hotline_12345\",\"code\":\"T-9\"}");
	ck_assert_int_ne(id, own);
	api_as(&a, "clerk");
	api_fails(&a, GJ_E_EXISTS, "exists", "/external", "demand.register",
		  "{" BASE ",\"external\":{\"system\":\"hotline_12345\",\"code\":\"T-9\"}}");
	verified();
}
END_TEST

START_TEST(merging_tells_nothing)
{
	int64_t secret, plain;

	api_as(&a, "system");
	secret = against(a.street, a.section, "");
	plain = opened(a.street, "");
	api_as(&a, "both"); /* dispatcher of the street, and steward of that section */
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", "/into", "demand.merge",
		  "{\"id\":%lld,\"into\":%lld}", (long long)plain, (long long)secret);
	api_as(&a, "dispatcher");
	api_fails(&a, GJ_E_RULE, "confidential_unit", "/into", "demand.merge",
		  "{\"id\":%lld,\"into\":%lld}", (long long)plain, (long long)secret);
	api_fails(&a, GJ_E_RULE, "confidential_unit", "/into", "demand.merge",
		  "{\"id\":%lld,\"into\":%lld}", (long long)secret, (long long)plain);
	plain = against(a.street, a.section, "");
	api_ok(&a, "demand.merge", "{\"id\":%lld,\"into\":%lld}", (long long)plain,
	       (long long)secret);
	does_not_exist("head", plain, secret + 10000);
	does_not_exist("head", secret, secret + 10000);
}
END_TEST

/* ---- confidential demanders ---- */

static void knows_who(const char *account, int64_t id, int knows)
{
	api_as(&a, account);
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)id);
	ck_assert_int_eq(api_there(&a, "/demander/phone"), knows);
	ck_assert_int_eq(api_there(&a, "/enterprise"), knows);
	ck_assert_str_eq(api_text(&a, "/subject"), "态度生硬");
	api_ok(&a, "demand.get", "{\"id\":%lld,\"unmask\":true,\"purpose\":\"p\"}", (long long)id);
	ck_assert_int_eq(api_holds(&a, "13800000001"), knows);
	ck_assert_int_eq(api_there(&a, "/enterprise"), knows);
	api_ok(&a, "demand.history", "{\"id\":%lld}", (long long)id);
	ck_assert_int_eq(api_there(&a, "/items/0/phone"), knows);
	ck_assert_int_eq(api_there(&a, "/items/0/name"), knows);
	ck_assert_int_eq(api_there(&a, "/items/0/enterprise"), knows);
	api_ok(&a, "demand.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_there(&a, "/items/0/enterprise"), knows);
	api_ok(&a, "demand.list", "{\"enterprise\":%lld}", (long long)firm);
	ck_assert_uint_eq(api_count(&a, "/items"), (size_t)knows);
}

START_TEST(confidential_demander)
{
	char more[300];
	int64_t id;

	api_as(&a, "clerk");
	snprintf(more, sizeof(more),
		 ",\"confidential\":true,\"enterprise\":%lld,"
		 "\"demander\":{\"name\":\"李经理\",\"phone\":\"13800000001\"}",
		 (long long)firm);
	id = opened(a.street, more);
	api_as(&a, "dispatcher");
	give(id, "dispatch", a.section, "");
	knows_who("clerk", id, 1);
	knows_who("dispatcher", id, 1);
	knows_who("handler", id, 0);
	knows_who("agent", id, 0);
	/* Where the demander does not ask for it any more, the unit sees who it is. */
	api_as(&a, "clerk");
	api_ok(&a, "demand.amend", "{\"id\":%lld,\"reason\":\"by_order\",\"confidential\":false}",
	       (long long)id);
	knows_who("handler", id, 1);
	verified();
}
END_TEST

/* ---- who sees what lay with whom ---- */

static void sees(const char *account, int64_t id, int does)
{
	size_t i, count;
	char place[40];
	int listed = 0;

	api_as(&a, account);
	ck_assert_msg(api_call(&a, "demand.get", "{\"id\":%lld}", (long long)id) ==
			      (does ? 0 : GJ_E_NOT_FOUND),
		      "%s: %s", account, gj_reply_json(a.reply, NULL));
	ck_assert_int_eq(api_call(&a, "demand.history", "{\"id\":%lld}", (long long)id),
			 does ? 0 : GJ_E_NOT_FOUND);
	api_ok(&a, "demand.list", "{\"voided\":true}");
	count = api_count(&a, "/items");
	for (i = 0; i < count; i++) {
		snprintf(place, sizeof(place), "/items/%zu/id", i);
		listed += api_int(&a, place) == id;
	}
	ck_assert_int_eq(listed, does);
}

START_TEST(units_see_what_lay_with_them)
{
	int64_t id, dept;

	api_as(&a, "system");
	dept = api_office(&a, "department", "区交通委", NULL, a.district);
	api_staff(&a, "official", dept, "handler");
	api_as(&a, "grid"); /* a steward of a community takes it down for the street */
	id = opened(a.street, "");
	sees("grid", id, 1);
	sees("clerk", id, 1);
	sees("district", id, 1); /* rights reach down */
	sees("other", id, 0);
	sees("handler", id, 0);
	sees("handler2", id, 0);
	sees("official", id, 0);
	api_as(&a, "dispatcher");
	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld,\"assist\":[%lld]}",
	       (long long)id, (long long)a.section, (long long)section2);
	sees("handler", id, 1);
	sees("handler2", id, 1);
	/* Who assists sees it, and does not act for who is in charge. */
	api_as(&a, "handler2");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "demand.sign", "{\"id\":%lld}", (long long)id);
	api_as(&a, "handler");
	api_ok(&a, "demand.sign", "{\"id\":%lld}", (long long)id);
	api_as(&a, "dispatcher");
	give(id, "escalate", dept, ",\"reason\":\"beyond_power\"");
	sees("official", id, 1);
	sees("handler", id, 1); /* it had it */
	sees("other", id, 0);
	api_as(&a, "handler");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "demand.handle", "{\"id\":%lld,\"note\":\"n\"}",
		  (long long)id);
	api_as(&a, "official");
	api_ok(&a, "demand.handle", "{\"id\":%lld,\"note\":\"n\"}", (long long)id);
	api_as(&a, "dispatcher");
	api_ok(&a, "demand.void", "{\"id\":%lld,\"reason\":\"by_order\"}", (long long)id);
	sees("official", id, 1);
	sees("other", id, 0);
	verified();
}
END_TEST

START_TEST(without_the_right_to_read)
{
	int64_t id;

	api_as(&a, "clerk");
	id = opened(a.street, "");
	api_as(&a, "admin");
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, "demand.get", "{\"id\":%lld}",
		  (long long)id);
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "demand.list", "{}");
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "demand.count", "{\"group\":\"state\"}");
	api_fails(&a, GJ_E_DENIED, "right_needed", NULL, "demand.summary", "{}");
	api_ok(&a, "demand.find", "{\"order_no\":\"SG-2026-000001\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "demand.register", "{\"home\":%lld," BASE "}",
		  (long long)a.street);
	/* Of another street's home she is no registrar. */
	api_as(&a, "other");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "demand.register", "{\"home\":%lld," BASE "}",
		  (long long)a.street);
	/* Who registered it speaks for the demander, and may take it back. */
	api_as(&a, "grid");
	id = opened(a.street, "");
	api_ok(&a, "demand.withdraw", "{\"id\":%lld,\"reason\":\"mistaken\"}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/state"), "withdrawn");
}
END_TEST

/* The host may say in which office she acts: then she acts as that office, and no other. */
START_TEST(acting_in_an_office)
{
	char json[120];
	gj_reply *reply = NULL;
	int64_t id;

	api_as(&a, "dispatcher");
	id = opened(a.street, "");
	give(id, "dispatch", a.section, "");
	snprintf(json, sizeof(json), "{\"account\":\"leader\",\"office\":%lld}",
		 (long long)a.section);
	ck_assert_int_eq(gj_act_as(a.ledger, json, strlen(json), &reply), 0);
	gj_reply_free(reply);
	api_fails(&a, GJ_E_DENIED, "verb_not_yours", NULL, "demand.dispatch",
		  "{\"id\":%lld,\"unit\":%lld}", (long long)id, (long long)section2);
	api_ok(&a, "demand.sign", "{\"id\":%lld}", (long long)id);
	api_as(&a, "leader");
	api_fails(&a, GJ_E_DENIED, "verb_not_yours", NULL, "demand.contact",
		  "{\"id\":%lld,\"mode\":\"phone\"}", (long long)id);
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
	Suite *s = suite_create("demand access");

	add(s, "the unit complained of", the_unit_complained_of);
	add(s, "below the unit complained of", below_the_unit_complained_of);
	add(s, "never given to the unit complained of", never_given_to_the_unit_complained_of);
	add(s, "where a complaint is registered", where_a_complaint_is_registered);
	add(s, "a number tells nothing", a_number_tells_nothing);
	add(s, "merging tells nothing", merging_tells_nothing);
	add(s, "confidential demander", confidential_demander);
	add(s, "units see what lay with them", units_see_what_lay_with_them);
	add(s, "without the right to read", without_the_right_to_read);
	add(s, "acting in an office", acting_in_an_office);
	return s;
}

GJ_TEST_MAIN(suite)
