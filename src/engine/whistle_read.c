/* SPDX-License-Identifier: Apache-2.0
 *
 * One whistle with its parties and demands; the whistles of a home; what happened to one.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/demand_priv.h"
#include "engine/party_priv.h"

/* ---- one ---- */

typedef struct full {
	gj_has has;
	int64_t id, office;
	gj_str order_no, state, state_name;
	int32_t class;
	gj_str kind, source;
	int64_t blower, unit;
	int32_t quorum;
	int64_t need;
	gj_veil subject, detail, place, result;
	gj_str resolution, level;
	int32_t above;
	gj_array demands, parties, verbs;
	int64_t opened_at, blown_at, joined_at, ended_at;
	int32_t voided;
	int64_t revision;
} full;

static const gj_field full_fields[] = {
	GJ_F_ID(full, id, 0, "Number of the whistle."),
	GJ_F_ID(full, office, 0, "Its home office."),
	GJ_F_TEXT(full, order_no, 0, 1, 40, GJ_OPEN, "Its number for people."),
	GJ_F_TEXT(full, state, 0, 1, 64, GJ_OPEN, "Its state, of its chart."),
	GJ_F_TEXT(full, state_name, 0, 1, 64, GJ_OPEN, "Its state, for people."),
	GJ_F_ENUM(full, class, 0, gj_case_classes, "Class of the state."),
	GJ_F_CODE(full, kind, 0, "whistle_kind", "Kind."),
	GJ_F_CODE(full, source, 0, "whistle_source", "Who saw the need."),
	GJ_F_ID(full, blower, 0, "The office that blows."),
	GJ_F_ID(full, unit, 0, "The office that leads; the home office without a lead."),
	GJ_F_ENUM(full, quorum, 0, gj_quorums, "How many have to report in."),
	GJ_F_INT(full, need, 0, 0, GJ_PARTIES_MAX, "With lead: how many beside it."),
	GJ_F_VEIL(full, subject, 0, 200, GJ_PERSONAL, "text", "What it is about."),
	GJ_F_VEIL(full, detail, 0, 4000, GJ_PERSONAL, "text", "In full."),
	GJ_F_VEIL(full, place, 0, 300, GJ_PERSONAL, "text", "Where to come."),
	GJ_F_VEIL(full, result, 0, 4000, GJ_PERSONAL, "text", "What was fed back."),
	GJ_F_CODE(full, resolution, 0, "resolution", "How it was resolved."),
	GJ_F_CODE(full, level, 0, "level", "Level at which it was solved."),
	GJ_F_BOOL(full, above, 0, "That level lies above the home office."),
	GJ_F_IDS(full, demands, 0, 1000, "Demands that it serves."),
	GJ_F_ARRAY(full, parties, 0, 0, 1000, gj_party_record, "Its parties."),
	GJ_F_TEXTS(full, verbs, 0, 64, "What the actor may do now."),
	GJ_F_TIME(full, opened_at, 0, "When it was drafted."),
	GJ_F_TIME(full, blown_at, 0, "When it was blown."),
	GJ_F_TIME(full, joined_at, 0, "When enough had reported in."),
	GJ_F_TIME(full, ended_at, 0, "When it ended."),
	GJ_F_BOOL(full, voided, 0, "It was void from the beginning."),
	GJ_F_INT(full, revision, 0, 1, GJ_MAX_INT, "Goes up by one with every change."),
	GJ_F_END
};
const GJ_RECORD(gj_whistle_full_record, full, full_fields);

static void put(full *out, const char *name)
{
	gj_field_put(out, &gj_whistle_full_record, name);
}

typedef struct text_row {
	gj_has has;
	gj_str order_no;
	gj_veil subject, detail, place, result;
} text_row;

static const gj_field text_fields[] = {
	GJ_F_TEXT(text_row, order_no, 0, 0, 0, GJ_OPEN, ""),
	GJ_F_VEIL(text_row, subject, 0, 200, GJ_PERSONAL, "text", ""),
	GJ_F_VEIL(text_row, detail, 0, 4000, GJ_PERSONAL, "text", ""),
	GJ_F_VEIL(text_row, place, 0, 300, GJ_PERSONAL, "text", ""),
	GJ_F_VEIL(text_row, result, 0, 4000, GJ_PERSONAL, "text", ""),
	GJ_F_END
};
static const GJ_RECORD(text_record, text_row, text_fields);

