/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the nouns whistle and party share.
 */
#ifndef GJ_ENGINE_WHISTLE_PRIV_H
#define GJ_ENGINE_WHISTLE_PRIV_H

#include "engine/case.h"
#include "engine/whistle.h"

#define GJ_PARTIES_MAX 50

/* When it is handled jointly: all have reported in, any one has, the lead and so many others. */
enum gj_quorum { GJ_QUORUM_ALL, GJ_QUORUM_ANY, GJ_QUORUM_LEAD };
extern const char *const gj_quorums[]; /* NULL-terminated */
enum gj_part { GJ_PART_LEAD, GJ_PART_MEMBER };
extern const char *const gj_parts[];

/* ---- rows ---- */

typedef struct gj_whistle {
	gj_has has;
	int64_t id;
	gj_str state;
	int32_t class;
	gj_str kind, source;
	int64_t blower, unit;
	int32_t quorum;
	int64_t need;
	gj_str resolution, level;
	int32_t above;
	int64_t registrar;
	gj_str chart;
	int64_t opened_at, blown_at, joined_at, ended_at;
	int32_t voided;
	int64_t revision, seq;
	int64_t home, office; /* its chain, and that chain's office */
} gj_whistle;
extern const gj_record gj_whistle_record;

typedef struct gj_party {
	gj_has has;
	int64_t id, whistle, office;
	int32_t part;
	gj_str state;
	int32_t class, bound;
	int64_t proposed;
	int64_t called_at, signed_at, contacted_at, reported_at, missed_at, released_at;
	gj_veil reply;
	gj_str grade, appraisal;
	gj_str chart;
	int64_t revision, seq, created_at;
	gj_str state_name;
	gj_array verbs, evidence; /* of whistle.get */
} gj_party;
extern const gj_record gj_party_record;

/* The row, whoever asks; NOT_FOUND. */
int gj_whistle_load(gj_ctx *c, int64_t id, gj_whistle *ret_whistle);
/* As load, and NOT_FOUND too when the actor may not know of it. */
int gj_whistle_load_seen(gj_ctx *c, int64_t id, gj_whistle *ret_whistle);
/* Asks ahead for what loading one, and whether she may know of it, reads. */
void gj_whistle_ask(gj_ctx *c, int64_t id);
int gj_party_load(gj_ctx *c, int64_t id, gj_party *ret_party);
int gj_whistle_parties(gj_ctx *c, const gj_whistle *whistle, gj_array *ret_parties);

/* ---- who may know and do what (whistle_access.c) ---- */

int gj_whistle_visible(gj_ctx *c, const gj_whistle *whistle); /* 1, 0 or a failure */
/* DENIED unless the right is held at its home, at the office that blew, or at `unit`. */
int gj_whistle_allow(gj_ctx *c, const gj_whistle *whistle, int64_t unit, int right);
/* May this office be called, by all demands that the whistle serves? */
int gj_whistle_check_office(gj_ctx *c, int64_t whistle, int64_t office, const char *path);
/* The office that a demand of its complains of; 0: none. */
int gj_whistle_complained_of(gj_ctx *c, int64_t whistle, int64_t *ret_office);
gj_case gj_whistle_case(const gj_whistle *whistle);
gj_case gj_party_case(const gj_whistle *whistle, const gj_party *party);

/* ---- bodies of events ---- */

typedef struct gj_whistle_body {
	gj_has has;
	gj_str verb, from, state;
	int32_t class;
	/* drafted */
	gj_str order_no, chart;
	int64_t year, number;
	gj_str kind, source;
	int64_t blower, unit;
	int32_t quorum;
	int64_t need, demand;
	gj_veil title, detail, place;
	/* steps */
	gj_str reason, resolution, level;
	int32_t above;
	gj_veil text, note;
	int32_t blown, joined, voided;
	int64_t against;
	gj_array evidence, messages;
	GJ_CLOCK_BODY;
} gj_whistle_body;
extern const gj_record gj_whistle_drafted_record, gj_whistle_step_record, gj_whistle_amended_record;

enum {
	GJ_WHISTLE_DRAFTED,
	GJ_WHISTLE_BLOWN,
	GJ_WHISTLE_REFUSED,
	GJ_WHISTLE_EXTENDED,
	GJ_WHISTLE_LINKED,
	GJ_WHISTLE_JOINED,
	GJ_WHISTLE_FED_BACK,
	GJ_WHISTLE_SENT_BACK,
	GJ_WHISTLE_WITHDRAWN,
	GJ_WHISTLE_CLOSED,
	GJ_WHISTLE_AMENDED,
	GJ_WHISTLE_VOIDED
};
extern const gj_event_type gj_whistle_events[];

/* What a move does to its clocks, and whom it tells, into the body of its event. */
int gj_whistle_clocks(gj_ctx *c, const gj_whistle *w, const gj_case_chart *chart,
		      const gj_chart_move *move, const gj_record *record, gj_whistle_body *body);

/* A party as the arguments of a whistle name it. */
typedef struct gj_party_given {
	gj_has has;
	int64_t office;
	int32_t part;
} gj_party_given;
extern const gj_record gj_party_given_record;

/* ---- what a whistle does with its parties (party.c) ---- */

/* Asks ahead whether these offices may be called. */
void gj_parties_ask(gj_ctx *c, const gj_array *given);
/* Enters them, in order; they are called when it is blown. */
int gj_parties_invite(gj_ctx *c, const gj_whistle *whistle, const gj_array *given);
/* Those not called yet are called. */
int gj_parties_call(gj_ctx *c, const gj_whistle *whistle);
/* The whistle ended before they had come, or should never have been blown. */
int gj_parties_release(gj_ctx *c, const gj_whistle *whistle);
/* Looks, after a party has moved, whether so many have reported in as the whistle asks for. */
int gj_whistle_reckon(gj_ctx *c, int64_t id);
/* Guards that are facts of its parties. */
int gj_whistle_guards(gj_ctx *c, const gj_whistle *whistle, uint64_t *ret_guards);

/* ---- operations ---- */

extern const gj_record gj_whistle_draft_args, gj_whistle_drafted_result;
int gj_whistle_draft(gj_ctx *c, const void *args, void *ret_result);
extern const gj_record gj_whistle_approve_args, gj_whistle_refuse_args, gj_whistle_invite_args,
	gj_whistle_link_args, gj_whistle_feed_back_args, gj_whistle_rework_args,
	gj_whistle_withdraw_args, gj_whistle_close_args, gj_whistle_amend_args,
	gj_whistle_void_args, gj_case_stepped_record;
/* All verbs but draft: which one says the operation's name. */
int gj_whistle_act(gj_ctx *c, const void *args, void *ret_result);
extern const gj_record gj_whistle_full_record, gj_whistle_list_args, gj_whistle_list_result,
	gj_whistle_history_args, gj_whistle_history_result;
int gj_whistle_get(gj_ctx *c, const void *args, void *ret_result);
int gj_whistle_list(gj_ctx *c, const void *args, void *ret_result);
int gj_whistle_history(gj_ctx *c, const void *args, void *ret_result);

#endif
