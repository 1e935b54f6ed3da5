/* SPDX-License-Identifier: Apache-2.0
 *
 * Files, by POSIX.
 */
#include "store/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/error.h"

static int failed(void)
{
	switch (errno) {
	case EEXIST:
		return GJ_E_EXISTS;
	case ENOENT:
		return GJ_E_NOT_FOUND;
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return GJ_E_SPACE;
	case ENOMEM:
		return GJ_E_NOMEM;
	default:
		return GJ_E_IO;
	}
}

int gj_file_open(const char *path, int *ret_file)
{
	/* A pipe without a writer would be waited for. */
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;

	if (file < 0)
		return failed() == GJ_E_NOMEM ? GJ_E_NOMEM : GJ_E_IO;
	if (fstat(file, &status) < 0 || !S_ISREG(status.st_mode)) {
		close(file);
		return GJ_E_IO;
	}
	*ret_file = file;
	return GJ_OK;
}

int gj_file_make(const char *path, int *ret_file)
{
	int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR), code;

	if (file < 0) {
		code = failed();
		return code == GJ_E_NOT_FOUND ? GJ_E_IO : code; /* there is no such folder */
	}
	*ret_file = file;
	return GJ_OK;
}

int gj_file_get(int file, void *bytes, size_t size)
{
	size_t n = 0;
	ssize_t got = 1;

	while (n < size && got != 0) {
		got = read(file, (char *)bytes + n, size - n);
		if (got < 0 && errno != EINTR)
			return GJ_E_IO;
		n += got > 0 ? (size_t)got : 0;
	}
	return (int)n;
}

int gj_file_put(int file, const void *bytes, size_t size)
{
	size_t n = 0;
	ssize_t put;

	while (n < size) {
		put = write(file, (const char *)bytes + n, size - n);
		if (put < 0 && errno != EINTR)
			return failed() == GJ_E_SPACE ? GJ_E_SPACE : GJ_E_IO;
		n += put > 0 ? (size_t)put : 0;
	}
	return GJ_OK;
}

int gj_file_sync(int file)
{
	return fsync(file) < 0 ? GJ_E_IO : GJ_OK;
}

void gj_file_close(int file)
{
	close(file);
}

/* A name lasts when its folder has reached the disk. */
static int sync_folder(const char *folder)
{
	int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), code;

	if (file < 0)
		return GJ_E_IO;
	code = gj_file_sync(file);
	close(file);
	return code;
}

int gj_file_move(const char *folder, const char *from, const char *to)
{
	return rename(from, to) < 0 ? failed() : sync_folder(folder);
}

int gj_file_remove(const char *path)
{
	return unlink(path) < 0 && errno != ENOENT ? GJ_E_IO : GJ_OK;
}
