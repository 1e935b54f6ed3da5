/* SPDX-License-Identifier: Apache-2.0
 *
 * What the torture tests share: folders, ledgers with a small tree of offices and
 * people, and judges that do not trust the library: chains recomputed and
 * tables compared with sqlite3, or libpq, and libcrypto alone. A path names a ledger on either
 * engine.
 */
#ifndef GJ_TESTS_TORTURE_H
#define GJ_TESTS_TORTURE_H

#include "gen.h"
#include "look.h"
#include "test.h"
#include "util/field.h"

/* As unit_add, without a limit of time: the long versions take theirs. */
static inline void torture_add(Suite *suite, const char *name, const TTest *test)
{
	TCase *tcase = tcase_create(name);

	tcase_set_timeout(tcase, 0);
	tcase_add_test(tcase, test);
	suite_add_tcase(suite, tcase);
}

/* A long version that takes half an hour comes in parts, each of them with a share of the
 * operations or of the kills: Check counts the microseconds of a test in an int, and takes one of
 * 36 minutes for broken. */
static inline unsigned torture_parts(void)
{
	return unit_soak() && !getenv("GJ_OP") ? 8 : 1;
}

static inline void torture_add_parts(Suite *suite, const char *name, const TTest *test)
{
	TCase *tcase = tcase_create(name);

	tcase_set_timeout(tcase, 0);
	tcase_add_loop_test(tcase, test, 0, (int)torture_parts());
	suite_add_tcase(suite, tcase);
}

/* How many: twenty times as many in the long version; in the short one on PostgreSQL, where each
 * takes longer, one in `slower`. */
static inline unsigned torture_share(unsigned count, unsigned slower)
{
	if (unit_soak())
		return 20 * count;
	return look_is_sqlite() ? count : count / slower;
}

/* At how many places of an operation something fails, and on PostgreSQL at every seventh place of
 * fewer operations; only those that go through the whole ledger have more than that. */
static inline unsigned torture_places(unsigned count)
{
	return look_is_sqlite() || unit_soak() ? torture_share(count, 1) : 60;
}

/* One operation in so many may be out of the generator's reach; of a few, more are by chance. */
static inline unsigned torture_reach(void)
{
	return look_is_sqlite() || unit_soak() ? 5 : 3;
}

/* A folder of its own under TMPDIR, or in memory; removed at the end of a test that passed. */
void torture_dir(char *room, size_t size);
void torture_remove(const char *dir);

typedef struct torture_options {
	int create, slow; /* slow: synchronous FULL */
	int64_t busy_ms;
	const gj_mem *mem; /* NULL: malloc */
} torture_options;

/* Of the clock that all these ledgers go by: a second a question. */
int64_t torture_time(void);
void torture_set_time(int64_t now);
/* 1: it stands still from here on, a second later than it told last; 0: it goes on. */
void torture_stop_time(int still);
int torture_try_open(const char *path, const torture_options *options, gj_ledger **ret_ledger);
gj_ledger *torture_open(const char *path, int create);
void torture_act(gj_ledger *ledger, const char *actor);
/* Must succeed; /id of the reply, or 0. */
int64_t torture_call(gj_ledger *ledger, const char *operation, const char *args);

/* A district, two streets with a section and a community each, a department, and staff: a
 * clerk, a leader and a handler of the first street, a clerk of the other. They are
 * made known to the generator. */
void torture_people(gj_ledger *ledger, gen *g);
/* A ledger at `path` with that, something of everything and `commands` random ones. */
void torture_prepare(const char *path, gen *g, unsigned commands);
/* A whole file; the ledger must be closed. */
void torture_copy(const char *from, const char *to);

/* The state that no failed call may touch: every chain's head, as text; free() it. Access
 * chains are another matter where a call reads: who asked to see is recorded first. */
char *torture_heads(const char *path, int access);

/* Every chain: places without gaps, hashes recomputed with libcrypto, heads. */
void torture_check_chains(const char *path);
/* journal.verify of the library must say that all is well. */
void torture_verify(const char *path);
void torture_verify_open(gj_ledger *ledger);
/* Both. */
void torture_check(const char *path);
/* journal.replay into a new file. */
void torture_replay(const char *path, const char *into);
/* Every table of a class, row for row, in two files; `kind` is a GJ_TABLE_CLASS. Returns the
 * rows compared; empty tables are named on `out`, when there is one. */
int64_t torture_compare(const char *one, const char *two, int kind, FILE *out);

#endif
