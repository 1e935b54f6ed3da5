/* SPDX-License-Identifier: Apache-2.0
 *
 * Round trips: how often each operation of the golden corpus waits for a PostgreSQL server, as
 * the driver counts. trips.json keeps the figures, and the manual prints them: here they are
 * measured again, and every operation keeps within the budget or says why it cannot. With
 * GJ_WIRE_RECORD=1 the file is written anew.
 *
 * Two figures: the most that a call took right after it was made in vain once (a dry run, a read
 * done twice), so that the handle knows the offices it meets, as a portal's does all day; and the
 * most that those took of which nothing can be done in vain: a look at personal values, which is
 * recorded first, and work with files.
 *
 * With GJ_OP=OPERATION it tells of each call of that operation which statements travelled
 * together: a line a round trip.
 */
#include "api/handle.h"

#include "story.h"
#include "traced.h"

#define BUDGET 4
#define TRIPS_FILE GJ_TESTS "/wire/trips.json"

typedef struct figures {
	int64_t warm, cold;
} figures;

static figures counted[OPS_MAX];
static int64_t began;
static int warmed;

/* What needs more, and why. */
static const struct {
	const char *op, *why;
} exceptions[] = {
#define LOOK "a look at personal values unmasked is recorded, and committed, first"
	{ "attachment.add", "its bytes travel in pieces, each in a transaction of its own" },
	{ "attachment.get", LOOK },
	{ "attachment.read", "the look is recorded first, and its bytes travel in pieces" },
	{ "batch.run", "each call in it reads for itself" },
	{ "contact.get", LOOK },
	{ "demand.get", LOOK },
	{ "enterprise.get", LOOK },
	{ "staff.get", LOOK },
	{ "visit.get", LOOK },
	{ "person.export", "goes through the vault, and each entry leads to its event" },
	{ "retention.erase", "each entry leads to the event that brought it" },
	{ "journal.replay", "reads everything" },
	{ "journal.seal", "reads everything up to there" },
	{ "log.export", "reads every event of its cases" },
	{ "clock.project", "each clock leads to its case, and to its pauses" },
	{ "clock.sweep", "each clock leads to its case, and that to who is told" },
	{ "profile.adopt", "an office's own is compiled on what is in force above it" },
	{ "demand.list", "an enterprise's are read before they are shown, and then their texts" },
#define EVENTS "each further event follows what the one before it changed"
	{ "whistle.invite", EVENTS },
	{ "whistle.history", "places, events, names and texts lead to one another" },
	{ "party.report_in", EVENTS },
	{ "party.miss", "the order that follows is issued after the party's own event" },
	{ "party.release", EVENTS },
	{ "supervision.issue", "the case leads to its unit, and that to who is told" },
	{ "card.give", "the case leads to its unit, and what cards add up to follows the card" },
#define JOINED "each demand that it joins is asked whether it may be known of"
	{ "cause.register", JOINED },
	{ "cause.link", JOINED },
	{ "cause.list", JOINED },
	{ "cause.demands", JOINED },
	{ "board.weekly", "asks twelve other operations" },
	{ "rate.cases", "homes lead to the cases in them, and each is read before it is shown" },
	{ "rate.times", "reads every event of its cases" },
#define REPORT "homes, sums, the names in them and the report itself follow one another"
	{ "report.publish", REPORT },
	{ "report.restate", REPORT },
	{ "report.compare", REPORT },
	{ "message.take", "held one by one; message, event, case and names follow" },
	{ "ledger.as_of", "reads everything" },
	{ "ledger.rebuild", "reads everything" },
	{ "demand.find", "what is found is read after it, and each is asked whether it may be" },
	{ "demand.history", "places, events, names and texts lead to one another" },
	{ "enterprise.find", "what is found is read after it" },
	{ "journal.checkpoint", "reads every table" },
	{ "journal.verify", "reads everything" },
	{ "steward.amend", "record, enterprise and other stewards lead to one another" },
	{ "vault.erase", "each entry leads to the event that brought it" },
};

