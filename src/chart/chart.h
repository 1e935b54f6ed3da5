/* SPDX-License-Identifier: Apache-2.0
 *
 * Life-cycle charts: which verb leads from which state to which, for whom, and
 * what must be given with it. A chart is data of the profile; this module
 * compiles it, refuses one that is not sound, and answers questions. Values
 * in, values out: it knows no store, no clock and no noun.
 *
 *	{"id": "demand", "version": 1, "initial": "registered",
 *	 "open":   {"register": {"roles": ["clerk"], "of": "any", "fields": ["subject"]}},
 *	 "on":     {"void": {"target": "voided", "roles": ["leader"], "of": "home"}},
 *	 "states": {
 *	   "registered": {"class": "new", "on": {
 *	     "reply": [{"target": "shelved", "guard": "shelved", "roles": [...], "of": "home"},
 *	               {"target": "answered", "roles": [...], "of": ["home", "above"]}]}},
 *	   "voided": {"class": "done", "on": {"void": null}}, ...},
 *	 "clocks": {"answer": {
 *	   "meta": {"zh": "...", "en": "..."},
 *	   "limit": [{"guard": "emergency", "limit": "demand.emergency"},
 *	             {"limit": "demand.general"}],
 *	   "start": ["registered"], "stop": ["replied"],
 *	   "pause": ["escalated", {"state": "suspended", "cap": "demand.suspended"}],
 *	   "on": {"transfer": "keep", "reopen": "new"},
 *	   "extend": {"max": 1, "limit": "demand.extension"},
 *	   "ladder": [{"id": "soon", "at": "-4wh", "do": "message",
 *	               "to": ["unit", {"of": "home", "roles": ["leader"]}]}],
 *	   "lamps": {"blue": "-1wd", "yellow": "-4wh"}}}}
 *
 * - "open" holds the verbs that create a case: they lead to the initial state.
 * - The outer "on" is shared by all states; a state's own entry for a verb
 *   replaces the shared one, null refuses it.
 * - A verb has one move or a list of alternatives: the first whose guards all
 *   hold is taken. Who may is asked after that, never used to choose.
 * - A move without "target" stays in its state (not allowed in "open").
 * - A move "within" a limit can be made for so long after the unit was put in charge, not later.
 * - Clocks stand beside the states, several at once; clock_read.c says what each
 *   key means. A move may name clocks too: {"clocks": {"answer": "reset"}} says
 *   what it does to them, in place of what the clock says of the verb.
 *
 * A shared verb does not save a state from being a dead end: a case that can
 * only be voided is stuck all the same.
 */
#ifndef GJ_CHART_CHART_H
#define GJ_CHART_CHART_H

#include "chart/walk.h"

#define GJ_CHART_STATES_MAX 64
#define GJ_CHART_CLOCKS_MAX 16
#define GJ_CHART_RUNGS_MAX 16

/* Classes of states are constants of the library, so that statistics mean the
 * same everywhere. Waiting: the next step is not the offices' own (the
 * demander, a level above, other cases, a date). */
enum gj_state_class { GJ_STATE_NEW, GJ_STATE_ACTIVE, GJ_STATE_WAITING, GJ_STATE_DONE };

/* What the acting office is to the case; bits. */
enum gj_chart_of {
	GJ_OF_HOME = 1,     /* the case's home office */
	GJ_OF_UNIT = 2,     /* the unit now in charge */
	GJ_OF_DEMANDER = 4, /* the demander itself */
	GJ_OF_ABOVE = 8,    /* an office above the home office, as a hotline */
	GJ_OF_ANY = 16      /* in charts only: whoever acts */
};

typedef struct gj_chart_verb {
	const char *name;
	const char *const *fields; /* arguments that a chart may demand; NULL-terminated */
	uint64_t roles;            /* roles that hold the right the verb needs */
} gj_chart_verb;

/* The words a chart may use. Lists end with NULL and have at most 64 entries;
 * bit i of a set stands for entry i. A guard named not_x excludes x. */
typedef struct gj_chart_terms {
	const gj_chart_verb *verbs; /* ends with name == NULL */
	const char *const *guards;
	const char *const *evidence;
	const char *const *roles;
	/* Of clocks. A chart names limits and calendars; what they are is for others to know. */
	const char *const *limits;    /* names, any number; NULL: none */
	const gj_str *limit_texts;    /* in the order of the names: "5wd" */
	const char *const *calendars; /* names, any number; NULL: none */
	int (*is_limit)(gj_str text); /* is "4wh" a limit? */
	int windows; /* is it known when the unit in charge got the case? */
} gj_chart_terms;

