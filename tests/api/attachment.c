/* SPDX-License-Identifier: Apache-2.0
 *
 * Attachments: bytes go in and come out as they were, in pieces, whatever their number; the same
 * bytes lie there once; what breaks off in the middle, also by a kill, leaves nothing that could
 * be read; limits, types and rights hold; what is erased leaves no byte; a copy has them too. In
 * the ledger and in a folder of the host. Bytes are compared with those that were given.
 */
#include <dirent.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "ground.h"

static api a;
static char dir[80], file[100], folder[100], uri[600];
static int64_t firm, demand;

#define HOUR INT64_C(3600000000)

/* ---- bytes ---- */

/* Text, so that it may be of the type txt; different for each seed. */
static char *text_of(size_t n, uint32_t seed)
{
	char *p = malloc(n + 1);
	size_t i;

	ck_assert_ptr_nonnull(p);
	for (i = 0; i < n; i++) {
		seed = seed * 1664525u + 1013904223u;
		p[i] = (char)('a' + (seed >> 24) % 26);
	}
	p[n] = '\0';
	return p;
}

typedef struct pipe_ {
	const char *p;
	size_t n, at, step; /* at most `step` at a time */
	size_t fail_at;     /* gives up there; 0: never */
	size_t kill_at;     /* ends the process there; 0: never */
	int calls;
} pipe_;

static int give(void *user, void *bytes, size_t size)
{
	pipe_ *s = user;
	size_t n = s->n - s->at;

	s->calls++;
	if (s->fail_at && s->at >= s->fail_at)
		return -1;
	if (s->kill_at && s->at >= s->kill_at)
		raise(SIGKILL);
	if (n > size)
		n = size;
	if (s->step && n > s->step)
		n = s->step;
	memcpy(bytes, s->p + s->at, n);
	s->at += n;
	return (int)n;
}

typedef struct taken {
	char *p;
	size_t n, fail_at;
} taken;

static int take(void *user, const void *bytes, size_t size)
{
	taken *t = user;

	if (t->fail_at && t->n >= t->fail_at)
		return -1;
	t->p = realloc(t->p, t->n + size + 1);
	ck_assert_ptr_nonnull(t->p);
	memcpy(t->p + t->n, bytes, size);
	t->n += size;
	return 0;
}

static int attach_from(pipe_ *from, const char *format, ...)
{
	char json[600];
	va_list args;

	va_start(args, format);
	vsnprintf(json, sizeof(json), format, args);
	va_end(args);
	gj_reply_free(a.reply);
	a.reply = NULL;
	return gj_attach(a.ledger, json, strlen(json), give, from, &a.reply);
}

static int64_t attach(const char *p, size_t n, size_t step)
{
	pipe_ from = { .p = p, .n = n, .step = step };
	int code = attach_from(&from,
			       "{\"demand\":%lld,\"kind\":\"photo\",\"type\":\"txt\",\"name\":"
			       "\"现场说明.txt\"}",
			       (long long)demand);

	ck_assert_msg(code == 0, "%s", gj_reply_json(a.reply, NULL));
	ck_assert_int_eq(api_int(&a, "/size"), (int64_t)n);
	return api_int(&a, "/id");
}

static int content(int64_t id, taken *to)
{
	char json[80];

	snprintf(json, sizeof(json), "{\"id\":%lld,\"purpose\":\"test\"}", (long long)id);
	gj_reply_free(a.reply);
	a.reply = NULL;
	return gj_content(a.ledger, json, strlen(json), take, to, &a.reply);
}

static void comes_out(int64_t id, const char *p, size_t n)
{
	taken to = { NULL, 0, 0 };
	int code = content(id, &to);

	ck_assert_msg(code == 0, "%s", gj_reply_json(a.reply, NULL));
	ck_assert_uint_eq(to.n, n);
	ck_assert(n == 0 || memcmp(to.p, p, n) == 0);
	free(to.p);
}

/* ---- the ledger ---- */

static void empty_dir(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *e;
	char name[400];

	while (d && (e = readdir(d)) != NULL) {
		snprintf(name, sizeof(name), "%s/%s", path, e->d_name);
		if (e->d_name[0] != '.' && remove(name) != 0) {
			empty_dir(name);
			rmdir(name);
		}
	}
	if (d)
		closedir(d);
}

