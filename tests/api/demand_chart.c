/* SPDX-License-Identifier: Apache-2.0
 *
 * Every verb in every state, by every role in every office, against the chart of the built-in
 * profile as this test reads it itself; what a move demands; charts that change while cases
 * run on them.
 */
#include <cJSON.h>

#include "ground.h"

static api a;
static cJSON *profile;
static int64_t section2, dept, enterprise;

static char *file_text(const char *name)
{
	char path[4096], *text;
	long size;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", GJ_TESTS, name);
	f = fopen(path, "rb");
	ck_assert_msg(f != NULL, "%s", path);
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	rewind(f);
	text = malloc((size_t)size + 1);
	ck_assert(text && fread(text, 1, (size_t)size, f) == (size_t)size);
	text[size] = '\0';
	fclose(f);
	return text;
}

static cJSON *in(const cJSON *object, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(object, name);
}

static cJSON *chart(void)
{
	return in(in(profile, "charts"), "demand");
}

static void setup(void)
{
	char *text = file_text("../src/profile/cn-default.json");

	profile = cJSON_Parse(text);
	free(text);
	ck_assert_ptr_nonnull(profile);
	api_open(&a);
	api_as(&a, "system");
	section2 = api_office(&a, "section", "综合办公室", NULL, a.street);
	dept = api_office(&a, "department", "区交通委", NULL, a.district);
	api_as(&a, "clerk");
	enterprise =
		api_id(&a, "enterprise.register", "{\"kind\":\"enterprise\",\"name\":\"甲公司\"}");
	api_as(&a, "system");
}

static void teardown(void)
{
	api_close(&a);
	cJSON_Delete(profile);
}

/* ---- an independent reading of the chart ---- */

static int listed(const cJSON *list, const char *word)
{
	const cJSON *item;

	if (cJSON_IsString(list))
		return strcmp(list->valuestring, word) == 0;
	cJSON_ArrayForEach(item, list) if (strcmp(item->valuestring, word) == 0) return 1;
	return 0;
}

static const cJSON *code_of(const char *list, const char *code)
{
	const cJSON *item, *items = in(in(in(profile, "codes"), list), "items");

	cJSON_ArrayForEach(item,
			   items) if (strcmp(in(item, "code")->valuestring, code) == 0) return item;
	ck_abort_msg("no code %s in %s", code, list);
	return NULL;
}

static int role_has(const char *role, const char *right)
{
	const cJSON *item;

	cJSON_ArrayForEach(item,
			   in(profile, "roles")) if (strcmp(in(item, "code")->valuestring, role) ==
						     0) return listed(in(item, "rights"), right);
	return 0;
}

/* Roles of the own accounts of enterprises. */
static int is_demander(const char *role)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, in(profile, "roles"))
	{
		if (strcmp(in(item, "code")->valuestring, role) == 0)
			return cJSON_IsTrue(in(item, "demander"));
	}
	return 0;
}

/* An account with this role; of the enterprise, if the role is one for those. */
static void staff_with(const char *account, int64_t office, const char *role)
{
	char own[60] = "";

	if (is_demander(role))
		snprintf(own, sizeof(own), ",\"enterprise\":%lld", (long long)enterprise);
	api_as(&a, "system");
	api_ok(&a, "staff.register",
	       "{\"account\":\"%s\",\"name\":\"某\",\"office\":%lld,\"roles\":[{\"office\":%lld,"
	       "\"role\":\"%s\"}]%s}",
	       account, (long long)office, (long long)office, role, own);
}

/* Facts of a case that guards name, as words. */
static int all_hold(const cJSON *guard, const char *const *facts)
{
	const cJSON *item;
	size_t i;
	int one = 0;

	if (!guard)
		return 1;
	if (cJSON_IsString(guard)) {
		for (i = 0; facts[i]; i++)
			one |= strcmp(facts[i], guard->valuestring) == 0;
		return one;
	}
	cJSON_ArrayForEach(item, guard) if (!all_hold(item, facts)) return 0;
	return 1;
}

