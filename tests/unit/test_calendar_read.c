/* SPDX-License-Identifier: Apache-2.0
 *
 * Calendars and papers as JSON: what does not hold is refused with its place and the
 * problem; and a deadline's explanation, stretch by stretch, as people read it.
 */
#include "calendar_ground.h"

static gj_arena *arena;

static void setup(void)
{
	arena = unit_arena();
}

static void teardown(void)
{
	arena = gj_arena_free(arena);
}

/* ---- refused ---- */

#define HOURS "'hours':[['09:00','12:00'],['13:30','17:30']],"
#define REST "'rest':['sat','sun']"

static const struct refusal {
	const char *members, *path, *problem;
} refusals[] = {
	{ HOURS REST ",'open':1", "/open", "unknown key" },
	{ REST, "/hours", "missing" },
	{ "'hours':[]," REST, "/hours", "empty" },
	{ HOURS "'end':'close'", "/rest", "missing" },
	{ HOURS "'rest':['mon','tue','wed','thu','fri','sat','sun']", "/rest",
	  "nobody works on any day" },
	{ HOURS "'rest':['sunday']", "/rest/0", "unknown weekday" },
	{ HOURS "'rest':['sat','sat']", "/rest/1", "stands twice" },
	{ "'hours':[['09:00','12:00'],['11:59','17:30']]," REST, "/hours/1",
	  "times should go forward" },
	{ "'hours':[['09:00','09:00']]," REST, "/hours/0", "times should go forward" },
	{ "'hours':[['09:00','24:01']]," REST, "/hours/0",
	  "should be two times as 09:00, up to 24:00" },
	{ "'hours':[['9:00','12:00']]," REST, "/hours/0",
	  "should be two times as 09:00, up to 24:00" },
	{ "'hours':[['09:60','12:00']]," REST, "/hours/0",
	  "should be two times as 09:00, up to 24:00" },
	{ "'hours':[['09:00','12:00','13:00']]," REST, "/hours/0",
	  "should be two times as 09:00, up to 24:00" },
	{ "'hours':[[9,12]]," REST, "/hours/0", "should be two times as 09:00, up to 24:00" },
	{ "'hours':[['00:00','01:00'],['01:00','02:00'],['02:00','03:00'],['03:00','04:00'],"
	  "['04:00','05:00'],['05:00','06:00'],['06:00','07:00'],['07:00','08:00'],['08:00','09:00'"
	  "]]," REST,
	  "/hours", "should be a list of at most 8 pairs of times" },
	{ HOURS REST ",'week':{'friday':[]}", "/week/friday", "unknown key" },
	{ HOURS REST ",'week':{'fri':['09:00']}", "/week/fri/0",
	  "should be two times as 09:00, up to 24:00" },
	{ HOURS REST ",'papers':['Cn']", "/papers/0",
	  "a name begins with a-z and has at most 40 letters" },
	{ HOURS REST ",'papers':['cn','cn']", "/papers/1", "stands twice" },
	{ HOURS REST ",'papers':[1]", "/papers/0", "should be text" },
	{ HOURS REST ",'known':{'from':2009}", "/known/to", "missing" },
	{ HOURS REST ",'known':{'from':2009,'to':2008}", "/known/to", "lies before the beginning" },
	{ HOURS REST ",'known':{'from':1970,'to':2008}", "/known/from",
	  "should be between 1971 and 2198" },
	{ HOURS REST ",'days':[{'date':'2025-02-29','off':true,'name':'x'}]", "/days/0/date",
	  "should be a date, as 2026-03-01" },
	{ HOURS REST ",'days':[{'date':'2025-02-28','name':'x'}]", "/days/0/off", "missing" },
	{ HOURS REST ",'days':[{'date':'2025-02-28','off':true}]", "/days/0/name", "missing" },
	{ HOURS REST ",'days':[{'date':'2025-02-28','off':true,'name':'x'},"
		     "{'date':'2025-02-28','off':false,'name':'x'}]",
	  "/days/1/date", "stands twice" },
	{ HOURS REST
	  ",'days':[{'date':'2025-02-28','off':true,'name':'x','hours':[['09:00','10:00']]}]",
	  "/days/0/hours", "only of a day on which somebody works" },
	{ HOURS REST ",'days':[{'date':'2025-02-28','off':false,'name':'x','hours':[]}]",
	  "/days/0/hours", "only of a day on which somebody works" },
	{ HOURS REST ",'names':{'元旦':''}", "/names/元旦", "should be text" },
	{ HOURS REST ",'zone':'America/New_York'", "/zone",
	  "should be as +08:00 or EST5EDT,M3.2.0,M11.1.0" },
	{ HOURS REST ",'end':''", "/end", "none of the words allowed here" },
	{ HOURS REST ",'end':'midnight'", "/end", "none of the words allowed here" },
	{ HOURS REST ",'roll':'always'", "/roll", "none of the words allowed here" },
	{ HOURS REST ",'default':1", "/default", "should be true or false" },
	{ HOURS REST ",'intake':{'rest_day':'later'}", "/intake/rest_day",
	  "none of the words allowed here" },
	{ HOURS REST ",'intake':{'rest_day':'opening','cut_off':'16:00'}", "/intake/cut_off",
	  "goes together with after_cut_off" },
	{ HOURS REST ",'intake':{'rest_day':'opening','after_cut_off':'opening'}",
	  "/intake/cut_off", "goes together with after_cut_off" },
	{ HOURS REST ",'intake':{'cut_off':'16:00','after_cut_off':'opening'}", "/intake/rest_day",
	  "a cut-off needs a rule for days off too" },
	{ HOURS REST ",'intake':{'rest_day':'opening','cut_off':'25:00','after_cut_off':'opening'}",
	  "/intake/cut_off", "should be a time as 17:00" },
	{ HOURS REST ",'intake':{'units':['days']}", "/intake/units/0", "unknown unit" },
};

