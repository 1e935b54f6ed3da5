/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the noun demand share: the row, the body of its events, the arguments of
 * its verbs, who may know and do what.
 */
#ifndef GJ_ENGINE_DEMAND_PRIV_H
#define GJ_ENGINE_DEMAND_PRIV_H

#include "engine/case.h"
#include "engine/clock.h"
#include "engine/demand.h"

/* ---- the row ---- */

typedef struct gj_demand {
	gj_has has;
	int64_t id;
	gj_str state;
	int32_t class;
	int64_t unit;
	gj_str channel, kind, category, urgency;
	int64_t enterprise, against;
	int32_t confidential, anonymous, from_above;
	int64_t due_at;
	gj_str disposition, resolution, level;
	int32_t above, review_on, not_reached;
	int64_t parent, parts, reworks, transfers;
	int32_t problem;
	int64_t merged_into, registrar;
	gj_str chart;
	int64_t opened_at, ended_at;
	int32_t voided;
	int64_t revision, seq;
	int64_t home, office; /* its chain, and that chain's office */
} gj_demand;
extern const gj_record gj_demand_record;

/* The row, whoever asks; NOT_FOUND. */
int gj_demand_load(gj_ctx *c, int64_t id, gj_demand *ret_demand);
/* As load, and NOT_FOUND too when the actor may not know of it. */
int gj_demand_load_seen(gj_ctx *c, int64_t id, gj_demand *ret_demand);

/* ---- bodies of events ---- */

/* A part that came of a split. */
typedef struct gj_demand_part {
	gj_has has;
	int64_t id;
	gj_str order_no;
} gj_demand_part;
extern const gj_record gj_demand_part_record;

typedef struct gj_demand_body {
	gj_has has;
	gj_str verb, from, state;
	int32_t class, turned;
	/* registered */
	gj_str order_no, chart;
	int64_t year, number;
	gj_str channel, kind, category, urgency;
	gj_veil title, detail, place; /* `subject` is the envelope's word */
	int64_t enterprise;
	gj_veil name, phone;
	int32_t confidential, anonymous, from_above;
	int64_t against;
	gj_str external_system, external_code;
	int64_t due_at, parent, visit, finding, taker;
	/* steps */
	int64_t unit, unit_before;
	gj_array assist;
	int64_t unit_due_at;
	gj_str mode, reason;
	gj_veil text, note, measure;
	gj_str disposition, resolution, level;
	int32_t above, review_on;
	gj_str by, result, satisfaction;
	int32_t valid, not_reached, solved, contacted, grade;
	gj_array missing;
	int64_t into, duplicate, part_count;
	gj_array parts, evidence;
	int32_t voided;
	int64_t whistle;
	int32_t rework, transfer, problem;
	int32_t unshelved;
	int64_t proposal;
	gj_str clock, limit;
	int64_t round, requested;
	gj_str outcome;
	GJ_CLOCK_BODY;
	gj_array messages;
} gj_demand_body;
extern const gj_record gj_demand_registered_record;
extern const gj_record gj_demand_step_record;
extern const gj_record gj_demand_amended_record;

extern const char *const gj_demand_grades[];

/* An exclusion from rates: its events are the demand's. */
typedef struct gj_exclusion_body {
	gj_has has;
	gj_str verb, state;
	int32_t class;
	gj_str outcome;
	int64_t requested, decided;
	int32_t excluded;
	gj_str reason;
	gj_veil note;
	gj_array evidence;
} gj_exclusion_body;
extern const gj_record gj_exclusion_record;

enum {
	GJ_DEMAND_REGISTERED,
	GJ_DEMAND_DISPATCHED,
	GJ_DEMAND_SIGNED,
	GJ_DEMAND_CONTACTED,
	GJ_DEMAND_HANDLED,
	GJ_DEMAND_TRANSFERRED,
	GJ_DEMAND_RETURNED,
	GJ_DEMAND_EXPLAINED,
	GJ_DEMAND_REPLIED,
	GJ_DEMAND_CALLED_BACK,
	GJ_DEMAND_CLOSED,
	GJ_DEMAND_REOPENED,
	GJ_DEMAND_WITHDRAWN,
	GJ_DEMAND_SPLIT,
	GJ_DEMAND_MERGED,
	GJ_DEMAND_ABSORBED,
	GJ_DEMAND_ESCALATED,
	GJ_DEMAND_AMENDED,
	GJ_DEMAND_VOIDED,
	GJ_DEMAND_DECLINED,
	GJ_DEMAND_WHISTLED,
	GJ_DEMAND_EXTENDED,
	GJ_DEMAND_EXTENSION_ASKED,
	GJ_DEMAND_EXTENSION_GRANTED,
	GJ_DEMAND_EXTENSION_REFUSED,
	GJ_DEMAND_SUSPENDED,
	GJ_DEMAND_SUPPLEMENT_ASKED,
	GJ_DEMAND_RESUMED,
	GJ_DEMAND_URGED,
	GJ_DEMAND_SHELF_REVIEWED,
	GJ_DEMAND_STRIKE_PROPOSED,
	GJ_DEMAND_STRUCK_OFF,
	GJ_DEMAND_KEPT_SHELVED,
	GJ_DEMAND_MIGRATION,
	GJ_DEMAND_MIGRATED,
	GJ_DEMAND_DISPUTED,
	GJ_DEMAND_EXCLUSION_REQUESTED,
	GJ_DEMAND_EXCLUSION_DECIDED,
	GJ_DEMAND_EXCLUSION_REVIEWED
};
extern const gj_event_type gj_demand_events[];

