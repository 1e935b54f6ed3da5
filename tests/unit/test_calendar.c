/* SPDX-License-Identifier: Apache-2.0
 *
 * Deadlines that others have reckoned or published: vectors of the State Council's papers,
 * two cities' service requests; and what each rule of a limit does, on dates that can
 * be checked in a wall calendar.
 */
#include "calendar_ground.h"

#include "exchange/csv.h"

static gj_arena *arena;
static const gj_cal *cn;

static void setup(void)
{
	arena = unit_arena();
	cn = calendar_cn(arena);
}

static void teardown(void)
{
	arena = gj_arena_free(arena);
}

static gj_deadline deadline(const gj_cal *cal, int64_t from, const char *limit)
{
	gj_deadline d;
	gj_limit l = limit_of(limit);

	ck_assert_msg(gj_cal_deadline(cal, from, &l, &d) == 0, "%s", limit);
	return d;
}

/* ---- tables of others ---- */

typedef struct table {
	gj_csv csv;
	gj_csv_row head, row;
	gj_arena_mark mark;
} table;

static gj_str read_all(FILE *file)
{
	size_t room = 4u << 20, n;
	char *text = gj_arena_take(arena, room);

	n = fread(text, 1, room, file);
	ck_assert(n > 0 && n < room);
	return (gj_str){ text, n };
}

static void begin_table(table *t, FILE *file)
{
	gj_csv_begin(&t->csv, read_all(file), &GJ_CSV_LIMITS);
	ck_assert_int_eq(gj_csv_next(&t->csv, arena, &t->head, NULL), 1);
	t->mark = gj_arena_mark_now(arena);
}

static int next_row(table *t)
{
	gj_arena_rewind(arena, t->mark);
	return gj_csv_next(&t->csv, arena, &t->row, NULL) == 1;
}

static gj_str cell(const table *t, gj_str column)
{
	for (size_t i = 0; i < t->head.count; i++)
		if (gj_str_eq(t->head.fields[i], column))
			return t->row.fields[i];
	ck_abort_msg("no column %s", column.p);
	return GJ_STR_NONE;
}

static FILE *fixture(const char *name)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/fixtures/calendar/%s", GJ_TESTS, name);
	file = fopen(path, "rb");
	ck_assert_msg(file != NULL, "%s", path);
	return file;
}

/* Each row three ways: working days, calendar days as they are, calendar days rolled off
 * days without work. */
START_TEST(vectors_of_the_papers)
{
	FILE *file = fixture("workday_vectors.csv");
	char limit[40];
	int rows = 0;
	table t;

	begin_table(&t, file);
	fclose(file);
	while (next_row(&t)) {
		gj_str *f = t.row.fields;
		int64_t from = at_cn(f[0].p) + 10 * GJ_HOUR;

		snprintf(limit, sizeof(limit), "%swd", f[1].p);
		ck_assert_int_eq(gj_cal_day_of(cn, deadline(cn, from, limit).due), day_of(f[2].p));
		snprintf(limit, sizeof(limit), "%snd end=same_time", f[1].p);
		ck_assert_int_eq(gj_cal_day_of(cn, deadline(cn, from, limit).due), day_of(f[3].p));
		snprintf(limit, sizeof(limit), "%snd roll=rest_day", f[1].p);
		ck_assert_int_eq(gj_cal_day_of(cn, deadline(cn, from, limit).due), day_of(f[4].p));
		rows++;
	}
	ck_assert_int_eq(rows, 20);
}
END_TEST

START_TEST(working_days_of_every_month)
{
	FILE *file = fixture("workdays_per_month.csv");
	int rows = 0;
	table t;

	begin_table(&t, file);
	fclose(file);
	while (next_row(&t)) {
		int32_t year = (int32_t)strtol(t.row.fields[0].p, NULL, 10);
		int32_t first = gj_civil_days((gj_civil){ year, 1, 1 });

		for (int32_t m = 1; m <= 12; m++) {
			int32_t from = gj_civil_days((gj_civil){ year, m, 1 });
			int32_t to = gj_civil_days(
				(gj_civil){ m < 12 ? year : year + 1, m % 12 + 1, 1 });

			ck_assert_int_eq(gj_cal_working_days(cn, from, to),
					 strtol(t.row.fields[m].p, NULL, 10));
			ck_assert_int_eq(gj_cal_working_days(cn, to, from),
					 -gj_cal_working_days(cn, from, to));
		}
		ck_assert_int_eq(
			gj_cal_working_days(cn, first, gj_civil_days((gj_civil){ year + 1, 1, 1 })),
			strtol(t.row.fields[13].p, NULL, 10));
		rows++;
	}
	ck_assert_int_eq(rows, 7);
}
END_TEST

