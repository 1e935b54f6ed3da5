/* SPDX-License-Identifier: Apache-2.0
 *
 * Charts: every way in which one is refused, with the path that the author is
 * told; soundness of random charts against a matrix closure computed here; the
 * choice among alternatives against a trial of all guards.
 */
#include "unit.h"

#include <stdarg.h>

#include "chart/chart.h"

static const char *const go_fields[] = { "unit", "note", NULL };
static const char *const no_fields[] = { NULL };
/* Role b does not hold the right that "end" needs. */
static const gj_chart_verb verbs[] = {
	{ "make", no_fields, 3 }, { "go", go_fields, 3 }, { "end", no_fields, 1 },
	{ "redo", no_fields, 3 }, { "drop", no_fields, 3 }, { NULL, NULL, 0 }
};
static const char *const guards[] = { "good", "not_good", "late", "far", NULL };
static const char *const evidence[] = { "photo", NULL };
static const char *const roles[] = { "a", "b", NULL };
static const char *const limits[] = { "soon", "later", NULL };
static const gj_str limit_texts[] = { { "4wh", 3 }, { "5wd", 3 } };
static const char *const calendars[] = { "cn", NULL };

/* What a limit is is not the chart's to know: here, one digit and an h. */
static int is_limit(gj_str text)
{
	return text.n == 2 && text.p[0] >= '0' && text.p[0] <= '9' && text.p[1] == 'h';
}

static const gj_chart_terms terms = { verbs,  guards,      evidence,  roles,
				      limits, limit_texts, calendars, is_limit, 1 };

static gj_arena *arena;

static void setup(void)
{
	arena = unit_arena();
}

static void teardown(void)
{
	arena = gj_arena_free(arena);
}

static int compile(const char *json, const gj_chart **ret_chart, gj_error *err)
{
	gj_tree *tree = NULL;

	memset(err, 0, sizeof(*err));
	ck_assert_int_eq(gj_tree_parse(arena, gj_str_of(json), &tree, err), GJ_OK);
	return gj_chart_compile(arena, tree, &terms, ret_chart, err);
}

/* A chart as it is being written. */
struct text {
	size_t n;
	char p[16384];
};

static void say(struct text *text, const char *format, ...)
{
	va_list list;
	int n;

	va_start(list, format);
	n = vsnprintf(text->p + text->n, sizeof(text->p) - text->n, format, list);
	va_end(list);
	ck_assert(n >= 0 && (size_t)n < sizeof(text->p) - text->n);
	text->n += (size_t)n;
}

static const char *problem_of(const gj_error *err)
{
	ck_assert_uint_eq(err->count, 1);
	ck_assert_str_eq(err->param[0].name, "problem");
	return err->param[0].text;
}

#define WHO "\"roles\":[\"a\"],\"of\":\"any\""
#define MAKE "\"open\":{\"make\":{" WHO "}}"
#define HEAD "{\"id\":\"x\",\"version\":1,\"initial\":\"n\"," MAKE ","
#define END "\"end\":{\"target\":\"d\"," WHO "}"
/* A chart of two states with this in the new one's "on". */
#define ON(verbs) \
	HEAD "\"states\":{\"n\":{\"class\":\"new\",\"on\":{" verbs \
	     "}},\"d\":{\"class\":\"done\"}}}"
/* One with these states after the two. */
#define STATES(states) \
	HEAD "\"states\":{\"n\":{\"class\":\"new\",\"on\":{" END ",\"go\":{\"target\":\"m\"," WHO \
	     "}}},\"d\":{\"class\":\"done\"}," states "}}"
/* A chart n -> m -> d with this clock: m may come back to itself. */
#define CLOCK(clock) \
	HEAD "\"states\":{\"n\":{\"class\":\"new\",\"on\":{\"go\":{\"target\":\"m\"," WHO "}}}," \
	     "\"m\":{\"class\":\"active\",\"on\":{" END ",\"redo\":{" WHO "}}}," \
	     "\"d\":{\"class\":\"done\"}},\"clocks\":{\"c\":" clock "}}"

#define RUN "\"start\":\"n\",\"stop\":\"d\",\"limit\":\"later\""
#define LIMIT(limit) CLOCK("{\"start\":\"n\",\"stop\":\"d\",\"limit\":" limit "}")
#define RUNG(rung) CLOCK("{" RUN ",\"ladder\":[{" rung "}]}")
#define SOON "\"id\":\"a\",\"at\":\"-4h\""

