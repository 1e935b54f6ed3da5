/* SPDX-License-Identifier: Apache-2.0
 *
 * guanjia, the command-line program: what its files share. It knows the public header
 * only. Which nouns, operations and flags there are, it learns from gj_describe() at
 * every start. Few operations are named in these files: ledger.info, for the ledger's
 * wall clock, enterprise.import and clock.sweep, for the shortcuts `import` and `sweep`, and
 * those that keep.c is made of.
 */
#ifndef GUANJIA_CLI_H
#define GUANJIA_CLI_H

#include <guanjia/guanjia.h>
#include <stdio.h>

#include "json.h"

/* What a script can tell apart. */
enum exit_code {
	EXIT_OK,
	EXIT_REFUSED,  /* a rule forbids it, or there is no such thing */
	EXIT_USAGE,    /* the command line or the arguments are wrong */
	EXIT_CONFLICT, /* it has changed, exists, or is in another state */
	EXIT_DENIED,   /* a right is missing */
	EXIT_AGAIN,    /* a passing condition */
	EXIT_STORAGE   /* the file, the disk, the program itself */
};

#define LISTS_MAX 128

/* A list of codes of the profile, for looking words up. */
typedef struct code_list {
	char *name;
	json items;
} code_list;

typedef struct cli {
	const char *ledger_name, *as, *role, *office, *at, *columns;
	int json, zh;
	int request;  /* the request is printed, not made */
	int pointers; /* places are told as JSON pointers, not as flags */
	int zone; /* minutes east of UTC, the ledger's */
	gj_reply *described;
	json tables; /* what gj_describe() said */
	code_list list[LISTS_MAX];
	size_t lists;
	char noun[40]; /* whose states and verbs are meant: "whistle." */
	gj_ledger *ledger;
	int drawn; /* a progress bar stands on the last line */
} cli;

/* The sentence in the language in use. */
#define T(c, chinese, english) ((c)->zh ? (chinese) : (english))

/* ---- text.c: texts and how wide they are ---- */

void *must(void *memory); /* ends the program when there is none */
char *copy_of(const char *text, size_t size);
/* Columns on a terminal: 2 for what East Asian typography calls wide, 0 for marks. */
size_t text_width(const char *text);
/* At most `width` columns, the cut marked by "..". In place. */
void text_cut(char *text, size_t width);
/* What could move the cursor or hide text is replaced. Line ends stay if `lines`. */
void text_clean(char *text, int lines);
size_t text_distance(const char *a, const char *b); /* how many letters differ */
char *file_text(const char *path, size_t *ret_size);   /* "-": standard input; NULL */

/* ---- table.c ---- */

typedef struct table table;
table *table_new(FILE *out, size_t limit); /* limit: columns of the terminal, 0: none */
void table_column(table *t, const char *name, const char *heading, int right);
void table_cell(table *t, char *text); /* takes the text */
void table_end(table *t, cli *c);      /* writes what waits, and frees it */
size_t table_rows(const table *t);

/* ---- find.c: the description ---- */

int tables_begin(cli *c); /* asks for it */
void tables_end(cli *c);

json find_noun(const cli *c, const char *name);
/* Goes through the operations of a noun, or through all of them. */
typedef struct cursor {
	size_t noun, op;
	json inner;
} cursor;
int next_op(const cli *c, json noun, cursor *at, json *ret_op);
json find_op(const cli *c, json noun, const char *name);
json find_field(json fields, const char *name, size_t size);
json find_label(const cli *c, json field, json code); /* {"code", "zh", "en"} */
void about_noun(cli *c, json op); /* words of states and verbs are those of its noun */
/* The argument that a word without a flag is for: the number of the thing, else the only
 * one that must be given. */
json plain_field(json op);
int field_is(json field, const char *kind);
int one_value(json field); /* neither an object nor an array of them */
const char *word_for(const cli *c, const char *name);   /* the heading of a field */
const char *value_word(const cli *c, const char *name); /* of an enumeration's value */
const char *nearest(json list, const char *name, int dashes); /* static; NULL: none is near */

/* ---- show.c: replies for people ---- */

char *show_value(const cli *c, json field, json value);
void show_result(cli *c, json op, json result);
typedef struct lister lister;
lister *lister_new(cli *c, json op);
int lister_item(void *user, const char *item, size_t size); /* a gj_item_fn */
void lister_end(lister *l);

/* ---- help.c ---- */

void help_top(cli *c, FILE *out);
void help_noun(cli *c, json noun);
void help_op(cli *c, json op);

/* ---- fail.c: what is wrong, where, and what to do next ---- */

int usage(const cli *c, const char *what, const char *where, const char *next);
int fail(const cli *c, const gj_reply *reply, int opening); /* tells it; the exit code */
int not_verified(const cli *c); /* tells that, and what to do next */
char *flag_of(const char *pointer);                         /* "/a/0/b" as "--a.0.b" */

/* ---- time.c ---- */

int time_local(const char *text); /* is it a date, or a time, without an offset? */
void time_complete(const char *local, int zone, char *ret_text, size_t room);
int time_micros(const char *text, int zone, int64_t *ret_time); /* 0: it is no time */

/* ---- open.c: the ledger and who acts; exit codes ---- */

int ledger_open(cli *c);
void ledger_close(cli *c);
int run_create(cli *c, int argc, char **argv);
int ledger_named(const cli *c);                      /* is one given at all? */
int options_new(cli *c, gj_options **ret_options); /* language, clock, progress */
int act_default(cli *c);
/* with_place: with --role and --office. To free. */
char *actor_json(const cli *c, const char *account, int with_place);
void progress_end(cli *c);

/* ---- the commands ---- */

int run_op(cli *c, json op, int argc, char **argv);
int run_call(cli *c, int argc, char **argv);
int run_import(cli *c, int argc, char **argv);
int run_heads(cli *c, int argc, char **argv);
int run_verify(cli *c, int argc, char **argv);
int run_backup(cli *c, int argc, char **argv);
int run_copy(cli *c, int argc, char **argv);
int run_upgrade(cli *c, int argc, char **argv);
int run_describe(cli *c, int argc, char **argv);
int run_pipe(cli *c, int argc, char **argv);
int run_sweep(cli *c, int argc, char **argv);
int run_completion(cli *c, int argc, char **argv);
/* An option that every command knows: words taken, 0, or -1 after telling. */
int take_global(cli *c, int argc, char **argv);
int unknown_option(const cli *c, const char *word);

#endif
