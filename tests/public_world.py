"""The public page for tests: a file of codes of invented cases, and the page served by ``noroshi serve --role public``.

Run as a program under the office's settings it fills or reads an office's database (``fill``, ``read``), so that both
sides can be tested with a database each.
"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from noroshi.exchange.bundle.keys import AgeKeys, generate_age_keys
from noroshi.exchange.public_page import codes_file
from noroshi.exchange.public_page.codes_file import Code, CodesFile, digest_of
from noroshi.notify.confirmation_code import derive
from noroshi.notify.japanese_dates import JST
from noroshi.notify.reference_number import from_random
from tests_support import ROOT

SECRET: Final = "an invented secret of the office, more than thirty-two characters"  # noqa: S105 invented
KEY: Final = "5a" * 32
PHONE: Final = "045-000-0000"
CASES: Final = 200


def today() -> date:
    """Return the day in Japan."""
    return datetime.now(JST).date()


@dataclass
class Codes:
    """Codes of invented cases: open ones, and one whose last day was yesterday."""

    keys: AgeKeys
    open: list[tuple[str, str]]
    expired: tuple[str, str]

    def next(self) -> tuple[str, str]:
        """Return an open code that no test has used."""
        return self.open.pop()

    def file(self, **changes: Any) -> CodesFile:
        """Return the file of codes; ``changes`` override its parts."""
        days = [(pair, today() + timedelta(days=30)) for pair in self.open]
        days.append((self.expired, today() - timedelta(days=1)))
        parts: dict[str, Any] = {
            "schema": codes_file.SCHEMA,
            "page": "ab" * 16,
            "made_at": datetime.now(JST),
            "key": KEY,
            "recipient": self.keys.recipient,
            "sample": True,
            "title_ja": "神奈川 VPN 機器の情報提供・注意喚起(見本)",
            "title_en": "Kanagawa VPN notification (sample)",
            "agency_ja": "のろし県警察(架空)",
            "agency_en": "Noroshi Prefectural Police (fictional)",
            "desk_ja": "サイバー対策係",
            "desk_en": "Cyber desk",
            "phone": PHONE,
            "codes": [Code(digest_of(KEY, *pair), day) for pair, day in days],
            "received": [],
        }
        return CodesFile(**{**parts, **changes})


def make_codes(start: int = 7919) -> Codes:
    """Return codes of invented cases."""
    numbers = [from_random(start * n) for n in range(1, CASES + 2)]
    pairs = [(number, derive(SECRET, number)) for number in numbers]
    return Codes(generate_age_keys(), pairs[1:], pairs[0])


@dataclass
class Answer:
    """What the page answered."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass
class PublicPage:
    """A served public page. ``client`` is the address that the proxy says it speaks for."""

    port: int
    folder: Path
    codes: Codes
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, path: str, fields: Any = None, *, client: str = "192.0.2.1", headers: dict[str, str] | None = None
    ) -> Answer:
        """Send a form (or ask for a page) and return the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        body = urlencode(fields, doseq=True) if fields is not None else None
        sent = {"X-Forwarded-For": client, **(headers or {})}
        if body is not None:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        try:
            connection.request("GET" if body is None else "POST", path, body, sent)
            found = connection.getresponse()
            names = {name.lower(): value for name, value in found.getheaders()}
            return Answer(found.status, names, found.read().decode())
        finally:
            connection.close()

    def database_bytes(self) -> bytes:
        """Return everything that lies in the files of the database."""
        return b"".join(path.read_bytes() for path in self.folder.glob("public.sqlite3*"))


def settings_of(folder: Path, **more: str) -> dict[str, str]:
    """Return the environment of a public machine, a demonstration, and nothing else of the test's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NOROSHI_", "DJANGO_"))}
    return kept | {"NOROSHI_DEMO": "1", "NOROSHI_PUBLIC_DATABASE": f"sqlite:///{folder}/public.sqlite3", **more}


def run(
    environment: dict[str, str], *arguments: str | Path, check: int | None = 0
) -> "subprocess.CompletedProcess[str]":
    """Run the command line in an environment of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "noroshi", *map(str, arguments)],
        capture_output=True, text=True, timeout=300, check=False, cwd=ROOT, env=environment | {"COLUMNS": "200"},
    )  # fmt: skip
    assert check is None or done.returncode == check, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


@contextmanager
def served(folder: Path, codes: Codes, **settings: str) -> Iterator[PublicPage]:
    """Load the codes and serve the page in a process of its own; what it printed lies in ``page.log``."""
    environment = settings_of(folder, **settings)
    file = folder / "codes.json"
    file.write_bytes(codes_file.encode(codes.file()))
    run(environment, "public", "load", file)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "noroshi", "serve", "--role", "public", "--port", str(port)]
    with (folder / "page.log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True, env=environment
        )
        assert server.stdout is not None
        try:
            assert server.stdout.readline() == f"ready http://localhost:{port}\n"
            yield PublicPage(port, folder, codes, environment)
        finally:
            os.killpg(server.pid, signal.SIGINT)
            server.wait(timeout=60)
            server.stdout.close()


def _fill() -> dict[str, Any]:
    from campaign_world import make_campaign, make_case, make_world

    world = make_world()
    campaign = make_campaign(world, code="KNG-1")
    cases = [make_case(world, campaign, state="contacting") for _ in range(3)]
    return {
        "unit": f"{world.unit.agency.code}/{world.unit.code}",
        "supervisor": world.people["supervisor"].username,
        "officer": world.people["officer"].username,
        "codes": [
            (case.reference, derive(os.environ["NOROSHI_CONFIRMATION_SECRET"], case.reference)) for case in cases
        ],
        "names": [case.organization.name for case in cases],
        "devices": [ip for case in cases for finding in case.findings.all() for ip in finding.ips],
    }


def _read() -> dict[str, Any]:
    from noroshi.records.models import Answer, PublicMessage, Todo, Verification
    from noroshi.records.services.audit_rows import everything

    scope = everything()
    answers = Answer.objects.within(scope).order_by("pk")
    return {
        "answers": [[a.case.reference, a.source, a.response, a.free_text, a.key] for a in answers],
        "checks": Verification.objects.within(scope).filter(by="page", result="genuine").count(),
        "todos": [todo.kind for todo in Todo.objects.within(scope)],
        "messages": PublicMessage.objects.within(scope).count(),
    }


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps({"fill": _fill, "read": _read}[sys.argv[1]]()))
