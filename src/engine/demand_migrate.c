/* SPDX-License-Identifier: Apache-2.0
 *
 * Migration: running cases move from the chart they began with to the one in force, by a map
 * of states and clocks, never by themselves. First a look at all that is alive; then slices,
 * each of one home and bounded, with an event of its own and one for every case.
 *
 * A state that the new chart has under the same name, in the same class, need not be mapped. A
 * case moves whole or not at all: what has no place for its state or for one of its clocks stays
 * on the old chart, and is told. The time that a clock has consumed and its due time stay as
 * they are; its ladder is the new chart's from then on.
 */
#include "engine/clock_priv.h"
#include "engine/demand_priv.h"

#include <string.h>

#define SLICE 100
#define SLICE_MAX 1000
#define TOLD_MAX 100
#define CLOCKS_MAX 64

/* ---- what is recorded ---- */

typedef struct moved_clock {
	gj_has has;
	gj_str clock, to;
	int64_t next_at;
	gj_str next_rung;
} moved_clock;
static const gj_field moved_fields[] = {
	GJ_F_TEXT(moved_clock, clock, GJ_REQUIRED, 1, 40, GJ_OPEN, "Name on the old chart."),
	GJ_F_TEXT(moved_clock, to, GJ_REQUIRED, 1, 40, GJ_OPEN, "Name on the new one."),
	GJ_F_TIME(moved_clock, next_at, 0, "When the next rung of its new ladder is due."),
	GJ_F_TEXT(moved_clock, next_rung, 0, 1, 40, GJ_OPEN, "Which rung."), GJ_F_END
};
static const GJ_RECORD(moved_record, moved_clock, moved_fields);

typedef struct migrated_body {
	gj_has has;
	gj_str verb, from, state;
	int32_t class;
	gj_str chart, chart_before, reason;
	gj_array moved;
} migrated_body;
static const gj_field migrated_fields[] = {
	GJ_F_TEXT(migrated_body, verb, GJ_REQUIRED, 1, 40, GJ_OPEN, "What was done."),
	GJ_F_TEXT(migrated_body, from, GJ_REQUIRED, 1, 64, GJ_OPEN, "State before."),
	GJ_F_TEXT(migrated_body, state, GJ_REQUIRED, 1, 64, GJ_OPEN, "State after."),
	GJ_F_ENUM(migrated_body, class, GJ_REQUIRED, gj_case_classes, "Class of the state after."),
	GJ_F_TEXT(migrated_body, chart, GJ_REQUIRED, 64, 64, GJ_OPEN,
		  "Hash of the chart it runs on from now on."),
	GJ_F_TEXT(migrated_body, chart_before, GJ_REQUIRED, 64, 64, GJ_OPEN,
		  "Hash of the one it ran on."),
	GJ_F_TEXT(migrated_body, reason, GJ_REQUIRED, 1, 200, GJ_OPEN, "Why."),
	GJ_F_ARRAY(migrated_body, moved, 0, 0, CLOCKS_MAX, moved_record,
		   "Its clocks: what they are called now, and the next rung of each."),
	GJ_F_END
};
const GJ_RECORD(gj_demand_migrated_record, migrated_body, migrated_fields);
const gj_step gj_demand_migrated_steps[] = { { GJ_SQL_DEMAND_MIGRATED, NULL, NULL },
					     { GJ_SQL_DEMAND_CLOCK_MOVED, NULL, "moved" },
					     { GJ_SQL_DEMAND_PAUSE_MOVED, NULL, "moved" },
					     GJ_STEPS_END };

enum { WHY_NONE, WHY_STATE, WHY_CLASS, WHY_ENDS, WHY_CLOCK, WHY_CLOCK_TAKEN };
static const char *const whys[] = { "moves",         "no_such_state", "other_class", "would_end",
				    "no_such_clock", "clock_taken",   NULL };
#define WHY_DOC \
	"no_such_state: the new chart has none of this name, and the map says nothing; " \
	"other_class: it has one, but of another class, so the map must say; would_end: the map " \
	"leads to a state that ends a case; no_such_clock, clock_taken: the same of a clock."