static size_t files_in(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *e;
	size_t n = 0;

	ck_assert_ptr_nonnull(d);
	while ((e = readdir(d)) != NULL)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

/* What is there goes on. */
static void open_with(const char *in, int64_t max)
{
	gj_options *o = NULL;

	ck_assert_int_eq(gj_options_new(&o), 0);
	gj_options_set_int(o, "create", 1);
	gj_options_set_int(o, "synchronous", 1);
	gj_options_set_text(o, "language", "en", 2);
	gj_options_set_clock(o, api_clock, &a);
	gj_options_set_random(o, api_random, &a);
	if (in)
		ck_assert_int_eq(gj_options_set_text(o, "attachment_folder", in, strlen(in)), 0);
	if (max)
		ck_assert_int_eq(gj_options_set_int(o, "attachment_max", max), 0);
	engine_options(o);
	a.ledger = gj_close(a.ledger);
	gj_reply_free(a.reply);
	a.reply = NULL;
	ck_assert_msg(gj_open(uri, o, &a.ledger, &a.reply) == 0, "%s",
		      gj_reply_json(a.reply, NULL));
	gj_options_free(o);
}

static void people(void)
{
	api_as(&a, "system");
	a.district = api_office(&a, "district", "海淀区", "HD", 0);
	a.street = api_office(&a, "street", "曙光街道", "SG", a.district);
	a.community = api_office(&a, "community", "晨月园社区", NULL, a.street);
	a.section = api_office(&a, "section", "城市管理办公室", NULL, a.street);
	a.street2 = api_office(&a, "street", "博学路街道", "BX", a.district);
	api_people(&a);
	api_staff(&a, "handler", a.section, "handler");
	api_staff(&a, "boss", a.section, "leader");
	api_as(&a, "clerk");
	firm = api_id(&a, "enterprise.register", "{\"kind\":\"enterprise\",\"name\":\"甲公司\"}");
	demand = api_id(&a, "demand.register",
			"{\"channel\":\"visit\",\"kind\":\"help\",\"category\":\"traffic\","
			"\"subject\":\"地铁出入口\"}");
}

static void setup(void)
{
	memset(&a, 0, sizeof(a));
	a.now = API_NOW;
	a.chance = unit_seed();
	unit_dir(dir);
	snprintf(file, sizeof(file), "%s/ledger.db", dir);
	snprintf(uri, sizeof(uri), "%s", engine_uri(file));
	snprintf(folder, sizeof(folder), "%s/contents", dir);
	ck_assert_int_eq(mkdir(folder, 0700), 0);
	open_with(NULL, 0);
	people();
}

static void setup_folder(void)
{
	setup();
	open_with(folder, 0);
	api_as(&a, "clerk");
}

static void verified(void)
{
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_msg(strcmp(api_text(&a, "/verify"), "ok") == 0, "%s",
		      gj_reply_json(a.reply, NULL));
	api_as(&a, "clerk");
}

static void teardown(void)
{
	verified();
	api_close(&a);
	empty_dir(dir);
	rmdir(dir);
}

/* ---- in and out ---- */

static void round_trips(void)
{
	static const size_t sizes[] = { 0,         1,           65535,   65536,
					65537,     16 * 65536,  1048577, 5000000 };
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		char *p = text_of(sizes[i], (uint32_t)i);
		int64_t id = attach(p, sizes[i], i % 2 ? 1000 : 0);

		comes_out(id, p, sizes[i]);
		free(p);
	}
	api_ok(&a, "attachment.list", "{\"demand\":%lld}", (long long)demand);
	ck_assert_uint_eq(api_count(&a, "/items"), i);
	ck_assert_str_eq(api_text(&a, "/items/1/noun"), "demand");
	/* Its name and digest are personal: masked, but for a look that is recorded. */
	ck_assert(!api_holds(&a, "现场说明"));
	api_ok(&a, "attachment.get", "{\"id\":%lld,\"unmask\":true}",
	       (long long)api_int(&a, "/items/1/id"));
	ck_assert_str_eq(api_text(&a, "/name"), "现场说明.txt");
	ck_assert_uint_eq(strlen(api_text(&a, "/digest")), 64);
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_int_eq(api_int(&a, "/contents"), (int64_t)i);
	api_as(&a, "clerk");
}

START_TEST(in_and_out)
{
	round_trips();
	ck_assert_uint_eq(files_in(folder), 0);
}
END_TEST

START_TEST(in_and_out_of_a_folder)
{
	round_trips();
	ck_assert_uint_eq(files_in(folder), 8);
}
END_TEST

