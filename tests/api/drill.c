/* SPDX-License-Identifier: Apache-2.0
 *
 * From figures to rows: for every measure and every formula of both packs, the rows that the
 * drill-down lists, page by page, add up to the counter, to the numerator and to the denominator,
 * for each reader; and no page is short while another follows. Over demands of stories.h and
 * whistles made by chance.
 */
#include "stories.h"

#define MONTHS 4
#define SPAN "\"from\":\"2026-01\",\"to\":\"2026-12\""
#define LIMIT 9

static const char *const measures[] = {
#define M(name, zh, en, doc) #name,
#include "../../src/rule/measures.def"
#undef M
};
#define MEASURES (sizeof(measures) / sizeof(*measures))

static int64_t others[2]; /* departments beside dept */

/* ---- a profile that has a formula for each measure ---- */

static void adopt(const char *pack)
{
	char json[16000];
	size_t i;

	snprintf(
		json, sizeof(json),
		"{\"overlay\":{\"base\":{\"id\":\"%s\"},\"id\":\"one\",\"version\":1,\"zh\":\"甲\","
		"\"en\":\"One\",\"source\":[\"办公会 / meeting\"],\"changes\":[",
		pack);
	for (i = 0; i < MEASURES; i++)
		snprintf(
			json + strlen(json), sizeof(json) - strlen(json),
			"%s{\"add\":\"/formulas/only_%s\",\"value\":{\"version\":1,\"zh\":\"甲\","
			"\"en\":\"One\",\"source\":\"试验 / trial\",\"grade\":\"G\",\"numerator\":{"
			"\"%s\":1},\"denominator\":{\"registered\":1}}}",
			i ? "," : "", measures[i], measures[i]);
	strcat(json, "]}}");
	ck_assert_msg(api_call_json(&a, "profile.adopt", json) == 0, "%.900s",
		      gj_reply_json(a.reply, NULL));
}

/* ---- whistles ---- */

static const char *const kinds_of_whistle[] = { "demand", "key_work", "enforcement", NULL };

static void answer_call(int64_t id)
{
	static const char *const marks[] = { "excellent", "good", "fair", "poor", NULL };
	char more[60];

	if (chance(10))
		try_it("party.release", id, ",\"reason\":\"not_needed\"");
	if (chance(70))
		try_it("party.sign", id, "");
	if (chance(60))
		try_it("party.contact", id, ",\"mode\":\"phone\"");
	if (chance(10) && try_it("party.refuse", id, ",\"reason\":\"no_power\""))
		try_it("party.adjudicate", id,
		       chance(50) ? ",\"decision\":\"upheld\"" : ",\"decision\":\"overruled\"");
	if (chance(20))
		try_it("party.miss", id, "");
	if (chance(75))
		try_it("party.report_in", id, ",\"evidence\":[{\"kind\":\"photo\"}]");
	if (chance(50))
		try_it("party.feed_back", id, ",\"text\":\"t\"");
	snprintf(more, sizeof(more), ",\"grade\":\"%s\"", one_of(marks));
	if (chance(70))
		try_it("party.evaluate", id, more);
	snprintf(more, sizeof(more), ",\"reason\":\"wrong_fact\",\"grade\":\"%s\"", one_of(marks));
	if (chance(15))
		try_it("party.amend", id, more);
}

static int64_t complaint(int64_t home)
{
	return api_id(&a, "demand.register",
		      "{\"home\":%lld,\"channel\":\"phone\",\"kind\":\"complaint\","
		      "\"category\":\"conduct\",\"subject\":\"推诿\",\"against\":%lld}",
		      (long long)home, (long long)(chance(50) ? a.section : others[1]));
}

/* What was counted openly until then is counted among complaints. */
static void link_complaint(int64_t id, int64_t home)
{
	char more[40];

	snprintf(more, sizeof(more), ",\"demand\":%lld", (long long)complaint(home));
	try_it("whistle.link", id, more);
}

