/* SPDX-License-Identifier: Apache-2.0
 *
 * Rungs: what is told, and which card is given, some time before or after a clock is due. The
 * host calls clock.sweep now and then, from one process or from several; each call is one
 * transaction of one office. A rung is used up by the row that is inserted when it fires, so it
 * fires once. Those that nobody looked for in time are folded into the last of them: after a
 * week's silence each recipient hears of each clock once.
 */
#include "engine/sweep.h"

#include <string.h>

#include "engine/case.h"
#include "engine/demand.h"
#include "engine/card.h"
#include "engine/supervision.h"
#include "engine/whistle.h"
#include "util/time.h"

#define SLICE_DEFAULT 200
#define SLICE_MAX 1000

/* ---- what is recorded ---- */

typedef struct rung_item {
	gj_has has;
	gj_str rung;
	int64_t rung_at;
	gj_str card;
	int32_t folded;
	int64_t item, card_id;
} rung_item;

static const gj_field rung_fields[] = {
	GJ_F_TEXT(rung_item, rung, GJ_REQUIRED, 1, 40, GJ_OPEN, "Its name in the ladder."),
	GJ_F_TIME(rung_item, rung_at, GJ_REQUIRED, "When its time came."),
	GJ_F_TEXT(rung_item, card, 0, 1, 10, GJ_OPEN, "The card given: blue, yellow or red."),
	GJ_F_BOOL(rung_item, folded, 0, "A later one was due too, and is what was told."),
	GJ_F_INT(rung_item, item, 0, 0, GJ_CHART_RUNGS_MAX, "Its number within the event."),
	GJ_F_ID(rung_item, card_id, 0, "Number of the card."),
	GJ_F_END
};
static const GJ_RECORD(rung_record, rung_item, rung_fields);

typedef struct fired_body {
	gj_has has;
	int64_t about;
	gj_str noun, clock;
	int64_t round, armed, unit, due_at, next_at;
	gj_str next_rung;
	gj_array rungs, messages;
	int64_t cards, against;
} fired_body;

static const gj_field fired_fields[] = {
	GJ_F_ID(fired_body, about, GJ_REQUIRED, "The case."),
	GJ_F_TEXT(fired_body, noun, GJ_REQUIRED, 1, 40, GJ_OPEN,
		  "What it is: demand, whistle, party."),
	GJ_F_TEXT(fired_body, clock, GJ_REQUIRED, 1, 40, GJ_OPEN, "Which of its clocks."),
	GJ_F_INT(fired_body, round, GJ_REQUIRED, 1, GJ_MAX_INT, "Which of the clock's lives."),
	GJ_F_INT(fired_body, armed, GJ_REQUIRED, 0, GJ_MAX_INT,
		 "The event that had set its due time."),
	GJ_F_ID(fired_body, unit, GJ_REQUIRED, "In charge of the case."),
	GJ_F_TIME(fired_body, due_at, GJ_REQUIRED, "When the clock was due, or is."),
	GJ_F_TIME(fired_body, next_at, 0, "When its next rung is due."),
	GJ_F_TEXT(fired_body, next_rung, 0, 1, 40, GJ_OPEN, "Which."),
	GJ_F_ARRAY(fired_body, rungs, GJ_REQUIRED, 0, GJ_CHART_RUNGS_MAX, rung_record,
		   "Rungs whose time had come, in order."),
	GJ_MESSAGES_FIELD(fired_body),
	GJ_F_INT(fired_body, cards, 0, 1, GJ_CHART_RUNGS_MAX, "How many cards were given."),
	GJ_F_ID(fired_body, against, 0, "Whom the case complains of, where a card was given."),
	GJ_F_END
};
static const GJ_RECORD(fired_record, fired_body, fired_fields);

static const gj_step fired_steps[] = { { GJ_SQL_RUNG_ADD, NULL, "rungs" },
				       { GJ_SQL_RUNG_NEXT, NULL, NULL },
				       { GJ_SQL_CARD_FROM_RUNG, "cards", "rungs" },
				       GJ_MESSAGES_STEP,
				       GJ_STEPS_END };
static const gj_event_type events[] = { { "rung.fired", 1, &fired_record, fired_steps,
					  "Rungs of a clock's ladder fired." },
					{ NULL, 0, NULL, NULL, NULL } };

/* ---- finding ---- */

