/* SPDX-License-Identifier: Apache-2.0
 *
 * Starting at a checkpoint: the state comes from a segment, the proof from the chain.
 */
#include "engine/segment.h"

#include <string.h>

#include "engine/replay.h"
#include "engine/upgrade.h"

static const gj_field checkpoint_fields[] = {
	GJ_F_TEXT(gj_checkpoint_body, tables, GJ_REQUIRED, 64, 64, GJ_OPEN,
		  "Digest of this home's derived tables before this event."),
	GJ_F_INT(gj_checkpoint_body, rows, GJ_REQUIRED, 0, GJ_MAX_INT, "Rows that it covers."),
	GJ_F_INT(gj_checkpoint_body, schema, GJ_REQUIRED, 1, GJ_MAX_INT,
		 "Version of the schema: another one has other tables, and another digest."),
	GJ_F_END
};
const GJ_RECORD(gj_checkpoint_record, gj_checkpoint_body, checkpoint_fields);

/* ---- checkpoints ---- */

/* The event, if it is a checkpoint that this release's schema can start at; NULL. */
static int as_checkpoint(gj_ctx *c, gj_str bytes, const gj_checkpoint_body **ret_body)
{
	const gj_event_type *type = NULL;
	gj_envelope e;
	void *body = NULL;
	int code = gj_event_read(c->arena, bytes, &e, &type, &body, c->err);

	*ret_body = NULL;
	if (code >= 0 && type->body == &gj_checkpoint_record &&
	    ((gj_checkpoint_body *)body)->schema == gj_sql_version())
		*ret_body = body;
	return code;
}

#define NAME "journal.checkpointed"

/* Most events are none, which is seen without reading them. */
static int may_be(gj_str bytes)
{
	size_t i;

	for (i = 0; i + sizeof(NAME) <= bytes.n && i < 200; i++)
		if (memcmp(bytes.p + i, NAME, sizeof(NAME) - 1) == 0)
			return 1;
	return 0;
}

