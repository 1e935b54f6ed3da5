/* SPDX-License-Identifier: Apache-2.0
 *
 * Looking up industries in the table that industry.py makes from
 * data/gbt4754_2017.csv.
 */
#include "engine/industry.h"

#include <string.h>

#define I(section, code, level, name) { section, code, level, name },
static const gj_industry industries[] = {
#include "engine/data/industry_2017.inc"
};
#undef I

#define COUNT (sizeof(industries) / sizeof(*industries))

static const gj_industry *find(gj_str code)
{
	size_t low = 0, high = COUNT;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *there = industries[middle].code;
		int order = gj_str_cmp(code, gj_str_of(there));
		if (order == 0)
			return &industries[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const gj_industry *gj_industry_find(gj_str code, gj_str edition)
{
	const gj_industry *found;
	char section = 0;

	if (!gj_str_is(edition, "2017") || code.n == 0)
		return NULL;
	if (code.n > 1 && code.p[0] >= 'A' && code.p[0] <= 'Z') {
		section = code.p[0];
		code.p++;
		code.n--;
		if (code.p[0] < '0' || code.p[0] > '9')
			return NULL;
	}
	found = find(code);
	return found && section && found->section != section ? NULL : found;
}

const gj_industry *gj_industry_parent(const gj_industry *industry)
{
	switch (industry->level) {
	case GJ_INDUSTRY_SECTION:
		return NULL;
	case GJ_INDUSTRY_DIVISION:
		return find((gj_str){ &industry->section, 1 });
	default:
		return find((gj_str){ industry->code, strlen(industry->code) - 1 });
	}
}

const gj_industry *gj_industry_at(size_t index)
{
	return index < COUNT ? &industries[index] : NULL;
}
