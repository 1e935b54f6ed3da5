/* SPDX-License-Identifier: Apache-2.0
 *
 * Periods of days, months and years.
 */
#include "calendar/period.h"

#include "util/error.h"
#include "util/time.h"

#define DAYS_MAX 36525 /* a hundred years */

static const struct {
	const char *name;
	int32_t max;
} units[] = { { "nd", DAYS_MAX }, { "mo", 1200 }, { "y", 100 } };

int gj_period_parse(gj_str text, gj_period *ret_period)
{
	gj_period p = { 0, 0 };
	size_t i = 0;

	for (; i < text.n && text.p[i] >= '0' && text.p[i] <= '9' && p.count <= DAYS_MAX; i++)
		p.count = 10 * p.count + (text.p[i] - '0');
	if (i == 0 || (text.p[0] == '0' && i > 1))
		return GJ_E_BAD_VALUE;
	for (; p.unit <= GJ_PERIOD_Y; p.unit++)
		if (gj_str_is((gj_str){ text.p + i, text.n - i }, units[p.unit].name))
			break;
	if (p.unit > GJ_PERIOD_Y || p.count > units[p.unit].max)
		return GJ_E_BAD_VALUE;
	*ret_period = p;
	return GJ_OK;
}

/* The same day so many months on, or the last one of that month. */
static int32_t months_on(int32_t from, int32_t months)
{
	gj_civil date = gj_civil_of(from);
	int32_t month = 12 * date.year + date.month - 1 + months;

	date.year = month / 12;
	date.month = month % 12 + 1;
	while (date.day > 28 && !gj_civil_ok(date))
		date.day--;
	return gj_civil_days(date);
}

static int32_t months(const gj_period *period)
{
	return period->unit == GJ_PERIOD_Y ? 12 * period->count : period->count;
}

int32_t gj_period_last(const gj_period *period, int32_t from)
{
	return period->unit == GJ_PERIOD_ND ? from + period->count
					    : months_on(from, months(period));
}

/* From the last days of a long month it may end on one and the same day. */
int32_t gj_period_latest(const gj_period *period, int32_t last)
{
	int32_t from;

	if (period->unit == GJ_PERIOD_ND)
		return last - period->count;
	from = months_on(last, -months(period));
	while (gj_period_last(period, from + 1) <= last)
		from++;
	return from;
}
