/* SPDX-License-Identifier: Apache-2.0
 *
 * SM3, SHA-256 and HMAC with either give the values of their standards, however the
 * message is cut, and nothing of ours appears in the host's OpenSSL error queue.
 */
#include "unit.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include "util/buf.h"
#include "util/digest.h"
#include "util/error.h"

static const struct {
	const char *digest, *message;
	size_t times;
	const char *hash;
} vectors[] = {
	/* GB/T 32905-2016, appendix A, examples 1 and 2 */
	{ "sm3", "abc", 1, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" },
	{ "sm3", "abcd", 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732" },
	/* Of no message, and of UTF-8 */
	{ "sm3", "", 1, "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b" },
	{ "sm3", "服务管家", 1,
	  "696df4a44a39bfc8f37962f5fcc57091f2dfcb7b8efa03f2079850a00b242577" },
	/* FIPS 180-2, appendix B.1 to B.3 */
	{ "sha256", "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "sha256", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "sha256", "a", 1000000,
	  "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
	/* NIST CAVP, SHA256ShortMsg, length 0 */
	{ "sha256", "", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
};

static gj_digest *open_digest(const char *name)
{
	gj_mem mem = gj_mem_default();
	gj_digest *digest = NULL;

	ck_assert_int_eq(gj_digest_new(&mem, name, &digest), 0);
	ck_assert_str_eq(gj_digest_name(digest), name);
	return digest;
}

static void assert_hash(const uint8_t hash[GJ_DIGEST_SIZE], const char *expected)
{
	gj_arena *arena = unit_arena();
	gj_buf buf;

	gj_buf_init(&buf, arena, 2 * GJ_DIGEST_SIZE);
	gj_buf_hex(&buf, hash, GJ_DIGEST_SIZE);
	ck_assert_str_eq(gj_buf_end(&buf).p, expected);
	gj_arena_free(arena);
}

START_TEST(values_of_the_standards)
{
	size_t i, k;

	for (i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		gj_digest *digest = open_digest(vectors[i].digest);
		uint8_t hash[GJ_DIGEST_SIZE];
		size_t size = strlen(vectors[i].message);
		int rc = gj_digest_begin(digest);

		for (k = 0; k < vectors[i].times && rc == 0; k++)
			rc = gj_digest_put(digest, vectors[i].message, size);
		ck_assert_int_eq(rc, 0);
		ck_assert_int_eq(gj_digest_end(digest, hash), 0);
		assert_hash(hash, vectors[i].hash);
		ck_assert_ptr_null(gj_digest_free(digest));
	}
}
END_TEST

/* H(a || b) does not depend on where the cut is; one handle does them all. */
START_TEST(every_cut_gives_the_same)
{
	static const char message[] = "abcdabcdabcdabcdabcdabcdabcdabcd"
				      "abcdabcdabcdabcdabcdabcdabcdabcd";
	gj_digest *digest = open_digest("sm3");
	uint8_t hash[GJ_DIGEST_SIZE];
	size_t cut, size = sizeof(message) - 1;

	for (cut = 0; cut <= size; cut++) {
		memset(hash, 0, sizeof(hash));
		ck_assert_int_eq(gj_digest_pair(digest, message, cut, message + cut, size - cut,
						hash),
				 0);
		assert_hash(hash, vectors[1].hash);
	}
	gj_digest_free(digest);
}
END_TEST

/* A message given up half way leaves nothing in the next one. */
START_TEST(begin_begins_anew)
{
	gj_digest *digest = open_digest("sha256");
	uint8_t hash[GJ_DIGEST_SIZE];

	ck_assert_int_eq(gj_digest_begin(digest), 0);
	ck_assert_int_eq(gj_digest_put(digest, "left over", 9), 0);
	ck_assert_int_eq(gj_digest_begin(digest), 0);
	ck_assert_int_eq(gj_digest_put(digest, "abc", 3), 0);
	ck_assert_int_eq(gj_digest_end(digest, hash), 0);
	assert_hash(hash, vectors[4].hash);
	gj_digest_free(digest);
}
END_TEST

START_TEST(the_order_of_calls_is_kept)
{
	gj_digest *digest = open_digest("sm3");
	uint8_t hash[GJ_DIGEST_SIZE] = { 1, 2, 3 };

	ck_assert_int_eq(gj_digest_put(digest, "a", 1), GJ_E_USE);
	ck_assert_int_eq(gj_digest_end(digest, hash), GJ_E_USE);
	ck_assert_uint_eq(hash[0], 1);
	ck_assert_int_eq(gj_digest_begin(digest), 0);
	ck_assert_int_eq(gj_digest_end(digest, hash), 0);
	ck_assert_int_eq(gj_digest_end(digest, hash), GJ_E_USE);
	gj_digest_free(digest);
}
END_TEST

START_TEST(names_are_two)
{
	static const char *const names[] = { "", "SM3", "md5", "sha512", "sm3 ", "SHA2-256" };
	gj_mem mem = gj_mem_default();
	gj_digest *digest = NULL;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		ck_assert_int_eq(gj_digest_new(&mem, names[i], &digest), GJ_E_UNSUPPORTED);
		ck_assert_ptr_null(digest);
	}
	ck_assert_ptr_null(gj_digest_free(NULL));
}
END_TEST

static void *no_memory(void *user, size_t size)
{
	(void)user;
	(void)size;
	return NULL;
}

START_TEST(a_host_without_memory)
{
	gj_mem mem = gj_mem_default();
	gj_digest *digest = NULL;

	mem.alloc = no_memory;
	ck_assert_int_eq(gj_digest_new(&mem, "sm3", &digest), GJ_E_NOMEM);
	ck_assert_ptr_null(digest);
}
END_TEST

static void use_everything(void)
{
	gj_digest *digest = open_digest("sm3");
	uint8_t hash[GJ_DIGEST_SIZE];

	ck_assert_int_eq(gj_digest_pair(digest, "a", 1, "b", 1, hash), 0);
	ck_assert_int_eq(gj_random_default(NULL, hash, sizeof(hash)), 0);
	gj_digest_free(digest);
}

/* The queue is the same before and after: empty, or with the host's own error. */
START_TEST(the_error_queue_is_the_hosts)
{
	unsigned long mine;

	ERR_clear_error();
	use_everything();
	ck_assert_uint_eq(ERR_peek_error(), 0);

	ERR_raise(ERR_LIB_USER, 42);
	mine = ERR_peek_error();
	use_everything();
	ck_assert_uint_eq(ERR_get_error(), mine);
	ck_assert_uint_eq(ERR_get_error(), 0);
}
END_TEST

/* A libcrypto without the digest (here: no provider fits) is told by the code,
 * and its errors are not left to the host, who has one of his own. */
START_TEST(a_libcrypto_that_lacks_it)
{
	gj_mem mem = gj_mem_default();
	gj_digest *digest = NULL;
	uint8_t code[GJ_DIGEST_SIZE];
	unsigned long mine;

	ck_assert_int_eq(EVP_set_default_properties(NULL, "provider=none-of-this-name"), 1);
	ERR_clear_error();
	ck_assert_int_eq(gj_digest_new(&mem, "sm3", &digest), GJ_E_UNSUPPORTED);
	ck_assert_int_eq(gj_hmac("sm3", "key", 3, "text", 4, code), GJ_E_UNSUPPORTED);
	ck_assert_uint_eq(ERR_peek_error(), 0);
	ERR_raise(ERR_LIB_USER, 42);
	mine = ERR_peek_error();
	ck_assert_int_eq(gj_digest_new(&mem, "sha256", &digest), GJ_E_UNSUPPORTED);
	ck_assert_ptr_null(digest);
	ck_assert_uint_eq(ERR_get_error(), mine);
	ck_assert_uint_eq(ERR_get_error(), 0);
	ck_assert_int_eq(EVP_set_default_properties(NULL, ""), 1);
}
END_TEST

/* Two draws of 32 bytes are equal once in 2^256; a draw of nothing is nothing. */
START_TEST(random_bytes_differ)
{
	uint8_t a[32] = { 0 }, b[32] = { 0 };

	ck_assert_int_eq(gj_random_default(NULL, a, sizeof(a)), 0);
	ck_assert_int_eq(gj_random_default(NULL, b, sizeof(b)), 0);
	ck_assert_mem_ne(a, b, sizeof(a));
	ck_assert_int_eq(gj_random_default(NULL, NULL, 0), 0);
}
END_TEST

static const struct {
	const char *digest, *key;
	size_t key_times;
	const char *message, *code;
} mac_vectors[] = {
	/* RFC 4231, test cases 1, 2, 3, 6 and 7 */
	{ "sha256", "\x0b", 20, "Hi There",
	  "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
	{ "sha256", "Jefe", 1, "what do ya want for nothing?",
	  "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
	{ "sha256", "\xaa", 20,
	  "\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd"
	  "\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd"
	  "\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd",
	  "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
	{ "sha256", "\xaa", 131, "Test Using Larger Than Block-Size Key - Hash Key First",
	  "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
	{ "sha256", "\xaa", 131,
	  "This is a test using a larger than block-size key and a larger than block-size data. "
	  "The key needs to be hashed before being used by the HMAC algorithm.",
	  "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2" },
	/* openssl dgst -sm3 -mac HMAC -macopt hexkey:... */
	{ "sm3", "\x0b", 20, "Hi There",
	  "51b00d1fb49832bfb01c3ce27848e59f871d9ba938dc563b338ca964755cce70" },
	{ "sm3", "Jefe", 1, "what do ya want for nothing?",
	  "2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882" },
	{ "sm3", "\xaa", 131, "Test Using Larger Than Block-Size Key - Hash Key First",
	  "b4fd844e13342002f0b2e0690ea7741f1497d993a70494cea601e657bedf67a0" },
	{ "sm3", "密钥", 1, "办件提醒",
	  "ee22968eea97f907b139435fb22e5ddc31cdffe5636864126e1bd445b117cb63" },
};

START_TEST(codes_of_the_standards)
{
	uint8_t code[GJ_DIGEST_SIZE];
	char key[200];
	size_t i, k, n;

	for (i = 0; i < sizeof(mac_vectors) / sizeof(mac_vectors[0]); i++) {
		n = strlen(mac_vectors[i].key);
		for (k = 0; k < mac_vectors[i].key_times; k++)
			memcpy(key + k * n, mac_vectors[i].key, n);
		ck_assert_int_eq(gj_hmac(mac_vectors[i].digest, key,
					 n * mac_vectors[i].key_times, mac_vectors[i].message,
					 strlen(mac_vectors[i].message), code), 0);
		assert_hash(code, mac_vectors[i].code);
	}
	ck_assert_int_eq(gj_hmac("md5", "k", 1, "m", 1, code), GJ_E_UNSUPPORTED);
	ck_assert_uint_eq(ERR_peek_error(), 0);
}
END_TEST

static Suite *digest_suite(void)
{
	Suite *suite = suite_create("digest");

	unit_add(suite, "standards", values_of_the_standards);
	unit_add(suite, "cuts", every_cut_gives_the_same);
	unit_add(suite, "anew", begin_begins_anew);
	unit_add(suite, "order", the_order_of_calls_is_kept);
	unit_add(suite, "names", names_are_two);
	unit_add(suite, "host refuses", a_host_without_memory);
	unit_add(suite, "error queue", the_error_queue_is_the_hosts);
	unit_add(suite, "lacking", a_libcrypto_that_lacks_it);
	unit_add(suite, "hmac", codes_of_the_standards);
	unit_add(suite, "random", random_bytes_differ);
	return suite;
}

GJ_TEST_MAIN(digest_suite)
