/* SPDX-License-Identifier: Apache-2.0
 *
 * Named statements: prepared on first use, bound by letters or by the names of
 * described fields, rows read into described structs.
 */
#include <assert.h>
#include <string.h>

#include "store/driver.h"
#include "util/json.h"

#define PRESENCE 64
#define SOURCE 128
#define BIND_SOURCES 3
#define BIND_TEXT_MAX (1u << 20)

static const gj_json_options column_options = { GJ_JSON_EVENT, 0, NULL, NULL };

static int prepared(gj_db *db, int stmt)
{
	const gj_statement *s = &db->settings.statements[stmt];
	gj_slot *slot = &db->slot[stmt];

	assert(stmt >= 0 && stmt < db->settings.count);
	if (db->broken)
		return GJ_E_IO;
	if (atomic_load_explicit(&db->interrupted, memory_order_relaxed))
		return GJ_E_INTERRUPTED;
	if (slot->open)
		gj_sql_done(db, stmt);
	db->print = UINT64_C(14695981039346656037);
	return slot->handle ? GJ_OK
			    : db->driver->prepare(db, s->text[gj_db_engine(db)], s->count,
						  &slot->handle);
}

/* ---- queries ahead of their time ---- */

static const gj_driver *under(const gj_db *db)
{
	return db->inner ? db->inner : db->driver;
}

static int keeps(const gj_db *db)
{
	return under(db)->ahead_send != NULL;
}

static uint64_t mix(uint64_t print, const void *bytes, size_t size)
{
	const unsigned char *p = bytes;

	while (size-- > 0)
		print = (print ^ *p++) * UINT64_C(1099511628211);
	return print;
}

static int bind_value(gj_db *db, int stmt, int n, const gj_value *value)
{
	gj_str bytes = value->type == GJ_VALUE_NULL
			       ? GJ_STR_NONE
			       : (value->type == GJ_VALUE_INT
					  ? (gj_str){ (const char *)&value->i, sizeof(value->i) }
					  : value->s);

	if (keeps(db)) {
		db->print = mix(db->print, &value->type, sizeof(value->type));
		db->print = mix(db->print, &bytes.n, sizeof(bytes.n));
		db->print = mix(db->print, bytes.p, bytes.n);
	}
	return db->driver->bind(db, db->slot[stmt].handle, n, value);
}

/* All is bound: perhaps it was asked before. What it writes changes what was read. */
static void bound(gj_db *db, int stmt)
{
	const gj_statement *s = &db->settings.statements[stmt];

	if (!keeps(db))
		return;
	if (s->writes[0] | s->writes[1])
		db->driver->ahead_drop(db, s);
	else
		db->driver->ahead_take(db, db->slot[stmt].handle, s, db->print);
}

void gj_sql_ahead_end(gj_db *db)
{
	if (keeps(db))
		db->driver->ahead_drop(db, NULL);
}

/* ---- binding by letters ---- */

static gj_value value_int(int64_t i)
{
	return (gj_value){ GJ_VALUE_INT, i, GJ_STR_NONE };
}

static gj_value value_text(int type, gj_str s)
{
	return (gj_value){ s.p ? type : GJ_VALUE_NULL, 0, s };
}

static int bind_va(gj_db *db, int stmt, const char *fmt, va_list args)
{
	gj_slot *slot = &db->slot[stmt];
	gj_value value;
	int n, code = prepared(db, stmt);

	assert(strlen(fmt) == (size_t)db->settings.statements[stmt].count);
	for (n = 1; code >= 0 && *fmt; n++, fmt++) {
		value = (gj_value){ GJ_VALUE_NULL, 0, GJ_STR_NONE };
		if (*fmt == 'l')
			value = value_int(va_arg(args, int64_t));
		else if (*fmt == 'i')
			value = value_int(va_arg(args, int));
		else if (*fmt == 't')
			value = value_text(GJ_VALUE_TEXT, va_arg(args, gj_str));
		else if (*fmt == 'b')
			value = value_text(GJ_VALUE_BLOB, va_arg(args, gj_str));
		code = bind_value(db, stmt, n, &value);
	}
	if (slot->handle)
		slot->open = 1;
	return code;
}

