/* SPDX-License-Identifier: Apache-2.0
 *
 * What every write has in common: idempotency keys, dry runs, revisions, the time of what
 * happened and the time of recording.
 */
#include "kernel.h"

#define PHONE "13911112222"

/* ---- keys ---- */

static const char with_key[] =
	"{'account':'new','name':'王八','office':%lld,'phone':'" PHONE "','key':'k-1'}";

/* The same key again: the same answer byte for byte, and nothing recorded. */
START_TEST(key_same_answer)
{
	gj_reply *one, *two;
	char *before, *after;
	api a;

	api_start(&a);
	one = api_call(a.l, GJ_OK, "staff.register", with_key, (long long)a.street);
	before = api_heads(a.l);
	two = api_call(a.l, GJ_OK, "staff.register", with_key, (long long)a.street);
	ck_assert_str_eq(gj_reply_json(one, NULL), gj_reply_json(two, NULL));
	gj_reply_free(two);
	/* the order of arguments and the white space between them say nothing */
	two = api_call(a.l, GJ_OK, "staff.register",
		       " { 'key' : 'k-1','phone':'\\u00313911112222', 'office':%lld,\n"
		       "'name':'\\u738b八', 'account':'new' } ",
		       (long long)a.street);
	ck_assert_str_eq(gj_reply_json(one, NULL), gj_reply_json(two, NULL));
	gj_reply_free(two);
	after = api_heads(a.l);
	ck_assert_str_eq(before, after);
	/* The answer is of that call, whatever became of the thing since. */
	api_ok(a.l, "staff.update", "{'id':%lld,'name':'王九'}", (long long)api_int(one, "/id"));
	two = api_call(a.l, GJ_OK, "staff.register", with_key, (long long)a.street);
	ck_assert_str_eq(gj_reply_json(one, NULL), gj_reply_json(two, NULL));
	gj_reply_free(one);
	gj_reply_free(two);
	free(before);
	free(after);
	api_end(&a);
}
END_TEST

START_TEST(key_reused)
{
	long long street;
	api a;

	api_start(&a);
	street = (long long)a.street;
	api_ok(a.l, "staff.register", with_key, street);
	api_fail_at(a.l, GJ_E_KEY_REUSED, "key_reused", "", "staff.register",
		    "{'account':'new','name':'王八','office':%lld,'phone':'13911112223',"
		    "'key':'k-1'}",
		    street);
	api_fail(a.l, GJ_E_KEY_REUSED, "staff.register",
		 "{'account':'new','name':'王八','office':%lld,'key':'k-1'}", street);
	api_fail(a.l, GJ_E_KEY_REUSED, "staff.register",
		 "{'account':'new','name':'王八','office':%lld,'phone':'" PHONE "',"
		 "'occurred_at':'2026-03-01T00:00:00Z','key':'k-1'}",
		 street);
	/* of another operation */
	api_fail(a.l, GJ_E_KEY_REUSED, "office.update", "{'id':%lld,'name':'x','key':'k-1'}",
		 street);
	/* by bytes */
	api_fail(a.l, GJ_E_EXISTS, "staff.register",
		 "{'account':'new','name':'王八','office':%lld,'phone':'" PHONE "','key':'K-1'}",
		 street);
	api_end(&a);
}
END_TEST

