/* SPDX-License-Identifier: Apache-2.0
 *
 * The facts of an enterprise: their tables, the rules they keep, what is derived from
 * them, and the events that bring them. The operations are in enterprise.c.
 */
#include "engine/enterprise.h"

#include <string.h>

#include "engine/contact.h"
#include "engine/reference.h"
#include "engine/scale.h"
#include "engine/uscc.h"
#include "util/time.h"
#include "util/utf8.h"

const char *const gj_enterprise_states[] = { "operating", "intended", "moved", "closed", NULL };

/* As gj_scale numbers them. */
static const char *const scales[] = { NULL, "large", "medium", "small", "micro", "not_applicable" };

#define PARENTS_MAX 32

/* ---- what is recorded ---- */

#define KIND(need) \
	GJ_F_TEXT(gj_enterprise_facts, kind, need, 1, 64, GJ_OPEN, "Kind, as coded then.")
#define DERIVED(need, null) \
	GJ_F_TEXT(gj_enterprise_facts, name_key, need, 0, GJ_NAME_MAX, GJ_OPEN, \
		  "Its name, folded: by which it is sorted."), \
		GJ_F_TEXT(gj_enterprise_facts, search_key, 0, 0, 40 * GJ_NAME_MAX, GJ_OPEN, \
			  "All its names, folded, a line each, when there is more than one."), \
		GJ_F_TEXT(gj_enterprise_facts, scale, null, 1, 20, GJ_OPEN, \
			  "Scale, as derived from industry, employees, revenue and assets."), \
		GJ_F_TEXT(gj_enterprise_facts, scale_edition, null, 4, 4, GJ_OPEN, \
			  "Edition of the method by which it was derived.")

static const gj_field facts_fields[] = { KIND(0), GJ_ENTERPRISE_FIELDS(gj_enterprise_facts, 0, 0),
					 DERIVED(0, 0), GJ_F_END };
const GJ_RECORD(gj_enterprise_facts_record, gj_enterprise_facts, facts_fields);

static const gj_field registered_fields[] = {
	KIND(GJ_REQUIRED),
	GJ_ENTERPRISE_FIELDS(gj_enterprise_facts, GJ_REQUIRED, 0),
	DERIVED(GJ_REQUIRED, 0),
	GJ_F_MAP(gj_enterprise_facts, references, 0, 16, "Its numbers in other systems."),
	GJ_F_ARRAY(gj_enterprise_facts, contacts, 0, 0, 50, gj_contact_item_record,
		   "Contacts, registered at once."),
	GJ_F_END
};
static const GJ_RECORD(registered_record, gj_enterprise_facts, registered_fields);

static const gj_field updated_fields[] = {
	KIND(0), GJ_ENTERPRISE_FIELDS(gj_enterprise_facts, 0, GJ_NULLABLE), DERIVED(0, GJ_NULLABLE),
	GJ_F_TEXT(gj_enterprise_facts, reason, 0, 1, 64, GJ_OPEN, "What was wrong."), GJ_F_END
};
static const GJ_RECORD(updated_record, gj_enterprise_facts, updated_fields);

enum { REFERENCES = GJ_FACT_REST, CONTACTS, REASON = GJ_FACT_REST };

static const gj_field tag_fields[] = {
	GJ_F_TEXT(gj_tag_body, tag, GJ_REQUIRED, 1, 64, GJ_OPEN, "Tag, as coded then."),
	GJ_F_DATE(gj_tag_body, since, GJ_REQUIRED, "The first day."),
	GJ_F_DATE(gj_tag_body, until, 0, "The last day."),
	GJ_F_TEXT(gj_tag_body, reason, 0, 1, 64, GJ_OPEN, "What was wrong."), GJ_F_END
};
static const GJ_RECORD(tag_record, gj_tag_body, tag_fields);

static const gj_field tag_amended_fields[] = {
	GJ_F_TEXT(gj_tag_amended_body, tag, GJ_REQUIRED, 1, 64, GJ_OPEN, "Tag, as coded then."),
	GJ_F_DATE(gj_tag_amended_body, since, GJ_REQUIRED, "The first day, as it was recorded."),
	GJ_F_DATE(gj_tag_amended_body, starts, GJ_REQUIRED, "What the first day really is."),
	GJ_F_DATE(gj_tag_amended_body, until, 0, "The last day."),
	GJ_F_TEXT(gj_tag_amended_body, reason, GJ_REQUIRED, 1, 64, GJ_OPEN, "What was wrong."),
	GJ_F_END
};
static const GJ_RECORD(tag_amended_record, gj_tag_amended_body, tag_amended_fields);

