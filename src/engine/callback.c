/* SPDX-License-Identifier: Apache-2.0
 *
 * Callback: who is to be asked, by a random sample that anybody can check; and that somebody
 * is to be asked again. Asking itself is a verb of the demand.
 *
 * A sample is drawn by rank: H(seed "/" number) of every demand that could be drawn, and those
 * with the lowest are chosen. The seed comes from the host's random source when the sample is
 * drawn, so nobody can have looked for one; seed, population and choice stand in the event.
 * Complaints about an office are in no sample: it could be counted from what is chosen.
 */
#include "engine/demand_priv.h"

#include <stdlib.h>
#include <string.h>

#define POPULATION_MAX 10000
#define CHOSEN_MAX 1000
#define SEED_BYTES 16

/* ---- what is recorded ---- */

typedef struct sampled_body {
	gj_has has;
	gj_str seed, by;
	int64_t since, until, wanted, population_count, chosen_count;
	gj_array population, chosen;
} sampled_body;

#define B sampled_body
static const gj_field sampled_fields[] = {
	GJ_F_TEXT(B, seed, GJ_REQUIRED, 32, 32, GJ_OPEN, "Random, drawn with the sample."),
	GJ_F_CODE(B, by, GJ_REQUIRED, "callback_by", "Who is to call."),
	GJ_F_TIME(B, since, GJ_REQUIRED, "Answered from then on."),
	GJ_F_TIME(B, until, GJ_REQUIRED, "Answered before then."),
	GJ_F_INT(B, wanted, GJ_REQUIRED, 1, CHOSEN_MAX, "How many were wanted."),
	GJ_F_INT(B, population_count, GJ_REQUIRED, 0, POPULATION_MAX, "How many there were."),
	GJ_F_INT(B, chosen_count, GJ_REQUIRED, 0, CHOSEN_MAX, "How many were chosen."),
	GJ_F_IDS(B, population, 0, POPULATION_MAX, "All that could be chosen, by number."),
	GJ_F_IDS(B, chosen, 0, CHOSEN_MAX, "Those chosen, by rank."),
	GJ_F_END
};
#undef B
static const GJ_RECORD(sampled_record, sampled_body, sampled_fields);

static const gj_step sampled_steps[] = { { GJ_SQL_CALLBACK_SAMPLE_INSERT, NULL, NULL },
					 { GJ_SQL_CALLBACK_SAMPLE_ITEM_ADD, NULL, "chosen" },
					 GJ_STEPS_END };
enum { SAMPLED };
static const gj_event_type events[] = { { "callback.sampled", 1, &sampled_record, sampled_steps,
					  "Demands were chosen by chance to be called back." },
					{ NULL, 0, NULL, NULL, NULL } };

/* ---- drawing ---- */

typedef struct ranked {
	int64_t id;
	unsigned char rank[GJ_DIGEST_SIZE];
} ranked;

static int order(const void *a, const void *b)
{
	const ranked *x = a, *y = b;
	int by = memcmp(x->rank, y->rank, GJ_DIGEST_SIZE);

	return by ? by : (x->id > y->id) - (x->id < y->id);
}

/* The `wanted` lowest of ids, by rank. */
static int draw(gj_ctx *c, gj_str seed, const gj_array *ids, int64_t wanted, gj_array *ret_chosen)
{
	ranked *all = gj_arena_take(c->arena, (ids->n + 1) * sizeof(*all));
	int64_t *chosen = gj_arena_take(c->arena, (ids->n + 1) * sizeof(*chosen));
	size_t i;
	int code = all && chosen ? GJ_OK : GJ_E_NOMEM;

	for (i = 0; i < ids->n && code >= 0; i++) {
		gj_buf buf;
		gj_str text;

		all[i].id = ((int64_t *)ids->p)[i];
		gj_buf_init(&buf, c->arena, 40);
		gj_buf_char(&buf, '/');
		gj_buf_int(&buf, all[i].id);
		text = gj_buf_end(&buf);
		code = buf.failed ? buf.failed
				  : gj_digest_pair(c->digest, seed.p, seed.n, text.p, text.n,
						   all[i].rank);
	}
	if (code < 0)
		return code;
	if (ids->n > 1)
		qsort(all, ids->n, sizeof(*all), order);
	for (i = 0; i < ids->n && i < (size_t)wanted; i++)
		chosen[i] = all[i].id;
	*ret_chosen = (gj_array){ chosen, i };
	return GJ_OK;
}

