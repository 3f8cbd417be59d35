"""The survey report in a real browser: no errors, no requests, no overflow on a phone, one language at a time."""

from pathlib import Path
from typing import Any

import pytest

from noroshi.render.survey_html import render_survey
from noroshi.report.survey_figures import SurveyFigures


@pytest.fixture(scope="module")
def report(figures: SurveyFigures, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the report as a file."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render_survey(figures, synthetic=True), encoding="utf-8")
    return path


def _open(chromium: Any, report: Path, width: int = 1280, fragment: str = "") -> tuple[Any, list[str], list[str]]:
    page = chromium.new_page(viewport={"width": width, "height": 900})
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(report.as_uri() + fragment)
    return page, requests, complaints


def test_loads_quietly(chromium: Any, report: Path) -> None:
    """The page asks for nothing but itself and the browser has nothing to complain about."""
    page, requests, complaints = _open(chromium, report)
    assert requests == [report.as_uri()]
    assert complaints == []
    page.close()


@pytest.mark.parametrize("fragment", ["", "#en"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_page_does_not_scroll_sideways(chromium: Any, report: Path, width: int, fragment: str) -> None:
    """Wide tables scroll in their own container, the page itself never does."""
    page, _, _ = _open(chromium, report, width, fragment)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize(
    ("fragment", "shown", "hidden"), [("", "ja", "en"), ("#en", "en", "ja"), ("#en-blind", "en", "ja")]
)
def test_one_language_is_shown(chromium: Any, report: Path, fragment: str, shown: str, hidden: str) -> None:
    """The switch and any link into a language show that language alone, without scripts."""
    page, _, _ = _open(chromium, report, fragment=fragment)
    assert page.locator(f"#{shown} h1").is_visible()
    assert not page.locator(f"#{hidden} h1").is_visible()
    page.close()


def test_keyboard_reaches_language_and_tables(chromium: Any, report: Path) -> None:
    """The first Tab reaches the skip link, the second the switch; tables that scroll take the focus."""
    page, _, _ = _open(chromium, report, 390)
    focused = "document.activeElement.getAttribute('href')"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "#ja-main"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "#en"
    page.keyboard.press("Enter")
    assert page.locator("#en h1").is_visible()
    page.close()


def test_print_shows_everything_on_the_sheet(chromium: Any, report: Path) -> None:
    """In print no container cuts off its table, no table is wider than an A4 sheet, and the PDF has several pages."""
    page, _, _ = _open(chromium, report, 673)  # 178 mm, the width of A4 within the margins
    page.emulate_media(media="print")
    cut = "[...document.querySelectorAll('#ja .scroll')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    assert page.evaluate(cut) == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 673
    assert not page.locator("#ja nav").is_visible()
    assert page.pdf(format="A4").count(b"/Type /Page\n") > 3
    page.close()