static int read_text(gj_ctx *c, const gj_whistle *w, full *out)
{
	text_row row;
	int code = gj_sql_row(c->db, GJ_SQL_WHISTLE_TEXT_GET, c->arena, &text_record, &row, "ll",
			      w->home, w->id);

	if (code >= 0)
		gj_field_copy(out, &gj_whistle_full_record, &row, &text_record);
	return code == GJ_E_NOT_FOUND ? GJ_E_CORRUPT : code;
}

typedef struct demand_row {
	gj_has has;
	int64_t demand;
} demand_row;
static const gj_field demand_fields[] = { GJ_F_ID(demand_row, demand, 0, ""), GJ_F_END };
static const GJ_RECORD(demand_record, demand_row, demand_fields);

static int read_demands(gj_ctx *c, const gj_whistle *w, full *out)
{
	const demand_row *row;
	gj_array rows;
	int64_t *ids;
	size_t i;
	int code = gj_sql_list(c->db, GJ_SQL_WHISTLE_DEMANDS, c->arena, &demand_record, &rows, "ll",
			       w->home, w->id);

	if (code < 0)
		return code;
	ids = gj_arena_take(c->arena, (rows.n + 1) * sizeof(*ids));
	if (!ids)
		return GJ_E_NOMEM;
	row = rows.p;
	for (i = 0; i < rows.n; i++)
		ids[i] = row[i].demand;
	out->demands = (gj_array){ ids, rows.n };
	put(out, "demands");
	return GJ_OK;
}

static int show_party(gj_ctx *c, const gj_whistle *w, gj_party *party)
{
	gj_case it = gj_party_case(w, party);
	gj_case_chart chart;
	int code = gj_case_chart_of(c, w->home, "party", party->chart, &chart);

	if (code >= 0)
		code = gj_case_show(c, &it, &chart, 0, &gj_party_record, party);
	if (code >= 0)
		code = gj_sql_list(c->db, GJ_SQL_PARTY_EVIDENCE_OF, c->arena, &gj_evidence_record,
				   &party->evidence, "ll", w->home, party->id);
	if (code >= 0 && party->evidence.n)
		gj_field_put(party, &gj_party_record, "evidence");
	return code < 0 ? code : GJ_OK;
}

static int read_parties(gj_ctx *c, const gj_whistle *w, full *out)
{
	const gj_party *party;
	size_t i;
	int code = gj_whistle_parties(c, w, &out->parties);

	party = code < 0 ? NULL : out->parties.p;
	for (i = 0; code >= 0 && i < out->parties.n; i++)
		gj_sql_ahead(c->db, GJ_SQL_PARTY_EVIDENCE_OF, "ll", w->home, party[i].id);
	for (i = 0; code >= 0 && i < out->parties.n; i++)
		code = show_party(c, w, (gj_party *)out->parties.p + i);
	put(out, "parties");
	return code;
}

static int read_chart(gj_ctx *c, const gj_whistle *w, full *out)
{
	gj_case it = gj_whistle_case(w);
	gj_case_chart chart;
	int code = gj_case_chart_of(c, w->home, "whistle", w->chart, &chart);

	if (code >= 0)
		code = gj_case_show(c, &it, &chart, w->voided, &gj_whistle_full_record, out);
	return code;
}

int gj_whistle_get(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_get_args *in = args;
	full *out = ret_result;
	gj_whistle w;
	int code = gj_whistle_load_seen(c, in->id, &w);

	if (code >= 0 && in->unmask)
		code = gj_unmask(c, in, w.office);
	if (code < 0)
		return code;
	gj_field_copy(out, &gj_whistle_full_record, &w, &gj_whistle_record);
	out->office = w.office;
	put(out, "office");
	gj_sql_ahead(c->db, GJ_SQL_WHISTLE_TEXT_GET, "ll", w.home, w.id);
	gj_sql_ahead(c->db, GJ_SQL_WHISTLE_DEMANDS, "ll", w.home, w.id);
	gj_sql_ahead(c->db, GJ_SQL_PARTY_OF_WHISTLE, "ll", w.home, w.id);
	code = read_text(c, &w, out);
	if (code >= 0)
		code = read_demands(c, &w, out);
	if (code >= 0)
		code = read_parties(c, &w, out);
	if (code >= 0)
		code = read_chart(c, &w, out);
	return code < 0 ? code : gj_unseal(c, &gj_whistle_full_record, out);
}

