/* SPDX-License-Identifier: Apache-2.0
 *
 * Pursuing one operation until it succeeds, where chance alone would not get there: a case
 * is led through the chart of its noun, as the profile tells it, to a state in which the
 * verb is allowed. A refusal tells in which state the case is; from there the chart
 * tells the next verb of a shortest way.
 */
#include "gen_priv.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "util/json.h"

#define STATES_MAX 64
#define FAR 1000
#define DEPTH 4
#define STEPS 14

/* ---- charts ---- */

const gj_tree *gen_chart(const gen *g, const char *noun)
{
	return gj_tree_get(gj_tree_get(g->profile, "charts"), noun);
}

/* The ways that a verb may go, one after the other: a step alone, or several with guards. */
static const gj_tree *first_way(const gj_tree *verb)
{
	return verb && verb->kind == GJ_TREE_ARRAY ? verb->child : verb;
}

static const gj_tree *next_way(const gj_tree *verb, const gj_tree *way)
{
	return verb->kind == GJ_TREE_ARRAY ? way->next : NULL;
}

typedef struct ways {
	const gj_tree *state[STATES_MAX];
	unsigned far[STATES_MAX]; /* how many verbs away is a state that allows it? */
	size_t n;
} ways;

static unsigned far_of(const ways *w, gj_str state)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		if (gj_str_eq(w->state[i]->key, state))
			return w->far[i];
	return FAR;
}

/* How far it is once the verb was done: by the best way that it may go. */
static unsigned far_after(const ways *w, const gj_tree *verb)
{
	const gj_tree *way;
	unsigned best = FAR, far;

	for (way = first_way(verb); way; way = next_way(verb, way)) {
		far = far_of(w, gj_tree_text(way, "target"));
		best = far < best ? far : best;
	}
	return best;
}

static void measure(const gj_tree *chart, const char *goal, ways *w)
{
	const gj_tree *states = gj_tree_get(chart, "states"), *state, *verb;
	unsigned far;
	size_t i;
	int moved;

	w->n = 0;
	for (state = states ? states->child : NULL; state && w->n < STATES_MAX;
	     state = state->next) {
		w->far[w->n] = gj_tree_get(gj_tree_get(state, "on"), goal) ? 0 : FAR;
		w->state[w->n++] = state;
	}
	do {
		for (moved = 0, i = 0; i < w->n; i++) {
			verb = gj_tree_get(w->state[i], "on");
			for (verb = verb ? verb->child : NULL; verb; verb = verb->next) {
				far = far_after(w, verb) + 1;
				if (far < w->far[i]) {
					w->far[i] = far;
					moved = 1;
				}
			}
		}
	} while (moved);
}

/* A verb of a shortest way from `state` to where `goal` is allowed. 0: there is none;
 * 1: here it is allowed already, by its name; 2: *ret_verb. */
static int way_to(gen *g, const gj_tree *chart, const char *state, const char *goal,
		  const gj_tree **ret_verb)
{
	const gj_tree *from = gj_tree_get(gj_tree_get(chart, "states"), state), *verb;
	unsigned far, seen = 0;
	ways w;

	measure(chart, goal, &w);
	far = far_of(&w, gj_str_of(state));
	if (far == 0 || far >= FAR)
		return far == 0;
	verb = gj_tree_get(from, "on");
	for (verb = verb->child; verb; verb = verb->next)
		if (far_after(&w, verb) + 1 == far && gen_draw(g, ++seen) == 0)
			*ret_verb = verb;
	return seen ? 2 : 0;
}

/* What the chart asks of a verb, in one of the states that allow it: its fields and the kinds
 * of evidence. */
