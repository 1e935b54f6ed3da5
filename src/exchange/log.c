/* SPDX-License-Identifier: Apache-2.0
 *
 * The event log of a home office, written to a file: as XES (IEEE 1849), which programs of
 * process mining read, or as CSV. A case is a demand; an event what was done to it, by which
 * office and in which role. No personal value is in it, nor who did it; and nothing of a
 * demand that the actor may not know of.
 */
#include "engine/demand_priv.h"
#include "exchange/csv.h"
#include "util/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE 200
#define STEPS_MAX 4096
#define TEXT_MAX (1u << 20) /* of one case */
#define NAME_SLOTS 64
#define NAME_SIZE 408

/* ---- what is asked for ---- */

enum { XES, CSV };
static const char *const formats[] = { "xes", "csv", NULL };

typedef struct export_args {
	gj_has has;
	int64_t home;
	int32_t format;
	gj_str path;
	int64_t since, until;
} export_args;

static const gj_field export_fields[] = {
	GJ_F_ID(export_args, home, 0, "The office whose log it is; the actor's by default."),
	GJ_F_ENUM(export_args, format, GJ_REQUIRED, formats, "xes or csv."),
	GJ_F_TEXT(export_args, path, GJ_REQUIRED, 1, 1000, GJ_INTERNAL,
		  "The file to be made; one that is there already is not touched."),
	GJ_F_TIME(export_args, since, 0, "Only demands that came from then on."),
	GJ_F_TIME(export_args, until, 0, "Only demands that came before then."),
	GJ_F_END
};
static const GJ_RECORD(export_record, export_args, export_fields);

typedef struct export_result {
	gj_has has;
	int64_t cases, events, variants;
} export_result;

static const gj_field export_result_fields[] = {
	GJ_F_INT(export_result, cases, 0, 0, GJ_MAX_INT, "Demands."),
	GJ_F_INT(export_result, events, 0, 0, GJ_MAX_INT, "Events."),
	GJ_F_INT(export_result, variants, 0, 0, GJ_MAX_INT,
		 "Different sequences of what was done."),
	GJ_F_END
};
static const GJ_RECORD(export_result_record, export_result, export_result_fields);

typedef struct query {
	gj_has has;
	int64_t home, root, office, staff, since, until, after, limit;
} query;
#define Q(m) GJ_F_INT(query, m, 0, 0, GJ_MAX_INT, "")
static const gj_field query_fields[] = { Q(home),  Q(root),  Q(office), Q(staff), Q(since),
					 Q(until), Q(after), Q(limit),  GJ_F_END };
static const GJ_RECORD(query_record, query, query_fields);

typedef struct case_row {
	gj_has has;
	int64_t id;
	gj_str order_no, channel, kind, category;
	int64_t seq;
} case_row;

static const gj_field case_fields[] = { GJ_F_ID(case_row, id, 0, ""),
					GJ_F_TEXT(case_row, order_no, 0, 0, 0, GJ_OPEN, ""),
					GJ_F_TEXT(case_row, channel, 0, 0, 0, GJ_OPEN, ""),
					GJ_F_TEXT(case_row, kind, 0, 0, 0, GJ_OPEN, ""),
					GJ_F_TEXT(case_row, category, 0, 0, 0, GJ_OPEN, ""),
					GJ_F_INT(case_row, seq, 0, 0, GJ_MAX_INT, ""),
					GJ_F_END };
static const GJ_RECORD(case_record, case_row, case_fields);

/* ---- an event, as it is written ---- */

typedef struct step {
	gj_has has;
	gj_str verb, from, state;
	int32_t class;
	int64_t unit;
	gj_str mode, reason, disposition, resolution, level;
	int32_t above;
	gj_str by, result, satisfaction;
	int32_t valid, solved, contacted, grade, excluded;
	gj_str outcome, kind, category;
	/* of the envelope */
	int64_t seq, at, time, acting_office;
	gj_str role;
} step;

