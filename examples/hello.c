/* SPDX-License-Identifier: Apache-2.0
 *
 * The smallest use of the library: a ledger in memory, a street, an enterprise, a list.
 */
#include <guanjia/guanjia.h>
#include <stdio.h>
#include <string.h>

/* Runs one operation and tells what went wrong, if anything did. */
static gj_reply *call(gj_ledger *ledger, const char *operation, const char *args)
{
	gj_reply *reply = NULL;

	if (gj_call(ledger, operation, args, strlen(args), &reply) < 0)
		fprintf(stderr, "%s: %s\n", operation, gj_reply_message(reply));
	return reply;
}

int main(void)
{
	static const char actor[] = "{\"account\": \"system\"}";
	gj_options *options = NULL;
	gj_ledger *ledger = NULL;
	gj_args *args = NULL;
	gj_reply *reply = NULL;
	const char *json = "{}";
	int64_t street = 0;

	gj_options_new(&options);
	gj_options_set_int(options, "create", 1);
	if (gj_open("sqlite:", options, &ledger, NULL) < 0 ||
	    gj_act_as(ledger, actor, strlen(actor), NULL) < 0)
		return 1;
	reply = call(ledger, "office.register", "{\"kind\": \"street\", \"name\": \"曙光街道\"}");
	gj_reply_int(reply, "/id", &street);
	gj_reply_free(reply);

	gj_args_new(&args);
	gj_args_set_int(args, "/home", street);
	gj_args_set_text(args, "/kind", "enterprise", 10);
	gj_args_set_text(args, "/name", "示例企业（虚构）", strlen("示例企业（虚构）"));
	gj_args_json(args, &json, NULL);
	gj_reply_free(call(ledger, "enterprise.register", json));
	gj_args_free(args);

	gj_args_new(&args);
	gj_args_set_int(args, "/home", street);
	gj_args_json(args, &json, NULL);
	reply = call(ledger, "enterprise.list", json);
	gj_args_free(args);
	puts(gj_reply_json(reply, NULL));
	gj_reply_free(reply);
	gj_close(ledger);
	gj_options_free(options);
	return street == 0;
}
