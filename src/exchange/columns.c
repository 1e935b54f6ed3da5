/* SPDX-License-Identifier: Apache-2.0
 *
 * Headers and cells of a ledger as offices keep them: in Chinese, with units in the
 * header or in the cell, dates in five forms, and marks of spreadsheets around codes.
 */
#include <string.h>

#include "exchange/import.h"
#include "util/time.h"
#include "util/utf8.h"

#define YUAN INT64_C(100)

/* ---- headers ---- */

typedef struct synonym {
	const char *header; /* as gj_utf8_fold leaves it */
	int field;
} synonym;

static const synonym synonyms[] = {
	{ "统一社会信用代码", GJ_FACT_USCC },
	{ "社会信用代码", GJ_FACT_USCC },
	{ "统一信用代码", GJ_FACT_USCC },
	{ "信用代码", GJ_FACT_USCC },
	{ "统一代码", GJ_FACT_USCC },
	{ "企业名称", GJ_FACT_NAME },
	{ "单位名称", GJ_FACT_NAME },
	{ "单位详细名称", GJ_FACT_NAME },
	{ "公司名称", GJ_FACT_NAME },
	{ "市场主体名称", GJ_FACT_NAME },
	{ "经营主体名称", GJ_FACT_NAME },
	{ "机构名称", GJ_FACT_NAME },
	{ "名称", GJ_FACT_NAME },
	{ "曾用名", GJ_FACT_FORMER_NAMES },
	{ "曾用名称", GJ_FACT_FORMER_NAMES },
	{ "简称", GJ_FACT_ALIASES },
	{ "企业简称", GJ_FACT_ALIASES },
	{ "别名", GJ_FACT_ALIASES },
	{ "主体类型", GJ_FACT_KIND },
	{ "主体类别", GJ_FACT_KIND },
	{ "登记状态", GJ_FACT_STATE },
	{ "经营状态", GJ_FACT_STATE },
	{ "企业状态", GJ_FACT_STATE },
	{ "状态", GJ_FACT_STATE },
	{ "成立日期", GJ_FACT_FOUNDED_ON },
	{ "成立时间", GJ_FACT_FOUNDED_ON },
	{ "注册日期", GJ_FACT_FOUNDED_ON },
	{ "注册资本", GJ_FACT_REGISTERED_CAPITAL },
	{ "注册资金", GJ_FACT_REGISTERED_CAPITAL },
	{ "法定代表人", GJ_FACT_LEGAL_PERSON },
	{ "法定代表人姓名", GJ_FACT_LEGAL_PERSON },
	{ "法人", GJ_FACT_LEGAL_PERSON },
	{ "法人代表", GJ_FACT_LEGAL_PERSON },
	{ "法人姓名", GJ_FACT_LEGAL_PERSON },
	{ "负责人", GJ_FACT_LEGAL_PERSON },
	{ "经营者", GJ_FACT_LEGAL_PERSON },
	{ "住所", GJ_FACT_REGISTERED_ADDRESS },
	{ "注册地址", GJ_FACT_REGISTERED_ADDRESS },
	{ "注册地", GJ_FACT_REGISTERED_ADDRESS },
	{ "登记住所", GJ_FACT_REGISTERED_ADDRESS },
	{ "地址", GJ_FACT_REGISTERED_ADDRESS },
	{ "企业地址", GJ_FACT_REGISTERED_ADDRESS },
	{ "单位地址", GJ_FACT_REGISTERED_ADDRESS },
	{ "区划代码", GJ_FACT_REGISTERED_AREA },
	{ "行政区划代码", GJ_FACT_REGISTERED_AREA },
	{ "注册地区划代码", GJ_FACT_REGISTERED_AREA },
	{ "经营地址", GJ_FACT_OPERATING_ADDRESS },
	{ "经营场所", GJ_FACT_OPERATING_ADDRESS },
	{ "生产经营地址", GJ_FACT_OPERATING_ADDRESS },
	{ "实际经营地址", GJ_FACT_OPERATING_ADDRESS },
	{ "办公地址", GJ_FACT_OPERATING_ADDRESS },
	{ "经营地区划代码", GJ_FACT_OPERATING_AREA },
	{ "所属社区", GJ_FACT_OPERATING_OFFICE },
	{ "所在社区", GJ_FACT_OPERATING_OFFICE },
	{ "社区", GJ_FACT_OPERATING_OFFICE },
	{ "注册社区", GJ_FACT_REGISTERED_OFFICE },
	{ "注册地社区", GJ_FACT_REGISTERED_OFFICE },
	{ "纳税地址", GJ_FACT_TAX_ADDRESS },
	{ "纳税地区划代码", GJ_FACT_TAX_AREA },
	{ "纳税社区", GJ_FACT_TAX_OFFICE },
	{ "行业代码", GJ_FACT_INDUSTRY },
	{ "国民经济行业代码", GJ_FACT_INDUSTRY },
	{ "行业小类代码", GJ_FACT_INDUSTRY },
	{ "行业分类代码", GJ_FACT_INDUSTRY },
	{ "行业代码版本", GJ_FACT_INDUSTRY_EDITION },
	{ "从业人数", GJ_FACT_EMPLOYEES },
	{ "从业人员", GJ_FACT_EMPLOYEES },
	{ "从业人员数", GJ_FACT_EMPLOYEES },
	{ "从业人员期末人数", GJ_FACT_EMPLOYEES },
	{ "期末从业人员", GJ_FACT_EMPLOYEES },
	{ "员工人数", GJ_FACT_EMPLOYEES },
	{ "职工人数", GJ_FACT_EMPLOYEES },
	{ "营业收入", GJ_FACT_REVENUE },
	{ "年营业收入", GJ_FACT_REVENUE },
	{ "营业总收入", GJ_FACT_REVENUE },
	{ "营收", GJ_FACT_REVENUE },
	{ "资产总额", GJ_FACT_ASSETS },
	{ "资产总计", GJ_FACT_ASSETS },
	{ "总资产", GJ_FACT_ASSETS },
	{ "备注", GJ_FACT_NOTE },
	{ "说明", GJ_FACT_NOTE },
	{ "联系人", GJ_COLUMN_CONTACT_NAME },
	{ "联系人姓名", GJ_COLUMN_CONTACT_NAME },
	{ "企业联系人", GJ_COLUMN_CONTACT_NAME },
	{ "联系电话", GJ_COLUMN_CONTACT_PHONE },
	{ "联系人电话", GJ_COLUMN_CONTACT_PHONE },
	{ "联系方式", GJ_COLUMN_CONTACT_PHONE },
	{ "电话", GJ_COLUMN_CONTACT_PHONE },
	{ "电话号码", GJ_COLUMN_CONTACT_PHONE },
	{ "手机", GJ_COLUMN_CONTACT_PHONE },
	{ "手机号", GJ_COLUMN_CONTACT_PHONE },
	{ "手机号码", GJ_COLUMN_CONTACT_PHONE },
	{ "联系手机", GJ_COLUMN_CONTACT_PHONE },
	{ "邮箱", GJ_COLUMN_CONTACT_MAIL },
	{ "电子邮箱", GJ_COLUMN_CONTACT_MAIL },
	{ "企业编号", GJ_COLUMN_CODE },
	{ "单位编号", GJ_COLUMN_CODE },
	{ "外部编号", GJ_COLUMN_CODE },
	{ "系统编号", GJ_COLUMN_CODE },
};

