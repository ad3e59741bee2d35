"""The result of a poll as a picture for chat, and the same in words."""

from collections.abc import Sequence

from bot.documents.rendering import Format, fitting, render
from bot.foundation import words
from bot.foundation.style import current
from storage.organisations import OrganisationRow

Answers = Sequence[tuple[str, int]]  # what could be chosen, with its votes


def poll_picture(
    organisation: OrganisationRow, question: str, answers: Answers, locale: str, format: Format = "png"
) -> bytes:
    """A bar for each answer, 1,280 by 720 pixels. Whether there are votes enough to show is for who asks."""
    votes = sum(number for _, number in answers)
    most = max((number for _, number in answers), default=0)
    data = {
        "lang": locale,
        "title": question,
        "organisation": organisation.name,
        "title_size": fitting(question, 40, 44),
        "kind": words.text("documents.poll.kind", locale, organisation.slug),
        "votes": words.text("documents.poll.votes", locale, organisation.slug, count=votes),
        "answers": [
            {
                "label": label,
                "share": _share(number, votes),
                "length": number / max(votes, 1),
                "most": number == most,
            }
            for label, number in answers
        ],
    }
    return render("poll", data, current(organisation.slug), format, ppi=96)


def poll_words(organisation: OrganisationRow, question: str, answers: Answers, locale: str) -> str:
    """What is on the picture, for who cannot see it."""
    votes = sum(number for _, number in answers)
    asked = question if question.endswith(("?", ".", "!")) else f"{question}."
    said = [f"{label} {number} ({_share(number, votes)})." for label, number in answers]
    counted = words.text("documents.poll.votes", locale, organisation.slug, count=votes)
    return " ".join([asked, *said, f"{counted}."])


def _share(number: int, votes: int) -> str:
    return f"{number / votes:.0%}" if votes else "0%"
