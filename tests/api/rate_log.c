/* SPDX-License-Identifier: Apache-2.0
 *
 * Rates equal a separate computation in SQL over the exported log (rate_oracle.sql), over the
 * demands of stories.h. Every counter is compared, and every figure that the door tells.
 */
#include "stories.h"

#include <sqlite3.h>

#define MONTHS 5

static char dir[64], ledger[96];

/* ---- the log, into SQLite ---- */

static sqlite3 *db;

static void run(const char *sql)
{
	char *wrong = NULL;

	ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, &wrong) == SQLITE_OK, "%s: %.200s", wrong,
		      sql);
}

static int64_t number(const char *sql)
{
	sqlite3_stmt *s = NULL;
	int64_t n;

	ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK, "%s: %s", sql,
		      sqlite3_errmsg(db));
	ck_assert_int_eq(sqlite3_step(s), SQLITE_ROW);
	n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return n;
}

static char *slurp(const char *path, size_t *ret_size)
{
	FILE *f = fopen(path, "rb");
	char *p;
	long n;

	ck_assert_ptr_nonnull(f);
	fseek(f, 0, SEEK_END);
	n = ftell(f);
	rewind(f);
	p = malloc((size_t)n + 1);
	ck_assert_ptr_nonnull(p);
	ck_assert_uint_eq(fread(p, 1, (size_t)n, f), (size_t)n);
	p[n] = '\0';
	fclose(f);
	*ret_size = (size_t)n;
	return p;
}

/* One field of a row, unquoted in place; *p goes past it and what ends it. */
static char *field(char **p, int *ret_last)
{
	char *at = *p, *to = at, *begin = at;
	int quoted = *at == '"';

	at += quoted;
	begin = to = at;
	while (*at && (quoted || (*at != ',' && *at != '\r'))) {
		if (quoted && *at == '"' && at[1] == '"')
			at++;
		else if (quoted && *at == '"')
			break;
		*to++ = *at++;
	}
	at += quoted;
	*ret_last = *at != ',';
	*p = at + (*at == '\r' ? 2 : *at ? 1 : 0);
	*to = '\0';
	return begin;
}

/* Returns the rows. */
static int64_t load(const char *path)
{
	size_t size, i, columns = 0;
	char *bytes = slurp(path, &size), *p = bytes + 3,
	     sql[4000] = "CREATE TABLE IF NOT EXISTS ev (";
	char insert[400] = "INSERT INTO ev VALUES (";
	sqlite3_stmt *s = NULL;
	int64_t rows = 0;
	int last = 0;

	while (!last) {
		char *name = field(&p, &last);

		snprintf(sql + strlen(sql), sizeof(sql) - strlen(sql), "%s\"%s\"",
			 columns ? "," : "", name);
		strcat(insert, columns++ ? ",?" : "?");
	}
	strcat(sql, ")");
	strcat(insert, ")");
	run(sql);
	run("BEGIN");
	ck_assert_int_eq(sqlite3_prepare_v2(db, insert, -1, &s, NULL), SQLITE_OK);
	for (; *p; rows++) {
		for (i = 0, last = 0; !last; i++)
			sqlite3_bind_text(s, (int)i + 1, field(&p, &last), -1, SQLITE_TRANSIENT);
		ck_assert_uint_eq(i, columns);
		ck_assert_int_eq(sqlite3_step(s), SQLITE_DONE);
		sqlite3_reset(s);
	}
	sqlite3_finalize(s);
	run("COMMIT");
	free(bytes);
	return rows;
}

/* What the library counted of a log, counted in its rows: cases, events, and the different ways
 * that cases went. */
static void compare_counts(int64_t events)
{
	char sql[400];
	int64_t home = number(
		"SELECT CAST(\"case\" AS INTEGER) >> 32 FROM ev ORDER BY rowid DESC LIMIT 1");

	snprintf(sql, sizeof(sql),
		 "SELECT count(DISTINCT \"case\") FROM ev WHERE CAST(\"case\" AS INTEGER) >> 32 = "
		 "%lld",
		 (long long)home);
	ck_assert_int_eq(api_int(&a, "/cases"), number(sql));
	ck_assert_int_eq(api_int(&a, "/events"), events);
	snprintf(sql, sizeof(sql),
		 "SELECT count(DISTINCT way) FROM (SELECT group_concat(activity, '>') AS way FROM "
		 "(SELECT \"case\" AS id, activity FROM ev WHERE CAST(\"case\" AS INTEGER) >> 32 = "
		 "%lld "
		 "ORDER BY CAST(\"case\" AS INTEGER), CAST(seq AS INTEGER)) GROUP BY id)",
		 (long long)home);
	ck_assert_int_eq(api_int(&a, "/variants"), number(sql));
}

