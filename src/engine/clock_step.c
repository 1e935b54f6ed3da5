/* SPDX-License-Identifier: Apache-2.0
 *
 * What a move does to the clocks of a case: read what they are, let each make its turn, reckon,
 * and hand over the rows as they are to be recorded.
 */
#include <assert.h>
#include <string.h>

#include "engine/clock_priv.h"

static_assert((int)GJ_AT_RUNNING == GJ_CLOCK_RUNNING && (int)GJ_AT_PAUSED == GJ_CLOCK_PAUSED &&
		      (int)GJ_AT_STOPPED == GJ_CLOCK_STOPPED,
	      "a chart and a clock speak of the same states");

#define TEXT_MAX (GJ_LIMIT_TEXT_MAX * (GJ_EXTRA_MAX + 1))

/* One clock of the chart, and what becomes of it. */
typedef struct turning {
	const gj_timed *of;
	const gj_chart_clock *def;
	const gj_calendar *calendar;
	const gj_chart_limit *limit; /* that is right under the guards */
	int64_t given, at;
	gj_clock_row row;
	gj_clock clock;
	gj_clock_changes *out;
} turning;

static void put(gj_clock_row *row, const char *name)
{
	gj_field_put(row, &gj_clock_row_record, name);
}

/* A field that is there when `is`. */
static void put_if(gj_clock_row *row, const char *name, int is)
{
	gj_field_clear(row, gj_field_index(&gj_clock_row_record, name, strlen(name)));
	if (is)
		put(row, name);
}

int64_t gj_moment(gj_ctx *c, int64_t home)
{
	const gj_head *head = gj_head_of(c, home);
	int64_t at = head && head->at > c->now ? head->at : c->now;

	return c->occurred_at && c->occurred_at < at ? c->occurred_at : at;
}

/* ---- rows and arithmetic ---- */

static int read_extra(gj_str text, gj_clock *clock)
{
	size_t from = 0, to;
	int code = GJ_OK;

	for (; from < text.n && code >= 0; from = to + 1) {
		for (to = from; to < text.n && text.p[to] != ' ';)
			to++;
		if (clock->extra_count == GJ_EXTRA_MAX)
			return GJ_E_CORRUPT;
		code = gj_limit_parse((gj_str){ text.p + from, to - from },
				      &clock->extra[clock->extra_count++]);
	}
	return code;
}

int gj_clock_load(const gj_clock_row *row, gj_clock *ret_clock)
{
	gj_clock clock = { .limit = { 1, GJ_UNIT_H, 0, 0 },
			   .given = row->given,
			   .state = row->state,
			   .began = row->began_at,
			   .start = row->start_at,
			   .budget = row->budget,
			   .consumed = row->consumed,
			   .since = row->since_at,
			   .until = GJ_NEVER,
			   .due = row->due_at,
			   .provisional = row->provisional };
	int code = GJ_OK;

	if (gj_field_has(row, &gj_clock_row_record, "until_at"))
		clock.until = row->until_at;
	if (row->term.p)
		code = gj_limit_parse(row->term, &clock.limit);
	if (code >= 0)
		code = read_extra(row->extra, &clock);
	if (code < 0)
		return GJ_E_CORRUPT;
	*ret_clock = clock;
	return GJ_OK;
}

void gj_clock_save(gj_clock_row *row, const gj_clock *clock, const gj_calendar *calendar)
{
	row->state = clock->state;
	row->calendar = gj_cal_definition(calendar->cal)->code;
	row->version = calendar->version;
	row->began_at = clock->began;
	row->start_at = clock->start;
	row->budget = clock->budget;
	row->consumed = clock->consumed;
	row->since_at = clock->since;
	row->until_at = clock->until;
	row->due_at = clock->due;
	row->given = clock->given;
	row->provisional = clock->provisional;
	put(row, "state");
	put(row, "calendar");
	put(row, "version");
	put(row, "began_at");
	put(row, "start_at");
	put(row, "budget");
	put(row, "consumed");
	put(row, "since_at");
	put(row, "due_at");
	put(row, "given");
	put(row, "provisional");
	put_if(row, "until_at", clock->until != GJ_NEVER);
}

