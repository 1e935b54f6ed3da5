/* SPDX-License-Identifier: Apache-2.0
 *
 * Packs, overlays and bases through the door: what is adopted, what is told before it is, and
 * that nothing comes of what is only looked at.
 */
#include "ground.h"

static api a;

static void setup(void)
{
	api_open(&a);
	api_as(&a, "system");
}

static void teardown(void)
{
	api_close(&a);
}

#define SG(base, changes) \
	"{\"base\":{\"id\":\"" base "\"},\"id\":\"sg\",\"version\":1,\"zh\":\"曙光\"," \
	"\"en\":\"Shuguang\",\"source\":[\"街道办公会 / the office's own meeting\"]," \
	"\"changes\":[" changes "]}"
#define KIOSK \
	"{\"add\":\"/codes/channel/items/kiosk\",\"after\":\"window\"," \
	"\"value\":{\"zh\":\"自助终端\",\"en\":\"Kiosk\"},\"source\":\"试点 / pilot\"}"
#define LIMIT(days) "{\"replace\":\"/limits/demand.general/limit\",\"value\":\"" days "\"}"

static void keep(char *room, size_t size, const char *place)
{
	snprintf(room, size, "%s", api_text(&a, place));
	ck_assert_uint_gt(strlen(room), 0);
}

/* How many profiles were adopted. */
static size_t adopted(void)
{
	const char *p;
	size_t count = 0;

	api_as(&a, "system");
	api_ok(&a, "journal.since", "{\"root\":true,\"limit\":1000}");
	for (p = gj_reply_json(a.reply, NULL); (p = strstr(p, "\"profile.adopted\"")); p++)
		count++;
	return count;
}

static int64_t opened(int code, const char *channel)
{
	int got;

	api_as(&a, "clerk");
	got = api_call(&a, "demand.register",
		       "{\"channel\":\"%s\",\"kind\":\"help\",\"category\":\"traffic\","
		       "\"subject\":\"门口拥堵\"}",
		       channel);
	ck_assert_int_eq(got, code);
	return code == 0 ? api_int(&a, "/id") : 0;
}

/* ---- adopting ---- */

START_TEST(an_overlay_comes_into_force)
{
	char hash[80], base_hash[80], recorded[80];

	api_ok(&a, "profile.get", "{}");
	keep(base_hash, sizeof(base_hash), "/hash");
	ck_assert(!api_there(&a, "/overlay"));
	opened(GJ_E_BAD_VALUE, "kiosk");

	api_as(&a, "system");
	api_ok(&a, "profile.adopt", "{\"overlay\":" SG("cn-default", KIOSK "," LIMIT("4wd")) "}");
	keep(hash, sizeof(hash), "/hash");
	ck_assert_str_eq(api_text(&a, "/base_hash"), base_hash);
	opened(0, "kiosk");

	api_ok(&a, "profile.get", "{}");
	ck_assert_str_eq(api_text(&a, "/id"), "sg");
	ck_assert_str_eq(api_text(&a, "/hash"), hash);
	ck_assert_str_eq(api_text(&a, "/base_hash"), base_hash);
	keep(recorded, sizeof(recorded), "/overlay/base/hash");
	ck_assert_str_eq(recorded, base_hash);
	/* What each change found there is recorded with it. */
	ck_assert_str_eq(api_text(&a, "/overlay/changes/1/was"), "5wd");
	/* A code keeps the place that it was given. */
	ck_assert_str_eq(api_text(&a, "/source/codes/channel/items/1/code"), "kiosk");
	ck_assert_str_eq(api_text(&a, "/source/limits/demand.general/limit"), "4wd");
	api_ok(&a, "ledger.info", "{}");
	ck_assert_str_eq(api_text(&a, "/profile"), "sg");
}
END_TEST