/* ---- clocks ---- */

/* What a verb does to a clock: it goes on with the time consumed; it begins again, in the
 * same round; this round ends as it stands and another begins, by the limit that is right now. */
enum gj_clock_effect { GJ_EFFECT_UNSAID, GJ_EFFECT_KEEP, GJ_EFFECT_RESET, GJ_EFFECT_NEW };
extern const char *const gj_clock_effects[]; /* "", "keep", "reset", "new" */

typedef struct gj_chart_limit {
	uint64_t guards;   /* all must hold */
	gj_str name, text; /* "demand.general", "5wd" */
} gj_chart_limit;

/* Colours of lamps and cards, from mild to grave. */
enum gj_colour { GJ_COLOUR_BLUE, GJ_COLOUR_YELLOW, GJ_COLOUR_RED, GJ_COLOUR_COUNT };
extern const char *const gj_colours[]; /* "blue", "yellow", "red" */

enum gj_recipient {
	GJ_TO_OFFICE, /* who holds one of the roles in the office that `of` says */
	GJ_TO_ASSIST, /* the units that assist */
	GJ_TO_STEWARD, /* of the enterprise */
	GJ_TO_REGISTRAR
};

typedef struct gj_chart_recipient {
	int32_t who;    /* enum gj_recipient */
	uint32_t of;    /* GJ_TO_OFFICE: enum gj_chart_of */
	uint64_t roles; /* one is enough; all bits: whoever works there */
} gj_chart_recipient;

typedef struct gj_chart_rung {
	gj_str id;
	gj_str at; /* "-4wh" before the due time, "due", "+1wd" after it */
	int card;  /* enum gj_colour: a card is given; -1: only a message */
	const gj_chart_recipient *to;
	size_t to_count;
	gj_str zh, en; /* from meta; the id where meta has none */
	const gj_tree *meta;
} gj_chart_rung;

typedef struct gj_chart_cap {
	size_t state; /* its index */
	gj_str name, text;
} gj_chart_cap;

/* A due time that does not come of a limit. */
enum gj_given {
	GJ_GIVEN_NO,
	GJ_GIVEN_ORDER, /* it came with the order, when one did */
	GJ_GIVEN_REVIEW /* the end of the day on which what is shelved is looked at again */
};

typedef struct gj_chart_clock {
	gj_str name, zh, en; /* from meta; the name where meta has none */
	gj_str calendar;     /* GJ_STR_NONE: the default one */
	int given;           /* enum gj_given */
	const gj_chart_limit *limits; /* the first whose guards all hold; the last has none */
	size_t limit_count;
	uint64_t start, stop, pause; /* sets of states */
	const gj_chart_cap *caps;    /* of states that pause it: how long at the most */
	size_t cap_count;
	uint8_t effects[64]; /* enum gj_clock_effect by the verb's place in the terms */
	int64_t extend_max;  /* how often it may be extended */
	gj_chart_limit extend;
	const gj_chart_rung *rungs;
	size_t rung_count;
	gj_str lamps[GJ_COLOUR_COUNT]; /* from when; GJ_STR_NONE: not at all. Red: the due time */
	const gj_tree *meta;
} gj_chart_clock;

typedef struct gj_chart gj_chart;

typedef struct gj_chart_move {
	gj_str from; /* "" for the verbs that create a case */
	gj_str verb, target;
	uint64_t guards; /* all must hold */
	uint64_t roles;  /* one is enough */
	uint32_t of;     /* enum gj_chart_of: one is enough */
	int shared;      /* from the outer "on" */
	const gj_str *fields; /* arguments that must be given */
	size_t field_count;
	const gj_str *evidence; /* kinds of evidence that must be there */
	size_t evidence_count;
	size_t verb_index;      /* its place in the terms */
	const uint8_t *effects; /* enum gj_clock_effect by clock; NULL: none said */
	gj_chart_limit within;  /* name GJ_STR_NONE: whenever */
	size_t target_index;
} gj_chart_move;

typedef struct gj_chart_state {
	gj_str name;
	int cls; /* enum gj_state_class */
	gj_str zh, en; /* from meta; the name where meta has none */
	const gj_tree *tags, *meta; /* NULL: none */
	const gj_chart_move *moves;
	size_t move_count;
} gj_chart_state;

