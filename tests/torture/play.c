/* SPDX-License-Identifier: Apache-2.0
 *
 * Playing random commands on a ledger, and what must hold of every answer.
 */
#include "gen_priv.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "profile/profile.h"
#include "util/json.h"
#include "util/time.h"

#define GEN_MEMORY ((size_t)64 << 20)

/* ---- what is described ---- */

static int flag(const gj_tree *object, const char *name)
{
	const gj_tree *at = gj_tree_get(object, name);

	return at && at->integer;
}

/* Whether it answers with the number of something that it made. */
static int makes_something(const gj_tree *about)
{
	const gj_tree *fields = gj_tree_get(about, "result"), *field;

	for (field = fields ? fields->child : NULL; field; field = field->next)
		if (gj_str_is(gj_tree_text(field, "name"), "id"))
			return flag(about, "write");
	return 0;
}

static void take_op(gen *g, const gj_tree *about)
{
	gj_str name = gj_tree_text(about, "name");
	gen_op *op = &g->op[g->op_count++];
	char *copy = gj_arena_zero(g->arena, name.n + 1);

	ck_assert_uint_lt(g->op_count, OPS_MAX);
	memcpy(copy, name.p, name.n);
	*op = (gen_op){ .name = copy,
			.about = about,
			.noun = g->noun_count,
			.write = flag(about, "write"),
			.list = flag(about, "list"),
			.alone = flag(about, "alone"),
			.is_long = flag(about, "long") };
	/* What others need stands in no transaction, but is done as often as they. */
	op->seldom = (op->alone || op->is_long) && !makes_something(about);
}

static void take_nouns(gen *g, const gj_tree *all)
{
	const gj_tree *noun, *op;
	gj_str name;

	for (noun = all->child; noun; noun = noun->next) {
		name = gj_tree_text(noun, "name");
		ck_assert_uint_lt(g->noun_count, NOUNS_MAX);
		snprintf(g->noun[g->noun_count], sizeof(g->noun[0]), "%.*s", (int)name.n, name.p);
		op = gj_tree_get(noun, "operations");
		for (op = op ? op->child : NULL; op; op = op->next)
			take_op(g, op);
		g->noun_count++;
	}
}

/* Things that are no noun of their own but have numbers: "import". */
static void take_things(gen *g, const gj_tree *fields)
{
	const gj_tree *field;
	gj_str name;
	size_t i;

	for (field = fields ? fields->child : NULL; field; field = field->next) {
		name = gj_tree_text(field, "name");
		if (!gj_str_is(gj_tree_text(field, "kind"), "id") || gj_str_is(name, "id") ||
		    gj_str_is(name, "home"))
			continue;
		for (i = 0; i < g->noun_count && !gj_str_is(name, g->noun[i]); i++)
			;
		if (i < g->noun_count || i == NOUNS_MAX)
			continue;
		snprintf(g->noun[g->noun_count++], sizeof(g->noun[0]), "%.*s", (int)name.n, name.p);
	}
}

gen *gen_new(uint64_t seed, const char *dir)
{
	gj_mem mem = gj_mem_default();
	gen *g = calloc(1, sizeof(*g));
	gj_reply *reply = NULL;
	gj_tree *tree = NULL, *profile = NULL;
	gj_str json;
	size_t i;

	ck_assert_ptr_nonnull(g);
	g->random = seed * UINT64_C(0x9e3779b97f4a7c15) | 1;
	snprintf(g->dir, sizeof(g->dir), "%s", dir);
	g->arena = gj_arena_new(&mem, GEN_MEMORY);
	ck_assert_int_eq(gj_describe(&reply), GJ_OK);
	json.p = gj_reply_json(reply, &json.n);
	ck_assert_int_eq(gj_tree_parse(g->arena, json, &tree, NULL), GJ_OK);
	ck_assert_int_eq(gj_tree_parse(g->arena, gj_profile_builtin(), &profile, NULL), GJ_OK);
	gj_reply_free(reply);
	g->profile = profile;
	take_nouns(g, gj_tree_get(tree, "nouns"));
	for (i = 0; i < g->op_count; i++)
		take_things(g, gj_tree_get(g->op[i].about, "args"));
	gen_actor(g, "{\"account\":\"system\"}");
	return g;
}

