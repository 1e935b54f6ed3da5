/* SPDX-License-Identifier: Apache-2.0
 *
 * Root cause (共性问题): what many demands, perhaps of several streets, have in common. It is
 * registered by a home office, joins demands, has a lead, a plan and a day by which it is to be
 * done, and is solved at a level, which is recorded. The demands go their own ways: that a cause
 * is solved answers none of them.
 */
#include <string.h>

#include "engine/case.h"
#include "engine/demand_priv.h"

static const char *const states[] = { "open", "planned", "solved", NULL };
enum { OPEN, PLANNED, SOLVED };

/* ---- the row ---- */

typedef struct cause {
	gj_has has;
	int64_t id;
	int32_t state;
	gj_str category;
	int64_t unit;
	int32_t due_on;
	gj_str resolution, level;
	int32_t above;
	int64_t demands, opened_at, planned_at, solved_at;
	int32_t voided;
	int64_t revision, seq;
	int64_t home, office; /* its chain, and that chain's office */
} cause;

#define COUNT(t) \
	GJ_F_INT(t, demands, 0, 0, GJ_MAX_INT, "How many demands it joins."), \
		GJ_F_TIME(t, opened_at, 0, "When it was registered."), \
		GJ_F_TIME(t, planned_at, 0, "When it was last planned."), \
		GJ_F_TIME(t, solved_at, 0, "When it was solved."), \
		GJ_F_BOOL(t, voided, 0, "It was void from the beginning."), \
		GJ_F_INT(t, revision, 0, 1, GJ_MAX_INT, "Goes up by one with every change.")
#define FACTS(t) \
	GJ_F_ID(t, id, 0, "Number of the cause."), \
		GJ_F_ENUM(t, state, 0, states, "Open, planned or solved."), \
		GJ_F_CODE(t, category, 0, "demand_category", "Category."), \
		GJ_F_ID(t, unit, 0, "The office that leads."), \
		GJ_F_DATE(t, due_on, 0, "The day by which it is to be done."), \
		GJ_F_CODE(t, resolution, 0, "resolution", "How it was resolved."), \
		GJ_F_CODE(t, level, 0, "level", "Level at which it was solved."), \
		GJ_F_BOOL(t, above, 0, "That level lies above the home office.")

static const gj_field cause_fields[] = { FACTS(cause), COUNT(cause),
					 GJ_F_INT(cause, seq, 0, 1, GJ_MAX_INT, ""), GJ_F_END };
static const GJ_RECORD(cause_record, cause, cause_fields);

static int load(gj_ctx *c, int64_t id, cause *ret_cause)
{
	cause k;
	int code = gj_sql_row(c->db, GJ_SQL_CAUSE_GET, c->arena, &cause_record, &k, "ll",
			      GJ_HOME_OF(id), id);

	if (code == GJ_E_NOT_FOUND)
		return gj_not_found(c, "cause");
	if (code >= 0) {
		k.home = GJ_HOME_OF(id);
		k.office = 0;
		code = gj_home_office(c, k.home, &k.office);
	}
	if (code >= 0)
		*ret_cause = k;
	return code;
}

/* ---- who may know of it ---- */

typedef struct against_row {
	gj_has has;
	int64_t against;
} against_row;
static const gj_field against_fields[] = { GJ_F_ID(against_row, against, 0, ""), GJ_F_END };
static const GJ_RECORD(against_record, against_row, against_fields);

static int complaints(gj_ctx *c, const cause *k, gj_array *ret_rows)
{
	return gj_sql_list(c->db, GJ_SQL_CAUSE_AGAINST, c->arena, &against_record, ret_rows, "ll",
			   k->home, k->id);
}

/* Whom one of its demands complains of does not know of it; nor who leads in that office. */
static int visible(gj_ctx *c, const cause *k)
{
	const against_row *row;
	gj_array rows = { NULL, 0 };
	size_t i;
	int may = c->actor->system ? 0 : complaints(c, k, &rows);

	row = rows.p;
	for (i = 0; i < rows.n && may == 0; i++)
		may = gj_demand_blind(c, row[i].against);
	if (may != 0)
		return may < 0 ? may : 0;
	may = gj_may(c, GJ_RIGHT_cause_read, k->office);
	return may == 0 ? gj_may(c, GJ_RIGHT_cause_read, k->unit) : may;
}

