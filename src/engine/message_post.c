/* SPDX-License-Identifier: Apache-2.0
 *
 * Who is told: recipients found, in decide; and their rows of the outbox, when the event that
 * tells them is recorded.
 */
#include <string.h>

#include "engine/calendar.h"
#include "engine/message.h"
#include "util/time.h"

static const gj_field message_fields[] = {
	GJ_F_INT(gj_message, item, 0, 0, GJ_MESSAGES_MAX, "Its number within the event."),
	GJ_F_TEXT(gj_message, kind, 0, 1, 64, GJ_OPEN, "Kind of message, as the profile words it."),
	GJ_F_ID(gj_message, about, 0, "The case that it is about."),
	GJ_F_ID(gj_message, staff, 0, "The recipient, if it is a member of staff."),
	GJ_F_ID(gj_message, office, 0, "The recipient, if it is an office."),
	GJ_F_BOOL(gj_message, at_once, 0, "Nothing holds it back."),
	GJ_F_TIME(gj_message, by, 0, "After this a digest comes too late."),
	GJ_F_END
};
const GJ_RECORD(gj_message_record, gj_message, message_fields);

/* ---- recipients ---- */

typedef struct finding {
	gj_ctx *c;
	const gj_profile *profile;
	gj_str kind;
	const gj_message_case *of;
	gj_array *items;
} finding;

/* Works she, by any role, in the unit complained of or below it? */
static int blind(finding *f, int64_t staff, int64_t office)
{
	int64_t count = 0;
	int code;

	if (!f->of->against)
		return 0;
	if (office)
		return gj_office_over(f->c, office, f->of->against);
	code = gj_sql_int(f->c->db, GJ_SQL_DEMAND_BLIND, &count, "llll", GJ_ROOT, f->of->against,
			  INT64_C(0), staff);
	return code < 0 ? code : count > 0;
}

static int add(finding *f, int64_t staff, int64_t office)
{
	gj_message *item = f->items->p;
	size_t i, n = f->items->n;
	int hidden = blind(f, staff, office);

	if (hidden != 0)
		return hidden < 0 ? hidden : GJ_OK;
	for (i = 0; i < n; i++)
		if (item[i].staff == staff && item[i].office == office)
			return GJ_OK;
	if (n == GJ_MESSAGES_MAX)
		return GJ_OK;
	item = gj_arena_grow(f->c->arena, item, n * sizeof(*item), (n + 1) * sizeof(*item));
	if (!item)
		return GJ_E_NOMEM;
	item[n] = (gj_message){ { 0, 0 }, (int64_t)n, f->kind,        f->of->about,
				staff,    office,     f->of->at_once, f->of->by };
	item[n].has.set = 1 | 2 | 4 | (staff ? 8 : 16) | (f->of->at_once ? 32 : 0) |
			  (f->of->by ? 64 : 0);
	*f->items = (gj_array){ item, n + 1 };
	return GJ_OK;
}

typedef struct staff_row {
	gj_has has;
	int64_t staff;
} staff_row;
static const gj_field staff_fields[] = { GJ_F_ID(staff_row, staff, 0, ""), GJ_F_END };
static const GJ_RECORD(staff_record, staff_row, staff_fields);

static int add_all(finding *f, const gj_array *rows, int64_t *ret_count)
{
	const staff_row *row = rows->p;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < rows->n && code >= 0; i++)
		code = add(f, row[i].staff, 0);
	*ret_count = (int64_t)rows->n;
	return code;
}

static int role_holders(finding *f, gj_str role, int64_t office, int64_t *count)
{
	int64_t found = 0;
	gj_array rows;
	int code = gj_sql_list(f->c->db, GJ_SQL_MESSAGE_ROLE_HOLDERS, f->c->arena, &staff_record,
			       &rows, "llt", GJ_ROOT, office, role);

	if (code >= 0)
		code = add_all(f, &rows, &found);
	*count += found;
	return code;
}

/* How many hold one of the roles there. */
static int in_office(finding *f, int64_t office, uint64_t roles, int64_t *count)
{
	const gj_role *role = gj_profile_role_at(f->profile, 0);
	size_t i;
	int code = GJ_OK;

	for (i = 0; role && code >= 0; role = gj_profile_role_at(f->profile, ++i))
		if (roles >> i & 1)
			code = role_holders(f, role->code, office, count);
	return code;
}

static void ask_in_office(finding *f, int64_t office, uint64_t roles)
{
	const gj_role *role = gj_profile_role_at(f->profile, 0);
	size_t i;

	for (i = 0; role && office; role = gj_profile_role_at(f->profile, ++i))
		if (roles >> i & 1)
			gj_sql_ahead(f->c->db, GJ_SQL_MESSAGE_ROLE_HOLDERS, "llt", GJ_ROOT, office,
				     role->code);
}

/* What all of them will ask, in one round trip; who is above one comes after that. */
static void ask_ahead(finding *f, const gj_chart_recipient *to, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (to[i].who != GJ_TO_OFFICE || to[i].roles == UINT64_MAX)
			continue;
		ask_in_office(f, to[i].of & GJ_OF_UNIT ? f->of->unit : 0, to[i].roles);
		ask_in_office(f, to[i].of & GJ_OF_HOME ? f->of->office : 0, to[i].roles);
	}
}

