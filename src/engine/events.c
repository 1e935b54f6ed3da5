/* SPDX-License-Identifier: Apache-2.0
 *
 * Journal: reading it, following it, exporting its heads, verifying it, sealing its state
 * in checkpoints, replaying it elsewhere.
 */
#include <string.h>

#include "engine/segment.h"
#include "engine/shown.h"
#include "engine/verify.h"

/* ---- what is recorded ---- */

static const gj_step no_steps[] = { GJ_STEPS_END };
enum { CHECKPOINTED };
static const gj_event_type events[] = { { "journal.checkpointed", 1, &gj_checkpoint_record,
					  no_steps,
					  "The state of the tables was sealed in the chain." },
					{ NULL, 0, NULL, NULL, NULL } };

/* ---- which chain ---- */

#define CHAIN_ARGS \
	GJ_CHAIN_ARGS; \
	int32_t access
#define CHAIN_FIELDS(t) \
	GJ_CHAIN_FIELDS(t), GJ_F_BOOL(t, access, 0, \
				      "The access chain beside it: who looked, what was refused.")

/* The right must reach the office whose chain it is: one held in a section does not open the
 * journal of its street. What lies in the root is read where a right is held at all. */
static int chain_of(gj_ctx *c, int64_t office, int root, int access, int right, int64_t *ret_home)
{
	int64_t home = 0, owner = 0;
	int code = gj_chain_meant(c, office, root, &home, &owner);

	if (code >= 0)
		code = gj_allow(c, right, owner);
	if (code >= 0)
		*ret_home = access ? GJ_ACCESS_OF(home) : home;
	return code;
}

/* ---- one event, for people and programs ---- */

typedef struct event_view {
	gj_has has;
	int64_t home, seq;
	gj_str type;
	int64_t version, at, occurred_at, subject, revision, actor;
	gj_str role;
	int64_t acting_office;
	gj_str on_behalf_of, application, request, address, key, cause;
	int32_t clock_back;
	gj_str body, hash;
} event_view;

static const gj_field view_fields[] = {
	GJ_F_INT(event_view, home, 0, 1, GJ_MAX_INT, "The chain."),
	GJ_F_INT(event_view, seq, 0, 1, GJ_MAX_INT, "Place in the chain."),
	GJ_F_TEXT(event_view, type, 0, 1, 80, GJ_OPEN, "What happened."),
	GJ_F_INT(event_view, version, 0, 1, 1000, "Version of the type."),
	GJ_F_TIME(event_view, at, 0, "When it was recorded."),
	GJ_F_TIME(event_view, occurred_at, 0, "When it happened, as claimed, if before that."),
	GJ_F_INT(event_view, subject, 0, 0, GJ_MAX_INT, "The thing it is about."),
	GJ_F_INT(event_view, revision, 0, 0, GJ_MAX_INT, "The thing's revision after it."),
	GJ_F_INT(event_view, actor, 0, 0, GJ_MAX_INT, "Who; absent: the system."),
	GJ_F_TEXT(event_view, role, 0, 0, 0, GJ_OPEN, "In which role."),
	GJ_F_INT(event_view, acting_office, 0, 0, GJ_MAX_INT, "In which office."),
	GJ_F_TEXT(event_view, on_behalf_of, 0, 0, 0, GJ_INTERNAL, "For whom."),
	GJ_F_TEXT(event_view, application, 0, 0, 0, GJ_OPEN, "Through which program."),
	GJ_F_TEXT(event_view, request, 0, 0, 0, GJ_OPEN, "The host's number of the request."),
	GJ_F_TEXT(event_view, address, 0, 0, 0, GJ_INTERNAL, "Network address."),
	GJ_F_TEXT(event_view, key, 0, 0, 0, GJ_OPEN, "Idempotency key."),
	GJ_F_TEXT(event_view, cause, 0, 0, 0, GJ_OPEN, "home:seq of the event that brought it."),
	GJ_F_BOOL(event_view, clock_back, 0,
		  "The clock stood before the event before, whose time was taken."),
	GJ_F_RAW(event_view, body, 0,
		 "By type and version; personal values stand as vault entry and digest."),
	GJ_F_TEXT(event_view, hash, 0, 64, 64, GJ_OPEN, "H(hash of the event before || bytes)."),
	GJ_F_END
};
static const GJ_RECORD(view_record, event_view, view_fields);

