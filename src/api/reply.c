/* SPDX-License-Identifier: Apache-2.0
 *
 * Replies: results and errors as JSON, and access to their parts by pointer.
 */
#include "api/handle.h"

#include <stdio.h>
#include <string.h>

#define ERROR_MAX 8192

/* What stands for a reply when not even that could be allocated. */
static const char nomem_json[] =
	"{\"error\":{\"code\":-1,\"name\":\"NOMEM\",\"message\":\"内存不足 / out of memory\","
	"\"retry\":true}}";
static gj_reply nomem_reply = {
	NULL, GJ_E_NOMEM, 0, { 0 }, { nomem_json, sizeof(nomem_json) - 1 }, { "", 0 }
};

int gj_reply_new(const gj_mem *mem, size_t max, gj_reply **ret_reply)
{
	gj_arena *arena = gj_arena_new(mem, max);
	gj_reply *reply = arena ? gj_arena_zero(arena, sizeof(*reply)) : NULL;

	if (!reply) {
		gj_arena_free(arena);
		return GJ_E_NOMEM;
	}
	reply->arena = arena;
	reply->json = GJ_STR("{}");
	reply->message = GJ_STR("");
	*ret_reply = reply;
	return GJ_OK;
}

static void key(gj_buf *buf, const char *name)
{
	gj_buf_text(buf, ",\"");
	gj_buf_text(buf, name);
	gj_buf_text(buf, "\":");
}

static void write_detail(gj_buf *buf, const gj_error *err)
{
	size_t i;

	key(buf, "detail");
	gj_buf_char(buf, '{');
	for (i = 0; i < err->count; i++) {
		if (i)
			gj_buf_char(buf, ',');
		gj_json_text(buf, gj_str_of(err->param[i].name));
		gj_buf_char(buf, ':');
		if (err->param[i].text[0])
			gj_json_text(buf, gj_str_of(err->param[i].text));
		else
			gj_buf_int(buf, err->param[i].value);
	}
	gj_buf_char(buf, '}');
}

static void write_error(gj_buf *buf, const gj_reply *reply)
{
	const gj_error *err = &reply->err;

	gj_buf_text(buf, "{\"error\":{\"code\":");
	gj_buf_int(buf, reply->code);
	key(buf, "name");
	gj_json_text(buf, gj_str_of(gj_error_name(reply->code)));
	key(buf, "message");
	gj_json_text(buf, reply->message);
	key(buf, "retry");
	gj_buf_text(buf, gj_error_retryable(reply->code) ? "true" : "false");
	if (err->path[0]) {
		key(buf, "at");
		gj_json_text(buf, gj_str_of(err->path));
	}
	if (err->rule) {
		key(buf, "rule");
		gj_json_text(buf, gj_str_of(gj_rule_name(err->rule)));
	}
	if (err->count)
		write_detail(buf, err);
	gj_buf_text(buf, "}}");
}

/* Names of things in sentences for people; in the detail they stay as programs know them. */
static const char *in_chinese(const char *noun)
{
	static const struct {
		const char *name, *zh;
	} others[] = { { "home", "链" },          { "account", "账号" },       { "role", "角色" },
		       { "tag", "标签" },         { "reference", "外部编号" }, { "list", "代码表" },
		       { "finding", "走访发现" }, { "row", "隔离的行" },
		       { "paper", "放假通知" },
		       { "content", "附件内容" } };
	size_t i;

	for (i = 0; gj_nouns[i]; i++)
		if (strcmp(gj_nouns[i]->name, noun) == 0)
			return gj_nouns[i]->zh;
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(others[i].name, noun) == 0)
			return others[i].zh;
	return noun;
}

static void write_message(gj_buf *buf, const gj_reply *reply)
{
	gj_error err = reply->err;
	size_t i;

	for (i = 0; reply->chinese && i < err.count; i++)
		if (strcmp(err.param[i].name, "noun") == 0)
			snprintf(err.param[i].text, sizeof(err.param[i].text), "%s",
				 in_chinese(reply->err.param[i].text));
	gj_error_text(buf, &err, reply->chinese);
}