/* ---- list ---- */

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t home;
	int32_t open;
	gj_str state, kind;
	int32_t voided;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ID(list_args, home, 0, "Office whose whistles are meant; the actor's by default."),
	GJ_F_BOOL(list_args, open, 0, "Only those that have not ended."),
	GJ_F_TEXT(list_args, state, 0, 1, 64, GJ_OPEN, "Only those in this state."),
	GJ_F_CODE(list_args, kind, 0, "whistle_kind", "Only this kind."),
	GJ_F_BOOL(list_args, voided, 0, "Also those that are void."),
	GJ_F_END
};
const GJ_RECORD(gj_whistle_list_args, list_args, list_fields);

typedef struct row {
	gj_has has;
	int64_t id;
	gj_str order_no, state;
	int32_t class;
	gj_str kind, source;
	int64_t blower, unit;
	gj_veil subject;
	gj_str resolution, level;
	int64_t opened_at, blown_at, joined_at, ended_at;
	int32_t voided;
	int64_t revision;
} row;

static const gj_field row_fields[] = {
	GJ_F_ID(row, id, 0, "Number of the whistle."),
	GJ_F_TEXT(row, order_no, 0, 1, 40, GJ_OPEN, "Its number for people."),
	GJ_F_TEXT(row, state, 0, 1, 64, GJ_OPEN, "Its state."),
	GJ_F_ENUM(row, class, 0, gj_case_classes, "Class of the state."),
	GJ_F_CODE(row, kind, 0, "whistle_kind", "Kind."),
	GJ_F_CODE(row, source, 0, "whistle_source", "Who saw the need."),
	GJ_F_ID(row, blower, 0, "The office that blows."),
	GJ_F_ID(row, unit, 0, "The office that leads."),
	GJ_F_VEIL(row, subject, 0, 200, GJ_PERSONAL, "text", "What it is about."),
	GJ_F_CODE(row, resolution, 0, "resolution", "How it was resolved."),
	GJ_F_CODE(row, level, 0, "level", "Level at which it was solved."),
	GJ_F_TIME(row, opened_at, 0, "When it was drafted."),
	GJ_F_TIME(row, blown_at, 0, "When it was blown."),
	GJ_F_TIME(row, joined_at, 0, "When enough had reported in."),
	GJ_F_TIME(row, ended_at, 0, "When it ended."),
	GJ_F_BOOL(row, voided, 0, "It was void from the beginning."),
	GJ_F_INT(row, revision, 0, 1, GJ_MAX_INT, "Goes up by one with every change."),
	GJ_F_END
};
static const GJ_RECORD(row_record, row, row_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, row_record, "Whistles, by number."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
const GJ_RECORD(gj_whistle_list_result, list_result, list_result_fields);

static int read_on(gj_ctx *c, void *user, const gj_page *page, gj_array *ret_rows)
{
	const list_args *in = user;

	return gj_sql_list(c->db, in->open ? GJ_SQL_WHISTLE_LIST_OPEN : GJ_SQL_WHISTLE_LIST,
			   c->arena, &row_record, ret_rows, "llttil", c->home, page->after,
			   in->state, in->kind, in->voided, page->limit);
}

static int keep_seen(gj_ctx *c, void *user, gj_array *items)
{
	row *p = items->p;
	gj_whistle w;
	size_t i, n = 0;
	int seen = 1;

	(void)user;
	for (i = 0; i < items->n; i++)
		gj_whistle_ask(c, p[i].id);
	for (i = 0; i < items->n && seen >= 0; i++) {
		seen = gj_whistle_load(c, p[i].id, &w);
		if (seen >= 0)
			seen = gj_whistle_visible(c, &w);
		if (seen > 0)
			p[n++] = p[i];
	}
	items->n = n;
	return seen < 0 ? seen : GJ_OK;
}

int gj_whistle_list(gj_ctx *c, const void *args, void *ret_result)
{
	list_args in = *(const list_args *)args;
	list_result *out = ret_result;
	gj_sieve sieve = { &row_record, "id", NULL, read_on, keep_seen, &in };
	int64_t office = 0;
	int code = gj_home_office(c, c->home, &office);

	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_whistle_read, office);
	if (code >= 0)
		code = gj_page_sieve(c, args, &sieve, &out->items, &out->next);
	out->has.set = out->next.p ? 3 : 1;
	return code < 0 ? code : gj_unseal_all(c, &row_record, out->items);
}

