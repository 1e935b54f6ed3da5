/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists and searches of demands. A reader sees whole homes that her right to read reaches,
 * and beside them single demands that lay with an office that it reaches. What complains of
 * an office of hers is in no list.
 */
#include "engine/demand_priv.h"

#include <stdlib.h>
#include <string.h>

/* ---- a row of a list ---- */

typedef struct row {
	gj_has has;
	int64_t id;
	gj_str order_no, state;
	int32_t class;
	int64_t office, unit;
	gj_str channel, kind, category, urgency;
	gj_veil subject;
	int64_t enterprise;
	int32_t confidential, anonymous;
	int64_t due_at;
	gj_str resolution, level;
	int64_t parent, opened_at, ended_at;
	int64_t reworks, transfers;
	int32_t problem, voided;
	int64_t revision;
	gj_str place; /* in the order of a list by time: its number, as text */
} row;

static const gj_field row_fields[] = {
	GJ_F_ID(row, id, 0, "Number of the demand."),
	GJ_F_TEXT(row, order_no, 0, 1, 40, GJ_OPEN, "Its order number."),
	GJ_F_TEXT(row, state, 0, 1, 64, GJ_OPEN, "Its state, of its chart."),
	GJ_F_ENUM(row, class, 0, gj_case_classes, "Class of the state."),
	GJ_F_ID(row, office, 0, "Its home office."),
	GJ_F_ID(row, unit, 0, "The unit in charge; the home office while nobody else is."),
	GJ_F_CODE(row, channel, 0, "channel", "By which channel it came."),
	GJ_F_CODE(row, kind, 0, "demand_kind", "Kind of demand."),
	GJ_F_CODE(row, category, 0, "demand_category", "Category."),
	GJ_F_CODE(row, urgency, 0, "urgency", "How urgent."),
	GJ_F_VEIL(row, subject, 0, 200, GJ_PERSONAL, "text", "What it is about."),
	GJ_F_ID(row, enterprise, 0, "Whose demand it is."),
	GJ_F_BOOL(row, confidential, 0, "Who asks is not shown outside the home office."),
	GJ_F_BOOL(row, anonymous, 0, "Who asks was not kept."),
	GJ_F_TIME(row, due_at, 0, "Due time given with the order."),
	GJ_F_CODE(row, resolution, 0, "resolution", "How it was resolved."),
	GJ_F_CODE(row, level, 0, "level", "Level at which it was solved."),
	GJ_F_ID(row, parent, 0, "The demand of which it is a part."),
	GJ_F_TIME(row, opened_at, 0, "When it came."),
	GJ_F_TIME(row, ended_at, 0, "When it ended."),
	GJ_F_INT(row, reworks, 0, 0, GJ_MAX_INT, "How often it was taken up again."),
	GJ_F_INT(row, transfers, 0, 0, GJ_MAX_INT, "How often another unit took over."),
	GJ_F_BOOL(row, problem, 0, "A problem order: reworked or transferred too often."),
	GJ_F_BOOL(row, voided, 0, "It was void from the beginning."),
	GJ_F_INT(row, revision, 0, 1, GJ_MAX_INT, "Goes up by one with every change."),
	GJ_F_TEXT(row, place, GJ_HIDDEN, 0, 0, GJ_OPEN, ""),
	GJ_F_END
};
static const GJ_RECORD(row_record, row, row_fields);

/* ---- arguments ---- */

