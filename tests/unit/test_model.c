/* SPDX-License-Identifier: Apache-2.0
 *
 * Every chart of every pack, walked to the end: each state with each verb, each role in each
 * relation to the case, each set of guards that can hold together, and each clock as far as it may
 * have fired. A whistle is walked together with a party to it, as the library moves both. For
 * every situation that can be reached:
 *
 * - a way leads on to the end of the case (nobody's voiding it counts as a way);
 * - unless it is done, somebody of an office has a move to make: it has an owner;
 * - unless it is done, or shelved with a date on which it is looked at again, a clock is there: it
 *   runs, or it waits with a limit after which it runs again. A party goes by its whistle's too;
 * - a party whose refusal was overruled may not refuse again, whoever acts for it;
 * - when the case is done, the unit that had it, or was called to it, has no move left.
 *
 * That each of these is found to be broken where it is, is shown on charts made wrong on purpose.
 */
#include "unit.h"

#include "profile/overlay.h"
#include "profile/pack.h"

enum { DEAD_END, NO_OWNER, NO_CLOCK, REFUSES_AGAIN, OUTLIVES, PROPERTIES };
static const char *const property_names[PROPERTIES] = { "dead end", "no owner", "no clock",
							"refusal after adjudication",
							"right that outlives its case" };

#define NODES_MAX (1u << 14)
#define SLOTS (NODES_MAX * 2)
#define EDGES_MAX (1u << 18)
#define ANSWERS (1u << 14)
#define OFFICES (GJ_OF_HOME | GJ_OF_UNIT | GJ_OF_ABOVE)

static gj_arena *arena;

/* ---- a situation ---- */

enum { CASE, PARTY, CHARTS };

typedef struct node {
	uint8_t state[CHARTS];
	uint8_t clock[CHARTS][GJ_CHART_CLOCKS_MAX]; /* enum gj_turn_state, rungs fired << 2 */
	uint8_t dated;                              /* shelved with a date to look at it again */
	uint8_t called, reported, bound, released, graded;
	uint8_t zero[2];
} node;

/* What the chart answers does not change from one situation to the next. */
typedef struct answer {
	int chart, state, verb; /* verb + 1; 0: free */
	uint64_t guards;
	uint32_t as;
	const gj_chart_move *move;
} answer;

typedef struct model {
	const gj_profile *profile;
	const gj_chart *chart[CHARTS]; /* [PARTY] NULL: not a whistle */
	const gj_verb_term *verbs[CHARTS];
	int anonymous; /* a fact of the demand, which does not change */
	node *nodes;
	uint32_t *slots; /* number of a node + 1 */
	uint32_t (*edges)[2];
	answer *answers;
	size_t node_count, edge_count;
	size_t asked, moves; /* questions to the chart; those answered by a move */
	size_t broken[PROPERTIES];
	char first[PROPERTIES][200];
} model;

static const gj_chart_state *state_of(const model *m, const node *n, int chart)
{
	return gj_chart_state_at(m->chart[chart], n->state[chart]);
}

static int is_done(const model *m, const node *n, int chart)
{
	return state_of(m, n, chart)->cls == GJ_STATE_DONE;
}

static uint32_t find_or_add(model *m, const node *n)
{
	const unsigned char *p = (const unsigned char *)n;
	uint64_t h = 1469598103934665603u;
	size_t i;

	for (i = 0; i < sizeof(*n); i++)
		h = (h ^ p[i]) * 1099511628211u;
	for (i = (size_t)(h % SLOTS); m->slots[i]; i = (i + 1) % SLOTS)
		if (memcmp(&m->nodes[m->slots[i] - 1], n, sizeof(*n)) == 0)
			return m->slots[i] - 1;
	ck_assert_uint_lt(m->node_count, NODES_MAX);
	m->nodes[m->node_count] = *n;
	m->slots[i] = (uint32_t)++m->node_count;
	return m->slots[i] - 1;
}