static const gj_step registered_steps[] = { { GJ_SQL_ENTERPRISE_INSERT, NULL, NULL },
					    { GJ_SQL_ENTERPRISE_REFERENCE_ADD, NULL, "references" },
					    { GJ_SQL_CONTACT_INSERT_WITH, NULL, "contacts" },
					    GJ_STEPS_END };
static const gj_step updated_steps[] = { { GJ_SQL_ENTERPRISE_UPDATE, NULL, NULL }, GJ_STEPS_END };
static const gj_step voided_steps[] = { { GJ_SQL_ENTERPRISE_VOID, NULL, NULL },
					{ GJ_SQL_REFERENCES_CLEAR, NULL, NULL },
					GJ_STEPS_END };
static const gj_step tagged_steps[] = { { GJ_SQL_ENTERPRISE_TAG_INSERT, NULL, NULL },
					{ GJ_SQL_ENTERPRISE_TOUCH, NULL, NULL },
					GJ_STEPS_END };
static const gj_step untagged_steps[] = { { GJ_SQL_ENTERPRISE_TAG_END, NULL, NULL },
					  { GJ_SQL_ENTERPRISE_TOUCH, NULL, NULL },
					  GJ_STEPS_END };
static const gj_step tag_voided_steps[] = { { GJ_SQL_ENTERPRISE_TAG_DELETE, NULL, NULL },
					    { GJ_SQL_ENTERPRISE_TOUCH, NULL, NULL },
					    GJ_STEPS_END };
static const gj_step tag_amended_steps[] = { { GJ_SQL_ENTERPRISE_TAG_AMEND, NULL, NULL },
					     { GJ_SQL_ENTERPRISE_TOUCH, NULL, NULL },
					     GJ_STEPS_END };
static const gj_step related_steps[] =
	GJ_RELATED_STEPS(GJ_SQL_ENTERPRISE_REFERENCE_ADD, GJ_SQL_ENTERPRISE_TOUCH);
static const gj_step unrelated_steps[] = GJ_UNRELATED_STEPS(GJ_SQL_ENTERPRISE_TOUCH);
static const gj_step relation_steps[] = GJ_RELATION_STEPS(GJ_SQL_ENTERPRISE_TOUCH);

const gj_event_type gj_enterprise_events[] = {
	{ "enterprise.registered", 1, &registered_record, registered_steps,
	  "An enterprise was registered." },
	{ "enterprise.updated", 1, &updated_record, updated_steps, "An enterprise changed." },
	{ "enterprise.amended", 1, &updated_record, updated_steps,
	  "A mistake about an enterprise was corrected." },
	{ "enterprise.voided", 1, &gj_voided_record, voided_steps,
	  "An enterprise should not have been registered." },
	{ "enterprise.tagged", 1, &tag_record, tagged_steps, "It holds a tag from a day on." },
	{ "enterprise.untagged", 1, &tag_record, untagged_steps, "It holds a tag up to a day." },
	{ "enterprise.tag_voided", 1, &tag_record, tag_voided_steps, "It never held the tag." },
	{ "enterprise.tag_amended", 1, &tag_amended_record, tag_amended_steps,
	  "The days of a tag were corrected." },
	{ "enterprise.related", 1, &gj_related_record, related_steps,
	  "Its number in another system became known." },
	{ "enterprise.unrelated", 1, &gj_related_record, unrelated_steps,
	  "A number in another system is not its own." },
	{ "enterprise.relation_amended", 1, &gj_relation_record, relation_steps,
	  "A number in another system was corrected." },
	{ NULL, 0, NULL, NULL, NULL }
};

/* ---- presence ---- */

static int has(const gj_enterprise_facts *facts, int fact)
{
	return gj_field_set(facts, fact);
}

static int touches(const gj_enterprise_facts *facts, int fact)
{
	return gj_field_set(facts, fact) || gj_field_null(facts, fact);
}

static void put(gj_enterprise_facts *facts, int fact)
{
	facts->has.set |= UINT64_C(1) << fact;
	facts->has.null &= ~(UINT64_C(1) << fact);
}

