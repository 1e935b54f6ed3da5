/* SPDX-License-Identifier: Apache-2.0
 *
 * The door: decode by table, identity, home and lock, right, idempotency key, decide and
 * apply, answer.
 */
#include "api/handle.h"

#include <string.h>

#include "engine/content.h"
#include "engine/ledger.h"

#define RESULT_MAX (64u << 20)
#define PROFILES_MAX (512u << 20) /* the ledger's, those before it, those of offices */
#define OWN_MAX 32                /* of offices, before all are let go and compiled anew */

/* ---- context ---- */

void gj_ctx_begin(gj_ledger *ledger, gj_reply *reply, gj_ctx *ret_ctx)
{
	memset(ret_ctx, 0, sizeof(*ret_ctx));
	ret_ctx->host = &ledger->host;
	ret_ctx->arena = reply->arena;
	ret_ctx->err = &reply->err;
	ret_ctx->db = ledger->db;
	ret_ctx->digest = ledger->digest;
	ret_ctx->memo = &ledger->memo;
	ret_ctx->calendars = &ledger->calendars;
	ret_ctx->profile = ledger->profile;
	ret_ctx->actor = &ledger->actor;
	ret_ctx->zone = ledger->zone;
	ret_ctx->chinese = ledger->chinese;
	ret_ctx->in_tx = ledger->in_tx;
	ret_ctx->dispatch = gj_dispatch;
	ret_ctx->dispatch_user = ledger;
	reply->chinese = ledger->chinese;
}

static int too_many_own(const gj_ledger *ledger)
{
	return ledger->profile && gj_profile_own_count(ledger->profile) > OWN_MAX;
}

static int load_profile(gj_ledger *ledger, gj_ctx *c)
{
	gj_profile_row row;
	const gj_profile *profile = NULL;
	gj_arena *arena;
	int code = gj_profile_load(ledger->db, c->arena, &row);

	if (code < 0)
		return code;
	if (ledger->profile && gj_str_eq(row.hash, ledger->profile_hash) &&
	    gj_profile_own_seq(ledger->profile) == row.own_seq && !too_many_own(ledger)) {
		gj_profile_own_since(ledger->profile, row.own_seq);
		return GJ_OK;
	}
	arena = gj_arena_new(&ledger->host.mem, PROFILES_MAX);
	code = arena ? gj_profile_compile(arena, row.source, &profile, c->err) : GJ_E_NOMEM;
	if (code >= 0) {
		row.hash = gj_arena_str(arena, row.hash.p, row.hash.n);
		code = row.hash.p ? GJ_OK : GJ_E_NOMEM;
	}
	if (code < 0) {
		gj_arena_free(arena);
		return code;
	}
	gj_profile_own_since(profile, row.own_seq);
	gj_calendars_drop(&ledger->calendars);
	gj_arena_free(ledger->profile_arena);
	ledger->profile_arena = arena;
	ledger->profile = profile;
	ledger->profile_hash = row.hash;
	ledger->profile_count++;
	return GJ_OK;
}

int gj_actor_keep(gj_arena *arena, gj_actor *actor)
{
	gj_str *text[] = { &actor->account,     &actor->role,    &actor->on_behalf_of,
			   &actor->application, &actor->request, &actor->address };
	size_t i;

	for (i = 0; i < sizeof(text) / sizeof(text[0]); i++)
		if (text[i]->p) {
			*text[i] = gj_arena_str(arena, text[i]->p, text[i]->n);
			if (!text[i]->p)
				return GJ_E_NOMEM;
		}
	return GJ_OK;
}

/* Roles may have been given or taken since: what she may is read again. */
static int reload_actor(gj_ledger *ledger, gj_ctx *c)
{
	gj_arena *arena = gj_arena_new(&ledger->host.mem, 16u << 20), *own = c->arena;
	gj_actor *old = &ledger->actor, fresh = *old;
	int code = arena ? gj_actor_keep(arena, &fresh) : GJ_E_NOMEM;

	c->arena = arena;
	fresh.grants = fresh.above = (gj_array){ NULL, 0 };
	if (code >= 0)
		code = gj_actor_load(c, &fresh);
	c->arena = own;
	if (code < 0) {
		gj_arena_free(arena);
		return code;
	}
	gj_arena_free(ledger->actor_arena);
	ledger->actor_arena = arena;
	*old = fresh;
	return GJ_OK;
}