/* ---- ladders ---- */

/* Is (at, index) after (than, than_index)? */
static int later(int64_t at, size_t index, int64_t than, size_t than_index)
{
	return at > than || (at == than && index > than_index);
}

static int rung_time(gj_ctx *c, const gj_cal *cal, const gj_chart_rung *rung, int64_t due,
		     int64_t *ret_time)
{
	int code = gj_offset_time(cal, rung->at, due, ret_time);

	return code < 0 ? gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_too_far) : GJ_OK;
}

int gj_clock_next(gj_ctx *c, const gj_cal *cal, const gj_chart_clock *clock, int64_t due,
		  int64_t at, gj_str rung, int64_t *ret_at, gj_str *ret_rung)
{
	size_t i, from = SIZE_MAX, best = SIZE_MAX;
	int64_t time = 0, best_time = 0;
	int code = GJ_OK;

	for (i = 0; rung.p && i < clock->rung_count; i++)
		if (gj_str_eq(clock->rungs[i].id, rung))
			from = i;
	for (i = 0; i < clock->rung_count && code >= 0; i++) {
		code = rung_time(c, cal, &clock->rungs[i], due, &time);
		if (code < 0 || !later(time, i, at, from))
			continue;
		if (best == SIZE_MAX || later(best_time, best, time, i)) {
			best = i;
			best_time = time;
		}
	}
	if (code < 0 || best == SIZE_MAX)
		return code;
	*ret_at = best_time;
	*ret_rung = clock->rungs[best].id;
	return 1;
}

/* The next rung, now that the due time is what it is: the first that is still to come, or the
 * one that was next before, should its time be over without anybody having looked. */
int gj_clock_arm(gj_ctx *c, const gj_cal *cal, const gj_chart_clock *def, const gj_clock *clock,
		 int64_t now, gj_clock_row *row)
{
	const gj_chart_rung *waiting =
		def && row->next_rung.p ? gj_chart_rung_find(def, row->next_rung) : NULL;
	int open = clock->state != GJ_CLOCK_STOPPED, armed = 0;
	int runs = clock->state == GJ_CLOCK_RUNNING || clock->until != GJ_NEVER || clock->given;
	int64_t at = 0, time = 0;
	gj_str rung = GJ_STR_NONE;
	int code = GJ_OK;

	if (def && open && runs)
		code = armed = gj_clock_next(c, cal, def, clock->due, now, GJ_STR_NONE, &at, &rung);
	if (code >= 0 && open && runs && waiting) {
		code = rung_time(c, cal, waiting, clock->due, &time);
		if (code >= 0 && time <= now) {
			armed = 1;
			at = time;
			rung = waiting->id;
		}
	}
	if (code < 0)
		return code;
	row->next_at = at;
	put_if(row, "next_at", armed);
	/* One that stands still keeps its place on the ladder. */
	if (!open || runs)
		row->next_rung = rung;
	put_if(row, "next_rung", row->next_rung.p != NULL);
	return GJ_OK;
}

/* The row as it is after the turn. Where its times stay what they were, so do the rungs that have
 * fired, though what is told happened before them: the ladder goes on from now. */
static int settle_row(gj_ctx *c, turning *t)
{
	int same = t->row.due_at == t->clock.due && t->row.began_at == t->clock.began;
	int64_t from = same ? c->now : t->at;

	gj_clock_save(&t->row, &t->clock, t->calendar);
	t->row.unit = t->of->unit;
	put(&t->row, "unit");
	return gj_clock_arm(c, t->calendar->cal, t->def, &t->clock, from, &t->row);
}

/* ---- what is recorded ---- */

static int add(gj_ctx *c, gj_array *array, const void *item, size_t size)
{
	void *p = gj_arena_grow(c->arena, array->p, array->n * size, (array->n + 1) * size);

	if (!p)
		return GJ_E_NOMEM;
	memcpy((char *)p + array->n * size, item, size);
	*array = (gj_array){ p, array->n + 1 };
	return GJ_OK;
}

static int record_row(gj_ctx *c, turning *t)
{
	return add(c, &t->out->clocks, &t->row, sizeof(t->row));
}