/* ---- cities ---- */

typedef struct city {
	const gj_tree *tree, *columns, *units;
	const gj_cal *cal;
	table cases;
	int rows, right;
} city;

/* Opens what is packed with gzip beside the project; NULL where either is missing. */
static FILE *unpacked(const char *name)
{
	FILE *file = unit_shared(name);
	char command[4200];

	if (!file)
		return NULL;
	fclose(file);
	snprintf(command, sizeof(command), "gzip -dc '%s/%s'", GJ_SHARED_DATA, name);
	return popen(command, "r");
}

static void add_holidays(gj_cal_def *def, gj_str name)
{
	FILE *file = unit_shared(name.p);
	gj_cal_day *days = gj_arena_zero(arena, 1000 * sizeof(*days));
	table t;

	ck_assert_ptr_nonnull(file);
	begin_table(&t, file);
	fclose(file);
	while (gj_csv_next(&t.csv, arena, &t.row, NULL) == 1 && def->day_count < 1000)
		days[def->day_count++] =
			(gj_cal_day){ .day = day_of(t.row.fields[0].p), .name = t.row.fields[1] };
	def->days = days;
}

/* "2011-07-01 01:32:33", perhaps with decimals, by the city's own clock. */
static int64_t wall_time(gj_str text)
{
	char full[40];

	snprintf(full, sizeof(full), "%.10sT%.8sZ", text.p, text.n > 11 ? text.p + 11 : "00:00:00");
	return at_utc(full);
}

static void judge(city *c, const gj_zone *zone)
{
	table *t = &c->cases;
	gj_str mode = gj_tree_text(c->columns, "mode"), due, unit;
	int64_t from, found, wanted;
	char limit[40];

	due = cell(t, gj_tree_text(c->columns, "due"));
	unit = gj_tree_text(c->units, mode.p ? cell(t, mode).p : "");
	snprintf(limit, sizeof(limit), "%s%s", cell(t, gj_tree_text(c->columns, "count")).p,
		 unit.p);
	from = gj_zone_instant(zone, wall_time(cell(t, gj_tree_text(c->columns, "from"))), 0);
	found = gj_zone_local(zone, deadline(c->cal, from, limit).due);
	wanted = wall_time(due);
	if (due.n == 10) /* published by the day */
		found -= found % GJ_DAY;
	c->right += llabs(found - wanted) <= 60 * GJ_SECOND;
	c->rows++;
}

static int open_city(city *c, const char *name)
{
	FILE *file = fixture(name);
	gj_str json = read_all(file), holidays;
	gj_tree *tree = NULL;
	gj_cal_def *def;

	fclose(file);
	ck_assert_int_eq(gj_tree_parse(arena, json, &tree, NULL), 0);
	*c = (city){ .tree = tree,
		     .columns = gj_tree_get(tree, "columns"),
		     .units = gj_tree_get(tree, "units") };
	file = unpacked(gj_tree_text(tree, "file").p);
	if (!file)
		return 0;
	/* The overlay's one change is that of the calendars. */
	def = definition_of(
		arena, gj_tree_get(gj_tree_at(gj_tree_get(gj_tree_get(tree, "overlay"), "changes"),
					      0),
				   "value")
			       ->child);
	holidays = gj_tree_text(tree, "holidays");
	if (holidays.p)
		add_holidays(def, holidays);
	c->cal = compiled_from(arena, def);
	begin_table(&c->cases, file);
	return pclose(file) == 0;
}

static const char *const cities[] = { "boston.json", "stlouis.json" };

START_TEST(deadlines_that_cities_published)
{
	city c;

	if (!open_city(&c, cities[_i]))
		UNIT_SKIP("no data beside the project, or no gzip");
	while (next_row(&c.cases))
		judge(&c, &gj_cal_definition(c.cal)->zone);
	ck_assert_int_eq(c.rows, gj_tree_get(c.tree, "rows")->integer);
	ck_assert_int_eq(c.right, c.rows);
}
END_TEST

/* ---- limits as text ---- */

static const char *const good_limits[] = { "30m",
					   "24h",
					   "4wh",
					   "5wd",
					   "7nd",
					   "0wd",
					   "0nd",
					   "99999m",
					   "1h",
					   "7nd roll=none",
					   "7nd roll=holiday",
					   "7nd roll=rest_day end=same_time",
					   "5wd end=close",
					   "10wd end=same_time" };

START_TEST(a_limit_is_written_as_it_was_read)
{
	gj_limit limit = limit_of(good_limits[_i]);
	gj_buf buf;

	gj_buf_init(&buf, arena, 100);
	gj_limit_write(&buf, &limit);
	ck_assert_str_eq(gj_buf_end(&buf).p, good_limits[_i]);
}
END_TEST

