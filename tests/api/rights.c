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
#include "rights.h"

#include <unistd.h>

static api a;
static w_world w;
static uint64_t state;
static char dir[64];
static w_actor me;
static struct {
	int64_t calls, ok, denied, hidden, refused, seen, blind;
} tally;

/* ---- chance ---- */

static unsigned draw(unsigned n)
{
	uint64_t z = state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	z ^= z >> 31;
	return n ? (unsigned)(z % n) : 0;
}

static int chance(unsigned percent)
{
	return draw(100) < percent;
}

/* ---- the world ---- */

static int add_office(const char *kind, const char *prefix, int parent)
{
	char name[40];
	w_office *o = &w.office[w.offices];

	snprintf(name, sizeof(name), "单位%d", w.offices);
	o->id = api_office(&a, kind, name, prefix, parent < 0 ? 0 : w.office[parent].id);
	o->parent = parent;
	o->home = prefix ? w.offices : w.office[parent].home;
	return w.offices++;
}

static void make_offices(void)
{
	static const char *const streets[] = { "A1", "A2", "B1" };
	int city = add_office("city", "CC", -1), i, k;
	int district[2] = { add_office("district", "DA", city),
			    add_office("district", "DB", city) };

	for (i = 0; i < 3; i++) {
		int street = add_office("street", streets[i], district[i / 2]);
		int community = add_office("community", NULL, street);

		for (k = 0; k < 2; k++)
			add_office("section", NULL, street);
		if (i == 0)
			add_office("building_council", NULL, community);
	}
	for (i = 0; i < 2; i++)
		for (k = 0; k < 2; k++) {
			int department = add_office("department", NULL, district[i]);

			if (k == 0)
				add_office("station", NULL, department);
		}
}

static void add_person(int firm)
{
	w_person *p = &w.person[w.people];
	char roles[400] = "", more[60] = "";
	int i, n, role;

	snprintf(p->account, sizeof(p->account), "p%d", w.people);
	p->office = (int)draw((unsigned)w.offices);
	p->firm = firm;
	for (i = 0, n = firm >= 0 ? 1 : 1 + (int)draw(3); i < n; i++) {
		do
			role = (int)draw((unsigned)cJSON_GetArraySize(w.roles));
		while (strcmp(role_name(&w, role), "system") == 0 ||
		       (strcmp(role_name(&w, role), "enterprise") == 0) != (firm >= 0));
		p->grant[i].role = role;
		/* Mostly where she works or above; sometimes somewhere else. */
		p->grant[i].office = p->office;
		if (chance(40) && w.office[p->office].parent >= 0)
			p->grant[i].office = w.office[p->office].parent;
		else if (chance(30))
			p->grant[i].office = (int)draw((unsigned)w.offices);
		if (firm >= 0)
			p->grant[i].office = 0;
		snprintf(roles + strlen(roles), sizeof(roles) - strlen(roles),
			 "%s{\"office\":%lld,\"role\":\"%s\"}", i ? "," : "",
			 (long long)w.office[p->grant[i].office].id, role_name(&w, role));
	}
	if (firm >= 0)
		snprintf(more, sizeof(more), ",\"enterprise\":%lld", (long long)w.firm[firm]);
	if (api_call(&a, "staff.register",
		     "{\"account\":\"%s\",\"name\":\"%s\",\"office\":%lld,\"roles\":[%s]%s}",
		     p->account, p->account, (long long)w.office[p->office].id, roles, more) < 0)
		return; /* the same role twice */
	p->grants = n;
	p->id = api_int(&a, "/id");
	w.people++;
}

static int home(void)
{
	static const int homes[] = { 1, 2, 3, 3, 7 };
	int i = (int)draw(5), k, n = 0;

	/* Districts and streets, in the order of the table. */
	for (k = 0; k < w.offices; k++)
		if (w.office[k].home == k && k > 0 && n++ == i)
			return k;
	return homes[0];
}

