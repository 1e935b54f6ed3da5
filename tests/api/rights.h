/* SPDX-License-Identifier: Apache-2.0
 *
 * What each account may know and do, reckoned by itself: from the roles of the profile's text, the
 * tree of offices as it was built, and the facts of each case as the system is told them. Nothing
 * here asks the library who may. The sentences are those of the manual:
 *
 * - a right reaches the office where its role is held, and all below it;
 * - a demand is known where the right to read reaches its home, the unit that has it, or one that
 *   had it; and, as long as a whistle for it goes on, where it reaches an office that was called;
 * - an enterprise's own account knows that enterprise's demands, and no others;
 * - what complains of an office does not exist for whoever works there or below it, in whatever
 *   office she acts just now;
 * - a whistle is known where the right reaches its home, who blew it, or, as long as it goes on, an
 *   office that was called and not released;
 * - a chart says of each verb which roles may, and what the office they act in has to be to the
 *   case.
 */
#ifndef GJ_TESTS_API_RIGHTS_H
#define GJ_TESTS_API_RIGHTS_H

#include <cJSON.h>

#include "ground.h"

#define OFFICES_MAX 24
#define PEOPLE_MAX 64
#define GRANTS_MAX 4
#define CASES_MAX 400
#define UNITS_MAX 24
#define WHISTLES_MAX 64
#define PARTIES_MAX 12
#define FIRMS_MAX 16
#define FILES_MAX 64

typedef struct w_office {
	int64_t id;
	int parent, home; /* places in the table; parent -1: none */
} w_office;

typedef struct w_grant {
	int role, office;
} w_grant;

typedef struct w_person {
	char account[16];
	int64_t id;
	int office, firm; /* firm -1: of an office */
	int grants;
	w_grant grant[GRANTS_MAX];
} w_person;

typedef struct w_demand {
	int supervised[16], orders; /* units, by orders that go on */
	int64_t id;
	char order_no[32], state[40];
	int home, unit, against, confidential, voided; /* against -1: of nobody */
	int units, unit_of[UNITS_MAX];
	int64_t enterprise, registrar, parent; /* parent 0: it is no part of another */
} w_demand;

typedef struct w_party {
	int64_t id;
	int office, called, released;
	char state[40];
} w_party;

typedef struct w_whistle {
	int supervised[16], orders; /* units, by orders that go on */
	int64_t id, registrar;
	char order_no[32], state[40];
	int home, blower, unit, goes_on, voided;
	int parties, demands;
	w_party party[PARTIES_MAX];
	int64_t demand[8];
} w_whistle;

typedef struct w_file { /* evidence of a demand, or of a party */
	int64_t id, demand;
	int whistle; /* of whose party; -1: none */
} w_file;

typedef struct w_world {
	cJSON *profile, *roles, *charts;
	w_office office[OFFICES_MAX];
	w_person person[PEOPLE_MAX];
	w_demand demand[CASES_MAX];
	w_whistle whistle[WHISTLES_MAX];
	w_file file[FILES_MAX];
	int64_t firm[FIRMS_MAX];
	int firm_home[FIRMS_MAX];
	int offices, people, demands, whistles, files, firms;
} w_world;

/* Who acts: all that she holds, or what is left when the host named a role or an office. */
typedef struct w_actor {
	const w_person *who;
	int office, named;
	int grants;
	w_grant grant[GRANTS_MAX];
} w_actor;

/* ---- the profile ---- */

static inline void world_profile(w_world *w)
{
	size_t size;
	char path[4096];
	char *text;
	FILE *f;

	snprintf(path, sizeof(path), "%s/../src/profile/cn-default.json", GJ_TESTS);
	f = fopen(path, "rb");
	ck_assert_ptr_nonnull(f);
	text = calloc(1, 1 << 20);
	size = fread(text, 1, (1 << 20) - 1, f);
	fclose(f);
	ck_assert_uint_gt(size, 0);
	w->profile = cJSON_Parse(text);
	free(text);
	w->roles = cJSON_GetObjectItem(w->profile, "roles");
	w->charts = cJSON_GetObjectItem(w->profile, "charts");
	ck_assert(w->roles && w->charts);
}

static inline const char *role_name(const w_world *w, int role)
{
	return cJSON_GetObjectItem(cJSON_GetArrayItem(w->roles, role), "code")->valuestring;
}

static inline int has_text(const cJSON *list, const char *text)
{
	const cJSON *item;

	if (cJSON_IsString(list))
		return strcmp(list->valuestring, text) == 0;
	cJSON_ArrayForEach(item, list) if (cJSON_IsString(item) &&
					   strcmp(item->valuestring, text) == 0) return 1;
	return 0;
}

static inline int role_holds(const w_world *w, int role, const char *right)
{
	return has_text(cJSON_GetObjectItem(cJSON_GetArrayItem(w->roles, role), "rights"), right);
}

/* ---- the tree ---- */

