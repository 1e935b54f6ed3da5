/* SPDX-License-Identifier: Apache-2.0
 *
 * Counts of demands: of those, and only those, that a list would show to the same reader.
 */
#include "engine/demand_priv.h"

#include <stdlib.h>
#include <string.h>

static const char *const groups[] = { "state", "class",    "level",   "resolution",
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
	GJ_F_INT(count_result, total, 0, 0, GJ_MAX_INT,
		 "All of them; what is void is not counted."),
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

static int tally_homes(gj_ctx *c, const gj_demand_reach *r, gj_demand_query *q, gj_array *all)
{
	const int64_t *home = r->homes.p;
	const tally *found;
	gj_array rows;
	size_t i, k;
	int code = GJ_OK;

	for (i = 0; i < r->homes.n && code >= 0; i++) {
		gj_demand_query_put(q, "home", &q->home, home[i]);
		code = gj_demand_query_list(c, GJ_SQL_DEMAND_COUNT_HOME, q, &tally_record, &rows);
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

static int in_homes(const gj_demand_reach *r, int64_t id)
{
	const int64_t *home = r->homes.p;
	size_t i;

	for (i = 0; i < r->homes.n; i++)
		if (home[i] == GJ_HOME_OF(id))
			return 1;
	return 0;
}

/* Those of other homes, each once, through however many of her offices it went. */
static int tally_units(gj_ctx *c, const gj_demand_reach *r, gj_demand_query *q, gj_array *all)
{
	const int64_t *office = r->offices.p;
	gj_array rows, ones = { NULL, 0 };
	one_row *p;
	size_t i;
	int code = GJ_OK;

	gj_field_clear(q, gj_field_index(&gj_demand_query_record, "home", 4));
	if (r->home)
		gj_demand_query_put(q, "home", &q->home, r->home);
	for (i = 0; i < r->offices.n && code >= 0; i++) {
		gj_demand_query_put(q, "reach", &q->reach, office[i]);
		code = gj_demand_query_list(c, GJ_SQL_DEMAND_COUNT_UNIT, q, &one_record, &rows);
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
	gj_demand_reach r;
	gj_demand_query q;
	int code = gj_demand_reach_of(c, home, &r);

	gj_demand_query_begin(c, &q);
	q.group = gj_str_of(group);
	gj_field_put(&q, &gj_demand_query_record, "group");
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
	int64_t demands, open, closed, solved_at_office, solved_above, explained, shelved,
		unanswered;
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
		at = p[i].value.p
			     ? gj_field_index(&gj_demand_summary_result, p[i].value.p, p[i].value.n)
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
