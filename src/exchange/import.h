/* SPDX-License-Identifier: Apache-2.0
 *
 * Columns of a ledger of enterprises: which header means which field, and how a cell
 * becomes a fact.
 */
#ifndef GJ_EXCHANGE_IMPORT_H
#define GJ_EXCHANGE_IMPORT_H

#include "engine/contact.h"
#include "engine/enterprise.h"
#include "exchange/csv.h"

/* Beside the facts a column may hold these. */
enum {
	GJ_COLUMN_NONE = -1, /* not recognised: left out, and reported */
	GJ_COLUMN_CONTACT_NAME = GJ_FACT_COUNT,
	GJ_COLUMN_CONTACT_PHONE,
	GJ_COLUMN_CONTACT_MAIL,
	GJ_COLUMN_CODE, /* its number in another system */
	GJ_COLUMN_COUNT
};

#define GJ_COLUMNS_MAX 256

typedef struct gj_columns {
	size_t count;
	int16_t field[GJ_COLUMNS_MAX];
	int64_t unit[GJ_COLUMNS_MAX]; /* of money: fen; 0: as the cell says, else yuan */
	gj_str header[GJ_COLUMNS_MAX];
} gj_columns;

/* A row taken apart into facts; what facts points to lies in the arena or here. */
typedef struct gj_import_facts {
	gj_enterprise_facts facts;
	gj_contact contact;
	gj_pair reference;
} gj_import_facts;

/* The field's name; static. */
const char *gj_column_name(int field);
/* Reads the header row. mapping: pairs of header and field. NOT_LISTED when it names a field
 * that is none, csv_header when no column holds the name. */
int gj_columns_read(gj_ctx *c, const gj_csv_row *header, const gj_array *mapping, int with_code,
		    gj_columns *ret_columns);
/* One row into facts. A failure has the path of the field. under: the office among whose
 * communities names are looked for; system: of the numbers. */
int gj_columns_take(gj_ctx *c, const gj_columns *columns, const gj_csv_row *row, int64_t under,
		    gj_str system, gj_import_facts *ret_facts);
/* The row as it may be shown to who may not see personal values; p == NULL: not at all. */
int gj_columns_mask(gj_ctx *c, const gj_columns *columns, const gj_csv_row *row, gj_str *ret_text);

#endif
