/* SPDX-License-Identifier: Apache-2.0
 *
 * What the black-box tests of the kernel share: a folder, a ledger in a file with an injected
 * clock and random source, a small tree of offices with staff, and calls that must
 * answer a code. (ground.h is for the tests of the nouns.)
 */
#ifndef GJ_TESTS_API_KERNEL_H
#define GJ_TESTS_API_KERNEL_H

#include <guanjia/guanjia.h>

#include <dirent.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine.h"
#include "test.h"

/* 2026-03-02 09:00:00 +08:00, a Monday. */
#define API_START INT64_C(1772413200000000)
#define API_SECOND INT64_C(1000000)

typedef struct api {
	gj_ledger *l;
	char dir[64], path[128];
	int64_t now, step; /* each look at the clock moves it on by `step` */
	int clock_fails, random_fails;
	uint64_t random;   /* counter: never the same bytes twice, always the same order */
	/* the tree: a district over two streets; a section and a community in the first */
	int64_t district, street, section, community, other;
	/* staff: of the street but for `stranger`, who is a clerk of the other street */
	int64_t clerk, leader, handler, officer, admin, auditor, stranger;
} api;

static inline int api_clock(void *user, int64_t *ret_time)
{
	api *a = user;

	if (a->clock_fails)
		return -1;
	*ret_time = a->now;
	a->now += a->step;
	return 0;
}

/* SplitMix64, a byte at a time: not for secrets. */
static inline int api_random(void *user, void *bytes, size_t size)
{
	api *a = user;
	unsigned char *p = bytes;
	uint64_t x;
	size_t i;

	if (a->random_fails)
		return -1;
	for (i = 0; i < size; i++) {
		x = (a->random += UINT64_C(0x9e3779b97f4a7c15));
		x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
		x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
		p[i] = (unsigned char)(x >> 56);
	}
	return 0;
}

/* ---- folders ---- */

/* A folder of its own, and a name for a ledger in it. */
static inline void api_dir(api *a)
{
	unit_dir(a->dir);
	snprintf(a->path, sizeof(a->path), "%s/ledger.db", a->dir);
}

static inline void api_remove(const char *dir)
{
	DIR *d = *dir ? opendir(dir) : NULL;
	struct dirent *entry;
	char name[512];

	while (d && (entry = readdir(d)) != NULL) {
		snprintf(name, sizeof(name), "%s/%s", dir, entry->d_name);
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			remove(name);
	}
	if (d) {
		closedir(d);
		rmdir(dir);
	}
}

static inline void api_in(const api *a, char *room, size_t size, const char *name)
{
	snprintf(room, size, "%s/%s", a->dir, name);
}

/* A whole file; free() it. */
static inline char *api_slurp(const char *path, size_t *ret_size)
{
	FILE *f = fopen(path, "rb");
	struct stat st;
	char *bytes;

	ck_assert_msg(f && fstat(fileno(f), &st) == 0, "cannot read %s", path);
	bytes = malloc((size_t)st.st_size + 1);
	ck_assert_ptr_nonnull(bytes);
	ck_assert_uint_eq(fread(bytes, 1, (size_t)st.st_size, f), (size_t)st.st_size);
	fclose(f);
	bytes[st.st_size] = '\0';
	*ret_size = (size_t)st.st_size;
	return bytes;
}

static inline void api_copy(const char *from, const char *to)
{
	size_t size;
	char *bytes = api_slurp(from, &size);
	FILE *f = fopen(to, "wb");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, size, f), size);
	ck_assert_int_eq(fclose(f), 0);
	free(bytes);
}

/* ---- ledgers ---- */

