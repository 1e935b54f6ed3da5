/* SPDX-License-Identifier: Apache-2.0
 *
 * Calendars through the door: deadlines that say why, in both languages; years that no
 * paper covers yet; a paper that a clerk loads moves what it should and says so; what was
 * undone leaves no trace.
 */
#include "kernel.h"

/* ---- helps ---- */

/* Keeps the text beyond the reply. */
static const char *text_at(gj_reply *r, const char *place, char room[200])
{
	snprintf(room, 200, "%s", api_str(r, place));
	return room;
}

static void due_is(gj_ledger *l, const char *from, const char *limit, const char *due,
		   int provisional)
{
	gj_reply *r =
		api_call(l, GJ_OK, "calendar.deadline", "{'from':'%s','limit':'%s'}", from, limit);
	int flag = -1;

	ck_assert_str_eq(api_str(r, "/due"), due);
	ck_assert_int_eq(gj_reply_flag(r, "/provisional", &flag), GJ_OK);
	ck_assert_int_eq(flag, provisional);
	gj_reply_free(r);
}

static const char *version_of(gj_ledger *l, char room[200])
{
	gj_reply *r = api_call(l, GJ_OK, "calendar.get", "{}");

	text_at(r, "/version", room);
	gj_reply_free(r);
	return room;
}

/* 2027 as it might be: Friday the 1st and Monday the 4th off, Sunday the 10th made up for it. */
#define PAPER_2027 \
	"{'year':2027,'papers':['https://example.org/2027'],'days':[" \
	"{'name':'元旦','date':'2027-01-01','isOffDay':true}," \
	"{'name':'元旦','date':'2027-01-04','isOffDay':true}," \
	"{'name':'元旦','date':'2027-01-10','isOffDay':false}]}"
#define PAPER_2027_LATER \
	"{'year':2027,'papers':['https://example.org/2027-2'],'days':[" \
	"{'name':'元旦','date':'2027-01-01','isOffDay':true}]}"

static gj_ledger *open_in_chinese(api *a)
{
	gj_options *o = api_options(a);
	gj_ledger *l;

	ck_assert_int_eq(gj_options_set_text(o, "language", "zh", 2), GJ_OK);
	l = api_open_with(a->path, o);
	gj_options_free(o);
	api_act(l, "clerk");
	return l;
}

/* ---- deadlines ---- */

typedef struct line {
	const char *from, *to, *why, *en, *zh, *name_zh;
	int counted, days;
} line;

/* 2025-09-26 +5wd = 10-10, of the vectors of the papers: Sunday 28 September counts. */
static const line national_day[] = {
	{ "2025-09-26T10:00:00+08:00", "2025-09-27T00:00:00+08:00", "first_day",
	  "the first day is not counted", "开始的当日不计入", NULL, 0, 0 },
	{ "2025-09-27T00:00:00+08:00", "2025-09-28T00:00:00+08:00", "rest_day", "weekly rest day",
	  "周休息日", NULL, 0, 0 },
	{ "2025-09-28T00:00:00+08:00", "2025-09-29T00:00:00+08:00", "make_up_day",
	  "make-up working day: National Day and Mid-Autumn Festival", "调休上班：国庆节、中秋节",
	  "国庆节、中秋节", 1, 1 },
	{ "2025-09-29T00:00:00+08:00", "2025-10-01T00:00:00+08:00", "working_day", "working days",
	  "工作日", NULL, 1, 2 },
	{ "2025-10-01T00:00:00+08:00", "2025-10-09T00:00:00+08:00", "holiday",
	  "public holiday: National Day and Mid-Autumn Festival", "节假日放假：国庆节、中秋节",
	  "国庆节、中秋节", 0, 0 },
	{ "2025-10-09T00:00:00+08:00", "2025-10-10T17:30:00+08:00", "working_day", "working days",
	  "工作日", NULL, 1, 2 },
};
#define LINES (sizeof(national_day) / sizeof(national_day[0]))

static const char *at(size_t i, const char *field)
{
	static char place[80];

	snprintf(place, sizeof(place), "/segments/%zu/%s", i, field);
	return place;
}

