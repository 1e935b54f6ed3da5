/* SPDX-License-Identifier: Apache-2.0
 *
 * The board: what a weekly meeting (每周调度) looks at, from live data. It has nothing of its own:
 * each section is what another operation answers, with the arguments that it was asked with, so
 * that the meeting can go on from there. A section that the actor may not read says so.
 */
#include <string.h>

#include "engine/ctx.h"
#include "engine/week.h"
#include "util/time.h"

/* ---- a section ---- */

typedef struct section {
	gj_has has;
	gj_str section, title, operation, args, answer;
	int32_t denied;
} section;

static const gj_field section_fields[] = {
	GJ_F_TEXT(section, section, 0, 0, 0, GJ_OPEN, "Its name."),
	GJ_F_TEXT(section, title, 0, 0, 0, GJ_OPEN, "Its name, for people."),
	GJ_F_TEXT(section, operation, 0, 0, 0, GJ_OPEN, "The operation that answers it."),
	GJ_F_RAW(section, args, 0, "What that was asked with."),
	GJ_F_RAW(section, answer, 0, "What it answers."),
	GJ_F_BOOL(section, denied, 0, "The actor may not read this."),
	GJ_F_END
};
static const GJ_RECORD(section_record, section, section_fields);

typedef struct weekly_args {
	gj_has has;
	int64_t home, limit, days;
} weekly_args;

static const gj_field weekly_fields[] = {
	GJ_F_ID(weekly_args, home, 0,
		"Whose meeting it is: a home office; the actor's by default."),
	GJ_F_INT(weekly_args, limit, 0, 1, 200, "How many items of each section; 20 by default."),
	GJ_F_INT(weekly_args, days, 0, 0, 60,
		 "How many days ahead what comes due is named; 7 by default."),
	GJ_F_END
};
static const GJ_RECORD(weekly_record, weekly_args, weekly_fields);

typedef struct weekly_result {
	gj_has has;
	int64_t office, at;
	gj_array sections;
} weekly_result;

static const gj_field weekly_result_fields[] = {
	GJ_F_ID(weekly_result, office, 0, "The home office."),
	GJ_F_TIME(weekly_result, at, 0, "When it was looked at."),
	GJ_F_ARRAY(weekly_result, sections, 0, 0, 40, section_record,
		   "In the order of the meeting."),
	GJ_F_END
};
static const GJ_RECORD(weekly_result_record, weekly_result, weekly_result_fields);

/* ---- what is asked ---- */

/* Of arguments only those that a section's operation has are given. */
typedef struct asked {
	const char *name, *zh, *en, *operation;
	int32_t open, problem, missed, lamp; /* lamp: -1 none */
	int dated;                           /* with the last day that is named */
	int timed;                           /* with the end of that day */
	const char *group, *formulas[4];
	const char *state;
} asked;

enum { NO_LAMP = -1, YELLOW = 2, RED = 3 };
static const asked sections[] = {
	{ .name = "week",
	  .zh = "本周与上周",
	  .en = "This week and the one before",
	  .operation = "board.week",
	  .lamp = NO_LAMP },
	{ .name = "overdue",
	  .zh = "已逾期（红灯）",
	  .en = "Overdue: red lamps",
	  .operation = "clock.list",
	  .lamp = RED },
	{ .name = "near",
	  .zh = "临近到期（黄灯）",
	  .en = "Near: yellow lamps",
	  .operation = "clock.list",
	  .lamp = YELLOW,
	  .timed = 1 },
	{ .name = "supervision",
	  .zh = "在办督办单",
	  .en = "Supervision orders open",
	  .operation = "supervision.list",
	  .open = 1,
	  .lamp = NO_LAMP },
	{ .name = "cards",
	  .zh = "本年各单位亮牌",
	  .en = "Cards of the year so far, by unit",
	  .operation = "card.counts",
	  .lamp = NO_LAMP },
	{ .name = "problem",
	  .zh = "问题工单",
	  .en = "Problem orders",
	  .operation = "demand.list",
	  .open = 1,
	  .problem = 1,
	  .lamp = NO_LAMP },
	{ .name = "shelved",
	  .zh = "到期待复查的挂账",
	  .en = "Shelved, to be looked at again",
	  .operation = "shelf.list",
	  .dated = 1,
	  .lamp = NO_LAMP },
	{ .name = "whistles",
	  .zh = "在办哨单",
	  .en = "Whistles open",
	  .operation = "whistle.list",
	  .open = 1,
	  .lamp = NO_LAMP },
	{ .name = "not_come",
	  .zh = "未报到",
	  .en = "Called, and did not come",
	  .operation = "party.list",
	  .missed = 1,
	  .lamp = NO_LAMP },
	{ .name = "causes",
	  .zh = "治理中的共性问题",
	  .en = "Root causes being dealt with",
	  .operation = "cause.list",
	  .state = "planned",
	  .lamp = NO_LAMP },
	{ .name = "rates",
	  .zh = "本月三率",
	  .en = "Rates of the month so far",
	  .operation = "rate.figures",
	  .group = "office",
	  .lamp = NO_LAMP },
	{ .name = "departments",
	  .zh = "本月部门应哨",
	  .en = "Departments, of the month so far",
	  .operation = "rate.figures",
	  .group = "unit",
	  .lamp = NO_LAMP,
	  .formulas = { "report_in_rate", "department_score", NULL } },
};
#define SECTIONS (sizeof(sections) / sizeof(sections[0]))

