/* SPDX-License-Identifier: Apache-2.0
 *
 * Quiet hours and digests, beside a walk minute by minute that is written here; waiting after
 * failures; templates.
 */
#include "unit.h"

#include "profile/messages.h"
#include "util/time.h"

/* As the built-in profile has them. */
static const gj_message_rules rules = {
	.hours = { 2, { { 510, 720 }, { 810, 1080 } } },
	.digest_at = { 825, 525 }, /* 13:45 and 08:45, not in order */
	.digest_count = 2,
	.retry_first = GJ_MINUTE,
	.retry_most = 6 * GJ_HOUR,
	.retry_times = 12,
};

static gj_arena *arena;
static const gj_cal *cal;

static void setup(void)
{
	static const gj_str series = { "cn", 2 };
	static gj_cal_def def = { .hours = { 1, { { 540, 1020 } } }, .series_count = 1 };
	gj_zone zone = gj_zone_fixed(480);
	const gj_cal_paper *papers;
	size_t count = 0, i;

	arena = unit_arena();
	papers = gj_cal_papers(&count);
	for (i = 0; i < 5; i++)
		def.week[i] = def.hours;
	def.series[0] = series;
	ck_assert_int_eq(gj_cal_compile(arena, &def, papers, count, &zone, &cal), 0);
}

static void teardown(void)
{
	arena = gj_arena_free(arena);
}

/* Minutes since 1970 on the wall clock; is this one within hours of a working day? */
static int open_at(int64_t minute)
{
	int32_t day = (int32_t)(minute / 1440), of_day = (int32_t)(minute % 1440);

	return gj_cal_day_info(cal, day).working &&
	       ((of_day >= 510 && of_day < 720) || (of_day >= 810 && of_day < 1080));
}

static int digest_at(int64_t minute)
{
	return gj_cal_day_info(cal, (int32_t)(minute / 1440)).working &&
	       (minute % 1440 == 525 || minute % 1440 == 825);
}

static uint64_t next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

#define ZONE (480 * GJ_MINUTE)
#define FIRST INT64_C(1577808000000000) /* 2020-01-01T00:00:00+08:00 */
#define DAYS 2556                       /* to the end of 2026 */

START_TEST(the_same_as_a_walk)
{
	uint64_t state = unit_seed();
	int64_t time, local, minute, slot, ready, by;
	int i;

	for (i = 0; i < 20000; i++) {
		time = FIRST + (int64_t)(next(&state) % (DAYS * UINT64_C(86400000000)));
		local = time + ZONE;
		ready = gj_message_time(&rules, cal, GJ_WHEN_HOURS, time, 0, &slot);
		if (open_at(local / GJ_MINUTE)) {
			ck_assert_int_eq(ready, time);
			ck_assert_int_eq(slot, 0);
		} else {
			for (minute = local / GJ_MINUTE; !open_at(minute); minute++)
				;
			ck_assert_int_eq(ready, minute * GJ_MINUTE - ZONE);
			ck_assert_int_eq(slot, ready);
		}
		for (minute = local / GJ_MINUTE + 1; !digest_at(minute); minute++)
			;
		by = minute * GJ_MINUTE - ZONE;
		ck_assert_int_eq(gj_message_time(&rules, cal, GJ_WHEN_DIGEST, time, 0, &slot), by);
		ck_assert_int_eq(slot, by);
		ck_assert_int_eq(gj_message_time(&rules, cal, GJ_WHEN_DIGEST, time, by, &slot), by);
		/* A digest that comes too late is not waited for. */
		ck_assert_int_eq(gj_message_time(&rules, cal, GJ_WHEN_DIGEST, time, by - 1, &slot),
				 ready);
		ck_assert_int_eq(gj_message_time(&rules, cal, GJ_WHEN_AT_ONCE, time, 0, &slot),
				 time);
		ck_assert_int_eq(gj_message_time(&rules, NULL, GJ_WHEN_DIGEST, time, 0, &slot),
				 time);
	}
}
END_TEST

START_TEST(waiting)
{
	static const int minutes[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 0, 0 };
	int64_t i;

	for (i = 0; i < 13; i++)
		ck_assert_int_eq(gj_message_wait(&rules, i + 1), minutes[i] * GJ_MINUTE);
}
END_TEST

START_TEST(templates)
{
	gj_str words[GJ_WORD_WORDS] = { GJ_STR_NONE };
	gj_buf buf;

	words[GJ_WORD_ORDER_NO] = GJ_STR("SG-2026-000001");
	words[GJ_WORD_COUNT] = GJ_STR("{order_no}"); /* what is filled in is not looked into */
	gj_buf_init(&buf, arena, 200);
	gj_message_fill(&buf, GJ_STR("{order_no}：{count}，{due}，{nothing}，{"), words);
	ck_assert_str_eq(gj_buf_end(&buf).p, "SG-2026-000001：{order_no}，-，{nothing}，{");
}
END_TEST

static void add(Suite *suite, const char *name, const TTest *test)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test);
	suite_add_tcase(suite, tcase);
}

static Suite *quiet_suite(void)
{
	Suite *suite = suite_create("quiet");

	add(suite, "walk", the_same_as_a_walk);
	add(suite, "waiting", waiting);
	add(suite, "templates", templates);
	return suite;
}

GJ_TEST_MAIN(quiet_suite)
