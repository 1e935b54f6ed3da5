/* SPDX-License-Identifier: Apache-2.0
 *
 * The built-in profile holds together, two true courses of a demand can be
 * walked in it by the people who walk them, no walk ends in a trap, and a
 * broken profile is refused with the path of what is broken.
 */
#include "unit.h"

#include "profile/profile.h"

static gj_arena *arena;
static const gj_profile *profile;

static const gj_profile *compiled(gj_str json)
{
	const gj_profile *made = NULL;
	gj_error err = { 0 };

	if (gj_profile_compile(arena, json, &made, &err) != GJ_OK)
		ck_abort_msg("%d at %s: %s", err.code, err.path, err.param[0].text);
	return made;
}

static void setup(void)
{
	arena = unit_arena();
	profile = compiled(gj_profile_builtin());
}

static void teardown(void)
{
	arena = gj_arena_free(arena);
}

static uint64_t role(const char *code)
{
	int at = gj_profile_role(profile, gj_str_of(code));

	ck_assert_msg(at >= 0, "no role %s", code);
	return UINT64_C(1) << at;
}

/* ---- what it holds ---- */

START_TEST(has_the_lists)
{
	ck_assert(gj_str_is(gj_profile_id(profile), "cn-default"));
	ck_assert_int_eq(gj_profile_version(profile), 1);
	for (const gj_list_term *term = gj_list_terms; term->name; term++)
		ck_assert_ptr_nonnull(gj_profile_list(profile, term->name));
	ck_assert_ptr_null(gj_profile_list(profile, "nothing"));
	ck_assert_int_eq(gj_profile_has_code(profile, "channel", GJ_STR("whistle")), 1);
	ck_assert_int_eq(gj_profile_has_code(profile, "channel", GJ_STR("pigeon")), 0);
	ck_assert_int_eq(gj_profile_has_code(profile, "nothing", GJ_STR("window")), 0);
	ck_assert(gj_profile_code_fn((void *)(uintptr_t)profile, "scale", GJ_STR("micro")));
	ck_assert(gj_str_is(gj_profile_label(profile, "channel", GJ_STR("visit"), 1), "走访"));
	ck_assert(gj_str_is(gj_profile_label(profile, "channel", GJ_STR("visit"), 0), "Visit"));
	ck_assert(gj_str_is(gj_profile_label(profile, "channel", GJ_STR("pigeon"), 0), "pigeon"));
}
END_TEST

/* The five kinds of art. 2 of Beijing's regulation, and no others. */
START_TEST(kinds_of_demand_are_the_statutory_five)
{
	static const char *const kinds[][2] = { { "inquiry", "咨询" },
						{ "help", "求助" },
						{ "complaint", "投诉" },
						{ "report", "举报" },
						{ "suggestion", "建议" } };

	ck_assert_uint_eq(gj_profile_list(profile, "demand_kind")->count, 5);
	for (size_t i = 0; i < 5; i++)
		ck_assert(gj_str_is(gj_profile_label(profile, "demand_kind",
						     gj_str_of(kinds[i][0]), 1),
				    kinds[i][1]));
}
END_TEST

/* Every label in Chinese holds Chinese, none in English does; every list says
 * where it comes from. Codes that are names (WeChat, 12345) are no exception. */
START_TEST(speaks_both_languages)
{
	const gj_code_list *list;

	for (size_t i = 0; (list = gj_profile_list_at(profile, i)) != NULL; i++) {
		ck_assert_uint_gt(list->source.n, 10);
		for (size_t k = 0; k < list->count; k++) {
			int chinese = 0;

			for (size_t b = 0; b < list->items[k].zh.n; b++)
				chinese |= list->items[k].zh.p[b] & 0x80;
			ck_assert_msg(chinese, "%s", list->items[k].zh.p);
			for (size_t b = 0; b < list->items[k].en.n; b++)
				ck_assert(!(list->items[k].en.p[b] & 0x80));
		}
	}
}
END_TEST

START_TEST(codes_raise_guards)
{
	ck_assert_uint_eq(gj_profile_guards(profile, "callback_result", GJ_STR("solved")),
			  GJ_GUARD_BIT(solved));
	ck_assert_uint_eq(gj_profile_guards(profile, "callback_result", GJ_STR("no_answer")),
			  GJ_GUARD_BIT(not_reached));
	ck_assert_uint_eq(gj_profile_guards(profile, "resolution", GJ_STR("shelved")),
			  GJ_GUARD_BIT(shelved));
	ck_assert_uint_eq(gj_profile_guards(profile, "resolution", GJ_STR("solved")), 0);
	ck_assert_uint_eq(gj_profile_guards(profile, "decline_reason", GJ_STR("lawful_channel")),
			  GJ_GUARD_BIT(other_channel));
	ck_assert_uint_eq(gj_profile_guards(profile, "decline_reason", GJ_STR("nothing")), 0);
	ck_assert(gj_profile_tagged(profile, "level", GJ_STR("district"), "above"));
	ck_assert(!gj_profile_tagged(profile, "level", GJ_STR("office"), "above"));
	ck_assert(gj_profile_tagged(profile, "callback_result", GJ_STR("not_solved"), "valid"));
	ck_assert(!gj_profile_tagged(profile, "callback_result", GJ_STR("no_answer"), "valid"));
	ck_assert(!gj_profile_tagged(profile, "level", GJ_STR("district"), "no such tag"));
}
END_TEST

