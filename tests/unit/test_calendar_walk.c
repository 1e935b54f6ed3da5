/* SPDX-License-Identifier: Apache-2.0
 *
 * The calendar's arithmetic beside a walk from minute to minute that knows no sums: it asks
 * of every minute whether somebody works, by the papers as published and by changes of
 * the clock as the zones' tables give them. And what must hold whatever the calendar:
 * there and back, no step backwards. A failure names its seed.
 */
#include "calendar_ground.h"

#define CASES 100000

static gj_arena *arena; /* of the walk that was made last */
static uint64_t seed;

static void setup(void)
{
	seed = unit_seed();
}

/* ---- the walk ---- */

typedef struct span {
	int from, to;
} span;

typedef struct change {
	const char *at; /* UTC */
	int offset;     /* minutes, from then on */
} change;

/* One calendar, said twice: as JSON for the library, as tables for the walk. */
typedef struct pattern {
	const char *name, *json;
	const char *first, *last; /* days that are walked */
	span work[4];
	int rest[7]; /* from Monday */
	int papers;
	int offset; /* minutes at the beginning */
	const change *changes;
} pattern;

typedef struct walk {
	const pattern *p;
	const gj_cal *cal;
	int64_t begin; /* instant of the first minute */
	int64_t minutes;
	uint8_t *on;  /* somebody works in this minute */
	int32_t *sum; /* minutes worked before it */
	uint8_t *day_on;
	int32_t first_day, days;
} walk;

static gj_tree *paper_tree(int year)
{
	char name[4096], *text = gj_arena_take(arena, 1u << 16);
	gj_tree *tree = NULL;
	FILE *file;
	size_t n;

	snprintf(name, sizeof(name), "%s/../src/calendar/data/%d.json", GJ_TESTS, year);
	file = fopen(name, "rb");
	ck_assert_ptr_nonnull(file);
	n = fread(text, 1, 1u << 16, file);
	fclose(file);
	ck_assert_int_eq(gj_tree_parse(arena, (gj_str){ text, n }, &tree, NULL), 0);
	return tree;
}

static void walk_days(walk *w)
{
	const pattern *p = w->p;

	for (int i = 0; i < w->days; i++)
		w->day_on[i] = !p->rest[(w->first_day + i + 3) % 7];
	for (int year = 2020; p->papers && year <= 2026; year++) {
		const gj_tree *day = gj_tree_get(paper_tree(year), "days")->child;

		for (; day; day = day->next) {
			int at = day_of(gj_tree_text(day, "date").p) - w->first_day;

			if (at >= 0 && at < w->days)
				w->day_on[at] = !gj_tree_get(day, "isOffDay")->integer;
		}
	}
}

static int works(const walk *w, int64_t wall_minute)
{
	int day = (int)(wall_minute / 1440) - w->first_day, minute = (int)(wall_minute % 1440);

	if (day < 0 || day >= w->days || !w->day_on[day])
		return 0;
	for (int i = 0; i < 4; i++)
		if (minute >= w->p->work[i].from && minute < w->p->work[i].to)
			return 1;
	return 0;
}

/* Kept for the tests of one pattern, which follow one another. */
static walk *walked(const pattern *p)
{
	static walk *made;
	walk *w;
	const change *c = p->changes;
	int64_t next = c ? at_utc(c->at) : INT64_MAX;
	int offset = p->offset;

	if (made && made->p == p)
		return made;
	gj_arena_free(arena);
	arena = unit_arena();
	made = w = gj_arena_zero(arena, sizeof(*w));
	w->p = p;
	w->cal = calendar_of(arena, p->json);
	w->first_day = day_of(p->first);
	w->days = day_of(p->last) - w->first_day;
	w->minutes = (int64_t)w->days * 1440;
	w->begin = w->first_day * GJ_DAY - offset * GJ_MINUTE;
	w->day_on = gj_arena_zero(arena, (size_t)w->days);
	w->on = gj_arena_zero(arena, (size_t)w->minutes);
	w->sum = gj_arena_zero(arena, ((size_t)w->minutes + 1) * sizeof(*w->sum));
	ck_assert_ptr_nonnull(w->sum);
	walk_days(w);
	for (int64_t i = 0; i < w->minutes; i++) {
		int64_t now = w->begin + i * GJ_MINUTE;

		if (now == next) {
			offset = (c++)->offset;
			next = c->at ? at_utc(c->at) : INT64_MAX;
		}
		w->on[i] = (uint8_t)works(w, now / GJ_MINUTE + offset);
		w->sum[i + 1] = w->sum[i] + w->on[i];
	}
	return w;
}