static void give_name(void *args, const gj_record *record, const char *name, const char *value)
{
	int i = gj_field_index(record, name, strlen(name));
	int32_t k;

	if (i < 0 || !value || !record->fields[i].names)
		return;
	for (k = 0; record->fields[i].names[k]; k++)
		if (strcmp(record->fields[i].names[k], value) == 0)
			gj_field_give(args, record, name, &k);
}

static int give_formulas(gj_ctx *c, const asked *a, void *args, const gj_record *record)
{
	gj_array list = { NULL, 0 };
	gj_str *name = gj_arena_take(c->arena, sizeof(a->formulas));

	if (!name)
		return GJ_E_NOMEM;
	/* a profile need not have them */
	for (size_t i = 0; a->formulas[i]; i++)
		if (gj_profile_formula(c->profile, gj_str_of(a->formulas[i])))
			name[list.n++] = gj_str_of(a->formulas[i]);
	list.p = name;
	if (list.n)
		gj_field_give(args, record, "formulas", &list);
	return GJ_OK;
}

/* gj_field_give passes over what the operation does not take. */
static int fill(gj_ctx *c, const asked *a, const weekly_args *in, int64_t office, int64_t now,
		const gj_record *record, void *args)
{
	int64_t limit = in->limit ? in->limit : 20;
	int64_t days = gj_field_has(in, &weekly_record, "days") ? in->days : 7;
	int64_t zone = c->zone * GJ_MINUTE, day = (now + zone) / GJ_DAY + days;
	int64_t end = (day + 1) * GJ_DAY - zone;
	int32_t date = (int32_t)day;

	gj_field_give(args, record, "home", &office);
	gj_field_give(args, record, "limit", &limit);
	if (a->open)
		gj_field_give(args, record, "open", &a->open);
	if (a->problem)
		gj_field_give(args, record, "problem", &a->problem);
	if (a->missed)
		gj_field_give(args, record, "missed", &a->missed);
	if (a->lamp == RED)
		give_name(args, record, "lamp", "red");
	if (a->lamp == YELLOW)
		give_name(args, record, "lamp", "yellow");
	if (a->dated)
		gj_field_give(args, record, "due", &date);
	if (a->timed)
		gj_field_give(args, record, "until", &end);
	give_name(args, record, "group", a->group);
	give_name(args, record, "state", a->state);
	return a->formulas[0] ? give_formulas(c, a, args, record) : GJ_OK;
}

static gj_str encoded(gj_ctx *c, const gj_record *record, const void *object)
{
	gj_json_options options = { GJ_JSON_WIRE, c->zone, NULL, NULL };
	gj_buf buf;

	gj_buf_init(&buf, c->arena, GJ_JSON_MAX);
	gj_json_write(&buf, record, object, &options);
	return gj_buf_end(&buf);
}

