/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernel: options, opening, who acts, the language of messages, and what gj_describe tells.
 */
#include <sqlite3.h>

#include "kernel.h"

/* ---- names and numbers ---- */

START_TEST(versions)
{
	ck_assert_str_eq(gj_version(), GJ_VERSION);
	ck_assert_int_eq(gj_abi(), GJ_ABI);
	ck_assert_int_eq(gj_supports("office.register", 1), 1);
	ck_assert_int_eq(gj_supports("office.register", 2), 0);
	ck_assert_int_eq(gj_supports("office.register", 0), 0);
	ck_assert_int_eq(gj_supports("office.register", -1), 0);
	ck_assert_int_eq(gj_supports("office.registe", 1), 0);
	ck_assert_int_eq(gj_supports("", 1), 0);
	ck_assert_int_eq(gj_supports(NULL, 1), 0);
}
END_TEST

/* The header lists the codes; gj_describe lists the same with names and retryability; the
 * functions agree with both, and are total. */
START_TEST(error_names)
{
	gj_reply *r = NULL;
	char place[64];
	size_t n, i;
	int64_t code;
	int retry;

	ck_assert_int_eq(gj_describe(&r), GJ_OK);
	n = api_count(r, "/errors");
	ck_assert_uint_ge(n, 32);
	for (i = 0; i < n; i++) {
		snprintf(place, sizeof(place), "/errors/%zu/code", i);
		code = api_int(r, place);
		snprintf(place, sizeof(place), "/errors/%zu/name", i);
		ck_assert_str_eq(gj_error_name((int)code), api_str(r, place));
		snprintf(place, sizeof(place), "/errors/%zu/retry", i);
		retry = 0;
		gj_reply_flag(r, place, &retry);
		ck_assert_int_eq(gj_error_retryable((int)code), retry);
	}
	gj_reply_free(r);
	ck_assert_str_eq(gj_error_name(GJ_OK), "OK");
	ck_assert_str_eq(gj_error_name(GJ_E_CONFLICT), "CONFLICT");
	ck_assert_str_eq(gj_error_name(1), "UNKNOWN");
	ck_assert_str_eq(gj_error_name(-18), "UNKNOWN");
	ck_assert_str_eq(gj_error_name(INT32_MIN), "UNKNOWN");
	ck_assert_int_eq(gj_error_retryable(GJ_E_BUSY), 1);
	ck_assert_int_eq(gj_error_retryable(GJ_E_CONFLICT), 0);
	ck_assert_int_eq(gj_error_retryable(12345), 0);
}
END_TEST

/* ---- options ---- */

START_TEST(options_known)
{
	static const char *const ints[] = { "create", "read_only",   "busy_ms",    "statement_ms",
					    "tries",  "synchronous", "memory_max", "partitions" };
	gj_options *o = NULL;
	size_t i;

	ck_assert_int_eq(gj_options_new(NULL), GJ_E_USE);
	ck_assert_int_eq(gj_options_new(&o), GJ_OK);
	for (i = 0; i < sizeof(ints) / sizeof(ints[0]); i++) {
		ck_assert_int_eq(gj_options_set_int(o, ints[i], -1), GJ_E_BAD_VALUE);
		ck_assert_int_eq(gj_options_set_int(o, ints[i], INT64_MAX), GJ_E_BAD_VALUE);
		/* one of the other kind */
		ck_assert_int_eq(gj_options_set_text(o, ints[i], "1", 1), GJ_E_UNKNOWN_OPTION);
	}
	ck_assert_int_eq(gj_options_set_int(o, "memory_max", 1000), GJ_E_BAD_VALUE);
	ck_assert_int_eq(gj_options_set_int(o, "tries", 0), GJ_E_BAD_VALUE);
	ck_assert_int_eq(gj_options_set_int(o, "create", 2), GJ_E_BAD_VALUE);
	ck_assert_int_eq(gj_options_set_int(o, "creat", 1), GJ_E_UNKNOWN_OPTION);
	ck_assert_int_eq(gj_options_set_int(o, "", 1), GJ_E_UNKNOWN_OPTION);
	ck_assert_int_eq(gj_options_set_int(o, "digest", 1), GJ_E_UNKNOWN_OPTION);
	ck_assert_int_eq(gj_options_set_int(o, NULL, 1), GJ_E_USE);
	ck_assert_int_eq(gj_options_set_int(NULL, "create", 1), GJ_E_USE);
	ck_assert_int_eq(gj_options_set_clock(o, NULL, NULL), GJ_E_USE);
	ck_assert_int_eq(gj_options_set_random(o, NULL, NULL), GJ_E_USE);
	ck_assert_int_eq(gj_options_set_memory(o, NULL, NULL, NULL, NULL), GJ_E_USE);
	ck_assert_ptr_null(gj_options_free(o));
	ck_assert_ptr_null(gj_options_free(NULL));
}
END_TEST