static const struct refusal {
	const char *json, *path, *problem;
} refusals[] = {
	/* the outside */
	{ "[]", "", "should be an object" },
	{ "{}", "/id", "missing" },
	{ "{\"id\":\"\"}", "/id", "empty" },
	{ "{\"id\":\"x\",\"version\":\"1\"}", "/version", "should be an integer" },
	{ "{\"id\":\"x\",\"version\":1,\"states\":{}}", "/open", "missing" },
	{ "{\"id\":\"x\",\"version\":0,\"open\":{\"make\":{" WHO "}},\"states\":{}}", "/version",
	  "should be between 1 and 1000000" },
	{ "{\"id\":\"x\",\"version\":1,\"states\":{},\"open\":{}}", "/open",
	  "empty: no verb creates a case" },
	{ HEAD "\"states\":{}}", "/states", "empty" },
	{ HEAD "\"states\":[]}", "/states", "should be an object" },
	{ HEAD "\"states\":{},\"context\":{}}", "/context", "unknown key" },
	{ HEAD "\"states\":{\"n\":{\"class\":\"new\"}},\"clocks\":[]}", "/clocks",
	  "should be an object" },
	{ HEAD "\"states\":{\"n\":{\"class\":\"new\"}},\"tags\":[1]}", "/tags/0",
	  "should be text" },
	/* initial */
	{ "{\"id\":\"x\",\"version\":1," MAKE ",\"states\":{\"n\":{\"class\":\"new\"}}}",
	  "/initial", "missing" },
	{ HEAD "\"states\":{\"d\":{\"class\":\"done\"}}}", "/initial", "unknown state" },
	{ HEAD "\"states\":{\"n\":{\"class\":\"done\"}}}", "/initial",
	  "should be a state of class new" },
	/* states */
	{ STATES("\"m\":1"), "/states/m", "should be an object" },
	{ STATES("\"M\":{\"class\":\"done\"}"), "/states/M",
	  "a name begins with a-z and has at most 40 letters" },
	{ STATES("\"m/n\":{\"class\":\"done\"}"), "/states/m~1n",
	  "a name consists of a-z, 0-9 and _" },
	{ STATES("\"m\":{}"), "/states/m/class", "missing" },
	{ STATES("\"m\":{\"class\":\"final\"}"), "/states/m/class",
	  "should be new, active, waiting or done" },
	{ STATES("\"m\":{\"class\":\"done\",\"entry\":[]}"), "/states/m/entry", "unknown key" },
	{ STATES("\"m\":{\"class\":\"done\",\"on\":[]}"), "/states/m/on", "should be an object" },
	{ STATES("\"m\":{\"class\":\"done\",\"tags\":\"t\"}"), "/states/m/tags",
	  "should be a list" },
	{ STATES("\"m\":{\"class\":\"done\",\"meta\":1}"), "/states/m/meta",
	  "should be an object" },
	/* verbs and moves */
	{ ON("\"fly\":{\"target\":\"d\"," WHO "}"), "/states/n/on/fly", "unknown verb" },
	{ ON("\"end\":\"d\""), "/states/n/on/end", "should be an object" },
	{ ON("\"end\":{\"target\":\"d\"," WHO ",\"cond\":1}"), "/states/n/on/end/cond",
	  "unknown key" },
	{ ON("\"end\":{\"target\":\"e\"," WHO "}"), "/states/n/on/end/target", "unknown state" },
	{ ON("\"end\":{\"target\":7," WHO "}"), "/states/n/on/end/target", "should be text" },
	{ ON("\"end\":[]"), "/states/n/on/end", "no alternative: leave the verb out" },
	{ ON(END ",\"drop\":null"), "/states/n/on/drop",
	  "null refuses a shared verb; none has this name" },
	{ HEAD "\"on\":{\"fly\":{" WHO "}},\"states\":{\"n\":{\"class\":\"new\"}}}", "/on/fly",
	  "unknown verb" },
	{ "{\"id\":\"x\",\"version\":1,\"initial\":\"n\",\"open\":{\"make\":{\"target\":\"n\"," WHO
	  "}},\"states\":{\"n\":{\"class\":\"new\"}}}",
	  "/open/make/target", "a case opens in the initial state" },
	{ "{\"id\":\"x\",\"version\":1,\"initial\":\"n\",\"open\":{\"make\":null},"
	  "\"states\":{\"n\":{\"class\":\"new\"}}}",
	  "/open/make", "should be an object" },
	/* who may */
	{ ON("\"end\":{\"target\":\"d\",\"of\":\"any\"}"), "/states/n/on/end/roles",
	  "nobody holds this verb" },
	{ ON("\"end\":{\"target\":\"d\",\"roles\":[],\"of\":\"any\"}"), "/states/n/on/end/roles",
	  "nobody holds this verb" },
	{ ON("\"end\":{\"target\":\"d\",\"roles\":[\"a\",\"c\"],\"of\":\"any\"}"),
	  "/states/n/on/end/roles/1", "unknown role" },
	{ ON("\"end\":{\"target\":\"d\",\"roles\":[\"a\",\"a\"],\"of\":\"any\"}"),
	  "/states/n/on/end/roles/1", "stands twice" },
	{ ON("\"end\":{\"target\":\"d\",\"roles\":[\"a\",\"b\"],\"of\":\"any\"}"),
	  "/states/n/on/end/roles/1", "this role lacks the right that the verb needs" },
	{ ON("\"end\":{\"target\":\"d\",\"roles\":[\"a\"]}"), "/states/n/on/end/of", "missing" },
	{ ON("\"end\":{\"target\":\"d\",\"roles\":[\"a\"],\"of\":\"mine\"}"),
	  "/states/n/on/end/of", "unknown relation of offices" },
	{ ON("\"end\":{\"target\":\"d\",\"roles\":[\"a\"],\"of\":[]}"), "/states/n/on/end/of",
	  "empty" },
	/* what must be given */
	{ ON("\"go\":{\"target\":\"d\"," WHO ",\"fields\":[\"unit\",\"when\"]}"),
	  "/states/n/on/go/fields/1", "unknown argument" },
	{ ON("\"go\":{\"target\":\"d\"," WHO ",\"fields\":[\"unit\",\"unit\"]}"),
	  "/states/n/on/go/fields/1", "stands twice" },
	{ ON("\"go\":{\"target\":\"d\"," WHO ",\"fields\":\"unit\"}"), "/states/n/on/go/fields",
	  "should be a list" },
	{ ON("\"go\":{\"target\":\"d\"," WHO ",\"evidence\":[\"smell\"]}"),
	  "/states/n/on/go/evidence/0", "unknown kind" },
	{ ON("\"go\":{\"target\":\"d\"," WHO ",\"clocks\":[]}"), "/states/n/on/go/clocks",
	  "should be an object" },
	/* guards */
	{ ON("\"go\":{\"target\":\"d\"," WHO ",\"guard\":\"bad\"}"), "/states/n/on/go/guard",
	  "unknown guard" },
	{ ON("\"go\":{\"target\":\"d\"," WHO ",\"guard\":[\"not_good\",\"good\"]}"),
	  "/states/n/on/go/guard", "never holds: both good and its opposite" },
	{ ON("\"go\":[{\"target\":\"d\"," WHO "},{\"target\":\"n\"," WHO "}]"),
	  "/states/n/on/go/1", "a second alternative without a guard" },
	{ ON("\"go\":[{\"target\":\"d\"," WHO "},{\"target\":\"n\"," WHO ",\"guard\":\"good\"}]"),
	  "/states/n/on/go/1", "never taken: an earlier alternative shadows it" },
	{ ON("\"go\":[{\"target\":\"d\"," WHO ",\"guard\":\"late\"},{\"target\":\"n\"," WHO
	     ",\"guard\":[\"good\",\"late\"]}]"),
	  "/states/n/on/go/1", "never taken: an earlier alternative shadows it" },
	/* the whole */
	{ HEAD "\"states\":{\"n\":{\"class\":\"new\"}}}", "/states", "no state of class done" },
	{ ON(""), "/states/n", "dead end: from here no done state can be reached" },
	{ STATES("\"m\":{\"class\":\"waiting\"}"), "/states/m",
	  "dead end: from here no done state can be reached" },
	{ STATES("\"m\":{\"class\":\"done\"},\"o\":{\"class\":\"active\",\"on\":{" END "}}"),
	  "/states/o", "unreachable: no verb leads here from the initial state" },
	/* a shared way out does not save a dead end */
	{ HEAD "\"on\":{\"drop\":{\"target\":\"d\"," WHO
	       "}},\"states\":{\"n\":{\"class\":\"new\"},\"d\":{\"class\":\"done\"}}}",
	  "/states/n", "dead end: from here no done state can be reached" },
	/* clocks */
	{ CLOCK("1"), "/clocks/c", "should be an object" },
	{ CLOCK("{\"start\":\"n\"}"), "/clocks/c/stop", "missing: nothing stops this clock" },
	{ CLOCK("{\"stop\":\"n\"}"), "/clocks/c/start", "missing: nothing starts this clock" },
	{ CLOCK("{\"start\":\"n\",\"stop\":[]}"), "/clocks/c/stop", "empty" },
	{ CLOCK("{\"start\":[\"n\",\"q\"],\"stop\":\"d\"}"), "/clocks/c/start/1",
	  "unknown state" },
	{ CLOCK("{\"start\":\"n\",\"stop\":[\"n\",\"d\"]}"), "/clocks/c/stop",
	  "a state both starts and stops this clock" },
	{ CLOCK("{\"start\":\"m\",\"stop\":\"n\",\"limit\":\"soon\"}"), "/clocks/c/stop",
	  "nothing stops it once in state m" },
	{ CLOCK("{" RUN ",\"budget\":\"5wd\"}"), "/clocks/c/budget", "unknown key" },
	{ CLOCK("{\"start\":\"n\",\"stop\":\"d\"}"), "/clocks/c/limit", "missing" },
	{ CLOCK("{\"start\":\"n\",\"stop\":\"d\",\"limit\":\"5wd\"}"), "/clocks/c/limit",
	  "unknown limit" },
	{ LIMIT("[]"), "/clocks/c/limit", "should have 1 to 32 alternatives" },
	{ LIMIT("[{\"limit\":\"late\"}]"), "/clocks/c/limit/0/limit", "unknown limit" },
	{ LIMIT("[{\"guard\":\"bad\",\"limit\":\"later\"}]"), "/clocks/c/limit/0/guard",
	  "unknown guard" },
	{ LIMIT("[{\"guard\":\"good\",\"limit\":\"later\"}]"), "/clocks/c/limit/0/guard",
	  "the last alternative must have none" },
	{ LIMIT("[{\"guard\":\"good\",\"limit\":\"soon\"},"
		"{\"guard\":[\"good\",\"late\"],\"limit\":\"later\"},{\"limit\":\"later\"}]"),
	  "/clocks/c/limit/1", "never taken: an earlier one shadows it" },
	{ CLOCK("{" RUN ",\"calendar\":\"us\"}"), "/clocks/c/calendar", "unknown calendar" },
	{ ON("\"end\":{\"target\":\"d\"," WHO ",\"within\":\"ever\"}"), "/states/n/on/end/within",
	  "unknown limit" },
	{ ON("\"end\":{\"target\":\"d\"," WHO ",\"within\":5}"), "/states/n/on/end/within",
	  "should be text" },
	{ "{\"id\":\"x\",\"version\":1,\"initial\":\"n\",\"open\":{\"make\":{" WHO
	  ",\"within\":\"soon\"}},\"states\":{\"n\":{\"class\":\"new\",\"on\":{" END
	  "}},\"d\":{\"class\":\"done\"}}}",
	  "/open/make/within", "nobody is put in charge before it" },
	{ CLOCK("{" RUN ",\"given\":1}"), "/clocks/c/given", "true, false or \"review\"" },
	{ CLOCK("{" RUN ",\"given\":\"order\"}"), "/clocks/c/given",
	  "true, false or \"review\"" },
	{ CLOCK("{" RUN ",\"given\":true},\"e\":{" RUN ",\"given\":true}"), "/clocks/e/given",
	  "another clock takes the due time given" },
	{ CLOCK("{" RUN ",\"pause\":[\"n\"]}"), "/clocks/c/pause",
	  "a state pauses this clock and starts or stops it too" },
	{ CLOCK("{" RUN ",\"pause\":[\"m\",\"m\"]}"), "/clocks/c/pause/1", "stands twice" },
	{ CLOCK("{" RUN ",\"pause\":[\"q\"]}"), "/clocks/c/pause/0", "unknown state" },
	{ CLOCK("{" RUN ",\"pause\":[{\"state\":\"m\"}]}"), "/clocks/c/pause/0/cap", "missing" },
	{ CLOCK("{" RUN ",\"pause\":[{\"state\":\"m\",\"cap\":\"ever\"}]}"),
	  "/clocks/c/pause/0/cap", "unknown limit" },
	{ CLOCK("{" RUN ",\"on\":{\"fly\":\"keep\"}}"), "/clocks/c/on/fly", "unknown verb" },
	{ CLOCK("{" RUN ",\"on\":{\"redo\":\"forget\"}}"), "/clocks/c/on/redo",
	  "should be keep, reset or new" },
	{ CLOCK("{" RUN ",\"extend\":{\"max\":0,\"limit\":\"soon\"}}"), "/clocks/c/extend/max",
	  "should be between 1 and 20" },
	{ CLOCK("{" RUN ",\"extend\":{\"max\":1}}"), "/clocks/c/extend/limit", "missing" },
	{ RUNG("\"id\":\"Soon\""), "/clocks/c/ladder/0/id",
	  "a name begins with a-z and has at most 40 letters" },
	{ RUNG(SOON ",\"to\":\"unit\"},{" SOON ",\"to\":\"unit\""), "/clocks/c/ladder/1/id",
	  "stands twice" },
	{ RUNG("\"id\":\"a\",\"at\":\"4h\""), "/clocks/c/ladder/0/at",
	  "should be as -4wh, due or +1wd" },
	{ RUNG("\"id\":\"a\",\"at\":\"-9d\""), "/clocks/c/ladder/0/at",
	  "should be as -4wh, due or +1wd" },
	{ RUNG(SOON), "/clocks/c/ladder/0/to", "missing: nobody would be told" },
	{ RUNG(SOON ",\"to\":[\"unit\",\"mayor\"]"), "/clocks/c/ladder/0/to/1",
	  "unknown recipient" },
	{ RUNG(SOON ",\"to\":{\"of\":\"home\",\"roles\":[\"z\"]}"),
	  "/clocks/c/ladder/0/to/roles/0", "unknown role" },
	{ RUNG(SOON ",\"to\":[{\"of\":\"any\"}]"), "/clocks/c/ladder/0/to/0/of",
	  "should be unit, home or above" },
	{ RUNG(SOON ",\"do\":\"shout\""), "/clocks/c/ladder/0/do", "should be message or card" },
	{ RUNG(SOON ",\"do\":\"card\""), "/clocks/c/ladder/0/card",
	  "goes with \"do\": \"card\", and only with it" },
	{ RUNG(SOON ",\"do\":\"card\",\"card\":\"green\""), "/clocks/c/ladder/0/card",
	  "should be blue, yellow or red" },
	{ CLOCK("{" RUN ",\"lamps\":{\"red\":\"due\"}}"), "/clocks/c/lamps/red", "unknown key" },
	{ CLOCK("{" RUN ",\"lamps\":{\"blue\":\"soon\"}}"), "/clocks/c/lamps/blue",
	  "should be as -4wh, due or +1wd" },
	{ ON("\"go\":{\"target\":\"d\"," WHO ",\"clocks\":{\"c\":\"keep\"}}"),
	  "/states/n/on/go/clocks/c", "unknown clock" },
};

