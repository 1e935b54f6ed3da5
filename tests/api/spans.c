/* SPDX-License-Identifier: Apache-2.0
 *
 * How long the parties to whistles took, step by step and office by office, in calendar time and in
 * working time; and whistles themselves. Once reckoned by hand, once from the journal alone, over
 * whistles made by chance: a reckoning of its own that knows what happened when, and the working
 * days as they were published.
 */
#include "work.h"

static int64_t dept[3];

static void people(void)
{
	static const char *const accounts[] = { "traffic", "power", "water" };
	int i;

	api_as(&a, "system");
	for (i = 0; i < 3; i++) {
		dept[i] = api_office(&a, "department", accounts[i], NULL, a.district);
		api_staff(&a, accounts[i], dept[i], "section_head");
	}
	api_staff(&a, "super", a.district, "supervisor");
}

static void begin(void)
{
	setup();
	people();
}

static int64_t drafted(void)
{
	return api_id(&a, "whistle.draft",
		      "{\"home\":%lld,\"kind\":\"demand\",\"source\":\"masses\",\"subject\":"
		      "\"路口\",\"parties\":[{\"office\":%lld},{\"office\":%lld},{\"office\":"
		      "%lld}]}",
		      (long long)a.street, (long long)dept[0], (long long)dept[1],
		      (long long)dept[2]);
}

static void parties_of(int64_t whistle, int64_t party[3])
{
	char place[40];
	int i;

	api_ok(&a, "whistle.get", "{\"id\":%lld}", (long long)whistle);
	for (i = 0; i < 3; i++) {
		snprintf(place, sizeof(place), "/parties/%d/id", i);
		party[i] = api_int(&a, place);
	}
}

/* The item of this verb, and of this office if one is named, as "steps open minutes working". */
static const char *item_of(const char *verb, int64_t office)
{
	static const char *const members[] = { "steps",           "open",
					       "minutes",         "working_minutes",
					       "longest_minutes", "longest_working_minutes" };
	static char room[200];
	char place[60];
	size_t i, k;

	for (i = 0; i < api_count(&a, "/items"); i++) {
		snprintf(place, sizeof(place), "/items/%zu/verb", i);
		if (strcmp(api_text(&a, place), verb) != 0)
			continue;
		snprintf(place, sizeof(place), "/items/%zu/unit", i);
		if (office && api_int(&a, place) != office)
			continue;
		room[0] = '\0';
		for (k = 0; k < 6; k++) {
			snprintf(place, sizeof(place), "/items/%zu/%s", i, members[k]);
			snprintf(room + strlen(room), sizeof(room) - strlen(room), "%s%lld",
				 k ? " " : "", (long long)api_int(&a, place));
		}
		return room;
	}
	return "";
}

static void step(const char *op, int64_t id, const char *more)
{
	api_ok(&a, op, "{\"id\":%lld%s}", (long long)id, more);
}

#define PROOF ",\"evidence\":[{\"kind\":\"photo\"}]"

