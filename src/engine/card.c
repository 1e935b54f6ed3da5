/* SPDX-License-Identifier: Apache-2.0
 *
 * Cards: given by hand, made void, listed and counted.
 */
#include "engine/card.h"

#include <string.h>

#include "engine/case.h"
#include "engine/clock_priv.h"
#include "engine/supervision_priv.h"
#include "engine/whistle.h"
#include "util/time.h"

static const char *const origins[] = { "clock", "hand", "rule", NULL };

/* ---- what is recorded ---- */

static const gj_field ref_fields[] = {
	GJ_F_ID(gj_card_ref, card, GJ_REQUIRED, "Number of the card."), GJ_F_END
};
const GJ_RECORD(gj_card_ref_record, gj_card_ref, ref_fields);

int gj_card_refs(gj_ctx *c, const gj_array *cards, gj_array *ret_refs)
{
	gj_card_ref *ref = gj_arena_zero(c->arena, (cards->n + 1) * sizeof(*ref));
	size_t i;

	if (!ref)
		return GJ_E_NOMEM;
	for (i = 0; i < cards->n; i++)
		ref[i] = (gj_card_ref){ { 1, 0 }, ((const int64_t *)cards->p)[i] };
	*ret_refs = (gj_array){ ref, cards->n };
	return GJ_OK;
}

#define B gj_card_body
static const gj_field given_fields[] = {
	GJ_F_ID(B, unit, GJ_REQUIRED, "The unit that is given it."),
	GJ_F_ID(B, about, GJ_REQUIRED, "The case: a demand, a whistle, a party to one."),
	GJ_F_TEXT(B, card, GJ_REQUIRED, 1, 10, GJ_OPEN, "Its colour: blue, yellow or red."),
	GJ_F_CODE(B, reason, 0, "supervision_reason", "Why."),
	GJ_F_BOOL(B, by_rule, 0, "By the profile's rule: for others that added up."),
	GJ_F_ARRAY(B, cards, 0, 0, 100, gj_card_ref_record, "Those."),
	GJ_F_ID(B, against, 0, "Whom the case complains of."),
	GJ_F_VEIL(B, note, 0, 2000, GJ_PERSONAL, "text", "Internal note."),
	GJ_MESSAGES_FIELD(B),
	GJ_F_END
};
const GJ_RECORD(gj_card_given_record, B, given_fields);
#undef B

typedef struct void_body {
	gj_has has;
	gj_str reason;
	gj_veil note;
	int64_t about;
} void_body;

static const gj_field void_fields[] = {
	GJ_F_TEXT(void_body, reason, GJ_REQUIRED, 1, 64, GJ_OPEN, "Reason, as coded then."),
	GJ_F_VEIL(void_body, note, 0, 1000, GJ_PERSONAL, "text", "Internal note."),
	GJ_F_ID(void_body, about, GJ_REQUIRED, "The case."), GJ_F_END
};
static const GJ_RECORD(void_record, void_body, void_fields);

static const gj_step given_steps[] = { { GJ_SQL_CARD_GIVE, NULL, NULL },
				       { GJ_SQL_CARD_COUNT, NULL, "cards" },
				       GJ_MESSAGES_STEP,
				       GJ_STEPS_END };
static const gj_step void_steps[] = { { GJ_SQL_CARD_VOID, NULL, NULL }, GJ_STEPS_END };

enum { GIVEN, VOIDED };
static const gj_event_type events[] = { [GIVEN] = { "card.given", 1, &gj_card_given_record,
						    given_steps, "A unit was given a card." },
					[VOIDED] = { "card.voided", 1, &void_record, void_steps,
						     "It should not have been given." },
					{ NULL, 0, NULL, NULL, NULL } };

/* ---- giving ---- */

static int of_case(gj_ctx *c, int64_t about, gj_message_case *ret_told)
{
	const char *const nouns[] = { "demand", "whistle", "party", "supervision" };
	gj_timed of;
	int code = GJ_E_NOT_FOUND;
	size_t i;

	for (i = 0; i < sizeof(nouns) / sizeof(nouns[0]) && code == GJ_E_NOT_FOUND; i++)
		code = gj_case_noun_of(gj_str_of(nouns[i]))->told(c, about, &of, ret_told);
	return code;
}

