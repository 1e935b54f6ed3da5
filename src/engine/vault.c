/* SPDX-License-Identifier: Apache-2.0
 *
 * The vault: personal values on their way in (sealed: stored beside the journal,
 * which keeps only their number and a salted digest) and out (masked).
 */
#include "engine/vault.h"

#include <string.h>

#include "util/utf8.h"

#define NONCE_SIZE 32

int gj_nonce_digest(gj_digest *digest, gj_str nonce, gj_str value, uint8_t ret_hash[GJ_DIGEST_SIZE])
{
	return gj_digest_pair(digest, nonce.p, nonce.n, value.p, value.n, ret_hash);
}

static const char *class_name(const gj_field *field)
{
	static const char *const names[] = { "open", "request", "commercial", "personal",
					     "sensitive" };

	return names[field->cls]; /* of internal veils there is one: the print of a request */
}

static gj_str hex(gj_arena *arena, const uint8_t *bytes, size_t size)
{
	gj_buf buf;

	gj_buf_init(&buf, arena, 2 * size + 1);
	gj_buf_hex(&buf, bytes, size);
	return gj_buf_end(&buf);
}

/* The print of a request keeps no value: only the nonce, by which the same arguments are
 * known again, and the nonce's own digest, by which a change of it is seen. */
static int store(gj_ctx *c, gj_head *head, int64_t subject, const gj_field *field, gj_veil *veil,
		 gj_str nonce)
{
	gj_str value = veil->text;
	uint8_t hash[GJ_DIGEST_SIZE];
	int code = GJ_OK;

	if (field->cls == GJ_INTERNAL) {
		code = gj_nonce_digest(c->digest, nonce, GJ_STR(""), hash);
		value = hex(c->arena, hash, GJ_DIGEST_SIZE);
	}
	if (code < 0 || !value.p)
		return code < 0 ? code : GJ_E_NOMEM;
	return gj_sql_run(c->db, GJ_SQL_VAULT_ADD, "llltlbt", head->home, veil->id, subject,
			  gj_str_of(class_name(field)), head->seq + 1, nonce, value);
}

static int seal_one(gj_ctx *c, gj_head *head, int64_t subject, const gj_field *field, gj_veil *veil)
{
	uint8_t hash[GJ_DIGEST_SIZE];
	char *nonce = gj_arena_take(c->arena, NONCE_SIZE);
	gj_str n = { nonce, NONCE_SIZE };
	int code;

	if (!nonce)
		return GJ_E_NOMEM;
	if (c->host->random(c->host->random_user, nonce, NONCE_SIZE) < 0)
		return gj_fail(c->err, GJ_E_HOST, GJ_RULE_NONE);
	code = gj_new_id(c, head->home, &veil->id);
	if (code >= 0)
		code = gj_nonce_digest(c->digest, n, veil->text, hash);
	if (code >= 0)
		code = store(c, head, subject, field, veil, n);
	if (code >= 0) {
		veil->digest = hex(c->arena, hash, GJ_DIGEST_SIZE);
		code = veil->digest.p ? GJ_OK : GJ_E_NOMEM;
	}
	return code;
}

int64_t gj_item_owner(const gj_record *record, const void *item, int64_t subject)
{
	int id = gj_field_index(record, "id", 2);

	if (id >= 0 && record->fields[id].kind == GJ_K_ID && gj_field_set(item, id))
		subject = *(const int64_t *)((const char *)item + record->fields[id].offset);
	return subject;
}

static int seal_item(gj_ctx *c, gj_head *head, int64_t subject, const gj_record *record, void *item)
{
	return gj_seal(c, head, gj_item_owner(record, item, subject), record, item);
}

int gj_seal(gj_ctx *c, gj_head *head, int64_t subject, const gj_record *record, void *body)
{
	const gj_field *field = record->fields;
	size_t k;
	int i, code = GJ_OK;

	for (i = 0; field[i].name && code >= 0; i++) {
		void *at = (char *)body + field[i].offset;
		gj_array *array = at;
		if (!gj_field_set(body, i))
			continue;
		if (field[i].kind == GJ_K_VEIL && ((gj_veil *)at)->text.p)
			code = seal_one(c, head, subject, &field[i], at);
		else if (field[i].kind == GJ_K_OBJECT)
			code = gj_seal(c, head, subject, field[i].sub, at);
		else if (field[i].kind == GJ_K_ARRAY)
			for (k = 0; k < array->n && code >= 0; k++)
				code = seal_item(c, head, subject, field[i].sub,
						 (char *)array->p + k * field[i].sub->size);
	}
	return code;
}

