/* SPDX-License-Identifier: Apache-2.0
 *
 * Content: taken in pieces, kept by its digest, sent in pieces, cleared away.
 */
#include "engine/content.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "store/folder.h"

/* So many bytes go into one transaction. */
#define ROOM (16 * GJ_PART_SIZE)
#define TRIES 5
/* An upload that nothing came to for so long is nobody's. */
#define STALE (INT64_C(3600) * 1000000)

static const gj_field content_fields[] = {
	GJ_F_INT(gj_content_row, entry, 0, 0, GJ_MAX_INT, ""),
	GJ_F_INT(gj_content_row, seq, 0, 0, GJ_MAX_INT, ""),
	GJ_F_TEXT(gj_content_row, digest, 0, 0, 0, GJ_SENSITIVE, ""),
	GJ_F_INT(gj_content_row, upload, 0, 0, GJ_MAX_INT, ""),
	GJ_F_END
};
const GJ_RECORD(gj_content_record, gj_content_row, content_fields);

typedef struct upload_row {
	gj_has has;
	int64_t home, id, touched_at;
	gj_str digest;
} upload_row;
static const gj_field upload_fields[] = { GJ_F_INT(upload_row, home, 0, 0, GJ_MAX_INT, ""),
					  GJ_F_INT(upload_row, id, 0, 0, GJ_MAX_INT, ""),
					  GJ_F_INT(upload_row, touched_at, 0, 0, 0, ""),
					  GJ_F_TEXT(upload_row, digest, 0, 0, 0, GJ_SENSITIVE, ""),
					  GJ_F_END };
static const GJ_RECORD(upload_record, upload_row, upload_fields);

static int in_folder(const gj_content_row *row)
{
	return !gj_field_has(row, &gj_content_record, "upload");
}

static int clock_now(gj_ctx *c, int64_t *ret_now)
{
	return c->host->clock(c->host->clock_user, ret_now) < 0
		       ? gj_fail(c->err, GJ_E_HOST, GJ_RULE_NONE)
		       : GJ_OK;
}

/* ---- files in the folder ---- */

/* Each home has names of its own: whoever holds its lock decides about them. */
static int file_name(gj_ctx *c, int64_t home, gj_str digest, int64_t upload, gj_str *ret_path)
{
	char number[64];
	gj_buf path;

	gj_buf_init(&path, c->arena, 1200);
	gj_buf_text(&path, c->host->attachment_folder);
	snprintf(number, sizeof(number), "/%lld-", (long long)home);
	gj_buf_text(&path, number);
	gj_buf_str(&path, digest);
	snprintf(number, sizeof(number), "%lld.part", (long long)upload);
	if (!digest.n)
		gj_buf_text(&path, number);
	*ret_path = gj_buf_end(&path);
	return path.failed;
}

static int no_file(gj_ctx *c, int code)
{
	if (code == GJ_E_NOMEM || code == GJ_E_SPACE)
		return code;
	code = gj_fail(c->err, GJ_E_IO, GJ_RULE_file);
	gj_fail_text(c->err, "file", GJ_STR("attachment_folder"));
	return code;
}

/* ---- clearing away ---- */

typedef struct clearing {
	gj_ctx *c;
	int64_t home, id, before;
} clearing;

/* Its own file, and the one that it became if nothing names that. */
static int clear_files(clearing *t, gj_str digest)
{
	gj_content_row row;
	gj_str path;
	int code = file_name(t->c, t->home, GJ_STR_NONE, t->id, &path);

	if (code >= 0)
		code = gj_file_remove(path.p);
	if (code < 0 || !digest.n)
		return code;
	code = gj_sql_row(t->c->db, GJ_SQL_CONTENT_SAME, t->c->arena, &gj_content_record, &row,
			  "lt", t->home, digest);
	if (code >= 0 && in_folder(&row))
		return GJ_OK;
	if (code < 0 && code != GJ_E_NOT_FOUND)
		return code;
	code = file_name(t->c, t->home, digest, 0, &path);
	return code < 0 ? code : gj_file_remove(path.p);
}

/* Under the home's lock, so that nothing comes to name what is cleared. Its row goes first: who
 * adds parts has that row locked, and finds it gone. */
