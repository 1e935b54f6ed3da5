/* SPDX-License-Identifier: Apache-2.0
 *
 * The journal: locking chains, recording events and applying them. The only file
 * that appends to a chain.
 */
#include "engine/message.h"

#include "util/time.h"

#include <stdio.h>
#include <string.h>

#define EVENT_MAX (4u << 20)

/* ---- the envelope ---- */

enum {
	EN_HOME,
	EN_SEQ,
	EN_TYPE,
	EN_VERSION,
	EN_AT,
	EN_OCCURRED_AT,
	EN_SUBJECT,
	EN_LINK,
	EN_REVISION,
	EN_ROOT,
	EN_FIRST,
	EN_ACTOR,
	EN_ROLE,
	EN_ACTING_OFFICE,
	EN_ON_BEHALF_OF,
	EN_APPLICATION,
	EN_REQUEST,
	EN_ADDRESS,
	EN_KEY,
	EN_PRINT,
	EN_CAUSE,
	EN_CLOCK_BACK,
	EN_NEXT_ID,
	EN_LAST,
	EN_MONTH,
	EN_MONTH_RECORDED
};

#define COUNTER(m, doc) GJ_F_INT(gj_envelope, m, 0, 0, GJ_MAX_INT, doc)
#define WORDS(m, max, doc) GJ_F_TEXT(gj_envelope, m, 0, 0, max, GJ_INTERNAL, doc)
#define ENVELOPE_FIELDS \
	GJ_F_INT(gj_envelope, home, GJ_REQUIRED, 1, GJ_MAX_INT, "The chain."), \
		GJ_F_INT(gj_envelope, seq, GJ_REQUIRED, 1, GJ_MAX_INT, "Its place in the chain."), \
		GJ_F_TEXT(gj_envelope, type, GJ_REQUIRED, 1, 80, GJ_OPEN, "What happened."), \
		GJ_F_INT(gj_envelope, version, GJ_REQUIRED, 1, 1000, "Version of the type."), \
		GJ_F_TIME(gj_envelope, at, GJ_REQUIRED, "When it was recorded."), \
		GJ_F_TIME(gj_envelope, occurred_at, 0, \
			  "When it happened, as claimed, if before that."), \
		COUNTER(subject, "The thing it is about; 0: the chain itself."), \
		COUNTER(link, "Seq of the thing's event before this one."), \
		COUNTER(revision, "The thing's revision after it."), \
		COUNTER(root, "Seq of the root chain that it was decided under."), \
		COUNTER(first, "Seq of the first event of the same call."), \
		COUNTER(actor, "The member of staff; absent: the system."), \
		WORDS(role, 64, "The role acted in."), \
		COUNTER(acting_office, "The office acted in."), \
		WORDS(on_behalf_of, 200, "For whom."), \
		WORDS(application, 80, "Through which program."), \
		WORDS(request, 120, "The host's number of the request."), \
		WORDS(address, 120, "The network address, as the host says."), \
		WORDS(key, 120, "Idempotency key."), \
		GJ_F_VEIL(gj_envelope, print, 0, 0, GJ_INTERNAL, "none", \
			  "H(nonce || arguments) of a call with a key; the nonce lies in the " \
			  "vault."), \
		WORDS(cause, 40, "home:seq of the event that brought this one."), \
		GJ_F_BOOL(gj_envelope, clock_back, 0, "The clock stood before the event before."), \
		COUNTER(next_id, "Counter of the chain's next id after it.")

static const gj_field write_fields[] = {
	ENVELOPE_FIELDS, GJ_F_ANY(gj_envelope, body, GJ_REQUIRED, "By type and version."), GJ_F_END
};
const GJ_RECORD(gj_envelope_record, gj_envelope, write_fields);

static const gj_field read_fields[] = { ENVELOPE_FIELDS,
					{ "body", GJ_K_RAW, GJ_OPEN, GJ_REQUIRED,
					  GJ_TYPED(gj_envelope, body_raw, gj_str), 0, 0, NULL, NULL,
					  NULL, "By type and version." },
					GJ_F_END };
const GJ_RECORD(gj_envelope_read_record, gj_envelope, read_fields);

