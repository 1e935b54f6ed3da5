/* SPDX-License-Identifier: Apache-2.0
 *
 * Making the arguments: values by kind and name of the described fields.
 */
#include "gen_priv.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "profile/profile.h"

/* ---- chance ---- */

/* xorshift64*: the same on every machine. */
uint64_t gen_draw(gen *g, uint64_t below)
{
	g->random ^= g->random >> 12;
	g->random ^= g->random << 25;
	g->random ^= g->random >> 27;
	return below ? (g->random * UINT64_C(2685821657736338717) >> 11) % below : 0;
}

int gen_chance(gen *g, unsigned percent)
{
	return gen_draw(g, 100) < percent;
}

/* ---- growing text ---- */

void gen_put(text *t, const char *bytes, size_t size)
{
	if (t->n + size + 1 > t->room) {
		t->room = 2 * (t->n + size + 64);
		t->p = realloc(t->p, t->room);
		ck_assert_ptr_nonnull(t->p);
	}
	memcpy(t->p + t->n, bytes, size);
	t->n += size;
	t->p[t->n] = '\0';
}

static void put(text *t, const char *s)
{
	gen_put(t, s, strlen(s));
}

static void put_int(text *t, int64_t value)
{
	char room[32];

	snprintf(room, sizeof(room), "%lld", (long long)value);
	put(t, room);
}

