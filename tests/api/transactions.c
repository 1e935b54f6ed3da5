/* SPDX-License-Identifier: Apache-2.0
 *
 * Several calls in one: transactions that the host opens, and batches. All or none, an error
 * undoes its call alone, and nothing that was refused inside goes unrecorded.
 */
#include "kernel.h"

static void begin_fails(gj_ledger *l, int code, const char *at, const char *format, ...)
	API_PRINTF(4, 5);
static void begin_fails(gj_ledger *l, int code, const char *at, const char *format, ...)
{
	va_list list;
	gj_reply *r = NULL;
	char *text;
	int got;

	va_start(list, format);
	text = api_text(format, list);
	va_end(list);
	got = gj_begin(l, text, strlen(text), &r);
	ck_assert_msg(got == code, "%s: %s", text, gj_reply_json(r, NULL));
	ck_assert_str_eq(gj_reply_path(r), at);
	gj_reply_free(r);
	free(text);
}

/* Seq of the last event of a chain; the system acts afterwards. */
static int64_t seq_of(gj_ledger *l, int64_t office, const char *which)
{
	gj_reply *r;
	int64_t seq;

	api_act(l, "system");
	r = api_call(l, GJ_OK, "journal.head", "{'home':%lld%s}", (long long)office, which);
	seq = api_int(r, "/heads/0/seq");
	gj_reply_free(r);
	return seq;
}

/* ---- begin, commit, rollback ---- */

