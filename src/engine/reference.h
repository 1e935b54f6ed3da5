/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers that a thing has in other systems, by which imports and orders from above find it
 * again: what every noun that carries them shares.
 */
#ifndef GJ_ENGINE_REFERENCE_H
#define GJ_ENGINE_REFERENCE_H

#include "engine/ctx.h"

/* One number: in an answer, and as the body of "<noun>.related" and "<noun>.unrelated". */
typedef struct gj_related_body {
	gj_has has;
	gj_str system, code;
	gj_str reason; /* unrelated, because it never was its own */
} gj_related_body;
extern const gj_record gj_reference_record, gj_related_record;

/* The body of "<noun>.relation_amended". */
typedef struct gj_relation_body {
	gj_has has;
	gj_str system, code, correct, reason;
} gj_relation_body;
extern const gj_record gj_relation_record;

/* The steps of all three, around the noun's own, which marks the change. A noun's rows are
 * added by a statement of its own, which knows the noun. */
#define GJ_RELATED_STEPS(add, touch) \
	{ \
		{ add, NULL, NULL }, { touch, NULL, NULL }, GJ_STEPS_END \
	}
#define GJ_UNRELATED_STEPS(touch) GJ_RELATED_STEPS(GJ_SQL_REFERENCE_DELETE, touch)
#define GJ_RELATION_STEPS(touch) GJ_RELATED_STEPS(GJ_SQL_REFERENCE_AMEND, touch)

typedef struct gj_relate_args {
	gj_has has;
	GJ_CHANGE_ARGS;
	gj_str system, code;
	gj_str mistake;         /* unrelate only */
	gj_str correct, reason; /* amend_relation only */
} gj_relate_args;
extern const gj_record gj_relate_record, gj_unrelate_record, gj_relation_args_record;

typedef struct gj_reference_args {
	gj_has has;
	gj_str system, code;
} gj_reference_args;
extern const gj_record gj_reference_args_record;

/* NOT_FOUND of this noun when nothing has the number. */
int gj_reference_find(gj_ctx *c, int64_t home, const char *noun, gj_str system, gj_str code,
		      int64_t *ret_id);
/* Those of one thing, of gj_related_body. */
int gj_references_of(gj_ctx *c, int64_t home, int64_t subject, gj_array *ret_references);
void gj_references_ask(gj_ctx *c, int64_t home, int64_t subject); /* asks ahead for them */
/* EXISTS when one of them belongs to something else of this noun already. */
int gj_references_free(gj_ctx *c, int64_t home, const char *noun, const gj_array *references);

/* Each records one event of this type about the subject, whose rights and revision are checked. */
int gj_relate(gj_ctx *c, const char *noun, const gj_event_type *type, int64_t home,
	      gj_subject subject, const gj_relate_args *in);
int gj_unrelate(gj_ctx *c, const char *noun, const gj_event_type *type, int64_t home,
		gj_subject subject, const gj_relate_args *in);
int gj_amend_relation(gj_ctx *c, const char *noun, const gj_event_type *type, int64_t home,
		      gj_subject subject, const gj_relate_args *in);

#endif
