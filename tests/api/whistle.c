/* SPDX-License-Identifier: Apache-2.0
 *
 * Whistles: drafted, approved at the level that their kind demands, blown; parties that report in,
 * refuse, are bound, do not come; the quorum; both evaluations; and who may know, for how long.
 */
#include "ground.h"

static api a;
static int64_t traffic, power, police, firm, demand;

/* Three departments of the district, with staff each; a supervisor in the district. */
static void setup(void)
{
	api_open(&a);
	api_as(&a, "system");
	traffic = api_office(&a, "department", "区交通委", NULL, a.district);
	power = api_office(&a, "department", "区供电公司", NULL, a.district);
	police = api_office(&a, "department", "区公安分局", NULL, a.district);
	api_staff(&a, "traffic", traffic, "section_head");
	api_staff(&a, "power", power, "section_head");
	api_staff(&a, "police", police, "section_head");
	api_staff(&a, "supervisor", a.district, "supervisor");
	api_staff(&a, "dispatcher", a.street, "dispatcher");
	api_staff(&a, "principal", a.street, "principal");
	api_as(&a, "clerk");
	firm = api_id(&a, "enterprise.register", "{\"kind\":\"enterprise\",\"name\":\"甲公司\"}");
	demand = api_id(&a, "demand.register",
			"{\"channel\":\"visit\",\"kind\":\"help\",\"category\":\"traffic\","
			"\"subject\":\"地铁出入口\",\"enterprise\":%lld}",
			(long long)firm);
}

static void teardown(void)
{
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
	api_close(&a);
}

#define PARTIES "\"parties\":[{\"office\":%lld,\"part\":\"lead\"},{\"office\":%lld}]"

/* A whistle for the demand, traffic in the lead, power beside it. */
static int64_t drafted(const char *kind, const char *more)
{
	api_as(&a, "clerk");
	return api_id(&a, "whistle.draft",
		      "{\"kind\":\"%s\",\"source\":\"enterprise\",\"demand\":%lld,\"subject\":"
		      "\"增开出入口\"," PARTIES "%s}",
		      kind, (long long)demand, (long long)traffic, (long long)power, more);
}

static int64_t blown(const char *more)
{
	int64_t id = drafted("demand", more);

	api_as(&a, "leader");
	api_ok(&a, "whistle.approve", "{\"id\":%lld}", (long long)id);
	return id;
}

/* The number of the party that this office is. */
static int64_t party_of(int64_t whistle, int64_t office)
{
	char place[60];
	size_t i, n;

	api_as(&a, "system");
	api_ok(&a, "whistle.get", "{\"id\":%lld}", (long long)whistle);
	n = api_count(&a, "/parties");
	for (i = n; i-- > 0;) {
		snprintf(place, sizeof(place), "/parties/%zu/office", i);
		if (api_int(&a, place) != office)
			continue;
		snprintf(place, sizeof(place), "/parties/%zu/id", i);
		return api_int(&a, place);
	}
	ck_abort_msg("no such party");
	return 0;
}

static const char *state_of(int64_t whistle)
{
	static char state[64];

	api_as(&a, "system");
	api_ok(&a, "whistle.get", "{\"id\":%lld}", (long long)whistle);
	snprintf(state, sizeof(state), "%s", api_text(&a, "/state"));
	return state;
}

static void reports_in(const char *account, int64_t party)
{
	api_as(&a, account);
	api_ok(&a, "party.report_in",
	       "{\"id\":%lld,\"persons\":\"张三（虚构）\",\"evidence\":[{\"kind\":\"photo\","
	       "\"reference\":\"p.jpg\"}]}",
	       (long long)party);
}

/* ---- the whole way ---- */

