/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding what is due for erasure by the rules of the profile in force.
 */
#include "engine/retention.h"

#include "engine/hold.h"
#include "util/time.h"

#define PAGE 500 /* rows that are looked at in one go */

/* ---- what is due ---- */

#define DUE_FIELDS \
	GJ_F_ENUM(gj_due, noun, GJ_REQUIRED, gj_retained_names, "What it is."), \
		GJ_F_ID(gj_due, id, GJ_REQUIRED, "Its number."), \
		GJ_F_TEXT(gj_due, rule, GJ_REQUIRED, 1, 64, GJ_OPEN, "The rule of the profile."), \
		GJ_F_TEXT(gj_due, keep, GJ_REQUIRED, 1, 48, GJ_OPEN, \
			  "How long it says: 30nd days, 6mo months, 3y years."), \
		GJ_F_DATE(gj_due, since, GJ_REQUIRED, "From when that is reckoned."), \
		GJ_F_DATE(gj_due, until, GJ_REQUIRED, "The last day on which it may be kept.")

static const gj_field due_fields[] = {
	DUE_FIELDS, GJ_F_TEXT(gj_due, kind, 0, 1, 64, GJ_OPEN, "Of what kind it is."),
	GJ_F_ID(gj_due, hold, 0, "The hold by which it is not erased for now."),
	GJ_F_TEXT(gj_due, place, GJ_HIDDEN, 0, 0, GJ_OPEN, ""), GJ_F_END
};
const GJ_RECORD(gj_due_record, gj_due, due_fields);

static const gj_field erased_fields[] = { DUE_FIELDS, GJ_F_END };
const GJ_RECORD(gj_due_erased_record, gj_due, erased_fields);

typedef struct query {
	gj_has has;
	int64_t home, after, before, limit;
	int32_t last;
} query;

