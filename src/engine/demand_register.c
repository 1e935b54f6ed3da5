/* SPDX-License-Identifier: Apache-2.0
 *
 * Registering a demand: order numbers, orders from above, complaints about an office,
 * demanders who stay unnamed.
 */
#include "engine/demand_priv.h"

#include <string.h>

/* ---- arguments ---- */

typedef struct demander_args {
	gj_has has;
	gj_veil name, phone;
} demander_args;

static const gj_field demander_fields[] = {
	GJ_F_VEIL(demander_args, name, 0, 60, GJ_PERSONAL, "name", "Name."),
	GJ_F_VEIL(demander_args, phone, 0, 30, GJ_PERSONAL, "phone", "Telephone."), GJ_F_END
};
static const GJ_RECORD(demander_record, demander_args, demander_fields);

typedef struct external_args {
	gj_has has;
	gj_str system, code;
} external_args;

static const gj_field external_fields[] = {
	GJ_F_CODE(external_args, system, GJ_REQUIRED, "external_system", "Which system."),
	GJ_F_TEXT(external_args, code, GJ_REQUIRED, 1, 80, GJ_OPEN, "Its number there."), GJ_F_END
};
static const GJ_RECORD(external_record, external_args, external_fields);

typedef struct register_args {
	gj_has has;
	GJ_WRITE_ARGS;
	int64_t home;
	gj_str channel, kind, category, urgency;
	gj_veil subject, detail, place;
	int64_t enterprise;
	demander_args demander;
	int32_t confidential, anonymous;
	int64_t against;
	external_args external;
	int64_t due_at;
	gj_array evidence;
} register_args;

static const gj_field register_fields[] = {
	GJ_WRITE_FIELDS(register_args),
	GJ_F_ID(register_args, home, 0,
		"Office whose demand it is; the actor's by default. A complaint about an office "
		"belongs to an office above it."),
	GJ_F_CODE(register_args, channel, GJ_REQUIRED, "channel", "By which channel it came."),
	GJ_F_CODE(register_args, kind, GJ_REQUIRED, "demand_kind",
		  "Inquiry, help, complaint, report or suggestion (Beijing regulation on acting on "
		  "complaints upon receipt, art. 2)."),
	GJ_F_CODE(register_args, category, GJ_REQUIRED, "demand_category",
		  "Category; that of an order from above is kept."),
	GJ_F_CODE(register_args, urgency, 0, "urgency", "How urgent."),
	GJ_F_VEIL(register_args, subject, GJ_REQUIRED, 200, GJ_PERSONAL, "text",
		  "What it is about."),
	GJ_F_VEIL(register_args, detail, 0, 4000, GJ_PERSONAL, "text", "In full."),
	GJ_F_VEIL(register_args, place, 0, 300, GJ_PERSONAL, "text", "Where it is."),
	GJ_F_ID(register_args, enterprise, 0, "Whose demand it is."),
	GJ_F_OBJECT(register_args, demander, demander_args, 0, demander_record,
		    "Who asks: name and telephone."),
	GJ_F_BOOL(register_args, confidential, 0, "Who asks is not shown outside the home office."),
	GJ_F_BOOL(register_args, anonymous, 0, "Who asks is not kept at all."),
	GJ_F_ID(register_args, against, 0,
		"The office complained of. For it and all below it the demand does not exist."),
	GJ_F_OBJECT(register_args, external, external_args, 0, external_record,
		    "Its number in the system that the order came from."),
	GJ_F_TIME(register_args, due_at, 0, "Due time printed on the order from above: it binds."),
	GJ_F_ARRAY(register_args, evidence, 0, 0, 50, gj_evidence_args, "Evidence."),
	GJ_F_END
};
const GJ_RECORD(gj_demand_register_args, register_args, register_fields);

typedef struct registered_result {
	gj_has has;
	GJ_WRITTEN_ANSWER;
	gj_str order_no, state;
} registered_result;

static const gj_field registered_result_fields[] = {
	GJ_WRITTEN_FIELDS(registered_result),
	GJ_F_TEXT(registered_result, order_no, 0, 1, 40, GJ_OPEN, "Its order number."),
	GJ_F_TEXT(registered_result, state, 0, 1, 64, GJ_OPEN, "Its state."), GJ_F_END
};
const GJ_RECORD(gj_demand_registered_result, registered_result, registered_result_fields);

/* ---- order numbers ---- */

static void put(gj_demand_body *body, const char *name)
{
	gj_field_put(body, &gj_demand_registered_record, name);
}