static void tell_whistle(void)
{
	int64_t home = chance(60) ? a.street : a.street2, demand = 0, id, party[3];
	char place[40], serves[60] = "";
	size_t i, n, late;

	if (chance(40))
		demand = complaint(home);
	if (demand)
		snprintf(serves, sizeof(serves), ",\"demand\":%lld", (long long)demand);
	id = api_id(&a, "whistle.draft",
		    "{\"home\":%lld,\"kind\":\"%s\",\"source\":\"masses\",\"subject\":\"路口\","
		    "\"parties\":[{\"office\":%lld,\"part\":\"lead\"},{\"office\":%lld}]%s}",
		    (long long)home, one_of(kinds_of_whistle), (long long)dept,
		    (long long)others[0], serves);
	if (chance(10) || !try_it("whistle.approve", id, ""))
		return;
	api_ok(&a, "whistle.get", "{\"id\":%lld}", (long long)id);
	n = api_count(&a, "/parties");
	for (i = 0; i < n && i < 3; i++) {
		snprintf(place, sizeof(place), "/parties/%zu/id", i);
		party[i] = api_int(&a, place);
	}
	a.now += API_DAY * (int64_t)draw(6);
	late = demand ? n : draw(2 * n + 2);
	while (i-- > 0) {
		if (i == late)
			link_complaint(id, home);
		answer_call(party[i]);
	}
	if (!demand && late == n)
		link_complaint(id, home);
	if (chance(15))
		try_it("whistle.void", id, ",\"reason\":\"entered_by_mistake\"");
	if (chance(15))
		try_it("whistle.withdraw", id, ",\"reason\":\"solved_itself\"");
	try_it("whistle.feed_back", id,
	       ",\"text\":\"t\",\"resolution\":\"solved\",\"level\":\"district\"");
	if (chance(60))
		try_it("whistle.close", id, "");
}

/* ---- what is compared ---- */

typedef struct question {
	const char *count, *time, *filter;
} question;

static int64_t told[MEASURES][2];

/* The counters, as figures tell them. */
static void ask_counters(const question *q, int64_t *ret_counters)
{
	char json[4000], place[60];
	size_t i, k, n;

	for (i = 0; i < MEASURES; i += n) {
		n = MEASURES - i < 16 ? MEASURES - i : 16;
		snprintf(json, sizeof(json),
			 "{" SPAN ",\"count\":\"%s\",\"time\":\"%s\"%s,"
			 "\"formulas\":[",
			 q->count, q->time, q->filter);
		for (k = 0; k < n; k++)
			snprintf(json + strlen(json), sizeof(json) - strlen(json), "%s\"only_%s\"",
				 k ? "," : "", measures[i + k]);
		strcat(json, "]}");
		ck_assert_msg(api_call_json(&a, "rate.figures", json) == 0, "%s",
			      gj_reply_json(a.reply, NULL));
		for (k = 0; k < n; k++) {
			snprintf(place, sizeof(place), "/items/0/figures/%zu/numerator", k);
			ret_counters[i + k] = api_count(&a, "/items") ? api_int(&a, place) : 0;
		}
	}
}

/* The rows of a measure, added up page by page. */
static int64_t add_up(const question *q, const char *measure)
{
	char place[40], after[200] = "";
	int64_t sum = 0, last = 0;
	size_t i, n;

	do {
		api_ok(&a, "rate.cases",
		       "{" SPAN
		       ",\"count\":\"%s\",\"time\":\"%s\"%s,\"measure\":\"%s\",\"limit\":%d%s}",
		       q->count, q->time, q->filter, measure, LIMIT, after);
		n = api_count(&a, "/items");
		for (i = 0; i < n; i++) {
			snprintf(place, sizeof(place), "/items/%zu/count", i);
			sum += api_int(&a, place);
			snprintf(place, sizeof(place), "/items/%zu/id", i);
			ck_assert_int_gt(api_int(&a, place), last);
			last = api_int(&a, place);
		}
		after[0] = '\0';
		if (api_there(&a, "/next")) {
			ck_assert_uint_eq(n, LIMIT);
			snprintf(after, sizeof(after), ",\"after\":\"%s\"", api_text(&a, "/next"));
		}
	} while (*after);
	return sum;
}

/* One side of a formula, out of the rows of its measures. */
static int64_t side(const char *name, const int64_t *rows)
{
	char place[80];
	int64_t sum = 0;
	size_t i, m, n;

	snprintf(place, sizeof(place), "/basis/formulas/0/%s", name);
	n = api_count(&a, place);
	for (i = 0; i < n; i++) {
		snprintf(place, sizeof(place), "/basis/formulas/0/%s/%zu/measure", name, i);
		for (m = 0; m < MEASURES && strcmp(measures[m], api_text(&a, place)) != 0; m++)
			;
		ck_assert_uint_lt(m, MEASURES);
		snprintf(place, sizeof(place), "/basis/formulas/0/%s/%zu/weight", name, i);
		sum += api_int(&a, place) * rows[m];
	}
	return sum;
}

static void compare_formula(const question *q, const char *formula, const int64_t *rows)
{
	int64_t over, under;

	api_ok(&a, "rate.figures",
	       "{" SPAN ",\"count\":\"%s\",\"time\":\"%s\"%s,\"formulas\":[\"%s\"]}", q->count,
	       q->time, q->filter, formula);
	over = side("numerator", rows);
	under = side("denominator", rows);
	if (!api_count(&a, "/items")) {
		ck_assert_msg(!over && !under, "%s: rows and no figure", formula);
		return;
	}
	ck_assert_msg(api_int(&a, "/items/0/figures/0/numerator") == over &&
			      api_int(&a, "/items/0/figures/0/denominator") == under,
		      "seed %llu: %s: rows come to %lld / %lld: %.1500s",
		      (unsigned long long)unit_seed(), formula, (long long)over, (long long)under,
		      gj_reply_json(a.reply, NULL));
}

