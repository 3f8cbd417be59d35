"""What the operator configures, from environment variables or from files that they name (``NOROSHI_…_FILE``).

The reference docs/reference/configuration.md lists every variable; a test compares it with ``VARIABLES``.
"""

import os
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

VARIABLES: Final = {
    "NOROSHI_DATABASE": "sqlite:///path/to/noroshi.sqlite3 or postgres://user:password@host:port/name",
    "NOROSHI_SECRET_KEY": "50 or more random characters; signs sessions and salts nothing else",
    "NOROSHI_HOSTS": "host names under which the pages are served, separated by commas",
    "NOROSHI_HTTPS": "1 (default) where a TLS proxy stands in front; 0 only for a demo on one machine",
    "NOROSHI_DEMO": "1 shows demo accounts and marks every page 見本 / SAMPLE",
    "NOROSHI_REQUIRE_MFA": "1 (default) lets nobody in without a second factor",
    "NOROSHI_SESSION_MINUTES": "minutes without a request after which a session ends (30)",
    "NOROSHI_TITLE_JA": "title of the pages in Japanese",
    "NOROSHI_TITLE_EN": "title of the pages in English",
    "NOROSHI_SURVEYS": "folder whose surveys may be opened as campaigns from the pages",
    "NOROSHI_API_CALLS_PER_MINUTE": "calls of one token of the programming interface in a minute (120)",
    "NOROSHI_OIDC_URL": "address of the office's own OpenID Connect provider; empty: local accounts only",
    "NOROSHI_OIDC_CLIENT_ID": "client id at that provider",
    "NOROSHI_OIDC_SECRET": "client secret at that provider",
}
DEMO_SECRET: Final = "demo-secret-of-the-synthetic-example-never-for-real-use"  # noqa: S105 public on purpose


class ConfigurationError(Exception):
    """A setting is missing or cannot be used; the message names the variable and what to do."""


def value(name: str, default: str = "") -> str:
    """Return a variable, or the content of the file that ``<name>_FILE`` names; KeyError for an unlisted name."""
    if name not in VARIABLES:
        raise KeyError(name)
    if file := os.environ.get(f"{name}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ConfigurationError(f"{name}_FILE: {file}: {error.strerror}; name a readable file") from error
    return os.environ.get(name, default)


def files() -> list[str]:
    """Return the files that the environment names for settings."""
    return [os.environ[f"{name}_FILE"] for name in VARIABLES if os.environ.get(f"{name}_FILE")]


def flag(name: str, *, default: bool) -> bool:
    """Return a variable as yes (1) or no (0)."""
    text = value(name, "1" if default else "0")
    if text not in {"0", "1"}:
        raise ConfigurationError(f"{name} is {text!r}; give 0 or 1")
    return text == "1"


def number(name: str, default: int) -> int:
    """Return a variable as a positive whole number."""
    text = value(name, str(default))
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise ConfigurationError(f"{name} is {text!r}; give a whole number above 0")
    return int(text)


def _port(parts: SplitResult) -> str:
    try:
        return str(parts.port or "")
    except ValueError as error:
        raise ConfigurationError("NOROSHI_DATABASE: the port is no number; give a port from 1 to 65535") from error


def database(url: str) -> dict[str, Any]:
    """Return Django's settings for a database address; raises ``ConfigurationError`` for an unknown kind.

    SQLite runs with a write-ahead log, full synchronisation and immediate transactions: a committed answer survives a
    power cut, and two writers wait for each other instead of failing.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ":memory:" if parts.netloc == ":memory:" else unquote(parts.path.removeprefix("/")),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": _port(parts),
            "OPTIONS": dict(parse_qsl(parts.query)),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    # the address may hold a password: only its kind is shown
    raise ConfigurationError(f"NOROSHI_DATABASE begins with {parts.scheme!r}; give {VARIABLES['NOROSHI_DATABASE']}")
