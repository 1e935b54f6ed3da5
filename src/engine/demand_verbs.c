/* SPDX-License-Identifier: Apache-2.0
 *
 * The verbs of a demand, all by one way: load, may she know of it, voided, revision, right,
 * the move that its chart gives, what that move demands; then what is particular to the verb;
 * then the event, with the state after it. Which verb it is says the operation's name.
 */
#include "engine/demand_act.h"
#include "engine/supervision.h"

#include <string.h>

#define VERB_PREFIX (sizeof("demand.") - 1)

/* ---- the answer ---- */

typedef struct stepped_result {
	gj_has has;
	GJ_WRITTEN_ANSWER;
	gj_str state;
	gj_array parts;
} stepped_result;

static const gj_field stepped_fields[] = {
	GJ_WRITTEN_FIELDS(stepped_result),
	GJ_F_TEXT(stepped_result, state, 0, 1, 64, GJ_OPEN, "Its state after it."),
	GJ_F_ARRAY(stepped_result, parts, 0, 0, GJ_PARTS_MAX, gj_demand_part_record,
		   "The parts that came of a split."),
	GJ_F_END
};
const GJ_RECORD(gj_demand_stepped_result, stepped_result, stepped_fields);

/* ---- one step under way ---- */

typedef gj_demand_step act;

static void put(act *a, const char *name)
{
	gj_field_put(&a->body, a->record, name);
}

static int fail_at(gj_ctx *c, int code, int rule, const char *path)
{
	gj_fail(c->err, code, rule);
	gj_fail_path(c->err, path);
	return code;
}

/* What the engine cannot do without, whatever the chart says. */
static int need(gj_ctx *c, const act *a, const char *name)
{
	int index = gj_field_index(c->op->args, name, strlen(name));

	if (gj_field_set(a->in, index))
		return GJ_OK;
	gj_fail(c->err, GJ_E_RULE, GJ_RULE_evidence_missing);
	gj_fail_text(c->err, "verb", a->move->verb);
	gj_fail_text(c->err, "field", gj_str_of(name));
	gj_fail_in(c->err, name, SIZE_MAX);
	return GJ_E_RULE;
}

static void back_home(act *a)
{
	if (a->demand.unit == a->demand.office)
		return;
	a->body.unit = a->demand.office;
	a->body.unit_before = a->demand.unit;
	put(a, "unit");
	put(a, "unit_before");
}

/* ---- units ---- */

static int check_assist(gj_ctx *c, const act *a)
{
	const int64_t *assist = a->in->assist.p;
	size_t i, k;
	int code = GJ_OK;

	for (i = 0; i < a->in->assist.n && code >= 0; i++) {
		code = gj_demand_check_unit(c, a->demand.against, assist[i], "");
		if (code >= 0 && assist[i] == a->in->unit)
			code = fail_at(c, GJ_E_RULE, GJ_RULE_same_thing, "");
		for (k = 0; k < i && code >= 0; k++)
			if (assist[i] == assist[k])
				code = fail_at(c, GJ_E_RULE, GJ_RULE_same_thing, "");
		if (code < 0)
			gj_fail_in(c->err, "assist", i);
	}
	return code;
}

/* A due time given with the order binds; a unit's own may only lie before it. */
static int check_due(gj_ctx *c, const act *a)
{
	if (a->in->due_at && a->demand.due_at && a->in->due_at > a->demand.due_at)
		return fail_at(c, GJ_E_RULE, GJ_RULE_order_of_dates, "/due_at");
	return GJ_OK;
}

static int give(gj_ctx *c, act *a)
{
	int code = need(c, a, "unit");

	if (code >= 0)
		code = gj_demand_check_unit(c, a->demand.against, a->in->unit, "/unit");
	if (code >= 0)
		code = check_assist(c, a);
	if (code >= 0)
		code = check_due(c, a);
	if (code < 0)
		return code;
	a->body.unit_before = a->demand.unit;
	put(a, "unit_before");
	if (a->in->due_at) {
		a->body.unit_due_at = a->in->due_at;
		put(a, "unit_due_at");
	}
	return GJ_OK;
}