static int load_seen(gj_ctx *c, int64_t id, cause *ret_cause)
{
	int code = load(c, id, ret_cause), seen;

	if (code < 0)
		return code;
	seen = visible(c, ret_cause);
	return seen > 0 ? GJ_OK : seen < 0 ? seen : gj_not_found(c, "cause");
}

static int check_unit(gj_ctx *c, const cause *k, int64_t unit)
{
	const against_row *row;
	gj_array rows = { NULL, 0 };
	size_t i;
	int code = gj_demand_check_unit(c, 0, unit, "/unit");

	if (code >= 0 && k->id)
		code = complaints(c, k, &rows);
	row = rows.p;
	for (i = 0; code >= 0 && i < rows.n; i++)
		code = gj_demand_check_unit(c, row[i].against, unit, "/unit");
	return code;
}

/* ---- what is recorded ---- */

typedef struct body {
	gj_has has;
	gj_str order_no;
	int64_t year, number;
	gj_str category;
	int64_t unit;
	gj_veil title, detail, plan, text, note;
	gj_array demands;
	int64_t demand;
	int32_t state, due_on;
	gj_str resolution, level, reason;
	int32_t above, voided;
	gj_array evidence;
} body;

#define B body
static const gj_field registered_fields[] = {
	GJ_F_TEXT(B, order_no, GJ_REQUIRED, 1, 40, GJ_OPEN, "Its number for people."),
	GJ_F_INT(B, year, GJ_REQUIRED, 1, 9999, "Its year, by the ledger's zone."),
	GJ_F_INT(B, number, GJ_REQUIRED, 1, GJ_MAX_INT, "Its number within home and year."),
	GJ_F_CODE(B, category, GJ_REQUIRED, "demand_category", "Category."),
	GJ_F_ID(B, unit, GJ_REQUIRED, "The office that leads."),
	GJ_F_VEIL(B, title, 0, 200, GJ_PERSONAL, "text", "What it is."),
	GJ_F_VEIL(B, detail, 0, 4000, GJ_PERSONAL, "text", "In full."),
	GJ_F_IDS(B, demands, 0, 100, "The demands that it joins."),
	GJ_F_END
};
static const GJ_RECORD(registered_record, body, registered_fields);

static const gj_field step_fields[] = {
	GJ_F_ENUM(B, state, 0, states, "State after."),
	GJ_F_CODE(B, category, 0, "demand_category", "Category."),
	GJ_F_ID(B, unit, 0, "The office that leads from now on."),
	GJ_F_DATE(B, due_on, 0, "The day by which it is to be done."),
	GJ_F_ID(B, demand, 0, "A demand that it joins from now on, or no longer."),
	GJ_F_VEIL(B, title, 0, 200, GJ_PERSONAL, "text", "What it is."),
	GJ_F_VEIL(B, detail, 0, 4000, GJ_PERSONAL, "text", "In full."),
	GJ_F_VEIL(B, plan, 0, 4000, GJ_PERSONAL, "text", "What is to be done."),
	GJ_F_VEIL(B, text, 0, 4000, GJ_PERSONAL, "text", "What was done."),
	GJ_F_VEIL(B, note, 0, 2000, GJ_PERSONAL, "text", "Internal note."),
	GJ_F_CODE(B, resolution, 0, "resolution", "How it was resolved."),
	GJ_F_CODE(B, level, 0, "level", "Level at which it was solved."),
	GJ_F_BOOL(B, above, 0, "That level lies above the home office."),
	GJ_F_TEXT(B, reason, 0, 1, 64, GJ_OPEN, "Reason, as coded then."),
	GJ_F_BOOL(B, voided, 0, "It was void from the beginning."),
	GJ_F_ARRAY(B, evidence, 0, 0, 50, gj_evidence_record, "Evidence."),
	GJ_F_END
};
static const GJ_RECORD(step_record, body, step_fields);
#undef B

#define DO(statement) \
	{ \
		GJ_SQL_##statement, NULL, NULL \
	}
static const gj_step registered_steps[] = {
	DO(CAUSE_INSERT),       DO(CAUSE_TEXT_INSERT),
	DO(CAUSE_COUNT_UP),     { GJ_SQL_CAUSE_DEMAND_FIRST, NULL, "demands" },
	DO(CAUSE_DEMAND_COUNT), GJ_STEPS_END
};
static const gj_step plain_steps[] = { DO(CAUSE_STEP), DO(CAUSE_TEXT_STEP), GJ_STEPS_END };
static const gj_step link_steps[] = { DO(CAUSE_STEP), DO(CAUSE_DEMAND_ADD), DO(CAUSE_DEMAND_COUNT),
				      GJ_STEPS_END };
