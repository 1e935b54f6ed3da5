/* SPDX-License-Identifier: Apache-2.0
 *
 * What the host supplies: a clock, random bytes, memory; and its word on long work, by progress
 * and by interruption.
 */
#include <pthread.h>

#include "kernel.h"

/* ---- clock, random bytes, memory ---- */

/* Without a clock no change and no unmasked look; what needs no time goes on. */
START_TEST(clock_fails)
{
	char *before, *after;
	api a;

	api_start(&a);
	api_ok(a.l, "staff.update", "{'id':%lld,'phone':'13900000001'}", (long long)a.clerk);
	before = api_heads(a.l);
	a.clock_fails = 1;
	api_fail(a.l, GJ_E_HOST, "office.update", "{'id':%lld,'name':'x'}", (long long)a.street);
	api_fail(a.l, GJ_E_HOST, "staff.get", "{'id':%lld,'unmask':true}", (long long)a.clerk);
	api_ok(a.l, "office.list", "{}");
	api_ok(a.l, "staff.get", "{'id':%lld}", (long long)a.clerk);
	after = api_heads(a.l);
	ck_assert_str_eq(before, after);
	a.clock_fails = 0;
	api_ok(a.l, "office.update", "{'id':%lld,'name':'x'}", (long long)a.street);
	api_verify(a.l);
	free(before);
	free(after);
	api_end(&a);
}
END_TEST

START_TEST(clock_fails_at_birth)
{
	gj_options *o;
	gj_ledger *l = NULL;
	api a;

	api_prepare(&a);
	a.clock_fails = 1;
	o = api_options(&a);
	ck_assert_int_eq(gj_open(a.path, o, &l, NULL), GJ_E_HOST);
	a.clock_fails = 0;
	ck_assert_int_eq(gj_open(a.path, o, &l, NULL), GJ_OK);
	gj_close(l);
	gj_options_free(o);
	api_end(&a);
}
END_TEST

/* Personal values need a nonce: without it nothing of the call is kept. What has none, and
 * no key, needs no random bytes. */
START_TEST(random_fails)
{
	char *before, *after;
	api a;

	api_start(&a);
	before = api_heads(a.l);
	a.random_fails = 1;
	api_fail(a.l, GJ_E_HOST, "staff.update", "{'id':%lld,'phone':'13900000001'}",
		 (long long)a.clerk);
	api_fail(a.l, GJ_E_HOST, "office.update", "{'id':%lld,'name':'x','key':'k'}",
		 (long long)a.street);
	after = api_heads(a.l);
	ck_assert_str_eq(before, after);
	api_ok(a.l, "office.update", "{'id':%lld,'name':'x'}", (long long)a.street);
	a.random_fails = 0;
	/* the key of the call that failed is free */
	api_ok(a.l, "office.update", "{'id':%lld,'name':'y','key':'k'}", (long long)a.street);
	api_verify(a.l);
	free(before);
	free(after);
	api_end(&a);
}
END_TEST

typedef struct counting {
	int64_t live, taken;
} counting;

static void *count_alloc(void *user, size_t size)
{
	counting *c = user;
	void *p = malloc(size);

	c->live += p != NULL;
	c->taken++;
	return p;
}

static void *count_resize(void *user, void *block, size_t size)
{
	counting *c = user;
	void *p = realloc(block, size);

	c->live += p && !block;
	return p;
}

static void count_release(void *user, void *block)
{
	counting *c = user;

	c->live -= block != NULL;
	free(block);
}

/* The library's memory comes from the host's functions and goes back to them: all of it when
 * the ledger is closed, and what a call took when its reply is freed. */
START_TEST(memory_given_back)
{
	counting count = { 0, 0 };
	int64_t between, i;
	gj_options *o;
	api a;

	api_prepare(&a);
	o = api_options(&a);
	ck_assert_int_eq(gj_options_set_memory(o, count_alloc, count_resize, count_release, &count),
			 GJ_OK);
	a.l = api_open_with(a.path, o);
	gj_options_free(o);
	api_people(&a);
	api_verify(a.l);
	api_ok(a.l, "office.list", "{}");
	between = count.live;
	ck_assert_int_gt(between, 0);
	for (i = 0; i < 20; i++) {
		api_ok(a.l, "office.list", "{}");
		api_fail(a.l, GJ_E_NOT_FOUND, "office.get", "{'id':4294999999}");
		api_verify(a.l);
	}
	ck_assert_int_eq(count.live, between);
	a.l = gj_close(a.l);
	ck_assert_int_eq(count.live, 0);
	ck_assert_int_gt(count.taken, 100);
	api_end(&a);
}
END_TEST

/* ---- interruption ---- */

typedef struct interruption {
	gj_ledger *l;
	int calls, spent;
} interruption;