gen *gen_free(gen *g)
{
	size_t i;

	if (!g)
		return NULL;
	for (i = 0; i < g->actor_count; i++)
		free(g->actor[i]);
	look_close(g->eye);
	for (i = 0; i < g->echo_count; i++)
		free(g->echo[i].args);
	gen_trail_begin(g);
	free(g->trail);
	free(g->args.p);
	free(g->more.p);
	gj_arena_free(g->arena);
	free(g);
	return NULL;
}

void gen_actor(gen *g, const char *actor)
{
	ck_assert_uint_lt(g->actor_count, ACTORS_MAX);
	g->actor[g->actor_count++] = strdup(actor);
}

void gen_watch(gen *g, const char *path)
{
	g->eye = look_open(path);
}

size_t gen_op_count(const gen *g)
{
	return g->op_count;
}

gen_op *gen_op_at(gen *g, size_t index)
{
	return &g->op[index];
}

gen_op *gen_op_find(gen *g, const char *name)
{
	size_t i;

	for (i = 0; i < g->op_count; i++)
		if (strcmp(g->op[i].name, name) == 0)
			return &g->op[i];
	return NULL;
}

const gen_tally *gen_tallied(const gen *g)
{
	return &g->tally;
}

size_t gen_report(const gen *g, FILE *out)
{
	size_t i, never = 0;

	fprintf(out,
		"%u commands: %u good, %u refused, %u dry, %u keys repeated, %u reused, "
		"%u transactions, %u committed, %u rolled back\n",
		g->tally.commands, g->tally.good, g->tally.refused, g->tally.dry, g->tally.repeated,
		g->tally.reused, g->tally.begun, g->tally.committed, g->tally.rolled_back);
	for (i = 0; getenv("GJ_GEN_ALL") && i < g->op_count; i++)
		fprintf(out, "%5u %5u %s %s\n", g->op[i].calls, g->op[i].good, g->op[i].name,
			g->op[i].last);
	for (i = 0; i < g->op_count; i++)
		if (!g->op[i].good && !g->op[i].seldom) {
			fprintf(out, "never reached in %u calls: %s, at last %s\n", g->op[i].calls,
				g->op[i].name, g->op[i].last);
			never++;
		}
	fflush(out);
	return never;
}

/* ---- learning ---- */

static void name_of(const gj_tree *node, char *room, size_t size)
{
	snprintf(room, size, "%.*s", (int)node->key.n, node->key.p ? node->key.p : "");
}

/* What people call a thing by, or a worker. */
static int is_noted(const char *name, gj_str value)
{
	return (strcmp(name, "key") == 0 || strcmp(name, "order_no") == 0 ||
		strcmp(name, "code") == 0 || strcmp(name, "system") == 0) &&
	       value.n > 0 && value.n < 96 && !memchr(value.p, '"', value.n) &&
	       !memchr(value.p, '\\', value.n);
}

static void learn(gen *g, const gj_tree *node, const char *noun)
{
	const gj_tree *id = gj_tree_get(node, "id"), *revision = gj_tree_get(node, "revision");
	const gj_tree *child;
	char name[64];
	size_t n;

	if (noun && id && id->kind == GJ_TREE_INT)
		gen_know(g, noun, id->integer, revision ? revision->integer : 0);
	for (child = node->child; child; child = child->next) {
		name_of(child, name, sizeof(name));
		if (child->kind == GJ_TREE_INT && child != id)
			gen_know(g, name, child->integer, 0);
		if (child->kind == GJ_TREE_TEXT && is_noted(name, child->text))
			gen_note(g, name, child->text);
		if (child->kind != GJ_TREE_OBJECT && child->kind != GJ_TREE_ARRAY)
			continue;
		n = strlen(name);
		if (n > 3 && strcmp(name + n - 3, "ies") == 0)
			strcpy(name + n - 3, "y");
		else if (n > 1 && name[n - 1] == 's')
			name[n - 1] = '\0';
		learn(g, child, n == 0 || strcmp(name, "item") == 0 ? noun : name);
	}
}