int gj_ctx_refresh(gj_ledger *ledger, gj_ctx *c)
{
	gj_head *root = gj_head_of(c, GJ_ROOT);
	int code = GJ_OK;

	if (root)
		c->root_seq = root->seq;
	else if (!c->root_known)
		code = gj_sql_int(c->db, GJ_SQL_CHAIN_SEQ, &c->root_seq, "l", GJ_ROOT);
	if (code == GJ_E_NOT_FOUND) {
		code = gj_fail(c->err, GJ_E_CORRUPT, GJ_RULE_broken_chain);
		gj_fail_int(c->err, "chain", GJ_ROOT);
	}
	if (code >= 0 &&
	    (!ledger->profile || ledger->profile_seq != c->root_seq || too_many_own(ledger))) {
		code = load_profile(ledger, c);
		if (code >= 0)
			ledger->profile_seq = c->root_seq;
	}
	c->profile = ledger->profile;
	if (code >= 0 && ledger->acting && ledger->actor.root_seq != c->root_seq)
		code = reload_actor(ledger, c);
	return code;
}

/* ---- operations and arguments ---- */

int gj_find_op(gj_ctx *c, const char *name, const gj_op **ret_op)
{
	const char *at = strchr(name, '@');
	size_t length = at ? (size_t)(at - name) : strlen(name), i;
	char plain[81];
	int version = 0, code;

	for (i = 0; at && at[i + 1] >= '0' && at[i + 1] <= '9' && i < 4; i++)
		version = version * 10 + (at[i + 1] - '0');
	*ret_op = NULL;
	if (length < sizeof(plain) && (!at || (version > 0 && !at[i + 1]))) {
		memcpy(plain, name, length);
		plain[length] = '\0';
		*ret_op = gj_op_find(plain, version);
	}
	if (*ret_op)
		return GJ_OK;
	code = gj_fail(c->err, GJ_E_UNKNOWN_OP, GJ_RULE_no_operation);
	gj_fail_text(c->err, "name", gj_str_of(name));
	return code;
}

static int code_known(void *user, const char *list, gj_str code)
{
	return gj_profile_has_code(user, list, code);
}

static int decode(gj_ctx *c, const gj_op *op, gj_str json, void **ret_args)
{
	gj_json_options options = { GJ_JSON_WIRE, 0, code_known, (void *)(uintptr_t)c->profile };
	void *args = gj_arena_zero(c->arena, op->args->size);
	int code = args ? GJ_OK : GJ_E_NOMEM;

	if (code >= 0)
		code = gj_json_read(c->arena, op->args, json.n ? json : GJ_STR("{}"), &options,
				    args, c->err);
	if (code >= 0)
		*ret_args = args;
	return code;
}

/* Another process may have adopted a profile since this handle last looked: before a code is
 * refused, it looks. */
int gj_decode(gj_ledger *ledger, gj_ctx *c, const gj_op *op, gj_str json, void **ret_args)
{
	gj_error refused;
	int code = decode(c, op, json, ret_args), fresh;

	c->json = json;
	c->decoded_by = ledger->profile_count;
	if (code != GJ_E_BAD_VALUE || c->err->rule != GJ_RULE_not_listed)
		return code;
	refused = *c->err;
	fresh = gj_ctx_refresh(ledger, c);
	*c->err = refused;
	if (fresh < 0 || c->decoded_by == ledger->profile_count)
		return code;
	c->decoded_by = ledger->profile_count;
	c->err->code = 0;
	return decode(c, op, json, ret_args);
}

static const void *member(const gj_op *op, const void *args, const char *name)
{
	int index = gj_field_index(op->args, name, strlen(name));

	return index >= 0 && gj_field_set(args, index)
		       ? (const char *)args + op->args->fields[index].offset
		       : NULL;
}

static int flag(const gj_op *op, const void *args, const char *name)
{
	const int32_t *at = member(op, args, name);

	return at && *at;
}

/* Takes what every write shares out of the arguments. What is left, written out again, is
 * what a key stands for. */