/* On a row that has the fact it becomes null, else it stays absent. */
static void clear(gj_enterprise_facts *facts, int fact, int known)
{
	gj_field_clear(facts, fact);
	if (known) {
		facts->has.set |= UINT64_C(1) << fact;
		facts->has.null |= UINT64_C(1) << fact;
	}
}

static int at(gj_ctx *c, int code, const char *path)
{
	if (code < 0)
		gj_fail_path(c->err, path);
	return code;
}

/* ---- rules ---- */

static int check_names(gj_ctx *c, const gj_array *names, const char *path)
{
	const gj_str *name = names->p;
	size_t i, count;
	int code = GJ_OK;

	for (i = 0; i < names->n && code >= 0; i++) {
		count = gj_utf8_count(name[i].p, name[i].n);
		if (count >= 1 && count <= GJ_NAME_MAX)
			continue;
		code = gj_fail(c->err, GJ_E_BAD_VALUE,
			       count ? GJ_RULE_too_long : GJ_RULE_too_short);
		gj_fail_int(c->err, count ? "max" : "min", count ? GJ_NAME_MAX : 1);
		gj_fail_in(c->err, path, i);
	}
	return code;
}

static int check_uscc(gj_ctx *c, int64_t home, int64_t own, gj_enterprise_facts *facts)
{
	char normal[GJ_USCC_SIZE + 1];
	int64_t id = 0;
	int code;

	code = gj_uscc_check(facts->uscc, normal, c->err);
	if (code < 0)
		return at(c, code, "/uscc");
	facts->uscc = gj_arena_str(c->arena, normal, GJ_USCC_SIZE);
	if (!facts->uscc.p)
		return GJ_E_NOMEM;
	code = gj_sql_int(c->db, GJ_SQL_ENTERPRISE_BY_USCC, &id, "lt", home, facts->uscc);
	if (code == GJ_E_NOT_FOUND || (code >= 0 && id == own))
		return GJ_OK;
	if (code >= 0) {
		code = gj_fail(c->err, GJ_E_EXISTS, GJ_RULE_exists);
		gj_fail_int(c->err, "id", id);
		gj_fail_path(c->err, "/uscc");
	}
	return code;
}

static int fetch(gj_ctx *c, int64_t id, gj_enterprise_row *ret_row)
{
	return gj_sql_row(c->db, GJ_SQL_ENTERPRISE_GET, c->arena, &gj_enterprise_row_record,
			  ret_row, "ll", GJ_HOME_OF(id), id);
}

/* A branch of a branch is possible, one of itself is not. */
static int check_parent(gj_ctx *c, int64_t own, const gj_enterprise_facts *facts)
{
	gj_enterprise_row row;
	int64_t id = facts->parent;
	int i, code;

	if (!has(facts, GJ_FACT_PARENT))
		return GJ_OK;
	code = gj_enterprise_load_live(c, id, &row);
	for (i = 0; code >= 0 && id && i < PARENTS_MAX; i++) {
		if (id == own) {
			code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_own_ancestor);
			break;
		}
		id = row.parent;
		if (id)
			code = fetch(c, id, &row);
	}
	return at(c, code, "/parent");
}

static int check_offices(gj_ctx *c, const gj_enterprise_facts *facts)
{
	static const char *const paths[] = { "/registered_office", "/operating_office",
					     "/tax_office" };
	int64_t office[] = { facts->registered_office, facts->operating_office, facts->tax_office };
	int fact[] = { GJ_FACT_REGISTERED_OFFICE, GJ_FACT_OPERATING_OFFICE, GJ_FACT_TAX_OFFICE };
	int64_t home;
	int i, code = GJ_OK;

	for (i = 0; i < 3 && code >= 0; i++)
		if (has(facts, fact[i]))
			code = at(c, gj_office_home(c, office[i], &home), paths[i]);
	return code;
}

/* ---- what is derived ---- */

static gj_str edition_of(const gj_enterprise_row *row, const gj_enterprise_facts *facts)
{
	if (has(facts, GJ_FACT_INDUSTRY_EDITION))
		return facts->industry_edition;
	/* A new code without an edition is of the present one. */
	if (!has(facts, GJ_FACT_INDUSTRY) && row && row->industry_edition.p)
		return row->industry_edition;
	return GJ_STR("2017");
}

