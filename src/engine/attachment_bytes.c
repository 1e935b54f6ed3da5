/* SPDX-License-Identifier: Apache-2.0
 *
 * The content of an attachment on its way in, from the host or from a file, and on its way out.
 */
#include <string.h>

#include "engine/attachment.h"
#include "engine/content.h"
#include "store/folder.h"

/* ---- arguments ---- */

typedef struct add_args {
	gj_has has;
	GJ_WRITE_ARGS;
	int64_t demand, visit, party;
	gj_str kind, type;
	gj_veil name, digest;
	gj_str path;
} add_args;

static const gj_field add_fields[] = {
	GJ_WRITE_FIELDS(add_args),
	GJ_F_ID(add_args, demand, 0, "Evidence of this demand,"),
	GJ_F_ID(add_args, visit, 0, "or of this visit,"),
	GJ_F_ID(add_args, party, 0, "or of this party to a whistle: exactly one of the three."),
	GJ_F_CODE(add_args, kind, GJ_REQUIRED, "evidence", "What kind of evidence."),
	GJ_F_CODE(add_args, type, 0, "attachment_type",
		  "What type of file; by default by the end of its name, or its first bytes."),
	GJ_F_VEIL(add_args, name, 0, 255, GJ_PERSONAL, "name",
		  "Name of the file; that of `path` by default."),
	GJ_F_VEIL(add_args, digest, 0, 64, GJ_PERSONAL, "name",
		  "Its digest, as the sender knows it: what arrives must match."),
	GJ_F_TEXT(add_args, path, 0, 1, 1000, GJ_INTERNAL,
		  "Where the file lies. Not with gj_attach(), which gives the bytes."),
	GJ_F_END
};
const GJ_RECORD(gj_attachment_add_args, add_args, add_fields);

typedef struct add_result {
	gj_has has;
	GJ_WRITTEN_ANSWER;
	gj_str type;
	int64_t size;
} add_result;

static const gj_field add_result_fields[] = {
	GJ_WRITTEN_FIELDS(add_result),
	GJ_F_TEXT(add_result, type, 0, 1, 64, GJ_OPEN, "What type of file it is."),
	GJ_F_INT(add_result, size, 0, 0, GJ_MAX_INT, "Bytes of its content."),
	GJ_F_END
};
const GJ_RECORD(gj_attachment_add_result, add_result, add_result_fields);

/* ---- files ---- */

typedef struct source {
	int file;
	int code; /* why it failed */
} source;

static int get_bytes(void *user, void *bytes, size_t size)
{
	source *s = user;
	int n = gj_file_get(s->file, bytes, size);

	s->code = n < 0 ? n : GJ_OK;
	return n;
}

static int put_bytes(void *user, const void *bytes, size_t size)
{
	source *s = user;

	s->code = gj_file_put(s->file, bytes, size);
	return s->code;
}

static gj_str base_name(gj_str path)
{
	size_t i = path.n;

	while (i > 0 && path.p[i - 1] != '/')
		i--;
	return (gj_str){ path.p + i, path.n - i };
}

static int no_file(gj_ctx *c, gj_str path, int code)
{
	if (code == GJ_E_NOMEM)
		return code;
	if (code == GJ_E_EXISTS) {
		gj_fail(c->err, code, GJ_RULE_file_there);
	} else {
		gj_fail(c->err, code, GJ_RULE_file);
		gj_fail_text(c->err, "file", base_name(path));
	}
	gj_fail_path(c->err, "/path");
	return code;
}

/* The bytes are the host's or a file's, and not both. */
static int check_road(gj_ctx *c, gj_str path)
{
	int code = GJ_OK;

	if (!c->stream == !path.p) {
		code = gj_fail(c->err, path.p ? GJ_E_BAD_VALUE : GJ_E_MISSING,
			       path.p ? GJ_RULE_unknown_field : GJ_RULE_missing);
		gj_fail_path(c->err, "/path");
	}
	return code;
}