int gj_demand_order_no(gj_ctx *c, int64_t home, int64_t ahead, gj_demand_body *body)
{
	gj_order_no no;
	int code = gj_order_no_next(c, home, GJ_SQL_DEMAND_NUMBER, "", ahead, &no);

	if (code < 0)
		return code;
	body->year = no.year;
	body->number = no.number;
	body->order_no = no.text;
	put(body, "year");
	put(body, "number");
	put(body, "order_no");
	return GJ_OK;
}

/* ---- checks ---- */

int gj_demand_check_enterprise(gj_ctx *c, int64_t enterprise)
{
	int64_t voided = 0;
	int code = GJ_OK;

	if (enterprise)
		code = gj_sql_int(c->db, GJ_SQL_DEMAND_ENTERPRISE_GET, &voided, "ll",
				  GJ_HOME_OF(enterprise), enterprise);
	if (code == GJ_E_NOT_FOUND)
		code = gj_not_found(c, "enterprise");
	else if (code >= 0 && voided)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	if (code < 0)
		gj_fail_path(c->err, "/enterprise");
	return code;
}

/* A complaint is registered above the office complained of, and not by it. */
static int check_against(gj_ctx *c, int64_t against, int64_t office)
{
	int code, under;

	if (!against)
		return GJ_OK;
	code = gj_demand_check_unit(c, 0, against, "/against");
	if (code < 0)
		return code;
	under = gj_office_over(c, office, against);
	if (under == 0)
		under = gj_demand_blind(c, against);
	if (under > 0) {
		under = gj_fail(c->err, GJ_E_RULE, GJ_RULE_confidential_unit);
		gj_fail_path(c->err, "/home");
	}
	return under;
}

typedef struct id_row {
	gj_has has;
	int64_t id;
} id_row;
static const gj_field id_fields[] = { GJ_F_ID(id_row, id, 0, ""), GJ_F_END };
static const GJ_RECORD(id_record, id_row, id_fields);

/* An order comes once. One that the actor may not know of cannot stand in her way: the answer
 * would tell. */
static int check_external(gj_ctx *c, const external_args *external)
{
	const id_row *row;
	gj_array rows;
	size_t i;
	int hidden, code;

	if (!external->code.p)
		return GJ_OK;
	code = gj_sql_list(c->db, GJ_SQL_DEMAND_BY_EXTERNAL, c->arena, &id_record, &rows, "tt",
			   external->system, external->code);
	row = rows.p;
	for (i = 0; code >= 0 && i < rows.n; i++) {
		if (GJ_HOME_OF(row[i].id) != c->home)
			continue;
		hidden = gj_demand_hidden(c, row[i].id);
		if (hidden != 0) {
			code = hidden < 0 ? hidden : code;
			continue;
		}
		code = gj_fail(c->err, GJ_E_EXISTS, GJ_RULE_exists);
		gj_fail_int(c->err, "id", row[i].id);
		gj_fail_path(c->err, "/external");
	}
	return code;
}

/* ---- registering ---- */

/* Its number is drawn by now. */
static int tell(gj_ctx *c, int64_t home, int64_t id, gj_demand_body *body)
{
	gj_message_case of = { .about = id,
			       .office = gj_head_of(c, home)->office,
			       .unit = body->unit,
			       .enterprise = body->enterprise,
			       .registrar = c->actor->staff,
			       .against = body->against };

	return gj_demand_tell(c, &of, body->urgency, &gj_demand_registered_record, body);
}

/* What is the same for every demand that is born: number, chart, first state, who took it. */
static int complete(gj_ctx *c, int64_t home, const gj_case_chart *chart, gj_demand_body *body)
{
	const gj_head *head = gj_head_of(c, home);
	int code = gj_demand_order_no(c, home, 0, body);

	body->verb = GJ_STR("register");
	body->state = gj_chart_initial(chart->chart);
	body->class = gj_chart_class(chart->chart, body->state);
	body->chart = chart->hash;
	body->unit = head->office;
	put(body, "verb");
	put(body, "state");
	put(body, "class");
	put(body, "chart");
	put(body, "unit");
	if (c->actor->office && c->actor->office != head->office) {
		body->taker = c->actor->office;
		put(body, "taker");
	}
	return code;
}

static void fill_demander(const register_args *in, gj_demand_body *body)
{
	if (in->anonymous)
		return; /* nobody is kept, whatever was said */
	if (in->demander.name.text.p) {
		body->name = in->demander.name;
		put(body, "name");
	}
	if (in->demander.phone.text.p) {
		body->phone = in->demander.phone;
		put(body, "phone");
	}
}