START_TEST(the_whole_way)
{
	int64_t w = drafted("demand", ""), lead, other;

	ck_assert_str_eq(api_text(&a, "/order_no"), "SG-S2026-000001");
	ck_assert_str_eq(api_text(&a, "/state"), "drafted");
	lead = party_of(w, traffic);
	other = party_of(w, power);
	/* Not blown yet: nobody outside knows of it. */
	api_as(&a, "traffic");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "whistle.get", "{\"id\":%lld}", (long long)w);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "party.sign", "{\"id\":%lld}", (long long)lead);
	api_as(&a, "clerk");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "whistle.approve", "{\"id\":%lld}", (long long)w);
	api_as(&a, "leader");
	api_ok(&a, "whistle.approve", "{\"id\":%lld}", (long long)w);
	ck_assert_str_eq(api_text(&a, "/state"), "blown");

	api_as(&a, "traffic");
	api_ok(&a, "party.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/id"), lead);
	ck_assert_str_eq(api_text(&a, "/items/0/state"), "called");
	api_ok(&a, "party.sign", "{\"id\":%lld}", (long long)lead);
	api_ok(&a, "party.contact", "{\"id\":%lld,\"mode\":\"phone\"}", (long long)lead);
	api_fails(&a, GJ_E_RULE, "evidence_missing", "/evidence", "party.report_in",
		  "{\"id\":%lld}", (long long)lead);
	reports_in("traffic", lead);
	ck_assert_str_eq(state_of(w), "blown"); /* all are asked for */
	reports_in("power", other);
	ck_assert_str_eq(state_of(w), "joint");
	ck_assert(api_there(&a, "/joined_at"));

	/* The lead feeds back; what a department of the district led was not solved here. */
	api_as(&a, "power");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "whistle.feed_back",
		  "{\"id\":%lld,\"text\":\"x\",\"resolution\":\"solved\",\"level\":\"district\"}",
		  (long long)w);
	api_as(&a, "traffic");
	api_fails(
		&a, GJ_E_RULE, "level_of_unit", "/level", "whistle.feed_back",
		"{\"id\":%lld,\"text\":\"已开通\",\"resolution\":\"solved\",\"level\":\"office\"}",
		(long long)w);
	api_ok(&a, "whistle.feed_back",
	       "{\"id\":%lld,\"text\":\"已开通\",\"resolution\":\"solved\",\"level\":\"district\"}",
	       (long long)w);
	api_ok(&a, "party.feed_back", "{\"id\":%lld,\"text\":\"协调完毕\"}", (long long)lead);

	/* Both are examined: closing waits for it. */
	api_as(&a, "leader");
	api_fails(&a, GJ_E_STATE, NULL, NULL, "whistle.close", "{\"id\":%lld}", (long long)w);
	api_ok(&a, "party.evaluate", "{\"id\":%lld,\"grade\":\"excellent\"}", (long long)lead);
	api_fails(&a, GJ_E_STATE, NULL, NULL, "whistle.close", "{\"id\":%lld}", (long long)w);
	api_ok(&a, "party.evaluate", "{\"id\":%lld,\"grade\":\"fair\"}", (long long)other);
	api_as(&a, "traffic");
	api_ok(&a, "party.appraise", "{\"id\":%lld,\"grade\":\"good\"}", (long long)lead);
	api_as(&a, "leader");
	api_ok(&a, "whistle.amend",
	       "{\"id\":%lld,\"detail\":\"东侧\",\"reason\":\"late_evidence\"}", (long long)w);
	api_ok(&a, "whistle.close", "{\"id\":%lld}", (long long)w);
	api_ok(&a, "whistle.get", "{\"id\":%lld}", (long long)w);
	ck_assert_str_eq(api_text(&a, "/state"), "closed");
	ck_assert_str_eq(api_text(&a, "/level"), "district");
	ck_assert_int_eq(api_flag(&a, "/above"), 1);
	ck_assert_str_eq(api_text(&a, "/parties/0/grade"), "excellent");
	ck_assert_str_eq(api_text(&a, "/parties/0/appraisal"), "good");
	ck_assert_str_eq(api_text(&a, "/parties/1/grade"), "fair");

	api_ok(&a, "whistle.history", "{\"id\":%lld}", (long long)w);
	ck_assert_uint_eq(api_count(&a, "/items"), 18);
	ck_assert_str_eq(api_text(&a, "/items/0/type"), "whistle.drafted");
	ck_assert_str_eq(api_text(&a, "/items/17/type"), "whistle.closed");
	api_ok(&a, "demand.history", "{\"id\":%lld}", (long long)demand);
	ck_assert_str_eq(api_text(&a, "/items/1/verb"), "whistle");
	ck_assert_int_eq(api_int(&a, "/items/1/whistle"), w);
}
END_TEST

/* ---- approval ---- */

START_TEST(key_work_is_for_the_head)
{
	int64_t w = drafted("key_work", "");

	api_as(&a, "leader");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "whistle.approve", "{\"id\":%lld}", (long long)w);
	api_as(&a, "principal");
	api_ok(&a, "whistle.approve", "{\"id\":%lld}", (long long)w);
}
END_TEST

