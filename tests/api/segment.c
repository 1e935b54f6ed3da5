/* SPDX-License-Identifier: Apache-2.0
 *
 * Segments: the journal up to a checkpoint in a file of its own. It verifies by itself and holds no
 * personal value; verification and as_of that start from it find and give what they would
 * without it, but for what lies before it.
 */
#include "dump.h"

typedef struct sealed {
	api a;
	char segment[160];
	int64_t first, second, third; /* enterprises: of the street twice, of the other one */
	int64_t before;               /* an instant before the checkpoints */
} sealed;

#define PHONE "13500001111"

static void checkpoint(gj_ledger *l, int64_t office)
{
	api_act(l, "system");
	if (office)
		gj_reply_free(api_call(l, GJ_OK, "journal.checkpoint", "{'home':%lld}",
				       (long long)office));
	else
		gj_reply_free(api_call(l, GJ_OK, "journal.checkpoint", "{}"));
}

static void work(sealed *s)
{
	gj_ledger *l = s->a.l;

	api_act(l, "clerk");
	s->first = api_ok(l, "enterprise.register",
			  "{'kind':'enterprise','name':'甲公司','note':'一','key':'k1','contacts':"
			  "[{'role':'liaison','name':'某甲','phone':'" PHONE "'}]}");
	s->second = api_ok(l, "enterprise.register",
			   "{'kind':'enterprise','name':'乙公司',"
			   "'note':'二','references':{'grid':'7'}}");
	api_ok(l, "enterprise.update", "{'id':%lld,'employees':12}", (long long)s->first);
	api_act(l, "officer");
	gj_reply_free(api_call(l, GJ_OK, "enterprise.get", "{'id':%lld,'unmask':true}",
			       (long long)s->first));
	s->before = s->a.now;
	api_act(l, "stranger");
	s->third = api_ok(l, "enterprise.register", "{'kind':'enterprise','name':'丙公司'}");
}

/* Two streets, of which one is sealed, and the root; then work goes on. */
static void live(sealed *s)
{
	gj_ledger *l;

	memset(s, 0, sizeof(*s));
	api_start(&s->a);
	l = s->a.l;
	work(s);
	checkpoint(l, s->a.street);
	checkpoint(l, 0);
	api_in(&s->a, s->segment, sizeof(s->segment), "segment.db");
	gj_reply_free(api_call(l, GJ_OK, "journal.seal", "{'path':'%s'}", s->segment));
	api_act(l, "clerk");
	api_ok(l, "enterprise.update", "{'id':%lld,'employees':13,'note':'改'}",
	       (long long)s->first);
	api_ok(l, "contact.add", "{'enterprise':%lld,'role':'finance','name':'某乙'}",
	       (long long)s->second);
	api_act(l, "system");
	api_staff(l, "late", "某丙", s->a.street, "clerk");
	api_ok(l, "vault.erase", "{'subject':%lld,'reason':'by_law'}", (long long)s->first);
}

static gj_reply *verify(gj_ledger *l, const char *from)
{
	api_act(l, "system");
	return *from ? api_call(l, GJ_OK, "journal.verify", "{'from':'%s'}", from)
		     : api_call(l, GJ_OK, "journal.verify", "{}");
}

static void found(gj_ledger *l, const char *from, const char *rule, const char *table,
		  const char *column)
{
	gj_reply *r = verify(l, from);

	ck_assert_msg(strcmp(api_str(r, "/verify"), rule ? "wrong" : "ok") == 0, "%s",
		      gj_reply_json(r, NULL));
	if (rule) {
		ck_assert_str_eq(api_str(r, "/rule"), rule);
		ck_assert_str_eq(api_str(r, "/table"), table);
		ck_assert_str_eq(api_str(r, "/column"), column);
	}
	gj_reply_free(r);
}

/* ---- what a segment is ---- */

static int holds(const char *bytes, size_t size, const char *text)
{
	size_t i, n = strlen(text);

	for (i = 0; i + n <= size; i++)
		if (memcmp(bytes + i, text, n) == 0)
			return 1;
	return 0;
}