START_TEST(the_same_twice_is_refused)
{
	api_ok(&a, "profile.adopt", "{\"overlay\":" SG("cn-default", KIOSK) "}");
	api_fails(&a, GJ_E_EXISTS, NULL, NULL, "profile.adopt",
		  "{\"overlay\":" SG("cn-default", KIOSK) "}");
	/* The next one of the same office is again an overlay on the pack. */
	api_ok(&a, "profile.adopt", "{\"overlay\":" SG("cn-default", LIMIT("3wd")) "}");
	ck_assert_uint_eq(adopted(), 3);
}
END_TEST

START_TEST(a_pack_is_adopted_by_its_name)
{
	api_ok(&a, "profile.adopt", "{\"pack\":\"cn-bj\"}");
	api_ok(&a, "profile.get", "{}");
	ck_assert_str_eq(api_text(&a, "/id"), "cn-bj");
	ck_assert_str_eq(api_text(&a, "/source/limits/demand.general/limit"), "7nd");
	ck_assert_str_eq(api_text(&a, "/overlay/base/id"), "cn-default");
	/* A street on the district's profile, which is in force. */
	api_ok(&a, "profile.adopt", "{\"overlay\":" SG("cn-bj", KIOSK) "}");
	api_ok(&a, "profile.get", "{}");
	ck_assert_str_eq(api_text(&a, "/source/limits/demand.general/limit"), "7nd");
	opened(0, "kiosk");
}
END_TEST

START_TEST(a_ledger_begins_with_a_pack)
{
	const char *names[] = { "cn-default", "cn-bj" };

	for (int i = 0; i < 2; i++) {
		gj_options *o = NULL;
		gj_ledger *l = NULL;
		gj_reply *r = NULL;
		const char *id = NULL;

		ck_assert_int_eq(gj_options_new(&o), 0);
		ck_assert_int_eq(gj_options_set_int(o, "create", 1), 0);
		ck_assert_int_eq(gj_options_set_text(o, "profile", names[i], strlen(names[i])), 0);
		ck_assert_int_eq(gj_open("sqlite:", o, &l, &r), 0);
		gj_reply_free(r);
		ck_assert_int_eq(gj_call(l, "ledger.info", "{}", 2, &r), 0);
		ck_assert_int_eq(gj_reply_text(r, "/profile", &id, NULL), 0);
		ck_assert_str_eq(id, names[i]);
		gj_reply_free(r);
		gj_close(l);
		gj_options_free(o);
	}
}
END_TEST

START_TEST(an_unknown_pack_founds_no_ledger)
{
	gj_options *o = NULL;
	gj_ledger *l = NULL;
	gj_reply *r = NULL;

	ck_assert_int_eq(gj_options_new(&o), 0);
	ck_assert_int_eq(gj_options_set_int(o, "create", 1), 0);
	ck_assert_int_eq(gj_options_set_text(o, "profile", "cn-mars", 7), 0);
	ck_assert_int_eq(gj_open("sqlite:", o, &l, &r), GJ_E_BAD_VALUE);
	ck_assert(strstr(gj_reply_json(r, NULL), "no_pack") != NULL);
	ck_assert_ptr_null(l);
	gj_reply_free(r);
	gj_options_free(o);
}
END_TEST

