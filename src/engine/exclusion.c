/* SPDX-License-Identifier: Apache-2.0
 *
 * Exclusion (剔除): a demand leaves the denominators of rates, and stays in every count of
 * volume. One person asks for it, with reason and evidence; another decides; a third may look
 * at it again and lift it. Its events are the demand's: who may not know of the demand knows
 * nothing of them either.
 */
#include "engine/demand_priv.h"

#include <string.h>

/* ---- the row ---- */

typedef struct row {
	gj_has has;
	int64_t demand;
	gj_str order_no;
	int64_t seq;
	gj_str state, reason;
	gj_veil note;
	int64_t actor, office, at, decided, decided_by, decided_office;
	gj_veil decided_note;
	int64_t decided_at, reviewed_by, reviewed_office;
	gj_veil reviewed_note;
	int64_t reviewed_at;
} row;

static const gj_field row_fields[] = {
	GJ_F_ID(row, demand, 0, "Number of the demand."),
	GJ_F_TEXT(row, order_no, 0, 1, 40, GJ_OPEN, "Its order number."),
	GJ_F_INT(row, seq, 0, 1, GJ_MAX_INT, "The event that asked for it."),
	GJ_F_TEXT(row, state, 0, 0, 0, GJ_OPEN, "requested, accepted, refused, upheld or lifted."),
	GJ_F_CODE(row, reason, 0, "exclude_reason", "Why."),
	GJ_F_VEIL(row, note, 0, 2000, GJ_PERSONAL, "text", "In words."),
	GJ_F_ID(row, actor, 0, "Who asked for it."),
	GJ_F_ID(row, office, 0, "In which office."),
	GJ_F_TIME(row, at, 0, "When."),
	GJ_F_INT(row, decided, 0, 1, GJ_MAX_INT, "The event that decided."),
	GJ_F_ID(row, decided_by, 0, "Who decided."),
	GJ_F_ID(row, decided_office, 0, "In which office."),
	GJ_F_VEIL(row, decided_note, 0, 2000, GJ_PERSONAL, "text", "What was said of it."),
	GJ_F_TIME(row, decided_at, 0, "When."),
	GJ_F_ID(row, reviewed_by, 0, "Who looked at it again."),
	GJ_F_ID(row, reviewed_office, 0, "In which office."),
	GJ_F_VEIL(row, reviewed_note, 0, 2000, GJ_PERSONAL, "text", "What was said of it."),
	GJ_F_TIME(row, reviewed_at, 0, "When."),
	GJ_F_END
};
static const GJ_RECORD(row_record, row, row_fields);

/* The last one of a demand; zeros when there was none. */
static int last_of(gj_ctx *c, const gj_demand *d, row *ret_row)
{
	int code = gj_sql_row(c->db, GJ_SQL_EXCLUSION_LAST, c->arena, &row_record, ret_row, "ll",
			      d->home, d->id);

	if (code != GJ_E_NOT_FOUND)
		return code;
	memset(ret_row, 0, sizeof(*ret_row));
	return GJ_OK;
}

/* ---- arguments ---- */

typedef struct args {
	gj_has has;
	GJ_CHANGE_ARGS;
	gj_str reason;
	gj_veil note;
	gj_array evidence;
	int32_t accept, uphold;
} args;

#define NOTE(need) GJ_F_VEIL(args, note, need, 2000, GJ_PERSONAL, "text", "In words.")
#define EVIDENCE(need, least) \
	GJ_F_ARRAY(args, evidence, need, least, 50, gj_evidence_args, "Evidence.")
static const gj_field request_fields[] = { GJ_CHANGE_FIELDS(args, "demand"),
					   GJ_F_CODE(args, reason, GJ_REQUIRED, "exclude_reason",
						     "Why."),
					   NOTE(0), EVIDENCE(GJ_REQUIRED, 1), GJ_F_END };
static const GJ_RECORD(request_record, args, request_fields);
static const gj_field decide_fields[] = { GJ_CHANGE_FIELDS(args, "demand"),
					  GJ_F_BOOL(args, accept, GJ_REQUIRED,
						    "Whether it is excluded."),
					  NOTE(GJ_REQUIRED), EVIDENCE(0, 0), GJ_F_END };
static const GJ_RECORD(decide_record, args, decide_fields);
static const gj_field review_fields[] = { GJ_CHANGE_FIELDS(args, "demand"),
					  GJ_F_BOOL(args, uphold, GJ_REQUIRED,
						    "Whether it stays excluded."),
					  NOTE(GJ_REQUIRED), EVIDENCE(0, 0), GJ_F_END };
static const GJ_RECORD(review_record, args, review_fields);

/* ---- the three steps ---- */