void gen_learn(gen *g, gen_op *op, const gj_reply *reply)
{
	gj_arena_mark mark = gj_arena_mark_now(g->arena);
	gj_tree *tree = NULL;
	gj_str json, next;

	json.p = gj_reply_json(reply, &json.n);
	if (json.n > 200000 || gj_tree_parse(g->arena, json, &tree, NULL) < 0)
		goto out;
	learn(g, tree, g->noun[op->noun]);
	/* What enterprise.import answers is the number of an import. */
	if (gj_tree_get(tree, "id"))
		gen_know(g, strchr(op->name, '.') + 1, gj_tree_get(tree, "id")->integer, 1);
	next = gj_tree_text(tree, "next");
	if (next.p && next.n < sizeof(g->next) && !memchr(next.p, '"', next.n) &&
	    !memchr(next.p, '\\', next.n))
		snprintf(g->next, sizeof(g->next), "%.*s", (int)next.n, next.p);
out:
	gj_arena_rewind(g->arena, mark);
}

/* ---- what must hold ---- */

static char *heads(gen *g)
{
	return g->eye && !g->in_tx ? look_heads(g->eye, 0) : NULL;
}

/* Codes that any operation may answer when nothing around it fails. */
static int general(int code)
{
	switch (code) {
	case GJ_E_BAD_JSON:
	case GJ_E_UNKNOWN_FIELD:
	case GJ_E_MISSING:
	case GJ_E_BAD_VALUE:
	case GJ_E_LIMIT:
	case GJ_E_USE:
	case GJ_E_NOT_FOUND:
	case GJ_E_KEY_REUSED:
	case GJ_E_DENIED:
		return 1;
	default:
		return 0;
	}
}

static int declared(const gen_op *op, int code)
{
	const gj_tree *errors = gj_tree_get(op->about, "errors"), *error;

	for (error = errors ? errors->child : NULL; error; error = error->next)
		if (gj_str_is(error->text, gj_error_name(code)))
			return 1;
	return 0;
}

static void note_undeclared(gen *g, const gen_op *op, int code)
{
	size_t i;

	for (i = 0; i < g->undeclared_count; i++)
		if (g->undeclared[i].op == op && g->undeclared[i].code == code)
			return;
	if (i < sizeof(g->undeclared) / sizeof(g->undeclared[0])) {
		g->undeclared[i].op = op;
		g->undeclared[i].code = code;
		g->undeclared_count++;
	}
}

size_t gen_undeclared(const gen *g, FILE *out)
{
	size_t i;

	for (i = 0; i < g->undeclared_count; i++)
		fprintf(out, "%s answered %s, which it does not declare\n",
			g->undeclared[i].op->name, gj_error_name(g->undeclared[i].code));
	fflush(out);
	return g->undeclared_count;
}

static void check_reply(gen *g, const gen_op *op, int code, const gj_reply *reply, const char *args)
{
	gj_arena_mark mark = gj_arena_mark_now(g->arena);
	gj_tree *tree = NULL;
	const gj_tree *error, *number;
	gj_str json;

	json.p = gj_reply_json(reply, &json.n);
	ck_assert_int_eq(gj_reply_code(reply), code);
	/* Nothing around the library fails here. */
	ck_assert_msg(code > GJ_E_BUSY || declared(op, code) || code == GJ_E_UNSUPPORTED,
		      "%s %s: %s", op->name, args, json.p);
	if (code < 0 && !general(code) && !declared(op, code) && !strstr(args, "\"args\":"))
		note_undeclared(g, op, code);
	ck_assert_msg(gj_json_check(g->arena, json, NULL) >= 0, "%s %s: not JSON: %s", op->name,
		      args, json.p);
	if (code < 0) {
		ck_assert_int_ge(gj_tree_parse(g->arena, json, &tree, NULL), 0);
		error = gj_tree_get(tree, "error");
		number = gj_tree_get(error, "code");
		ck_assert_ptr_nonnull(number);
		ck_assert_int_eq(number->integer, code);
		ck_assert(gj_str_is(gj_tree_text(error, "name"), gj_error_name(code)));
	}
	gj_arena_rewind(g->arena, mark);
}

