/* SPDX-License-Identifier: Apache-2.0
 *
 * A fuzz target is one function. It is called by the main of run.c in ordinary
 * builds, by libFuzzer in a build with -Dfuzzer=true.
 */
#ifndef GJ_TESTS_FUZZ_H
#define GJ_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