/* ---- types of files ---- */

/* How a file of a type begins; the same type twice may begin either way. What is not here is
 * believed. */
static const struct {
	const char *type;
	size_t at;
	const char *bytes;
	size_t n;
} beginnings[] = {
	{ "jpeg", 0, "\xff\xd8\xff", 3 },  { "png", 0, "\x89PNG\r\n\x1a\n", 8 },
	{ "gif", 0, "GIF8", 4 },           { "pdf", 0, "%PDF-", 5 },
	{ "docx", 0, "PK\3\4", 4 },        { "xlsx", 0, "PK\3\4", 4 },
	{ "pptx", 0, "PK\3\4", 4 },        { "zip", 0, "PK\3\4", 4 },
	{ "doc", 0, "\xd0\xcf\x11\xe0", 4 }, { "xls", 0, "\xd0\xcf\x11\xe0", 4 },
	{ "mp3", 0, "ID3", 3 },            { "mp3", 0, "\xff\xfb", 2 },
	{ "mp3", 0, "\xff\xf3", 2 },       { "mp3", 0, "\xff\xf2", 2 },
	{ "mp4", 4, "ftyp", 4 },           { "wav", 0, "RIFF", 4 },
};
#define BEGINNINGS (sizeof(beginnings) / sizeof(beginnings[0]))

static int begins_so(gj_str first, size_t i)
{
	size_t at = beginnings[i].at, n = beginnings[i].n;

	return first.n >= at + n && memcmp(first.p + at, beginnings[i].bytes, n) == 0;
}

static int may_be(gj_str type, gj_str first)
{
	size_t i;
	int known = 0, fits = 0;

	if (gj_str_is(type, "txt"))
		return !memchr(first.p, '\0', first.n);
	for (i = 0; i < BEGINNINGS; i++)
		if (gj_str_is(type, beginnings[i].type)) {
			known = 1;
			fits |= begins_so(first, i);
		}
	return !known || fits;
}

/* "photo.JPG" ends in jpeg. GJ_STR_NONE when it has no such end. */
static int type_by_name(gj_ctx *c, gj_str name, gj_str *ret_type)
{
	char room[16] = "";
	size_t i = name.n, k, n;

	*ret_type = GJ_STR_NONE;
	while (i > 0 && name.p[i - 1] != '.')
		i--;
	n = name.n - i;
	if (i == 0 || n == 0 || n >= sizeof(room))
		return GJ_OK;
	for (k = 0; k < n; k++)
		room[k] = name.p[i + k] >= 'A' && name.p[i + k] <= 'Z'
				  ? (char)(name.p[i + k] + 'a' - 'A')
				  : name.p[i + k];
	*ret_type = strcmp(room, "jpg") == 0 ? GJ_STR("jpeg") : gj_arena_str(c->arena, room, n);
	return ret_type->p ? GJ_OK : GJ_E_NOMEM;
}

static gj_str type_by_bytes(gj_ctx *c, gj_str first)
{
	size_t i;

	for (i = 0; i < BEGINNINGS; i++)
		if (begins_so(first, i) &&
		    gj_profile_has_code(c->profile, "attachment_type",
					gj_str_of(beginnings[i].type)))
			return gj_str_of(beginnings[i].type);
	return GJ_STR_NONE;
}

static gj_str name_of(const add_args *in)
{
	return in->name.text.p ? in->name.text : in->path.p ? base_name(in->path) : GJ_STR_NONE;
}

static int check_listed(gj_ctx *c, gj_str type)
{
	int code = GJ_OK;

	if (!gj_profile_has_code(c->profile, "attachment_type", type)) {
		code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_not_listed);
		gj_fail_text(c->err, "list", GJ_STR("attachment_type"));
		gj_fail_path(c->err, "/type");
	}
	return code;
}