START_TEST(refused_is_not_blown)
{
	int64_t w = drafted("demand", ""), lead = party_of(w, traffic);

	api_as(&a, "leader");
	api_ok(&a, "whistle.refuse", "{\"id\":%lld,\"reason\":\"own_power\"}", (long long)w);
	api_as(&a, "traffic");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "party.sign", "{\"id\":%lld}", (long long)lead);
	api_ok(&a, "party.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	api_as(&a, "leader");
	api_fails(&a, GJ_E_STATE, NULL, NULL, "whistle.approve", "{\"id\":%lld}", (long long)w);
}
END_TEST

/* ---- quorum ---- */

START_TEST(any_is_enough)
{
	int64_t w = blown(",\"quorum\":\"any\"");

	reports_in("power", party_of(w, power));
	ck_assert_str_eq(state_of(w), "joint");
}
END_TEST

START_TEST(the_lead_and_others)
{
	int64_t w = blown(",\"quorum\":\"lead\",\"need\":1");

	reports_in("power", party_of(w, power));
	ck_assert_str_eq(state_of(w), "blown");
	reports_in("traffic", party_of(w, traffic));
	ck_assert_str_eq(state_of(w), "joint");
}
END_TEST

START_TEST(quorums_that_cannot_be)
{
	api_as(&a, "clerk");
	api_fails(
		&a, GJ_E_RULE, "lead_needed", "/parties", "whistle.draft",
		"{\"kind\":\"demand\",\"source\":\"masses\",\"subject\":\"x\",\"quorum\":\"lead\","
		"\"parties\":[{\"office\":%lld}]}",
		(long long)traffic);
	api_fails(
		&a, GJ_E_RULE, "too_few", "/parties", "whistle.draft",
		"{\"kind\":\"demand\",\"source\":\"masses\",\"subject\":\"x\",\"quorum\":\"lead\","
		"\"need\":2," PARTIES "}",
		(long long)traffic, (long long)power);
	api_fails(&a, GJ_E_RULE, "same_thing", "/parties/1", "whistle.draft",
		  "{\"kind\":\"demand\",\"source\":\"masses\",\"subject\":\"x\"," PARTIES "}",
		  (long long)traffic, (long long)traffic);
}
END_TEST

/* Who is released no longer counts: the others are all then. */
START_TEST(released_counts_no_more)
{
	int64_t w = blown(""), other = party_of(w, power);

	reports_in("traffic", party_of(w, traffic));
	ck_assert_str_eq(state_of(w), "blown");
	api_as(&a, "leader");
	api_ok(&a, "party.release", "{\"id\":%lld,\"reason\":\"not_needed\"}", (long long)other);
	ck_assert_str_eq(state_of(w), "joint");
	api_as(&a, "power");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "whistle.get", "{\"id\":%lld}", (long long)w);
}
END_TEST

/* ---- refusals ---- */

START_TEST(overruled_may_not_refuse_again)
{
	int64_t w = blown(""), other = party_of(w, power);

	api_as(&a, "power");
	api_ok(&a, "party.refuse", "{\"id\":%lld,\"reason\":\"not_our_duty\"}", (long long)other);
	/* Not by the street, which is a party to the quarrel. */
	api_as(&a, "leader");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "party.adjudicate",
		  "{\"id\":%lld,\"decision\":\"overruled\"}", (long long)other);
	api_as(&a, "supervisor");
	api_ok(&a, "party.adjudicate", "{\"id\":%lld,\"decision\":\"overruled\"}",
	       (long long)other);
	ck_assert_str_eq(api_text(&a, "/state"), "called");
	api_as(&a, "power");
	api_fails(&a, GJ_E_STATE, NULL, NULL, "party.refuse",
		  "{\"id\":%lld,\"reason\":\"no_power\"}", (long long)other);
	api_ok(&a, "party.sign", "{\"id\":%lld}", (long long)other);
	api_fails(&a, GJ_E_STATE, NULL, NULL, "party.refuse",
		  "{\"id\":%lld,\"reason\":\"no_power\"}", (long long)other);
}
END_TEST

START_TEST(upheld_calls_the_one_named)
{
	int64_t w = blown(""), other = party_of(w, power), third;

	reports_in("traffic", party_of(w, traffic));
	api_as(&a, "power");
	api_fails(&a, GJ_E_RULE, "same_thing", "/proposed", "party.refuse",
		  "{\"id\":%lld,\"reason\":\"not_our_duty\",\"proposed\":%lld}", (long long)other,
		  (long long)power);
	api_ok(&a, "party.refuse", "{\"id\":%lld,\"reason\":\"not_our_duty\",\"proposed\":%lld}",
	       (long long)other, (long long)police);
	api_as(&a, "supervisor");
	api_ok(&a, "party.adjudicate", "{\"id\":%lld,\"decision\":\"upheld\"}", (long long)other);
	ck_assert_str_eq(state_of(w), "blown"); /* one more has to come */
	third = party_of(w, police);
	api_as(&a, "power");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "whistle.get", "{\"id\":%lld}", (long long)w);
	reports_in("police", third);
	ck_assert_str_eq(state_of(w), "joint");
}
END_TEST