START_TEST(calendars_refused)
{
	const struct refusal *r = &refusals[_i];
	gj_cal_def def = { .known_from = 7 };
	gj_error err = { 0 };
	char json[4096];
	gj_walk walk;

	snprintf(json, sizeof(json), "{" CALENDAR_HEAD "%s}", r->members);
	gj_walk_start(&walk, GJ_RULE_profile_path, &err);
	ck_assert_int_eq(gj_calendar_read(&walk, arena, tree_of(arena, json), &def),
			 GJ_E_BAD_VALUE);
	ck_assert_str_eq(err.path, r->path);
	ck_assert_str_eq(err.param[0].text, r->problem);
	ck_assert_int_eq(def.known_from, 7);
}
END_TEST

#define DAY(date) "{'name':'元旦','date':'" date "','isOffDay':true}"

static const struct refusal papers[] = {
	{ "[]", "", "should be an object" },
	{ "{'papers':['x'],'days':[" DAY("2027-01-01") "]}", "/year", "missing" },
	{ "{'year':2027,'days':[" DAY("2027-01-01") "]}", "/papers", "missing" },
	{ "{'year':2027,'papers':[],'days':[" DAY("2027-01-01") "]}", "/papers", "empty" },
	{ "{'year':2027,'papers':['x'],'days':[]}", "/days", "empty" },
	{ "{'year':'2027','papers':['x'],'days':[" DAY("2027-01-01") "]}", "/year",
	  "should be an integer" },
	{ "{'year':1949,'papers':['x'],'days':[" DAY("2027-01-01") "]}", "/year",
	  "should be between 1971 and 2198" },
	{ "{'year':2027,'papers':[''],'days':[" DAY("2027-01-01") "]}", "/papers/0",
	  "should be at most 8 texts" },
	{ "{'year':2027,'papers':['x'],'days':[" DAY("2028-01-01") "]}", "/days/0/date",
	  "neither of this year nor of the December before" },
	{ "{'year':2027,'papers':['x'],'days':[" DAY("2026-11-30") "]}", "/days/0/date",
	  "neither of this year nor of the December before" },
	{ "{'year':2027,'papers':['x'],'days':[" DAY("2027-01-01") "," DAY("2027-01-01") "]}",
	  "/days/1/date", "stands twice" },
	{ "{'year':2027,'papers':['x'],'days':[{'name':'元旦','date':'2027-01-01','isOffDay':1}]}",
	  "/days/0/isOffDay", "should be true or false" },
	{ "{'year':2027,'papers':['x'],'days':[{'date':'2027-01-01','isOffDay':true}]}",
	  "/days/0/name", "missing" },
	{ "{'year':2027,'papers':['x'],'day':[]}", "/day", "unknown key" },
};

