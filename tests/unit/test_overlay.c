/* SPDX-License-Identifier: Apache-2.0
 *
 * Overlays: what is read and refused, what comes of base and overlay, which change a problem is
 * told of, what lies between two profiles, what becomes of an overlay under another base; the
 * packs that are built in. Profiles between which is compared are made by chance from the
 * built-in one.
 */
#include "unit.h"

#include "profile/overlay.h"
#include "profile/pack.h"
#include "profile/place.h"

static gj_arena *arena;
static gj_tree *base;

static gj_tree *tree_of(const char *json)
{
	size_t i, n = strlen(json);
	char *copy = gj_arena_take(arena, n + 1);
	gj_tree *tree = NULL;

	/* Tests write ' where JSON wants ". */
	for (i = 0; i <= n; i++)
		copy[i] = (char)(json[i] == '\'' ? '"' : json[i]);
	ck_assert_msg(gj_tree_parse(arena, (gj_str){ copy, n }, &tree, NULL) == 0, "%s", json);
	return tree;
}

static void setup(void)
{
	arena = unit_arena();
	ck_assert_int_eq(gj_tree_parse(arena, gj_profile_builtin(), &base, NULL), 0);
}

static void teardown(void)
{
	arena = gj_arena_free(arena);
}

static gj_str bytes_of(const gj_tree *tree)
{
	gj_buf buf;

	gj_buf_init(&buf, arena, 1u << 22);
	gj_tree_write(&buf, tree);
	gj_buf_end(&buf);
	ck_assert_int_eq(buf.failed, 0);
	return (gj_str){ buf.p, buf.n };
}

#define HEAD "'id':'sg','version':3,'zh':'曙光','en':'Shuguang'"
#define OVERLAY(changes) "{'base':{'id':'cn-default','version':1}," HEAD ",'changes':[" changes "]}"

static const gj_overlay *read_ok(gj_tree *tree)
{
	const gj_overlay *overlay = NULL;
	gj_error err = { 0 };
	gj_walk walk;

	gj_walk_start(&walk, GJ_RULE_overlay_path, &err);
	if (gj_overlay_read(&walk, arena, tree, &overlay) < 0)
		ck_abort_msg("%s: %s", err.path, err.param[0].text);
	return overlay;
}

static gj_tree *apply_ok(const gj_tree *to, const gj_overlay *overlay)
{
	gj_tree *result = NULL;
	gj_error err = { 0 };
	gj_walk walk;

	gj_walk_start(&walk, GJ_RULE_overlay_path, &err);
	if (gj_overlay_apply(&walk, arena, to, GJ_STR_NONE, overlay, &result) < 0)
		ck_abort_msg("%s: %s", err.path, err.param[0].text);
	return result;
}

static const gj_tree *at(gj_tree *root, const char *path)
{
	gj_place place;

	ck_assert_int_eq(gj_place_find(arena, root, gj_str_of(path), &place), 0);
	return place.node;
}

/* ---- places ---- */

static const struct found {
	const char *path, *json;
} places[] = {
	{ "/codes/channel/items/window/zh", "'窗口'" },
	{ "/roles/enterprise/rights",
	  "['enterprise.read','demand.read','demand.register','whistle.blow']" },
	{ "/roles/enterprise/rights/demand.read", "'demand.read'" },
	{ "/calendars/cn/roll", "'none'" },
	{ "/limits/demand.general/limit", "'5wd'" },
	{ "/charts/demand/states/handling/on/reply/shelved/target", "'shelved'" },
	{ "/charts/demand/states/handling/on/reply/else/target", "'replied'" },
	{ "/charts/demand/states/split/on/reply/parts_done+shelved/target", "'shelved'" },
	{ "/charts/demand/states/voided/on/void", "null" },
	{ "/codes/channel/items/0", NULL },
	{ "/codes/channel/items/nowhere", NULL },
	{ "/codes/nowhere/items/x", NULL },
	{ "/calendars/cn/hours/0", NULL },
	{ "/id/x", NULL },
};

START_TEST(places_are_found_by_name)
{
	const gj_tree *node = at(base, places[_i].path);

	if (!places[_i].json)
		ck_assert_ptr_null(node);
	else
		ck_assert_msg(node && gj_tree_same(node, tree_of(places[_i].json)), "%s",
			      places[_i].path);
}
END_TEST

/* ---- reading ---- */

