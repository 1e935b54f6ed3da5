/* SPDX-License-Identifier: Apache-2.0
 *
 * Demand: what an enterprise or a citizen asks for. It is registered in the chain of its home
 * office, lies with a unit in charge, and goes through the states of a chart of the profile
 * by verbs that the chart permits. Here: its row, what is recorded of it, its operations.
 */
#include "engine/demand_priv.h"

const char *const gj_demand_grades[] = { "satisfied", "basically_satisfied", "dissatisfied",
					 "unrated", NULL };

/* ---- the row ---- */

#define ROW_CODE(m, list) GJ_F_CODE(gj_demand, m, 0, list, "")
static const gj_field row_fields[] = {
	GJ_F_ID(gj_demand, id, 0, ""),
	GJ_F_TEXT(gj_demand, state, 0, 0, 0, GJ_OPEN, ""),
	GJ_F_ENUM(gj_demand, class, 0, gj_case_classes, ""),
	GJ_F_ID(gj_demand, unit, 0, ""),
	ROW_CODE(channel, "channel"),
	ROW_CODE(kind, "demand_kind"),
	ROW_CODE(category, "demand_category"),
	ROW_CODE(urgency, "urgency"),
	GJ_F_ID(gj_demand, enterprise, 0, ""),
	GJ_F_ID(gj_demand, against, 0, ""),
	GJ_F_BOOL(gj_demand, confidential, 0, ""),
	GJ_F_BOOL(gj_demand, anonymous, 0, ""),
	GJ_F_BOOL(gj_demand, from_above, 0, ""),
	GJ_F_TIME(gj_demand, due_at, 0, ""),
	ROW_CODE(disposition, "disposition"),
	ROW_CODE(resolution, "resolution"),
	ROW_CODE(level, "level"),
	GJ_F_BOOL(gj_demand, above, 0, ""),
	GJ_F_DATE(gj_demand, review_on, 0, ""),
	GJ_F_BOOL(gj_demand, not_reached, 0, ""),
	GJ_F_ID(gj_demand, parent, 0, ""),
	GJ_F_INT(gj_demand, parts, 0, 0, GJ_MAX_INT, ""),
	GJ_F_INT(gj_demand, reworks, 0, 0, GJ_MAX_INT, ""),
	GJ_F_INT(gj_demand, transfers, 0, 0, GJ_MAX_INT, ""),
	GJ_F_BOOL(gj_demand, problem, 0, ""),
	GJ_F_ID(gj_demand, merged_into, 0, ""),
	GJ_F_ID(gj_demand, registrar, 0, ""),
	GJ_F_TEXT(gj_demand, chart, 0, 0, 0, GJ_OPEN, ""),
	GJ_F_TIME(gj_demand, opened_at, 0, ""),
	GJ_F_TIME(gj_demand, ended_at, 0, ""),
	GJ_F_BOOL(gj_demand, voided, 0, ""),
	GJ_F_INT(gj_demand, revision, 0, 1, GJ_MAX_INT, ""),
	GJ_F_INT(gj_demand, seq, 0, 1, GJ_MAX_INT, ""),
	GJ_F_END
};
const GJ_RECORD(gj_demand_record, gj_demand, row_fields);

int gj_demand_load(gj_ctx *c, int64_t id, gj_demand *ret_demand)
{
	int64_t home = GJ_HOME_OF(id);
	gj_head *head = gj_head_of(c, home);
	gj_demand d;
	int code = gj_sql_row(c->db, GJ_SQL_DEMAND_GET, c->arena, &gj_demand_record, &d, "ll", home,
			      id);

	if (code == GJ_E_NOT_FOUND)
		return gj_not_found(c, "demand");
	if (code >= 0) {
		d.home = home;
		d.office = head ? head->office : 0;
		code = head ? GJ_OK : gj_home_office(c, home, &d.office);
	}
	if (code >= 0)
		*ret_demand = d;
	return code;
}

int gj_demand_load_seen(gj_ctx *c, int64_t id, gj_demand *ret_demand)
{
	int code = gj_demand_load(c, id, ret_demand), seen;

	if (code < 0)
		return code;
	seen = gj_demand_visible(c, ret_demand);
	return seen > 0 ? GJ_OK : seen < 0 ? seen : gj_not_found(c, "demand");
}

/* ---- what is recorded ---- */

#define TEXT_MAX 4000
#define NOTE_MAX 2000

static const gj_field part_fields[] = {
	GJ_F_ID(gj_demand_part, id, 0, "Number of the part, a demand of its own."),
	GJ_F_TEXT(gj_demand_part, order_no, 0, 1, 40, GJ_OPEN, "Its order number."), GJ_F_END
};
const GJ_RECORD(gj_demand_part_record, gj_demand_part, part_fields);

#define B gj_demand_body
#define STATE_FIELDS \
	GJ_F_TEXT(B, verb, GJ_REQUIRED, 1, 40, GJ_OPEN, "What was done."), \
	GJ_F_TEXT(B, from, 0, 1, 64, GJ_OPEN, "State before."), \
	GJ_F_TEXT(B, state, 0, 1, 64, GJ_OPEN, "State after."), \
	GJ_F_ENUM(B, class, 0, gj_case_classes, "Class of the state after.")
