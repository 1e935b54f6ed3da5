/* SPDX-License-Identifier: Apache-2.0
 *
 * Looks at what is personal: none is without its record, which stands before the value is told.
 */
#include <signal.h>
#include <sys/wait.h>

#include "kernel.h"

#define PHONE "13987654321" /* invented */

/* Entries of the access chain of the root, where the staff are, of one type. */
static size_t accesses(gj_ledger *l, int64_t office, const char *type)
{
	char wanted[60];
	const char *p;
	gj_reply *r;
	size_t count = 0;

	api_act(l, "system");
	r = api_call(l, GJ_OK, "journal.since",
		     "{'home':%lld,'root':true,'access':true,'limit':1000}", (long long)office);
	snprintf(wanted, sizeof(wanted), "\"type\":\"%s\"", type);
	for (p = gj_reply_json(r, NULL); (p = strstr(p, wanted)) != NULL; p++)
		count++;
	gj_reply_free(r);
	return count;
}

/* Refused where a rollback could undo it; what is recorded names who, what and why. */
START_TEST(look_is_recorded)
{
	gj_reply *r;
	api a;

	api_start(&a);
	api_ok(a.l, "staff.update", "{'id':%lld,'phone':'" PHONE "'}", (long long)a.clerk);
	api_act(a.l, "officer");
	api_begin(a.l, 0);
	api_fail(a.l, GJ_E_USE, "staff.get", "{'id':%lld,'unmask':true}", (long long)a.clerk);
	api_rollback(a.l);
	ck_assert_uint_eq(accesses(a.l, a.street, "access.read"), 0);
	api_act(a.l, "officer");
	r = api_call(a.l, GJ_OK, "staff.get", "{'id':%lld,'unmask':true,'purpose':'通知本人'}",
		     (long long)a.clerk);
	ck_assert_str_eq(api_str(r, "/phone"), PHONE);
	gj_reply_free(r);
	/* a masked look is none */
	api_ok(a.l, "staff.get", "{'id':%lld}", (long long)a.clerk);
	ck_assert_uint_eq(accesses(a.l, a.street, "access.read"), 1);
	r = api_call(a.l, GJ_OK, "journal.list",
		     "{'home':%lld,'root':true,'access':true,'limit':1}", (long long)a.street);
	ck_assert_int_eq(api_int(r, "/items/0/actor"), a.officer);
	ck_assert_int_eq(api_int(r, "/items/0/body/subject"), a.clerk);
	ck_assert_str_eq(api_str(r, "/items/0/body/operation"), "staff.get");
	ck_assert_str_eq(api_str(r, "/items/0/body/purpose"), "通知本人");
	gj_reply_free(r);
	/* who may not look is told so, and that is recorded too */
	api_act(a.l, "auditor");
	api_fail(a.l, GJ_E_DENIED, "staff.get", "{'id':%lld,'unmask':true}", (long long)a.clerk);
	ck_assert_uint_eq(accesses(a.l, a.street, "access.read"), 1);
	ck_assert_uint_eq(accesses(a.l, a.street, "access.refused"), 1);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

static void look_and_die(const char *path, int64_t staff)
{
	gj_ledger *l = NULL;
	gj_reply *r = NULL;
	const char *phone;
	char args[80];

	if (gj_open(path, NULL, &l, NULL) != GJ_OK ||
	    gj_act_as(l, "{\"account\":\"officer\"}", 21, NULL) != GJ_OK)
		_exit(3);
	snprintf(args, sizeof(args), "{\"id\":%lld,\"unmask\":true}", (long long)staff);
	if (gj_call(l, "staff.get", args, strlen(args), &r) != GJ_OK ||
	    gj_reply_text(r, "/phone", &phone, NULL) != GJ_OK || strcmp(phone, PHONE) != 0)
		_exit(4);
	kill(getpid(), SIGKILL);
}

/* The record stands before the value is out of the library's hands. */
START_TEST(look_outlives_the_process)
{
	int status = 0;
	pid_t child;
	api a;

	ENGINE_FILE_ONLY();
	api_start(&a);
	api_ok(a.l, "staff.update", "{'id':%lld,'phone':'" PHONE "'}", (long long)a.clerk);
	a.l = gj_close(a.l);
	fflush(NULL);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0)
		look_and_die(a.path, a.clerk);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "status %d", status);
	a.l = api_open(&a, a.path);
	ck_assert_uint_eq(accesses(a.l, a.street, "access.read"), 1);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("access");

	unit_add(s, "look_is_recorded", look_is_recorded);
	unit_add(s, "look_outlives_the_process", look_outlives_the_process);
	return s;
}

GJ_TEST_MAIN(suite)
