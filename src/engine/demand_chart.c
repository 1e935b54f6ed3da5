/* SPDX-License-Identifier: Apache-2.0
 *
 * The chart a demand runs on, pinned by hash when it was registered, and what the actor is to
 * the case: whoever acts for the home office, for the unit in charge, for an office above, for
 * the demander.
 */
#include "engine/demand_priv.h"

#include <string.h>

/* ---- the pinned chart ---- */

typedef struct source_row {
	gj_has has;
	gj_str source;
} source_row;
static const gj_field source_fields[] = { GJ_F_TEXT(source_row, source, 0, 0, 0, GJ_OPEN, ""),
					  GJ_F_END };
static const GJ_RECORD(source_record, source_row, source_fields);

/* Compiles the profiles that were in force before, newest first, until one has the chart.
 * The first row is the one in force; those after it may have been kept before. */
static int search_older(gj_ctx *c, gj_str hash, const gj_profile **ret_profile)
{
	int64_t skip = gj_profile_older_count(c->profile) + 1;
	const gj_profile *found = NULL;
	source_row row;
	int code = gj_sql_open(c->db, GJ_SQL_DEMAND_PROFILES, "l", GJ_ROOT);

	while (code >= 0 && !found && (code = gj_sql_next(c->db, GJ_SQL_DEMAND_PROFILES)) > 0) {
		if (skip-- > 0)
			continue;
		code = gj_sql_read(c->db, GJ_SQL_DEMAND_PROFILES, c->arena, &source_record, &row);
		if (code >= 0)
			code = gj_profile_keep_older(c->profile, row.source, c->err);
		if (code >= 0)
			code = gj_profile_with_chart(c->profile, "demand", hash, c->digest, &found);
	}
	gj_sql_done(c->db, GJ_SQL_DEMAND_PROFILES);
	if (code >= 0 && !found)
		code = GJ_E_CORRUPT; /* a case runs on a chart that nobody adopted */
	if (code >= 0)
		*ret_profile = found;
	return code;
}

int gj_demand_chart_of(gj_ctx *c, gj_str hash, gj_demand_chart *ret_chart)
{
	const gj_profile *profile = c->profile;
	gj_str own = GJ_STR_NONE;
	int code = gj_profile_chart_hash(profile, "demand", c->digest, &own);

	if (code >= 0 && hash.p && !gj_str_eq(own, hash)) {
		own = hash;
		code = gj_profile_with_chart(profile, "demand", hash, c->digest, &profile);
		if (code >= 0 && !profile)
			code = search_older(c, hash, &profile);
	}
	if (code >= 0)
		*ret_chart = (gj_demand_chart){ profile, gj_profile_chart(profile, "demand"), own };
	return code;
}

/* ---- what the actor is to the case ---- */

enum { AT_HOME, AT_UNIT, AT_ABOVE, AT_DEMANDER, AT_OTHER, RELATIONS };
static const uint32_t relation_bits[RELATIONS] = { GJ_OF_HOME, GJ_OF_UNIT, GJ_OF_ABOVE,
						   GJ_OF_DEMANDER, 0 };

/* Roles by relation. */
typedef struct standing {
	uint64_t roles[RELATIONS];
} standing;

/* What an office is to the case, as a set of GJ_OF. */
static int office_is(gj_ctx *c, const gj_demand *demand, int64_t office, uint32_t *ret_of)
{
	uint32_t of = 0;
	int above;

	if (office == demand->office)
		of |= GJ_OF_HOME;
	if (office == demand->unit)
		of |= GJ_OF_UNIT;
	if (!(of & GJ_OF_HOME)) {
		above = gj_office_over(c, demand->office, office);
		if (above < 0)
			return above;
		of |= above ? GJ_OF_ABOVE : 0;
	}
	*ret_of = of;
	return GJ_OK;
}

static int stand(gj_ctx *c, const gj_demand *demand, int64_t office, uint64_t roles, standing *s)
{
	uint32_t of = 0;
	int i, code = roles ? office_is(c, demand, office, &of) : GJ_OK;

	for (i = 0; code >= 0 && i < RELATIONS; i++)
		if (!relation_bits[i] || (of & relation_bits[i]))
			s->roles[i] |= roles;
	return code;
}

/* Where she acts, with the roles that reach there; and, unless the host named the office she
 * acts in, where each of her roles is held. Who registered it speaks for the demander. */