/* The move of a verb in a state; NULL: none. */
static const cJSON *move_of(const char *state, const char *verb, const char *const *facts)
{
	const cJSON *own = in(in(in(in(chart(), "states"), state), "on"), verb);
	const cJSON *item, *moves = own ? own : in(in(chart(), "on"), verb);

	if (!moves || cJSON_IsNull(moves))
		return NULL;
	if (cJSON_IsObject(moves))
		return all_hold(in(moves, "guard"), facts) ? moves : NULL;
	cJSON_ArrayForEach(item, moves) if (all_hold(in(item, "guard"), facts)) return item;
	return NULL;
}

/* ---- cases in every state ---- */

typedef struct kase {
	const char *state, *facts[3];
	int64_t id, unit; /* 0: the home office */
	int passed;       /* the section had it once */
} kase;

static int64_t opened(const char *more)
{
	return api_id(
		&a, "demand.register",
		"{\"home\":%lld,\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"traffic\","
		"\"subject\":\"门口拥堵\",\"enterprise\":%lld%s}",
		(long long)a.street, (long long)enterprise, more);
}

static void verb(int64_t id, const char *name, const char *more)
{
	char op[40];

	snprintf(op, sizeof(op), "demand.%s", name);
	api_ok(&a, op, "{\"id\":%lld%s}", (long long)id, more);
}

static void give(int64_t id, const char *name, int64_t unit, const char *more)
{
	char text[200];

	snprintf(text, sizeof(text), ",\"unit\":%lld%s", (long long)unit, more);
	verb(id, name, text);
}

#define REPLY \
	",\"text\":\"已办\",\"disposition\":\"do_now\",\"resolution\":\"solved\",\"level\":" \
	"\"office\""
#define SHELVE \
	",\"text\":\"暂不能办\",\"disposition\":\"do_by_date\",\"resolution\":\"shelved\"," \
	"\"level\":\"office\",\"measure\":\"临时疏导\",\"review_on\":\"2026-06-01\"," \
	"\"reason\":\"no_funds\""
#define CALL(result) ",\"by\":\"office\",\"result\":\"" result "\",\"satisfaction\":\"not_rated\""
/* By another party: of one answer each asks once. */
#define ASK(result) \
	",\"by\":\"hotline\",\"result\":\"" result "\",\"satisfaction\":\"not_rated\""

/* How far a case goes along the main road: dispatched, signed ... closed. */
static int64_t along(int steps, const char *more)
{
	static const char *const road[][2] = { { "sign", "" },
					       { "contact", ",\"mode\":\"phone\"" },
					       { "handle", ",\"note\":\"到场\"" },
					       { "reply", REPLY },
					       { "callback", CALL("solved") },
					       { "close", "" } };
	int64_t id = opened(more);
	int i;

	if (steps > 0)
		give(id, "dispatch", a.section, "");
	for (i = 1; i < steps; i++)
		verb(id, road[i - 1][0], road[i - 1][1]);
	return id;
}

static int64_t then(int64_t id, const char *name, const char *more)
{
	verb(id, name, more);
	return id;
}

static int64_t split_done(void)
{
	int64_t id = then(along(3, ""), "split",
			  ",\"parts\":[{\"subject\":\"一\"},{\"subject\":\"二\"}]");
	int64_t one = api_int(&a, "/parts/0/id"), two = api_int(&a, "/parts/1/id");

	verb(one, "withdraw", ",\"reason\":\"solved_itself\"");
	verb(two, "withdraw", ",\"reason\":\"solved_itself\"");
	return id;
}

