/* SPDX-License-Identifier: Apache-2.0
 *
 * Verification: every chain recomputed, every derived table compared with a replay
 * into a private database, every vault entry with the digest that its event holds.
 */
#include "engine/verify.h"

#include <stdio.h>
#include <string.h>

#include "engine/content.h"
#include "engine/segment.h"
#include "engine/vault.h"

#define WRONG 1 /* a difference was found and named */
#define FOREVER INT64_MAX
#define PAGE 256

typedef struct verifying {
	gj_ctx *c;
	gj_db *scratch, *segment;
	gj_verdict *verdict;
	uint8_t hash[GJ_DIGEST_SIZE]; /* of the event before */
	int64_t seq, at, next_id;     /* of the event before */
	int64_t total;
} verifying;

/* ---- naming a difference ---- */

static int wrong(verifying *v, int rule, const char *table, const char *row, const char *column,
		 int64_t home, int64_t seq)
{
	gj_verdict *out = v->verdict;

	out->rule = rule;
	snprintf(out->table, sizeof(out->table), "%s", table);
	snprintf(out->row, sizeof(out->row), "%s", row);
	snprintf(out->column, sizeof(out->column), "%s", column);
	out->home = home;
	out->seq = seq;
	return WRONG;
}

static int wrong_event(verifying *v, int rule, int64_t home, int64_t seq, const char *column)
{
	char row[64];

	snprintf(row, sizeof(row), "home=%lld seq=%lld", (long long)home, (long long)seq);
	return wrong(v, rule, "event", row, column, home, seq);
}

static int wrong_chain(verifying *v, int64_t home, const char *column)
{
	char row[40];

	snprintf(row, sizeof(row), "home=%lld", (long long)home);
	return wrong(v, GJ_RULE_broken_chain, "chain", row, column, home, v->seq);
}

static int wrong_entry(verifying *v, int64_t home, int64_t id, const char *column)
{
	char row[64];

	snprintf(row, sizeof(row), "home=%lld id=%lld", (long long)home, (long long)id);
	return wrong(v, GJ_RULE_vault_differs, "vault", row, column, home, 0);
}

/* ---- vault entries ---- */

static const char *class_of(const gj_field *field)
{
	return field->cls == GJ_INTERNAL    ? "request"
	       : field->cls == GJ_SENSITIVE ? "sensitive"
					    : "personal";
}

static int digest_matches(verifying *v, const gj_entry *e, const gj_veil *veil, int *ret_same)
{
	uint8_t hash[GJ_DIGEST_SIZE];
	int request = gj_str_is(e->class, "request");
	gj_buf buf;
	int code = gj_nonce_digest(v->c->digest, e->nonce, request ? GJ_STR("") : e->value, hash);

	if (code < 0)
		return code;
	gj_buf_init(&buf, v->c->arena, 2 * GJ_DIGEST_SIZE + 1);
	gj_buf_hex(&buf, hash, GJ_DIGEST_SIZE);
	gj_buf_end(&buf);
	*ret_same = !buf.failed &&
		    gj_str_eq((gj_str){ buf.p, buf.n }, request ? e->value : veil->digest);
	return buf.failed;
}

static int check_entries(verifying *v, const gj_envelope *event, int64_t subject,
			 const gj_record *record, const void *body);

static int stands(gj_db *db, int stmt, int64_t home, int64_t id)
{
	int64_t seq;
	int code = gj_sql_int(db, stmt, &seq, "ll", home, id);

	return code == GJ_E_NOT_FOUND ? 0 : code < 0 ? code : 1;
}

/* An entry without a value: an event erased it, or this copy says that it lacks it. Prints of
 * requests go with the values. */
static int check_absence(verifying *v, int64_t home, const gj_entry *e)
{
	int erased = stands(v->c->db, GJ_SQL_ERASURE_GET, home, e->id), missing = 0;

	if (erased == 0 && !e->nonce.p)
		missing = stands(v->c->db, GJ_SQL_VAULT_MISSING_GET, home, e->id);
	if (erased < 0 || missing < 0)
		return erased < 0 ? erased : missing;
	if (gj_str_is(e->class, "request"))
		erased = missing = !e->nonce.p;
	if (erased + missing == 0 ? !e->nonce.p : e->nonce.p != NULL)
		return wrong_entry(v, home, e->id, "nonce");
	v->verdict->erased += erased != 0;
	v->verdict->missing += erased == 0 && missing;
	return GJ_OK;
}

