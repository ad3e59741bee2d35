"""The environment as one frozen object. Refuses nonsense with a sentence and never shows a value."""

from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from storage.masters import MasterKeys, UnusableKey, parse_masters


class BadSettings(Exception):
    """Settings that cannot be used; the message names each one and says what is wrong."""


class Settings(BaseSettings):
    """Every setting; .env.example explains them. Field names are the variables' names in small letters."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True)

    database_url: str = "sqlite:///data/baken.db"
    keys_database_url: str = "sqlite:///data/keys.db"
    baken_master_keys: str = Field(default="", repr=False)
    baken_host: str = "127.0.0.1"
    baken_port: int = Field(default=8000, ge=0, le=65535)
    baken_organisation: str = Field(default="Onze gemeente", min_length=1)
    baken_coordinators: str = ""
    baken_deputies: str = ""
    baken_privacy_officers: str = ""
    baken_content: Path | None = None
    baken_trusted_proxies: str = "127.0.0.1"
    baken_log_level: str = "info"
    slack_bot_token: str = Field(default="", repr=False)
    slack_signing_secret: str = Field(default="", repr=False)
    slack_app_token: str = Field(default="", repr=False)
    slack_api_url: str = "https://slack.com/api/"

    @field_validator("database_url", "keys_database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        try:
            backend = make_url(value).get_backend_name()
        except ArgumentError:
            backend = ""
        if backend not in ("sqlite", "postgresql"):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return value

    @field_validator("baken_content", mode="before")
    @classmethod
    def _existing_folder(cls, value: str | Path | None) -> Path | None:
        if not value:
            return None
        if not Path(value).is_dir():
            raise ValueError("must be a folder that exists")
        return Path(value)

    @field_validator("baken_log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.lower() not in ("debug", "info", "warning", "error"):
            raise ValueError("must be debug, info, warning or error")
        return value.lower()

    @field_validator("slack_api_url")
    @classmethod
    def _whole_address(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("must begin with https:// or http://")
        return value.rstrip("/") + "/"

    def masters(self) -> MasterKeys:
        """The master keys. Raises BadSettings."""
        try:
            return parse_masters(self.baken_master_keys)
        except UnusableKey as error:
            raise BadSettings(f"BAKEN_MASTER_KEYS: {error}") from None


def read(**values: object) -> Settings:
    """The settings from the environment and .env; `values` go before both. Raises BadSettings."""
    try:
        return Settings(**values)  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = [(str(e["loc"][0]).upper(), e["msg"].removeprefix("Value error, ")) for e in error.errors()]
        raise BadSettings("; ".join(f"{name}: {why}" for name, why in wrong)) from None