START_TEST(offices_stand_where_they_may)
{
	static const struct {
		const char *kind, *parent;
		int may;
	} places[] = {
		{ "city", NULL, 1 },	     { "district", "city", 1 },
		{ "street", "district", 1 }, { "street", NULL, 1 },
		{ "street", "committee", 1 }, { "community", "street", 1 },
		{ "section", "street", 1 },  { "station", "department", 1 },
		{ "building_council", "alliance", 1 },
		{ "city", "street", 0 },     { "section", NULL, 0 },
		{ "district", "street", 0 }, { "department", "community", 0 },
		{ "street", "street", 0 },   { "street", "village", 0 },
		{ "village", "street", 0 },  { "village", NULL, 0 },
	};
	static const char *const homes[] = { "city", "district", "street", "committee" };
	const gj_code_list *kinds = gj_profile_list(profile, "office_kind");
	unsigned home = 0;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		ck_assert_msg(gj_profile_may_stand(profile, gj_str_of(places[i].kind),
						   gj_str_of(places[i].parent)) == places[i].may,
			      "place %u", (unsigned)i);
	for (size_t i = 0; i < kinds->count; i++)
		home += (unsigned)gj_profile_office_kind(profile, kinds->items[i].code)->home;
	ck_assert_uint_eq(home, 4);
	for (size_t i = 0; i < 4; i++)
		ck_assert(gj_profile_office_kind(profile, gj_str_of(homes[i]))->home);
	ck_assert_ptr_null(gj_profile_office_kind(profile, GJ_STR("village")));
}
END_TEST

START_TEST(roles_hold_rights)
{
	uint64_t clerk = gj_profile_rights(profile, role("clerk"));
	uint64_t all = gj_profile_rights(profile, ~UINT64_C(0));

	ck_assert(clerk & GJ_RIGHT_BIT(demand_register));
	ck_assert(!(clerk & GJ_RIGHT_BIT(demand_dispatch)));
	ck_assert_uint_eq(gj_profile_rights(profile, 0), 0);
	ck_assert_uint_eq(gj_profile_rights(profile, role("clerk") | role("dispatcher")),
			  clerk | gj_profile_rights(profile, role("dispatcher")));
	/* No right is without a holder. */
	ck_assert_uint_eq(all, (UINT64_C(1) << GJ_RIGHT_COUNT) - 1);
	/* Who keeps the machine does not touch cases; who audits changes nothing. */
	ck_assert(!(gj_profile_rights(profile, role("admin")) &
		    (GJ_RIGHT_BIT(demand_amend) | GJ_RIGHT_BIT(contact_unmask) |
		     GJ_RIGHT_BIT(demand_handle) | GJ_RIGHT_BIT(vault_erase))));
	for (int i = 0; i < GJ_RIGHT_COUNT; i++) {
		const char *verb = strchr(gj_right_names[i], '.') + 1;

		if (gj_profile_rights(profile, role("auditor")) >> i & 1)
			ck_assert(strcmp(verb, "read") == 0 || strcmp(verb, "verify") == 0 ||
				  strcmp(verb, "export") == 0);
	}
	ck_assert_int_eq(gj_profile_role(profile, GJ_STR("king")), -1);
	ck_assert_ptr_null(gj_profile_role_at(profile, 64));
	ck_assert(gj_str_is(gj_profile_role_at(profile, 0)->code, "clerk"));
}
END_TEST

START_TEST(tables_agree)
{
	for (int i = 0; i < GJ_VERB_COUNT; i++) {
		ck_assert_ptr_eq(gj_verb_find(gj_str_of(gj_verb_terms[i].name)), &gj_verb_terms[i]);
		ck_assert_int_lt(gj_verb_terms[i].right, GJ_RIGHT_COUNT);
	}
	ck_assert_ptr_null(gj_verb_find(GJ_STR("fly")));
	ck_assert_str_eq(gj_right_names[GJ_RIGHT_vault_erase], "vault.erase");
	ck_assert_str_eq(gj_guard_names[GJ_GUARD_parts_done], "parts_done");
	ck_assert_ptr_null(gj_guard_names[GJ_GUARD_COUNT]);
	ck_assert_ptr_null(gj_right_docs[GJ_RIGHT_COUNT]);
	ck_assert_ptr_null(gj_guard_docs[GJ_GUARD_COUNT]);
}
END_TEST

