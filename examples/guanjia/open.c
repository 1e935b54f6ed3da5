/* SPDX-License-Identifier: Apache-2.0
 *
 * The ledger: opening and making it, who acts, the progress of long work.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

#define BAR 30

/* ---- what the library asks of its host ---- */

static int clock_at(void *user, int64_t *ret_time)
{
	const cli *c = user;

	return time_micros(c->at, c->zone, ret_time) ? 0 : -1;
}

static int draw(void *user, int64_t done, int64_t total)
{
	cli *c = user;
	int percent = total > 0 ? (int)(done * 100 / total) : 0, filled = percent * BAR / 100;

	if (total > 0 && percent == c->drawn - 1)
		return 0;
	if (total > 0)
		fprintf(stderr, "\r[%.*s%*s] %3d%%  %lld/%lld", filled,
			"##############################", BAR - filled, "", percent,
			(long long)done, (long long)total);
	else
		fprintf(stderr, "\r%lld", (long long)done);
	fflush(stderr);
	c->drawn = percent + 1;
	return 0;
}

void progress_end(cli *c)
{
	if (c->drawn)
		fputs("\r\033[K", stderr);
	c->drawn = 0;
}

static gj_ledger *volatile running;

static void interrupted(int signal_number)
{
	(void)signal_number;
	gj_interrupt(running);
}

/* The first Ctrl-C lets the library undo what is under way; the second ends the program. */
static void heed_interrupt(gj_ledger *ledger)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = interrupted;
	action.sa_flags = (int)SA_RESETHAND;
	running = ledger;
	sigaction(SIGINT, &action, NULL);
}

void ledger_close(cli *c)
{
	/* First, so that no signal finds a handle that is gone. */
	signal(SIGINT, SIG_DFL);
	running = NULL;
	c->ledger = gj_close(c->ledger);
}

/* ---- opening ---- */

int options_new(cli *c, gj_options **ret_options)
{
	gj_options *o = NULL;
	int code = gj_options_new(&o);

	if (code >= 0)
		code = gj_options_set_text(o, "language", T(c, "zh", "en"), 2);
	if (code >= 0 && c->at)
		code = gj_options_set_clock(o, clock_at, c);
	if (code >= 0 && isatty(STDERR_FILENO))
		code = gj_options_set_progress(o, draw, c);
	if (code < 0) {
		gj_options_free(o);
		return EXIT_STORAGE;
	}
	*ret_options = o;
	return EXIT_OK;
}

int ledger_named(const cli *c)
{
	if (c->ledger_name)
		return EXIT_OK;
	return usage(c, T(c, "没有指明账本", "which ledger?"), NULL,
		     T(c, "用 -L 文件，或设置环境变量 GUANJIA_LEDGER",
		       "give -L FILE, or set GUANJIA_LEDGER in the environment"));
}

static void learn_zone(cli *c)
{
	gj_reply *reply = NULL;
	int64_t minutes;

	if (gj_call(c->ledger, "ledger.info", NULL, 0, &reply) >= 0 &&
	    gj_reply_int(reply, "/zone", &minutes) >= 0)
		c->zone = (int)minutes;
	gj_reply_free(reply);
}

int ledger_open(cli *c)
{
	gj_options *o = NULL;
	gj_reply *reply = NULL;
	int code;

	if (c->ledger)
		return EXIT_OK;
	code = ledger_named(c);
	if (code == EXIT_OK)
		code = options_new(c, &o);
	if (code != EXIT_OK)
		return code;
	if (gj_open(c->ledger_name, o, &c->ledger, &reply) < 0) {
		code = fail(c, reply, 1);
	} else {
		learn_zone(c);
		heed_interrupt(c->ledger);
	}
	gj_reply_free(reply);
	gj_options_free(o);
	return code;
}

/* ---- making one ---- */

static int set_profile(cli *c, gj_options *o, const char *word)
{
	size_t size = 0;
	char *text = file_text(word + (*word == '@'), &size);
	int code;

	if (!text)
		return usage(c, T(c, "无法读取文件", "the file cannot be read"), "--profile", NULL);
	code = gj_options_set_text(o, "profile", text, size);
	free(text);
	return code < 0 ? usage(c, T(c, "配置包过大", "the profile is too large"), "--profile", NULL)
			: EXIT_OK;
}

/* "+08:00", which the library has found good. */
static int zone_minutes(const char *text)
{
	long minutes = strtol(text + 1, NULL, 10) * 60 + strtol(text + 4, NULL, 10);

	return (int)(text[0] == '-' ? -minutes : minutes);
}

