"""The guides of the people who use the campaign: their words stand on the named screens, their commands run.

A guide writes ``<!-- screen: call -->`` before the words of a screen, and every word of the screen in bold.
"""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from noroshi.knowledge.words import Language, load_words
from office import Office
from tests_support import ROOT, Run
from ui_words import bold

GUIDES = sorted(
    f"{name}{language}.md"
    for name in ("officers-day", "analysts-day", "supervise-a-campaign")
    for language in ("", ".ja")
)
PATHS = {
    "today": ("demo-officer", "/today/"),
    "case": ("demo-officer", "/cases/{case}/"),
    "call": ("demo-officer", "/cases/{case}/call/"),
    "contacts": ("demo-officer", "/cases/{case}/contacts/"),
    "contract": ("demo-officer", "/cases/{case}/contract/"),
    "intrusion": ("demo-officer", "/cases/{case}/intrusion/"),
    "parties": ("demo-officer", "/cases/{case}/parties/"),
    "answer": ("demo-officer", "/cases/{case}/answers/new/"),
    "findings": ("demo-analyst", "/findings/"),
    "research": ("demo-analyst", "/research/"),
    "campaign": ("demo-analyst", "/campaigns/1/"),
    "attachment": ("demo-analyst", "/campaigns/surveys/1/"),
    "release": ("demo-approver", "/releases/campaigns/1/"),
    "overview": ("demo-supervisor", "/supervision/"),
    "unassigned": ("demo-supervisor", "/supervision/unassigned/"),
    "daily": ("demo-supervisor", "/supervision/daily/"),
    "approval-new": ("demo-supervisor", "/approvals/new/"),
    "approval": ("demo-supervisor", "/approvals/1/"),
    "exclusions": ("demo-supervisor", "/exclusions/"),
    "recall-new": ("demo-supervisor", "/recalls/new/"),
    "recall": ("demo-supervisor", "/recalls/1/"),
    "disposals": ("demo-supervisor", "/disposals/"),
    "hold": ("demo-supervisor", "/cases/{case}/hold/"),
    "audit": ("demo-auditor", "/audit/"),
}
"""The screens that an address alone brings up, by the demo user who opens them."""
SOMETIMES = {"today": "today", "finding": "finding", "attachment": "resurvey"}
"""Screens with parts that only some days or devices have, by the section of the words that names them."""


