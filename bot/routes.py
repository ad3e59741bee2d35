"""Which use case answers which action. The one door from every platform into the bot."""

from collections.abc import Callable

from bot.account import final_figures, publication, request
from bot.campaigns import coordinator as calendar
from bot.campaigns import participant as campaign
from bot.directory import coordinator as directory_coordinator
from bot.directory import upload
from bot.field_log import coordinator as activities
from bot.field_log import upload as activity_files
from bot.files import orders
from bot.foundation import words
from bot.foundation.context import Context, Visitor
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Action, Event, Note, Screen
from bot.foundation.visit import Visit
from bot.integrity_week import coordinator as integrity_week_coordinator
from bot.integrity_week import dilemmas, organiser
from bot.integrity_week import participant as integrity_week_participant
from bot.learning import look_back, mine, team, verification
from bot.learning import participant as learning_participant
from bot.menu import screens as menu_screens
from bot.messages import inbox, monitor, once_more
from bot.narratives import coordinator as narratives_coordinator
from bot.oversight import screens as oversight_screens
from bot.reports import filing, handling, own_reports
from bot.reports import follow_up as reports_follow_up
from bot.sign_in import links
from bot.team_meetings import agreements
from bot.team_meetings import coordinator as team_meetings_coordinator
from bot.team_meetings import follow_up as team_meetings_follow_up
from bot.team_meetings import participant as team_meetings_participant

LONGEST = 100  # characters of what a platform carries from screen to screen
UseCase = Callable[[Context, Event], Screen]
LongUseCase = Callable[[Visit, Event], Screen]

