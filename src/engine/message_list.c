/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages read: who was told of what. And the signature of what is sent to another system.
 */
#include <string.h>

#include "engine/demand.h"
#include "engine/whistle.h"
#include "engine/message.h"
#include "util/time.h"

#define ITEMS 1000 /* more than an event has: place = seq * ITEMS + item */

/* ---- the row ---- */

static const gj_field row_fields[] = {
	GJ_F_INT(gj_message_row, place, GJ_HIDDEN, 0, GJ_MAX_INT, ""),
	GJ_F_TEXT(
		gj_message_row, key, 0, 1, 72, GJ_OPEN,
		"Key of the delivery that it belongs to: of a digest, that of its first message."),
	GJ_F_TEXT(gj_message_row, kind, 0, 1, 64, GJ_OPEN, "Kind of message."),
	GJ_F_ID(gj_message_row, about, 0, "The case that it is about."),
	GJ_F_TEXT(gj_message_row, order_no, 0, 1, 40, GJ_OPEN, "Its order number."),
	GJ_F_ID(gj_message_row, staff, 0, "To whom, if it is a member of staff."),
	GJ_F_TEXT(gj_message_row, account, 0, 0, 0, GJ_OPEN, "Her account."),
	GJ_F_ID(gj_message_row, office, 0, "To whom, if it is an office."),
	GJ_F_TEXT(gj_message_row, office_name, 0, 0, 0, GJ_OPEN, "Its name."),
	GJ_F_TIME(gj_message_row, at, 0, "When it came about."),
	GJ_F_TEXT(gj_message_row, text, 0, 0, 0, GJ_OPEN, "In words, as the profile has them now."),
	GJ_F_TEXT(
		gj_message_row, state, 0, 0, 0, GJ_OPEN,
		"waiting, taken, delivered or given_up; elsewhere: this copy does not deliver it."),
	GJ_F_TIME(gj_message_row, ready_at, 0, "When it may be taken, or taken again."),
	GJ_F_INT(gj_message_row, attempts, 0, 0, GJ_MAX_INT, "How often it was taken."),
	GJ_F_TEXT(gj_message_row, error, 0, 0, 0, GJ_INTERNAL, "What was wrong the last time."),
	GJ_F_TIME(gj_message_row, done_at, 0, "When it was delivered or given up."),
	GJ_F_INT(gj_message_row, seq, GJ_HIDDEN, 0, GJ_MAX_INT, ""),
	GJ_F_INT(gj_message_row, item, GJ_HIDDEN, 0, GJ_MAX_INT, ""),
	GJ_F_TIME(gj_message_row, slot, GJ_HIDDEN, ""),
	GJ_F_TEXT(gj_message_row, bundle, GJ_HIDDEN, 0, 0, GJ_OPEN, ""),
	GJ_F_TEXT(gj_message_row, outcome, GJ_HIDDEN, 0, 0, GJ_OPEN, ""),
	GJ_F_BOOL(gj_message_row, held, GJ_HIDDEN, ""),
	GJ_F_END
};
const GJ_RECORD(gj_message_row_record, gj_message_row, row_fields);

