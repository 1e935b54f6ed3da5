/* SPDX-License-Identifier: Apache-2.0
 *
 * The sweep over operations and places of failure.
 */
#include "faults.h"

#include <dirent.h>
#include <unistd.h>

#define TRIES 40
#define EVERY (look_is_sqlite() ? 12000 : 2000) /* places of an operation, in the long version */
#define OF_MANY (look_is_sqlite() ? 1000 : 120) /* and of one that has more */
#define SYSTEM "{\"account\":\"system\"}"

typedef struct scene {
	faults *f;
	const char *first; /* the ledger that all was prepared in */
	const char
		*base; /* that, or `led`: one in which things were led to where the call succeeds */
	const char *dir;
	char path[600], led[600];
	const char *op;
	char *args;
	int reaches; /* the call succeeds when nothing fails */
	int write;
	char *golden;     /* what a call that only reads answers when nothing fails */
	char *heads;      /* of the base's chains */
	int dirty;        /* the file is no longer the base */
	unsigned changes; /* made although something failed */
	int64_t now;      /* when every run takes place */
} scene;

/* What earlier runs wrote to files of their own. */
static void sweep_files(const char *dir)
{
	DIR *folder = opendir(dir);
	struct dirent *entry;
	char path[1200];

	while (folder && (entry = readdir(folder))) {
		snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
		if (strncmp(entry->d_name, "out-", 4) == 0)
			unlink(path);
	}
	if (folder)
		closedir(folder);
}

static gj_ledger *open_scene(const scene *s)
{
	gj_ledger *ledger = NULL;
	int code = torture_try_open(s->path, &s->f->open, &ledger);

	ck_assert_msg(code == GJ_OK, "%s: %s", s->path, gj_error_name(code));
	torture_act(ledger, SYSTEM);
	return ledger;
}

static void renew(scene *s)
{
	if (!s->dirty)
		return;
	torture_copy(s->base, s->path);
	sweep_files(s->dir);
	s->dirty = 0;
}

/* What was done before the last call is done again, in a copy of its own: there the last call
 * succeeds at once. */
static void lead(scene *s, const gen_called *trail, size_t count)
{
	gj_ledger *ledger;
	size_t i;
	int code = GJ_OK;

	s->base = count ? s->led : s->first;
	if (count == 0)
		return;
	torture_copy(s->first, s->led);
	ledger = torture_open(s->led, 0);
	torture_act(ledger, SYSTEM);
	for (i = 0; i < count && code >= 0; i++)
		code = gj_call(ledger, trail[i].op, trail[i].args, strlen(trail[i].args), NULL);
	gj_close(ledger);
}

/* Arguments with which the call succeeds, or at least some. */
static void find_args(scene *s, gen *g, gen_op *op)
{
	unsigned tries = unit_soak() ? 20 * TRIES : TRIES;
	const gen_called *trail;
	gj_ledger *ledger;
	int64_t began, ended;
	size_t count;
	int code;

	s->base = s->first;
	s->dirty = 1;
	renew(s);
	began = torture_time();
	ledger = open_scene(s);
	gen_trail_begin(g);
	code = gen_pursue(g, ledger, op, tries);
	gj_close(ledger);
	free(s->args);
	s->args = strdup(gen_said(g));
	s->op = op->name;
	s->write = op->write;
	trail = gen_trail(g, &count);
	/* limits that were waited for begin as early in the copy */
	ended = torture_time();
	torture_set_time(began);
	lead(s, trail, count - (code >= 0 && op->write));
	torture_set_time(ended > torture_time() ? ended : torture_time());
	s->dirty = 1;
	renew(s);
	if (code >= 0 && count > 0) {
		ledger = open_scene(s);
		code = gj_call(ledger, s->op, s->args, strlen(s->args), NULL);
		gj_close(ledger);
		s->dirty = 1;
		renew(s);
	}
	s->reaches = code >= 0;
	s->now = torture_time();
	free(s->heads);
	s->heads = torture_heads(s->base, s->write);
}

/* Does it write a file? What became of that stays, whatever the answer. */
static int writes_file(const scene *s)
{
	return strstr(s->args, "\"path\"") != NULL;
}