/* The canonical bytes are a profile again, with the same canonical bytes. */
START_TEST(canonical_source_is_stable)
{
	const gj_profile *again = compiled(gj_profile_source(profile));
	gj_str chart = gj_profile_chart_source(profile, "demand");
	gj_str whole = gj_profile_source(profile);

	ck_assert(gj_str_eq(gj_profile_source(again), whole));
	ck_assert(gj_str_eq(gj_profile_chart_source(again, "demand"), chart));
	ck_assert_ptr_nonnull(strstr(whole.p, chart.p));
	ck_assert_ptr_null(gj_profile_chart(profile, "nothing"));
	ck_assert_ptr_null(gj_profile_chart_source(profile, "nothing").p);
}
END_TEST

/* ---- two true courses ---- */

struct act {
	const char *verb, *role;
	unsigned office;
	uint64_t guards;
	const char *state; /* afterwards; NULL: refused to this actor */
	const char *field; /* one that must be given, or NULL */
};

static void walk(const struct act *acts, size_t count)
{
	const gj_chart *chart = gj_profile_chart(profile, "demand");
	gj_str at = GJ_STR_NONE;

	for (size_t i = 0; i < count; i++) {
		gj_chart_actor actor = { role(acts[i].role), acts[i].office };
		const gj_chart_move *move = NULL;
		gj_error err = { 0 };
		int found = !acts[i].field, r;

		r = gj_chart_step(chart, at, gj_str_of(acts[i].verb), acts[i].guards, &actor, &move,
				  &err);
		ck_assert_msg(r == (acts[i].state ? GJ_OK : GJ_E_DENIED), "step %u: %s answers %d",
			      (unsigned)i, acts[i].verb, r);
		if (r < 0)
			continue;
		ck_assert_msg(gj_str_is(move->target, acts[i].state), "step %u: %s leads to %s",
			      (unsigned)i, acts[i].verb, move->target.p);
		for (size_t f = 0; f < move->field_count && !found; f++)
			found = gj_str_is(move->fields[f], acts[i].field);
		ck_assert_msg(found, "step %u: %s is not demanded", (unsigned)i, acts[i].field);
		at = move->target;
	}
	ck_assert_int_eq(gj_chart_class(chart, at), GJ_STATE_DONE);
}
#define WALK(acts) walk(acts, sizeof(acts) / sizeof((acts)[0]))

/* A blocked gate, solved by the office within the week. */
START_TEST(the_blocked_gate)
{
	static const struct act acts[] = {
		{ "register", "auditor", GJ_OF_HOME, 0, NULL, NULL },
		{ "register", "steward", GJ_OF_HOME, 0, "registered", "subject" },
		{ "dispatch", "clerk", GJ_OF_HOME, 0, NULL, NULL },
		{ "dispatch", "dispatcher", GJ_OF_HOME, 0, "dispatched", "unit" },
		{ "sign", "handler", 0, 0, NULL, NULL }, /* of another unit */
		{ "sign", "handler", GJ_OF_UNIT, 0, "signed", NULL },
		{ "contact", "handler", GJ_OF_UNIT, 0, "contacted", NULL },
		{ "handle", "handler", GJ_OF_UNIT, 0, "handling", NULL },
		{ "reply", "handler", GJ_OF_UNIT, 0, "replied", "level" },
		{ "callback", "handler", GJ_OF_UNIT, GJ_GUARD_BIT(solved), NULL, NULL },
		{ "callback", "clerk", GJ_OF_UNIT, GJ_GUARD_BIT(solved), NULL, NULL },
		{ "callback", "clerk", GJ_OF_HOME, GJ_GUARD_BIT(solved), "called_back", "result" },
		{ "close", "clerk", GJ_OF_HOME, 0, "closed", NULL },
	};

	WALK(acts);
}
END_TEST

