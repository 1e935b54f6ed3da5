/* SPDX-License-Identifier: Apache-2.0
 *
 * Civil dates and RFC 3339, in integers only.
 *
 * Days are counted in eras of 400 years whose years begin on 1 March, so that
 * the leap day is the last of its year and the months follow one formula.
 */
#include "util/time.h"

#include <assert.h>
#include <time.h>

#include "util/error.h"

#define ERA_DAYS 146097
#define EPOCH_DAYS 719468 /* from 0000-03-01 to 1970-01-01 */

int32_t gj_civil_days(gj_civil date)
{
	int64_t year = (int64_t)date.year - (date.month <= 2);
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t year_of_era = year - era * 400;
	int64_t month = date.month > 2 ? date.month - 3 : date.month + 9;
	int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return (int32_t)(era * ERA_DAYS + day_of_era - EPOCH_DAYS);
}

gj_civil gj_civil_of(int32_t days)
{
	int64_t day = (int64_t)days + EPOCH_DAYS;
	int64_t era = (day >= 0 ? day : day - (ERA_DAYS - 1)) / ERA_DAYS;
	int32_t day_of_era = (int32_t)(day - era * ERA_DAYS);
	int32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
			       day_of_era / (ERA_DAYS - 1)) / 365;
	int32_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int32_t month = (5 * day_of_year + 2) / 153;
	gj_civil date;

	date.day = day_of_year - (153 * month + 2) / 5 + 1;
	date.month = month < 10 ? month + 3 : month - 9;
	date.year = (int32_t)(era * 400) + year_of_era + (date.month <= 2);
	return date;
}