static int open_va(gj_db *db, int stmt, const char *fmt, va_list args)
{
	int code = bind_va(db, stmt, fmt, args);

	if (code >= 0)
		bound(db, stmt);
	return code;
}

static int may_ask(gj_db *db, int stmt)
{
	return keeps(db) && !db->slot[stmt].open;
}

static void ask(gj_db *db, int stmt, int code)
{
	if (code >= 0)
		db->driver->ahead_send(db, db->slot[stmt].handle, &db->settings.statements[stmt],
				       db->print);
	db->slot[stmt].open = 0;
}

void gj_sql_ahead(gj_db *db, int stmt, const char *fmt, ...)
{
	va_list args;

	if (!may_ask(db, stmt))
		return;
	va_start(args, fmt);
	ask(db, stmt, bind_va(db, stmt, fmt, args));
	va_end(args);
}

int gj_sql_open(gj_db *db, int stmt, const char *fmt, ...)
{
	va_list args;
	int code;

	va_start(args, fmt);
	code = open_va(db, stmt, fmt, args);
	va_end(args);
	return code;
}

/* ---- binding by names ---- */

static int16_t find_param(const char *name, const gj_source *sources, size_t count)
{
	size_t i, length = strlen(name);
	int presence = name[length - 1] == '?', field;

	for (i = 0; i < count; i++) {
		field = gj_field_index(sources[i].record, name, length - (size_t)presence);
		if (field >= 0)
			return (int16_t)((int)i * SOURCE + presence * PRESENCE + field);
	}
	return -1;
}

/* The map is made once for a statement and the records it is bound from. */
static int map_params(gj_db *db, int stmt, const gj_source *sources, size_t count)
{
	const gj_statement *s = &db->settings.statements[stmt];
	gj_slot *slot = &db->slot[stmt];
	size_t i;
	int n, same = slot->bind_map && slot->bind_count == (int)count;

	assert(count <= BIND_SOURCES);
	for (i = 0; same && i < count; i++)
		same = slot->bind_record[i] == sources[i].record;
	if (same)
		return GJ_OK;
	if (!slot->bind_map)
		slot->bind_map = gj_mem_new(&db->mem, sizeof(int16_t) * (size_t)(s->count + 1));
	if (!slot->bind_map)
		return GJ_E_NOMEM;
	for (n = 0; n < s->count; n++)
		slot->bind_map[n] = find_param(s->params[n], sources, count);
	for (i = 0; i < count; i++)
		slot->bind_record[i] = sources[i].record;
	slot->bind_count = (int)count;
	return GJ_OK;
}

/* Arrays, maps and trees are kept as JSON text, in a short-lived arena. */
static int value_json(gj_arena *arena, const gj_field *field, const void *at, gj_value *ret_value)
{
	gj_buf buf;

	gj_buf_init(&buf, arena, BIND_TEXT_MAX);
	gj_json_write_field(&buf, field, at, &column_options);
	*ret_value = value_text(GJ_VALUE_TEXT, gj_buf_end(&buf));
	return buf.failed;
}