static int is_one_of(const char *name, const char *list)
{
	size_t n = strlen(name);
	const char *at = list;

	while ((at = strstr(at, name))) {
		if ((at == list || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
			return 1;
		at += n;
	}
	return 0;
}

/* ---- what is known ---- */

static pool *pool_of(gen *g, const char *noun)
{
	size_t i;

	for (i = 0; i < g->noun_count; i++)
		if (strcmp(g->noun[i], noun) == 0)
			return &g->pool[i];
	return NULL;
}

void gen_know(gen *g, const char *noun, int64_t id, int64_t revision)
{
	pool *p = pool_of(g, noun);
	size_t i;

	if (!p || id <= 0)
		return;
	for (i = p->n; i-- > 0;)
		if (p->id[i] == id) {
			if (revision > 0)
				p->revision[i] = revision;
			return;
		}
	i = p->n < POOL_MAX ? p->n++ : gen_draw(g, POOL_MAX);
	p->id[i] = id;
	p->revision[i] = revision > 0 ? revision : 1;
}

int gen_known(gen *g, const char *noun, int64_t id)
{
	const pool *p = pool_of(g, noun);
	size_t i;

	for (i = 0; p && i < p->n; i++)
		if (p->id[i] == id)
			return 1;
	return 0;
}

void gen_note(gen *g, const char *name, gj_str value)
{
	size_t i = g->note_count < NOTES_MAX ? g->note_count++ : gen_draw(g, NOTES_MAX);

	snprintf(g->note[i].name, sizeof(g->note[i].name), "%s", name);
	snprintf(g->note[i].value, sizeof(g->note[i].value), "%.*s", (int)value.n, value.p);
}

/* What a reply called so, or one of so many: "keys". NULL: none did. */
static const char *noted(gen *g, const char *name)
{
	size_t i, n = strlen(name), seen = 0;
	const char *found = NULL;

	for (i = 0; i < g->note_count; i++) {
		size_t length = strlen(g->note[i].name);
		if (strncmp(g->note[i].name, name, length) == 0 &&
		    (length == n || (length + 1 == n && name[length] == 's')) &&
		    gen_draw(g, ++seen) == 0)
			found = g->note[i].value;
	}
	return found;
}

void gen_forget(gen *g, int64_t id)
{
	pool *p;
	size_t k, i;

	for (k = 0; k < g->noun_count; k++)
		for (p = &g->pool[k], i = 0; i < p->n; i++)
			if (p->id[i] == id) {
				memmove(p->id + i, p->id + i + 1,
					(p->n - i - 1) * sizeof(p->id[0]));
				memmove(p->revision + i, p->revision + i + 1,
					(p->n - i - 1) * sizeof(p->revision[0]));
				p->n--;
				break;
			}
}

static const char *singular(const char *name, char *room, size_t size)
{
	size_t n = strlen(name);

	if (n > 3 && strcmp(name + n - 3, "ies") == 0)
		snprintf(room, size, "%.*sy", (int)(n - 3), name);
	else if (n > 1 && name[n - 1] == 's')
		snprintf(room, size, "%.*s", (int)(n - 1), name);
	else
		snprintf(room, size, "%s", name);
	return room;
}

/* Are there things of the noun, with numbers of their own? */
static int bears(const gen *g, const char *noun)
{
	static const char *const births[] = {
		"register", "add", "draft", "assign", "plan", "load"
	};
	char name[96];
	size_t i;

	if (gen_chart(g, noun))
		return 1;
	for (i = 0; i < sizeof(births) / sizeof(births[0]); i++) {
		snprintf(name, sizeof(name), "%s.%s", noun, births[i]);
		if (gen_op_find((gen *)(uintptr_t)g, name))
			return 1;
	}
	return 0;
}

/* A field is named after the noun that it points to, or after a part played by an
 * office or a member of staff. */
static pool *pool_for(gen *g, const char *field, const char *own)
{
	static const char *const staff[] = { "leader", "handler", "member",  "deputy",
					     "person", "by",      "assignee" };
	char room[64];
	pool *p = NULL;
	size_t i;

	if (strcmp(field, "id") == 0 || strcmp(field, "into") == 0 ||
	    strcmp(field, "duplicate_of") == 0)
		p = pool_of(g, own);
	/* a noun without things of its own does something to those of another */
	if (p && !p->n && strcmp(field, "id") == 0 && g->noun_count)
		p = &g->pool[gen_draw(g, g->noun_count)];
	if (!p)
		p = pool_of(g, field);
	if (!p)
		p = pool_of(g, singular(field, room, sizeof(room)));
	for (i = 0; !p && i < sizeof(staff) / sizeof(staff[0]); i++)
		if (strcmp(room, staff[i]) == 0)
			p = pool_of(g, "staff");
	if (p && p->n && (bears(g, own) || gen_chance(g, 30)))
		return p;
	/* What has no things of its own speaks of those of others: clocks, rungs, messages. */
	for (i = 0; i < 20 && is_one_of(field, "id about subject") && !bears(g, own); i++) {
		p = &g->pool[gen_draw(g, g->noun_count)];
		/* Most of all of cases. */
		if (p->n && gen_chance(g, gen_chart(g, g->noun[p - g->pool]) ? 90 : 5))
			break;
	}
	return p && p->n ? p : pool_of(g, gen_chance(g, 80) ? "office" : own);
}

/* The last ones most of all, so that life cycles go on. */
static int64_t draw_id(gen *g, pool *p, int64_t *ret_revision)
{
	size_t i;

	if (!p || p->n == 0)
		return 4294967296 + (int64_t)gen_draw(g, 50);
	i = gen_chance(g, 50) && p->n > 4 ? p->n - 1 - gen_draw(g, 4) : gen_draw(g, p->n);
	if (ret_revision)
		*ret_revision = p->revision[i];
	return p->id[i];
}

static int64_t known(const pool *p, int64_t id, int64_t *ret_revision)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->id[i] == id)
			*ret_revision = p->revision[i];
	return id;
}

/* ---- texts ---- */

static const char *const words[] = { "曙光",   "街道",   "企业",    "服务",   "管家", "中关村",
				     "停车",   "噪声",   "消防",    "用电",   "路灯", "扩产",
				     "招工",   "office", "No. 7",   "ＡＢＣ", "😀",    "é",
				     "a\\\"b", "\\n",    "\\u4e2d", "(试)",   "、",   "x" };

