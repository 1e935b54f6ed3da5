/* SPDX-License-Identifier: Apache-2.0
 *
 * One demand with all that belongs to it.
 */
#include "engine/demand_priv.h"

#include <string.h>

/* ---- what lies beside the row ---- */

typedef struct reply_row {
	gj_has has;
	int64_t seq;
	gj_str verb;
	gj_veil text, note, measure;
	gj_str disposition, resolution, level;
	int32_t review_on;
	int64_t actor, office, at;
} reply_row;

static const gj_field reply_fields[] = {
	GJ_F_INT(reply_row, seq, 0, 1, GJ_MAX_INT, "Its event."),
	GJ_F_TEXT(reply_row, verb, 0, 0, 0, GJ_OPEN, "reply, explain or decline."),
	GJ_F_VEIL(reply_row, text, 0, 4000, GJ_PERSONAL, "text", "The answer, to the demander."),
	GJ_F_VEIL(reply_row, note, 0, 2000, GJ_PERSONAL, "text", "Internal note."),
	GJ_F_VEIL(reply_row, measure, 0, 2000, GJ_PERSONAL, "text", "What is done meanwhile."),
	GJ_F_CODE(reply_row, disposition, 0, "disposition", "Done now, by a date, or explained."),
	GJ_F_CODE(reply_row, resolution, 0, "resolution", "How it was resolved."),
	GJ_F_CODE(reply_row, level, 0, "level", "Level at which it was solved."),
	GJ_F_DATE(reply_row, review_on, 0, "When it is looked at again."),
	GJ_F_ID(reply_row, actor, 0, "Who answered."),
	GJ_F_ID(reply_row, office, 0, "In which office."),
	GJ_F_TIME(reply_row, at, 0, "When."),
	GJ_F_END
};
static const GJ_RECORD(reply_record, reply_row, reply_fields);

typedef struct callback_row {
	gj_has has;
	int64_t seq;
	gj_str conducted_by, result, satisfaction;
	int32_t valid;
	gj_veil note;
	int64_t actor, office, at;
} callback_row;

static const gj_field callback_fields[] = {
	GJ_F_INT(callback_row, seq, 0, 1, GJ_MAX_INT, "Its event."),
	GJ_F_CODE(callback_row, conducted_by, 0, "callback_by", "Who called back."),
	GJ_F_CODE(callback_row, result, 0, "callback_result", "What the demander says."),
	GJ_F_CODE(callback_row, satisfaction, 0, "satisfaction", "How satisfied."),
	GJ_F_BOOL(callback_row, valid, 0, "It counts in rates."),
	GJ_F_VEIL(callback_row, note, 0, 2000, GJ_PERSONAL, "text", "In words."),
	GJ_F_ID(callback_row, actor, 0, "Who recorded it."),
	GJ_F_ID(callback_row, office, 0, "In which office."),
	GJ_F_TIME(callback_row, at, 0, "When."),
	GJ_F_END
};
static const GJ_RECORD(callback_record, callback_row, callback_fields);

typedef struct urge_row {
	gj_has has;
	int64_t seq;
	gj_veil note;
	int64_t actor, office, at;
	int32_t answered;
} urge_row;

static const gj_field urge_fields[] = {
	GJ_F_INT(urge_row, seq, 0, 1, GJ_MAX_INT, "Its event."),
	GJ_F_VEIL(urge_row, note, 0, 2000, GJ_PERSONAL, "text", "In words."),
	GJ_F_ID(urge_row, actor, 0, "Who asked for haste."),
	GJ_F_ID(urge_row, office, 0, "In which office."),
	GJ_F_TIME(urge_row, at, 0, "When."),
	GJ_F_BOOL(urge_row, answered, 0, "Something was done since."),
	GJ_F_END
};
static const GJ_RECORD(urge_record, urge_row, urge_fields);

typedef struct unit_row {
	gj_has has;
	int64_t seq, unit;
	gj_str part;
	int64_t due_at, at;
} unit_row;

static const gj_field unit_fields[] = {
	GJ_F_INT(unit_row, seq, 0, 1, GJ_MAX_INT, "The event that gave it the case."),
	GJ_F_ID(unit_row, unit, 0, "Which office."),
	GJ_F_TEXT(unit_row, part, 0, 0, 0, GJ_OPEN,
		  "lead (in charge), assist, or taker (took it down)."),
	GJ_F_TIME(unit_row, due_at, 0, "When it was to be done."),
	GJ_F_TIME(unit_row, at, 0, "Since when."),
	GJ_F_END
};
static const GJ_RECORD(unit_record, unit_row, unit_fields);