/* For another program to read (xes.py): the same log, and what was counted of it. */
static void hand_over(const char *folder, int64_t home, int i)
{
	char path[300];
	FILE *f;

	snprintf(path, sizeof(path), "%s/log-%d.xes", folder, i);
	api_ok(&a, "log.export", "{\"home\":%lld,\"format\":\"xes\",\"path\":\"%s\"}",
	       (long long)home, path);
	snprintf(path, sizeof(path), "%s/log-%d.json", folder, i);
	f = fopen(path, "wb");
	ck_assert_ptr_nonnull(f);
	fputs(gj_reply_json(a.reply, NULL), f);
	fclose(f);
}

static void export_all(void)
{
	const int64_t homes[] = { a.street, a.street2 };
	const char *folder = getenv("GJ_XES");
	char path[200];
	int64_t events;
	int i;

	for (i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/log-%d.csv", dir, i);
		api_ok(&a, "log.export", "{\"home\":%lld,\"format\":\"csv\",\"path\":\"%s\"}",
		       (long long)homes[i], path);
		events = load(path);
		compare_counts(events);
		if (folder)
			hand_over(folder, homes[i], i);
	}
}

static void reckon(void)
{
	size_t size;
	char *sql = slurp(GJ_TESTS "/api/rate_oracle.sql", &size);

	run(sql);
	free(sql);
}

/* ---- comparing ---- */

#define MEASURES \
	"callback_valid", "callback_contacted", "callback_solved", "callback_satisfied", \
		"callback_basically_satisfied", "callback_excluded", "excluded", "registered", \
		"callback_dissatisfied", "callback_attempts", "closed", "replied", \
		"solved_at_office", "solved_above", "explained", "shelved", "returned", \
		"transferred", "escalated", "reworked"
static const char *const measures[] = { MEASURES, NULL };

/* Every counter of the ledger's file. */
static void compare_cells(void)
{
	char sums[2400] = "", sql[8000];
	size_t i;
	int64_t differ;

	for (i = 0; measures[i]; i++)
		snprintf(sums + strlen(sums), sizeof(sums) - strlen(sums), ", sum(%s) AS %s",
			 measures[i], measures[i]);
	snprintf(sql, sizeof(sql), "ATTACH '%s' AS ledger", ledger);
	run(sql);
	snprintf(sql, sizeof(sql),
		 "CREATE TABLE told AS SELECT home, basis, printf('%%04d-%%02d', month / 12, "
		 "month %% 12 + 1) AS month, unit, kind, category, party%s FROM ledger.rate_cell "
		 "GROUP BY 1, 2, 3, 4, 5, 6, 7",
		 sums);
	run(sql);
	snprintf(sql, sizeof(sql),
		 "CREATE TABLE meant AS SELECT home, basis, month, unit, kind, category, party%s "
		 "FROM cell GROUP BY 1, 2, 3, 4, 5, 6, 7",
		 sums);
	run(sql);
	run("DELETE FROM told WHERE 0 = abs(callback_valid) + abs(callback_contacted) + "
	    "abs(callback_solved) + abs(callback_satisfied) + abs(callback_basically_satisfied) + "
	    "abs(callback_excluded) + abs(excluded) + abs(registered) + "
	    "abs(callback_dissatisfied) + abs(callback_attempts) + abs(closed) + abs(replied) + "
	    "abs(solved_at_office) + abs(solved_above) + abs(explained) + abs(shelved) + "
	    "abs(returned) + abs(transferred) + abs(escalated) + abs(reworked)");
	run("DELETE FROM meant WHERE 0 = callback_valid + callback_contacted + callback_solved + "
	    "callback_satisfied + callback_basically_satisfied + callback_excluded + excluded + "
	    "registered + callback_dissatisfied + callback_attempts + closed + replied + "
	    "solved_at_office + solved_above + explained + shelved + returned + transferred + "
	    "escalated + reworked");
	differ = number("SELECT count(*) FROM (SELECT * FROM told EXCEPT SELECT * FROM meant)") +
		 number("SELECT count(*) FROM (SELECT * FROM meant EXCEPT SELECT * FROM told)");
	for (i = 0; differ && measures[i]; i++) {
		snprintf(sql, sizeof(sql),
			 "SELECT count(*) FROM meant m LEFT JOIN told t USING (home, basis, month, "
			 "unit, kind, category, party) WHERE t.%s IS NOT m.%s",
			 measures[i], measures[i]);
		if (number(sql))
			fprintf(stderr, "%s differs in %lld of %lld cells\n", measures[i],
				(long long)number(sql),
				(long long)number("SELECT count(*) FROM meant"));
	}
	ck_assert_int_eq(differ, 0);
	/* The comparison has something to compare. */
	ck_assert_int_gt(number("SELECT count(*) FROM meant"), 200);
	for (i = 0; measures[i]; i++) {
		snprintf(sql, sizeof(sql), "SELECT sum(%s) FROM meant", measures[i]);
		ck_assert_msg(number(sql) > 0, "no %s in the simulation", measures[i]);
	}
}