static void lead(model *m, uint32_t from, const node *to)
{
	uint32_t there = find_or_add(m, to);

	if (from == there)
		return;
	ck_assert_uint_lt(m->edge_count, EDGES_MAX);
	m->edges[m->edge_count][0] = from;
	m->edges[m->edge_count++][1] = there;
}

static void found(model *m, int property, const node *n, int chart, const char *what)
{
	if (m->broken[property]++ == 0)
		snprintf(m->first[property], sizeof(m->first[property]), "%s of %s in %s: %s",
			 property_names[property], gj_chart_id(m->chart[chart]).p,
			 state_of(m, n, chart)->name.p, what);
}

/* ---- guards ---- */

/* Guards that a code given with the verb makes hold come from one code of a list. */
static int one_code(const model *m, const char *list, uint64_t guards)
{
	const gj_code_list *codes = gj_profile_list(m->profile, list);
	uint64_t all = 0;
	size_t i;
	int fits = 0;

	for (i = 0; codes && i < codes->count; i++) {
		all |= codes->items[i].guards;
		fits |= !(guards & all & ~codes->items[i].guards);
	}
	guards &= all;
	for (i = 0, fits = !guards; codes && i < codes->count && !fits; i++)
		fits = !(guards & ~codes->items[i].guards);
	return fits;
}

/* Can these hold together, in this situation? */
static int can_hold(const model *m, const node *n, uint64_t guards)
{
	static const char *const lists[] = { "callback_result", "resolution",   "decline_reason",
					     "party_decision",  "whistle_kind", "demand_kind",
					     "demand_category", "disposition",  "urgency" };
	size_t i;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (!one_code(m, lists[i], guards))
			return 0;
	if (!(guards & GJ_GUARD_BIT(anonymous)) != !m->anonymous)
		return 0;
	if (!m->chart[PARTY])
		return 1;
	if (!(guards & GJ_GUARD_BIT(bound)) != !n->bound ||
	    !(guards & GJ_GUARD_BIT(not_bound)) != !!n->bound)
		return 0;
	/* Of other parties nothing is known. */
	return !(guards & GJ_GUARD_BIT(all_evaluated)) || n->graded || n->released;
}

/* Those that the moves of this verb ask for in this state. */
static uint64_t asked_for(const gj_chart_state *state, gj_str verb)
{
	uint64_t guards = 0;
	size_t i;

	for (i = 0; i < state->move_count; i++)
		if (gj_str_eq(state->moves[i].verb, verb))
			guards |= state->moves[i].guards;
	return guards;
}

/* What is always known of a case, beside what a verb asks for. */
static uint64_t facts(const model *m, const node *n)
{
	uint64_t guards = m->anonymous ? GJ_GUARD_BIT(anonymous) : 0;

	if (m->chart[PARTY])
		guards |= n->bound ? GJ_GUARD_BIT(bound) : GJ_GUARD_BIT(not_bound);
	return guards;
}

/* ---- clocks ---- */

static void turn_clocks(const model *m, node *n, int chart, const gj_chart_move *move)
{
	const gj_chart_clock *clock;
	gj_clock_turn turn;
	size_t i;

	for (i = 0; (clock = gj_chart_clock_at(m->chart[chart], i)); i++) {
		uint8_t *at = &n->clock[chart][i], fired = *at >> 2;

		turn = gj_chart_turn(m->chart[chart], clock, *at & 3, move);
		if (turn.act == GJ_TURN_START || turn.act == GJ_TURN_NEW ||
		    turn.act == GJ_TURN_RESET || turn.state == GJ_AT_STOPPED)
			fired = 0;
		*at = (uint8_t)(turn.state | fired << 2);
	}
}

