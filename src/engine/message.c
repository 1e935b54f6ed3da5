/* SPDX-License-Identifier: Apache-2.0
 *
 * Delivering messages, by whoever the host makes do it: take some under a lease, deliver them,
 * report back. What is not reported back is given out again when the lease has run out; so a
 * message arrives at least once, and each time under the same key. To one recipient about one
 * case nothing overtakes: what comes later waits, or is given out together with it.
 */
#include "engine/message.h"

#include <string.h>

#include "engine/demand.h"
#include "engine/whistle.h"
#include "util/time.h"

#define TAKE_MAX 100
#define TAKE_DEFAULT 20
#define LEASE_DEFAULT 300
#define BUNDLE_MAX 200 /* messages of one digest; what is more makes another */
#define READY_MAX 500  /* looked at in one home at a time */

/* ---- a row of the outbox ---- */

#define NUMBER(m) GJ_F_INT(gj_outgoing, m, 0, 0, GJ_MAX_INT, "")
static const gj_field outgoing_fields[] = { NUMBER(seq),
					    NUMBER(item),
					    NUMBER(recipient),
					    NUMBER(about),
					    GJ_F_TIME(gj_outgoing, slot, 0, ""),
					    GJ_F_TIME(gj_outgoing, ready_at, 0, ""),
					    NUMBER(attempts),
					    GJ_F_TEXT(gj_outgoing, bundle, 0, 0, 0, GJ_OPEN, ""),
					    GJ_F_TEXT(gj_outgoing, worker, 0, 0, 0, GJ_OPEN, ""),
					    GJ_F_BOOL(gj_outgoing, held, 0, ""),
					    GJ_F_TEXT(gj_outgoing, outcome, 0, 0, 0, GJ_OPEN, ""),
					    GJ_F_END };
const GJ_RECORD(gj_outgoing_record, gj_outgoing, outgoing_fields);

/* ---- take ---- */

#define WORKER(t) \
	GJ_F_TEXT(t, worker, GJ_REQUIRED, 1, 80, GJ_OPEN, \
		  "Who delivers: a name that no other process goes by.")

typedef struct take_args {
	gj_has has;
	gj_str worker;
	int64_t seconds, limit, home;
} take_args;

static const gj_field take_fields[] = {
	WORKER(take_args),
	GJ_F_INT(take_args, seconds, 0, 1, 86400,
		 "For how long they are this worker's; 300 by default. Afterwards they are given "
		 "out again."),
	GJ_F_INT(take_args, limit, 0, 1, TAKE_MAX,
		 "How many deliveries at the most; 20 by default."),
	GJ_F_ID(take_args, home, 0,
		"Only of this office's chain; of all where one may, by default."),
	GJ_F_END
};
static const GJ_RECORD(take_record, take_args, take_fields);

typedef struct delivery {
	gj_has has;
	gj_str key;
	int64_t staff;
	gj_str account;
	int64_t office;
	gj_str office_name;
	int64_t attempt, until;
	int32_t digest;
	gj_str text;
	gj_array messages;
} delivery;

/* One message of a delivery. */
typedef struct part {
	gj_has has;
	gj_str kind;
	int64_t about;
	gj_str order_no;
	int64_t at;
	gj_str text;
} part;

static const gj_field part_fields[] = {
	GJ_F_TEXT(part, kind, 0, 1, 64, GJ_OPEN, "Kind of message."),
	GJ_F_ID(part, about, 0, "The case that it is about."),
	GJ_F_TEXT(part, order_no, 0, 1, 40, GJ_OPEN, "Its order number."),
	GJ_F_TIME(part, at, 0, "When it came about."),
	GJ_F_TEXT(part, text, 0, 0, 0, GJ_OPEN, "In words."),
	GJ_F_END
};
static const GJ_RECORD(part_record, part, part_fields);

static const gj_field delivery_fields[] = {
	GJ_F_TEXT(
		delivery, key, 0, 1, 72, GJ_OPEN,
		"Its key: the same each time that it is given out. By it a receiver knows what it "
		"has already."),
	GJ_F_ID(delivery, staff, 0, "To whom, if it is a member of staff."),
	GJ_F_TEXT(delivery, account, 0, 0, 0, GJ_OPEN, "Her account."),
	GJ_F_ID(delivery, office, 0, "To whom, if it is an office."),
	GJ_F_TEXT(delivery, office_name, 0, 0, 0, GJ_OPEN, "Its name."),
	GJ_F_INT(delivery, attempt, 0, 1, GJ_MAX_INT, "Which attempt this is."),
	GJ_F_TIME(delivery, until, 0, "When the lease runs out."),
	GJ_F_BOOL(delivery, digest, 0, "Several messages in one."),
	GJ_F_TEXT(delivery, text, 0, 0, 0, GJ_OPEN,
		  "In words: no personal values; what a case says is asked for with one's own "
		  "right."),
	GJ_F_ARRAY(delivery, messages, 0, 0, BUNDLE_MAX, part_record, "What it consists of."),
	GJ_F_END
};
static const GJ_RECORD(delivery_record, delivery, delivery_fields);