typedef struct view_list {
	gj_has has;
	gj_array items;
	gj_str next;
} view_list;

static const gj_field view_list_fields[] = {
	GJ_F_ARRAY(view_list, items, 0, 0, 1000, view_record, "Events."),
	GJ_F_TEXT(view_list, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
static const GJ_RECORD(view_list_record, view_list, view_list_fields);

static int view_of(gj_ctx *c, const gj_stored_event *event, const gj_envelope *e,
		   event_view *ret_view)
{
	gj_buf hex;

	memset(ret_view, 0, sizeof(*ret_view));
	gj_field_copy(ret_view, &view_record, e, &gj_envelope_read_record);
	gj_buf_init(&hex, c->arena, 2 * GJ_DIGEST_SIZE + 1);
	gj_buf_hex(&hex, event->hash.p, event->hash.n);
	ret_view->hash = gj_buf_end(&hex);
	ret_view->body = e->body_raw;
	gj_field_put(ret_view, &view_record, "hash");
	gj_field_put(ret_view, &view_record, "body");
	return hex.failed;
}

typedef struct stored_row {
	gj_has has;
	int64_t home, seq, at, subject, link;
	gj_str bytes, hash;
} stored_row;

static const gj_field stored_fields[] = { GJ_F_INT(stored_row, home, 0, 0, GJ_MAX_INT, ""),
					  GJ_F_INT(stored_row, seq, 0, 0, GJ_MAX_INT, ""),
					  GJ_F_INT(stored_row, at, 0, 0, 0, ""),
					  GJ_F_INT(stored_row, subject, 0, 0, GJ_MAX_INT, ""),
					  GJ_F_INT(stored_row, link, 0, 0, GJ_MAX_INT, ""),
					  GJ_F_TEXT(stored_row, bytes, 0, 0, 0, GJ_OPEN, ""),
					  GJ_F_TEXT(stored_row, hash, 0, 0, 0, GJ_OPEN, ""),
					  GJ_F_END };
static const GJ_RECORD(stored_record, stored_row, stored_fields);

static int read_events(gj_ctx *c, const gj_array *rows, gj_event_seen *read)
{
	const stored_row *row = rows->p;
	size_t i;
	int code = read ? GJ_OK : GJ_E_NOMEM;

	for (i = 0; i < rows->n && code >= 0; i++) {
		code = gj_event_read(c->arena, row[i].bytes, &read[i].e, &read[i].type,
				     &read[i].body, c->err);
		if (code >= 0)
			gj_ask_event_hidden(c, &read[i].e, read[i].type, read[i].body);
	}
	return code;
}

static int views(gj_ctx *c, const gj_array *rows, view_list *out)
{
	const stored_row *row = rows->p;
	event_view *view = gj_arena_zero(c->arena, (rows->n + 1) * sizeof(*view));
	gj_event_seen *read = gj_arena_zero(c->arena, (rows->n + 1) * sizeof(*read));
	size_t i, kept = 0;
	int code = view ? read_events(c, rows, read) : GJ_E_NOMEM, hide;

	for (i = 0; i < rows->n && code >= 0; i++) {
		gj_stored_event event = { row[i].home, row[i].seq,   row[i].at,  row[i].subject,
					  row[i].link, row[i].bytes, row[i].hash };
		hide = gj_event_hidden(c, &read[i].e, read[i].type, read[i].body);
		code = hide < 0 ? hide : hide ? GJ_OK : view_of(c, &event, &read[i].e, &view[kept]);
		kept += code >= 0 && !hide;
	}
	out->items = (gj_array){ view, kept };
	out->has.set = out->next.p ? 3 : 1;
	return code;
}

/* ---- list: newest first; since: oldest first, to follow ---- */

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	CHAIN_ARGS;
} list_args;

static const gj_field list_fields[] = { GJ_LIST_FIELDS(list_args), CHAIN_FIELDS(list_args),
					GJ_F_END };
static const GJ_RECORD(list_record, list_args, list_fields);

static int journal_list(gj_ctx *c, const void *args, void *ret_result)
{
	const list_args *in = args;
	view_list *out = ret_result;
	int64_t home, before;
	gj_array rows;
	gj_page page;
	int code = chain_of(c, in->home, in->root, in->access, GJ_RIGHT_journal_read, &home);

	if (code >= 0)
		code = gj_page_begin(c, args, &page);
	if (code < 0)
		return code;
	before = page.after ? page.after : GJ_MAX_INT;
	code = gj_sql_list(c->db, GJ_SQL_EVENT_BACK, c->arena, &stored_record, &rows, "lll", home,
			   before, page.limit);
	if (code >= 0)
		code = gj_page_end(c, args, &page, &stored_record, &rows, "seq", NULL, &out->next);
	return code < 0 ? code : views(c, &rows, out);
}

typedef struct since_args {
	gj_has has;
	int64_t limit, seq;
	CHAIN_ARGS;
} since_args;

static const gj_field since_fields[] = {
	CHAIN_FIELDS(since_args),
	GJ_F_INT(since_args, seq, 0, 0, GJ_MAX_INT, "After this place; 0: from the beginning."),
	GJ_F_INT(since_args, limit, 0, 1, 1000, "How many at the most; 100 by default."), GJ_F_END
};
static const GJ_RECORD(since_record, since_args, since_fields);

typedef struct since_result {
	gj_has has;
	gj_array items;
	int64_t seq;
	int32_t more;
} since_result;

static const gj_field since_result_fields[] = {
	GJ_F_ARRAY(since_result, items, 0, 0, 1000, view_record, "Events, oldest first."),
	GJ_F_INT(since_result, seq, 0, 0, GJ_MAX_INT, "Ask for what is after this next time."),
	GJ_F_BOOL(since_result, more, 0, "There is more already."), GJ_F_END
};
static const GJ_RECORD(since_result_record, since_result, since_result_fields);

static int journal_since(gj_ctx *c, const void *args, void *ret_result)
{
	const since_args *in = args;
	since_result *out = ret_result;
	int64_t home, limit = in->limit ? in->limit : 100;
	view_list list = { { 0, 0 }, { NULL, 0 }, GJ_STR_NONE };
	gj_array rows;
	int code = chain_of(c, in->home, in->root, in->access, GJ_RIGHT_journal_read, &home);

	if (code >= 0)
		code = gj_sql_list(c->db, GJ_SQL_EVENT_SINCE, c->arena, &stored_record, &rows,
				   "lll", home, in->seq, limit + 1);
	if (code < 0)
		return code;
	out->more = rows.n > (size_t)limit;
	if (out->more)
		rows.n = (size_t)limit;
	/* Past what is hidden too, so that a follower comes on. */
	out->seq = rows.n ? ((stored_row *)rows.p)[rows.n - 1].seq : in->seq;
	code = views(c, &rows, &list);
	out->items = list.items;
	out->has.set = 7;
	return code;
}

/* ---- heads ---- */

typedef struct head_view {
	gj_has has;
	int64_t home, office;
	gj_str kind;
	int64_t seq;
	gj_str hash;
	int64_t at;
} head_view;

static const gj_field head_fields[] = {
	GJ_F_INT(head_view, home, 0, 1, GJ_MAX_INT, "The chain."),
	GJ_F_INT(head_view, office, 0, 0, GJ_MAX_INT, "Whose; 0: the root."),
	GJ_F_TEXT(head_view, kind, 0, 0, 0, GJ_OPEN, "root, home or access."),
	GJ_F_INT(head_view, seq, 0, 0, GJ_MAX_INT, "Of its last event."),
	GJ_F_TEXT(head_view, hash, 0, 64, 64, GJ_OPEN, "Of its last event."),
	GJ_F_TIME(head_view, at, 0, "When that was recorded."),
	GJ_F_END
};
static const GJ_RECORD(head_view_record, head_view, head_fields);

typedef struct heads_args {
	gj_has has;
	CHAIN_ARGS;
	int32_t all;
} heads_args;

static const gj_field heads_fields[] = { CHAIN_FIELDS(heads_args),
					 GJ_F_BOOL(heads_args, all, 0, "All chains of the ledger."),
					 GJ_F_END };
static const GJ_RECORD(heads_record, heads_args, heads_fields);

typedef struct heads_result {
	gj_has has;
	gj_array heads;
} heads_result;

static const gj_field heads_result_fields[] = {
	GJ_F_ARRAY(heads_result, heads, 0, 0, 1 << 20, head_view_record,
		   "Keep them outside: a chain inside its own store proves nothing against its "
		   "owner."),
	GJ_F_END
};
static const GJ_RECORD(heads_result_record, heads_result, heads_result_fields);

static int head_of(gj_ctx *c, const gj_chain_row *chain, head_view *ret_view)
{
	gj_buf hex;

	*ret_view = (head_view){ { 63, 0 },  chain->home, chain->office, chain->kind,
				 chain->seq, GJ_STR_NONE, chain->at };
	if (!chain->seq)
		ret_view->has.set &= ~UINT64_C(32); /* nothing was recorded yet */
	gj_buf_init(&hex, c->arena, 2 * GJ_DIGEST_SIZE + 1);
	gj_buf_hex(&hex, chain->hash.p, chain->hash.n);
	ret_view->hash = gj_buf_end(&hex);
	return hex.failed;
}

static int journal_head(gj_ctx *c, const void *args, void *ret_result)
{
	const heads_args *in = args;
	heads_result *out = ret_result;
	const gj_chain_row *row;
	head_view *view;
	gj_array chains;
	int64_t home = 0;
	size_t i;
	int code = in->all ? gj_allow(c, GJ_RIGHT_journal_verify, c->actor->office)
			   : chain_of(c, in->home, in->root, in->access, GJ_RIGHT_journal_verify,
				      &home);

	/* of all, or of the one */
	if (code >= 0)
		code = gj_chains(c, c->db, home, &chains);
	if (code < 0)
		return code;
	view = gj_arena_take(c->arena, (chains.n + 1) * sizeof(*view));
	if (!view)
		return GJ_E_NOMEM;
	row = chains.p;
	for (i = 0; i < chains.n && code >= 0; i++)
		code = head_of(c, &row[i], &view[out->heads.n++]);
	out->heads.p = view;
	out->has.set = 1;
	return code;
}

/* ---- verify ---- */

typedef struct known_args {
	gj_has has;
	int64_t home, seq;
	gj_str hash;
	int64_t office, at;
	gj_str kind;
} known_args;

/* As journal.head gives them; what verification does not need may stay. */
static const gj_field known_fields[] = {
	GJ_F_INT(known_args, home, GJ_REQUIRED, 1, GJ_MAX_INT, "The chain."),
	GJ_F_INT(known_args, seq, GJ_REQUIRED, 0, GJ_MAX_INT, "Of its last event then."),
	GJ_F_TEXT(known_args, hash, GJ_REQUIRED, 64, 64, GJ_OPEN, "Of its last event then."),
	GJ_F_INT(known_args, office, 0, 0, GJ_MAX_INT, "Not looked at."),
	GJ_F_TIME(known_args, at, 0, "Not looked at."),
	GJ_F_TEXT(known_args, kind, 0, 0, 16, GJ_OPEN, "Not looked at."),
	GJ_F_END
};
static const GJ_RECORD(known_record, known_args, known_fields);

typedef struct verify_args {
	gj_has has;
	gj_array heads;
	gj_str from;
} verify_args;

static const gj_field verify_fields[] = {
	GJ_F_ARRAY(verify_args, heads, 0, 0, 100000, known_record,
		   "Heads exported before by journal.head: a journal cut short since is found."),
	GJ_F_TEXT(
		verify_args, from, 0, 1, 1000, GJ_INTERNAL,
		"A segment of this ledger, as journal.seal made it, to start from. Its tables are "
		"borne out by the chain; events before its end, and the values that they speak of, "
		"are not looked at again."),
	GJ_F_END
};
static const GJ_RECORD(verify_record, verify_args, verify_fields);

typedef struct verify_result {
	gj_has has;
	gj_str verify;
	int64_t chains, events, entries, erased, rows, missing, sealed;
	gj_array erasures;
	gj_str rule, table, row, column;
	int64_t home, seq, contents;
} verify_result;

static const gj_field verify_result_fields[] = {
	GJ_F_TEXT(verify_result, verify, 0, 0, 0, GJ_OPEN, "ok, or wrong."),
	GJ_F_INT(verify_result, chains, 0, 0, GJ_MAX_INT, "Chains recomputed."),
	GJ_F_INT(verify_result, events, 0, 0, GJ_MAX_INT, "Events recomputed and replayed."),
	GJ_F_INT(verify_result, entries, 0, 0, GJ_MAX_INT, "Vault entries compared."),
	GJ_F_INT(verify_result, erased, 0, 0, GJ_MAX_INT, "Of them erased."),
	GJ_F_INT(verify_result, rows, 0, 0, GJ_MAX_INT, "Rows compared with the replay."),
	GJ_F_INT(verify_result, missing, 0, 0, GJ_MAX_INT,
		 "Entries that this copy lacks and says so: erased later in the ledger that it was "
		 "taken from, or left out of a segment."),
	GJ_F_INT(verify_result, sealed, 0, 0, GJ_MAX_INT,
		 "Events that were not recomputed, because a segment holds them."),
	GJ_F_ARRAY(verify_result, erasures, 0, 0, 1000, gj_erasure_record,
		   "Which entries were erased, by which event; the first thousand."),
	GJ_F_TEXT(verify_result, rule, 0, 0, 0, GJ_OPEN, "What is wrong, as a rule's name."),
	GJ_F_TEXT(verify_result, table, 0, 0, 0, GJ_OPEN, "The first table that is wrong."),
	GJ_F_TEXT(verify_result, row, 0, 0, 0, GJ_OPEN, "Its first row that is wrong."),
	GJ_F_TEXT(verify_result, column, 0, 0, 0, GJ_OPEN, "And the column."),
	GJ_F_INT(verify_result, home, 0, 0, GJ_MAX_INT, "Its chain."),
	GJ_F_INT(verify_result, seq, 0, 0, GJ_MAX_INT, "The event, if it is one."),
	GJ_F_INT(verify_result, contents, 0, 0, GJ_MAX_INT,
		 "Contents of attachments compared with their digests."),
	GJ_F_END
};
static const GJ_RECORD(verify_result_record, verify_result, verify_result_fields);

static int known_heads(gj_ctx *c, const verify_args *in, gj_array *ret_heads)
{
	const known_args *given = in->heads.p;
	gj_known_head *known = gj_arena_take(c->arena, (in->heads.n + 1) * sizeof(*known));
	size_t i;

	if (!known)
		return GJ_E_NOMEM;
	for (i = 0; i < in->heads.n; i++)
		known[i] = (gj_known_head){ { 7, 0 }, given[i].home, given[i].seq, given[i].hash };
	*ret_heads = (gj_array){ known, in->heads.n };
	return GJ_OK;
}

static int tell_wrong(gj_ctx *c, const gj_verdict *v, verify_result *out)
{
	out->rule = gj_str_of(gj_rule_name(v->rule));
	out->table = gj_arena_str(c->arena, v->table, strlen(v->table));
	out->row = gj_arena_str(c->arena, v->row, strlen(v->row));
	out->column = gj_arena_str(c->arena, v->column, strlen(v->column));
	out->home = v->home;
	out->seq = v->seq;
	out->has.set |= 63 << 9;
	return !out->table.p || !out->row.p || !out->column.p ? GJ_E_NOMEM : GJ_OK;
}

static int journal_verify(gj_ctx *c, const void *args, void *ret_result)
{
	verify_result *out = ret_result;
	gj_verdict v;
	gj_array heads;
	int code = gj_allow(c, GJ_RIGHT_journal_verify, c->actor->office);

	if (code >= 0)
		code = known_heads(c, args, &heads);
	if (code >= 0)
		code = gj_verify(c, &heads, ((const verify_args *)args)->from, &v);
	if (code < 0)
		return code;
	*out = (verify_result){ .verify = v.rule ? GJ_STR("wrong") : GJ_STR("ok"),
				.chains = v.chains,
				.events = v.events,
				.entries = v.entries,
				.erased = v.erased,
				.rows = v.rows,
				.missing = v.missing,
				.sealed = v.sealed,
				.erasures = v.erasures,
				.contents = v.contents };
	out->has.set = 63 | (v.missing ? 64 : 0) | (v.sealed ? 128 : 0) | (v.erasures.n ? 256 : 0) |
		       (v.contents ? 1 << 15 : 0);
	return v.rule ? tell_wrong(c, &v, out) : GJ_OK;
}

/* ---- checkpoint ---- */

typedef struct checkpoint_args {
	gj_has has;
	GJ_WRITE_ARGS;
	int64_t home;
} checkpoint_args;

static const gj_field checkpoint_arg_fields[] = {
	GJ_WRITE_FIELDS(checkpoint_args),
	GJ_F_ID(checkpoint_args, home, 0, "Office whose state is sealed; the actor's by default."),
	GJ_F_END
};
static const GJ_RECORD(checkpoint_args_record, checkpoint_args, checkpoint_arg_fields);

typedef struct checkpoint_result {
	gj_has has;
	GJ_WRITTEN_ANSWER;
	gj_str tables;
	int64_t rows;
} checkpoint_result;

static const gj_field checkpoint_result_fields[] = {
	GJ_WRITTEN_FIELDS(checkpoint_result),
	GJ_F_TEXT(checkpoint_result, tables, 0, 64, 64, GJ_OPEN, "Digest of the derived tables."),
	GJ_F_INT(checkpoint_result, rows, 0, 0, GJ_MAX_INT, "Rows that it covers."), GJ_F_END
};
static const GJ_RECORD(checkpoint_result_record, checkpoint_result, checkpoint_result_fields);

static int journal_checkpoint(gj_ctx *c, const void *args, void *ret_result)
{
	uint8_t hash[GJ_DIGEST_SIZE];
	gj_subject subject = { 0, 0, 0 };
	gj_checkpoint_body body = { { 7, 0 }, GJ_STR_NONE, 0, gj_sql_version() };
	gj_buf hex;
	int code = gj_tables_digest(c, c->db, c->home, hash, &body.rows);

	(void)args;
	(void)ret_result;
	if (code < 0)
		return code;
	gj_buf_init(&hex, c->arena, 2 * GJ_DIGEST_SIZE + 1);
	gj_buf_hex(&hex, hash, GJ_DIGEST_SIZE);
	body.tables = gj_buf_end(&hex);
	return hex.failed ? hex.failed
			  : gj_emit(c, &events[CHECKPOINTED], c->home, &subject, &body);
}

/* ---- replay into an empty ledger ---- */

typedef struct replay_args {
	gj_has has;
	gj_str path;
	int64_t partitions;
} replay_args;

static const gj_field replay_fields[] = {
	GJ_F_TEXT(replay_args, path, GJ_REQUIRED, 1, 1000, GJ_INTERNAL,
		  "The empty ledger: a file that is not there yet, or a postgresql:// URI. A copy "
		  "that was broken off goes on."),
	GJ_F_INT(replay_args, partitions, 0, 1, GJ_PARTITIONS_MAX,
		 "Into how many parts its tables are divided by the office: on PostgreSQL only."),
	GJ_F_END
};
static const GJ_RECORD(replay_record, replay_args, replay_fields);

static int journal_replay(gj_ctx *c, const void *args, void *ret_result)
{
	const replay_args *in = args;
	gj_copy_job job = {
		.path = in->path, .until = INT64_MAX, .partitions = in->partitions, .in_slices = 1
	};
	int code = gj_allow(c, GJ_RIGHT_ledger_admin, 0);

	return code < 0 ? code : gj_copy_to(c, &job, ret_result);
}

/* ---- segments ---- */

typedef struct seal_args {
	gj_has has;
	gj_str path, from;
} seal_args;

static const gj_field seal_fields[] = {
	GJ_F_TEXT(seal_args, path, GJ_REQUIRED, 1, 1000, GJ_INTERNAL,
		  "The file to make; it must not be there yet."),
	GJ_F_TEXT(seal_args, from, 0, 1, 1000, GJ_INTERNAL,
		  "The segment before: what it holds is not replayed."),
	GJ_F_END
};
static const GJ_RECORD(seal_record, seal_args, seal_fields);

static int journal_seal(gj_ctx *c, const void *args, void *ret_result)
{
	const seal_args *in = args;
	gj_copy_job job = { .path = in->path, .until = INT64_MAX, .from = in->from, .sealing = 1 };
	int code = gj_allow(c, GJ_RIGHT_ledger_admin, 0);

	return code < 0 ? code : gj_copy_to(c, &job, ret_result);
}

/* ---- the table ---- */

static const int chain_errors[] = { GJ_E_NOT_FOUND, 0 };
static const int copy_errors[] = {
	GJ_E_EXISTS, GJ_E_UNSUPPORTED, GJ_E_NOT_LEDGER, GJ_E_CONNECTION, GJ_E_IO, GJ_E_SPACE, 0
};

static const int verify_errors[] = { GJ_E_STATE,      GJ_E_NOT_LEDGER, GJ_E_SCHEMA_OLD,
				     GJ_E_SCHEMA_NEW, GJ_E_IO,         0 };
static const int seal_errors[] = { GJ_E_EXISTS,  GJ_E_STATE,      GJ_E_NOT_LEDGER,
				   GJ_E_CORRUPT, GJ_E_SCHEMA_OLD, GJ_E_SCHEMA_NEW,
				   GJ_E_IO,      GJ_E_SPACE,      0 };

static const gj_op ops[] = {
	{ .name = "journal.list",
	  .version = 1,
	  .args = &list_record,
	  .result = &view_list_record,
	  .right = GJ_RIGHT_journal_read,
	  .flags = GJ_OP_LIST | GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = chain_errors,
	  .since = "1.0",
	  .doc = "Events of a chain, newest first.",
	  .doc_zh = "日志，最近的在前。",
	  .run = journal_list },
	{ .name = "journal.since",
	  .version = 1,
	  .args = &since_record,
	  .result = &since_result_record,
	  .right = GJ_RIGHT_journal_read,
	  .flags = GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = chain_errors,
	  .since = "1.0",
	  .doc = "Events of a chain after a place, oldest first: to follow what changes.",
	  .doc_zh = "某条链自某序号之后的事件，用于跟随变化。",
	  .run = journal_since },
	{ .name = "journal.head",
	  .version = 1,
	  .args = &heads_record,
	  .result = &heads_result_record,
	  .right = GJ_RIGHT_journal_verify,
	  .flags = GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = chain_errors,
	  .since = "1.0",
	  .doc = "Heads of the chains, for keeping outside.",
	  .doc_zh = "导出链头，保存在账本之外。",
	  .run = journal_head },
	{ .name = "journal.verify",
	  .version = 1,
	  .args = &verify_record,
	  .result = &verify_result_record,
	  .right = GJ_RIGHT_journal_verify,
	  .flags = GJ_OP_OWN_RIGHT | GJ_OP_LONG,
	  .home = GJ_HOME_ROOT,
	  .errors = verify_errors,
	  .since = "1.0",
	  .doc = "Recomputes every chain and compares every table with a replay; names the first "
		 "difference.",
	  .doc_zh = "重算每条链并以重放核对每张表，指出第一处不符。",
	  .run = journal_verify },
	{ .name = "journal.checkpoint",
	  .version = 1,
	  .args = &checkpoint_args_record,
	  .result = &checkpoint_result_record,
	  .right = GJ_RIGHT_journal_verify,
	  .flags = GJ_OP_WRITE,
	  .home = GJ_HOME_OFFICE,
	  .errors = chain_errors,
	  .since = "1.0",
	  .doc = "Seals the state of the tables in the chain.",
	  .doc_zh = "把各表当前状态的摘要写入链中。",
	  .run = journal_checkpoint },
	{ .name = "journal.replay",
	  .version = 1,
	  .args = &replay_record,
	  .result = &gj_replayed_record,
	  .right = GJ_RIGHT_ledger_admin,
	  .flags = GJ_OP_ALONE | GJ_OP_OWN_RIGHT | GJ_OP_LONG,
	  .home = GJ_HOME_ROOT,
	  .errors = copy_errors,
	  .since = "1.0",
	  .doc = "Replays the journal into an empty ledger; the vault comes along. Goes on with a "
		 "copy that was broken off.",
	  .doc_zh = "把日志重放到一个空账本，保险库一并带走；中断过的复制会接着进行。",
	  .run = journal_replay },
	{ .name = "journal.seal",
	  .version = 1,
	  .args = &seal_record,
	  .result = &gj_copied_record,
	  .right = GJ_RIGHT_ledger_admin,
	  .flags = GJ_OP_ALONE | GJ_OP_OWN_RIGHT | GJ_OP_LONG,
	  .home = GJ_HOME_ROOT,
	  .errors = seal_errors,
	  .since = "1.0",
	  .doc = "Writes the journal up to the last checkpoint of each chain into a file that "
		 "verifies by itself, without personal values: a segment. Verification and as_of "
		 "can start from it. The ledger keeps all that it has.",
	  .doc_zh = "把各链到最近检查点为止的日志写入可独立核验的文件（不含个人信息），核验和 "
		    "as_of 可由此开始；"
		    "账本本身不删减。",
	  .run = journal_seal },
	{ 0 }
};

extern const gj_noun gj_noun_journal;
const gj_noun gj_noun_journal = { "journal", "日志", ops, events,
				  "What happened, chained; the truth of the ledger." };
