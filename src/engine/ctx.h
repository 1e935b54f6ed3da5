/* SPDX-License-Identifier: Apache-2.0
 *
 * The context of one call: what a handler may use. Handlers read with gj_sql_*, check
 * with gj_allow and gj_fail, and change only through gj_emit.
 */
#ifndef GJ_ENGINE_CTX_H
#define GJ_ENGINE_CTX_H

#include "engine/noun.h"
#include "profile/profile.h"
#include "store/db.h"
#include "util/digest.h"
#include "util/json.h"

#define GJ_ROOT INT64_C(1) /* the root chain */
#define GJ_PARTITIONS_MAX 1024
#define GJ_ID(home, counter) ((home)*INT64_C(4294967296) + (counter))
#define GJ_HOME_OF(id) ((id) >> 32)
#define GJ_ACCESS_OF(home) ((home) + 1) /* each chain has an access chain beside it */

typedef int (*gj_clock_fn_)(void *user, int64_t *ret_time);
typedef int (*gj_random_fn_)(void *user, void *bytes, size_t size);
typedef int (*gj_progress_fn_)(void *user, int64_t done, int64_t total);
typedef void (*gj_log_fn_)(void *user, int level, const char *line, size_t size);

/* As gj_read_fn and gj_write_fn. */
typedef int (*gj_read_fn_)(void *user, void *bytes, size_t size);
typedef int (*gj_write_fn_)(void *user, const void *bytes, size_t size);

/* Where the bytes of an attachment come from, or go. */
typedef struct gj_stream {
	gj_read_fn_ read;
	gj_write_fn_ write;
	void *user;
} gj_stream;

typedef struct gj_host {
	gj_mem mem;
	gj_clock_fn_ clock;
	void *clock_user;
	gj_random_fn_ random;
	void *random_user;
	gj_progress_fn_ progress;
	void *progress_user;
	gj_log_fn_ log;
	void *log_user;
	int64_t attachment_max;  /* bytes */
	char *attachment_folder; /* of the host, where contents lie; NULL: in the ledger */
} gj_host;

/* ---- who acts ---- */

typedef struct gj_grant {
	gj_has has;
	int64_t office;
	gj_str role;
	uint64_t rights;
} gj_grant;

typedef struct gj_actor {
	int system;         /* all rights, no member of staff */
	int64_t staff;      /* 0 for the system */
	int64_t enterprise; /* whose own account it is; 0: nobody's */
	gj_str account, role;
	int64_t office;   /* where she acts; 0 for the system */
	int office_named; /* by the host: then only the roles that reach it count */
	gj_str on_behalf_of, application, request, address;
	gj_array grants;  /* of gj_grant */
	gj_array above;   /* of int64_t: her office and all over it */
	int64_t root_seq; /* the root chain's state these were read at */
} gj_actor;

/* ---- chains ---- */

typedef struct gj_head {
	gj_has has;
	int64_t home, office;
	gj_str kind;
	int64_t seq;
	uint8_t hash[GJ_DIGEST_SIZE];
	int64_t at, next_id;
	int64_t next_recorded; /* next_id as the last event of this lock says; 0: none yet */
	int dirty;
} gj_head;

/* The thing an event is about: what its row holds of the journal. */
typedef struct gj_subject {
	int64_t id, revision, seq;
} gj_subject;

/* An event of this call, for the answer and for dry runs. */
typedef struct gj_emitted {
	int64_t home, seq;
	const gj_event_type *type;
	gj_str bytes;
} gj_emitted;

