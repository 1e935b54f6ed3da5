/* SPDX-License-Identifier: Apache-2.0
 *
 * Random calls by random accounts against an oracle of the rights (rights.h), which is written
 * apart from the library's own: what is read is read by exactly those who may know it, lists and
 * counts hold exactly that, and whatever succeeds was allowed. Beside it every answer is looked
 * through, number by number: no answer of any operation, and no file that one writes, has the
 * number, the order number or the words of something that its reader may not know of, in whichever
 * member it would stand. What complains of an office is kept from that office by every road.
 *
 * The offices, people and cases are made by chance from the seed, by the system; the calls that
 * would change them are dry runs, so that what is known of them stays true.
 */
#include "rights_world.h"

static w_actor me;
static struct {
	int64_t calls, ok, denied, hidden, refused, seen, blind, files, cards;
} tally;

/* ---- what an answer tells ---- */

static const char *doing; /* which operation, and with what */
static char given[600];

static void leak(const char *what, const char *name, const char *text, size_t at)
{
	ck_abort_msg("seed %llu: %s acting in %d is told of %s %s by %s %s: ...%.200s",
		     (unsigned long long)unit_seed(), me.who->account, me.office, what, name, doing,
		     given, text + (at > 90 ? at - 90 : 0));
}

static void mention_demand(const w_demand *d, int words, const char *text, size_t at)
{
	if (blind(&w, &me, d->against))
		leak("a complaint", d->order_no, text, at);
	if (words ? !sees_demand(&w, &me, d) : !knows_of_demand(&w, &me, d))
		leak("a demand", d->order_no, text, at);
	tally.seen++;
}

static void mention_whistle(const w_whistle *x, int words, const char *text, size_t at)
{
	const w_demand *d;
	int i, known = sees_whistle(&w, &me, x);

	/* Whoever knows a demand knows that it was whistled for, by a number. */
	for (i = 0; !known && !words && i < x->demands; i++) {
		d = demand_at(&w, x->demand[i]);
		known = d && sees_demand(&w, &me, d);
	}
	if (!known)
		leak(blind_to_whistle(&w, &me, x) ? "a whistle for a complaint" : "a whistle",
		     x->order_no, text, at);
	tally.seen++;
}

/* That its own office was called is counted, and so told, for ever: by the number of that call, and
 * nowhere else than behind the count. */
static void mention_party(const w_whistle *x, const w_party *p, const char *text, size_t at)
{
	int own = strcmp(doing, "rate.cases") == 0 && p->called && !p->released &&
		  !blind_to_whistle(&w, &me, x) && has(&w, &me, "whistle.read", p->office);

	if (own)
		tally.seen++;
	else
		mention_whistle(x, 1, text, at);
}

static void mention_file(const w_file *f, const char *text, size_t at)
{
	if (f->whistle >= 0)
		mention_whistle(&w.whistle[f->whistle], 1, text, at);
	else
		mention_demand(demand_at(&w, f->demand), 1, text, at);
}

/* "D0012X": words that stand in one thing only. */
static void scan_word(const char *text, size_t at)
{
	int number = atoi(text + at + 1);

	if (text[at] == 'W' && number < w.whistles)
		mention_whistle(&w.whistle[number], 1, text, at);
	else if ((text[at] == 'D' || text[at] == 'E') && number < w.demands)
		mention_demand(&w.demand[number], 1, text, at);
	else if (text[at] == 'A' && number < w.files)
		mention_file(&w.file[number], text, at);
	else if (text[at] == 'V' && number < 64)
		mention_demand(&w.demand[found_at[number]], 0, text, at);
}

static void scan_order_no(const char *text, size_t at, size_t n)
{
	int i;

	for (i = 0; i < w.demands; i++)
		if (strlen(w.demand[i].order_no) == n &&
		    memcmp(w.demand[i].order_no, text + at, n) == 0)
			mention_demand(&w.demand[i], 0, text, at);
	for (i = 0; i < w.whistles; i++)
		if (strlen(w.whistle[i].order_no) == n &&
		    memcmp(w.whistle[i].order_no, text + at, n) == 0)
			mention_whistle(&w.whistle[i], 1, text, at);
}