enum { BY_ID, BY_TIME };
static const char *const sorts[] = { "id", "opened_at", NULL };

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int32_t sort;
	int64_t home;
	int32_t open, class;
	gj_str state;
	int64_t unit, enterprise;
	gj_str kind, category, channel;
	int32_t problem, voided;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ENUM(list_args, sort, 0, sorts, "By number (the default), or by when they came."),
	GJ_F_ID(list_args, home, 0, "Only those of this home office."),
	GJ_F_BOOL(list_args, open, 0, "Only those that have not ended."),
	GJ_F_ENUM(list_args, class, 0, gj_case_classes, "Only those in a state of this class."),
	GJ_F_TEXT(list_args, state, 0, 1, 64, GJ_OPEN, "Only those in this state."),
	GJ_F_ID(list_args, unit, 0, "Only those with this unit in charge."),
	GJ_F_ID(list_args, enterprise, 0, "Only those of this enterprise."),
	GJ_F_CODE(list_args, kind, 0, "demand_kind", "Only this kind."),
	GJ_F_CODE(list_args, category, 0, "demand_category", "Only this category."),
	GJ_F_CODE(list_args, channel, 0, "channel", "Only this channel."),
	GJ_F_BOOL(list_args, problem, 0, "Only problem orders."),
	GJ_F_BOOL(list_args, voided, 0, "Also those that are void."),
	GJ_F_END
};
const GJ_RECORD(gj_demand_list_args, list_args, list_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, row_record, "Demands."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
const GJ_RECORD(gj_demand_list_result, list_result, list_result_fields);

/* ---- gathering rows from several places ---- */

/* With each home or unit that she reaches: first all are asked ahead, then read. */
typedef int (*gather_fn)(gj_ctx *c, int stmt, const gj_demand_query *q, gj_array *all);

static int ask(gj_ctx *c, int stmt, const gj_demand_query *q, gj_array *all)
{
	(void)all;
	gj_demand_query_ahead(c, stmt, q);
	return GJ_OK;
}

/* Appends the rows of one statement. */
static int gather(gj_ctx *c, int stmt, const gj_demand_query *q, gj_array *all)
{
	gj_array rows;
	row *p;
	int code = gj_demand_query_list(c, stmt, q, &row_record, &rows);

	if (code < 0 || !rows.n)
		return code;
	p = gj_arena_grow(c->arena, all->p, all->n * sizeof(*p), (all->n + rows.n) * sizeof(*p));
	if (!p)
		return GJ_E_NOMEM;
	memcpy(p + all->n, rows.p, rows.n * sizeof(*p));
	*all = (gj_array){ p, all->n + rows.n };
	return GJ_OK;
}

static int order_id(const void *a, const void *b)
{
	const row *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static int order_time(const void *a, const void *b)
{
	const row *x = a, *y = b;
	int by = (x->opened_at > y->opened_at) - (x->opened_at < y->opened_at);

	return by ? by : order_id(a, b);
}

/* Sorted, each once, no more than limit. */
static void settle(gj_array *all, int sort, size_t limit)
{
	row *p = all->p;
	size_t i, n = 0;

	if (all->n > 1)
		qsort(p, all->n, sizeof(*p), sort == BY_TIME ? order_time : order_id);
	for (i = 0; i < all->n && n < limit; i++)
		if (n == 0 || p[i].id != p[n - 1].id)
			p[n++] = p[i];
	all->n = n;
}

/* Homes follow one another in the order of numbers: by number the first that fill the page
 * are enough. */
static int gather_homes(gj_ctx *c, const list_args *in, const gj_demand_reach *r,
			gj_demand_query *q, gj_array *all, gather_fn work)
{
	const int64_t *home = r->homes.p;
	int only_open = in->open || (gj_field_has(in, &gj_demand_list_args, "class") &&
				     in->class != GJ_STATE_DONE);
	int stmt = in->sort == BY_TIME
			   ? only_open ? GJ_SQL_DEMAND_LIST_OPEN_TIME : GJ_SQL_DEMAND_LIST_HOME_TIME
		   : only_open ? GJ_SQL_DEMAND_LIST_OPEN
			       : GJ_SQL_DEMAND_LIST_HOME;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < r->homes.n && code >= 0; i++) {
		if (in->sort == BY_ID && all->n >= (size_t)q->limit)
			break;
		if (in->sort == BY_ID && home[i] < GJ_HOME_OF(q->after_id))
			continue;
		gj_demand_query_put(q, "home", &q->home, home[i]);
		code = work(c, stmt, q, all);
	}
	return code;
}

static int gather_units(gj_ctx *c, const list_args *in, const gj_demand_reach *r,
			gj_demand_query *q, gj_array *all, gather_fn work)
{
	int stmt = in->sort == BY_TIME ? GJ_SQL_DEMAND_LIST_UNIT_TIME : GJ_SQL_DEMAND_LIST_UNIT;
	const int64_t *office = r->offices.p;
	size_t i;
	int code = GJ_OK;

	gj_field_clear(q, gj_field_index(&gj_demand_query_record, "home", 4));
	if (r->home)
		gj_demand_query_put(q, "home", &q->home, r->home);
	for (i = 0; i < r->offices.n && code >= 0; i++) {
		gj_demand_query_put(q, "reach", &q->reach, office[i]);
		code = work(c, stmt, q, all);
	}
	return code;
}

/* ---- what may be shown of a row ---- */

static int show(gj_ctx *c, gj_array *items)
{
	row *p = items->p;
	int64_t home = 0, office = 0;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < items->n && code >= 0; i++) {
		if (GJ_HOME_OF(p[i].id) != home) {
			home = GJ_HOME_OF(p[i].id);
			code = gj_home_office(c, home, &office);
		}
		p[i].office = office;
		gj_field_put(&p[i], &row_record, "office");
		if (p[i].confidential && !c->actor->enterprise && !gj_demand_at_home(c, office))
			gj_field_clear(&p[i], gj_field_index(&row_record, "enterprise", 10));
	}
	return code < 0 ? code : gj_unseal_all(c, &row_record, *items);
}