static const gj_step unlink_steps[] = { DO(CAUSE_STEP), DO(CAUSE_DEMAND_REMOVE),
					DO(CAUSE_DEMAND_COUNT), GJ_STEPS_END };

enum { REGISTERED, LINKED, UNLINKED, WAS_PLANNED, WAS_SOLVED, REOPENED, AMENDED, VOIDED };
#define STEP(name, steps, doc) \
	{ \
		"cause." name, 1, &step_record, steps, doc \
	}
static const gj_event_type events[] = {
	[REGISTERED] = { "cause.registered", 1, &registered_record, registered_steps,
			 "A root cause was registered." },
	[LINKED] = STEP("linked", link_steps, "It joins a further demand."),
	[UNLINKED] = STEP("unlinked", unlink_steps, "A demand has nothing to do with it."),
	[WAS_PLANNED] = STEP("planned", plain_steps, "It was planned what is done about it."),
	[WAS_SOLVED] = STEP("solved", plain_steps, "It was solved."),
	[REOPENED] = STEP("reopened", plain_steps, "It was taken up again."),
	[AMENDED] = STEP("amended", plain_steps, "A mistake about it was corrected."),
	[VOIDED] = STEP("voided", plain_steps, "It should not have been registered."),
	{ NULL, 0, NULL, NULL, NULL }
};

/* ---- arguments ---- */

typedef struct register_args {
	gj_has has;
	GJ_WRITE_ARGS;
	int64_t home;
	gj_str category;
	int64_t unit;
	gj_veil subject, detail;
	gj_array demands;
} register_args;

static const gj_field register_fields[] = {
	GJ_WRITE_FIELDS(register_args),
	GJ_F_ID(register_args, home, 0, "Home office; that of the actor's office by default."),
	GJ_F_CODE(register_args, category, GJ_REQUIRED, "demand_category", "Category."),
	GJ_F_ID(register_args, unit, 0, "The office that leads; the home office by default."),
	GJ_F_VEIL(register_args, subject, GJ_REQUIRED, 200, GJ_PERSONAL, "text", "What it is."),
	GJ_F_VEIL(register_args, detail, 0, 4000, GJ_PERSONAL, "text", "In full."),
	GJ_F_IDS(register_args, demands, 0, 100, "Demands that it joins, of whatever home."),
	GJ_F_END
};
static const GJ_RECORD(register_record, register_args, register_fields);

typedef struct registered_result {
	gj_has has;
	GJ_WRITTEN_ANSWER;
	gj_str order_no;
} registered_result;
static const gj_field registered_result_fields[] = {
	GJ_WRITTEN_FIELDS(registered_result),
	GJ_F_TEXT(registered_result, order_no, 0, 1, 40, GJ_OPEN, "Its number for people."),
	GJ_F_END
};
static const GJ_RECORD(registered_result_record, registered_result, registered_result_fields);

typedef struct step_args {
	gj_has has;
	GJ_CHANGE_ARGS;
	int64_t demand, unit;
	int32_t due_on;
	gj_str category, resolution, level, reason;
	gj_veil subject, detail, plan, text, note;
	gj_array evidence;
} step_args;

