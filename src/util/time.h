/* SPDX-License-Identifier: Apache-2.0
 *
 * Instants are UTC microseconds since 1970; dates are days since 1970 in the
 * proleptic Gregorian calendar. No locale, no TZ, no libc time functions.
 */
#ifndef GJ_UTIL_TIME_H
#define GJ_UTIL_TIME_H

#include "util/buf.h"

#define GJ_SECOND INT64_C(1000000)
#define GJ_MINUTE (60 * GJ_SECOND)
#define GJ_HOUR (60 * GJ_MINUTE)
#define GJ_DAY (24 * GJ_HOUR)
/* 0001-01-01 and the end of 9999-12-31: what RFC 3339 can write. */
#define GJ_TIME_MIN INT64_C(-62135596800000000)
#define GJ_TIME_MAX INT64_C(253402300799999999)

typedef struct gj_civil {
	int32_t year, month, day; /* month 1-12 */
} gj_civil;

int32_t gj_civil_days(gj_civil date);
gj_civil gj_civil_of(int32_t days);
int gj_civil_ok(gj_civil date); /* a date that exists, years 1 to 9999 */

/* RFC 3339 with a mandatory offset; up to six decimals (more are GJ_E_BAD_VALUE);
 * second 60 is refused. */
int gj_time_parse(gj_str text, int64_t *ret_time);
/* At an offset from UTC in minutes ("Z" for 0); decimals only if there are any. */
void gj_time_write(gj_buf *out, int64_t time, int offset_minutes);
int gj_date_parse(gj_str text, int32_t *ret_days); /* YYYY-MM-DD */
void gj_date_write(gj_buf *out, int32_t days);

/* Host clock: real time from timespec_get. */
int gj_clock_default(void *user, int64_t *ret_time);

#endif
