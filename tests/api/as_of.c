/* SPDX-License-Identifier: Apache-2.0
 *
 * The journal is the truth: replayed elsewhere it gives the same tables, up to an instant it
 * gives the ledger as it stood then, and the tables made anew from it are the same. Compared
 * row by row, with SQLite alone, against copies of the file taken at those moments.
 */
#include "dump.h"

/* ---- moments ---- */

enum { MOMENTS = 5 };

typedef struct moment {
	int64_t at; /* the last instant at which anything was recorded */
	char path[160];
} moment;

typedef struct history {
	api a;
	moment moment[MOMENTS];
	int count;
	int64_t first, second, contact, demand, third;
} history;

static void keep(history *h)
{
	moment *m = &h->moment[h->count++];

	m->at = h->a.now - h->a.step;
	snprintf(m->path, sizeof(m->path), "%s/moment%d.db", h->a.dir, h->count);
	sql(h->a.path, "PRAGMA wal_checkpoint(TRUNCATE)");
	api_copy(h->a.path, m->path);
}

/* Nouns of every kind in two streets, changes, voids, a street founded later, an erasure. */
static void live(history *h)
{
	gj_ledger *l;

	memset(h, 0, sizeof(*h));
	api_start(&h->a);
	l = h->a.l;
	keep(h);

	api_act(l, "clerk");
	h->first = api_ok(l, "enterprise.register",
			  "{'kind':'enterprise','name':'甲公司','note':'一','contacts':[{'role':"
			  "'liaison','name':'某甲','phone':'13500001111'}],'key':'k1'}");
	h->contact = api_ok(l, "contact.add", "{'enterprise':%lld,'role':'finance','name':'某乙'}",
			    (long long)h->first);
	api_act(l, "stranger");
	h->second = api_ok(l, "enterprise.register",
			   "{'kind':'sole_trader','name':'乙商店','references':{'grid':'7'}}");
	keep(h);

	api_act(l, "clerk");
	api_ok(l, "enterprise.update", "{'id':%lld,'name':'甲有限公司','employees':12}",
	       (long long)h->first);
	api_ok(l, "contact.remove", "{'id':%lld,'reason':'entered_twice'}", (long long)h->contact);
	h->demand =
		api_ok(l, "demand.register",
		       "{'channel':'phone','kind':'help','category':'traffic','subject':'门口堵'"
		       ",'enterprise':%lld}",
		       (long long)h->first);
	api_ok(l, "visit.plan", "{'enterprise':%lld,'planned_on':'2026-03-05'}",
	       (long long)h->first);
	keep(h);

	api_act(l, "system");
	h->third = api_office(l, "street", "丙街道", "BJ", h->a.district);
	api_staff(l, "third", "冯八", h->third, "clerk");
	api_act(l, "third");
	api_ok(l, "enterprise.register", "{'kind':'enterprise','name':'丙公司','note':'三'}");
	api_act(l, "system");
	api_ok(l, "staff.revoke", "{'id':%lld,'office':%lld,'role':'leader'}",
	       (long long)h->a.leader, (long long)h->a.street);
	api_ok(l, "enterprise.void", "{'id':%lld,'reason':'entered_twice'}", (long long)h->second);
	keep(h);

	api_ok(l, "vault.erase", "{'subject':%lld,'reason':'by_law'}", (long long)h->first);
	api_ok(l, "journal.checkpoint", "{'home':%lld}", (long long)h->a.street);
	keep(h);
	ck_assert_int_eq(h->count, MOMENTS);
}

/* ---- as of ---- */

static void as_of(history *h, int64_t at, const char *more, const char *path)
{
	char instant[40];

	rfc3339(at, instant, sizeof(instant));
	api_ok(h->a.l, "ledger.as_of", "{'at':'%s','path':'%s'%s}", instant, path, more);
}

/* The vault of a copy made before an erasure still has what was erased since. */
static void forget_erased(const history *h, const char *path)
{
	char text[400];

	snprintf(text, sizeof(text),
		 "ATTACH '%s' AS now; UPDATE vault SET nonce = NULL, value = NULL WHERE EXISTS "
		 "(SELECT 1 FROM now.vault n WHERE n.home = vault.home AND n.id = vault.id AND "
		 "n.nonce IS NULL)",
		 h->a.path);
	sql(path, text);
}

