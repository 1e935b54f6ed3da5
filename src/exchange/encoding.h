/* SPDX-License-Identifier: Apache-2.0
 *
 * Encodings of files that come from and go to Chinese offices: UTF-8 with or
 * without a byte order mark, and GB18030 with its subsets GBK and GB2312.
 */
#ifndef GJ_EXCHANGE_ENCODING_H
#define GJ_EXCHANGE_ENCODING_H

#include "util/error.h"

/* Valid UTF-8 is UTF-8 and is borrowed, without its byte order mark; the rest
 * is tried as GB18030 and copied. ret_name is "utf-8" or "gb18030". What is
 * neither is GJ_E_BAD_VALUE with the rule encoding and the offset up to which
 * the better reading held; so is UTF-8 with a broken place, which GB18030
 * would often turn into other characters without complaint. U+0000 (UTF-16,
 * workbooks) is refused with the rule zero. */
int gj_encoding_to_utf8(gj_arena *arena, gj_str bytes, gj_str *ret_text, const char **ret_name,
			gj_error *err);

/* Valid UTF-8 to GB18030, which has a place for every character but, in some
 * editions, a few private ones: GJ_E_BAD_VALUE, rule encoding, with the offset. */
int gj_encoding_to_gb18030(gj_arena *arena, gj_str text, gj_str *ret_bytes, gj_error *err);

/* Signs that a text was damaged before it came here. They are told, never
 * repaired: what was lost is not to be guessed. */
enum {
	GJ_TEXT_REPLACED = 1, /* U+FFFD, or what became of two of them in GBK: 锟斤拷 */
	GJ_TEXT_MARKS = 2,    /* Han?!Han: bytes of a quotation lost */
	GJ_TEXT_PINYIN = 4,   /* 强(qiáng): a reading aid pasted along */
	GJ_TEXT_PRIVATE = 8,  /* private-use characters */
	GJ_TEXT_MISREAD = 16, /* UTF-8 that was read as GBK (锛 銆 鈥) or as Latin-1 (å…¬å¸) */
	GJ_TEXT_CONTROL = 32  /* control characters other than tab and line ends */
};

int gj_encoding_quality(gj_str text); /* flags; text is valid UTF-8 */

#endif