#define FACT_FIELDS(need, null) \
	GJ_F_CODE(B, channel, need, "channel", "By which channel it came."), \
	GJ_F_CODE(B, kind, need, "demand_kind", "Kind of demand."), \
	GJ_F_CODE(B, category, need, "demand_category", "Category."), \
	GJ_F_CODE(B, urgency, null, "urgency", "How urgent."), \
	GJ_F_VEIL(B, title, 0, 200, GJ_PERSONAL, "text", "What it is about."), \
	GJ_F_VEIL(B, detail, null, TEXT_MAX, GJ_PERSONAL, "text", "In full."), \
	GJ_F_VEIL(B, place, null, 300, GJ_PERSONAL, "text", "Where it is."), \
	GJ_F_ID(B, enterprise, null, "Whose demand it is."), \
	GJ_F_VEIL(B, name, null, 60, GJ_PERSONAL, "name", "Name of the demander."), \
	GJ_F_VEIL(B, phone, null, 30, GJ_PERSONAL, "phone", "Telephone of the demander."), \
	GJ_F_BOOL(B, confidential, 0, "The demander's identity stays with the home office."), \
	GJ_F_TIME(B, due_at, null, "Due time given with the order.")
#define BROUGHT_FIELDS \
	GJ_CLOCK_BODY_FIELDS(B), \
		GJ_F_ARRAY(B, evidence, 0, 0, 50, gj_evidence_record, "Evidence."), \
		GJ_MESSAGES_FIELD(B)

static const gj_field registered_fields[] = {
	STATE_FIELDS,
	FACT_FIELDS(GJ_REQUIRED, 0),
	GJ_F_TEXT(B, order_no, GJ_REQUIRED, 1, 40, GJ_OPEN, "Order number."),
	GJ_F_INT(B, year, GJ_REQUIRED, 1, 9999, "Its year, by the ledger's zone."),
	GJ_F_INT(B, number, GJ_REQUIRED, 1, GJ_MAX_INT, "Its number within home and year."),
	GJ_F_TEXT(B, chart, GJ_REQUIRED, 64, 64, GJ_OPEN, "Hash of the chart it runs on."),
	GJ_F_ID(B, unit, GJ_REQUIRED, "In charge: the home office."),
	GJ_F_BOOL(B, anonymous, 0, "Nobody is named, nobody is kept."),
	GJ_F_BOOL(B, from_above, 0, "It is an order from above."),
	GJ_F_ID(B, against, 0, "The office complained of."),
	GJ_F_CODE(B, external_system, 0, "external_system", "The system the order came from."),
	GJ_F_TEXT(B, external_code, 0, 1, 80, GJ_OPEN, "Its number there."),
	GJ_F_ID(B, parent, 0, "The demand of which it is a part."),
	GJ_F_ID(B, visit, 0, "The visit that brought it."),
	GJ_F_ID(B, finding, 0, "The finding that brought it."),
	GJ_F_ID(B, taker, 0, "The office that took it, if not the home office."),
	BROUGHT_FIELDS,
	GJ_F_END
};
const GJ_RECORD(gj_demand_registered_record, gj_demand_body, registered_fields);

