/* SPDX-License-Identifier: Apache-2.0
 *
 * Clocks and papers: what was provisional moves when the paper of its year is loaded, and says why;
 * a preview moves nothing.
 */
#include "clocks.h"

/* 2027 as it might be: the 1st and 4th of January off, Sunday the 10th made up for. */
#define PAPER_2027 \
	"{\"year\":2027,\"papers\":[\"https://example.org/2027\"],\"days\":[" \
	"{\"name\":\"元旦\",\"date\":\"2027-01-01\",\"isOffDay\":true}," \
	"{\"name\":\"元旦\",\"date\":\"2027-01-04\",\"isOffDay\":true}," \
	"{\"name\":\"元旦\",\"date\":\"2027-01-10\",\"isOffDay\":false}]}"

START_TEST(a_paper_moves_what_was_provisional_and_says_why)
{
	int64_t id, near, paper;

	at("2026-12-21 09:00");
	near = opened("");
	at("2026-12-29 09:00");
	id = opened("");
	/* 30, 31, Friday the 1st, 4, 5 */
	due_is(id, "answer", "running", "2027-01-05 17:30");
	ck_assert_int_eq(api_flag(&a, place_of(id, "answer", "provisional")), 1);
	ck_assert_int_eq(api_flag(&a, place_of(near, "answer", "provisional")), 0);
	api_as(&a, "admin");
	paper = api_id(&a, "calendar.load", "{\"paper\":" PAPER_2027 "}");
	/* Until it is projected the explanation says what it would be. */
	api_as(&a, "clerk");
	api_ok(&a, "clock.explain", "{\"id\":%lld,\"clock\":\"answer\"}", (long long)id);
	ck_assert_int_eq(api_flag(&a, "/current"), 0);
	ck_assert_str_eq(api_text(&a, "/due_at"), "2027-01-05T17:30:00+08:00");
	ck_assert_str_eq(api_text(&a, "/due_now"), "2027-01-07T17:30:00+08:00");
	/* a clerk may not; a preview moves nothing */
	api_as(&a, "handler");
	ck_assert_int_eq(api_call(&a, "clock.project", "{\"home\":%lld}", (long long)a.street),
			 GJ_E_DENIED);
	api_as(&a, "system");
	api_ok(&a, "clock.project", "{\"home\":%lld,\"dry_run\":true}", (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/result/moved"), 3);
	ck_assert_str_eq(api_text(&a, "/result/clocks/3/due_before"), "2027-01-05T17:30:00+08:00");
	ck_assert_str_eq(api_text(&a, "/result/clocks/3/due_at"), "2027-01-07T17:30:00+08:00");
	/* 15 working days from the 21st and from the 29th: the finishing of both */
	ck_assert_str_eq(api_text(&a, "/result/clocks/4/due_before"), "2027-01-11T17:30:00+08:00");
	ck_assert_str_eq(api_text(&a, "/result/clocks/4/due_at"), "2027-01-12T17:30:00+08:00");
	ck_assert_str_eq(api_text(&a, "/result/clocks/5/due_before"), "2027-01-19T17:30:00+08:00");
	ck_assert_str_eq(api_text(&a, "/result/clocks/5/due_at"), "2027-01-20T17:30:00+08:00");
	due_is(id, "answer", "running", "2027-01-05 17:30");
	/* page by page: six clocks are open */
	api_ok(&a, "clock.project", "{\"home\":%lld,\"limit\":2}", (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/checked"), 2);
	ck_assert_str_ne(api_text(&a, "/next"), "");
	api_ok(&a, "clock.project", "{\"home\":%lld,\"limit\":5,\"after\":\"%s\"}",
	       (long long)a.street, api_text(&a, "/next"));
	ck_assert_int_eq(api_int(&a, "/checked"), 4);
	ck_assert_int_eq(api_int(&a, "/moved"), 3);
	ck_assert_str_eq(api_text(&a, "/why"), "paper_loaded");
	ck_assert_str_eq(api_text(&a, "/series"), "cn");
	ck_assert_int_eq(api_int(&a, "/year"), 2027);
	ck_assert_str_eq(api_text(&a, "/next"), "");
	due_is(id, "answer", "running", "2027-01-07 17:30");
	ck_assert_int_eq(api_flag(&a, place_of(id, "answer", "provisional")), 0);
	api_ok(&a, "clock.explain", "{\"id\":%lld,\"clock\":\"answer\"}", (long long)id);
	ck_assert_int_eq(api_flag(&a, "/current"), 1);
	ck_assert_str_eq(api_text(&a, "/segments/2/why"), "holiday");
	ck_assert_str_eq(api_text(&a, "/segments/2/source"), "https://example.org/2027");
	/* Again: nothing is left to do, and nothing is recorded. */
	api_ok(&a, "clock.project", "{\"home\":%lld}", (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/checked"), 6);
	ck_assert_int_eq(api_int(&a, "/moved"), 0);
	ck_assert_uint_eq(api_events(&a, a.street, "clock.projected"), 2);
	/* Taken back, it moves back. */
	api_as(&a, "admin");
	api_ok(&a, "calendar.void", "{\"id\":%lld,\"reason\":\"trial_entry\"}", (long long)paper);
	api_as(&a, "system");
	api_ok(&a, "clock.project", "{\"home\":%lld}", (long long)a.street);
	ck_assert_str_eq(api_text(&a, "/why"), "paper_voided");
	due_is(id, "answer", "running", "2027-01-05 17:30");
}
END_TEST

/* A verb between the paper and the projection reckons by the paper too. */
START_TEST(a_verb_reckons_by_the_calendar_of_its_time)
{
	int64_t id = in_hand("2026-12-29 09:00");

	api_as(&a, "head");
	at("2026-12-30 09:00");
	act(id, "suspend", SUSPEND);
	api_as(&a, "admin");
	api_ok(&a, "calendar.load", "{\"paper\":" PAPER_2027 "}");
	api_as(&a, "head");
	at("2026-12-31 09:00");
	act(id, "resume", ",\"note\":\"恢复\"");
	/* the 7th by the paper, and a working day more */
	due_is(id, "answer", "running", "2027-01-08 17:30");
	api_as(&a, "system");
	api_ok(&a, "clock.project", "{\"home\":%lld}", (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/moved"), 0);
}
END_TEST

/* What would move if a paper were loaded: in a transaction that is taken back. */
START_TEST(a_preview_before_the_paper_is_loaded)
{
	char args[60];
	int64_t id;

	at("2026-12-29 09:00");
	id = opened("");
	api_as(&a, "system");
	snprintf(args, sizeof(args), "{\"offices\":[%lld],\"root\":true}", (long long)a.street);
	ck_assert_int_eq(gj_begin(a.ledger, args, strlen(args), NULL), 0);
	api_ok(&a, "calendar.load", "{\"paper\":" PAPER_2027 "}");
	api_ok(&a, "clock.project", "{\"home\":%lld}", (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/moved"), 2); /* answer and finish */
	ck_assert_int_eq(gj_rollback(a.ledger, NULL), 0);
	due_is(id, "answer", "running", "2027-01-05 17:30");
	ck_assert_uint_eq(api_events(&a, a.street, "clock.projected"), 0);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("clock project");

	add(s, "a paper moves what was provisional and says why",
	    a_paper_moves_what_was_provisional_and_says_why);
	add(s, "a verb reckons by the calendar of its time",
	    a_verb_reckons_by_the_calendar_of_its_time);
	add(s, "a preview before the paper is loaded", a_preview_before_the_paper_is_loaded);
	return s;
}

GJ_TEST_MAIN(suite)