START_TEST(papers_refused)
{
	gj_cal_paper paper = { .year = 7 };
	gj_error err = { 0 };
	gj_walk walk;

	gj_walk_start(&walk, GJ_RULE_profile_path, &err);
	ck_assert_int_eq(gj_paper_read(&walk, arena, tree_of(arena, papers[_i].members), &paper),
			 GJ_E_BAD_VALUE);
	ck_assert_str_eq(err.path, papers[_i].path);
	ck_assert_str_eq(err.param[0].text, papers[_i].problem);
	ck_assert_int_eq(paper.year, 7);
}
END_TEST

/* As published, with the keys of its schema; the turn of the year before belongs to it. */
START_TEST(a_paper_is_read_as_published)
{
	gj_cal_paper paper;
	gj_error err = { 0 };
	gj_walk walk;

	gj_walk_start(&walk, GJ_RULE_profile_path, &err);
	ck_assert_int_eq(
		gj_paper_read(&walk, arena,
			      tree_of(arena, "{'$schema':'s','$id':'i','year':2027,"
					     "'papers':['http://a','http://b'],'days':["
					     "{'name':'元旦','date':'2026-12-31','isOffDay':true},"
					     "{'name':'春节','date':'2027-02-14',"
					     "'isOffDay':false}]}"),
			      &paper),
		0);
	ck_assert_int_eq(paper.year, 2027);
	ck_assert_uint_eq(paper.count, 2);
	ck_assert_int_eq(paper.days[0].day, day_of("2026-12-31"));
	ck_assert_int_eq(paper.days[0].working, 0);
	ck_assert_int_eq(paper.days[1].working, 1);
	ck_assert_str_eq(paper.days[1].name.p, "春节");
	ck_assert_str_eq(paper.days[1].source.p, "http://a http://b");
}
END_TEST

/* In a profile exactly one calendar is the default; one without any is as before. */
START_TEST(calendars_of_a_profile)
{
	gj_str text = gj_profile_builtin();
	const char *at = strstr(text.p, "\"default\": true");
	const gj_profile *profile = NULL;
	char *copy = gj_arena_take(arena, text.n + 1);
	gj_error err = { 0 };

	ck_assert_ptr_nonnull(at);
	memcpy(copy, text.p, text.n + 1);
	memcpy(copy + (at - text.p), "\"default\":false", 15);
	ck_assert_int_eq(gj_profile_compile(arena, (gj_str){ copy, text.n }, &profile, &err),
			 GJ_E_BAD_VALUE);
	ck_assert_str_eq(err.path, "/calendars");
	ck_assert_str_eq(err.param[0].text, "exactly one should be the default");
	ck_assert_int_eq(gj_profile_compile(arena, text, &profile, &err), 0);
	ck_assert_ptr_eq(gj_profile_calendar(profile, GJ_STR("cn")),
			 gj_profile_calendar(profile, GJ_STR_NONE));
	ck_assert_ptr_eq(gj_profile_calendar_at(profile, 0),
			 gj_profile_calendar(profile, GJ_STR("cn")));
	ck_assert_ptr_null(gj_profile_calendar_at(profile, 1));
	ck_assert_ptr_null(gj_profile_calendar(profile, GJ_STR("mars")));
	ck_assert(gj_profile_calendar_at(profile, 0)->source.n > 0);
}
END_TEST

/* ---- explained ---- */

typedef struct line {
	const char *from, *to;
	int counted, amount;
	const char *zh, *en;
} line;

