/* SPDX-License-Identifier: Apache-2.0
 *
 * Stories of demands, made by chance: with holes, reworks, disputed callbacks, exclusions and their
 * lifting, amendments, voids and reopenings, filled in late and out of order.
 *
 * The simulator knows the library by its operations only. It tries what may be refused; refused
 * calls are no steps.
 */
#ifndef GJ_TESTS_API_STORIES_H
#define GJ_TESTS_API_STORIES_H

#include "ground.h"

static api a;
static int64_t dept;
static uint64_t state;

/* ---- chance ---- */

static unsigned draw(unsigned n)
{
	uint64_t z = state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	z ^= z >> 31;
	return (unsigned)(z % n);
}

static int chance(unsigned percent)
{
	return draw(100) < percent;
}

static const char *one_of(const char *const *words)
{
	unsigned n = 0;

	while (words[n])
		n++;
	return words[draw(n)];
}

/* ---- steps ---- */

static const char *const kinds[] = { "help", "complaint", "inquiry", NULL };
static const char *const categories[] = { "traffic", "environment", "property", "other", NULL };
static const char *const parties[] = { "hotline", "office", "third_party", NULL };
static const char *const results[] = { "solved",    "solved",  "solved", "not_solved",
				       "no_answer", "refused", NULL };
static const char *const grades[] = { "satisfied",    "satisfied", "basically_satisfied",
				      "dissatisfied", "not_rated", NULL };

static void civil(int64_t day, int *ret_year, int *ret_month, int *ret_day)
{
	int64_t z = day + 719468, era = z / 146097, doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	int64_t m = mp < 10 ? mp + 3 : mp - 9;

	*ret_year = (int)(yoe + era * 400 + (m <= 2));
	*ret_month = (int)m;
	*ret_day = (int)(doy - (153 * mp + 2) / 5 + 1);
}

/* `,"occurred_at":...` some time before now, or nothing. */
static const char *late(void)
{
	static char room[64];
	int64_t at = a.now / API_SECOND - 3600 * (int64_t)draw(24 * 40);
	int y, m, d;

	if (chance(50))
		return "";
	civil(at / 86400, &y, &m, &d);
	snprintf(room, sizeof(room), ",\"occurred_at\":\"%04d-%02d-%02dT%02d:00:00Z\"", y, m, d,
		 (int)(at / 3600 % 24));
	return room;
}

/* One call that may be refused by a rule of the domain, and by nothing else. */
static int try_it(const char *op, int64_t id, const char *more)
{
	int code = api_call(&a, op, "{\"id\":%lld%s%s}", (long long)id, late(), more);

	ck_assert_msg(code == 0 || code == GJ_E_STATE || code == GJ_E_RULE, "%s %s: %s", op, more,
		      gj_reply_json(a.reply, NULL));
	return code == 0;
}

static void give(const char *op, int64_t id, int64_t unit, const char *reason)
{
	char more[120];

	snprintf(more, sizeof(more), ",\"unit\":%lld%s", (long long)unit, reason);
	try_it(op, id, more);
}

/* On the shelf for two months; sooner or later off it, in one way or another. */
static void shelve(int64_t id)
{
	char more[300];
	int y, m, d;

	civil(a.now / API_DAY + 60, &y, &m, &d);
	snprintf(more, sizeof(more),
		 ",\"text\":\"暂缓\",\"disposition\":\"do_by_date\",\"resolution\":\"shelved\","
		 "\"level\":\"office\",\"measure\":\"疏导\",\"reason\":\"no_funds\","
		 "\"review_on\":\"%04d-%02d-%02d\"",
		 y, m, d);
	try_it("demand.reply", id, more);
	if (chance(30))
		return;
	snprintf(more, sizeof(more),
		 ",\"text\":\"已办\",\"disposition\":\"do_now\",\"resolution\":\"%s\",\"level\":"
		 "\"%s\",\"reason\":\"done\"",
		 chance(70) ? "solved" : "explained", chance(60) ? "office" : "district");
	try_it("demand.propose_strike_off", id, more);
	if (chance(20))
		try_it("demand.keep_shelved", id, ",\"reason\":\"not_done\"");
	if (chance(80))
		try_it("demand.strike_off", id, "");
}

static void answer(int64_t id)
{
	static const char *const how[] = { ",\"text\":\"已办\",\"disposition\":\"do_now\","
					   "\"resolution\":\"solved\",\"level\":\"office\"",
					   ",\"text\":\"已办\",\"disposition\":\"do_now\","
					   "\"resolution\":\"workaround\",\"level\":\"office\"",
					   ",\"text\":\"已办\",\"disposition\":\"do_by_date\","
					   "\"resolution\":\"solved\",\"level\":\"district\"",
					   NULL };

	if (chance(15))
		shelve(id);
	else if (chance(20))
		try_it("demand.explain", id, ",\"text\":\"说明\",\"level\":\"office\"");
	else
		try_it("demand.reply", id, one_of(how));
}