static const gj_field due_fields[] = { GJ_F_ID(gj_due, subject, 0, ""),
				       GJ_F_TEXT(gj_due, name, 0, 0, 0, GJ_OPEN, ""),
				       GJ_F_INT(gj_due, round, 0, 0, GJ_MAX_INT, ""),
				       GJ_F_TIME(gj_due, next_at, 0, ""),
				       GJ_F_TEXT(gj_due, next_rung, 0, 0, 0, GJ_OPEN, ""),
				       GJ_F_END };
static const GJ_RECORD(due_record, gj_due, due_fields);

int gj_sweep_find(gj_ctx *c, int64_t home, int64_t now, int64_t limit, gj_array *ret_due)
{
	return gj_sql_list(c->db, GJ_SQL_RUNG_DUE, c->arena, &due_record, ret_due, "lll", now, home,
			   limit);
}

/* ---- one clock ---- */

typedef struct firing {
	gj_ctx *c;
	gj_clock_row row;
	gj_timed of;
	gj_message_case told;
	const gj_chart_clock *def;
	const gj_cal *cal;
	fired_body body;
	rung_item rungs[GJ_CHART_RUNGS_MAX];
	const gj_chart_rung *fired[GJ_CHART_RUNGS_MAX];
} firing;

static int load(firing *f, int64_t home, const gj_due *due)
{
	const gj_calendar *calendar = NULL;
	const gj_case_noun *noun;
	gj_ctx *c = f->c;
	int code = gj_sql_row(c->db, GJ_SQL_CLOCK_GET, c->arena, &gj_clock_row_record, &f->row,
			      "lltl", home, due->subject, due->name, due->round);

	if (code < 0)
		return code;
	noun = gj_case_noun_of(f->row.noun);
	code = noun ? noun->told(c, f->row.subject, &f->of, &f->told) : GJ_E_CORRUPT;
	if (code >= 0)
		code = gj_clock_calendar(c, &f->row, &calendar);
	if (code < 0)
		return code;
	f->cal = calendar->cal;
	f->def = gj_chart_clock_find(f->of.chart, f->row.name);
	return GJ_OK;
}

static int give_card(firing *f, rung_item *item, int colour)
{
	int code = gj_new_id(f->c, GJ_HOME_OF(f->row.subject), &item->card_id);

	item->card = gj_str_of(gj_colours[colour]);
	gj_field_put(item, &rung_record, "card");
	gj_field_put(item, &rung_record, "card_id");
	f->body.cards++;
	gj_field_put(&f->body, &fired_record, "cards");
	if (f->told.against) {
		f->body.against = f->told.against;
		gj_field_put(&f->body, &fired_record, "against");
	}
	return code;
}

static int add_rung(firing *f, const gj_chart_rung *rung, int64_t at)
{
	size_t n = f->body.rungs.n++;

	if (n)
		f->rungs[n - 1].folded = 1;
	if (n)
		gj_field_put(&f->rungs[n - 1], &rung_record, "folded");
	f->fired[n] = rung;
	f->rungs[n] = (rung_item){ { 1 | 2 | 16, 0 }, rung->id, at, GJ_STR_NONE, 0, (int64_t)n, 0 };
	return rung->card < 0 ? GJ_OK : give_card(f, &f->rungs[n], rung->card);
}

/* All whose time has come; what comes next stays in the row. */
static int collect(firing *f)
{
	int64_t at = f->row.next_at;
	gj_str id = f->row.next_rung;
	const gj_chart_rung *rung;
	int more = 1;

	while (more > 0 && at <= f->c->now && f->body.rungs.n < GJ_CHART_RUNGS_MAX) {
		rung = f->def ? gj_chart_rung_find(f->def, id) : NULL;
		more = 0;
		if (!rung)
			break; /* a ladder that is no longer there: nothing comes after */
		more = add_rung(f, rung, at);
		if (more >= 0)
			more = gj_clock_next(f->c, f->cal, f->def, f->row.due_at, at, id, &at, &id);
	}
	f->body.rungs.p = f->rungs;
	if (more > 0) {
		f->body.next_at = at;
		f->body.next_rung = id;
		gj_field_put(&f->body, &fired_record, "next_at");
		gj_field_put(&f->body, &fired_record, "next_rung");
	}
	return more < 0 ? more : GJ_OK;
}

static gj_str kind_of(const gj_chart_rung *rung)
{
	if (rung->card >= 0)
		return GJ_STR("card");
	return rung->at.p[0] == '-'   ? GJ_STR("soon")
	       : rung->at.p[0] == '+' ? GJ_STR("late")
				      : GJ_STR("due");
}

static int assists(const gj_chart_rung *rung)
{
	size_t i;

	for (i = 0; i < rung->to_count; i++)
		if (rung->to[i].who == GJ_TO_ASSIST)
			return 1;
	return 0;
}

