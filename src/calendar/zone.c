/* SPDX-License-Identifier: Apache-2.0
 *
 * Zones: reading them, and the two changes of a year.
 */
#include "calendar/zone.h"

#include <assert.h>

#include "util/error.h"
#include "util/time.h"

#define HOUR_SECONDS 3600
#define OFFSET_HOURS_MAX 24
#define RULE_HOURS_MAX 167 /* RFC 8536, 3.3.1 */

/* ---- reading ---- */

typedef struct reader {
	gj_str text;
	size_t at;
} reader;

static int next_is(reader *r, char c)
{
	if (r->at >= r->text.n || r->text.p[r->at] != c)
		return 0;
	r->at++;
	return 1;
}

static int is_digit(reader *r)
{
	return r->at < r->text.n && r->text.p[r->at] >= '0' && r->text.p[r->at] <= '9';
}

/* One to three digits. */
static int read_number(reader *r, int32_t min, int32_t max, int32_t *ret_number)
{
	int32_t number = 0;
	int count;

	for (count = 0; count < 3 && is_digit(r); count++)
		number = number * 10 + (r->text.p[r->at++] - '0');
	if (count == 0 || is_digit(r) || number < min || number > max)
		return 0;
	*ret_number = number;
	return 1;
}

/* [+-]hh[:mm[:ss]], in seconds. */
static int read_clock(reader *r, int32_t max_hours, int32_t *ret_seconds)
{
	int32_t sign = next_is(r, '-') ? -1 : 1, hour, minute = 0, second = 0;

	if (sign > 0)
		next_is(r, '+');
	if (!read_number(r, 0, max_hours, &hour))
		return 0;
	if (next_is(r, ':')) {
		if (!read_number(r, 0, 59, &minute))
			return 0;
		if (next_is(r, ':') && !read_number(r, 0, 59, &second))
			return 0;
	}
	*ret_seconds = sign * (hour * HOUR_SECONDS + minute * 60 + second);
	return 1;
}

/* Three letters or more, or anything of letters, digits and signs between < and >. */
static int skip_name(reader *r)
{
	int quoted = next_is(r, '<');
	size_t start = r->at;

	for (; r->at < r->text.n; r->at++) {
		char c = r->text.p[r->at];
		int letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!letter && !(quoted && (is_digit(r) || c == '+' || c == '-')))
			break;
	}
	if (r->at - start < 3)
		return 0;
	return !quoted || next_is(r, '>');
}

static int read_rule(reader *r, gj_zone_rule *rule)
{
	int ok;

	*rule = (gj_zone_rule){ .second = 2 * HOUR_SECONDS };
	if (!next_is(r, ','))
		return 0;
	if (next_is(r, 'J')) {
		rule->kind = GJ_ZONE_JULIAN;
		ok = read_number(r, 1, 365, &rule->day);
	} else if (next_is(r, 'M')) {
		rule->kind = GJ_ZONE_MONTH;
		ok = read_number(r, 1, 12, &rule->month) && next_is(r, '.') &&
		     read_number(r, 1, 5, &rule->week) && next_is(r, '.') &&
		     read_number(r, 0, 6, &rule->weekday);
	} else {
		rule->kind = GJ_ZONE_ZERO;
		ok = read_number(r, 0, 365, &rule->day);
	}
	return ok && (!next_is(r, '/') || read_clock(r, RULE_HOURS_MAX, &rule->second));
}

/* POSIX counts hours west of Greenwich as positive. */
static int read_posix(reader *r, gj_zone *zone)
{
	if (!skip_name(r) || !read_clock(r, OFFSET_HOURS_MAX, &zone->standard))
		return 0;
	zone->standard = -zone->standard;
	if (r->at == r->text.n)
		return 1;
	zone->changes = 1;
	zone->summer = zone->standard + HOUR_SECONDS;
	if (!skip_name(r))
		return 0;
	if (r->at < r->text.n && r->text.p[r->at] != ',') {
		if (!read_clock(r, OFFSET_HOURS_MAX, &zone->summer))
			return 0;
		zone->summer = -zone->summer;
	}
	return zone->summer != zone->standard && read_rule(r, &zone->to_summer) &&
	       read_rule(r, &zone->to_standard);
}

