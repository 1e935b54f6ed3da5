/* SPDX-License-Identifier: Apache-2.0
 *
 * From a figure to what it is made of: the demands that count for a measure by the same
 * filter, and how long they took.
 */
#include "engine/rate.h"

#include "engine/calendar.h"
#include "util/time.h"

#include <stdlib.h>
#include <string.h>

/* ---- demands that count ---- */

typedef struct case_row {
	gj_has has;
	int64_t id;
	gj_str order_no, month;
	int64_t month_number;
	int64_t unit;
	gj_str kind, category;
	int32_t excluded;
	int64_t count;
} case_row;

static const gj_field case_fields[] = {
	GJ_F_ID(case_row, id, 0, "Number of the demand."),
	GJ_F_TEXT(case_row, order_no, 0, 1, 40, GJ_OPEN, "Its order number."),
	GJ_F_TEXT(case_row, month, 0, 0, 0, GJ_OPEN,
		  "The month: of a cohort, in which it came; of a period, of the first time."),
	GJ_F_ID(case_row, unit, 0, "The unit it counts for."),
	GJ_F_CODE(case_row, kind, 0, "demand_kind", "Kind of demand."),
	GJ_F_CODE(case_row, category, 0, "demand_category", "Category."),
	GJ_F_BOOL(case_row, excluded, 0, "It is excluded from rates."),
	GJ_F_INT(case_row, count, 0, 0, GJ_MAX_INT, "How often it counts."),
	GJ_F_END
};
static const GJ_RECORD(case_record, case_row, case_fields);

/* As the database has it: the month is a number there. */
#define N(member, kind) \
	{ \
#member, kind, GJ_OPEN, 0, (uint32_t)offsetof(case_row, member), 0, GJ_MAX_INT, \
			NULL, NULL, NULL, "" \
	}
static const gj_field found_fields[] = { N(id, GJ_K_ID),
					 N(order_no, GJ_K_TEXT),
					 { "month", GJ_K_INT, GJ_OPEN, 0,
					   (uint32_t)offsetof(case_row, month_number), 0,
					   GJ_MAX_INT, NULL, NULL, NULL, "" },
					 N(unit, GJ_K_ID),
					 N(kind, GJ_K_TEXT),
					 N(category, GJ_K_TEXT),
					 N(excluded, GJ_K_BOOL),
					 N(count, GJ_K_INT),
					 GJ_F_END };
static const GJ_RECORD(found_record, case_row, found_fields);

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
	GJ_F_ARRAY(cases_result, items, 0, 0, 1000, case_record, "Demands, by number."),
	GJ_F_TEXT(cases_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
const GJ_RECORD(gj_rate_cases_result, cases_result, cases_result_fields);

static int append(gj_ctx *c, gj_array *all, const gj_array *rows)
{
	case_row *p;

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
	const case_row *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static int from_homes(gj_ctx *c, const gj_demand_reach *r, gj_rate_query *q, gj_array *all)
{
	int stmt = q->basis < 2 ? GJ_SQL_RATE_CASES_HOME : GJ_SQL_RATE_FACTS_HOME;
	const int64_t *home = r->homes.p;
	gj_array rows;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < r->homes.n && code >= 0 && all->n < (size_t)q->limit; i++) {
		if (home[i] < GJ_HOME_OF(q->after))
			continue;
		gj_rate_query_put(q, "home", &q->home, home[i]);
		code = gj_rate_query_list(c, stmt, q, &found_record, &rows);
		if (code >= 0)
			code = append(c, all, &rows);
	}
	return code;
}

static int from_units(gj_ctx *c, const gj_demand_reach *r, gj_rate_query *q, gj_array *all)
{
	int stmt = q->basis < 2 ? GJ_SQL_RATE_CASES_UNIT : GJ_SQL_RATE_FACTS_UNIT;
	const int64_t *office = r->offices.p;
	gj_array rows;
	size_t i;
	int code = GJ_OK;

	gj_field_clear(q, gj_field_index(&gj_rate_query_record, "home", 4));
	if (r->home)
		gj_rate_query_put(q, "home", &q->home, r->home);
	for (i = 0; i < r->offices.n && code >= 0; i++) {
		gj_rate_query_put(q, "reach", &q->reach, office[i]);
		code = gj_rate_query_list(c, stmt, q, &found_record, &rows);
		if (code >= 0)
			code = append(c, all, &rows);
	}
	return code;
}

/* Sorted, each once, no more than limit: q->limit of them from `after` on. */
static int gather(gj_ctx *c, const gj_demand_reach *r, gj_rate_query *q, gj_array *ret_rows)
{
	gj_array all = { NULL, 0 };
	case_row *p;
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

/* Who may see the figure sees of its demands those that she may know of. */
static int show(gj_ctx *c, gj_array *items)
{
	case_row *p = items->p;
	gj_demand demand;
	size_t i, n = 0;
	int seen, code = GJ_OK;

	for (i = 0; i < items->n && code >= 0; i++) {
		code = gj_demand_load(c, p[i].id, &demand);
		seen = code < 0 ? code : gj_demand_visible(c, &demand);
		code = seen < 0 ? seen : code;
		if (code < 0 || !seen)
			continue;
		p[i].month = gj_month_text(c->arena, p[i].month_number);
		p[n++] = p[i];
	}
	items->n = n;
	return code;
}

static void set_measure(gj_rate_query *q, int measure)
{
	q->measure = gj_str_of(gj_measure_names[measure]);
	gj_field_put(q, &gj_rate_query_record, "measure");
}

int gj_rate_cases(gj_ctx *c, const void *args, void *ret_result)
{
	const cases_args *in = args;
	cases_result *out = ret_result;
	gj_demand_reach reach;
	gj_rate_query q;
	gj_page page;
	int code = gj_rate_reach(c, GJ_RIGHT_rate_read, in->home, &reach);

	if (code >= 0 && in->measure >= GJ_MEASURE_whistles) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_not_of_demands);
		gj_fail_path(c->err, "/measure");
	}
	if (code >= 0)
		code = gj_page_begin(c, args, &page);
	if (code >= 0)
		code = gj_rate_query_make(c, in, &gj_rate_cases_args, &q);
	if (code < 0)
		return code;
	set_measure(&q, in->measure);
	gj_rate_query_put(&q, "after", &q.after, page.after);
	gj_rate_query_put(&q, "limit", &q.limit, page.limit);
	code = gather(c, &reach, &q, &out->items);
	if (code >= 0)
		code = gj_page_end(c, args, &page, &case_record, &out->items, "id", NULL,
				   &out->next);
	out->has.set = out->next.p ? 3 : 1;
	return code < 0 ? code : show(c, &out->items);
}

