/* SPDX-License-Identifier: Apache-2.0
 *
 * Which chain an actor means, and which events she may see of it.
 */
#include "engine/shown.h"

#include "engine/attachment.h"
#include "engine/whistle.h"

int gj_chain_meant(gj_ctx *c, int64_t office, int root, int64_t *ret_home, int64_t *ret_owner)
{
	int64_t home = GJ_ROOT, owner = c->actor->office;
	int code = GJ_OK;

	if (!root)
		code = gj_office_home(c, office ? office : c->actor->office, &home);
	if (code >= 0 && home != GJ_ROOT)
		code = gj_home_office(c, home, &owner);
	if (code < 0)
		return code;
	*ret_home = home;
	*ret_owner = owner;
	return GJ_OK;
}

int gj_hidden(gj_ctx *c, int64_t id)
{
	int hidden = c->actor->system ? 0 : gj_case_hidden(c, id);

	return hidden == 0 && !c->actor->system ? gj_attachment_hidden(c, id) : hidden;
}

int gj_ask_hidden(gj_ctx *c, int64_t id)
{
	if (c->actor->system)
		return 0;
	gj_case_ask_hidden(c, id);
	gj_sql_ahead(c->db, GJ_SQL_ATTACHMENT_ABOUT_WHAT, "ll", GJ_HOME_OF(id), id);
	return 0;
}

/* Is it hidden? Or, to begin with: it will be asked. */
typedef int (*hidden_fn)(gj_ctx *c, int64_t id);

static int speaks_of(gj_ctx *c, const gj_record *record, const void *body, hidden_fn ask);

static int found_in(gj_ctx *c, const gj_field *field, const void *at, hidden_fn ask)
{
	const gj_array *array = at;
	size_t k;
	int hidden = 0;

	if (field->kind == GJ_K_ID)
		return ask(c, *(const int64_t *)at);
	if (field->kind == GJ_K_OBJECT)
		return speaks_of(c, field->sub, at, ask);
	if (field->kind == GJ_K_ARRAY)
		for (k = 0; k < array->n && hidden == 0; k++)
			hidden = speaks_of(c, field->sub, (char *)array->p + k * field->sub->size,
					   ask);
	if (field->kind == GJ_K_IDS)
		for (k = 0; k < array->n && hidden == 0; k++)
			hidden = ask(c, ((int64_t *)array->p)[k]);
	return hidden;
}

static int speaks_of(gj_ctx *c, const gj_record *record, const void *body, hidden_fn ask)
{
	const gj_field *field = record->fields;
	int i, hidden = 0;

	for (i = 0; field[i].name && hidden == 0; i++)
		if (gj_field_set(body, i))
			hidden = found_in(c, &field[i], (const char *)body + field[i].offset, ask);
	return hidden;
}

/* Neither a visit that it came of nor the record of a look at it is shown. */
static int secret(gj_ctx *c, const gj_envelope *e, const gj_event_type *type, const void *body,
		  hidden_fn ask)
{
	int hidden = 0;

	if (c->actor->system)
		return 0;
	if (e->subject)
		hidden = ask(c, e->subject);
	return hidden == 0 ? speaks_of(c, type->body, body, ask) : hidden;
}

int gj_event_hidden(gj_ctx *c, const gj_envelope *e, const gj_event_type *type, const void *body)
{
	return secret(c, e, type, body, gj_hidden);
}

int gj_ask_event_hidden(gj_ctx *c, const gj_envelope *e, const gj_event_type *type,
			const void *body)
{
	return secret(c, e, type, body, gj_ask_hidden);
}
