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
	look_copy(from, to);
}

/* ---- ledgers ---- */

/* Seconds, not the machine's: one seed gives one sequence on any day. 2026-03-02, Monday morning,
 * by the wall clock of the ledgers. */
static int64_t torture_now = INT64_C(1772413200000000);

static int torture_still;

static int torture_clock(void *user, int64_t *ret_time)
{
	*ret_time = *(int64_t *)user += torture_still ? 0 : 1000000;
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

void torture_stop_time(int still)
{
	torture_now += still ? 1000000 : 0;
	torture_still = still;
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
	code = gj_open(look_uri(path), o, ret_ledger, NULL);
	gj_options_free(o);
	return code;
}

gj_ledger *torture_open(const char *path, int create)
{
	torture_options options = { create, 0, 0, NULL };
	gj_ledger *ledger = NULL;
	int code;

	if (create && !look_is_sqlite())
		look_make(path);
	code = torture_try_open(path, &options, &ledger);

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

char *torture_heads(const char *path, int access)
{
	look *l = look_open(path);
	char *heads = look_heads(l, access);

	look_close(l);
	return heads;
}

static void digest_name(look *l, char room[16])
{
	look_rows *rows = look_ask(l, "SELECT digest FROM ledger");
	const char *name;
	size_t size;

	ck_assert_int_eq(look_next(rows), 1);
	name = look_bytes(rows, 0, &size);
	snprintf(room, 16, "%.*s", (int)size, name);
	look_done(rows);
}

static void next_hash(const EVP_MD *md, unsigned char hash[32], const void *bytes, int size)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned n = 32;

	if (!context || EVP_DigestInit_ex(context, md, NULL) != 1 ||
	    EVP_DigestUpdate(context, hash, 32) != 1 ||
	    EVP_DigestUpdate(context, bytes, (size_t)size) != 1 ||
	    EVP_DigestFinal_ex(context, hash, &n) != 1)
		ck_abort_msg("no digest");
	EVP_MD_CTX_free(context);
}

static int is_hash(const look_rows *rows, int column, const unsigned char hash[32])
{
	size_t size;
	const char *bytes = look_bytes(rows, column, &size);

	return size == 32 && memcmp(bytes, hash, 32) == 0;
}

/* One chain: `events` stands at its first, and is left at that of the next one. An assertion that
 * holds writes to a file of Check, so there are none in this loop. */
static int check_chain(look_rows *events, int more, const EVP_MD *md, const look_rows *chain)
{
	int64_t home = look_int(chain, 0), last = 0;
	unsigned char hash[32] = { 0 };
	const char *bytes;
	size_t size;

	for (; more && look_int(events, 0) == home; more = look_next(events)) {
		bytes = look_bytes(events, 2, &size);
		next_hash(md, hash, bytes, (int)size);
		if (look_int(events, 1) != ++last || !is_hash(events, 3, hash))
			ck_abort_msg("chain %lld, event %lld", (long long)home, (long long)last);
	}
	if (look_int(chain, 1) != last || !is_hash(chain, 2, hash))
		ck_abort_msg("the head of chain %lld", (long long)home);
	return more;
}

void torture_check_chains(const char *path)
{
	look *l = look_open(path);
	look_rows *rows, *events;
	const EVP_MD *md;
	char name[16];
	int chains = 0, more;

	digest_name(l, name);
	md = EVP_get_digestbyname(name);
	ck_assert_ptr_nonnull(md);
	rows = look_ask(l, "SELECT home, seq, hash FROM chain ORDER BY home");
	events = look_ask(l, "SELECT home, seq, bytes, hash FROM event ORDER BY home, seq");
	for (more = look_next(events); look_next(rows); chains++)
		more = check_chain(events, more, md, rows);
	ck_assert_int_ge(chains, 2);
	ck_assert_msg(!more, "events of no chain");
	look_done(events);
	look_done(rows);
	look_close(l);
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

	if (!look_is_sqlite())
		look_make(into);
	snprintf(args, sizeof(args), "{\"path\":\"%s\"}", look_uri(into));
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

static look_rows *all_rows(look *l, const gj_table *table)
{
	char sql[4096], order[512];
	size_t n = (size_t)snprintf(sql, sizeof(sql), "SELECT ");
	int i;

	for (i = 0; i < table->column_count; i++)
		n += (size_t)snprintf(sql + n, sizeof(sql) - n, "%s%s", i ? "," : "",
				      table->columns[i]);
	order_by(table, order, sizeof(order));
	snprintf(sql + n, sizeof(sql) - n, " FROM %s ORDER BY %s", table->name, order);
	return look_ask(l, sql);
}

static int same_value(const look_rows *a, const look_rows *b, int i)
{
	int type = look_type(a, i);
	const char *x, *y;
	size_t n, m;

	if (type != look_type(b, i))
		return 0;
	if (type == LOOK_NULL)
		return 1;
	if (type == LOOK_INT)
		return look_int(a, i) == look_int(b, i);
	x = look_bytes(a, i, &n);
	y = look_bytes(b, i, &m);
	return n == m && (n == 0 || memcmp(x, y, n) == 0);
}

static int64_t same_table(look *one, look *two, const gj_table *table)
{
	look_rows *a = all_rows(one, table), *b = all_rows(two, table);
	int64_t rows = 0;
	int i, more = look_next(a);

	ck_assert_msg(more == look_next(b), "%s: rows of one ledger only", table->name);
	while (more) {
		for (i = 0; i < table->column_count; i++)
			ck_assert_msg(same_value(a, b, i), "%s, row %lld, column %s differs",
				      table->name, (long long)rows, table->columns[i]);
		rows++;
		more = look_next(a);
		ck_assert_msg(more == look_next(b), "%s: row %lld of one ledger only", table->name,
			      (long long)rows);
	}
	look_done(a);
	look_done(b);
	return rows;
}

int64_t torture_compare(const char *one, const char *two, int kind, FILE *out)
{
	look *a = look_open(one), *b = look_open(two);
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
	look_close(a);
	look_close(b);
	return rows;
}
