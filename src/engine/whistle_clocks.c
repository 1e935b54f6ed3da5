/* SPDX-License-Identifier: Apache-2.0
 *
 * Whistles and parties as cases with clocks: a party is to sign, to make contact and to report in
 * by its own limits, the whole is to be finished by another.
 */
#include "engine/party_priv.h"

static gj_timed whistle_timed(const gj_whistle *w, const gj_case_chart *chart)
{
	uint64_t guards = gj_profile_guards(chart->profile, "whistle_kind", w->kind);

	return (gj_timed){ .home = w->home,
			   .id = w->id,
			   .noun = "whistle",
			   .unit = w->unit,
			   .profile = chart->profile,
			   .chart = chart->chart,
			   .guards = guards,
			   .guards_before = guards,
			   .guards_anew = guards };
}

static gj_timed party_timed(const gj_whistle *w, const gj_party *party, const gj_case_chart *chart)
{
	gj_timed of = whistle_timed(w, chart);

	of.id = party->id;
	of.noun = "party";
	of.unit = party->office;
	return of;
}

int gj_whistle_clocks(gj_ctx *c, const gj_whistle *w, const gj_case_chart *chart,
		      const gj_chart_move *move, const gj_record *record, gj_whistle_body *body)
{
	gj_timed of = whistle_timed(w, chart);

	if (gj_field_has(body, record, "unit"))
		of.unit = body->unit;
	of.reason = body->reason;
	return gj_clocks_record(c, &of, move, record, body);
}

int gj_party_clocks(gj_ctx *c, const gj_whistle *w, const gj_party *party,
		    const gj_case_chart *chart, const gj_chart_move *move, const gj_record *record,
		    gj_party_body *body)
{
	gj_timed of = party_timed(w, party, chart);

	of.reason = body->reason;
	return gj_clocks_record(c, &of, move, record, body);
}

/* ---- what clocks ask ---- */

int gj_whistle_timed(gj_ctx *c, int64_t id, gj_timed *ret_timed, int *ret_seen)
{
	gj_case_chart chart;
	gj_whistle w;
	int code = gj_whistle_load(c, id, &w), seen = 0;

	if (code >= 0)
		code = seen = gj_whistle_visible(c, &w);
	if (code >= 0)
		code = gj_case_chart_of(c, "whistle", w.chart, &chart);
	if (code < 0)
		return code;
	*ret_timed = whistle_timed(&w, &chart);
	*ret_seen = seen;
	return GJ_OK;
}

int gj_party_timed(gj_ctx *c, int64_t id, gj_timed *ret_timed, int *ret_seen)
{
	gj_case_chart chart;
	gj_party party;
	gj_whistle w;
	int code = gj_party_load(c, id, &party), seen = 0;

	if (code >= 0)
		code = gj_whistle_load(c, party.whistle, &w);
	if (code >= 0)
		code = seen = gj_whistle_visible(c, &w);
	if (code >= 0)
		code = gj_case_chart_of(c, "party", party.chart, &chart);
	if (code < 0)
		return code;
	*ret_timed = party_timed(&w, &party, &chart);
	*ret_seen = seen;
	return GJ_OK;
}
