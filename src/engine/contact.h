/* SPDX-License-Identifier: Apache-2.0
 *
 * Contacts of enterprises: what registration and import may do with them.
 */
#ifndef GJ_ENGINE_CONTACT_H
#define GJ_ENGINE_CONTACT_H

#include "engine/enterprise.h"

/* A contact in the body of an event; from arguments without its number. */
typedef struct gj_contact {
	gj_has has;
	gj_str role;
	gj_veil name, phone, mail;
	int32_t consent_until, main;
	int64_t id, enterprise;
	gj_str reason;
} gj_contact;

enum {
	GJ_CONTACT_ROLE,
	GJ_CONTACT_NAME,
	GJ_CONTACT_PHONE,
	GJ_CONTACT_MAIL,
	GJ_CONTACT_CONSENT,
	GJ_CONTACT_MAIN,
	GJ_CONTACT_ID /* in gj_contact_item_record; the enterprise in the others */
};

extern const gj_record gj_contact_new_record;  /* arguments: no number */
extern const gj_record gj_contact_item_record; /* in enterprise.registered: with number */

typedef struct gj_contact_row {
	gj_has has;
	int64_t id, enterprise;
	gj_str role;
	gj_veil name, phone, mail;
	int32_t consent_until, lapsed, main, voided;
	int64_t revision, seq, created_at;
} gj_contact_row;
extern const gj_record gj_contact_row_record;

/* Gives numbers to the contacts of a registration. */
int gj_contacts_number(gj_ctx *c, int64_t home, gj_array contacts);
/* Contacts of an enterprise for an answer: masked, or as they are when c->unmask says so and
 * consent has not lapsed. */
/* Asks ahead for what it reads. */
void gj_contacts_ask(gj_ctx *c, int64_t enterprise);
int gj_contacts_show(gj_ctx *c, int64_t enterprise, gj_array *ret_contacts);
/* For the import: brings one contact of a role up to date. 1 when `in` says anything that is
 * not known, else 0; with `write` the event is emitted. in->role is set. */
int gj_contact_merge(gj_ctx *c, int64_t enterprise, const gj_contact *in, int write);

#endif
