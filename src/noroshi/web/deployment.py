"""Whether an installation is fit for real use: each check says ok, warning or fault, and what to do.

``configuration_checks`` need no database; ``serve`` refuses to start on their faults, ``doctor`` prints all.
"""

import datetime as dt
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from noroshi.web import configuration

OK: Final = "ok"
WARNING: Final = "warning"
FAULT: Final = "fault"
SHORTEST_SECRET: Final = 50
LAST_ENTRIES: Final = 1000
BACKUP_DAYS: Final = 7
CLOCK_SLACK: Final = dt.timedelta(minutes=2)
FREE_FAULT: Final = 200 * 1024**2
FREE_WARNING: Final = 2 * 1024**3
TASK_MINUTES: Final = 10


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor. ``do`` is empty where nothing is to be done."""

    level: str
    name: str
    found: str
    do: str = ""


def configuration_checks() -> Iterator[Check]:
    """Check secret, HTTPS, host names and ways of logging in. A demonstration is allowed what real use is not."""
    demo = settings.DEMO
    if demo:
        yield Check(WARNING, "demo", "every page is marked 見本 / SAMPLE", "for real use unset NOROSHI_DEMO")
    secret = configuration.value("NOROSHI_SECRET_KEY")
    yield _secret(secret, demo=demo)
    if settings.HTTPS:
        yield Check(
            OK, "https", "cookies are sent over HTTPS only; a proxy in front must set X-Forwarded-Proto and -For"
        )
    else:
        yield _unless_demo(
            "https", "pages and cookies go unencrypted", "unset NOROSHI_HTTPS and put a TLS proxy in front"
        )
    if any(host in {"", "*"} for host in settings.ALLOWED_HOSTS):
        yield Check(FAULT, "hosts", "every host name is answered", "name the hosts in NOROSHI_HOSTS, without *")
    else:
        yield Check(OK, "hosts", ", ".join(settings.ALLOWED_HOSTS))
    if settings.REQUIRE_MFA:
        yield Check(OK, "second factor", "required of everybody")
    else:
        do = "unset NOROSHI_REQUIRE_MFA, unless the office's own provider asks for it"
        yield Check(WARNING, "second factor", "not required", do)
    from noroshi.web import deployment_sign_in

    yield from deployment_sign_in.configuration_checks()


def database_checks() -> Iterator[Check]:
    """Check people, files, clock, chain, backups, tasks and disk; the database must be current."""
    from noroshi.web import deployment_data, deployment_mail, deployment_sign_in

    yield from deployment_data.checks()
    yield from deployment_sign_in.other_checks()
    yield from deployment_mail.checks()
    yield from file_checks()


def file_checks() -> Iterator[Check]:
    """Check that nobody else may read the files of the database and the settings, and that the disk has room."""
    from noroshi.records.services.database_state import file_of

    database = file_of()
    files = [Path(f"{database}{end}") for end in ("", "-wal", "-shm")] if database else []
    files += [Path(name) for name in configuration.files()]
    for path in files:
        if path.exists():
            yield _private(path)
    folder = (database.parent if database else Path.cwd()).resolve()
    free = shutil.disk_usage(folder).free
    found = f"{free // 1024**2:,} MiB free in {folder}"
    if free < FREE_WARNING:
        level = FAULT if free < FREE_FAULT else WARNING
        yield Check(level, "disk", found, "make room, or move the database to a larger disk")
    else:
        yield Check(OK, "disk", found)


def _secret(secret: str, *, demo: bool) -> Check:
    do = "give 50 or more random characters, best in a file named by NOROSHI_SECRET_KEY_FILE"
    if not secret and demo:
        return Check(WARNING, "secret key", "the demonstration's, which everybody knows", do)
    if not secret:
        return Check(FAULT, "secret key", "NOROSHI_SECRET_KEY is not set", do)
    if secret == configuration.DEMO_SECRET:
        return _unless_demo("secret key", "the demonstration's, which everybody knows", do)
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < SHORTEST_SECRET // 5:
        return _unless_demo("secret key", "too short or too uniform to be secret", do)
    return Check(OK, "secret key", "set")


def _unless_demo(name: str, found: str, do: str) -> Check:
    return Check(WARNING if settings.DEMO else FAULT, name, found, do)


def _private(path: Path) -> Check:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Check(FAULT, "file mode", f"{path} has mode {mode:04o}", f"chmod 600 {path}")
    return Check(OK, "file mode", f"{path} is private")
