/* SPDX-License-Identifier: Apache-2.0
 *
 * Rates, their ranks and reports, exclusions, callbacks and answers, as an office meets them;
 * and who may know of what. That figures are right at large is shown in rate_log.c.
 */
#include "ground.h"

static api a;

static void people(void)
{
	api_as(&a, "system");
	api_staff(&a, "dispatcher", a.street, "dispatcher");
	api_staff(&a, "handler", a.section, "handler");
	api_staff(&a, "head", a.section, "section_head");
	api_staff(&a, "super", a.district, "supervisor");
	api_staff(&a, "super2", a.district, "supervisor");
	api_staff(&a, "chief", a.section, "leader");
}

static void setup(void)
{
	api_open(&a);
	people();
	api_as(&a, "system");
}

static void teardown(void)
{
	api_close(&a);
}

/* ---- helps ---- */

static int64_t opened(int64_t home, const char *more)
{
	return api_id(&a, "demand.register",
		      "{\"home\":%lld,\"channel\":\"phone\",\"kind\":\"help\",\"category\":"
		      "\"traffic\",\"subject\":\"门口拥堵\"%s}",
		      (long long)home, more);
}

static void verb(int64_t id, const char *name, const char *more)
{
	char op[60];

	snprintf(op, sizeof(op), "%s%s", strchr(name, '.') ? "" : "demand.", name);
	api_ok(&a, op, "{\"id\":%lld%s}", (long long)id, more);
}

#define ANSWER \
	",\"text\":\"已办\",\"disposition\":\"do_now\",\"resolution\":\"solved\",\"level\":" \
	"\"office\""
#define CALL(by, result, grade) \
	",\"by\":\"" by "\",\"result\":\"" result "\",\"satisfaction\":\"" grade "\""

static void give(int64_t id, int64_t unit)
{
	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}", (long long)id,
	       (long long)unit);
}

/* Answered by the section after it spoke with the demander; in the other street by the
 * district, which did not. */
static int64_t answered(int64_t home)
{
	int64_t id = opened(home, "");

	if (home == a.street) {
		give(id, a.section);
		verb(id, "sign", "");
		verb(id, "contact", ",\"mode\":\"phone\"");
		verb(id, "reply", ANSWER);
	} else {
		give(id, a.community);
		api_ok(&a, "demand.escalate",
		       "{\"id\":%lld,\"unit\":%lld,\"reason\":\"beyond_power\"}", (long long)id,
		       (long long)a.district);
		verb(id, "reply",
		     ",\"text\":\"已办\",\"disposition\":\"do_now\",\"resolution\":\"solved\","
		     "\"level\":\"district\"");
	}
	return id;
}

/* The figure of one formula: "numerator/denominator percent", "-" without data. */
static const char *figure(const char *formula, const char *more)
{
	static char room[80];

	api_ok(&a, "rate.figures", "{\"formulas\":[\"%s\"]%s}", formula, more);
	if (!api_count(&a, "/items"))
		return "";
	if (api_there(&a, "/items/0/figures/0/no_data"))
		return "-";
	snprintf(room, sizeof(room), "%lld/%lld %s",
		 (long long)api_int(&a, "/items/0/figures/0/numerator"),
		 (long long)api_int(&a, "/items/0/figures/0/denominator"),
		 api_text(&a, "/items/0/figures/0/percent"));
	return room;
}

/* ---- what is said with a figure ---- */

START_TEST(a_figure_says_how_it_was_reckoned)
{
	int64_t id = answered(a.street);

	ck_assert_str_eq(figure("solve_rate", ""), "-");
	verb(id, "callback", CALL("hotline", "solved", "basically_satisfied"));
	ck_assert_str_eq(figure("solve_rate", ""), "1/1 100.0");
	ck_assert_str_eq(figure("satisfaction_rate", ""), "9/10 90.0");
	ck_assert_str_eq(api_text(&a, "/basis/count"), "cohort");
	ck_assert_str_eq(api_text(&a, "/basis/time"), "occurred");
	ck_assert_str_eq(api_text(&a, "/basis/from"), "2026-03");
	ck_assert_int_eq(api_flag(&a, "/basis/distinct"), 1);
	ck_assert_int_eq(api_flag(&a, "/basis/formulas/0/verified"), 0);
	ck_assert_str_eq(api_text(&a, "/basis/formulas/0/grade"), "C");
	ck_assert_str_eq(api_text(&a, "/basis/formulas/0/numerator/0/measure"),
			 "callback_satisfied");
	ck_assert_int_eq(api_int(&a, "/basis/formulas/0/numerator/0/weight"), 10);
	ck_assert_ptr_nonnull(strstr(api_text(&a, "/basis/said"), "unverified"));
	ck_assert_str_eq(figure("response_rate", ",\"party\":\"hotline\""), "1/1 100.0");
	ck_assert_str_eq(figure("response_rate", ",\"party\":\"office\""), "");
	ck_assert_str_eq(figure("close_rate", ""), "0/1 0.0");
	verb(id, "close", "");
	ck_assert_str_eq(figure("close_rate", ",\"count\":\"period\",\"time\":\"recorded\""),
			 "1/1 100.0");
	ck_assert_int_eq(api_flag(&a, "/basis/distinct"), 0);
	api_fails(&a, GJ_E_BAD_VALUE, "month_format", "/from", "rate.figures",
		  "{\"from\":\"2026-13\"}");
	api_fails(&a, GJ_E_RULE, "order_of_dates", "/to", "rate.figures",
		  "{\"from\":\"2026-03\",\"to\":\"2026-02\"}");
	api_fails(&a, GJ_E_BAD_VALUE, "no_formula", "/formulas/0", "rate.figures",
		  "{\"formulas\":[\"luck\"]}");
	api_fails(&a, GJ_E_RULE, "formula_given", "/formulas/0", "rate.figures",
		  "{\"formulas\":[\"compression_rate\"]}");
}
END_TEST

