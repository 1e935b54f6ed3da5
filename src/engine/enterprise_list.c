/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists of enterprises: filtered, sorted, searched.
 */
#include "engine/enterprise_priv.h"

#include <string.h>

#include "engine/industry.h"
#include "util/utf8.h"

static const char *const scales[] = { "large", "medium", "small", "micro", "not_applicable", NULL };

/* ---- list, search ---- */

static const char *const sorts[] = { "id", "name", NULL };
enum { SORT_ID, SORT_NAME };

typedef struct list_args {
	gj_has has;
	GJ_LIST_ARGS;
	int64_t home;
	gj_str kind;
	int32_t state, scale;
	gj_str industry, tag;
	int32_t on;
	int64_t office;
	int32_t sort, voided;
	gj_str text; /* search only */
} list_args;

#define SCOPE_FIELDS \
	GJ_LIST_FIELDS(list_args), \
		GJ_F_ID(list_args, home, 0, \
			"The office whose ledger it is; the actor's by default."), \
		GJ_F_ID(list_args, office, 0, \
			"Only those that are registered, operate or pay tax in this office or " \
			"below it."), \
		GJ_F_BOOL(list_args, voided, 0, "Also those that are void.")

static const gj_field list_fields[] = {
	SCOPE_FIELDS,
	GJ_F_CODE(list_args, kind, 0, "enterprise_kind", "Only this kind."),
	GJ_F_ENUM(list_args, state, 0, gj_enterprise_states, "Only those that stand so."),
	GJ_F_ENUM(list_args, scale, 0, scales, "Only those of this scale."),
	GJ_F_TEXT(list_args, industry, 0, 1, 5, GJ_OPEN,
		  "Only this industry and those within it: section, division, group or class."),
	GJ_F_CODE(list_args, tag, 0, "enterprise_tag", "Only those that hold this tag."),
	GJ_F_DATE(list_args, on, 0, "The day on which they hold the tag; today by default."),
	GJ_F_ENUM(list_args, sort, 0, sorts, "By number, the default, or by name."),
	GJ_F_END
};
const GJ_RECORD(gj_enterprise_list_record, list_args, list_fields);

static const gj_field search_fields[] = { SCOPE_FIELDS,
					  GJ_F_TEXT(list_args, text, GJ_REQUIRED, 1, GJ_NAME_MAX,
						    GJ_OPEN,
						    "Part of a name, former and other names too; "
						    "or how a code begins. Full width, case, "
						    "spaces and punctuation make no difference."),
					  GJ_F_END };
const GJ_RECORD(gj_enterprise_search_record, list_args, search_fields);

typedef struct list_result {
	gj_has has;
	gj_array items;
	gj_str next;
} list_result;

/* What a list shows of each. */
static const gj_field item_fields[] = {
	GJ_F_ID(gj_enterprise_row, id, 0, "Number of the enterprise."),
	GJ_F_CODE(gj_enterprise_row, kind, 0, "enterprise_kind", "What kind it is."),
	GJ_F_TEXT(gj_enterprise_row, name, 0, 1, GJ_NAME_MAX, GJ_OPEN, "Full name."),
	GJ_F_TEXT(gj_enterprise_row, name_key, GJ_HIDDEN, 0, 0, GJ_OPEN, "Its name, folded."),
	GJ_F_TEXT(gj_enterprise_row, uscc, 0, 1, 18, GJ_OPEN, "Unified social credit code."),
	GJ_F_ID(gj_enterprise_row, parent, 0, "The enterprise whose branch it is."),
	GJ_F_ENUM(gj_enterprise_row, state, 0, gj_enterprise_states, "Where it stands."),
	GJ_F_TEXT(gj_enterprise_row, industry, 0, 1, 5, GJ_OPEN, "Industry."),
	GJ_F_TEXT(gj_enterprise_row, scale, 0, 1, 20, GJ_OPEN, "Scale."),
	GJ_F_TEXT(gj_enterprise_row, operating_address, 0, 1, 300, GJ_OPEN, "Where it operates."),
	GJ_F_ID(gj_enterprise_row, operating_office, 0, "In which office that lies."),
	GJ_F_BOOL(gj_enterprise_row, voided, 0, "It was void from the beginning."),
	GJ_F_INT(gj_enterprise_row, revision, 0, 1, GJ_MAX_INT,
		 "Goes up by one with every change."),
	GJ_F_TIME(gj_enterprise_row, created_at, 0, "When it was registered."),
	GJ_F_END
};
static const GJ_RECORD(item_record, gj_enterprise_row, item_fields);