static int runs(const model *m, const node *n, int chart)
{
	const gj_chart_clock *clock;
	size_t i;
	int state;

	for (i = 0; (clock = gj_chart_clock_at(m->chart[chart], i)); i++) {
		state = n->clock[chart][i] & 3;
		if (state == GJ_AT_RUNNING)
			return 1;
		if (state == GJ_AT_PAUSED &&
		    gj_chart_clock_cap(m->chart[chart], clock, state_of(m, n, chart)->name).p)
			return 1;
	}
	return 0;
}

/* The next rung of each clock that runs; a pause that is over. Whom a rung tells is somebody. */
static void fire_clocks(model *m, uint32_t from, int chart)
{
	const node here = m->nodes[from];
	const gj_chart_clock *clock;
	size_t i;

	for (i = 0; (clock = gj_chart_clock_at(m->chart[chart], i)); i++) {
		uint8_t at = here.clock[chart][i];
		size_t fired = at >> 2;
		node next = here;

		if ((at & 3) == GJ_AT_RUNNING && fired < clock->rung_count) {
			if (!clock->rungs[fired].to_count)
				found(m, NO_OWNER, &here, chart, "a rung that tells nobody");
			next.clock[chart][i] = (uint8_t)(GJ_AT_RUNNING | (fired + 1) << 2);
		} else if ((at & 3) == GJ_AT_PAUSED &&
			   gj_chart_clock_cap(m->chart[chart], clock,
					      state_of(m, &here, chart)->name)
				   .p) {
			next.clock[chart][i] = (uint8_t)(GJ_AT_RUNNING | fired << 2);
		}
		lead(m, from, &next);
	}
}

/* ---- what the library does with both ---- */

static const gj_chart_move *library_move(const model *m, const node *n, int chart, const char *verb)
{
	static const gj_chart_actor library = { UINT64_MAX, UINT32_MAX };
	const gj_chart_move *move = NULL;

	if (gj_chart_step(m->chart[chart], state_of(m, n, chart)->name, gj_str_of(verb), 0,
			  &library, &move, NULL) < 0)
		return NULL;
	return move;
}

static void take(const model *m, node *n, int chart, const gj_chart_move *move)
{
	turn_clocks(m, n, chart, move);
	n->state[chart] = (uint8_t)move->target_index;
}

static int join(const model *m, node *n)
{
	const gj_chart_move *move = library_move(m, n, CASE, "join");

	if (move)
		take(m, n, CASE, move);
	return move != NULL;
}

static void party_to(const model *m, node *n, const char *verb)
{
	const gj_chart_move *move = n->released ? NULL : library_move(m, n, PARTY, verb);

	if (move)
		take(m, n, PARTY, move);
	n->called |= move && strcmp(verb, "call") == 0;
	n->released |= move && strcmp(verb, "release") == 0;
}

static int means(const gj_chart_move *move, const char *verb)
{
	return gj_str_is(move->verb, verb);
}

static int demands(const gj_chart_move *move, const char *field)
{
	size_t i;

	for (i = 0; i < move->field_count; i++)
		if (gj_str_is(move->fields[i], field))
			return 1;
	return 0;
}

static void after_case(const model *m, node *n, const gj_chart_move *move, size_t from)
{
	n->dated =
		(uint8_t)(demands(move, "review_on") || (n->dated && move->target_index == from));
	if (!m->chart[PARTY])
		return;
	if (means(move, "approve") && !n->called)
		party_to(m, n, "call");
	if (means(move, "refuse") || means(move, "withdraw") || means(move, "void"))
		party_to(m, n, "release");
}

static void after_party(const model *m, node *n, const gj_chart_move *move, uint64_t guards)
{
	n->reported |= means(move, "report_in");
	n->graded |= means(move, "evaluate");
	n->released |= means(move, "release") ||
		       (means(move, "adjudicate") && (guards & GJ_GUARD_BIT(upheld)));
	n->bound |= means(move, "adjudicate") && (guards & GJ_GUARD_BIT(overruled));
	if (n->reported && !n->released)
		join(m, n);
}

/* ---- moves ---- */

