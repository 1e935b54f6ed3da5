/* SPDX-License-Identifier: Apache-2.0
 *
 * What every program of tests shares, whether it looks inside the library or
 * not: one Check suite a program, visible skips, the seed, the data beside the
 * project.
 */
#ifndef GJ_TESTS_TEST_H
#define GJ_TESTS_TEST_H

#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Leaves a test and says why; the closing count of tests/run.sh shows it as
 * skipped, not as passed. */
#define UNIT_SKIP(reason) \
	do { \
		printf("SKIP %s: %s\n", __func__, (reason)); \
		fflush(stdout); \
		return; \
	} while (0)

/* The seed that a random test names when it fails. */
static inline uint64_t unit_seed(void)
{
	const char *text = getenv("GJ_SEED");

	return text && *text ? strtoull(text, NULL, 10) : 1;
}

/* Is this the long version of the test (tests/soak.sh)? */
static inline int unit_soak(void)
{
	const char *text = getenv("GJ_SOAK");

	return text && *text;
}

/* A new folder of the test's own, in TMPDIR. */
static inline void unit_dir(char ret_dir[64])
{
	const char *tmp = getenv("TMPDIR");

	snprintf(ret_dir, 64, "%.40s/guanjia-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(ret_dir));
}

/* A file of the data beside the project, or NULL where it is not there. */
static inline FILE *unit_shared(const char *name)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", GJ_SHARED_DATA, name);
	return fopen(path, "rb");
}

/* Adds one test to a suite as a case of its own, so that it is named in reports. */
static inline void unit_add(Suite *suite, const char *name, const TTest *test)
{
	TCase *tcase = tcase_create(name);

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test);
	suite_add_tcase(suite, tcase);
}

/* The status for main. CK_FORK, CK_RUN_CASE and the like are honoured by Check. */
static inline int unit_run(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#define GJ_TEST_MAIN(suite_function) \
	int main(void) \
	{ \
		return unit_run(suite_function()); \
	}

#endif