/* Longer ones first. fen; 0: says nothing about money. */
static const struct ending {
	const char *text;
	int64_t unit;
} endings[] = {
	{ "亿元人民币", 100000000 * YUAN },
	{ "万元人民币", 10000 * YUAN },
	{ "百万元", 1000000 * YUAN },
	{ "亿元", 100000000 * YUAN },
	{ "万元", 10000 * YUAN },
	{ "千元", 1000 * YUAN },
	{ "元人民币", YUAN },
	{ "元", YUAN },
	{ "亿", 100000000 * YUAN },
	{ "万", 10000 * YUAN },
	{ "人", 0 },
	{ "必填", 0 },
	{ "选填", 0 },
};

const char *gj_column_name(int field)
{
	static const char *const names[] = { "contact_name", "contact_phone", "contact_mail",
					     "code" };

	if (field < 0 || field >= GJ_COLUMN_COUNT)
		return NULL;
	return field < GJ_FACT_COUNT ? gj_enterprise_facts_record.fields[field].name
				     : names[field - GJ_FACT_COUNT];
}

static int lookup(gj_str folded)
{
	size_t i;

	for (i = 0; i < sizeof(synonyms) / sizeof(*synonyms); i++)
		if (gj_str_is(folded, synonyms[i].header))
			return synonyms[i].field;
	for (i = 0; i < GJ_COLUMN_COUNT; i++)
		if (gj_str_is(folded, gj_column_name((int)i)))
			return (int)i;
	return GJ_COLUMN_NONE;
}

