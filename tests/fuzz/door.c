/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as a call: the operation's name, U+0000, its arguments; a '~' before the name
 * lets a clerk ask and not the system. Each runs in a transaction that is undone, on
 * one private ledger with something of everything in it. What comes back is JSON,
 * and never a fault of the library's own.
 */
#include "fuzz.h"

#include "../torture/torture.h"

#include "engine/noun.h"
#include "util/json.h"

static gj_ledger *ledger;
static char offices[512] = "{\"offices\":[";

static void must(int holds)
{
	if (!holds)
		abort();
}

static int note_office(void *user, const char *item, size_t size)
{
	gj_str span, json = { item, size };
	size_t at = strlen(offices);

	/* Its homes: those that have a chain. */
	if (gj_json_find(json, "/chain", &span) >= 0 && gj_json_find(json, "/id", &span) >= 0 &&
	    (*(int *)user)++ < 8)
		snprintf(offices + at, sizeof(offices) - at, "%s%.*s",
			 offices[at - 1] == '[' ? "" : ",", (int)span.n, span.p);
	return 0;
}

/* As a test of Check's, because the torture tests' helps assert with it. */
START_TEST(prepare)
{
	gj_options *o = NULL;
	gen *g = gen_new(1, "/nowhere");
	int count = 0;

	must(gj_options_new(&o) == GJ_OK && gj_options_set_int(o, "create", 1) == GJ_OK);
	must(gj_open("sqlite:", o, &ledger, NULL) == GJ_OK);
	gj_options_free(o);
	torture_people(ledger, g);
	gen_cover(g, ledger, 2);
	gen_free(g);
	torture_act(ledger, "{\"account\":\"system\"}");
	must(gj_each(ledger, "office.list", "{}", 2, note_office, &count, NULL) >= 0);
	strcat(offices, "]}");
}
END_TEST

static void prepare_once(void)
{
	Suite *s = suite_create("door");
	SRunner *runner;

	torture_add(s, "prepare", prepare);
	runner = srunner_create(s);
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_SILENT);
	must(srunner_ntests_failed(runner) == 0);
	srunner_free(runner);
}

/* Operations that read or write files of any name are not for this. */
static int touches_files(const char *name)
{
	char plain[81];
	const gj_op *op;

	snprintf(plain, sizeof(plain), "%.*s", (int)strcspn(name, "@"), name);
	op = gj_op_find(plain, 0);
	return op && gj_field_index(op->args, "path", 4) >= 0;
}

static int honest(int code)
{
	return code > GJ_E_BUSY || code == GJ_E_UNSUPPORTED || code == GJ_E_RETRY;
}

static void call(const char *name, const char *args, size_t size)
{
	gj_arena *arena;
	gj_mem mem = gj_mem_default();
	gj_reply *reply = NULL;
	gj_str json;
	int code;

	must(gj_begin(ledger, offices, strlen(offices), NULL) == GJ_OK);
	code = gj_call(ledger, name, args, size, &reply);
	must(reply && gj_reply_code(reply) == code && honest(code));
	json.p = gj_reply_json(reply, &json.n);
	must(strlen(json.p) == json.n);
	arena = gj_arena_new(&mem, (size_t)64 << 20);
	must(arena && gj_json_check(arena, json, NULL) == GJ_OK);
	gj_arena_free(arena);
	gj_reply_free(reply);
	if (code != GJ_E_RETRY)
		must(gj_rollback(ledger, NULL) == GJ_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char clerk[] = "{\"account\":\"clerk1\"}", all[] = "{\"account\":\"system\"}";
	const uint8_t *end = memchr(data, 0, size);
	char name[200];
	int asks = size > 0 && data[0] == '~';

	if (!ledger)
		prepare_once();
	if (!end || (size_t)(end - data) >= sizeof(name) || size > 32768)
		return 0;
	memcpy(name, data + asks, (size_t)(end - data) + 1 - (size_t)asks);
	if (touches_files(name))
		return 0;
	must(gj_act_as(ledger, asks ? clerk : all, asks ? sizeof(clerk) - 1 : sizeof(all) - 1,
		       NULL) == GJ_OK ||
	     asks);
	call(name, (const char *)end + 1, size - (size_t)(end + 1 - data));
	return 0;
}