static void check_lines(const gj_cal_segment *s, size_t count, const line *lines, size_t wanted,
			int64_t unit)
{
	for (size_t i = 0; i < count && i < wanted; i++) {
		gj_buf zh, en;

		gj_buf_init(&zh, arena, 400);
		gj_buf_init(&en, arena, 400);
		gj_cal_segment_text(&zh, &s[i], 1);
		gj_cal_segment_text(&en, &s[i], 0);
		ASSERT_TIME_CN(arena, s[i].from, lines[i].from);
		ASSERT_TIME_CN(arena, s[i].to, lines[i].to);
		ck_assert_int_eq(s[i].counted, lines[i].counted);
		ck_assert_int_eq(s[i].amount, lines[i].amount * unit);
		ck_assert_str_eq(gj_buf_end(&zh).p, lines[i].zh);
		ck_assert_str_eq(gj_buf_end(&en).p, lines[i].en);
	}
	ck_assert_uint_eq(count, wanted);
}

#define CHECK_LINES(lines, unit) \
	check_lines(s, count, lines, sizeof(lines) / sizeof((lines)[0]), unit)

static void explain(const gj_cal *cal, const char *from, const char *limit, gj_cal_segment **s,
		    size_t *count)
{
	gj_limit l = limit_of(limit);
	gj_deadline d;

	ck_assert_int_eq(gj_cal_deadline(cal, at_cn(from), &l, &d), 0);
	ck_assert_int_eq(gj_cal_explain(cal, &l, &d, arena, 100, s, count), 0);
}

/* The vector 2025-09-26 +5wd = 10-10, told. */
START_TEST(five_working_days_across_national_day)
{
	static const line lines[] = {
		{ "2025-09-26 10:00", "2025-09-27", 0, 0, "开始的当日不计入",
		  "the first day is not counted" },
		{ "2025-09-27", "2025-09-28", 0, 0, "周休息日", "weekly rest day" },
		{ "2025-09-28", "2025-09-29", 1, 1, "调休上班：国庆节、中秋节",
		  "make-up working day: National Day and Mid-Autumn Festival" },
		{ "2025-09-29", "2025-10-01", 1, 2, "工作日", "working days" },
		{ "2025-10-01", "2025-10-09", 0, 0, "节假日放假：国庆节、中秋节",
		  "public holiday: National Day and Mid-Autumn Festival" },
		{ "2025-10-09", "2025-10-10 17:30", 1, 2, "工作日", "working days" },
	};
	gj_cal_segment *s;
	size_t count;

	explain(calendar_cn(arena), "2025-09-26 10:00", "5wd", &s, &count);
	CHECK_LINES(lines, 1);
	ck_assert(gj_str_is(s[2].source,
			    "https://www.gov.cn/zhengce/zhengceku/202411/content_6986383.htm"));
	ck_assert_ptr_null(s[3].source.p);
}
END_TEST

START_TEST(working_hours_over_a_night)
{
	static const line lines[] = {
		{ "2025-06-12 11:00", "2025-06-12 12:00", 1, 60, "工作时间", "working hours" },
		{ "2025-06-12 12:00", "2025-06-12 13:30", 0, 0, "非工作时间",
		  "outside working hours" },
		{ "2025-06-12 13:30", "2025-06-12 17:30", 1, 240, "工作时间", "working hours" },
		{ "2025-06-12 17:30", "2025-06-13 09:00", 0, 0, "非工作时间",
		  "outside working hours" },
		{ "2025-06-13 09:00", "2025-06-13 10:00", 1, 60, "工作时间", "working hours" },
	};
	gj_cal_segment *s;
	size_t count;

	explain(calendar_cn(arena), "2025-06-12 11:00", "6wh", &s, &count);
	CHECK_LINES(lines, GJ_MINUTE);
}
END_TEST

START_TEST(calendar_days_that_roll)
{
	static const line lines[] = {
		{ "2025-09-30 10:00", "2025-10-01", 0, 0, "开始的当日不计入",
		  "the first day is not counted" },
		{ "2025-10-01", "2025-10-04", 1, 3, "自然日", "calendar days" },
		{ "2025-10-04", "2025-10-09 17:30", 0, 0,
		  "期间最后一日不上班，顺延至下一工作日：国庆节、中秋节",
		  "the last day is without work: moved to the next working day: National Day and "
		  "Mid-Autumn Festival" },
	};
	gj_cal_segment *s;
	size_t count;

	explain(calendar_cn(arena), "2025-09-30 10:00", "3nd roll=holiday", &s, &count);
	CHECK_LINES(lines, 1);
}
END_TEST

