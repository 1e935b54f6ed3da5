/* SPDX-License-Identifier: Apache-2.0
 *
 * Import: a ledger of enterprises as a CSV file, in UTF-8 or GB18030, read row by row in
 * one transaction. A row that breaks a rule goes to the quarantine as it came and takes no
 * other along; the same file read again changes nothing.
 */
#include "exchange/import.h"

#include <stdio.h>
#include <string.h>

#include "engine/quarantine.h"
#include "exchange/encoding.h"

#define FILE_MAX (64u << 20)
#define REPORT_MAX 200
#define FIELD_ROOM 32
#define PROGRESS_ROWS 64
#define EMITTED_ROOM 64

/* ---- what is recorded ---- */

typedef struct report_row {
	gj_has has;
	int64_t line;
	int32_t outcome;
	gj_str rule, field;
	int64_t id;
} report_row;

static const gj_field report_fields[] = {
	GJ_F_INT(report_row, line, GJ_REQUIRED, 1, GJ_MAX_INT, "The line on which the row begins."),
	GJ_F_ENUM(report_row, outcome, GJ_REQUIRED, gj_outcomes, "What became of it."),
	GJ_F_TEXT(report_row, rule, 0, 1, 64, GJ_OPEN, "The rule that it broke."),
	GJ_F_TEXT(report_row, field, 0, 1, 64, GJ_OPEN, "The field that broke it."),
	GJ_F_ID(report_row, id, 0, "The enterprise."),
	GJ_F_END
};
static const GJ_RECORD(report_record, report_row, report_fields);

#define COUNTS int64_t row_count, registered, updated, unchanged, skipped, quarantined
#define COUNT(t, m, doc) GJ_F_INT(t, m, GJ_REQUIRED, 0, GJ_MAX_INT, doc)
#define OUTCOME_FIELDS(t) \
	GJ_F_TEXT(t, file, GJ_REQUIRED, 1, 255, GJ_INTERNAL, \
		  "The file's name, without its folder."), \
		COUNT(t, row_count, "Rows in the file, without its header."), \
		COUNT(t, registered, "Rows that became enterprises."), \
		COUNT(t, updated, "Rows that changed enterprises."), \
		COUNT(t, unchanged, "Rows that said nothing new."), \
		COUNT(t, skipped, \
		      "Rows that said something new of what is known, and were left."), \
		COUNT(t, quarantined, "Rows in quarantine."), \
		GJ_F_TEXTS(t, unknown, 0, GJ_COLUMNS_MAX, \
			   "Headers of columns that were left out."), \
		GJ_F_ARRAY(t, rows, 0, 0, REPORT_MAX, report_record, \
			   "The first rows, as asked for.")

typedef struct finished_body {
	gj_has has;
	gj_str file;
	COUNTS;
	gj_array unknown, rows;
	int64_t first_seq, last_seq;
} finished_body;

static const gj_field finished_fields[] = {
	OUTCOME_FIELDS(finished_body),
	GJ_F_INT(finished_body, first_seq, 0, 1, GJ_MAX_INT, "Seq of the first event of its rows."),
	GJ_F_INT(finished_body, last_seq, 0, 1, GJ_MAX_INT, "Seq of the last one."), GJ_F_END
};
static const GJ_RECORD(finished_record, finished_body, finished_fields);

static const gj_step finished_steps[] = { { GJ_SQL_IMPORT_INSERT, NULL, NULL }, GJ_STEPS_END };
static const gj_event_type events[] = { { "import.finished", 1, &finished_record, finished_steps,
					  "A ledger was read in." },
					{ NULL, 0, NULL, NULL, NULL } };

/* ---- arguments ---- */

static const char *const encodings[] = { "auto", "utf-8", "gb18030", NULL };
static const char *const shown[] = { "all", "changed", "quarantined", NULL };
enum { SHOW_ALL, SHOW_CHANGED, SHOW_QUARANTINED };

typedef struct import_args {
	gj_has has;
	GJ_WRITE_ARGS;
	int64_t home;
	gj_str path;
	int32_t encoding;
	gj_array mapping;
	int32_t on_existing;
	gj_str system;
	int32_t show;
} import_args;