static void call_back(int64_t id)
{
	char more[200];

	snprintf(more, sizeof(more), ",\"by\":\"%s\",\"result\":\"%s\",\"satisfaction\":\"%s\"%s",
		 one_of(parties), one_of(results), one_of(grades),
		 chance(30) ? chance(50) ? ",\"contacted\":true" : ",\"contacted\":false" : "");
	try_it("demand.callback", id, more);
}

static void dispute(int64_t id)
{
	char more[100];

	snprintf(more, sizeof(more), ",\"by\":\"%s\",\"reason\":\"wrong_record\"", one_of(parties));
	if (try_it("callback.dispute", id, more))
		call_back(id);
}

static void exclude(int64_t id)
{
	if (!try_it("exclusion.request", id,
		    ",\"reason\":\"not_true\",\"evidence\":[{\"kind\":\"photo\"}]"))
		return;
	if (chance(80))
		try_it("exclusion.decide", id,
		       chance(70) ? ",\"accept\":true,\"note\":\"属实\""
				  : ",\"accept\":false,\"note\":\"不符\"");
	if (chance(40))
		try_it("exclusion.review", id,
		       chance(50) ? ",\"uphold\":true,\"note\":\"维持\""
				  : ",\"uphold\":false,\"note\":\"撤销\"");
}

static void amend(int64_t id)
{
	char more[160];

	if (chance(50))
		snprintf(more, sizeof(more),
			 ",\"reason\":\"wrong_fact\",\"category\":\"%s\",\"kind\":\"%s\"",
			 one_of(categories), one_of(kinds));
	else if (chance(50))
		snprintf(more, sizeof(more), ",\"reason\":\"wrong_fact\",\"level\":\"%s\"",
			 chance(50) ? "office" : "district");
	else
		snprintf(more, sizeof(more),
			 ",\"reason\":\"wrong_fact\",\"resolution\":\"%s\",\"level\":\"district\"",
			 chance(50) ? "workaround" : "explained");
	try_it("demand.amend", id, more);
}

/* ---- stories ---- */

/* Anything that may befall a demand, likely or not. */
static void befall(int64_t id)
{
	switch (draw(18)) {
	case 0:
		give("demand.transfer", id, a.community, ",\"reason\":\"duty_elsewhere\"");
		break;
	case 1:
		give("demand.escalate", id, dept, ",\"reason\":\"beyond_power\"");
		break;
	case 2:
		try_it("demand.return", id, ",\"reason\":\"incomplete\"");
		break;
	case 3:
		give("demand.dispatch", id, a.section, "");
		break;
	case 4:
		try_it("demand.reopen", id, ",\"reason\":\"recurred\"");
		break;
	case 5:
		amend(id);
		break;
	case 6:
		exclude(id);
		break;
	case 7:
		dispute(id);
		break;
	case 8:
		try_it("demand.close", id, ",\"note\":\"结\"");
		break;
	case 9:
		try_it("demand.contact", id, ",\"mode\":\"phone\"");
		break;
	case 10:
		if (chance(15))
			try_it("demand.void", id, ",\"reason\":\"trial_entry\"");
		break;
	case 11:
		if (chance(20))
			try_it("demand.withdraw", id, ",\"reason\":\"mistaken\"");
		break;
	case 12:
		answer(id);
		break;
	case 13:
		try_it("demand.decline", id, ",\"reason\":\"unlawful\",\"text\":\"不予受理\"");
		break;
	default:
		call_back(id);
	}
}

static void tell_story(void)
{
	int64_t home = chance(60) ? a.street : a.street2, id;
	unsigned more = draw(9);

	id = api_id(&a, "demand.register",
		    "{\"home\":%lld,\"channel\":\"phone\",\"kind\":\"%s\",\"category\":\"%s\","
		    "\"subject\":\"门口拥堵\"%s}",
		    (long long)home, one_of(kinds), one_of(categories), late());
	if (chance(8))
		return;
	if (chance(80))
		give("demand.dispatch", id, home == a.street ? a.section : a.community, "");
	if (chance(90))
		try_it("demand.sign", id, "");
	if (chance(70))
		try_it("demand.contact", id, ",\"mode\":\"phone\"");
	if (chance(10))
		befall(id);
	if (chance(90))
		answer(id);
	if (chance(85))
		call_back(id);
	if (chance(70))
		try_it("demand.close", id, ",\"note\":\"结\"");
	if (chance(40))
		call_back(id);
	while (more--)
		befall(id);
}

#endif
