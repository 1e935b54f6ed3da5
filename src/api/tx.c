/* SPDX-License-Identifier: Apache-2.0
 *
 * Transactions that the host opens, calls inside a call, and lists item by item.
 */
#include <string.h>

#include "api/handle.h"

/* ---- begin, commit, rollback ---- */

typedef struct begin_args {
	gj_has has;
	gj_array offices;
	int32_t root;
} begin_args;

static const gj_field begin_fields[] = {
	GJ_F_IDS(begin_args, offices, 0, GJ_HOMES_MAX, "Offices whose chains will be written."),
	GJ_F_BOOL(begin_args, root, 0, "The root chain as well."), GJ_F_END
};
static const GJ_RECORD(begin_record, begin_args, begin_fields);

static int lock_named(gj_ledger *ledger, gj_ctx *c, const begin_args *in)
{
	int64_t homes[GJ_HOMES_MAX + 1];
	size_t i, n = in->offices.n;
	int code = GJ_OK;

	for (i = 0; i < n && code >= 0; i++) {
		code = gj_office_home(c, ((int64_t *)in->offices.p)[i], &homes[i]);
		if (code < 0)
			gj_fail_in(c->err, "offices", i);
	}
	if (in->root || n == 0)
		homes[n++] = GJ_ROOT;
	if (code >= 0)
		code = gj_lock(c, homes, n);
	if (code >= 0) {
		memcpy(ledger->tx_heads, c->heads, sizeof(c->heads));
		ledger->tx_head_count = c->head_count;
	}
	return code;
}

static int begin(gj_ledger *ledger, gj_reply *reply, gj_str json)
{
	gj_json_options options = { GJ_JSON_WIRE, 0, NULL, NULL };
	begin_args in;
	gj_ctx c;
	int code;

	gj_ctx_begin(ledger, reply, &c);
	if (ledger->in_tx)
		return gj_fail(c.err, GJ_E_USE, GJ_RULE_tx_open);
	if (!ledger->acting)
		return gj_fail(c.err, GJ_E_NO_ACTOR, GJ_RULE_no_actor);
	code = gj_json_read(reply->arena, &begin_record, json.n ? json : GJ_STR("{}"), &options,
			    &in, c.err);
	if (code >= 0)
		code = gj_db_begin(ledger->db, GJ_TX_WRITE);
	if (code < 0)
		return code;
	code = lock_named(ledger, &c, &in);
	if (code < 0) {
		gj_db_rollback(ledger->db);
		return code;
	}
	gj_db_pile(ledger->db);
	ledger->in_tx = 1;
	return code;
}

static int commit(gj_ledger *ledger, gj_reply *reply, gj_str json)
{
	gj_ctx c;
	int code;

	(void)json;
	gj_ctx_begin(ledger, reply, &c);
	if (!ledger->in_tx)
		return gj_fail(c.err, GJ_E_USE, GJ_RULE_no_tx);
	memcpy(c.heads, ledger->tx_heads, sizeof(c.heads));
	c.head_count = ledger->tx_head_count;
	code = gj_flush_heads(&c);
	if (code >= 0)
		code = gj_db_commit(ledger->db);
	else
		gj_db_rollback(ledger->db);
	gj_forget(ledger);
	gj_tell_refusals(ledger);
	gj_scrub(ledger);
	return code;
}

static int rollback(gj_ledger *ledger, gj_reply *reply, gj_str json)
{
	gj_ctx c;
	int code;

	(void)json;
	gj_ctx_begin(ledger, reply, &c);
	if (!ledger->in_tx)
		return gj_fail(c.err, GJ_E_USE, GJ_RULE_no_tx);
	code = gj_db_rollback(ledger->db);
	gj_forget(ledger);
	gj_tell_refusals(ledger);
	return code;
}

static int replied(gj_ledger *ledger, const char *name, gj_str json,
		   int (*work)(gj_ledger *, gj_reply *, gj_str), gj_reply **ret_reply)
{
	gj_reply *reply = NULL;
	gj_log_span span;
	int code;

	if (!ledger || (!json.p && json.n))
		return GJ_E_USE;
	gj_db_resume(ledger->db);
	gj_log_begin(ledger, &span);
	code = gj_reply_new(&ledger->host.mem, ledger->memory_max, &reply);
	if (code >= 0) {
		reply->chinese = ledger->chinese;
		code = work(ledger, reply, json);
	}
	gj_log_end(ledger, &span, name, code);
	return gj_reply_give(reply, code, ret_reply);
}

int gj_begin(gj_ledger *ledger, const char *args, size_t size, gj_reply **ret_reply)
{
	return replied(ledger, "begin", (gj_str){ args, size }, begin, ret_reply);
}

int gj_commit(gj_ledger *ledger, gj_reply **ret_reply)
{
	return replied(ledger, "commit", GJ_STR_NONE, commit, ret_reply);
}

int gj_rollback(gj_ledger *ledger, gj_reply **ret_reply)
{
	return replied(ledger, "rollback", GJ_STR_NONE, rollback, ret_reply);
}

/* ---- a call inside a call: what batch is made of ---- */

