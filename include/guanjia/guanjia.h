/* SPDX-License-Identifier: Apache-2.0
 *
 * libguanjia (服务管家): the work that a Chinese sub-district (街道) does for
 * its enterprises, as an embeddable library.
 *
 * The contract has two parts. The kernel is this header: some forty functions
 * over opaque handles. The door is gj_call(): every operation of the domain, by
 * name, with JSON arguments and a JSON reply. gj_describe() tells all of them.
 *
 * Ownership, without exception:
 *  - a returned `const char *` is borrowed from the object it was asked of, and
 *    valid until that object is freed (or, where said, changed);
 *  - an object delivered through a `T **ret_x` belongs to the caller;
 *  - what the caller owns is freed by gj_<noun>_free(), which takes NULL and
 *    returns NULL. gj_close() likewise.
 *
 * Every function that returns `int` returns 0 (or a count) on success and a
 * negative code of the list below on failure; outputs are then untouched, save
 * the reply, which tells what happened.
 *
 * Threads: one ledger handle serves one thread at a time; handles are
 * independent of each other. gj_interrupt() alone may be called from any thread.
 * Functions that the host supplies must not call the handle that calls them.
 *
 * Caveats. A ledger file lies on a local disk, not on a network share. A handle
 * does not survive fork(). The library's rights stop mistakes and curious users
 * of a portal; they do not stop an administrator who holds the file.
 */
#ifndef GUANJIA_GUANJIA_H
#define GUANJIA_GUANJIA_H

#include <stddef.h>
#include <stdint.h>

#include "version.h"

#ifndef GJ_API
#if defined(__GNUC__)
#define GJ_API __attribute__((visibility("default")))
#else
#define GJ_API
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct gj_options gj_options; /* how a ledger is opened */
typedef struct gj_ledger gj_ledger;   /* one connection to one ledger */
typedef struct gj_args gj_args;       /* arguments under construction */
typedef struct gj_reply gj_reply;     /* what a call answered, success or failure */

/* Error codes. A code keeps its number and meaning for ever.
 * The list is made from the registry in src/util/error.def. */
/* errors: begin */
#ifndef GJ_CODES_KNOWN
enum gj_error_code {
	GJ_OK = 0,
	/* Memory ran out. Nothing was changed. Since 1.0. */
	GJ_E_NOMEM = -1,
	/* The request is not strict JSON: syntax, UTF-8, U+0000, a duplicate key, trailing
	 * bytes or depth. Since 1.0. */
	GJ_E_BAD_JSON = -2,
	/* No operation of this name and version. Since 1.0. */
	GJ_E_UNKNOWN_OP = -3,
	/* An argument that the operation does not have. Since 1.0. */
	GJ_E_UNKNOWN_FIELD = -4,
	/* A required argument is absent. Since 1.0. */
	GJ_E_MISSING = -5,
	/* An argument breaks the rule named in the detail. Since 1.0. */
	GJ_E_BAD_VALUE = -6,
	/* An input or a result is larger than its limit. Since 1.0. */
	GJ_E_LIMIT = -7,
	/* No option of this name, or not one of this type. Since 1.0. */
	GJ_E_UNKNOWN_OPTION = -8,
	/* The kernel was called in the wrong order or with a wrong pointer. Since 1.0. */
	GJ_E_USE = -9,
	/* No such thing, or none that the actor may know of. Since 1.0. */
	GJ_E_NOT_FOUND = -10,
	/* Something with this identity is there already; the detail names it. Since 1.0. */
	GJ_E_EXISTS = -11,
	/* The thing has changed since: if_revision is not its revision; the detail names the
	 * current one. Since 1.0. */
	GJ_E_CONFLICT = -12,
	/* The idempotency key was used before with other arguments. Since 1.0. */
	GJ_E_KEY_REUSED = -13,
	/* The life cycle does not permit this verb in the present state. Since 1.0. */
	GJ_E_STATE = -14,
	/* The actor lacks the right that the operation needs. Since 1.0. */
	GJ_E_DENIED = -15,
	/* Nobody acts: call gj_act_as first. Since 1.0. */
	GJ_E_NO_ACTOR = -16,
	/* A rule of the domain forbids it; the detail names the rule. Since 1.0. */
	GJ_E_RULE = -17,
	/* Another writer holds the ledger longer than the time allowed. Since 1.0. */
	GJ_E_BUSY = -20,
	/* The transaction was ended by a passing condition; repeat it from its beginning.
	 * Since 1.0. */
	GJ_E_RETRY = -21,
	/* The connection was lost while committing; repeat the call with the same key to learn
	 * what happened. Since 1.0. */
	GJ_E_UNCERTAIN = -22,
	/* The database cannot be reached. Since 1.0. */
	GJ_E_CONNECTION = -23,
	/* gj_interrupt(), or the time that the option statement_ms allows, ended the call.
	 * Nothing was changed. Since 1.0. */
	GJ_E_INTERRUPTED = -24,
	/* The disk is full. Nothing was changed. Since 1.0. */
	GJ_E_SPACE = -25,
	/* The ledger can only be read. Since 1.0. */
	GJ_E_READ_ONLY = -26,
	/* The file or the device failed. Since 1.0. */
	GJ_E_IO = -27,
	/* The ledger does not verify: file, chain or tables. Since 1.0. */
	GJ_E_CORRUPT = -28,
	/* The file is not a ledger of this library. Since 1.0. */
	GJ_E_NOT_LEDGER = -29,
	/* The ledger is of an older release: call gj_upgrade. Since 1.0. */
	GJ_E_SCHEMA_OLD = -30,
	/* The ledger is of a newer release than this library. Since 1.0. */
	GJ_E_SCHEMA_NEW = -31,
	/* This build has no driver, digest or encoding of that name. Since 1.0. */
	GJ_E_UNSUPPORTED = -32,
	/* A function that the host supplied (clock, random source, sink) failed. Since 1.0. */
	GJ_E_HOST = -33,
	/* The library contradicted itself. Please report it. Since 1.0. */
	GJ_E_BUG = -99,
	GJ_ERROR_CODE_MIN = -2147483647 - 1 /* keeps the type wide; never answered */
};
#endif
/* errors: end */

