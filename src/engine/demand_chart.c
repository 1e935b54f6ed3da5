/* SPDX-License-Identifier: Apache-2.0
 *
 * A demand as a case: its chart, and what the actor may do with it.
 */
#include "engine/demand_priv.h"

#define DEMAND "demand"

int gj_demand_chart_of(gj_ctx *c, int64_t home, gj_str hash, gj_case_chart *ret_chart)
{
	return gj_case_chart_of(c, home, DEMAND, hash, ret_chart);
}

static gj_case as_case(gj_ctx *c, const gj_demand *d)
{
	int64_t speaker = gj_demand_speaks(c, d) ? c->actor->staff : 0;

	return (gj_case){ DEMAND, d->state, d->office, d->unit, speaker };
}

int gj_demand_move(gj_ctx *c, const gj_demand *demand, const gj_case_chart *chart, gj_str verb,
		   uint64_t guards, const gj_chart_move **ret_move)
{
	gj_case it = as_case(c, demand);

	return gj_case_move(c, &it, chart, verb, guards, ret_move);
}

int gj_demand_opening(gj_ctx *c, const gj_case_chart *chart, int64_t office, uint64_t guards,
		      const gj_chart_move **ret_move)
{
	gj_case it = { DEMAND, GJ_STR_NONE, office, office, 0 };

	return gj_case_move(c, &it, chart, GJ_STR("register"), guards, ret_move);
}

int gj_demand_verbs_now(gj_ctx *c, const gj_demand *demand, const gj_case_chart *chart,
			gj_array *ret_verbs)
{
	gj_case it = as_case(c, demand);

	if (!demand->voided)
		return gj_case_verbs(c, &it, chart, ret_verbs);
	*ret_verbs = (gj_array){ NULL, 0 };
	return GJ_OK;
}
