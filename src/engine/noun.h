/* SPDX-License-Identifier: Apache-2.0
 *
 * What a noun is made of: a table of operations and a table of events. A noun is one
 * file of this folder that ends in a gj_noun; nouns.c lists them all. Everything else
 * (the reader of arguments, the command line, the manual, the bindings) is
 * derived from the two tables.
 */
#ifndef GJ_ENGINE_NOUN_H
#define GJ_ENGINE_NOUN_H

#include "profile/terms.h"
#include "statements.h"
#include "util/field.h"

struct gj_ctx;

/* ---- events ---- */

/* What applying an event does: statements bound by name from the item (with `each`), the
 * event's body and its envelope. Apply knows no clock, no randomness and no
 * profile; its statements return nothing. */
typedef struct gj_step {
	int stmt;
	const char *when; /* only if this field of the body is present and not null */
	const char *each; /* once for every item of this array of the body */
} gj_step;
#define GJ_STEPS_END { -1, NULL, NULL }

typedef struct gj_event_type {
	const char *name; /* "office.registered" */
	int version;
	const gj_record *body;
	const gj_step *steps; /* ends with GJ_STEPS_END */
	const char *doc;
} gj_event_type;

/* ---- operations ---- */

enum {
	GJ_OP_WRITE = 1,
	GJ_OP_LIST = 2,      /* answers items and next */
	GJ_OP_OWN_RIGHT = 4, /* the handler checks rights itself */
	GJ_OP_ALONE = 8,     /* not inside a transaction, a batch or a dry run */
	GJ_OP_ANYONE = 16,   /* needs no actor */
	GJ_OP_LONG = 32,     /* reports progress */
	/* its arguments `offices` and `root` name the chains that it writes, instead of the one
	 * of its home; inside a transaction, which has named them, it locks none */
	GJ_OP_NAMES_HOMES = 64,
	GJ_OP_SCRUB = 128,   /* what it took away is overwritten in the file once it is committed */
	/* also for an enterprise's own account: it keeps to what is that enterprise's. What needs
	 * no right is for everybody; all else is not for such an account, whatever its roles */
	GJ_OP_DEMANDER = 256,
	GJ_OP_LOCAL = 512,   /* writes local tables only: it locks no chain */
	GJ_OP_TELLS = 1024   /* its answer is its own, not its first event's: it takes no key */
};

/* Which chain a call belongs to: it is locked first, and the right of the
 * row is checked against its office. */
enum {
	GJ_HOME_ROOT,   /* the root chain */
	GJ_HOME_ID,     /* that of the argument `id` */
	GJ_HOME_OFFICE, /* that of the argument `home` (an office), else of the actor's office */
	/* that of the first id argument given of those that home_arg names, as "enterprise" or
	 * "subject entry"; when there is none, as GJ_HOME_OFFICE */
	GJ_HOME_SUBJECT,
	/* that which the row's `choose` finds; none is locked where it finds 0 */
	GJ_HOME_CHOSEN
};

#define GJ_HOMES_MAX 8
#define GJ_NO_RIGHT (-1)

/* What an operation reads first, by a statement of home and number, when the argument is there:
 * the database is asked in the same round trip as for the lock, or the state of the root chain. */
typedef struct gj_first {
	int stmt;
	const char *arg;
} gj_first;
#define GJ_FIRST_END { -1, NULL }

typedef struct gj_op {
	const char *name; /* "office.register" */
	int version;
	const gj_record *args, *result;
	int right; /* enum gj_right, or GJ_NO_RIGHT */
	int flags, home;
	const char *home_arg; /* for GJ_HOME_SUBJECT; else a second id whose chain is locked too */
	const int *errors;    /* beside those every operation may answer; ends with 0 */
	const char *since;
	const char *doc, *doc_zh;
	int (*run)(struct gj_ctx *c, const void *args, void *ret_result);
	int (*choose)(struct gj_ctx *c, const void *args, int64_t *ret_home); /* GJ_HOME_CHOSEN */
	/* Of a write whose bytes come in pieces, which no transaction waits for: `run` rehearses it
	 * (c->rehearsal), `gather` takes them outside of any transaction, `run` records it, and
	 * `settle` clears away what was left over, however it ended. Such a write stands alone. */
	int (*gather)(struct gj_ctx *c, const void *args);
	void (*settle)(struct gj_ctx *c, int recorded);
	const struct gj_first *first; /* NULL: nothing */
} gj_op;