static int is_leap(int32_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int gj_civil_ok(gj_civil date)
{
	static const int8_t lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (date.year < 1 || date.year > 9999 || date.month < 1 || date.month > 12 || date.day < 1)
		return 0;
	return date.day <= lengths[date.month - 1] + (date.month == 2 && is_leap(date.year));
}

/* Reads exactly `count` digits. */
static int digits_at(gj_str text, size_t at, size_t count, int32_t *ret_value)
{
	int32_t value = 0;
	size_t i;

	if (at > text.n || text.n - at < count)
		return 0;
	for (i = at; i < at + count; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return 0;
		value = value * 10 + (text.p[i] - '0');
	}
	*ret_value = value;
	return 1;
}

static int char_at(gj_str text, size_t at, char c)
{
	return at < text.n && text.p[at] == c;
}

/* The ten characters YYYY-MM-DD at the beginning of a text. */
static int days_at_start(gj_str text, int32_t *ret_days)
{
	gj_civil date;

	if (!digits_at(text, 0, 4, &date.year) || !char_at(text, 4, '-') ||
	    !digits_at(text, 5, 2, &date.month) || !char_at(text, 7, '-') ||
	    !digits_at(text, 8, 2, &date.day) || !gj_civil_ok(date))
		return 0;
	*ret_days = gj_civil_days(date);
	return 1;
}

/* HH:MM, as in a time and in an offset; in minutes. */
static int minutes_at(gj_str text, size_t at, int32_t *ret_minutes)
{
	int32_t hour, minute;

	if (!digits_at(text, at, 2, &hour) || !char_at(text, at + 2, ':') ||
	    !digits_at(text, at + 3, 2, &minute) || hour > 23 || minute > 59)
		return 0;
	*ret_minutes = hour * 60 + minute;
	return 1;
}

/* The decimals from the point on, if there is one; *at moves behind them. */
static int decimals_at(gj_str text, size_t *at, int32_t *ret_micros)
{
	size_t start = *at + 1, end = start;
	int32_t micros = 0;
	size_t i;

	*ret_micros = 0;
	if (!char_at(text, *at, '.'))
		return 1;
	while (end < text.n && text.p[end] >= '0' && text.p[end] <= '9')
		end++;
	if (end == start || end - start > 6)
		return 0;
	for (i = 0; i < 6; i++)
		micros = micros * 10 + (start + i < end ? text.p[start + i] - '0' : 0);
	*ret_micros = micros;
	*at = end;
	return 1;
}

/* The offset, which must be the rest of the text. */
static int offset_at(gj_str text, size_t at, int32_t *ret_minutes)
{
	int32_t minutes;

	if (char_at(text, at, 'Z')) {
		*ret_minutes = 0;
		return text.n == at + 1;
	}
	if (!char_at(text, at, '+') && !char_at(text, at, '-'))
		return 0;
	if (text.n != at + 6 || !minutes_at(text, at + 1, &minutes))
		return 0;
	*ret_minutes = text.p[at] == '-' ? -minutes : minutes;
	return 1;
}

int gj_time_parse(gj_str text, int64_t *ret_time)
{
	int32_t days, minutes, second, micros, offset;
	size_t at = 19;
	int64_t time;

	if (!days_at_start(text, &days) || !char_at(text, 10, 'T') ||
	    !minutes_at(text, 11, &minutes) || !char_at(text, 16, ':') ||
	    !digits_at(text, 17, 2, &second) || second > 59)
		return GJ_E_BAD_VALUE;
	if (!decimals_at(text, &at, &micros) || !offset_at(text, at, &offset))
		return GJ_E_BAD_VALUE;
	time = days * GJ_DAY + (minutes - offset) * GJ_MINUTE + second * GJ_SECOND + micros;
	if (time < GJ_TIME_MIN || time > GJ_TIME_MAX)
		return GJ_E_BAD_VALUE;
	*ret_time = time;
	return 0;
}

int gj_date_parse(gj_str text, int32_t *ret_days)
{
	int32_t days;

	if (text.n != 10 || !days_at_start(text, &days))
		return GJ_E_BAD_VALUE;
	*ret_days = days;
	return 0;
}

static void put_digits(gj_buf *out, int64_t value, size_t count)
{
	char digits[8];
	size_t i;

	for (i = count; i > 0; i--) {
		digits[i - 1] = (char)('0' + value % 10);
		value /= 10;
	}
	gj_buf_put(out, digits, count);
}

void gj_date_write(gj_buf *out, int32_t days)
{
	gj_civil date = gj_civil_of(days);

	assert(gj_civil_ok(date));
	put_digits(out, date.year, 4);
	gj_buf_char(out, '-');
	put_digits(out, date.month, 2);
	gj_buf_char(out, '-');
	put_digits(out, date.day, 2);
}

static void put_decimals(gj_buf *out, int64_t micros)
{
	size_t count = 6;

	if (micros == 0)
		return;
	for (; micros % 10 == 0; micros /= 10)
		count--;
	gj_buf_char(out, '.');
	put_digits(out, micros, count);
}

static void put_offset(gj_buf *out, int minutes)
{
	if (minutes == 0) {
		gj_buf_char(out, 'Z');
		return;
	}
	gj_buf_char(out, minutes < 0 ? '-' : '+');
	if (minutes < 0)
		minutes = -minutes;
	put_digits(out, minutes / 60, 2);
	gj_buf_char(out, ':');
	put_digits(out, minutes % 60, 2);
}

void gj_time_write(gj_buf *out, int64_t time, int offset_minutes)
{
	int64_t local, days, rest;

	assert(time >= GJ_TIME_MIN && time <= GJ_TIME_MAX);
	assert(offset_minutes > -24 * 60 && offset_minutes < 24 * 60);
	local = time + offset_minutes * GJ_MINUTE;
	/* The same instant in UTC, where the local year could not be written. */
	if (local < GJ_TIME_MIN || local > GJ_TIME_MAX) {
		local = time;
		offset_minutes = 0;
	}
	days = (local >= 0 ? local : local - (GJ_DAY - 1)) / GJ_DAY;
	rest = local - days * GJ_DAY;
	gj_date_write(out, (int32_t)days);
	gj_buf_char(out, 'T');
	put_digits(out, rest / GJ_HOUR, 2);
	gj_buf_char(out, ':');
	put_digits(out, rest % GJ_HOUR / GJ_MINUTE, 2);
	gj_buf_char(out, ':');
	put_digits(out, rest % GJ_MINUTE / GJ_SECOND, 2);
	put_decimals(out, rest % GJ_SECOND);
	put_offset(out, offset_minutes);
}

int gj_clock_default(void *user, int64_t *ret_time)
{
	struct timespec now;

	(void)user;
	if (timespec_get(&now, TIME_UTC) != TIME_UTC)
		return GJ_E_HOST;
	*ret_time = (int64_t)now.tv_sec * GJ_SECOND + now.tv_nsec / 1000;
	return 0;
}
