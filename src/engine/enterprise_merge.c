/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of a ledger from elsewhere, brought together with the enterprises that are known:
 * by a number in another system, by their code, or where a row has neither by name.
 */
#include "engine/enterprise.h"

#include <string.h>

#include "engine/contact.h"
#include "engine/reference.h"
#include "engine/uscc.h"
#include "util/utf8.h"

const char *const gj_on_existing[] = { "skip", "update", NULL };
const char *const gj_outcomes[] = { "registered",  "updated",   "unchanged", "skipped",
				    "quarantined", "discarded", NULL };

static int by_reference(gj_ctx *c, int64_t home, const gj_enterprise_facts *facts, int64_t *ret_id)
{
	const gj_pair *pair = facts->references.p;
	size_t i;
	int code = GJ_E_NOT_FOUND;

	for (i = 0; i < facts->references.n && code == GJ_E_NOT_FOUND; i++)
		code = gj_sql_int(c->db, GJ_SQL_REFERENCE_FIND, ret_id, "lttt", home,
				  GJ_STR("enterprise"), pair[i].key, pair[i].value);
	return code;
}

static int by_uscc(gj_ctx *c, int64_t home, gj_enterprise_facts *facts, int64_t *ret_id)
{
	char normal[GJ_USCC_SIZE + 1];
	int code = gj_uscc_check(facts->uscc, normal, c->err);

	if (code < 0) {
		gj_fail_path(c->err, "/uscc");
		return code;
	}
	facts->uscc = gj_arena_str(c->arena, normal, GJ_USCC_SIZE);
	if (!facts->uscc.p)
		return GJ_E_NOMEM;
	return gj_sql_int(c->db, GJ_SQL_ENTERPRISE_BY_USCC, ret_id, "lt", home, facts->uscc);
}

static int by_name(gj_ctx *c, int64_t home, const gj_enterprise_facts *facts, int64_t *ret_id)
{
	gj_str key = gj_utf8_fold(c->arena, facts->name);

	if (!key.p)
		return GJ_E_NOMEM;
	return gj_sql_int(c->db, GJ_SQL_ENTERPRISE_BY_NAME, ret_id, "lt", home, key);
}

/* *ret_id: the enterprise that the row speaks of; 0: none that is known. */
static int find(gj_ctx *c, int64_t home, gj_enterprise_facts *facts, int64_t *ret_id)
{
	int64_t id = 0;
	int coded = gj_field_set(facts, GJ_FACT_USCC);
	int code = by_reference(c, home, facts, &id);

	if (code == GJ_E_NOT_FOUND && coded)
		code = by_uscc(c, home, facts, &id);
	else if (code == GJ_E_NOT_FOUND && facts->references.n == 0)
		code = by_name(c, home, facts, &id);
	if (code == GJ_E_NOT_FOUND)
		id = 0;
	if (code >= 0 || code == GJ_E_NOT_FOUND)
		*ret_id = id;
	return code == GJ_E_NOT_FOUND ? GJ_OK : code;
}

/* Numbers in other systems that are not known yet, moved to the front; how many. */
static int new_references(gj_ctx *c, gj_enterprise_plan *plan)
{
	gj_pair *pair = plan->facts->references.p, kept;
	int64_t id;
	size_t i, n = 0;
	int code;

	for (i = 0; i < plan->facts->references.n; i++) {
		code = gj_sql_int(c->db, GJ_SQL_REFERENCE_FIND, &id, "lttt", plan->home,
				  GJ_STR("enterprise"), pair[i].key, pair[i].value);
		if (code < 0 && code != GJ_E_NOT_FOUND)
			return code;
		if (code >= 0)
			continue;
		kept = pair[i];
		pair[n++] = kept;
	}
	plan->facts->references.n = n;
	return n > 0;
}

static int contacts(gj_ctx *c, gj_enterprise_plan *plan, int write)
{
	const gj_contact *contact = plan->facts->contacts.p;
	size_t i;
	int code = 0, any = 0;

	for (i = 0; i < plan->facts->contacts.n && code >= 0; i++) {
		code = gj_contact_merge(c, plan->row.id, &contact[i], write);
		any |= code > 0;
	}
	return code < 0 ? code : any;
}

