/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers in other systems: found, told, given, taken and corrected, for every noun alike.
 */
#include "engine/reference.h"

#include <string.h>

/* ---- what is recorded ---- */

#define SYSTEM(t, need) GJ_F_TEXT(t, system, need, 1, 64, GJ_OPEN, "The other system.")
#define CODE(t, need) GJ_F_TEXT(t, code, need, 1, 120, GJ_OPEN, "Its number there.")

static const gj_field reference_fields[] = { SYSTEM(gj_related_body, 0), CODE(gj_related_body, 0),
					     GJ_F_END };
const GJ_RECORD(gj_reference_record, gj_related_body, reference_fields);

static const gj_field related_fields[] = {
	SYSTEM(gj_related_body, GJ_REQUIRED), CODE(gj_related_body, GJ_REQUIRED),
	GJ_F_TEXT(gj_related_body, reason, 0, 1, 64, GJ_OPEN, "What was wrong."), GJ_F_END
};
const GJ_RECORD(gj_related_record, gj_related_body, related_fields);

static const gj_field relation_fields[] = {
	SYSTEM(gj_relation_body, GJ_REQUIRED), CODE(gj_relation_body, GJ_REQUIRED),
	GJ_F_TEXT(gj_relation_body, correct, GJ_REQUIRED, 1, 120, GJ_OPEN,
		  "What its number there really is."),
	GJ_F_TEXT(gj_relation_body, reason, GJ_REQUIRED, 1, 64, GJ_OPEN, "What was wrong."),
	GJ_F_END
};
const GJ_RECORD(gj_relation_record, gj_relation_body, relation_fields);

/* ---- arguments ---- */

#define RELATE \
	GJ_CHANGE_FIELDS(gj_relate_args, "thing"), SYSTEM(gj_relate_args, GJ_REQUIRED), \
		CODE(gj_relate_args, GJ_REQUIRED)

static const gj_field relate_fields[] = { RELATE, GJ_F_END };
const GJ_RECORD(gj_relate_record, gj_relate_args, relate_fields);

static const gj_field unrelate_fields[] = { RELATE,
					    GJ_F_CODE(gj_relate_args, mistake, 0, "amend_reason",
						      "It never was its own: why it was recorded."),
					    GJ_F_END };
const GJ_RECORD(gj_unrelate_record, gj_relate_args, unrelate_fields);

static const gj_field relation_arg_fields[] = {
	RELATE,
	GJ_F_TEXT(gj_relate_args, correct, GJ_REQUIRED, 1, 120, GJ_OPEN,
		  "What its number there really is."),
	GJ_F_CODE(gj_relate_args, reason, GJ_REQUIRED, "amend_reason", "What was wrong."), GJ_F_END
};
const GJ_RECORD(gj_relation_args_record, gj_relate_args, relation_arg_fields);

static const gj_field find_fields[] = { SYSTEM(gj_reference_args, GJ_REQUIRED),
					CODE(gj_reference_args, GJ_REQUIRED), GJ_F_END };
const GJ_RECORD(gj_reference_args_record, gj_reference_args, find_fields);

/* ---- reading ---- */

static int find(gj_ctx *c, int64_t home, const char *noun, gj_str system, gj_str code,
		int64_t *ret_id)
{
	return gj_sql_int(c->db, GJ_SQL_REFERENCE_FIND, ret_id, "lttt", home, gj_str_of(noun),
			  system, code);
}

int gj_reference_find(gj_ctx *c, int64_t home, const char *noun, gj_str system, gj_str code,
		      int64_t *ret_id)
{
	int found = find(c, home, noun, system, code, ret_id);

	return found == GJ_E_NOT_FOUND ? gj_not_found(c, noun) : found;
}

int gj_references_of(gj_ctx *c, int64_t home, int64_t subject, gj_array *ret_references)
{
	return gj_sql_list(c->db, GJ_SQL_REFERENCES_OF, c->arena, &gj_reference_record,
			   ret_references, "ll", home, subject);
}

void gj_references_ask(gj_ctx *c, int64_t home, int64_t subject)
{
	gj_sql_ahead(c->db, GJ_SQL_REFERENCES_OF, "ll", home, subject);
}

int gj_references_free(gj_ctx *c, int64_t home, const char *noun, const gj_array *references)
{
	const gj_pair *pair = references->p;
	int64_t subject;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < references->n && code >= 0; i++) {
		code = find(c, home, noun, pair[i].key, pair[i].value, &subject);
		if (code >= 0) {
			code = gj_fail(c->err, GJ_E_EXISTS, GJ_RULE_exists);
			gj_fail_int(c->err, "id", subject);
			gj_fail_in(c->err, pair[i].key.p, SIZE_MAX);
			gj_fail_in(c->err, "references", SIZE_MAX);
		} else if (code == GJ_E_NOT_FOUND) {
			code = GJ_OK;
		}
	}
	return code;
}

/* ---- writing ---- */

static int is_free(gj_ctx *c, const char *noun, int64_t home, gj_str system, gj_str code,
		   const char *path)
{
	gj_pair pair = { system, code };
	gj_array references = { &pair, 1 };
	int found = gj_references_free(c, home, noun, &references);

	if (found == GJ_E_EXISTS)
		gj_fail_path(c->err, path);
	return found;
}

/* The number given must be the subject's own. */
static int is_own(gj_ctx *c, const char *noun, int64_t home, int64_t subject,
		  const gj_relate_args *in)
{
	int64_t id = 0;
	int code = find(c, home, noun, in->system, in->code, &id);

	if (code == GJ_E_NOT_FOUND || (code >= 0 && id != subject))
		code = gj_not_found(c, "reference");
	return code;
}

int gj_relate(gj_ctx *c, const char *noun, const gj_event_type *type, int64_t home,
	      gj_subject subject, const gj_relate_args *in)
{
	gj_related_body body = { { 3, 0 }, in->system, in->code, GJ_STR_NONE };
	int code = is_free(c, noun, home, in->system, in->code, "/code");

	return code < 0 ? code : gj_emit(c, type, home, &subject, &body);
}

int gj_unrelate(gj_ctx *c, const char *noun, const gj_event_type *type, int64_t home,
		gj_subject subject, const gj_relate_args *in)
{
	gj_related_body body = { { in->mistake.p ? 7 : 3, 0 }, in->system, in->code, in->mistake };
	int code = is_own(c, noun, home, subject.id, in);

	return code < 0 ? code : gj_emit(c, type, home, &subject, &body);
}

int gj_amend_relation(gj_ctx *c, const char *noun, const gj_event_type *type, int64_t home,
		      gj_subject subject, const gj_relate_args *in)
{
	gj_relation_body body = { { 15, 0 }, in->system, in->code, in->correct, in->reason };
	int code = is_own(c, noun, home, subject.id, in);

	if (code >= 0)
		code = is_free(c, noun, home, in->system, in->correct, "/correct");
	return code < 0 ? code : gj_emit(c, type, home, &subject, &body);
}
