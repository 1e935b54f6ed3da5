/* SPDX-License-Identifier: Apache-2.0
 *
 * The rates of the two streets, and their league table, as the demo prints them: each formula with
 * what is added up above and below, each figure with its numerator and denominator.
 */
#include <stdlib.h>
#include <string.h>

#include "demo.h"

#define MONTHS "'from':'2022-03','to':'2022-08'"

static void put_text(json record, const char *name)
{
	char *text = json_text(json_member(record, name));

	fputs(text, stdout);
	free(text);
}

/* "10×满意＋9×基本满意" */
static void put_sum(json weights)
{
	size_t at = 0, n = 0;
	json key, one;

	while (json_next(weights, &at, &key, &one)) {
		int64_t weight = json_int(json_member(one, "weight"), 1);

		if (n++)
			fputs("＋", stdout);
		if (weight != 1)
			printf("%lld×", (long long)weight);
		put_text(one, "label");
	}
}

static void put_formula(json f)
{
	put_text(f, "label");
	printf("（第%lld版）＝（", (long long)json_int(json_member(f, "version"), 0));
	put_sum(json_member(f, "numerator"));
	fputs("）÷（", stdout);
	put_sum(json_member(f, "denominator"));
	puts(json_true(json_member(f, "verified")) ? "）" : "）；公式来源未经核实");
}

static void put_formulas(json basis)
{
	json formulas = json_member(basis, "formulas"), key, f;
	size_t at = 0;

	while (json_next(formulas, &at, &key, &f))
		put_formula(f);
	putchar('\n');
}

static void put_said(json basis)
{
	fputs("口径：", stdout);
	put_text(basis, "said");
	putchar('\n');
}

/* The formula of this name, for its label. */
static json formula_of(json basis, json name)
{
	json formulas = json_member(basis, "formulas"), key, f;
	char *text = json_text(name);
	size_t at = 0;

	while (json_next(formulas, &at, &key, &f))
		if (json_is(json_member(f, "name"), text))
			break;
	free(text);
	return f;
}

static void number_cell(table *t, json value)
{
	table_cell(t, json_text(value));
}

static void percent_cell(table *t, json figure)
{
	char *text = json_text(json_member(figure, "percent")),
	     *cell = must(malloc(strlen(text) + 24));

	sprintf(cell, *text ? "%s%%" : "无数据", text);
	free(text);
	table_cell(t, cell);
}

static void figure_rows(table *t, json basis, json item)
{
	json figures = json_member(item, "figures"), key, figure;
	size_t at = 0;

	while (json_next(figures, &at, &key, &figure)) {
		table_cell(t, json_text(json_member(item, "office_name")));
		table_cell(t, json_text(json_member(
				      formula_of(basis, json_member(figure, "formula")), "label")));
		number_cell(t, json_member(figure, "numerator"));
		number_cell(t, json_member(figure, "denominator"));
		percent_cell(t, figure);
	}
}

int print_rates(demo *d)
{
	static const char *const names[] = { "单位", "指标", "分子", "分母", "率" };
	gj_reply *reply = ask(d, "rate.figures",
			      "{" MONTHS ",'group':'office','formulas':['response_rate',"
			      "'solve_rate','satisfaction_rate','composite','own_level_rate']}");
	int code = gj_reply_code(reply);
	json basis = json_member(reply_json(reply), "basis"), key, item;
	table *t = table_new(stdout, 0);
	size_t at = 0, i;

	if (code >= 0)
		put_formulas(basis);
	for (i = 0; i < 5; i++)
		table_column(t, names[i], names[i], i > 1);
	while (code >= 0 && json_next(json_member(reply_json(reply), "items"), &at, &key, &item))
		figure_rows(t, basis, item);
	table_end(t, &d->c);
	if (code >= 0)
		put_said(basis);
	gj_reply_free(reply);
	return code;
}

/* ---- the league table ---- */

static void rank_rows(table *t, json list)
{
	json key, row;
	size_t at = 0;

	while (json_next(list, &at, &key, &row)) {
		json figure = json_member(row, "figure");

		number_cell(t, json_member(row, "rank"));
		table_cell(t, copy_of(json_true(json_member(row, "tied")) ? "并列" : "",
				      json_true(json_member(row, "tied")) ? strlen("并列") : 0));
		table_cell(t, json_text(json_member(row, "office_name")));
		number_cell(t, json_member(figure, "numerator"));
		number_cell(t, json_member(figure, "denominator"));
		percent_cell(t, figure);
	}
}

int print_league(demo *d, const char *formula)
{
	static const char *const names[] = { "名次", "并列", "单位", "分子", "分母", "率" };
	char args[120];
	table *t = table_new(stdout, 0);
	gj_reply *reply;
	size_t i;
	int code;

	snprintf(args, sizeof(args), "{'formula':'%s'," MONTHS ",'least':1}", formula);
	reply = ask(d, "rate.league", args);
	code = gj_reply_code(reply);
	for (i = 0; i < 6; i++)
		table_column(t, names[i], names[i], i == 0 || i > 2);
	if (code >= 0) {
		put_formulas(json_member(reply_json(reply), "basis"));
		rank_rows(t, json_member(reply_json(reply), "ranked"));
		rank_rows(t, json_member(reply_json(reply), "unranked"));
	}
	table_end(t, &d->c);
	gj_reply_free(reply);
	return code;
}