START_TEST(what_arrived_late_counts_from_the_next_day)
{
	static const line lines[] = {
		{ "2025-06-13 16:40", "2025-06-16 09:00", 0, 0,
		  "超过当日受理时间，自下一工作日起算",
		  "arrived after the cut-off: counts from the next working day" },
		{ "2025-06-16 09:00", "2025-06-17", 0, 0, "开始的当日不计入",
		  "the first day is not counted" },
		{ "2025-06-17", "2025-06-17 17:30", 1, 1, "工作日", "working days" },
	};
	const gj_cal *cal = calendar_of(arena,
					HOURS REST ",'intake':{'rest_day':'opening',"
						   "'cut_off':'16:30','after_cut_off':'opening'}");
	gj_cal_segment *s;
	size_t count;

	explain(cal, "2025-06-13 16:40", "1wd", &s, &count);
	CHECK_LINES(lines, 1);
}
END_TEST

START_TEST(elapsed_and_the_same_day)
{
	static const line elapsed[] = { { "2025-06-13 16:40", "2025-06-14 16:40", 1, 1440,
					  "按自然时间连续计算", "time runs by day and night" } };
	static const line same[] = { { "2025-06-13 16:40", "2025-06-13 17:30", 1, 0, "当日办结",
				       "the same day, to the close of business" } };
	gj_cal_segment *s;
	size_t count;

	explain(calendar_cn(arena), "2025-06-13 16:40", "24h", &s, &count);
	CHECK_LINES(elapsed, GJ_MINUTE);
	explain(calendar_cn(arena), "2025-06-13 16:40", "0wd", &s, &count);
	CHECK_LINES(same, 1);
}
END_TEST

START_TEST(a_measured_span)
{
	static const line lines[] = {
		{ "2025-06-13 16:30", "2025-06-14", 0, 0, "开始的当日不计入",
		  "the first day is not counted" },
		{ "2025-06-14", "2025-06-16", 0, 0, "周休息日", "weekly rest day" },
		{ "2025-06-16", "2025-06-17 08:00", 1, 2, "工作日", "working days" },
	};
	const gj_cal *cal = calendar_cn(arena);
	gj_cal_segment *s;
	size_t count;

	ck_assert_int_eq(gj_cal_explain_span(cal, GJ_UNIT_WD, at_cn("2025-06-13 16:30"),
					     at_cn("2025-06-17 08:00"), arena, 100, &s, &count),
			 0);
	CHECK_LINES(lines, 1);
	ck_assert_int_eq(gj_cal_measure(cal, GJ_UNIT_WD, at_cn("2025-06-13 16:30"),
					at_cn("2025-06-17 08:00")),
			 2);
	ck_assert_int_eq(gj_cal_explain_span(cal, GJ_UNIT_WH, at_cn("2025-06-13 16:30"),
					     at_cn("2025-06-13 16:30"), arena, 100, &s, &count),
			 0);
	ck_assert_uint_eq(count, 0);
}
END_TEST

static void add(Suite *suite, const char *name, const TTest *test, int count)
{
	TCase *tcase = tcase_create(name);

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, test, 0, count);
	suite_add_tcase(suite, tcase);
}

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static Suite *calendar_read_suite(void)
{
	Suite *s = suite_create("calendar_read");

	add(s, "calendars", calendars_refused, COUNT(refusals));
	add(s, "papers", papers_refused, COUNT(papers));
	add(s, "published", a_paper_is_read_as_published, 1);
	add(s, "profile", calendars_of_a_profile, 1);
	add(s, "national_day", five_working_days_across_national_day, 1);
	add(s, "night", working_hours_over_a_night, 1);
	add(s, "roll", calendar_days_that_roll, 1);
	add(s, "late", what_arrived_late_counts_from_the_next_day, 1);
	add(s, "elapsed", elapsed_and_the_same_day, 1);
	add(s, "span", a_measured_span, 1);
	return s;
}

GJ_TEST_MAIN(calendar_read_suite)
