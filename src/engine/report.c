/* SPDX-License-Identifier: Apache-2.0
 *
 * Report: figures as they were published, for ever. They stand in the event; the counters go
 * on. A restatement reckons the same anew, tells what has changed since, and stands beside what
 * it restates. Complaints about an office are in no published figure: who reads a report may be
 * of that office.
 */
#include "engine/rate.h"

#include <string.h>

#define ITEMS_MAX 5000
#define CHANGES_MAX 20000

/* ---- what is recorded ---- */

typedef struct change {
	gj_has has;
	gj_str month;
	int64_t office, unit;
	gj_str kind, category;
	gj_rate_figure before, after;
} change;

#define C change
static const gj_field change_fields[] = {
	GJ_F_TEXT(C, month, 0, 0, 7, GJ_OPEN, "The month."),
	GJ_F_ID(C, office, 0, "The home office."),
	GJ_F_ID(C, unit, 0, "The unit in charge."),
	GJ_F_CODE(C, kind, 0, "demand_kind", "The kind."),
	GJ_F_CODE(C, category, 0, "demand_category", "The category."),
	GJ_F_OBJECT(C, before, gj_rate_figure, 0, gj_rate_figure_record,
		    "As it was published; absent: it was not there."),
	GJ_F_OBJECT(C, after, gj_rate_figure, 0, gj_rate_figure_record,
		    "As it is now; absent: it is no more."),
	GJ_F_END
};
static const GJ_RECORD(change_record, change, change_fields);
#undef C

typedef struct body {
	gj_has has;
	gj_str title;
	GJ_RATE_FILTER;
	gj_array names;
	int32_t group, monthly;
	gj_rate_basis basis;
	gj_array items;
	int64_t restates;
	gj_array changes;
} body;

static const gj_field body_fields[] = {
	GJ_F_TEXT(body, title, GJ_REQUIRED, 1, 200, GJ_OPEN, "What it is called."),
	GJ_RATE_BASIS_FIELDS(body), /* `home` is the envelope's word */
	GJ_RATE_ONLY_FIELDS(body),
	GJ_F_TEXTS(body, names, GJ_REQUIRED, 16, "By which formulas."),
	GJ_F_ENUM(body, group, GJ_REQUIRED, gj_rate_groups, "By what figures are told apart."),
	GJ_F_BOOL(body, monthly, GJ_REQUIRED, "Each month for itself."),
	GJ_F_OBJECT(body, basis, gj_rate_basis, GJ_REQUIRED, gj_rate_basis_record,
		    "What was counted, and how."),
	GJ_F_ARRAY(body, items, 0, 0, ITEMS_MAX, gj_rate_item_record, "The figures."),
	GJ_F_ID(body, restates, 0, "The report that it restates."),
	GJ_F_ARRAY(body, changes, 0, 0, CHANGES_MAX, change_record, "What has changed since."),
	GJ_F_END
};
static const GJ_RECORD(body_record, body, body_fields);

static const gj_step published_steps[] = { { GJ_SQL_REPORT_INSERT, NULL, NULL },
					   { GJ_SQL_REPORT_RESTATED, "restates", NULL },
					   GJ_STEPS_END };
enum { PUBLISHED, RESTATED };
static const gj_event_type events[] = { { "report.published", 1, &body_record, published_steps,
					  "Figures were published." },
					{ "report.restated", 1, &body_record, published_steps,
					  "Published figures were reckoned anew." },
					{ NULL, 0, NULL, NULL, NULL } };

static void put(body *b, const char *name)
{
	gj_field_put(b, &body_record, name);
}

/* ---- reckoning ---- */