typedef struct id_row {
	gj_has has;
	int64_t id;
} id_row;
static const gj_field id_fields[] = { GJ_F_ID(id_row, id, 0, ""), GJ_F_END };
static const GJ_RECORD(id_record, id_row, id_fields);

static int population_of(gj_ctx *c, const sampled_body *b, gj_array *ret_ids)
{
	gj_array rows;
	int64_t *ids;
	size_t i;
	int code = gj_sql_list(c->db, GJ_SQL_CALLBACK_POPULATION, c->arena, &id_record, &rows,
			       "lllt", c->home, b->since, b->until, b->by);

	if (code >= 0 && rows.n > POPULATION_MAX) {
		gj_fail(c->err, GJ_E_LIMIT, GJ_RULE_too_many);
		gj_fail_int(c->err, "max", POPULATION_MAX);
		gj_fail_path(c->err, "/since");
		return GJ_E_LIMIT;
	}
	ids = code < 0 ? NULL : gj_arena_take(c->arena, (rows.n + 1) * sizeof(*ids));
	if (!ids)
		return code < 0 ? code : GJ_E_NOMEM;
	for (i = 0; i < rows.n; i++)
		ids[i] = ((id_row *)rows.p)[i].id;
	*ret_ids = (gj_array){ ids, rows.n };
	return GJ_OK;
}

/* ---- sample ---- */

typedef struct sample_args {
	gj_has has;
	GJ_WRITE_ARGS;
	int64_t home;
	gj_str by;
	int64_t since, until, wanted;
} sample_args;

static const gj_field sample_fields[] = {
	GJ_WRITE_FIELDS(sample_args),
	GJ_F_ID(sample_args, home, 0, "Of this home office; the actor's by default."),
	GJ_F_CODE(sample_args, by, GJ_REQUIRED, "callback_by", "Who is to call."),
	GJ_F_TIME(sample_args, since, GJ_REQUIRED, "Answered from then on."),
	GJ_F_TIME(sample_args, until, GJ_REQUIRED, "Answered before then."),
	GJ_F_INT(sample_args, wanted, GJ_REQUIRED, 1, CHOSEN_MAX, "How many."),
	GJ_F_END
};
static const GJ_RECORD(sample_record, sample_args, sample_fields);

typedef struct sample_result {
	gj_has has;
	GJ_WRITTEN_ANSWER;
	gj_str seed;
	int64_t population_count, chosen_count;
	gj_array chosen;
} sample_result;

static const gj_field sample_result_fields[] = {
	GJ_WRITTEN_FIELDS(sample_result),
	GJ_F_TEXT(sample_result, seed, 0, 0, 0, GJ_OPEN, "By which it was drawn."),
	GJ_F_INT(sample_result, population_count, 0, 0, GJ_MAX_INT, "Out of how many."),
	GJ_F_INT(sample_result, chosen_count, 0, 0, GJ_MAX_INT, "How many."),
	GJ_F_IDS(sample_result, chosen, 0, CHOSEN_MAX, "The demands chosen, by rank."),
	GJ_F_END
};
static const GJ_RECORD(sample_result_record, sample_result, sample_result_fields);

static int random_seed(gj_ctx *c, gj_str *ret_seed)
{
	unsigned char bytes[SEED_BYTES];
	gj_buf buf;

	if (c->host->random(c->host->random_user, bytes, sizeof(bytes)) < 0)
		return GJ_E_HOST;
	gj_buf_init(&buf, c->arena, 2 * SEED_BYTES + 1);
	gj_buf_hex(&buf, bytes, sizeof(bytes));
	*ret_seed = gj_buf_end(&buf);
	return buf.failed;
}

