/* SPDX-License-Identifier: Apache-2.0
 *
 * What the black-box tests of the nouns share: a ledger with a small tree of offices and
 * staff, an injected clock and random source, and calls in one line.
 */
#ifndef GJ_TESTS_API_GROUND_H
#define GJ_TESTS_API_GROUND_H

#include <guanjia/guanjia.h>
#include <stdarg.h>
#include <unistd.h>

#include "engine.h"
#include "test.h"

/* 2026-03-02T09:00:00+08:00, a Monday. */
#define API_NOW INT64_C(1772413200000000)
#define API_SECOND INT64_C(1000000)
#define API_DAY (86400 * API_SECOND)

/* A district (HD) with two streets: SG with two communities and a section, and BX. Staff, by
 * account: "clerk", "steward", "leader", "auditor", "dpo" (data protection), "hotline" in SG;
 * "grid" is steward in the first community only; "other" is clerk in BX; "admin" in the
 * district. */
typedef struct api {
	gj_ledger *ledger;
	gj_reply *reply; /* of the last call */
	int64_t now;     /* the clock; goes on by a second with every look */
	uint64_t chance;
	int64_t district, street, community, community2, section, street2;
} api;

static inline int api_clock(void *user, int64_t *ret_time)
{
	api *a = user;

	a->now += API_SECOND;
	*ret_time = a->now;
	return 0;
}

/* SplitMix64: not for secrets. */
static inline int api_random(void *user, void *bytes, size_t size)
{
	api *a = user;
	unsigned char *p = bytes;
	uint64_t z = 0;
	size_t i;

	for (i = 0; i < size; i++) {
		if (i % 8 == 0) {
			z = a->chance += UINT64_C(0x9E3779B97F4A7C15);
			z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
			z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
			z ^= z >> 31;
		}
		p[i] = (unsigned char)(z >> (i % 8 * 8));
	}
	return 0;
}

static inline int api_call_json(api *a, const char *op, const char *json)
{
	gj_reply_free(a->reply);
	a->reply = NULL;
	return gj_call(a->ledger, op, json, strlen(json), &a->reply);
}

static inline int api_vcall(api *a, const char *op, const char *format, va_list args)
{
	char json[65536];
	int n = vsnprintf(json, sizeof(json), format, args);

	ck_assert(n >= 0 && (size_t)n < sizeof(json));
	return api_call_json(a, op, json);
}

/* Arguments in the manner of printf. Returns the code. */
static inline int api_call(api *a, const char *op, const char *format, ...)
{
	va_list args;
	int code;

	va_start(args, format);
	code = api_vcall(a, op, format, args);
	va_end(args);
	return code;
}

/* As api_call, and it must succeed. */
static inline void api_ok(api *a, const char *op, const char *format, ...)
{
	va_list args;
	int code;

	va_start(args, format);
	code = api_vcall(a, op, format, args);
	va_end(args);
	ck_assert_msg(code == 0, "%s: %s", op, gj_reply_json(a->reply, NULL));
}

static inline int64_t api_int(api *a, const char *place)
{
	int64_t value = 0;
	int code = gj_reply_int(a->reply, place, &value);

	ck_assert_msg(code == 0, "no number at %s in %.2000s", place,
		      gj_reply_json(a->reply, NULL));
	return value;
}

/* Valid until the next call; "" when there is none. */
static inline const char *api_text(api *a, const char *place)
{
	const char *text = "";

	gj_reply_text(a->reply, place, &text, NULL);
	return text;
}

static inline size_t api_count(api *a, const char *place)
{
	size_t count = 0;

	ck_assert_msg(gj_reply_count(a->reply, place, &count) == 0, "no list at %s in %.2000s",
		      place, gj_reply_json(a->reply, NULL));
	return count;
}

/* 1 when there is something at the place. */
static inline int api_there(api *a, const char *place)
{
	int64_t i;
	int flag;
	const char *text;
	size_t count;

	return gj_reply_int(a->reply, place, &i) == 0 ||
	       gj_reply_flag(a->reply, place, &flag) == 0 ||
	       gj_reply_text(a->reply, place, &text, NULL) == 0 ||
	       gj_reply_count(a->reply, place, &count) == 0;
}

static inline int api_flag(api *a, const char *place)
{
	int flag = -1;

	gj_reply_flag(a->reply, place, &flag);
	return flag;
}

/* As api_ok; the number of what was written. */
static inline int64_t api_id(api *a, const char *op, const char *format, ...)
{
	va_list args;
	int code;

	va_start(args, format);
	code = api_vcall(a, op, format, args);
	va_end(args);
	ck_assert_msg(code == 0, "%s: %s", op, gj_reply_json(a->reply, NULL));
	return api_int(a, "/id");
}