static const gj_field bind_fields[] = {
	ENVELOPE_FIELDS, GJ_F_TEXT(gj_envelope, scope, 0, 0, 0, GJ_OPEN, "Of the key."),
	GJ_F_INT(gj_envelope, month, 0, 0, 0, "In which it happened."),
	GJ_F_INT(gj_envelope, month_recorded, 0, 0, 0, "In which it was recorded."), GJ_F_END
};
static const GJ_RECORD(bind_record, gj_envelope, bind_fields);

static const gj_json_options event_options = { GJ_JSON_EVENT, 0, NULL, NULL };

/* ---- chains ---- */

#define HEAD_INT(m) GJ_F_INT(gj_head, m, 0, 0, GJ_MAX_INT, "")
static const gj_field head_fields[] = { HEAD_INT(home),
					HEAD_INT(office),
					GJ_F_TEXT(gj_head, kind, 0, 0, 0, GJ_OPEN, ""),
					HEAD_INT(seq),
					GJ_F_TIME(gj_head, at, 0, ""),
					HEAD_INT(next_id),
					GJ_F_END };
static const GJ_RECORD(head_record, gj_head, head_fields);

#define HASH_COLUMN 4

static int read_head(gj_ctx *c, int stmt, gj_head *ret_head)
{
	gj_value hash;
	gj_head head;
	int code = gj_sql_read(c->db, stmt, c->arena, &head_record, &head);

	if (code >= 0)
		code = gj_sql_value(c->db, stmt, HASH_COLUMN, &hash);
	if (code >= 0 && hash.s.n != GJ_DIGEST_SIZE)
		code = GJ_E_CORRUPT;
	if (code >= 0) {
		memcpy(head.hash, hash.s.p, GJ_DIGEST_SIZE);
		*ret_head = head;
	}
	return code;
}

/* A key belongs to one application in one office: others may use the same word. */
static gj_str key_scope(char *room, size_t size, int64_t office, gj_str application)
{
	int n = snprintf(room, size, "%lld:%.*s", (long long)office, (int)application.n,
			 application.p ? application.p : "");

	return (gj_str){ room, (size_t)n < size ? (size_t)n : size - 1 };
}

static int open_lock(gj_ctx *c, int64_t home)
{
	if (c->in_tx)
		return gj_fail(c->err, GJ_E_USE, GJ_RULE_home_not_named);
	if (c->head_count == GJ_HOMES_MAX)
		return gj_fail(c->err, GJ_E_LIMIT, GJ_RULE_too_many);
	/* What was read before is not what is there when the lock is had. */
	gj_sql_ahead_end(c->db);
	return gj_sql_open(c->db, GJ_SQL_CHAIN_LOCK, "l", home);
}

static int take_lock(gj_ctx *c)
{
	int code = gj_sql_next(c->db, GJ_SQL_CHAIN_LOCK);

	if (code == 0)
		code = gj_not_found(c, "home");
	if (code > 0)
		code = read_head(c, GJ_SQL_CHAIN_LOCK, &c->heads[c->head_count]);
	if (code >= 0)
		c->head_count++;
	return code;
}

/* What every write asks first, in one round trip with the last lock: the state of the root
 * chain, and whether the key was used before. */
static int open_questions(gj_ctx *c)
{
	char room[220];
	gj_str scope;
	int code = GJ_OK;

	c->root_known = c->key_seq = 0;
	if (!gj_head_of(c, GJ_ROOT)) {
		code = gj_sql_open(c->db, GJ_SQL_CHAIN_SEQ, "l", GJ_ROOT);
		if (code >= 0)
			code = gj_sql_send(c->db, GJ_SQL_CHAIN_SEQ);
		c->root_known = 1;
	}
	gj_ask_first(c);
	if (code >= 0 && c->key.p) {
		scope = key_scope(room, sizeof(room), c->actor->office, c->actor->application);
		scope = gj_arena_str(c->arena, scope.p, scope.n); /* lives until the answer */
		code = !scope.p ? GJ_E_NOMEM
				: gj_sql_open(c->db, GJ_SQL_REQUEST_KEY_GET, "ltt", c->home, scope,
					      c->key);
		if (code >= 0)
			code = gj_sql_send(c->db, GJ_SQL_REQUEST_KEY_GET);
	}
	return code;
}

