/* SPDX-License-Identifier: Apache-2.0
 *
 * The registry of codes, the details of one failure, and its sentence.
 */
#include "util/error.h"

#include <assert.h>
#include <string.h>

#include "util/utf8.h"

static const gj_error_info registry[] = {
#define X(name, code, retryable, since, meaning, zh) \
	{ code, #name, retryable, since, meaning, zh },
#include "util/error.def"
#undef X
};

static const struct {
	const char *name, *english, *chinese;
} rules[] = {
	{ "", NULL, NULL },
#define R(name, en, zh) { #name, en, zh },
#include "util/rule.def"
#undef R
};

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static int rule_known(int rule)
{
	return rule > GJ_RULE_NONE && rule < GJ_RULE_COUNT;
}

const gj_error_info *gj_error_at(size_t index)
{
	return index < LENGTH(registry) ? &registry[index] : NULL;
}

const gj_error_info *gj_error_find(int code)
{
	size_t i;

	for (i = 0; i < LENGTH(registry); i++) {
		if (registry[i].code == code)
			return &registry[i];
	}
	return NULL;
}

int gj_fail(gj_error *err, int code, int rule)
{
	if (err != NULL) {
		memset(err, 0, sizeof(*err));
		err->code = code;
		err->rule = rule;
	}
	return code;
}

static gj_param *param_new(gj_error *err, const char *name)
{
	gj_param *param;

	if (err == NULL)
		return NULL;
	assert(err->count < GJ_ERROR_PARAMS);
	if (err->count >= GJ_ERROR_PARAMS)
		return NULL;
	param = &err->param[err->count++];
	memset(param, 0, sizeof(*param));
	param->name = name;
	return param;
}

void gj_fail_int(gj_error *err, const char *name, int64_t value)
{
	gj_param *param = param_new(err, name);

	if (param != NULL)
		param->value = value;
}

/* Copies as much as fits, never a part of a character. */
static void copy_cut(char *out, size_t room, const char *text, size_t size)
{
	if (size > room - 1)
		size = room - 1;
	size = gj_utf8_valid(text, size);
	memcpy(out, text, size);
	out[size] = '\0';
}

void gj_fail_text(gj_error *err, const char *name, gj_str value)
{
	gj_param *param;

	/* Empty text would read as the number 0: the parameter is left out. */
	if (value.n == 0)
		return;
	param = param_new(err, name);
	if (param != NULL)
		copy_cut(param->text, sizeof(param->text), value.p, value.n);
}

void gj_fail_path(gj_error *err, const char *path)
{
	if (err != NULL)
		copy_cut(err->path, sizeof(err->path), path, strlen(path));
}

typedef struct pointer {
	char text[256];
	size_t n;
} pointer;

static void pointer_put(pointer *to, const char *bytes, size_t size)
{
	size_t room = sizeof(to->text) - 1 - to->n;

	if (size > room)
		size = room;
	memcpy(to->text + to->n, bytes, size);
	to->n += size;
}

static void pointer_segment(pointer *to, const char *segment)
{
	pointer_put(to, "/", 1);
	for (; *segment != '\0'; segment++) {
		if (*segment == '~')
			pointer_put(to, "~0", 2);
		else if (*segment == '/')
			pointer_put(to, "~1", 2);
		else
			pointer_put(to, segment, 1);
	}
}

static void pointer_index(pointer *to, size_t index)
{
	char digits[24];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + index % 10);
		index /= 10;
	} while (index > 0);
	digits[--at] = '/';
	pointer_put(to, digits + at, sizeof(digits) - at);
}

void gj_fail_in(gj_error *err, const char *segment, size_t index_or_none)
{
	pointer path = { .n = 0 };

	if (err == NULL)
		return;
	if (segment != NULL)
		pointer_segment(&path, segment);
	if (index_or_none != SIZE_MAX)
		pointer_index(&path, index_or_none);
	pointer_put(&path, err->path, strlen(err->path));
	copy_cut(err->path, sizeof(err->path), path.text, path.n);
}

const char *gj_rule_name(int rule)
{
	return rule_known(rule) ? rules[rule].name : "";
}

static void write_param(gj_buf *out, const gj_error *err, gj_str name)
{
	size_t i;

	for (i = 0; i < err->count; i++) {
		const gj_param *param = &err->param[i];

		if (!gj_str_is(name, param->name))
			continue;
		if (param->text[0] != '\0')
			gj_buf_text(out, param->text);
		else
			gj_buf_int(out, param->value);
		return;
	}
	gj_buf_char(out, '?');
}

static void write_sentence(gj_buf *out, const gj_error *err, const char *sentence)
{
	const char *open, *close;

	while ((open = strchr(sentence, '{')) != NULL && (close = strchr(open, '}')) != NULL) {
		gj_buf_put(out, sentence, (size_t)(open - sentence));
		write_param(out, err, (gj_str){ open + 1, (size_t)(close - open) - 1 });
		sentence = close + 1;
	}
	gj_buf_text(out, sentence);
}

void gj_error_text(gj_buf *out, const gj_error *err, int chinese)
{
	const gj_error_info *info;

	if (rule_known(err->rule)) {
		write_sentence(out, err,
			       chinese ? rules[err->rule].chinese : rules[err->rule].english);
		return;
	}
	info = gj_error_find(err->code);
	if (info != NULL)
		gj_buf_text(out, chinese ? info->chinese : info->meaning);
}
