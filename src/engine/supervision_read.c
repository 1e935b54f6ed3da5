/* SPDX-License-Identifier: Apache-2.0
 *
 * One supervision order with its replies; orders of a home, and those to a unit.
 */
#include "engine/card.h"
#include "engine/supervision_priv.h"
#include "engine/whistle.h"

/* ---- one ---- */

typedef struct reply {
	gj_has has;
	int64_t seq, round;
	gj_veil text;
	int64_t actor;
	gj_str actor_name;
	int64_t office;
	gj_str office_name;
	int64_t at;
	gj_array evidence;
} reply;

static const gj_field reply_fields[] = {
	GJ_F_INT(reply, seq, 0, 1, GJ_MAX_INT, "The event's place in its chain."),
	GJ_F_INT(reply, round, 0, 1, GJ_MAX_INT, "The round that it belongs to."),
	GJ_F_VEIL(reply, text, 0, 4000, GJ_PERSONAL, "text", "What was replied."),
	GJ_F_ID(reply, actor, 0, "Who signs for it."),
	GJ_F_TEXT(reply, actor_name, 0, 0, 0, GJ_OPEN, "Her name."),
	GJ_F_ID(reply, office, 0, "In which office."),
	GJ_F_TEXT(reply, office_name, 0, 0, 0, GJ_OPEN, "Its name."),
	GJ_F_TIME(reply, at, 0, "When."),
	GJ_F_ARRAY(reply, evidence, 0, 0, 50, gj_evidence_record, "Evidence given with it."),
	GJ_F_END
};
static const GJ_RECORD(reply_record, reply, reply_fields);

typedef struct full {
	gj_has has;
	int64_t id, office;
	gj_str order_no, state, state_name;
	int32_t class;
	gj_str kind, reason;
	int64_t demand, whistle, party, unit, issuer;
	int32_t by_rule;
	int64_t round;
	gj_veil text;
	gj_array replies, verbs, cards;
	int64_t issued_at, signed_at, replied_at, ended_at;
	int32_t voided;
	int64_t revision;
} full;

#define ROW_FIELDS(t) \
	GJ_F_CODE(t, kind, 0, "supervision_kind", "Its colour."), \
		GJ_F_CODE(t, reason, 0, "supervision_reason", "Why."), \
		GJ_F_ID(t, demand, 0, "The demand that it is about."), \
		GJ_F_ID(t, whistle, 0, "The whistle that it is about."), \
		GJ_F_ID(t, party, 0, "The party to it that did not come."), \
		GJ_F_ID(t, unit, 0, "The unit supervised."), \
		GJ_F_ID(t, issuer, 0, "The office that issued it."), \
		GJ_F_BOOL(t, by_rule, 0, "Issued by itself, by the profile's rule."), \
		GJ_F_INT(t, round, 0, 1, GJ_MAX_INT, "Its round: from 1."), \
		GJ_F_TIME(t, issued_at, 0, "When it was issued."), \
		GJ_F_TIME(t, signed_at, 0, "When the unit signed for it."), \
		GJ_F_TIME(t, replied_at, 0, "When the unit last replied."), \
		GJ_F_TIME(t, ended_at, 0, "When it ended."), \
		GJ_F_BOOL(t, voided, 0, "It was void from the beginning."), \
		GJ_F_INT(t, revision, 0, 1, GJ_MAX_INT, "Goes up by one with every change.")

static const gj_field full_fields[] = {
	GJ_F_ID(full, id, 0, "Number of the order."),
	GJ_F_ID(full, office, 0, "Home office of what it is about."),
	GJ_F_TEXT(full, order_no, 0, 1, 40, GJ_OPEN, "Its number for people."),
	GJ_F_TEXT(full, state, 0, 1, 64, GJ_OPEN, "Its state, of its chart."),
	GJ_F_TEXT(full, state_name, 0, 1, 64, GJ_OPEN, "Its state, for people."),
	GJ_F_ENUM(full, class, 0, gj_case_classes, "Class of the state."),
	GJ_F_VEIL(full, text, 0, 4000, GJ_PERSONAL, "text", "What is demanded."),
	ROW_FIELDS(full),
	GJ_F_ARRAY(full, replies, 0, 0, 1000, reply_record, "Replies, the first one first."),
	GJ_F_TEXTS(full, verbs, 0, 64, "What the actor may do now."),
	GJ_F_ARRAY(full, cards, 0, 0, 100, gj_card_row_record,
		   "Cards that it was issued for, of cases that the actor may know of."),
	GJ_F_END
};
const GJ_RECORD(gj_supervision_full_record, full, full_fields);

static void put(full *out, const char *name)
{
	gj_field_put(out, &gj_supervision_full_record, name);
}

