/* SPDX-License-Identifier: Apache-2.0
 *
 * Who may know of a demand, and what of it. For the unit complained of, and all below it, it
 * does not exist. A demander who asked for confidentiality is known to the home office only.
 */
#include "engine/demand_priv.h"
#include "engine/supervision.h"
#include "engine/whistle.h"

/* Whoever works in the unit complained of is blind, in whichever office she acts just now. */
int gj_demand_blind(gj_ctx *c, int64_t against)
{
	int64_t count = 0;
	int code = GJ_OK;

	/* An enterprise's own account works nowhere. */
	if (!against || c->actor->system || c->actor->enterprise)
		return 0;
	code = gj_sql_int(c->db, GJ_SQL_DEMAND_BLIND, &count, "llll", GJ_ROOT, against,
			  c->actor->office, c->actor->staff);
	return code < 0 ? code : count > 0;
}

void gj_demand_ask_blind(gj_ctx *c, int64_t against)
{
	if (against && !c->actor->system)
		gj_sql_ahead(c->db, GJ_SQL_DEMAND_BLIND, "llll", GJ_ROOT, against, c->actor->office,
			     c->actor->staff);
}

int gj_demand_hidden(gj_ctx *c, int64_t id)
{
	int64_t against = 0;
	int code = gj_sql_int(c->db, GJ_SQL_DEMAND_AGAINST, &against, "ll", GJ_HOME_OF(id), id);

	if (code == GJ_E_NOT_FOUND)
		return 0;
	return code < 0 ? code : gj_demand_blind(c, against);
}

int gj_demand_ask_hidden(gj_ctx *c, int64_t id)
{
	gj_sql_ahead(c->db, GJ_SQL_DEMAND_AGAINST, "ll", GJ_HOME_OF(id), id);
	return 0;
}

typedef struct unit_row {
	gj_has has;
	int64_t unit;
} unit_row;
static const gj_field unit_fields[] = { GJ_F_ID(unit_row, unit, 0, ""), GJ_F_END };
static const GJ_RECORD(unit_record, unit_row, unit_fields);

/* Does it lie, or did it once lie, with an office that the actor's right to read reaches? */
static int passed_by(gj_ctx *c, const gj_demand *demand)
{
	const unit_row *row;
	gj_array rows;
	size_t i;
	int may = gj_sql_list(c->db, GJ_SQL_DEMAND_UNITS, c->arena, &unit_record, &rows, "ll",
			      demand->home, demand->id);

	if (may < 0)
		return may;
	row = rows.p;
	for (i = 0, may = 0; i < rows.n && may == 0; i++)
		may = gj_may(c, GJ_RIGHT_demand_read, row[i].unit);
	return may;
}

int gj_demand_speaks(const gj_ctx *c, const gj_demand *demand)
{
	if (c->actor->enterprise)
		return demand->enterprise == c->actor->enterprise;
	return demand->registrar && demand->registrar == c->actor->staff;
}

int gj_demand_visible(gj_ctx *c, const gj_demand *demand)
{
	int may;

	if (c->actor->enterprise)
		return gj_demand_speaks(c, demand)
			       ? gj_may(c, GJ_RIGHT_demand_read, c->actor->office)
			       : 0;
	may = gj_demand_blind(c, demand->against);
	if (may != 0)
		return may < 0 ? may : 0;
	may = gj_may(c, GJ_RIGHT_demand_read, demand->office);
	if (may == 0 && demand->unit != demand->office)
		may = gj_may(c, GJ_RIGHT_demand_read, demand->unit);
	if (may == 0)
		may = passed_by(c, demand);
	if (may == 0)
		may = gj_supervision_shows_demand(c, demand->id);
	return may == 0 ? gj_whistle_shows(c, demand->id) : may;
}

int gj_demand_allow(gj_ctx *c, const gj_demand *demand, int right)
{
	int may = gj_may(c, right, demand->unit);

	/* Who speaks for the demander does so by the right that she registers with. */
	if (may == 0 && gj_demand_speaks(c, demand))
		may = gj_may(c, right, c->actor->office);
	if (may != 0)
		return may < 0 ? may : GJ_OK;
	return gj_allow(c, right, demand->office);
}

int gj_demand_at_home(const gj_ctx *c, int64_t office)
{
	const gj_grant *grant = c->actor->grants.p;
	size_t i;

	if (c->actor->system || c->actor->office == office)
		return 1;
	for (i = 0; !c->actor->office_named && i < c->actor->grants.n; i++)
		if (grant[i].office == office)
			return 1;
	return 0;
}

int gj_demand_veiled(const gj_ctx *c, const gj_demand *demand)
{
	return demand->confidential && !c->actor->enterprise &&
	       !gj_demand_at_home(c, demand->office);
}

static int unit_exists(gj_ctx *c, int64_t unit)
{
	int64_t voided = 0;
	int code = gj_sql_int(c->db, GJ_SQL_DEMAND_OFFICE, &voided, "ll", GJ_ROOT, unit);

	if (code == GJ_E_NOT_FOUND)
		return gj_not_found(c, "office");
	return code >= 0 && voided ? gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided) : code;
}

int gj_demand_check_unit(gj_ctx *c, int64_t against, int64_t unit, const char *path)
{
	int code = unit_exists(c, unit), below;

	if (code >= 0 && against) {
		below = gj_office_over(c, unit, against);
		code = below <= 0 ? below : gj_fail(c->err, GJ_E_RULE, GJ_RULE_confidential_unit);
	}
	if (code < 0)
		gj_fail_path(c->err, path);
	return code;
}

/* A department stands where its chain does: that of a district is above a street, a section
 * of the street is not, nor is another street. */
int gj_demand_unit_above(gj_ctx *c, int64_t office, int64_t unit)
{
	int64_t home = 0, over = 0;
	int code = gj_office_home(c, unit, &home);

	if (code >= 0)
		code = gj_home_office(c, home, &over);
	if (code < 0)
		return code;
	return !over || over == office ? 0 : gj_office_over(c, office, over);
}

int gj_demand_check_level(gj_ctx *c, int64_t office, int64_t unit, gj_str level, int32_t *ret_above)
{
	int tagged = gj_profile_tagged(c->profile, "level", level, "above"), above = 0;

	if (!tagged && unit != office)
		above = gj_demand_unit_above(c, office, unit);
	if (above < 0)
		return above;
	if (above) {
		gj_fail(c->err, GJ_E_RULE, GJ_RULE_level_of_unit);
		gj_fail_text(c->err, "level", level);
		gj_fail_path(c->err, "/level");
		return GJ_E_RULE;
	}
	*ret_above = tagged;
	return GJ_OK;
}