static int transfer(gj_ctx *c, act *a)
{
	if (a->in->unit && a->in->unit == a->demand.unit)
		return fail_at(c, GJ_E_RULE, GJ_RULE_same_thing, "/unit");
	return give(c, a);
}

/* What belongs to several departments is coordinated, by whistle or by units that assist, before it
 * is passed up as unsolved (Beijing regulation on subdistrict offices, art. 17); at the latest it
 * is passed up with those named that are to be coordinated. */
static int check_coordinated(gj_ctx *c, const act *a)
{
	int after = gj_profile_tagged(c->profile, "escalate_reason", a->in->reason, "coordinated");
	int several = gj_profile_tagged(c->profile, "escalate_reason", a->in->reason, "several");
	int64_t times = 0;
	int code = GJ_OK;

	if (!after && (!several || a->in->assist.n))
		return GJ_OK;
	code = gj_sql_int(c->db, GJ_SQL_DEMAND_COORDINATED, &times, "lll", a->demand.home,
			  a->demand.id, a->demand.id);
	return code < 0 || times > 0 ? code
				     : fail_at(c, GJ_E_RULE, GJ_RULE_not_coordinated, "/reason");
}

static int escalate(gj_ctx *c, act *a)
{
	int code = give(c, a), above;

	if (code >= 0)
		code = check_coordinated(c, a);

	if (code < 0)
		return code;
	above = gj_demand_unit_above(c, a->demand.office, a->in->unit);
	return above > 0   ? GJ_OK
	       : above < 0 ? above
			   : fail_at(c, GJ_E_RULE, GJ_RULE_unit_above, "/unit");
}

static int to_home(gj_ctx *c, act *a)
{
	(void)c;
	back_home(a);
	return GJ_OK;
}

/* What begins again from its first state lies with nobody yet. */
static int reopen(gj_ctx *c, act *a)
{
	if (gj_str_eq(a->move->target, gj_chart_initial(a->chart.chart)))
		return to_home(c, a);
	return GJ_OK;
}

/* ---- answers ---- */

static int check_level(gj_ctx *c, act *a, gj_str level)
{
	int code =
		gj_demand_check_level(c, a->demand.office, a->demand.unit, level, &a->body.above);

	put(a, "above");
	return code;
}

static uint64_t fields_given(gj_ctx *c, const gj_demand_act_args *in)
{
	const char *const *names = gj_reply_fields();
	uint64_t given = 0;
	int i, at;

	for (i = 0; names[i]; i++) {
		at = gj_field_index(c->op->args, names[i], strlen(names[i]));
		if (at >= 0 && gj_field_set(in, at))
			given |= UINT64_C(1) << i;
	}
	return given;
}

/* Elements of an answer that this one lacks, by the profile in force. */
static int missing_elements(gj_ctx *c, const gj_demand_act_args *in, gj_array *ret_missing)
{
	uint64_t given = fields_given(c, in);
	const gj_reply_element *element;
	gj_str *code;
	size_t i, n = 0;

	while (gj_profile_element_at(c->profile, n))
		n++;
	code = gj_arena_take(c->arena, (n + 1) * sizeof(*code));
	if (!code)
		return GJ_E_NOMEM;
	*ret_missing = (gj_array){ code, 0 };
	for (i = 0; i < n; i++) {
		element = gj_profile_element_at(c->profile, i);
		if (!gj_reply_has(element, in->text.text, given))
			code[ret_missing->n++] = element->code;
	}
	return GJ_OK;
}

/* Says what it lacks of the elements of an answer, and whether its level lies above. */
static int complete_answer(gj_ctx *c, act *a)
{
	int code = missing_elements(c, a->in, &a->body.missing);

	if (code >= 0 && a->body.missing.n)
		put(a, "missing");
	return code >= 0 && a->in->level.p ? check_level(c, a, a->in->level) : code;
}

static int reply(gj_ctx *c, act *a)
{
	int code = gj_demand_shelve(c, a);

	return code < 0 ? code : complete_answer(c, a);
}