/* 17:30 of the third working day after Monday, 2 March 2026: 2026-03-05. */
#define IN_TIME (INT64_C(1772703000) * API_SECOND)

START_TEST(who_did_not_come)
{
	int64_t w = blown(",\"quorum\":\"any\""), other = party_of(w, power);

	reports_in("traffic", party_of(w, traffic));
	api_as(&a, "dispatcher");
	api_fails(&a, GJ_E_RULE, "not_due", NULL, "party.miss", "{\"id\":%lld}", (long long)other);
	ck_assert_str_eq(api_text(&a, "/error/detail/due"), "2026-03-05T17:30:00+08:00");
	/* to the last moment, and whenever it is written down */
	a.now = IN_TIME - API_SECOND;
	api_fails(&a, GJ_E_RULE, "not_due", NULL, "party.miss", "{\"id\":%lld}", (long long)other);
	a.now = IN_TIME + API_DAY;
	api_fails(&a, GJ_E_RULE, "not_due", NULL, "party.miss",
		  "{\"id\":%lld,\"occurred_at\":\"2026-03-05T17:30:00+08:00\"}", (long long)other);
	ck_assert_uint_eq(api_events(&a, a.street, "party.missed"), 0);
	api_ok(&a, "party.miss", "{\"id\":%lld,\"occurred_at\":\"2026-03-05T17:30:01+08:00\"}",
	       (long long)other);
	api_ok(&a, "party.evaluate", "{\"id\":%lld,\"grade\":\"poor\"}", (long long)other);
	ck_assert_str_eq(api_text(&a, "/state"), "evaluated");
	api_ok(&a, "party.amend",
	       "{\"id\":%lld,\"grade\":\"fair\",\"reason\":\"wrong_fact\",\"note\":\"迟到\"}",
	       (long long)other);
	api_ok(&a, "whistle.get", "{\"id\":%lld}", (long long)w);
	ck_assert_str_eq(api_text(&a, "/parties/1/grade"), "fair");
	ck_assert(api_there(&a, "/parties/1/missed_at"));
	ck_assert_uint_eq(api_events(&a, a.street, "party.missed"), 1);
	ck_assert(api_holds(&a, "\"due_at\":\"2026-03-05T09:30:00Z\""));
}
END_TEST

/* While a refusal waits to be decided, time stands still: it is over for who let it pass before. */
START_TEST(time_that_stands_still_is_not_missed)
{
	static const char before[] = "\"adjudicate\":[";
	const char *json, *source, *charts, *spot;
	int64_t w, other, late;
	char *args;

	/* a profile in which a party that has refused may be recorded too */
	api_as(&a, "system");
	api_ok(&a, "profile.get", "{}");
	json = gj_reply_json(a.reply, NULL);
	source = strstr(json, "\"source\":{");
	charts = source ? strstr(source, "\"charts\":{") : NULL;
	spot = charts ? strstr(charts, before) : NULL;
	ck_assert(spot);
	args = malloc(strlen(json) + 200);
	ck_assert_ptr_nonnull(args);
	sprintf(args,
		"{%.*s\"miss\":{\"target\":\"missed\",\"roles\":[\"leader\"],\"of\":"
		"\"home\"},%s",
		(int)(spot - source), source, spot);
	ck_assert_msg(api_call_json(&a, "profile.adopt", args) == 0, "%s",
		      gj_reply_json(a.reply, NULL));
	free(args);
	w = blown("");
	other = party_of(w, power);
	late = party_of(w, traffic);
	api_as(&a, "power");
	api_ok(&a, "party.refuse", "{\"id\":%lld,\"reason\":\"not_our_duty\"}", (long long)other);
	a.now = IN_TIME + API_DAY;
	api_as(&a, "leader");
	api_fails(&a, GJ_E_RULE, "not_due", NULL, "party.miss", "{\"id\":%lld}", (long long)other);
	/* but for its first seconds the week stood still: five working days after Thursday */
	ck_assert_ptr_nonnull(strstr(api_text(&a, "/error/detail/due"), "2026-03-12T17:29:"));
	api_as(&a, "traffic");
	api_ok(&a, "party.refuse", "{\"id\":%lld,\"reason\":\"not_our_duty\"}", (long long)late);
	api_as(&a, "leader");
	api_ok(&a, "party.miss", "{\"id\":%lld}", (long long)late);
	/* it begins anew with the decision, and again has three days */
	api_as(&a, "supervisor");
	api_ok(&a, "party.adjudicate", "{\"id\":%lld,\"decision\":\"overruled\"}",
	       (long long)other);
	a.now += API_DAY;
	api_as(&a, "leader");
	api_fails(&a, GJ_E_RULE, "not_due", NULL, "party.miss", "{\"id\":%lld}", (long long)other);
	ck_assert_str_eq(api_text(&a, "/error/detail/due"), "2026-03-11T17:30:00+08:00");
	a.now += 7 * API_DAY;
	api_ok(&a, "party.miss", "{\"id\":%lld}", (long long)other);
}
END_TEST

