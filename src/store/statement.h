/* SPDX-License-Identifier: Apache-2.0
 *
 * What the generator of src/sql hands to the store: named statements, tables
 * with their class, migrations. The store knows no statement by name.
 */
#ifndef GJ_STORE_STATEMENT_H
#define GJ_STORE_STATEMENT_H

#include <stddef.h>
#include <stdint.h>

enum { GJ_ENGINE_SQLITE, GJ_ENGINE_POSTGRESQL };

/* Scripts are by engine; one more makes PostgreSQL's tables divided by their home. */
enum { GJ_SCRIPT_PARTITIONED = GJ_ENGINE_POSTGRESQL + 1, GJ_SCRIPTS };

typedef struct gj_statement {
	const char *name;
	const char *text[2];       /* by engine, with $1 ... $n */
	const char *const *params; /* names; "x?" is the presence of field x */
	int count;
	const char *scan[2]; /* by engine: why its plan may scan, or NULL */
	int overridden;
	int piled; /* the statement that adds the same to a pile, or -1 */
	/* Which tables, a bit each, in the order of gj_sql_tables. */
	uint64_t reads[2], writes[2];
} gj_statement;

/* journal and vault are the truth, content what entries of the vault stand for; local is neither
 * replayed nor compared; derived can be dropped and rebuilt from the journal. */
enum {
	GJ_TABLE_CLASS_JOURNAL,
	GJ_TABLE_CLASS_VAULT,
	GJ_TABLE_CLASS_CONTENT,
	GJ_TABLE_CLASS_LOCAL,
	GJ_TABLE_CLASS_DERIVED
};

typedef struct gj_table {
	const char *name;
	int kind;
	const char *const *columns;
	int column_count, key_count; /* the key's columns stand first */
	int dump, clear, copy;       /* statements, or -1 */
} gj_table;

/* Where statements add up meanwhile (gj_db_pile), for one home. */
typedef struct gj_pile {
	int homes;       /* statement that says which homes have one */
	int fold, clear; /* into the table, and out of here */
} gj_pile;

typedef struct gj_migration {
	int version; /* 0 ends the list */
	int rebuild; /* the derived tables are made anew after it */
	const char *text[GJ_SCRIPTS];
} gj_migration;

#endif
