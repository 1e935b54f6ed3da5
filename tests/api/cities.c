/* SPDX-License-Identifier: Apache-2.0
 *
 * Deadlines that cities published, asked through the door of a ledger that has adopted the
 * city's profile: an overlay, no code. What a city calls a day off comes as its papers. Every
 * file of its cases that lies beside the project is judged, of whatever months; of the ones
 * that are known it is known how many rows they have. The wall clock of the city is reckoned by
 * the C library here, by the same rule of its zone.
 */
#include <cJSON.h>
#include <ctype.h>
#include <dirent.h>
#include <sys/types.h>
#include <time.h>

#include "ground.h"

#define CELLS_MAX 40

static api a;

static char *file_text(const char *name)
{
	char path[4096], *text;
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/fixtures/calendar/%s", GJ_TESTS, name);
	f = fopen(path, "rb");
	ck_assert_msg(f != NULL, "%s", path);
	text = calloc(1, 100000);
	n = fread(text, 1, 99999, f);
	ck_assert_uint_gt(n, 0);
	fclose(f);
	return text;
}

static const char *word(const cJSON *object, const char *name)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

	return cJSON_IsString(item) ? item->valuestring : NULL;
}

/* ---- tables ---- */

typedef struct table {
	FILE *file;
	char head[4096], line[4096];
	char *name[CELLS_MAX], *cell[CELLS_MAX];
} table;

/* Quoted cells hold no quotation marks in these files. */
static void cut(char *line, char **ret_cells)
{
	size_t n = 0;

	line[strcspn(line, "\r\n")] = '\0';
	memset(ret_cells, 0, CELLS_MAX * sizeof(*ret_cells));
	while (n < CELLS_MAX - 1) {
		int quoted = *line == '"';

		line += quoted;
		ret_cells[n++] = line;
		line += strcspn(line, quoted ? "\"" : ",");
		if (quoted && *line)
			*line++ = '\0';
		if (!*line)
			return;
		*line++ = '\0';
	}
}

static int next_row(table *t)
{
	if (!fgets(t->line, sizeof(t->line), t->file))
		return 0;
	cut(t->line, t->cell);
	return 1;
}

static void begin(table *t, FILE *file)
{
	t->file = file;
	ck_assert_ptr_nonnull(fgets(t->head, sizeof(t->head), file));
	/* perhaps with a byte order mark */
	if (memcmp(t->head, "\xef\xbb\xbf", 3) == 0)
		memmove(t->head, t->head + 3, strlen(t->head + 3) + 1);
	cut(t->head, t->name);
}

static const char *cell(const table *t, const char *name)
{
	for (size_t i = 0; t->name[i]; i++)
		if (strcmp(t->name[i], name) == 0)
			return t->cell[i] ? t->cell[i] : "";
	ck_abort_msg("no column %s", name);
	return NULL;
}

/* ---- wall clocks ---- */

/* "2011-07-01 01:32:33", perhaps with decimals or only a day. */
static struct tm fields_of(const char *text)
{
	struct tm tm = { .tm_isdst = -1 };
	int n = sscanf(text, "%d-%d-%d%*[ T]%d:%d:%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
		       &tm.tm_hour, &tm.tm_min, &tm.tm_sec);

	ck_assert_msg(n == 3 || n == 6, "%s", text);
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	return tm;
}