static const gj_field import_fields[] = {
	GJ_WRITE_FIELDS(import_args),
	GJ_F_ID(import_args, home, 0, "The office whose ledger it is; the actor's by default."),
	GJ_F_TEXT(import_args, path, GJ_REQUIRED, 1, 1000, GJ_INTERNAL,
		  "Where the file lies: CSV, with a header, of 64 MiB at the most."),
	GJ_F_ENUM(import_args, encoding, 0, encodings,
		  "What the file must be in; by default it is found out."),
	GJ_F_MAP(import_args, mapping, 0, GJ_COLUMNS_MAX,
		 "Which header means which field, where the usual words do not say it: a field of "
		 "enterprise.register, or contact_name, contact_phone, contact_mail, code."),
	GJ_F_ENUM(import_args, on_existing, 0, gj_on_existing,
		  "What is done with enterprises that are known: skip them, the default, or update "
		  "them."),
	GJ_F_TEXT(import_args, system, 0, 1, 64, GJ_OPEN,
		  "The system whose numbers the column `code` holds; they are recorded as "
		  "references."),
	GJ_F_ENUM(import_args, show, 0, shown,
		  "Which rows the answer tells of, 200 at the most: all, the default, only those "
		  "that "
		  "changed anything or were quarantined, or only those quarantined."),
	GJ_F_END
};
static const GJ_RECORD(import_record, import_args, import_fields);

typedef struct import_result {
	gj_has has;
	GJ_WRITTEN_ANSWER;
	gj_str file;
	COUNTS;
	gj_array unknown, rows;
} import_result;

static const gj_field import_result_fields[] = { GJ_WRITTEN_FIELDS(import_result),
						 OUTCOME_FIELDS(import_result), GJ_F_END };
static const GJ_RECORD(import_result_record, import_result, import_result_fields);

/* ---- the file ---- */

static gj_str base_name(gj_str path)
{
	size_t i = path.n;

	while (i > 0 && path.p[i - 1] != '/' && path.p[i - 1] != '\\')
		i--;
	return (gj_str){ path.p + i, path.n - i };
}

static int no_file(gj_ctx *c, gj_str path)
{
	int code = gj_fail(c->err, GJ_E_IO, GJ_RULE_file);

	gj_fail_text(c->err, "file", base_name(path));
	gj_fail_path(c->err, "/path");
	return code;
}

static int read_all(gj_ctx *c, FILE *file, gj_str path, gj_str *ret_bytes)
{
	size_t room = 1u << 16, n = 0, got;
	char *p = gj_arena_take(c->arena, room), *more;

	while (p && (got = fread(p + n, 1, room - n, file)) > 0) {
		n += got;
		if (n < room)
			continue;
		if (room >= FILE_MAX) {
			gj_fail(c->err, GJ_E_LIMIT, GJ_RULE_too_large);
			gj_fail_int(c->err, "max", FILE_MAX);
			gj_fail_path(c->err, "/path");
			return GJ_E_LIMIT;
		}
		more = gj_arena_grow(c->arena, p, room, 2 * room);
		room *= 2;
		p = more;
	}
	if (p && ferror(file))
		return no_file(c, path);
	*ret_bytes = (gj_str){ p, n };
	return p ? GJ_OK : GJ_E_NOMEM;
}

static int read_file(gj_ctx *c, gj_str path, gj_str *ret_bytes)
{
	FILE *file = fopen(path.p, "rb");
	int code;

	if (!file)
		return no_file(c, path);
	code = read_all(c, file, path, ret_bytes);
	fclose(file);
	return code;
}

static int is_ascii(gj_str text)
{
	size_t i;

	for (i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] >= 0x80)
			return 0;
	return 1;
}

static int decode(gj_ctx *c, const import_args *in, gj_str bytes, gj_str *ret_text)
{
	const char *name = NULL;
	int code = gj_encoding_to_utf8(c->arena, bytes, ret_text, &name, c->err);

	if (code >= 0 && in->encoding && strcmp(encodings[in->encoding], name) != 0 &&
	    !is_ascii(bytes)) {
		code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_not_listed);
		gj_fail_text(c->err, "list", gj_str_of(encodings[in->encoding]));
		gj_fail_path(c->err, "/encoding");
	}
	return code;
}

/* ---- the original bytes of a row ----
 *
 * In both encodings the bytes of line ends stand for nothing else, so lines are the same
 * lines before and after decoding. */

typedef struct original {
	gj_str bytes;
	size_t at, line;
} original;

static size_t line_end(gj_str text, size_t at)
{
	while (at < text.n && text.p[at] != '\n' && text.p[at] != '\r')
		at++;
	return at;
}

static size_t past_line_end(gj_str text, size_t at)
{
	if (at + 1 < text.n && text.p[at] == '\r' && text.p[at + 1] == '\n')
		return at + 2;
	return at < text.n ? at + 1 : at;
}