static const char *const bad_limits[] = { "",
					  " ",
					  "5",
					  "wd",
					  "5 wd",
					  " 5wd",
					  "5wd ",
					  "-5wd",
					  "+5wd",
					  "05wd",
					  "00wd",
					  "100000wd",
					  "5WD",
					  "5d",
					  "5w",
					  "0m",
					  "0h",
					  "0wh",
					  "0wd end=same_time",
					  "5.5wd",
					  "5wd roll=rest_day",
					  "5h end=close",
					  "4wh end=close",
					  "7nd roll=",
					  "7nd roll=never",
					  "7nd roll",
					  "7nd =none",
					  "7nd roll=none roll=none",
					  "7nd end=close end=close",
					  "7nd  roll=none",
					  "7nd roll=none ",
					  "7nd rolls=none",
					  "7nd end=",
					  "7nd roll=rest_day end=same_time end=close",
					  "5wd\n" };

START_TEST(other_texts_are_no_limits)
{
	gj_limit limit = { 1, 1, 1, 1 };

	ck_assert_int_eq(gj_limit_parse(gj_str_of(bad_limits[_i]), &limit), GJ_E_BAD_VALUE);
	ck_assert_int_eq(limit.count + limit.unit + limit.roll + limit.end, 4);
}
END_TEST

START_TEST(no_text_is_no_limit)
{
	gj_limit limit;

	ck_assert_int_eq(gj_limit_parse(GJ_STR_NONE, &limit), GJ_E_BAD_VALUE);
	ck_assert_int_eq(gj_limit_parse((gj_str){ "5w\0d", 4 }, &limit), GJ_E_BAD_VALUE);
}
END_TEST

/* ---- rules, one by one ---- */

typedef struct example {
	const char *from, *limit, *due;
	int provisional;
} example;

/* Civil Code 201 and 203: days exclude the first one and end at the close of business, or
 * at 24:00 where nobody works; hours begin at once. June 2025 has one holiday, Monday the 2nd;
 * the 14th is a plain Saturday. */