/* The instant as RFC 3339, in UTC; the zone of the city is set. */
static void instant_of(const char *text, char *room, size_t size)
{
	struct tm tm = fields_of(text);
	time_t at = mktime(&tm);

	ck_assert_ptr_nonnull(gmtime_r(&at, &tm));
	strftime(room, size, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

/* An answer of the ledger, whose zone is +08:00. */
static time_t answered(const char *text)
{
	struct tm tm = fields_of(text);
	time_t day;
	int y = tm.tm_year + 1900 - (tm.tm_mon < 2), m = (tm.tm_mon + 10) % 12;

	ck_assert_msg(strstr(text, "+08:00") != NULL, "%s", text);
	/* days since 1970, counted from March */
	day = 365L * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + tm.tm_mday - 1 - 719468;
	return day * 86400 + tm.tm_hour * 3600L + tm.tm_min * 60 + tm.tm_sec - 8 * 3600;
}

/* ---- a city ---- */

typedef struct city {
	cJSON *json;
	const cJSON *columns, *units, *calendar;
	long rows, right;
} city;

static FILE *unpacked(const char *name)
{
	char command[4400];
	FILE *file = unit_shared(name);

	if (!file)
		return NULL;
	fclose(file);
	snprintf(command, sizeof(command), "gzip -dc '%s/%s'", GJ_SHARED_DATA, name);
	return popen(command, "r");
}

/* One paper a year, as a clerk loads them. */
static void load_year(const char *series, const char *year, const char *days)
{
	api_ok(&a, "calendar.load",
	       "{\"series\":\"%s\",\"paper\":{\"year\":%.4s,\"papers\":[\"published holidays\"],"
	       "\"days\":[%s]}}",
	       series, year, days);
}

static void load_holidays(const char *name, const char *series)
{
	FILE *file = unit_shared(name);
	char days[8000] = "", year[5] = "";
	table t;

	ck_assert_ptr_nonnull(file);
	begin(&t, file);
	while (next_row(&t)) {
		if (*year && strncmp(year, t.cell[0], 4) != 0) {
			load_year(series, year, days);
			*days = '\0';
		}
		snprintf(year, sizeof(year), "%.4s", t.cell[0]);
		snprintf(days + strlen(days), sizeof(days) - strlen(days),
			 "%s{\"date\":\"%s\",\"name\":\"%s\",\"isOffDay\":true}", *days ? "," : "",
			 t.cell[0], t.cell[1]);
	}
	load_year(series, year, days);
	fclose(file);
}

static void adopt(city *c)
{
	const cJSON *overlay = cJSON_GetObjectItemCaseSensitive(c->json, "overlay");
	const cJSON *change = cJSON_GetObjectItemCaseSensitive(overlay, "changes")->child;
	char *text = cJSON_PrintUnformatted(overlay);

	c->calendar = cJSON_GetObjectItemCaseSensitive(change, "value")->child;
	api_as(&a, "system");
	api_ok(&a, "profile.adopt", "{\"overlay\":%s}", text);
	free(text);
	if (word(c->json, "holidays"))
		load_holidays(word(c->json, "holidays"), c->calendar->string);
	setenv("TZ", word(c->calendar, "zone"), 1);
	tzset();
}

static void judge(city *c, const table *t)
{
	const char *mode = word(c->columns, "mode"), *due = cell(t, word(c->columns, "due"));
	const char *unit = word(c->units, mode ? cell(t, mode) : "");
	char from[40], local[40];
	struct tm tm = fields_of(due), got;
	time_t wanted, found;

	ck_assert_ptr_nonnull(unit);
	instant_of(cell(t, word(c->columns, "from")), from, sizeof(from));
	api_ok(&a, "calendar.deadline", "{\"from\":\"%s\",\"limit\":\"%s%s\"}", from,
	       cell(t, word(c->columns, "count")), unit);
	found = answered(api_text(&a, "/due"));
	wanted = mktime(&tm);
	ck_assert_ptr_nonnull(localtime_r(&found, &got));
	strftime(local, sizeof(local), "%Y-%m-%d", &got);
	c->rows++;
	if (strlen(due) == 10) /* published by the day */
		c->right += strcmp(local, due) == 0;
	else
		c->right += found - wanted <= 60 && wanted - found <= 60;
}

static void judge_file(city *c, const char *name)
{
	FILE *file = unpacked(name);
	table t;

	ck_assert_ptr_nonnull(file);
	c->rows = c->right = 0;
	begin(&t, file);
	while (next_row(&t))
		judge(c, &t);
	ck_assert_int_eq(pclose(file), 0);
	printf("%s: %ld of %ld\n", name, c->right, c->rows);
	ck_assert_int_eq(c->right, c->rows);
}

/* Are these cases of the same city, of other months? */
static int is_other(const char *name, const char *city_name, const char *known)
{
	char start[80];

	snprintf(start, sizeof(start), "%s_cases", city_name);
	return strncmp(name, start, strlen(start)) == 0 && strstr(name, ".csv.gz") &&
	       !strstr(known, name);
}

static const char *const cities[] = { "boston", "stlouis" };

START_TEST(deadlines_that_cities_published)
{
	char name[300], *text;
	struct dirent *entry;
	FILE *there;
	DIR *dir;
	city c = { 0 };

	snprintf(name, sizeof(name), "%s.json", cities[_i]);
	text = file_text(name);
	c.json = cJSON_Parse(text);
	free(text);
	ck_assert_ptr_nonnull(c.json);
	c.columns = cJSON_GetObjectItemCaseSensitive(c.json, "columns");
	c.units = cJSON_GetObjectItemCaseSensitive(c.json, "units");
	there = unpacked(word(c.json, "file"));
	if (!there || pclose(there) < 0) {
		cJSON_Delete(c.json);
		UNIT_SKIP("no data beside the project, or no gzip");
	}
	api_open_at(&a, NULL);
	adopt(&c);
	judge_file(&c, word(c.json, "file"));
	ck_assert_int_eq(c.rows, cJSON_GetObjectItemCaseSensitive(c.json, "rows")->valueint);
	dir = opendir(GJ_SHARED_DATA "/deadlines");
	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (!is_other(entry->d_name, cities[_i], word(c.json, "file")))
			continue;
		snprintf(name, sizeof(name), "deadlines/%.200s", entry->d_name);
		judge_file(&c, name);
	}
	closedir(dir);
	api_close(&a);
	cJSON_Delete(c.json);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("cities");
	TCase *tcase = tcase_create("published");

	tcase_set_timeout(tcase, 280);
	tcase_add_loop_test(tcase, deadlines_that_cities_published, 0,
			    (int)(sizeof(cities) / sizeof(cities[0])));
	suite_add_tcase(s, tcase);
	return unit_run(s);
}
