/* SPDX-License-Identifier: Apache-2.0
 *
 * A record with a field of every kind that can be read: for the tests of the reader and
 * the writer, and for their fuzz target.
 */
#ifndef GJ_TESTS_JSON_ALL_H
#define GJ_TESTS_JSON_ALL_H

#include "util/json.h"

typedef struct part {
	gj_has has;
	gj_str name;
	int64_t count;
	gj_array texts;
} part;

static const gj_field part_fields[] = {
	GJ_F_TEXT(part, name, GJ_REQUIRED, 1, 8, GJ_OPEN, "A name."),
	GJ_F_INT(part, count, GJ_NULLABLE, -5, 5, "A small number."),
	GJ_F_TEXTS(part, texts, 0, 3, "Texts."), GJ_F_END
};
static const GJ_RECORD(part_record, part, part_fields);

static const char *const all_colours[] = { "red", "green", "blue", NULL };

typedef struct all {
	gj_has has;
	int32_t flag;
	int64_t number, id, money, time;
	int32_t date, colour;
	gj_str text, code;
	gj_veil veil;
	part object;
	gj_array array, texts, ids, map;
	const gj_tree *tree;
	gj_str raw, hidden;
} all;

static const gj_field all_fields[] = {
	GJ_F_BOOL(all, flag, GJ_NULLABLE, "A flag."),
	GJ_F_INT(all, number, GJ_NULLABLE, -GJ_MAX_INT, GJ_MAX_INT, "A number."),
	GJ_F_ID(all, id, 0, "An id."),
	GJ_F_MONEY(all, money, GJ_NULLABLE, GJ_COMMERCIAL, "Money."),
	GJ_F_TIME(all, time, GJ_NULLABLE, "A time."),
	GJ_F_DATE(all, date, GJ_NULLABLE, "A date."),
	GJ_F_ENUM(all, colour, GJ_NULLABLE, all_colours, "A colour."),
	GJ_F_TEXT(all, text, GJ_NULLABLE, 0, 20, GJ_OPEN, "A text."),
	GJ_F_CODE(all, code, GJ_NULLABLE, "list", "A code."),
	GJ_F_VEIL(all, veil, GJ_NULLABLE, 20, GJ_PERSONAL, "text", "A personal text."),
	GJ_F_OBJECT(all, object, part, GJ_NULLABLE, part_record, "A part."),
	GJ_F_ARRAY(all, array, GJ_NULLABLE, 0, 4, part_record, "Parts."),
	GJ_F_TEXTS(all, texts, GJ_NULLABLE, 4, "Texts."),
	GJ_F_IDS(all, ids, GJ_NULLABLE, 4, "Ids."),
	GJ_F_MAP(all, map, GJ_NULLABLE, 4, "Texts by text."),
	GJ_F_TREE(all, tree, GJ_NULLABLE, "Free."),
	GJ_F_RAW(all, raw, GJ_NULLABLE, "Any."),
	GJ_F_TEXT(all, hidden, GJ_HIDDEN, 0, 20, GJ_OPEN, "Not on the wire."),
	GJ_F_END
};
static const GJ_RECORD(all_record, all, all_fields);

#endif