static const gj_field query_fields[] = { GJ_F_INT(query, home, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_INT(query, after, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_TIME(query, before, 0, ""),
					 GJ_F_INT(query, limit, 0, 0, GJ_MAX_INT, ""),
					 GJ_F_DATE(query, last, 0, ""),
					 GJ_F_END };
static const GJ_RECORD(query_record, query, query_fields);

typedef struct row {
	gj_has has;
	int64_t id;
	gj_str kind;
	int64_t at;
	int32_t day;
} row;

static const gj_field row_fields[] = { GJ_F_ID(row, id, 0, ""),
				       GJ_F_TEXT(row, kind, 0, 0, 0, GJ_OPEN, ""),
				       GJ_F_TIME(row, at, 0, ""), GJ_F_DATE(row, day, 0, ""),
				       GJ_F_END };
static const GJ_RECORD(row_record, row, row_fields);

static const int lists[GJ_RETAINED_COUNT] = {
	GJ_SQL_RETENTION_DEMAND,     GJ_SQL_RETENTION_WHISTLE, GJ_SQL_RETENTION_VISIT,
	GJ_SQL_RETENTION_ATTACHMENT, GJ_SQL_RETENTION_CONTACT, GJ_SQL_RETENTION_ENTERPRISE,
	GJ_SQL_RETENTION_STAFF,      GJ_SQL_RETENTION_IMPORT,  GJ_SQL_RETENTION_SUPERVISION,
	GJ_SQL_RETENTION_CAUSE,      GJ_SQL_RETENTION_STEWARD, GJ_SQL_RETENTION_OFFICE,
	GJ_SQL_RETENTION_CALENDAR,   GJ_SQL_RETENTION_HOLD,
};

static int32_t day_of(const gj_ctx *c, int64_t at)
{
	int64_t local = at + c->zone * GJ_MINUTE;

	return (int32_t)((local < 0 ? local - GJ_DAY + 1 : local) / GJ_DAY);
}

int gj_due_today(gj_ctx *c, int32_t *ret_day)
{
	int64_t now = c->now;

	if (!now && c->host->clock(c->host->clock_user, &now) < 0)
		return gj_fail(c->err, GJ_E_HOST, GJ_RULE_NONE);
	*ret_day = day_of(c, now);
	return GJ_OK;
}

/* From when on anything of the noun may be due, by the shortest of its rules; 0: there is none. */
static int latest(const gj_profile *profile, int noun, int32_t on, int32_t *ret_last)
{
	const gj_retention *rule;
	int32_t last;
	int some = 0;

	for (size_t i = 0; (rule = gj_retention_at(profile, i)) != NULL; i++) {
		if (rule->noun != noun)
			continue;
		last = gj_period_latest(&rule->keep, on - 1);
		if (!some || last > *ret_last)
			*ret_last = last;
		some = 1;
	}
	return some;
}

static query page_query(const gj_due_walk *w, int noun, int32_t last)
{
	int64_t after = noun == w->from ? w->after : 0;

	return (query){ { 31, 0 }, w->home, after,
			(last + 1) * GJ_DAY - w->c->zone * GJ_MINUTE, PAGE, last };
}

/* Is this noun walked over? And from when on anything of it may be due. */
static int is_walked(const gj_due_walk *w, int noun, int32_t *ret_last)
{
	return noun >= w->from && (w->noun < 0 || noun == w->noun) &&
	       latest(w->c->profile, noun, w->on, ret_last);
}

/* The first page of every noun is asked for in one go. */
static void ask_pages(const gj_due_walk *w)
{
	gj_source source = { &query_record, NULL };
	int32_t last = 0;
	query q;

	for (int noun = 0; noun < GJ_RETAINED_COUNT; noun++)
		if (is_walked(w, noun, &last)) {
			q = page_query(w, noun, last);
			source.object = &q;
			gj_sql_ahead_from(w->c->db, lists[noun], &source, 1);
		}
}

/* When that which came first began. */
static int32_t since_of(const gj_ctx *c, const row *r)
{
	int at = gj_field_has(r, &row_record, "at"), day = gj_field_has(r, &row_record, "day");
	int32_t by_at = at ? day_of(c, r->at) : 0;

	return at && (!day || by_at < r->day) ? by_at : r->day;
}

/* 1 when the rule for its kind says so. */
static int is_due(const gj_ctx *c, int noun, const row *r, int32_t on, gj_due *ret_due)
{
	const gj_retention *rule = gj_retention_for(c->profile, noun, r->kind);
	gj_due d = { .noun = noun, .id = r->id, .kind = r->kind };

	if (!rule)
		return 0;
	d.rule = rule->name;
	d.keep = rule->text;
	d.since = since_of(c, r);
	d.until = gj_period_last(&rule->keep, d.since);
	d.place = gj_str_of(gj_retained_names[noun]);
	d.has.set = r->kind.p ? 127 : 63;
	*ret_due = d;
	return d.until < on;
}

/* ---- what the actor may not know of ---- */

typedef struct told_row {
	gj_has has;
	int64_t id;
} told_row;
static const gj_field told_fields[] = { GJ_F_ID(told_row, id, 0, ""), GJ_F_END };
static const GJ_RECORD(told_record, told_row, told_fields);

void gj_due_ask_hidden(gj_ctx *c, int64_t thing)
{
	if (c->actor->system)
		return;
	gj_sql_ahead(c->db, GJ_SQL_TELLS_OF, "ll", GJ_HOME_OF(thing), thing);
	gj_ask_hidden(c, thing);
}

/* A case; evidence of one, or an order about it; a visit that brought it, a root cause that joins
 * it, a hold on it: of a case only the rest would be told. */
int gj_due_hidden(gj_ctx *c, int64_t thing)
{
	const told_row *told;
	gj_array rows;
	size_t i;
	int hidden = c->actor->system ? 0 : gj_hidden(c, thing);

	if (hidden != 0 || c->actor->system)
		return hidden;
	hidden = gj_sql_list(c->db, GJ_SQL_TELLS_OF, c->arena, &told_record, &rows, "ll",
			     GJ_HOME_OF(thing), thing);
	if (hidden < 0)
		return hidden;
	told = rows.p;
	for (i = 0, hidden = 0; i < rows.n && hidden == 0; i++)
		hidden = gj_due_hidden(c, told[i].id);
	return hidden;
}

/* ---- walking over it ---- */

static void ask(const gj_due_walk *w, int64_t thing)
{
	gj_due_ask_hidden(w->c, thing);
	if (w->held)
		gj_hold_ask(w->c, w->home, thing);
}

/* With the hold that it is under. */
static int give(gj_due_walk *w, gj_due *d)
{
	int code = w->held ? gj_hold_of(w->c, w->home, d->id, &d->hold) : GJ_OK;

	if (d->hold)
		gj_field_put(d, &gj_due_record, "hold");
	return code < 0 ? code : w->each(w, d);
}

static int walk_page(gj_due_walk *w, int noun, const gj_array *rows)
{
	const row *r = rows->p;
	gj_due *all = gj_arena_zero(w->c->arena, (rows->n + 1) * sizeof(*all));
	size_t i, n = 0;
	int code = all ? GJ_OK : GJ_E_NOMEM;

	for (i = 0; i < rows->n && code >= 0; i++)
		if (is_due(w->c, noun, &r[i], w->on, &all[n]))
			ask(w, all[n++].id);
	for (i = 0; i < n && code == 0; i++) {
		code = gj_due_hidden(w->c, all[i].id);
		code = code < 0 ? code : code ? 0 : give(w, &all[i]);
	}
	return code;
}

static int walk_noun(gj_due_walk *w, int noun, int32_t last)
{
	query q = page_query(w, noun, last);
	gj_source source = { &query_record, &q };
	gj_array rows = { NULL, PAGE };
	int code = GJ_OK;

	while (code == 0 && rows.n == PAGE) {
		code = gj_sql_list_from(w->c->db, lists[noun], w->c->arena, &row_record, &rows,
					&source, 1);
		if (code >= 0 && rows.n)
			q.after = ((const row *)rows.p)[rows.n - 1].id;
		if (code >= 0)
			code = walk_page(w, noun, &rows);
	}
	return code;
}

int gj_due_all(gj_due_walk *w)
{
	int32_t last = 0;
	int code;

	gj_sql_ahead(w->c->db, GJ_SQL_HOLD_ANY, "l", w->home);
	ask_pages(w);
	w->held = gj_hold_any(w->c, w->home);
	code = w->held < 0 ? w->held : GJ_OK;
	for (int noun = 0; noun < GJ_RETAINED_COUNT && code == 0; noun++)
		if (is_walked(w, noun, &last))
			code = walk_noun(w, noun, last);
	return code;
}

/* ---- where it begins ---- */

/* What lies in the root is no office's own: the right must be held at the top. */
int gj_due_begin(gj_ctx *c, int64_t office, int root, int right, gj_due_walk *w)
{
	int64_t owner = 0;
	int code = gj_chain_meant(c, office, root, &w->home, &owner);

	w->c = c;
	if (code < 0)
		return code;
	return w->home == GJ_ROOT ? gj_allow_top(c, right) : gj_allow(c, right, owner);
}

int gj_due_go_on(gj_due_walk *w, int64_t after, gj_str noun)
{
	int code = GJ_OK;

	w->after = after;
	while (after && gj_retained_names[w->from] &&
	       !gj_str_is(noun, gj_retained_names[w->from]))
		w->from++;
	if (!gj_retained_names[w->from]) {
		code = gj_fail(w->c->err, GJ_E_BAD_VALUE, GJ_RULE_foreign_cursor);
		gj_fail_path(w->c->err, "/after");
	}
	return code;
}