static int value_of(gj_db *db, gj_arena **arena, const gj_field *field, const void *at,
		    gj_value *ret_value)
{
	switch (field->kind) {
	case GJ_K_BOOL:
	case GJ_K_DATE:
		*ret_value = value_int(*(const int32_t *)at);
		return GJ_OK;
	case GJ_K_INT:
	case GJ_K_ID:
	case GJ_K_MONEY:
	case GJ_K_TIME:
		*ret_value = value_int(*(const int64_t *)at);
		return GJ_OK;
	case GJ_K_ENUM:
		*ret_value =
			value_text(GJ_VALUE_TEXT, gj_str_of(field->names[*(const int32_t *)at]));
		return GJ_OK;
	case GJ_K_TEXT:
	case GJ_K_CODE:
	case GJ_K_RAW:
		*ret_value = value_text(GJ_VALUE_TEXT, *(const gj_str *)at);
		return GJ_OK;
	case GJ_K_VEIL:
		*ret_value = value_int(((const gj_veil *)at)->id);
		return GJ_OK;
	default:
		if (!*arena)
			*arena = gj_arena_new(&db->mem, 4 * BIND_TEXT_MAX);
		return *arena ? value_json(*arena, field, at, ret_value) : GJ_E_NOMEM;
	}
}

static int bind_param(gj_db *db, int stmt, int n, const gj_source *sources, gj_arena **arena)
{
	int map = db->slot[stmt].bind_map[n], index = map % PRESENCE, code = GJ_OK;
	const gj_source *source = map < 0 ? NULL : &sources[map / SOURCE];
	const gj_field *field = source ? &source->record->fields[index] : NULL;
	const gj_has *has = source ? source->object : NULL;
	gj_value value = { GJ_VALUE_NULL, 0, GJ_STR_NONE };

	if (!source)
		return GJ_E_BUG; /* no record has a field of the parameter's name */
	if (map % SOURCE >= PRESENCE)
		value = value_int((int64_t)(has->set >> index & 1));
	else if (gj_field_set(source->object, index))
		code = value_of(db, arena, field, (const char *)source->object + field->offset,
				&value);
	return code < 0 ? code : bind_value(db, stmt, n + 1, &value);
}

static int bind_from(gj_db *db, int stmt, const gj_source *sources, size_t count, gj_arena **arena)
{
	gj_slot *slot = &db->slot[stmt];
	int n, code = prepared(db, stmt);

	if (code >= 0)
		code = map_params(db, stmt, sources, count);
	for (n = 0; code >= 0 && n < db->settings.statements[stmt].count; n++)
		code = bind_param(db, stmt, n, sources, arena);
	if (slot->handle)
		slot->open = 1;
	return code;
}

void gj_sql_ahead_from(gj_db *db, int stmt, const gj_source *sources, size_t count)
{
	gj_arena *arena = NULL;

	if (may_ask(db, stmt))
		ask(db, stmt, bind_from(db, stmt, sources, count, &arena));
	assert(!arena);
}

int gj_sql_open_from(gj_db *db, int stmt, const gj_source *sources, size_t count)
{
	gj_arena *arena = NULL;
	int code = bind_from(db, stmt, sources, count, &arena);

	if (code >= 0)
		bound(db, stmt);

	assert(!arena); /* only writers bind arrays and trees */
	return code;
}

int gj_sql_run_values(gj_db *db, int stmt, const gj_value *values, size_t count)
{
	size_t n;
	int code = prepared(db, stmt);

	for (n = 0; code >= 0 && n < count; n++)
		code = bind_value(db, stmt, (int)n + 1, &values[n]);
	if (code >= 0)
		bound(db, stmt);
	if (db->slot[stmt].handle)
		db->slot[stmt].open = 1;
	if (code >= 0)
		code = db->driver->step(db, db->slot[stmt].handle);
	gj_sql_done(db, stmt);
	return code > 0 ? GJ_OK : code;
}

/* ---- running ---- */

int gj_sql_send(gj_db *db, int stmt)
{
	return db->driver->send ? db->driver->send(db, db->slot[stmt].handle) : GJ_OK;
}

int gj_sql_next(gj_db *db, int stmt)
{
	return db->driver->step(db, db->slot[stmt].handle);
}

void gj_sql_done(gj_db *db, int stmt)
{
	gj_slot *slot = &db->slot[stmt];

	if (slot->handle && slot->open)
		db->driver->reset(db, slot->handle);
	slot->open = 0;
}

int gj_sql_columns(gj_db *db, int stmt)
{
	return db->driver->columns(db, db->slot[stmt].handle);
}

