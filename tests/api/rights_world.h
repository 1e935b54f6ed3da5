/* SPDX-License-Identifier: Apache-2.0
 *
 * Offices, people and cases made by chance from the seed, by the system and by the people; and the
 * facts of each as the system is told them afterwards, for the oracle of rights.h.
 */
#ifndef GJ_TESTS_API_RIGHTS_WORLD_H
#define GJ_TESTS_API_RIGHTS_WORLD_H

#include "rights.h"

#include <unistd.h>

static api a;
static w_world w;
static uint64_t state;
static char dir[64];

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

/* To whichever unit has it; what follows when they add up speaks of no case. */
static void give_card(int64_t demand)
{
	api_call(&a, "card.give", "{\"demand\":%lld,\"colour\":\"%s\",\"reason\":\"behind\"}",
		 (long long)demand, chance(50) ? "yellow" : "red");
}

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
	else if (chance(30)) {
		a.now += 4 * API_DAY; /* beyond its limit, mostly */
		try("party.miss", id, "");
	}
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

static int brings(const char *more)
{
	char path[100];
	FILE *f;
	int code;

	snprintf(path, sizeof(path), "%s/evidence.txt", dir);
	f = fopen(path, "wb");
	ck_assert_ptr_nonnull(f);
	fprintf(f, "佐证 A%04dX\n", w.files);
	fclose(f);
	code = api_call(&a, "attachment.add", "{\"kind\":\"document\",\"path\":\"%s\"%s}", path,
			more);
	unlink(path);
	if (code >= 0)
		w.file[w.files].id = api_int(&a, "/id");
	return code;
}

/* Half of them of demands, half of parties. */
static void make_file(void)
{
	const w_whistle *x = &w.whistle[draw((unsigned)w.whistles)];
	const w_demand *d = &w.demand[draw((unsigned)w.demands)];
	char more[60];

	w.file[w.files] = (w_file){ 0, d->id, -1 };
	snprintf(more, sizeof(more), ",\"demand\":%lld", (long long)d->id);
	if (chance(50) && x->parties) {
		snprintf(more, sizeof(more), ",\"party\":%lld", (long long)x->party[0].id);
		w.file[w.files].whistle = (int)(x - w.whistle);
	}
	if (brings(more) >= 0)
		w.files++;
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
	for (i = 0; i < w.demands; i++) {
		move_demand(w.demand[i].id);
		if (chance(60))
			give_card(w.demand[i].id);
	}
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
	for (i = 0; i < 80 && w.files < FILES_MAX; i++)
		make_file();
	ck_assert_int_gt(w.files, 20);
}

#endif