/* ---- list ---- */

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t home, about, staff, office;
	int32_t open;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ID(list_args, about, 0, "Only about this case."),
	GJ_F_ID(list_args, home, 0, "Office whose messages are meant; the actor's by default."),
	GJ_F_ID(list_args, staff, 0, "Only to this member of staff."),
	GJ_F_ID(list_args, office, 0, "Only to this office."),
	GJ_F_BOOL(list_args, open, 0, "Only those that this copy has still to deliver."),
	GJ_F_END
};
const GJ_RECORD(gj_message_list_args, list_args, list_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, gj_message_row_record,
		   "Messages, as they came about."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
const GJ_RECORD(gj_message_list_result, list_result, list_result_fields);

typedef struct query {
	gj_has has;
	int64_t home, about, after, after_item, staff, office, limit;
	int32_t open;
} query;

static const gj_field query_fields[] = { GJ_F_ID(query, home, 0, ""),
					 GJ_F_ID(query, about, 0, ""),
					 GJ_F_INT(query, after, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_INT(query, after_item, 0, -1, GJ_MAX_INT, ""),
					 GJ_F_ID(query, staff, 0, ""),
					 GJ_F_ID(query, office, 0, ""),
					 GJ_F_INT(query, limit, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_BOOL(query, open, 0, ""),
					 GJ_F_END };
static const GJ_RECORD(query_record, query, query_fields);

static int read_on(gj_ctx *c, void *user, const gj_page *page, gj_array *ret_rows)
{
	const list_args *in = user;
	gj_message_row *row;
	int64_t item = page->after ? page->after % ITEMS : -1;
	query q = { .has.set = 1 | 4 | 8 | 64 | 128,
		    .home = c->home,
		    .after = page->after / ITEMS,
		    .after_item = item,
		    .limit = page->limit,
		    .open = in->open };
	gj_source source = { &query_record, &q };
	int code;

	q.about = in->about;
	q.staff = in->staff;
	q.office = in->office;
	q.has.set |= (uint64_t)((in->about ? 2 : 0) | (in->staff ? 16 : 0) | (in->office ? 32 : 0));
	code = gj_sql_list_from(c->db,
				in->about ? GJ_SQL_MESSAGE_LIST_ABOUT : GJ_SQL_MESSAGE_LIST_ALL,
				c->arena, &gj_message_row_record, ret_rows, &source, 1);
	row = code < 0 ? NULL : ret_rows->p;
	for (size_t i = 0; row && i < ret_rows->n; i++)
		row[i].place = row[i].seq * ITEMS + row[i].item;
	return code;
}

static void put_state(gj_message_row *row)
{
	if (!gj_field_has(row, &gj_message_row_record, "ready_at"))
		row->state = GJ_STR("elsewhere");
	else if (row->outcome.p)
		row->state = row->outcome;
	else
		row->state = row->held ? GJ_STR("taken") : GJ_STR("waiting");
	gj_field_put(row, &gj_message_row_record, "state");
	/* What is over will not be taken again. */
	if (row->outcome.p)
		gj_field_clear(row, gj_field_index(&gj_message_row_record, "ready_at", 8));
}

static int put_key(gj_ctx *c, gj_message_row *row)
{
	row->key = row->bundle;
	gj_field_put(row, &gj_message_row_record, "key");
	return row->key.p ? GJ_OK : gj_message_key(c, c->home, row->seq, row->item, &row->key);
}

/* Of those whose case the actor may know of. */
static int show(gj_ctx *c, void *user, gj_array *rows)
{
	gj_message_row *row = rows->p;
	size_t i, kept = 0;
	int code = GJ_OK, hidden;

	(void)user;
	for (i = 0; i < rows->n; i++)
		gj_case_ask_hidden(c, row[i].about);
	for (i = 0; i < rows->n; i++)
		gj_message_ask(c, c->home, &row[i]);
	for (i = 0; i < rows->n && code >= 0; i++) {
		hidden = gj_case_hidden(c, row[i].about);
		code = hidden < 0 ? hidden : GJ_OK;
		if (hidden != 0)
			continue;
		row[kept] = row[i];
		put_state(&row[kept]);
		code = put_key(c, &row[kept]);
		if (code >= 0)
			code = gj_message_word(c, c->home, &row[kept]);
		kept++;
	}
	rows->n = kept;
	return code;
}

int gj_message_list(gj_ctx *c, const void *args, void *ret_result)
{
	list_args in = *(const list_args *)args;
	list_result *out = ret_result;
	gj_sieve sieve = { &gj_message_row_record, "place", NULL, read_on, show, &in };
	int code = gj_page_sieve(c, args, &sieve, &out->items, &out->next);

	out->has.set = out->next.p ? 3 : 1;
	return code;
}

/* ---- sign ---- */

static const char *const algorithms[] = { "sm3", "sha256", NULL };

typedef struct sign_args {
	gj_has has;
	gj_str secret, body;
	int32_t algorithm;
	gj_str key;
	int64_t at;
} sign_args;

static const gj_field sign_fields[] = {
	GJ_F_TEXT(sign_args, secret, GJ_REQUIRED, 16, 500, GJ_SENSITIVE,
		  "What both sides know, as text. It is neither kept nor recorded."),
	GJ_F_TEXT(sign_args, body, GJ_REQUIRED, 0, 1 << 20, GJ_INTERNAL,
		  "What is sent, byte for byte."),
	GJ_F_ENUM(sign_args, algorithm, 0, algorithms, "sm3 by default."),
	GJ_F_TEXT(sign_args, key, 0, 1, 72, GJ_OPEN,
		  "Key of the delivery. With it and `at`, KEY.SECONDS.BODY is signed, so that what "
		  "was sent once cannot be sent again as something else or at another time."),
	GJ_F_TIME(sign_args, at, 0, "When it is sent."),
	GJ_F_END
};
const GJ_RECORD(gj_message_sign_args, sign_args, sign_fields);

typedef struct sign_result {
	gj_has has;
	gj_str signature;
	int32_t algorithm;
	int64_t seconds;
} sign_result;

static const gj_field sign_result_fields[] = {
	GJ_F_TEXT(sign_result, signature, 0, 64, 64, GJ_OPEN, "HMAC, in hexadecimal."),
	GJ_F_ENUM(sign_result, algorithm, 0, algorithms, "By which digest."),
	GJ_F_INT(sign_result, seconds, 0, -GJ_MAX_INT, GJ_MAX_INT,
		 "The seconds since 1970 that are signed with it."),
	GJ_F_END
};
const GJ_RECORD(gj_message_sign_result, sign_result, sign_result_fields);

static int both(gj_ctx *c, const sign_args *in)
{
	int at = gj_field_has(in, &gj_message_sign_args, "at"), code = GJ_OK;

	if (at == (in->key.p != NULL))
		return GJ_OK;
	code = gj_fail(c->err, GJ_E_MISSING, GJ_RULE_missing);
	gj_fail_path(c->err, at ? "/key" : "/at");
	return code;
}

int gj_message_sign(gj_ctx *c, const void *args, void *ret_result)
{
	const sign_args *in = args;
	sign_result *out = ret_result;
	uint8_t mac[GJ_DIGEST_SIZE];
	gj_buf text, hex;
	int code = both(c, in);

	if (code < 0)
		return code;
	gj_buf_init(&text, c->arena, in->body.n + 200);
	if (in->key.p) {
		out->seconds = in->at / GJ_SECOND - (in->at % GJ_SECOND < 0);
		gj_field_put(out, &gj_message_sign_result, "seconds");
		gj_buf_str(&text, in->key);
		gj_buf_char(&text, '.');
		gj_buf_int(&text, out->seconds);
		gj_buf_char(&text, '.');
	}
	gj_buf_str(&text, in->body);
	gj_buf_end(&text);
	if (text.failed)
		return text.failed;
	code = gj_hmac(algorithms[in->algorithm], in->secret.p, in->secret.n, text.p, text.n, mac);
	if (code < 0)
		return code;
	gj_buf_init(&hex, c->arena, 2 * GJ_DIGEST_SIZE + 1);
	gj_buf_hex(&hex, mac, GJ_DIGEST_SIZE);
	out->signature = gj_buf_end(&hex);
	out->algorithm = in->algorithm;
	out->has.set |= 3;
	return hex.failed;
}
