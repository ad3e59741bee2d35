"""The shape of the report dialogue. Its words are in content/locale/<language>/report.yml."""

from dataclasses import replace
from itertools import chain

from bot.screens.dialogue import Condition, Dialogue, Jump, Question, Step

REDIRECTS = ("danger", "threat", "digital", "inside", "nuisance")

THEMES = (
    "drugs",
    "exploitation",
    "laundering",
    "care_fraud",
    "property",
    "prostitution",
    "gambling",
    "fencing",
    "weapons",
    "motorcycle_gangs",
    "cyber",
    "permits_and_benefits",
    "identity",
    "influence",
    "unknown",
)

IDENTITIES = ("named", "confidential", "anonymous")

# By which way a report came, when somebody of the reporting point entered it for its reporter.
ORIGINS = ("telephone", "mail", "letter", "desk", "m", "other")
PAGE = "page"  # the same for a report that its reporter made on the page for who has no account

PROCESSES = (
    "civil_registry",
    "permits",
    "care",
    "youth",
    "benefits",
    "property",
    "subsidies",
    "procurement",
    "supervision",
    "tax",
    "elsewhere",
)

STORY = 10_000  # characters
TEXT = 3_000

REPORT = Dialogue(
    "report",
    (
        Step(
            "start",
            (
                Question("organisation", "choice", required=True, options="organisations"),
                Question("kind", "choice", required=True, options=("signal", *REDIRECTS)),
            ),
            (
                Jump("danger", Condition("kind", ("danger",))),
                Jump("threat", Condition("kind", ("threat",))),
                Jump("digital", Condition("kind", ("digital",))),
                Jump("inside", Condition("kind", ("inside",))),
                Jump("nuisance", Condition("kind", ("nuisance",))),
                Jump("identity", Condition("kind", ("signal",))),
            ),
        ),
        # Somebody who is threatened may also have something to report (see the step's words).
        Step("danger", kind="redirect", jumps=(Jump("identity"),)),
        Step("threat", kind="redirect", jumps=(Jump("identity"),)),
        Step("digital", kind="redirect", jumps=(Jump("identity"),)),
        Step("inside", kind="redirect", jumps=(Jump("identity"),)),
        Step("nuisance", kind="redirect", jumps=(Jump("identity"),)),
        Step(
            "identity",
            (Question("identity", "choice", required=True, options=IDENTITIES),),
            (Jump("theme"),),
        ),
        Step("theme", (Question("theme", "choice", required=True, options=THEMES),), (Jump("story"),)),
        Step(
            "story",
            (Question("story", "long_text", required=True, max_length=STORY),),
            (Jump("circumstances"),),
        ),
        Step(
            "circumstances",
            (
                Question("where", "text", max_length=300, switchable=True),
                Question("when", "text", max_length=300, switchable=True),
                Question("ongoing", "choice", options=("ongoing", "over", "unclear"), switchable=True),
            ),
            (Jump("involved"),),
        ),
        Step(
            "involved",
            (
                Question("involved", "long_text", max_length=TEXT, switchable=True),
                Question(
                    "source", "choices", options=("saw", "heard", "records", "feeling"), switchable=True
                ),
                Question("processes", "choices", options=PROCESSES, switchable=True),
            ),
            (Jump("safety"),),
        ),
        Step(
            "safety",
            (
                Question("untold", "choices", options="handlers"),
                Question("untold_described", "text", max_length=300),
                Question("risk", "long_text", max_length=TEXT, switchable=True),
                Question("department", "choice", options="departments", switchable=True),
            ),
            (Jump("review"),),
        ),
        Step("review", kind="review", jumps=(Jump("receipt"),)),
        Step(
            "receipt",
            (Question("kept", "confirm", required=True, options=("kept",)),),
            kind="receipt",
        ),
    ),
)

# On the public page nobody can be chosen from a list of who handles reports, and who is no stranger says so.
OF_STRANGER = Step(
    "you",
    (
        Question("name", "text", required=True, max_length=200),
        Question("contact", "text", required=True, max_length=200),
    ),
    (Jump("theme"),),
)


def _for_strangers(step: Step) -> tuple[Step, ...]:
    if step.name == "identity":
        known = Condition("identity", ("named", "confidential"))
        return replace(step, jumps=(Jump(OF_STRANGER.name, known), *step.jumps)), OF_STRANGER
    return (replace(step, questions=tuple(one for one in step.questions if one.name != "untold")),)


PUBLIC = replace(REPORT, steps=tuple(chain.from_iterable(map(_for_strangers, REPORT.steps))))

DIALOGUES = {REPORT.name: REPORT, "public": PUBLIC}