static inline gj_options *api_options(api *a)
{
	gj_options *o = NULL;

	ck_assert_int_eq(gj_options_new(&o), GJ_OK);
	ck_assert_int_eq(gj_options_set_int(o, "create", 1), GJ_OK);
	ck_assert_int_eq(gj_options_set_int(o, "synchronous", 1), GJ_OK);
	ck_assert_int_eq(gj_options_set_text(o, "language", "en", 2), GJ_OK);
	ck_assert_int_eq(gj_options_set_clock(o, api_clock, a), GJ_OK);
	ck_assert_int_eq(gj_options_set_random(o, api_random, a), GJ_OK);
	engine_options(o);
	return o;
}

static inline gj_ledger *api_open_with(const char *path, const gj_options *o)
{
	gj_ledger *l = NULL;
	gj_reply *r = NULL;
	int code = gj_open(engine_uri(path), o, &l, &r);

	ck_assert_msg(code == GJ_OK, "open %s: %s", path, gj_reply_json(r, NULL));
	gj_reply_free(r);
	return l;
}

static inline gj_ledger *api_open(api *a, const char *path)
{
	gj_options *o = api_options(a);
	gj_ledger *l = api_open_with(path, o);

	gj_options_free(o);
	return l;
}

/* A file that the library made (a replay, an as-of view), whatever engine the tests run on. */
static inline gj_ledger *api_open_copy(api *a, const char *path)
{
	gj_options *o = api_options(a);
	gj_ledger *l = NULL;

	ck_assert_int_eq(gj_open(path, o, &l, NULL), GJ_OK);
	gj_options_free(o);
	return l;
}

/* `account`, or the whole of an actor as JSON. */
static inline void api_act(gj_ledger *l, const char *account)
{
	char actor[300];
	gj_reply *r = NULL;
	int code;

	if (*account == '{')
		snprintf(actor, sizeof(actor), "%s", account);
	else
		snprintf(actor, sizeof(actor), "{\"account\":\"%s\"}", account);
	code = gj_act_as(l, actor, strlen(actor), &r);
	ck_assert_msg(code == GJ_OK, "act as %s: %s", account, gj_reply_json(r, NULL));
	gj_reply_free(r);
}

/* ---- calls ---- */

/* Single quotes in `format` stand for double ones, so that JSON can be read in C. */
static inline char *api_text(const char *format, va_list list)
{
	va_list again;
	char *text, *p;
	int n;

	va_copy(again, list);
	n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	text = malloc((size_t)n + 1);
	ck_assert_ptr_nonnull(text);
	vsnprintf(text, (size_t)n + 1, format, list);
	for (p = text; *p; p++)
		if (*p == '\'')
			*p = '"';
	return text;
}

/* Must answer `code`; the reply is the caller's. */
static inline gj_reply *api_callv(gj_ledger *l, int code, const char *op, const char *format,
				  va_list list)
{
	char *text = api_text(format, list);
	gj_reply *r = NULL;
	int got = gj_call(l, op, text, strlen(text), &r);

	ck_assert_msg(got == code, "%s %.600s: %s instead of %s: %.600s", op, text,
		      gj_error_name(got), gj_error_name(code), gj_reply_json(r, NULL));
	ck_assert_int_eq(gj_reply_code(r), got);
	free(text);
	return r;
}

#define API_PRINTF(a, b) __attribute__((format(printf, a, b)))

static inline gj_reply *API_PRINTF(4, 5)
	api_call(gj_ledger *l, int code, const char *op, const char *format, ...)
{
	va_list list;
	gj_reply *r;

	va_start(list, format);
	r = api_callv(l, code, op, format, list);
	va_end(list);
	return r;
}

static inline int64_t api_int(const gj_reply *r, const char *place)
{
	int64_t value = 0;
	int code = gj_reply_int(r, place, &value);

	ck_assert_msg(code == GJ_OK, "%s of %.600s", place, gj_reply_json(r, NULL));
	return value;
}

/* Borrowed from the reply. */
static inline const char *api_str(gj_reply *r, const char *place)
{
	const char *text = NULL;
	int code = gj_reply_text(r, place, &text, NULL);

	ck_assert_msg(code == GJ_OK, "%s of %.600s", place, gj_reply_json(r, NULL));
	return text;
}

