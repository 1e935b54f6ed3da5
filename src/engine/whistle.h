/* SPDX-License-Identifier: Apache-2.0
 *
 * What other nouns may ask of whistles.
 */
#ifndef GJ_ENGINE_WHISTLE_H
#define GJ_ENGINE_WHISTLE_H

#include "engine/clock.h"
#include "engine/message.h"

/* Was the actor's office called by a whistle that goes on and serves this demand? For so long
 * she may know of it, with the right to read demands there. 1, 0 or a failure. */
int gj_whistle_shows(gj_ctx *c, int64_t demand);

/* As a case with clocks, and whether the actor may know of it. */
int gj_whistle_timed(gj_ctx *c, int64_t id, gj_timed *ret_timed, int *ret_seen);
int gj_party_timed(gj_ctx *c, int64_t id, gj_timed *ret_timed, int *ret_seen);

/* The same, and whom it is about, for telling people of it. */
int gj_whistle_told(gj_ctx *c, int64_t id, gj_timed *ret_timed, gj_message_case *ret_told);
int gj_party_told(gj_ctx *c, int64_t id, gj_timed *ret_timed, gj_message_case *ret_told);

/* Does this case, a demand, a whistle, a party to one or a supervision order, not exist for the
 * actor, whose own unit is complained of? 1, 0 or a failure; 0 for what is no case. */
int gj_case_hidden(gj_ctx *c, int64_t id);
void gj_case_ask_hidden(gj_ctx *c, int64_t id); /* asks ahead for what that reads */

#endif
