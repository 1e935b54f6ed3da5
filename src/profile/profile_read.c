/* SPDX-License-Identifier: Apache-2.0
 *
 * From a profile's text to a profile.
 */
#include "profile/calendar_read.h"
#include "profile/profile_read.h"

#define LISTS_MAX 128
#define ITEMS_MAX 1000
#define KINDS_MAX 64
#define ROLES_MAX 64
#define EVIDENCE_MAX 64
#define VERSION_MAX 1000000
#define CALENDARS_MAX 64

static const char *const profile_keys[] = { "id",     "version", "zh",	    "en",
					    "source", "codes",   "roles",   "calendars",
					    "limits", "figures", "messages", "formulas",
					    "replies", "retention", "supervise", "charts", NULL };
static const char *const list_keys[] = { "zh", "en", "source", "items", NULL };
static const char *const item_keys[] = { "code", "zh", "en", "source", "tags", NULL };
static const char *const kind_keys[] = { "code", "zh",	  "en",	  "source", "tags",
					 "top",	 "under", "home", NULL };
static const char *const role_keys[] = { "code",     "zh",     "en", "source",
					 "demander", "rights", NULL };

static void *take(gj_reader *r, size_t count, size_t size)
{
	return gj_arena_zero(r->arena, (count ? count : 1) * size);
}

static int no_memory(gj_reader *r)
{
	return gj_fail(r->walk->err, GJ_E_NOMEM, GJ_RULE_NONE);
}

static int read_labels(gj_walk *walk, const gj_tree *tree, gj_str *zh, gj_str *en)
{
	int e = gj_walk_text(walk, tree, "zh", zh);

	return e < 0 ? e : gj_walk_text(walk, tree, "en", en);
}

/* "code", which no earlier item has. */
static int read_code(gj_walk *walk, const gj_tree *array, const gj_tree *item, gj_str *ret_code)
{
	gj_str code = GJ_STR_NONE;
	size_t mark = walk->n;
	int e = gj_walk_text(walk, item, "code", &code);

	if (e < 0)
		return e;
	gj_walk_key(walk, GJ_STR("code"));
	e = gj_walk_name(walk, code);
	if (e < 0)
		return e;
	for (const gj_tree *t = array->child; t != item; t = t->next)
		if (gj_str_eq(gj_tree_text(t, "code"), code))
			return gj_walk_fail(walk, "stands twice");
	gj_walk_back(walk, mark);
	*ret_code = code;
	return GJ_OK;
}

/* A tag is either one of the library's own or the name of a guard. */
static int read_tags(gj_walk *walk, const gj_tree *item, gj_code *code)
{
	const gj_tree *tags = NULL;
	size_t mark = walk->n, i = 0;
	int e = gj_walk_option(walk, item, "tags", GJ_TREE_ARRAY, &tags);

	if (e < 0 || !tags)
		return e;
	gj_walk_key(walk, GJ_STR("tags"));
	for (const gj_tree *t = tags->child; t; t = t->next) {
		size_t at = gj_walk_item(walk, i++);
		int tag = t->kind == GJ_TREE_TEXT ? gj_walk_index(gj_code_tags, t->text) : -1;
		int guard = t->kind == GJ_TREE_TEXT ? gj_walk_index(gj_guard_names, t->text) : -1;

		if (tag < 0 && guard < 0)
			return gj_walk_fail(walk, "unknown tag");
		if (tag >= 0)
			code->tags |= UINT64_C(1) << tag;
		if (guard >= 0)
			code->guards |= UINT64_C(1) << guard;
		gj_walk_back(walk, at);
	}
	gj_walk_back(walk, mark);
	return GJ_OK;
}

static int read_item(gj_walk *walk, const gj_tree *array, const gj_tree *item,
		     const char *const *keys, gj_code *code)
{
	const gj_tree *source = NULL;
	int e;

	if ((e = gj_walk_object(walk, item, keys)) < 0 ||
	    (e = read_code(walk, array, item, &code->code)) < 0 ||
	    (e = read_labels(walk, item, &code->zh, &code->en)) < 0 ||
	    (e = gj_walk_option(walk, item, "source", GJ_TREE_TEXT, &source)) < 0)
		return e;
	return read_tags(walk, item, code);
}