/* Another operation as if it had been called, without its errors. */
static int ask(gj_ctx *c, const asked *a, const weekly_args *in, int64_t home, int64_t office,
	       int64_t now, section *s)
{
	const gj_op *op = gj_op_find(a->operation, 0);
	void *args = gj_arena_zero(c->arena, op->args->size);
	void *result = gj_arena_zero(c->arena, op->result->size);
	gj_error err = *c->err;
	gj_ctx own = *c;
	int code = args && result ? fill(c, a, in, office, now, op->args, args) : GJ_E_NOMEM;

	/* Nobody stands between here and its handler: it must check rights itself. */
	if (!(op->flags & GJ_OP_OWN_RIGHT))
		code = GJ_E_BUG;
	if (code < 0)
		return code;
	own.op = op;
	own.home = home;
	own.err = &err;
	own.args = args;
	own.now = now; /* all sections at one instant */
	code = op->run(&own, args, result);
	s->section = gj_str_of(a->name);
	s->title = gj_str_of(c->chinese ? a->zh : a->en);
	s->operation = gj_str_of(op->name);
	s->args = encoded(c, op->args, args);
	s->has.set = 1 | 2 | 4 | 8;
	if (code == GJ_E_DENIED) {
		s->denied = 1;
		s->has.set |= 32;
		return s->args.p ? GJ_OK : GJ_E_NOMEM;
	}
	if (code < 0) {
		*c->err = err;
		return code;
	}
	s->answer = encoded(c, op->result, result);
	s->has.set |= 16;
	return s->args.p && s->answer.p ? GJ_OK : GJ_E_NOMEM;
}

static int board_weekly(gj_ctx *c, const void *arguments, void *ret_result)
{
	const weekly_args *in = arguments;
	weekly_result *out = ret_result;
	section *s = gj_arena_zero(c->arena, SECTIONS * sizeof(*s));
	int64_t home = 0, now = c->now;
	size_t i;
	int code = s ? gj_office_home(c, in->home ? in->home : c->actor->office, &home)
		     : GJ_E_NOMEM;

	if (code >= 0 && home == GJ_ROOT) {
		code = gj_fail(c->err, GJ_E_MISSING, GJ_RULE_missing);
		gj_fail_path(c->err, "/home");
	}
	if (code >= 0)
		code = gj_home_office(c, home, &out->office);
	if (code >= 0)
		code = gj_allow(c, GJ_RIGHT_supervision_read, out->office);
	if (code >= 0 && !now && c->host->clock(c->host->clock_user, &now) < 0)
		code = gj_fail(c->err, GJ_E_HOST, GJ_RULE_NONE);
	for (i = 0; code >= 0 && i < SECTIONS; i++)
		code = ask(c, &sections[i], in, home, out->office, now, &s[i]);
	out->at = now;
	out->sections = (gj_array){ s, SECTIONS };
	out->has.set = 7;
	return code;
}

/* ---- the tables ---- */

static const int read_errors[] = { GJ_E_NOT_FOUND, GJ_E_LIMIT, 0 };
static const gj_event_type events[] = { { NULL, 0, NULL, NULL, NULL } };
static const gj_op ops[] = {
	{ .name = "board.weekly",
	  .version = 1,
	  .args = &weekly_record,
	  .result = &weekly_result_record,
	  .right = GJ_RIGHT_supervision_read,
	  .flags = GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = read_errors,
	  .since = "1.0",
	  .doc = "All that a weekly meeting needs: the week's counts, what is overdue or near, "
		 "supervision orders and "
		 "whistles that go on, problem orders, what is shelved and due, who did not come, "
		 "root causes, rates of the month so far.",
	  .doc_zh =
		  "每周调度材料：逾期与临期、在办督办单和哨单、问题工单、到期挂账、未报到、共性问题"
		  "和本月各率。",
	  .run = board_weekly },
	{ .name = "board.week",
	  .version = 1,
	  .args = &gj_week_args,
	  .result = &gj_week_result,
	  .right = GJ_RIGHT_rate_read,
	  .flags = GJ_OP_OWN_RIGHT,
	  .home = GJ_HOME_ROOT,
	  .errors = read_errors,
	  .since = "1.0",
	  .doc = "The counts of a week, of a home office and of each unit, beside the week before: "
		 "demands registered, ended, solved at which level, shelved and struck off; "
		 "whistles, who did not come, supervision orders and replies; what is overdue now.",
	  .doc_zh = "一周计数与上周对比：登记、办结、本级及上级解决、挂账、销账、发哨、未报到、督办"
		    "单签发与回复，以及当前逾期，按单位列出。",
	  .run = gj_week_counts },
	{ 0 }
};

extern const gj_noun gj_noun_board;
const gj_noun gj_noun_board = { "board", "调度", ops, events,
				"What a meeting looks at, from live data." };
