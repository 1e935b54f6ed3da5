/* SPDX-License-Identifier: Apache-2.0
 *
 * Running cases move to another chart: nothing by itself, everything by an explicit map, slice
 * by slice; what cannot move stays and is told; time and history go along.
 */
#include "ground.h"

static api a;
static int64_t fresh, touched, closed, working; /* cases of the street */

static char profile[600000], args[700000];

static void read_profile(char *room, size_t size)
{
	char path[4096];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/../src/profile/cn-default.json", GJ_TESTS);
	f = fopen(path, "rb");
	ck_assert_ptr_nonnull(f);
	n = fread(room, 1, size - 1, f);
	room[n] = '\0';
	fclose(f);
	ck_assert_uint_lt(n, size - 1);
}

static void replace_all(char *text, size_t size, const char *old, const char *new)
{
	size_t old_n = strlen(old), new_n = strlen(new), count = 0;
	char *p = text;

	while ((p = strstr(p, old)) != NULL) {
		ck_assert_uint_lt(strlen(text) + new_n, size);
		memmove(p + new_n, p + old_n, strlen(p + old_n) + 1);
		memcpy(p, new, new_n);
		p += new_n;
		count++;
	}
	ck_assert_uint_gt(count, 0);
}

/* The chart with `contacted` called in_touch, and the clock `answer` called reply_by. */
static void adopt_new_chart(void)
{
	read_profile(profile, sizeof(profile));
	replace_all(profile, sizeof(profile), "\"contacted\"", "\"in_touch\"");
	replace_all(profile, sizeof(profile), "\"answer\": {", "\"reply_by\": {");
	snprintf(args, sizeof(args), "{\"source\":%s}", profile);
	api_as(&a, "system");
	ck_assert_msg(api_call_json(&a, "profile.adopt", args) == 0, "%s",
		      gj_reply_json(a.reply, NULL));
}

static int64_t opened(const char *more)
{
	return api_id(&a, "demand.register",
		      "{\"home\":%lld,\"channel\":\"phone\",\"kind\":\"help\","
		      "\"category\":\"traffic\",\"subject\":\"门口拥堵\"%s}",
		      (long long)a.street, more);
}

static void act(int64_t id, const char *verb, const char *more)
{
	char op[40];

	snprintf(op, sizeof(op), "demand.%s", verb);
	api_ok(&a, op, "{\"id\":%lld%s}", (long long)id, more);
}

static void contact(int64_t id)
{
	char unit[60];

	snprintf(unit, sizeof(unit), ",\"unit\":%lld", (long long)a.section);
	act(id, "dispatch", unit);
	act(id, "sign", "");
	act(id, "contact", ",\"mode\":\"phone\"");
}

static void setup(void)
{
	api_open(&a);
	api_as(&a, "system");
	fresh = opened("");
	touched = opened("");
	contact(touched);
	closed = opened("");
	act(closed, "withdraw", ",\"reason\":\"mistaken\"");
	working = opened("");
	contact(working);
	act(working, "handle", ",\"note\":\"到场\"");
}

static void teardown(void)
{
	api_close(&a);
}

#define MAP "\"states\":{\"contacted\":\"in_touch\"},\"clocks\":{\"answer\":\"reply_by\"}"
#define WHY "\"reason\":\"2026年新规 / the rule of 2026\""

static void state_is(int64_t id, const char *state)
{
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)id);
	ck_assert_str_eq(api_text(&a, "/state"), state);
}

/* The due time of an open clock, as text; "" when there is none of this name. */
static void due_of(int64_t id, const char *clock, char *room, size_t size)
{
	char place[60];

	*room = '\0';
	api_ok(&a, "clock.get", "{\"id\":%lld}", (long long)id);
	for (size_t i = 0; i < api_count(&a, "/clocks"); i++) {
		snprintf(place, sizeof(place), "/clocks/%zu/clock", i);
		if (strcmp(api_text(&a, place), clock) != 0)
			continue;
		snprintf(place, sizeof(place), "/clocks/%zu/due_at", i);
		snprintf(room, size, "%s", api_text(&a, place));
	}
}

static void sound(void)
{
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
}

/* ---- the look ahead ---- */

START_TEST(nothing_moves_by_itself)
{
	api_ok(&a, "demand.migrate_preview", "{}");
	ck_assert_int_eq(api_int(&a, "/total"), 0);
	adopt_new_chart();
	state_is(touched, "contacted");
	/* On its own chart it goes on. */
	act(touched, "handle", ",\"note\":\"到场\"");
	state_is(touched, "handling");
}
END_TEST

