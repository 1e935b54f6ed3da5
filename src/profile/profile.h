/* SPDX-License-Identifier: Apache-2.0
 *
 * A profile: what differs from place to place, as data. Code lists, roles and
 * their rights, which office may stand under which, life-cycle charts. One JSON
 * text, compiled once; what is not sound is refused with the path and the
 * problem. Numbers and lists carry their source in the text itself.
 *
 *	{"id": "...", "version": 1, "zh": "...", "en": "...", "source": ["..."],
 *	 "codes": {"channel": {"zh": "...", "en": "...", "source": "...",
 *	           "items": [{"code": "...", "zh": "...", "en": "...", "tags": []}]}},
 *	 "roles": [{"code": "...", "zh": "...", "en": "...", "rights": ["demand.read"]}],
 *	 "calendars": {"cn": {...}},
 *	 "messages": {...},
 *	 "supervise": {...},
 *	 "limits": {"demand.general": {"limit": "5wd", "zh": "...", "en": "...", "source": "..."}},
 *	 "figures": {"audit.retention": {"value": "3y", "zh": "...", "en": "...", "source": "..."}},
 *	 "formulas": {"solve_rate": {...}}, "replies": {"elements": {...}, "templates": {...}},
 *	 "retention": {"demand": {...}},
 *	 "charts": {"demand": {...}}}
 *
 * Items of office_kind also say where the office may stand ("under", and "top":
 * true for the root of a ledger) and whether it is a home of facts ("home").
 * Calendars are described in calendar_read.h, messages in messages.h, formulas in formula_read.c,
 * what is said of answers in reply_read.c, retention in retention.h, what is supervised by itself
 * in supervise.h; a profile may have none of them.
 */
#ifndef GJ_PROFILE_PROFILE_H
#define GJ_PROFILE_PROFILE_H

#include "calendar/calendar.h"
#include "chart/chart.h"
#include "profile/messages.h"
#include "profile/supervise.h"
#include "profile/terms.h"
#include "rule/formula.h"
#include "util/digest.h"

#define GJ_PROFILE_MAX (1u << 20) /* bytes of a profile's text */

typedef struct gj_profile gj_profile;

typedef struct gj_code {
	gj_str code, zh, en;
	uint64_t guards; /* that its tags name */
	uint64_t tags;   /* bits in gj_code_tags */
} gj_code;

typedef struct gj_code_list {
	gj_str name, zh, en, source;
	const gj_code *items;
	size_t count;
} gj_code_list;

typedef struct gj_role {
	gj_str code, zh, en;
	uint64_t rights;
	int demander; /* for accounts of enterprises, and for them alone */
} gj_role;

typedef struct gj_office_kind {
	gj_str code;
	uint64_t under; /* bit i: item i of the list office_kind */
	int top, home;
} gj_office_kind;

/* A named limit, with where its number comes from. Charts name limits; a chart stands as it is
 * when the number changes. */
typedef struct gj_profile_limit {
	gj_str name, zh, en, source;
	gj_str text; /* "5wd" */
} gj_profile_limit;
typedef struct gj_words {
	const gj_str *text;
	size_t count;
} gj_words;

/* What an answer should have in it. */
typedef struct gj_reply_element {
	gj_str code, zh, en, source;
	const gj_words *words; /* of each list one word; # stands for a number */
	size_t word_count;
	uint64_t fields; /* bits of gj_reply_fields: one of these is enough too */
} gj_reply_element;

typedef struct gj_reply_template {
	gj_str code, zh, en, source, text;
	uint64_t verbs;              /* 1 reply, 2 explain, 4 decline */
	gj_words states, categories; /* none: all */
} gj_reply_template;

/* The profile lives in the arena; *json may go. GJ_E_BAD_VALUE with rule
 * profile_path or chart_path, the path and {problem}. */
int gj_profile_compile(gj_arena *arena, gj_str json, const gj_profile **ret_profile,
		       gj_error *err);
/* As compile, and past a problem it goes on with what does not rest on it: *problems has them
 * all, the error the first. */
int gj_profile_check(gj_arena *arena, gj_str json, gj_problems *problems,
		     const gj_profile **ret_profile, gj_error *err);
gj_str gj_profile_builtin(void); /* the text of cn-default */

gj_str gj_profile_id(const gj_profile *profile);
int64_t gj_profile_version(const gj_profile *profile);
gj_str gj_profile_source(const gj_profile *profile); /* canonical bytes, for hashing */