START_TEST(what_cannot_be_adopted)
{
	static const char *const wrong[][4] = {
		{ "{}", "one_of", "", NULL },
		{ "{\"pack\":\"cn-bj\",\"source\":{}}", "one_of", "", NULL },
		{ "{\"pack\":\"cn-bj\",\"base\":{}}", "one_of", "", NULL },
		{ "{\"overlay\":[]}", NULL, NULL, NULL },
		{ "{\"overlay\":{}}", NULL, NULL, NULL },
		{ "{\"overlay\":" SG("cn-default", "{\"remove\":\"/nothing\"}") "}", "overlay_path",
		  "/overlay/changes/0/remove", NULL },
		{ "{\"overlay\":" SG("cn-default", LIMIT("5 days")) "}", "profile_path",
		  "/overlay/changes/0/value", NULL },
		{ "{\"overlay\":" SG("cn-default",
				     "{\"remove\":\"/charts/demand/states/shelved\"}") "}",
		  "chart_path", "/overlay/changes/0", NULL },
		{ "{\"source\":{\"id\":\"x\"}}", "profile_path", "/source/version", NULL },
		{ "{\"overlay\":" SG("cn-default", KIOSK) ",\"base\":{\"id\":\"cn-default\"}}",
		  "profile_path", "/base/version", NULL },
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		int code = api_call_json(&a, "profile.adopt", wrong[i][0]);

		ck_assert_msg(code == GJ_E_BAD_VALUE || (!wrong[i][1] && code < 0), "%zu: %s", i,
			      gj_reply_json(a.reply, NULL));
		if (wrong[i][1])
			ck_assert_str_eq(api_text(&a, "/error/rule"), wrong[i][1]);
		if (wrong[i][2])
			ck_assert_str_eq(gj_reply_path(a.reply), wrong[i][2]);
	}
	api_fails(&a, GJ_E_NOT_FOUND, "no_pack", "/pack", "profile.adopt",
		  "{\"pack\":\"cn-mars\"}");
	api_fails(&a, GJ_E_NOT_FOUND, "no_pack", "/overlay/base/id", "profile.adopt",
		  "{\"overlay\":" SG("cn-mars", KIOSK) "}");
	api_as(&a, "clerk");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "profile.adopt", "{\"pack\":\"cn-bj\"}");
	ck_assert_uint_eq(adopted(), 1);
}
END_TEST

/* ---- looking ---- */

START_TEST(a_check_tells_every_problem_and_adopts_nothing)
{
	api_as(&a, "clerk");
	api_ok(&a, "profile.check",
	       "{\"overlay\":" SG("cn-default",
				  LIMIT("5 days") ",{\"replace\":\"/calendars/cn/roll\",\"value\":"
						  "\"x\"},{\"remove\":\"/charts/demand/states/"
						  "shelved\"}") "}");
	ck_assert_int_eq(api_flag(&a, "/sound"), 0);
	/* roll, the limit, and every move that leads to the state that is gone */
	ck_assert_uint_gt(api_count(&a, "/problems"), 3);
	ck_assert_str_eq(api_text(&a, "/problems/0/path"), "/changes/1/value");
	ck_assert_str_eq(api_text(&a, "/problems/1/path"), "/changes/0/value");
	ck_assert_str_eq(api_text(&a, "/problems/2/path"), "/changes/2");
	ck_assert_str_eq(api_text(&a, "/problems/2/rule"), "chart_path");
	ck_assert(!api_there(&a, "/hash"));

	api_ok(&a, "profile.check", "{\"overlay\":" SG("cn-default", KIOSK) "}");
	ck_assert_int_eq(api_flag(&a, "/sound"), 1);
	ck_assert_uint_eq(api_count(&a, "/problems"), 0);
	ck_assert_str_eq(api_text(&a, "/id"), "sg");
	ck_assert_uint_eq(adopted(), 1);
}
END_TEST

START_TEST(a_check_tells_the_hash_that_adopting_gives)
{
	char hash[80];

	api_ok(&a, "profile.check", "{\"pack\":\"cn-bj\"}");
	keep(hash, sizeof(hash), "/hash");
	api_ok(&a, "profile.adopt", "{\"pack\":\"cn-bj\"}");
	ck_assert_str_eq(api_text(&a, "/hash"), hash);
}
END_TEST