static void put_words(gen *g, text *t, int64_t min, int64_t max)
{
	int64_t want = min, n = 0;

	if (max <= 0 || max > 40)
		max = gen_chance(g, 2) && max > 0 ? max : 12;
	if (max > min)
		want = min + (int64_t)gen_draw(g, (uint64_t)(max - min) + 1);
	/* One character at a time when counting matters, else whole words. */
	while (n < want) {
		if (want - n >= 6 && gen_chance(g, 60)) {
			put(t, words[gen_draw(g, sizeof(words) / sizeof(words[0]))]);
			n += 6; /* at least as long as any of them */
		} else {
			put(t, gen_chance(g, 50) ? "管" : "k");
			n++;
		}
	}
}

static const gj_tree *item_of(gen *g, const gj_tree *array)
{
	return array && array->count ? gj_tree_at(array, gen_draw(g, array->count)) : NULL;
}

static void put_str(text *t, gj_str s)
{
	gen_put(t, s.p, s.n);
}

/* The name of one of the members. */
static void put_key(gen *g, text *t, const gj_tree *object)
{
	const gj_tree *one;
	gj_str key = GJ_STR("x");
	uint64_t seen = 0;

	for (one = object ? object->child : NULL; one; one = one->next)
		if (gen_draw(g, ++seen) == 0)
			key = one->key;
	put_str(t, key);
}

/* GB 32100 and, within it, GB 11714. */
static void put_uscc(gen *g, text *t)
{
	static const char set[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	static const int w[] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28 };
	static const int ow[] = { 3, 7, 9, 10, 5, 8, 4, 2 };
	char code[19] = "91110108";
	int i, sum = 0;

	for (i = 8; i < 16; i++) {
		code[i] = (char)('0' + gen_draw(g, 10));
		sum += (code[i] - '0') * ow[i - 8];
	}
	sum = 11 - sum % 11;
	code[16] = sum == 10 ? 'X' : sum == 11 ? '0' : (char)('0' + sum);
	for (sum = i = 0; i < 17; i++)
		sum += (int)(strchr(set, code[i]) - set) * w[i];
	code[17] = set[(31 - sum % 31) % 31];
	gen_put(t, code, 18);
}

/* A ledger of enterprises with Chinese headers; some rows of it are bad. */
static void put_csv(gen *g, text *t)
{
	int rows = 1 + (int)gen_draw(g, 3);

	put(t, "企业名称,统一社会信用代码,注册地址,联系人,联系电话\n");
	while (rows-- > 0) {
		put(t, "导入企业");
		put_int(t, (int64_t)gen_draw(g, 100000));
		put(t, ",");
		if (gen_chance(g, 70))
			put_uscc(g, t);
		put(t, ",某路1号,某某,1380000");
		put_int(t, 1000 + (int64_t)gen_draw(g, 9000));
		put(t, gen_chance(g, 30) ? ",one too many\n" : "\n");
	}
}

static void put_file(gen *g, text *t)
{
	text csv = { NULL, 0, 0 };
	char path[600];
	FILE *file;

	snprintf(path, sizeof(path), "%s/in-%d.%s", g->dir, (int)gen_draw(g, 8),
		 g->reads_file > 1 ? "txt" : "csv");
	put_csv(g, &csv);
	file = fopen(path, "wb");
	/* Where there is no folder the path is that of no file. */
	if (file)
		ck_assert(fwrite(csv.p, 1, csv.n, file) == csv.n && fclose(file) == 0);
	free(csv.p);
	put(t, path);
}

/* For a call inside a call: one that has a fair chance, or else none of its kind would ever
 * stand behind one that succeeded. */
static const gen_op *inner_op(gen *g)
{
	const gen_op *best = NULL, *op;
	int tries;

	for (tries = 0; tries < 5 || !best; tries++) {
		op = &g->op[gen_draw(g, g->op_count)];
		if (op->alone || op->is_long || (!op->write && !gen_chance(g, 15)))
			continue;
		if (!best || op->good * (best->calls + 1) > best->good * (op->calls + 1))
			best = op;
	}
	return best;
}

