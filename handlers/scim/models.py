"""What we keep of SCIM's users and groups; what else Entra sends is left out."""

from typing import Annotated, Any

from pydantic import Field
from scim2_models import (
    URN,
    AnyExtension,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Extension,
    Filter,
    Mutability,
    Patch,
    Reference,
    Required,
    Resource,
    ResourceType,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)
from scim2_models import User as CoreUser

PAGE = 200  # resources in one answer


class Manager(ComplexAttribute):
    value: Annotated[str | None, Required.true, CaseExact.true] = None
    """The id of the user who leads this one."""

    ref: Reference["User"] | None = Field(None, serialization_alias="$ref", validation_alias="$ref")  # type: ignore[type-arg]
    """The address of that user."""


class Email(ComplexAttribute):
    value: str | None = None
    """The address. Looked at when it comes: one that we keep must not fail a list."""

    type: str | None = Field(None, examples=["work"])
    """Kept as "work"."""

    primary: bool | None = None
    """Kept as true."""


class EnterpriseUser(Extension):
    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")

    department: str | None = None
    """The department; made when it is new."""

    manager: Manager | None = None
    """Who leads this user."""


class User(Resource[AnyExtension]):
    __schema__ = CoreUser.__schema__

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    """What Entra calls somebody: the user principal name."""

    display_name: str | None = None
    """The name as people read it."""

    active: bool | None = None
    """Whether somebody works here."""

    preferred_language: str | None = Field(default=None, examples=["nl"])
    """The language of what is brought to somebody: nl or en; Baken shows the one it uses."""

    locale: str | None = Field(default=None, examples=["nl"])
    """Read where there is no preferredLanguage."""

    emails: list[Email] | None = None
    """The address at work: the primary one, else that of type "work", else the first; one is kept."""


class Member(ComplexAttribute):
    value: Annotated[str | None, Mutability.immutable, CaseExact.true] = None
    """The id of a user."""

    ref: Annotated[Reference["User"] | None, Mutability.immutable] = Field(  # type: ignore[type-arg]
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    """The address of that user."""

    type: Annotated[str | None, Mutability.immutable] = Field(None, examples=["User"])
    """Always User: there are no groups in groups."""


class Group(Resource[Any]):
    """A target group."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Required.true, Uniqueness.server] = None
    """The name of the target group."""

    members: list[Member] | None = None
    """The users in it."""


Staff = User[EnterpriseUser]

POLICY = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)
CONFIG = ServiceProviderConfig(
    patch=Patch(supported=True),
    bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
    filter=Filter(supported=True, max_results=PAGE),
    change_password=ChangePassword(supported=False),
    sort=Sort(supported=False),
    etag=ETag(supported=False),
    authentication_schemes=[
        AuthenticationScheme(
            type=AuthenticationScheme.Type.oauthbearertoken,
            name="Bearer token",
            description="The token in BAKEN_SCIM_TOKEN.",
            primary=True,
        )
    ],
)
PROVIDER = ScimProvider(
    models=[User, EnterpriseUser, Group],
    resource_types=[ResourceType.from_resource(Staff), ResourceType.from_resource(Group)],
    config=CONFIG,
    policy=POLICY,
)