/* Beyond the last paper a limit is provisional. It is what counts, until a paper says otherwise:
 * then the paper does, though the office's clocks were not reckoned again yet. */
START_TEST(a_provisional_limit_counts)
{
	int64_t w, other;

	a.now = INT64_C(1798592400) * API_SECOND; /* Wednesday, 2026-12-30T09:00+08:00 */
	w = blown("");
	other = party_of(w, power);
	a.now += 5 * API_DAY; /* Monday, 4 January: the third day, as long as nothing is known */
	api_as(&a, "leader");
	api_fails(&a, GJ_E_RULE, "not_due", NULL, "party.miss", "{\"id\":%lld}", (long long)other);
	ck_assert_str_eq(api_text(&a, "/error/detail/due"), "2027-01-04T17:30:00+08:00");
	a.now += API_DAY;
	api_ok(&a, "party.miss", "{\"id\":%lld}", (long long)party_of(w, traffic));
	api_as(&a, "system");
	api_ok(&a, "calendar.load",
	       "{\"paper\":{\"year\":2027,\"papers\":[\"https://example.org/2027\"],\"days\":["
	       "{\"name\":\"元旦\",\"date\":\"2027-01-01\",\"isOffDay\":true}]}}");
	api_as(&a, "leader");
	api_fails(&a, GJ_E_RULE, "not_due", NULL, "party.miss", "{\"id\":%lld}", (long long)other);
	ck_assert_str_eq(api_text(&a, "/error/detail/due"), "2027-01-05T17:30:00+08:00");
}
END_TEST

/* ---- demands ---- */

/* For as long as the whistle goes on, the offices that were called may know the demand. */
START_TEST(shows_the_demand_for_a_time)
{
	int64_t w = drafted("demand", ""), lead = party_of(w, traffic);

	api_as(&a, "traffic");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "demand.get", "{\"id\":%lld}", (long long)demand);
	api_as(&a, "leader");
	api_ok(&a, "whistle.approve", "{\"id\":%lld}", (long long)w);
	api_as(&a, "traffic");
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)demand);
	api_as(&a, "police");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "demand.get", "{\"id\":%lld}", (long long)demand);
	api_as(&a, "leader");
	api_ok(&a, "whistle.withdraw", "{\"id\":%lld,\"reason\":\"solved_here\"}", (long long)w);
	api_as(&a, "traffic");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "demand.get", "{\"id\":%lld}", (long long)demand);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "whistle.get", "{\"id\":%lld}", (long long)w);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "party.report_in", "{\"id\":%lld}",
		  (long long)lead);
}
END_TEST

/* One demand may blow several whistles, one whistle serve several demands, of several streets. */
START_TEST(many_to_many)
{
	int64_t w = blown(""), w2 = blown(""), there;

	api_as(&a, "system");
	there = api_id(&a, "demand.register",
		       "{\"home\":%lld,\"channel\":\"phone\",\"kind\":\"help\",\"category\":"
		       "\"traffic\",\"subject\":\"同一出入口\"}",
		       (long long)a.street2);
	api_ok(&a, "whistle.link", "{\"id\":%lld,\"demand\":%lld}", (long long)w, (long long)there);
	api_fails(&a, GJ_E_RULE, "same_thing", "/demand", "whistle.link",
		  "{\"id\":%lld,\"demand\":%lld}", (long long)w, (long long)there);
	api_ok(&a, "whistle.get", "{\"id\":%lld}", (long long)w);
	ck_assert_uint_eq(api_count(&a, "/demands"), 2);
	api_as(&a, "traffic");
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)there);
	api_ok(&a, "party.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
	ck_assert_int_ne(w, w2);
	/* A street does not link what it may not know. */
	api_as(&a, "leader");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, "/demand", "whistle.link",
		  "{\"id\":%lld,\"demand\":%lld}", (long long)w2, (long long)there);
}
END_TEST