/* By the path of a file, as a program that cannot link does it. */
START_TEST(by_path)
{
	char from[120], to[120], *p = text_of(100000, 7), *back;
	struct stat st;
	FILE *f;
	int64_t id;

	snprintf(from, sizeof(from), "%s/说明.TXT", dir);
	snprintf(to, sizeof(to), "%s/out.txt", dir);
	f = fopen(from, "wb");
	ck_assert(f && fwrite(p, 1, 100000, f) == 100000 && fclose(f) == 0);
	id = api_id(&a, "attachment.add",
		    "{\"demand\":%lld,\"kind\":\"document\",\"path\":\"%s\",\"key\":\"k-1\"}",
		    (long long)demand, from);
	ck_assert_str_eq(api_text(&a, "/type"), "txt");
	/* The same key: the same answer, and the file is not asked for. */
	ck_assert_int_eq(remove(from), 0);
	ck_assert_int_eq(api_id(&a, "attachment.add",
				"{\"demand\":%lld,\"kind\":\"document\",\"path\":\"%s\",\"key\":"
				"\"k-1\"}",
				(long long)demand, from),
			 id);
	api_ok(&a, "attachment.read", "{\"id\":%lld,\"path\":\"%s\"}", (long long)id, to);
	ck_assert_str_eq(api_text(&a, "/name"), "说明.TXT");
	back = malloc(100001);
	f = fopen(to, "rb");
	ck_assert(f && fread(back, 1, 100001, f) == 100000 && memcmp(back, p, 100000) == 0);
	fclose(f);
	ck_assert(stat(to, &st) == 0 && (st.st_mode & 077) == 0);
	api_fails(&a, GJ_E_EXISTS, "file_there", "/path", "attachment.read",
		  "{\"id\":%lld,\"path\":\"%s\"}", (long long)id, to);
	api_fails(&a, GJ_E_MISSING, NULL, "/path", "attachment.read", "{\"id\":%lld}",
		  (long long)id);
	api_fails(&a, GJ_E_IO, "file", "/path", "attachment.add",
		  "{\"demand\":%lld,\"kind\":\"document\",\"path\":\"%s\"}", (long long)demand,
		  dir);
	free(p);
	free(back);
}
END_TEST

static int64_t count_in(const char *sql)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;
	int64_t n;

	ck_assert_int_eq(sqlite3_open(file, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	n = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return n;
}

/* Two attachments, one content; it stays until the last of them is erased. */
START_TEST(the_same_twice)
{
	char *p = text_of(200000, 3);
	int64_t one = attach(p, 200000, 0), two = attach(p, 200000, 777);

	if (engine_is_sqlite()) {
		ck_assert_int_eq(count_in("SELECT count(*) FROM content"), 2);
		ck_assert_int_eq(count_in("SELECT count(*) FROM content_part"), 4);
		ck_assert_int_eq(count_in("SELECT count(*) FROM upload"), 0);
	}
	api_as(&a, "dpo");
	api_ok(&a, "vault.erase", "{\"subject\":%lld,\"reason\":\"by_law\"}", (long long)one);
	api_as(&a, "clerk");
	comes_out(two, p, 200000);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "attachment.read",
		  "{\"id\":%lld,\"path\":\"%s/x\"}", (long long)one, dir);
	verified();
	api_as(&a, "dpo");
	api_ok(&a, "vault.erase", "{\"subject\":%lld,\"reason\":\"by_law\"}", (long long)two);
	if (engine_is_sqlite()) {
		ck_assert_int_eq(count_in("SELECT count(*) FROM content"), 0);
		ck_assert_int_eq(count_in("SELECT count(*) FROM content_part"), 0);
	}
	free(p);
}
END_TEST

/* ---- broken off ---- */

static void nothing_is_left(void)
{
	api_ok(&a, "attachment.list", "{\"demand\":%lld}", (long long)demand);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	if (engine_is_sqlite()) {
		ck_assert_int_eq(count_in("SELECT count(*) FROM content_part"), 0);
		ck_assert_int_eq(count_in("SELECT count(*) FROM upload"), 0);
	}
	ck_assert_uint_eq(files_in(folder), 0);
}

#define TXT "{\"demand\":%lld,\"kind\":\"photo\",\"type\":\"txt\"%s}"

