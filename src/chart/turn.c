/* SPDX-License-Identifier: Apache-2.0
 *
 * What a move does to a clock. The life of a clock hangs on the states that a case enters, not
 * on the verbs that lead there, so that no way through a chart can lose one.
 */
#include "chart/chart_priv.h"

#define IN(set, index) ((int)((set) >> (index)&1))

/* What the move says of this clock, or else the clock of the verb; else it is kept. */
static int effect_of(const gj_chart *chart, const gj_chart_clock *clock, const gj_chart_move *move)
{
	size_t at = (size_t)(clock - chart->clocks);

	if (move->effects && move->effects[at])
		return move->effects[at];
	return clock->effects[move->verb_index] ? clock->effects[move->verb_index] : GJ_EFFECT_KEEP;
}

static int act_of(int effect)
{
	if (effect == GJ_EFFECT_RESET)
		return GJ_TURN_RESET;
	return effect == GJ_EFFECT_NEW ? GJ_TURN_NEW : GJ_TURN_GO_ON;
}

gj_clock_turn gj_chart_turn(const gj_chart *chart, const gj_chart_clock *clock, int state,
			    const gj_chart_move *move)
{
	size_t at = move->target_index;
	int starts = IN(clock->start, at), open = state == GJ_AT_RUNNING || state == GJ_AT_PAUSED;
	int stops = IN(clock->stop, at) || (chart->states[at].cls == GJ_STATE_DONE && !starts);
	gj_clock_turn turn = { GJ_TURN_NOTHING, state };

	if (stops && open)
		return (gj_clock_turn){ GJ_TURN_STOP, GJ_AT_STOPPED };
	if (stops || (!open && !starts))
		return turn;
	turn.act = state == GJ_AT_NONE ? GJ_TURN_START : act_of(effect_of(chart, clock, move));
	turn.state = IN(clock->pause, at) ? GJ_AT_PAUSED : GJ_AT_RUNNING;
	if (turn.act == GJ_TURN_GO_ON && turn.state == state)
		turn.act = GJ_TURN_NOTHING;
	return turn;
}
