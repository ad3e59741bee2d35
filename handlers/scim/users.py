"""People of the directory as SCIM's users, and back."""

from collections.abc import Callable
from datetime import date

from scim2_models import (
    InvalidValueException,
    Meta,
    NotFoundException,
    PatchOp,
    SCIMException,
    ScimFilter,
    TooManyException,
    UniquenessException,
)
from scim2_models.path import CompareOperator, Comparison, FilterNode, LogicalExpr, LogicalOperator, ValuePath
from sqlmodel import Session

from bot.directory import provisioning
from bot.directory.provisioning import Circle, Taken, Wanted, is_there
from bot.foundation.sanitize import line
from bot.foundation.words import LOCALES
from bot.tabular import cells
from bot.tabular.cells import Unclear
from handlers.scim.messages import Tell
from handlers.scim.models import POLICY, Email, EnterpriseUser, Manager, Staff
from storage import directory
from storage.directory import Known

MOST = 5_000  # people that are looked through for a filter that no index answers
LONGEST = 200  # characters of a name
Look = Callable[[Session, int, str], list[Known]]
BY_INDEX: dict[str, Look] = {
    "id": lambda session, organisation_id, value: directory.by_scim_ids(session, organisation_id, [value]),
    "username": directory.by_user_name,
    "externalid": lambda session, organisation_id, value: directory.by_directory_ids(
        session, organisation_id, [value]
    ),
    "emails": lambda session, organisation_id, value: directory.by_emails(
        session, organisation_id, [value.lower()]
    ),
}


