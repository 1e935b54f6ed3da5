/* SPDX-License-Identifier: Apache-2.0
 *
 * A case: whatever runs on a chart of the profile, pinned by hash when it was opened. What the
 * actor is to it: whoever acts for the home office, for the unit in charge, for an office above,
 * for the demander. What a move demands.
 */
#ifndef GJ_ENGINE_CASE_H
#define GJ_ENGINE_CASE_H

#include "engine/ctx.h"

extern const char *const gj_case_classes[]; /* as enum gj_state_class; NULL-terminated */

typedef struct gj_case {
	const char *noun;     /* whose chart it runs on: "demand" */
	gj_str state;         /* GJ_STR_NONE: it is about to be opened */
	int64_t office, unit; /* its home's, and the one in charge */
	int64_t registrar;    /* the member of staff who speaks for the demander; 0: nobody */
} gj_case;

typedef struct gj_case_chart {
	const gj_profile *profile; /* whose roles the chart's sets of roles stand for */
	const gj_chart *chart;
	gj_str hash;
} gj_case_chart;

/* The profile that a home goes by: its office's own, that of the nearest office above that has one,
 * or the ledger's. What an office has of its own differs in charts and limits only. */
int gj_profile_at(gj_ctx *c, int64_t home, const gj_profile **ret_profile);
/* The chart of this noun with this hash, for a case of this home; GJ_STR_NONE: that of the profile
 * in force there. */
int gj_case_chart_of(gj_ctx *c, int64_t home, const char *noun, gj_str hash,
		     gj_case_chart *ret_chart);
/* The move that the actor makes with a verb, by whatever she is to the case; as gj_chart_step. */
int gj_case_move(gj_ctx *c, const gj_case *it, const gj_case_chart *chart, gj_str verb,
		 uint64_t guards, const gj_chart_move **ret_move);
/* What she may do now, in the chart's order; texts of the chart. */
int gj_case_verbs(gj_ctx *c, const gj_case *it, const gj_case_chart *chart, gj_array *ret_verbs);
/* `verbs` (none of a case that is void) and `state_name` of what is answered of a case. */
int gj_case_show(gj_ctx *c, const gj_case *it, const gj_case_chart *chart, int voided,
		 const gj_record *record, void *answer);

/* What the event of a move says, whatever the noun: its arguments, the verb, the state before
 * (`from`) and after, the reason as it was coded, the evidence numbered. The body is made anew. */
void gj_case_fill(gj_ctx *c, const gj_case_chart *chart, const gj_chart_move *move, gj_str from,
		  const void *args, const gj_record *record, void *body);

/* The answer of a verb: what was written, and the state after it. */
typedef struct gj_case_stepped {
	gj_has has;
	GJ_WRITTEN_ANSWER;
	gj_str state;
} gj_case_stepped;
extern const gj_record gj_case_stepped_record;

/* Guards that the codes among a verb's arguments make hold. */
uint64_t gj_case_guards(gj_ctx *c, const void *args);
/* The move that the library makes itself, whoever acts. */
int gj_case_take(gj_ctx *c, const gj_case *it, const gj_case_chart *chart, const char *verb,
		 const gj_chart_move **ret_move);

/* ---- nouns whose cases have clocks (case_nouns.c) ---- */

struct gj_timed;
struct gj_message_case;
typedef struct gj_case_noun {
	const char *noun;
	/* The case as its clocks see it, and whether the actor may know of it. */
	int (*timed)(gj_ctx *c, int64_t id, struct gj_timed *ret_timed, int *ret_seen);
	/* The same, and whom it is about, for telling people of it. */
	int (*told)(gj_ctx *c, int64_t id, struct gj_timed *ret_timed,
		    struct gj_message_case *ret_told);
} gj_case_noun;
const gj_case_noun *gj_case_noun_of(gj_str noun); /* NULL: there is none */

/* May the actor open one in this home, whose office is `office`? The right may be held in an
 * office of the same chain: a section takes what is for its street. */
int gj_case_may_open(gj_ctx *c, int right, int64_t home, int64_t office);

/* ---- numbers that people see ---- */

typedef struct gj_order_no {
	int64_t year, number; /* its year by the ledger's zone, its number within home and year */
	gj_str text;          /* ZS-2026-000123 */
} gj_order_no;
/* The next one of a home that is locked; stmt tells the last number of a home and year, `infix`
 * stands before the year, `ahead` numbers further on. */
int gj_order_no_next(gj_ctx *c, int64_t home, int stmt, const char *infix, int64_t ahead,
		     gj_order_no *ret_no);
/* Asks ahead for what that reads. */
void gj_order_no_ask(gj_ctx *c, const gj_head *head, int stmt);

/* ---- what happened to one ---- */

/* Appends the seqs of a thing's events, the first one first. */
int gj_case_events(gj_ctx *c, int64_t home, int64_t last, gj_array *seqs);
/* The name that a statement reads of the root; untouched where there is none. */
int gj_case_name(gj_ctx *c, int stmt, int64_t id, gj_str *ret_name);
/* Names of a member of staff and of an office; untouched where there is none. */
int gj_case_names(gj_ctx *c, int64_t staff, gj_str *ret_staff, int64_t office, gj_str *ret_office);
/* Ask ahead for what these read. */
void gj_case_ask_events(gj_ctx *c, int64_t home, int64_t last);
void gj_case_ask_names(gj_ctx *c, int64_t staff, int64_t office);

/* ---- evidence ---- */

/* One evidence given with a verb. In an event it has its number among them. */
typedef struct gj_evidence {
	gj_has has;
	gj_str kind;
	gj_veil reference;
	gj_str digest;
	int64_t item;
} gj_evidence;
extern const gj_record gj_evidence_args; /* without the number */
extern const gj_record gj_evidence_record;

/* Are the arguments and the evidence there that a move demands? `known`: kinds of evidence
 * that the case has already, of gj_evidence; may be NULL. */
int gj_case_complete(gj_ctx *c, const gj_chart_move *move, const void *args, const gj_array *given,
		     const gj_array *known);
/* May it still be made, by who was put in charge at `since`? RULE window_over after the time that
 * the chart leaves for it. */
int gj_case_in_time(gj_ctx *c, const gj_chart_move *move, int64_t home, int64_t since);
/* Evidence as given becomes evidence as recorded: numbered. */
void gj_evidence_number(const gj_array *evidence);

#endif