static const char *excused(const char *called)
{
	size_t i;

	for (i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
		if (strcmp(exceptions[i].op, called) == 0)
			return exceptions[i].why;
	return NULL;
}

/* Only what leaves nothing behind: not a look that is recorded, not a file that is written. */
static void warm_up(replaying *r, const op *o, const char *args, size_t size)
{
	int write = (gj_op_find(o->name, o->version)->flags & GJ_OP_WRITE) != 0;
	text in = { NULL, 0, 0 };

	warmed = r->succeeds && !strstr(args, "\"unmask\"") && !strstr(args, "\"dry_run\"") &&
		 !strstr(args, "\"path\"") &&
		 !(gj_op_find(o->name, o->version)->flags & GJ_OP_ALONE);
	if (warmed) {
		put(&in, "{", 1);
		if (write)
			put(&in, "\"dry_run\":true,", 15);
		put(&in, args + 1, size - 1);
		if (write && size == 2)
			memcpy(in.p + 15, "} ", 2);
		/* A repeated key is no dry run's. */
		warmed = gj_call(r->a.l, o->name, in.p, strlen(in.p), NULL) == GJ_OK;
		free(in.p);
	}
	began = gj_db_trips(r->a.l->db);
	traced_begin(o->name);
}

static void count(replaying *r, const op *o, int code)
{
	figures *f = &counted[o - r->ops];
	int64_t took = gj_db_trips(r->a.l->db) - began;

	traced_end(warmed, took, r->story, r->step);
	if (code < 0)
		return;
	if (warmed && took > f->warm)
		f->warm = took;
	if (!warmed && took > f->cold)
		f->cold = took;
}

static int64_t most(const figures *f)
{
	return f->warm > f->cold ? f->warm : f->cold;
}

static text as_json(const replaying *r)
{
	text out = { NULL, 0, 0 };
	char line[300];
	size_t i;
	int n;

	for (i = 0; i < r->op_count; i++) {
		const op *o = &r->ops[i];
		const figures *f = &counted[i];

		const char *why = excused(o->name);

		n = snprintf(line, sizeof(line), "%s\"%s\": [%lld, %lld%s%s%s]", i ? ",\n" : "{\n",
			     o->name, (long long)f->warm, (long long)f->cold, why ? ", \"" : "",
			     why ? why : "", why ? "\"" : "");
		put(&out, line, (size_t)n);
	}
	put(&out, "\n}\n", 3);
	return out;
}

START_TEST(every_operation_keeps_the_budget)
{
	replaying r = { .before = warm_up, .after = count };
	text fresh;
	size_t size, i;
	char *kept;
	FILE *f;
	int over = 0, stale;

	if (engine_is_sqlite())
		UNIT_SKIP("no PostgreSQL server");
	run_all(&r);
	for (i = 0; i < r.op_count; i++)
		if ((most(&counted[i]) > BUDGET) != (excused(r.ops[i].name) != NULL)) {
			printf("%s: %lld round trips\n", r.ops[i].name,
			       (long long)most(&counted[i]));
			over++;
		}
	fflush(stdout);
	fresh = as_json(&r);
	if (r.recording) {
		f = fopen(TRIPS_FILE, "w");
		ck_assert_ptr_nonnull(f);
		fputs(fresh.p, f);
		ck_assert_int_eq(fclose(f), 0);
	}
	kept = api_slurp(TRIPS_FILE, &size);
	stale = strcmp(kept, fresh.p) != 0;
	if (stale)
		puts(fresh.p);
	ck_assert_msg(!stale, "trips.json is stale: what it should be stands above");
	ck_assert_int_eq(over, 0);
	free(kept);
	free(fresh.p);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("trips");

	unit_add(s, "every_operation_keeps_the_budget", every_operation_keeps_the_budget);
	return s;
}

GJ_TEST_MAIN(suite)
