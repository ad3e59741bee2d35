"""The app package for Teams: a manifest in two languages and two icons, with no permission at all."""

import io
import json
import re
import zipfile
from typing import Any
from urllib.parse import urlsplit

from bot.foundation import words
from handlers.teams import icons

VERSION = "1.30"  # of the manifest
SCHEMA = f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}/MicrosoftTeams.schema.json"
APP_VERSION = "1.0.0"
ACCENT = "#0B4A63"
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
COMMANDS = ("report", "menu")  # of the message extension; handlers/teams/conversation.py knows them
WHEN = (2026, 1, 1, 0, 0, 0)  # so that the same settings give the same file


def package(app_id: str, url: str, developer: str = "Baken", privacy_url: str = "") -> bytes:
    """The package as a zip file, ready to upload. `url` is where Teams reaches Baken.

    Raises ValueError with a sentence for the administrator."""
    if not GUID.fullmatch(app_id):
        raise ValueError("TEAMS_APP_ID: set it to the application (client) id of the app registration.")
    if urlsplit(url).scheme != "https" or not urlsplit(url).hostname:
        raise ValueError("Teams only calls an address that begins with https://.")
    if not 1 <= len(developer) <= 32:
        raise ValueError("The developer's name must have 1 to 32 characters.")
    words.load()
    files: dict[str, bytes | str] = {
        "manifest.json": _json(manifest(app_id, url.rstrip("/"), developer, privacy_url or url)),
        "en.json": _json(_english()),
        "color.png": icons.colour(),
        "outline.png": icons.outline(),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, WHEN), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def manifest(app_id: str, url: str, developer: str, privacy_url: str) -> dict[str, Any]:
    """What Teams has to know: a bot in a chat of one's own, and two commands that open its dialogs."""
    commands = [
        {
            "id": name,
            "type": "action",
            "title": _say(f"teams.package.{name}.title"),
            "description": _say(f"teams.package.{name}.description"),
            "context": ["compose", "commandBox"],
            "fetchTask": True,
        }
        for name in COMMANDS
    ]
    return {
        "$schema": SCHEMA,
        "manifestVersion": VERSION,
        "version": APP_VERSION,
        "id": app_id.lower(),
        "localizationInfo": {
            "defaultLanguageTag": "nl",
            "additionalLanguages": [{"languageTag": "en", "file": "en.json"}],
        },
        "developer": {
            "name": developer,
            "websiteUrl": url,
            "privacyUrl": privacy_url,
            "termsOfUseUrl": privacy_url,
        },
        "name": {"short": _say("teams.package.name"), "full": _say("teams.package.full_name")},
        "description": {"short": _say("teams.package.short"), "full": _say("teams.package.full")},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        "defaultInstallScope": "personal",
        "bots": [
            {
                "botId": app_id.lower(),
                "scopes": ["personal"],
                "isNotificationOnly": False,
                "supportsFiles": False,
                "commandLists": [
                    {
                        "scopes": ["personal"],
                        "commands": [
                            {
                                "title": _say("teams.package.hi.title"),
                                "description": _say("teams.package.hi.description"),
                            }
                        ],
                    }
                ],
            }
        ],
        "composeExtensions": [{"botId": app_id.lower(), "commands": commands}],
        "validDomains": [urlsplit(url).netloc],
    }


def _english() -> dict[str, str]:
    """The same words in English, under the places where they stand in the manifest."""
    made = {
        "$schema": SCHEMA.replace("MicrosoftTeams.schema", "MicrosoftTeams.Localization.schema"),
        "name.short": _say("teams.package.name", "en"),
        "name.full": _say("teams.package.full_name", "en"),
        "description.short": _say("teams.package.short", "en"),
        "description.full": _say("teams.package.full", "en"),
        "bots[0].commandLists[0].commands[0].title": _say("teams.package.hi.title", "en"),
        "bots[0].commandLists[0].commands[0].description": _say("teams.package.hi.description", "en"),
    }
    for number, name in enumerate(COMMANDS):
        place = f"composeExtensions[0].commands[{number}]"
        made |= {
            f"{place}.{part}": _say(f"teams.package.{name}.{part}", "en") for part in ("title", "description")
        }
    return made


def _say(key: str, locale: str = "nl") -> str:
    return words.text(key, locale)


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