/* What a text should look like, by the name of its field. 0: like any other. */
static int put_hinted(gen *g, text *t, const char *name)
{
	static const char *const industries[] = { "6511", "I65", "C", "2614", "5271", "9411" };
	static const char *const charted[] = { "demand", "whistle", "party" };
	static const char *const limits[] = { "1wd", "5wd", "24h", "2wh", "30m", "3nd" };

	if (strcmp(name, "role") == 0) {
		put_str(t, gj_tree_text(item_of(g, gj_tree_get(g->profile, "roles")), "code"));
	} else if (strcmp(name, "account") == 0) {
		put(t, "u");
		put_int(t, ++g->counter);
	} else if (strcmp(name, "phone") == 0 || strcmp(name, "mobile") == 0) {
		put(t, "1380000");
		put_int(t, 1000 + (int64_t)gen_draw(g, 9000));
	} else if (is_one_of(name, "uscc credit_code social_code unified_code")) {
		put_uscc(g, t);
	} else if (is_one_of(name, "industry industry_code")) {
		put(t, industries[gen_draw(g, 6)]);
	} else if (is_one_of(name, "edition industry_edition")) {
		put(t, "2017");
	} else if (strcmp(name, "path") == 0 && g->reads_file) {
		put_file(g, t);
	} else if (is_one_of(name, "file path uri target")) {
		put(t, g->dir);
		put(t, "/out-");
		put_int(t, ++g->counter);
	} else if (is_one_of(name, "op operation") && g->op_count) {
		g->nested = inner_op(g);
		put(t, g->nested->name);
	} else if (is_one_of(name, "from to")) {
		put(t, gen_chance(g, 50) ? "2026-03" : "2026-04");
	} else if (strcmp(name, "formula") == 0) {
		put(t, gen_chance(g, 50) ? "composite" : "rework_rate");
	} else if (strcmp(name, "after") == 0 && g->next[0]) {
		put(t, g->next);
	} else if (strcmp(name, "calendar") == 0) {
		put_key(g, t, gj_tree_get(g->profile, "calendars"));
	} else if (strcmp(name, "clock") == 0) {
		put_key(g, t, gj_tree_get(gen_chart(g, charted[gen_draw(g, 3)]), "clocks"));
	} else if (strcmp(name, "template") == 0) {
		put_key(g, t, gj_tree_get(gj_tree_get(g->profile, "replies"), "templates"));
	} else if (strcmp(name, "limit") == 0) {
		put(t, limits[gen_draw(g, sizeof(limits) / sizeof(limits[0]))]);
	} else if (is_one_of(name, "order_no code system") && gen_chance(g, 60) && noted(g, name)) {
		put(t, noted(g, name));
	} else {
		return 0;
	}
	return 1;
}

static int64_t number(const gj_tree *field, const char *name, int64_t otherwise)
{
	const gj_tree *at = gj_tree_get(field, name);

	return at && at->kind == GJ_TREE_INT ? at->integer : otherwise;
}

static void put_text(gen *g, text *t, const gj_tree *field, const char *name)
{
	int64_t min = number(field, "min", 1), max = number(field, "max", 12);

	put(t, "\"");
	if ((strcmp(name, "path") != 0 && !gen_chance(g, 97)) || !put_hinted(g, t, name))
		put_words(g, t, min, max);
	put(t, "\"");
}

/* ---- values ---- */

static void put_time(gen *g, text *t, int date)
{
	char room[64];

	snprintf(room, sizeof(room),
		 date ? "\"2026-%02d-%02d\"" : "\"2026-%02d-%02dT%02d:%02d:00+08:00\"",
		 1 + (int)gen_draw(g, 12), 1 + (int)gen_draw(g, 28), (int)gen_draw(g, 24),
		 (int)gen_draw(g, 60));
	put(t, room);
}

static void put_integer(gen *g, text *t, const gj_tree *field)
{
	int64_t min = number(field, "min", 0), max = number(field, "max", 1000);
	int64_t span = max - min;

	if (span > 500 && !gen_chance(g, 3))
		span = gen_chance(g, 50) ? 20 : 500;
	put_int(t, span > 0 ? min + (int64_t)gen_draw(g, (uint64_t)span + 1) : min);
}