/* Puts into the body of its event whom the profile says to tell of a verb. */
int gj_demand_tell(gj_ctx *c, gj_message_case *of, gj_str urgency, const gj_record *record,
		   gj_demand_body *body);
/* What rates hold of a demand, for itself (party "") or one party. Zeros when there is none. */
typedef struct gj_rate_case {
	gj_has has;
	int32_t contacted, disputed, excluded;
	int64_t answer, called;
} gj_rate_case;
int gj_rate_case_get(gj_ctx *c, const gj_demand *demand, gj_str party, gj_rate_case *ret_case);

/* ---- the chart a case runs on (demand_chart.c) ---- */

/* That of the profile in force in this home; hash GJ_STR_NONE asks for it. */
int gj_demand_chart_of(gj_ctx *c, int64_t home, gj_str hash, gj_case_chart *ret_chart);
/* The move that the actor makes with a verb, by whatever she is to the case; as gj_chart_step. */
int gj_demand_move(gj_ctx *c, const gj_demand *demand, const gj_case_chart *chart, gj_str verb,
		   uint64_t guards, const gj_chart_move **ret_move);
/* What she may do now, in the chart's order; texts of the chart. */
int gj_demand_verbs_now(gj_ctx *c, const gj_demand *demand, const gj_case_chart *chart,
			gj_array *ret_verbs);
/* May she open one in this home? */
int gj_demand_opening(gj_ctx *c, const gj_case_chart *chart, int64_t office, uint64_t guards,
		      const gj_chart_move **ret_move);

/* ---- its clocks (demand_clocks.c) ---- */

/* Guards that the demand's own codes and facts make hold. */
uint64_t gj_demand_facts(const gj_profile *profile, const gj_demand *demand);
/* The move that opened it, for its clocks. Asks for no right. */
const gj_chart_move *gj_demand_opened(const gj_case_chart *chart);
/* What the move does to the clocks of a demand, into the body of the event that records it. The
 * demand is as it was before the event; of what the body changes, the body knows. */
int gj_demand_clocks(gj_ctx *c, const gj_demand *before, const gj_case_chart *chart,
		     const gj_chart_move *move, const gj_record *record, gj_demand_body *body);
/* The same when it is born. */
int gj_demand_clocks_born(gj_ctx *c, int64_t home, int64_t id, const gj_case_chart *chart,
			  gj_demand_body *body);

/* Extensions, after what the move did to its clocks has come into the body: one that is asked for
 * and decided about, or made at once. */
int gj_demand_extend(gj_ctx *c, const gj_demand *demand, gj_demand_body *body);
int gj_demand_ask_extension(gj_ctx *c, const gj_demand *demand, gj_demand_body *body);
int gj_demand_grant_extension(gj_ctx *c, const gj_demand *demand, gj_demand_body *body);
int gj_demand_refuse_extension(gj_ctx *c, const gj_demand *demand, gj_demand_body *body);
/* The end of the day on which what is shelved is looked at again. */
int gj_demand_review_ends(gj_ctx *c, int32_t day, int64_t *ret_at);

/* ---- who may know and do what (demand_access.c) ---- */

/* Does one of the actor's offices lie under the one complained of? 1, 0 or a failure. */
int gj_demand_blind(gj_ctx *c, int64_t against);
void gj_demand_ask_blind(gj_ctx *c, int64_t against); /* asks ahead for what that reads */
/* May the actor know of it? 1, 0 or a failure. */
int gj_demand_visible(gj_ctx *c, const gj_demand *demand);
/* DENIED unless the right is held at its home office or at the unit in charge. */
int gj_demand_allow(gj_ctx *c, const gj_demand *demand, int right);
/* Does the actor act for the home office itself? 1 or 0. */
int gj_demand_at_home(const gj_ctx *c, int64_t office);
/* Does the actor speak for the demander? Whoever registered it does, and the own accounts of the
 * enterprise whose demand it is. 1 or 0. */
