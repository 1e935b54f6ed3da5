/* SPDX-License-Identifier: Apache-2.0
 *
 * What a profile learns while it is in force: the hashes of its charts, the older profiles whose
 * charts running cases still follow, and those that offices have of their own.
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

/* ---- of offices ---- */

int64_t gj_profile_own_seq(const gj_profile *profile)
{
	return profile->kept->own_seq;
}

/* Which office goes by which is asked anew; what was compiled stays. */
void gj_profile_own_since(const gj_profile *profile, int64_t own_seq)
{
	profile->kept->own_seq = own_seq;
	profile->kept->goes = NULL;
}

int64_t gj_profile_own_count(const gj_profile *profile)
{
	return profile->kept->own_count;
}

int64_t gj_profile_owner(const gj_profile *profile)
{
	return profile->kept->owner;
}

int gj_profile_of_office(const gj_profile *profile, int64_t office, const gj_profile **ret_found)
{
	for (const struct gj_profile_goes *g = profile->kept->goes; g; g = g->next)
		if (g->office == office) {
			*ret_found = g->by;
			return 1;
		}
	return 0;
}

static int compiled(struct gj_profile_kept *kept, int64_t owner, gj_str hash, gj_str json,
		    const gj_profile **ret_profile, gj_error *err)
{
	struct gj_profile_own *own;
	int code;

	for (own = kept->own; own; own = own->next)
		if (own->office == owner && gj_str_is(hash, own->hash)) {
			*ret_profile = own->profile;
			return GJ_OK;
		}
	own = hash.n < sizeof(own->hash) ? gj_arena_zero(kept->arena, sizeof(*own)) : NULL;
	code = own ? gj_profile_compile(kept->arena, json, &own->profile, err) : GJ_E_NOMEM;
	if (code < 0)
		return code;
	own->office = owner;
	memcpy(own->hash, hash.p, hash.n);
	own->profile->kept->owner = owner;
	own->next = kept->own;
	kept->own = own;
	kept->own_count++;
	*ret_profile = own->profile;
	return GJ_OK;
}

int gj_profile_goes_by(const gj_profile *profile, int64_t office, int64_t owner, gj_str hash,
		       gj_str json, const gj_profile **ret_found, gj_error *err)
{
	struct gj_profile_kept *kept = profile->kept;
	struct gj_profile_goes *g = gj_arena_zero(kept->arena, sizeof(*g));
	int code = !g ? GJ_E_NOMEM : owner ? compiled(kept, owner, hash, json, &g->by, err) : GJ_OK;

	if (code < 0)
		return code;
	g->office = office;
	g->next = kept->goes;
	kept->goes = g;
	*ret_found = g->by;
	return GJ_OK;
}
