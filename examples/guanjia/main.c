/* SPDX-License-Identifier: Apache-2.0
 *
 * guanjia: a street's work for its enterprises, on the command line.
 *
 *	guanjia [OPTIONS] NOUN OPERATION [ARGUMENTS]
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* ---- options that every command knows ---- */

static int set_language(cli *c, const char *word)
{
	if (strcmp(word, "zh") && strcmp(word, "en")) {
		usage(c, T(c, "应为 zh 或 en", "should be zh or en"), "--lang", NULL);
		return -1;
	}
	c->zh = word[0] == 'z';
	return 2;
}

static int set_time(cli *c, const char *word)
{
	int64_t time;

	if (!time_micros(word, 0, &time)) {
		usage(c, T(c, "不是时间", "not a time"), "--at",
		      T(c, "写作 2026-03-01T09:00 或 2026-03-01T09:00:00+08:00",
			"write 2026-03-01T09:00 or 2026-03-01T09:00:00+08:00"));
		return -1;
	}
	c->at = word;
	return 2;
}

int take_global(cli *c, int argc, char **argv)
{
	struct {
		const char *name;
		const char **at;
	} const texts[] = {
		{ "-L", &c->ledger_name }, { "--ledger", &c->ledger_name }, { "--as", &c->as },
		{ "--role", &c->role }, { "--office", &c->office }, { "--columns", &c->columns },
		{ "--at", NULL }, { "--lang", NULL },
	};
	const char *equals = strchr(argv[0], '='), *word;
	size_t n = equals ? (size_t)(equals - argv[0]) : strlen(argv[0]), i;

	if (strcmp(argv[0], "--json") == 0 || strcmp(argv[0], "--request") == 0) {
		*(argv[0][2] == 'j' ? &c->json : &c->request) = 1;
		return 1;
	}
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strncmp(texts[i].name, argv[0], n) == 0 && !texts[i].name[n])
			break;
	if (i == sizeof(texts) / sizeof(texts[0]))
		return 0;
	word = equals ? equals + 1 : argc > 1 ? argv[1] : NULL;
	if (!word || !*word) {
		usage(c, T(c, "后面缺少值", "a value should follow"), argv[0], NULL);
		return -1;
	}
	if (texts[i].at)
		*texts[i].at = word;
	else if ((strcmp(texts[i].name, "--at") ? set_language(c, word) : set_time(c, word)) < 0)
		return -1;
	return equals ? 1 : 2;
}

/* ---- describe, version ---- */

static int print_json(json value)
{
	printf("%.*s\n", (int)value.n, value.p);
	return EXIT_OK;
}

int run_describe(cli *c, int argc, char **argv)
{
	json found;

	if (argc == 0)
		return print_json(c->tables);
	found = find_noun(c, argv[0]);
	if (!found.p)
		found = find_op(c, JSON_NONE, argv[0]);
	if (argc > 1 || !found.p)
		return usage(c, T(c, "没有这个名词或操作", "no such noun or operation"), argv[argc > 1],
			     T(c, "guanjia --help 列出名词", "guanjia --help lists the nouns"));
	return print_json(found);
}

static int run_version(cli *c, int argc, char **argv)
{
	if (argc > 0 && strcmp(argv[0], "--json") == 0)
		c->json = 1;
	if (c->json)
		printf("{\"version\":\"%s\",\"abi\":%d}\n", gj_version(), gj_abi());
	else
		printf("guanjia %s (ABI %d)\n", gj_version(), gj_abi());
	return EXIT_OK;
}

/* ---- which command ---- */

static int is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
}

static int unknown_word(const cli *c, json list, const char *word, const char *help)
{
	const char *near = nearest(list, word, 1);
	char next[200];

	if (near)
		snprintf(next, sizeof(next), T(c, "是否指 %s？%s 列出全部",
					       "%s perhaps? %s lists them all"), near, help);
	else
		snprintf(next, sizeof(next), T(c, "%s 列出全部", "%s lists them all"), help);
	return usage(c, T(c, "没有这个词", "no such word"), word, next);
}