#define A step_args
#define TABLE(verb, ...) \
	static const gj_field verb##_fields[] = { GJ_CHANGE_FIELDS(A, "cause"), __VA_ARGS__, \
						  GJ_F_END }; \
	static const GJ_RECORD(verb##_record, step_args, verb##_fields)
#define NOTE GJ_F_VEIL(A, note, 0, 2000, GJ_PERSONAL, "text", "Internal note.")

TABLE(link, GJ_F_ID(A, demand, GJ_REQUIRED, "A demand, of whatever home."), NOTE);
TABLE(unlink, GJ_F_ID(A, demand, GJ_REQUIRED, "The demand."), NOTE);
TABLE(plan, GJ_F_ID(A, unit, 0, "The office that leads; absent: who does already."),
      GJ_F_VEIL(A, plan, GJ_REQUIRED, 4000, GJ_PERSONAL, "text", "What is to be done."),
      GJ_F_DATE(A, due_on, GJ_REQUIRED, "The day by which it is to be done."), NOTE);
TABLE(solve, GJ_F_VEIL(A, text, GJ_REQUIRED, 4000, GJ_PERSONAL, "text", "What was done."),
      GJ_F_CODE(A, resolution, GJ_REQUIRED, "resolution", "Solved, worked around or explained."),
      GJ_F_CODE(A, level, GJ_REQUIRED, "level", "Level at which it was solved."),
      GJ_F_ARRAY(A, evidence, 0, 0, 50, gj_evidence_args, "Evidence."), NOTE);
TABLE(reopen, GJ_F_CODE(A, reason, GJ_REQUIRED, "reopen_reason", "Why."), NOTE);
TABLE(amend, GJ_F_CODE(A, reason, GJ_REQUIRED, "amend_reason", "What was wrong."),
      GJ_F_CODE(A, category, 0, "demand_category", "Category."),
      GJ_F_VEIL(A, subject, 0, 200, GJ_PERSONAL, "text", "What it is."),
      GJ_F_VEIL(A, detail, 0, 4000, GJ_PERSONAL, "text", "In full."), NOTE);
TABLE(void, GJ_F_CODE(A, reason, GJ_REQUIRED, "void_reason", "Why."), NOTE);
#undef A

/* ---- registering ---- */

#define PUT(name) gj_field_put(&b, &registered_record, name)

/* Demands that she may know of, each named once, none of them void. */
static int check_demands(gj_ctx *c, const gj_array *ids, int64_t unit)
{
	const int64_t *id = ids->p;
	gj_demand d;
	size_t i, k;
	int code = GJ_OK;

	for (i = 0; i < ids->n && code >= 0; i++) {
		code = gj_demand_load_seen(c, id[i], &d);
		if (code >= 0 && d.voided)
			code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
		if (code >= 0)
			code = gj_demand_check_unit(c, d.against, unit, "");
		for (k = 0; k < i && code >= 0; k++)
			if (id[k] == id[i])
				code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_same_thing);
		if (code < 0) {
			gj_fail_path(c->err, "");
			gj_fail_in(c->err, "demands", i);
		}
	}
	return code;
}

static int cause_register(gj_ctx *c, const void *args, void *ret_result)
{
	const register_args *in = args;
	const gj_head *head = gj_head_of(c, c->home);
	gj_subject subject = { 0, 0, 0 };
	gj_order_no no;
	body b;
	int64_t unit = in->unit ? in->unit : head->office;
	int code = gj_allow(c, GJ_RIGHT_cause_write, head->office);

	(void)ret_result;
	if (code >= 0)
		code = gj_demand_check_unit(c, 0, unit, "/unit");
	if (code >= 0)
		code = check_demands(c, &in->demands, unit);
	if (code >= 0)
		code = gj_order_no_next(c, c->home, GJ_SQL_CAUSE_NUMBER, "G", 0, &no);
	if (code >= 0)
		code = gj_new_id(c, c->home, &subject.id);
	if (code < 0)
		return code;
	memset(&b, 0, sizeof(b));
	gj_field_copy(&b, &registered_record, in, &register_record);
	b.unit = unit;
	b.title = in->subject;
	b.order_no = no.text;
	b.year = no.year;
	b.number = no.number;
	PUT("unit");
	PUT("title");
	PUT("order_no");
	PUT("year");
	PUT("number");
	return gj_emit(c, &events[REGISTERED], c->home, &subject, &b);
}
#undef PUT

/* ---- steps ---- */

typedef struct act {
	const step_args *in;
	cause k;
	body b;
} act;

static void put(act *a, const char *name)
{
	gj_field_put(&a->b, &step_record, name);
}

static void become(act *a, int32_t state)
{
	a->b.state = state;
	put(a, "state");
}

static int not_now(gj_ctx *c, const act *a, const char *verb)
{
	int code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_verb_not_allowed);

	gj_fail_text(c->err, "verb", gj_str_of(verb));
	gj_fail_text(c->err, "state", gj_str_of(states[a->k.state]));
	return code;
}

/* 1, 0 or a failure. */
static int joins(gj_ctx *c, const act *a)
{
	int64_t there = 0;
	int code = gj_sql_int(c->db, GJ_SQL_CAUSE_DEMAND_GET, &there, "lll", a->k.home, a->k.id,
			      a->in->demand);

	return code == GJ_E_NOT_FOUND ? 0 : code < 0 ? code : 1;
}

static int link_it(gj_ctx *c, act *a)
{
	gj_demand d;
	int code = gj_demand_load_seen(c, a->in->demand, &d), there;

	if (code >= 0 && d.voided)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	if (code >= 0)
		code = gj_demand_check_unit(c, d.against, a->k.unit, "");
	there = code < 0 ? code : joins(c, a);
	if (there > 0)
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_same_thing);
	if (code < 0 || there != 0)
		gj_fail_path(c->err, "/demand");
	return there < 0 ? there : code;
}