static int record_pause(gj_ctx *c, turning *t, gj_clock_pause_row *pause)
{
	pause->name = t->row.name;
	pause->round = t->row.round;
	gj_field_put(pause, &gj_clock_pause_record, "name");
	gj_field_put(pause, &gj_clock_pause_record, "round");
	gj_field_put(pause, &gj_clock_pause_record, "from_at");
	gj_field_put(pause, &gj_clock_pause_record, "why");
	return add(c, &t->out->pauses, pause, sizeof(*pause));
}

/* It stands still from now on. */
static int pause_begins(gj_ctx *c, turning *t, gj_str why)
{
	gj_clock_pause_row pause;

	memset(&pause, 0, sizeof(pause));
	pause.from_at = t->clock.since;
	pause.why = why;
	if (t->clock.until != GJ_NEVER) {
		pause.until_at = t->clock.until;
		gj_field_put(&pause, &gj_clock_pause_record, "until_at");
	}
	if (t->of->reason.p) {
		pause.reason = t->of->reason;
		gj_field_put(&pause, &gj_clock_pause_record, "reason");
	}
	return record_pause(c, t, &pause);
}

/* What stood still since `from` does so no longer. Of a pause only its end is news; the time
 * between a stop and going on is told as a whole. */
static int pause_ends(gj_ctx *c, turning *t, int stopped, int64_t from, int64_t to)
{
	gj_clock_pause_row pause;

	memset(&pause, 0, sizeof(pause));
	pause.from_at = from;
	pause.to_at = to;
	pause.why = stopped ? GJ_STR("stopped") : GJ_STR("ended");
	gj_field_put(&pause, &gj_clock_pause_record, "to_at");
	return record_pause(c, t, &pause);
}

/* ---- reckoning ---- */

static int far(gj_ctx *c, int code)
{
	return code == GJ_E_BAD_VALUE ? gj_fail(c->err, code, GJ_RULE_too_far) : code;
}

/* A pause that is over by its cap has ended, though nobody has recorded it yet. */
int gj_clock_pauses_of(gj_ctx *c, int64_t home, const gj_clock_row *row, gj_array *ret_rows,
		       gj_array *ret_stretches)
{
	gj_array rows = { NULL, 0 };
	const gj_clock_pause_row *pause;
	gj_stretch *stretch;
	int code = gj_sql_list(c->db, GJ_SQL_CLOCK_PAUSES, c->arena, &gj_clock_pause_record, &rows,
			       "lltl", home, row->subject, row->name, row->round);

	stretch = code < 0 ? NULL : gj_arena_zero(c->arena, (rows.n + 1) * sizeof(*stretch));
	if (!stretch)
		return code < 0 ? code : GJ_E_NOMEM;
	pause = rows.p;
	for (size_t i = 0; i < rows.n; i++) {
		stretch[i].from = pause[i].from_at;
		stretch[i].to = GJ_NEVER;
		if (gj_field_has(&pause[i], &gj_clock_pause_record, "to_at"))
			stretch[i].to = pause[i].to_at;
		else if (gj_field_has(&pause[i], &gj_clock_pause_record, "until_at"))
			stretch[i].to = pause[i].until_at;
	}
	*ret_rows = rows;
	*ret_stretches = (gj_array){ stretch, rows.n };
	return GJ_OK;
}

int gj_clock_stretches(gj_ctx *c, int64_t home, const gj_clock_row *row, gj_array *ret_stretches)
{
	gj_array rows = { NULL, 0 };

	return gj_clock_pauses_of(c, home, row, &rows, ret_stretches);
}

/* What was reckoned by another calendar is reckoned again before anything is added to it. */
static int refresh(gj_ctx *c, turning *t)
{
	gj_array stretches = { NULL, 0 };
	int code;

	if (gj_str_eq(t->row.version, t->calendar->version))
		return GJ_OK;
	code = gj_clock_stretches(c, t->of->home, &t->row, &stretches);
	if (code >= 0)
		code = gj_clock_recount(t->calendar->cal, &t->clock, stretches.p, stretches.n);
	return far(c, code);
}