int gj_card_give(gj_ctx *c, int64_t home, int64_t unit, int64_t about, int colour,
		 gj_card_body *body)
{
	const gj_record *record = &gj_card_given_record;
	gj_error *err = c->err, unheard;
	gj_subject subject = { 0, 0, 0 };
	gj_message_case to;
	int code;

	c->err = &unheard;
	code = of_case(c, about, &to);
	c->err = err;
	if (code >= 0)
		code = gj_new_id(c, home, &subject.id);
	if (code < 0)
		return code;
	to.unit = unit;
	body->unit = unit;
	body->about = about;
	body->card = gj_str_of(gj_colours[colour]);
	body->against = to.against;
	gj_field_put(body, record, "unit");
	gj_field_put(body, record, "about");
	gj_field_put(body, record, "card");
	if (to.against)
		gj_field_put(body, record, "against");
	code = gj_message_tell(c, GJ_STR("card.give"), &to, record, body);
	return code < 0 ? code : gj_emit(c, &events[GIVEN], home, &subject, body);
}

typedef struct give_args {
	gj_has has;
	GJ_WRITE_ARGS;
	int64_t demand, whistle, party;
	int32_t colour;
	gj_str reason;
	gj_veil note;
} give_args;

static const gj_field give_fields[] = {
	GJ_WRITE_FIELDS(give_args),
	GJ_F_ID(give_args, demand, 0, "The demand that it is about: to the unit in charge."),
	GJ_F_ID(give_args, whistle, 0, "The whistle that it is about: to the unit that leads."),
	GJ_F_ID(give_args, party, 0, "The party that did not come: to that office."),
	GJ_F_ENUM(give_args, colour, GJ_REQUIRED, gj_colours, "Blue, yellow or red."),
	GJ_F_CODE(give_args, reason, GJ_REQUIRED, "supervision_reason", "Why."),
	GJ_F_VEIL(give_args, note, 0, 2000, GJ_PERSONAL, "text", "Internal note."),
	GJ_F_END
};
static const GJ_RECORD(give_record, give_args, give_fields);

typedef struct given_result {
	gj_has has;
	GJ_WRITTEN_ANSWER;
	int64_t unit;
} given_result;

static const gj_field result_fields[] = { GJ_WRITTEN_FIELDS(given_result),
					  GJ_F_ID(given_result, unit, 0, "The unit."), GJ_F_END };
static const GJ_RECORD(given_result_record, given_result, result_fields);

static int one_of(gj_ctx *c, const give_args *in)
{
	int code = GJ_OK;

	if ((in->demand != 0) + (in->whistle != 0) + (in->party != 0) != 1) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_one_of);
		gj_fail_text(c->err, "fields", GJ_STR("demand, whistle, party"));
	}
	return code;
}

static int card_give(gj_ctx *c, const void *args, void *ret_result)
{
	const give_args *in = args;
	gj_supervision_target about = { .demand = in->demand,
					.whistle = in->whistle,
					.party = in->party };
	int64_t one = in->demand ? in->demand : in->whistle ? in->whistle : in->party;
	gj_supervision_plan plan;
	gj_card_body body;
	int code = one_of(c, in);

	(void)ret_result;
	if (code >= 0)
		code = gj_supervision_begin(c, &about, &plan);
	if (code >= 0)
		code = gj_supervision_check_issuer(c, &about, &plan);
	if (code >= 0)
		code = gj_supervision_check_unit(c, &plan, "give");
	if (code < 0)
		return code;
	memset(&body, 0, sizeof(body));
	gj_field_copy(&body, &gj_card_given_record, in, &give_record);
	code = gj_card_give(c, plan.order.home, plan.order.unit, one, in->colour, &body);
	if (code >= 0)
		code = gj_supervision_carded(c, one,
					     in->demand    ? GJ_STR("demand")
					     : in->whistle ? GJ_STR("whistle")
							   : GJ_STR("party"),
					     in->colour);
	return code < 0 ? code : gj_cards_add_up(c, plan.order.home, plan.order.unit, in->colour);
}

/* ---- void ---- */

typedef struct card {
	gj_has has;
	int64_t id, unit, about;
	int32_t colour, voided;
	int64_t revision, seq;
} card;

static const gj_field card_fields[] = { GJ_F_ID(card, id, 0, ""),
					GJ_F_ID(card, unit, 0, ""),
					GJ_F_ID(card, about, 0, ""),
					GJ_F_ENUM(card, colour, 0, gj_colours, ""),
					GJ_F_BOOL(card, voided, 0, ""),
					GJ_F_INT(card, revision, 0, 1, GJ_MAX_INT, ""),
					GJ_F_INT(card, seq, 0, 1, GJ_MAX_INT, ""),
					GJ_F_END };
static const GJ_RECORD(card_record, card, card_fields);