static int explain(gj_ctx *c, act *a)
{
	a->body.resolution = GJ_STR("explained"); /* fixed by the library */
	put(a, "resolution");
	if (gj_profile_has_code(c->profile, "disposition", GJ_STR("explain"))) {
		a->body.disposition = GJ_STR("explain");
		put(a, "disposition");
	}
	return complete_answer(c, a);
}

static int propose(gj_ctx *c, act *a)
{
	int code = gj_demand_shelf_propose(c, a);

	return code < 0 ? code : complete_answer(c, a);
}

static void grade(gj_ctx *c, act *a)
{
	int g;

	for (g = 0; gj_demand_grades[g + 1]; g++)
		if (gj_profile_tagged(c->profile, "satisfaction", a->in->satisfaction,
				      gj_demand_grades[g]))
			break;
	a->body.grade = g;
	put(a, "grade");
}

/* Of one answer each party asks once, unless what came of it is disputed. */
static int once(gj_ctx *c, const act *a)
{
	gj_rate_case kept;
	int code = gj_rate_case_get(c, &a->demand, a->in->by, &kept);

	if (code >= 0 && kept.called && !kept.disputed)
		code = fail_at(c, GJ_E_RULE, GJ_RULE_asked_already, "/by");
	return code;
}

static int callback(gj_ctx *c, act *a)
{
	uint64_t guards = gj_profile_guards(c->profile, "callback_result", a->in->result);

	a->body.valid = gj_profile_tagged(c->profile, "callback_result", a->in->result, "valid");
	a->body.not_reached = (guards & GJ_GUARD_BIT(not_reached)) != 0;
	a->body.solved = (guards & GJ_GUARD_BIT(solved)) != 0;
	put(a, "valid");
	put(a, "not_reached");
	put(a, "solved");
	grade(c, a);
	return once(c, a);
}

/* ---- merge ---- */

/* Both must complain of the same office, or of none: else the one would tell of the other. */
static int merge(gj_ctx *c, act *a)
{
	int code = need(c, a, "into");

	if (code < 0)
		return code;
	if (a->in->into == a->demand.id)
		return fail_at(c, GJ_E_RULE, GJ_RULE_same_thing, "/into");
	code = gj_demand_load_seen(c, a->in->into, &a->other);
	if (code >= 0 && a->other.voided)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	if (code >= 0 && a->other.class == GJ_STATE_DONE) {
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_verb_not_allowed);
		gj_fail_text(c->err, "verb", a->move->verb);
		gj_fail_text(c->err, "state", a->other.state);
	}
	if (code >= 0 && a->other.against != a->demand.against)
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_confidential_unit);
	if (code >= 0)
		code = gj_demand_allow(c, &a->other, GJ_RIGHT_demand_dispatch);
	if (code < 0)
		gj_fail_path(c->err, "/into");
	return code;
}

static int absorb(gj_ctx *c, act *a)
{
	gj_subject subject = { a->other.id, a->other.revision, a->other.seq };
	gj_demand_body body;

	memset(&body, 0, sizeof(body));
	body.verb = GJ_STR("absorb");
	body.state = a->other.state;
	body.class = a->other.class;
	body.duplicate = a->demand.id;
	gj_field_put(&body, a->record, "verb");
	gj_field_put(&body, a->record, "state");
	gj_field_put(&body, a->record, "class");
	gj_field_put(&body, a->record, "duplicate");
	return gj_emit(c, &gj_demand_events[GJ_DEMAND_ABSORBED], a->other.home, &subject, &body);
}

/* ---- split ---- */

/* Numbers of the parts are drawn first: the event of the whole names them. */
static int split(gj_ctx *c, act *a)
{
	gj_demand_part *part;
	gj_demand_body born;
	size_t i;
	int code = need(c, a, "parts");

	memset(&born, 0, sizeof(born));
	gj_order_no_ask(c, gj_head_of(c, a->demand.home), GJ_SQL_DEMAND_NUMBER);
	part = code < 0 ? NULL : gj_arena_zero(c->arena, a->in->parts.n * sizeof(*part));
	if (!part)
		return code < 0 ? code : GJ_E_NOMEM;
	for (i = 0; i < a->in->parts.n && code >= 0; i++) {
		code = gj_new_id(c, a->demand.home, &part[i].id);
		if (code >= 0)
			code = gj_demand_order_no(c, a->demand.home, (int64_t)i, &born);
		part[i].order_no = born.order_no;
		part[i].has.set = 3;
	}
	a->body.parts = (gj_array){ part, a->in->parts.n };
	a->body.part_count = (int64_t)a->in->parts.n;
	put(a, "parts");
	put(a, "part_count");
	return code;
}