static const example examples[] = {
	/* elapsed */
	{ "2025-06-13 16:50", "30m", "2025-06-13 17:20", 0 },
	{ "2025-06-13 16:50", "24h", "2025-06-14 16:50", 0 },
	/* working hours: over lunch, over the night, over the weekend, from a rest day */
	{ "2025-06-13 11:00", "2wh", "2025-06-13 14:30", 0 },
	{ "2025-06-12 16:30", "2wh", "2025-06-13 10:00", 0 },
	{ "2025-06-13 16:30", "4wh", "2025-06-16 12:00", 0 },
	{ "2025-06-14 08:00", "1wh", "2025-06-16 10:00", 0 },
	{ "2025-06-13 12:30", "1wh", "2025-06-13 14:30", 0 },
	{ "2025-06-13 10:30", "5wh", "2025-06-13 17:00", 0 },
	/* exactly the rest of the day ends with the day, not with the next morning */
	{ "2025-06-13 14:30", "3wh", "2025-06-13 17:30", 0 },
	{ "2025-06-13 09:00", "3wh", "2025-06-13 12:00", 0 },
	/* working days */
	{ "2025-06-13 16:50", "1wd", "2025-06-16 17:30", 0 },
	{ "2025-06-13 16:50", "5wd", "2025-06-20 17:30", 0 },
	{ "2025-06-13 16:50", "5wd end=same_time", "2025-06-20 16:50", 0 },
	{ "2025-06-14 10:00", "1wd", "2025-06-16 17:30", 0 },
	{ "2025-05-30 10:00", "1wd", "2025-06-03 17:30", 0 },
	/* calendar days that end on a plain Saturday, under each roll */
	{ "2025-06-09 10:00", "5nd roll=none", "2025-06-15 00:00", 0 },
	{ "2025-06-09 10:00", "5nd roll=holiday", "2025-06-15 00:00", 0 },
	{ "2025-06-09 10:00", "5nd roll=rest_day", "2025-06-16 17:30", 0 },
	{ "2025-06-09 10:00", "5nd", "2025-06-15 00:00", 0 },
	{ "2025-06-09 10:00", "5nd roll=none end=same_time", "2025-06-14 10:00", 0 },
	{ "2025-06-09 10:00", "5nd roll=holiday end=same_time", "2025-06-14 10:00", 0 },
	{ "2025-06-09 10:00", "5nd roll=rest_day end=same_time", "2025-06-16 10:00", 0 },
	/* on a plain Sunday */
	{ "2025-06-09 10:00", "6nd roll=holiday", "2025-06-16 00:00", 0 },
	{ "2025-06-09 10:00", "6nd roll=rest_day", "2025-06-16 17:30", 0 },
	/* on a working day nothing rolls */
	{ "2025-06-09 10:00", "4nd roll=rest_day", "2025-06-13 17:30", 0 },
	/* on Monday the 2nd, a holiday by decree */
	{ "2025-05-30 10:00", "3nd roll=none", "2025-06-03 00:00", 0 },
	{ "2025-05-30 10:00", "3nd roll=holiday", "2025-06-03 17:30", 0 },
	{ "2025-05-30 10:00", "3nd roll=rest_day", "2025-06-03 17:30", 0 },
	/* on Sunday 28 September, a make-up working day */
	{ "2025-09-24 10:00", "4nd roll=rest_day", "2025-09-28 17:30", 0 },
	/* in the eight days of 国庆 */
	{ "2025-09-30 10:00", "3nd roll=holiday", "2025-10-09 17:30", 0 },
	/* the weekend before the holiday of Monday, 10 June 2024 is a plain one */
	{ "2024-06-03 10:00", "5nd roll=holiday", "2024-06-09 00:00", 0 },
	{ "2024-06-03 10:00", "6nd roll=holiday", "2024-06-10 00:00", 0 },
	{ "2024-06-03 10:00", "7nd roll=holiday", "2024-06-11 17:30", 0 },
	/* the same day */
	{ "2025-06-13 10:00", "0wd", "2025-06-13 17:30", 0 },
	{ "2025-06-13 17:30", "0wd", "2025-06-16 17:30", 0 },
	{ "2025-06-14 10:00", "0wd", "2025-06-16 17:30", 0 },
	{ "2025-06-13 10:00", "0nd", "2025-06-13 17:30", 0 },
	{ "2025-06-13 18:00", "0nd", "2025-06-14 00:00", 0 },
	{ "2025-06-14 10:00", "0nd", "2025-06-15 00:00", 0 },
	/* beyond the last paper, and before the first */
	{ "2026-12-31 10:00", "1wd", "2027-01-01 17:30", 1 },
	{ "2026-12-28 10:00", "3wd", "2026-12-31 17:30", 0 },
	{ "2026-12-31 17:00", "1wh", "2027-01-01 09:30", 1 },
	{ "2026-12-31 16:30", "1wh", "2026-12-31 17:30", 0 },
	{ "2026-12-31 10:00", "7nd", "2027-01-07 17:30", 1 },
	{ "2026-12-31 10:00", "7nd end=same_time", "2027-01-07 10:00", 0 },
	{ "2026-12-31 10:00", "7nd roll=rest_day end=same_time", "2027-01-07 10:00", 1 },
	{ "2026-12-31 10:00", "48h", "2027-01-02 10:00", 0 },
	{ "2019-12-31 10:00", "1wd", "2020-01-02 17:30", 1 },
	{ "2020-01-01 10:00", "1wd", "2020-01-02 17:30", 0 },
};

START_TEST(each_rule_by_example)
{
	const example *e = &examples[_i];
	gj_deadline d = deadline(cn, at_cn(e->from), e->limit);

	ASSERT_TIME_CN(arena, d.due, e->due);
	ck_assert_int_eq(d.provisional, e->provisional);
	ck_assert_int_eq(d.from, at_cn(e->from));
	ck_assert_int_eq(d.start, at_cn(e->from));
}
END_TEST

/* What arrives when nobody works, by each rule; Friday is the 13th. */
static const struct arrival {
	const char *intake, *from, *start;
	int why;
} arrivals[] = {
	{ "'rest_day':'as_is'", "2025-06-14 20:00", "2025-06-14 20:00", 0 },
	{ "'rest_day':'same_time'", "2025-06-14 20:00", "2025-06-16 20:00",
	  GJ_WHY_arrived_on_rest_day },
	{ "'rest_day':'opening'", "2025-06-14 20:00", "2025-06-16 09:00",
	  GJ_WHY_arrived_on_rest_day },
	{ "'rest_day':'opening'", "2025-06-13 20:00", "2025-06-13 20:00", 0 },
	{ "'rest_day':'opening','cut_off':'16:00','after_cut_off':'opening'", "2025-06-13 15:59",
	  "2025-06-13 15:59", 0 },
	{ "'rest_day':'opening','cut_off':'16:00','after_cut_off':'opening'", "2025-06-13 16:00",
	  "2025-06-16 09:00", GJ_WHY_arrived_late },
	{ "'rest_day':'opening','cut_off':'16:00','after_cut_off':'same_time'", "2025-06-13 18:00",
	  "2025-06-16 18:00", GJ_WHY_arrived_late },
	/* moved to Monday 20:00 first, which is late on Monday */
	{ "'rest_day':'same_time','cut_off':'16:00','after_cut_off':'opening'", "2025-06-14 20:00",
	  "2025-06-17 09:00", GJ_WHY_arrived_late },
	{ "'rest_day':'opening','cut_off':'16:00','after_cut_off':'opening'", "2025-06-14 20:00",
	  "2025-06-16 09:00", GJ_WHY_arrived_on_rest_day },
	/* 国庆 2025: from the last working day before it */
	{ "'rest_day':'opening','cut_off':'16:00','after_cut_off':'opening'", "2025-09-30 17:00",
	  "2025-10-09 09:00", GJ_WHY_arrived_late },
};