#define T(m) GJ_F_TEXT(step, m, 0, 0, 0, GJ_OPEN, "")
static const gj_field step_fields[] = { T(verb),
					T(from),
					T(state),
					GJ_F_ENUM(step, class, 0, gj_case_classes, ""),
					GJ_F_ID(step, unit, 0, ""),
					GJ_F_CODE(step, mode, 0, "", ""),
					T(reason),
					GJ_F_CODE(step, disposition, 0, "", ""),
					GJ_F_CODE(step, resolution, 0, "", ""),
					GJ_F_CODE(step, level, 0, "", ""),
					GJ_F_BOOL(step, above, 0, ""),
					GJ_F_CODE(step, by, 0, "", ""),
					GJ_F_CODE(step, result, 0, "", ""),
					GJ_F_CODE(step, satisfaction, 0, "", ""),
					GJ_F_BOOL(step, valid, 0, ""),
					GJ_F_BOOL(step, solved, 0, ""),
					GJ_F_BOOL(step, contacted, 0, ""),
					GJ_F_ENUM(step, grade, 0, gj_demand_grades, ""),
					GJ_F_BOOL(step, excluded, 0, ""),
					T(outcome),
					GJ_F_CODE(step, kind, 0, "", ""),
					GJ_F_CODE(step, category, 0, "", ""),
					GJ_F_END };
static const GJ_RECORD(step_record, step, step_fields);

typedef struct writing {
	gj_ctx *c;
	FILE *file;
	int format;
	uint8_t (*variants)[GJ_DIGEST_SIZE];
	int64_t room;
	export_result out;
	struct {
		int64_t id;
		size_t n;
		char name[NAME_SIZE];
	} names[NAME_SLOTS];
} writing;

static int broken(writing *w)
{
	return gj_fail(w->c->err, GJ_E_IO, GJ_RULE_NONE);
}

static int flush(writing *w, gj_buf *buf)
{
	gj_str text = gj_buf_end(buf);

	if (buf->failed)
		return gj_fail(w->c->err, buf->failed, GJ_RULE_NONE);
	return fwrite(text.p, 1, text.n, w->file) == text.n ? GJ_OK : broken(w);
}

typedef struct name_row {
	gj_has has;
	gj_str name;
} name_row;
static const gj_field name_fields[] = { GJ_F_TEXT(name_row, name, 0, 0, 0, GJ_OPEN, ""), GJ_F_END };
static const GJ_RECORD(name_record, name_row, name_fields);

/* Names of offices, remembered while the file is written. */
static int name_of(writing *w, int64_t office, gj_str *ret_name)
{
	size_t slot = (size_t)office % NAME_SLOTS;
	name_row row;
	int code = GJ_OK;

	*ret_name = GJ_STR("");
	if (!office)
		return GJ_OK;
	if (w->names[slot].id != office) {
		code = gj_sql_row(w->c->db, GJ_SQL_OFFICE_NAME, w->c->arena, &name_record, &row,
				  "ll", GJ_ROOT, office);
		if (code < 0)
			return code == GJ_E_NOT_FOUND ? GJ_E_CORRUPT : code;
		w->names[slot].n = row.name.n < NAME_SIZE ? row.name.n : NAME_SIZE;
		memcpy(w->names[slot].name, row.name.p, w->names[slot].n);
		w->names[slot].id = office;
	}
	*ret_name = (gj_str){ w->names[slot].name, w->names[slot].n };
	return GJ_OK;
}

/* ---- CSV ---- */

static const char *const columns[] = {
	"case",     "order_no", "seq",          "activity",   "lifecycle", "time",
	"recorded", "office",   "office_name",  "role",       "unit",      "unit_name",
	"from",     "state",    "class",        "channel",    "kind",      "category",
	"mode",     "reason",   "disposition",  "resolution", "level",     "above",
	"by",       "result",   "satisfaction", "valid",      "solved",    "contacted",
	"grade",    "outcome",  "excluded",     NULL
};

static void csv_int(writing *w, gj_csv_writer *csv, int there, int64_t value)
{
	gj_buf buf;

	gj_buf_init(&buf, w->c->arena, 24);
	if (there)
		gj_buf_int(&buf, value);
	gj_csv_write(csv, gj_buf_end(&buf));
}

