/* SPDX-License-Identifier: Apache-2.0
 *
 * The counts of a week (每周调度): what came in, was ended and solved, whistles and who did not come,
 * orders and replies, the shelf; for a home office and each unit, beside the week before. A week
 * begins on Monday, by the ledger's zone, and ends before the next one does.
 */
#include "engine/week.h"

#include <string.h>

#include "engine/case.h"
#include "engine/clock_priv.h"
#include "util/time.h"

#define WEEK (7 * GJ_DAY)

typedef struct args {
	gj_has has;
	int64_t home;
	int32_t on;
} args;

static const gj_field arg_fields[] = {
	GJ_F_ID(args, home, 0, "A home office; the actor's by default."),
	GJ_F_DATE(args, on, 0, "A day of the week that is meant; today by default."), GJ_F_END
};
const GJ_RECORD(gj_week_args, args, arg_fields);

#define COUNTS(N) \
	N(registered, "Demands registered.") \
	N(closed, "Demands ended, in whichever way; each time.") \
	N(solved_at_office, "Answered as solved, at the office's own level.") \
	N(solved_above, "Answered as solved, at a level above the office.") \
	N(shelved, "Put on the shelf.") \
	N(struck_off, "Struck off the shelf.") \
	N(whistles, "Whistles blown, by who blew them.") \
	N(party_missed, "Times it was recorded that an office that was called had not come.") \
	N(orders_issued, "Supervision orders issued, to whom they are.") \
	N(orders_answered, "Replies to such orders.")

#define MEMBER(name, doc) int64_t name;
typedef struct counts {
	gj_has has;
	COUNTS(MEMBER)
} counts;

/* Of one unit, in the week that is meant or the one before. */
typedef struct row {
	gj_has has;
	int64_t unit;
	int32_t this;
	COUNTS(MEMBER)
} row;
#undef MEMBER

#define FIELD(name, doc) GJ_F_INT(counts, name, 0, 0, GJ_MAX_INT, doc),
static const gj_field counts_fields[] = { COUNTS(FIELD) GJ_F_END };
#undef FIELD
static const GJ_RECORD(counts_record, counts, counts_fields);

#define FIELD(name, doc) GJ_F_INT(row, name, 0, 0, GJ_MAX_INT, ""),
static const gj_field row_fields[] = { GJ_F_ID(row, unit, 0, ""), GJ_F_BOOL(row, this, 0, ""),
				       COUNTS(FIELD) GJ_F_END };
#undef FIELD
static const GJ_RECORD(row_record, row, row_fields);

typedef struct late {
	gj_has has;
	int64_t unit, overdue;
} late;

static const gj_field late_fields[] = { GJ_F_ID(late, unit, 0, ""),
					GJ_F_INT(late, overdue, 0, 0, GJ_MAX_INT, ""), GJ_F_END };
static const GJ_RECORD(late_record, late, late_fields);

typedef struct line {
	gj_has has;
	int64_t unit;
	gj_str unit_name;
	counts week, before;
	int64_t overdue;
} line;

static const gj_field line_fields[] = {
	GJ_F_ID(line, unit, 0, "The unit in charge then."),
	GJ_F_TEXT(line, unit_name, 0, 0, 0, GJ_OPEN, "Its name."),
	GJ_F_OBJECT(line, week, counts, 0, counts_record, "In the week."),
	GJ_F_OBJECT(line, before, counts, 0, counts_record, "In the week before."),
	GJ_F_INT(line, overdue, 0, 0, GJ_MAX_INT, "Cases with a clock that is overdue now."),
	GJ_F_END
};
static const GJ_RECORD(line_record, line, line_fields);

typedef struct result {
	gj_has has;
	int64_t office, since, until, at;
	line total;
	gj_array units;
} result;

static const gj_field result_fields[] = {
	GJ_F_ID(result, office, 0, "The home office."),
	GJ_F_TIME(result, since, 0, "When the week began."),
	GJ_F_TIME(result, until, 0, "When the next one begins."),
	GJ_F_TIME(result, at, 0, "Overdue at this time."),
	GJ_F_OBJECT(result, total, line, 0, line_record, "Of all units."),
	GJ_F_ARRAY(result, units, 0, 0, 100000, line_record, "Units with anything, by number."),
	GJ_F_END
};
const GJ_RECORD(gj_week_result, result, result_fields);

/* ---- reading ---- */