static int load_seen(gj_ctx *c, int64_t id, card *ret_card)
{
	int code = gj_sql_row(c->db, GJ_SQL_CARD_GET, c->arena, &card_record, ret_card, "ll",
			      GJ_HOME_OF(id), id);

	if (code >= 0) {
		gj_case_ask_hidden(c, ret_card->about);
		code = gj_case_hidden(c, ret_card->about);
	}
	return code == GJ_E_NOT_FOUND || code > 0 ? gj_not_found(c, "card") : code;
}

static int card_void(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_void_args *in = args;
	int64_t office = 0;
	gj_subject subject;
	void_body body;
	card it;
	int code = load_seen(c, in->id, &it);

	(void)ret_result;
	if (code >= 0)
		code = gj_home_office(c, GJ_HOME_OF(in->id), &office);
	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_supervision_issue, office);
	if (code >= 0 && it.voided)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	if (code >= 0)
		code = gj_check_revision(c, args, it.revision);
	if (code < 0)
		return code;
	memset(&body, 0, sizeof(body));
	gj_field_copy(&body, &void_record, in, &gj_void_args_record);
	body.reason = in->reason;
	body.about = it.about;
	gj_field_put(&body, &void_record, "reason");
	gj_field_put(&body, &void_record, "about");
	subject = (gj_subject){ it.id, it.revision, it.seq };
	return gj_emit(c, &events[VOIDED], GJ_HOME_OF(in->id), &subject, &body);
}

/* ---- list ---- */

#define R gj_card_row
static const gj_field row_fields[] = {
	GJ_F_ID(R, id, 0, "Number of the card."),
	GJ_F_ID(R, unit, 0, "The unit that was given it."),
	GJ_F_ID(R, about, 0, "The case."),
	GJ_F_TEXT(R, order_no, 0, 0, 0, GJ_OPEN, "Its order number."),
	GJ_F_ENUM(R, colour, 0, gj_colours, "Blue, yellow or red."),
	GJ_F_ENUM(R, origin, 0, origins,
		  "By a clock's ladder, by hand, or by the profile's rule for others that added "
		  "up."),
	GJ_F_TEXT(R, clock, 0, 0, 0, GJ_OPEN, "By which clock."),
	GJ_F_TEXT(R, rung, 0, 0, 0, GJ_OPEN, "By which rung of it."),
	GJ_F_CODE(R, reason, 0, "supervision_reason", "Why."),
	GJ_F_VEIL(R, note, 0, 2000, GJ_PERSONAL, "text", "Internal note."),
	GJ_F_TIME(R, given_at, 0, "When: of a clock, when the time of its rung came."),
	GJ_F_ID(R, counted, 0, "The order, or the graver card, that came of it and others."),
	GJ_F_BOOL(R, voided, 0, "It should not have been given."),
	GJ_F_INT(R, revision, 0, 1, GJ_MAX_INT, "Goes up by one with every change."),
	GJ_F_END
};
const GJ_RECORD(gj_card_row_record, gj_card_row, row_fields);
#undef R

/* Of those whose case the actor may know of. */
static int keep_seen(gj_ctx *c, void *user, gj_array *rows)
{
	gj_card_row *row = rows->p;
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

int gj_cards_counted(gj_ctx *c, int64_t home, int64_t order, gj_array *ret_rows)
{
	int code = gj_sql_list(c->db, GJ_SQL_CARD_LIST_COUNTED, c->arena, &gj_card_row_record,
			       ret_rows, "ll", home, order);

	return code < 0 ? code : keep_seen(c, NULL, ret_rows);
}

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t home, unit, about;
	int32_t colour, voided;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ID(list_args, home, 0, "About cases of this home office; the actor's by default."),
	GJ_F_ID(list_args, unit, 0, "Those of this unit and all below it, of whatever home."),
	GJ_F_ID(list_args, about, 0, "About this case only."),
	GJ_F_ENUM(list_args, colour, 0, gj_colours, "Only of this colour."),
	GJ_F_BOOL(list_args, voided, 0, "Also those that are void."),
	GJ_F_END
};
static const GJ_RECORD(list_record, list_args, list_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, gj_card_row_record, "Cards, by number."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
static const GJ_RECORD(list_result_record, list_result, list_result_fields);

/* The home that is meant; 0 for a unit's, of whatever home. */
static int may_read(gj_ctx *c, int64_t given, int64_t about, int64_t unit, int64_t *ret_home)
{
	int64_t home = about ? GJ_HOME_OF(about) : 0, office = unit;
	int code = GJ_OK;

	if (!unit && !home)
		code = gj_office_home(c, given ? given : c->actor->office, &home);
	if (!unit && code >= 0)
		code = gj_home_office(c, home, &office);
	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_supervision_read, office);
	if (code >= 0)
		*ret_home = home;
	return code;
}