static void check_lines(gj_ledger *l, int chinese)
{
	gj_reply *r = api_call(l, GJ_OK, "calendar.deadline",
			       "{'from':'2025-09-26T10:00:00+08:00','limit':'5wd'}");

	ck_assert_str_eq(api_str(r, "/due"), "2025-10-10T17:30:00+08:00");
	ck_assert_str_eq(api_str(r, "/start"), "2025-09-26T10:00:00+08:00");
	ck_assert_str_eq(api_str(r, "/calendar"), "cn");
	ck_assert_str_eq(api_str(r, "/known_until"), "2026-12-31");
	ck_assert_uint_eq(api_count(r, "/segments"), LINES);
	for (size_t i = 0; i < LINES; i++) {
		const line *w = &national_day[i];
		const char *source;
		int counted = -1;

		ck_assert_str_eq(api_str(r, at(i, "from")), w->from);
		ck_assert_str_eq(api_str(r, at(i, "to")), w->to);
		ck_assert_str_eq(api_str(r, at(i, "why")), w->why);
		ck_assert_str_eq(api_str(r, at(i, "text")), chinese ? w->zh : w->en);
		ck_assert_int_eq(gj_reply_flag(r, at(i, "counted"), &counted), GJ_OK);
		ck_assert_int_eq(counted, w->counted);
		if (w->counted)
			ck_assert_int_eq(api_int(r, at(i, "days")), w->days);
		if (w->name_zh && chinese)
			ck_assert_str_eq(api_str(r, at(i, "name")), w->name_zh);
		ck_assert_int_eq(gj_reply_text(r, at(i, "source"), &source, NULL) == GJ_OK,
				 w->name_zh != NULL);
	}
	gj_reply_free(r);
}

START_TEST(explains_in_english_and_chinese)
{
	gj_ledger *zh;
	api a;

	api_start(&a);
	api_act(a.l, "clerk");
	check_lines(a.l, 0);
	zh = open_in_chinese(&a);
	check_lines(zh, 1);
	gj_close(zh);
	api_end(&a);
}
END_TEST

START_TEST(limits_of_every_unit)
{
	gj_reply *r;
	api a;

	api_start(&a);
	api_act(a.l, "clerk");
	due_is(a.l, "2025-06-13T16:50:00+08:00", "30m", "2025-06-13T17:20:00+08:00", 0);
	due_is(a.l, "2025-06-13T16:50:00+08:00", "24h", "2025-06-14T16:50:00+08:00", 0);
	due_is(a.l, "2025-06-13T16:30:00+08:00", "4wh", "2025-06-16T12:00:00+08:00", 0);
	due_is(a.l, "2025-06-13T16:50:00+08:00", "5wd", "2025-06-20T17:30:00+08:00", 0);
	due_is(a.l, "2025-06-09T10:00:00+08:00", "5nd", "2025-06-15T00:00:00+08:00", 0);
	due_is(a.l, "2025-06-09T10:00:00+08:00", "5nd roll=rest_day", "2025-06-16T17:30:00+08:00",
	       0);
	due_is(a.l, "2025-06-13T16:50:00+08:00", "0wd", "2025-06-13T17:30:00+08:00", 0);
	/* the same instant, written in another zone */
	due_is(a.l, "2025-06-13T08:50:00Z", "5wd", "2025-06-20T17:30:00+08:00", 0);
	r = api_call(a.l, GJ_OK, "calendar.deadline",
		     "{'from':'2025-06-13T16:30:00+08:00','limit':'4wh','calendar':'cn'}");
	ck_assert_uint_eq(api_count(r, "/segments"), 5);
	ck_assert_int_eq(api_int(r, "/segments/0/seconds"), 3600);
	ck_assert_str_eq(api_str(r, "/segments/1/why"), "outside_hours");
	ck_assert_str_eq(api_str(r, "/segments/2/why"), "rest_day");
	ck_assert_int_eq(api_int(r, "/segments/4/seconds"), 3 * 3600);
	gj_reply_free(r);
	api_end(&a);
}
END_TEST

