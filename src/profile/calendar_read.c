/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading calendars and papers, with the place and the problem when they do not hold.
 */
#include "profile/calendar_read.h"

#include <string.h>

#include "util/error.h"
#include "util/time.h"

#define YEAR_FIRST 1971
#define YEAR_LAST 2198
#define DAYS_MAX 4000
#define PAPER_DAYS_MAX 400
#define NAMES_MAX 200
#define SOURCES_MAX 8
#define SOURCE_BYTES_MAX 4096

static const char *const calendar_keys[] = { "zh",   "en",     "source", "default", "hours", "rest",
					     "week", "papers", "known",  "days",    "names", "zone",
					     "end",  "roll",   "intake", NULL };
static const char *const weekdays[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL };
static const char *const day_keys[] = { "date", "off", "name", "source", "hours", NULL };
static const char *const known_keys[] = { "from", "to", NULL };
static const char *const intake_keys[] = { "units", "rest_day", "cut_off", "after_cut_off", NULL };
static const char *const arrivals[] = { "as_is", "same_time", "opening", NULL };
static const char *const paper_keys[] = { "$schema", "$id", "year", "papers", "days", NULL };
static const char *const paper_day_keys[] = { "name", "date", "isOffDay", NULL };

static int no_memory(gj_walk *walk)
{
	return gj_fail(walk->err, GJ_E_NOMEM, GJ_RULE_NONE);
}

/* One of a list of names that begins at `first`; absent leaves *ret_index alone. */
static int read_choice(gj_walk *walk, const gj_tree *tree, const char *key,
		       const char *const *names, int first, int32_t *ret_index)
{
	const gj_tree *member = NULL;
	int at, e = gj_walk_option(walk, tree, key, GJ_TREE_TEXT, &member);

	if (e < 0 || !member)
		return e;
	at = gj_walk_index(names, member->text);
	if (at < first)
		return gj_walk_fail_at(walk, key, "none of the words allowed here");
	*ret_index = at;
	return GJ_OK;
}

/* ---- hours ---- */

/* "HH:MM" up to "24:00", in minutes. */
int gj_minute_read(const gj_tree *tree, int32_t *ret_minute)
{
	const char *p = tree->text.p;
	int32_t minute;

	if (tree->kind != GJ_TREE_TEXT || tree->text.n != 5 || p[2] != ':')
		return 0;
	for (int i = 0; i < 5; i++)
		if (i != 2 && (p[i] < '0' || p[i] > '9'))
			return 0;
	if (p[3] > '5')
		return 0;
	minute = ((p[0] - '0') * 10 + p[1] - '0') * 60 + (p[3] - '0') * 10 + p[4] - '0';
	if (minute > 24 * 60)
		return 0;
	*ret_minute = minute;
	return 1;
}

int gj_hours_read(gj_walk *walk, const gj_tree *tree, gj_cal_hours *hours)
{
	int32_t last = 0;

	if (tree->kind != GJ_TREE_ARRAY || tree->count > GJ_CAL_SPANS_MAX)
		return gj_walk_fail(walk, "should be a list of at most 8 pairs of times");
	hours->count = 0;
	for (const gj_tree *t = tree->child; t; t = t->next) {
		size_t mark = gj_walk_item(walk, hours->count);
		gj_cal_span *span = &hours->span[hours->count++];

		if (t->kind != GJ_TREE_ARRAY || t->count != 2 ||
		    !gj_minute_read(t->child, &span->from) ||
		    !gj_minute_read(t->child->next, &span->to))
			return gj_walk_fail(walk, "should be two times as 09:00, up to 24:00");
		if (span->from < last || span->to <= span->from)
			return gj_walk_fail(walk, "times should go forward");
		last = span->to;
		gj_walk_back(walk, mark);
	}
	return GJ_OK;
}

static int read_week_member(gj_walk *walk, const gj_tree *week, gj_cal_def *def)
{
	for (const gj_tree *t = week->child; t; t = t->next) {
		size_t mark = gj_walk_key(walk, t->key);
		int e = gj_hours_read(walk, t, &def->week[gj_walk_index(weekdays, t->key)]);

		if (e < 0)
			return e;
		gj_walk_back(walk, mark);
	}
	return GJ_OK;
}

