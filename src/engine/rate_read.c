/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading the counters: months, reach, sums by group.
 */
#include "engine/rate.h"

#include <stdlib.h>
#include <string.h>

#define MONTHS_MAX 1200
#define ROWS_MAX 20000

const char *const gj_rate_counts[] = { "cohort", "period", NULL };
const char *const gj_rate_times[] = { "occurred", "recorded", NULL };
const char *const gj_rate_groups[] = { "whole", "office", "unit", "kind", "category", NULL };

static const gj_field filter_fields[] = { GJ_RATE_FILTER_FIELDS(gj_rate_filter), GJ_F_END };
const GJ_RECORD(gj_rate_filter_record, gj_rate_filter, filter_fields);

#define ANY_INT(m) GJ_F_INT(gj_rate_query, m, 0, 0, GJ_MAX_INT, "")
#define ANY_TEXT(m) GJ_F_TEXT(gj_rate_query, m, 0, 0, 0, GJ_OPEN, "")
static const gj_field query_fields[] = { ANY_INT(root),
					 ANY_INT(home),
					 ANY_INT(reach),
					 ANY_INT(basis),
					 ANY_INT(since),
					 ANY_INT(until),
					 ANY_TEXT(party),
					 ANY_INT(unit),
					 ANY_TEXT(kind),
					 ANY_TEXT(category),
					 ANY_TEXT(measure),
					 ANY_TEXT(group),
					 GJ_F_BOOL(gj_rate_query, monthly, 0, ""),
					 GJ_F_BOOL(gj_rate_query, plain, 0, ""),
					 ANY_INT(office),
					 ANY_INT(staff),
					 ANY_INT(after),
					 ANY_INT(limit),
					 GJ_F_END };
const GJ_RECORD(gj_rate_query_record, gj_rate_query, query_fields);

#define COUNT(name) \
	{ #name, \
	  GJ_K_INT, \
	  GJ_OPEN, \
	  0, \
	  (uint32_t)(offsetof(gj_rate_row, count) + GJ_MEASURE_##name * sizeof(int64_t)), \
	  0, \
	  GJ_MAX_INT, \
	  NULL, \
	  NULL, \
	  NULL, \
	  "" },
static const gj_field row_fields[] = { GJ_F_INT(gj_rate_row, home, 0, 0, 0, ""),
				       GJ_F_INT(gj_rate_row, month, 0, 0, 0, ""),
				       GJ_F_INT(gj_rate_row, unit, 0, 0, 0, ""),
				       GJ_F_TEXT(gj_rate_row, code, 0, 0, 0, GJ_OPEN, ""),
#define M(name, zh, en, doc) COUNT(name)
#include "rule/measures.def"
#undef M
				       GJ_F_END };
static const GJ_RECORD(row_record, gj_rate_row, row_fields);

/* ---- months ---- */

static int month_of(gj_ctx *c, gj_str text, const char *path, int64_t *ret_month)
{
	const char *p = text.p;
	int64_t year = 0, month;
	int i;

	for (i = 0; i < 7; i++)
		if (i == 4 ? p[i] != '-' : p[i] < '0' || p[i] > '9')
			break;
	month = i == 7 ? (p[5] - '0') * 10 + p[6] - '0' : 0;
	if (month < 1 || month > 12) {
		gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_month_format);
		gj_fail_path(c->err, path);
		return GJ_E_BAD_VALUE;
	}
	for (i = 0; i < 4; i++)
		year = year * 10 + (p[i] - '0');
	*ret_month = 12 * year + month - 1;
	return GJ_OK;
}

gj_str gj_month_text(gj_arena *arena, int64_t month)
{
	gj_buf buf;
	int64_t year = month / 12, number = month % 12 + 1, unit;

	gj_buf_init(&buf, arena, 16);
	for (unit = 1000; unit; unit /= 10)
		gj_buf_char(&buf, (char)('0' + year / unit % 10));
	gj_buf_char(&buf, '-');
	gj_buf_char(&buf, (char)('0' + number / 10));
	gj_buf_char(&buf, (char)('0' + number % 10));
	return gj_buf_end(&buf);
}