static int read_items(gj_reader *r, const gj_tree *array, gj_code_list *list)
{
	const char *const *keys = gj_str_is(list->name, "office_kind") ? kind_keys : item_keys;
	size_t top = gj_walk_key(r->walk, GJ_STR("items"));
	gj_code *items;

	if (array->count > ITEMS_MAX)
		return gj_walk_fail(r->walk, "more than 1000 codes");
	items = take(r, array->count, sizeof(*items));
	if (!items)
		return no_memory(r);
	for (const gj_tree *t = array->child; t; t = t->next) {
		size_t mark = gj_walk_item(r->walk, list->count);
		int e = read_item(r->walk, array, t, keys, &items[list->count]);

		e = gj_walk_on(r->walk, mark, e);
		if (e < 0)
			return e;
		list->count++;
	}
	list->items = items;
	gj_walk_back(r->walk, top);
	return GJ_OK;
}

static int read_list(gj_reader *r, const gj_tree *tree, gj_code_list *list)
{
	const gj_tree *items = NULL;
	int e;

	list->name = tree->key;
	if ((e = gj_walk_name(r->walk, list->name)) < 0 ||
	    (e = gj_walk_object(r->walk, tree, list_keys)) < 0 ||
	    (e = read_labels(r->walk, tree, &list->zh, &list->en)) < 0 ||
	    (e = gj_walk_text(r->walk, tree, "source", &list->source)) < 0 ||
	    (e = gj_walk_member(r->walk, tree, "items", GJ_TREE_ARRAY, &items)) < 0)
		return e;
	return read_items(r, items, list);
}

/* Where the library's arithmetic rests on the codes, they must be these. */
static int check_fixed(gj_walk *walk, const gj_code_list *list, const gj_list_term *term)
{
	size_t mark = gj_walk_key(walk, list->name), i;

	gj_walk_key(walk, GJ_STR("items"));
	for (i = 0; term->codes[i]; i++) {
		size_t k = 0;

		while (k < list->count && !gj_str_is(list->items[k].code, term->codes[i]))
			k++;
		if (k == list->count)
			return gj_walk_fail_name(walk, "missing code: ",
						 gj_str_of(term->codes[i]), "");
	}
	if (list->count != i)
		return gj_walk_fail(walk, "the codes of this list are fixed by the library");
	gj_walk_back(walk, mark);
	return GJ_OK;
}

static int check_lists(gj_reader *r)
{
	size_t before = gj_walk_problems(r->walk);

	for (const gj_list_term *term = gj_list_terms; term->name; term++) {
		const gj_code_list *list = gj_profile_list(r->profile, term->name);
		size_t mark = r->walk->n;
		int e;

		if (!list && !term->optional) {
			e = gj_walk_fail_at(r->walk, term->name,
					    "missing: the library needs this list");
			if ((e = gj_walk_on(r->walk, mark, e)) < 0)
				return e;
			continue;
		}
		if (!list || !term->codes || before)
			continue;
		e = gj_walk_on(r->walk, mark, check_fixed(r->walk, list, term));
		if (e < 0)
			return e;
	}
	return GJ_OK;
}

static int read_codes(gj_reader *r, const gj_tree *codes)
{
	gj_profile *profile = r->profile;
	size_t top = gj_walk_key(r->walk, GJ_STR("codes"));
	int e;

	if (codes->count > LISTS_MAX)
		return gj_walk_fail(r->walk, "more than 128 lists");
	profile->lists = take(r, codes->count, sizeof(*profile->lists));
	if (!profile->lists)
		return no_memory(r);
	for (const gj_tree *t = codes->child; t; t = t->next) {
		size_t mark = gj_walk_key(r->walk, t->key);

		e = gj_walk_on(r->walk, mark,
			       read_list(r, t, &profile->lists[profile->list_count]));
		if (e < 0)
			return e;
		profile->list_count++;
	}
	e = check_lists(r);
	if (e >= 0)
		e = gj_walk_end(r->walk);
	if (e < 0)
		return e;
	/* Charts hold kinds of evidence as a set of bits while they are read. */
	if (gj_profile_list(profile, "evidence")->count > EVIDENCE_MAX)
		return gj_walk_fail_at(r->walk, "evidence", "more than 64 kinds of evidence");
	gj_walk_back(r->walk, top);
	return GJ_OK;
}

static int read_flag(gj_walk *walk, const gj_tree *item, const char *key, int *ret_flag)
{
	const gj_tree *flag = NULL;
	int e = gj_walk_option(walk, item, key, GJ_TREE_BOOL, &flag);

	if (e < 0)
		return e;
	*ret_flag = flag && flag->integer;
	return GJ_OK;
}