static size_t make_cases(kase *k, int64_t other)
{
	size_t n = 0;
	char into[60];
	int64_t id;

	snprintf(into, sizeof(into), ",\"into\":%lld", (long long)other);
	api_as(&a, "system");
	k[n++] = (kase){ "registered", { NULL }, opened(""), 0, 0 };
	k[n++] = (kase){ "answered",
			 { NULL },
			 then(opened(""), "explain", ",\"text\":\"说明\",\"level\":\"office\""),
			 0,
			 0 };
	k[n++] = (kase){ "dispatched", { NULL }, along(1, ""), a.section, 1 };
	k[n++] = (kase){ "signed", { NULL }, along(2, ""), a.section, 1 };
	k[n++] = (kase){ "contacted", { NULL }, along(3, ""), a.section, 1 };
	k[n++] = (kase){ "handling", { NULL }, along(4, ""), a.section, 1 };
	k[n++] = (kase){ "replied", { NULL }, along(5, ""), a.section, 1 };
	k[n++] = (kase){ "called_back", { NULL }, along(6, ""), a.section, 1 };
	k[n++] = (kase){ "closed", { NULL }, along(7, ""), a.section, 1 };
	k[n++] = (kase){ "reworking",
			 { NULL },
			 then(along(5, ""), "callback", CALL("not_solved")),
			 a.section,
			 1 };
	id = along(1, "");
	k[n++] = (kase){
		"returned", { NULL }, then(id, "return", ",\"reason\":\"not_our_duty\""), 0, 1
	};
	id = along(2, "");
	give(id, "escalate", dept, ",\"reason\":\"beyond_power\"");
	k[n++] = (kase){ "escalated", { NULL }, id, dept, 1 };
	k[n++] = (kase){ "shelved", { NULL }, then(along(3, ""), "reply", SHELVE), a.section, 1 };
	id = then(along(3, ""), "reply", SHELVE);
	verb(id, "propose_strike_off", REPLY ",\"reason\":\"done\"");
	k[n++] = (kase){ "striking_off", { NULL }, id, a.section, 1 };
	k[n++] = (kase){ "split",
			 { NULL },
			 then(along(3, ""), "split",
			      ",\"parts\":[{\"subject\":\"一\"},{\"subject\":\"二\"}]"),
			 a.section,
			 1 };
	k[n++] = (kase){ "transferred",
			 { NULL },
			 then(opened(""), "decline",
			      ",\"reason\":\"lawful_channel\",\"text\":\"请走法定渠道\""),
			 0,
			 0 };
	k[n++] = (kase){ "rejected",
			 { NULL },
			 then(opened(""), "decline", ",\"reason\":\"repeated\",\"text\":\"重复\""),
			 0,
			 0 };
	k[n++] = (kase){ "merged", { NULL }, then(opened(""), "merge", into), 0, 0 };
	k[n++] = (kase){ "withdrawn",
			 { NULL },
			 then(opened(""), "withdraw", ",\"reason\":\"mistaken\""),
			 0,
			 0 };
	k[n++] = (kase){
		"voided", { NULL }, then(opened(""), "void", ",\"reason\":\"trial_entry\""), 0, 0
	};
	k[n++] = (kase){ "signed", { "anonymous" }, along(2, ",\"anonymous\":true"), a.section, 1 };
	id = opened(",\"anonymous\":true");
	give(id, "dispatch", a.section, "");
	verb(id, "sign", "");
	verb(id, "contact", ",\"mode\":\"door\"");
	k[n++] = (kase){ "replied", { "anonymous" }, then(id, "reply", REPLY), a.section, 1 };
	k[n++] = (kase){ "replied",
			 { "not_reached" },
			 then(along(5, ""), "callback", CALL("no_answer")),
			 a.section,
			 1 };
	k[n++] = (kase){ "split", { "parts_done" }, split_done(), a.section, 1 };
	return n;
}

/* ---- what is tried ---- */

typedef struct trial {
	const char *verb, *right, *list, *code, *args;
} trial;