const gj_tree *gen_asked(gen *g, const gen_op *op)
{
	const gj_tree *chart = gen_chart(g, g->noun[op->noun]), *state, *verb, *way, *found = NULL;
	const char *name = strchr(op->name, '.') + 1;
	unsigned seen = 0;

	state = gj_tree_get(chart, "states");
	for (state = state ? state->child : NULL; state; state = state->next) {
		verb = gj_tree_get(gj_tree_get(state, "on"), name);
		for (way = first_way(verb); way; way = next_way(verb, way))
			if (gen_draw(g, ++seen) == 0)
				found = way;
	}
	return found;
}

/* ---- what one thing does for another ---- */

static const struct {
	const char *verb; /* of a chart: done by the library, or guarded by what others did */
	const char *by;   /* the operation that brings it about */
} brought[] = {
	{ "whistle.join", "party.report_in" },
	{ "whistle.close", "party.evaluate" },
	{ "party.call", "whistle.approve" },
	{ "demand.grant_extension", "demand.ask_extension" },
	{ "demand.refuse_extension", "demand.ask_extension" },
};

static int pursue(gen *g, gj_ledger *ledger, gen_op *op, int64_t id, int depth);

static size_t parts_of(gen *g, gj_ledger *ledger, const char *noun, int64_t id, const char *part,
		       int64_t *ids, size_t room)
{
	gj_arena_mark mark = gj_arena_mark_now(g->arena);
	gj_reply *reply = NULL;
	gj_tree *tree = NULL;
	const gj_tree *all, *one, *number;
	char op[80], args[64];
	gj_str json;
	size_t n = 0;

	snprintf(op, sizeof(op), "%s.get", noun);
	snprintf(args, sizeof(args), "{\"id\":%lld}", (long long)id);
	if (gj_call(ledger, op, args, strlen(args), &reply) >= 0) {
		json.p = gj_reply_json(reply, &json.n);
		ck_assert_int_ge(gj_tree_parse(g->arena, json, &tree, NULL), 0);
		for (all = tree->child; all; all = all->next)
			for (one = all->kind == GJ_TREE_ARRAY ? all->child : NULL; one && n < room;
			     one = one->next) {
				number = gj_tree_get(one, "id");
				if (number && gen_known(g, part, number->integer))
					ids[n++] = number->integer;
			}
	}
	gj_reply_free(reply);
	gj_arena_rewind(g->arena, mark);
	return n;
}

/* 1 when something succeeded that may bring it about. */
static int bring_about(gen *g, gj_ledger *ledger, const char *noun, const char *verb, int64_t id,
		       int depth)
{
	char name[96];
	gen_op *op = NULL;
	int64_t ids[16];
	size_t i, n;
	int done = 0;

	snprintf(name, sizeof(name), "%s.%s", noun, verb);
	for (i = 0; i < sizeof(brought) / sizeof(brought[0]); i++)
		if (strcmp(brought[i].verb, name) == 0)
			op = gen_op_find(g, brought[i].by);
	if (!op || depth >= DEPTH)
		return 0;
	/* What is done to the thing itself is done to this one. */
	if (strcmp(g->noun[op->noun], noun) == 0)
		return pursue(g, ledger, op, id, depth + 1) >= 0;
	n = parts_of(g, ledger, noun, id, g->noun[op->noun], ids, sizeof(ids) / sizeof(ids[0]));
	for (i = 0; i < n; i++)
		done |= pursue(g, ledger, op, ids[i], depth + 1) >= 0;
	return n ? done : pursue(g, ledger, op, 0, depth + 1) >= 0;
}

/* ---- the pursuit ---- */

/* One verb towards the goal. */
static int step(gen *g, gj_ledger *ledger, const char *noun, const gj_tree *verb, int64_t id,
		int depth)
{
	char name[96], plain[48];
	gen_op *op;
	int tries, code = -1;

	snprintf(plain, sizeof(plain), "%.*s", (int)verb->key.n, verb->key.p);
	snprintf(name, sizeof(name), "%s.%s", noun, plain);
	op = gen_op_find(g, name);
	if (!op)
		return bring_about(g, ledger, noun, plain, id, depth);
	for (tries = 0; tries < 8 && code < 0; tries++)
		code = gen_try(g, ledger, op, id, NULL);
	return code >= 0;
}