typedef struct passed_case {
	gj_has has;
	int64_t id;
	gj_str state;
	int32_t why;
	gj_str clock;
} passed_case;
static const gj_field passed_fields[] = {
	GJ_F_ID(passed_case, id, 0, "The demand."),
	GJ_F_TEXT(passed_case, state, 0, 0, 64, GJ_OPEN, "Its state."),
	GJ_F_ENUM(passed_case, why, 0, whys, WHY_DOC),
	GJ_F_TEXT(passed_case, clock, 0, 0, 40, GJ_OPEN, "The clock that has no place."), GJ_F_END
};
static const GJ_RECORD(passed_record, passed_case, passed_fields);

typedef struct slice_body {
	gj_has has;
	gj_str chart, reason;
	gj_array states, clocks;
	int64_t moved, passed, next;
	gj_array cannot;
} slice_body;
static const gj_field slice_fields[] = {
	GJ_F_TEXT(slice_body, chart, GJ_REQUIRED, 64, 64, GJ_OPEN, "Hash of the chart in force."),
	GJ_F_TEXT(slice_body, reason, GJ_REQUIRED, 1, 200, GJ_OPEN, "Why."),
	GJ_F_MAP(slice_body, states, 0, GJ_CHART_STATES_MAX, "Where states went."),
	GJ_F_MAP(slice_body, clocks, 0, GJ_CHART_CLOCKS_MAX, "What clocks are called now."),
	GJ_F_INT(slice_body, moved, GJ_REQUIRED, 0, SLICE_MAX, "Cases that moved."),
	GJ_F_INT(slice_body, passed, GJ_REQUIRED, 0, SLICE_MAX, "Cases that could not."),
	GJ_F_ARRAY(slice_body, cannot, 0, 0, SLICE_MAX, passed_record, "Which, and why."),
	GJ_F_INT(slice_body, next, 0, 1, GJ_MAX_INT, "The last case looked at, if more follow."),
	GJ_F_END
};
const GJ_RECORD(gj_demand_slice_record, slice_body, slice_fields);
const gj_step gj_demand_slice_steps[] = { GJ_STEPS_END };

/* ---- the plan ---- */

#define PLAN_ARGS gj_array states, clocks
#define PLAN_FIELDS(t) \
	GJ_F_MAP(t, states, 0, GJ_CHART_STATES_MAX, \
		 "State of the old chart to state of the new one. Not needed where both have one " \
		 "of " \
		 "the same name and class."), \
		GJ_F_MAP(t, clocks, 0, GJ_CHART_CLOCKS_MAX, \
			 "Clock of the old chart to clock of the new one. Not needed where both " \
			 "have one " \
			 "of the same name.")

typedef struct plan {
	gj_case_chart chart; /* in force */
	const gj_array *states, *clocks;
} plan;

static int bad_map(gj_ctx *c, const char *map, gj_str key, const char *problem)
{
	int code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_chart_path);
	gj_buf path;

	gj_fail_text(c->err, "problem", gj_str_of(problem));
	gj_buf_init(&path, c->arena, 200);
	gj_buf_char(&path, '/');
	gj_buf_text(&path, map);
	gj_buf_char(&path, '/');
	gj_buf_str(&path, key);
	gj_fail_path(c->err, gj_buf_end(&path).p ? path.p : "");
	return code;
}

static int check_map(gj_ctx *c, const plan *p)
{
	const gj_pair *state = p->states->p, *clock = p->clocks->p;

	for (size_t i = 0; i < p->states->n; i++)
		if (!gj_chart_find(p->chart.chart, state[i].value))
			return bad_map(c, "states", state[i].key, "unknown state");
	for (size_t i = 0; i < p->clocks->n; i++) {
		if (!gj_chart_clock_find(p->chart.chart, clock[i].value))
			return bad_map(c, "clocks", clock[i].key, "unknown clock");
		for (size_t k = 0; k < i; k++)
			if (gj_str_eq(clock[i].value, clock[k].value))
				return bad_map(c, "clocks", clock[i].key,
					       "two clocks cannot become one");
	}
	return GJ_OK;
}