static int callback_sample(gj_ctx *c, const void *args, void *ret_result)
{
	const sample_args *in = args;
	gj_subject subject = { 0, 0, 0 };
	int64_t office = 0;
	sampled_body b;
	int code = gj_home_office(c, c->home, &office);

	(void)ret_result;
	memset(&b, 0, sizeof(b));
	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_demand_callback, office);
	if (code >= 0 && in->until <= in->since) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_order_of_dates);
		gj_fail_path(c->err, "/until");
	}
	b.by = in->by;
	b.since = in->since;
	b.until = in->until;
	if (code >= 0)
		code = population_of(c, &b, &b.population);
	if (code >= 0)
		code = random_seed(c, &b.seed);
	if (code >= 0)
		code = draw(c, b.seed, &b.population, in->wanted, &b.chosen);
	if (code >= 0)
		code = gj_new_id(c, c->home, &subject.id);
	if (code < 0)
		return code;
	b.wanted = in->wanted;
	b.population_count = (int64_t)b.population.n;
	b.chosen_count = (int64_t)b.chosen.n;
	b.has.set = (1u << 9) - 1;
	return gj_emit(c, &events[SAMPLED], c->home, &subject, &b);
}

/* ---- get: with a check ---- */

typedef struct sample_row {
	gj_has has;
	int64_t id;
	gj_str seed, party;
	int64_t since, until, wanted, population, chosen, revision, seq, created_at;
	int32_t holds;
	gj_array items;
} sample_row;

typedef struct item {
	gj_has has;
	int64_t id;
	gj_str order_no, state;
	int32_t class;
	int64_t called;
} item;

static const gj_field item_fields[] = {
	GJ_F_ID(item, id, 0, "Number of the demand."),
	GJ_F_TEXT(item, order_no, 0, 1, 40, GJ_OPEN, "Its order number."),
	GJ_F_TEXT(item, state, 0, 1, 64, GJ_OPEN, "Its state."),
	GJ_F_ENUM(item, class, 0, gj_case_classes, "Class of the state."),
	GJ_F_INT(item, called, 0, 0, GJ_MAX_INT,
		 "The event of this party's valid callback on the present answer; 0: none yet."),
	GJ_F_END
};
static const GJ_RECORD(item_record, item, item_fields);

#define S sample_row
static const gj_field sample_row_fields[] = {
	GJ_F_ID(S, id, 0, "Number of the sample."),
	GJ_F_TEXT(S, seed, 0, 0, 0, GJ_OPEN, "By which it was drawn."),
	GJ_F_CODE(S, party, 0, "callback_by", "Who is to call."),
	GJ_F_TIME(S, since, 0, "Answered from then on."),
	GJ_F_TIME(S, until, 0, "Answered before then."),
	GJ_F_INT(S, wanted, 0, 0, GJ_MAX_INT, "How many were wanted."),
	GJ_F_INT(S, population, 0, 0, GJ_MAX_INT, "How many there were to choose from."),
	GJ_F_INT(S, chosen, 0, 0, GJ_MAX_INT, "How many were chosen."),
	GJ_F_INT(S, revision, 0, 1, GJ_MAX_INT, "Always 1: a sample never changes."),
	GJ_F_INT(S, seq, 0, 1, GJ_MAX_INT, "Its event, which holds population and choice."),
	GJ_F_TIME(S, created_at, 0, "When it was drawn."),
	GJ_F_BOOL(S, holds, 0,
		  "Drawn again from the recorded seed and population, the same are chosen."),
	GJ_F_ARRAY(S, items, 0, 0, CHOSEN_MAX, item_record, "Those chosen, by number."),
	GJ_F_END
};
#undef S
static const GJ_RECORD(sample_row_record, sample_row, sample_row_fields);

static int check(gj_ctx *c, int64_t home, int64_t seq, int32_t *ret_holds)
{
	const gj_event_type *type = NULL;
	const sampled_body *b;
	gj_array again;
	gj_envelope e;
	gj_str bytes;
	void *body = NULL;
	int code = gj_event_bytes(c, home, seq, &bytes);

	if (code >= 0)
		code = gj_event_read(c->arena, bytes, &e, &type, &body, c->err);
	if (code < 0)
		return code;
	b = body;
	code = draw(c, b->seed, &b->population, b->wanted, &again);
	if (code >= 0)
		*ret_holds =
			again.n == b->chosen.n &&
			(!again.n || memcmp(again.p, b->chosen.p, again.n * sizeof(int64_t)) == 0);
	return code;
}

static int home_allowed(gj_ctx *c, int64_t home)
{
	int64_t office = 0;
	int code = gj_home_office(c, home, &office);

	return code < 0 ? code : gj_allow(c, GJ_RIGHT_demand_read, office);
}

