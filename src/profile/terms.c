/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables behind terms.h, made from the .def files.
 */
#include "profile/terms.h"

#include <assert.h>

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
	static const char *const fields_of_##name[] = { __VA_ARGS__, NULL };
#include "profile/verbs.def"
#undef V

const gj_verb_term gj_verb_terms[GJ_VERB_COUNT + 1] = {
#define V(name, right, zh, en, ...) { #name, GJ_RIGHT_##right, zh, en, fields_of_##name },
#include "profile/verbs.def"
#undef V
	{ NULL, 0, NULL, NULL, NULL }
};

#define L(name)
#define F(name, ...) static const char *const codes_of_##name[] = { __VA_ARGS__, NULL };
#include "profile/lists.def"
#undef F
#undef L

const gj_list_term gj_list_terms[] = {
#define L(name) { #name, NULL },
#define F(name, ...) { #name, codes_of_##name },
#include "profile/lists.def"
#undef F
#undef L
	{ NULL, NULL }
};

const char *const gj_code_tags[] = { "valid",     "above",
				       "met",	    "sole",
				       "satisfied", "basically_satisfied",
				       "dissatisfied", NULL };

const gj_verb_term *gj_verb_find(gj_str name)
{
	for (const gj_verb_term *term = gj_verb_terms; term->name; term++)
		if (gj_str_is(name, term->name))
			return term;
	return NULL;
}