/* As given, or by the name; GJ_STR_NONE when the first bytes must tell. */
static int type_of(gj_ctx *c, const add_args *in, gj_str *ret_type)
{
	int code = GJ_OK;

	if (in->type.p)
		*ret_type = in->type;
	else
		code = type_by_name(c, name_of(in), ret_type);
	return code >= 0 && ret_type->p ? check_listed(c, *ret_type) : code;
}

static int look(gj_ctx *c, gj_gathered *g, gj_str first, const void *user)
{
	int code = type_of(c, user, &g->type);

	if (code < 0)
		return code;
	if (!g->type.p)
		g->type = type_by_bytes(c, first);
	if (!g->type.p)
		code = gj_fail(c->err, GJ_E_MISSING, GJ_RULE_missing);
	else if (!may_be(g->type, first)) {
		code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_type_differs);
		gj_fail_text(c->err, "type", g->type);
	}
	if (code < 0)
		gj_fail_path(c->err, "/type");
	return code;
}

/* ---- add ---- */

static int record(gj_ctx *c, const add_args *in, const gj_attached *it)
{
	const gj_record *r = &gj_attachment_added_record;
	gj_gathered *g = c->gathered;
	gj_subject subject = { 0, 0, 0 };
	gj_attachment_body body;
	int code = gj_new_id(c, c->home, &subject.id);

	memset(&body, 0, sizeof(body));
	body.about = it->id;
	body.noun = it->noun;
	body.kind = in->kind;
	body.type = g->type;
	body.size = g->size;
	body.name.text = name_of(in);
	body.content.text = g->digest;
	gj_field_put(&body, r, "about");
	gj_field_put(&body, r, "noun");
	gj_field_put(&body, r, "kind");
	gj_field_put(&body, r, "type");
	gj_field_put(&body, r, "size");
	gj_field_put(&body, r, "content");
	if (body.name.text.n)
		gj_field_put(&body, r, "name");
	if (code >= 0)
		code = gj_emit(c, &gj_attachment_events[GJ_ATTACHMENT_ADDED], c->home, &subject,
			       &body);
	return code < 0 ? code : gj_content_keep(c, g, body.content.id, subject.seq);
}

int gj_attachment_add(gj_ctx *c, const void *args, void *ret_result)
{
	const add_args *in = args;
	gj_attached it;
	int64_t about = 0;
	int32_t noun = 0;
	gj_str type;
	int code = gj_attached_which(c, in->demand, in->visit, in->party, &noun, &about);

	(void)ret_result;
	if (code >= 0)
		code = check_road(c, in->path);
	if (code >= 0)
		code = gj_attached_load(c, noun, about, &it);
	if (code >= 0 && it.voided)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	if (code >= 0)
		code = gj_attached_allow(c, &it);
	if (code >= 0)
		code = type_of(c, in, &type);
	if (code < 0 || c->rehearsal)
		return code;
	return record(c, in, &it);
}

static int check_digest(gj_ctx *c, const add_args *in)
{
	int code = GJ_OK;

	if (in->digest.text.p && !gj_str_eq(in->digest.text, c->gathered->digest)) {
		code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_content_differs);
		gj_fail_path(c->err, "/digest");
	}
	return code;
}

static int gather_file(gj_ctx *c, const add_args *in)
{
	source s = { -1, GJ_OK };
	gj_stream from = { get_bytes, NULL, &s };
	int code = gj_file_open(in->path.p, &s.file);

	if (code < 0)
		return no_file(c, in->path, code);
	code = gj_content_gather(c, &from, look, in, c->gathered);
	gj_file_close(s.file);
	if (code == GJ_E_LIMIT && !c->err->path[0])
		gj_fail_path(c->err, "/path");
	return code == GJ_E_HOST && s.code < 0 ? no_file(c, in->path, s.code) : code;
}

