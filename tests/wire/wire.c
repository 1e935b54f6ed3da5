/* SPDX-License-Identifier: Apache-2.0
 *
 * The golden corpus: what every operation was asked and what it answered, recorded once and
 * replayed ever after, in the order of the stories (story-NAME.json), each on a ledger of its
 * own whose clock and random bytes are given. A reply recorded by this release must come again
 * byte for byte; one of an earlier release must be contained in what is answered now.
 *
 * OPERATION.vN/NAME-MM.json holds {"release", "as", "request", "reply"}. With GJ_WIRE_RECORD=1
 * new steps are recorded; what is recorded is never changed. Steps are only ever appended:
 * replies hold numbers and times that go by what was done before. A story is an object of
 * "steps" and perhaps "profile", the file of the profile that it begins with, and "engine", the
 * only one on which it is played, for what is that one's alone. A step has "as",
 * "op", "args", "code" (of the answer; OK when absent) and may have
 * "is": a name for the number that it answers, by which later steps mean it: "$name"; or "are":
 * names with the places where their numbers stand.
 * "$dir/x" is a file in a folder of the test, "$wire/x" one of this folder, "$file:x" what that
 * one holds.
 */
#include "story.h"

/* ---- the tests ---- */

START_TEST(replies_are_the_same)
{
	replaying r = { 0 };

	run_all(&r);
	if (r.recorded)
		printf("%d replies recorded\n", r.recorded);
}
END_TEST

/* READ COMMITTED behind the lock of a chain's head gives what SERIALIZABLE gives. */
START_TEST(replies_are_the_same_when_serializable)
{
	replaying r = { 0 };

	if (engine_is_sqlite())
		UNIT_SKIP("no PostgreSQL server");
	engine_serializable = 1;
	run_all(&r);
	engine_serializable = 0;
	ck_assert_int_eq(r.recorded, 0);
}
END_TEST

/* Of every operation and version there is one reply that it gives when all is well, and one when
 * it is not. */
START_TEST(every_operation_is_recorded)
{
	size_t i;
	replaying r = { 0 };

	run_all(&r);
	for (i = 0; i < r.op_count; i++) {
		ck_assert_msg(r.ops[i].good > 0, "no success of %s", r.ops[i].name);
		ck_assert_msg(r.ops[i].bad > 0, "no failure of %s", r.ops[i].name);
	}
}
END_TEST

/* No file lies there that no step replays. */
START_TEST(nothing_is_left_out)
{
	char folder[600];
	struct dirent *entry;
	replaying r = { 0 };
	size_t i;
	DIR *d;
	int files;

	run_all(&r);
	for (i = 0; i < r.op_count; i++) {
		snprintf(folder, sizeof(folder), "%s/wire/%s.v%d", GJ_TESTS, r.ops[i].name,
			 r.ops[i].version);
		d = opendir(folder);
		ck_assert_msg(d != NULL, "%s", folder);
		for (files = 0; (entry = readdir(d)) != NULL;)
			files += strstr(entry->d_name, ".json") != NULL;
		closedir(d);
		ck_assert_msg(files == r.ops[i].files, "%s: %d files, %d steps", folder, files,
			      r.ops[i].files);
	}
}
END_TEST

/* What "contained" means. */
START_TEST(containment)
{
	static const struct {
		const char *less, *more;
		int contained;
	} known[] = {
		{ "{}", "{\"a\":1}", 1 },
		{ "{\"a\":1}", "{ \"b\": [], \"a\": 1 }", 1 },
		{ "{\"a\":1}", "{\"a\":2}", 0 },
		{ "{\"a\":1}", "{\"b\":1}", 0 },
		{ "{\"a\":{\"b\":[{\"c\":null}]}}", "{\"a\":{\"b\":[{\"c\":null,\"d\":1}]}}", 1 },
		{ "[1,2]", "[1,2]", 1 },
		{ "[1,2]", "[1,2,3]", 0 },
		{ "[1,2]", "[1]", 0 },
		{ "{\"a\":\"x\"}", "{\"a\":\"xy\"}", 0 },
		{ "{\"a\":\"}]\\\"\"}", "{\"a\":\"}]\\\"\"}", 1 },
		{ "[]", "{}", 0 },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		ck_assert_msg(json_contained(json_value(known[i].less),
					     json_value(known[i].more)) == known[i].contained,
			      "%s in %s", known[i].less, known[i].more);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("wire");

	unit_add(s, "replies_are_the_same", replies_are_the_same);
	if (!engine_is_sqlite())
		unit_add(s, "replies_are_the_same_when_serializable",
		 replies_are_the_same_when_serializable);
	unit_add(s, "every_operation_is_recorded", every_operation_is_recorded);
	unit_add(s, "nothing_is_left_out", nothing_is_left_out);
	unit_add(s, "containment", containment);
	return s;
}

GJ_TEST_MAIN(suite)
