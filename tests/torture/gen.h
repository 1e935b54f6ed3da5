/* SPDX-License-Identifier: Apache-2.0
 *
 * Random commands, made from what gj_describe() and the profile tell: a new operation is
 * covered without a line here. Numbers of things are drawn from those seen in replies,
 * codes from the lists of the profile, the next verb from its charts; some commands are bad
 * on purpose. One seed gives one sequence, if the ledger answers alike.
 */
#ifndef GJ_TESTS_GEN_H
#define GJ_TESTS_GEN_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define GJ_CODES_KNOWN /* those of util/error.h, which are the same */
#include "guanjia/guanjia.h"
#include "util/tree.h"

typedef struct gen gen;

typedef struct gen_op {
	const char *name;
	const gj_tree *about; /* its object in gj_describe() */
	size_t noun;
	int write, list, alone, is_long, seldom;
	unsigned calls, good;
	char last[200]; /* its last refusal */
} gen_op;

/* `dir` is a folder of the test's own: what an operation writes to a file goes there. */
gen *gen_new(uint64_t seed, const char *dir);
gen *gen_free(gen *g);
uint64_t gen_draw(gen *g, uint64_t below);
int gen_chance(gen *g, unsigned percent);

size_t gen_op_count(const gen *g);
gen_op *gen_op_at(gen *g, size_t index);
gen_op *gen_op_find(gen *g, const char *name);

/* Arguments for one call; valid until the next. With `bad` something is wrong with
 * them, or not as described. `bare` leaves out key and dry_run. */
const char *gen_args(gen *g, const gen_op *op, int bad, int bare, size_t *ret_size);
/* Adds a member to the arguments of a call; valid until the next. */
const char *gen_add(gen *g, const char *args, const char *member, size_t *ret_size);
/* Takes the numbers of things out of a reply. */
void gen_learn(gen *g, gen_op *op, const gj_reply *reply);
/* Remembers a thing: "office" and so on. */
void gen_know(gen *g, const char *noun, int64_t id, int64_t revision);

/* One command: a call, somebody else acting, a transaction opened or ended, a key
 * repeated. Asserts what must hold of every reply: it is JSON, a repeated key answers
 * alike or is refused; codes that an operation does not declare are kept for
 * gen_undeclared(). */
typedef struct gen_tally {
	unsigned commands, good, refused, dry, repeated, reused, batches;
	unsigned begun, committed, rolled_back;
} gen_tally;
void gen_play(gen *g, gj_ledger *ledger);
/* Every write that can succeed does so, as the system, some rounds long: so that there is
 * something of everything, in many states. */
void gen_cover(gen *g, gj_ledger *ledger, unsigned rounds);
/* One operation until it succeeds, as the system: a case is led through its chart to where its
 * verb is allowed. A code as of gj_call. */
int gen_pursue(gen *g, gj_ledger *ledger, gen_op *op, unsigned tries);
/* The arguments made last. */
const char *gen_said(const gen *g);
/* What succeeded from now on, in order: what led to a success can be done again elsewhere. */
typedef struct gen_called {
	const char *op;
	char *args;
} gen_called;
void gen_trail_begin(gen *g);
const gen_called *gen_trail(const gen *g, size_t *ret_count);
/* The clock of the ledgers, in microseconds: it is moved on now and then, and swept. */
void gen_clock(gen *g, int64_t *clock);
/* Ends what is open; before closing. */
void gen_settle(gen *g, gj_ledger *ledger);
const gen_tally *gen_tallied(const gen *g);
/* Names what was never reached; returns how many operations that is. */
size_t gen_report(const gen *g, FILE *out);
/* Pairs of operation and code that were answered and not declared; names them. */
size_t gen_undeclared(const gen *g, FILE *out);

/* Who may act: a JSON object for gj_act_as, with the office named. */
void gen_actor(gen *g, const char *actor);
/* The ledger's file, looked at from outside: what is refused, dry or only read moves
 * no chain. */
void gen_watch(gen *g, const char *path);

#endif
