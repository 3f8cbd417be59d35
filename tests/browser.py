"""A real browser and a real server for tests of the pages.

``site`` is a running server on the test's database, with Debian's Chromium at hand::

    def test_story(site: Site) -> None:
        world = make_world()
        page = site.open("/cases/", world.people["officer"])
        page.get_by_role("link", name="…").click()

``open`` returns a Playwright page of a fresh window in which the person is logged in (nobody, without a person);
``window`` gives the window, for several pages of one person. Pages are Japanese and 1366 px wide unless told. The test
fails at its end where a browser complained (script errors, anything that the content security policy refused), but
``site.expect`` names complaints that are meant. Rows are committed, because the server has connections of its own;
everything is removed after the test. The tests skip where there is no Chromium.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from noroshi.records.user import User

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass
class Site:
    """A running server and the browser that visits it; ``complaints`` is what the browser objected to."""

    url: str
    chromium: Any
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    windows: list[Any] = field(default_factory=list)

    def window(self, person: User | None = None, language: str = "ja", width: int = 1366, height: int = 768) -> Any:
        """Return a window of its own (a browser context), logged in as the person without asking for a password."""
        window = self.chromium.new_context(viewport={"width": width, "height": height}, locale="ja-JP")
        window.set_default_timeout(15_000)
        self.windows.append(window)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if person is not None:
            cookies[settings.SESSION_COOKIE_NAME] = _session(person)
        window.add_cookies([{"name": name, "value": value, "url": self.url} for name, value in cookies.items()])
        window.on("console", lambda message: message.type in {"error", "warning"} and self._heard(message.text))
        window.on("weberror", lambda error: self._heard(str(error.error)))
        return window

    def open(self, path: str, person: User | None = None, **window: Any) -> Any:
        """Return a page of a new window that shows the path."""
        page = self.window(person, **window).new_page()
        page.goto(self.url + path)
        return page

    def expect(self, complaint: str) -> None:
        """Name (a part of) a complaint that the test means to cause."""
        self.expected.append(complaint)

    def _heard(self, text: str) -> None:
        self.complaints.append(text)

    def close(self) -> list[str]:
        """Close all windows; return the complaints that nobody expected."""
        for window in self.windows:
            window.close()
        return [text for text in self.complaints if not any(part in text for part in self.expected)]


def _session(person: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Start the machine's browser once; the tests skip where there is none."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the pages are not looked at in a browser")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    # Playwright runs an event loop in the test's thread; Django would refuse the database there, though nothing waits.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(live_server: Any, chromium: Any) -> Iterator[Site]:
    """Serve the pages on the test's database; see the module's text."""
    site = Site(live_server.url, chromium)
    yield site
    assert site.close() == []
