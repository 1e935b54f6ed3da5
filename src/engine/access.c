/* SPDX-License-Identifier: Apache-2.0
 *
 * Who acts, what she may, and the record of who looked: the access chain that lies
 * beside the chain of every home.
 */
#include "engine/access.h"

#include <string.h>

#include "util/time.h"

/* ---- the actor ---- */

static const gj_field grant_fields[] = { GJ_F_ID(gj_grant, office, 0, "Where."),
					 GJ_F_TEXT(gj_grant, role, 0, 0, 0, GJ_OPEN, "Which role."),
					 GJ_F_END };
static const GJ_RECORD(grant_record, gj_grant, grant_fields);

typedef struct staff_row {
	gj_has has;
	int64_t id, office, enterprise;
} staff_row;

static const gj_field staff_fields[] = { GJ_F_ID(staff_row, id, 0, ""),
					 GJ_F_ID(staff_row, office, 0, ""),
					 GJ_F_ID(staff_row, enterprise, 0, ""), GJ_F_END };
static const GJ_RECORD(staff_record, staff_row, staff_fields);

typedef struct above_row {
	gj_has has;
	int64_t above;
} above_row;

static const gj_field above_fields[] = { GJ_F_ID(above_row, above, 0, ""), GJ_F_END };
static const GJ_RECORD(above_record, above_row, above_fields);

static int load_above(gj_ctx *c, gj_actor *actor)
{
	gj_array rows;
	int64_t *ids;
	size_t i;
	int code = gj_sql_list(c->db, GJ_SQL_OFFICES_ABOVE, c->arena, &above_record, &rows, "ll",
			       GJ_ROOT, actor->office);

	if (code < 0)
		return code;
	ids = gj_arena_take(c->arena, (rows.n + 1) * sizeof(*ids));
	if (!ids)
		return GJ_E_NOMEM;
	for (i = 0; i < rows.n; i++)
		ids[i] = ((above_row *)rows.p)[i].above;
	actor->above = (gj_array){ ids, rows.n };
	return GJ_OK;
}

/* A role named by the host narrows the grants to it. */
static int narrow_to_role(gj_ctx *c, gj_actor *actor)
{
	gj_grant *grant = actor->grants.p;
	size_t i, kept = 0;
	int role, code = GJ_OK;

	for (i = 0; i < actor->grants.n; i++) {
		if (actor->role.p && !gj_str_eq(actor->role, grant[i].role))
			continue;
		role = gj_profile_role(c->profile, grant[i].role);
		/* Of a profile that is no longer in force, or not for such an account in it. */
		if (role < 0 ||
		    !gj_profile_role_at(c->profile, (size_t)role)->demander != !actor->enterprise)
			continue;
		grant[i].rights = gj_profile_rights(c->profile, UINT64_C(1) << role);
		grant[kept++] = grant[i];
	}
	actor->grants.n = kept;
	if (actor->role.p && kept == 0) {
		code = gj_fail(c->err, GJ_E_DENIED, GJ_RULE_role_not_held);
		gj_fail_text(c->err, "role", actor->role);
		gj_fail_path(c->err, "/role");
	}
	return code;
}

/* An office named by the host narrows them to those that reach it. Where she belongs she may
 * always act, if only without any right. */
static int narrow_to_office(gj_ctx *c, gj_actor *actor, int64_t own)
{
	gj_grant *grant = actor->grants.p;
	int64_t home;
	size_t i, kept = 0;
	int code = gj_office_home(c, actor->office, &home), over;

	for (i = 0; i < actor->grants.n && code >= 0; i++) {
		over = gj_office_over(c, actor->office, grant[i].office);
		if (over > 0)
			grant[kept++] = grant[i];
		code = over < 0 ? over : GJ_OK;
	}
	actor->grants.n = kept;
	if (code >= 0 && kept == 0 && actor->office != own)
		code = gj_fail(c->err, GJ_E_DENIED, GJ_RULE_office_not_yours);
	if (code == GJ_E_NOT_FOUND || code == GJ_E_DENIED)
		gj_fail_path(c->err, "/office");
	return code;
}