static size_t lines_in(gj_str text)
{
	size_t at = line_end(text, 0), count = 1;

	while (at < text.n) {
		at = line_end(text, past_line_end(text, at));
		count++;
	}
	return count;
}

/* Rows come in the order of their lines. */
static gj_str raw_of(original *o, const gj_csv_row *row)
{
	size_t lines = lines_in(row->raw), end;
	gj_str raw;

	for (; o->line < row->line; o->line++)
		o->at = past_line_end(o->bytes, line_end(o->bytes, o->at));
	for (end = line_end(o->bytes, o->at); lines > 1; lines--)
		end = line_end(o->bytes, past_line_end(o->bytes, end));
	raw = (gj_str){ o->bytes.p + o->at, end - o->at };
	return raw;
}

/* ---- rows ---- */

typedef struct run {
	gj_ctx *c;
	const import_args *in;
	int64_t id, office;
	gj_csv csv;
	gj_columns columns;
	original original;
	finished_body body;
	report_row *report;
	char (*fields)[FIELD_ROOM];
} run;

static int of_the_row(int code)
{
	return code == GJ_E_BAD_VALUE || code == GJ_E_MISSING || code == GJ_E_RULE ||
	       code == GJ_E_EXISTS || code == GJ_E_NOT_FOUND || code == GJ_E_LIMIT ||
	       code == GJ_E_STATE;
}

/* First part of the path: "contacts" of /contacts/0/phone. */
static gj_str field_of(const gj_error *err, char room[FIELD_ROOM])
{
	size_t n = 0;

	while (err->path[0] == '/' && err->path[n + 1] && err->path[n + 1] != '/' &&
	       n + 1 < FIELD_ROOM) {
		room[n] = err->path[n + 1];
		n++;
	}
	room[n] = '\0';
	return n ? (gj_str){ room, n } : GJ_STR_NONE;
}

static int is_shown(const run *r, int outcome)
{
	if (r->in->show == SHOW_QUARANTINED)
		return outcome == GJ_OUTCOME_QUARANTINED;
	if (r->in->show == SHOW_CHANGED)
		return outcome != GJ_OUTCOME_UNCHANGED && outcome != GJ_OUTCOME_SKIPPED;
	return 1;
}

static void tell(run *r, size_t line, int outcome, int64_t id, const char *rule, gj_str field)
{
	report_row *row = &r->report[r->body.rows.n];

	if (r->body.rows.n == REPORT_MAX || !is_shown(r, outcome))
		return;
	*row = (report_row){ { 3, 0 }, (int64_t)line, outcome, gj_str_of(rule), GJ_STR_NONE, id };
	if (rule)
		gj_field_mark(row, 2);
	if (field.p) {
		memcpy(r->fields[r->body.rows.n], field.p, field.n + 1);
		row->field = (gj_str){ r->fields[r->body.rows.n], field.n };
		gj_field_mark(row, 3);
	}
	if (id)
		gj_field_mark(row, 4);
	r->body.rows.n++;
}

/* The reason is what c->err tells. */
static int quarantine(run *r, const gj_csv_row *row)
{
	gj_ctx *c = r->c;
	const char *rule = gj_rule_name(c->err->rule);
	char room[FIELD_ROOM];
	gj_str field = field_of(c->err, room);
	gj_quarantined q = { c->home,  r->id,       (int64_t)row->line, raw_of(&r->original, row),
			     row->raw, GJ_STR_NONE, gj_str_of(rule),    field };
	int code = gj_columns_mask(c, &r->columns, row, &q.shown);

	memset(c->err, 0, sizeof(*c->err));
	if (code >= 0)
		code = gj_quarantine_add(c, &q);
	tell(r, row->line, GJ_OUTCOME_QUARANTINED, 0, rule, field);
	r->body.quarantined++;
	return code;
}

/* Private characters may be rare names; the other signs mean that something was lost. */
static int check_damage(run *r, const gj_csv_row *row)
{
	static const struct {
		int flag;
		const char *name;
	} signs[] = {
		{ GJ_TEXT_REPLACED, "replaced" }, { GJ_TEXT_MARKS, "marks" },
		{ GJ_TEXT_PINYIN, "pinyin" },     { GJ_TEXT_MISREAD, "misread" },
		{ GJ_TEXT_CONTROL, "control" },
	};
	char path[FIELD_ROOM] = "/";
	size_t i, k;
	int flags, code = GJ_OK;

	for (i = 0; i < row->count && code >= 0; i++) {
		const char *name = gj_column_name(r->columns.field[i]);
		flags = name ? gj_encoding_quality(row->fields[i]) : 0;
		for (k = 0; k < sizeof(signs) / sizeof(*signs) && code >= 0; k++) {
			if (!(flags & signs[k].flag))
				continue;
			code = gj_fail(r->c->err, GJ_E_BAD_VALUE, GJ_RULE_damaged);
			gj_fail_text(r->c->err, "sign", gj_str_of(signs[k].name));
			memcpy(path + 1, name, strlen(name) + 1);
			gj_fail_path(r->c->err, path);
		}
	}
	return code;
}