START_TEST(as_of_moments)
{
	char path[160];
	history h;
	int i;

	ENGINE_FILE_ONLY();
	live(&h);
	for (i = 0; i < MOMENTS; i++) {
		snprintf(path, sizeof(path), "%s/as_of%d.db", h.a.dir, i);
		as_of(&h, h.moment[i].at, "", path);
		forget_erased(&h, h.moment[i].path);
		same_files(path, h.moment[i].path, "");
	}
	api_end(&h.a);
}
END_TEST

/* Between two instants stands what was recorded by then, and nothing else: a second before an
 * event it is not there yet, and half a second after it is. */
START_TEST(as_of_between)
{
	char path[160], instant[60];
	gj_ledger *l;
	gj_reply *r;
	history h;

	live(&h);
	rfc3339(h.moment[1].at - 1 * API_SECOND, instant, sizeof(instant));
	snprintf(path, sizeof(path), "%s/before.db", h.a.dir);
	as_of(&h, h.moment[1].at - 1 * API_SECOND, "", path);
	l = api_open_copy(&h.a, path);
	api_act(l, "system");
	api_ok(l, "contact.get", "{'id':%lld}", (long long)h.contact);
	api_fail(l, GJ_E_NOT_FOUND, "enterprise.get", "{'id':%lld}", (long long)h.second);
	gj_close(l);

	rfc3339(h.moment[1].at, instant, sizeof(instant));
	strcpy(instant + strlen(instant) - 1, ".500000Z");
	snprintf(path, sizeof(path), "%s/after.db", h.a.dir);
	api_ok(h.a.l, "ledger.as_of", "{'at':'%s','path':'%s'}", instant, path);
	l = api_open_copy(&h.a, path);
	api_act(l, "system");
	r = api_call(l, GJ_OK, "enterprise.get", "{'id':%lld}", (long long)h.first);
	ck_assert_str_eq(api_str(r, "/name"), "甲公司"); /* renamed later */
	ck_assert_uint_eq(api_count(r, "/contacts"), 2); /* one was removed later */
	gj_reply_free(r);
	api_ok(l, "enterprise.get", "{'id':%lld}", (long long)h.second);
	gj_close(l);
	api_end(&h.a);
}
END_TEST

static void verdict(gj_ledger *l, const char *table, const char *column)
{
	gj_reply *r;

	api_act(l, "system");
	r = api_call(l, GJ_OK, "journal.verify", "{}");
	ck_assert_msg(strcmp(api_str(r, "/verify"), *table ? "wrong" : "ok") == 0, "%s",
		      gj_reply_json(r, NULL));
	if (*table) {
		ck_assert_str_eq(api_str(r, "/table"), table);
		ck_assert_str_eq(api_str(r, "/column"), column);
	}
	gj_reply_free(r);
}

/* What an erasure of later took away is missing, and the copy says by which event of the ledger
 * that it was taken from. */
static void lacks(gj_ledger *l, int64_t missing, int64_t erased, int later)
{
	int64_t n = 0;
	int flag = 0;
	gj_reply *r;

	api_act(l, "system");
	r = api_call(l, GJ_OK, "journal.verify", "{}");
	ck_assert_msg(strcmp(api_str(r, "/verify"), "ok") == 0, "%s", gj_reply_json(r, NULL));
	gj_reply_int(r, "/missing", &n);
	ck_assert_int_eq(n, missing);
	ck_assert_int_ge(api_int(r, "/erased"), erased);
	if (missing + erased > 0) {
		ck_assert_uint_eq(api_count(r, "/erasures"), (size_t)(missing + erased));
		gj_reply_flag(r, "/erasures/0/later", &flag);
		ck_assert_int_eq(flag, later);
	}
	gj_reply_free(r);
}

