/* SPDX-License-Identifier: Apache-2.0
 *
 * Field tables: what a struct is, said once. From one table come the strict
 * reader of arguments, the writer of results and of event bodies, the binding
 * of SQL parameters and columns by name, and gj_describe().
 *
 * Every described struct begins with gj_has. Bit i of `set` says that field i
 * of its table is present; bit i of `null` that it is present and null, so that
 * an update tells absent (keep) from null (clear).
 *
 *	struct office_args {
 *		gj_has has;
 *		gj_str name;
 *		int64_t parent;
 *	};
 *	static const gj_field office_args_fields[] = {
 *		GJ_F_TEXT(struct office_args, name, GJ_REQUIRED, 1, 100, GJ_OPEN, "Full name."),
 *		GJ_F_ID(struct office_args, parent, 0, "The office above."),
 *		GJ_F_END
 *	};
 *	static const GJ_RECORD(office_args_record, struct office_args, office_args_fields);
 */
#ifndef GJ_UTIL_FIELD_H
#define GJ_UTIL_FIELD_H

#include "util/mem.h"
#include "util/tree.h"

typedef struct gj_has {
	uint64_t set, null;
} gj_has;

#define GJ_FIELDS_MAX 64

/* Classes of privacy (design: open, internal, commercial, personal, sensitive).
 * Personal and sensitive text is of kind GJ_K_VEIL and lives in the vault. */
enum gj_class { GJ_OPEN, GJ_INTERNAL, GJ_COMMERCIAL, GJ_PERSONAL, GJ_SENSITIVE };

enum gj_kind {
	GJ_K_END,
	GJ_K_BOOL,   /* int32_t: 0 or 1 */
	GJ_K_INT,    /* int64_t, within 2^53 */
	GJ_K_ID,     /* int64_t, 1 to 2^53 */
	GJ_K_MONEY,  /* int64_t, 分 */
	GJ_K_TIME,   /* int64_t, UTC microseconds; RFC 3339 on the wire */
	GJ_K_DATE,   /* int32_t, days since 1970; YYYY-MM-DD on the wire */
	GJ_K_ENUM,   /* int32_t, index into names; the name on the wire and in SQL */
	GJ_K_TEXT,   /* gj_str */
	GJ_K_CODE,   /* gj_str, one of the profile's code list `list` */
	GJ_K_VEIL,   /* gj_veil: personal text, kept in the vault */
	GJ_K_OBJECT, /* the sub-record's struct, embedded */
	GJ_K_ARRAY,  /* gj_array of sub-records */
	GJ_K_TEXTS,  /* gj_array of gj_str */
	GJ_K_IDS,    /* gj_array of int64_t */
	GJ_K_MAP,    /* gj_array of gj_pair: text to text */
	GJ_K_ANY,    /* gj_any: an object of the record it names; written, never read */
	GJ_K_TREE,   /* const gj_tree *: free JSON */
	GJ_K_RAW     /* gj_str: the bytes of one valid JSON value, read later by another table */
};

enum {
	GJ_REQUIRED = 1, /* must be present */
	GJ_NULLABLE = 2, /* null is allowed and means: clear */
	GJ_HIDDEN = 4    /* not on the wire, in no description: for SQL and the engine only */
};

typedef struct gj_array {
	void *p;
	size_t n;
} gj_array;

typedef struct gj_pair {
	gj_str key, value;
} gj_pair;

/* A personal value. From arguments: text. In an event: vault id and digest.
 * On the way out: text, masked unless the actor may see it. */
typedef struct gj_veil {
	int64_t id;
	gj_str text;   /* p == NULL: not loaded, or erased */
	gj_str digest; /* lower-case hex of H(nonce || text) */
	int32_t erased;
} gj_veil;

struct gj_record;
typedef struct gj_any {
	const struct gj_record *record;
	void *body;
} gj_any;

typedef struct gj_field {
	const char *name;
	uint8_t kind, cls;
	uint16_t flags;
	uint32_t offset;
	int64_t min, max;            /* value, or characters, or items */
	const struct gj_record *sub; /* OBJECT, ARRAY */
	const char *const *names;    /* ENUM: NULL-terminated */
	const char *list;            /* CODE: name of the profile's list; VEIL: mask */
	const char *doc;
} gj_field;

typedef struct gj_record {
	const char *name;
	size_t size;
	const gj_field *fields; /* ends with GJ_F_END */
} gj_record;

/* Proof at compile time that a member has the type its kind needs. */
#define GJ_TYPED(type, member, ctype) \
	((uint32_t)(offsetof(type, member) + \
		    0 * sizeof(char[_Generic(((type *)0)->member, ctype : 1, default \
					     : -1)])))

#define GJ_F(type, member, k, ctype, flags, cls, lo, hi, sub, names, list, doc) \
	{ \
#member, k, cls, flags, GJ_TYPED(type, member, ctype), lo, hi, sub, names, list, \
			doc \
	}
#define GJ_MAX_INT INT64_C(9007199254740992)

#define GJ_F_BOOL(t, m, fl, doc) \
	GJ_F(t, m, GJ_K_BOOL, int32_t, fl, GJ_OPEN, 0, 1, NULL, NULL, NULL, doc)