static int plan_known(gj_ctx *c, int64_t id, int on_existing, gj_enterprise_plan *plan)
{
	int more, code = gj_sql_row(c->db, GJ_SQL_ENTERPRISE_GET, c->arena,
				    &gj_enterprise_row_record, &plan->row, "ll", plan->home, id);

	if (code >= 0)
		code = plan->differs = gj_enterprise_differs(c, &plan->row, plan->facts);
	if (code > 0 && on_existing == GJ_UPDATE)
		code = gj_enterprise_check_change(c, &plan->row, 1, plan->facts);
	more = code < 0 ? code : contacts(c, plan, 0);
	if (more >= 0) {
		code = new_references(c, plan);
		more = code < 0 ? code : more | code;
	}
	if (more < 0)
		return more;
	plan->subject = (gj_subject){ id, plan->row.revision, plan->row.seq };
	plan->outcome = !plan->differs && !more    ? GJ_OUTCOME_UNCHANGED
			: on_existing == GJ_UPDATE ? GJ_OUTCOME_UPDATED
						   : GJ_OUTCOME_SKIPPED;
	return GJ_OK;
}

/* What the code says where the row does not: GB 32100, the first two characters. */
static int default_kind(gj_ctx *c, gj_enterprise_facts *facts)
{
	gj_str uscc = facts->uscc, kind = GJ_STR("enterprise");
	int code = GJ_OK;

	if (gj_field_set(facts, GJ_FACT_KIND))
		return GJ_OK;
	if (uscc.n >= 2 && memcmp(uscc.p, "92", 2) == 0)
		kind = GJ_STR("sole_trader");
	else if (uscc.n >= 2 && uscc.p[0] == '5')
		kind = GJ_STR("social_organisation");
	else if (uscc.n >= 2 && uscc.p[0] == 'N')
		kind = GJ_STR("collective");
	if (!gj_profile_has_code(c->profile, "enterprise_kind", kind)) {
		code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_not_listed);
		gj_fail_text(c->err, "list", GJ_STR("enterprise_kind"));
		gj_fail_path(c->err, "/kind");
	}
	facts->kind = kind;
	gj_field_mark(facts, GJ_FACT_KIND);
	return code;
}

int gj_enterprise_plan_row(gj_ctx *c, int64_t home, gj_enterprise_facts *facts, int on_existing,
			   gj_enterprise_plan *ret_plan)
{
	int64_t id = 0;
	int code = find(c, home, facts, &id);

	memset(ret_plan, 0, sizeof(*ret_plan));
	ret_plan->home = home;
	ret_plan->facts = facts;
	if (code >= 0 && id)
		return plan_known(c, id, on_existing, ret_plan);
	ret_plan->outcome = GJ_OUTCOME_REGISTERED;
	if (code >= 0)
		code = default_kind(c, facts);
	if (code >= 0)
		code = gj_enterprise_check_new(c, home, GJ_LOOKED_UP, facts);
	return code < 0 ? code : gj_new_id(c, home, &ret_plan->subject.id);
}

static int relate(gj_ctx *c, gj_enterprise_plan *plan)
{
	const gj_pair *pair = plan->facts->references.p;
	gj_related_body body;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < plan->facts->references.n && code >= 0; i++) {
		body = (gj_related_body){ { 3, 0 }, pair[i].key, pair[i].value,
					  GJ_STR_NONE };
		code = gj_emit(c, &gj_enterprise_events[GJ_ENTERPRISE_RELATED], plan->home,
			       &plan->subject, &body);
	}
	return code;
}

int gj_enterprise_carry_out(gj_ctx *c, gj_enterprise_plan *plan)
{
	int code = GJ_OK;

	if (plan->outcome == GJ_OUTCOME_REGISTERED)
		return gj_enterprise_emit_new(c, plan->home, plan->facts, &plan->subject);
	if (plan->outcome != GJ_OUTCOME_UPDATED)
		return GJ_OK;
	if (plan->differs)
		code = gj_enterprise_emit_change(c, &plan->row, plan->facts, &plan->subject);
	if (code >= 0)
		code = relate(c, plan);
	return code < 0 ? code : contacts(c, plan, 1);
}