/* Of one enterprise there are few: all are read, and each is asked whether she may know of it.
 * Whose demand it is may itself be what she must not know. */
static int gather_enterprise(gj_ctx *c, const list_args *in, int64_t enterprise,
			     const gj_demand_reach *r, gj_demand_query *q, gj_array *all)
{
	gj_demand demand;
	size_t i, n = 0;
	row *p;
	int seen, code;

	if (r->home)
		gj_demand_query_put(q, "home", &q->home, r->home);
	gj_demand_query_put(q, "enterprise", &q->enterprise, enterprise);
	code = gather(c, GJ_SQL_DEMAND_LIST_ENTERPRISE, q, all);
	p = all->p;
	for (i = 0; code >= 0 && i < all->n; i++) {
		if (in->open && p[i].class == GJ_STATE_DONE)
			continue;
		if (in->sort == BY_TIME ? p[i].opened_at < q->after ||
						  (p[i].opened_at == q->after &&
						   p[i].id <= q->after_id)
					: p[i].id <= q->after_id)
			continue;
		code = gj_demand_load(c, p[i].id, &demand);
		seen = code < 0 ? code : gj_demand_visible(c, &demand);
		if (seen < 0)
			code = seen;
		else if (seen && !gj_demand_veiled(c, &demand))
			p[n++] = p[i];
	}
	all->n = n;
	return code;
}

/* ---- list ---- */

static int parse_number(gj_str text, int64_t *ret_number)
{
	int64_t number = 0;
	size_t i;

	for (i = 0; i < text.n && text.p[i] >= '0' && text.p[i] <= '9' && i < 16; i++)
		number = number * 10 + (text.p[i] - '0');
	*ret_number = number;
	return text.n > 0 && i == text.n;
}

static int page_query(gj_ctx *c, const list_args *in, gj_page *page, gj_demand_query *q)
{
	int code = gj_page_begin(c, in, page);

	if (code < 0)
		return code;
	gj_demand_query_begin(c, q);
	gj_field_copy(q, &gj_demand_query_record, in, &gj_demand_list_args);
	gj_field_clear(q, gj_field_index(&gj_demand_query_record, "enterprise", 10));
	gj_field_clear(q, gj_field_index(&gj_demand_query_record, "home", 4));
	/* a number to look for is an ID there and a plain number here */
	if (in->unit)
		gj_demand_query_put(q, "unit", &q->unit, in->unit);
	gj_field_put(q, &gj_demand_query_record, "voided");
	gj_field_put(q, &gj_demand_query_record, "problem");
	gj_field_put(q, &gj_demand_query_record, "open");
	gj_demand_query_put(q, "limit", &q->limit, page->limit);
	gj_demand_query_put(q, "after", &q->after, INT64_MIN);
	gj_demand_query_put(q, "after_id", &q->after_id, page->after);
	if (in->sort == BY_TIME && page->after_text.n) {
		gj_demand_query_put(q, "after", &q->after, page->after);
		if (!parse_number(page->after_text, &q->after_id)) {
			code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_not_listed);
			gj_fail_text(c->err, "list", GJ_STR("next"));
			gj_fail_path(c->err, "/after");
		}
	}
	return code;
}

static int number_text(gj_ctx *c, row *last)
{
	gj_buf buf;

	gj_buf_init(&buf, c->arena, 24);
	gj_buf_int(&buf, last->id);
	last->place = gj_buf_end(&buf);
	return buf.failed;
}

