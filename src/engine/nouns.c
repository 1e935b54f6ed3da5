/* SPDX-License-Identifier: Apache-2.0
 *
 * All nouns, in the order in which a manual would tell them. A new noun is a new file
 * and one line here.
 */
#include "engine/noun.h"

#include <string.h>

#define NOUNS(X) \
	X(ledger) \
	X(profile) \
	X(journal) \
	X(vault) \
	X(retention) \
	X(hold) \
	X(person) \
	X(batch) \
	X(access) \
	X(calendar) \
	X(office) \
	X(staff) \
	X(enterprise) \
	X(contact) \
	X(import) \
	X(quarantine) \
	X(steward) \
	X(visit) \
	X(clock) \
	X(rung) \
	X(demand) \
	X(reply) \
	X(callback) \
	X(shelf) \
	X(cause) \
	X(exclusion) \
	X(whistle) \
	X(party) \
	X(supervision) \
	X(card) \
	X(attachment) \
	X(rate) \
	X(report) \
	X(board) \
	X(log) \
	X(message)

#define X(name) extern const gj_noun gj_noun_##name;
NOUNS(X)
#undef X

const gj_noun *const gj_nouns[] = {
#define X(name) &gj_noun_##name,
	NOUNS(X)
#undef X
	NULL
};

const gj_op *gj_op_find(const char *name, int version)
{
	const gj_op *op, *found = NULL;
	size_t n;

	for (n = 0; gj_nouns[n]; n++)
		for (op = gj_nouns[n]->ops; op->name; op++)
			if (strcmp(op->name, name) == 0 && (!version || op->version == version) &&
			    (!found || op->version > found->version))
				found = op;
	return found;
}

const gj_event_type *gj_event_find(gj_str name, int64_t version)
{
	const gj_event_type *type;
	size_t n;

	for (n = 0; gj_nouns[n]; n++)
		for (type = gj_nouns[n]->events; type->name; type++)
			if (type->version == version && gj_str_is(name, type->name))
				return type;
	return NULL;
}
