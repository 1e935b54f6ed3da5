/* SPDX-License-Identifier: Apache-2.0
 *
 * Writers that are killed at any moment, and writers that meet. What a call has
 * acknowledged is there afterwards; what it has not is there whole or not at all.
 */
#include "torture.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define KILLS 200
#define TOGETHER 5 /* writes of one transaction */

typedef struct ack {
	int64_t id, number;
	int64_t waited; /* microseconds the longest call took */
	int64_t busy;   /* calls that answered BUSY and were repeated */
} ack;

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Child processes end without any clean-up, and say what happened by a number. */
static void die(int status)
{
	_exit(status);
}

static void tell(int fd, const ack *a)
{
	if (write(fd, a, sizeof(*a)) != (ssize_t)sizeof(*a))
		die(3);
}

static int write_one(gj_ledger *ledger, int64_t number, int64_t *ret_id)
{
	gj_reply *reply = NULL;
	char args[256];
	int code;

	snprintf(args, sizeof(args),
		 "{\"kind\":\"district\",\"name\":\"第%lld区\",\"key\":\"n%lld\","
		 "\"references\":{\"n\":\"%lld\"}}",
		 (long long)number, (long long)number, (long long)number);
	code = gj_call(ledger, "office.register", args, strlen(args), &reply);
	if (code >= 0)
		gj_reply_int(reply, "/id", ret_id);
	gj_reply_free(reply);
	return code;
}

static gj_ledger *open_child(const char *path, int slow)
{
	torture_options options = { 0, slow, 20000, NULL };
	gj_ledger *ledger = NULL;

	if (torture_try_open(path, &options, &ledger) < 0 ||
	    gj_act_as(ledger, "{\"account\":\"system\"}", 20, NULL) < 0)
		die(2);
	return ledger;
}

/* ---- killed ---- */

static void write_together(gj_ledger *ledger, int fd, int64_t *number)
{
	ack a[TOGETHER] = { { 0, 0, 0, 0 } };
	int i;

	if (gj_begin(ledger, NULL, 0, NULL) < 0)
		die(4);
	for (i = 0; i < TOGETHER; i++) {
		a[i].number = (*number)++;
		if (write_one(ledger, a[i].number, &a[i].id) < 0)
			die(5);
	}
	if (gj_commit(ledger, NULL) < 0)
		die(6);
	for (i = 0; i < TOGETHER; i++)
		tell(fd, &a[i]);
}

/* Writes until it is killed. Now and then it closes and opens again, which is when SQLite
 * brings its log into the file. */
static void write_on(const char *path, int fd, int64_t number, int together)
{
	gj_ledger *ledger = open_child(path, number % 2 == 0);
	ack a = { 0, 0, 0, 0 };
	int round;

	for (round = 1;; round++) {
		if (together) {
			write_together(ledger, fd, &number);
		} else {
			a.number = number++;
			if (write_one(ledger, a.number, &a.id) < 0)
				die(7);
			tell(fd, &a);
		}
		if (round % 7 == 0) {
			gj_close(ledger);
			ledger = open_child(path, round % 2);
		}
	}
}

/* Takes what the child says for so long after its first word, then kills it. */
static size_t listen_and_kill(pid_t child, int fd, int64_t after, ack *acks, size_t room)
{
	struct pollfd p = { fd, POLLIN, 0 };
	int64_t end = now() + 10000000;
	int killed = 0, status;
	size_t n = 0;

	for (;;) {
		int64_t left = end - now();
		if (!killed && (left <= 0 || n == room)) {
			ck_assert_int_eq(kill(child, SIGKILL), 0);
			killed = 1;
		}
		if (!killed && poll(&p, 1, (int)(left / 1000)) <= 0)
			continue;
		if (n == room || read(fd, &acks[n], sizeof(ack)) != (ssize_t)sizeof(ack))
			break; /* its end of the pipe is closed, and empty */
		if (n++ == 0)
			end = now() + after;
	}
	if (!killed)
		kill(child, SIGKILL);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
		      "the writer ended by itself: %d", WEXITSTATUS(status));
	return n;
}

/* With the same key the same answer: so it is there. */
static void check_acks(gj_ledger *ledger, const ack *acks, size_t n)
{
	int64_t id;
	size_t i;

	for (i = 0; i < n; i++) {
		char args[64];
		id = 0;
		snprintf(args, sizeof(args), "{\"id\":%lld}", (long long)acks[i].id);
		torture_call(ledger, "office.get", args);
		ck_assert_int_eq(write_one(ledger, acks[i].number, &id), GJ_OK);
		ck_assert_int_eq(id, acks[i].id);
	}
}

static int64_t offices(const char *path)
{
	look *l = look_open(path);
	int64_t count = look_one(l, "SELECT count(*) FROM office");

	look_close(l);
	return count;
}