/* What lies under the publishing office and within the right, by the filter of `b`. */
static int reckon(gj_ctx *c, int64_t office, body *b)
{
	const gj_formula **formulas = NULL;
	gj_demand_reach reach;
	gj_rate_query q;
	gj_array rows, homes;
	int64_t *home;
	size_t i, n = 0;
	int code = gj_rate_reach(c, GJ_RIGHT_report_publish, 0, &reach), over;

	if (code >= 0)
		code = gj_rate_formulas_of(c, &b->names, &formulas);
	if (code >= 0)
		code = gj_rate_query_make(c, b, &body_record, &q);
	homes = reach.homes;
	for (i = 0, home = homes.p; code >= 0 && i < homes.n; i++) {
		int64_t owner = 0;

		code = gj_home_office(c, home[i], &owner);
		over = code < 0 ? code : gj_office_over(c, owner, office);
		code = over < 0 ? over : code;
		if (over > 0)
			home[n++] = home[i];
	}
	if (code < 0)
		return code;
	reach.homes.n = n;
	reach.offices.n = 0; /* of homes that are read whole, and of nothing else */
	q.plain = 1;
	code = gj_rate_rows(c, &reach, &q, b->group, b->monthly, formulas, &rows);
	if (code >= 0 && rows.n > ITEMS_MAX) {
		code = gj_fail(c->err, GJ_E_LIMIT, GJ_RULE_too_many);
		gj_fail_int(c->err, "max", ITEMS_MAX);
	}
	if (code >= 0)
		code = gj_rate_items(c, &rows, b->group, b->monthly, formulas, &b->items);
	if (code >= 0)
		code = gj_rate_basis_make(c, &q, b, &body_record, formulas, &b->basis);
	return code;
}

/* Months and formulas as they were meant, whenever it is reckoned again. */
static int fix(gj_ctx *c, body *b)
{
	const gj_formula **formulas = NULL;
	gj_rate_query q;
	gj_str *name;
	size_t n = 0;
	int code = gj_rate_formulas_of(c, &b->names, &formulas);

	if (code >= 0)
		code = gj_rate_query_make(c, b, &body_record, &q);
	if (code < 0)
		return code;
	while (formulas[n])
		n++;
	name = gj_arena_take(c->arena, (n + 1) * sizeof(*name));
	if (!name)
		return GJ_E_NOMEM;
	b->names = (gj_array){ name, n };
	for (n = 0; n < b->names.n; n++)
		name[n] = formulas[n]->name;
	b->from = gj_month_text(c->arena, q.since);
	b->to = gj_month_text(c->arena, q.until - 1);
	put(b, "from");
	put(b, "to");
	put(b, "count");
	put(b, "time");
	put(b, "names");
	put(b, "group");
	put(b, "monthly");
	put(b, "basis");
	put(b, "items");
	return GJ_OK;
}

/* ---- publish ---- */

typedef struct publish_args {
	gj_has has;
	GJ_WRITE_ARGS;
	gj_str title;
	GJ_RATE_FILTER;
	gj_array formulas;
	int32_t group, monthly;
} publish_args;

#define P publish_args
static const gj_field publish_fields[] = {
	GJ_WRITE_FIELDS(P),
	GJ_F_ID(P, home, 0,
		"The office that publishes, and under which lies what is counted; the actor's "
		"by default."),
	GJ_F_TEXT(P, title, GJ_REQUIRED, 1, 200, GJ_OPEN, "What it is called."),
	GJ_RATE_BASIS_FIELDS(P),
	GJ_RATE_ONLY_FIELDS(P),
	GJ_F_TEXTS(P, formulas, 0, 16, "Which; the three rates and their composite by default."),
	GJ_F_ENUM(P, group, 0, gj_rate_groups, "By what figures are told apart."),
	GJ_F_BOOL(P, monthly, 0, "Each month for itself."),
	GJ_F_END
};
#undef P
static const GJ_RECORD(publish_record, publish_args, publish_fields);

static int owner_of(gj_ctx *c, int64_t home, int right, int64_t *ret_office)
{
	int code = gj_home_office(c, home, ret_office);

	return code < 0 ? code : gj_allow(c, right, *ret_office);
}

static int report_publish(gj_ctx *c, const void *args, void *ret_result)
{
	const publish_args *in = args;
	gj_subject subject = { 0, 0, 0 };
	int64_t office = 0;
	body b;
	int code = owner_of(c, c->home, GJ_RIGHT_report_publish, &office);

	(void)ret_result;
	memset(&b, 0, sizeof(b));
	gj_field_copy(&b, &body_record, in, &publish_record);
	b.names = in->formulas;
	if (code >= 0)
		code = fix(c, &b);
	if (code >= 0)
		code = reckon(c, office, &b);
	if (code >= 0)
		code = gj_new_id(c, c->home, &subject.id);
	return code < 0 ? code : gj_emit(c, &events[PUBLISHED], c->home, &subject, &b);
}

/* ---- reading back ---- */