/* A metro exit that the office cannot build: passed up, solved above it. */
START_TEST(the_metro_exit)
{
	static const struct act acts[] = {
		{ "register", "clerk", GJ_OF_HOME, 0, "registered", "category" },
		{ "dispatch", "leader", GJ_OF_HOME, 0, "dispatched", "unit" },
		{ "return", "section_head", GJ_OF_UNIT, 0, "returned", "reason" },
		{ "dispatch", "dispatcher", GJ_OF_HOME, 0, "dispatched", "unit" },
		{ "sign", "section_head", GJ_OF_UNIT, 0, "signed", NULL },
		{ "contact", "steward", GJ_OF_UNIT, 0, "contacted", NULL },
		{ "handle", "section_head", GJ_OF_UNIT, 0, "handling", NULL },
		{ "escalate", "leader", GJ_OF_HOME, 0, "escalated", "reason" },
		{ "reply", "handler", 0, 0, NULL, NULL }, /* no longer in charge */
		{ "handle", "handler", GJ_OF_UNIT, 0, "escalated", NULL },
		{ "reply", "handler", GJ_OF_UNIT, GJ_GUARD_BIT(shelved), "shelved", "review_on" },
		{ "handle", "handler", GJ_OF_UNIT, 0, "shelved", NULL },
		{ "review_shelved", "handler", GJ_OF_UNIT, 0, "shelved", "review_on" },
		{ "propose_strike_off", "handler", GJ_OF_UNIT, 0, "striking_off", "level" },
		{ "strike_off", "handler", GJ_OF_UNIT, 0, NULL, NULL }, /* not her own */
		{ "keep_shelved", "leader", GJ_OF_HOME, 0, "shelved", "reason" },
		{ "propose_strike_off", "handler", GJ_OF_UNIT, 0, "striking_off", "text" },
		{ "strike_off", "leader", GJ_OF_HOME, 0, "replied", NULL },
		{ "callback", "hotline", GJ_OF_ABOVE, GJ_GUARD_BIT(not_reached), "replied", "by" },
		{ "callback", "hotline", GJ_OF_ABOVE, GJ_GUARD_BIT(not_solved), "reworking", "by" },
		{ "reply", "handler", GJ_OF_UNIT, 0, "replied", "resolution" },
		{ "callback", "hotline", GJ_OF_ABOVE, GJ_GUARD_BIT(solved), "called_back", "by" },
		{ "close", "supervisor", GJ_OF_HOME, 0, "closed", NULL },
		{ "reopen", "enterprise", 0, 0, NULL, NULL }, /* another enterprise */
		{ "reopen", "enterprise", GJ_OF_DEMANDER, 0, "reworking", "reason" },
		{ "explain", "handler", GJ_OF_UNIT, 0, "replied", "text" },
		{ "close", "leader", GJ_OF_HOME, GJ_GUARD_BIT(not_reached), "closed", "note" },
	};

	WALK(acts);
}
END_TEST

/* Art. 11: what has its own lawful channel is directed there, the rest declined. */
START_TEST(declined_or_directed)
{
	static const struct act acts[] = {
		{ "register", "hotline", GJ_OF_ABOVE, 0, "registered", NULL },
		{ "decline", "dispatcher", GJ_OF_HOME, 0, "rejected", "text" },
		{ "reopen", "supervisor", GJ_OF_HOME, 0, "registered", "reason" },
		{ "decline", "dispatcher", GJ_OF_HOME, GJ_GUARD_BIT(other_channel), "transferred",
		  "reason" },
		{ "void", "clerk", GJ_OF_HOME, 0, NULL, NULL },
		{ "amend", "clerk", GJ_OF_HOME, 0, "transferred", "reason" },
		{ "void", "leader", GJ_OF_HOME, 0, "voided", "reason" },
	};

	WALK(acts);
}
END_TEST

/* A demand that was answered but not called back is not simply closed. */
START_TEST(no_close_without_callback)
{
	const gj_chart *chart = gj_profile_chart(profile, "demand");
	gj_chart_actor leader = { role("leader"), GJ_OF_HOME };
	const gj_chart_move *move = NULL;

	ck_assert_int_eq(gj_chart_step(chart, GJ_STR("replied"), GJ_STR("close"), 0, &leader, &move,
				       NULL),
			 GJ_E_STATE);
	ck_assert_int_eq(gj_chart_step(chart, GJ_STR("replied"), GJ_STR("close"),
				       GJ_GUARD_BIT(anonymous), &leader, &move, NULL),
			 GJ_OK);
}
END_TEST

/* ---- random walks ---- */

#define STATES GJ_CHART_STATES_MAX

static uint64_t random_state;

static unsigned draw(unsigned below)
{
	uint64_t z = (random_state += UINT64_C(0x9E3779B97F4A7C15));

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return (unsigned)((z ^ (z >> 31)) % below);
}

static size_t place_of(const gj_chart *chart, gj_str name)
{
	const gj_chart_state *state;
	size_t i = 0;

	while ((state = gj_chart_state_at(chart, i)) != NULL && !gj_str_eq(state->name, name))
		i++;
	ck_assert_ptr_nonnull(state);
	return i;
}

/* Somebody with one role, in one relation to the case. */
static gj_chart_actor somebody(void)
{
	unsigned roles = 0;

	while (gj_profile_role_at(profile, roles))
		roles++;
	return (gj_chart_actor){ UINT64_C(1) << draw(roles), 1u << draw(4) };
}