/* The chart in force in this home. */
static int make_plan(gj_ctx *c, int64_t home, const gj_array *states, const gj_array *clocks,
		     plan *ret_plan)
{
	plan p = { { NULL, NULL, GJ_STR_NONE }, states, clocks };
	int code = gj_case_chart_of(c, home, "demand", GJ_STR_NONE, &p.chart);

	if (code >= 0)
		code = check_map(c, &p);
	if (code >= 0)
		*ret_plan = p;
	return code;
}

static gj_str mapped(const gj_array *map, gj_str key)
{
	const gj_pair *pair = map->p;

	for (size_t i = 0; i < map->n; i++)
		if (gj_str_eq(pair[i].key, key))
			return pair[i].value;
	return GJ_STR_NONE;
}

/* Where a state leads, and why it cannot. */
static int place_state(const plan *p, gj_str state, int32_t class, gj_str *ret_to)
{
	gj_str to = mapped(p->states, state);
	const gj_chart_state *found = gj_chart_find(p->chart.chart, to.p ? to : state);

	if (!found)
		return WHY_STATE;
	*ret_to = found->name;
	if (found->cls == GJ_STATE_DONE)
		return WHY_ENDS;
	return !to.p && found->cls != class ? WHY_CLASS : WHY_NONE;
}

/* ---- cases ---- */

typedef struct clock_at {
	gj_str name;
	int open;
} clock_at;

typedef struct moving {
	int64_t id, revision, seq;
	gj_str state, chart, to;
	int32_t class;
	clock_at clocks[CLOCKS_MAX];
	size_t clock_count;
	int why;
	gj_str clock; /* that has no place */
} moving;

typedef struct case_row {
	gj_has has;
	int64_t id, revision, seq;
	gj_str state, chart, clock;
	int32_t class, open;
} case_row;
static const gj_field row_fields[] = { GJ_F_ID(case_row, id, 0, ""),
				       GJ_F_INT(case_row, revision, 0, 1, GJ_MAX_INT, ""),
				       GJ_F_INT(case_row, seq, 0, 1, GJ_MAX_INT, ""),
				       GJ_F_TEXT(case_row, state, 0, 0, 0, GJ_OPEN, ""),
				       GJ_F_TEXT(case_row, chart, 0, 0, 0, GJ_OPEN, ""),
				       GJ_F_ENUM(case_row, class, 0, gj_case_classes, ""),
				       GJ_F_TEXT(case_row, clock, 0, 0, 0, GJ_OPEN, ""),
				       GJ_F_BOOL(case_row, open, 0, ""),
				       GJ_F_END };
static const GJ_RECORD(row_record, case_row, row_fields);

static int has_clock(const moving *m, gj_str name)
{
	for (size_t i = 0; i < m->clock_count; i++)
		if (gj_str_eq(m->clocks[i].name, name))
			return 1;
	return 0;
}

static void judge(const plan *p, moving *m)
{
	m->why = place_state(p, m->state, m->class, &m->to);
	for (size_t i = 0; i < m->clock_count && m->why == WHY_NONE; i++) {
		gj_str name = m->clocks[i].name, to = mapped(p->clocks, name);

		if (to.p && !gj_str_eq(to, name) && has_clock(m, to))
			m->why = WHY_CLOCK_TAKEN;
		else if (!to.p && m->clocks[i].open && !gj_chart_clock_find(p->chart.chart, name))
			m->why = WHY_CLOCK;
		m->clock = name;
	}
}

typedef int (*case_fn)(gj_ctx *c, const plan *p, moving *m, void *user);

static void begin_case(const case_row *r, moving *m)
{
	memset(m, 0, sizeof(*m));
	m->id = r->id;
	m->revision = r->revision;
	m->seq = r->seq;
	m->state = r->state;
	m->chart = r->chart;
	m->class = r->class;
}