class Screens:
    """What the screens of the demonstration say in one language."""

    def __init__(self, office: Office, language: Language) -> None:
        self.office, self.language = office, language
        self.number = self._first(self.desk("demo-officer"), "/cases/?state=contacting", "/cases/")

    def desk(self, username: str) -> Any:
        """Return the page of a demo user, in the language."""
        page = self.office.desk(username)
        cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": self.language, "url": self.office.url}
        page.context.add_cookies([cookie])
        return page

    def text(self, screen: str) -> str:
        """Return everything that a screen says, folded parts and names of fields included."""
        own: Callable[[], str] | None = getattr(self, screen.replace("-", "_"), None)
        if own is not None:
            said = own()
        else:
            username, path = PATHS[screen]
            said = self.at(username, path.format(case=self.number))
        words = load_words()
        section = SOMETIMES.get(screen)
        some = [words.text(f"{section}.{name}", self.language) for name in words.section(section)] if section else []
        return "\n".join([said, *some])

    def at(self, username: str, path: str) -> str:
        """Return what a demo user's page at a path says."""
        page = self.desk(username)
        self.office.go(page, path)
        return self._said(page)

    def login(self) -> str:
        """Return what somebody reads who has not logged in."""
        return self._said(self.office.open("/accounts/login/", language=self.language))

    def intrusion_reported(self) -> str:
        """Report a suspected intrusion; the next screen asks for the hand-over."""
        page = self.desk("demo-officer")
        case = self._first(page, "/cases/?state=contacting", "/cases/", last=True)
        self.office.go(page, f"/cases/{case}/intrusion/")
        hand_over = page.locator("form[action*='/hand-over/']")
        if hand_over.count() == 0:
            page.locator("main form button.button-danger").click()
            hand_over.wait_for()
        return self._said(page)

    def consent(self) -> str:
        """Enter a party, then open its consent."""
        page = self.desk("demo-officer")
        self.office.go(page, f"/cases/{self.number}/parties/")
        page.locator("[name=role][value=affiliate]").or_(page.locator("select[name=role]")).first.wait_for()
        if page.locator("select[name=role]").count():
            page.locator("select[name=role]").select_option("affiliate")
        else:
            page.locator("[name=role][value=affiliate]").check()
        page.locator("[name=name]").fill("架空関連株式会社")
        page.locator("main form button[type=submit]").last.click()
        listed = self._said(page)
        page.locator("a[href$='/consent/']").first.click()
        return listed + self._said(page)

    def merge(self) -> str:
        """Let two officers change the note of one case; the second is asked what to keep."""
        first, second = self.desk("demo-officer"), self.desk("demo-officer2")
        self.office.expect("409 (Conflict)")
        for page in (first, second):
            self.office.go(page, f"/cases/{self.number}/edit/")
            page.locator("textarea[name=note]").fill(f"{self.language} {page is first}")
        for page in (first, second):
            page.locator("main form button[type=submit]").first.click()
            page.wait_for_load_state()
        return self._said(second)

    def call_restored(self) -> str:
        """Type a note, leave the page, and open it again."""
        page = self.desk("demo-officer")
        self.office.go(page, f"/cases/{self.number}/call/")
        with page.expect_response(re.compile("/call/draft/")):
            page.locator("[name=note]").fill(f"見本 {self.language}")
        return self.at("demo-officer", f"/cases/{self.number}/call/") + self.at("demo-officer", "/today/")

    def finding(self) -> str:
        """Open the first finding that waits for a decision."""
        page = self.desk("demo-analyst")
        self.office.go(page, f"/findings/{self._first(page, '/findings/', '/findings/')}/")
        return self._said(page)

    def finding_decided(self) -> str:
        """Open a finding that was confirmed."""
        page = self.desk("demo-analyst")
        self.office.go(page, "/findings/")
        path = page.locator(".tabs a[href*=confirmed]").first.get_attribute("href")
        self.office.go(page, f"/findings/{self._first(page, f'/findings/{path}', '/findings/')}/")
        return self._said(page)

    def research_page(self) -> str:
        """Open the first device to look up."""
        page = self.desk("demo-analyst")
        self.office.go(page, f"/research/{self._first(page, '/research/', '/research/')}/")
        return self._said(page)

    def override(self) -> str:
        """Open a case whose observation is too old, and its release by a supervisor."""
        page = self.desk("demo-supervisor")
        self.office.go(page, "/campaigns/1/")
        path = page.locator("a[href$='/freshness/']").first.get_attribute("href")
        return self.at("demo-supervisor", path.removesuffix("freshness/")) + self.at("demo-supervisor", path)

    def handover(self) -> str:
        """Show the sheet of an officer."""
        page = self.desk("demo-supervisor")
        self.office.go(page, "/supervision/handover/")
        page.locator("select[name=leaver]").select_option(index=1)
        page.locator("main form button[type=submit]").first.click()
        page.locator("select[name=successor]").wait_for()
        return self._said(page)

    def _first(self, page: Any, path: str, prefix: str, *, last: bool = False) -> str:
        self.office.go(page, path)
        links = page.locator(f"main a[href^='{prefix}'][data-open]")
        link = links.last if last else links.first
        return re.search(r"\d+", link.get_attribute("href"))[0]  # type: ignore[index]

    @staticmethod
    def _said(page: Any) -> str:
        named = "e => [e.getAttribute('aria-label'), e.title, e.value].filter(Boolean)"
        values = page.evaluate(f"[...document.querySelectorAll('[aria-label], [title], option')].flatMap({named})")
        return "\n".join([page.locator("body").text_content(), *values])


@pytest.mark.parametrize("name", GUIDES)
def test_the_words_of_a_guide_stand_on_its_screens(office: Office, name: str) -> None:
    """Every word in bold is on the screen that the guide names before it, in the guide's language."""
    language: Language = "ja" if name.endswith(".ja.md") else "en"
    screens = Screens(office, language)
    before, *parts = re.split(r"<!-- screen: (.+?) -->", _guide(name))
    assert bold(before) == []
    missing = []
    for names, text in zip(parts[::2], parts[1::2], strict=True):
        said = "".join("".join(screens.text(screen).split()) for screen in names.split())
        missing += [(names, word) for word in bold(text) if "".join(word.split()) not in said]
    assert len(parts) > 10
    assert missing == []


@pytest.mark.parametrize("name", [name for name in GUIDES if not name.startswith("officers")])
def test_the_commands_of_a_guide_run(
    office: Office,
    noroshi: Run,
    monthly_surveys: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    """Every command of a guide does its work on the demonstration and on the example's later survey."""
    for variable in ("NOROSHI_DEMO", "NOROSHI_DATABASE", "NOROSHI_SURVEYS"):
        monkeypatch.setenv(variable, office.environment[variable])
    commands = re.findall(r"```sh\n(noroshi .*?)\n```", _guide(name))
    assert commands
    for command in commands:
        _, *arguments = shlex.split(command.replace("survey-2026-10", str(monthly_surveys[1])))
        assert noroshi(*arguments).stdout.strip()


def _guide(name: str) -> str:
    return (ROOT / "docs" / "how-to" / name).read_text(encoding="utf-8")