static int common_args(gj_ctx *c, const gj_op *op, void *args)
{
	static const gj_json_options options = { GJ_JSON_WIRE, 0, NULL, NULL };
	const gj_str *key = member(op, args, "key");
	const int64_t *occurred = member(op, args, "occurred_at");
	gj_buf buf;

	c->dry_run = flag(op, args, "dry_run");
	c->occurred_at = occurred ? *occurred : 0;
	c->key = key && !c->dry_run ? *key : GJ_STR_NONE;
	if (!c->key.p)
		return GJ_OK;
	gj_field_clear(args, gj_field_index(op->args, "key", 3));
	gj_buf_init(&buf, c->arena, GJ_JSON_MAX);
	gj_buf_text(&buf, op->name);
	gj_json_write(&buf, op->args, args, &options);
	c->canonical = gj_buf_end(&buf);
	return buf.failed;
}

/* ---- where a call belongs ---- */

/* The first of the arguments named in `names` that is given. */
static const int64_t *first_given(const gj_op *op, const void *args, const char *names)
{
	const int64_t *id = NULL;
	char name[40];
	size_t length;

	while (!id && *names) {
		length = strcspn(names, " ");
		memcpy(name, names, length < sizeof(name) ? length : 0);
		name[length < sizeof(name) ? length : 0] = '\0';
		id = member(op, args, name);
		names += length + (names[length] == ' ');
	}
	return id;
}

/* What a call locks first; the first one is its own. */
typedef struct chains {
	int64_t home[GJ_HOMES_MAX + 1];
	size_t count;
} chains;

static int named_homes(gj_ctx *c, const gj_op *op, const void *args, chains *h)
{
	const gj_array *offices = member(op, args, "offices");
	size_t i, n = 0;
	int code = GJ_OK;

	if (c->in_tx)
		h->count = 0;
	if (c->in_tx || (!offices && !flag(op, args, "root")))
		return GJ_OK;
	for (i = 0; offices && i < offices->n && code >= 0; i++) {
		code = gj_office_home(c, ((const int64_t *)offices->p)[i], &h->home[n++]);
		if (code < 0)
			gj_fail_in(c->err, "offices", i);
	}
	if (flag(op, args, "root"))
		h->home[n++] = GJ_ROOT;
	h->count = n;
	return code;
}

static int homes_of(gj_ctx *c, const gj_op *op, const void *args, chains *ret_chains)
{
	const int64_t *id = NULL;
	const char *other = op->home == GJ_HOME_SUBJECT ? NULL : op->home_arg;
	int64_t *home = ret_chains->home;
	int code = GJ_OK;

	home[0] = GJ_ROOT;
	ret_chains->count = 1;
	if (op->home == GJ_HOME_ID)
		id = member(op, args, "id");
	else if (op->home == GJ_HOME_SUBJECT)
		id = first_given(op, args, op->home_arg);
	if (id)
		home[0] = GJ_HOME_OF(*id);
	if (op->home == GJ_HOME_OFFICE || (op->home == GJ_HOME_SUBJECT && !id)) {
		id = member(op, args, "home");
		code = gj_office_home(c, id ? *id : c->actor->office, &home[0]);
	}
	if (op->home == GJ_HOME_CHOSEN) {
		code = op->choose(c, args, &home[0]);
		ret_chains->count = home[0] != 0;
	}
	id = other ? member(op, args, other) : NULL;
	if (id && GJ_HOME_OF(*id) != home[0])
		home[ret_chains->count++] = GJ_HOME_OF(*id);
	c->home = home[0];
	if (code >= 0 && (op->flags & GJ_OP_NAMES_HOMES))
		code = named_homes(c, op, args, ret_chains);
	if (op->flags & GJ_OP_LOCAL)
		ret_chains->count = 0;
	return code;
}

static int right_at_home(gj_ctx *c, const gj_op *op)
{
	int64_t office = 0;
	int code = GJ_OK;

	if (c->actor->enterprise && op->right != GJ_NO_RIGHT && !(op->flags & GJ_OP_DEMANDER))
		return gj_fail(c->err, GJ_E_DENIED, GJ_RULE_not_for_demander);
	if (op->right == GJ_NO_RIGHT || (op->flags & GJ_OP_OWN_RIGHT))
		return GJ_OK;
	if (c->home != GJ_ROOT)
		code = gj_home_office(c, c->home, &office);
	/* What lies in the root is everybody's, where a right is held at all. */
	if (code >= 0 && c->home == GJ_ROOT && !(op->flags & GJ_OP_WRITE))
		office = c->actor->office;
	if (code == GJ_E_NOT_FOUND)
		code = gj_not_found(c, "home");
	return code < 0 ? code : gj_allow(c, op->right, office);
}

/* ---- keys ---- */