void gj_ask_first(gj_ctx *c)
{
	const gj_first *first = c->args && c->op ? c->op->first : NULL;
	int64_t id;
	int index;

	for (; first && first->stmt >= 0; first++) {
		index = gj_field_index(c->op->args, first->arg, strlen(first->arg));
		if (index < 0 || !gj_field_set(c->args, index))
			continue;
		id = *(const int64_t *)((const char *)c->args + c->op->args->fields[index].offset);
		gj_sql_ahead(c->db, first->stmt, "ll",
			     c->op->home == GJ_HOME_ROOT ? GJ_ROOT : GJ_HOME_OF(id), id);
	}
}

static int take_int(gj_ctx *c, int stmt, int64_t *ret_value)
{
	gj_value value;
	int code = gj_sql_next(c->db, stmt);

	if (code > 0) {
		code = gj_sql_value(c->db, stmt, 0, &value);
		if (code >= 0)
			*ret_value = value.i;
	}
	return code;
}

static int take_answers(gj_ctx *c)
{
	int code = c->root_known ? take_int(c, GJ_SQL_CHAIN_SEQ, &c->root_seq) : GJ_OK;

	if (code >= 0 && c->key.p)
		code = take_int(c, GJ_SQL_REQUEST_KEY_GET, &c->key_seq);
	return code;
}

static int lock_and_ask(gj_ctx *c, int64_t home)
{
	int held = gj_head_of(c, home) != NULL, code = held ? GJ_OK : open_lock(c, home);

	if (code >= 0 && !held)
		code = gj_sql_send(c->db, GJ_SQL_CHAIN_LOCK);
	if (code >= 0)
		code = open_questions(c);
	if (code >= 0 && !held)
		code = take_lock(c);
	if (code >= 0)
		code = take_answers(c);
	gj_sql_done(c->db, GJ_SQL_CHAIN_LOCK);
	gj_sql_done(c->db, GJ_SQL_CHAIN_SEQ);
	gj_sql_done(c->db, GJ_SQL_REQUEST_KEY_GET);
	return code;
}

static int lock_one(gj_ctx *c, int64_t home)
{
	int code;

	if (gj_head_of(c, home))
		return GJ_OK;
	code = open_lock(c, home);
	if (code >= 0)
		code = take_lock(c);
	gj_sql_done(c->db, GJ_SQL_CHAIN_LOCK);
	return code;
}

/* The smallest home above `last`; INT64_MAX when there is none. */
static int64_t next_home(const int64_t *homes, size_t count, int64_t last)
{
	int64_t next = INT64_MAX;
	size_t i;

	for (i = 0; i < count; i++)
		if (homes[i] > last && homes[i] < next)
			next = homes[i];
	return next;
}

int gj_lock(gj_ctx *c, const int64_t *homes, size_t count)
{
	int64_t home = next_home(homes, count, 0), after;
	int code = GJ_OK;

	/* Ascending, each once: two writers never wait for each other in a ring. */
	while (code >= 0 && home != INT64_MAX) {
		after = next_home(homes, count, home);
		code = after == INT64_MAX ? lock_and_ask(c, home) : lock_one(c, home);
		home = after;
	}
	return code;
}

gj_head *gj_head_of(gj_ctx *c, int64_t home)
{
	size_t i;

	for (i = 0; i < c->head_count; i++)
		if (c->heads[i].home == home)
			return &c->heads[i];
	return NULL;
}

int gj_new_id(gj_ctx *c, int64_t home, int64_t *ret_id)
{
	gj_head *head = gj_head_of(c, home);

	if (!head || head->next_id >= INT64_C(4294967296))
		return gj_fail(c->err, head ? GJ_E_LIMIT : GJ_E_BUG, GJ_RULE_NONE);
	*ret_id = GJ_ID(home, head->next_id);
	head->next_id++;
	head->dirty = 1;
	return GJ_OK;
}

int gj_flush_heads(gj_ctx *c)
{
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < c->head_count && code >= 0; i++) {
		gj_head *h = &c->heads[i];
		code = gj_unpile(c->db, h->home);
		if (code < 0 || !h->dirty)
			continue;
		/* An id that no event speaks of was never given. */
		if (h->next_recorded)
			h->next_id = h->next_recorded;
		code = gj_sql_run(c->db, GJ_SQL_CHAIN_ADVANCE, "lblll", h->seq,
				  (gj_str){ (const char *)h->hash, GJ_DIGEST_SIZE }, h->at,
				  h->next_id, h->home);
		h->dirty = 0;
	}
	return code;
}