/* The call must fail with this code, by this rule and at this place (NULL: any). */
static inline void api_fails(api *a, int wanted, const char *rule, const char *path, const char *op,
			     const char *format, ...)
{
	va_list args;
	int code;

	va_start(args, format);
	code = api_vcall(a, op, format, args);
	va_end(args);
	ck_assert_msg(code == wanted, "%s: %s instead of %s: %s", op, gj_error_name(code),
		      gj_error_name(wanted), gj_reply_json(a->reply, NULL));
	if (rule)
		ck_assert_str_eq(api_text(a, "/error/rule"), rule);
	if (path)
		ck_assert_str_eq(gj_reply_path(a->reply), path);
}

/* Does the last reply hold this text anywhere? */
static inline int api_holds(api *a, const char *text)
{
	return strstr(gj_reply_json(a->reply, NULL), text) != NULL;
}

static inline void api_as(api *a, const char *account)
{
	char json[200];

	snprintf(json, sizeof(json), "{\"account\":\"%s\"}", account);
	gj_reply_free(a->reply);
	a->reply = NULL;
	ck_assert_msg(gj_act_as(a->ledger, json, strlen(json), &a->reply) == 0, "%s",
		      gj_reply_json(a->reply, NULL));
}

static inline int64_t api_office(api *a, const char *kind, const char *name, const char *prefix,
				 int64_t parent)
{
	char more[80] = "";

	if (parent)
		snprintf(more, sizeof(more), ",\"parent\":%lld", (long long)parent);
	if (prefix)
		snprintf(more + strlen(more), sizeof(more) - strlen(more), ",\"prefix\":\"%s\"",
			 prefix);
	return api_id(a, "office.register", "{\"kind\":\"%s\",\"name\":\"%s\"%s}", kind, name,
		      more);
}

static inline void api_staff(api *a, const char *account, int64_t office, const char *role)
{
	api_ok(a, "staff.register",
	       "{\"account\":\"%s\",\"name\":\"%s\",\"office\":%lld,"
	       "\"roles\":[{\"office\":%lld,\"role\":\"%s\"}]}",
	       account, account, (long long)office, (long long)office, role);
}

static inline void api_people(api *a)
{
	api_staff(a, "admin", a->district, "admin");
	api_staff(a, "clerk", a->street, "clerk");
	api_staff(a, "steward", a->street, "steward");
	api_staff(a, "leader", a->street, "leader");
	api_staff(a, "auditor", a->street, "auditor");
	api_staff(a, "dpo", a->street, "data_protection");
	api_staff(a, "hotline", a->street, "hotline");
	api_staff(a, "grid", a->community, "steward");
	api_staff(a, "other", a->street2, "clerk");
}

/* uri: NULL for a private ledger that goes when it is closed. */
static inline void api_open_at(api *a, const char *uri)
{
	gj_options *options = NULL;
	int code;

	memset(a, 0, sizeof(*a));
	a->now = API_NOW;
	a->chance = unit_seed();
	ck_assert_int_eq(gj_options_new(&options), 0);
	ck_assert_int_eq(gj_options_set_int(options, "create", 1), 0);
	ck_assert_int_eq(gj_options_set_text(options, "language", "en", 2), 0);
	ck_assert_int_eq(gj_options_set_clock(options, api_clock, a), 0);
	ck_assert_int_eq(gj_options_set_random(options, api_random, a), 0);
	engine_options(options);
	code = gj_open(engine_uri(uri), options, &a->ledger, &a->reply);
	ck_assert_msg(code == 0, "%s", gj_reply_json(a->reply, NULL));
	gj_options_free(options);
	api_as(a, "system");
}

static inline void api_open(api *a)
{
	api_open_at(a, NULL);
	a->district = api_office(a, "district", "海淀区", "HD", 0);
	a->street = api_office(a, "street", "曙光街道", "SG", a->district);
	a->community = api_office(a, "community", "晨月园社区", NULL, a->street);
	a->community2 = api_office(a, "community", "金雅园社区", NULL, a->street);
	a->section = api_office(a, "section", "城市管理办公室", NULL, a->street);
	a->street2 = api_office(a, "street", "博学路街道", "BX", a->district);
	api_people(a);
	api_as(a, "clerk");
}

static inline void api_close(api *a)
{
	gj_reply_free(a->reply);
	a->reply = NULL;
	a->ledger = gj_close(a->ledger);
}

/* Chain of a thing: first part of its number. */
static inline int64_t api_home(int64_t id)
{
	return id >> 32;
}

/* Events of this type in the chain of this office, as the journal tells; as the system. */
static inline size_t api_events(api *a, int64_t office, const char *type)
{
	char want[120];
	const char *p;
	size_t count = 0;

	snprintf(want, sizeof(want), "\"type\":\"%s\"", type);
	api_as(a, "system");
	api_ok(a, "journal.since", "{\"home\":%lld,\"limit\":1000}", (long long)office);
	for (p = gj_reply_json(a->reply, NULL); (p = strstr(p, want)); p++)
		count++;
	return count;
}

#endif
