"""What comes in and goes out: a request, an answer, a list, an error."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from scim2_models import (
    Context,
    Error,
    InvalidSyntaxException,
    ListResponse,
    ResponseParameters,
    SCIMException,
)
from starlette.responses import Response

TYPE = "application/scim+json"
EXTENSION = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user"  # as it is compared
DONE, CREATED, EMPTY = 200, 201, 204

Tell = Callable[[str, str], None]  # tells the trail of whom ("person:12") and what was done ("changed")


class Asked(NamedTuple):
    """A request with everything that is needed to answer it off the event loop."""

    method: str
    path: tuple[str, ...]  # such as ("Users", "12")
    query: Mapping[str, str]
    body: bytes
    base: str
    slug: str  # the organisation; empty for the first one


class Answer(NamedTuple):
    status: int
    content: dict[str, Any] | None = None


def read(model: Any, asked: Asked, context: Context) -> Any:
    """The body as a model. Raises SCIMException, ValidationError."""
    try:
        given = json.loads(asked.body)
    except (ValueError, RecursionError):
        raise InvalidSyntaxException(detail="The body is no JSON.") from None
    return model.model_validate(_of_entra(given), scim_ctx=context)


def one(status: int, found: Any, context: Context, shown: ResponseParameters[Any]) -> Answer:
    """One resource as an answer, with the attributes that were asked for."""
    return Answer(status, found.model_dump(scim_ctx=context, response_parameters=shown))


def several(
    model: Any, found: Sequence[Any], total: int, start: int = 1, shown: ResponseParameters[Any] | None = None
) -> Answer:
    """One page of resources as an answer."""
    made = ListResponse[model](
        total_results=total, start_index=start, items_per_page=len(found), resources=list(found)
    )
    context = Context.RESOURCE_QUERY_RESPONSE
    content: dict[str, Any] = made.model_dump(scim_ctx=context, response_parameters=shown)
    content.setdefault("Resources", [])  # Entra wants a list also where there is nothing
    return Answer(DONE, content)


def refusal(error: SCIMException | Error) -> Answer:
    """A refusal as an answer."""
    told = error if isinstance(error, Error) else error.to_error()
    return Answer(told.status or 400, told.model_dump())


def cannot(status: int, detail: str) -> SCIMException:
    """A refusal for which SCIM has no name of its own."""
    return SCIMException.from_error(Error(status=status, detail=detail))


def response(answer: Answer) -> Response:
    """An answer as it goes over the wire."""
    headers = {"cache-control": "no-store"}
    if answer.status == 401:
        headers["www-authenticate"] = 'Bearer realm="Baken"'
    if answer.status == CREATED and answer.content:
        headers["location"] = answer.content["meta"]["location"]
    content = b"" if answer.content is None else json.dumps(answer.content, ensure_ascii=False).encode()
    return Response(content, answer.status, headers, TYPE if content else None)


def _of_entra(given: Any) -> Any:
    """Entra may send a manager as bare text or as a list of one, and a member with an empty reference."""
    if not isinstance(given, dict):
        return given
    operations = given.get("Operations")
    for operation in operations if isinstance(operations, list) else ():
        if not isinstance(operation, dict) or operation.get("value") is None:
            continue
        value = operation["value"]
        if isinstance(value, list):
            value = [_without_empty(one) for one in value]
        led = _is_manager(operation.get("path"))
        operation["value"] = _manager(value) if led else _with_manager(value)
    return _with_manager(given)


def _with_manager(values: Any) -> Any:
    """The attributes of a user, or of the extension in which a manager is, with the manager as an object."""
    if not isinstance(values, dict):
        return values
    nested = {name: _with_manager(v) for name, v in values.items() if str(name).lower() == EXTENSION}
    led = {name: _manager(v) for name, v in values.items() if _is_manager(name)}
    return values | nested | led


def _is_manager(name: Any) -> bool:
    return str(name).lower().rpartition(":")[2] == "manager"


def _manager(value: Any) -> Any:
    if isinstance(value, list):
        value = _without_empty(value[0]) if len(value) == 1 else value or ""
    return {"value": str(value)} if isinstance(value, str | int) else value


def _without_empty(item: Any) -> Any:
    return {name: v for name, v in item.items() if v is not None} if isinstance(item, dict) else item