/* Moves that the library makes itself have no operation. */
static int by_itself(int chart, const char *verb)
{
	static const char *const words[CHARTS][4] = { { "join", "register", "draft", NULL },
						      { "invite", "call", NULL, NULL } };
	size_t i;

	for (i = 0; i < 4 && words[chart][i]; i++)
		if (strcmp(words[chart][i], verb) == 0)
			return 1;
	return 0;
}

/* A party acts for as long as its whistle goes on; those who blew it may at any time. */
static uint32_t may_act_as(const model *m, const node *n, int chart)
{
	int cls = state_of(m, n, CASE)->cls;

	if (chart == CASE || cls == GJ_STATE_ACTIVE || cls == GJ_STATE_WAITING)
		return UINT32_MAX;
	return ~(uint32_t)GJ_OF_UNIT;
}

/* In which relations to the case may somebody do this, by one role or another? Bit 16: in none.
 * The move is the same whoever acts. */
static void ask_all(model *m, answer *a, gj_str state, gj_str verb)
{
	static const uint32_t relations[] = { GJ_OF_HOME, GJ_OF_UNIT, GJ_OF_DEMANDER, GJ_OF_ABOVE,
					      0 };
	const gj_chart_move *move;
	size_t i, role;

	for (role = 0; gj_profile_role_at(m->profile, role); role++)
		for (i = 0; i < 5; i++) {
			gj_chart_actor actor = { UINT64_C(1) << role, relations[i] };
			int code = gj_chart_step(m->chart[a->chart], state, verb, a->guards, &actor,
						 &move, NULL);

			m->asked++;
			ck_assert(code == GJ_OK || code == GJ_E_STATE || code == GJ_E_DENIED);
			if (code < 0)
				continue;
			ck_assert(!a->move || a->move == move);
			m->moves++;
			a->move = move;
			a->as |= relations[i] ? relations[i] : 1u << 16;
		}
}

static const answer *answer_of(model *m, const node *n, int chart, int verb, uint64_t guards)
{
	size_t i = (size_t)((guards * 31 + n->state[chart]) * 67 + (uint64_t)verb * 2 +
			    (uint64_t)chart) *
		   2654435761u % ANSWERS;
	answer *a;

	for (;; i = (i + 1) % ANSWERS) {
		a = &m->answers[i];
		if (!a->verb)
			break;
		if (a->chart == chart && a->state == n->state[chart] && a->verb == verb + 1 &&
		    a->guards == guards)
			return a;
	}
	*a = (answer){ chart, n->state[chart], verb + 1, guards, 0, NULL };
	ask_all(m, a, state_of(m, n, chart)->name, gj_str_of(m->verbs[chart][verb].name));
	return a;
}

static void judge_move(model *m, const node *n, int chart, const gj_chart_move *move, uint32_t as,
		       int *own)
{
	if (!move->shared && (as & OFFICES))
		*own = 1;
	if (chart == PARTY && n->bound && means(move, "refuse"))
		found(m, REFUSES_AGAIN, n, chart, "refuse");
	if (chart == CASE && is_done(m, n, CASE) && (move->of & (GJ_OF_UNIT | GJ_OF_ANY)) &&
	    !move->shared)
		found(m, OUTLIVES, n, chart, move->verb.p);
}

static void make_moves(model *m, uint32_t from, int chart, int verb, int *own)
{
	const node here = m->nodes[from];
	uint64_t asked =
		asked_for(state_of(m, &here, chart), gj_str_of(m->verbs[chart][verb].name));
	uint64_t set = 0, guards;

	/* All subsets of what is asked for, the empty one first. */
	do {
		const answer *a = NULL;
		node next = here;
		uint32_t as;

		guards = set | facts(m, &here);
		if (can_hold(m, &here, guards))
			a = answer_of(m, &here, chart, verb, guards);
		as = a ? a->as & (may_act_as(m, &here, chart) | 1u << 16) : 0;
		if (as) {
			judge_move(m, &here, chart, a->move, as, own);
			take(m, &next, chart, a->move);
			if (chart == CASE)
				after_case(m, &next, a->move, here.state[CASE]);
			else
				after_party(m, &next, a->move, guards);
			if (!means(a->move, "void"))
				lead(m, from, &next);
			else
				find_or_add(m, &next);
		}
		set = (set - asked) & asked;
	} while (set);
}