int gj_dispatch(void *user, gj_ctx *outer, const char *name, gj_str json, gj_str *ret_json)
{
	gj_ledger *ledger = user;
	gj_ctx c = *outer;
	const gj_op *op = NULL;
	void *args = NULL, *result = NULL;
	gj_head kept[GJ_HOMES_MAX];
	size_t kept_count = ledger->tx_head_count;
	gj_buf buf;
	int code = gj_find_op(&c, name, &op), outer_tx = ledger->in_tx;

	if (code >= 0 && (op->flags & GJ_OP_ALONE))
		code = gj_fail(c.err, GJ_E_USE, GJ_RULE_not_in_tx);
	if (code >= 0)
		code = gj_decode(ledger, &c, op, json, &args);
	if (code < 0)
		return code;
	/* The inner call works on the chains that the outer one has locked; those of the host's
	 * transaction move only when the outer one succeeds. */
	memcpy(kept, ledger->tx_heads, sizeof(kept));
	memcpy(ledger->tx_heads, outer->heads, sizeof(outer->heads));
	ledger->tx_head_count = outer->head_count;
	ledger->in_tx = c.in_tx = 1;
	c.emitted = NULL;
	c.emitted_count = c.emitted_room = 0;
	c.batch_depth++;
	code = gj_run(ledger, &c, op, args, &result);
	if (code >= 0) {
		memcpy(outer->heads, ledger->tx_heads, sizeof(outer->heads));
		outer->head_count = ledger->tx_head_count;
	}
	memcpy(ledger->tx_heads, kept, sizeof(kept));
	ledger->tx_head_count = kept_count;
	outer->profile = ledger->profile; /* the call may have adopted another */
	ledger->in_tx = outer_tx;
	if (code < 0)
		return code;
	gj_buf_init(&buf, c.arena, GJ_JSON_MAX);
	gj_encode(&c, op, result, &buf);
	*ret_json = gj_buf_end(&buf);
	return buf.failed;
}

/* ---- lists, item by item ---- */

typedef struct streaming {
	const gj_op *op;
	gj_item_fn item;
	void *user;
	int64_t count;
	gj_str json; /* the arguments, and by which profile they were read */
	int64_t decoded_by;
} streaming;

static int send_items(gj_ctx *c, streaming *s, const void *result, gj_str *ret_next)
{
	const gj_record *record = s->op->result;
	int items = gj_field_index(record, "items", 5), next = gj_field_index(record, "next", 4);
	const gj_field *field = &record->fields[items];
	const gj_array *array = (const gj_array *)((const char *)result + field->offset);
	gj_json_options options = { GJ_JSON_WIRE, c->zone, NULL, NULL };
	gj_buf buf;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < array->n && code >= 0; i++) {
		gj_buf_init(&buf, c->arena, GJ_JSON_MAX);
		gj_json_write(&buf, field->sub, (char *)array->p + i * field->sub->size, &options);
		gj_buf_end(&buf);
		code = buf.failed;
		if (code >= 0 && s->item(s->user, buf.p, buf.n) < 0)
			code = gj_fail(c->err, GJ_E_HOST, GJ_RULE_NONE);
		s->count++;
	}
	*ret_next = gj_field_set(result, next)
			    ? *(const gj_str *)((const char *)result + record->fields[next].offset)
			    : GJ_STR_NONE;
	return code;
}

static int stream(gj_ledger *ledger, gj_reply *reply, streaming *s, void *args)
{
	int after = gj_field_index(s->op->args, "after", 5);
	gj_str *cursor = (gj_str *)((char *)args + s->op->args->fields[after].offset);
	gj_arena_mark mark = gj_arena_mark_now(reply->arena);
	char kept[512];
	void *result = NULL;
	gj_str next;
	gj_ctx c;
	int code;

	do {
		gj_arena_rewind(reply->arena, mark); /* a page at a time is held */
		gj_ctx_begin(ledger, reply, &c);
		c.json = s->json;
		c.decoded_by = s->decoded_by;
		code = gj_run(ledger, &c, s->op, args, &result);
		if (code >= 0)
			code = send_items(&c, s, result, &next);
		if (code >= 0 && next.p) {
			if (next.n >= sizeof(kept))
				return gj_fail(c.err, GJ_E_BUG, GJ_RULE_NONE);
			memcpy(kept, next.p, next.n);
			*cursor = (gj_str){ kept, next.n };
			gj_field_mark(args, after);
		}
	} while (code >= 0 && next.p);
	return code;
}

int gj_each(gj_ledger *ledger, const char *operation, const char *args, size_t size,
	    gj_item_fn item, void *user, gj_reply **ret_reply)
{
	streaming s = { NULL, item, user, 0, GJ_STR_NONE, 0 };
	gj_reply *reply = NULL;
	void *in = NULL;
	gj_log_span span;
	gj_buf buf;
	gj_ctx c;
	int code;

	if (!ledger || !operation || !item || (!args && size))
		return GJ_E_USE;
	gj_db_resume(ledger->db);
	gj_log_begin(ledger, &span);
	code = gj_reply_new(&ledger->host.mem, ledger->memory_max, &reply);
	if (code < 0)
		return gj_reply_give(reply, code, ret_reply);
	gj_ctx_begin(ledger, reply, &c);
	code = gj_find_op(&c, operation, &s.op);
	if (code >= 0 && !(s.op->flags & GJ_OP_LIST))
		code = gj_fail(c.err, GJ_E_USE, GJ_RULE_no_operation);
	if (code >= 0)
		code = gj_decode(ledger, &c, s.op, (gj_str){ args, size }, &in);
	s.json = c.json;
	s.decoded_by = c.decoded_by;
	if (code >= 0)
		code = stream(ledger, reply, &s, in);
	code = gj_end_if_passing(ledger, reply, code);
	gj_log_end(ledger, &span, s.op ? s.op->name : "", code);
	if (code >= 0) {
		gj_buf_init(&buf, reply->arena, 64);
		gj_buf_text(&buf, "{\"count\":");
		gj_buf_int(&buf, s.count);
		gj_buf_char(&buf, '}');
		reply->json = gj_buf_end(&buf);
		code = buf.failed;
	}
	return gj_reply_give(reply, code, ret_reply);
}
