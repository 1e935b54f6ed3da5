/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the noun party share.
 */
#ifndef GJ_ENGINE_PARTY_PRIV_H
#define GJ_ENGINE_PARTY_PRIV_H

#include "engine/whistle_priv.h"

typedef struct gj_party_body {
	gj_has has;
	gj_str verb, from, state;
	int32_t class;
	/* invited */
	int64_t whistle, office;
	int32_t part;
	gj_str chart;
	/* steps */
	gj_str reason;
	int64_t proposed;
	gj_str mode, decision;
	int32_t bound, released;
	gj_str grade, appraisal;
	int32_t rank, late;
	int64_t against, due_at;
	gj_veil persons, place, text, note;
	gj_array evidence, messages;
	GJ_CLOCK_BODY;
} gj_party_body;
/* What a grade counts as: the tags that codes of party_grade may have. */
extern const char *const gj_party_ranks[];
extern const gj_record gj_party_invited_record, gj_party_step_record, gj_party_amended_record;

enum {
	GJ_PARTY_INVITED,
	GJ_PARTY_CALLED,
	GJ_PARTY_SIGNED,
	GJ_PARTY_CONTACTED,
	GJ_PARTY_REPORTED_IN,
	GJ_PARTY_REFUSED,
	GJ_PARTY_ADJUDICATED,
	GJ_PARTY_MISSED,
	GJ_PARTY_RELEASED,
	GJ_PARTY_FED_BACK,
	GJ_PARTY_EVALUATED,
	GJ_PARTY_APPRAISED,
	GJ_PARTY_AMENDED
};
extern const gj_event_type gj_party_events[];

int gj_party_clocks(gj_ctx *c, const gj_whistle *w, const gj_party *party,
		    const gj_case_chart *chart, const gj_chart_move *move, const gj_record *record,
		    gj_party_body *body);

/* ---- operations ---- */

extern const gj_record gj_party_sign_args, gj_party_contact_args, gj_party_report_in_args,
	gj_party_refuse_args, gj_party_adjudicate_args, gj_party_miss_args, gj_party_release_args,
	gj_party_feed_back_args, gj_party_evaluate_args, gj_party_appraise_args,
	gj_party_amend_args;
/* All verbs: which one says the operation's name. */
int gj_party_act(gj_ctx *c, const void *args, void *ret_result);
extern const gj_record gj_party_list_args, gj_party_list_result;
int gj_party_list(gj_ctx *c, const void *args, void *ret_result);

#endif