typedef struct listing {
	const list_args *in;
	int64_t home;
} listing;

static int read_on(gj_ctx *c, void *user, const gj_page *page, gj_array *ret_rows)
{
	const listing *l = user;
	const list_args *in = l->in;
	int by_colour = gj_field_has(in, &list_record, "colour");
	gj_str colour = by_colour ? gj_str_of(gj_colours[in->colour]) : GJ_STR_NONE;

	if (in->unit)
		return gj_sql_list(c->db, GJ_SQL_CARD_LIST_UNIT, c->arena, &gj_card_row_record,
				   ret_rows, "llltill", GJ_ROOT, in->unit, page->after, colour,
				   in->voided, in->about, page->limit);
	if (in->about)
		return gj_sql_list(c->db, GJ_SQL_CARD_LIST_ABOUT, c->arena, &gj_card_row_record,
				   ret_rows, "llltil", l->home, in->about, page->after, colour,
				   in->voided, page->limit);
	return gj_sql_list(c->db, GJ_SQL_CARD_LIST, c->arena, &gj_card_row_record, ret_rows,
			   "lltil", l->home, page->after, colour, in->voided, page->limit);
}

static int card_list(gj_ctx *c, const void *args, void *ret_result)
{
	const list_args *in = args;
	list_result *out = ret_result;
	listing l = { in, 0 };
	gj_sieve sieve = { &gj_card_row_record, "id", NULL, read_on, keep_seen, &l };
	int code = may_read(c, in->home, in->unit ? 0 : in->about, in->unit, &l.home);

	if (code >= 0)
		code = gj_page_sieve(c, args, &sieve, &out->items, &out->next);
	out->has.set = out->next.p ? 3 : 1;
	return code < 0 ? code : gj_unseal_all(c, &gj_card_row_record, out->items);
}

/* ---- counts ---- */

typedef struct count_args {
	gj_has has;
	int64_t limit, home, unit, since, until;
} count_args;

static const gj_field count_fields[] = {
	GJ_F_INT(count_args, limit, 0, 1, 1000, "How many units at the most; 100 by default."),
	GJ_F_ID(count_args, home, 0, "About cases of this home office; the actor's by default."),
	GJ_F_ID(count_args, unit, 0, "Of this unit and all below it, of whatever home."),
	GJ_F_TIME(count_args, since, 0, "Given then or later; by default since this year began."),
	GJ_F_TIME(count_args, until, 0, "Given before; by default without end."),
	GJ_F_END
};
static const GJ_RECORD(count_record, count_args, count_fields);

typedef struct tally {
	gj_has has;
	int64_t unit;
	gj_str unit_name;
	int64_t blue, yellow, red, open_yellow, open_red;
} tally;

static const gj_field tally_fields[] = {
	GJ_F_ID(tally, unit, 0, "The unit."),
	GJ_F_TEXT(tally, unit_name, 0, 0, 0, GJ_OPEN, "Its name."),
	GJ_F_INT(tally, blue, 0, 0, GJ_MAX_INT, "Blue cards."),
	GJ_F_INT(tally, yellow, 0, 0, GJ_MAX_INT, "Yellow cards."),
	GJ_F_INT(tally, red, 0, 0, GJ_MAX_INT, "Red cards."),
	GJ_F_INT(tally, open_yellow, 0, 0, GJ_MAX_INT,
		 "Yellow ones of which no order and no graver card has come yet."),
	GJ_F_INT(tally, open_red, 0, 0, GJ_MAX_INT, "Red ones of which no order has come yet."),
	GJ_F_END
};
static const GJ_RECORD(tally_record, tally, tally_fields);

typedef struct count_result {
	gj_has has;
	gj_array items;
	int64_t since;
} count_result;

static const gj_field count_result_fields[] = {
	GJ_F_ARRAY(count_result, items, 0, 0, 1000, tally_record,
		   "Units that were given any, by number."),
	GJ_F_TIME(count_result, since, 0, "Counted from here."), GJ_F_END
};
static const GJ_RECORD(count_result_record, count_result, count_result_fields);

static int64_t year_began(const gj_ctx *c, int64_t now)
{
	int64_t zone = c->zone * GJ_MINUTE;
	int32_t year = gj_civil_of((int32_t)((now + zone) / GJ_DAY)).year;

	return gj_civil_days((gj_civil){ year, 1, 1 }) * GJ_DAY - zone;
}