static void csv_time(writing *w, gj_csv_writer *csv, int64_t at)
{
	gj_buf buf;

	gj_buf_init(&buf, w->c->arena, 40);
	gj_time_write(&buf, at, w->c->zone);
	gj_csv_write(csv, gj_buf_end(&buf));
}

static int has(const step *s, const char *name)
{
	return gj_field_has(s, &step_record, name);
}

static void csv_text(gj_csv_writer *csv, gj_str text)
{
	gj_csv_write(csv, text.p ? text : GJ_STR(""));
}

static void csv_flag(writing *w, gj_csv_writer *csv, const step *s, const char *name, int32_t value)
{
	csv_int(w, csv, has(s, name), value);
}

static int csv_step(writing *w, gj_buf *buf, const case_row *k, const step *s, int64_t unit)
{
	gj_str office, unit_name;
	gj_csv_writer csv;
	int code = name_of(w, s->acting_office, &office);

	if (code >= 0)
		code = name_of(w, unit, &unit_name);
	if (code < 0)
		return code;
	gj_csv_write_begin(&csv, buf, GJ_CSV_SAFE);
	csv_int(w, &csv, 1, k->id);
	csv_text(&csv, k->order_no);
	csv_int(w, &csv, 1, s->seq);
	csv_text(&csv, s->verb);
	csv_text(&csv, GJ_STR("complete"));
	csv_time(w, &csv, s->time);
	csv_time(w, &csv, s->at);
	csv_int(w, &csv, s->acting_office != 0, s->acting_office);
	csv_text(&csv, office);
	csv_text(&csv, s->role);
	csv_int(w, &csv, unit != 0, unit);
	csv_text(&csv, unit_name);
	csv_text(&csv, s->from);
	csv_text(&csv, s->state);
	csv_text(&csv, gj_str_of(gj_case_classes[s->class]));
	csv_text(&csv, k->channel);
	csv_text(&csv, k->kind);
	csv_text(&csv, k->category);
	csv_text(&csv, s->mode);
	csv_text(&csv, s->reason);
	csv_text(&csv, s->disposition);
	csv_text(&csv, s->resolution);
	csv_text(&csv, s->level);
	csv_flag(w, &csv, s, "above", s->above);
	csv_text(&csv, s->by);
	csv_text(&csv, s->result);
	csv_text(&csv, s->satisfaction);
	csv_flag(w, &csv, s, "valid", s->valid);
	csv_flag(w, &csv, s, "solved", s->solved);
	csv_flag(w, &csv, s, "contacted", s->contacted);
	csv_text(&csv, has(s, "grade") ? gj_str_of(gj_demand_grades[s->grade]) : GJ_STR(""));
	csv_text(&csv, s->outcome);
	csv_flag(w, &csv, s, "excluded", s->excluded);
	gj_csv_write_end(&csv);
	return GJ_OK;
}

/* ---- XES ---- */