static int unlink_it(gj_ctx *c, act *a)
{
	int there = joins(c, a);

	if (there != 0)
		return there < 0 ? there : GJ_OK;
	gj_not_found(c, "demand");
	gj_fail_path(c->err, "/demand");
	return GJ_E_NOT_FOUND;
}

static int plan_it(gj_ctx *c, act *a)
{
	if (a->k.state == SOLVED)
		return not_now(c, a, "plan");
	become(a, PLANNED);
	return a->in->unit ? check_unit(c, &a->k, a->in->unit) : GJ_OK;
}

static int solve_it(gj_ctx *c, act *a)
{
	int code;

	if (a->k.state == SOLVED)
		return not_now(c, a, "solve");
	if (gj_profile_guards(c->profile, "resolution", a->in->resolution) &
	    GJ_GUARD_BIT(shelved)) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_shelf_amend);
		gj_fail_path(c->err, "/resolution");
		return code;
	}
	become(a, SOLVED);
	code = gj_demand_check_level(c, a->k.office, a->k.unit, a->in->level, &a->b.above);
	put(a, "above");
	return code;
}

static int reopen_it(gj_ctx *c, act *a)
{
	if (a->k.state != SOLVED)
		return not_now(c, a, "reopen");
	become(a, OPEN);
	return GJ_OK;
}

static int amend_it(gj_ctx *c, act *a)
{
	(void)c;
	if (gj_field_has(a->in, &amend_record, "subject")) {
		a->b.title = a->in->subject;
		put(a, "title");
	}
	return GJ_OK;
}

static int void_it(gj_ctx *c, act *a)
{
	(void)c;
	a->b.voided = 1;
	put(a, "voided");
	return GJ_OK;
}

static int permit(gj_ctx *c, act *a)
{
	int code = load_seen(c, a->in->id, &a->k);

	if (code >= 0 && a->k.voided)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	if (code >= 0)
		code = gj_check_revision(c, a->in, a->k.revision);
	return code < 0 ? code : gj_allow(c, GJ_RIGHT_cause_write, a->k.office);
}

static int step(gj_ctx *c, const void *args, int event, int (*decide)(gj_ctx *c, act *a))
{
	gj_subject subject;
	act a;
	int code;

	memset(&a, 0, sizeof(a));
	a.in = args;
	code = permit(c, &a);
	if (code < 0)
		return code;
	gj_field_copy(&a.b, &step_record, args, c->op->args);
	if (a.in->reason.p) {
		a.b.reason = a.in->reason;
		put(&a, "reason");
	}
	if (a.in->evidence.n) {
		a.b.evidence = a.in->evidence;
		gj_evidence_number(&a.b.evidence);
		put(&a, "evidence");
	}
	code = decide(c, &a);
	subject = (gj_subject){ a.k.id, a.k.revision, a.k.seq };
	return code < 0 ? code : gj_emit(c, &events[event], a.k.home, &subject, &a.b);
}

#define RUN(verb, event, decide) \
	static int cause_##verb(gj_ctx *c, const void *args, void *ret_result) \
	{ \
		(void)ret_result; \
		return step(c, args, event, decide); \
	}
RUN(link, LINKED, link_it)
RUN(unlink, UNLINKED, unlink_it)
RUN(plan, WAS_PLANNED, plan_it)
RUN(solve, WAS_SOLVED, solve_it)
RUN(reopen, REOPENED, reopen_it)
RUN(amend, AMENDED, amend_it)
RUN(void, VOIDED, void_it)

/* ---- reading ---- */

typedef struct full {
	gj_has has;
	int64_t id, office;
	gj_str order_no;
	int32_t state;
	gj_str category;
	int64_t unit;
	int32_t due_on;
	gj_str resolution, level;
	int32_t above;
	gj_veil subject, detail, plan, result;
	int64_t demands, opened_at, planned_at, solved_at;
	int32_t voided;
	int64_t revision;
} full;

