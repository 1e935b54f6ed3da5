/* SPDX-License-Identifier: Apache-2.0
 *
 * Times as people type them: a date, or a date and a time, with or without an offset.
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* "dddd-dd-dd" and the like: d stands for a digit. Answers how much of it is there. */
static size_t like(const char *text, const char *pattern)
{
	size_t i;

	for (i = 0; pattern[i]; i++)
		if (pattern[i] == 'd' ? text[i] < '0' || text[i] > '9'
		    : pattern[i] == 'T' ? text[i] != 'T' && text[i] != ' ' : text[i] != pattern[i])
			return 0;
	return i;
}

/* What follows the date and the time of day; NULL when they are not there. */
static const char *after_time(const char *text)
{
	size_t n = like(text, "dddd-dd-dd");

	if (!n || !text[n])
		return n ? text + n : NULL;
	if (!like(text + n, "Tdd:dd"))
		return NULL;
	n += 6;
	if (like(text + n, ":dd"))
		n += 3;
	if (text[n] == '.' && n == 19)
		n += 1 + strspn(text + n + 1, "0123456789");
	return text + n;
}

int time_local(const char *text)
{
	const char *end = after_time(text);

	return end && !*end;
}

void time_complete(const char *local, int zone, char *ret_text, size_t room)
{
	int minutes = abs(zone);

	snprintf(ret_text, room, "%.10sT%s%s%c%02d:%02d", local,
		 strlen(local) > 10 ? local + 11 : "00:00", strlen(local) > 16 ? "" : ":00",
		 zone < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

static int64_t days_of(int year, int month, int day)
{
	int64_t y = year - (month <= 2), era = y / 400, of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int number(const char *text, size_t n)
{
	char digits[8];

	memcpy(digits, text, n);
	digits[n] = '\0';
	return (int)strtol(digits, NULL, 10);
}

/* Minutes east of UTC; 0 when it is no offset. */
static int offset_of(const char *text, int *ret_minutes)
{
	if (strcmp(text, "Z") == 0) {
		*ret_minutes = 0;
		return 1;
	}
	if ((*text != '+' && *text != '-') || like(text + 1, "dd:dd") != strlen(text + 1))
		return 0;
	*ret_minutes = (number(text + 1, 2) * 60 + number(text + 4, 2)) * (*text == '-' ? -1 : 1);
	return 1;
}

int time_micros(const char *text, int zone, int64_t *ret_time)
{
	const char *end = after_time(text);
	int hours = 0, minutes = 0, seconds = 0;
	int64_t days;

	if (!end || (*end && !offset_of(end, &zone)))
		return 0;
	if (end > text + 10) {
		hours = number(text + 11, 2);
		minutes = number(text + 14, 2);
		seconds = end > text + 16 && text[16] == ':' ? number(text + 17, 2) : 0;
	}
	if (hours > 23 || minutes > 59 || seconds > 59 || number(text + 5, 2) > 12 ||
	    number(text + 5, 2) < 1 || number(text + 8, 2) > 31 || number(text + 8, 2) < 1)
		return 0;
	days = days_of(number(text, 4), number(text + 5, 2), number(text + 8, 2));
	*ret_time = ((days * 24 + hours) * 60 + minutes - zone) * INT64_C(60000000) +
		    seconds * INT64_C(1000000);
	return 1;
}
