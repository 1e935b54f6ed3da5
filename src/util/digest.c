/* SPDX-License-Identifier: Apache-2.0
 *
 * Digests and random bytes from libcrypto. Every call into it is put between
 * two marks of the thread's error queue, because that queue belongs to the
 * host: what the host had in it stays, what we caused goes.
 */
#include "util/digest.h"

#include <limits.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "util/error.h"

struct gj_digest {
	gj_mem mem;
	const char *name;
	EVP_MD *md;
	EVP_MD_CTX *context;
	int begun;
};

static const struct {
	const char *name, *algorithm;
} known[] = {
	{ "sm3", "SM3" },
	{ "sha256", "SHA2-256" },
};

static int known_index(const char *name)
{
	int i = (int)(sizeof(known) / sizeof(known[0]));

	while (--i >= 0 && strcmp(name, known[i].name) != 0)
		;
	return i;
}

/* The code of a failed call; asked before its errors are taken away. */
static int crypto_code(void)
{
	return ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_MALLOC_FAILURE ? GJ_E_NOMEM
									     : GJ_E_UNSUPPORTED;
}

/* Ends what ERR_set_mark() began: the result of a call as one of our codes. */
static int crypto_result(int good)
{
	int rc = good ? 0 : crypto_code();

	ERR_pop_to_mark();
	return rc;
}

static int digest_fetch(gj_digest *digest, const char *algorithm)
{
	ERR_set_mark();
	digest->md = EVP_MD_fetch(NULL, algorithm, NULL);
	if (digest->md == NULL)
		return crypto_result(0);
	if (EVP_MD_get_size(digest->md) != GJ_DIGEST_SIZE) {
		ERR_pop_to_mark();
		return GJ_E_UNSUPPORTED;
	}
	digest->context = EVP_MD_CTX_new();
	ERR_pop_to_mark();
	return digest->context != NULL ? 0 : GJ_E_NOMEM;
}

int gj_digest_new(const gj_mem *mem, const char *name, gj_digest **ret_digest)
{
	gj_digest *digest = NULL;
	int i = known_index(name), rc;

	if (i < 0)
		return GJ_E_UNSUPPORTED;
	digest = gj_mem_new(mem, sizeof(*digest));
	if (digest == NULL)
		return GJ_E_NOMEM;
	digest->mem = *mem;
	digest->name = known[i].name;
	rc = digest_fetch(digest, known[i].algorithm);
	if (rc < 0)
		goto out;
	*ret_digest = digest;
	digest = NULL;
out:
	gj_digest_free(digest);
	return rc;
}

gj_digest *gj_digest_free(gj_digest *digest)
{
	gj_mem mem;

	if (digest == NULL)
		return NULL;
	EVP_MD_CTX_free(digest->context);
	EVP_MD_free(digest->md);
	mem = digest->mem;
	gj_mem_free(&mem, digest);
	return NULL;
}

const char *gj_digest_name(const gj_digest *digest)
{
	return digest->name;
}

int gj_digest_begin(gj_digest *digest)
{
	int rc;

	ERR_set_mark();
	/* The algorithm is there, so memory is all that can be wanting; libcrypto does not
	 * say so everywhere. */
	rc = EVP_DigestInit_ex2(digest->context, digest->md, NULL) == 1 ? 0 : GJ_E_NOMEM;
	ERR_pop_to_mark();
	digest->begun = rc == 0;
	return rc;
}

int gj_digest_put(gj_digest *digest, const void *bytes, size_t size)
{
	if (!digest->begun)
		return GJ_E_USE;
	if (size == 0)
		return 0;
	ERR_set_mark();
	return crypto_result(EVP_DigestUpdate(digest->context, bytes, size) == 1);
}

int gj_digest_end(gj_digest *digest, uint8_t ret_hash[GJ_DIGEST_SIZE])
{
	uint8_t hash[GJ_DIGEST_SIZE];
	int rc;

	if (!digest->begun)
		return GJ_E_USE;
	digest->begun = 0;
	ERR_set_mark();
	rc = crypto_result(EVP_DigestFinal_ex(digest->context, hash, NULL) == 1);
	if (rc == 0)
		memcpy(ret_hash, hash, sizeof(hash));
	return rc;
}

int gj_digest_pair(gj_digest *digest, const void *a, size_t a_size, const void *b,
		   size_t b_size, uint8_t ret_hash[GJ_DIGEST_SIZE])
{
	int rc = gj_digest_begin(digest);

	if (rc == 0)
		rc = gj_digest_put(digest, a, a_size);
	if (rc == 0)
		rc = gj_digest_put(digest, b, b_size);
	if (rc == 0)
		rc = gj_digest_end(digest, ret_hash);
	return rc;
}

static int hmac(EVP_MAC_CTX *context, const char *algorithm, const void *key, size_t key_size,
		const void *bytes, size_t size, uint8_t code[GJ_DIGEST_SIZE])
{
	char name[16] = "";
	OSSL_PARAM params[2];
	size_t n = 0;

	memcpy(name, algorithm, strlen(algorithm)); /* the parameter wants it writable */
	params[0] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0);
	params[1] = OSSL_PARAM_construct_end();
	return EVP_MAC_init(context, key, key_size, params) == 1 &&
	       EVP_MAC_update(context, bytes, size) == 1 &&
	       EVP_MAC_final(context, code, &n, GJ_DIGEST_SIZE) == 1 && n == GJ_DIGEST_SIZE;
}

/* Is it there? libcrypto says so when it is asked for by itself, and not so surely inside a MAC. */
static int algorithm_there(const char *algorithm)
{
	EVP_MD *md = EVP_MD_fetch(NULL, algorithm, NULL);
	int rc = md != NULL ? 0 : crypto_code();

	EVP_MD_free(md);
	return rc;
}

int gj_hmac(const char *name, const void *key, size_t key_size, const void *bytes, size_t size,
	    uint8_t ret_code[GJ_DIGEST_SIZE])
{
	uint8_t code[GJ_DIGEST_SIZE];
	EVP_MAC_CTX *context = NULL;
	EVP_MAC *mac = NULL;
	int i = known_index(name), rc;

	if (i < 0)
		return GJ_E_UNSUPPORTED;
	ERR_set_mark();
	rc = algorithm_there(known[i].algorithm);
	if (rc == 0) {
		mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
		rc = mac != NULL ? 0 : crypto_code();
	}
	if (rc == 0) {
		context = EVP_MAC_CTX_new(mac);
		/* Both are there, so memory is all that can be wanting. */
		rc = context != NULL && hmac(context, known[i].algorithm, key, key_size, bytes,
					     size, code)
			     ? 0
			     : GJ_E_NOMEM;
	}
	EVP_MAC_CTX_free(context);
	EVP_MAC_free(mac);
	ERR_pop_to_mark();
	if (rc == 0)
		memcpy(ret_code, code, sizeof(code));
	return rc;
}

int gj_random_default(void *user, void *bytes, size_t size)
{
	unsigned char *p = bytes;
	int good = 1;

	(void)user;
	ERR_set_mark();
	while (good && size > 0) {
		int part = size < INT_MAX ? (int)size : INT_MAX;

		good = RAND_bytes(p, part) == 1;
		p += part;
		size -= (size_t)part;
	}
	ERR_pop_to_mark();
	return good ? 0 : GJ_E_HOST;
}
