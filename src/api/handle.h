/* SPDX-License-Identifier: Apache-2.0
 *
 * What is behind the public handles.
 */
#ifndef GJ_API_HANDLE_H
#define GJ_API_HANDLE_H

#define GJ_CODES_KNOWN
#include "guanjia/guanjia.h"

#include "engine/ctx.h"

/* The public list of codes and the registry are one: the enumerators of the registry
 * are used inside, those of the header outside. */

struct gj_options {
	gj_host host;
	char digest[16];
	int zone; /* minutes east of UTC */
	int chinese;
	char *profile; /* NULL: the built-in one */
	size_t profile_size;
	char *attachment_folder; /* NULL: in the ledger */
	int64_t attachment_max;
	int64_t create, read_only, busy_ms, statement_ms, synchronous, tries, memory_max;
	int64_t partitions;
};

/* A call that was refused inside a transaction, and who made it. */
typedef struct gj_refusal {
	struct gj_refusal *next;
	int64_t home;
	const gj_op *op;
	int code;
	gj_actor actor;
} gj_refusal;

struct gj_ledger {
	gj_host host;
	gj_db *db;
	gj_digest *digest;
	int zone, chinese, tries;
	size_t memory_max;
	gj_arena *profile_arena;
	const gj_profile *profile;
	gj_str profile_hash;
	int64_t profile_count; /* how many profiles this handle has seen in force */
	int64_t profile_seq; /* root chain's seq at which the profile was looked up */
	gj_arena *actor_arena;
	gj_actor actor;
	int acting;
	gj_memo memo;
	gj_calendar_cache calendars;
	/* the transaction that the host opened */
	int in_tx;
	int scrub; /* something was erased whose traces are still to be overwritten */
	gj_head tx_heads[GJ_HOMES_MAX];
	size_t tx_head_count;
	gj_arena *refusal_arena; /* holds what was refused in it, until it has ended */
	gj_refusal *refusals, **refusals_end;
};

struct gj_reply {
	gj_arena *arena; /* holds this reply too; NULL: the static one */
	int code;
	int chinese;
	gj_error err;
	gj_str json, message;
};

/* ---- replies ---- */

int gj_reply_new(const gj_mem *mem, size_t max, gj_reply **ret_reply);
/* Finishes a reply as an error; returns its code. */
int gj_reply_fail(gj_reply *reply, int code);
/* Gives the reply to the caller, or frees it when she does not want it. Stands in for a
 * reply that could not be made. */
int gj_reply_give(gj_reply *reply, int code, gj_reply **ret_reply);

/* ---- the host's log ---- */

typedef struct gj_log_span {
	int64_t began, again, trips;
} gj_log_span;

/* Around a call. `op` is a name of ours, never what was asked for. */
void gj_log_begin(gj_ledger *ledger, gj_log_span *span);
void gj_log_end(gj_ledger *ledger, const gj_log_span *span, const char *op, int code);

/* ---- calls ---- */

/* A context for one call on this ledger. */
void gj_ctx_begin(gj_ledger *ledger, gj_reply *reply, gj_ctx *ret_ctx);
/* Reads the root chain's state, and with it who acts and which profile is in force,
 * if either may have changed. */
int gj_ctx_refresh(gj_ledger *ledger, gj_ctx *c);
/* Runs op with decoded arguments; *ret_result is a struct of op->result. */
int gj_run(gj_ledger *ledger, gj_ctx *c, const gj_op *op, void *args, void **ret_result);
/* Finds "name" or "name@version". */
int gj_find_op(gj_ctx *c, const char *name, const gj_op **ret_op);
/* Codes are checked by the profile that this handle knows, and again by gj_run if another one
 * has come into force; the one in force is asked before a code is refused. */
int gj_decode(gj_ledger *ledger, gj_ctx *c, const gj_op *op, gj_str json, void **ret_args);
void gj_encode(gj_ctx *c, const gj_op *op, const void *result, gj_buf *out);
/* A call inside a call, on the chains that the outer one has locked. */
int gj_dispatch(void *user, gj_ctx *outer, const char *name, gj_str json, gj_str *ret_json);
/* In a transaction of the host a passing condition ends the whole: RETRY. */
int gj_end_if_passing(gj_ledger *ledger, gj_reply *reply, int code);
/* Profile, actor and memo are read again when they are next needed. */
void gj_doubt(gj_ledger *ledger);
/* Ends the transaction's state on this side. */
void gj_forget(gj_ledger *ledger);
/* What the body of a dry run answers, so that its transaction is undone. */
#define GJ_DRY_RUN (-1000)
/* Writes what was refused inside a transaction, once it has ended, however it did. */
void gj_tell_refusals(gj_ledger *ledger);
/* Overwrites the traces of what was erased, where nobody is in the way; else the next change
 * tries again. */
void gj_scrub(gj_ledger *ledger);
/* Texts of an actor into an arena, for keeping. */
int gj_actor_keep(gj_arena *arena, gj_actor *actor);

#endif
