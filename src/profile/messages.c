/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions to the messages of a profile.
 */
#include "profile/messages.h"

#include <string.h>

#include "util/time.h"

const char *const gj_message_words[GJ_WORD_WORDS + 1] = {
	[GJ_WORD_ORDER_NO] = "order_no", [GJ_WORD_UNIT] = "unit", [GJ_WORD_DUE] = "due",
	[GJ_WORD_CLOCK] = "clock",       [GJ_WORD_RUNG] = "rung", [GJ_WORD_CARD] = "card",
	[GJ_WORD_COUNT] = "count",
};

const gj_message_rules gj_message_rules_none = { .retry_first = GJ_MINUTE,
						 .retry_most = 6 * GJ_HOUR,
						 .retry_times = 12 };

const gj_message_kind *gj_message_kind_of(const gj_message_rules *rules, gj_str code)
{
	size_t i;

	for (i = 0; i < rules->kind_count; i++)
		if (gj_str_eq(rules->kinds[i].code, code))
			return &rules->kinds[i];
	return NULL;
}

const gj_message_on *gj_message_on_verb(const gj_message_rules *rules, gj_str verb)
{
	size_t i;

	for (i = 0; i < rules->on_count; i++)
		if (gj_str_eq(rules->on[i].verb, verb))
			return &rules->on[i];
	return NULL;
}

int gj_message_urgent(const gj_message_rules *rules, gj_str urgency)
{
	const gj_str *code = rules->at_once_for.p;
	size_t i;

	for (i = 0; i < rules->at_once_for.n; i++)
		if (gj_str_eq(code[i], urgency))
			return 1;
	return 0;
}

int64_t gj_message_time(const gj_message_rules *rules, const gj_cal *cal, int when, int64_t time,
			int64_t by, int64_t *ret_slot)
{
	int64_t slot = INT64_MAX, at;
	size_t i;

	*ret_slot = 0;
	if (!cal || when == GJ_WHEN_AT_ONCE)
		return time;
	for (i = 0; when == GJ_WHEN_DIGEST && i < rules->digest_count; i++) {
		at = gj_cal_next_time(cal, rules->digest_at[i], time);
		slot = at < slot ? at : slot;
	}
	if (when == GJ_WHEN_HOURS || slot == INT64_MAX || (by && slot > by))
		slot = gj_cal_within(cal, &rules->hours, time);
	/* What quiet hours hold back comes together too. */
	*ret_slot = slot > time ? slot : 0;
	return slot;
}

int64_t gj_message_wait(const gj_message_rules *rules, int64_t attempts)
{
	int64_t wait = rules->retry_first, i;

	if (attempts >= rules->retry_times)
		return 0;
	for (i = 1; i < attempts && wait < rules->retry_most; i++)
		wait *= 2;
	return wait < rules->retry_most ? wait : rules->retry_most;
}

/* The word that begins at p, behind its brace; -1: none, and the brace stands for itself. */
static int word_at(const char *p, size_t n, size_t *ret_size)
{
	const char *end = memchr(p, '}', n);
	int word = end ? gj_walk_index(gj_message_words, (gj_str){ p, (size_t)(end - p) }) : -1;

	if (word >= 0)
		*ret_size = (size_t)(end - p) + 1;
	return word;
}

void gj_message_fill(gj_buf *out, gj_str template, const gj_str words[GJ_WORD_WORDS])
{
	size_t i, size = 0;
	int word;

	for (i = 0; i < template.n; i++) {
		word = template.p[i] == '{' ? word_at(template.p + i + 1, template.n - i - 1, &size)
					    : -1;
		if (word < 0) {
			gj_buf_char(out, template.p[i]);
			continue;
		}
		gj_buf_str(out, words[word].p ? words[word] : GJ_STR("-"));
		i += size;
	}
}