static void gives_up(void)
{
	char *p = text_of(3000000, 1);
	pipe_ from = { .p = p, .n = 3000000, .fail_at = 2000000 };
	taken to = { NULL, 0, 70000 };
	int64_t id;

	ck_assert_int_eq(attach_from(&from, TXT, (long long)demand, ""), GJ_E_HOST);
	nothing_is_left();
	/* What arrived is not what was sent. */
	from = (pipe_){ .p = p, .n = 3000 };
	ck_assert_int_eq(attach_from(&from, TXT, (long long)demand, ",\"digest\":\"ab\""),
			 GJ_E_BAD_VALUE);
	ck_assert_str_eq(gj_reply_path(a.reply), "/digest");
	nothing_is_left();
	/* A dry run takes the bytes and keeps none. */
	from = (pipe_){ .p = p, .n = 3000 };
	ck_assert_int_eq(attach_from(&from, TXT, (long long)demand, ",\"dry_run\":true"), 0);
	ck_assert(api_holds(&a, "attachment.added"));
	nothing_is_left();
	id = attach(p, 3000000, 0);
	ck_assert_int_eq(content(id, &to), GJ_E_HOST);
	ck_assert_uint_lt(to.n, 200000);
	free(to.p);
	free(p);
}

START_TEST(the_host_gives_up)
{
	gives_up();
}
END_TEST

/* At a moment somewhere in the middle: the ledger verifies, what came is cleared away by a later
 * call, and not before it is sure that nobody goes on. */