static int clear_body(gj_db *db, void *user)
{
	clearing *t = user;
	upload_row row;
	int64_t locked;
	int code = gj_sql_int(db, GJ_SQL_CHAIN_LOCK, &locked, "l", t->home);

	if (code >= 0)
		code = gj_sql_row(db, GJ_SQL_UPLOAD_GET, t->c->arena, &upload_record, &row, "ll",
				  t->home, t->id);
	if (code == GJ_E_NOT_FOUND || (code >= 0 && row.touched_at >= t->before))
		return GJ_OK;
	if (code >= 0 && row.digest.p && !t->c->host->attachment_folder)
		return GJ_OK; /* that is for whoever knows the folder */
	if (code >= 0)
		code = gj_sql_run(db, GJ_SQL_UPLOAD_END, "ll", t->home, t->id);
	if (code >= 0)
		code = gj_sql_run(db, GJ_SQL_CONTENT_PARTS_DROP, "ll", t->home, t->id);
	return code >= 0 && row.digest.p ? clear_files(t, row.digest) : code;
}

int gj_content_clear(gj_ctx *c, int64_t home)
{
	clearing t = { c, home, 0, 1 };
	const upload_row *row;
	gj_array rows;
	int64_t now = 0;
	size_t i;
	int code = clock_now(c, &now);

	if (now > STALE)
		t.before = now - STALE;
	if (code >= 0 && home)
		code = gj_sql_list(c->db, GJ_SQL_UPLOAD_DUE, c->arena, &upload_record, &rows, "ll",
				   t.before, home);
	else if (code >= 0)
		code = gj_sql_list(c->db, GJ_SQL_UPLOAD_DUE, c->arena, &upload_record, &rows, "ln",
				   t.before);
	row = code < 0 ? NULL : rows.p;
	for (i = 0; code >= 0 && i < rows.n; i++) {
		t.home = row[i].home;
		t.id = row[i].id;
		code = gj_db_tx(c->db, GJ_TX_WRITE, TRIES, clear_body, &t);
	}
	return code;
}

int gj_content_settle(gj_ctx *c, const gj_gathered *g)
{
	clearing t = { c, g->home, g->upload, INT64_MAX };

	return g->upload ? gj_db_tx(c->db, GJ_TX_WRITE, TRIES, clear_body, &t) : GJ_OK;
}

/* ---- gathering ---- */

typedef struct gathering {
	gj_ctx *c;
	gj_gathered *g;
	const gj_stream *from;
	gj_digest *digest;
	int64_t now;
	char *bytes;
	size_t n;       /* of them */
	int file, open; /* in the folder */
	int end;
} gathering;

static int folder_used(const gathering *t)
{
	return t->c->host->attachment_folder != NULL;
}

static int begin_body(gj_db *db, void *user)
{
	const gathering *t = user;

	return gj_sql_run(db, GJ_SQL_UPLOAD_BEGIN, "lllt", t->g->home, t->g->upload, t->now,
			  folder_used(t) ? GJ_STR("") : GJ_STR_NONE);
}

static int draw(gj_ctx *c, int64_t *ret_id)
{
	uint64_t id = 0;

	if (c->host->random(c->host->random_user, &id, sizeof(id)) < 0)
		return gj_fail(c->err, GJ_E_HOST, GJ_RULE_NONE);
	*ret_id = (int64_t)(id >> 12) + 1;
	return GJ_OK;
}

static int begin(gathering *t)
{
	gj_str path;
	int tries = TRIES, code;

	do {
		code = draw(t->c, &t->g->upload);
		if (code >= 0)
			code = clock_now(t->c, &t->now);
		if (code >= 0)
			code = gj_db_tx(t->c->db, GJ_TX_WRITE, TRIES, begin_body, t);
	} while (code == GJ_E_EXISTS && --tries > 0);
	if (code < 0)
		t->g->upload = 0;
	if (code < 0 || !folder_used(t))
		return code;
	code = file_name(t->c, t->g->home, GJ_STR_NONE, t->g->upload, &path);
	if (code >= 0)
		code = gj_file_make(path.p, &t->file);
	t->open = code >= 0;
	return code < 0 ? no_file(t->c, code) : GJ_OK;
}

