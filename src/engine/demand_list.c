/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists, searches and counts of demands. A reader sees whole homes that her right to read
 * reaches, and beside them single demands that lay with an office that it reaches. What
 * complains of an office of hers is in no list and in no count.
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
	int32_t voided;
	int64_t revision;
	gj_str place; /* in the order of a list by time: its number, as text */
} row;

static const gj_field row_fields[] = {
	GJ_F_ID(row, id, 0, "Number of the demand."),
	GJ_F_TEXT(row, order_no, 0, 1, 40, GJ_OPEN, "Its order number."),
	GJ_F_TEXT(row, state, 0, 1, 64, GJ_OPEN, "Its state, of its chart."),
	GJ_F_ENUM(row, class, 0, gj_demand_classes, "Class of the state."),
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
	int32_t voided;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ENUM(list_args, sort, 0, sorts, "By number (the default), or by when they came."),
	GJ_F_ID(list_args, home, 0, "Only those of this home office."),
	GJ_F_BOOL(list_args, open, 0, "Only those that have not ended."),
	GJ_F_ENUM(list_args, class, 0, gj_demand_classes, "Only those in a state of this class."),
	GJ_F_TEXT(list_args, state, 0, 1, 64, GJ_OPEN, "Only those in this state."),
	GJ_F_ID(list_args, unit, 0, "Only those with this unit in charge."),
	GJ_F_ID(list_args, enterprise, 0, "Only those of this enterprise."),
	GJ_F_CODE(list_args, kind, 0, "demand_kind", "Only this kind."),
	GJ_F_CODE(list_args, category, 0, "demand_category", "Only this category."),
	GJ_F_CODE(list_args, channel, 0, "channel", "Only this channel."),
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

/* ---- reach: what the actor's right to read covers ---- */

typedef struct id_row {
	gj_has has;
	int64_t home, id;
} id_row;
static const gj_field id_fields[] = { GJ_F_ID(id_row, home, 0, ""), GJ_F_ID(id_row, id, 0, ""),
				      GJ_F_END };
static const GJ_RECORD(id_record, id_row, id_fields);

typedef struct reach {
	gj_array homes;   /* of int64_t, ascending: those that are read whole */
	gj_array offices; /* of int64_t: where the right is held; none for the system */
	int64_t home;     /* the only one asked for; 0: all */
} reach;

static int add(gj_ctx *c, gj_array *list, int64_t id)
{
	int64_t *p = list->p;
	size_t i = list->n;

	while (i > 0 && p[i - 1] > id)
		i--;
	if (i > 0 && p[i - 1] == id)
		return GJ_OK;
	p = gj_arena_grow(c->arena, p, list->n * sizeof(*p), (list->n + 1) * sizeof(*p));
	if (!p)
		return GJ_E_NOMEM;
	memmove(p + i + 1, p + i, (list->n - i) * sizeof(*p));
	p[i] = id;
	*list = (gj_array){ p, list->n + 1 };
	return GJ_OK;
}

static int add_homes(gj_ctx *c, reach *r, const gj_array *rows)
{
	const id_row *home = rows->p;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < rows->n && code >= 0; i++)
		if (!r->home || home[i].home == r->home)
			code = add(c, &r->homes, home[i].home);
	return code;
}

static int add_grant(gj_ctx *c, reach *r, int64_t office)
{
	gj_array rows;
	int code = add(c, &r->offices, office);

	if (code >= 0)
		code = gj_sql_list(c->db, GJ_SQL_DEMAND_HOMES, c->arena, &id_record, &rows, "ll",
				   GJ_ROOT, office);
	return code < 0 ? code : add_homes(c, r, &rows);
}

/* DENIED when she may read nowhere. */
static int reach_of(gj_ctx *c, int64_t home, reach *ret_reach)
{
	const gj_grant *grant = c->actor->grants.p;
	reach r = { { NULL, 0 }, { NULL, 0 }, 0 };
	gj_array rows;
	size_t i;
	int code = home ? gj_office_home(c, home, &r.home) : GJ_OK;

	if (code >= 0 && c->actor->system) {
		code = gj_sql_list(c->db, GJ_SQL_DEMAND_HOMES_ALL, c->arena, &id_record, &rows, "l",
				   GJ_ROOT);
		code = code < 0 ? code : add_homes(c, &r, &rows);
	}
	for (i = 0; i < c->actor->grants.n && code >= 0; i++)
		if (grant[i].rights >> GJ_RIGHT_demand_read & 1)
			code = add_grant(c, &r, grant[i].office);
	if (code >= 0 && !c->actor->system && !r.offices.n)
		code = gj_allow(c, GJ_RIGHT_demand_read, c->actor->office);
	if (code >= 0)
		*ret_reach = r;
	return code;
}