typedef struct take_result {
	gj_has has;
	gj_array items;
	int64_t next_at;
} take_result;

static const gj_field take_result_fields[] = {
	GJ_F_ARRAY(take_result, items, 0, 0, TAKE_MAX, delivery_record, "What to deliver."),
	GJ_F_TIME(take_result, next_at, 0,
		  "When the next one becomes ready, or a lease runs out: nothing before that."),
	GJ_F_END
};
static const GJ_RECORD(take_result_record, take_result, take_result_fields);

typedef struct taking {
	gj_ctx *c;
	const take_args *in;
	int64_t home, until, limit;
	take_result *out;
	delivery *items;
} taking;

typedef struct scope {
	gj_has has;
	int64_t home, limit;
} scope;
static const gj_field scope_fields[] = { GJ_F_ID(scope, home, 0, ""),
					 GJ_F_INT(scope, limit, 0, 0, GJ_MAX_INT, ""), GJ_F_END };
static const GJ_RECORD(scope_record, scope, scope_fields);

/* Those that go together, in the order in which they came. */
static int gather(taking *t, const gj_outgoing *head, gj_array *ret_rows)
{
	scope in = { { 3, 0 }, t->home, BUNDLE_MAX };
	gj_source sources[2] = { { &gj_outgoing_record, head }, { &scope_record, &in } };

	return gj_sql_list_from(t->c->db,
				head->attempts ? GJ_SQL_OUTBOX_BUNDLE : GJ_SQL_OUTBOX_WITH,
				t->c->arena, &gj_outgoing_record, ret_rows, sources, 2);
}

/* Makes the rows this worker's; those that another one has by now are left out. */
static int hold(taking *t, gj_array *rows, gj_str key)
{
	gj_outgoing *row = rows->p;
	int64_t changed = 0;
	size_t i, kept = 0;
	int hidden, code = GJ_OK;

	for (i = 0; i < rows->n; i++)
		gj_case_ask_hidden(t->c, row[i].about);
	for (i = 0; i < rows->n && code >= 0; i++) {
		/* For whom a case does not exist, no message about it does. */
		hidden = gj_case_hidden(t->c, row[i].about);
		code = hidden < 0 ? hidden : GJ_OK;
		if (hidden != 0)
			continue;
		code = gj_sql_change(t->c->db, GJ_SQL_OUTBOX_HOLD, &changed, "ttllllll", key,
				     t->in->worker, t->until, t->home, row[i].seq, row[i].item,
				     row[i].attempts, row[i].ready_at);
		if (changed > 0)
			row[kept++] = row[i];
	}
	rows->n = kept;
	return code;
}

static int word_all(taking *t, const gj_array *rows, gj_message_row *shown, part *parts)
{
	const gj_outgoing *row = rows->p;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < rows->n; i++)
		gj_sql_ahead(t->c->db, GJ_SQL_MESSAGE_GET, "lll", t->home, row[i].seq, row[i].item);
	for (i = 0; i < rows->n && code >= 0; i++)
		code = gj_sql_row(t->c->db, GJ_SQL_MESSAGE_GET, t->c->arena, &gj_message_row_record,
				  &shown[i], "lll", t->home, row[i].seq, row[i].item);
	for (i = 0; i < rows->n && code >= 0; i++)
		gj_message_ask(t->c, t->home, &shown[i]);
	for (i = 0; i < rows->n && code >= 0; i++) {
		code = gj_message_word(t->c, t->home, &shown[i]);
		if (code >= 0)
			gj_field_copy(&parts[i], &part_record, &shown[i], &gj_message_row_record);
	}
	return code == GJ_E_NOT_FOUND ? GJ_E_CORRUPT : code;
}