/* Whoever any of them was for hears of the last one. */
static int tell(firing *f)
{
	size_t i, n = f->body.rungs.n;
	gj_str kind = n ? kind_of(f->fired[n - 1]) : GJ_STR_NONE;
	int code = GJ_OK;

	f->told.by = f->row.due_at > f->c->now ? f->row.due_at : 0;
	for (i = 0; i < n && code >= 0; i++) {
		if (assists(f->fired[i]) && !f->told.assist.p)
			code = gj_demand_assisting(f->c, f->row.subject, &f->told.assist);
		if (code >= 0)
			code = gj_message_to(f->c, f->of.profile, kind, f->fired[i]->to,
					     f->fired[i]->to_count, &f->told, &f->body.messages);
	}
	if (f->body.messages.n)
		gj_field_put(&f->body, &fired_record, "messages");
	return code;
}

/* Once for each colour that it gave. */
static int add_up(firing *f, int64_t home)
{
	unsigned given = 0;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < f->body.rungs.n; i++)
		if (f->fired[i]->card >= 0)
			given |= 1u << f->fired[i]->card;
	for (i = 0; i < GJ_COLOUR_COUNT && code >= 0; i++)
		if (given & (1u << i))
			code = gj_cards_add_up(f->c, home, f->row.unit, (int)i);
	return code;
}