static void put(gj_exclusion_body *b, const char *name)
{
	gj_field_put(b, &gj_exclusion_record, name);
}

static int load(gj_ctx *c, const args *in, int right, gj_demand *d, row *last)
{
	int code = gj_demand_load_seen(c, in->id, d);

	if (code >= 0 && d->voided)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	if (code >= 0)
		code = gj_check_revision(c, in, d->revision);
	if (code >= 0)
		code = right == GJ_RIGHT_exclusion_decide ? gj_allow(c, right, d->office)
							  : gj_demand_allow(c, d, right);
	return code < 0 ? code : last_of(c, d, last);
}

static int emit(gj_ctx *c, const args *in, const gj_demand *d, int event, const char *verb,
		gj_exclusion_body *b)
{
	gj_subject subject = { d->id, d->revision, d->seq };

	gj_field_copy(b, &gj_exclusion_record, in, c->op->args);
	b->verb = gj_str_of(verb);
	b->state = d->state;
	b->class = d->class;
	put(b, "verb");
	put(b, "state");
	put(b, "class");
	put(b, "outcome");
	if (in->reason.p) {
		b->reason = in->reason;
		put(b, "reason");
	}
	if (in->evidence.n) {
		b->evidence = in->evidence;
		gj_evidence_number(&b->evidence);
		put(b, "evidence");
	}
	return gj_emit(c, &gj_demand_events[event], d->home, &subject, b);
}

static int not_now(gj_ctx *c, int rule)
{
	return gj_fail(c->err, GJ_E_STATE, rule);
}

static int exclusion_request(gj_ctx *c, const void *arguments, void *ret_result)
{
	const args *in = arguments;
	gj_exclusion_body b;
	gj_demand d;
	row last;
	int code = load(c, in, GJ_RIGHT_exclusion_request, &d, &last);

	(void)ret_result;
	if (code >= 0 && last.state.p && !gj_str_is(last.state, "refused") &&
	    !gj_str_is(last.state, "lifted"))
		code = not_now(c, GJ_RULE_exclusion_open);
	if (code < 0)
		return code;
	memset(&b, 0, sizeof(b));
	b.outcome = GJ_STR("requested");
	return emit(c, in, &d, GJ_DEMAND_EXCLUSION_REQUESTED, "request_exclusion", &b);
}

/* Nobody decides what she asked for, or looks again at what she decided. */
static int other_person(gj_ctx *c, int64_t before)
{
	if (c->actor->system || c->actor->staff != before)
		return GJ_OK;
	return gj_fail(c->err, GJ_E_RULE, GJ_RULE_same_person);
}

static int exclusion_decide(gj_ctx *c, const void *arguments, void *ret_result)
{
	const args *in = arguments;
	gj_exclusion_body b;
	gj_demand d;
	row last;
	int code = load(c, in, GJ_RIGHT_exclusion_decide, &d, &last);

	(void)ret_result;
	if (code >= 0 && !gj_str_is(last.state, "requested"))
		code = not_now(c, GJ_RULE_no_exclusion);
	if (code >= 0)
		code = other_person(c, last.actor);
	if (code < 0)
		return code;
	memset(&b, 0, sizeof(b));
	b.outcome = in->accept ? GJ_STR("accepted") : GJ_STR("refused");
	b.requested = last.seq;
	b.excluded = in->accept;
	put(&b, "requested");
	put(&b, "excluded");
	return emit(c, in, &d, GJ_DEMAND_EXCLUSION_DECIDED, "decide_exclusion", &b);
}

static int exclusion_review(gj_ctx *c, const void *arguments, void *ret_result)
{
	const args *in = arguments;
	gj_exclusion_body b;
	gj_demand d;
	row last;
	int code = load(c, in, GJ_RIGHT_exclusion_decide, &d, &last);

	(void)ret_result;
	if (code >= 0 && !gj_str_is(last.state, "accepted") && !gj_str_is(last.state, "upheld"))
		code = not_now(c, GJ_RULE_no_exclusion);
	if (code >= 0)
		code = other_person(c, last.decided_by);
	if (code < 0)
		return code;
	memset(&b, 0, sizeof(b));
	b.outcome = in->uphold ? GJ_STR("upheld") : GJ_STR("lifted");
	b.requested = last.seq;
	b.decided = last.decided;
	put(&b, "requested");
	put(&b, "decided");
	if (!in->uphold)
		put(&b, "excluded"); /* it is not, from now on */
	return emit(c, in, &d, GJ_DEMAND_EXCLUSION_REVIEWED, "review_exclusion", &b);
}