static void add_clock(const case_row *r, moving *m)
{
	if (!r->clock.p)
		return;
	for (size_t i = 0; i < m->clock_count; i++)
		if (gj_str_eq(m->clocks[i].name, r->clock)) {
			m->clocks[i].open |= r->open;
			return;
		}
	if (m->clock_count < CLOCKS_MAX)
		m->clocks[m->clock_count++] = (clock_at){ r->clock, r->open };
}

/* Every running case of the home that is on another chart and that the actor may know of, in
 * the order of their numbers; `each` answers 1 to stop. */
static int walk(gj_ctx *c, const plan *p, int64_t home, int64_t after, case_fn each, void *user)
{
	gj_demand_query q;
	gj_source source = { &gj_demand_query_record, &q };
	moving m = { 0 };
	case_row r;
	int code;

	gj_demand_query_begin(c, &q);
	gj_demand_query_put(&q, "home", &q.home, home);
	gj_demand_query_put(&q, "after_id", &q.after_id, after);
	q.group = p->chart.hash;
	gj_field_put(&q, &gj_demand_query_record, "group");
	code = gj_sql_open_from(c->db, GJ_SQL_DEMAND_MIGRATING, &source, 1);
	while (code >= 0 && (code = gj_sql_next(c->db, GJ_SQL_DEMAND_MIGRATING)) > 0) {
		code = gj_sql_read(c->db, GJ_SQL_DEMAND_MIGRATING, c->arena, &row_record, &r);
		if (code >= 0 && m.id && m.id != r.id) {
			judge(p, &m);
			code = each(c, p, &m, user);
			m.id = 0;
			if (code != 0)
				break;
		}
		if (code >= 0 && !m.id)
			begin_case(&r, &m);
		if (code >= 0)
			add_clock(&r, &m);
	}
	gj_sql_done(c->db, GJ_SQL_DEMAND_MIGRATING);
	if (code == 0 && m.id) {
		judge(p, &m);
		code = each(c, p, &m, user);
	}
	return code < 0 ? code : GJ_OK;
}

/* ---- the look ahead ---- */

typedef struct preview_args {
	gj_has has;
	int64_t home;
	PLAN_ARGS;
} preview_args;
static const gj_field preview_fields[] = {
	GJ_F_ID(preview_args, home, 0,
		"Only the cases of this office; by default of all for which the right is held."),
	PLAN_FIELDS(preview_args), GJ_F_END
};
const GJ_RECORD(gj_demand_preview_args, preview_args, preview_fields);

typedef struct state_count {
	gj_has has;
	int64_t home;
	gj_str state, to;
	int32_t class;
	int64_t count, cannot;
} state_count;
static const gj_field state_fields[] = {
	GJ_F_INT(state_count, home, 0, 1, GJ_MAX_INT, "The chain that records them."),
	GJ_F_TEXT(state_count, state, 0, 0, 64, GJ_OPEN, "State on the old chart."),
	GJ_F_ENUM(state_count, class, 0, gj_case_classes, "Its class."),
	GJ_F_TEXT(state_count, to, 0, 0, 64, GJ_OPEN, "State on the new one, if there is one."),
	GJ_F_INT(state_count, count, 0, 0, GJ_MAX_INT, "How many running cases are in it."),
	GJ_F_INT(state_count, cannot, 0, 0, GJ_MAX_INT, "How many of them cannot move."),
	GJ_F_END
};
static const GJ_RECORD(state_record, state_count, state_fields);

typedef struct preview_result {
	gj_has has;
	gj_str chart;
	int64_t total, movable;
	gj_array states, cannot;
} preview_result;
static const gj_field preview_result_fields[] = {
	GJ_F_TEXT(preview_result, chart, 0, 64, 64, GJ_OPEN, "Hash of the chart in force."),
	GJ_F_INT(preview_result, total, 0, 0, GJ_MAX_INT, "Running cases on other charts."),
	GJ_F_INT(preview_result, movable, 0, 0, GJ_MAX_INT, "How many of them would move."),
	GJ_F_ARRAY(preview_result, states, 0, 0, 100000, state_record, "By home and state."),
	GJ_F_ARRAY(preview_result, cannot, 0, 0, TOLD_MAX, passed_record,
		   "The first hundred that cannot."),
	GJ_F_END
};
const GJ_RECORD(gj_demand_preview_result, preview_result, preview_result_fields);