static int64_t *counter(run *r, int outcome)
{
	switch (outcome) {
	case GJ_OUTCOME_REGISTERED:
		return &r->body.registered;
	case GJ_OUTCOME_UPDATED:
		return &r->body.updated;
	case GJ_OUTCOME_SKIPPED:
		return &r->body.skipped;
	default:
		return &r->body.unchanged;
	}
}

static int take_row(run *r, const gj_csv_row *row)
{
	gj_import_facts facts;
	gj_enterprise_plan plan;
	int code = check_damage(r, row);

	if (code >= 0)
		code = gj_columns_take(r->c, &r->columns, row, r->office, r->in->system, &facts);
	if (code >= 0)
		code = gj_enterprise_plan_row(r->c, r->c->home, &facts.facts, r->in->on_existing,
					      &plan);
	if (code < 0)
		return code;
	code = gj_enterprise_carry_out(r->c, &plan);
	if (code < 0) /* nothing is left of a row by half: this is none of its faults */
		return of_the_row(code) ? gj_fail(r->c->err, GJ_E_BUG, GJ_RULE_NONE) : code;
	++*counter(r, plan.outcome);
	tell(r, row->line, plan.outcome, plan.subject.id, NULL, GJ_STR_NONE);
	return GJ_OK;
}

/* Of the events of all rows only the first is remembered, which later ones point to. */
static void forget_events(gj_ctx *c)
{
	if (c->emitted_count > 1)
		c->emitted_count = 1;
	if (c->emitted_count)
		c->emitted[0].bytes = GJ_STR_NONE;
}

static int each_row(run *r)
{
	gj_ctx *c = r->c;
	gj_arena_mark mark = gj_arena_mark_now(c->arena);
	gj_csv_row row;
	int code = GJ_OK, more = 1;

	while (code >= 0 && more) {
		more = code = gj_csv_next(&r->csv, c->arena, &row, c->err);
		if (code > 0)
			code = take_row(r, &row);
		if (code < 0 && of_the_row(code)) {
			code = quarantine(r, &row);
			more = 1;
		}
		r->body.row_count += more != 0;
		if (code >= 0 && r->body.row_count % PROGRESS_ROWS == 0)
			code = gj_progress(c, (int64_t)r->csv.at, (int64_t)r->csv.text.n);
		forget_events(c);
		gj_arena_rewind(c->arena, mark);
	}
	return code;
}

/* ---- the whole ---- */

static int read_header(run *r)
{
	gj_csv_row row;
	int code = gj_csv_next(&r->csv, r->c->arena, &row, r->c->err);

	if (code == 0) {
		code = gj_fail(r->c->err, GJ_E_BAD_VALUE, GJ_RULE_csv_header);
		gj_fail_text(r->c->err, "field", GJ_STR("name"));
	}
	return code < 0 ? code
			: gj_columns_read(r->c, &row, &r->in->mapping, r->in->system.p != NULL,
					  &r->columns);
}

static int list_unknown(run *r)
{
	gj_str *headers = gj_arena_take(r->c->arena, (r->columns.count + 1) * sizeof(*headers));
	size_t i, n = 0;

	if (!headers)
		return GJ_E_NOMEM;
	for (i = 0; i < r->columns.count; i++)
		if (r->columns.field[i] == GJ_COLUMN_NONE && r->columns.header[i].n)
			headers[n++] = r->columns.header[i];
	r->body.unknown = (gj_array){ headers, n };
	return GJ_OK;
}

/* What outlives the rows is taken before the first of them. */
static int prepare(run *r)
{
	gj_ctx *c = r->c;
	int code = list_unknown(r);

	r->report = gj_arena_zero(c->arena, REPORT_MAX * sizeof(*r->report));
	r->fields = gj_arena_zero(c->arena, REPORT_MAX * sizeof(*r->fields));
	c->emitted = gj_arena_take(c->arena, EMITTED_ROOM * sizeof(*c->emitted));
	if (!r->report || !r->fields || !c->emitted)
		return GJ_E_NOMEM;
	c->emitted_room = EMITTED_ROOM;
	c->emitted_count = 0;
	r->body.rows.p = r->report;
	r->body.file = base_name(r->in->path);
	if (code >= 0)
		code = gj_home_office(c, c->home, &r->office);
	return code < 0 ? code : gj_new_id(c, c->home, &r->id);
}

