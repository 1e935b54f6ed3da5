/* SPDX-License-Identifier: Apache-2.0
 *
 * Attachment: a file that is evidence of a demand, a visit or a whistle's party. attachment.c has
 * what it is and who may know of it, attachment_bytes.c how its content comes and goes.
 */
#ifndef GJ_ENGINE_ATTACHMENT_H
#define GJ_ENGINE_ATTACHMENT_H

#include "engine/ctx.h"

enum { GJ_ABOUT_DEMAND, GJ_ABOUT_VISIT, GJ_ABOUT_PARTY };

typedef struct gj_attachment {
	gj_has has;
	int64_t id, about;
	int32_t noun;
	gj_str kind, type;
	int64_t size;
	gj_veil name, digest;
	int64_t staff, office;
	int32_t voided;
	int64_t revision, seq, created_at;
} gj_attachment;
extern const gj_record gj_attachment_record;

/* What it is evidence of, as far as the actor may know. */
typedef struct gj_attached {
	int32_t noun;
	int64_t id;
	int32_t voided;
	int64_t office[3]; /* where a right to it may be held; 0: nowhere */
	int veiled;        /* who asked is kept from this actor */
	int spoken;        /* the actor speaks for the demander */
	int64_t enterprise; /* of a visit */
} gj_attached;

/* NOT_FOUND also when she may not know of it. */
int gj_attached_load(gj_ctx *c, int32_t noun, int64_t id, gj_attached *ret_it);
/* DENIED unless she may bring evidence of it, or change what was brought. */
int gj_attached_allow(gj_ctx *c, const gj_attached *it);
/* Records that its content, or its name, is about to be shown. DENIED, USE. */
int gj_attached_unmask(gj_ctx *c, const gj_attached *it, const gj_attachment *row,
		       const gj_get_args *args);
/* The attachment with what it is evidence of. */
int gj_attachment_load(gj_ctx *c, int64_t id, gj_attachment *ret_row, gj_attached *ret_it);
/* Exactly one of three numbers. */
int gj_attached_which(gj_ctx *c, int64_t demand, int64_t visit, int64_t party, int32_t *ret_noun,
		      int64_t *ret_id);

/* Does it not exist for the actor, whose own unit is complained of? 1, 0 or a failure; 0 for what
 * is no attachment. */
int gj_attachment_hidden(gj_ctx *c, int64_t id);

typedef struct gj_attachment_body {
	gj_has has;
	int64_t about;
	int32_t noun;
	gj_str kind, type;
	int64_t size;
	gj_veil name, content, note;
	gj_str reason;
} gj_attachment_body;
extern const gj_record gj_attachment_added_record;
extern const gj_event_type gj_attachment_events[];
enum { GJ_ATTACHMENT_ADDED, GJ_ATTACHMENT_AMENDED, GJ_ATTACHMENT_VOIDED };

/* ---- attachment.add, attachment.read (attachment_bytes.c) ---- */

extern const gj_record gj_attachment_add_args, gj_attachment_add_result;
extern const gj_record gj_attachment_read_args, gj_attachment_read_result;
int gj_attachment_add(gj_ctx *c, const void *args, void *ret_result);
int gj_attachment_gather(gj_ctx *c, const void *args);
void gj_attachment_settle(gj_ctx *c, int recorded);
int gj_attachment_read(gj_ctx *c, const void *args, void *ret_result);

#endif