/* Room that does not grow with the number of cases: what is counted and the first that cannot. */
typedef struct looking {
	preview_result *out;
	int64_t home;
	size_t states_room;
	passed_case *cannot;
} looking;

static state_count *count_of(gj_ctx *c, looking *l, const moving *m)
{
	state_count *s = l->out->states.p;
	size_t n = l->out->states.n;

	for (size_t i = 0; i < n; i++)
		if (s[i].home == l->home && s[i].class == m->class &&
		    gj_str_eq(s[i].state, m->state))
			return &s[i];
	s = gj_arena_grow(c->arena, s, n * sizeof(*s), (n + 1) * sizeof(*s));
	if (!s)
		return NULL;
	l->out->states = (gj_array){ s, n + 1 };
	s[n] = (state_count){ .home = l->home, .state = m->state, .to = m->to, .class = m->class };
	s[n].has.set = 63;
	if (!m->to.p)
		gj_field_clear(&s[n], gj_field_index(&state_record, "to", 2));
	return &s[n];
}

static passed_case passed_of(const moving *m)
{
	passed_case p = { { 7, 0 }, m->id, m->state, m->why, GJ_STR_NONE };

	if (m->why == WHY_CLOCK || m->why == WHY_CLOCK_TAKEN) {
		p.clock = m->clock;
		p.has.set |= 8;
	}
	return p;
}

static int look_at(gj_ctx *c, const plan *p, moving *m, void *user)
{
	looking *l = user;
	state_count *s = count_of(c, l, m);

	(void)p;
	if (!s)
		return GJ_E_NOMEM;
	s->count++;
	l->out->total++;
	if (m->why == WHY_NONE) {
		l->out->movable++;
		return 0;
	}
	s->cannot++;
	if (l->out->cannot.n < TOLD_MAX)
		l->cannot[l->out->cannot.n++] = passed_of(m);
	return 0;
}

typedef struct home_row {
	gj_has has;
	int64_t home;
} home_row;
static const gj_field home_fields[] = { GJ_F_INT(home_row, home, 0, 1, GJ_MAX_INT, ""), GJ_F_END };
static const GJ_RECORD(home_record, home_row, home_fields);

/* All for which she holds the right, each by the chart in force there. */
static int look_everywhere(gj_ctx *c, const plan *p, looking *l)
{
	gj_array rows = { NULL, 0 };
	const home_row *homes;
	int64_t office = 0;
	plan there;
	int code = gj_sql_list(c->db, GJ_SQL_DEMAND_HOMES_ALL, c->arena, &home_record, &rows, "l",
			       GJ_ROOT),
	    may;

	homes = rows.p;
	for (size_t i = 0; i < rows.n && code >= 0; i++) {
		code = gj_home_office(c, homes[i].home, &office);
		may = code < 0 ? code : gj_may(c, GJ_RIGHT_profile_write, office);
		if (may <= 0) {
			code = may;
			continue;
		}
		l->home = homes[i].home;
		code = make_plan(c, l->home, p->states, p->clocks, &there);
		if (code >= 0)
			code = walk(c, &there, l->home, 0, look_at, l);
	}
	return code;
}

int gj_demand_migrate_preview(gj_ctx *c, const void *args, void *ret_result)
{
	const preview_args *in = args;
	preview_result *out = ret_result;
	looking l = { .out = out };
	plan p;
	int code = GJ_OK;

	if (in->home)
		code = gj_office_home(c, in->home, &l.home);
	if (code >= 0)
		code = make_plan(c, in->home ? l.home : GJ_ROOT, &in->states, &in->clocks, &p);
	l.cannot = gj_arena_zero(c->arena, TOLD_MAX * sizeof(*l.cannot));
	if (!l.cannot)
		return GJ_E_NOMEM;
	out->cannot.p = l.cannot;
	if (code >= 0 && in->home) {
		code = gj_allow(c, GJ_RIGHT_profile_write, in->home);
		if (code >= 0)
			code = walk(c, &p, l.home, 0, look_at, &l);
	} else if (code >= 0) {
		code = look_everywhere(c, &p, &l);
	}
	out->chart = code < 0 ? GJ_STR_NONE : p.chart.hash;
	out->has.set = 31;
	return code;
}