static int fire(firing *f, int64_t home)
{
	static const char *const always[] = { "about", "noun", "clock",  "round",
					      "armed", "unit", "due_at", "rungs" };
	gj_subject nothing = { 0, 0, 0 };
	size_t i;
	int code = collect(f);

	if (code >= 0)
		code = tell(f);
	if (code < 0)
		return code;
	f->body.about = f->row.subject;
	f->body.noun = f->row.noun;
	f->body.clock = f->row.name;
	f->body.round = f->row.round;
	f->body.armed = f->row.armed;
	f->body.unit = f->row.unit;
	f->body.due_at = f->row.due_at;
	for (i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		gj_field_put(&f->body, &fired_record, always[i]);
	code = gj_emit(f->c, &events[0], home, &nothing, &f->body);
	i = f->body.rungs.n;
	/* one that was folded is not told of, and brings no slip; it counts all the same */
	if (code >= 0 && i && f->fired[i - 1]->card >= 0)
		code = gj_supervision_carded(f->c, f->row.subject, f->row.noun,
					     f->fired[i - 1]->card);
	return code < 0 ? code : add_up(f, home);
}

/* ---- clock.sweep ---- */

typedef struct sweep_args {
	gj_has has;
	int64_t home, limit;
} sweep_args;

static const gj_field sweep_fields[] = { GJ_F_ID(sweep_args, home, 0,
						 "Office whose clocks are looked at. By default "
						 "that of the clock due first, for the "
						 "system; the actor's own, for others."),
					 GJ_F_INT(sweep_args, limit, 0, 1, SLICE_MAX,
						  "How many clocks at the most; 200 by default."),
					 GJ_F_END };
const GJ_RECORD(gj_sweep_args, sweep_args, sweep_fields);

typedef struct sweep_result {
	gj_has has;
	int64_t home, clocks, rungs, messages, cards;
	int32_t more;
	int64_t next_due;
} sweep_result;

static const gj_field sweep_result_fields[] = {
	GJ_F_INT(sweep_result, home, 0, 1, GJ_MAX_INT, "The chain that was swept."),
	GJ_F_INT(sweep_result, clocks, 0, 0, SLICE_MAX, "How many clocks had a rung that was due."),
	GJ_F_INT(sweep_result, rungs, 0, 0, GJ_MAX_INT, "Rungs used up."),
	GJ_F_INT(sweep_result, messages, 0, 0, GJ_MAX_INT, "Messages for delivery."),
	GJ_F_INT(sweep_result, cards, 0, 0, GJ_MAX_INT, "Cards given."),
	GJ_F_BOOL(sweep_result, more, 0, "More is due already: call again."),
	GJ_F_TIME(sweep_result, next_due, 0, "When the next rung is due; nothing before that."),
	GJ_F_END
};
const GJ_RECORD(gj_sweep_result, sweep_result, sweep_result_fields);

/* The first number of the first row; *ret_value stays where there is none. */
static int first(gj_ctx *c, int stmt, int64_t home, int64_t *ret_value)
{
	int code = home ? gj_sql_int(c->db, stmt, ret_value, "ll", c->now, home)
			: gj_sql_int(c->db, stmt, ret_value, "l", c->now);

	return code == GJ_E_NOT_FOUND ? 0 : code < 0 ? code : 1;
}

int gj_sweep_home(gj_ctx *c, const void *args, int64_t *ret_home)
{
	const sweep_args *in = args;
	int code = GJ_OK;

	*ret_home = 0;
	if (in->home || !c->actor->system)
		code = gj_office_home(c, in->home ? in->home : c->actor->office, ret_home);
	else
		code = first(c, GJ_SQL_RUNG_DUE_HOME, 0, ret_home);
	return code < 0 ? code : GJ_OK;
}

static void count(const firing *f, sweep_result *out)
{
	size_t i;

	out->clocks++;
	out->rungs += (int64_t)f->body.rungs.n;
	out->messages += (int64_t)f->body.messages.n;
	for (i = 0; i < f->body.rungs.n; i++)
		out->cards += f->rungs[i].card.p != NULL;
}

static int slice(gj_ctx *c, int64_t home, int64_t limit, sweep_result *out)
{
	firing *f = gj_arena_take(c->arena, sizeof(*f));
	const gj_due *due;
	gj_array rows;
	size_t i;
	int code = f ? gj_sweep_find(c, home, c->now, limit, &rows) : GJ_E_NOMEM;

	for (i = 0; code >= 0 && i < rows.n; i++) {
		due = (const gj_due *)rows.p + i;
		memset(f, 0, sizeof(*f));
		f->c = c;
		code = load(f, home, due);
		if (code >= 0)
			code = fire(f, home);
		if (code >= 0)
			count(f, out);
	}
	return code;
}

/* Of the office swept; where the system sweeps wherever something is due, of all. */
static int look_ahead(gj_ctx *c, int64_t home, sweep_result *out)
{
	int64_t found = 0;
	int code = first(c, home ? GJ_SQL_RUNG_DUE_ONE : GJ_SQL_RUNG_DUE_HOME, home, &found);

	if (code < 0)
		return code;
	out->more = code > 0;
	gj_field_put(out, &gj_sweep_result, "more");
	code = first(c, home ? GJ_SQL_RUNG_NEXT_OF : GJ_SQL_RUNG_NEXT_DUE, home, &out->next_due);
	if (code > 0)
		gj_field_put(out, &gj_sweep_result, "next_due");
	return code;
}

int gj_sweep(gj_ctx *c, const void *args, void *ret_result)
{
	const sweep_args *in = args;
	sweep_result *out = ret_result;
	int everywhere = !in->home && c->actor->system;
	const gj_actor *own = c->actor;
	gj_actor system = { .system = 1,
			    .account = GJ_STR("system"),
			    .application = own->application,
			    .request = own->request };
	int code = GJ_OK;

	if (c->home)
		code = gj_home_office(c, c->home, &system.office);
	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_clock_sweep, system.office);
	/* What time brings, nobody did: it is recorded as the office's own. */
	c->actor = &system;
	if (code >= 0 && c->home)
		code = slice(c, c->home, in->limit ? in->limit : SLICE_DEFAULT, out);
	c->actor = own;
	out->home = c->home;
	out->has.set |= (c->home ? 1 : 0) | 2 | 4 | 8 | 16;
	return code < 0 ? code : look_ahead(c, everywhere ? 0 : c->home, out);
}

/* ---- list: which fired ---- */

typedef struct rung_row {
	gj_has has;
	int64_t place;
	int64_t about;
	gj_str order_no, clock;
	int64_t round, unit;
	gj_str rung;
	int64_t rung_at, due_at, at;
	gj_str card;
	int32_t folded;
	int64_t seq;
} rung_row;