static void again(scene *s, gj_ledger *ledger)
{
	gj_reply *reply = NULL;
	int code = gj_call(ledger, s->op, s->args, strlen(s->args), &reply);

	s->dirty = 1;
	/* A copy that was broken off is gone on with; one that was finished before its answer
	 * failed is refused, and another made in its place. */
	if (code == GJ_E_EXISTS && writes_file(s)) {
		gj_reply_free(reply);
		sweep_files(s->dir);
		code = gj_call(ledger, s->op, s->args, strlen(s->args), &reply);
	}
	ck_assert_msg((code >= 0) == s->reaches, "%s %.1500s, again: %.1500s", s->op, s->args,
		      gj_reply_json(reply, NULL));
	gj_reply_free(reply);
}

static void check_heads(scene *s, int64_t k, int code)
{
	char *after = torture_heads(s->path, s->write);

	if (code < 0 && s->reaches)
		ck_assert_msg(strcmp(s->heads, after) == 0,
			      "%s, %s %lld: answered %s and moved a chain", s->op, s->f->name,
			      (long long)k, gj_error_name(code));
	else if (strcmp(s->heads, after) != 0)
		s->dirty = 1;
	free(after);
}

static void check_answer(scene *s, int64_t k, int code, gj_reply *reply)
{
	int64_t told = 0;

	ck_assert_msg(reply != NULL, "%s, %s %lld: no reply", s->op, s->f->name, (long long)k);
	ck_assert_msg(code >= 0 || !s->reaches || s->f->honest(s->f, code),
		      "%s %.1500s, %s %lld: %.1500s", s->op, s->args, s->f->name, (long long)k,
		      gj_reply_json(reply, NULL));
	if (code < 0) {
		ck_assert_int_eq(gj_reply_code(reply), code);
		ck_assert_int_eq(gj_reply_int(reply, "/error/code", &told), GJ_OK);
		ck_assert_int_eq(told, code);
	}
}

/* Success is the whole of it: the same answer, or a change that verifies. */
static void check_success(scene *s, int64_t k, gj_reply *reply)
{
	const char *json = gj_reply_json(reply, NULL);

	if (k == 0) {
		free(s->golden);
		s->golden = strdup(json);
	} else if (!s->write && !writes_file(s)) {
		ck_assert_msg(strcmp(json, s->golden) == 0,
			      "%s, %s %lld:\n%.1500s\nand without\n%.1500s", s->op, s->f->name,
			      (long long)k, json, s->golden);
	}
}

/* A change that was made although something failed is verified; in the long version, where they
 * come close to one another, one in eight. */
static int is_change_of_note(scene *s, int code, int64_t k)
{
	int change = code >= 0 && s->write && k > 0;

	s->changes += change;
	return change && (!unit_soak() || s->changes % 8 == 0);
}

/* One run with a failure at k. Returns how many chances there were. */
static int64_t run_once(scene *s, int64_t k, int sample)
{
	gj_reply *reply = NULL;
	gj_ledger *ledger;
	int64_t chances;
	int code;

	torture_set_time(s->now);
	ledger = open_scene(s);
	s->f->arm(s->f, ledger, k);
	/* A call that is begun anew looks at the clock again, and may tell of it. */
	torture_stop_time(1);
	code = gj_call(ledger, s->op, s->args, strlen(s->args), &reply);
	torture_stop_time(0);
	chances = s->f->disarm(s->f, ledger);
	check_answer(s, k, code, reply);
	if (code >= 0)
		check_success(s, k, reply);
	gj_reply_free(reply);
	if (k == 0 || chances < k)
		s->dirty = 1;
	else if (code < 0)
		s->f->failures++;
	else
		s->f->survived++;
	if (code >= 0 || writes_file(s))
		s->dirty = 1;
	check_heads(s, k, code);
	/* A connection that is gone stays gone for its handle. */
	if (sample && s->f->stay)
		ledger = (gj_close(ledger), open_scene(s));
	if (sample && code < 0)
		again(s, ledger);
	gj_close(ledger);
	s->f->balanced(s->f, s->op);
	if (sample || (is_change_of_note(s, code, k) && chances >= k)) {
		torture_check(s->path);
		s->f->checked++;
	}
	renew(s);
	return chances;
}

/* In the long version every k; but of the few operations that go through the whole ledger, and have
 * tens of thousands of places in the same loops, so many that it stays within a night. */
