/* SPDX-License-Identifier: Apache-2.0
 *
 * Presence of fields, and copying between records that share some.
 */
#include "util/field.h"

#include <assert.h>
#include <string.h>

int gj_field_index(const gj_record *record, const char *name, size_t length)
{
	int i;

	for (i = 0; record->fields[i].kind != GJ_K_END; i++) {
		const char *own = record->fields[i].name;

		if (strlen(own) == length && memcmp(own, name, length) == 0)
			return i;
	}
	return -1;
}

static uint64_t bit(int index)
{
	assert(index >= 0 && index < GJ_FIELDS_MAX);
	return UINT64_C(1) << index;
}

int gj_field_set(const void *object, int index)
{
	const gj_has *has = object;

	return (has->set & ~has->null & bit(index)) != 0;
}

int gj_field_null(const void *object, int index)
{
	const gj_has *has = object;

	return (has->set & has->null & bit(index)) != 0;
}

void gj_field_mark(void *object, int index)
{
	gj_has *has = object;

	has->set |= bit(index);
	has->null &= ~bit(index);
}

void gj_field_clear(void *object, int index)
{
	gj_has *has = object;

	has->set &= ~bit(index);
	has->null &= ~bit(index);
}

int gj_field_has(const void *object, const gj_record *record, const char *name)
{
	return gj_field_set(object, gj_field_index(record, name, strlen(name)));
}

void gj_field_put(void *object, const gj_record *record, const char *name)
{
	gj_field_mark(object, gj_field_index(record, name, strlen(name)));
}

static size_t member_size(const gj_field *field)
{
	switch ((enum gj_kind)field->kind) {
	case GJ_K_BOOL:
	case GJ_K_DATE:
	case GJ_K_ENUM:
		return sizeof(int32_t);
	case GJ_K_INT:
	case GJ_K_ID:
	case GJ_K_MONEY:
	case GJ_K_TIME:
		return sizeof(int64_t);
	case GJ_K_TEXT:
	case GJ_K_CODE:
	case GJ_K_RAW:
		return sizeof(gj_str);
	case GJ_K_VEIL:
		return sizeof(gj_veil);
	case GJ_K_OBJECT:
		return field->sub->size;
	case GJ_K_ARRAY:
	case GJ_K_TEXTS:
	case GJ_K_IDS:
	case GJ_K_MAP:
		return sizeof(gj_array);
	case GJ_K_ANY:
		return sizeof(gj_any);
	case GJ_K_TREE:
		return sizeof(const gj_tree *);
	case GJ_K_END:
		break;
	}
	return 0;
}

static int same_names(const char *const *a, const char *const *b)
{
	if (a == b)
		return 1;
	for (; *a != NULL && *b != NULL; a++, b++) {
		if (strcmp(*a, *b) != 0)
			return 0;
	}
	return *a == *b;
}

/* One name is not enough: the bits of a sub-record and the number of an
 * enumeration mean something by their own tables only. */
static int same_shape(const gj_field *a, const gj_field *b)
{
	if (a->kind != b->kind)
		return 0;
	if (a->kind == GJ_K_ENUM)
		return same_names(a->names, b->names);
	if (a->kind == GJ_K_OBJECT || a->kind == GJ_K_ARRAY)
		return a->sub == b->sub || a->sub->fields == b->sub->fields;
	return 1;
}

void gj_field_give(void *object, const gj_record *record, const char *name, const void *value)
{
	int index = gj_field_index(record, name, strlen(name));

	if (index < 0)
		return;
	memcpy((char *)object + record->fields[index].offset, value,
	       member_size(&record->fields[index]));
	gj_field_mark(object, index);
}

static void copy_presence(gj_has *to, int to_index, const gj_has *from, int from_index)
{
	to->set &= ~bit(to_index);
	to->null &= ~bit(to_index);
	if (from->set & bit(from_index))
		to->set |= bit(to_index);
	if (from->null & bit(from_index))
		to->null |= bit(to_index);
}

void gj_field_copy(void *to, const gj_record *to_record, const void *from,
		   const gj_record *from_record)
{
	int i, at;

	for (i = 0; to_record->fields[i].kind != GJ_K_END; i++) {
		const gj_field *dst = &to_record->fields[i];
		const gj_field *src;

		at = gj_field_index(from_record, dst->name, strlen(dst->name));
		if (at < 0)
			continue;
		src = &from_record->fields[at];
		if (!same_shape(dst, src))
			continue;
		memcpy((char *)to + dst->offset, (const char *)from + src->offset,
		       member_size(dst));
		copy_presence(to, i, from, at);
	}
}
