"""What the operator configures, from environment variables or from files that they name (``NOROSHI_…_FILE``).

The reference docs/reference/configuration.md lists every variable; a test compares it with ``VARIABLES``.
"""

import os
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

VARIABLES: Final = {
    "NOROSHI_DATABASE": "sqlite:///path/to/noroshi.sqlite3 or postgres://user:password@host:port/name",
    "NOROSHI_SECRET_KEY": "50 or more random characters; signs sessions, forms and the marks in bounce addresses",
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
    "NOROSHI_LDAP_URL": "the office's own directory: ldaps://host or ldap://host (StartTLS); empty: none is asked",
    "NOROSHI_LDAP_BIND_DN": "account of this program in the directory, which may search and nothing else",
    "NOROSHI_LDAP_BIND_PASSWORD": "password of that account",
    "NOROSHI_LDAP_BASE": "where in the directory the people are",
    "NOROSHI_LDAP_FILTER": "how a person is found; {name} stands for the name that the administrator tied",
    "NOROSHI_LDAP_ID": "attribute that stays the same person's for ever (entryUUID; objectGUID in Active Directory)",
    "NOROSHI_LDAP_CA": "certificates (PEM) of those who may sign the directory's; empty: the operating system's",
    "NOROSHI_LDAP_SECONDS": "seconds that the directory may take for each step (5)",
    "NOROSHI_CERTIFICATE_PROXIES": "addresses of the TLS proxies that are believed about client certificates",
    "NOROSHI_CERTIFICATE_SECRET": "32 or more random characters that those proxies send along",
    "NOROSHI_FACTOR_KEYS": "secrets, one a line, under which second factors are stored; the first one is in use",
    "NOROSHI_MAIL_RELAY": "the office's own mail relay: smtps://user:password@host:465 or smtp://host:587 (STARTTLS); "
    "empty: no mail is sent",
    "NOROSHI_MAIL_FROM": "address that mails come from",
    "NOROSHI_MAIL_BOUNCES": "address whose variants (name+…@) take bounces; empty: NOROSHI_MAIL_FROM",
    "NOROSHI_MAIL_FOLDER": "folder where a dry run writes mails as files; empty: they are only shown",
    "NOROSHI_MAIL_INBOX": "where bounces are read: imaps://user:password@host/INBOX, a Maildir folder or an mbox file",
    "NOROSHI_MAIL_CA": "certificates (PEM) of those who may sign the relay's; empty: the operating system's",
    "NOROSHI_MAIL_SMIME_KEY": "key (PEM, unencrypted) that signs mails by S/MIME",
    "NOROSHI_MAIL_SMIME_CERTIFICATE": "its certificate (PEM) and those above it",
    "NOROSHI_MAIL_OPENPGP_KEY": "secret key (armoured, unprotected) that signs mails by OpenPGP instead",
    "NOROSHI_CONFIRMATION_SECRET": "32 or more random characters from which the letters' confirmation codes follow",
    "NOROSHI_PUBLIC_DATABASE": "database of the public page, never the campaign's; as NOROSHI_DATABASE",
    "NOROSHI_PUBLIC_SECRET_KEY": "50 or more random characters of the public page's own machine",
    "NOROSHI_PUBLIC_HOSTS": "host names under which the public page is served, separated by commas",
    "NOROSHI_PUBLIC_PROXIES": "addresses of the proxies whose X-Forwarded-For the public page believes",
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