static void killed(const char *in)
{
	char *p = text_of(4000000, 2);
	int status;
	pid_t child;

	a.ledger = gj_close(a.ledger);
	child = fork();
	if (child == 0) {
		pipe_ from = { .p = p, .n = 4000000, .step = 100000, .kill_at = 2500000 };

		open_with(in, 0);
		api_as(&a, "clerk");
		attach_from(&from, TXT, (long long)demand, "");
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	open_with(in, 0);
	verified();
	api_ok(&a, "attachment.list", "{\"demand\":%lld}", (long long)demand);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	if (engine_is_sqlite()) {
		ck_assert_int_eq(count_in("SELECT count(*) FROM upload"), 1);
		attach(p, 10, 0);
		ck_assert_int_eq(count_in("SELECT count(*) FROM upload"), 1);
	}
	a.now += 2 * HOUR;
	attach(p, 11, 0);
	if (engine_is_sqlite())
		ck_assert_int_eq(count_in("SELECT count(*) FROM upload"), 0);
	if (engine_is_sqlite())
		ck_assert_int_eq(count_in("SELECT count(*) FROM content_part"), in ? 0 : 2);
	if (in)
		ck_assert_uint_eq(files_in(folder), engine_is_sqlite() ? 2 : 1);
	free(p);
}

START_TEST(killed_in_the_middle)
{
	killed(NULL);
}
END_TEST

START_TEST(killed_with_a_folder)
{
	killed(folder);
}
END_TEST

/* ---- limits, types, rights ---- */

START_TEST(limits)
{
	char *p = text_of(100001, 4);
	pipe_ from = { .p = p, .n = 100001 };

	open_with(NULL, 100000);
	api_as(&a, "clerk");
	ck_assert_int_eq(attach_from(&from, TXT, (long long)demand, ""), GJ_E_LIMIT);
	ck_assert_str_eq(api_text(&a, "/error/rule"), "too_large");
	nothing_is_left();
	comes_out(attach(p, 100000, 0), p, 100000);
	free(p);
}
END_TEST

static int typed(const char *type, const char *name, const char *p, size_t n)
{
	pipe_ from = { .p = p, .n = n };
	char more[120] = "";

	if (type)
		snprintf(more, sizeof(more), ",\"type\":\"%s\"", type);
	if (name)
		snprintf(more + strlen(more), sizeof(more) - strlen(more), ",\"name\":\"%s\"",
			 name);
	return attach_from(&from, "{\"demand\":%lld,\"kind\":\"photo\"%s}", (long long)demand,
			   more);
}

START_TEST(types)
{
	static const char png[] = "\x89PNG\r\n\x1a\n....", mp4[] = "\0\0\0\x18" "ftypisom",
			  pdf[] = "%PDF-1.7", zip[] = "PK\3\4....";

	ck_assert_int_eq(typed("png", NULL, png, sizeof(png)), 0);
	ck_assert_int_eq(typed(NULL, NULL, png, sizeof(png)), 0);
	ck_assert_str_eq(api_text(&a, "/type"), "png");
	ck_assert_int_eq(typed(NULL, "a.b.PDF", pdf, sizeof(pdf)), 0);
	ck_assert_str_eq(api_text(&a, "/type"), "pdf");
	ck_assert_int_eq(typed(NULL, NULL, mp4, sizeof(mp4)), 0);
	ck_assert_str_eq(api_text(&a, "/type"), "mp4");
	ck_assert_int_eq(typed(NULL, "x.xlsx", zip, sizeof(zip)), 0);
	ck_assert_int_eq(typed(NULL, "x.jpg", "\xff\xd8\xff\xe0", 4), 0);
	ck_assert_str_eq(api_text(&a, "/type"), "jpeg");
	ck_assert_int_eq(typed("jpeg", NULL, png, sizeof(png)), GJ_E_BAD_VALUE);
	ck_assert_str_eq(api_text(&a, "/error/rule"), "type_differs");
	ck_assert_str_eq(gj_reply_path(a.reply), "/type");
	ck_assert_int_eq(typed(NULL, "x.pdf", png, sizeof(png)), GJ_E_BAD_VALUE);
	ck_assert_int_eq(typed("txt", NULL, png, sizeof(png)), GJ_E_BAD_VALUE); /* ends in a 0 */
	ck_assert_int_eq(typed("exe", NULL, "MZ", 2), GJ_E_BAD_VALUE);
	ck_assert_int_eq(typed(NULL, "x.exe", "MZ", 2), GJ_E_BAD_VALUE);
	ck_assert_str_eq(api_text(&a, "/error/rule"), "not_listed");
	ck_assert_int_eq(typed(NULL, NULL, "MZ", 2), GJ_E_MISSING);
	ck_assert_int_eq(typed("pdf", NULL, "", 0), GJ_E_BAD_VALUE);
}
END_TEST

/* Nobody is asked for a byte before it is known that she may. */
START_TEST(rights)
{
	pipe_ from = { .p = "abc", .n = 3 };
	int64_t id = attach("abc", 3, 0);
	taken to = { NULL, 0, 0 };
	gj_reply *r = NULL;
	size_t looks;

	api_as(&a, "other");
	ck_assert_int_eq(attach_from(&from, TXT, (long long)demand, ""), GJ_E_NOT_FOUND);
	ck_assert_int_eq(content(id, &to), GJ_E_NOT_FOUND);
	api_as(&a, "auditor");
	ck_assert_int_eq(attach_from(&from, TXT, (long long)demand, ""), GJ_E_DENIED);
	ck_assert_int_eq(content(id, &to), GJ_E_DENIED);
	api_ok(&a, "attachment.get", "{\"id\":%lld}", (long long)id);
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "attachment.void",
		  "{\"id\":%lld,\"reason\":\"entered_twice\"}", (long long)id);
	ck_assert_int_eq(from.calls, 0);
	ck_assert_uint_eq(to.n, 0);
	/* Not inside a transaction, and with neither none nor two things that it is about. */
	api_as(&a, "clerk");
	gj_begin(a.ledger, "{}", 2, NULL);
	ck_assert_int_eq(content(id, &to), GJ_E_USE);
	ck_assert_int_eq(attach_from(&from, TXT, (long long)demand, ""), GJ_E_USE);
	gj_rollback(a.ledger, NULL);
	ck_assert_int_eq(attach_from(&from, "{\"kind\":\"photo\"}"), GJ_E_MISSING);
	ck_assert_int_eq(attach_from(&from, "{\"kind\":\"photo\",\"demand\":1,\"visit\":1}"),
			 GJ_E_BAD_VALUE);
	ck_assert_int_eq(from.calls, 0);
	/* A look is recorded, also one that breaks off at the first byte. */
	api_as(&a, "system");
	api_ok(&a, "journal.since", "{\"home\":%lld,\"access\":true,\"limit\":1000}",
	       (long long)a.street);
	looks = api_count(&a, "/items");
	api_as(&a, "clerk");
	to = (taken){ NULL, 1, 1 };
	ck_assert_int_eq(content(id, &to), GJ_E_HOST);
	api_as(&a, "system");
	api_ok(&a, "journal.since", "{\"home\":%lld,\"access\":true,\"limit\":1000}",
	       (long long)a.street);
	ck_assert_uint_eq(api_count(&a, "/items"), looks + 1);
	ck_assert(api_holds(&a, "\"operation\":\"attachment.read\""));
	ck_assert_int_eq(gj_attach(a.ledger, "{}", 2, NULL, NULL, &r), GJ_E_USE);
	api_as(&a, "clerk");
}
END_TEST

