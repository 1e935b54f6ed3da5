/* SPDX-License-Identifier: Apache-2.0
 *
 * What the verbs of a demand take.
 */
#include "engine/demand_act.h"

#define ASSIST_MAX 50

static const gj_field part_fields[] = {
	GJ_F_VEIL(gj_part_args, subject, GJ_REQUIRED, 200, GJ_PERSONAL, "text",
		  "What the part is about."),
	GJ_F_VEIL(gj_part_args, detail, 0, 4000, GJ_PERSONAL, "text", "In full."),
	GJ_F_VEIL(gj_part_args, place, 0, 300, GJ_PERSONAL, "text", "Where it is."),
	GJ_F_CODE(gj_part_args, kind, 0, "demand_kind", "Kind; that of the whole by default."),
	GJ_F_CODE(gj_part_args, category, 0, "demand_category",
		  "Category; that of the whole by default."),
	GJ_F_CODE(gj_part_args, urgency, 0, "urgency", "Urgency; that of the whole by default."),
	GJ_F_END
};
const GJ_RECORD(gj_demand_part_args, gj_part_args, part_fields);

static const gj_field demander_fields[] = {
	GJ_F_VEIL(gj_demander_args, name, GJ_NULLABLE, 60, GJ_PERSONAL, "name", "Name."),
	GJ_F_VEIL(gj_demander_args, phone, GJ_NULLABLE, 30, GJ_PERSONAL, "phone", "Telephone."),
	GJ_F_END
};
const GJ_RECORD(gj_demand_demander_args, gj_demander_args, demander_fields);

#define A gj_demand_act_args
#define NOTE \
	GJ_F_VEIL(A, note, 0, 2000, GJ_PERSONAL, "text", "Internal note: not for the demander.")
#define EVIDENCE GJ_F_ARRAY(A, evidence, 0, 0, 50, gj_evidence_args, "Evidence.")
#define UNIT(doc) GJ_F_ID(A, unit, 0, doc)
#define ASSIST GJ_F_IDS(A, assist, 0, ASSIST_MAX, "Offices that assist: they see the case.")
#define DUE GJ_F_TIME(A, due_at, 0, "When the unit is to be done; not after a due time given.")
#define REASON(need, list) GJ_F_CODE(A, reason, need, list, "Why.")
#define TEXT(doc) GJ_F_VEIL(A, text, 0, 4000, GJ_PERSONAL, "text", doc)
#define LEVEL \
	GJ_F_CODE( \
		A, level, 0, "level", \
		"Level at which it was solved; above the office when a unit above it solved it.")
#define DISPOSITION \
	GJ_F_CODE(A, disposition, 0, "disposition", \
		  "To be done now, or by a date; its clocks then run by the limit for that.")