/* ---- playing ---- */

static void act(gen *g, gj_ledger *ledger, int who)
{
	gj_reply *reply = NULL;
	int code;

	code = gj_act_as(ledger, g->actor[who], strlen(g->actor[who]), &reply);
	/* Her roles, her entry or her office may be gone by now. */
	ck_assert_msg(code == GJ_OK || (who > 0 && (code == GJ_E_NOT_FOUND || code == GJ_E_DENIED)),
		      "%s: %s", g->actor[who], gj_reply_json(reply, NULL));
	gj_reply_free(reply);
	if (code == GJ_OK)
		g->acting = who;
	else
		act(g, ledger, 0);
}

static void begin(gen *g, gj_ledger *ledger)
{
	gj_reply *reply = NULL;
	char args[256] = "{\"offices\":[";
	pool *offices = NULL;
	size_t i, n = gen_chance(g, 50) ? 0 : 1 + gen_draw(g, 3), at;
	int code;

	for (i = 0; i < g->noun_count; i++)
		if (strcmp(g->noun[i], "office") == 0)
			offices = &g->pool[i];
	for (i = 0; offices && offices->n && i < n; i++) {
		at = strlen(args);
		snprintf(args + at, sizeof(args) - at, "%s%lld", i ? "," : "",
			 (long long)offices->id[gen_draw(g, offices->n)]);
	}
	strcat(args, "]}");
	code = gj_begin(ledger, args, strlen(args), &reply);
	ck_assert_msg(code == GJ_OK || code == GJ_E_NOT_FOUND, "%s: %s", args,
		      gj_reply_json(reply, NULL));
	gj_reply_free(reply);
	if (code == GJ_OK) {
		g->in_tx = 1;
		g->left = 1 + (int)gen_draw(g, 12);
		g->tally.begun++;
	}
}

static void end(gen *g, gj_ledger *ledger, int keep)
{
	gj_reply *reply = NULL;
	int code = keep ? gj_commit(ledger, &reply) : gj_rollback(ledger, &reply);

	ck_assert_msg(code == GJ_OK, "%s", gj_reply_json(reply, NULL));
	gj_reply_free(reply);
	g->in_tx = 0;
	*(keep ? &g->tally.committed : &g->tally.rolled_back) += 1;
}

/* Does the answer name the event, as that of a call does that recorded one of its own? */
static int recorded(const gj_reply *reply)
{
	int64_t seq;

	return gj_reply_int(reply, "/seq", &seq) >= 0;
}

/* Is it the answer to a call made after `began`, and not to an older one of the same key? */
static int is_new(gen *g, gj_reply *reply, int64_t began)
{
	gj_arena_mark mark = gj_arena_mark_now(g->arena);
	const char *at = "";
	gj_buf before;
	int later;

	gj_reply_text(reply, "/at", &at, NULL);
	gj_buf_init(&before, g->arena, 64);
	gj_time_write(&before, began, 8 * 60);
	later = strcmp(at, gj_buf_end(&before).p) > 0;
	gj_arena_rewind(g->arena, mark);
	return later;
}