START_TEST(what_is_asked_wrongly)
{
	api a;

	api_start(&a);
	api_act(a.l, "clerk");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "limit_format", "/limit", "calendar.deadline",
		    "{'from':'2025-06-13T16:50:00+08:00','limit':'5d'}");
	api_fail_at(a.l, GJ_E_NOT_FOUND, "not_here", "", "calendar.deadline",
		    "{'from':'2025-06-13T16:50:00+08:00','limit':'5wd','calendar':'mars'}");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "too_far", "/from", "calendar.deadline",
		    "{'from':'9999-06-13T16:50:00+08:00','limit':'5wd'}");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "too_far", "/from", "calendar.deadline",
		    "{'from':'9900-06-13T16:50:00+08:00','limit':'99999wd'}");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "too_far", "/to", "calendar.measure",
		    "{'from':'2025-06-13T16:50:00+08:00','to':'9999-06-13T16:50:00+08:00','unit':'"
		    "wd'}");
	api_fail(
		a.l, GJ_E_BAD_VALUE, "calendar.measure",
		"{'from':'2025-06-13T16:50:00+08:00','to':'2025-06-13T16:50:00+08:00','unit':'d'}");
	api_fail_at(a.l, GJ_E_NOT_FOUND, "not_here", "", "calendar.get", "{'calendar':'mars'}");
	api_end(&a);
}
END_TEST

/* ---- measure ---- */

static void measures(gj_ledger *l, const char *from, const char *to, const char *unit,
		     int64_t amount, int64_t seconds)
{
	gj_reply *r = api_call(l, GJ_OK, "calendar.measure", "{'from':'%s','to':'%s','unit':'%s'}",
			       from, to, unit);

	ck_assert_int_eq(api_int(r, "/amount"), amount);
	if (strchr(unit, 'd') == NULL)
		ck_assert_int_eq(api_int(r, "/seconds"), seconds);
	ck_assert_uint_gt(api_count(r, "/segments"), 0);
	gj_reply_free(r);
}

START_TEST(measures_there_and_back)
{
	static const char from[] = "2025-09-26T10:00:00+08:00", to[] = "2025-10-10T17:30:00+08:00";
	api a;

	api_start(&a);
	api_act(a.l, "clerk");
	measures(a.l, from, to, "wd", 5, 0);
	measures(a.l, to, from, "wd", -5, 0);
	measures(a.l, from, to, "nd", 14, 0);
	/* 2 + 4 hours of the first day, five days of 7 hours */
	measures(a.l, from, to, "wh", 41, 41 * 3600);
	measures(a.l, to, from, "wh", -41, -41 * 3600);
	measures(a.l, from, "2025-09-26T10:59:59+08:00", "wh", 0, 3599);
	measures(a.l, from, to, "h", 343, 343 * 3600 + 1800);
	measures(a.l, from, to, "m", 343 * 60 + 30, 343 * 3600 + 1800);
	api_end(&a);
}
END_TEST

/* ---- papers ---- */

START_TEST(a_year_without_a_paper_is_provisional)
{
	gj_reply *r;
	int flag = 0;
	api a;

	api_start(&a);
	api_act(a.l, "clerk");
	due_is(a.l, "2026-12-31T10:00:00+08:00", "1wd", "2027-01-01T17:30:00+08:00", 1);
	due_is(a.l, "2026-12-31T10:00:00+08:00", "48h", "2027-01-02T10:00:00+08:00", 0);
	due_is(a.l, "2026-12-28T10:00:00+08:00", "3wd", "2026-12-31T17:30:00+08:00", 0);
	r = api_call(a.l, GJ_OK, "calendar.measure",
		     "{'from':'2026-12-31T10:00:00+08:00','to':'2027-02-01T10:00:00+08:00','unit':'"
		     "wd'}");
	ck_assert_int_eq(gj_reply_flag(r, "/provisional", &flag), GJ_OK);
	ck_assert_int_eq(flag, 1);
	gj_reply_free(r);
	r = api_call(a.l, GJ_OK, "calendar.get", "{'year':2027}");
	ck_assert_int_eq(gj_reply_flag(r, "/provisional", &flag), GJ_OK);
	ck_assert_int_eq(flag, 1);
	ck_assert_uint_eq(api_count(r, "/days"), 0);
	gj_reply_free(r);
	api_end(&a);
}
END_TEST

