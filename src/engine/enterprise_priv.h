/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the noun enterprise share with each other only.
 */
#ifndef GJ_ENGINE_ENTERPRISE_PRIV_H
#define GJ_ENGINE_ENTERPRISE_PRIV_H

#include "engine/enterprise.h"

extern const gj_record gj_enterprise_list_record, gj_enterprise_search_record;
extern const gj_record gj_enterprise_list_result_record;
int gj_enterprise_list(gj_ctx *c, const void *args, void *ret_result);
int gj_enterprise_search(gj_ctx *c, const void *args, void *ret_result);

#endif
