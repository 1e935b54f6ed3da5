/* SPDX-License-Identifier: Apache-2.0
 *
 * Clocks on demands: by when what is due, and why; what stands still and what is extended, and
 * what is never moved; rounds after a return and a reopening. Expected times come from the calendar
 * of 2026 as the State Council published it (1 to 7 October off, Saturday the 10th made up for) and
 * hours of 9:00-12:00, 13:30-17:30.
 */
#include "clocks.h"

/* ---- birth and the National Day ---- */

START_TEST(a_deadline_explains_itself_across_the_national_day)
{
	static const char *const whys[] = { "first_day",   "holiday",  "working_day",
					    "make_up_day", "rest_day", "working_day" };
	char place[60];
	int64_t id;
	size_t i;

	at("2026-09-30 10:00");
	id = opened("");
	due_is(id, "answer", "running", "2026-10-13 17:30");
	due_is(id, "contact", "running", "2026-10-01 10:00");
	ck_assert_str_eq(told(id, "answer", "limit_name"), "demand.general");
	ck_assert_str_eq(told(id, "answer", "limit"), "5wd");
	api_ok(&a, "clock.explain", "{\"id\":%lld,\"clock\":\"answer\"}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/due_at"), "2026-10-13T17:30:00+08:00");
	ck_assert_int_eq(api_flag(&a, "/provisional"), 0);
	ck_assert_int_eq(api_flag(&a, "/current"), 1);
	ck_assert_str_eq(api_text(&a, "/clock_name"), "Answer");
	ck_assert_str_eq(api_text(&a, "/known_until"), "2026-12-31");
	ck_assert_ptr_nonnull(strstr(api_text(&a, "/source"), "第四十九条"));
	ck_assert_uint_eq(api_count(&a, "/segments"), 6);
	for (i = 0; i < 6; i++) {
		snprintf(place, sizeof(place), "/segments/%zu/why", i);
		ck_assert_str_eq(api_text(&a, place), whys[i]);
	}
	ck_assert_str_eq(api_text(&a, "/segments/1/name"), "National Day");
	ck_assert_str_eq(api_text(&a, "/segments/3/from"), "2026-10-10T00:00:00+08:00");
	ck_assert_int_eq(api_int(&a, "/segments/2/days"), 2);
	ck_assert_int_eq(api_int(&a, "/segments/3/days"), 1);
	ck_assert_int_eq(api_int(&a, "/segments/5/days"), 2);
	ck_assert_str_eq(api_text(&a, "/segments/5/to"), "2026-10-13T17:30:00+08:00");
}
END_TEST

/* Each kind of demand has its own limit (domain rules, default pack). */
START_TEST(the_limit_follows_kind_and_urgency)
{
	static const struct {
		const char *more, *limit, *due;
	} cases[] = {
		{ ",\"urgency\":\"emergency\"", "demand.emergency", "2026-09-30 12:00" },
		{ ",\"urgency\":\"normal\"", "demand.general", "2026-10-13 17:30" },
	};
	int64_t id;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		at("2026-09-30 10:00");
		id = opened(cases[i].more);
		ck_assert_str_eq(told(id, "answer", "limit_name"), cases[i].limit);
		if (i == 0)
			due_is(id, "answer", "running", cases[i].due);
	}
	at("2026-09-30 11:00");
	id = api_id(&a, "demand.register",
		    "{\"channel\":\"phone\",\"kind\":\"inquiry\",\"category\":\"policy\","
		    "\"subject\":\"政策咨询\"}");
	due_is(id, "answer", "running", "2026-10-01 11:00");
	ck_assert_str_eq(told(id, "answer", "limit_name"), "demand.consult");
}
END_TEST

/* 1 h 30 of the 2 h are gone when it becomes an emergency, and are not forgotten; so are those
 * when it becomes a plain one again. */
