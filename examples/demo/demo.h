/* SPDX-License-Identifier: Apache-2.0
 *
 * The demo: two streets, three demands, two whistles. What was done is told as steps in stories.c;
 * the rest plays them against the library and prints what it answers. Tables are those of the
 * command-line program.
 */
#ifndef GUANJIA_DEMO_H
#define GUANJIA_DEMO_H

#include "../guanjia/cli.h"

/* One call: when, by whom, what. In `args` ' stands for ", and $name for a number that an
 * earlier step saved. `save` is "name=/pointer", several of them with blanks between. */
/* The operation "deliver" is the host's part: what waits for delivery in the home that stands in
 * place of the arguments is taken, delivered and reported as delivered. Kept, to be printed: the
 * last digest to an office, and what goes to the account that stands in place of `save`. */
typedef struct step {
	const char *at, *as, *op, *args, *save;
} step;

#define NAMES_MAX 64

typedef struct demo {
	cli c;       /* language and tables, for printing */
	int64_t now; /* the clock of the ledger */
	const char *acting;
	char *digest; /* what was delivered as one, in words; NULL: nothing yet */
	char *told;   /* what was delivered to one person, likewise */
	size_t names;
	struct {
		char name[24];
		int64_t id;
	} name[NAMES_MAX];
} demo;

/* Negative after telling which step went wrong. */
int play(demo *d, const step *steps);
gj_reply *ask(demo *d, const char *op, const char *args);
int64_t number_of(const demo *d, const char *name, size_t size); /* 0: none was saved */

json reply_json(const gj_reply *reply);
void cell(table *t, const demo *d, json fields, json item, const char *name);

int print_visit(demo *d, const char *visit);
int print_history(demo *d, const char *demand);
int print_whistle(demo *d, const char *whistle);
int print_rates(demo *d);
int print_league(demo *d, const char *formula);
int print_enterprises(demo *d, const char *home);
int print_deadline(demo *d, const char *from, const char *limit);
int print_verified(demo *d, const char **ret_word);

extern const step town[], gate[], metro[];

#endif