const gj_code_list *gj_profile_list(const gj_profile *profile, const char *list); /* NULL */
const gj_code_list *gj_profile_list_at(const gj_profile *profile, size_t index);  /* NULL */
const gj_code *gj_profile_code(const gj_profile *profile, const char *list, gj_str code);
int gj_profile_has_code(const gj_profile *profile, const char *list, gj_str code);
/* The same in the shape of gj_code_fn; user is a const gj_profile. */
int gj_profile_code_fn(void *user, const char *list, gj_str code);
/* The word for people; the code itself when the list does not have it. */
gj_str gj_profile_label(const gj_profile *profile, const char *list, gj_str code, int chinese);
/* Guards that a code makes hold: of the result of a callback, a reason, ... */
uint64_t gj_profile_guards(const gj_profile *profile, const char *list, gj_str code);
int gj_profile_tagged(const gj_profile *profile, const char *list, gj_str code, const char *tag);

/* Bit i of a set of roles stands for role i. */
const gj_role *gj_profile_role_at(const gj_profile *profile, size_t index); /* NULL */
int gj_profile_role(const gj_profile *profile, gj_str code);                /* index, or -1 */
uint64_t gj_profile_rights(const gj_profile *profile, uint64_t roles);      /* of all of them */

const gj_office_kind *gj_profile_office_kind(const gj_profile *profile, gj_str code); /* NULL */
/* parent: GJ_STR_NONE for the top of the ledger. */
int gj_profile_may_stand(const gj_profile *profile, gj_str kind, gj_str parent);

/* GJ_STR_NONE: the default one. NULL: none of this name. */
const gj_cal_def *gj_profile_calendar(const gj_profile *profile, gj_str code);
const gj_cal_def *gj_profile_calendar_at(const gj_profile *profile, size_t index); /* NULL */

const gj_message_rules *gj_profile_messages(const gj_profile *profile);
const gj_supervise *gj_profile_supervise(const gj_profile *profile);

const gj_profile_limit *gj_profile_limit_at(const gj_profile *profile, size_t index); /* NULL */
const gj_profile_limit *gj_profile_limit_find(const gj_profile *profile, gj_str name); /* NULL */
const gj_formula *gj_profile_formula(const gj_profile *profile, gj_str name);     /* NULL */
const gj_formula *gj_profile_formula_at(const gj_profile *profile, size_t index); /* NULL */
const gj_reply_element *gj_profile_element_at(const gj_profile *profile, size_t index); /* NULL */
const gj_reply_template *gj_profile_template_at(const gj_profile *profile, size_t index);
const char *const *gj_reply_fields(void); /* arguments that an element may rest on */
/* Is the element there: in the text, or in the fields given (bits of gj_reply_fields)? */
int gj_reply_has(const gj_reply_element *element, gj_str text, uint64_t fields);

const gj_chart *gj_profile_chart(const gj_profile *profile, const char *noun); /* NULL */
/* Canonical bytes of one chart: what a case pins by hash. */
gj_str gj_profile_chart_source(const gj_profile *profile, const char *noun);
/* Their hash in hex, always by the same digest; reckoned once, valid as long as the profile. */
int gj_profile_chart_hash(const gj_profile *profile, const char *noun, gj_digest *digest,
			  gj_str *ret_hash);

/* Of the profile of a ledger: those that offices have of their own. They are compiled into its
 * memory too. own_seq: the last event by which an office got or gave up one; 0: there are
 * none. */
int64_t gj_profile_own_seq(const gj_profile *profile);
void gj_profile_own_since(const gj_profile *profile, int64_t own_seq);
/* What an office goes by: 1 when it is known (*ret_found NULL: by the ledger's), else 0. */
int gj_profile_of_office(const gj_profile *profile, int64_t office, const gj_profile **ret_found);
/* `owner`'s own, compiled once as long as its hash stays, is what `office` goes by. Owner 0: the
 * ledger's is. */
int gj_profile_goes_by(const gj_profile *profile, int64_t office, int64_t owner, gj_str hash,
		       gj_str json, const gj_profile **ret_found, gj_error *err);
int64_t gj_profile_own_count(const gj_profile *profile); /* how many were compiled */
/* Whose own it is; 0: the ledger's. */
int64_t gj_profile_owner(const gj_profile *profile);
/* Profiles that were in force before this one, whose charts running cases still follow. They
 * are compiled into its memory and live as long as it does. */
int gj_profile_keep_older(const gj_profile *profile, gj_str json, gj_error *err);
int64_t gj_profile_older_count(const gj_profile *profile);
/* The one of this profile and the older ones kept that has this chart; *ret_found is NULL when
 * none has. */
int gj_profile_with_chart(const gj_profile *profile, const char *noun, gj_str hash,
			  gj_digest *digest, const gj_profile **ret_found);

#endif
