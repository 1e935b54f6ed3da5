/* SPDX-License-Identifier: Apache-2.0
 *
 * From a figure to what it is made of: the demands, whistles or calls that count for a measure
 * by the same filter.
 */
#include "engine/rate.h"

#include "engine/whistle_priv.h"

#include <stdlib.h>
#include <string.h>

/* ---- what counts ---- */

static const gj_field case_fields[] = {
	GJ_F_ID(gj_rate_counted, id, 0,
		"Number of the demand; of the whistle or of the party, where the measure counts "
		"whistles or calls."),
	GJ_F_ID(gj_rate_counted, whistle, 0,
		"Of a call: the whistle; absent where that has ended and she may not see it."),
	GJ_F_TEXT(gj_rate_counted, order_no, 0, 1, 40, GJ_OPEN,
		  "Its order number; of a call, that of its whistle, if she may see that."),
	GJ_F_TEXT(gj_rate_counted, month, 0, 0, 0, GJ_OPEN,
		  "The month: of a cohort, in which it came; of a period, of the first time; of a "
		  "whistle or call, in which it was blown."),
	GJ_F_ID(gj_rate_counted, unit, 0,
		"The unit it counts for: the office that blew, or that was called."),
	GJ_F_CODE(gj_rate_counted, kind, 0, "demand_kind", "Kind of demand."),
	GJ_F_CODE(gj_rate_counted, category, 0, "demand_category", "Category."),
	GJ_F_BOOL(gj_rate_counted, excluded, 0, "It is excluded from rates."),
	GJ_F_INT(gj_rate_counted, count, 0, 0, GJ_MAX_INT, "How often it counts."),
	GJ_F_END
};
static const GJ_RECORD(case_record, gj_rate_counted, case_fields);

/* As the database has it: the month is a number there. */
#define N(member, kind) \
	{ \
#member, kind, GJ_OPEN, 0, (uint32_t)offsetof(gj_rate_counted, member), 0, \
			GJ_MAX_INT, NULL, NULL, NULL, "" \
	}
static const gj_field found_fields[] = { N(id, GJ_K_ID),
					 N(whistle, GJ_K_ID),
					 N(order_no, GJ_K_TEXT),
					 { "month", GJ_K_INT, GJ_OPEN, 0,
					   (uint32_t)offsetof(gj_rate_counted, month_number), 0,
					   GJ_MAX_INT, NULL, NULL, NULL, "" },
					 N(unit, GJ_K_ID),
					 N(kind, GJ_K_TEXT),
					 N(category, GJ_K_TEXT),
					 N(excluded, GJ_K_BOOL),
					 N(count, GJ_K_INT),
					 GJ_F_END };
static const GJ_RECORD(found_record, gj_rate_counted, found_fields);

typedef struct cases_args {
	gj_has has;
	GJ_LIST_ARGS;
	GJ_RATE_FILTER;
	int32_t measure;
} cases_args;

static const gj_field cases_fields[] = {
	GJ_LIST_FIELDS(cases_args), GJ_RATE_FILTER_FIELDS(cases_args),
	GJ_F_ENUM(cases_args, measure, GJ_REQUIRED, gj_measure_names,
		  "What they count for: one of those that a numerator or a denominator adds up."),
	GJ_F_END
};
const GJ_RECORD(gj_rate_cases_args, cases_args, cases_fields);

typedef struct cases_result {
	gj_has has;
	gj_array items;
	gj_str next;
} cases_result;