/* As much as one transaction takes. The host is waited for here, outside of it. */
static int fill(gathering *t)
{
	int got = 1;

	for (t->n = 0; t->n < ROOM && got > 0; t->n += (size_t)got) {
		got = t->from->read(t->from->user, t->bytes + t->n, ROOM - t->n);
		if (got < 0 || (size_t)got > ROOM - t->n)
			return gj_fail(t->c->err, GJ_E_HOST, GJ_RULE_NONE);
	}
	t->end = got == 0;
	if ((int64_t)t->n <= t->c->host->attachment_max - t->g->size)
		return GJ_OK;
	gj_fail(t->c->err, GJ_E_LIMIT, GJ_RULE_too_large);
	gj_fail_int(t->c->err, "max", t->c->host->attachment_max);
	return GJ_E_LIMIT;
}

static int store_body(gj_db *db, void *user)
{
	const gathering *t = user;
	int64_t part = t->g->size / GJ_PART_SIZE, there = 0;
	size_t at, n;
	int code = gj_sql_change(db, GJ_SQL_UPLOAD_TOUCH, &there, "lll", t->now, t->g->home,
				 t->g->upload);

	if (code >= 0 && !there)
		code = GJ_E_RETRY; /* it was taken for abandoned */
	for (at = 0; code >= 0 && !folder_used(t) && at < t->n; at += n, part++) {
		n = t->n - at < GJ_PART_SIZE ? t->n - at : GJ_PART_SIZE;
		code = gj_sql_run(db, GJ_SQL_CONTENT_PART_ADD, "lllb", t->g->home, t->g->upload,
				  part, (gj_str){ t->bytes + at, n });
	}
	return code;
}

static int store(gathering *t)
{
	int code = gj_digest_put(t->digest, t->bytes, t->n);

	if (code >= 0)
		code = clock_now(t->c, &t->now);
	if (code >= 0 && folder_used(t)) {
		code = gj_file_put(t->file, t->bytes, t->n);
		if (code < 0)
			code = no_file(t->c, code);
	}
	if (code >= 0)
		code = gj_db_tx(t->c->db, GJ_TX_WRITE, TRIES, store_body, t);
	if (code >= 0) {
		t->g->size += (int64_t)t->n;
		code = gj_progress(t->c, t->g->size, 0);
	}
	return code;
}

static int name_body(gj_db *db, void *user)
{
	const gathering *t = user;

	return gj_sql_run(db, GJ_SQL_UPLOAD_NAME, "tll", t->g->digest, t->g->home, t->g->upload);
}

/* The name of its file is told before the file has it: so it is found whatever comes between. */
static int end(gathering *t)
{
	uint8_t hash[GJ_DIGEST_SIZE];
	gj_buf hex;
	int code = gj_digest_end(t->digest, hash);

	gj_buf_init(&hex, t->c->arena, 2 * GJ_DIGEST_SIZE + 1);
	gj_buf_hex(&hex, hash, GJ_DIGEST_SIZE);
	t->g->digest = gj_buf_end(&hex);
	if (code >= 0)
		code = hex.failed;
	if (code < 0 || !folder_used(t))
		return code;
	code = gj_file_sync(t->file);
	return code < 0 ? no_file(t->c, code)
			: gj_db_tx(t->c->db, GJ_TX_WRITE, TRIES, name_body, t);
}

int gj_content_gather(gj_ctx *c, const gj_stream *from, gj_look_fn look, const void *user,
		      gj_gathered *g)
{
	gathering t = { .c = c, .g = g, .from = from };
	int code = gj_content_clear(c, g->home);

	t.bytes = gj_arena_take(c->arena, ROOM);
	if (code >= 0)
		code = t.bytes ? gj_digest_new(&c->host->mem, gj_digest_name(c->digest), &t.digest)
			       : GJ_E_NOMEM;
	if (code >= 0)
		code = gj_digest_begin(t.digest);
	if (code >= 0)
		code = fill(&t);
	if (code >= 0)
		code = look(c, g, (gj_str){ t.bytes, t.n }, user);
	if (code >= 0)
		code = begin(&t);
	while (code >= 0 && t.n > 0) {
		code = store(&t);
		t.n = 0;
		if (code >= 0 && !t.end)
			code = fill(&t);
	}
	if (code >= 0)
		code = end(&t);
	if (t.open)
		gj_file_close(t.file);
	gj_digest_free(t.digest);
	return code < 0 ? code : GJ_OK;
}

