/* SPDX-License-Identifier: Apache-2.0
 *
 * What the tests of the calendar share: calendars from JSON text, times from text.
 */
#ifndef GJ_TESTS_CALENDAR_GROUND_H
#define GJ_TESTS_CALENDAR_GROUND_H

#include "unit.h"

#include "profile/calendar_read.h"
#include "profile/profile.h"
#include "util/time.h"

/* SplitMix64. */
static inline uint64_t chance_next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

static inline int64_t chance_below(uint64_t *state, int64_t end)
{
	return (int64_t)(chance_next(state) % (uint64_t)end);
}

static inline const gj_tree *tree_of(gj_arena *arena, const char *json)
{
	gj_error err = { 0 };
	gj_tree *tree = NULL;
	size_t i, n = strlen(json);
	char *copy = gj_arena_take(arena, n + 1);

	/* Tests write ' where JSON wants ". */
	for (i = 0; i <= n; i++)
		copy[i] = (char)(json[i] == '\'' ? '"' : json[i]);
	ck_assert_msg(gj_tree_parse(arena, (gj_str){ copy, n }, &tree, &err) == 0, "%s", json);
	return tree;
}

static inline gj_cal_def *definition_of(gj_arena *arena, const gj_tree *tree)
{
	gj_cal_def *def = gj_arena_zero(arena, sizeof(*def));
	gj_error err = { 0 };
	gj_walk walk;

	gj_walk_start(&walk, GJ_RULE_profile_path, &err);
	if (gj_calendar_read(&walk, arena, tree, def) < 0)
		ck_abort_msg("%s: %s", err.path, err.param[0].text);
	return def;
}

/* With the papers built in; at +08:00 unless it names a zone. */
static inline const gj_cal *compiled_from(gj_arena *arena, const gj_cal_def *def)
{
	const gj_cal *cal = NULL;
	gj_zone zone = gj_zone_fixed(480);
	size_t count;
	const gj_cal_paper *papers = gj_cal_papers(&count);

	ck_assert_int_eq(gj_cal_compile(arena, def, papers, count, &zone, &cal), 0);
	return cal;
}

#define CALENDAR_HEAD "'zh':'历','en':'calendar','source':'test',"
static inline const gj_cal *calendar_of(gj_arena *arena, const char *members)
{
	char json[4096];
	int n = snprintf(json, sizeof(json), "{" CALENDAR_HEAD "%s}", members);

	ck_assert(n > 0 && (size_t)n < sizeof(json));
	return compiled_from(arena, definition_of(arena, tree_of(arena, json)));
}

/* The calendar of the built-in profile. */
static inline const gj_cal *calendar_cn(gj_arena *arena)
{
	const gj_profile *profile = NULL;
	gj_error err = { 0 };
	const gj_cal_def *def;

	ck_assert_int_eq(gj_profile_compile(arena, gj_profile_builtin(), &profile, &err), 0);
	def = gj_profile_calendar(profile, GJ_STR_NONE);
	ck_assert_ptr_nonnull(def);
	return compiled_from(arena, def);
}

static inline gj_limit limit_of(const char *text)
{
	gj_limit limit;

	ck_assert_msg(gj_limit_parse(gj_str_of(text), &limit) == 0, "%s", text);
	return limit;
}

/* "2025-09-30 17:30" or "2025-09-30", at +08:00. */
static inline int64_t at_cn(const char *text)
{
	char full[40];
	int64_t time = 0;

	if (strlen(text) == 10)
		snprintf(full, sizeof(full), "%sT00:00:00+08:00", text);
	else
		snprintf(full, sizeof(full), "%.10sT%.5s:00+08:00", text, text + 11);
	ck_assert_msg(gj_time_parse(gj_str_of(full), &time) == 0, "%s", full);
	return time;
}

static inline int64_t at_utc(const char *text)
{
	int64_t time = 0;

	ck_assert_msg(gj_time_parse(gj_str_of(text), &time) == 0, "%s", text);
	return time;
}

static inline int32_t day_of(const char *text)
{
	int32_t day = 0;

	ck_assert_msg(gj_date_parse(gj_str_of(text), &day) == 0, "%s", text);
	return day;
}

static inline const char *shown(gj_arena *arena, int64_t time, int offset)
{
	gj_buf buf;

	gj_buf_init(&buf, arena, 64);
	gj_time_write(&buf, time, offset);
	return gj_buf_end(&buf).p;
}

/* A time of +08:00, as text in both places so that a failure can be read. */
#define ASSERT_TIME_CN(arena, time, text) \
	ck_assert_str_eq(shown(arena, time, 480), shown(arena, at_cn(text), 480))

#endif