static void scan_number(const char *text, size_t at)
{
	int64_t id = atoll(text + at);
	int i, k;

	for (i = 0; i < w.demands; i++)
		if (w.demand[i].id == id)
			mention_demand(&w.demand[i], 0, text, at);
	for (i = 0; i < w.files; i++)
		if (w.file[i].id == id)
			mention_file(&w.file[i], text, at);
	for (i = 0; i < w.whistles; i++) {
		if (w.whistle[i].id == id)
			mention_whistle(&w.whistle[i], 0, text, at);
		for (k = 0; k < w.whistle[i].parties; k++)
			if (w.whistle[i].party[k].id == id)
				mention_party(&w.whistle[i], &w.whistle[i].party[k], text, at);
	}
}

static int letter(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '-';
}

/* Goes through a text from word to word: numbers, order numbers, words of ours. */
static void scan(const char *text, size_t size)
{
	size_t at = 0, n, digits;

	while (at < size) {
		for (n = 0; at + n < size && letter(text[at + n]); n++)
			;
		digits = strspn(text + at, "0123456789");
		if (n == 6 && strchr("ADEVW", text[at]) && text[at + 5] == 'X' &&
		    strspn(text + at + 1, "0123456789") == 4)
			scan_word(text, at);
		else if (n >= 10 && digits == n)
			scan_number(text, at);
		else if (n >= 14 && memchr(text + at, '-', n))
			scan_order_no(text, at, n);
		at += n ? n : 1;
	}
}

/* ---- calls ---- */

static int call(const char *op, const char *format, ...)
{
	va_list args;
	const char *json;
	size_t size;
	int code;

	va_start(args, format);
	vsnprintf(given, sizeof(given), format, args);
	va_end(args);
	doing = op;
	code = api_call_json(&a, op, given);
	json = gj_reply_json(a.reply, &size);
	scan(json, size);
	tally.calls++;
	tally.ok += code == GJ_OK;
	tally.denied += code == GJ_E_DENIED;
	tally.hidden += code == GJ_E_NOT_FOUND;
	tally.refused += code != GJ_OK && code != GJ_E_DENIED && code != GJ_E_NOT_FOUND;
	return code;
}

static void expect(int code, int allowed, int otherwise)
{
	/* Most operations are not for enterprises at all. */
	if (me.who->firm >= 0 && code == GJ_E_DENIED && !allowed)
		return;
	ck_assert_msg(allowed ? code == GJ_OK : code == otherwise || (!otherwise && code != GJ_OK),
		      "seed %llu: %s acting in %d: %s %s: %s, where the oracle says %s: %.300s",
		      (unsigned long long)unit_seed(), me.who->account, me.office, doing, given,
		      gj_error_name(code), allowed ? "yes" : "no", gj_reply_json(a.reply, NULL));
}

/* What fails for want of knowing is as if it were not there; for want of the right it is denied,
 * before anything is told of its state. */
static void expect_write(int code, int sees, int right, int allowed)
{
	if (!sees)
		expect(code, 0, GJ_E_NOT_FOUND);
	else if (!right)
		expect(code, 0, GJ_E_DENIED);
	else if (!allowed)
		expect(code, 0, 0);
}

/* Now and then one that complains of an office of hers. */
static const w_demand *any_demand(void)
{
	const w_demand *d = &w.demand[draw((unsigned)w.demands)];
	int i;

	for (i = chance(25) ? 0 : 40; i < 40 && !blind(&w, &me, d->against); i++)
		d = &w.demand[draw((unsigned)w.demands)];
	return d;
}

static const w_whistle *any_whistle(void)
{
	return &w.whistle[draw((unsigned)w.whistles)];
}

/* Homes only. */
static int any_home(void)
{
	return w.office[draw((unsigned)w.offices)].home;
}

/* Mostly one that this right of hers reaches, so that there is something to be told. */
static int home_within(const char *right)
{
	int in = any_home(), i;

	for (i = 0; right && i < 12 && !has(&w, &me, right, in); i++)
		in = any_home();
	return in;
}

/* ---- lists against the oracle ---- */

static int order(const void *x, const void *y)
{
	const int64_t *p = x, *q = y;

	return (*p > *q) - (*p < *q);
}