#define R(name) gj_field_put(b, &gj_demand_registered_record, name)

/* What the whole is, the part is too; who asked is found through the whole. */
static void inherit(const gj_demand *d, const gj_part_args *in, gj_demand_body *b)
{
	gj_field_copy(b, &gj_demand_registered_record, d, &gj_demand_record);
	b->parent = d->id;
	R("parent");
	if (in->kind.p)
		b->kind = in->kind;
	if (in->category.p)
		b->category = in->category;
	if (in->urgency.p) {
		b->urgency = in->urgency;
		R("urgency");
	}
	b->title = in->subject;
	R("title");
	if (in->detail.text.p) {
		b->detail = in->detail;
		R("detail");
	}
	if (in->place.text.p) {
		b->place = in->place;
		R("place");
	}
}

static int bear_part(gj_ctx *c, const act *a, const gj_case_chart *chart, size_t i)
{
	gj_subject subject = { ((gj_demand_part *)a->body.parts.p)[i].id, 0, 0 };
	gj_demand_body body, *b = &body;
	int code;

	memset(b, 0, sizeof(*b));
	inherit(&a->demand, (const gj_part_args *)a->in->parts.p + i, b);
	b->verb = GJ_STR("register");
	b->state = gj_chart_initial(chart->chart);
	b->class = gj_chart_class(chart->chart, b->state);
	b->chart = chart->hash;
	b->unit = a->demand.office;
	R("verb");
	R("state");
	R("class");
	R("chart");
	R("unit");
	code = gj_demand_order_no(c, a->demand.home, 0, b);
	if (code >= 0)
		code = gj_demand_clocks_born(c, a->demand.home, subject.id, chart, b);
	return code < 0 ? code
			: gj_emit(c, &gj_demand_events[GJ_DEMAND_REGISTERED], a->demand.home,
				  &subject, b);
}
#undef R

static int bear_parts(gj_ctx *c, act *a)
{
	gj_case_chart chart;
	size_t i;
	int code = gj_demand_chart_of(c, a->demand.home, GJ_STR_NONE, &chart);

	for (i = 0; i < a->in->parts.n && code >= 0; i++)
		code = bear_part(c, a, &chart, i);
	return code;
}

/* ---- problem orders ---- */

static void mark(act *a, const char *name, int32_t *flag)
{
	*flag = 1;
	put(a, name);
}

/* What was answered and is taken up again, and what goes from unit to unit, is counted; the
 * profile says how often makes it a problem order. */
static void count(gj_ctx *c, act *a, int verb)
{
	const gj_supervise *rules = gj_profile_supervise(c->profile);
	const gj_demand *d = &a->demand;
	int again = (verb == GJ_VERB_callback || verb == GJ_VERB_reopen) && d->resolution.p &&
		    (d->class == GJ_STATE_WAITING || d->class == GJ_STATE_DONE) &&
		    (a->body.class == GJ_STATE_NEW || a->body.class == GJ_STATE_ACTIVE);

	if (again)
		mark(a, "rework", &a->body.rework);
	if (verb == GJ_VERB_transfer)
		mark(a, "transfer", &a->body.transfer);
	if (d->problem)
		return;
	if ((a->body.rework && rules->reworks && d->reworks + 1 >= rules->reworks) ||
	    (a->body.transfer && rules->transfers && d->transfers + 1 >= rules->transfers))
		mark(a, "problem", &a->body.problem);
}

/* ---- urge ---- */

