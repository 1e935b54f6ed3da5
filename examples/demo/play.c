/* SPDX-License-Identifier: Apache-2.0
 *
 * Plays the steps of a story: the clock is set, somebody acts, an operation is called, the
 * numbers that it answers are kept under names.
 */
#include <stdlib.h>
#include <string.h>

#include "demo.h"

int64_t number_of(const demo *d, const char *name, size_t size)
{
	size_t i;

	for (i = 0; i < d->names; i++)
		if (strlen(d->name[i].name) == size && memcmp(d->name[i].name, name, size) == 0)
			return d->name[i].id;
	return 0;
}

static char *fill_in(const demo *d, const char *args)
{
	char *text = NULL;
	size_t size, n;
	FILE *out = must(open_memstream(&text, &size));

	for (; *args; args += n) {
		n = 1;
		if (*args == '$') {
			n += strspn(args + 1, "abcdefghijklmnopqrstuvwxyz0123456789");
			fprintf(out, "%lld", (long long)number_of(d, args + 1, n - 1));
		} else {
			fputc(*args == '\'' ? '"' : *args, out);
		}
	}
	fclose(out);
	return must(text);
}

gj_reply *ask(demo *d, const char *op, const char *args)
{
	gj_reply *reply = NULL;
	char *text = fill_in(d, args);

	if (gj_call(d->c.ledger, op, text, strlen(text), &reply) < 0)
		fprintf(stderr, "%s %s\n  %s %s\n", op, text, gj_reply_path(reply),
			gj_reply_message(reply));
	free(text);
	return reply;
}

static int act_as(demo *d, const char *account)
{
	gj_reply *reply = NULL;
	char actor[100];
	int code;

	if (d->acting && strcmp(d->acting, account) == 0)
		return GJ_OK;
	snprintf(actor, sizeof(actor), "{\"account\":\"%s\",\"application\":\"demo\"}", account);
	code = gj_act_as(d->c.ledger, actor, strlen(actor), &reply);
	if (code < 0)
		fprintf(stderr, "%s: %s\n", account, gj_reply_message(reply));
	gj_reply_free(reply);
	d->acting = account;
	return code;
}

static int save(demo *d, const gj_reply *reply, const char *what)
{
	char place[80];
	size_t n, m;
	int code = GJ_OK;

	for (; what && *what && code >= 0; what += n + 1 + m + strspn(what + n + 1 + m, " ")) {
		n = strcspn(what, "=");
		m = strcspn(what + n + 1, " ");
		if (d->names == NAMES_MAX || n >= sizeof(d->name[0].name) || m >= sizeof(place))
			return GJ_E_LIMIT;
		memcpy(d->name[d->names].name, what, n);
		memcpy(place, what + n + 1, m);
		place[m] = '\0';
		code = gj_reply_int(reply, place, &d->name[d->names++].id);
	}
	return code;
}

/* The text of a delivery, after whom it is for. */
static void keep_text(char **kept, const char *whom, const char *text)
{
	size_t before = *kept ? strlen(*kept) : 0;

	*kept = must(realloc(*kept, before + strlen(whom) + strlen(text) + 8));
	sprintf(*kept + before, "%s%s：%s", before ? "\n" : "", whom, text);
}

/* Where it goes to is the host's affair; here some of it is kept, to go to the screen. */
static void keep(demo *d, gj_reply *taken, size_t i, const char *account)
{
	const char *text = "", *whom = "";
	char place[40];
	size_t size;
	int digest = 0;

	snprintf(place, sizeof(place), "/items/%zu/text", i);
	gj_reply_text(taken, place, &text, &size);
	snprintf(place, sizeof(place), "/items/%zu/digest", i);
	gj_reply_flag(taken, place, &digest);
	snprintf(place, sizeof(place), "/items/%zu/office_name", i);
	if (digest && gj_reply_text(taken, place, &whom, &size) >= 0) {
		free(d->digest);
		d->digest = NULL;
		keep_text(&d->digest, whom, text);
	}
	snprintf(place, sizeof(place), "/items/%zu/account", i);
	if (account && gj_reply_text(taken, place, &whom, &size) >= 0 &&
	    strcmp(whom, account) == 0)
		keep_text(&d->told, "区督办员", text);
}

static int hand_over(demo *d, gj_reply *taken, size_t i, const char *account)
{
	const char *key;
	char place[40], args[160];
	gj_reply *reply;
	size_t size;
	int code;

	snprintf(place, sizeof(place), "/items/%zu/key", i);
	code = gj_reply_text(taken, place, &key, &size);
	if (code < 0)
		return code;
	keep(d, taken, i, account);
	snprintf(args, sizeof(args), "{'worker':'demo','keys':['%.80s']}", key);
	reply = ask(d, "message.ack", args);
	code = gj_reply_code(reply);
	gj_reply_free(reply);
	return code;
}

/* To each recipient one after the other: what waits behind a delivery comes with the next take. */
static int deliver(demo *d, const char *home, const char *account)
{
	gj_reply *taken;
	char args[100];
	size_t count = 1, i;
	int code = GJ_OK;

	snprintf(args, sizeof(args), "{'worker':'demo','home':$%s,'limit':100}", home);
	while (count > 0 && code >= 0) {
		taken = ask(d, "message.take", args);
		code = gj_reply_code(taken);
		if (code >= 0)
			code = gj_reply_count(taken, "/items", &count);
		for (i = 0; i < count && code >= 0; i++)
			code = hand_over(d, taken, i, account);
		gj_reply_free(taken);
	}
	return code;
}

int play(demo *d, const step *steps)
{
	gj_reply *reply;
	int code = GJ_OK;

	for (; steps->op && code >= 0; steps++) {
		if (!time_micros(steps->at, d->c.zone, &d->now))
			return GJ_E_BAD_VALUE;
		code = act_as(d, steps->as);
		if (code < 0)
			break;
		if (strcmp(steps->op, "deliver") == 0) {
			code = deliver(d, steps->args, steps->save);
			continue;
		}
		reply = ask(d, steps->op, steps->args);
		code = gj_reply_code(reply);
		if (code >= 0)
			code = save(d, reply, steps->save);
		gj_reply_free(reply);
	}
	return code;
}