class Users:
    """The users of one organisation in one unit of work. Everything raises SCIMException."""

    def __init__(self, session: Session, organisation_id: int, base: str, today: date, tell: Tell) -> None:
        self.session, self.organisation_id, self.base, self.today, self.tell = (
            session,
            organisation_id,
            base,
            today,
            tell,
        )

    def get(self, id: str) -> Staff:
        return self._resources([self._known(id)])[0]

    def page(self, start: int, count: int) -> tuple[int, list[Staff]]:
        """How many there are, and one page of them; `start` counts from 1."""
        found = (
            directory.shown_to_entra(self.session, self.organisation_id, count, start - 1) if count else []
        )
        return directory.count_shown_to_entra(self.session, self.organisation_id), self._resources(found)

    def find(self, wanted: ScimFilter[Staff]) -> list[Staff]:
        """Everybody whom a filter lets through."""
        found = self._candidates(wanted.ast)
        if found is None:
            found = directory.shown_to_entra(self.session, self.organisation_id, MOST + 1, 0)
            if len(found) > MOST:
                raise TooManyException(detail="Filter by userName, externalId or emails.")
        with POLICY:
            return [one for one in self._resources([p for p in found if is_there(p)]) if wanted.match(one)]

    def create(self, user: Staff) -> Staff:
        provisioning.begin(self.session)
        try:
            wanted = self._wanted(user, self._lead(user) or None)
            id = provisioning.create(self.session, self.organisation_id, wanted, self.today)
        except (Taken, Circle) as error:
            raise _refused(error) from error
        self.tell(f"person:{id}", "created")
        return self._resources(directory.by_ids(self.session, self.organisation_id, [id]))[0]

    def replace(self, id: str, user: Staff) -> Staff:
        provisioning.begin(self.session)
        known = self._known(id)
        user.replace(self._resources([known])[0])
        lead = self._lead(user)
        return self._save(known, user, known.lead_id if lead is None else lead or None)

    def patch(self, id: str, patch: PatchOp[Staff]) -> Staff:
        provisioning.begin(self.session)
        known = self._known(id)
        user = self._resources([known])[0]
        user.preferred_language = user.locale = (
            None  # so that what is said of the language counts, whichever way
        )
        patch.patch(user, POLICY)
        lead = self._lead(user)
        if lead is None:  # nothing else is lost by it, and who led before stays
            raise InvalidValueException(detail="There is no user with the id in manager.")
        return self._save(known, user, lead or None)

    def delete(self, id: str) -> None:
        provisioning.begin(self.session)
        known = self._known(id)
        provisioning.remove(self.session, known)
        self.tell(f"person:{known.id}", "removed")

    def _save(self, known: Known, user: Staff, lead_id: int | None) -> Staff:
        try:
            wanted = self._wanted(user, lead_id)
            changed = provisioning.change(self.session, self.organisation_id, known, wanted, self.today)
        except (Taken, Circle) as error:
            raise _refused(error) from error
        if changed:
            self.tell(f"person:{known.id}", "changed")
        return self.get(known.scim_id)

    def _known(self, id: str) -> Known:
        found = directory.by_scim_ids(self.session, self.organisation_id, [id])
        if not found or not is_there(found[0]):
            raise NotFoundException(detail=f"There is no user {id}.")
        return found[0]

    def _resources(self, found: list[Known]) -> list[Staff]:
        departments = {
            p.department_id: p.department for p in directory.places(self.session, self.organisation_id)
        }
        leads = [one.lead_id for one in found if one.lead_id]
        called = {one.id: one.scim_id for one in directory.by_ids(self.session, self.organisation_id, leads)}
        return [
            self._resource(one, departments.get(one.department_id or 0), called.get(one.lead_id or 0))
            for one in found
        ]

    def _resource(self, person: Known, department: str | None, lead: str | None) -> Staff:
        user = Staff(
            id=person.scim_id,
            external_id=person.directory_id,
            user_name=person.user_name or person.email,
            display_name=person.name,
            active=person.active,
            preferred_language=person.locale,
            locale=person.locale,
            emails=[_work(person.email)] if person.email else None,
            meta=Meta(resource_type="User", location=f"{self.base}/Users/{person.scim_id}"),
        )
        manager = None
        if lead:
            manager = Manager.model_validate({"value": lead, "$ref": f"{self.base}/Users/{lead}"})
        if department or manager:
            user[EnterpriseUser] = EnterpriseUser(department=department, manager=manager)
        return user

    def _wanted(self, user: Staff, lead_id: int | None) -> Wanted:
        more = user[EnterpriseUser] or EnterpriseUser()
        name = _line(user.user_name)
        if not name:
            raise InvalidValueException(detail="userName is empty.")
        return Wanted(
            user_name=name,
            name=_line(user.display_name) or name.partition("@")[0],
            email=_email(user, name),
            active=user.active is not False,
            directory_id=_line(user.external_id) or None,
            department=_line(more.department),
            lead_id=lead_id,
            locale=_language(user.preferred_language) or _language(user.locale),
        )

    def _lead(self, user: Staff) -> int | None:
        """Who leads somebody: by our id, or by what else Entra calls a person; 0 for nobody, None when it is
        nobody whom we know. A person never stays away because of their manager."""
        manager = (user[EnterpriseUser] or EnterpriseUser()).manager
        said = _line(manager.value if manager else "")
        if not said:
            return 0
        for look in (BY_INDEX["id"], BY_INDEX["externalid"], BY_INDEX["username"], directory.by_name):
            if len(found := look(self.session, self.organisation_id, said)) == 1:
                return found[0].id
        return None

    def _candidates(self, node: FilterNode) -> list[Known] | None:
        """The people among whom the filter's are, by an index; None where there is none for it."""
        if isinstance(node, LogicalExpr) and node.op is LogicalOperator.and_:
            each = (self._candidates(term) for term in node.terms)
            return next((found for found in each if found is not None), None)
        if isinstance(node, ValuePath):
            return None
        if isinstance(node, Comparison) and node.op is CompareOperator.eq and isinstance(node.value, str):
            look = BY_INDEX.get(node.attr_path.attr.lower())
            if look and node.attr_path.sub_attr in (None, "value"):
                return look(self.session, self.organisation_id, node.value)
        return None


def _work(email: str) -> Email:
    return Email.model_validate({"value": email, "type": "work", "primary": True})


def _email(user: Staff, name: str) -> str:
    """The primary address, else that at work, else the first; else the name when it is one."""
    emails = sorted(user.emails or [], key=lambda one: (not one.primary, one.type != "work"))
    try:
        return cells.email(emails[0].value if emails else name)
    except Unclear:
        if emails:
            raise InvalidValueException(detail="There is no e-mail address in emails.") from None
        return ""


def _language(asked: str | None) -> str | None:
    """The first of ours in what may be "en-US" or "de, nl;q=0.8"; none when none of them is."""
    named = (part.partition(";")[0].strip().lower()[:2] for part in (asked or "").split(","))
    return next((one for one in named if one in LOCALES), None)


def _line(text: str | None) -> str:
    return line(text or "")[:LONGEST]


def _refused(error: Taken | Circle) -> SCIMException:
    if isinstance(error, Circle):
        return InvalidValueException(detail="This manager would make a circle of managers.")
    return UniquenessException(detail=f"Somebody else has this {error}.")
