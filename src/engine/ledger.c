/* SPDX-License-Identifier: Apache-2.0
 *
 * The ledger as a whole: its birth, its settings, the profile in force.
 */
#include "engine/ledger.h"

#include <string.h>

#include "engine/replay.h"

/* ---- records ---- */

static const gj_field ledger_fields[] = {
	GJ_F_INT(gj_ledger_row, format, 0, 1, 1000, "Version of the journal's format."),
	GJ_F_TEXT(gj_ledger_row, digest, 0, 1, 16, GJ_OPEN, "sm3 or sha256."),
	GJ_F_INT(gj_ledger_row, zone, 0, -1080, 1080, "Minutes east of UTC."),
	GJ_F_TIME(gj_ledger_row, created_at, 0, "When it was created."), GJ_F_END
};
static const GJ_RECORD(ledger_record, gj_ledger_row, ledger_fields);

static const gj_field profile_row_fields[] = {
	GJ_F_TEXT(gj_profile_row, hash, 0, 0, 0, GJ_OPEN, ""),
	GJ_F_TEXT(gj_profile_row, source, 0, 0, 0, GJ_OPEN, ""),
	GJ_F_TEXT(gj_profile_row, base_hash, 0, 0, 0, GJ_OPEN, ""),
	GJ_F_TEXT(gj_profile_row, overlay, 0, 0, 0, GJ_OPEN, ""),
	GJ_F_INT(gj_profile_row, seq, 0, 0, GJ_MAX_INT, ""),
	GJ_F_INT(gj_profile_row, office, 0, 0, GJ_MAX_INT, ""),
	GJ_F_INT(gj_profile_row, own_seq, 0, 0, GJ_MAX_INT, ""),
	GJ_F_END
};
static const GJ_RECORD(profile_row_record, gj_profile_row, profile_row_fields);

typedef struct created_body {
	gj_has has;
	int64_t format;
	gj_str digest;
	int64_t zone;
} created_body;

static const gj_field created_fields[] = {
	GJ_F_INT(created_body, format, GJ_REQUIRED, 1, 1000, "Version of the journal's format."),
	GJ_F_TEXT(created_body, digest, GJ_REQUIRED, 1, 16, GJ_OPEN, "sm3 or sha256."),
	GJ_F_INT(created_body, zone, GJ_REQUIRED, -1080, 1080, "Minutes east of UTC."), GJ_F_END
};
static const GJ_RECORD(created_record, created_body, created_fields);

/* ---- events ---- */

static const gj_step created_steps[] = { { GJ_SQL_LEDGER_INSERT, NULL, NULL }, GJ_STEPS_END };

enum { LEDGER_CREATED };
static const gj_event_type events[] = { { "ledger.created", 1, &created_record, created_steps,
					  "The ledger began." },
					{ NULL, 0, NULL, NULL, NULL } };

/* ---- birth ---- */

static int found_one(gj_ctx *c, int64_t home, int64_t office, const char *kind)
{
	static const uint8_t zero[GJ_DIGEST_SIZE];

	return gj_sql_run(c->db, GJ_SQL_CHAIN_ADD, "lltlbll", home, office, gj_str_of(kind),
			  INT64_C(0), (gj_str){ (const char *)zero, GJ_DIGEST_SIZE }, INT64_C(0),
			  INT64_C(1));
}

int gj_chain_found(gj_ctx *c, int64_t home, int64_t office)
{
	int code = found_one(c, home, office, home == GJ_ROOT ? "root" : "home");

	return code < 0 ? code : found_one(c, GJ_ACCESS_OF(home), office, "access");
}

int gj_ledger_found(gj_ctx *c, const struct gj_draft *profile)
{
	static const int64_t root = GJ_ROOT;
	created_body body = {
		{ 7, 0 }, GJ_LEDGER_FORMAT, gj_str_of(gj_digest_name(c->digest)), c->zone
	};
	gj_subject subject = { 0, 0, 0 };
	int code = gj_chain_found(c, GJ_ROOT, 0);

	if (code >= 0)
		code = gj_lock(c, &root, 1);
	if (code >= 0)
		code = gj_emit(c, &events[LEDGER_CREATED], GJ_ROOT, &subject, &body);
	if (code >= 0)
		code = gj_profile_adopt(c, profile, 0);
	return code < 0 ? code : gj_flush_heads(c);
}

int gj_ledger_load(gj_db *db, gj_arena *arena, gj_ledger_row *ret_ledger)
{
	return gj_sql_row(db, GJ_SQL_LEDGER_GET, arena, &ledger_record, ret_ledger, "l", GJ_ROOT);
}

int gj_profile_load(gj_db *db, gj_arena *arena, gj_profile_row *ret_profile)
{
	return gj_sql_row(db, GJ_SQL_PROFILE_NEWEST, arena, &profile_row_record, ret_profile, "l",
			  GJ_ROOT);
}