static const gj_field list_result_fields[] = {
	GJ_F_ARRAY(list_result, items, 0, 0, 1000, item_record, "Enterprises."),
	GJ_F_TEXT(list_result, next, 0, 0, 0, GJ_OPEN,
		  "Where the next page begins, if there is one."),
	GJ_F_END
};
const GJ_RECORD(gj_enterprise_list_result_record, list_result, list_result_fields);

/* The parameters of the three statements. */
typedef struct filter {
	gj_has has;
	int64_t home, root, after, limit, office, own;
	gj_str after_text, kind, industry, industry_end, tag, text, code, code_end;
	int32_t voided, state, scale, day;
} filter;

static const gj_field filter_fields[] = { GJ_F_ID(filter, home, 0, ""),
					  GJ_F_ID(filter, root, 0, ""),
					  GJ_F_INT(filter, after, 0, 0, 0, ""),
					  GJ_F_INT(filter, limit, 0, 0, 0, ""),
					  GJ_F_ID(filter, office, 0, ""),
					  GJ_F_ID(filter, own, 0, ""),
					  GJ_F_TEXT(filter, after_text, 0, 0, 0, GJ_OPEN, ""),
					  GJ_F_CODE(filter, kind, 0, "enterprise_kind", ""),
					  GJ_F_TEXT(filter, industry, 0, 0, 0, GJ_OPEN, ""),
					  GJ_F_TEXT(filter, industry_end, 0, 0, 0, GJ_OPEN, ""),
					  GJ_F_CODE(filter, tag, 0, "enterprise_tag", ""),
					  GJ_F_TEXT(filter, text, 0, 0, 0, GJ_OPEN, ""),
					  GJ_F_TEXT(filter, code, 0, 0, 0, GJ_OPEN, ""),
					  GJ_F_TEXT(filter, code_end, 0, 0, 0, GJ_OPEN, ""),
					  GJ_F_BOOL(filter, voided, 0, ""),
					  GJ_F_ENUM(filter, state, 0, gj_enterprise_states, ""),
					  GJ_F_ENUM(filter, scale, 0, scales, ""),
					  GJ_F_DATE(filter, day, 0, ""),
					  GJ_F_END };
static const GJ_RECORD(filter_record, filter, filter_fields);

static void filter_text(filter *f, gj_str *at, const char *name, gj_str value)
{
	*at = value;
	gj_field_put(f, &filter_record, name);
}

/* Everything that begins with `from` lies before `from` and this: no code has it. */
static int begins_with(gj_ctx *c, gj_str from, gj_str *ret_end)
{
	gj_buf buf;

	gj_buf_init(&buf, c->arena, 64);
	gj_buf_str(&buf, from);
	gj_buf_char(&buf, '~');
	*ret_end = gj_buf_end(&buf);
	return buf.failed;
}

static int filter_industry(gj_ctx *c, const list_args *in, filter *f)
{
	const gj_industry *industry = gj_industry_find(in->industry, GJ_STR("2017"));
	char code[6] = { industry ? industry->section : '\0', '\0' };
	int rc;

	if (!industry) {
		rc = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_industry_unknown);
		gj_fail_text(c->err, "code", in->industry);
		gj_fail_text(c->err, "edition", GJ_STR("2017"));
		gj_fail_path(c->err, "/industry");
		return rc;
	}
	if (industry->level != GJ_INDUSTRY_SECTION)
		memcpy(code + 1, industry->code, strlen(industry->code) + 1);
	filter_text(f, &f->industry, "industry", gj_arena_str(c->arena, code, strlen(code)));
	rc = f->industry.p ? begins_with(c, f->industry, &f->industry_end) : GJ_E_NOMEM;
	gj_field_put(f, &filter_record, "industry_end");
	return rc;
}

