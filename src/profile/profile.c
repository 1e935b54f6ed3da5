/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions to a compiled profile.
 */
#include "profile/profile_priv.h"

const char *const gj_chart_names[GJ_CHART_COUNT + 1] = { "demand", "whistle", "party",
							"supervision", NULL };

gj_str gj_profile_id(const gj_profile *profile)
{
	return profile->id;
}

int64_t gj_profile_version(const gj_profile *profile)
{
	return profile->version;
}

gj_str gj_profile_source(const gj_profile *profile)
{
	return profile->source;
}

const gj_code_list *gj_profile_list(const gj_profile *profile, const char *list)
{
	for (size_t i = 0; i < profile->list_count; i++)
		if (gj_str_is(profile->lists[i].name, list))
			return &profile->lists[i];
	return NULL;
}

const gj_code_list *gj_profile_list_at(const gj_profile *profile, size_t index)
{
	return index < profile->list_count ? &profile->lists[index] : NULL;
}

const gj_code *gj_profile_code(const gj_profile *profile, const char *list, gj_str code)
{
	const gj_code_list *found = gj_profile_list(profile, list);

	for (size_t i = 0; found && i < found->count; i++)
		if (gj_str_eq(found->items[i].code, code))
			return &found->items[i];
	return NULL;
}

int gj_profile_has_code(const gj_profile *profile, const char *list, gj_str code)
{
	return gj_profile_code(profile, list, code) != NULL;
}

int gj_profile_code_fn(void *user, const char *list, gj_str code)
{
	return gj_profile_has_code(user, list, code);
}

gj_str gj_profile_label(const gj_profile *profile, const char *list, gj_str code, int chinese)
{
	const gj_code *found = gj_profile_code(profile, list, code);

	if (!found)
		return code;
	return chinese ? found->zh : found->en;
}

uint64_t gj_profile_guards(const gj_profile *profile, const char *list, gj_str code)
{
	const gj_code *found = gj_profile_code(profile, list, code);

	return found ? found->guards : 0;
}

int gj_profile_tagged(const gj_profile *profile, const char *list, gj_str code, const char *tag)
{
	const gj_code *found = gj_profile_code(profile, list, code);
	int at = gj_walk_index(gj_code_tags, gj_str_of(tag));

	return found && at >= 0 && (found->tags >> at & 1);
}

const gj_role *gj_profile_role_at(const gj_profile *profile, size_t index)
{
	return index < profile->role_count ? &profile->roles[index] : NULL;
}

int gj_profile_role(const gj_profile *profile, gj_str code)
{
	return gj_walk_index(profile->role_names, code);
}

uint64_t gj_profile_rights(const gj_profile *profile, uint64_t roles)
{
	uint64_t rights = 0;

	for (size_t i = 0; i < profile->role_count; i++)
		if (roles >> i & 1)
			rights |= profile->roles[i].rights;
	return rights;
}

static int kind_index(const gj_profile *profile, gj_str code)
{
	for (size_t i = 0; i < profile->kind_count; i++)
		if (gj_str_eq(profile->kinds[i].code, code))
			return (int)i;
	return -1;
}

const gj_office_kind *gj_profile_office_kind(const gj_profile *profile, gj_str code)
{
	int at = kind_index(profile, code);

	return at < 0 ? NULL : &profile->kinds[at];
}

int gj_profile_may_stand(const gj_profile *profile, gj_str kind, gj_str parent)
{
	const gj_office_kind *found = gj_profile_office_kind(profile, kind);
	int above;

	if (!found)
		return 0;
	if (!parent.p)
		return found->top;
	above = kind_index(profile, parent);
	return above >= 0 && (found->under >> above & 1);
}

const gj_cal_def *gj_profile_calendar(const gj_profile *profile, gj_str code)
{
	for (size_t i = 0; i < profile->calendar_count; i++) {
		const gj_cal_def *def = &profile->calendars[i];

		if (code.p ? gj_str_eq(def->code, code) : def->main)
			return def;
	}
	return NULL;
}

const gj_cal_def *gj_profile_calendar_at(const gj_profile *profile, size_t index)
{
	return index < profile->calendar_count ? &profile->calendars[index] : NULL;
}

const gj_message_rules *gj_profile_messages(const gj_profile *profile)
{
	return &profile->messages;
}

const gj_supervise *gj_profile_supervise(const gj_profile *profile)
{
	return &profile->supervise;
}

const gj_formula *gj_profile_formula_at(const gj_profile *profile, size_t index)
{
	return index < profile->formula_count ? &profile->formulas[index] : NULL;
}

const gj_formula *gj_profile_formula(const gj_profile *profile, gj_str name)
{
	for (size_t i = 0; i < profile->formula_count; i++)
		if (gj_str_eq(profile->formulas[i].name, name))
			return &profile->formulas[i];
	return NULL;
}

const gj_reply_element *gj_profile_element_at(const gj_profile *profile, size_t index)
{
	return index < profile->element_count ? &profile->elements[index] : NULL;
}

const gj_reply_template *gj_profile_template_at(const gj_profile *profile, size_t index)
{
	return index < profile->template_count ? &profile->templates[index] : NULL;
}

/* The word begins at p, and # in it is a number. */
static int begins(const char *p, const char *end, gj_str word)
{
	for (size_t i = 0; i < word.n; i++) {
		if (p == end || (word.p[i] == '#' ? *p < '0' || *p > '9' : *p != word.p[i]))
			return 0;
		for (p++; word.p[i] == '#' && p < end && *p >= '0' && *p <= '9';)
			p++;
	}
	return 1;
}

static int has_one(gj_str text, const gj_words *words)
{
	for (size_t k = 0; k < words->count; k++)
		for (size_t i = 0; i < text.n; i++)
			if (begins(text.p + i, text.p + text.n, words->text[k]))
				return 1;
	return 0;
}

int gj_reply_has(const gj_reply_element *element, gj_str text, uint64_t fields)
{
	if (element->fields & fields)
		return 1;
	for (size_t i = 0; i < element->word_count; i++)
		if (!has_one(text, &element->words[i]))
			return 0;
	return 1;
}

static int noun_index(const char *noun)
{
	return gj_walk_index(gj_chart_names, gj_str_of(noun));
}

const gj_chart *gj_profile_chart(const gj_profile *profile, const char *noun)
{
	int at = noun_index(noun);

	return at < 0 ? NULL : profile->charts[at];
}

gj_str gj_profile_chart_source(const gj_profile *profile, const char *noun)
{
	int at = noun_index(noun);

	return at < 0 ? GJ_STR_NONE : profile->chart_sources[at];
}