static const gj_field step_fields[] = {
	STATE_FIELDS,
	GJ_F_BOOL(B, turned, 0, "It ended by this, or was taken up again."),
	GJ_F_ID(B, unit, 0, "In charge from now on."),
	GJ_F_ID(B, unit_before, 0, "In charge before."),
	GJ_F_IDS(B, assist, 0, 50, "Offices that assist."),
	GJ_F_TIME(B, unit_due_at, 0, "When the unit is to be done."),
	GJ_F_CODE(B, mode, 0, "contact_mode", "How the demander was contacted."),
	GJ_F_TEXT(B, reason, 0, 1, 64, GJ_OPEN, "Reason, as coded then."),
	GJ_F_VEIL(B, text, 0, TEXT_MAX, GJ_PERSONAL, "text", "Public answer."),
	GJ_F_VEIL(B, note, 0, NOTE_MAX, GJ_PERSONAL, "text", "Internal note."),
	GJ_F_VEIL(B, measure, 0, NOTE_MAX, GJ_PERSONAL, "text", "What is done meanwhile."),
	GJ_F_CODE(B, disposition, 0, "disposition", "Done now, by a date, or explained."),
	GJ_F_CODE(B, resolution, 0, "resolution", "How it was resolved."),
	GJ_F_CODE(B, level, 0, "level", "Level at which it was solved."),
	GJ_F_BOOL(B, above, 0, "That level lies above the home office."),
	GJ_F_DATE(B, review_on, 0, "When it is looked at again."),
	GJ_F_CODE(B, by, 0, "callback_by", "Who called back."),
	GJ_F_CODE(B, result, 0, "callback_result", "What the demander says."),
	GJ_F_CODE(B, satisfaction, 0, "satisfaction", "How satisfied."),
	GJ_F_BOOL(B, valid, 0, "The callback counts in rates."),
	GJ_F_BOOL(B, not_reached, 0, "The callback reached nobody."),
	GJ_F_BOOL(B, solved, 0, "The demander calls it solved."),
	GJ_F_BOOL(B, contacted, 0, "The demander says whether she was contacted."),
	GJ_F_ENUM(B, grade, 0, gj_demand_grades, "How the satisfaction counts."),
	GJ_F_TEXTS(B, missing, 0, 32, "Elements that the answer does not have."),
	GJ_F_ID(B, into, 0, "The demand that goes on."),
	GJ_F_ID(B, duplicate, 0, "The demand that was merged into this one."),
	GJ_F_INT(B, part_count, 0, 0, 1000, "Into how many parts it was split."),
	GJ_F_ARRAY(B, parts, 0, 0, 50, gj_demand_part_record, "Its parts."),
	GJ_F_BOOL(B, voided, 0, "It was void from the beginning."),
	GJ_F_ID(B, whistle, 0, "The whistle that was blown for it."),
	GJ_F_BOOL(B, rework, 0, "It was taken up again after an answer."),
	GJ_F_BOOL(B, transfer, 0, "Another unit took over."),
	GJ_F_BOOL(B, problem, 0, "It is a problem order from now on, by the profile's rule."),
	GJ_F_BOOL(B, unshelved, 0, "It left the shelf."),
	GJ_F_INT(B, proposal, 0, 1, GJ_MAX_INT, "The event that proposed to strike it off."),
	GJ_F_TEXT(B, clock, 0, 1, 40, GJ_OPEN, "The clock that was extended, or is to be."),
	GJ_F_TEXT(B, limit, 0, 1, 48, GJ_OPEN, "By how much."),
	GJ_F_INT(B, round, 0, 1, GJ_MAX_INT, "The clock's life for which it is asked."),
	GJ_F_INT(B, requested, 0, 1, GJ_MAX_INT, "The event that asked for the extension."),
	GJ_F_TEXT(B, outcome, 0, 1, 20, GJ_OPEN, "asked, granted or refused."),
	BROUGHT_FIELDS,
	GJ_F_END
};
const GJ_RECORD(gj_demand_step_record, gj_demand_body, step_fields);

static const gj_field amended_fields[] = {
	STATE_FIELDS,
	FACT_FIELDS(0, GJ_NULLABLE),
	GJ_F_CODE(B, resolution, 0, "resolution", "How it was resolved."),
	GJ_F_CODE(B, level, 0, "level", "Level at which it was solved."),
	GJ_F_BOOL(B, above, 0, "That level lies above the home office."),
	GJ_F_TEXT(B, reason, 0, 1, 64, GJ_OPEN, "What was wrong, as coded then."),
	GJ_F_VEIL(B, note, 0, NOTE_MAX, GJ_PERSONAL, "text", "In words."),
	BROUGHT_FIELDS,
	GJ_F_END
};
const GJ_RECORD(gj_demand_amended_record, gj_demand_body, amended_fields);
#undef B

#define X gj_exclusion_body
static const gj_field exclusion_fields[] = {
	GJ_F_TEXT(X, verb, GJ_REQUIRED, 1, 40, GJ_OPEN, "What was done."),
	GJ_F_TEXT(X, state, GJ_REQUIRED, 1, 64, GJ_OPEN, "State of the demand, which stays."),
	GJ_F_ENUM(X, class, GJ_REQUIRED, gj_case_classes, "Class of that state."),
	GJ_F_TEXT(X, outcome, GJ_REQUIRED, 1, 20, GJ_OPEN, "State of the exclusion after it."),
	GJ_F_INT(X, requested, 0, 1, GJ_MAX_INT, "The event that asked for it."),
	GJ_F_INT(X, decided, 0, 1, GJ_MAX_INT, "The event that decided."),
	GJ_F_BOOL(X, excluded, 0, "It is excluded from rates from now on."),
	GJ_F_TEXT(X, reason, 0, 1, 64, GJ_OPEN, "Reason, as coded then."),
	GJ_F_VEIL(X, note, 0, NOTE_MAX, GJ_PERSONAL, "text", "In words."),
	GJ_F_ARRAY(X, evidence, 0, 0, 50, gj_evidence_record, "Evidence."),
	GJ_F_END
};
const GJ_RECORD(gj_exclusion_record, gj_exclusion_body, exclusion_fields);
#undef X

#define EVIDENCE_STEP { GJ_SQL_DEMAND_EVIDENCE_ADD, NULL, "evidence" }
/* What any step may bring along. */
#define BROUGHT_STEPS \
	GJ_CLOCK_STEPS, { GJ_SQL_DEMAND_EVIDENCE_ADD, NULL, "evidence" }, GJ_MESSAGES_STEP