static pid_t start(const char *path, int fds[2], int64_t number, int together)
{
	pid_t child;

	ck_assert_int_eq(pipe(fds), 0);
	fflush(stdout);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		close(fds[0]);
		write_on(path, fds[1], number, together);
		die(8);
	}
	close(fds[1]);
	return child;
}

START_TEST(killed_at_any_moment)
{
	static ack acks[4096];
	int kills = (int)(torture_share(KILLS, 4) / torture_parts()), i;
	char dir[512], path[600];
	int64_t number = 1, before, after, all = 0;
	gj_ledger *ledger;
	size_t n, most = sizeof(acks) / sizeof(acks[0]);
	gen *g;

	torture_dir(dir, sizeof(dir));
	snprintf(path, sizeof(path), "%s/ledger", dir);
	g = gen_new(unit_seed() + 30 + (uint64_t)_i, dir);
	gj_close(torture_open(path, 1));
	for (i = 0; i < kills; i++) {
		int together = i % 3 == 2, fds[2];
		pid_t child;

		before = offices(path);
		child = start(path, fds, number, together);
		n = listen_and_kill(child, fds[0], (int64_t)gen_draw(g, 25000), acks, most);
		close(fds[0]);
		look_settle(path);
		after = offices(path);
		ck_assert_int_ge(after, before + (int64_t)n);
		/* Of what was not acknowledged any longer: one call or one transaction, whole. */
		if (together)
			ck_assert_int_eq((after - before) % TOGETHER, 0);
		ck_assert_int_le(after - before - (int64_t)n, together ? 2 * TOGETHER : 1);
		torture_check_chains(path);
		ledger = torture_open(path, 0);
		torture_act(ledger, "{\"account\":\"system\"}");
		check_acks(ledger, acks, n);
		gj_close(ledger);
		ck_assert_int_eq(offices(path), after);
		if (i % 10 == 9 || i == kills - 1)
			torture_verify(path);
		all += (int64_t)n;
		number += 10000;
		/* A ledger that grows makes the test slow, and no better. */
		if (offices(path) > 2000) {
			look_remove(path);
			gj_close(torture_open(path, 1));
		}
	}
	printf("%d kills, %lld acknowledged writes, all there\n", kills, (long long)all);
	ck_assert_int_gt(all, kills);
	gen_free(g);
	torture_remove(dir);
}
END_TEST

/* ---- two at once ---- */

static void write_for(const char *path, int fd, int64_t number, int64_t until)
{
	gj_ledger *ledger = open_child(path, 0);
	ack a = { 0, 0, 0, 0 };

	while (now() < until) {
		int64_t from = now(), took;
		int code = write_one(ledger, number, &a.id);

		if (code == GJ_E_BUSY) {
			a.busy++;
			continue;
		}
		if (code < 0)
			die(-code);
		took = now() - from;
		a.waited = took > a.waited ? took : a.waited;
		a.number++;
		number++;
	}
	gj_close(ledger);
	tell(fd, &a);
	die(0);
}

START_TEST(two_at_once)
{
	int64_t seconds = unit_soak()        ? 60
			  : look_is_sqlite() ? 10
					     : 3,
		until = now() + seconds * 1000000;
	char dir[512], path[600];
	int fds[2][2], i, status;
	ack a[2];
	pid_t child[2];

	torture_dir(dir, sizeof(dir));
	snprintf(path, sizeof(path), "%s/ledger", dir);
	gj_close(torture_open(path, 1));
	fflush(stdout);
	for (i = 0; i < 2; i++) {
		ck_assert_int_eq(pipe(fds[i]), 0);
		child[i] = fork();
		ck_assert_int_ge(child[i], 0);
		if (child[i] == 0)
			write_for(path, fds[i][1], 1000000 * (i + 1), until);
		close(fds[i][1]);
	}
	for (i = 0; i < 2; i++) {
		ck_assert_int_eq(waitpid(child[i], &status, 0), child[i]);
		ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "writer %d: %s", i,
			      WIFEXITED(status) ? gj_error_name(-WEXITSTATUS(status)) : "died");
		ck_assert_int_eq(read(fds[i][0], &a[i], sizeof(a[i])), (ssize_t)sizeof(a[i]));
		close(fds[i][0]);
		printf("writer %d: %lld writes, longest wait %lld ms, %lld times busy\n", i,
		       (long long)a[i].number, (long long)a[i].waited / 1000, (long long)a[i].busy);
	}
	ck_assert_int_eq(offices(path), a[0].number + a[1].number);
	/* Neither starves: each gets at least a twentieth of what there was to get. */
	for (i = 0; i < 2; i++)
		ck_assert_int_gt(20 * a[i].number, a[0].number + a[1].number);
	torture_check(path);
	torture_remove(dir);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("kill");

	torture_add_parts(s, "killed_at_any_moment", killed_at_any_moment);
	torture_add(s, "two_at_once", two_at_once);
	return s;
}

GJ_TEST_MAIN(suite)