static const char xes_head[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	"<log xes.version=\"1849-2016\" xes.features=\"\" xmlns=\"http://www.xes-standard.org/\">\n"
	"<extension name=\"Concept\" prefix=\"concept\" "
	"uri=\"http://www.xes-standard.org/concept.xesext\"/>\n"
	"<extension name=\"Time\" prefix=\"time\" "
	"uri=\"http://www.xes-standard.org/time.xesext\"/>\n"
	"<extension name=\"Organizational\" prefix=\"org\" "
	"uri=\"http://www.xes-standard.org/org.xesext\"/>\n"
	"<extension name=\"Lifecycle\" prefix=\"lifecycle\" "
	"uri=\"http://www.xes-standard.org/lifecycle.xesext\"/>\n"
	"<global scope=\"trace\"><string key=\"concept:name\" value=\"-\"/></global>\n"
	"<global scope=\"event\"><string key=\"concept:name\" value=\"-\"/>"
	"<string key=\"lifecycle:transition\" value=\"complete\"/>"
	"<date key=\"time:timestamp\" value=\"1970-01-01T00:00:00.000+00:00\"/></global>\n"
	"<classifier name=\"Activity\" keys=\"concept:name\"/>\n";

static void xml_text(gj_buf *buf, gj_str text)
{
	size_t i;

	for (i = 0; i < text.n; i++) {
		unsigned char ch = (unsigned char)text.p[i];

		if (ch == '&')
			gj_buf_text(buf, "&amp;");
		else if (ch == '<')
			gj_buf_text(buf, "&lt;");
		else if (ch == '"')
			gj_buf_text(buf, "&quot;");
		else if (ch >= 0x20) /* others cannot stand in XML at all */
			gj_buf_char(buf, text.p[i]);
	}
}

static void xes_string(gj_buf *buf, const char *key, gj_str value)
{
	if (!value.n)
		return;
	gj_buf_text(buf, "<string key=\"");
	gj_buf_text(buf, key);
	gj_buf_text(buf, "\" value=\"");
	xml_text(buf, value);
	gj_buf_text(buf, "\"/>");
}

static void xes_date(writing *w, gj_buf *buf, const char *key, int64_t at)
{
	gj_buf_text(buf, "<date key=\"");
	gj_buf_text(buf, key);
	gj_buf_text(buf, "\" value=\"");
	gj_time_write(buf, at, w->c->zone);
	gj_buf_text(buf, "\"/>");
}

static int xes_step(writing *w, gj_buf *buf, const step *s, int64_t unit)
{
	gj_str office, unit_name;
	int code = name_of(w, s->acting_office, &office);

	if (code >= 0)
		code = name_of(w, unit, &unit_name);
	if (code < 0)
		return code;
	gj_buf_text(buf, "<event>");
	xes_string(buf, "concept:name", s->verb);
	xes_string(buf, "lifecycle:transition", GJ_STR("complete"));
	xes_date(w, buf, "time:timestamp", s->time);
	xes_string(buf, "org:resource", office);
	xes_string(buf, "org:role", s->role);
	xes_string(buf, "org:group", unit_name);
	xes_date(w, buf, "guanjia:recorded", s->at);
	xes_string(buf, "guanjia:state", s->state);
	xes_string(buf, "guanjia:class", gj_str_of(gj_case_classes[s->class]));
	xes_string(buf, "guanjia:resolution", s->resolution);
	xes_string(buf, "guanjia:level", s->level);
	xes_string(buf, "guanjia:callback_by", s->by);
	xes_string(buf, "guanjia:callback_result", s->result);
	xes_string(buf, "guanjia:satisfaction", s->satisfaction);
	xes_string(buf, "guanjia:exclusion", s->outcome);
	gj_buf_text(buf, "</event>\n");
	return GJ_OK;
}

static void xes_case(gj_buf *buf, const case_row *k)
{
	gj_buf_text(buf, "<trace>");
	xes_string(buf, "concept:name", k->order_no);
	xes_string(buf, "guanjia:channel", k->channel);
	xes_string(buf, "guanjia:kind", k->kind);
	xes_string(buf, "guanjia:category", k->category);
	gj_buf_text(buf, "\n");
}

/* ---- cases ---- */

static int read_step(gj_ctx *c, int64_t home, int64_t seq, step *ret_step, int64_t *ret_link)
{
	const gj_event_type *type = NULL;
	gj_envelope e;
	void *body = NULL;
	int code = gj_event_load(c, home, seq, &e, &type, &body);

	if (code < 0)
		return code;
	memset(ret_step, 0, sizeof(*ret_step));
	gj_field_copy(ret_step, &step_record, body, type->body);
	ret_step->seq = e.seq;
	ret_step->at = e.at;
	ret_step->time = e.occurred_at ? e.occurred_at : e.at;
	ret_step->acting_office = e.acting_office;
	ret_step->role = e.role;
	*ret_link = e.link;
	return GJ_OK;
}

/* The sequence of activities, digested. */
static int note_variant(writing *w, const step *steps, size_t n)
{
	int code = gj_digest_begin(w->c->digest);

	for (; n > 0 && code >= 0; n--) {
		code = gj_digest_put(w->c->digest, steps[n - 1].verb.p, steps[n - 1].verb.n);
		if (code >= 0)
			code = gj_digest_put(w->c->digest, ";", 1);
	}
	if (code >= 0 && w->out.cases == w->room)
		code = GJ_E_BUG;
	return code < 0 ? code : gj_digest_end(w->c->digest, w->variants[w->out.cases]);
}

static int write_steps(writing *w, gj_buf *buf, const case_row *k, const step *steps, size_t n)
{
	int64_t unit = 0;
	int code = GJ_OK;

	for (; n > 0 && code >= 0; n--) {
		unit = has(&steps[n - 1], "unit") ? steps[n - 1].unit : unit;
		code = w->format == XES ? xes_step(w, buf, &steps[n - 1], unit)
					: csv_step(w, buf, k, &steps[n - 1], unit);
		w->out.events++;
	}
	return code;
}

static int write_case(writing *w, int64_t home, const case_row *k)
{
	gj_arena_mark mark = gj_arena_mark_now(w->c->arena);
	step *steps = NULL;
	int64_t seq = k->seq, link = 0;
	size_t n = 0, room = 0;
	gj_buf buf;
	int code = GJ_OK;

	for (; seq > 0 && code >= 0; seq = link) {
		if (n == room) {
			steps = gj_arena_grow(w->c->arena, steps, room * sizeof(*steps),
					      (room + 32) * sizeof(*steps));
			room += 32;
		}
		if (!steps || n == STEPS_MAX)
			return steps ? GJ_E_CORRUPT : GJ_E_NOMEM;
		code = read_step(w->c, home, seq, &steps[n++], &link);
	}
	gj_buf_init(&buf, w->c->arena, TEXT_MAX);
	if (code >= 0)
		code = note_variant(w, steps, n);
	if (w->format == XES)
		xes_case(&buf, k);
	if (code >= 0)
		code = write_steps(w, &buf, k, steps, n);
	if (w->format == XES)
		gj_buf_text(&buf, "</trace>\n");
	if (code >= 0)
		code = flush(w, &buf);
	w->out.cases++;
	gj_arena_rewind(w->c->arena, mark);
	return code;
}

static int write_cases(writing *w, query *q)
{
	gj_arena_mark mark = gj_arena_mark_now(w->c->arena);
	gj_source source = { &query_record, q };
	gj_array rows;
	size_t i;
	int code;

	do {
		code = gj_sql_list_from(w->c->db, GJ_SQL_LOG_CASES, w->c->arena, &case_record,
					&rows, &source, 1);
		for (i = 0; code >= 0 && i < rows.n; i++) {
			const case_row *k = (case_row *)rows.p + i;

			q->after = k->id;
			code = write_case(w, q->home, k);
			if (code >= 0 && w->out.cases % 1000 == 0)
				code = gj_progress(w->c, w->out.cases, w->room);
		}
		if (code >= 0)
			gj_arena_rewind(w->c->arena, mark);
	} while (code >= 0 && rows.n == PAGE);
	return code;
}

static int write_head(writing *w)
{
	gj_csv_writer csv;
	gj_buf buf;
	size_t i;

	gj_buf_init(&buf, w->c->arena, TEXT_MAX);
	if (w->format == XES) {
		gj_buf_text(&buf, xes_head);
		return flush(w, &buf);
	}
	gj_csv_write_begin(&csv, &buf, GJ_CSV_BOM);
	for (i = 0; columns[i]; i++)
		gj_csv_write(&csv, gj_str_of(columns[i]));
	gj_csv_write_end(&csv);
	return flush(w, &buf);
}

static int order(const void *a, const void *b)
{
	return memcmp(a, b, GJ_DIGEST_SIZE);
}

static void count_variants(writing *w)
{
	int64_t i;

	if (w->out.cases > 1)
		qsort(w->variants, (size_t)w->out.cases, sizeof(*w->variants), order);
	for (i = 0; i < w->out.cases; i++)
		w->out.variants += i == 0 || order(w->variants[i], w->variants[i - 1]) != 0;
}

static int write_all(writing *w, query *q)
{
	int code = write_head(w);

	if (code >= 0)
		code = write_cases(w, q);
	if (code >= 0 && w->format == XES && fwrite("</log>\n", 1, 7, w->file) != 7)
		code = broken(w);
	return code;
}

/* ---- the operation ---- */

static int no_file(gj_ctx *c, gj_str path)
{
	size_t i = path.n;
	int code = gj_fail(c->err, GJ_E_IO, GJ_RULE_file);

	while (i > 0 && path.p[i - 1] != '/' && path.p[i - 1] != '\\')
		i--;
	gj_fail_text(c->err, "file", (gj_str){ path.p + i, path.n - i });
	gj_fail_path(c->err, "/path");
	return code;
}

static int prepare(gj_ctx *c, const export_args *in, query *q, writing *w)
{
	gj_source source = { &query_record, q };
	int64_t office = 0;
	int code = gj_office_home(c, in->home ? in->home : c->actor->office, &q->home);

	if (code >= 0)
		code = gj_home_office(c, q->home, &office);
	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_log_export, office);
	if (code >= 0)
		code = gj_sql_open_from(c->db, GJ_SQL_LOG_COUNT, &source, 1);
	if (code >= 0)
		code = gj_sql_next(c->db, GJ_SQL_LOG_COUNT);
	if (code > 0) {
		gj_value value;

		code = gj_sql_value(c->db, GJ_SQL_LOG_COUNT, 0, &value);
		w->room = code < 0 ? 0 : value.i;
	}
	gj_sql_done(c->db, GJ_SQL_LOG_COUNT);
	if (code >= 0) {
		w->variants = gj_arena_take(c->arena, (size_t)(w->room + 1) * GJ_DIGEST_SIZE);
		code = w->variants ? GJ_OK : GJ_E_NOMEM;
	}
	return code;
}