START_TEST(a_segment_verifies_by_itself)
{
	int64_t missing = 0;
	gj_ledger *l;
	gj_reply *r;
	char *bytes;
	size_t size;
	sealed s;

	live(&s);
	l = api_open_copy(&s.a, s.segment);
	r = verify(l, "");
	ck_assert_str_eq(api_str(r, "/verify"), "ok");
	gj_reply_int(r, "/missing", &missing);
	ck_assert_int_eq(missing, 4);               /* two notes, a name and a telephone */
	ck_assert_int_eq(api_int(r, "/chains"), 4); /* root and street, each with who looked */
	gj_reply_free(r);
	api_ok(l, "enterprise.get", "{'id':%lld}", (long long)s.first);
	/* the other street had no checkpoint */
	api_fail(l, GJ_E_NOT_FOUND, "enterprise.get", "{'id':%lld}", (long long)s.third);
	gj_close(l);
	bytes = api_slurp(s.segment, &size);
	ck_assert_int_eq(holds(bytes, size, "丙街道"), 0); /* no such street */
	ck_assert_int_eq(holds(bytes, size, "甲街道"), 1);
	ck_assert_int_eq(holds(bytes, size, PHONE), 0);
	ck_assert_int_eq(holds(bytes, size, "某甲"), 0);
	free(bytes);
	/* a value that goes without a word is missed */
	sql(s.segment, "DELETE FROM vault_missing WHERE id = (SELECT min(id) FROM vault_missing)");
	l = api_open_copy(&s.a, s.segment);
	found(l, "", "vault_differs", "vault", "nonce");
	gj_close(l);
	api_end(&s.a);
}
END_TEST

/* ---- verification from it ---- */

START_TEST(verifies_from_it)
{
	int64_t events, entries, n = 0;
	gj_reply *r;
	sealed s;

	live(&s);
	r = verify(s.a.l, "");
	ck_assert_str_eq(api_str(r, "/verify"), "ok");
	events = api_int(r, "/events");
	entries = api_int(r, "/entries");
	ck_assert_int_lt(gj_reply_int(r, "/sealed", &n), 0);
	gj_reply_free(r);
	r = verify(s.a.l, s.segment);
	ck_assert_msg(strcmp(api_str(r, "/verify"), "ok") == 0, "%s", gj_reply_json(r, NULL));
	gj_reply_int(r, "/sealed", &n);
	ck_assert_int_gt(n, 10);
	ck_assert_int_eq(api_int(r, "/events") + n, events);
	ck_assert_int_lt(api_int(r, "/entries"), entries);
	gj_reply_free(r);
	api_end(&s.a);
}
END_TEST

typedef struct harm {
	const char *sql, *rule, *table, *column; /* as found from the segment */
	int in_segment;
} harm;

static const harm harms[] = {
	/* the tables of now, whatever brought their rows */
	{ "UPDATE enterprise SET name = 'x' WHERE name = '乙公司'", "table_differs", "enterprise",
	  "name", 0 },
	{ "DELETE FROM staff_role", "table_differs", "staff_role", "missing", 0 },
	{ "DELETE FROM reference", "table_differs", "reference", "missing", 0 },
	/* events from the checkpoint on */
	{ "UPDATE event SET bytes = CAST(replace(CAST(bytes AS TEXT), 'checkpointed', "
	  "'checkpointer') "
	  "AS BLOB)",
	  "broken_chain", "event", "hash", 0 },
	{ "UPDATE event SET bytes = CAST(replace(CAST(bytes AS TEXT), '\"employees\":13', "
	  "'\"employees\":14') AS BLOB)",
	  "broken_chain", "event", "hash", 0 },
	/* where the segment ends */
	{ "UPDATE event SET hash = zeroblob(32) WHERE home = 1", "broken_chain", "event", "hash",
	  0 },
	{ "DELETE FROM event WHERE home = 1 AND seq > 3; UPDATE chain SET seq = 3 WHERE home = 1",
	  "truncated_chain", "event", "seq", 0 },
	/* the vault: an old value that is gone without an erasure, an old entry */
	{ "UPDATE vault SET nonce = NULL, value = NULL WHERE value = '二'", "vault_differs",
	  "vault", "nonce", 0 },
	{ "DELETE FROM vault WHERE value = '二'", "vault_differs", "vault", "id", 0 },
	/* the segment itself */
	{ "UPDATE enterprise SET name = 'x'", "table_differs", "event", "tables", 1 },
	{ "DELETE FROM staff_role", "table_differs", "event", "tables", 1 },
	{ "UPDATE chain SET hash = zeroblob(32) WHERE home = 1", "broken_chain", "event", "hash",
	  1 },
};