static void judge(model *m, const node *n, int chart, int own)
{
	int clock;

	if (is_done(m, n, chart))
		return;
	if (chart == PARTY && (n->released || is_done(m, n, CASE)))
		return; /* it need not come; or there is nothing to come to */
	if (!own && !(chart == PARTY && !n->called))
		found(m, NO_OWNER, n, chart, "nobody of an office has a move");
	clock = runs(m, n, chart) || (chart == PARTY && runs(m, n, CASE));
	if (!clock && !(chart == CASE && n->dated))
		found(m, NO_CLOCK, n, chart, "no clock runs");
}

static void expand(model *m, uint32_t from, int chart)
{
	int verb, own = 0;

	for (verb = 0; m->verbs[chart][verb].name; verb++)
		if (!by_itself(chart, m->verbs[chart][verb].name))
			make_moves(m, from, chart, verb, &own);
	judge(m, &m->nodes[from], chart, own);
	fire_clocks(m, from, chart);
}

/* From where does a way lead to the end? Edges are few enough to be gone over again and again. */
static void judge_ends(model *m)
{
	unsigned char *ends = calloc(m->node_count, 1);
	size_t i;
	int more = 1;

	ck_assert_ptr_nonnull(ends);
	for (i = 0; i < m->node_count; i++)
		ends[i] = (unsigned char)is_done(m, &m->nodes[i], CASE);
	while (more) {
		more = 0;
		for (i = m->edge_count; i-- > 0;)
			if (ends[m->edges[i][1]] && !ends[m->edges[i][0]])
				more = ends[m->edges[i][0]] = 1;
	}
	for (i = 0; i < m->node_count; i++)
		if (!ends[i])
			found(m, DEAD_END, &m->nodes[i], CASE, "no way to an end");
	free(ends);
}

static const gj_chart_move *opening(const gj_chart *chart)
{
	size_t count;
	const gj_chart_move *move = gj_chart_opening(chart, &count);

	ck_assert_uint_ge(count, 1);
	return move;
}

static void walk(model *m)
{
	node start;
	uint32_t i;
	int chart;

	memset(&start, 0, sizeof(start));
	for (chart = CASE; chart < CHARTS && m->chart[chart]; chart++)
		take(m, &start, chart, opening(m->chart[chart]));
	find_or_add(m, &start);
	for (i = 0; i < m->node_count; i++) {
		for (chart = CASE; chart < CHARTS && m->chart[chart]; chart++)
			expand(m, i, chart);
		if (m->chart[PARTY]) { /* others were enough */
			node next = m->nodes[i];

			if (join(m, &next))
				lead(m, i, &next);
		}
	}
	judge_ends(m);
}

/* ---- packs ---- */

static const gj_chart_noun *noun_of(const char *name)
{
	const gj_chart_noun *noun = gj_chart_nouns;

	while (noun->name && strcmp(noun->name, name) != 0)
		noun++;
	return noun;
}

static void model_begin(model *m, const gj_profile *profile, const gj_chart_noun *noun,
			int anonymous)
{
	memset(m, 0, sizeof(*m));
	m->profile = profile;
	m->anonymous = anonymous;
	m->chart[CASE] = gj_profile_chart(profile, noun->name);
	m->verbs[CASE] = noun->verbs;
	if (strcmp(noun->name, "whistle") == 0) {
		m->chart[PARTY] = gj_profile_chart(profile, "party");
		m->verbs[PARTY] = noun_of("party")->verbs;
	}
	m->nodes = calloc(NODES_MAX, sizeof(*m->nodes));
	m->slots = calloc(SLOTS, sizeof(*m->slots));
	m->edges = calloc(EDGES_MAX, sizeof(*m->edges));
	m->answers = calloc(ANSWERS, sizeof(*m->answers));
	ck_assert(m->nodes && m->slots && m->edges && m->answers);
}