static void set_term(turning *t)
{
	t->row.term_name = t->clock.given ? GJ_STR_NONE : t->limit->name;
	t->row.term = t->clock.given ? GJ_STR_NONE : t->limit->text;
	put_if(&t->row, "term_name", !t->clock.given);
	put_if(&t->row, "term", !t->clock.given);
}

static int begin(gj_ctx *c, turning *t)
{
	gj_limit limit;
	int code = GJ_OK;

	t->limit = gj_chart_clock_limit(t->def, t->of->guards_anew);
	t->row.extensions = 0;
	t->row.extra = GJ_STR_NONE;
	t->row.next_rung = GJ_STR_NONE;
	put_if(&t->row, "extra", 0);
	if (t->given) {
		gj_clock_start_given(t->given, t->at, &t->clock);
	} else {
		code = gj_limit_parse(t->limit->text, &limit);
		if (code >= 0)
			code = gj_clock_start(t->calendar->cal, &limit, t->at, &t->clock);
	}
	if (code < 0)
		return far(c, code);
	set_term(t);
	return GJ_OK;
}

/* The day of a review is always the one that holds. A due time given binds the first round; a later
 * one only if it still lies ahead when that begins: work that begins again after it is over has
 * its own time. */
static int64_t given_to(const gj_chart_clock *def, const gj_timed *of, int64_t round, int64_t began)
{
	if (def->given == GJ_GIVEN_REVIEW)
		return of->review;
	if (!def->given || !of->given)
		return 0;
	return round <= 1 || of->given > began ? of->given : 0;
}

/* A round of its own, the first or a further one. */
static void new_round(turning *t)
{
	int64_t round = t->row.round + 1;

	memset(&t->row, 0, sizeof(t->row));
	t->row.subject = t->of->id;
	t->row.name = t->def->name;
	t->row.round = round;
	t->row.noun = gj_str_of(t->of->noun);
	put(&t->row, "subject");
	put(&t->row, "name");
	put(&t->row, "round");
	put(&t->row, "noun");
	put(&t->row, "extensions");
	t->given = given_to(t->def, t->of, round, t->at);
}

static int pause(gj_ctx *c, turning *t, gj_str state)
{
	gj_str text = gj_chart_clock_cap(t->of->chart, t->def, state);
	gj_limit cap;
	int code = text.p ? gj_limit_parse(text, &cap) : GJ_OK;

	if (code >= 0)
		code = gj_clock_pause(t->calendar->cal, &t->clock, t->at, text.p ? &cap : NULL);
	return code < 0 ? far(c, code) : pause_begins(c, t, state);
}

/* Ends what holds it still, if anything does. */
static int release(gj_ctx *c, turning *t)
{
	int64_t from = t->clock.since, ended = 0;
	int stopped = t->clock.state == GJ_CLOCK_STOPPED, code;

	if (t->clock.state == GJ_CLOCK_RUNNING)
		return GJ_OK;
	if (gj_clock_settle(&t->clock, t->at, &ended))
		return pause_ends(c, t, 0, from, ended);
	code = gj_clock_resume(t->calendar->cal, &t->clock, t->at);
	return code < 0 ? far(c, code) : pause_ends(c, t, stopped, from, t->clock.since);
}

static int stop(gj_ctx *c, turning *t)
{
	int64_t from = t->clock.since, ended = 0;
	int code = GJ_OK;

	if (gj_clock_settle(&t->clock, t->at, &ended))
		code = pause_ends(c, t, 0, from, ended);
	else if (t->clock.state == GJ_CLOCK_PAUSED)
		code = pause_ends(c, t, 0, from, t->at);
	gj_clock_stop(t->calendar->cal, &t->clock, t->at);
	return code;
}

/* Ends the round as it stands; the row of the next one is at hand afterwards. */
static int renew(gj_ctx *c, turning *t)
{
	int code = GJ_OK;

	if (t->clock.state != GJ_CLOCK_STOPPED) {
		code = stop(c, t);
		if (code >= 0)
			code = settle_row(c, t);
		if (code >= 0)
			code = record_row(c, t);
	}
	new_round(t);
	return code < 0 ? code : begin(c, t);
}