static int standing_of(gj_ctx *c, const gj_demand *demand, const gj_profile *profile,
		       standing *ret_standing)
{
	const gj_grant *grant = c->actor->grants.p;
	gj_ctx own = *c;
	standing s = { { 0 } };
	uint64_t roles = 0;
	size_t i;
	int role, code;

	if (c->actor->system) {
		memset(ret_standing, 0xff, sizeof(*ret_standing));
		return GJ_OK;
	}
	own.profile = profile;
	code = gj_roles_at(&own, c->actor->office, &roles);
	if (code >= 0)
		code = stand(c, demand, c->actor->office, roles, &s);
	for (i = 0; code >= 0 && !c->actor->office_named && i < c->actor->grants.n; i++) {
		role = gj_profile_role(profile, grant[i].role);
		if (grant[i].office != c->actor->office && role >= 0)
			code = stand(c, demand, grant[i].office, UINT64_C(1) << role, &s);
	}
	if (demand->registrar && demand->registrar == c->actor->staff)
		s.roles[AT_DEMANDER] |= roles;
	if (code >= 0)
		*ret_standing = s;
	return code;
}

/* The choice of the move does not depend on who acts: only the last refusal is told. */
static int step(gj_ctx *c, const gj_chart *chart, gj_str state, gj_str verb, uint64_t guards,
		const standing *s, const gj_chart_move **ret_move)
{
	gj_chart_actor actor = { 0, 0 };
	int i, code = GJ_E_DENIED;

	for (i = 0; i < RELATIONS && code == GJ_E_DENIED; i++) {
		actor = (gj_chart_actor){ s->roles[i], relation_bits[i] };
		code = gj_chart_step(chart, state, verb, guards, &actor, ret_move, NULL);
	}
	return code < 0 ? gj_chart_step(chart, state, verb, guards, &actor, ret_move, c->err)
			: code;
}

int gj_demand_move(gj_ctx *c, const gj_demand *demand, const gj_demand_chart *chart, gj_str verb,
		   uint64_t guards, const gj_chart_move **ret_move)
{
	standing s;
	int code = standing_of(c, demand, chart->profile, &s);

	return code < 0 ? code : step(c, chart->chart, demand->state, verb, guards, &s, ret_move);
}

int gj_demand_opening(gj_ctx *c, const gj_demand_chart *chart, int64_t office, uint64_t guards,
		      const gj_chart_move **ret_move)
{
	gj_demand demand;
	standing s;
	int code;

	memset(&demand, 0, sizeof(demand));
	demand.office = demand.unit = office;
	code = standing_of(c, &demand, chart->profile, &s);
	return code < 0 ? code
			: step(c, chart->chart, GJ_STR_NONE, GJ_STR("register"), guards, &s,
			       ret_move);
}

int gj_demand_verbs_now(gj_ctx *c, const gj_demand *demand, const gj_demand_chart *chart,
			gj_array *ret_verbs)
{
	gj_str all[GJ_VERB_COUNT], some[GJ_VERB_COUNT], *verb;
	size_t count, n, i, k;
	gj_chart_actor actor;
	standing s;
	int r, code = standing_of(c, demand, chart->profile, &s);

	verb = gj_arena_take(c->arena, sizeof(all));
	if (code < 0 || !verb)
		return code < 0 ? code : GJ_E_NOMEM;
	ret_verbs->p = verb;
	ret_verbs->n = 0;
	if (demand->voided)
		return GJ_OK;
	count = gj_chart_verbs(chart->chart, demand->state, NULL, all, GJ_VERB_COUNT);
	for (i = 0; i < count; i++)
		for (r = 0; r < RELATIONS; r++) {
			actor = (gj_chart_actor){ s.roles[r], relation_bits[r] };
			n = gj_chart_verbs(chart->chart, demand->state, &actor, some,
					   GJ_VERB_COUNT);
			for (k = 0; k < n && !gj_str_eq(some[k], all[i]);)
				k++;
			if (k < n) {
				verb[ret_verbs->n++] = all[i];
				break;
			}
		}
	return GJ_OK;
}

/* ---- clocks ---- */

uint64_t gj_demand_facts(const gj_profile *profile, const gj_demand *d)
{
	const struct {
		const char *list;
		gj_str code;
	} own[] = { { "channel", d->channel },
		    { "demand_kind", d->kind },
		    { "demand_category", d->category },
		    { "urgency", d->urgency },
		    { "disposition", d->disposition } };
	uint64_t guards = 0;

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (own[i].code.p)
			guards |= gj_profile_guards(profile, own[i].list, own[i].code);
	guards |= d->anonymous ? GJ_GUARD_BIT(anonymous) : 0;
	guards |= d->confidential ? GJ_GUARD_BIT(confidential) : 0;
	guards |= d->from_above ? GJ_GUARD_BIT(from_above) : 0;
	return guards;
}

const gj_chart_move *gj_demand_opened(const gj_demand_chart *chart)
{
	size_t count = 0;

	return gj_chart_opening(chart->chart, &count); /* all lead to the initial state */
}

/* What the body says in place of what the demand was: a value, or null. */
static void take_code(const gj_record *record, const gj_demand_body *body, const char *name,
		      const gj_str *from, gj_str *to)
{
	int index = gj_field_index(record, name, strlen(name));

	if (index >= 0 && gj_field_null(body, index))
		*to = GJ_STR_NONE;
	else if (index >= 0 && gj_field_set(body, index))
		*to = *from;
}