/* Its event answers the call, and bears the key: so it stands as the first of the call, and
 * says itself where its rows' events are. */
static int finish(run *r, int64_t seq_before)
{
	gj_ctx *c = r->c;
	gj_subject subject = { r->id, 0, 0 };
	int64_t seq = gj_head_of(c, c->home)->seq;

	r->body.has.set = 0x1FF; /* all but the two below */
	if (seq > seq_before) {
		r->body.first_seq = seq_before + 1;
		r->body.last_seq = seq;
		r->body.has.set |= 0x600;
	}
	c->emitted_count = 0;
	return gj_emit(c, &events[0], c->home, &subject, &r->body);
}

static int import_rows(run *r)
{
	gj_ctx *c = r->c;
	gj_str key = c->key;
	int64_t seq = gj_head_of(c, c->home)->seq;
	int code = prepare(r);

	c->key = GJ_STR_NONE;
	if (code >= 0)
		code = each_row(r);
	c->key = key;
	return code < 0 ? code : finish(r, seq);
}

static int enterprise_import(gj_ctx *c, const void *args, void *ret_result)
{
	run *r = gj_arena_zero(c->arena, sizeof(*r));
	gj_str bytes, text;
	int code = r ? GJ_OK : GJ_E_NOMEM;

	(void)ret_result;
	if (code >= 0 && c->home == GJ_ROOT) {
		code = gj_fail(c->err, GJ_E_MISSING, GJ_RULE_missing);
		gj_fail_path(c->err, "/home");
	}
	if (code >= 0)
		code = read_file(c, ((const import_args *)args)->path, &bytes);
	if (code >= 0)
		code = decode(c, args, bytes, &text);
	if (code < 0)
		return code;
	r->c = c;
	r->in = args;
	r->original = (original){ bytes, 0, 1 };
	gj_csv_begin(&r->csv, text, &GJ_CSV_LIMITS);
	code = read_header(r);
	return code < 0 ? code : import_rows(r);
}

/* ---- list ---- */

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t home;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ID(list_args, home, 0, "The office whose ledger it is; the actor's by default."),
	GJ_F_END
};
static const GJ_RECORD(list_record, list_args, list_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, gj_import_row_record, "Imports, by number."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
static const GJ_RECORD(list_result_record, list_result, list_result_fields);

static int import_list(gj_ctx *c, const void *args, void *ret_result)
{
	list_result *out = ret_result;
	gj_page page;
	int code = gj_page_begin(c, args, &page);

	if (code >= 0)
		code = gj_sql_list(c->db, GJ_SQL_IMPORT_LIST, c->arena, &gj_import_row_record,
				   &out->items, "lll", c->home, page.after, page.limit);
	if (code >= 0)
		code = gj_page_end(c, args, &page, &gj_import_row_record, &out->items, "id", NULL,
				   &out->next);
	out->has.set = out->next.p ? 3 : 1;
	return code;
}

/* ---- the table ---- */

static const int import_errors[] = { GJ_E_IO, 0 };

static const gj_op ops[] = {
	{ .name = "enterprise.import",
	  .version = 1,
	  .args = &import_record,
	  .result = &import_result_record,
	  .right = GJ_RIGHT_enterprise_import,
	  .flags = GJ_OP_WRITE | GJ_OP_LONG,
	  .home = GJ_HOME_OFFICE,
	  .errors = import_errors,
	  .since = "1.0",
	  .doc = "Reads a ledger from a CSV file with Chinese headers, in UTF-8 or GB18030. Rows "
		 "that "
		 "break a rule are kept in quarantine with the reason.",
	  .doc_zh = "从 CSV 文件（UTF-8 或 "
		    "GB18030，中文表头）导入企业台账；不合规的行连同原因放入隔离区。",
	  .run = enterprise_import },
	{ .name = "import.list",
	  .version = 1,
	  .args = &list_record,
	  .result = &list_result_record,
	  .right = GJ_RIGHT_enterprise_import,
	  .flags = GJ_OP_LIST,
	  .home = GJ_HOME_OFFICE,
	  .since = "1.0",
	  .doc = "Imports, with what became of their rows.",
	  .doc_zh = "导入记录。",
	  .run = import_list },
	{ 0 }
};

extern const gj_noun gj_noun_import;
const gj_noun gj_noun_import = { "import", "导入", ops, events,
				 "Ledgers of enterprises, read from files." };