static void make_people(void)
{
	int i;

	for (i = 0; i < 8; i++) {
		w.firm_home[i] = home();
		w.firm[i] = api_id(&a, "enterprise.register",
				   "{\"home\":%lld,\"kind\":\"enterprise\",\"name\":\"企业F%04dX\","
				   "\"contacts\":[{\"role\":\"liaison\",\"name\":\"联系人\"}]}",
				   (long long)w.office[w.firm_home[i]].id, i);
		w.firms++;
	}
	while (w.people < 44)
		add_person(-1);
	for (i = 0; i < 6; i++)
		add_person(i % 4);
}

/* One step of the system's, which the chart may refuse. */
static int try(const char *op, int64_t id, const char *format, ...)
{
	char more[500];
	va_list args;

	va_start(args, format);
	vsnprintf(more, sizeof(more), format, args);
	va_end(args);
	return api_call(&a, op, "{\"id\":%lld%s}", (long long)id, more);
}

static int64_t any_office(void)
{
	return w.office[draw((unsigned)w.offices)].id;
}

#define ANSWER \
	",\"text\":\"已办\",\"disposition\":\"do_now\",\"resolution\":\"solved\"," \
	"\"level\":\"city\",\"evidence\":[{\"kind\":\"photo\"}]"

static void move_demand(int64_t id)
{
	int i, n = (int)draw(9);

	for (i = 0; i < n; i++)
		switch (draw(12)) {
		case 0:
		case 1:
			try("demand.dispatch", id, ",\"unit\":%lld,\"assist\":[%lld]",
			    (long long)any_office(), (long long)any_office());
			break;
		case 2:
			try("demand.transfer", id, ",\"unit\":%lld,\"reason\":\"by_order\"",
			    (long long)any_office());
			break;
		case 3:
			try("demand.escalate", id, ",\"unit\":%lld,\"reason\":\"beyond_power\"",
			    (long long)any_office());
			break;
		case 4:
			try("demand.return", id, ",\"reason\":\"incomplete\"");
			break;
		case 5:
			try("demand.reply", id, ANSWER);
			break;
		case 6:
			try("demand.callback", id,
			    ",\"by\":\"hotline\",\"result\":\"solved\",\"satisfaction\":"
			    "\"satisfied\"");
			break;
		case 7:
			try("demand.close", id, "");
			break;
		case 8:
			if (chance(30))
				try("demand.split", id,
				    ",\"parts\":[{\"subject\":\"分一\"},{\"subject\":\"分二\"}]");
			break;
		case 9:
			try("exclusion.request", id,
			    ",\"reason\":\"not_true\",\"evidence\":[{\"kind\":\"photo\"}]");
			break;
		case 10:
			try("demand.contact", id, ",\"mode\":\"phone\"");
			break;
		default:
			try("demand.sign", id, "");
		}
	if (chance(4))
		try("demand.void", id, ",\"reason\":\"trial_entry\"");
}

static void add_demand(int64_t id)
{
	if (w.demands < CASES_MAX)
		w.demand[w.demands++].id = id;
}

static void make_demand(void)
{
	int number = w.demands, against = chance(35) ? (int)draw((unsigned)w.offices) : -1;
	char more[300] = "";

	if (against >= 0)
		snprintf(more, sizeof(more), ",\"against\":%lld", (long long)w.office[against].id);
	if (chance(40))
		snprintf(more + strlen(more), sizeof(more) - strlen(more), ",\"enterprise\":%lld",
			 (long long)w.firm[draw((unsigned)w.firms)]);
	if (chance(25))
		strcat(more, ",\"confidential\":true");
	if (chance(25))
		snprintf(more + strlen(more), sizeof(more) - strlen(more),
			 ",\"external\":{\"system\":\"hotline_12345\",\"code\":\"E%04dX\"}",
			 number);
	if (api_call(&a, "demand.register",
		     "{\"home\":%lld,\"channel\":\"phone\",\"kind\":\"complaint\",\"category\":"
		     "\"conduct\",\"subject\":\"事由D%04dX\"%s}",
		     (long long)w.office[home()].id, number, more) == 0)
		add_demand(api_int(&a, "/id"));
}

/* Some are registered by people, who then speak for the demander. */
static void register_as_people(void)
{
	int i;

	for (i = 0; i < 40; i++) {
		api_as(&a, w.person[draw((unsigned)w.people)].account);
		make_demand();
	}
	api_as(&a, "system");
}