static int64_t stride_for(const faults *f, int64_t chances)
{
	int64_t runs = !unit_soak() || f->slow ? f->runs : chances > EVERY ? OF_MANY : EVERY;
	int64_t stride = unit_soak() ? 1 : f->stride;

	return chances / runs > stride ? chances / runs : stride;
}

/* After so many failures the same call is made again, and the ledger verified. */
static unsigned sample_of(void)
{
	return unit_soak() ? 256 : 16;
}

static int passed_over(const faults *f, size_t i)
{
	/* On PostgreSQL everything takes longer. */
	unsigned share = torture_share(4, 4) == 1 ? 16 : f->share;

	share = unit_soak() ? torture_parts() : share;
	return share && (i + unit_seed() + f->turn) % share != 0;
}

/* A long version goes on for an hour. */
static void tell_progress(const faults *f, const char *op, int64_t chances, int64_t stride)
{
	if (!unit_soak())
		return;
	printf("%s: %s, %lld places, one in %lld\n", f->name, op, (long long)chances,
	       (long long)stride);
	fflush(stdout);
}

void faults_sweep(faults *f, gen *g, const char *dir, const char *base)
{
	scene s = { .f = f, .first = base, .dir = dir };
	const char *only = getenv("GJ_OP"), *name = f->name;
	int64_t chances, stride, k;
	unsigned run = 0;
	size_t i;

	snprintf(s.path, sizeof(s.path), "%s/scene", dir);
	snprintf(s.led, sizeof(s.led), "%s/led", dir);
	for (i = 0; i < gen_op_count(g); i++) {
		if (only ? strcmp(only, gen_op_at(g, i)->name) != 0 : passed_over(f, i))
			continue;
		find_args(&s, g, gen_op_at(g, i));
		if (!s.reaches) {
			printf("never reached: %s %.300s\n", s.op, s.args);
			f->never++;
		}
		chances = run_once(&s, 0, 0);
		stride = stride_for(f, chances);
		f->chances += (uint64_t)chances;
		f->whole += stride == 1;
		for (k = 1 + (int64_t)gen_draw(g, (uint64_t)stride); k <= chances;
		     k += stride, run++) { /* counted over all operations */
			if (f->choose)
				f->choose(f, run);
			run_once(&s, k, run % sample_of() == sample_of() - 1);
		}
		f->name = name;
		f->operations++;
		tell_progress(f, s.op, chances, stride);
	}
	printf("%s: %u operations, %u never reached, %u failures, %u survived, %u times verified\n",
	       f->name, f->operations, f->never, f->failures, f->survived, f->checked);
	printf("%s: %llu places in all; in %u operations at every one of them\n", f->name,
	       (unsigned long long)f->chances, f->whole);
	free(s.args);
	free(s.golden);
	free(s.heads);
}

/* Making, opening, acting: whatever fails on the way, the next try succeeds. */
static int open_and_act(const scene *s, gj_ledger **ret_ledger)
{
	int code = torture_try_open(s->path, &s->f->open, ret_ledger);

	if (code >= 0)
		code = gj_act_as(*ret_ledger, SYSTEM, strlen(SYSTEM), NULL);
	return code;
}

void faults_sweep_open(faults *f, const char *dir)
{
	int64_t chances = INT64_MAX, k, stride = 1;
	scene s = { .f = f, .dir = dir };
	gj_ledger *ledger;
	int code, made;

	snprintf(s.path, sizeof(s.path), "%s/made", dir);
	for (made = 0; made < 2; made++, stride = 1)
		for (k = 0; k <= chances; k += k ? stride : 1) {
			if (!made)
				look_make(s.path);
			ledger = NULL;
			f->open.create = !made;
			f->arm(f, NULL, k);
			code = open_and_act(&s, &ledger);
			if (k == 0)
				stride = stride_for(f, chances = f->disarm(f, NULL));
			else
				f->disarm(f, NULL);
			ck_assert_msg(code >= 0 || f->honest(f, code), "open, %s %lld: %s", f->name,
				      (long long)k, gj_error_name(code));
			gj_close(ledger);
			f->balanced(f, "open");
			f->failures += code < 0;
			ledger = torture_open(s.path, !made);
			gj_close(ledger);
			if (k % 16 == 0)
				torture_check(s.path);
		}
	printf("%s: open, %u failures\n", f->name, f->failures);
}