typedef struct asked {
	const char *count, *time, *group, *column, *party;
	int basis;
} asked;

/* What the door tells of one question, item by item. */
static void compare_figures(const asked *q)
{
	char place[80], where[400], sql[800], party[60] = "";
	static const char *const formulas[][3] = {
		{ "callback_contacted", "callback_valid", "1" },
		{ "callback_solved", "callback_valid", "1" },
		{ "10 * callback_satisfied) + sum(9 * callback_basically_satisfied",
		  "10 * callback_valid", "1" }
	};
	size_t i, f, count;

	if (*q->party)
		snprintf(party, sizeof(party), ",\"party\":\"%s\"", q->party);
	api_ok(&a, "rate.figures",
	       "{\"count\":\"%s\",\"time\":\"%s\",\"group\":\"%s\",\"monthly\":true,"
	       "\"from\":\"2025-01\",\"to\":\"2027-12\",\"formulas\":[\"response_rate\","
	       "\"solve_rate\",\"satisfaction_rate\"]%s}",
	       q->count, q->time, q->group, party);
	count = api_count(&a, "/items");
	ck_assert_uint_gt(count, 1);
	for (i = 0; i < count; i++) {
		char month[8], value[80];

		snprintf(place, sizeof(place), "/items/%zu/month", i);
		snprintf(month, sizeof(month), "%s", api_text(&a, place));
		snprintf(place, sizeof(place), "/items/%zu/%s", i, q->group);
		if (strcmp(q->group, "office") == 0)
			snprintf(value, sizeof(value), "%d",
				 (int)number(api_int(&a, place) == a.street
						     ? "SELECT min(home) FROM cases"
						     : "SELECT max(home) FROM cases"));
		else if (strcmp(q->group, "unit") == 0)
			snprintf(value, sizeof(value), "%lld", (long long)api_int(&a, place));
		else
			snprintf(value, sizeof(value), "'%s'", api_text(&a, place));
		snprintf(where, sizeof(where),
			 "FROM cell WHERE basis = %d AND party = '%s' AND month = '%s' AND %s = %s",
			 q->basis, q->party, month, q->column, value);
		snprintf(sql, sizeof(sql), "SELECT sum(registered) %s", where);
		snprintf(place, sizeof(place), "/items/%zu/registered", i);
		ck_assert_int_eq(api_int(&a, place), number(sql));
		for (f = 0; f < 3; f++) {
			snprintf(sql, sizeof(sql), "SELECT sum(%s) %s", formulas[f][0], where);
			snprintf(place, sizeof(place), "/items/%zu/figures/%zu/numerator", i, f);
			ck_assert_int_eq(api_int(&a, place), number(sql));
			snprintf(sql, sizeof(sql), "SELECT sum(%s) %s", formulas[f][1], where);
			snprintf(place, sizeof(place), "/items/%zu/figures/%zu/denominator", i, f);
			ck_assert_int_eq(api_int(&a, place), number(sql));
			snprintf(place, sizeof(place), "/items/%zu/figures/%zu/no_data", i, f);
			ck_assert_int_eq(api_there(&a, place), number(sql) == 0);
		}
	}
}

