/* SPDX-License-Identifier: Apache-2.0
 *
 * The main of every fuzz target: runs the files and folders that it is given
 * through the target, and then as many mutations of them as it is told. The
 * same seed gives the same mutations. An input that kills the program is found
 * in the file named by -k, which is removed when all went well.
 *
 *	fuzz_json [-n MUTATIONS] [-s SEED] [-k FILE] PATH...
 */
#include "fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define INPUT_MAX 65536
#define CORPUS_MAX 16384

typedef struct input {
	uint8_t *p;
	size_t n;
} input;

typedef struct run {
	input corpus[CORPUS_MAX];
	size_t count;
	uint64_t random;
	uint8_t *kept; /* the current input, shared with the file of -k, or NULL */
} run;

/* xorshift64*: small, and the same on every machine. */
static uint64_t draw(run *r, uint64_t below)
{
	r->random ^= r->random >> 12;
	r->random ^= r->random << 25;
	r->random ^= r->random >> 27;
	return (r->random * UINT64_C(2685821657736338717)) % below;
}

static void target(run *r, const uint8_t *p, size_t n)
{
	/* An exact copy on the heap, so that the sanitizer sees the end. */
	uint8_t *copy = malloc(n ? n : 1);

	if (!copy)
		exit(2);
	memcpy(copy, p, n);
	if (r->kept) {
		uint64_t size = n;

		memcpy(r->kept, &size, sizeof(size));
		memcpy(r->kept + sizeof(size), p, n);
	}
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

static int add_file(run *r, const char *path)
{
	uint8_t *p = malloc(INPUT_MAX);
	FILE *file = fopen(path, "rb");
	size_t n;

	if (!p || !file || r->count == CORPUS_MAX) {
		fprintf(stderr, "%s: %s\n", path, file ? "no room" : strerror(errno));
		free(p);
		if (file)
			fclose(file);
		return -1;
	}
	n = fread(p, 1, INPUT_MAX, file);
	fclose(file);
	r->corpus[r->count++] = (input){ p, n };
	return 0;
}

static int add(run *r, const char *path)
{
	struct dirent **names = NULL;
	struct stat st;
	int result = 0, count, i;

	if (stat(path, &st) < 0) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return -1;
	}
	if (!S_ISDIR(st.st_mode))
		return add_file(r, path);
	count = scandir(path, &names, NULL, alphasort);
	for (i = 0; i < count; i++) {
		char below[4096];

		if (names[i]->d_name[0] != '.' && !result) {
			snprintf(below, sizeof(below), "%s/%s", path, names[i]->d_name);
			result = add(r, below);
		}
		free(names[i]);
	}
	free(names);
	return result;
}

static size_t drop(run *r, uint8_t *p, size_t n)
{
	size_t at, size;

	if (!n)
		return n;
	at = draw(r, n);
	size = 1 + draw(r, n - at < 16 ? n - at : 16);
	memmove(p + at, p + at + size, n - at - size);
	return n - size;
}

static size_t splice(run *r, uint8_t *p, size_t n, const uint8_t *from, size_t from_n)
{
	size_t at = draw(r, n + 1), start, size;

	if (!from_n)
		return n;
	start = draw(r, from_n);
	size = 1 + draw(r, from_n - start);
	if (size > INPUT_MAX - n)
		size = INPUT_MAX - n;
	memmove(p + at + size, p + at, n - at);
	memcpy(p + at, from + start, size);
	return n + size;
}

/* Pieces that parsers trip over. */
static size_t token(run *r, uint8_t *p, size_t n)
{
	static const char *const tokens[] = {
		"{", "}", "[", "]", "\"", "\\", ",", ":", "\r\n", "\n", "\"\"", "\\u0000",
		"\\ud800", "\\udc00", "\xef\xbb\xbf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
		"\xc0\x80",
		"null", "true", "-0", "1e400", "9007199254740993", "-9007199254740993", "0.1",
		"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "\x81\x30\x81\x30", "\xfe\x39\xfe\x39", "\xff"
	};
	const char *text = tokens[draw(r, sizeof(tokens) / sizeof(tokens[0]))];
	size_t size = strlen(text), at = draw(r, n + 1);

	if (size > INPUT_MAX - n)
		return n;
	memmove(p + at + size, p + at, n - at);
	memcpy(p + at, text, size);
	return n + size;
}

static size_t change(run *r, uint8_t *p, size_t n)
{
	const input *other = &r->corpus[draw(r, r->count)];

	switch (draw(r, 6)) {
	case 0:
		if (n)
			p[draw(r, n)] ^= (uint8_t)(1u << draw(r, 8));
		return n;
	case 1:
		if (n)
			p[draw(r, n)] = (uint8_t)draw(r, 256);
		return n;
	case 2:
		return drop(r, p, n);
	case 3:
		return splice(r, p, n, other->p, other->n);
	case 4:
		return token(r, p, n);
	default:
		return n ? draw(r, n) : 0;
	}
}

static void mutate(run *r, uint64_t rounds)
{
	static uint8_t p[INPUT_MAX];

	while (rounds--) {
		const input *from = &r->corpus[draw(r, r->count)];
		size_t n = from->n;
		uint64_t changes = 1 + draw(r, 4);

		memcpy(p, from->p, n);
		while (changes--)
			n = change(r, p, n);
		target(r, p, n);
	}
}

static uint8_t *keep(const char *path)
{
	size_t size = sizeof(uint64_t) + INPUT_MAX;
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	void *p;

	if (fd < 0 || ftruncate(fd, (off_t)size) < 0) {
		perror(path);
		exit(2);
	}
	p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (p == MAP_FAILED) {
		perror(path);
		exit(2);
	}
	return p;
}

int main(int argc, char **argv)
{
	static run r;
	const char *seed = getenv("GJ_SEED"), *kept = NULL;
	uint64_t rounds = 0, number = seed && *seed ? strtoull(seed, NULL, 10) : 1;
	size_t i;
	int option;

	while ((option = getopt(argc, argv, "n:s:k:")) != -1) {
		if (option == 'n')
			rounds = strtoull(optarg, NULL, 10);
		else if (option == 's')
			number = strtoull(optarg, NULL, 10);
		else if (option == 'k')
			kept = optarg;
		else
			return 2;
	}
	r.random = number * UINT64_C(0x9e3779b97f4a7c15) | 1;
	for (; optind < argc; optind++)
		if (add(&r, argv[optind]) < 0)
			return 2;
	if (!r.count) {
		fprintf(stderr, "no input\n");
		return 2;
	}
	if (kept)
		r.kept = keep(kept);
	printf("seed %" PRIu64 ": %zu inputs, %" PRIu64 " mutations\n", number, r.count, rounds);
	fflush(stdout);
	for (i = 0; i < r.count; i++)
		target(&r, r.corpus[i].p, r.corpus[i].n);
	mutate(&r, rounds);
	if (kept)
		unlink(kept);
	for (i = 0; i < r.count; i++)
		free(r.corpus[i].p);
	return 0;
}
