/* SPDX-License-Identifier: Apache-2.0
 *
 * guanjia sweep: fires the reminders that are due, office by office, until none is. Once, for
 * cron or a timer of the system; or every so many seconds, as a program that stays. As many of
 * them as one likes may run at a time.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"

typedef struct sum {
	int64_t clocks, messages, cards;
	char next[48]; /* when the next one is due; "": none is in sight */
} sum;

static int64_t number(const gj_reply *reply, const char *place)
{
	int64_t value = 0;

	gj_reply_int(reply, place, &value);
	return value;
}

/* 1 when more is due already. */
static int add(sum *s, gj_reply *reply)
{
	const char *next = "";
	int more = 0;

	s->clocks += number(reply, "/clocks");
	s->messages += number(reply, "/messages");
	s->cards += number(reply, "/cards");
	gj_reply_text(reply, "/next_due", &next, NULL);
	snprintf(s->next, sizeof(s->next), "%s", next);
	gj_reply_flag(reply, "/more", &more);
	return more;
}

static int sweep_all(cli *c, sum *s)
{
	gj_reply *reply = NULL;
	int more = 1, code = EXIT_OK;

	memset(s, 0, sizeof(*s));
	while (more && code == EXIT_OK) {
		if (gj_call(c->ledger, "clock.sweep", "{}", 2, &reply) < 0)
			code = fail(c, reply, 0);
		else
			more = add(s, reply);
		reply = gj_reply_free(reply);
	}
	return code;
}

static void tell(const cli *c, const sum *s)
{
	if (c->json) {
		printf("{\"clocks\":%lld,\"messages\":%lld,\"cards\":%lld,\"next_due\":",
		       (long long)s->clocks, (long long)s->messages, (long long)s->cards);
		printf(*s->next ? "\"%s\"}\n" : "null}\n", s->next);
		return;
	}
	printf(T(c, "触发时限 %lld 个，消息 %lld 条，发牌 %lld 张；下一时点：%s\n",
		 "%lld clocks, %lld messages, %lld cards; the next one is due: %s\n"),
	       (long long)s->clocks, (long long)s->messages, (long long)s->cards,
	       *s->next ? s->next : "-");
}

static int seconds_of(const char *word, long *ret_seconds)
{
	char *end;
	long seconds = strtol(word, &end, 10);

	if (*end || seconds < 1 || seconds > 86400)
		return 0;
	*ret_seconds = seconds;
	return 1;
}

int run_sweep(cli *c, int argc, char **argv)
{
	long every = 0;
	int i, taken, code;
	sum s;

	for (i = 0; i < argc; i += taken) {
		taken = take_global(c, argc - i, argv + i);
		if (taken == 0 && strcmp(argv[i], "--every") == 0 && i + 1 < argc) {
			if (!seconds_of(argv[i + 1], &every))
				return usage(
					c,
					T(c, "应为 1 到 86400 秒", "should be 1 to 86400 seconds"),
					"--every", NULL);
			taken = 2;
		}
		if (taken <= 0)
			return taken ? EXIT_USAGE : unknown_option(c, argv[i]);
	}
	if (!c->as)
		c->as = "system";
	code = ledger_open(c);
	if (code == EXIT_OK)
		code = act_default(c);
	while (code == EXIT_OK || (every && code == EXIT_AGAIN)) {
		code = sweep_all(c, &s);
		if (code == EXIT_OK && (!every || s.clocks))
			tell(c, &s);
		if (!every || fflush(stdout))
			break;
		nanosleep(&(struct timespec){ every, 0 }, NULL);
	}
	return code;
}