/* Cuts an ending off; 1 when there was one. Two units are no unit: 5万亿元. */
static int cut_ending(gj_str *text, int64_t *ret_unit)
{
	size_t i, n;

	for (i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		n = strlen(endings[i].text);
		if (text->n <= n || memcmp(text->p + text->n - n, endings[i].text, n) != 0)
			continue;
		if (endings[i].unit && *ret_unit)
			return 0;
		text->n -= n;
		if (endings[i].unit)
			*ret_unit = endings[i].unit;
		return 1;
	}
	return 0;
}

static int recognise(gj_ctx *c, gj_str header, int64_t *ret_unit, int *ret_field)
{
	gj_str folded = gj_utf8_fold(c->arena, header);
	int field;

	*ret_unit = 0;
	if (!folded.p)
		return GJ_E_NOMEM;
	do
		field = lookup(folded);
	while (field == GJ_COLUMN_NONE && cut_ending(&folded, ret_unit));
	*ret_field = field;
	return GJ_OK;
}

static int mapped(gj_ctx *c, gj_str header, const gj_array *mapping, int *ret_field)
{
	const gj_pair *pair = mapping->p;
	size_t i;
	int field, code;

	for (i = 0; i < mapping->n; i++) {
		if (!gj_str_eq(pair[i].key, header))
			continue;
		for (field = 0; field < GJ_COLUMN_COUNT; field++)
			if (gj_str_is(pair[i].value, gj_column_name(field))) {
				*ret_field = field;
				return GJ_OK;
			}
		code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_not_listed);
		gj_fail_text(c->err, "list", GJ_STR("fields"));
		gj_fail_in(c->err, pair[i].key.p, SIZE_MAX);
		gj_fail_in(c->err, "mapping", SIZE_MAX);
		return code;
	}
	return GJ_OK;
}

/* A second column of one field is left out like one that is not known; but of telephone
 * numbers people have several. */
static int taken(const gj_columns *columns, int field)
{
	size_t i;

	for (i = 0; i < columns->count; i++)
		if (columns->field[i] == field && field != GJ_COLUMN_CONTACT_PHONE)
			return 1;
	return 0;
}

int gj_columns_read(gj_ctx *c, const gj_csv_row *header, const gj_array *mapping, int with_code,
		    gj_columns *ret_columns)
{
	gj_columns *columns = ret_columns;
	int field = GJ_COLUMN_NONE, code = GJ_OK;
	size_t i;

	columns->count = 0;
	for (i = 0; i < header->count && i < GJ_COLUMNS_MAX && code >= 0; i++) {
		columns->header[i] = header->fields[i];
		code = recognise(c, header->fields[i], &columns->unit[i], &field);
		if (code >= 0)
			code = mapped(c, header->fields[i], mapping, &field);
		if (taken(columns, field) || (field == GJ_COLUMN_CODE && !with_code))
			field = GJ_COLUMN_NONE;
		columns->field[i] = (int16_t)field;
		columns->count++;
	}
	if (code >= 0 && !taken(columns, GJ_FACT_NAME)) {
		code = gj_fail(c->err, GJ_E_BAD_VALUE, GJ_RULE_csv_header);
		gj_fail_text(c->err, "field", GJ_STR("name"));
	}
	return code;
}

/* ---- cells ---- */

static int is_space(uint32_t point)
{
	return point <= ' ' || point == 0xA0 || point == 0x3000 || point == 0xFEFF ||
	       (point >= 0x2000 && point <= 0x200B);
}

static gj_str trim(gj_str text)
{
	size_t at = 0, end = 0, size;
	uint32_t point;

	while (text.n && (size = gj_utf8_next(text.p, text.n, &point)) && is_space(point)) {
		text.p += size;
		text.n -= size;
	}
	while (at < text.n) {
		at += gj_utf8_next(text.p + at, text.n - at, &point);
		if (!is_space(point))
			end = at;
	}
	text.n = end;
	return text;
}