START_TEST(a_paper_moves_the_deadline_and_says_why)
{
	char before[200], after[200], again[200];
	gj_reply *r;
	int64_t id;
	api a;

	api_start(&a);
	version_of(a.l, before);
	due_is(a.l, "2026-12-31T10:00:00+08:00", "1wd", "2027-01-01T17:30:00+08:00", 1);
	api_act(a.l, "admin");
	id = api_ok(a.l, "calendar.load", "{'paper':" PAPER_2027 "}");
	ck_assert_int_gt(id, 0);
	api_act(a.l, "handler");
	due_is(a.l, "2026-12-31T10:00:00+08:00", "1wd", "2027-01-05T17:30:00+08:00", 0);
	due_is(a.l, "2027-01-08T10:00:00+08:00", "1wd", "2027-01-10T17:30:00+08:00", 0);
	r = api_call(a.l, GJ_OK, "calendar.deadline",
		     "{'from':'2026-12-31T10:00:00+08:00','limit':'1wd'}");
	ck_assert_str_eq(api_str(r, "/segments/1/why"), "holiday");
	ck_assert_str_eq(api_str(r, "/segments/1/text"), "public holiday: New Year");
	ck_assert_str_eq(api_str(r, "/segments/1/source"), "https://example.org/2027");
	ck_assert_str_eq(api_str(r, "/segments/2/why"), "rest_day");
	ck_assert_str_eq(api_str(r, "/segments/3/why"), "holiday");
	ck_assert_str_eq(api_str(r, "/known_until"), "2027-12-31");
	ck_assert_str_eq(api_str(r, "/version"), version_of(a.l, after));
	ck_assert_str_ne(before, after);
	gj_reply_free(r);
	/* A second paper of the year stands in place of the first. */
	api_act(a.l, "admin");
	r = api_call(a.l, GJ_OK, "calendar.load", "{'paper':" PAPER_2027_LATER ",'if_revision':1}");
	ck_assert_int_eq(api_int(r, "/id"), id);
	ck_assert_int_eq(api_int(r, "/revision"), 2);
	gj_reply_free(r);
	due_is(a.l, "2026-12-31T10:00:00+08:00", "1wd", "2027-01-04T17:30:00+08:00", 0);
	/* Taken back: as before, down to the version. */
	api_ok(a.l, "calendar.void", "{'id':%lld,'reason':'trial_entry'}", (long long)id);
	due_is(a.l, "2026-12-31T10:00:00+08:00", "1wd", "2027-01-01T17:30:00+08:00", 1);
	ck_assert_str_eq(version_of(a.l, again), before);
	api_fail_at(a.l, GJ_E_STATE, "voided", "", "calendar.void",
		    "{'id':%lld,'reason':'trial_entry'}", (long long)id);
	api_ok(a.l, "calendar.load", "{'paper':" PAPER_2027 "}");
	ck_assert_str_eq(version_of(a.l, again), after);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

/* A paper of a year that is built in stands over it: as in January 2020, when the holiday
 * was made longer. */
START_TEST(a_loaded_paper_stands_over_the_built_in_one)
{
	api a;

	api_start(&a);
	due_is(a.l, "2026-09-30T10:00:00+08:00", "5wd", "2026-10-13T17:30:00+08:00", 0);
	api_ok(a.l, "calendar.load",
	       "{'paper':{'$schema':'s','$id':'i','year':2026,'papers':['x'],'days':["
	       "{'name':'国庆节','date':'2026-10-01','isOffDay':true}]}}");
	due_is(a.l, "2026-09-30T10:00:00+08:00", "5wd", "2026-10-08T17:30:00+08:00", 0);
	due_is(a.l, "2025-09-26T10:00:00+08:00", "5wd", "2025-10-10T17:30:00+08:00", 0);
	api_end(&a);
}
END_TEST

START_TEST(who_may_load_and_what)
{
	gj_reply *r;
	int64_t id;
	api a;

	api_start(&a);
	/* A clerk has the right, but in a street: calendars are the whole ledger's. */
	api_act(a.l, "clerk");
	api_fail_at(a.l, GJ_E_DENIED, "right_needed", "", "calendar.load",
		    "{'paper':" PAPER_2027 "}");
	api_act(a.l, "auditor");
	api_fail_at(a.l, GJ_E_DENIED, "right_needed", "", "calendar.load",
		    "{'paper':" PAPER_2027 "}");
	api_act(a.l, "system");
	api_staff(a.l, "chief", "王七", a.district, "clerk");
	api_act(a.l, "chief");
	id = api_ok(a.l, "calendar.load", "{'paper':" PAPER_2027 ",'key':'k'}");
	/* the same key, the same answer; the same paper, no second time */
	ck_assert_int_eq(api_ok(a.l, "calendar.load", "{'paper':" PAPER_2027 ",'key':'k'}"), id);
	api_fail_at(a.l, GJ_E_EXISTS, "same_thing", "", "calendar.load",
		    "{'paper':" PAPER_2027 "}");
	api_fail_at(a.l, GJ_E_CONFLICT, "revision", "", "calendar.load",
		    "{'paper':" PAPER_2027_LATER ",'if_revision':2}");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "calendar_path", "/paper/days", "calendar.load",
		    "{'paper':{'year':2027,'papers':['x'],'days':[]}}");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "calendar_path", "/paper/days/0/date", "calendar.load",
		    "{'paper':{'year':2027,'papers':['x'],'days':[{'name':'x','date':'2030-01-01',"
		    "'isOffDay':true}]}}");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "no_series", "/series", "calendar.load",
		    "{'paper':" PAPER_2027 ",'series':'mars'}");
	api_act(a.l, "clerk");
	api_fail(a.l, GJ_E_DENIED, "calendar.void", "{'id':%lld,'reason':'trial_entry'}",
		 (long long)id);
	api_act(a.l, "chief");
	api_fail(a.l, GJ_E_NOT_FOUND, "calendar.void", "{'id':%lld,'reason':'trial_entry'}",
		 (long long)id + 1);
	r = api_call(a.l, GJ_OK, "calendar.get", "{}");
	ck_assert_uint_eq(api_count(r, "/papers"), 8);
	ck_assert_int_eq(api_int(r, "/papers/0/year"), 2020);
	ck_assert_int_eq(api_int(r, "/papers/7/year"), 2027);
	ck_assert_int_eq(api_int(r, "/papers/7/id"), id);
	ck_assert_int_eq(api_int(r, "/papers/7/revision"), 1);
	ck_assert_int_eq(api_int(r, "/papers/7/days"), 3);
	gj_reply_free(r);
	api_end(&a);
}
END_TEST

