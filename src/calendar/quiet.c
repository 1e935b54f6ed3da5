/* SPDX-License-Identifier: Apache-2.0
 *
 * When people may be told something: on working days, at hours of their own.
 */
#include "calendar/calendar_priv.h"

/* Further than any holiday; then whatever it is will not wait for longer. */
#define DAYS_MAX 400

int64_t gj_cal_within(const gj_cal *cal, const gj_cal_hours *hours, int64_t time)
{
	int64_t local = gj_zone_local(&cal->zone, time), from;
	int32_t first = gj_wall_day(local), day = gj_cal_next_working(cal, first);
	size_t i;

	for (; day < first + DAYS_MAX; day = gj_cal_next_working(cal, day + 1))
		for (i = 0; i < hours->count; i++) {
			from = day * GJ_DAY + hours->span[i].from * GJ_MINUTE;
			if (local >= day * GJ_DAY + hours->span[i].to * GJ_MINUTE)
				continue;
			return local >= from ? time : gj_cal_instant(cal, from);
		}
	return time;
}

int64_t gj_cal_next_time(const gj_cal *cal, int32_t minute, int64_t time)
{
	int64_t local = gj_zone_local(&cal->zone, time);
	int32_t day = gj_cal_next_working(cal, gj_wall_day(local));

	if (day * GJ_DAY + minute * GJ_MINUTE <= local)
		day = gj_cal_next_working(cal, day + 1);
	return gj_cal_instant(cal, day * GJ_DAY + minute * GJ_MINUTE);
}