/* +hh:mm, as in RFC 3339. */
static int read_offset(reader *r, gj_zone *zone)
{
	return r->text.n == 6 && r->text.p[3] == ':' && read_clock(r, 23, &zone->standard);
}

int gj_zone_parse(gj_str text, gj_zone *ret_zone)
{
	reader r = { text, 0 };
	gj_zone zone = { 0 };
	int ok;

	if (text.n == 1 && text.p[0] == 'Z')
		ok = next_is(&r, 'Z');
	else if (text.n > 0 && (text.p[0] == '+' || text.p[0] == '-'))
		ok = read_offset(&r, &zone);
	else
		ok = read_posix(&r, &zone);
	if (!ok || r.at != text.n)
		return GJ_E_BAD_VALUE;
	*ret_zone = zone;
	return GJ_OK;
}

gj_zone gj_zone_fixed(int minutes)
{
	return (gj_zone){ .standard = minutes * 60 };
}

/* ---- reckoning ---- */

static int32_t floor_day(int64_t time)
{
	return (int32_t)((time >= 0 ? time : time - (GJ_DAY - 1)) / GJ_DAY);
}

static int is_leap(int32_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int32_t month_rule_day(const gj_zone_rule *rule, int32_t year)
{
	int32_t first = gj_civil_days((gj_civil){ year, rule->month, 1 });
	int32_t next = rule->month == 12 ? gj_civil_days((gj_civil){ year + 1, 1, 1 })
					 : gj_civil_days((gj_civil){ year, rule->month + 1, 1 });
	int32_t weekday = (int32_t)((((int64_t)first + 4) % 7 + 7) % 7); /* day 0: a Thursday */
	int32_t day = first + (rule->weekday - weekday + 7) % 7 + 7 * (rule->week - 1);

	while (day >= next)
		day -= 7;
	return day;
}

static int32_t rule_day(const gj_zone_rule *rule, int32_t year)
{
	int32_t first;

	if (rule->kind == GJ_ZONE_MONTH)
		return month_rule_day(rule, year);
	first = gj_civil_days((gj_civil){ year, 1, 1 });
	if (rule->kind == GJ_ZONE_ZERO)
		return first + rule->day;
	return first + rule->day - 1 + (rule->day >= 60 && is_leap(year));
}

static void changes_of(const gj_zone *zone, int32_t year, int64_t *ret_summer,
		       int64_t *ret_standard)
{
	*ret_summer = rule_day(&zone->to_summer, year) * GJ_DAY +
		      (zone->to_summer.second - zone->standard) * GJ_SECOND;
	*ret_standard = rule_day(&zone->to_standard, year) * GJ_DAY +
			(zone->to_standard.second - zone->summer) * GJ_SECOND;
}

void gj_zone_year(const gj_zone *zone, int32_t year, int64_t ret_times[2])
{
	int64_t summer, standard;

	assert(zone->changes);
	changes_of(zone, year, &summer, &standard);
	ret_times[0] = summer < standard ? summer : standard;
	ret_times[1] = summer < standard ? standard : summer;
}

int32_t gj_zone_offset(const gj_zone *zone, int64_t time)
{
	int64_t summer, standard;
	int in_summer;

	if (!zone->changes)
		return zone->standard;
	changes_of(zone, gj_civil_of(floor_day(time + zone->standard * GJ_SECOND)).year, &summer,
		   &standard);
	if (summer < standard)
		in_summer = time >= summer && time < standard;
	else
		in_summer = time >= summer || time < standard;
	return in_summer ? zone->summer : zone->standard;
}

int64_t gj_zone_local(const gj_zone *zone, int64_t time)
{
	return time + gj_zone_offset(zone, time) * GJ_SECOND;
}

int64_t gj_zone_instant(const gj_zone *zone, int64_t local, int later)
{
	int32_t east = zone->standard > zone->summer ? zone->standard : zone->summer;
	int32_t west = zone->standard > zone->summer ? zone->summer : zone->standard;
	int64_t first = local - east * GJ_SECOND, second = local - west * GJ_SECOND;

	if (!zone->changes)
		return local - zone->standard * GJ_SECOND;
	if (gj_zone_offset(zone, first) != east)
		return second; /* once only, or in the gap that a step to the east leaves */
	return later && gj_zone_offset(zone, second) == west ? second : first;
}