/* Called on a Friday afternoon; what follows stands beside each step. */
START_TEST(by_hand)
{
	int64_t id, party[3];

	at("2026-03-05 10:00");
	id = drafted();
	at("2026-03-06 16:30");
	step("whistle.approve", id, "");
	parties_of(id, party);
	at("2026-03-06 17:00"); /* half an hour, all of it worked */
	step("party.sign", party[0], "");
	at("2026-03-09 09:30"); /* from Friday 17:00: 64.5 hours, of which an hour was worked */
	step("party.contact", party[0], ",\"mode\":\"phone\"");
	at("2026-03-09 14:00"); /* 4.5 hours, 1.5 of them at noon */
	step("party.report_in", party[0], PROOF);
	at("2026-03-10 16:30"); /* four days; half a day short of two of seven hours */
	step("party.sign", party[1], "");

	api_as(&a, "super");
	api_ok(&a, "rate.times",
	       "{\"of\":\"party\",\"group\":\"verb\",\"each_unit\":true,"
	       "\"from\":\"2026-03\"}");
	ck_assert_int_eq(api_int(&a, "/calls"), 3);
	ck_assert(!api_there(&a, "/demands"));
	ck_assert_str_eq(item_of("sign", dept[0]), "1 0 30 30 30 30");
	ck_assert_str_eq(item_of("contact", dept[0]), "1 0 3870 60 3870 60");
	ck_assert_str_eq(item_of("report_in", dept[0]), "1 0 270 180 270 180");
	/* Friday one hour, Monday seven, Tuesday six. */
	ck_assert_str_eq(item_of("sign", dept[1]), "1 0 5760 840 5760 840");
	ck_assert_str_eq(item_of("sign", dept[2]), "");
	/* What has not ended was ended by nothing: all three go on. */
	ck_assert_str_eq(item_of("", dept[0]), "0 1 0 0 0 0");
	ck_assert_str_eq(item_of("", dept[2]), "0 1 0 0 0 0");
	/* Together. */
	api_ok(&a, "rate.times", "{\"of\":\"party\",\"group\":\"verb\",\"from\":\"2026-03\"}");
	ck_assert_str_eq(item_of("sign", 0), "2 0 5790 870 5760 840");
	ck_assert(strstr(api_text(&a, "/basis/said"), "the offices that were called"));
	ck_assert(!strstr(api_text(&a, "/basis/said"), "callbacks"));
	/* By office: all its steps. */
	api_ok(&a, "rate.times",
	       "{\"of\":\"party\",\"group\":\"unit\",\"from\":\"2026-03\","
	       "\"unit\":%lld}",
	       (long long)dept[0]);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/unit"), dept[0]);
	ck_assert_int_eq(api_int(&a, "/items/0/steps"), 3);
	ck_assert_int_eq(api_int(&a, "/items/0/minutes"), 30 + 3870 + 270);
	ck_assert_int_eq(api_int(&a, "/items/0/working_minutes"), 30 + 60 + 180);
	/* The whistle: thirty and a half hours until it was blown, 10.5 of them worked. */
	api_ok(&a, "rate.times", "{\"of\":\"whistle\",\"group\":\"verb\",\"from\":\"2026-03\"}");
	ck_assert_int_eq(api_int(&a, "/whistles"), 1);
	ck_assert_str_eq(item_of("approve", 0), "1 0 1830 720 1830 720");
	api_ok(&a, "rate.times", "{\"of\":\"whistle\",\"id\":%lld}", (long long)id);
	ck_assert_int_eq(api_int(&a, "/items/0/minutes"), 1830);
	/* In another month there was nothing. */
	api_ok(&a, "rate.times", "{\"of\":\"party\",\"from\":\"2026-02\"}");
	ck_assert_int_eq(api_int(&a, "/calls"), 0);
	/* One who is released is not counted any more. */
	api_as(&a, "system");
	step("party.release", party[2], ",\"reason\":\"not_needed\"");
	api_ok(&a, "rate.times", "{\"of\":\"party\",\"from\":\"2026-03\"}");
	ck_assert_int_eq(api_int(&a, "/calls"), 2);
}
END_TEST

/* A department is told of its own calls, also when the whistle is over for it. */
START_TEST(of_ones_own)
{
	int64_t id, party[3];

	at("2026-03-06 16:30");
	id = drafted();
	step("whistle.approve", id, "");
	parties_of(id, party);
	at("2026-03-06 17:00");
	step("party.sign", party[0], "");
	at("2026-03-06 17:10");
	step("party.sign", party[1], "");
	api_as(&a, "traffic");
	api_ok(&a, "rate.times", "{\"of\":\"party\",\"group\":\"verb\"}");
	ck_assert_int_eq(api_int(&a, "/calls"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/steps"), 1);
	api_ok(&a, "rate.times", "{\"of\":\"party\",\"id\":%lld}", (long long)party[0]);
	/* Of another office's it knows, by the whistle, but has no right to its times. */
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "rate.times", "{\"of\":\"party\",\"id\":%lld}",
		  (long long)party[1]);
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "rate.times", "{\"of\":\"whistle\",\"id\":%lld}",
		  (long long)id);
	api_as(&a, "system");
	step("whistle.withdraw", id, ",\"reason\":\"solved_itself\"");
	api_as(&a, "traffic");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "rate.times", "{\"of\":\"party\",\"id\":%lld}",
		  (long long)party[1]);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "rate.times", "{\"of\":\"whistle\",\"id\":%lld}",
		  (long long)id);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "rate.times", "{\"id\":%lld}",
		  (long long)party[0]);
	api_as(&a, "steward");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "rate.times", "{\"of\":\"party\"}");
}
END_TEST

