"""What this room declares."""

from bot.foundation.access import EVERYBODY
from bot.foundation.room import Room, Route
from bot.reports import (
    deciding,
    entering,
    filing,
    finding,
    follow_up,
    forwarding,
    forwarding_files,
    handling,
    own_reports,
    readership,
    searching,
    work_list,
)

ROOM = Room(
    "reports",
    routes={
        "report": {
            "begin": Route(filing.begin, EVERYBODY),
            "answer": Route(filing.answer, EVERYBODY),
            "back": Route(filing.back, EVERYBODY),
            "edit": Route(filing.edit, EVERYBODY),
            "language": Route(filing.language, EVERYBODY),
            "go_on": Route(filing.go_on, EVERYBODY),
            "cancel": Route(filing.cancel, EVERYBODY, shows=("cancelled",)),
            "send": Route(filing.send, EVERYBODY),
            "keep": Route(filing.keep, EVERYBODY),
        },
        "follow": {
            "open": Route(follow_up.open_lookup, EVERYBODY, shows=("code",)),
            "add": Route(follow_up.add, EVERYBODY),
            "close": Route(follow_up.close, EVERYBODY, shows=("closed",)),
            "find": Route(follow_up.find, EVERYBODY, in_units=True, queue="codes", strangers_wait=True),
        },
        "mine": {
            "open": Route(follow_up.open_mine, EVERYBODY, shows=("list",)),
            "show": Route(follow_up.show_mine, EVERYBODY),
        },
        "proof": {
            "begin": Route(own_reports.begin, EVERYBODY, shows=("ask",)),
            "send": Route(own_reports.send, EVERYBODY),
            "enter": Route(own_reports.enter, EVERYBODY),
        },
        "entering": {
            "begin": Route(entering.begin, "handle_reports", shows=("form",)),
            "send": Route(entering.send, "handle_reports"),
            "cancel": Route(entering.cancel, EVERYBODY, shows=("closed",)),
        },
        "casework": {
            "open": Route(work_list.open_list, "handle_reports", shows=("list",)),
            "filter": Route(work_list.open_filter, "handle_reports", shows=("filter",)),
            "find": Route(finding.find, "handle_reports", in_units=True),
            "search_on": Route(searching.further, "handle_reports", in_units=True),
            "found": Route(searching.results, "handle_reports", shows=("found",)),
            "look_on": Route(finding.look_on, "handle_reports"),
            "next": Route(finding.open_next, "handle_reports"),
            "show": Route(handling.show, "handle_reports"),
            "back": Route(handling.back, "handle_reports"),
            "form": Route(handling.form, "handle_reports"),
            "save": Route(handling.save, "handle_reports"),
            "decide": Route(deciding.form, "handle_reports"),
            "decided": Route(deciding.save, "handle_reports"),
            "note": Route(deciding.note, "handle_reports"),
            "noted": Route(deciding.save_note, "handle_reports"),
            "forward": Route(forwarding.form, "handle_reports"),
            "forward_look": Route(forwarding.look, "handle_reports"),
            "forward_send": Route(forwarding.send, "handle_reports"),
            "forwards": Route(forwarding.every, "handle_reports"),
            "forward_receipt": Route(forwarding.receipt, "handle_reports"),
            "forward_received": Route(forwarding.save_receipt, "handle_reports"),
            "readers": Route(readership.show, "handle_reports"),
            "reader_form": Route(readership.form, "handle_reports"),
            "reader_save": Route(readership.save, "handle_reports"),
            "close": Route(handling.close, EVERYBODY, shows=("closed",)),
        },
    },
    files={"signal_docx": forwarding_files.as_docx, "signal_json": forwarding_files.as_json},
    on_web_alone=frozenset({"signal_docx", "signal_json"}),
)
