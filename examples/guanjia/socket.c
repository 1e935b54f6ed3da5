/* SPDX-License-Identifier: Apache-2.0
 *
 * guanjia pipe --socket PATH: a process and a ledger handle for every connection, so that
 * their transactions are their own. Only this user may connect; who does may act as
 * anybody, as may who can write the ledger's file.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pipe.h"

#define CONNECTIONS_MAX 64

static volatile sig_atomic_t stopped;

static void stop(int signal_number)
{
	(void)signal_number;
	stopped = 1;
}

static int system_failed(const cli *c, const char *path)
{
	usage(c, strerror(errno), path, T(c, "检查路径与权限", "check path and permissions"));
	return EXIT_STORAGE;
}

/* What a program that was killed left behind is removed; what lives is not. */
static int remove_stale(const struct sockaddr_un *address)
{
	struct stat status;
	int fd, alive;

	if (lstat(address->sun_path, &status) < 0)
		return errno == ENOENT ? 0 : -1;
	if (!S_ISSOCK(status.st_mode)) {
		errno = EEXIST;
		return -1;
	}
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd < 0)
		return -1;
	alive = connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0;
	close(fd);
	if (alive)
		errno = EADDRINUSE;
	return alive ? -1 : unlink(address->sun_path);
}

static int listen_at(const char *path)
{
	struct sockaddr_un address;
	mode_t before;
	int fd, done;

	memset(&address, 0, sizeof(address));
	address.sun_family = AF_UNIX;
	if (strlen(path) >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(address.sun_path, path, strlen(path));
	if (remove_stale(&address) < 0)
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd < 0)
		return -1;
	before = umask(0177);
	done = bind(fd, (struct sockaddr *)&address, sizeof(address));
	umask(before);
	if (done == 0)
		done = listen(fd, 16);
	if (done < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* A handle does not survive fork(): the child opens its own. */
static int serve_one(cli *c, int fd)
{
	FILE *in = fdopen(fd, "r"), *out = fdopen(dup(fd), "w");
	int code = in && out ? ledger_open(c) : EXIT_STORAGE;

	if (code == EXIT_OK)
		code = pipe_serve(c, in, out);
	if (out)
		fclose(out);
	if (in)
		fclose(in);
	ledger_close(c);
	return code;
}

static int accept_all(cli *c, int fd)
{
	int connections = 0, client, how;
	pid_t child;

	while (!stopped) {
		how = connections < CONNECTIONS_MAX ? WNOHANG : 0;
		while (connections && waitpid(-1, NULL, how) > 0)
			connections--;
		client = accept(fd, NULL, NULL);
		if (client < 0)
			continue; /* interrupted: by the end of a child, or to stop */
		child = fork();
		if (child == 0) {
			close(fd);
			signal(SIGTERM, SIG_DFL);
			return serve_one(c, client);
		}
		connections += child > 0;
		close(client);
	}
	return -1;
}

static void heed(int signal_number, void (*what)(int))
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = what;
	sigaction(signal_number, &action, NULL);
}

static void nothing(int signal_number)
{
	(void)signal_number;
}

int socket_serve(cli *c, const char *path)
{
	int fd, code = ledger_open(c);

	/* Tried once, so that what is wrong is told here and not to every client. */
	if (code == EXIT_OK)
		code = act_default(c);
	ledger_close(c);
	if (code != EXIT_OK)
		return code;
	fd = listen_at(path);
	if (fd < 0)
		return system_failed(c, path);
	heed(SIGTERM, stop);
	heed(SIGINT, stop);
	heed(SIGCHLD, nothing);
	heed(SIGPIPE, SIG_IGN);
	fprintf(stderr, T(c, "正在 %s 等候连接\n", "listening at %s\n"), path);
	code = accept_all(c, fd);
	if (code >= 0)
		return code; /* a child, whose connection has ended */
	close(fd);
	unlink(path);
	return EXIT_OK;
}
