/* SPDX-License-Identifier: Apache-2.0
 *
 * The smallest use of the library: a private ledger, and a street registered in it.
 */
#include <guanjia/guanjia.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
	const char *actor = "{\"account\": \"system\"}", *json = NULL;
	gj_options *options = NULL;
	gj_ledger *ledger = NULL;
	gj_args *args = NULL;
	gj_reply *reply = NULL;
	size_t size = 0;
	int code;

	gj_options_new(&options);
	gj_options_set_int(options, "create", 1);
	gj_args_new(&args);
	gj_args_set_text(args, "/kind", "street", 6);
	gj_args_set_text(args, "/name", "曙光街道", strlen("曙光街道"));
	gj_args_json(args, &json, &size);

	code = gj_open("sqlite:", options, &ledger, NULL); /* or the name of a file */
	if (code >= 0)
		code = gj_act_as(ledger, actor, strlen(actor), NULL);
	if (code >= 0)
		code = gj_call(ledger, "office.register", json, size, &reply);
	puts(code < 0 ? gj_error_name(code) : gj_reply_json(reply, NULL));

	gj_reply_free(reply);
	gj_close(ledger);
	gj_args_free(args);
	gj_options_free(options);
	return code < 0;
}