typedef struct evidence_row {
	gj_has has;
	int64_t seq, item;
	gj_str kind;
	gj_veil reference;
	gj_str digest;
	int64_t at;
} evidence_row;

static const gj_field evidence_fields[] = {
	GJ_F_INT(evidence_row, seq, 0, 1, GJ_MAX_INT, "The event it came with."),
	GJ_F_INT(evidence_row, item, 0, 1, GJ_MAX_INT, "Its number there."),
	GJ_F_CODE(evidence_row, kind, 0, "evidence", "What kind of evidence."),
	GJ_F_VEIL(evidence_row, reference, 0, 300, GJ_PERSONAL, "text", "Where it is kept."),
	GJ_F_TEXT(evidence_row, digest, 0, 1, 128, GJ_OPEN, "Digest of its bytes."),
	GJ_F_TIME(evidence_row, at, 0, "When it came."),
	GJ_F_END
};
static const GJ_RECORD(evidence_record, evidence_row, evidence_fields);

typedef struct kin_row {
	gj_has has;
	int64_t id;
	gj_str order_no, state;
	int32_t class;
} kin_row;

static const gj_field kin_fields[] = {
	GJ_F_ID(kin_row, id, 0, "Number of the demand."),
	GJ_F_TEXT(kin_row, order_no, 0, 1, 40, GJ_OPEN, "Its order number."),
	GJ_F_TEXT(kin_row, state, 0, 1, 64, GJ_OPEN, "Its state."),
	GJ_F_ENUM(kin_row, class, 0, gj_case_classes, "Class of its state."),
	GJ_F_END
};
static const GJ_RECORD(kin_record, kin_row, kin_fields);

/* ---- the whole ---- */

typedef struct person {
	gj_has has;
	gj_veil name, phone;
} person;

static const gj_field person_fields[] = {
	GJ_F_VEIL(person, name, 0, 60, GJ_PERSONAL, "name", "Name."),
	GJ_F_VEIL(person, phone, 0, 30, GJ_PERSONAL, "phone", "Telephone."), GJ_F_END
};
static const GJ_RECORD(person_record, person, person_fields);

typedef struct external {
	gj_has has;
	gj_str system, code;
} external;

static const gj_field external_fields[] = {
	GJ_F_CODE(external, system, 0, "external_system", "Which system."),
	GJ_F_TEXT(external, code, 0, 1, 80, GJ_OPEN, "Its number there."), GJ_F_END
};
static const GJ_RECORD(external_record, external, external_fields);

typedef struct text_row {
	gj_has has;
	gj_str order_no;
	gj_veil subject, detail, place, name, phone;
	gj_str external_system, external_code;
	int64_t taker, visit, finding;
} text_row;

#define T text_row
static const gj_field text_fields[] = {
	GJ_F_TEXT(T, order_no, 0, 0, 0, GJ_OPEN, ""),
	GJ_F_VEIL(T, subject, 0, 0, GJ_PERSONAL, "text", ""),
	GJ_F_VEIL(T, detail, 0, 0, GJ_PERSONAL, "text", ""),
	GJ_F_VEIL(T, place, 0, 0, GJ_PERSONAL, "text", ""),
	GJ_F_VEIL(T, name, 0, 0, GJ_PERSONAL, "name", ""),
	GJ_F_VEIL(T, phone, 0, 0, GJ_PERSONAL, "phone", ""),
	GJ_F_TEXT(T, external_system, 0, 0, 0, GJ_OPEN, ""),
	GJ_F_TEXT(T, external_code, 0, 0, 0, GJ_OPEN, ""),
	GJ_F_ID(T, taker, 0, ""),
	GJ_F_ID(T, visit, 0, ""),
	GJ_F_ID(T, finding, 0, ""),
	GJ_F_END
};
static const GJ_RECORD(text_record, text_row, text_fields);
#undef T