/* ---- gathering rows from several places ---- */

/* All that a statement of a list asks by name. */
typedef struct query {
	gj_has has;
	int64_t root, home, reach, after, after_id;
	gj_str state;
	int32_t class;
	int64_t unit, enterprise;
	gj_str kind, category, channel, group;
	int32_t voided;
	int64_t office, staff, limit;
} query;

#define ANY_INT(m) GJ_F_INT(query, m, 0, 0, GJ_MAX_INT, "")
static const gj_field query_fields[] = {
	ANY_INT(root),
	ANY_INT(home),
	ANY_INT(reach),
	ANY_INT(after),
	ANY_INT(after_id),
	GJ_F_TEXT(query, state, 0, 0, 0, GJ_OPEN, ""),
	GJ_F_ENUM(query, class, 0, gj_demand_classes, ""),
	ANY_INT(unit),
	ANY_INT(enterprise),
	GJ_F_CODE(query, kind, 0, "", ""),
	GJ_F_CODE(query, category, 0, "", ""),
	GJ_F_CODE(query, channel, 0, "", ""),
	GJ_F_TEXT(query, group, 0, 0, 0, GJ_OPEN, ""),
	GJ_F_BOOL(query, voided, 0, ""),
	ANY_INT(office),
	ANY_INT(staff),
	ANY_INT(limit),
	GJ_F_END
};
static const GJ_RECORD(query_record, query, query_fields);

static void put(query *q, const char *name)
{
	gj_field_put(q, &query_record, name);
}

static void put_int(query *q, const char *name, int64_t *field, int64_t value)
{
	*field = value;
	put(q, name);
}

static void query_begin(gj_ctx *c, query *q)
{
	memset(q, 0, sizeof(*q));
	put_int(q, "root", &q->root, GJ_ROOT);
	put_int(q, "office", &q->office, c->actor->office);
	put_int(q, "staff", &q->staff, c->actor->staff);
	put(q, "voided");
}

static int query_list(gj_ctx *c, int stmt, const query *q, const gj_record *record,
		      gj_array *ret_rows)
{
	gj_source source = { &query_record, q };

	return gj_sql_list_from(c->db, stmt, c->arena, record, ret_rows, &source, 1);
}

/* Appends the rows of one statement. */
static int gather(gj_ctx *c, int stmt, const query *q, gj_array *all)
{
	gj_array rows;
	row *p;
	int code = query_list(c, stmt, q, &row_record, &rows);

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
static int gather_homes(gj_ctx *c, const list_args *in, const reach *r, query *q, gj_array *all)
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
		put_int(q, "home", &q->home, home[i]);
		code = gather(c, stmt, q, all);
	}
	return code;
}

static int gather_units(gj_ctx *c, const list_args *in, const reach *r, query *q, gj_array *all)
{
	const int64_t *office = r->offices.p;
	size_t i, k, n, from;
	row *p;
	int code = GJ_OK;

	gj_field_clear(q, gj_field_index(&query_record, "home", 4));
	if (r->home)
		put_int(q, "home", &q->home, r->home);
	for (i = 0; i < r->offices.n && code >= 0; i++) {
		put_int(q, "reach", &q->reach, office[i]);
		from = all->n;
		code = gather(c,
			      in->sort == BY_TIME ? GJ_SQL_DEMAND_LIST_UNIT_TIME
						  : GJ_SQL_DEMAND_LIST_UNIT,
			      q, all);
		p = all->p;
		for (k = n = from; k < all->n; k++)
			if (!in->open || p[k].class != GJ_STATE_DONE)
				p[n++] = p[k];
		all->n = n;
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
		if (p[i].confidential && !gj_demand_at_home(c, office))
			gj_field_clear(&p[i], gj_field_index(&row_record, "enterprise", 10));
	}
	return code < 0 ? code : gj_unseal_all(c, &row_record, *items);
}

/* Of one enterprise there are few: all are read, and each is asked whether she may know of it.
 * Whose demand it is may itself be what she must not know. */