static int64_t began(const gj_ctx *c, const args *in, int64_t now)
{
	int64_t zone = c->zone * GJ_MINUTE;
	int32_t day = gj_field_has(in, &gj_week_args, "on") ? in->on
							    : (int32_t)((now + zone) / GJ_DAY);
	int32_t weekday = (day % 7 + 10) % 7; /* 1970-01-01 was a Thursday; 0 is Monday */

	return (int64_t)(day - weekday) * GJ_DAY - zone;
}

static void add(counts *all, const counts *n)
{
#define ADD(name, doc) all->name += n->name;
	COUNTS(ADD)
#undef ADD
}

static int64_t first_of(const gj_array *rows, size_t i, const gj_array *lates, size_t k)
{
	int64_t a = i < rows->n ? ((const row *)rows->p)[i].unit : GJ_MAX_INT;
	int64_t b = k < lates->n ? ((const late *)lates->p)[k].unit : GJ_MAX_INT;

	return a < b ? a : b;
}

/* Both are in the order of units: a unit is where it is in either. */
static int put_together(gj_ctx *c, const gj_array *rows, const gj_array *lates, result *out)
{
	line *to = gj_arena_zero(c->arena, (rows->n + lates->n + 1) * sizeof(*to));
	const row *r = rows->p;
	const late *l = lates->p;
	size_t i = 0, k = 0, n = 0;

	if (!to)
		return GJ_E_NOMEM;
	for (; i < rows->n || k < lates->n; n++) {
		to[n].unit = first_of(rows, i, lates, k);
		for (; i < rows->n && r[i].unit == to[n].unit; i++)
			gj_field_copy(r[i].this ? &to[n].week : &to[n].before, &counts_record,
				      &r[i], &row_record);
		for (; k < lates->n && l[k].unit == to[n].unit; k++)
			to[n].overdue = l[k].overdue;
		add(&out->total.week, &to[n].week);
		add(&out->total.before, &to[n].before);
		out->total.overdue += to[n].overdue;
	}
	out->units = (gj_array){ to, n };
	return GJ_OK;
}

static void mark(counts *n)
{
#define MARK(name, doc) gj_field_put(n, &counts_record, #name);
	COUNTS(MARK)
#undef MARK
}

static void show(line *l)
{
	mark(&l->week);
	mark(&l->before);
	gj_field_put(l, &line_record, "week");
	gj_field_put(l, &line_record, "before");
	gj_field_put(l, &line_record, "overdue");
}

static int names(gj_ctx *c, gj_array *units)
{
	line *l = units->p;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < units->n; i++)
		gj_case_ask_names(c, 0, l[i].unit);
	for (i = 0; i < units->n && code >= 0; i++) {
		show(&l[i]);
		gj_field_put(&l[i], &line_record, "unit");
		code = gj_case_names(c, 0, NULL, l[i].unit, &l[i].unit_name);
		if (l[i].unit_name.p)
			gj_field_put(&l[i], &line_record, "unit_name");
	}
	return code;
}

int gj_week_counts(gj_ctx *c, const void *arguments, void *ret_result)
{
	const args *in = arguments;
	result *out = ret_result;
	int64_t home = 0, office = c->actor->office, staff = c->actor->staff, now = 0;
	gj_array rows, lates;
	int code = gj_office_home(c, in->home ? in->home : office, &home);

	if (code >= 0)
		code = gj_home_office(c, home, &out->office);
	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_rate_read, out->office);
	if (code >= 0)
		code = gj_clock_time(c, &now);
	if (code < 0)
		return code;
	out->at = now;
	out->since = began(c, in, now);
	out->until = out->since + WEEK;
	gj_sql_ahead(c->db, GJ_SQL_WEEK_OVERDUE, "lllll", home, now, GJ_ROOT, office, staff);
	code = gj_sql_list(c->db, GJ_SQL_WEEK_COUNTS, c->arena, &row_record, &rows, "lllllll",
			   out->since, home, out->since - WEEK, out->until, GJ_ROOT, office, staff);
	if (code >= 0)
		code = gj_sql_list(c->db, GJ_SQL_WEEK_OVERDUE, c->arena, &late_record, &lates,
				   "lllll", home, now, GJ_ROOT, office, staff);
	if (code >= 0)
		code = put_together(c, &rows, &lates, out);
	show(&out->total);
	out->has.set = 63;
	return code < 0 ? code : names(c, &out->units);
}