START_TEST(a_diff_says_what_an_overlay_changes)
{
	api_ok(&a, "profile.diff", "{\"overlay\":" SG("cn-default", KIOSK "," LIMIT("4wd")) "}");
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
	ck_assert_str_eq(api_text(&a, "/items/0/text"), "code lists › Channel › Kiosk: added");
	ck_assert_str_eq(api_text(&a, "/items/0/source"), "试点 / pilot");
	ck_assert_str_eq(api_text(&a, "/items/1/text"),
			 "limits › Answer to a general demand › limit: from 5wd to 4wd");
	api_ok(&a, "profile.diff",
	       "{\"overlay\":" SG("cn-default",
				  "{\"replace\":\"/supervise/add_up/red/count\",\"value\":5}") "}");
	ck_assert_str_eq(api_text(&a, "/items/0/text"),
			 "supervision rules › cards that add up › red › how many: from 3 to 5");
	ck_assert_uint_eq(adopted(), 1);
}
END_TEST

/* What differs between two packs is an overlay that makes one of the other. */
START_TEST(a_diff_is_an_overlay)
{
	char args[60000], hash[80];
	size_t size;
	const char *json, *from, *end;

	api_ok(&a, "profile.diff", "{\"pack\":\"cn-default\",\"from_pack\":\"cn-bj\"}");
	keep(hash, sizeof(hash), "/hash");
	ck_assert_uint_ge(api_count(&a, "/items"), 5);
	json = gj_reply_json(a.reply, &size);
	from = strstr(json, "\"overlay\":");
	end = json + size - 1;
	ck_assert(from && (size_t)(end - from) < sizeof(args) - 10);
	snprintf(args, sizeof(args), "{%.*s}", (int)(end - from), from);
	ck_assert_int_eq(api_call_json(&a, "profile.check", args), 0);
	ck_assert_int_eq(api_flag(&a, "/sound"), 1);
	ck_assert_str_eq(api_text(&a, "/hash"), hash);
	/* With what is in force: nothing but what the packs differ in. */
	api_ok(&a, "profile.diff", "{\"pack\":\"cn-default\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
}
END_TEST

/* ---- another base ---- */

/* The profile of the first answer, with another general limit and version, as the base of a
 * later release. */
static void next_base(char *room, size_t size, const char *limit)
{
	const char *json, *from, *end, *at;
	size_t n;

	api_ok(&a, "profile.get", "{}");
	json = gj_reply_json(a.reply, &n);
	from = strstr(json, "\"source\":{") + strlen("\"source\":");
	end = json + n - 1;
	at = strstr(from,
		    "\"demand.general\":{\"en\":\"Answer to a general demand\",\"limit\":\"5wd\"");
	ck_assert_ptr_nonnull(at);
	at = strstr(at, "5wd");
	ck_assert_uint_lt((size_t)(end - from) + 10, size);
	snprintf(room, size, "%.*s%s%.*s", (int)(at - from), from, limit, (int)(end - at - 3),
		 at + 3);
	from = strstr(room, "\"version\":1,\"zh\":\"全国默认配置\"");
	ck_assert_ptr_nonnull(from);
	room[from - room + 10] = '2';
}

static char base[400000], call[500000];

START_TEST(an_overlay_follows_its_base)
{
	next_base(base, sizeof(base), "6wd");
	api_ok(&a, "profile.adopt", "{\"overlay\":" SG("cn-default", KIOSK "," LIMIT("4wd")) "}");

	/* The base has moved in the very place: that is to be decided. */
	snprintf(call, sizeof(call), "{\"base\":%s}", base);
	ck_assert_int_eq(api_call_json(&a, "profile.merge", call), 0);
	ck_assert_int_eq(api_flag(&a, "/clean"), 0);
	ck_assert_uint_eq(api_count(&a, "/conflicts"), 1);
	ck_assert_str_eq(api_text(&a, "/conflicts/0/path"), "/limits/demand.general/limit");
	ck_assert_str_eq(api_text(&a, "/conflicts/0/conflict"), "changed");
	ck_assert_str_eq(api_text(&a, "/conflicts/0/was"), "5wd");
	ck_assert_str_eq(api_text(&a, "/conflicts/0/base"), "6wd");
	ck_assert_str_eq(api_text(&a, "/conflicts/0/value"), "4wd");

	snprintf(call, sizeof(call),
		 "{\"base\":%s,\"settle\":[{\"path\":\"/limits/demand.general/limit\","
		 "\"take\":\"overlay\"}]}",
		 base);
	ck_assert_int_eq(api_call_json(&a, "profile.merge", call), 0);
	ck_assert_int_eq(api_flag(&a, "/clean"), 1);
	ck_assert_int_eq(api_int(&a, "/kept"), 2);
	ck_assert_str_eq(api_text(&a, "/overlay/changes/1/was"), "6wd");
	ck_assert_str_eq(api_text(&a, "/overlay/base/hash"), api_text(&a, "/base_hash"));

	snprintf(call, sizeof(call),
		 "{\"base\":%s,\"settle\":[{\"path\":\"/limits/demand.general/limit\","
		 "\"take\":\"base\"}]}",
		 base);
	ck_assert_int_eq(api_call_json(&a, "profile.merge", call), 0);
	ck_assert_int_eq(api_flag(&a, "/clean"), 1);
	ck_assert_int_eq(api_int(&a, "/dropped"), 1);
	ck_assert_uint_eq(adopted(), 2);
}
END_TEST

START_TEST(an_overlay_on_a_base_that_moved_is_not_adopted)
{
	char overlay[20000];
	const char *json, *from, *end;
	size_t n;

	next_base(base, sizeof(base), "6wd");
	api_ok(&a, "profile.adopt", "{\"overlay\":" SG("cn-default", LIMIT("4wd")) "}");
	api_ok(&a, "profile.get", "{}");
	json = gj_reply_json(a.reply, &n);
	from = strstr(json, "\"overlay\":");
	end = json + n - 1;
	ck_assert(from && (size_t)(end - from) < sizeof(overlay));
	snprintf(overlay, sizeof(overlay), "%.*s", (int)(end - from), from);
	snprintf(call, sizeof(call), "{%s,\"base\":%s}", overlay, base);
	ck_assert_int_eq(api_call_json(&a, "profile.adopt", call), GJ_E_BAD_VALUE);
	ck_assert_str_eq(gj_reply_path(a.reply), "/overlay/base/hash");
}
END_TEST

START_TEST(nothing_to_merge)
{
	api_fails(&a, GJ_E_NOT_FOUND, "not_here", NULL, "profile.merge", "{}");
	api_fails(&a, GJ_E_BAD_VALUE, "overlay_path", "/overlay/base", "profile.merge",
		  "{\"overlay\":{\"changes\":[]},\"base_pack\":\"cn-default\"}");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("profile");
	const struct {
		const char *name;
		const TTest *test;
	} tests[] = {
		{ "adopt", an_overlay_comes_into_force },
		{ "twice", the_same_twice_is_refused },
		{ "pack", a_pack_is_adopted_by_its_name },
		{ "begins", a_ledger_begins_with_a_pack },
		{ "mars", an_unknown_pack_founds_no_ledger },
		{ "refused", what_cannot_be_adopted },
		{ "check", a_check_tells_every_problem_and_adopts_nothing },
		{ "hash", a_check_tells_the_hash_that_adopting_gives },
		{ "diff", a_diff_says_what_an_overlay_changes },
		{ "overlay", a_diff_is_an_overlay },
		{ "merge", an_overlay_follows_its_base },
		{ "moved", an_overlay_on_a_base_that_moved_is_not_adopted },
		{ "nothing", nothing_to_merge },
	};

	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		TCase *tcase = tcase_create(tests[i].name);

		tcase_add_checked_fixture(tcase, setup, teardown);
		tcase_set_timeout(tcase, 120);
		tcase_add_test(tcase, tests[i].test);
		suite_add_tcase(s, tcase);
	}
	return unit_run(s);
}