typedef struct gj_noun {
	const char *name, *zh;
	const gj_op *ops;               /* ends with a NULL name */
	const gj_event_type *events;    /* ends with a NULL name; older versions stay */
	const char *doc;
} gj_noun;

extern const gj_noun *const gj_nouns[]; /* ends with NULL */

const gj_op *gj_op_find(const char *name, int version); /* version 0: the newest */
const gj_event_type *gj_event_find(gj_str name, int64_t version);

/* ---- what many argument tables share ---- */

/* Every write. */
#define GJ_WRITE_ARGS \
	gj_str key; \
	int32_t dry_run; \
	int64_t occurred_at
#define GJ_WRITE_FIELDS(t) \
	GJ_F_TEXT(t, key, 0, 1, 120, GJ_OPEN, \
		  "Idempotency key: the same key again answers the same, with no second " \
		  "effect."), \
	GJ_F_BOOL(t, dry_run, 0, \
		  "Decide, apply, report the events and undo: nothing is kept, no key " \
		  "consumed."), \
	GJ_F_TIME(t, occurred_at, 0, \
		  "When it happened, if before now. Kept beside the time of recording.")

/* Every change of something that exists. */
#define GJ_CHANGE_ARGS \
	GJ_WRITE_ARGS; \
	int64_t id; \
	int64_t if_revision
#define GJ_CHANGE_FIELDS(t, noun) \
	GJ_F_ID(t, id, GJ_REQUIRED, "Number of the " noun "."), GJ_WRITE_FIELDS(t), \
	GJ_F_INT(t, if_revision, 0, 1, GJ_MAX_INT, \
		 "Change only if this is still its revision, else CONFLICT.")

/* The answer of a write: from its first event, so it can be given again. */
typedef struct gj_written {
	gj_has has;
	int64_t id, revision, home, seq, at;
} gj_written;
#define GJ_WRITTEN_ANSWER \
	int64_t id; \
	int64_t revision; \
	int64_t home; \
	int64_t seq; \
	int64_t at
#define GJ_WRITTEN_FIELDS(t) \
	GJ_F_ID(t, id, 0, "Number of what was written."), \
	GJ_F_INT(t, revision, 0, 1, GJ_MAX_INT, "Its revision after the change."), \
	GJ_F_INT(t, home, 0, 1, GJ_MAX_INT, "The chain that recorded it."), \
	GJ_F_INT(t, seq, 0, 1, GJ_MAX_INT, "The event's place in that chain."), \
	GJ_F_TIME(t, at, 0, "When it was recorded.")
extern const gj_record gj_written_record;

/* Every list. */
#define GJ_LIST_ARGS \
	int64_t limit; \
	gj_str after
#define GJ_LIST_FIELDS(t) \
	GJ_F_INT(t, limit, 0, 1, 1000, "How many items at the most; 100 by default."), \
	GJ_F_TEXT(t, after, 0, 1, 400, GJ_OPEN, "`next` of the page before.")

/* Only a number: get. */
typedef struct gj_id_args {
	gj_has has;
	int64_t id;
} gj_id_args;
extern const gj_record gj_id_args_record;

/* A number, and whether personal values are wanted unmasked. */
typedef struct gj_get_args {
	gj_has has;
	int64_t id;
	int32_t unmask;
	gj_str purpose;
} gj_get_args;
extern const gj_record gj_get_args_record;

/* {"id", "reason", "note"}: amend and void need a reason, everywhere. */
typedef struct gj_void_args {
	gj_has has;
	GJ_CHANGE_ARGS;
	gj_str reason;
	gj_veil note;
} gj_void_args;
extern const gj_record gj_void_args_record;

#endif
