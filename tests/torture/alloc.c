/* SPDX-License-Identifier: Apache-2.0
 *
 * The k-th allocation fails, whoever asks: the library through the host's table, SQLite,
 * cJSON and libcrypto through theirs, and the rest through malloc itself (the linker
 * wraps it in this program).
 */
#include "faults.h"

#include <cjson/cJSON.h>
#include <openssl/crypto.h>
#include <sqlite3.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);

static struct {
	int armed, host_only;
	int64_t count, fail_at, failed;
	int64_t live, cjson_live;     /* blocks */
	sqlite3_int64 sqlite_at_rest; /* bytes */
} state;

/* Does this one fail? Later ones do not: what the library needs to tell of it is there. */
static int fails_at_all(void)
{
	if (!state.armed)
		return 0;
	if (++state.count != state.fail_at)
		return 0;
	state.failed++;
	return 1;
}

static int fails(void)
{
	return !state.host_only && fails_at_all();
}

/* ---- malloc as the library's own objects and this program see it ---- */

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size)
{
	return fails() ? NULL : __real_realloc(block, size);
}

/* ---- the host's table ---- */

static void *host_alloc(void *user, size_t size)
{
	void *block = fails_at_all() ? NULL : __real_malloc(size);

	(void)user;
	state.live += block != NULL;
	/* Nothing may be taken for granted about fresh memory. */
	if (block)
		memset(block, 0xa5, size);
	return block;
}

static void *host_resize(void *user, void *block, size_t size)
{
	void *grown = fails_at_all() ? NULL : __real_realloc(block, size);

	(void)user;
	state.live += grown && !block;
	return grown;
}

static void host_release(void *user, void *block)
{
	(void)user;
	state.live -= block != NULL;
	free(block);
}

static const gj_mem host = { host_alloc, host_resize, host_release, NULL };

/* ---- the others' ---- */

static sqlite3_mem_methods sqlite_own;

static void *sqlite_alloc(int size)
{
	return fails() ? NULL : sqlite_own.xMalloc(size);
}

static void *sqlite_resize(void *block, int size)
{
	return fails() ? NULL : sqlite_own.xRealloc(block, size);
}

static void *cjson_alloc(size_t size)
{
	void *block = fails() ? NULL : __real_malloc(size);

	state.cjson_live += block != NULL;
	return block;
}

static void cjson_release(void *block)
{
	state.cjson_live -= block != NULL;
	free(block);
}

static void *crypto_alloc(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return fails() ? NULL : __real_malloc(size);
}

static void *crypto_resize(void *block, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return fails() ? NULL : __real_realloc(block, size);
}

static void crypto_release(void *block, const char *file, int line)
{
	(void)file;
	(void)line;
	free(block);
}

/* Before anything of theirs runs. */
static int take_over(void)
{
	cJSON_Hooks hooks = { cjson_alloc, cjson_release };
	sqlite3_mem_methods mine;

	if (CRYPTO_set_mem_functions(crypto_alloc, crypto_resize, crypto_release) != 1)
		return 0;
	if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite_own) != SQLITE_OK)
		return 0;
	mine = sqlite_own;
	mine.xMalloc = sqlite_alloc;
	mine.xRealloc = sqlite_resize;
	/* Without its small reserve every need of SQLite is an allocation. */
	if (sqlite3_config(SQLITE_CONFIG_MALLOC, &mine) != SQLITE_OK ||
	    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0) != SQLITE_OK)
		return 0;
	cJSON_InitHooks(&hooks);
	return 1;
}

/* ---- the faults ---- */

static void arm(const faults *f, gj_ledger *ledger, int64_t k)
{
	(void)f;
	(void)ledger;
	state.count = state.failed = 0;
	state.fail_at = k;
	state.armed = 1;
}

static int64_t disarm(const faults *f, gj_ledger *ledger)
{
	(void)f;
	(void)ledger;
	state.armed = 0;
	return state.count;
}

static int honest(const faults *f, int code)
{
	(void)f;
	return code == GJ_E_NOMEM;
}

static void balanced(const faults *f, const char *where)
{
	(void)f;
	ck_assert_msg(state.live == 0, "%s: %lld blocks of the host are left", where,
		      (long long)state.live);
	ck_assert_msg(state.cjson_live == 0, "%s: %lld blocks of cJSON are left", where,
		      (long long)state.cjson_live);
	ck_assert_msg(sqlite3_memory_used() <= state.sqlite_at_rest, "%s: SQLite holds %lld bytes",
		      where, (long long)sqlite3_memory_used());
}

static faults all = { .name = "allocation",
		      .open = { 0, 0, 0, &host },
		      .arm = arm,
		      .disarm = disarm,
		      .honest = honest,
		      .balanced = balanced,
		      .stride = 7,
		      .share = 2,
		      .runs = 10 };