int gj_profile_load_near(gj_ctx *c, int64_t office, int above, gj_profile_row *ret_profile)
{
	return gj_sql_row(c->db, GJ_SQL_PROFILE_NEAR, c->arena, &profile_row_record, ret_profile,
			  "lll", GJ_ROOT, office, (int64_t)above);
}

/* ---- operations ---- */

typedef struct nothing_args {
	gj_has has;
} nothing_args;
static const gj_field nothing_fields[] = { GJ_F_END };
static const GJ_RECORD(nothing_record, nothing_args, nothing_fields);

typedef struct info_result {
	gj_has has;
	int64_t format;
	gj_str digest;
	int64_t zone;
	int64_t created_at;
	gj_str profile, profile_hash;
	int64_t profile_version;
	int64_t root_seq;
} info_result;

static const gj_field info_fields[] = {
	GJ_F_INT(info_result, format, 0, 1, 1000, "Version of the journal's format."),
	GJ_F_TEXT(info_result, digest, 0, 1, 16, GJ_OPEN, "The chains' digest: sm3 or sha256."),
	GJ_F_INT(info_result, zone, 0, -1080, 1080,
		 "The ledger's wall clock, minutes east of UTC."),
	GJ_F_TIME(info_result, created_at, 0, "When the ledger was created."),
	GJ_F_TEXT(info_result, profile, 0, 0, 0, GJ_OPEN, "Name of the profile in force."),
	GJ_F_TEXT(info_result, profile_hash, 0, 0, 0, GJ_OPEN, "Digest of its canonical source."),
	GJ_F_INT(info_result, profile_version, 0, 0, GJ_MAX_INT, "Its version."),
	GJ_F_INT(info_result, root_seq, 0, 0, GJ_MAX_INT, "Events in the root chain."),
	GJ_F_END
};
static const GJ_RECORD(info_record, info_result, info_fields);

static int info(gj_ctx *c, const void *args, void *ret_result)
{
	info_result *out = ret_result;
	gj_ledger_row ledger;
	gj_profile_row profile;
	int code = gj_ledger_load(c->db, c->arena, &ledger);

	(void)args;
	if (code >= 0)
		code = gj_profile_load(c->db, c->arena, &profile);
	if (code < 0)
		return code;
	gj_field_copy(out, &info_record, &ledger, &ledger_record);
	out->profile = gj_profile_id(c->profile);
	out->profile_hash = profile.hash;
	out->profile_version = gj_profile_version(c->profile);
	out->root_seq = c->root_seq;
	out->has.set = 255;
	return GJ_OK;
}

/* ---- as it stood; anew from the journal ---- */

typedef struct as_of_args {
	gj_has has;
	int64_t at;
	gj_str path;
	int64_t office;
	gj_str from;
} as_of_args;

static const gj_field as_of_fields[] = {
	GJ_F_TIME(as_of_args, at, GJ_REQUIRED, "The instant: what was recorded up to it."),
	GJ_F_TEXT(as_of_args, path, GJ_REQUIRED, 1, 1000, GJ_INTERNAL,
		  "The file to make: a ledger, for reading; it must not be there yet."),
	GJ_F_ID(as_of_args, office, 0,
		"Only the facts of this home; all of the ledger by default."),
	GJ_F_TEXT(as_of_args, from, 0, 1, 1000, GJ_INTERNAL,
		  "A segment of this ledger, as journal.seal made it: what it holds is not "
		  "replayed."),
	GJ_F_END
};
static const GJ_RECORD(as_of_record, as_of_args, as_of_fields);

static int as_of(gj_ctx *c, const void *args, void *ret_result)
{
	const as_of_args *in = args;
	gj_copy_job job = { .path = in->path, .until = in->at, .from = in->from };
	int code = gj_allow(c, GJ_RIGHT_ledger_admin, in->office);

	if (code >= 0 && in->office)
		code = gj_office_home(c, in->office, &job.home);
	return code < 0 ? code : gj_copy_to(c, &job, ret_result);
}

/* ---- a backup ---- */

typedef struct backup_args {
	gj_has has;
	gj_str path;
} backup_args;

static const gj_field backup_fields[] = { GJ_F_TEXT(backup_args, path, GJ_REQUIRED, 1, 1000,
						    GJ_INTERNAL,
						    "The file to make; it must not be there yet."),
					  GJ_F_END };
static const GJ_RECORD(backup_record, backup_args, backup_fields);

typedef struct backup_result {
	gj_has has;
	int64_t chains, events;
} backup_result;

static const gj_field backup_result_fields[] = {
	GJ_F_INT(backup_result, chains, 0, 0, GJ_MAX_INT, "Chains in the backup."),
	GJ_F_INT(backup_result, events, 0, 0, GJ_MAX_INT, "Events in the backup."), GJ_F_END
};
static const GJ_RECORD(backup_result_record, backup_result, backup_result_fields);

