"""The platforms, and what each of them can do. Nothing of their libraries is needed to know that."""

from bot.foundation.platform import Platform

PLATFORMS = (
    Platform(
        "slack",
        is_chat=True,
        carries_files="message",
        takes_files=True,
        keeps_files=True,
        closing="window",
        is_public=False,
    ),
    Platform(
        "teams",
        is_chat=True,
        carries_files="link",
        takes_files=False,  # in a dialog
        keeps_files=False,
        closing="teams",  # it does not tell that a dialog was closed
        is_public=False,
    ),
    Platform(
        "web",
        is_chat=False,
        carries_files="page",
        takes_files=True,
        keeps_files=False,
        closing="window",
        is_public=False,
    ),
    Platform(
        "public",  # the page for who has no account
        is_chat=False,
        carries_files="page",
        takes_files=True,
        keeps_files=False,
        closing="window",
        is_public=True,
    ),
)
