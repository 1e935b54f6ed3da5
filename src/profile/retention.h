/* SPDX-License-Identifier: Apache-2.0
 *
 * How long personal values are kept, by the kind of thing that they are held about:
 *
 *	"retention": {"demand": {"noun": "demand", "keep": "3y", "zh", "en", "source"},
 *	              "demand.report": {"noun": "demand", "kinds": ["report"], "keep": "5y", ...}}
 *
 * What no rule speaks of is kept. A rule with kinds goes before the one without. From when a
 * period is reckoned lies in the noun: a demand or a whistle from when it ended, a visit from its
 * day, a contact from the end of its consent, a root cause from when it was solved, a hold from
 * when it was lifted, what is void from when it was declared so.
 */
#ifndef GJ_PROFILE_RETENTION_H
#define GJ_PROFILE_RETENTION_H

#include "calendar/period.h"
#include "profile/profile.h"

enum gj_retained {
	GJ_RETAINED_DEMAND,
	GJ_RETAINED_WHISTLE,
	GJ_RETAINED_VISIT,
	GJ_RETAINED_ATTACHMENT,
	GJ_RETAINED_CONTACT,
	GJ_RETAINED_ENTERPRISE,
	GJ_RETAINED_STAFF,
	GJ_RETAINED_IMPORT,
	GJ_RETAINED_SUPERVISION,
	GJ_RETAINED_CAUSE,
	GJ_RETAINED_STEWARD,
	GJ_RETAINED_OFFICE,
	GJ_RETAINED_CALENDAR,
	GJ_RETAINED_HOLD,
	GJ_RETAINED_COUNT
};
extern const char *const gj_retained_names[]; /* NULL-terminated */

typedef struct gj_retention {
	gj_str name, zh, en, source;
	gj_str text; /* "3y" */
	gj_period keep;
	int noun;       /* enum gj_retained */
	gj_words kinds; /* codes; none: all that no other rule names */
} gj_retention;

const gj_retention *gj_retention_at(const gj_profile *profile, size_t index); /* NULL */
/* The rule for one of this kind; NULL: it is kept. */
const gj_retention *gj_retention_for(const gj_profile *profile, int noun, gj_str kind);

#endif
