/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiling the calendars in force, and keeping them.
 */
#include "engine/calendar.h"

#include <stdlib.h>
#include <string.h>

#include "profile/calendar_read.h"

#define BOOK_MEMORY (64u << 20)
#define IDENTITY_MAX (8u << 20)

static const gj_field row_fields[] = {
	GJ_F_ID(gj_paper_row, id, 0, "Number of the paper."),
	GJ_F_TEXT(gj_paper_row, series, 0, 0, 0, GJ_OPEN, "Which series it belongs to."),
	GJ_F_INT(gj_paper_row, year, 0, 0, GJ_MAX_INT, "For which year."),
	GJ_F_TEXT(gj_paper_row, source, 0, 0, 0, GJ_OPEN, "The paper, canonical."),
	GJ_F_BOOL(gj_paper_row, voided, 0, "It was void from the beginning."),
	GJ_F_INT(gj_paper_row, revision, 0, 1, GJ_MAX_INT, "Goes up by one with every load."),
	GJ_F_INT(gj_paper_row, seq, GJ_HIDDEN, 1, GJ_MAX_INT, "Its last event."),
	GJ_F_TIME(gj_paper_row, loaded_at, 0, "When it was loaded."),
	GJ_F_END
};
const GJ_RECORD(gj_paper_row_record, gj_paper_row, row_fields);

void gj_calendars_drop(gj_calendar_cache *cache)
{
	gj_arena_free(cache->arena);
	memset(cache, 0, sizeof(*cache));
}

/* ---- papers ---- */

int gj_calendar_paper(gj_arena *arena, const gj_tree *tree, gj_cal_paper *ret_paper, gj_error *err)
{
	gj_walk walk;

	gj_walk_start(&walk, GJ_RULE_calendar_path, err);
	return gj_paper_read(&walk, arena, tree, ret_paper);
}

static int by_year(const void *a, const void *b)
{
	const gj_paper_in_force *x = a, *y = b;

	return x->paper.year < y->paper.year ? -1 : x->paper.year > y->paper.year;
}

static int add_loaded(gj_ctx *c, gj_arena *arena, const gj_paper_row *row, gj_calendar_book *book)
{
	gj_paper_in_force *p = &book->papers[book->paper_count++];
	gj_tree *tree = NULL;
	int code = gj_tree_parse(arena, row->source, &tree, c->err);

	if (code >= 0)
		code = gj_calendar_paper(arena, tree, &p->paper, c->err);
	p->paper.series = row->series;
	p->row = row;
	/* It was read before it was recorded. */
	return code < 0 && code != GJ_E_NOMEM ? GJ_E_CORRUPT : code;
}

static void add_built_in(const gj_cal_paper *paper, gj_calendar_book *book, size_t loaded)
{
	for (size_t i = 0; i < loaded; i++)
		if (book->papers[i].paper.year == paper->year &&
		    gj_str_eq(book->papers[i].paper.series, paper->series))
			return;
	book->papers[book->paper_count++] = (gj_paper_in_force){ *paper, NULL };
}

static int gather_papers(gj_ctx *c, gj_arena *arena, gj_calendar_book *book)
{
	size_t built_in, i;
	const gj_cal_paper *paper = gj_cal_papers(&built_in);
	const gj_paper_row *row;
	gj_array rows;
	int code = gj_sql_list(c->db, GJ_SQL_CALENDAR_PAPERS, arena, &gj_paper_row_record, &rows,
			       "l", GJ_ROOT);

	if (code < 0)
		return code;
	row = rows.p;
	book->papers = gj_arena_zero(arena, (rows.n + built_in) * sizeof(*book->papers));
	if (!book->papers)
		return GJ_E_NOMEM;
	for (i = 0; i < rows.n && code >= 0; i++)
		code = add_loaded(c, arena, &row[i], book);
	for (i = 0; i < built_in && code >= 0; i++)
		add_built_in(&paper[i], book, rows.n);
	if (code >= 0)
		qsort(book->papers, book->paper_count, sizeof(*book->papers), by_year);
	return code;
}

/* ---- calendars ---- */

