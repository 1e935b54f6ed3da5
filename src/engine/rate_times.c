/* SPDX-License-Identifier: Apache-2.0
 *
 * How long demands, whistles and calls took, step by step, in calendar time and in working time:
 * read off their stories in the journal.
 */
#include "engine/rate.h"

#include "engine/calendar.h"
#include "engine/whistle_priv.h"
#include "util/time.h"

#include <string.h>

#define CASES_MAX 20000
#define CASES_PAGE 500
#define SPANS_MAX 5000
#define WORD_SIZE 64

enum { BY_STATE, BY_UNIT, BY_OFFICE, BY_ROLE, BY_STAFF, BY_VERB };
static const char *const groups[] = { "state", "unit", "office", "role", "staff", "verb", NULL };
static const char *const nouns[] = { [GJ_RATE_DEMANDS] = "demand",
				     [GJ_RATE_WHISTLES] = "whistle",
				     [GJ_RATE_CALLS] = "party",
				     NULL };

typedef struct times_args {
	gj_has has;
	GJ_RATE_FILTER;
	int32_t of, group, each_unit;
	int64_t id;
	gj_str calendar;
} times_args;

static const gj_field times_fields[] = {
	GJ_RATE_FILTER_FIELDS(times_args),
	GJ_F_ENUM(times_args, of, 0, nouns,
		  "Whose time: that of demands, the default; of whistles that were blown; of their "
		  "parties, from the call on. Filters by kind, category or callbacks are for "
		  "demands."),
	GJ_F_ENUM(times_args, group, 0, groups,
		  "By state, the default; by the unit in charge, or the office called; by who "
		  "ended the step: the office, the role, the person; or by what ended it."),
	GJ_F_BOOL(times_args, each_unit, 0,
		  "Each unit in charge, or office called, for itself, whatever the group."),
	GJ_F_ID(times_args, id, 0, "Only this demand, whistle or party."),
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
	int64_t staff;
	gj_str verb;
	int64_t steps, open;
	int64_t minutes, working_minutes, longest_minutes, longest_working_minutes;
} span;

static const gj_field span_fields[] = {
	GJ_F_TEXT(span, state, 0, 0, 0, GJ_OPEN, "The state."),
	GJ_F_ID(span, unit, 0, "The unit in charge, or the office called."),
	GJ_F_ID(span, office, 0, "The office that ended the step; absent: the system."),
	GJ_F_TEXT(span, role, 0, 0, 0, GJ_OPEN,
		  "The role it was ended in; absent: none was named."),
	GJ_F_ID(span, staff, 0, "Who ended it; absent: the system."),
	GJ_F_TEXT(span, verb, 0, 0, 0, GJ_OPEN, "What ended it; absent: it has not ended."),
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
	int64_t demands, whistles, calls;
	gj_array items;
} times_result;

