/* SPDX-License-Identifier: Apache-2.0
 *
 * Flags of the command line into arguments of an operation: --name 值, --dry-run,
 * --contacts.0.phone 值, --contacts @file.json. The kind of the argument says how the
 * word is read; whether the value is allowed is for the library to say.
 */
#include "flags.h"

#include <stdlib.h>
#include <string.h>

/* What a flag points at. */
typedef struct target {
	const char *flag; /* as typed, without a value */
	char place[PLACE_MAX];
	json field;
	int part; /* not the whole of the field: an item, an entry, something inside */
} target;

int flags_begin(flags *f, cli *c, json op)
{
	memset(f, 0, sizeof(*f));
	f->c = c;
	f->op = op;
	return gj_args_new(&f->args) < 0 ? EXIT_STORAGE : EXIT_OK;
}

void flags_end(flags *f)
{
	while (f->places)
		free(f->place[--f->places]);
	f->args = gj_args_free(f->args);
}

static int refuse(const flags *f, const target *t, const char *what)
{
	usage(f->c, what, t->flag, T(f->c, "加 --help 查看参数", "--help lists the arguments"));
	return -1;
}

/* How often this place was given before; counts this time too. -1: too many places. */
static int count(flags *f, const char *place)
{
	size_t i;

	for (i = 0; i < f->places; i++)
		if (strcmp(f->place[i], place) == 0)
			return (int)f->count[i]++;
	if (f->places == FLAGS_MAX)
		return -1;
	f->place[f->places] = copy_of(place, strlen(place));
	f->count[f->places++] = 1;
	return 0;
}

int flags_given(const flags *f, const char *name)
{
	size_t i, n = strlen(name);

	for (i = 0; i < f->places; i++)
		if (strncmp(f->place[i] + 1, name, n) == 0 &&
		    (!f->place[i][n + 1] || f->place[i][n + 1] == '/'))
			return 1;
	return 0;
}

/* ---- where ---- */

static int put_segment(target *t, const char *text, size_t n)
{
	size_t used = strlen(t->place);

	if (used + n + 2 > sizeof(t->place) || n == 0 || memchr(text, '/', n))
		return 0;
	t->place[used++] = '/';
	memcpy(t->place + used, text, n);
	t->place[used + n] = '\0';
	return 1;
}

static int put_name(target *t, json field)
{
	char *name = json_text(json_member(field, "name"));
	int done = put_segment(t, name, strlen(name));

	free(name);
	return done;
}

static int all_digits(const char *text, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (text[i] < '0' || text[i] > '9')
			return 0;
	return n > 0;
}

/* Goes from name to name; 0 when the table has no such place. */
static int locate(json fields, const char *name, size_t size, target *t)
{
	const char *end = name + size, *dot;
	size_t n;

	for (;;) {
		dot = memchr(name, '.', (size_t)(end - name));
		n = (size_t)((dot ? dot : end) - name);
		t->field = find_field(fields, name, n);
		if (!t->field.p || !put_name(t, t->field))
			return 0;
		if (!dot)
			return 1;
		name = dot + 1;
		if (field_is(t->field, "map") || field_is(t->field, "json")) {
			t->part = 1;
			return put_segment(t, name, (size_t)(end - name));
		}
		if (!field_is(t->field, "object")) {
			dot = memchr(name, '.', (size_t)(end - name));
			n = (size_t)((dot ? dot : end) - name);
			t->part = 1;
			if (!all_digits(name, n) || !put_segment(t, name, n))
				return 0;
			if (!dot)
				return field_is(t->field, "array") || field_is(t->field, "texts") ||
				       field_is(t->field, "ids");
			name = dot + 1;
		}
		t->part = 0;
		fields = json_member(t->field, "fields");
		if (!fields.p)
			return 0;
	}
}

/* ---- what ---- */

static int set_json(flags *f, const target *t, const char *word)
{
	size_t size = strlen(word);
	char *text = NULL;
	int code;

	if (word[0] == '@') {
		text = file_text(word + 1, &size);
		if (!text)
			return refuse(f, t, T(f->c, "无法读取文件", "the file cannot be read"));
	}
	code = gj_args_set_json(f->args, t->place, text ? text : word, size);
	free(text);
	return code < 0 ? refuse(f, t, T(f->c, "应为 JSON，或 @文件",
					  "should be JSON, or @FILE")) : 0;
}

static int set_number(flags *f, const target *t, const char *word)
{
	const char *digits = word + (*word == '-');
	char *end;

	if (!all_digits(digits, strlen(digits)) || strlen(digits) > 18)
		return refuse(f, t, T(f->c, "应为整数", "should be a whole number"));
	return gj_args_set_int(f->args, t->place, strtoll(word, &end, 10));
}

static int64_t unit_of(const char *suffix)
{
	static const struct {
		const char *text;
		int64_t fen;
	} units[] = { { "", 1 }, { "分", 1 }, { "元", 100 }, { "万元", 1000000 },
		      { "万", 1000000 }, { "亿元", INT64_C(10000000000) },
		      { "亿", INT64_C(10000000000) }, { "yuan", 100 } };
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(units[i].text, suffix) == 0)
			return units[i].fen;
	return 0;
}

/* Money is 分 on the wire; "12.50元", "300万元" are exact. */
static int set_money(flags *f, const target *t, const char *word)
{
	size_t whole = strspn(word, "0123456789");
	const char *point = word[whole] == '.' ? word + whole + 1 : word + whole;
	size_t places = strspn(point, "0123456789"), i;
	int64_t unit = unit_of(point + places), value = 0;

	if (word[whole] != '.')
		places = 0;
	for (i = 0; i < places && unit % 10 == 0; i++)
		unit /= 10;
	if (!whole || whole + places > 16 || unit <= 0 || i < places ||
	    (word[whole] == '.' && !places))
		return refuse(f, t, T(f->c, "应为金额：12.50元、300万元，或以分计的整数",
				      "should be money: 12.50元, 300万元, or a whole number of 分"));
	for (i = 0; i < whole + places; i++)
		value = value * 10 + (i < whole ? word[i] : point[i - whole]) - '0';
	if (value > INT64_C(9007199254740992) / unit)
		return refuse(f, t, T(f->c, "金额过大", "too much money"));
	return gj_args_set_int(f->args, t->place, value * unit);
}