/* 27 lists became 15: the article calls what remained the compression. */
START_TEST(a_given_figure_is_reckoned)
{
	api_ok(&a, "rate.reckon",
	       "{\"formula\":\"compression_rate\",\"values\":[{\"measure\":\"before\",\"count\":27}"
	       ","
	       "{\"measure\":\"after\",\"count\":15}]}");
	ck_assert_int_eq(api_int(&a, "/figure/numerator"), 12);
	ck_assert_int_eq(api_int(&a, "/figure/denominator"), 27);
	ck_assert_str_eq(api_text(&a, "/figure/percent"), "44.4");
	ck_assert_str_eq(api_text(&a, "/formula/name"), "compression_rate");
	api_ok(&a, "rate.reckon", "{\"formula\":\"compression_rate\"}");
	ck_assert_int_eq(api_flag(&a, "/figure/no_data"), 1);
	api_fails(&a, GJ_E_BAD_VALUE, "no_measure", "/values/0/measure", "rate.reckon",
		  "{\"formula\":\"compression_rate\",\"values\":[{\"measure\":\"closed\","
		  "\"count\":1}]}");
}
END_TEST

/* ---- callbacks ---- */

START_TEST(each_party_asks_once_about_an_answer)
{
	int64_t id = answered(a.street);

	verb(id, "callback", CALL("hotline", "not_solved", "dissatisfied"));
	ck_assert_str_eq(figure("solve_rate", ""), "0/1 0.0");
	/* now it is being reworked, and nobody asks */
	api_fails(&a, GJ_E_STATE, "verb_not_allowed", NULL, "demand.callback",
		  "{\"id\":%lld" CALL("office", "solved", "satisfied") "}", (long long)id);
	verb(id, "reply", ANSWER);
	verb(id, "callback", CALL("hotline", "solved", "satisfied"));
	/* the answer of the cohort is the last one; a period has both */
	ck_assert_str_eq(figure("solve_rate", ""), "1/1 100.0");
	ck_assert_str_eq(figure("solve_rate", ",\"count\":\"period\""), "1/2 50.0");
	api_fails(&a, GJ_E_RULE, "asked_already", "/by", "demand.callback",
		  "{\"id\":%lld" CALL("hotline", "solved", "satisfied") "}", (long long)id);
	verb(id, "callback", CALL("third_party", "solved", "dissatisfied"));
	ck_assert_str_eq(figure("satisfaction_rate", ",\"party\":\"hotline\""), "10/10 100.0");
	ck_assert_str_eq(figure("satisfaction_rate", ",\"party\":\"third_party\""), "0/10 0.0");
	ck_assert_str_eq(figure("satisfaction_rate", ""), "0/10 0.0");
}
END_TEST

START_TEST(a_disputed_callback_is_asked_again)
{
	int64_t id = answered(a.street);

	api_fails(&a, GJ_E_RULE, "not_called", "/by", "callback.dispute",
		  "{\"id\":%lld,\"by\":\"hotline\",\"reason\":\"wrong_person\"}", (long long)id);
	verb(id, "callback", CALL("hotline", "not_solved", "dissatisfied"));
	api_as(&a, "handler");
	verb(id, "callback.dispute",
	     ",\"by\":\"hotline\",\"reason\":\"wrong_person\",\"note\":\"问的不是诉求人\"");
	/* until it has been asked again it counts as before */
	api_as(&a, "system");
	ck_assert_str_eq(figure("solve_rate", ",\"count\":\"period\""), "0/1 0.0");
	verb(id, "callback", CALL("hotline", "no_answer", "not_rated"));
	ck_assert_str_eq(figure("solve_rate", ",\"count\":\"period\""), "0/1 0.0");
	verb(id, "callback", CALL("hotline", "solved", "satisfied"));
	ck_assert_str_eq(api_text(&a, "/state"), "called_back");
	ck_assert_str_eq(figure("solve_rate", ",\"count\":\"period\""), "1/1 100.0");
	ck_assert_str_eq(figure("solve_rate", ""), "1/1 100.0");
	api_fails(&a, GJ_E_RULE, "asked_already", "/by", "demand.callback",
		  "{\"id\":%lld" CALL("hotline", "solved", "satisfied") "}", (long long)id);
}
END_TEST