static void fill(gj_ctx *c, const register_args *in, gj_demand_body *body)
{
	uint64_t guards = gj_profile_guards(c->profile, "channel", in->channel);

	memset(body, 0, sizeof(*body));
	gj_field_copy(body, &gj_demand_registered_record, in, &gj_demand_register_args);
	body->title = in->subject;
	put(body, "title");
	fill_demander(in, body);
	if (in->external.code.p) {
		body->external_system = in->external.system;
		body->external_code = in->external.code;
		put(body, "external_system");
		put(body, "external_code");
		guards |= GJ_GUARD_BIT(from_above);
	}
	if (guards & GJ_GUARD_BIT(from_above)) {
		body->from_above = 1;
		put(body, "from_above");
	}
	if (in->evidence.n) {
		body->evidence = in->evidence;
		gj_evidence_number(&body->evidence);
		put(body, "evidence");
	}
}

static int check_move(gj_ctx *c, const register_args *in, const gj_case_chart *chart,
		      int64_t office, const gj_demand_body *body)
{
	const gj_chart_move *move = NULL;
	uint64_t guards = 0;
	int code;

	guards |= body->anonymous ? GJ_GUARD_BIT(anonymous) : 0;
	guards |= body->confidential ? GJ_GUARD_BIT(confidential) : 0;
	guards |= body->from_above ? GJ_GUARD_BIT(from_above) : 0;
	code = gj_demand_opening(c, chart, office, guards, &move);
	return code < 0 ? code : gj_case_complete(c, move, in, &in->evidence, NULL);
}

/* What an enterprise's own account registers is that enterprise's, and no order from above. */
static int as_own(gj_ctx *c, const register_args *in, gj_demand_body *body)
{
	int code = GJ_OK;

	if (in->enterprise && in->enterprise != c->actor->enterprise) {
		code = gj_not_found(c, "enterprise");
		gj_fail_path(c->err, "/enterprise");
	} else if (body->from_above || in->due_at) {
		code = gj_fail(c->err, GJ_E_DENIED, GJ_RULE_not_for_demander);
		gj_fail_path(c->err, in->due_at            ? "/due_at"
				     : in->external.code.p ? "/external"
							   : "/channel");
	}
	body->enterprise = c->actor->enterprise;
	put(body, "enterprise");
	return code;
}

/* What the checks and the order number will ask, in one round trip. */
static void ask_ahead(gj_ctx *c, const register_args *in, const gj_head *head)
{
	if (in->against) {
		gj_sql_ahead(c->db, GJ_SQL_DEMAND_OFFICE, "ll", GJ_ROOT, in->against);
		gj_demand_ask_blind(c, in->against);
	}
	if (in->enterprise)
		gj_sql_ahead(c->db, GJ_SQL_DEMAND_ENTERPRISE_GET, "ll", GJ_HOME_OF(in->enterprise),
			     in->enterprise);
	if (in->external.code.p)
		gj_sql_ahead(c->db, GJ_SQL_DEMAND_BY_EXTERNAL, "tt", in->external.system,
			     in->external.code);
	gj_order_no_ask(c, head, GJ_SQL_DEMAND_NUMBER);
}

int gj_demand_register(gj_ctx *c, const void *args, void *ret_result)
{
	const register_args *in = args;
	const gj_head *head = gj_head_of(c, c->home);
	gj_subject subject = { 0, 0, 0 };
	gj_case_chart chart;
	gj_demand_body body;
	int code;

	(void)ret_result;
	if (c->home == GJ_ROOT) {
		code = gj_fail(c->err, GJ_E_MISSING, GJ_RULE_missing);
		gj_fail_path(c->err, "/home");
		return code;
	}
	ask_ahead(c, in, head);
	code = gj_case_may_open(c, GJ_RIGHT_demand_register, c->home, head->office);
	if (code >= 0)
		code = gj_demand_chart_of(c, GJ_STR_NONE, &chart);
	fill(c, in, &body);
	if (code >= 0 && c->actor->enterprise)
		code = as_own(c, in, &body);
	if (code >= 0)
		code = check_move(c, in, &chart, head->office, &body);
	if (code >= 0)
		code = check_against(c, in->against, head->office);
	if (code >= 0)
		code = gj_demand_check_enterprise(c, body.enterprise);
	if (code >= 0)
		code = check_external(c, &in->external);
	if (code >= 0)
		code = complete(c, c->home, &chart, &body);
	if (code >= 0)
		code = gj_new_id(c, c->home, &subject.id);
	if (code >= 0)
		code = gj_demand_clocks_born(c, c->home, subject.id, &chart, &body);
	if (code >= 0)
		code = tell(c, c->home, subject.id, &body);
	return code < 0 ? code
			: gj_emit(c, &gj_demand_events[GJ_DEMAND_REGISTERED], c->home, &subject,
				  &body);
}