/* ---- by chance, and from the journal ---- */

#define PARTIES_MAX 200
#define STEPS_MAX 40

typedef struct moment {
	char verb[24], state[24], class[12];
	int64_t at;
} moment;

typedef struct course {
	int64_t id, office;
	moment step[STEPS_MAX];
	int steps, called, released;
} course;

static course courses[PARTIES_MAX];
static int known;

static course *course_of(int64_t id)
{
	int i;

	for (i = 0; i < known && courses[i].id != id; i++)
		;
	ck_assert_int_lt(i, PARTIES_MAX);
	if (i == known)
		courses[known++].id = id;
	return &courses[i];
}

static void copy(size_t i, const char *member, char *to, size_t size)
{
	char place[60];

	snprintf(place, sizeof(place), "/items/%zu/%s", i, member);
	snprintf(to, size, "%s", api_text(&a, place));
}

static void read_one(size_t i)
{
	char type[40], text[80], place[60];
	course *c;
	moment *m;

	copy(i, "type", type, sizeof(type));
	if (strncmp(type, "party.", 6) != 0)
		return;
	snprintf(place, sizeof(place), "/items/%zu/subject", i);
	c = course_of(api_int(&a, place));
	snprintf(place, sizeof(place), "/items/%zu/body/office", i);
	if (api_there(&a, place))
		c->office = api_int(&a, place);
	ck_assert_int_lt(c->steps, STEPS_MAX);
	m = &c->step[c->steps++];
	copy(i, "body/verb", m->verb, sizeof(m->verb));
	copy(i, "body/state", m->state, sizeof(m->state));
	copy(i, "body/class", m->class, sizeof(m->class));
	copy(i, "at", text, sizeof(text));
	m->at = wall(text);
	c->called |= strcmp(m->verb, "call") == 0;
	c->released |= strcmp(m->state, "released") == 0;
}

/* From the first event to the last. */
static void read_journal(void)
{
	int64_t seq = 0;
	char place[40];
	size_t i, n;

	memset(courses, 0, sizeof(courses));
	known = 0;
	do {
		api_ok(&a, "journal.since", "{\"home\":%lld,\"seq\":%lld,\"limit\":1000}",
		       (long long)a.street, (long long)seq);
		n = api_count(&a, "/items");
		for (i = 0; i < n; i++) {
			read_one(i);
			snprintf(place, sizeof(place), "/items/%zu/seq", i);
			seq = api_int(&a, place);
		}
	} while (n == 1000);
}

/* What an item tells, and what the journal comes to: of this office and this state or verb. */
static void compare(size_t item, const char *group, int each_unit, int64_t totals[2])
{
	char word[40], place[60];
	int64_t unit, steps = 0, open = 0, minutes = 0, working = 0, took, worked, longest = 0;
	int i, k;

	snprintf(place, sizeof(place), "/items/%zu/%s", item, group);
	snprintf(word, sizeof(word), "%s", api_text(&a, place));
	snprintf(place, sizeof(place), "/items/%zu/unit", item);
	unit = each_unit ? api_int(&a, place) : 0;
	for (i = 0; i < known; i++) {
		const course *c = &courses[i];

		if (!c->called || c->released || (unit && c->office != unit))
			continue;
		for (k = 0; k < c->steps; k++) {
			const moment *was = &c->step[k], *is = was + 1;
			int last = k == c->steps - 1;
			const char *name = strcmp(group, "state") == 0 ? was->state
					   : last                      ? ""
								       : is->verb;

			if (strcmp(name, word) != 0 || strcmp(was->class, "done") == 0 ||
			    strcmp(was->class, "new") == 0)
				continue;
			if (last) {
				open++;
				continue;
			}
			took = (is->at - was->at) / 60;
			worked = (work_before(is->at) - work_before(was->at)) / 60;
			steps++;
			minutes += took;
			working += worked;
			longest = took > longest ? took : longest;
		}
	}
	snprintf(place, sizeof(place), "/items/%zu/steps", item);
	ck_assert_msg(api_int(&a, place) == steps, "seed %llu: %s %s of %lld: %lld steps, not %lld",
		      (unsigned long long)unit_seed(), group, word, (long long)unit,
		      (long long)api_int(&a, place), (long long)steps);
	snprintf(place, sizeof(place), "/items/%zu/open", item);
	ck_assert_int_eq(api_int(&a, place), open);
	snprintf(place, sizeof(place), "/items/%zu/minutes", item);
	ck_assert_int_eq(api_int(&a, place), minutes);
	snprintf(place, sizeof(place), "/items/%zu/working_minutes", item);
	ck_assert_int_eq(api_int(&a, place), working);
	snprintf(place, sizeof(place), "/items/%zu/longest_minutes", item);
	ck_assert_int_eq(api_int(&a, place), longest);
	totals[0] += steps;
	totals[1] += open;
}

