/* SPDX-License-Identifier: Apache-2.0
 *
 * Cards that add up: so many of a colour, to one unit about cases of one home, are followed by a
 * graver card or by an order to the unit. What they were is recorded with what follows, so that
 * each counts once; a replay decides nothing.
 */
#include <string.h>

#include "engine/card.h"
#include "engine/case.h"
#include "engine/supervision.h"
#include "util/time.h"

typedef struct fresh {
	gj_has has;
	int64_t id, about, given_at;
} fresh;

static const gj_field fresh_fields[] = { GJ_F_ID(fresh, id, 0, ""), GJ_F_ID(fresh, about, 0, ""),
					 GJ_F_TIME(fresh, given_at, 0, ""), GJ_F_END };
static const GJ_RECORD(fresh_record, fresh, fresh_fields);

typedef struct stopped {
	gj_has has;
	gj_str noun, name;
} stopped;

static const gj_field stopped_fields[] = { GJ_F_TEXT(stopped, noun, 0, 0, 0, GJ_OPEN, ""),
					   GJ_F_TEXT(stopped, name, 0, 0, 0, GJ_OPEN, ""),
					   GJ_F_END };
static const GJ_RECORD(stopped_record, stopped, stopped_fields);

static int32_t year_of(const gj_ctx *c, int64_t at)
{
	return gj_civil_of((int32_t)((at + c->zone * GJ_MINUTE) / GJ_DAY)).year;
}

/* From the first of them to the last. */
static int within(const gj_ctx *c, const gj_add_up *rule, int64_t first, int64_t last)
{
	if (rule->year && year_of(c, first) != year_of(c, last))
		return 0;
	return !rule->days || last - first <= rule->days * GJ_DAY;
}

/* Does this clock give cards of the colour? */
static int gives(const gj_profile *profile, const stopped *s, int colour)
{
	const gj_chart_clock *clock = NULL;
	const gj_chart *chart;
	char noun[41];
	size_t i;

	if (s->noun.n >= sizeof(noun))
		return 0;
	memcpy(noun, s->noun.p, s->noun.n);
	noun[s->noun.n] = '\0';
	chart = gj_profile_chart(profile, noun);
	if (chart)
		clock = gj_chart_clock_find(chart, s->name);
	for (i = 0; clock && i < clock->rung_count; i++)
		if (clock->rungs[i].card == colour)
			return 1;
	return 0;
}

/* Did the unit do one of what brings such cards in time, between the first and the last? 1 or 0. */
static int broken(gj_ctx *c, int64_t home, int64_t unit, int colour, int64_t first, int64_t last)
{
	const gj_profile *profile = c->profile;
	const stopped *s;
	gj_array rows;
	size_t i;
	int code = gj_sql_list(c->db, GJ_SQL_CARD_IN_TIME, c->arena, &stopped_record, &rows, "llll",
			       home, unit, first, last);

	if (code >= 0)
		code = gj_profile_at(c, home, &profile);
	if (code < 0)
		return code;
	s = rows.p;
	for (i = 0; i < rows.n; i++)
		if (gives(profile, &s[i], colour))
			return 1;
	return 0;
}

/* The last ones of which nothing has come, where they are enough: 1, and their numbers. */
static int enough(gj_ctx *c, const gj_add_up *rule, int64_t home, int64_t unit, int colour,
		  gj_array *ret_cards, int64_t *ret_about)
{
	const fresh *row;
	gj_array rows;
	int64_t *id;
	size_t i;
	int code = gj_sql_list(c->db, GJ_SQL_CARD_FRESH, c->arena, &fresh_record, &rows, "lltl",
			       home, unit, gj_str_of(gj_colours[colour]), rule->count);

	row = rows.p;
	if (code < 0 || (int64_t)rows.n < rule->count ||
	    !within(c, rule, row[rows.n - 1].given_at, row[0].given_at))
		return code < 0 ? code : 0;
	if (rule->in_a_row)
		code = broken(c, home, unit, colour, row[rows.n - 1].given_at, row[0].given_at);
	if (code != 0)
		return code < 0 ? code : 0;
	id = gj_arena_take(c->arena, rows.n * sizeof(*id));
	if (!id)
		return GJ_E_NOMEM;
	for (i = 0; i < rows.n; i++)
		id[i] = row[rows.n - 1 - i].id;
	*ret_cards = (gj_array){ id, rows.n };
	*ret_about = row[0].about;
	return 1;
}

static int graver(gj_ctx *c, const gj_add_up *rule, int64_t home, int64_t unit, int64_t about,
		  const gj_array *cards)
{
	gj_card_body body;
	int code;

	memset(&body, 0, sizeof(body));
	body.by_rule = 1;
	gj_field_put(&body, &gj_card_given_record, "by_rule");
	code = gj_card_refs(c, cards, &body.cards);
	gj_field_put(&body, &gj_card_given_record, "cards");
	if (code >= 0)
		code = gj_card_give(c, home, unit, about, rule->card, &body);
	return code < 0 ? code : gj_cards_add_up(c, home, unit, rule->card);
}

/* Several times where several cards came at once, until they are no longer enough. */
int gj_cards_add_up(gj_ctx *c, int64_t home, int64_t unit, int colour)
{
	const gj_add_up *rule = &gj_profile_supervise(c->profile)->add_up[colour];
	gj_array cards;
	int64_t about = 0;
	int code, there = 1;

	while (rule->count && there) {
		code = enough(c, rule, home, unit, colour, &cards, &about);
		if (code <= 0)
			return code;
		code = rule->card < 0 ? gj_supervision_for_cards(c, &rule->issue, home, unit,
								 &cards, &there)
				      : graver(c, rule, home, unit, about, &cards);
		if (code < 0)
			return code;
	}
	return GJ_OK;
}
