/* SPDX-License-Identifier: Apache-2.0
 *
 * Whistles and parties as cases with clocks: a party is to sign, to make contact and to report in
 * by its own limits, the whole is to be finished by another.
 */
#include <stdio.h>

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

static int told(gj_ctx *c, const gj_whistle *w, int64_t about, int64_t unit,
		gj_message_case *ret_told)
{
	uint64_t guards = gj_profile_guards(c->profile, "whistle_kind", w->kind);
	gj_message_case told = { .about = about,
				 .office = w->office,
				 .unit = unit,
				 .registrar = w->registrar,
				 .at_once = (guards & GJ_GUARD_BIT(emergency)) != 0 };
	int code = gj_whistle_complained_of(c, w->id, &told.against);

	if (code >= 0)
		*ret_told = told;
	return code;
}

#define VERB_MAX 60

/* "party.call" */
static gj_str verb_of(const char *noun, gj_str verb, char room[VERB_MAX])
{
	snprintf(room, VERB_MAX, "%s.%.*s", noun, (int)verb.n, verb.p);
	return gj_str_of(room);
}

int gj_whistle_clocks(gj_ctx *c, const gj_whistle *w, const gj_case_chart *chart,
		      const gj_chart_move *move, const gj_record *record, gj_whistle_body *body)
{
	gj_timed of = whistle_timed(w, chart);
	gj_message_case to;
	char name[VERB_MAX];
	int code;

	if (gj_field_index(record, "unit", 4) >= 0 && gj_field_has(body, record, "unit"))
		of.unit = body->unit; /* not every event has it */
	of.reason = body->reason;
	code = gj_clocks_record(c, &of, move, record, body);
	if (code >= 0)
		code = told(c, w, w->id, of.unit, &to);
	return code < 0 ? code
			: gj_message_tell(c, verb_of("whistle", body->verb, name), &to, record,
					  body);
}

int gj_party_clocks(gj_ctx *c, const gj_whistle *w, const gj_party *party,
		    const gj_case_chart *chart, const gj_chart_move *move, const gj_record *record,
		    gj_party_body *body)
{
	gj_timed of = party_timed(w, party, chart);
	gj_message_case to;
	char name[VERB_MAX];
	int code;

	of.reason = body->reason;
	code = gj_clocks_record(c, &of, move, record, body);
	if (code >= 0)
		code = told(c, w, party->id, party->office, &to);
	return code < 0 ? code
			: gj_message_tell(c, verb_of("party", body->verb, name), &to, record, body);
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
		code = gj_case_chart_of(c, GJ_HOME_OF(id), "whistle", w.chart, &chart);
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

	if (code >= 0) {
		gj_whistle_ask(c, party.whistle);
		code = gj_whistle_load(c, party.whistle, &w);
	}
	if (code >= 0)
		code = seen = gj_whistle_visible(c, &w);
	if (code >= 0)
		code = gj_case_chart_of(c, GJ_HOME_OF(id), "party", party.chart, &chart);
	if (code < 0)
		return code;
	*ret_timed = party_timed(&w, &party, &chart);
	*ret_seen = seen;
	return GJ_OK;
}

/* ---- what messages ask ---- */

int gj_whistle_told(gj_ctx *c, int64_t id, gj_timed *ret_timed, gj_message_case *ret_told)
{
	gj_case_chart chart;
	gj_whistle w;
	int code = gj_whistle_load(c, id, &w);

	if (code >= 0)
		code = gj_case_chart_of(c, GJ_HOME_OF(id), "whistle", w.chart, &chart);
	if (code < 0)
		return code;
	*ret_timed = whistle_timed(&w, &chart);
	return told(c, &w, id, w.unit, ret_told);
}

int gj_party_told(gj_ctx *c, int64_t id, gj_timed *ret_timed, gj_message_case *ret_told)
{
	gj_case_chart chart;
	gj_party party;
	gj_whistle w;
	int code = gj_party_load(c, id, &party);

	if (code >= 0) {
		gj_whistle_ask(c, party.whistle);
		code = gj_whistle_load(c, party.whistle, &w);
	}
	if (code >= 0)
		code = gj_case_chart_of(c, GJ_HOME_OF(id), "party", party.chart, &chart);
	if (code < 0)
		return code;
	*ret_timed = party_timed(&w, &party, &chart);
	return told(c, &w, id, party.office, ret_told);
}