/* ---- complaints ---- */

/* Who is complained of is not called for it, and does not learn of it by this road. */
START_TEST(not_whom_it_complains_of)
{
	int64_t complaint, w;

	api_as(&a, "clerk");
	complaint = api_id(&a, "demand.register",
			   "{\"channel\":\"phone\",\"kind\":\"complaint\",\"category\":\"conduct\","
			   "\"subject\":\"推诿\",\"against\":%lld}",
			   (long long)power);
	api_fails(&a, GJ_E_RULE, "confidential_unit", "/parties/1/office", "whistle.draft",
		  "{\"kind\":\"demand\",\"source\":\"masses\",\"demand\":%lld,\"subject\":"
		  "\"x\"," PARTIES "}",
		  (long long)complaint, (long long)traffic, (long long)power);
	w = blown("");
	api_as(&a, "clerk");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "whistle.link", "{\"id\":%lld,\"demand\":%lld}",
		  (long long)w, (long long)complaint);
	api_as(&a, "leader");
	api_fails(&a, GJ_E_RULE, "confidential_unit", "/demand", "whistle.link",
		  "{\"id\":%lld,\"demand\":%lld}", (long long)w, (long long)complaint);
	w = api_id(&a, "whistle.draft",
		   "{\"kind\":\"demand\",\"source\":\"masses\",\"demand\":%lld,\"subject\":\"x\","
		   "\"parties\":[{\"office\":%lld}]}",
		   (long long)complaint, (long long)traffic);
	api_ok(&a, "whistle.approve", "{\"id\":%lld}", (long long)w);
	api_fails(&a, GJ_E_RULE, "confidential_unit", "/parties/0/office", "whistle.invite",
		  "{\"id\":%lld,\"parties\":[{\"office\":%lld}]}", (long long)w, (long long)power);
	api_as(&a, "traffic");
	api_fails(&a, GJ_E_RULE, "confidential_unit", "/proposed", "party.refuse",
		  "{\"id\":%lld,\"reason\":\"not_our_duty\",\"proposed\":%lld}",
		  (long long)party_of(w, traffic), (long long)power);
}
END_TEST

static int64_t complaint_about(int64_t office)
{
	return api_id(&a, "demand.register",
		      "{\"channel\":\"phone\",\"kind\":\"complaint\",\"category\":\"conduct\","
		      "\"subject\":\"推诿\",\"against\":%lld}",
		      (long long)office);
}

/* Each complaint hides its whistle from another office: two of them would leave neither office
 * without some trace of it. */
START_TEST(complaints_about_one_office)
{
	int64_t first, same, other, w;

	api_as(&a, "clerk");
	first = complaint_about(power);
	same = complaint_about(power);
	other = complaint_about(a.section);
	w = api_id(&a, "whistle.draft",
		   "{\"kind\":\"demand\",\"source\":\"masses\",\"demand\":%lld,\"subject\":\"x\","
		   "\"parties\":[{\"office\":%lld}]}",
		   (long long)first, (long long)traffic);
	api_as(&a, "leader");
	api_fails(&a, GJ_E_RULE, "other_complaint", "/demand", "whistle.link",
		  "{\"id\":%lld,\"demand\":%lld}", (long long)w, (long long)other);
	api_ok(&a, "whistle.approve", "{\"id\":%lld}", (long long)w);
	api_fails(&a, GJ_E_RULE, "other_complaint", "/demand", "whistle.link",
		  "{\"id\":%lld,\"demand\":%lld}", (long long)w, (long long)other);
	api_ok(&a, "whistle.link", "{\"id\":%lld,\"demand\":%lld}", (long long)w, (long long)same);
}
END_TEST