static int found_at[64]; /* the demand that the finding of a visit became */

static void make_visit(int number)
{
	int firm = (int)draw((unsigned)w.firms), against = (int)draw((unsigned)w.offices);

	if (api_call(&a, "visit.report",
		     "{\"enterprise\":%lld,\"mode\":\"door\",\"outcome\":\"met\",\"team\":[{"
		     "\"staff\":%lld,\"part\":\"lead\"}],\"started_at\":\"2026-03-02T08:00:00+08:"
		     "00\","
		     "\"findings\":[{\"text\":\"发现V%04dX\",\"demand\":{\"kind\":\"complaint\","
		     "\"category\":\"conduct\",\"subject\":\"事由D%04dX\",\"against\":%lld}}]}",
		     (long long)w.firm[firm], (long long)w.person[draw(40)].id, number, w.demands,
		     (long long)w.office[against].id) == 0)
		add_demand(api_int(&a, "/findings/0/demand"));
	found_at[number] = w.demands - 1;
}

static void move_party(int64_t id)
{
	try("party.sign", id, "");
	if (chance(25)) {
		try("party.refuse", id, ",\"reason\":\"not_our_duty\",\"proposed\":%lld",
		    (long long)any_office());
		try("party.adjudicate", id, ",\"decision\":\"%s\"",
		    chance(50) ? "upheld" : "overruled");
	}
	if (chance(70))
		try("party.report_in", id, ",\"evidence\":[{\"kind\":\"photo\"}]");
	else if (chance(30))
		try("party.miss", id, "");
	if (chance(15))
		try("party.release", id, ",\"reason\":\"not_needed\"");
}

/* Fed back, all evaluated and closed: it is over for whom it called. */
static void end_whistle(int64_t id, const int64_t *parties, size_t n)
{
	try("whistle.feed_back", id,
	    ",\"text\":\"已办\",\"resolution\":\"solved\",\"level\":\"city\"");
	while (n-- > 0) {
		try("party.miss", parties[n], "");
		try("party.evaluate", parties[n], ",\"grade\":\"good\"");
	}
	if (chance(80))
		try("whistle.close", id, "");
}

static void make_whistle(void)
{
	int number = w.whistles, i, n = 1 + (int)draw(3);
	const w_demand *d = &w.demand[draw((unsigned)w.demands)];
	char parties[200] = "", more[40] = "";
	int64_t id, party[PARTIES_MAX];
	size_t count, k = 0;

	for (i = 0; i < n; i++)
		snprintf(parties + strlen(parties), sizeof(parties) - strlen(parties),
			 "%s{\"office\":%lld%s}", i ? "," : "", (long long)any_office(),
			 i ? "" : ",\"part\":\"lead\"");
	if (chance(85))
		snprintf(more, sizeof(more), ",\"demand\":%lld", (long long)d->id);
	if (api_call(&a, "whistle.draft",
		     "{\"home\":%lld,\"kind\":\"demand\",\"source\":\"masses\",\"subject\":"
		     "\"哨W%04dX\",\"quorum\":\"any\",\"parties\":[%s]%s}",
		     (long long)w.office[home()].id, number, parties, more) < 0)
		return;
	id = w.whistle[w.whistles++].id = api_int(&a, "/id");
	if (chance(90))
		try("whistle.approve", id, "");
	if (chance(30))
		try("whistle.link", id, ",\"demand\":%lld",
		    (long long)w.demand[draw((unsigned)w.demands)].id);
	try("whistle.get", id, "");
	for (count = api_count(&a, "/parties"); k < count && k < PARTIES_MAX; k++) {
		char place[40];

		snprintf(place, sizeof(place), "/parties/%zu/id", k);
		party[k] = api_int(&a, place);
	}
	for (k = 0; k < count && k < PARTIES_MAX; k++)
		move_party(party[k]);
	if (chance(45))
		end_whistle(id, party, k);
	if (chance(30))
		try("whistle.withdraw", id, ",\"reason\":\"mistaken\"");
	if (chance(10))
		try("whistle.void", id, ",\"reason\":\"trial_entry\"");
}

/* ---- the facts, as the system is told them ---- */

