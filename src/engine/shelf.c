/* SPDX-License-Identifier: Apache-2.0
 *
 * The shelf (挂账): what lies there and when it is looked at again. What is done about it are verbs
 * of the demand: who may not know of the demand knows nothing of its stay either.
 */
#include "engine/demand_priv.h"

#include <string.h>

#include "util/time.h"

static const char *const states[] = { "shelved", "proposed", "struck_off", "left", NULL };

typedef struct row {
	gj_has has;
	int64_t demand;
	gj_str order_no;
	int64_t unit;
	gj_str kind, category;
	int64_t seq;
	int32_t state;
	gj_str reason;
	gj_veil measure;
	int32_t review_on, due;
	int64_t shelved_at, reviews, reviewed_at, proposer, proposed_at;
	gj_str strike_reason;
	gj_veil text;
	int64_t decided_by, ended_at, place;
} row;

static const gj_field row_fields[] = {
	GJ_F_ID(row, demand, 0, "Number of the demand."),
	GJ_F_TEXT(row, order_no, 0, 1, 40, GJ_OPEN, "Its order number."),
	GJ_F_ID(row, unit, 0, "The unit in charge."),
	GJ_F_CODE(row, kind, 0, "demand_kind", "Kind of demand."),
	GJ_F_CODE(row, category, 0, "demand_category", "Category."),
	GJ_F_INT(row, seq, 0, 1, GJ_MAX_INT, "The event that shelved it."),
	GJ_F_ENUM(row, state, 0, states,
		  "Shelved, proposed to be struck off, struck off, or left."),
	GJ_F_CODE(row, reason, 0, "shelve_reason", "Why not now."),
	GJ_F_VEIL(row, measure, 0, 2000, GJ_PERSONAL, "text", "What is done meanwhile."),
	GJ_F_DATE(row, review_on, 0, "When it is looked at again."),
	GJ_F_BOOL(row, due, 0, "That day has come."),
	GJ_F_TIME(row, shelved_at, 0, "When it was shelved."),
	GJ_F_INT(row, reviews, 0, 0, GJ_MAX_INT, "How often it was looked at again."),
	GJ_F_TIME(row, reviewed_at, 0, "When it last was."),
	GJ_F_ID(row, proposer, 0, "Who last proposed to strike it off."),
	GJ_F_TIME(row, proposed_at, 0, "When."),
	GJ_F_CODE(row, strike_reason, 0, "strike_off_reason", "Why."),
	GJ_F_VEIL(row, text, 0, 4000, GJ_PERSONAL, "text", "The answer proposed."),
	GJ_F_ID(row, decided_by, 0, "Who last decided about that."),
	GJ_F_TIME(row, ended_at, 0, "When it left the shelf."),
	GJ_F(row, place, GJ_K_INT, int64_t, GJ_HIDDEN, GJ_OPEN, 0, GJ_MAX_INT, NULL, NULL, NULL,
	     ""),
	GJ_F_END
};
static const GJ_RECORD(row_record, row, row_fields);

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t home, unit, demand;
	int32_t state, due;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ID(list_args, home, 0, "Of this home office; the actor's by default."),
	GJ_F_ID(list_args, unit, 0, "With this unit and all below it, of whatever home."),
	GJ_F_ID(list_args, demand, 0, "All stays of this demand, those that ended among them."),
	GJ_F_ENUM(list_args, state, 0, states, "Only those in this state."),
	GJ_F_DATE(list_args, due, 0, "Only those to be looked at again on this day or before."),
	GJ_F_END
};
static const GJ_RECORD(list_record, list_args, list_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, row_record,
		   "What lies there, of a home the first to be looked at again first."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
static const GJ_RECORD(list_result_record, list_result, list_result_fields);

typedef struct query {
	gj_has has;
	int64_t home, root, office, staff, after, limit, unit, demand;
	int32_t due, state;
} query;
#define Q(m) GJ_F_INT(query, m, 0, 0, GJ_MAX_INT, "")
static const gj_field query_fields[] = { Q(home),
					 Q(root),
					 Q(office),
					 Q(staff),
					 Q(after),
					 Q(limit),
					 Q(unit),
					 Q(demand),
					 GJ_F_DATE(query, due, 0, ""),
					 GJ_F_ENUM(query, state, 0, states, ""),
					 GJ_F_END };
static const GJ_RECORD(query_record, query, query_fields);

static int64_t now_of(gj_ctx *c, int *ret_code)
{
	int64_t now = c->now;

	*ret_code = GJ_OK;
	if (!now && c->host->clock(c->host->clock_user, &now) < 0)
		*ret_code = gj_fail(c->err, GJ_E_HOST, GJ_RULE_NONE);
	return now;
}

/* Which list it is, and whether she may read it. */
static int choose(gj_ctx *c, const list_args *in, query *q, int *ret_stmt)
{
	gj_demand d;
	int64_t office = 0;
	int code;

	if (in->demand) {
		code = gj_demand_load_seen(c, in->demand, &d);
		q->home = GJ_HOME_OF(in->demand);
		*ret_stmt = GJ_SQL_SHELF_OF;
		return code < 0 ? code : gj_demand_allow(c, &d, GJ_RIGHT_demand_read);
	}
	*ret_stmt = in->unit ? GJ_SQL_SHELF_LIST_UNIT : GJ_SQL_SHELF_LIST_HOME;
	if (in->unit)
		return gj_allow(c, GJ_RIGHT_demand_read, in->unit);
	code = gj_office_home(c, in->home ? in->home : c->actor->office, &q->home);
	if (code >= 0)
		code = gj_home_office(c, q->home, &office);
	return code < 0 ? code : gj_allow(c, GJ_RIGHT_demand_read, office);
}

static void mark_due(gj_ctx *c, gj_array *items, int64_t now)
{
	row *p = items->p;
	size_t i;

	for (i = 0; i < items->n; i++) {
		p[i].due = !p[i].ended_at && p[i].review_on * GJ_DAY - c->zone * GJ_MINUTE <= now;
		gj_field_put(&p[i], &row_record, "due");
	}
}

static int shelf_list(gj_ctx *c, const void *arguments, void *ret_result)
{
	const list_args *in = arguments;
	list_result *out = ret_result;
	gj_source source = { &query_record, NULL };
	query q;
	gj_page page;
	int stmt = 0, code;
	int64_t now = now_of(c, &code);

	memset(&q, 0, sizeof(q));
	q = (query){ { 511, 0 }, 0,        GJ_ROOT,    c->actor->office, c->actor->staff, 0,
		     0,          in->unit, in->demand, in->due,          in->state };
	if (!gj_field_has(in, &list_record, "due"))
		q.due = INT32_MAX;
	if (gj_field_has(in, &list_record, "state"))
		gj_field_put(&q, &query_record, "state");
	if (code >= 0)
		code = choose(c, in, &q, &stmt);
	if (code >= 0)
		code = gj_page_begin(c, arguments, &page);
	if (code < 0)
		return code;
	q.after = page.after;
	q.limit = page.limit;
	source.object = &q;
	code = gj_sql_list_from(c->db, stmt, c->arena, &row_record, &out->items, &source, 1);
	if (code >= 0)
		code = gj_page_end(c, arguments, &page, &row_record, &out->items, "place", NULL,
				   &out->next);
	out->has.set = out->next.p ? 3 : 1;
	mark_due(c, &out->items, now);
	return code < 0 ? code : gj_unseal_all(c, &row_record, out->items);
}

/* ---- the tables ---- */

static const int read_errors[] = { GJ_E_NOT_FOUND, 0 };
static const gj_event_type events[] = { { NULL, 0, NULL, NULL, NULL } };
static const gj_op ops[] = {
	{ .name = "shelf.list",
	  .version = 1,
	  .args = &list_record,
	  .result = &list_result_record,
	  .right = GJ_RIGHT_demand_read,
	  .flags = GJ_OP_OWN_RIGHT | GJ_OP_LIST,
	  .home = GJ_HOME_ROOT,
	  .errors = read_errors,
	  .since = "1.0",
	  .doc = "What lies on the shelf of a home office or with a unit, and what is due to be "
		 "looked at again; or all stays of one demand.",
	  .doc_zh = "某单位的挂账事项，以及到期待复查的；或一件诉求的历次挂账。",
	  .run = shelf_list },
	{ 0 }
};

extern const gj_noun gj_noun_shelf;
const gj_noun gj_noun_shelf = { "shelf", "挂账", ops, events,
				"What is not possible now, and when it is looked at again." };