static int show(taking *t, const gj_array *rows, gj_str key)
{
	gj_message_row *shown = gj_arena_zero(t->c->arena, rows->n * sizeof(*shown));
	part *parts = gj_arena_zero(t->c->arena, rows->n * sizeof(*parts));
	delivery *d = &t->items[t->out->items.n];
	int code = shown && parts ? word_all(t, rows, shown, parts) : GJ_E_NOMEM;

	if (code < 0)
		return code;
	gj_field_copy(d, &delivery_record, &shown[0], &gj_message_row_record);
	d->key = key;
	d->attempt = ((gj_outgoing *)rows->p)->attempts + 1;
	d->until = t->until;
	d->digest = rows->n > 1;
	d->messages = (gj_array){ parts, rows->n };
	if (d->digest)
		code = gj_message_digest(t->c, shown, rows->n, &d->text);
	gj_field_put(d, &delivery_record, "attempt");
	gj_field_put(d, &delivery_record, "until");
	gj_field_put(d, &delivery_record, "digest");
	gj_field_put(d, &delivery_record, "messages");
	gj_field_put(d, &delivery_record, "key");
	t->out->items.n++;
	return code;
}

static int take_one(taking *t, const gj_outgoing *head)
{
	const gj_outgoing *first;
	gj_array rows;
	gj_str key = head->bundle;
	int code = gather(t, head, &rows);

	if (code < 0 || rows.n == 0)
		return code;
	first = rows.p;
	if (!key.p)
		code = gj_message_key(t->c, t->home, first->seq, first->item, &key);
	if (code >= 0)
		code = hold(t, &rows, key);
	return code < 0 || rows.n == 0 ? code : show(t, &rows, key);
}

static int note_next(taking *t)
{
	gj_value value;
	int code = gj_sql_open(t->c->db, GJ_SQL_OUTBOX_NEXT, "ll", t->home, t->c->now);

	if (code >= 0)
		code = gj_sql_next(t->c->db, GJ_SQL_OUTBOX_NEXT);
	if (code > 0)
		code = gj_sql_value(t->c->db, GJ_SQL_OUTBOX_NEXT, 0, &value);
	if (code >= 0 && value.type == GJ_VALUE_INT &&
	    (!t->out->next_at || value.i < t->out->next_at))
		t->out->next_at = value.i;
	gj_sql_done(t->c->db, GJ_SQL_OUTBOX_NEXT);
	return code < 0 ? code : GJ_OK;
}

static int take_home(taking *t)
{
	const gj_outgoing *row;
	gj_array rows;
	size_t i;
	int code = gj_sql_list(t->c->db, GJ_SQL_OUTBOX_READY, t->c->arena, &gj_outgoing_record,
			       &rows, "lll", t->home, t->c->now, (int64_t)READY_MAX);

	row = rows.p;
	for (i = 0; code >= 0 && i < rows.n && (int64_t)t->out->items.n < t->limit; i++)
		code = take_one(t, &row[i]);
	return code < 0 ? code : note_next(t);
}

typedef struct home_row {
	gj_has has;
	int64_t home, office;
} home_row;
static const gj_field home_fields[] = { GJ_F_ID(home_row, home, 0, ""),
					GJ_F_ID(home_row, office, 0, ""), GJ_F_END };
static const GJ_RECORD(home_record, home_row, home_fields);

/* The homes where the actor delivers; DENIED when there is none. */
static int homes_of(gj_ctx *c, int64_t office, gj_array *ret_homes)
{
	home_row *row;
	int64_t home = 0;
	size_t i, kept = 0;
	int may, code = office ? gj_office_home(c, office, &home) : GJ_OK;

	if (code >= 0)
		code = gj_sql_list(c->db, GJ_SQL_MESSAGE_HOMES, c->arena, &home_record, ret_homes,
				   "l", GJ_ROOT);
	row = ret_homes->p;
	for (i = 0; code >= 0 && i < ret_homes->n; i++) {
		if (home && row[i].home != home)
			continue;
		may = gj_may(c, GJ_RIGHT_message_deliver, row[i].office);
		if (may > 0)
			row[kept++] = row[i];
		code = may < 0 ? may : code;
	}
	ret_homes->n = kept;
	if (code >= 0 && kept == 0)
		code = gj_allow(c, GJ_RIGHT_message_deliver, office ? office : c->actor->office);
	return code;
}