/* ---- a slice ---- */

typedef struct migrate_args {
	gj_has has;
	GJ_WRITE_ARGS;
	int64_t home;
	PLAN_ARGS;
	gj_str reason;
	int64_t limit, after;
} migrate_args;
static const gj_field migrate_fields[] = {
	GJ_WRITE_FIELDS(migrate_args),
	GJ_F_ID(migrate_args, home, 0,
		"The office whose cases move; that of the actor by default."),
	PLAN_FIELDS(migrate_args),
	GJ_F_TEXT(migrate_args, reason, GJ_REQUIRED, 1, 200, GJ_OPEN,
		  "Why, recorded with every case: the rule that changed, who decided."),
	GJ_F_INT(migrate_args, limit, 0, 1, SLICE_MAX,
		 "How many cases at the most; 100 by default."),
	GJ_F_ID(migrate_args, after, 0, "`next` of the slice before."),
	GJ_F_END
};
const GJ_RECORD(gj_demand_migrate_args, migrate_args, migrate_fields);

typedef struct migrate_result {
	gj_has has;
	GJ_WRITTEN_ANSWER;
	gj_str chart;
	int64_t moved, passed;
	gj_array cannot;
	int64_t next;
} migrate_result;
static const gj_field migrate_result_fields[] = {
	GJ_WRITTEN_FIELDS(migrate_result),
	GJ_F_TEXT(migrate_result, chart, 0, 64, 64, GJ_OPEN, "Hash of the chart in force."),
	GJ_F_INT(migrate_result, moved, 0, 0, SLICE_MAX, "Cases that moved."),
	GJ_F_INT(migrate_result, passed, 0, 0, SLICE_MAX, "Cases that could not."),
	GJ_F_ARRAY(migrate_result, cannot, 0, 0, SLICE_MAX, passed_record, "Which, and why."),
	GJ_F_INT(migrate_result, next, 0, 1, GJ_MAX_INT,
		 "Where the next slice begins; absent: this was the last."),
	GJ_F_END
};
const GJ_RECORD(gj_demand_migrate_result, migrate_result, migrate_result_fields);

typedef struct slice {
	moving *cases;
	size_t count, max;
	int more;
} slice;

static int gather(gj_ctx *c, const plan *p, moving *m, void *user)
{
	slice *s = user;

	(void)c;
	(void)p;
	if (s->count == s->max) {
		s->more = 1;
		return 1;
	}
	s->cases[s->count++] = *m;
	return 0;
}

static int emit_slice(gj_ctx *c, const plan *p, const migrate_args *in, const slice *s)
{
	slice_body body = { .chart = p->chart.hash,
			    .reason = in->reason,
			    .states = in->states,
			    .clocks = in->clocks };
	passed_case *cannot = gj_arena_zero(c->arena, (s->count + 1) * sizeof(*cannot));
	gj_subject subject = { 0, 0, 0 };

	if (!cannot)
		return GJ_E_NOMEM;
	body.cannot.p = cannot;
	for (size_t i = 0; i < s->count; i++) {
		if (s->cases[i].why == WHY_NONE)
			body.moved++;
		else
			cannot[body.cannot.n++] = passed_of(&s->cases[i]);
	}
	body.passed = (int64_t)body.cannot.n;
	body.has.set = 1 | 2 | 4 | 8 | 16 | 32 | 64;
	if (s->more) {
		body.next = s->cases[s->count - 1].id;
		gj_field_put(&body, &gj_demand_slice_record, "next");
	}
	return gj_emit(c, &gj_demand_events[GJ_DEMAND_MIGRATION], c->home, &subject, &body);
}