static int set_text(gj_options *o, const char *name, const char *value)
{
	return gj_options_set_text(o, name, value, strlen(value));
}

START_TEST(options_texts)
{
	static const char *const bad_zones[] = { "",       "8",      "+8:00",  "+08:0",
						 "+08-00", "+19:00", "+08:60", "+08:00 ",
						 "08:00",  "Z",      "+0a:00", "+08:00:00" };
	gj_options *o = NULL;
	size_t i;

	ck_assert_int_eq(gj_options_new(&o), GJ_OK);
	ck_assert_int_eq(set_text(o, "digest", "sha256"), GJ_OK);
	ck_assert_int_eq(set_text(o, "digest", "sm3"), GJ_OK);
	ck_assert_int_eq(set_text(o, "digest", "md5"), GJ_E_BAD_VALUE);
	ck_assert_int_eq(set_text(o, "digest", ""), GJ_E_BAD_VALUE);
	ck_assert_int_eq(set_text(o, "digest", "sm3 "), GJ_E_BAD_VALUE);
	ck_assert_int_eq(set_text(o, "language", "en"), GJ_OK);
	ck_assert_int_eq(set_text(o, "language", "fr"), GJ_E_BAD_VALUE);
	ck_assert_int_eq(set_text(o, "zone", "-09:30"), GJ_OK);
	ck_assert_int_eq(set_text(o, "zone", "+18:00"), GJ_OK);
	for (i = 0; i < sizeof(bad_zones) / sizeof(bad_zones[0]); i++)
		ck_assert_int_eq(set_text(o, "zone", bad_zones[i]), GJ_E_BAD_VALUE);
	ck_assert_int_eq(set_text(o, "zones", "+08:00"), GJ_E_UNKNOWN_OPTION);
	ck_assert_int_eq(gj_options_set_text(o, "zone", NULL, 0), GJ_E_USE);
	ck_assert_int_eq(gj_options_set_text(NULL, "zone", "+08:00", 6), GJ_E_USE);
	gj_options_free(o);
}
END_TEST

/* Digest and zone are taken at creation, and kept whatever is asked of a later opening. */
START_TEST(options_of_creation)
{
	gj_options *o;
	gj_reply *r;
	api a;

	api_prepare(&a);
	o = api_options(&a);
	ck_assert_int_eq(set_text(o, "digest", "sha256"), GJ_OK);
	ck_assert_int_eq(set_text(o, "zone", "-05:00"), GJ_OK);
	a.l = gj_close(api_open_with(a.path, o));
	ck_assert_int_eq(set_text(o, "digest", "sm3"), GJ_OK);
	ck_assert_int_eq(set_text(o, "zone", "+08:00"), GJ_OK);
	a.l = api_open_with(a.path, o);
	gj_options_free(o);
	r = api_call(a.l, GJ_OK, "ledger.info", "{}");
	ck_assert_str_eq(api_str(r, "/digest"), "sha256");
	ck_assert_int_eq(api_int(r, "/zone"), -300);
	ck_assert_str_eq(api_str(r, "/created_at"), "2026-03-01T20:00:00-05:00");
	gj_reply_free(r);
	api_people(&a);
	api_verify(a.l);
	api_end(&a);
}
END_TEST

/* A profile that does not compile founds no ledger, and leaves none behind that opens. */
START_TEST(options_bad_profile)
{
	gj_options *o;
	gj_ledger *l = NULL;
	gj_reply *r = NULL;
	int code;
	api a;

	api_prepare(&a);
	o = api_options(&a);
	ck_assert_int_eq(set_text(o, "profile", "{\"id\":\"x\"}"), GJ_OK);
	code = gj_open(a.path, o, &l, &r);
	ck_assert_int_lt(code, 0);
	ck_assert_int_eq(gj_reply_code(r), code);
	ck_assert_str_ne(gj_reply_message(r), "");
	ck_assert_ptr_null(l);
	gj_reply_free(r);
	gj_options_free(o);
	ck_assert_int_eq(gj_open(a.path, NULL, &l, NULL), GJ_E_NOT_FOUND);
	api_end(&a);
}
END_TEST