typedef struct row {
	gj_has has;
	int64_t id;
	gj_str title;
	int64_t restates, restated_by, revision, seq, created_at;
} row;

#define ROW_FIELDS(t) \
	GJ_F_ID(t, id, 0, "Number of the report."), \
		GJ_F_TEXT(t, title, 0, 0, 200, GJ_OPEN, "What it is called."), \
		GJ_F_ID(t, restates, 0, "The report that it restates."), \
		GJ_F_ID(t, restated_by, 0, "The last one that restates it; its figures stand."), \
		GJ_F_INT(t, revision, 0, 1, GJ_MAX_INT, "Always 1: a report never changes."), \
		GJ_F_INT(t, seq, 0, 1, GJ_MAX_INT, "The event that published it."), \
		GJ_F_TIME(t, created_at, 0, "When it was published.")
static const gj_field row_fields[] = { ROW_FIELDS(row), GJ_F_END };
static const GJ_RECORD(row_record, row, row_fields);

typedef struct full {
	gj_has has;
	int64_t id;
	gj_str title;
	int64_t restates, restated_by, revision, seq, created_at;
	gj_rate_basis basis;
	gj_array items, changes;
} full;

static const gj_field full_fields[] = {
	ROW_FIELDS(full),
	GJ_F_OBJECT(full, basis, gj_rate_basis, 0, gj_rate_basis_record,
		    "What was counted, and how."),
	GJ_F_ARRAY(full, items, 0, 0, ITEMS_MAX, gj_rate_item_record, "The figures."),
	GJ_F_ARRAY(full, changes, 0, 0, CHANGES_MAX, change_record,
		   "What had changed since the report that it restates."),
	GJ_F_END
};
static const GJ_RECORD(full_record, full, full_fields);

static int load(gj_ctx *c, int64_t id, row *ret_row, body **ret_body)
{
	int64_t home = GJ_HOME_OF(id);
	const gj_event_type *type = NULL;
	gj_envelope e;
	gj_str bytes;
	void *b = NULL;
	int code = gj_sql_row(c->db, GJ_SQL_REPORT_GET, c->arena, &row_record, ret_row, "ll", home,
			      id);

	if (code == GJ_E_NOT_FOUND)
		return gj_not_found(c, "report");
	if (code >= 0)
		code = gj_event_bytes(c, home, ret_row->seq, &bytes);
	if (code >= 0)
		code = gj_event_read(c->arena, bytes, &e, &type, &b, c->err);
	if (code >= 0)
		*ret_body = b;
	return code;
}

