/* SPDX-License-Identifier: Apache-2.0
 *
 * What whoever keeps a ledger runs: heads, verify, backup, copy, upgrade.
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* ---- the words of a command ---- */

typedef struct wanted {
	const char *usage_zh, *usage_en;
	int words;          /* how many there must be */
	const char *option; /* that takes a value; NULL: none */
} wanted;

typedef struct given {
	const char *word[2];
	const char *value; /* of the option */
} given;

static int read_words(cli *c, const wanted *w, int argc, char **argv, given *ret_given)
{
	given g = { { NULL, NULL }, NULL };
	int i, taken, count = 0;

	for (i = 0; i < argc; i += taken) {
		taken = take_global(c, argc - i, argv + i);
		if (taken == 0 && w->option && strcmp(argv[i], w->option) == 0 && i + 1 < argc) {
			g.value = argv[i + 1];
			taken = 2;
		} else if (taken == 0 && argv[i][0] != '-' && count < w->words) {
			g.word[count++] = argv[i];
			taken = 1;
		}
		if (taken <= 0)
			return taken ? EXIT_USAGE : unknown_option(c, argv[i]);
	}
	if (count < w->words)
		return usage(c, T(c, w->usage_zh, w->usage_en), NULL, NULL);
	*ret_given = g;
	return EXIT_OK;
}

/* ---- calls ---- */

static int open_and_act(cli *c)
{
	int code = ledger_open(c);

	return code == EXIT_OK ? act_default(c) : code;
}

/* Leaves the ledger in use for another one. */
static int move_to(cli *c, const char *name)
{
	ledger_close(c);
	c->ledger_name = name;
	return open_and_act(c);
}

/* The reply is the caller's; told when it is a failure. */
static int call(cli *c, const char *op, const char *args, size_t size, gj_reply **ret_reply)
{
	gj_reply *reply = NULL;
	int code;

	gj_call(c->ledger, op, args, size, &reply);
	progress_end(c);
	code = gj_reply_code(reply) < 0 ? fail(c, reply, 0) : EXIT_OK;
	if (code == EXIT_OK)
		*ret_reply = reply;
	else
		gj_reply_free(reply);
	return code;
}

/* {"path": …, "partitions": …} */
static int call_to(cli *c, const char *op, const char *path, const char *partitions,
		   gj_reply **ret_reply)
{
	gj_args *args = NULL;
	const char *text = NULL;
	char *end = NULL;
	size_t size = 0;
	int code = EXIT_USAGE;

	if (gj_args_new(&args) < 0)
		return EXIT_STORAGE;
	gj_args_set_text(args, "/path", path, strlen(path));
	if (partitions)
		gj_args_set_int(args, "/partitions", strtoll(partitions, &end, 10));
	if (partitions && (end == partitions || *end))
		usage(c, T(c, "不是数字", "not a number"), "--partitions", NULL);
	else if (gj_args_json(args, &text, &size) < 0)
		usage(c, T(c, "不是合法的路径", "not a path"), path, NULL);
	else
		code = call(c, op, text, size, ret_reply);
	gj_args_free(args);
	return code;
}

static json result_of(const gj_reply *reply)
{
	size_t size = 0;
	const char *text = gj_reply_json(reply, &size);

	return json_of(text, size);
}

/* ---- heads and verify ---- */

static int get_heads(cli *c, gj_reply **ret_reply)
{
	static const char all[] = "{\"all\":true}";

	return call(c, "journal.head", all, sizeof(all) - 1, ret_reply);
}

int run_heads(cli *c, int argc, char **argv)
{
	static const wanted w = { "", "", 0, NULL };
	gj_reply *reply = NULL;
	given g;
	int code = read_words(c, &w, argc, argv, &g);

	if (code == EXIT_OK)
		code = open_and_act(c);
	if (code == EXIT_OK)
		code = get_heads(c, &reply);
	if (code == EXIT_OK)
		printf("%s\n", gj_reply_json(reply, NULL));
	gj_reply_free(reply);
	return code;
}

/* heads: as journal.head answers them. */
static int verify(cli *c, const char *heads, size_t size, gj_reply **ret_reply)
{
	gj_reply *reply = NULL;
	int code = call(c, "journal.verify", heads, size, &reply);
	char *verdict;

	if (code != EXIT_OK)
		return code;
	verdict = json_text(json_member(result_of(reply), "verify"));
	if (strcmp(verdict, "ok"))
		code = not_verified(c);
	free(verdict);
	*ret_reply = reply;
	return code;
}

