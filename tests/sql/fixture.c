/* SPDX-License-Identifier: Apache-2.0
 *
 * The journals that releases left (fixtures/make.py) are replayed for ever: each, put into an
 * empty database as it was written, verifies with this release's tables and answers what it
 * answered then. What no journal of this version has yet is told; it fails nothing, for it is a
 * release that leaves one.
 */
#define GJ_CODES_KNOWN
#include <cJSON.h>
#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine.h"
#include "engine/replay.h"
#include "guanjia/guanjia.h"
#include "test.h"

#define FOLDER GJ_TESTS "/fixtures/journal"

/* ---- files ---- */

static cJSON *read_json(const char *path)
{
	FILE *f = fopen(path, "rb");
	cJSON *json;
	char *text;
	long size;

	ck_assert_msg(f != NULL, "cannot read %s", path);
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	rewind(f);
	text = malloc((size_t)size + 1);
	ck_assert_ptr_nonnull(text);
	ck_assert_uint_eq(fread(text, 1, (size_t)size, f), (size_t)size);
	text[size] = '\0';
	fclose(f);
	json = cJSON_Parse(text);
	free(text);
	ck_assert_msg(json != NULL, "%s", path);
	return json;
}

static int64_t number(const cJSON *row, int column)
{
	const cJSON *item = cJSON_GetArrayItem(row, column);

	ck_assert_int_ne(cJSON_IsNumber(item), 0);
	return (int64_t)item->valuedouble; /* within 2^53 */
}

static gj_str text(const cJSON *row, int column)
{
	const cJSON *item = cJSON_GetArrayItem(row, column);

	return cJSON_IsNull(item) ? GJ_STR_NONE : gj_str_of(item->valuestring);
}

/* The bytes that a text in hex stands for, in the arena. */
static gj_str bytes(gj_arena *arena, const cJSON *row, int column)
{
	gj_str hex = text(row, column);
	char *out = gj_arena_take(arena, hex.n / 2 + 1), pair[3] = "";
	size_t i;

	ck_assert_ptr_nonnull(out);
	for (i = 0; i + 1 < hex.n; i += 2) {
		memcpy(pair, hex.p + i, 2);
		out[i / 2] = (char)strtol(pair, NULL, 16);
	}
	return hex.p ? (gj_str){ out, hex.n / 2 } : GJ_STR_NONE;
}

/* ---- into an empty database ---- */

typedef struct filling {
	gj_ctx c;
	gj_error err;
	const cJSON *fixture;
} filling;

static int put_event(filling *f, gj_db *db, const cJSON *row)
{
	gj_arena *arena = f->c.arena;
	gj_stored_event event = { number(row, 0),      number(row, 1), number(row, 2),
				  number(row, 3),      number(row, 4), text(row, 5),
				  bytes(arena, row, 6) };
	int64_t next_id;
	int code = gj_sql_run(db, GJ_SQL_EVENT_ADD, "lllllbb", event.home, event.seq, event.at,
			      event.subject, event.link, event.bytes, event.hash);

	return code < 0 ? code : gj_apply_stored(&f->c, db, &event, &next_id);
}

static int fill(gj_db *db, void *user)
{
	filling *f = user;
	const cJSON *row;
	int code = gj_schema_make(&f->c, db, 0);

	cJSON_ArrayForEach(row, cJSON_GetObjectItem(f->fixture, "chains"))
	{
		if (code >= 0)
			code = gj_sql_run(db, GJ_SQL_CHAIN_ADD, "lltlbll", number(row, 0),
					  number(row, 1), text(row, 2), number(row, 3),
					  bytes(f->c.arena, row, 4), number(row, 5),
					  number(row, 6));
	}
	cJSON_ArrayForEach(row, cJSON_GetObjectItem(f->fixture, "events"))
	{
		if (code >= 0)
			code = put_event(f, db, row);
		ck_assert_msg(code >= 0, "%s: %.600s", gj_error_name(code),
			      cJSON_GetArrayItem(row, 5)->valuestring);
	}
	cJSON_ArrayForEach(row, cJSON_GetObjectItem(f->fixture, "vault"))
	{
		if (code >= 0)
			code = gj_sql_run(db, GJ_SQL_VAULT_ADD, "llltlbt", number(row, 0),
					  number(row, 1), number(row, 2), text(row, 3),
					  number(row, 4), bytes(f->c.arena, row, 5), text(row, 6));
	}
	return code;
}

