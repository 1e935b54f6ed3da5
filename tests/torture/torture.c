/* SPDX-License-Identifier: Apache-2.0
 *
 * What the torture tests share.
 */
#include "torture.h"

#include <dirent.h>
#include <openssl/evp.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "statements.h"

/* ---- files ---- */

/* In memory, where there is such a place and room in it: thousands of ledgers are closed, and
 * each time a disk would be waited for. */
static const char *place(void)
{
	static const char memory[] = "/dev/shm";
	const char *tmp = getenv("TMPDIR");
	struct statvfs room;

	if (tmp && *tmp)
		return tmp;
	return access(memory, W_OK | X_OK) == 0 && statvfs(memory, &room) == 0 &&
			       (uint64_t)room.f_bavail * room.f_frsize > (UINT64_C(2) << 30)
		       ? memory
		       : "/tmp";
}

void torture_dir(char *room, size_t size)
{
	snprintf(room, size, "%s/gj-torture-XXXXXX", place());
	ck_assert_ptr_nonnull(mkdtemp(room));
	/* A file that a random command names without a folder lands here too. */
	ck_assert_int_eq(chdir(room), 0);
}

void torture_remove(const char *dir)
{
	DIR *folder = opendir(dir);
	struct dirent *entry;
	char path[4096];

	while (folder && (entry = readdir(folder))) {
		snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
		if (entry->d_name[0] != '.')
			unlink(path);
	}
	if (folder)
		closedir(folder);
	rmdir(dir);
}

void torture_copy(const char *from, const char *to)
{
	static char block[1 << 16];
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	char path[4096];
	size_t n;

	ck_assert_msg(in && out, "%s -> %s", from, to);
	while ((n = fread(block, 1, sizeof(block), in)) > 0)
		ck_assert_uint_eq(fwrite(block, 1, n, out), n);
	fclose(in);
	ck_assert_int_eq(fclose(out), 0);
	snprintf(path, sizeof(path), "%s-wal", to);
	unlink(path);
	snprintf(path, sizeof(path), "%s-shm", to);
	unlink(path);
}

/* ---- ledgers ---- */

/* Seconds, not the machine's: one seed gives one sequence on any day. 2026-03-02, Monday morning,
 * by the wall clock of the ledgers. */
static int64_t torture_now = INT64_C(1772413200000000);

static int torture_clock(void *user, int64_t *ret_time)
{
	*ret_time = *(int64_t *)user += 1000000;
	return 0;
}

int64_t torture_time(void)
{
	return torture_now;
}

void torture_set_time(int64_t now)
{
	torture_now = now;
}

int torture_try_open(const char *path, const torture_options *options, gj_ledger **ret_ledger)
{
	gj_options *o = NULL;
	int code = gj_options_new(&o);

	if (code < 0)
		return code;
	gj_options_set_int(o, "create", options->create);
	gj_options_set_int(o, "synchronous", !options->slow);
	gj_options_set_clock(o, torture_clock, &torture_now);
	if (options->busy_ms)
		gj_options_set_int(o, "busy_ms", options->busy_ms);
	if (options->mem)
		gj_options_set_memory(o, options->mem->alloc, options->mem->resize,
				      options->mem->release, options->mem->user);
	code = gj_open(path, o, ret_ledger, NULL);
	gj_options_free(o);
	return code;
}

gj_ledger *torture_open(const char *path, int create)
{
	torture_options options = { create, 0, 0, NULL };
	gj_ledger *ledger = NULL;
	int code = torture_try_open(path, &options, &ledger);

	ck_assert_msg(code == GJ_OK, "%s: %s", path, gj_error_name(code));
	return ledger;
}

void torture_act(gj_ledger *ledger, const char *actor)
{
	ck_assert_int_eq(gj_act_as(ledger, actor, strlen(actor), NULL), GJ_OK);
}

int64_t torture_call(gj_ledger *ledger, const char *operation, const char *args)
{
	gj_reply *reply = NULL;
	int64_t id = 0;
	int code = gj_call(ledger, operation, args, strlen(args), &reply);

	ck_assert_msg(code == GJ_OK, "%s %s: %s", operation, args, gj_reply_json(reply, NULL));
	gj_reply_int(reply, "/id", &id);
	gj_reply_free(reply);
	return id;
}

static int64_t office(gj_ledger *ledger, gen *g, const char *kind, const char *name,
		      const char *prefix, int64_t parent)
{
	char args[512];
	int64_t id;
	int n = snprintf(args, sizeof(args), "{\"kind\":\"%s\",\"name\":\"%s\"", kind, name);

	if (prefix)
		n += snprintf(args + n, sizeof(args) - (size_t)n, ",\"prefix\":\"%s\"", prefix);
	if (parent)
		n += snprintf(args + n, sizeof(args) - (size_t)n, ",\"parent\":%lld",
			      (long long)parent);
	snprintf(args + n, sizeof(args) - (size_t)n, "}");
	id = torture_call(ledger, "office.register", args);
	gen_know(g, "office", id, 1);
	return id;
}