/* What was taken out verifies by itself, whatever was erased since. */
START_TEST(as_of_verifies)
{
	gj_ledger *l;
	char path[160], again[160];
	history h;
	int i;

	live(&h);
	for (i = 0; i < MOMENTS; i++) {
		snprintf(path, sizeof(path), "%s/as_of%d.db", h.a.dir, i);
		as_of(&h, h.moment[i].at, "", path);
		l = api_open_copy(&h.a, path);
		/* the enterprise had a note, which was erased in the end */
		lacks(l, i > 0 && i < 4, i == 4, i < 4);
		/* a copy of the copy knows it too */
		snprintf(again, sizeof(again), "%s/again%d.db", h.a.dir, i);
		api_ok(l, "journal.replay", "{'path':'%s'}", again);
		gj_close(l);
		l = api_open_copy(&h.a, again);
		lacks(l, i > 0 && i < 4, i == 4, i < 4);
		gj_close(l);
	}
	/* what the copy does not speak of may not be missing */
	snprintf(path, sizeof(path), "%s/as_of2.db", h.a.dir);
	sql(path, "DELETE FROM vault_missing");
	l = api_open_copy(&h.a, path);
	verdict(l, "vault", "nonce");
	gj_close(l);
	snprintf(path, sizeof(path), "%s/as_of3.db", h.a.dir);
	sql(path, "UPDATE vault SET nonce = NULL, value = NULL");
	l = api_open_copy(&h.a, path);
	verdict(l, "vault", "nonce");
	gj_close(l);
	api_end(&h.a);
}
END_TEST

/* Of one office: its facts, what it needs of the root chain, and not a row of another home. */
START_TEST(as_of_office)
{
	char path[160], more[60], mine[80], others[80];
	dump all, some;
	gj_ledger *l;
	history h;
	int i;

	ENGINE_FILE_ONLY();
	live(&h);
	snprintf(more, sizeof(more), ",\"office\":%lld", (long long)h.a.street);
	snprintf(mine, sizeof(mine), "WHERE home IN (1, 2, %lld, %lld)", (long long)(h.first >> 32),
		 (long long)(h.first >> 32) + 1);
	for (i = 1; i < MOMENTS; i++) {
		snprintf(path, sizeof(path), "%s/office%d.db", h.a.dir, i);
		as_of(&h, h.moment[i].at, more, path);
		forget_erased(&h, h.moment[i].path);
		same_files(path, h.moment[i].path, mine);
		all = dump_of(path, "");
		some = dump_of(path, mine);
		ck_assert_uint_eq(all.rows, some.rows);
		free(all.text);
		free(some.text);
	}
	snprintf(others, sizeof(others), "%s/office4.db", h.a.dir);
	l = api_open_copy(&h.a, others);
	api_verify(l);
	api_ok(l, "demand.get", "{'id':%lld}", (long long)h.demand);
	api_fail(l, GJ_E_NOT_FOUND, "enterprise.get", "{'id':%lld}", (long long)h.second);
	gj_close(l);
	api_end(&h.a);
}
END_TEST

START_TEST(as_of_refused)
{
	char path[160], office[60], instant[40];
	char *before, *after;
	size_t size, again;
	history h;

	ENGINE_FILE_ONLY();
	live(&h);
	api_in(&h.a, path, sizeof(path), "new.db");
	rfc3339(h.moment[2].at, instant, sizeof(instant));
	/* never over a file that is there, the ledger itself least of all */
	before = api_slurp(h.moment[0].path, &size);
	api_fail(h.a.l, GJ_E_EXISTS, "ledger.as_of", "{'at':'%s','path':'%s'}", instant,
		 h.moment[0].path);
	after = api_slurp(h.moment[0].path, &again);
	ck_assert_uint_eq(size, again);
	ck_assert_int_eq(memcmp(before, after, size), 0);
	free(before);
	free(after);
	api_fail(h.a.l, GJ_E_EXISTS, "ledger.as_of", "{'at':'%s','path':'%s'}", instant, h.a.path);
	api_fail(h.a.l, GJ_E_EXISTS, "journal.replay", "{'path':'%s'}", h.a.path);
	api_fail(h.a.l, GJ_E_IO, "ledger.as_of", "{'at':'%s','path':'%s/no/such.db'}", instant,
		 h.a.dir);
	api_fail(h.a.l, GJ_E_NOT_FOUND, "ledger.as_of",
		 "{'at':'%s','path':'%s','office':4294999999}", instant, path);
	/* before there was a ledger there is nothing to show */
	api_fail(h.a.l, GJ_E_NOT_FOUND, "ledger.as_of", "{'at':'2020-01-01T00:00:00Z','path':'%s'}",
		 path);
	/* nor of an office before there was that office */
	rfc3339(h.moment[2].at, instant, sizeof(instant));
	api_fail(h.a.l, GJ_E_NOT_FOUND, "ledger.as_of", "{'at':'%s','path':'%s','office':%lld}",
		 instant, path, (long long)h.third);
	ck_assert_int_ne(access(path, F_OK), 0);
	/* all of it is for who administers all of it; a part for who administers that */
	api_act(h.a.l, "clerk");
	api_fail(h.a.l, GJ_E_DENIED, "ledger.as_of", "{'at':'%s','path':'%s'}", instant, path);
	api_fail(h.a.l, GJ_E_DENIED, "journal.replay", "{'path':'%s'}", path);
	api_act(h.a.l, "admin");
	api_fail(h.a.l, GJ_E_DENIED, "ledger.as_of", "{'at':'%s','path':'%s'}", instant, path);
	snprintf(office, sizeof(office), ",\"office\":%lld", (long long)h.a.street);
	as_of(&h, h.moment[2].at, office, path);
	api_end(&h.a);
}
END_TEST

