/* SPDX-License-Identifier: Apache-2.0
 *
 * What is wrong, where (as the flag that was typed), and what to do next.
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* The sentence is shown when the library names no rule; the advice always. */
static const struct advice {
	const char *name;
	int exit_code;
	const char *zh, *en, *next_zh, *next_en;
} advices[] = {
#define A(name, code, zh, en, next_zh, next_en) { #name, code, zh, en, next_zh, next_en },
#include "advice.def"
#undef A
};

static const struct advice *advice_for(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(advices) / sizeof(advices[0]); i++)
		if (strcmp(advices[i].name, name) == 0)
			return &advices[i];
	return NULL;
}

char *flag_of(const char *pointer)
{
	char *flag = must(malloc(2 * strlen(pointer) + 3)), *to = flag;

	*to++ = '-';
	*to++ = '-';
	for (pointer += *pointer == '/'; *pointer; pointer++) {
		*to++ = *pointer == '/' ? '.' : *pointer == '_' ? '-' : *pointer;
		if (to[-1] == '~')
			to--;
	}
	*to = '\0';
	return flag;
}

static void sentence(const cli *c, const char *where, const char *what, const char *name)
{
	fputs("guanjia: ", stderr);
	if (where && *where)
		fprintf(stderr, "%s: ", where);
	fputs(what, stderr);
	if (name)
		fprintf(stderr, T(c, "（%s）", " (%s)"), name);
	fputc('\n', stderr);
}

int usage(const cli *c, const char *what, const char *where, const char *next)
{
	sentence(c, where, what, NULL);
	if (next)
		fprintf(stderr, "  %s%s\n", T(c, "下一步：", "Next: "), next);
	return EXIT_USAGE;
}

/* A ledger that is not there is a matter of storage, not of what was asked. */
static int opening_advice(const cli *c, int code)
{
	if (code != GJ_E_NOT_FOUND)
		return 0;
	sentence(c, c->ledger_name, T(c, "没有这个账本", "there is no such ledger"), "NOT_FOUND");
	fprintf(stderr, "  %s\n",
		T(c, "下一步：检查 -L 或 GUANJIA_LEDGER；新建用 guanjia -L 路径 create",
		  "Next: check -L or GUANJIA_LEDGER; a new one is made by guanjia -L PATH create"));
	return 1;
}

/* What the sentence of the library leaves to be done on this command line. */
static void particulars(const cli *c, json error)
{
	json detail = json_member(error, "detail"), revision = json_member(detail, "revision");
	json list = json_member(detail, "list"), name = JSON_NONE;
	char *text = json_text(list.p ? list : revision);

	if (revision.p)
		fprintf(stderr,
			T(c, "  下一步：重新查看后再改，并用 --if-revision %s\n",
			  "  Next: look at it again, then repeat with --if-revision %s\n"), text);
	else if (list.p)
		fprintf(stderr, T(c, "  下一步：--help 列出可用的代码（%s）\n",
				  "  Next: --help tells the codes of %s\n"), text);
	else
		name = json_member(error, "name");
	free(text);
	if (name.p) {
		const struct advice *a;

		text = json_text(name);
		a = advice_for(text);
		if (a && *a->next_zh)
			fprintf(stderr, "  %s%s\n", T(c, "下一步：", "Next: "),
				T(c, a->next_zh, a->next_en));
		free(text);
	}
}

static char *place(const cli *c, const char *path, int opening)
{
	if (*path && !c->pointers)
		return flag_of(path);
	return copy_of(opening ? c->ledger_name : path, strlen(opening ? c->ledger_name : path));
}

int fail(const cli *c, const gj_reply *reply, int opening)
{
	size_t size = 0;
	const char *text = gj_reply_json(reply, &size);
	int code = gj_reply_code(reply);
	json error = json_member(json_of(text, size), "error");
	const char *name = gj_error_name(code);
	const struct advice *a = advice_for(name);
	const char *what = gj_reply_message(reply);
	char *where = NULL;

	if (c->json) {
		printf("%s\n", text);
	} else if (!opening || !opening_advice(c, code)) {
		/* What the library would have a program do about it is done by a flag here. */
		if (a && (!json_member(error, "rule").p || code == GJ_E_NO_ACTOR))
			what = T(c, a->zh, a->en);
		where = place(c, gj_reply_path(reply), opening);
		sentence(c, where, what, name);
		particulars(c, error);
		free(where);
	}
	if (opening && code == GJ_E_NOT_FOUND)
		return EXIT_STORAGE;
	return a ? a->exit_code : EXIT_STORAGE;
}

int not_verified(const cli *c)
{
	const struct advice *a = advice_for("CORRUPT");

	if (!a)
		return EXIT_STORAGE;
	sentence(c, c->ledger_name, T(c, a->zh, a->en), a->name);
	fprintf(stderr, "  %s%s\n", T(c, "下一步：", "Next: "), T(c, a->next_zh, a->next_en));
	return a->exit_code;
}