typedef struct full {
	gj_has has;
	int64_t id;
	gj_str order_no, state, state_name;
	int32_t class;
	int64_t office, unit;
	gj_str channel, kind, category, urgency;
	gj_veil subject, detail, place;
	int64_t enterprise;
	person demander;
	int32_t confidential, anonymous;
	int64_t against;
	external external;
	int32_t from_above;
	int64_t due_at;
	gj_str disposition, resolution, level;
	int32_t above, review_on;
	int64_t parent;
	gj_array parts;
	int64_t merged_into;
	gj_array duplicates;
	int64_t visit, finding, taker, registrar;
	gj_array units, replies, callbacks, urges, evidence, clocks, verbs;
	gj_str chart;
	int64_t opened_at, ended_at;
	int64_t reworks, transfers;
	int32_t problem, voided;
	int64_t revision;
} full;

#define F full
static const gj_field full_fields[] = {
	GJ_F_ID(F, id, 0, "Number of the demand."),
	GJ_F_TEXT(F, order_no, 0, 1, 40, GJ_OPEN, "Its order number."),
	GJ_F_TEXT(F, state, 0, 1, 64, GJ_OPEN, "Its state, of its chart."),
	GJ_F_TEXT(F, state_name, 0, 0, 0, GJ_OPEN, "The state's name, for people."),
	GJ_F_ENUM(F, class, 0, gj_case_classes, "Class of the state."),
	GJ_F_ID(F, office, 0, "Its home office."),
	GJ_F_ID(F, unit, 0, "The unit in charge; the home office while nobody else is."),
	GJ_F_CODE(F, channel, 0, "channel", "By which channel it came."),
	GJ_F_CODE(F, kind, 0, "demand_kind", "Kind of demand."),
	GJ_F_CODE(F, category, 0, "demand_category", "Category."),
	GJ_F_CODE(F, urgency, 0, "urgency", "How urgent."),
	GJ_F_VEIL(F, subject, 0, 200, GJ_PERSONAL, "text", "What it is about."),
	GJ_F_VEIL(F, detail, 0, 4000, GJ_PERSONAL, "text", "In full."),
	GJ_F_VEIL(F, place, 0, 300, GJ_PERSONAL, "text", "Where it is."),
	GJ_F_ID(F, enterprise, 0, "Whose demand it is."),
	GJ_F_OBJECT(F, demander, person, 0, person_record, "Who asks."),
	GJ_F_BOOL(F, confidential, 0, "Who asks is not shown outside the home office."),
	GJ_F_BOOL(F, anonymous, 0, "Who asks was not kept."),
	GJ_F_ID(F, against, 0, "The office complained of."),
	GJ_F_OBJECT(F, external, external, 0, external_record, "Its number in another system."),
	GJ_F_BOOL(F, from_above, 0, "It is an order from above."),
	GJ_F_TIME(F, due_at, 0, "Due time given with the order."),
	GJ_F_CODE(F, disposition, 0, "disposition", "Done now, by a date, or explained."),
	GJ_F_CODE(F, resolution, 0, "resolution", "How it was resolved."),
	GJ_F_CODE(F, level, 0, "level", "Level at which it was solved."),
	GJ_F_BOOL(F, above, 0, "That level lies above the home office."),
	GJ_F_DATE(F, review_on, 0, "When it is looked at again."),
	GJ_F_ID(F, parent, 0, "The demand of which it is a part."),
	GJ_F_ARRAY(F, parts, 0, 0, 1000, kin_record, "Its parts."),
	GJ_F_ID(F, merged_into, 0, "The demand in which it goes on."),
	GJ_F_ARRAY(F, duplicates, 0, 0, 1000, kin_record, "Duplicates merged into it."),
	GJ_F_ID(F, visit, 0, "The visit that brought it."),
	GJ_F_ID(F, finding, 0, "The finding that brought it."),
	GJ_F_ID(F, taker, 0, "The office that took it, if not the home office."),
	GJ_F_ID(F, registrar, 0, "The member of staff who registered it."),
	GJ_F_ARRAY(F, units, 0, 0, 1000, unit_record, "Who had it, in order."),
	GJ_F_ARRAY(F, replies, 0, 0, 1000, reply_record, "Answers, in order."),
	GJ_F_ARRAY(F, callbacks, 0, 0, 1000, callback_record, "Callbacks, in order."),
	GJ_F_ARRAY(F, urges, 0, 0, 1000, urge_record, "Who asked for haste, in order."),
	GJ_F_ARRAY(F, evidence, 0, 0, 1000, evidence_record, "Evidence, in order."),
	GJ_F_ARRAY(F, clocks, 0, 0, 64, gj_clock_view_record,
		   "Its clocks, the last round of each: by when what is due."),
	GJ_F_TEXTS(F, verbs, 0, 64, "What the actor may do now."),
	GJ_F_TEXT(F, chart, 0, 64, 64, GJ_OPEN, "Hash of the chart it runs on."),
	GJ_F_TIME(F, opened_at, 0, "When it came."),
	GJ_F_TIME(F, ended_at, 0, "When it ended."),
	GJ_F_INT(F, reworks, 0, 0, GJ_MAX_INT, "How often it was taken up again after an answer."),
	GJ_F_INT(F, transfers, 0, 0, GJ_MAX_INT, "How often another unit took over."),
	GJ_F_BOOL(F, problem, 0, "A problem order: reworked or transferred too often."),
	GJ_F_BOOL(F, voided, 0, "It was void from the beginning."),
	GJ_F_INT(F, revision, 0, 1, GJ_MAX_INT, "Goes up by one with every change."),
	GJ_F_END
};
const GJ_RECORD(gj_demand_full_record, full, full_fields);
#undef F

