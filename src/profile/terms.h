/* SPDX-License-Identifier: Apache-2.0
 *
 * The words that profiles are written in: rights, verbs, guards, code lists.
 * They are the library's; which of them are used where is the profile's.
 */
#ifndef GJ_PROFILE_TERMS_H
#define GJ_PROFILE_TERMS_H

#include "util/mem.h"

/* Place of a right in a set of rights: GJ_RIGHT_BIT(demand_read). */
enum gj_right {
#define R(name, code, doc) GJ_RIGHT_##name,
#include "profile/rights.def"
#undef R
	GJ_RIGHT_COUNT
};
#define GJ_RIGHT_BIT(name) (UINT64_C(1) << GJ_RIGHT_##name)

enum gj_verb {
#define V(name, ...) GJ_VERB_##name,
#include "profile/verbs.def"
#undef V
	GJ_VERB_COUNT
};

enum gj_whistle_verb {
#define V(name, ...) GJ_VERB_whistle_##name,
#include "profile/whistle_verbs.def"
#undef V
	GJ_VERB_whistle_COUNT
};

enum gj_party_verb {
#define V(name, ...) GJ_VERB_party_##name,
#include "profile/party_verbs.def"
#undef V
	GJ_VERB_party_COUNT
};

enum gj_supervision_verb {
#define V(name, ...) GJ_VERB_supervision_##name,
#include "profile/supervision_verbs.def"
#undef V
	GJ_VERB_supervision_COUNT
};

/* Place of a guard in a set of guards. */
enum gj_guard {
#define G(name, doc) GJ_GUARD_##name,
#include "profile/guards.def"
#undef G
	GJ_GUARD_COUNT
};
#define GJ_GUARD_BIT(name) (UINT64_C(1) << GJ_GUARD_##name)

typedef struct gj_verb_term {
	const char *name;
	int right; /* enum gj_right */
	const char *zh, *en;
	const char *const *fields; /* NULL-terminated */
} gj_verb_term;

typedef struct gj_list_term {
	const char *name;
	const char *const *codes; /* NULL: the profile's own choice */
	int optional;             /* a profile may do without it */
} gj_list_term;

extern const char *const gj_right_names[GJ_RIGHT_COUNT + 1]; /* "demand.read" */
extern const char *const gj_right_docs[GJ_RIGHT_COUNT + 1];
extern const gj_verb_term gj_verb_terms[GJ_VERB_COUNT + 1]; /* of demands */
extern const gj_verb_term gj_whistle_verb_terms[GJ_VERB_whistle_COUNT + 1];
extern const gj_verb_term gj_party_verb_terms[GJ_VERB_party_COUNT + 1];
extern const gj_verb_term gj_supervision_verb_terms[GJ_VERB_supervision_COUNT + 1];

/* The nouns that run on charts. */
typedef struct gj_chart_noun {
	const char *name;
	const gj_verb_term *verbs;
	int verb_count;
	int required; /* 0: a profile may be without this chart */
	int windows;  /* a move of it may have a time "within" which it is made */
} gj_chart_noun;
extern const gj_chart_noun gj_chart_nouns[]; /* ends with name == NULL */
extern const char *const gj_guard_names[GJ_GUARD_COUNT + 1];
extern const char *const gj_guard_docs[GJ_GUARD_COUNT + 1];
extern const gj_list_term gj_list_terms[]; /* ends with name == NULL */
/* What a code's tags may say besides the name of a guard:
 * valid - a callback that counts; above - a level above the street;
 * met - a visit at which somebody was met; sole - a role of stewards that one
 * person at a time holds for an enterprise; satisfied, basically_satisfied,
 * dissatisfied - how a degree of satisfaction counts. */
extern const char *const gj_code_tags[];

/* A verb of demands, or "party.call": one of another noun. NULL: none. */
const gj_verb_term *gj_verb_find(gj_str name);

#endif
