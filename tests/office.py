"""The demonstration that `make run` serves, for tests of pages and documents in a real browser.

``demonstration`` is its database, made once. ``office`` serves a copy of it for one module, ``fresh_office`` for one
test, by ``noroshi serve`` in a process of its own, so that one's work is not another's world.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from browser import Site
from tests_support import ROOT, Run

PASSWORD = "a-password-for-the-story"  # noqa: S105 of invented people


@dataclass
class Office(Site):
    """The served demonstration; people log in by hand, once each and width. ``environment`` is for its commands."""

    pages: dict[tuple[str, int], Any] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    def desk(self, username: str, width: int = 1366, height: int = 768) -> Any:
        """Return the page of a person who has logged in."""
        if (username, width) not in self.pages:
            page = self.window(width=width, height=height).new_page()
            page.goto(f"{self.url}/accounts/login/")
            page.get_by_label("利用者名").fill(username)
            page.get_by_label("パスワード", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="ログイン").click()
            page.get_by_role("button", name="ログアウト").wait_for()
            self.pages[username, width] = page
        return self.pages[username, width]

    def go(self, page: Any, path: str) -> None:
        """Open a path in a page; anything but 200 is a fault."""
        answer = page.goto(self.url + path)
        assert answer.status == 200, f"{path}: {answer.status}"


def settings_of(folder: Path, surveys: Path) -> dict[str, str]:
    """Return the settings of a demonstration whose database lies in a folder."""
    return {
        "NOROSHI_DEMO": "1",
        "NOROSHI_DATABASE": f"sqlite:///{folder}/campaign.sqlite3",
        "NOROSHI_SURVEYS": str(surveys),
    }


@pytest.fixture(scope="session")
def demonstration(noroshi: Run, monthly_surveys: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the demonstration's database as ``make run`` does; return its folder."""
    folder = tmp_path_factory.mktemp("demonstration")
    (folder / "password").write_text(PASSWORD)
    with pytest.MonkeyPatch.context() as patched:
        for name, value in settings_of(folder, monthly_surveys[0].parent).items():
            patched.setenv(name, value)
        noroshi("database", "migrate")
        noroshi("demo", *monthly_surveys, "--password-file", folder / "password")
    return folder


@contextmanager
def served(demonstration: Path, surveys: Path, chromium: Any, folder: Path) -> Iterator[Office]:
    """Serve a copy of the demonstration in a folder by ``noroshi serve``; nothing that a browser saw may be a fault."""
    for part in demonstration.glob("campaign.sqlite3*"):
        shutil.copy(part, folder)
    environment = os.environ | settings_of(folder, surveys)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "noroshi", "serve", "--port", str(port), "--workers", "1"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=environment,
    )
    assert server.stdout is not None
    try:
        assert server.stdout.readline() == f"ready http://localhost:{port}\n"
        office = Office(f"http://localhost:{port}", chromium, environment=environment)
        yield office
        assert office.close() == []
    finally:
        os.killpg(server.pid, signal.SIGINT)
        server.wait(timeout=60)
        server.stdout.close()


@pytest.fixture(scope="module")
def office(
    chromium: Any, demonstration: Path, monthly_surveys: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """Serve one demonstration for all tests of a module."""
    with served(demonstration, monthly_surveys[0].parent, chromium, tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture
def fresh_office(
    chromium: Any, demonstration: Path, monthly_surveys: tuple[Path, Path], tmp_path: Path
) -> Iterator[Office]:
    """Serve a demonstration in which nobody has done anything yet."""
    with served(demonstration, monthly_surveys[0].parent, chromium, tmp_path) as office:
        yield office