/* Guards that some move of the chart asks for: no others make a difference. */
static uint64_t guards_of(const gj_chart *chart)
{
	const gj_chart_state *state;
	uint64_t guards = 0;

	for (size_t i = 0; (state = gj_chart_state_at(chart, i)) != NULL; i++)
		for (size_t m = 0; m < state->move_count; m++)
			guards |= state->moves[m].guards;
	return guards;
}

static uint64_t leads_by(const gj_chart *chart, gj_str state, int verb)
{
	gj_chart_actor everybody = { ~UINT64_C(0), GJ_OF_HOME | GJ_OF_UNIT | GJ_OF_DEMANDER |
						   GJ_OF_ABOVE };
	gj_str name = gj_str_of(gj_verb_terms[verb].name);
	uint64_t places = 0, asked = guards_of(chart), held = 0;

	do {
		const gj_chart_move *move = NULL;

		if (gj_chart_step(chart, state, name, held, &everybody, &move, NULL) == GJ_OK)
			places |= UINT64_C(1) << place_of(chart, move->target);
		held = (held - asked) & asked; /* the next subset */
	} while (held);
	return places;
}

/* How far each state is from a done one, without voiding: learnt by asking the
 * chart verb by verb under every set of guards, not by reading its moves. */
static void learn_distances(const gj_chart *chart, unsigned distance[STATES])
{
	static uint64_t leads[STATES];
	const gj_chart_state *state;
	int changed = 1;

	memset(leads, 0, sizeof(leads));
	for (size_t i = 0; (state = gj_chart_state_at(chart, i)) != NULL; i++) {
		distance[i] = state->cls == GJ_STATE_DONE ? 0 : 1000;
		for (int v = 0; v < GJ_VERB_COUNT; v++)
			if (v != GJ_VERB_void)
				leads[i] |= leads_by(chart, state->name, v);
	}
	while (changed) {
		changed = 0;
		for (size_t i = 0; gj_chart_state_at(chart, i); i++)
			for (size_t k = 0; gj_chart_state_at(chart, k); k++)
				if ((leads[i] >> k & 1) && distance[k] + 1 < distance[i]) {
					distance[i] = distance[k] + 1;
					changed = 1;
				}
	}
}

/* Some of the facts that guards ask for hold; mostly few of them. */
static uint64_t some_guards(void)
{
	uint64_t held = 0;

	for (unsigned n = draw(5); n > 0; n--)
		held |= UINT64_C(1) << draw(GJ_GUARD_COUNT);
	return held;
}

/* One random person tries one random verb; most often refused. */
static gj_str try_anything(const gj_chart *chart, gj_str at)
{
	gj_chart_actor actor = somebody();
	gj_str verbs[GJ_VERB_COUNT];
	const gj_chart_move *move = NULL;
	uint64_t held = some_guards();
	gj_str verb = gj_str_of(gj_verb_terms[draw(GJ_VERB_COUNT)].name);
	size_t n = gj_chart_verbs(chart, at, &actor, verbs, GJ_VERB_COUNT), i = 0;
	int r = gj_chart_step(chart, at, verb, held, &actor, &move, NULL);

	while (i < n && !gj_str_eq(verbs[i], verb))
		i++;
	/* What may be done is in the list of what can be done. An assertion that holds is told to
	 * Check too, which takes longer than all of this. */
	if (r == GJ_OK ? i >= n : r != GJ_E_STATE && r != GJ_E_DENIED)
		ck_abort_msg("%s in state %s: %d", verb.p, at.p, r);
	return r == GJ_OK ? move->target : at;
}

/* Wherever chance has led, single persons can end the case from there. */
static void finish(const gj_chart *chart, gj_str at, const unsigned distance[STATES])
{
	for (unsigned tries = 0; distance[place_of(chart, at)] > 0; tries++) {
		gj_chart_actor actor = somebody();
		const gj_chart_move *move = NULL;
		unsigned verb = draw(GJ_VERB_COUNT);

		if (tries >= 200000)
			ck_abort_msg("nobody ends a case in state %s", at.p);
		if (verb == GJ_VERB_void ||
		    gj_chart_step(chart, at, gj_str_of(gj_verb_terms[verb].name),
				  some_guards(), &actor, &move, NULL) < 0)
			continue;
		if (distance[place_of(chart, move->target)] < distance[place_of(chart, at)])
			at = move->target;
	}
	ck_assert_int_eq(gj_chart_class(chart, at), GJ_STATE_DONE);
}

