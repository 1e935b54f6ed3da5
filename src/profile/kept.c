/* SPDX-License-Identifier: Apache-2.0
 *
 * What a profile learns while it is in force: the hashes of its charts, and the older
 * profiles whose charts running cases still follow.
 */
#include "profile/profile_priv.h"

#include <string.h>

#include "chart/walk.h"

int gj_profile_chart_hash(const gj_profile *profile, const char *noun, gj_digest *digest,
			  gj_str *ret_hash)
{
	int at = gj_walk_index(gj_chart_names, gj_str_of(noun)), code = GJ_OK;
	uint8_t hash[GJ_DIGEST_SIZE];
	gj_str source;
	gj_buf buf;

	if (at < 0)
		return GJ_E_BUG;
	source = profile->chart_sources[at];
	if (!profile->kept->chart_hashes[at][0]) {
		code = gj_digest_pair(digest, "", 0, source.p, source.n, hash);
		gj_buf_init(&buf, profile->kept->arena, 2 * GJ_DIGEST_SIZE + 1);
		if (code >= 0) {
			gj_buf_hex(&buf, hash, GJ_DIGEST_SIZE);
			source = gj_buf_end(&buf);
			code = buf.failed;
		}
		if (code >= 0)
			memcpy(profile->kept->chart_hashes[at], source.p, source.n + 1);
	}
	if (code >= 0)
		*ret_hash = (gj_str){ profile->kept->chart_hashes[at], 2 * (size_t)GJ_DIGEST_SIZE };
	return code;
}

int gj_profile_keep_older(const gj_profile *profile, gj_str json, gj_error *err)
{
	struct gj_profile_kept *kept = profile->kept;
	struct gj_profile_older *link = gj_arena_zero(kept->arena, sizeof(*link));
	int code = link ? gj_profile_compile(kept->arena, json, &link->profile, err) : GJ_E_NOMEM;

	if (code >= 0) {
		*kept->end = link;
		kept->end = &link->next;
		kept->older_count++;
	}
	return code;
}

int64_t gj_profile_older_count(const gj_profile *profile)
{
	return profile->kept->older_count;
}

int gj_profile_with_chart(const gj_profile *profile, const char *noun, gj_str hash,
			  gj_digest *digest, const gj_profile **ret_found)
{
	const struct gj_profile_older *link = profile->kept->older;
	const gj_profile *at = profile;
	gj_str own;
	int code = gj_profile_chart_hash(at, noun, digest, &own);

	while (code >= 0 && !gj_str_eq(own, hash) && link) {
		at = link->profile;
		link = link->next;
		code = gj_profile_chart_hash(at, noun, digest, &own);
	}
	if (code >= 0)
		*ret_found = gj_str_eq(own, hash) ? at : NULL;
	return code;
}
