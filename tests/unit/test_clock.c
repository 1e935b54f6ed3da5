/* SPDX-License-Identifier: Apache-2.0
 *
 * One clock, beside a table of minutes that was filled by walking through the papers as they
 * were published, and beside a ledger kept by hand over random walks through a chart. What must
 * hold whatever the pauses: due later by what of them counts, and no clock is ever lost. Seeds
 * are fixed; a failure names its case.
 */
#include "calendar_ground.h"

#include "calendar/clock.h"
#include "chart/chart.h"

#define CASES 100000
/* Check notes every assertion in a file as it passes it: here only those that fail. */
#define CHECK(what) \
	do { \
		if (!(what)) \
			ck_abort_msg("case %d: %s", i, #what); \
	} while (0)

static gj_arena *arena;
static const gj_cal *cal;
static uint64_t chance;

/* ---- a table of minutes: 2024 to 2026 at +08:00, as the papers say ---- */

#define FIRST_YEAR 2024
#define MINUTES (1096 * 1440)
static int32_t worked[MINUTES + 1]; /* minutes of work before this one */
static uint8_t day_on[1096];
static int64_t begin; /* instant of the first minute */
static int32_t first_day;

static const gj_tree *published(int year)
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
	return gj_tree_get(tree, "days")->child;
}

static void fill_table(void)
{
	int i;

	if (begin)
		return;
	first_day = day_of("2024-01-01"); /* a Monday */
	begin = at_cn("2024-01-01");
	for (i = 0; i < 1096; i++)
		day_on[i] = i % 7 < 5;
	for (int year = FIRST_YEAR; year <= 2026; year++)
		for (const gj_tree *d = published(year); d; d = d->next) {
			int at = day_of(gj_tree_text(d, "date").p) - first_day;

			if (at >= 0 && at < 1096)
				day_on[at] = !gj_tree_get(d, "isOffDay")->integer;
		}
	for (i = 0; i < MINUTES; i++) {
		int m = i % 1440;

		worked[i + 1] = worked[i] + (day_on[i / 1440] &&
					     ((m >= 540 && m < 720) || (m >= 810 && m < 1050)));
	}
}

static void setup(void)
{
	arena = unit_arena();
	cal = calendar_cn(arena);
	chance = 20260301;
	fill_table();
}

static void teardown(void)
{
	arena = gj_arena_free(arena);
}

static int64_t instant(int minute)
{
	return begin + minute * GJ_MINUTE;
}

static int below(int end)
{
	return (int)chance_below(&chance, end);
}

/* ---- random cases ---- */

static const char *const limit_words[] = { "2h",
					   "24h",
					   "90m",
					   "4wh",
					   "7wh",
					   "30wh",
					   "1wd",
					   "5wd",
					   "15wd",
					   "0wd",
					   "7nd",
					   "30nd",
					   "7nd roll=rest_day",
					   "3nd end=same_time" };

typedef struct trial {
	gj_limit limit;
	int start;           /* minute */
	gj_stretch pause[4]; /* in order, not touching */
	int from[4], to[4];  /* the same in minutes */
	size_t count;
} trial;

static trial draw_trial(void)
{
	trial t = { .start = below(MINUTES - 250 * 1440) };
	int at = t.start;

	t.limit = limit_of(limit_words[below(sizeof(limit_words) / sizeof(limit_words[0]))]);
	t.count = (size_t)below(5);
	for (size_t k = 0; k < t.count; k++) {
		at += below(below(2) ? 6000 : 200);
		t.from[k] = at;
		at += below(below(2) ? 9000 : 200);
		t.to[k] = at;
		t.pause[k] = (gj_stretch){ .from = instant(t.from[k]), .to = instant(t.to[k]) };
		at++;
	}
	return t;
}

static gj_clock started(const trial *t, int i)
{
	gj_clock clock;

	CHECK(gj_clock_start(cal, &t->limit, instant(t->start), &clock) == 0);
	return clock;
}

static void pauses(gj_clock *clock, const trial *t, size_t from, size_t to, int i)
{
	for (; from < to; from++) {
		CHECK(gj_clock_pause(cal, clock, t->pause[from].from, NULL) == 0);
		CHECK(gj_clock_resume(cal, clock, t->pause[from].to) == 0);
	}
}

/* ---- the due time, from the table alone ---- */

static int next_on(int day)
{
	while (!day_on[day])
		day++;
	return day;
}