static void same_set(int64_t *want, size_t wanted)
{
	size_t n = api_count(&a, "/items"), i;
	int64_t *got = calloc(n + 1, sizeof(*got));
	char place[40];

	for (i = 0; i < n; i++) {
		snprintf(place, sizeof(place), "/items/%zu/id", i);
		got[i] = api_int(&a, place);
	}
	qsort(got, n, sizeof(*got), order);
	qsort(want, wanted, sizeof(*want), order);
	for (i = 0; i < n && i < wanted && got[i] == want[i]; i++)
		;
	ck_assert_msg(i == n && i == wanted,
		      "seed %llu: %s acting in %d: %s %s: %zu instead of %zu; first other: %lld, "
		      "%lld",
		      (unsigned long long)unit_seed(), me.who->account, me.office, doing, given, n,
		      wanted, (long long)(i < n ? got[i] : 0),
		      (long long)(i < wanted ? want[i] : 0));
	free(got);
}

static int reads_anywhere(const char *right)
{
	int i;

	for (i = 0; i < me.grants; i++)
		if (role_holds(&w, me.grant[i].role, right))
			return 1;
	return 0;
}

static void list_demands(void)
{
	int64_t want[CASES_MAX];
	int in = chance(50) ? any_home() : -1,
	    firm = chance(25) ? (int)draw((unsigned)w.firms) : -1;
	int i, n = 0, code;
	char more[80] = "";

	if (me.who->firm >= 0)
		firm = me.who->firm;
	if (in >= 0)
		snprintf(more, sizeof(more), ",\"home\":%lld", (long long)w.office[in].id);
	if (firm >= 0 && me.who->firm < 0)
		snprintf(more + strlen(more), sizeof(more) - strlen(more), ",\"enterprise\":%lld",
			 (long long)w.firm[firm]);
	code = call("demand.list", "{\"limit\":1000%s%s}",
		    chance(50) ? ",\"sort\":\"opened_at\"" : "", more);
	expect(code, reads_anywhere("demand.read"), GJ_E_DENIED);
	if (code < 0)
		return;
	for (i = 0; i < w.demands; i++) {
		const w_demand *d = &w.demand[i];

		if (d->voided || (in >= 0 && d->home != in))
			continue;
		if (firm >= 0 ? d->enterprise == w.firm[firm] && sees_demand(&w, &me, d) &&
					knows_whose(&me, d)
			      : lists_demand(&w, &me, d))
			want[n++] = d->id;
	}
	same_set(want, (size_t)n);
}

static void count_demands(void)
{
	int in = chance(50) ? any_home() : -1, i, n = 0, code;
	int64_t sum = 0;
	char more[40] = "", place[40];
	size_t k;

	if (me.who->firm >= 0)
		return;
	if (in >= 0)
		snprintf(more, sizeof(more), ",\"home\":%lld", (long long)w.office[in].id);
	code = call("demand.count", "{\"group\":\"%s\"%s}", chance(50) ? "state" : "kind", more);
	expect(code, reads_anywhere("demand.read"), GJ_E_DENIED);
	for (k = 0; code == GJ_OK && k < api_count(&a, "/items"); k++) {
		snprintf(place, sizeof(place), "/items/%zu/count", k);
		sum += api_int(&a, place);
	}
	for (i = 0; i < w.demands; i++)
		n += !w.demand[i].voided && (in < 0 || w.demand[i].home == in) &&
		     lists_demand(&w, &me, &w.demand[i]);
	ck_assert_msg(code < 0 || sum == n, "seed %llu: %s: %s %s: %lld instead of %d",
		      (unsigned long long)unit_seed(), me.who->account, doing, given,
		      (long long)sum, n);
}

static void find_demand(void)
{
	const w_demand *d = any_demand();
	int64_t want[1] = { d->id };
	int code;

	if (chance(70))
		code = call("demand.find", "{\"order_no\":\"%s\"}", d->order_no);
	else
		code = call("demand.find",
			    "{\"external\":{\"system\":\"hotline_12345\",\"code\":\"E%04dX\"}}",
			    (int)draw((unsigned)w.demands));
	if (code == GJ_OK && strstr(given, "order_no"))
		same_set(want, (size_t)sees_demand(&w, &me, d));
}

