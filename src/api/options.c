/* SPDX-License-Identifier: Apache-2.0
 *
 * Options by name, the version, the names of errors.
 */
#include "api/handle.h"

#include <string.h>

#include "util/time.h"

const char *gj_version(void)
{
	return GJ_VERSION;
}

int gj_abi(void)
{
	return GJ_ABI;
}

int gj_supports(const char *operation, int version)
{
	return operation && version > 0 && gj_op_find(operation, version) != NULL;
}

const char *gj_error_name(int code)
{
	const gj_error_info *info = gj_error_find(code);

	return info ? info->name : code == GJ_OK ? "OK" : "UNKNOWN";
}

int gj_error_retryable(int code)
{
	const gj_error_info *info = gj_error_find(code);

	return info ? info->retryable : 0;
}

int gj_options_new(gj_options **ret_options)
{
	gj_mem mem = gj_mem_default();
	gj_options *o;

	if (!ret_options)
		return GJ_E_USE;
	o = gj_mem_new(&mem, sizeof(*o));
	if (!o)
		return GJ_E_NOMEM;
	o->host = (gj_host){ .mem = mem, .clock = gj_clock_default, .random = gj_random_default };
	memcpy(o->digest, "sm3", 4);
	o->zone = 8 * 60;
	o->chinese = 1;
	o->busy_ms = 5000;
	o->tries = 5;
	o->memory_max = INT64_C(256) << 20;
	o->attachment_max = INT64_C(20) << 20;
	*ret_options = o;
	return GJ_OK;
}

gj_options *gj_options_free(gj_options *options)
{
	gj_mem mem = gj_mem_default();

	if (options) {
		gj_mem_free(&mem, options->profile);
		gj_mem_free(&mem, options->attachment_folder);
		gj_mem_free(&mem, options);
	}
	return NULL;
}

/* "+08:00" */
static int parse_zone(gj_str text, int *ret_minutes)
{
	const char *p = text.p;
	int i, hours, minutes;

	if (text.n != 6 || (p[0] != '+' && p[0] != '-') || p[3] != ':')
		return GJ_E_BAD_VALUE;
	for (i = 1; i < 6; i++)
		if (i != 3 && (p[i] < '0' || p[i] > '9'))
			return GJ_E_BAD_VALUE;
	hours = (p[1] - '0') * 10 + p[2] - '0';
	minutes = (p[4] - '0') * 10 + p[5] - '0';
	if (hours > 18 || minutes > 59)
		return GJ_E_BAD_VALUE;
	*ret_minutes = (p[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
	return GJ_OK;
}

static int set_profile(gj_options *o, gj_str value)
{
	gj_mem mem = gj_mem_default();
	char *copy;

	if (value.n > GJ_PROFILE_MAX)
		return GJ_E_LIMIT;
	copy = gj_mem_new(&mem, value.n + 1);
	if (!copy)
		return GJ_E_NOMEM;
	memcpy(copy, value.p, value.n);
	gj_mem_free(&mem, o->profile);
	o->profile = copy;
	o->profile_size = value.n;
	return GJ_OK;
}

#define FOLDER_MAX 1000

/* Without its last slash; "" takes it back. */
static int set_folder(gj_options *o, gj_str value)
{
	gj_mem mem = gj_mem_default();
	char *copy = NULL;

	if (value.n > FOLDER_MAX || memchr(value.p, '\0', value.n))
		return GJ_E_BAD_VALUE;
	while (value.n > 1 && value.p[value.n - 1] == '/')
		value.n--;
	if (value.n) {
		copy = gj_mem_new(&mem, value.n + 1);
		if (!copy)
			return GJ_E_NOMEM;
		memcpy(copy, value.p, value.n);
	}
	gj_mem_free(&mem, o->attachment_folder);
	o->attachment_folder = copy;
	return GJ_OK;
}

int gj_options_set_text(gj_options *o, const char *name, const char *value, size_t size)
{
	gj_str text = { value, size };

	if (!o || !name || !value)
		return GJ_E_USE;
	if (strcmp(name, "digest") == 0) {
		if (!gj_str_is(text, "sm3") && !gj_str_is(text, "sha256"))
			return GJ_E_BAD_VALUE;
		memcpy(o->digest, value, size);
		o->digest[size] = '\0';
		return GJ_OK;
	}
	if (strcmp(name, "zone") == 0)
		return parse_zone(text, &o->zone);
	if (strcmp(name, "language") == 0) {
		if (!gj_str_is(text, "zh") && !gj_str_is(text, "en"))
			return GJ_E_BAD_VALUE;
		o->chinese = gj_str_is(text, "zh");
		return GJ_OK;
	}
	if (strcmp(name, "attachment_folder") == 0)
		return set_folder(o, text);
	return strcmp(name, "profile") == 0 ? set_profile(o, text) : GJ_E_UNKNOWN_OPTION;
}

static int set_int(gj_options *o, const char *name, int64_t value)
{
	struct {
		const char *name;
		int64_t *at, min, max;
	} const known[] = {
		{ "create", &o->create, 0, 1 },
		{ "read_only", &o->read_only, 0, 1 },
		{ "busy_ms", &o->busy_ms, 0, 600000 },
		{ "statement_ms", &o->statement_ms, 0, 86400000 },
		{ "synchronous", &o->synchronous, 0, 1 },
		{ "tries", &o->tries, 1, 100 },
		{ "partitions", &o->partitions, 0, GJ_PARTITIONS_MAX },
		{ "attachment_max", &o->attachment_max, 0, INT64_C(1) << 40 },
		{ "memory_max", &o->memory_max, 1 << 20, INT64_C(1) << 40 },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(name, known[i].name) == 0) {
			if (value < known[i].min || value > known[i].max)
				return GJ_E_BAD_VALUE;
			*known[i].at = value;
			return GJ_OK;
		}
	return GJ_E_UNKNOWN_OPTION;
}

int gj_options_set_int(gj_options *o, const char *name, int64_t value)
{
	return o && name ? set_int(o, name, value) : GJ_E_USE;
}

int gj_options_set_memory(gj_options *o, gj_alloc_fn alloc, gj_resize_fn resize,
			  gj_release_fn release, void *user)
{
	if (!o || !alloc || !resize || !release)
		return GJ_E_USE;
	o->host.mem = (gj_mem){ alloc, resize, release, user };
	return GJ_OK;
}

int gj_options_set_clock(gj_options *o, gj_clock_fn clock, void *user)
{
	if (!o || !clock)
		return GJ_E_USE;
	o->host.clock = clock;
	o->host.clock_user = user;
	return GJ_OK;
}

int gj_options_set_random(gj_options *o, gj_random_fn random, void *user)
{
	if (!o || !random)
		return GJ_E_USE;
	o->host.random = random;
	o->host.random_user = user;
	return GJ_OK;
}

int gj_options_set_progress(gj_options *o, gj_progress_fn progress, void *user)
{
	if (!o)
		return GJ_E_USE;
	o->host.progress = progress;
	o->host.progress_user = user;
	return GJ_OK;
}

int gj_options_set_log(gj_options *o, gj_log_fn log, void *user)
{
	if (!o)
		return GJ_E_USE;
	o->host.log = log;
	o->host.log_user = user;
	return GJ_OK;
}