ROUTES: dict[tuple[str, str], UseCase] = {
    ("menu", "open"): menu_screens.show,
    ("menu", "home"): menu_screens.home,
    ("menu", "about"): menu_screens.about,
    ("menu", "coordinate"): menu_screens.coordinate,
    ("report", "begin"): filing.begin,
    ("report", "answer"): filing.answer,
    ("report", "back"): filing.back,
    ("report", "edit"): filing.edit,
    ("report", "language"): filing.language,
    ("report", "go_on"): filing.go_on,
    ("report", "cancel"): filing.cancel,
    ("report", "keep"): filing.keep,
    ("follow", "open"): reports_follow_up.open_lookup,
    ("follow", "add"): reports_follow_up.add,
    ("follow", "close"): reports_follow_up.close,
    ("mine", "open"): reports_follow_up.open_mine,
    ("mine", "show"): reports_follow_up.show_mine,
    ("proof", "begin"): own_reports.begin,
    ("proof", "send"): own_reports.send,
    ("proof", "enter"): own_reports.enter,
    ("casework", "open"): handling.open_list,
    ("casework", "show"): handling.show,
    ("casework", "back"): handling.back,
    ("casework", "form"): handling.form,
    ("casework", "save"): handling.save,
    ("casework", "close"): handling.close,
    ("account", "open"): request.open_request,
    ("account", "make"): request.make,
    ("account", "final"): final_figures.open_list,
    ("account", "half"): final_figures.show,
    ("account", "close"): final_figures.close,
    ("account", "correct"): final_figures.correct,
    ("account", "look"): publication.look,
    ("account", "publish"): publication.publish,
    ("account", "take_down"): publication.take_down,
    ("activities", "open"): activities.open_list,
    ("activities", "form"): activities.open_form,
    ("activities", "again"): activities.again,
    ("activities", "save"): activities.save,
    ("activities", "show"): activities.show,
    ("activities", "remove"): activities.remove,
    ("activities", "drop"): activities.drop,
    ("activities", "upload"): activity_files.open_upload,
    ("activities", "cancel"): activity_files.cancel,
    ("stories", "open"): narratives_coordinator.open_list,
    ("stories", "write"): narratives_coordinator.write,
    ("stories", "again"): narratives_coordinator.again,
    ("stories", "preview"): narratives_coordinator.preview,
    ("stories", "save"): narratives_coordinator.save,
    ("stories", "versions"): narratives_coordinator.list_versions,
    ("stories", "version"): narratives_coordinator.read_version,
    ("file", "open"): orders.open_file,
    ("people", "open"): directory_coordinator.open_overview,
    ("people", "newcomers"): directory_coordinator.open_newcomers,
    ("people", "newcomer"): directory_coordinator.open_newcomer,
    ("people", "link"): directory_coordinator.link,
    ("people", "dismiss"): directory_coordinator.dismiss,
    ("people", "unreachable"): directory_coordinator.open_unreachable,
    ("people", "upload"): upload.open_upload,
    ("people", "cancel"): upload.cancel,
    ("meeting", "open"): team_meetings_participant.open_mine,
    ("meeting", "show"): team_meetings_participant.show,
    ("meeting", "guide"): team_meetings_participant.guide,
    ("meeting", "plan"): team_meetings_participant.plan,
    ("meeting", "set"): team_meetings_participant.set_day,
    ("meeting", "missed"): team_meetings_participant.missed,
    ("meeting", "log"): team_meetings_participant.log,
    ("meeting", "save"): team_meetings_participant.save,
    ("meeting", "after"): team_meetings_follow_up.show,
    ("meeting", "answer"): team_meetings_follow_up.answer,
    ("meeting", "overview"): team_meetings_coordinator.overview,
    ("meeting", "agreements"): agreements.listed,
    ("meeting", "agreed"): agreements.read,
    ("meeting", "team"): team_meetings_coordinator.team,
    ("meeting", "nudge"): team_meetings_coordinator.nudge,
    ("meeting", "take"): team_meetings_coordinator.take,
    ("meeting", "begin"): team_meetings_coordinator.begin,
    ("meeting", "start"): team_meetings_coordinator.start,
    ("learn", "open"): learning_participant.open_module,
    ("learn", "show"): learning_participant.show,
    ("learn", "answer"): learning_participant.answer,
    ("learn", "practise"): learning_participant.practise,
    ("learn", "next"): learning_participant.go_on,
    ("learn", "back"): learning_participant.back,
    ("learn", "again"): learning_participant.again,
    ("learn", "look"): look_back.look,
    ("learn", "close"): learning_participant.close,
    ("learn", "later"): learning_participant.later,
    ("learn", "not_now"): learning_participant.not_now,
    ("learn", "mine"): mine.open_mine,
    ("learn", "team"): team.open_team,
    ("learn", "member"): team.open_member,
    ("learn", "verify"): verification.open_verify,
    ("learn", "verified"): verification.verify,
    ("going_out", "open"): monitor.open_list,
    ("going_out", "show"): monitor.show,
    ("going_out", "sure"): monitor.sure,
    ("going_out", "pause"): monitor.pause,
    ("going_out", "resume"): monitor.resume,
    ("going_out", "cancel"): monitor.cancel,
    ("going_out", "resend"): monitor.resend,
    ("going_out", "retry"): monitor.retry,
    ("going_out", "ask"): once_more.ask,
    ("going_out", "whom"): once_more.sure,
    ("going_out", "send"): once_more.send,
    ("going_out", "resend_notices"): monitor.resend_notices,
    ("week", "open"): integrity_week_participant.open_week,
    ("week", "activity"): integrity_week_participant.show,
    ("week", "join"): integrity_week_participant.join,
    ("week", "leave"): integrity_week_participant.leave,
    ("week", "here"): integrity_week_participant.here,
    ("week", "code"): integrity_week_participant.open_code,
    ("week", "present"): integrity_week_participant.present,
    ("week", "dilemma"): dilemmas.show,
    ("week", "vote"): dilemmas.vote,
    ("week", "manage"): integrity_week_coordinator.manage,
    ("week", "week"): integrity_week_coordinator.open_week,
    ("week", "begin"): integrity_week_coordinator.begin,
    ("week", "create"): integrity_week_coordinator.create,
    ("week", "sure"): integrity_week_coordinator.sure,
    ("week", "announce"): integrity_week_coordinator.announce,
    ("week", "cancel"): integrity_week_coordinator.cancel,
    ("week", "drop"): integrity_week_coordinator.drop,
    ("week", "organise"): organiser.activity,
    ("week", "edit"): organiser.edit,
    ("week", "save"): organiser.save,
    ("week", "count"): organiser.count,
    ("week", "save_count"): organiser.save_count,
    ("inbox", "show"): inbox.show,
    ("campaign", "open"): campaign.open_campaign,
    ("campaign", "go"): campaign.go,
    ("campaign", "answer"): campaign.answer,
    ("campaign", "finish"): campaign.finish,
    ("campaign", "overview"): calendar.overview,
    ("campaign", "year"): calendar.year,
    ("campaign", "rhythm"): calendar.rhythm,
    ("campaign", "new"): calendar.new,
    ("campaign", "create"): calendar.create,
    ("campaign", "manage"): calendar.manage,
    ("campaign", "move"): calendar.move,
    ("campaign", "set"): calendar.set_day,
    ("campaign", "sure"): calendar.sure,
    ("campaign", "cancel"): calendar.cancel,
    ("campaign", "send"): calendar.send,
    ("trail", "open"): oversight_screens.open_trail,
    ("web", "open"): links.open_link,
}