static int read_kind(gj_walk *walk, const gj_tree *item, const char *const *names,
		     gj_office_kind *kind)
{
	const gj_tree *under = gj_tree_get(item, "under");
	size_t mark = walk->n;
	int e;

	kind->code = gj_tree_text(item, "code");
	if ((e = read_flag(walk, item, "top", &kind->top)) < 0 ||
	    (e = read_flag(walk, item, "home", &kind->home)) < 0)
		return e;
	if (kind->top && !kind->home)
		return gj_walk_fail_at(walk, "top", "the top of a ledger must be a home of facts");
	if (!under && !kind->top)
		return gj_walk_fail_at(walk, "under", "missing: this kind could stand nowhere");
	if (!under)
		return GJ_OK;
	gj_walk_key(walk, GJ_STR("under"));
	e = gj_walk_names(walk, under, names, "kind of office", &kind->under);
	if (e < 0)
		return e;
	gj_walk_back(walk, mark);
	return GJ_OK;
}

/* A kind may stand somewhere only if a chain of kinds leads up to a top. */
static int check_kinds(gj_walk *walk, const gj_profile *profile)
{
	uint64_t placed = 0, before;

	do {
		before = placed;
		for (size_t i = 0; i < profile->kind_count; i++)
			if (profile->kinds[i].top || (profile->kinds[i].under & placed))
				placed |= UINT64_C(1) << i;
	} while (placed != before);
	for (size_t i = 0; i < profile->kind_count; i++) {
		if (placed >> i & 1)
			continue;
		gj_walk_item(walk, i);
		return gj_walk_fail_at(walk, "under", "no chain of kinds leads up to a top");
	}
	return GJ_OK;
}

static int read_kinds(gj_reader *r, const gj_tree *codes)
{
	gj_profile *profile = r->profile;
	const gj_tree *items = gj_tree_get(gj_tree_get(codes, "office_kind"), "items");
	const char *names[KINDS_MAX + 1];
	size_t top = gj_walk_key(r->walk, GJ_STR("codes")), n = 0;
	int e;

	gj_walk_key(r->walk, GJ_STR("office_kind"));
	gj_walk_key(r->walk, GJ_STR("items"));
	if (items->count > KINDS_MAX)
		return gj_walk_fail(r->walk, "more than 64 kinds of office");
	for (const gj_tree *t = items->child; t; t = t->next)
		names[n++] = gj_tree_text(t, "code").p;
	names[n] = NULL;
	profile->kinds = take(r, n, sizeof(*profile->kinds));
	if (!profile->kinds)
		return no_memory(r);
	for (const gj_tree *t = items->child; t; t = t->next) {
		size_t mark = gj_walk_item(r->walk, profile->kind_count);

		e = gj_walk_on(r->walk, mark, read_kind(r->walk, t, names,
							&profile->kinds[profile->kind_count]));
		if (e < 0)
			return e;
		profile->kind_count++;
	}
	e = gj_walk_end(r->walk);
	if (e >= 0)
		e = check_kinds(r->walk, profile);
	if (e < 0)
		return e;
	gj_walk_back(r->walk, top);
	return GJ_OK;
}

static int read_role(gj_reader *r, const gj_tree *array, const gj_tree *item, gj_role *role)
{
	const gj_tree *rights = NULL, *source = NULL;
	size_t mark = r->walk->n;
	int e;

	if ((e = gj_walk_object(r->walk, item, role_keys)) < 0 ||
	    (e = read_code(r->walk, array, item, &role->code)) < 0 ||
	    (e = read_labels(r->walk, item, &role->zh, &role->en)) < 0 ||
	    (e = gj_walk_option(r->walk, item, "source", GJ_TREE_TEXT, &source)) < 0 ||
	    (e = read_flag(r->walk, item, "demander", &role->demander)) < 0 ||
	    (e = gj_walk_member(r->walk, item, "rights", GJ_TREE_ARRAY, &rights)) < 0)
		return e;
	gj_walk_key(r->walk, GJ_STR("rights"));
	e = gj_walk_names(r->walk, rights, gj_right_names, "right", &role->rights);
	if (e < 0)
		return e;
	gj_walk_back(r->walk, mark);
	return GJ_OK;
}

