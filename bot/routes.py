"""Which use case answers which action. The one door from every platform into the bot."""

from collections.abc import Callable

from bot import casework, files, following, inbox, menu, oversight, own_reports, reporting, staff_web, words
from bot.account import final, publishing, request
from bot.activities import managing as activities
from bot.activities import uploading as activity_files
from bot.campaigns import planning as calendar
from bot.campaigns import taking as campaign
from bot.context import Context, Visitor
from bot.directory import managing, uploading
from bot.going_out import once_more, watching
from bot.integrity_week import dilemmas, organising, planning, taking_part
from bot.learning import mine, reading_again, taking, team, verifying
from bot.mistakes import Mistake
from bot.screen import Action, Event, Note, Screen
from bot.stories import writing
from bot.team_meetings import after, agreed, board, leading
from bot.visit import Visit

LONGEST = 100  # characters of what a platform carries from screen to screen
UseCase = Callable[[Context, Event], Screen]
LongUseCase = Callable[[Visit, Event], Screen]

ROUTES: dict[tuple[str, str], UseCase] = {
    ("menu", "open"): menu.show,
    ("menu", "home"): menu.home,
    ("menu", "about"): menu.about,
    ("menu", "coordinate"): menu.coordinate,
    ("report", "begin"): reporting.begin,
    ("report", "answer"): reporting.answer,
    ("report", "back"): reporting.back,
    ("report", "edit"): reporting.edit,
    ("report", "language"): reporting.language,
    ("report", "go_on"): reporting.go_on,
    ("report", "cancel"): reporting.cancel,
    ("report", "keep"): reporting.keep,
    ("follow", "open"): following.open_lookup,
    ("follow", "add"): following.add,
    ("follow", "close"): following.close,
    ("mine", "open"): following.open_mine,
    ("mine", "show"): following.show_mine,
    ("proof", "begin"): own_reports.begin,
    ("proof", "send"): own_reports.send,
    ("proof", "enter"): own_reports.enter,
    ("casework", "open"): casework.open_list,
    ("casework", "show"): casework.show,
    ("casework", "back"): casework.back,
    ("casework", "form"): casework.form,
    ("casework", "save"): casework.save,
    ("casework", "close"): casework.close,
    ("account", "open"): request.open_request,
    ("account", "make"): request.make,
    ("account", "final"): final.open_list,
    ("account", "half"): final.show,
    ("account", "close"): final.close,
    ("account", "correct"): final.correct,
    ("account", "look"): publishing.look,
    ("account", "publish"): publishing.publish,
    ("account", "take_down"): publishing.take_down,
    ("activities", "open"): activities.open_list,
    ("activities", "form"): activities.open_form,
    ("activities", "again"): activities.again,
    ("activities", "save"): activities.save,
    ("activities", "show"): activities.show,
    ("activities", "remove"): activities.remove,
    ("activities", "drop"): activities.drop,
    ("activities", "upload"): activity_files.open_upload,
    ("activities", "cancel"): activity_files.cancel,
    ("stories", "open"): writing.open_list,
    ("stories", "write"): writing.write,
    ("stories", "again"): writing.again,
    ("stories", "preview"): writing.preview,
    ("stories", "save"): writing.save,
    ("stories", "versions"): writing.list_versions,
    ("stories", "version"): writing.read_version,
    ("file", "open"): files.open_file,
    ("people", "open"): managing.open_overview,
    ("people", "newcomers"): managing.open_newcomers,
    ("people", "newcomer"): managing.open_newcomer,
    ("people", "link"): managing.link,
    ("people", "dismiss"): managing.dismiss,
    ("people", "unreachable"): managing.open_unreachable,
    ("people", "upload"): uploading.open_upload,
    ("people", "cancel"): uploading.cancel,
    ("meeting", "open"): leading.open_mine,
    ("meeting", "show"): leading.show,
    ("meeting", "guide"): leading.guide,
    ("meeting", "plan"): leading.plan,
    ("meeting", "set"): leading.set_day,
    ("meeting", "missed"): leading.missed,
    ("meeting", "log"): leading.log,
    ("meeting", "save"): leading.save,
    ("meeting", "after"): after.show,
    ("meeting", "answer"): after.answer,
    ("meeting", "overview"): board.overview,
    ("meeting", "agreements"): agreed.listed,
    ("meeting", "agreed"): agreed.read,
    ("meeting", "team"): board.team,
    ("meeting", "nudge"): board.nudge,
    ("meeting", "take"): board.take,
    ("meeting", "begin"): board.begin,
    ("meeting", "start"): board.start,
    ("learn", "open"): taking.open_module,
    ("learn", "show"): taking.show,
    ("learn", "answer"): taking.answer,
    ("learn", "practise"): taking.practise,
    ("learn", "next"): taking.go_on,
    ("learn", "back"): taking.back,
    ("learn", "again"): taking.again,
    ("learn", "look"): reading_again.look,
    ("learn", "close"): taking.close,
    ("learn", "later"): taking.later,
    ("learn", "not_now"): taking.not_now,
    ("learn", "mine"): mine.open_mine,
    ("learn", "team"): team.open_team,
    ("learn", "member"): team.open_member,
    ("learn", "verify"): verifying.open_verify,
    ("learn", "verified"): verifying.verify,
    ("going_out", "open"): watching.open_list,
    ("going_out", "show"): watching.show,
    ("going_out", "sure"): watching.sure,
    ("going_out", "pause"): watching.pause,
    ("going_out", "resume"): watching.resume,
    ("going_out", "cancel"): watching.cancel,
    ("going_out", "resend"): watching.resend,
    ("going_out", "retry"): watching.retry,
    ("going_out", "ask"): once_more.ask,
    ("going_out", "whom"): once_more.sure,
    ("going_out", "send"): once_more.send,
    ("going_out", "resend_notices"): watching.resend_notices,
    ("week", "open"): taking_part.open_week,
    ("week", "activity"): taking_part.show,
    ("week", "join"): taking_part.join,
    ("week", "leave"): taking_part.leave,
    ("week", "here"): taking_part.here,
    ("week", "code"): taking_part.open_code,
    ("week", "present"): taking_part.present,
    ("week", "dilemma"): dilemmas.show,
    ("week", "vote"): dilemmas.vote,
    ("week", "manage"): planning.manage,
    ("week", "week"): planning.open_week,
    ("week", "begin"): planning.begin,
    ("week", "create"): planning.create,
    ("week", "sure"): planning.sure,
    ("week", "announce"): planning.announce,
    ("week", "cancel"): planning.cancel,
    ("week", "drop"): planning.drop,
    ("week", "organise"): organising.activity,
    ("week", "edit"): organising.edit,
    ("week", "save"): organising.save,
    ("week", "count"): organising.count,
    ("week", "save_count"): organising.save_count,
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
    ("trail", "open"): oversight.open_trail,
    ("web", "open"): staff_web.open_link,
}

LONG: dict[tuple[str, str], LongUseCase] = {
    ("report", "send"): reporting.send,
    ("follow", "find"): following.find,
    ("people", "check"): uploading.check_file,
    ("people", "apply"): uploading.apply,
    ("activities", "check"): activity_files.check_file,
    ("activities", "apply"): activity_files.apply,
}
"""What takes so long that it opens its units of work itself (see bot/visit.py)."""


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