/* The entry as the event speaks of it; `seen` in the scratch database, so that an entry that
 * no event speaks of shows when the two vaults are compared. */
static int check_entry(verifying *v, const gj_envelope *event, int64_t subject,
		       const gj_field *field, const gj_veil *veil)
{
	gj_entry e;
	int same = 1, code;

	code = gj_sql_run(v->scratch, GJ_SQL_VAULT_ADD, "llltlbt", event->home, veil->id, subject,
			  gj_str_of(class_of(field)), event->seq, GJ_STR_NONE, GJ_STR_NONE);
	if (code == GJ_E_EXISTS)
		return wrong_entry(v, event->home, veil->id, "id");
	if (code >= 0)
		code = gj_sql_row(v->c->db, GJ_SQL_VAULT_GET, v->c->arena, &gj_entry_record, &e,
				  "ll", event->home, veil->id);
	if (code == GJ_E_NOT_FOUND)
		return wrong_entry(v, event->home, veil->id, "id");
	if (code < 0)
		return code;
	v->verdict->entries++;
	if (e.nonce.p)
		code = digest_matches(v, &e, veil, &same);
	if (code >= 0 && (!same || !e.nonce.p != !e.value.p))
		return wrong_entry(v, event->home, veil->id, "value");
	return code < 0 ? code : check_absence(v, event->home, &e);
}

static int check_item(verifying *v, const gj_envelope *event, int64_t subject,
		      const gj_record *record, const void *item)
{
	return check_entries(v, event, gj_item_owner(record, item, subject), record, item);
}

static int check_entries(verifying *v, const gj_envelope *event, int64_t subject,
			 const gj_record *record, const void *body)
{
	const gj_field *field = record->fields;
	size_t k;
	int i, code = GJ_OK;

	for (i = 0; field[i].name && code == GJ_OK; i++) {
		const void *at = (const char *)body + field[i].offset;
		const gj_array *array = at;
		if (!gj_field_set(body, i))
			continue;
		if (field[i].kind == GJ_K_VEIL)
			code = check_entry(v, event, subject, &field[i], at);
		else if (field[i].kind == GJ_K_OBJECT)
			code = check_entries(v, event, subject, field[i].sub, at);
		else if (field[i].kind == GJ_K_ARRAY)
			for (k = 0; k < array->n && code == GJ_OK; k++)
				code = check_item(v, event, subject, field[i].sub,
						  (char *)array->p + k * field[i].sub->size);
	}
	return code;
}

/* ---- events ---- */

static int check_columns(verifying *v, const gj_stored_event *event, const gj_envelope *e)
{
	const char *column = NULL;

	if (e->home != event->home)
		column = "home";
	else if (e->seq != event->seq)
		column = "seq";
	else if (e->at != event->at || e->at < v->at)
		column = "at";
	else if (e->subject != event->subject)
		column = "subject";
	else if (e->link != event->link)
		column = "link";
	return column ? wrong_event(v, GJ_RULE_broken_chain, event->home, event->seq, column)
		      : GJ_OK;
}

static int check_hash(verifying *v, const gj_stored_event *event)
{
	int code = GJ_OK;

	if (event->seq != v->seq + 1)
		return wrong_event(v, GJ_RULE_broken_chain, event->home, v->seq + 1, "seq");
	code = gj_digest_pair(v->c->digest, v->hash, GJ_DIGEST_SIZE, event->bytes.p, event->bytes.n,
			      v->hash);
	if (code >= 0 && (event->hash.n != GJ_DIGEST_SIZE ||
			  memcmp(event->hash.p, v->hash, GJ_DIGEST_SIZE) != 0))
		return wrong_event(v, GJ_RULE_broken_chain, event->home, event->seq, "hash");
	return code;
}

/* What cannot be applied, or not even read, is a difference and not a failure. */
static int as_difference(verifying *v, const gj_stored_event *event, int code, const char *column)
{
	if (code >= 0 || code == GJ_E_NOMEM || code == GJ_E_IO || code == GJ_E_INTERRUPTED ||
	    code == GJ_E_LIMIT || code == GJ_E_SPACE || code == GJ_E_BUSY ||
	    code == GJ_E_CONNECTION)
		return code;
	return wrong_event(v, GJ_RULE_broken_chain, event->home, event->seq, column);
}