static int tell_pages(void *user, int64_t done, int64_t total)
{
	return gj_progress(user, done, total);
}

static int count_chain(void *user, const gj_chain_row *chain)
{
	backup_result *out = user;

	out->events += chain->seq;
	out->chains++;
	return GJ_OK;
}

static int backup_now(gj_ctx *c, const char *path, backup_result *out)
{
	int code = gj_each_chain(c, c->db, count_chain, out);

	out->has.set = 3;
	return code < 0 ? code : gj_db_backup(c->db, path, tell_pages, c);
}

static int backup(gj_ctx *c, const void *args, void *ret_result)
{
	const backup_args *in = args;
	int scheme = in->path.n > 7 && memcmp(in->path.p, "sqlite:", 7) == 0;
	int code = gj_db_begin(c->db, GJ_TX_READ);

	if (code >= 0) {
		code = backup_now(c, in->path.p + (scheme ? 7 : 0), ret_result);
		gj_db_rollback(c->db);
	}
	if (code == GJ_E_UNSUPPORTED)
		gj_fail(c->err, code, GJ_RULE_backup_by_server);
	if (code == GJ_E_EXISTS)
		gj_fail(c->err, code, GJ_RULE_file_there);
	return code;
}

typedef struct rebuild_result {
	gj_has has;
	int64_t events;
} rebuild_result;

static const gj_field rebuild_fields[] = {
	GJ_F_INT(rebuild_result, events, 0, 0, GJ_MAX_INT, "Events applied."), GJ_F_END
};
static const GJ_RECORD(rebuild_record, rebuild_result, rebuild_fields);

static int rebuild(gj_ctx *c, const void *args, void *ret_result)
{
	rebuild_result *out = ret_result;

	(void)args;
	out->has.set = 1;
	return gj_rebuild(c, &out->events);
}

static const int copy_errors[] = {
	GJ_E_EXISTS,     GJ_E_NOT_FOUND,  GJ_E_NOT_LEDGER, GJ_E_STATE, GJ_E_CORRUPT,
	GJ_E_SCHEMA_OLD, GJ_E_SCHEMA_NEW, GJ_E_IO,         GJ_E_SPACE, 0
};
static const int backup_errors[] = { GJ_E_EXISTS, GJ_E_UNSUPPORTED, GJ_E_IO, GJ_E_SPACE, 0 };
static const int no_errors[] = { 0 };
static const gj_op ops[] = {
	{ .name = "ledger.info",
	  .version = 1,
	  .args = &nothing_record,
	  .result = &info_record,
	  .right = GJ_NO_RIGHT,
	  .flags = GJ_OP_ANYONE,
	  .home = GJ_HOME_ROOT,
	  .errors = no_errors,
	  .since = "1.0",
	  .doc = "What this ledger is: digest, zone, profile.",
	  .doc_zh = "账本概况：摘要算法、时区、配置包。",
	  .run = info },
	{ .name = "ledger.as_of",
	  .version = 1,
	  .args = &as_of_record,
	  .result = &gj_copied_record,
	  .right = GJ_RIGHT_ledger_admin,
	  .flags = GJ_OP_ALONE | GJ_OP_OWN_RIGHT | GJ_OP_LONG,
	  .home = GJ_HOME_ROOT,
	  .errors = copy_errors,
	  .since = "1.0",
	  .doc = "The ledger, or one office of it, as it stood at an instant, into a new file.",
	  .doc_zh = "把账本或某单位在某一时刻的样子写入新文件。",
	  .run = as_of },
	{ .name = "ledger.backup",
	  .version = 1,
	  .args = &backup_record,
	  .result = &backup_result_record,
	  .right = GJ_RIGHT_ledger_admin,
	  .flags = GJ_OP_ALONE | GJ_OP_LONG,
	  .home = GJ_HOME_ROOT,
	  .errors = backup_errors,
	  .since = "1.0",
	  .doc = "A backup into a new file, while others go on writing: the ledger as it stands at "
		 "one moment.",
	  .doc_zh = "在他人继续写入时备份到新文件，得到账本某一时刻的完整副本。",
	  .run = backup },
	{ .name = "ledger.rebuild",
	  .version = 1,
	  .args = &nothing_record,
	  .result = &rebuild_record,
	  .right = GJ_RIGHT_ledger_admin,
	  .flags = GJ_OP_WRITE | GJ_OP_ALONE | GJ_OP_LONG,
	  .home = GJ_HOME_ROOT,
	  .errors = no_errors,
	  .since = "1.0",
	  .doc = "Drops the derived tables and makes them anew from the journal.",
	  .doc_zh = "删除派生表并由日志重建。",
	  .run = rebuild },
	{ 0 }
};

extern const gj_noun gj_noun_ledger;
const gj_noun gj_noun_ledger = { "ledger", "账本", ops, events, "The ledger as a whole." };