/* With the thing of that number, or any when it is 0. */
static int pursue(gen *g, gj_ledger *ledger, gen_op *op, int64_t id, int depth)
{
	const char *noun = g->noun[op->noun], *goal = strchr(op->name, '.') + 1;
	const gj_tree *chart = gen_chart(g, noun), *verb = NULL;
	gen_refusal refusal;
	int steps, code = -1, on = 1, where;

	for (steps = 0; steps < STEPS && on; steps++) {
		code = gen_try(g, ledger, op, id, &refusal);
		if (code >= 0 || !chart)
			break;
		id = refusal.id;
		if (!refusal.state[0]) {
			on = code != GJ_E_NOT_FOUND && code != GJ_E_STATE;
			continue;
		}
		where = way_to(g, chart, refusal.state, goal, &verb);
		if (where == 2)
			on = step(g, ledger, noun, verb, id, depth);
		else if (where == 1)
			bring_about(g, ledger, noun, goal, id, depth);
		else
			on = 0;
	}
	return code;
}

/* Something new, where there is nothing left that could be led there. */
static void give_birth(gen *g, gj_ledger *ledger, const char *noun)
{
	const gj_tree *verb = gj_tree_get(gen_chart(g, noun), "open");
	gen_refusal born;
	char name[96];
	gen_op *op;

	for (verb = verb ? verb->child : NULL; verb; verb = verb->next) {
		snprintf(name, sizeof(name), "%s.%.*s", noun, (int)verb->key.n, verb->key.p);
		op = gen_op_find(g, name);
		/* A party comes with its whistle. */
		if (!op && strcmp(noun, "party") == 0)
			op = gen_op_find(g, "whistle.draft");
		/* What came with it is learnt by looking at it. */
		if (op && gen_try(g, ledger, op, 0, &born) >= 0 && born.id) {
			snprintf(name, sizeof(name), "%s.get", g->noun[op->noun]);
			op = gen_op_find(g, name);
			if (op)
				gen_try(g, ledger, op, born.id, NULL);
		}
	}
}

static unsigned shared(const gen_op *op, const gen_op *other)
{
	const gj_tree *args = gj_tree_get(op->about, "args"), *field, *twin;
	unsigned n = 0;

	for (field = args ? args->child : NULL; field; field = field->next) {
		if (!gj_tree_get(field, "required") || !gj_tree_get(field, "required")->integer)
			continue;
		twin = gj_tree_get(other->about, "args");
		for (twin = twin ? twin->child : NULL; twin; twin = twin->next)
			n += gj_tree_get(twin, "required") &&
			     gj_tree_get(twin, "required")->integer &&
			     gj_str_eq(gj_tree_text(field, "name"), gj_tree_text(twin, "name"));
	}
	return n;
}

/* What is taken back, corrected or found was given before: by a call of the noun that names the
 * same. */
static void give_first(gen *g, gj_ledger *ledger, const gen_op *op)
{
	gen_op *other, *best = NULL;
	unsigned n, most = 1;
	size_t i;

	for (i = 0; i < g->op_count; i++) {
		other = &g->op[i];
		if (other == op || other->noun != op->noun || !other->write || other->alone ||
		    strstr(other->name, ".void"))
			continue;
		n = shared(op, other);
		if (n > most) {
			most = n;
			best = other; /* the first: it comes before what takes it back */
		}
	}
	if (best)
		gen_try(g, ledger, best, 0, NULL);
}

int gen_pursue(gen *g, gj_ledger *ledger, gen_op *op, unsigned tries)
{
	int code = -1;
	unsigned i;

	for (i = 0; i < tries && code < 0; i++) {
		if (i % 2 == 1)
			give_birth(g, ledger, g->noun[op->noun]);
		if (i % 4 == 3)
			give_first(g, ledger, op);
		code = pursue(g, ledger, op, 0, 0);
	}
	return code;
}
