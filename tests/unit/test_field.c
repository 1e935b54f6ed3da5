/* SPDX-License-Identifier: Apache-2.0
 *
 * Presence (absent, null, set) by index and by name, and what is copied between
 * two records that share some fields.
 */
#include "unit.h"

#include "util/field.h"

struct inner {
	gj_has has;
	int64_t id;
};

static const gj_field inner_fields[] = {
	GJ_F_ID(struct inner, id, 0, ""),
	GJ_F_END
};
static const gj_field other_inner_fields[] = {
	GJ_F_INT(struct inner, id, 0, 0, 9, ""),
	GJ_F_END
};
static GJ_RECORD(inner_record, struct inner, inner_fields);
static GJ_RECORD(other_inner_record, struct inner, other_inner_fields);

static const char *const colours[] = { "red", "green", NULL };
static const char *const colours_again[] = { "red", "green", NULL };
static const char *const sizes[] = { "small", "large", "huge", NULL };

struct from {
	gj_has has;
	gj_str name;
	int64_t id, only_here;
	int32_t day, colour, mixed, flag;
	struct inner same, other;
	gj_veil phone;
	gj_array ids;
	int64_t kind_differs;
};

static const gj_field from_fields[] = {
	GJ_F_TEXT(struct from, name, 0, 1, 9, GJ_OPEN, ""),
	GJ_F_ID(struct from, id, 0, ""),
	GJ_F_INT(struct from, only_here, 0, 0, 9, ""),
	GJ_F_DATE(struct from, day, 0, ""),
	GJ_F_ENUM(struct from, colour, 0, colours, ""),
	GJ_F_ENUM(struct from, mixed, 0, colours, ""),
	GJ_F_BOOL(struct from, flag, 0, ""),
	GJ_F_OBJECT(struct from, same, struct inner, 0, inner_record, ""),
	GJ_F_OBJECT(struct from, other, struct inner, 0, inner_record, ""),
	GJ_F_VEIL(struct from, phone, 0, 9, GJ_PERSONAL, "phone", ""),
	GJ_F_IDS(struct from, ids, 0, 9, ""),
	GJ_F_INT(struct from, kind_differs, 0, 0, 9, ""),
	GJ_F_END
};
static GJ_RECORD(from_record, struct from, from_fields);

/* The same names in another order, and some that must not be copied. */
struct to {
	gj_has has;
	int64_t kind_differs;
	gj_array ids;
	gj_veil phone;
	struct inner other, same;
	int32_t flag, mixed, colour, day;
	int64_t id, only_there;
	gj_str name;
};

static const gj_field to_fields[] = {
	GJ_F_MONEY(struct to, kind_differs, 0, GJ_OPEN, ""),
	GJ_F_IDS(struct to, ids, 0, 9, ""),
	GJ_F_VEIL(struct to, phone, 0, 9, GJ_PERSONAL, "phone", ""),
	GJ_F_OBJECT(struct to, other, struct inner, 0, other_inner_record, ""),
	GJ_F_OBJECT(struct to, same, struct inner, 0, inner_record, ""),
	GJ_F_BOOL(struct to, flag, 0, ""),
	GJ_F_ENUM(struct to, mixed, 0, sizes, ""),
	GJ_F_ENUM(struct to, colour, 0, colours_again, ""),
	GJ_F_DATE(struct to, day, 0, ""),
	GJ_F_ID(struct to, id, 0, ""),
	GJ_F_INT(struct to, only_there, 0, 0, 9, ""),
	GJ_F_TEXT(struct to, name, GJ_NULLABLE, 1, 9, GJ_OPEN, ""),
	GJ_F_END
};
static GJ_RECORD(to_record, struct to, to_fields);

static int find(const char *name)
{
	return gj_field_index(&from_record, name, strlen(name));
}

START_TEST(every_field_is_found_by_its_name_only)
{
	int i;

	for (i = 0; from_fields[i].kind != GJ_K_END; i++)
		ck_assert_int_eq(find(from_fields[i].name), i);
	ck_assert_int_eq(find(""), -1);
	ck_assert_int_eq(find("nam"), -1);
	ck_assert_int_eq(find("names"), -1);
	ck_assert_int_eq(find("Name"), -1);
	ck_assert_int_eq(gj_field_index(&from_record, "name and more", 4), 0);
	ck_assert_int_eq(gj_field_index(&from_record, "name\0x", 6), -1);
}
END_TEST