static void text_at(const char *place, char *room, size_t size)
{
	snprintf(room, size, "%s", api_there(&a, place) ? api_text(&a, place) : "");
}

static int64_t number_at(const char *place)
{
	return api_there(&a, place) ? api_int(&a, place) : 0;
}

static int flag_at(const char *place)
{
	return api_there(&a, place) && api_flag(&a, place);
}

static void learn_demand(w_demand *d)
{
	char place[60];
	size_t i;

	api_ok(&a, "demand.get", "{\"id\":%lld}", (long long)d->id);
	text_at("/order_no", d->order_no, sizeof(d->order_no));
	text_at("/state", d->state, sizeof(d->state));
	d->home = office_at(&w, number_at("/office"));
	d->unit = office_at(&w, number_at("/unit"));
	d->against = number_at("/against") ? office_at(&w, number_at("/against")) : -1;
	d->confidential = flag_at("/confidential");
	d->voided = flag_at("/voided");
	d->enterprise = number_at("/enterprise");
	d->registrar = number_at("/registrar");
	d->parent = number_at("/parent");
	d->units = 0;
	for (i = 0; api_there(&a, "/units") && i < api_count(&a, "/units") && i < UNITS_MAX; i++) {
		snprintf(place, sizeof(place), "/units/%zu/unit", i);
		d->unit_of[d->units++] = office_at(&w, number_at(place));
	}
}

static void learn_whistle(w_whistle *x)
{
	char place[60], class[20];
	size_t i;

	api_ok(&a, "whistle.get", "{\"id\":%lld}", (long long)x->id);
	text_at("/order_no", x->order_no, sizeof(x->order_no));
	text_at("/state", x->state, sizeof(x->state));
	text_at("/class", class, sizeof(class));
	x->goes_on = strcmp(class, "active") == 0 || strcmp(class, "waiting") == 0;
	x->home = office_at(&w, number_at("/office"));
	x->unit = office_at(&w, number_at("/unit"));
	x->blower = office_at(&w, number_at("/blower"));
	x->voided = flag_at("/voided");
	for (i = 0; i < api_count(&a, "/demands") && i < 8; i++) {
		snprintf(place, sizeof(place), "/demands/%zu", i);
		x->demand[x->demands++] = number_at(place);
	}
	for (i = 0; i < api_count(&a, "/parties") && i < PARTIES_MAX; i++) {
		w_party *p = &x->party[x->parties++];

		snprintf(place, sizeof(place), "/parties/%zu/id", i);
		p->id = number_at(place);
		snprintf(place, sizeof(place), "/parties/%zu/office", i);
		p->office = office_at(&w, number_at(place));
		snprintf(place, sizeof(place), "/parties/%zu/called_at", i);
		p->called = api_there(&a, place);
		snprintf(place, sizeof(place), "/parties/%zu/released_at", i);
		p->released = api_there(&a, place);
		snprintf(place, sizeof(place), "/parties/%zu/state", i);
		text_at(place, p->state, sizeof(p->state));
	}
}

/* Orders that go on, of one home: which units they supervise, and about what. */
static void learn_orders(int64_t home)
{
	char place[60];
	size_t i;
	int64_t about;
	int k, unit;

	api_ok(&a, "supervision.list", "{\"home\":%lld,\"open\":true,\"limit\":1000}",
	       (long long)home);
	for (i = 0; i < api_count(&a, "/items"); i++) {
		snprintf(place, sizeof(place), "/items/%zu/unit", i);
		unit = office_at(&w, number_at(place));
		snprintf(place, sizeof(place), "/items/%zu/whistle", i);
		about = number_at(place);
		for (k = 0; about && k < w.whistles; k++)
			if (w.whistle[k].id == about && w.whistle[k].orders < 16)
				w.whistle[k].supervised[w.whistle[k].orders++] = unit;
		snprintf(place, sizeof(place), "/items/%zu/demand", i);
		about = number_at(place);
		for (k = 0; about && k < w.demands; k++)
			if (w.demand[k].id == about && w.demand[k].orders < 16)
				w.demand[k].supervised[w.demand[k].orders++] = unit;
	}
}

