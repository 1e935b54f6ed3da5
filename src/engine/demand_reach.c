/* SPDX-License-Identifier: Apache-2.0
 *
 * How far an actor's right to read demands reaches: homes that she reads whole, and offices
 * through which single demands of other homes came. Lists and counts ask by it.
 */
#include "engine/demand_priv.h"

#include <string.h>

/* ---- homes and offices ---- */

typedef struct id_row {
	gj_has has;
	int64_t home, id;
} id_row;
static const gj_field id_fields[] = { GJ_F_ID(id_row, home, 0, ""), GJ_F_ID(id_row, id, 0, ""),
				      GJ_F_END };
static const GJ_RECORD(id_record, id_row, id_fields);

static int add(gj_ctx *c, gj_array *list, int64_t id)
{
	int64_t *p = list->p;
	size_t i = list->n;

	while (i > 0 && p[i - 1] > id)
		i--;
	if (i > 0 && p[i - 1] == id)
		return GJ_OK;
	p = gj_arena_grow(c->arena, p, list->n * sizeof(*p), (list->n + 1) * sizeof(*p));
	if (!p)
		return GJ_E_NOMEM;
	memmove(p + i + 1, p + i, (list->n - i) * sizeof(*p));
	p[i] = id;
	*list = (gj_array){ p, list->n + 1 };
	return GJ_OK;
}

static int add_homes(gj_ctx *c, gj_demand_reach *r, const gj_array *rows)
{
	const id_row *home = rows->p;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < rows->n && code >= 0; i++)
		if (!r->home || home[i].home == r->home)
			code = add(c, &r->homes, home[i].home);
	return code;
}

static int add_grant(gj_ctx *c, gj_demand_reach *r, int64_t office)
{
	gj_array rows;
	int code = add(c, &r->offices, office);

	if (code >= 0)
		code = gj_sql_list(c->db, GJ_SQL_DEMAND_HOMES, c->arena, &id_record, &rows, "ll",
				   GJ_ROOT, office);
	return code < 0 ? code : add_homes(c, r, &rows);
}

/* DENIED when she may read nowhere. */
int gj_demand_reach_by(gj_ctx *c, int right, int64_t home, gj_demand_reach *ret_reach)
{
	const gj_grant *grant = c->actor->grants.p;
	gj_demand_reach r = { { NULL, 0 }, { NULL, 0 }, 0 };
	gj_array rows;
	size_t i;
	int code = home ? gj_office_home(c, home, &r.home) : GJ_OK;

	if (code >= 0 && c->actor->system) {
		code = gj_sql_list(c->db, GJ_SQL_DEMAND_HOMES_ALL, c->arena, &id_record, &rows, "l",
				   GJ_ROOT);
		code = code < 0 ? code : add_homes(c, &r, &rows);
	}
	for (i = 0; i < c->actor->grants.n && code >= 0; i++)
		if (grant[i].rights >> right & 1)
			code = add_grant(c, &r, grant[i].office);
	if (code >= 0 && !c->actor->system && !r.offices.n)
		code = gj_allow(c, right, c->actor->office);
	if (code >= 0)
		*ret_reach = r;
	return code;
}

int gj_demand_reach_of(gj_ctx *c, int64_t home, gj_demand_reach *ret_reach)
{
	return gj_demand_reach_by(c, GJ_RIGHT_demand_read, home, ret_reach);
}

/* ---- what statements of lists and counts ask by name ---- */

#define ANY_INT(m) GJ_F_INT(gj_demand_query, m, 0, 0, GJ_MAX_INT, "")
static const gj_field query_fields[] = { ANY_INT(root),
					 ANY_INT(home),
					 ANY_INT(reach),
					 ANY_INT(after),
					 ANY_INT(after_id),
					 GJ_F_TEXT(gj_demand_query, state, 0, 0, 0, GJ_OPEN, ""),
					 GJ_F_ENUM(gj_demand_query, class, 0, gj_case_classes,
						   ""),
					 ANY_INT(unit),
					 ANY_INT(enterprise),
					 GJ_F_CODE(gj_demand_query, kind, 0, "", ""),
					 GJ_F_CODE(gj_demand_query, category, 0, "", ""),
					 GJ_F_CODE(gj_demand_query, channel, 0, "", ""),
					 GJ_F_TEXT(gj_demand_query, group, 0, 0, 0, GJ_OPEN, ""),
					 GJ_F_BOOL(gj_demand_query, voided, 0, ""),
					 GJ_F_BOOL(gj_demand_query, problem, 0, ""),
					 GJ_F_BOOL(gj_demand_query, open, 0, ""),
					 ANY_INT(office),
					 ANY_INT(staff),
					 ANY_INT(limit),
					 GJ_F_END };
const GJ_RECORD(gj_demand_query_record, gj_demand_query, query_fields);

void gj_demand_query_put(gj_demand_query *q, const char *name, int64_t *field, int64_t value)
{
	*field = value;
	gj_field_put(q, &gj_demand_query_record, name);
}

void gj_demand_query_begin(gj_ctx *c, gj_demand_query *q)
{
	memset(q, 0, sizeof(*q));
	gj_demand_query_put(q, "root", &q->root, GJ_ROOT);
	if (!c->actor->enterprise) { /* whose own account works nowhere */
		gj_demand_query_put(q, "office", &q->office, c->actor->office);
		gj_demand_query_put(q, "staff", &q->staff, c->actor->staff);
	}
	gj_field_put(q, &gj_demand_query_record, "voided");
	gj_field_put(q, &gj_demand_query_record, "problem");
}

void gj_demand_query_ahead(gj_ctx *c, int stmt, const gj_demand_query *q)
{
	gj_source source = { &gj_demand_query_record, q };

	gj_sql_ahead_from(c->db, stmt, &source, 1);
}

int gj_demand_query_list(gj_ctx *c, int stmt, const gj_demand_query *q, const gj_record *record,
			 gj_array *ret_rows)
{
	gj_source source = { &gj_demand_query_record, q };

	return gj_sql_list_from(c->db, stmt, c->arena, record, ret_rows, &source, 1);
}
