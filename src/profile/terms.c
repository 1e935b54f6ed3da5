/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables behind terms.h, made from the .def files.
 */
#include "profile/terms.h"

#include <assert.h>
#include <string.h>

static_assert(GJ_RIGHT_COUNT <= 64, "a set of rights is one word");
static_assert(GJ_GUARD_COUNT <= 64, "a set of guards is one word");

const char *const gj_right_names[GJ_RIGHT_COUNT + 1] = {
#define R(name, code, doc) code,
#include "profile/rights.def"
#undef R
	NULL
};

const char *const gj_right_docs[GJ_RIGHT_COUNT + 1] = {
#define R(name, code, doc) doc,
#include "profile/rights.def"
#undef R
	NULL
};

const char *const gj_guard_names[GJ_GUARD_COUNT + 1] = {
#define G(name, doc) #name,
#include "profile/guards.def"
#undef G
	NULL
};

const char *const gj_guard_docs[GJ_GUARD_COUNT + 1] = {
#define G(name, doc) doc,
#include "profile/guards.def"
#undef G
	NULL
};

#define V(name, right, zh, en, ...) \
	static const char *const demand_##name[] = { __VA_ARGS__, NULL };
#include "profile/verbs.def"
#undef V
#define V(name, right, zh, en, ...) \
	static const char *const whistle_##name[] = { __VA_ARGS__, NULL };
#include "profile/whistle_verbs.def"
#undef V
#define V(name, right, zh, en, ...) \
	static const char *const party_##name[] = { __VA_ARGS__, NULL };
#include "profile/party_verbs.def"
#undef V
#define V(name, right, zh, en, ...) \
	static const char *const supervision_##name[] = { __VA_ARGS__, NULL };
#include "profile/supervision_verbs.def"
#undef V

const gj_verb_term gj_verb_terms[GJ_VERB_COUNT + 1] = {
#define V(name, right, zh, en, ...) { #name, GJ_RIGHT_##right, zh, en, demand_##name },
#include "profile/verbs.def"
#undef V
	{ NULL, 0, NULL, NULL, NULL }
};

const gj_verb_term gj_whistle_verb_terms[GJ_VERB_whistle_COUNT + 1] = {
#define V(name, right, zh, en, ...) { #name, GJ_RIGHT_##right, zh, en, whistle_##name },
#include "profile/whistle_verbs.def"
#undef V
	{ NULL, 0, NULL, NULL, NULL }
};

const gj_verb_term gj_party_verb_terms[GJ_VERB_party_COUNT + 1] = {
#define V(name, right, zh, en, ...) { #name, GJ_RIGHT_##right, zh, en, party_##name },
#include "profile/party_verbs.def"
#undef V
	{ NULL, 0, NULL, NULL, NULL }
};

const gj_verb_term gj_supervision_verb_terms[GJ_VERB_supervision_COUNT + 1] = {
#define V(name, right, zh, en, ...) { #name, GJ_RIGHT_##right, zh, en, supervision_##name },
#include "profile/supervision_verbs.def"
#undef V
	{ NULL, 0, NULL, NULL, NULL }
};

const gj_chart_noun gj_chart_nouns[] = {
	{ "demand", gj_verb_terms, GJ_VERB_COUNT, 1, 1 },
	{ "whistle", gj_whistle_verb_terms, GJ_VERB_whistle_COUNT, 0, 0 },
	{ "party", gj_party_verb_terms, GJ_VERB_party_COUNT, 0, 0 },
	{ "supervision", gj_supervision_verb_terms, GJ_VERB_supervision_COUNT, 0, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

#define L(name)
#define O(name)
#define F(name, ...) static const char *const codes_of_##name[] = { __VA_ARGS__, NULL };
#define H F
#include "profile/lists.def"
#undef H
#undef F
#undef O
#undef L

const gj_list_term gj_list_terms[] = {
#define L(name) { #name, NULL, 0 },
#define O(name) { #name, NULL, 1 },
#define F(name, ...) { #name, codes_of_##name, 0 },
#define H(name, ...) { #name, codes_of_##name, 1 },
#include "profile/lists.def"
#undef H
#undef F
#undef O
#undef L
	{ NULL, NULL, 0 }
};

const char *const gj_code_tags[] = { "valid",     "above",
				       "met",	    "sole",
				       "satisfied", "basically_satisfied",
				       "dissatisfied", "several",
				       "coordinated", "excellent",
				       "good", "fair", "poor", NULL };

const gj_verb_term *gj_verb_find(gj_str name)
{
	const gj_verb_term *term = gj_verb_terms;
	size_t i, n;

	for (i = 0; gj_chart_nouns[i].name; i++) {
		n = strlen(gj_chart_nouns[i].name);
		if (name.n > n && name.p[n] == '.' &&
		    memcmp(name.p, gj_chart_nouns[i].name, n) == 0) {
			name = (gj_str){ name.p + n + 1, name.n - n - 1 };
			term = gj_chart_nouns[i].verbs;
			break;
		}
	}
	while (term->name && !gj_str_is(name, term->name))
		term++;
	return term->name ? term : NULL;
}