/* ---- opening ---- */

static int try_open(const char *path, int create, int read_only)
{
	gj_options *o = NULL;
	gj_ledger *l = NULL;
	gj_reply *r = NULL;
	int code;

	ck_assert_int_eq(gj_options_new(&o), GJ_OK);
	ck_assert_int_eq(gj_options_set_int(o, "create", create), GJ_OK);
	ck_assert_int_eq(gj_options_set_int(o, "read_only", read_only), GJ_OK);
	code = gj_open(path, o, &l, &r);
	gj_options_free(o);
	/* The reply tells why. */
	ck_assert_int_eq(gj_reply_code(r), code);
	ck_assert_int_eq(*gj_reply_message(r) != '\0', code < 0);
	ck_assert_int_eq(l == NULL, code < 0);
	gj_reply_free(r);
	gj_close(l);
	return code;
}

START_TEST(open_missing)
{
	char path[200];
	api a;

	api_prepare(&a);
	ck_assert_int_eq(try_open(a.path, 0, 0), GJ_E_NOT_FOUND);
	ck_assert_int_eq(try_open(a.path, 0, 1), GJ_E_NOT_FOUND);
	ck_assert_int_eq(try_open(a.path, 1, 1), GJ_E_NOT_FOUND);
	ck_assert_int_ne(access(a.path, F_OK), 0); /* and makes none */
	api_in(&a, path, sizeof(path), "no/such/folder.db");
	ck_assert_int_eq(try_open(path, 1, 0), GJ_E_IO);
	ck_assert_int_eq(try_open(a.dir, 1, 0), GJ_E_IO);
	ck_assert_int_eq(try_open("postgresql://nowhere.invalid/x", 1, 0) < 0, 1);
	ck_assert_int_eq(gj_open(NULL, NULL, NULL, NULL), GJ_E_USE);
	/* "sqlite:PATH" and a plain path are the same file. */
	ck_assert_int_eq(try_open(a.path, 1, 0), GJ_OK);
	snprintf(path, sizeof(path), "sqlite:%s", a.path);
	ck_assert_int_eq(try_open(path, 0, 0), GJ_OK);
	api_end(&a);
}
END_TEST

static void write_file(const char *path, const char *bytes, size_t size)
{
	FILE *f = fopen(path, "wb");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, size, f), size);
	ck_assert_int_eq(fclose(f), 0);
}

static void sql(const char *path, const char *text)
{
	sqlite3 *db = NULL;
	char *message = NULL;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_msg(sqlite3_exec(db, text, NULL, NULL, &message) == SQLITE_OK, "%s", message);
	sqlite3_close(db);
}

/* What is no ledger is refused and stays as it is, byte for byte. */
START_TEST(open_not_ledger)
{
	static const char text[] = "企业名称,统一社会信用代码\n甲,乙\n";
	char *before, *after;
	size_t size, again;
	api a;

	api_prepare(&a);
	write_file(a.path, text, strlen(text));
	ck_assert_int_eq(try_open(a.path, 1, 0), GJ_E_NOT_LEDGER);
	ck_assert_int_eq(gj_upgrade(a.path, NULL, NULL), GJ_E_NOT_LEDGER);
	after = api_slurp(a.path, &again);
	ck_assert_uint_eq(again, strlen(text));
	ck_assert_str_eq(after, text);
	free(after);

	remove(a.path);
	sql(a.path, "CREATE TABLE t (x); INSERT INTO t VALUES (1)");
	before = api_slurp(a.path, &size);
	ck_assert_int_eq(try_open(a.path, 1, 0), GJ_E_NOT_LEDGER);
	ck_assert_int_eq(try_open(a.path, 0, 1), GJ_E_NOT_LEDGER);
	ck_assert_int_eq(gj_upgrade(a.path, NULL, NULL), GJ_E_NOT_LEDGER);
	after = api_slurp(a.path, &again);
	ck_assert_uint_eq(again, size);
	ck_assert_int_eq(memcmp(before, after, size), 0);
	free(before);
	free(after);

	/* An empty file is nobody's: it becomes a ledger where that is wanted. */
	write_file(a.path, "", 0);
	ck_assert_int_eq(try_open(a.path, 0, 0), GJ_E_NOT_FOUND);
	ck_assert_int_eq(try_open(a.path, 1, 0), GJ_OK);
	ck_assert_int_eq(try_open(a.path, 0, 0), GJ_OK);
	api_end(&a);
}
END_TEST