static int64_t taken(const gj_record *record, const gj_demand_body *body, const char *name,
		     int64_t from, int64_t before)
{
	int index = gj_field_index(record, name, strlen(name));

	if (index >= 0 && gj_field_null(body, index))
		return 0;
	return index >= 0 && gj_field_set(body, index) ? from : before;
}

static void case_of(const gj_demand *d, const gj_demand_chart *chart, gj_case *ret_case)
{
	*ret_case = (gj_case){ .home = d->home,
			       .id = d->id,
			       .noun = "demand",
			       .unit = d->unit,
			       .profile = chart->profile,
			       .chart = chart->chart,
			       .guards = gj_demand_facts(chart->profile, d),
			       .given = d->due_at };
}

int gj_demand_clocks(gj_ctx *c, const gj_demand *before, const gj_demand_chart *chart,
		     const gj_chart_move *move, const gj_record *record, gj_demand_body *body)
{
	gj_clock_changes changes = { { NULL, 0 }, { NULL, 0 } };
	gj_demand after = *before;
	gj_case of;
	int code;

	take_code(record, body, "channel", &body->channel, &after.channel);
	take_code(record, body, "kind", &body->kind, &after.kind);
	take_code(record, body, "category", &body->category, &after.category);
	take_code(record, body, "urgency", &body->urgency, &after.urgency);
	take_code(record, body, "disposition", &body->disposition, &after.disposition);
	after.due_at = taken(record, body, "due_at", body->due_at, after.due_at);
	after.unit = taken(record, body, "unit", body->unit, after.unit);
	after.confidential = (int32_t)taken(record, body, "confidential", body->confidential,
					    after.confidential);
	case_of(&after, chart, &of);
	of.reason = body->reason;
	code = gj_clocks_step(c, &of, move, &changes);
	if (code < 0)
		return code;
	body->clocks = changes.clocks;
	body->clock_pauses = changes.pauses;
	if (changes.clocks.n)
		gj_field_put(body, record, "clocks");
	if (changes.pauses.n)
		gj_field_put(body, record, "clock_pauses");
	return GJ_OK;
}

int gj_demand_clocks_born(gj_ctx *c, int64_t home, int64_t id, const gj_demand_chart *chart,
			  gj_demand_body *body)
{
	gj_demand born;

	memset(&born, 0, sizeof(born));
	born.home = home;
	born.id = id;
	born.anonymous = body->anonymous;
	born.from_above = body->from_above;
	return gj_demand_clocks(c, &born, chart, gj_demand_opened(chart),
				&gj_demand_registered_record, body);
}

int gj_demand_case(gj_ctx *c, int64_t id, gj_case *ret_case, int *ret_seen)
{
	gj_demand_chart chart;
	gj_demand demand;
	int code = gj_demand_load(c, id, &demand), seen = 0;

	if (code >= 0)
		code = seen = gj_demand_visible(c, &demand);
	if (code >= 0)
		code = gj_demand_chart_of(c, demand.chart, &chart);
	if (code < 0)
		return code;
	case_of(&demand, &chart, ret_case);
	*ret_seen = seen;
	return GJ_OK;
}

/* ---- what must be given ---- */

static int missing(gj_ctx *c, const gj_chart_move *move, gj_str what, const char *path)
{
	int code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_evidence_missing);

	gj_fail_text(c->err, "verb", move->verb);
	gj_fail_text(c->err, "field", what);
	gj_fail_path(c->err, "");
	gj_fail_in(c->err, path, SIZE_MAX);
	return code;
}

static int has_kind(const gj_array *list, gj_str kind)
{
	const gj_demand_evidence *e = list ? list->p : NULL;
	size_t i;

	for (i = 0; list && i < list->n; i++)
		if (gj_str_eq(e[i].kind, kind))
			return 1;
	return 0;
}

int gj_demand_complete(gj_ctx *c, const gj_chart_move *move, const void *args,
		       const gj_array *given, const gj_array *known)
{
	int index;
	size_t i;

	for (i = 0; i < move->field_count; i++) {
		gj_str name = move->fields[i];
		index = gj_field_index(c->op->args, name.p, name.n);
		if (index < 0 || !gj_field_set(args, index))
			return missing(c, move, name, name.p);
	}
	for (i = 0; i < move->evidence_count; i++)
		if (!has_kind(given, move->evidence[i]) && !has_kind(known, move->evidence[i]))
			return missing(c, move, move->evidence[i], "evidence");
	return GJ_OK;
}

void gj_demand_number_evidence(const gj_array *evidence)
{
	gj_demand_evidence *e = evidence->p;
	size_t i;

	for (i = 0; i < evidence->n; i++) {
		e[i].item = (int64_t)i + 1;
		gj_field_put(&e[i], &gj_demand_evidence_record, "item");
	}
}