/* Changes of the clock as the IANA tables have them. */
static const change new_york[] = { { "2010-03-14T07:00:00Z", -240 },
				   { "2010-11-07T06:00:00Z", -300 },
				   { "2011-03-13T07:00:00Z", -240 },
				   { "2011-11-06T06:00:00Z", -300 },
				   { "2012-03-11T07:00:00Z", -240 },
				   { "2012-11-04T06:00:00Z", -300 },
				   { NULL, 0 } };
static const change sydney[] = { { "2010-04-03T16:00:00Z", 600 },
				 { "2010-10-02T16:00:00Z", 660 },
				 { "2011-04-02T16:00:00Z", 600 },
				 { "2011-10-01T16:00:00Z", 660 },
				 { "2012-03-31T16:00:00Z", 600 },
				 { "2012-10-06T16:00:00Z", 660 },
				 { NULL, 0 } };

#define NEW_YORK "'zone':'EST5EDT,M3.2.0,M11.1.0',"
#define SYDNEY "'zone':'AEST-10AEDT,M10.1.0,M4.1.0/3',"

static const pattern patterns[] = {
	{ "China, lunch break",
	  "'hours':[['09:00','12:00'],['13:30','17:30']],'rest':['sat','sun'],'papers':['cn']",
	  "2020-01-01",
	  "2027-01-01",
	  { { 540, 720 }, { 810, 1050 } },
	  { 0, 0, 0, 0, 0, 1, 1 },
	  1,
	  480,
	  NULL },
	{ "China, nights to 24:00",
	  "'hours':[['00:00','06:15'],['13:07','13:09'],['22:00','24:00']],'rest':['wed'],"
	  "'papers':['cn']",
	  "2020-01-01",
	  "2027-01-01",
	  { { 0, 375 }, { 787, 789 }, { 1320, 1440 } },
	  { 0, 0, 1, 0, 0, 0, 0 },
	  1,
	  480,
	  NULL },
	{ "China, one day a week",
	  "'hours':[['10:00','11:00']],"
	  "'rest':['mon','tue','thu','fri','sat','sun'],'papers':['cn']",
	  "2020-01-01",
	  "2027-01-01",
	  { { 600, 660 } },
	  { 1, 1, 0, 1, 1, 1, 1 },
	  1,
	  480,
	  NULL },
	{ "New York, office",
	  NEW_YORK "'hours':[['08:30','17:00']],'rest':['sat','sun']",
	  "2010-01-04",
	  "2013-01-01",
	  { { 510, 1020 } },
	  { 0, 0, 0, 0, 0, 1, 1 },
	  0,
	  -300,
	  new_york },
	{ "New York, day and night",
	  NEW_YORK "'hours':[['00:00','24:00']],'rest':[]",
	  "2010-01-04",
	  "2013-01-01",
	  { { 0, 1440 } },
	  { 0 },
	  0,
	  -300,
	  new_york },
	{ "New York, across the change",
	  NEW_YORK "'hours':[['01:30','02:30'],['02:45','05:00']],'rest':['wed']",
	  "2010-01-04",
	  "2013-01-01",
	  { { 90, 150 }, { 165, 300 } },
	  { 0, 0, 1, 0, 0, 0, 0 },
	  0,
	  -300,
	  new_york },
	{ "New York, up to the change",
	  NEW_YORK "'hours':[['00:00','01:00'],['01:20','02:00']],"
		   "'rest':[]",
	  "2010-01-04",
	  "2013-01-01",
	  { { 0, 60 }, { 80, 120 } },
	  { 0 },
	  0,
	  -300,
	  new_york },
	{ "New York, from the change on",
	  NEW_YORK "'hours':[['02:00','06:00']],'rest':[]",
	  "2010-01-04",
	  "2013-01-01",
	  { { 120, 360 } },
	  { 0 },
	  0,
	  -300,
	  new_york },
	{ "Sydney, nights",
	  SYDNEY "'hours':[['00:00','04:00'],['21:00','24:00']],'rest':['mon']",
	  "2010-01-04",
	  "2013-01-01",
	  { { 0, 240 }, { 1260, 1440 } },
	  { 1, 0, 0, 0, 0, 0, 0 },
	  0,
	  660,
	  sydney },
};
#define PATTERNS ((int)(sizeof(patterns) / sizeof(patterns[0])))