/* ---- history ---- */

typedef struct item {
	gj_has has;
	int64_t seq;
	gj_str type, verb;
	int64_t party, at, occurred_at, actor;
	gj_str actor_name, role, on_behalf_of;
	int64_t acting_office;
	gj_str office_name;
	gj_str from, state;
	int64_t office, demand, proposed;
	gj_str reason, mode, decision, resolution, level, grade, appraisal;
	gj_veil title, persons, place, text, note;
	gj_array evidence;
} item;

#define I item
static const gj_field item_fields[] = {
	GJ_F_INT(I, seq, 0, 1, GJ_MAX_INT, "Its place in the chain."),
	GJ_F_TEXT(I, type, 0, 1, 80, GJ_OPEN, "Type of the event."),
	GJ_F_TEXT(I, verb, 0, 1, 40, GJ_OPEN, "What was done."),
	GJ_F_ID(I, party, 0, "The party that it is about; absent: the whistle."),
	GJ_F_TIME(I, at, 0, "When it was recorded."),
	GJ_F_TIME(I, occurred_at, 0, "When it happened, if before that."),
	GJ_F_INT(I, actor, 0, 1, GJ_MAX_INT, "Who; absent: the system."),
	GJ_F_TEXT(I, actor_name, 0, 0, 0, GJ_INTERNAL, "Her name."),
	GJ_F_TEXT(I, role, 0, 0, 0, GJ_OPEN, "In which role, if she said."),
	GJ_F_TEXT(I, on_behalf_of, 0, 0, 0, GJ_INTERNAL, "For whom."),
	GJ_F_INT(I, acting_office, 0, 1, GJ_MAX_INT, "In which office."),
	GJ_F_TEXT(I, office_name, 0, 0, 0, GJ_OPEN, "Name of that office."),
	GJ_F_TEXT(I, from, 0, 1, 64, GJ_OPEN, "State before."),
	GJ_F_TEXT(I, state, 0, 1, 64, GJ_OPEN, "State after."),
	GJ_F_ID(I, office, 0, "The office that was entered as a party."),
	GJ_F_ID(I, demand, 0, "A demand that it serves."),
	GJ_F_ID(I, proposed, 0, "The office named in its place."),
	GJ_F_TEXT(I, reason, 0, 1, 64, GJ_OPEN, "Reason."),
	GJ_F_CODE(I, mode, 0, "contact_mode", "How the office that blew was contacted."),
	GJ_F_CODE(I, decision, 0, "party_decision", "What was adjudicated."),
	GJ_F_CODE(I, resolution, 0, "resolution", "How it was resolved."),
	GJ_F_CODE(I, level, 0, "level", "Level at which it was solved."),
	GJ_F_CODE(I, grade, 0, "party_grade", "Grade given."),
	GJ_F_CODE(I, appraisal, 0, "party_grade", "Grade given in turn."),
	GJ_F_VEIL(I, title, 0, 200, GJ_PERSONAL, "text", "What it is about."),
	GJ_F_VEIL(I, persons, 0, 300, GJ_PERSONAL, "name", "Who came."),
	GJ_F_VEIL(I, place, 0, 300, GJ_PERSONAL, "text", "Where."),
	GJ_F_VEIL(I, text, 0, 4000, GJ_PERSONAL, "text", "What was done."),
	GJ_F_VEIL(I, note, 0, 2000, GJ_PERSONAL, "text", "Internal note."),
	GJ_F_ARRAY(I, evidence, 0, 0, 50, gj_evidence_record, "Evidence."),
	GJ_F_END
};
static const GJ_RECORD(item_record, item, item_fields);
#undef I

typedef struct history_args {
	gj_has has;
	int64_t id;
	GJ_LIST_ARGS;
} history_args;

static const gj_field history_fields[] = { GJ_F_ID(history_args, id, GJ_REQUIRED,
						   "Number of the whistle."),
					   GJ_LIST_FIELDS(history_args), GJ_F_END };
const GJ_RECORD(gj_whistle_history_args, history_args, history_fields);