/* ---- for other nouns ---- */

static void put_text(gj_demand_body *body, const char *name, gj_veil *veil, gj_str text)
{
	if (!text.p || !text.n)
		return;
	veil->text = text;
	put(body, name);
}

static void put_id(gj_demand_body *body, const char *name, int64_t *field, int64_t id)
{
	if (!id)
		return;
	*field = id;
	put(body, name);
}

int gj_demand_next_no(gj_ctx *c, int64_t home, int64_t ahead, gj_str *ret_order_no)
{
	gj_demand_body body;
	int code;

	memset(&body, 0, sizeof(body));
	if (gj_head_of(c, home))
		gj_order_no_ask(c, gj_head_of(c, home), GJ_SQL_DEMAND_NUMBER);
	code = gj_demand_order_no(c, home, ahead, &body);
	if (code >= 0)
		*ret_order_no = body.order_no;
	return code;
}

int gj_demand_open(gj_ctx *c, int64_t home, const gj_demand_new *in, gj_subject *ret_subject,
		   gj_str *ret_order_no)
{
	gj_subject subject = { 0, 0, 0 };
	gj_case_chart chart;
	gj_demand_body body;
	int code = home == GJ_ROOT || !gj_head_of(c, home) ? GJ_E_BUG : GJ_OK;

	memset(&body, 0, sizeof(body));
	body.channel = in->channel;
	body.kind = in->kind;
	body.category = in->category;
	put(&body, "channel");
	put(&body, "kind");
	put(&body, "category");
	if (in->urgency.p) {
		body.urgency = in->urgency;
		put(&body, "urgency");
	}
	put_text(&body, "title", &body.title, in->subject);
	put_text(&body, "detail", &body.detail, in->detail);
	put_text(&body, "place", &body.place, in->place);
	put_id(&body, "enterprise", &body.enterprise, in->enterprise);
	put_id(&body, "visit", &body.visit, in->visit);
	put_id(&body, "finding", &body.finding, in->finding);
	put_id(&body, "against", &body.against, in->against);
	if (in->confidential) {
		body.confidential = 1;
		put(&body, "confidential");
	}
	if (code >= 0)
		gj_order_no_ask(c, gj_head_of(c, home), GJ_SQL_DEMAND_NUMBER);
	if (code >= 0)
		code = gj_demand_chart_of(c, GJ_STR_NONE, &chart);
	if (code >= 0)
		code = check_against(c, in->against, gj_head_of(c, home)->office);
	if (code >= 0)
		code = complete(c, home, &chart, &body);
	subject.id = in->id;
	if (code >= 0 && !in->id)
		code = gj_new_id(c, home, &subject.id);
	if (code >= 0)
		code = gj_demand_clocks_born(c, home, subject.id, &chart, &body);
	if (code >= 0)
		code = tell(c, home, subject.id, &body);
	if (code >= 0)
		code = gj_emit(c, &gj_demand_events[GJ_DEMAND_REGISTERED], home, &subject, &body);
	if (code >= 0) {
		*ret_subject = subject;
		*ret_order_no = body.order_no;
	}
	return code;
}

int gj_demand_whistled(gj_ctx *c, int64_t demand, int64_t whistle)
{
	gj_subject subject;
	gj_demand_body body;
	gj_demand d;
	int code = gj_demand_load_seen(c, demand, &d);

	if (code >= 0 && d.voided)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	if (code >= 0 && d.class == GJ_STATE_DONE) {
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_verb_not_allowed);
		gj_fail_text(c->err, "verb", GJ_STR("whistle"));
		gj_fail_text(c->err, "state", d.state);
	}
	if (code < 0)
		return code;
	memset(&body, 0, sizeof(body));
	body.verb = GJ_STR("whistle");
	body.state = d.state;
	body.class = d.class;
	body.whistle = whistle;
	gj_field_put(&body, &gj_demand_step_record, "verb");
	gj_field_put(&body, &gj_demand_step_record, "state");
	gj_field_put(&body, &gj_demand_step_record, "class");
	gj_field_put(&body, &gj_demand_step_record, "whistle");
	subject = (gj_subject){ d.id, d.revision, d.seq };
	return gj_emit(c, &gj_demand_events[GJ_DEMAND_WHISTLED], d.home, &subject, &body);
}
