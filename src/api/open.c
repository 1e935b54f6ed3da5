/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening, creating, upgrading and closing a ledger; who acts.
 */
#include <string.h>

#include "api/handle.h"
#include "engine/ledger.h"
#include "engine/profile_draft.h"
#include "engine/replay.h"
#include "engine/upgrade.h"

#define OPEN_MEMORY (64u << 20)

/* ---- the schema ---- */

typedef struct founding {
	gj_ledger *ledger;
	gj_ctx *c;
	gj_draft profile;
	int64_t partitions;
} founding;

static int found_body(gj_db *db, void *user)
{
	founding *f = user;
	int64_t version = 0;
	int code = gj_db_version(db, &version);

	/* Another process may have been first. */
	if (code < 0 || version != 0)
		return code;
	f->c->head_count = 0;
	f->c->emitted_count = 0;
	code = gj_schema_make(f->c, db, f->partitions);
	return code < 0 ? code : gj_ledger_found(f->c, &f->profile);
}

/* The option "profile": the name of a pack, or a whole profile. */
static int first_profile(gj_ctx *c, const gj_options *o, gj_draft *ret_draft)
{
	gj_str text = o->profile ? (gj_str){ o->profile, o->profile_size } : GJ_STR("cn-default");
	int named = text.n && text.p[0] >= 'a' && text.p[0] <= 'z';
	gj_draft_args which = { .pack = named ? text : GJ_STR_NONE };
	gj_tree *source = NULL;
	int code = which.pack.p ? GJ_OK : gj_tree_parse(c->arena, text, &source, c->err);

	which.source = source;
	if (code >= 0)
		code = gj_draft_make(c, &which, NULL, ret_draft);
	/* NOT_FOUND says of opening that there is no ledger. */
	if (code == GJ_E_NOT_FOUND)
		code = c->err->code = GJ_E_BAD_VALUE;
	return code;
}

static int found(gj_ledger *ledger, gj_ctx *c, const gj_options *o)
{
	static const gj_actor nobody = { .system = 1 };
	founding f = { .ledger = ledger, .c = c, .partitions = o->partitions };
	int code = gj_digest_new(&ledger->host.mem, o->digest, &ledger->digest);

	c->digest = ledger->digest;
	if (code >= 0)
		code = first_profile(c, o, &f.profile);
	if (code >= 0 && ledger->host.clock(ledger->host.clock_user, &c->now) < 0)
		code = GJ_E_HOST;
	if (code < 0)
		return code;
	c->zone = o->zone;
	c->actor = &nobody;
	return gj_db_tx(ledger->db, GJ_TX_WRITE, (int)o->tries, found_body, &f);
}

static int check_schema(gj_ledger *ledger, gj_ctx *c, const gj_options *o)
{
	int64_t version = 0;
	int code = gj_db_version(ledger->db, &version);

	if (code >= 0)
		code = gj_schema_check(c, version);
	return code == GJ_E_NOT_FOUND && o->create && !o->read_only ? found(ledger, c, o) : code;
}

/* ---- open and close ---- */

static int load_settings(gj_ledger *ledger, gj_ctx *c)
{
	gj_ledger_row row;
	int code = gj_ledger_load(ledger->db, c->arena, &row);
	char name[17] = "";

	if (code < 0)
		return code == GJ_E_NOT_FOUND ? GJ_E_CORRUPT : code;
	ledger->zone = (int)row.zone;
	if (row.digest.n < sizeof(name))
		memcpy(name, row.digest.p, row.digest.n);
	ledger->digest = gj_digest_free(ledger->digest);
	code = gj_digest_new(&ledger->host.mem, name, &ledger->digest);
	c->digest = ledger->digest;
	c->zone = ledger->zone;
	return code;
}

static int open_db(gj_ledger *ledger, const char *uri, const gj_options *o, gj_error *err)
{
	/* A new ledger that cannot be as it is wanted leaves no empty file. */
	int never = o->partitions && gj_db_engine_of(uri) == GJ_ENGINE_SQLITE, code;
	gj_db_settings settings = {
		.statements = gj_sql_statements,
		.count = GJ_SQL_COUNT,
		.busy_ms = o->busy_ms,
		.statement_ms = o->statement_ms,
		.synchronous = (int)o->synchronous,
		.create = o->create && !o->read_only && !never,
		.read_only = (int)o->read_only,
	};

	code = gj_db_open(&ledger->host.mem, uri, &settings, &ledger->db, err);
	if (code == GJ_E_NOT_FOUND && never && o->create)
		code = gj_fail(err, GJ_E_UNSUPPORTED, GJ_RULE_partitions_here);
	return code;
}