static int verify_and_show(cli *c, const char *heads, size_t size)
{
	gj_reply *reply = NULL;
	int code = open_and_act(c);

	if (code == EXIT_OK)
		code = verify(c, heads, size, &reply);
	if (reply && c->json)
		printf("%s\n", gj_reply_json(reply, NULL));
	else if (reply)
		show_result(c, find_op(c, JSON_NONE, "journal.verify"), result_of(reply));
	gj_reply_free(reply);
	return code;
}

int run_verify(cli *c, int argc, char **argv)
{
	static const wanted w = { "", "", 0, "--heads" };
	char *heads = NULL;
	size_t size = 0;
	given g;
	int code = read_words(c, &w, argc, argv, &g);

	if (code == EXIT_OK && g.value) {
		heads = file_text(g.value, &size);
		if (!heads)
			code = usage(c, T(c, "无法读取文件", "the file cannot be read"), g.value,
				     T(c, "链头由 guanjia heads > 文件 导出",
				       "heads are written by guanjia heads > FILE"));
	}
	c->pointers = 1; /* what is wrong in the file is a place in the file */
	if (code == EXIT_OK)
		code = verify_and_show(c, heads, size);
	free(heads);
	return code;
}

/* ---- copies and backups: made, then verified against the heads of the original ---- */

static void put_both(cli *c, json op, const gj_reply *made, const gj_reply *verdict)
{
	json result = result_of(made), whole = result_of(verdict);

	if (c->json) {
		printf("{\"made\":%.*s,\"verified\":%.*s}\n", (int)result.n, result.p, (int)whole.n,
		       whole.p);
		return;
	}
	show_result(c, op, result);
	putchar('\n');
	show_result(c, find_op(c, JSON_NONE, "journal.verify"), whole);
}

static int make_and_verify(cli *c, const char *op, const char *to, const char *partitions)
{
	gj_reply *heads = NULL, *made = NULL, *verdict = NULL;
	json kept;
	int code = open_and_act(c);

	if (code == EXIT_OK)
		code = get_heads(c, &heads);
	if (code == EXIT_OK)
		code = call_to(c, op, to, partitions, &made);
	if (code == EXIT_OK)
		code = move_to(c, to);
	if (code == EXIT_OK) {
		kept = result_of(heads);
		code = verify(c, kept.p, kept.n, &verdict);
	}
	if (verdict)
		put_both(c, find_op(c, JSON_NONE, op), made, verdict);
	gj_reply_free(heads);
	gj_reply_free(made);
	gj_reply_free(verdict);
	return code;
}

int run_backup(cli *c, int argc, char **argv)
{
	static const wanted w = { "用法：guanjia backup 文件", "usage: guanjia backup FILE", 1,
				  NULL };
	given g;
	int code = read_words(c, &w, argc, argv, &g);

	return code == EXIT_OK ? make_and_verify(c, "ledger.backup", g.word[0], NULL) : code;
}

int run_copy(cli *c, int argc, char **argv)
{
	static const wanted w = { "用法：guanjia copy 从 到 [--partitions 数]",
				  "usage: guanjia copy FROM TO [--partitions N]", 2,
				  "--partitions" };
	given g;
	int code = read_words(c, &w, argc, argv, &g);

	if (code != EXIT_OK)
		return code;
	c->ledger_name = g.word[0];
	return make_and_verify(c, "journal.replay", g.word[1], g.value);
}

/* ---- upgrade ---- */

static void put_upgraded(const cli *c, const gj_reply *reply)
{
	int64_t from = 0, version = 0;

	gj_reply_int(reply, "/from", &from);
	gj_reply_int(reply, "/version", &version);
	if (c->json)
		puts(gj_reply_json(reply, NULL));
	else if (from == version)
		puts(T(c, "账本已是当前版本", "the ledger is of this release"));
	else
		printf(T(c, "账本已由第 %lld 版升级到第 %lld 版\n",
			 "the ledger's schema went from version %lld to %lld\n"), (long long)from,
		       (long long)version);
}

int run_upgrade(cli *c, int argc, char **argv)
{
	static const wanted w = { "", "", 0, NULL };
	gj_options *o = NULL;
	gj_reply *reply = NULL;
	given g;
	int code = read_words(c, &w, argc, argv, &g);

	if (code == EXIT_OK)
		code = ledger_named(c);
	if (code == EXIT_OK)
		code = options_new(c, &o);
	if (code != EXIT_OK)
		return code;
	gj_upgrade(c->ledger_name, o, &reply);
	progress_end(c);
	if (gj_reply_code(reply) < 0)
		code = fail(c, reply, 1);
	else
		put_upgraded(c, reply);
	gj_reply_free(reply);
	gj_options_free(o);
	return code;
}