static int read_months(gj_ctx *c, const gj_rate_filter *f, gj_rate_query *q)
{
	int64_t now = c->now, first = 0, last;
	int code = GJ_OK;

	/* a read has not looked at the clock yet */
	if (!f->from.p && !now && c->host->clock(c->host->clock_user, &now) < 0)
		return GJ_E_HOST;
	if (f->from.p)
		code = month_of(c, f->from, "/from", &first);
	else
		first = gj_month_of(now, c->zone);

	last = first;
	if (code >= 0 && f->to.p)
		code = month_of(c, f->to, "/to", &last);
	if (code >= 0 && last < first) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_order_of_dates);
		gj_fail_path(c->err, "/to");
	}
	if (code >= 0 && last - first >= MONTHS_MAX) {
		code = gj_fail(c->err, GJ_E_LIMIT, GJ_RULE_too_many_months);
		gj_fail_int(c->err, "max", MONTHS_MAX);
		gj_fail_path(c->err, "/to");
	}
	gj_rate_query_put(q, "since", &q->since, first);
	gj_rate_query_put(q, "until", &q->until, last + 1);
	return code;
}

/* ---- the query ---- */

void gj_rate_query_put(gj_rate_query *q, const char *name, int64_t *field, int64_t value)
{
	*field = value;
	gj_field_put(q, &gj_rate_query_record, name);
}

static void put_text(gj_rate_query *q, const char *name, gj_str *field, gj_str value)
{
	*field = value;
	if (value.p)
		gj_field_put(q, &gj_rate_query_record, name);
}

int gj_rate_query_make(gj_ctx *c, const void *args, const gj_record *record,
		       gj_rate_query *ret_query)
{
	gj_rate_query q;
	gj_rate_filter f;
	int code;

	memset(&q, 0, sizeof(q));
	memset(&f, 0, sizeof(f));
	gj_field_copy(&f, &gj_rate_filter_record, args, record);
	gj_rate_query_put(&q, "root", &q.root, GJ_ROOT);
	gj_rate_query_put(&q, "office", &q.office, c->actor->office);
	gj_rate_query_put(&q, "staff", &q.staff, c->actor->staff);
	gj_rate_query_put(&q, "basis", &q.basis, 2 * f.count + f.time);
	if (f.unit)
		gj_rate_query_put(&q, "unit", &q.unit, f.unit);
	put_text(&q, "party", &q.party, f.party.p ? f.party : GJ_STR(""));
	put_text(&q, "kind", &q.kind, f.kind);
	put_text(&q, "category", &q.category, f.category);
	gj_field_put(&q, &gj_rate_query_record, "monthly");
	gj_field_put(&q, &gj_rate_query_record, "plain");
	code = read_months(c, &f, &q);
	if (code >= 0)
		*ret_query = q;
	return code;
}

int gj_rate_query_list(gj_ctx *c, int stmt, const gj_rate_query *q, const gj_record *record,
		       gj_array *ret_rows)
{
	gj_source source = { &gj_rate_query_record, q };

	return gj_sql_list_from(c->db, stmt, c->arena, record, ret_rows, &source, 1);
}

int gj_rate_reach(gj_ctx *c, int right, int64_t home, gj_demand_reach *ret_reach)
{
	int64_t *office;
	size_t i, k, n = 0;
	int over = 0, code = gj_demand_reach_by(c, right, home, ret_reach);

	office = ret_reach->offices.p;
	for (i = 0; code >= 0 && i < ret_reach->offices.n; i++) {
		for (k = 0, over = 0; k < ret_reach->offices.n && over == 0; k++)
			if (k != i)
				over = gj_office_over(c, office[i], office[k]);
		if (over < 0)
			return over;
		if (!over)
			office[n++] = office[i];
	}
	if (code >= 0)
		ret_reach->offices.n = n;
	return code;
}

/* ---- sums ---- */

