/* SPDX-License-Identifier: Apache-2.0
 *
 * Reckoning of formulas.
 */
#include "rule/formula.h"

/* A sum of this size times 10^(decimals + 2) still is an int64_t. */
#define SUM_MAX (INT64_C(1) << 43)

const gj_measure_term gj_measure_terms[GJ_MEASURE_COUNT + 1] = {
#define M(name, zh, en, doc) { #name, zh, en, doc },
#include "rule/measures.def"
#undef M
	{ NULL, NULL, NULL, NULL }
};

const char *const gj_measure_names[GJ_MEASURE_COUNT + 1] = {
#define M(name, zh, en, doc) #name,
#include "rule/measures.def"
#undef M
	NULL
};

static int64_t common(int64_t a, int64_t b)
{
	while (b) {
		int64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a < 0 ? -a : a;
}

void gj_formula_reduce(gj_formula *formula)
{
	int64_t d = 0;
	int i;

	for (i = 0; i < GJ_OPERANDS_MAX; i++)
		d = common(common(d, formula->over.of[i]), formula->under.of[i]);
	for (i = 0; i < GJ_OPERANDS_MAX && d > 1; i++) {
		formula->over.of[i] /= d;
		formula->under.of[i] /= d;
	}
}

int gj_formula_operand(const gj_formula *formula, gj_str name)
{
	size_t i;

	for (i = 0; i < formula->given_count; i++)
		if (gj_str_eq(formula->given[i], name))
			return GJ_MEASURE_COUNT + (int)i;
	for (i = 0; !formula->given_count && i < GJ_MEASURE_COUNT; i++)
		if (gj_str_is(name, gj_measure_terms[i].name))
			return (int)i;
	return -1;
}

static int add(int64_t *sum, int64_t weight, int64_t count)
{
	int64_t size = weight < 0 ? -weight : weight;

	if (!weight)
		return GJ_OK;
	if (count > SUM_MAX / size || count < -SUM_MAX / size)
		return GJ_E_LIMIT;
	*sum += weight * count;
	return *sum > SUM_MAX || *sum < -SUM_MAX ? GJ_E_LIMIT : GJ_OK;
}

int gj_formula_ratio(const gj_formula *formula, const int64_t *operands, gj_ratio *ret_ratio)
{
	size_t i, count = GJ_MEASURE_COUNT + formula->given_count;
	gj_ratio r = { 0, 0 };
	int code = GJ_OK;

	for (i = 0; i < count && code >= 0; i++) {
		code = add(&r.over, formula->over.of[i], operands[i]);
		if (code >= 0)
			code = add(&r.under, formula->under.of[i], operands[i]);
	}
	if (code >= 0)
		*ret_ratio = r;
	return code;
}

/* over / under with two digits more than the percentage has decimals, by long division. */
static int64_t digits_of(int64_t over, int64_t under, int decimals)
{
	int64_t whole = over / under, rest = over % under;
	int i;

	for (i = 0; i < decimals + 2; i++) {
		rest *= 10;
		whole = whole * 10 + rest / under;
		rest %= under;
	}
	return whole + (rest >= under - rest);
}

void gj_ratio_percent(gj_buf *out, gj_ratio ratio, int decimals)
{
	int64_t over = ratio.over < 0 ? -ratio.over : ratio.over, unit = 1, digits;
	int i;

	digits = digits_of(over, ratio.under, decimals);
	for (i = 0; i < decimals; i++)
		unit *= 10;
	if (ratio.over < 0 && digits)
		gj_buf_char(out, '-');
	gj_buf_int(out, digits / unit);
	if (decimals)
		gj_buf_char(out, '.');
	for (i = 0; i < decimals; i++) {
		digits %= unit;
		unit /= 10;
		gj_buf_char(out, (char)('0' + digits / unit));
	}
}

/* By their continued fractions: no product is formed. */
int gj_ratio_compare(gj_ratio a, gj_ratio b)
{
	int sign = 1;

	for (;;) {
		int64_t x = a.over / a.under, y = b.over / b.under;

		if (x != y)
			return x < y ? -sign : sign;
		a.over %= a.under;
		b.over %= b.under;
		if (!a.over || !b.over)
			return a.over ? sign : b.over ? -sign : 0;
		a = (gj_ratio){ a.under, a.over };
		b = (gj_ratio){ b.under, b.over };
		sign = -sign;
	}
}

static gj_ratio share(int64_t value, int places)
{
	gj_ratio r = { value, 100 };

	while (places-- > 0)
		r.under *= 10;
	return r;
}

int gj_ratio_in_band(gj_ratio ratio, const gj_band *band)
{
	if (gj_ratio_compare(ratio, share(band->low, band->low_places)) < 0)
		return -1;
	return gj_ratio_compare(ratio, share(band->high, band->high_places)) > 0;
}

int gj_weight_parse(gj_str text, int64_t *ret_value, int *ret_places)
{
	int negative = text.n && text.p[0] == '-', places = -1;
	size_t i, digits = 0;
	int64_t value = 0;

	for (i = (size_t)negative; i < text.n; i++) {
		if (text.p[i] == '.' && places < 0 && digits) {
			places = 0;
			continue;
		}
		if (text.p[i] < '0' || text.p[i] > '9' || value > GJ_WEIGHT_MAX)
			return 0;
		value = value * 10 + (text.p[i] - '0');
		digits++;
		places += places >= 0;
	}
	if (!digits || places == 0 || places > GJ_WEIGHT_PLACES_MAX || value > GJ_WEIGHT_MAX)
		return 0;
	*ret_value = negative ? -value : value;
	*ret_places = places < 0 ? 0 : places;
	return 1;
}
