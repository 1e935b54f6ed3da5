/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages of a profile: what is told of a case to whom, in which words, and when. The
 * library decides neither; a profile without this section tells nothing.
 *
 *	"messages": {
 *	  "source": "...", "calendar": "cn",
 *	  "hours": [["08:30", "12:00"], ["13:30", "18:00"]],
 *	  "digest": {"at": ["08:45", "13:45"], "zh": "您有{count}条提醒", "en": "{count} reminders"},
 *	  "retry": {"first": "1m", "most": "6h", "times": 12},
 *	  "at_once_for": ["emergency"],
 *	  "kinds": {"given": {"when": "hours", "zh": "...{order_no}...", "en": "..."}},
 *	  "on": {"dispatch": {"kind": "given", "to": ["unit"]}}}
 *
 * `on` says what a verb (of demands; "party.call": of another noun) tells to whom: recipients as
 * in the ladders of charts. What a rung tells is one of the kinds soon, due and late, or card, by
 * its place in the ladder and by what it does.
 *
 * when: at_once; hours (in these hours of a working day); digest (gathered, one a recipient, at
 * the next of these times of a working day; what would come too late by then goes in hours).
 * What hours hold back comes as one as well. at_once_for names codes of the list urgency whose
 * cases nothing holds back. Words in braces are filled in (gj_message_words).
 */
#ifndef GJ_PROFILE_MESSAGES_H
#define GJ_PROFILE_MESSAGES_H

#include "calendar/calendar.h"
#include "chart/chart.h"

enum gj_message_when { GJ_WHEN_AT_ONCE, GJ_WHEN_HOURS, GJ_WHEN_DIGEST };

enum gj_message_word {
	GJ_WORD_ORDER_NO,
	GJ_WORD_UNIT,
	GJ_WORD_DUE,
	GJ_WORD_CLOCK,
	GJ_WORD_RUNG,
	GJ_WORD_CARD,
	GJ_WORD_COUNT, /* of a digest */
	GJ_WORD_WORDS
};
extern const char *const gj_message_words[GJ_WORD_WORDS + 1];

typedef struct gj_message_kind {
	gj_str code, zh, en;
	int32_t when; /* enum gj_message_when */
} gj_message_kind;

typedef struct gj_message_on {
	gj_str verb;
	const gj_message_kind *kind;
	const gj_chart_recipient *to;
	size_t to_count;
} gj_message_on;

#define GJ_DIGESTS_MAX 8

typedef struct gj_message_rules {
	gj_str calendar; /* GJ_STR_NONE: the default one */
	gj_cal_hours hours;
	int32_t digest_at[GJ_DIGESTS_MAX]; /* minutes of the day */
	size_t digest_count;
	gj_str digest_zh, digest_en;
	int64_t retry_first, retry_most; /* microseconds */
	int64_t retry_times;
	gj_array at_once_for; /* of gj_str */
	const gj_message_kind *kinds;
	size_t kind_count;
	const gj_message_on *on;
	size_t on_count;
} gj_message_rules;

/* What holds when a profile says nothing: nothing is told; what is there is tried as usual. */
extern const gj_message_rules gj_message_rules_none;

/* Texts stay in the tree, the rest goes to the arena. */
int gj_messages_read(gj_walk *walk, gj_arena *arena, const gj_tree *tree, const char *const *roles,
		     gj_message_rules *ret_rules);

const gj_message_kind *gj_message_kind_of(const gj_message_rules *rules, gj_str code); /* NULL */
const gj_message_on *gj_message_on_verb(const gj_message_rules *rules, gj_str verb);   /* NULL */
int gj_message_urgent(const gj_message_rules *rules, gj_str urgency);
/* When what happens at `time` may be told; *ret_slot is the digest's time, or 0. by: after this a
 * digest comes too late; 0: never. cal NULL: there is no calendar, nothing waits. */
int64_t gj_message_time(const gj_message_rules *rules, const gj_cal *cal, int when, int64_t time,
			int64_t by, int64_t *ret_slot);
/* How long to wait after so many attempts; 0: no more. */
int64_t gj_message_wait(const gj_message_rules *rules, int64_t attempts);
/* A template with its words filled in; a word that is not known stands as a dash. */
void gj_message_fill(gj_buf *out, gj_str template, const gj_str words[GJ_WORD_WORDS]);

#endif