/* Begins again in the same round: an end of what held it, and nothing consumed. */
static int reset(gj_ctx *c, turning *t)
{
	int code = t->clock.state == GJ_CLOCK_PAUSED ? release(c, t) : GJ_OK;

	return code < 0 ? code : begin(c, t);
}

static int turn_it(gj_ctx *c, turning *t, gj_clock_turn turn, gj_str state)
{
	int code = GJ_OK;

	if (turn.act != GJ_TURN_START)
		code = refresh(c, t);
	if (code < 0)
		return code;
	switch (turn.act) {
	case GJ_TURN_START:
		new_round(t);
		code = begin(c, t);
		break;
	case GJ_TURN_NEW:
		code = renew(c, t);
		break;
	case GJ_TURN_RESET:
		code = reset(c, t);
		break;
	case GJ_TURN_STOP:
		return stop(c, t);
	default:
		if (turn.state == GJ_AT_RUNNING)
			code = release(c, t);
	}
	if (code >= 0 && turn.state == GJ_AT_PAUSED && t->clock.state == GJ_CLOCK_RUNNING)
		code = pause(c, t, state);
	return code;
}

/* ---- another limit ---- */

/* Does another limit hold now? */
static int differs(const gj_timed *of, const gj_chart_clock *def, const gj_clock_row *row)
{
	int64_t given = given_to(def, of, row->round, row->began_at);

	if (given)
		return !row->given || row->due_at != given;
	return row->given || gj_chart_clock_limit(def, of->guards) !=
				     gj_chart_clock_limit(def, of->guards_before);
}

/* The time consumed is kept; a due time that was given binds at once. */
static int change_limit(gj_ctx *c, turning *t)
{
	gj_array stretches = { NULL, 0 };
	gj_limit limit;
	int code;

	if (t->given) {
		t->clock.given = 1;
		t->clock.due = t->given;
		t->clock.provisional = 0;
		set_term(t);
		return GJ_OK;
	}
	code = gj_limit_parse(t->limit->text, &limit);
	if (code >= 0)
		code = gj_clock_stretches(c, t->of->home, &t->row, &stretches);
	if (code >= 0)
		code = gj_clock_change(t->calendar->cal, &t->clock, &limit, stretches.p,
				       stretches.n);
	if (code < 0)
		return far(c, code);
	set_term(t);
	return GJ_OK;
}

/* ---- all clocks of a case ---- */

static int calendar_of(gj_ctx *c, const gj_chart_clock *def, const gj_calendar **ret_calendar)
{
	int code = gj_calendar_find(c, def->calendar, ret_calendar);

	/* The profile in force may no longer have what an older chart speaks of. */
	return code == GJ_E_NOT_FOUND && def->calendar.p
		       ? gj_calendar_find(c, GJ_STR_NONE, ret_calendar)
		       : code;
}

static const gj_clock_row *row_of(const gj_array *rows, gj_str name)
{
	const gj_clock_row *row = rows->p;

	for (size_t i = 0; i < rows->n; i++)
		if (gj_str_eq(row[i].name, name))
			return &row[i];
	return NULL;
}

static int prepare(gj_ctx *c, turning *t, const gj_timed *of, const gj_chart_clock *def,
		   const gj_clock_row *row, gj_clock_changes *out)
{
	int code = calendar_of(c, def, &t->calendar);

	t->of = of;
	t->def = def;
	t->limit = gj_chart_clock_limit(def, of->guards);
	t->given = row ? given_to(def, of, row->round, row->began_at) : 0;
	t->at = gj_moment(c, of->home);
	t->out = out;
	if (code < 0 || !row)
		return code;
	t->row = *row;
	if (t->at < row->since_at)
		t->at = row->since_at;
	return gj_clock_load(row, &t->clock);
}

