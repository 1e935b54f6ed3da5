/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading JSON that is known to be valid, by hand: these tests do not judge the library's
 * JSON by the library's reader.
 */
#ifndef GJ_TESTS_WIRE_JSON_H
#define GJ_TESTS_WIRE_JSON_H

#include <string.h>

/* The bytes of one value, without the white space around them. */
typedef struct span {
	const char *p;
	size_t n;
} span;

static inline const char *json_space(const char *p)
{
	return p + strspn(p, " \t\r\n");
}

static inline const char *json_end(const char *p)
{
	int depth = 0, quoted = 0;

	if (*p != '{' && *p != '[' && *p != '"')
		return p + strcspn(p, ",]} \t\r\n");
	do {
		if (quoted && *p == '\\')
			p++;
		else if (*p == '"')
			quoted = !quoted;
		else if (!quoted && (*p == '{' || *p == '['))
			depth++;
		else if (!quoted && (*p == '}' || *p == ']'))
			depth--;
		p++;
	} while (depth > 0 || quoted);
	return p;
}

static inline span json_value(const char *p)
{
	const char *from = json_space(p);

	return (span){ from, (size_t)(json_end(from) - from) };
}

/* The next item of an array or member of an object, *at being NULL at first; 0 at the end. */
static inline int json_next(span of, const char **at, span *ret_key, span *ret_value)
{
	const char *p = json_space(*at ? *at : of.p + 1);

	if (*p == ',')
		p = json_space(p + 1);
	if (*p == ']' || *p == '}')
		return 0;
	*ret_key = (span){ NULL, 0 };
	if (*of.p == '{') {
		*ret_key = json_value(p);
		p = json_space(p + ret_key->n) + 1;
	}
	*ret_value = json_value(p);
	*at = ret_value->p + ret_value->n;
	return 1;
}

/* A member of an object by its name; p == NULL when there is none. */
static inline span json_member(span of, const char *name)
{
	const char *at = NULL;
	span key, value;

	while (json_next(of, &at, &key, &value))
		if (key.n == strlen(name) + 2 && memcmp(key.p + 1, name, key.n - 2) == 0)
			return value;
	return (span){ NULL, 0 };
}

/* Is everything that `less` says said by `more`? An object may have gained members. */
static inline int json_contained(span less, span more)
{
	const char *at = NULL, *other = NULL;
	char name[200];
	span key, value, theirs;

	if (*less.p != *more.p || (*less.p != '{' && *less.p != '['))
		return less.n == more.n && memcmp(less.p, more.p, less.n) == 0;
	while (json_next(less, &at, &key, &value)) {
		if (*less.p == '{') {
			if (key.n - 2 >= sizeof(name))
				return 0;
			memcpy(name, key.p + 1, key.n - 2);
			name[key.n - 2] = '\0';
			theirs = json_member(more, name);
			if (!theirs.p)
				return 0;
		} else if (!json_next(more, &other, &key, &theirs)) {
			return 0;
		}
		if (!json_contained(value, theirs))
			return 0;
	}
	return *less.p == '{' || !json_next(more, &other, &key, &theirs);
}

#endif