typedef struct text_row {
	gj_has has;
	gj_str order_no;
	gj_veil text;
} text_row;
static const gj_field text_fields[] = { GJ_F_TEXT(text_row, order_no, 0, 0, 0, GJ_OPEN, ""),
					GJ_F_VEIL(text_row, text, 0, 4000, GJ_PERSONAL, "text", ""),
					GJ_F_END };
static const GJ_RECORD(text_record, text_row, text_fields);

static int read_text(gj_ctx *c, const gj_supervision *order, full *out)
{
	text_row row;
	int code = gj_sql_row(c->db, GJ_SQL_SUPERVISION_TEXT_GET, c->arena, &text_record, &row,
			      "ll", order->home, order->id);

	if (code >= 0)
		gj_field_copy(out, &gj_supervision_full_record, &row, &text_record);
	return code == GJ_E_NOT_FOUND ? GJ_E_CORRUPT : code;
}

typedef struct item_row {
	gj_has has;
	int64_t seq;
	int64_t item;
	gj_str kind;
	gj_veil reference;
	gj_str digest;
} item_row;
static const gj_field item_fields[] = {
	GJ_F_INT(item_row, seq, 0, 0, GJ_MAX_INT, ""),
	GJ_F_INT(item_row, item, 0, 0, GJ_MAX_INT, ""),
	GJ_F_CODE(item_row, kind, 0, "evidence", ""),
	GJ_F_VEIL(item_row, reference, 0, 300, GJ_PERSONAL, "text", ""),
	GJ_F_TEXT(item_row, digest, 0, 0, 0, GJ_OPEN, ""),
	GJ_F_END
};
static const GJ_RECORD(item_record, item_row, item_fields);

/* Both are in the order of events: each reply takes what was given with it. */
static int share_out(gj_ctx *c, const gj_array *items, gj_array *replies)
{
	const item_row *item = items->p;
	gj_evidence *all = gj_arena_zero(c->arena, (items->n + 1) * sizeof(*all));
	reply *r = replies->p;
	size_t i, k, n;

	if (!all)
		return GJ_E_NOMEM;
	for (i = 0, k = 0; i < replies->n; i++) {
		for (n = 0; k < items->n && item[k].seq == r[i].seq; k++, n++)
			gj_field_copy(&all[k], &gj_evidence_record, &item[k], &item_record);
		if (n) {
			r[i].evidence = (gj_array){ all + k - n, n };
			gj_field_put(&r[i], &reply_record, "evidence");
		}
	}
	return GJ_OK;
}

static int read_replies(gj_ctx *c, const gj_supervision *order, full *out)
{
	gj_array items;
	reply *r;
	size_t i;
	int code = gj_sql_list(c->db, GJ_SQL_SUPERVISION_REPLIES, c->arena, &reply_record,
			       &out->replies, "ll", order->home, order->id);

	if (code >= 0)
		code = gj_sql_list(c->db, GJ_SQL_SUPERVISION_EVIDENCE_OF, c->arena, &item_record,
				   &items, "ll", order->home, order->id);
	if (code >= 0)
		code = share_out(c, &items, &out->replies);
	put(out, "replies");
	r = out->replies.p;
	for (i = 0; code >= 0 && i < out->replies.n; i++)
		gj_case_ask_names(c, r[i].actor, r[i].office);
	if (code >= 0)
		gj_ask_veils(c, &gj_supervision_full_record, out);
	for (i = 0; code >= 0 && i < out->replies.n; i++) {
		code = gj_case_names(c, r[i].actor, &r[i].actor_name, r[i].office,
				     &r[i].office_name);
		if (r[i].actor_name.p)
			gj_field_put(&r[i], &reply_record, "actor_name");
		if (r[i].office_name.p)
			gj_field_put(&r[i], &reply_record, "office_name");
	}
	return code;
}

static int read_chart(gj_ctx *c, const gj_supervision *order, full *out)
{
	gj_case it = gj_supervision_case(order);
	gj_case_chart chart;
	int code = gj_case_chart_of(c, GJ_HOME_OF(order->id), "supervision", order->chart, &chart);

	if (code >= 0)
		code = gj_case_show(c, &it, &chart, order->voided, &gj_supervision_full_record,
				    out);
	return code;
}

