/* SPDX-License-Identifier: Apache-2.0
 *
 * For hosts that cannot link the library: one JSON request a line, one reply a line.
 *
 *	{"op": "office.get", "args": {"id": 1}, "as": "wang", "id": 7}
 *	{"id": 7, "ok": true, "result": {…}}
 *	{"id": 7, "ok": false, "error": {…}}
 *
 * "as" is an account, or an actor object as gj_act_as() takes it, and holds for this line;
 * without it --as acts. "id" comes back unchanged. "begin", "commit" and "rollback" are
 * the kernel's: what stands between them is one transaction.
 */
#include <stdlib.h>
#include <string.h>

#include "pipe.h"

#define LINE_MAX_BYTES (17u << 20) /* a little more than one request may have */

typedef struct request {
	json op, args, as, id;
} request;

/* ---- lines ---- */

/* 1: a line, 0: the end, -1: longer than a request may be. */
static int read_line(FILE *in, char **line, size_t *room, size_t *ret_size)
{
	size_t n = 0;
	int ch;

	while ((ch = getc(in)) != EOF && ch != '\n') {
		if (n == LINE_MAX_BYTES)
			return -1;
		if (n + 1 >= *room)
			*line = must(realloc(*line, *room = *room * 2 + 4096));
		(*line)[n++] = (char)ch;
	}
	*ret_size = n;
	return n || ch == '\n';
}

static void put_id(FILE *out, json id)
{
	fputc('{', out);
	if (id.p)
		fprintf(out, "\"id\":%.*s,", (int)id.n, id.p);
}

static void put_error(FILE *out, json id, int code, const char *what)
{
	put_id(out, id);
	fprintf(out, "\"ok\":false,\"error\":{\"code\":%d,\"name\":\"%s\",\"message\":", code,
		gj_error_name(code));
	json_quote(out, what, strlen(what));
	fputs(",\"retry\":false}}\n", out);
}

static void put_reply(FILE *out, json id, const gj_reply *reply)
{
	size_t size = 0;
	const char *text = gj_reply_json(reply, &size);

	put_id(out, id);
	if (gj_reply_code(reply) < 0) {
		/* {"error": {…}} goes on as it is. */
		fprintf(out, "\"ok\":false,%.*s\n", (int)size - 1, text + 1);
		return;
	}
	fprintf(out, "\"ok\":true,\"result\":%.*s}\n", (int)size, text);
}

/* ---- requests ---- */

static int valid(const char *text, size_t size)
{
	gj_args *args = NULL;
	int code = gj_args_new(&args);

	if (code >= 0)
		code = gj_args_set_json(args, "/request", text, size);
	gj_args_free(args);
	return code >= 0;
}

/* NULL, or what is wrong with it. */
static const char *parse(const cli *c, const char *text, size_t size, request *r)
{
	json whole = json_of(text, size), key, value;
	size_t at = 0;

	memset(r, 0, sizeof(*r));
	if (!valid(text, size) || !json_begins(whole, '{'))
		return T(c, "每行应为一个 JSON 对象", "a line should be one JSON object");
	while (json_next(whole, &at, &key, &value)) {
		json *member = json_is(key, "op") ? &r->op : json_is(key, "args") ? &r->args
			     : json_is(key, "as") ? &r->as : json_is(key, "id") ? &r->id : NULL;

		if (!member)
			return T(c, "请求只有 op、args、as、id", "a request has op, args, as, id only");
		*member = value;
	}
	if (!json_begins(r->op, '"'))
		return T(c, "缺少 op", "op is missing");
	return NULL;
}

/* {"account": …} of the line's "as", or of --as. To free. */
static char *actor_of(const cli *c, json as)
{
	char *account, *actor;

	if (json_begins(as, '{'))
		return copy_of(as.p, as.n);
	account = as.p ? json_text(as) : copy_of(c->as, strlen(c->as));
	actor = actor_json(c, account, !as.p);
	free(account);
	return actor ? actor : copy_of("", 0);
}