/* ---- version ---- */

/* The product's version, as "0.1.0". Static. Since 1.0. */
GJ_API const char *gj_version(void);
/* The number in the soname: a program linked against ABI n runs with every
 * library of ABI n. Since 1.0. */
GJ_API int gj_abi(void);
/* 1 when the library has this version of this operation, else 0. Since 1.0. */
GJ_API int gj_supports(const char *operation, int version);
/* The name of an error code, as "CONFLICT"; "UNKNOWN" for a number that is none.
 * Static, total. Since 1.0. */
GJ_API const char *gj_error_name(int code);
/* 1 when repeating the same call may succeed, else 0. Since 1.0. */
GJ_API int gj_error_retryable(int code);
/* Everything the door offers, as one JSON document in UTF-8: operations with
 * their arguments, results, rights and errors, and the list of errors. The reply
 * is the caller's. Since 1.0. */
GJ_API int gj_describe(gj_reply **ret_reply);

/* ---- options ---- */

/* What a line of the log is about. Since 1.0. */
enum {
	GJ_LOG_DEBUG = 0,   /* it went well */
	GJ_LOG_INFO = 1,    /* it was refused: a fault of the caller's, or a rule */
	GJ_LOG_WARNING = 2, /* it was begun anew, or may succeed when it is repeated */
	GJ_LOG_ERROR = 3    /* memory, disk, connection or the library itself failed */
};

/* Host functions. `user` is passed back unchanged. */
typedef void *(*gj_alloc_fn)(void *user, size_t size);
typedef void *(*gj_resize_fn)(void *user, void *block, size_t size);
typedef void (*gj_release_fn)(void *user, void *block);
/* UTC microseconds since 1970; 0 on success, negative on failure. */
typedef int (*gj_clock_fn)(void *user, int64_t *ret_time);
/* Fills `size` bytes; 0 on success, negative on failure. */
typedef int (*gj_random_fn)(void *user, void *bytes, size_t size);
/* Progress of long work: `total` is 0 while it is not known. A negative answer
 * ends the work with INTERRUPTED. */
typedef int (*gj_progress_fn)(void *user, int64_t done, int64_t total);
/* One line for the host's own log (JSON of `size` bytes, NUL-terminated, no line break in it),
 * after each call, begin, commit and rollback: {"op", "code", "us", "again", "trips"}. `us` is how
 * long it took by the ledger's clock, `again` how often it was begun anew since another writer or
 * a lost connection was in the way, `trips` its round trips to a server. It holds nothing that
 * anybody typed. `level` is a GJ_LOG_ value. The line is the library's, and the ledger is in use:
 * it must not be called from here. */
typedef void (*gj_log_fn)(void *user, int level, const char *line, size_t size);
/* One item of a list, as JSON text of `size` bytes (NUL-terminated). A negative
 * answer ends the list with HOST. */
typedef int (*gj_item_fn)(void *user, const char *item, size_t size);