static void *interrupt_thread(void *user)
{
	gj_interrupt(((interruption *)user)->l);
	return NULL;
}

/* Progress is told where no statement is under way: an interruption that comes exactly then,
 * from another thread, must not be lost. */
static int progress_interrupts(void *user, int64_t done, int64_t total)
{
	interruption *i = user;
	pthread_t thread;

	ck_assert_int_ge(done, 0);
	ck_assert_int_ge(total, 0);
	i->calls++;
	if (!i->spent) {
		i->spent = 1;
		ck_assert_int_eq(pthread_create(&thread, NULL, interrupt_thread, i), 0);
		ck_assert_int_eq(pthread_join(thread, NULL), 0);
	}
	return 0;
}

START_TEST(interrupt_verify)
{
	interruption stop = { NULL, 0, 0 };
	gj_options *o;
	gj_reply *r = NULL;
	api a;

	api_start(&a);
	api_many(&a, 3000);
	a.l = gj_close(a.l);
	o = api_options(&a);
	ck_assert_int_eq(gj_options_set_progress(o, progress_interrupts, &stop), GJ_OK);
	a.l = api_open_with(a.path, o);
	gj_options_free(o);
	stop.l = a.l;
	api_act(a.l, "system");
	ck_assert_int_eq(gj_call(a.l, "journal.verify", NULL, 0, &r), GJ_E_INTERRUPTED);
	ck_assert_int_eq(gj_error_retryable(GJ_E_INTERRUPTED), 1);
	gj_reply_free(r);
	ck_assert_int_eq(stop.calls, 1); /* it ended there, and not at its end */
	/* It was for that call: the next one runs. So does one after an interruption of nothing. */
	api_verify(a.l);
	ck_assert_int_ge(stop.calls, 3);
	gj_interrupt(a.l);
	api_verify(a.l);
	/* a write, too, is only interrupted while it runs */
	gj_interrupt(a.l);
	api_ok(a.l, "office.update", "{'id':%lld,'name':'x'}", (long long)a.street);
	api_end(&a);
}
END_TEST

typedef struct stopping {
	int64_t at, calls;
} stopping;

static int progress_stops(void *user, int64_t done, int64_t total)
{
	stopping *s = user;

	(void)total;
	s->calls++;
	return done >= s->at ? -1 : 0;
}

/* A negative answer of the progress function ends the work: a view as of an instant leaves no
 * half-made file, and the half of a copy is not taken for a ledger but gone on with. */
