/* SPDX-License-Identifier: Apache-2.0
 *
 * Running operations: by flags, by JSON, and the import of files.
 */
#include <stdlib.h>
#include <string.h>

#include "flags.h"

int unknown_option(const cli *c, const char *word)
{
	return usage(c, T(c, "没有这个选项或参数", "no such option or argument"), word,
		     T(c, "加 --help 查看", "see --help"));
}

static int unknown_flag(const flags *f, const char *word)
{
	char *name = copy_of(word, strcspn(word, "="));
	json args = json_member(f->op, "args");
	const char *near = strlen(name) > 2 ? nearest(args, name + 2, 1) : NULL;
	char next[160];

	snprintf(next, sizeof(next), near ? T(f->c, "是否指 --%s？加 --help 查看全部",
					      "--%s perhaps? --help lists them all")
					  : "%s", near ? near : T(f->c, "加 --help 查看全部",
								   "--help lists them all"));
	usage(f->c, T(f->c, "此操作没有这个参数", "this operation has no such argument"), name, next);
	free(name);
	return EXIT_USAGE;
}

/* ---- what is printed ---- */

static int print_reply(cli *c, json op, gj_reply *reply)
{
	size_t size = 0;
	const char *text;
	json result, next;
	char *after;

	progress_end(c);
	if (gj_reply_code(reply) < 0)
		return fail(c, reply, 0);
	text = gj_reply_json(reply, &size);
	if (c->json) {
		printf("%s\n", text);
		return EXIT_OK;
	}
	result = json_of(text, size);
	show_result(c, op, result);
	next = json_member(result, "next");
	if (next.p) {
		after = json_text(next);
		fprintf(stderr, T(c, "（还有下一页：--after '%s'）\n", "(more: --after '%s')\n"), after);
		free(after);
	}
	return EXIT_OK;
}

static int stream(cli *c, json op, const char *name, const char *text, size_t size)
{
	lister *l = lister_new(c, op);
	gj_reply *reply = NULL;
	int code = gj_each(c->ledger, name, text, size, lister_item, l, &reply);

	progress_end(c);
	lister_end(l);
	code = code < 0 ? fail(c, reply, 0) : EXIT_OK;
	gj_reply_free(reply);
	return code;
}

/* A list runs to its end, item by item, unless one page of it is asked for. */
static int run(cli *c, json op, const char *text, size_t size, int page)
{
	char *name = json_text(json_member(op, "name"));
	gj_reply *reply = NULL;
	int code;

	if (json_true(json_member(op, "list")) && !page) {
		code = stream(c, op, name, text, size);
	} else {
		gj_call(c->ledger, name, text, size, &reply);
		code = print_reply(c, op, reply);
		gj_reply_free(reply);
	}
	free(name);
	return code;
}

/* ---- by flags ---- */

/* What a word without a flag stands for: the number of the thing, or one of several files,
 * of which `file` is wanted now (-1: words are no files). */
typedef struct plain {
	int file, files;
} plain;

static int take_plain(flags *f, plain *p, char *word)
{
	char path[] = "--path";
	char *pair[] = { path, word };

	if (p->file < 0)
		return flags_word(f, word);
	if (p->files++ != p->file)
		return 1;
	return flags_take(f, 2, pair) < 0 ? -1 : 1;
}

static int read_flags(flags *f, plain *p, int argc, char **argv)
{
	int i = 0, words;

	while (i < argc) {
		words = strncmp(argv[i], "--", 2) == 0 && argv[i][2]
			? flags_take(f, argc - i, argv + i) : 0;
		if (words == 0)
			words = take_global(f->c, argc - i, argv + i);
		if (words == 0 && argv[i][0] != '-')
			words = take_plain(f, p, argv[i]);
		if (words == 0)
			return argv[i][0] == '-' ? unknown_flag(f, argv[i])
						 : unknown_option(f->c, argv[i]);
		if (words < 0)
			return EXIT_USAGE;
		i += words;
	}
	return EXIT_OK;
}