START_TEST(contacted_is_what_the_demander_says)
{
	int64_t with = answered(a.street), without = answered(a.street2),
		said = answered(a.street2);

	verb(with, "callback", CALL("office", "solved", "satisfied"));
	verb(without, "callback", CALL("office", "solved", "satisfied"));
	ck_assert_str_eq(figure("response_rate", ""), "1/2 50.0");
	verb(said, "callback", CALL("office", "solved", "satisfied") ",\"contacted\":true");
	ck_assert_str_eq(figure("response_rate", ""), "2/3 66.7");
}
END_TEST

START_TEST(a_sample_can_be_checked)
{
	int64_t id[6], sample;
	size_t i;

	for (i = 0; i < 6; i++)
		id[i] = answered(a.street);
	verb(id[0], "callback", CALL("third_party", "solved", "satisfied"));
	verb(id[1], "void", ",\"reason\":\"trial_entry\"");
	opened(a.street, ""); /* nobody has answered it */
	api_as(&a, "dispatcher");
	sample = api_id(&a, "callback.sample",
			"{\"by\":\"third_party\",\"since\":\"2026-03-01T00:00:00+08:00\","
			"\"until\":\"2026-04-01T00:00:00+08:00\",\"wanted\":3}");
	ck_assert_int_eq(api_int(&a, "/population_count"), 4);
	ck_assert_uint_eq(api_count(&a, "/chosen"), 3);
	ck_assert_uint_eq(strlen(api_text(&a, "/seed")), 32);
	api_ok(&a, "callback.get", "{\"id\":%lld}", (long long)sample);
	ck_assert_int_eq(api_flag(&a, "/holds"), 1);
	ck_assert_uint_eq(api_count(&a, "/items"), 3);
	ck_assert_int_eq(api_int(&a, "/items/0/called"), 0);
	api_ok(&a, "callback.list", "{}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	api_fails(&a, GJ_E_RULE, "order_of_dates", "/until", "callback.sample",
		  "{\"by\":\"office\",\"since\":\"2026-03-02T00:00:00+08:00\","
		  "\"until\":\"2026-03-02T00:00:00+08:00\",\"wanted\":3}");
	api_as(&a, "other");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "callback.get", "{\"id\":%lld}", (long long)sample);
}
END_TEST

/* ---- exclusions ---- */

static const char *const evidence = ",\"evidence\":[{\"kind\":\"document\"}]";

/* Whether an office is under none is another question than where its facts are: the answer to the
 * one, asked by a report of all offices, once stood for the other: a sample was kept nowhere. */
START_TEST(a_sample_is_kept_after_a_report_of_all)
{
	answered(a.street);
	api_staff(&a, "newcomer", a.street, "handler"); /* nothing is known of any office now */
	api_ok(&a, "report.publish",
	       "{\"dry_run\":true,\"title\":\"全部\",\"group\":\"office\",\"formulas\":[\"solve_"
	       "rate\"]}");
	api_id(&a, "callback.sample",
	       "{\"home\":%lld,\"by\":\"third_party\",\"since\":\"2026-01-01T00:00:00+08:00\","
	       "\"until\":\"2027-01-01T00:00:00+08:00\",\"wanted\":2}",
	       (long long)a.street);
}
END_TEST

START_TEST(exclusion_needs_two_persons_and_a_third_reviews)
{
	int64_t id = answered(a.street), other = answered(a.street);
	char more[200];

	verb(id, "callback", CALL("hotline", "not_solved", "dissatisfied"));
	verb(other, "callback", CALL("hotline", "solved", "satisfied"));
	ck_assert_str_eq(figure("solve_rate", ""), "1/2 50.0");
	snprintf(more, sizeof(more), ",\"reason\":\"not_true\",\"note\":\"查无此事\"%s", evidence);
	api_as(&a, "head");
	api_fails(&a, GJ_E_MISSING, NULL, "/evidence", "exclusion.request",
		  "{\"id\":%lld,\"reason\":\"not_true\"}", (long long)id);
	verb(id, "exclusion.request", more);
	api_fails(&a, GJ_E_STATE, "exclusion_open", NULL, "exclusion.request", "{\"id\":%lld%s}",
		  (long long)id, more);
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "exclusion.decide",
		  "{\"id\":%lld,\"accept\":true,\"note\":\"n\"}", (long long)id);
	/* asking changes nothing yet */
	api_as(&a, "super");
	ck_assert_str_eq(figure("solve_rate", ""), "1/2 50.0");
	api_fails(&a, GJ_E_STATE, "no_exclusion", NULL, "exclusion.review",
		  "{\"id\":%lld,\"uphold\":true,\"note\":\"n\"}", (long long)id);
	verb(id, "exclusion.decide", ",\"accept\":true,\"note\":\"属实\"");
	ck_assert_str_eq(figure("solve_rate", ""), "1/1 100.0");
	ck_assert_int_eq(api_int(&a, "/items/0/registered"), 2);
	ck_assert_int_eq(api_int(&a, "/items/0/excluded"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/callback_excluded"), 1);
	api_fails(&a, GJ_E_RULE, "same_person", NULL, "exclusion.review",
		  "{\"id\":%lld,\"uphold\":false,\"note\":\"n\"}", (long long)id);
	api_ok(&a, "rate.cases", "{\"measure\":\"callback_excluded\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/id"), id);
	api_ok(&a, "exclusion.list", "{\"home\":%lld}", (long long)a.street);
	ck_assert_str_eq(api_text(&a, "/items/0/state"), "accepted");
	ck_assert_str_eq(api_text(&a, "/items/0/note"), "查无此事");
	ck_assert(api_there(&a, "/items/0/decided_by"));
	api_as(&a, "super2");
	verb(id, "exclusion.review", ",\"uphold\":false,\"note\":\"证据不足\"");
	ck_assert_str_eq(figure("solve_rate", ""), "1/2 50.0");
	ck_assert_int_eq(api_int(&a, "/items/0/excluded"), 0);
	api_ok(&a, "demand.history", "{\"id\":%lld}", (long long)id);
	ck_assert(api_holds(&a, "\"verb\":\"review_exclusion\""));
	ck_assert(api_holds(&a, "\"outcome\":\"lifted\""));
}
END_TEST