START_TEST(arrivals_when_nobody_works)
{
	const struct arrival *a = &arrivals[_i];
	char members[400];
	const gj_cal *cal;
	gj_deadline d;

	snprintf(members, sizeof(members),
		 "'hours':[['09:00','12:00'],['13:30','17:30']],'rest':['sat','sun'],"
		 "'papers':['cn'],'intake':{%s}",
		 a->intake);
	cal = calendar_of(arena, members);
	d = deadline(cal, at_cn(a->from), "1wd");
	ASSERT_TIME_CN(arena, d.start, a->start);
	ck_assert_int_eq(d.moved, a->why);
	ck_assert_int_eq(gj_cal_day_of(cal, d.due),
			 gj_cal_day_of(cn, deadline(cn, d.start, "1wd").due));
	/* Other units are not asked, unless the rule names them. */
	ck_assert_int_eq(deadline(cal, at_cn(a->from), "3nd").start, at_cn(a->from));
	ck_assert_int_eq(deadline(cal, at_cn(a->from), "24h").due, at_cn(a->from) + GJ_DAY);
}
END_TEST

/* ---- days of a calendar's own, several series, years ---- */

START_TEST(own_days_stand_over_the_papers)
{
	const gj_cal *cal = calendar_of(
		arena,
		"'hours':[['09:00','12:00'],['13:30','17:30']],'rest':['sat','sun'],"
		"'papers':['cn'],'names':{'古尔邦节':'Corban'},'days':["
		"{'date':'2025-06-06','off':true,'name':'古尔邦节','source':'regional'},"
		"{'date':'2025-06-07','off':false,'name':'补班','hours':[['09:00','12:00']]},"
		"{'date':'2025-10-01','off':false,'name':'值班'}]");
	gj_cal_info info = gj_cal_day_info(cal, day_of("2025-06-06"));

	ck_assert_int_eq(info.why, GJ_WHY_local_holiday);
	ck_assert(gj_str_is(info.name, "古尔邦节") && gj_str_is(info.en, "Corban"));
	ck_assert(gj_str_is(info.source, "regional"));
	ck_assert_int_eq(gj_cal_day_info(cal, day_of("2025-06-07")).why, GJ_WHY_local_working_day);
	ck_assert_int_eq(gj_cal_day_info(cal, day_of("2025-10-01")).why, GJ_WHY_local_working_day);
	ck_assert_int_eq(gj_cal_day_info(cal, day_of("2025-10-02")).why, GJ_WHY_holiday);
	ck_assert_int_eq(gj_cal_day_info(cal, day_of("2025-10-11")).why, GJ_WHY_make_up_day);
	/* Thursday 5th: Friday is off, Saturday morning is worked. */
	ASSERT_TIME_CN(arena, deadline(cal, at_cn("2025-06-05 10:00"), "1wd").due,
		       "2025-06-07 12:00");
	ASSERT_TIME_CN(arena, deadline(cal, at_cn("2025-06-05 16:30"), "4wh").due,
		       "2025-06-07 12:00");
	ASSERT_TIME_CN(arena, deadline(cal, at_cn("2025-06-05 16:30"), "5wh").due,
		       "2025-06-09 10:00");
	/* A day off of the calendar's own is a holiday to a limit that rolls off holidays. */
	ASSERT_TIME_CN(arena, deadline(cal, at_cn("2025-06-04 10:00"), "2nd roll=holiday").due,
		       "2025-06-07 12:00");
}
END_TEST

/* Friday the 13th is decreed off; papers do not always list the weekend behind such a day,
 * but it is one holiday with it. */
START_TEST(a_weekend_behind_a_holiday_belongs_to_it)
{
	const gj_cal *cal = calendar_of(arena, "'hours':[['09:00','17:30']],'rest':['sat','sun'],"
					       "'days':[{'date':'2025-06-13','off':true,"
					       "'name':'节'}]");
	static const char *const due[] = {
		"2025-06-12 17:30", "2025-06-16 17:30", "2025-06-16 17:30", "2025-06-16 17:30",
		"2025-06-16 17:30", "2025-06-17 17:30", "2025-06-18 17:30", "2025-06-19 17:30",
		"2025-06-20 17:30", "2025-06-22 00:00", "2025-06-23 00:00"
	};
	char limit[40];

	for (size_t i = 0; i < sizeof(due) / sizeof(due[0]); i++) {
		snprintf(limit, sizeof(limit), "%dnd roll=holiday", (int)i + 2);
		ASSERT_TIME_CN(arena, deadline(cal, at_cn("2025-06-10 10:00"), limit).due, due[i]);
	}
}
END_TEST