START_TEST(refuses)
{
	const struct refusal *want = &refusals[_i];
	const gj_chart *chart = NULL;
	gj_error err;

	ck_assert_int_eq(compile(want->json, &chart, &err), GJ_E_BAD_VALUE);
	ck_assert_ptr_null(chart);
	ck_assert_int_eq(err.code, GJ_E_BAD_VALUE);
	ck_assert_int_eq(err.rule, GJ_RULE_chart_path);
	ck_assert_str_eq(err.path, want->path);
	ck_assert_str_eq(problem_of(&err), want->problem);
}
END_TEST

START_TEST(refuses_without_details)
{
	gj_tree *tree = NULL;
	const gj_chart *chart = NULL;

	ck_assert_int_eq(gj_tree_parse(arena, GJ_STR("{}"), &tree, NULL), GJ_OK);
	ck_assert_int_eq(gj_chart_compile(arena, tree, &terms, &chart, NULL), GJ_E_BAD_VALUE);
}
END_TEST

/* 64 states pass, 65 do not. */
START_TEST(refuses_too_many_states)
{
	for (int count = 64; count <= 65; count++) {
		const gj_chart *chart = NULL;
		gj_error err;
		struct text json = { 0, "" };

		say(&json, "%s", HEAD "\"states\":{\"n\":{\"class\":\"new\"");
		for (int i = 1; i < count; i++)
			say(&json,
			    ",\"on\":{\"go\":{\"target\":\"s%d\"," WHO "}}},"
			    "\"s%d\":{\"class\":\"%s\"",
			    i, i, i == count - 1 ? "done" : "active");
		say(&json, "}}}");
		ck_assert_int_eq(compile(json.p, &chart, &err),
				 count == 64 ? GJ_OK : GJ_E_BAD_VALUE);
		if (count == 65) {
			ck_assert_str_eq(err.path, "/states");
			ck_assert_str_eq(problem_of(&err), "more than 64 states");
		}
	}
}
END_TEST