static int message_take(gj_ctx *c, const void *args, void *ret_result)
{
	const take_args *in = args;
	taking t = { .c = c, .in = in, .out = ret_result };
	const home_row *row;
	gj_array homes;
	size_t i;
	int code = homes_of(c, in->home, &homes);

	t.limit = in->limit ? in->limit : TAKE_DEFAULT;
	t.until = c->now + (in->seconds ? in->seconds : LEASE_DEFAULT) * GJ_SECOND;
	t.items = gj_arena_zero(c->arena, (size_t)t.limit * sizeof(*t.items));
	if (code >= 0 && !t.items)
		code = GJ_E_NOMEM;
	if (code < 0)
		return code;
	t.out->items.p = t.items;
	row = homes.p;
	for (i = 0; i < homes.n && code >= 0 && (int64_t)t.out->items.n < t.limit; i++) {
		t.home = row[i].home;
		code = take_home(&t);
	}
	t.out->has.set = t.out->next_at ? 3 : 1;
	return code;
}

/* ---- ack, fail ---- */

typedef struct report_args {
	gj_has has;
	gj_str worker;
	gj_array keys;
	int64_t seconds;
	int32_t give_up;
	gj_str error;
} report_args;

#define REPORT_FIELDS \
	WORKER(report_args), \
		GJ_F_TEXTS(report_args, keys, GJ_REQUIRED, TAKE_MAX, "Keys of deliveries.")

static const gj_field ack_fields[] = { REPORT_FIELDS, GJ_F_END };
static const GJ_RECORD(ack_record, report_args, ack_fields);

static const gj_field fail_fields[] = {
	REPORT_FIELDS,
	GJ_F_INT(
		report_args, seconds, 0, 0, 30 * 86400,
		"After how long to try again; by default longer with every attempt, as the profile "
		"says, and after so many no more."),
	GJ_F_BOOL(report_args, give_up, 0, "It cannot be delivered: try no more."),
	GJ_F_TEXT(report_args, error, 0, 1, 40, GJ_INTERNAL,
		  "What was wrong, as a short code; nothing personal."),
	GJ_F_END
};
static const GJ_RECORD(fail_record, report_args, fail_fields);

typedef struct report_result {
	gj_has has;
	int64_t count, given_up;
} report_result;

static const gj_field report_fields[] = {
	GJ_F_INT(report_result, count, 0, 0, TAKE_MAX,
		 "How many deliveries this has changed; one that was reported before is not."),
	GJ_F_INT(report_result, given_up, 0, 0, TAKE_MAX, "How many of them are tried no more."),
	GJ_F_END
};
static const GJ_RECORD(report_record, report_result, report_fields);

/* One that another worker has meanwhile is no longer this one's to report on. */
static int still_hers(gj_ctx *c, const report_args *in, const gj_outgoing *row)
{
	if (row->bundle.p && gj_str_eq(row->worker, in->worker))
		return GJ_OK;
	return gj_fail(c->err, GJ_E_CONFLICT, GJ_RULE_lease_lost);
}

static int may_report(gj_ctx *c, int64_t home, const gj_outgoing *row)
{
	int64_t office = 0;
	int hidden, code = gj_home_office(c, home, &office);

	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_message_deliver, office);
	if (code < 0)
		return code;
	gj_case_ask_hidden(c, row->about);
	hidden = gj_case_hidden(c, row->about);
	return hidden > 0 ? gj_not_found(c, "message") : hidden;
}

static int load(gj_ctx *c, gj_str key, int64_t *ret_home, gj_outgoing *ret_row)
{
	int64_t seq, item;
	int code = gj_message_key_read(key, ret_home, &seq, &item);

	if (code >= 0)
		code = gj_sql_row(c->db, GJ_SQL_OUTBOX_ONE, c->arena, &gj_outgoing_record, ret_row,
				  "lll", *ret_home, seq, item);
	if (code == GJ_E_NOT_FOUND)
		return gj_not_found(c, "message");
	return code < 0 ? code : may_report(c, *ret_home, ret_row);
}

typedef int (*report_fn)(gj_ctx *c, const report_args *in, int64_t home, const gj_outgoing *row,
			 report_result *out);

static int report(gj_ctx *c, const report_args *in, report_result *out, report_fn change)
{
	const gj_str *key = in->keys.p;
	gj_outgoing row;
	int64_t home;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < in->keys.n && code >= 0; i++) {
		memset(&row, 0, sizeof(row));
		code = load(c, key[i], &home, &row);
		/* Twice is once: the first report may have been lost on its way back. */
		if (code >= 0 && row.outcome.p)
			continue;
		if (code >= 0)
			code = still_hers(c, in, &row);
		if (code >= 0)
			code = change(c, in, home, &row, out);
		if (code >= 0)
			out->count++;
		else
			gj_fail_in(c->err, "keys", i);
	}
	out->has.set = 3;
	return code;
}