static int set_time(flags *f, const target *t, const char *word)
{
	char text[64];

	/* The ledger knows what its wall clock is: it is opened for that. */
	if (time_local(word) && ledger_open(f->c) != EXIT_OK)
		return -1;
	if (time_local(word)) {
		time_complete(word, f->c->zone, text, sizeof(text));
		word = text;
	}
	return gj_args_set_text(f->args, t->place, word, strlen(word));
}

static int set_one(flags *f, const target *t, const char *word)
{
	if (field_is(t->field, "integer") || field_is(t->field, "id") || field_is(t->field, "ids"))
		return set_number(f, t, word);
	if (field_is(t->field, "money"))
		return set_money(f, t, word);
	if (field_is(t->field, "time"))
		return set_time(f, t, word);
	return gj_args_set_text(f->args, t->place, word, strlen(word));
}

/* One more item, or entry, of what may be given again and again. */
static int set_more(flags *f, target *t, const char *word, int before)
{
	const char *equals = strchr(word, '=');
	char index[24];

	if (word[0] == '[' || word[0] == '{' || word[0] == '@')
		return before ? refuse(f, t, T(f->c, "重复给出", "given twice"))
			      : set_json(f, t, word);
	if (field_is(t->field, "map")) {
		if (!equals || !put_segment(t, word, (size_t)(equals - word)))
			return refuse(f, t, T(f->c, "应为 名=值，或 JSON",
					      "should be NAME=VALUE, or JSON"));
		word = equals + 1;
	} else {
		snprintf(index, sizeof(index), "%d", before);
		put_segment(t, index, strlen(index));
	}
	return set_one(f, t, word);
}

static int set_word(flags *f, target *t, const char *word)
{
	int before = count(f, t->place);
	int whole = !t->part;

	if (before < 0)
		return refuse(f, t, T(f->c, "参数太多", "too many arguments"));
	if (whole && (field_is(t->field, "texts") || field_is(t->field, "ids") ||
		      field_is(t->field, "map")))
		return set_more(f, t, word, before);
	if (before)
		return refuse(f, t, T(f->c, "重复给出", "given twice"));
	if (field_is(t->field, "array") || field_is(t->field, "object") ||
	    field_is(t->field, "json"))
		return set_json(f, t, word);
	return set_one(f, t, word);
}

/* ---- flags without a word of their own ---- */

static int set_flag(flags *f, target *t, const char *word)
{
	if (count(f, t->place))
		return refuse(f, t, T(f->c, "重复给出", "given twice"));
	if (word && strcmp(word, "true") && strcmp(word, "false"))
		return refuse(f, t, T(f->c, "应为 true 或 false", "should be true or false"));
	return gj_args_set_flag(f->args, t->place, !word || word[0] == 't');
}

/* --no-NAME: false for what is yes or no, null (clear it) for the rest. */
static int set_not(flags *f, target *t)
{
	if (field_is(t->field, "flag"))
		return set_flag(f, t, "false");
	if (!json_true(json_member(t->field, "nullable")))
		return refuse(f, t, T(f->c, "不能清空", "cannot be cleared"));
	if (count(f, t->place))
		return refuse(f, t, T(f->c, "重复给出", "given twice"));
	return gj_args_set_null(f->args, t->place);
}

static int told(flags *f, const target *t, int code, int words)
{
	if (code == -1)
		return -1;
	if (code < 0)
		return refuse(f, t, T(f->c, "不能放在这里：各项应从 0 起依次给出，且不与整体混用",
				      "does not fit: items are given in order from 0, and not "
				      "beside the whole"));
	return words;
}

int flags_take(flags *f, int argc, char **argv)
{
	const char *name = argv[0] + 2, *equals = strchr(name, '=');
	size_t size = equals ? (size_t)(equals - name) : strlen(name);
	char *flag = copy_of(argv[0], size + 2);
	const char *word = equals ? equals + 1 : argc > 1 ? argv[1] : NULL;
	target t = { flag, "", { NULL, 0 }, 0 };
	json fields = json_member(f->op, "args");
	int words = 0;

	if (locate(fields, name, size, &t)) {
		if (field_is(t.field, "flag"))
			words = told(f, &t, set_flag(f, &t, equals ? word : NULL), 1);
		else if (!word)
			words = refuse(f, &t, T(f->c, "后面缺少值", "a value should follow"));
		else
			words = told(f, &t, set_word(f, &t, word), equals ? 1 : 2);
	} else if (size > 3 && strncmp(name, "no-", 3) == 0 && !equals) {
		t = (target){ flag, "", { NULL, 0 }, 0 };
		if (locate(fields, name + 3, size - 3, &t))
			words = told(f, &t, set_not(f, &t), 1);
	}
	free(flag);
	return words;
}

int flags_word(flags *f, const char *word)
{
	json field = plain_field(f->op);
	target t = { NULL, "", field, 0 };
	char *name, *flag;
	int words;

	if (!field.p)
		return 0;
	name = json_text(json_member(field, "name"));
	put_segment(&t, name, strlen(name));
	t.flag = flag = flag_of(t.place);
	words = told(f, &t, set_word(f, &t, word), 1);
	free(flag);
	free(name);
	return words;
}
