/* SPDX-License-Identifier: Apache-2.0
 *
 * The history of a demand: its events in order, walked back from the last one by their links.
 */
#include "engine/demand_priv.h"

#include <string.h>

typedef struct item {
	gj_has has;
	int64_t seq;
	gj_str verb;
	int64_t at, occurred_at, revision;
	int64_t actor;
	gj_str actor_name, role, on_behalf_of;
	int64_t acting_office;
	gj_str office_name;
	gj_str from, state;
	int32_t class;
	int64_t unit;
	gj_str unit_name;
	int64_t unit_before;
	gj_array assist;
	int64_t unit_due_at;
	gj_str mode, reason;
	gj_veil text, note, measure;
	gj_str disposition, resolution, level;
	int32_t above, review_on;
	gj_str by, result, satisfaction;
	int64_t into, duplicate;
	gj_array parts;
	gj_str order_no, channel, kind, category, urgency;
	gj_veil title, detail, place;
	int64_t enterprise;
	gj_veil name, phone;
	int32_t confidential, anonymous;
	int64_t due_at, parent, visit, whistle;
	gj_str outcome;
	gj_array evidence;
} item;

#define I item
static const gj_field item_fields[] = {
	GJ_F_INT(I, seq, 0, 1, GJ_MAX_INT, "Its place in the chain."),
	GJ_F_TEXT(I, verb, 0, 1, 40, GJ_OPEN, "What was done."),
	GJ_F_TIME(I, at, 0, "When it was recorded."),
	GJ_F_TIME(I, occurred_at, 0, "When it happened, if before that."),
	GJ_F_INT(I, revision, 0, 1, GJ_MAX_INT, "Revision of the demand after it."),
	GJ_F_INT(I, actor, 0, 1, GJ_MAX_INT, "Who; absent: the system."),
	GJ_F_TEXT(I, actor_name, 0, 0, 0, GJ_INTERNAL, "Her name."),
	GJ_F_TEXT(I, role, 0, 0, 0, GJ_OPEN, "In which role, if she said."),
	GJ_F_TEXT(I, on_behalf_of, 0, 0, 0, GJ_INTERNAL, "For whom."),
	GJ_F_INT(I, acting_office, 0, 1, GJ_MAX_INT, "In which office."),
	GJ_F_TEXT(I, office_name, 0, 0, 0, GJ_OPEN, "Name of that office."),
	GJ_F_TEXT(I, from, 0, 1, 64, GJ_OPEN, "State before."),
	GJ_F_TEXT(I, state, 0, 1, 64, GJ_OPEN, "State after."),
	GJ_F_ENUM(I, class, 0, gj_case_classes, "Class of the state after."),
	GJ_F_ID(I, unit, 0, "In charge from then on."),
	GJ_F_TEXT(I, unit_name, 0, 0, 0, GJ_OPEN, "Name of that unit."),
	GJ_F_ID(I, unit_before, 0, "In charge before."),
	GJ_F_IDS(I, assist, 0, 50, "Offices that assist."),
	GJ_F_TIME(I, unit_due_at, 0, "When the unit was to be done."),
	GJ_F_CODE(I, mode, 0, "contact_mode", "How the demander was contacted."),
	GJ_F_TEXT(I, reason, 0, 1, 64, GJ_OPEN, "Reason."),
	GJ_F_VEIL(I, text, 0, 4000, GJ_PERSONAL, "text", "Public answer."),
	GJ_F_VEIL(I, note, 0, 2000, GJ_PERSONAL, "text", "Internal note."),
	GJ_F_VEIL(I, measure, 0, 2000, GJ_PERSONAL, "text", "What was done meanwhile."),
	GJ_F_CODE(I, disposition, 0, "disposition", "Done now, by a date, or explained."),
	GJ_F_CODE(I, resolution, 0, "resolution", "How it was resolved."),
	GJ_F_CODE(I, level, 0, "level", "Level at which it was solved."),
	GJ_F_BOOL(I, above, 0, "That level lies above the home office."),
	GJ_F_DATE(I, review_on, 0, "When it is looked at again."),
	GJ_F_CODE(I, by, 0, "callback_by", "Who called back."),
	GJ_F_CODE(I, result, 0, "callback_result", "What the demander said."),
	GJ_F_CODE(I, satisfaction, 0, "satisfaction", "How satisfied."),
	GJ_F_ID(I, into, 0, "The demand that goes on."),
	GJ_F_ID(I, duplicate, 0, "The demand that was merged into this one."),
	GJ_F_ARRAY(I, parts, 0, 0, 50, gj_demand_part_record, "Parts it was split into."),
	GJ_F_TEXT(I, order_no, 0, 1, 40, GJ_OPEN, "Order number given."),
	GJ_F_CODE(I, channel, 0, "channel", "Channel."),
	GJ_F_CODE(I, kind, 0, "demand_kind", "Kind."),
	GJ_F_CODE(I, category, 0, "demand_category", "Category."),
	GJ_F_CODE(I, urgency, 0, "urgency", "Urgency."),
	GJ_F_VEIL(I, title, 0, 200, GJ_PERSONAL, "text", "What it is about."),
	GJ_F_VEIL(I, detail, 0, 4000, GJ_PERSONAL, "text", "In full."),
	GJ_F_VEIL(I, place, 0, 300, GJ_PERSONAL, "text", "Where it is."),
	GJ_F_ID(I, enterprise, 0, "Whose demand it is."),
	GJ_F_VEIL(I, name, 0, 60, GJ_PERSONAL, "name", "Name of the demander."),
	GJ_F_VEIL(I, phone, 0, 30, GJ_PERSONAL, "phone", "Telephone of the demander."),
	GJ_F_BOOL(I, confidential, 0, "Who asks is not shown outside the home office."),
	GJ_F_BOOL(I, anonymous, 0, "Who asks is not kept."),
	GJ_F_TIME(I, due_at, 0, "Due time given with the order."),
	GJ_F_ID(I, parent, 0, "The demand of which it is a part."),
	GJ_F_ID(I, visit, 0, "The visit that brought it."),
	GJ_F_ID(I, whistle, 0, "The whistle that was blown for it."),
	GJ_F_TEXT(I, outcome, 0, 1, 20, GJ_OPEN, "State of an exclusion from rates."),
	GJ_F_ARRAY(I, evidence, 0, 0, 50, gj_evidence_record, "Evidence."),
	GJ_F_END
};
static const GJ_RECORD(item_record, item, item_fields);
#undef I