/* The envelope, fixed for ever. `body` is written from body_any and read as raw. */
typedef struct gj_envelope {
	gj_has has;
	int64_t home, seq;
	gj_str type;
	int64_t version;
	int64_t at, occurred_at;
	int64_t subject, link, revision;
	int64_t root;  /* seq of the root chain that this was decided under */
	int64_t first; /* seq of the call's first event in this chain, if another */
	int64_t actor; /* 0: the system */
	gj_str role;
	int64_t acting_office;
	gj_str on_behalf_of, application, request, address;
	gj_str key;
	gj_veil print;      /* of the arguments, when there is a key */
	gj_str cause;       /* "home:seq" of the event that brought this one */
	int32_t clock_back; /* the clock stood before the chain's last event */
	int64_t next_id;    /* counter of the chain's next id after this event */
	gj_any body;
	gj_str body_raw;
	gj_str scope;                  /* of the key: derived, never written */
	int64_t month, month_recorded; /* in the ledger's zone, of when it happened and when it was
					* recorded, counted from year 0: derived, never written */
} gj_envelope;
extern const gj_record gj_envelope_record;      /* for writing and binding */
extern const gj_record gj_envelope_read_record; /* for reading */

/* What the tree of offices answered since the root chain last changed. */
#define GJ_MEMO_SLOTS 128
typedef struct gj_memo {
	int64_t root_seq;
	struct {
		int64_t office, above; /* above: 0 for the office's home, -1 for a home's office */
		int64_t answer;
	} slot[GJ_MEMO_SLOTS];
} gj_memo;

/* The working calendars, compiled, since the root chain last changed (calendar_book.c). */
typedef struct gj_calendar_cache {
	gj_arena *arena;    /* NULL: nothing is compiled */
	int64_t root_seq;   /* at which it was last looked at */
	int64_t papers_seq; /* the last event about papers that it knows of */
	const struct gj_calendar_book *book;
} gj_calendar_cache;
void gj_calendars_drop(gj_calendar_cache *cache);

/* Runs another operation inside this one (batch, import); *ret_json is its answer. */
struct gj_ctx;
typedef int (*gj_dispatch_fn)(void *user, struct gj_ctx *c, const char *operation, gj_str args,
			      gj_str *ret_json);

typedef struct gj_ctx {
	const gj_host *host;
	gj_arena *arena;
	gj_db *db;
	gj_error *err;
	gj_digest *digest;
	gj_memo *memo;
	gj_calendar_cache *calendars;
	const gj_profile *profile;
	const gj_actor *actor;
	const gj_op *op;
	int zone; /* minutes east of UTC */
	int chinese;
	int64_t now; /* the host's clock, read once a call */
	int64_t root_seq;
	int64_t home; /* the chain of this call, when it has one */
	gj_head heads[GJ_HOMES_MAX];
	size_t head_count;
	int in_tx; /* inside gj_begin or a batch */
	int dry_run;
	int batch_depth; /* above 0: a call inside a call */
	gj_dispatch_fn dispatch;
	void *dispatch_user;
	int unmask; /* personal values leave as they are: already recorded */
	const gj_stream *stream; /* that the host gave with the call; NULL: none */
	int rehearsal;           /* decide only: nothing is gathered yet */
	struct gj_gathered *gathered;
	/* of the call */
	gj_str json;        /* the arguments as given */
	int64_t decoded_by; /* which of the profiles seen so far checked their codes */
	gj_str key;
	gj_str canonical;    /* arguments as fingerprinted */
	int64_t key_seq;     /* the event that the key brought before; 0: none */
	int root_known;      /* root_seq was read with the lock */
	const void *args;    /* those of op, when it is op that reads next */
	int64_t occurred_at; /* 0: not given */
	gj_emitted *emitted;
	size_t emitted_count, emitted_room;
} gj_ctx;

/* ---- chains (journal.c) ---- */

/* Locks the heads, in ascending order; the first statement of every write. */
int gj_lock(gj_ctx *c, const int64_t *homes, size_t count);
/* Asks ahead for what the operation says that it reads first. */
void gj_ask_first(gj_ctx *c);
gj_head *gj_head_of(gj_ctx *c, int64_t home); /* NULL when it is not locked */
int gj_new_id(gj_ctx *c, int64_t home, int64_t *ret_id);
/* Records an event and applies it. *subject gives the thing's revision and last event
 * (0 and 0 when it is born) and is moved on. Personal texts of the body go to
 * the vault on the way; afterwards their ids and digests stand in the body. */
