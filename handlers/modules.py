"""What the commands for modules do."""

from pathlib import Path

from bot.learning import check, programmes


def checked(own: Path | None) -> tuple[list[str], list[str]]:
    """Mistakes and advice, a line each, in Baken's own modules and in an organisation's content folder."""
    problems: dict[str, None] = {}
    advice: dict[str, None] = {}
    for layers in programmes.every_layer(own):
        found = check.problems(layers)
        problems |= dict.fromkeys(map(str, found))
        if not found:
            advice |= dict.fromkeys(map(str, check.advice(layers)))
    return list(problems), list(advice)
