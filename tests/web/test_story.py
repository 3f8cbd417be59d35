"""The demonstration in a real browser against the real server process: the whole story, and every main page.

One database is made as ``make run`` makes it. The story is played by the east branch, whose compartment is almost
empty; the pages are looked at in the main unit, which has something at every desk.
"""

import re
from typing import Any

import pytest

from office import Office
from page_checks import faults

PAGES = {
    "demo-officer": (
        "/today/",
        "/cases/",
        "/cases/{case}/",
        "/cases/{case}/call/",
        "/cases/{case}/contacts/",
        "/cases/{case}/checks/",
        "/cases/{case}/contract/",
        "/cases/{case}/intrusion/",
        "/approvals/",
    ),
    "demo-analyst": (
        "/findings/",
        "/findings/{finding}/",
        "/research/",
        "/campaigns/",
        "/campaigns/1/",
        "/campaigns/surveys/1/",
    ),
    "demo-approver": ("/releases/", "/releases/campaigns/1/"),
    "demo-supervisor": (
        "/supervision/",
        "/supervision/daily/",
        "/supervision/handover/",
        "/supervision/unassigned/",
        "/recalls/",
        "/recalls/1/",
        "/exclusions/",
        "/campaigns/open/",
        "/campaigns/1/attach/",
        "/approvals/1/",
    ),
    "demo-auditor": ("/audit/",),
    "demo-administrator": ("/people/", "/people/new/"),
}  # fmt: skip
"""The main pages by the demo user who opens them."""


def test_the_whole_story(office: Office) -> None:
    """Open, confirm by keyboard, release as second person, call, answer, survey again: the funnel shows it."""
    address = open_campaign(office)
    confirm(office, address)
    release(office)
    call_and_answer(office)
    before = funnel(office, address)
    survey_again(office, address)
    after = funnel(office, address)
    assert before["接触"] == before["回答"] == before["相手の確認済み"] == 1
    assert after["特定"] > before["特定"] > 60
    assert after["修正を観測"] == 1
    assert before["修正を観測"] == 0


def funnel(office: Office, address: str) -> dict[str, int]:
    """Return the stages of the campaign as the supervisor reads them."""
    page = office.desk("demo-east-supervisor")
    office.go(page, f"/supervision/?campaign={address.rstrip('/').rpartition('/')[2]}")
    rows = page.locator("table").first.locator("tbody tr").all()
    return {row.locator("th").inner_text(): int(row.locator("td").first.inner_text()) for row in rows}


def open_campaign(office: Office) -> str:
    """Let the supervisor look at the counts, then open the campaign; return its address."""
    page = office.desk("demo-east-supervisor")
    office.go(page, "/campaigns/")
    page.get_by_role("link", name="取組を始める").click()
    page.get_by_label("調査", exact=False).first.wait_for()
    page.locator("select[name=survey]").select_option("2026-09")
    page.get_by_label("取組の記号").fill("EAST-27")
    page.get_by_label("名称(日本語)").fill("神奈川県のVPN機器(見本)")
    page.get_by_label("神奈川県", exact=True).check()
    page.get_by_label("設置場所または本店所在地").check()
    page.get_by_label("観測の有効日数").fill("366")
    page.locator("[name=legal_basis]").fill("見本")
    page.get_by_role("button", name="件数を確かめる").click()
    page.get_by_role("heading", name="始めた場合の件数").wait_for()
    for box in page.locator("input[name=ethics]").all():
        box.check()
    page.get_by_role("button", name="この内容で始める").click()
    page.get_by_text("取組 EAST-27 を始めました").wait_for()
    return str(page.url).removeprefix(office.url)


def confirm(office: Office, address: str) -> None:
    """Let the analyst confirm one after the other with the keys j and c, then the rest of the page at once."""
    page = office.desk("demo-east-analyst")
    office.go(page, f"/findings/?campaign={address.rstrip('/').rpartition('/')[2]}")
    before = int(re.search(r"\d+", page.locator(".tabs [aria-current]").inner_text())[0])  # type: ignore[index]
    for done in range(1, 4):
        page.keyboard.press("j")
        page.keyboard.press("c")
        page.locator(".tabs [aria-current]", has_text=re.compile(rf"(?<!\d){before - done}(?!\d)")).wait_for()
    page.get_by_label("すべて選ぶ").check()
    page.get_by_role("button", name="まとめて確認済みにする").click()
    page.locator("#messages .notice").first.wait_for()


def release(office: Office) -> None:
    """Let the approver open every case drawn by lot; only then the button works."""
    page = office.desk("demo-east-approver")
    office.go(page, "/releases/")
    page.get_by_role("link", name="EAST-27").click()
    page.get_by_role("button", name="承認の手続を始める").click()
    button = page.get_by_role("button", name="承認して引き渡す")
    assert button.is_disabled()
    drawn = page.get_by_role("row").get_by_role("link")
    assert drawn.count() == 5
    for number in range(5):
        drawn.nth(number).click()
        page.get_by_role("link", name="承認の画面へ戻る").click()
    button.click()
    page.get_by_text(re.compile(r"\d+ 件を承認し、引き渡しました")).first.wait_for()