int gj_emit(gj_ctx *c, const gj_event_type *type, int64_t home, gj_subject *subject, void *body);
/* Writes the locked heads back, and adds up what was piled up; before commit. */
int gj_flush_heads(gj_ctx *c);
/* Adds up what a transaction has piled up for one home (gj_db_pile), or for all of them: before
 * what it was piled up for is read. */
int gj_unpile(gj_db *db, int64_t home);
int gj_unpile_all(gj_ctx *c);
/* Runs the steps of an event: for gj_emit and for replay. zone: the ledger's, in minutes. */
int gj_apply(gj_db *db, const gj_event_type *type, gj_envelope *envelope, void *body, int zone);
/* The month of an instant: 12 * year + 0 to 11. */
int64_t gj_month_of(int64_t at, int zone);
/* Reads one event's bytes: envelope, and the body by its type. */
int gj_event_read(gj_arena *arena, gj_str bytes, gj_envelope *ret_envelope,
		  const gj_event_type **ret_type, void **ret_body, gj_error *err);
/* The event that this call's key brought before, in c->home; NOT_FOUND. After gj_lock. */
int gj_event_by_key(gj_ctx *c, gj_str *ret_bytes);
/* Do these arguments match the print of an earlier call? 0, 1, or GJ_PRINT_GONE: its nonce was
 * erased with a personal value, and they can no longer be told apart. */
#define GJ_PRINT_GONE 2
int gj_print_matches(gj_ctx *c, const gj_veil *print, gj_str canonical, int *ret_same);
/* The event that a row names, read: CORRUPT when it is not there. */
int gj_event_load(gj_ctx *c, int64_t home, int64_t seq, gj_envelope *ret_envelope,
		  const gj_event_type **ret_type, void **ret_body);
/* One event as stored. */
int gj_event_bytes(gj_ctx *c, int64_t home, int64_t seq, gj_str *ret_bytes);
/* The answer of a write, from one of its events. */
int gj_answer(gj_ctx *c, const gj_op *op, gj_str bytes, void *ret_result);

/* ---- the vault (vault.c) ---- */

/* Puts every personal text of a body into the vault of its home. */
int gj_seal(gj_ctx *c, gj_head *head, int64_t subject, const gj_record *record, void *body);
/* Whose an item's values are: what is born inside another thing's event (a contact in a
 * registration) owns its own. */
int64_t gj_item_owner(const gj_record *record, const void *item, int64_t subject);
/* Loads the personal texts of a result, masked unless c->unmask. */
int gj_unseal(gj_ctx *c, const gj_record *record, void *object);
int gj_unseal_all(gj_ctx *c, const gj_record *record, gj_array items);
/* Asks ahead for what gj_unseal reads, where that is known early. */
void gj_ask_veils(gj_ctx *c, const gj_record *record, void *object);
gj_str gj_mask(gj_arena *arena, const char *how, gj_str text);
int gj_nonce_digest(gj_digest *digest, gj_str nonce, gj_str value,
		    uint8_t ret_hash[GJ_DIGEST_SIZE]);

/* ---- access (access.c) ---- */

/* Is there a grant with this right in this office or above it? DENIED if not. */
int gj_allow(gj_ctx *c, int right, int64_t office);
int gj_may(gj_ctx *c, int right, int64_t office); /* 1, 0 or a failure */
/* For what is everybody's: the right must be held in an office at the top of the tree. */
int gj_allow_top(gj_ctx *c, int right);
/* Reads who the account is: member of staff, grants, offices above. */
int gj_actor_load(gj_ctx *c, gj_actor *actor);
/* Roles held in the actor's grants that reach this office, as bits of the profile. */
int gj_roles_at(gj_ctx *c, int64_t office, uint64_t *ret_roles);
/* Is `above` this office itself or over it? 1, 0 or a failure. */
int gj_office_over(gj_ctx *c, int64_t office, int64_t above);
/* Memo of questions to the tree: 1 when *ret_answer is known. */
int gj_memo_get(gj_ctx *c, int64_t office, int64_t above, int64_t *ret_answer);
void gj_memo_put(gj_ctx *c, int64_t office, int64_t above, int64_t answer);
/* Is the actor's office this one, or below it? 1 or 0. */
int gj_actor_below(const gj_ctx *c, int64_t office);
/* Records that personal values of `subject` are about to be shown; in the access chain
 * of its home, in a transaction of its own. */