/* Where an erasure took the print away, what the request is about still tells another one apart. */
static int same_print(gj_ctx *c, const gj_op *op, const gj_envelope *e)
{
	const int64_t *id = member(op, c->args, "id");
	gj_veil print = e->print;
	int same = 0;
	int code = gj_print_matches(c, &print, c->canonical, &same);

	if (code >= 0 && (!same || (same == GJ_PRINT_GONE && id && *id != e->subject)))
		code = gj_fail(c->err, GJ_E_KEY_REUSED, GJ_RULE_key_reused);
	return code;
}

/* 1 when the key was used before and *ret_result is its answer. */
static int answered_before(gj_ctx *c, const gj_op *op, void *ret_result)
{
	const gj_event_type *type;
	gj_envelope e;
	gj_str bytes;
	void *body;
	int code;

	if (!c->key.p)
		return 0;
	code = gj_event_by_key(c, &bytes);
	if (code == GJ_E_NOT_FOUND)
		return 0;
	if (code >= 0)
		code = gj_event_read(c->arena, bytes, &e, &type, &body, c->err);
	if (code >= 0)
		code = same_print(c, op, &e);
	if (code >= 0)
		code = gj_answer(c, op, bytes, ret_result);
	return code < 0 ? code : 1;
}

/* ---- running ---- */

typedef struct running {
	gj_ledger *ledger;
	gj_ctx *c;
	const gj_op *op;
	void *args, *result;
	gj_arena_mark mark;
	int64_t guessed;  /* the state of the root chain that offices were looked up in */
	int64_t root_seq; /* where it stood when the call began; -1: not known */
	int answered; /* the key brought the answer of an earlier call */
} running;

/* What was decoded by one profile is checked by the one in force: after a refresh. */
static int still_valid(running *r)
{
	void *again;

	if (r->c->decoded_by == r->ledger->profile_count)
		return GJ_OK;
	return decode(r->c, r->op, r->c->json, &again);
}

/* Before anything is locked, nobody knows whether the root chain has moved on: offices are looked
 * up in it as it was last known. */
static int guess_homes(running *r, chains *ret_chains)
{
	gj_head *root = gj_head_of(r->c, GJ_ROOT);

	r->c->root_seq = r->guessed = root ? root->seq : r->c->memo->root_seq;
	return homes_of(r->c, r->op, r->args, ret_chains);
}

/* It had: what was locked may be another office's by now. */
static int check_homes(running *r, const chains *locked)
{
	chains homes;
	size_t i;
	int code;

	if (r->c->root_seq == r->guessed)
		return GJ_OK;
	code = homes_of(r->c, r->op, r->args, &homes);
	if (code >= 0 && homes.count != locked->count)
		code = GJ_E_RETRY;
	for (i = 0; code >= 0 && i < homes.count; i++)
		code = homes.home[i] == locked->home[i] ? GJ_OK : GJ_E_RETRY;
	return code;
}

static int decide_and_apply(running *r)
{
	gj_ctx *c = r->c;
	chains homes;
	int code = guess_homes(r, &homes);

	if (code >= 0)
		code = gj_lock(c, homes.home, homes.count);
	if (code >= 0)
		code = gj_ctx_refresh(r->ledger, c);
	if (code >= 0)
		r->root_seq = c->root_seq;
	if (code >= 0)
		code = check_homes(r, &homes);
	if (code >= 0)
		code = right_at_home(c, r->op);
	if (code >= 0)
		code = still_valid(r);
	if (code >= 0)
		code = answered_before(c, r->op, r->result);
	r->answered = code > 0;
	if (code != 0)
		return code < 0 ? code : GJ_OK;
	code = r->op->run(c, r->args, r->result);
	if (code >= 0 && c->emitted_count > 0 && !(r->op->flags & GJ_OP_TELLS))
		code = gj_answer(c, r->op, c->emitted[0].bytes, r->result);
	return code;
}

/* The body of a write's transaction. It may run again: it starts from the mark. A dry
 * run ends in an error that undoes everything and is taken back afterwards. */