/* Not again before the profile's limit demand.urge has passed since the last one. */
static int urge(gj_ctx *c, act *a)
{
	const gj_profile_limit *named =
		gj_profile_limit_find(a->chart.profile, GJ_STR("demand.urge"));
	const gj_calendar *calendar = NULL;
	gj_limit limit;
	int64_t last = 0, next = 0;
	int code = named ? gj_sql_int(c->db, GJ_SQL_DEMAND_URGED_LAST, &last, "ll", a->demand.home,
				      a->demand.id)
			 : GJ_E_NOT_FOUND;

	if (code == GJ_E_NOT_FOUND)
		return GJ_OK;
	if (code >= 0)
		code = gj_limit_parse(named->text, &limit);
	if (code >= 0)
		code = gj_calendar_find(c, GJ_STR_NONE, &calendar);
	if (code >= 0)
		code = gj_cal_add(calendar->cal, last, &limit, 1, &next);
	if (code >= 0 && gj_moment(c, a->demand.home) < next) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_urged_lately);
		gj_fail_text(c->err, "limit", named->text);
	}
	return code;
}

/* ---- amend, void ---- */

/* An absent member keeps, null clears: of the object's members as of the others. */
static void amend_demander(act *a)
{
	gj_field_copy(&a->body, a->record, &a->in->demander, &gj_demand_demander_args);
}

static int amend(gj_ctx *c, act *a)
{
	int code = GJ_OK;

	if (a->in->demander.has.set && a->demand.anonymous)
		return fail_at(c, GJ_E_RULE, GJ_RULE_anonymous, "/demander");
	code = gj_demand_shelf_amend(c, a);
	if (code >= 0 && a->in->enterprise)
		code = gj_demand_check_enterprise(c, a->in->enterprise);
	if (code >= 0 && a->in->level.p)
		code = check_level(c, a, a->in->level);
	if (code < 0)
		return code;
	if (gj_field_has(a->in, c->op->args, "subject")) {
		a->body.title = a->in->subject;
		put(a, "title");
	}
	amend_demander(a);
	return GJ_OK;
}

static int void_it(gj_ctx *c, act *a)
{
	(void)c;
	a->body.voided = 1;
	put(a, "voided");
	return GJ_OK;
}

/* ---- the one way ---- */

typedef struct verb_row {
	const char *name;
	int event;
	int (*decide)(gj_ctx *c, act *a); /* what is particular; may be NULL */
	int (*after)(gj_ctx *c, act *a);  /* further events; may be NULL */
	/* once what the move does to its clocks is in the body; may be NULL */
	int (*timed)(gj_ctx *c, const gj_demand *demand, gj_demand_body *body);
} verb_row;