/* Nor does the journal tell of the whistle, whoever reads it for the street. */
START_TEST(no_journal_tells_of_it)
{
	int64_t complaint, w, party;
	char number[40];
	int i;

	api_as(&a, "system");
	api_ok(&a, "staff.register",
	       "{\"account\":\"watch\",\"name\":\"watch\",\"office\":%lld,\"roles\":[{\"office\":"
	       "%lld,\"role\":\"auditor\"}]}",
	       (long long)power, (long long)a.street);
	api_as(&a, "clerk");
	complaint = api_id(&a, "demand.register",
			   "{\"channel\":\"phone\",\"kind\":\"complaint\",\"category\":\"conduct\","
			   "\"subject\":\"推诿\",\"against\":%lld}",
			   (long long)power);
	w = api_id(&a, "whistle.draft",
		   "{\"kind\":\"demand\",\"source\":\"masses\",\"demand\":%lld,\"subject\":\"x\","
		   "\"parties\":[{\"office\":%lld}]}",
		   (long long)complaint, (long long)traffic);
	api_as(&a, "leader");
	api_ok(&a, "whistle.approve", "{\"id\":%lld}", (long long)w);
	party = party_of(w, traffic);
	for (i = 0; i < 4; i++) {
		api_as(&a, i & 1 ? "auditor" : "watch");
		api_ok(&a, i & 2 ? "journal.list" : "journal.since",
		       "{\"home\":%lld,\"limit\":1000}", (long long)a.street);
		snprintf(number, sizeof(number), "%lld", (long long)w);
		ck_assert_int_eq(api_holds(&a, number), i & 1);
		snprintf(number, sizeof(number), "%lld", (long long)party);
		ck_assert_int_eq(api_holds(&a, number), i & 1);
	}
}
END_TEST

/* ---- clocks and messages ---- */

/* The due time of a clock that a case has, as told; "" when it has none. */
static const char *due(int64_t id, const char *clock)
{
	static char at[40];
	char place[60];
	size_t i, n;

	at[0] = '\0';
	api_as(&a, "system");
	api_ok(&a, "clock.get", "{\"id\":%lld}", (long long)id);
	n = api_count(&a, "/clocks");
	for (i = 0; i < n; i++) {
		snprintf(place, sizeof(place), "/clocks/%zu/clock", i);
		if (strcmp(api_text(&a, place), clock) != 0)
			continue;
		snprintf(place, sizeof(place), "/clocks/%zu/due_at", i);
		snprintf(at, sizeof(at), "%.16s", api_text(&a, place));
	}
	return at;
}

/* Blown on Monday 2 March 2026, a little after nine. */
START_TEST(parties_have_clocks)
{
	int64_t w = blown(""), lead = party_of(w, traffic);

	ck_assert_str_eq(due(lead, "report_in"), "2026-03-05T17:30"); /* 3wd */
	ck_assert_int_eq(strncmp(due(lead, "sign"), "2026-03-02T10:0", 15), 0);
	ck_assert_int_eq(strncmp(due(lead, "contact"), "2026-03-03T09:0", 15), 0);
	ck_assert_str_eq(due(w, "finish"), "2026-03-16T17:30"); /* 10wd */
	api_as(&a, "traffic");
	api_ok(&a, "party.sign", "{\"id\":%lld}", (long long)lead);
	api_ok(&a, "clock.get", "{\"id\":%lld}", (long long)lead);
	ck_assert(api_holds(&a, "\"state\":\"stopped\""));
	api_as(&a, "police");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "clock.get", "{\"id\":%lld}", (long long)lead);
}
END_TEST

/* A clock explains itself whatever it is on, to whoever may know of the case. */
START_TEST(clocks_of_parties_and_whistles_explain_themselves)
{
	int64_t w = blown(""), lead = party_of(w, traffic);

	api_as(&a, "traffic");
	api_ok(&a, "clock.explain", "{\"id\":%lld,\"clock\":\"report_in\"}", (long long)lead);
	ck_assert_str_eq(api_text(&a, "/due_at"), "2026-03-05T17:30:00+08:00"); /* 3wd */
	ck_assert_str_eq(api_text(&a, "/limit_name"), "whistle.work");
	ck_assert_ptr_nonnull(strstr(api_text(&a, "/source"), "Gulou"));
	ck_assert_uint_eq(api_count(&a, "/segments"), 2);
	ck_assert_str_eq(api_text(&a, "/segments/0/why"), "first_day");
	ck_assert_str_eq(api_text(&a, "/segments/1/why"), "working_day");
	ck_assert_int_eq(api_int(&a, "/segments/1/days"), 3);
	/* A refusal stands still in it, with the reason. */
	a.now += API_DAY;
	api_ok(&a, "party.refuse", "{\"id\":%lld,\"reason\":\"no_power\"}", (long long)lead);
	api_ok(&a, "clock.explain", "{\"id\":%lld,\"clock\":\"report_in\"}", (long long)lead);
	ck_assert_str_eq(api_text(&a, "/state"), "paused");
	ck_assert_str_eq(api_text(&a, "/pauses/0/why"), "refused");
	ck_assert_str_eq(api_text(&a, "/pauses/0/reason"), "no_power");
	api_as(&a, "leader");
	api_ok(&a, "clock.explain", "{\"id\":%lld,\"clock\":\"finish\"}", (long long)w);
	ck_assert_str_eq(api_text(&a, "/due_at"), "2026-03-16T17:30:00+08:00"); /* 10wd */
	ck_assert_str_eq(api_text(&a, "/limit_name"), "whistle.finish");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, "/clock", "clock.explain",
		  "{\"id\":%lld,\"clock\":\"report_in\"}", (long long)w);
	api_as(&a, "police");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "clock.explain",
		  "{\"id\":%lld,\"clock\":\"report_in\"}", (long long)lead);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "clock.explain",
		  "{\"id\":%lld,\"clock\":\"finish\"}", (long long)w);
}
END_TEST

