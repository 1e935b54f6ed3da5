/* SPDX-License-Identifier: Apache-2.0
 *
 * The packs that come with the library: a whole profile, and overlays on it.
 */
#include "profile/pack.h"

#include "profile/profile_priv.h"

/* Made by embed.py; NUL-terminated. */
static const struct pack {
	const char *name, *base; /* base NULL: a whole profile */
	const unsigned char *text;
	const size_t *size;
} packs[] = {
	{ "cn-default", NULL, gj_profile_text, &gj_profile_text_size },
	{ "cn-bj", "cn-default", gj_profile_bj_text, &gj_profile_bj_text_size },
	{ NULL, NULL, NULL, NULL },
};

static const struct pack *find(gj_str name)
{
	for (const struct pack *p = packs; p->name; p++)
		if (gj_str_is(name, p->name))
			return p;
	return NULL;
}

static gj_str text_of(const struct pack *pack)
{
	return (gj_str){ (const char *)pack->text, *pack->size };
}

gj_str gj_profile_builtin(void)
{
	return text_of(&packs[0]);
}

const char *gj_pack_name_at(size_t index)
{
	return index < sizeof(packs) / sizeof(packs[0]) ? packs[index].name : NULL;
}

int gj_pack_known(gj_str name)
{
	return find(name) != NULL;
}

int gj_pack_read(gj_arena *arena, gj_str name, gj_tree **ret_base, gj_tree **ret_overlay,
		 gj_error *err)
{
	const struct pack *pack = find(name), *base;
	gj_tree *tree = NULL, *overlay = NULL;
	int e;

	if (!pack)
		return GJ_E_NOT_FOUND;
	base = pack->base ? find(gj_str_of(pack->base)) : pack;
	e = gj_tree_parse(arena, text_of(base), &tree, err);
	if (e >= 0 && pack->base)
		e = gj_tree_parse(arena, text_of(pack), &overlay, err);
	if (e < 0)
		return e;
	*ret_base = tree;
	*ret_overlay = overlay;
	return GJ_OK;
}
