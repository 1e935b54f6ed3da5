/* SPDX-License-Identifier: Apache-2.0
 *
 * Help, all of it from the description: nouns, operations, flags.
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

#define WIDTH 92

/* Words, wrapped at spaces. */
static void wrap(const char *text, size_t indent)
{
	size_t at = indent, n, width;
	char *word;

	printf("%*s", (int)indent, "");
	for (; *text; text += n + strspn(text + n, " ")) {
		n = strcspn(text, " ");
		word = copy_of(text, n);
		width = text_width(word) + (at > indent);
		if (at > indent && at + width > WIDTH) {
			printf("\n%*s%s", (int)indent, "", word);
			at = indent + width - 1;
		} else {
			printf("%s%s", at > indent ? " " : "", word);
			at += width;
		}
		free(word);
	}
	fputc('\n', stdout);
}

/* The widest of `name` so far, and a column's gap. */
static void widen(size_t *width, json name)
{
	char *text = json_text(name);
	size_t own = text_width(text) + 2;

	*width = own > *width ? own : *width;
	free(text);
}

static void pad(const char *text, size_t width)
{
	size_t own = text_width(text);

	printf("%s%*s", text, (int)(own < width ? width - own : 0), "");
}

/* ---- the program ---- */

static void put_nouns(const cli *c)
{
	size_t at = 0, names = 0, words = 0;
	int first;
	json key, noun, op;
	cursor inner;
	char *name, *text;

	while (json_next(json_member(c->tables, "nouns"), &at, &key, &noun)) {
		widen(&names, json_member(noun, "name"));
		widen(&words, json_member(noun, "zh"));
	}
	at = 0;
	while (json_next(json_member(c->tables, "nouns"), &at, &key, &noun)) {
		inner = (cursor){ 0 };
		if (!next_op(c, noun, &inner, &op))
			continue;
		name = json_text(json_member(noun, "name"));
		printf("  ");
		pad(name, names);
		free(name);
		text = json_text(json_member(noun, "zh"));
		pad(text, words);
		free(text);
		if (!c->zh) {
			text = json_text(json_member(noun, "doc"));
			printf("%s\n", text);
			free(text);
			continue;
		}
		for (inner = (cursor){ 0 }, first = 1; next_op(c, noun, &inner, &op);) {
			char *dot;

			text = json_text(json_member(op, "name"));
			dot = strchr(text, '.');
			printf("%s%s", first ? "" : " ", dot ? dot + 1 : text);
			first = 0;
			free(text);
		}
		putchar('\n');
	}
}

static const char top_zh[] =
	"选项（放在名词之前；操作没有同名参数时，放在后面也可以）：\n"
	"  -L, --ledger 文件    账本；不填用环境变量 GUANJIA_LEDGER\n"
	"  --as 账号            由谁操作；不填用环境变量 GUANJIA_AS。不会猜测：都没有时，\n"
	"                       需要操作人的操作被拒绝。初次设置用 --as system\n"
	"  --role 角色          只以其中一个角色操作\n"
	"  --office 编号        以哪个单位的身份操作\n"
	"  --at 时间            以此为当前时间（重放旧事、演示、测试）\n"
	"  --json               输出 JSON；列表每行一条\n"
	"  --columns a,b,c      表格只列这些列\n"
	"  --request            不执行，只输出请求（一行 JSON，可交给 pipe）\n"
	"  --lang zh|en         语言；不填按 LC_ALL、LC_MESSAGES、LANG\n"
	"  -h, --help           帮助；名词、操作之后也可以用\n"
	"\n"
	"参数：--名称 值；嵌套的写 --contacts.0.phone 值，或 --contacts @文件.json；\n"
	"  可重复的逐个给出；--no-名称 表示否，或清空；时间可省去时区，按账本的时区。\n"
	"\n"
	"退出码：0 成功；1 规则不允许或没有找到；2 用法或参数有误；3 冲突、已存在或状态不符；\n"
	"  4 没有权限；5 暂时不行，可重试；6 账本、存储或程序出错。\n";