START_TEST(finds_harm)
{
	const harm *h = &harms[_i];
	char path[160];
	gj_ledger *l;
	sealed s;

	ENGINE_FILE_ONLY();
	live(&s);
	s.a.l = gj_close(s.a.l);
	api_in(&s.a, path, sizeof(path), "harmed.db");
	api_copy(h->in_segment ? s.segment : s.a.path, path);
	sql(path, h->sql);
	l = api_open_copy(&s.a, h->in_segment ? s.a.path : path);
	found(l, h->in_segment ? path : s.segment, h->rule, h->table, h->column);
	gj_close(l);
	api_end(&s.a);
}
END_TEST

/* What it does not do is said in the manual: events before the segment's end are not looked at. */
START_TEST(what_lies_before_it)
{
	gj_ledger *l;
	sealed s;

	ENGINE_FILE_ONLY();
	live(&s);
	s.a.l = gj_close(s.a.l);
	sql(s.a.path, "UPDATE event SET bytes = CAST(replace(CAST(bytes AS TEXT), "
		      "'\"employees\":12', '\"employees\":11') AS BLOB)");
	l = api_open_copy(&s.a, s.a.path);
	found(l, s.segment, NULL, NULL, NULL);
	found(l, "", "broken_chain", "event", "hash");
	gj_close(l);
	/* and the segment has them as they were */
	l = api_open_copy(&s.a, s.segment);
	found(l, "", NULL, NULL, NULL);
	gj_close(l);
	api_end(&s.a);
}
END_TEST

/* ---- as of ---- */

static void as_of(sealed *s, int64_t at, const char *from, const char *path)
{
	char instant[40], more[200] = "";
	int64_t n = 0;
	gj_reply *r;

	rfc3339(at, instant, sizeof(instant));
	if (*from)
		snprintf(more, sizeof(more), ",'from':'%s'", from);
	r = api_call(s->a.l, GJ_OK, "ledger.as_of", "{'at':'%s','path':'%s'%s}", instant, path,
		     more);
	gj_reply_int(r, "/sealed", &n);
	ck_assert_msg(!*from == !n || at < s->a.now - 60 * API_SECOND, "%s",
		      gj_reply_json(r, NULL));
	gj_reply_free(r);
}

static void same_as_without(sealed *s, int64_t at)
{
	char one[160], two[160];
	gj_ledger *l;

	api_act(s->a.l, "system");
	snprintf(one, sizeof(one), "%s/one-%lld.db", s->a.dir, (long long)at);
	snprintf(two, sizeof(two), "%s/two-%lld.db", s->a.dir, (long long)at);
	as_of(s, at, "", one);
	as_of(s, at, s->segment, two);
	same_files(one, two, "");
	l = api_open_copy(&s->a, two);
	found(l, "", NULL, NULL, NULL);
	gj_close(l);
}

START_TEST(as_of_from_it)
{
	sealed s;

	live(&s);
	same_as_without(&s, s.a.now);
	/* the last change is undone, and the segment still lies before */
	same_as_without(&s, s.a.now - 5 * API_SECOND);
	/* here it does not, in the street or at all */
	same_as_without(&s, s.before);
	api_end(&s.a);
}
END_TEST

/* ---- one after the other ---- */

