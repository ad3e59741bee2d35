"""What may be logged: kinds of failures and places in the code. Never content, never who."""

import logging
import traceback
from pathlib import Path

logger = logging.getLogger("baken")

# At INFO or DEBUG these write bodies, user ids or conversation ids.
TALKATIVE = (
    *("slack_bolt", "slack_sdk", "aiohttp", "httpx", "sqlalchemy", "apscheduler", "alembic"),
    *("msal", "urllib3", "httpcore", "dbos"),
)


def quiet(level: str) -> None:
    """Sets up logging; the talkative libraries stay at WARNING whatever the level."""
    logging.basicConfig(level=level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)  # it says what stands in a broken form


def log_failure(error: BaseException) -> None:
    """Logs what kind of failure it was and where; never its message, which may hold what somebody typed."""
    frames = traceback.extract_tb(error.__traceback__)
    place = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames[-4:]))
    logger.error("%s at %s", type(error).__name__, place)