/* ---- how long they took ---- */

#define CASES_MAX 20000
#define CASES_PAGE 500
#define SPANS_MAX 5000
#define WORD_SIZE 64

enum { BY_STATE, BY_UNIT, BY_OFFICE, BY_ROLE, BY_STAFF };
static const char *const groups[] = { "state", "unit", "office", "role", "staff", NULL };

typedef struct times_args {
	gj_has has;
	GJ_RATE_FILTER;
	int32_t group;
	int64_t id;
	gj_str calendar;
} times_args;

static const gj_field times_fields[] = {
	GJ_RATE_FILTER_FIELDS(times_args),
	GJ_F_ENUM(times_args, group, 0, groups,
		  "By state, the default; by the unit in charge; or by who ended the step: the "
		  "office, the role, the person."),
	GJ_F_ID(times_args, id, 0, "Only this demand."),
	GJ_F_TEXT(times_args, calendar, 0, 1, 40, GJ_OPEN,
		  "Working time by this calendar; the profile's default one by default."),
	GJ_F_END
};
const GJ_RECORD(gj_rate_times_args, times_args, times_fields);

typedef struct span {
	gj_has has;
	gj_str state;
	int64_t unit, office;
	gj_str role;
	int64_t staff, steps, open;
	int64_t minutes, working_minutes, longest_minutes, longest_working_minutes;
} span;

static const gj_field span_fields[] = {
	GJ_F_TEXT(span, state, 0, 0, 0, GJ_OPEN, "The state."),
	GJ_F_ID(span, unit, 0, "The unit in charge."),
	GJ_F_ID(span, office, 0, "The office that ended the step; absent: the system."),
	GJ_F_TEXT(span, role, 0, 0, 0, GJ_OPEN,
		  "The role it was ended in; absent: none was named."),
	GJ_F_ID(span, staff, 0, "Who ended it; absent: the system."),
	GJ_F_INT(span, steps, 0, 0, GJ_MAX_INT, "How many steps ended."),
	GJ_F_INT(span, open, 0, 0, GJ_MAX_INT, "How many have not ended; they are in no sum."),
	GJ_F_INT(span, minutes, 0, 0, GJ_MAX_INT, "Calendar time, all steps together."),
	GJ_F_INT(span, working_minutes, 0, 0, GJ_MAX_INT, "Working time, all steps together."),
	GJ_F_INT(span, longest_minutes, 0, 0, GJ_MAX_INT, "Calendar time of the longest."),
	GJ_F_INT(span, longest_working_minutes, 0, 0, GJ_MAX_INT, "Working time of the longest."),
	GJ_F_END
};
static const GJ_RECORD(span_record, span, span_fields);

typedef struct times_result {
	gj_has has;
	gj_rate_basis basis;
	gj_str calendar_version;
	int64_t demands;
	gj_array items;
} times_result;

