/* SPDX-License-Identifier: Apache-2.0
 *
 * guanjia completion bash: nouns, operations and flags, as a script of words.
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static void put_word(json named, const char *before)
{
	char *name = json_text(json_member(named, "name")), *dot = strchr(name, '.'), *p;

	for (p = name; *p; p++)
		*p = *p == '_' ? '-' : *p;
	printf(" %s%s", before, dot ? dot + 1 : name);
	free(name);
}

static void put_list(json list, const char *before)
{
	size_t at = 0;
	json key, item;

	while (json_next(list, &at, &key, &item))
		put_word(item, before);
}

static void put_noun(const cli *c, json noun)
{
	char *name = json_text(json_member(noun, "name")), *own;
	cursor at = { 0 };
	json op;

	printf("\t%s) words=\"", name);
	while (next_op(c, noun, &at, &op))
		put_word(op, "");
	printf("\" ;;\n");
	for (at = (cursor){ 0 }; next_op(c, noun, &at, &op);) {
		own = json_text(json_member(op, "name"));
		printf("\t%s)\n\t\twords=\"", own);
		put_list(json_member(op, "args"), "--");
		printf(" --help\" ;;\n");
		free(own);
	}
	free(name);
}

int run_completion(cli *c, int argc, char **argv)
{
	size_t at = 0;
	json key, noun;

	if (argc != 1 || strcmp(argv[0], "bash"))
		return usage(c, T(c, "只有 bash 的补全", "there is completion for bash only"), NULL,
			     "eval \"$(guanjia completion bash)\"");
	printf("_guanjia() {\n\tlocal words noun=${COMP_WORDS[1]} op=${COMP_WORDS[2]//-/_}\n"
	       "\tlocal place=$noun\n\t[ \"$COMP_CWORD\" -gt 2 ] && place=$noun.$op\n"
	       "\t[ \"$COMP_CWORD\" -eq 1 ] && place=\n\tcase $place in\n\t'') words=\"");
	put_list(json_member(c->tables, "nouns"), "");
	printf(" create copy backup heads verify upgrade import call pipe describe completion version --help\" ;;\n");
	while (json_next(json_member(c->tables, "nouns"), &at, &key, &noun))
		put_noun(c, noun);
	printf("\tesac\n"
	       "\tmapfile -t COMPREPLY < <(\n"
	       "\t\tcompgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\")\n"
	       "\t[ ${#COMPREPLY[@]} -gt 0 ] || compopt -o default\n}\n"
	       "complete -F _guanjia guanjia\n");
	return EXIT_OK;
}