static int check_checkpoint(verifying *v, const gj_stored_event *event,
			    const gj_checkpoint_body *body)
{
	uint8_t hash[GJ_DIGEST_SIZE];
	int64_t rows = 0;
	gj_buf buf;
	int code;

	/* Tables of another schema have another digest; the replay is compared all the same. */
	if (body->schema != gj_sql_version())
		return GJ_OK;
	code = gj_tables_digest(v->c, v->scratch, event->home, hash, &rows);
	if (code < 0)
		return code;
	gj_buf_init(&buf, v->c->arena, 2 * GJ_DIGEST_SIZE + 1);
	gj_buf_hex(&buf, hash, GJ_DIGEST_SIZE);
	gj_buf_end(&buf);
	if (buf.failed || gj_str_eq(body->tables, (gj_str){ buf.p, buf.n }))
		return buf.failed;
	return wrong_event(v, GJ_RULE_table_differs, event->home, event->seq, "tables");
}

static int check_event(void *user, gj_ctx *c, const gj_stored_event *event)
{
	verifying *v = user;
	const gj_event_type *type = NULL;
	gj_envelope e;
	void *body = NULL;
	int code = check_hash(v, event);

	if (code == GJ_OK)
		code = as_difference(v, event,
				     gj_event_read(c->arena, event->bytes, &e, &type, &body, NULL),
				     "bytes");
	if (code == GJ_OK)
		code = check_columns(v, event, &e);
	if (code == GJ_OK && type->body == &gj_checkpoint_record)
		code = check_checkpoint(v, event, body);
	if (code == GJ_OK)
		code = check_entries(v, &e, e.subject, &gj_envelope_read_record, &e);
	if (code == GJ_OK)
		code = check_entries(v, &e, e.subject, type->body, body);
	if (code == GJ_OK)
		code = as_difference(v, event, gj_apply(v->scratch, type, &e, body, c->zone),
				     "bytes");
	if (code == GJ_OK) {
		v->seq = event->seq;
		v->at = event->at;
		v->next_id = e.next_id;
		v->verdict->events++;
		if (v->verdict->events % 1000 == 0)
			code = gj_progress(c, v->verdict->events, v->total);
	}
	/* A positive answer would be taken for success: stop the walk by a code of our own. */
	return code == WRONG ? GJ_E_CORRUPT : code;
}

/* ---- chains ---- */

static int check_head(verifying *v, const gj_chain_row *chain)
{
	const char *column = NULL;

	if (chain->seq != v->seq)
		column = "seq";
	else if (chain->hash.n != GJ_DIGEST_SIZE || memcmp(chain->hash.p, v->hash, GJ_DIGEST_SIZE))
		column = "hash";
	else if (chain->at != v->at)
		column = "at";
	else if (chain->next_id != v->next_id)
		column = "next_id";
	return column ? wrong_chain(v, chain->home, column) : GJ_OK;
}

/* Which office a chain belongs to, and that an access chain lies beside each. */
static int check_owner(verifying *v, const gj_chain_row *chain)
{
	int64_t office = 0, owner = chain->home % 2 ? chain->home : chain->home - 1;
	const char *kind = chain->home == GJ_ROOT ? "root" : chain->home % 2 ? "home" : "access";
	int code = GJ_OK;

	if (!gj_str_is(chain->kind, kind))
		return wrong_chain(v, chain->home, "kind");
	if (owner != GJ_ROOT)
		code = gj_sql_int(v->scratch, GJ_SQL_OFFICE_OF_CHAIN, &office, "ll", GJ_ROOT,
				  owner);
	if (code == GJ_E_NOT_FOUND || (code >= 0 && office != chain->office))
		return wrong_chain(v, chain->home, "office");
	return code;
}

/* What the segment has of the vault: the entries, not the values. Theirs are not compared, but
 * none may be gone unless it is known why. */
