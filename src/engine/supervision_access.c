/* SPDX-License-Identifier: Apache-2.0
 *
 * Who may know of a supervision order and act on it: the office that issued it, the home office of
 * the case, those above them, and the unit supervised; through it, while it goes on, that unit may
 * know of the case. Whoever may not know of a complaint does not know of orders about it either.
 * And the order as a case with clocks.
 */
#include <stdio.h>

#include "engine/demand_priv.h"
#include "engine/supervision_priv.h"
#include "engine/whistle_priv.h"

int gj_supervision_visible(gj_ctx *c, const gj_supervision *order)
{
	int64_t about = order->demand ? order->demand : order->whistle;
	int may;

	if (order->demand) /* whoever is told of the order asks for it too */
		gj_sql_ahead(c->db, GJ_SQL_DEMAND_GET, "ll", GJ_HOME_OF(order->demand),
			     order->demand);
	may = about ? gj_case_hidden(c, about) : 0;
	if (may != 0)
		return may < 0 ? may : 0;
	may = gj_may(c, GJ_RIGHT_supervision_read, order->issuer);
	if (may == 0)
		may = gj_may(c, GJ_RIGHT_supervision_read, order->office);
	return may == 0 ? gj_may(c, GJ_RIGHT_supervision_read, order->unit) : may;
}

int gj_supervision_allow(gj_ctx *c, const gj_supervision *order, int right)
{
	int may = gj_may(c, right, order->unit);

	if (may != 0)
		return may < 0 ? may : GJ_OK;
	return gj_allow(c, right, order->issuer);
}

gj_case gj_supervision_case(const gj_supervision *order)
{
	return (gj_case){ "supervision", order->state, order->issuer, order->unit, 0 };
}

/* ---- what is seen through it ---- */

typedef struct unit_row {
	gj_has has;
	int64_t unit;
} unit_row;
static const gj_field unit_fields[] = { GJ_F_ID(unit_row, unit, 0, ""), GJ_F_END };
static const GJ_RECORD(unit_record, unit_row, unit_fields);

static int shows(gj_ctx *c, int stmt, int64_t id, int right)
{
	const unit_row *row;
	gj_array rows;
	size_t i;
	int may = gj_sql_list(c->db, stmt, c->arena, &unit_record, &rows, "l", id);

	if (may < 0)
		return may;
	row = rows.p;
	for (i = 0, may = 0; i < rows.n && may == 0; i++)
		may = gj_may(c, right, row[i].unit);
	return may;
}

int gj_supervision_shows_demand(gj_ctx *c, int64_t demand)
{
	return shows(c, GJ_SQL_SUPERVISION_OF_DEMAND, demand, GJ_RIGHT_demand_read);
}

int gj_supervision_shows_whistle(gj_ctx *c, int64_t whistle)
{
	return shows(c, GJ_SQL_SUPERVISION_OF_WHISTLE, whistle, GJ_RIGHT_whistle_read);
}

/* ---- as a case with clocks ---- */

static gj_timed timed_of(const gj_supervision *order, const gj_case_chart *chart)
{
	uint64_t guards = gj_profile_guards(chart->profile, "supervision_kind", order->kind);

	return (gj_timed){ .home = order->home,
			   .id = order->id,
			   .noun = "supervision",
			   .unit = order->unit,
			   .profile = chart->profile,
			   .chart = chart->chart,
			   .guards = guards,
			   .guards_before = guards,
			   .guards_anew = guards };
}

/* Whom the case complains of hears nothing of the order. */
static int told_of(gj_ctx *c, const gj_supervision *order, gj_message_case *ret_told)
{
	gj_message_case told = { .about = order->id,
				 .office = order->issuer,
				 .unit = order->unit };
	gj_demand d;
	int code = GJ_OK;

	if (order->demand) {
		code = gj_demand_load(c, order->demand, &d);
		told.against = code < 0 ? 0 : d.against;
	} else if (order->whistle) {
		code = gj_whistle_complained_of(c, order->whistle, &told.against);
	}
	if (code >= 0)
		*ret_told = told;
	return code;
}

int gj_supervision_clocks(gj_ctx *c, const gj_supervision *order, const gj_case_chart *chart,
			  const gj_chart_move *move, const gj_record *record,
			  gj_supervision_body *body)
{
	gj_timed of = timed_of(order, chart);
	gj_message_case to;
	char verb[60];
	int code;

	of.reason = body->reason;
	code = gj_clocks_record(c, &of, move, record, body);
	if (code >= 0)
		code = told_of(c, order, &to);
	if (code < 0)
		return code;
	snprintf(verb, sizeof(verb), "supervision.%.*s", (int)body->verb.n, body->verb.p);
	return gj_message_tell(c, gj_str_of(verb), &to, record, body);
}

int gj_supervision_timed(gj_ctx *c, int64_t id, gj_timed *ret_timed, int *ret_seen)
{
	gj_supervision order;
	gj_case_chart chart;
	int code = gj_supervision_load(c, id, &order), seen = 0;

	if (code >= 0)
		code = seen = gj_supervision_visible(c, &order);
	if (code >= 0)
		code = gj_case_chart_of(c, GJ_HOME_OF(id), "supervision", order.chart, &chart);
	if (code < 0)
		return code;
	*ret_timed = timed_of(&order, &chart);
	*ret_seen = seen;
	return GJ_OK;
}

int gj_supervision_told(gj_ctx *c, int64_t id, gj_timed *ret_timed, gj_message_case *ret_told)
{
	gj_supervision order;
	gj_case_chart chart;
	int code = gj_supervision_load(c, id, &order);

	if (code >= 0)
		code = gj_case_chart_of(c, GJ_HOME_OF(id), "supervision", order.chart, &chart);
	if (code < 0)
		return code;
	*ret_timed = timed_of(&order, &chart);
	return told_of(c, &order, ret_told);
}