/* The same again answers the same; the same key with something else is refused. */
static void repeat(gen *g, gj_ledger *ledger, const gen_op *op, const char *args, gj_reply *first,
		   int64_t began)
{
	static const char other[] = "\"occurred_at\":\"2001-01-01T00:00:00Z\"";
	int differently = gen_chance(g, 30) && !strstr(args, "\"occurred_at\"");
	gj_reply *reply = NULL;
	size_t size = strlen(args);
	const char *again = differently ? gen_add(g, args, other, &size) : args;
	int code = gj_call(ledger, op->name, again, size, &reply);

	/* What was asked is told apart by a salted print, which an erasure may have taken away:
	 * then the first answer is given, whatever was asked. A call that found nothing to
	 * do (clock.project, demand.migrate) recorded no key with it, and finds nothing again. */
	if (differently && code == GJ_E_KEY_REUSED) {
		g->tally.reused++;
	} else {
		ck_assert_msg(
			code == GJ_OK &&
				(!differently || strstr(op->name, "erase") || !recorded(first) ||
				 !is_new(g, first, began)) &&
				strcmp(gj_reply_json(reply, NULL), gj_reply_json(first, NULL)) == 0,
			"%s %.800s answered\n%.800s\nand then, to %.800s,\n%.800s", op->name, args,
			gj_reply_json(first, NULL), again, gj_reply_json(reply, NULL));
		g->tally.repeated++;
	}
	gj_reply_free(reply);
}

static int count_item(void *user, const char *item, size_t size)
{
	ck_assert_uint_eq(strlen(item), size);
	++*(int64_t *)user;
	return 0;
}

static void stream(gen *g, gj_ledger *ledger, gen_op *op, const char *args, size_t size)
{
	gj_reply *reply = NULL;
	int64_t items = 0, told = -1;
	int code = gj_each(ledger, op->name, args, size, count_item, &items, &reply);

	check_reply(g, op, code, reply, args);
	if (code >= 0) {
		ck_assert_int_eq(gj_reply_int(reply, "/count", &told), GJ_OK);
		ck_assert_int_eq(items, told);
	}
	gj_reply_free(reply);
}

/* The next step of a life: any write of the noun, what succeeded seldom first. */
static gen_op *next_step(gen *g)
{
	gen_op *best = NULL, *op;
	size_t tries;

	for (tries = 0; tries < 200; tries++) {
		op = &g->op[gen_draw(g, g->op_count)];
		if (op->noun != g->follow_noun || !op->write || op->is_long || op->alone ||
		    (strstr(op->name, ".void") && !gen_chance(g, 10)))
			continue;
		if (!best || (op->good < best->good && gen_chance(g, 50)))
			best = op;
		if (best && gen_chance(g, 40))
			break;
	}
	g->follow_left--;
	return best;
}

static gen_op *choose(gen *g)
{
	gen_op *op, *other;

	if (g->follow_left > 0 && gen_chance(g, 60) && (op = next_step(g)))
		return op;
	/* Calls within calls are where most can go wrong. */
	if (gen_chance(g, g->in_tx ? 12 : 4) && (op = gen_op_find(g, "batch.run")))
		return op;
	do {
		op = &g->op[gen_draw(g, g->op_count)];
		/* Writes, and what succeeds seldom, more often. */
		other = &g->op[gen_draw(g, g->op_count)];
		if (!op->write && gen_chance(g, 50))
			op = other;
		else if (other->write && other->good < op->good)
			op = other;
	} while ((op->seldom && !gen_chance(g, 1)) ||
		 (strstr(op->name, ".void") && !gen_chance(g, 25)));
	return op;
}

/* What is void is left alone from then on, mostly: else soon nothing else is there. */
static void let_go(gen *g, const gen_op *op, int code, const gj_reply *reply, const char *args)
{
	const char *place = gj_reply_path(reply), *dot = strrchr(op->name, '.');
	gj_str json = { args, strlen(args) }, span;
	int voided = code >= 0 ? dot && strcmp(dot, ".void") == 0
			       : strstr(gj_reply_json(reply, NULL), "\"rule\":\"voided\"") != NULL;

	if (voided && gen_chance(g, 85) &&
	    gj_json_find(json, *place && code < 0 ? place : "/id", &span) >= 0)
		gen_forget(g, strtoll(span.p, NULL, 10));
}