static int take_industry(gj_ctx *c, const gj_industry *industry, gj_str edition,
			 gj_enterprise_facts *facts)
{
	char code[6] = { industry->section, '\0' };

	if (industry->level != GJ_INDUSTRY_SECTION)
		memcpy(code + 1, industry->code, strlen(industry->code) + 1);
	facts->industry = gj_arena_str(c->arena, code, strlen(code));
	facts->industry_edition = edition;
	put(facts, GJ_FACT_INDUSTRY);
	put(facts, GJ_FACT_INDUSTRY_EDITION);
	return facts->industry.p ? GJ_OK : GJ_E_NOMEM;
}

/* *ret_industry: the one that holds after the change, or NULL. */
static int check_industry(gj_ctx *c, const gj_enterprise_row *row, gj_enterprise_facts *facts,
			  const gj_industry **ret_industry)
{
	int touched = touches(facts, GJ_FACT_INDUSTRY) || touches(facts, GJ_FACT_INDUSTRY_EDITION);
	gj_str edition = edition_of(row, facts);
	gj_str code = has(facts, GJ_FACT_INDUSTRY)                     ? facts->industry
		      : gj_field_null(facts, GJ_FACT_INDUSTRY) || !row ? GJ_STR_NONE
								       : row->industry;
	const gj_industry *industry = code.p ? gj_industry_find(code, edition) : NULL;
	int rc = GJ_OK;

	if (code.p && !industry) {
		rc = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_industry_unknown);
		gj_fail_text(c->err, "code", code);
		gj_fail_text(c->err, "edition", edition);
		gj_fail_path(c->err, "/industry");
	} else if (!code.p) {
		clear(facts, GJ_FACT_INDUSTRY_EDITION, touched && row && row->industry_edition.p);
	} else if (touched) {
		rc = take_industry(c, industry, edition, facts);
	}
	if (rc >= 0)
		*ret_industry = industry;
	return rc;
}

static int64_t figure(const gj_enterprise_row *row, const gj_enterprise_facts *facts, int fact,
		      int64_t given, int64_t known)
{
	if (has(facts, fact))
		return given;
	/* In the table of rows the number stands before the facts. */
	if (gj_field_null(facts, fact) || !row || !gj_field_set(row, fact + 1))
		return -1;
	return known;
}

static int derive_scale(gj_ctx *c, const gj_enterprise_row *row, gj_enterprise_facts *facts)
{
	static const gj_enterprise_row none;
	const gj_enterprise_row *r = row ? row : &none;
	const gj_industry *industry = NULL;
	gj_figures figures = {
		figure(row, facts, GJ_FACT_EMPLOYEES, facts->employees, r->employees),
		figure(row, facts, GJ_FACT_REVENUE, facts->revenue, r->revenue),
		figure(row, facts, GJ_FACT_ASSETS, facts->assets, r->assets),
	};
	gj_scale scale;
	int code = check_industry(c, row, facts, &industry);

	if (code < 0)
		return code;
	scale = gj_scale_derive(industry, &figures, NULL);
	if (gj_str_eq(r->scale, gj_str_of(scales[scale])))
		return GJ_OK;
	if (scale == GJ_SCALE_UNKNOWN) {
		clear(facts, GJ_FACT_SCALE, r->scale.p != NULL);
		clear(facts, GJ_FACT_SCALE_EDITION, r->scale.p != NULL);
		return GJ_OK;
	}
	facts->scale = gj_str_of(scales[scale]);
	facts->scale_edition = GJ_STR(GJ_SCALE_EDITION);
	put(facts, GJ_FACT_SCALE);
	put(facts, GJ_FACT_SCALE_EDITION);
	return GJ_OK;
}

static void fold_into(gj_ctx *c, gj_buf *buf, const gj_array *names)
{
	const gj_str *name = names->p;
	size_t i;

	for (i = 0; i < names->n; i++) {
		gj_str key = gj_utf8_fold(c->arena, name[i]);
		gj_buf_char(buf, '\n');
		if (key.p)
			gj_buf_str(buf, key);
		else
			buf->failed = GJ_E_NOMEM;
	}
}