static const gj_field times_result_fields[] = {
	GJ_F_OBJECT(times_result, basis, gj_rate_basis, 0, gj_rate_basis_record,
		    "Whose time it is. Absent for a single one."),
	GJ_F_TEXT(times_result, calendar_version, 0, 0, 0, GJ_OPEN, "By which calendar."),
	GJ_F_INT(times_result, demands, 0, 0, GJ_MAX_INT, "Of how many demands."),
	GJ_F_INT(times_result, whistles, 0, 0, GJ_MAX_INT, "Of how many whistles."),
	GJ_F_INT(times_result, calls, 0, 0, GJ_MAX_INT, "Of how many calls."),
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
	int noun, group, each_unit;
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
	if (t->each_unit && s->unit != was->unit)
		return 0;
	switch (t->group) {
	case BY_STATE:
		return gj_str_eq(s->state, was->state);
	case BY_UNIT:
		return s->unit == was->unit;
	case BY_OFFICE:
		return s->office == is->acting_office;
	case BY_ROLE:
		return gj_str_eq(s->role, is->role);
	case BY_VERB:
		return gj_str_eq(s->verb, is->verb);
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
	} else if (t->group == BY_VERB && is->verb.p) {
		s->verb = keep(t, is->verb);
		put(s, "verb");
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
	if (t->each_unit || t->group == BY_UNIT) {
		s->unit = was->unit;
		put(s, "unit");
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

/* Is what goes on from this step measured? A party is called before its time begins. */
static int counts(const timing *t, const step *s)
{
	return s->class != GJ_STATE_DONE && !(t->noun == GJ_RATE_CALLS && s->class == GJ_STATE_NEW);
}

/* What has not ended was ended by nothing. */
static void count_open(timing *t, const step *was)
{
	step is = *was;
	span *s;

	is.verb = GJ_STR_NONE;
	s = span_of(t, was, &is);
	if (s)
		s->open++;
}

static int time_story(timing *t, const gj_rate_story *story)
{
	gj_arena_mark mark = gj_arena_mark_now(t->c->arena);
	step steps[256], was, is;
	int64_t seq = story->seq, link = 0, unit = story->unit;
	size_t n = 0;
	int code = GJ_OK;

	/* from the last back to the first; of a very long story the last steps */
	for (; seq > 0 && n < sizeof(steps) / sizeof(*steps) && code >= 0; seq = link)
		code = read_step(t->c, story->home, seq, &steps[n++], &link);
	if (code >= 0 && n) {
		was = steps[--n];
		was.unit = unit = was.unit ? was.unit : unit;
		for (; code >= 0 && n > 0; was = is) {
			is = steps[--n];
			if (counts(t, &was))
				code = measure(t, &was, &is);
			unit = is.unit = is.unit ? is.unit : unit;
		}
		if (code >= 0 && counts(t, &was))
			count_open(t, &was);
	}
	gj_arena_rewind(t->c->arena, mark);
	return code;
}

static int time_all_of(timing *t, const gj_demand_reach *reach, gj_rate_query *q, int64_t *count)
{
	const gj_rate_counted *row;
	gj_rate_story story;
	gj_array rows;
	size_t i;
	int seen, code = GJ_OK;

	gj_rate_query_put(q, "limit", &q->limit, CASES_PAGE);
	gj_rate_query_put(q, "after", &q->after, 0);
	do {
		code = gj_rate_gather(t->c, reach, q, &rows);
		row = rows.p;
		for (i = 0; code >= 0 && i < rows.n; i++) {
			seen = gj_rate_see(t->c, t->noun, row[i].id, &story);
			code = seen < 0 ? seen : GJ_OK;
			if (seen > 0 && ++*count > CASES_MAX) {
				code = gj_fail(t->c->err, GJ_E_LIMIT, GJ_RULE_too_many);
				gj_fail_int(t->c->err, "max", CASES_MAX);
			}
			if (code >= 0 && seen > 0)
				code = time_story(t, &story);
			gj_rate_query_put(q, "after", &q->after, row[i].id);
		}
	} while (code >= 0 && rows.n == CASES_PAGE);
	return code;
}

/* The right, held where what is timed has its home or is in charge. */
static int allow(gj_ctx *c, int noun, int64_t id)
{
	gj_party party = { .whistle = id };
	gj_demand d;
	gj_whistle w;
	int code;

	if (noun == GJ_RATE_DEMANDS) {
		code = gj_demand_load(c, id, &d);
		return code < 0 ? code : gj_demand_allow(c, &d, GJ_RIGHT_rate_read);
	}
	code = noun == GJ_RATE_CALLS ? gj_party_load(c, id, &party) : GJ_OK;
	if (code >= 0)
		code = gj_whistle_load(c, party.whistle, &w);
	return code < 0 ? code : gj_whistle_allow(c, &w, party.office, GJ_RIGHT_rate_read);
}

static int time_one(timing *t, int64_t id, int64_t *count)
{
	gj_rate_story story;
	int seen = gj_rate_see(t->c, t->noun, id, &story), code;

	if (seen <= 0)
		return seen < 0 ? seen : gj_not_found(t->c, nouns[t->noun]);
	code = allow(t->c, t->noun, id);
	*count = 1;
	return code < 0 ? code : time_story(t, &story);
}

static int time_all(timing *t, const times_args *in, times_result *out, int64_t *count)
{
	static const int measures[] = { [GJ_RATE_DEMANDS] = GJ_MEASURE_registered,
					[GJ_RATE_WHISTLES] = GJ_MEASURE_whistles,
					[GJ_RATE_CALLS] = GJ_MEASURE_party_called };
	static const gj_formula *const none[] = { NULL };
	gj_demand_reach reach;
	gj_rate_query q;
	int code = gj_rate_reach(t->c, GJ_RIGHT_rate_read, in->home, &reach);

	if (code >= 0)
		code = gj_rate_query_make(t->c, in, &gj_rate_times_args, &q);
	if (code < 0)
		return code;
	gj_rate_measure(&q, measures[t->noun]);
	code = time_all_of(t, &reach, &q, count);
	return code < 0 ? code
			: gj_rate_basis_make(t->c, &q, in, &gj_rate_times_args, none, &out->basis);
}

static void put_count(times_result *out, int noun, int64_t count)
{
	static const char *const names[] = { [GJ_RATE_DEMANDS] = "demands",
					     [GJ_RATE_WHISTLES] = "whistles",
					     [GJ_RATE_CALLS] = "calls" };
	int64_t *const places[] = { [GJ_RATE_DEMANDS] = &out->demands,
				    [GJ_RATE_WHISTLES] = &out->whistles,
				    [GJ_RATE_CALLS] = &out->calls };

	*places[noun] = count;
	gj_field_put(out, &gj_rate_times_result, names[noun]);
}

int gj_rate_spans(gj_ctx *c, const void *args, void *ret_result)
{
	const times_args *in = args;
	times_result *out = ret_result;
	timing t = { .c = c, .noun = in->of, .group = in->group, .each_unit = in->each_unit };
	const gj_calendar *calendar = NULL;
	int64_t count = 0;
	int code = gj_calendar_find(c, in->calendar, &calendar);

	t.items.p = gj_arena_zero(c->arena, SPANS_MAX * sizeof(span));
	t.words = gj_arena_zero(c->arena, SPANS_MAX * sizeof(*t.words));
	if (code < 0 || !t.items.p || !t.words)
		return code < 0 ? code : GJ_E_NOMEM;
	t.cal = calendar->cal;
	code = in->id ? time_one(&t, in->id, &count) : time_all(&t, in, out, &count);
	out->items = t.items;
	out->calendar_version = calendar->version;
	put_count(out, t.noun, count);
	gj_field_put(out, &gj_rate_times_result, "calendar_version");
	gj_field_put(out, &gj_rate_times_result, "items");
	if (!in->id)
		gj_field_put(out, &gj_rate_times_result, "basis");
	return code;
}
