"""The frame of every page, in a browser: reachable by keyboard, readable on a narrow screen and on paper."""

from typing import Any

import pytest

from browser import Site
from campaign_world import make_world
from tests_support import ROOT

WEB = ROOT / "src" / "noroshi" / "web" / "static" / "web"


def _overflow(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [320, 390, 683, 1366])
def test_pages_never_scroll_sideways(site: Site, width: int, language: str) -> None:
    """On a phone, at 200 % of 1366 px, and on the office's screen, no page is wider than the window."""
    person = make_world().people["administrator"]
    page = site.open("/people/", person, width=width, language=language)
    assert page.locator("h1").is_visible()
    for path in ("/people/", "/people/new/", f"/people/{person.pk}/", "/accounts/2fa/", "/accounts/password/change/"):
        page.goto(site.url + path)
        assert _overflow(page) <= 0, path


def test_the_skip_link_is_the_first_stop(site: Site) -> None:
    """The first Tab reaches the link to the content, and it leads there."""
    page = site.open("/people/", make_world().people["administrator"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_language_switch_keeps_the_page(site: Site) -> None:
    """One press changes the language of the same page, and it stays for the next page."""
    page = site.open("/people/new/", make_world().people["administrator"])
    page.get_by_role("button", name="English").click()
    assert page.url.endswith("/people/new/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto(site.url + "/people/")
    assert page.get_by_role("heading", level=1).inner_text() == "People"


def test_j_k_and_enter_walk_a_list(site: Site) -> None:
    """J and k choose rows, Enter opens the chosen one; none of it happens while somebody types."""
    world = make_world()
    page = site.open("/people/", world.people["administrator"])
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("tbody tr").nth(1)
    assert "is-current" in (second.get_attribute("class") or "")
    page.keyboard.press("k")
    page.keyboard.press("j")
    name = second.locator("a").inner_text()
    page.locator("input[name=q]").fill("")
    page.locator("input[name=q]").press_sequentially("jk?")
    assert page.locator("input[name=q]").input_value() == "jk?"
    assert "is-current" in (second.get_attribute("class") or "")
    second.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/*/")
    assert page.get_by_role("heading", level=1).inner_text() == name


def test_the_key_list_shows_this_pages_keys_and_can_turn_them_off(site: Site) -> None:
    """? lists the keys of the page; a person who does not want single keys turns them off there for good."""
    page = site.open("/people/", make_world().people["administrator"])
    page.keyboard.press("?")
    dialog = page.locator("#keys-help")
    assert dialog.is_visible()
    assert "利用者を登録する" in dialog.inner_text()
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button").click()
    page.reload()
    page.keyboard.press("c")
    page.keyboard.press("?")
    assert not dialog.is_visible()
    assert page.url.endswith("/people/")


def test_unsaved_entries_are_not_lost_by_a_click(site: Site) -> None:
    """Leaving a form with entries asks first; sending it does not."""
    page = site.open("/people/new/", make_world().people["administrator"])
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_label("氏名", exact=False).first.fill("架空 太郎")
    page.get_by_role("link", name="やめる").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.url.endswith("/people/new/")
    page.get_by_role("button", name="登録して").click()
    page.locator("#error-summary").wait_for()
    assert asked == ["beforeunload"]


def test_errors_are_listed_linked_and_focused(site: Site) -> None:
    """A wrong form comes back with the list of errors in focus; a link of it leads to the field that says the same."""
    page = site.open("/people/new/", make_world().people["administrator"])
    page.get_by_role("button", name="登録して").click()
    summary = page.locator("#error-summary")
    summary.wait_for()
    assert page.evaluate("document.activeElement.id") == "error-summary"
    summary.get_by_role("link").first.click()
    field = page.evaluate("document.activeElement.id")
    described = page.locator(f"#{field}").get_attribute("aria-describedby")
    assert f"{field}_error" in (described or "")
    assert page.locator(f"#{field}_error").is_visible()


def test_paper_shows_the_content_and_the_sample_mark(site: Site) -> None:
    """On paper there is no navigation and no button, the head names site and day, and every sheet says 見本."""
    page = site.open("/people/", make_world().people["administrator"])
    page.emulate_media(media="print")
    assert not page.locator("header").is_visible()
    assert not page.get_by_role("button").first.is_visible()
    assert "令和" in page.locator(".print-head").inner_text()
    assert page.locator("table").is_visible()
    assert page.evaluate("getComputedStyle(document.body).page") == "sample"
    assert "@page sample" in (WEB / "noroshi.css").read_text(encoding="utf-8")
    assert page.pdf(format="A4").startswith(b"%PDF")