#define DO(statement) { GJ_SQL_##statement, NULL, NULL }
#define IF_SAID(statement, field) { GJ_SQL_##statement, field, NULL }
/* What leaves the shelf in another way than by being struck off. */
#define SHELF_LEFT IF_SAID(SHELF_LEAVE, "unshelved"), IF_SAID(SHELF_LEFT, "unshelved")
/* Rates: what a case counted for is taken out, it changes, what it counts for is put in. A
 * plain step changes what it counts for only by ending it, or by taking it up again. */
#define IF_TURNED(statement) { GJ_SQL_##statement, "turned", NULL }
#define RATE_BEFORE DO(RATE_CASE_OUT), IF_TURNED(RATE_CLOSE_FACT)
#define RATE_AFTER DO(RATE_CASE_IN), DO(RATE_FACT_IN)
#define RATE_MOVED RATE_BEFORE, DO(RATE_FACT_MOVED), DO(RATE_CASE_MOVED), RATE_AFTER
#define RATE_PLAIN \
	IF_TURNED(RATE_CLOSE_CELL), IF_TURNED(RATE_CLOSE_FACT), IF_TURNED(RATE_CLOSE_CASE), \
		IF_TURNED(RATE_FACT_IN)
static const gj_step registered_steps[] = { DO(DEMAND_INSERT),
					    DO(DEMAND_TEXT_INSERT),
					    DO(DEMAND_COUNT_UP),
					    { GJ_SQL_DEMAND_UNIT_TAKER, "taker", NULL },
					    BROUGHT_STEPS,
					    DO(RATE_CASE_ADD),
					    DO(RATE_FACT_REGISTERED),
					    RATE_AFTER,
					    GJ_STEPS_END };
static const gj_step plain_steps[] = { DO(DEMAND_STEP), SHELF_LEFT, BROUGHT_STEPS, RATE_PLAIN,
				       GJ_STEPS_END };
static const gj_step ask_steps[] = { DO(DEMAND_STEP), SHELF_LEFT,	BROUGHT_STEPS,
				     GJ_CLOCK_ASK_STEP, RATE_PLAIN, GJ_STEPS_END };
static const gj_step decide_extension_steps[] = { DO(DEMAND_STEP),      SHELF_LEFT, BROUGHT_STEPS,
						  GJ_CLOCK_DECIDE_STEP, RATE_PLAIN, GJ_STEPS_END };
static const gj_step contact_steps[] = { DO(DEMAND_STEP), SHELF_LEFT, BROUGHT_STEPS, RATE_PLAIN,
					 DO(RATE_CONTACTED), GJ_STEPS_END };
static const gj_step move_steps[] = { DO(DEMAND_MOVE),
				      { GJ_SQL_DEMAND_UNIT_LEAD, "unit", NULL },
				      { GJ_SQL_DEMAND_UNIT_ASSIST, NULL, "assist" },
				      IF_SAID(SHELF_UNIT, "unit"),
				      SHELF_LEFT,
				      BROUGHT_STEPS,
				      GJ_CLOCK_UNIT_STEP,
				      RATE_MOVED,
				      GJ_STEPS_END };
static const gj_step void_steps[] = { DO(DEMAND_MOVE),
				      SHELF_LEFT,
				      BROUGHT_STEPS,
				      DO(RATE_CASE_OUT),
				      DO(RATE_FACTS_OUT),
				      DO(RATE_CASE_VOID),
				      GJ_STEPS_END };
/* What of it was on the shelf before has left it; what is shelved now has a stay of its own. */
static const gj_step answer_steps[] = { DO(DEMAND_ANSWER),
					DO(DEMAND_REPLY_ADD),
					IF_SAID(SHELF_LEAVE, "unshelved"),
					IF_SAID(SHELF_PUT, "review_on"),
					BROUGHT_STEPS,
					RATE_BEFORE,
					DO(RATE_FACT_ANSWERED),
					DO(RATE_CASE_ANSWERED),
					RATE_AFTER,
					GJ_STEPS_END };
static const gj_step decline_steps[] = { DO(DEMAND_MOVE), DO(DEMAND_REPLY_ADD), BROUGHT_STEPS,
					 RATE_MOVED, GJ_STEPS_END };
static const gj_step called_steps[] = { DO(DEMAND_CALLED),
					DO(DEMAND_CALLBACK_ADD),
					BROUGHT_STEPS,
					{ GJ_SQL_RATE_PARTY_ADD, "by", NULL },
					RATE_BEFORE,
					DO(RATE_REPLACED_OUT),
					DO(RATE_REPLACED),
					DO(RATE_REPLACED_IN),
					DO(RATE_FACT_CALLED),
					DO(RATE_CASE_CALLED),
					DO(RATE_CASE_AFTER_CALL),
					RATE_AFTER,
					GJ_STEPS_END };
static const gj_step urge_steps[] = { { GJ_SQL_DEMAND_STEP, NULL, NULL },
				      { GJ_SQL_DEMAND_URGE_ADD, NULL, NULL },
				      BROUGHT_STEPS,
				      GJ_STEPS_END };
