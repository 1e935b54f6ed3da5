/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages: who is told of a case. That somebody is told, of what and in which kind of words,
 * is a fact: a field `messages` of the event that brings it. What this copy of the ledger has
 * delivered lies in the outbox, which is local: a copy or a replay delivers nothing twice.
 */
#ifndef GJ_ENGINE_MESSAGE_H
#define GJ_ENGINE_MESSAGE_H

#include "engine/ctx.h"

#define GJ_MESSAGES_MAX 60 /* of one event */

/* One recipient. An event's items are numbered from 0. */
typedef struct gj_message {
	gj_has has;
	int64_t item;
	gj_str kind;
	int64_t about;
	int64_t staff, office; /* one of them */
	int32_t at_once;       /* neither quiet hours nor a digest hold it back */
	int64_t by;            /* after this a digest comes too late */
} gj_message;
extern const gj_record gj_message_record;

/* What an event that brings messages has in its table of fields and in its steps. */
#define GJ_MESSAGES_FIELD(t) \
	GJ_F_ARRAY(t, messages, 0, 0, GJ_MESSAGES_MAX, gj_message_record, "Who is told of it.")
#define GJ_MESSAGES_STEP \
	{ \
		GJ_SQL_MESSAGE_ADD, NULL, "messages" \
	}

/* What the recipients are found by. 0: there is none. */
typedef struct gj_message_case {
	int64_t about;
	int64_t office; /* its home office */
	int64_t unit, enterprise, registrar, against;
	gj_array assist; /* of int64_t */
	int32_t at_once;
	int64_t by;
} gj_message_case;

/* Adds those that `to` stands for, each once; nobody in the unit complained of, nor below it.
 * Where nobody holds the role, the office itself is told. `profile`: whose roles are meant.
 * `items` begins empty and may be added to. */
int gj_message_to(gj_ctx *c, const gj_profile *profile, gj_str kind, const gj_chart_recipient *to,
		  size_t count, const gj_message_case *of, gj_array *items);
/* Whom the profile says to tell of a verb, into the member `messages` of its event's body. */
int gj_message_tell(gj_ctx *c, gj_str verb, const gj_message_case *of, const gj_record *record,
		    void *body);
/* Puts what an event brings into the outbox: called for every event that is recorded, in
 * its transaction, and not when one is replayed. */
int gj_message_post(gj_ctx *c, const gj_envelope *e, const gj_record *record, const void *body);

/* ---- for the files of the noun ---- */

/* A row of the outbox. */
typedef struct gj_outgoing {
	gj_has has;
	int64_t seq, item, recipient, about, slot, ready_at, attempts;
	gj_str bundle, worker;
	int32_t held;
	gj_str outcome;
} gj_outgoing;
extern const gj_record gj_outgoing_record;

/* A message as it is shown, and as it is listed: what it says, and where it stands. */
typedef struct gj_message_row {
	gj_has has;
	int64_t place; /* seq and item in one number */
	gj_str key, kind;
	int64_t about;
	gj_str order_no;
	int64_t staff;
	gj_str account;
	int64_t office;
	gj_str office_name;
	int64_t at;
	gj_str text;
	gj_str state;
	int64_t ready_at, attempts;
	gj_str error;
	int64_t done_at;
	/* not shown */
	int64_t seq, item, slot;
	gj_str bundle, outcome;
	int32_t held;
} gj_message_row;
extern const gj_record gj_message_row_record;

/* home:seq:item: the key of a delivery is that of its first message. */
int gj_message_key(gj_ctx *c, int64_t home, int64_t seq, int64_t item, gj_str *ret_key);
int gj_message_key_read(gj_str key, int64_t *ret_home, int64_t *ret_seq, int64_t *ret_item);
/* Fills in what is for people: words, order number, account, name of the office. */
int gj_message_word(gj_ctx *c, int64_t home, gj_message_row *row);
/* Asks ahead for what that reads. */
void gj_message_ask(gj_ctx *c, int64_t home, const gj_message_row *row);
/* The digest of several texts. */
int gj_message_digest(gj_ctx *c, const gj_message_row *rows, size_t count, gj_str *ret_text);

extern const gj_record gj_message_list_args, gj_message_list_result, gj_message_sign_args,
	gj_message_sign_result;
int gj_message_list(gj_ctx *c, const void *args, void *ret_result);
int gj_message_sign(gj_ctx *c, const void *args, void *ret_result);

#endif