static int load_staff(gj_ctx *c, gj_actor *actor)
{
	staff_row staff;
	int code = gj_sql_row(c->db, GJ_SQL_ACTOR_STAFF, c->arena, &staff_record, &staff, "lt",
			      GJ_ROOT, actor->account);

	if (code == GJ_E_NOT_FOUND) {
		gj_not_found(c, "account");
		gj_fail_path(c->err, "/account");
	}
	if (code < 0)
		return code;
	actor->staff = staff.id;
	actor->enterprise = staff.enterprise;
	if (!actor->office_named)
		actor->office = staff.office;
	code = gj_sql_list(c->db, GJ_SQL_ACTOR_GRANTS, c->arena, &grant_record, &actor->grants,
			   "ll", GJ_ROOT, staff.id);
	if (code >= 0)
		code = narrow_to_role(c, actor);
	if (code >= 0 && actor->office_named)
		code = narrow_to_office(c, actor, staff.office);
	return code < 0 ? code : load_above(c, actor);
}

int gj_actor_load(gj_ctx *c, gj_actor *actor)
{
	int64_t home;
	int code;

	actor->system = gj_str_is(actor->account, "system");
	actor->root_seq = c->root_seq;
	if (!actor->system)
		return load_staff(c, actor);
	code = actor->office_named ? gj_office_home(c, actor->office, &home) : GJ_OK;
	if (code == GJ_E_NOT_FOUND)
		gj_fail_path(c->err, "/office");
	return code;
}

int gj_actor_below(const gj_ctx *c, int64_t office)
{
	const int64_t *above = c->actor->above.p;
	size_t i;

	for (i = 0; i < c->actor->above.n; i++)
		if (above[i] == office)
			return 1;
	return 0;
}

/* Not ids: whether an office is below none (0) is asked as well, and is another question. */
#define MEMO_PARENT (-3)
#define MEMO_HOME (-2)
#define MEMO_OFFICE (-1)

static size_t memo_place(gj_ctx *c, int64_t office, int64_t above)
{
	uint64_t h = (uint64_t)office * 31 + (uint64_t)above;

	/* Known only as long as the root chain stands where it stood. */
	if (c->memo->root_seq != c->root_seq) {
		memset(c->memo, 0, sizeof(*c->memo));
		c->memo->root_seq = c->root_seq;
	}
	return (size_t)((h ^ h >> 32) % GJ_MEMO_SLOTS);
}

int gj_memo_get(gj_ctx *c, int64_t office, int64_t above, int64_t *ret_answer)
{
	size_t i;

	if (!c->memo || !office)
		return 0;
	i = memo_place(c, office, above);
	if (c->memo->slot[i].office != office || c->memo->slot[i].above != above)
		return 0;
	*ret_answer = c->memo->slot[i].answer;
	return 1;
}

void gj_memo_put(gj_ctx *c, int64_t office, int64_t above, int64_t answer)
{
	size_t i;

	if (!c->memo || !office)
		return;
	i = memo_place(c, office, above);
	c->memo->slot[i].office = office;
	c->memo->slot[i].above = above;
	c->memo->slot[i].answer = answer;
}

int gj_office_over(gj_ctx *c, int64_t office, int64_t above)
{
	int64_t distance, over = 0;
	int code;

	if (office == above)
		return 1;
	if (gj_memo_get(c, office, above, &over))
		return (int)over;
	code = gj_sql_int(c->db, GJ_SQL_OFFICE_IS_BELOW, &distance, "lll", GJ_ROOT, office, above);
	if (code < 0 && code != GJ_E_NOT_FOUND)
		return code;
	gj_memo_put(c, office, above, code >= 0);
	return code >= 0;
}

int gj_office_home(gj_ctx *c, int64_t office, int64_t *ret_home)
{
	int64_t home = GJ_ROOT;
	int code = GJ_OK;

	if (office && !gj_memo_get(c, office, MEMO_HOME, &home)) {
		code = gj_sql_int(c->db, GJ_SQL_OFFICE_HOME, &home, "ll", GJ_ROOT, office);
		if (code >= 0)
			gj_memo_put(c, office, MEMO_HOME, home);
	}
	if (code == GJ_E_NOT_FOUND)
		code = gj_not_found(c, "office");
	if (code >= 0)
		*ret_home = home;
	return code;
}