static int read_week(gj_walk *walk, const gj_tree *tree, gj_cal_def *def)
{
	const gj_tree *hours = NULL, *rest = NULL, *week = NULL;
	uint64_t days = 0;
	size_t mark, working = 0;
	int e;

	if ((e = gj_walk_member(walk, tree, "hours", GJ_TREE_ARRAY, &hours)) < 0 ||
	    (e = gj_walk_option(walk, tree, "rest", GJ_TREE_ARRAY, &rest)) < 0 ||
	    (e = gj_walk_option(walk, tree, "week", GJ_TREE_OBJECT, &week)) < 0)
		return e;
	mark = gj_walk_key(walk, GJ_STR("hours"));
	e = gj_hours_read(walk, hours, &def->hours);
	if (e < 0)
		return e;
	gj_walk_back(walk, mark);
	if (!rest)
		return gj_walk_fail_at(walk, "rest", "missing");
	mark = gj_walk_key(walk, GJ_STR("rest"));
	if (rest->count && (e = gj_walk_names(walk, rest, weekdays, "weekday", &days)) < 0)
		return e;
	gj_walk_back(walk, mark);
	for (int i = 0; i < 7; i++)
		def->week[i] = days >> i & 1 ? (gj_cal_hours){ 0 } : def->hours;
	mark = gj_walk_key(walk, GJ_STR("week"));
	if (week && ((e = gj_walk_object(walk, week, weekdays)) < 0 ||
		     (e = read_week_member(walk, week, def)) < 0))
		return e;
	gj_walk_back(walk, mark);
	for (int i = 0; i < 7; i++)
		working += def->week[i].count;
	return working ? GJ_OK : gj_walk_fail_at(walk, "rest", "nobody works on any day");
}

/* ---- days ---- */

static int read_date(gj_walk *walk, const gj_tree *tree, int32_t *ret_day)
{
	gj_str text = GJ_STR_NONE;
	int e = gj_walk_text(walk, tree, "date", &text);

	if (e < 0)
		return e;
	if (gj_date_parse(text, ret_day) < 0)
		return gj_walk_fail_at(walk, "date", "should be a date, as 2026-03-01");
	return GJ_OK;
}

static int stands_before(const gj_cal_day *days, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (days[i].day == days[count].day)
			return 1;
	return 0;
}

static int read_own_hours(gj_walk *walk, gj_arena *arena, const gj_tree *tree, gj_cal_day *day)
{
	const gj_tree *hours = NULL;
	size_t mark;
	gj_cal_hours *own;
	int e = gj_walk_option(walk, tree, "hours", GJ_TREE_ARRAY, &hours);

	if (e < 0 || !hours)
		return e;
	mark = gj_walk_key(walk, GJ_STR("hours"));
	if (!day->working || !hours->count)
		return gj_walk_fail(walk, "only of a day on which somebody works");
	own = gj_arena_zero(arena, sizeof(*own));
	if (!own)
		return no_memory(walk);
	day->hours = own;
	e = gj_hours_read(walk, hours, own);
	if (e < 0)
		return e;
	gj_walk_back(walk, mark);
	return GJ_OK;
}

static int read_day(gj_walk *walk, gj_arena *arena, const gj_tree *tree, gj_cal_day *day)
{
	const gj_tree *is_off = NULL, *source = NULL;
	int e;

	if ((e = gj_walk_object(walk, tree, day_keys)) < 0 ||
	    (e = read_date(walk, tree, &day->day)) < 0 ||
	    (e = gj_walk_member(walk, tree, "off", GJ_TREE_BOOL, &is_off)) < 0 ||
	    (e = gj_walk_text(walk, tree, "name", &day->name)) < 0 ||
	    (e = gj_walk_option(walk, tree, "source", GJ_TREE_TEXT, &source)) < 0)
		return e;
	day->working = !is_off->integer;
	day->source = source ? source->text : GJ_STR_NONE;
	return read_own_hours(walk, arena, tree, day);
}