static const struct refusal {
	const char *json, *path, *problem;
} refusals[] = {
	{ "[]", "", "should be an object" },
	{ "{" HEAD ",'changes':[]}", "/base", "missing" },
	{ "{'base':{}," HEAD ",'changes':[]}", "/base/id", "missing" },
	{ "{'base':{'id':'x','by':1}," HEAD ",'changes':[]}", "/base/by", "unknown key" },
	{ "{'base':{'id':'x'},'id':'a','version':1,'zh':'a','changes':[]}", "/en", "missing" },
	{ "{'base':{'id':'x'}," HEAD "}", "/changes", "missing" },
	{ "{'base':{'id':'x'}," HEAD ",'changes':{}}", "/changes", "should be a list" },
	{ "{'base':{'id':'x'}," HEAD ",'change':[]}", "/change", "unknown key" },
	{ OVERLAY("1"), "/changes/0", "should be an object" },
	{ OVERLAY("{'value':1}"), "/changes/0", "should have one of add, replace and remove" },
	{ OVERLAY("{'add':'/a','remove':'/b','value':1}"), "/changes/0",
	  "should have one of add, replace and remove" },
	{ OVERLAY("{'add':1,'value':1}"), "/changes/0/add", "should be text" },
	{ OVERLAY("{'add':'','value':1}"), "/changes/0/add", "empty" },
	{ OVERLAY("{'add':'a/b','value':1}"), "/changes/0/add",
	  "should be a place, as /codes/channel/items/window" },
	{ OVERLAY("{'add':'/a//b','value':1}"), "/changes/0/add",
	  "should be a place, as /codes/channel/items/window" },
	{ OVERLAY("{'add':'/a~2','value':1}"), "/changes/0/add",
	  "should be a place, as /codes/channel/items/window" },
	{ OVERLAY("{'replace':'/zh','value':'x'}"), "/changes/0/replace",
	  "the overlay says this of itself, at its top" },
	{ OVERLAY("{'replace':'/a'}"), "/changes/0/value", "missing: by what is it replaced?" },
	{ OVERLAY("{'remove':'/a','value':1}"), "/changes/0/value", "a removal has none" },
	{ OVERLAY("{'add':'/a','value':1,'was':2}"), "/changes/0/was",
	  "what is added was not there" },
	{ OVERLAY("{'remove':'/a','after':'b'}"), "/changes/0/after",
	  "only what is added has a new place" },
	{ OVERLAY("{'remove':'/a','because':'b'}"), "/changes/0/because", "unknown key" },
	{ OVERLAY("{'remove':'/a'},{'replace':'/a','value':1}"), "/changes/1/replace",
	  "stands twice: another change is of this place" },
	{ OVERLAY("{'remove':'/a'},{'replace':'/a/b','value':1}"), "/changes/1/replace",
	  "another change is of a place around or inside" },
	{ OVERLAY("{'remove':'/a/b'},{'add':'/a','value':1}"), "/changes/1/add",
	  "another change is of a place around or inside" },
};

START_TEST(what_is_no_overlay_is_refused)
{
	const struct refusal *r = &refusals[_i];
	const gj_overlay *overlay = NULL;
	gj_error err = { 0 };
	gj_walk walk;

	gj_walk_start(&walk, GJ_RULE_overlay_path, &err);
	ck_assert_int_eq(gj_overlay_read(&walk, arena, tree_of(r->json), &overlay), GJ_E_BAD_VALUE);
	ck_assert_str_eq(err.path, r->path);
	ck_assert_str_eq(err.param[0].text, r->problem);
	ck_assert_int_eq(err.rule, GJ_RULE_overlay_path);
	ck_assert_ptr_null(overlay);
}
END_TEST

START_TEST(neighbours_are_not_inside)
{
	ck_assert_uint_eq(read_ok(tree_of(OVERLAY("{'remove':'/a/b'},{'remove':'/a/bc'}")))->count,
			  2);
}
END_TEST

/* ---- making the changes ---- */

static const struct change {
	const char *changes, *path, *json; /* what stands there then; NULL: nothing */
} changes[] = {
	{ "{'add':'/codes/channel/items/kiosk','value':{'zh':'自助终端','en':'Kiosk'}}",
	  "/codes/channel/items/kiosk", "{'code':'kiosk','zh':'自助终端','en':'Kiosk'}" },
	{ "{'remove':'/codes/channel/items/letter'}", "/codes/channel/items/letter", NULL },
	{ "{'replace':'/codes/channel/items/letter/en','value':'Mail'}",
	  "/codes/channel/items/letter", "{'code':'letter','zh':'来信','en':'Mail'}" },
	{ "{'replace':'/codes/channel/items/letter','value':{'zh':'信','en':'Post'}}",
	  "/codes/channel/items/letter", "{'code':'letter','zh':'信','en':'Post'}" },
	{ "{'add':'/roles/enterprise/rights/office.read','after':''}", "/roles/enterprise/rights",
	  "['office.read','enterprise.read','demand.read','demand.register','whistle.blow']" },
	{ "{'add':'/roles/enterprise/rights/office.read','after':'demand.read'}",
	  "/roles/enterprise/rights",
	  "['enterprise.read','demand.read','office.read','demand.register','whistle.blow']" },
	{ "{'add':'/roles/enterprise/rights/office.read'},"
	  "{'remove':'/roles/enterprise/rights/demand.read'}",
	  "/roles/enterprise/rights",
	  "['enterprise.read','demand.register','whistle.blow','office.read']" },
	{ "{'add':'/calendars/cn/days','value':[{'date':'2026-08-01','off':true,'name':'x'}]}",
	  "/calendars/cn/days/2026-08-01/name", "'x'" },
	{ "{'add':'/charts/demand/states/voided/on/dispatch','value':null}",
	  "/charts/demand/states/voided/on", "{'amend':null,'void':null,'dispatch':null}" },
	{ "{'replace':'/limits/demand.general/limit','value':'7nd','was':'5wd'}",
	  "/limits/demand.general/limit", "'7nd'" },
	{ "{'replace':'/calendars/cn/hours','value':[['08:30','17:00']],"
	  "'was':[['09:00','12:00'],['13:30','17:30']]}",
	  "/calendars/cn/hours", "[['08:30','17:00']]" },
	{ "", "/zh", "'曙光'" },
	{ "", "/version", "3" },
};

START_TEST(changes_are_made)
{
	const struct change *c = &changes[_i];
	char json[1000];
	gj_tree *result;
	const gj_tree *node;
	gj_str before = bytes_of(base);

	snprintf(json, sizeof(json), OVERLAY("%s"), c->changes);
	result = apply_ok(base, read_ok(tree_of(json)));
	node = at(result, c->path);
	if (c->json)
		ck_assert_msg(node && gj_tree_same(node, tree_of(c->json)), "%s", c->changes);
	else
		ck_assert_ptr_null(node);
	/* The base itself is as it was. */
	ck_assert(gj_str_eq(before, bytes_of(base)));
}
END_TEST

