/* SPDX-License-Identifier: Apache-2.0
 *
 * Cases: the pinned chart, who the actor is to the case, what must be given with a move.
 */
#include "engine/case.h"

#include <stdio.h>
#include <string.h>

#include "engine/clock.h"
#include "engine/ledger.h"
#include "util/time.h"

#define VERBS_MAX 64

const char *const gj_case_classes[] = { "new", "active", "waiting", "done", NULL };

/* ---- the pinned chart ---- */

typedef struct source_row {
	gj_has has;
	gj_str source;
} source_row;
static const gj_field source_fields[] = { GJ_F_TEXT(source_row, source, 0, 0, 0, GJ_OPEN, ""),
					  GJ_F_END };
static const GJ_RECORD(source_record, source_row, source_fields);

/* Compiles the profiles that were in force before, an office's own ones first, newest first, until
 * one has the chart. The first row is the one in force; those after it may have been kept
 * before. */
static int search_older(gj_ctx *c, const gj_profile *now, const char *noun, gj_str hash,
			const gj_profile **ret_profile)
{
	int64_t skip = gj_profile_older_count(now) + 1;
	const gj_profile *found = NULL;
	source_row row;
	int code = gj_sql_open(c->db, GJ_SQL_PROFILE_SOURCES, "ll", GJ_ROOT, gj_profile_owner(now));

	while (code >= 0 && !found && (code = gj_sql_next(c->db, GJ_SQL_PROFILE_SOURCES)) > 0) {
		if (skip-- > 0)
			continue;
		code = gj_sql_read(c->db, GJ_SQL_PROFILE_SOURCES, c->arena, &source_record, &row);
		if (code >= 0)
			code = gj_profile_keep_older(now, row.source, c->err);
		if (code >= 0)
			code = gj_profile_with_chart(now, noun, hash, c->digest, &found);
	}
	gj_sql_done(c->db, GJ_SQL_PROFILE_SOURCES);
	if (code >= 0 && !found)
		code = GJ_E_CORRUPT; /* a case runs on a chart that nobody adopted */
	if (code >= 0)
		*ret_profile = found;
	return code;
}

/* Looked up once, as long as the root chain stands where it is. */
static int look_up(gj_ctx *c, int64_t office, const gj_profile **ret_own)
{
	gj_profile_row row;
	int code = gj_profile_load_near(c, office, 0, &row);

	if (code == GJ_E_NOT_FOUND)
		return gj_profile_goes_by(c->profile, office, 0, GJ_STR_NONE, GJ_STR_NONE, ret_own,
					  c->err);
	return code < 0 ? code
			: gj_profile_goes_by(c->profile, office, row.office, row.hash, row.source,
					     ret_own, c->err);
}

int gj_profile_at(gj_ctx *c, int64_t home, const gj_profile **ret_profile)
{
	const gj_profile *own = NULL;
	int64_t office = 0;
	int code = GJ_OK;

	if (gj_profile_own_seq(c->profile)) {
		code = gj_home_office(c, home, &office);
		if (code >= 0 && office && !gj_profile_of_office(c->profile, office, &own))
			code = look_up(c, office, &own);
	}
	if (code >= 0)
		*ret_profile = own ? own : c->profile;
	return code;
}

int gj_case_chart_of(gj_ctx *c, int64_t home, const char *noun, gj_str hash,
		     gj_case_chart *ret_chart)
{
	const gj_profile *now = NULL, *profile;
	gj_str own = GJ_STR_NONE;
	int code = gj_profile_at(c, home, &now);

	if (code < 0)
		return code;
	if (!hash.p && !gj_profile_chart(now, noun)) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_no_chart);
		gj_fail_text(c->err, "noun", gj_str_of(noun));
		return code;
	}
	profile = now;
	code = gj_profile_chart_hash(profile, noun, c->digest, &own);
	if (code >= 0 && hash.p && !gj_str_eq(own, hash)) {
		own = hash;
		code = gj_profile_with_chart(now, noun, hash, c->digest, &profile);
		if (code >= 0 && !profile)
			code = search_older(c, now, noun, hash, &profile);
	}
	if (code >= 0)
		*ret_chart = (gj_case_chart){ profile, gj_profile_chart(profile, noun), own };
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
static int office_is(gj_ctx *c, const gj_case *it, int64_t office, uint32_t *ret_of)
{
	uint32_t of = 0;
	int above;

	if (office == it->office)
		of |= GJ_OF_HOME;
	if (office == it->unit)
		of |= GJ_OF_UNIT;
	if (!(of & GJ_OF_HOME)) {
		above = gj_office_over(c, it->office, office);
		if (above < 0)
			return above;
		of |= above ? GJ_OF_ABOVE : 0;
	}
	*ret_of = of;
	return GJ_OK;
}

