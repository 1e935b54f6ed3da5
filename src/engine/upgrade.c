/* SPDX-License-Identifier: Apache-2.0
 *
 * Bringing a database of an older release to this one's schema.
 */
#include "engine/upgrade.h"

#include "engine/replay.h"

static const gj_field upgraded_fields[] = {
	GJ_F_INT(gj_upgraded, from, 0, 0, GJ_MAX_INT, "The schema's version before."),
	GJ_F_INT(gj_upgraded, version, 0, 0, GJ_MAX_INT, "And now."),
	GJ_F_INT(gj_upgraded, events, 0, 0, GJ_MAX_INT,
		 "Events from which the derived tables were made anew."),
	GJ_F_END
};
const GJ_RECORD(gj_upgraded_record, gj_upgraded, upgraded_fields);

int gj_schema_check(gj_ctx *c, int64_t version)
{
	int code = GJ_OK;

	if (version < 0)
		return gj_fail(c->err, GJ_E_NOT_LEDGER, GJ_RULE_copy_unfinished);
	if (version == 0)
		return GJ_E_NOT_FOUND;
	if (version != gj_sql_version()) {
		code = version < gj_sql_version() ? GJ_E_SCHEMA_OLD : GJ_E_SCHEMA_NEW;
		gj_fail(c->err, code, GJ_RULE_schema_version);
		gj_fail_int(c->err, "version", version);
		gj_fail_int(c->err, "expected", gj_sql_version());
	}
	return code;
}

typedef struct upgrading {
	gj_ctx *c;
	const gj_migration *steps;
	gj_upgraded done;
} upgrading;

/* Another process may have been first: what is there is asked once nobody else can write. */
static int version_locked(gj_db *db, int64_t *ret_version)
{
	int64_t home;
	int code = gj_sql_int(db, GJ_SQL_CHAIN_LOCK, &home, "l", GJ_ROOT);

	return code < 0 ? code : gj_db_version(db, ret_version);
}

static int run_steps(gj_db *db, upgrading *u, int *ret_rebuild)
{
	const gj_migration *m;
	int64_t parts = 0;
	int code = gj_db_partitions(db, &parts);

	for (m = u->steps; code >= 0 && m->version; m++) {
		if (m->version <= u->done.from)
			continue;
		code = gj_db_script(db, m->text[parts ? GJ_SCRIPT_PARTITIONED : gj_db_engine(db)]);
		*ret_rebuild |= m->rebuild;
		u->done.version = m->version;
	}
	return code;
}

static int upgrade_body(gj_db *db, void *user)
{
	upgrading *u = user;
	int rebuild = 0, code = version_locked(db, &u->done.from);

	u->done.version = u->done.from;
	u->done.events = 0;
	if (code >= 0)
		code = run_steps(db, u, &rebuild);
	if (code >= 0 && rebuild)
		code = gj_rebuild(u->c, &u->done.events);
	if (code >= 0 && u->done.version != u->done.from)
		code = gj_db_set_version(db, u->done.version);
	return code;
}

int gj_upgrade_steps(gj_ctx *c, const gj_migration *steps, int tries, gj_upgraded *ret_upgraded)
{
	upgrading u = { c, steps, { { 7, 0 }, 0, 0, 0 } };
	int code = gj_db_tx(c->db, GJ_TX_WRITE, tries, upgrade_body, &u);

	if (code >= 0)
		*ret_upgraded = u.done;
	return code;
}