/* A ledger cut off in the middle of the file does not pass for one. */
START_TEST(open_cut_off)
{
	gj_reply *r = NULL;
	gj_ledger *l = NULL;
	size_t size;
	char *bytes;
	int code;
	api a;

	ENGINE_FILE_ONLY();
	api_start(&a);
	a.l = gj_close(a.l);
	bytes = api_slurp(a.path, &size);
	write_file(a.path, bytes, size / 2);
	free(bytes);
	code = gj_open(a.path, NULL, &l, NULL);
	if (code == GJ_OK) { /* the pages it needed were there: then verification says so */
		ck_assert_int_eq(gj_act_as(l, "{\"account\":\"system\"}", 20, NULL), GJ_OK);
		code = gj_call(l, "journal.verify", NULL, 0, &r);
		gj_reply_free(r);
	}
	ck_assert_int_eq(code, GJ_E_CORRUPT);
	gj_close(l);
	api_end(&a);
}
END_TEST

START_TEST(open_schema)
{
	gj_reply *r = NULL;
	api a;

	ENGINE_FILE_ONLY();
	api_start(&a);
	a.l = gj_close(a.l);
	/* of this release: nothing to do */
	ck_assert_int_eq(gj_upgrade(a.path, NULL, &r), GJ_OK);
	ck_assert_int_eq(gj_reply_code(r), GJ_OK);
	gj_reply_free(r);
	ck_assert_int_eq(try_open(a.path, 0, 0), GJ_OK);
	sql(a.path, "PRAGMA user_version = 1000000");
	ck_assert_int_eq(try_open(a.path, 0, 0), GJ_E_SCHEMA_NEW);
	ck_assert_int_eq(try_open(a.path, 1, 0), GJ_E_SCHEMA_NEW);
	ck_assert_int_eq(gj_upgrade(a.path, NULL, NULL), GJ_E_SCHEMA_NEW);
	ck_assert_int_eq(gj_upgrade("/no/such/ledger.db", NULL, NULL), GJ_E_NOT_FOUND);
	ck_assert_int_eq(gj_upgrade(NULL, NULL, NULL), GJ_E_USE);
	api_end(&a);
}
END_TEST

/* Reading is possible, changing is not, and an unmasked look, which could not be recorded, is
 * not either. */
START_TEST(open_read_only)
{
	gj_options *o = NULL;
	gj_reply *r;
	char *before, *after;
	api a;

	api_start(&a);
	api_ok(a.l, "staff.update", "{'id':%lld,'phone':'13900000001'}", (long long)a.clerk);
	before = api_heads(a.l);
	a.l = gj_close(a.l);
	ck_assert_int_eq(gj_options_new(&o), GJ_OK);
	ck_assert_int_eq(gj_options_set_int(o, "read_only", 1), GJ_OK);
	a.l = api_open_with(a.path, o);
	gj_options_free(o);
	api_verify(a.l);
	r = api_call(a.l, GJ_OK, "staff.get", "{'id':%lld}", (long long)a.clerk);
	ck_assert_str_eq(api_str(r, "/phone"), "139****0001");
	gj_reply_free(r);
	api_fail(a.l, GJ_E_READ_ONLY, "office.register",
		 "{'kind':'section','name':'x','parent':%lld}", (long long)a.street);
	api_fail(a.l, GJ_E_READ_ONLY, "staff.get", "{'id':%lld,'unmask':true}", (long long)a.clerk);
	ck_assert_int_eq(gj_begin(a.l, NULL, 0, NULL), GJ_E_READ_ONLY);
	api_act(a.l, "stranger"); /* a refusal stands, though it cannot be written down */
	api_fail(a.l, GJ_E_DENIED, "journal.list", "{'home':%lld}", (long long)a.street);
	after = api_heads(a.l);
	ck_assert_str_eq(before, after);
	free(before);
	free(after);
	api_end(&a);
}
END_TEST