/* An error told by someone deeper keeps its details only if it is the same error. */
int gj_reply_fail(gj_reply *reply, int code)
{
	gj_buf buf;

	if (reply->err.code != code)
		gj_fail(&reply->err, code, GJ_RULE_NONE);
	reply->code = code;
	gj_buf_init(&buf, reply->arena, ERROR_MAX);
	write_message(&buf, reply);
	reply->message = gj_buf_end(&buf);
	if (buf.failed)
		reply->message = GJ_STR("");
	gj_buf_init(&buf, reply->arena, ERROR_MAX);
	write_error(&buf, reply);
	reply->json = gj_buf_end(&buf);
	if (buf.failed)
		reply->json = (gj_str){ nomem_json, sizeof(nomem_json) - 1 };
	return buf.failed ? (reply->code = GJ_E_NOMEM) : code;
}

int gj_reply_give(gj_reply *reply, int code, gj_reply **ret_reply)
{
	if (reply && code < 0)
		code = gj_reply_fail(reply, code);
	if (ret_reply)
		*ret_reply = reply ? reply : &nomem_reply;
	else
		gj_reply_free(reply);
	return code;
}

gj_reply *gj_reply_free(gj_reply *reply)
{
	if (reply && reply->arena)
		gj_arena_free(reply->arena);
	return NULL;
}

int gj_reply_code(const gj_reply *reply)
{
	return reply ? reply->code : GJ_E_USE;
}

const char *gj_reply_json(const gj_reply *reply, size_t *ret_size)
{
	gj_str json = reply ? reply->json : GJ_STR("{}");

	if (ret_size)
		*ret_size = json.n;
	return json.p;
}

const char *gj_reply_message(const gj_reply *reply)
{
	return reply ? reply->message.p : "";
}

const char *gj_reply_path(const gj_reply *reply)
{
	return reply ? reply->err.path : "";
}

static int find(const gj_reply *reply, const char *place, gj_str *ret_span)
{
	return reply && place ? gj_json_find(reply->json, place, ret_span) : GJ_E_USE;
}

int gj_reply_int(const gj_reply *reply, const char *place, int64_t *ret_value)
{
	gj_str span;
	int64_t value = 0;
	size_t i;
	int code = find(reply, place, &span);

	if (code < 0)
		return code;
	i = span.n > 0 && span.p[0] == '-';
	if (i == span.n)
		return GJ_E_BAD_VALUE;
	for (; i < span.n; i++) {
		if (span.p[i] < '0' || span.p[i] > '9')
			return GJ_E_BAD_VALUE;
		value = value * 10 + (span.p[i] - '0');
	}
	*ret_value = span.p[0] == '-' ? -value : value;
	return GJ_OK;
}

int gj_reply_flag(const gj_reply *reply, const char *place, int *ret_value)
{
	gj_str span;
	int code = find(reply, place, &span);

	if (code < 0)
		return code;
	if (!gj_str_is(span, "true") && !gj_str_is(span, "false"))
		return GJ_E_BAD_VALUE;
	*ret_value = span.p[0] == 't';
	return GJ_OK;
}

int gj_reply_text(gj_reply *reply, const char *place, const char **ret_text, size_t *ret_size)
{
	gj_str span, text;
	int code = find(reply, place, &span);

	if (code < 0)
		return code;
	if (!reply->arena)
		return GJ_E_NOMEM;
	if (span.n == 0 || span.p[0] != '"')
		return GJ_E_BAD_VALUE;
	code = gj_json_unquote(reply->arena, span, &text);
	if (code >= 0) {
		*ret_text = text.p;
		if (ret_size)
			*ret_size = text.n;
	}
	return code;
}

int gj_reply_count(const gj_reply *reply, const char *place, size_t *ret_count)
{
	gj_str span;
	int code = find(reply, place, &span);

	if (code < 0)
		return code;
	if (span.n == 0 || (span.p[0] != '[' && span.p[0] != '{'))
		return GJ_E_BAD_VALUE;
	*ret_count = gj_json_count(span);
	return GJ_OK;
}