static int set_partitions(cli *c, gj_options *o, const char *word)
{
	char *end = NULL;
	long long count = strtoll(word, &end, 10);

	if (end != word && !*end && gj_options_set_int(o, "partitions", count) >= 0)
		return EXIT_OK;
	return usage(c, T(c, "应为 0 到 1024 的整数", "should be a number from 0 to 1024"),
		     "--partitions", NULL);
}

static int set_option(cli *c, gj_options *o, const char *name, const char *word)
{
	if (strcmp(name, "--profile") == 0)
		return set_profile(c, o, word);
	if (strcmp(name, "--partitions") == 0)
		return set_partitions(c, o, word);
	if (gj_options_set_text(o, name + 2, word, strlen(word)) < 0)
		return usage(c, T(c, "不可用的取值", "not a possible value"), name,
			     T(c, "--digest sm3 或 sha256；--zone 如 +08:00",
			       "--digest sm3 or sha256; --zone as +08:00"));
	if (strcmp(name, "--zone") == 0)
		c->zone = zone_minutes(word);
	return EXIT_OK;
}

static int create(cli *c, gj_options *o)
{
	gj_reply *reply = NULL;
	int code = gj_open(c->ledger_name, o, &c->ledger, &reply);

	/* Without "create" it opens only what is there. */
	if (code >= 0) {
		gj_reply_free(reply);
		usage(c, T(c, "账本已经存在", "there is a ledger already"), c->ledger_name,
		      T(c, "直接使用，或换一个文件名", "use it, or choose another name"));
		return EXIT_CONFLICT;
	}
	if (code == GJ_E_NOT_FOUND || code == GJ_E_IO) {
		gj_reply_free(reply);
		reply = NULL;
		gj_options_set_int(o, "create", 1);
		code = gj_open(c->ledger_name, o, &c->ledger, &reply);
	}
	code = code < 0 ? fail(c, reply, 1) : EXIT_OK;
	gj_reply_free(reply);
	if (code == EXIT_OK && c->json)
		puts("{}");
	else if (code == EXIT_OK)
		printf(T(c, "已建立账本 %s\n", "made the ledger %s\n"), c->ledger_name);
	return code;
}

int run_create(cli *c, int argc, char **argv)
{
	static const char *const known[] = { "--digest", "--zone", "--profile",
					     "--partitions" };
	gj_options *o = NULL;
	int i = 0, words, files = 0, code = options_new(c, &o);
	size_t k;

	while (code == EXIT_OK && i < argc) {
		for (k = 0; k < 4 && strcmp(known[k], argv[i]); k++)
			;
		if (k < 4 && i + 1 < argc) {
			code = set_option(c, o, argv[i], argv[i + 1]);
			i += 2;
			continue;
		}
		words = take_global(c, argc - i, argv + i);
		if (words == 0 && argv[i][0] != '-' && files++ == 0) {
			c->ledger_name = argv[i];
			words = 1;
		}
		if (words <= 0)
			code = words ? EXIT_USAGE : unknown_option(c, argv[i]);
		i += words;
	}
	if (code == EXIT_OK && c->at)
		gj_options_set_clock(o, clock_at, c);
	if (code == EXIT_OK)
		code = ledger_named(c);
	if (code == EXIT_OK)
		code = create(c, o);
	gj_options_free(o);
	return code;
}

/* ---- who acts ---- */

char *actor_json(const cli *c, const char *account, int with_place)
{
	gj_args *args = NULL;
	const char *text = NULL;
	size_t size = 0;
	char *copy = NULL;

	if (gj_args_new(&args) < 0)
		return NULL;
	gj_args_set_text(args, "/account", account, strlen(account));
	gj_args_set_text(args, "/application", "guanjia", 7);
	if (with_place && c->role)
		gj_args_set_text(args, "/role", c->role, strlen(c->role));
	if (with_place && c->office)
		gj_args_set_int(args, "/office", strtoll(c->office, NULL, 10));
	if (gj_args_json(args, &text, &size) >= 0)
		copy = copy_of(text, size);
	gj_args_free(args);
	return copy;
}

/* Nobody is guessed: what needs an actor is refused by the library when none is named. */
int act_default(cli *c)
{
	gj_reply *reply = NULL;
	char *actor;
	int code = EXIT_OK;

	if (!c->as)
		return EXIT_OK;
	actor = actor_json(c, c->as, 1);
	if (!actor)
		return usage(c, T(c, "不是合法的账号", "not an account"), "--as", NULL);
	if (gj_act_as(c->ledger, actor, strlen(actor), &reply) < 0)
		code = fail(c, reply, 0);
	gj_reply_free(reply);
	free(actor);
	return code;
}