/* What is compiled is kept, but never longer than it holds. */
START_TEST(what_was_undone_leaves_no_trace)
{
	gj_ledger *other;
	api a;

	api_start(&a);
	due_is(a.l, "2026-12-31T10:00:00+08:00", "1wd", "2027-01-01T17:30:00+08:00", 1);
	api_ok(a.l, "calendar.load", "{'paper':" PAPER_2027 ",'dry_run':true}");
	due_is(a.l, "2026-12-31T10:00:00+08:00", "1wd", "2027-01-01T17:30:00+08:00", 1);
	/* Inside a transaction it holds at once; rolled back, it never did. */
	api_begin(a.l, 0);
	api_ok(a.l, "calendar.load", "{'paper':" PAPER_2027 "}");
	due_is(a.l, "2026-12-31T10:00:00+08:00", "1wd", "2027-01-05T17:30:00+08:00", 0);
	api_rollback(a.l);
	due_is(a.l, "2026-12-31T10:00:00+08:00", "1wd", "2027-01-01T17:30:00+08:00", 1);
	/* Another paper that takes the place in the chain that the first one had. */
	api_begin(a.l, 0);
	api_ok(a.l, "calendar.load", "{'paper':" PAPER_2027_LATER "}");
	due_is(a.l, "2026-12-31T10:00:00+08:00", "1wd", "2027-01-04T17:30:00+08:00", 0);
	api_commit(a.l);
	due_is(a.l, "2026-12-31T10:00:00+08:00", "1wd", "2027-01-04T17:30:00+08:00", 0);
	/* A batch that fails in its second call. */
	api_fail(a.l, GJ_E_NOT_FOUND, "batch.run",
		 "{'calls':[{'op':'calendar.load','args':{'paper':" PAPER_2027 "}},"
		 "{'op':'calendar.deadline','args':{'from':'2026-12-31T10:00:00+08:00','limit':'"
		 "1wd'}},"
		 "{'op':'calendar.get','args':{'calendar':'mars'}}]}");
	due_is(a.l, "2026-12-31T10:00:00+08:00", "1wd", "2027-01-04T17:30:00+08:00", 0);
	/* Loaded through another handle: seen by this one. */
	other = api_open(&a, a.path);
	api_act(other, "system");
	due_is(other, "2026-12-31T10:00:00+08:00", "1wd", "2027-01-04T17:30:00+08:00", 0);
	api_ok(other, "calendar.load", "{'paper':" PAPER_2027 "}");
	due_is(a.l, "2026-12-31T10:00:00+08:00", "1wd", "2027-01-05T17:30:00+08:00", 0);
	gj_close(other);
	api_end(&a);
}
END_TEST