#define GJ_F_INT(t, m, fl, lo, hi, doc) \
	GJ_F(t, m, GJ_K_INT, int64_t, fl, GJ_OPEN, lo, hi, NULL, NULL, NULL, doc)
#define GJ_F_ID(t, m, fl, doc) \
	GJ_F(t, m, GJ_K_ID, int64_t, fl, GJ_OPEN, 1, GJ_MAX_INT, NULL, NULL, NULL, doc)
#define GJ_F_MONEY(t, m, fl, cls, doc) \
	GJ_F(t, m, GJ_K_MONEY, int64_t, fl, cls, 0, GJ_MAX_INT, NULL, NULL, NULL, doc)
#define GJ_F_TIME(t, m, fl, doc) \
	GJ_F(t, m, GJ_K_TIME, int64_t, fl, GJ_OPEN, 0, 0, NULL, NULL, NULL, doc)
#define GJ_F_DATE(t, m, fl, doc) \
	GJ_F(t, m, GJ_K_DATE, int32_t, fl, GJ_OPEN, 0, 0, NULL, NULL, NULL, doc)
#define GJ_F_ENUM(t, m, fl, names, doc) \
	GJ_F(t, m, GJ_K_ENUM, int32_t, fl, GJ_OPEN, 0, 0, NULL, names, NULL, doc)
#define GJ_F_TEXT(t, m, fl, lo, hi, cls, doc) \
	GJ_F(t, m, GJ_K_TEXT, gj_str, fl, cls, lo, hi, NULL, NULL, NULL, doc)
#define GJ_F_CODE(t, m, fl, list, doc) \
	GJ_F(t, m, GJ_K_CODE, gj_str, fl, GJ_OPEN, 1, 64, NULL, NULL, list, doc)
/* mask: "name", "phone", "id", "mail" or "text" */
#define GJ_F_VEIL(t, m, fl, hi, cls, mask, doc) \
	GJ_F(t, m, GJ_K_VEIL, gj_veil, fl, cls, 1, hi, NULL, NULL, mask, doc)
#define GJ_F_OBJECT(t, m, ctype, fl, sub, doc) \
	GJ_F(t, m, GJ_K_OBJECT, ctype, fl, GJ_OPEN, 0, 0, &sub, NULL, NULL, doc)
#define GJ_F_ARRAY(t, m, fl, lo, hi, sub, doc) \
	GJ_F(t, m, GJ_K_ARRAY, gj_array, fl, GJ_OPEN, lo, hi, &sub, NULL, NULL, doc)
#define GJ_F_TEXTS(t, m, fl, hi, doc) \
	GJ_F(t, m, GJ_K_TEXTS, gj_array, fl, GJ_OPEN, 0, hi, NULL, NULL, NULL, doc)
#define GJ_F_IDS(t, m, fl, hi, doc) \
	GJ_F(t, m, GJ_K_IDS, gj_array, fl, GJ_OPEN, 0, hi, NULL, NULL, NULL, doc)
#define GJ_F_MAP(t, m, fl, hi, doc) \
	GJ_F(t, m, GJ_K_MAP, gj_array, fl, GJ_OPEN, 0, hi, NULL, NULL, NULL, doc)
#define GJ_F_ANY(t, m, fl, doc) \
	GJ_F(t, m, GJ_K_ANY, gj_any, fl, GJ_OPEN, 0, 0, NULL, NULL, NULL, doc)
#define GJ_F_TREE(t, m, fl, doc) \
	GJ_F(t, m, GJ_K_TREE, const gj_tree *, fl, GJ_OPEN, 0, 0, NULL, NULL, NULL, doc)
#define GJ_F_RAW(t, m, fl, doc) \
	GJ_F(t, m, GJ_K_RAW, gj_str, fl, GJ_OPEN, 0, 0, NULL, NULL, NULL, doc)
#define GJ_F_END \
	{ \
		NULL, GJ_K_END, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL \
	}

#define GJ_RECORD(record, type, table) \
	gj_record record = { #record, \
			     sizeof(type) + 0 * sizeof(char[offsetof(type, has) == 0 ? 1 : -1]), \
			     table }

/* Index of a field by name, or -1. */
int gj_field_index(const gj_record *record, const char *name, size_t length);
int gj_field_set(const void *object, int index);  /* present and not null */
int gj_field_null(const void *object, int index); /* present and null */
void gj_field_mark(void *object, int index);
void gj_field_clear(void *object, int index); /* makes it absent */
/* By name, for the engine: GJ_SET(object, &record, "name"). */
int gj_field_has(const void *object, const gj_record *record, const char *name);
void gj_field_put(void *object, const gj_record *record, const char *name);
/* Sets it to a value of its kind's type, which is copied; nothing where the record has none. */
void gj_field_give(void *object, const gj_record *record, const char *name, const void *value);
/* Copies every field that both records have under one name, kind and size;
 * presence goes along. */
void gj_field_copy(void *to, const gj_record *to_record, const void *from,
		   const gj_record *from_record);

#endif