static int read_days(gj_walk *walk, gj_arena *arena, const gj_tree *tree, gj_cal_def *def)
{
	const gj_tree *days = NULL;
	size_t top;
	gj_cal_day *own;
	int e = gj_walk_option(walk, tree, "days", GJ_TREE_ARRAY, &days);

	if (e < 0 || !days)
		return e;
	top = gj_walk_key(walk, GJ_STR("days"));
	if (days->count > DAYS_MAX)
		return gj_walk_fail(walk, "more than 4000 days");
	own = gj_arena_zero(arena, (days->count + 1) * sizeof(*own));
	if (!own)
		return no_memory(walk);
	def->days = own;
	for (const gj_tree *t = days->child; t; t = t->next, def->day_count++) {
		size_t mark = gj_walk_item(walk, def->day_count);

		e = read_day(walk, arena, t, &own[def->day_count]);
		if (e < 0)
			return e;
		if (stands_before(own, def->day_count))
			return gj_walk_fail_at(walk, "date", "stands twice");
		gj_walk_back(walk, mark);
	}
	gj_walk_back(walk, top);
	return GJ_OK;
}

/* ---- what else a calendar says ---- */

static int read_series(gj_walk *walk, const gj_tree *tree, gj_cal_def *def)
{
	const gj_tree *papers = NULL;
	size_t top;
	int e = gj_walk_option(walk, tree, "papers", GJ_TREE_ARRAY, &papers);

	if (e < 0 || !papers)
		return e;
	top = gj_walk_key(walk, GJ_STR("papers"));
	if (papers->count > GJ_CAL_SERIES_MAX)
		return gj_walk_fail(walk, "more than 8 series");
	for (const gj_tree *t = papers->child; t; t = t->next) {
		size_t mark = gj_walk_item(walk, def->series_count);

		if (t->kind != GJ_TREE_TEXT)
			return gj_walk_fail(walk, "should be text");
		e = gj_walk_name(walk, t->text);
		if (e < 0)
			return e;
		for (size_t i = 0; i < def->series_count; i++)
			if (gj_str_eq(def->series[i], t->text))
				return gj_walk_fail(walk, "stands twice");
		def->series[def->series_count++] = t->text;
		gj_walk_back(walk, mark);
	}
	gj_walk_back(walk, top);
	return GJ_OK;
}

static int read_year(gj_walk *walk, const gj_tree *tree, const char *key, int32_t *ret_year)
{
	const gj_tree *year = NULL;
	int e = gj_walk_member(walk, tree, key, GJ_TREE_INT, &year);

	if (e < 0)
		return e;
	if (year->integer < YEAR_FIRST || year->integer > YEAR_LAST)
		return gj_walk_fail_at(walk, key, "should be between 1971 and 2198");
	*ret_year = (int32_t)year->integer;
	return GJ_OK;
}

static int read_known(gj_walk *walk, const gj_tree *tree, gj_cal_def *def)
{
	const gj_tree *known = NULL;
	size_t mark;
	int e = gj_walk_option(walk, tree, "known", GJ_TREE_OBJECT, &known);

	if (e < 0 || !known)
		return e;
	mark = gj_walk_key(walk, GJ_STR("known"));
	if ((e = gj_walk_object(walk, known, known_keys)) < 0 ||
	    (e = read_year(walk, known, "from", &def->known_from)) < 0 ||
	    (e = read_year(walk, known, "to", &def->known_to)) < 0)
		return e;
	if (def->known_to < def->known_from)
		return gj_walk_fail_at(walk, "to", "lies before the beginning");
	gj_walk_back(walk, mark);
	return GJ_OK;
}

static int read_names(gj_walk *walk, gj_arena *arena, const gj_tree *tree, gj_cal_def *def)
{
	const gj_tree *names = NULL;
	size_t top;
	gj_pair *pairs;
	int e = gj_walk_option(walk, tree, "names", GJ_TREE_OBJECT, &names);

	if (e < 0 || !names)
		return e;
	top = gj_walk_key(walk, GJ_STR("names"));
	pairs = gj_arena_zero(arena, (names->count + 1) * sizeof(*pairs));
	if (names->count > NAMES_MAX)
		return gj_walk_fail(walk, "more than 200 names");
	if (!pairs)
		return no_memory(walk);
	def->names.p = pairs;
	for (const gj_tree *t = names->child; t; t = t->next) {
		if (t->kind != GJ_TREE_TEXT || !t->text.n) {
			gj_walk_key(walk, t->key);
			return gj_walk_fail(walk, "should be text");
		}
		pairs[def->names.n++] = (gj_pair){ t->key, t->text };
	}
	gj_walk_back(walk, top);
	return GJ_OK;
}