static const struct refusal misfits[] = {
	{ "{'base':{'id':'cn-bj'}," HEAD ",'changes':[]}", "/base/id",
	  "the base is another profile" },
	{ "{'base':{'id':'cn-default','version':9}," HEAD ",'changes':[]}", "/base/version",
	  "the base has another version: merge first" },
	{ "{'base':{'id':'cn-default','hash':'00'}," HEAD ",'changes':[]}", "/base/hash",
	  "the base is not the one this was written against: merge first" },
	{ OVERLAY("{'add':'/codes/channel/items/window','value':{'zh':'a','en':'a'}}"),
	  "/changes/0/add", "the base has this already" },
	{ OVERLAY("{'add':'/codes/canal/items/x','value':{'zh':'a','en':'a'}}"), "/changes/0/add",
	  "the base has no such place to add to" },
	{ OVERLAY("{'add':'/limits/x.y'}"), "/changes/0/value", "missing: what is added?" },
	{ OVERLAY("{'add':'/limits/x.y','value':{},'after':'z'}"), "/changes/0/after",
	  "only lists have an order" },
	{ OVERLAY("{'add':'/codes/channel/items/x','value':{},'after':'z'}"), "/changes/0/after",
	  "the list has nothing of this name" },
	{ OVERLAY("{'add':'/codes/channel/items/x','value':{'code':'y'}}"), "/changes/0/value",
	  "is called otherwise than its place says" },
	{ OVERLAY("{'add':'/roles/clerk/rights/x','value':'y'}"), "/changes/0/value",
	  "is called otherwise than its place says" },
	{ OVERLAY("{'add':'/calendars/cn/hours/x','value':['10:00','11:00']}"), "/changes/0/add",
	  "this list can only be replaced as a whole" },
	{ OVERLAY("{'remove':'/codes/channel/items/pigeon'}"), "/changes/0/remove",
	  "the base does not have this (any more)" },
	{ OVERLAY("{'replace':'/limits/demand.general/limit','value':'7nd','was':'6wd'}"),
	  "/changes/0/was", "the base has something else here" },
};

START_TEST(what_does_not_fit_is_a_conflict)
{
	const struct refusal *r = &misfits[_i];
	gj_tree *result = NULL;
	gj_error err = { 0 };
	gj_walk walk;

	gj_walk_start(&walk, GJ_RULE_overlay_path, &err);
	ck_assert_int_eq(gj_overlay_apply(&walk, arena, base, GJ_STR("11"),
					  read_ok(tree_of(r->json)), &result),
			 GJ_E_BAD_VALUE);
	ck_assert_str_eq(err.path, r->path);
	ck_assert_str_eq(err.param[0].text, r->problem);
	ck_assert_ptr_null(result);
}
END_TEST

/* ---- compiling, and what is to blame ---- */

#define STATE(target) \
	"{'class':'active','meta':{'zh':'核验中','en':'Checking'}," \
	"'on':{'handle':{'target':'" target "','roles':['handler'],'of':'unit'}}}"
#define WAY \
	"{'add':'/charts/demand/states/signed/on/handle/else'," \
	"'value':{'target':'checking','roles':['handler'],'of':'unit'}}"

static const struct blamed {
	const char *changes;
	const char *told[4]; /* path, problem, ... */
} blames[] = {
	/* inside what was added */
	{ "{'add':'/codes/channel/items/kiosk','value':{'zh':'自助终端'}}",
	  { "/changes/0/value/en", "missing" } },
	{ "{'replace':'/calendars/cn/roll','value':'sometimes'}",
	  { "/changes/0/value", "none of the words allowed here" } },
	{ "{'add':'/limits/x','value':{'limit':'5d','zh':'a','en':'a','source':'a'}}",
	  { "/changes/0/value/limit", "should be as 30m, 24h, 4wh, 5wd or 7nd" } },
	/* two changes, two problems, in the order of the profile */
	{ "{'replace':'/limits/demand.general/limit','value':'5d'},"
	  "{'add':'/codes/channel/items/kiosk','value':{'zh':'a','en':''}}",
	  { "/changes/1/value/en", "empty", "/changes/0/value",
	    "should be as 30m, 24h, 4wh, 5wd or 7nd" } },
	/* a state that nothing leads to */
	{ "{'add':'/charts/demand/states/checking','value':" STATE("handling") "}",
	  { "/changes/0/value", "unreachable: no verb leads here from the initial state" } },
	/* a state that leads nowhere */
	{ "{'add':'/charts/demand/states/checking','value':" STATE(
		  "checking") "},"
			      "{'replace':'/charts/demand/states/signed/on/contact','value':"
			      "{'target':'checking','roles':['handler'],'of':'unit','fields':['"
			      "mode']}}",
	  { "/changes/0/value", "dead end: from here no done state can be reached" } },
	/* a removal that cuts a state off: found by trial */
	{ "{'remove':'/charts/demand/states/registered/on/merge'},"
	  "{'remove':'/charts/demand/states/registered/on/reply'},"
	  "{'remove':'/charts/demand/states/returned/on/reply'},"
	  "{'remove':'/charts/demand/states/registered/on/explain'},"
	  "{'remove':'/charts/demand/states/returned/on/explain'}",
	  { "/changes/1", "unreachable: no verb leads here from the initial state" } },
	/* a word taken away that is still used */
	{ "{'remove':'/charts/demand/states/shelved'}", { "/changes/0", "unknown state" } },
	{ "{'remove':'/roles/clerk/rights/demand.close'}",
	  { "/changes/0", "this role lacks the right that the verb needs" } },
	{ "{'remove':'/codes/resolution/items/solved'}", { "/changes/0", "missing code: solved" } },
	{ "{'remove':'/codes/urgency'}", { "/changes/0", "missing: the library needs this list" } },
	/* two changes together: no single one is the cause */
	{ "{'add':'/charts/demand/states/checking','value':" STATE(
		  "handling") "},"
			      "{'replace':'/charts/demand/states/signed/on/contact','value':"
			      "{'target':'checking','roles':['handler'],'of':'unit','fields':['"
			      "mode']}}",
	  { "/result/charts/demand/states/contacted",
	    "unreachable: no verb leads here from the initial state" } },
	/* a verb that nobody holds */
	{ "{'replace':'/charts/demand/states/dispatched/on/sign/roles','value':[]}",
	  { "/changes/0/value", "nobody holds this verb" } },
	{ "{'add':'/charts/demand/states/closed/on/close','value':"
	  "{'target':'closed','roles':['auditor'],'of':'home'}}",
	  { "/changes/0/value/roles/0", "this role lacks the right that the verb needs" } },
	/* a clock that nothing stops */
	{ "{'replace':'/charts/demand/clocks','value':{'test':{'meta':{'zh':'a','en':'a'},"
	  "'limit':'demand.general','start':['dispatched'],'stop':['voided']}}}",
	  { "/changes/0/value/test/stop", "nothing stops it once in state answered" } },
};

