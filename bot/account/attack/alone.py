"""The process in which the solver runs: bounded in memory, without a setting or a secret, and without names.

A question on each line of stdin (sums, and what to find out), an answer on each line of stdout."""

import json
import os
import resource
import sys

MEMORY = 2 * 1024**3  # bytes of addresses


def main() -> None:
    """Answers until there are no more questions."""
    os.nice(5)
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (most, most))
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # the solver has a greeting
    from bot.account.attack.knowledge import read
    from bot.account.attack.trial import Tried, found_out

    tried: Tried = {}
    for line in sys.stdin:
        plain, half, seconds = json.loads(line)
        found = found_out(read(plain), seconds, half, tried)
        places = [int(secret.where[2]) for secret in found.secrets]
        print(json.dumps([places, found.undecided, found.worlds, found.wrong]), file=answers, flush=True)


if __name__ == "__main__":
    main()