static int sealed_entries(verifying *v, int64_t home)
{
	gj_arena_mark mark = gj_arena_mark_now(v->c->arena);
	gj_array rows;
	const gj_entry *known;
	gj_entry e;
	int64_t after = 0;
	size_t i;
	int code = GJ_OK, more = 1;

	while (code == GJ_OK && more) {
		code = gj_sql_list(v->segment, GJ_SQL_VAULT_PAGE, v->c->arena, &gj_entry_record,
				   &rows, "lll", home, after, (int64_t)PAGE);
		known = rows.p;
		more = code >= 0 && rows.n == PAGE;
		for (i = 0; code == GJ_OK && i < rows.n; i++) {
			after = known[i].id;
			code = gj_sql_run(v->scratch, GJ_SQL_VAULT_ADD, "llltlbt", home,
					  known[i].id, known[i].subject, known[i].class,
					  known[i].seq, GJ_STR_NONE, GJ_STR_NONE);
			if (code >= 0)
				code = gj_sql_row(v->c->db, GJ_SQL_VAULT_GET, v->c->arena,
						  &gj_entry_record, &e, "ll", home, known[i].id);
			if (code == GJ_E_NOT_FOUND)
				code = wrong_entry(v, home, known[i].id, "id");
			if (code == GJ_OK)
				code = check_absence(v, home, &e);
		}
		gj_arena_rewind(v->c->arena, mark);
	}
	return code;
}

/* Starts where the segment ends, if it has anything of this chain. */
static int begin_sealed(verifying *v, const gj_chain_row *chain)
{
	gj_segment_end end;
	int code = gj_segment_begin(v->c, v->segment, v->scratch, chain->home, &end);

	if (code <= 0)
		return code;
	if (end.rule)
		return wrong_event(v, end.rule, chain->home, end.wrong_seq, end.column);
	v->seq = end.seq;
	v->at = end.at;
	v->next_id = end.next_id;
	memcpy(v->hash, end.hash, GJ_DIGEST_SIZE);
	v->verdict->sealed += end.seq;
	return sealed_entries(v, chain->home);
}

static int check_chain(void *user, const gj_chain_row *chain)
{
	verifying *v = user;
	int code = GJ_OK;

	memset(v->hash, 0, sizeof(v->hash));
	v->seq = v->at = 0;
	v->next_id = 1;
	if (v->segment)
		code = begin_sealed(v, chain);
	if (code != GJ_OK)
		return code;
	code = gj_each_event(v->c, v->c->db, chain->home, v->seq, FOREVER, check_event, v);
	if (code == GJ_E_CORRUPT && v->verdict->rule)
		return WRONG;
	if (code >= 0)
		code = check_head(v, chain);
	if (code == GJ_OK)
		code = check_owner(v, chain);
	if (code == GJ_OK)
		v->verdict->chains++;
	return code;
}

/* ---- tables ---- */

static int same_value(const gj_value *a, const gj_value *b)
{
	if (a->type != b->type)
		return 0;
	if (a->type == GJ_VALUE_INT)
		return a->i == b->i;
	return a->type == GJ_VALUE_NULL || gj_str_eq(a->s, b->s);
}

/* "home=3 id=12884901889" of the row that the statement stands on. */
static int row_name(gj_db *db, const gj_table *table, char *out, size_t size)
{
	gj_value value;
	size_t used = 0;
	int i, n, code = GJ_OK;

	out[0] = '\0';
	for (i = 0; i < table->key_count && code >= 0 && used + 1 < size; i++) {
		code = gj_sql_value(db, table->dump, i, &value);
		if (code < 0)
			break;
		if (value.type == GJ_VALUE_INT)
			n = snprintf(out + used, size - used, "%s%s=%lld", i ? " " : "",
				     table->columns[i], (long long)value.i);
		else
			n = snprintf(out + used, size - used, "%s%s=%.*s", i ? " " : "",
				     table->columns[i], (int)(value.s.n < 60 ? value.s.n : 60),
				     value.s.p ? value.s.p : "");
		used += n > 0 ? (size_t)n : 0;
	}
	return code;
}

static int compare_row(verifying *v, const gj_table *table, int columns, int64_t home)
{
	gj_value a, b;
	char row[160];
	int i, code = GJ_OK;

	for (i = 0; i < columns && code >= 0; i++) {
		code = gj_sql_value(v->c->db, table->dump, i, &a);
		if (code >= 0)
			code = gj_sql_value(v->scratch, table->dump, i, &b);
		if (code >= 0 && !same_value(&a, &b)) {
			code = row_name(v->c->db, table, row, sizeof(row));
			return code < 0 ? code
					: wrong(v, GJ_RULE_table_differs, table->name, row,
						table->columns[i], home, 0);
		}
	}
	return code;
}