static void put(full *out, const char *name)
{
	gj_field_put(out, &gj_demand_full_record, name);
}

static int list_into(gj_ctx *c, int stmt, const gj_record *record, const gj_demand *d, full *out,
		     const char *name, gj_array *array)
{
	int code = gj_sql_list(c->db, stmt, c->arena, record, array, "ll", d->home, d->id);

	if (code >= 0 && array->n)
		put(out, name);
	return code;
}

/* Who asked for a part asked for the whole. */
static int read_text(gj_ctx *c, const gj_demand *d, text_row *ret_text)
{
	text_row whole;
	int code = gj_sql_row(c->db, GJ_SQL_DEMAND_TEXT_GET, c->arena, &text_record, ret_text, "ll",
			      d->home, d->id);

	if (code == GJ_E_NOT_FOUND)
		code = GJ_E_CORRUPT;
	if (code < 0 || !d->parent)
		return code;
	code = gj_sql_row(c->db, GJ_SQL_DEMAND_TEXT_GET, c->arena, &text_record, &whole, "ll",
			  d->home, d->parent);
	if (code == GJ_E_NOT_FOUND)
		return GJ_OK;
	if (code >= 0 && gj_field_has(&whole, &text_record, "name") &&
	    !gj_field_has(ret_text, &text_record, "name")) {
		ret_text->name = whole.name;
		gj_field_put(ret_text, &text_record, "name");
	}
	if (code >= 0 && gj_field_has(&whole, &text_record, "phone") &&
	    !gj_field_has(ret_text, &text_record, "phone")) {
		ret_text->phone = whole.phone;
		gj_field_put(ret_text, &text_record, "phone");
	}
	return code;
}

static void show_demander(gj_ctx *c, const gj_demand *d, const text_row *text, full *out)
{
	if (gj_demand_veiled(c, d)) {
		gj_field_clear(out, gj_field_index(&gj_demand_full_record, "enterprise", 10));
		gj_field_clear(out, gj_field_index(&gj_demand_full_record, "registrar", 9));
		return;
	}
	gj_field_copy(&out->demander, &person_record, text, &text_record);
	if (out->demander.has.set)
		put(out, "demander");
}

/* Notes are not for the demander. */
static void hide_notes(const gj_record *record, gj_array *rows)
{
	size_t i;

	for (i = 0; i < rows->n; i++)
		gj_field_clear((char *)rows->p + i * record->size,
			       gj_field_index(record, "note", 4));
}

static const int beside[] = { GJ_SQL_DEMAND_TEXT_GET, GJ_SQL_DEMAND_UNITS, GJ_SQL_DEMAND_REPLIES,
			      GJ_SQL_DEMAND_CALLBACKS, GJ_SQL_DEMAND_EVIDENCE_OF };

/* All that lies beside its row, in one round trip. */
static void ask_beside(gj_ctx *c, const gj_demand *d)
{
	size_t i;

	for (i = 0; i < sizeof(beside) / sizeof(beside[0]); i++)
		gj_sql_ahead(c->db, beside[i], "ll", d->home, d->id);
	if (d->parent)
		gj_sql_ahead(c->db, GJ_SQL_DEMAND_TEXT_GET, "ll", d->home, d->parent);
	if (d->parts > 0)
		gj_sql_ahead(c->db, GJ_SQL_DEMAND_PARTS, "ll", d->home, d->id);
	gj_sql_ahead(c->db, GJ_SQL_DEMAND_DUPLICATES, "l", d->id);
}