/* As a line for `guanjia pipe`. */
static void print_request(json op, const char *args)
{
	json name = json_member(op, "name");

	printf("{\"op\":%.*s,\"args\":%s}\n", (int)name.n, name.p, args);
}

static int run_once(cli *c, json op, plain *p, int argc, char **argv)
{
	flags f;
	const char *text = NULL;
	size_t size = 0;
	int code = flags_begin(&f, c, op);

	if (code == EXIT_OK)
		code = read_flags(&f, p, argc, argv);
	if (code == EXIT_OK && gj_args_json(f.args, &text, &size) < 0)
		code = usage(c, T(c, "参数不能组成请求：检查文本是否为 UTF-8",
				  "the arguments make no request: is the text UTF-8?"), NULL, NULL);
	if (code == EXIT_OK && c->request) {
		print_request(op, text);
	} else if (code == EXIT_OK) {
		code = ledger_open(c);
		if (code == EXIT_OK)
			code = act_default(c);
		if (code == EXIT_OK)
			code = run(c, op, text, size,
				   flags_given(&f, "limit") || flags_given(&f, "after"));
	}
	flags_end(&f);
	return code;
}

static int asks_help(int argc, char **argv)
{
	int i;

	for (i = 0; i < argc; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return 1;
	return 0;
}

int run_op(cli *c, json op, int argc, char **argv)
{
	plain p = { -1, 0 };

	if (asks_help(argc, argv)) {
		help_op(c, op);
		return EXIT_OK;
	}
	return run_once(c, op, &p, argc, argv);
}

/* ---- files of enterprises ---- */

int run_import(cli *c, int argc, char **argv)
{
	json op = find_op(c, JSON_NONE, "enterprise.import");
	plain p = { 0, 0 };
	int code, worst;

	if (asks_help(argc, argv)) {
		help_op(c, op);
		putchar('\n');
		help_noun(c, find_noun(c, "import"));
		return EXIT_OK;
	}
	worst = code = run_once(c, op, &p, argc, argv);
	while (code != EXIT_USAGE && ++p.file < p.files) {
		p.files = 0;
		code = run_once(c, op, &p, argc, argv);
		worst = code > worst ? code : worst;
	}
	return worst;
}

/* ---- by JSON ---- */

static int call_json(cli *c, const char *name, const char *text, size_t size)
{
	gj_reply *reply = NULL;
	int code = ledger_open(c);

	if (code == EXIT_OK)
		code = act_default(c);
	if (code != EXIT_OK)
		return code;
	gj_call(c->ledger, name, text, size, &reply);
	progress_end(c);
	if (gj_reply_code(reply) < 0)
		code = fail(c, reply, 0);
	else
		printf("%s\n", gj_reply_json(reply, NULL));
	gj_reply_free(reply);
	return code;
}

int run_call(cli *c, int argc, char **argv)
{
	const char *word[2] = { NULL, NULL };
	char *text = NULL;
	size_t size = 0;
	int i, count = 0, taken, code;

	c->pointers = 1;
	for (i = 0; i < argc; i += taken) {
		taken = take_global(c, argc - i, argv + i);
		if (taken == 0 && count < 2 && (argv[i][0] != '-' || !argv[i][1])) {
			word[count++] = argv[i];
			taken = 1;
		}
		if (taken <= 0)
			return taken ? EXIT_USAGE : unknown_option(c, argv[i]);
	}
	if (!count)
		return usage(c, T(c, "用法：guanjia call 操作 JSON｜@文件｜-",
				  "usage: guanjia call OPERATION JSON|@FILE|-"), NULL, NULL);
	if (word[1] && (word[1][0] == '@' || strcmp(word[1], "-") == 0)) {
		text = file_text(word[1] + (word[1][0] == '@'), &size);
		if (!text)
			return usage(c, T(c, "无法读取文件", "the file cannot be read"), word[1], NULL);
	}
	code = call_json(c, word[0], text ? text : word[1],
			 text ? size : word[1] ? strlen(word[1]) : 0);
	free(text);
	return code;
}