static gj_problems problems_of(const char *text)
{
	const gj_overlay *overlay;
	const gj_profile *profile = NULL;
	gj_tree *result = NULL;
	gj_problems problems;
	gj_error err = { 0 };
	gj_walk walk;
	char json[4000];

	snprintf(json, sizeof(json), OVERLAY("%s"), text);
	overlay = read_ok(tree_of(json));
	gj_problems_start(&problems, arena);
	gj_walk_start(&walk, GJ_RULE_overlay_path, &err);
	walk.all = &problems;
	ck_assert_msg(gj_overlay_compile(&walk, arena, base, GJ_STR_NONE, overlay, &result,
					 &profile) == GJ_E_BAD_VALUE,
		      "%s", text);
	ck_assert_ptr_null(profile);
	ck_assert_str_eq(err.path, problems.first->path.p);
	return problems;
}

START_TEST(problems_are_told_where_they_were_written)
{
	const struct blamed *b = &blames[_i];
	gj_problems problems = problems_of(b->changes);
	const gj_problem *p = problems.first;

	for (int i = 0; i < 4 && b->told[i]; i += 2, p = p->next) {
		ck_assert_ptr_nonnull(p);
		ck_assert_str_eq(p->text.p, b->told[i + 1]);
		ck_assert_str_eq(p->path.p, b->told[i]);
	}
}
END_TEST

START_TEST(sound_overlays_compile)
{
	const gj_profile *profile = NULL, *again = NULL;
	gj_tree *result = NULL;
	gj_error err = { 0 };
	gj_walk walk;
	gj_str json;

	gj_walk_start(&walk, GJ_RULE_overlay_path, &err);
	if (gj_overlay_compile(
		    &walk, arena, base, GJ_STR_NONE,
		    read_ok(tree_of(
			    OVERLAY("{'add':'/charts/demand/states/checking','value':" STATE(
				    "contacted") "},"
						 "{'replace':'/charts/demand/states/signed/on/"
						 "contact',"
						 "'value':{'target':'checking','roles':['handler'],"
						 "'of':'unit','fields':['mode']}}"))),
		    &result, &profile) < 0)
		ck_abort_msg("%s: %s", err.path, err.param[0].text);
	/* A plain profile in canonical form: it compiles by itself, to the same source. */
	json = bytes_of(result);
	ck_assert(gj_str_eq(json, gj_profile_source(profile)));
	ck_assert_int_eq(gj_profile_compile(arena, json, &again, NULL), 0);
	ck_assert(gj_str_is(gj_profile_id(again), "sg"));
	ck_assert_ptr_nonnull(gj_chart_find(gj_profile_chart(again, "demand"), GJ_STR("checking")));
}
END_TEST

/* ---- what lies between two profiles ---- */

static uint64_t chance;
static size_t below(size_t n)
{
	uint64_t z = chance += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return (size_t)((z ^ (z >> 31)) % n);
}

/* A container somewhere, however deep; at the top not the head. */
static gj_tree *some_container(gj_tree *root)
{
	static const char *const parts[] = { "codes",  "roles",  "calendars",
					     "limits", "charts", "source" };
	gj_tree *node = gj_place_child(arena, root, gj_str_of(parts[below(6)])), *t;

	while (node && node->count && below(5)) {
		size_t i = below(node->count);

		for (t = node->child; i > 0; i--)
			t = t->next;
		if (t->kind != GJ_TREE_ARRAY && t->kind != GJ_TREE_OBJECT)
			break;
		node = t;
	}
	return node;
}

static gj_tree *something_new(void)
{
	static const char *const values[] = { "'x'", "7",         "null",        "true",
					      "[]",  "['a','b']", "{'zh':'甲'}", "[[1],[2]]" };

	return tree_of(values[below(8)]);
}