static const gj_field cases_result_fields[] = {
	GJ_F_ARRAY(cases_result, items, 0, 0, 1000, case_record,
		   "Demands, whistles or calls, by number."),
	GJ_F_TEXT(cases_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
const GJ_RECORD(gj_rate_cases_result, cases_result, cases_result_fields);

void gj_rate_measure(gj_rate_query *q, int measure)
{
	q->measure = gj_str_of(gj_measure_names[measure]);
	gj_field_put(q, &gj_rate_query_record, "measure");
	q->noun = measure < GJ_MEASURE_whistles    ? GJ_RATE_DEMANDS
		  : measure == GJ_MEASURE_whistles ? GJ_RATE_WHISTLES
						   : GJ_RATE_CALLS;
}

/* Of whistles and calls a cohort and a period are the same. */
static int statement(const gj_rate_query *q, int of_units)
{
	static const int of[][2] = {
		[GJ_RATE_DEMANDS] = { GJ_SQL_RATE_CASES_HOME, GJ_SQL_RATE_CASES_UNIT },
		[GJ_RATE_WHISTLES] = { GJ_SQL_RATE_WHISTLES_HOME, GJ_SQL_RATE_WHISTLES_UNIT },
		[GJ_RATE_CALLS] = { GJ_SQL_RATE_CALLS_HOME, GJ_SQL_RATE_CALLS_UNIT }
	};

	if (q->noun == GJ_RATE_DEMANDS && q->basis >= 2)
		return of_units ? GJ_SQL_RATE_FACTS_UNIT : GJ_SQL_RATE_FACTS_HOME;
	return of[q->noun][of_units];
}

static int append(gj_ctx *c, gj_array *all, const gj_array *rows)
{
	gj_rate_counted *p;

	if (!rows->n)
		return GJ_OK;
	p = gj_arena_grow(c->arena, all->p, all->n * sizeof(*p), (all->n + rows->n) * sizeof(*p));
	if (!p)
		return GJ_E_NOMEM;
	memcpy(p + all->n, rows->p, rows->n * sizeof(*p));
	*all = (gj_array){ p, all->n + rows->n };
	return GJ_OK;
}

static int order(const void *a, const void *b)
{
	const gj_rate_counted *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static int from_homes(gj_ctx *c, const gj_demand_reach *r, gj_rate_query *q, gj_array *all)
{
	const int64_t *home = r->homes.p;
	gj_array rows;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < r->homes.n && code >= 0 && all->n < (size_t)q->limit; i++) {
		if (home[i] < GJ_HOME_OF(q->after))
			continue;
		gj_rate_query_put(q, "home", &q->home, home[i]);
		code = gj_rate_query_list(c, statement(q, 0), q, &found_record, &rows);
		if (code >= 0)
			code = append(c, all, &rows);
	}
	return code;
}

static int from_units(gj_ctx *c, const gj_demand_reach *r, gj_rate_query *q, gj_array *all)
{
	const int64_t *office = r->offices.p;
	gj_array rows;
	size_t i;
	int code = GJ_OK;

	gj_field_clear(q, gj_field_index(&gj_rate_query_record, "home", 4));
	if (r->home)
		gj_rate_query_put(q, "home", &q->home, r->home);
	for (i = 0; i < r->offices.n && code >= 0; i++) {
		gj_rate_query_put(q, "reach", &q->reach, office[i]);
		code = gj_rate_query_list(c, statement(q, 1), q, &found_record, &rows);
		if (code >= 0)
			code = append(c, all, &rows);
	}
	return code;
}

int gj_rate_gather(gj_ctx *c, const gj_demand_reach *r, gj_rate_query *q, gj_array *ret_rows)
{
	gj_array all = { NULL, 0 };
	gj_rate_counted *p;
	size_t i, n = 0;
	int code = from_homes(c, r, q, &all);

	if (code >= 0)
		code = from_units(c, r, q, &all);
	p = all.p;
	if (all.n > 1)
		qsort(p, all.n, sizeof(*p), order);
	for (i = 0; i < all.n && n < (size_t)q->limit; i++)
		if (n == 0 || p[i].id != p[n - 1].id)
			p[n++] = p[i];
	*ret_rows = (gj_array){ p, n };
	return code;
}

/* ---- which of them she may know of ---- */

static int see_demand(gj_ctx *c, int64_t id, gj_rate_story *s)
{
	gj_demand d;
	int seen = gj_demand_load(c, id, &d);

	if (seen < 0)
		return seen;
	*s = (gj_rate_story){ .home = d.home, .seq = d.seq, .unit = d.office, .whole = 1 };
	return gj_demand_visible(c, &d);
}

static int see_whistle(gj_ctx *c, int64_t id, gj_rate_story *s)
{
	gj_whistle w;
	int seen = gj_whistle_load(c, id, &w);

	if (seen < 0)
		return seen;
	*s = (gj_rate_story){ .home = w.home, .seq = w.seq, .unit = w.unit, .whole = 1 };
	return gj_whistle_visible(c, &w);
}

/* That her own office was called, she may know for ever, as it is held against it; the whistle
 * only while it goes on. What complains of her unit does not exist for her. */
static int see_call(gj_ctx *c, int64_t id, gj_rate_story *s)
{
	gj_party party;
	gj_whistle w;
	int seen = gj_party_load(c, id, &party);

	if (seen >= 0)
		seen = gj_whistle_load(c, party.whistle, &w);
	if (seen < 0)
		return seen;
	*s = (gj_rate_story){ .home = w.home, .seq = party.seq, .unit = party.office };
	seen = s->whole = gj_whistle_visible(c, &w);
	if (seen != 0 || !party.called_at || party.released_at)
		return seen;
	seen = gj_case_hidden(c, id);
	return seen != 0 ? (seen < 0 ? seen : 0) : gj_may(c, GJ_RIGHT_whistle_read, party.office);
}

int gj_rate_see(gj_ctx *c, int noun, int64_t id, gj_rate_story *ret_story)
{
	if (noun == GJ_RATE_DEMANDS)
		return see_demand(c, id, ret_story);
	return noun == GJ_RATE_WHISTLES ? see_whistle(c, id, ret_story)
					: see_call(c, id, ret_story);
}

static void clear(gj_rate_counted *row, const char *name)
{
	gj_field_clear(row, gj_field_index(&case_record, name, strlen(name)));
}

/* ---- the list ---- */

typedef struct listing {
	gj_demand_reach reach;
	gj_rate_query q;
} listing;

static int read_on(gj_ctx *c, void *user, const gj_page *page, gj_array *ret_rows)
{
	listing *l = user;

	gj_rate_query_put(&l->q, "after", &l->q.after, page->after);
	gj_rate_query_put(&l->q, "limit", &l->q.limit, page->limit);
	return gj_rate_gather(c, &l->reach, &l->q, ret_rows);
}

/* Who may see the figure sees of what it counts that which she may know of. */
static int show(gj_ctx *c, void *user, gj_array *items)
{
	const listing *l = user;
	gj_rate_counted *p = items->p;
	gj_rate_story story;
	size_t i, n = 0;
	int seen, code = GJ_OK;

	for (i = 0; i < items->n && code >= 0; i++) {
		seen = gj_rate_see(c, l->q.noun, p[i].id, &story);
		code = seen < 0 ? seen : GJ_OK;
		if (seen <= 0)
			continue;
		p[i].month = gj_month_text(c->arena, p[i].month_number);
		if (!story.whole) {
			clear(&p[i], "whistle");
			clear(&p[i], "order_no");
		}
		p[n++] = p[i];
	}
	items->n = n;
	return code;
}

int gj_rate_cases(gj_ctx *c, const void *args, void *ret_result)
{
	const cases_args *in = args;
	cases_result *out = ret_result;
	listing l;
	gj_sieve sieve = { &case_record, "id", NULL, read_on, show, &l };
	int code = gj_rate_reach(c, GJ_RIGHT_rate_read, in->home, &l.reach);

	if (code >= 0)
		code = gj_rate_query_make(c, in, &gj_rate_cases_args, &l.q);
	if (code < 0)
		return code;
	gj_rate_measure(&l.q, in->measure);
	code = gj_page_sieve(c, args, &sieve, &out->items, &out->next);
	out->has.set = out->next.p ? 3 : 1;
	return code;
}