int gj_demand_speaks(const gj_ctx *c, const gj_demand *demand);
/* Is who asked kept from this actor? 1 or 0. */
int gj_demand_veiled(const gj_ctx *c, const gj_demand *demand);
/* A unit that may get it: it is there, and is neither the one complained of nor below it. */
int gj_demand_check_unit(gj_ctx *c, int64_t against, int64_t unit, const char *path);
/* Does this unit stand above the office `office`, as a higher office or one of its
 * departments? 1, 0 or a failure. */
int gj_demand_unit_above(gj_ctx *c, int64_t office, int64_t unit);
/* What a unit above the office solved was not solved at the office, whatever it says: RULE, at
 * /level. Whether the level lies above it. */
int gj_demand_check_level(gj_ctx *c, int64_t office, int64_t unit, gj_str level,
			  int32_t *ret_above);

/* ---- how far her right to read reaches (demand_reach.c) ---- */

typedef struct gj_demand_reach {
	gj_array homes;   /* of int64_t, ascending: those that are read whole */
	gj_array offices; /* of int64_t: where the right is held; none for the system */
	int64_t home;     /* the only one asked for; 0: all */
} gj_demand_reach;
/* home: an office, 0: wherever. DENIED when she may read nowhere. */
int gj_demand_reach_of(gj_ctx *c, int64_t home, gj_demand_reach *ret_reach);
int gj_demand_reach_by(gj_ctx *c, int right, int64_t home, gj_demand_reach *ret_reach);

/* All that a statement of a list asks by name. */
typedef struct gj_demand_query {
	gj_has has;
	int64_t root, home, reach, after, after_id;
	gj_str state;
	int32_t class;
	int64_t unit, enterprise;
	gj_str kind, category, channel, group;
	int32_t voided, open, problem;
	int64_t office, staff, limit;
} gj_demand_query;
extern const gj_record gj_demand_query_record;
void gj_demand_query_begin(gj_ctx *c, gj_demand_query *q); /* with who asks */
void gj_demand_query_put(gj_demand_query *q, const char *name, int64_t *field, int64_t value);
void gj_demand_query_ahead(gj_ctx *c, int stmt, const gj_demand_query *q);
int gj_demand_query_list(gj_ctx *c, int stmt, const gj_demand_query *q, const gj_record *record,
			 gj_array *ret_rows);

/* ---- operations ---- */

extern const gj_record gj_demand_register_args, gj_demand_registered_result;
int gj_demand_register(gj_ctx *c, const void *args, void *ret_result);
/* The next order number of a home; `ahead` numbers further on. */
int gj_demand_order_no(gj_ctx *c, int64_t home, int64_t ahead, gj_demand_body *body);

extern const gj_record gj_demand_dispatch_args, gj_demand_sign_args, gj_demand_contact_args,
	gj_demand_handle_args, gj_demand_transfer_args, gj_demand_return_args,
	gj_demand_explain_args, gj_demand_reply_args, gj_demand_callback_args, gj_demand_close_args,
	gj_demand_reopen_args, gj_demand_withdraw_args, gj_demand_split_args, gj_demand_merge_args,
	gj_demand_escalate_args, gj_demand_amend_args, gj_demand_void_args, gj_demand_decline_args,
	gj_demand_extend_args, gj_demand_ask_extension_args, gj_demand_grant_extension_args,
	gj_demand_refuse_extension_args, gj_demand_suspend_args, gj_demand_supplement_args,
	gj_demand_resume_args, gj_demand_urge_args, gj_demand_review_shelved_args,
	gj_demand_propose_strike_off_args, gj_demand_strike_off_args, gj_demand_keep_shelved_args,
	gj_demand_stepped_result;
/* All verbs but register: which one says the operation's name. */
int gj_demand_act(gj_ctx *c, const void *args, void *ret_result);

/* Migration (demand_migrate.c). */
extern const gj_record gj_demand_migrated_record, gj_demand_slice_record, gj_demand_migrate_args,
	gj_demand_migrate_result, gj_demand_preview_args, gj_demand_preview_result;
extern const gj_step gj_demand_migrated_steps[], gj_demand_slice_steps[];
int gj_demand_migrate(gj_ctx *c, const void *args, void *ret_result);
int gj_demand_migrate_preview(gj_ctx *c, const void *args, void *ret_result);

extern const gj_record gj_demand_full_record;
int gj_demand_get(gj_ctx *c, const void *args, void *ret_result);

extern const gj_record gj_demand_list_args, gj_demand_list_result, gj_demand_find_args,
	gj_demand_count_args, gj_demand_count_result, gj_demand_summary_args,
	gj_demand_summary_result;
int gj_demand_list(gj_ctx *c, const void *args, void *ret_result);
int gj_demand_find(gj_ctx *c, const void *args, void *ret_result);
int gj_demand_count(gj_ctx *c, const void *args, void *ret_result);
int gj_demand_summary(gj_ctx *c, const void *args, void *ret_result);

extern const gj_record gj_demand_history_args, gj_demand_history_result;
int gj_demand_history(gj_ctx *c, const void *args, void *ret_result);

#endif