static void mutate(gj_tree *root)
{
	gj_tree *node = some_container(root), *t = node ? node->child : NULL, *fresh;
	char name[40];
	size_t i;

	if (!node)
		return;
	for (i = node->count ? below(node->count) : 0; t && i > 0; i--)
		t = t->next;
	switch (below(4)) {
	case 0: /* take away */
		if (t)
			gj_tree_unlink(node, t);
		break;
	case 1: /* something else in its place */
		if (t)
			gj_tree_exchange(node, t, something_new());
		break;
	case 2: /* to the front: lists have an order */
		if (t && node->kind == GJ_TREE_ARRAY) {
			gj_tree_unlink(node, t);
			gj_tree_insert(node, NULL, t);
		}
		break;
	default: /* something new */
		snprintf(name, sizeof(name), "n%zu/~%zu", below(50), below(9));
		if (node->kind == GJ_TREE_OBJECT && gj_tree_get(node, name))
			break;
		fresh = something_new();
		if (node->kind == GJ_TREE_ARRAY && t && t->kind == GJ_TREE_OBJECT)
			fresh = tree_of("{'zh':'甲','en':'A'}");
		if (node->kind == GJ_TREE_ARRAY && t && t->kind == GJ_TREE_OBJECT &&
		    gj_place_identity(t)) {
			gj_tree *code =
				gj_tree_make_text(arena, gj_arena_str(arena, name, strlen(name)));

			code->key = gj_str_of(gj_place_identity(t));
			gj_tree_append(fresh, code);
		} else if (node->kind == GJ_TREE_ARRAY && t && t->kind == GJ_TREE_TEXT) {
			fresh = gj_tree_make_text(arena, gj_arena_str(arena, name, strlen(name)));
		}
		fresh->key = gj_arena_str(arena, name, strlen(name));
		gj_tree_insert(node, t, fresh);
	}
}

static gj_tree *overlay_between(const gj_tree *from, const gj_tree *to)
{
	gj_tree *list = NULL, *tree = tree_of(OVERLAY(""));

	ck_assert_int_eq(gj_profile_changes(arena, from, to, &list), 0);
	gj_tree_unlink(tree, gj_tree_get(tree, "changes"));
	list->key = GJ_STR("changes");
	gj_tree_append(tree, list);
	return tree;
}

/* Nothing is left then that says by which member elements of the list are called. */
START_TEST(an_only_element_is_renamed)
{
	static const char place[] = "/charts/supervision/clocks/review/ladder/due";
	gj_tree *from = gj_tree_copy(arena, base), *to = gj_tree_copy(arena, base);
	gj_tree *head = tree_of("{" HEAD "}"), *again = NULL;
	gj_tree *only = (gj_tree *)(uintptr_t)at(to, place);

	ck_assert_ptr_nonnull(only);
	ck_assert_ptr_null(only->next);
	gj_tree_exchange(only, gj_tree_get(only, "id"), gj_tree_make_text(arena, GJ_STR("late")));
	only->child->key = GJ_STR("id");
	for (gj_tree *t = head->child, *next; t; t = next) {
		next = t->next;
		gj_tree_exchange(to, gj_tree_get(to, t->key.p), t);
	}
	ck_assert_int_eq(gj_tree_parse(arena, bytes_of(overlay_between(from, to)), &again, NULL),
			 0);
	ck_assert(gj_str_eq(bytes_of(apply_ok(from, read_ok(again))), bytes_of(to)));
}
END_TEST

/* base + what lies between base and x = x, byte for byte; and through text as well. */
START_TEST(what_lies_between_leads_there)
{
	size_t count = unit_soak() ? 20000 : 600, some = 0;

	chance = unit_seed();
	for (size_t i = 0; i < count; i++) {
		gj_arena_mark mark = gj_arena_mark_now(arena);
		gj_tree *to = gj_tree_copy(arena, base), *from = gj_tree_copy(arena, base), *tree;
		gj_tree *head = tree_of("{" HEAD "}"), *again = NULL;
		const gj_overlay *overlay;

		for (size_t k = below(6); k > 0; k--)
			mutate(from);
		for (size_t k = 1 + below(12); k > 0; k--)
			mutate(to);
		for (gj_tree *t = head->child, *next; t; t = next) {
			next = t->next;
			gj_tree_exchange(to, gj_tree_get(to, t->key.p), t);
		}
		tree = overlay_between(from, to);
		ck_assert_int_eq(gj_tree_parse(arena, bytes_of(tree), &again, NULL), 0);
		overlay = read_ok(again);
		some += overlay->count;
		ck_assert_msg(gj_str_eq(bytes_of(apply_ok(from, overlay)), bytes_of(to)),
			      "round %zu of seed %llu: %.3000s", i, (unsigned long long)unit_seed(),
			      bytes_of(tree).p);
		gj_arena_rewind(arena, mark);
	}
	ck_assert_uint_gt(some, count);
}
END_TEST

START_TEST(nothing_lies_between_equals)
{
	gj_tree *list = NULL;

	ck_assert_int_eq(gj_profile_changes(arena, base, gj_tree_copy(arena, base), &list), 0);
	ck_assert_uint_eq(list->count, 0);
}
END_TEST

/* ---- sentences ---- */

static const struct sentence {
	const char *change, *zh, *en;
} sentences[] = {
	{ "{'add':'/codes/channel/items/kiosk','value':{'zh':'自助终端','en':'Kiosk'}}",
	  "代码表 › 来源渠道 › 自助终端：增加", "code lists › Channel › Kiosk: added" },
	{ "{'remove':'/codes/channel/items/letter'}", "代码表 › 来源渠道 › 来信：删除",
	  "code lists › Channel › Letter: removed" },
	{ "{'replace':'/limits/demand.general/limit','value':'7nd','was':'5wd'}",
	  "时限 › 一般诉求答复 › 时限：由 5wd 改为 7nd",
	  "limits › Answer to a general demand › limit: from 5wd to 7nd" },
	{ "{'add':'/charts/demand/states/signed/on/contact/roles/dispatcher'}",
	  "流程图 › 诉求办理 › 状态 › 已签收 › 操作 › 联系诉求人 › 角色 › 派单员：增加",
	  "charts › Handling of a demand › states › Signed for › verbs › Contact the demander › "
	  "roles › "
	  "Dispatcher: added" },
	{ "{'replace':'/calendars/cn/hours','value':[['08:00','12:00']]}",
	  "工作日历 › 全国工作日历 › 工作时间：改为 […]",
	  "calendars › Working calendar of China › working hours: becomes […]" },
};

