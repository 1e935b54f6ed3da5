/* SPDX-License-Identifier: Apache-2.0
 *
 * The verbs of a party, all by one way; and what an office has to answer.
 */
#include <string.h>

#include "engine/party_priv.h"
#include "engine/supervision.h"
#include "util/time.h"

#define VERB_PREFIX (sizeof("party.") - 1)

/* ---- arguments ---- */

typedef struct act_args {
	gj_has has;
	GJ_CHANGE_ARGS;
	gj_str mode, reason;
	int64_t proposed;
	gj_str decision, grade, appraisal;
	gj_veil persons, place, text, note;
	gj_array evidence;
} act_args;

#define A act_args
#define NOTE GJ_F_VEIL(A, note, 0, 2000, GJ_PERSONAL, "text", "Internal note.")
#define REASON(need, list) GJ_F_CODE(A, reason, need, list, "Why.")
#define EVIDENCE GJ_F_ARRAY(A, evidence, 0, 0, 50, gj_evidence_args, "Evidence.")
#define TABLE(verb, ...) \
	static const gj_field verb##_fields[] = { GJ_CHANGE_FIELDS(A, "party"), __VA_ARGS__, \
						  GJ_F_END }; \
	const GJ_RECORD(gj_party_##verb##_args, act_args, verb##_fields)

TABLE(sign, NOTE);
TABLE(contact, GJ_F_CODE(A, mode, 0, "contact_mode", "How."), NOTE);
TABLE(report_in, GJ_F_VEIL(A, persons, 0, 300, GJ_PERSONAL, "name", "Who came."),
      GJ_F_VEIL(A, place, 0, 300, GJ_PERSONAL, "text", "Where to."), EVIDENCE, NOTE);
TABLE(refuse, REASON(0, "party_refuse_reason"),
      GJ_F_ID(A, proposed, 0, "The office that should come in its place."), NOTE);
TABLE(adjudicate, GJ_F_CODE(A, decision, 0, "party_decision", "Whether the refusal is upheld."),
      NOTE);
TABLE(miss, NOTE);
TABLE(release, REASON(0, "party_release_reason"), NOTE);
TABLE(feed_back, GJ_F_VEIL(A, text, 0, 4000, GJ_PERSONAL, "text", "What was done."), EVIDENCE,
      NOTE);
TABLE(evaluate, GJ_F_CODE(A, grade, GJ_REQUIRED, "party_grade", "The grade."), NOTE);
TABLE(appraise, GJ_F_CODE(A, grade, GJ_REQUIRED, "party_grade", "The grade."), NOTE);
TABLE(amend, REASON(GJ_REQUIRED, "amend_reason"),
      GJ_F_CODE(A, grade, 0, "party_grade", "How it was evaluated."),
      GJ_F_CODE(A, appraisal, 0, "party_grade", "How it appraised the whistle."), NOTE);
#undef A

/* ---- one step under way ---- */

typedef struct act {
	const act_args *in;
	const gj_record *record; /* of the body */
	gj_whistle whistle;
	gj_party party;
	gj_case_chart chart;
	const gj_chart_move *move;
	gj_party_body body;
} act;

static void put(act *a, const char *name)
{
	gj_field_put(&a->body, a->record, name);
}

/* ---- what is particular ---- */

static int refuse(gj_ctx *c, act *a)
{
	int code = GJ_OK;

	if (a->in->proposed && a->in->proposed == a->party.office) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_same_thing);
		gj_fail_path(c->err, "/proposed");
	} else if (a->in->proposed) {
		code = gj_whistle_check_office(c, a->whistle.id, a->in->proposed, "/proposed");
	}
	return code;
}

static uint64_t decided(gj_ctx *c, const act *a)
{
	return gj_profile_guards(c->profile, "party_decision", a->in->decision);
}

static int adjudicate(gj_ctx *c, act *a)
{
	uint64_t guards = decided(c, a);

	if (guards & GJ_GUARD_BIT(upheld)) {
		a->body.released = 1;
		put(a, "released");
	}
	if (guards & GJ_GUARD_BIT(overruled)) {
		a->body.bound = 1;
		put(a, "bound");
	}
	return GJ_OK;
}

/* In the place of the one that was released comes the office that it named. */
static int replace(gj_ctx *c, act *a)
{
	gj_party_given given = { { 3, 0 }, a->party.proposed, a->party.part };
	gj_array list = { &given, 1 };
	int code = GJ_OK;

	if (a->body.released && a->party.proposed) {
		code = gj_parties_invite(c, &a->whistle, &list);
		if (code >= 0)
			code = gj_parties_call(c, &a->whistle);
	}
	return code < 0 ? code : gj_whistle_reckon(c, a->whistle.id);
}