/* ---- ranks ---- */

START_TEST(equal_offices_share_a_rank_and_small_ones_have_none)
{
	int64_t third, fourth, id;
	int i;

	third = api_office(&a, "street", "丙街道", "BB", a.district);
	fourth = api_office(&a, "street", "丁街道", "DD", a.district);
	for (i = 0; i < 4; i++) {
		id = answered(a.street);
		verb(id, "callback", CALL("hotline", "solved", "satisfied"));
		id = answered(a.street2);
		verb(id, "callback",
		     i ? CALL("hotline", "solved", "satisfied")
		       : CALL("hotline", "not_solved", "dissatisfied"));
		if (i < 2) {
			id = answered(third);
			verb(id, "callback", CALL("hotline", "solved", "satisfied"));
		}
	}
	opened(fourth, "");
	api_ok(&a, "rate.league", "{\"formula\":\"solve_rate\"}");
	ck_assert_int_eq(api_int(&a, "/least"), 30);
	ck_assert_uint_eq(api_count(&a, "/ranked"), 0);
	ck_assert_uint_eq(api_count(&a, "/unranked"), 4);
	api_ok(&a, "rate.league", "{\"formula\":\"solve_rate\",\"least\":2}");
	ck_assert_uint_eq(api_count(&a, "/ranked"), 3);
	ck_assert_int_eq(api_int(&a, "/ranked/0/rank"), 1);
	ck_assert_int_eq(api_int(&a, "/ranked/1/rank"), 1);
	ck_assert_int_eq(api_flag(&a, "/ranked/0/tied"), 1);
	ck_assert_int_eq(api_flag(&a, "/ranked/1/tied"), 1);
	ck_assert_int_eq(api_int(&a, "/ranked/2/rank"), 3);
	ck_assert_int_eq(api_int(&a, "/ranked/2/office"), a.street2);
	ck_assert_str_eq(api_text(&a, "/ranked/2/figure/percent"), "75.0");
	ck_assert_str_eq(api_text(&a, "/unranked/0/why"), "no_data");
	api_fails(&a, GJ_E_BAD_VALUE, "no_formula", NULL, "rate.league", "{\"formula\":\"charm\"}");
}
END_TEST

/* ---- published figures ---- */