static void person(gj_ledger *ledger, gen *g, const char *account, const char *role, int64_t where)
{
	char args[512];
	int64_t id;

	snprintf(args, sizeof(args),
		 "{\"account\":\"%s\",\"name\":\"某%s\",\"office\":%lld,\"phone\":\"13800001111\","
		 "\"roles\":[{\"office\":%lld,\"role\":\"%s\"}]}",
		 account, account, (long long)where, (long long)where, role);
	id = torture_call(ledger, "staff.register", args);
	gen_know(g, "staff", id, 1);
	snprintf(args, sizeof(args),
		 "{\"account\":\"%s\",\"office\":%lld,\"application\":\"torture\"}", account,
		 (long long)where);
	gen_actor(g, args);
}

void torture_people(gj_ledger *ledger, gen *g)
{
	int64_t district, street, other, section;

	gen_clock(g, &torture_now);
	torture_act(ledger, "{\"account\":\"system\"}");
	district = office(ledger, g, "district", "甲区", NULL, 0);
	street = office(ledger, g, "street", "乙街道", "YJ", district);
	other = office(ledger, g, "street", "丙街道", "BJ", district);
	section = office(ledger, g, "section", "经济科", NULL, street);
	office(ledger, g, "community", "丁社区", NULL, street);
	office(ledger, g, "section", "综合科", NULL, other);
	office(ledger, g, "department", "城管委", NULL, district);
	person(ledger, g, "clerk1", "clerk", street);
	person(ledger, g, "leader1", "leader", street);
	person(ledger, g, "dispatcher1", "dispatcher", street);
	person(ledger, g, "handler1", "handler", section);
	person(ledger, g, "admin1", "admin", street);
	person(ledger, g, "clerk2", "clerk", other);
}

void torture_prepare(const char *path, gen *g, unsigned commands)
{
	gj_ledger *ledger = torture_open(path, 1);

	torture_people(ledger, g);
	gen_cover(g, ledger, 3);
	while (commands-- > 0)
		gen_play(g, ledger);
	gen_settle(g, ledger);
	gj_close(ledger);
}

/* ---- looking from outside ---- */

static sqlite3 *look(const char *path)
{
	sqlite3 *db = NULL;

	ck_assert_int_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	sqlite3_busy_timeout(db, 10000);
	return db;
}

static sqlite3_stmt *ask(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt = NULL;

	ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK, "%s: %s", sql,
		      sqlite3_errmsg(db));
	return stmt;
}