static int read_roles(gj_reader *r, const gj_tree *roles)
{
	gj_profile *profile = r->profile;
	size_t top = gj_walk_key(r->walk, GJ_STR("roles"));

	if (roles->count > ROLES_MAX)
		return gj_walk_fail(r->walk, "more than 64 roles");
	profile->roles = take(r, roles->count, sizeof(*profile->roles));
	profile->role_names = take(r, roles->count + 1, sizeof(*profile->role_names));
	if (!profile->roles || !profile->role_names)
		return no_memory(r);
	for (const gj_tree *t = roles->child; t; t = t->next) {
		size_t n = profile->role_count, mark = gj_walk_item(r->walk, n);
		int e = gj_walk_on(r->walk, mark, read_role(r, roles, t, &profile->roles[n]));

		if (e < 0)
			return e;
		profile->role_names[n] = profile->roles[n].code.p;
		profile->role_count++;
	}
	if (gj_walk_problems(r->walk))
		return GJ_E_BAD_VALUE;
	gj_walk_back(r->walk, top);
	return GJ_OK;
}

static uint64_t roles_with(const gj_profile *profile, int right)
{
	uint64_t roles = 0;

	for (size_t i = 0; i < profile->role_count; i++)
		if (profile->roles[i].rights >> right & 1)
			roles |= UINT64_C(1) << i;
	return roles;
}

static int is_limit(gj_str text)
{
	gj_limit limit;

	return gj_limit_parse(text, &limit) >= 0;
}

/* The words that this profile's charts may use. */
static int make_terms(gj_reader *r, const gj_chart_noun *noun, gj_chart_terms *ret_terms)
{
	const gj_code_list *evidence = gj_profile_list(r->profile, "evidence");
	const char **kinds = take(r, evidence->count + 1, sizeof(*kinds));
	gj_chart_verb *verbs = take(r, (size_t)noun->verb_count + 1, sizeof(*verbs));
	const char **calendars;

	if (!kinds || !verbs)
		return no_memory(r);
	for (size_t i = 0; i < evidence->count; i++)
		kinds[i] = evidence->items[i].code.p;
	for (int i = 0; i < noun->verb_count; i++) {
		const gj_verb_term *term = &noun->verbs[i];

		verbs[i] = (gj_chart_verb){ term->name, term->fields,
					    roles_with(r->profile, term->right) };
	}
	calendars = take(r, r->profile->calendar_count + 1, sizeof(*calendars));
	if (!calendars)
		return no_memory(r);
	for (size_t i = 0; i < r->profile->calendar_count; i++)
		calendars[i] = r->profile->calendars[i].code.p;
	*ret_terms = (gj_chart_terms){
		verbs,     gj_guard_names, kinds, r->profile->role_names, r->profile->limit_names,
		r->profile->limit_texts, calendars, is_limit, noun->windows
	};
	return GJ_OK;
}

static int canonical(gj_reader *r, const gj_tree *tree, gj_str *ret_bytes)
{
	gj_buf buf;

	gj_buf_init(&buf, r->arena, GJ_PROFILE_MAX);
	gj_tree_write(&buf, tree);
	if (buf.failed)
		return gj_fail(r->walk->err, buf.failed, GJ_RULE_NONE);
	*ret_bytes = gj_buf_end(&buf);
	return GJ_OK;
}

static int check_labels(gj_walk *walk, const char *key, gj_str name, const gj_tree *meta)
{
	gj_str zh = GJ_STR_NONE, en = GJ_STR_NONE;
	size_t mark = gj_walk_key(walk, gj_str_of(key));
	int e;

	gj_walk_key(walk, name);
	if (!meta) {
		e = gj_walk_fail_at(walk, "meta", "missing: labels zh and en");
	} else {
		gj_walk_key(walk, GJ_STR("meta"));
		e = read_labels(walk, meta, &zh, &en);
	}
	return gj_walk_on(walk, mark, e);
}

/* A chart of a profile is also read by people: each state and clock has its two labels. */
static int check_chart_labels(gj_walk *walk, const gj_chart *chart)
{
	const gj_chart_state *state;
	const gj_chart_clock *clock;
	int e = GJ_OK;

	for (size_t i = 0; (state = gj_chart_state_at(chart, i)) != NULL && e >= 0; i++)
		e = check_labels(walk, "states", state->name, state->meta);
	for (size_t i = 0; (clock = gj_chart_clock_at(chart, i)) != NULL && e >= 0; i++)
		e = check_labels(walk, "clocks", clock->name, clock->meta);
	return e;
}