START_TEST(a_change_of_limit_keeps_the_time_consumed)
{
	int64_t id;

	at("2026-09-29 09:00");
	id = opened("");
	due_is(id, "answer", "running", "2026-10-12 17:30");
	api_as(&a, "dispatcher");
	at("2026-09-29 10:30");
	act(id, "amend", ",\"reason\":\"wrong_fact\",\"urgency\":\"emergency\"");
	due_is(id, "answer", "running", "2026-09-29 11:00");
	ck_assert_int_eq(api_int(&a, place_of(id, "answer", "round")), 1);
	at("2026-09-29 10:40");
	act(id, "amend", ",\"reason\":\"wrong_fact\",\"urgency\":null");
	due_is(id, "answer", "running", "2026-10-12 17:30");
	/* What is done by a date is difficult: 15 working days, from the same beginning. */
	at("2026-09-29 10:50");
	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld,\"disposition\":\"do_by_date\"}",
	       (long long)id, (long long)a.section);
	ck_assert_str_eq(told(id, "answer", "limit_name"), "demand.difficult");
	due_is(id, "answer", "running", "2026-10-26 17:30");
}
END_TEST

/* ---- pauses ---- */

/* Monday 9 March 2026: five working days end on Monday the 16th. */
START_TEST(a_suspension_moves_the_due_time_by_its_working_time)
{
	int64_t id = in_hand("2026-03-09 09:00");

	due_is(id, "answer", "running", "2026-03-16 17:30");
	api_as(&a, "head");
	/* reason, evidence: the chart asks for both */
	ck_assert_int_eq(tried(id, "suspend", ",\"reason\":\"appraisal\",\"text\":\"鉴定中\""),
			 GJ_E_RULE);
	at("2026-03-10 10:00");
	act(id, "suspend", SUSPEND);
	ck_assert_str_eq(told(id, "answer", "state"), "paused");
	ck_assert_str_eq(told(id, "answer", "until_at"), "2026-05-09T17:30:00+08:00");
	ck_assert_str_eq(told(id, "answer", "lamp"), "none");
	/* from Tuesday 10:00 to Thursday 14:30: 6 + 7 + 4 hours of work */
	at("2026-03-12 14:30");
	act(id, "resume", ",\"note\":\"鉴定完毕\"");
	/* 17:30 on the 16th and 17 hours more: 7 + 7 + 3 */
	due_is(id, "answer", "running", "2026-03-19 12:00");
	api_ok(&a, "clock.explain", "{\"id\":%lld,\"clock\":\"answer\"}", (long long)id);
	ck_assert_uint_eq(api_count(&a, "/pauses"), 1);
	ck_assert_str_eq(api_text(&a, "/pauses/0/why"), "suspended");
	ck_assert_str_eq(api_text(&a, "/pauses/0/reason"), "appraisal");
	ck_assert_int_eq(api_int(&a, "/pauses/0/seconds"), 17 * 3600);
	ck_assert_str_eq(api_text(&a, "/segments/2/why"), "paused");
	ck_assert_str_eq(api_text(&a, "/segments/2/from"), "2026-03-10T10:00:00+08:00");
	ck_assert_str_eq(api_text(&a, "/segments/2/to"), "2026-03-12T14:30:00+08:00");
	ck_assert_str_eq(api_text(&a, "/segments/2/text"), "stood still: Suspended");
}
END_TEST

/* After the cap the clock runs again, though nobody resumed: 60 days after Tuesday the 10th is
 * Saturday 9 May, which was made up for. Of the 42 hours of work that it had, 8 were gone at the
 * pause; the 34 that were left are four days from Monday the 11th and 6 hours. */
START_TEST(a_suspension_has_a_cap)
{
	int64_t id = in_hand("2026-03-09 09:00");

	api_as(&a, "head");
	at("2026-03-10 10:00");
	act(id, "suspend", SUSPEND);
	due_is(id, "answer", "paused", "2026-05-15 16:30");
	/* an amendment in that state does not stretch it */
	api_as(&a, "dispatcher");
	at("2026-05-12 09:00");
	act(id, "amend", ",\"reason\":\"typing_error\",\"subject\":\"门口拥堵，已改\"");
	due_is(id, "answer", "paused", "2026-05-15 16:30");
	ck_assert_str_eq(told(id, "answer", "lamp"), "green");
	api_as(&a, "head");
	at("2026-05-14 09:00");
	act(id, "resume", ",\"note\":\"恢复\"");
	due_is(id, "answer", "running", "2026-05-15 16:30");
	api_ok(&a, "clock.explain", "{\"id\":%lld,\"clock\":\"answer\"}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/pauses/0/to"), "2026-05-09T17:30:00+08:00");
}
END_TEST

