/* SPDX-License-Identifier: Apache-2.0
 *
 * guanjia completion bash: nouns, operations and flags, as a script of words.
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static void put_list(json list, const char *before)
{
	size_t at = 0;
	json key, item;
	char *name, *dot, *p;

	while (json_next(list, &at, &key, &item)) {
		name = json_text(json_member(item, "name"));
		dot = strchr(name, '.');
		for (p = name; *p; p++)
			*p = *p == '_' ? '-' : *p;
		printf(" %s%s", before, dot ? dot + 1 : name);
		free(name);
	}
}

static void put_noun(json noun)
{
	char *name = json_text(json_member(noun, "name")), *own;
	json key, op, ops = json_member(noun, "operations");
	size_t at = 0;

	if (json_count(ops)) {
		printf("\t%s) words=\"", name);
		put_list(ops, "");
		printf("\" ;;\n");
	}
	while (json_next(ops, &at, &key, &op)) {
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
	printf(" create upgrade import call pipe describe completion version --help\" ;;\n");
	while (json_next(json_member(c->tables, "nouns"), &at, &key, &noun))
		put_noun(noun);
	printf("\tesac\n"
	       "\tmapfile -t COMPREPLY < <(\n"
	       "\t\tcompgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\")\n"
	       "\t[ ${#COMPREPLY[@]} -gt 0 ] || compopt -o default\n}\n"
	       "complete -F _guanjia guanjia\n");
	return EXIT_OK;
}