/* ---- piles ---- */

int gj_unpile(gj_db *db, int64_t home)
{
	int i, code = GJ_OK;

	for (i = 0; i < GJ_PILE_COUNT && gj_db_piling(db) && code >= 0; i++) {
		code = gj_sql_run(db, gj_sql_piles[i].fold, "l", home);
		if (code >= 0)
			code = gj_sql_run(db, gj_sql_piles[i].clear, "l", home);
	}
	return code;
}

typedef struct piled_home {
	gj_has has;
	int64_t home;
} piled_home;

int gj_unpile_all(gj_ctx *c)
{
	static const gj_field fields[] = { GJ_F_INT(piled_home, home, 0, 0, GJ_MAX_INT, ""),
					   GJ_F_END };
	static const GJ_RECORD(record, piled_home, fields);
	gj_array homes;
	size_t k;
	int i, code = GJ_OK;

	for (i = 0; i < GJ_PILE_COUNT && gj_db_piling(c->db) && code >= 0; i++) {
		code = gj_sql_list(c->db, gj_sql_piles[i].homes, c->arena, &record, &homes, "");
		for (k = 0; code >= 0 && k < homes.n; k++)
			code = gj_unpile(c->db, ((piled_home *)homes.p)[k].home);
	}
	return code;
}

/* ---- recording ---- */

static void set(gj_envelope *e, int index)
{
	e->has.set |= UINT64_C(1) << index;
}

static void set_text(gj_envelope *e, int index, gj_str *field, gj_str value)
{
	if (value.p && value.n) {
		*field = value;
		set(e, index);
	}
}

static void set_count(gj_envelope *e, int index, int64_t *field, int64_t value)
{
	if (value) {
		*field = value;
		set(e, index);
	}
}

static void fill_time(gj_ctx *c, const gj_head *head, gj_envelope *e)
{
	e->at = c->now > head->at ? c->now : head->at;
	set(e, EN_AT);
	if (c->now < head->at) {
		e->clock_back = 1;
		set(e, EN_CLOCK_BACK);
	}
	if (c->occurred_at && c->occurred_at < e->at) {
		e->occurred_at = c->occurred_at;
		set(e, EN_OCCURRED_AT);
	}
}

static void fill_actor(const gj_actor *actor, gj_envelope *e)
{
	set_count(e, EN_ACTOR, &e->actor, actor->staff);
	set_text(e, EN_ROLE, &e->role, actor->role);
	set_count(e, EN_ACTING_OFFICE, &e->acting_office, actor->office);
	set_text(e, EN_ON_BEHALF_OF, &e->on_behalf_of, actor->on_behalf_of);
	set_text(e, EN_APPLICATION, &e->application, actor->application);
	set_text(e, EN_REQUEST, &e->request, actor->request);
	set_text(e, EN_ADDRESS, &e->address, actor->address);
}

/* The first event of a call in its home carries the key. */
static int fill_key(gj_ctx *c, gj_head *head, gj_envelope *e)
{
	if (!c->key.p || c->dry_run || head->home != c->home || e->first)
		return GJ_OK;
	set_text(e, EN_KEY, &e->key, c->key);
	e->print.text = c->canonical;
	set(e, EN_PRINT);
	return GJ_OK;
}

static int fill_cause(gj_ctx *c, const gj_head *head, gj_envelope *e)
{
	char text[48];
	size_t i;

	for (i = 0; i < c->emitted_count; i++)
		if (c->emitted[i].home == head->home) {
			set_count(e, EN_FIRST, &e->first, c->emitted[i].seq);
			return GJ_OK;
		}
	if (c->emitted_count == 0)
		return GJ_OK;
	snprintf(text, sizeof(text), "%lld:%lld", (long long)c->emitted[0].home,
		 (long long)c->emitted[0].seq);
	set_text(e, EN_CAUSE, &e->cause, gj_arena_str(c->arena, text, strlen(text)));
	return e->cause.p ? GJ_OK : GJ_E_NOMEM;
}