/* ---- list ---- */

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t home, demand;
	gj_str state;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ID(list_args, home, 0, "Of this home office; the actor's by default."),
	GJ_F_ID(list_args, demand, 0, "Only of this demand."),
	GJ_F_TEXT(list_args, state, 0, 1, 20, GJ_OPEN, "Only in this state."), GJ_F_END
};
static const GJ_RECORD(list_record, list_args, list_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, row_record, "Exclusions, in their order."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
static const GJ_RECORD(list_result_record, list_result, list_result_fields);

typedef struct query {
	gj_has has;
	int64_t home, root, office, staff, after, limit, demand;
	gj_str state;
} query;
#define Q(m) GJ_F_INT(query, m, 0, 0, GJ_MAX_INT, "")
static const gj_field query_fields[] = { Q(home),   Q(root),
					 Q(office), Q(staff),
					 Q(after),  Q(limit),
					 Q(demand), GJ_F_TEXT(query, state, 0, 0, 0, GJ_OPEN, ""),
					 GJ_F_END };
static const GJ_RECORD(query_record, query, query_fields);

static int list_home(gj_ctx *c, const list_args *in, int64_t *ret_home)
{
	gj_demand d;
	int64_t office = 0;
	int code;

	if (in->demand) {
		code = gj_demand_load_seen(c, in->demand, &d);
		*ret_home = GJ_HOME_OF(in->demand);
		return code < 0 ? code : gj_demand_allow(c, &d, GJ_RIGHT_rate_read);
	}
	code = gj_office_home(c, in->home ? in->home : c->actor->office, ret_home);
	if (code >= 0)
		code = gj_home_office(c, *ret_home, &office);
	return code < 0 ? code : gj_allow(c, GJ_RIGHT_rate_read, office);
}

static int exclusion_list(gj_ctx *c, const void *arguments, void *ret_result)
{
	const list_args *in = arguments;
	list_result *out = ret_result;
	gj_source source = { &query_record, NULL };
	query q = { { 127, 0 }, 0, GJ_ROOT,    c->actor->office, c->actor->staff,
		    0,          0, in->demand, in->state };
	gj_page page;
	int code = list_home(c, in, &q.home);

	if (code >= 0)
		code = gj_page_begin(c, arguments, &page);
	if (code < 0)
		return code;
	q.after = page.after;
	q.limit = page.limit;
	q.has.set |= in->state.p ? 128 : 0;
	source.object = &q;
	code = gj_sql_list_from(c->db, in->demand ? GJ_SQL_EXCLUSION_OF : GJ_SQL_EXCLUSION_LIST,
				c->arena, &row_record, &out->items, &source, 1);
	if (code >= 0)
		code = gj_page_end(c, arguments, &page, &row_record, &out->items, "seq", NULL,
				   &out->next);
	out->has.set = out->next.p ? 3 : 1;
	return code < 0 ? code : gj_unseal_all(c, &row_record, out->items);
}

/* ---- the tables ---- */

static const int step_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_STATE, GJ_E_CONFLICT, 0 };
static const int read_errors[] = { GJ_E_NOT_FOUND, 0 };
static const gj_event_type events[] = { { NULL, 0, NULL, NULL, NULL } };

#define ACT(verb, r) \
	.name = "exclusion." #verb, .version = 1, .args = &verb##_record, \
	.result = &gj_written_record, .right = GJ_RIGHT_exclusion_##r, \
	.flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT, .home = GJ_HOME_ID, .errors = step_errors, \
	.since = "1.0", .run = exclusion_##verb
static const gj_op ops[] = {
	{ ACT(request, request),
	  .doc = "Asks that a demand be excluded from rates, with reason and evidence.",
	  .doc_zh = "申请将诉求从考核中剔除，说明原因并附佐证。" },
	{ ACT(decide, decide), .doc = "Decides about it: somebody else than who asked.",
	  .doc_zh = "决定是否剔除：须由申请人以外的人决定。" },
	{ ACT(review, decide),
	  .doc = "Looks at an exclusion again, and upholds or lifts it: somebody else than who "
		 "decided.",
	  .doc_zh = "复核剔除，维持或撤销：须由决定人以外的人复核。" },
	{ .name = "exclusion.list",
	  .version = 1,
	  .args = &list_record,
	  .result = &list_result_record,
	  .right = GJ_RIGHT_rate_read,
	  .flags = GJ_OP_OWN_RIGHT | GJ_OP_LIST,
	  .home = GJ_HOME_ROOT,
	  .errors = read_errors,
	  .since = "1.0",
	  .doc = "Exclusions of a home office or of one demand.",
	  .doc_zh = "剔除列表。",
	  .run = exclusion_list },
	{ 0 }
};

extern const gj_noun gj_noun_exclusion;
const gj_noun gj_noun_exclusion = { "exclusion", "剔除", ops, events,
				    "Demands that leave the denominators of rates." };