/* A row too many in the ledger, or one too few. */
static int odd_row(verifying *v, const gj_table *table, gj_db *db, int64_t home)
{
	char row[160];
	int code = row_name(db, table, row, sizeof(row));

	return code < 0 ? code
			: wrong(v, GJ_RULE_table_differs, table->name, row,
				db == v->scratch ? "missing" : "surplus", home, 0);
}

static int compare_table(verifying *v, const gj_table *table, int64_t home)
{
	/* Of the vault, the values were compared with the journal; the rest is here. */
	int columns = table->kind == GJ_TABLE_CLASS_VAULT ? 5 : table->column_count;
	int mine = 1, other = 1, code = gj_sql_open(v->c->db, table->dump, "l", home);

	if (code >= 0)
		code = gj_sql_open(v->scratch, table->dump, "l", home);
	while (code == GJ_OK) {
		mine = gj_sql_next(v->c->db, table->dump);
		other = mine < 0 ? mine : gj_sql_next(v->scratch, table->dump);
		if (mine < 0 || other < 0)
			code = mine < 0 ? mine : other;
		else if (mine == 0 && other == 0)
			break;
		else if (mine != other)
			code = odd_row(v, table, mine ? v->c->db : v->scratch, home);
		else
			code = compare_row(v, table, columns, home);
		v->verdict->rows++;
	}
	gj_sql_done(v->c->db, table->dump);
	gj_sql_done(v->scratch, table->dump);
	return code;
}

static int compare_tables(void *user, const gj_chain_row *chain)
{
	verifying *v = user;
	int i, code = GJ_OK;

	for (i = 0; i < GJ_TABLE_COUNT && code == GJ_OK; i++)
		if (gj_sql_tables[i].kind == GJ_TABLE_CLASS_DERIVED ||
		    gj_sql_tables[i].kind == GJ_TABLE_CLASS_VAULT)
			code = compare_table(v, &gj_sql_tables[i], chain->home);
	return code;
}

/* ---- contents of attachments ---- */

static int wrong_content(verifying *v, int rule, const char *table, int64_t home, const char *key,
			 int64_t id, const char *column)
{
	char row[80];

	snprintf(row, sizeof(row), "home=%lld %s=%lld", (long long)home, key, (long long)id);
	return wrong(v, rule, table, row, column, home, 0);
}

/* An entry whose content is gone; content whose entry says otherwise, or is none; parts that are of
 * nothing. */
static int odd_contents(verifying *v, int64_t home)
{
	static const struct {
		int stmt, rule;
		const char *table, *key, *column;
	} odd[] = {
		{ GJ_SQL_CONTENT_LOST, GJ_RULE_content_missing, "content", "entry", "entry" },
		{ GJ_SQL_CONTENT_ODD, GJ_RULE_content_differs, "content", "entry", "digest" },
		{ GJ_SQL_CONTENT_PART_ODD, GJ_RULE_content_differs, "content_part", "upload",
		  "surplus" },
	};
	int64_t id;
	size_t i;
	int code;

	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		code = gj_sql_int(v->c->db, odd[i].stmt, &id, "l", home);
		if (code >= 0)
			return wrong_content(v, odd[i].rule, odd[i].table, home, odd[i].key, id,
					     odd[i].column);
		if (code != GJ_E_NOT_FOUND)
			return code;
	}
	return GJ_OK;
}

static int no_bytes(void *user, const void *bytes, size_t size)
{
	(void)user;
	(void)bytes;
	(void)size;
	return 0;
}

static int wrong_row(verifying *v, int rule, int64_t home, const gj_content_row *row)
{
	return wrong_content(v, rule, "content", home, "entry", row->entry, "upload");
}

/* Parts that do not add up to the digest: none is there, or they are not what they were. */
static int wrong_parts(verifying *v, int64_t home, const gj_content_row *row)
{
	int64_t part;
	int code = gj_sql_int(v->c->db, GJ_SQL_CONTENT_PART_ANY, &part, "ll", home, row->upload);

	if (code == GJ_E_NOT_FOUND)
		return wrong_row(v, GJ_RULE_content_missing, home, row);
	return code < 0 ? code
			: wrong_content(v, GJ_RULE_content_differs, "content_part", home, "upload",
					row->upload, "bytes");
}

