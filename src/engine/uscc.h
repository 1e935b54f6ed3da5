/* SPDX-License-Identifier: Apache-2.0
 *
 * The unified social credit code (统一社会信用代码) of GB 32100 with the
 * organisation code of GB 11714 inside it.
 */
#ifndef GJ_ENGINE_USCC_H
#define GJ_ENGINE_USCC_H

#include "util/error.h"

#define GJ_USCC_SIZE 18

/* Normalises (trimmed, half width, upper case) and checks length, characters,
 * registering department and kind, and both check characters. A letter that is
 * not in the set (I O S V Z) is refused, never repaired: O may be a 0 or a Q.
 * GJ_E_BAD_VALUE with the rule uscc_length, uscc_letter, uscc_kind, uscc_check
 * or uscc_org_check, in this order. */
int gj_uscc_check(gj_str code, char ret_normal[GJ_USCC_SIZE + 1], gj_error *err);

#endif
