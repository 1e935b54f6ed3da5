# SPDX-License-Identifier: Apache-2.0
# What cffi makes of the public header. Pointers of C are not typed here.
from typing import Any

ffi: Any
lib: Any
