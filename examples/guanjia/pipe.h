/* SPDX-License-Identifier: Apache-2.0
 *
 * Requests a line: on standard input, or on a local socket.
 */
#ifndef GUANJIA_PIPE_H
#define GUANJIA_PIPE_H

#include "cli.h"

int pipe_serve(cli *c, FILE *in, FILE *out);
int socket_serve(cli *c, const char *path);

#endif
