"""The tutorial of the campaign is played in a real browser with the very words that it prints, in both languages."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.utils import timezone

from noroshi.knowledge.words import Language
from office import PASSWORD, Office
from tests_support import ROOT
from ui_words import Key, bold, said

SAMPLE = ("見本", "SAMPLE")
NAME = ("東 太郎", "Taro Azuma")
WORD = re.compile(r"\s+")


@dataclass
class Reader:
    """Somebody who follows a document: every word used on the screen must be the document's next one in bold."""

    page: Any
    language: Language
    text: str
    organization: str = ""
    words: list[str] = field(default_factory=list)

    def word(self, key: Key) -> str:
        """Return the document's next word, which must be what the screen says for the key."""
        word = WORD.sub(" " if self.language == "en" else "", self.words.pop(0))
        assert word == WORD.sub(" " if self.language == "en" else "", said(key, self.language)), key
        return word

    def see(self, key: Key) -> None:
        """See a word on the page."""
        self.page.get_by_text(self.word(key), exact=False).locator("visible=true").first.wait_for()

    def press(self, key: Key, within: Any = None) -> None:
        """Press the link, button or fold that begins with a word."""
        begins = re.compile(rf"^\s*{re.escape(self.word(key))}(?!\w)")
        place = within if within is not None else self.page.locator("header, main")
        place.locator("a, button:not([aria-hidden]), summary").filter(has_text=begins).locator(
            "visible=true"
        ).first.click()
        self.page.wait_for_load_state()

    def fill(self, key: Key, value: str, *, printed: bool = True) -> None:
        """Type a value, which the document prints, into the field of that name."""
        assert not printed or f"`{value}`" in self.text
        self.field(key).fill(value)

    def choose(self, key: Key, value: str) -> None:
        """Choose an entry that the document prints in the list of that name."""
        assert f"`{value}`" in self.text
        self.field(key).select_option(label=self.entry(value))

    def entry(self, value: str) -> str:
        """Return the whole label of the first entry that begins with a value."""
        entries = self.page.locator("main option").all_inner_texts()
        return str(next(entry for entry in entries if entry.startswith(value)))

    def tick(self, *keys: Key) -> None:
        """Choose the answer, or tick the box, of that name; a question before it is seen."""
        *questions, answer = keys
        for question in questions:
            self.see(question)
        place = self.page.get_by_role("group", name=said(questions[0], self.language)) if questions else self.page
        place.get_by_label(self.word(answer), exact=True).first.check()

    def field(self, key: Key) -> Any:
        """Return the field of that name."""
        name = re.compile(rf"^{re.escape(self.word(key))}")
        return self.page.locator("main").get_by_label(name).first

    def open(self, value: str) -> None:
        """Follow a link to something whose name the document prints."""
        assert f"`{value}`" in self.text
        self.page.locator("main").get_by_role("link", name=value, exact=True).first.click()

    def open_organization(self) -> None:
        """Follow the link to the organisation of the story."""
        self.page.get_by_role("link", name=self.organization, exact=True).first.click()

    def become(self, username: str) -> None:
        """Log out and log in as somebody, with the password that the terminal shows."""
        assert f"`{username}`" in self.text
        self.press("frame.log_out")
        self.enter(username)

    def enter(self, username: str) -> None:
        """Log in as somebody."""
        self.page.locator("input[name=login]").fill(username)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.press("account.log_in")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_first_campaign_is_played_as_written(fresh_office: Office, language: Language) -> None:
    """Every word in bold is on the screen when the reader comes to it, and the story ends with an answer counted."""
    name = "first-campaign.ja.md" if language == "ja" else "first-campaign.md"
    text = (ROOT / "docs" / "tutorial" / name).read_text(encoding="utf-8")
    assert re.findall(r"```sh\n(.*?)\n```", text) == ["make run"]
    page = fresh_office.window(language=language).new_page()
    page.goto(fresh_office.url)
    reader = Reader(page, language, text, words=bold(text))
    for part in (opens, decides, releases, finds_the_contact, calls, is_called_back, surveys_again, supervises):
        part(reader)
    assert reader.words == []


def opens(reader: Reader) -> None:
    """Open the campaign as the supervisor."""
    reader.word("frame.log_out")
    reader.see("account.user_name")
    reader.see("account.password")
    reader.enter("demo-east-supervisor")
    reader.press("desk.campaigns")
    reader.press("campaigns.open")
    reader.choose("campaign_open.survey", "2026-09")
    reader.fill("campaign_open.code", "EAST-27")
    reader.fill("campaign_open.title_ja", "神奈川県のVPN機器(見本)")
    reader.see("campaign_open.prefectures")
    reader.tick(("神奈川県", "Kanagawa"))
    reader.tick("campaign_open.basis", "prefecture_basis:either")
    reader.fill("campaign_open.freshness_days", "366")
    reader.fill("campaign_open.legal_basis", "見本")
    reader.press("campaign_open.preview")
    reader.see("campaign_open.preview_title")
    reader.see("campaign_open.ethics")
    for box in reader.page.locator("input[name=ethics]").all():
        box.check()
    reader.press("campaign_open.open")