def call_and_answer(office: Office) -> None:
    """Let the officer take a case and enter its number, the supervisor confirm it, and the officer call and ask."""
    officer, supervisor = office.desk("demo-east-officer"), office.desk("demo-east-supervisor")
    office.go(officer, "/today/")
    takes = officer.get_by_role("button", name=re.compile("担当"))
    free = officer.locator("tr:not(:has(.blocked))").filter(has=takes).first
    name = free.locator("a[data-open]").inner_text()
    free.get_by_role("button").click()
    office.go(officer, "/today/")
    officer.get_by_role("link", name=name, exact=True).click()
    case = str(officer.url).removeprefix(office.url)
    office.go(officer, f"{case}contacts/")
    officer.get_by_label("電話", exact=True).check()
    officer.locator("input[name=value]").fill("000-000-0001")
    officer.locator("input[name=source_url]").fill("https://www.company.example/contact/")
    officer.locator("input[name=main]").check()
    officer.locator("#add ~ form button[type=submit]").click()
    office.go(supervisor, f"{case}contacts/")
    supervisor.get_by_role("button", name=re.compile("確認")).first.click()

    office.go(officer, f"{case}call/")
    assert "CVE-" not in officer.content()
    officer.get_by_label("担当者と接触", exact=True).check()
    officer.get_by_label("確認した相手の氏名・部署").fill("情報システム課 見本様")
    officer.get_by_label("確認できた", exact=True).check()
    officer.get_by_label("自分たちのものである").check()
    officer.get_by_role("button", name="相手の確認を記録して").click()
    officer.get_by_text("バージョン").first.wait_for()
    for question, answer in {
        "ownership": "own",
        "awareness": "aware",
        "response": "in_progress",
        "manager": "own",
        "other_devices": "none_found",
    }.items():
        officer.locator(f"[name={question}][value={answer}]").check()
    officer.locator("[name=reasons][value=X4_no_staff]").check()
    officer.locator(".autosave.is-saved").wait_for()
    officer.get_by_role("button", name="記録を保存する").first.click()
    officer.get_by_text("連絡の記録を保存しました").wait_for()


def survey_again(office: Office, address: str) -> None:
    """Let the analyst attach the later survey; the page balances, and new devices wait for the analyst."""
    page = office.desk("demo-east-analyst")
    office.go(page, address)
    page.get_by_role("link", name="後の調査を取り込む").click()
    page.locator("select[name=survey]").select_option("2026-10")
    page.get_by_role("button", name="取り込む").click()
    page.get_by_role("heading", name="後の調査「2026-10」の結果").wait_for()
    assert page.get_by_text("修正バージョンを観測").is_visible()


def paths(office: Office, username: str, page: Any) -> list[str]:
    """Return the person's main pages, with a case and a finding that their lists show."""
    found = {}
    for name, address in (("case", "/cases/"), ("finding", "/findings/")):
        if any(f"{{{name}}}" in path for path in PAGES[username]):
            office.go(page, address)
            link = page.locator("a[data-open]").first.get_attribute("href")
            found[name] = re.search(r"\d+", link)[0]  # type: ignore[index]
    return [path.format(**found) for path in PAGES[username]]


@pytest.mark.parametrize(
    ("width", "height"), [(1366, 768), (683, 384), (390, 844)], ids=["office", "zoomed to 200 %", "telephone"]
)
@pytest.mark.parametrize("username", list(PAGES))
def test_every_main_page_can_be_read_by_everybody(office: Office, username: str, width: int, height: int) -> None:
    """Names, headings, landmarks and contrast hold, and no page scrolls sideways, at three widths."""
    page = office.desk(username, width, height)
    found = {}
    for path in paths(office, username, page):
        office.go(page, path)
        found[path] = faults(page)
    assert {path: said for path, said in found.items() if said} == {}


def test_the_pages_speak_english_when_asked(office: Office) -> None:
    """One button turns the pages English and back; no Japanese word of the frame or of a desk is left."""
    page = office.desk("demo-officer")
    office.go(page, "/today/")
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="Today", exact=False).first.wait_for()
    try:
        assert page.locator("html").get_attribute("lang") == "en"
        for path in paths(office, "demo-officer", page):
            office.go(page, path)
            for words in (page.locator("h1, h2").all_inner_texts(), page.locator("nav, button").all_inner_texts()):
                left = [text for text in words if re.search(r"[ぁ-ん]{2,}", text) and "架空" not in text]
                assert left == [] or all("会社" in text for text in left), path
            assert faults(page) == [], path
    finally:
        page.get_by_role("button", name="日本語").click()
    page.get_by_role("heading", name="見つかった機器").or_(page.get_by_role("heading", level=1)).first.wait_for()


def test_the_sample_mark_is_on_every_page_and_on_paper(office: Office) -> None:
    """見本 stands at the top of the screen and on the printed sheet."""
    page = office.desk("demo-supervisor")
    for path in PAGES["demo-supervisor"]:
        office.go(page, path)
        band = page.locator(".sample-band")
        band.wait_for(state="visible")
        assert band.inner_text().startswith("見本"), path
    page.emulate_media(media="print")
    assert page.locator("body.sample").count() == 1
    page.emulate_media(media="screen")