static const gj_field times_result_fields[] = {
	GJ_F_OBJECT(times_result, basis, gj_rate_basis, 0, gj_rate_basis_record,
		    "Whose time it is. Absent for one demand."),
	GJ_F_TEXT(times_result, calendar_version, 0, 0, 0, GJ_OPEN, "By which calendar."),
	GJ_F_INT(times_result, demands, 0, 0, GJ_MAX_INT, "Of how many demands."),
	GJ_F_ARRAY(times_result, items, 0, 0, SPANS_MAX, span_record, "In the order of finding."),
	GJ_F_END
};
const GJ_RECORD(gj_rate_times_result, times_result, times_result_fields);

/* What an event tells of a step. */
typedef struct step {
	gj_has has;
	gj_str verb, state;
	int32_t class;
	int64_t unit;
	int64_t at, actor, acting_office;
	gj_str role;
} step;

static const gj_field step_fields[] = { GJ_F_TEXT(step, verb, 0, 0, 0, GJ_OPEN, ""),
					GJ_F_TEXT(step, state, 0, 0, 0, GJ_OPEN, ""),
					GJ_F_ENUM(step, class, 0, gj_case_classes, ""),
					GJ_F_ID(step, unit, 0, ""),
					GJ_F_INT(step, actor, 0, 0, 0, ""),
					GJ_F_INT(step, acting_office, 0, 0, 0, ""),
					GJ_F_TEXT(step, role, 0, 0, 0, GJ_OPEN, ""),
					GJ_F_END };
static const GJ_RECORD(step_record, step, step_fields);

typedef struct timing {
	gj_ctx *c;
	const gj_cal *cal;
	int group;
	gj_array items;
	char (*words)[WORD_SIZE]; /* of each item: they outlive the memory of one demand */
} timing;

static gj_str keep(timing *t, gj_str word)
{
	char *to = t->words[t->items.n];
	size_t n = word.n < WORD_SIZE ? word.n : WORD_SIZE;

	memcpy(to, word.p, n);
	return (gj_str){ to, n };
}

static int same_span(const timing *t, const span *s, const step *was, const step *is)
{
	switch (t->group) {
	case BY_STATE:
		return gj_str_eq(s->state, was->state);
	case BY_UNIT:
		return s->unit == was->unit;
	case BY_OFFICE:
		return s->office == is->acting_office;
	case BY_ROLE:
		return gj_str_eq(s->role, is->role);
	default:
		return s->staff == is->actor;
	}
}

static void put(span *s, const char *name)
{
	gj_field_put(s, &span_record, name);
}

static void name_span(timing *t, span *s, const step *was, const step *is)
{
	memset(s, 0, sizeof(*s));
	if (t->group == BY_STATE) {
		s->state = keep(t, was->state);
		put(s, "state");
	} else if (t->group == BY_UNIT) {
		s->unit = was->unit;
		put(s, "unit");
	} else if (t->group == BY_OFFICE && is->acting_office) {
		s->office = is->acting_office;
		put(s, "office");
	} else if (t->group == BY_ROLE && is->role.p) {
		s->role = keep(t, is->role);
		put(s, "role");
	} else if (t->group == BY_STAFF && is->actor) {
		s->staff = is->actor;
		put(s, "staff");
	}
	put(s, "steps");
	put(s, "open");
	put(s, "minutes");
	put(s, "working_minutes");
	put(s, "longest_minutes");
	put(s, "longest_working_minutes");
}

static span *span_of(timing *t, const step *was, const step *is)
{
	span *p = t->items.p;
	size_t i;

	for (i = 0; i < t->items.n; i++)
		if (same_span(t, &p[i], was, is))
			return &p[i];
	if (t->items.n == SPANS_MAX)
		return NULL;
	name_span(t, &p[t->items.n], was, is);
	return &p[t->items.n++];
}

static int measure(timing *t, const step *was, const step *is)
{
	span *s = span_of(t, was, is);
	int64_t minutes, working;

	if (!s) {
		gj_fail(t->c->err, GJ_E_LIMIT, GJ_RULE_too_many);
		gj_fail_int(t->c->err, "max", SPANS_MAX);
		return GJ_E_LIMIT;
	}
	/* what was filled in later may stand before what came before it */
	minutes = is->at > was->at ? (is->at - was->at) / GJ_MINUTE : 0;
	working = is->at > was->at ? gj_cal_worked(t->cal, was->at, is->at) / GJ_MINUTE : 0;
	s->steps++;
	s->minutes += minutes;
	s->working_minutes += working;
	s->longest_minutes = minutes > s->longest_minutes ? minutes : s->longest_minutes;
	s->longest_working_minutes =
		working > s->longest_working_minutes ? working : s->longest_working_minutes;
	return GJ_OK;
}

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
	ret_step->actor = e.actor;
	ret_step->acting_office = e.acting_office;
	ret_step->role = e.role;
	ret_step->at = e.occurred_at ? e.occurred_at : e.at;
	*ret_link = e.link;
	return GJ_OK;
}

