/* SPDX-License-Identifier: Apache-2.0
 *
 * Files, for what goes through the library in pieces. Codes of this library, no number of the
 * system's passes. A file is a number, as the system gives it.
 */
#ifndef GJ_STORE_FOLDER_H
#define GJ_STORE_FOLDER_H

#include <stddef.h>

/* Opens an ordinary file for reading. IO. */
int gj_file_open(const char *path, int *ret_file);
/* Makes one for writing, which nobody else may read. EXISTS when something is there. */
int gj_file_make(const char *path, int *ret_file);
/* Up to `size` bytes, fewer at the end only; their count, or IO. */
int gj_file_get(int file, void *bytes, size_t size);
/* All of them, or IO or SPACE. */
int gj_file_put(int file, const void *bytes, size_t size);
/* What was put reaches the disk before it answers. */
int gj_file_sync(int file);
void gj_file_close(int file);
/* Gives a file another name in its folder, in one step, and lasting when it answers. NOT_FOUND. */
int gj_file_move(const char *folder, const char *from, const char *to);
/* Well also when nothing is there. */
int gj_file_remove(const char *path);

#endif