static void list_whistles(void)
{
	int64_t want[WHISTLES_MAX];
	int in = any_home(), i, n = 0;
	int code =
		call("whistle.list", "{\"home\":%lld,\"limit\":1000}", (long long)w.office[in].id);

	expect(code, has(&w, &me, "whistle.read", in), GJ_E_DENIED);
	for (i = 0; i < w.whistles; i++)
		if (w.whistle[i].home == in && !w.whistle[i].voided &&
		    sees_whistle(&w, &me, &w.whistle[i]))
			want[n++] = w.whistle[i].id;
	if (code == GJ_OK)
		same_set(want, (size_t)n);
}

/* Their rows name cases by order number: whether those are hers to know is judged with the rest of
 * the answer. Counts tell nothing of a case that does not exist for her. */
static void list_cards(void)
{
	int in = any_home(),
	    code = call("card.list", "{\"home\":%lld,\"limit\":1000}", (long long)w.office[in].id);
	int64_t listed = 0, counted = 0;
	char place[60];
	size_t i, n;

	expect(code, has(&w, &me, "supervision.read", in), GJ_E_DENIED);
	if (code != GJ_OK)
		return;
	for (i = 0, n = api_count(&a, "/items"); i < n; i++) {
		snprintf(place, sizeof(place), "/items/%zu/colour", i);
		listed += strcmp(api_text(&a, place), "red") == 0;
	}
	ck_assert_int_eq(
		call("card.counts", "{\"home\":%lld,\"limit\":1000}", (long long)w.office[in].id),
		GJ_OK);
	for (i = 0, n = api_count(&a, "/items"); i < n; i++) {
		snprintf(place, sizeof(place), "/items/%zu/red", i);
		counted += api_int(&a, place);
	}
	ck_assert_int_eq(listed, counted);
	tally.cards += listed;
}

static void list_parties(void)
{
	int64_t want[WHISTLES_MAX * PARTIES_MAX];
	int in = (int)draw((unsigned)w.offices), i, k, n = 0;
	int code =
		call("party.list", "{\"office\":%lld,\"limit\":1000}", (long long)w.office[in].id);

	expect(code, has(&w, &me, "whistle.read", in), GJ_E_DENIED);
	for (i = 0; i < w.whistles; i++)
		for (k = 0; k < w.whistle[i].parties; k++) {
			const w_party *p = &w.whistle[i].party[k];

			if (over(&w, p->office, in) && p->called && !p->released &&
			    w.whistle[i].goes_on && sees_whistle(&w, &me, &w.whistle[i]))
				want[n++] = p->id;
		}
	if (code == GJ_OK)
		same_set(want, (size_t)n);
}

/* ---- one thing ---- */

static void get_demand(void)
{
	const w_demand *d = any_demand();
	int sees = sees_demand(&w, &me, d), code;

	if (chance(15)) {
		code = call("demand.get", "{\"id\":%lld,\"unmask\":true,\"purpose\":\"p\"}",
			    (long long)d->id);
		if (!sees)
			expect(code, 0, GJ_E_NOT_FOUND);
		else
			expect(code,
			       has(&w, &me, "contact.unmask", d->home) ||
				       has(&w, &me, "contact.unmask", d->unit),
			       GJ_E_DENIED);
	} else {
		code = call(chance(30) ? "demand.history" : "demand.get", "{\"id\":%lld}",
			    (long long)d->id);
		expect(code, sees, GJ_E_NOT_FOUND);
	}
	tally.blind += blind(&w, &me, d->against);
	if (code == GJ_OK && strcmp(doing, "demand.get") == 0)
		ck_assert_msg(api_there(&a, "/enterprise") ==
				      (d->enterprise && knows_whose(&me, d)),
			      "%s: whose demand %s is", me.who->account, d->order_no);
}

static void get_whistle(void)
{
	const w_whistle *x = any_whistle();
	int code = call(chance(30) ? "whistle.history" : "whistle.get", "{\"id\":%lld}",
			(long long)x->id);

	expect(code, sees_whistle(&w, &me, x), GJ_E_NOT_FOUND);
}

