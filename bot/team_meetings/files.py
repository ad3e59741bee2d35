"""The page of a pack to hand out, as a file."""

from bot.documents.handout import handout as page
from bot.files.orders import PDF, Asked, Made
from bot.foundation import contacts
from bot.foundation.mistakes import Mistake
from bot.team_meetings import content as team_meetings_content


def handout(asked: Asked) -> Made:
    """The handout of a pack (its name), with the numbers to call. For everybody. Raises Mistake."""
    if asked.argument not in team_meetings_content.names():
        raise Mistake("meeting_gone")
    pack = team_meetings_content.pack(asked.argument, asked.locale)
    said = pack.handout
    numbers = [(fact.label, fact.value) for fact in contacts.first(asked.say)]
    own = [
        (fact.label, f"{fact.value}: {fact.link}" if fact.link else fact.value)
        for fact in contacts.facts(asked.say, pack.contacts)
    ]
    content = page(
        asked.organisation,
        said["title"],
        said["signals"],
        said["do"],
        said["dont"],
        numbers,
        own,
        asked.locale,
        before_numbers=said["numbers"],
        drawing=pack.drawing,
    )
    name = asked.say("meeting.file", theme=pack.name)
    return Made(name, PDF, content)
