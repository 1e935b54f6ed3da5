/* SPDX-License-Identifier: Apache-2.0
 *
 * Limits, read and written.
 */
#include "calendar/limit.h"

#include <string.h>

#include "util/error.h"

const char *const gj_unit_names[] = { "m", "h", "wh", "wd", "nd", NULL };
const char *const gj_roll_names[] = { "", "none", "holiday", "rest_day", NULL };
const char *const gj_end_names[] = { "", "close", "same_time", NULL };

static int name_index(const char *const *names, gj_str name)
{
	for (int i = 0; names[i]; i++)
		if (name.n > 0 && gj_str_is(name, names[i]))
			return i;
	return -1;
}

/* The text up to the next space; *at moves behind it. */
static gj_str next_word(gj_str text, size_t *at)
{
	gj_str word = { text.p + *at, 0 };

	while (*at + word.n < text.n && word.p[word.n] != ' ')
		word.n++;
	*at += word.n + 1;
	return word;
}

/* No leading zeros, so that a limit has one text. */
static int read_amount(gj_str word, gj_limit *limit)
{
	size_t i;

	for (i = 0; i < word.n && word.p[i] >= '0' && word.p[i] <= '9' && i < 5; i++)
		limit->count = limit->count * 10 + (word.p[i] - '0');
	limit->unit = name_index(gj_unit_names, (gj_str){ word.p + i, word.n - i });
	if (i == 0 || limit->unit < 0 || (word.p[0] == '0' && i > 1))
		return 0;
	return limit->count > 0 || limit->unit >= GJ_UNIT_WD;
}

static int read_option(gj_str word, gj_limit *limit)
{
	const char *sign = word.n ? memchr(word.p, '=', word.n) : NULL;
	gj_str key, value;

	if (!sign)
		return 0;
	key = (gj_str){ word.p, (size_t)(sign - word.p) };
	value = (gj_str){ sign + 1, word.n - key.n - 1 };
	if (gj_str_is(key, "roll") && limit->unit == GJ_UNIT_ND && !limit->roll) {
		limit->roll = name_index(gj_roll_names, value);
		return limit->roll > 0;
	}
	if (gj_str_is(key, "end") && limit->unit >= GJ_UNIT_WD && !limit->end) {
		limit->end = name_index(gj_end_names, value);
		return limit->end > 0;
	}
	return 0;
}

int gj_limit_parse(gj_str text, gj_limit *ret_limit)
{
	gj_limit limit = { 0 };
	size_t at = 0;
	int ok;

	if (!text.p || text.n == 0 || text.n > GJ_LIMIT_TEXT_MAX)
		return GJ_E_BAD_VALUE;
	ok = read_amount(next_word(text, &at), &limit);
	while (ok && at <= text.n)
		ok = read_option(next_word(text, &at), &limit);
	/* Nothing counted ends at the close of the day, or at once. */
	if (!ok || (limit.count == 0 && limit.end == GJ_END_SAME_TIME))
		return GJ_E_BAD_VALUE;
	*ret_limit = limit;
	return GJ_OK;
}

void gj_limit_write(gj_buf *out, const gj_limit *limit)
{
	gj_buf_int(out, limit->count);
	gj_buf_text(out, gj_unit_names[limit->unit]);
	if (limit->roll) {
		gj_buf_text(out, " roll=");
		gj_buf_text(out, gj_roll_names[limit->roll]);
	}
	if (limit->end) {
		gj_buf_text(out, " end=");
		gj_buf_text(out, gj_end_names[limit->end]);
	}
}