static int write_body(gj_db *db, void *user)
{
	running *r = user;
	gj_ctx *c = r->c;
	int code;

	gj_sql_ahead_end(db); /* within a transaction, too, each call looks for itself */
	gj_arena_rewind(c->arena, r->mark);
	c->emitted = NULL;
	c->emitted_count = c->emitted_room = 0;
	c->err->code = 0;
	c->root_known = 0;
	memcpy(c->heads, r->ledger->tx_heads, sizeof(c->heads));
	c->head_count = c->in_tx ? r->ledger->tx_head_count : 0;
	r->result = gj_arena_zero(c->arena, r->op->result->size);
	code = r->result ? decide_and_apply(r) : GJ_E_NOMEM;
	if (code >= 0 && !c->in_tx)
		code = gj_flush_heads(c);
	return code >= 0 && (c->dry_run || c->rehearsal) ? GJ_DRY_RUN : code;
}

void gj_doubt(gj_ledger *ledger)
{
	ledger->profile_seq = ledger->actor.root_seq = -1;
	memset(&ledger->memo, 0, sizeof(ledger->memo));
	ledger->calendars.root_seq = ledger->calendars.papers_seq = -1;
}

/* What comes in pieces is taken outside of any transaction, once it is known that the call would
 * be permitted. What it takes stays where a repeated body does not rewind it. */
static int gather(running *r)
{
	gj_ctx *c = r->c;
	int code;

	c->rehearsal = 1;
	code = gj_db_tx(c->db, GJ_TX_WRITE, r->ledger->tries, write_body, r);
	c->rehearsal = 0;
	gj_doubt(r->ledger);
	if (code != GJ_DRY_RUN || r->answered)
		return code == GJ_DRY_RUN ? GJ_OK : code;
	code = r->op->gather(c, r->args);
	r->mark = gj_arena_mark_now(c->arena);
	return code;
}

/* What was looked up goes by the state of the root chain. One past `seq`, where it stood when the
 * call locked it, has not come to stay. */
static void doubt_since(gj_ledger *ledger, int64_t seq)
{
	if (seq < 0) {
		gj_doubt(ledger);
		return;
	}
	if (ledger->profile_seq > seq)
		ledger->profile_seq = -1;
	if (ledger->actor.root_seq > seq)
		ledger->actor.root_seq = -1;
	if (ledger->memo.root_seq > seq)
		memset(&ledger->memo, 0, sizeof(ledger->memo));
	if (ledger->calendars.root_seq > seq)
		ledger->calendars.root_seq = ledger->calendars.papers_seq = -1;
}

static int run_write(running *r)
{
	gj_ctx *c = r->c;
	int code = common_args(c, r->op, r->args);

	if (code >= 0 && c->host->clock(c->host->clock_user, &c->now) < 0)
		code = gj_fail(c->err, GJ_E_HOST, GJ_RULE_NONE);
	if (code < 0)
		return code;
	r->mark = gj_arena_mark_now(c->arena);
	if (r->op->gather)
		code = gather(r);
	if (code >= 0 && !r->answered)
		code = gj_db_tx(c->db, GJ_TX_WRITE, r->ledger->tries, write_body, r);
	if (r->op->settle)
		r->op->settle(c, code >= 0);
	if (code < 0)
		doubt_since(r->ledger, c->in_tx ? -1 : r->root_seq);
	if (code == GJ_DRY_RUN)
		return GJ_OK;
	if (code >= 0 && c->in_tx) {
		memcpy(r->ledger->tx_heads, c->heads, sizeof(c->heads));
		r->ledger->tx_head_count = c->head_count;
	}
	return code;
}

static int read_body(gj_db *db, void *user)
{
	running *r = user;
	chains homes;
	int code;

	gj_sql_ahead_end(db);
	/* It may run again, after another writer was waited for. */
	memset(r->result, 0, r->op->result->size);
	gj_ask_first(r->c);
	code = gj_ctx_refresh(r->ledger, r->c);
	if (code >= 0)
		code = still_valid(r);
	if (code >= 0)
		code = homes_of(r->c, r->op, r->args, &homes);
	if (code >= 0)
		code = right_at_home(r->c, r->op);
	return code < 0 ? code : r->op->run(r->c, r->args, r->result);
}

/* An unmasked read records itself in a transaction of its own, before the value leaves: it
 * cannot run inside one. */
static int run_read(running *r)
{
	gj_ctx *c = r->c;
	int code;

	r->result = gj_arena_zero(c->arena, r->op->result->size);
	if (!r->result)
		return GJ_E_NOMEM;
	if (c->in_tx || flag(r->op, r->args, "unmask") || (r->op->flags & GJ_OP_ALONE)) {
		code = read_body(c->db, r);
		gj_sql_ahead_end(c->db);
		return code;
	}
	return gj_db_tx(c->db, GJ_TX_READ, r->ledger->tries, read_body, r);
}