#define NUMBER(t) GJ_F_TEXT(t, order_no, 0, 1, 40, GJ_OPEN, "Its number for people.")
#define SUBJECT(t) GJ_F_VEIL(t, subject, 0, 200, GJ_PERSONAL, "text", "What it is.")
static const gj_field full_fields[] = {
	NUMBER(full),
	SUBJECT(full),
	FACTS(full),
	GJ_F_ID(full, office, 0, "Its home office."),
	GJ_F_VEIL(full, detail, 0, 4000, GJ_PERSONAL, "text", "In full."),
	GJ_F_VEIL(full, plan, 0, 4000, GJ_PERSONAL, "text", "What is to be done."),
	GJ_F_VEIL(full, result, 0, 4000, GJ_PERSONAL, "text", "What was done."),
	COUNT(full),
	GJ_F_END
};
static const GJ_RECORD(full_record, full, full_fields);

typedef struct texts {
	gj_has has;
	gj_str order_no;
	gj_veil subject, detail, plan, result;
} texts;
static const gj_field texts_fields[] = { GJ_F_TEXT(texts, order_no, 0, 0, 0, GJ_OPEN, ""),
					 GJ_F_VEIL(texts, subject, 0, 200, GJ_PERSONAL, "text", ""),
					 GJ_F_VEIL(texts, detail, 0, 4000, GJ_PERSONAL, "text", ""),
					 GJ_F_VEIL(texts, plan, 0, 4000, GJ_PERSONAL, "text", ""),
					 GJ_F_VEIL(texts, result, 0, 4000, GJ_PERSONAL, "text", ""),
					 GJ_F_END };
static const GJ_RECORD(texts_record, texts, texts_fields);

static int cause_get(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_get_args *in = args;
	full *out = ret_result;
	texts text;
	cause k;
	int code = load_seen(c, in->id, &k);

	if (code >= 0 && in->unmask)
		code = gj_unmask(c, in, k.office);
	if (code < 0)
		return code;
	gj_field_copy(out, &full_record, &k, &cause_record);
	out->office = k.office;
	gj_field_put(out, &full_record, "office");
	code = gj_sql_row(c->db, GJ_SQL_CAUSE_TEXT_GET, c->arena, &texts_record, &text, "ll",
			  k.home, k.id);
	if (code == GJ_E_NOT_FOUND)
		code = GJ_E_CORRUPT;
	if (code >= 0)
		gj_field_copy(out, &full_record, &text, &texts_record);
	return code < 0 ? code : gj_unseal(c, &full_record, out);
}

/* ---- lists ---- */

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t home, demand;
	int32_t state;
	gj_str category;
	int32_t voided;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ID(list_args, home, 0, "Of this home office; the actor's by default."),
	GJ_F_ID(list_args, demand, 0, "Those that join this demand, of whatever home."),
	GJ_F_ENUM(list_args, state, 0, states, "Only in this state."),
	GJ_F_CODE(list_args, category, 0, "demand_category", "Only of this category."),
	GJ_F_BOOL(list_args, voided, 0, "Also those that are void."),
	GJ_F_END
};
static const GJ_RECORD(list_record, list_args, list_fields);

typedef struct row {
	gj_has has;
	int64_t id;
	gj_str order_no;
	int32_t state;
	gj_str category;
	int64_t unit;
	gj_veil subject;
	int32_t due_on;
	gj_str resolution, level;
	int32_t above;
	int64_t demands, opened_at, planned_at, solved_at;
	int32_t voided;
	int64_t revision;
} row;
static const gj_field row_fields[] = { NUMBER(row), SUBJECT(row), FACTS(row), COUNT(row),
				       GJ_F_END };
static const GJ_RECORD(row_record, row, row_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;
#define NEXT \
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN, \
		  "Where the next page begins, if there is one.")
static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, row_record, "Causes, by number."), NEXT, GJ_F_END
};
static const GJ_RECORD(list_result_record, list_result, list_result_fields);

typedef struct query {
	gj_has has;
	int64_t home, root, office, staff, after, limit, demand;
} query;
#define Q(m) GJ_F_INT(query, m, 0, 0, GJ_MAX_INT, "")
static const gj_field query_fields[] = { Q(home),  Q(root),  Q(office), Q(staff),
					 Q(after), Q(limit), Q(demand), GJ_F_END };
static const GJ_RECORD(query_record, query, query_fields);

static int may_list(gj_ctx *c, const list_args *in, int64_t *ret_home)
{
	gj_demand d;
	int64_t office = 0;
	int code;

	*ret_home = 0;
	if (in->demand)
		return gj_demand_load_seen(c, in->demand, &d);
	code = gj_office_home(c, in->home ? in->home : c->actor->office, ret_home);
	if (code >= 0)
		code = gj_home_office(c, *ret_home, &office);
	return code < 0 ? code : gj_allow(c, GJ_RIGHT_cause_read, office);
}