static void make_ledger(const cJSON *fixture, const char *uri)
{
	gj_db_settings settings = {
		.statements = gj_sql_statements,
		.count = GJ_SQL_COUNT,
		.busy_ms = 5000,
		.synchronous = 1,
		.create = 1,
	};
	gj_mem mem = gj_mem_default();
	gj_host host = { .mem = mem };
	filling f = { .fixture = fixture };
	gj_db *db = NULL;
	int code;

	f.c.host = &host;
	f.c.err = &f.err;
	f.c.arena = gj_arena_new(&mem, 64u << 20);
	ck_assert_ptr_nonnull(f.c.arena);
	code = gj_db_open(&mem, uri, &settings, &db, &f.err);
	ck_assert_msg(code >= 0, "%s", gj_error_name(code));
	code = gj_db_tx(db, GJ_TX_WRITE, 1, fill, &f);
	ck_assert_msg(code >= 0, "%s", gj_error_name(code));
	gj_db_close(db);
	gj_arena_free(f.c.arena);
}

/* ---- as it was then ---- */

/* Everything that was there is there still; there may be more by now. */
static int contained(const cJSON *then, const cJSON *now)
{
	const cJSON *item;
	int i = 0;

	if (!now || (then->type & 0xff) != (now->type & 0xff))
		return 0;
	if (cJSON_IsObject(then)) {
		cJSON_ArrayForEach(item, then)
		{
			if (!contained(item, cJSON_GetObjectItemCaseSensitive(now, item->string)))
				return 0;
		}
		return 1;
	}
	if (!cJSON_IsArray(then))
		return cJSON_Compare(then, now, 1);
	if (cJSON_GetArraySize(then) != cJSON_GetArraySize(now))
		return 0;
	cJSON_ArrayForEach(item, then)
	{
		if (!contained(item, cJSON_GetArrayItem(now, i++)))
			return 0;
	}
	return 1;
}

static cJSON *call(gj_ledger *l, const char *op, const char *args)
{
	gj_reply *r = NULL;
	int code = gj_call(l, op, args, strlen(args), &r);
	cJSON *reply;

	ck_assert_msg(code >= 0, "%s: %s", op, gj_reply_json(r, NULL));
	reply = cJSON_Parse(gj_reply_json(r, NULL));
	gj_reply_free(r);
	return reply;
}

/* What the command line prints of a list is its items. */
static void same_answers(gj_ledger *l, const cJSON *fixture, const char *path)
{
	const cJSON *answer;

	cJSON_ArrayForEach(answer, cJSON_GetObjectItem(fixture, "answers"))
	{
		const char *op = cJSON_GetObjectItem(answer, "op")->valuestring;
		char *args = cJSON_PrintUnformatted(cJSON_GetObjectItem(answer, "args"));
		cJSON *now = call(l, op, args);

		ck_assert_msg(contained(cJSON_GetObjectItem(answer, "reply"), now),
			      "%s: %s %s: now %.900s", path, op, args, cJSON_Print(now));
		cJSON_free(args);
		cJSON_Delete(now);
	}
}

/* 2026-06-01T09:00:00+08:00, as make.py: what clocks show goes by it. */
static int when_asked(void *user, int64_t *ret_time)
{
	(void)user;
	*ret_time = INT64_C(1780275600000000);
	return 0;
}