START_TEST(present_null_absent)
{
	struct from object = { 0 };
	int i, k;

	for (i = 0; i < GJ_FIELDS_MAX; i++) {
		ck_assert(!gj_field_set(&object, i) && !gj_field_null(&object, i));
		gj_field_mark(&object, i);
		for (k = 0; k < GJ_FIELDS_MAX; k++)
			ck_assert_int_eq(gj_field_set(&object, k), k == i);
		object.has.null |= UINT64_C(1) << i;
		ck_assert(!gj_field_set(&object, i) && gj_field_null(&object, i));
		gj_field_mark(&object, i);
		ck_assert(gj_field_set(&object, i) && !gj_field_null(&object, i));
		gj_field_clear(&object, i);
		ck_assert(!gj_field_set(&object, i) && !gj_field_null(&object, i));
		ck_assert_uint_eq(object.has.set | object.has.null, 0);
	}
	gj_field_put(&object, &from_record, "day");
	ck_assert(gj_field_has(&object, &from_record, "day"));
	ck_assert(!gj_field_has(&object, &from_record, "name"));
	ck_assert(gj_field_set(&object, find("day")));
}
END_TEST

static struct from full(void)
{
	static int64_t ids[2] = { 1, 2 };

	return (struct from){
		.has = { UINT64_MAX, 0 },
		.name = GJ_STR("n"),
		.id = 11,
		.only_here = 12,
		.day = 13,
		.colour = 1,
		.mixed = 1,
		.flag = 1,
		.same = { { 1, 0 }, 14 },
		.other = { { 1, 0 }, 15 },
		.phone = { 16, GJ_STR("p"), GJ_STR("d"), 1 },
		.ids = { ids, 2 },
		.kind_differs = 17,
	};
}

START_TEST(shared_fields_are_copied)
{
	struct from from = full();
	struct to to = { .only_there = 99, .kind_differs = 98, .mixed = 2 };

	gj_field_copy(&to, &to_record, &from, &from_record);
	ck_assert_str_eq(to.name.p, "n");
	ck_assert_int_eq(to.id, 11);
	ck_assert_int_eq(to.day, 13);
	ck_assert_int_eq(to.colour, 1);
	ck_assert_int_eq(to.flag, 1);
	ck_assert_int_eq(to.same.id, 14);
	ck_assert_uint_eq(to.same.has.set, 1);
	ck_assert_int_eq(to.phone.id, 16);
	ck_assert_str_eq(to.phone.text.p, "p");
	ck_assert_int_eq(to.phone.erased, 1);
	ck_assert_uint_eq(to.ids.n, 2);
	ck_assert(gj_field_has(&to, &to_record, "name"));
	ck_assert(gj_field_has(&to, &to_record, "ids"));
	/* Of another kind, record or list of names, or in one of them only. */
	ck_assert_int_eq(to.kind_differs, 98);
	ck_assert_int_eq(to.mixed, 2);
	ck_assert_int_eq(to.other.id, 0);
	ck_assert_int_eq(to.only_there, 99);
	ck_assert(!gj_field_has(&to, &to_record, "kind_differs"));
	ck_assert(!gj_field_has(&to, &to_record, "mixed"));
	ck_assert(!gj_field_has(&to, &to_record, "other"));
	ck_assert(!gj_field_has(&to, &to_record, "only_there"));
}
END_TEST

START_TEST(presence_goes_along)
{
	struct from from = full();
	struct to to = { .has = { UINT64_MAX, 0 } };
	int name = gj_field_index(&to_record, "name", 4);

	from.has = (gj_has){ 0, 0 };
	gj_field_mark(&from, find("day"));
	gj_field_mark(&from, find("name"));
	from.has.null |= UINT64_C(1) << find("name");
	gj_field_copy(&to, &to_record, &from, &from_record);
	ck_assert(gj_field_has(&to, &to_record, "day"));
	ck_assert(gj_field_null(&to, name));
	ck_assert(!gj_field_has(&to, &to_record, "id"));
	/* Untouched: not shared. */
	ck_assert(gj_field_has(&to, &to_record, "only_there"));
}
END_TEST

static Suite *field_suite(void)
{
	Suite *suite = suite_create("field");

	unit_add(suite, "names", every_field_is_found_by_its_name_only);
	unit_add(suite, "presence", present_null_absent);
	unit_add(suite, "copy", shared_fields_are_copied);
	unit_add(suite, "copied presence", presence_goes_along);
	return suite;
}

GJ_TEST_MAIN(field_suite)
