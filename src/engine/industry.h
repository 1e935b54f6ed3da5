/* SPDX-License-Identifier: Apache-2.0
 *
 * Industries by GB/T 4754: 20 sections (门类), 97 divisions (大类), 473 groups
 * (中类) and 1,381 classes (小类) of the 2017 edition. Editions number
 * differently (from O on every division moved by one between 2011 and 2017), so
 * a code means nothing without its edition; only 2017 is held.
 */
#ifndef GJ_ENGINE_INDUSTRY_H
#define GJ_ENGINE_INDUSTRY_H

#include "util/mem.h"

enum { GJ_INDUSTRY_SECTION = 1, GJ_INDUSTRY_DIVISION, GJ_INDUSTRY_GROUP, GJ_INDUSTRY_CLASS };

typedef struct gj_industry {
	char section;  /* 'A' to 'T' */
	char code[5];  /* "C", "26", "261" or "2614": the digits alone below a section */
	uint8_t level; /* GJ_INDUSTRY_... */
	const char *name;
} gj_industry;

/* Forms: "C", "26", "261", "2614", and with the section's letter "C2614", which
 * must agree. NULL when the edition is not held or has no such code. */
const gj_industry *gj_industry_find(gj_str code, gj_str edition);
/* The industry above, or NULL for a section. */
const gj_industry *gj_industry_parent(const gj_industry *industry);
/* All of the 2017 edition in byte order of their codes; NULL past the end. */
const gj_industry *gj_industry_at(size_t index);

#endif