static int append(gj_ctx *c, gj_array *all, const gj_rate_row *row)
{
	gj_rate_row *p;

	if (all->n == ROWS_MAX) {
		gj_fail(c->err, GJ_E_LIMIT, GJ_RULE_too_many);
		gj_fail_int(c->err, "max", ROWS_MAX);
		return GJ_E_LIMIT;
	}
	if (all->n % 64 == 0) {
		p = gj_arena_grow(c->arena, all->p, all->n * sizeof(*p),
				  (all->n + 64) * sizeof(*p));
		if (!p)
			return GJ_E_NOMEM;
		all->p = p;
	}
	((gj_rate_row *)all->p)[all->n++] = *row;
	return GJ_OK;
}

static int same_group(const gj_rate_row *a, const gj_rate_row *b)
{
	return a->home == b->home && a->month == b->month && a->unit == b->unit &&
	       gj_str_eq(a->code, b->code);
}

/* Into the group it belongs to, if there is anything among the measures counted; whistles
 * and calls are of no kind or category of demands. in_order: rows of one home come together, so
 * that its group is near the end or is not there. */
static int gather(gj_ctx *c, gj_array *all, gj_rate_row *row, int group, const char *counted,
		  int in_order)
{
	int coded = group == GJ_RATE_BY_KIND || group == GJ_RATE_BY_CATEGORY;
	gj_rate_row *p = all->p;
	int64_t any = 0;
	size_t i;
	int m;

	for (m = 0; m < GJ_MEASURE_COUNT; m++)
		any |= counted[m] ? row->count[m] : 0;
	if (!any || (coded && !row->code.n))
		return GJ_OK;
	if (!row->code.p)
		row->code = GJ_STR(""); /* not every statement has one: still the same group */
	if (group != GJ_RATE_BY_OFFICE)
		row->home = 0;
	for (i = all->n; i > 0 && !same_group(&p[i - 1], row); i--)
		if (in_order && p[i - 1].home != row->home)
			return append(c, all, row);
	if (!i)
		return append(c, all, row);
	for (m = 0; m < GJ_MEASURE_COUNT; m++)
		p[i - 1].count[m] += row->count[m];
	return GJ_OK;
}

static int in_homes(const gj_demand_reach *r, int64_t home)
{
	const int64_t *p = r->homes.p;
	size_t i;

	for (i = 0; i < r->homes.n; i++)
		if (p[i] == home)
			return 1;
	return 0;
}

/* What the two sums read, in one round trip. */
static void ask_sums(gj_ctx *c, const gj_demand_reach *r, gj_rate_query *q, int stmt)
{
	gj_source source = { &gj_rate_query_record, q };
	const int64_t *home = r->homes.p, *office = r->offices.p;
	size_t i;

	for (i = 0; i < r->homes.n; i++) {
		gj_rate_query_put(q, "home", &q->home, home[i]);
		gj_sql_ahead_from(c->db, stmt, &source, 1);
	}
	gj_field_clear(q, gj_field_index(&gj_rate_query_record, "home", 4));
	if (r->home)
		gj_rate_query_put(q, "home", &q->home, r->home);
	for (i = 0; i < r->offices.n; i++) {
		gj_rate_query_put(q, "reach", &q->reach, office[i]);
		gj_sql_ahead_from(c->db, GJ_SQL_RATE_SUM_UNIT, &source, 1);
	}
}

static int sum_homes(gj_ctx *c, const gj_demand_reach *r, gj_rate_query *q, int stmt, int group,
		     const char *counted, gj_array *all)
{
	const int64_t *home = r->homes.p;
	gj_rate_row *row;
	gj_array rows;
	size_t i, k;
	int code = GJ_OK;

	for (i = 0; i < r->homes.n && code >= 0; i++) {
		gj_rate_query_put(q, "home", &q->home, home[i]);
		code = gj_rate_query_list(c, stmt, q, &row_record, &rows);
		for (k = 0; code >= 0 && k < rows.n; k++) {
			row = (gj_rate_row *)rows.p + k;
			row->home = home[i];
			row->month = q->monthly ? row->month : 0;
			code = gather(c, all, row, group, counted, 1);
		}
	}
	return code;
}