static int report_get(gj_ctx *c, const void *args, void *ret_result)
{
	int64_t id = ((const gj_id_args *)args)->id, office = 0;
	full *out = ret_result;
	body *b = NULL;
	row r;
	int code = load(c, id, &r, &b);

	if (code >= 0)
		code = owner_of(c, GJ_HOME_OF(id), GJ_RIGHT_rate_read, &office);
	if (code < 0)
		return code;
	gj_field_copy(out, &full_record, &r, &row_record);
	out->basis = b->basis;
	out->items = b->items;
	out->changes = b->changes;
	gj_field_put(out, &full_record, "basis");
	gj_field_put(out, &full_record, "items");
	if (b->restates)
		gj_field_put(out, &full_record, "changes");
	return GJ_OK;
}

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t home;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ID(list_args, home, 0, "Published by this office; the actor's by default."), GJ_F_END
};
static const GJ_RECORD(list_record, list_args, list_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, row_record, "Reports, by number."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
static const GJ_RECORD(list_result_record, list_result, list_result_fields);

static int report_list(gj_ctx *c, const void *args, void *ret_result)
{
	const list_args *in = args;
	list_result *out = ret_result;
	int64_t home = 0, office = 0;
	gj_page page;
	int code = gj_office_home(c, in->home ? in->home : c->actor->office, &home);

	if (code >= 0)
		code = owner_of(c, home, GJ_RIGHT_rate_read, &office);
	if (code >= 0)
		code = gj_page_begin(c, args, &page);
	if (code >= 0)
		code = gj_sql_list(c->db, GJ_SQL_REPORT_LIST, c->arena, &row_record, &out->items,
				   "lll", home, page.after, page.limit);
	if (code >= 0)
		code = gj_page_end(c, args, &page, &row_record, &out->items, "id", NULL,
				   &out->next);
	out->has.set = out->next.p ? 3 : 1;
	return code;
}

/* ---- restate ---- */

static int same_place(const gj_rate_item *a, const gj_rate_item *b)
{
	return gj_str_eq(a->month, b->month) && a->office == b->office && a->unit == b->unit &&
	       gj_str_eq(a->kind, b->kind) && gj_str_eq(a->category, b->category);
}

static int same_figure(const gj_rate_figure *a, const gj_rate_figure *b)
{
	return a->version == b->version && a->numerator == b->numerator &&
	       a->denominator == b->denominator;
}

static int add_change(gj_ctx *c, gj_array *changes, const gj_rate_item *at,
		      const gj_rate_figure *before, const gj_rate_figure *after)
{
	change *p;

	if (changes->n == CHANGES_MAX) {
		gj_fail(c->err, GJ_E_LIMIT, GJ_RULE_too_many);
		gj_fail_int(c->err, "max", CHANGES_MAX);
		return GJ_E_LIMIT;
	}
	p = gj_arena_grow(c->arena, changes->p, changes->n * sizeof(*p),
			  (changes->n + 1) * sizeof(*p));
	if (!p)
		return GJ_E_NOMEM;
	*changes = (gj_array){ p, changes->n + 1 };
	p += changes->n - 1;
	memset(p, 0, sizeof(*p));
	gj_field_copy(p, &change_record, at, &gj_rate_item_record);
	if (before) {
		p->before = *before;
		gj_field_put(p, &change_record, "before");
	}
	if (after) {
		p->after = *after;
		gj_field_put(p, &change_record, "after");
	}
	return GJ_OK;
}

/* Figures stand in the order of the formulas, which are the same ones. */
static int compare_item(gj_ctx *c, const gj_rate_item *old, const gj_rate_item *new,
			gj_array *changes)
{
	const gj_rate_item *at = old ? old : new;
	const gj_rate_figure *a = old ? old->figures.p : NULL, *b = new ? new->figures.p : NULL;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < at->figures.n && code >= 0; i++)
		if (!a || !b || !same_figure(&a[i], &b[i]))
			code = add_change(c, changes, at, a ? &a[i] : NULL, b ? &b[i] : NULL);
	return code;
}

static const gj_rate_item *find(const gj_array *items, const gj_rate_item *like)
{
	const gj_rate_item *p = items->p;
	size_t i;

	for (i = 0; i < items->n; i++)
		if (same_place(&p[i], like))
			return &p[i];
	return NULL;
}

static int compare(gj_ctx *c, const body *old, body *new)
{
	const gj_rate_item *a = old->items.p, *b = new->items.p;
	size_t i;
	int code = GJ_OK;

	new->changes = (gj_array){ NULL, 0 };
	for (i = 0; i < old->items.n && code >= 0; i++)
		code = compare_item(c, &a[i], find(&new->items, &a[i]), &new->changes);
	for (i = 0; i < new->items.n &&code >= 0; i++)
		if (!find(&old->items, &b[i]))
			code = compare_item(c, NULL, &b[i], &new->changes);
	return code;
}

/* What `old` says, reckoned now. */
static int anew(gj_ctx *c, int64_t office, const body *old, body *b)
{
	int code;

	*b = *old;
	b->changes = (gj_array){ NULL, 0 };
	code = reckon(c, office, b);
	return code < 0 ? code : compare(c, old, b);
}

typedef struct restate_args {
	gj_has has;
	GJ_WRITE_ARGS;
	int64_t id;
	gj_str title;
} restate_args;

static const gj_field restate_fields[] = {
	GJ_WRITE_FIELDS(restate_args),
	GJ_F_ID(restate_args, id, GJ_REQUIRED, "Number of the report."),
	GJ_F_TEXT(restate_args, title, 0, 1, 200, GJ_OPEN, "A title of its own."), GJ_F_END
};
static const GJ_RECORD(restate_record, restate_args, restate_fields);