static int step_one(gj_ctx *c, const gj_timed *of, const gj_chart_clock *def,
		    const gj_chart_move *move, const gj_clock_row *row, gj_clock_changes *out)
{
	gj_clock_turn turn = gj_chart_turn(of->chart, def, row ? row->state : GJ_AT_NONE, move);
	turning t;
	int code, other;

	/* Most moves leave most clocks alone. */
	if (turn.act == GJ_TURN_NOTHING && (!row || row->state == GJ_CLOCK_STOPPED))
		return GJ_OK;
	other = (turn.act == GJ_TURN_NOTHING || turn.act == GJ_TURN_GO_ON) && differs(of, def, row);
	if (turn.act == GJ_TURN_NOTHING && !other)
		return GJ_OK;
	memset(&t, 0, sizeof(t));
	code = prepare(c, &t, of, def, row, out);
	if (code >= 0 && other)
		code = change_limit(c, &t);
	if (code >= 0 && turn.act != GJ_TURN_NOTHING)
		code = turn_it(c, &t, turn, move->target);
	if (code < 0)
		return code;
	code = settle_row(c, &t);
	return code < 0 ? code : record_row(c, &t);
}

int gj_clocks_now(gj_ctx *c, int64_t home, int64_t subject, gj_array *ret_rows)
{
	return gj_sql_list(c->db, GJ_SQL_CLOCK_NOW, c->arena, &gj_clock_row_record, ret_rows, "ll",
			   home, subject);
}

int gj_clocks_step(gj_ctx *c, const gj_timed *of, const gj_chart_move *move,
		   gj_clock_changes *ret_changes)
{
	gj_clock_changes changes = { { NULL, 0 }, { NULL, 0 } };
	const gj_chart_clock *def;
	gj_array rows = { NULL, 0 };
	int code = GJ_OK;

	if (gj_chart_clock_at(of->chart, 0) && move->from.n)
		code = gj_clocks_now(c, of->home, of->id, &rows);
	for (size_t i = 0; (def = gj_chart_clock_at(of->chart, i)) != NULL && code >= 0; i++)
		code = step_one(c, of, def, move, row_of(&rows, def->name), &changes);
	if (code >= 0)
		*ret_changes = changes;
	return code;
}

/* ---- extensions ---- */

static const gj_chart_clock *extensible(const gj_chart *chart, gj_str name)
{
	const gj_chart_clock *def, *found = NULL;

	for (size_t i = 0; (def = gj_chart_clock_at(chart, i)) != NULL; i++) {
		if (!def->extend_max || (name.p && !gj_str_eq(def->name, name)))
			continue;
		if (found)
			return NULL;
		found = def;
	}
	return found;
}

static int refuse(gj_ctx *c, int rule, const char *param, gj_str text, const char *path)
{
	int code = gj_fail(c->err, GJ_E_RULE, rule);

	if (param)
		gj_fail_text(c->err, param, text);
	gj_fail_path(c->err, path);
	return code;
}

/* At the most what the chart says, in its unit. */
static int extension(gj_ctx *c, const gj_chart_clock *def, gj_str text, gj_limit *ret_extra)
{
	gj_limit most, extra;
	int code = gj_limit_parse(def->extend.text, &most);

	if (code < 0)
		return GJ_E_CORRUPT;
	extra = most;
	if (text.p && gj_limit_parse(text, &extra) < 0) {
		code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_limit_format);
		gj_fail_path(c->err, "/limit");
		return code;
	}
	if (extra.unit != most.unit || extra.count > most.count || extra.count < 1)
		return refuse(c, GJ_RULE_extension_long, "limit", def->extend.text, "/limit");
	extra.roll = extra.end = 0;
	*ret_extra = extra;
	return GJ_OK;
}

static int append_extra(gj_ctx *c, turning *t, const gj_limit *extra)
{
	gj_buf buf;

	gj_buf_init(&buf, c->arena, TEXT_MAX);
	if (t->row.extra.n) {
		gj_buf_str(&buf, t->row.extra);
		gj_buf_char(&buf, ' ');
	}
	gj_limit_write(&buf, extra);
	t->row.extra = gj_buf_end(&buf);
	t->row.extensions++;
	put(&t->row, "extra");
	put(&t->row, "extensions");
	return buf.failed;
}

static int may_extend(gj_ctx *c, const turning *t)
{
	if (t->row.state == GJ_CLOCK_STOPPED)
		return refuse(c, GJ_RULE_clock_stopped, "clock", t->row.name, "/clock");
	if (t->row.given)
		return refuse(c, GJ_RULE_due_given, NULL, GJ_STR_NONE, "/clock");
	if (t->row.extensions >= t->def->extend_max) {
		int code = refuse(c, GJ_RULE_extended, "clock", t->row.name, "/clock");

		gj_fail_int(c->err, "count", t->row.extensions);
		return code;
	}
	return GJ_OK;
}