/* Those who hold one of the roles in these offices; where nobody does, or no role is named, the
 * offices themselves: somebody is told in any case. */
static int offices(finding *f, const gj_chart_recipient *to)
{
	int64_t place[3] = { to->of & GJ_OF_UNIT ? f->of->unit : 0,
			     to->of & GJ_OF_HOME ? f->of->office : 0, 0 };
	int64_t count = 0;
	int i, code = GJ_OK;

	if (to->of & GJ_OF_ABOVE)
		code = gj_office_parent(f->c, f->of->office, &place[2]);
	for (i = 0; to->roles != UINT64_MAX && i < 3 && code >= 0; i++)
		if (place[i])
			code = in_office(f, place[i], to->roles, &count);
	for (i = 0; !count && i < 3 && code >= 0; i++)
		if (place[i])
			code = add(f, 0, place[i]);
	return code;
}

static int assistants(finding *f)
{
	const int64_t *unit = f->of->assist.p;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < f->of->assist.n && code >= 0; i++)
		code = add(f, 0, unit[i]);
	return code;
}

static int stewards(finding *f)
{
	int64_t local = f->c->now + f->c->zone * GJ_MINUTE, count;
	gj_array rows;
	int code;

	if (!f->of->enterprise)
		return GJ_OK;
	code = gj_sql_list(f->c->db, GJ_SQL_MESSAGE_STEWARDS, f->c->arena, &staff_record, &rows,
			   "lll", GJ_HOME_OF(f->of->enterprise), f->of->enterprise,
			   local / GJ_DAY - (local % GJ_DAY < 0));
	return code < 0 ? code : add_all(f, &rows, &count);
}

static int add_one(finding *f, const gj_chart_recipient *to)
{
	switch (to->who) {
	case GJ_TO_OFFICE:
		return offices(f, to);
	case GJ_TO_ASSIST:
		return assistants(f);
	case GJ_TO_STEWARD:
		return stewards(f);
	default:
		return f->of->registrar ? add(f, f->of->registrar, 0) : GJ_OK;
	}
}

int gj_message_to(gj_ctx *c, const gj_profile *profile, gj_str kind, const gj_chart_recipient *to,
		  size_t count, const gj_message_case *of, gj_array *items)
{
	finding f = { c, profile, kind, of, items };
	size_t i;
	int code = GJ_OK;

	ask_ahead(&f, to, count);
	for (i = 0; i < count && code >= 0; i++)
		code = add_one(&f, &to[i]);
	return code;
}

int gj_message_tell(gj_ctx *c, gj_str verb, const gj_message_case *of, const gj_record *record,
		    void *body)
{
	const gj_message_rules *rules = gj_profile_messages(c->profile);
	const gj_message_on *on = gj_message_on_verb(rules, verb);
	int index = gj_field_index(record, "messages", strlen("messages"));
	gj_array *items;
	int code;

	if (!on || index < 0)
		return GJ_OK;
	items = (gj_array *)((char *)body + record->fields[index].offset);
	code = gj_message_to(c, c->profile, on->kind->code, on->to, on->to_count, of, items);
	if (code >= 0 && items->n)
		gj_field_mark(body, index);
	return code;
}

/* ---- the outbox ---- */

static int calendar_of(gj_ctx *c, const gj_message_rules *rules, const gj_cal **ret_cal)
{
	const gj_calendar *calendar = NULL;
	int code;

	*ret_cal = NULL;
	if (!gj_profile_calendar(c->profile, rules->calendar))
		return GJ_OK;
	code = gj_calendar_find(c, rules->calendar, &calendar);
	if (code >= 0)
		*ret_cal = calendar->cal;
	return code;
}

static int post_one(gj_ctx *c, const gj_envelope *e, const gj_message *m, const gj_cal *cal)
{
	const gj_message_rules *rules = gj_profile_messages(c->profile);
	const gj_message_kind *kind = gj_message_kind_of(rules, m->kind);
	int when = kind && !m->at_once ? kind->when : GJ_WHEN_AT_ONCE;
	int64_t slot, ready = gj_message_time(rules, cal, when, e->at, m->by, &slot);
	int64_t recipient = m->staff ? m->staff : m->office;

	if (!slot)
		return gj_sql_run(c->db, GJ_SQL_OUTBOX_ADD, "lllllnl", e->home, e->seq, m->item,
				  recipient, m->about, ready);
	return gj_sql_run(c->db, GJ_SQL_OUTBOX_ADD, "lllllll", e->home, e->seq, m->item, recipient,
			  m->about, slot, ready);
}

int gj_message_post(gj_ctx *c, const gj_envelope *e, const gj_record *record, const void *body)
{
	int at = gj_field_index(record, "messages", 8), code;
	const gj_array *messages;
	const gj_cal *cal = NULL;
	size_t i;

	if (at < 0 || !gj_field_set(body, at))
		return GJ_OK;
	messages = (const gj_array *)((const char *)body + record->fields[at].offset);
	code = calendar_of(c, gj_profile_messages(c->profile), &cal);
	for (i = 0; i < messages->n && code >= 0; i++)
		code = post_one(c, e, (const gj_message *)messages->p + i, cal);
	return code;
}
