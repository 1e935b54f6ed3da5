/* SPDX-License-Identifier: Apache-2.0
 *
 * Enterprise scale by 统计上大中小微型企业划分办法(2017), 国统字〔2017〕213号:
 * an industry falls into one group of the table, the group grades one or two
 * figures, and the enterprise has the lowest of their grades. Thresholds are
 * data (data/sme_thresholds_2017.csv, data/scale_scopes_2017.csv).
 */
#ifndef GJ_ENGINE_SCALE_H
#define GJ_ENGINE_SCALE_H

#include "engine/industry.h"

/* Which paper the grades are by; recorded beside a grade. */
#define GJ_SCALE_EDITION "2017"

/* 1 to 4 are the official codes of 大 中 小 微. */
typedef enum gj_scale {
	GJ_SCALE_UNKNOWN, /* a figure that is needed, or the industry, is not known well enough */
	GJ_SCALE_LARGE,
	GJ_SCALE_MEDIUM,
	GJ_SCALE_SMALL,
	GJ_SCALE_MICRO,
	GJ_SCALE_NA /* the paper does not cover this industry: not a micro enterprise */
} gj_scale;

typedef enum gj_figure {
	GJ_FIGURE_NONE,
	GJ_FIGURE_STAFF,   /* 从业人员, persons */
	GJ_FIGURE_REVENUE, /* 营业收入, 分 */
	GJ_FIGURE_ASSETS,  /* 资产总额, 分 */
	GJ_FIGURE_COUNT
} gj_figure;

typedef struct gj_figures {
	int64_t staff, revenue, assets; /* negative: not known */
} gj_figures;

/* Why: the group of the table ("INDUSTRY", NULL when none applies) and the
 * figure that set the grade, or for UNKNOWN the one that is missing. */
typedef struct gj_scale_grounds {
	const char *group;
	gj_figure figure;
} gj_scale_grounds;

/* industry == NULL or one too broad for the table ("G" has railways, transport
 * and post) gives UNKNOWN. ret_grounds may be NULL. */
gj_scale gj_scale_derive(const gj_industry *industry, const gj_figures *figures,
			 gj_scale_grounds *ret_grounds);

#endif