START_TEST(changes_are_told_in_sentences)
{
	const struct sentence *s = &sentences[_i];
	const gj_overlay *overlay;
	gj_tree *result;
	char json[600];
	gj_buf zh, en;

	snprintf(json, sizeof(json), OVERLAY("%s"), s->change);
	overlay = read_ok(tree_of(json));
	result = apply_ok(base, overlay);
	gj_buf_init(&zh, arena, 2000);
	gj_buf_init(&en, arena, 2000);
	ck_assert_int_eq(gj_change_text(&zh, arena, base, result, overlay->changes, 1), 0);
	ck_assert_int_eq(gj_change_text(&en, arena, base, result, overlay->changes, 0), 0);
	ck_assert_str_eq(gj_buf_end(&zh).p, s->zh);
	ck_assert_str_eq(gj_buf_end(&en).p, s->en);
}
END_TEST

/* ---- another base ---- */

/* What the overlay says of demand.general (5wd in the base), what the new base says, what comes
 * of it unsettled, and the limit when each side is taken. */
static const struct merge {
	const char *overlay, *moved; /* moved: changes that make the new base */
	int conflict, dropped;
	const char *path, *base_taken, *overlay_taken; /* JSON there afterwards; NULL: nothing */
} merges[] = {
#define GENERAL "/limits/demand.general/limit"
#define MINE "{'replace':'" GENERAL "','value':'7nd','was':'5wd'}"
	{ MINE, "{'replace':'/calendars/cn/roll','value':'holiday'}", GJ_CONFLICT_NONE, 0, GENERAL,
	  "'7nd'", "'7nd'" },
	{ MINE, "{'replace':'" GENERAL "','value':'7nd'}", GJ_CONFLICT_NONE, 1, GENERAL, "'7nd'",
	  "'7nd'" },
	{ MINE, "{'replace':'" GENERAL "','value':'4wd'}", GJ_CONFLICT_CHANGED, 0, GENERAL, "'4wd'",
	  "'7nd'" },
	{ MINE, "{'remove':'" GENERAL "'}", GJ_CONFLICT_GONE, 0, GENERAL, NULL, "'7nd'" },
	{ "{'replace':'" GENERAL "','value':'7nd'}", "", GJ_CONFLICT_UNKNOWN, 0, GENERAL, "'5wd'",
	  "'7nd'" },
#undef MINE
#define ITEM "/codes/channel/items/kiosk"
#define MINE "{'add':'" ITEM "','value':{'zh':'终端','en':'Kiosk'}}"
	{ MINE, "", GJ_CONFLICT_NONE, 0, ITEM "/zh", "'终端'", "'终端'" },
	{ MINE, MINE, GJ_CONFLICT_NONE, 1, ITEM "/zh", "'终端'", "'终端'" },
	{ MINE, "{'add':'" ITEM "','value':{'zh':'机','en':'Box'}}", GJ_CONFLICT_ADDED, 0,
	  ITEM "/zh", "'机'", "'终端'" },
	{ MINE, "{'remove':'/codes/channel'}", GJ_CONFLICT_GONE, 0, ITEM, NULL, NULL },
#undef MINE
#define LETTER "/codes/channel/items/letter"
#define MINE "{'remove':'" LETTER "','was':{'code':'letter','zh':'来信','en':'Letter'}}"
	{ MINE, "", GJ_CONFLICT_NONE, 0, LETTER, NULL, NULL },
	{ MINE, "{'remove':'" LETTER "'}", GJ_CONFLICT_NONE, 1, LETTER, NULL, NULL },
	{ MINE, "{'replace':'" LETTER "/en','value':'Post'}", GJ_CONFLICT_CHANGED, 0, LETTER "/en",
	  "'Post'", NULL },
	/* a word of a list */
	{ "{'add':'/roles/clerk/rights/office.write'}",
	  "{'add':'/roles/clerk/rights/office.write'}", GJ_CONFLICT_NONE, 1,
	  "/roles/clerk/rights/office.write", "'office.write'", "'office.write'" },
};

static gj_tree *moved_base(const char *text)
{
	char json[600];

	snprintf(json, sizeof(json),
		 "{'base':{'id':'cn-default'},'id':'cn-default','version':2,'zh':'新','en':'new',"
		 "'changes':[%s]}",
		 text);
	return apply_ok(base, read_ok(tree_of(json)));
}

/* take: -1 nothing is settled, 0 the base, 1 the overlay. */
static gj_tree *merged(const struct merge *m, gj_tree *moved, int take, gj_merge_item *ret_item)
{
	const gj_merge_item *items = NULL;
	const gj_overlay *overlay;
	gj_settlement settled;
	gj_tree *tree = NULL;
	gj_walk walk;
	char json[600];

	snprintf(json, sizeof(json), OVERLAY("%s"), m->overlay);
	overlay = read_ok(tree_of(json));
	settled = (gj_settlement){ overlay->changes[0].path, take == 1 };
	gj_walk_start(&walk, GJ_RULE_overlay_path, NULL);
	ck_assert_int_eq(gj_overlay_merge(&walk, arena, overlay, moved, GJ_STR("beef"), &settled,
					  take >= 0, &items, &tree),
			 0);
	*ret_item = items[0];
	return tree;
}