/* ---- replay ---- */

START_TEST(replay_same)
{
	char path[160], again[160];
	gj_ledger *l;
	history h;

	ENGINE_FILE_ONLY();
	live(&h);
	api_in(&h.a, path, sizeof(path), "replayed.db");
	api_ok(h.a.l, "journal.replay", "{'path':'%s'}", path);
	same_files(h.a.path, path, "");
	l = api_open_copy(&h.a, path);
	api_verify(l);
	/* and that one again */
	api_in(&h.a, again, sizeof(again), "again.db");
	api_ok(l, "journal.replay", "{'path':'%s'}", again);
	same_files(h.a.path, again, "");
	/* it is a ledger like the other: work goes on where that one stood */
	api_act(l, "clerk");
	api_act(h.a.l, "clerk");
	h.a.step = 0;
	ck_assert_int_eq(api_ok(l, "enterprise.register", "{'kind':'enterprise','name':'新'}"),
			 api_ok(h.a.l, "enterprise.register", "{'kind':'enterprise','name':'新'}"));
	same_files(h.a.path, path, "");
	gj_close(l);
	api_end(&h.a);
}
END_TEST

/* ---- rebuild ---- */

START_TEST(rebuild_same)
{
	dump before, after;
	char *heads, *then;
	history h;

	ENGINE_FILE_ONLY();
	live(&h);
	heads = api_heads(h.a.l);
	before = dump_of(h.a.path, "");
	api_ok(h.a.l, "ledger.rebuild", "{}");
	after = dump_of(h.a.path, "");
	same_dumps(&before, &after);
	free(before.text);
	free(after.text);
	then = api_heads(h.a.l);
	ck_assert_str_eq(heads, then);
	free(heads);
	free(then);
	api_verify(h.a.l);
	api_act(h.a.l, "leader");
	api_fail(h.a.l, GJ_E_DENIED, "ledger.rebuild", "{}");
	api_end(&h.a);
}
END_TEST

/* Tables that were tampered with, or lost, come back from the journal. */
START_TEST(rebuild_repairs)
{
	dump before, after;
	gj_reply *r;
	history h;

	ENGINE_FILE_ONLY();
	live(&h);
	before = dump_of(h.a.path, "");
	sql(h.a.path, "UPDATE enterprise SET name = 'x'; DELETE FROM staff_role; "
		      "INSERT INTO reference VALUES (1, 'office', 'a', 'b', 4294967297)");
	r = api_call(h.a.l, GJ_OK, "journal.verify", "{}");
	ck_assert_str_eq(api_str(r, "/verify"), "wrong");
	gj_reply_free(r);
	api_ok(h.a.l, "ledger.rebuild", "{}");
	after = dump_of(h.a.path, "");
	same_dumps(&before, &after);
	free(before.text);
	free(after.text);
	api_verify(h.a.l);
	/* who acts and what she may was read again */
	api_act(h.a.l, "clerk");
	api_ok(h.a.l, "enterprise.list", "{}");
	api_end(&h.a);
}
END_TEST

/* ---- checkpoints ---- */

/* A checkpoint seals the tables as they are. If they were tampered with then, the journal says so
 * for ever, though they be put right again. What it does not do: it neither repairs nor
 * refuses, and verification reads the journal from its beginning all the same. */