static const gj_step reviewed_steps[] = { DO(DEMAND_STEP), DO(DEMAND_REVIEW), DO(SHELF_REVIEW),
					  BROUGHT_STEPS, RATE_PLAIN, GJ_STEPS_END };
static const gj_step proposed_steps[] = { DO(DEMAND_STATE), DO(SHELF_PROPOSE), BROUGHT_STEPS,
					  RATE_PLAIN, GJ_STEPS_END };
static const gj_step struck_steps[] = { DO(DEMAND_ANSWER),
					DO(SHELF_REPLY_ADD),
					DO(SHELF_STRIKE),
					BROUGHT_STEPS,
					RATE_BEFORE,
					DO(RATE_FACT_ANSWERED),
					DO(RATE_CASE_ANSWERED),
					RATE_AFTER,
					GJ_STEPS_END };
static const gj_step kept_steps[] = { DO(DEMAND_STEP), IF_SAID(DEMAND_REVIEW, "review_on"),
				      DO(SHELF_KEEP), BROUGHT_STEPS, RATE_PLAIN, GJ_STEPS_END };
static const gj_step touched_steps[] = { DO(DEMAND_TOUCH), GJ_STEPS_END };
static const gj_step amended_steps[] = { DO(DEMAND_AMEND),
					 DO(DEMAND_TEXT_AMEND),
					 BROUGHT_STEPS,
					 DO(RATE_CASE_OUT),
					 DO(RATE_FACTS_OUT),
					 DO(RATE_FACT_AMENDED),
					 DO(RATE_CASE_AMENDED),
					 DO(RATE_CASE_IN),
					 DO(RATE_FACTS_IN),
					 GJ_STEPS_END };
static const gj_step disputed_steps[] = { DO(DEMAND_TOUCH), EVIDENCE_STEP, DO(RATE_DISPUTED),
					  GJ_STEPS_END };
static const gj_step request_steps[] = { DO(DEMAND_TOUCH), EVIDENCE_STEP, DO(EXCLUSION_INSERT),
					 GJ_STEPS_END };
#define EXCLUDED(statement) IF_SAID(statement, "excluded")
#define RATE_EXCLUDED \
	EXCLUDED(RATE_CASE_OUT), EXCLUDED(RATE_FACTS_OUT), EXCLUDED(RATE_CASE_EXCLUDE), \
		EXCLUDED(RATE_FACT_EXCLUDED), EXCLUDED(RATE_FACT_LIFTED), EXCLUDED(RATE_CASE_IN), \
		EXCLUDED(RATE_FACTS_IN)
static const gj_step decide_steps[] = { DO(DEMAND_TOUCH), EVIDENCE_STEP, DO(EXCLUSION_DECIDE),
					RATE_EXCLUDED, GJ_STEPS_END };
static const gj_step review_steps[] = { DO(DEMAND_TOUCH), EVIDENCE_STEP, DO(EXCLUSION_REVIEW),
					RATE_EXCLUDED, GJ_STEPS_END };