static void get_clocks(void)
{
	const w_whistle *x = any_whistle();
	const w_demand *d = any_demand();
	int code;

	if (chance(50)) {
		expect(call("clock.get", "{\"id\":%lld}", (long long)d->id),
		       me.who->firm < 0 && sees_demand(&w, &me, d), GJ_E_NOT_FOUND);
		return;
	}
	code = call("clock.get", "{\"id\":%lld}",
		    (long long)(chance(50) && x->parties ? x->party[0].id : x->id));
	/* Not each of them has clocks. */
	if (!sees_whistle(&w, &me, x))
		expect(code, 0, GJ_E_NOT_FOUND);
}

/* ---- verbs, as dry runs ---- */

static const struct {
	const char *verb, *right, *more;
} on_demands[] = {
	{ "dispatch", "demand.dispatch", "OFFICE" },
	{ "sign", "demand.handle", "" },
	{ "contact", "demand.handle", ",\"mode\":\"phone\"" },
	{ "handle", "demand.handle", ",\"note\":\"n\"" },
	{ "transfer", "demand.handle", "OFFICE,\"reason\":\"by_order\"" },
	{ "return", "demand.handle", ",\"reason\":\"incomplete\"" },
	{ "explain", "demand.handle", ",\"text\":\"t\",\"level\":\"city\"" },
	{ "reply", "demand.handle", ANSWER },
	{ "callback", "demand.callback",
	  ",\"by\":\"office\",\"result\":\"solved\",\"satisfaction\":\"satisfied\"" },
	{ "close", "demand.close", ",\"note\":\"n\"" },
	{ "reopen", "demand.register", ",\"reason\":\"recurred\"" },
	{ "withdraw", "demand.register", ",\"reason\":\"mistaken\"" },
	{ "split", "demand.dispatch", ",\"parts\":[{\"subject\":\"一\"},{\"subject\":\"二\"}]" },
	{ "escalate", "demand.handle", "OFFICE,\"reason\":\"beyond_power\"" },
	{ "decline", "demand.dispatch", ",\"reason\":\"unlawful\",\"text\":\"t\"" },
	{ "urge", "demand.register", "" },
	{ "amend", "demand.amend", ",\"reason\":\"wrong_fact\",\"category\":\"traffic\"" },
	{ "void", "demand.amend", ",\"reason\":\"by_order\"" },
	{ "extend", "demand.handle",
	  ",\"reason\":\"complex\",\"text\":\"t\",\"evidence\":[{\"kind\":\"approval\"}]" },
	{ "suspend", "demand.handle",
	  ",\"reason\":\"hearing\",\"text\":\"t\",\"evidence\":[{\"kind\":\"document\"}]" },
	{ "resume", "demand.handle", ",\"note\":\"n\"" },
};

static const struct {
	const char *verb, *right, *more;
} on_whistles[] = {
	{ "approve", "whistle.approve", "" },
	{ "refuse", "whistle.approve", ",\"reason\":\"own_power\"" },
	{ "feed_back", "whistle.answer",
	  ",\"text\":\"t\",\"resolution\":\"solved\",\"level\":\"city\"" },
	{ "rework", "whistle.handle", ",\"reason\":\"not_solved\"" },
	{ "withdraw", "whistle.blow", ",\"reason\":\"mistaken\"" },
	{ "close", "whistle.handle", "" },
	{ "amend", "whistle.amend", ",\"reason\":\"wrong_fact\",\"subject\":\"s\"" },
	{ "void", "whistle.amend", ",\"reason\":\"by_order\"" },
}, on_parties[] = {
	{ "sign", "whistle.answer", "" },
	{ "contact", "whistle.answer", ",\"mode\":\"phone\"" },
	{ "report_in", "whistle.answer", ",\"evidence\":[{\"kind\":\"photo\"}]" },
	{ "refuse", "whistle.answer", ",\"reason\":\"no_power\"" },
	{ "adjudicate", "whistle.adjudicate", ",\"decision\":\"overruled\"" },
	{ "miss", "whistle.handle", "" },
	{ "release", "whistle.handle", ",\"reason\":\"not_needed\"" },
	{ "feed_back", "whistle.answer", ",\"text\":\"t\"" },
	{ "evaluate", "whistle.handle", ",\"grade\":\"good\"" },
	{ "appraise", "whistle.answer", ",\"grade\":\"good\"" },
	{ "amend", "whistle.amend", ",\"reason\":\"wrong_fact\",\"grade\":\"fair\"" },
};