START_TEST(tx_order)
{
	api a;

	api_start(&a);
	ck_assert_int_eq(gj_commit(a.l, NULL), GJ_E_USE);
	ck_assert_int_eq(gj_rollback(a.l, NULL), GJ_E_USE);
	api_begin(a.l, 0);
	begin_fails(a.l, GJ_E_USE, "", "{}");
	api_commit(a.l);
	ck_assert_int_eq(gj_commit(a.l, NULL), GJ_E_USE);
	api_begin(a.l, a.street);
	api_rollback(a.l);
	ck_assert_int_eq(gj_rollback(a.l, NULL), GJ_E_USE);
	/* What does not begin leaves nothing open. */
	begin_fails(a.l, GJ_E_BAD_JSON, "", "{");
	begin_fails(a.l, GJ_E_UNKNOWN_FIELD, "/office", "{'office':1}");
	begin_fails(a.l, GJ_E_NOT_FOUND, "/offices/0", "{'offices':[4294999999]}");
	begin_fails(a.l, GJ_E_BAD_VALUE, "/offices/8", "{'offices':[1,2,3,4,5,6,7,8,9]}");
	ck_assert_int_eq(gj_commit(a.l, NULL), GJ_E_USE);
	api_begin(a.l, 0);
	api_commit(a.l);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

/* What is done inside is seen inside, by others once it is committed, and stays. */
START_TEST(tx_commits)
{
	gj_ledger *other;
	int64_t id;
	api a;

	api_start(&a);
	other = api_open(&a, a.path);
	api_act(other, "system");
	api_begin(a.l, 0);
	id = api_office(a.l, "section", "一科", "YK", a.street);
	api_ok(a.l, "office.update", "{'id':%lld,'name':'二科','if_revision':1}", (long long)id);
	api_ok(a.l, "office.get", "{'id':%lld}", (long long)id);
	api_fail(other, GJ_E_NOT_FOUND, "office.get", "{'id':%lld}", (long long)id);
	api_commit(a.l);
	api_ok(other, "office.get", "{'id':%lld}", (long long)id);
	api_verify(other);
	gj_close(other);
	api_end(&a);
}
END_TEST

START_TEST(tx_rolls_back)
{
	char *before, *after;
	int64_t id, again;
	api a;

	api_start(&a);
	before = api_heads(a.l);
	api_begin(a.l, 0);
	id = api_office(a.l, "section", "一科", "YK", a.street);
	api_ok(a.l, "staff.update", "{'id':%lld,'phone':'13900000001','key':'k'}",
	       (long long)a.clerk);
	api_rollback(a.l);
	after = api_heads(a.l);
	ck_assert_str_eq(before, after);
	free(after);
	api_fail(a.l, GJ_E_NOT_FOUND, "office.get", "{'id':%lld}", (long long)id);
	/* A number that no event speaks of was never given, and the key is free. */
	again = api_office(a.l, "section", "一科", "YK", a.street);
	ck_assert_int_eq(again, id);
	api_ok(a.l, "staff.update", "{'id':%lld,'phone':'13900000002','key':'k'}",
	       (long long)a.clerk);
	api_verify(a.l);
	free(before);
	api_end(&a);
}
END_TEST

/* Closing is rolling back. */
START_TEST(tx_closed)
{
	char *before, *after;
	api a;

	api_start(&a);
	before = api_heads(a.l);
	api_begin(a.l, 0);
	api_office(a.l, "section", "一科", "YK", a.street);
	a.l = gj_close(a.l);
	a.l = api_open(&a, a.path);
	after = api_heads(a.l);
	ck_assert_str_eq(before, after);
	free(before);
	free(after);
	api_end(&a);
}
END_TEST

/* Chains that were not named stay closed; the error undoes nothing else. */
START_TEST(tx_home_not_named)
{
	int64_t root, street;
	api a;

	api_start(&a);
	root = seq_of(a.l, a.street, ",\"root\":true");
	street = seq_of(a.l, a.street, "");
	api_begin(a.l, 0);
	api_office(a.l, "section", "一科", "YK", a.street);
	api_fail_at(a.l, GJ_E_USE, "home_not_named", "", "journal.checkpoint", "{'home':%lld}",
		    (long long)a.street);
	api_commit(a.l);
	ck_assert_int_eq(seq_of(a.l, a.street, ",\"root\":true"), root + 1);
	ck_assert_int_eq(seq_of(a.l, a.street, ""), street);

	api_begin(a.l, a.street);
	api_fail(a.l, GJ_E_USE, "office.update", "{'id':%lld,'name':'x'}", (long long)a.street);
	api_fail(a.l, GJ_E_USE, "journal.checkpoint", "{'home':%lld}", (long long)a.other);
	api_ok(a.l, "journal.checkpoint", "{'home':%lld}", (long long)a.street);
	/* a section has no chain of its own: it is that of the street */
	api_ok(a.l, "journal.checkpoint", "{'home':%lld}", (long long)a.section);
	api_commit(a.l);
	ck_assert_int_eq(seq_of(a.l, a.street, ""), street + 2);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

/* A call that fails after it has already written, between two that succeed. */
START_TEST(tx_error_undoes_itself)
{
	int64_t before, first, last;
	gj_reply *r;
	api a;

	api_start(&a);
	before = seq_of(a.l, a.street, ",\"root\":true");
	api_begin(a.l, 0);
	first = api_office(a.l, "section", "一科", "YK", a.street);
	api_fail(a.l, GJ_E_NOT_FOUND, "batch.run",
		 "{'calls':[{'op':'office.register','args':{'kind':'section','name':'二科',"
		 "'parent':%lld}},{'op':'office.get','args':{'id':4294999999}}]}",
		 (long long)a.street);
	api_fail(a.l, GJ_E_CONFLICT, "office.update", "{'id':%lld,'name':'x','if_revision':9}",
		 (long long)first);
	last = api_office(a.l, "section", "三科", "SK", a.street);
	ck_assert_int_eq(last, first + 1);
	api_commit(a.l);
	ck_assert_int_eq(seq_of(a.l, a.street, ",\"root\":true"), before + 2);
	api_verify(a.l);
	r = api_call(a.l, GJ_OK, "office.list", "{'kind':'section'}");
	ck_assert_uint_eq(api_count(r, "/items"), 3);
	gj_reply_free(r);
	api_end(&a);
}
END_TEST

/* A dry run in a transaction leaves the transaction as it was. */
START_TEST(tx_dry_run)
{
	int64_t before, id, again;
	gj_reply *r;
	api a;

	api_start(&a);
	before = seq_of(a.l, a.street, ",\"root\":true");
	api_begin(a.l, 0);
	r = api_call(a.l, GJ_OK, "office.register",
		     "{'kind':'section','name':'一科','parent':%lld,'dry_run':true}",
		     (long long)a.street);
	id = api_int(r, "/result/id");
	gj_reply_free(r);
	again = api_office(a.l, "section", "二科", "EK", a.street);
	ck_assert_int_eq(again, id);
	api_commit(a.l);
	ck_assert_int_eq(seq_of(a.l, a.street, ",\"root\":true"), before + 1);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

/* What must stand alone does, and what must leave a record cannot be undone. */
START_TEST(tx_alone)
{
	api a;

	api_start(&a);
	api_ok(a.l, "staff.update", "{'id':%lld,'phone':'13900000001'}", (long long)a.clerk);
	api_begin(a.l, 0);
	api_fail_at(a.l, GJ_E_USE, "not_in_tx", "", "journal.replay", "{'path':'/tmp/none.db'}");
	api_fail_at(a.l, GJ_E_USE, "not_in_tx", "", "ledger.rebuild", "{}");
	api_fail_at(a.l, GJ_E_USE, "not_in_tx", "", "ledger.as_of",
		    "{'at':'2026-03-02T00:00:00Z','path':'/tmp/none.db'}");
	api_fail_at(a.l, GJ_E_USE, "not_in_tx", "/unmask", "staff.get", "{'id':%lld,'unmask':true}",
		    (long long)a.clerk);
	api_fail_at(a.l, GJ_E_USE, "not_in_tx", "/calls/0/args/unmask", "batch.run",
		    "{'calls':[{'op':'staff.get','args':{'id':%lld,'unmask':true}}]}",
		    (long long)a.clerk);
	api_ok(a.l, "staff.get", "{'id':%lld}", (long long)a.clerk);
	api_commit(a.l);
	api_fail_at(a.l, GJ_E_USE, "not_in_tx", "/calls/0/args/unmask", "batch.run",
		    "{'calls':[{'op':'staff.get','args':{'id':%lld,'unmask':true}}]}",
		    (long long)a.clerk);
	api_fail_at(a.l, GJ_E_USE, "not_in_tx", "/calls/0/op", "batch.run",
		    "{'calls':[{'op':'ledger.rebuild'}]}");
	api_end(&a);
}
END_TEST

/* Refusals of the access chain of an office since `seq`: how many, and all by `actor`. */
static void refusals_are(gj_ledger *l, int64_t office, int64_t seq, size_t count, int64_t actor)
{
	char place[64];
	gj_reply *r;
	size_t i;

	api_act(l, "system");
	r = api_call(l, GJ_OK, "journal.since",
		     "{'home':%lld,'access':true,'seq':%lld,'limit':1000}", (long long)office,
		     (long long)seq);
	ck_assert_uint_eq(api_count(r, "/items"), count);
	for (i = 0; i < count; i++) {
		snprintf(place, sizeof(place), "/items/%zu/type", i);
		ck_assert_str_eq(api_str(r, place), "access.refused");
		snprintf(place, sizeof(place), "/items/%zu/actor", i);
		ck_assert_int_eq(api_int(r, place), actor);
		snprintf(place, sizeof(place), "/items/%zu/body/operation", i);
		ck_assert_str_eq(api_str(r, place), "journal.checkpoint");
		snprintf(place, sizeof(place), "/items/%zu/body/error", i);
		ck_assert_str_eq(api_str(r, place), "DENIED");
	}
	gj_reply_free(r);
}

static void refused_times(gj_ledger *l, int64_t office, int count)
{
	while (count-- > 0)
		api_fail(l, GJ_E_DENIED, "journal.checkpoint", "{'home':%lld}",
			 (long long)office);
}

/* Told when the transaction ends, however it does, and of whoever acted then. */
START_TEST(tx_refusals)
{
	int64_t seq;
	api a;

	api_start(&a);
	seq = seq_of(a.l, a.street, ",\"access\":true");
	api_act(a.l, "clerk");
	refused_times(a.l, a.street, 1); /* outside: at once */
	refusals_are(a.l, a.street, seq, 1, a.clerk);

	api_act(a.l, "clerk");
	api_begin(a.l, a.street);
	refused_times(a.l, a.street, 100);
	api_commit(a.l);
	refusals_are(a.l, a.street, seq + 1, 100, a.clerk);

	api_act(a.l, "clerk");
	api_begin(a.l, a.street);
	refused_times(a.l, a.street, 2);
	api_act(a.l, "system"); /* another hand, the same refusals */
	api_rollback(a.l);
	refusals_are(a.l, a.street, seq + 101, 2, a.clerk);

	api_act(a.l, "clerk");
	api_begin(a.l, a.street);
	refused_times(a.l, a.street, 3);
	a.l = gj_close(a.l);
	a.l = api_open(&a, a.path);
	refusals_are(a.l, a.street, seq + 103, 3, a.clerk);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

static int stop_at_once(void *user, int64_t done, int64_t total)
{
	(void)done;
	(void)total;
	return *(int *)user ? -1 : 0;
}

/* A passing condition ends the whole of it: RETRY, nothing kept, and nothing open. */
START_TEST(tx_retry)
{
	int stop = 1;
	char *before, *after;
	gj_options *o;
	gj_reply *r;
	int64_t seq;
	api a;

	api_start(&a);
	api_many(&a, 1500);
	a.l = gj_close(a.l);
	o = api_options(&a);
	ck_assert_int_eq(gj_options_set_progress(o, stop_at_once, &stop), GJ_OK);
	a.l = api_open_with(a.path, o);
	gj_options_free(o);
	before = api_heads(a.l);
	seq = seq_of(a.l, a.street, ",\"access\":true");
	api_begin(a.l, a.street);
	api_ok(a.l, "journal.checkpoint", "{'home':%lld}", (long long)a.street);
	api_act(a.l, "clerk");
	refused_times(a.l, a.street, 1);
	api_act(a.l, "system");
	r = api_call(a.l, GJ_E_RETRY, "journal.verify", "{}");
	ck_assert_int_eq(gj_error_retryable(gj_reply_code(r)), 1);
	gj_reply_free(r);
	ck_assert_int_eq(gj_commit(a.l, NULL), GJ_E_USE);
	refusals_are(a.l, a.street, seq, 1, a.clerk);
	stop = 0;
	api_verify(a.l);
	/* but for the refusal, all is as it was */
	api_begin(a.l, a.street);
	api_rollback(a.l);
	after = api_heads(a.l);
	ck_assert_int_eq(seq_of(a.l, a.street, ""), 0);
	ck_assert_str_ne(before, after);
	free(before);
	free(after);
	api_end(&a);
}
END_TEST

/* ---- batches ---- */

START_TEST(batch_all)
{
	gj_reply *r;
	api a;

	api_start(&a);
	r = api_call(a.l, GJ_OK, "batch.run",
		     "{'calls':[{'op':'office.register','args':{'kind':'section','name':'一科',"
		     "'parent':%lld}},{'op':'office.list','args':{'kind':'section'}},"
		     "{'op':'ledger.info'}]}",
		     (long long)a.street);
	ck_assert_uint_eq(api_count(r, "/results"), 3);
	/* later calls see what earlier ones did */
	ck_assert_uint_eq(api_count(r, "/results/1/result/items"), 2);
	ck_assert_int_eq(api_int(r, "/results/1/result/items/1/id"),
			 api_int(r, "/results/0/result/id"));
	ck_assert_str_eq(api_str(r, "/results/2/result/digest"), "sm3");
	gj_reply_free(r);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

/* One that fails undoes all; the reply says which, and where in it. */
START_TEST(batch_none)
{
	static const char good[] = "{'op':'office.register','args':{'kind':'section','name':'x',"
				   "'parent':%lld}}";
	char *before, *after, one[200];
	api a;

	api_start(&a);
	snprintf(one, sizeof(one), good, (long long)a.street);
	before = api_heads(a.l);
	api_fail_at(a.l, GJ_E_BAD_VALUE, "too_short", "/calls/1/args/name", "batch.run",
		    "{'calls':[%s,{'op':'office.update','args':{'id':%lld,'name':''}}]}", one,
		    (long long)a.street);
	api_fail_at(a.l, GJ_E_NOT_FOUND, "not_here", "/calls/2/args", "batch.run",
		    "{'calls':[%s,%s,{'op':'office.get','args':{'id':4294999999}}]}", one, one);
	api_fail_at(a.l, GJ_E_MISSING, "missing", "/calls/1/args/id", "batch.run",
		    "{'calls':[%s,{'op':'office.get'}]}", one);
	api_fail_at(a.l, GJ_E_UNKNOWN_OP, "no_operation", "/calls/1/op", "batch.run",
		    "{'calls':[%s,{'op':'no.such'}]}", one);
	api_fail_at(a.l, GJ_E_RULE, "place_in_tree", "/calls/1/args/calls/0/args/parent",
		    "batch.run",
		    "{'calls':[%s,{'op':'batch.run','args':{'calls':[{'op':'office.register',"
		    "'args':{'kind':'section','name':'x'}}]}}]}",
		    one);
	api_fail_at(a.l, GJ_E_BAD_VALUE, "too_few", "/calls", "batch.run", "{'calls':[]}");
	api_fail_at(a.l, GJ_E_MISSING, "missing", "/calls/0/op", "batch.run",
		    "{'calls':[{'args':{}}]}");
	after = api_heads(a.l);
	ck_assert_str_eq(before, after);
	free(before);
	free(after);
	api_end(&a);
}
END_TEST

/* The homes that a batch writes are named; by default the actor's own. */
START_TEST(batch_homes)
{
	api a;

	api_start(&a);
	api_act(a.l, "system");
	api_fail_at(a.l, GJ_E_USE, "home_not_named", "/calls/0/args", "batch.run",
		    "{'calls':[{'op':'journal.checkpoint','args':{'home':%lld}}]}",
		    (long long)a.street);
	api_ok(a.l, "batch.run",
	       "{'offices':[%lld,%lld],'calls':[{'op':'journal.checkpoint','args':{'home':%lld}},"
	       "{'op':'journal.checkpoint','args':{'home':%lld}}]}",
	       (long long)a.street, (long long)a.other, (long long)a.street, (long long)a.other);
	api_act(a.l, "leader");
	api_ok(a.l, "batch.run", "{'calls':[{'op':'journal.checkpoint'}]}");
	api_fail_at(a.l, GJ_E_USE, "home_not_named", "/calls/0/args", "batch.run",
		    "{'calls':[{'op':'journal.checkpoint','args':{'home':%lld}}]}",
		    (long long)a.other);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

/* The root chain and those of offices in one, by name: in a batch and in a transaction. */
START_TEST(root_and_offices)
{
	static const char calls[] = "'calls':[{'op':'office.update','args':{'id':%lld,'name':'x'}},"
				    "{'op':'journal.checkpoint','args':{'home':%lld}}]";
	static const char *const heads[] = { "'root':true", "'offices':[%lld]",
					     "'offices':[%lld],'root':true" };
	char format[300], args[100];
	size_t i;
	api a;

	api_start(&a);
	for (i = 0; i < 2; i++) {
		snprintf(args, sizeof(args), heads[i], (long long)a.street);
		snprintf(format, sizeof(format), calls, (long long)a.street, (long long)a.street);
		api_fail(a.l, GJ_E_USE, "batch.run", "{%s,%s}", args, format);
	}
	snprintf(args, sizeof(args), heads[2], (long long)a.street);
	api_ok(a.l, "batch.run", "{%s,%s}", args, format);
	api_act(a.l, "admin"); /* whose own home is the district */
	api_ok(a.l, "batch.run", "{'root':true,'calls':[{'op':'office.update','args':{'id':%lld,"
				 "'name':'y'}}]}",
	       (long long)a.street);
	api_act(a.l, "system");
	snprintf(args, sizeof(args), "{\"offices\":[%lld,%lld],\"root\":true}",
		 (long long)a.street, (long long)a.other);
	ck_assert_int_eq(gj_begin(a.l, args, strlen(args), NULL), GJ_OK);
	api_ok(a.l, "batch.run", "{%s}", format); /* needs to name nothing again */
	api_ok(a.l, "journal.checkpoint", "{'home':%lld}", (long long)a.other);
	api_commit(a.l);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

/* Each call of a batch has a key of its own; the batch sent again answers the same. */
START_TEST(batch_keys)
{
	static const char calls[] =
		"{'calls':[{'op':'office.register','args':{'kind':'section','name':'一科',"
		"'parent':%lld,'key':'a'}},{'op':'office.register','args':{'kind':'section',"
		"'name':'二科','parent':%lld,'key':'b'}}]}";
	gj_reply *one, *two;
	char *before, *after;
	api a;

	api_start(&a);
	one = api_call(a.l, GJ_OK, "batch.run", calls, (long long)a.street, (long long)a.street);
	before = api_heads(a.l);
	two = api_call(a.l, GJ_OK, "batch.run", calls, (long long)a.street, (long long)a.street);
	after = api_heads(a.l);
	ck_assert_str_eq(gj_reply_json(one, NULL), gj_reply_json(two, NULL));
	ck_assert_str_eq(before, after);
	gj_reply_free(one);
	gj_reply_free(two);
	/* A key of one of them with other arguments undoes the whole. */
	api_fail_at(a.l, GJ_E_KEY_REUSED, "key_reused", "/calls/1/args", "batch.run",
		    "{'calls':[{'op':'office.update','args':{'id':%lld,'name':'x'}},"
		    "{'op':'office.update','args':{'id':%lld,'name':'y','key':'a'}}]}",
		    (long long)a.street, (long long)a.street);
	free(after);
	after = api_heads(a.l);
	ck_assert_str_eq(before, after);
	free(before);
	free(after);
	api_end(&a);
}
END_TEST

/* A batch that is refused is recorded like any call. */
START_TEST(batch_refused)
{
	gj_reply *r;
	int64_t seq;
	api a;

	api_start(&a);
	seq = seq_of(a.l, a.street, ",\"access\":true");
	api_act(a.l, "clerk");
	api_fail_at(a.l, GJ_E_DENIED, "right_needed", "/calls/0/args", "batch.run",
		    "{'calls':[{'op':'journal.checkpoint'}]}");
	api_act(a.l, "system");
	r = api_call(a.l, GJ_OK, "journal.since", "{'home':%lld,'access':true,'seq':%lld}",
		     (long long)a.street, (long long)seq);
	ck_assert_uint_eq(api_count(r, "/items"), 1);
	ck_assert_str_eq(api_str(r, "/items/0/type"), "access.refused");
	ck_assert_int_eq(api_int(r, "/items/0/actor"), a.clerk);
	gj_reply_free(r);
	api_end(&a);
}
END_TEST

/* What a batch that failed had changed, roles for instance, counts for nothing afterwards, in
 * a transaction and out of it. */
START_TEST(batch_leaves_no_rights)
{
	static const char calls[] =
		"{'root':true,'calls':[{'op':'staff.grant','args':{'id':%lld,'office':%lld,"
		"'role':'leader'}},"
		"{'op':'office.list','args':{}},{'op':'no.such'}]}";
	api a;

	api_start(&a);
	api_act(a.l, "admin");
	api_fail(a.l, GJ_E_UNKNOWN_OP, "batch.run", calls, (long long)a.admin,
		 (long long)a.district);
	api_fail(a.l, GJ_E_DENIED, "journal.list", "{}");
	api_begin(a.l, 0);
	api_fail(a.l, GJ_E_UNKNOWN_OP, "batch.run", calls, (long long)a.admin,
		 (long long)a.district);
	api_ok(a.l, "office.update", "{'id':%lld,'name':'x'}", (long long)a.street);
	api_fail(a.l, GJ_E_DENIED, "journal.list", "{}");
	api_commit(a.l);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

/* Two handles write in turns; one that waits for the other's open transaction is told BUSY,
 * and changes nothing. */
START_TEST(two_writers)
{
	gj_options *o;
	gj_ledger *other;
	int i;
	api a;

	api_start(&a);
	o = api_options(&a);
	ck_assert_int_eq(gj_options_set_int(o, "busy_ms", 20), GJ_OK);
	ck_assert_int_eq(gj_options_set_int(o, "tries", 1), GJ_OK);
	other = api_open_with(a.path, o);
	gj_options_free(o);
	api_act(other, "system");
	for (i = 0; i < 5; i++) {
		api_ok(a.l, "office.update", "{'id':%lld,'name':'甲'}", (long long)a.street);
		api_ok(other, "office.update", "{'id':%lld,'name':'乙'}", (long long)a.street);
	}
	api_begin(a.l, 0);
	api_fail(other, GJ_E_BUSY, "office.update", "{'id':%lld,'name':'丙'}",
		 (long long)a.street);
	ck_assert_int_eq(gj_begin(other, NULL, 0, NULL), GJ_E_BUSY);
	api_ok(other, "office.get", "{'id':%lld}", (long long)a.street); /* readers go on */
	api_rollback(a.l);
	api_ok(other, "office.update", "{'id':%lld,'name':'丙','if_revision':11}",
	       (long long)a.street);
	gj_close(other);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("transactions");

	unit_add(s, "tx_order", tx_order);
	unit_add(s, "tx_commits", tx_commits);
	unit_add(s, "tx_rolls_back", tx_rolls_back);
	unit_add(s, "tx_closed", tx_closed);
	unit_add(s, "tx_home_not_named", tx_home_not_named);
	unit_add(s, "tx_error_undoes_itself", tx_error_undoes_itself);
	unit_add(s, "tx_dry_run", tx_dry_run);
	unit_add(s, "tx_alone", tx_alone);
	unit_add(s, "tx_refusals", tx_refusals);
	unit_add(s, "tx_retry", tx_retry);
	unit_add(s, "batch_all", batch_all);
	unit_add(s, "batch_none", batch_none);
	unit_add(s, "batch_homes", batch_homes);
	unit_add(s, "root_and_offices", root_and_offices);
	unit_add(s, "batch_keys", batch_keys);
	unit_add(s, "batch_refused", batch_refused);
	unit_add(s, "batch_leaves_no_rights", batch_leaves_no_rights);
	unit_add(s, "two_writers", two_writers);
	return s;
}

GJ_TEST_MAIN(suite)