static int make_version(gj_ctx *c, gj_arena *arena, gj_calendar *calendar)
{
	gj_arena_mark mark = gj_arena_mark_now(c->arena);
	uint8_t hash[GJ_DIGEST_SIZE];
	gj_buf buf;
	int code;

	gj_buf_init(&buf, c->arena, IDENTITY_MAX);
	gj_cal_identity(&buf, calendar->cal);
	gj_buf_end(&buf);
	code = buf.failed;
	if (code >= 0)
		code = gj_digest_pair(c->digest, "", 0, buf.p, buf.n, hash);
	gj_arena_rewind(c->arena, mark);
	if (code < 0)
		return code;
	gj_buf_init(&buf, arena, GJ_CALENDAR_VERSION_SIZE + 1);
	gj_buf_hex(&buf, hash, GJ_CALENDAR_VERSION_SIZE / 2);
	calendar->version = gj_buf_end(&buf);
	return buf.failed;
}

static int compile_all(gj_ctx *c, gj_arena *arena, gj_calendar_book *book)
{
	gj_zone zone = gj_zone_fixed(c->zone);
	gj_cal_paper *papers = gj_arena_zero(arena, (book->paper_count + 1) * sizeof(*papers));
	const gj_cal_def *def;
	int code = papers ? GJ_OK : GJ_E_NOMEM;

	for (size_t i = 0; i < book->paper_count && papers; i++)
		papers[i] = book->papers[i].paper;
	while (gj_profile_calendar_at(c->profile, book->count))
		book->count++;
	book->calendars = gj_arena_zero(arena, (book->count + 1) * sizeof(*book->calendars));
	if (!book->calendars)
		return GJ_E_NOMEM;
	for (size_t i = 0; i < book->count && code >= 0; i++) {
		def = gj_profile_calendar_at(c->profile, i);
		code = gj_cal_compile(arena, def, papers, book->paper_count, &zone,
				      &book->calendars[i].cal);
		if (code >= 0)
			code = make_version(c, arena, &book->calendars[i]);
	}
	return code;
}

static int make_book(gj_ctx *c, gj_calendar_cache *ret_cache)
{
	gj_arena *arena = gj_arena_new(&c->host->mem, BOOK_MEMORY);
	gj_calendar_book *book = arena ? gj_arena_zero(arena, sizeof(*book)) : NULL;
	int code = book ? GJ_OK : GJ_E_NOMEM;

	if (code >= 0)
		code = gather_papers(c, arena, book);
	if (code >= 0)
		code = compile_all(c, arena, book);
	if (code < 0) {
		gj_arena_free(arena);
		return code;
	}
	ret_cache->arena = arena;
	ret_cache->book = book;
	return GJ_OK;
}

int gj_calendars(gj_ctx *c, const gj_calendar_book **ret_book)
{
	gj_calendar_cache *cache = c->calendars, fresh = { NULL, c->root_seq, 0, NULL };
	int code = GJ_OK;

	/* In a transaction of the host the chain's head stands still until it ends. */
	if (!cache->arena || cache->root_seq != c->root_seq || c->in_tx) {
		code = gj_sql_int(c->db, GJ_SQL_CALENDAR_PAPERS_SEQ, &fresh.papers_seq, "l",
				  GJ_ROOT);
		if (code >= 0 && (!cache->arena || cache->papers_seq != fresh.papers_seq)) {
			code = make_book(c, &fresh);
			if (code >= 0) {
				gj_calendars_drop(cache);
				*cache = fresh;
			}
		}
		if (code >= 0)
			cache->root_seq = c->root_seq;
	}
	if (code >= 0)
		*ret_book = cache->book;
	return code;
}

int gj_calendar_find(gj_ctx *c, gj_str code_of, const gj_calendar **ret_calendar)
{
	const gj_calendar_book *book = NULL;
	int code = gj_calendars(c, &book);

	for (size_t i = 0; code >= 0 && i < book->count; i++) {
		const gj_cal_def *def = gj_cal_definition(book->calendars[i].cal);

		if (code_of.p ? gj_str_eq(def->code, code_of) : def->main) {
			*ret_calendar = &book->calendars[i];
			return GJ_OK;
		}
	}
	return code < 0 ? code : gj_not_found(c, "calendar");
}