static char give_args[2][120], escalate_args[120], merge_args[60];
static const trial trials[] = {
	{ "dispatch", "demand.dispatch", NULL, NULL, give_args[0] },
	{ "sign", "demand.handle", NULL, NULL, ",\"note\":\"n\"" },
	{ "contact", "demand.handle", NULL, NULL, ",\"mode\":\"phone\",\"note\":\"n\"" },
	{ "handle", "demand.handle", NULL, NULL, ",\"note\":\"n\"" },
	{ "transfer", "demand.handle", NULL, NULL, give_args[1] },
	{ "return", "demand.handle", NULL, NULL, ",\"reason\":\"incomplete\"" },
	{ "explain", "demand.handle", NULL, NULL, ",\"text\":\"t\",\"level\":\"district\"" },
	{ "reply", "demand.handle", "resolution", "solved",
	  ",\"text\":\"t\",\"disposition\":\"do_now\",\"resolution\":\"solved\",\"level\":"
	  "\"district\"" },
	{ "reply", "demand.handle", "resolution", "shelved",
	  ",\"text\":\"t\",\"disposition\":\"do_by_date\",\"resolution\":\"shelved\","
	  "\"level\":\"district\",\"measure\":\"m\",\"review_on\":\"2026-06-01\","
	  "\"reason\":\"no_funds\"" },
	{ "review_shelved", "demand.handle", NULL, NULL,
	  ",\"review_on\":\"2026-06-01\",\"note\":\"n\"" },
	{ "propose_strike_off", "demand.handle", NULL, NULL,
	  ",\"text\":\"t\",\"disposition\":\"do_now\",\"resolution\":\"solved\",\"level\":"
	  "\"district\",\"reason\":\"done\"" },
	{ "strike_off", "demand.close", NULL, NULL, "" },
	{ "keep_shelved", "demand.close", NULL, NULL, ",\"reason\":\"not_done\"" },
	{ "callback", "demand.callback", "callback_result", "solved", ASK("solved") },
	{ "callback", "demand.callback", "callback_result", "not_solved", ASK("not_solved") },
	{ "callback", "demand.callback", "callback_result", "refused", ASK("refused") },
	{ "close", "demand.close", NULL, NULL, ",\"note\":\"n\"" },
	{ "reopen", "demand.register", NULL, NULL, ",\"reason\":\"recurred\"" },
	{ "withdraw", "demand.register", NULL, NULL, ",\"reason\":\"mistaken\"" },
	{ "split", "demand.dispatch", NULL, NULL,
	  ",\"parts\":[{\"subject\":\"一\"},{\"subject\":\"二\"}]" },
	{ "merge", "demand.dispatch", NULL, NULL, merge_args },
	{ "escalate", "demand.handle", NULL, NULL, escalate_args },
	{ "amend", "demand.amend", NULL, NULL,
	  ",\"reason\":\"typing_error\",\"category\":\"other\"" },
	{ "void", "demand.amend", NULL, NULL, ",\"reason\":\"by_order\"" },
	{ "decline", "demand.dispatch", "decline_reason", "lawful_channel",
	  ",\"reason\":\"lawful_channel\",\"text\":\"t\"" },
	{ "decline", "demand.dispatch", "decline_reason", "unlawful",
	  ",\"reason\":\"unlawful\",\"text\":\"t\"" },
};
#define TRIALS (sizeof(trials) / sizeof(trials[0]))

enum { HOME, UNIT, ABOVE, DEPT, STRANGER, PLACES };

/* What this place is to the case: may it know of it, does its right reach, and in whose name
 * does it act, in the words of charts. */
static void place_is(const kase *k, int place, int *ret_known, int *ret_reach, int *ret_home,
		     int *ret_unit, int *ret_above)
{
	int64_t unit = k->unit ? k->unit : a.street;

	*ret_home = place == HOME;
	*ret_above = place == ABOVE;
	*ret_unit = (place == HOME && unit == a.street) || (place == UNIT && unit == a.section) ||
		    (place == DEPT && unit == dept);
	*ret_reach = *ret_home || *ret_above || *ret_unit;
	*ret_known = *ret_reach || (place == UNIT && k->passed);
}

static int in_whose_name(const cJSON *of, int home, int unit, int above, int demander)
{
	return (home && listed(of, "home")) || (unit && listed(of, "unit")) ||
	       (above && listed(of, "above")) || (demander && listed(of, "demander")) ||
	       listed(of, "any");
}

/* The code that the call must answer, and the state it must lead to. */
static int expected(const kase *k, const trial *t, const char *role, int place,
		    const char **ret_state)
{
	const char *facts[8] = { NULL };
	const cJSON *move, *tag;
	int known, reach, home, unit, above, demander = is_demander(role);
	size_t n = 0;

	*ret_state = NULL;
	place_is(k, place, &known, &reach, &home, &unit, &above);
	/* The demander herself: wherever her account is, she takes back and comes back. */
	if (demander && strcmp(t->verb, "withdraw") != 0 && strcmp(t->verb, "reopen") != 0)
		return GJ_E_DENIED;
	if (demander) {
		home = unit = above = 0;
		known = reach = 1;
	}
	if (!known || !role_has(role, "demand.read"))
		return GJ_E_NOT_FOUND;
	if (strcmp(k->state, "voided") == 0)
		return GJ_E_STATE;
	if (!reach || !role_has(role, t->right))
		return GJ_E_DENIED;
	/* The result of this callback counts, not that of the last one. */
	if (k->facts[0] &&
	    !(strcmp(t->verb, "callback") == 0 && strcmp(k->facts[0], "not_reached") == 0))
		facts[n++] = k->facts[0];
	if (t->list)
		cJSON_ArrayForEach(tag, in(code_of(t->list, t->code), "tags"))
			facts[n++] = tag->valuestring;
	move = move_of(k->state, t->verb, facts);
	if (!move)
		return GJ_E_STATE;
	if (!listed(in(move, "roles"), role) ||
	    !in_whose_name(in(move, "of"), home, unit, above, demander))
		return GJ_E_DENIED;
	*ret_state = in(move, "target") ? in(move, "target")->valuestring : k->state;
	return 0;
}