static int stand(gj_ctx *c, const gj_case *it, int64_t office, uint64_t roles, standing *s)
{
	uint32_t of = 0;
	int i, code = roles ? office_is(c, it, office, &of) : GJ_OK;

	for (i = 0; code >= 0 && i < RELATIONS; i++)
		if (!relation_bits[i] || (of & relation_bits[i]))
			s->roles[i] |= roles;
	return code;
}

/* Where she acts, with the roles that reach there; and, unless the host named the office she
 * acts in, where each of her roles is held. Who registered it speaks for the demander. */
static int standing_of(gj_ctx *c, const gj_case *it, const gj_profile *profile,
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
	/* An enterprise's own account acts for no office, wherever it is registered. */
	s.roles[AT_OTHER] = roles;
	if (code >= 0 && !c->actor->enterprise)
		code = stand(c, it, c->actor->office, roles, &s);
	for (i = 0; code >= 0 && !c->actor->office_named && !c->actor->enterprise &&
		    i < c->actor->grants.n;
	     i++) {
		role = gj_profile_role(profile, grant[i].role);
		if (grant[i].office != c->actor->office && role >= 0)
			code = stand(c, it, grant[i].office, UINT64_C(1) << role, &s);
	}
	if (it->registrar && it->registrar == c->actor->staff)
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

int gj_case_move(gj_ctx *c, const gj_case *it, const gj_case_chart *chart, gj_str verb,
		 uint64_t guards, const gj_chart_move **ret_move)
{
	standing s;
	int code = standing_of(c, it, chart->profile, &s);

	return code < 0 ? code : step(c, chart->chart, it->state, verb, guards, &s, ret_move);
}

int gj_case_verbs(gj_ctx *c, const gj_case *it, const gj_case_chart *chart, gj_array *ret_verbs)
{
	gj_str all[VERBS_MAX], some[VERBS_MAX], *verb;
	size_t count, n, i, k;
	gj_chart_actor actor;
	standing s;
	int r, code = standing_of(c, it, chart->profile, &s);

	verb = gj_arena_take(c->arena, sizeof(all));
	if (code < 0 || !verb)
		return code < 0 ? code : GJ_E_NOMEM;
	ret_verbs->p = verb;
	ret_verbs->n = 0;
	count = gj_chart_verbs(chart->chart, it->state, NULL, all, VERBS_MAX);
	for (i = 0; i < count; i++)
		for (r = 0; r < RELATIONS; r++) {
			actor = (gj_chart_actor){ s.roles[r], relation_bits[r] };
			n = gj_chart_verbs(chart->chart, it->state, &actor, some, VERBS_MAX);
			for (k = 0; k < n && !gj_str_eq(some[k], all[i]);)
				k++;
			if (k < n) {
				verb[ret_verbs->n++] = all[i];
				break;
			}
		}
	return GJ_OK;
}

int gj_case_show(gj_ctx *c, const gj_case *it, const gj_case_chart *chart, int voided,
		 const gj_record *record, void *answer)
{
	const gj_chart_state *state = gj_chart_find(chart->chart, it->state);
	gj_array verbs = { NULL, 0 };
	int code = voided ? GJ_OK : gj_case_verbs(c, it, chart, &verbs);

	if (code < 0)
		return code;
	gj_field_give(answer, record, "verbs", &verbs);
	if (state)
		gj_field_give(answer, record, "state_name", c->chinese ? &state->zh : &state->en);
	return GJ_OK;
}

uint64_t gj_case_guards(gj_ctx *c, const void *args)
{
	const gj_field *field = c->op->args->fields;
	uint64_t guards = 0;
	int i;

	for (i = 0; field[i].name; i++)
		if (field[i].kind == GJ_K_CODE && gj_field_set(args, i))
			guards |= gj_profile_guards(
				c->profile, field[i].list,
				*(const gj_str *)((const char *)args + field[i].offset));
	return guards;
}

int gj_case_take(gj_ctx *c, const gj_case *it, const gj_case_chart *chart, const char *verb,
		 const gj_chart_move **ret_move)
{
	static const gj_chart_actor library = { UINT64_MAX, UINT32_MAX };

	return gj_chart_step(chart->chart, it->state, gj_str_of(verb), 0, &library, ret_move,
			     c->err);
}

/* A member of the arguments, or NULL. */
static const void *argument(gj_ctx *c, const void *args, const char *name)
{
	int index = gj_field_index(c->op->args, name, strlen(name));

	return index < 0 ? NULL : (const char *)args + c->op->args->fields[index].offset;
}

void gj_case_fill(gj_ctx *c, const gj_case_chart *chart, const gj_chart_move *move, gj_str from,
		  const void *args, const gj_record *record, void *body)
{
	const gj_str *reason = argument(c, args, "reason");
	const gj_array *evidence = argument(c, args, "evidence");
	int32_t class = (int32_t)gj_chart_class(chart->chart, move->target);
	int32_t done = gj_chart_class(chart->chart, from) == GJ_STATE_DONE;
	int32_t turned = done != (class == GJ_STATE_DONE);

	memset(body, 0, record->size);
	gj_field_copy(body, record, args, c->op->args);
	gj_field_give(body, record, "verb", &move->verb);
	gj_field_give(body, record, "from", &from);
	gj_field_give(body, record, "state", &move->target);
	gj_field_give(body, record, "class", &class);
	if (turned)
		gj_field_give(body, record, "turned", &turned);
	/* A code of the verb's own list in the arguments, text in the event: not copied above. */
	if (reason && reason->p)
		gj_field_give(body, record, "reason", reason);
	if (evidence && evidence->n) {
		gj_evidence_number(evidence);
		gj_field_give(body, record, "evidence", evidence);
	}
}

static const gj_field stepped_fields[] = {
	GJ_WRITTEN_FIELDS(gj_case_stepped),
	GJ_F_TEXT(gj_case_stepped, state, 0, 1, 64, GJ_OPEN, "Its state after it."), GJ_F_END
};
const GJ_RECORD(gj_case_stepped_record, gj_case_stepped, stepped_fields);

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
	const gj_evidence *e = list ? list->p : NULL;
	size_t i;

	for (i = 0; list && i < list->n; i++)
		if (gj_str_eq(e[i].kind, kind))
			return 1;
	return 0;
}