/* ---- on the way out ---- */

static void stars(gj_buf *buf, size_t count)
{
	while (count-- > 0)
		gj_buf_char(buf, '*');
}

/* Of a run of digits as long as a mobile number, three stay in front and four at the end; of a
 * shorter one fewer, so that four or more are always hidden. */
static void mask_run(gj_buf *buf, const char *digits, size_t run)
{
	size_t front = run - 6, back = run >= 11 ? 4 : 2;

	if (front > 3)
		front = 3;
	gj_buf_put(buf, digits, front);
	stars(buf, run - front - back);
	gj_buf_put(buf, digits + run - back, back);
}

/* Masks runs of seven digits and more, whatever stands around them: 138****1234. */
static gj_str mask_digits(gj_arena *arena, gj_str text)
{
	gj_buf buf;
	size_t i, run;

	gj_buf_init(&buf, arena, text.n + 1);
	for (i = 0; i < text.n; i += run ? run : 1) {
		for (run = 0; i + run < text.n && text.p[i + run] >= '0' && text.p[i + run] <= '9';)
			run++;
		if (run >= 7)
			mask_run(&buf, text.p + i, run);
		else
			gj_buf_put(&buf, text.p + i, run ? run : 1);
	}
	return gj_buf_end(&buf);
}

/* The first character stays, the others become stars. */
static gj_str mask_name(gj_arena *arena, gj_str text)
{
	gj_buf buf;
	uint32_t point;
	size_t first = gj_utf8_next(text.p, text.n, &point);

	gj_buf_init(&buf, arena, 4 * text.n + 8);
	gj_buf_put(&buf, text.p, first);
	stars(&buf, gj_utf8_count(text.p + first, text.n - first));
	return gj_buf_end(&buf);
}

static gj_str mask_mail(gj_arena *arena, gj_str text)
{
	const char *at = memchr(text.p, '@', text.n);
	gj_buf buf;

	if (!at || at == text.p)
		return mask_name(arena, text);
	gj_buf_init(&buf, arena, text.n + 8);
	gj_buf_char(&buf, text.p[0]);
	stars(&buf, 3);
	gj_buf_put(&buf, at, text.n - (size_t)(at - text.p));
	return gj_buf_end(&buf);
}

/* A telephone number that has no run of seven digits is hidden but for its end. */
static gj_str mask_phone(gj_arena *arena, gj_str text)
{
	gj_str masked = mask_digits(arena, text);
	size_t count = gj_utf8_count(text.p, text.n), at = 0;
	size_t hidden = count > 2 ? count - 2 : count;
	uint32_t point;
	gj_buf buf;

	if (!masked.p || !gj_str_eq(masked, text))
		return masked;
	gj_buf_init(&buf, arena, text.n + 1);
	stars(&buf, hidden);
	while (hidden-- > 0)
		at += gj_utf8_next(text.p + at, text.n - at, &point);
	gj_buf_put(&buf, text.p + at, text.n - at);
	return gj_buf_end(&buf);
}

gj_str gj_mask(gj_arena *arena, const char *how, gj_str text)
{
	if (text.n == 0)
		return text;
	if (strcmp(how, "name") == 0)
		return mask_name(arena, text);
	if (strcmp(how, "mail") == 0)
		return mask_mail(arena, text);
	if (strcmp(how, "phone") == 0)
		return mask_phone(arena, text);
	return mask_digits(arena, text);
}

#define E gj_entry
static const gj_field entry_fields[] = {
	GJ_F_INT(E, id, 0, 0, GJ_MAX_INT, "Its number."),
	GJ_F_INT(E, subject, 0, 0, GJ_MAX_INT, "What it is about."),
	GJ_F_TEXT(E, class, 0, 0, 0, GJ_OPEN, "Its class."),
	GJ_F_INT(E, seq, 0, 0, GJ_MAX_INT, "The event that brought it."),
	GJ_F_TEXT(E, nonce, 0, 0, 0, GJ_SENSITIVE, "What salts its digest."),
	GJ_F_TEXT(E, value, 0, 0, 0, GJ_SENSITIVE, "The value."),
	GJ_F_END
};
const GJ_RECORD(gj_entry_record, gj_entry, entry_fields);
#undef E