static const char top_en[] =
	"Options (before the noun; after it too, where the operation has no such argument):\n"
	"  -L, --ledger FILE    the ledger; else GUANJIA_LEDGER of the environment\n"
	"  --as ACCOUNT         who acts; else GUANJIA_AS of the environment. Nobody is guessed:\n"
	"                       with neither, what needs an actor is refused. To set a ledger\n"
	"                       up, --as system\n"
	"  --role ROLE          act in one role only\n"
	"  --office NUMBER      act in this office\n"
	"  --at TIME            take this for the present (old stories, demonstrations, tests)\n"
	"  --json               print JSON; of a list, one item a line\n"
	"  --columns a,b,c      only these columns in a table\n"
	"  --request            do nothing; print the request, a line of JSON for pipe\n"
	"  --lang zh|en         language; else by LC_ALL, LC_MESSAGES, LANG\n"
	"  -h, --help           help; also after a noun or an operation\n"
	"\n"
	"Arguments: --name VALUE; nested ones as --contacts.0.phone VALUE, or as\n"
	"  --contacts @file.json; what may be repeated is given again; --no-name says no, or\n"
	"  clears; a time without an offset is of the ledger's zone.\n"
	"\n"
	"Exit codes: 0 done; 1 a rule forbids it, or not found; 2 usage; 3 conflict, exists, or\n"
	"  wrong state; 4 no right; 5 a passing condition, try again; 6 ledger, storage, or the\n"
	"  program itself.\n";

static const char commands_zh[] =
	"命令：\n"
	"  create [文件] [--digest sm3|sha256] [--zone +08:00] [--profile 文件｜配置包]  新建账本\n"
	"                                   （PostgreSQL 上可加 --partitions 数，按单位分区）\n"
	"  copy 从 到                       把账本复制到空账本（文件或 postgresql://），并核验；\n"
	"                                   中断后再次执行会接着进行\n"
	"  backup 文件                      在他人写入时备份到新文件，并核验\n"
	"  heads                            输出全部链头（JSON），请保存在账本之外\n"
	"  verify [--heads 文件]            核验账本；可与先前保存的链头比对。不符时退出码为 6\n"
	"  upgrade                          升级旧账本\n"
	"  import 文件…                     导入企业台账（CSV）\n"
	"  call 操作 JSON｜@文件｜-           以 JSON 调用一个操作\n"
	"  pipe [--socket 路径]             每行一个 JSON 请求，每行一个答复\n"
	"  sweep [--every 秒]               触发已到时点的提醒：一次，或每隔若干秒\n"
	"  describe [名词或操作]            全部操作的说明（JSON）\n"
	"  completion bash                  命令补全脚本\n"
	"  version                          版本\n";
static const char commands_en[] =
	"Commands:\n"
	"  create [FILE] [--digest sm3|sha256] [--zone +08:00] [--profile FILE|PACK]  make one\n"
	"                                   (on PostgreSQL also --partitions N: by the office)\n"
	"  copy FROM TO                     copy a ledger into an empty one (a file, or a\n"
	"                                   postgresql:// URI) and verify it; goes on when run\n"
	"                                   again after it was broken off\n"
	"  backup FILE                      back the ledger up into a new file, while others\n"
	"                                   write, and verify that\n"
	"  heads                            print the heads of all chains, as JSON: keep them\n"
	"                                   elsewhere\n"
	"  verify [--heads FILE]            verify the ledger, also against heads kept elsewhere;\n"
	"                                   exit code 6 when something is wrong\n"
	"  upgrade                          bring an older ledger to this release\n"
	"  import FILE...                   import a ledger of enterprises (CSV)\n"
	"  call OPERATION JSON|@FILE|-      one operation, in JSON\n"
	"  pipe [--socket PATH]             one JSON request a line, one reply a line\n"
	"  sweep [--every SECONDS]          fire the reminders that are due: once, or repeatedly\n"
	"  describe [NOUN or OPERATION]     what there is, as JSON\n"
	"  completion bash                  a script that completes command lines\n"
	"  version                          the version\n";

void help_top(cli *c, FILE *out)
{
	fprintf(out, T(c, "guanjia %s 服务管家：街道为企服务的账本\n\n用法：guanjia [选项] 名词 操作 [参数]\n\n",
		       "guanjia %s, the service steward: a street's work for its enterprises\n\n"
		       "Usage: guanjia [OPTIONS] NOUN OPERATION [ARGUMENTS]\n\n"), gj_version());
	fputs(T(c, "名词：\n", "Nouns:\n"), out);
	put_nouns(c);
	fprintf(out, "\n%s\n%s", T(c, commands_zh, commands_en), T(c, top_zh, top_en));
}

/* ---- a noun ---- */

static void put_op(const cli *c, const char *name, size_t width, json op)
{
	char *doc = json_text(json_member(op, T(c, "doc_zh", "doc"))), *dash;
	char *own = copy_of(name, strlen(name));

	for (dash = own; (dash = strchr(dash, '_'));)
		*dash = '-';
	printf("  ");
	pad(own, width);
	printf("%s\n", doc);
	free(own);
	free(doc);
}