char *torture_heads(const char *path, int access)
{
	sqlite3 *db = look(path);
	sqlite3_stmt *stmt =
		ask(db, "SELECT group_concat(home || ':' || seq || ':' || hex(hash) || ':' || "
			"next_id || ':' || at) FROM (SELECT * FROM chain "
			"WHERE ?1 OR kind <> 'access' ORDER BY home)");
	char *copy = NULL;

	sqlite3_bind_int(stmt, 1, access);
	if (sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_text(stmt, 0))
		copy = strdup((const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	ck_assert_ptr_nonnull(copy);
	return copy;
}

static void digest_name(sqlite3 *db, char room[16])
{
	sqlite3_stmt *stmt = ask(db, "SELECT digest FROM ledger");

	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	snprintf(room, 16, "%s", (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
}

static void next_hash(const EVP_MD *md, unsigned char hash[32], const void *bytes, int size)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned n = 32;

	ck_assert(context && EVP_DigestInit_ex(context, md, NULL) == 1 &&
		  EVP_DigestUpdate(context, hash, 32) == 1 &&
		  EVP_DigestUpdate(context, bytes, (size_t)size) == 1 &&
		  EVP_DigestFinal_ex(context, hash, &n) == 1);
	EVP_MD_CTX_free(context);
}

static void check_chain(sqlite3 *db, const EVP_MD *md, int64_t home, int64_t seq, const void *head)
{
	sqlite3_stmt *stmt =
		ask(db, "SELECT seq, bytes, hash FROM event WHERE home = ? ORDER BY seq");
	unsigned char hash[32] = { 0 };
	int64_t last = 0;

	sqlite3_bind_int64(stmt, 1, home);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		ck_assert_int_eq(sqlite3_column_int64(stmt, 0), ++last);
		next_hash(md, hash, sqlite3_column_blob(stmt, 1), sqlite3_column_bytes(stmt, 1));
		ck_assert_int_eq(sqlite3_column_bytes(stmt, 2), 32);
		ck_assert_mem_eq(sqlite3_column_blob(stmt, 2), hash, 32);
	}
	sqlite3_finalize(stmt);
	ck_assert_int_eq(last, seq);
	ck_assert_mem_eq(head, hash, 32);
}

void torture_check_chains(const char *path)
{
	sqlite3 *db = look(path);
	sqlite3_stmt *stmt = ask(db, "SELECT home, seq, hash FROM chain ORDER BY home");
	const EVP_MD *md;
	char name[16];
	int chains = 0;

	digest_name(db, name);
	md = EVP_get_digestbyname(name);
	ck_assert_ptr_nonnull(md);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		ck_assert_int_eq(sqlite3_column_bytes(stmt, 2), 32);
		check_chain(db, md, sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1),
			    sqlite3_column_blob(stmt, 2));
		chains++;
	}
	ck_assert_int_ge(chains, 2);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

void torture_verify_open(gj_ledger *ledger)
{
	gj_reply *reply = NULL;
	const char *said = "";
	int code;

	torture_act(ledger, "{\"account\":\"system\"}");
	code = gj_call(ledger, "journal.verify", "{}", 2, &reply);
	gj_reply_text(reply, "/verify", &said, NULL);
	ck_assert_msg(code == GJ_OK && strcmp(said, "ok") == 0, "journal.verify: %s",
		      gj_reply_json(reply, NULL));
	gj_reply_free(reply);
}

void torture_verify(const char *path)
{
	gj_ledger *ledger = torture_open(path, 0);

	torture_verify_open(ledger);
	gj_close(ledger);
}

void torture_check(const char *path)
{
	torture_check_chains(path);
	torture_verify(path);
}

void torture_replay(const char *path, const char *into)
{
	gj_ledger *ledger = torture_open(path, 0);
	char args[1024];

	snprintf(args, sizeof(args), "{\"path\":\"%s\"}", into);
	torture_act(ledger, "{\"account\":\"system\"}");
	torture_call(ledger, "journal.replay", args);
	gj_close(ledger);
}

/* ---- two files, row for row ---- */

static void order_by(const gj_table *table, char *room, size_t size)
{
	size_t n = 0;
	int i;

	for (i = 1; i <= table->column_count && n < size; i++)
		n += (size_t)snprintf(room + n, size - n, "%s%d", i > 1 ? "," : "", i);
}

static sqlite3_stmt *all_rows(sqlite3 *db, const gj_table *table)
{
	char sql[4096], order[512];
	size_t n = (size_t)snprintf(sql, sizeof(sql), "SELECT ");
	int i;

	for (i = 0; i < table->column_count; i++)
		n += (size_t)snprintf(sql + n, sizeof(sql) - n, "%s%s", i ? "," : "",
				      table->columns[i]);
	order_by(table, order, sizeof(order));
	snprintf(sql + n, sizeof(sql) - n, " FROM %s ORDER BY %s", table->name, order);
	return ask(db, sql);
}

static int same_value(sqlite3_stmt *a, sqlite3_stmt *b, int i)
{
	int type = sqlite3_column_type(a, i), n = sqlite3_column_bytes(a, i);

	if (type != sqlite3_column_type(b, i))
		return 0;
	if (type == SQLITE_INTEGER)
		return sqlite3_column_int64(a, i) == sqlite3_column_int64(b, i);
	return n == sqlite3_column_bytes(b, i) &&
	       (n == 0 ||
		memcmp(sqlite3_column_blob(a, i), sqlite3_column_blob(b, i), (size_t)n) == 0);
}

static int64_t same_table(sqlite3 *one, sqlite3 *two, const gj_table *table)
{
	sqlite3_stmt *a = all_rows(one, table), *b = all_rows(two, table);
	int64_t rows = 0;
	int i, more = sqlite3_step(a);

	ck_assert_msg(more == sqlite3_step(b), "%s: rows of one file only", table->name);
	while (more == SQLITE_ROW) {
		for (i = 0; i < table->column_count; i++)
			ck_assert_msg(same_value(a, b, i), "%s, row %lld, column %s differs",
				      table->name, (long long)rows, table->columns[i]);
		rows++;
		more = sqlite3_step(a);
		ck_assert_msg(more == sqlite3_step(b), "%s: row %lld of one file only", table->name,
			      (long long)rows);
	}
	ck_assert_int_eq(more, SQLITE_DONE);
	sqlite3_finalize(a);
	sqlite3_finalize(b);
	return rows;
}

int64_t torture_compare(const char *one, const char *two, int kind, FILE *out)
{
	sqlite3 *a = look(one), *b = look(two);
	int64_t rows = 0, n;
	int i;

	for (i = 0; i < GJ_TABLE_COUNT; i++) {
		if (gj_sql_tables[i].kind != kind)
			continue;
		n = same_table(a, b, &gj_sql_tables[i]);
		if (n == 0 && out)
			fprintf(out, "empty: %s\n", gj_sql_tables[i].name);
		rows += n;
	}
	sqlite3_close(a);
	sqlite3_close(b);
	return rows;
}
