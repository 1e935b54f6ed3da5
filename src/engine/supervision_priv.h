/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the noun supervision share.
 */
#ifndef GJ_ENGINE_SUPERVISION_PRIV_H
#define GJ_ENGINE_SUPERVISION_PRIV_H

#include "engine/case.h"
#include "engine/supervision.h"

typedef struct gj_supervision {
	gj_has has;
	int64_t id;
	gj_str state;
	int32_t class;
	gj_str kind, reason;
	int64_t demand, whistle, party, unit, issuer;
	int32_t by_rule;
	int64_t round;
	gj_str chart;
	int64_t issued_at, signed_at, replied_at, ended_at;
	int32_t voided;
	int64_t revision, seq;
	int64_t home, office; /* its chain, which is that of the case, and that chain's office */
} gj_supervision;
extern const gj_record gj_supervision_record;

/* The row, whoever asks; NOT_FOUND. */
int gj_supervision_load(gj_ctx *c, int64_t id, gj_supervision *ret_order);
/* As load, and NOT_FOUND too when the actor may not know of it. */
int gj_supervision_load_seen(gj_ctx *c, int64_t id, gj_supervision *ret_order);

/* ---- who may know and do what (supervision_access.c) ---- */

int gj_supervision_visible(gj_ctx *c, const gj_supervision *order); /* 1, 0 or a failure */
/* DENIED unless the right is held at the office that issued it, or at the unit supervised. */
int gj_supervision_allow(gj_ctx *c, const gj_supervision *order, int right);
/* To its chart the office that issued it is its home. */
gj_case gj_supervision_case(const gj_supervision *order);

/* ---- bodies of events ---- */

typedef struct gj_supervision_body {
	gj_has has;
	gj_str verb, from, state;
	int32_t class;
	/* issued */
	gj_str order_no, chart;
	int64_t year, number;
	gj_str kind, reason;
	int64_t demand, whistle, party, unit, issuer;
	int32_t by_rule;
	gj_array cards;
	/* steps */
	int64_t round, reply_round;
	gj_veil text, note;
	int32_t voided;
	gj_array evidence, messages;
	GJ_CLOCK_BODY;
} gj_supervision_body;
extern const gj_record gj_supervision_issued_record, gj_supervision_step_record;

enum {
	GJ_SUPERVISION_ISSUED,
	GJ_SUPERVISION_SIGNED,
	GJ_SUPERVISION_REPLIED,
	GJ_SUPERVISION_SENT_BACK,
	GJ_SUPERVISION_ACCEPTED,
	GJ_SUPERVISION_CLOSED,
	GJ_SUPERVISION_WITHDRAWN,
	GJ_SUPERVISION_VOIDED
};
extern const gj_event_type gj_supervision_events[];

/* What a move does to its clocks, and whom it tells, into the body of its event. */
int gj_supervision_clocks(gj_ctx *c, const gj_supervision *order, const gj_case_chart *chart,
			  const gj_chart_move *move, const gj_record *record,
			  gj_supervision_body *body);

/* ---- what an order, or a card, is about (supervision_issue.c) ---- */

typedef struct gj_supervision_plan {
	gj_supervision order;
	int over;              /* the case has ended */
	gj_str state;          /* of the case */
	const gj_array *cards; /* that it is issued for; may be NULL */
} gj_supervision_plan;

/* About one of the three, or a unit and none of them; 0: not this one. */
typedef struct gj_supervision_target {
	int64_t demand, whistle, party, unit, home;
} gj_supervision_target;
int gj_supervision_begin(gj_ctx *c, const gj_supervision_target *about,
			 gj_supervision_plan *ret_plan);
/* Who acts may know of it, and her office, or the home's, may act on it. */
int gj_supervision_check_issuer(gj_ctx *c, const gj_supervision_target *about,
				gj_supervision_plan *plan);
/* STATE where the case has ended, RULE where the unit would supervise itself. */
int gj_supervision_check_unit(gj_ctx *c, const gj_supervision_plan *plan, const char *verb);

/* ---- operations ---- */

extern const gj_record gj_supervision_issue_args, gj_supervision_issued_result;
int gj_supervision_issue(gj_ctx *c, const void *args, void *ret_result);
extern const gj_record gj_supervision_sign_args, gj_supervision_reply_args,
	gj_supervision_send_back_args, gj_supervision_accept_args, gj_supervision_close_args,
	gj_supervision_withdraw_args, gj_supervision_void_args;
/* All verbs but issue: which one says the operation's name. */
int gj_supervision_act(gj_ctx *c, const void *args, void *ret_result);
extern const gj_record gj_supervision_full_record, gj_supervision_list_args,
	gj_supervision_list_result;
int gj_supervision_get(gj_ctx *c, const void *args, void *ret_result);
int gj_supervision_list(gj_ctx *c, const void *args, void *ret_result);

#endif