static void put_code(gen *g, text *t, const gj_tree *field)
{
	char list[80];
	gj_str name = gj_tree_text(field, "list");
	const gj_tree *codes = gj_tree_get(g->profile, "codes");
	const gj_tree *proof = gj_tree_get(g->asked, "evidence");

	snprintf(list, sizeof(list), "%.*s", (int)name.n, name.p ? name.p : "");
	if (proof && proof->count && gj_str_is(name, "evidence")) {
		put(t, "\"");
		put_str(t, item_of(g, proof)->text);
		put(t, "\"");
		return;
	}
	put(t, "\"");
	put_str(t,
		gj_tree_text(item_of(g, gj_tree_get(gj_tree_get(codes, list), "items")), "code"));
	put(t, "\"");
}

static void put_ids(gen *g, text *t, const char *name, int64_t max)
{
	int64_t i, n = (int64_t)gen_draw(g, (uint64_t)(max < 3 ? max : 3) + 1);

	put(t, "[");
	for (i = 0; i < n; i++) {
		put(t, i ? "," : "");
		put_int(t, draw_id(g, pool_for(g, name, g->own), NULL));
	}
	put(t, "]");
}

static void put_map(gen *g, text *t, const char *name, int texts, int64_t max)
{
	const char *told = texts ? noted(g, name) : NULL;
	int64_t i, n = (int64_t)gen_draw(g, (uint64_t)(max < 3 ? max : 3) + 1);

	if (told && gen_chance(g, 80)) {
		put(t, "[\"");
		put(t, told);
		put(t, "\"]");
		return;
	}
	put(t, texts ? "[" : "{");
	for (i = 0; i < n; i++) {
		put(t, i ? ",\"" : "\"");
		put(t, texts ? "文" : "s");
		put_int(t, i);
		put(t, texts ? "\"" : "\":\"");
		if (!texts) {
			put_int(t, (int64_t)gen_draw(g, 300));
			put(t, "\"");
		}
	}
	put(t, texts ? "]" : "}");
}

static void put_fields(gen *g, text *t, const gj_tree *fields, int depth);

static void put_array(gen *g, text *t, const gj_tree *field, int depth)
{
	int64_t min = number(field, "min", 0), max = number(field, "max", 3), i, n;

	n = min + (int64_t)gen_draw(g, (uint64_t)(max - min < 3 ? max - min : 3) + 1);
	if (g->sure && n == 0 && max > 0)
		n = 1;
	put(t, "[");
	for (i = 0; i < n; i++) {
		put(t, i ? "," : "");
		put_fields(g, t, gj_tree_get(field, "fields"), depth + 1);
	}
	put(t, "]");
}

/* The built-in one, with a version of its own. */
static void put_profile(gen *g, text *t)
{
	gj_str json = gj_profile_builtin();
	const char *version = strstr(json.p, "\"version\": 1,");

	ck_assert_ptr_nonnull(version);
	gen_put(t, json.p, (size_t)(version - json.p));
	put(t, "\"version\": ");
	put_int(t, 1000 + ++g->counter);
	put(t, strchr(version, ','));
}

/* One change on the built-in one, and a version of its own. */
static void put_overlay(gen *g, text *t)
{
	put(t, "{\"base\":{\"id\":\"cn-default\"},\"id\":\"own\",\"zh\":\"甲\",\"en\":\"own\","
	       "\"version\":");
	put_int(t, 1000 + ++g->counter);
	put(t, ",\"changes\":[{\"replace\":\"/limits/demand.general/limit\",\"value\":\"");
	put_int(t, 1 + (int64_t)gen_draw(g, 20));
	put(t, "wd\"}]}");
}

/* A year's holidays: a day off, and a rest day that is worked instead. */
static void put_paper(gen *g, text *t)
{
	char room[400];
	int year = 2027 + (int)gen_draw(g, 8);

	snprintf(room, sizeof(room),
		 "{\"year\":%d,\"papers\":[\"https://example.org/%d\"],\"days\":["
		 "{\"name\":\"元旦\",\"date\":\"%d-01-01\",\"isOffDay\":true},"
		 "{\"name\":\"元旦\",\"date\":\"%d-01-%02d\",\"isOffDay\":false}]}",
		 year, year, year, year, 2 + (int)gen_draw(g, 20));
	put(t, room);
}