/* Apply cannot fold, so the keys are recorded. */
static int derive_keys(gj_ctx *c, const gj_enterprise_row *row, gj_enterprise_facts *facts)
{
	gj_str name = has(facts, GJ_FACT_NAME) ? facts->name : row->name;
	const gj_array none = { NULL, 0 };
	const gj_array *former = touches(facts, GJ_FACT_FORMER_NAMES) ? &facts->former_names
				 : row                                ? &row->former_names
								      : &none;
	const gj_array *other = touches(facts, GJ_FACT_ALIASES) ? &facts->aliases
				: row                           ? &row->aliases
								: &none;
	gj_str key = gj_utf8_fold(c->arena, name);
	gj_buf buf;

	if (!key.p)
		return GJ_E_NOMEM;
	if (has(facts, GJ_FACT_NAME)) {
		facts->name_key = key;
		put(facts, GJ_FACT_NAME_KEY);
	}
	if (!row && former->n + other->n == 0)
		return GJ_OK;
	gj_buf_init(&buf, c->arena, 64 * 1024);
	gj_buf_str(&buf, key);
	fold_into(c, &buf, former);
	fold_into(c, &buf, other);
	facts->search_key = gj_buf_end(&buf);
	put(facts, GJ_FACT_SEARCH_KEY);
	return buf.failed;
}

static int check_common(gj_ctx *c, int64_t home, const gj_enterprise_row *row, int looked_up,
			gj_enterprise_facts *facts)
{
	int64_t own = row ? row->id : 0;
	int code = check_names(c, &facts->former_names, "former_names");

	if (code >= 0)
		code = check_names(c, &facts->aliases, "aliases");
	if (code >= 0 && !looked_up && has(facts, GJ_FACT_USCC))
		code = check_uscc(c, home, own, facts);
	if (code >= 0)
		code = check_parent(c, own, facts);
	if (code >= 0)
		code = check_offices(c, facts);
	return code < 0 ? code : derive_scale(c, row, facts);
}

/* ---- writing ---- */

int gj_enterprise_check_new(gj_ctx *c, int64_t home, int looked_up, gj_enterprise_facts *facts)
{
	int code = check_common(c, home, NULL, looked_up, facts);

	if (code >= 0 && !has(facts, GJ_FACT_STATE)) {
		facts->state = GJ_STATE_OPERATING;
		put(facts, GJ_FACT_STATE);
	}
	if (code >= 0 && !looked_up)
		code = gj_references_free(c, home, "enterprise", &facts->references);
	if (code >= 0)
		code = derive_keys(c, NULL, facts);
	return code < 0 ? code : gj_contacts_number(c, home, facts->contacts);
}

int gj_enterprise_emit_new(gj_ctx *c, int64_t home, gj_enterprise_facts *facts, gj_subject *subject)
{
	int code = GJ_OK;

	if (!subject->id)
		code = gj_new_id(c, home, &subject->id);
	if (code < 0)
		return code;
	gj_field_clear(facts, REFERENCES);
	gj_field_clear(facts, CONTACTS);
	if (facts->references.n)
		put(facts, REFERENCES);
	if (facts->contacts.n)
		put(facts, CONTACTS);
	return gj_emit(c, &gj_enterprise_events[GJ_ENTERPRISE_REGISTERED], home, subject, facts);
}

/* A change of name leaves the old one behind as a former name. */
static int keep_former(gj_ctx *c, const gj_enterprise_row *row, gj_enterprise_facts *facts)
{
	size_t n = row->former_names.n;
	gj_str *names;

	if (!has(facts, GJ_FACT_NAME) || touches(facts, GJ_FACT_FORMER_NAMES) || n >= 16 ||
	    gj_str_eq(facts->name, row->name))
		return GJ_OK;
	names = gj_arena_take(c->arena, (n + 1) * sizeof(*names));
	if (!names)
		return GJ_E_NOMEM;
	if (n)
		memcpy(names, row->former_names.p, n * sizeof(*names));
	names[n] = row->name;
	facts->former_names = (gj_array){ names, n + 1 };
	put(facts, GJ_FACT_FORMER_NAMES);
	return GJ_OK;
}

int gj_enterprise_check_change(gj_ctx *c, const gj_enterprise_row *row, int keep_name,
			       gj_enterprise_facts *facts)
{
	int code = check_common(c, GJ_HOME_OF(row->id), row, GJ_LOOK_UP, facts);

	if (code >= 0 && keep_name)
		code = keep_former(c, row, facts);
	if (code >= 0 && (has(facts, GJ_FACT_NAME) || touches(facts, GJ_FACT_FORMER_NAMES) ||
			  touches(facts, GJ_FACT_ALIASES)))
		code = derive_keys(c, row, facts);
	return code;
}