static void model_end(model *m)
{
	free(m->nodes);
	free(m->slots);
	free(m->edges);
	free(m->answers);
}

/* Walks every chart of a profile; adds up what is broken. */
static void walk_profile(const gj_profile *profile, const char *name, size_t *broken)
{
	const gj_chart_noun *noun;
	int anonymous, i;
	model m;

	for (noun = gj_chart_nouns; noun->name; noun++) {
		if (!gj_profile_chart(profile, noun->name) || strcmp(noun->name, "party") == 0)
			continue;
		for (anonymous = 0; anonymous <= (strcmp(noun->name, "demand") == 0); anonymous++) {
			model_begin(&m, profile, noun, anonymous);
			walk(&m);
			printf("%s: %s%s: %zu situations, %zu transitions, %zu of %zu questions "
			       "answered by a move\n",
			       name, noun->name,
			       m.chart[PARTY] ? " with a party"
			       : anonymous    ? ", anonymous"
					      : "",
			       m.node_count, m.edge_count, m.moves, m.asked);
			for (i = 0; i < PROPERTIES; i++) {
				broken[i] += m.broken[i];
				if (m.broken[i])
					printf("  %zu x %s\n", m.broken[i], m.first[i]);
			}
			/* The walk went through the chart, and not past it. */
			for (i = 0; gj_chart_state_at(m.chart[CASE], (size_t)i); i++) {
				size_t k = 0;

				while (k < m.node_count && m.nodes[k].state[CASE] != i)
					k++;
				ck_assert_msg(k < m.node_count || anonymous, "%s was not reached",
					      gj_chart_state_at(m.chart[CASE], (size_t)i)->name.p);
			}
			model_end(&m);
		}
	}
	fflush(stdout);
}

static const gj_profile *pack(const char *name)
{
	gj_tree *base = NULL, *overlay = NULL, *result = NULL;
	const gj_profile *profile = NULL;
	const gj_overlay *read = NULL;
	gj_error err = { 0 };
	gj_walk w;
	int code = gj_pack_read(arena, gj_str_of(name), &base, &overlay, &err);

	gj_walk_start(&w, GJ_RULE_overlay_path, &err);
	if (code >= 0 && overlay)
		code = gj_overlay_read(&w, arena, overlay, &read);
	if (code >= 0 && overlay)
		code = gj_overlay_compile(&w, arena, base, GJ_STR_NONE, read, &result, &profile);
	else if (code >= 0)
		code = gj_profile_compile(arena, gj_profile_builtin(), &profile, &err);
	ck_assert_msg(code >= 0, "%s: %s: %s", name, err.path, err.param[0].text);
	return profile;
}

START_TEST(every_chart_of_every_pack)
{
	size_t broken[PROPERTIES] = { 0 }, i;
	const char *name;

	for (i = 0; (name = gj_pack_name_at(i)); i++)
		walk_profile(pack(name), name, broken);
	ck_assert_uint_ge(i, 2);
	for (i = 0; i < PROPERTIES; i++)
		ck_assert_msg(!broken[i], "%zu x %s", broken[i], property_names[i]);
}
END_TEST

/* ---- charts made wrong on purpose ---- */