/* The actor is set again only when it is another than that of the line before. NULL when
 * she acts, else the refusal. */
static gj_reply *change_actor(cli *c, json as, char **acting)
{
	char *actor = actor_of(c, as);
	gj_reply *reply = NULL;

	if (*acting && strcmp(*acting, actor) == 0) {
		free(actor);
		return NULL;
	}
	gj_act_as(c->ledger, actor, strlen(actor), &reply);
	free(*acting);
	*acting = actor;
	if (gj_reply_code(reply) >= 0)
		return gj_reply_free(reply);
	/* Whoever acted before still would. */
	free(*acting);
	*acting = copy_of("", 0);
	return reply;
}

/* Would this line be done in the name of whoever spoke before? */
static int borrows_actor(const cli *c, const request *r, const char *name, const char *acting)
{
	if (r->as.p || c->as || !acting || strcmp(name, "commit") == 0 ||
	    strcmp(name, "rollback") == 0)
		return 0;
	return !json_true(json_member(find_op(c, JSON_NONE, name), "anyone"));
}

static gj_reply *run(cli *c, const char *name, json args)
{
	gj_reply *reply = NULL;

	if (strcmp(name, "begin") == 0)
		gj_begin(c->ledger, args.p, args.n, &reply);
	else if (strcmp(name, "commit") == 0)
		gj_commit(c->ledger, &reply);
	else if (strcmp(name, "rollback") == 0)
		gj_rollback(c->ledger, &reply);
	else
		gj_call(c->ledger, name, args.p, args.n, &reply);
	progress_end(c);
	return reply;
}

static void answer(cli *c, const char *line, size_t size, char **acting, FILE *out)
{
	request r;
	const char *wrong = parse(c, line, size, &r);
	gj_reply *reply = NULL;
	char *name;

	if (wrong) {
		put_error(out, r.id, GJ_E_BAD_JSON, wrong);
		return;
	}
	name = json_text(r.op);
	if (borrows_actor(c, &r, name, *acting)) {
		put_error(out, r.id, GJ_E_NO_ACTOR, T(c, "缺少 as", "as is missing"));
		free(name);
		return;
	}
	if (r.as.p || c->as)
		reply = change_actor(c, r.as, acting);
	if (!reply)
		reply = run(c, name, r.args);
	put_reply(out, r.id, reply);
	gj_reply_free(reply);
	free(name);
}

int pipe_serve(cli *c, FILE *in, FILE *out)
{
	char *line = NULL, *acting = NULL;
	size_t room = 0, size = 0;
	int got;

	while ((got = read_line(in, &line, &room, &size)) > 0) {
		if (size == 0 || (size == 1 && line[0] == '\r'))
			continue;
		answer(c, line, size, &acting, out);
		if (fflush(out) < 0)
			break;
	}
	if (got < 0)
		put_error(out, JSON_NONE, GJ_E_LIMIT, T(c, "一行过长", "the line is too long"));
	fflush(out);
	free(line);
	free(acting);
	return got < 0 ? EXIT_USAGE : EXIT_OK;
}

int run_pipe(cli *c, int argc, char **argv)
{
	const char *path = NULL;
	int i, taken, code;

	for (i = 0; i < argc; i += taken) {
		taken = take_global(c, argc - i, argv + i);
		if (taken == 0 && strcmp(argv[i], "--socket") == 0 && i + 1 < argc) {
			path = argv[i + 1];
			taken = 2;
		}
		if (taken <= 0)
			return taken ? EXIT_USAGE : unknown_option(c, argv[i]);
	}
	if (path)
		return socket_serve(c, path);
	code = ledger_open(c);
	if (code == EXIT_OK)
		code = act_default(c); /* a wrong account is told at once */
	return code == EXIT_OK ? pipe_serve(c, stdin, stdout) : code;
}