START_TEST(every_day_of_a_paper_is_named_with_its_source)
{
	size_t papers, seen = 0;
	const gj_cal_paper *paper = gj_cal_papers(&papers);

	ck_assert_uint_eq(papers, 7);
	for (size_t p = 0; p < papers; p++)
		for (size_t i = 0; i < paper[p].count; i++, seen++) {
			gj_cal_info info = gj_cal_day_info(cn, paper[p].days[i].day);

			ck_assert_int_eq(info.working, paper[p].days[i].working);
			ck_assert_int_eq(info.why,
					 info.working ? GJ_WHY_make_up_day : GJ_WHY_holiday);
			ck_assert(gj_str_eq(info.name, paper[p].days[i].name));
			ck_assert(memcmp(info.source.p, "http", 4) == 0);
			/* The profile words every name in English. */
			ck_assert(info.en.n && !gj_str_eq(info.en, info.name));
		}
	ck_assert_uint_eq(seen, 37 + 38 + 38 + 34 + 36 + 33 + 39);
}
END_TEST

/* What is built in is what was published, day by day. */
START_TEST(papers_are_those_beside_the_source)
{
	size_t papers;
	const gj_cal_paper *built = gj_cal_papers(&papers);

	for (size_t p = 0; p < papers; p++) {
		char name[4096];
		gj_cal_paper read = { .year = 0 };
		gj_error err = { 0 };
		gj_tree *tree = NULL;
		gj_walk walk;
		FILE *file;

		snprintf(name, sizeof(name), "%s/../src/calendar/data/%d.json", GJ_TESTS,
			 (int)built[p].year);
		file = fopen(name, "rb");
		ck_assert_ptr_nonnull(file);
		ck_assert_int_eq(gj_tree_parse(arena, read_all(file), &tree, &err), 0);
		fclose(file);
		gj_walk_start(&walk, GJ_RULE_profile_path, &err);
		ck_assert_int_eq(gj_paper_read(&walk, arena, tree, &read), 0);
		ck_assert_int_eq(read.year, built[p].year);
		ck_assert_uint_eq(read.count, built[p].count);
		for (size_t i = 0; i < read.count; i++) {
			ck_assert_int_eq(read.days[i].day, built[p].days[i].day);
			ck_assert_int_eq(read.days[i].working, built[p].days[i].working);
			ck_assert(gj_str_eq(read.days[i].name, built[p].days[i].name));
			ck_assert(gj_str_eq(read.days[i].source, built[p].days[i].source));
		}
	}
}
END_TEST

/* A later paper of the same day stands over an earlier one: 2020-01-31 was made a day off
 * by the second paper of 2020. */
START_TEST(the_later_paper_stands)
{
	int32_t day = day_of("2025-06-16");
	gj_cal_day off = { .day = day, .name = GJ_STR("停工") }, on = { .day = day, .working = 1 };
	gj_cal_paper papers[] = { { GJ_STR("a"), 2025, &off, 1 },
				  { GJ_STR("b"), 2025, &on, 1 },
				  { GJ_STR("c"), 2025, &off, 1 },
				  { GJ_STR("a"), 2026, &off, 1 } };
	const gj_cal_def *def = gj_cal_definition(calendar_of(
		arena, "'hours':[['09:00','17:00']],'rest':['sat','sun'],'papers':['a','b']"));
	gj_zone zone = gj_zone_fixed(480);
	const gj_cal *cal = NULL;

	ck_assert_int_eq(gj_cal_compile(arena, def, papers, 1, &zone, &cal), 0);
	ck_assert_int_eq(gj_cal_day_info(cal, day).working, 0);
	ck_assert_int_eq(gj_cal_compile(arena, def, papers, 2, &zone, &cal), 0);
	ck_assert_int_eq(gj_cal_day_info(cal, day).working, 1);
	/* c is of a series that this calendar does not name */
	ck_assert_int_eq(gj_cal_compile(arena, def, papers, 3, &zone, &cal), 0);
	ck_assert_int_eq(gj_cal_day_info(cal, day).working, 1);
	/* series count before years: b still stands over a */
	ck_assert_int_eq(gj_cal_compile(arena, def, papers, 4, &zone, &cal), 0);
	ck_assert_int_eq(gj_cal_day_info(cal, day).working, 1);
	ck_assert(gj_cal_known(cal, day_of("2025-01-01"), day_of("2026-12-31")));
	ck_assert(!gj_cal_known(cal, day_of("2024-12-31"), day_of("2025-01-01")));
}
END_TEST

