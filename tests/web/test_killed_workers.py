"""Workers are killed at random while two officers record answers: nothing that was acknowledged is lost or doubled.

The normal run sends 25 answers by each officer and kills a worker after every few; NOROSHI_FULL=1 sends 500 by each.
"""

import http.client
import http.cookiejar
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
import pytest

from tests_support import ROOT, Run

EACH: Final = 500 if os.environ.get("NOROSHI_FULL") else 25
ACKNOWLEDGED: Final = 302
PASSWORD: Final = "a password of the killing test"  # noqa: S105 an example
LONGEST: Final = 900 if os.environ.get("NOROSHI_FULL") else 120


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Name an empty database of this run's kind to the commands that the test starts."""
    for name in list(os.environ):
        if name.startswith(("NOROSHI_", "DJANGO_")) and name not in {"NOROSHI_TEST_DATABASE", "NOROSHI_FULL"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("NOROSHI_DEMO", "1")
    server = os.environ.get("NOROSHI_TEST_DATABASE", "")
    if not server.startswith("postgres"):
        monkeypatch.setenv("NOROSHI_DATABASE", f"sqlite:///{tmp_path}/killed.sqlite3")
        yield
        return
    name = f"noroshi_killed_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        monkeypatch.setenv("NOROSHI_DATABASE", urlsplit(server)._replace(path=f"/{name}").geturl())
        yield
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _world(what: str) -> str:
    """Run the program that fills the database or tells what is in it."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "noroshi.web.settings", "PYTHONPATH": str(ROOT / "tests")}
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "killed_world.py"), what],
        env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass
class Officer:
    """One officer at a browser: signs in, sends answers, sends again what got no answer."""

    name: str
    base: str
    case: int
    acknowledged: list[str] = field(default_factory=list)
    again: int = 0

    def __post_init__(self) -> None:
        self._jar = http.cookiejar.CookieJar()
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar), _Stay())

    def run(self) -> None:
        """Sign in and record all answers."""
        self._until_answered("/accounts/login/", {"login": self.name, "password": PASSWORD}, first="/accounts/login/")
        for number in range(EACH):
            key = f"{random.Random(f'{self.name}{number}').getrandbits(128):032x}"  # noqa: S311 a key, not a secret
            values = {
                "source": "letter",
                "on": time.strftime("%Y-%m-%d", time.gmtime(time.time() + 9 * 3600)),
                "key": key,
                "awareness": "aware",
                "response": "in_progress",
                "free_text": f"{self.name} {number}",
                "asked_again": "on",
            }
            self._until_answered(f"/cases/{self.case}/answers/new/", values)
            self.acknowledged.append(key)

    def _until_answered(self, path: str, values: dict[str, str], first: str = "") -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                if first:
                    self._browser.open(self.base + first, timeout=30).close()
                token = next(cookie.value for cookie in self._jar if cookie.name == "csrftoken")
                body = urllib.parse.urlencode({**values, "csrfmiddlewaretoken": token}).encode()
                self._browser.open(self.base + path, body, timeout=30).close()
            except urllib.error.HTTPError as answer:
                page = answer.read().decode()
                answer.close()
                if answer.code == ACKNOWLEDGED:
                    return
                pytest.fail(f"{path}: {answer.code}: {page[:2000]}")
            except (OSError, http.client.HTTPException):
                self.again += 1
                time.sleep(0.05)
            else:
                pytest.fail(f"{path}: the form came back instead of being accepted")
        pytest.fail(f"{path}: no answer within a minute")


class _Stay(urllib.request.HTTPRedirectHandler):
    """Does not follow: 302 is the acknowledgement."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        """Leave the redirect to the caller."""


class Killer(threading.Thread):
    """Kills one worker of the server after every few answers, by its number, in the midst of its work."""

    def __init__(self, server: int, officers: list[Officer]) -> None:
        super().__init__(daemon=True)
        self._server = server
        self._officers = officers
        self._random = random.Random(20261124)  # noqa: S311 repeatable on purpose
        self.stopped = threading.Event()
        self.killed = 0

    def run(self) -> None:
        """Kill until stopped."""
        due = 3
        while not self.stopped.wait(self._random.uniform(0.001, 0.02)):
            if sum(len(officer.acknowledged) for officer in self._officers) >= due:
                workers = self._workers()
                if workers:
                    os.kill(self._random.choice(workers), signal.SIGKILL)
                    self.killed += 1
                    due += self._random.randint(4, 12)

    def _workers(self) -> list[int]:
        children = Path(f"/proc/{self._server}/task/{self._server}/children").read_text(encoding="ascii").split()
        commands = {int(pid): Path(f"/proc/{pid}/cmdline") for pid in children}
        return [pid for pid, file in commands.items() if file.exists() and b"companion" not in file.read_bytes()]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.usefixtures("database")
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for the workers in /proc")
def test_no_acknowledged_answer_is_lost_or_doubled(noroshi: Run) -> None:
    """Each answer that was acknowledged is there exactly once, with its entry; the chain verifies."""
    noroshi("database", "migrate")
    case = int(_world("fill"))
    port = _free_port()
    command = [sys.executable, "-m", "noroshi", "serve", "--port", str(port), "--workers", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as server:
        officers = [Officer(name, f"http://127.0.0.1:{port}", case) for name in ("officer-a", "second")]
        killer = Killer(server.pid, officers)
        try:
            assert server.stdout is not None
            assert server.stdout.readline() == f"ready http://localhost:{port}\n"
            threads = [threading.Thread(target=officer.run, daemon=True) for officer in officers]
            killer.start()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(LONGEST)
        finally:
            killer.stopped.set()
            server.terminate()
            server.communicate(timeout=60)
    assert [len(officer.acknowledged) for officer in officers] == [EACH, EACH]
    assert killer.killed >= EACH // 8
    told = json.loads(_world("tell"))
    assert told["keys"] == {key: 1 for officer in officers for key in officer.acknowledged}
    assert told["entries"] == 2 * EACH
    assert "no tampering found" in noroshi("audit", "verify").stdout
