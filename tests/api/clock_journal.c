/* SPDX-License-Identifier: Apache-2.0
 *
 * Due times from the journal alone: random verbs on a dozen demands, and a reckoning of its own
 * that knows states, times and the working days as they were published, and nothing of clocks.
 */
#include "work.h"

static int64_t reached(int64_t sum)
{
	int64_t low = day_number(2026, 3, 1) * 86400, high = low + 200 * 86400, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (work_before(middle) >= sum)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

typedef struct story {
	int64_t began, still, lost; /* still: since when it stands still, 0: it does not */
	int64_t until;              /* when that ends by itself */
	int days, extra, open, known;
} story;

static int is_one_of(const char *word, const char *words)
{
	const char *p = strstr(words, word);

	return p && p[strlen(word)] == ' ' && (p == words || p[-1] == ' ');
}

static void begins(story *s, int64_t at)
{
	*s = (story){ .began = at, .days = 5, .open = 1, .known = 1 };
}

/* The close of the n-th working day after that of a time. */
static int64_t close_after(int64_t at, int n)
{
	int64_t day = at / 86400;

	while (n > 0)
		n -= works(++day);
	return day * 86400 + 17 * 3600 + 1800;
}

/* One event of a demand, as the journal has it: what it says of states, not of clocks. */
static void follow(story *s, const char *verb, const char *state, const char *class, int days,
		   int64_t at)
{
	int starts = is_one_of(state, "registered reworking ");
	int stops = is_one_of(state, "answered replied shelved ") || strcmp(class, "done") == 0;
	int still = is_one_of(state, "suspended supplementing split ");

	if (starts && (!s->known || !s->open))
		begins(s, at);
	else if (stops)
		s->open = 0;
	if (!s->open)
		return;
	if (strcmp(verb, "extend") == 0)
		s->extra += days;
	else if (days)
		s->days = days;
	if (still && !s->still) {
		s->still = at;
		s->until = close_after(at, strcmp(state, "supplementing") ? 999 : 15);
	} else if (!still && s->still) {
		s->lost += work_before(at < s->until ? at : s->until) - work_before(s->still);
		s->still = 0;
	}
}

static int64_t due_of(const story *s)
{
	int64_t due = close_after(s->began, s->days + s->extra);

	return s->lost ? reached(work_before(due) + s->lost) : due;
}

/* "3wd" of an extension; 15 of what is to be done by a date; 0: nothing is said. */
static int days_said(size_t i, const char *verb)
{
	char place[60];

	snprintf(place, sizeof(place), "/items/%zu/body/%s", i,
		 strcmp(verb, "extend") ? "disposition" : "limit");
	if (strcmp(verb, "extend") == 0)
		return atoi(api_text(&a, place));
	return is_one_of(verb, "dispatch handle ") && strcmp(api_text(&a, place), "do_by_date") == 0
		       ? 15
		       : 0;
}

static const char *item_text(size_t i, const char *member, char room[80])
{
	char place[60];

	snprintf(place, sizeof(place), "/items/%zu/%s", i, member);
	snprintf(room, 80, "%s", api_text(&a, place));
	return room;
}

static void read_story(int64_t id, story *ret_story)
{
	char verb[80], state[80], class[80], at_text[80], occurred[80], place[60];
	size_t i, n;

	memset(ret_story, 0, sizeof(*ret_story));
	api_ok(&a, "journal.since", "{\"home\":%lld,\"limit\":1000}", (long long)a.street);
	n = api_count(&a, "/items");
	for (i = 0; i < n; i++) {
		snprintf(place, sizeof(place), "/items/%zu/subject", i);
		item_text(i, "type", verb);
		if (strncmp(verb, "demand.", 7) != 0 || api_int(&a, place) != id)
			continue;
		item_text(i, "body/verb", verb);
		item_text(i, "body/state", state);
		item_text(i, "body/class", class);
		item_text(i, "at", at_text);
		item_text(i, "occurred_at", occurred);
		follow(ret_story, verb, state, class, days_said(i, verb),
		       wall(occurred[0] ? occurred : at_text));
	}
}

static uint64_t dice;

static int throw_dice(int end)
{
	dice = dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int)((dice >> 33) % (uint64_t)end);
}

static void anything(int64_t id, int counts[8])
{
	static const struct {
		const char *verb, *more;
	} ways[] = {
		{ "sign", "" },
		{ "contact", ",\"mode\":\"phone\"" },
		{ "handle", ",\"note\":\"办\",\"disposition\":\"do_by_date\"" },
		{ "suspend", SUSPEND },
		{ "resume", ",\"note\":\"恢复\"" },
		{ "supplement", ",\"reason\":\"material_missing\",\"text\":\"请补\"" },
		{ "extend", EXTEND ",\"limit\":\"3wd\"" },
		{ "return", ",\"reason\":\"not_our_duty\"" },
		{ "reply", REPLY },
		{ "callback", CALL("not_solved") },
		{ "handle", ",\"note\":\"办\"" },
		{ "resume", ",\"note\":\"恢复\"" },
		{ "close", "" },
		{ "reopen", ",\"reason\":\"recurred\"" },
	};
	int way = throw_dice(sizeof(ways) / sizeof(ways[0]) + 2);

	if (way >= (int)(sizeof(ways) / sizeof(ways[0]))) {
		api_call(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}", (long long)id,
			 (long long)(throw_dice(2) ? a.section : section2));
		way = throw_dice(4) ? way : 7; /* given back within its window */
	}
	if (way < (int)(sizeof(ways) / sizeof(ways[0])) &&
	    tried(id, ways[way].verb, ways[way].more) == 0 && way >= 3 && way <= 9)
		counts[way - 3]++;
}

/* The due times in the table are those that the events' states and times come to, reckoned
 * without the library and without what the events say of clocks. */
START_TEST(due_times_follow_from_the_journal_alone)
{
	int64_t id[12], ended = API_NOW + 60 * API_DAY;
	int counts[8] = { 0 }, i, judged = 0;
	story s;

	dice = unit_seed();
	api_as(&a, "system");
	for (i = 0; i < 12; i++) {
		char home[40];

		a.now += throw_dice(200) * 60 * API_SECOND;
		snprintf(home, sizeof(home), ",\"home\":%lld", (long long)a.street);
		id[i] = opened(home);
	}
	while (a.now < ended) {
		a.now += throw_dice(300) * 60 * API_SECOND;
		anything(id[throw_dice(12)], counts);
	}
	for (i = 0; i < 12; i++) {
		/* those that stand still go on, or too few might be left to judge */
		tried(id[i], "resume", ",\"note\":\"恢复\"");
		read_story(id[i], &s);
		ck_assert(s.known);
		if (s.still)
			continue; /* as if it ran on: judged by others */
		judged++;
		ck_assert_str_eq(told(id[i], "answer", "state"), s.open ? "running" : "stopped");
		ck_assert_msg(wall(told(id[i], "answer", "due_at")) == due_of(&s), "demand %d: %s",
			      i, told(id[i], "answer", "due_at"));
	}
	ck_assert_int_gt(judged, 4);
	for (i = 0; i < 7; i++)
		ck_assert_msg(counts[i] > 0, "way %d was never taken", i);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("clock journal");

	add(s, "due times follow from the journal alone", due_times_follow_from_the_journal_alone);
	return s;
}

GJ_TEST_MAIN(suite)
