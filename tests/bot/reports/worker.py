"""One process in which a handler works, to be killed: takes events on its standard input, gives screens."""

import os
import pickle
import signal
import sys

from handlers.desk import Desk
from handlers.logs import quiet
from storage.db import open_engine
from storage.masters import parse_masters
from storage.vault import Vault
from tests.support.world import NO_EFFORT, START


def main() -> None:
    """Answers until its input ends."""
    quiet("error")
    vault = Vault(open_engine(os.environ["KEYS"]), parse_masters(os.environ["MASTER"]), NO_EFFORT)
    desk = Desk(open_engine(os.environ["MAIN"]), vault, now=lambda: START)
    events, screens = sys.stdin.buffer, sys.stdout.buffer
    given: object = "ready"
    while True:
        pickle.dump(given, screens)
        screens.flush()
        try:
            asked, dies = pickle.load(events)
        except EOFError:
            return
        given = desk.respond(*asked)
        if dies:  # a moment so short that chance seldom hits it: kept, and not answered
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