static int release(gj_ctx *c, act *a)
{
	(void)c;
	a->body.released = 1;
	put(a, "released");
	return GJ_OK;
}

static int reckon(gj_ctx *c, act *a)
{
	return gj_whistle_reckon(c, a->whistle.id);
}

/* What the grade counts as; one without a tag counts for none. */
static int rank(gj_ctx *c, act *a)
{
	int32_t r;

	if (!a->in->grade.p)
		return GJ_OK;
	for (r = 0; gj_party_ranks[r + 1]; r++)
		if (gj_profile_tagged(c->profile, "party_grade", a->in->grade, gj_party_ranks[r]))
			break;
	a->body.rank = r;
	put(a, "rank");
	return GJ_OK;
}

/* By the clock that its chart names as the verb: did this come after its due time? */
static void mark_late(gj_ctx *c, act *a)
{
	const gj_clock_row *row = a->body.clocks.p;
	size_t i;

	for (i = 0; i < a->body.clocks.n; i++)
		if (gj_str_eq(row[i].name, a->move->verb) &&
		    gj_moment(c, a->whistle.home) > row[i].due_at) {
			a->body.late = 1;
			put(a, "late");
		}
}

static int early(gj_ctx *c, const act *a, int64_t due)
{
	int code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_not_due);
	gj_buf buf;

	gj_buf_init(&buf, c->arena, 40);
	gj_time_write(&buf, due, c->zone);
	gj_fail_text(c->err, "verb", a->move->verb);
	gj_fail_text(c->err, "due", gj_buf_end(&buf));
	return code;
}

/* Nobody has missed anything while there is time to come: by the clock that its chart names as that
 * verb. A chart that has none sets no limit. */
static int miss(gj_ctx *c, act *a)
{
	int64_t home = a->whistle.home, at = gj_moment(c, home);
	gj_array rows = { NULL, 0 };
	const gj_clock_row *row;
	int code = gj_clocks_now(c, home, a->party.id, &rows);
	size_t i;

	/* its clocks are read once more where the step reckons them */
	gj_sql_ahead(c->db, GJ_SQL_CLOCK_NOW, "ll", home, a->party.id);
	row = rows.p;
	for (i = 0; i < rows.n && code >= 0; i++) {
		if (!gj_str_is(row[i].name, "report_in") || row[i].state == GJ_CLOCK_STOPPED)
			continue;
		code = gj_clock_due(c, home, &row[i], at, &a->body.due_at);
		if (code >= 0)
			put(a, "due_at");
		if (code >= 0 && at <= a->body.due_at)
			code = early(c, a, a->body.due_at);
	}
	return code;
}

/* Who does not come is supervised, where the profile says so. */
static int supervise(gj_ctx *c, act *a)
{
	return gj_supervision_missed(c, a->party.id);
}

/* ---- the one way ---- */

typedef struct verb_row {
	const char *name;
	int event;
	int (*decide)(gj_ctx *c, act *a); /* what is particular; may be NULL */
	int (*after)(gj_ctx *c, act *a);  /* further events; may be NULL */
} verb_row;