START_TEST(a_published_report_stays_and_a_restatement_tells_the_difference)
{
	int64_t id = answered(a.street), other = answered(a.street), report, again;
	char *before, more[200];

	verb(id, "callback", CALL("hotline", "solved", "satisfied"));
	verb(other, "callback", CALL("hotline", "not_solved", "dissatisfied"));
	api_as(&a, "super");
	report = api_id(&a, "report.publish",
			"{\"home\":%lld,\"title\":\"三月三率\",\"group\":\"office\","
			"\"formulas\":[\"solve_rate\"]}",
			(long long)a.district);
	api_ok(&a, "report.get", "{\"id\":%lld}", (long long)report);
	ck_assert_int_eq(api_int(&a, "/items/0/office"), a.street);
	ck_assert_int_eq(api_int(&a, "/items/0/figures/0/numerator"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/figures/0/denominator"), 2);
	before = strdup(gj_reply_json(a.reply, NULL));
	api_ok(&a, "report.compare", "{\"id\":%lld}", (long long)report);
	ck_assert_uint_eq(api_count(&a, "/changes"), 0);
	/* facts go on */
	api_as(&a, "dispatcher");
	snprintf(more, sizeof(more), ",\"reason\":\"not_true\"%s", evidence);
	verb(other, "exclusion.request", more);
	api_as(&a, "super");
	verb(other, "exclusion.decide", ",\"accept\":true,\"note\":\"n\"");
	api_ok(&a, "report.get", "{\"id\":%lld}", (long long)report);
	ck_assert_str_eq(gj_reply_json(a.reply, NULL), before);
	again = api_id(&a, "report.restate", "{\"id\":%lld}", (long long)report);
	api_ok(&a, "report.get", "{\"id\":%lld}", (long long)again);
	ck_assert_int_eq(api_int(&a, "/restates"), report);
	ck_assert_int_eq(api_int(&a, "/changes/0/office"), a.street);
	ck_assert_int_eq(api_int(&a, "/changes/0/before/denominator"), 2);
	ck_assert_int_eq(api_int(&a, "/changes/0/after/denominator"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/figures/0/numerator"), 1);
	api_ok(&a, "report.get", "{\"id\":%lld}", (long long)report);
	ck_assert_int_eq(api_int(&a, "/restated_by"), again);
	ck_assert_int_eq(api_int(&a, "/items/0/figures/0/denominator"), 2);
	api_ok(&a, "report.list", "{\"home\":%lld}", (long long)a.district);
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
	api_as(&a, "clerk");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "report.publish", "{\"title\":\"x\"}");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "report.get", "{\"id\":%lld}", (long long)report);
	free(before);
}
END_TEST

/* ---- who may know ---- */

/* A complaint about the section: for it, it does not exist, by whatever road. */
START_TEST(a_complaint_is_in_no_figure_of_the_unit_complained_of)
{
	int64_t plain = answered(a.street), secret;
	char more[120];

	snprintf(more, sizeof(more), ",\"against\":%lld", (long long)a.section);
	secret = opened(a.street, more);
	give(secret, a.community);
	verb(secret, "sign", "");
	verb(secret, "contact", ",\"mode\":\"phone\"");
	verb(secret, "reply", ANSWER);
	verb(secret, "callback", CALL("hotline", "solved", "satisfied"));
	verb(plain, "callback", CALL("hotline", "solved", "satisfied"));
	ck_assert_str_eq(figure("solve_rate", ""), "2/2 100.0");
	ck_assert_int_eq(api_int(&a, "/items/0/registered"), 2);
	/* the chief of the section leads there and works in the street too */
	api_as(&a, "system");
	api_ok(&a, "staff.register",
	       "{\"account\":\"both\",\"name\":\"both\",\"office\":%lld,\"roles\":[{\"office\":%"
	       "lld,"
	       "\"role\":\"leader\"},{\"office\":%lld,\"role\":\"leader\"}]}",
	       (long long)a.section, (long long)a.section, (long long)a.street);
	api_as(&a, "both");
	ck_assert_str_eq(figure("solve_rate", ""), "1/1 100.0");
	ck_assert_int_eq(api_int(&a, "/items/0/registered"), 1);
	ck_assert_str_eq(figure("solve_rate", ",\"count\":\"period\""), "1/1 100.0");
	api_ok(&a, "rate.cases", "{\"measure\":\"registered\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/id"), plain);
	api_ok(&a, "rate.cases", "{\"measure\":\"registered\",\"count\":\"period\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	api_ok(&a, "rate.times", "{}");
	ck_assert_int_eq(api_int(&a, "/demands"), 1);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "rate.times", "{\"id\":%lld}", (long long)secret);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "reply.templates", "{\"id\":%lld}",
		  (long long)secret);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "exclusion.request",
		  "{\"id\":%lld,\"reason\":\"not_true\"%s}", (long long)secret, evidence);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "exclusion.list", "{\"demand\":%lld}",
		  (long long)secret);
	api_fails(&a, GJ_E_NOT_FOUND, NULL, NULL, "callback.dispute",
		  "{\"id\":%lld,\"by\":\"hotline\",\"reason\":\"wrong_person\"}",
		  (long long)secret);
	/* and it is in no published figure, whoever publishes */
	api_as(&a, "super");
	api_ok(&a, "report.get", "{\"id\":%lld}",
	       (long long)api_id(&a, "report.publish",
				 "{\"home\":%lld,\"title\":\"t\",\"formulas\":[\"solve_rate\"]}",
				 (long long)a.district));
	ck_assert_int_eq(api_int(&a, "/items/0/figures/0/denominator"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/registered"), 1);
	ck_assert_ptr_nonnull(strstr(api_text(&a, "/basis/said"), "complaints"));
}
END_TEST

START_TEST(a_reader_sees_what_her_right_reaches)
{
	int64_t one = answered(a.street), two = answered(a.street2);

	verb(one, "callback", CALL("hotline", "solved", "satisfied"));
	verb(two, "callback", CALL("hotline", "solved", "satisfied"));
	api_as(&a, "clerk");
	ck_assert_str_eq(figure("solve_rate", ""), "1/1 100.0");
	api_ok(&a, "rate.figures", "{\"home\":%lld}", (long long)a.street2);
	ck_assert_uint_eq(api_count(&a, "/items"), 0);
	/* the head of the section: what lies with it, and no more */
	api_as(&a, "head");
	ck_assert_str_eq(figure("solve_rate", ""), "1/1 100.0");
	api_ok(&a, "rate.cases", "{\"measure\":\"callback_valid\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	ck_assert_int_eq(api_int(&a, "/items/0/id"), one);
	api_ok(&a, "rate.cases", "{\"measure\":\"callback_valid\",\"count\":\"period\"}");
	ck_assert_uint_eq(api_count(&a, "/items"), 1);
	api_as(&a, "super");
	ck_assert_str_eq(figure("solve_rate", ""), "2/2 100.0");
	api_as(&a, "handler");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "rate.figures", "{}");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "rate.cases", "{\"measure\":\"closed\"}");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "rate.times", "{}");
	api_as(&a, "clerk");
	api_fails(&a, GJ_E_BAD_VALUE, "not_listed", "/measure", "rate.cases",
		  "{\"measure\":\"joy\"}");
}
END_TEST

