"""Slack, Teams and Entra: whether they are set up, and whether they let us in."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime

from bot.foundation.settings import Settings
from handlers import scanner
from handlers.doctor.databases import Looked
from handlers.doctor.finding import Finding, judged
from handlers.logs import log_failure

SCOPE = "https://api.botframework.com/.default"
PATIENCE = 5.0  # seconds


def chats(settings: Settings, dates: dict[str, datetime]) -> Iterator[Finding]:
    """Slack and Teams, each when it is set up; adds what their clocks say."""
    if settings.slack_bot_token or settings.slack_signing_secret or settings.slack_app_token:
        yield judged("Slack", _slack(settings, dates))
    if settings.teams:
        yield judged("Teams", _teams(settings, dates))
    elif settings.teams_app_secret or settings.teams_app_certificate or settings.teams_tenant_id:
        yield Finding("Teams", "WRONG", "set TEAMS_APP_ID too")
    if not settings.slack_bot_token and not settings.teams:
        text = "nobody can report yet: set up Slack (docs/slack.md) or Teams (docs/teams.md)"
        yield Finding("chat", "to do", text)
    elif not settings.baken_url:
        text = "BAKEN_URL is empty: no links to the web and no pictures in chat"
        yield Finding("web", "to do", text)


def virus_scanner(settings: Settings) -> Iterator[Finding]:
    """Whether the scanner that is set answers."""
    if settings.baken_scanner:
        wrong = "it does not answer at BAKEN_SCANNER, and no photo or document is taken"
        yield judged("scanner", "" if scanner.is_there(settings.baken_scanner) else wrong)


def scim(settings: Settings, found: Looked) -> Finding:
    """Whether every token of SCIM is for an organisation that is there."""
    wanted = {slug for slug in settings.scim_tokens().values() if slug}
    strangers = sorted(wanted - set(found.slugs)) if found.slugs is not None else []
    if not strangers:
        return Finding("SCIM")
    return Finding("SCIM", "WRONG", f"BAKEN_SCIM_TOKEN: there is no organisation {', '.join(strangers)}")


def _slack(settings: Settings, dates: dict[str, datetime]) -> str:
    if not settings.slack_bot_token:
        return "set SLACK_BOT_TOKEN (xoxb-…) too"
    if not settings.slack_signing_secret and not settings.slack_app_token:
        return "set SLACK_SIGNING_SECRET (HTTP) or SLACK_APP_TOKEN (Socket Mode)"
    from slack_sdk import WebClient

    try:
        answer = WebClient(
            settings.slack_bot_token,
            base_url=settings.slack_api_url,
            timeout=int(PATIENCE),
            retry_handlers=[],
        ).auth_test()
    except Exception as error:
        log_failure(error)
        return f"the bot token does not work, or Slack cannot be reached ({type(error).__name__})"
    _note(dates, "Slack", dict(answer.headers).get("date") or dict(answer.headers).get("Date"))
    return ""


def _teams(settings: Settings, dates: dict[str, datetime]) -> str:
    if settings.teams_unauthenticated:
        return ""
    import httpx

    from handlers.teams.entra import NoToken, token_source

    try:
        answer = httpx.get(settings.teams_openid_url, timeout=PATIENCE).raise_for_status()
        _note(dates, "Microsoft", answer.headers.get("date"))
    except Exception as error:
        log_failure(error)
        return f"the keys of Teams' tokens cannot be fetched at TEAMS_OPENID_URL ({type(error).__name__})"
    try:
        asyncio.run(token_source(settings)(SCOPE))
    except NoToken as refused:
        return f"Entra gives no token ({refused}); see TEAMS_APP_ID, TEAMS_TENANT_ID and what proves it is us"
    except ValueError as error:
        log_failure(error)
        return "TEAMS_APP_CERTIFICATE must hold a private key and its certificate, both as PEM"
    except Exception as error:
        log_failure(error)
        return f"Entra cannot be reached ({type(error).__name__})"
    return ""


def _note(dates: dict[str, datetime], whose: str, header: object) -> None:
    if isinstance(header, str):
        dates[whose] = parsedate_to_datetime(header)
