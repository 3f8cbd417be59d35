"""The database of the public page, from the environment: never the campaign's."""

from pathlib import Path
from typing import Any, Final

from noroshi.web import configuration

DEFAULT: Final = "sqlite:///noroshi-public.sqlite3"
_CAMPAIGN: Final = "sqlite:///noroshi.sqlite3"


def from_environment() -> dict[str, Any]:
    """Return Django's settings for it; raises ``ConfigurationError`` where both names mean one database."""
    own = configuration.database(configuration.value("NOROSHI_PUBLIC_DATABASE", DEFAULT))
    try:
        campaign = configuration.database(configuration.value("NOROSHI_DATABASE", _CAMPAIGN))
    except configuration.ConfigurationError:  # not this machine's concern
        return own
    if _place(own) == _place(campaign):
        raise configuration.ConfigurationError(
            "NOROSHI_PUBLIC_DATABASE names the campaign's database (NOROSHI_DATABASE); give one of its own"
        )
    return own


def _place(settings: dict[str, Any]) -> tuple[str, ...]:
    name = str(settings["NAME"])
    if settings["ENGINE"].endswith("sqlite3"):
        return (str(Path(name).resolve()),)
    return name, str(settings["HOST"]), str(settings["PORT"])