START_TEST(years_between_papers_are_not_known)
{
	gj_cal_day day = { .day = day_of("2025-06-16") };
	gj_cal_paper papers[] = { { GJ_STR("a"), 2025, &day, 1 },
				  { GJ_STR("a"), 2026, &day, 0 },
				  { GJ_STR("a"), 2027, &day, 1 } };
	const gj_cal_def *def = gj_cal_definition(calendar_of(
		arena, "'hours':[['09:00','17:00']],'rest':['sat','sun'],'papers':['a'],"
		       "'known':{'from':2010,'to':2012}"));
	gj_zone zone = gj_zone_fixed(480);
	const gj_cal *cal = NULL;

	ck_assert_int_eq(gj_cal_compile(arena, def, papers, 3, &zone, &cal), 0);
	ck_assert(gj_cal_known(cal, day_of("2025-01-01"), day_of("2025-12-31")));
	ck_assert(!gj_cal_known(cal, day_of("2025-12-31"), day_of("2026-01-01")));
	ck_assert(!gj_cal_known(cal, day_of("2025-12-31"), day_of("2027-01-01")));
	ck_assert(gj_cal_known(cal, day_of("2010-01-01"), day_of("2012-12-31")));
	ck_assert(!gj_cal_known(cal, day_of("2012-01-01"), day_of("2013-01-01")));
	ck_assert_int_eq(gj_cal_known_until(cal), day_of("2027-12-31"));
	/* A calendar that waits for no paper is never provisional. */
	cal = calendar_of(arena, "'hours':[['09:00','17:00']],'rest':['sat','sun']");
	ck_assert(gj_cal_known(cal, day_of("1900-01-01"), day_of("2900-01-01")));
	ck_assert_int_eq(gj_cal_known_until(cal), INT32_MAX);
}
END_TEST

/* ---- edges ---- */

START_TEST(sums_beyond_the_years_are_refused)
{
	gj_deadline d = { .due = 7 };
	gj_limit limit = limit_of("99999wd");
	int64_t time = 7;

	ck_assert_int_eq(gj_cal_deadline(cn, GJ_TIME_MAX, &limit, &d), GJ_E_BAD_VALUE);
	ck_assert_int_eq(gj_cal_deadline(cn, GJ_TIME_MIN, &limit, &d), GJ_E_BAD_VALUE);
	ck_assert_int_eq(gj_cal_deadline(cn, at_utc("9900-01-01T00:00:00Z"), &limit, &d),
			 GJ_E_BAD_VALUE);
	ck_assert_int_eq(gj_cal_add(cn, at_utc("0100-01-01T00:00:00Z"), &limit, -1, &time),
			 GJ_E_BAD_VALUE);
	ck_assert_int_eq(d.due, 7);
	ck_assert_int_eq(time, 7);
	ck_assert_int_eq(gj_cal_deadline(cn, at_utc("9000-01-01T00:00:00Z"), &limit, &d), 0);
	/* 99,999 working days are 19,999 weeks and 4 days. */
	ck_assert_int_eq(gj_cal_day_of(cn, d.due), day_of("9000-01-01") + 19999 * 7 + 6);
}
END_TEST

START_TEST(calendars_that_cannot_be)
{
	gj_cal_def def = { .hours = { 1, { { 540, 1020 } } } };
	gj_cal_day day = { .day = 1, .working = 1 };
	gj_zone zone = gj_zone_fixed(480);
	const gj_cal *cal = NULL;

	ck_assert_int_eq(gj_cal_compile(arena, &def, NULL, 0, &zone, &cal), GJ_E_BAD_VALUE);
	def.week[6] = (gj_cal_hours){ 2, { { 0, 60 }, { 59, 120 } } };
	ck_assert_int_eq(gj_cal_compile(arena, &def, NULL, 0, &zone, &cal), GJ_E_BAD_VALUE);
	def.week[6] = (gj_cal_hours){ 1, { { 1380, 1441 } } };
	ck_assert_int_eq(gj_cal_compile(arena, &def, NULL, 0, &zone, &cal), GJ_E_BAD_VALUE);
	def.week[6] = (gj_cal_hours){ 1, { { 60, 60 } } };
	ck_assert_int_eq(gj_cal_compile(arena, &def, NULL, 0, &zone, &cal), GJ_E_BAD_VALUE);
	def.week[6] = (gj_cal_hours){ 9, { { 60, 61 } } };
	ck_assert_int_eq(gj_cal_compile(arena, &def, NULL, 0, &zone, &cal), GJ_E_BAD_VALUE);
	def.week[6] = (gj_cal_hours){ 2, { { 0, 60 }, { 60, 1440 } } };
	def.days = &day;
	def.day_count = 1;
	def.hours.count = 0; /* a working day of no hours */
	ck_assert_int_eq(gj_cal_compile(arena, &def, NULL, 0, &zone, &cal), GJ_E_BAD_VALUE);
	ck_assert_ptr_null(cal);
	def.hours.count = 1;
	ck_assert_int_eq(gj_cal_compile(arena, &def, NULL, 0, &zone, &cal), 0);
	ck_assert_ptr_nonnull(cal);
}
END_TEST