static inline int over(const w_world *w, int office, int above)
{
	while (office >= 0 && office != above)
		office = w->office[office].parent;
	return office >= 0;
}

static inline int office_at(const w_world *w, int64_t id)
{
	int i;

	for (i = 0; i < w->offices; i++)
		if (w->office[i].id == id)
			return i;
	return -1;
}

/* ---- rights ---- */

static inline int has(const w_world *w, const w_actor *a, const char *right, int office)
{
	int i;

	for (i = 0; i < a->grants; i++)
		if (over(w, office, a->grant[i].office) && role_holds(w, a->grant[i].role, right))
			return 1;
	return 0;
}

static inline int blind(const w_world *w, const w_actor *a, int against)
{
	int i;

	if (against < 0 || a->who->firm >= 0)
		return 0;
	if (over(w, a->office, against) || over(w, a->who->office, against))
		return 1;
	for (i = 0; i < a->who->grants; i++)
		if (over(w, a->who->grant[i].office, against))
			return 1;
	return 0;
}

static inline const w_demand *demand_at(const w_world *w, int64_t id)
{
	int i;

	for (i = 0; i < w->demands; i++)
		if (w->demand[i].id == id)
			return &w->demand[i];
	return NULL;
}

static inline int blind_to_whistle(const w_world *w, const w_actor *a, const w_whistle *x)
{
	const w_demand *d;
	int i;

	for (i = 0; i < x->demands; i++) {
		d = demand_at(w, x->demand[i]);
		if (d && blind(w, a, d->against))
			return 1;
	}
	return 0;
}

static inline int called_for(const w_world *w, const w_actor *a, const w_whistle *x,
			     const char *right)
{
	int i;

	for (i = 0; x->goes_on && i < x->parties; i++)
		if (x->party[i].called && !x->party[i].released &&
		    has(w, a, right, x->party[i].office))
			return 1;
	return 0;
}

/* For as long as a supervision order about it goes on, the unit supervised may know of a case. */
static inline int supervised(const w_world *w, const w_actor *a, const int *unit, int orders,
			     const char *right)
{
	int i, found = 0;

	for (i = 0; i < orders && !found; i++)
		found = has(w, a, right, unit[i]);
	return found;
}

static inline int sees_whistle(const w_world *w, const w_actor *a, const w_whistle *x)
{
	if (blind_to_whistle(w, a, x))
		return 0;
	return has(w, a, "whistle.read", x->home) || has(w, a, "whistle.read", x->blower) ||
	       called_for(w, a, x, "whistle.read") ||
	       supervised(w, a, x->supervised, x->orders, "whistle.read");
}

/* By the offices that it lay with, and not for the time of a whistle. */
static inline int lists_demand(const w_world *w, const w_actor *a, const w_demand *d)
{
	int i, found;

	if (a->who->firm >= 0)
		return d->enterprise == w->firm[a->who->firm] &&
		       has(w, a, "demand.read", a->office);
	if (blind(w, a, d->against))
		return 0;
	found = has(w, a, "demand.read", d->home) || has(w, a, "demand.read", d->unit);
	for (i = 0; i < d->units && !found; i++)
		found = has(w, a, "demand.read", d->unit_of[i]);
	return found;
}

static inline int sees_demand(const w_world *w, const w_actor *a, const w_demand *d)
{
	int i, k;

	if (lists_demand(w, a, d))
		return 1;
	if (a->who->firm >= 0 || blind(w, a, d->against))
		return 0;
	if (supervised(w, a, d->supervised, d->orders, "demand.read"))
		return 1;
	for (i = 0; i < w->whistles; i++)
		for (k = 0; k < w->whistle[i].demands; k++)
			if (w->whistle[i].demand[k] == d->id &&
			    called_for(w, a, &w->whistle[i], "demand.read"))
				return 1;
	return 0;
}

/* Of a demand that was split, whoever knows the whole or a part knows of the others: that they are
 * there, under which number, and how far they are; of a whistle, which demands it serves. What
 * these say is not told. */
static inline int knows_of_demand(const w_world *w, const w_actor *a, const w_demand *d)
{
	const w_demand *whole = d->parent ? demand_at(w, d->parent) : d;
	int i, k;

	if (sees_demand(w, a, d) || sees_demand(w, a, whole))
		return 1;
	for (i = 0; i < w->demands; i++)
		if (w->demand[i].parent == d->id && sees_demand(w, a, &w->demand[i]))
			return 1;
	for (i = 0; i < w->whistles; i++)
		for (k = 0; k < w->whistle[i].demands; k++)
			if (w->whistle[i].demand[k] == d->id && sees_whistle(w, a, &w->whistle[i]))
				return 1;
	return 0;
}

static inline int works_at(const w_actor *a, int office)
{
	int i;

	for (i = 0; !a->named && i < a->grants; i++)
		if (a->grant[i].office == office)
			return 1;
	return a->office == office;
}

/* Whose demand it is: not told outside the home office where confidence was asked for. */
static inline int knows_whose(const w_actor *a, const w_demand *d)
{
	return !d->confidential || a->who->firm >= 0 || works_at(a, d->home);
}