/* ---- the profile's calendars ---- */

START_TEST(the_profile_in_force_decides)
{
	char before[200], after[200];
	gj_reply *r;
	api a;

	api_start(&a);
	version_of(a.l, before);
	due_is(a.l, "2025-06-13T16:50:00+08:00", "1wd", "2025-06-16T17:30:00+08:00", 0);
	api_adopt_edited(a.l, "[\"13:30\",\"17:30\"]", "[\"14:00\",\"18:00\"]");
	due_is(a.l, "2025-06-13T16:50:00+08:00", "1wd", "2025-06-16T18:00:00+08:00", 0);
	ck_assert_str_ne(version_of(a.l, after), before);
	/* A second calendar, for a region: its own series over the State Council's. */
	api_adopt_edited(
		a.l, "\"calendars\":{\"cn\":{",
		"\"calendars\":{\"xj\":{\"zh\":\"新疆\",\"en\":\"Xinjiang\",\"source\":\"test\","
		"\"hours\":[[\"10:00\",\"14:00\"],[\"15:30\",\"19:30\"]],\"rest\":[\"sat\",\"sun\"]"
		","
		"\"papers\":[\"cn\",\"xj\"]},\"cn\":{");
	api_ok(a.l, "calendar.load",
	       "{'series':'xj','paper':{'year':2025,'papers':['regional'],'days':["
	       "{'name':'古尔邦节','date':'2025-06-06','isOffDay':true}]}}");
	r = api_call(a.l, GJ_OK, "calendar.deadline",
		     "{'from':'2025-06-05T16:50:00+08:00','limit':'1wd','calendar':'xj'}");
	ck_assert_str_eq(api_str(r, "/due"), "2025-06-09T19:30:00+08:00");
	ck_assert_str_eq(api_str(r, "/segments/1/source"), "regional");
	gj_reply_free(r);
	due_is(a.l, "2025-06-05T16:50:00+08:00", "1wd", "2025-06-06T18:00:00+08:00", 0);
	r = api_call(a.l, GJ_OK, "calendar.list", "{}");
	ck_assert_uint_eq(api_count(r, "/items"), 2);
	ck_assert_str_eq(api_str(r, "/items/0/code"), "cn");
	ck_assert_str_eq(api_str(r, "/items/1/code"), "xj");
	ck_assert_str_eq(api_str(r, "/items/0/known_until"), "2026-12-31");
	gj_reply_free(r);
	api_end(&a);
}
END_TEST

START_TEST(the_days_of_a_year)
{
	const char *definition = NULL;
	gj_reply *r;
	api a;

	api_start(&a);
	r = api_call(a.l, GJ_OK, "calendar.get", "{'year':2025}");
	ck_assert_int_eq(api_int(r, "/working_days"), 248);
	ck_assert_uint_eq(api_count(r, "/days"), 33);
	ck_assert_str_eq(api_str(r, "/days/0/date"), "2025-01-01");
	ck_assert_str_eq(api_str(r, "/days/0/why"), "holiday");
	ck_assert_str_eq(api_str(r, "/days/0/name"), "New Year");
	ck_assert_str_eq(api_str(r, "/days/32/date"), "2025-10-11");
	ck_assert_str_eq(api_str(r, "/days/32/why"), "make_up_day");
	ck_assert_uint_eq(api_count(r, "/papers"), 7);
	ck_assert_uint_eq(api_count(r, "/definition/hours"), 2);
	ck_assert_int_eq(gj_reply_text(r, "/definition/end", &definition, NULL), GJ_OK);
	ck_assert_str_eq(definition, "close");
	gj_reply_free(r);
	api_end(&a);
}
END_TEST