/* What stands for nothing. */
static int is_nothing(gj_str text)
{
	static const char *const nothing[] = {
		"", "-", "--", "—", "/", "\\", "无", "null", "NULL"
	};
	size_t i;

	for (i = 0; i < sizeof(nothing) / sizeof(*nothing); i++)
		if (gj_str_is(text, nothing[i]))
			return 1;
	return 0;
}

/* '123 and ="123": how spreadsheets are made to keep a code as text. */
static gj_str bare(gj_str text)
{
	if (text.n > 3 && text.p[0] == '=' && text.p[1] == '"' && text.p[text.n - 1] == '"')
		return (gj_str){ text.p + 2, text.n - 3 };
	if (text.n > 1 && text.p[0] == '\'')
		return (gj_str){ text.p + 1, text.n - 1 };
	return text;
}

static int bad(gj_ctx *c, int rule)
{
	return gj_fail(c->err, GJ_E_BAD_VALUE, rule);
}

static int not_listed(gj_ctx *c, const char *list)
{
	int code = bad(c, GJ_RULE_not_listed);

	gj_fail_text(c->err, "list", gj_str_of(list));
	return code;
}

static int check_length(gj_ctx *c, const gj_field *field, gj_str text)
{
	int64_t count = (int64_t)gj_utf8_count(text.p, text.n);
	int code = GJ_OK;

	if (count > field->max) {
		code = bad(c, GJ_RULE_too_long);
		gj_fail_int(c->err, "max", field->max);
	} else if (count < field->min) {
		code = bad(c, GJ_RULE_too_short);
		gj_fail_int(c->err, "min", field->min);
	}
	return code;
}

/* Digits with separators of thousands, at most two decimals of a fen, times unit. */
static int parse_number(gj_ctx *c, gj_str text, int64_t unit, int64_t *ret_value)
{
	int64_t value = 0, scale = unit;
	int decimals = 0, digits = 0;
	size_t i;

	for (i = 0; i < text.n; i++) {
		char d = text.p[i];
		if (d == ',' && !decimals)
			continue;
		if (d == '.' && !decimals) {
			decimals = 1;
			continue;
		}
		if (d < '0' || d > '9')
			return bad(c, GJ_RULE_number_format);
		digits++;
		if (decimals && scale % 10 != 0) {
			if (d != '0')
				return bad(c, GJ_RULE_number_format);
			continue;
		}
		if (decimals) {
			scale /= 10;
			value += (d - '0') * scale;
		} else {
			if (value > GJ_MAX_INT / 10)
				return bad(c, GJ_RULE_range);
			value = value * 10 + (d - '0') * unit;
		}
		if (value > GJ_MAX_INT)
			return bad(c, GJ_RULE_range);
	}
	if (!digits)
		return bad(c, GJ_RULE_number_format);
	*ret_value = value;
	return GJ_OK;
}

static int take_money(gj_ctx *c, gj_str text, int64_t unit, int64_t *ret_value)
{
	int64_t own = 0;

	while (cut_ending(&text, &own))
		;
	text = trim(text);
	/* The cell knows better than its column. */
	return parse_number(c, text, own ? own : unit ? unit : YUAN, ret_value);
}

static int take_count(gj_ctx *c, const gj_field *field, gj_str text, int64_t *ret_value)
{
	int64_t unit = 0, value = 0;
	int code;

	if (cut_ending(&text, &unit))
		text = trim(text);
	code = parse_number(c, text, 1, &value);
	if (code >= 0 && value > field->max) {
		code = bad(c, GJ_RULE_range);
		gj_fail_int(c->err, "min", field->min);
		gj_fail_int(c->err, "max", field->max);
	}
	if (code >= 0)
		*ret_value = value;
	return code;
}

static size_t take_digits(gj_str text, size_t at, size_t max, int32_t *ret_value)
{
	size_t i;

	*ret_value = 0;
	for (i = at; i < text.n && i < at + max && text.p[i] >= '0' && text.p[i] <= '9'; i++)
		*ret_value = *ret_value * 10 + (text.p[i] - '0');
	return i - at;
}

/* Over one separator: - / . 年 月; or none, where all is digits. */
static size_t over(gj_str text, size_t at)
{
	if (at < text.n && strchr("-/.", text.p[at]) && text.p[at])
		return 1;
	if (at + 3 <= text.n &&
	    (memcmp(text.p + at, "年", 3) == 0 || memcmp(text.p + at, "月", 3) == 0))
		return 3;
	return 0;
}