static int fill(gj_ctx *c, const gj_event_type *type, gj_head *head, const gj_subject *subject,
		gj_envelope *e)
{
	int code;

	memset(e, 0, sizeof(*e));
	e->home = head->home;
	e->seq = head->seq + 1;
	e->type = gj_str_of(type->name);
	e->version = type->version;
	e->has.set = 1 << EN_HOME | 1 << EN_SEQ | 1 << EN_TYPE | 1 << EN_VERSION;
	fill_time(c, head, e);
	set_count(e, EN_SUBJECT, &e->subject, subject->id);
	set_count(e, EN_LINK, &e->link, subject->seq);
	set_count(e, EN_REVISION, &e->revision, subject->id ? subject->revision + 1 : 0);
	set_count(e, EN_ROOT, &e->root, c->root_seq);
	fill_actor(c->actor, e);
	code = fill_cause(c, head, e);
	return code < 0 ? code : fill_key(c, head, e);
}

static int encode(gj_ctx *c, const gj_event_type *type, gj_envelope *e, void *body,
		  gj_str *ret_bytes)
{
	gj_buf buf;

	/* Every id of this event is drawn by now. */
	set_count(e, EN_NEXT_ID, &e->next_id, gj_head_of(c, e->home)->next_id);
	e->body = (gj_any){ type->body, body };
	set(e, EN_LAST);
	gj_buf_init(&buf, c->arena, EVENT_MAX);
	gj_json_write(&buf, &gj_envelope_record, e, &event_options);
	e->has.set &= ~(UINT64_C(1) << EN_LAST); /* the same place is `scope` when binding */
	*ret_bytes = gj_buf_end(&buf);
	return buf.failed;
}

static int append(gj_ctx *c, gj_head *head, const gj_envelope *e, gj_str bytes)
{
	uint8_t hash[GJ_DIGEST_SIZE];
	int code = gj_digest_pair(c->digest, head->hash, GJ_DIGEST_SIZE, bytes.p, bytes.n, hash);

	if (code >= 0)
		code = gj_sql_run(c->db, GJ_SQL_EVENT_ADD, "lllllbb", e->home, e->seq, e->at,
				  e->subject, e->link, bytes,
				  (gj_str){ (const char *)hash, GJ_DIGEST_SIZE });
	if (code >= 0) {
		head->seq = e->seq;
		head->at = e->at;
		head->next_recorded = e->next_id;
		memcpy(head->hash, hash, GJ_DIGEST_SIZE);
		head->dirty = 1;
	}
	return code;
}

static int remember(gj_ctx *c, const gj_event_type *type, const gj_envelope *e, gj_str bytes)
{
	size_t room = c->emitted_room ? 2 * c->emitted_room : 4;
	gj_emitted *p;

	if (c->emitted_count == c->emitted_room) {
		p = gj_arena_grow(c->arena, c->emitted, c->emitted_room * sizeof(*p),
				  room * sizeof(*p));
		if (!p)
			return GJ_E_NOMEM;
		c->emitted = p;
		c->emitted_room = room;
	}
	c->emitted[c->emitted_count++] = (gj_emitted){ e->home, e->seq, type, bytes };
	return GJ_OK;
}

int gj_emit(gj_ctx *c, const gj_event_type *type, int64_t home, gj_subject *subject, void *body)
{
	gj_head *head = gj_head_of(c, home);
	gj_envelope e;
	gj_str bytes = GJ_STR_NONE;
	int code;

	if (!head)
		return gj_fail(c->err, GJ_E_BUG, GJ_RULE_home_not_named);
	code = fill(c, type, head, subject, &e);
	if (code >= 0)
		code = gj_seal(c, head, subject->id, &gj_envelope_record, &e);
	if (code >= 0)
		code = gj_seal(c, head, subject->id, type->body, body);
	if (code >= 0)
		code = encode(c, type, &e, body, &bytes);
	if (code >= 0)
		code = append(c, head, &e, bytes);
	if (code >= 0)
		code = gj_apply(c->db, type, &e, body, c->zone);
	if (code >= 0)
		code = gj_message_post(c, &e, type->body, body);
	if (code >= 0)
		code = remember(c, type, &e, bytes);
	if (code >= 0 && subject->id) {
		subject->revision++;
		subject->seq = e.seq;
	}
	return code;
}