int gj_supervision_get(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_get_args *in = args;
	full *out = ret_result;
	gj_supervision order;
	int code = gj_supervision_load_seen(c, in->id, &order);

	if (code >= 0 && in->unmask)
		code = gj_unmask(c, in, order.office);
	if (code < 0)
		return code;
	gj_field_copy(out, &gj_supervision_full_record, &order, &gj_supervision_record);
	out->office = order.office;
	put(out, "office");
	code = read_text(c, &order, out);
	if (code >= 0)
		code = read_replies(c, &order, out);
	if (code >= 0)
		code = read_chart(c, &order, out);
	if (code >= 0)
		code = gj_cards_counted(c, order.home, order.id, &out->cards);
	if (out->cards.n)
		put(out, "cards");
	return code < 0 ? code : gj_unseal(c, &gj_supervision_full_record, out);
}

/* ---- list ---- */

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t home, unit;
	int32_t open;
	gj_str state, kind;
	int32_t voided;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ID(list_args, home, 0, "Office whose cases are meant; the actor's by default."),
	GJ_F_ID(list_args, unit, 0, "Those to this unit and all below it, of whatever home."),
	GJ_F_BOOL(list_args, open, 0, "Only those that have not ended."),
	GJ_F_TEXT(list_args, state, 0, 1, 64, GJ_OPEN, "Only those in this state."),
	GJ_F_CODE(list_args, kind, 0, "supervision_kind", "Only this colour."),
	GJ_F_BOOL(list_args, voided, 0, "Also those that are void."),
	GJ_F_END
};
const GJ_RECORD(gj_supervision_list_args, list_args, list_fields);

typedef struct row {
	gj_has has;
	int64_t id;
	gj_str order_no, state;
	int32_t class;
	gj_str kind, reason;
	int64_t demand, whistle, party, unit, issuer;
	int32_t by_rule;
	int64_t round, issued_at, signed_at, replied_at, ended_at;
	int32_t voided;
	int64_t revision;
} row;

static const gj_field list_row_fields[] = {
	GJ_F_ID(row, id, 0, "Number of the order."),
	GJ_F_TEXT(row, order_no, 0, 1, 40, GJ_OPEN, "Its number for people."),
	GJ_F_TEXT(row, state, 0, 1, 64, GJ_OPEN, "Its state."),
	GJ_F_ENUM(row, class, 0, gj_case_classes, "Class of the state."),
	ROW_FIELDS(row),
	GJ_F_END
};
static const GJ_RECORD(list_row_record, row, list_row_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, list_row_record, "Orders, by number."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
const GJ_RECORD(gj_supervision_list_result, list_result, list_result_fields);

static int keep_seen(gj_ctx *c, void *user, gj_array *items)
{
	row *p = items->p;
	gj_supervision order;
	size_t i, n = 0;
	int seen = 1;

	(void)user;
	for (i = 0; i < items->n; i++) {
		gj_sql_ahead(c->db, GJ_SQL_SUPERVISION_GET, "ll", GJ_HOME_OF(p[i].id), p[i].id);
		if (p[i].demand || p[i].whistle)
			gj_case_ask_hidden(c, p[i].demand ? p[i].demand : p[i].whistle);
	}
	for (i = 0; i < items->n && seen >= 0; i++) {
		seen = gj_supervision_load(c, p[i].id, &order);
		if (seen >= 0)
			seen = gj_supervision_visible(c, &order);
		if (seen > 0)
			p[n++] = p[i];
	}
	items->n = n;
	return seen < 0 ? seen : GJ_OK;
}

static int may_list(gj_ctx *c, const list_args *in)
{
	int64_t office = in->unit;
	int code = in->unit ? GJ_OK : gj_home_office(c, c->home, &office);

	return code < 0 ? code : gj_allow(c, GJ_RIGHT_supervision_read, office);
}

static int read_on(gj_ctx *c, void *user, const gj_page *page, gj_array *ret_items)
{
	const list_args *in = user;

	if (in->unit)
		return gj_sql_list(c->db, GJ_SQL_SUPERVISION_LIST_UNIT, c->arena, &list_row_record,
				   ret_items, "lllttiil", GJ_ROOT, in->unit, page->after, in->state,
				   in->kind, in->voided, in->open, page->limit);
	return gj_sql_list(c->db,
			   in->open ? GJ_SQL_SUPERVISION_LIST_OPEN : GJ_SQL_SUPERVISION_LIST,
			   c->arena, &list_row_record, ret_items, "llttil", c->home, page->after,
			   in->state, in->kind, in->voided, page->limit);
}

int gj_supervision_list(gj_ctx *c, const void *args, void *ret_result)
{
	list_args in = *(const list_args *)args;
	list_result *out = ret_result;
	gj_sieve sieve = { &list_row_record, "id", NULL, read_on, keep_seen, &in };
	int code = may_list(c, &in);

	if (code >= 0)
		code = gj_page_sieve(c, args, &sieve, &out->items, &out->next);
	out->has.set = out->next.p ? 3 : 1;
	return code;
}