static void compare(const char *reader, const question *q, char formulas[][40], size_t count)
{
	int64_t counter[MEASURES], rows[MEASURES];
	size_t m;

	api_as(&a, reader);
	ask_counters(q, counter);
	for (m = 0; m < MEASURES; m++) {
		rows[m] = add_up(q, measures[m]);
		ck_assert_msg(rows[m] == counter[m],
			      "seed %llu: %s, %s by %s%s: %s is %lld, its rows come to %lld",
			      (unsigned long long)unit_seed(), reader, q->count, q->time, q->filter,
			      measures[m], (long long)counter[m], (long long)rows[m]);
		told[m][0] += counter[m] != 0;
		told[m][1] += counter[m] == 0;
	}
	for (m = 0; m < count; m++)
		compare_formula(q, formulas[m], rows);
}

/* The formulas of the pack that are reckoned from measures alone. */
static size_t list_formulas(char formulas[][40], size_t max)
{
	char place[60];
	size_t i, n = 0, count;

	api_ok(&a, "rate.formulas", "{}");
	count = api_count(&a, "/formulas");
	for (i = 0; i < count && n < max; i++) {
		snprintf(place, sizeof(place), "/formulas/%zu/name", i);
		snprintf(formulas[n], 40, "%s", api_text(&a, place));
		n += strncmp(formulas[n], "only_", 5) != 0 &&
		     strcmp(formulas[n], "compression_rate") != 0;
	}
	ck_assert_uint_ge(n, 11);
	return n;
}

static void people(void)
{
	api_staff(&a, "super", a.district, "supervisor");
	api_staff(&a, "head", dept, "section_head");
	api_staff(&a, "chief", a.section, "leader");
	api_ok(&a, "staff.register",
	       "{\"account\":\"both\",\"name\":\"某\",\"office\":%lld,\"roles\":[{\"office\":%lld,"
	       "\"role\":\"dispatcher\"}]}",
	       (long long)a.section, (long long)a.street);
}

static void all_add_up(const char *pack)
{
	static const char *const readers[] = {
		"system", "super", "leader", "head", "chief", "both"
	};
	char formulas[40][40], of_unit[40], of_home[40];
	const question questions[] = { { "cohort", "occurred", "" },
				       { "cohort", "recorded", of_unit },
				       { "period", "occurred", of_home },
				       { "period", "recorded", "" },
				       { "cohort", "occurred", of_unit },
				       { "cohort", "occurred", ",\"kind\":\"help\"" },
				       { "period", "occurred", ",\"party\":\"hotline\"" } };
	size_t i, k, n;
	int stories = unit_soak() ? 2000 : engine_is_sqlite() ? 150 : 60, s;

	api_open(&a);
	api_as(&a, "system");
	adopt(pack);
	dept = api_office(&a, "department", "区交通委", NULL, a.district);
	others[0] = api_office(&a, "department", "区供电公司", NULL, a.district);
	others[1] = api_office(&a, "department", "区水务局", NULL, a.district);
	people();
	state = unit_seed();
	memset(told, 0, sizeof(told));
	for (s = 0; s < stories; s++) {
		tell_story();
		if (s % 3 == 0)
			tell_whistle();
		a.now += MONTHS * 30 * API_DAY / stories;
	}
	n = list_formulas(formulas, 40);
	snprintf(of_unit, sizeof(of_unit), ",\"unit\":%lld", (long long)dept);
	snprintf(of_home, sizeof(of_home), ",\"home\":%lld", (long long)a.street);
	for (i = 0; i < sizeof(readers) / sizeof(*readers); i++)
		for (k = 0; k < sizeof(questions) / sizeof(*questions); k++)
			compare(readers[i], &questions[k], formulas, n);
	for (i = 0; i < MEASURES; i++)
		ck_assert_msg(told[i][0] > 0, "no %s anywhere", measures[i]);
	api_close(&a);
}

START_TEST(of_the_default_pack)
{
	all_add_up("cn-default");
}
END_TEST

START_TEST(of_the_pack_of_beijing)
{
	all_add_up("cn-bj");
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
	TCase *tcase = tcase_create(name);

	tcase_set_timeout(tcase, unit_soak() ? 0 : 250);
	tcase_add_test(tcase, test);
	suite_add_tcase(s, tcase);
}

static Suite *suite(void)
{
	Suite *s = suite_create("drill");

	add(s, "of the default pack", of_the_default_pack);
	add(s, "of the pack of Beijing", of_the_pack_of_beijing);
	return s;
}

GJ_TEST_MAIN(suite)
