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
__attribute__((weak)) int gj_demand_open(gj_ctx *c, int64_t home, const gj_demand_new *in,
					 gj_subject *ret_subject, gj_str *ret_order_no)
{
	(void)c;
	(void)home;
	(void)in;
	(void)ret_subject;
	(void)ret_order_no;
	return GJ_E_UNSUPPORTED;
}
__attribute__((weak)) int gj_demand_next_no(gj_ctx *c, int64_t home, int64_t ahead,
					    gj_str *ret_order_no)
{
	(void)c;
	(void)home;
	(void)ahead;
	(void)ret_order_no;
	return GJ_E_UNSUPPORTED;
}