static const verb_row verbs[GJ_VERB_COUNT] = {
	[GJ_VERB_dispatch] = { "dispatch", GJ_DEMAND_DISPATCHED, give, NULL, NULL },
	[GJ_VERB_sign] = { "sign", GJ_DEMAND_SIGNED, NULL, NULL, NULL },
	[GJ_VERB_contact] = { "contact", GJ_DEMAND_CONTACTED, NULL, NULL, NULL },
	[GJ_VERB_handle] = { "handle", GJ_DEMAND_HANDLED, NULL, NULL, NULL },
	[GJ_VERB_transfer] = { "transfer", GJ_DEMAND_TRANSFERRED, transfer, NULL, NULL },
	[GJ_VERB_return] = { "return", GJ_DEMAND_RETURNED, to_home, NULL, NULL },
	[GJ_VERB_explain] = { "explain", GJ_DEMAND_EXPLAINED, explain, NULL, NULL },
	[GJ_VERB_reply] = { "reply", GJ_DEMAND_REPLIED, reply, NULL, NULL },
	[GJ_VERB_callback] = { "callback", GJ_DEMAND_CALLED_BACK, callback, NULL, NULL },
	[GJ_VERB_close] = { "close", GJ_DEMAND_CLOSED, NULL, NULL, NULL },
	[GJ_VERB_reopen] = { "reopen", GJ_DEMAND_REOPENED, reopen, NULL, NULL },
	[GJ_VERB_withdraw] = { "withdraw", GJ_DEMAND_WITHDRAWN, NULL, NULL, NULL },
	[GJ_VERB_split] = { "split", GJ_DEMAND_SPLIT, split, bear_parts, NULL },
	[GJ_VERB_merge] = { "merge", GJ_DEMAND_MERGED, merge, absorb, NULL },
	[GJ_VERB_escalate] = { "escalate", GJ_DEMAND_ESCALATED, escalate, NULL, NULL },
	[GJ_VERB_amend] = { "amend", GJ_DEMAND_AMENDED, amend, NULL, NULL },
	[GJ_VERB_void] = { "void", GJ_DEMAND_VOIDED, void_it, NULL, NULL },
	[GJ_VERB_decline] = { "decline", GJ_DEMAND_DECLINED, NULL, NULL, NULL },
	[GJ_VERB_extend] = { "extend", GJ_DEMAND_EXTENDED, NULL, NULL, gj_demand_extend },
	[GJ_VERB_ask_extension] = { "ask_extension", GJ_DEMAND_EXTENSION_ASKED, NULL, NULL,
				    gj_demand_ask_extension },
	[GJ_VERB_grant_extension] = { "grant_extension", GJ_DEMAND_EXTENSION_GRANTED, NULL, NULL,
				      gj_demand_grant_extension },
	[GJ_VERB_refuse_extension] = { "refuse_extension", GJ_DEMAND_EXTENSION_REFUSED, NULL, NULL,
				       gj_demand_refuse_extension },
	[GJ_VERB_urge] = { "urge", GJ_DEMAND_URGED, urge, NULL, NULL },
	[GJ_VERB_review_shelved] = { "review_shelved", GJ_DEMAND_SHELF_REVIEWED,
				     gj_demand_shelf_review, NULL, NULL },
	[GJ_VERB_propose_strike_off] = { "propose_strike_off", GJ_DEMAND_STRIKE_PROPOSED, propose,
					 NULL, NULL },
	[GJ_VERB_strike_off] = { "strike_off", GJ_DEMAND_STRUCK_OFF, gj_demand_shelf_strike, NULL,
				 NULL },
	[GJ_VERB_keep_shelved] = { "keep_shelved", GJ_DEMAND_KEPT_SHELVED, gj_demand_shelf_keep,
				   NULL, NULL },
	[GJ_VERB_suspend] = { "suspend", GJ_DEMAND_SUSPENDED, NULL, NULL, NULL },
	[GJ_VERB_supplement] = { "supplement", GJ_DEMAND_SUPPLEMENT_ASKED, NULL, NULL, NULL },
	[GJ_VERB_resume] = { "resume", GJ_DEMAND_RESUMED, NULL, NULL, NULL },
};

static int verb_of(const gj_op *op)
{
	int i;

	for (i = 0; i < GJ_VERB_COUNT; i++)
		if (verbs[i].name && strcmp(verbs[i].name, op->name + VERB_PREFIX) == 0)
			break;
	return i;
}

/* Guards of the codes given, and of the facts of the demand. */
static int guards_of(gj_ctx *c, const act *a, int verb, uint64_t *ret_guards)
{
	const gj_demand *d = &a->demand;
	gj_array missing = { NULL, 0 };
	uint64_t guards = gj_case_guards(c, a->in);
	int64_t open = 0, disputed = 0;
	int code = GJ_OK;

	guards |= gj_demand_facts(c->profile, d);
	/* A callback under way has a result of its own. */
	if (d->not_reached && verb != GJ_VERB_callback)
		guards |= GJ_GUARD_BIT(not_reached);
	if (verb == GJ_VERB_callback)
		code = gj_sql_int(c->db, GJ_SQL_RATE_CASE_DISPUTED, &disputed, "ll", d->home,
				  d->id);
	guards |= disputed > 0 ? GJ_GUARD_BIT(disputed) : 0;
	if (code >= 0 && (verb == GJ_VERB_reply || verb == GJ_VERB_explain))
		code = missing_elements(c, a->in, &missing);
	guards |= missing.n == 0 ? GJ_GUARD_BIT(complete) : 0;
	if (code >= 0 && d->parts > 0)
		code = gj_sql_int(c->db, GJ_SQL_DEMAND_PARTS_OPEN, &open, "ll", d->home, d->id);
	if (d->parts > 0 && open == 0)
		guards |= GJ_GUARD_BIT(parts_done);
	if (code >= 0)
		*ret_guards = guards;
	return code;
}

