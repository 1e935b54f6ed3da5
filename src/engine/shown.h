/* SPDX-License-Identifier: Apache-2.0
 *
 * What of the journal is shown to whom: which chain, and which of its events. What does not exist
 * for an actor has no events, and no event speaks of it.
 */
#ifndef GJ_ENGINE_SHOWN_H
#define GJ_ENGINE_SHOWN_H

#include "engine/ctx.h"

/* ---- which chain ---- */

#define GJ_CHAIN_ARGS \
	int64_t home; \
	int32_t root
#define GJ_CHAIN_FIELDS(t) \
	GJ_F_ID(t, home, 0, "Office whose chain is meant; the actor's by default."), \
		GJ_F_BOOL(t, root, 0, "The root chain: offices, staff, profiles.")

/* The home that is meant, and the office whose it is: that of the actor for the root. */
int gj_chain_meant(gj_ctx *c, int64_t office, int root, int64_t *ret_home, int64_t *ret_owner);

/* ---- which events ---- */

/* Is this a demand complained of, a whistle or a party of such a case, or a file that is evidence
 * of one, so that it does not exist for the actor? 1, 0 or a failure; 0 for all else. */
int gj_hidden(gj_ctx *c, int64_t id);
int gj_ask_hidden(gj_ctx *c, int64_t id); /* asks ahead for what that reads; 0 */
/* Does an event speak of any such thing? */
int gj_event_hidden(gj_ctx *c, const gj_envelope *e, const gj_event_type *type, const void *body);
int gj_ask_event_hidden(gj_ctx *c, const gj_envelope *e, const gj_event_type *type,
			const void *body);

/* An event as it is read, before it is known whether it may be shown. */
typedef struct gj_event_seen {
	gj_envelope e;
	const gj_event_type *type;
	void *body;
} gj_event_seen;

#endif