/* Who knows the case knows its evidence; an enterprise's account knows what it brought itself. */
static inline int sees_file(const w_world *w, const w_actor *a, const w_file *f)
{
	if (a->who->firm >= 0)
		return 0;
	return f->whistle >= 0 ? sees_whistle(w, a, &w->whistle[f->whistle])
			       : sees_demand(w, a, demand_at(w, f->demand));
}

/* ---- charts ---- */

typedef struct w_relation {
	const char *noun, *state;
	int home, unit;
	int64_t registrar;
} w_relation;

static inline int is_to(const w_world *w, const w_relation *it, const char *of, int office)
{
	if (strcmp(of, "home") == 0)
		return office == it->home;
	if (strcmp(of, "unit") == 0)
		return office == it->unit;
	return strcmp(of, "above") == 0 && office != it->home && over(w, it->home, office);
}

static inline int of_one(const w_world *w, const w_actor *a, const w_relation *it, const cJSON *of,
			 int office, int acting)
{
	static const char *const relations[] = { "home", "unit", "above" };
	size_t i;

	if (has_text(of, "any"))
		return 1;
	if (acting && has_text(of, "demander") && it->registrar && it->registrar == a->who->id)
		return 1;
	for (i = 0; a->who->firm < 0 && i < 3; i++)
		if (has_text(of, relations[i]) && is_to(w, it, relations[i], office))
			return 1;
	return 0;
}

/* She acts in an office with the roles that reach there, and where each of them is held. */
static inline int may_move(const w_world *w, const w_actor *a, const w_relation *it,
			   const cJSON *move)
{
	const cJSON *roles = cJSON_GetObjectItem(move, "roles");
	const cJSON *of = cJSON_GetObjectItem(move, "of");
	int i;

	for (i = 0; i < a->grants; i++) {
		if (!has_text(roles, role_name(w, a->grant[i].role)))
			continue;
		if (over(w, a->office, a->grant[i].office) && of_one(w, a, it, of, a->office, 1))
			return 1;
		if (!a->named && of_one(w, a, it, of, a->grant[i].office, 0))
			return 1;
	}
	return 0;
}

/* One alternative or another: which of them is taken hangs on what is given. */
static inline int chart_allows(const w_world *w, const w_actor *a, const w_relation *it,
			       const char *verb)
{
	const cJSON *chart = cJSON_GetObjectItem(w->charts, it->noun), *item;
	const cJSON *state = cJSON_GetObjectItem(cJSON_GetObjectItem(chart, "states"), it->state);
	const cJSON *move = cJSON_GetObjectItem(cJSON_GetObjectItem(state, "on"), verb);

	if (!move)
		move = cJSON_GetObjectItem(cJSON_GetObjectItem(chart, "on"), verb);
	if (!cJSON_IsArray(move))
		return cJSON_IsObject(move) && may_move(w, a, it, move);
	cJSON_ArrayForEach(item, move) if (may_move(w, a, it, item)) return 1;
	return 0;
}

/* The right of the verb, where the case is; who speaks for the demander has it where she acts. */
static inline int has_for_demand(const w_world *w, const w_actor *a, const w_demand *d,
				 const char *right)
{
	int speaks = a->who->firm >= 0 ? d->enterprise == w->firm[a->who->firm]
				       : d->registrar && d->registrar == a->who->id;

	return has(w, a, right, d->unit) || has(w, a, right, d->home) ||
	       (speaks && has(w, a, right, a->office));
}

static inline int may_demand(const w_world *w, const w_actor *a, const w_demand *d,
			     const char *verb, const char *right)
{
	w_relation it = { "demand", d->state, d->home, d->unit, d->registrar };

	return sees_demand(w, a, d) && !d->voided && has_for_demand(w, a, d, right) &&
	       chart_allows(w, a, &it, verb);
}

/* unit: who leads, or the party that it is about. */
static inline int has_for_whistle(const w_world *w, const w_actor *a, const w_whistle *x, int unit,
				  const char *right)
{
	return has(w, a, right, unit) || has(w, a, right, x->blower) || has(w, a, right, x->home);
}

static inline int may_whistle(const w_world *w, const w_actor *a, const w_whistle *x,
			      const char *verb, const char *right)
{
	w_relation it = { "whistle", x->state, x->home, x->unit, x->registrar };

	return sees_whistle(w, a, x) && !x->voided && has_for_whistle(w, a, x, x->unit, right) &&
	       chart_allows(w, a, &it, verb);
}

static inline int may_party(const w_world *w, const w_actor *a, const w_whistle *x,
			    const w_party *p, const char *verb, const char *right)
{
	w_relation it = { "party", p->state, x->home, p->office, 0 };

	return sees_whistle(w, a, x) && !x->voided && has_for_whistle(w, a, x, p->office, right) &&
	       chart_allows(w, a, &it, verb);
}

#endif