static int unseal_one(gj_ctx *c, const gj_field *field, gj_veil *veil)
{
	gj_entry e;
	int code = gj_sql_row(c->db, GJ_SQL_VAULT_GET, c->arena, &gj_entry_record, &e, "ll",
			      GJ_HOME_OF(veil->id), veil->id);

	if (code < 0)
		return code == GJ_E_NOT_FOUND ? gj_fail(c->err, GJ_E_CORRUPT, GJ_RULE_vault_differs)
					      : code;
	veil->erased = !e.value.p;
	if (e.value.p)
		veil->text = c->unmask ? e.value : gj_mask(c->arena, field->list, e.value);
	return e.value.p && !veil->text.p ? GJ_E_NOMEM : GJ_OK;
}

static int ask_one(gj_ctx *c, const gj_field *field, gj_veil *veil)
{
	(void)field;
	gj_sql_ahead(c->db, GJ_SQL_VAULT_GET, "ll", GJ_HOME_OF(veil->id), veil->id);
	return GJ_OK;
}

typedef int (*veil_fn)(gj_ctx *c, const gj_field *field, gj_veil *veil);

static int each_veil(gj_ctx *c, const gj_record *record, void *object, veil_fn work);

static int each_veil_of(gj_ctx *c, const gj_record *record, const gj_array *items, veil_fn work)
{
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < items->n && code >= 0; i++)
		code = each_veil(c, record, (char *)items->p + i * record->size, work);
	return code;
}

static int each_veil(gj_ctx *c, const gj_record *record, void *object, veil_fn work)
{
	const gj_field *field = record->fields;
	int i, code = GJ_OK;

	for (i = 0; field[i].name && code >= 0; i++) {
		void *at = (char *)object + field[i].offset;
		if (!gj_field_set(object, i))
			continue;
		if (field[i].kind == GJ_K_VEIL && ((gj_veil *)at)->id)
			code = work(c, &field[i], at);
		else if (field[i].kind == GJ_K_OBJECT)
			code = each_veil(c, field[i].sub, at, work);
		else if (field[i].kind == GJ_K_ARRAY)
			code = each_veil_of(c, field[i].sub, at, work);
	}
	return code;
}

#define TOGETHER 50 /* objects whose values are asked for in one go */

void gj_ask_veils(gj_ctx *c, const gj_record *record, void *object)
{
	each_veil(c, record, object, ask_one);
}

int gj_unseal_all(gj_ctx *c, const gj_record *record, gj_array items)
{
	gj_array some;
	size_t i;
	int code = GJ_OK;

	for (i = 0; i < items.n && code >= 0; i += TOGETHER) {
		some.p = (char *)items.p + i * record->size;
		some.n = items.n - i < TOGETHER ? items.n - i : TOGETHER;
		code = each_veil_of(c, record, &some, ask_one);
		if (code >= 0)
			code = each_veil_of(c, record, &some, unseal_one);
	}
	return code;
}

int gj_unseal(gj_ctx *c, const gj_record *record, void *object)
{
	return gj_unseal_all(c, record, (gj_array){ object, 1 });
}

int gj_print_matches(gj_ctx *c, const gj_veil *print, gj_str canonical, int *ret_same)
{
	uint8_t hash[GJ_DIGEST_SIZE];
	gj_entry e;
	int code = gj_sql_row(c->db, GJ_SQL_VAULT_GET, c->arena, &gj_entry_record, &e, "ll",
			      GJ_HOME_OF(print->id), print->id);

	if (code < 0)
		return code == GJ_E_NOT_FOUND ? GJ_E_CORRUPT : code;
	if (!e.nonce.p) {
		*ret_same = GJ_PRINT_GONE;
		return GJ_OK;
	}
	code = gj_nonce_digest(c->digest, e.nonce, canonical, hash);
	if (code >= 0)
		*ret_same = gj_str_eq(hex(c->arena, hash, GJ_DIGEST_SIZE), print->digest);
	return code;
}