/* NOMEM. Since 1.0. */
GJ_API int gj_options_new(gj_options **ret_options);
GJ_API gj_options *gj_options_free(gj_options *options);
/* Texts are copied. Names: "digest" ("sm3", the default, or "sha256"; taken when a
 * ledger is created), "zone" (offset of the ledger's wall clock, "+08:00" by
 * default; taken at creation), "language" ("zh", the default, or "en": of
 * messages), "profile" (JSON text of a profile, or the name of a pack built in:
 * "cn-default", as by default, or "cn-bj"), "attachment_folder" (a folder of the host, of this
 * ledger alone, in which the contents of attachments lie from then on, each in a file named by
 * its office's chain and its digest; none, as by default: in the ledger. Whoever opens the ledger
 * later names it again, and backs it up with the ledger).
 * UNKNOWN_OPTION, BAD_VALUE, NOMEM. Since 1.0. */
GJ_API int gj_options_set_text(gj_options *options, const char *name, const char *value,
			       size_t size);
/* Names: "create" (1: make the ledger when there is none), "read_only" (1),
 * "busy_ms" (how long to wait for another writer, 5000 by default), "statement_ms"
 * (how long one statement may take before it ends in INTERRUPTED; 0, the default: no limit),
 * "synchronous" (0: every commit reaches the disk, the default; 1: a power cut may
 * lose the last ones, never integrity), "tries" (how often a call is repeated
 * on a passing condition, 5 by default), "memory_max" (bytes one call may use,
 * 256 MiB by default), "attachment_max" (bytes that one attachment may have, 20 MiB by
 * default), "partitions" (into how many parts every table is divided by
 * the office, 0 to 1024; 0, the default, is undivided; taken at creation, on
 * PostgreSQL only). UNKNOWN_OPTION, BAD_VALUE. Since 1.0. */
GJ_API int gj_options_set_int(gj_options *options, const char *name, int64_t value);
/* The library's own memory; SQLite and libcrypto keep theirs. Since 1.0. */
GJ_API int gj_options_set_memory(gj_options *options, gj_alloc_fn alloc, gj_resize_fn resize,
				 gj_release_fn release, void *user);
GJ_API int gj_options_set_clock(gj_options *options, gj_clock_fn clock, void *user);
GJ_API int gj_options_set_random(gj_options *options, gj_random_fn random, void *user);
GJ_API int gj_options_set_progress(gj_options *options, gj_progress_fn progress, void *user);
/* NULL, as by default: nothing is told. Since 1.0. */
GJ_API int gj_options_set_log(gj_options *options, gj_log_fn log, void *user);

/* ---- a ledger ---- */

/* Opens a ledger: "sqlite:PATH", a plain path, or "postgresql://…" as libpq reads it (TLS and
 * passwords too). `options` may be NULL and is not kept. On failure *ret_reply, when ret_reply
 * is not NULL, tells why, without a word of the URI.
 * NOT_FOUND, NOT_LEDGER, SCHEMA_OLD, SCHEMA_NEW, UNSUPPORTED, IO, CONNECTION, NOMEM. Since 1.0. */
GJ_API int gj_open(const char *uri, const gj_options *options, gj_ledger **ret_ledger,
		   gj_reply **ret_reply);
/* Ends an open transaction without its changes. Takes NULL, returns NULL. Since 1.0. */
GJ_API gj_ledger *gj_close(gj_ledger *ledger);
/* Brings the ledger at `uri` to this release's schema: {"from", "version", "events"}, the
 * versions before and after and how many events were replayed for it. One transaction,
 * so that whatever ends it leaves the older ledger as it was; progress is told. 0 also
 * when there was nothing to do. NOT_FOUND, NOT_LEDGER, SCHEMA_NEW, BUSY. Since 1.0. */
GJ_API int gj_upgrade(const char *uri, const gj_options *options, gj_reply **ret_reply);
/* Makes the call under way end with INTERRUPTED. From any thread. Since 1.0. */
GJ_API void gj_interrupt(gj_ledger *ledger);

/* Who acts from now on. `actor` is a JSON object: "account" (required) of a member
 * of staff, or "system"; "role" and "office" (to act in one of several);
 * "on_behalf_of", "application", "request", "address": kept in every event. The
 * host vouches for all of it. NOT_FOUND, DENIED, BAD_JSON. Since 1.0. */
GJ_API int gj_act_as(gj_ledger *ledger, const char *actor, size_t size, gj_reply **ret_reply);

/* ---- the door ---- */

/* Runs one operation. `args` is a JSON object of `size` bytes (NULL and 0: none). The
 * reply, which is the caller's also on failure, is the result or the error. When
 * not even an error can be allocated it is a static one, which gj_reply_free
 * accepts. Returns the reply's code. Since 1.0. */
GJ_API int gj_call(gj_ledger *ledger, const char *operation, const char *args, size_t size,
		   gj_reply **ret_reply);