/* 2019-07-13, 2019/7/13, 2019.7.13, 2019年7月13日, 20190713; a time of day may follow. */
static int take_date(gj_ctx *c, gj_str text, int32_t *ret_days)
{
	gj_civil date = { 0, 0, 0 };
	size_t at = 0, n = take_digits(text, 0, 4, &date.year);
	int ok = n == 4;

	at = n + over(text, n);
	n = take_digits(text, at, 2, &date.month);
	ok &= n > 0;
	at += n + over(text, at + n);
	n = take_digits(text, at, 2, &date.day);
	ok &= n > 0;
	at += n;
	if (at + 3 <= text.n && memcmp(text.p + at, "日", 3) == 0)
		at += 3;
	ok &= at == text.n || text.p[at] == ' ' || text.p[at] == 'T';
	if (!ok || !gj_civil_ok(date))
		return bad(c, GJ_RULE_date_format);
	*ret_days = gj_civil_days(date);
	return GJ_OK;
}

typedef struct word {
	const char *text;
	int32_t value;
} word;

static int take_state(gj_ctx *c, gj_str text, int32_t *ret_state)
{
	static const word words[] = {
		{ "存续", GJ_STATE_OPERATING },  { "在业", GJ_STATE_OPERATING },
		{ "开业", GJ_STATE_OPERATING },  { "在营", GJ_STATE_OPERATING },
		{ "正常", GJ_STATE_OPERATING },  { "营业", GJ_STATE_OPERATING },
		{ "拟入驻", GJ_STATE_INTENDED }, { "意向", GJ_STATE_INTENDED },
		{ "筹建", GJ_STATE_INTENDED },   { "筹备", GJ_STATE_INTENDED },
		{ "迁出", GJ_STATE_MOVED },      { "迁移", GJ_STATE_MOVED },
		{ "注销", GJ_STATE_CLOSED },     { "吊销", GJ_STATE_CLOSED },
		{ "撤销", GJ_STATE_CLOSED },     { "停业", GJ_STATE_CLOSED },
		{ "歇业", GJ_STATE_CLOSED },     { "清算", GJ_STATE_CLOSED },
	};
	size_t i, n;
	int k;

	/* 存续（在营、开业、在册）, 吊销，未注销: what comes first counts. */
	for (i = 0; i < sizeof(words) / sizeof(*words); i++) {
		n = strlen(words[i].text);
		if (text.n >= n && memcmp(text.p, words[i].text, n) == 0) {
			*ret_state = words[i].value;
			return GJ_OK;
		}
	}
	for (k = 0; gj_enterprise_states[k]; k++)
		if (gj_str_is(text, gj_enterprise_states[k])) {
			*ret_state = k;
			return GJ_OK;
		}
	return not_listed(c, "state");
}

