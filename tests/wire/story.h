/* SPDX-License-Identifier: Apache-2.0
 *
 * The stories of the golden corpus, played: what wire.c compares and trips.c counts.
 */
#ifndef GJ_TESTS_WIRE_STORY_H
#define GJ_TESTS_WIRE_STORY_H

#include "../api/kernel.h"
#include "json.h"

#define NAMES_MAX 200
#define OPS_MAX 400
#define STORIES_MAX 40

typedef struct name {
	char text[40];
	int64_t id;
} name;

typedef struct op {
	char name[80];
	int version, count, good, bad;
	int files; /* of all stories */
} op;

typedef struct replaying {
	api a;
	int recording, recorded;
	char story[40];
	int64_t step;
	name names[NAMES_MAX];
	size_t name_count;
	op ops[OPS_MAX];
	size_t op_count;
	char actor[400]; /* who acts */
	int succeeds;    /* the step will */
	/* NULL, or what is done around a step: `before` and `after` it, beside the reply's being
	 * compared. */
	void (*before)(struct replaying *r, const op *o, const char *args, size_t size);
	void (*after)(struct replaying *r, const op *o, int code);
} replaying;

/* ---- texts ---- */

typedef struct text {
	char *p;
	size_t n, room;
} text;

static inline void put(text *to, const char *p, size_t n)
{
	if (to->n + n + 1 > to->room) {
		to->room = 2 * (to->n + n + 1);
		to->p = realloc(to->p, to->room);
		ck_assert_ptr_nonnull(to->p);
	}
	memcpy(to->p + to->n, p, n);
	to->n += n;
	to->p[to->n] = '\0';
}

static inline int64_t number_of(const replaying *r, const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < r->name_count; i++)
		if (strlen(r->names[i].text) == n && memcmp(r->names[i].text, p, n) == 0)
			return r->names[i].id;
	ck_abort_msg("%s, step %lld: no $%.*s", r->story, (long long)r->step, (int)n, p);
	return 0;
}

/* "$name" becomes the number, quotation marks and all; folders stay as they are. */
static inline text with_numbers(const replaying *r, span from)
{
	text out = { NULL, 0, 0 };
	const char *p = from.p, *end = from.p + from.n, *q;
	char number[24];

	while (p < end) {
		if (p[0] != '"' || p[1] != '$' || strncmp(p, "\"$dir/", 6) == 0 ||
		    strncmp(p, "\"$wire/", 7) == 0 || strncmp(p, "\"$file:", 7) == 0) {
			put(&out, p++, 1);
			continue;
		}
		q = strchr(p + 1, '"');
		snprintf(number, sizeof(number), "%lld",
			 (long long)number_of(r, p + 2, (size_t)(q - p - 2)));
		put(&out, number, strlen(number));
		p = q + 1;
	}
	put(&out, "", 0);
	return out;
}

static inline char *slurp_wire(const char *file)
{
	char path[600];
	size_t size;

	snprintf(path, sizeof(path), "%s/wire/%s", GJ_TESTS, file);
	return api_slurp(path, &size);
}

static inline const char *put_file(text *out, const char *from)
{
	size_t n = strcspn(from, "\"");
	char file_name[80], *file;

	snprintf(file_name, sizeof(file_name), "%.*s", (int)n, from);
	file = slurp_wire(file_name);
	put(out, file, strlen(file));
	free(file);
	return from + n + 1;
}

/* What stands for files and folders becomes them; not recorded. The corpus is named from within
 * its folder: a keyed call's arguments go into its event's hash, wherever the project lies. */
static inline text with_files(const replaying *r, const char *from)
{
	text out = { NULL, 0, 0 };

	while (*from) {
		if (strncmp(from, "\"$dir/", 6) == 0) {
			put(&out, "\"", 1);
			put(&out, r->a.dir, strlen(r->a.dir));
			from += 5;
		} else if (strncmp(from, "\"$wire/", 7) == 0) {
			put(&out, "\"", 1);
			from += 7;
		} else if (strncmp(from, "\"$file:", 7) == 0) {
			from = put_file(&out, from + 7);
		} else {
			put(&out, from++, 1);
		}
	}
	put(&out, "", 0);
	return out;
}

/* ---- the ledger ---- */

static inline void start(replaying *r, span profile_name)
{
	char file[80], *profile = NULL;
	gj_options *o;

	r->step = 0;
	r->name_count = 0;
	r->actor[0] = '\0';
	api_prepare(&r->a);
	r->a.step = 0;
	o = api_options(&r->a);
	if (profile_name.p) {
		snprintf(file, sizeof(file), "%.*s", (int)(profile_name.n - 2), profile_name.p + 1);
		profile = slurp_wire(file);
		ck_assert_int_eq(gj_options_set_text(o, "profile", profile, strlen(profile)),
				 GJ_OK);
	}
	r->a.l = api_open_with(r->a.path, o);
	gj_options_free(o);
	free(profile);
}