START_TEST(random_walks_can_always_end)
{
	const gj_chart *chart = gj_profile_chart(profile, "demand");
	unsigned distance[STATES], walks = unit_soak() ? 5000 : 300;
	uint64_t seen = 0, all = 0;

	random_state = unit_seed();
	learn_distances(chart, distance);
	for (size_t i = 0; gj_chart_state_at(chart, i); i++) {
		all |= UINT64_C(1) << i;
		ck_assert_msg(distance[i] < 1000, "%s", gj_chart_state_at(chart, i)->name.p);
	}
	/* A rare state may need more walks than most seeds do. */
	for (unsigned walk = 0; walk < walks || (seen != all && walk < 100 * walks); walk++) {
		gj_str at = gj_chart_initial(chart);

		for (unsigned length = draw(2000); length > 0; length--) {
			at = try_anything(chart, at);
			seen |= UINT64_C(1) << place_of(chart, at);
		}
		finish(chart, at, distance);
	}
	ck_assert_msg(seen == all, "walks saw %llx of %llx", (unsigned long long)seen,
		      (unsigned long long)all);
}
END_TEST

/* Verbs that a chart cannot place would be promises that nobody keeps. */
START_TEST(every_verb_is_used)
{
	const gj_chart *chart = gj_profile_chart(profile, "demand");
	const gj_chart_state *state;
	uint64_t used = 0;
	size_t count = 0;
	const gj_chart_move *opening = gj_chart_opening(chart, &count);

	ck_assert_uint_eq(count, 1);
	used |= UINT64_C(1) << (gj_verb_find(opening->verb) - gj_verb_terms);
	for (size_t i = 0; (state = gj_chart_state_at(chart, i)) != NULL; i++)
		for (size_t m = 0; m < state->move_count; m++)
			used |= UINT64_C(1) << (gj_verb_find(state->moves[m].verb) - gj_verb_terms);
	ck_assert_uint_eq(used, (UINT64_C(1) << GJ_VERB_COUNT) - 1);
}
END_TEST

/* ---- what is refused ---- */

/* The built-in text with the first `old` replaced. */
static gj_str edited(const char *old, const char *new)
{
	gj_str text = gj_profile_builtin();
	const char *at = strstr(text.p, old);
	size_t room = text.n + strlen(new) + 1;
	char *copy = gj_arena_take(arena, room);

	ck_assert_msg(at != NULL, "not in the profile: %s", old);
	ck_assert_ptr_nonnull(copy);
	snprintf(copy, room, "%.*s%s%s", (int)(at - text.p), text.p, new, at + strlen(old));
	return gj_str_of(copy);
}