#define STEP(name, steps, doc) { "demand." name, 1, &gj_demand_step_record, steps, doc }
const gj_event_type gj_demand_events[] = {
	[GJ_DEMAND_REGISTERED] = { "demand.registered", 1, &gj_demand_registered_record,
				   registered_steps, "A demand was registered." },
	[GJ_DEMAND_DISPATCHED] = STEP("dispatched", move_steps, "A unit was put in charge."),
	[GJ_DEMAND_SIGNED] = STEP("signed", plain_steps, "The unit signed for it."),
	[GJ_DEMAND_CONTACTED] = STEP("contacted", contact_steps, "The demander was contacted."),
	[GJ_DEMAND_HANDLED] = STEP("handled", plain_steps, "Work was done on it."),
	[GJ_DEMAND_TRANSFERRED] = STEP("transferred", move_steps, "Another unit took over."),
	[GJ_DEMAND_RETURNED] = STEP("returned", move_steps, "The unit gave it back."),
	[GJ_DEMAND_EXPLAINED] = STEP("explained", answer_steps, "It was explained why not."),
	[GJ_DEMAND_REPLIED] = STEP("replied", answer_steps, "It was answered."),
	[GJ_DEMAND_CALLED_BACK] = STEP("called_back", called_steps, "The demander was asked."),
	[GJ_DEMAND_CLOSED] = STEP("closed", plain_steps, "It was closed."),
	[GJ_DEMAND_REOPENED] = STEP("reopened", move_steps, "It was taken up again."),
	[GJ_DEMAND_WITHDRAWN] = STEP("withdrawn", move_steps, "The demander took it back."),
	[GJ_DEMAND_SPLIT] = STEP("split", move_steps, "It was split into parts."),
	[GJ_DEMAND_MERGED] = STEP("merged", move_steps, "It goes on in another demand."),
	[GJ_DEMAND_ABSORBED] = STEP("absorbed", touched_steps, "A duplicate was merged into it."),
	[GJ_DEMAND_ESCALATED] = STEP("escalated", move_steps, "It was passed up."),
	[GJ_DEMAND_AMENDED] = { "demand.amended", 1, &gj_demand_amended_record, amended_steps,
				"A mistake about it was corrected." },
	[GJ_DEMAND_VOIDED] = STEP("voided", void_steps, "It should not have been registered."),
	[GJ_DEMAND_DECLINED] = STEP("declined", decline_steps, "It was not accepted."),
	[GJ_DEMAND_WHISTLED] = STEP("whistled", touched_steps, "A whistle was blown for it."),
	[GJ_DEMAND_EXTENDED] = STEP("extended", plain_steps, "A clock of it was extended."),
	[GJ_DEMAND_EXTENSION_ASKED] = STEP("extension_asked", ask_steps,
					   "It was asked that a clock of it be extended."),
	[GJ_DEMAND_EXTENSION_GRANTED] = STEP("extension_granted", decide_extension_steps,
					     "A clock of it was extended, as was asked."),
	[GJ_DEMAND_EXTENSION_REFUSED] = STEP("extension_refused", decide_extension_steps,
					     "The extension asked for was refused."),
	[GJ_DEMAND_SUSPENDED] = STEP("suspended", plain_steps, "Work on it was suspended."),
	[GJ_DEMAND_SUPPLEMENT_ASKED] = STEP("supplement_asked", plain_steps,
					    "The demander was asked for what is missing."),
	[GJ_DEMAND_RESUMED] = STEP("resumed", plain_steps, "Work on it went on."),
	[GJ_DEMAND_URGED] = STEP("urged", urge_steps, "Somebody asked for haste."),
	[GJ_DEMAND_SHELF_REVIEWED] = STEP("shelf_reviewed", reviewed_steps,
					  "What is shelved was looked at again."),
	[GJ_DEMAND_STRIKE_PROPOSED] = STEP("strike_off_proposed", proposed_steps,
					   "It was proposed to strike it off the shelf."),
	[GJ_DEMAND_STRUCK_OFF] = STEP("struck_off", struck_steps,
				      "It was struck off the shelf: the answer proposed holds."),
	[GJ_DEMAND_KEPT_SHELVED] = STEP("kept_shelved", kept_steps, "It stays on the shelf."),
	[GJ_DEMAND_MIGRATION] = { "demand.migration", 1, &gj_demand_slice_record,
				  gj_demand_slice_steps,
				  "Running cases of an office were moved to the chart in force." },
	[GJ_DEMAND_MIGRATED] = { "demand.migrated", 1, &gj_demand_migrated_record,
				 gj_demand_migrated_steps,
				 "It was moved to the chart in force." },
	[GJ_DEMAND_DISPUTED] = STEP("callback_disputed", disputed_steps,
				    "A callback is to be asked again."),
	[GJ_DEMAND_EXCLUSION_REQUESTED] = { "demand.exclusion_requested", 1,
					    &gj_exclusion_record, request_steps,
					    "It was asked that it be excluded from rates." },
	[GJ_DEMAND_EXCLUSION_DECIDED] = { "demand.exclusion_decided", 1, &gj_exclusion_record,
					  decide_steps, "It was decided whether it is excluded." },
	[GJ_DEMAND_EXCLUSION_REVIEWED] = { "demand.exclusion_reviewed", 1, &gj_exclusion_record,
					   review_steps, "The decision was looked at again." },
	{ NULL, 0, NULL, NULL, NULL }
};

int gj_demand_tell(gj_ctx *c, gj_message_case *of, gj_str urgency, const gj_record *record,
		   gj_demand_body *body)
{
	of->at_once = gj_message_urgent(gj_profile_messages(c->profile), urgency);
	return gj_message_tell(c, body->verb, of, record, body);
}

/* ---- operations ---- */

static const int register_errors[] = { GJ_E_NOT_FOUND, GJ_E_EXISTS, GJ_E_RULE, GJ_E_STATE, 0 };
static const int step_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_STATE, GJ_E_CONFLICT, 0 };
static const int read_errors[] = { GJ_E_NOT_FOUND, 0 };
static const int migrate_errors[] = { GJ_E_NOT_FOUND, 0 };

static const gj_first first[] = { { GJ_SQL_DEMAND_GET, "id" },
				  { GJ_SQL_CLOCK_NOW, "id" },
				  GJ_FIRST_END };
static const gj_first first_read[] = { { GJ_SQL_DEMAND_GET, "id" }, GJ_FIRST_END };

#define ACT(verb, r) \
	.name = "demand." #verb, .version = 1, .args = &gj_demand_##verb##_args, \
	.result = &gj_demand_stepped_result, .right = GJ_RIGHT_demand_##r, \
	.home = GJ_HOME_ID, .errors = step_errors, .since = "1.0", .run = gj_demand_act, \
	.first = first