typedef struct listing {
	const list_args *in;
	query q;
} listing;

static int read_on(gj_ctx *c, void *user, const gj_page *page, gj_array *ret_rows)
{
	listing *l = user;
	gj_source sources[2] = { { &query_record, &l->q }, { &list_record, l->in } };

	l->q.after = page->after;
	l->q.limit = page->limit;
	return gj_sql_list_from(c->db, l->in->demand ? GJ_SQL_CAUSE_LIST_DEMAND : GJ_SQL_CAUSE_LIST,
				c->arena, &row_record, ret_rows, sources, 2);
}

/* Of those that join a demand, the ones that she may know of; others were asked for so. */
static int keep_seen(gj_ctx *c, void *user, gj_array *items)
{
	const listing *l = user;
	row *p = items->p;
	cause k;
	size_t i, n = 0;
	int seen = 1;

	if (!l->in->demand)
		return GJ_OK;
	for (i = 0; i < items->n && seen >= 0; i++) {
		seen = load(c, p[i].id, &k);
		if (seen >= 0)
			seen = visible(c, &k);
		if (seen > 0)
			p[n++] = p[i];
	}
	items->n = n;
	return seen < 0 ? seen : GJ_OK;
}

static int cause_list(gj_ctx *c, const void *args, void *ret_result)
{
	const list_args *in = args;
	list_result *out = ret_result;
	listing l = {
		in, { { 127, 0 }, 0, GJ_ROOT, c->actor->office, c->actor->staff, 0, 0, in->demand }
	};
	gj_sieve sieve = { &row_record, "id", NULL, read_on, keep_seen, &l };
	int code = may_list(c, in, &l.q.home);

	if (code >= 0)
		code = gj_page_sieve(c, args, &sieve, &out->items, &out->next);
	out->has.set = out->next.p ? 3 : 1;
	return code < 0 ? code : gj_unseal_all(c, &row_record, out->items);
}

typedef struct demands_args {
	gj_has has;
	int64_t id;
	GJ_LIST_ARGS;
} demands_args;
static const gj_field demands_fields[] = { GJ_F_ID(demands_args, id, GJ_REQUIRED,
						   "Number of the cause."),
					   GJ_LIST_FIELDS(demands_args), GJ_F_END };
static const GJ_RECORD(demands_record, demands_args, demands_fields);

typedef struct joined {
	gj_has has;
	int64_t demand;
	gj_str order_no, state;
	int32_t class;
	gj_str kind, category;
	int64_t unit, opened_at, ended_at;
} joined;
static const gj_field joined_fields[] = {
	GJ_F_ID(joined, demand, 0, "Number of the demand."),
	GJ_F_TEXT(joined, order_no, 0, 1, 40, GJ_OPEN, "Its order number."),
	GJ_F_TEXT(joined, state, 0, 1, 64, GJ_OPEN, "Its state."),
	GJ_F_ENUM(joined, class, 0, gj_case_classes, "Class of the state."),
	GJ_F_CODE(joined, kind, 0, "demand_kind", "Kind of demand."),
	GJ_F_CODE(joined, category, 0, "demand_category", "Category."),
	GJ_F_ID(joined, unit, 0, "The unit in charge."),
	GJ_F_TIME(joined, opened_at, 0, "When it was registered."),
	GJ_F_TIME(joined, ended_at, 0, "When it ended."),
	GJ_F_END
};
static const GJ_RECORD(joined_record, joined, joined_fields);
static const gj_field demands_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, joined_record,
		   "Demands that it joins, and that the actor may know of."),
	NEXT, GJ_F_END
};
static const GJ_RECORD(demands_result_record, list_result, demands_result_fields);

static int read_demands(gj_ctx *c, void *user, const gj_page *page, gj_array *ret_rows)
{
	const cause *k = user;

	return gj_sql_list(c->db, GJ_SQL_CAUSE_DEMANDS, c->arena, &joined_record, ret_rows, "llll",
			   k->home, k->id, page->after, page->limit);
}

static int keep_seen_demands(gj_ctx *c, void *user, gj_array *items)
{
	joined *p = items->p;
	gj_demand d;
	size_t i, n = 0;
	int seen = 1;

	(void)user;
	for (i = 0; i < items->n; i++)
		gj_sql_ahead(c->db, GJ_SQL_DEMAND_GET, "ll", GJ_HOME_OF(p[i].demand), p[i].demand);
	for (i = 0; i < items->n && seen >= 0; i++) {
		seen = gj_demand_load(c, p[i].demand, &d);
		if (seen >= 0)
			seen = gj_demand_visible(c, &d);
		if (seen > 0)
			p[n++] = p[i];
	}
	items->n = n;
	return seen < 0 ? seen : GJ_OK;
}