/* Runs a list operation to its end, page by page, one item at a time to `item`. The
 * reply counts them: {"count": n}. Since 1.0. */
GJ_API int gj_each(gj_ledger *ledger, const char *operation, const char *args, size_t size,
		   gj_item_fn item, void *user, gj_reply **ret_reply);

/* The bytes of an attachment on their way in. Fills `bytes` with up to `size` of them and answers
 * how many; 0 at the end, negative to give up, which answers HOST and keeps nothing. It is called
 * outside of any transaction and may take its time. */
typedef int (*gj_read_fn)(void *user, void *bytes, size_t size);
/* And on their way out: takes `size` bytes, which are its own until it returns; negative to give
 * up, which answers HOST. */
typedef int (*gj_write_fn)(void *user, const void *bytes, size_t size);
/* attachment.add with the bytes from `read`, so that their number is no matter of memory. `args`
 * are those of the operation, without "path". Rights and arguments are checked before the first
 * byte is asked for; nothing is attached before the last one is there, and whatever ends it
 * earlier leaves nothing that could be read. With a `key` that was used before, the answer of
 * that call comes again and no byte is asked for. Never inside a transaction. LIMIT when there
 * are more than the option "attachment_max". The reply is the caller's also on failure.
 * Since 1.0. */
GJ_API int gj_attach(gj_ledger *ledger, const char *args, size_t size, gj_read_fn read, void *user,
		     gj_reply **ret_reply);
/* attachment.read with the bytes to `write`; `args` without "path". That somebody looks is recorded
 * before the first byte is given. CORRUPT after the last one when they do not match their
 * digest: what was given is then not to be trusted. Never inside a transaction. The reply is
 * the caller's also on failure. Since 1.0. */
GJ_API int gj_content(gj_ledger *ledger, const char *args, size_t size, gj_write_fn write,
		      void *user, gj_reply **ret_reply);

/* Several calls in one transaction. `args` names the offices whose chains it will
 * write: {"offices": [id, …], "root": true}; none named means the root's only. An error of
 * a call undoes that call alone; RETRY ends the whole, and the host begins again.
 * What a call answered is final only when gj_commit has. Since 1.0. */
GJ_API int gj_begin(gj_ledger *ledger, const char *args, size_t size, gj_reply **ret_reply);
GJ_API int gj_commit(gj_ledger *ledger, gj_reply **ret_reply);
GJ_API int gj_rollback(gj_ledger *ledger, gj_reply **ret_reply);

/* ---- arguments ----
 * Places are JSON pointers: "/name", "/contacts/0/phone"; what lies between is made. A
 * failed set is remembered and told by gj_args_json, so a caller checks once. */
GJ_API int gj_args_new(gj_args **ret_args);
GJ_API gj_args *gj_args_free(gj_args *args);
GJ_API int gj_args_set_text(gj_args *args, const char *place, const char *text, size_t size);
GJ_API int gj_args_set_int(gj_args *args, const char *place, int64_t value);
GJ_API int gj_args_set_flag(gj_args *args, const char *place, int value);
GJ_API int gj_args_set_null(gj_args *args, const char *place);
/* One JSON value as it is; it must be valid. */
GJ_API int gj_args_set_json(gj_args *args, const char *place, const char *json, size_t size);
/* The text for gj_call; borrowed, valid until the next change. */
GJ_API int gj_args_json(gj_args *args, const char **ret_json, size_t *ret_size);

/* ---- replies ----
 * Accessors take a JSON pointer; NOT_FOUND when there is nothing at that place,
 * BAD_VALUE when it is of another type. */
GJ_API gj_reply *gj_reply_free(gj_reply *reply);
GJ_API int gj_reply_code(const gj_reply *reply); /* 0 or a negative code */
/* The whole reply: the result, or {"error": {…}}. NUL-terminated. */
GJ_API const char *gj_reply_json(const gj_reply *reply, size_t *ret_size);
/* The sentence for people, in the language of the options; "" on success. */
GJ_API const char *gj_reply_message(const gj_reply *reply);
/* Where in the arguments the error lies, as a JSON pointer; "" when nowhere. */
GJ_API const char *gj_reply_path(const gj_reply *reply);
GJ_API int gj_reply_int(const gj_reply *reply, const char *place, int64_t *ret_value);
/* 1 or 0 through *ret_value. */
GJ_API int gj_reply_flag(const gj_reply *reply, const char *place, int *ret_value);
GJ_API int gj_reply_text(gj_reply *reply, const char *place, const char **ret_text,
			 size_t *ret_size);
/* Items of an array or members of an object. */
GJ_API int gj_reply_count(const gj_reply *reply, const char *place, size_t *ret_count);

#ifdef __cplusplus
}
#endif

#endif