static inline size_t api_count(const gj_reply *r, const char *place)
{
	size_t count = 0;
	int code = gj_reply_count(r, place, &count);

	ck_assert_msg(code == GJ_OK, "%s of %.600s", place, gj_reply_json(r, NULL));
	return count;
}

/* Must succeed; /id of the reply, or 0. */
static inline int64_t API_PRINTF(3, 4) api_ok(gj_ledger *l, const char *op, const char *format, ...)
{
	va_list list;
	int64_t id = 0;
	gj_reply *r;

	va_start(list, format);
	r = api_callv(l, GJ_OK, op, format, list);
	va_end(list);
	gj_reply_int(r, "/id", &id);
	gj_reply_free(r);
	return id;
}

/* Must fail with this code. */
static inline void API_PRINTF(4, 5)
	api_fail(gj_ledger *l, int code, const char *op, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	gj_reply_free(api_callv(l, code, op, format, list));
	va_end(list);
}

/* Must fail with this code, this broken rule ("": any) and at this place ("": nowhere). */
static inline void API_PRINTF(6, 7) api_fail_at(gj_ledger *l, int code, const char *rule,
						const char *at, const char *op, const char *format,
						...)
{
	va_list list;
	gj_reply *r;

	va_start(list, format);
	r = api_callv(l, code, op, format, list);
	va_end(list);
	ck_assert_str_eq(gj_reply_path(r), at);
	if (*rule)
		ck_assert_str_eq(api_str(r, "/error/rule"), rule);
	gj_reply_free(r);
}

/* A transaction that names one office, or none (0). */
static inline void api_begin(gj_ledger *l, int64_t office)
{
	char args[80] = "{}";
	gj_reply *r = NULL;
	int code;

	if (office)
		snprintf(args, sizeof(args), "{\"offices\":[%lld]}", (long long)office);
	code = gj_begin(l, args, strlen(args), &r);
	ck_assert_msg(code == GJ_OK, "begin: %s", gj_reply_json(r, NULL));
	gj_reply_free(r);
}

static inline void api_commit(gj_ledger *l)
{
	gj_reply *r = NULL;
	int code = gj_commit(l, &r);

	ck_assert_msg(code == GJ_OK, "commit: %s", gj_reply_json(r, NULL));
	gj_reply_free(r);
}

static inline void api_rollback(gj_ledger *l)
{
	ck_assert_int_eq(gj_rollback(l, NULL), GJ_OK);
}

/* The heads of all chains, as JSON; free() it. Leaves the system acting. */
static inline char *api_heads(gj_ledger *l)
{
	gj_reply *r;
	char *text;

	api_act(l, "system");
	r = api_call(l, GJ_OK, "journal.head", "{'all':true}");
	text = strdup(gj_reply_json(r, NULL));
	gj_reply_free(r);
	return text;
}

/* The whole ledger must verify. Leaves the system acting. */
static inline void api_verify(gj_ledger *l)
{
	gj_reply *r;

	api_act(l, "system");
	r = api_call(l, GJ_OK, "journal.verify", "{}");
	ck_assert_msg(strcmp(api_str(r, "/verify"), "ok") == 0, "%s", gj_reply_json(r, NULL));
	gj_reply_free(r);
}

/* ---- the tree ---- */

static inline int64_t api_office(gj_ledger *l, const char *kind, const char *name,
				 const char *prefix, int64_t parent)
{
	if (!parent)
		return api_ok(l, "office.register", "{'kind':'%s','name':'%s','prefix':'%s'}", kind,
			      name, prefix);
	return api_ok(l, "office.register", "{'kind':'%s','name':'%s','prefix':'%s','parent':%lld}",
		      kind, name, prefix, (long long)parent);
}