/* A call whose pointers cannot be right answers USE and no crash. */
START_TEST(wrong_pointers)
{
	gj_reply *r = NULL;
	api a;

	api_start(&a);
	ck_assert_int_eq(gj_call(NULL, "ledger.info", NULL, 0, &r), GJ_E_USE);
	ck_assert_int_eq(gj_call(a.l, NULL, NULL, 0, &r), GJ_E_USE);
	ck_assert_int_eq(gj_call(a.l, "ledger.info", NULL, 3, &r), GJ_E_USE);
	ck_assert_int_eq(gj_each(a.l, "office.list", NULL, 0, NULL, NULL, &r), GJ_E_USE);
	ck_assert_int_eq(gj_act_as(a.l, NULL, 0, &r), GJ_E_USE);
	ck_assert_int_eq(gj_act_as(NULL, "{}", 2, &r), GJ_E_USE);
	ck_assert_int_eq(gj_begin(NULL, NULL, 0, &r), GJ_E_USE);
	ck_assert_int_eq(gj_describe(NULL), GJ_E_USE);
	ck_assert_ptr_null(r);
	gj_interrupt(NULL);
	ck_assert_ptr_null(gj_close(NULL));
	api_end(&a);
}
END_TEST

/* ---- who acts ---- */

static void act_fails(gj_ledger *l, int code, const char *at, const char *format, ...)
	API_PRINTF(4, 5);
static void act_fails(gj_ledger *l, int code, const char *at, const char *format, ...)
{
	va_list list;
	gj_reply *r = NULL;
	char *text;
	int got;

	va_start(list, format);
	text = api_text(format, list);
	va_end(list);
	got = gj_act_as(l, text, strlen(text), &r);
	ck_assert_msg(got == code, "%s: %s", text, gj_reply_json(r, NULL));
	ck_assert_str_eq(gj_reply_path(r), at);
	gj_reply_free(r);
	free(text);
}

START_TEST(act_nobody)
{
	gj_ledger *l;
	api a;

	api_start(&a);
	l = api_open(&a, a.path);
	api_fail_at(l, GJ_E_NO_ACTOR, "no_actor", "", "office.list", "{}");
	api_fail(l, GJ_E_NO_ACTOR, "office.register", "{'kind':'city','name':'x'}");
	ck_assert_int_eq(gj_begin(l, NULL, 0, NULL), GJ_E_NO_ACTOR);
	api_ok(l, "ledger.info", "{}"); /* anyone may ask what this is */
	gj_close(l);
	api_end(&a);
}
END_TEST

START_TEST(act_refused)
{
	api a;

	api_start(&a);
	api_act(a.l, "leader");
	act_fails(a.l, GJ_E_BAD_JSON, "", "%s", "");
	act_fails(a.l, GJ_E_BAD_JSON, "", "{'account':'clerk'} x");
	act_fails(a.l, GJ_E_BAD_VALUE, "", "[]");
	act_fails(a.l, GJ_E_MISSING, "/account", "{}");
	act_fails(a.l, GJ_E_UNKNOWN_FIELD, "/acount", "{'acount':'clerk'}");
	act_fails(a.l, GJ_E_NOT_FOUND, "/account", "{'account':'nobody'}");
	act_fails(a.l, GJ_E_NOT_FOUND, "/account", "{'account':'Clerk'}"); /* by bytes */
	act_fails(a.l, GJ_E_DENIED, "/role", "{'account':'clerk','role':'leader'}");
	act_fails(a.l, GJ_E_DENIED, "/role", "{'account':'clerk','role':'no such role'}");
	act_fails(a.l, GJ_E_NOT_FOUND, "/office", "{'account':'clerk','office':4294999999}");
	act_fails(a.l, GJ_E_NOT_FOUND, "/office", "{'account':'system','office':4294999999}");
	/* an office that no role of hers reaches */
	act_fails(a.l, GJ_E_DENIED, "/office", "{'account':'clerk','office':%lld}",
		  (long long)a.other);
	act_fails(a.l, GJ_E_DENIED, "/office", "{'account':'handler','office':%lld}",
		  (long long)a.street);
	/* after all that, the leader still acts: she may read the journal */
	api_ok(a.l, "journal.list", "{}");
	api_end(&a);
}
END_TEST

/* Rights reach down: who holds a role in a street may act in its section. */
START_TEST(act_below)
{
	gj_reply *r;
	char actor[120];
	api a;

	api_start(&a);
	snprintf(actor, sizeof(actor), "{\"account\":\"admin\",\"office\":%lld}",
		 (long long)a.street);
	api_act(a.l, actor);
	api_ok(a.l, "staff.register", "{'account':'new','name':'王八','office':%lld}",
	       (long long)a.section);
	api_act(a.l, "system");
	r = api_call(a.l, GJ_OK, "journal.list", "{'limit':1}");
	ck_assert_int_eq(api_int(r, "/items/0/acting_office"), a.street);
	ck_assert_int_eq(api_int(r, "/items/0/actor"), a.admin);
	gj_reply_free(r);
	api_end(&a);
}
END_TEST