/* ---- applying ---- */

typedef struct gj_item {
	gj_has has;
	int64_t item;
	gj_str text;
} gj_item;

static const gj_field item_fields[] = { GJ_F_ID(gj_item, item, 0, ""),
					GJ_F_TEXT(gj_item, text, 0, 0, 0, GJ_OPEN, ""), GJ_F_END };
static const GJ_RECORD(item_record, gj_item, item_fields);

static const gj_field pair_fields[] = {
	{ "system", GJ_K_TEXT, GJ_OPEN, 0, sizeof(gj_has) + offsetof(gj_pair, key), 0, 0, NULL,
	  NULL, NULL, "" },
	{ "code", GJ_K_TEXT, GJ_OPEN, 0, sizeof(gj_has) + offsetof(gj_pair, value), 0, 0, NULL,
	  NULL, NULL, "" },
	GJ_F_END
};
typedef struct pair_item {
	gj_has has;
	gj_pair pair;
} pair_item;
static const gj_record pair_record = { "pair", sizeof(pair_item), pair_fields };

/* One item of an array as a source of parameters: records by their own names, plain
 * numbers as :item, texts as :text, pairs of a map as :system and :code. */
static gj_source item_source(const gj_field *field, const gj_array *array, size_t i, gj_item *item,
			     pair_item *pair)
{
	if (field->kind == GJ_K_ARRAY)
		return (gj_source){ field->sub, (char *)array->p + i * field->sub->size };
	if (field->kind == GJ_K_MAP) {
		pair->has = (gj_has){ 3, 0 };
		pair->pair = ((gj_pair *)array->p)[i];
		return (gj_source){ &pair_record, pair };
	}
	memset(item, 0, sizeof(*item));
	item->has.set = field->kind == GJ_K_IDS ? 1 : 2;
	if (field->kind == GJ_K_IDS)
		item->item = ((int64_t *)array->p)[i];
	else
		item->text = ((gj_str *)array->p)[i];
	return (gj_source){ &item_record, item };
}

static int apply_each(gj_db *db, const gj_step *step, const gj_source *body,
		      const gj_source *envelope)
{
	int index = gj_field_index(body->record, step->each, strlen(step->each));
	const gj_field *field = &body->record->fields[index];
	const gj_array *array = (const gj_array *)((const char *)body->object + field->offset);
	gj_source sources[3] = { { NULL, NULL }, *body, *envelope };
	pair_item pair;
	gj_item item;
	size_t i;
	int code = GJ_OK;

	if (!gj_field_set(body->object, index))
		return GJ_OK;
	for (i = 0; i < array->n && code >= 0; i++) {
		sources[0] = item_source(field, array, i, &item, &pair);
		code = gj_sql_run_from(db, step->stmt, sources, 3);
	}
	return code;
}

static int apply_step(gj_db *db, const gj_step *step, const gj_source *body,
		      const gj_source *envelope)
{
	gj_source sources[2] = { *body, *envelope };

	if (step->when && !gj_field_has(body->object, body->record, step->when))
		return GJ_OK;
	if (step->each)
		return apply_each(db, step, body, envelope);
	return gj_sql_run_from(db, step->stmt, sources, 2);
}

int64_t gj_month_of(int64_t at, int zone)
{
	int64_t local = at + zone * GJ_MINUTE;
	gj_civil date = gj_civil_of((int32_t)(local / GJ_DAY - (local % GJ_DAY < 0)));

	return 12 * (int64_t)date.year + date.month - 1;
}

/* Counters are kept by month: in the ledger's zone, which its first event fixed for ever. */
static void set_months(gj_envelope *envelope, int zone)
{
	int64_t at = envelope->occurred_at ? envelope->occurred_at : envelope->at;

	envelope->month = gj_month_of(at, zone);
	envelope->month_recorded = gj_month_of(envelope->at, zone);
	set(envelope, EN_MONTH);
	set(envelope, EN_MONTH_RECORDED);
}