int gj_office_parent(gj_ctx *c, int64_t office, int64_t *ret_parent)
{
	int64_t parent = 0;
	int code = GJ_OK;

	if (!gj_memo_get(c, office, MEMO_PARENT, &parent)) {
		code = gj_sql_int(c->db, GJ_SQL_MESSAGE_ABOVE, &parent, "ll", GJ_ROOT, office);
		if (code == GJ_E_NOT_FOUND)
			code = GJ_OK;
		if (code >= 0)
			gj_memo_put(c, office, MEMO_PARENT, parent);
	}
	if (code >= 0)
		*ret_parent = parent;
	return code;
}

int gj_home_office(gj_ctx *c, int64_t home, int64_t *ret_office)
{
	int64_t office = 0;
	int code = GJ_OK;

	if (home > GJ_ACCESS_OF(GJ_ROOT) && !gj_memo_get(c, home, MEMO_OFFICE, &office)) {
		code = gj_sql_int(c->db, GJ_SQL_HOME_OFFICE, &office, "l", home);
		if (code >= 0)
			gj_memo_put(c, home, MEMO_OFFICE, office);
	}
	if (code >= 0)
		*ret_office = office;
	return code;
}

int gj_may(gj_ctx *c, int right, int64_t office)
{
	const gj_grant *grant = c->actor->grants.p;
	size_t i;
	int over = 0;

	if (c->actor->system || right == GJ_NO_RIGHT)
		return 1;
	for (i = 0; i < c->actor->grants.n && over == 0; i++)
		if (grant[i].rights >> right & 1)
			over = gj_office_over(c, office, grant[i].office);
	return over;
}

int gj_allow(gj_ctx *c, int right, int64_t office)
{
	int may = gj_may(c, right, office), code = GJ_OK;

	if (may < 0)
		return may;
	if (!may) {
		code = gj_fail(c->err, GJ_E_DENIED, GJ_RULE_right_needed);
		gj_fail_text(c->err, "right", gj_str_of(gj_right_names[right]));
	}
	return code;
}

int gj_allow_top(gj_ctx *c, int right)
{
	const gj_grant *grant = c->actor->grants.p;
	int64_t id;
	size_t i;
	int code = gj_allow(c, right, 0), top;

	for (i = 0; code == GJ_E_DENIED && i < c->actor->grants.n; i++) {
		if (!(grant[i].rights >> right & 1))
			continue;
		top = gj_sql_int(c->db, GJ_SQL_OFFICE_TOP, &id, "ll", GJ_ROOT, grant[i].office);
		if (top != GJ_E_NOT_FOUND)
			code = top;
	}
	return code < 0 ? code : GJ_OK;
}

int gj_roles_at(gj_ctx *c, int64_t office, uint64_t *ret_roles)
{
	const gj_grant *grant = c->actor->grants.p;
	uint64_t roles = 0;
	size_t i;
	int over = 0, role;

	if (c->actor->system) {
		*ret_roles = UINT64_MAX;
		return GJ_OK;
	}
	for (i = 0; i < c->actor->grants.n && over >= 0; i++) {
		over = gj_office_over(c, office, grant[i].office);
		role = gj_profile_role(c->profile, grant[i].role);
		if (over > 0 && role >= 0)
			roles |= UINT64_C(1) << role;
	}
	if (over >= 0)
		*ret_roles = roles;
	return over < 0 ? over : GJ_OK;
}

/* ---- the access chain ---- */

static const gj_field access_fields[] = {
	GJ_F_TEXT(gj_access_body, operation, GJ_REQUIRED, 1, 80, GJ_OPEN, "Which operation."),
	GJ_F_ID(gj_access_body, subject, 0, "Whose values were shown."),
	GJ_F_TEXT(gj_access_body, purpose, 0, 0, 200, GJ_INTERNAL, "Why, as the reader said."),
	GJ_F_TEXT(gj_access_body, error, 0, 0, 40, GJ_OPEN, "Why it was refused."),
	GJ_F_IDS(gj_access_body, subjects, 0, GJ_READ_MAX, "All of them, where they are several."),
	GJ_F_END
};
const GJ_RECORD(gj_access_record, gj_access_body, access_fields);

enum { ACCESS_READ, ACCESS_REFUSED };
static const gj_step read_steps[] = { { GJ_SQL_LOOK_ADD, NULL, NULL },
				      { GJ_SQL_LOOK_SUBJECT_ADD, "subject", NULL },
				      { GJ_SQL_LOOK_SUBJECTS_ADD, NULL, "subjects" },
				      GJ_STEPS_END };