static int read_zone(gj_walk *walk, const gj_tree *tree, gj_cal_def *def)
{
	const gj_tree *zone = NULL;
	int e = gj_walk_option(walk, tree, "zone", GJ_TREE_TEXT, &zone);

	if (e < 0 || !zone)
		return e;
	if (gj_zone_parse(zone->text, &def->zone) < 0)
		return gj_walk_fail_at(walk, "zone",
				       "should be as +08:00 or EST5EDT,M3.2.0,M11.1.0");
	def->zoned = 1;
	return GJ_OK;
}

static int read_intake(gj_walk *walk, const gj_tree *tree, gj_cal_def *def)
{
	const gj_tree *intake = NULL, *units = NULL, *cut_off = NULL;
	uint64_t bits = UINT64_C(1) << GJ_UNIT_WD;
	size_t top, mark;
	int e = gj_walk_option(walk, tree, "intake", GJ_TREE_OBJECT, &intake);

	if (e < 0 || !intake)
		return e;
	top = gj_walk_key(walk, GJ_STR("intake"));
	if ((e = gj_walk_object(walk, intake, intake_keys)) < 0 ||
	    (e = gj_walk_option(walk, intake, "units", GJ_TREE_ARRAY, &units)) < 0 ||
	    (e = gj_walk_option(walk, intake, "cut_off", GJ_TREE_TEXT, &cut_off)) < 0 ||
	    (e = read_choice(walk, intake, "rest_day", arrivals, 0, &def->intake.rest_day)) < 0 ||
	    (e = read_choice(walk, intake, "after_cut_off", arrivals, 0,
			     &def->intake.after_cut_off)) < 0)
		return e;
	mark = gj_walk_key(walk, GJ_STR("units"));
	if (units && (e = gj_walk_names(walk, units, gj_unit_names, "unit", &bits)) < 0)
		return e;
	gj_walk_back(walk, mark);
	def->intake.units = (uint32_t)bits;
	if ((cut_off != NULL) != (def->intake.after_cut_off != GJ_ARRIVAL_AS_IS))
		return gj_walk_fail_at(walk, "cut_off", "goes together with after_cut_off");
	if (cut_off && !gj_minute_read(cut_off, &def->intake.cut_off))
		return gj_walk_fail_at(walk, "cut_off", "should be a time as 17:00");
	/* Else what came on Saturday would be due before what came late on Friday. */
	if (cut_off && def->intake.rest_day == GJ_ARRIVAL_AS_IS)
		return gj_walk_fail_at(walk, "rest_day", "a cut-off needs a rule for days off too");
	gj_walk_back(walk, top);
	return GJ_OK;
}

int gj_calendar_read(gj_walk *walk, gj_arena *arena, const gj_tree *tree, gj_cal_def *ret_def)
{
	const gj_tree *main = NULL;
	gj_str source = GJ_STR_NONE;
	gj_cal_def def = { .end = GJ_END_CLOSE, .roll = GJ_ROLL_NONE };
	int e;

	if ((e = gj_walk_object(walk, tree, calendar_keys)) < 0 ||
	    (e = gj_walk_text(walk, tree, "zh", &def.zh)) < 0 ||
	    (e = gj_walk_text(walk, tree, "en", &def.en)) < 0 ||
	    (e = gj_walk_text(walk, tree, "source", &source)) < 0 ||
	    (e = gj_walk_option(walk, tree, "default", GJ_TREE_BOOL, &main)) < 0 ||
	    (e = read_week(walk, tree, &def)) < 0 || (e = read_series(walk, tree, &def)) < 0 ||
	    (e = read_known(walk, tree, &def)) < 0 ||
	    (e = read_days(walk, arena, tree, &def)) < 0 ||
	    (e = read_names(walk, arena, tree, &def)) < 0 ||
	    (e = read_zone(walk, tree, &def)) < 0 ||
	    (e = read_choice(walk, tree, "end", gj_end_names, 1, &def.end)) < 0 ||
	    (e = read_choice(walk, tree, "roll", gj_roll_names, 1, &def.roll)) < 0 ||
	    (e = read_intake(walk, tree, &def)) < 0)
		return e;
	def.code = tree->key;
	def.main = main && main->integer;
	*ret_def = def;
	return GJ_OK;
}

