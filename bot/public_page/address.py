"""Where the page is: on a host of its own, to which no browser brings the cookie of who works here. Without
one there is no page (decision 52)."""

PATH = "/melden"

_host = ""


def reach(host: str) -> None:
    """From now on the page is on this host (https://melden.example), or nowhere. Called once at the start."""
    global _host
    _host = host


def of(organisation: str) -> str:
    """The address of the page of an organisation (its short name); nothing where there is no host for it."""
    return f"{_host}{PATH}/{organisation}" if _host else ""