START_TEST(what_is_missing_is_waited_for)
{
	int64_t id = in_hand("2026-03-09 09:00");

	at("2026-03-10 12:00");
	act(id, "supplement", ",\"reason\":\"material_missing\",\"text\":\"请补营业执照\"");
	ck_assert_str_eq(told(id, "answer", "state"), "paused");
	at("2026-03-10 13:30"); /* the lunch break: no working time */
	act(id, "resume", ",\"note\":\"已补\"");
	due_is(id, "answer", "running", "2026-03-16 17:30");
}
END_TEST

/* ---- for how long a unit may return a case ---- */

/* 24 hours from when the unit got it (Anyang, art. 50), whoever had it before. */
START_TEST(a_return_after_its_window_is_refused)
{
	int64_t id = in_hand("2026-03-09 09:00");

	at("2026-03-10 09:00");
	ck_assert_int_eq(tried(id, "return", ",\"reason\":\"not_our_duty\",\"dry_run\":true"), 0);
	at("2026-03-10 09:01");
	api_fails(&a, GJ_E_RULE, "window_over", NULL, "demand.return",
		  "{\"id\":%lld,\"reason\":\"not_our_duty\"}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/error/detail/limit_name"), "return.window");
	ck_assert_str_eq(api_text(&a, "/error/detail/limit"), "24h");
	ck_assert_int_eq(strncmp(api_text(&a, "/error/detail/due"), "2026-03-10T09:00:0", 18), 0);
	/* Whatever is given with it. */
	api_fails(&a, GJ_E_RULE, "window_over", NULL, "demand.return", "{\"id\":%lld}",
		  (long long)id);
	/* It was given back in time, and is told later. */
	ck_assert_int_eq(tried(id, "return",
			       ",\"reason\":\"not_our_duty\",\"dry_run\":true,"
			       "\"occurred_at\":\"2026-03-10T08:59:00+08:00\""),
			 0);
	/* Who gets it next has a window of her own. */
	api_as(&a, "head");
	at("2026-03-12 09:00");
	api_ok(&a, "demand.transfer", "{\"id\":%lld,\"unit\":%lld,\"reason\":\"duty_elsewhere\"}",
	       (long long)id, (long long)section2);
	api_as(&a, "handler2");
	at("2026-03-13 08:59");
	act(id, "return", ",\"reason\":\"not_our_duty\"");
	ck_assert_str_eq(api_text(&a, "/state"), "returned");
	api_as(&a, "dispatcher");
	dispatched(id, a.section);
	api_as(&a, "handler");
	at("2026-03-14 10:00");
	api_fails(&a, GJ_E_RULE, "window_over", NULL, "demand.return",
		  "{\"id\":%lld,\"reason\":\"not_our_duty\"}", (long long)id);
}
END_TEST

/* ---- extension ---- */

START_TEST(an_extension_is_approved_once_and_no_further)
{
	int64_t id = in_hand("2026-03-09 09:00");

	/* a handler may not, nor anybody without the approval */
	ck_assert_int_eq(tried(id, "extend", EXTEND), GJ_E_DENIED);
	api_as(&a, "head");
	ck_assert_int_eq(tried(id, "extend", ",\"reason\":\"complex\",\"text\":\"需延期\""),
			 GJ_E_RULE);
	ck_assert_int_eq(tried(id, "extend", EXTEND ",\"limit\":\"6wd\""), GJ_E_RULE);
	ck_assert_str_eq(api_text(&a, "/error/rule"), "extension_long");
	ck_assert_int_eq(tried(id, "extend", EXTEND ",\"limit\":\"24h\""), GJ_E_RULE);
	ck_assert_int_eq(tried(id, "extend", EXTEND ",\"limit\":\"much\""), GJ_E_BAD_VALUE);
	ck_assert_int_eq(tried(id, "extend", EXTEND ",\"clock\":\"contact\""), GJ_E_RULE);
	ck_assert_str_eq(api_text(&a, "/error/rule"), "no_clock");
	at("2026-03-13 09:00");
	act(id, "extend", EXTEND);
	due_is(id, "answer", "running", "2026-03-23 17:30");
	ck_assert_str_eq(told(id, "answer", "extra"), "5wd");
	ck_assert_int_eq(tried(id, "extend", EXTEND), GJ_E_RULE);
	ck_assert_str_eq(api_text(&a, "/error/rule"), "extended");
	api_ok(&a, "clock.explain", "{\"id\":%lld,\"clock\":\"answer\"}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/extra"), "5wd");
}
END_TEST

/* It is asked for by who does the work and decided by whoever the chart names. Nothing moves
 * before; a refusal leaves everything as it was. */