static int read_beside(gj_ctx *c, const gj_demand *d, full *out)
{
	text_row text;
	int code = read_text(c, d, &text);

	if (code < 0)
		return code;
	gj_field_copy(out, &gj_demand_full_record, &text, &text_record);
	show_demander(c, d, &text, out);
	if (text.external_code.p) {
		out->external = (external){ { 3, 0 }, text.external_system, text.external_code };
		put(out, "external");
	}
	code = list_into(c, GJ_SQL_DEMAND_UNITS, &unit_record, d, out, "units", &out->units);
	if (code >= 0)
		code = list_into(c, GJ_SQL_DEMAND_REPLIES, &reply_record, d, out, "replies",
				 &out->replies);
	if (code >= 0)
		code = list_into(c, GJ_SQL_DEMAND_CALLBACKS, &callback_record, d, out, "callbacks",
				 &out->callbacks);
	if (code >= 0)
		code = list_into(c, GJ_SQL_DEMAND_URGES, &urge_record, d, out, "urges",
				 &out->urges);
	if (code >= 0 && c->actor->enterprise) {
		hide_notes(&reply_record, &out->replies);
		hide_notes(&callback_record, &out->callbacks);
		hide_notes(&urge_record, &out->urges);
	}
	if (code >= 0)
		code = list_into(c, GJ_SQL_DEMAND_EVIDENCE_OF, &evidence_record, d, out, "evidence",
				 &out->evidence);
	if (code >= 0 && d->parts > 0)
		code = list_into(c, GJ_SQL_DEMAND_PARTS, &kin_record, d, out, "parts", &out->parts);
	return code;
}

static int read_duplicates(gj_ctx *c, const gj_demand *d, full *out)
{
	int code = gj_sql_list(c->db, GJ_SQL_DEMAND_DUPLICATES, c->arena, &kin_record,
			       &out->duplicates, "l", d->id);

	if (code >= 0 && out->duplicates.n)
		put(out, "duplicates");
	return code;
}

static int read_clocks(gj_ctx *c, const gj_demand *d, const gj_chart *chart, full *out)
{
	gj_array rows = { NULL, 0 };
	int code = GJ_OK;

	if (gj_chart_clock_at(chart, 0))
		code = gj_clocks_now(c, d->home, d->id, &rows);
	if (code >= 0 && rows.n) {
		code = gj_clock_views(c, &rows, chart, &out->clocks);
		put(out, "clocks");
	}
	return code;
}

static int read_chart(gj_ctx *c, const gj_demand *d, full *out)
{
	const gj_chart_state *state;
	gj_case_chart chart;
	int code = gj_demand_chart_of(c, d->home, d->chart, &chart);

	if (code >= 0)
		code = read_clocks(c, d, chart.chart, out);

	if (code >= 0)
		code = gj_demand_verbs_now(c, d, &chart, &out->verbs);
	if (code < 0)
		return code;
	put(out, "verbs");
	state = gj_chart_find(chart.chart, d->state);
	if (state) {
		out->state_name = c->chinese ? state->zh : state->en;
		put(out, "state_name");
	}
	return GJ_OK;
}

/* Unmasked for whom the right reaches it: at the home office, or at the unit in charge. */
static int unmask(gj_ctx *c, const gj_get_args *in, const gj_demand *d)
{
	int may = gj_may(c, GJ_RIGHT_contact_unmask, d->office);

	return may < 0 ? may : gj_unmask(c, in, may ? d->office : d->unit);
}

int gj_demand_get(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_get_args *in = args;
	full *out = ret_result;
	gj_demand demand;
	int code = gj_demand_load_seen(c, in->id, &demand);

	if (code >= 0 && in->unmask)
		code = unmask(c, in, &demand);
	if (code < 0)
		return code;
	/* `parts` is a number there and a list here. */
	gj_field_copy(out, &gj_demand_full_record, &demand, &gj_demand_record);
	out->office = demand.office;
	put(out, "office");
	ask_beside(c, &demand);
	code = read_beside(c, &demand, out);
	/* Others may have asked for the same: that is not for the demander. */
	if (code >= 0 && !c->actor->enterprise)
		code = read_duplicates(c, &demand, out);
	if (code >= 0)
		code = read_chart(c, &demand, out);
	return code < 0 ? code : gj_unseal(c, &gj_demand_full_record, out);
}