static int callback_get(gj_ctx *c, const void *args, void *ret_result)
{
	sample_row *out = ret_result;
	int64_t id = ((const gj_id_args *)args)->id, home = GJ_HOME_OF(id);
	int code = gj_sql_row(c->db, GJ_SQL_CALLBACK_SAMPLE_GET, c->arena, &sample_row_record, out,
			      "ll", home, id);

	if (code == GJ_E_NOT_FOUND)
		return gj_not_found(c, "sample");
	if (code >= 0)
		code = home_allowed(c, home);
	if (code >= 0)
		code = check(c, home, out->seq, &out->holds);
	if (code < 0)
		return code;
	gj_field_put(out, &sample_row_record, "holds");
	gj_field_put(out, &sample_row_record, "items");
	return gj_sql_list(c->db, GJ_SQL_CALLBACK_SAMPLE_ITEMS, c->arena, &item_record, &out->items,
			   "tll", out->party, home, id);
}

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t home;
} list_args;

static const gj_field list_fields[] = {
	GJ_LIST_FIELDS(list_args),
	GJ_F_ID(list_args, home, 0, "Of this home office; the actor's by default."), GJ_F_END
};
static const GJ_RECORD(list_record, list_args, list_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, sample_row_record, "Samples, by number."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
static const GJ_RECORD(list_result_record, list_result, list_result_fields);

static int callback_list(gj_ctx *c, const void *args, void *ret_result)
{
	const list_args *in = args;
	list_result *out = ret_result;
	int64_t home = 0;
	gj_page page;
	int code = gj_office_home(c, in->home ? in->home : c->actor->office, &home);

	if (code >= 0)
		code = home_allowed(c, home);
	if (code >= 0)
		code = gj_page_begin(c, args, &page);
	if (code >= 0)
		code = gj_sql_list(c->db, GJ_SQL_CALLBACK_SAMPLE_LIST, c->arena, &sample_row_record,
				   &out->items, "lll", home, page.after, page.limit);
	if (code >= 0)
		code = gj_page_end(c, args, &page, &sample_row_record, &out->items, "id", NULL,
				   &out->next);
	out->has.set = out->next.p ? 3 : 1;
	return code;
}

/* ---- dispute ---- */

typedef struct dispute_args {
	gj_has has;
	GJ_CHANGE_ARGS;
	gj_str by, reason;
	gj_veil note;
	gj_array evidence;
} dispute_args;

static const gj_field dispute_fields[] = {
	GJ_CHANGE_FIELDS(dispute_args, "demand"),
	GJ_F_CODE(dispute_args, by, GJ_REQUIRED, "callback_by", "Whose callback."),
	GJ_F_CODE(dispute_args, reason, GJ_REQUIRED, "dispute_reason", "Why."),
	GJ_F_VEIL(dispute_args, note, 0, 2000, GJ_PERSONAL, "text", "In words."),
	GJ_F_ARRAY(dispute_args, evidence, 0, 0, 50, gj_evidence_args, "Evidence."),
	GJ_F_END
};
static const GJ_RECORD(dispute_record, dispute_args, dispute_fields);

int gj_rate_case_get(gj_ctx *c, const gj_demand *demand, gj_str party, gj_rate_case *ret_case)
{
	static const gj_field fields[] = { GJ_F_BOOL(gj_rate_case, contacted, 0, ""),
					   GJ_F_BOOL(gj_rate_case, disputed, 0, ""),
					   GJ_F_BOOL(gj_rate_case, excluded, 0, ""),
					   GJ_F_INT(gj_rate_case, answer, 0, 0, GJ_MAX_INT, ""),
					   GJ_F_INT(gj_rate_case, called, 0, 0, GJ_MAX_INT, ""),
					   GJ_F_END };
	static const GJ_RECORD(record, gj_rate_case, fields);
	int code = gj_sql_row(c->db, GJ_SQL_RATE_CASE_GET, c->arena, &record, ret_case, "llt",
			      demand->home, demand->id, party.p ? party : GJ_STR(""));

	if (code != GJ_E_NOT_FOUND)
		return code;
	memset(ret_case, 0, sizeof(*ret_case));
	return GJ_OK;
}

static int may_dispute(gj_ctx *c, const dispute_args *in, gj_demand *d)
{
	gj_rate_case kept;
	int code = gj_demand_load_seen(c, in->id, d);

	if (code >= 0 && d->voided)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	if (code >= 0)
		code = gj_check_revision(c, in, d->revision);
	if (code >= 0)
		code = gj_demand_allow(c, d, GJ_RIGHT_demand_handle);
	if (code >= 0)
		code = gj_rate_case_get(c, d, in->by, &kept);
	if (code >= 0 && (!kept.called || kept.disputed)) {
		code = gj_fail(c->err, GJ_E_RULE, GJ_RULE_not_called);
		gj_fail_path(c->err, "/by");
	}
	return code;
}

/* What is disputed counts until it has been asked again: nobody rids himself of an answer. */
static int callback_dispute(gj_ctx *c, const void *args, void *ret_result)
{
	const dispute_args *in = args;
	gj_subject subject;
	gj_demand_body b;
	gj_demand d;
	int code = may_dispute(c, in, &d);

	(void)ret_result;
	if (code < 0)
		return code;
	memset(&b, 0, sizeof(b));
	gj_field_copy(&b, &gj_demand_step_record, in, &dispute_record);
	b.verb = GJ_STR("dispute");
	b.from = b.state = d.state;
	b.class = d.class;
	b.reason = in->reason;
	gj_field_put(&b, &gj_demand_step_record, "verb");
	gj_field_put(&b, &gj_demand_step_record, "from");
	gj_field_put(&b, &gj_demand_step_record, "state");
	gj_field_put(&b, &gj_demand_step_record, "class");
	gj_field_put(&b, &gj_demand_step_record, "reason");
	if (in->evidence.n) {
		b.evidence = in->evidence;
		gj_evidence_number(&b.evidence);
		gj_field_put(&b, &gj_demand_step_record, "evidence");
	}
	subject = (gj_subject){ d.id, d.revision, d.seq };
	return gj_emit(c, &gj_demand_events[GJ_DEMAND_DISPUTED], d.home, &subject, &b);
}

/* ---- the tables ---- */

static const int sample_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_LIMIT, 0 };
static const int dispute_errors[] = { GJ_E_NOT_FOUND, GJ_E_RULE, GJ_E_STATE, GJ_E_CONFLICT, 0 };
static const int read_errors[] = { GJ_E_NOT_FOUND, 0 };