/* The demands behind a measure add up to it. */
static void compare_cases(const char *count, const char *time, int basis, const char *measure)
{
	char sql[300], place[60], after[200] = "";
	int64_t sum = 0;
	size_t i, n;

	do {
		api_ok(&a, "rate.cases",
		       "{\"count\":\"%s\",\"time\":\"%s\",\"measure\":\"%s\",\"from\":\"2026-02\","
		       "\"to\":\"2026-04\",\"kind\":\"help\",\"limit\":40%s}",
		       count, time, measure, after);
		n = api_count(&a, "/items");
		for (i = 0; i < n; i++) {
			snprintf(place, sizeof(place), "/items/%zu/count", i);
			sum += api_int(&a, place);
		}
		if (api_there(&a, "/next"))
			snprintf(after, sizeof(after), ",\"after\":\"%s\"", api_text(&a, "/next"));
	} while (api_there(&a, "/next"));
	snprintf(sql, sizeof(sql),
		 "SELECT COALESCE(sum(%s), 0) FROM cell WHERE basis = %d AND party = '' AND "
		 "kind = 'help' AND month BETWEEN '2026-02' AND '2026-04'",
		 measure, basis);
	ck_assert_msg(sum == number(sql), "%s of %s by %s: %lld instead of %lld", measure, count,
		      time, (long long)sum, (long long)number(sql));
}

static const asked questions[] = {
	{ "cohort", "occurred", "office", "home", "", 0 },
	{ "cohort", "recorded", "office", "home", "", 1 },
	{ "period", "occurred", "office", "home", "", 2 },
	{ "period", "recorded", "office", "home", "", 3 },
	{ "cohort", "occurred", "unit", "unit", "", 0 },
	{ "period", "occurred", "unit", "unit", "", 2 },
	{ "cohort", "occurred", "kind", "kind", "hotline", 0 },
	{ "period", "recorded", "category", "category", "third_party", 3 },
	{ "cohort", "recorded", "category", "category", "office", 1 },
};

START_TEST(rates_equal_the_log)
{
	int n = unit_soak() ? 100000 : engine_is_sqlite() ? 1200 : 250, i;
	char offices[80];

	snprintf(offices, sizeof(offices), "{\"offices\":[%lld,%lld]}", (long long)a.street,
		 (long long)a.street2);
	for (i = 0; i < n; i++) {
		if (i % 200 == 0)
			ck_assert_int_eq(gj_begin(a.ledger, offices, strlen(offices), NULL), 0);
		tell_story();
		a.now += MONTHS * 30 * API_DAY / n;
		if (i % 200 == 199 || i == n - 1)
			ck_assert_int_eq(gj_commit(a.ledger, NULL), 0);
	}
	export_all();
	reckon();
	if (engine_is_sqlite())
		compare_cells();
	for (i = 0; i < (int)(sizeof(questions) / sizeof(*questions)); i++)
		compare_figures(&questions[i]);
	for (i = 0; measures[i]; i++) {
		compare_cases("cohort", "occurred", 0, measures[i]);
		compare_cases("cohort", "recorded", 1, measures[i]);
		compare_cases("period", "occurred", 2, measures[i]);
		compare_cases("period", "recorded", 3, measures[i]);
	}
	if (!unit_soak()) {
		api_ok(&a, "journal.verify", "{}");
		ck_assert_str_eq(api_text(&a, "/verify"), "ok");
	}
}
END_TEST

static void setup(void)
{
	unit_dir(dir);
	snprintf(ledger, sizeof(ledger), "%s/ledger.db", dir);
	api_open_at(&a, ledger);
	a.district = api_office(&a, "district", "海淀区", "HD", 0);
	dept = api_office(&a, "department", "区城管委", NULL, a.district);
	a.street = api_office(&a, "street", "曙光街道", "SG", a.district);
	a.community = api_office(&a, "community", "晨月园社区", NULL, a.street);
	a.section = api_office(&a, "section", "城市管理办公室", NULL, a.street);
	a.street2 = api_office(&a, "street", "博学路街道", "BX", a.district);
	state = unit_seed();
	ck_assert_int_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
}

static void teardown(void)
{
	static const char *const files[] = { "log-0.csv", "log-1.csv", "ledger.db", "ledger.db-wal",
					     "ledger.db-shm" };
	char path[200];
	size_t i;

	sqlite3_close(db);
	api_close(&a);
	for (i = 0; i < sizeof(files) / sizeof(*files); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
		unlink(path);
	}
	rmdir(dir);
}

static Suite *suite(void)
{
	Suite *s = suite_create("rates and the log");
	TCase *tcase = tcase_create("rates equal the log");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, unit_soak() ? 0 : 280);
	tcase_add_test(tcase, rates_equal_the_log);
	suite_add_tcase(s, tcase);
	return s;
}

GJ_TEST_MAIN(suite)