/* A name of any length and a place of any depth stay inside the error. */
START_TEST(long_names_are_cut)
{
	const gj_chart *chart = NULL;
	gj_error err;
	char name[400], json[1200];

	memset(name, '/', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	snprintf(json, sizeof(json), HEAD "\"states\":{\"%s\":{}}}", name);
	ck_assert_int_eq(compile(json, &chart, &err), GJ_E_BAD_VALUE);
	ck_assert_uint_lt(strlen(err.path), sizeof(err.path));
	ck_assert_int_eq(strncmp(err.path, "/states/~1~1", 12), 0);
}
END_TEST

static const char sound[] =
	"{\"id\":\"x\",\"version\":3,\"initial\":\"n\",\"meta\":{\"any\":1},"
	"\"open\":{\"make\":{\"roles\":[\"b\"],\"of\":\"demander\"}},"
	"\"on\":{\"drop\":{\"target\":\"v\",\"roles\":[\"a\"],\"of\":\"home\"},"
	"\"redo\":{\"roles\":[\"a\",\"b\"],\"of\":[\"unit\",\"above\"]}},"
	"\"states\":{"
	"\"n\":{\"class\":\"new\",\"meta\":{\"zh\":\"新\",\"en\":\"New\"},"
	"\"tags\":[\"t\"],\"on\":{"
	"\"go\":[{\"target\":\"w\",\"guard\":[\"late\",\"far\"],\"roles\":[\"a\"],\"of\":\"home\"},"
	"{\"target\":\"m\",\"guard\":\"good\",\"roles\":[\"b\"],\"of\":\"unit\","
	"\"fields\":[\"unit\",\"note\"],\"evidence\":[\"photo\"],\"clocks\":{\"c\":\"new\"}},"
	"{\"target\":\"d\",\"roles\":[\"a\"],\"of\":\"any\"}]}},"
	"\"m\":{\"class\":\"active\",\"on\":{"
	"\"end\":{\"target\":\"d\"," WHO "},"
	"\"redo\":{\"target\":\"n\",\"roles\":[\"b\"],\"of\":\"unit\"}}},"
	"\"w\":{\"class\":\"waiting\",\"on\":{\"end\":{\"target\":\"d\"," WHO "},\"drop\":null}},"
	"\"d\":{\"class\":\"done\"},"
	"\"v\":{\"class\":\"done\",\"on\":{\"drop\":null,\"redo\":null}}},"
	"\"clocks\":{\"c\":{\"start\":\"n\",\"stop\":[\"w\",\"d\"],\"meta\":{\"zh\":\"钟\"},"
	"\"limit\":[{\"guard\":[\"good\",\"late\"],\"limit\":\"soon\"},{\"limit\":\"later\"}],"
	"\"calendar\":\"cn\",\"given\":true,"
	"\"pause\":[\"v\",{\"state\":\"m\",\"cap\":\"later\"}],"
	"\"on\":{\"redo\":\"reset\"},\"extend\":{\"max\":2,\"limit\":\"soon\"},"
	"\"ladder\":[{\"id\":\"soon\",\"at\":\"-4h\",\"to\":[\"unit\",\"steward\"]},"
	"{\"id\":\"late\",\"at\":\"+1h\",\"do\":\"card\",\"card\":\"red\","
	"\"to\":{\"of\":[\"home\",\"above\"],\"roles\":[\"b\"]}}],"
	"\"lamps\":{\"yellow\":\"-4h\"}}}}";

static const char windowed[] =
	ON("\"end\":{\"target\":\"d\"," WHO ",\"within\":\"soon\"},\"redo\":{" WHO "}");

static const gj_chart *compiled(const char *json)
{
	const gj_chart *chart = NULL;
	gj_error err;

	if (compile(json, &chart, &err) != GJ_OK)
		ck_abort_msg("%s: %s", err.path, problem_of(&err));
	return chart;
}

START_TEST(tells_what_it_holds)
{
	const gj_chart *chart = compiled(sound);
	const gj_chart_state *state = gj_chart_state_at(chart, 0);
	size_t count = 0;

	ck_assert(gj_str_is(gj_chart_id(chart), "x"));
	ck_assert_int_eq(gj_chart_version(chart), 3);
	ck_assert(gj_str_is(gj_chart_initial(chart), "n"));
	ck_assert(gj_str_is(state->name, "n") && gj_str_is(state->zh, "新"));
	ck_assert(gj_str_is(state->en, "New"));
	ck_assert(gj_str_is(gj_chart_state_at(chart, 1)->zh, "m"));
	ck_assert_ptr_null(gj_chart_state_at(chart, 5));
	ck_assert_int_eq(gj_chart_class(chart, GJ_STR("w")), GJ_STATE_WAITING);
	ck_assert_int_eq(gj_chart_class(chart, GJ_STR("q")), -1);
	ck_assert_int_eq(gj_chart_tagged(chart, GJ_STR("n"), "t"), 1);
	ck_assert_int_eq(gj_chart_tagged(chart, GJ_STR("m"), "t"), 0);
	/* its own three alternatives and the two shared ones */
	ck_assert_uint_eq(state->move_count, 5);
	ck_assert_uint_eq(state->moves[1].field_count, 2);
	ck_assert(gj_str_is(state->moves[1].fields[1], "note"));
	ck_assert(gj_str_is(state->moves[1].evidence[0], "photo"));
	ck_assert_ptr_nonnull(gj_chart_opening(chart, &count));
	ck_assert_uint_eq(count, 1);
	for (int cls = GJ_STATE_NEW; cls <= GJ_STATE_DONE; cls++)
		ck_assert_int_eq(gj_state_class_of(gj_str_of(gj_state_class_name(cls))), cls);
}
END_TEST

/* Where nobody knows since when a unit has the case, there is no window. */
START_TEST(tells_for_how_long_a_move_can_be_made)
{
	const gj_chart_state *state = gj_chart_state_at(compiled(windowed), 0);
	gj_chart_terms without = terms;
	const gj_chart *chart;
	gj_tree *tree = NULL;
	gj_error err;

	ck_assert(gj_str_is(state->moves[0].within.name, "soon"));
	ck_assert(gj_str_is(state->moves[0].within.text, "4wh"));
	ck_assert_ptr_null(state->moves[1].within.text.p);
	without.windows = 0;
	memset(&err, 0, sizeof(err));
	ck_assert_int_eq(gj_tree_parse(arena, gj_str_of(windowed), &tree, NULL), GJ_OK);
	ck_assert_int_eq(gj_chart_compile(arena, tree, &without, &chart, &err), GJ_E_BAD_VALUE);
	ck_assert_str_eq(err.path, "/states/n/on/end/within");
}
END_TEST

START_TEST(tells_what_a_clock_is)
{
	const gj_chart *chart = compiled(sound);
	const gj_chart_clock *clock = gj_chart_clock_find(chart, GJ_STR("c"));

	ck_assert_ptr_eq(clock, gj_chart_clock_at(chart, 0));
	ck_assert_ptr_null(gj_chart_clock_at(chart, 1));
	ck_assert_ptr_null(gj_chart_clock_find(chart, GJ_STR("e")));
	ck_assert(gj_str_is(clock->zh, "钟") && gj_str_is(clock->en, "c"));
	ck_assert(gj_str_is(clock->calendar, "cn") && clock->given);
	ck_assert_uint_eq(clock->start, 1);
	ck_assert_uint_eq(clock->stop, 1 << 2 | 1 << 3);
	ck_assert_uint_eq(clock->pause, 1 << 1 | 1 << 4);
	ck_assert(gj_str_is(gj_chart_clock_cap(chart, clock, GJ_STR("m")), "5wd"));
	ck_assert_ptr_null(gj_chart_clock_cap(chart, clock, GJ_STR("v")).p);
	/* guards: good is bit 0, late bit 2 */
	ck_assert(gj_str_is(gj_chart_clock_limit(clock, 1)->name, "later"));
	ck_assert(gj_str_is(gj_chart_clock_limit(clock, 1 | 4 | 8)->text, "4wh"));
	ck_assert_int_eq(clock->extend_max, 2);
	ck_assert(gj_str_is(clock->extend.text, "4wh"));
	ck_assert_uint_eq(clock->rung_count, 2);
	ck_assert_ptr_eq(gj_chart_rung_find(clock, GJ_STR("late")), &clock->rungs[1]);
	ck_assert_int_eq(clock->rungs[0].card, -1);
	ck_assert_int_eq(clock->rungs[0].to[0].of, GJ_OF_UNIT);
	ck_assert(clock->rungs[0].to[0].roles == UINT64_MAX);
	ck_assert_int_eq(clock->rungs[0].to[1].who, GJ_TO_STEWARD);
	ck_assert_int_eq(clock->rungs[1].card, GJ_COLOUR_RED);
	ck_assert_int_eq(clock->rungs[1].to[0].of, GJ_OF_HOME | GJ_OF_ABOVE);
	ck_assert_uint_eq(clock->rungs[1].to[0].roles, 2);
	ck_assert_ptr_null(clock->lamps[GJ_COLOUR_BLUE].p);
	ck_assert(gj_str_is(clock->lamps[GJ_COLOUR_YELLOW], "-4h"));
	ck_assert(gj_str_is(clock->lamps[GJ_COLOUR_RED], "due"));
	/* the second move of n says what it does to it */
	ck_assert_uint_eq(gj_chart_state_at(chart, 0)->moves[1].effects[0], GJ_EFFECT_NEW);
	ck_assert_ptr_null(gj_chart_state_at(chart, 0)->moves[0].effects);
}
END_TEST

#define GOOD 1u
#define LATE 4u
#define FAR 8u
#define A 1u
#define B 2u

static const struct tried {
	const char *state, *verb;
	unsigned guards, role, office;
	int code;
	const char *target;
} tries[] = {
	/* creating */
	{ NULL, "make", 0, B, GJ_OF_DEMANDER, GJ_OK, "n" },
	{ NULL, "make", 0, A, GJ_OF_DEMANDER, GJ_E_DENIED, NULL },
	{ NULL, "go", 0, A, GJ_OF_HOME, GJ_E_STATE, NULL },
	/* the first alternative whose guards all hold */
	{ "n", "go", LATE | FAR | GOOD, A, GJ_OF_HOME, GJ_OK, "w" },
	{ "n", "go", LATE | GOOD, B, GJ_OF_UNIT, GJ_OK, "m" },
	{ "n", "go", LATE, A, 0, GJ_OK, "d" },
	/* who may is asked afterwards, never used to choose */
	{ "n", "go", GOOD, A, GJ_OF_HOME, GJ_E_DENIED, NULL },
	{ "n", "go", GOOD, B, GJ_OF_HOME, GJ_E_DENIED, NULL },
	{ "n", "go", GOOD, B, GJ_OF_HOME | GJ_OF_UNIT, GJ_OK, "m" },
	{ "n", "go", 0, 0, GJ_OF_HOME, GJ_E_DENIED, NULL },
	/* shared, replaced, refused */
	{ "n", "drop", 0, A, GJ_OF_HOME, GJ_OK, "v" },
	{ "n", "drop", 0, A, GJ_OF_UNIT, GJ_E_DENIED, NULL },
	{ "n", "redo", 0, B, GJ_OF_ABOVE, GJ_OK, "n" },
	{ "d", "redo", 0, A, GJ_OF_UNIT, GJ_OK, "d" },
	{ "m", "redo", 0, B, GJ_OF_UNIT, GJ_OK, "n" },
	{ "m", "redo", 0, A, GJ_OF_ABOVE, GJ_E_DENIED, NULL },
	{ "w", "drop", 0, A, GJ_OF_HOME, GJ_E_STATE, NULL },
	{ "v", "redo", 0, A, GJ_OF_UNIT, GJ_E_STATE, NULL },
	{ "d", "end", 0, A, GJ_OF_HOME, GJ_E_STATE, NULL },
	{ "n", "fly", 0, A, GJ_OF_HOME, GJ_E_STATE, NULL },
	{ "nowhere", "go", 0, A, GJ_OF_HOME, GJ_E_BUG, NULL },
};

START_TEST(steps)
{
	const struct tried *t = &tries[_i];
	const gj_chart *chart = compiled(sound);
	gj_chart_actor actor = { t->role, t->office };
	const gj_chart_move *move = NULL;
	gj_error err;
	int r = gj_chart_step(chart, gj_str_of(t->state), gj_str_of(t->verb), t->guards, &actor,
			      &move, &err);

	ck_assert_int_eq(r, t->code);
	ck_assert_int_eq(move != NULL, t->code == GJ_OK);
	if (r == GJ_OK) {
		ck_assert(gj_str_is(move->target, t->target));
	} else if (r == GJ_E_STATE) {
		ck_assert_int_eq(err.rule, GJ_RULE_verb_not_allowed);
		ck_assert_str_eq(err.param[0].text, t->verb);
		ck_assert_str_eq(t->state ? err.param[1].text : "", t->state ? t->state : "");
	} else if (r == GJ_E_DENIED) {
		ck_assert_int_eq(err.rule, GJ_RULE_verb_not_yours);
		ck_assert_str_eq(err.param[0].text, t->verb);
	}
}
END_TEST

START_TEST(lists_verbs)
{
	const gj_chart *chart = compiled(sound);
	gj_chart_actor unit = { B, GJ_OF_UNIT };
	gj_str found[8];

	ck_assert_uint_eq(gj_chart_verbs(chart, GJ_STR("n"), NULL, found, 8), 3);
	ck_assert(gj_str_is(found[0], "go") && gj_str_is(found[1], "drop"));
	ck_assert(gj_str_is(found[2], "redo"));
	ck_assert_uint_eq(gj_chart_verbs(chart, GJ_STR("n"), &unit, found, 8), 2);
	ck_assert(gj_str_is(found[0], "go") && gj_str_is(found[1], "redo"));
	ck_assert_uint_eq(gj_chart_verbs(chart, GJ_STR("n"), NULL, found, 1), 3);
	ck_assert_uint_eq(gj_chart_verbs(chart, GJ_STR("v"), NULL, found, 8), 0);
	ck_assert_uint_eq(gj_chart_verbs(chart, GJ_STR("q"), NULL, found, 8), 0);
	ck_assert_uint_eq(gj_chart_verbs(chart, GJ_STR_NONE, NULL, found, 8), 1);
}
END_TEST

/* A clock that begins in a done state (calling back after the end) is legal. */
START_TEST(clocks_may_start_at_the_end)
{
	compiled(HEAD "\"states\":{\"n\":{\"class\":\"new\",\"on\":{" END "}},"
		      "\"d\":{\"class\":\"done\",\"on\":{\"go\":{\"target\":\"o\"," WHO "}}},"
		      "\"o\":{\"class\":\"done\"}},"
		      "\"clocks\":{\"c\":{\"start\":\"d\",\"stop\":\"o\","
		      "\"limit\":\"soon\"}}}");
}
END_TEST

/* Random charts. splitmix64: the same charts everywhere. */
static uint64_t state64;

static unsigned draw(unsigned below)
{
	uint64_t z = (state64 += UINT64_C(0x9E3779B97F4A7C15));

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return (unsigned)((z ^ (z >> 31)) % below);
}

#define MOST 9

struct sketch {
	unsigned n, shared;                  /* shared: target + 1, or 0 */
	int cls[MOST];                       /* enum gj_state_class */
	int refuses[MOST];                   /* the shared verb */
	int own[MOST][MOST], all[MOST][MOST]; /* edges */
	unsigned start, stop;
};

static const char *const plain_verbs[] = { "go", "end", "redo" };

static void write_state(struct sketch *s, unsigned i, struct text *json)
{
	const char *comma = "";

	say(json, "%s\"s%u\":{\"class\":\"%s\",\"on\":{", i ? "," : "", i,
	    gj_state_class_name(s->cls[i]));
	for (unsigned v = 0; v < 3; v++) {
		unsigned target = draw(s->n);

		if (draw(5) < 2)
			continue;
		say(json, "%s\"%s\":{\"target\":\"s%u\"," WHO "}", comma, plain_verbs[v], target);
		comma = ",";
		s->own[i][target] = s->all[i][target] = 1;
	}
	if (s->refuses[i])
		say(json, "%s\"drop\":null", comma);
	else if (s->shared)
		s->all[i][s->shared - 1] = 1;
	say(json, "}}");
}

static void write_sketch(struct sketch *s, struct text *json)
{
	json->n = 0;
	say(json, "{\"id\":\"r\",\"version\":1,\"initial\":\"s0\"," MAKE);
	if (s->shared)
		say(json, ",\"on\":{\"drop\":{\"target\":\"s%u\"," WHO "}}", s->shared - 1);
	say(json, ",\"states\":{");
	for (unsigned i = 0; i < s->n; i++)
		write_state(s, i, json);
	say(json, "},\"clocks\":{\"c\":{\"start\":\"s%u\",\"stop\":\"s%u\",\"limit\":\"soon\"}}}",
	    s->start, s->stop);
}

static void sketch(struct sketch *s, struct text *json)
{
	memset(s, 0, sizeof(*s));
	s->n = 2 + draw(MOST - 1);
	if (draw(2))
		s->shared = 1 + draw(s->n);
	for (unsigned i = 0; i < s->n; i++) {
		s->cls[i] = i == 0 && draw(20) ? GJ_STATE_NEW : (int)draw(4);
		s->refuses[i] = s->shared && draw(4) == 0;
	}
	s->start = draw(s->n);
	s->stop = (s->start + 1 + draw(s->n - 1)) % s->n;
	write_sketch(s, json);
}

static void close_matrix(unsigned n, int m[MOST][MOST])
{
	for (unsigned i = 0; i < n; i++)
		m[i][i] = 1;
	for (unsigned k = 0; k < n; k++)
		for (unsigned i = 0; i < n; i++)
			for (unsigned j = 0; j < n; j++)
				m[i][j] |= m[i][k] && m[k][j];
}

/* Which states a compiler may complain about, and of what, by closures of
 * matrices alone. */
struct verdict {
	int initial, none_done;
	int unreachable[MOST], dead[MOST], unstopped[MOST];
	int sound;
};

static void judge_clock(const struct sketch *s, struct verdict *v, int own[MOST][MOST])
{
	int run[MOST][MOST], ends[MOST];

	memcpy(run, s->all, sizeof(run));
	for (unsigned i = 0; i < s->n; i++) {
		ends[i] = i == s->stop || (s->cls[i] == GJ_STATE_DONE && i != s->start);
		if (ends[i])
			memset(run[i], 0, sizeof(run[i]));
	}
	close_matrix(s->n, run);
	for (unsigned i = 0; i < s->n; i++)
		v->unstopped[i] = run[s->start][i] && !ends[i] && !own[i][s->stop];
}

static void judge(const struct sketch *s, struct verdict *v)
{
	int all[MOST][MOST], own[MOST][MOST];

	memset(v, 0, sizeof(*v));
	memcpy(all, s->all, sizeof(all));
	memcpy(own, s->own, sizeof(own));
	close_matrix(s->n, all);
	close_matrix(s->n, own);
	v->initial = s->cls[0] != GJ_STATE_NEW;
	v->none_done = 1;
	for (unsigned i = 0; i < s->n; i++) {
		if (s->cls[i] == GJ_STATE_DONE)
			v->none_done = 0;
		v->unreachable[i] = !all[0][i];
		v->dead[i] = 1;
		for (unsigned j = 0; j < s->n; j++)
			if (own[i][j] && s->cls[j] == GJ_STATE_DONE)
				v->dead[i] = 0;
	}
	judge_clock(s, v, own);
	v->sound = !v->initial && !v->none_done;
	for (unsigned i = 0; i < s->n; i++)
		if (v->unreachable[i] || v->dead[i] || v->unstopped[i])
			v->sound = 0;
}

/* The complaint must be one that the matrices confirm. */
static void confirm(const struct verdict *v, const gj_error *err, unsigned counts[6])
{
	const char *problem = problem_of(err);
	unsigned at = 0;

	if (strcmp(err->path, "/initial") == 0) {
		ck_assert(v->initial);
		counts[1]++;
	} else if (strcmp(err->path, "/states") == 0) {
		ck_assert(v->none_done);
		counts[2]++;
	} else if (sscanf(err->path, "/states/s%u", &at) == 1) {
		int unreachable = strncmp(problem, "unreachable", 11) == 0;

		ck_assert_uint_lt(at, MOST);
		ck_assert(unreachable ? v->unreachable[at] : v->dead[at]);
		counts[unreachable ? 3 : 4]++;
	} else {
		ck_assert_str_eq(err->path, "/clocks/c/stop");
		ck_assert_int_eq(sscanf(problem, "nothing stops it once in state s%u", &at), 1);
		ck_assert_uint_lt(at, MOST);
		ck_assert(v->unstopped[at]);
		counts[5]++;
	}
}

START_TEST(random_charts_agree_with_closures)
{
	gj_arena_mark mark = gj_arena_mark_now(arena);
	unsigned counts[6] = { 0 }, runs = unit_soak() ? 2000000 : 60000;
	static struct text json;

	state64 = unit_seed();
	for (unsigned run = 0; run < runs; run++) {
		struct sketch s;
		struct verdict v;
		const gj_chart *chart = NULL;
		gj_error err;

		sketch(&s, &json);
		judge(&s, &v);
		if ((compile(json.p, &chart, &err) == GJ_OK) != v.sound)
			ck_abort_msg("run %u: %s %s", run, v.sound ? "refused" : "accepted",
				     json.p);
		if (v.sound)
			counts[0]++;
		else
			confirm(&v, &err, counts);
		gj_arena_rewind(arena, mark);
	}
	/* Every verdict must have been put to the test. */
	for (unsigned i = 0; i < 6; i++)
		ck_assert_uint_gt(counts[i], runs / 1000);
}
END_TEST

/* A state n whose verb "go" has these alternatives, by their sets of guards. */
static void write_alternatives(struct text *json, const unsigned *masks, unsigned count)
{
	json->n = 0;
	say(json, "%s", HEAD "\"states\":{\"d\":{\"class\":\"done\"},"
			     "\"n\":{\"class\":\"new\",\"on\":{" END);
	say(json, ",\"go\":[");
	for (unsigned i = 0; i < count; i++) {
		const char *comma = "";

		say(json, "%s{" WHO, i ? "," : "");
		if (masks[i])
			say(json, ",\"guard\":[");
		for (unsigned g = 0; g < 4; g++) {
			if (!(masks[i] >> g & 1))
				continue;
			say(json, "%s\"%s\"", comma, guards[g]);
			comma = ",";
		}
		say(json, "%s}", masks[i] ? "]" : "");
	}
	say(json, "]}}}}");
}

/* The first two guards are opposites. */
#define CONTRADICTION 3u

/* Which alternatives are the first match of some guards that can hold together. */
static unsigned taken_of(const unsigned *masks, unsigned count)
{
	unsigned taken = 0;

	for (unsigned held = 0; held < 16; held++) {
		unsigned i = 0;

		if ((held & CONTRADICTION) == CONTRADICTION)
			continue;
		while (i < count && (masks[i] & ~held))
			i++;
		if (i < count)
			taken |= 1u << i;
	}
	return taken;
}

/* One is hidden exactly when no guards have it as their first match. */
START_TEST(random_alternatives_agree_with_trials)
{
	gj_arena_mark mark = gj_arena_mark_now(arena);
	unsigned passed = 0, refused = 0;
	static struct text json;

	state64 = unit_seed() + 1;
	for (unsigned run = 0; run < 20000; run++) {
		unsigned count = 1 + draw(4), masks[4], taken, at = 99;
		const gj_chart *chart = NULL;
		gj_error err;

		for (unsigned i = 0; i < count; i++)
			do {
				masks[i] = draw(16);
			} while ((masks[i] & CONTRADICTION) == CONTRADICTION);
		write_alternatives(&json, masks, count);
		taken = taken_of(masks, count);
		if (taken == (1u << count) - 1) {
			ck_assert_msg(compile(json.p, &chart, &err) == GJ_OK, "refused %s",
				      json.p);
			passed++;
		} else {
			ck_assert_msg(compile(json.p, &chart, &err) < 0, "accepted %s", json.p);
			ck_assert_int_eq(sscanf(err.path, "/states/n/on/go/%u", &at), 1);
			ck_assert_uint_lt(at, count);
			ck_assert(!(taken >> at & 1));
			refused++;
		}
		gj_arena_rewind(arena, mark);
	}
	ck_assert_uint_gt(passed, 1000);
	ck_assert_uint_gt(refused, 1000);
}
END_TEST

/* However little memory there is: a chart or GJ_E_NOMEM, nothing else. */
START_TEST(survives_lack_of_memory)
{
	gj_tree *tree = NULL;
	gj_mem mem = gj_mem_default();
	int r = GJ_E_NOMEM;
	size_t max;

	ck_assert_int_eq(gj_tree_parse(arena, gj_str_of(sound), &tree, NULL), GJ_OK);
	for (max = 0; r != GJ_OK && max < 1u << 20; max += 64) {
		gj_arena *small = gj_arena_new(&mem, max);
		const gj_chart *chart = NULL;
		gj_error err = { 0 };

		if (!small)
			continue;
		r = gj_chart_compile(small, tree, &terms, &chart, &err);
		ck_assert(r == GJ_OK || r == GJ_E_NOMEM);
		ck_assert_int_eq(r, err.code);
		ck_assert_int_eq(chart != NULL, r == GJ_OK);
		gj_arena_free(small);
	}
	ck_assert_int_eq(r, GJ_OK);
}
END_TEST

static Suite *chart_suite(void)
{
	Suite *suite = suite_create("chart");
	TCase *unit = tcase_create("unit"), *property = tcase_create("property");

	tcase_add_checked_fixture(unit, setup, teardown);
	tcase_add_loop_test(unit, refuses, 0, (int)(sizeof(refusals) / sizeof(refusals[0])));
	tcase_add_test(unit, refuses_without_details);
	tcase_add_test(unit, refuses_too_many_states);
	tcase_add_test(unit, long_names_are_cut);
	tcase_add_test(unit, tells_what_it_holds);
	tcase_add_loop_test(unit, steps, 0, (int)(sizeof(tries) / sizeof(tries[0])));
	tcase_add_test(unit, lists_verbs);
	tcase_add_test(unit, tells_what_a_clock_is);
	tcase_add_test(unit, tells_for_how_long_a_move_can_be_made);
	tcase_add_test(unit, clocks_may_start_at_the_end);
	tcase_add_test(unit, survives_lack_of_memory);
	suite_add_tcase(suite, unit);
	tcase_add_checked_fixture(property, setup, teardown);
	tcase_set_timeout(property, unit_soak() ? 3600 : 120);
	tcase_add_test(property, random_charts_agree_with_closures);
	tcase_add_test(property, random_alternatives_agree_with_trials);
	suite_add_tcase(suite, property);
	return suite;
}

GJ_TEST_MAIN(chart_suite)