/* A folded text; codes are kept in capitals. */
static int filter_search(gj_ctx *c, const list_args *in, filter *f)
{
	char code[18];
	size_t i;

	filter_text(f, &f->text, "text", gj_utf8_fold(c->arena, in->text));
	if (!f->text.p)
		return GJ_E_NOMEM;
	if (f->text.n == 0) {
		gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_too_short);
		gj_fail_int(c->err, "min", 1);
		gj_fail_path(c->err, "/text");
		return GJ_E_BAD_VALUE;
	}
	if (f->text.n > sizeof(code))
		return GJ_OK;
	for (i = 0; i < f->text.n; i++) {
		code[i] = f->text.p[i];
		if (code[i] >= 'a' && code[i] <= 'z')
			code[i] = (char)(code[i] - 'a' + 'A');
	}
	filter_text(f, &f->code, "code", gj_arena_str(c->arena, code, i));
	gj_field_put(f, &filter_record, "code_end");
	return f->code.p ? begins_with(c, f->code, &f->code_end) : GJ_E_NOMEM;
}

/* Who has no right in the whole home may have one in the office asked for. */
static int allow_scope(gj_ctx *c, const list_args *in)
{
	int64_t office = 0;
	int found, code = gj_home_office(c, c->home, &office);

	if (code < 0)
		return code;
	found = gj_may(c, GJ_RIGHT_enterprise_read, office);
	if (found == 0 && in->office)
		return gj_allow(c, GJ_RIGHT_enterprise_read, in->office);
	return found < 0 ? found : found ? GJ_OK : gj_allow(c, GJ_RIGHT_enterprise_read, office);
}

static int filter_begin(gj_ctx *c, const list_args *in, const gj_page *page, filter *f)
{
	int code = GJ_OK;

	memset(f, 0, sizeof(*f));
	gj_field_copy(f, &filter_record, in, c->op->args);
	f->home = c->home;
	f->root = GJ_ROOT;
	f->after = page->after;
	f->limit = page->limit;
	f->day = in->on;
	filter_text(f, &f->after_text, "after_text", page->after_text);
	gj_field_put(f, &filter_record, "home");
	gj_field_put(f, &filter_record, "root");
	gj_field_put(f, &filter_record, "after");
	gj_field_put(f, &filter_record, "limit");
	gj_field_put(f, &filter_record, "voided");
	gj_field_put(f, &filter_record, "day");
	if (c->actor->enterprise) {
		f->own = c->actor->enterprise;
		gj_field_put(f, &filter_record, "own");
	}
	if (in->tag.p && !gj_field_has(in, &gj_enterprise_list_record, "on"))
		code = gj_enterprise_today(c, &f->day);
	return code;
}

static int run_list(gj_ctx *c, const list_args *in, int stmt, const gj_page *page, filter *f,
		    list_result *out)
{
	gj_source source = { &filter_record, f };
	int code = gj_sql_list_from(c->db, stmt, c->arena, &item_record, &out->items, &source, 1);

	if (code >= 0)
		code = gj_page_end(c, in, page, &item_record, &out->items, "id",
				   stmt == GJ_SQL_ENTERPRISE_LIST_BY_NAME ? "name_key" : NULL,
				   &out->next);
	out->has.set = out->next.p ? 3 : 1;
	return code;
}

int gj_enterprise_list(gj_ctx *c, const void *args, void *ret_result)
{
	const list_args *in = args;
	gj_page page;
	filter f;
	int code = allow_scope(c, in);

	if (code >= 0)
		code = gj_page_begin(c, args, &page);
	if (code >= 0)
		code = filter_begin(c, in, &page, &f);
	if (code >= 0 && in->industry.p)
		code = filter_industry(c, in, &f);
	return code < 0 ? code
			: run_list(c, in,
				   in->sort == SORT_NAME ? GJ_SQL_ENTERPRISE_LIST_BY_NAME
							 : GJ_SQL_ENTERPRISE_LIST,
				   &page, &f, ret_result);
}

int gj_enterprise_search(gj_ctx *c, const void *args, void *ret_result)
{
	const list_args *in = args;
	gj_page page;
	filter f;
	int code = allow_scope(c, in);

	if (code >= 0)
		code = gj_page_begin(c, args, &page);
	if (code >= 0)
		code = filter_begin(c, in, &page, &f);
	if (code >= 0)
		code = filter_search(c, in, &f);
	return code < 0 ? code : run_list(c, in, GJ_SQL_ENTERPRISE_SEARCH, &page, &f, ret_result);
}