/* All steps of all that count are in some item. */
static void count_all(int64_t totals[2])
{
	int i, k;

	for (i = 0; i < known; i++)
		for (k = 0; courses[i].called && !courses[i].released && k < courses[i].steps; k++)
			if (strcmp(courses[i].step[k].class, "done") != 0 &&
			    strcmp(courses[i].step[k].class, "new") != 0)
				totals[k == courses[i].steps - 1]++;
}

static uint64_t dice;

static unsigned draw(unsigned end)
{
	dice = dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)((dice >> 33) % end);
}

static void anything(int64_t id)
{
	static const struct {
		const char *op, *more;
	} ways[] = { { "party.sign", "" },
		     { "party.sign", "" },
		     { "party.contact", ",\"mode\":\"phone\"" },
		     { "party.report_in", PROOF },
		     { "party.report_in", PROOF },
		     { "party.feed_back", ",\"text\":\"t\"" },
		     { "party.refuse", ",\"reason\":\"no_power\"" },
		     { "party.adjudicate", ",\"decision\":\"overruled\"" },
		     { "party.miss", "" },
		     { "party.evaluate", ",\"grade\":\"good\"" },
		     { "party.appraise", ",\"grade\":\"good\"" },
		     { "party.release", ",\"reason\":\"not_needed\"" } };
	unsigned way = draw(sizeof(ways) / sizeof(ways[0]));

	if (way < 11 || draw(4) == 0)
		api_call(&a, ways[way].op, "{\"id\":%lld%s}", (long long)id, ways[way].more);
}

START_TEST(from_the_journal)
{
	static const char *const groups[] = { "verb", "state" };
	int64_t whistle[30], party[3], told_of[2], there[2];
	size_t i, n;
	int k, g, unit, made = 0;

	dice = unit_seed();
	api_as(&a, "system");
	/* About fifty days of steps. */
	for (k = 0; k < 300; k++) {
		a.now += (int64_t)draw(2 * 240) * 60 * API_SECOND;
		if (made < 30 && draw(14) == 0) {
			whistle[made] = drafted();
			step("whistle.approve", whistle[made++], "");
		} else if (made) {
			parties_of(whistle[draw((unsigned)made)], party);
			anything(party[draw(3)]);
		}
	}
	read_journal();
	for (g = 0; g < 2; g++)
		for (unit = 0; unit < 2; unit++) {
			api_ok(&a, "rate.times",
			       "{\"of\":\"party\",\"group\":\"%s\",\"each_unit\":%s,\"from\":"
			       "\"2026-03\",\"to\":\"2026-06\"}",
			       groups[g], unit ? "true" : "false");
			n = api_count(&a, "/items");
			memset(told_of, 0, sizeof(told_of));
			memset(there, 0, sizeof(there));
			for (i = 0; i < n; i++)
				compare(i, groups[g], unit, told_of);
			count_all(there);
			ck_assert_int_eq(told_of[0], there[0]);
			ck_assert_int_eq(told_of[1], there[1]);
			ck_assert_int_gt(there[0], 20);
			ck_assert_int_gt(there[1], 3);
		}
}
END_TEST

static void add_case(Suite *s, const char *name, const TTest *test)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, begin, teardown);
	tcase_set_timeout(tcase, 250);
	tcase_add_test(tcase, test);
	suite_add_tcase(s, tcase);
}

static Suite *suite(void)
{
	Suite *s = suite_create("spans");

	add_case(s, "by hand", by_hand);
	add_case(s, "of one's own", of_ones_own);
	add_case(s, "from the journal", from_the_journal);
	return s;
}

GJ_TEST_MAIN(suite)