int gj_apply(gj_db *db, const gj_event_type *type, gj_envelope *envelope, void *body, int zone)
{
	gj_source b = { type->body, body }, e = { &bind_record, envelope };
	char room[220];
	const gj_step *step;
	int code = GJ_OK;

	if (envelope->key.p) {
		envelope->scope = key_scope(room, sizeof(room), envelope->acting_office,
					    envelope->application);
		set(envelope, EN_LAST);
		code = gj_sql_run_from(db, GJ_SQL_REQUEST_KEY_ADD, &e, 1);
	}
	set_months(envelope, zone);
	for (step = type->steps; step && step->stmt >= 0 && code >= 0; step++)
		code = apply_step(db, step, &b, &e);
	return code;
}

/* ---- reading events back ---- */

int gj_event_read(gj_arena *arena, gj_str bytes, gj_envelope *ret_envelope,
		  const gj_event_type **ret_type, void **ret_body, gj_error *err)
{
	const gj_event_type *type;
	void *body = NULL;
	int code = gj_json_read(arena, &gj_envelope_read_record, bytes, &event_options,
				ret_envelope, err);

	if (code < 0)
		return code == GJ_E_NOMEM ? code : GJ_E_CORRUPT;
	/* The place of the raw body is that of `scope` when binding. */
	ret_envelope->has.set &= ~(UINT64_C(1) << EN_LAST);
	type = gj_event_find(ret_envelope->type, ret_envelope->version);
	if (!type)
		return GJ_E_SCHEMA_NEW;
	body = gj_arena_zero(arena, type->body->size);
	if (!body)
		return GJ_E_NOMEM;
	code = gj_json_read(arena, type->body, ret_envelope->body_raw, &event_options, body, err);
	if (code < 0)
		return code == GJ_E_NOMEM ? code : GJ_E_CORRUPT;
	*ret_type = type;
	*ret_body = body;
	return GJ_OK;
}

#define BYTES_COLUMN 5

int gj_event_bytes(gj_ctx *c, int64_t home, int64_t seq, gj_str *ret_bytes)
{
	gj_value value;
	gj_str bytes = GJ_STR_NONE;
	int code = gj_sql_open(c->db, GJ_SQL_EVENT_GET, "ll", home, seq);

	if (code >= 0)
		code = gj_sql_next(c->db, GJ_SQL_EVENT_GET);
	if (code == 0)
		code = GJ_E_NOT_FOUND;
	if (code > 0)
		code = gj_sql_value(c->db, GJ_SQL_EVENT_GET, BYTES_COLUMN, &value);
	if (code >= 0) {
		bytes = gj_arena_str(c->arena, value.s.p, value.s.n);
		code = bytes.p ? GJ_OK : GJ_E_NOMEM;
	}
	gj_sql_done(c->db, GJ_SQL_EVENT_GET);
	if (code >= 0)
		*ret_bytes = bytes;
	return code;
}

int gj_event_load(gj_ctx *c, int64_t home, int64_t seq, gj_envelope *ret_envelope,
		  const gj_event_type **ret_type, void **ret_body)
{
	gj_str bytes;
	int code = gj_event_bytes(c, home, seq, &bytes);

	if (code >= 0)
		code = gj_event_read(c->arena, bytes, ret_envelope, ret_type, ret_body, c->err);
	return code == GJ_E_NOT_FOUND ? GJ_E_CORRUPT : code;
}

int gj_event_by_key(gj_ctx *c, gj_str *ret_bytes)
{
	return c->key_seq ? gj_event_bytes(c, c->home, c->key_seq, ret_bytes) : GJ_E_NOT_FOUND;
}

static const gj_field written_fields[] = { GJ_WRITTEN_FIELDS(gj_written), GJ_F_END };
const GJ_RECORD(gj_written_record, gj_written, written_fields);

int gj_answer(gj_ctx *c, const gj_op *op, gj_str bytes, void *ret_result)
{
	const gj_event_type *type = NULL;
	gj_envelope e;
	gj_written written;
	void *body = NULL;
	int code = gj_event_read(c->arena, bytes, &e, &type, &body, c->err);

	if (code < 0)
		return code;
	written = (gj_written){ { 31, 0 }, e.subject, e.revision, e.home, e.seq, e.at };
	if (!e.subject)
		written.has.set &= ~UINT64_C(3);
	memset(ret_result, 0, op->result->size);
	gj_field_copy(ret_result, op->result, body, type->body);
	gj_field_copy(ret_result, op->result, &written, &gj_written_record);
	return GJ_OK;
}
