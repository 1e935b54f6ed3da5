/* SPDX-License-Identifier: Apache-2.0
 *
 * What is known of an enterprise, and what other nouns and the import may do with it.
 */
#ifndef GJ_ENGINE_ENTERPRISE_H
#define GJ_ENGINE_ENTERPRISE_H

#include "engine/ctx.h"

/* Where it stands with the office: operating, intended, moved, closed. */
enum { GJ_STATE_OPERATING, GJ_STATE_INTENDED, GJ_STATE_MOVED, GJ_STATE_CLOSED };
extern const char *const gj_enterprise_states[];

#define GJ_NAME_MAX 100 /* characters of a name */

/* The facts, in the order of their tables. */
enum {
	GJ_FACT_KIND,
	GJ_FACT_NAME,
	GJ_FACT_FORMER_NAMES,
	GJ_FACT_ALIASES,
	GJ_FACT_USCC,
	GJ_FACT_PARENT,
	GJ_FACT_STATE,
	GJ_FACT_INDUSTRY,
	GJ_FACT_INDUSTRY_EDITION,
	GJ_FACT_EMPLOYEES,
	GJ_FACT_REVENUE,
	GJ_FACT_ASSETS,
	GJ_FACT_LEGAL_PERSON,
	GJ_FACT_FOUNDED_ON,
	GJ_FACT_REGISTERED_CAPITAL,
	GJ_FACT_REGISTERED_AREA,
	GJ_FACT_REGISTERED_ADDRESS,
	GJ_FACT_REGISTERED_OFFICE,
	GJ_FACT_OPERATING_AREA,
	GJ_FACT_OPERATING_ADDRESS,
	GJ_FACT_OPERATING_OFFICE,
	GJ_FACT_TAX_AREA,
	GJ_FACT_TAX_ADDRESS,
	GJ_FACT_TAX_OFFICE,
	GJ_FACT_NOTE,
	GJ_FACT_COUNT,
	/* derived, recorded as outcomes */
	GJ_FACT_NAME_KEY = GJ_FACT_COUNT,
	GJ_FACT_SEARCH_KEY,
	GJ_FACT_SCALE,
	GJ_FACT_SCALE_EDITION,
	GJ_FACT_REST
};

#define GJ_ENTERPRISE_FACTS \
	gj_str kind, name; \
	gj_array former_names, aliases; \
	gj_str uscc; \
	int64_t parent; \
	int32_t state; \
	gj_str industry, industry_edition; \
	int64_t employees, revenue, assets; \
	gj_veil legal_person; \
	int32_t founded_on; \
	gj_str registered_capital; \
	gj_str registered_area, registered_address; \
	int64_t registered_office; \
	gj_str operating_area, operating_address; \
	int64_t operating_office; \
	gj_str tax_area, tax_address; \
	int64_t tax_office; \
	gj_veil note

#define GJ_PLACE_FIELDS(t, place, null, which) \
	GJ_F_TEXT(t, place##_area, null, 2, 12, GJ_OPEN, \
		  "Statistical area code of the " which " place."), \
		GJ_F_TEXT(t, place##_address, null, 1, 300, GJ_OPEN, \
			  "Address of the " which " place."), \
		GJ_F_ID(t, place##_office, null, \
			"Office, as a community, in which the " which " place lies.")

/* All but the kind, which is a code in arguments and text in events. */
#define GJ_ENTERPRISE_FIELDS(t, need, null) \
	GJ_F_TEXT(t, name, need, 1, GJ_NAME_MAX, GJ_OPEN, "Full name."), \
		GJ_F_TEXTS(t, former_names, null, 16, "Names it had before."), \
		GJ_F_TEXTS(t, aliases, null, 16, "Other names it is known by."), \
		GJ_F_TEXT(t, uscc, null, 1, 40, GJ_OPEN, \
			  "Unified social credit code (GB 32100), checked in full; none for " \
			  "intended " \
			  "settlers and some branches."), \
		GJ_F_ID(t, parent, null, "The enterprise whose branch it is."), \
		GJ_F_ENUM(t, state, 0, gj_enterprise_states, \
			  "Where it stands; operating by default."), \
		GJ_F_TEXT(t, industry, null, 1, 5, GJ_OPEN, \
			  "Industry by GB/T 4754: section, division, group or class, as C, 26, " \
			  "C2614."), \
		GJ_F_TEXT(t, industry_edition, null, 4, 4, GJ_OPEN, \
			  "Edition of GB/T 4754 that the code is of; 2017 by default."), \
		GJ_F_INT(t, employees, null, 0, 100000000, \
			 "Persons employed at the end of the period."), \
		GJ_F_MONEY(t, revenue, null, GJ_COMMERCIAL, \
			   "Operating revenue of a year, in fen."), \
		GJ_F_MONEY(t, assets, null, GJ_COMMERCIAL, "Total assets, in fen."), \
		GJ_F_VEIL(t, legal_person, null, 60, GJ_PERSONAL, "name", \
			  "Legal representative."), \
		GJ_F_DATE(t, founded_on, null, "When it was founded."), \
		GJ_F_TEXT(t, registered_capital, null, 1, 60, GJ_OPEN, \
			  "Registered capital, in words."), \
		GJ_PLACE_FIELDS(t, registered, null, "registered"), \
		GJ_PLACE_FIELDS(t, operating, null, "operating"), \
		GJ_PLACE_FIELDS(t, tax, null, "tax"), \
		GJ_F_VEIL(t, note, null, 1000, GJ_PERSONAL, "text", "In words.")