static void try_all(const char *account, const char *role, int place, const kase *cases,
		    size_t count, size_t *allowed)
{
	const char *state;
	char op[40];
	size_t i, t;
	int want, code;

	api_as(&a, account);
	for (i = 0; i < count; i++)
		for (t = 0; t < TRIALS; t++) {
			want = expected(&cases[i], &trials[t], role, place, &state);
			snprintf(op, sizeof(op), "demand.%s", trials[t].verb);
			code = api_call(&a, op, "{\"id\":%lld,\"dry_run\":true%s}",
					(long long)cases[i].id, trials[t].args);
			ck_assert_msg(code == want,
				      "%s in %s (%s) by %s in place %d: %s, not %s: %s",
				      trials[t].verb, cases[i].state,
				      cases[i].facts[0] ? cases[i].facts[0] : "-", role, place,
				      gj_error_name(code), gj_error_name(want),
				      gj_reply_json(a.reply, NULL));
			if (state)
				ck_assert_str_eq(api_text(&a, "/result/state"), state);
			*allowed += state != NULL;
		}
}

START_TEST(every_verb_everywhere)
{
	const int64_t offices[PLACES] = { a.street, a.section, a.district, dept, a.street2 };
	kase cases[32];
	const cJSON *role;
	char account[60];
	int64_t other;
	size_t count, allowed = 0;
	int place;

	other = opened("");
	count = make_cases(cases, other);
	snprintf(give_args[0], sizeof(give_args[0]), ",\"unit\":%lld", (long long)section2);
	snprintf(give_args[1], sizeof(give_args[1]), ",\"unit\":%lld,\"reason\":\"reassigned\"",
		 (long long)section2);
	snprintf(escalate_args, sizeof(escalate_args), ",\"unit\":%lld,\"reason\":\"beyond_power\"",
		 (long long)a.district);
	snprintf(merge_args, sizeof(merge_args), ",\"into\":%lld", (long long)other);
	cJSON_ArrayForEach(role, in(profile, "roles"))
	{
		const char *name = in(role, "code")->valuestring;
		for (place = 0; place < PLACES; place++) {
			snprintf(account, sizeof(account), "%s_%d", name, place);
			staff_with(account, offices[place], name);
			try_all(account, name, place, cases, count, &allowed);
		}
	}
	/* Two readings that both permit nothing would agree as well. */
	ck_assert_uint_gt(allowed, 300);
}
END_TEST

/* The same reading for the verb that opens: of any office, by the roles that it names. */
START_TEST(who_opens)
{
	const cJSON *role, *open = in(in(chart(), "open"), "register");
	char account[60];
	int may, code;

	ck_assert_str_eq(in(chart(), "initial")->valuestring, "registered");
	cJSON_ArrayForEach(role, in(profile, "roles"))
	{
		const char *name = in(role, "code")->valuestring;
		snprintf(account, sizeof(account), "open_%s", name);
		staff_with(account, a.street, name);
		api_as(&a, account);
		may = listed(in(open, "roles"), name) && role_has(name, "demand.register");
		code = api_call(&a, "demand.register",
				"{\"channel\":\"phone\",\"kind\":\"help\",\"category\":\"other\","
				"\"subject\":\"s\"}");
		ck_assert_msg(code == (may ? 0 : GJ_E_DENIED), "%s: %s", name, gj_error_name(code));
	}
}
END_TEST

/* ---- what a move demands ---- */