static inline void list_ops(replaying *r)
{
	size_t nouns, noun, ops, i;
	gj_reply *d = NULL;
	char place[80];

	ck_assert_int_eq(gj_describe(&d), GJ_OK);
	nouns = api_count(d, "/nouns");
	for (noun = 0; noun < nouns; noun++) {
		snprintf(place, sizeof(place), "/nouns/%zu/operations", noun);
		ops = api_count(d, place);
		for (i = 0; i < ops; i++) {
			op *o = &r->ops[r->op_count++];

			ck_assert_uint_le(r->op_count, OPS_MAX);
			snprintf(place, sizeof(place), "/nouns/%zu/operations/%zu/name", noun, i);
			snprintf(o->name, sizeof(o->name), "%s", api_str(d, place));
			snprintf(place, sizeof(place), "/nouns/%zu/operations/%zu/version", noun,
				 i);
			o->version = (int)api_int(d, place);
		}
	}
	gj_reply_free(d);
}

static inline op *find_op(replaying *r, span quoted)
{
	size_t i;

	for (i = 0; i < r->op_count; i++)
		if (strlen(r->ops[i].name) == quoted.n - 2 &&
		    memcmp(r->ops[i].name, quoted.p + 1, quoted.n - 2) == 0)
			return &r->ops[i];
	ck_abort_msg("%s, step %lld: no operation %.*s", r->story, (long long)r->step,
		     (int)quoted.n, quoted.p);
	return NULL;
}

/* ---- one step ---- */

static inline void act(replaying *r, span as)
{
	text actor = { NULL, 0, 0 };

	if (*as.p == '"') {
		put(&actor, "{\"account\":", 11);
		put(&actor, as.p, as.n);
		put(&actor, "}", 1);
	} else {
		actor = with_numbers(r, as);
	}
	ck_assert_uint_lt(actor.n, sizeof(r->actor));
	if (strcmp(actor.p, r->actor) != 0)
		api_act(r->a.l, actor.p);
	memcpy(r->actor, actor.p, actor.n + 1);
	free(actor.p);
}

static inline void record(replaying *r, const char *path, const char *request, const char *reply)
{
	char folder[600];
	FILE *f;

	snprintf(folder, sizeof(folder), "%.*s", (int)(strrchr(path, '/') - path), path);
	mkdir(folder, 0755);
	f = fopen(path, "wx");
	ck_assert_msg(f != NULL, "cannot record %s", path);
	fprintf(f, "{\n\"release\": \"%s\",\n\"as\": %s,\n\"request\": %s,\n\"reply\": %s\n}\n",
		gj_version(), r->actor, request, reply);
	ck_assert_int_eq(fclose(f), 0);
	r->recorded++;
}

static inline int is(span value, const char *wanted)
{
	return value.p && value.n == strlen(wanted) && memcmp(value.p, wanted, value.n) == 0;
}

static inline void compare(replaying *r, const char *path, const char *request, const char *reply)
{
	char release[40];
	size_t size;
	char *file = api_slurp(path, &size);
	span whole = json_value(file), told = json_member(whole, "reply");

	snprintf(release, sizeof(release), "\"%s\"", gj_version());
	ck_assert_msg(is(json_member(whole, "as"), r->actor), "%s: by %s", path, r->actor);
	ck_assert_msg(is(json_member(whole, "request"), request), "%s: asked %s", path, request);
	if (is(json_member(whole, "release"), release))
		ck_assert_msg(is(told, reply), "%s\n%.*s\nis now\n%s", path, (int)told.n, told.p,
			      reply);
	else
		ck_assert_msg(json_contained(told, json_value(reply)),
			      "%s\n%.*s\nis not contained in\n%s", path, (int)told.n, told.p,
			      reply);
	free(file);
}

static inline void remember(replaying *r, span is_name, const gj_reply *reply, const char *place)
{
	name *n = &r->names[r->name_count++];

	ck_assert_uint_le(r->name_count, NAMES_MAX);
	snprintf(n->text, sizeof(n->text), "%.*s", (int)(is_name.n - 2), is_name.p + 1);
	n->id = api_int(reply, place);
}

static inline void remember_all(replaying *r, span places, const gj_reply *reply)
{
	const char *at = NULL;
	span key, place;
	char pointer[80];

	while (json_next(places, &at, &key, &place)) {
		snprintf(pointer, sizeof(pointer), "%.*s", (int)(place.n - 2), place.p + 1);
		remember(r, key, reply, pointer);
	}
}

