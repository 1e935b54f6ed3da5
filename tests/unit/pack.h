/* SPDX-License-Identifier: Apache-2.0
 *
 * The built-in profile with another text in one of its sections.
 */
#ifndef GJ_TESTS_PACK_H
#define GJ_TESTS_PACK_H

#include "unit.h"

#include "profile/profile.h"

/* What stands from `section` up to the charts becomes `section`, `text` and `end`. */
static inline gj_str unit_pack_with(gj_arena *arena, const char *section, const char *text,
				    const char *end)
{
	gj_str all = gj_profile_builtin();
	const char *from = strstr(all.p, section), *to = strstr(all.p, "\"charts\": {");
	gj_buf buf;

	ck_assert(from && to && from < to);
	gj_buf_init(&buf, arena, 1 << 20);
	gj_buf_put(&buf, all.p, (size_t)(from - all.p));
	gj_buf_text(&buf, section);
	gj_buf_text(&buf, text);
	gj_buf_text(&buf, end);
	gj_buf_put(&buf, to, all.n - (size_t)(to - all.p));
	return gj_buf_end(&buf);
}

#endif