START_TEST(the_next_segment)
{
	char one[160], two[160];
	int64_t n = 0;
	gj_reply *r;
	sealed s;

	live(&s);
	checkpoint(s.a.l, s.a.street);
	checkpoint(s.a.l, s.a.other);
	checkpoint(s.a.l, 0);
	api_in(&s.a, one, sizeof(one), "one.db");
	api_in(&s.a, two, sizeof(two), "two.db");
	gj_reply_free(api_call(s.a.l, GJ_OK, "journal.seal", "{'path':'%s'}", one));
	r = api_call(s.a.l, GJ_OK, "journal.seal", "{'path':'%s','from':'%s'}", two, s.segment);
	gj_reply_int(r, "/sealed", &n);
	ck_assert_int_gt(n, 10);
	gj_reply_free(r);
	same_files(one, two, "");
	found(s.a.l, two, NULL, NULL, NULL);
	api_end(&s.a);
}
END_TEST

START_TEST(refused)
{
	char path[160], other[160], instant[40];
	gj_ledger *l;
	sealed s;
	FILE *f;

	memset(&s, 0, sizeof(s));
	api_start(&s.a);
	work(&s);
	l = s.a.l;
	api_act(l, "system");
	api_in(&s.a, path, sizeof(path), "new.db");
	/* nothing is sealed yet */
	api_fail(l, GJ_E_STATE, "journal.seal", "{'path':'%s'}", path);
	ck_assert_int_ne(access(path, F_OK), 0);
	checkpoint(l, s.a.street);
	api_fail(l, GJ_E_STATE, "journal.seal", "{'path':'%s'}", path);
	checkpoint(l, 0);
	/* all of the ledger is for who may have all of it */
	api_act(l, "leader");
	api_fail(l, GJ_E_DENIED, "journal.seal", "{'path':'%s'}", path);
	api_act(l, "admin");
	api_fail(l, GJ_E_DENIED, "journal.seal", "{'path':'%s'}", path);
	api_fail(l, GJ_E_DENIED, "journal.replay", "{'path':'%s'}", path);
	ck_assert_int_ne(access(path, F_OK), 0);
	api_act(l, "system");
	gj_reply_free(api_call(l, GJ_OK, "journal.seal", "{'path':'%s'}", path));
	api_fail(l, GJ_E_EXISTS, "journal.seal", "{'path':'%s'}", path);
	/* from what is no ledger, or is not there, or is another one */
	api_in(&s.a, other, sizeof(other), "none.db");
	api_fail(l, GJ_E_NOT_LEDGER, "journal.verify", "{'from':'%s'}", other);
	ck_assert_int_ne(access(other, F_OK), 0);
	f = fopen(other, "w");
	ck_assert_ptr_nonnull(f);
	fputs("not a ledger at all, but long enough to be taken for the head of one: "
	      "0123456789012345678901234567890123456789",
	      f);
	fclose(f);
	api_fail(l, GJ_E_NOT_LEDGER, "journal.verify", "{'from':'%s'}", other);
	remove(other);
	/* a copy that no checkpoint follows */
	rfc3339(s.before, instant, sizeof(instant));
	api_ok(l, "ledger.as_of", "{'at':'%s','path':'%s'}", instant, other);
	api_fail(l, GJ_E_STATE, "journal.verify", "{'from':'%s'}", other);
	api_end(&s.a);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("segment");
	TCase *each = tcase_create("finds_harm");

	unit_add(s, "a_segment_verifies_by_itself", a_segment_verifies_by_itself);
	unit_add(s, "verifies_from_it", verifies_from_it);
	tcase_add_loop_test(each, finds_harm, 0, (int)(sizeof(harms) / sizeof(harms[0])));
	suite_add_tcase(s, each);
	unit_add(s, "what_lies_before_it", what_lies_before_it);
	unit_add(s, "as_of_from_it", as_of_from_it);
	unit_add(s, "the_next_segment", the_next_segment);
	unit_add(s, "refused", refused);
	return s;
}

GJ_TEST_MAIN(suite)