int gj_case_complete(gj_ctx *c, const gj_chart_move *move, const void *args, const gj_array *given,
		     const gj_array *known)
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

/* ---- for how long ---- */

static int over(gj_ctx *c, const gj_chart_move *move, int64_t due)
{
	int code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_window_over);
	gj_buf buf;

	gj_buf_init(&buf, c->arena, 40);
	gj_time_write(&buf, due, c->zone);
	gj_fail_text(c->err, "verb", move->verb);
	gj_fail_text(c->err, "limit_name", move->within.name);
	gj_fail_text(c->err, "limit", move->within.text);
	gj_fail_text(c->err, "due", gj_buf_end(&buf));
	return code;
}

int gj_case_in_time(gj_ctx *c, const gj_chart_move *move, int64_t home, int64_t since)
{
	const gj_calendar *calendar = NULL;
	gj_deadline window;
	gj_limit limit;
	int code = gj_limit_parse(move->within.text, &limit);

	if (code >= 0)
		code = gj_calendar_find(c, GJ_STR_NONE, &calendar);
	if (code >= 0)
		code = gj_cal_deadline(calendar->cal, since, &limit, &window);
	if (code == GJ_E_BAD_VALUE)
		return gj_fail(c->err, code, GJ_RULE_too_far);
	return code < 0 || gj_moment(c, home) <= window.due ? code : over(c, move, window.due);
}