static int names(gj_ctx *c, gj_array *items)
{
	tally *t = items->p;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < items->n; i++)
		gj_case_ask_names(c, 0, t[i].unit);
	for (i = 0; i < items->n && code >= 0; i++) {
		code = gj_case_names(c, 0, NULL, t[i].unit, &t[i].unit_name);
		if (t[i].unit_name.p)
			gj_field_put(&t[i], &tally_record, "unit_name");
	}
	return code;
}

static int card_counts(gj_ctx *c, const void *args, void *ret_result)
{
	const count_args *in = args;
	count_result *out = ret_result;
	int64_t home = 0, now = 0, limit = in->limit ? in->limit : 100;
	int64_t until = gj_field_has(in, &count_record, "until") ? in->until : GJ_TIME_MAX;
	int code = may_read(c, in->home, 0, in->unit, &home);

	if (code >= 0)
		code = gj_clock_time(c, &now);
	if (code < 0)
		return code;
	out->since = gj_field_has(in, &count_record, "since") ? in->since : year_began(c, now);
	if (in->unit)
		code = gj_sql_list(c->db, GJ_SQL_CARD_SUMS_UNIT, c->arena, &tally_record,
				   &out->items, "lllllll", GJ_ROOT, in->unit, out->since, until,
				   c->actor->office, c->actor->staff, limit);
	else
		code = gj_sql_list(c->db, GJ_SQL_CARD_SUMS, c->arena, &tally_record, &out->items,
				   "lllllll", home, out->since, until, GJ_ROOT, c->actor->office,
				   c->actor->staff, limit);
	out->has.set = 3;
	return code < 0 ? code : names(c, &out->items);
}

/* ---- the tables ---- */

static const int give_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_STATE, 0 };
static const int void_errors[] = { GJ_E_NOT_FOUND, GJ_E_STATE, GJ_E_CONFLICT, 0 };
static const int read_errors[] = { GJ_E_NOT_FOUND, 0 };
static const gj_first first[] = { { GJ_SQL_CARD_GET, "id" }, GJ_FIRST_END };
static const gj_op ops[] = {
	{ .name = "card.give",
	  .version = 1,
	  .args = &give_record,
	  .result = &given_result_record,
	  .right = GJ_RIGHT_supervision_issue,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_SUBJECT,
	  .home_arg = "demand whistle party",
	  .errors = give_errors,
	  .since = "1.0",
	  .doc = "Gives a card by hand, about a demand, a whistle or a party that did not come, to "
		 "the unit that has it. What the profile has follow when cards add up, follows.",
	  .doc_zh =
		  "就诉求、哨单或未报到的应哨单位，向承办单位发出黄牌、红牌或蓝牌；累计达到配置的张"
		  "数时自动升级、督办或约谈。",
	  .run = card_give },
	{ .name = "card.void",
	  .version = 1,
	  .args = &gj_void_args_record,
	  .result = &gj_written_record,
	  .right = GJ_RIGHT_supervision_issue,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ID,
	  .errors = void_errors,
	  .since = "1.0",
	  .doc = "Declares a card void from the beginning: it counts no more. An order that came "
		 "of "
		 "it stays, and is withdrawn by itself.",
	  .doc_zh = "作废一张牌：不再计数。已由此签发的督办单另行撤销。",
	  .run = card_void,
	  .first = first },
	{ .name = "card.list",
	  .version = 1,
	  .args = &list_record,
	  .result = &list_result_record,
	  .right = GJ_RIGHT_supervision_read,
	  .flags = GJ_OP_OWN_RIGHT | GJ_OP_LIST,
	  .home = GJ_HOME_ROOT,
	  .errors = read_errors,
	  .since = "1.0",
	  .doc = "Cards about cases of one home office; with `unit`, those that this unit and all "
		 "below it were given, wherever the case lies.",
	  .doc_zh = "本级各案件发出的牌；指定 unit 则列出该单位及其下属所得的牌。",
	  .run = card_list },
	{ .name = "card.counts",
	  .version = 1,
	  .args = &count_record,
	  .result = &count_result_record,
	  .right = GJ_RIGHT_supervision_read,
	  .flags = GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = read_errors,
	  .since = "1.0",
	  .doc = "How many cards of each colour units were given, and of how many nothing has come "
		 "yet; void ones are not counted.",
	  .doc_zh = "各单位各色牌的张数，以及尚未升级或督办的张数；作废的不计。",
	  .run = card_counts },
	{ 0 }
};

extern const gj_noun gj_noun_card;
const gj_noun gj_noun_card = {
	"card", "亮牌", ops, events,
	"Yellow and red cards that units were given, and what came of them."
};