static int log_export(gj_ctx *c, const void *args, void *ret_result)
{
	const export_args *in = args;
	writing *w = gj_arena_zero(c->arena, sizeof(*w));
	query q = { { 255, 0 },
		    0,
		    GJ_ROOT,
		    c->actor->office,
		    c->actor->staff,
		    in->since ? in->since : INT64_MIN,
		    in->until ? in->until : INT64_MAX,
		    0,
		    PAGE };
	int code = w ? GJ_OK : GJ_E_NOMEM;

	if (code < 0)
		return code;
	w->c = c;
	w->format = in->format;
	code = prepare(c, in, &q, w);
	if (code < 0)
		return code;
	w->file = fopen(in->path.p, "wbx");
	if (!w->file)
		return no_file(c, in->path);
	code = write_all(w, &q);
	if (fclose(w->file) != 0 && code >= 0)
		code = broken(w);
	if (code < 0) {
		remove(in->path.p); /* half a log would be taken for the whole */
		return code;
	}
	count_variants(w);
	w->out.has.set = 7;
	*(export_result *)ret_result = w->out;
	return GJ_OK;
}

static const int export_errors[] = { GJ_E_NOT_FOUND, GJ_E_IO, GJ_E_LIMIT, 0 };
static const gj_event_type events[] = { { NULL, 0, NULL, NULL, NULL } };

static const gj_op ops[] = { { .name = "log.export",
			       .version = 1,
			       .args = &export_record,
			       .result = &export_result_record,
			       .right = GJ_RIGHT_log_export,
			       .flags = GJ_OP_OWN_RIGHT | GJ_OP_LONG,
			       .home = GJ_HOME_ROOT,
			       .errors = export_errors,
			       .since = "1.0",
			       .doc = "Writes the event log of a home office to a file, as XES or "
				      "as CSV, without personal "
				      "values.",
			       .doc_zh = "将单位的事件日志导出为 XES 或 CSV 文件，不含个人信息。",
			       .run = log_export },
			     { 0 } };

extern const gj_noun gj_noun_log;
const gj_noun gj_noun_log = { "log", "事件日志", ops, events,
			      "What was done to demands, for process mining." };
