"""The environment as one frozen object. Refuses nonsense with a sentence and never shows a value."""

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.foundation import addresses, settings_file, style
from bot.foundation.settings_file import BadSettings as BadSettings
from storage.masters import MasterKeys, UnusableKey, parse_masters

TOKEN = 32  # characters of a token at least
PATHS = ("baken_content", "baken_logo", "teams_app_certificate")
ROLES = {
    "coordinator": "baken_coordinators",
    "deputy": "baken_deputies",
    "privacy_officer": "baken_privacy_officers",
    "management": "baken_management",
}
PLATFORMS = ("slack", "teams", "web")


class Settings(BaseSettings):
    """Every setting; .env.example explains them. Field names are the variables' names in small letters."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    database_url: str = Field(default="sqlite:///data/baken.db", repr=False)
    keys_database_url: str = Field(default="sqlite:///data/keys.db", repr=False)
    baken_master_keys: str = Field(default="", repr=False)
    baken_host: str = "127.0.0.1"
    baken_port: int = Field(default=8000, ge=0, le=65535)
    baken_url: str = ""
    baken_report_url: str = ""
    baken_scanner: str = ""
    baken_colour: str = ""
    baken_logo: Path | None = None
    baken_intranet_sites: str = ""
    baken_organisation: str = Field(default="Onze gemeente", min_length=1)
    baken_coordinators: str = ""
    baken_deputies: str = ""
    baken_privacy_officers: str = ""
    baken_management: str = ""
    baken_content: Path | None = None
    baken_scim_token: str = Field(default="", repr=False)
    baken_trusted_proxies: str = "127.0.0.1"
    baken_log_level: str = "info"
    slack_bot_token: str = Field(default="", repr=False)
    slack_signing_secret: str = Field(default="", repr=False)
    slack_app_token: str = Field(default="", repr=False)
    slack_api_url: str = "https://slack.com/api/"
    teams_app_id: str = ""
    teams_app_secret: str = Field(default="", repr=False)
    teams_app_certificate: Path | None = None
    teams_tenant_id: str = Field(default="", validate_default=True)
    teams_unauthenticated: Literal["", "loopback"] = ""
    teams_openid_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"

    @model_validator(mode="before")
    @classmethod
    def _in_their_place(cls, given: dict[str, object]) -> dict[str, object]:
        """Paths from the folder that `base` names, so that where one stands decides nothing."""
        base = given.pop("base", None)
        if not isinstance(base, Path):
            return given
        for name in ("database_url", "keys_database_url"):
            given[name] = addresses.in_folder(base, str(given.get(name, cls.model_fields[name].default)))
        return given | {name: base / str(given[name]) for name in PATHS if given.get(name)}

    @field_validator("database_url", "keys_database_url")
    @classmethod
    def _known_database(cls, value: str, info: ValidationInfo) -> str:
        place = addresses.place(value)
        main = info.data.get("database_url")
        if info.field_name == "keys_database_url" and main and place == addresses.place(main):
            raise ValueError("must be another database than DATABASE_URL")
        return value

    @field_validator("baken_organisation")
    @classmethod
    def _a_name(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("must be the name of the organisation")
        return value.strip()

    @field_validator(*ROLES.values())
    @classmethod
    def _known_kind(cls, value: str) -> str:
        for who in _parts(value):
            platform, colon, user = who.partition(":")
            if not (platform in PLATFORMS and user if colon else "@" in who):
                raise ValueError("use e-mail addresses, or slack: or teams: with a user id")
        return value

    @field_validator("baken_content", mode="before")
    @classmethod
    def _existing_folder(cls, value: str | Path | None) -> Path | None:
        if not value:
            return None
        if not Path(value).is_dir():
            raise ValueError("must be a folder that exists")
        return Path(value)

    @field_validator("baken_scim_token")
    @classmethod
    def _unguessable(cls, value: str) -> str:
        tokens = [one.rpartition(":")[2].strip() for one in value.split(",") if one.strip()]
        if any(len(token) < TOKEN for token in tokens) or len(set(tokens)) < len(tokens):
            raise ValueError(f"every token must have {TOKEN} characters or more, and be another one")
        return value

    @field_validator("baken_log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.lower() not in ("debug", "info", "warning", "error"):
            raise ValueError("must be debug, info, warning or error")
        return value.lower()

    @field_validator("slack_api_url", "teams_openid_url")
    @classmethod
    def _whole_address(cls, value: str, info: ValidationInfo) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("must begin with https:// or http://")
        return value.rstrip("/") + "/" if info.field_name == "slack_api_url" else value

    @field_validator("baken_colour")
    @classmethod
    def _dark_colour(cls, value: str) -> str:
        return style.read_colour(value.strip())

    @field_validator("baken_logo", mode="before")
    @classmethod
    def _real_logo(cls, value: str | Path | None) -> Path | None:
        if not value:
            return None
        style.read_logo(Path(value))
        return Path(value)

    @field_validator("baken_url", "baken_report_url", "baken_scanner", "baken_intranet_sites")
    @classmethod
    def _real_places(cls, value: str, info: ValidationInfo) -> str:
        return addresses.READ[str(info.field_name)](value, info.data.get("baken_url", ""))

    @field_validator("teams_app_certificate", mode="before")
    @classmethod
    def _existing_file(cls, value: str | Path | None) -> Path | None:
        if not value:
            return None
        if not Path(value).is_file():
            raise ValueError("must be a PEM file that exists")
        return Path(value)

    @field_validator("teams_tenant_id")
    @classmethod
    def _complete_teams(cls, value: str, info: ValidationInfo) -> str:
        given = info.data
        if given.get("teams_app_id"):
            if not value:
                raise ValueError("is needed with TEAMS_APP_ID: the tenant whose people may talk to Baken")
            if not given.get("teams_app_secret") and not given.get("teams_app_certificate"):
                raise ValueError("needs TEAMS_APP_SECRET or TEAMS_APP_CERTIFICATE beside it")
        return value

    @field_validator("teams_unauthenticated")
    @classmethod
    def _only_here(cls, value: str, info: ValidationInfo) -> str:
        if value and info.data.get("baken_host") not in addresses.LOOPBACK:
            raise ValueError("lets anybody be anybody, so it works with BAKEN_HOST=127.0.0.1 alone")
        if value and info.data.get("teams_app_id"):
            raise ValueError("is for tests on this machine; leave it out when TEAMS_APP_ID is set")
        return value

    @property
    def teams(self) -> bool:
        """Whether Teams is served."""
        return bool(self.teams_app_id or self.teams_unauthenticated)

    @property
    def fetched(self) -> bool:
        """Whether Slack and Teams can fetch pictures here: Socket Mode is for who cannot be reached."""
        return self.baken_url.startswith("https://") and (self.teams or not self.slack_app_token)

    def named(self) -> dict[str, list[str]]:
        """Whom the settings give each role: e-mail addresses, and user ids with a platform before them."""
        return {role: _parts(getattr(self, variable)) for role, variable in ROLES.items()}

    def scim_tokens(self) -> dict[str, str]:
        """Token → short name of its organisation; nothing for the first one."""
        pairs = (one.strip().rpartition(":") for one in self.baken_scim_token.split(",") if one.strip())
        return {token.strip(): slug.strip() for slug, _, token in pairs}

    def masters(self) -> MasterKeys:
        """The master keys. Raises BadSettings."""
        try:
            return parse_masters(self.baken_master_keys)
        except UnusableKey as error:
            raise BadSettings(f"BAKEN_MASTER_KEYS: {error}") from None


def _parts(value: str) -> list[str]:
    return [one.strip() for one in value.split(",") if one.strip()]


class _Given(Settings):
    """Settings on which the environment and .env have no say."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *_elsewhere: PydanticBaseSettingsSource,
        **_named: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def strange() -> list[str]:
    """What is set and no setting, a sentence each. Raises BadSettings."""
    return settings_file.strange({name.upper() for name in Settings.model_fields})


def read(**values: object) -> Settings:
    """The settings from the environment and the file with settings; `values` go before both.

    Relative paths are taken from the folder of that file, or of this installation when there is none,
    wherever one stands. Raises BadSettings."""
    source = settings_file.find()
    base = source.parent if source and source.is_file() else settings_file.INSTALLED
    return _made(Settings, **{"_env_file": source, "base": base, **values})


def given(**values: object) -> Settings:
    """The settings with these values and nothing from the environment or .env. Raises BadSettings."""
    return _made(_Given, **values)


def _made(kind: type[Settings], **values: object) -> Settings:
    try:
        return kind(**values)  # type: ignore[arg-type]
    except UnicodeDecodeError:
        raise BadSettings(".env: must be text in UTF-8") from None
    except ValidationError as error:
        wrong = [(str(e["loc"][0]).upper(), e["msg"].removeprefix("Value error, ")) for e in error.errors()]
        raise BadSettings("; ".join(f"{name}: {why}" for name, why in wrong)) from None
