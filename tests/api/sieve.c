/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists of which a reader may not know everything: her pages are full while another follows, make
 * up the whole, and hold what she may know of, however much lies hidden between.
 */
#include "ground.h"

#define DEMANDS 40
#define LIMIT 3

static api a;
static int64_t dept, plain, cause;

/* A member of the section, by whom the street's demands are read: four of five complain of her. */
static void people(void)
{
	api_ok(&a, "staff.register",
	       "{\"account\":\"both\",\"name\":\"某\",\"office\":%lld,\"roles\":[{\"office\":%lld,"
	       "\"role\":\"leader\"}]}",
	       (long long)a.section, (long long)a.street);
}

static int64_t opened(int64_t home, int complaint)
{
	char more[60] = "";

	if (complaint)
		snprintf(more, sizeof(more), ",\"against\":%lld", (long long)a.section);
	return api_id(&a, "demand.register",
		      "{\"home\":%lld,\"channel\":\"phone\",\"kind\":\"%s\",\"category\":"
		      "\"conduct\",\"subject\":\"推诿\"%s}",
		      (long long)home, complaint ? "complaint" : "help", more);
}

static void tell(int i)
{
	int hidden = i % 20 != 19 && i % 5 != 0;
	int64_t id = opened(a.street, hidden), whistle;

	if (!hidden)
		plain = id;
	whistle = api_id(&a, "whistle.draft",
			 "{\"home\":%lld,\"kind\":\"demand\",\"source\":\"masses\",\"subject\":"
			 "\"推诿\",\"demand\":%lld,\"parties\":[{\"office\":%lld}]}",
			 (long long)a.street, (long long)id, (long long)dept);
	api_ok(&a, "whistle.approve", "{\"id\":%lld}", (long long)whistle);
	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}", (long long)id,
	       (long long)a.community);
	api_ok(&a, "supervision.issue",
	       "{\"demand\":%lld,\"kind\":\"blue\",\"reason\":\"overdue\",\"text\":\"t\"}",
	       (long long)id);
}

/* Causes of one plain demand, most of which join a complaint as well; and one cause that joins
 * demands of another street. */
static void join(void)
{
	int64_t id;
	int i;

	for (i = 0; i < 20; i++) {
		id = api_id(&a, "cause.register",
			    "{\"home\":%lld,\"category\":\"conduct\",\"subject\":\"c\","
			    "\"demands\":[%lld]}",
			    (long long)a.street, (long long)plain);
		if (i % 3)
			api_ok(&a, "cause.link", "{\"id\":%lld,\"demand\":%lld}", (long long)id,
			       (long long)opened(a.street, 1));
		else
			cause = id;
	}
	for (i = 0; i < 30; i++)
		api_ok(&a, "cause.link", "{\"id\":%lld,\"demand\":%lld}", (long long)cause,
		       (long long)opened(i % 4 ? a.street2 : a.street, 0));
}

static void setup(void)
{
	int i;

	api_open(&a);
	api_as(&a, "system");
	dept = api_office(&a, "department", "区交通委", NULL, a.district);
	people();
	for (i = 0; i < DEMANDS; i++)
		tell(i);
	join();
	a.now += 30 * API_DAY;
	api_ok(&a, "clock.sweep", "{\"home\":%lld}", (long long)a.street);
}

static void teardown(void)
{
	api_close(&a);
}

/* All pages; returns how many items there were. Each page is full while another follows. */
static size_t read_all(const char *op, const char *args, int limit, char *ret_all, size_t size)
{
	char after[300] = "";
	const char *p;
	size_t n, sum = 0;

	*ret_all = '\0';
	do {
		api_ok(&a, op, "{%s%s\"limit\":%d%s}", args, *args ? "," : "", limit, after);
		n = api_count(&a, "/items");
		sum += n;
		after[0] = '\0';
		if (api_there(&a, "/next")) {
			ck_assert_msg(n == (size_t)limit, "%s: %zu of %d, and more follows", op, n,
				      limit);
			snprintf(after, sizeof(after), ",\"after\":\"%s\"", api_text(&a, "/next"));
		}
		p = strchr(gj_reply_json(a.reply, NULL), '[') + 1;
		snprintf(ret_all + strlen(ret_all), size - strlen(ret_all), "%s%.*s",
			 *ret_all && n ? "," : "", (int)(strrchr(p, ']') - p), p);
	} while (*after);
	return sum;
}

static void check(const char *reader, const char *op, const char *args)
{
	static char whole[400000], paged[400000];
	size_t all, seen;

	api_as(&a, "system");
	all = read_all(op, args, 1000, whole, sizeof(whole));
	api_as(&a, reader);
	seen = read_all(op, args, 1000, whole, sizeof(whole));
	ck_assert_msg(seen > 2 * LIMIT && all > 3 * seen / 2, "%s: %zu of %zu", op, seen, all);
	ck_assert_uint_eq(read_all(op, args, LIMIT, paged, sizeof(paged)), seen);
	ck_assert_msg(strcmp(whole, paged) == 0, "%s: the pages are not the whole", op);
	ck_assert_uint_eq(read_all(op, args, 1, paged, sizeof(paged)), seen);
}

START_TEST(pages_are_full)
{
	char home[60], demand[60], id[60];

	snprintf(home, sizeof(home), "\"home\":%lld", (long long)a.street);
	snprintf(demand, sizeof(demand), "\"demand\":%lld", (long long)plain);
	snprintf(id, sizeof(id), "\"id\":%lld", (long long)cause);
	check("both", "message.list", home);
	check("both", "rung.list", home);
	check("both", "whistle.list", home);
	check("both", "supervision.list", home);
	check("both", "cause.list", home);
	check("both", "cause.demands", id);
	check("both", "cause.list", demand);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("sieve");
	TCase *tcase = tcase_create("pages are full");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, pages_are_full);
	suite_add_tcase(s, tcase);
	return s;
}

GJ_TEST_MAIN(suite)