/* One argument is left out of a full call. */
static void without(const char *args, const char *field, char *room, size_t size)
{
	cJSON *object;
	char *text, open[700];

	snprintf(open, sizeof(open), "{%s}", args + 1);
	object = cJSON_Parse(open);
	ck_assert_ptr_nonnull(object);
	cJSON_DeleteItemFromObjectCaseSensitive(object, field);
	text = cJSON_PrintUnformatted(object);
	text[strlen(text) - 1] = '\0';
	snprintf(room, size, "%s%s", strlen(text) > 1 ? "," : "", text + 1);
	cJSON_free(text);
	cJSON_Delete(object);
}

START_TEST(fields_that_moves_demand)
{
	const char *facts[8];
	char op[40], args[700], path[60];
	const cJSON *move, *field, *tag;
	kase cases[32];
	size_t i, t, n, count, tried = 0;
	int64_t other = opened("");

	count = make_cases(cases, other);
	snprintf(give_args[0], sizeof(give_args[0]), ",\"unit\":%lld", (long long)section2);
	snprintf(give_args[1], sizeof(give_args[1]), ",\"unit\":%lld,\"reason\":\"reassigned\"",
		 (long long)section2);
	snprintf(escalate_args, sizeof(escalate_args), ",\"unit\":%lld,\"reason\":\"beyond_power\"",
		 (long long)a.district);
	snprintf(merge_args, sizeof(merge_args), ",\"into\":%lld", (long long)other);
	for (i = 0; i < count; i++)
		for (t = 0; t < TRIALS; t++) {
			memset(facts, 0, sizeof(facts));
			n = 0;
			if (cases[i].facts[0])
				facts[n++] = cases[i].facts[0];
			if (trials[t].list)
				cJSON_ArrayForEach(tag, in(code_of(trials[t].list, trials[t].code),
							   "tags")) facts[n++] = tag->valuestring;
			move = move_of(cases[i].state, trials[t].verb, facts);
			if (!move || strcmp(cases[i].state, "voided") == 0)
				continue;
			snprintf(op, sizeof(op), "demand.%s", trials[t].verb);
			cJSON_ArrayForEach(field, in(move, "fields"))
			{
				/* The argument that chose the move, and reasons that are always
				 * asked for, are for other tests. */
				if (trials[t].list &&
				    (strcmp(field->valuestring, "result") == 0 ||
				     strcmp(field->valuestring, "resolution") == 0 ||
				     strcmp(field->valuestring, "reason") == 0))
					continue;
				if (strcmp(op, "demand.amend") == 0 ||
				    strcmp(op, "demand.void") == 0)
					continue;
				without(trials[t].args, field->valuestring, args, sizeof(args));
				snprintf(path, sizeof(path), "/%s", field->valuestring);
				api_fails(&a, GJ_E_RULE, "evidence_missing", path, op,
					  "{\"id\":%lld,\"dry_run\":true%s}",
					  (long long)cases[i].id, args);
				ck_assert_str_eq(api_text(&a, "/error/detail/verb"),
						 trials[t].verb);
				tried++;
			}
		}
	ck_assert_uint_gt(tried, 60);
}
END_TEST

START_TEST(corrections_need_a_reason)
{
	int64_t id = opened("");

	api_fails(&a, GJ_E_MISSING, NULL, "/reason", "demand.amend", "{\"id\":%lld}",
		  (long long)id);
	api_fails(&a, GJ_E_MISSING, NULL, "/reason", "demand.void", "{\"id\":%lld}", (long long)id);
	api_fails(&a, GJ_E_BAD_VALUE, "not_listed", "/reason", "demand.void",
		  "{\"id\":%lld,\"reason\":\"because\"}", (long long)id);
}
END_TEST

/* ---- charts that change ---- */

static void adopt(void)
{
	char *text = cJSON_PrintUnformatted(profile);
	size_t size = strlen(text) + 32;
	char *args = malloc(size);

	snprintf(args, size, "{\"source\":%s}", text);
	ck_assert_msg(api_call_json(&a, "profile.adopt", args) == 0, "%s",
		      gj_reply_json(a.reply, NULL));
	free(args);
	cJSON_free(text);
}

static cJSON *state_on(const char *state)
{
	return in(in(in(chart(), "states"), state), "on");
}