static int run_noun(cli *c, int argc, char **argv)
{
	json noun = find_noun(c, argv[0]), op;
	char help[100];

	if (!noun.p) {
		/* "demand.register" and the few operations without a noun */
		op = find_op(c, JSON_NONE, argv[0]);
		return op.p ? run_op(c, op, argc - 1, argv + 1)
			    : unknown_word(c, json_member(c->tables, "nouns"), argv[0],
					   "guanjia --help");
	}
	if (argc < 2 || is_help(argv[1])) {
		help_noun(c, noun);
		return argc < 2 ? EXIT_USAGE : EXIT_OK;
	}
	op = find_op(c, noun, argv[1]);
	if (op.p)
		return run_op(c, op, argc - 2, argv + 2);
	snprintf(help, sizeof(help), "guanjia %.40s --help", argv[0]);
	return unknown_word(c, json_member(noun, "operations"), argv[1], help);
}

/* A noun may be called as a command is: `import` FILE beside `import` OPERATION. */
static int means_noun(const cli *c, int argc, char **argv)
{
	json noun = find_noun(c, argv[0]);

	return argc > 1 && noun.p && find_op(c, noun, argv[1]).p;
}

static int run(cli *c, int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(cli *c, int argc, char **argv);
	} commands[] = {
		{ "create", run_create }, { "upgrade", run_upgrade }, { "import", run_import },
		{ "copy", run_copy }, { "backup", run_backup }, { "heads", run_heads },
		{ "verify", run_verify },
		{ "call", run_call }, { "pipe", run_pipe }, { "describe", run_describe },
		{ "completion", run_completion }, { "version", run_version },
		{ "--version", run_version },
	};
	size_t i;

	if (argc == 0) {
		help_top(c, stdout);
		return EXIT_USAGE;
	}
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(commands[i].name, argv[0]) == 0 && !means_noun(c, argc, argv)) {
			if (argc > 1 && argv[1][0] == '-' && is_help(argv[1]) &&
			    commands[i].run != run_import)
				break;
			return commands[i].run(c, argc - 1, argv + 1);
		}
	if (i < sizeof(commands) / sizeof(commands[0]) || is_help(argv[0])) {
		help_top(c, stdout);
		return EXIT_OK;
	}
	return run_noun(c, argc, argv);
}

/* ---- the environment: the program reads it, the library does not ---- */

static const char *variable(const char *name)
{
	const char *text = getenv(name);

	return text && *text ? text : NULL;
}

static int chinese(void)
{
	const char *locale = variable("LC_ALL");

	if (!locale)
		locale = variable("LC_MESSAGES");
	if (!locale)
		locale = variable("LANG");
	return locale && strncmp(locale, "zh", 2) == 0;
}

/* The language is wanted before anything is said, wherever the option stands. */
static void language(cli *c, int argc, char **argv)
{
	int i;

	c->zh = chinese();
	for (i = 1; i + 1 < argc; i++)
		if (strcmp(argv[i], "--lang") == 0 &&
		    (strcmp(argv[i + 1], "zh") == 0 || strcmp(argv[i + 1], "en") == 0))
			c->zh = argv[i + 1][0] == 'z';
}

static int begin(cli *c, int argc, char **argv)
{
	memset(c, 0, sizeof(*c));
	c->zone = 8 * 60;
	language(c, argc, argv);
	c->ledger_name = variable("GUANJIA_LEDGER");
	c->as = variable("GUANJIA_AS");
	return tables_begin(c) < 0 ? EXIT_STORAGE : EXIT_OK;
}

int main(int argc, char **argv)
{
	cli c;
	int i = 1, taken = 1, code = begin(&c, argc, argv);

	while (code == EXIT_OK && i < argc && taken > 0) {
		taken = take_global(&c, argc - i, argv + i);
		i += taken > 0 ? taken : 0;
	}
	if (taken < 0)
		code = EXIT_USAGE;
	if (code == EXIT_OK && i < argc && argv[i][0] == '-' && !is_help(argv[i]) &&
	    strcmp(argv[i], "--version"))
		code = unknown_option(&c, argv[i]);
	else if (code == EXIT_OK)
		code = run(&c, argc - i, argv + i);
	ledger_close(&c);
	tables_end(&c);
	if (fflush(stdout) || ferror(stdout))
		code = code ? code : EXIT_STORAGE;
	return code;
}
