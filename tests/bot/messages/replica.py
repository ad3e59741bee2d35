"""One replica that delivers, to be killed; its environment tells it what to do."""

import os
import signal

from bot.foundation.settings import given
from bot.messages.courier import Pace
from bot.rooms import HOUSE
from handlers import clock, engine
from handlers.desk import Desk, open_storage
from handlers.logs import quiet
from handlers.slack.send import SlackCourier
from tests.bot.messages.mailing import kind_of_tests
from tests.bot.messages.pushing import show


def main() -> None:
    """Delivers until it is ended."""
    quiet("error")
    clock.DELIVER_EVERY = clock.BEAT_EVERY = 0.5
    clock.TIDY_EVERY = 5.0
    engine.LOOK_EVERY, engine.SILENT = 0.2, 3.0
    HOUSE.messages["test"] = kind_of_tests(show)
    settings = given(
        database_url=os.environ["MAIN"],
        keys_database_url=os.environ["KEYS"],
        baken_master_keys=os.environ["MASTER"],
        slack_bot_token="xoxb-test",
        slack_signing_secret="test",
        slack_api_url=os.environ["API"],
    )
    storage, vault = open_storage(settings, migrated=False)
    pace = Pace(float(os.environ["APART"]), 0.0)
    courier = SlackCourier(settings, lambda _: None, pace)  # type: ignore[arg-type,return-value]
    with clock.running(Desk(storage, vault), {"slack": courier}):
        print("ready", flush=True)  # noqa: T201
        signal.sigwait({signal.SIGTERM})


if __name__ == "__main__":
    main()