static int take_kind(gj_ctx *c, gj_str text, gj_str *ret_kind)
{
	static const struct {
		const char *text, *code;
	} words[] = {
		{ "企业", "enterprise" },
		{ "公司", "enterprise" },
		{ "个体工商户", "sole_trader" },
		{ "个体户", "sole_trader" },
		{ "个体", "sole_trader" },
		{ "社会组织", "social_organisation" },
		{ "社会团体", "social_organisation" },
		{ "民办非企业单位", "social_organisation" },
		{ "社会服务机构", "social_organisation" },
		{ "基金会", "social_organisation" },
		{ "村集体", "collective" },
		{ "集体经济组织", "collective" },
		{ "农村集体经济组织", "collective" },
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (gj_str_is(text, words[i].text))
			text = gj_str_of(words[i].code);
	if (!gj_profile_has_code(c->profile, "enterprise_kind", text))
		return not_listed(c, "enterprise_kind");
	*ret_kind = text;
	return GJ_OK;
}

/* An office by its name; a community also without the word. */
static int take_office(gj_ctx *c, gj_str text, int64_t under, int64_t *ret_office)
{
	gj_buf buf;
	int code = gj_sql_int(c->db, GJ_SQL_IMPORT_OFFICE, ret_office, "llt", GJ_ROOT, under, text);

	if (code != GJ_E_NOT_FOUND)
		return code;
	gj_buf_init(&buf, c->arena, 1024);
	gj_buf_str(&buf, text);
	gj_buf_text(&buf, "社区");
	text = gj_buf_end(&buf);
	if (buf.failed == GJ_E_NOMEM)
		return buf.failed;
	if (!buf.failed)
		code = gj_sql_int(c->db, GJ_SQL_IMPORT_OFFICE, ret_office, "llt", GJ_ROOT, under,
				  text);
	return code == GJ_E_NOT_FOUND ? gj_not_found(c, "office") : code;
}

static size_t separator(gj_str text, size_t at)
{
	static const char *const marks[] = { "、", "；", "，", ";", ",", "|", "\n" };
	size_t i, n;

	for (i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		n = strlen(marks[i]);
		if (at + n <= text.n && memcmp(text.p + at, marks[i], n) == 0)
			return n;
	}
	return 0;
}

static int take_names(gj_ctx *c, const gj_field *field, gj_str text, gj_array *ret_names)
{
	gj_str *names = gj_arena_take(c->arena, (size_t)field->max * sizeof(*names));
	size_t at = 0, from = 0, gap, n = 0;
	gj_str name;

	if (!names)
		return GJ_E_NOMEM;
	while (at <= text.n) {
		gap = separator(text, at);
		if (!gap && at < text.n) {
			at++;
			continue;
		}
		name = trim((gj_str){ text.p + from, at - from });
		if (name.n && n == (size_t)field->max) {
			bad(c, GJ_RULE_too_many);
			gj_fail_int(c->err, "max", field->max);
			return GJ_E_BAD_VALUE;
		}
		if (name.n)
			names[n++] = name;
		at += gap ? gap : 1;
		from = at;
	}
	*ret_names = (gj_array){ names, n };
	return GJ_OK;
}

/* Two telephone numbers become one text. */
static int take_veil(gj_ctx *c, const gj_field *field, gj_str text, gj_veil *veil)
{
	gj_buf buf;
	int code;

	if (veil->text.p && !gj_str_eq(veil->text, text)) {
		gj_buf_init(&buf, c->arena, 1024);
		gj_buf_str(&buf, veil->text);
		gj_buf_text(&buf, " / ");
		gj_buf_str(&buf, text);
		text = gj_buf_end(&buf);
		if (buf.failed == GJ_E_NOMEM)
			return buf.failed;
	}
	code = check_length(c, field, text);
	if (code >= 0)
		veil->text = text;
	return code;
}

static int take_contact(gj_ctx *c, int column, gj_str text, gj_contact *contact)
{
	static const int fields[] = { GJ_CONTACT_NAME, GJ_CONTACT_PHONE, GJ_CONTACT_MAIL };
	gj_veil *veils[] = { &contact->name, &contact->phone, &contact->mail };
	int i = column - GJ_COLUMN_CONTACT_NAME;
	int code = take_veil(c, &gj_contact_new_record.fields[fields[i]],
			     i == 1 ? bare(text) : text, veils[i]);

	gj_field_mark(contact, fields[i]);
	return code;
}

static int take_fact(gj_ctx *c, int fact, gj_str text, int64_t unit, int64_t under,
		     gj_enterprise_facts *facts)
{
	const gj_field *field = &gj_enterprise_facts_record.fields[fact];
	void *at = (char *)facts + field->offset;

	gj_field_mark(facts, fact);
	if (fact == GJ_FACT_KIND)
		return take_kind(c, text, at);
	switch (field->kind) {
	case GJ_K_ENUM:
		return take_state(c, text, at);
	case GJ_K_DATE:
		return take_date(c, text, at);
	case GJ_K_INT:
		return take_count(c, field, text, at);
	case GJ_K_MONEY:
		return take_money(c, text, unit, at);
	case GJ_K_ID:
		return take_office(c, text, under, at);
	case GJ_K_TEXTS:
		return take_names(c, field, text, at);
	case GJ_K_VEIL:
		return take_veil(c, field, text, at);
	default:
		*(gj_str *)at = fact == GJ_FACT_USCC ? bare(text) : text;
		return check_length(c, field, text);
	}
}

/* 注册资本(万元) and 100: the words are the header's and the cell's together. */
static int with_unit(gj_ctx *c, const gj_columns *columns, size_t i, gj_str *text)
{
	gj_str last = *text;
	int64_t unit = 0;
	gj_buf buf;
	size_t k = 0;

	if (!columns->unit[i] || text->n > 200 || cut_ending(&last, &unit))
		return GJ_OK;
	/* The first of that unit speaks of the currency, where the header may not. */
	while (endings[k].unit != columns->unit[i] || strstr(endings[k].text, "人民币"))
		k++;
	gj_buf_init(&buf, c->arena, 1024);
	gj_buf_str(&buf, *text);
	gj_buf_text(&buf, endings[k].text);
	*text = gj_buf_end(&buf);
	return buf.failed;
}

static int take_cell(gj_ctx *c, const gj_columns *columns, size_t i, gj_str text, int64_t under,
		     gj_import_facts *facts)
{
	int field = columns->field[i], code = GJ_OK;

	if (field == GJ_COLUMN_CODE) {
		facts->reference.value = text;
		return GJ_OK;
	}
	if (field >= GJ_FACT_COUNT)
		return take_contact(c, field, text, &facts->contact);
	if (field == GJ_FACT_REGISTERED_CAPITAL)
		code = with_unit(c, columns, i, &text);
	return code < 0 ? code : take_fact(c, field, text, columns->unit[i], under, &facts->facts);
}

/* What is known of it by now, put together. */
static int finish(gj_ctx *c, gj_str system, gj_import_facts *f)
{
	int code = GJ_OK;

	if (!gj_field_set(&f->facts, GJ_FACT_NAME)) {
		code = gj_fail(c->err, GJ_E_MISSING, GJ_RULE_missing);
		gj_fail_path(c->err, "/name");
		return code;
	}
	if (f->reference.value.n) {
		f->reference.key = system;
		f->facts.references = (gj_array){ &f->reference, 1 };
	}
	if (f->contact.has.set) {
		f->contact.role = GJ_STR("liaison");
		gj_field_mark(&f->contact, GJ_CONTACT_ROLE);
		f->facts.contacts = (gj_array){ &f->contact, 1 };
		if (!gj_profile_has_code(c->profile, "contact_role", f->contact.role))
			code = not_listed(c, "contact_role");
	}
	return code;
}

int gj_columns_take(gj_ctx *c, const gj_columns *columns, const gj_csv_row *row, int64_t under,
		    gj_str system, gj_import_facts *ret_facts)
{
	char path[64] = "/";
	gj_str text;
	size_t i;
	int code = GJ_OK;

	memset(ret_facts, 0, sizeof(*ret_facts));
	for (i = 0; i < columns->count && i < row->count && code >= 0; i++) {
		text = trim(row->fields[i]);
		if (columns->field[i] == GJ_COLUMN_NONE || is_nothing(text))
			continue;
		code = take_cell(c, columns, i, text, under, ret_facts);
		if (code < 0) {
			const char *name = gj_column_name(columns->field[i]);
			memcpy(path + 1, name, strlen(name) + 1);
			gj_fail_path(c->err, path);
		}
	}
	return code < 0 ? code : finish(c, system, ret_facts);
}

/* ---- what may be shown ---- */

static gj_str mask_cell(gj_ctx *c, int field, gj_str text)
{
	const char *how = "text";

	if (field == GJ_COLUMN_NONE || field == GJ_FACT_NOTE)
		return text.n ? GJ_STR("***") : text;
	if (field == GJ_COLUMN_CONTACT_NAME || field == GJ_FACT_LEGAL_PERSON)
		how = "name";
	else if (field == GJ_COLUMN_CONTACT_PHONE)
		how = "phone";
	else if (field == GJ_COLUMN_CONTACT_MAIL)
		how = "mail";
	return gj_mask(c->arena, how, text);
}

int gj_columns_mask(gj_ctx *c, const gj_columns *columns, const gj_csv_row *row, gj_str *ret_text)
{
	gj_csv_writer writer;
	gj_buf buf;
	size_t i;

	*ret_text = GJ_STR_NONE;
	if (row->count != columns->count)
		return GJ_OK;
	gj_buf_init(&buf, c->arena, 4 * row->raw.n + 4 * row->count + 64);
	gj_csv_write_begin(&writer, &buf, 0);
	for (i = 0; i < row->count; i++) {
		gj_str text = mask_cell(c, columns->field[i], row->fields[i]);
		if (!text.p)
			return GJ_E_NOMEM;
		gj_csv_write(&writer, text);
	}
	*ret_text = gj_buf_end(&buf);
	return buf.failed;
}