static int close_of(int day)
{
	return day * 1440 + (day_on[day] ? 1050 : 1440);
}

static int counts_work(const gj_limit *limit)
{
	return limit->unit == GJ_UNIT_WH || limit->unit == GJ_UNIT_WD;
}

static int span(const gj_limit *limit, int from, int to)
{
	return counts_work(limit) ? worked[to] - worked[from] : to - from;
}

/* The earliest minute by which so much work was done. */
static int reach(int sum)
{
	int low = 0, high = MINUTES;

	while (low < high) {
		int middle = (low + high) / 2;

		if (worked[middle] >= sum)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static int bare(const trial *t)
{
	int day = t->start / 1440, n = t->limit.count, due;

	if (t->limit.unit == GJ_UNIT_M || t->limit.unit == GJ_UNIT_H)
		return t->start + n * (t->limit.unit == GJ_UNIT_H ? 60 : 1);
	if (t->limit.unit == GJ_UNIT_WH)
		return reach(worked[t->start] + n * 60);
	if (t->limit.unit == GJ_UNIT_WD && n == 0) {
		day = next_on(day);
		return close_of(day) > t->start ? close_of(day) : close_of(next_on(day + 1));
	}
	while (n > 0)
		n -= t->limit.unit == GJ_UNIT_ND ? !!++day : day_on[++day];
	due = t->limit.end == GJ_END_SAME_TIME ? day * 1440 + t->start % 1440 : close_of(day);
	return due;
}

static int due_by_table(const trial *t)
{
	int due = bare(t), lost = 0, day;

	for (size_t k = 0; k < t->count; k++)
		lost += span(&t->limit, t->from[k], t->to[k]);
	if (lost)
		due = counts_work(&t->limit) ? reach(worked[due] + lost) : due + lost;
	if (t->limit.roll != GJ_ROLL_REST_DAY)
		return due;
	/* A last day that may roll ends as a whole; 24:00 belongs to the day that it ends. */
	day = bare(t) % 1440 ? due / 1440 : (due - 1) / 1440;
	if (!day_on[day] || due < close_of(day) || bare(t) % 1440 == 0)
		due = close_of(next_on(day));
	return due;
}

/* ---- properties ---- */

START_TEST(due_when_the_table_says)
{
	for (int i = 0; i < CASES; i++) {
		trial t = draw_trial();
		gj_clock clock = started(&t, i);

		pauses(&clock, &t, 0, t.count, i);
		if (clock.due != instant(due_by_table(&t)))
			ck_abort_msg("case %d: %d%s from %s, %zu pauses: %s, by the table %s", i,
				     t.limit.count, gj_unit_names[t.limit.unit],
				     shown(arena, instant(t.start), 480), t.count,
				     shown(arena, clock.due, 480),
				     shown(arena, instant(due_by_table(&t)), 480));
	}
}
END_TEST

/* Pausing for t moves the due time by what of t counts: of a limit that does not roll. */
START_TEST(a_pause_moves_the_due_time_by_what_counts)
{
	for (int i = 0; i < CASES; i++) {
		trial t = draw_trial();
		gj_clock clock = started(&t, i);
		int64_t before, after, moved;

		t.limit.roll = 0;
		clock = started(&t, i);
		if (!t.count)
			continue;
		pauses(&clock, &t, 0, t.count - 1, i);
		before = clock.due;
		pauses(&clock, &t, t.count - 1, t.count, i);
		after = clock.due;
		moved = span(&t.limit, t.from[t.count - 1], t.to[t.count - 1]) * GJ_MINUTE;
		CHECK(gj_clock_counted(cal, &t.limit, before, after) == moved);
		CHECK(moved || after == before);
	}
}
END_TEST

/* A pause taken in two, with a moment between or none, is one pause. */
START_TEST(splitting_a_pause_changes_nothing)
{
	for (int i = 0; i < CASES; i++) {
		trial t = draw_trial();
		gj_clock whole = started(&t, i), split = whole;

		pauses(&whole, &t, 0, t.count, i);
		for (size_t k = 0; k < t.count; k++) {
			int64_t middle = t.pause[k].from +
					 chance_below(&chance, t.pause[k].to - t.pause[k].from + 1);

			CHECK(gj_clock_pause(cal, &split, t.pause[k].from, NULL) == 0);
			CHECK(gj_clock_resume(cal, &split, middle) == 0);
			CHECK(gj_clock_pause(cal, &split, middle, NULL) == 0);
			CHECK(gj_clock_resume(cal, &split, t.pause[k].to) == 0);
		}
		CHECK(split.due == whole.due);
		CHECK(split.consumed == whole.consumed);
		CHECK(split.budget == whole.budget);
	}
}
END_TEST

/* What is kept step by step is what the pauses come to when all is reckoned again. */
START_TEST(the_ledger_agrees_with_a_recount)
{
	for (int i = 0; i < CASES; i++) {
		trial t = draw_trial();
		gj_clock clock = started(&t, i), again;

		pauses(&clock, &t, 0, t.count, i);
		if (below(3) == 0)
			CHECK(gj_clock_pause(cal, &clock, clock.since + below(9999) * GJ_MINUTE,
					     NULL) == 0);
		again = clock;
		again.consumed = -1;
		again.due = again.start = 0;
		CHECK(gj_clock_recount(cal, &again, t.pause, t.count) == 0);
		CHECK(again.due == clock.due && again.start == clock.start);
		CHECK(again.consumed == clock.consumed && again.budget == clock.budget);
		CHECK(again.provisional == clock.provisional);
	}
}
END_TEST

/* Another limit: due as if it had been that from the beginning. And back again: as before. */
START_TEST(a_change_of_limit_keeps_what_was_consumed)
{
	for (int i = 0; i < CASES; i++) {
		trial t = draw_trial(), other = t;
		gj_clock clock = started(&t, i), straight, before;

		other.limit = draw_trial().limit;
		straight = started(&other, i);
		pauses(&clock, &t, 0, t.count, i);
		pauses(&straight, &other, 0, t.count, i);
		before = clock;
		CHECK(gj_clock_change(cal, &clock, &other.limit, t.pause, t.count) == 0);
		CHECK(clock.due == straight.due && clock.consumed == straight.consumed);
		CHECK(gj_clock_change(cal, &clock, &t.limit, t.pause, t.count) == 0);
		CHECK(clock.due == before.due && clock.consumed == before.consumed);
		CHECK(clock.budget == before.budget);
	}
}
END_TEST

/* An extension in the limit's unit, granted whenever, is a longer limit. */
START_TEST(an_extension_is_a_longer_limit)
{
	for (int i = 0; i < CASES; i++) {
		trial t = draw_trial();
		gj_clock clock = started(&t, i), longer;
		gj_limit extra = { 1 + below(20), t.limit.unit, 0, 0 };
		size_t when = t.count ? (size_t)below((int)t.count) : 0;

		if (t.limit.unit == GJ_UNIT_WD && t.limit.count == 0)
			continue; /* the same day has another way to end */
		pauses(&clock, &t, 0, when, i);
		CHECK(gj_clock_extend(cal, &clock, &extra) == 0);
		pauses(&clock, &t, when, t.count, i);
		t.limit.count += extra.count;
		longer = started(&t, i);
		pauses(&longer, &t, 0, t.count, i);
		CHECK(clock.due == longer.due && clock.budget == longer.budget);
		CHECK(clock.consumed == longer.consumed);
	}
}
END_TEST

/* A cap ends a pause by itself: resumed after it is as resumed at it, and the due time says so
 * beforehand; resumed before it is as without it. */
START_TEST(a_cap_ends_a_pause)
{
	static const char *const caps[] = { "2h", "4wh", "1wd", "10nd" };

	for (int i = 0; i < CASES; i++) {
		trial t = draw_trial();
		gj_clock capped = started(&t, i), plain;
		gj_limit cap = limit_of(caps[below(4)]);
		int64_t ended = 0, due, at;

		pauses(&capped, &t, 0, t.count, i);
		plain = capped;
		at = capped.since + below(9000) * GJ_MINUTE;
		CHECK(gj_clock_pause(cal, &capped, at, &cap) == 0);
		CHECK(gj_clock_pause(cal, &plain, at, NULL) == 0);
		due = capped.due;
		at += below(20000) * GJ_MINUTE;
		if (gj_clock_settle(&capped, at, &ended)) {
			CHECK(ended <= at);
			CHECK(gj_clock_resume(cal, &plain, ended) == 0);
			CHECK(plain.due == due && capped.due == due);
			CHECK(capped.state == GJ_CLOCK_RUNNING && capped.since == ended);
		} else {
			CHECK(gj_clock_resume(cal, &capped, at) == 0);
			CHECK(gj_clock_resume(cal, &plain, at) == 0);
			CHECK(plain.due == capped.due && capped.due <= due);
		}
		CHECK(capped.consumed == plain.consumed);
	}
}
END_TEST

/* A due time given stays, whatever is done. */
START_TEST(nothing_moves_a_due_time_given)
{
	for (int i = 0; i < CASES; i++) {
		trial t = draw_trial();
		int64_t due = instant(t.start + below(20000));
		gj_clock clock;

		gj_clock_start_given(due, instant(t.start), &clock);
		pauses(&clock, &t, 0, t.count, i);
		CHECK(clock.due == due && !clock.provisional);
		CHECK(gj_clock_recount(cal, &clock, t.pause, t.count) == 0);
		CHECK(clock.due == due);
		gj_clock_stop(cal, &clock, clock.since + GJ_HOUR);
		CHECK(gj_clock_resume(cal, &clock, clock.since + GJ_DAY) == 0);
		CHECK(clock.due == due);
	}
}
END_TEST

/* Stretches without gap or overlap; what counts of them is the budget. */
START_TEST(segments_add_up)
{
	gj_arena_mark mark = gj_arena_mark_now(arena);

	for (int i = 0; i < CASES; i++) {
		trial t = draw_trial();
		gj_clock clock = started(&t, i);
		gj_cal_segment *s = NULL;
		size_t count = 0, k;
		int64_t at, paused = 0, want = 0;

		gj_arena_rewind(arena, mark);
		pauses(&clock, &t, 0, t.count, i);
		CHECK(gj_clock_segments(cal, &clock, t.pause, t.count, arena, 2000, &s, &count) ==
		      0);
		CHECK(count > 0 || clock.due == clock.began);
		at = clock.began;
		for (k = 0; k < count; k++) {
			CHECK(s[k].from == at && s[k].to >= at);
			if (s[k].why == GJ_WHY_paused) {
				CHECK(!s[k].counted);
				paused += s[k].to - s[k].from;
			}
			at = s[k].to;
		}
		CHECK(at == clock.due);
		for (k = 0; k < t.count; k++)
			if (t.pause[k].from < clock.due)
				want += (t.pause[k].to < clock.due ? t.pause[k].to : clock.due) -
					t.pause[k].from;
		/* what is rolled over is no longer told as a pause */
		CHECK(paused == want || s[count - 1].why == GJ_WHY_rolled);
	}
}
END_TEST

/* The latest arrival that is still in time, and no later one. */
START_TEST(the_latest_arrival_in_time)
{
	for (int i = 0; i < CASES; i++) {
		trial t = draw_trial();
		int64_t due = instant(t.start + 100 * 1440), from = 0;
		gj_deadline d;

		CHECK(gj_cal_latest(cal, due, &t.limit, &from) == 0);
		CHECK(gj_cal_deadline(cal, from, &t.limit, &d) == 0 && d.due <= due);
		CHECK(gj_cal_deadline(cal, from + 1, &t.limit, &d) == 0 && d.due > due);
	}
}
END_TEST

/* ---- walks through charts ---- */

/* States in a list, a name, or objects with "state", as the source has them. */
static int names_state(const gj_tree *list, gj_str state)
{
	const gj_tree *t = list ? list->kind == GJ_TREE_ARRAY ? list->child : list : NULL;

	for (; t; t = list->kind == GJ_TREE_ARRAY ? t->next : NULL)
		if (gj_str_eq(t->kind == GJ_TREE_OBJECT ? gj_tree_text(t, "state") : t->text,
			      state))
			return 1;
	return 0;
}

static int holds(const gj_str *list, size_t count, gj_str one)
{
	for (size_t k = 0; k < count; k++)
		if (gj_str_eq(list[k], one))
			return 1;
	return 0;
}

/* What a clock must be, judged by the states alone: whatever the verbs did on the way, it is
 * open since a start state was entered and until a stop or another done state is; and while it
 * is open it stands still exactly in the states that pause it. */
typedef struct judged {
	int known, open, state;
} judged;

static void judge(judged *j, const gj_tree *clock, const gj_tree *state, gj_str name)
{
	if (names_state(gj_tree_get(clock, "start"), name))
		j->known = j->open = 1;
	else if (names_state(gj_tree_get(clock, "stop"), name) ||
		 gj_str_is(gj_tree_text(state, "class"), "done"))
		j->open = 0;
	j->state = !j->known                                        ? GJ_AT_NONE
		   : !j->open                                       ? GJ_AT_STOPPED
		   : names_state(gj_tree_get(clock, "pause"), name) ? GJ_AT_PAUSED
								    : GJ_AT_RUNNING;
}

/* The clock's own ledger, of time by day and night. */
typedef struct life {
	int state;
	gj_clock clock;
	int64_t ran, since; /* by hand */
} life;

static void live(life *l, gj_clock_turn turn, int64_t at, int i)
{
	static const gj_limit limit = { 24, GJ_UNIT_H, 0, 0 };
	int before = l->state;

	if (before == GJ_AT_RUNNING && turn.act != GJ_TURN_NOTHING)
		l->ran += at - l->since;
	if (turn.act == GJ_TURN_START || turn.act == GJ_TURN_NEW || turn.act == GJ_TURN_RESET) {
		CHECK(gj_clock_start(cal, &limit, at, &l->clock) == 0);
		l->ran = 0;
		if (turn.state == GJ_AT_PAUSED)
			CHECK(gj_clock_pause(cal, &l->clock, at, NULL) == 0);
	} else if (turn.act == GJ_TURN_STOP) {
		gj_clock_stop(cal, &l->clock, at);
	} else if (turn.act == GJ_TURN_GO_ON && turn.state == GJ_AT_RUNNING) {
		CHECK(gj_clock_resume(cal, &l->clock, at) == 0);
	} else if (turn.act == GJ_TURN_GO_ON) {
		CHECK(gj_clock_pause(cal, &l->clock, at, NULL) == 0);
	}
	if (turn.act != GJ_TURN_NOTHING)
		l->since = at;
	l->state = turn.state;
	if (turn.state != GJ_AT_NONE) {
		CHECK((int)l->clock.state == turn.state);
		CHECK(gj_clock_left(cal, &l->clock, at) ==
		      24 * GJ_HOUR - l->ran - (turn.state == GJ_AT_RUNNING ? at - l->since : 0));
	}
}

/* Effects of returns, transfers, reopenings and all other verbs, thrown anew. */
static void throw_effects(const gj_chart *chart)
{
	gj_chart_clock *clock;

	for (size_t k = 0; (clock = (gj_chart_clock *)(uintptr_t)gj_chart_clock_at(chart, k)); k++)
		for (int v = 0; v < 64; v++)
			clock->effects[v] = (uint8_t)below(4);
}

START_TEST(no_way_through_a_chart_loses_a_clock)
{
	static const gj_str wild[] = { { "return", 6 }, { "transfer", 8 }, { "reopen", 6 } };
	const gj_profile *profile = NULL;
	const gj_chart *chart;
	gj_tree *source = NULL;
	int i = 0, seen[3] = { 0 }, walks = 0;

	ck_assert_int_eq(gj_profile_compile(arena, gj_profile_builtin(), &profile, NULL), 0);
	chart = gj_profile_chart(profile, "demand");
	ck_assert_int_eq(
		gj_tree_parse(arena, gj_profile_chart_source(profile, "demand"), &source, NULL), 0);
	while (i < CASES) {
		const gj_chart_move *moves, *move;
		judged j[GJ_CHART_CLOCKS_MAX] = { { 0, 0, 0 } };
		life lives[GJ_CHART_CLOCKS_MAX];
		int64_t at = instant(below(MINUTES / 2));
		size_t count, k;

		throw_effects(chart);
		memset(lives, 0, sizeof(lives));
		moves = gj_chart_opening(chart, &count);
		for (int steps = 0; steps < 60 && count > 0; steps++, i++) {
			const gj_chart_clock *clock;
			const gj_tree *states = gj_tree_get(source, "states");

			move = &moves[below((int)count)];
			for (k = 0; k < 3; k++)
				seen[k] += holds(&wild[k], 1, move->verb);
			at += below(3000) * GJ_MINUTE;
			for (k = 0; (clock = gj_chart_clock_at(chart, k)) != NULL; k++) {
				gj_clock_turn turn =
					gj_chart_turn(chart, clock, lives[k].state, move);

				judge(&j[k],
				      gj_tree_get(gj_tree_get(source, "clocks"), clock->name.p),
				      gj_tree_get(states, move->target.p), move->target);
				if (turn.state != j[k].state)
					ck_abort_msg("case %d: %s after %s to %s is %d, should be "
						     "%d",
						     i, clock->name.p, move->verb.p, move->target.p,
						     turn.state, j[k].state);
				live(&lives[k], turn, at, i);
			}
			moves = gj_chart_find(chart, move->target)->moves;
			count = gj_chart_find(chart, move->target)->move_count;
		}
		walks++;
	}
	/* The three were among the ways taken. */
	ck_assert_int_gt(seen[0], 300);
	ck_assert_int_gt(seen[1], 300);
	ck_assert_int_gt(seen[2], 300);
	ck_assert_int_gt(walks, 1000);
}
END_TEST

/* ---- by name ---- */

/* Times worked out on paper, by the calendar of 2026. */
START_TEST(on_paper)
{
	static const struct {
		const char *limit, *start, *from, *to, *due;
	} cases[] = {
		/* no pause: as calendar.deadline */
		{ "5wd", "2026-09-30 10:00", NULL, NULL, "2026-10-13 17:30" },
		/* a whole working day */
		{ "5wd", "2026-03-09 09:00", "2026-03-10 10:00", "2026-03-11 10:00",
		  "2026-03-17 17:30" },
		/* the night, the lunch break, the National Day: nothing */
		{ "5wd", "2026-03-09 09:00", "2026-03-10 17:30", "2026-03-11 09:00",
		  "2026-03-16 17:30" },
		{ "5wd", "2026-03-09 09:00", "2026-03-10 12:00", "2026-03-10 13:30",
		  "2026-03-16 17:30" },
		{ "5wd", "2026-09-29 09:00", "2026-09-30 17:30", "2026-10-08 09:00",
		  "2026-10-12 17:30" },
		/* an hour over the close of the last day is an hour of the next */
		{ "5wd", "2026-03-09 09:00", "2026-03-10 10:00", "2026-03-10 11:00",
		  "2026-03-17 10:00" },
		{ "4wh", "2026-03-09 16:30", "2026-03-10 10:00", "2026-03-10 14:30",
		  "2026-03-10 16:30" },
		{ "24h", "2026-03-09 09:00", "2026-03-09 10:00", "2026-03-09 12:30",
		  "2026-03-10 11:30" },
		/* calendar days: the last one, Saturday the 14th, 24:00, moved by a day */
		{ "5nd", "2026-03-09 09:00", "2026-03-10 10:00", "2026-03-11 10:00",
		  "2026-03-16 00:00" },
		{ "5nd roll=rest_day", "2026-03-09 09:00", NULL, NULL, "2026-03-16 17:30" },
		/* moved by two days it ends on Monday itself */
		{ "5nd roll=rest_day", "2026-03-09 09:00", "2026-03-10 10:00", "2026-03-12 10:00",
		  "2026-03-16 17:30" },
	};

	for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
		gj_limit limit = limit_of(cases[k].limit);
		gj_clock clock;

		ck_assert_int_eq(gj_clock_start(cal, &limit, at_cn(cases[k].start), &clock), 0);
		if (cases[k].from) {
			gj_clock_pause(cal, &clock, at_cn(cases[k].from), NULL);
			gj_clock_resume(cal, &clock, at_cn(cases[k].to));
		}
		ck_assert_msg(clock.due == at_cn(cases[k].due), "%zu: %s", k,
			      shown(arena, clock.due, 480));
	}
}
END_TEST

/* Extensions in another unit follow the first term. */
START_TEST(extensions_in_another_unit)
{
	gj_limit day = limit_of("24h"), more = limit_of("2wd");
	gj_clock clock;

	ck_assert_int_eq(gj_clock_start(cal, &day, at_cn("2026-03-12 10:00"), &clock), 0);
	ck_assert_int_eq(gj_clock_extend(cal, &clock, &more), 0);
	ASSERT_TIME_CN(arena, clock.due, "2026-03-17 17:30");
	while (clock.extra_count < GJ_EXTRA_MAX)
		ck_assert_int_eq(gj_clock_extend(cal, &clock, &more), 0);
	ck_assert_int_eq(gj_clock_extend(cal, &clock, &more), GJ_E_LIMIT);
}
END_TEST

/* What arrives late counts from the next day, and a pause before that moves nothing. */
START_TEST(intake)
{
	const gj_cal *late = calendar_of(
		arena,
		"'default':true,'hours':[['09:00','17:00']],'rest':['sat','sun'],'papers':['cn'],"
		"'intake':{'units':['wd'],'rest_day':'opening','cut_off':'16:00',"
		"'after_cut_off':'opening'}");
	gj_limit limit = limit_of("1wd");
	gj_clock clock;

	/* Friday the 13th, 16:30: from Monday at 9, due on Tuesday */
	ck_assert_int_eq(gj_clock_start(late, &limit, at_cn("2026-03-13 16:30"), &clock), 0);
	ASSERT_TIME_CN(arena, clock.start, "2026-03-16 09:00");
	ASSERT_TIME_CN(arena, clock.due, "2026-03-17 17:00");
	ck_assert_int_eq(gj_clock_pause(late, &clock, at_cn("2026-03-13 16:40"), NULL), 0);
	ck_assert_int_eq(gj_clock_resume(late, &clock, at_cn("2026-03-13 16:55")), 0);
	ASSERT_TIME_CN(arena, clock.due, "2026-03-17 17:00");
	ck_assert_int_eq(clock.consumed, 0);
	/* an extension is no arrival: it adds a day, whenever the first one ends */
	ck_assert_int_eq(gj_clock_extend(late, &clock, &limit), 0);
	ASSERT_TIME_CN(arena, clock.due, "2026-03-18 17:00");
}
END_TEST

START_TEST(beyond_the_years_nothing_changes)
{
	gj_limit limit = limit_of("99999nd");
	gj_clock clock, before;

	ck_assert_int_eq(gj_clock_start(cal, &limit, at_utc("9997-01-01T00:00:00Z"), &clock),
			 GJ_E_BAD_VALUE);
	ck_assert_int_eq(gj_clock_start(cal, &limit, at_utc("9720-01-01T00:00:00Z"), &clock), 0);
	before = clock;
	ck_assert_int_eq(gj_clock_extend(cal, &clock, &limit), GJ_E_BAD_VALUE);
	ck_assert_int_eq(memcmp(&clock, &before, sizeof(clock)), 0);
}
END_TEST

START_TEST(offsets)
{
	static const struct {
		const char *offset, *time;
	} cases[] = { { "due", "2026-10-13 17:30" },  { "-4wh", "2026-10-13 13:30" },
		      { "-1wd", "2026-10-12 17:30" }, { "-3wd", "2026-10-09 17:30" },
		      { "+1wd", "2026-10-14 17:30" }, { "-24h", "2026-10-12 17:30" },
		      { "-5wd", "2026-09-30 17:30" } };
	int64_t time = 0;

	for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
		ck_assert_int_eq(gj_offset_time(cal, gj_str_of(cases[k].offset),
						at_cn("2026-10-13 17:30"), &time),
				 0);
		ASSERT_TIME_CN(arena, time, cases[k].time);
	}
	ck_assert_int_eq(gj_offset_time(cal, GJ_STR("-"), 0, &time), GJ_E_BAD_VALUE);
	ck_assert_int_eq(gj_offset_time(cal, GJ_STR("-4w"), 0, &time), GJ_E_BAD_VALUE);
}
END_TEST

static void add(Suite *suite, const char *name, const TTest *test)
{
	TCase *tcase = tcase_create(name);

	tcase_set_timeout(tcase, 300);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test);
	suite_add_tcase(suite, tcase);
}

static Suite *clock_suite(void)
{
	Suite *s = suite_create("clock");

	add(s, "on paper", on_paper);
	add(s, "table", due_when_the_table_says);
	add(s, "pause", a_pause_moves_the_due_time_by_what_counts);
	add(s, "split", splitting_a_pause_changes_nothing);
	add(s, "recount", the_ledger_agrees_with_a_recount);
	add(s, "change", a_change_of_limit_keeps_what_was_consumed);
	add(s, "extension", an_extension_is_a_longer_limit);
	add(s, "other unit", extensions_in_another_unit);
	add(s, "cap", a_cap_ends_a_pause);
	add(s, "given", nothing_moves_a_due_time_given);
	add(s, "segments", segments_add_up);
	add(s, "latest", the_latest_arrival_in_time);
	add(s, "charts", no_way_through_a_chart_loses_a_clock);
	add(s, "intake", intake);
	add(s, "maximum", beyond_the_years_nothing_changes);
	add(s, "offsets", offsets);
	return s;
}

GJ_TEST_MAIN(clock_suite)