#define ONE(table) ((int)draw((unsigned)(sizeof(table) / sizeof(table[0]))))

static void act_on_demand(void)
{
	const w_demand *d = any_demand();
	int i = ONE(on_demands), code;
	const char *more = on_demands[i].more;
	char op[40], unit[40] = "";

	snprintf(op, sizeof(op), "demand.%s", on_demands[i].verb);
	if (strncmp(more, "OFFICE", 6) == 0) {
		snprintf(unit, sizeof(unit), ",\"unit\":%lld", (long long)any_office());
		more += 6;
	}
	code = call(op, "{\"id\":%lld,\"dry_run\":true%s%s}", (long long)d->id, unit, more);
	expect_write(code, sees_demand(&w, &me, d),
		     d->voided || has_for_demand(&w, &me, d, on_demands[i].right),
		     may_demand(&w, &me, d, on_demands[i].verb, on_demands[i].right));
}

static void act_on_whistle(void)
{
	const w_whistle *x = any_whistle();
	int i = ONE(on_whistles), code;
	char op[40];

	snprintf(op, sizeof(op), "whistle.%s", on_whistles[i].verb);
	code = call(op, "{\"id\":%lld,\"dry_run\":true%s}", (long long)x->id, on_whistles[i].more);
	expect_write(code, sees_whistle(&w, &me, x),
		     x->voided || has_for_whistle(&w, &me, x, x->unit, on_whistles[i].right),
		     may_whistle(&w, &me, x, on_whistles[i].verb, on_whistles[i].right));
}

static void act_on_party(void)
{
	const w_whistle *x = any_whistle();
	const w_party *p = &x->party[draw((unsigned)x->parties)];
	int i = ONE(on_parties), code;
	char op[40];

	snprintf(op, sizeof(op), "party.%s", on_parties[i].verb);
	code = call(op, "{\"id\":%lld,\"dry_run\":true%s}", (long long)p->id, on_parties[i].more);
	expect_write(code, sees_whistle(&w, &me, x),
		     x->voided || has_for_whistle(&w, &me, x, p->office, on_parties[i].right),
		     may_party(&w, &me, x, p, on_parties[i].verb, on_parties[i].right));
}

/* ---- roads that lead past single things ---- */

/* By which right, held over the home office? */
static const struct {
	const char *op, *right, *more;
} roads[] = {
	{ "journal.list", "journal.read", ",\"limit\":1000" },
	{ "journal.since", "journal.read", ",\"limit\":1000" },
	{ "journal.list", "journal.read", ",\"limit\":1000,\"access\":true" },
	{ "clock.list", NULL, ",\"limit\":1000" },
	{ "rung.list", NULL, ",\"limit\":1000" },
	{ "message.list", NULL, ",\"limit\":1000" },
	{ "exclusion.list", "rate.read", ",\"limit\":1000" },
	{ "callback.list", "demand.read", ",\"limit\":1000" },
	{ "visit.list", "visit.read", ",\"limit\":1000" },
	{ "demand.summary", NULL, "" },
	{ "enterprise.list", NULL, ",\"limit\":100" },
	{ "rate.figures", NULL, ",\"from\":\"2026-03\",\"group\":\"office\"" },
	{ "rate.figures", NULL, ",\"from\":\"2026-03\",\"group\":\"unit\"" },
	{ "rate.cases", NULL, ",\"from\":\"2026-03\",\"measure\":\"registered\",\"limit\":1000" },
	{ "rate.cases", NULL,
	  ",\"from\":\"2026-03\",\"measure\":\"replied\",\"count\":\"period\",\"limit\":1000" },
	{ "rate.cases", NULL, ",\"from\":\"2026-03\",\"measure\":\"whistles\",\"limit\":1000" },
	{ "rate.cases", NULL, ",\"from\":\"2026-03\",\"measure\":\"party_called\",\"limit\":1000" },
	{ "rate.times", NULL, ",\"from\":\"2026-03\"" },
	{ "rate.times", NULL, ",\"from\":\"2026-03\",\"of\":\"party\",\"each_unit\":true" },
};