static void sweep(faults f, uint64_t seed, int part)
{
	char dir[512], base[600];
	gen *g;

	f.turn = (unsigned)part;
	f.runs = torture_places(f.runs);
	torture_dir(dir, sizeof(dir));
	snprintf(base, sizeof(base), "%s/base", dir);
	g = gen_new(seed, dir);
	torture_prepare(base, g, 100);
	state.sqlite_at_rest = sqlite3_memory_used();
	faults_sweep(&f, g, dir, base);
	ck_assert_uint_gt(f.failures, (look_is_sqlite() ? 2 : 0) * f.operations);
	/* of what there is: all, but where an operation has thousands */
	if (unit_soak())
		ck_assert_uint_ge(10 * f.whole, 7 * f.operations);
	ck_assert_uint_lt(torture_reach() * f.never, f.operations);
	gen_free(g);
	torture_remove(dir);
}

START_TEST(every_operation)
{
	sweep(all, unit_seed() + 10, _i);
}
END_TEST

/* The library's own are few beside those of SQLite: none is passed over. */
START_TEST(every_operation_of_the_host)
{
	faults f = all;

	f.name = "host's allocation";
	f.stride = 1;
	f.runs = 40;
	f.share = 3;
	state.host_only = 1;
	sweep(f, unit_seed() + 11, _i);
	state.host_only = 0;
}
END_TEST

START_TEST(opening)
{
	faults f = all;
	char dir[512];

	torture_dir(dir, sizeof(dir));
	state.sqlite_at_rest = sqlite3_memory_used();
	f.failures = 0;
	f.stride = 17;
	/* On PostgreSQL each makes two databases. */
	f.slow = !look_is_sqlite();
	f.runs = f.slow && unit_soak() ? 400 : torture_share(200, 20);
	faults_sweep_open(&f, dir);
	ck_assert_uint_gt(f.failures, f.slow && unit_soak() ? 100 : torture_share(50, 10));
	torture_remove(dir);
}
END_TEST

/* What the kernel makes without a ledger, in memory of its own. Check itself allocates: so
 * nothing is asserted while allocations fail. */
#define WRONG (-1000)

static int describe_once(void)
{
	static size_t whole;
	gj_reply *reply = NULL;
	int code = gj_describe(&reply);
	size_t size;

	gj_reply_json(reply, &size);
	if (!whole)
		whole = size;
	if (!reply || gj_reply_code(reply) != code || (code >= 0 && size != whole))
		code = WRONG;
	gj_reply_free(reply);
	return code;
}

static int args_once(void)
{
	static const char built[] = "{\"name\":\"曙光\",\"contacts\":[{\"age\":3},{\"main\":true}],"
				    "\"more\":{\"a\":[1,2,3]},\"none\":null}";
	const char *json = NULL;
	gj_args *args = NULL;
	size_t size;
	int code = gj_args_new(&args);

	if (code >= 0) {
		gj_args_set_text(args, "/name", "曙光", 6);
		gj_args_set_int(args, "/contacts/0/age", 3);
		gj_args_set_flag(args, "/contacts/1/main", 1);
		gj_args_set_json(args, "/more", "{\"a\":[1,2,3]}", 13);
		gj_args_set_null(args, "/none");
		code = gj_args_json(args, &json, &size);
	}
	if (code >= 0 && strcmp(json, built) != 0)
		code = WRONG;
	gj_args_free(args);
	return code;
}

static int options_once(void)
{
	gj_options *o = NULL;
	int code = gj_options_new(&o);

	if (code >= 0)
		code = gj_options_set_text(o, "profile", "{}", 2);
	gj_options_free(o);
	return code;
}

START_TEST(without_a_ledger)
{
	static int (*const once[])(void) = { describe_once, args_once, options_once };
	int64_t k, count;
	size_t i;
	int code, failures;

	for (i = 0; i < 3; i++) {
		ck_assert_int_eq(once[i](), GJ_OK);
		for (k = 1, count = k, failures = 0; count >= k; k++) {
			arm(&all, NULL, k);
			code = once[i]();
			count = disarm(&all, NULL);
			/* A buffer that may not double tries to grow by what it needs. */
			ck_assert_msg(code == GJ_OK || (count >= k && code == GJ_E_NOMEM),
				      "%zu, allocation %lld: %s", i, (long long)k,
				      gj_error_name(code));
			failures += code < 0;
		}
		ck_assert_int_gt(failures, 0);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("alloc");

	if (!take_over()) {
		fprintf(stderr, "somebody allocated before us\n");
		return EXIT_FAILURE;
	}
	torture_add(s, "without_a_ledger", without_a_ledger);
	torture_add(s, "opening", opening);
	torture_add_parts(s, "every_operation", every_operation);
	torture_add_parts(s, "every_operation_of_the_host", every_operation_of_the_host);
	return unit_run(s);
}