static void put_tree(gen *g, text *t, const char *name, int depth)
{
	const gen_op *op = g->nested;

	g->nested = NULL;
	if (op && depth < 6 && strcmp(name, "args") == 0) {
		g->inner = 1;
		const char *own = g->own;
		g->own = g->noun[op->noun];
		put_fields(g, t, gj_tree_get(op->about, "args"), depth + 1);
		g->own = own;
	} else if (is_one_of(name, "profile source from base")) {
		put_profile(g, t);
	} else if (is_one_of(name, "overlay")) {
		put_overlay(g, t);
	} else if (is_one_of(name, "paper")) {
		put_paper(g, t);
	} else {
		put(t, gen_chance(g, 50) ? "{\"b\":[1,2.5,null],\"a\":\"甲\"}" : "{}");
	}
}

static void put_value(gen *g, text *t, const gj_tree *field, const char *name, int depth)
{
	gj_str kind = gj_tree_text(field, "kind");
	int64_t revision = 0, max = number(field, "max", 3), id;
	pool *own;

	if (gj_str_is(kind, "flag")) {
		put(t, gen_chance(g, 50) ? "true" : "false");
	} else if (gj_str_is(kind, "id")) {
		own = pool_for(g, name, g->own);
		id = draw_id(g, own, &revision);
		if (g->follow_left > 0 && own == &g->pool[g->follow_noun] && gen_chance(g, 80))
			id = known(own, g->follow, &revision);
		if (g->fixed && depth == 0 && strcmp(name, "id") == 0)
			id = known(own, g->fixed, &revision);
		put_int(t, id);
		if (strcmp(name, "id") == 0 && depth == 0)
			g->revision = revision;
	} else if (strcmp(name, "if_revision") == 0) {
		put_int(t, gen_chance(g, 80) && g->revision ? g->revision
							    : 1 + (int64_t)gen_draw(g, 9));
	} else if (strcmp(name, "line") == 0) {
		put_int(t, 2 + (int64_t)gen_draw(g, 3));
	} else if (gj_str_is(kind, "integer") || gj_str_is(kind, "money")) {
		put_integer(g, t, field);
	} else if (gj_str_is(kind, "time") || gj_str_is(kind, "date")) {
		put_time(g, t, gj_str_is(kind, "date"));
	} else if (gj_str_is(kind, "enum")) {
		put(t, "\"");
		put_str(t, item_of(g, gj_tree_get(field, "names"))->text);
		put(t, "\"");
	} else if (gj_str_is(kind, "text")) {
		put_text(g, t, field, name);
	} else if (gj_str_is(kind, "code")) {
		put_code(g, t, field);
	} else if (gj_str_is(kind, "object")) {
		put_fields(g, t, gj_tree_get(field, "fields"), depth + 1);
	} else if (gj_str_is(kind, "array")) {
		put_array(g, t, field, depth);
	} else if (gj_str_is(kind, "ids")) {
		put_ids(g, t, name, max);
	} else if (gj_str_is(kind, "texts") || gj_str_is(kind, "map")) {
		put_map(g, t, name, gj_str_is(kind, "texts"), max);
	} else {
		put_tree(g, t, name, depth);
	}
}

/* ---- what is wrong with a bad one ---- */

static void put_wrong(gen *g, text *t, const gj_tree *field, int depth)
{
	static const char *const wrongs[] = { "null",
					      "[]",
					      "{}",
					      "true",
					      "\"x\"",
					      "-1",
					      "0",
					      "9007199254740993",
					      "1.5",
					      "1e2",
					      "\"\\u0000\"",
					      "\"\\ud800\"",
					      "\"\xc0\x80\"",
					      "\"\xed\xa0\x80\"",
					      "[[[[[[[[",
					      "",
					      "\"\"",
					      "12884901890",
					      "4294967297",
					      "\"nobody\"",
					      "nul",
					      "+1",
					      "\"\\x\"" };
	int64_t max = number(field, "max", 0);
	size_t i = gen_draw(g, sizeof(wrongs) / sizeof(wrongs[0]) + 4);

	if (i < sizeof(wrongs) / sizeof(wrongs[0])) {
		put(t, wrongs[i]);
	} else if (gj_str_is(gj_tree_text(field, "kind"), "text") && max > 0 && max < 5000) {
		put(t, "\"");
		while (max-- >= 0)
			put(t, "长");
		put(t, "\"");
	} else {
		put_value(g, t, field, "unlike_any", depth);
	}
}

