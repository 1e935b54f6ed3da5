/* SPDX-License-Identifier: Apache-2.0
 *
 * What calls at the door cost in C, for the benchmark of the Python package beside it
 * (python.py), which makes the same calls on a ledger of its own:
 *
 *	bench-door LEDGER SYNCHRONOUS CALLS
 *
 * Prints nanoseconds a call, by the clock on the wall and by the processor's:
 * {"write": […, …], "read": […, …], "list": […, …]}.
 */
#define BENCH "bench-door"

#include "hand.h"

static const char write_args[] =
	"{\"channel\":\"window\",\"kind\":\"help\",\"category\":\"traffic\",\"home\":%lld,"
	"\"subject\":\"大门口车辆乱停\",\"detail\":\"货车进不来\"}";

/* One call as a host makes it: the whole reply is looked at. */
static size_t one(gj_ledger *ledger, const char *op, const char *args, size_t size)
{
	gj_reply *reply = NULL;
	size_t bytes;

	if (gj_call(ledger, op, args, size, &reply) < 0)
		die(op, gj_reply_json(reply, NULL));
	gj_reply_json(reply, &bytes);
	gj_reply_free(reply);
	return bytes;
}

static double processor(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void calls(gj_ledger *ledger, const char *op, const char *args, long n, double ret_ns[2])
{
	size_t size = strlen(args), bytes = 0;
	double began, worked;
	long i;

	/* The first finds caches empty. */
	one(ledger, op, args, size);
	began = now();
	worked = processor();
	for (i = 0; i < n; i++)
		bytes += one(ledger, op, args, size);
	if (!bytes)
		die(op, "no replies");
	ret_ns[0] = (now() - began) / (double)n * 1e9;
	ret_ns[1] = (processor() - worked) / (double)n * 1e9;
}

int main(int argc, char **argv)
{
	char args[300], get[60];
	double written[2], read[2], listed[2];
	gj_ledger *ledger;
	int64_t street;
	long n;

	if (argc != 4)
		die("usage", "bench-door LEDGER SYNCHRONOUS CALLS");
	n = strtol(argv[3], NULL, 10);
	ledger = open_ledger(argv[1], atoi(argv[2]));
	street = register_street(ledger);
	snprintf(args, sizeof(args), write_args, (long long)street);
	snprintf(get, sizeof(get), "{\"id\":%lld}", (long long)street);
	calls(ledger, "demand.register@1", args, n, written);
	calls(ledger, "office.get@1", get, 10 * n, read);
	calls(ledger, "demand.list@1", "{\"limit\":100}", n, listed);
	printf("{\"write\": [%.0f, %.0f], \"read\": [%.0f, %.0f], \"list\": [%.0f, %.0f]}\n",
	       written[0], written[1], read[0], read[1], listed[0], listed[1]);
	gj_close(ledger);
	return 0;
}