/* ---- refusals ---- */

/* What was refused inside a transaction waits for its end, which it must outlive. */
static void keep_refusal(gj_ledger *ledger, int64_t home, const gj_op *op, int code)
{
	gj_refusal *slot;

	if (!ledger->refusal_arena) {
		ledger->refusal_arena = gj_arena_new(&ledger->host.mem, 16u << 20);
		ledger->refusals_end = &ledger->refusals;
	}
	slot = ledger->refusal_arena ? gj_arena_zero(ledger->refusal_arena, sizeof(*slot)) : NULL;
	if (!slot)
		return;
	*slot = (gj_refusal){ NULL, home, op, code, ledger->actor };
	slot->actor.grants = slot->actor.above = (gj_array){ NULL, 0 };
	if (gj_actor_keep(ledger->refusal_arena, &slot->actor) < 0)
		return;
	*ledger->refusals_end = slot;
	ledger->refusals_end = &slot->next;
}

void gj_tell_refusals(gj_ledger *ledger)
{
	const gj_refusal *slot;
	gj_reply *reply = NULL;
	gj_ctx c;

	if (!ledger->refusals || gj_reply_new(&ledger->host.mem, ledger->memory_max, &reply) < 0)
		return;
	gj_db_resume(ledger->db);
	gj_ctx_begin(ledger, reply, &c);
	for (slot = ledger->refusals; slot; slot = slot->next) {
		c.actor = &slot->actor;
		gj_record_refusal(&c, slot->home, slot->op->name, slot->code);
	}
	ledger->refusals = NULL;
	ledger->refusal_arena = gj_arena_free(ledger->refusal_arena);
	gj_reply_free(reply);
}

/* Files of erased content go first, where the ledger has any beside it. */
static int clear_contents(gj_ledger *ledger)
{
	gj_reply *reply = NULL;
	gj_ctx c;
	int code = gj_reply_new(&ledger->host.mem, ledger->memory_max, &reply);

	if (code < 0)
		return code;
	gj_ctx_begin(ledger, reply, &c);
	code = gj_content_clear(&c, 0);
	gj_reply_free(reply);
	return code;
}

void gj_scrub(gj_ledger *ledger)
{
	int64_t pages;

	if (ledger->scrub && !ledger->in_tx && clear_contents(ledger) >= 0 &&
	    gj_db_scrub(ledger->db, 0, &pages) >= 0)
		ledger->scrub = 0;
}

static void refused(gj_ledger *ledger, gj_ctx *c, const gj_op *op, int code)
{
	gj_error kept = *c->err;
	int64_t home = c->home ? c->home : GJ_ROOT;

	c->op = op;
	c->args = NULL;
	/* The refusal stands whether or not it could be written down; but a writer that cannot
	 * record it is told by the error of the next write. */
	if (ledger->in_tx) {
		keep_refusal(ledger, home, op, code);
	} else {
		gj_db_resume(c->db);
		gj_record_refusal(c, home, op->name, code);
	}
	*c->err = kept;
}

int gj_run(gj_ledger *ledger, gj_ctx *c, const gj_op *op, void *args, void **ret_result)
{
	running r = { ledger, c, op, args, NULL, { NULL, 0 }, 0, -1, 0 };
	int code;

	c->op = op;
	c->args = args;
	if (!ledger->acting && !(op->flags & GJ_OP_ANYONE))
		return gj_fail(c->err, GJ_E_NO_ACTOR, GJ_RULE_no_actor);
	if ((op->flags & GJ_OP_ALONE) && c->in_tx)
		return gj_fail(c->err, GJ_E_USE, GJ_RULE_not_in_tx);
	code = op->flags & GJ_OP_WRITE ? run_write(&r) : run_read(&r);
	if (code >= 0 && (op->flags & GJ_OP_SCRUB) && !c->dry_run)
		ledger->scrub = 1;
	if (code >= 0 && (op->flags & GJ_OP_WRITE))
		gj_scrub(ledger);
	if (code == GJ_E_DENIED && !(c->batch_depth))
		refused(ledger, c, op, code);
	if (code >= 0)
		*ret_result = r.result;
	return code < 0 ? code : GJ_OK;
}

/* ---- answers ---- */