static void call(gen *g, gj_ledger *ledger)
{
	gen_op *op = choose(g);
	gj_reply *reply = NULL;
	size_t size;
	const char *args = gen_args(g, op, gen_chance(g, 12), 0, &size);
	char *before = heads(g), *after, *kept = strdup(args);
	int64_t began = *g->clock;
	int code = gj_call(ledger, op->name, args, size, &reply), dry, inner = g->inner;

	dry = code >= 0 && strncmp(gj_reply_json(reply, NULL), "{\"dry_run\":true", 15) == 0;
	check_reply(g, op, code, reply, args);
	op->calls++;
	if (code < 0)
		snprintf(op->last, sizeof(op->last), "%s: %.150s", gj_error_name(code),
			 gj_reply_json(reply, NULL) + 30);
	op->good += code >= 0 && !dry;
	g->tally.good += code >= 0;
	g->tally.refused += code < 0;
	g->tally.dry += (unsigned)dry;
	if (g->in_tx && code == GJ_E_RETRY)
		g->in_tx = 0;
	if (!dry)
		let_go(g, op, code, reply, kept);
	after = heads(g);
	if (before && after && (code < 0 || dry || !op->write))
		ck_assert_msg(strcmp(before, after) == 0, "%s %s answered %s and moved a chain",
			      op->name, args, gj_reply_json(reply, NULL));
	if (code >= 0 && !dry) {
		gen_learn(g, op, reply);
		if (op->write && gj_reply_int(reply, "/id", &g->follow) >= 0) {
			g->follow_noun = op->noun;
			g->follow_left = 8;
		}
		gen_echo(g, op->noun, kept);
		/* The keys in a batch are those of its calls: some of them may have none. */
		if (op->write && !inner && strcmp(op->name, "batch.run") != 0 &&
		    strstr(kept, "\"key\":") && gen_chance(g, 40))
			repeat(g, ledger, op, kept, reply, began);
		else if (op->list && gen_chance(g, 10))
			stream(g, ledger, op, kept, size);
	}
	gj_reply_free(reply);
	free(kept);
	free(before);
	free(after);
}

/* ---- trails ---- */

void gen_trail_begin(gen *g)
{
	while (g->trail_count > 0)
		free(g->trail[--g->trail_count].args);
	g->trailing = 1;
}

const gen_called *gen_trail(const gen *g, size_t *ret_count)
{
	*ret_count = g->trail_count;
	return g->trail;
}

static void leave_trail(gen *g, const gen_op *op, const char *args)
{
	if (!g->trailing || !op->write)
		return;
	if (g->trail_count == g->trail_room) {
		g->trail_room = 2 * g->trail_room + 16;
		g->trail = realloc(g->trail, g->trail_room * sizeof(*g->trail));
		ck_assert_ptr_nonnull(g->trail);
	}
	g->trail[g->trail_count++] = (gen_called){ op->name, strdup(args) };
}

/* ---- trying ---- */

static void take_refusal(gj_reply *reply, const char *args, gen_refusal *ret_refusal)
{
	gj_str json = { args, strlen(args) }, span;
	const char *state = "";

	ret_refusal->id = gj_json_find(json, "/id", &span) >= 0 ? strtoll(span.p, NULL, 10) : 0;
	gj_reply_text(reply, "/error/detail/state", &state, NULL);
	snprintf(ret_refusal->state, sizeof(ret_refusal->state), "%s", state);
}

/* What waits for the end of a limit is waited for. */
static int too_early(gen *g, const gj_reply *reply)
{
	if (!g->clock || !strstr(gj_reply_json(reply, NULL), "\"rule\":\"not_due\""))
		return 0;
	*g->clock += INT64_C(10) * 24 * 3600 * 1000000;
	return 1;
}