#define STAFF .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT
#define DEMANDER .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT | GJ_OP_DEMANDER
#define READ(verb, in, out, more, where) \
	.name = "demand." #verb, .version = 1, .args = &(in), .result = &(out), \
	.right = GJ_RIGHT_demand_read, .flags = GJ_OP_OWN_RIGHT | (more), .home = (where), \
	.errors = read_errors, .since = "1.0", .run = gj_demand_##verb, \
	.first = first_read
static const gj_op ops[] = {
	{ .name = "demand.register",
	  .version = 1,
	  .args = &gj_demand_register_args,
	  .result = &gj_demand_registered_result,
	  .right = GJ_RIGHT_demand_register,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT | GJ_OP_DEMANDER,
	  .home = GJ_HOME_OFFICE,
	  .errors = register_errors,
	  .since = "1.0",
	  .doc = "Registers a demand in its home office and gives it an order number.",
	  .doc_zh = "登记诉求并生成工单编号。",
	  .run = gj_demand_register },
	{ ACT(dispatch, dispatch), STAFF,
	  .doc = "Puts a unit in charge, with others to assist. Never the unit complained of.",
	  .doc_zh = "派单给承办单位，可指定协办；不得派给被投诉单位。" },
	{ ACT(sign, handle), STAFF,
	  .doc = "The unit in charge signs for it.",
	  .doc_zh = "承办单位签收。" },
	{ ACT(contact, handle), STAFF,
	  .doc = "Records that the demander was contacted.",
	  .doc_zh = "记录已联系诉求人。" },
	{ ACT(handle, handle), STAFF, .doc = "Records work done on it.", .doc_zh = "记录办理情况。" },
	{ ACT(transfer, handle), STAFF,
	  .doc = "Another unit takes over, with the reason.",
	  .doc_zh = "转办给另一单位并说明原因。" },
	{ ACT(return, handle), STAFF,
	  .doc = "Gives it back to the home office, with the reason.",
	  .doc_zh = "退单给派单单位并说明原因。" },
	{ ACT(explain, handle), STAFF,
	  .doc = "Explains to the demander what cannot be done.",
	  .doc_zh = "办不了的，向诉求人解释清楚。" },
	{ ACT(reply, handle), STAFF,
	  .doc = "Answers: publicly, with disposition, resolution and the level that solved it.",
	  .doc_zh = "答复诉求人：公开答复、处置方式、解决情况和解决层级。" },
	{ ACT(callback, callback), STAFF,
	  .doc = "Records what the demander says of the answer.",
	  .doc_zh = "回访诉求人并记录结果。" },
	{ ACT(close, close), STAFF, .doc = "Closes it.", .doc_zh = "结案。" },
	{ ACT(reopen, register), DEMANDER,
	  .doc = "Takes up again what had ended, with the reason.",
	  .doc_zh = "重新打开已结束的诉求并说明原因。" },
	{ ACT(withdraw, register), DEMANDER,
	  .doc = "The demander takes it back.",
	  .doc_zh = "诉求人撤回。" },
	{ ACT(split, dispatch), STAFF,
	  .doc = "Splits it into parts, which are demands of the same home.",
	  .doc_zh = "拆分为若干诉求，分别办理。" },
	{ ACT(merge, dispatch), STAFF,
	  .home_arg = "into",
	  .doc = "Merges a duplicate into the demand that goes on.",
	  .doc_zh = "将重复诉求合并到另一诉求。" },
	{ ACT(escalate, handle), STAFF,
	  .doc = "Passes it up to a higher office or one of its departments.",
	  .doc_zh = "上报上级单位或其部门。" },
	{ ACT(amend, amend), STAFF,
	  .doc = "Corrects a mistake, with the reason: absent keeps, null clears.",
	  .doc_zh = "更正诉求信息并说明原因：不填则不变，null 则清空。" },
	{ ACT(void, amend), STAFF,
	  .doc = "Declares it void from the beginning.",
	  .doc_zh = "作废诉求。" },
	{ ACT(decline, dispatch), STAFF,
	  .doc = "Does not accept it, and says why or which channel is open.",
	  .doc_zh = "不予受理，说明理由或告知法定渠道。" },
	{ ACT(urge, register), DEMANDER,
	  .doc = "Asks the unit in charge for haste: who did and when is kept, and whether "
		 "anything was done since. How soon again, the profile's limit demand.urge says.",
	  .doc_zh = "催办：记录何人何时催办、此后是否有办理；两次催办须间隔配置包所定时限。" },
	{ ACT(extend, handle), STAFF,
	  .doc = "Extends one of its clocks, as often and as far as its chart permits; never a "
		 "due time that was given.",
	  .doc_zh = "延期：次数和幅度以流程图为限；上级给定的期限不得延。" },
	{ ACT(ask_extension, handle), STAFF,
	  .doc = "Asks that one of its clocks be extended, within what its chart permits. Nothing "
		 "moves before somebody else has granted it.",
	  .doc_zh = "申请延期，不得超过流程图所定次数和幅度；经他人批准后期限方予变动。" },
	{ ACT(grant_extension, handle), STAFF,
	  .doc = "Grants the extension asked for, or a shorter one: whoever the chart names, and "
		 "somebody else than who asked.",
	  .doc_zh = "批准延期，可少于申请的幅度；由流程图指定的、申请人以外的人审批。" },
	{ ACT(refuse_extension, handle), STAFF,
	  .doc = "Refuses the extension asked for: the clock runs on as it did.",
	  .doc_zh = "不批准延期：原期限不变。" },
	{ ACT(suspend, handle), STAFF,
	  .doc = "Suspends work on it, with reason and evidence: its clocks stand still, up to a "
		 "cap.",
	  .doc_zh = "中止办理，须说明理由并附佐证：中止期间不计时，但有上限。" },
	{ ACT(supplement, handle), STAFF,
	  .doc = "Asks the demander for what is missing; meanwhile its clocks stand still.",
	  .doc_zh = "要求诉求人补正材料，补正期间不计时。" },
	{ ACT(resume, handle), STAFF,
	  .doc = "Work on it goes on: what was suspended, or what was missing has come.",
	  .doc_zh = "恢复办理：中止原因消除或补正材料已到。" },
	{ ACT(review_shelved, handle), STAFF,
	  .doc = "Looks again at what is shelved: it stays, with the day of the next review.",
	  .doc_zh = "复查挂账事项：继续挂账，并定下次复查日期。" },
	{ ACT(propose_strike_off, handle), STAFF,
	  .doc = "Proposes to strike off what is shelved, with the answer to the demander.",
	  .doc_zh = "申请销账，并拟定给诉求人的答复。" },
	{ ACT(strike_off, close), STAFF,
	  .doc = "Approves it: what was proposed is the answer. By somebody else than who "
		 "proposed.",
	  .doc_zh = "批准销账，所拟答复即为答复；须由申请人以外的人批准。" },
	{ ACT(keep_shelved, close), STAFF,
	  .doc = "Does not approve it, and says why: it stays on the shelf.",
	  .doc_zh = "不予销账并说明原因，继续挂账。" },
	{ .name = "demand.migrate",
	  .version = 1,
	  .args = &gj_demand_migrate_args,
	  .result = &gj_demand_migrate_result,
	  .right = GJ_RIGHT_profile_write,
	  .flags = GJ_OP_WRITE,
	  .home = GJ_HOME_OFFICE,
	  .errors = migrate_errors,
	  .since = "1.0",
	  .doc = "Moves running cases of an office to the chart in force, by a map, slice by "
		 "slice.",
	  .doc_zh = "按映射把某单位办理中的诉求分批迁移到现行流程图。",
	  .run = gj_demand_migrate },
	{ .name = "demand.migrate_preview",
	  .version = 1,
	  .args = &gj_demand_preview_args,
	  .result = &gj_demand_preview_result,
	  .right = GJ_RIGHT_profile_write,
	  .flags = GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = read_errors,
	  .since = "1.0",
	  .doc = "What a migration would move: counts by state, and which cases cannot.",
	  .doc_zh = "预览迁移：各状态件数，以及不能迁移的诉求。",
	  .run = gj_demand_migrate_preview },
	{ READ(get, gj_get_args_record, gj_demand_full_record, GJ_OP_DEMANDER, GJ_HOME_ID),
	  .doc = "One demand with all that belongs to it, and what the actor may do now.",
	  .doc_zh = "查看一件诉求的全部情况，以及当前可执行的操作。" },
	{ READ(list, gj_demand_list_args, gj_demand_list_result, GJ_OP_LIST | GJ_OP_DEMANDER,
	       GJ_HOME_ROOT),
	  .doc = "Demands that the actor may know of.",
	  .doc_zh = "诉求列表。" },
	{ READ(find, gj_demand_find_args, gj_demand_list_result, GJ_OP_DEMANDER, GJ_HOME_ROOT),
	  .doc = "Demands by order number, or by their number in another system.",
	  .doc_zh = "按工单编号或外部编号查找诉求。" },
	{ READ(count, gj_demand_count_args, gj_demand_count_result, 0, GJ_HOME_ROOT),
	  .doc = "How many there are, by state, class, level, resolution, kind or category.",
	  .doc_zh = "按状态、层级等分组计数。" },
	{ READ(summary, gj_demand_summary_args, gj_demand_summary_result, 0, GJ_HOME_ROOT),
	  .doc = "How many are open, ended, solved at the office and solved above it.",
	  .doc_zh = "汇总：在办、办结、本级解决、上级解决。" },
	{ READ(history, gj_demand_history_args, gj_demand_history_result,
	       GJ_OP_LIST | GJ_OP_DEMANDER, GJ_HOME_ID),
	  .doc = "What happened to a demand, in order: who, when, in which office, what.",
	  .doc_zh = "诉求办理过程：何人、何时、何单位、何操作。" },
	{ 0 }
};

extern const gj_noun gj_noun_demand;
const gj_noun gj_noun_demand = { "demand", "诉求", ops, gj_demand_events,
				 "What enterprises and citizens ask for, and what became of it." };