static int report_restate(gj_ctx *c, const void *args, void *ret_result)
{
	const restate_args *in = args;
	int64_t home = GJ_HOME_OF(in->id), office = 0;
	gj_subject subject = { 0, 0, 0 };
	body *old = NULL, b;
	row r;
	int code = load(c, in->id, &r, &old);

	(void)ret_result;
	if (code >= 0)
		code = owner_of(c, home, GJ_RIGHT_report_publish, &office);
	if (code >= 0)
		code = anew(c, office, old, &b);
	if (code >= 0)
		code = gj_new_id(c, home, &subject.id);
	if (code < 0)
		return code;
	if (in->title.p)
		b.title = in->title;
	b.restates = in->id;
	put(&b, "restates");
	put(&b, "changes");
	return gj_emit(c, &events[RESTATED], home, &subject, &b);
}

typedef struct compare_result {
	gj_has has;
	gj_rate_basis basis;
	gj_array changes;
} compare_result;

static const gj_field compare_fields[] = {
	GJ_F_OBJECT(compare_result, basis, gj_rate_basis, 0, gj_rate_basis_record,
		    "What is counted, and how."),
	GJ_F_ARRAY(compare_result, changes, 0, 0, CHANGES_MAX, change_record,
		   "What has changed since; empty when nothing has."),
	GJ_F_END
};
static const GJ_RECORD(compare_record, compare_result, compare_fields);

static int report_compare(gj_ctx *c, const void *args, void *ret_result)
{
	int64_t id = ((const gj_id_args *)args)->id, office = 0;
	compare_result *out = ret_result;
	body *old = NULL, b;
	row r;
	int code = load(c, id, &r, &old);

	if (code >= 0)
		code = owner_of(c, GJ_HOME_OF(id), GJ_RIGHT_report_publish, &office);
	if (code >= 0)
		code = anew(c, office, old, &b);
	if (code < 0)
		return code;
	out->basis = b.basis;
	out->changes = b.changes;
	out->has.set = 3;
	return GJ_OK;
}

/* ---- the tables ---- */

static const int write_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_LIMIT, 0 };
static const int read_errors[] = { GJ_E_NOT_FOUND, 0 };

static const gj_op ops[] = { { .name = "report.publish",
			       .version = 1,
			       .args = &publish_record,
			       .result = &gj_written_record,
			       .right = GJ_RIGHT_report_publish,
			       .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT,
			       .home = GJ_HOME_OFFICE,
			       .errors = write_errors,
			       .since = "1.0",
			       .doc = "Publishes figures: they never change again.",
			       .doc_zh = "发布报告：发布后不再改变。",
			       .run = report_publish },
			     { .name = "report.restate",
			       .version = 1,
			       .args = &restate_record,
			       .result = &gj_written_record,
			       .right = GJ_RIGHT_report_publish,
			       .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT,
			       .home = GJ_HOME_ID,
			       .errors = write_errors,
			       .since = "1.0",
			       .doc = "Publishes the same reckoned anew, with what has changed.",
			       .doc_zh = "重述报告：重新计算并列明差异，原报告不变。",
			       .run = report_restate },
			     { .name = "report.compare",
			       .version = 1,
			       .args = &gj_id_args_record,
			       .result = &compare_record,
			       .right = GJ_RIGHT_report_publish,
			       .flags = GJ_OP_OWN_RIGHT,
			       .home = GJ_HOME_ID,
			       .errors = read_errors,
			       .since = "1.0",
			       .doc = "What a restatement would say has changed.",
			       .doc_zh = "比较已发布的数据与现在的数据。",
			       .run = report_compare },
			     { .name = "report.get",
			       .version = 1,
			       .args = &gj_id_args_record,
			       .result = &full_record,
			       .right = GJ_RIGHT_rate_read,
			       .flags = GJ_OP_OWN_RIGHT,
			       .home = GJ_HOME_ID,
			       .errors = read_errors,
			       .since = "1.0",
			       .doc = "A report, as it was published.",
			       .doc_zh = "查看已发布的报告。",
			       .run = report_get },
			     { .name = "report.list",
			       .version = 1,
			       .args = &list_record,
			       .result = &list_result_record,
			       .right = GJ_RIGHT_rate_read,
			       .flags = GJ_OP_OWN_RIGHT | GJ_OP_LIST,
			       .home = GJ_HOME_ROOT,
			       .errors = read_errors,
			       .since = "1.0",
			       .doc = "Reports that an office has published.",
			       .doc_zh = "报告列表。",
			       .run = report_list },
			     { 0 } };

extern const gj_noun gj_noun_report;
const gj_noun gj_noun_report = { "report", "报告", ops, events,
				 "Figures that were published, and restated." };