/* ---- times ---- */

START_TEST(times_are_told_in_calendar_and_working_time)
{
	int64_t id;

	a.now = INT64_C(1772787600000000); /* Friday, 2026-03-06 17:00 +08:00 */
	id = opened(a.street, "");
	a.now += 3 * API_DAY - 8 * 3600 * API_SECOND; /* Monday 09:00 */
	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}", (long long)id,
	       (long long)a.section);
	a.now += 3600 * API_SECOND;
	api_as(&a, "handler");
	verb(id, "sign", "");
	api_as(&a, "system");
	api_ok(&a, "rate.times", "{\"id\":%lld}", (long long)id);
	ck_assert_uint_eq(api_count(&a, "/items"), 3);
	ck_assert_str_eq(api_text(&a, "/items/0/state"), "registered");
	/* sixty-four hours, of which the office worked none: it closes at 17:30 */
	ck_assert_int_eq(api_int(&a, "/items/0/minutes"), 64 * 60);
	ck_assert_int_le(api_int(&a, "/items/0/working_minutes"), 60);
	ck_assert_str_eq(api_text(&a, "/items/1/state"), "dispatched");
	ck_assert_int_eq(api_int(&a, "/items/1/minutes"), 60);
	ck_assert_int_eq(api_int(&a, "/items/2/open"), 1);
	api_ok(&a, "rate.times", "{\"id\":%lld,\"group\":\"staff\"}", (long long)id);
	ck_assert_uint_eq(api_count(&a, "/items"), 2);
	ck_assert(api_there(&a, "/items/1/staff"));
	api_ok(&a, "rate.times", "{\"group\":\"unit\",\"from\":\"2026-03\"}");
	ck_assert_int_eq(api_int(&a, "/items/0/unit"), a.street);
	ck_assert_int_eq(api_int(&a, "/items/1/unit"), a.section);
	ck_assert_int_eq(api_int(&a, "/demands"), 1);
}
END_TEST

/* ---- answers ---- */

START_TEST(a_template_is_filled_in)
{
	int64_t id = opened(a.street, "");
	size_t i;

	api_ok(&a, "reply.templates", "{\"id\":%lld}", (long long)id);
	for (i = api_count(&a, "/items"); i > 0; i--) {
		char place[40];

		snprintf(place, sizeof(place), "/items/%zu/template", i - 1);
		ck_assert_str_ne(api_text(&a, place), "solved"); /* not in this state */
	}
	api_ok(&a, "reply.fill",
	       "{\"id\":%lld,\"template\":\"traffic\",\"values\":{\"measure\":\"施划网格线\"}}",
	       (long long)id);
	ck_assert_ptr_nonnull(strstr(api_text(&a, "/text"), "门口拥堵"));
	ck_assert_ptr_nonnull(strstr(api_text(&a, "/text"), "SG-2026-000001"));
	ck_assert_ptr_nonnull(strstr(api_text(&a, "/text"), "2026年3月2日"));
	ck_assert_ptr_nonnull(strstr(api_text(&a, "/text"), "施划网格线"));
	ck_assert_ptr_nonnull(strstr(api_text(&a, "/text"), "{time_limit}"));
	ck_assert_uint_eq(api_count(&a, "/open"), 3);
	api_fails(&a, GJ_E_RULE, "no_template", "/template", "reply.fill",
		  "{\"id\":%lld,\"template\":\"solved\"}", (long long)id);
}
END_TEST