void help_noun(cli *c, json noun)
{
	char *name = json_text(json_member(noun, "name")), *zh = json_text(json_member(noun, "zh"));
	char *doc = json_text(json_member(noun, "doc")), *own;
	size_t width = 0, prefix = strlen(name) + 1;
	cursor at = { 0 };
	json op;

	while (next_op(c, noun, &at, &op))
		widen(&width, json_member(op, "name"));
	at = (cursor){ 0 };
	if (c->zh) /* the operations that follow say it in Chinese */
		printf("%s %s\n\n", name, zh);
	else
		printf("%s %s. %s\n\n", name, zh, doc);
	printf(T(c, "用法：guanjia %s 操作 [参数]\n\n操作：\n",
		 "Usage: guanjia %s OPERATION [ARGUMENTS]\n\nOperations:\n"), name);
	while (next_op(c, noun, &at, &op)) {
		own = json_text(json_member(op, "name"));
		/* An older version is called by name@version only. */
		if (find_op(c, noun, own).p == op.p)
			put_op(c, strchr(own, '.') ? strchr(own, '.') + 1 : own, width - prefix,
			       op);
		free(own);
	}
	printf(T(c, "\nguanjia %s 操作 --help 说明其参数。\n",
		 "\nguanjia %s OPERATION --help tells its arguments.\n"), name);
	free(name);
	free(zh);
	free(doc);
}

/* ---- an operation ---- */

static const char *placeholder(const cli *c, json field)
{
	static const struct {
		const char *kind, *zh, *en;
	} words[] = {
		{ "flag", "", "" },
		{ "integer", "整数", "N" },
		{ "id", "编号", "NUMBER" },
		{ "money", "金额", "MONEY" },
		{ "time", "时间", "TIME" },
		{ "date", "日期", "YYYY-MM-DD" },
		{ "enum", "代码", "CODE" },
		{ "code", "代码", "CODE" },
		{ "text", "文本", "TEXT" },
		{ "texts", "文本（可重复）", "TEXT (again and again)" },
		{ "ids", "编号（可重复）", "NUMBER (again and again)" },
		{ "map", "名=值（可重复）", "NAME=VALUE (again and again)" },
		{ "array", "JSON｜@文件", "JSON|@FILE" },
		{ "object", "JSON｜@文件", "JSON|@FILE" },
		{ "json", "JSON｜@文件", "JSON|@FILE" },
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (field_is(field, words[i].kind))
			return T(c, words[i].zh, words[i].en);
	return "";
}

static const char *class_word(const cli *c, const char *name)
{
	static const char *const words[][2] = { { "internal", "内部" },
						{ "commercial", "商业信息" },
						{ "personal", "个人信息" },
						{ "sensitive", "敏感个人信息" } };
	size_t i;

	for (i = 0; c->zh && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i][0], name) == 0)
			return words[i][1];
	return name;
}

static void put_limits(const cli *c, json field, FILE *out)
{
	int64_t min = json_int(json_member(field, "min"), 0);
	int64_t max = json_int(json_member(field, "max"), 0);
	json class = json_member(field, "class");
	char *text;

	if (field_is(field, "time"))
		fputs(T(c, " 如 2026-03-01T09:00 或 2026-03-01T09:00:00+08:00。",
			" As 2026-03-01T09:00 or 2026-03-01T09:00:00+08:00."), out);
	if (field_is(field, "money"))
		fputs(T(c, " 如 300万元、12.50元；纯整数以分计。",
			" As 300万元, 12.50元; a bare whole number is of 分 (cents)."), out);
	if (max > 0 && max < INT64_C(9007199254740992)) {
		fprintf(out, " %lld–%lld", (long long)min, (long long)max);
		if (field_is(field, "text"))
			fputs(T(c, " 字。", " characters."), out);
		else if (field_is(field, "integer") || field_is(field, "money"))
			fputs(T(c, "。", "."), out);
		else
			fputs(T(c, " 项。", " items."), out);
	}
	if (class.p) {
		text = json_text(class);
		fprintf(out, " [%s]", class_word(c, text));
		free(text);
	}
}

static void put_codes(const cli *c, json field, FILE *out)
{
	size_t at = 0, n = 0;
	json key, item, list = field_is(field, "enum") ? json_member(field, "names")
						       : find_label(c, field, JSON_NONE);
	char *code, *word;

	while (list.p && json_next(list, &at, &key, &item)) {
		code = json_text(json_begins(item, '{') ? json_member(item, "code") : item);
		word = json_begins(item, '{') ? json_text(json_member(item, T(c, "zh", "en")))
		     : strcmp(value_word(c, code), code)
			     ? copy_of(value_word(c, code), strlen(value_word(c, code)))
			     : copy_of("", 0);
		fprintf(out, "%s%s%s%s%s", n++ ? ", " : T(c, " 代码：", " Codes: "), code,
			*word ? " (" : "", word, *word ? ")" : "");
		free(code);
		free(word);
	}
	if (n)
		fputs(T(c, "。", "."), out);
}