static void take_road(void)
{
	int i = ONE(roads);
	int in = home_within(roads[i].right ? roads[i].right : "demand.read");
	int code =
		call(roads[i].op, "{\"home\":%lld%s}", (long long)w.office[in].id, roads[i].more);

	if (roads[i].right)
		expect(code, me.who->firm < 0 && has(&w, &me, roads[i].right, in), GJ_E_DENIED);
}

static void samples(void)
{
	int in = home_within("demand.read");
	char place[40];
	int64_t id;
	size_t n;

	if (call("callback.list", "{\"home\":%lld}", (long long)w.office[in].id) < 0)
		return;
	n = api_count(&a, "/items");
	if (!n)
		return;
	snprintf(place, sizeof(place), "/items/%u/id", draw((unsigned)n));
	id = api_int(&a, place);
	call("callback.get", "{\"id\":%lld}", (long long)id);
}

static void visits(void)
{
	int in = home_within("visit.read");
	char place[40];
	int64_t id;
	size_t n;

	if (call("visit.list", "{\"home\":%lld}", (long long)w.office[in].id) < 0)
		return;
	n = api_count(&a, "/items");
	if (!n)
		return;
	snprintf(place, sizeof(place), "/items/%u/id", draw((unsigned)n));
	id = api_int(&a, place);
	call("visit.get", "{\"id\":%lld}", (long long)id);
}

/* What a drill-down counts, the figure above it counts as well: of complaints that she must not
 * know of there is nothing in either. */
static void figures(void)
{
	int in = home_within("rate.read"), i, all = 0, known = 0, code;
	int64_t told;

	code = call("rate.figures", "{\"home\":%lld,\"from\":\"2026-03\",\"group\":\"kind\"}",
		    (long long)w.office[in].id);
	if (code < 0 || !api_count(&a, "/items") || me.who->firm >= 0)
		return;
	told = api_int(&a, "/items/0/registered");
	for (i = 0; i < w.demands; i++)
		if (w.demand[i].home == in && !w.demand[i].voided) {
			all++;
			known += !blind(&w, &me, w.demand[i].against);
		}
	ck_assert_msg(told <= known, "seed %llu: %s: %lld counted of %d that she may know, of %d",
		      (unsigned long long)unit_seed(), me.who->account, (long long)told, known,
		      all);
}

/* What stands in a file that was written for her; it is gone then. */
static void scan_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	char *text;
	size_t size;

	if (!f)
		return;
	text = calloc(1, 1 << 22);
	size = fread(text, 1, (1 << 22) - 1, f);
	fclose(f);
	unlink(path);
	scan(text, size);
	free(text);
}

/* Listed and looked at by those who know the case; the bytes are for fewer. */
static void look_at_file(void)
{
	const w_file *f = &w.file[draw((unsigned)w.files)];
	int sees = sees_file(&w, &me, f), code;
	char path[100];

	if (chance(30)) {
		snprintf(path, sizeof(path), "%s/taken.txt", dir);
		code = call("attachment.read", "{\"id\":%lld,\"purpose\":\"p\",\"path\":\"%s\"}",
			    (long long)f->id, path);
		if (!sees)
			expect(code, 0, GJ_E_NOT_FOUND);
		if (code == GJ_OK)
			tally.files++;
		scan_file(path);
	} else if (chance(50)) {
		expect(call("attachment.get", "{\"id\":%lld}", (long long)f->id), sees,
		       GJ_E_NOT_FOUND);
	} else if (me.who->firm < 0) {
		code = f->whistle >= 0
			       ? call("attachment.list", "{\"party\":%lld}",
				      (long long)w.whistle[f->whistle].party[0].id)
			       : call("attachment.list", "{\"demand\":%lld}", (long long)f->demand);
		expect(code, sees, GJ_E_NOT_FOUND);
		ck_assert(code < 0 || api_count(&a, "/items") > 0);
	}
}

static void export_log(void)
{
	int in = home_within("log.export"), code;
	char path[100];

	snprintf(path, sizeof(path), "%s/log.%s", dir, chance(50) ? "csv" : "xes");
	code = call("log.export", "{\"home\":%lld,\"format\":\"%s\",\"path\":\"%s\"}",
		    (long long)w.office[in].id, path + strlen(path) - 3, path);
	expect(code, has(&w, &me, "log.export", in), GJ_E_DENIED);
	scan_file(path);
}

