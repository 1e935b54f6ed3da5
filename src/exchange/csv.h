/* SPDX-License-Identifier: Apache-2.0
 *
 * CSV by RFC 4180, read row by row from memory and written to a buffer.
 *
 * Strict: a quotation mark only around a whole field, doubled inside; every row
 * as wide as the first. Lines end with CRLF, LF or CR, in any mixture, the last
 * one with or without. A byte order mark before the first row is left out, and
 * so are lines with nothing in them.
 *
 * A row that cannot be read does not take others with it: the reader goes on
 * after the line on which the row broke, and the raw bytes of every row, good
 * or bad, are at hand. Raw spans of all rows, line ends and empty lines make up
 * the text: nothing falls between them.
 */
#ifndef GJ_EXCHANGE_CSV_H
#define GJ_EXCHANGE_CSV_H

#include "util/error.h"

typedef struct gj_csv_limits {
	size_t field;   /* bytes of one field, unquoted */
	size_t columns; /* of one row */
	size_t rows;    /* of the text, bad ones included */
} gj_csv_limits;

#define GJ_CSV_LIMITS ((gj_csv_limits){ 64u << 10, 256, 1000000 })

typedef struct gj_csv_row {
	size_t number; /* 1 for the first row */
	size_t line;   /* the line on which it begins, from 1 */
	gj_str raw;    /* its bytes in the text, without the line end */
	gj_str *fields;
	size_t count; /* 0 when the row could not be taken apart */
} gj_csv_row;

typedef struct gj_csv {
	gj_str text;
	gj_csv_limits limits;
	size_t at, line, rows;
	size_t width; /* columns of every row; 0 until the first good row sets it */
} gj_csv;

/* text stays the caller's and is borrowed until the last row has been read. */
void gj_csv_begin(gj_csv *csv, gj_str text, const gj_csv_limits *limits);

/* The next row, its fields copied into the arena (rewind it between rows to
 * stream). 1: a row; 0: the end. A negative code: the row is bad and *ret_row
 * still has its number, line and raw bytes, the one output that a failure
 * sets; call again for the next row. GJ_E_BAD_VALUE with csv_quote, csv_columns
 * (fields are set all the same) or zero; GJ_E_LIMIT with too_large or too_many.
 * When there are too many rows, the last bad one holds all that is left.
 * GJ_E_NOMEM alone sets nothing and leaves the reader before the row. */
int gj_csv_next(gj_csv *csv, gj_arena *arena, gj_csv_row *ret_row, gj_error *err);

enum {
	GJ_CSV_BOM = 1, /* begin with a byte order mark, for spreadsheets */
	GJ_CSV_SAFE = 2 /* no field can be taken for a formula */
};

typedef struct gj_csv_writer {
	gj_buf *out;
	int flags;
	size_t columns; /* written of the present row */
	int empty;      /* nothing but an empty field so far */
} gj_csv_writer;

void gj_csv_write_begin(gj_csv_writer *writer, gj_buf *out, int flags);
/* With GJ_CSV_SAFE a field that begins with = + - @ (half or full width), tab
 * or a line end gets an apostrophe before it. Negative numbers too: write
 * columns of numbers without the flag. */
void gj_csv_write(gj_csv_writer *writer, gj_str field);
void gj_csv_write_end(gj_csv_writer *writer); /* of the row: CRLF */

#endif