/* Parts that came of splits are demands as well. */
static void learn_all(void)
{
	char place[60];
	size_t i, n;
	int k;

	api_as(&a, "system");
	for (k = 0; k < w.demands; k++) {
		learn_demand(&w.demand[k]);
		n = api_there(&a, "/parts") ? api_count(&a, "/parts") : 0;
		for (i = 0; i < n; i++) {
			snprintf(place, sizeof(place), "/parts/%zu/id", i);
			if (!demand_at(&w, number_at(place)))
				add_demand(number_at(place));
		}
	}
	for (k = 0; k < w.whistles; k++)
		learn_whistle(&w.whistle[k]);
	for (k = 0; k < w.offices; k++)
		if (w.office[k].home == k)
			learn_orders(w.office[k].id);
}

static void make_world(void)
{
	int i;

	memset(&w, 0, sizeof(w));
	world_profile(&w);
	make_offices();
	make_people();
	for (i = 0; i < 130; i++)
		make_demand();
	register_as_people();
	for (i = 0; i < 16; i++)
		make_visit(i);
	for (i = 0; i < w.demands; i++)
		move_demand(w.demand[i].id);
	for (i = 0; i < 60 && w.whistles < 44; i++)
		make_whistle();
	a.now += 12 * API_DAY;
	for (i = 0; i < w.offices; i++)
		if (w.office[i].home == i)
			api_call(&a, "clock.sweep", "{\"home\":%lld}", (long long)w.office[i].id);
	for (i = 0; i < w.offices; i++)
		if (w.office[i].home == i)
			api_call(&a, "callback.sample",
				 "{\"home\":%lld,\"by\":\"hotline\",\"wanted\":5,\"since\":"
				 "\"2026-03-01T00:00:00+08:00\",\"until\":"
				 "\"2026-03-14T00:00:00+08:00\"}",
				 (long long)w.office[i].id);
	learn_all();
}

/* ---- what an answer tells ---- */

static const char *doing; /* which operation, and with what */
static char given[600];

static void leak(const char *what, const char *name, const char *text, size_t at)
{
	ck_abort_msg("seed %llu: %s (of %s, acting in %d) is told of %s %s by %s %s: ...%.200s",
		     (unsigned long long)unit_seed(), me.who->account, "its rights", me.office,
		     what, name, doing, given, text + (at > 90 ? at - 90 : 0));
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

/* "D0012X": words that stand in one thing only. */
static void scan_word(const char *text, size_t at)
{
	int number = atoi(text + at + 1);

	if (text[at] == 'W' && number < w.whistles)
		mention_whistle(&w.whistle[number], 1, text, at);
	else if ((text[at] == 'D' || text[at] == 'E') && number < w.demands)
		mention_demand(&w.demand[number], 1, text, at);
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
	for (i = 0; i < w.whistles; i++) {
		if (w.whistle[i].id == id)
			mention_whistle(&w.whistle[i], 0, text, at);
		for (k = 0; k < w.whistle[i].parties; k++)
			if (w.whistle[i].party[k].id == id)
				mention_whistle(&w.whistle[i], 1, text, at);
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
		if (n == 6 && strchr("DEVW", text[at]) && text[at + 5] == 'X' &&
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
	{ "rate.times", NULL, ",\"from\":\"2026-03\"" },
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

static void export_log(void)
{
	int in = home_within("log.export"), code;
	char path[100], *text;
	size_t size;
	FILE *f;

	snprintf(path, sizeof(path), "%s/log.%s", dir, chance(50) ? "csv" : "xes");
	code = call("log.export", "{\"home\":%lld,\"format\":\"%s\",\"path\":\"%s\"}",
		    (long long)w.office[in].id, path + strlen(path) - 3, path);
	expect(code, has(&w, &me, "log.export", in), GJ_E_DENIED);
	f = code == GJ_OK ? fopen(path, "rb") : NULL;
	if (!f)
		return;
	text = calloc(1, 1 << 22);
	size = fread(text, 1, (1 << 22) - 1, f);
	fclose(f);
	unlink(path);
	scan(text, size);
	free(text);
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
	take_road,     samples,        visits,       figures,
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
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
}
END_TEST

static void setup(void)
{
	snprintf(dir, sizeof(dir), "/tmp/guanjia-rights-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
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