/* ---- who acts ---- */

/* Now and then the host names a role or an office; what the library makes of that is either what
 * is left of her rights, or a refusal, and then she acts as before. */
static void become(void)
{
	const w_person *p = &w.person[draw((unsigned)w.people)];
	int narrowed = chance(20) ? 1 + (int)draw(2) : 0, i;
	char json[200], more[80] = "";

	memset(&me, 0, sizeof(me));
	me.who = p;
	me.office = p->office;
	me.grants = p->grants;
	memcpy(me.grant, p->grant, sizeof(me.grant));
	if (narrowed == 1) {
		int role = p->grant[draw((unsigned)p->grants)].role;

		for (i = 0, me.grants = 0; i < p->grants; i++)
			if (p->grant[i].role == role)
				me.grant[me.grants++] = p->grant[i];
		snprintf(more, sizeof(more), ",\"role\":\"%s\"", role_name(&w, role));
	} else if (narrowed == 2) {
		me.office = p->grant[draw((unsigned)p->grants)].office;
		me.named = 1;
		for (i = 0, me.grants = 0; i < p->grants; i++)
			if (over(&w, me.office, p->grant[i].office))
				me.grant[me.grants++] = p->grant[i];
		snprintf(more, sizeof(more), ",\"office\":%lld", (long long)w.office[me.office].id);
	}
	snprintf(json, sizeof(json), "{\"account\":\"%s\"%s}", p->account, more);
	gj_reply_free(a.reply);
	a.reply = NULL;
	ck_assert_msg(gj_act_as(a.ledger, json, strlen(json), &a.reply) == 0, "%s: %s", json,
		      gj_reply_json(a.reply, NULL));
}

static void (*const kinds[])(void) = {
	get_demand,    get_demand,     get_demand,   list_demands, count_demands, find_demand,
	get_whistle,   list_whistles,  list_parties, get_clocks,   act_on_demand, act_on_demand,
	act_on_demand, act_on_whistle, act_on_party, act_on_party, take_road,     take_road,
	take_road,     samples,        visits,       figures,      look_at_file,  list_cards,
	look_at_file,  look_at_file,
};

static void go_through(int64_t calls)
{
	int i;

	while (tally.calls < calls) {
		become();
		for (i = 0; i < 8; i++)
			kinds[draw(sizeof(kinds) / sizeof(kinds[0]))]();
		if (chance(12))
			export_log();
	}
}

START_TEST(no_call_tells_too_much)
{
	int64_t calls = unit_soak() ? 100000 : engine_is_sqlite() ? 10000 : 1000;

	make_world();
	go_through(calls);
	printf("seed %llu: %lld calls by %d accounts: %lld answered, %lld not found, %lld denied, "
	       "%lld refused otherwise; %lld mentions judged, %lld looks at complaints about one's "
	       "own office; %d demands, %d whistles\n",
	       (unsigned long long)unit_seed(), (long long)tally.calls, w.people,
	       (long long)tally.ok, (long long)tally.hidden, (long long)tally.denied,
	       (long long)tally.refused, (long long)tally.seen, (long long)tally.blind, w.demands,
	       w.whistles);
	/* There was something to see, and something to hide. */
	ck_assert_int_gt(tally.ok, calls / 10);
	ck_assert_int_gt(tally.hidden, calls / 20);
	ck_assert_int_gt(tally.denied, calls / 20);
	ck_assert_int_gt(tally.blind, calls / 200);
	ck_assert_int_gt(tally.files, calls / 1000);
	ck_assert_int_gt(tally.cards, 0);
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
}
END_TEST

static void setup(void)
{
	unit_dir(dir);
	state = unit_seed();
	memset(&tally, 0, sizeof(tally));
	api_open_at(&a, NULL);
}

static void teardown(void)
{
	cJSON_Delete(w.profile);
	api_close(&a);
	rmdir(dir);
}

static Suite *suite(void)
{
	Suite *s = suite_create("rights");
	TCase *tcase = tcase_create("no call tells too much");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, unit_soak() ? 0 : 280);
	tcase_add_test(tcase, no_call_tells_too_much);
	suite_add_tcase(s, tcase);
	return s;
}

GJ_TEST_MAIN(suite)