/* For the section complained of there is none of it, by whatever road. */
START_TEST(not_for_whom_it_complains_of)
{
	int64_t complaint = api_id(&a, "demand.register",
				   "{\"channel\":\"phone\",\"kind\":\"complaint\",\"category\":"
				   "\"conduct\",\"subject\":\"态度生硬\",\"against\":%lld}",
				   (long long)a.section),
		other = demand, id, seen;
	taken to = { NULL, 0, 0 };
	pipe_ from = { .p = "abc", .n = 3 };
	char number[40];

	demand = complaint;
	id = attach("abc", 3, 0);
	demand = other;
	seen = attach("abc", 3, 0);
	comes_out(id, "abc", 3); /* recorded as a look */
	api_ok(&a, "attachment.amend",
	       "{\"id\":%lld,\"kind\":\"document\",\"reason\":\"typing_error\"}", (long long)id);
	api_ok(&a, "attachment.void", "{\"id\":%lld,\"reason\":\"entered_twice\"}", (long long)id);
	api_as(&a, "system");
	/* Also whoever works there and reads the journal of the street. */
	api_ok(&a, "staff.register",
	       "{\"account\":\"watch\",\"name\":\"watch\",\"office\":%lld,\"roles\":[{\"office\":"
	       "%lld,\"role\":\"auditor\"}]}",
	       (long long)a.section, (long long)a.street);
	api_as(&a, "watch");
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, "attachment.get", "{\"id\":%lld}",
		  (long long)id);
	ck_assert(api_holds(&a, "\"noun\":\"attachment\""));
	api_ok(&a, "attachment.get", "{\"id\":%lld}", (long long)seen);
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, "attachment.list", "{\"demand\":%lld}",
		  (long long)complaint);
	ck_assert_int_eq(content(id, &to), GJ_E_NOT_FOUND);
	ck_assert_int_eq(attach_from(&from, TXT, (long long)complaint, ""), GJ_E_NOT_FOUND);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "attachment.void",
		  "{\"id\":%lld,\"reason\":\"entered_twice\"}", (long long)id);
	snprintf(number, sizeof(number), "%lld", (long long)id);
	api_ok(&a, "journal.list", "{\"home\":%lld,\"limit\":1000}", (long long)a.street);
	ck_assert(!api_holds(&a, number));
	ck_assert(api_holds(&a, "attachment.added")); /* the other one */
	api_ok(&a, "journal.list", "{\"home\":%lld,\"access\":true,\"limit\":1000}",
	       (long long)a.street);
	ck_assert(!api_holds(&a, number));
	api_as(&a, "system");
	api_ok(&a, "journal.list", "{\"home\":%lld,\"access\":true,\"limit\":1000}",
	       (long long)a.street);
	ck_assert(api_holds(&a, number));
}
END_TEST

/* A verb that asks for a document is content with one that was attached. */
START_TEST(counts_as_evidence)
{
	pipe_ from = { .p = "abc", .n = 3 };
	int64_t id;

	api_as(&a, "leader");
	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}", (long long)demand,
	       (long long)a.section);
	api_as(&a, "handler");
	api_ok(&a, "demand.sign", "{\"id\":%lld}", (long long)demand);
	api_ok(&a, "demand.contact", "{\"id\":%lld,\"mode\":\"phone\"}", (long long)demand);
	api_as(&a, "boss");
#define SUSPEND "{\"id\":%lld,\"reason\":\"hearing\",\"text\":\"待批\"}"
	api_fails(&a, GJ_E_RULE, "evidence_missing", "/evidence", "demand.suspend", SUSPEND,
		  (long long)demand);
	api_as(&a, "handler");
	ck_assert_int_eq(attach_from(&from,
				     "{\"demand\":%lld,\"kind\":\"document\",\"type\":\"txt\"}",
				     (long long)demand),
			 0);
	id = api_int(&a, "/id");
	api_ok(&a, "attachment.void", "{\"id\":%lld,\"reason\":\"entered_twice\"}",
	       (long long)id);
	api_as(&a, "boss");
	api_fails(&a, GJ_E_RULE, "evidence_missing", "/evidence", "demand.suspend", SUSPEND,
		  (long long)demand);
	from.at = 0;
	ck_assert_int_eq(attach_from(&from,
				     "{\"demand\":%lld,\"kind\":\"document\",\"type\":\"txt\"}",
				     (long long)demand),
			 0);
	api_ok(&a, "demand.suspend", SUSPEND, (long long)demand);
}
END_TEST

