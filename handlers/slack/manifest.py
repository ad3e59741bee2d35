"""The app manifest: what Slack has to know of Baken, with no scope more than it uses."""

import yaml

from bot.foundation import words

SCOPES = {
    "app_mentions:read": "a mention gives the menu",
    "chat:write": "the menu and notices in the direct message",
    "commands": "/melden and the shortcut",
    "files:read": "reads the file of staff that the coordinator puts in a modal",
    "files:write": "the account as a file in the direct message",
    "im:history": "a direct message gives the menu",
    "im:write": "opens the direct message that the file goes to",
    "users:read": "name and language of whoever uses Baken; who joins the workspace",
    "users:read.email": "finds the people of the directory by e-mail address",
}
EVENTS = ("app_home_opened", "app_mention", "message.im", "team_join")
NAME = 35  # characters


def manifest(url: str, name: str = "Baken") -> str:
    """The manifest as YAML, ready to paste. `url` is where Slack reaches Baken; without one it is for Socket
    Mode. Raises ValueError when the name is too long or the address is not one that Slack can call."""
    if not 1 <= len(name) <= NAME:
        raise ValueError(f"The name must have 1 to {NAME} characters.")
    if url and not url.startswith("https://"):
        raise ValueError("Slack only calls an address that begins with https://.")
    words.load()
    address = {"request_url": f"{url.rstrip('/')}/slack/events"} if url else {}
    what_it_does = words.text("slack.manifest.command", "nl")
    command = {"url": address["request_url"]} if url else {}

    made = {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {"name": name, "description": words.text("slack.manifest.description", "nl")},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "shortcuts": [
                {
                    "name": words.text("slack.manifest.shortcut", "nl"),
                    "type": "global",
                    "callback_id": "melden",
                    "description": what_it_does,
                }
            ],
            "slash_commands": [
                {"command": "/melden", **command, "description": what_it_does, "should_escape": False}
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }
    return yaml.safe_dump(made, sort_keys=False, allow_unicode=True)
