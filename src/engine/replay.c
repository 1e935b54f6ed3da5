/* SPDX-License-Identifier: Apache-2.0
 *
 * Replaying: the journal read from one database and applied to another.
 */
#include "engine/replay.h"

#include <stdio.h>
#include <string.h>

#include "engine/content.h"
#include "engine/segment.h"

#define PAGE 256

/* ---- walking ---- */

static const gj_field chain_fields[] = { GJ_F_INT(gj_chain_row, home, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_INT(gj_chain_row, office, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_TEXT(gj_chain_row, kind, 0, 0, 0, GJ_OPEN, ""),
					 GJ_F_INT(gj_chain_row, seq, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_TEXT(gj_chain_row, hash, 0, 0, 0, GJ_OPEN, ""),
					 GJ_F_INT(gj_chain_row, at, 0, 0, 0, ""),
					 GJ_F_INT(gj_chain_row, next_id, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_END };
const GJ_RECORD(gj_chain_record, gj_chain_row, chain_fields);

int gj_chains(gj_ctx *c, gj_db *db, int64_t home, gj_array *ret_rows)
{
	return home ? gj_sql_list(db, GJ_SQL_CHAIN_GET, c->arena, &gj_chain_record, ret_rows, "l",
				  home)
		    : gj_sql_list(db, GJ_SQL_CHAIN_LIST, c->arena, &gj_chain_record, ret_rows, "ll",
				  INT64_C(0), GJ_MAX_INT);
}

int gj_each_chain(gj_ctx *c, gj_db *db, gj_chain_fn each, void *user)
{
	gj_arena_mark page = gj_arena_mark_now(c->arena), own;
	const gj_chain_row *row;
	gj_array rows;
	int64_t after = 0;
	size_t i;
	int code = GJ_OK, more = 1;

	while (code == GJ_OK && more) {
		code = gj_sql_list(db, GJ_SQL_CHAIN_LIST, c->arena, &gj_chain_record, &rows, "ll",
				   after, (int64_t)PAGE);
		more = code >= 0 && rows.n == PAGE;
		row = rows.p;
		own = gj_arena_mark_now(c->arena);
		for (i = 0; code == GJ_OK && i < rows.n; i++) {
			after = row[i].home;
			code = each(user, &row[i]);
			gj_arena_rewind(c->arena, own);
		}
		gj_arena_rewind(c->arena, page);
	}
	return code;
}

typedef struct event_row {
	gj_has has;
	int64_t home, seq, at, subject, link;
	gj_str bytes, hash;
} event_row;

static const gj_field event_fields[] = { GJ_F_INT(event_row, home, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_INT(event_row, seq, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_INT(event_row, at, 0, 0, 0, ""),
					 GJ_F_INT(event_row, subject, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_INT(event_row, link, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_TEXT(event_row, bytes, 0, 0, 0, GJ_OPEN, ""),
					 GJ_F_TEXT(event_row, hash, 0, 0, 0, GJ_OPEN, ""),
					 GJ_F_END };
static const GJ_RECORD(event_record, event_row, event_fields);

int gj_each_event(gj_ctx *c, gj_db *db, int64_t home, int64_t after, int64_t until,
		  gj_event_fn each, void *user)
{
	gj_arena_mark mark = gj_arena_mark_now(c->arena);
	gj_array rows;
	size_t i;
	int code = GJ_OK, more = 1;

	while (code >= 0 && more) {
		code = gj_sql_list(db, GJ_SQL_EVENT_SINCE, c->arena, &event_record, &rows, "lll",
				   home, after, (int64_t)PAGE);
		more = code >= 0 && rows.n == PAGE;
		for (i = 0; code >= 0 && i < rows.n; i++) {
			const event_row *row = (event_row *)rows.p + i;
			gj_stored_event event = { row->home, row->seq,   row->at,  row->subject,
						  row->link, row->bytes, row->hash };
			if (event.at > until) {
				more = 0;
				break;
			}
			code = each(user, c, &event);
			after = event.seq;
		}
		gj_arena_rewind(c->arena, mark);
	}
	return code;
}

/* ---- applying elsewhere ---- */

int gj_schema_make(gj_ctx *c, gj_db *db, int64_t partitions)
{
	int engine = gj_db_engine(db), code = GJ_OK;
	char text[64];

	if (partitions && engine != GJ_ENGINE_POSTGRESQL)
		return gj_fail(c->err, GJ_E_UNSUPPORTED, GJ_RULE_partitions_here);
	snprintf(text, sizeof(text), "SET LOCAL guanjia.partitions = %lld", (long long)partitions);
	if (partitions)
		code = gj_db_script(db, text);
	if (code >= 0)
		code = gj_db_script(db, gj_sql_schema[partitions ? GJ_SCRIPT_PARTITIONED : engine]);
	return code < 0 ? code : gj_db_set_version(db, gj_sql_version());
}

static int scratch_body(gj_db *db, void *user)
{
	return gj_schema_make(user, db, 0);
}

int gj_scratch_open(gj_ctx *c, gj_db **ret_db)
{
	gj_db_settings settings = {
		.statements = gj_sql_statements,
		.count = GJ_SQL_COUNT,
		.busy_ms = 5000,
		.synchronous = 1,
		.create = 1,
	};
	gj_db *db = NULL;
	int code = gj_db_open(&c->host->mem, "sqlite:", &settings, &db, c->err);

	if (code >= 0)
		code = gj_db_tx(db, GJ_TX_WRITE, 1, scratch_body, c);
	if (code < 0)
		gj_db_close(db);
	else
		*ret_db = db;
	return code;
}

int gj_apply_stored(gj_ctx *c, gj_db *to, const gj_stored_event *event, int64_t *ret_next_id)
{
	const gj_event_type *type;
	gj_envelope envelope;
	void *body;
	int code = gj_event_read(c->arena, event->bytes, &envelope, &type, &body, c->err);

	if (code >= 0)
		code = gj_apply(to, type, &envelope, body, c->zone);
	if (code >= 0)
		*ret_next_id = envelope.next_id;
	return code;
}

typedef struct vault_row {
	gj_has has;
	int64_t id, subject;
	gj_str class;
	int64_t seq;
	gj_str nonce, value;
} vault_row;

static const gj_field vault_fields[] = { GJ_F_INT(vault_row, id, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_INT(vault_row, subject, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_TEXT(vault_row, class, 0, 0, 0, GJ_OPEN, ""),
					 GJ_F_INT(vault_row, seq, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_TEXT(vault_row, nonce, 0, 0, 0, GJ_SENSITIVE, ""),
					 GJ_F_TEXT(vault_row, value, 0, 0, 0, GJ_SENSITIVE, ""),
					 GJ_F_END };
static const GJ_RECORD(vault_record, vault_row, vault_fields);

/* ---- copying ----
 * A copy is made in slices, each in a transaction that also moves the chain's row on: whatever
 * ends it, what is there is the beginning of each chain, and the row says how far it goes. A
 * later run goes on from there. Until the last slice the schema's version stands there
 * negative, so that nobody takes the half of a ledger for one. */

#define UNFINISHED (-gj_sql_version())

typedef struct copying {
	gj_ctx *c;
	gj_db *to;
	const gj_copy_job *job;
	gj_db *segment; /* that it starts from; NULL: none */
	gj_copied done;
	int64_t total;
	int begun, going_on;
	int found; /* the chain of the one office that is asked for */
	/* of the chain under way, in the copy */
	int64_t home, seq, at, next_id;
	uint8_t hash[GJ_DIGEST_SIZE];
	int64_t last;         /* event that is copied of it */
	int64_t done_of_home; /* of those that a segment holds */
	int64_t entry;        /* of the vault, and then of the contents */
	int more;
} copying;

static int put_event(copying *copy, const event_row *row)
{
	return gj_sql_run(copy->to, GJ_SQL_EVENT_ADD, "lllllbb", row->home, row->seq, row->at,
			  row->subject, row->link, row->bytes, row->hash);
}

static int copy_event(copying *copy, const event_row *row)
{
	gj_stored_event event = { row->home, row->seq,   row->at,  row->subject,
				  row->link, row->bytes, row->hash };
	int code = put_event(copy, row);

	if (code >= 0 && event.hash.n != GJ_DIGEST_SIZE)
		code = GJ_E_CORRUPT;
	if (code >= 0)
		code = gj_apply_stored(copy->c, copy->to, &event, &copy->next_id);
	if (code < 0)
		return code;
	copy->seq = event.seq;
	copy->at = event.at;
	memcpy(copy->hash, event.hash.p, GJ_DIGEST_SIZE);
	if (++copy->done.events % 1000 == 0)
		code = gj_progress(copy->c, copy->done.events, copy->total);
	return code;
}

static int events_body(gj_db *to, void *user)
{
	copying *copy = user;
	const event_row *row;
	gj_array rows;
	size_t i;
	int code = gj_sql_list(copy->c->db, GJ_SQL_EVENT_SINCE, copy->c->arena, &event_record,
			       &rows, "lll", copy->home, copy->seq, (int64_t)PAGE);

	copy->more = code >= 0 && rows.n == PAGE;
	gj_db_pile(to);
	row = rows.p;
	for (i = 0; code >= 0 && i < rows.n; i++) {
		if (row[i].at > copy->job->until || row[i].seq > copy->last) {
			copy->more = 0;
			break;
		}
		code = copy_event(copy, &row[i]);
	}
	if (code >= 0)
		code = gj_unpile(to, copy->home);
	return code < 0 ? code
			: gj_sql_run(to, GJ_SQL_CHAIN_ADVANCE, "lblll", copy->seq,
				     (gj_str){ (const char *)copy->hash, GJ_DIGEST_SIZE }, copy->at,
				     copy->next_id, copy->home);
}

/* Events that a segment holds applied already: they are copied as they are. */
static int sealed_body(gj_db *to, void *user)
{
	copying *copy = user;
	const event_row *row;
	gj_array rows;
	size_t i;
	int code = gj_sql_list(copy->c->db, GJ_SQL_EVENT_SINCE, copy->c->arena, &event_record,
			       &rows, "lll", copy->home, copy->done_of_home, (int64_t)PAGE);

	(void)to;
	row = rows.p;
	for (i = 0; code >= 0 && i < rows.n && row[i].seq <= copy->seq; i++) {
		code = put_event(copy, &row[i]);
		copy->done_of_home = row[i].seq;
	}
	copy->more = code >= 0 && copy->done_of_home < copy->seq && rows.n > 0;
	return code;
}

/* What the copy lacks and its journal does not explain is written down: who verifies it can tell
 * a value that is not there from one that was taken away. */
static int note_missing(copying *copy, const vault_row *row)
{
	int64_t seq = 0;
	int code = gj_sql_int(copy->to, GJ_SQL_ERASURE_GET, &seq, "ll", copy->home, row->id);

	if (code != GJ_E_NOT_FOUND)
		return code < 0 ? code : GJ_OK;
	code = gj_sql_int(copy->c->db, GJ_SQL_ERASURE_GET, &seq, "ll", copy->home, row->id);
	if (code == GJ_E_NOT_FOUND)
		code = gj_sql_int(copy->c->db, GJ_SQL_VAULT_MISSING_GET, &seq, "ll", copy->home,
				  row->id);
	/* One that is gone for no reason is the source's fault, and stays it. */
	if (code == GJ_E_NOT_FOUND && !copy->job->sealing)
		return GJ_OK;
	if (code < 0 && code != GJ_E_NOT_FOUND)
		return code;
	return gj_sql_run(copy->to, GJ_SQL_VAULT_MISSING_PUT, "lll", copy->home, row->id, seq);
}

static int copy_entry(copying *copy, const vault_row *row)
{
	int sealing = copy->job->sealing, lacking = sealing || !row->nonce.p;
	int code = gj_sql_run(copy->to, GJ_SQL_VAULT_PUT, "llltlbt", copy->home, row->id,
			      row->subject, row->class, row->seq,
			      sealing ? GJ_STR_NONE : row->nonce,
			      sealing ? GJ_STR_NONE : row->value);

	copy->done.entries++;
	if (code >= 0 && lacking && !gj_str_is(row->class, "request"))
		code = note_missing(copy, row);
	return code;
}

/* Entries that were born after the instant stay behind. One that is there already may have been
 * erased since. */
static int vault_body(gj_db *to, void *user)
{
	copying *copy = user;
	const vault_row *row;
	gj_array rows;
	size_t i;
	int code;

	(void)to;
	code = gj_sql_list(copy->c->db, GJ_SQL_VAULT_PAGE, copy->c->arena, &vault_record, &rows,
			   "lll", copy->home, copy->entry, (int64_t)PAGE);

	copy->more = code >= 0 && rows.n == PAGE;
	row = rows.p;
	for (i = 0; code >= 0 && i < rows.n; i++) {
		copy->entry = row[i].id;
		if (row[i].seq > copy->seq)
			continue;
		code = copy_entry(copy, &row[i]);
	}
	return code;
}

/* ---- contents of attachments ---- */

static int copy_parts(copying *copy, int64_t upload)
{
	gj_db *from = copy->c->db;
	gj_value value[4];
	int64_t part;
	int i, code;

	code = gj_sql_int(copy->to, GJ_SQL_CONTENT_PART_ANY, &part, "ll", copy->home, upload);
	/* Another entry names the same, and brought it. */
	if (code != GJ_E_NOT_FOUND)
		return code < 0 ? code : GJ_OK;
	code = gj_sql_open(from, GJ_SQL_CONTENT_PARTS, "ll", copy->home, upload);
	while (code >= 0 && (code = gj_sql_next(from, GJ_SQL_CONTENT_PARTS)) > 0) {
		for (i = 0; i < 4 && code >= 0; i++)
			code = gj_sql_value(from, GJ_SQL_CONTENT_PARTS, i, &value[i]);
		if (code >= 0)
			code = gj_sql_run_values(copy->to, GJ_SQL_CONTENT_PART_ADD, value, 4);
	}
	gj_sql_done(from, GJ_SQL_CONTENT_PARTS);
	return code;
}

static int copy_content(copying *copy, const gj_content_row *row)
{
	int code;

	if (!gj_field_has(row, &gj_content_record, "upload"))
		return gj_sql_run(copy->to, GJ_SQL_CONTENT_ADD, "llltn", copy->home, row->entry,
				  row->seq, row->digest);
	code = gj_sql_run(copy->to, GJ_SQL_CONTENT_ADD, "llltl", copy->home, row->entry, row->seq,
			  row->digest, row->upload);
	return code < 0 ? code : copy_parts(copy, row->upload);
}

#define CONTENTS 8

static int contents_body(gj_db *to, void *user)
{
	copying *copy = user;
	const gj_content_row *row;
	gj_array rows;
	size_t i;
	int code = gj_sql_list(copy->c->db, GJ_SQL_CONTENT_PAGE, copy->c->arena, &gj_content_record,
			       &rows, "lll", copy->home, copy->entry, (int64_t)CONTENTS);

	(void)to;
	copy->more = code >= 0 && rows.n == CONTENTS;
	row = rows.p;
	for (i = 0; code >= 0 && i < rows.n; i++) {
		copy->entry = row[i].entry;
		if (row[i].seq <= copy->seq)
			code = copy_content(copy, &row[i]);
	}
	return code;
}

/* What an earlier run brought may have been erased since. */
static int prune_body(gj_db *to, void *user)
{
	copying *copy = user;
	const gj_content_row *row;
	gj_array rows;
	size_t i;
	int code = gj_sql_list(to, GJ_SQL_CONTENT_OF_ERASED, copy->c->arena, &gj_content_record,
			       &rows, "l", copy->home);

	copy->more = 0;
	row = rows.p;
	for (i = 0; code >= 0 && i < rows.n; i++)
		code = gj_content_drop(to, copy->home, &row[i]);
	return code;
}

/* Slice by slice, each a transaction unless all of it is one. */
static int in_slices(copying *copy, int (*body)(gj_db *to, void *user))
{
	gj_arena_mark mark = gj_arena_mark_now(copy->c->arena);
	int code;

	do {
		code = gj_db_tx(copy->to, GJ_TX_WRITE, 1, body, copy);
		gj_arena_rewind(copy->c->arena, mark);
	} while (code >= 0 && copy->more);
	return code;
}

static int add_chain(gj_db *to, copying *copy, const gj_chain_row *chain)
{
	copy->seq = copy->at = 0;
	copy->next_id = 1;
	memset(copy->hash, 0, sizeof(copy->hash));
	return gj_sql_run(to, GJ_SQL_CHAIN_ADD, "lltlbll", copy->home, chain->office, chain->kind,
			  copy->seq, (gj_str){ (const char *)copy->hash, GJ_DIGEST_SIZE }, copy->at,
			  copy->next_id);
}

/* Goes on where the copy of this chain stands: it must be a beginning of it. */
static int resume_chain(copying *copy, const gj_chain_row *there)
{
	event_row row;
	int code = there->hash.n == GJ_DIGEST_SIZE ? GJ_OK : GJ_E_CORRUPT;

	if (code >= 0 && there->seq)
		code = gj_sql_row(copy->c->db, GJ_SQL_EVENT_GET, copy->c->arena, &event_record,
				  &row, "ll", copy->home, there->seq);
	if (code == GJ_E_NOT_FOUND ||
	    (code >= 0 && there->seq && !gj_str_eq(row.hash, there->hash)))
		return gj_fail(copy->c->err, GJ_E_EXISTS, GJ_RULE_copy_of_another);
	if (code < 0)
		return code;
	copy->seq = there->seq;
	copy->at = there->at;
	copy->next_id = there->next_id;
	memcpy(copy->hash, there->hash.p, GJ_DIGEST_SIZE);
	copy->done.events += there->seq;
	copy->done.resumed += there->seq;
	return GJ_OK;
}

static int no_fit(copying *copy, const gj_segment_end *end)
{
	int code = gj_fail(copy->c->err, GJ_E_CORRUPT, end->rule);

	if (end->rule == GJ_RULE_table_differs) {
		gj_fail_text(copy->c->err, "table", GJ_STR("event"));
		gj_fail_int(copy->c->err, "row", end->wrong_seq);
	} else {
		gj_fail_int(copy->c->err, "chain", copy->home);
		gj_fail_int(copy->c->err, "seq", end->wrong_seq);
	}
	gj_fail_path(copy->c->err, "/from");
	return code;
}

/* Starts a new chain where the segment ends, unless that lies behind the instant. */
static int begin_sealed(copying *copy)
{
	gj_segment_end end;
	gj_chain_row chain;
	int code = gj_sql_row(copy->segment, GJ_SQL_CHAIN_GET, copy->c->arena, &gj_chain_record,
			      &chain, "l", copy->home);

	if (code == GJ_E_NOT_FOUND)
		return GJ_OK;
	if (code < 0 || chain.at > copy->job->until || chain.seq > copy->last)
		return code;
	code = gj_segment_begin(copy->c, copy->segment, copy->to, copy->home, &end);
	if (code <= 0)
		return code;
	if (end.rule)
		return no_fit(copy, &end);
	copy->seq = end.seq;
	copy->at = end.at;
	copy->next_id = end.next_id;
	memcpy(copy->hash, end.hash, GJ_DIGEST_SIZE);
	copy->done_of_home = 0;
	copy->done.events += end.seq;
	copy->done.sealed += end.seq;
	return in_slices(copy, sealed_body);
}

static int copy_chain(copying *copy, const gj_chain_row *chain)
{
	gj_chain_row there;
	int code;

	copy->home = chain->home;
	copy->entry = 0;
	code = gj_sql_row(copy->to, GJ_SQL_CHAIN_GET, copy->c->arena, &gj_chain_record, &there, "l",
			  chain->home);
	if (code == GJ_E_NOT_FOUND)
		code = add_chain(copy->to, copy, chain);
	else if (code >= 0)
		code = resume_chain(copy, &there);
	if (code >= 0 && copy->segment && copy->seq == 0)
		code = begin_sealed(copy);
	if (code >= 0)
		code = in_slices(copy, events_body);
	if (code >= 0)
		code = in_slices(copy, vault_body);
	copy->entry = 0;
	if (code >= 0 && copy->going_on)
		code = in_slices(copy, prune_body);
	if (code >= 0 && !copy->job->sealing)
		code = in_slices(copy, contents_body);
	copy->done.chains++;
	return code;
}

/* A segment ends before the last checkpoint of each chain; who looked at what has none. What has
 * no checkpoint yet has no segment. */
static int sealed_until(copying *copy, const gj_chain_row *chain)
{
	int access = chain->home % 2 == 0, code;
	int64_t seq = 0;

	copy->last = INT64_MAX;
	if (!copy->job->sealing)
		return 1;
	code = gj_checkpoint_last(copy->c, access ? chain->home - 1 : chain->home, &seq);
	if (code >= 0 && !seq && chain->home == GJ_ROOT) {
		code = gj_fail(copy->c->err, GJ_E_STATE, GJ_RULE_no_checkpoint);
		gj_fail_int(copy->c->err, "chain", GJ_ROOT);
		gj_fail_int(copy->c->err, "seq", 0);
	}
	if (!access)
		copy->last = seq - 1;
	return code < 0 ? code : seq > 0;
}

/* 1, 0 or a failure. A home founded after the instant was not there: what was copied of the
 * root chain, which comes first, knows. */
static int wanted(const copying *copy, const gj_chain_row *chain)
{
	int64_t office, owner = chain->home % 2 ? chain->home : chain->home - 1;
	int code;

	if (owner == GJ_ROOT)
		return 1;
	if (copy->job->home && owner != copy->job->home)
		return 0;
	code = gj_sql_int(copy->to, GJ_SQL_OFFICE_OF_CHAIN, &office, "ll", GJ_ROOT, owner);
	return code == GJ_E_NOT_FOUND ? 0 : code < 0 ? code : 1;
}

static int count_chain(void *user, const gj_chain_row *chain)
{
	copying *copy = user;

	copy->total += chain->seq;
	return GJ_OK;
}

static int copy_if_wanted(void *user, const gj_chain_row *chain)
{
	copying *copy = user;
	int want = wanted(copy, chain);

	if (want > 0)
		want = sealed_until(copy, chain);
	copy->found |= want > 0 && chain->home == copy->job->home;
	if (want > 0)
		want = copy_chain(copy, chain);
	return want < 0 ? want : GJ_OK;
}

static int copy_chains(copying *copy)
{
	int code = gj_each_chain(copy->c, copy->c->db, count_chain, copy);

	if (code >= 0)
		code = gj_each_chain(copy->c, copy->c->db, copy_if_wanted, copy);
	if (code >= 0 && copy->done.events == 0)
		code = gj_not_found(copy->c, "ledger");
	if (code >= 0 && copy->job->home && !copy->found)
		code = gj_not_found(copy->c, "office");
	return code;
}

/* An empty place becomes one with tables; that of a copy under way is gone on with. */
static int begin_body(gj_db *to, void *user)
{
	copying *copy = user;
	int64_t version = 0;
	int code = gj_db_version(to, &version);

	copy->going_on = copy->job->in_slices && version == UNFINISHED;
	copy->begun = code >= 0 && version == 0;
	if (code < 0 || copy->going_on)
		return code;
	if (version)
		return gj_fail(copy->c->err, GJ_E_EXISTS,
			       version < 0 ? GJ_RULE_copy_unfinished : GJ_RULE_not_empty);
	code = gj_schema_make(copy->c, to, copy->job->partitions);
	return code < 0 || !copy->job->in_slices ? code : gj_db_set_version(to, UNFINISHED);
}

static int end_body(gj_db *to, void *user)
{
	(void)user;
	return gj_db_set_version(to, gj_sql_version());
}

static int whole_body(gj_db *to, void *user)
{
	int code = begin_body(to, user);

	return code < 0 ? code : copy_chains(user);
}

static int copy_all(copying *copy)
{
	int64_t pages;
	int code;

	if (!copy->job->in_slices)
		return gj_db_tx(copy->to, GJ_TX_WRITE, 1, whole_body, copy);
	code = gj_db_tx(copy->to, GJ_TX_WRITE, 1, begin_body, copy);
	if (code >= 0)
		code = copy_chains(copy);
	if (code >= 0)
		code = gj_db_tx(copy->to, GJ_TX_WRITE, 1, end_body, copy);
	/* What was erased between two runs left its traces here as well. */
	if (code >= 0 && copy->going_on)
		code = gj_db_scrub(copy->to, 1, &pages);
	return code;
}

#define COPIED_FIELDS \
	GJ_F_INT(gj_copied, chains, 0, 0, GJ_MAX_INT, "Chains copied."), \
		GJ_F_INT(gj_copied, events, 0, 0, GJ_MAX_INT, "Events copied and applied."), \
		GJ_F_INT(gj_copied, entries, 0, 0, GJ_MAX_INT, "Vault entries copied.")

static const gj_field copied_fields[] = {
	COPIED_FIELDS,
	GJ_F_INT(gj_copied, sealed, 0, 0, GJ_MAX_INT,
		 "Events of them that were not applied again, because a segment holds what they "
		 "brought."),
	GJ_F_END
};
const GJ_RECORD(gj_copied_record, gj_copied, copied_fields);

static const gj_field replayed_fields[] = {
	COPIED_FIELDS,
	GJ_F_INT(gj_copied, resumed, 0, 0, GJ_MAX_INT,
		 "Events of them that a copy which was broken off had brought before."),
	GJ_F_END
};
const GJ_RECORD(gj_replayed_record, gj_copied, replayed_fields);

int gj_copy_uri(gj_ctx *c, gj_str path, gj_str *ret_uri)
{
	gj_buf uri;

	gj_buf_init(&uri, c->arena, 1100);
	if (!memchr(path.p, ':', path.n))
		gj_buf_text(&uri, "sqlite:");
	gj_buf_str(&uri, path);
	*ret_uri = gj_buf_end(&uri);
	return uri.failed;
}

static int open_to(gj_ctx *c, const gj_copy_job *job, gj_db **ret_db, gj_str *ret_uri)
{
	gj_db_settings settings = {
		.statements = gj_sql_statements,
		.count = GJ_SQL_COUNT,
		.busy_ms = 5000,
		.synchronous = 1,
		.create = 1,
	};
	int code = gj_copy_uri(c, job->path, ret_uri);

	if (code >= 0 && job->partitions && gj_db_engine_of(ret_uri->p) == GJ_ENGINE_SQLITE)
		return gj_fail(c->err, GJ_E_UNSUPPORTED, GJ_RULE_partitions_here);
	return code < 0 ? code : gj_db_open(&c->host->mem, ret_uri->p, &settings, ret_db, c->err);
}

int gj_copy_to(gj_ctx *c, const gj_copy_job *job, gj_copied *ret_copied)
{
	copying copy = { .c = c, .job = job };
	gj_str uri = GJ_STR_NONE;
	int64_t last;
	int code = job->from.p ? gj_segment_open(c, job->from, &copy.segment) : GJ_OK;

	if (code >= 0)
		code = open_to(c, job, &copy.to, &uri);
	if (code < 0) {
		gj_db_close(copy.segment);
		return code;
	}
	/* All of it as of one moment, whoever writes meanwhile. */
	code = gj_db_begin(c->db, GJ_TX_READ);
	if (code >= 0) {
		code = copy_all(&copy);
		gj_db_rollback(c->db);
	}
	gj_db_close(copy.to);
	gj_db_close(copy.segment);
	/* A file with nothing in it would only be in the way. */
	if (code < 0 && copy.begun && !job->in_slices && gj_db_engine_of(uri.p) == GJ_ENGINE_SQLITE)
		gj_db_remove(uri.p);
	if (code >= 0) {
		/* The last field of the answer: of a copy in slices, or of one from a segment. */
		last = job->in_slices ? copy.done.resumed : copy.done.sealed;
		copy.done.has.set = last ? 15 : 7;
		*ret_copied = copy.done;
	}
	return code;
}

/* ---- rebuilding ---- */

static int rebuild_event(void *user, gj_ctx *c, const gj_stored_event *event)
{
	int64_t *count = user, next_id;
	int code = gj_apply_stored(c, c->db, event, &next_id);

	++*count;
	if (code >= 0 && *count % PAGE == 0)
		code = gj_unpile(c->db, event->home);
	if (code >= 0 && *count % 1000 == 0)
		code = gj_progress(c, *count, 0);
	return code;
}

typedef struct rebuilding {
	gj_ctx *c;
	int64_t events;
} rebuilding;

static int rebuild_chain(void *user, const gj_chain_row *chain)
{
	rebuilding *r = user;
	int code =
		gj_each_event(r->c, r->c->db, chain->home, 0, INT64_MAX, rebuild_event, &r->events);

	return code < 0 ? code : gj_unpile(r->c->db, chain->home);
}

static int lock_chain(void *user, const gj_chain_row *chain)
{
	rebuilding *r = user;
	int64_t locked;
	int code = gj_sql_int(r->c->db, GJ_SQL_CHAIN_LOCK, &locked, "l", chain->home);

	return code < 0 ? code : GJ_OK;
}

static int clear_chain(void *user, const gj_chain_row *chain)
{
	rebuilding *r = user;
	int t, code = GJ_OK;

	for (t = 0; t < GJ_TABLE_COUNT && code >= 0; t++)
		if (gj_sql_tables[t].clear >= 0)
			code = gj_sql_run(r->c->db, gj_sql_tables[t].clear, "l", chain->home);
	return code < 0 ? code : GJ_OK;
}

int gj_rebuild(gj_ctx *c, int64_t *ret_events)
{
	rebuilding r = { c, 0 };
	/* Where each office has a writer of its own, none of them may write meanwhile. */
	int code = gj_each_chain(c, c->db, lock_chain, &r);

	if (code >= 0)
		code = gj_each_chain(c, c->db, clear_chain, &r);
	gj_db_pile(c->db);
	if (code >= 0)
		code = gj_each_chain(c, c->db, rebuild_chain, &r);
	if (code >= 0)
		*ret_events = r.events;
	return code;
}

/* ---- digests of tables ---- */

static int put_value(gj_digest *digest, const gj_value *value)
{
	uint8_t head[9];
	uint64_t n = value->type == GJ_VALUE_INT ? (uint64_t)value->i : value->s.n;
	int i, code;

	head[0] = (uint8_t)value->type;
	for (i = 0; i < 8; i++)
		head[1 + i] = (uint8_t)(n >> (56 - 8 * i));
	code = gj_digest_put(digest, head, sizeof(head));
	if (code >= 0 && (value->type == GJ_VALUE_TEXT || value->type == GJ_VALUE_BLOB))
		code = gj_digest_put(digest, value->s.p, value->s.n);
	return code;
}

static int put_table(gj_digest *digest, gj_db *db, const gj_table *table, int64_t home,
		     int64_t *rows)
{
	gj_value value;
	int i, code = gj_sql_open(db, table->dump, "l", home), more = code >= 0, named = 0;

	while (more && (code = gj_sql_next(db, table->dump)) > 0) {
		/* A table without rows leaves no trace: a new one changes no digest. */
		if (!named++)
			code = gj_digest_put(digest, table->name, strlen(table->name) + 1);
		for (i = 0; i < table->column_count && code >= 0; i++) {
			code = gj_sql_value(db, table->dump, i, &value);
			if (code >= 0)
				code = put_value(digest, &value);
		}
		++*rows;
		more = code >= 0;
	}
	gj_sql_done(db, table->dump);
	return code;
}

int gj_tables_digest(gj_ctx *c, gj_db *db, int64_t home, uint8_t ret_hash[GJ_DIGEST_SIZE],
		     int64_t *ret_rows)
{
	gj_digest *digest = NULL;
	int64_t rows = 0;
	int i, code = gj_unpile(db, home);

	if (code >= 0)
		code = gj_digest_new(&c->host->mem, gj_digest_name(c->digest), &digest);
	if (code >= 0)
		code = gj_digest_begin(digest);
	for (i = 0; i < GJ_TABLE_COUNT && code >= 0; i++)
		if (gj_sql_tables[i].kind == GJ_TABLE_CLASS_DERIVED)
			code = put_table(digest, db, &gj_sql_tables[i], home, &rows);
	if (code >= 0)
		code = gj_digest_end(digest, ret_hash);
	if (code >= 0)
		*ret_rows = rows;
	gj_digest_free(digest);
	return code;
}