int gj_attachment_gather(gj_ctx *c, const void *args)
{
	const add_args *in = args;
	int code = GJ_OK;

	c->gathered = gj_arena_zero(c->arena, sizeof(*c->gathered));
	if (!c->gathered)
		return GJ_E_NOMEM;
	c->gathered->home = c->home;
	code = c->stream ? gj_content_gather(c, c->stream, look, in, c->gathered)
			 : gather_file(c, in);
	return code < 0 ? code : check_digest(c, in);
}

/* What cannot be cleared away now, a later call clears. */
void gj_attachment_settle(gj_ctx *c, int recorded)
{
	gj_error kept = *c->err;

	if (c->gathered && !(recorded && c->gathered->kept))
		gj_content_settle(c, c->gathered);
	*c->err = kept;
}

/* ---- read ---- */

typedef struct read_args {
	gj_has has;
	int64_t id;
	gj_str purpose, path;
} read_args;

static const gj_field read_fields[] = {
	GJ_F_ID(read_args, id, GJ_REQUIRED, "Number of the attachment."),
	GJ_F_TEXT(read_args, purpose, 0, 1, 200, GJ_INTERNAL, "Why it is needed."),
	GJ_F_TEXT(read_args, path, 0, 1, 1000, GJ_INTERNAL,
		  "The file to make; it must not be there yet. Not with gj_content(), which takes "
		  "the bytes."),
	GJ_F_END
};
const GJ_RECORD(gj_attachment_read_args, read_args, read_fields);

typedef struct read_result {
	gj_has has;
	int64_t id;
	gj_str type;
	int64_t size;
	gj_veil name, digest;
} read_result;

static const gj_field read_result_fields[] = {
	GJ_F_ID(read_result, id, 0, "Number of the attachment."),
	GJ_F_TEXT(read_result, type, 0, 1, 64, GJ_OPEN, "What type of file it is."),
	GJ_F_INT(read_result, size, 0, 0, GJ_MAX_INT, "Bytes that were written."),
	GJ_F_VEIL(read_result, name, 0, 255, GJ_PERSONAL, "name", "Name of the file."),
	GJ_F_VEIL(read_result, digest, 0, 64, GJ_PERSONAL, "name", "Digest of the content."),
	GJ_F_END
};
const GJ_RECORD(gj_attachment_read_result, read_result, read_result_fields);

/* What was not written to its end is no file. */
static int send_file(gj_ctx *c, int64_t entry, gj_str path)
{
	source s = { -1, GJ_OK };
	gj_stream to = { NULL, put_bytes, &s };
	int code = gj_file_make(path.p, &s.file);

	if (code < 0)
		return no_file(c, path, code);
	code = gj_content_send(c, c->home, entry, &to);
	if (code >= 0)
		s.code = gj_file_sync(s.file);
	gj_file_close(s.file);
	if (code < 0 || s.code < 0)
		gj_file_remove(path.p);
	return s.code < 0 ? no_file(c, path, s.code) : code;
}

int gj_attachment_read(gj_ctx *c, const void *args, void *ret_result)
{
	const read_args *in = args;
	gj_get_args look_at = { .id = in->id, .unmask = 1, .purpose = in->purpose };
	read_result *out = ret_result;
	gj_attachment row;
	gj_attached it;
	int code = gj_attachment_load(c, in->id, &row, &it);

	if (code >= 0)
		code = check_road(c, in->path);
	if (code >= 0)
		code = gj_attached_unmask(c, &it, &row, &look_at);
	if (code >= 0)
		code = c->stream ? gj_content_send(c, c->home, row.digest.id, c->stream)
				 : send_file(c, row.digest.id, in->path);
	if (code < 0)
		return code;
	gj_field_copy(out, &gj_attachment_read_result, &row, &gj_attachment_record);
	out->type = row.type;
	gj_field_put(out, &gj_attachment_read_result, "type");
	return gj_unseal(c, &gj_attachment_read_result, out);
}