static int cause_demands(gj_ctx *c, const void *args, void *ret_result)
{
	const demands_args *in = args;
	list_result *out = ret_result;
	cause k;
	gj_sieve sieve = { &joined_record, "demand", NULL, read_demands, keep_seen_demands, &k };
	int code = load_seen(c, in->id, &k);

	if (code >= 0)
		code = gj_page_sieve(c, args, &sieve, &out->items, &out->next);
	out->has.set = out->next.p ? 3 : 1;
	return code;
}

/* ---- the tables ---- */

static const int register_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_STATE, 0 };
static const int step_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_STATE, GJ_E_CONFLICT, 0 };
static const int read_errors[] = { GJ_E_NOT_FOUND, 0 };
static const gj_first first[] = { { GJ_SQL_CAUSE_GET, "id" },
				  { GJ_SQL_CAUSE_AGAINST, "id" },
				  GJ_FIRST_END };

#define ACT(verb) \
	.name = "cause." #verb, .version = 1, .args = &verb##_record, \
	.result = &gj_written_record, .right = GJ_RIGHT_cause_write, \
	.flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT, .home = GJ_HOME_ID, .errors = step_errors, \
	.since = "1.0", .run = cause_##verb, .first = first
#define READ(verb, in, out, more, where) \
	.name = "cause." #verb, .version = 1, .args = &(in), .result = &(out), \
	.right = GJ_RIGHT_cause_read, .flags = GJ_OP_OWN_RIGHT | (more), .home = (where), \
	.errors = read_errors, .since = "1.0", .run = cause_##verb
static const gj_op ops[] = {
	{ .name = "cause.register",
	  .version = 1,
	  .args = &register_record,
	  .result = &registered_result_record,
	  .right = GJ_RIGHT_cause_write,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_OFFICE,
	  .errors = register_errors,
	  .since = "1.0",
	  .doc = "Registers the root cause that many demands have in common (Beijing regulation "
		 "on acting on complaints, art. 24).",
	  .doc_zh = "登记共性问题，关联由其引起的诉求（《北京市接诉即办工作条例》第二十四条）。",
	  .run = cause_register },
	{ ACT(link), .doc = "Joins a further demand to it, also one of another street.",
	  .doc_zh = "关联另一件诉求，可为其他街道的诉求。" },
	{ ACT(unlink), .doc = "Takes a demand out of it that has nothing to do with it.",
	  .doc_zh = "解除与一件诉求的关联。" },
	{ ACT(plan), .doc = "Plans what is done about it: who leads, what, and by which day.",
	  .doc_zh = "制定治理方案：牵头单位、措施和期限。" },
	{ ACT(solve),
	  .doc = "It is solved, at a level that is recorded; its demands are answered by "
		 "themselves.",
	  .doc_zh = "共性问题已解决，记录解决层级；所关联诉求各自答复。" },
	{ ACT(reopen), .doc = "Takes it up again, with the reason.",
	  .doc_zh = "重新治理并说明原因。" },
	{ ACT(amend), .doc = "Corrects a mistake about it, with the reason.",
	  .doc_zh = "更正共性问题信息并说明原因。" },
	{ ACT(void), .doc = "Declares it void from the beginning.", .doc_zh = "作废共性问题。" },
	{ READ(get, gj_get_args_record, full_record, 0, GJ_HOME_ID), .first = first,
	  .doc = "One root cause.", .doc_zh = "查看一项共性问题。" },
	{ READ(list, list_record, list_result_record, GJ_OP_LIST, GJ_HOME_ROOT),
	  .doc = "Root causes of a home office, or those that join one demand.",
	  .doc_zh = "本单位的共性问题，或与某件诉求关联的共性问题。" },
	{ READ(demands, demands_record, demands_result_record, GJ_OP_LIST, GJ_HOME_ID),
	  .first = first, .doc = "The demands that a root cause joins.",
	  .doc_zh = "一项共性问题关联的诉求。" },
	{ 0 }
};

extern const gj_noun gj_noun_cause;
const gj_noun gj_noun_cause = { "cause", "共性问题", ops, events,
				"What many demands have in common, and what is done about it." };