/* Of a visit, and of a party to a whistle. */
START_TEST(of_others)
{
	int64_t visit = api_id(&a, "visit.plan",
			       "{\"enterprise\":%lld,\"planned_on\":\"2026-03-09\"}",
			       (long long)firm),
		traffic, whistle, party;
	pipe_ from = { .p = "abc", .n = 3 };

	ck_assert_int_eq(attach_from(&from,
				     "{\"visit\":%lld,\"kind\":\"document\",\"type\":\"txt\"}",
				     (long long)visit),
			 0);
	comes_out(api_int(&a, "/id"), "abc", 3);
	api_ok(&a, "attachment.list", "{\"visit\":%lld}", (long long)visit);
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	api_as(&a, "system");
	traffic = api_office(&a, "department", "区交通委", NULL, a.district);
	api_staff(&a, "traffic", traffic, "section_head");
	api_as(&a, "clerk");
	whistle = api_id(&a, "whistle.draft",
			 "{\"kind\":\"demand\",\"source\":\"enterprise\",\"demand\":%lld,"
			 "\"subject\":\"增开出入口\",\"parties\":[{\"office\":%lld,\"part\":"
			 "\"lead\"}]}",
			 (long long)demand, (long long)traffic);
	api_as(&a, "leader");
	api_ok(&a, "whistle.approve", "{\"id\":%lld}", (long long)whistle);
	api_ok(&a, "whistle.get", "{\"id\":%lld}", (long long)whistle);
	party = api_int(&a, "/parties/0/id");
	api_as(&a, "traffic");
	api_ok(&a, "party.sign", "{\"id\":%lld}", (long long)party);
	from.at = 0;
	ck_assert_int_eq(attach_from(&from,
				     "{\"party\":%lld,\"kind\":\"photo\",\"type\":\"txt\"}",
				     (long long)party),
			 0);
	comes_out(api_int(&a, "/id"), "abc", 3);
	api_ok(&a, "party.report_in",
	       "{\"id\":%lld,\"evidence\":[{\"kind\":\"photo\"}]}", (long long)party);
	api_as(&a, "other");
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "attachment.list", "{\"party\":%lld}",
		  (long long)party);
}
END_TEST

/* ---- gone ---- */

static size_t count_of(const char *path, const char *what, size_t n)
{
	FILE *f = fopen(path, "rb");
	size_t size, i, count = 0;
	char *p;

	if (!f)
		return 0;
	fseek(f, 0, SEEK_END);
	size = (size_t)ftell(f);
	rewind(f);
	p = malloc(size + 1);
	ck_assert_uint_eq(fread(p, 1, size, f), size);
	fclose(f);
	for (i = 0; i + n <= size; i++)
		count += p[i] == what[0] && memcmp(p + i, what, n) == 0;
	free(p);
	return count;
}

/* Any 24 bytes in a row, at every 500th place, in the ledger, its log and the folder. */
static size_t traces(const char *p, size_t n)
{
	size_t at, count = 0;
	char name[400];
	DIR *d = opendir(folder);
	struct dirent *e;

	for (at = 0; at + 24 <= n; at += 500) {
		count += count_of(file, p + at, 24);
		snprintf(name, sizeof(name), "%s-wal", file);
		count += count_of(name, p + at, 24);
	}
	while (d && (e = readdir(d)) != NULL) {
		snprintf(name, sizeof(name), "%s/%s", folder, e->d_name);
		if (e->d_name[0] != '.')
			count += count_of(name, p, 24);
	}
	if (d)
		closedir(d);
	return count;
}

static void erased(void)
{
	char *p = text_of(70000, 9), *q = text_of(70000, 10), digest[80];
	int64_t id = attach(p, 70000, 0), stays = attach(q, 70000, 0);

	api_ok(&a, "attachment.get", "{\"id\":%lld,\"unmask\":true}", (long long)id);
	snprintf(digest, sizeof(digest), "%s", api_text(&a, "/digest"));
	if (engine_is_sqlite()) {
		ck_assert_uint_gt(traces(p, 70000), 0);
		ck_assert_uint_gt(traces(digest, 64), 0);
	}
	api_as(&a, "dpo");
	/* Digits that happen to stand in a digest are no reason to erase it. */
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "vault.erase",
		  "{\"value\":\"%.6s\",\"reason\":\"by_law\"}", digest);
	api_ok(&a, "vault.erase", "{\"subject\":%lld,\"reason\":\"by_law\"}", (long long)id);
	api_ok(&a, "vault.scrub", "{}");
	if (engine_is_sqlite()) {
		ck_assert_uint_eq(traces(p, 70000), 0);
		ck_assert_uint_eq(traces(digest, 64), 0);
		ck_assert_uint_gt(traces(q, 70000), 0);
	}
	api_as(&a, "clerk");
	api_ok(&a, "attachment.get", "{\"id\":%lld}", (long long)id);
	comes_out(stays, q, 70000);
	free(p);
	free(q);
}

START_TEST(erased_without_a_trace)
{
	erased();
}
END_TEST

START_TEST(erased_from_a_folder)
{
	erased();
	ck_assert_uint_eq(files_in(folder), 1);
}
END_TEST

/* ---- copies, and what verification sees ---- */