START_TEST(the_look_ahead_counts_and_names)
{
	adopt_new_chart();
	api_ok(&a, "demand.migrate_preview", "{}");
	/* The closed one runs no more. */
	ck_assert_int_eq(api_int(&a, "/total"), 3);
	ck_assert_int_eq(api_int(&a, "/movable"), 0);
	ck_assert_uint_eq(api_count(&a, "/cannot"), 3);
	ck_assert_int_eq(api_int(&a, "/cannot/0/id"), fresh);
	ck_assert_str_eq(api_text(&a, "/cannot/0/why"), "no_such_clock");
	ck_assert_str_eq(api_text(&a, "/cannot/0/clock"), "answer");
	ck_assert_int_eq(api_int(&a, "/cannot/1/id"), touched);
	ck_assert_str_eq(api_text(&a, "/cannot/1/why"), "no_such_state");

	api_ok(&a, "demand.migrate_preview", "{\"home\":%lld,\"clocks\":{\"answer\":\"reply_by\"}}",
	       (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/movable"), 2);
	ck_assert_uint_eq(api_count(&a, "/states"), 3);
	ck_assert_uint_eq(api_count(&a, "/cannot"), 1);

	api_ok(&a, "demand.migrate_preview", "{" MAP "}");
	ck_assert_int_eq(api_int(&a, "/movable"), 3);
	ck_assert_str_eq(api_text(&a, "/states/1/state"), "contacted");
	ck_assert_str_eq(api_text(&a, "/states/1/to"), "in_touch");
	ck_assert_int_eq(api_int(&a, "/states/1/count"), 1);
	api_ok(&a, "demand.migrate_preview", "{\"home\":%lld}", (long long)a.street2);
	ck_assert_int_eq(api_int(&a, "/total"), 0);
	state_is(touched, "contacted");
}
END_TEST

START_TEST(a_map_must_hold)
{
	adopt_new_chart();
	api_fails(&a, GJ_E_BAD_VALUE, "chart_path", "/states/contacted", "demand.migrate_preview",
		  "{\"states\":{\"contacted\":\"nowhere\"}}");
	api_fails(&a, GJ_E_BAD_VALUE, "chart_path", "/clocks/answer", "demand.migrate_preview",
		  "{\"clocks\":{\"answer\":\"answer\"}}");
	api_fails(&a, GJ_E_BAD_VALUE, "chart_path", "/clocks/sign", "demand.migrate",
		  "{\"home\":%lld," WHY
		  ",\"clocks\":{\"answer\":\"reply_by\",\"sign\":\"reply_by\"}}",
		  (long long)a.street);
	api_fails(&a, GJ_E_MISSING, "missing", "/reason", "demand.migrate", "{\"home\":%lld}",
		  (long long)a.street);
	/* A running case is not ended by a migration. */
	api_ok(&a, "demand.migrate_preview",
	       "{\"states\":{\"contacted\":\"closed\"},\"clocks\":{\"answer\":\"reply_by\"}}");
	ck_assert_str_eq(api_text(&a, "/cannot/0/why"), "would_end");
}
END_TEST

/* ---- slices ---- */

START_TEST(cases_move_slice_by_slice)
{
	char before[60], after[60];
	int64_t next;

	due_of(touched, "answer", before, sizeof(before));
	ck_assert_uint_gt(strlen(before), 0);
	adopt_new_chart();
	api_ok(&a, "demand.migrate", "{\"home\":%lld,\"limit\":2," MAP "," WHY "}",
	       (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/moved"), 2);
	ck_assert_int_eq(api_int(&a, "/passed"), 0);
	next = api_int(&a, "/next");
	ck_assert_int_eq(next, touched);
	state_is(touched, "in_touch");
	due_of(touched, "answer", after, sizeof(after));
	ck_assert_str_eq(after, "");
	due_of(touched, "reply_by", after, sizeof(after));
	ck_assert_str_eq(after, before);

	api_ok(&a, "demand.migrate", "{\"home\":%lld,\"limit\":2,\"after\":%lld," MAP "," WHY "}",
	       (long long)a.street, (long long)next);
	ck_assert_int_eq(api_int(&a, "/moved"), 1);
	ck_assert(!api_there(&a, "/next"));
	api_ok(&a, "demand.migrate", "{\"home\":%lld," MAP "," WHY "}", (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/moved"), 0);
	api_ok(&a, "demand.migrate_preview", "{}");
	ck_assert_int_eq(api_int(&a, "/total"), 0);

	/* Each case tells it, with the reason. */
	api_ok(&a, "demand.history", "{\"id\":%lld}", (long long)touched);
	ck_assert_str_eq(api_text(&a, "/items/4/verb"), "migrate");
	ck_assert_str_eq(api_text(&a, "/items/4/from"), "contacted");
	ck_assert_str_eq(api_text(&a, "/items/4/state"), "in_touch");
	ck_assert_str_eq(api_text(&a, "/items/4/reason"), "2026年新规 / the rule of 2026");
	/* And goes on by the new chart. */
	act(touched, "handle", ",\"note\":\"到场\"");
	act(touched, "reply",
	    ",\"text\":\"已办\",\"disposition\":\"do_now\","
	    "\"resolution\":\"solved\",\"level\":\"office\"");
	state_is(touched, "replied");
	ck_assert_uint_eq(api_events(&a, a.street, "demand.migration"), 2);
	ck_assert_uint_eq(api_events(&a, a.street, "demand.migrated"), 3);
	sound();
}
END_TEST

START_TEST(what_cannot_move_stays)
{
	adopt_new_chart();
	api_ok(&a, "demand.migrate", "{\"home\":%lld,\"clocks\":{\"answer\":\"reply_by\"}," WHY "}",
	       (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/moved"), 2);
	ck_assert_int_eq(api_int(&a, "/passed"), 1);
	ck_assert_int_eq(api_int(&a, "/cannot/0/id"), touched);
	ck_assert_str_eq(api_text(&a, "/cannot/0/why"), "no_such_state");
	state_is(touched, "contacted");
	act(touched, "handle", ",\"note\":\"到场\"");
	sound();
}
END_TEST

START_TEST(a_slice_is_done_once)
{
	adopt_new_chart();
	for (int i = 0; i < 2; i++) {
		api_ok(&a, "demand.migrate", "{\"home\":%lld,\"key\":\"m1\"," MAP "," WHY "}",
		       (long long)a.street);
		ck_assert_int_eq(api_int(&a, "/moved"), 3);
	}
	ck_assert_uint_eq(api_events(&a, a.street, "demand.migrated"), 3);
}
END_TEST

START_TEST(a_dry_run_moves_nothing)
{
	adopt_new_chart();
	api_ok(&a, "demand.migrate", "{\"home\":%lld,\"dry_run\":true," MAP "," WHY "}",
	       (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/result/moved"), 3);
	ck_assert_uint_eq(api_count(&a, "/events"), 4);
	state_is(touched, "contacted");
	ck_assert_uint_eq(api_events(&a, a.street, "demand.migrated"), 0);
}
END_TEST

START_TEST(only_who_may_adopt_profiles)
{
	adopt_new_chart();
	api_as(&a, "leader");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "demand.migrate", "{" MAP "," WHY "}");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "demand.migrate_preview", "{\"home\":%lld}",
		  (long long)a.street);
	api_ok(&a, "demand.migrate_preview", "{}"); /* over nothing that is hers */
	ck_assert_int_eq(api_int(&a, "/total"), 0);
	api_as(&a, "admin");
	api_ok(&a, "demand.migrate", "{\"home\":%lld," MAP "," WHY "}", (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/moved"), 3);
}
END_TEST

/* A complaint of her own office does not exist for her: neither in counts nor to be moved. */
START_TEST(what_does_not_exist_does_not_move)
{
	int64_t complaint;
	char more[60];

	/* She works in the section, and looks after the profile of the whole street. */
	api_ok(&a, "staff.register",
	       "{\"account\":\"boss\",\"name\":\"boss\",\"office\":%lld,"
	       "\"roles\":[{\"office\":%lld,\"role\":\"admin\"}]}",
	       (long long)a.section, (long long)a.street);
	snprintf(more, sizeof(more), ",\"against\":%lld", (long long)a.section);
	complaint = opened(more);
	adopt_new_chart();
	api_as(&a, "boss");
	api_ok(&a, "demand.migrate_preview", "{" MAP "}");
	ck_assert_int_eq(api_int(&a, "/total"), 3);
	api_ok(&a, "demand.migrate", "{\"home\":%lld," MAP "," WHY "}", (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/moved"), 3);
	api_as(&a, "system");
	api_ok(&a, "demand.migrate_preview", "{" MAP "}");
	ck_assert_int_eq(api_int(&a, "/total"), 1);
	api_ok(&a, "demand.migrate", "{\"home\":%lld," MAP "," WHY "}", (long long)a.street);
	ck_assert_int_eq(api_int(&a, "/moved"), 1);
	state_is(complaint, "registered");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("migrate");
	const struct {
		const char *name;
		const TTest *test;
	} tests[] = {
		{ "nothing", nothing_moves_by_itself },
		{ "preview", the_look_ahead_counts_and_names },
		{ "map", a_map_must_hold },
		{ "slices", cases_move_slice_by_slice },
		{ "stays", what_cannot_move_stays },
		{ "once", a_slice_is_done_once },
		{ "dry", a_dry_run_moves_nothing },
		{ "rights", only_who_may_adopt_profiles },
		{ "hidden", what_does_not_exist_does_not_move },
	};

	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		TCase *tcase = tcase_create(tests[i].name);

		tcase_add_checked_fixture(tcase, setup, teardown);
		tcase_set_timeout(tcase, 120);
		tcase_add_test(tcase, tests[i].test);
		suite_add_tcase(s, tcase);
	}
	return unit_run(s);
}
