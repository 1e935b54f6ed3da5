/* SPDX-License-Identifier: Apache-2.0
 *
 * Prints what gj_describe() tells, for the programs that make files of it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "guanjia/guanjia.h"

int main(void)
{
	gj_reply *reply = NULL;
	int code = gj_describe(&reply);

	if (code >= 0)
		code = puts(gj_reply_json(reply, NULL));
	gj_reply_free(reply);
	return code < 0 || fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