int gj_sql_value(gj_db *db, int stmt, int column, gj_value *ret_value)
{
	return db->driver->column(db, db->slot[stmt].handle, column, ret_value);
}

static int run_to_end(gj_db *db, int stmt, int code)
{
	if (code >= 0)
		bound(db, stmt);
	while (code >= 0 && (code = gj_sql_next(db, stmt)) > 0)
		;
	gj_sql_done(db, stmt);
	return code;
}

int gj_sql_run(gj_db *db, int stmt, const char *fmt, ...)
{
	va_list args;
	int code;

	va_start(args, fmt);
	code = open_va(db, stmt, fmt, args);
	va_end(args);
	return run_to_end(db, stmt, code);
}

int gj_sql_run_from(gj_db *db, int stmt, const gj_source *sources, size_t count)
{
	gj_arena *arena = NULL;
	int code;

	if (gj_db_piling(db) && db->settings.statements[stmt].piled >= 0)
		stmt = db->settings.statements[stmt].piled;
	code = bind_from(db, stmt, sources, count, &arena);
	code = run_to_end(db, stmt, code);
	gj_arena_free(arena);
	return code;
}

int gj_sql_change(gj_db *db, int stmt, int64_t *ret_changes, const char *fmt, ...)
{
	va_list args;
	int code;

	va_start(args, fmt);
	code = open_va(db, stmt, fmt, args);
	va_end(args);
	code = run_to_end(db, stmt, code);
	if (code >= 0)
		*ret_changes = db->driver->changes(db);
	return code;
}

/* ---- rows into structs ---- */

static int map_columns(gj_db *db, int stmt, const gj_record *record)
{
	gj_slot *slot = &db->slot[stmt];
	int i, count = gj_sql_columns(db, stmt);

	if (slot->row_map && slot->row_record == record)
		return GJ_OK;
	if (!slot->row_map)
		slot->row_map = gj_mem_new(&db->mem, sizeof(int16_t) * (size_t)(count + 1));
	if (!slot->row_map)
		return GJ_E_NOMEM;
	for (i = 0; i < count; i++) {
		const char *name = db->driver->column_name(db, slot->handle, i);
		if (!name)
			return GJ_E_NOMEM;
		slot->row_map[i] = (int16_t)gj_field_index(record, name, strlen(name));
	}
	slot->row_record = record;
	return GJ_OK;
}

static int enum_of(const gj_field *field, gj_str text, int32_t *ret_value)
{
	int32_t i;

	for (i = 0; field->names[i]; i++)
		if (gj_str_is(text, field->names[i])) {
			*ret_value = i;
			return GJ_OK;
		}
	return GJ_E_CORRUPT;
}

static int take_text(gj_arena *arena, gj_str text, gj_str *ret_text)
{
	*ret_text = gj_arena_str(arena, text.p, text.n);
	return ret_text->p ? GJ_OK : GJ_E_NOMEM;
}

static int take(gj_arena *arena, const gj_field *field, const gj_value *value, void *at)
{
	int number = value->type == GJ_VALUE_INT;

	switch (field->kind) {
	case GJ_K_BOOL:
	case GJ_K_DATE:
		*(int32_t *)at = (int32_t)value->i;
		return number ? GJ_OK : GJ_E_CORRUPT;
	case GJ_K_INT:
	case GJ_K_ID:
	case GJ_K_MONEY:
	case GJ_K_TIME:
		*(int64_t *)at = value->i;
		return number ? GJ_OK : GJ_E_CORRUPT;
	case GJ_K_VEIL:
		((gj_veil *)at)->id = value->i;
		return number ? GJ_OK : GJ_E_CORRUPT;
	case GJ_K_ENUM:
		return number ? GJ_E_CORRUPT : enum_of(field, value->s, at);
	case GJ_K_TEXT:
	case GJ_K_CODE:
	case GJ_K_RAW:
		return number ? GJ_E_CORRUPT : take_text(arena, value->s, at);
	default:
		return number ? GJ_E_CORRUPT
			      : gj_json_read_field(arena, field, value->s, &column_options, at,
						   NULL);
	}
}