START_TEST(progress_ends)
{
	stopping stop = { 2000, 0 };
	gj_ledger *half = NULL;
	gj_reply *r = NULL;
	gj_options *o;
	char path[200];
	api a;

	api_start(&a);
	api_many(&a, 3000);
	a.l = gj_close(a.l);
	o = api_options(&a);
	ck_assert_int_eq(gj_options_set_progress(o, progress_stops, &stop), GJ_OK);
	a.l = api_open_with(a.path, o);
	gj_options_free(o);
	api_act(a.l, "system");
	api_in(&a, path, sizeof(path), "copy.db");
	api_fail(a.l, GJ_E_INTERRUPTED, "journal.verify", "{}");
	api_fail(a.l, GJ_E_INTERRUPTED, "ledger.rebuild", "{}");
	api_fail(a.l, GJ_E_INTERRUPTED, "ledger.as_of", "{'at':'2030-01-01T00:00:00Z','path':'%s'}",
		 path);
	ck_assert_int_ne(access(path, F_OK), 0);
	api_fail(a.l, GJ_E_INTERRUPTED, "journal.replay", "{'path':'%s'}", path);
	ck_assert_int_eq(stop.calls, 8);
	ck_assert_int_eq(gj_open(path, NULL, &half, &r), GJ_E_NOT_LEDGER);
	ck_assert_str_eq(api_str(r, "/error/rule"), "copy_unfinished");
	gj_reply_free(r);
	ck_assert_int_eq(gj_upgrade(path, NULL, NULL), GJ_E_NOT_LEDGER);
	stop.at = INT64_MAX;
	r = api_call(a.l, GJ_OK, "journal.replay", "{'path':'%s'}", path);
	ck_assert_int_ge(api_int(r, "/resumed"), 1000);
	ck_assert_int_lt(api_int(r, "/resumed"), 2000);
	ck_assert_int_gt(api_int(r, "/events"), 3000);
	gj_reply_free(r);
	half = api_open_copy(&a, path);
	api_verify(half);
	gj_close(half);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

/* ---- the log ---- */

typedef struct heard {
	int count, level[20];
	char line[20][320];
} heard;

static void hear(void *user, int level, const char *line, size_t size)
{
	heard *h = user;

	ck_assert_int_lt(h->count, 20);
	ck_assert_uint_eq(strlen(line), size);
	h->level[h->count] = level;
	snprintf(h->line[h->count++], sizeof(h->line[0]), "%s", line);
}

/* The clock takes a second each time it is asked: at the beginning, within a write, at the end. */
static void heard_last(const heard *h, int level, const char *op, const char *code, int seconds)
{
	char begins[200];

	snprintf(begins, sizeof(begins),
		 "{\"op\":\"%s\",\"code\":\"%s\",\"us\":%d000000,\"again\":0,\"trips\":", op, code,
		 seconds);
	ck_assert_msg(strncmp(h->line[h->count - 1], begins, strlen(begins)) == 0, "%s\n%s",
		      h->line[h->count - 1], begins);
	ck_assert_int_eq(h->level[h->count - 1], level);
}

static void nothing_typed(const heard *h)
{
	int i;

	for (i = 0; i < h->count; i++) {
		ck_assert_ptr_null(strstr(h->line[i], "13912345678"));
		ck_assert_ptr_null(strchr(h->line[i], '\n'));
	}
}

START_TEST(log_hears)
{
	heard h = { 0 };
	gj_options *o;
	api a;

	api_start(&a);
	a.l = gj_close(a.l);
	o = api_options(&a);
	ck_assert_int_eq(gj_options_set_log(NULL, hear, &h), GJ_E_USE);
	ck_assert_int_eq(gj_options_set_log(o, hear, &h), GJ_OK);
	a.l = api_open_with(a.path, o);
	api_act(a.l, "clerk");
	ck_assert_int_eq(h.count, 0);
	api_ok(a.l, "office.get", "{'id':%lld}", (long long)a.street);
	heard_last(&h, GJ_LOG_DEBUG, "office.get", "OK", 1);
	api_ok(a.l, "enterprise.register", "{'kind':'enterprise','name':'13912345678'}");
	heard_last(&h, GJ_LOG_DEBUG, "enterprise.register", "OK", 2);
	api_fail(a.l, GJ_E_NOT_FOUND, "office.get", "{'id':999999}");
	heard_last(&h, GJ_LOG_INFO, "office.get", "NOT_FOUND", 1);
	api_fail(a.l, GJ_E_UNKNOWN_OP, "13912345678", "{}");
	heard_last(&h, GJ_LOG_INFO, "", "UNKNOWN_OP", 1);
	ck_assert_int_eq(gj_begin(a.l, "{}", 2, NULL), GJ_OK);
	heard_last(&h, GJ_LOG_DEBUG, "begin", "OK", 1);
	ck_assert_int_eq(gj_rollback(a.l, NULL), GJ_OK);
	heard_last(&h, GJ_LOG_DEBUG, "rollback", "OK", 1);
	ck_assert_int_eq(gj_rollback(a.l, NULL), GJ_E_USE);
	heard_last(&h, GJ_LOG_INFO, "rollback", "USE", 1);
	ck_assert_int_eq(h.count, 7);
	nothing_typed(&h);
	gj_options_free(o);
	api_end(&a);
}
END_TEST

/* Another writer is in the way: begun anew, in vain, and told as what it is. */
START_TEST(log_warns)
{
	char offices[60];
	gj_ledger *other;
	heard h = { 0 };
	gj_options *o;
	api a;

	api_start(&a);
	snprintf(offices, sizeof(offices), "{\"offices\":[%lld]}", (long long)a.street);
	other = api_open(&a, a.path);
	api_act(other, "clerk");
	a.l = gj_close(a.l);
	o = api_options(&a);
	gj_options_set_int(o, "busy_ms", 10);
	gj_options_set_int(o, "tries", 3);
	gj_options_set_log(o, hear, &h);
	a.l = api_open_with(a.path, o);
	api_act(a.l, "clerk");
	ck_assert_int_eq(gj_begin(other, offices, strlen(offices), NULL), GJ_OK);
	api_fail(a.l, GJ_E_BUSY, "enterprise.register", "{'kind':'enterprise','name':'x'}");
	ck_assert_ptr_nonnull(strstr(h.line[0], "\"code\":\"BUSY\""));
	ck_assert_ptr_nonnull(strstr(h.line[0], "\"again\":2,"));
	ck_assert_int_eq(h.level[0], GJ_LOG_WARNING);
	gj_close(other);
	gj_options_free(o);
	api_end(&a);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("host");

	unit_add(s, "clock_fails", clock_fails);
	unit_add(s, "clock_fails_at_birth", clock_fails_at_birth);
	unit_add(s, "random_fails", random_fails);
	unit_add(s, "memory_given_back", memory_given_back);
	unit_add(s, "interrupt_verify", interrupt_verify);
	unit_add(s, "progress_ends", progress_ends);
	unit_add(s, "log_hears", log_hears);
	unit_add(s, "log_warns", log_warns);
	return s;
}

GJ_TEST_MAIN(suite)
