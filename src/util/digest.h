/* SPDX-License-Identifier: Apache-2.0
 *
 * SM3 (GB/T 32905) and SHA-256 from OpenSSL's libcrypto. The digest is fetched
 * once per handle and its context reused.
 */
#ifndef GJ_UTIL_DIGEST_H
#define GJ_UTIL_DIGEST_H

#include "util/mem.h"

#define GJ_DIGEST_SIZE 32

typedef struct gj_digest gj_digest;

/* name: "sm3" or "sha256"; GJ_E_UNSUPPORTED when libcrypto lacks it. */
int gj_digest_new(const gj_mem *mem, const char *name, gj_digest **ret_digest);
gj_digest *gj_digest_free(gj_digest *digest);
const char *gj_digest_name(const gj_digest *digest);

int gj_digest_begin(gj_digest *digest);
int gj_digest_put(gj_digest *digest, const void *bytes, size_t size);
int gj_digest_end(gj_digest *digest, uint8_t ret_hash[GJ_DIGEST_SIZE]);
/* H(a || b) in one go. */
int gj_digest_pair(gj_digest *digest, const void *a, size_t a_size, const void *b,
		   size_t b_size, uint8_t ret_hash[GJ_DIGEST_SIZE]);

/* HMAC (RFC 2104) with the same digests; GJ_E_UNSUPPORTED when libcrypto lacks it. */
int gj_hmac(const char *name, const void *key, size_t key_size, const void *bytes, size_t size,
	    uint8_t ret_code[GJ_DIGEST_SIZE]);

/* Random bytes of libcrypto's generator. */
int gj_random_default(void *user, void *bytes, size_t size);

#endif