/* What lay with an office of hers in homes that she does not read whole. */
static int sum_units(gj_ctx *c, const gj_demand_reach *r, gj_rate_query *q, int group,
		     const char *counted, gj_array *all)
{
	const int64_t *office = r->offices.p;
	gj_rate_row *row;
	gj_array rows;
	size_t i, k;
	int code = GJ_OK;

	gj_field_clear(q, gj_field_index(&gj_rate_query_record, "home", 4));
	if (r->home)
		gj_rate_query_put(q, "home", &q->home, r->home);
	for (i = 0; i < r->offices.n && code >= 0; i++) {
		gj_rate_query_put(q, "reach", &q->reach, office[i]);
		code = gj_rate_query_list(c, GJ_SQL_RATE_SUM_UNIT, q, &row_record, &rows);
		for (k = 0; code >= 0 && k < rows.n; k++) {
			row = (gj_rate_row *)rows.p + k;
			if (!in_homes(r, row->home))
				code = gather(c, all, row, group, counted, 0);
		}
	}
	return code;
}

/* Behind the last measure that these formulas ask for. */
static int last_used(const gj_formula *const *formulas)
{
	int m, last = 0;

	for (; *formulas; formulas++)
		for (m = last; m < GJ_MEASURE_COUNT; m++)
			if ((*formulas)->over.of[m] || (*formulas)->under.of[m])
				last = m + 1;
	return last;
}

/* Do these formulas ask for no more than the three rates do? */
static int narrow(const gj_formula *const *formulas)
{
	return last_used(formulas) <= GJ_MEASURE_registered + 1;
}

/* A group is there if it has anything of demands, unless no formula asks for demands; or of the
 * whistles and calls that one asks for. */
static void count_for(const gj_formula *const *formulas, char *counted)
{
	int m, demands = !*formulas;

	memset(counted, 0, GJ_MEASURE_COUNT);
	for (; *formulas; formulas++)
		for (m = 0; m < GJ_MEASURE_COUNT; m++)
			if ((*formulas)->over.of[m] || (*formulas)->under.of[m]) {
				counted[m] = 1;
				demands |= m < GJ_MEASURE_whistles;
			}
	for (m = 0; demands && m < GJ_MEASURE_whistles; m++)
		counted[m] = 1;
}

static int order_rows(const void *a, const void *b)
{
	const gj_rate_row *x = a, *y = b;

	if (x->home != y->home)
		return x->home < y->home ? -1 : 1;
	if (x->month != y->month)
		return x->month < y->month ? -1 : 1;
	if (x->unit != y->unit)
		return x->unit < y->unit ? -1 : 1;
	return gj_str_cmp(x->code, y->code);
}

int gj_rate_rows(gj_ctx *c, const gj_demand_reach *reach, gj_rate_query *q, int group, int monthly,
		 const gj_formula *const *formulas, gj_array *ret_rows)
{
	int plain = group == GJ_RATE_WHOLE || group == GJ_RATE_BY_OFFICE;
	int stmt = plain && narrow(formulas) ? GJ_SQL_RATE_SUM_MONTHS : GJ_SQL_RATE_SUM_HOME;
	char counted[GJ_MEASURE_COUNT];
	gj_array all = { NULL, 0 };
	int code;

	count_for(formulas, counted);
	q->monthly = monthly;
	put_text(q, "group", &q->group, gj_str_of(gj_rate_groups[group]));
	code = gj_unpile_all(c);
	if (code >= 0)
		ask_sums(c, reach, q, stmt);
	if (code >= 0)
		code = sum_homes(c, reach, q, stmt, group, counted, &all);
	if (code >= 0)
		code = sum_units(c, reach, q, group, counted, &all);
	if (code >= 0 && all.n > 1)
		qsort(all.p, all.n, sizeof(gj_rate_row), order_rows);
	*ret_rows = all;
	return code;
}
