"""All rooms of the house: what each declares in its `room.py` is put together here, at the start."""

from bot.account import room as account
from bot.campaigns import room as campaigns
from bot.commitments import room as commitments
from bot.directory import room as directory
from bot.field_log import room as field_log
from bot.files import room as files
from bot.foundation.room import HOUSE, Room
from bot.integrity_week import room as integrity_week
from bot.learning import room as learning
from bot.menu import room as menu
from bot.messages import room as messages
from bot.narratives import room as narratives
from bot.oversight import room as oversight
from bot.personal_data import room as personal_data
from bot.public_page import room as public_page
from bot.reports import room as reports
from bot.review_meetings import room as review_meetings
from bot.sign_in import room as sign_in
from bot.team_meetings import room as team_meetings

ROOMS: tuple[Room, ...] = (
    menu.ROOM,
    reports.ROOM,
    messages.ROOM,
    account.ROOM,
    team_meetings.ROOM,
    integrity_week.ROOM,
    campaigns.ROOM,
    learning.ROOM,
    directory.ROOM,
    field_log.ROOM,
    narratives.ROOM,
    commitments.ROOM,
    files.ROOM,
    oversight.ROOM,
    personal_data.ROOM,
    public_page.ROOM,
    review_meetings.ROOM,
    sign_in.ROOM,
)

__all__ = ["HOUSE", "ROOMS"]

HOUSE.furnish(ROOMS)