/* Work to 24:00 and from 00:00 on: one unbroken night, no minute lost. */
START_TEST(midnight_is_no_gap)
{
	const gj_cal *cal = calendar_of(arena, "'hours':[['00:00','06:00'],['22:00','24:00']],"
					       "'rest':[]");

	ASSERT_TIME_CN(arena, deadline(cal, at_cn("2025-06-13 23:30"), "1wh").due,
		       "2025-06-14 00:30");
	ASSERT_TIME_CN(arena, deadline(cal, at_cn("2025-06-13 22:00"), "2wh").due,
		       "2025-06-14 00:00");
	ck_assert_int_eq(gj_cal_worked(cal, at_cn("2025-06-13 23:59"), at_cn("2025-06-14 00:01")),
			 2 * GJ_MINUTE);
	ASSERT_TIME_CN(arena, deadline(cal, at_cn("2025-06-13 10:00"), "1wd").due,
		       "2025-06-15 00:00");
}
END_TEST

static void identity(const gj_cal *cal, gj_buf *buf)
{
	gj_buf_init(buf, arena, 1u << 20);
	gj_cal_identity(buf, cal);
	gj_buf_end(buf);
	ck_assert_int_eq(buf->failed, 0);
}

START_TEST(calendars_alike_are_identical_others_not)
{
	size_t count;
	const gj_cal_paper *papers = gj_cal_papers(&count);
	gj_zone zone = gj_zone_fixed(480), west = gj_zone_fixed(-300);
	const gj_cal_def *def = gj_cal_definition(cn);
	const gj_cal *cal = NULL;
	gj_buf a, b;

	identity(cn, &a);
	ck_assert_int_eq(gj_cal_compile(arena, def, papers, count, &zone, &cal), 0);
	identity(cal, &b);
	ck_assert(a.n == b.n && memcmp(a.p, b.p, a.n) == 0);
	ck_assert_int_eq(gj_cal_compile(arena, def, papers, count - 1, &zone, &cal), 0);
	identity(cal, &b);
	ck_assert(a.n != b.n);
	ck_assert_int_eq(gj_cal_compile(arena, def, papers, count, &west, &cal), 0);
	identity(cal, &b);
	ck_assert(a.n != b.n || memcmp(a.p, b.p, a.n) != 0);
}
END_TEST

static void add(Suite *suite, const char *name, const TTest *test, int count)
{
	TCase *tcase = tcase_create(name);

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	if (count)
		tcase_add_loop_test(tcase, test, 0, count);
	else
		tcase_add_test(tcase, test);
	suite_add_tcase(suite, tcase);
}

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static Suite *calendar_suite(void)
{
	Suite *s = suite_create("calendar");

	add(s, "vectors", vectors_of_the_papers, 0);
	add(s, "months", working_days_of_every_month, 0);
	add(s, "cities", deadlines_that_cities_published, COUNT(cities));
	add(s, "limits", a_limit_is_written_as_it_was_read, COUNT(good_limits));
	add(s, "no_limits", other_texts_are_no_limits, COUNT(bad_limits));
	add(s, "no_text", no_text_is_no_limit, 0);
	add(s, "examples", each_rule_by_example, COUNT(examples));
	add(s, "arrivals", arrivals_when_nobody_works, COUNT(arrivals));
	add(s, "own_days", own_days_stand_over_the_papers, 0);
	add(s, "weekend_behind", a_weekend_behind_a_holiday_belongs_to_it, 0);
	add(s, "sources", every_day_of_a_paper_is_named_with_its_source, 0);
	add(s, "papers", papers_are_those_beside_the_source, 0);
	add(s, "later_paper", the_later_paper_stands, 0);
	add(s, "gaps", years_between_papers_are_not_known, 0);
	add(s, "far", sums_beyond_the_years_are_refused, 0);
	add(s, "impossible", calendars_that_cannot_be, 0);
	add(s, "midnight", midnight_is_no_gap, 0);
	add(s, "identity", calendars_alike_are_identical_others_not, 0);
	return s;
}

GJ_TEST_MAIN(calendar_suite)