int gj_sql_read(gj_db *db, int stmt, gj_arena *arena, const gj_record *record, void *ret_object)
{
	gj_slot *slot = &db->slot[stmt];
	int i, index, code = map_columns(db, stmt, record), count = gj_sql_columns(db, stmt);
	gj_value value;

	memset(ret_object, 0, record->size);
	for (i = 0; code >= 0 && i < count; i++) {
		index = slot->row_map[i];
		if (index < 0)
			continue;
		code = gj_sql_value(db, stmt, i, &value);
		if (code >= 0 && value.type != GJ_VALUE_NULL) {
			code = take(arena, &record->fields[index], &value,
				    (char *)ret_object + record->fields[index].offset);
			gj_field_mark(ret_object, index);
		}
	}
	return code;
}

int gj_sql_row(gj_db *db, int stmt, gj_arena *arena, const gj_record *record, void *ret_object,
	       const char *fmt, ...)
{
	va_list args;
	int code;

	va_start(args, fmt);
	code = open_va(db, stmt, fmt, args);
	va_end(args);
	if (code >= 0)
		code = gj_sql_next(db, stmt);
	if (code > 0)
		code = gj_sql_read(db, stmt, arena, record, ret_object);
	else if (code == 0)
		code = GJ_E_NOT_FOUND;
	gj_sql_done(db, stmt);
	return code;
}

int gj_sql_int(gj_db *db, int stmt, int64_t *ret_value, const char *fmt, ...)
{
	gj_value value;
	va_list args;
	int code;

	va_start(args, fmt);
	code = open_va(db, stmt, fmt, args);
	va_end(args);
	if (code >= 0)
		code = gj_sql_next(db, stmt);
	if (code == 0)
		code = GJ_E_NOT_FOUND;
	if (code > 0)
		code = gj_sql_value(db, stmt, 0, &value);
	if (code >= 0)
		*ret_value = value.type == GJ_VALUE_INT ? value.i : 0;
	gj_sql_done(db, stmt);
	return code;
}

static int collect(gj_db *db, int stmt, gj_arena *arena, const gj_record *record,
		   gj_array *ret_array)
{
	gj_array rows = { NULL, 0 };
	size_t room = 0, wanted;
	void *p;
	int code = GJ_OK;

	while (code >= 0 && (code = gj_sql_next(db, stmt)) > 0) {
		if (rows.n == room) {
			wanted = room ? 2 * room : 16;
			p = gj_arena_grow(arena, rows.p, room * record->size,
					  wanted * record->size);
			if (!p) {
				code = GJ_E_NOMEM;
				break;
			}
			rows.p = p;
			room = wanted;
		}
		code = gj_sql_read(db, stmt, arena, record, (char *)rows.p + rows.n * record->size);
		rows.n++;
	}
	gj_sql_done(db, stmt);
	if (code >= 0)
		*ret_array = rows;
	return code;
}

int gj_sql_list(gj_db *db, int stmt, gj_arena *arena, const gj_record *record, gj_array *ret_array,
		const char *fmt, ...)
{
	va_list args;
	int code;

	va_start(args, fmt);
	code = open_va(db, stmt, fmt, args);
	va_end(args);
	if (code >= 0)
		return collect(db, stmt, arena, record, ret_array);
	gj_sql_done(db, stmt);
	return code;
}

int gj_sql_list_from(gj_db *db, int stmt, gj_arena *arena, const gj_record *record,
		     gj_array *ret_array, const gj_source *sources, size_t count)
{
	int code = gj_sql_open_from(db, stmt, sources, count);

	if (code >= 0)
		return collect(db, stmt, arena, record, ret_array);
	gj_sql_done(db, stmt);
	return code;
}