/* Each digest once, whoever names it: they all share its bytes. */
static int check_content(verifying *v, int64_t home, const gj_content_row *row)
{
	static const gj_stream nowhere = { NULL, no_bytes, NULL };
	gj_error kept = *v->c->err;
	gj_content_row first;
	int code = gj_sql_row(v->c->db, GJ_SQL_CONTENT_SAME, v->c->arena, &gj_content_record,
			      &first, "lt", home, row->digest);

	if (code < 0)
		return code;
	if (first.entry != row->entry)
		return first.upload == row->upload
			       ? GJ_OK
			       : wrong_row(v, GJ_RULE_content_differs, home, row);
	code = gj_content_send(v->c, home, row->entry, &nowhere);
	*v->c->err = kept;
	v->verdict->contents++;
	if (code == GJ_E_CORRUPT)
		return gj_field_has(row, &gj_content_record, "upload")
			       ? wrong_parts(v, home, row)
			       : wrong_row(v, GJ_RULE_content_differs, home, row);
	return code == GJ_E_NOT_FOUND ? wrong_row(v, GJ_RULE_content_missing, home, row) : code;
}

static int check_contents(void *user, const gj_chain_row *chain)
{
	verifying *v = user;
	gj_arena_mark mark = gj_arena_mark_now(v->c->arena);
	const int64_t home = chain->home;
	const gj_content_row *row;
	gj_array rows;
	int64_t after = 0;
	size_t i;
	int code = odd_contents(v, home), more = 1;

	while (code == GJ_OK && more) {
		code = gj_sql_list(v->c->db, GJ_SQL_CONTENT_PAGE, v->c->arena, &gj_content_record,
				   &rows, "lll", home, after, (int64_t)PAGE);
		more = code >= 0 && rows.n == PAGE;
		row = rows.p;
		for (i = 0; code == GJ_OK && i < rows.n; i++) {
			after = row[i].entry;
			code = check_content(v, home, &row[i]);
			if (code == GJ_OK)
				code = gj_progress(v->c, v->verdict->events, v->total);
		}
		gj_arena_rewind(v->c->arena, mark);
	}
	return code;
}

/* ---- heads that were exported ---- */

static int check_known(verifying *v, const gj_known_head *known)
{
	gj_value hash;
	gj_buf buf;
	int code = gj_sql_open(v->c->db, GJ_SQL_EVENT_GET, "ll", known->home, known->seq), same = 0;

	if (code >= 0)
		code = gj_sql_next(v->c->db, GJ_SQL_EVENT_GET);
	if (code > 0)
		code = gj_sql_value(v->c->db, GJ_SQL_EVENT_GET, 6, &hash);
	else if (code == 0)
		code = GJ_E_NOT_FOUND;
	if (code >= 0) {
		gj_buf_init(&buf, v->c->arena, 4 * GJ_DIGEST_SIZE);
		gj_buf_hex(&buf, hash.s.p, hash.s.n);
		gj_buf_end(&buf);
		code = buf.failed;
		same = code >= 0 && gj_str_eq((gj_str){ buf.p, buf.n }, known->hash);
	}
	gj_sql_done(v->c->db, GJ_SQL_EVENT_GET);
	if (code == GJ_E_NOT_FOUND)
		return known->seq == 0 ? GJ_OK
				       : wrong_event(v, GJ_RULE_truncated_chain, known->home,
						     known->seq, "seq");
	if (code >= 0 && !same)
		return wrong_event(v, GJ_RULE_broken_chain, known->home, known->seq, "hash");
	return code;
}

/* ---- chains that a segment knows of ---- */

static int check_lost(void *user, const gj_chain_row *chain)
{
	verifying *v = user;
	int64_t seq;
	int code = gj_sql_int(v->c->db, GJ_SQL_CHAIN_SEQ, &seq, "l", chain->home);

	if (code == GJ_E_NOT_FOUND)
		return wrong_event(v, GJ_RULE_truncated_chain, chain->home, chain->seq, "seq");
	return code < 0 ? code : GJ_OK;
}