static void replay(const char *path)
{
	const char *actor = "{\"account\":\"system\"}";
	cJSON *fixture = read_json(path), *verdict;
	char file[80];
	gj_options *o = NULL;
	gj_ledger *l = NULL;
	gj_reply *r = NULL;

	ck_assert_int_eq(gj_options_new(&o), GJ_OK);
	ck_assert_int_eq(gj_options_set_clock(o, when_asked, NULL), GJ_OK);
	ck_assert_int_eq(gj_options_set_text(o, "language", "en", 2), GJ_OK);
	snprintf(file, sizeof(file), "/tmp/guanjia-fixture-%ld.db", (long)getpid());
	unlink(file);
	{
		char uri[700];
		snprintf(uri, sizeof(uri), "%s%s", engine_is_sqlite() ? "sqlite:" : "",
			 engine_is_sqlite() ? file : engine_uri(NULL));
		make_ledger(fixture, uri);
		ck_assert_msg(gj_open(uri, o, &l, &r) >= 0, "%s", gj_reply_json(r, NULL));
		gj_reply_free(r);
	}
	ck_assert_int_ge(gj_act_as(l, actor, strlen(actor), NULL), 0);
	verdict = call(l, "journal.verify", "{}");
	ck_assert_msg(strcmp(cJSON_GetObjectItem(verdict, "verify")->valuestring, "ok") == 0,
		      "%s: %s", path, cJSON_Print(verdict));
	ck_assert_int_eq(cJSON_GetObjectItem(verdict, "events")->valueint,
			 cJSON_GetArraySize(cJSON_GetObjectItem(fixture, "events")));
	cJSON_Delete(verdict);
	same_answers(l, fixture, path);
	gj_close(l);
	gj_options_free(o);
	cJSON_Delete(fixture);
	unlink(file);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Names in a folder, sorted; how many. */
static size_t names_in(const char *folder, char names[][80], size_t room)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	size_t n = 0;

	ck_assert_msg(dir != NULL, "%s", folder);
	while ((entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.' && n < room)
			snprintf(names[n++], 80, "%.79s", entry->d_name);
	closedir(dir);
	qsort(names, n, sizeof(names[0]), by_text);
	return n;
}

START_TEST(journals_of_releases)
{
	char release[60][80], story[60][80], path[1000];
	size_t i, k, count, n = names_in(FOLDER, release, 60), replayed = 0;

	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), FOLDER "/%.79s", release[i]);
		count = names_in(path, story, 60);
		for (k = 0; k < count; k++, replayed++) {
			snprintf(path, sizeof(path), FOLDER "/%.79s/%.79s", release[i], story[k]);
			replay(path);
		}
	}
	ck_assert_uint_ge(replayed, 1);
	printf("%zu journals of %zu releases\n", replayed, n);
}
END_TEST

/* ---- what a release still has to leave ---- */

static int has_type(const cJSON *fixture, const gj_event_type *type)
{
	const cJSON *row;
	char want[160];

	snprintf(want, sizeof(want), "\"type\":\"%s\",\"version\":%d,", type->name, type->version);
	cJSON_ArrayForEach(row, cJSON_GetObjectItem(fixture, "events"))
	{
		if (strstr(cJSON_GetArrayItem(row, 5)->valuestring, want))
			return 1;
	}
	return 0;
}

START_TEST(types_of_events)
{
	char story[60][80], path[1000];
	cJSON *fixture[60];
	const gj_event_type *type;
	size_t i, k, count = 0, missing = 0, known = 0;

	snprintf(path, sizeof(path), FOLDER "/%s", gj_version());
	if (access(path, F_OK) == 0)
		count = names_in(path, story, 60);
	for (i = 0; i < count; i++) {
		snprintf(path, sizeof(path), FOLDER "/%s/%.79s", gj_version(), story[i]);
		fixture[i] = read_json(path);
	}
	for (k = 0; gj_nouns[k]; k++)
		for (type = gj_nouns[k]->events; type->name; type++) {
			int found = 0;
			for (i = 0; i < count && !found; i++)
				found = has_type(fixture[i], type);
			known += found != 0;
			missing += found == 0;
			if (!found)
				printf("no journal of %s has %s, version %d\n", gj_version(),
				       type->name, type->version);
		}
	for (i = 0; i < count; i++)
		cJSON_Delete(fixture[i]);
	/* If there is one at all, it has what every ledger has. */
	ck_assert_msg(count == 0 || known > 3, "%zu known, %zu missing", known, missing);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("fixture");

	unit_add(s, "journals_of_releases", journals_of_releases);
	unit_add(s, "types_of_events", types_of_events);
	return s;
}

GJ_TEST_MAIN(suite)