typedef struct event_row {
	gj_has has;
	int64_t seq;
	gj_str bytes, hash;
} event_row;
static const gj_field event_fields[] = { GJ_F_INT(event_row, seq, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_TEXT(event_row, bytes, 0, 0, 0, GJ_OPEN, ""),
					 GJ_F_TEXT(event_row, hash, 0, 0, 0, GJ_OPEN, ""),
					 GJ_F_END };
static const GJ_RECORD(event_record, event_row, event_fields);

#define PAGE 256

int gj_checkpoint_last(gj_ctx *c, int64_t home, int64_t *ret_seq)
{
	gj_arena_mark mark = gj_arena_mark_now(c->arena);
	const gj_checkpoint_body *body = NULL;
	int64_t before = INT64_MAX;
	const event_row *row;
	gj_array rows;
	size_t i;
	int code = GJ_OK, more = 1;

	*ret_seq = 0;
	while (code >= 0 && more && !body) {
		code = gj_sql_list(c->db, GJ_SQL_EVENT_BACK, c->arena, &event_record, &rows, "lll",
				   home, before, (int64_t)PAGE);
		row = rows.p;
		more = code >= 0 && rows.n == PAGE;
		for (i = 0; code >= 0 && i < rows.n && !body; i++) {
			before = row[i].seq;
			if (may_be(row[i].bytes))
				code = as_checkpoint(c, row[i].bytes, &body);
		}
		if (code >= 0 && body)
			*ret_seq = before;
		gj_arena_rewind(c->arena, mark);
	}
	return code;
}

/* ---- segments ---- */

int gj_segment_open(gj_ctx *c, gj_str path, gj_db **ret_db)
{
	gj_db_settings settings = {
		.statements = gj_sql_statements,
		.count = GJ_SQL_COUNT,
		.busy_ms = 5000,
		.synchronous = 1,
		.read_only = 1,
	};
	gj_db *db = NULL;
	gj_str uri = GJ_STR_NONE;
	int64_t version = 0;
	int code = gj_copy_uri(c, path, &uri);

	if (code >= 0)
		code = gj_db_open(&c->host->mem, uri.p, &settings, &db, c->err);
	if (code >= 0)
		code = gj_db_version(db, &version);
	if (code >= 0)
		code = gj_schema_check(c, version);
	if (code == GJ_E_NOT_FOUND) /* nothing is in it */
		code = gj_fail(c->err, GJ_E_NOT_LEDGER, GJ_RULE_NONE);
	if (code < 0) {
		gj_db_close(db);
		gj_fail_path(c->err, "/from");
	} else {
		*ret_db = db;
	}
	return code;
}

static int no_fit(gj_segment_end *end, int rule, int64_t seq, const char *column)
{
	end->rule = rule;
	end->wrong_seq = seq;
	end->column = column;
	return 1;
}

static int load_end(gj_ctx *c, gj_db *segment, int64_t home, gj_segment_end *end)
{
	gj_chain_row chain;
	int code = gj_sql_row(segment, GJ_SQL_CHAIN_GET, c->arena, &gj_chain_record, &chain, "l",
			      home);

	if (code == GJ_E_NOT_FOUND || (code >= 0 && chain.seq == 0))
		return 0;
	if (code >= 0 && chain.hash.n != GJ_DIGEST_SIZE)
		code = GJ_E_CORRUPT;
	if (code < 0)
		return code;
	*end = (gj_segment_end){ .seq = chain.seq, .at = chain.at, .next_id = chain.next_id };
	memcpy(end->hash, chain.hash.p, GJ_DIGEST_SIZE);
	return 1;
}

/* Does the ledger's chain go through the end of the segment? */
static int same_history(gj_ctx *c, int64_t home, gj_segment_end *end)
{
	gj_str hash = { (const char *)end->hash, GJ_DIGEST_SIZE };
	event_row row;
	int code = gj_sql_row(c->db, GJ_SQL_EVENT_GET, c->arena, &event_record, &row, "ll", home,
			      end->seq);

	if (code == GJ_E_NOT_FOUND)
		return no_fit(end, GJ_RULE_truncated_chain, end->seq, "seq");
	if (code >= 0 && !gj_str_eq(row.hash, hash))
		return no_fit(end, GJ_RULE_broken_chain, end->seq, "hash");
	return code;
}

static int load_table(gj_db *segment, gj_db *to, const gj_table *table, int64_t home, int64_t *rows)
{
	gj_value value[GJ_FIELDS_MAX];
	int i, code = gj_sql_open(segment, table->dump, "l", home), more = code >= 0;

	while (more && (code = gj_sql_next(segment, table->dump)) > 0) {
		for (i = 0; i < table->column_count && code >= 0; i++)
			code = gj_sql_value(segment, table->dump, i, &value[i]);
		if (code >= 0)
			code = gj_sql_run_values(to, table->copy, value,
						 (size_t)table->column_count);
		++*rows;
		more = code >= 0;
	}
	gj_sql_done(segment, table->dump);
	return code;
}

static int load_tables(gj_db *segment, gj_db *to, int64_t home, int64_t *rows)
{
	int i, code = GJ_OK;

	for (i = 0; i < GJ_TABLE_COUNT && code >= 0; i++)
		if (gj_sql_tables[i].kind == GJ_TABLE_CLASS_DERIVED)
			code = load_table(segment, to, &gj_sql_tables[i], home, rows);
	return code;
}

/* The event behind the segment's end, if there is one, must stand in the chain. */
static int next_event(gj_ctx *c, int64_t home, gj_segment_end *end, gj_str *ret_bytes)
{
	uint8_t hash[GJ_DIGEST_SIZE];
	event_row row;
	int code = gj_sql_row(c->db, GJ_SQL_EVENT_GET, c->arena, &event_record, &row, "ll", home,
			      end->seq + 1);

	*ret_bytes = GJ_STR_NONE;
	if (code < 0)
		return code == GJ_E_NOT_FOUND ? GJ_OK : code;
	code = gj_digest_pair(c->digest, end->hash, GJ_DIGEST_SIZE, row.bytes.p, row.bytes.n, hash);
	if (code >= 0 && !gj_str_eq(row.hash, (gj_str){ (const char *)hash, GJ_DIGEST_SIZE }))
		return no_fit(end, GJ_RULE_broken_chain, end->seq + 1, "hash");
	*ret_bytes = row.bytes;
	return code;
}

static int check_tables(gj_ctx *c, gj_db *to, int64_t home, const gj_checkpoint_body *body,
			gj_segment_end *end)
{
	uint8_t hash[GJ_DIGEST_SIZE];
	int64_t rows;
	gj_buf hex;
	int code = gj_tables_digest(c, to, home, hash, &rows);

	if (code < 0)
		return code;
	gj_buf_init(&hex, c->arena, 2 * GJ_DIGEST_SIZE + 1);
	gj_buf_hex(&hex, hash, GJ_DIGEST_SIZE);
	gj_buf_end(&hex);
	if (!hex.failed && !gj_str_eq(body->tables, (gj_str){ hex.p, hex.n }))
		no_fit(end, GJ_RULE_table_differs, end->seq + 1, "tables");
	return hex.failed;
}

/* It must be the checkpoint that seals the segment's tables. A chain that has none, as those of
 * who looked at what, needs no checkpoint. */
static int sealed(gj_ctx *c, gj_db *to, int64_t home, int64_t rows, gj_segment_end *end)
{
	const gj_checkpoint_body *body = NULL;
	gj_str bytes;
	int code = next_event(c, home, end, &bytes);

	if (code >= 0 && bytes.p && !end->rule)
		code = as_checkpoint(c, bytes, &body);
	if (code < 0 || end->rule || (!body && !rows))
		return code;
	if (body)
		return check_tables(c, to, home, body, end);
	code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_no_checkpoint);
	gj_fail_int(c->err, "chain", home);
	gj_fail_int(c->err, "seq", end->seq);
	gj_fail_path(c->err, "/from");
	return code;
}

int gj_segment_begin(gj_ctx *c, gj_db *segment, gj_db *to, int64_t home, gj_segment_end *ret_end)
{
	int64_t rows = 0;
	int code = load_end(c, segment, home, ret_end);

	if (code <= 0)
		return code;
	code = same_history(c, home, ret_end);
	if (code >= 0 && !ret_end->rule)
		code = load_tables(segment, to, home, &rows);
	if (code >= 0 && !ret_end->rule)
		code = sealed(c, to, home, rows, ret_end);
	return code < 0 ? code : 1;
}
