/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of a message: the profile's template, filled from the event that brought it and
 * from the case. Numbers of orders, names of offices, times; nothing that is personal.
 */
#include <stdio.h>
#include <string.h>

#include "engine/case.h"
#include "engine/message.h"
#include "util/time.h"

/* ---- keys ---- */

int gj_message_key(gj_ctx *c, int64_t home, int64_t seq, int64_t item, gj_str *ret_key)
{
	char text[72];

	snprintf(text, sizeof(text), "%lld:%lld:%lld", (long long)home, (long long)seq,
		 (long long)item);
	*ret_key = gj_arena_str(c->arena, text, strlen(text));
	return ret_key->p ? GJ_OK : GJ_E_NOMEM;
}

static int number(gj_str text, size_t *at, int64_t *ret_number)
{
	size_t i = *at;
	int64_t n = 0;

	while (i < text.n && text.p[i] >= '0' && text.p[i] <= '9' && i - *at < 15)
		n = n * 10 + (text.p[i++] - '0');
	if (i == *at || (text.p[*at] == '0' && i - *at > 1))
		return 0;
	*at = i;
	*ret_number = n;
	return 1;
}

int gj_message_key_read(gj_str key, int64_t *ret_home, int64_t *ret_seq, int64_t *ret_item)
{
	size_t at = 0;

	if (!number(key, &at, ret_home) || at == key.n || key.p[at++] != ':' ||
	    !number(key, &at, ret_seq) || at == key.n || key.p[at++] != ':' ||
	    !number(key, &at, ret_item) || at != key.n)
		return GJ_E_NOT_FOUND;
	return GJ_OK;
}

/* ---- what is looked up ---- */

typedef struct case_row {
	gj_has has;
	gj_str order_no;
	int64_t unit, due_at;
} case_row;
static const gj_field case_fields[] = { GJ_F_TEXT(case_row, order_no, 0, 0, 0, GJ_OPEN, ""),
					GJ_F_ID(case_row, unit, 0, ""),
					GJ_F_TIME(case_row, due_at, 0, ""), GJ_F_END };
static const GJ_RECORD(case_record, case_row, case_fields);

/* A field of the event's body that is there, or NULL. */
static const void *member(const gj_record *record, const void *body, const char *name, int kind)
{
	int at = gj_field_index(record, name, strlen(name));

	return at >= 0 && record->fields[at].kind == kind && gj_field_set(body, at)
		       ? (const char *)body + record->fields[at].offset
		       : NULL;
}

/* ---- words ---- */

/* 2026-10-09 17:30 on the ledger's wall clock. */
static gj_str time_word(gj_ctx *c, int64_t time)
{
	int64_t local = time + c->zone * GJ_MINUTE;
	int32_t day = (int32_t)(local / GJ_DAY - (local % GJ_DAY < 0));
	int minute = (int)((local - day * GJ_DAY) / GJ_MINUTE);
	char text[16];
	gj_buf buf;

	gj_buf_init(&buf, c->arena, 40);
	gj_date_write(&buf, day);
	snprintf(text, sizeof(text), " %02d:%02d", minute / 60, minute % 60);
	gj_buf_text(&buf, text);
	return gj_buf_end(&buf);
}

/* What the event says stands before what the case says now. */
static int words_of(gj_ctx *c, const gj_record *record, const void *body, const case_row *row,
		    gj_str words[GJ_WORD_WORDS])
{
	const int64_t *unit = member(record, body, "unit", GJ_K_ID);
	const int64_t *due = member(record, body, "due_at", GJ_K_TIME);
	int code = gj_case_name(c, GJ_SQL_MESSAGE_OFFICE, unit ? *unit : row->unit,
				&words[GJ_WORD_UNIT]);

	if (!due)
		due = member(record, body, "unit_due_at", GJ_K_TIME);
	if (due || row->due_at)
		words[GJ_WORD_DUE] = time_word(c, due ? *due : row->due_at);
	words[GJ_WORD_ORDER_NO] = row->order_no;
	return code;
}

static gj_str either(const gj_ctx *c, gj_str zh, gj_str en)
{
	return c->chinese ? zh : en;
}

static gj_str card_word(const gj_ctx *c, gj_str card)
{
	if (gj_str_is(card, "red"))
		return either(c, GJ_STR("红牌"), GJ_STR("a red card"));
	return gj_str_is(card, "yellow") ? either(c, GJ_STR("黄牌"), GJ_STR("a yellow card"))
					 : either(c, GJ_STR("蓝牌"), GJ_STR("a blue card"));
}

/* That of the noun whose case it is, where it lies. */
static const gj_chart *chart_of(gj_ctx *c, const gj_str *noun, const int64_t *about)
{
	const gj_profile *profile = c->profile;
	char name[41] = "demand";

	if (noun && noun->n < sizeof(name)) {
		memcpy(name, noun->p, noun->n);
		name[noun->n] = '\0';
	}
	/* Without an office's own names there are still those of the ledger. */
	if (about && gj_profile_at(c, GJ_HOME_OF(*about), &profile) < 0)
		profile = c->profile;
	return gj_profile_chart(profile, name);
}

