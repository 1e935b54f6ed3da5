/* SPDX-License-Identifier: Apache-2.0
 *
 * Flags of the command line into arguments of an operation.
 */
#ifndef GUANJIA_FLAGS_H
#define GUANJIA_FLAGS_H

#include "cli.h"

#define FLAGS_MAX 256 /* different places on one command line */
#define PLACE_MAX 512

typedef struct flags {
	cli *c;
	json op;
	gj_args *args;
	char *place[FLAGS_MAX];  /* what was given, */
	size_t count[FLAGS_MAX]; /* and how often */
	size_t places;
} flags;

int flags_begin(flags *f, cli *c, json op); /* an exit code */
void flags_end(flags *f);
/* Reads the flag at argv[0]: how many words it took, 0 when the operation has no such
 * argument, -1 after telling what is wrong. */
int flags_take(flags *f, int argc, char **argv);
/* A word without a flag: what plain_field() names. */
int flags_word(flags *f, const char *word);
int flags_given(const flags *f, const char *name);

#endif
