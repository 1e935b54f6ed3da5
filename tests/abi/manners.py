#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The library is a guest: it calls nothing that prints, ends the process, reads the
environment, changes locale, signals or folder, or starts threads and processes.

    manners.py LIBRARY
"""
import re
import subprocess
import sys

RUDE = {
    "prints": r"v?f?printf|__v?f?printf_chk|puts|fputs|putchar|perror|syslog|v?dprintf|stdout|"
              r"stderr|stdin",
    "ends the process": r"abort|exit|_exit|_Exit|quick_exit|atexit|raise|kill",
    "reads the environment": r"(secure_)?getenv|setenv|putenv|environ",
    "changes locale or zone": r"setlocale|uselocale|tzset|localtime(_r)?|mktime",
    "touches signals": r"signal|sigaction|sigprocmask|pthread_sigmask|alarm|setitimer",
    "changes the process": r"chdir|fchdir|umask|setrlimit|dlopen",
    "starts threads or processes": r"pthread_create|thrd_create|fork|vfork|posix_spawnp?|system|"
                                   r"popen|exec[lv]p?e?",
    "sets SQLite or cJSON for everybody": r"sqlite3_config|sqlite3_initialize|sqlite3_shutdown|"
                                          r"sqlite3_auto_extension|cJSON_InitHooks",
}


def main():
    out = subprocess.run(["nm", "-D", "--undefined-only", sys.argv[1]], check=True,
                         stdout=subprocess.PIPE).stdout.decode()
    called = {line.split()[-1].split("@")[0] for line in out.splitlines()}
    faults = [f"{name}: {what}" for what, names in RUDE.items()
              for name in sorted(called) if re.fullmatch(names, name)]
    if not called:
        faults.append("it calls nothing at all")
    print("\n".join(faults) or f"{len(called)} functions from outside")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