int gj_enterprise_emit_change(gj_ctx *c, const gj_enterprise_row *row, gj_enterprise_facts *facts,
			      gj_subject *ret_subject)
{
	int type = facts->reason.p ? GJ_ENTERPRISE_AMENDED : GJ_ENTERPRISE_UPDATED;
	gj_subject subject = { row->id, row->revision, row->seq };
	int code;

	gj_field_clear(facts, REASON);
	if (facts->reason.p)
		put(facts, REASON);
	code = gj_emit(c, &gj_enterprise_events[type], GJ_HOME_OF(row->id), &subject, facts);
	if (code >= 0)
		*ret_subject = subject;
	return code;
}

/* ---- what is known already ---- */

typedef struct veil_only {
	gj_has has;
	gj_veil value;
} veil_only;

static const gj_field veil_fields[] = {
	GJ_F_VEIL(veil_only, value, 0, 1000, GJ_PERSONAL, "text", ""), GJ_F_END
};
static const GJ_RECORD(veil_record, veil_only, veil_fields);

int gj_veil_holds(gj_ctx *c, const gj_veil *veil, gj_str text)
{
	veil_only v = { { 1, 0 }, { veil->id, GJ_STR_NONE, GJ_STR_NONE, 0 } };
	int code, unmask = c->unmask;

	if (!veil->id)
		return 0;
	c->unmask = 1; /* it does not leave this function */
	code = gj_unseal(c, &veil_record, &v);
	c->unmask = unmask;
	return code < 0 ? code : v.value.text.p && gj_str_eq(v.value.text, text);
}

static int same_texts(const gj_array *a, const gj_array *b)
{
	size_t i;

	if (a->n != b->n)
		return 0;
	for (i = 0; i < a->n; i++)
		if (!gj_str_eq(((gj_str *)a->p)[i], ((gj_str *)b->p)[i]))
			return 0;
	return 1;
}

static int same_fact(gj_ctx *c, const gj_field *field, const void *a, const void *b)
{
	switch (field->kind) {
	case GJ_K_VEIL:
		return gj_veil_holds(c, a, ((const gj_veil *)b)->text);
	case GJ_K_TEXTS:
		return same_texts(a, b);
	case GJ_K_ENUM:
	case GJ_K_DATE:
		return *(const int32_t *)a == *(const int32_t *)b;
	case GJ_K_TEXT:
		return gj_str_eq(*(const gj_str *)a, *(const gj_str *)b);
	default:
		return *(const int64_t *)a == *(const int64_t *)b;
	}
}

int gj_enterprise_differs(gj_ctx *c, const gj_enterprise_row *row, gj_enterprise_facts *facts)
{
	const gj_industry *industry =
		has(facts, GJ_FACT_INDUSTRY)
			? gj_industry_find(facts->industry, edition_of(row, facts))
			: NULL;
	int i, same, left = 0;

	if (industry && take_industry(c, industry, edition_of(row, facts), facts) < 0)
		return GJ_E_NOMEM;
	for (i = 0; i < GJ_FACT_COUNT; i++) {
		const gj_field *f = &facts_fields[i];
		const gj_field *r = &gj_enterprise_row_record.fields[i + 1];
		if (!has(facts, i))
			continue;
		same = gj_field_set(row, i + 1) ? same_fact(c, f, (const char *)row + r->offset,
							    (const char *)facts + f->offset)
						: 0;
		if (same < 0)
			return same;
		if (same)
			gj_field_clear(facts, i);
		left |= !same;
	}
	return left;
}

int gj_enterprise_today(gj_ctx *c, int32_t *ret_day)
{
	int64_t now = c->now;

	if (!now && c->host->clock(c->host->clock_user, &now) < 0)
		return gj_fail(c->err, GJ_E_HOST, GJ_RULE_NONE);
	now += c->zone * GJ_MINUTE;
	*ret_day = (int32_t)(now >= 0 ? now / GJ_DAY : (now - GJ_DAY + 1) / GJ_DAY);
	return GJ_OK;
}