/* Facts on their way into an event: its body. */
typedef struct gj_enterprise_facts {
	gj_has has;
	GJ_ENTERPRISE_FACTS;
	gj_str name_key, search_key, scale, scale_edition;
	gj_str reason;                 /* of an amendment */
	gj_array references, contacts; /* of a registration: of gj_pair, gj_contact */
} gj_enterprise_facts;
/* The facts alone, none of them required: bit i is GJ_FACT_i. */
extern const gj_record gj_enterprise_facts_record;

typedef struct gj_enterprise_row {
	gj_has has;
	int64_t id;
	GJ_ENTERPRISE_FACTS;
	gj_str name_key, scale, scale_edition;
	gj_array tags, contacts, references;
	int32_t voided;
	int64_t revision, seq, created_at;
} gj_enterprise_row;
extern const gj_record gj_enterprise_row_record;

/* The facts of a new enterprise as arguments. */
typedef struct gj_enterprise_given {
	gj_has has;
	GJ_ENTERPRISE_FACTS;
	gj_array references, contacts;
} gj_enterprise_given;
extern const gj_record gj_enterprise_given_record;
void gj_enterprise_take(const gj_enterprise_given *given, gj_enterprise_facts *ret_facts);

/* NOT_FOUND also when the actor may not know of it. _live: not voided. */
int gj_enterprise_load(gj_ctx *c, int64_t id, gj_enterprise_row *ret_row);
int gj_enterprise_load_live(gj_ctx *c, int64_t id, gj_enterprise_row *ret_row);
/* The office by which the actor's right reaches it: that of its home, or one of its places.
 * DENIED when there is none. */
int gj_enterprise_allow(gj_ctx *c, const gj_enterprise_row *row, int right, int64_t *ret_office);
/* As gj_unmask, by the same offices. */
int gj_enterprise_unmask(gj_ctx *c, const gj_enterprise_row *row, const gj_get_args *args);

/* ---- writing: for the operations and for the import ---- */

/* Checks and completes the facts of a new enterprise in this home: normal form of codes,
 * nobody else has its code or numbers (unless that was looked up already), keys, scale; its
 * contacts get their numbers. */
enum { GJ_LOOK_UP, GJ_LOOKED_UP };
int gj_enterprise_check_new(gj_ctx *c, int64_t home, int looked_up, gj_enterprise_facts *facts);
int gj_enterprise_emit_new(gj_ctx *c, int64_t home, gj_enterprise_facts *facts,
			   gj_subject *subject);
/* The same for a change of this row: only what is present changes. */
int gj_enterprise_check_change(gj_ctx *c, const gj_enterprise_row *row, int keep_name,
			       gj_enterprise_facts *facts);
int gj_enterprise_emit_change(gj_ctx *c, const gj_enterprise_row *row, gj_enterprise_facts *facts,
			      gj_subject *ret_subject);
/* Takes out what already is as the facts say; 1 when anything is left. */
int gj_enterprise_differs(gj_ctx *c, const gj_enterprise_row *row, gj_enterprise_facts *facts);

/* A row of a ledger from elsewhere: known already, or new? First what is to be done, where
 * everything that can be wrong with the row is found; then that it is done. */
enum { GJ_SKIP, GJ_UPDATE };
extern const char *const gj_on_existing[];
enum gj_outcome {
	GJ_OUTCOME_REGISTERED,
	GJ_OUTCOME_UPDATED,
	GJ_OUTCOME_UNCHANGED,
	GJ_OUTCOME_SKIPPED, /* known, and left as it is */
	GJ_OUTCOME_QUARANTINED,
	GJ_OUTCOME_DISCARDED
};
extern const char *const gj_outcomes[];
typedef struct gj_enterprise_plan {
	int outcome, differs;
	int64_t home;
	gj_subject subject;
	gj_enterprise_row row; /* as it is, unless new */
	gj_enterprise_facts *facts;
} gj_enterprise_plan;
int gj_enterprise_plan_row(gj_ctx *c, int64_t home, gj_enterprise_facts *facts, int on_existing,
			   gj_enterprise_plan *ret_plan);
int gj_enterprise_carry_out(gj_ctx *c, gj_enterprise_plan *plan);

/* Does the vault entry hold this text? 1, 0 or a failure. */
int gj_veil_holds(gj_ctx *c, const gj_veil *veil, gj_str text);
/* The day it is, by the ledger's zone. */
int gj_enterprise_today(gj_ctx *c, int32_t *ret_day);

extern const gj_event_type gj_enterprise_events[];
enum {
	GJ_ENTERPRISE_REGISTERED,
	GJ_ENTERPRISE_UPDATED,
	GJ_ENTERPRISE_AMENDED,
	GJ_ENTERPRISE_VOIDED,
	GJ_ENTERPRISE_TAGGED,
	GJ_ENTERPRISE_UNTAGGED,
	GJ_ENTERPRISE_TAG_VOIDED,
	GJ_ENTERPRISE_TAG_AMENDED,
	GJ_ENTERPRISE_RELATED,
	GJ_ENTERPRISE_UNRELATED,
	GJ_ENTERPRISE_RELATION_AMENDED
};

/* Bodies of the small events. */
typedef struct gj_tag_body {
	gj_has has;
	gj_str tag;
	int32_t since, until;
	gj_str reason;
} gj_tag_body;
typedef struct gj_tag_amended_body {
	gj_has has;
	gj_str tag;
	int32_t since, starts, until;
	gj_str reason;
} gj_tag_amended_body;

#endif