typedef struct history_args {
	gj_has has;
	int64_t id;
	GJ_LIST_ARGS;
} history_args;

static const gj_field history_fields[] = { GJ_F_ID(history_args, id, GJ_REQUIRED,
						   "Number of the demand."),
					   GJ_LIST_FIELDS(history_args), GJ_F_END };
const GJ_RECORD(gj_demand_history_args, history_args, history_fields);

typedef struct history_result {
	gj_has has;
	gj_array items;
	gj_str next;
} history_result;

static const gj_field result_fields[] = { GJ_F_ARRAY(history_result, items, 0, 0, 1000, item_record,
						     "Events, the first one first."),
					  GJ_F_TEXT(history_result, next, 0, 0, 0, GJ_OPEN,
						    "Where the next page begins, if there is one."),
					  GJ_F_END };
const GJ_RECORD(gj_demand_history_result, history_result, result_fields);

/* ---- names ---- */

static void named(item *it, const char *field, gj_str name)
{
	if (name.p)
		gj_field_put(it, &item_record, field);
}

static void ask_names(gj_ctx *c, const item *it)
{
	gj_case_ask_names(c, it->actor, it->acting_office);
	gj_case_ask_names(c, 0, it->unit);
}

static int names(gj_ctx *c, item *it)
{
	gj_str nobody = GJ_STR_NONE;
	int code =
		gj_case_names(c, it->actor, &it->actor_name, it->acting_office, &it->office_name);

	if (code >= 0)
		code = gj_case_names(c, 0, &nobody, it->unit, &it->unit_name);
	named(it, "actor_name", it->actor_name);
	named(it, "office_name", it->office_name);
	named(it, "unit_name", it->unit_name);
	return code;
}

/* ---- walking back ---- */

static void hide(item *it, const char *name)
{
	gj_field_clear(it, gj_field_index(&item_record, name, strlen(name)));
}

/* Who asked, and who took it down on whose behalf, stays with the home office. */
static void hide_demander(item *it)
{
	hide(it, "name");
	hide(it, "phone");
	hide(it, "enterprise");
	hide(it, "on_behalf_of");
	if (gj_str_is(it->verb, "register")) {
		hide(it, "actor");
		it->actor = 0;
	}
}

static int item_of(gj_ctx *c, const gj_demand *demand, int64_t seq, item *it)
{
	const gj_event_type *type = NULL;
	gj_envelope e;
	void *body = NULL;
	int code = gj_event_load(c, demand->home, seq, &e, &type, &body);

	if (code < 0)
		return code;
	memset(it, 0, sizeof(*it));
	gj_field_copy(it, &item_record, &e, &gj_envelope_read_record);
	gj_field_copy(it, &item_record, body, type->body);
	if (gj_demand_veiled(c, demand))
		hide_demander(it);
	if (c->actor->enterprise)
		hide(it, "note"); /* not for the demander */
	return GJ_OK;
}

/* Those of one page: their events in one round trip, and what these name in another. */
static int items_of(gj_ctx *c, const gj_demand *demand, const int64_t *seq, size_t n, item *items)
{
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < n; i++)
		gj_sql_ahead(c->db, GJ_SQL_EVENT_GET, "ll", demand->home, seq[i]);
	for (i = 0; i < n && code >= 0; i++)
		code = item_of(c, demand, seq[i], &items[i]);
	for (i = 0; i < n && code >= 0; i++)
		ask_names(c, &items[i]);
	for (i = 0; i < n && code >= 0; i++)
		code = names(c, &items[i]);
	return code < 0 ? code : gj_unseal_all(c, &item_record, (gj_array){ items, n });
}

int gj_demand_history(gj_ctx *c, const void *args, void *ret_result)
{
	const history_args *in = args;
	history_result *out = ret_result;
	gj_demand demand;
	gj_array seqs = { NULL, 0 };
	gj_page page;
	const int64_t *seq;
	size_t from = 0, n = 0;
	int code = gj_demand_load_seen(c, in->id, &demand);

	if (code >= 0)
		code = gj_page_begin(c, args, &page);
	if (code >= 0)
		code = gj_case_events(c, demand.home, demand.seq, &seqs);
	if (code < 0)
		return code;
	seq = seqs.p;
	while (from < seqs.n && seq[from] <= page.after)
		from++;
	n = seqs.n - from < (size_t)page.limit ? seqs.n - from : (size_t)page.limit;
	out->items = (gj_array){ gj_arena_zero(c->arena, (n + 1) * sizeof(item)), n };
	code = out->items.p ? items_of(c, &demand, seq + from, n, out->items.p) : GJ_E_NOMEM;
	if (code >= 0)
		code = gj_page_end(c, args, &page, &item_record, &out->items, "seq", NULL,
				   &out->next);
	out->has.set = out->next.p ? 3 : 1;
	return code;
}