START_TEST(copies)
{
	char *p = text_of(150000, 11), path[120], earlier[120];
	int64_t id = attach(p, 150000, 0), later;
	gj_ledger *own = a.ledger;

	a.now += HOUR;
	later = attach(p, 150000, 0);
	snprintf(path, sizeof(path), "%s/copy.db", dir);
	snprintf(earlier, sizeof(earlier), "%s/earlier.db", dir);
	api_as(&a, "system");
	api_ok(&a, "ledger.as_of", "{\"at\":\"2027-01-01T00:00:00+08:00\",\"path\":\"%s\"}", path);
	/* Between the two: the copy has the one, and what it is made of. */
	api_ok(&a, "ledger.as_of", "{\"at\":\"2026-03-02T09:30:00+08:00\",\"path\":\"%s\"}",
	       earlier);
	ck_assert_int_eq(gj_open(path, NULL, &a.ledger, NULL), 0);
	verified();
	comes_out(id, p, 150000);
	comes_out(later, p, 150000);
	gj_close(a.ledger);
	ck_assert_int_eq(gj_open(earlier, NULL, &a.ledger, NULL), 0);
	verified();
	comes_out(id, p, 150000);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "attachment.get", "{\"id\":%lld}",
		  (long long)later);
	gj_close(a.ledger);
	a.ledger = own;
	free(p);
}
END_TEST

static void change(const char *sql)
{
	sqlite3 *db = NULL;

	ck_assert_int_eq(sqlite3_open(file, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void found(const char *table, const char *rule)
{
	api_as(&a, "system");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "wrong");
	ck_assert_str_eq(api_text(&a, "/table"), table);
	ck_assert_str_eq(api_text(&a, "/rule"), rule);
	api_as(&a, "clerk");
}

START_TEST(tampered)
{
	char *p = text_of(150000, 12);
	int64_t id = attach(p, 150000, 0);
	taken to = { NULL, 0, 0 };

	if (engine_is_sqlite()) {
		change("CREATE TABLE kept AS SELECT * FROM content_part");
		change("UPDATE content_part SET bytes = CAST(replace(bytes, 'a', 'b') AS BLOB) "
		       "WHERE part = 1");
		found("content_part", "content_differs");
		ck_assert_int_eq(content(id, &to), GJ_E_CORRUPT);
		change("DELETE FROM content_part");
		found("content", "content_missing");
		change("INSERT INTO content_part SELECT * FROM kept");
		change("INSERT INTO content_part SELECT home, upload + 1, part, bytes FROM kept");
		found("content_part", "content_differs");
		change("DELETE FROM content_part; INSERT INTO content_part SELECT * FROM kept");
		change("CREATE TABLE named AS SELECT * FROM content; DELETE FROM content");
		found("content", "content_missing");
		change("INSERT INTO content SELECT * FROM named; DROP TABLE named");
		/* The same once more shares the bytes, and is looked at too. */
		attach(p, 150000, 0);
		change("UPDATE content SET upload = upload + 1 "
		       "WHERE entry = (SELECT max(entry) FROM content)");
		found("content", "content_differs");
		change("UPDATE content SET upload = (SELECT min(upload) FROM kept)");
		change("DROP TABLE kept");
	}
	free(to.p);
	free(p);
}
END_TEST

#define GJ_ADD(fn, with) \
	do { \
		TCase *tcase = tcase_create(#fn); \
		tcase_set_timeout(tcase, 60); \
		tcase_add_checked_fixture(tcase, with, teardown); \
		tcase_add_test(tcase, fn); \
		suite_add_tcase(s, tcase); \
	} while (0)

static Suite *suite(void)
{
	Suite *s = suite_create("attachment");

	GJ_ADD(in_and_out, setup);
	GJ_ADD(in_and_out_of_a_folder, setup_folder);
	GJ_ADD(by_path, setup);
	GJ_ADD(the_same_twice, setup);
	GJ_ADD(the_host_gives_up, setup);
	GJ_ADD(the_host_gives_up, setup_folder);
	GJ_ADD(killed_in_the_middle, setup);
	GJ_ADD(killed_with_a_folder, setup_folder);
	GJ_ADD(limits, setup);
	GJ_ADD(types, setup);
	GJ_ADD(rights, setup);
	GJ_ADD(not_for_whom_it_complains_of, setup);
	GJ_ADD(counts_as_evidence, setup);
	GJ_ADD(of_others, setup);
	GJ_ADD(erased_without_a_trace, setup);
	GJ_ADD(erased_from_a_folder, setup_folder);
	GJ_ADD(copies, setup);
	GJ_ADD(tampered, setup);
	return s;
}

GJ_TEST_MAIN(suite)
