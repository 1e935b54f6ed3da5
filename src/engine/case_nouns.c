/* SPDX-License-Identifier: Apache-2.0
 *
 * The nouns whose cases have clocks: one line each. Whatever is asked of a clock's case, whoever
 * asks, is asked here.
 */
#include "engine/case.h"

#include "engine/demand.h"
#include "engine/supervision.h"
#include "engine/whistle.h"

static const gj_case_noun nouns[] = { { "demand", gj_demand_case, gj_demand_told },
				      { "whistle", gj_whistle_timed, gj_whistle_told },
				      { "party", gj_party_timed, gj_party_told },
				      { "supervision", gj_supervision_timed,
					gj_supervision_told },
				      { NULL, NULL, NULL } };

const gj_case_noun *gj_case_noun_of(gj_str noun)
{
	for (const gj_case_noun *n = nouns; n->noun; n++)
		if (gj_str_is(noun, n->noun))
			return n;
	return NULL;
}