static int read_chart(gj_reader *r, const gj_tree *charts, int noun)
{
	const gj_chart_noun *term = &gj_chart_nouns[noun];
	const gj_tree *chart = NULL;
	gj_chart_terms terms;
	size_t mark = r->walk->n;
	int e, rule = r->walk->rule;

	e = (term->required ? gj_walk_member : gj_walk_option)(r->walk, charts, term->name,
							       GJ_TREE_OBJECT, &chart);
	if (e >= 0 && chart)
		e = make_terms(r, term, &terms);
	if (e < 0 || !chart)
		return e;
	gj_walk_key(r->walk, gj_str_of(term->name));
	r->walk->rule = GJ_RULE_chart_path;
	e = gj_chart_compile_at(r->walk, r->arena, chart, &terms, &r->profile->charts[noun]);
	if (e < 0)
		return e;
	r->walk->rule = rule;
	e = check_chart_labels(r->walk, r->profile->charts[noun]);
	if (e < 0)
		return e;
	gj_walk_back(r->walk, mark);
	return canonical(r, chart, &r->profile->chart_sources[noun]);
}

static int read_charts(gj_reader *r, const gj_tree *charts)
{
	size_t top = gj_walk_key(r->walk, GJ_STR("charts"));
	int e = gj_walk_object(r->walk, charts, gj_chart_names);

	for (int noun = 0; noun < GJ_CHART_COUNT && e >= 0; noun++)
		e = read_chart(r, charts, noun);
	if (e < 0)
		return e;
	gj_walk_back(r->walk, top);
	return GJ_OK;
}

static int read_calendar(gj_reader *r, const gj_tree *tree, gj_cal_def *def)
{
	int e = gj_walk_name(r->walk, tree->key);

	if (e >= 0)
		e = gj_calendar_read(r->walk, r->arena, tree, def);
	return e < 0 ? e : canonical(r, tree, &def->source);
}

/* Older profiles have none. */
static int read_calendars(gj_reader *r, const gj_tree *profile)
{
	const gj_tree *calendars = NULL;
	size_t top, mains = 0;
	gj_cal_def *defs;
	int e = gj_walk_option(r->walk, profile, "calendars", GJ_TREE_OBJECT, &calendars);

	if (e < 0 || !calendars)
		return e;
	top = gj_walk_key(r->walk, GJ_STR("calendars"));
	if (calendars->count > CALENDARS_MAX)
		return gj_walk_fail(r->walk, "more than 64 calendars");
	r->profile->calendars = defs = take(r, calendars->count, sizeof(*defs));
	if (!defs)
		return no_memory(r);
	for (const gj_tree *t = calendars->child; t; t = t->next) {
		gj_cal_def *def = &defs[r->profile->calendar_count++];
		size_t mark = gj_walk_key(r->walk, t->key), before = gj_walk_problems(r->walk);

		e = gj_walk_on(r->walk, mark, read_calendar(r, t, def));
		def->code = t->key;
		if (e < 0)
			return e;
		mains += def->main != 0 || gj_walk_problems(r->walk) > before;
	}
	if (mains != 1)
		return gj_walk_fail(r->walk, "exactly one should be the default");
	gj_walk_back(r->walk, top);
	return GJ_OK;
}

/* What the section names in other sections. */
static int check_messages(gj_reader *r, const gj_message_rules *rules)
{
	const gj_str *code = rules->at_once_for.p;
	size_t i;

	if (!gj_profile_calendar(r->profile, rules->calendar))
		return gj_walk_fail_at(r->walk, "calendar", "the profile has no such calendar");
	gj_walk_key(r->walk, GJ_STR("at_once_for"));
	for (i = 0; i < rules->at_once_for.n; i++)
		if (!gj_profile_has_code(r->profile, "urgency", code[i])) {
			gj_walk_item(r->walk, i);
			return gj_walk_fail(r->walk, "none of the codes of urgency");
		}
	return GJ_OK;
}

static int read_messages(gj_reader *r, const gj_tree *profile)
{
	const gj_tree *messages = NULL;
	size_t top;
	int e = gj_walk_option(r->walk, profile, "messages", GJ_TREE_OBJECT, &messages);

	r->profile->messages = gj_message_rules_none;
	if (e < 0 || !messages)
		return e;
	top = gj_walk_key(r->walk, GJ_STR("messages"));
	e = gj_messages_read(r->walk, r->arena, messages, r->profile->role_names,
			     &r->profile->messages);
	if (e >= 0)
		e = check_messages(r, &r->profile->messages);
	gj_walk_back(r->walk, e < 0 ? r->walk->n : top);
	return e;
}