static int keep_folder(gj_ledger *ledger, const gj_options *o)
{
	size_t n = o->attachment_folder ? strlen(o->attachment_folder) : 0;

	if (!n)
		return GJ_OK;
	ledger->host.attachment_folder = gj_mem_new(&ledger->host.mem, n + 1);
	if (!ledger->host.attachment_folder)
		return GJ_E_NOMEM;
	memcpy(ledger->host.attachment_folder, o->attachment_folder, n);
	return GJ_OK;
}

static int open_ledger(const char *uri, const gj_options *o, gj_reply *reply,
		       gj_ledger **ret_ledger)
{
	gj_ledger *ledger = gj_mem_new(&o->host.mem, sizeof(*ledger));
	gj_ctx c;
	int code;

	if (!ledger)
		return GJ_E_NOMEM;
	ledger->host = o->host;
	ledger->chinese = o->chinese;
	ledger->tries = (int)o->tries;
	ledger->memory_max = (size_t)o->memory_max;
	ledger->host.attachment_max = o->attachment_max;
	code = keep_folder(ledger, o);
	if (code >= 0)
		code = open_db(ledger, uri, o, &reply->err);
	gj_ctx_begin(ledger, reply, &c);
	if (code >= 0)
		code = check_schema(ledger, &c, o);
	if (code >= 0)
		code = load_settings(ledger, &c);
	if (code >= 0)
		code = gj_ctx_refresh(ledger, &c);
	if (code < 0)
		gj_close(ledger);
	else
		*ret_ledger = ledger;
	return code < 0 ? code : GJ_OK;
}

/* Runs `work` with the options given, or those by default. */
static int with_options(const gj_options *o, const char *uri,
			int (*work)(const char *, const gj_options *, gj_reply *, gj_ledger **),
			gj_ledger **ret_ledger, gj_reply **ret_reply)
{
	gj_options *own = NULL;
	gj_reply *reply = NULL;
	int code = o ? GJ_OK : gj_options_new(&own);

	if (code >= 0)
		code = gj_reply_new(o ? &o->host.mem : &own->host.mem, OPEN_MEMORY, &reply);
	if (code >= 0) {
		reply->chinese = o ? o->chinese : own->chinese;
		code = work(uri, o ? o : own, reply, ret_ledger);
	}
	gj_options_free(own);
	return gj_reply_give(reply, code, ret_reply);
}

int gj_open(const char *uri, const gj_options *options, gj_ledger **ret_ledger,
	    gj_reply **ret_reply)
{
	if (!uri || !ret_ledger)
		return GJ_E_USE;
	return with_options(options, uri, open_ledger, ret_ledger, ret_reply);
}

gj_ledger *gj_close(gj_ledger *ledger)
{
	gj_mem mem;

	if (!ledger)
		return NULL;
	mem = ledger->host.mem;
	if (ledger->in_tx) {
		gj_db_rollback(ledger->db);
		ledger->in_tx = 0;
	}
	gj_tell_refusals(ledger);
	gj_scrub(ledger);
	gj_arena_free(ledger->refusal_arena);
	gj_db_close(ledger->db);
	gj_digest_free(ledger->digest);
	gj_calendars_drop(&ledger->calendars);
	gj_arena_free(ledger->profile_arena);
	gj_arena_free(ledger->actor_arena);
	gj_mem_free(&mem, ledger->host.attachment_folder);
	gj_mem_free(&mem, ledger);
	return NULL;
}

void gj_interrupt(gj_ledger *ledger)
{
	if (ledger)
		gj_db_interrupt(ledger->db);
}

/* ---- upgrade ---- */

static int upgrade_open(gj_ctx *c, const gj_options *o, gj_reply *reply)
{
	static const gj_json_options options = { GJ_JSON_WIRE, 0, NULL, NULL };
	gj_upgraded done = { { 7, 0 }, 0, 0, 0 };
	gj_buf buf;
	int code = gj_db_version(c->db, &done.from);

	done.version = done.from;
	if (code >= 0)
		code = gj_schema_check(c, done.from);
	if (code == GJ_E_SCHEMA_OLD) {
		c->err->code = 0;
		code = gj_upgrade_steps(c, gj_sql_migrations, (int)o->tries, &done);
	}
	if (code < 0)
		return code;
	gj_buf_init(&buf, reply->arena, 200);
	gj_json_write(&buf, &gj_upgraded_record, &done, &options);
	reply->json = gj_buf_end(&buf);
	return buf.failed;
}