static void put_fields(const cli *c, json fields, const char *prefix);

static void put_inside(const cli *c, json field, const char *flag)
{
	char *prefix = must(malloc(strlen(flag) + 4));

	strcpy(prefix, flag);
	strcat(prefix, field_is(field, "array") ? ".N." : ".");
	put_fields(c, json_member(field, "fields"), prefix);
	free(prefix);
}

static void put_field(const cli *c, json field, const char *prefix)
{
	char *name = json_text(json_member(field, "name"));
	char *doc = json_text(json_member(field, "doc"));
	char *text = NULL, *dash, *flag = must(malloc(strlen(prefix) + strlen(name) + 1));
	const char *word = placeholder(c, field), *zh = word_for(c, name);
	size_t size;
	FILE *out = must(open_memstream(&text, &size));

	strcat(strcpy(flag, prefix), name);
	for (dash = flag; (dash = strchr(dash, '_'));)
		*dash = '-';
	printf("  --%s%s%s%s\n", flag, *word ? " " : "", word,
	       json_true(json_member(field, "required")) ? T(c, "  必填", "  required") : "");
	if (zh != name)
		fprintf(out, "%s。", zh);
	fputs(doc, out);
	put_limits(c, field, out);
	put_codes(c, field, out);
	if (json_true(json_member(field, "nullable")))
		fprintf(out, T(c, " --no-%s 清空。", " --no-%s clears it."), flag);
	fclose(out);
	wrap(must(text), 8);
	free(text);
	free(doc);
	free(name);
	if (!one_value(field))
		put_inside(c, field, flag);
	free(flag);
}

static void put_fields(const cli *c, json fields, const char *prefix)
{
	size_t at = 0;
	int required;
	json key, field;

	/* What must be given comes first. */
	for (required = 1; required >= 0; required--)
		for (at = 0; json_next(fields, &at, &key, &field);)
			if (json_true(json_member(field, "required")) == required)
				put_field(c, field, prefix);
}

static void put_names(const char *title, json list)
{
	size_t at = 0;
	json key, item;
	char *text = NULL, *one;
	size_t size, n = 0;
	FILE *out = must(open_memstream(&text, &size));

	fputs(title, out);
	while (json_next(list, &at, &key, &item)) {
		one = json_text(json_begins(item, '{') ? json_member(item, "name") : item);
		fprintf(out, "%s%s", n++ ? ", " : "", one);
		free(one);
	}
	fclose(out);
	if (n)
		wrap(must(text), 0);
	free(text);
}

static void put_manner(const cli *c, json op)
{
	char *right = json_text(json_member(op, "right"));

	if (*right)
		printf(T(c, "权限：%s\n", "Right: %s\n"), right);
	if (json_true(json_member(op, "anyone")))
		puts(T(c, "不需要指明操作人。", "Needs no actor."));
	if (json_true(json_member(op, "list")))
		puts(T(c, "列表：全部列出；给出 --limit 或 --after 时只取一页。",
		       "A list: all of it; with --limit or --after, one page."));
	free(right);
}

void help_op(cli *c, json op)
{
	char *name = json_text(json_member(op, "name")), *dot = strchr(name, '.'), *p;
	char *doc = json_text(json_member(op, T(c, "doc_zh", "doc")));
	json args = json_member(op, "args"), plain = plain_field(op);

	for (p = name; *p; p++)
		*p = *p == '_' ? '-' : p == dot ? ' ' : *p;
	printf("guanjia %s\n%s\n\n", name, doc);
	printf(T(c, "用法：guanjia %s%s%s%s\n", "Usage: guanjia %s%s%s%s\n"), name,
	       plain.p ? " " : "", plain.p ? placeholder(c, plain) : "",
	       json_count(args) ? T(c, " [参数]", " [ARGUMENTS]") : "");
	put_manner(c, op);
	if (json_count(args)) {
		puts(T(c, "\n参数：", "\nArguments:"));
		put_fields(c, args, "");
	}
	putchar('\n');
	put_names(T(c, "返回：", "Answers: "), json_member(op, "result"));
	put_names(T(c, "可能的错误：", "May fail with: "), json_member(op, "errors"));
	free(name);
	free(doc);
}
