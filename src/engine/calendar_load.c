/* SPDX-License-Identifier: Apache-2.0
 *
 * Loading a paper: what an authority announced for a year, brought in by a clerk when the
 * library does not have it yet. One paper a series and year; loading it again replaces it.
 */
#include "engine/calendar.h"

#include <string.h>

/* ---- what is recorded ---- */

typedef struct loaded_body {
	gj_has has;
	gj_str series;
	int64_t year;
	const gj_tree *source;
} loaded_body;

static const gj_field loaded_fields[] = {
	GJ_F_TEXT(loaded_body, series, GJ_REQUIRED, 1, 40, GJ_OPEN, "Which series it belongs to."),
	GJ_F_INT(loaded_body, year, GJ_REQUIRED, 1971, 2198, "For which year."),
	GJ_F_TREE(loaded_body, source, GJ_REQUIRED, "The paper, canonical."), GJ_F_END
};
static const GJ_RECORD(loaded_record, loaded_body, loaded_fields);

static const gj_step loaded_steps[] = { { GJ_SQL_CALENDAR_PAPER_PUT, NULL, NULL }, GJ_STEPS_END };
static const gj_step voided_steps[] = { { GJ_SQL_CALENDAR_PAPER_VOID, NULL, NULL }, GJ_STEPS_END };

enum { LOADED, VOIDED };
const gj_event_type gj_calendar_events[] = {
	{ "calendar.loaded", 1, &loaded_record, loaded_steps, "A paper came into the calendars." },
	{ "calendar.voided", 1, &gj_voided_record, voided_steps,
	  "A paper should not have been loaded." },
	{ NULL, 0, NULL, NULL, NULL }
};

/* ---- load ---- */

typedef struct load_args {
	gj_has has;
	GJ_WRITE_ARGS;
	const gj_tree *paper;
	gj_str series;
	int64_t if_revision;
} load_args;

static const gj_field load_fields[] = {
	GJ_WRITE_FIELDS(load_args),
	GJ_F_TREE(load_args, paper, GJ_REQUIRED,
		  "The paper: {\"year\":2027,\"papers\":[address],\"days\":[{\"name\":\"元旦\","
		  "\"date\":\"2027-01-01\",\"isOffDay\":true}]}. Only days off and make-up working "
		  "days are listed."),
	GJ_F_TEXT(load_args, series, 0, 1, 40, GJ_OPEN,
		  "Which series it belongs to; the first of the default calendar if not given."),
	GJ_F_INT(load_args, if_revision, 0, 1, GJ_MAX_INT,
		 "Change only if this is still its revision, else CONFLICT."),
	GJ_F_END
};
const GJ_RECORD(gj_calendar_load_record, load_args, load_fields);

static int check_series(gj_ctx *c, const load_args *in, gj_str *ret_series)
{
	const gj_cal_def *def = gj_profile_calendar(c->profile, GJ_STR_NONE);
	int code;

	if (!in->series.p && def && def->series_count) {
		*ret_series = def->series[0];
		return GJ_OK;
	}
	for (size_t i = 0; (def = gj_profile_calendar_at(c->profile, i)) != NULL; i++)
		for (size_t s = 0; s < def->series_count; s++)
			if (in->series.p && gj_str_eq(def->series[s], in->series)) {
				*ret_series = in->series;
				return GJ_OK;
			}
	code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_no_series);
	gj_fail_text(c->err, "series", in->series.p ? in->series : GJ_STR("-"));
	gj_fail_path(c->err, "/series");
	return code;
}

/* The paper of this series and year, if one was loaded before; else an id for it. */
static int find_before(gj_ctx *c, const load_args *in, const loaded_body *body,
		       gj_subject *ret_subject)
{
	gj_paper_row row;
	gj_buf buf;
	int code = gj_sql_row(c->db, GJ_SQL_CALENDAR_PAPER_OF_YEAR, c->arena, &gj_paper_row_record,
			      &row, "ltl", GJ_ROOT, body->series, body->year);

	if (code == GJ_E_NOT_FOUND)
		return gj_new_id(c, GJ_ROOT, &ret_subject->id);
	if (code >= 0 && in->if_revision && in->if_revision != row.revision) {
		code = gj_fail(c->err, GJ_E_CONFLICT, GJ_RULE_revision);
		gj_fail_int(c->err, "revision", row.revision);
	}
	if (code < 0)
		return code;
	gj_buf_init(&buf, c->arena, GJ_PROFILE_MAX);
	gj_tree_write(&buf, body->source);
	if (!row.voided && gj_str_eq(gj_buf_end(&buf), row.source))
		return gj_fail(c->err, GJ_E_EXISTS, GJ_RULE_same_thing);
	*ret_subject = (gj_subject){ row.id, row.revision, row.seq };
	return buf.failed;
}

int gj_calendar_load(gj_ctx *c, const void *args, void *ret_result)
{
	const load_args *in = args;
	gj_subject subject = { 0, 0, 0 };
	loaded_body body = { { 7, 0 }, GJ_STR_NONE, 0, in->paper };
	gj_cal_paper paper;
	int code = gj_allow_top(c, GJ_RIGHT_calendar_write);

	(void)ret_result;
	if (code >= 0) {
		code = gj_calendar_paper(c->arena, in->paper, &paper, c->err);
		if (code < 0)
			gj_fail_in(c->err, "paper", SIZE_MAX);
	}
	if (code >= 0)
		code = check_series(c, in, &body.series);
	if (code < 0)
		return code;
	body.year = paper.year;
	code = find_before(c, in, &body, &subject);
	return code < 0 ? code : gj_emit(c, &gj_calendar_events[LOADED], GJ_ROOT, &subject, &body);
}

/* ---- void ---- */

int gj_calendar_void(gj_ctx *c, const void *args, void *ret_result)
{
	const gj_void_args *in = args;
	gj_subject subject;
	gj_paper_row row;
	int code = gj_allow_top(c, GJ_RIGHT_calendar_write);

	(void)ret_result;
	if (code < 0)
		return code;
	code = gj_sql_row(c->db, GJ_SQL_CALENDAR_PAPER_GET, c->arena, &gj_paper_row_record, &row,
			  "ll", GJ_ROOT, in->id);
	if (code == GJ_E_NOT_FOUND)
		code = gj_not_found(c, "paper");
	if (code >= 0 && row.voided)
		code = gj_fail(c->err, GJ_E_STATE, GJ_RULE_voided);
	if (code >= 0)
		code = gj_check_revision(c, in, row.revision);
	if (code < 0)
		return code;
	subject = (gj_subject){ row.id, row.revision, row.seq };
	return gj_emit_voided(c, &gj_calendar_events[VOIDED], GJ_ROOT, &subject, in);
}