LONG: dict[tuple[str, str], LongUseCase] = {
    ("report", "send"): filing.send,
    ("follow", "find"): reports_follow_up.find,
    ("people", "check"): upload.check_file,
    ("people", "apply"): upload.apply,
    ("activities", "check"): activity_files.check_file,
    ("activities", "apply"): activity_files.apply,
}
"""What takes so long that it opens its units of work itself (see bot/foundation/visit.py)."""


def answer(visit: Visit, event: Event) -> Screen:
    """The screen that follows, in one unit of work or, where it takes long, in some. Raises Mistake."""
    if takes_long := _long_one(event):
        return takes_long(visit, event)
    with visit.unit() as ctx:
        return respond(ctx, event)


def respond(ctx: Context, event: Event) -> Screen:
    """The screen that follows an event. Raises Mistake; `sorry` makes a screen of it."""
    use_case = ROUTES.get((event.dialogue, event.action))
    if use_case is None or not all(map(_ours, (event.argument, event.step, event.token))):
        raise Mistake("dialogue_changed")
    return use_case(ctx, event)


def _long_one(event: Event) -> LongUseCase | None:
    """The use case, when it is one that takes long."""
    ours = all(map(_ours, (event.argument, event.step, event.token)))
    return LONG.get((event.dialogue, event.action)) if ours else None


def queue_of(visitor: Visitor, event: Event) -> str:
    """The queue in which an event waits, if any. Whom we know never waits for strangers."""
    if _long_one(event) is None or event.dialogue == "report":
        return ""
    if event.dialogue == "follow":
        return "" if visitor.user else "codes"
    return "files"


WINDOW_CLOSED = {("follow", "close"), ("casework", "close"), ("learn", "close")}
"""Closing the window: nothing has to be shown after it."""


def _ours(carried: str) -> bool:
    """Whether a platform brings back what one of our screens can have given it."""
    return len(carried) <= LONGEST and carried.isascii() and carried.isprintable()


def sorry(mistake: Mistake, locale: str, organisation: str = "") -> Screen:
    """What somebody sees when something expected went wrong: what to do, and the way to the menu."""

    def say(key: str, **params: object) -> str:
        return words.text(key, locale, organisation, **params)

    return Screen(
        "menu",
        "sorry",
        say("mistakes.title"),
        (Note(say(mistake.key, **mistake.params), urgent=True),),
        actions=(Action("menu", "open", say("frame.to_menu")),),
        locale=locale,
    )