int gj_demand_list(gj_ctx *c, const void *args, void *ret_result)
{
	const list_args *in = args;
	list_result *out = ret_result;
	int64_t enterprise = in->enterprise ? in->enterprise : c->actor->enterprise;
	gj_page page;
	gj_demand_reach r;
	gj_demand_query q;
	size_t i;
	int code = gj_demand_reach_of(c, in->home, &r);

	if (code >= 0)
		code = page_query(c, in, &page, &q);
	if (code >= 0 && enterprise)
		code = gather_enterprise(c, in, enterprise, &r, &q, &out->items);
	for (i = 0; i < 2 && code >= 0 && !enterprise; i++) {
		code = gather_homes(c, in, &r, &q, &out->items, i ? gather : ask);
		if (code >= 0)
			code = gather_units(c, in, &r, &q, &out->items, i ? gather : ask);
	}
	if (code < 0)
		return code;
	settle(&out->items, in->sort, (size_t)page.limit);
	for (i = 0; i < out->items.n && code >= 0; i++)
		code = number_text(c, (row *)out->items.p + i);
	if (code >= 0)
		code = gj_page_end(c, args, &page, &row_record, &out->items,
				   in->sort == BY_TIME ? "opened_at" : "id",
				   in->sort == BY_TIME ? "place" : NULL, &out->next);
	out->has.set = out->next.p ? 3 : 1;
	return code < 0 ? code : show(c, &out->items);
}

/* ---- find ---- */

typedef struct id_row {
	gj_has has;
	int64_t home, id;
} id_row;
static const gj_field id_fields[] = { GJ_F_ID(id_row, home, 0, ""), GJ_F_ID(id_row, id, 0, ""),
				      GJ_F_END };
static const GJ_RECORD(id_record, id_row, id_fields);

typedef struct external_args {
	gj_has has;
	gj_str system, code;
} external_args;

static const gj_field external_fields[] = {
	GJ_F_CODE(external_args, system, GJ_REQUIRED, "external_system", "Which system."),
	GJ_F_TEXT(external_args, code, GJ_REQUIRED, 1, 80, GJ_OPEN, "Its number there."), GJ_F_END
};
static const GJ_RECORD(external_record, external_args, external_fields);

typedef struct find_args {
	gj_has has;
	gj_str order_no;
	external_args external;
} find_args;

static const gj_field find_fields[] = {
	GJ_F_TEXT(find_args, order_no, 0, 1, 40, GJ_OPEN, "Order number, in full."),
	GJ_F_OBJECT(find_args, external, external_args, 0, external_record,
		    "Its number in another system."),
	GJ_F_END
};
const GJ_RECORD(gj_demand_find_args, find_args, find_fields);

/* Loads the rows of those numbers that she may know of. */
static int rows_of(gj_ctx *c, const gj_array *ids, gj_array *ret_rows)
{
	row *p = gj_arena_take(c->arena, (ids->n + 1) * sizeof(*p));
	const id_row *id = ids->p;
	gj_demand demand;
	size_t i, n = 0;
	int seen, code = p ? GJ_OK : GJ_E_NOMEM;

	for (i = 0; i < ids->n && code >= 0; i++) {
		gj_sql_ahead(c->db, GJ_SQL_DEMAND_GET, "ll", GJ_HOME_OF(id[i].id), id[i].id);
		gj_sql_ahead(c->db, GJ_SQL_DEMAND_LIST_ONE, "ll", GJ_HOME_OF(id[i].id), id[i].id);
	}
	for (i = 0; i < ids->n && code >= 0; i++) {
		code = gj_demand_load(c, id[i].id, &demand);
		seen = code < 0 ? code : gj_demand_visible(c, &demand);
		code = seen < 0 ? seen : code;
		if (code >= 0 && seen)
			code = gj_sql_row(c->db, GJ_SQL_DEMAND_LIST_ONE, c->arena, &row_record,
					  &p[n++], "ll", GJ_HOME_OF(id[i].id), id[i].id);
	}
	*ret_rows = (gj_array){ p, n };
	return code;
}

int gj_demand_find(gj_ctx *c, const void *args, void *ret_result)
{
	const find_args *in = args;
	list_result *out = ret_result;
	gj_array ids = { NULL, 0 };
	int code = GJ_OK;

	if (in->order_no.p) {
		code = gj_sql_list(c->db, GJ_SQL_DEMAND_BY_ORDER_NO, c->arena, &id_record, &ids,
				   "t", in->order_no);
	} else if (in->external.code.p) {
		code = gj_sql_list(c->db, GJ_SQL_DEMAND_BY_EXTERNAL, c->arena, &id_record, &ids,
				   "tt", in->external.system, in->external.code);
	} else {
		code = gj_fail(c->err, GJ_E_MISSING, GJ_RULE_missing);
		gj_fail_path(c->err, "/order_no");
	}
	if (code >= 0)
		code = rows_of(c, &ids, &out->items);
	out->has.set = 1;
	return code < 0 ? code : show(c, &out->items);
}
