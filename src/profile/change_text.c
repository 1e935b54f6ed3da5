/* SPDX-License-Identifier: Apache-2.0
 *
 * A change told to people: "诉求办理 › 状态 › 已签收 › 操作 › 联系诉求人 › 角色：增加 管家".
 */
#include "chart/walk.h"
#include "profile/overlay.h"
#include "profile/place.h"

#define SHORT_MAX 60 /* bytes of a value shown in a sentence */

static const struct word {
	const char *key, *zh, *en;
} words[] = {
#define W(key, zh, en) { #key, zh, en },
#include "profile/words.def"
#undef W
	{ NULL, NULL, NULL }
};

static const struct word *word_of(gj_str key)
{
	for (const struct word *w = words; w->key; w++)
		if (gj_str_is(key, w->key))
			return w;
	return NULL;
}

/* What a thing says that it is called: beside its code, or in a state's meta. */
static gj_str own_label(const gj_tree *node, int chinese)
{
	const char *key = chinese ? "zh" : "en";
	gj_str label = gj_tree_text(node, key);

	return label.p ? label : gj_tree_text(gj_tree_get(node, "meta"), key);
}

static gj_str label_in(gj_arena *arena, const gj_tree *list, gj_str code, int chinese)
{
	gj_tree *item = list ? gj_place_child(arena, list, code) : NULL;

	return item ? own_label(item, chinese) : GJ_STR_NONE;
}

struct telling {
	gj_arena *arena;
	const gj_tree *from, *to;
	int chinese;
};

/* Codes that stand for something described elsewhere in the profile. */
static gj_str foreign_label(const struct telling *t, gj_str owner, gj_str code)
{
	const gj_verb_term *verb;
	gj_str label = GJ_STR_NONE;
	const gj_tree *trees[] = { t->to, t->from };

	if (gj_str_is(owner, "on") || gj_str_is(owner, "open")) {
		verb = gj_verb_find(code);
		return verb ? gj_str_of(t->chinese ? verb->zh : verb->en) : GJ_STR_NONE;
	}
	for (int i = 0; i < 2 && !label.p; i++) {
		const gj_tree *codes = gj_tree_get(trees[i], "codes"), *list = NULL;

		if (gj_str_is(owner, "roles"))
			list = gj_tree_get(trees[i], "roles");
		else if (gj_str_is(owner, "evidence"))
			list = gj_tree_get(gj_tree_get(codes, "evidence"), "items");
		else if (gj_str_is(owner, "under"))
			list = gj_tree_get(gj_tree_get(codes, "office_kind"), "items");
		label = label_in(t->arena, list, code, t->chinese);
	}
	return label;
}

static gj_str step_label(const struct telling *t, gj_str owner, gj_str step, const gj_tree *node)
{
	gj_str label = node ? own_label(node, t->chinese) : GJ_STR_NONE;
	const struct word *word;

	if (!label.p)
		label = foreign_label(t, owner, step);
	word = label.p ? NULL : word_of(step);
	if (word)
		return gj_str_of(t->chinese ? word->zh : word->en);
	return label.p ? label : step;
}

static void put_value(gj_buf *out, const gj_tree *value)
{
	size_t n;

	switch (value->kind) {
	case GJ_TREE_TEXT:
		n = value->text.n;
		if (n > SHORT_MAX) {
			/* cut between characters */
			for (n = SHORT_MAX; n && ((unsigned char)value->text.p[n] & 0xc0) == 0x80;)
				n--;
		}
		gj_buf_put(out, value->text.p, n);
		if (n < value->text.n)
			gj_buf_text(out, "…");
		break;
	case GJ_TREE_ARRAY:
	case GJ_TREE_OBJECT:
		gj_buf_text(out, value->kind == GJ_TREE_ARRAY ? "[…]" : "{…}");
		break;
	default:
		gj_tree_write(out, value);
	}
}

static void put_verb(gj_buf *out, const gj_change *change, int chinese)
{
	static const char *const zh[] = { "增加", "改为", "删除" };
	static const char *const en[] = { "added", "becomes", "removed" };
	int plain = change->value && change->value->kind != GJ_TREE_OBJECT;

	gj_buf_text(out, chinese ? "：" : ": ");
	if (change->kind == GJ_CHANGE_REPLACE && change->was) {
		gj_buf_text(out, chinese ? "由 " : "from ");
		put_value(out, change->was);
		gj_buf_text(out, chinese ? " 改为 " : " to ");
		put_value(out, change->value);
		return;
	}
	gj_buf_text(out, (chinese ? zh : en)[change->kind]);
	if (plain) {
		gj_buf_char(out, ' ');
		put_value(out, change->value);
	}
}

/* Both trees are gone down side by side: what is new is only in one, what goes only in the
 * other. */
static void put_path(gj_buf *out, const struct telling *t, const gj_str *steps, size_t count)
{
	const gj_tree *a = t->from, *b = t->to;
	gj_str owner = GJ_STR_NONE;
	int said = 0;

	for (size_t i = 0; i < count; i++) {
		gj_str label;

		a = a ? gj_place_child(t->arena, a, steps[i]) : NULL;
		b = b ? gj_place_child(t->arena, b, steps[i]) : NULL;
		label = step_label(t, owner, steps[i], b ? b : a);
		owner = steps[i];
		if (!label.n)
			continue;
		gj_buf_text(out, said++ ? " › " : "");
		gj_buf_str(out, label);
	}
}

int gj_change_text(gj_buf *out, gj_arena *arena, const gj_tree *from, const gj_tree *to,
		   const gj_change *change, int chinese)
{
	struct telling t = { arena, from, to, chinese };
	gj_str steps[GJ_PLACE_STEPS_MAX];
	size_t count = 0;
	int e = gj_place_steps(arena, change->path, steps, &count);

	if (e < 0)
		return e;
	put_path(out, &t, steps, count);
	put_verb(out, change, chinese);
	return out->failed;
}