#define ROW(verb, event, decide, after) \
	[GJ_VERB_party_##verb] = { #verb, GJ_PARTY_##event, decide, after }
static const verb_row verbs[GJ_VERB_party_COUNT] = {
	ROW(sign, SIGNED, NULL, NULL),
	ROW(contact, CONTACTED, NULL, NULL),
	ROW(report_in, REPORTED_IN, NULL, reckon),
	ROW(refuse, REFUSED, refuse, NULL),
	ROW(adjudicate, ADJUDICATED, adjudicate, replace),
	ROW(miss, MISSED, miss, supervise),
	ROW(release, RELEASED, release, reckon),
	ROW(feed_back, FED_BACK, NULL, NULL),
	ROW(evaluate, EVALUATED, rank, NULL),
	ROW(appraise, APPRAISED, NULL, NULL),
	ROW(amend, AMENDED, rank, NULL),
};

static int verb_of(const gj_op *op)
{
	int i;

	for (i = 0; i < GJ_VERB_party_COUNT; i++)
		if (verbs[i].name && strcmp(verbs[i].name, op->name + VERB_PREFIX) == 0)
			break;
	return i;
}

/* Whoever may know of the whistle knows its parties. */
static int load(gj_ctx *c, act *a)
{
	int code = gj_party_load(c, a->in->id, &a->party), seen;

	if (code >= 0) {
		gj_whistle_ask(c, a->party.whistle);
		gj_sql_ahead(c->db, GJ_SQL_CLOCK_NOW, "ll", GJ_HOME_OF(a->party.id), a->party.id);
		gj_sql_ahead(c->db, GJ_SQL_PARTY_EVIDENCE_OF, "ll", GJ_HOME_OF(a->party.id),
			     a->party.id);
		code = gj_whistle_load(c, a->party.whistle, &a->whistle);
	}
	if (code < 0)
		return code;
	seen = gj_whistle_visible(c, &a->whistle);
	if (seen <= 0)
		return seen < 0 ? seen : gj_not_found(c, "party");
	if (a->whistle.voided)
		return gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	return gj_check_revision(c, a->in, a->party.revision);
}

static int permit(gj_ctx *c, act *a, int verb)
{
	gj_array known = { NULL, 0 };
	gj_case it;
	uint64_t guards;
	int code = load(c, a);

	if (code >= 0)
		code = gj_whistle_allow(c, &a->whistle, a->party.office,
					gj_party_verb_terms[verb].right);
	if (code >= 0)
		code = gj_case_chart_of(c, GJ_HOME_OF(a->party.id), "party", a->party.chart,
					&a->chart);
	if (code < 0)
		return code;
	it = gj_party_case(&a->whistle, &a->party);
	guards = gj_case_guards(c, a->in) |
		 gj_profile_guards(c->profile, "whistle_kind", a->whistle.kind) |
		 (a->party.bound ? GJ_GUARD_BIT(bound) : GJ_GUARD_BIT(not_bound));
	code = gj_case_move(c, &it, &a->chart, gj_str_of(verbs[verb].name), guards, &a->move);
	if (code >= 0 && a->move->evidence_count)
		code = gj_sql_list(c->db, GJ_SQL_PARTY_EVIDENCE_KINDS, c->arena,
				   &gj_evidence_record, &known, "ll", a->whistle.home,
				   a->party.id);
	return code < 0 ? code : gj_case_complete(c, a->move, a->in, &a->in->evidence, &known);
}

int gj_party_act(gj_ctx *c, const void *args, void *ret_result)
{
	int verb = verb_of(c->op), code;
	gj_subject subject;
	act a;

	(void)ret_result;
	if (verb == GJ_VERB_party_COUNT)
		return GJ_E_BUG;
	memset(&a, 0, sizeof(a));
	a.in = args;
	a.record = gj_party_events[verbs[verb].event].body;
	code = permit(c, &a, verb);
	if (code < 0)
		return code;
	gj_case_fill(c, &a.chart, a.move, a.party.state, args, a.record, &a.body);
	if (verbs[verb].decide)
		code = verbs[verb].decide(c, &a);
	subject = (gj_subject){ a.party.id, a.party.revision, a.party.seq };
	if (code >= 0)
		code = gj_party_clocks(c, &a.whistle, &a.party, &a.chart, a.move, a.record,
				       &a.body);
	if (code >= 0 && verb == GJ_VERB_party_report_in)
		mark_late(c, &a);
	if (code >= 0)
		code = gj_emit(c, &gj_party_events[verbs[verb].event], a.whistle.home, &subject,
			       &a.body);
	if (code >= 0 && verbs[verb].after)
		code = verbs[verb].after(c, &a);
	return code;
}

/* ---- what an office has to answer ---- */

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t office, home;
	int32_t missed;
	gj_str state;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ID(list_args, office, 0, "The office, with those below it; the actor's by default."),
	GJ_F_ID(list_args, home, 0,
		"With `missed`: those that whistles of this home office called; the actor's by "
		"default."),
	GJ_F_BOOL(list_args, missed, 0,
		  "Those that were recorded as not come and have not come since, of whistles that "
		  "go on."),
	GJ_F_TEXT(list_args, state, 0, 1, 64, GJ_OPEN, "Only those in this state."),
	GJ_F_END
};
const GJ_RECORD(gj_party_list_args, list_args, list_fields);

typedef struct item {
	gj_has has;
	int64_t id, whistle;
	gj_str order_no, kind;
	gj_veil subject;
	int64_t office;
	int32_t part;
	gj_str state;
	int32_t class, bound;
	int64_t called_at, signed_at, contacted_at, reported_at, missed_at;
	gj_str grade;
	int64_t revision;
} item;