#define ASK ",\"reason\":\"complex\",\"note\":\"需要施工\""

START_TEST(an_extension_is_asked_for_and_decided_by_somebody_else)
{
	int64_t id = in_hand("2026-03-09 09:00");

	/* What could not be granted is not asked for. */
	api_fails(&a, GJ_E_RULE, "extension_long", "/limit", "demand.ask_extension",
		  "{\"id\":%lld" ASK ",\"limit\":\"6wd\"}", (long long)id);
	api_fails(&a, GJ_E_RULE, "no_clock", "/clock", "demand.ask_extension",
		  "{\"id\":%lld" ASK ",\"clock\":\"contact\"}", (long long)id);
	api_as(&a, "head");
	api_fails(&a, GJ_E_RULE, "extension_not_asked", "/clock", "demand.grant_extension",
		  "{\"id\":%lld,\"text\":\"延期\"}", (long long)id);
	api_as(&a, "handler");
	at("2026-03-10 09:00");
	act(id, "ask_extension", ASK);
	due_is(id, "answer", "running", "2026-03-16 17:30");
	api_fails(&a, GJ_E_RULE, "extension_asked", "/clock", "demand.ask_extension",
		  "{\"id\":%lld" ASK "}", (long long)id);
	ck_assert_int_eq(tried(id, "grant_extension", ",\"text\":\"延期\""), GJ_E_DENIED);
	/* The head is told, and decides. */
	api_as(&a, "system");
	api_ok(&a, "message.take", "{\"worker\":\"w\"}");
	ck_assert(api_holds(&a, "An extension is asked for SG-2026-000001"));
	api_as(&a, "head");
	ck_assert_int_eq(tried(id, "refuse_extension", ""), GJ_E_RULE); /* without a ground */
	act(id, "refuse_extension", ",\"note\":\"可按期办结\"");
	due_is(id, "answer", "running", "2026-03-16 17:30");
	api_fails(&a, GJ_E_RULE, "extension_not_asked", NULL, "demand.refuse_extension",
		  "{\"id\":%lld,\"note\":\"再次\"}", (long long)id);
	/* Refused, it may be asked for again; who asks does not decide. */
	act(id, "ask_extension", ASK ",\"limit\":\"3wd\"");
	api_fails(&a, GJ_E_RULE, "same_person", NULL, "demand.grant_extension",
		  "{\"id\":%lld,\"text\":\"延期\"}", (long long)id);
	api_as(&a, "leader");
	at("2026-03-13 09:00");
	api_fails(&a, GJ_E_RULE, "extension_long", "/limit", "demand.grant_extension",
		  "{\"id\":%lld,\"text\":\"延期\",\"limit\":\"6wd\"}", (long long)id);
	act(id, "grant_extension", ",\"text\":\"延期二日\",\"limit\":\"2wd\"");
	due_is(id, "answer", "running", "2026-03-18 17:30");
	ck_assert_str_eq(told(id, "answer", "extra"), "2wd");
	/* Once, says the chart: no more is asked for. */
	api_as(&a, "handler");
	api_fails(&a, GJ_E_RULE, "extended", "/clock", "demand.ask_extension",
		  "{\"id\":%lld" ASK "}", (long long)id);
	api_ok(&a, "clock.explain", "{\"id\":%lld,\"clock\":\"answer\"}", (long long)id);
	ck_assert_uint_eq(api_count(&a, "/requests"), 2);
	ck_assert_str_eq(api_text(&a, "/requests/0/outcome"), "refused");
	ck_assert_str_eq(api_text(&a, "/requests/0/asked"), "5wd");
	ck_assert_str_eq(api_text(&a, "/requests/1/outcome"), "granted");
	ck_assert_str_eq(api_text(&a, "/requests/1/asked"), "3wd");
	ck_assert_str_eq(api_text(&a, "/requests/1/granted"), "2wd");
	ck_assert_str_eq(api_text(&a, "/requests/1/reason"), "complex");
	ck_assert_int_eq(strncmp(api_text(&a, "/requests/1/decided_at"), "2026-03-13T09:0", 15), 0);
}
END_TEST

