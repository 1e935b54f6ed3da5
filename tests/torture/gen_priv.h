/* SPDX-License-Identifier: Apache-2.0
 *
 * What gen.c and play.c share.
 */
#ifndef GJ_TESTS_GEN_PRIV_H
#define GJ_TESTS_GEN_PRIV_H

#include "gen.h"
#include "look.h"

#define NOUNS_MAX 64
#define OPS_MAX 512
#define POOL_MAX 256
#define ACTORS_MAX 16
#define ECHOES_MAX 512
#define NOTES_MAX 96

typedef struct text {
	char *p;
	size_t n, room;
} text;

typedef struct pool {
	int64_t id[POOL_MAX], revision[POOL_MAX];
	size_t n;
} pool;

struct gen {
	uint64_t random;
	char dir[512];
	gj_arena *arena;
	const gj_tree *profile;
	char noun[NOUNS_MAX][48];
	pool pool[NOUNS_MAX];
	size_t noun_count;
	gen_op op[OPS_MAX];
	size_t op_count;
	char *actor[ACTORS_MAX];
	size_t actor_count;
	int acting, in_tx, left;
	look *eye;
	text args, more;
	gen_tally tally;
	/* what was answered though it is not declared */
	struct {
		const gen_op *op;
		int code;
	} undeclared[64];
	size_t undeclared_count;
	int64_t counter;
	char next[401];
	/* a thing whose life goes on for some commands */
	size_t follow_noun;
	int64_t follow;
	int follow_left;
	/* arguments of calls that succeeded, to be taken up again */
	struct {
		size_t noun;
		char *args;
	} echo[ECHOES_MAX];
	size_t echo_count;
	/* of the arguments under construction */
	const char *own;
	const gen_op *nested;
	int64_t revision;
	int bare, fault, inner, reads_file;
	gj_tree *echoed;
	/* in a pursuit: the thing that a call is about, and what its chart asks for */
	int sure;
	int64_t fixed;
	const gj_tree *asked;
	/* texts that replies told, by the names of their fields */
	struct {
		char name[32], value[96];
	} note[NOTES_MAX];
	size_t note_count;
	/* the calls that succeeded since gen_trail_begin() */
	gen_called *trail;
	size_t trail_count, trail_room;
	int trailing;
	/* the ledger's clock */
	int64_t *clock;
};

/* What came of an attempt that was refused: which thing it was about, and in which state
 * that is, where the refusal says so. */
typedef struct gen_refusal {
	int64_t id;
	char state[64];
} gen_refusal;

int gen_try(gen *g, gj_ledger *ledger, gen_op *op, int64_t id, gen_refusal *ret_refusal);
const gj_tree *gen_chart(const gen *g, const char *noun);
const gj_tree *gen_asked(gen *g, const gen_op *op);
int gen_known(gen *g, const char *noun, int64_t id);
void gen_note(gen *g, const char *name, gj_str value);
void gen_forget(gen *g, int64_t id);
void gen_echo(gen *g, size_t noun, const char *args);
void gen_put(text *t, const char *bytes, size_t size);

#endif
