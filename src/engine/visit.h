/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the visit share: its rows, the bodies of its events, its rules.
 * visit_facts.c has the tables, visit_record.c what is told afterwards, visit.c the rest.
 */
#ifndef GJ_ENGINE_VISIT_H
#define GJ_ENGINE_VISIT_H

#include "engine/enterprise.h"

enum { GJ_VISIT_PLANNED, GJ_VISIT_RECORDED, GJ_VISIT_CANCELLED };
extern const char *const gj_visit_states[];

/* ---- rows ---- */

/* One layout for what is given, what is recorded and what is read. */
typedef struct gj_visit_member {
	gj_has has;
	int64_t staff;
	gj_str part;
	int64_t office;
	gj_str name;
} gj_visit_member;
extern const gj_record gj_visit_given_record; /* in arguments: without the office */
extern const gj_record gj_visit_went_record;  /* in events */

typedef struct gj_visit_finding {
	gj_has has;
	int64_t id;
	gj_str category;
	int64_t demand;
	gj_veil text;
	gj_str order_no, state;
} gj_visit_finding;
/* In events, and in the answer, which does not tell the text. */
extern const gj_record gj_visit_found_record;
extern const gj_record gj_visit_shown_record; /* in rows */

typedef struct gj_visit_row {
	gj_has has;
	int64_t id, enterprise;
	int32_t state, day, planned_on;
	gj_str mode;
	gj_veil purpose;
	int64_t started_at, ended_at;
	gj_str outcome;
	int32_t met;
	gj_veil summary;
	gj_str cancel_reason;
	gj_array team, findings;
	int32_t voided;
	int64_t revision, seq, created_at;
} gj_visit_row;
extern const gj_record gj_visit_row_record;

/* NOT_FOUND also when the actor may not know of the enterprise; DENIED without the right
 * to visits of this enterprise. The enterprise comes along. */
int gj_visit_load(gj_ctx *c, int64_t id, int right, gj_visit_row *ret_row,
		  gj_enterprise_row *ret_enterprise);
/* For a change: not void, at the revision the caller has seen (`args` has GJ_CHANGE_ARGS). */
int gj_visit_load_for(gj_ctx *c, const void *args, int64_t id, gj_visit_row *ret_row,
		      gj_enterprise_row *ret_enterprise);
int gj_visit_load_team(gj_ctx *c, gj_visit_row *row);
gj_subject gj_visit_subject(const gj_visit_row *row);

/* ---- events ---- */

typedef struct gj_visit_recorded {
	gj_has has;
	int64_t enterprise;
	int32_t day;
	gj_str mode;
	gj_veil purpose;
	int64_t started_at, ended_at;
	gj_str outcome;
	int32_t met;
	gj_veil summary;
	gj_array team, findings;
} gj_visit_recorded;
extern const gj_record gj_visit_recorded_record;

typedef struct gj_visit_plan {
	gj_has has;
	int64_t enterprise;
	int32_t day;
	gj_str mode;
	gj_veil purpose;
	gj_array team;
} gj_visit_plan;
extern const gj_record gj_visit_plan_record;

typedef struct gj_visit_update {
	gj_has has;
	int32_t day, planned_on;
	gj_str mode;
	gj_veil purpose;
	int64_t started_at, ended_at;
	gj_str outcome;
	int32_t met;
	gj_veil summary;
	gj_array team, findings;
	gj_str reason;
} gj_visit_update;
extern const gj_record gj_visit_update_record;
extern const gj_record gj_visit_cancelled_record; /* of gj_voided_body */

extern const gj_event_type gj_visit_events[];
enum {
	GJ_EVENT_VISIT_PLANNED,
	GJ_EVENT_VISIT_RECORDED,
	GJ_EVENT_VISIT_REPORTED,
	GJ_EVENT_VISIT_UPDATED,
	GJ_EVENT_VISIT_AMENDED,
	GJ_EVENT_VISIT_CANCELLED,
	GJ_EVENT_VISIT_VOIDED
};

/* ---- rules ---- */

/* The enterprise of a new visit: there, not void, within the actor's right. */
int gj_visit_enterprise(gj_ctx *c, int64_t id, gj_enterprise_row *ret_enterprise);
int gj_visit_not_now(gj_ctx *c, const char *verb, int state);
int gj_visit_fail(gj_ctx *c, int failure, int rule, const char *path);
/* Each a member of staff, none twice; the office of each is kept as it is today. */
int gj_visit_take_team(gj_ctx *c, const gj_array *given, gj_array *ret_team);
/* What is told of a visit has happened, and in its order. */
int gj_visit_times(gj_ctx *c, int64_t started_at, int has_end, int64_t ended_at);
/* The day of an instant, in the ledger's zone. */
int32_t gj_visit_day(const gj_ctx *c, int64_t at);
int gj_visit_met(gj_ctx *c, gj_str outcome);

/* ---- visit.record, visit.report (visit_record.c) ---- */

extern const gj_record gj_visit_record_args, gj_visit_report_args, gj_visit_record_result;
int gj_visit_record(gj_ctx *c, const void *args, void *ret_result);
int gj_visit_report(gj_ctx *c, const void *args, void *ret_result);

#endif