typedef struct history_result {
	gj_has has;
	gj_array items;
	gj_str next;
} history_result;

static const gj_field history_result_fields[] = {
	GJ_F_ARRAY(history_result, items, 0, 0, 1000, item_record, "Events, the first one first."),
	GJ_F_TEXT(history_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
const GJ_RECORD(gj_whistle_history_result, history_result, history_result_fields);

static int by_seq(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The whistle's events and those of its parties lie in one chain, so in one order. */
static int places(gj_ctx *c, const gj_whistle *w, gj_array *ret_seqs)
{
	const gj_party *party;
	gj_array parties;
	size_t i;
	int code = gj_whistle_parties(c, w, &parties);

	party = code < 0 ? NULL : parties.p;
	if (code >= 0)
		gj_case_ask_events(c, w->home, w->seq);
	for (i = 0; code >= 0 && i < parties.n; i++)
		gj_case_ask_events(c, w->home, party[i].seq);
	if (code >= 0)
		code = gj_case_events(c, w->home, w->seq, ret_seqs);
	for (i = 0; code >= 0 && i < parties.n; i++)
		code = gj_case_events(c, w->home, party[i].seq, ret_seqs);
	if (code >= 0 && ret_seqs->n > 1)
		qsort(ret_seqs->p, ret_seqs->n, sizeof(int64_t), by_seq);
	return code;
}

static int item_of(gj_ctx *c, const gj_whistle *w, int64_t seq, item *it)
{
	const gj_event_type *type = NULL;
	gj_envelope e;
	void *body = NULL;
	int code = gj_event_load(c, w->home, seq, &e, &type, &body);

	if (code < 0)
		return code;
	memset(it, 0, sizeof(*it));
	gj_field_copy(it, &item_record, &e, &gj_envelope_read_record);
	gj_field_copy(it, &item_record, body, type->body);
	if (e.subject != w->id) {
		it->party = e.subject;
		gj_field_put(it, &item_record, "party");
	}
	return GJ_OK;
}

static int names(gj_ctx *c, item *it)
{
	int code =
		gj_case_names(c, it->actor, &it->actor_name, it->acting_office, &it->office_name);

	if (it->actor_name.p)
		gj_field_put(it, &item_record, "actor_name");
	if (it->office_name.p)
		gj_field_put(it, &item_record, "office_name");
	return code;
}

/* Those of one page: their events in one round trip, and what these name in another. */
static int items_of(gj_ctx *c, const gj_whistle *w, const int64_t *seq, size_t n, item *items)
{
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < n; i++)
		gj_sql_ahead(c->db, GJ_SQL_EVENT_GET, "ll", w->home, seq[i]);
	for (i = 0; i < n && code >= 0; i++)
		code = item_of(c, w, seq[i], &items[i]);
	for (i = 0; i < n && code >= 0; i++)
		gj_case_ask_names(c, items[i].actor, items[i].acting_office);
	for (i = 0; i < n && code >= 0; i++)
		code = names(c, &items[i]);
	return code < 0 ? code : gj_unseal_all(c, &item_record, (gj_array){ items, n });
}

int gj_whistle_history(gj_ctx *c, const void *args, void *ret_result)
{
	const history_args *in = args;
	history_result *out = ret_result;
	gj_array seqs = { NULL, 0 };
	const int64_t *seq;
	size_t from = 0, n;
	gj_whistle w;
	gj_page page;
	int code = gj_whistle_load_seen(c, in->id, &w);

	if (code >= 0)
		code = gj_page_begin(c, args, &page);
	if (code >= 0)
		code = places(c, &w, &seqs);
	if (code < 0)
		return code;
	seq = seqs.p;
	while (from < seqs.n && seq[from] <= page.after)
		from++;
	n = seqs.n - from < (size_t)page.limit ? seqs.n - from : (size_t)page.limit;
	out->items = (gj_array){ gj_arena_zero(c->arena, (n + 1) * sizeof(item)), n };
	code = out->items.p ? items_of(c, &w, seq + from, n, out->items.p) : GJ_E_NOMEM;
	if (code >= 0)
		code = gj_page_end(c, args, &page, &item_record, &out->items, "seq", NULL,
				   &out->next);
	out->has.set = out->next.p ? 3 : 1;
	return code;
}