/* ---- what was erased ---- */

#define ERASURES_MAX 1000

static const gj_field erasure_fields[] = {
	GJ_F_INT(gj_erasure, home, 0, 1, GJ_MAX_INT, "The chain."),
	GJ_F_ID(gj_erasure, id, 0, "The vault entry."),
	GJ_F_INT(gj_erasure, seq, 0, 1, GJ_MAX_INT, "The event that erased it."),
	GJ_F_BOOL(gj_erasure, later, 0,
		  "That event is not in this copy, but in the ledger that it was taken from."),
	GJ_F_END
};
const GJ_RECORD(gj_erasure_record, gj_erasure, erasure_fields);

static int add_erasures(verifying *v, int stmt, int64_t home, int later)
{
	gj_array *all = &v->verdict->erasures, rows;
	gj_erasure *p = (gj_erasure *)all->p + all->n;
	size_t i;
	int code;

	if (all->n >= ERASURES_MAX)
		return GJ_OK;
	code = gj_sql_list(v->c->db, stmt, v->c->arena, &gj_erasure_record, &rows, "lll", home,
			   INT64_C(0), (int64_t)(ERASURES_MAX - all->n));
	if (code < 0 || !rows.n)
		return code;
	memcpy(p, rows.p, rows.n * sizeof(*p));
	for (i = 0; later && i < rows.n; i++) {
		p[i].later = 1;
		gj_field_put(&p[i], &gj_erasure_record, "later");
	}
	all->n += rows.n;
	return GJ_OK;
}

static int tell_erasures(void *user, const gj_chain_row *chain)
{
	verifying *v = user;
	int code = add_erasures(v, GJ_SQL_ERASURES, chain->home, 0);

	if (code >= 0)
		code = add_erasures(v, GJ_SQL_VAULT_MISSING_ERASED, chain->home, 1);
	return code < 0 ? code : GJ_OK;
}

/* ---- all of it ---- */

static int add_total(void *user, const gj_chain_row *chain)
{
	verifying *v = user;

	v->total += chain->seq;
	return GJ_OK;
}

static int verify_all(verifying *v, const gj_array *heads)
{
	static const gj_chain_fn passes[] = { add_total, check_chain, compare_tables,
					      check_contents };
	const gj_known_head *known = heads->p;
	size_t i;
	int code = GJ_OK;

	/* room that outlasts the walks */
	v->verdict->erasures.p = gj_arena_take(v->c->arena, ERASURES_MAX * sizeof(gj_erasure));
	if (!v->verdict->erasures.p)
		return GJ_E_NOMEM;
	for (i = 0; code == GJ_OK && i < sizeof(passes) / sizeof(passes[0]); i++)
		code = gj_each_chain(v->c, v->c->db, passes[i], v);
	for (i = 0; code == GJ_OK && i < heads->n; i++)
		code = check_known(v, &known[i]);
	if (code == GJ_OK && v->segment)
		code = gj_each_chain(v->c, v->segment, check_lost, v);
	if (code == GJ_OK)
		code = gj_each_chain(v->c, v->c->db, tell_erasures, v);
	return code;
}

typedef struct job {
	verifying *v;
	const gj_array *heads;
} job;

static int verify_body(gj_db *db, void *user)
{
	job *j = user;

	(void)db;
	return verify_all(j->v, j->heads);
}

int gj_verify(gj_ctx *c, const gj_array *heads, gj_str from, gj_verdict *ret_verdict)
{
	gj_verdict verdict;
	verifying v = { .c = c, .verdict = &verdict };
	job j = { &v, heads };
	int code = from.p ? gj_segment_open(c, from, &v.segment) : GJ_OK;

	memset(&verdict, 0, sizeof(verdict));
	if (code >= 0)
		code = gj_scratch_open(c, &v.scratch);
	/* The replay is one transaction of the scratch database; the ledger is read in one
	 * snapshot, which the caller holds. */
	if (code >= 0)
		code = gj_db_tx(v.scratch, GJ_TX_WRITE, 1, verify_body, &j);
	gj_db_close(v.scratch);
	gj_db_close(v.segment);
	if (code >= 0)
		*ret_verdict = verdict;
	return code < 0 ? code : GJ_OK;
}
