/* SPDX-License-Identifier: Apache-2.0
 *
 * Batch: several calls in one transaction, all or none; the unit that the library may repeat
 * by itself.
 */
#include <string.h>

#include "engine/ctx.h"

typedef struct one_call {
	gj_has has;
	gj_str op, args;
} one_call;

static const gj_field call_fields[] = { GJ_F_TEXT(one_call, op, GJ_REQUIRED, 1, 80, GJ_OPEN,
						  "Name of an operation."),
					GJ_F_RAW(one_call, args, 0, "Its arguments."), GJ_F_END };
static const GJ_RECORD(call_record, one_call, call_fields);

typedef struct batch_args {
	gj_has has;
	gj_array calls, offices;
	int32_t root;
} batch_args;

static const gj_field batch_fields[] = {
	GJ_F_ARRAY(batch_args, calls, GJ_REQUIRED, 1, 10000, call_record,
		   "The calls, in order. Each write may have its own key."),
	GJ_F_IDS(batch_args, offices, 0, GJ_HOMES_MAX,
		 "Offices whose chains they write. Where neither these nor `root` are given: the "
		 "actor's own, and the root for the system."),
	GJ_F_BOOL(batch_args, root, 0, "They write the root chain: offices, staff, profiles."),
	GJ_F_END
};
static const GJ_RECORD(batch_record, batch_args, batch_fields);

typedef struct one_answer {
	gj_has has;
	gj_str result;
} one_answer;

static const gj_field answer_fields[] = {
	GJ_F_RAW(one_answer, result, 0, "What the call answered."), GJ_F_END
};
static const GJ_RECORD(answer_record, one_answer, answer_fields);

typedef struct batch_result {
	gj_has has;
	gj_array results;
} batch_result;

static const gj_field result_fields[] = { GJ_F_ARRAY(batch_result, results, 0, 0, 10000,
						     answer_record, "In the order of the calls."),
					  GJ_F_END };
static const GJ_RECORD(result_record, batch_result, result_fields);

/* Is it the operation itself that cannot be? */
static int of_name(const gj_error *err)
{
	return !err->path[0] && (err->code == GJ_E_UNKNOWN_OP || err->rule == GJ_RULE_not_in_tx);
}

static int batch(gj_ctx *c, const void *args, void *ret_result)
{
	const batch_args *in = args;
	const one_call *call = in->calls.p;
	batch_result *out = ret_result;
	one_answer *answer = gj_arena_zero(c->arena, in->calls.n * sizeof(*answer));
	size_t i;
	int code = answer ? GJ_OK : GJ_E_NOMEM;

	if (in->calls.n > 1)
		gj_db_pile(c->db);
	for (i = 0; i < in->calls.n && code >= 0; i++) {
		answer[i].has.set = 1;
		code = c->dispatch(c->dispatch_user, c, call[i].op.p, call[i].args,
				   &answer[i].result);
		if (code < 0) {
			gj_fail_in(c->err, of_name(c->err) ? "op" : "args", SIZE_MAX);
			gj_fail_in(c->err, "calls", i);
		}
	}
	out->results = (gj_array){ answer, in->calls.n };
	out->has.set = 1;
	return code;
}

static const int errors[] = { GJ_E_UNKNOWN_OP, GJ_E_NOT_FOUND, 0 };
static const gj_op ops[] = { { .name = "batch.run",
			       .version = 1,
			       .args = &batch_record,
			       .result = &result_record,
			       .right = GJ_NO_RIGHT,
			       .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT | GJ_OP_NAMES_HOMES,
			       .home = GJ_HOME_OFFICE,
			       .errors = errors,
			       .since = "1.0",
			       .doc = "Runs several calls in one transaction: all of them or none.",
			       .doc_zh = "在一个事务中执行多个操作：全部成功或全部不做。",
			       .run = batch },
			     { 0 } };
static const gj_event_type events[] = { { NULL, 0, NULL, NULL, NULL } };

extern const gj_noun gj_noun_batch;
const gj_noun gj_noun_batch = { "batch", "批量", ops, events, "Several calls at once." };