/* Optional members that stand in few commands only. */
static unsigned chance_of(const char *name)
{
	static const struct {
		const char *name;
		unsigned percent;
	} rare[] = { { "dry_run", 8 }, { "key", 25 },         { "if_revision", 40 },
		     { "unmask", 25 }, { "occurred_at", 12 }, { "after", 10 },
		     { "home", 60 },   { "args", 95 },        { "path", 95 },
		     { "digest", 5 } };
	size_t i;

	for (i = 0; i < sizeof(rare) / sizeof(rare[0]); i++)
		if (strcmp(name, rare[i].name) == 0)
			return rare[i].percent;
	return 40;
}

/* ---- what was said before ---- */

void gen_echo(gen *g, size_t noun, const char *args)
{
	size_t i = g->echo_count < ECHOES_MAX ? g->echo_count++ : gen_draw(g, ECHOES_MAX);

	free(g->echo[i].args);
	g->echo[i].noun = noun;
	g->echo[i].args = strdup(args);
}

/* Sometimes a call takes up the arguments of an earlier one of its noun: what was
 * given can be taken back, what is there can be asked for again. */
static unsigned in_common(const gen_op *op, const char *json)
{
	const gj_tree *args = gj_tree_get(op->about, "args"), *field, *required;
	unsigned n = 0;
	char name[80];
	gj_str s;

	for (field = args ? args->child : NULL; field; field = field->next) {
		s = gj_tree_text(field, "name");
		required = gj_tree_get(field, "required");
		snprintf(name, sizeof(name), "\"%.*s\":", (int)s.n, s.p);
		n += required && required->integer && strstr(json, name);
	}
	return n;
}

/* In a pursuit one that has most of what is needed. */
static void take_up(gen *g, const gen_op *op)
{
	unsigned best = 0, n, seen = 0;
	const char *json = NULL;
	size_t i;

	g->echoed = NULL;
	for (i = 0; i < g->echo_count; i++) {
		if (g->echo[i].noun != op->noun)
			continue;
		n = g->sure ? in_common(op, g->echo[i].args) : 0;
		if (n > best)
			seen = 0;
		if (n >= best && (gen_draw(g, ++seen) == 0 || (n > 1 && gen_chance(g, 60))))
			json = g->echo[i].args; /* the last ones most of all */
		best = n > best ? n : best;
	}
	if (json)
		gj_tree_parse(g->arena, (gj_str){ json, strlen(json) }, &g->echoed, NULL);
}

static const gj_tree *echo_of(gen *g, const char *name, int depth)
{
	return depth == 0 && g->echoed && !is_one_of(name, "key dry_run if_revision after") &&
			       !(g->fixed && strcmp(name, "id") == 0)
		       ? gj_tree_get(g->echoed, name)
		       : NULL;
}

static void put_echo(gen *g, text *t, const gj_tree *value)
{
	gj_buf buf;

	gj_buf_init(&buf, g->arena, 1 << 20);
	gj_tree_write(&buf, value);
	put_str(t, gj_buf_end(&buf));
}

/* Does the chart ask for it? */
static int asks_for(const gj_tree *asked, const char *name)
{
	const gj_tree *fields = gj_tree_get(asked, "fields"), *field, *proof;

	for (field = fields ? fields->child : NULL; field; field = field->next)
		if (gj_str_is(field->text, name))
			return 1;
	proof = gj_tree_get(asked, "evidence");
	return proof && proof->count && strcmp(name, "evidence") == 0;
}