/* A minute that leaves room for what is added. */
static int64_t some_minute(const walk *w)
{
	return w->minutes / 8 + chance_below(&seed, w->minutes * 3 / 4);
}

static int64_t instant(const walk *w, int64_t minute)
{
	return w->begin + minute * GJ_MINUTE;
}

/* The first minute before which at least so many were worked. */
static int64_t first_with(const walk *w, int32_t wanted)
{
	int64_t low = 0, high = w->minutes;

	while (low < high) {
		int64_t middle = low + (high - low) / 2;

		if (w->sum[middle] < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* n minutes of work on from a minute: as early as they can be over; or back from it: as late
 * as they can begin. */
static int64_t walk_to(const walk *w, int64_t from, int32_t n)
{
	return n > 0 ? first_with(w, w->sum[from] + n) : first_with(w, w->sum[from] + n + 1) - 1;
}

/* A check that passes costs nothing: there are millions. */
#define CHECK(condition) \
	do { \
		if (!(condition)) \
			ck_abort_msg("%s: case %d, seed %llu, at %lld: %s", w->p->name, i, \
				     (unsigned long long)unit_seed(), (long long)a, #condition); \
	} while (0)

START_TEST(measures_what_the_walk_counts)
{
	walk *w = walked(&patterns[_i]);

	for (int i = 0; i < CASES; i++) {
		int64_t a = some_minute(w), b = some_minute(w);

		CHECK(gj_cal_worked(w->cal, instant(w, a), instant(w, b)) ==
		      (w->sum[b] - w->sum[a]) * GJ_MINUTE);
		/* Within a minute: as much of it as it is worked. */
		CHECK(gj_cal_worked(w->cal, instant(w, a), instant(w, a) + 7 * GJ_SECOND + 1) ==
		      w->on[a] * (7 * GJ_SECOND + 1));
	}
}
END_TEST

START_TEST(adds_and_subtracts_as_the_walk_goes)
{
	walk *w = walked(&patterns[_i]);

	for (int i = 0; i < CASES; i++) {
		int64_t a = some_minute(w), to;
		gj_limit limit = { 1 + (int32_t)chance_below(&seed, 12), GJ_UNIT_WH, 0, 0 };

		CHECK(gj_cal_add(w->cal, instant(w, a), &limit, 1, &to) == 0);
		CHECK(to == instant(w, walk_to(w, a, limit.count * 60)));
		CHECK(gj_cal_add(w->cal, instant(w, a), &limit, -1, &to) == 0);
		CHECK(to == instant(w, walk_to(w, a, -limit.count * 60)));
	}
}
END_TEST

/* Working days, one after another. */
START_TEST(counts_days_as_the_walk_does)
{
	walk *w = walked(&patterns[_i]);

	for (int i = 0; i < CASES; i++) {
		int64_t a = some_minute(w), to;
		gj_limit limit = { 1 + (int32_t)chance_below(&seed, 40), GJ_UNIT_WD, 0, 0 };
		int day = gj_cal_day_of(w->cal, instant(w, a)) - w->first_day, on = day, n;
		gj_deadline d;

		for (n = 0; n < limit.count; n += w->day_on[on])
			on++;
		if (on >= w->days)
			continue;
		CHECK(gj_cal_deadline(w->cal, instant(w, a), &limit, &d) == 0);
		CHECK(d.last == w->first_day + on);
		CHECK(gj_cal_measure(w->cal, GJ_UNIT_WD, instant(w, a), d.due - 1) == limit.count);
		CHECK(gj_cal_add(w->cal, instant(w, a), &limit, -1, &to) == 0);
		for (n = 0, on = day; n < limit.count; n += w->day_on[on])
			on--;
		CHECK(gj_cal_day_of(w->cal, to) == w->first_day + on);
	}
}
END_TEST

/* ---- whatever the calendar ---- */

/* Any microsecond, and spans of years. */
static int64_t some_instant(const walk *w)
{
	return w->begin + chance_below(&seed, w->minutes * GJ_MINUTE);
}

/* One in which somebody works. */
static int64_t some_working(const walk *w)
{
	int32_t n = (int32_t)chance_below(&seed, w->sum[w->minutes]);

	return instant(w, first_with(w, n + 1) - 1) + chance_below(&seed, GJ_MINUTE);
}

static int is_working(const walk *w, int64_t time)
{
	return gj_cal_worked(w->cal, time, time + 1) == 1;
}

static int is_worked_up_to(const walk *w, int64_t time)
{
	return gj_cal_worked(w->cal, time - 1, time) == 1;
}

START_TEST(there_and_back)
{
	walk *w = walked(&patterns[_i]);

	for (int i = 0; i < 2 * CASES; i++) {
		int64_t a = i % 2 ? some_working(w) : some_instant(w), b, c;
		gj_limit limit = { 1 + (int32_t)chance_below(&seed, 3000), GJ_UNIT_WH, 0, 0 };

		CHECK(gj_cal_add(w->cal, a, &limit, 1, &b) == 0);
		CHECK(gj_cal_worked(w->cal, a, b) == limit.count * GJ_HOUR);
		CHECK(is_worked_up_to(w, b));
		CHECK(gj_cal_add(w->cal, b, &limit, -1, &c) == 0);
		CHECK(c >= a && gj_cal_worked(w->cal, a, c) == 0 && is_working(w, c));
		CHECK(c == a || !is_working(w, a));
	}
}
END_TEST

START_TEST(back_and_there)
{
	walk *w = walked(&patterns[_i]);

	for (int i = 0; i < 2 * CASES; i++) {
		int64_t a = i % 2 ? some_working(w) + 1 : some_instant(w), b, c;
		gj_limit limit = { 1 + (int32_t)chance_below(&seed, 3000), GJ_UNIT_WH, 0, 0 };

		CHECK(gj_cal_add(w->cal, a, &limit, -1, &b) == 0);
		CHECK(gj_cal_worked(w->cal, b, a) == limit.count * GJ_HOUR);
		CHECK(gj_cal_add(w->cal, b, &limit, 1, &c) == 0);
		CHECK(c <= a && gj_cal_worked(w->cal, c, a) == 0);
		CHECK(c == a || !is_worked_up_to(w, a));
	}
}
END_TEST

START_TEST(days_there_and_back)
{
	walk *w = walked(&patterns[_i]);

	for (int i = 0; i < 2 * CASES; i++) {
		int64_t a = i % 2 ? some_working(w) : some_instant(w), b, c;
		int unit = i % 2 ? GJ_UNIT_WD : GJ_UNIT_ND;
		gj_limit limit = { 1 + (int32_t)chance_below(&seed, 3000), unit, 0, 0 };
		int32_t day = gj_cal_day_of(w->cal, a), there, again;

		CHECK(gj_cal_add(w->cal, a, &limit, 1, &b) == 0);
		there = gj_cal_day_of(w->cal, b);
		CHECK(gj_cal_measure(w->cal, unit, a, b) == limit.count);
		CHECK(gj_cal_add(w->cal, b, &limit, -1, &c) == 0);
		again = gj_cal_day_of(w->cal, c);
		CHECK(unit == GJ_UNIT_ND ? there == day + limit.count
					 : gj_cal_day_info(w->cal, there).working);
		if (unit == GJ_UNIT_WD && !gj_cal_day_info(w->cal, day).working)
			continue;
		/* The time of day comes back too, but for what the clock skips there (an hour)
		 * and repeats here (another). */
		CHECK(again == day && llabs(c - a) <= (w->p->changes ? 2 * GJ_HOUR : 0));
	}
}
END_TEST

static int64_t due(const walk *w, int64_t from, int32_t count, int unit, int end, int roll)
{
	gj_limit limit = { count, unit, unit == GJ_UNIT_ND ? roll : 0,
			   unit >= GJ_UNIT_WD ? end : 0 };
	gj_deadline d;

	if (gj_cal_deadline(w->cal, from, &limit, &d) < 0 || d.due < from)
		ck_abort_msg("%s: %d of %d from %lld", w->p->name, (int)count, unit,
			     (long long)from);
	return d.due;
}

/* A later start or a longer limit is never due earlier. At the same time of day this holds
 * of starts on working days only: late on Saturday, plus one day, is late on Monday. */
START_TEST(never_backwards)
{
	walk *w = walked(&patterns[_i]);

	for (int i = 0; i < CASES; i++) {
		int64_t a = some_instant(w), b = a + chance_below(&seed, 5 * GJ_DAY);
		int unit = (int)chance_below(&seed, 5), roll = 1 + (int)chance_below(&seed, 3);
		int32_t n = 1 + (int32_t)chance_below(&seed, 400);
		int32_t m = n + (int32_t)chance_below(&seed, 10);

		if (unit >= GJ_UNIT_WD) {
			n--;
			m--;
		}
		CHECK(due(w, a, n, unit, GJ_END_CLOSE, roll) <=
		      due(w, b, n, unit, GJ_END_CLOSE, roll));
		CHECK(due(w, a, n, unit, GJ_END_CLOSE, roll) <=
		      due(w, a, m, unit, GJ_END_CLOSE, roll));
		if (n == 0)
			continue;
		CHECK(due(w, a, n, unit, GJ_END_SAME_TIME, roll) <=
		      due(w, a, m, unit, GJ_END_SAME_TIME, roll));
		if (unit == GJ_UNIT_WD && is_working(w, a) && is_working(w, b) && !w->p->changes)
			CHECK(due(w, a, n, unit, GJ_END_SAME_TIME, roll) <=
			      due(w, b, n, unit, GJ_END_SAME_TIME, roll));
	}
}
END_TEST

/* ---- explanations ---- */

static void check_segments(const walk *w, const gj_deadline *d, const gj_limit *limit,
			   const gj_cal_segment *s, size_t count, int64_t a, int i)
{
	int64_t total = 0;

	CHECK(count > 0 && s[0].from == d->from && s[count - 1].to == d->due);
	for (size_t k = 0; k < count; k++) {
		CHECK(s[k].to > s[k].from || (s[k].to == s[k].from && k + 1 == count));
		CHECK(k == 0 || s[k].from == s[k - 1].to);
		CHECK(s[k].counted || s[k].amount == 0);
		CHECK(k == 0 || s[k].why != s[k - 1].why || !gj_str_eq(s[k].name, s[k - 1].name));
		total += s[k].amount;
	}
	if (limit->unit == GJ_UNIT_WH)
		CHECK(total == limit->count * GJ_HOUR);
	else if (limit->unit >= GJ_UNIT_WD)
		CHECK(total == limit->count);
	else
		CHECK(total == d->due - d->from);
}

/* Without gap or overlap, from the beginning to the due time, and what is counted adds up to
 * the limit. Hours that end inside an hour that the clock shows twice are left out: there
 * two stretches of work bear the same name. The patterns together make a hundred thousand. */
START_TEST(segments_add_up)
{
	walk *w = walked(&patterns[_i]);
	gj_arena_mark mark = gj_arena_mark_now(arena);
	size_t max, count;

	for (int i = 0; i < CASES / 8; i++) {
		int64_t a = some_instant(w);
		int unit = (int)chance_below(&seed, 5);
		int32_t n = (int32_t)chance_below(&seed, 30) + (unit < GJ_UNIT_WD);
		gj_limit limit = { n, unit, unit == GJ_UNIT_ND ? i % 4 : 0,
				   unit >= GJ_UNIT_WD && n ? i % 3 : 0 };
		gj_cal_segment *s;
		gj_deadline d;

		if (unit == GJ_UNIT_WH && (_i == 5 || _i == 6))
			continue;
		if (unit >= GJ_UNIT_WD && i % 50 == 0)
			a -= (a + gj_cal_offset(w->cal, a) * GJ_MINUTE) % GJ_DAY; /* midnight */
		CHECK(gj_cal_deadline(w->cal, a, &limit, &d) == 0);
		gj_arena_rewind(arena, mark);
		/* All of them, or as many as fit. */
		max = i % 2 ? 100 : 8;
		CHECK(gj_cal_explain(w->cal, &limit, &d, arena, max, &s, &count) == 0);
		CHECK(count <= max);
		check_segments(w, &d, &limit, s, count, a, i);
	}
}
END_TEST

/* ---- the suite ---- */

static void add(Suite *suite, const TTest *test, int which)
{
	TCase *tcase = tcase_create(patterns[which].name);

	tcase_set_timeout(tcase, 300);
	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_loop_test(tcase, test, which, which + 1);
	suite_add_tcase(suite, tcase);
}

static Suite *calendar_walk_suite(void)
{
	Suite *s = suite_create("calendar_walk");

	for (int i = 0; i < PATTERNS; i++) {
		add(s, measures_what_the_walk_counts, i);
		add(s, adds_and_subtracts_as_the_walk_goes, i);
		add(s, counts_days_as_the_walk_does, i);
		add(s, there_and_back, i);
		add(s, back_and_there, i);
		add(s, days_there_and_back, i);
		add(s, never_backwards, i);
		add(s, segments_add_up, i);
	}
	return s;
}

GJ_TEST_MAIN(calendar_walk_suite)