static inline void expect(const replaying *r, span code, int got, const gj_reply *reply)
{
	char wanted[40] = "OK";

	if (code.p)
		snprintf(wanted, sizeof(wanted), "%.*s", (int)(code.n - 2), code.p + 1);
	ck_assert_msg(strcmp(gj_error_name(got), wanted) == 0,
		      "%s, step %lld: %s instead of %s: %s", r->story, (long long)r->step,
		      gj_error_name(got), wanted, gj_reply_json(reply, NULL));
}

static inline void run_step(replaying *r, span step)
{
	span args = json_member(step, "args"), is_name = json_member(step, "is");
	span are = json_member(step, "are");
	op *o = find_op(r, json_member(step, "op"));
	gj_reply *reply = NULL;
	char path[700];
	text request, sent;
	int code;

	r->step++;
	act(r, json_member(step, "as"));
	request = with_numbers(r, args.p ? args : (span){ "{}", 2 });
	sent = with_files(r, request.p);
	r->succeeds = !json_member(step, "code").p;
	if (r->before)
		r->before(r, o, sent.p, sent.n);
	r->a.now = API_START + r->step * API_SECOND;
	r->a.random = (uint64_t)r->step << 32;
	code = gj_call(r->a.l, o->name, sent.p, sent.n, &reply);
	if (r->after)
		r->after(r, o, code);
	expect(r, json_member(step, "code"), code, reply);
	*(code < 0 ? &o->bad : &o->good) += 1;
	snprintf(path, sizeof(path), "%s/wire/%s.v%d/%s-%02d.json", GJ_TESTS, o->name, o->version,
		 r->story, ++o->count);
	if (r->recording && access(path, F_OK) != 0)
		record(r, path, request.p, gj_reply_json(reply, NULL));
	compare(r, path, request.p, gj_reply_json(reply, NULL));
	if (is_name.p)
		remember(r, is_name, reply, "/id");
	if (are.p)
		remember_all(r, are, reply);
	gj_reply_free(reply);
	free(request.p);
	free(sent.p);
}

/* ---- stories ---- */

/* A story of another engine: what is recorded of it counts, as it says itself. */
static inline void pass_over(replaying *r, span steps)
{
	const char *at = NULL;
	span step, key;
	op *o;

	while (json_next(steps, &at, &key, &step)) {
		o = find_op(r, json_member(step, "op"));
		o->files++;
		*(json_member(step, "code").p ? &o->bad : &o->good) += 1;
	}
}

/* The ledger that a story leaves, for fixtures/make.py. */
static inline void keep(const replaying *r)
{
	const char *dir = getenv("GJ_WIRE_KEEP");
	char path[600];

	if (!dir || !*dir || !engine_is_sqlite())
		return;
	snprintf(path, sizeof(path), "%s/%s.db", dir, r->story);
	api_copy(r->a.path, path);
}

static inline void run_story(replaying *r, const char *story)
{
	const char *at = NULL;
	char file[80], *source;
	span step, key;
	size_t i;

	snprintf(r->story, sizeof(r->story), "%.39s", story);
	snprintf(file, sizeof(file), "story-%.39s.json", story);
	source = slurp_wire(file);
	if (is(json_member(json_value(source), "engine"), "\"sqlite\"") && !engine_is_sqlite()) {
		pass_over(r, json_member(json_value(source), "steps"));
		free(source);
		return;
	}
	start(r, json_member(json_value(source), "profile"));
	for (i = 0; i < r->op_count; i++)
		r->ops[i].count = 0;
	while (json_next(json_member(json_value(source), "steps"), &at, &key, &step))
		run_step(r, step);
	for (i = 0; i < r->op_count; i++)
		r->ops[i].files += r->ops[i].count;
	free(source);
	api_verify(r->a.l);
	r->a.l = gj_close(r->a.l);
	keep(r);
	api_end(&r->a);
}

static inline int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static inline size_t stories(char names[STORIES_MAX][40])
{
	struct dirent *entry;
	DIR *d = opendir(GJ_TESTS "/wire");
	size_t n = 0;
	int end;

	ck_assert_ptr_nonnull(d);
	while ((entry = readdir(d)) != NULL) {
		end = 0;
		if (n < STORIES_MAX &&
		    sscanf(entry->d_name, "story-%39[^.].json%n", names[n], &end) == 1 && end)
			n++;
	}
	closedir(d);
	ck_assert_uint_gt(n, 0);
	ck_assert_uint_lt(n, STORIES_MAX);
	qsort(names, n, sizeof(names[0]), by_text);
	return n;
}

static inline void run_all(replaying *r)
{
	char names[STORIES_MAX][40];
	size_t n = stories(names), i;

	ck_assert_int_eq(chdir(GJ_TESTS "/wire"), 0);
	r->recording = getenv("GJ_WIRE_RECORD") != NULL;
	list_ops(r);
	for (i = 0; i < n; i++)
		run_story(r, names[i]);
}

#endif