/* ---- papers ---- */

/* The addresses of what was published, one after another. */
static int read_sources(gj_walk *walk, gj_arena *arena, const gj_tree *tree, gj_str *ret_source)
{
	const gj_tree *papers = NULL;
	size_t mark, i = 0;
	gj_buf buf;
	int e = gj_walk_member(walk, tree, "papers", GJ_TREE_ARRAY, &papers);

	if (e < 0)
		return e;
	mark = gj_walk_key(walk, GJ_STR("papers"));
	gj_buf_init(&buf, arena, SOURCE_BYTES_MAX);
	for (const gj_tree *t = papers->child; t; t = t->next, i++) {
		if (t->kind != GJ_TREE_TEXT || !t->text.n || i == SOURCES_MAX) {
			gj_walk_item(walk, i);
			return gj_walk_fail(walk, "should be at most 8 texts");
		}
		if (i)
			gj_buf_char(&buf, ' ');
		gj_buf_str(&buf, t->text);
	}
	*ret_source = gj_buf_end(&buf);
	if (buf.failed == GJ_E_LIMIT)
		return gj_walk_fail(walk, "longer than 4096 bytes");
	gj_walk_back(walk, mark);
	return buf.failed;
}

static int read_paper_day(gj_walk *walk, const gj_tree *tree, int32_t year, gj_cal_day *day)
{
	const gj_tree *is_off = NULL;
	gj_civil date;
	int e;

	if ((e = gj_walk_object(walk, tree, paper_day_keys)) < 0 ||
	    (e = gj_walk_text(walk, tree, "name", &day->name)) < 0 ||
	    (e = read_date(walk, tree, &day->day)) < 0 ||
	    (e = gj_walk_member(walk, tree, "isOffDay", GJ_TREE_BOOL, &is_off)) < 0)
		return e;
	date = gj_civil_of(day->day);
	if (date.year != year && !(date.year == year - 1 && date.month == 12))
		return gj_walk_fail_at(walk, "date",
				       "neither of this year nor of the December before");
	day->working = !is_off->integer;
	return GJ_OK;
}

int gj_paper_read(gj_walk *walk, gj_arena *arena, const gj_tree *tree, gj_cal_paper *ret_paper)
{
	gj_cal_paper paper = { .year = 0 };
	const gj_tree *days = NULL;
	gj_str source = GJ_STR_NONE;
	gj_cal_day *day;
	int e;

	if ((e = gj_walk_object(walk, tree, paper_keys)) < 0 ||
	    (e = read_year(walk, tree, "year", &paper.year)) < 0 ||
	    (e = read_sources(walk, arena, tree, &source)) < 0 ||
	    (e = gj_walk_member(walk, tree, "days", GJ_TREE_ARRAY, &days)) < 0)
		return e;
	gj_walk_key(walk, GJ_STR("days"));
	if (days->count > PAPER_DAYS_MAX)
		return gj_walk_fail(walk, "more than 400 days");
	day = gj_arena_zero(arena, days->count * sizeof(*day));
	if (!day)
		return no_memory(walk);
	for (const gj_tree *t = days->child; t; t = t->next, paper.count++) {
		size_t mark = gj_walk_item(walk, paper.count);

		e = read_paper_day(walk, t, paper.year, &day[paper.count]);
		if (e < 0)
			return e;
		if (stands_before(day, paper.count))
			return gj_walk_fail_at(walk, "date", "stands twice");
		day[paper.count].source = source;
		gj_walk_back(walk, mark);
	}
	paper.days = day;
	*ret_paper = paper;
	return GJ_OK;
}