def decides(reader: Reader) -> None:
    """Confirm as the analyst: one by one, then the rest at once."""
    reader.become("demo-east-analyst")
    reader.press("desk.analyst")
    reader.page.locator("a[data-open]").first.click()
    reader.see("finding.seen")
    reader.see("finding.concluded")
    reader.press("decide.confirm")
    reader.word("decide.refute")
    reader.word("decide.ask")
    reader.press("desk.analyst")
    bulk = reader.word("findings.bulk_confirm")
    while reader.page.locator("input[data-check-all]").is_visible():
        reader.page.locator("input[data-check-all]").check()
        reader.page.get_by_role("button", name=bulk).click()
        reader.page.locator("#messages .notice").first.wait_for()


def releases(reader: Reader) -> None:
    """Open every case drawn by lot, then release as the second person."""
    reader.become("demo-east-approver")
    reader.press("desk.release")
    reader.open("EAST-27")
    reader.see("release.leaves")
    reader.see("release.blind")
    reader.press("release.start")
    reader.see("release.sample_title")
    back = reader.word("release.back")
    drawn = reader.page.locator("a[data-open]")
    for number in range(drawn.count()):
        drawn.nth(number).click()
        reader.page.get_by_role("link", name=back).click()
    reader.press("release.confirm")


def finds_the_contact(reader: Reader) -> None:
    """Take a case and enter its number as the officer; confirm the number as the supervisor."""
    reader.become("demo-east-officer")
    reader.see("today.title")
    reader.see("today.unassigned")
    row = reader.page.locator("tr:not(:has(.blocked))").filter(has=reader.page.locator("button")).first
    reader.organization = row.locator("a[data-open]").inner_text()
    reader.press("today.take", row)
    reader.press("case_page.edit_contacts")
    reader.tick("contact_kind:phone")
    reader.fill("desk_field.contact_value", "000-000-0001")
    reader.fill("desk_field.contact_source", "https://www.company.example/contact/")
    reader.tick("desk_field.main")
    reader.press("contacts.save")
    reader.become("demo-east-supervisor")
    reader.press("desk.cases")
    reader.open_organization()
    reader.press("case_page.edit_contacts")
    reader.press("contacts.confirm")


def calls(reader: Reader) -> None:
    """Call; the person is out and will call back today."""
    reader.become("demo-east-officer")
    reader.see("today.title")
    reader.press("today.call", reader.page.locator("tr").filter(has_text=reader.organization))
    reader.see("call_page.sheet")
    assert "CVE-" not in reader.page.content()
    with reader.page.expect_response(re.compile("/call/next/")):
        reader.tick("desk_field.outcome", "contact_outcome:callback")
    reader.fill("desk_field.next_on", f"{timezone.localdate():%Y-%m-%d}", printed=False)
    reader.fill("desk_field.next_time", "23:59")
    reader.press("call_page.save")


def is_called_back(reader: Reader) -> None:
    """Record who is speaking and the six answers."""
    reader.press("desk.today")
    reader.see("today.callbacks")
    reader.press("today.call", reader.page.locator("tr").filter(has_text=reader.organization))
    reader.fill("desk_field.identity_person", "情報システム課 見本様" if reader.language == "ja" else "Mr Sample, IT")
    reader.tick("desk_field.identity_result", "verification_result:genuine")
    reader.tick("desk_field.device_is_theirs")
    reader.press("call_page.identity_save")
    reader.tick("desk_field.outcome", "contact_outcome:reached_responsible")
    reader.see("call_page.questions")
    reader.press("call_page.details")
    reader.tick("desk_field.incoming")
    reader.tick("desk_field.ownership", "ownership:own")
    reader.tick("desk_field.awareness", "awareness:aware")
    reader.tick("desk_field.response", "response:in_progress")
    reader.tick("desk_field.manager", "manager:own")
    reader.tick("desk_field.reasons", "delay_reason:X4_no_staff")
    reader.tick("desk_field.other_devices", "other_devices:none_found")
    reader.press("call_page.save")


def surveys_again(reader: Reader) -> None:
    """Attach the later survey as the analyst."""
    reader.become("demo-east-analyst")
    reader.press("desk.campaigns")
    reader.open("EAST-27")
    reader.press("resurvey.attach")
    reader.choose("resurvey.survey", "2026-10")
    reader.press("resurvey.do", reader.page.locator("main"))
    reader.see("resurvey.states")
    reader.see("observed_state:fixed_version")


def supervises(reader: Reader) -> None:
    """Read the funnel and the daily report, and show the handover."""
    reader.become("demo-east-supervisor")
    reader.press("desk.supervision")
    reader.see("supervision.funnel")
    answered, promised, observed = (
        reader.word(f"stage:{stage}") for stage in ("answered", "promised", "observed_fixed")
    )
    assert (count(reader, answered), count(reader, promised), count(reader, observed)) == (1, 1, 1)
    reader.press("supervision.daily")
    reader.see("daily.seals")
    reader.see("daily.chain")
    assert count_of_the_day(reader) == 2
    reader.press("desk.supervision")
    reader.press("supervision.handover")
    reader.choose("handover.leaver", NAME[reader.language == "en"])
    reader.press("handover.show")
    reader.page.get_by_text(reader.organization).first.wait_for()
    reader.see("handover.give")


def count(reader: Reader, stage: str) -> int:
    """Return a number of the funnel."""
    return int(reader.page.get_by_role("row", name=re.compile(rf"^{stage}")).locator("td").first.inner_text())


def count_of_the_day(reader: Reader) -> int:
    """Return how many contacts the daily report counts."""
    return int(reader.page.locator("dl.definitions dd").first.inner_text())
