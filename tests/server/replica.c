/* SPDX-License-Identifier: Apache-2.0
 *
 * A primary with one streaming replica, to which it commits synchronously. The primary dies under
 * load and the replica is promoted: the writers, who know both (a URI of two hosts), go on, and
 * nothing that was acknowledged is missing.
 */
#include "writers.h"

#define SECOND_PORT 5433

static void make_replica(void)
{
	server_run("\"$bin/pg_basebackup\" -h \"$PWD\" -U guanjia -D replica -R -X stream -c fast");
	server_run("echo port = %d >> replica/postgresql.auto.conf", SECOND_PORT);
	server_start("replica");
	server_ask("ALTER SYSTEM SET synchronous_standby_names = '*'");
	server_ask("SELECT pg_reload_conf()");
	while (strcmp(server_ask("SELECT count(*) FROM pg_stat_replication WHERE sync_state = "
				 "'sync'"),
		      "1") != 0)
		server_pause(100);
}

START_TEST(promoted_under_load)
{
	int seconds = unit_soak() ? 60 : 6;
	char second[700];
	writers w = { 0 };
	int64_t acks;

	SERVER_OR_SKIP();
	writers_found(&w);
	make_replica();
	snprintf(w.uri, sizeof(w.uri),
		 "postgresql://guanjia@/postgres?host=%s,%s&port=5432,%d"
		 "&target_session_attrs=read-write",
		 server_dir(), server_dir(), SECOND_PORT);
	snprintf(second, sizeof(second), "postgresql://guanjia@/postgres?host=%s&port=%d",
		 server_dir(), SECOND_PORT);
	writers_start(&w, unit_soak() ? 16 : 4, server_now() + seconds * INT64_C(1000000));
	server_pause(seconds * 400);
	server_kill("data");
	server_run("\"$bin/pg_ctl\" -D replica -w promote");
	acks = writers_end(&w);
	printf("%lld writes, %lld repeated, %lld of them uncertain\n", (long long)acks,
	       (long long)w.repeats, (long long)w.uncertain);
	fflush(stdout);
	ck_assert_int_gt(w.repeats, 0);
	writers_judge(&w, second);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("replica");
	TCase *tcase = tcase_create("replica");

	tcase_set_timeout(tcase, 0);
	tcase_add_test(tcase, promoted_under_load);
	suite_add_tcase(s, tcase);
	return unit_run(s);
}