static inline int64_t api_staff(gj_ledger *l, const char *account, const char *name, int64_t office,
				const char *role)
{
	return api_ok(l, "staff.register",
		      "{'account':'%s','name':'%s','office':%lld,'roles':[{'office':%lld,"
		      "'role':'%s'}]}",
		      account, name, (long long)office, (long long)office, role);
}

/* All names are invented. */
static inline void api_people(api *a)
{
	gj_ledger *l = a->l;

	api_act(l, "system");
	a->district = api_office(l, "district", "试验区", "SY", 0);
	a->street = api_office(l, "street", "甲街道", "JJ", a->district);
	a->section = api_office(l, "section", "营商科", "YS", a->street);
	a->community = api_office(l, "community", "子社区", "ZS", a->street);
	a->other = api_office(l, "street", "乙街道", "YJ", a->district);
	a->clerk = api_staff(l, "clerk", "赵一", a->street, "clerk");
	a->leader = api_staff(l, "leader", "钱二", a->street, "leader");
	a->handler = api_staff(l, "handler", "孙三", a->section, "handler");
	a->officer = api_staff(l, "officer", "李四", a->street, "data_protection");
	a->admin = api_staff(l, "admin", "周五", a->district, "admin");
	a->auditor = api_staff(l, "auditor", "吴六", a->street, "auditor");
	a->stranger = api_staff(l, "stranger", "郑七", a->other, "clerk");
}

/* `count` sections of the street, a thousand in a batch. */
static inline void api_many(const api *a, int count)
{
	size_t room = 200000, n;
	char *text = malloc(room);
	gj_reply *r;
	int i, k;

	ck_assert_ptr_nonnull(text);
	for (i = 0; i < count; i += k) {
		n = (size_t)snprintf(text, room, "{\"calls\":[");
		for (k = 0; k < 1000 && i + k < count; k++)
			n += (size_t)snprintf(text + n, room - n,
					      "%s{\"op\":\"office.register\",\"args\":{\"kind\":"
					      "\"section\",\"name\":\"科%d\",\"parent\":%lld}}",
					      k ? "," : "", i + k, (long long)a->street);
		n += (size_t)snprintf(text + n, room - n, "]}");
		ck_assert_uint_lt(n, room);
		r = NULL;
		ck_assert_msg(gj_call(a->l, "batch.run", text, n, &r) == GJ_OK, "%s",
			      gj_reply_json(r, NULL));
		gj_reply_free(r);
	}
	free(text);
}

/* Without a ledger: clock, random source and folder. */
static inline void api_prepare(api *a)
{
	memset(a, 0, sizeof(*a));
	a->now = API_START;
	a->step = API_SECOND;
	api_dir(a);
}

/* A ledger in a file of a folder of its own, with the tree; the system acts. */
static inline void api_start(api *a)
{
	api_prepare(a);
	a->l = api_open(a, a->path);
	api_people(a);
}

static inline void api_end(api *a)
{
	a->l = gj_close(a->l);
	api_remove(a->dir);
}

/* The profile in force with its first `old` replaced, adopted. */
static inline void api_adopt_edited(gj_ledger *l, const char *old, const char *new)
{
	gj_reply *r = api_call(l, GJ_OK, "profile.get", "{}");
	const char *json = gj_reply_json(r, NULL), *source = strstr(json, "\"source\":{");
	const char *spot;
	size_t room = strlen(json) + strlen(new) + 64;
	char *args = malloc(room);
	gj_reply *done = NULL;
	int n;

	ck_assert(source != NULL && args != NULL);
	spot = strstr(source, old);
	ck_assert_msg(spot != NULL, "%s", old);
	n = snprintf(args, room, "{%.*s%s%s", (int)(spot - source), source, new,
		     spot + strlen(old));
	ck_assert(n > 0 && (size_t)n < room);
	ck_assert_msg(gj_call(l, "profile.adopt", args, strlen(args), &done) == GJ_OK, "%s",
		      gj_reply_json(done, NULL));
	gj_reply_free(done);
	gj_reply_free(r);
	free(args);
}

#endif
