/* SPDX-License-Identifier: Apache-2.0
 *
 * Replaying: the journal read from one database and applied to another.
 */
#include "engine/replay.h"

#include <string.h>

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

int gj_chains(gj_ctx *c, gj_db *db, gj_array *ret_rows)
{
	return gj_sql_list(db, GJ_SQL_CHAIN_LIST, c->arena, &gj_chain_record, ret_rows, "ll",
			   INT64_C(0), GJ_MAX_INT);
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

static int make_schema(gj_db *db, void *user)
{
	int64_t version = 0;
	int code = gj_db_version(db, &version);

	(void)user;
	if (code >= 0 && version != 0)
		code = GJ_E_EXISTS;
	if (code >= 0)
		code = gj_db_script(db, gj_sql_schema[gj_db_engine(db)]);
	return code < 0 ? code : gj_db_set_version(db, gj_sql_version());
}

int gj_scratch_open(gj_ctx *c, const char *uri, gj_db **ret_db)
{
	gj_db_settings settings = { gj_sql_statements, GJ_SQL_COUNT, 5000, 0, 1, 1, 0, 0 };
	gj_db *db = NULL;
	int code = gj_db_open(&c->host->mem, uri, &settings, &db, c->err);

	if (code >= 0)
		code = gj_db_tx(db, GJ_TX_WRITE, 1, make_schema, NULL);
	if (code == GJ_E_EXISTS)
		code = gj_fail(c->err, GJ_E_EXISTS, GJ_RULE_not_empty);
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
		code = gj_apply(to, type, &envelope, body);
	if (code >= 0)
		*ret_next_id = envelope.next_id;
	return code;
}

/* ---- copying ---- */

typedef struct copying {
	gj_ctx *c;
	gj_db *to;
	int64_t home, until;
	gj_copied done;
	int64_t total;
	gj_stored_event last; /* of the chain under way */
	int64_t next_id;      /* as it says */
} copying;

static int copy_event(void *user, gj_ctx *c, const gj_stored_event *event)
{
	copying *copy = user;
	int code = gj_sql_run(copy->to, GJ_SQL_EVENT_ADD, "lllllbb", event->home, event->seq,
			      event->at, event->subject, event->link, event->bytes, event->hash);

	if (code >= 0)
		code = gj_apply_stored(c, copy->to, event, &copy->next_id);
	copy->last = *event;
	copy->last.bytes = copy->last.hash = GJ_STR_NONE;
	if (code >= 0 && ++copy->done.events % 1000 == 0)
		code = gj_progress(c, copy->done.events, copy->total);
	return code;
}

/* Entries that were born after the instant stay behind. */
static int copy_vault(copying *copy, int64_t home, int64_t last_seq)
{
	gj_value value[7];
	int i, code = gj_sql_open(copy->c->db, GJ_SQL_DUMP_VAULT, "l", home), more = code >= 0;

	while (more && (code = gj_sql_next(copy->c->db, GJ_SQL_DUMP_VAULT)) > 0) {
		for (i = 0; i < 7 && code >= 0; i++)
			code = gj_sql_value(copy->c->db, GJ_SQL_DUMP_VAULT, i, &value[i]);
		if (code >= 0 && value[4].i <= last_seq) {
			code = gj_sql_run_values(copy->to, GJ_SQL_COPY_VAULT, value, 7);
			copy->done.entries++;
		}
		more = code >= 0;
	}
	gj_sql_done(copy->c->db, GJ_SQL_DUMP_VAULT);
	return code;
}

static int hash_at(copying *copy, int64_t home, int64_t seq, gj_str *ret_hash)
{
	event_row row;
	int code = gj_sql_row(copy->c->db, GJ_SQL_EVENT_GET, copy->c->arena, &event_record, &row,
			      "ll", home, seq);

	if (code >= 0)
		*ret_hash = row.hash;
	return code;
}

static int copy_chain(copying *copy, const gj_chain_row *chain)
{
	static const char zero[GJ_DIGEST_SIZE];
	gj_str hash = { zero, GJ_DIGEST_SIZE };
	int code;

	copy->last = (gj_stored_event){ .home = chain->home };
	copy->next_id = 1;
	code = gj_each_event(copy->c, copy->c->db, chain->home, 0, copy->until, copy_event, copy);
	if (code >= 0 && copy->last.seq)
		code = hash_at(copy, chain->home, copy->last.seq, &hash);
	if (code >= 0)
		code = gj_sql_run(copy->to, GJ_SQL_CHAIN_ADD, "lltlbll", chain->home, chain->office,
				  chain->kind, copy->last.seq, hash, copy->last.at, copy->next_id);
	if (code >= 0)
		code = copy_vault(copy, chain->home, copy->last.seq);
	copy->done.chains++;
	return code;
}

/* 1, 0 or a failure. A home founded after the instant was not there: what was copied of the
 * root chain, which comes first, knows. */
static int wanted(const copying *copy, const gj_chain_row *chain)
{
	int64_t office, owner = chain->home % 2 ? chain->home : chain->home - 1;
	int code;

	if (owner == GJ_ROOT)
		return 1;
	if (copy->home && owner != copy->home)
		return 0;
	code = gj_sql_int(copy->to, GJ_SQL_OFFICE_OF_CHAIN, &office, "ll", GJ_ROOT, owner);
	return code == GJ_E_NOT_FOUND ? 0 : code < 0 ? code : 1;
}

static int copy_body(gj_db *db, void *user)
{
	copying *copy = user;
	const gj_chain_row *row;
	gj_array chains;
	size_t i;
	int code = gj_chains(copy->c, copy->c->db, &chains), found = 0, want;

	(void)db;
	row = chains.p;
	for (i = 0; code >= 0 && i < chains.n; i++)
		copy->total += row[i].seq;
	for (i = 0; code >= 0 && i < chains.n; i++) {
		want = wanted(copy, &row[i]);
		code = want > 0 ? copy_chain(copy, &row[i]) : want;
		found |= want > 0 && row[i].home == copy->home;
	}
	if (code >= 0 && copy->done.events == 0)
		code = gj_not_found(copy->c, "ledger");
	if (code >= 0 && copy->home && !found)
		code = gj_not_found(copy->c, "office");
	return code;
}

int gj_copy(gj_ctx *c, gj_db *to, int64_t home, int64_t until, gj_copied *ret_copied)
{
	copying copy = { c, to, home, until, { { 7, 0 }, 0, 0, 0 }, 0, { 0 }, 1 };
	int code = gj_db_tx(to, GJ_TX_WRITE, 1, copy_body, &copy);

	if (code >= 0)
		*ret_copied = copy.done;
	return code;
}

static const gj_field copied_fields[] = {
	GJ_F_INT(gj_copied, chains, 0, 0, GJ_MAX_INT, "Chains copied."),
	GJ_F_INT(gj_copied, events, 0, 0, GJ_MAX_INT, "Events copied and applied."),
	GJ_F_INT(gj_copied, entries, 0, 0, GJ_MAX_INT, "Vault entries copied."), GJ_F_END
};
const GJ_RECORD(gj_copied_record, gj_copied, copied_fields);

int gj_copy_to(gj_ctx *c, gj_str path, int64_t home, int64_t until, gj_copied *ret_copied)
{
	gj_db *to = NULL;
	gj_buf uri;
	int code;

	gj_buf_init(&uri, c->arena, 1100);
	if (!memchr(path.p, ':', path.n))
		gj_buf_text(&uri, "sqlite:");
	gj_buf_str(&uri, path);
	gj_buf_end(&uri);
	code = uri.failed;
	if (code >= 0)
		code = gj_scratch_open(c, uri.p, &to);
	if (code < 0)
		return code;
	/* All of it as of one moment, whoever writes meanwhile. */
	code = gj_db_begin(c->db, GJ_TX_READ);
	if (code >= 0) {
		code = gj_copy(c, to, home, until, ret_copied);
		gj_db_rollback(c->db);
	}
	gj_db_close(to);
	/* A half-made file would not be an empty ledger the next time. */
	if (code < 0 && strncmp(uri.p, "sqlite:", 7) == 0)
		gj_db_remove(uri.p);
	return code;
}

/* ---- rebuilding ---- */

static int rebuild_event(void *user, gj_ctx *c, const gj_stored_event *event)
{
	int64_t *count = user, next_id;
	int code = gj_apply_stored(c, c->db, event, &next_id);

	if (code >= 0 && ++*count % 1000 == 0)
		code = gj_progress(c, *count, 0);
	return code;
}

int gj_rebuild(gj_ctx *c, int64_t *ret_events)
{
	const gj_chain_row *row;
	gj_array chains;
	int64_t events = 0;
	size_t i;
	int t, code = gj_chains(c, c->db, &chains);

	row = chains.p;
	for (i = 0; code >= 0 && i < chains.n; i++)
		for (t = 0; t < GJ_TABLE_COUNT && code >= 0; t++)
			if (gj_sql_tables[t].clear >= 0)
				code = gj_sql_run(c->db, gj_sql_tables[t].clear, "l", row[i].home);
	for (i = 0; code >= 0 && i < chains.n; i++)
		code = gj_each_event(c, c->db, row[i].home, 0, INT64_MAX, rebuild_event, &events);
	if (code >= 0)
		*ret_events = events;
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
	int i, code = gj_digest_new(&c->host->mem, gj_digest_name(c->digest), &digest);

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