static gj_clock_row *changed_row(const gj_clock_changes *changes, gj_str name)
{
	gj_clock_row *row = changes->clocks.p, *found = NULL;

	for (size_t i = 0; i < changes->clocks.n; i++)
		if (gj_str_eq(row[i].name, name))
			found = &row[i];
	return found;
}

/* As it would be once it is extended. */
static int extend_row(gj_ctx *c, turning *t, const gj_limit *extra)
{
	int code = may_extend(c, t);

	if (code >= 0)
		code = refresh(c, t);
	if (code >= 0)
		code = far(c, gj_clock_extend(t->calendar->cal, &t->clock, extra));
	if (code >= 0)
		code = append_extra(c, t, extra);
	return code < 0 ? code : settle_row(c, t);
}

static int limit_text(gj_ctx *c, const gj_limit *limit, gj_str *ret_text)
{
	gj_buf buf;

	gj_buf_init(&buf, c->arena, GJ_LIMIT_TEXT_MAX + 1);
	gj_limit_write(&buf, limit);
	*ret_text = gj_buf_end(&buf);
	return buf.failed;
}

/* *ret_changed: where the step has changed it already; NULL where not. */
static int extended(gj_ctx *c, const gj_timed *of, gj_str *name, gj_str *limit,
		    gj_clock_changes *changes, turning *t, gj_clock_row **ret_changed)
{
	const gj_chart_clock *def = extensible(of->chart, *name);
	gj_clock_row *changed = def ? changed_row(changes, def->name) : NULL;
	const gj_clock_row *row = changed;
	gj_array rows = { NULL, 0 };
	gj_limit extra;
	int code;

	if (!def)
		return refuse(c, GJ_RULE_no_clock, "clock", name->p ? *name : GJ_STR("-"),
			      "/clock");
	code = extension(c, def, *limit, &extra);
	if (code >= 0 && !row) {
		code = gj_clocks_now(c, of->home, of->id, &rows);
		row = row_of(&rows, def->name);
	}
	if (code >= 0 && !row)
		code = refuse(c, GJ_RULE_clock_stopped, "clock", def->name, "/clock");
	memset(t, 0, sizeof(*t));
	if (code >= 0)
		code = prepare(c, t, of, def, row, changes);
	if (code >= 0)
		code = extend_row(c, t, &extra);
	if (code >= 0)
		code = limit_text(c, &extra, limit);
	if (code < 0)
		return code;
	*name = def->name;
	*ret_changed = changed;
	return GJ_OK;
}

int gj_clocks_extend(gj_ctx *c, const gj_timed *of, gj_str *name, gj_str *limit,
		     gj_clock_changes *changes)
{
	gj_clock_row *changed = NULL;
	turning t;
	int code = extended(c, of, name, limit, changes, &t, &changed);

	if (code >= 0 && !changed)
		return record_row(c, &t);
	if (code >= 0)
		*changed = t.row;
	return code;
}

int gj_clocks_extensible(gj_ctx *c, const gj_timed *of, gj_str *name, gj_str *limit,
			 gj_clock_changes *changes, int64_t *ret_round)
{
	gj_clock_row *changed = NULL;
	turning t;
	int code = extended(c, of, name, limit, changes, &t, &changed);

	if (code >= 0)
		*ret_round = t.row.round;
	return code;
}

int gj_clocks_record(gj_ctx *c, const gj_timed *of, const gj_chart_move *move,
		     const gj_record *record, void *body)
{
	gj_clock_changes changes = { { NULL, 0 }, { NULL, 0 } };
	int code = gj_clocks_step(c, of, move, &changes);

	if (code < 0)
		return code;
	if (changes.clocks.n)
		gj_field_give(body, record, "clocks", &changes.clocks);
	if (changes.pauses.n)
		gj_field_give(body, record, "clock_pauses", &changes.pauses);
	return GJ_OK;
}