/* Somebody with two roles acts in one of them, and has the rights of that one alone. */
START_TEST(act_role)
{
	api a;

	api_start(&a);
	api_ok(a.l, "staff.grant", "{'id':%lld,'office':%lld,'role':'leader'}", (long long)a.clerk,
	       (long long)a.street);
	api_act(a.l, "clerk");
	api_ok(a.l, "journal.list", "{}");
	api_act(a.l, "{\"account\":\"clerk\",\"role\":\"clerk\"}");
	api_fail_at(a.l, GJ_E_DENIED, "right_needed", "", "journal.list", "{}");
	api_act(a.l, "{\"account\":\"clerk\",\"role\":\"leader\"}");
	api_ok(a.l, "journal.list", "{}");
	api_end(&a);
}
END_TEST

/* What is given and taken while somebody acts counts from the next call on, on every handle. */
START_TEST(act_changes)
{
	gj_ledger *other;
	api a;

	api_start(&a);
	other = api_open(&a, a.path);
	api_act(other, "clerk");
	api_fail(other, GJ_E_DENIED, "journal.list", "{}");
	api_ok(a.l, "staff.grant", "{'id':%lld,'office':%lld,'role':'leader'}", (long long)a.clerk,
	       (long long)a.street);
	api_ok(other, "journal.list", "{}");
	api_ok(a.l, "staff.revoke", "{'id':%lld,'office':%lld,'role':'leader'}", (long long)a.clerk,
	       (long long)a.street);
	api_fail(other, GJ_E_DENIED, "journal.list", "{}");
	api_ok(a.l, "staff.void", "{'id':%lld,'reason':'entered_twice'}", (long long)a.clerk);
	api_fail(other, GJ_E_NOT_FOUND, "office.list", "{}");
	gj_close(other);
	api_end(&a);
}
END_TEST

/* Everything the host says of the actor stands in the event. */
START_TEST(act_recorded)
{
	gj_reply *r;
	api a;

	api_start(&a);
	api_act(a.l, "{\"account\":\"admin\",\"role\":\"admin\",\"on_behalf_of\":\"甲\","
		     "\"application\":\"portal\",\"request\":\"r-1\",\"address\":\"10.0.0.1\"}");
	api_ok(a.l, "office.update", "{'id':%lld,'name':'丙街道'}", (long long)a.street);
	api_act(a.l, "system");
	r = api_call(a.l, GJ_OK, "journal.list", "{'limit':1}");
	ck_assert_str_eq(api_str(r, "/items/0/type"), "office.updated");
	ck_assert_int_eq(api_int(r, "/items/0/actor"), a.admin);
	ck_assert_int_eq(api_int(r, "/items/0/acting_office"), a.district);
	ck_assert_str_eq(api_str(r, "/items/0/role"), "admin");
	ck_assert_str_eq(api_str(r, "/items/0/on_behalf_of"), "甲");
	ck_assert_str_eq(api_str(r, "/items/0/application"), "portal");
	ck_assert_str_eq(api_str(r, "/items/0/request"), "r-1");
	ck_assert_str_eq(api_str(r, "/items/0/address"), "10.0.0.1");
	gj_reply_free(r);
	api_end(&a);
}
END_TEST

/* ---- operations by name ---- */

START_TEST(operation_names)
{
	char longer[400];
	gj_reply *r;
	api a;

	api_start(&a);
	api_ok(a.l, "office.list@1", "{}");
	api_fail(a.l, GJ_E_UNKNOWN_OP, "office.list@2", "{}");
	api_fail(a.l, GJ_E_UNKNOWN_OP, "office.list@", "{}");
	api_fail(a.l, GJ_E_UNKNOWN_OP, "office.list@1x", "{}");
	api_fail(a.l, GJ_E_UNKNOWN_OP, "office.list@99999", "{}");
	api_fail(a.l, GJ_E_UNKNOWN_OP, "@1", "{}");
	api_fail(a.l, GJ_E_UNKNOWN_OP, "", "{}");
	api_fail(a.l, GJ_E_UNKNOWN_OP, "office", "{}");
	api_fail(a.l, GJ_E_UNKNOWN_OP, "OFFICE.LIST", "{}");
	r = api_call(a.l, GJ_E_UNKNOWN_OP, "no.such", "{}");
	ck_assert_str_eq(api_str(r, "/error/detail/name"), "no.such");
	gj_reply_free(r);
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	api_fail(a.l, GJ_E_UNKNOWN_OP, longer, "{}");
	/* not even arguments are looked at */
	api_fail(a.l, GJ_E_UNKNOWN_OP, "no.such", "not json");
	api_end(&a);
}
END_TEST

