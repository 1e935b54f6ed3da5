/* SPDX-License-Identifier: Apache-2.0
 *
 * What the two files of the profile share, and the text built in.
 */
#ifndef GJ_PROFILE_PROFILE_PRIV_H
#define GJ_PROFILE_PROFILE_PRIV_H

#include "profile/profile.h"
#include "util/digest.h"

#define GJ_CHART_COUNT 4 /* of gj_chart_nouns */

/* What is found out after a profile was compiled (kept.c). */
struct gj_profile_kept {
	gj_arena *arena;                              /* the profile's own */
	char chart_hashes[GJ_CHART_COUNT][2 * GJ_DIGEST_SIZE + 1]; /* "": not reckoned yet */
	struct gj_profile_older {
		const gj_profile *profile;
		struct gj_profile_older *next;
	} *older, **end;
	int64_t older_count;
	/* of offices */
	int64_t own_seq, owner; /* owner: of an office's own, whose it is */
	int64_t own_count;
	struct gj_profile_own {
		int64_t office;
		char hash[2 * GJ_DIGEST_SIZE + 1];
		const gj_profile *profile;
		struct gj_profile_own *next;
	} *own;
	struct gj_profile_goes {
		int64_t office;
		const gj_profile *by;
		struct gj_profile_goes *next;
	} *goes;
};

extern const char *const gj_chart_names[GJ_CHART_COUNT + 1]; /* as gj_chart_nouns */

struct gj_profile {
	gj_str id, source;
	int64_t version;
	gj_code_list *lists;
	size_t list_count;
	gj_role *roles;
	size_t role_count;
	const char **role_names; /* NULL-terminated, as charts want them */
	gj_office_kind *kinds;   /* in the order of the list office_kind */
	size_t kind_count;
	gj_cal_def *calendars;
	size_t calendar_count;
	gj_message_rules messages;
	gj_supervise supervise;
	gj_profile_limit *limits;
	const char **limit_names; /* NULL-terminated, as charts want them */
	gj_str *limit_texts;
	size_t limit_count;
	gj_formula *formulas;
	size_t formula_count;
	gj_reply_element *elements;
	size_t element_count;
	gj_reply_template *templates;
	size_t template_count;
	struct gj_retention *retentions;
	size_t retention_count;
	const gj_chart *charts[GJ_CHART_COUNT];
	gj_str chart_sources[GJ_CHART_COUNT];
	struct gj_profile_kept *kept;
};

/* Reads "limits" (limits.c). */
int gj_profile_read_limits(gj_walk *walk, gj_arena *arena, const gj_tree *tree,
			   gj_profile *profile);

int gj_profile_read_figures(gj_walk *walk, const gj_tree *tree); /* "figures": checks them */
/* Names joined by dots: demand.general. */
int gj_profile_dotted_name(gj_walk *walk, gj_str name);

/* Made by embed.py from cn-default.json and cn-bj.json; NUL-terminated. */
extern const unsigned char gj_profile_text[], gj_profile_bj_text[];
extern const size_t gj_profile_text_size, gj_profile_bj_text_size;

#endif