static int done(gj_ctx *c, const report_args *in, int64_t home, const gj_outgoing *row,
		report_result *out)
{
	(void)in;
	(void)out;
	return gj_sql_run(c->db, GJ_SQL_OUTBOX_DONE, "tltlt", GJ_STR("delivered"), c->now,
			  GJ_STR_NONE, home, row->bundle);
}

static int again(gj_ctx *c, const report_args *in, int64_t home, const gj_outgoing *row,
		 report_result *out)
{
	int64_t wait = gj_message_wait(gj_profile_messages(c->profile), row->attempts);
	int given = gj_field_has(in, &fail_record, "seconds");

	if (in->give_up || (!wait && !given)) {
		out->given_up++;
		return gj_sql_run(c->db, GJ_SQL_OUTBOX_DONE, "tltlt", GJ_STR("given_up"), c->now,
				  in->error, home, row->bundle);
	}
	if (given)
		wait = in->seconds * GJ_SECOND;
	return gj_sql_run(c->db, GJ_SQL_OUTBOX_AGAIN, "ltlt", c->now + wait, in->error, home,
			  row->bundle);
}

static int message_ack(gj_ctx *c, const void *args, void *ret_result)
{
	return report(c, args, ret_result, done);
}

static int message_fail(gj_ctx *c, const void *args, void *ret_result)
{
	return report(c, args, ret_result, again);
}

/* ---- the table ---- */

static const int take_errors[] = { GJ_E_NOT_FOUND, 0 };
static const int report_errors[] = { GJ_E_NOT_FOUND, GJ_E_CONFLICT, 0 };
static const int list_errors[] = { GJ_E_NOT_FOUND, 0 };
static const int sign_errors[] = { GJ_E_UNSUPPORTED, 0 };

static const gj_op ops[] = {
	{ .name = "message.take",
	  .version = 1,
	  .args = &take_record,
	  .result = &take_result_record,
	  .right = GJ_RIGHT_message_deliver,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT | GJ_OP_LOCAL,
	  .home = GJ_HOME_OFFICE,
	  .errors = take_errors,
	  .since = "1.0",
	  .doc = "Takes messages for delivery, under a lease: those of a digest as one.",
	  .doc_zh = "领取待投递的消息（限时占用），汇总的消息合为一条。",
	  .run = message_take },
	{ .name = "message.ack",
	  .version = 1,
	  .args = &ack_record,
	  .result = &report_record,
	  .right = GJ_RIGHT_message_deliver,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT | GJ_OP_LOCAL,
	  .home = GJ_HOME_ROOT,
	  .errors = report_errors,
	  .since = "1.0",
	  .doc = "Reports deliveries as done.",
	  .doc_zh = "回报已送达。",
	  .run = message_ack },
	{ .name = "message.fail",
	  .version = 1,
	  .args = &fail_record,
	  .result = &report_record,
	  .right = GJ_RIGHT_message_deliver,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT | GJ_OP_LOCAL,
	  .home = GJ_HOME_ROOT,
	  .errors = report_errors,
	  .since = "1.0",
	  .doc = "Reports deliveries as failed: they are given out again later, or given up.",
	  .doc_zh = "回报投递失败：稍后重试，或不再投递。",
	  .run = message_fail },
	{ .name = "message.list",
	  .version = 1,
	  .args = &gj_message_list_args,
	  .result = &gj_message_list_result,
	  .right = GJ_RIGHT_message_read,
	  .flags = GJ_OP_LIST,
	  .home = GJ_HOME_SUBJECT,
	  .home_arg = "about",
	  .errors = list_errors,
	  .since = "1.0",
	  .doc = "Who was told of what, when, in which words, and whether it arrived.",
	  .doc_zh = "何时就何事通知了何人、内容及是否送达。",
	  .run = gj_message_list },
	{ .name = "message.sign",
	  .version = 1,
	  .args = &gj_message_sign_args,
	  .result = &gj_message_sign_result,
	  .right = GJ_NO_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = sign_errors,
	  .since = "1.0",
	  .doc = "Signs the body of a call to another system, with HMAC-SM3 or HMAC-SHA-256.",
	  .doc_zh = "为推送给其他系统的内容签名（HMAC-SM3 或 HMAC-SHA-256）。",
	  .run = gj_message_sign },
	{ 0 }
};
static const gj_event_type events[] = { { NULL, 0, NULL, NULL, NULL } };

extern const gj_noun gj_noun_message;
const gj_noun gj_noun_message = { "message", "消息", ops, events,
				  "Who is told of a case; delivering it is the host's work." };
