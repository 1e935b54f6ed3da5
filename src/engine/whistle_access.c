/* SPDX-License-Identifier: Apache-2.0
 *
 * Who may know of a whistle and act on it: the office that blew it, its home and those above;
 * and for as long as it goes on the offices that were called, also of the demands that it
 * serves. What complains of an office is kept from that office, by this road too.
 */
#include "engine/demand_priv.h"
#include "engine/supervision.h"
#include "engine/whistle_priv.h"

typedef struct against_row {
	gj_has has;
	int64_t against;
} against_row;
static const gj_field against_fields[] = { GJ_F_ID(against_row, against, 0, ""), GJ_F_END };
static const GJ_RECORD(against_record, against_row, against_fields);

static int complaints(gj_ctx *c, int64_t whistle, gj_array *ret_rows)
{
	return gj_sql_list(c->db, GJ_SQL_WHISTLE_AGAINST, c->arena, &against_record, ret_rows, "ll",
			   GJ_HOME_OF(whistle), whistle);
}

static int blind(gj_ctx *c, int64_t whistle)
{
	const against_row *row;
	gj_array rows;
	size_t i;
	int is = c->actor->system ? 0 : complaints(c, whistle, &rows);

	if (is < 0 || c->actor->system)
		return is;
	row = rows.p;
	for (i = 0, is = 0; i < rows.n && is == 0; i++)
		is = gj_demand_blind(c, row[i].against);
	return is;
}

int gj_whistle_check_office(gj_ctx *c, int64_t whistle, int64_t office, const char *path)
{
	const against_row *row;
	gj_array rows = { NULL, 0 };
	size_t i;
	int code = gj_demand_check_unit(c, 0, office, path);

	if (code >= 0)
		code = complaints(c, whistle, &rows);
	row = rows.p;
	for (i = 0; i < rows.n && code >= 0; i++)
		code = gj_demand_check_unit(c, row[i].against, office, path);
	return code < 0 ? code : GJ_OK;
}

static int goes_on(const gj_whistle *w)
{
	return w->class == GJ_STATE_ACTIVE || w->class == GJ_STATE_WAITING;
}

/* Through a party of hers that was called. */
static int called(gj_ctx *c, const gj_whistle *w)
{
	const gj_party *party;
	gj_array parties;
	size_t i;
	int may = gj_whistle_parties(c, w, &parties);

	if (may < 0)
		return may;
	party = parties.p;
	for (i = 0, may = 0; i < parties.n && may == 0; i++)
		if (party[i].called_at && !party[i].released_at)
			may = gj_may(c, GJ_RIGHT_whistle_read, party[i].office);
	return may;
}

int gj_whistle_visible(gj_ctx *c, const gj_whistle *w)
{
	int may = blind(c, w->id);

	if (may != 0)
		return may < 0 ? may : 0;
	may = gj_may(c, GJ_RIGHT_whistle_read, w->office);
	if (may == 0)
		may = gj_may(c, GJ_RIGHT_whistle_read, w->blower);
	if (may == 0 && goes_on(w))
		may = called(c, w);
	return may == 0 ? gj_supervision_shows_whistle(c, w->id) : may;
}

int gj_whistle_allow(gj_ctx *c, const gj_whistle *w, int64_t unit, int right)
{
	int may = unit ? gj_may(c, right, unit) : 0;

	if (may == 0)
		may = gj_may(c, right, w->blower);
	if (may != 0)
		return may < 0 ? may : GJ_OK;
	return gj_allow(c, right, w->office);
}

typedef struct unit_row {
	gj_has has;
	int64_t unit;
} unit_row;
static const gj_field unit_fields[] = { GJ_F_ID(unit_row, unit, 0, ""), GJ_F_END };
static const GJ_RECORD(unit_record, unit_row, unit_fields);

int gj_whistle_shows(gj_ctx *c, int64_t demand)
{
	const unit_row *row;
	gj_array rows;
	size_t i;
	int may = gj_sql_list(c->db, GJ_SQL_WHISTLE_CALLED_FOR, c->arena, &unit_record, &rows, "l",
			      demand);

	if (may < 0)
		return may;
	row = rows.p;
	for (i = 0, may = 0; i < rows.n && may == 0; i++)
		may = gj_may(c, GJ_RIGHT_demand_read, row[i].unit);
	return may;
}

gj_case gj_whistle_case(const gj_whistle *w)
{
	return (gj_case){ "whistle", w->state, w->office, w->unit, w->registrar };
}

gj_case gj_party_case(const gj_whistle *w, const gj_party *party)
{
	return (gj_case){ "party", party->state, w->office, party->office, 0 };
}

void gj_case_ask_hidden(gj_ctx *c, int64_t id)
{
	gj_sql_ahead(c->db, GJ_SQL_SUPERVISION_GET, "ll", GJ_HOME_OF(id), id);
	gj_demand_ask_hidden(c, id);
	gj_sql_ahead(c->db, GJ_SQL_PARTY_GET, "ll", GJ_HOME_OF(id), id);
	gj_sql_ahead(c->db, GJ_SQL_WHISTLE_AGAINST, "ll", GJ_HOME_OF(id), id);
}

int gj_case_hidden(gj_ctx *c, int64_t id)
{
	gj_party party;
	int64_t about;
	int hidden, code;

	/* An order is about one of the others. */
	about = id;
	gj_case_ask_hidden(c, id);
	code = gj_supervision_about(c, id, &about);
	if ((code < 0 && code != GJ_E_NOT_FOUND) || !about)
		return code < 0 ? code : 0;
	if (about != id)
		gj_case_ask_hidden(c, about);
	id = about;
	hidden = gj_demand_hidden(c, id);
	if (hidden != 0)
		return hidden;
	code = gj_sql_row(c->db, GJ_SQL_PARTY_GET, c->arena, &gj_party_record, &party, "ll",
			  GJ_HOME_OF(id), id);
	if (code < 0 && code != GJ_E_NOT_FOUND)
		return code;
	return blind(c, code < 0 ? id : party.whistle);
}

int gj_whistle_complained_of(gj_ctx *c, int64_t whistle, int64_t *ret_office)
{
	gj_array rows;
	int code = complaints(c, whistle, &rows);

	if (code >= 0)
		*ret_office = rows.n ? ((const against_row *)rows.p)->against : 0;
	return code;
}