START_TEST(limits_go_by_kind)
{
	int64_t w = drafted("emergency", ""), hard = drafted("key_work", ""), party;

	api_as(&a, "principal");
	api_ok(&a, "whistle.approve", "{\"id\":%lld}", (long long)w);
	api_ok(&a, "whistle.approve", "{\"id\":%lld}", (long long)hard);
	party = party_of(w, traffic);
	ck_assert_int_eq(strncmp(due(party, "report_in"), "2026-03-02T09:3", 15), 0);
	party = party_of(hard, traffic);
	ck_assert_str_eq(due(party, "report_in"), "2026-03-09T17:30"); /* 5wd */
}
END_TEST

/* A refusal stops the clock while it is decided; who is bound has the whole limit again. */
START_TEST(a_decision_begins_it_anew)
{
	int64_t w = blown(""), party = party_of(w, power);

	api_as(&a, "power");
	api_ok(&a, "party.refuse", "{\"id\":%lld,\"reason\":\"no_power\"}", (long long)party);
	a.now += 2 * API_DAY;
	api_as(&a, "supervisor");
	api_ok(&a, "party.adjudicate", "{\"id\":%lld,\"decision\":\"overruled\"}",
	       (long long)party);
	ck_assert_str_eq(due(party, "report_in"), "2026-03-09T17:30"); /* 3wd from Wednesday */
}
END_TEST

/* Who is called is told at once; who did not come is told of, above. */
START_TEST(parties_are_told)
{
	int64_t w = blown(""), lead = party_of(w, traffic);

	api_as(&a, "system");
	api_ok(&a, "message.take", "{\"worker\":\"w\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
	ck_assert(api_holds(&a, "SG-S2026-000001"));
	ck_assert(!api_holds(&a, "增开出入口")); /* never what it is about */
	a.now += 4 * API_DAY;                    /* Friday morning: the three days are over */
	api_as(&a, "system");
	api_ok(&a, "clock.sweep", "{\"home\":%lld}", (long long)a.street);
	api_ok(&a, "rung.list", "{\"home\":%lld}", (long long)a.street);
	ck_assert(api_holds(&a, "\"clock\":\"report_in\""));
	ck_assert(api_holds(&a, "\"card\":\"red\""));
	api_as(&a, "police");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "clock.get", "{\"id\":%lld}", (long long)lead);
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
	Suite *s = suite_create("whistle");

	add(s, "the whole way", the_whole_way);
	add(s, "key work is for the head", key_work_is_for_the_head);
	add(s, "refused is not blown", refused_is_not_blown);
	add(s, "any is enough", any_is_enough);
	add(s, "the lead and others", the_lead_and_others);
	add(s, "quorums that cannot be", quorums_that_cannot_be);
	add(s, "released counts no more", released_counts_no_more);
	add(s, "overruled may not refuse again", overruled_may_not_refuse_again);
	add(s, "upheld calls the one named", upheld_calls_the_one_named);
	add(s, "who did not come", who_did_not_come);
	add(s, "time that stands still is not missed", time_that_stands_still_is_not_missed);
	add(s, "a provisional limit counts", a_provisional_limit_counts);
	add(s, "shows the demand for a time", shows_the_demand_for_a_time);
	add(s, "many to many", many_to_many);
	add(s, "not whom it complains of", not_whom_it_complains_of);
	add(s, "complaints about one office", complaints_about_one_office);
	add(s, "no journal tells of it", no_journal_tells_of_it);
	add(s, "parties have clocks", parties_have_clocks);
	add(s, "explained", clocks_of_parties_and_whistles_explain_themselves);
	add(s, "limits go by kind", limits_go_by_kind);
	add(s, "a decision begins it anew", a_decision_begins_it_anew);
	add(s, "parties are told", parties_are_told);
	return s;
}

GJ_TEST_MAIN(suite)