static void write_events(gj_ctx *c, gj_buf *out)
{
	size_t i;

	gj_buf_text(out, ",\"events\":[");
	for (i = 0; i < c->emitted_count; i++) {
		if (i)
			gj_buf_char(out, ',');
		gj_buf_str(out, c->emitted[i].bytes);
	}
	gj_buf_char(out, ']');
}

void gj_encode(gj_ctx *c, const gj_op *op, const void *result, gj_buf *out)
{
	gj_json_options options = { GJ_JSON_WIRE, c->zone, NULL, NULL };

	if (c->dry_run)
		gj_buf_text(out, "{\"dry_run\":true,\"result\":");
	gj_json_write(out, op->result, result, &options);
	if (c->dry_run) {
		write_events(c, out);
		gj_buf_char(out, '}');
	}
}

static int call(gj_ledger *ledger, gj_reply *reply, const char *name, gj_str json,
		const gj_stream *stream, const gj_op **ret_op)
{
	const gj_op *op = NULL;
	void *args = NULL, *result = NULL;
	gj_buf buf;
	gj_ctx c;
	int code;

	gj_ctx_begin(ledger, reply, &c);
	c.stream = stream;
	code = gj_find_op(&c, name, &op);
	*ret_op = op;
	if (code >= 0)
		code = gj_decode(ledger, &c, op, json, &args);
	if (code >= 0)
		code = gj_run(ledger, &c, op, args, &result);
	if (code < 0)
		return code;
	gj_buf_init(&buf, reply->arena, RESULT_MAX);
	gj_encode(&c, op, result, &buf);
	reply->json = gj_buf_end(&buf);
	return buf.failed;
}

/* What was cached of a transaction's own changes may not have come to stay. */
void gj_forget(gj_ledger *ledger)
{
	ledger->in_tx = 0;
	gj_doubt(ledger);
}

/* Memory that the host did not refuse, but its option: to try again would not help. */
static int over_its_memory(const gj_ledger *ledger, gj_reply *reply, int code)
{
	if (code != GJ_E_NOMEM || !reply || !gj_arena_full(reply->arena))
		return code;
	code = gj_fail(&reply->err, GJ_E_LIMIT, GJ_RULE_call_memory);
	gj_fail_int(&reply->err, "max", (int64_t)ledger->memory_max);
	return code;
}

/* A passing condition ends the whole of a transaction, not the one call. */
int gj_end_if_passing(gj_ledger *ledger, gj_reply *reply, int code)
{
	code = over_its_memory(ledger, reply, code);
	if (!ledger->in_tx || !gj_error_retryable(code))
		return code;
	gj_db_rollback(ledger->db);
	gj_forget(ledger);
	gj_tell_refusals(ledger);
	return GJ_E_RETRY;
}

static int call_with(gj_ledger *ledger, const char *operation, gj_str args, const gj_stream *stream,
		     gj_reply **ret_reply)
{
	const gj_op *op = NULL;
	gj_reply *reply = NULL;
	gj_log_span span;
	int code;

	if (!ledger || !operation || (!args.p && args.n))
		return GJ_E_USE;
	gj_db_resume(ledger->db);
	gj_log_begin(ledger, &span);
	code = gj_reply_new(&ledger->host.mem, ledger->memory_max, &reply);
	if (code >= 0)
		code = call(ledger, reply, operation, args, stream, &op);
	code = gj_end_if_passing(ledger, reply, code);
	gj_log_end(ledger, &span, op ? op->name : "", code);
	return gj_reply_give(reply, code, ret_reply);
}

int gj_call(gj_ledger *ledger, const char *operation, const char *args, size_t size,
	    gj_reply **ret_reply)
{
	return call_with(ledger, operation, (gj_str){ args, size }, NULL, ret_reply);
}

int gj_attach(gj_ledger *ledger, const char *args, size_t size, gj_read_fn read, void *user,
	      gj_reply **ret_reply)
{
	gj_stream stream = { read, NULL, user };

	if (!read)
		return GJ_E_USE;
	return call_with(ledger, "attachment.add", (gj_str){ args, size }, &stream, ret_reply);
}

int gj_content(gj_ledger *ledger, const char *args, size_t size, gj_write_fn write, void *user,
	       gj_reply **ret_reply)
{
	gj_stream stream = { NULL, write, user };

	if (!write)
		return GJ_E_USE;
	return call_with(ledger, "attachment.read", (gj_str){ args, size }, &stream, ret_reply);
}
