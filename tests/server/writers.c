/* SPDX-License-Identifier: Apache-2.0
 *
 * Sixteen processes write to forty offices while the server is killed and started again: what was
 * acknowledged is there once, whatever the answer said at first, and every chain verifies.
 */
#include "writers.h"

static double rate(writers *w, int count, int seconds)
{
	int64_t began = server_now();

	writers_start(w, count, began + seconds * INT64_C(1000000));
	return (double)writers_end(w) / ((double)(server_now() - began) / 1e6);
}

START_TEST(sixteen_and_three_kills)
{
	int seconds = unit_soak() ? 120 : 8, kills = unit_soak() ? 3 : 1, i;
	int64_t until, acks;
	writers w = { 0 };

	SERVER_OR_SKIP();
	snprintf(w.uri, sizeof(w.uri), "%s", server_uri());
	writers_found(&w);
	until = server_now() + seconds * INT64_C(1000000);
	writers_start(&w, 16, until);
	for (i = 0; i < kills; i++) {
		server_pause(seconds * 1000 / (kills + 1));
		server_kill("data");
		server_start("data");
	}
	acks = writers_end(&w);
	printf("%lld writes in %d seconds and %d kills, %lld repeated, %lld of them uncertain\n",
	       (long long)acks, seconds, kills, (long long)w.repeats, (long long)w.uncertain);
	fflush(stdout);
	ck_assert_int_gt(w.repeats, 0);
	writers_judge(&w, server_uri());
}
END_TEST

/* Told, not demanded: what else the machine does, nobody knows. */
START_TEST(sixteen_beside_one)
{
	int seconds = unit_soak() ? 120 : 3;
	double one, sixteen;
	writers w = { 0 };

	SERVER_OR_SKIP();
	server_ask("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
	snprintf(w.uri, sizeof(w.uri), "%s", server_uri());
	writers_found(&w);
	w.first = w.round = 100; /* other files than those of the other test */
	one = rate(&w, 1, seconds);
	sixteen = rate(&w, 16, seconds);
	printf("one process %.0f writes/s, sixteen %.0f: %.2f times as many\n", one, sixteen,
	       sixteen / one);
	fflush(stdout);
	ck_assert_double_gt(sixteen, 0);
	writers_judge(&w, server_uri());
}
END_TEST

int main(void)
{
	Suite *s = suite_create("writers");
	TCase *tcase = tcase_create("writers");

	tcase_set_timeout(tcase, 0);
	tcase_add_test(tcase, sixteen_and_three_kills);
	tcase_add_test(tcase, sixteen_beside_one);
	suite_add_tcase(s, tcase);
	return unit_run(s);
}