START_TEST(checkpoint_seals)
{
	char tamper[200];
	gj_reply *r;
	int64_t rows;
	history h;

	ENGINE_FILE_ONLY();
	live(&h);
	r = api_call(h.a.l, GJ_OK, "journal.checkpoint", "{'home':%lld}", (long long)h.a.street);
	rows = api_int(r, "/rows");
	ck_assert_int_gt(rows, 0);
	ck_assert_uint_eq(strlen(api_str(r, "/tables")), 64);
	gj_reply_free(r);
	verdict(h.a.l, "", "");

	snprintf(tamper, sizeof(tamper), "UPDATE enterprise SET employees = 13 WHERE id = %lld",
		 (long long)h.first);
	sql(h.a.path, tamper);
	verdict(h.a.l, "enterprise", "employees");
	api_ok(h.a.l, "journal.checkpoint", "{'home':%lld}", (long long)h.a.street);
	snprintf(tamper, sizeof(tamper), "UPDATE enterprise SET employees = 12 WHERE id = %lld",
		 (long long)h.first);
	sql(h.a.path, tamper);
	verdict(h.a.l, "event", "tables");
	/* the other homes' chains are not concerned */
	api_ok(h.a.l, "journal.checkpoint", "{'home':%lld}", (long long)h.a.other);
	verdict(h.a.l, "event", "tables");
	api_end(&h.a);
}
END_TEST

/* The same tables give the same digest, of whatever file; a changed one gives another. */
START_TEST(checkpoint_digest)
{
	char path[160], first[80];
	gj_ledger *l;
	gj_reply *r;
	history h;

	live(&h);
	api_in(&h.a, path, sizeof(path), "replayed.db");
	api_ok(h.a.l, "journal.replay", "{'path':'%s'}", path);
	l = api_open_copy(&h.a, path);
	api_act(l, "system");
	r = api_call(h.a.l, GJ_OK, "journal.checkpoint", "{'home':%lld}", (long long)h.a.street);
	snprintf(first, sizeof(first), "%s", api_str(r, "/tables"));
	gj_reply_free(r);
	r = api_call(l, GJ_OK, "journal.checkpoint", "{'home':%lld}", (long long)h.a.street);
	ck_assert_str_eq(api_str(r, "/tables"), first);
	gj_reply_free(r);
	/* a checkpoint changes no table */
	r = api_call(l, GJ_OK, "journal.checkpoint", "{'home':%lld}", (long long)h.a.street);
	ck_assert_str_eq(api_str(r, "/tables"), first);
	gj_reply_free(r);
	api_ok(l, "enterprise.update", "{'id':%lld,'employees':13}", (long long)h.first);
	r = api_call(l, GJ_OK, "journal.checkpoint", "{'home':%lld}", (long long)h.a.street);
	ck_assert_str_ne(api_str(r, "/tables"), first);
	gj_reply_free(r);
	gj_close(l);
	api_end(&h.a);
}
END_TEST

/* ---- exported heads ---- */

/* A journal that was cut short verifies by itself, and not against a head kept outside. */
START_TEST(heads_find_truncation)
{
	char *heads, args[4000];
	gj_reply *r;
	history h;

	live(&h);
	heads = api_heads(h.a.l);
	ck_assert_uint_lt(strlen(heads), sizeof(args));
	r = api_call(h.a.l, GJ_OK, "journal.verify", "%s", heads);
	ck_assert_str_eq(api_str(r, "/verify"), "ok");
	gj_reply_free(r);
	h.a.l = gj_close(h.a.l);
	/* the copy of the third moment is what a truncation by an expert would look like */
	h.a.l = api_open_copy(&h.a, h.moment[2].path);
	api_verify(h.a.l);
	r = api_call(h.a.l, GJ_OK, "journal.verify", "%s", heads);
	ck_assert_str_eq(api_str(r, "/verify"), "wrong");
	ck_assert_str_eq(api_str(r, "/rule"), "truncated_chain");
	gj_reply_free(r);
	free(heads);
	api_end(&h.a);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("as_of");

	unit_add(s, "as_of_moments", as_of_moments);
	unit_add(s, "as_of_between", as_of_between);
	unit_add(s, "as_of_verifies", as_of_verifies);
	unit_add(s, "as_of_office", as_of_office);
	unit_add(s, "as_of_refused", as_of_refused);
	unit_add(s, "replay_same", replay_same);
	unit_add(s, "rebuild_same", rebuild_same);
	unit_add(s, "rebuild_repairs", rebuild_repairs);
	unit_add(s, "checkpoint_seals", checkpoint_seals);
	unit_add(s, "checkpoint_digest", checkpoint_digest);
	unit_add(s, "heads_find_truncation", heads_find_truncation);
	return s;
}

GJ_TEST_MAIN(suite)
