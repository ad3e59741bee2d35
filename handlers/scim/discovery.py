"""What we say of ourselves: what we can, which resources there are, and what is in them."""

from typing import Any

from scim2_models import Context, NotFoundException, Resource, ResourceType, Schema

from handlers.scim.messages import DONE, Answer, Asked, cannot, several
from handlers.scim.models import CONFIG, PROVIDER

DESCRIBED: dict[str, tuple[type[Resource[Any]], tuple[Any, ...]]] = {
    "ServiceProviderConfig": (type(CONFIG), (CONFIG,)),
    "Schemas": (Schema, PROVIDER.schemas),
    "ResourceTypes": (ResourceType, PROVIDER.resource_types),
}


def answer(asked: Asked) -> Answer | None:
    """The answer when this is asked for. Raises SCIMException."""
    name, rest = (asked.path[0] if asked.path else ""), asked.path[1:]
    if name not in DESCRIBED or len(rest) > 1:
        return None
    if asked.method != "GET":
        raise cannot(405, "This can only be read.")
    if asked.query.get("filter"):
        raise cannot(403, "This cannot be filtered.")
    kind, every = DESCRIBED[name]
    if kind is type(CONFIG) and not rest:
        return Answer(DONE, CONFIG.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE))
    if not rest:
        return several(kind, every, len(every))
    for one in every:
        if one.id == rest[0]:
            return Answer(DONE, one.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE))
    raise NotFoundException(detail="There is no such thing here.")