/* A key belongs to one application in one office. */
START_TEST(key_scope)
{
	static const char update[] = "{'id':%lld,'name':'x','key':'k'}";
	char actor[200];
	api a;

	api_start(&a);
	api_ok(a.l, "office.update", update, (long long)a.street);
	api_act(a.l, "{\"account\":\"system\",\"application\":\"portal\"}");
	api_ok(a.l, "office.update", update, (long long)a.other);
	api_fail(a.l, GJ_E_KEY_REUSED, "office.update", update, (long long)a.street);
	api_act(a.l, "{\"account\":\"system\",\"application\":\"hotline\"}");
	api_ok(a.l, "office.update", update, (long long)a.section);
	api_act(a.l, "admin");
	api_ok(a.l, "office.update", update, (long long)a.community);
	snprintf(actor, sizeof(actor), "{\"account\":\"admin\",\"office\":%lld}",
		 (long long)a.street);
	api_act(a.l, actor);
	api_ok(a.l, "office.update", update, (long long)a.street);
	/* each of them is remembered where it belongs */
	api_ok(a.l, "office.update", update, (long long)a.street);
	api_act(a.l, "admin");
	api_fail(a.l, GJ_E_KEY_REUSED, "office.update", update, (long long)a.street);
	api_act(a.l, "system");
	api_fail(a.l, GJ_E_KEY_REUSED, "office.update", update, (long long)a.other);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

/* Scope is made of two parts: one must not be taken for the other. */
START_TEST(key_scope_parts)
{
	char actor[200];
	api a;

	api_start(&a);
	snprintf(actor, sizeof(actor), "{\"account\":\"system\",\"application\":\"%lld:\"}",
		 (long long)a.district);
	api_act(a.l, actor);
	api_ok(a.l, "office.update", "{'id':%lld,'name':'x','key':'k'}", (long long)a.street);
	api_act(a.l, "admin");
	api_ok(a.l, "office.update", "{'id':%lld,'name':'y','key':'k'}", (long long)a.street);
	api_end(&a);
}
END_TEST

/* Another process, a copy made by replay, a promoted replica: they know it too. */
START_TEST(key_survives)
{
	gj_reply *one, *two;
	char path[200], *before, *after;
	api a;

	api_start(&a);
	one = api_call(a.l, GJ_OK, "staff.register", with_key, (long long)a.street);
	api_in(&a, path, sizeof(path), "copy.db");
	api_ok(a.l, "journal.replay", "{'path':'%s'}", path);
	a.l = gj_close(a.l);
	a.l = api_open(&a, a.path);
	api_act(a.l, "system");
	two = api_call(a.l, GJ_OK, "staff.register", with_key, (long long)a.street);
	ck_assert_str_eq(gj_reply_json(one, NULL), gj_reply_json(two, NULL));
	gj_reply_free(two);
	a.l = gj_close(a.l);
	a.l = api_open_copy(&a, path);
	before = api_heads(a.l);
	two = api_call(a.l, GJ_OK, "staff.register", with_key, (long long)a.street);
	ck_assert_str_eq(gj_reply_json(one, NULL), gj_reply_json(two, NULL));
	api_fail(a.l, GJ_E_KEY_REUSED, "staff.register",
		 "{'account':'newer','name':'王八','office':%lld,'key':'k-1'}",
		 (long long)a.street);
	after = api_heads(a.l);
	ck_assert_str_eq(before, after);
	gj_reply_free(one);
	gj_reply_free(two);
	/* and after the tables were made anew */
	api_ok(a.l, "ledger.rebuild", "{}");
	api_ok(a.l, "staff.register", with_key, (long long)a.street);
	free(before);
	free(after);
	api_end(&a);
}
END_TEST

/* What fails, what is only tried and what is refused consumes no key. */
START_TEST(key_not_consumed)
{
	api a;

	api_start(&a);
	api_fail(a.l, GJ_E_CONFLICT, "office.update",
		 "{'id':%lld,'name':'x','if_revision':7,'key':'k'}", (long long)a.street);
	api_ok(a.l, "office.update", "{'id':%lld,'name':'y','dry_run':true,'key':'k'}",
	       (long long)a.street);
	api_ok(a.l, "office.update", "{'id':%lld,'name':'z','key':'k'}", (long long)a.street);
	/* a dry run with a key that was used is a dry run */
	api_ok(a.l, "office.update", "{'id':%lld,'name':'w','dry_run':true,'key':'k'}",
	       (long long)a.street);
	api_act(a.l, "clerk");
	api_fail(a.l, GJ_E_DENIED, "office.update", "{'id':%lld,'name':'z','key':'q'}",
		 (long long)a.street);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

/* Who has lost the right does not get the old answer either. */
START_TEST(key_without_right)
{
	api a;

	api_start(&a);
	api_act(a.l, "leader");
	api_ok(a.l, "journal.checkpoint", "{'key':'k'}");
	api_ok(a.l, "journal.checkpoint", "{'key':'k'}");
	api_act(a.l, "system");
	api_ok(a.l, "staff.revoke", "{'id':%lld,'office':%lld,'role':'leader'}",
	       (long long)a.leader, (long long)a.street);
	api_act(a.l, "leader");
	api_fail(a.l, GJ_E_DENIED, "journal.checkpoint", "{'key':'k'}");
	api_end(&a);
}
END_TEST

START_TEST(key_limits)
{
	char key[130];
	api a;

	api_start(&a);
	memset(key, 'k', sizeof(key));
	key[121] = '\0';
	api_fail_at(a.l, GJ_E_BAD_VALUE, "too_long", "/key", "office.update",
		    "{'id':%lld,'name':'x','key':'%s'}", (long long)a.street, key);
	api_fail_at(a.l, GJ_E_BAD_VALUE, "too_short", "/key", "office.update",
		    "{'id':%lld,'name':'x','key':''}", (long long)a.street);
	key[120] = '\0';
	api_ok(a.l, "office.update", "{'id':%lld,'name':'x','key':'%s'}", (long long)a.street,
	       key);
	api_ok(a.l, "office.update", "{'id':%lld,'name':'x','key':'%s'}", (long long)a.street,
	       key);
	api_end(&a);
}
END_TEST

/* Two handles with one key: one of them writes, both get the answer. */
START_TEST(key_two_handles)
{
	gj_reply *one, *two;
	gj_ledger *other;
	api a;

	api_start(&a);
	other = api_open(&a, a.path);
	api_act(other, "system");
	one = api_call(a.l, GJ_OK, "staff.register", with_key, (long long)a.street);
	two = api_call(other, GJ_OK, "staff.register", with_key, (long long)a.street);
	ck_assert_str_eq(gj_reply_json(one, NULL), gj_reply_json(two, NULL));
	gj_reply_free(one);
	gj_reply_free(two);
	gj_close(other);
	api_end(&a);
}
END_TEST

/* ---- dry run ---- */

/* Pages and log of a database that is open: what a dry run must not touch. */
static char *file_and_log(const api *a, size_t *ret_size)
{
	size_t n = 0, m = 0;
	char name[160], *file = api_slurp(a->path, &n), *log, *both;

	snprintf(name, sizeof(name), "%s-wal", a->path);
	log = api_slurp(name, &m);
	both = malloc(n + m + 1);
	ck_assert_ptr_nonnull(both);
	memcpy(both, file, n);
	memcpy(both + n, log, m);
	free(file);
	free(log);
	*ret_size = n + m;
	return both;
}

/* Result and events are those of the real call that follows, but for the salt of personal
 * values; the file has not changed by a byte. */
START_TEST(dry_run_leaves_nothing)
{
	static const char args[] = "{'kind':'section','name':'一科','parent':%lld,'prefix':'YK',"
				   "'references':{'grid':'7'}%s}";
	char *before, *after, *text;
	size_t size, again;
	gj_reply *dry, *real;
	int flag = 0;
	api a;

	if (!engine_is_sqlite())
		UNIT_SKIP("looks into the file");
	api_start(&a);
	a.step = 0;
	before = file_and_log(&a, &size);
	dry = api_call(a.l, GJ_OK, "office.register", args, (long long)a.street, ",'dry_run':true");
	api_ok(a.l, "staff.register",
	       "{'account':'new','name':'王八','office':%lld,'phone':'" PHONE "','dry_run':true}",
	       (long long)a.street);
	after = file_and_log(&a, &again);
	ck_assert_uint_eq(size, again);
	ck_assert_int_eq(memcmp(before, after, size), 0);
	free(before);
	free(after);

	ck_assert_int_eq(gj_reply_flag(dry, "/dry_run", &flag), GJ_OK);
	ck_assert_int_eq(flag, 1);
	ck_assert_uint_eq(api_count(dry, "/events"), 1);
	ck_assert_str_eq(api_str(dry, "/events/0/type"), "office.registered");
	real = api_call(a.l, GJ_OK, "office.register", args, (long long)a.street, "");
	text = malloc(strlen(gj_reply_json(real, NULL)) + 40);
	ck_assert_ptr_nonnull(text);
	sprintf(text, "{\"dry_run\":true,\"result\":%s,", gj_reply_json(real, NULL));
	ck_assert_int_eq(strncmp(gj_reply_json(dry, NULL), text, strlen(text)), 0);
	free(text);
	gj_reply_free(dry);
	gj_reply_free(real);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

START_TEST(dry_run_shows_no_value)
{
	gj_reply *r;
	api a;

	api_start(&a);
	r = api_call(a.l, GJ_OK, "staff.register",
		     "{'account':'new','name':'王八','office':%lld,'phone':'" PHONE "',"
		     "'dry_run':true}",
		     (long long)a.street);
	ck_assert_ptr_null(strstr(gj_reply_json(r, NULL), PHONE));
	ck_assert_uint_eq(strlen(api_str(r, "/events/0/body/phone/digest")), 64);
	gj_reply_free(r);
	/* the number that stands there was never given */
	api_fail(a.l, GJ_E_NOT_FOUND, "staff.get", "{'id':4294967309}");
	api_end(&a);
}
END_TEST

/* A dry run fails as the call would. */
START_TEST(dry_run_fails)
{
	char *before, *after;
	api a;

	api_start(&a);
	before = api_heads(a.l);
	api_fail_at(a.l, GJ_E_RULE, "place_in_tree", "/parent", "office.register",
		    "{'kind':'section','name':'x','dry_run':true}");
	api_fail(a.l, GJ_E_CONFLICT, "office.update",
		 "{'id':%lld,'name':'x','if_revision':2,'dry_run':true}", (long long)a.street);
	api_fail(a.l, GJ_E_BAD_VALUE, "office.update", "{'id':%lld,'name':'x','dry_run':1}",
		 (long long)a.street);
	after = api_heads(a.l);
	ck_assert_str_eq(before, after);
	free(before);
	free(after);
	/* "dry_run": false is none */
	api_ok(a.l, "office.update", "{'id':%lld,'name':'x','dry_run':false,'if_revision':1}",
	       (long long)a.street);
	api_ok(a.l, "office.update", "{'id':%lld,'name':'y','if_revision':2}",
	       (long long)a.street);
	api_end(&a);
}
END_TEST

/* ---- revisions ---- */

START_TEST(revision_conflict)
{
	gj_reply *r;
	api a;

	api_start(&a);
	r = api_call(a.l, GJ_OK, "office.update", "{'id':%lld,'name':'x','if_revision':1}",
		     (long long)a.street);
	ck_assert_int_eq(api_int(r, "/revision"), 2);
	gj_reply_free(r);
	r = api_call(a.l, GJ_E_CONFLICT, "office.update", "{'id':%lld,'name':'y','if_revision':1}",
		     (long long)a.street);
	ck_assert_int_eq(api_int(r, "/error/detail/revision"), 2);
	ck_assert_str_eq(api_str(r, "/error/rule"), "revision");
	gj_reply_free(r);
	api_fail(a.l, GJ_E_CONFLICT, "office.void",
		 "{'id':%lld,'reason':'entered_twice','if_revision':3}", (long long)a.section);
	/* revisions are of things, not of the ledger */
	api_ok(a.l, "office.update", "{'id':%lld,'name':'z','if_revision':1}",
	       (long long)a.other);
	api_ok(a.l, "office.update", "{'id':%lld,'name':'y'}", (long long)a.street);
	api_ok(a.l, "office.update", "{'id':%lld,'name':'z','if_revision':3}",
	       (long long)a.street);
	api_fail_at(a.l, GJ_E_BAD_VALUE, "range", "/if_revision", "office.update",
		    "{'id':%lld,'name':'z','if_revision':0}", (long long)a.street);
	api_end(&a);
}
END_TEST

/* Absent keeps, null clears, and what cannot be cleared says so. */
START_TEST(absent_and_null)
{
	const char *text;
	gj_reply *r;
	api a;

	api_start(&a);
	api_ok(a.l, "staff.update", "{'id':%lld,'phone':'" PHONE "'}", (long long)a.clerk);
	api_ok(a.l, "staff.update", "{'id':%lld,'name':'赵二'}", (long long)a.clerk);
	r = api_call(a.l, GJ_OK, "staff.get", "{'id':%lld}", (long long)a.clerk);
	ck_assert_str_eq(api_str(r, "/phone"), "139****2222");
	gj_reply_free(r);
	api_ok(a.l, "staff.update", "{'id':%lld,'phone':null}", (long long)a.clerk);
	r = api_call(a.l, GJ_OK, "staff.get", "{'id':%lld}", (long long)a.clerk);
	ck_assert_int_eq(gj_reply_text(r, "/phone", &text, NULL), GJ_E_NOT_FOUND);
	ck_assert_str_eq(api_str(r, "/name"), "赵二");
	gj_reply_free(r);
	api_fail_at(a.l, GJ_E_BAD_VALUE, "not_null", "/name", "staff.update",
		    "{'id':%lld,'name':null}", (long long)a.clerk);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

/* ---- times ---- */

static gj_reply *last_event(const api *a, int64_t office, const char *more)
{
	return api_call(a->l, GJ_OK, "journal.list", "{'home':%lld,'limit':1%s}",
			(long long)office, more);
}

/* What is claimed is kept beside the time of recording; what is not before that says nothing. */
START_TEST(occurred_at)
{
	const char *text;
	gj_reply *r;
	api a;

	api_start(&a);
	api_ok(a.l, "journal.checkpoint", "{'home':%lld,'occurred_at':'2026-02-28T23:30:00Z'}",
	       (long long)a.street);
	r = last_event(&a, a.street, "");
	ck_assert_str_eq(api_str(r, "/items/0/occurred_at"), "2026-03-01T07:30:00+08:00");
	ck_assert_int_eq(strncmp(api_str(r, "/items/0/at"), "2026-03-02T09:00:", 17), 0);
	gj_reply_free(r);
	api_ok(a.l, "journal.checkpoint", "{'home':%lld,'occurred_at':'1999-12-31T00:00:00-05:00'}",
	       (long long)a.street);
	r = last_event(&a, a.street, "");
	ck_assert_str_eq(api_str(r, "/items/0/occurred_at"), "1999-12-31T13:00:00+08:00");
	gj_reply_free(r);
	api_ok(a.l, "journal.checkpoint", "{'home':%lld,'occurred_at':'2030-01-01T00:00:00Z'}",
	       (long long)a.street);
	r = last_event(&a, a.street, "");
	ck_assert_int_eq(gj_reply_text(r, "/items/0/occurred_at", &text, NULL), GJ_E_NOT_FOUND);
	gj_reply_free(r);
	api_fail_at(a.l, GJ_E_BAD_VALUE, "time_format", "/occurred_at", "journal.checkpoint",
		    "{'occurred_at':'2026-03-01 00:00:00'}");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "time_format", "/occurred_at", "journal.checkpoint",
		    "{'occurred_at':'2026-02-30T00:00:00Z'}");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "type", "/occurred_at", "journal.checkpoint",
		    "{'occurred_at':1772413200}");
	api_verify(a.l);
	api_end(&a);
}
END_TEST

/* A clock that went back takes the last instant of the chain, and the event says so; a chain
 * whose last event lies before that goes by the clock. */
START_TEST(clock_goes_back)
{
	char first[40];
	gj_reply *r;
	int flag = 0, i;
	api a;

	api_start(&a);
	r = api_call(a.l, GJ_OK, "journal.checkpoint", "{'home':%lld}", (long long)a.street);
	snprintf(first, sizeof(first), "%s", api_str(r, "/at"));
	gj_reply_free(r);
	a.now -= 7200 * API_SECOND;
	for (i = 0; i < 3; i++) {
		r = api_call(a.l, GJ_OK, "journal.checkpoint", "{'home':%lld}",
			     (long long)a.street);
		ck_assert_str_eq(api_str(r, "/at"), first);
		gj_reply_free(r);
		r = last_event(&a, a.street, "");
		ck_assert_int_eq(gj_reply_flag(r, "/items/0/clock_back", &flag), GJ_OK);
		ck_assert_int_eq(flag, 1);
		gj_reply_free(r);
	}
	/* the other street has recorded nothing yet */
	r = api_call(a.l, GJ_OK, "journal.checkpoint", "{'home':%lld}", (long long)a.other);
	ck_assert_int_eq(strncmp(api_str(r, "/at"), "2026-03-02T07:00:", 17), 0);
	gj_reply_free(r);
	r = last_event(&a, a.other, "");
	ck_assert_int_eq(gj_reply_flag(r, "/items/0/clock_back", &flag), GJ_E_NOT_FOUND);
	gj_reply_free(r);
	a.now += 7200 * API_SECOND;
	api_ok(a.l, "journal.checkpoint", "{'home':%lld}", (long long)a.street);
	r = last_event(&a, a.street, "");
	ck_assert_int_eq(gj_reply_flag(r, "/items/0/clock_back", &flag), GJ_E_NOT_FOUND);
	gj_reply_free(r);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

/* A look at personal values and a refusal bear the time at which they happened. */
START_TEST(access_has_its_time)
{
	gj_reply *r;
	int flag;
	api a;

	api_start(&a);
	api_ok(a.l, "staff.update", "{'id':%lld,'phone':'" PHONE "'}", (long long)a.clerk);
	a.now = API_START + 3600 * API_SECOND;
	a.step = 0;
	api_ok(a.l, "staff.get", "{'id':%lld,'unmask':true}", (long long)a.clerk);
	r = last_event(&a, a.street, ",'root':true,'access':true");
	ck_assert_str_eq(api_str(r, "/items/0/type"), "access.read");
	ck_assert_str_eq(api_str(r, "/items/0/at"), "2026-03-02T10:00:00+08:00");
	ck_assert_int_eq(gj_reply_flag(r, "/items/0/clock_back", &flag), GJ_E_NOT_FOUND);
	gj_reply_free(r);
	a.now += 60 * API_SECOND;
	api_act(a.l, "clerk");
	api_fail(a.l, GJ_E_DENIED, "journal.checkpoint", "{'home':%lld}", (long long)a.street);
	api_act(a.l, "system");
	r = last_event(&a, a.street, ",'access':true");
	ck_assert_str_eq(api_str(r, "/items/0/type"), "access.refused");
	ck_assert_str_eq(api_str(r, "/items/0/at"), "2026-03-02T10:01:00+08:00");
	gj_reply_free(r);
	api_end(&a);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("writes");

	unit_add(s, "key_same_answer", key_same_answer);
	unit_add(s, "key_reused", key_reused);
	unit_add(s, "key_scope", key_scope);
	unit_add(s, "key_scope_parts", key_scope_parts);
	unit_add(s, "key_survives", key_survives);
	unit_add(s, "key_not_consumed", key_not_consumed);
	unit_add(s, "key_without_right", key_without_right);
	unit_add(s, "key_limits", key_limits);
	unit_add(s, "key_two_handles", key_two_handles);
	unit_add(s, "dry_run_leaves_nothing", dry_run_leaves_nothing);
	unit_add(s, "dry_run_shows_no_value", dry_run_shows_no_value);
	unit_add(s, "dry_run_fails", dry_run_fails);
	unit_add(s, "revision_conflict", revision_conflict);
	unit_add(s, "absent_and_null", absent_and_null);
	unit_add(s, "occurred_at", occurred_at);
	unit_add(s, "clock_goes_back", clock_goes_back);
	unit_add(s, "access_has_its_time", access_has_its_time);
	return s;
}

GJ_TEST_MAIN(suite)