/* Of a rung that fired: the last one counts. Names are those that the chart has now. */
static void words_of_rung(gj_ctx *c, const gj_record *record, const void *body,
			  gj_str words[GJ_WORD_WORDS])
{
	const gj_str *name = member(record, body, "clock", GJ_K_TEXT);
	const gj_array *rungs = member(record, body, "rungs", GJ_K_ARRAY);
	const gj_chart *chart = chart_of(c, member(record, body, "noun", GJ_K_TEXT),
					 member(record, body, "about", GJ_K_ID));
	const gj_chart_clock *clock = name && chart ? gj_chart_clock_find(chart, *name) : NULL;
	const gj_record *item = rungs ? record->fields[gj_field_index(record, "rungs", 5)].sub
				      : NULL;
	const void *last = item && rungs->n ? (const char *)rungs->p + (rungs->n - 1) * item->size
					    : NULL;
	const gj_str *id = last ? member(item, last, "rung", GJ_K_TEXT) : NULL;
	const gj_str *card = last ? member(item, last, "card", GJ_K_TEXT)
				  : member(record, body, "card", GJ_K_TEXT);
	const gj_chart_rung *rung = clock && id ? gj_chart_rung_find(clock, *id) : NULL;

	if (name)
		words[GJ_WORD_CLOCK] = clock ? either(c, clock->zh, clock->en) : *name;
	if (id)
		words[GJ_WORD_RUNG] = rung ? either(c, rung->zh, rung->en) : *id;
	if (card)
		words[GJ_WORD_CARD] = card_word(c, *card);
}

/* A kind that the profile has no words for any more still says what it is about. */
static gj_str template_of(gj_ctx *c, gj_str kind)
{
	const gj_message_rules *rules = gj_profile_messages(c->profile);
	const gj_message_kind *found = gj_message_kind_of(rules, kind);

	if (!found)
		return GJ_STR("{order_no} {clock} {rung} {due}");
	return c->chinese ? found->zh : found->en;
}

static void put(gj_message_row *row, const char *name)
{
	gj_field_put(row, &gj_message_row_record, name);
}

static int put_names(gj_ctx *c, gj_message_row *row)
{
	int code = gj_case_name(c, GJ_SQL_MESSAGE_RECIPIENT, row->staff, &row->account);

	if (code >= 0)
		code = gj_case_name(c, GJ_SQL_MESSAGE_OFFICE, row->office, &row->office_name);
	if (row->account.p)
		put(row, "account");
	if (row->office_name.p)
		put(row, "office_name");
	return code;
}

static int put_text(gj_ctx *c, const gj_record *record, const void *body, const case_row *found,
		    gj_message_row *row)
{
	gj_str words[GJ_WORD_WORDS] = { GJ_STR_NONE };
	gj_buf buf;
	int code = words_of(c, record, body, found, words);

	if (code < 0)
		return code;
	words_of_rung(c, record, body, words);
	gj_buf_init(&buf, c->arena, 4096);
	gj_message_fill(&buf, template_of(c, row->kind), words);
	row->text = gj_buf_end(&buf);
	put(row, "text");
	if (found->order_no.p) {
		row->order_no = found->order_no;
		put(row, "order_no");
	}
	return buf.failed;
}

void gj_message_ask(gj_ctx *c, int64_t home, const gj_message_row *row)
{
	gj_sql_ahead(c->db, GJ_SQL_EVENT_GET, "ll", home, row->seq);
	gj_sql_ahead(c->db, GJ_SQL_MESSAGE_CASE, "ll", GJ_HOME_OF(row->about), row->about);
	if (row->staff)
		gj_sql_ahead(c->db, GJ_SQL_MESSAGE_RECIPIENT, "ll", GJ_ROOT, row->staff);
	if (row->office)
		gj_sql_ahead(c->db, GJ_SQL_MESSAGE_OFFICE, "ll", GJ_ROOT, row->office);
}

int gj_message_word(gj_ctx *c, int64_t home, gj_message_row *row)
{
	case_row found = { { 0, 0 }, GJ_STR_NONE, 0, 0 };
	const gj_event_type *type = NULL;
	gj_envelope e;
	void *body = NULL;
	int code = gj_event_load(c, home, row->seq, &e, &type, &body);

	if (code >= 0)
		code = gj_sql_row(c->db, GJ_SQL_MESSAGE_CASE, c->arena, &case_record, &found, "ll",
				  GJ_HOME_OF(row->about), row->about);
	if (code == GJ_E_NOT_FOUND)
		code = GJ_OK;
	if (code >= 0)
		code = put_text(c, type->body, body, &found, row);
	return code < 0 ? code : put_names(c, row);
}

int gj_message_digest(gj_ctx *c, const gj_message_row *rows, size_t count, gj_str *ret_text)
{
	const gj_message_rules *rules = gj_profile_messages(c->profile);
	gj_str words[GJ_WORD_WORDS] = { GJ_STR_NONE };
	gj_str head = c->chinese ? rules->digest_zh : rules->digest_en;
	char number[24];
	gj_buf buf;
	size_t i;

	snprintf(number, sizeof(number), "%zu", count);
	words[GJ_WORD_COUNT] = gj_str_of(number);
	gj_buf_init(&buf, c->arena, 1u << 20);
	if (head.p)
		gj_message_fill(&buf, head, words);
	for (i = 0; i < count; i++) {
		if (i || head.p)
			gj_buf_char(&buf, '\n');
		gj_buf_int(&buf, (int64_t)i + 1);
		gj_buf_text(&buf, ". ");
		gj_buf_str(&buf, rows[i].text);
	}
	*ret_text = gj_buf_end(&buf);
	return buf.failed;
}