/* Every operation that is described is there, in that version, and refuses an argument that it
 * does not have. */
START_TEST(described_operations)
{
	size_t nouns, noun, ops, op, count = 0;
	gj_reply *r = NULL, *call;
	char place[80], name[120];
	int version, code;
	api a;

	api_start(&a);
	ck_assert_int_eq(gj_describe(&r), GJ_OK);
	nouns = api_count(r, "/nouns");
	for (noun = 0; noun < nouns; noun++) {
		snprintf(place, sizeof(place), "/nouns/%zu/operations", noun);
		ops = api_count(r, place);
		for (op = 0; op < ops; op++, count++) {
			snprintf(place, sizeof(place), "/nouns/%zu/operations/%zu/version", noun,
				 op);
			version = (int)api_int(r, place);
			snprintf(place, sizeof(place), "/nouns/%zu/operations/%zu/name", noun, op);
			snprintf(name, sizeof(name), "%s", api_str(r, place));
			ck_assert_int_eq(gj_supports(name, version), 1);
			snprintf(name + strlen(name), 20, "@%d", version);
			call = NULL;
			code = gj_call(a.l, name, "{\"no such argument\":1}", 22, &call);
			ck_assert_int_eq(code, GJ_E_UNKNOWN_FIELD);
			ck_assert_str_eq(gj_reply_path(call), "/no such argument");
			gj_reply_free(call);
		}
	}
	ck_assert_uint_ge(count, 20);
	gj_reply_free(r);
	api_end(&a);
}
END_TEST

/* ---- strictness, with the place of the offence ---- */

START_TEST(strict_arguments)
{
	long long street;
	api a;

	api_start(&a);
	street = (long long)a.street;
	api_fail_at(a.l, GJ_E_BAD_JSON, "syntax", "", "office.list", "{");
	api_fail_at(a.l, GJ_E_BAD_JSON, "trailing", "", "office.list", "{} {}");
	api_fail_at(a.l, GJ_E_BAD_JSON, "duplicate_key", "/limit", "office.list",
		    "{'limit':1,'limit':1}");
	api_fail_at(a.l, GJ_E_BAD_JSON, "utf8", "/after", "office.list", "{'after':'\xff'}");
	api_fail_at(a.l, GJ_E_BAD_JSON, "zero", "/after", "office.list", "{'after':'\\u0000'}");
	api_fail_at(a.l, GJ_E_BAD_JSON, "surrogate", "/after", "office.list",
		    "{'after':'\\ud800'}");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "type", "/limit", "office.list", "{'limit':'1'}");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "", "/limit", "office.list", "{'limit':1.5}");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "range", "/limit", "office.list", "{'limit':0}");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "range", "/limit", "office.list", "{'limit':1001}");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "not_null", "/limit", "office.list", "{'limit':null}");
	api_fail_at(a.l, GJ_E_BAD_VALUE, "not_listed", "/kind", "office.list", "{'kind':'x'}");
	api_fail_at(a.l, GJ_E_MISSING, "missing", "/id", "office.get", "{}");
	api_fail_at(a.l, GJ_E_MISSING, "missing", "/roles/1/role", "staff.register",
		    "{'account':'x','name':'x','office':%lld,'roles':[{'office':%lld,"
		    "'role':'clerk'},{'office':%lld}]}",
		    street, street, street);
	api_fail_at(a.l, GJ_E_UNKNOWN_FIELD, "unknown_field", "/roles/0/rule", "staff.register",
		    "{'account':'x','name':'x','office':%lld,'roles':[{'rule':'clerk'}]}", street);
	api_end(&a);
}
END_TEST

/* No error holds the value where it is personal. */
START_TEST(errors_keep_quiet)
{
	static const char phone[] = "1390000000113900000001139000000011390000000113900000001";
	gj_reply *r;
	api a;

	api_start(&a);
	r = api_call(a.l, GJ_E_BAD_VALUE, "staff.update", "{'id':%lld,'phone':'%s'}",
		     (long long)a.clerk, phone);
	ck_assert_ptr_null(strstr(gj_reply_json(r, NULL), "139000"));
	ck_assert_str_eq(gj_reply_path(r), "/phone");
	gj_reply_free(r);
	api_end(&a);
}
END_TEST