static const gj_field row_fields[] = {
	GJ_F_INT(rung_row, place, GJ_HIDDEN, 0, GJ_MAX_INT, ""),
	GJ_F_ID(rung_row, about, 0, "The case."),
	GJ_F_TEXT(rung_row, order_no, 0, 0, 0, GJ_OPEN, "Its order number."),
	GJ_F_TEXT(rung_row, clock, 0, 0, 0, GJ_OPEN, "Which of its clocks."),
	GJ_F_INT(rung_row, round, 0, 1, GJ_MAX_INT, "Which of the clock's lives."),
	GJ_F_ID(rung_row, unit, 0, "Who was in charge."),
	GJ_F_TEXT(rung_row, rung, 0, 0, 0, GJ_OPEN, "Its name in the ladder."),
	GJ_F_TIME(rung_row, rung_at, 0, "When its time came."),
	GJ_F_TIME(rung_row, due_at, 0, "When the clock was due, or is."),
	GJ_F_TIME(rung_row, at, 0, "When it fired."),
	GJ_F_TEXT(rung_row, card, 0, 0, 0, GJ_OPEN, "The card given: blue, yellow or red."),
	GJ_F_BOOL(rung_row, folded, 0, "A later one was due too, and is what was told."),
	GJ_F_INT(rung_row, seq, GJ_HIDDEN, 0, GJ_MAX_INT, ""),
	GJ_F_END
};
static const GJ_RECORD(row_record, rung_row, row_fields);

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t about, home, unit;
	int32_t cards;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ID(list_args, about, 0, "Only of this case."),
	GJ_F_ID(list_args, home, 0, "Office whose cases are meant; the actor's by default."),
	GJ_F_ID(list_args, unit, 0, "Only of cases that lay with this unit then."),
	GJ_F_BOOL(list_args, cards, 0, "Only those by which a card was given."),
	GJ_F_END
};
static const GJ_RECORD(list_record, list_args, list_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, row_record, "Rungs, as they fired."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
static const GJ_RECORD(list_result_record, list_result, list_result_fields);

typedef struct query {
	gj_has has;
	int64_t home, about, unit, after, limit;
	int32_t cards;
	int64_t after_item;
} query;

static const gj_field query_fields[] = { GJ_F_ID(query, home, 0, ""),
					 GJ_F_ID(query, about, 0, ""),
					 GJ_F_ID(query, unit, 0, ""),
					 GJ_F_INT(query, after, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_INT(query, limit, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_BOOL(query, cards, 0, ""),
					 GJ_F_INT(query, after_item, 0, -1, GJ_MAX_INT, ""),
					 GJ_F_END };
static const GJ_RECORD(query_record, query, query_fields);

/* Of those whose case the actor may know of. */
static int show(gj_ctx *c, void *user, gj_array *rows)
{
	rung_row *row = rows->p;
	size_t i, kept = 0;
	int code = GJ_OK;

	(void)user;
	for (i = 0; i < rows->n; i++)
		gj_case_ask_hidden(c, row[i].about);
	for (i = 0; i < rows->n && code >= 0; i++) {
		code = gj_case_hidden(c, row[i].about);
		if (code == 0)
			row[kept++] = row[i];
	}
	rows->n = kept;
	return code < 0 ? code : GJ_OK;
}

static int read_on(gj_ctx *c, void *user, const gj_page *page, gj_array *ret_rows)
{
	const list_args *in = user;
	query q = { .home = c->home, .about = in->about, .unit = in->unit, .cards = in->cards };
	gj_source source = { &query_record, &q };

	q.after = page->after / 64;
	q.after_item = page->after ? page->after % 64 : -1;
	q.limit = page->limit;
	q.has.set = 1 | 8 | 16 | 32 | 64 | (in->about ? 2u : 0) | (in->unit ? 4u : 0);
	return gj_sql_list_from(c->db,
				in->about   ? GJ_SQL_RUNG_LIST_ABOUT
				: in->cards ? GJ_SQL_RUNG_LIST_CARDS
					    : GJ_SQL_RUNG_LIST,
				c->arena, &row_record, ret_rows, &source, 1);
}

static int rung_list(gj_ctx *c, const void *args, void *ret_result)
{
	list_args in = *(const list_args *)args;
	list_result *out = ret_result;
	gj_sieve sieve = { &row_record, "place", NULL, read_on, show, &in };
	int code = gj_page_sieve(c, args, &sieve, &out->items, &out->next);

	out->has.set = out->next.p ? 3 : 1;
	return code;
}

/* ---- the table ---- */

static const int list_errors[] = { GJ_E_NOT_FOUND, 0 };
static const gj_op ops[] = { { .name = "rung.list",
			       .version = 1,
			       .args = &list_record,
			       .result = &list_result_record,
			       .right = GJ_RIGHT_message_read,
			       .flags = GJ_OP_LIST,
			       .home = GJ_HOME_SUBJECT,
			       .home_arg = "about",
			       .errors = list_errors,
			       .since = "1.0",
			       .doc = "Rungs that fired, and cards that were given by them.",
			       .doc_zh = "已触发的提醒与已发出的黄牌、红牌。",
			       .run = rung_list },
			     { 0 } };

extern const gj_noun gj_noun_rung;
const gj_noun gj_noun_rung = { "rung", "提醒", ops, events,
			       "What is told before and after a clock is due." };