/* ---- evidence ---- */

#define EVIDENCE_FIELDS \
	GJ_F_CODE(gj_evidence, kind, GJ_REQUIRED, "evidence", "What kind of evidence."), \
		GJ_F_VEIL(gj_evidence, reference, 0, 300, GJ_PERSONAL, "text", \
			  "Where it is kept, as the host knows it."), \
		GJ_F_TEXT(gj_evidence, digest, 0, 1, 128, GJ_OPEN, "Digest of its bytes.")
static const gj_field evidence_arg_fields[] = { EVIDENCE_FIELDS, GJ_F_END };
const GJ_RECORD(gj_evidence_args, gj_evidence, evidence_arg_fields);
static const gj_field evidence_fields[] = { EVIDENCE_FIELDS,
					    GJ_F_INT(gj_evidence, item, 0, 0, 1000, "Its number."),
					    GJ_F_END };
const GJ_RECORD(gj_evidence_record, gj_evidence, evidence_fields);

void gj_evidence_number(const gj_array *evidence)
{
	gj_evidence *e = evidence->p;
	size_t i;

	for (i = 0; i < evidence->n; i++) {
		e[i].item = (int64_t)i + 1;
		gj_field_put(&e[i], &gj_evidence_record, "item");
	}
}

/* ---- opening one ---- */

int gj_case_may_open(gj_ctx *c, int right, int64_t home, int64_t office)
{
	int64_t own = 0;
	int may = gj_may(c, right, office), code = GJ_OK;

	if (may == 0 && c->actor->office) {
		code = gj_office_home(c, c->actor->office, &own);
		if (code >= 0 && own == home)
			may = gj_may(c, right, c->actor->office);
	}
	if (code < 0 || may < 0)
		return code < 0 ? code : may;
	return may ? GJ_OK : gj_allow(c, right, office);
}

typedef struct prefix_row {
	gj_has has;
	gj_str prefix;
} prefix_row;
static const gj_field prefix_fields[] = { GJ_F_TEXT(prefix_row, prefix, 0, 0, 0, GJ_OPEN, ""),
					  GJ_F_END };
static const GJ_RECORD(prefix_record, prefix_row, prefix_fields);

/* A home without a prefix goes by the number of its chain. */
static int prefix_of(gj_ctx *c, const gj_head *head, char *plain, size_t size, gj_str *ret_prefix)
{
	prefix_row row;
	int code = gj_sql_row(c->db, GJ_SQL_OFFICE_PREFIX, c->arena, &prefix_record, &row, "ll",
			      GJ_ROOT, head->office);

	if (code == GJ_E_NOT_FOUND) {
		snprintf(plain, size, "%lld", (long long)head->home);
		row.prefix = gj_str_of(plain);
		code = GJ_OK;
	}
	if (code >= 0)
		*ret_prefix = row.prefix;
	return code;
}

static int64_t year_of(const gj_ctx *c, const gj_head *head)
{
	int64_t at = (c->now > head->at ? c->now : head->at) + c->zone * GJ_MINUTE;
	int64_t day = at / GJ_DAY - (at % GJ_DAY < 0);

	return gj_civil_of((int32_t)day).year;
}

void gj_order_no_ask(gj_ctx *c, const gj_head *head, int stmt)
{
	if (!head)
		return;
	gj_sql_ahead(c->db, stmt, "ll", head->home, year_of(c, head));
	gj_sql_ahead(c->db, GJ_SQL_OFFICE_PREFIX, "ll", GJ_ROOT, head->office);
}