static const gj_field item_fields[] = {
	GJ_F_ID(item, id, 0, "Number of the party."),
	GJ_F_ID(item, whistle, 0, "The whistle that calls it."),
	GJ_F_TEXT(item, order_no, 0, 1, 40, GJ_OPEN, "Number of the whistle, for people."),
	GJ_F_CODE(item, kind, 0, "whistle_kind", "Kind of the whistle."),
	GJ_F_VEIL(item, subject, 0, 200, GJ_PERSONAL, "text", "What it is about."),
	GJ_F_ID(item, office, 0, "Which office is called."),
	GJ_F_ENUM(item, part, 0, gj_parts, "Lead or member."),
	GJ_F_TEXT(item, state, 0, 1, 64, GJ_OPEN, "State of the party."),
	GJ_F_ENUM(item, class, 0, gj_case_classes, "Class of that state."),
	GJ_F_BOOL(item, bound, 0, "It has to come, by adjudication."),
	GJ_F_TIME(item, called_at, 0, "When it was called."),
	GJ_F_TIME(item, signed_at, 0, "When it signed."),
	GJ_F_TIME(item, contacted_at, 0, "When it contacted the office that blew."),
	GJ_F_TIME(item, reported_at, 0, "When it reported in."),
	GJ_F_TIME(item, missed_at, 0, "When it was recorded that it had not come."),
	GJ_F_CODE(item, grade, 0, "party_grade", "How it was evaluated."),
	GJ_F_INT(item, revision, 0, 1, GJ_MAX_INT, "Revision of the party."),
	GJ_F_END
};
static const GJ_RECORD(item_record, item, item_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field result_fields[] = { GJ_F_ARRAY(list_result, items, 0, 0, 1000, item_record,
						     "By number."),
					  GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
						    "Where the next page begins, if there is one."),
					  GJ_F_END };
const GJ_RECORD(gj_party_list_result, list_result, result_fields);

/* Rows of whistles that she may know of: a demand of theirs may complain of an office of hers. */
static int keep_seen(gj_ctx *c, gj_array *items)
{
	item *p = items->p;
	gj_whistle w;
	size_t i, n = 0;
	int seen = 1;

	for (i = 0; i < items->n; i++)
		gj_whistle_ask(c, p[i].whistle);
	for (i = 0; i < items->n && seen >= 0; i++) {
		seen = gj_whistle_load(c, p[i].whistle, &w);
		if (seen >= 0)
			seen = gj_whistle_visible(c, &w);
		if (seen > 0)
			p[n++] = p[i];
	}
	items->n = n;
	return seen < 0 ? seen : GJ_OK;
}

static int read_called(gj_ctx *c, const list_args *in, const gj_page *page, gj_array *ret_items)
{
	int64_t office = in->office ? in->office : c->actor->office;
	int code = gj_allow(c, GJ_RIGHT_whistle_read, office);

	return code < 0
		       ? code
		       : gj_sql_list(c->db, GJ_SQL_PARTY_LIST, c->arena, &item_record, ret_items,
				     "llltl", GJ_ROOT, office, page->after, in->state, page->limit);
}

static int read_missed(gj_ctx *c, const list_args *in, const gj_page *page, gj_array *ret_items)
{
	int64_t home = 0, office = 0;
	int code = gj_office_home(c, in->home ? in->home : c->actor->office, &home);

	if (code >= 0)
		code = gj_home_office(c, home, &office);
	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_whistle_read, office);
	return code < 0 ? code
			: gj_sql_list(c->db, GJ_SQL_PARTY_LIST_MISSED, c->arena, &item_record,
				      ret_items, "lltl", home, page->after, in->state, page->limit);
}

int gj_party_list(gj_ctx *c, const void *args, void *ret_result)
{
	const list_args *in = args;
	list_result *out = ret_result;
	gj_page page;
	int code = gj_page_begin(c, args, &page);

	if (code >= 0)
		code = in->missed ? read_missed(c, in, &page, &out->items)
				  : read_called(c, in, &page, &out->items);
	if (code >= 0)
		code = gj_page_end(c, args, &page, &item_record, &out->items, "id", NULL,
				   &out->next);
	if (code >= 0)
		code = keep_seen(c, &out->items);
	out->has.set = out->next.p ? 3 : 1;
	return code < 0 ? code : gj_unseal_all(c, &item_record, out->items);
}