static const gj_step refused_steps[] = { { GJ_SQL_LOOK_ADD_REFUSED, NULL, NULL }, GJ_STEPS_END };
static const gj_event_type access_events[] = { { "access.read", 1, &gj_access_record, read_steps,
						 "Personal values were shown unmasked." },
					       { "access.refused", 1, &gj_access_record,
						 refused_steps,
						 "A call was refused for want of a right." },
					       { NULL, 0, NULL, NULL, NULL } };

typedef struct recording {
	gj_ctx *c;
	int64_t home;
	const gj_event_type *type;
	gj_access_body *body;
} recording;

static int record_body(gj_db *db, void *user)
{
	recording *r = user;
	gj_subject subject = { 0, 0, 0 };
	int code;

	(void)db;
	r->c->head_count = 0;
	r->c->emitted_count = 0;
	code = gj_lock(r->c, &r->home, 1);
	if (code >= 0)
		code = gj_emit(r->c, r->type, r->home, &subject, r->body);
	return code < 0 ? code : gj_flush_heads(r->c);
}

/* In a context of its own, so that nothing of the call it is about goes along. */
static int record(gj_ctx *c, int64_t home, const gj_event_type *type,
		  gj_access_body *body)
{
	gj_ctx own = *c;
	recording r = { &own, GJ_ACCESS_OF(home), type, body };
	int code;

	own.key = GJ_STR_NONE;
	own.occurred_at = 0;
	own.emitted = NULL;
	own.emitted_count = own.emitted_room = 0;
	/* A read has not asked for the time; no look goes unrecorded for want of it. */
	if (!own.now && c->host->clock(c->host->clock_user, &own.now) < 0)
		return gj_fail(c->err, GJ_E_HOST, GJ_RULE_NONE);
	code = gj_db_tx(c->db, GJ_TX_WRITE, 3, record_body, &r);
	return code < 0 ? code : GJ_OK;
}

static int record_read(gj_ctx *c, int64_t home, gj_access_body *body, gj_str purpose)
{
	c->args = NULL; /* the look is recorded by itself */
	if (c->in_tx) {
		gj_fail(c->err, GJ_E_USE, GJ_RULE_not_in_tx);
		gj_fail_path(c->err, "/unmask");
		return GJ_E_USE;
	}
	body->operation = gj_str_of(c->op->name);
	body->purpose = purpose;
	gj_field_put(body, &gj_access_record, "operation");
	if (purpose.p)
		gj_field_put(body, &gj_access_record, "purpose");
	return record(c, home, &access_events[ACCESS_READ], body);
}

int gj_record_read(gj_ctx *c, int64_t subject, gj_str purpose)
{
	gj_access_body body = { .subject = subject };

	gj_field_put(&body, &gj_access_record, "subject");
	return record_read(c, GJ_HOME_OF(subject), &body, purpose);
}

int gj_record_reads(gj_ctx *c, int64_t home, gj_array subjects, gj_str purpose)
{
	gj_access_body body = { .subjects = subjects };

	gj_field_put(&body, &gj_access_record, "subjects");
	return record_read(c, home, &body, purpose);
}

int gj_unmask(gj_ctx *c, const gj_get_args *args, int64_t office)
{
	int code = gj_allow(c, GJ_RIGHT_contact_unmask, office);

	if (code >= 0)
		code = gj_record_read(c, args->id, args->purpose);
	if (code >= 0)
		c->unmask = 1;
	return code;
}

int gj_record_refusal(gj_ctx *c, int64_t home, const char *operation, int code)
{
	const gj_error_info *info = gj_error_find(code);
	gj_access_body body;

	memset(&body, 0, sizeof(body));
	body.has.set = 1 | 8;
	body.operation = gj_str_of(operation);
	body.error = gj_str_of(info ? info->name : "UNKNOWN");
	return record(c, home, &access_events[ACCESS_REFUSED], &body);
}

extern const gj_noun gj_noun_access;
const gj_noun gj_noun_access = { "access", "访问记录", gj_access_ops, access_events,
				 "Who looked at personal values, and what was refused." };