/* Kinds of evidence recorded before; read only when a move asks for any. */
static int check_complete(gj_ctx *c, const act *a)
{
	gj_array known = { NULL, 0 };
	int code = GJ_OK;

	if (a->move->evidence_count)
		code = gj_sql_list(c->db, GJ_SQL_DEMAND_EVIDENCE_KINDS, c->arena,
				   &gj_evidence_record, &known, "ll", a->demand.home,
				   a->demand.id);
	return code < 0 ? code : gj_case_complete(c, a->move, a->in, &a->in->evidence, &known);
}

/* Some moves can be made for a time only, once a unit has got the demand. */
static int in_time(gj_ctx *c, const act *a)
{
	int64_t since = 0;
	int code;

	if (!a->move->within.text.p)
		return GJ_OK;
	code = gj_sql_int(c->db, GJ_SQL_DEMAND_GIVEN_AT, &since, "ll", a->demand.home,
			  a->demand.id);
	if (code == GJ_E_NOT_FOUND)
		return GJ_OK;
	return code < 0 ? code : gj_case_in_time(c, a->move, a->demand.home, since);
}

static int permit(gj_ctx *c, act *a, int verb)
{
	uint64_t guards = 0;
	int code = gj_demand_load_seen(c, a->in->id, &a->demand);

	if (code >= 0 && a->demand.voided)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	if (code >= 0)
		code = gj_check_revision(c, a->in, a->demand.revision);
	if (code >= 0)
		code = gj_demand_allow(c, &a->demand, gj_verb_terms[verb].right);
	if (code >= 0)
		code = gj_demand_chart_of(c, a->demand.home, a->demand.chart, &a->chart);
	if (code >= 0)
		code = guards_of(c, a, verb, &guards);
	if (code >= 0)
		code = gj_demand_move(c, &a->demand, &a->chart, gj_str_of(verbs[verb].name), guards,
				      &a->move);
	if (code >= 0)
		code = in_time(c, a);
	return code < 0 ? code : check_complete(c, a);
}

/* Who is told of it is found by what the case is after it. */
static int tell(gj_ctx *c, act *a)
{
	const gj_demand *d = &a->demand;
	gj_message_case of = { .about = d->id,
			       .office = d->office,
			       .unit = d->unit,
			       .enterprise = d->enterprise,
			       .registrar = d->registrar,
			       .against = d->against,
			       .assist = a->in->assist };

	if (a->body.unit)
		of.unit = a->body.unit;
	return gj_demand_tell(c, &of, d->urgency, a->record, &a->body);
}

int gj_demand_act(gj_ctx *c, const void *args, void *ret_result)
{
	int verb = verb_of(c->op), code;
	gj_subject subject;
	act a;

	(void)ret_result;
	if (verb == GJ_VERB_COUNT)
		return GJ_E_BUG;
	memset(&a, 0, sizeof(a));
	a.in = args;
	a.record = gj_demand_events[verbs[verb].event].body;
	code = permit(c, &a, verb);
	if (code < 0)
		return code;
	gj_case_fill(c, &a.chart, a.move, a.demand.state, args, a.record, &a.body);
	if (verbs[verb].decide)
		code = verbs[verb].decide(c, &a);
	gj_demand_shelf_left(&a, verb);
	if (code >= 0)
		code = gj_demand_clocks(c, &a.demand, &a.chart, a.move, a.record, &a.body);
	if (code >= 0 && verbs[verb].timed)
		code = verbs[verb].timed(c, &a.demand, &a.body);
	if (code >= 0)
		count(c, &a, verb);
	if (code >= 0)
		code = tell(c, &a);
	subject = (gj_subject){ a.demand.id, a.demand.revision, a.demand.seq };
	if (code >= 0)
		code = gj_emit(c, &gj_demand_events[verbs[verb].event], a.demand.home, &subject,
			       &a.body);
	if (code >= 0 && verbs[verb].after)
		code = verbs[verb].after(c, &a);
	if (code >= 0 && a.body.problem)
		code = gj_supervision_problem(c, a.demand.id);
	return code;
}
