/* SPDX-License-Identifier: Apache-2.0
 *
 * Two numbers that live apart: the product's version, and the number of the
 * binary interface, which names the shared library (libguanjia.so.1) and does
 * not move when the product's does. The build reads both from here.
 */
#ifndef GUANJIA_VERSION_H
#define GUANJIA_VERSION_H

#define GJ_VERSION "0.1.0"
#define GJ_VERSION_MAJOR 0
#define GJ_VERSION_MINOR 1
#define GJ_VERSION_PATCH 0

#define GJ_ABI 1

#endif
