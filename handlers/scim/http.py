"""SCIM's way in: `/scim/v2/…` with a bearer token."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from scim2_models import (
    Context,
    Error,
    NotFoundException,
    PatchOp,
    ResponseParameters,
    SCIMException,
    SearchRequest,
    UnauthorizedException,
)
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.directory import roles
from bot.directory.provisioning import Taken
from bot.foundation.context import ZONE
from bot.foundation.settings import Settings
from handlers.desk import Desk
from handlers.limits import Refused
from handlers.logs import log_failure
from handlers.scim import discovery
from handlers.scim.groups import Groups
from handlers.scim.messages import (
    CREATED,
    DONE,
    EMPTY,
    Answer,
    Asked,
    cannot,
    one,
    read,
    refusal,
    response,
    several,
)
from handlers.scim.models import PAGE, POLICY, Group, Staff
from handlers.scim.users import Users
from storage import audit, organisations
from storage.db import reading, unit
from storage.organisations import OrganisationRow

BASE = "/scim/v2"
FARTHEST = 1_000_000  # where a page can begin; a larger number fits in no database
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def routes(settings: Settings, desk: Desk) -> list[BaseRoute]:
    """The addresses of SCIM. Every one of them wants a token."""
    tokens = {hashlib.sha256(token.encode()).digest(): slug for token, slug in settings.scim_tokens().items()}

    async def receive(request: Request) -> Response:
        slug = _organisation_of(request, tokens)
        if slug is None:
            return response(refusal(UnauthorizedException(detail="The token is not right.")))
        try:
            body = await request.body()
        except Refused as refused:
            return response(refusal(Error(status=refused.status, detail=refused.why)))
        path = tuple(part for part in request.path_params["path"].split("/") if part)
        base = desk.address + BASE  # never the Host that was sent
        asked = Asked(request.method, path, dict(request.query_params), body, base, slug)
        return response(await run_in_threadpool(_answer, desk, asked))

    return [Route(BASE + "{path:path}", receive, methods=METHODS)]


def _organisation_of(request: Request, tokens: Mapping[bytes, str]) -> str | None:
    """The organisation that the token is for; a wrong token takes as long as a right one."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    given = hashlib.sha256(token.strip().encode(errors="replace")).digest()
    found = None
    for known, slug in tokens.items():
        if hmac.compare_digest(known, given) and kind.lower() == "bearer":
            found = slug
    return found


def _answer(desk: Desk, asked: Asked) -> Answer:
    try:
        with POLICY:
            if discovered := discovery.answer(asked):
                return discovered
            if asked.method == "GET":
                with reading(desk.engine) as session:
                    return _resources(session, desk, asked)
            with unit(desk.engine) as session:
                answer = _resources(session, desk, asked)
                roles.settle(session, desk.vault, _organisation(session, asked.slug), desk.now())
                return answer
    except SCIMException as error:
        if isinstance(error.__cause__, Taken):
            _tell_refusal(desk, asked, error.__cause__)
        return refusal(error)
    except ValidationError as error:
        return refusal(Error.from_validation_errors(error)[0])
    except Exception as error:
        log_failure(error)
        return refusal(Error(status=500, detail="Something went wrong here; nothing was changed."))


def _tell_refusal(desk: Desk, asked: Asked, taken: Taken) -> None:
    """The administrator has to find out who is meant: `baken people refused`."""
    with unit(desk.engine) as session:
        organisation_id = _organisation(session, asked.slug).id
        about = ("scim", "directory.refused", organisation_id, f"person:{taken.holder or 0}", asked.method)
        audit.append(session, desk.vault.audit_secret, desk.now().isoformat(timespec="seconds"), *about)


def _resources(session: Session, desk: Desk, asked: Asked) -> Answer:
    """Users and groups."""
    name, id = (*asked.path, "", "")[:2]
    model: Any = {"Users": Staff, "Groups": Group}.get(name)
    if name == ".search":
        raise cannot(501, "Search among the users or among the groups.")
    if model is None or len(asked.path) > 2:
        raise NotFoundException(detail="There is no such thing here.")
    shown = _parameters(model, asked)
    organisation_id = _organisation(session, asked.slug).id

    def tell(subject: str, done: str) -> None:
        when = desk.now().isoformat(timespec="seconds")
        what = (when, "scim", "directory.changed", organisation_id, subject, done)
        audit.append(session, desk.vault.audit_secret, *what)

    store: Users | Groups
    if model is Staff:
        store = Users(session, organisation_id, asked.base, desk.now().astimezone(ZONE).date(), tell)
    else:
        left_out = {str(path).lower() for path in shown.excluded_attributes or ()}
        store = Groups(
            session, organisation_id, asked.base, with_members="members" not in left_out, tell=tell
        )
    match asked.method, bool(id):
        case "GET", False:
            names = ("filter", "startIndex", "count")
            query = {name: asked.query[name] for name in names if name in asked.query}
            return _search(model, store, SearchRequest[model].model_validate(query), shown)
        case "POST", True if id == ".search":
            search = read(SearchRequest[model], asked, Context.SEARCH_REQUEST)
            return _search(model, store, search, search)
        case "GET", True:
            return one(DONE, store.get(id), Context.RESOURCE_QUERY_RESPONSE, shown)
        case "POST", False:
            new = read(model, asked, Context.RESOURCE_CREATION_REQUEST)
            return one(CREATED, store.create(new), Context.RESOURCE_CREATION_RESPONSE, shown)
        case "PUT", True:
            whole = read(model, asked, Context.RESOURCE_REPLACEMENT_REQUEST)
            return one(DONE, store.replace(id, whole), Context.RESOURCE_REPLACEMENT_RESPONSE, shown)
        case "PATCH", True:
            patched = store.patch(id, read(PatchOp[model], asked, Context.RESOURCE_PATCH_REQUEST))
            if model is Group and not shown.attributes:
                return Answer(EMPTY)  # as Entra asks: a group may have thousands of members
            return one(DONE, patched, Context.RESOURCE_PATCH_RESPONSE, shown)
        case "DELETE", True:
            store.delete(id)
            return Answer(EMPTY)
    raise cannot(405, "This cannot be done here.")


def _search(
    model: Any, store: Users | Groups, search: SearchRequest[Any], shown: ResponseParameters[Any]
) -> Answer:
    start = max(1, min(search.start_index or 1, FARTHEST))
    count = PAGE if search.count is None else max(0, min(search.count, PAGE))
    if search.filter:
        found: list[Any] = list(store.find(search.filter))
        return several(model, found[start - 1 : start - 1 + count], len(found), start, shown)
    total, page = store.page(start, count)
    return several(model, page, total, start, shown)


def _parameters(model: Any, asked: Asked) -> ResponseParameters[Any]:
    names = ("attributes", "excludedAttributes")
    given = {name: asked.query[name] for name in names if asked.query.get(name)}
    found: ResponseParameters[Any] = ResponseParameters[model].model_validate(given)
    return found


def _organisation(session: Session, slug: str) -> OrganisationRow:
    for organisation in organisations.everyone(session):
        if organisation.slug == slug or not slug:
            return organisation
    raise NotFoundException(detail="There is no organisation for this token.")