/* A chart that wants a photograph before it takes an answer for given. */
START_TEST(evidence_that_moves_demand)
{
	cJSON *move, *alternatives = in(state_on("handling"), "reply");
	int64_t one, two;

	cJSON_ArrayForEach(move, alternatives) cJSON_AddItemToArray(
		cJSON_AddArrayToObject(move, "evidence"), cJSON_CreateString("photo"));
	adopt();
	one = along(4, "");
	api_fails(&a, GJ_E_RULE, "evidence_missing", "/evidence", "demand.reply", "{\"id\":%lld%s}",
		  (long long)one, REPLY);
	ck_assert_str_eq(api_text(&a, "/error/detail/field"), "photo");
	api_fails(&a, GJ_E_RULE, "evidence_missing", "/evidence", "demand.reply",
		  "{\"id\":%lld%s,\"evidence\":[{\"kind\":\"document\"}]}", (long long)one, REPLY);
	api_ok(&a, "demand.reply",
	       "{\"id\":%lld%s,\"evidence\":[{\"kind\":\"document\"},{\"kind\":\"photo\","
	       "\"reference\":\"gate.jpg\",\"digest\":\"0f\"}]}",
	       (long long)one, REPLY);
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)one);
	ck_assert_uint_eq(api_count(&a, "/evidence"), 2);
	ck_assert_str_eq(api_text(&a, "/evidence/1/kind"), "photo");
	ck_assert_str_eq(api_text(&a, "/evidence/1/reference"), "gate.jpg");
	/* What came with an earlier verb counts as well. */
	two = along(3, "");
	verb(two, "handle", ",\"note\":\"拍照\",\"evidence\":[{\"kind\":\"photo\"}]");
	verb(two, "reply", REPLY);
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
}
END_TEST

/* A case follows the chart it began with, also when roles have changed their places since. */
START_TEST(a_case_keeps_its_chart)
{
	cJSON *roles = in(profile, "roles"), *first;
	int64_t before, middle, after;
	char old[80];

	api_staff(&a, "hand", a.section, "handler");
	before = along(1, "");
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)before);
	snprintf(old, sizeof(old), "%s", api_text(&a, "/chart"));
	ck_assert_uint_eq(strlen(old), 64);
	cJSON_AddItemToArray(cJSON_AddArrayToObject(in(state_on("dispatched"), "sign"), "fields"),
			     cJSON_CreateString("note"));
	first = cJSON_DetachItemFromArray(roles, 0);
	cJSON_AddItemToArray(roles, first);
	cJSON_SetIntValue(in(profile, "version"), 2);
	adopt();
	middle = along(1, "");
	cJSON_DeleteItemFromObjectCaseSensitive(state_on("signed"), "merge");
	cJSON_SetIntValue(in(profile, "version"), 3);
	adopt();
	after = along(1, "");
	api_as(&a, "hand");
	api_ok(&a, "demand.sign", "{\"id\":%lld}", (long long)before);
	api_fails(&a, GJ_E_RULE, "evidence_missing", "/note", "demand.sign", "{\"id\":%lld}",
		  (long long)middle);
	api_fails(&a, GJ_E_RULE, "evidence_missing", "/note", "demand.sign", "{\"id\":%lld}",
		  (long long)after);
	api_ok(&a, "demand.sign", "{\"id\":%lld,\"note\":\"收到\"}", (long long)middle);
	api_ok(&a, "demand.sign", "{\"id\":%lld,\"note\":\"收到\"}", (long long)after);
	api_as(&a, "system");
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)before);
	ck_assert_str_eq(api_text(&a, "/chart"), old);
	ck_assert(api_holds(&a, "\"merge\""));
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)middle);
	ck_assert_str_ne(api_text(&a, "/chart"), old);
	ck_assert(api_holds(&a, "\"merge\""));
	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)after);
	ck_assert(!api_holds(&a, "\"merge\""));
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 250);
	tcase_add_test(tcase, test);
	suite_add_tcase(s, tcase);
}

static Suite *suite(void)
{
	Suite *s = suite_create("demand chart");

	add(s, "every verb everywhere", every_verb_everywhere);
	add(s, "who opens", who_opens);
	add(s, "fields that moves demand", fields_that_moves_demand);
	add(s, "corrections need a reason", corrections_need_a_reason);
	add(s, "evidence that moves demand", evidence_that_moves_demand);
	add(s, "a case keeps its chart", a_case_keeps_its_chart);
	return s;
}

GJ_TEST_MAIN(suite)