START_TEST(an_answer_is_checked_for_its_elements)
{
	int64_t id = answered(a.street);

	api_ok(&a, "reply.check", "{\"text\":\"尽快\"}");
	ck_assert_int_eq(api_flag(&a, "/complete"), 0);
	ck_assert_uint_eq(api_count(&a, "/items"), 4);
	api_ok(&a, "reply.check",
	       "{\"text\":\"我办3月2日受理，已与您电话联系，安排人员清理，3个工作日内办结\"}");
	ck_assert_int_eq(api_flag(&a, "/complete"), 1);
	api_ok(&a, "reply.check",
	       "{\"text\":\"我办3月2日受理，已与您电话联系\",\"fields\":[\"measure\",\"review_on\"]"
	       "}");
	ck_assert_int_eq(api_flag(&a, "/complete"), 1);
	api_fails(&a, GJ_E_BAD_VALUE, "unknown_field", "/fields/0", "reply.check",
		  "{\"text\":\"x\",\"fields\":[\"luck\"]}");
	/* the answer that was given is reported with what it lacked */
	api_ok(&a, "journal.list", "{\"home\":%lld,\"limit\":1}", (long long)a.street);
	ck_assert(api_holds(&a, "\"missing\":[\"accepted_at\",\"measures\",\"spoke_with\","
				"\"time_limit\"]"));
	(void)id;
}
END_TEST

/* Where a chart says `complete`, an answer without the elements is refused. */
START_TEST(a_chart_may_demand_a_complete_answer)
{
	FILE *f = fopen(GJ_TESTS "/../src/profile/cn-default.json", "rb");
	char *text = calloc(1, 2u << 20), *at, *moved, *args;
	size_t n;
	int64_t id;

	ck_assert(f && text);
	n = fread(text, 1, (1u << 20), f);
	fclose(f);
	ck_assert_uint_gt(n, 1000);
	/* {"target": "replied" ... of contacted, with a guard */
	at = strstr(text, "\"contacted\": {");
	ck_assert_ptr_nonnull(at);
	at = strstr(at, "{\"target\": \"replied\"");
	ck_assert_ptr_nonnull(at);
	moved = strdup(at + 1);
	sprintf(at + 1, "\"guard\": \"complete\", %s", moved);
	free(moved);
	at = strstr(text, "\"version\": 1");
	at[strlen("\"version\": ")] = '2';
	args = malloc(strlen(text) + 40);
	sprintf(args, "{\"source\":%s}", text);
	ck_assert_msg(api_call_json(&a, "profile.adopt", args) == 0, "%s",
		      gj_reply_json(a.reply, NULL));
	id = opened(a.street, "");
	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}", (long long)id,
	       (long long)a.section);
	verb(id, "sign", "");
	verb(id, "contact", ",\"mode\":\"phone\"");
	api_fails(&a, GJ_E_STATE, "verb_not_allowed", NULL, "demand.reply",
		  "{\"id\":%lld" ANSWER "}", (long long)id);
	verb(id, "reply",
	     ",\"text\":\"我办3月2日受理，已与您电话联系，安排人员清理，3日内办结\","
	     "\"disposition\":\"do_now\",\"resolution\":\"solved\",\"level\":\"office\"");
	free(args);
	free(text);
}
END_TEST

/* ---- the log ---- */

static char *exported(const char *format, const char *account)
{
	char path[100];
	FILE *f;
	char *text = calloc(1, 1u << 20);

	snprintf(path, sizeof(path), "/tmp/guanjia-log-%ld.%s", (long)getpid(), format);
	unlink(path);
	api_as(&a, account);
	api_ok(&a, "log.export", "{\"home\":%lld,\"format\":\"%s\",\"path\":\"%s\"}",
	       (long long)a.street, format, path);
	f = fopen(path, "rb");
	ck_assert(f && text);
	ck_assert_uint_gt(fread(text, 1, (1u << 20) - 1, f), 100);
	fclose(f);
	api_fails(&a, GJ_E_IO, "file", "/path", "log.export",
		  "{\"home\":%lld,\"format\":\"%s\",\"path\":\"%s\"}", (long long)a.street, format,
		  path);
	unlink(path);
	return text;
}

START_TEST(the_log_has_no_personal_value_and_no_hidden_case)
{
	static const char *const formats[] = { "xes", "csv" };
	static const char *const words[] = { "门口拥堵", "王小明", "13800001234", "已办",
					     "\"handler\"" };
	int64_t id =
		opened(a.street, ",\"demander\":{\"name\":\"王小明\",\"phone\":\"13800001234\"}");
	char more[80], *text;
	size_t i, k;

	api_ok(&a, "demand.dispatch", "{\"id\":%lld,\"unit\":%lld}", (long long)id,
	       (long long)a.section);
	api_as(&a, "handler");
	verb(id, "sign", "");
	verb(id, "contact", ",\"mode\":\"phone\",\"note\":\"已办\"");
	api_as(&a, "system");
	snprintf(more, sizeof(more), ",\"against\":%lld", (long long)a.section);
	opened(a.street, more);
	api_ok(&a, "staff.register",
	       "{\"account\":\"both\",\"name\":\"both\",\"office\":%lld,\"roles\":[{\"office\":%"
	       "lld,"
	       "\"role\":\"leader\"}]}",
	       (long long)a.section, (long long)a.street);
	for (i = 0; i < 2; i++) {
		text = exported(formats[i], "leader");
		for (k = 0; k < sizeof(words) / sizeof(*words); k++)
			ck_assert_msg(!strstr(text, words[k]), "%s in %s", words[k], formats[i]);
		ck_assert_ptr_nonnull(strstr(text, "SG-2026-000001"));
		ck_assert_ptr_nonnull(strstr(text, "SG-2026-000002"));
		ck_assert_ptr_nonnull(strstr(text, "城市管理办公室"));
		free(text);
		text = exported(formats[i], "both");
		ck_assert_ptr_nonnull(strstr(text, "SG-2026-000001"));
		ck_assert_ptr_null(strstr(text, "SG-2026-000002"));
		free(text);
	}
	api_as(&a, "clerk");
	api_fails(&a, GJ_E_DENIED, NULL, NULL, "log.export",
		  "{\"format\":\"csv\",\"path\":\"/tmp/x\"}");
}
END_TEST

