/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs the main job on two true stories and prints what the ledger says of them. Without an
 * argument the ledger is a private one, gone at the end; with one it is made there, to be
 * looked at with `guanjia -L FILE`.
 */
#include <stdlib.h>
#include <string.h>

#include "demo.h"

static int clock_now(void *user, int64_t *ret_time)
{
	*ret_time = ((demo *)user)->now;
	return 0;
}

static int open_ledger(demo *d, const char *name)
{
	gj_options *options = NULL;
	gj_reply *reply = NULL;
	int code = gj_options_new(&options);

	if (code >= 0)
		code = gj_options_set_int(options, "create", 1);
	if (code >= 0)
		code = gj_options_set_clock(options, clock_now, d);
	if (code >= 0)
		code = gj_open(name, options, &d->c.ledger, &reply);
	if (code < 0)
		fprintf(stderr, "%s: %s\n", name, gj_reply_message(reply));
	gj_reply_free(reply);
	gj_options_free(options);
	return code;
}

static void title(const char *zh, const char *en)
{
	printf("\n## %s\n   %s\n\n", zh, en);
}

static int tell_gate(demo *d)
{
	int code;

	title("曙光街道（北京海淀，2022年夏）：被堵的大门、被遮的路灯",
	      "Shuguang (Haidian, Beijing): a blocked gate, lamps behind trees");
	code = print_visit(d, "visit");
	puts("\n-- 周五下班时临近到期，周一早上汇总提醒 / nearly due on Friday evening: one reminder, on\n"
	     "   Monday morning");
	if (code >= 0)
		puts(d->digest ? d->digest : "");
	puts("\n-- 大门口拥堵 / the gate");
	if (code >= 0)
		code = print_history(d, "gate");
	puts("\n-- 树木遮挡路灯 / the lamps");
	return code < 0 ? code : print_history(d, "lamps");
}

static int tell_metro(demo *d)
{
	int code;

	title("博学路（郑州郑东新区，2022年）：地铁出入口，办事处一家办不了",
	      "Boxue Road (Zhengdong, Zhengzhou): a metro exit, beyond the office alone");
	code = print_history(d, "metro");
	puts("\n-- 第一声哨：三个部门应哨，一个先拒后到 / the first whistle: three departments are\n"
	     "   called, one refuses and has to come");
	if (code >= 0)
		code = print_whistle(d, "whistle");
	puts("\n-- 第二声哨：三个工作日内无人报到 / the second whistle: nobody reports in within three\n"
	     "   working days");
	if (code >= 0)
		code = print_whistle(d, "second");
	if (code >= 0)
		printf("\n%s\n", d->told ? d->told : "");
	return code;
}

static int tell_rates(demo *d)
{
	int code;

	title("三率：两个街道，公式、分子、分母", "The three rates of the two streets: formula, "
						  "numerator, denominator");
	code = print_rates(d);
	puts("\n-- 排名：按本级解决率，两件与一件都少，仅为演示 / a league table; so few would not be\n"
	     "   ranked but for the show");
	if (code >= 0)
		code = print_league(d, "own_level_rate");
	puts("\n-- 排名：按解决率，相同者并列，不分先后 / by what was solved: equal ones share a rank");
	return code < 0 ? code : print_league(d, "solve_rate");
}

static int tell_deadline(demo *d)
{
	title("期限：2022年9月29日受理，五个工作日，国庆放假、周末两天调休上班",
	      "A deadline: five working days across the National Day, with two days made up for");
	return print_deadline(d, "2022-09-29T10:00:00+08:00", "5wd");
}

static int tell_ledger(demo *d, const char **ret_verify)
{
	int code;

	title("企业台账", "The ledgers of enterprises");
	code = print_enterprises(d, "shuguang");
	putchar('\n');
	if (code >= 0)
		code = print_enterprises(d, "boxue");
	title("日志核验：逐链重算哈希，逐表与重放比对",
	      "The journal verified: hashes computed again, tables compared with a replay");
	return code < 0 ? code : print_verified(d, ret_verify);
}

static int tell_sum(demo *d, const char *verify)
{
	static const char *const names[] = { "demands", "closed", "solved_at_office",
					     "solved_above" };
	gj_reply *streets = ask(d, "office.list", "{'kind':'street'}");
	gj_reply *sums = ask(d, "demand.summary", "{}");
	int64_t value[4] = { 0 };
	char place[40];
	size_t count = 0, i;
	int code = gj_reply_count(streets, "/items", &count);

	for (i = 0; i < 4 && code >= 0; i++) {
		snprintf(place, sizeof(place), "/%s", names[i]);
		code = gj_reply_int(sums, place, &value[i]);
	}
	if (code >= 0) {
		printf("\n{\"streets\":%zu", count);
		for (i = 0; i < 4; i++)
			printf(",\"%s\":%lld", names[i], (long long)value[i]);
		printf(",\"verify\":\"%s\"}\n", verify);
	}
	gj_reply_free(streets);
	gj_reply_free(sums);
	return code;
}

/* The metro's story begins in spring and ends after the gate's: each home has its own
 * chain, and a chain's time never runs back. */
static int run(demo *d)
{
	static const step as_system[] = {
		{ "2022-09-01 09:00", "system", "ledger.info", "{}", NULL },
		{ NULL, NULL, NULL, NULL, NULL }
	};
	const char *verify = "";
	int code = play(d, town);

	puts("# 服务管家演示：两个街道的真实故事，企业、人名、日期与时刻均为虚构\n"
	     "# A demonstration on two true stories: enterprises, persons, days and hours are\n"
	     "# invented");
	if (code >= 0)
		code = play(d, metro);
	if (code >= 0)
		code = play(d, gate);
	if (code >= 0)
		code = play(d, as_system);
	if (code >= 0)
		code = tell_gate(d);
	if (code >= 0)
		code = tell_metro(d);
	if (code >= 0)
		code = tell_deadline(d);
	if (code >= 0)
		code = tell_rates(d);
	if (code >= 0)
		code = tell_ledger(d, &verify);
	return code < 0 ? code : tell_sum(d, verify);
}

static int is_there(const char *name)
{
	FILE *file = fopen(name, "rb");

	if (file)
		fclose(file);
	return file != NULL;
}

int main(int argc, char **argv)
{
	static demo d;
	int code;

	if (argc > 2 || (argc > 1 && is_there(argv[1]))) {
		fprintf(stderr, argc > 2 ? "demo [FILE]\n" : "%s: 已经存在 / is there already\n",
			argv[1]);
		return 2;
	}
	code = tables_begin(&d.c);
	d.c.zh = 1;
	d.c.zone = 8 * 60;
	time_micros("2022-03-01 08:00", d.c.zone, &d.now);
	if (code >= 0)
		code = open_ledger(&d, argc > 1 ? argv[1] : "sqlite:");
	if (code >= 0)
		code = run(&d);
	gj_close(d.c.ledger);
	free(d.digest);
	free(d.told);
	tables_end(&d.c);
	return code < 0 || fflush(stdout) ? 1 : 0;
}