static int upgrade(const char *uri, const gj_options *o, gj_reply *reply, gj_ledger **ret_ledger)
{
	gj_db_settings settings = {
		.statements = gj_sql_statements,
		.count = GJ_SQL_COUNT,
		.busy_ms = o->busy_ms,
		.synchronous = (int)o->synchronous,
	};
	gj_ctx c = { .host = &o->host, .arena = reply->arena, .err = &reply->err };
	int code = gj_db_open(&o->host.mem, uri, &settings, &c.db, &reply->err);

	(void)ret_ledger;
	if (code >= 0)
		code = upgrade_open(&c, o, reply);
	gj_db_close(c.db);
	return code < 0 ? code : GJ_OK;
}

int gj_upgrade(const char *uri, const gj_options *options, gj_reply **ret_reply)
{
	if (!uri)
		return GJ_E_USE;
	return with_options(options, uri, upgrade, NULL, ret_reply);
}

/* ---- who acts ---- */

typedef struct actor_args {
	gj_has has;
	gj_str account, role;
	int64_t office;
	gj_str on_behalf_of, application, request, address;
} actor_args;

static const gj_field actor_fields[] = {
	GJ_F_TEXT(actor_args, account, GJ_REQUIRED, 1, 64, GJ_INTERNAL, "Account, or \"system\"."),
	GJ_F_TEXT(actor_args, role, 0, 1, 64, GJ_OPEN, "In which of her roles; all by default."),
	GJ_F_ID(actor_args, office, 0, "In which office; her own by default."),
	GJ_F_TEXT(actor_args, on_behalf_of, 0, 1, 200, GJ_INTERNAL, "For whom."),
	GJ_F_TEXT(actor_args, application, 0, 1, 80, GJ_OPEN, "Through which program."),
	GJ_F_TEXT(actor_args, request, 0, 1, 120, GJ_OPEN, "The host's number of the request."),
	GJ_F_TEXT(actor_args, address, 0, 1, 120, GJ_INTERNAL, "Network address."),
	GJ_F_END
};
static const GJ_RECORD(actor_record, actor_args, actor_fields);

static int acting(gj_ledger *ledger, gj_reply *reply, gj_str json)
{
	gj_json_options options = { GJ_JSON_WIRE, 0, NULL, NULL };
	gj_arena *arena = gj_arena_new(&ledger->host.mem, 16u << 20);
	gj_actor actor;
	actor_args in;
	gj_ctx c;
	int code = arena ? GJ_OK : GJ_E_NOMEM, acted = ledger->acting;

	gj_ctx_begin(ledger, reply, &c);
	/* Who acted until now may be gone: that is no reason to refuse another. */
	ledger->acting = 0;
	if (code >= 0)
		code = gj_ctx_refresh(ledger, &c);
	ledger->acting = acted;
	c.arena = arena;
	if (code >= 0)
		code = gj_json_read(arena, &actor_record, json, &options, &in, c.err);
	if (code >= 0) {
		actor = (gj_actor){ .account = in.account,
				    .role = in.role,
				    .office = in.office,
				    .office_named = in.office != 0,
				    .on_behalf_of = in.on_behalf_of,
				    .application = in.application,
				    .request = in.request,
				    .address = in.address };
		c.actor = &actor;
		code = gj_actor_load(&c, &actor);
	}
	if (code < 0) {
		gj_arena_free(arena);
		return code;
	}
	gj_arena_free(ledger->actor_arena);
	ledger->actor_arena = arena;
	ledger->actor = actor;
	ledger->acting = 1;
	return GJ_OK;
}

int gj_act_as(gj_ledger *ledger, const char *actor, size_t size, gj_reply **ret_reply)
{
	gj_reply *reply = NULL;
	int code;

	if (!ledger || !actor)
		return GJ_E_USE;
	gj_db_resume(ledger->db);
	code = gj_reply_new(&ledger->host.mem, ledger->memory_max, &reply);
	if (code >= 0) {
		reply->chinese = ledger->chinese;
		code = acting(ledger, reply, (gj_str){ actor, size });
	}
	return gj_reply_give(reply, code, ret_reply);
}