static const gj_profile *changed(const char *changes)
{
	static const char head[] =
		"{\"base\":{\"id\":\"cn-default\",\"version\":1},\"id\":\"wrong\","
		"\"version\":1,\"zh\":\"错\",\"en\":\"Wrong\",\"changes\":[";
	size_t n = strlen(changes), i;
	char *json = gj_arena_take(arena, sizeof(head) + n + 3);
	gj_tree *base = NULL, *tree = NULL, *result = NULL;
	const gj_profile *profile = NULL;
	const gj_overlay *overlay = NULL;
	gj_error err = { 0 };
	gj_walk w;
	int code;

	sprintf(json, "%s%s]}", head, changes);
	for (i = 0; json[i]; i++)
		json[i] = (char)(json[i] == '\'' ? '"' : json[i]);
	gj_walk_start(&w, GJ_RULE_overlay_path, &err);
	code = gj_tree_parse(arena, gj_profile_builtin(), &base, &err);
	if (code >= 0)
		code = gj_tree_parse(arena, gj_str_of(json), &tree, &err);
	if (code >= 0)
		code = gj_overlay_read(&w, arena, tree, &overlay);
	if (code >= 0)
		code = gj_overlay_compile(&w, arena, base, GJ_STR_NONE, overlay, &result, &profile);
	ck_assert_msg(code >= 0, "%s: %s: %s", changes, err.path, err.param[0].text);
	return profile;
}

static const struct {
	int property;
	const char *changes;
} wrong[] = {
	/* The only ways on ask for what no one code can say. */
	{ DEAD_END, "{'replace':'/charts/demand/states/split/on','value':{'handle':{'target':"
		    "'split','roles':['clerk'],'of':'home','fields':['note']},"
		    "'withdraw':{'guard':['solved','not_reached'],'target':'withdrawn','roles':"
		    "['clerk'],'of':'home','fields':['reason']}}}" },
	/* Only who asked may go on. */
	{ NO_OWNER, "{'replace':'/charts/demand/states/suspended/on/resume/of','value':"
		    "'demander'},"
		    "{'replace':'/charts/demand/states/suspended/on/withdraw/of','value':"
		    "'demander'}" },
	/* A pause without an end. */
	{ NO_CLOCK, "{'replace':'/charts/demand/clocks/answer/pause','value':"
		    "['split','suspended','supplementing']}" },
	/* What is taken from the shelf again. */
	{ NO_CLOCK, "{'remove':'/charts/demand/clocks/progress'}" },
	{ REFUSES_AGAIN, "{'remove':'/charts/party/states/signed/on/refuse/guard'}" },
	{ OUTLIVES, "{'add':'/charts/whistle/states/closed/on','value':{'feed_back':{'roles':"
		    "['handler'],'of':'unit','fields':['text']}}}" },
	{ OUTLIVES, "{'replace':'/charts/demand/states/closed/on/reopen/of','value':"
		    "['home','unit']}" },
};

START_TEST(what_is_wrong_is_found)
{
	size_t broken[PROPERTIES] = { 0 }, i;

	walk_profile(changed(wrong[_i].changes), property_names[wrong[_i].property], broken);
	ck_assert_msg(broken[wrong[_i].property] > 0, "not found: %s",
		      property_names[wrong[_i].property]);
	/* And nothing else: each property is judged for itself. */
	for (i = 0; i < PROPERTIES; i++)
		ck_assert_msg((int)i == wrong[_i].property || !broken[i], "%zu x %s as well",
			      broken[i], property_names[i]);
}
END_TEST

static void setup(void)
{
	arena = unit_arena();
}

static void teardown(void)
{
	arena = gj_arena_free(arena);
}

static Suite *suite(void)
{
	Suite *s = suite_create("model");
	TCase *packs = tcase_create("every chart of every pack");
	TCase *made = tcase_create("what is wrong is found");

	tcase_add_checked_fixture(packs, setup, teardown);
	tcase_add_checked_fixture(made, setup, teardown);
	tcase_set_timeout(packs, 280);
	tcase_set_timeout(made, 280);
	tcase_add_test(packs, every_chart_of_every_pack);
	tcase_add_loop_test(made, what_is_wrong_is_found, 0, sizeof(wrong) / sizeof(wrong[0]));
	suite_add_tcase(s, packs);
	suite_add_tcase(s, made);
	return s;
}

GJ_TEST_MAIN(suite)