/* ---- replay ---- */

START_TEST(counters_are_the_same_after_a_replay)
{
	int64_t id = answered(a.street);

	verb(id, "callback", CALL("hotline", "solved", "satisfied"));
	verb(id, "amend", ",\"reason\":\"wrong_fact\",\"category\":\"other\"");
	verb(id, "void", ",\"reason\":\"trial_entry\"");
	ck_assert_str_eq(figure("solve_rate", ""), "");
	id = answered(a.street);
	verb(id, "callback", CALL("hotline", "solved", "satisfied"));
	api_ok(&a, "ledger.rebuild", "{}");
	ck_assert_str_eq(figure("solve_rate", ""), "1/1 100.0");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
}
END_TEST

/* ---- in a transaction of several calls ---- */

static void begin(int64_t office)
{
	char args[60];

	snprintf(args, sizeof(args), "{\"offices\":[%lld]}", (long long)office);
	ck_assert_int_eq(gj_begin(a.ledger, args, strlen(args), NULL), GJ_OK);
}

START_TEST(a_transaction_counts_what_it_has_done_so_far)
{
	int64_t id;

	begin(a.street);
	id = answered(a.street);
	verb(id, "callback", CALL("hotline", "solved", "satisfied"));
	ck_assert_str_eq(figure("solve_rate", ""), "1/1 100.0");
	/* What fails is not counted, nor what is only tried. */
	api_fails(&a, GJ_E_STATE, NULL, NULL, "demand.sign", "{\"id\":%lld}", (long long)id);
	verb(id, "amend", ",\"reason\":\"wrong_fact\",\"category\":\"other\",\"dry_run\":true");
	id = answered(a.street);
	verb(id, "callback", CALL("hotline", "not_solved", "dissatisfied"));
	ck_assert_str_eq(figure("solve_rate", ""), "1/2 50.0");
	ck_assert_int_eq(gj_commit(a.ledger, NULL), GJ_OK);
	ck_assert_str_eq(figure("solve_rate", ""), "1/2 50.0");
	begin(a.street);
	id = answered(a.street);
	verb(id, "callback", CALL("hotline", "solved", "satisfied"));
	ck_assert_str_eq(figure("solve_rate", ""), "2/3 66.7");
	ck_assert_int_eq(gj_rollback(a.ledger, NULL), GJ_OK);
	ck_assert_str_eq(figure("solve_rate", ""), "1/2 50.0");
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
}
END_TEST

/* A checkpoint seals the counters of what came before it in the same transaction. */
START_TEST(a_checkpoint_in_a_transaction_seals_its_counters)
{
	begin(a.street);
	answered(a.street);
	api_ok(&a, "journal.checkpoint", "{\"home\":%lld}", (long long)a.street);
	answered(a.street);
	ck_assert_int_eq(gj_commit(a.ledger, NULL), GJ_OK);
	api_ok(&a, "journal.verify", "{}");
	ck_assert_str_eq(api_text(&a, "/verify"), "ok");
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test);
	suite_add_tcase(s, tcase);
}

static Suite *suite(void)
{
	Suite *s = suite_create("rate");

#define T(name) add(s, #name, name)
	T(a_figure_says_how_it_was_reckoned);
	T(a_given_figure_is_reckoned);
	T(each_party_asks_once_about_an_answer);
	T(a_disputed_callback_is_asked_again);
	T(contacted_is_what_the_demander_says);
	T(a_sample_can_be_checked);
	T(a_sample_is_kept_after_a_report_of_all);
	T(exclusion_needs_two_persons_and_a_third_reviews);
	T(equal_offices_share_a_rank_and_small_ones_have_none);
	T(a_published_report_stays_and_a_restatement_tells_the_difference);
	T(a_complaint_is_in_no_figure_of_the_unit_complained_of);
	T(a_reader_sees_what_her_right_reaches);
	T(times_are_told_in_calendar_and_working_time);
	T(a_template_is_filled_in);
	T(an_answer_is_checked_for_its_elements);
	T(a_chart_may_demand_a_complete_answer);
	T(the_log_has_no_personal_value_and_no_hidden_case);
	T(counters_are_the_same_after_a_replay);
	T(a_transaction_counts_what_it_has_done_so_far);
	T(a_checkpoint_in_a_transaction_seals_its_counters);
	return s;
}

GJ_TEST_MAIN(suite)