static const struct edit {
	const char *old, *new, *path, *problem;
	int chart; /* the chart's rule, not the profile's */
} edits[] = {
	{ "\"id\": \"cn-default\"", "\"id\": \"\"", "/id", "empty", 0 },
	{ "\"id\": \"cn-default\"", "\"id\": \"x\", \"base\": 1", "/base", "unknown key", 0 },
	{ "\"version\": 1", "\"version\": 1.5", "/version", "should be an integer", 0 },
	{ "\"version\": 1", "\"version\": 0", "/version", "should be between 1 and 1000000", 0 },
	{ "\"source\": [", "\"source\": [0, ", "/source/0", "should be text", 0 },
	{ "\"codes\": {", "\"rights\": {}, \"codes\": {", "/rights", "unknown key", 0 },
	/* lists */
	{ "\"channel\": {", "\"chanel\": {", "/codes/channel",
	  "missing: the library needs this list", 0 },
	{ "\"channel\": {", "\"Channel\": {", "/codes/Channel",
	  "a name begins with a-z and has at most 40 letters", 0 },
	{ "\"zh\": \"来源渠道\", ", "", "/codes/channel/zh", "missing", 0 },
	{ "\"zh\": \"来源渠道\"", "\"order\": 1, \"zh\": \"x\"", "/codes/channel/order",
	  "unknown key", 0 },
	{ "{\"code\": \"window\", \"zh\": \"窗口\"", "{\"code\": \"window\"",
	  "/codes/channel/items/0/zh", "missing", 0 },
	{ "\"code\": \"phone\", \"zh\": \"电话\"", "\"code\": \"window\", \"zh\": \"电话\"",
	  "/codes/channel/items/1/code", "stands twice", 0 },
	{ "\"code\": \"phone\"", "\"code\": \"tele phone\"", "/codes/channel/items/1/code",
	  "a name consists of a-z, 0-9 and _", 0 },
	{ "\"tags\": [\"shelved\"]", "\"tags\": [\"shelfed\"]", "/codes/resolution/items/3/tags/0",
	  "unknown tag", 0 },
	{ "\"code\": \"workaround\"", "\"code\": \"detour\"", "/codes/resolution/items",
	  "missing code: workaround", 0 },
	{ "{\"code\": \"micro\"",
	  "{\"code\": \"tiny\", \"zh\": \"x\", \"en\": \"x\"}, {\"code\": \"micro\"",
	  "/codes/scale/items", "the codes of this list are fixed by the library", 0 },
	/* kinds of office */
	{ "\"under\": [\"street\", \"committee\"]", "\"under\": [\"street\", \"village\"]",
	  "/codes/office_kind/items/4/under/1", "unknown kind of office", 0 },
	{ "\"under\": [\"street\", \"committee\"]", "\"under\": [\"community\"]",
	  "/codes/office_kind/items/4/under", "no chain of kinds leads up to a top", 0 },
	{ ", \"under\": [\"street\", \"committee\"]", "", "/codes/office_kind/items/4/under",
	  "missing: this kind could stand nowhere", 0 },
	{ "\"under\": [\"street\", \"committee\"]", "\"top\": true",
	  "/codes/office_kind/items/4/top", "the top of a ledger must be a home of facts", 0 },
	{ "\"home\": true", "\"home\": 1", "/codes/office_kind/items/0/home",
	  "should be true or false", 0 },
	/* roles */
	{ "\"code\": \"steward\"", "\"code\": \"clerk\"", "/roles/1/code", "stands twice", 0 },
	{ "\"demand.amend\",", "\"demand.destroy\",", "/roles/0/rights/14", "unknown right", 0 },
	{ "{\"code\": \"clerk\", \"zh\": \"经办人\", \"en\": \"Clerk\",",
	  "{\"code\": \"clerk\", \"zh\": \"经办人\", \"en\": \"Clerk\", \"boss\": 1,",
	  "/roles/0/boss", "unknown key", 0 },
	{ "\"code\": \"hotline\", \"zh\": \"热线坐席\"", "\"code\": \"line\", \"zh\": \"热线坐席\"",
	  "/charts/demand/open/register/roles/6", "unknown role", 1 },
	/* charts */
	{ "\"demand\": {\n      \"id\"", "\"order\": {\n      \"id\"", "/charts/order",
	  "unknown key", 0 },
	{ "\"initial\": \"registered\"", "\"initial\": \"closed\"", "/charts/demand/initial",
	  "should be a state of class new", 1 },
	{ "\"target\": \"dispatched\"", "\"target\": \"dispatcht\"",
	  "/charts/demand/states/registered/on/dispatch/target", "unknown state", 1 },
	{ "{\"zh\": \"已派单\", ", "{", "/charts/demand/states/dispatched/meta/zh", "missing", 0 },
	{ "\"limit\": \"contact.first\"", "\"limit\": \"contact.last\"",
	  "/charts/demand/clocks/contact/limit", "unknown limit", 1 },
	{ "\"start\": \"dispatched\", \"stop\": [\"signed\", \"returned\", \"escalated\"]",
	  "\"start\": \"dispatched\", \"stop\": [\"voided\"]", "/charts/demand/clocks/sign/stop",
	  "nothing stops it once in state answered", 1 },
	{ "{\"zh\": \"签收\", \"en\": \"Signing\"}", "{\"zh\": \"签收\"}",
	  "/charts/demand/clocks/sign/meta/en", "missing", 0 },
	{ "\"limits\": {\n", "\"limits\": {\"d.\": {},\n", "/limits/d.",
	  "a name begins with a-z and has at most 40 letters", 0 },
	{ "\"limits\": {\n",
	  "\"limits\": {\"d\": {\"limit\": \"5 wd\", \"zh\": \"a\", \"en\": \"a\", "
	  "\"source\": \"a\"},\n",
	  "/limits/d/limit", "should be as 30m, 24h, 4wh, 5wd or 7nd", 0 },
	{ "\"limits\": {\n",
	  "\"limits\": {\"d\": {\"limit\": \"5wd\", \"zh\": \"a\", \"en\": \"a\"},\n",
	  "/limits/d/source", "missing", 0 },
	{ "\"figures\": {\n",
	  "\"figures\": {\"d\": {\"value\": true, \"zh\": \"a\", \"en\": \"a\", "
	  "\"source\": \"a\"},\n",
	  "/figures/d/value", "should be text or an integer", 0 },
	{ "\"figures\": {\n",
	  "\"figures\": {\"d\": {\"value\": 3, \"zh\": \"a\", \"en\": \"a\"},\n",
	  "/figures/d/source", "missing", 0 },
	{ "\"figures\": {\n", "\"figures\": {\"D\": {\"value\": 3},\n", "/figures/D",
	  "a name begins with a-z and has at most 40 letters", 0 },
	/* windows */
	{ "\"within\": \"return.window\"", "\"within\": \"return.never\"",
	  "/charts/demand/states/dispatched/on/return/within", "unknown limit", 1 },
};