static int wanted(gen *g, const gj_tree *field, const char *name, int depth)
{
	const gj_tree *required = gj_tree_get(field, "required");

	if (g->bare && depth == 0 && is_one_of(name, "key dry_run after occurred_at"))
		return 0;
	if (g->sure && depth == 0 && strcmp(name, "if_revision") == 0)
		return 0;
	if (depth == 0 && asks_for(g->asked, name))
		return 1;
	return (required && required->integer) || echo_of(g, name, depth) ||
	       gen_chance(g, !g->sure                    ? chance_of(name)
			     : strcmp(name, "home") == 0 ? 90
							 : 25);
}

static void put_member(gen *g, text *t, const gj_tree *field, const char *name, int depth, int *n)
{
	int wrong = g->fault > 0 && --g->fault == 0;
	const gj_tree *nullable = gj_tree_get(field, "nullable");

	if (wrong && gen_chance(g, 15))
		return; /* missing */
	put(t, (*n)++ ? ",\"" : "\"");
	put(t, name);
	put(t, wrong && gen_chance(g, 10) ? "x\":" : "\":");
	if (wrong)
		put_wrong(g, t, field, depth);
	else if (strcmp(name, "key") == 0 && depth == 0) {
		put(t, "\"k");
		put_int(t, ++g->counter);
		put(t, "\"");
	} else if (echo_of(g, name, depth))
		put_echo(g, t, echo_of(g, name, depth));
	else if (nullable && nullable->integer && gen_chance(g, g->sure ? 3 : 20))
		put(t, "null");
	else
		put_value(g, t, field, name, depth);
	if (wrong && gen_chance(g, 10)) {
		put(t, ",\"");
		put(t, name);
		put(t, "\":1");
	}
}

static void put_fields(gen *g, text *t, const gj_tree *fields, int depth)
{
	const gj_tree *field;
	char name[64];
	gj_str s;
	int n = 0;

	put(t, "{");
	for (field = fields ? fields->child : NULL; field; field = field->next) {
		s = gj_tree_text(field, "name");
		snprintf(name, sizeof(name), "%.*s", (int)s.n, s.p);
		if (wanted(g, field, name, depth))
			put_member(g, t, field, name, depth, &n);
	}
	put(t, "}");
}

const char *gen_args(gen *g, const gen_op *op, int bad, int bare, size_t *ret_size)
{
	gj_arena_mark mark = gj_arena_mark_now(g->arena);
	text *t = &g->args;

	t->n = 0;
	g->echoed = NULL;
	/* Mostly all that the chart asks for; in a pursuit always. */
	g->asked = op->write && (g->sure || gen_chance(g, 70)) ? gen_asked(g, op) : NULL;
	if (gen_chance(g, g->sure && !g->asked ? 40 : 20))
		take_up(g, op);
	g->own = g->noun[op->noun];
	g->reads_file = strstr(op->name, "import")		       ? 1
			: strcmp(op->name, "attachment.add") == 0 ? 2
								  : 0;
	g->revision = 0;
	g->nested = NULL;
	g->inner = 0;
	g->bare = bare;
	g->fault = bad ? 1 + (int)gen_draw(g, 6) : 0;
	put_fields(g, t, gj_tree_get(op->about, "args"), 0);
	if (bad && g->fault > 0 && t->n > 2) {
		/* Nothing was hit: cut it, or let it have something behind it. */
		if (gen_chance(g, 50)) {
			t->n = gen_draw(g, t->n);
			t->p[t->n] = '\0';
		} else {
			put(t, gen_chance(g, 50) ? "}" : ",");
		}
	}
	gj_arena_rewind(g->arena, mark);
	*ret_size = t->n;
	return t->p;
}

const char *gen_said(const gen *g)
{
	return g->args.p;
}

const char *gen_add(gen *g, const char *args, const char *member, size_t *ret_size)
{
	text *t = &g->more;

	t->n = 0;
	put(t, "{");
	put(t, member);
	put(t, args[1] == '}' ? "" : ",");
	put(t, args + 1);
	*ret_size = t->n;
	return t->p;
}
