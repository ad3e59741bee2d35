"""Target groups by whatever name they are given: two that Baken knows, and the organisation's own."""

import re
from collections.abc import Iterable
from itertools import chain, count

from sqlmodel import Session

from bot.directory.staff_file import FLAGS
from bot.foundation import words
from bot.tabular.headers import KNOWN, plain
from storage import groups
from storage.groups import Group

ALSO = {"kwetsbaar": "vulnerable_position", "oogenoren": "eyes_and_ears"}


def key_of(name: str) -> str:
    """What a target group is known by: "Kwetsbare functie" → "vulnerable_position", "BOA's" → "boa-s"."""
    field = ALSO.get(plain(name)) or KNOWN.get(plain(name), "")
    if field in FLAGS:
        return field
    # Keys are kept in the database, so what makes them stays as it is.
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") if plain(name) else name.casefold()


def name_of(group: Group, locale: str, organisation: str = "") -> str:
    """What a person calls a target group."""
    ours = group.key in FLAGS and key_of(group.name) == group.key
    return words.text(f"people.groups.{group.key}", locale, organisation) if ours else group.name


def names_of(group: Group) -> frozenset[str]:
    """The keys under which a group is meant: of its name, and the one of ours that it has. Another key of its
    own may be that of a name it had before, which is free for another group."""
    return frozenset({key_of(group.name)} | ({group.key} & set(FLAGS)))


def free_key(name: str, known: Iterable[Group]) -> str:
    """The key of a new group with this name."""
    key, used = key_of(name), {group.key for group in known}
    return next(one for one in chain([key], (f"{key}-{n}" for n in count(2))) if one not in used)


class Groups:
    """The target groups of an organisation during an import; makes those that are not there yet."""

    def __init__(self, organisation_id: int, dry: bool) -> None:
        self.organisation_id, self.dry = organisation_id, dry
        self.new: list[str] = []
        self._known: dict[str, Group] = {}

    def look(self, session: Session) -> None:
        """Finds what there is; another import may have added some."""
        self._known |= {
            key: group for group in groups.every(session, self.organisation_id) for key in names_of(group)
        }

    @property
    def ours(self) -> set[int]:
        """The groups whose members a file decides on."""
        return {group.id for group in self._known.values() if group.source == "import"}

    def ids(self, session: Session, names: Iterable[str]) -> set[int]:
        """The groups with these names, but for those whose members come from Entra."""
        return {group.id for name in names if (group := self._group(session, name)).source == "import"}

    def _group(self, session: Session, name: str) -> Group:
        key = key_of(name)
        if key not in self._known:
            shown = words.text(f"people.groups.{key}", words.LOCALES[0]) if name in FLAGS else name
            self.new.append(shown)
            if self.dry:
                self._known[key] = Group(-len(self.new), key, shown, None, "import")
            else:
                every = groups.every(session, self.organisation_id)
                self._known[key] = groups.add(session, self.organisation_id, free_key(shown, every), shown)
        return self._known[key]
