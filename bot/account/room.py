"""What this room declares."""

from bot.account import by_department, final_figures, messages, picture, publication, request
from bot.foundation.room import Kind, MenuEntry, Room, Route

ROOM = Room(
    "account",
    routes={
        "account": {
            "open": Route(request.open_request, "export_account", shows=("period",)),
            "make": Route(request.make, "export_account"),
            "departments": Route(by_department.open_list, "export_account", shows=("departments",)),
            "department": Route(by_department.show, "export_account", shows=("department",)),
            "final": Route(final_figures.open_list, "finalise_account", shows=("final",)),
            "half": Route(final_figures.show, "finalise_account", shows=("half_open", "half_final")),
            "close": Route(final_figures.close, "finalise_account", in_units=True, queue="files"),
            "correct": Route(final_figures.correct, "finalise_account", in_units=True, queue="files"),
            "look": Route(publication.look, "finalise_account", shows=("picture",)),
            "publish": Route(publication.publish, "finalise_account"),
            "take_down": Route(publication.take_down, "finalise_account"),
        },
    },
    menu=(MenuEntry(80, "account", "open", "account"),),
    messages={"account": Kind(messages.show, messages.name, in_working_time=False)},
    planners={"account": messages.plan},
    files={"account": request.file, "picture": picture.make},
    pictures={picture.KIND: picture.draw},
)