/* ---- keeping ---- */

/* The transaction may run again: then the file has its name already. */
static int name_file(gj_ctx *c, const gj_gathered *g)
{
	gj_str from, to;
	int file, code = file_name(c, g->home, GJ_STR_NONE, g->upload, &from);

	if (code >= 0)
		code = file_name(c, g->home, g->digest, 0, &to);
	if (code < 0)
		return code;
	code = gj_file_move(c->host->attachment_folder, from.p, to.p);
	if (code == GJ_E_NOT_FOUND) {
		code = gj_file_open(to.p, &file);
		if (code >= 0)
			gj_file_close(file);
	}
	return code < 0 ? no_file(c, code) : GJ_OK;
}

static int add(gj_ctx *c, const gj_gathered *g, int64_t entry, int64_t seq, int64_t upload)
{
	if (!upload)
		return gj_sql_run(c->db, GJ_SQL_CONTENT_ADD, "llltn", g->home, entry, seq,
				  g->digest);
	return gj_sql_run(c->db, GJ_SQL_CONTENT_ADD, "llltl", g->home, entry, seq, g->digest,
			  upload);
}

int gj_content_keep(gj_ctx *c, gj_gathered *g, int64_t entry, int64_t seq)
{
	int folder = c->host->attachment_folder != NULL;
	int64_t there = 0;
	gj_content_row row;
	int code = gj_sql_row(c->db, GJ_SQL_CONTENT_SAME, c->arena, &gj_content_record, &row, "lt",
			      g->home, g->digest);

	g->kept = 0;
	if (code >= 0)
		return add(c, g, entry, seq, in_folder(&row) ? 0 : row.upload);
	if (code != GJ_E_NOT_FOUND)
		return code;
	code = gj_sql_change(c->db, GJ_SQL_UPLOAD_TOUCH, &there, "lll", c->now, g->home, g->upload);
	if (code >= 0 && !there)
		code = GJ_E_RETRY; /* it was taken for abandoned */
	if (code >= 0 && folder)
		code = name_file(c, g);
	if (code >= 0)
		code = add(c, g, entry, seq, folder ? 0 : g->upload);
	if (code >= 0)
		code = gj_sql_run(c->db, GJ_SQL_UPLOAD_END, "ll", g->home, g->upload);
	g->kept = code >= 0;
	return code;
}

/* ---- sending ---- */

typedef struct sending {
	gj_ctx *c;
	const gj_stream *to;
	gj_digest *digest;
	int64_t home;
	char *bytes;
} sending;

static int send(sending *s, size_t n)
{
	int code = gj_digest_put(s->digest, s->bytes, n);

	if (code >= 0 && s->to->write(s->to->user, s->bytes, n) < 0)
		code = gj_fail(s->c->err, GJ_E_HOST, GJ_RULE_NONE);
	return code;
}

/* Into room of its own: nothing of the database is held while the host writes. How many bytes;
 * 0 at the end. */
static int get_part(sending *s, int64_t upload, int64_t part)
{
	const int stmt = GJ_SQL_CONTENT_PART_GET;
	gj_value value;
	int code = gj_sql_open(s->c->db, stmt, "lll", s->home, upload, part), n = 0;

	if (code >= 0)
		code = gj_sql_next(s->c->db, stmt);
	if (code > 0) {
		code = gj_sql_value(s->c->db, stmt, 0, &value);
		if (code >= 0 && (value.type != GJ_VALUE_BLOB || value.s.n > GJ_PART_SIZE))
			code = GJ_E_CORRUPT;
		if (code >= 0) {
			n = (int)value.s.n;
			memcpy(s->bytes, value.s.p, value.s.n);
		}
	}
	gj_sql_done(s->c->db, stmt);
	return code < 0 ? code : n;
}

static int send_parts(sending *s, int64_t upload)
{
	int64_t part = 0;
	int n, code = GJ_OK;

	do {
		n = get_part(s, upload, part++);
		code = n > 0 ? send(s, (size_t)n) : n;
	} while (code >= 0 && n > 0);
	return code;
}