START_TEST(an_overlay_moves_to_another_base)
{
	const struct merge *m = &merges[_i];
	gj_tree *moved = moved_base(m->moved), *tree, *result = NULL;
	gj_merge_item item;
	gj_walk walk;

	tree = merged(m, moved, -1, &item);
	ck_assert_int_eq(item.conflict, m->conflict);
	ck_assert_int_eq(item.dropped, m->dropped);
	ck_assert(gj_str_is(read_ok(tree)->base_hash, "beef"));
	/* What is not settled cannot be adopted by mistake. */
	gj_walk_start(&walk, GJ_RULE_overlay_path, NULL);
	if (m->conflict == GJ_CONFLICT_CHANGED || m->conflict == GJ_CONFLICT_GONE ||
	    m->conflict == GJ_CONFLICT_ADDED)
		ck_assert_int_eq(gj_overlay_apply(&walk, arena, moved, GJ_STR("beef"),
						  read_ok(tree), &result),
				 GJ_E_BAD_VALUE);
	for (int take = 0; take < 2; take++) {
		const char *want = take ? m->overlay_taken : m->base_taken;
		const gj_tree *there;

		tree = merged(m, moved, take, &item);
		ck_assert_int_eq(item.conflict, GJ_CONFLICT_NONE);
		if (take && m->conflict == GJ_CONFLICT_GONE && !want)
			continue; /* nowhere to put it: adopting says so */
		there = at(apply_ok(moved, read_ok(tree)), m->path);
		if (want)
			ck_assert(there && gj_tree_same(there, tree_of(want)));
		else
			ck_assert_ptr_null(there);
	}
}
END_TEST

START_TEST(what_is_recorded_knows_what_it_was_written_against)
{
	const gj_overlay *overlay =
		read_ok(tree_of(OVERLAY("{'replace':'/limits/demand.general/limit','value':'7nd'},"
					"{'remove':'/codes/channel/items/letter'},"
					"{'add':'/roles/clerk/rights/office.write'}")));
	gj_tree *recorded = NULL;

	ck_assert_int_eq(gj_overlay_complete(arena, base, GJ_STR("cafe"), overlay, &recorded), 0);
	overlay = read_ok(recorded);
	ck_assert(gj_str_is(overlay->base_hash, "cafe"));
	ck_assert(gj_str_is(overlay->changes[0].was->text, "5wd"));
	ck_assert(gj_str_is(gj_tree_text(overlay->changes[1].was, "zh"), "来信"));
	ck_assert_ptr_null(overlay->changes[2].was);
}
END_TEST

/* ---- the packs ---- */

static gj_tree *pack_of(const char *name)
{
	gj_tree *of = NULL, *overlay = NULL;

	ck_assert_int_eq(gj_pack_read(arena, gj_str_of(name), &of, &overlay, NULL), 0);
	return overlay ? apply_ok(of, read_ok(overlay)) : of;
}

START_TEST(packs_compile)
{
	const char *name = gj_pack_name_at((size_t)_i);
	const gj_profile *profile = NULL;
	gj_error err = { 0 };

	if (gj_profile_compile(arena, bytes_of(pack_of(name)), &profile, &err) < 0)
		ck_abort_msg("%s: %s: %s", name, err.path, err.param[0].text);
	ck_assert(gj_str_is(gj_profile_id(profile), name));
}
END_TEST

/* The suggested default packs: the number, and whether its source is only a secondary one or
 * practice, and must say so. */
static const struct number {
	const char *pack, *name, *limit;
	int unverified;
} numbers[] = {
	{ "cn-default", "demand.immediate", "0wd", 1 },
	{ "cn-default", "demand.general", "5wd", 0 },
	{ "cn-default", "demand.difficult", "15wd", 0 },
	{ "cn-default", "demand.consult", "24h", 0 },
	{ "cn-default", "demand.emergency", "2h", 1 },
	{ "cn-default", "demand.utility", "24h", 1 },
	{ "cn-default", "demand.finish", "15wd", 1 },
	{ "cn-default", "demand.finish_difficult", "60nd", 1 },
	{ "cn-default", "contact.first", "24h", 1 },
	{ "cn-default", "return.window", "24h", 0 },
	{ "cn-default", "demand.extension", "5wd", 0 },
	{ "cn-default", "whistle.emergency", "30m", 0 },
	{ "cn-default", "whistle.sign", "1h", 0 },
	{ "cn-default", "whistle.contact", "24h", 0 },
	{ "cn-default", "whistle.work", "3wd", 0 },
	{ "cn-default", "whistle.hard", "5wd", 0 },
	{ "cn-default", "whistle.finish", "10wd", 0 },
	{ "cn-default", "review.contact", "1wd", 0 },
	{ "cn-default", "review.fix", "15wd", 0 },
	{ "cn-default", "policy.redeem", "60wd", 1 },
	{ "cn-default", "policy.guide", "7wd", 1 },
	{ "cn-bj", "demand.general", "7nd", 1 },
	{ "cn-bj", "demand.difficult", "15nd", 1 },
	{ "cn-bj", "demand.consult", "24h", 0 },
	{ "cn-bj", "demand.immediate", "0wd", 1 },
	{ "cn-bj", "demand.emergency", "2h", 1 },
	{ "cn-bj", "demand.utility", "24h", 1 },
	{ "cn-bj", "demand.finish", "15nd", 1 },
	{ "cn-bj", "contact.first", "24h", 1 },
	{ "cn-bj", "return.window", "24h", 0 },
	{ "cn-bj", "whistle.emergency", "30m", 0 },
	{ "cn-bj", "whistle.sign", "1h", 0 },
	{ "cn-bj", "whistle.contact", "24h", 0 },
	{ "cn-bj", "whistle.work", "3wd", 0 },
	{ "cn-bj", "whistle.hard", "5wd", 0 },
	{ "cn-bj", "whistle.finish", "10wd", 0 },
	{ "cn-bj", "review.contact", "1wd", 0 },
	{ "cn-bj", "review.fix", "15wd", 0 },
	{ "cn-bj", "policy.redeem", "60wd", 1 },
	{ "cn-bj", "policy.guide", "7wd", 1 },
};

