/* SPDX-License-Identifier: Apache-2.0
 *
 * The papers built in: what the State Council's General Office announced for each year.
 */
#include "calendar/calendar.h"

#define GJ_LITERAL(text) \
	{ \
		(text), sizeof(text) - 1 \
	}
#include "calendar/data/papers_cn.inc"

const gj_cal_paper *gj_cal_papers(size_t *ret_count)
{
	*ret_count = sizeof(papers) / sizeof(papers[0]);
	return papers;
}