int gj_order_no_next(gj_ctx *c, int64_t home, int stmt, const char *infix, int64_t ahead,
		     gj_order_no *ret_no)
{
	const gj_head *head = gj_head_of(c, home);
	char text[80], plain[24];
	gj_str prefix = GJ_STR_NONE;
	gj_order_no no = { 0, 0, GJ_STR_NONE };
	int code = GJ_OK;

	if (!head)
		return GJ_E_BUG;
	no.year = year_of(c, head);
	code = gj_sql_int(c->db, stmt, &no.number, "ll", home, no.year);
	if (code >= 0 || code == GJ_E_NOT_FOUND)
		code = prefix_of(c, head, plain, sizeof(plain), &prefix);
	if (code < 0)
		return code;
	no.number += 1 + ahead;
	snprintf(text, sizeof(text), "%.*s-%s%04lld-%06lld", (int)prefix.n, prefix.p, infix,
		 (long long)no.year, (long long)no.number);
	no.text = gj_arena_str(c->arena, text, strlen(text));
	if (no.text.p)
		*ret_no = no;
	return no.text.p ? GJ_OK : GJ_E_NOMEM;
}

/* ---- what happened to one ---- */

#define EVENTS_MAX 10000 /* of one thing; more would be a defect elsewhere */

typedef struct place {
	gj_has has;
	int64_t seq, link;
} place;
static const gj_field place_fields[] = { GJ_F_INT(place, seq, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_INT(place, link, 0, 0, GJ_MAX_INT, ""), GJ_F_END };
static const GJ_RECORD(place_record, place, place_fields);

void gj_case_ask_events(gj_ctx *c, int64_t home, int64_t last)
{
	gj_sql_ahead(c->db, GJ_SQL_EVENT_PLACES, "lll", home, last, (int64_t)EVENTS_MAX);
}

/* The links lead from the last event back to the first, which has none. */
int gj_case_events(gj_ctx *c, int64_t home, int64_t last, gj_array *seqs)
{
	gj_array places = { NULL, 0 };
	const place *p;
	int64_t *all;
	size_t i;
	int code = gj_sql_list(c->db, GJ_SQL_EVENT_PLACES, c->arena, &place_record, &places, "lll",
			       home, last, (int64_t)EVENTS_MAX);

	p = places.p;
	if (code >= 0 && (!places.n || p[0].link != 0))
		code = GJ_E_CORRUPT;
	if (code < 0)
		return code;
	all = gj_arena_grow(c->arena, seqs->p, seqs->n * sizeof(*all),
			    (seqs->n + places.n) * sizeof(*all));
	if (!all)
		return GJ_E_NOMEM;
	for (i = 0; i < places.n; i++)
		all[seqs->n + i] = p[i].seq;
	*seqs = (gj_array){ all, seqs->n + places.n };
	return GJ_OK;
}

typedef struct name_row {
	gj_has has;
	gj_str name;
} name_row;
static const gj_field name_fields[] = { GJ_F_TEXT(name_row, name, 0, 0, 0, GJ_OPEN, ""), GJ_F_END };
static const GJ_RECORD(name_record, name_row, name_fields);

int gj_case_name(gj_ctx *c, int stmt, int64_t id, gj_str *ret_name)
{
	name_row row;
	int code = !id ? GJ_E_NOT_FOUND
		       : gj_sql_row(c->db, stmt, c->arena, &name_record, &row, "ll", GJ_ROOT, id);

	if (code >= 0)
		*ret_name = row.name;
	return code == GJ_E_NOT_FOUND ? GJ_OK : code;
}

static void ask_name(gj_ctx *c, int stmt, int64_t id)
{
	if (id)
		gj_sql_ahead(c->db, stmt, "ll", GJ_ROOT, id);
}

void gj_case_ask_names(gj_ctx *c, int64_t staff, int64_t office)
{
	ask_name(c, GJ_SQL_STAFF_NAME, staff);
	ask_name(c, GJ_SQL_OFFICE_NAME, office);
}

int gj_case_names(gj_ctx *c, int64_t staff, gj_str *ret_staff, int64_t office, gj_str *ret_office)
{
	int code = gj_case_name(c, GJ_SQL_STAFF_NAME, staff, ret_staff);

	return code < 0 ? code : gj_case_name(c, GJ_SQL_OFFICE_NAME, office, ret_office);
}