#define TABLE(verb, ...) \
	static const gj_field verb##_fields[] = { GJ_CHANGE_FIELDS(A, "demand"), __VA_ARGS__, \
						  EVIDENCE, GJ_F_END }; \
	const GJ_RECORD(gj_demand_##verb##_args, gj_demand_act_args, verb##_fields)

TABLE(dispatch, UNIT("Who is in charge."), ASSIST, DUE, DISPOSITION, NOTE);
TABLE(sign, NOTE);
TABLE(contact, GJ_F_CODE(A, mode, 0, "contact_mode", "How."), NOTE);
TABLE(handle, DISPOSITION, NOTE);
TABLE(transfer, UNIT("Who takes over."), ASSIST, DUE, REASON(0, "transfer_reason"), NOTE);
TABLE(return, REASON(0, "return_reason"), NOTE);
TABLE(explain, TEXT("What is explained, to the demander."), LEVEL, NOTE);
TABLE(reply, TEXT("The answer, to the demander."),
      GJ_F_CODE(A, disposition, 0, "disposition", "Done now, by a date, or explained."),
      GJ_F_CODE(A, resolution, 0, "resolution", "Solved, worked around, explained or shelved."),
      LEVEL, GJ_F_CODE(A, reason, 0, "shelve_reason", "Why not now, if it is shelved."),
      GJ_F_VEIL(A, measure, 0, 2000, GJ_PERSONAL, "text",
		"What is done meanwhile, if it is shelved."),
      GJ_F_DATE(A, review_on, 0, "When it is looked at again, if it is shelved."), NOTE);
TABLE(review_shelved, GJ_F_DATE(A, review_on, 0, "When it is looked at the next time."),
      GJ_F_VEIL(A, measure, 0, 2000, GJ_PERSONAL, "text",
		"What is done meanwhile; absent: what was done before."),
      NOTE);
TABLE(propose_strike_off, REASON(0, "strike_off_reason"), TEXT("The answer, to the demander."),
      GJ_F_CODE(A, disposition, 0, "disposition", "Done now, by a date, or explained."),
      GJ_F_CODE(A, resolution, 0, "resolution", "Solved, worked around or explained."), LEVEL,
      NOTE);
TABLE(strike_off, NOTE);
TABLE(keep_shelved, REASON(0, "keep_shelved_reason"),
      GJ_F_DATE(A, review_on, 0, "When it is looked at again; absent: when it was to be."), NOTE);
TABLE(callback, GJ_F_CODE(A, by, 0, "callback_by", "Who called back."),
      GJ_F_CODE(A, result, 0, "callback_result", "What the demander says."),
      GJ_F_CODE(A, satisfaction, 0, "satisfaction", "How satisfied."),
      GJ_F_BOOL(A, contacted, 0,
		"Whether she had been contacted, says the demander; absent: as was recorded."),
      NOTE);
TABLE(close, NOTE);
TABLE(reopen, REASON(0, "reopen_reason"), NOTE);
TABLE(withdraw, REASON(0, "withdraw_reason"), NOTE);
TABLE(split,
      GJ_F_ARRAY(A, parts, 0, 2, GJ_PARTS_MAX, gj_demand_part_args,
		 "The parts; each becomes a demand of the same home."),
      NOTE);
TABLE(merge, GJ_F_ID(A, into, 0, "The demand that goes on."), NOTE);
TABLE(escalate, UNIT("A higher office, or a department of one."), ASSIST, DUE,
      REASON(0, "escalate_reason"), NOTE);
TABLE(void, REASON(GJ_REQUIRED, "void_reason"), NOTE);
TABLE(decline, REASON(0, "decline_reason"),
      TEXT("Why not, or which channel is open, to the demander."), NOTE);
TABLE(extend,
      GJ_F_TEXT(A, clock, 0, 1, 40, GJ_OPEN,
		"Which of its clocks; needed only if several can be extended."),
      GJ_F_TEXT(A, limit, 0, 1, 48, GJ_OPEN, "By how much; by default the most that is permitted."),
      REASON(0, "extend_reason"), TEXT("What the demander is told."), NOTE);
#define CLOCK(doc) GJ_F_TEXT(A, clock, 0, 1, 40, GJ_OPEN, doc)
TABLE(ask_extension, CLOCK("Which of its clocks; needed only if several can be extended."),
      GJ_F_TEXT(A, limit, 0, 1, 48, GJ_OPEN, "By how much; by default the most that is permitted."),
      REASON(0, "extend_reason"), NOTE);
TABLE(grant_extension, CLOCK("Which of its clocks; needed only if several wait."),
      GJ_F_TEXT(A, limit, 0, 1, 48, GJ_OPEN, "By how much; by default as was asked."),
      TEXT("What the demander is told."), NOTE);
TABLE(refuse_extension, CLOCK("Which of its clocks; needed only if several wait."), NOTE);
TABLE(urge, NOTE);
TABLE(suspend, REASON(0, "suspend_reason"), TEXT("What the demander is told."), NOTE);
TABLE(supplement, REASON(0, "supplement_reason"), TEXT("What is missing, to the demander."), NOTE);
TABLE(resume, NOTE);
TABLE(amend, REASON(GJ_REQUIRED, "amend_reason"), NOTE,
      GJ_F_CODE(A, channel, 0, "channel", "By which channel it came."),
      GJ_F_CODE(A, kind, 0, "demand_kind", "Kind of demand."),
      GJ_F_CODE(A, category, 0, "demand_category", "Category."),
      GJ_F_CODE(A, urgency, GJ_NULLABLE, "urgency", "How urgent."),
      GJ_F_VEIL(A, subject, 0, 200, GJ_PERSONAL, "text", "What it is about."),
      GJ_F_VEIL(A, detail, GJ_NULLABLE, 4000, GJ_PERSONAL, "text", "In full."),
      GJ_F_VEIL(A, place, GJ_NULLABLE, 300, GJ_PERSONAL, "text", "Where it is."),
      GJ_F_ID(A, enterprise, GJ_NULLABLE, "Whose demand it is."),
      GJ_F_OBJECT(A, demander, gj_demander_args, 0, gj_demand_demander_args, "Who asks."),
      GJ_F_BOOL(A, confidential, 0, "Who asks is not shown outside the home office."),
      GJ_F_TIME(A, due_at, GJ_NULLABLE, "Due time given with the order."),
      GJ_F_CODE(A, resolution, 0, "resolution", "How it was resolved."),
      GJ_F_CODE(A, level, 0, "level", "Level at which it was solved."));
#undef A