int gen_try(gen *g, gj_ledger *ledger, gen_op *op, int64_t id, gen_refusal *ret_refusal)
{
	gj_reply *reply = NULL;
	const char *args;
	size_t size;
	int code;

	g->sure = 1;
	g->fixed = id;
	args = gen_args(g, op, 0, 1, &size);
	g->sure = 0;
	g->fixed = 0;
	code = gj_call(ledger, op->name, args, size, &reply);
	if (code < 0 && too_early(g, reply)) {
		gj_reply_free(reply);
		reply = NULL;
		code = gj_call(ledger, op->name, args, size, &reply);
	}
	check_reply(g, op, code, reply, args);
	op->calls++;
	let_go(g, op, code, reply, args);
	if (code < 0)
		snprintf(op->last, sizeof(op->last), "%s: %.150s", gj_error_name(code),
			 gj_reply_json(reply, NULL) + 30);
	if (code < 0 && ret_refusal)
		take_refusal(reply, args, ret_refusal);
	if (code >= 0 && ret_refusal && gj_reply_int(reply, "/id", &ret_refusal->id) < 0)
		ret_refusal->id = 0;
	if (code >= 0) {
		op->good++;
		leave_trail(g, op, args);
		gen_echo(g, op->noun, args);
		gen_learn(g, op, reply);
	}
	gj_reply_free(reply);
	return code;
}

/* ---- time ---- */

void gen_clock(gen *g, int64_t *clock)
{
	g->clock = clock;
}

/* Hours or days later: what has become due meanwhile is swept up. */
static void let_time_pass(gen *g, gj_ledger *ledger)
{
	gen_op *sweep = gen_op_find(g, "clock.sweep");
	int tries, code = -1;

	if (!g->clock || !sweep)
		return;
	*g->clock += (int64_t)gen_draw(g, 3 * 24 * 3600) * 1000000;
	act(g, ledger, 0);
	for (tries = 0; tries < 10 && code < 0; tries++)
		code = gen_try(g, ledger, sweep, 0, NULL);
}

void gen_play(gen *g, gj_ledger *ledger)
{
	if (g->tally.commands++ == 0 || (!g->in_tx && gen_chance(g, 8)))
		act(g, ledger, gen_chance(g, 50) ? 0 : (int)gen_draw(g, g->actor_count));
	if (g->in_tx && g->left-- <= 0)
		end(g, ledger, gen_chance(g, 60));
	else if (!g->in_tx && gen_chance(g, 3))
		begin(g, ledger);
	if (!g->in_tx && gen_chance(g, 1))
		let_time_pass(g, ledger);
	call(g, ledger);
}

/* Does it bring something new, and not change what is there? */
static int gives_birth(const gen_op *op)
{
	const gj_tree *args = gj_tree_get(op->about, "args"), *field;

	for (field = args ? args->child : NULL; field; field = field->next)
		if (gj_str_is(gj_tree_text(field, "name"), "id"))
			return 0;
	return 1;
}

/* A case is led far more seldom astray than other things are hit by chance. */
static unsigned tries_for(const gen *g, const gen_op *op)
{
	return gen_chart(g, g->noun[op->noun]) ? 12 : 60;
}

static int left_out(const gen_op *op)
{
	return (op->seldom && (op->alone || !op->write)) || strstr(op->name, ".void") ||
	       strstr(op->name, ".erase");
}

void gen_cover(gen *g, gj_ledger *ledger, unsigned rounds)
{
	int wanted;
	gen_op *op;
	size_t i;

	act(g, ledger, 0);
	while (rounds-- > 0) {
		for (i = 0; i < g->op_count; i++) {
			op = &g->op[i];
			if (left_out(op) || (!op->write && op->good))
				continue;
			for (wanted = op->write && gives_birth(op) ? 3 : 1; wanted > 0; wanted--)
				gen_pursue(g, ledger, op, tries_for(g, op));
		}
		let_time_pass(g, ledger);
	}
	/* Last, what takes something away, of which there is enough by now. */
	for (i = 0; i < g->op_count; i++)
		if (g->op[i].write && !g->op[i].good && !g->op[i].seldom)
			gen_pursue(g, ledger, &g->op[i], 4);
}

void gen_settle(gen *g, gj_ledger *ledger)
{
	if (g->in_tx)
		end(g, ledger, 1);
}