static int check_issue(gj_reader *r, const char *key, const gj_supervise_rule *rule)
{
	size_t mark;
	int e = GJ_OK;

	if (!rule->kind.p)
		return GJ_OK;
	mark = gj_walk_key(r->walk, gj_str_of(key));
	if (!gj_profile_has_code(r->profile, "supervision_kind", rule->kind))
		e = gj_walk_fail_at(r->walk, "kind", "none of the codes of supervision_kind");
	else if (!gj_profile_has_code(r->profile, "supervision_reason", rule->reason))
		e = gj_walk_fail_at(r->walk, "reason", "none of the codes of supervision_reason");
	else if (!r->profile->charts[gj_walk_index(gj_chart_names, GJ_STR("supervision"))])
		e = gj_walk_fail(r->walk, "the profile has no chart of supervision");
	if (e >= 0)
		gj_walk_back(r->walk, mark);
	return e;
}

static int check_add_up(gj_reader *r, const gj_supervise *rules)
{
	size_t top = gj_walk_key(r->walk, GJ_STR("add_up")), mark, i;
	int e = GJ_OK;

	for (i = 0; e >= 0 && i < GJ_COLOUR_COUNT; i++) {
		mark = gj_walk_key(r->walk, gj_str_of(gj_colours[i]));
		e = check_issue(r, "issue", &rules->add_up[i].issue);
		if (e >= 0)
			gj_walk_back(r->walk, mark);
	}
	if (e >= 0)
		gj_walk_back(r->walk, top);
	return e;
}

/* After the charts: what is issued needs one. */
static int read_supervise(gj_reader *r, const gj_tree *profile)
{
	gj_supervise *rules = &r->profile->supervise;
	const gj_tree *supervise = NULL;
	size_t top, mark, i;
	int e = gj_walk_option(r->walk, profile, "supervise", GJ_TREE_OBJECT, &supervise);

	if (e < 0 || !supervise)
		return e;
	top = gj_walk_key(r->walk, GJ_STR("supervise"));
	e = gj_supervise_read(r->walk, supervise, rules);
	if (e >= 0)
		e = check_issue(r, "missed", &rules->missed);
	if (e < 0)
		return e;
	mark = gj_walk_key(r->walk, GJ_STR("problem"));
	e = check_issue(r, "issue", &rules->problem);
	if (e < 0)
		return e;
	gj_walk_back(r->walk, mark);
	mark = gj_walk_key(r->walk, GJ_STR("cards"));
	for (i = 0; e >= 0 && i < GJ_COLOUR_COUNT; i++)
		e = check_issue(r, gj_colours[i], &rules->cards[i]);
	if (e < 0)
		return e;
	gj_walk_back(r->walk, mark);
	e = check_add_up(r, rules);
	if (e < 0)
		return e;
	gj_walk_back(r->walk, top);
	return GJ_OK;
}

static int read_sources(gj_walk *walk, const gj_tree *tree)
{
	const gj_tree *source = NULL;
	size_t mark, i = 0;
	int e = gj_walk_member(walk, tree, "source", GJ_TREE_ARRAY, &source);

	if (e < 0)
		return e;
	mark = gj_walk_key(walk, GJ_STR("source"));
	for (const gj_tree *t = source->child; t; t = t->next, i++) {
		if (t->kind != GJ_TREE_TEXT || t->text.n == 0) {
			gj_walk_item(walk, i);
			return gj_walk_fail(walk, "should be text");
		}
	}
	gj_walk_back(walk, mark);
	return GJ_OK;
}

static int read_head(gj_reader *r, const gj_tree *tree)
{
	const gj_tree *version = NULL;
	gj_str zh = GJ_STR_NONE, en = GJ_STR_NONE;
	int e;

	if ((e = gj_walk_object(r->walk, tree, profile_keys)) < 0 ||
	    (e = gj_walk_text(r->walk, tree, "id", &r->profile->id)) < 0 ||
	    (e = gj_walk_member(r->walk, tree, "version", GJ_TREE_INT, &version)) < 0 ||
	    (e = read_labels(r->walk, tree, &zh, &en)) < 0 ||
	    (e = read_sources(r->walk, tree)) < 0)
		return e;
	if (version->integer < 1 || version->integer > VERSION_MAX)
		return gj_walk_fail_at(r->walk, "version", "should be between 1 and 1000000");
	r->profile->version = version->integer;
	return GJ_OK;
}