/* ---- without memory ---- */

/* Fails the k-th request from now on, once; 0: none. */
typedef struct scarce {
	int64_t left;
	int spent;
} scarce;

static int is_spent(scarce *s)
{
	if (s->left == 0 || --s->left > 0)
		return 0;
	s->spent = 1;
	return 1;
}

static void *scarce_alloc(void *user, size_t size)
{
	return is_spent(user) ? NULL : malloc(size);
}

static void *scarce_resize(void *user, void *block, size_t size)
{
	return is_spent(user) ? NULL : realloc(block, size);
}

static void scarce_release(void *user, void *block)
{
	(void)user;
	free(block);
}

static gj_ledger *open_scarce(api *a, scarce *s)
{
	gj_options *o = api_options(a);
	gj_ledger *l;

	ck_assert_int_eq(gj_options_set_memory(o, scarce_alloc, scarce_resize, scarce_release, s),
			 GJ_OK);
	l = api_open_with(a->path, o);
	gj_options_free(o);
	api_act(l, "system");
	return l;
}

/* Fails at each request for memory in turn, until there are no more of them. The library may
 * try again by itself: then the call succeeds all the same. */
static void survives(gj_ledger *l, scarce *s, const char *op, const char *args)
{
	gj_reply *r = NULL;
	int64_t k = 0;
	int code;

	do {
		s->left = ++k;
		s->spent = 0;
		code = gj_call(l, op, args, strlen(args), &r);
		s->left = 0;
		ck_assert_msg(code == GJ_OK || (s->spent && code == GJ_E_NOMEM),
			      "%s, request %lld: %s", op, (long long)k, gj_error_name(code));
		gj_reply_free(r);
	} while (s->spent && (code != GJ_OK || strcmp(op, "calendar.load") != 0));
	ck_assert_int_gt(k, 1);
}

START_TEST(does_without_memory)
{
	static const char paper[] =
		"{\"paper\":{\"year\":2027,\"papers\":[\"x\"],\"days\":[{\"name\":"
		"\"元旦\",\"date\":\"2027-01-01\",\"isOffDay\":true}]}}";
	static const char ask[] = "{\"from\":\"2026-12-31T10:00:00+08:00\",\"limit\":\"1wd\"}";
	scarce s = { 0, 0 };
	gj_ledger *l;
	api a;

	api_start(&a);
	l = open_scarce(&a, &s);
	survives(l, &s, "calendar.deadline", ask);
	due_is(l, "2026-12-31T10:00:00+08:00", "1wd", "2027-01-01T17:30:00+08:00", 1);
	survives(l, &s, "calendar.load", paper);
	survives(l, &s, "calendar.deadline", ask);
	due_is(l, "2026-12-31T10:00:00+08:00", "1wd", "2027-01-04T17:30:00+08:00", 0);
	survives(l, &s, "calendar.get", "{\"year\":2027}");
	gj_close(l);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("calendar");

	unit_add(s, "explains", explains_in_english_and_chinese);
	unit_add(s, "units", limits_of_every_unit);
	unit_add(s, "wrong", what_is_asked_wrongly);
	unit_add(s, "measures", measures_there_and_back);
	unit_add(s, "provisional", a_year_without_a_paper_is_provisional);
	unit_add(s, "loaded", a_paper_moves_the_deadline_and_says_why);
	unit_add(s, "over_built_in", a_loaded_paper_stands_over_the_built_in_one);
	unit_add(s, "rights", who_may_load_and_what);
	unit_add(s, "undone", what_was_undone_leaves_no_trace);
	unit_add(s, "profile", the_profile_in_force_decides);
	unit_add(s, "year", the_days_of_a_year);
	unit_add(s, "memory", does_without_memory);
	return s;
}

GJ_TEST_MAIN(suite)