START_TEST(numbers_of_the_packs_have_their_sources)
{
	const struct number *n = &numbers[_i];
	const gj_tree *limit = gj_tree_get(gj_tree_get(pack_of(n->pack), "limits"), n->name);
	gj_str source;

	ck_assert_ptr_nonnull(limit);
	ck_assert(gj_str_is(gj_tree_text(limit, "limit"), n->limit));
	source = gj_tree_text(limit, "source");
	ck_assert(source.n > 0);
	ck_assert_int_eq(strstr(source.p, "unverified") != NULL, n->unverified);
	ck_assert_int_eq(strstr(source.p, "未经核实") != NULL, n->unverified);
}
END_TEST

/* What of the suggested packs is no limit: figures, and what charts and formulas say. */
static const gj_tree *within(const gj_tree *tree, const char *const *keys)
{
	for (; *keys && tree; keys++)
		tree = gj_tree_get(tree, *keys);
	return tree;
}

START_TEST(the_rest_of_the_packs)
{
	static const char *const figures[] = { "department.weight", "review.re_reviews",
					       "audit.retention" };
	static const char *const extend[] = {
		"charts", "demand", "clocks", "answer", "extend", NULL
	};
	static const char *const lamps[] = {
		"charts", "demand", "clocks", "answer", "lamps", NULL
	};
	static const char *const back[] = { "charts", "demand", "states", "signed",
					    "on",     "return", "within", NULL };
	static const char *const explain[] = { "charts", "demand",  "states", "handling",
					       "on",     "explain", "fields", NULL };
	static const char *const sum[] = { "formulas", "composite", "sum", NULL };
	static const char *const satisfied[] = { "formulas", "satisfaction_rate", "numerator",
						 NULL };
	const gj_tree *pack = pack_of(gj_pack_name_at((size_t)_i)), *figure;
	int general = gj_str_is(gj_tree_text(pack, "id"), "cn-default");

	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		figure = gj_tree_get(gj_tree_get(pack, "figures"), figures[i]);
		ck_assert_ptr_nonnull(figure);
		ck_assert_ptr_nonnull(gj_tree_get(figure, "value"));
		ck_assert_uint_gt(gj_tree_text(figure, "source").n, 0);
	}
	/* Once, and in Beijing only as a law allows. */
	ck_assert_int_eq(within(pack, extend) != NULL, general);
	if (general)
		ck_assert_int_eq(gj_tree_get(within(pack, extend), "max")->integer, 1);
	ck_assert_ptr_nonnull(gj_tree_get(within(pack, lamps), "blue"));
	ck_assert_ptr_nonnull(gj_tree_get(within(pack, lamps), "yellow"));
	ck_assert(gj_str_is(within(pack, back)->text, "return.window"));
	ck_assert(gj_str_is(within(pack, explain)->child->text, "text"));
	ck_assert_int_eq(gj_tree_get(within(pack, sum), "response_rate")->integer, 10);
	ck_assert_int_eq(gj_tree_get(within(pack, sum), "solve_rate")->integer, 50);
	ck_assert_int_eq(gj_tree_get(within(pack, sum), "satisfaction_rate")->integer, 40);
	ck_assert(gj_str_is(gj_tree_text(within(pack, satisfied), "callback_basically_satisfied"),
			    "0.9"));
}
END_TEST

#define LOOP(test, table) \
	tcase_add_loop_test(tcase, test, 0, (int)(sizeof(table) / sizeof(table[0])))

static Suite *overlay_suite(void)
{
	Suite *suite = suite_create("overlay");
	TCase *tcase = tcase_create("overlay");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, unit_soak() ? 3600 : 60);
	LOOP(places_are_found_by_name, places);
	LOOP(what_is_no_overlay_is_refused, refusals);
	tcase_add_test(tcase, neighbours_are_not_inside);
	LOOP(changes_are_made, changes);
	LOOP(what_does_not_fit_is_a_conflict, misfits);
	LOOP(problems_are_told_where_they_were_written, blames);
	tcase_add_test(tcase, sound_overlays_compile);
	tcase_add_test(tcase, what_lies_between_leads_there);
	tcase_add_test(tcase, an_only_element_is_renamed);
	tcase_add_test(tcase, nothing_lies_between_equals);
	LOOP(changes_are_told_in_sentences, sentences);
	LOOP(an_overlay_moves_to_another_base, merges);
	tcase_add_test(tcase, what_is_recorded_knows_what_it_was_written_against);
	tcase_add_loop_test(tcase, packs_compile, 0, 2);
	LOOP(numbers_of_the_packs_have_their_sources, numbers);
	tcase_add_loop_test(tcase, the_rest_of_the_packs, 0, 2);
	suite_add_tcase(suite, tcase);
	return suite;
}

GJ_TEST_MAIN(overlay_suite)
