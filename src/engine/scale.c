/* SPDX-License-Identifier: Apache-2.0
 *
 * Grading enterprises by the tables that scale.py makes.
 */
#include "engine/scale.h"

#include <string.h>

/* Thresholds of one figure, in persons or 分: the least that is still large,
 * medium, small. All zero when the group does not grade this figure. */
struct bounds {
	int64_t large, medium, small;
};

struct group {
	const char *name;
	struct bounds bounds[GJ_FIGURE_COUNT];
};

struct scope {
	const char *industry; /* the broadest code that lies wholly in the group */
	int group;            /* -1: not covered */
};

#define WAN INT64_C(1000000) /* 万元 in 分 */
#define STAFF(large, medium, small) [GJ_FIGURE_STAFF] = { large, medium, small }
#define REVENUE(large, medium, small) \
	[GJ_FIGURE_REVENUE] = { large * WAN, medium * WAN, small * WAN }
#define ASSETS(large, medium, small) \
	[GJ_FIGURE_ASSETS] = { large * WAN, medium * WAN, small * WAN }
#include "engine/data/scale_2017.inc"

#define SCOPES (sizeof(scopes) / sizeof(*scopes))

/* The scope of the industry or of the nearest industry above it. */
static const struct scope *scope_of(const gj_industry *industry)
{
	for (; industry; industry = gj_industry_parent(industry))
		for (size_t i = 0; i < SCOPES; i++)
			if (strcmp(scopes[i].industry, industry->code) == 0)
				return &scopes[i];
	return NULL;
}

static int64_t figure_of(const gj_figures *figures, gj_figure figure)
{
	switch (figure) {
	case GJ_FIGURE_STAFF:
		return figures->staff;
	case GJ_FIGURE_REVENUE:
		return figures->revenue;
	default:
		return figures->assets;
	}
}

static gj_scale grade(const struct bounds *bounds, int64_t value)
{
	if (value < 0)
		return GJ_SCALE_UNKNOWN;
	if (value >= bounds->large)
		return GJ_SCALE_LARGE;
	if (value >= bounds->medium)
		return GJ_SCALE_MEDIUM;
	return value >= bounds->small ? GJ_SCALE_SMALL : GJ_SCALE_MICRO;
}

/* All lower bounds of a grade must be met, else it goes down one grade at a
 * time; that is the lowest grade of any figure. A figure in the micro band
 * decides alone, whatever is not known. */
static gj_scale lowest(const struct group *group, const gj_figures *figures, gj_figure *ret_figure)
{
	gj_scale result = GJ_SCALE_UNKNOWN;
	gj_figure decided = GJ_FIGURE_NONE, missing = GJ_FIGURE_NONE;

	for (int i = GJ_FIGURE_STAFF; i < GJ_FIGURE_COUNT; i++) {
		gj_scale one;
		if (group->bounds[i].large == 0)
			continue;
		one = grade(&group->bounds[i], figure_of(figures, (gj_figure)i));
		if (one == GJ_SCALE_UNKNOWN && missing == GJ_FIGURE_NONE)
			missing = (gj_figure)i;
		if (one > result) {
			result = one;
			decided = (gj_figure)i;
		}
	}
	if (missing != GJ_FIGURE_NONE && result != GJ_SCALE_MICRO) {
		result = GJ_SCALE_UNKNOWN;
		decided = missing;
	}
	*ret_figure = decided;
	return result;
}

gj_scale gj_scale_derive(const gj_industry *industry, const gj_figures *figures,
			 gj_scale_grounds *ret_grounds)
{
	const struct scope *scope = scope_of(industry);
	gj_scale_grounds grounds = { NULL, GJ_FIGURE_NONE };
	gj_scale result;

	if (!scope) {
		result = GJ_SCALE_UNKNOWN;
	} else if (scope->group < 0) {
		result = GJ_SCALE_NA;
	} else {
		grounds.group = groups[scope->group].name;
		result = lowest(&groups[scope->group], figures, &grounds.figure);
	}
	if (ret_grounds)
		*ret_grounds = grounds;
	return result;
}
