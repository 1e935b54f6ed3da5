/* SPDX-License-Identifier: Apache-2.0
 *
 * Stands in until the real ones are linked. */
#include "engine/demand.h"
#include "engine/quarantine.h"
__attribute__((weak)) int gj_demand_hidden(gj_ctx *c, int64_t id)
{
	(void)c;
	(void)id;
	return 0;
}
__attribute__((weak)) int gj_quarantine_erase(gj_ctx *c, int64_t home, gj_str value, int64_t *ret_count)
{
	(void)c;
	(void)home;
	(void)value;
	*ret_count = 0;
	return 0;
}