typedef struct gj_chart_actor {
	uint64_t roles;  /* held in the acting office */
	uint32_t office; /* enum gj_chart_of, never GJ_OF_ANY */
} gj_chart_actor;

/* Compiles; GJ_E_BAD_VALUE with rule chart_path, the path and {problem} when the
 * chart is not sound. The chart points into source and terms: they must live
 * as long as it does. */
int gj_chart_compile(gj_arena *arena, const gj_tree *source, const gj_chart_terms *terms,
		     const gj_chart **ret_chart, gj_error *err);
/* The same for a chart inside something larger: paths begin where walk stands. */
int gj_chart_compile_at(gj_walk *walk, gj_arena *arena, const gj_tree *source,
			const gj_chart_terms *terms, const gj_chart **ret_chart);

/* The move that verb makes from state (GJ_STR_NONE: a case is created).
 * GJ_E_STATE verb_not_allowed {verb} {state}: none, or no guard holds.
 * GJ_E_DENIED verb_not_yours {verb}: there is one, but not for this actor.
 * GJ_E_BUG: the chart has no such state. Whether the fields and the evidence
 * of the move are there is for the caller to check. */
int gj_chart_step(const gj_chart *chart, gj_str state, gj_str verb, uint64_t guards,
		  const gj_chart_actor *actor, const gj_chart_move **ret_move, gj_error *err);

/* Verbs that the actor (NULL: anybody) may use in state under one guard or
 * another; writes at most max of them and returns how many there are. */
size_t gj_chart_verbs(const gj_chart *chart, gj_str state, const gj_chart_actor *actor,
		      gj_str *ret_verbs, size_t max);

gj_str gj_chart_id(const gj_chart *chart);
int64_t gj_chart_version(const gj_chart *chart);
gj_str gj_chart_initial(const gj_chart *chart);
/* In the order of the source; NULL past the end. */
const gj_chart_clock *gj_chart_clock_at(const gj_chart *chart, size_t index);
const gj_chart_clock *gj_chart_clock_find(const gj_chart *chart, gj_str name); /* NULL: none */
const gj_chart_rung *gj_chart_rung_find(const gj_chart_clock *clock, gj_str id); /* NULL: none */
/* The limit that is right under these guards. */
const gj_chart_limit *gj_chart_clock_limit(const gj_chart_clock *clock, uint64_t guards);
/* How long this state pauses it at the most; GJ_STR_NONE: as long as it lasts. */
gj_str gj_chart_clock_cap(const gj_chart *chart, const gj_chart_clock *clock, gj_str state);
/* In the order of the source; NULL past the end. */
const gj_chart_state *gj_chart_state_at(const gj_chart *chart, size_t index);
const gj_chart_state *gj_chart_find(const gj_chart *chart, gj_str state); /* NULL: none */
/* The moves that create a case. */
const gj_chart_move *gj_chart_opening(const gj_chart *chart, size_t *ret_count);
int gj_chart_class(const gj_chart *chart, gj_str state); /* -1: no such state */
int gj_chart_tagged(const gj_chart *chart, gj_str state, const char *tag);
const char *gj_state_class_name(int cls); /* "waiting" */
int gj_state_class_of(gj_str name);       /* -1: none */

/* Recipients as a ladder has them, one or a list, at the key `to` of a tree: for whoever else
 * says who is told. */
int gj_chart_read_to(gj_walk *walk, gj_arena *arena, const char *const *roles, const gj_tree *tree,
		     const gj_chart_recipient **ret_to, size_t *ret_count);

/* ---- turns: what a move does to a clock (turn.c) ---- */

enum gj_turn_state { GJ_AT_NONE, GJ_AT_RUNNING, GJ_AT_PAUSED, GJ_AT_STOPPED };

enum gj_clock_act {
	GJ_TURN_NOTHING,
	GJ_TURN_START, /* there was none */
	GJ_TURN_RESET, /* begins again, in the same round */
	GJ_TURN_NEW,   /* the round ends, another begins */
	GJ_TURN_GO_ON, /* runs on, pauses or resumes: with the time consumed */
	GJ_TURN_STOP
};

typedef struct gj_clock_turn {
	int act;   /* enum gj_clock_act */
	int state; /* enum gj_turn_state after it */
} gj_clock_turn;

gj_clock_turn gj_chart_turn(const gj_chart *chart, const gj_chart_clock *clock, int state,
			    const gj_chart_move *move);

#endif