int gj_record_read(gj_ctx *c, int64_t subject, gj_str purpose);
/* The same for several things of one home, GJ_READ_MAX at the most and none of them twice. */
#define GJ_READ_MAX 1000
int gj_record_reads(gj_ctx *c, int64_t home, gj_array subjects, gj_str purpose);
/* For a handler of a read: personal values of args->id leave unmasked from here on,
 * if the actor has contact.unmask in this office. Records the look first, which
 * cannot be undone: so never inside a transaction or a dry run. */
int gj_unmask(gj_ctx *c, const gj_get_args *args, int64_t office);
int gj_record_refusal(gj_ctx *c, int64_t home, const char *operation, int code);

/* ---- small helps for handlers ---- */

int gj_not_found(gj_ctx *c, const char *noun);
/* The conditions every change checks: not voided, and if_revision. `args` is any
 * struct with GJ_CHANGE_ARGS. */
int gj_check_revision(gj_ctx *c, const void *args, int64_t revision);
/* Events of the form "<noun>.voided": reason and note of the arguments. */
typedef struct gj_voided_body {
	gj_has has;
	gj_str reason;
	gj_veil note;
} gj_voided_body;
extern const gj_record gj_voided_record;
int gj_emit_voided(gj_ctx *c, const gj_event_type *type, int64_t home, gj_subject *subject,
		   const gj_void_args *args);
/* The chain of an office: its own, or that of the nearest office above that has one. */
int gj_office_home(gj_ctx *c, int64_t office, int64_t *ret_home);
/* The office next above; 0: there is none. */
int gj_office_parent(gj_ctx *c, int64_t office, int64_t *ret_parent);
/* The office whose chain this is; 0 for the root's own. */
int gj_home_office(gj_ctx *c, int64_t home, int64_t *ret_office);
/* Progress of long work, to the host; INTERRUPTED when it says so. */
int gj_progress(gj_ctx *c, int64_t done, int64_t total);

/* Pages. A cursor is bound to the operation and its filter. begin gives the key to start
 * after and how many rows to read (one more than the page); end cuts the extra row
 * off and makes `next`. */
typedef struct gj_page {
	int64_t limit;     /* rows to read: the page and one more */
	int64_t after;     /* numeric key, 0 at the beginning */
	gj_str after_text; /* text key, "" at the beginning */
} gj_page;
int gj_page_begin(gj_ctx *c, const void *args, gj_page *ret_page);
int gj_page_end(gj_ctx *c, const void *args, const gj_page *page, const gj_record *record,
		gj_array *items, const char *key_field, const char *text_field, gj_str *ret_next);

/* A page of what not everybody may know of in whole: it is read on until it is full, or there is
 * no more. `read` gives page->limit rows from page->after on; `show` leaves those she may know of
 * where they stand first. Key fields as those of gj_page_end. */
typedef struct gj_sieve {
	const gj_record *record;
	const char *key_field, *text_field;
	int (*read)(gj_ctx *c, void *user, const gj_page *page, gj_array *ret_rows);
	int (*show)(gj_ctx *c, void *user, gj_array *rows);
	void *user;
} gj_sieve;
int gj_page_sieve(gj_ctx *c, const void *args, const gj_sieve *sieve, gj_array *ret_items,
		  gj_str *ret_next);

#endif