/* Charts rest on codes and roles: where those have problems, they are not looked at. */
static int read_profile(gj_reader *r, const gj_tree *tree)
{
	const gj_tree *codes = NULL, *roles = NULL, *charts = NULL;
	gj_walk *walk = r->walk;
	int e, sound;

	if ((e = gj_walk_on(walk, 0, read_head(r, tree))) < 0 ||
	    (e = gj_walk_member(walk, tree, "codes", GJ_TREE_OBJECT, &codes)) < 0 ||
	    (e = gj_walk_member(walk, tree, "roles", GJ_TREE_ARRAY, &roles)) < 0 ||
	    (e = gj_walk_member(walk, tree, "charts", GJ_TREE_OBJECT, &charts)) < 0 ||
	    (e = gj_walk_on(walk, 0, read_codes(r, codes))) < 0 ||
	    (!gj_walk_problems(walk) && (e = gj_walk_on(walk, 0, read_kinds(r, codes))) < 0) ||
	    (e = gj_walk_on(walk, 0, read_roles(r, roles))) < 0)
		return e;
	sound = gj_walk_problems(walk) == 0;
	e = gj_walk_on(walk, 0, read_calendars(r, tree));
	if (e >= 0)
		e = gj_walk_on(walk, 0,
			       gj_profile_read_limits(walk, r->arena, tree, r->profile));
	if (e >= 0)
		e = gj_walk_on(walk, 0, gj_profile_read_figures(walk, tree));
	if (e < 0 || !sound)
		return e;
	walk->passed = walk->all ? walk->all->count : 0; /* of these only names are asked */
	e = gj_walk_on(walk, 0, read_messages(r, tree));
	if (e >= 0)
		e = gj_walk_on(walk, 0, gj_retention_read(r, tree));
	if (e >= 0)
		e = gj_walk_on(walk, 0, read_charts(r, charts));
	if (e >= 0)
		e = gj_walk_on(walk, 0, gj_formulas_read(r, tree));
	/* These ask the chart for its states, and whether there is one. */
	if (e < 0 || gj_walk_problems(walk))
		return e;
	e = gj_walk_on(walk, 0, gj_replies_read(r, tree));
	return e < 0 ? e : gj_walk_on(walk, 0, read_supervise(r, tree));
}

static int compile(gj_arena *arena, gj_str json, gj_problems *problems,
		   const gj_profile **ret_profile, gj_error *err)
{
	gj_walk walk;
	gj_reader r = { .arena = arena, .walk = &walk };
	gj_tree *tree = NULL;
	int e;

	if (json.n > GJ_PROFILE_MAX) {
		gj_fail(err, GJ_E_LIMIT, GJ_RULE_too_large);
		if (err)
			gj_fail_int(err, "max", GJ_PROFILE_MAX);
		return GJ_E_LIMIT;
	}
	gj_walk_start(&walk, GJ_RULE_profile_path, err);
	walk.all = problems;
	e = gj_tree_parse(arena, json, &tree, err);
	if (e < 0)
		return e;
	r.profile = gj_arena_zero(arena, sizeof(*r.profile));
	if (!r.profile)
		return no_memory(&r);
	r.profile->kept = gj_arena_zero(arena, sizeof(*r.profile->kept));
	if (!r.profile->kept)
		return no_memory(&r);
	r.profile->kept->arena = arena;
	r.profile->kept->end = &r.profile->kept->older;
	e = read_profile(&r, tree);
	if (e >= 0 && problems && problems->count)
		e = GJ_E_BAD_VALUE;
	if (e < 0)
		return e;
	e = canonical(&r, tree, &r.profile->source);
	if (e < 0)
		return e;
	*ret_profile = r.profile;
	return GJ_OK;
}

int gj_profile_compile(gj_arena *arena, gj_str json, const gj_profile **ret_profile, gj_error *err)
{
	return compile(arena, json, NULL, ret_profile, err);
}

int gj_profile_check(gj_arena *arena, gj_str json, gj_problems *problems,
		     const gj_profile **ret_profile, gj_error *err)
{
	return compile(arena, json, problems, ret_profile, err);
}