/* What was asked for in a round that has ended is no longer decided. */
START_TEST(an_extension_asked_for_ends_with_its_round)
{
	int64_t id = in_hand("2026-03-09 09:00");

	act(id, "ask_extension", ASK);
	act(id, "reply", REPLY);
	api_as(&a, "clerk");
	act(id, "callback", CALL("not_solved"));
	api_as(&a, "head");
	api_fails(&a, GJ_E_RULE, "extension_not_asked", NULL, "demand.grant_extension",
		  "{\"id\":%lld,\"text\":\"延期\"}", (long long)id);
	api_as(&a, "handler");
	act(id, "ask_extension", ASK);
	api_as(&a, "head");
	act(id, "grant_extension", ",\"text\":\"延期\"");
	ck_assert_str_eq(told(id, "answer", "extra"), "5wd");
	ck_assert_int_eq(api_int(&a, place_of(id, "answer", "round")), 2);
}
END_TEST

/* ---- a due time given ---- */

#define ORDER \
	",\"external\":{\"system\":\"hotline_12345\",\"code\":\"BJ-1\"}," \
	"\"due_at\":\"2026-03-12T12:00:00+08:00\""

START_TEST(a_due_time_given_is_never_moved)
{
	int64_t id;

	at("2026-03-09 09:00");
	api_as(&a, "hotline");
	id = opened(ORDER);
	due_is(id, "answer", "running", "2026-03-12 12:00");
	ck_assert_int_eq(api_flag(&a, place_of(id, "answer", "given")), 1);
	/* inner clocks have their own */
	due_is(id, "contact", "running", "2026-03-10 09:00");
	api_as(&a, "dispatcher");
	dispatched(id, a.section);
	api_as(&a, "handler");
	act(id, "sign", "");
	act(id, "contact", ",\"mode\":\"phone\"");
	api_as(&a, "head");
	ck_assert_int_eq(tried(id, "extend", EXTEND), GJ_E_RULE);
	ck_assert_str_eq(api_text(&a, "/error/rule"), "due_given");
	at("2026-03-10 09:00");
	act(id, "suspend", SUSPEND);
	due_is(id, "answer", "paused", "2026-03-12 12:00");
	ck_assert_str_eq(told(id, "answer", "lamp"), "none");
	at("2026-03-12 09:00");
	act(id, "resume", ",\"note\":\"恢复\"");
	due_is(id, "answer", "running", "2026-03-12 12:00");
	ck_assert_str_eq(told(id, "answer", "lamp"), "yellow");
	/* a paper does not move it either */
	api_as(&a, "admin");
	api_ok(&a, "calendar.load",
	       "{\"paper\":{\"year\":2026,\"papers\":[\"x\"],\"days\":[{\"name\":\"假\",\"date\":"
	       "\"2026-03-12\",\"isOffDay\":true}]}}");
	api_as(&a, "system");
	api_ok(&a, "clock.project", "{\"home\":%lld}", (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/moved"), 1);
	due_is(id, "answer", "running", "2026-03-12 12:00");
	/* what nobody gave has moved: 15 working days, two of suspension, and the new holiday */
	due_is(id, "finish", "running", "2026-04-02 17:30");
	/* a mistake in it is corrected; a demand without one runs by its limit */
	api_as(&a, "dispatcher");
	act(id, "amend", ",\"reason\":\"typing_error\",\"due_at\":\"2026-03-13T12:00:00+08:00\"");
	due_is(id, "answer", "running", "2026-03-13 12:00");
}
END_TEST

/* ---- rounds ---- */

START_TEST(a_return_keeps_the_answer_and_begins_a_new_signing)
{
	int64_t id;

	at("2026-03-09 09:00");
	id = opened("");
	api_as(&a, "dispatcher");
	dispatched(id, a.section);
	/* 6 working hours: 3 before noon, 3 after */
	ck_assert_str_eq(told(id, "sign", "due_at"), "2026-03-09T16:30:01+08:00");
	api_as(&a, "handler");
	at("2026-03-09 15:00");
	act(id, "return", ",\"reason\":\"not_our_duty\"");
	ck_assert_str_eq(told(id, "sign", "state"), "stopped");
	ck_assert_str_eq(told(id, "sign", "lamp"), "none");
	due_is(id, "answer", "running", "2026-03-16 17:30");
	api_as(&a, "dispatcher");
	at("2026-03-09 16:30");
	dispatched(id, section2);
	/* 1 hour today, 3 before noon and 2 after it tomorrow */
	due_is(id, "sign", "running", "2026-03-10 15:30");
	ck_assert_int_eq(api_int(&a, place_of(id, "sign", "round")), 2);
	ck_assert_int_eq(api_int(&a, place_of(id, "sign", "unit")), section2);
	ck_assert_int_eq(api_int(&a, place_of(id, "answer", "unit")), section2);
	api_ok(&a, "clock.get", "{\"id\":%lld}", (long long)id);
	ck_assert_uint_eq(api_count(&a, "/clocks"), 5);
}
END_TEST

START_TEST(a_reopening_begins_a_new_round)
{
	int64_t id = in_hand("2026-03-09 09:00");

	act(id, "reply", REPLY);
	ck_assert_str_eq(told(id, "answer", "state"), "stopped");
	ck_assert_str_eq(told(id, "callback", "state"), "running");
	api_as(&a, "clerk");
	at("2026-03-10 09:00");
	act(id, "callback", CALL("not_solved"));
	ck_assert_str_eq(told(id, "callback", "state"), "stopped");
	due_is(id, "answer", "running", "2026-03-17 17:30");
	ck_assert_int_eq(api_int(&a, place_of(id, "answer", "round")), 2);
	/* The first round is there as it ended. */
	api_ok(&a, "clock.explain", "{\"id\":%lld,\"clock\":\"answer\",\"round\":1}",
	       (long long)id);
	ck_assert_str_eq(api_text(&a, "/state"), "stopped");
	ck_assert_str_eq(api_text(&a, "/due_at"), "2026-03-16T17:30:00+08:00");
	api_as(&a, "handler");
	act(id, "reply", REPLY);
	api_as(&a, "clerk");
	act(id, "callback", CALL("solved"));
	act(id, "close", "");
	at("2026-03-20 09:00");
	act(id, "reopen", ",\"reason\":\"recurred\"");
	due_is(id, "answer", "running", "2026-03-27 17:30");
	ck_assert_int_eq(api_int(&a, place_of(id, "answer", "round")), 3);
	act(id, "withdraw", ",\"reason\":\"solved_itself\"");
	ck_assert_str_eq(told(id, "answer", "state"), "stopped");
}
END_TEST

/* Five at once, each for itself: signing, first contact, answer, finish, callback. What is shelved
 * is answered and not solved: the finish stands still until work goes on; a rework goes on with the
 * time consumed, while the answer begins anew. Monday 9 March: fifteen working days end on the
 * 30th. */
START_TEST(finishing_has_a_clock_of_its_own)
{
	int64_t id;

	at("2026-03-09 09:00");
	id = opened("");
	due_is(id, "contact", "running", "2026-03-10 09:00");
	due_is(id, "answer", "running", "2026-03-16 17:30");
	due_is(id, "finish", "running", "2026-03-30 17:30");
	ck_assert_str_eq(told(id, "finish", "limit_name"), "demand.finish");
	api_as(&a, "dispatcher");
	dispatched(id, a.section);
	ck_assert_str_eq(told(id, "sign", "state"), "running");
	api_as(&a, "handler");
	act(id, "sign", "");
	act(id, "contact", ",\"mode\":\"phone\"");
	at("2026-03-10 09:00");
	act(id, "reply",
	    ",\"text\":\"排入计划\",\"disposition\":\"do_now\",\"resolution\":\"shelved\","
	    "\"reason\":\"in_plan\",\"level\":\"office\",\"measure\":\"设临时标志\","
	    "\"review_on\":\"2026-03-17\"");
	ck_assert_str_eq(told(id, "answer", "state"), "stopped");
	ck_assert_str_eq(told(id, "finish", "state"), "paused");
	at("2026-03-16 09:00");
	/* On the shelf it may be worked on; the home office takes it from there. */
	act(id, "handle", ",\"note\":\"开工\"");
	ck_assert_str_eq(told(id, "finish", "state"), "paused");
	api_as(&a, "dispatcher");
	at("2026-03-17 09:00");
	dispatched(id, a.section);
	due_is(id, "finish", "running", "2026-04-07 17:30"); /* 5 days more; 6 April is off */
	api_as(&a, "handler");
	act(id, "sign", "");
	act(id, "contact", ",\"mode\":\"phone\"");
	at("2026-03-18 09:00");
	act(id, "reply", REPLY);
	ck_assert_str_eq(told(id, "finish", "state"), "stopped");
	ck_assert_str_eq(told(id, "callback", "state"), "running");
	api_as(&a, "clerk");
	at("2026-03-19 09:00");
	act(id, "callback", CALL("not_solved"));
	due_is(id, "finish", "running", "2026-04-08 17:30"); /* a day between */
	ck_assert_int_eq(api_int(&a, place_of(id, "finish", "round")), 1);
	ck_assert_int_eq(api_int(&a, place_of(id, "answer", "round")), 2);
	/* It becomes a difficult one: 60 days, and what was consumed is kept. */
	api_as(&a, "dispatcher");
	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld,\"disposition\":\"do_by_date\"}",
	       (long long)id, (long long)a.section);
	ck_assert_str_eq(told(id, "finish", "limit_name"), "demand.finish_difficult");
	ck_assert_int_eq(api_int(&a, place_of(id, "finish", "round")), 1);
	api_ok(&a, "clock.explain", "{\"id\":%lld,\"clock\":\"finish\"}", (long long)id);
	ck_assert_uint_eq(api_count(&a, "/pauses"), 2);
	ck_assert_str_eq(api_text(&a, "/pauses/0/why"), "shelved");
	ck_assert_str_eq(api_text(&a, "/pauses/1/why"), "stopped");
}
END_TEST

/* ---- lamps and lists ---- */

START_TEST(lamps_are_derived)
{
	int64_t id = in_hand("2026-03-09 09:00"), other;

	at("2026-03-13 17:29");
	ck_assert_str_eq(told(id, "answer", "lamp"), "green");
	at("2026-03-13 17:30");
	ck_assert_str_eq(told(id, "answer", "lamp"), "blue");
	at("2026-03-16 13:30");
	ck_assert_str_eq(told(id, "answer", "lamp"), "yellow");
	at("2026-03-16 17:30");
	ck_assert_str_eq(told(id, "answer", "lamp"), "yellow");
	at("2026-03-16 17:31");
	ck_assert_str_eq(told(id, "answer", "lamp"), "red");
	api_as(&a, "clerk");
	other = opened("");
	api_ok(&a, "clock.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 5); /* answer, finish; contact, answer, finish */
	ck_assert_int_eq(api_int(&a, "/items/0/subject"), id);
	ck_assert_str_eq(api_text(&a, "/items/0/lamp"), "red");
	ck_assert_int_eq(api_int(&a, "/items/4/subject"), other);
	api_ok(&a, "clock.list", "{\"lamp\":\"red\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	api_ok(&a, "clock.list", "{\"until\":\"2026-03-18T00:00:00+08:00\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
	api_ok(&a, "clock.list", "{\"unit\":%lld}", (long long)a.section);
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
}
END_TEST

START_TEST(lists_page_through)
{
	char next[300] = "", due[40] = "";
	int pages = 0, seen = 0;
	size_t i, n;

	at("2026-03-09 09:00");
	for (i = 0; i < 7; i++)
		opened(i % 2 ? "" : ",\"urgency\":\"emergency\"");
	do {
		if (next[0])
			api_ok(&a, "clock.list", "{\"limit\":4,\"after\":\"%s\"}", next);
		else
			api_ok(&a, "clock.list", "{\"limit\":4}");
		n = api_count(&a, "/items");
		for (i = 0; i < n; i++) {
			char place[40];

			snprintf(place, sizeof(place), "/items/%zu/due_at", i);
			ck_assert_str_le(due, api_text(&a, place));
			snprintf(due, sizeof(due), "%s", api_text(&a, place));
		}
		seen += (int)n;
		snprintf(next, sizeof(next), "%s", api_text(&a, "/next"));
	} while (next[0] && ++pages < 10);
	ck_assert_int_eq(seen, 21); /* contact, answer and finish of each */
	ck_assert_int_eq(api_call(&a, "clock.list", "{\"after\":\"x\"}"), GJ_E_BAD_VALUE);
}
END_TEST

/* For the unit complained of neither the demand nor its clocks exist. */
START_TEST(a_complaint_has_no_clocks_for_the_unit)
{
	int64_t id;

	at("2026-03-09 09:00");
	api_as(&a, "system");
	api_staff(&a, "both", a.section, "handler");
	api_as(&a, "system");
	api_ok(&a, "staff.grant", "{\"id\":%lld,\"office\":%lld,\"role\":\"auditor\"}",
	       (long long)api_id(&a, "staff.register",
				 "{\"account\":\"looker\",\"name\":\"looker\",\"office\":%lld,"
				 "\"roles\":[{\"office\":%lld,\"role\":\"handler\"}]}",
				 (long long)a.section, (long long)a.section),
	       (long long)a.street);
	id = api_id(&a, "demand.register",
		    "{\"channel\":\"phone\",\"kind\":\"complaint\",\"category\":\"conduct\","
		    "\"subject\":\"态度差\",\"home\":%lld,\"against\":%lld}",
		    (long long)a.street, (long long)a.section);
	api_ok(&a, "clock.get", "{\"id\":%lld}", (long long)id);
	ck_assert_uint_eq(api_count(&a, "/clocks"), 3);
	api_as(&a, "looker");
	ck_assert_int_eq(api_call(&a, "clock.get", "{\"id\":%lld}", (long long)id), GJ_E_NOT_FOUND);
	ck_assert_int_eq(
		api_call(&a, "clock.explain", "{\"id\":%lld,\"clock\":\"answer\"}", (long long)id),
		GJ_E_NOT_FOUND);
	api_ok(&a, "clock.list", "{\"home\":%lld}", (long long)a.street);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
}
END_TEST

/* ---- others ---- */

START_TEST(parts_and_duplicates)
{
	int64_t id, part, other;

	at("2026-03-09 09:00");
	id = opened("");
	other = opened("");
	api_as(&a, "dispatcher");
	at("2026-03-09 10:00");
	api_ok(&a, "demand.split",
	       "{\"id\":%lld,\"parts\":[{\"subject\":\"一\"},{\"subject\":\"二\",\"urgency\":"
	       "\"emergency\"}]}",
	       (long long)id);
	part = api_int(&a, "/parts/1/id");
	ck_assert_str_eq(told(id, "answer", "state"), "paused");
	due_is(part, "answer", "running", "2026-03-09 12:00");
	api_ok(&a, "demand.merge", "{\"id\":%lld,\"into\":%lld}", (long long)other,
	       (long long)part);
	ck_assert_str_eq(told(other, "answer", "state"), "stopped");
	api_as(&a, "leader");
	act(part, "void", ",\"reason\":\"trial_entry\"");
	ck_assert_str_eq(told(part, "answer", "state"), "stopped");
}
END_TEST

/* What was entered late began when it happened. */
START_TEST(a_late_entry_began_when_it_happened)
{
	int64_t id;

	at("2026-03-10 09:00");
	id = opened(",\"occurred_at\":\"2026-03-06T16:00:00+08:00\"");
	due_is(id, "answer", "running", "2026-03-13 17:30");
	ck_assert_str_eq(told(id, "answer", "began_at"), "2026-03-06T16:00:00+08:00");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("clock");

	add(s, "a deadline explains itself across the national day",
	    a_deadline_explains_itself_across_the_national_day);
	add(s, "the limit follows kind and urgency", the_limit_follows_kind_and_urgency);
	add(s, "a change of limit keeps the time consumed",
	    a_change_of_limit_keeps_the_time_consumed);
	add(s, "a suspension moves the due time by its working time",
	    a_suspension_moves_the_due_time_by_its_working_time);
	add(s, "a suspension has a cap", a_suspension_has_a_cap);
	add(s, "return window", a_return_after_its_window_is_refused);
	add(s, "what is missing is waited for", what_is_missing_is_waited_for);
	add(s, "an extension is approved once and no further",
	    an_extension_is_approved_once_and_no_further);
	add(s, "an extension is asked for and decided by somebody else",
	    an_extension_is_asked_for_and_decided_by_somebody_else);
	add(s, "an extension asked for ends with its round",
	    an_extension_asked_for_ends_with_its_round);
	add(s, "a due time given is never moved", a_due_time_given_is_never_moved);
	add(s, "a return keeps the answer and begins a new signing",
	    a_return_keeps_the_answer_and_begins_a_new_signing);
	add(s, "a reopening begins a new round", a_reopening_begins_a_new_round);
	add(s, "finishing has a clock of its own", finishing_has_a_clock_of_its_own);
	add(s, "lamps are derived", lamps_are_derived);
	add(s, "lists page through", lists_page_through);
	add(s, "a complaint has no clocks for the unit", a_complaint_has_no_clocks_for_the_unit);
	add(s, "parts and duplicates", parts_and_duplicates);
	add(s, "a late entry began when it happened", a_late_entry_began_when_it_happened);
	return s;
}

GJ_TEST_MAIN(suite)
