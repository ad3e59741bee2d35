"""The settings: nonsense is refused with a sentence that names the setting and shows no value."""

import base64
from pathlib import Path

import pytest

from bot.foundation.settings import BadSettings, read

PLANTED = "zwaluwstaart"
GOOD = base64.urlsafe_b64encode(bytes(range(32))).decode()


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("DATABASE_URL", PLANTED, "must begin with sqlite:/// or postgresql://"),
        ("DATABASE_URL", f"mysql://root:{PLANTED}@db/baken", "must begin with"),
        ("DATABASE_URL", f"postgresql://baken:{PLANTED}@db:port/baken", "must begin with"),
        ("DATABASE_URL", "sqlite://", "must name a database"),
        ("DATABASE_URL", "sqlite:///:memory:", "must name a database"),
        ("DATABASE_URL", f"postgresql://baken:{PLANTED}@db", "must name a database"),
        ("KEYS_DATABASE_URL", "", "must begin with"),
        ("KEYS_DATABASE_URL", "sqlite:///data/baken.db", "must be another database than DATABASE_URL"),
        ("KEYS_DATABASE_URL", "sqlite:///data/../data/baken.db", "must be another database"),
        ("BAKEN_PORT", PLANTED, "integer"),
        ("BAKEN_PORT", "65536", "65535"),
        ("BAKEN_PORT", "-1", "0"),
        ("BAKEN_ORGANISATION", "", "at least 1"),
        ("BAKEN_CONTENT", f"/{PLANTED}", "must be a folder that exists"),
        ("BAKEN_LOG_LEVEL", PLANTED, "must be debug, info, warning or error"),
        ("BAKEN_URL", PLANTED, "must be an address such as"),
        ("BAKEN_URL", f"http://{PLANTED}.example", "must be an address such as"),
        ("BAKEN_URL", f"https://baken.example/{PLANTED}", "must be an address such as"),
        ("BAKEN_URL", f"https://baken.example?{PLANTED}", "must be an address such as"),
        ("BAKEN_URL", "https://", "must be an address such as"),
        ("BAKEN_URL", "https://[baken", "must be an address such as"),
        ("BAKEN_URL", "https://baken.example:99999", "must be an address such as"),
        ("BAKEN_REPORT_URL", "https://melden.example:70000", "must be addresses such as"),
        ("BAKEN_INTRANET_SITES", "https://intranet.example:0", "must be addresses such as"),
        ("BAKEN_SCANNER", "tcp:127.0.0.1:99999", "must be such as unix:"),
        ("BAKEN_SCANNER", PLANTED, "must be such as unix:"),
        ("BAKEN_REPORT_URL", PLANTED, "must be addresses such as"),
        ("BAKEN_REPORT_URL", f"https://melden.example/{PLANTED}", "must be addresses such as"),
        ("BAKEN_REPORT_URL", "http://melden.example", "must be addresses such as"),
        ("BAKEN_INTRANET_SITES", PLANTED, "must be addresses such as"),
        ("BAKEN_INTRANET_SITES", f"https://a.example; script-src {PLANTED}", "must be addresses such as"),
        (
            "BAKEN_INTRANET_SITES",
            f"https://a.example,https://a.example/{PLANTED}",
            "must be addresses such as",
        ),
        ("SLACK_API_URL", PLANTED, "must begin with https:// or http://"),
    ],
)
def test_nonsense_is_refused_by_name_and_not_shown(
    name: str, value: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as refused:
        read()
    assert str(refused.value).startswith(f"{name}: ") and why in str(refused.value)
    assert PLANTED not in str(refused.value)
    assert PLANTED not in repr(refused.value.__context__)


@pytest.mark.parametrize(
    ("given", "read_as"),
    [
        ("", ""),
        ("https://baken.example/", "https://baken.example"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_our_address_has_no_slash_behind_it(
    given: str, read_as: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAKEN_URL", given)
    assert read().baken_url == read_as


def test_who_has_no_account_reports_on_another_host_than_staff_work_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BAKEN_URL", "https://baken.example")
    for same in (
        "https://baken.example",
        "https://baken.example:8443",
        "https://m.example,https://baken.example",
    ):
        monkeypatch.setenv("BAKEN_REPORT_URL", same)
        with pytest.raises(BadSettings, match="another host than BAKEN_URL"):
            read()
    monkeypatch.setenv("BAKEN_REPORT_URL", "https://melden.example/, http://abcdef.onion")
    assert read().baken_report_url == "https://melden.example,http://abcdef.onion"


def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAKEN_PORT", "x")
    monkeypatch.setenv("BAKEN_LOG_LEVEL", "x")
    with pytest.raises(BadSettings, match=r"BAKEN_PORT.*; BAKEN_LOG_LEVEL"):
        read()


def test_two_postgresql_databases_may_be_on_one_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://baken:one@db/baken")
    monkeypatch.setenv("KEYS_DATABASE_URL", "postgresql+psycopg://keys:two@db:5432/keys")
    assert read().keys_database_url.endswith("/keys")
    monkeypatch.setenv("KEYS_DATABASE_URL", "postgresql+psycopg://keys:two@db:5432/baken")
    with pytest.raises(BadSettings, match="another database"):
        read()


@pytest.mark.parametrize("value", ["", PLANTED, f"{GOOD},{PLANTED}"])
def test_an_unusable_master_key_is_refused_and_not_shown(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAKEN_MASTER_KEYS", value)
    with pytest.raises(BadSettings, match="BAKEN_MASTER_KEYS: ") as refused:
        read().masters()
    assert PLANTED not in str(refused.value)


def test_the_environment_goes_before_the_file_and_the_file_before_the_defaults(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert (read().baken_host, read().baken_port) == ("127.0.0.1", 8000)
    assert read().database_url == f"sqlite:///{Path.cwd()}/data/baken.db"
    Path(".env").write_text("BAKEN_PORT=9000\nBAKEN_ORGANISATION=Voorbeeldstad\nUNKNOWN=1\n")
    assert (read().baken_port, read().baken_organisation) == (9000, "Voorbeeldstad")
    monkeypatch.setenv("BAKEN_PORT", "9001")
    assert read().baken_port == 9001


def test_secrets_are_not_shown_when_the_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BAKEN_MASTER_KEYS", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"):
        monkeypatch.setenv(name, PLANTED)
    monkeypatch.setenv("DATABASE_URL", f"postgresql://baken:{PLANTED}@db/baken")
    assert PLANTED not in repr(read()) and PLANTED not in str(read())


def test_settings_do_not_change_while_baken_runs() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read().baken_port = 1