static int time_demand(timing *t, const gj_demand *d)
{
	gj_arena_mark mark = gj_arena_mark_now(t->c->arena);
	step steps[256], was, is;
	int64_t seq = d->seq, link = 0, unit = d->office;
	size_t n = 0;
	int code = GJ_OK;

	/* from the last back to the first; of a very long story the last steps */
	for (; seq > 0 && n < sizeof(steps) / sizeof(*steps) && code >= 0; seq = link)
		code = read_step(t->c, d->home, seq, &steps[n++], &link);
	for (was = n ? steps[n - 1] : (step){ .at = 0 }; code >= 0 && n > 0; n--) {
		is = steps[n - 1];
		is.unit = is.unit ? is.unit : unit;
		was.unit = unit;
		if (!gj_str_is(is.verb, "register") && was.class != GJ_STATE_DONE)
			code = measure(t, &was, &is);
		unit = is.unit;
		was = is;
	}
	if (code >= 0 && was.class != GJ_STATE_DONE && was.at) {
		span *s;

		was.unit = unit;
		s = span_of(t, &was, &was);
		if (s)
			s->open++;
	}
	gj_arena_rewind(t->c->arena, mark);
	return code;
}

static int time_cases(timing *t, const gj_demand_reach *reach, gj_rate_query *q,
		      int64_t *ret_demands)
{
	gj_demand demand;
	const case_row *row;
	gj_array rows;
	size_t i;
	int seen, code = GJ_OK;

	gj_rate_query_put(q, "limit", &q->limit, CASES_PAGE);
	gj_rate_query_put(q, "after", &q->after, 0);
	do {
		code = gather(t->c, reach, q, &rows);
		row = rows.p;
		for (i = 0; code >= 0 && i < rows.n; i++) {
			code = gj_demand_load(t->c, row[i].id, &demand);
			seen = code < 0 ? code : gj_demand_visible(t->c, &demand);
			code = seen < 0 ? seen : code;
			if (code >= 0 && seen && ++*ret_demands > CASES_MAX) {
				code = gj_fail(t->c->err, GJ_E_LIMIT, GJ_RULE_too_many);
				gj_fail_int(t->c->err, "max", CASES_MAX);
			}
			if (code >= 0 && seen)
				code = time_demand(t, &demand);
			gj_rate_query_put(q, "after", &q->after, row[i].id);
		}
	} while (code >= 0 && rows.n == CASES_PAGE);
	return code;
}

static int time_one(timing *t, int64_t id, int64_t *ret_demands)
{
	gj_demand demand;
	int code = gj_demand_load_seen(t->c, id, &demand);

	if (code >= 0)
		code = gj_demand_allow(t->c, &demand, GJ_RIGHT_rate_read);
	if (code >= 0)
		code = time_demand(t, &demand);
	*ret_demands = 1;
	return code;
}

static int time_all(timing *t, const times_args *in, times_result *out)
{
	static const gj_formula *const none[] = { NULL };
	gj_demand_reach reach;
	gj_rate_query q;
	int code = gj_rate_reach(t->c, GJ_RIGHT_rate_read, in->home, &reach);

	if (code >= 0)
		code = gj_rate_query_make(t->c, in, &gj_rate_times_args, &q);
	set_measure(&q, GJ_MEASURE_registered);
	if (code >= 0)
		code = time_cases(t, &reach, &q, &out->demands);
	if (code >= 0)
		code = gj_rate_basis_make(t->c, &q, in, &gj_rate_times_args, none, &out->basis);
	return code;
}

int gj_rate_spans(gj_ctx *c, const void *args, void *ret_result)
{
	const times_args *in = args;
	times_result *out = ret_result;
	timing t = { c, NULL, in->group, { NULL, 0 }, NULL };
	const gj_calendar *calendar = NULL;
	int code = gj_calendar_find(c, in->calendar, &calendar);

	t.items.p = gj_arena_zero(c->arena, SPANS_MAX * sizeof(span));
	t.words = gj_arena_zero(c->arena, SPANS_MAX * sizeof(*t.words));
	if (code < 0 || !t.items.p || !t.words)
		return code < 0 ? code : GJ_E_NOMEM;
	t.cal = calendar->cal;
	code = in->id ? time_one(&t, in->id, &out->demands) : time_all(&t, in, out);
	out->items = t.items;
	out->calendar_version = calendar->version;
	out->has.set = in->id ? 14 : 15;
	return code;
}