START_TEST(refuses)
{
	const struct edit *edit = &edits[_i];
	const gj_profile *made = NULL;
	gj_error err = { 0 };

	ck_assert_int_eq(gj_profile_compile(arena, edited(edit->old, edit->new), &made, &err),
			 GJ_E_BAD_VALUE);
	ck_assert_ptr_null(made);
	ck_assert_str_eq(err.path, edit->path);
	ck_assert_str_eq(err.param[0].text, edit->problem);
	ck_assert_int_eq(err.rule, edit->chart ? GJ_RULE_chart_path : GJ_RULE_profile_path);
}
END_TEST

/* A role that loses the right that its verbs need. */
START_TEST(refuses_a_verb_without_the_right)
{
	const gj_profile *made = NULL;
	gj_error err = { 0 };
	/* The first role that holds it is the clerk, who calls back and closes. */
	gj_str text = edited("\"demand.callback\",", "");

	ck_assert_int_eq(gj_profile_compile(arena, text, &made, &err), GJ_E_BAD_VALUE);
	ck_assert_str_eq(err.path, "/charts/demand/states/answered/on/callback/0/roles/0");
	ck_assert_str_eq(err.param[0].text, "this role lacks the right that the verb needs");
}
END_TEST

START_TEST(refuses_what_is_no_profile)
{
	const gj_profile *made = NULL;
	gj_error err = { 0 };
	gj_str huge = { gj_profile_builtin().p, GJ_PROFILE_MAX + 1 };

	ck_assert_int_eq(gj_profile_compile(arena, huge, &made, &err), GJ_E_LIMIT);
	ck_assert_int_eq(gj_profile_compile(arena, GJ_STR("{\"id\":1,\"id\":2}"), &made, &err),
			 GJ_E_BAD_JSON);
	ck_assert_int_eq(gj_profile_compile(arena, GJ_STR("7"), &made, &err), GJ_E_BAD_VALUE);
	ck_assert_int_eq(gj_profile_compile(arena, GJ_STR("{}"), &made, NULL), GJ_E_BAD_VALUE);
	ck_assert_ptr_null(made);
}
END_TEST

/* However little memory there is: a profile or GJ_E_NOMEM, nothing else. */
START_TEST(survives_lack_of_memory)
{
	gj_mem mem = gj_mem_default();
	int r = GJ_E_NOMEM;

	for (size_t max = 0; r != GJ_OK; max += 4096) {
		gj_arena *small = gj_arena_new(&mem, max);
		const gj_profile *made = NULL;
		gj_error err = { 0 };

		ck_assert_uint_lt(max, 16u << 20);
		if (!small)
			continue;
		r = gj_profile_compile(small, gj_profile_builtin(), &made, &err);
		ck_assert_msg(r == GJ_OK || r == GJ_E_NOMEM, "%d at %zu", r, max);
		ck_assert_int_eq(err.code, r);
		ck_assert_int_eq(made != NULL, r == GJ_OK);
		gj_arena_free(small);
	}
}
END_TEST

static Suite *profile_suite(void)
{
	Suite *suite = suite_create("profile");
	TCase *built_in = tcase_create("built in"), *refused = tcase_create("refused");

	tcase_add_checked_fixture(built_in, setup, teardown);
	tcase_set_timeout(built_in, unit_soak() ? 3600 : 60);
	tcase_add_test(built_in, has_the_lists);
	tcase_add_test(built_in, kinds_of_demand_are_the_statutory_five);
	tcase_add_test(built_in, speaks_both_languages);
	tcase_add_test(built_in, codes_raise_guards);
	tcase_add_test(built_in, offices_stand_where_they_may);
	tcase_add_test(built_in, roles_hold_rights);
	tcase_add_test(built_in, tables_agree);
	tcase_add_test(built_in, canonical_source_is_stable);
	tcase_add_test(built_in, the_blocked_gate);
	tcase_add_test(built_in, the_metro_exit);
	tcase_add_test(built_in, declined_or_directed);
	tcase_add_test(built_in, no_close_without_callback);
	tcase_add_test(built_in, random_walks_can_always_end);
	tcase_add_test(built_in, every_verb_is_used);
	suite_add_tcase(suite, built_in);
	tcase_add_checked_fixture(refused, setup, teardown);
	tcase_set_timeout(refused, 60);
	tcase_add_loop_test(refused, refuses, 0, (int)(sizeof(edits) / sizeof(edits[0])));
	tcase_add_test(refused, refuses_a_verb_without_the_right);
	tcase_add_test(refused, refuses_what_is_no_profile);
	tcase_add_test(refused, survives_lack_of_memory);
	suite_add_tcase(suite, refused);
	return suite;
}

GJ_TEST_MAIN(profile_suite)