/* An open clock goes on by its time, and up the ladder that the new chart gives it. */
static int arm(gj_ctx *c, const plan *p, gj_clock_row *row, moved_clock *moved)
{
	const gj_chart_clock *def = gj_chart_clock_find(p->chart.chart, moved->to);
	const gj_calendar *calendar = NULL;
	gj_clock clock;
	int code = gj_clock_load(row, &clock);

	if (code < 0 || !def || clock.state == GJ_CLOCK_STOPPED)
		return code;
	code = gj_calendar_find(c, def->calendar, &calendar);
	if (code >= 0)
		code = gj_clock_arm(c, calendar->cal, def, &clock, c->now, row);
	if (code < 0)
		return code;
	moved->next_at = row->next_at;
	moved->next_rung = row->next_rung;
	if (gj_field_has(row, &gj_clock_row_record, "next_at"))
		moved->has.set |= 4;
	if (gj_field_has(row, &gj_clock_row_record, "next_rung"))
		moved->has.set |= 8;
	return code;
}

static int move_clocks(gj_ctx *c, const plan *p, const moving *m, gj_array *ret_moved)
{
	moved_clock *moved;
	gj_clock_row *row;
	gj_array rows = { NULL, 0 };
	int code = m->clock_count ? gj_clocks_now(c, c->home, m->id, &rows) : GJ_OK;

	moved = code < 0 ? NULL : gj_arena_zero(c->arena, (rows.n + 1) * sizeof(*moved));
	if (!moved)
		return code < 0 ? code : GJ_E_NOMEM;
	row = rows.p;
	for (size_t i = 0; i < rows.n && code >= 0; i++) {
		gj_str to = mapped(p->clocks, row[i].name);

		moved[i] = (moved_clock){ .has = { 3, 0 },
					  .clock = row[i].name,
					  .to = to.p ? to : row[i].name };
		code = arm(c, p, &row[i], &moved[i]);
	}
	if (code >= 0)
		*ret_moved = (gj_array){ moved, rows.n };
	return code;
}

static int emit_case(gj_ctx *c, const plan *p, const migrate_args *in, const moving *m)
{
	migrated_body body = { .has = { 127, 0 },
			       .verb = GJ_STR("migrate"),
			       .from = m->state,
			       .state = m->to,
			       .class = gj_chart_class(p->chart.chart, m->to),
			       .chart = p->chart.hash,
			       .chart_before = m->chart,
			       .reason = in->reason };
	gj_subject subject = { m->id, m->revision, m->seq };
	int code = move_clocks(c, p, m, &body.moved);

	if (code < 0)
		return code;
	if (body.moved.n)
		body.has.set |= 128;
	return gj_emit(c, &gj_demand_events[GJ_DEMAND_MIGRATED], c->home, &subject, &body);
}

int gj_demand_migrate(gj_ctx *c, const void *args, void *ret_result)
{
	const migrate_args *in = args;
	migrate_result *out = ret_result;
	slice s = { NULL, 0, in->limit ? (size_t)in->limit : SLICE, 0 };
	plan p;
	int code = make_plan(c, c->home, &in->states, &in->clocks, &p);

	s.cases = gj_arena_take(c->arena, s.max * sizeof(*s.cases));
	if (!s.cases)
		return GJ_E_NOMEM;
	if (code >= 0)
		code = walk(c, &p, c->home, in->after, gather, &s);
	if (code >= 0 && s.count)
		code = emit_slice(c, &p, in, &s);
	for (size_t i = 0; i < s.count && code >= 0; i++)
		if (s.cases[i].why == WHY_NONE)
			code = emit_case(c, &p, in, &s.cases[i]);
	if (code < 0)
		return code;
	/* Nothing was there to move: then nothing is recorded either. */
	*out = (migrate_result){ .chart = p.chart.hash };
	gj_field_put(out, &gj_demand_migrate_result, "chart");
	gj_field_put(out, &gj_demand_migrate_result, "moved");
	gj_field_put(out, &gj_demand_migrate_result, "passed");
	return GJ_OK;
}