static int gather_enterprise(gj_ctx *c, const list_args *in, const reach *r, query *q, gj_array *all)
{
	gj_demand demand;
	size_t i, n = 0;
	row *p;
	int seen, code;

	if (r->home)
		put_int(q, "home", &q->home, r->home);
	put_int(q, "enterprise", &q->enterprise, in->enterprise);
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

static int page_query(gj_ctx *c, const list_args *in, gj_page *page, query *q)
{
	int code = gj_page_begin(c, in, page);

	if (code < 0)
		return code;
	query_begin(c, q);
	gj_field_copy(q, &query_record, in, &gj_demand_list_args);
	gj_field_clear(q, gj_field_index(&query_record, "enterprise", 10));
	gj_field_clear(q, gj_field_index(&query_record, "home", 4));
	/* a number to look for is an ID there and a plain number here */
	if (in->unit)
		put_int(q, "unit", &q->unit, in->unit);
	put(q, "voided");
	put_int(q, "limit", &q->limit, page->limit);
	put_int(q, "after", &q->after, INT64_MIN);
	put_int(q, "after_id", &q->after_id, page->after);
	if (in->sort == BY_TIME && page->after_text.n) {
		put_int(q, "after", &q->after, page->after);
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
	gj_page page;
	reach r;
	query q;
	size_t i;
	int code = reach_of(c, in->home, &r);

	if (code >= 0)
		code = page_query(c, in, &page, &q);
	if (code >= 0 && in->enterprise)
		code = gather_enterprise(c, in, &r, &q, &out->items);
	if (code >= 0 && !in->enterprise)
		code = gather_homes(c, in, &r, &q, &out->items);
	if (code >= 0 && !in->enterprise)
		code = gather_units(c, in, &r, &q, &out->items);
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

/* ---- count, summary ---- */

static const char *const groups[] = { "state", "class", "level",    "resolution",
				      "kind",  "category", "channel", NULL };

typedef struct count_args {
	gj_has has;
	int32_t group;
	int64_t home;
} count_args;

static const gj_field count_fields[] = {
	GJ_F_ENUM(count_args, group, GJ_REQUIRED, groups, "By what they are counted."),
	GJ_F_ID(count_args, home, 0, "Only those of this home office."), GJ_F_END
};
const GJ_RECORD(gj_demand_count_args, count_args, count_fields);

typedef struct tally {
	gj_has has;
	gj_str value;
	int64_t count;
} tally;

static const gj_field tally_fields[] = {
	GJ_F_TEXT(tally, value, 0, 0, 0, GJ_OPEN, "Absent: none is recorded."),
	GJ_F_INT(tally, count, 0, 0, GJ_MAX_INT, "How many."), GJ_F_END
};
static const GJ_RECORD(tally_record, tally, tally_fields);

typedef struct count_result {
	gj_has has;
	gj_array items;
	int64_t total;
} count_result;

static const gj_field count_result_fields[] = {
	GJ_F_ARRAY(count_result, items, 0, 0, 100000, tally_record, "By value."),
	GJ_F_INT(count_result, total, 0, 0, GJ_MAX_INT, "All of them; what is void is not counted."),
	GJ_F_END
};
const GJ_RECORD(gj_demand_count_result, count_result, count_result_fields);

static int tally_add(gj_ctx *c, gj_array *all, gj_str value, int64_t count)
{
	tally *p = all->p;
	size_t i;

	for (i = 0; i < all->n; i++)
		if (value.p ? p[i].value.p && gj_str_eq(p[i].value, value) : !p[i].value.p) {
			p[i].count += count;
			return GJ_OK;
		}
	p = gj_arena_grow(c->arena, p, all->n * sizeof(*p), (all->n + 1) * sizeof(*p));
	if (!p)
		return GJ_E_NOMEM;
	p[all->n] = (tally){ { value.p ? 3 : 2, 0 }, value, count };
	*all = (gj_array){ p, all->n + 1 };
	return GJ_OK;
}

static int tally_homes(gj_ctx *c, const reach *r, query *q, gj_array *all)
{
	const int64_t *home = r->homes.p;
	const tally *found;
	gj_array rows;
	size_t i, k;
	int code = GJ_OK;

	for (i = 0; i < r->homes.n && code >= 0; i++) {
		put_int(q, "home", &q->home, home[i]);
		code = query_list(c, GJ_SQL_DEMAND_COUNT_HOME, q, &tally_record, &rows);
		found = rows.p;
		for (k = 0; code >= 0 && k < rows.n; k++)
			code = tally_add(c, all, found[k].value, found[k].count);
	}
	return code;
}

typedef struct one_row {
	gj_has has;
	int64_t id;
	gj_str value;
} one_row;
static const gj_field one_fields[] = { GJ_F_ID(one_row, id, 0, ""),
				       GJ_F_TEXT(one_row, value, 0, 0, 0, GJ_OPEN, ""), GJ_F_END };
static const GJ_RECORD(one_record, one_row, one_fields);

static int order_one(const void *a, const void *b)
{
	const one_row *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static int in_homes(const reach *r, int64_t id)
{
	const int64_t *home = r->homes.p;
	size_t i;

	for (i = 0; i < r->homes.n; i++)
		if (home[i] == GJ_HOME_OF(id))
			return 1;
	return 0;
}

/* Those of other homes, each once, through however many of her offices it went. */
static int tally_units(gj_ctx *c, const reach *r, query *q, gj_array *all)
{
	const int64_t *office = r->offices.p;
	gj_array rows, ones = { NULL, 0 };
	one_row *p;
	size_t i;
	int code = GJ_OK;

	gj_field_clear(q, gj_field_index(&query_record, "home", 4));
	if (r->home)
		put_int(q, "home", &q->home, r->home);
	for (i = 0; i < r->offices.n && code >= 0; i++) {
		put_int(q, "reach", &q->reach, office[i]);
		code = query_list(c, GJ_SQL_DEMAND_COUNT_UNIT, q, &one_record, &rows);
		if (code < 0 || !rows.n)
			continue;
		p = gj_arena_grow(c->arena, ones.p, ones.n * sizeof(*p),
				  (ones.n + rows.n) * sizeof(*p));
		if (!p)
			return GJ_E_NOMEM;
		memcpy(p + ones.n, rows.p, rows.n * sizeof(*p));
		ones = (gj_array){ p, ones.n + rows.n };
	}
	p = ones.p;
	if (code >= 0 && ones.n > 1)
		qsort(p, ones.n, sizeof(*p), order_one);
	for (i = 0; i < ones.n && code >= 0; i++)
		if ((i == 0 || p[i].id != p[i - 1].id) && !in_homes(r, p[i].id))
			code = tally_add(c, all, p[i].value, 1);
	return code;
}

static int order_tally(const void *a, const void *b)
{
	return gj_str_cmp(((const tally *)a)->value, ((const tally *)b)->value);
}

static int tally_all(gj_ctx *c, const char *group, int64_t home, gj_array *all)
{
	reach r;
	query q;
	int code = reach_of(c, home, &r);

	query_begin(c, &q);
	q.group = gj_str_of(group);
	put(&q, "group");
	if (code >= 0)
		code = tally_homes(c, &r, &q, all);
	if (code >= 0)
		code = tally_units(c, &r, &q, all);
	if (code >= 0 && all->n > 1)
		qsort(all->p, all->n, sizeof(tally), order_tally);
	return code;
}

int gj_demand_count(gj_ctx *c, const void *args, void *ret_result)
{
	const count_args *in = args;
	count_result *out = ret_result;
	size_t i;
	int code = tally_all(c, groups[in->group], in->home, &out->items);

	for (i = 0; code >= 0 && i < out->items.n; i++)
		out->total += ((tally *)out->items.p)[i].count;
	out->has.set = 3;
	return code;
}

typedef struct summary_args {
	gj_has has;
	int64_t home;
} summary_args;

static const gj_field summary_fields[] = {
	GJ_F_ID(summary_args, home, 0, "Only those of this home office."), GJ_F_END
};
const GJ_RECORD(gj_demand_summary_args, summary_args, summary_fields);

typedef struct summary_result {
	gj_has has;
	int64_t demands, open, closed, solved_at_office, solved_above, explained, shelved, unanswered;
} summary_result;

#define COUNT(m, doc) GJ_F_INT(summary_result, m, 0, 0, GJ_MAX_INT, doc)
static const gj_field summary_result_fields[] = {
	COUNT(demands, "All of them; what is void is not counted."),
	COUNT(open, "Not ended yet."),
	COUNT(closed, "Ended, in whichever way."),
	COUNT(solved_at_office, "Ended, and solved or worked around at the office's own level."),
	COUNT(solved_above, "Ended, and solved or worked around at a level above it."),
	COUNT(explained, "Ended with an explanation."),
	COUNT(shelved, "Ended while shelved."),
	COUNT(unanswered, "Ended without an answer: withdrawn, merged, declined."),
	GJ_F_END
};
const GJ_RECORD(gj_demand_summary_result, summary_result, summary_result_fields);

int gj_demand_summary(gj_ctx *c, const void *args, void *ret_result)
{
	const summary_args *in = args;
	summary_result *out = ret_result;
	gj_array all = { NULL, 0 };
	const tally *p;
	size_t i;
	int at, code = tally_all(c, "outcome", in->home, &all);

	p = all.p;
	for (i = 0; code >= 0 && i < all.n; i++) {
		at = p[i].value.p ? gj_field_index(&gj_demand_summary_result, p[i].value.p,
						   p[i].value.n)
				  : -1;
		if (at >= 0)
			*(int64_t *)((char *)out + summary_result_fields[at].offset) += p[i].count;
		else
			out->unanswered += p[i].count;
		out->demands += p[i].count;
	}
	out->closed = out->demands - out->open;
	out->has.set = 255;
	return code;
}