static int send_file(sending *s, gj_str digest)
{
	gj_str path;
	int file = 0, n = 1, code;

	if (!s->c->host->attachment_folder)
		return gj_not_found(s->c, "content");
	code = file_name(s->c, s->home, digest, 0, &path);
	if (code >= 0 && gj_file_open(path.p, &file) < 0)
		code = gj_not_found(s->c, "content");
	if (code < 0)
		return code;
	while (code >= 0 && n > 0) {
		n = gj_file_get(file, s->bytes, GJ_PART_SIZE);
		code = n > 0 ? send(s, (size_t)n) : n;
	}
	gj_file_close(file);
	return code;
}

static int check(sending *s, gj_str digest)
{
	uint8_t hash[GJ_DIGEST_SIZE];
	gj_buf hex;
	int code = gj_digest_end(s->digest, hash);

	gj_buf_init(&hex, s->c->arena, 2 * GJ_DIGEST_SIZE + 1);
	gj_buf_hex(&hex, hash, GJ_DIGEST_SIZE);
	gj_buf_end(&hex);
	if (code >= 0)
		code = hex.failed;
	if (code >= 0 && !gj_str_eq((gj_str){ hex.p, hex.n }, digest))
		code = gj_fail(s->c->err, GJ_E_CORRUPT, GJ_RULE_content_differs);
	return code;
}

int gj_content_send(gj_ctx *c, int64_t home, int64_t entry, const gj_stream *to)
{
	sending s = { .c = c, .to = to, .home = home };
	gj_content_row row;
	int code = gj_sql_row(c->db, GJ_SQL_CONTENT_GET, c->arena, &gj_content_record, &row, "ll",
			      home, entry);

	if (code == GJ_E_NOT_FOUND)
		return gj_not_found(c, "content");
	s.bytes = gj_arena_take(c->arena, GJ_PART_SIZE);
	if (code >= 0)
		code = s.bytes ? gj_digest_new(&c->host->mem, gj_digest_name(c->digest), &s.digest)
			       : GJ_E_NOMEM;
	if (code >= 0)
		code = gj_digest_begin(s.digest);
	if (code >= 0)
		code = in_folder(&row) ? send_file(&s, row.digest) : send_parts(&s, row.upload);
	if (code >= 0)
		code = check(&s, row.digest);
	gj_digest_free(s.digest);
	return code;
}

/* ---- erasing ---- */

int gj_content_drop(gj_db *db, int64_t home, const gj_content_row *row)
{
	int64_t other;
	int code = gj_sql_run(db, GJ_SQL_CONTENT_DROP, "ll", home, row->entry);

	if (code >= 0)
		code = gj_sql_int(db, GJ_SQL_CONTENT_SAME, &other, "lt", home, row->digest);
	if (code != GJ_E_NOT_FOUND)
		return code < 0 ? code : 0;
	if (in_folder(row))
		return 1;
	code = gj_sql_run(db, GJ_SQL_CONTENT_PARTS_DROP, "ll", home, row->upload);
	return code < 0 ? code : 0;
}

int gj_content_forget(gj_ctx *c, int64_t home, int64_t entry)
{
	gj_content_row row;
	int64_t id = 0;
	int code = gj_sql_row(c->db, GJ_SQL_CONTENT_GET, c->arena, &gj_content_record, &row, "ll",
			      home, entry);

	if (code == GJ_E_NOT_FOUND)
		return GJ_OK;
	if (code >= 0)
		code = gj_content_drop(c->db, home, &row);
	if (code <= 0)
		return code;
	code = draw(c, &id);
	return code < 0 ? code
			: gj_sql_run(c->db, GJ_SQL_UPLOAD_BEGIN, "lllt", home, id, INT64_C(0),
				     row.digest);
}

int gj_content_named(gj_ctx *c, int64_t home, int64_t entry)
{
	int64_t there;
	int code = gj_sql_int(c->db, GJ_SQL_CONTENT_GET, &there, "ll", home, entry);

	return code == GJ_E_NOT_FOUND ? 0 : code < 0 ? code : 1;
}