/* ---- language ---- */

START_TEST(messages)
{
	static const struct {
		const char *language, *message;
	} known[] = { { "en", "required" }, { "zh", "必填" }, { NULL, "必填" } };
	gj_options *o;
	gj_reply *r;
	size_t i;
	api a;

	api_prepare(&a);
	for (i = 0; i < 3; i++) {
		ck_assert_int_eq(gj_options_new(&o), GJ_OK);
		ck_assert_int_eq(gj_options_set_int(o, "create", 1), GJ_OK);
		if (known[i].language)
			ck_assert_int_eq(set_text(o, "language", known[i].language), GJ_OK);
		a.l = api_open_with(a.path, o);
		gj_options_free(o);
		api_act(a.l, "system");
		r = api_call(a.l, GJ_E_MISSING, "office.get", "{}");
		ck_assert_str_eq(gj_reply_message(r), known[i].message);
		ck_assert_str_eq(api_str(r, "/error/rule"), "missing"); /* of any language */
		gj_reply_free(r);
		a.l = gj_close(a.l);
	}
	api_end(&a);
}
END_TEST

/* Every code has its sentence in the language chosen: not one Chinese character when that is
 * English, and at least one when it is Chinese. */
static void one_language(const char *language, int chinese, const char *op, const char *args)
{
	gj_options *o = NULL;
	gj_reply *r = NULL;
	const char *p;
	int found = 0;
	gj_ledger *l;

	ck_assert_int_eq(gj_options_new(&o), GJ_OK);
	ck_assert_int_eq(gj_options_set_int(o, "create", 1), GJ_OK);
	ck_assert_int_eq(set_text(o, "language", language), GJ_OK);
	l = api_open_with("sqlite:", o);
	gj_options_free(o);
	if (*op != '!')
		api_act(l, "system");
	ck_assert_int_lt(gj_call(l, op + (*op == '!'), args, strlen(args), &r), 0);
	for (p = gj_reply_message(r); *p; p++)
		found |= (unsigned char)*p >= 0xe3;
	ck_assert_msg(found == chinese, "%s: %s", language, gj_reply_message(r));
	gj_reply_free(r);
	gj_close(l);
}

START_TEST(messages_all)
{
	static const char *const calls[][2] = {
		{ "office.get", "{\"id\":4294967297}" },
		{ "office.get", "{" },
		{ "no.such", "{}" },
		{ "office.list", "{\"limit\":0}" },
		{ "office.list", "{\"x\":0}" },
		{ "!office.list", "{}" },
		{ "journal.replay", "{\"path\":\"/no/such/folder/x.db\"}" },
		{ "office.register", "{\"kind\":\"section\",\"name\":\"x\"}" },
	};
	size_t i;

	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		one_language("en", 0, calls[i][0], calls[i][1]);
		one_language("zh", 1, calls[i][0], calls[i][1]);
	}
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("kernel");

	unit_add(s, "versions", versions);
	unit_add(s, "error_names", error_names);
	unit_add(s, "options_known", options_known);
	unit_add(s, "options_texts", options_texts);
	unit_add(s, "options_of_creation", options_of_creation);
	unit_add(s, "options_bad_profile", options_bad_profile);
	unit_add(s, "open_missing", open_missing);
	unit_add(s, "open_not_ledger", open_not_ledger);
	unit_add(s, "open_cut_off", open_cut_off);
	unit_add(s, "open_schema", open_schema);
	unit_add(s, "open_read_only", open_read_only);
	unit_add(s, "wrong_pointers", wrong_pointers);
	unit_add(s, "act_nobody", act_nobody);
	unit_add(s, "act_refused", act_refused);
	unit_add(s, "act_below", act_below);
	unit_add(s, "act_role", act_role);
	unit_add(s, "act_changes", act_changes);
	unit_add(s, "act_recorded", act_recorded);
	unit_add(s, "operation_names", operation_names);
	unit_add(s, "described_operations", described_operations);
	unit_add(s, "strict_arguments", strict_arguments);
	unit_add(s, "errors_keep_quiet", errors_keep_quiet);
	unit_add(s, "messages", messages);
	unit_add(s, "messages_all", messages_all);
	return s;
}

GJ_TEST_MAIN(suite)