static const gj_op ops[] = {
	{ .name = "callback.sample",
	  .version = 1,
	  .args = &sample_record,
	  .result = &sample_result_record,
	  .right = GJ_RIGHT_demand_callback,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_OFFICE,
	  .errors = sample_errors,
	  .since = "1.0",
	  .doc = "Chooses by chance whom to call back, so that anybody can check it.",
	  .doc_zh = "随机抽取回访对象，可事后核验。",
	  .run = callback_sample },
	{ .name = "callback.get",
	  .version = 1,
	  .args = &gj_id_args_record,
	  .result = &sample_row_record,
	  .right = GJ_RIGHT_demand_read,
	  .flags = GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ID,
	  .errors = read_errors,
	  .since = "1.0",
	  .doc = "A sample: who was chosen, who has been called, and whether the choice holds.",
	  .doc_zh = "查看抽样：对象、回访进展，以及抽样能否复现。",
	  .run = callback_get },
	{ .name = "callback.list",
	  .version = 1,
	  .args = &list_record,
	  .result = &list_result_record,
	  .right = GJ_RIGHT_demand_read,
	  .flags = GJ_OP_OWN_RIGHT | GJ_OP_LIST,
	  .home = GJ_HOME_ROOT,
	  .errors = read_errors,
	  .since = "1.0",
	  .doc = "Samples of a home office.",
	  .doc_zh = "抽样列表。",
	  .run = callback_list },
	{ .name = "callback.dispute",
	  .version = 1,
	  .args = &dispute_record,
	  .result = &gj_written_record,
	  .right = GJ_RIGHT_demand_handle,
	  .flags = GJ_OP_WRITE | GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ID,
	  .errors = dispute_errors,
	  .since = "1.0",
	  .doc = "Disputes a callback: the same party asks again, and that counts instead.",
	  .doc_zh = "对回访提出异议：由同一主体再次回访，以再次回访为准。",
	  .run = callback_dispute },
	{ 0 }
};

extern const gj_noun gj_noun_callback;
const gj_noun gj_noun_callback = { "callback", "回访", ops, events,
				   "Who is asked what became of a demand, and asked again." };
