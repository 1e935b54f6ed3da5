/* SPDX-License-Identifier: Apache-2.0 */
#include "ground.h"
int main(void)
{
	return 0;
}
