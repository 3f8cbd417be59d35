"""The public page in a real browser, with and without JavaScript, narrow and wide, in two languages."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser import Site
from noroshi.notify import confirmation_code, reference_number
from public_world import PublicPage

WIDTHS = (390, 1366)


@pytest.fixture
def visit(page: PublicPage, chromium: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Return a function that opens a window from a network of its own; nothing that it saw may be a fault."""
    site = Site(page.url, chromium)
    network = sum(request.node.name.encode()) % 250

    def window(*, scripts: bool, width: int = 1366, language: str = "ja") -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            locale=f"{language}-JP",
            extra_http_headers={"X-Forwarded-For": f"198.51.{network}.{width % 250}"},
        )
        context.set_default_timeout(15_000)
        context.on("console", lambda message: message.type in {"error", "warning"} and site._heard(message.text))
        site.windows.append(context)
        return context.new_page()

    yield window
    assert site.close() == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_way_of_an_organisation(page: PublicPage, visit: Any, scripts: bool) -> None:  # noqa: FBT001
    """From the campaign page over a mistyped code to the receipt, without leaving a cookie."""
    reference, confirmation = page.codes.next()
    shown = visit(scripts=scripts, width=390)
    shown.goto(f"{page.url}/")
    shown.get_by_role("link", name="回答画面へ進む").click()
    shown.get_by_label("照会番号").fill(reference_number.format(reference)[:-1] + "x")
    shown.get_by_label("確認番号").fill(confirmation_code.format(confirmation))
    shown.get_by_role("button", name="次へ").click()
    assert "番号をもう一度お読みになり" in shown.get_by_role("alert").inner_text()
    shown.get_by_label("照会番号").fill(reference_number.format(reference))
    shown.get_by_label("確認番号").fill(confirmation_code.format(confirmation).lower())
    shown.get_by_role("button", name="次へ").click()
    assert shown.get_by_role("heading", level=1).inner_text() == "当方からの連絡です"
    shown.get_by_role("button", name="文書を受け取った組織の方として回答する").click()
    shown.get_by_role("button", name="内容の確認へ").click()
    assert "回答を一つ以上" in shown.get_by_role("alert").inner_text()
    shown.get_by_label("自組織の機器", exact=True).check()
    shown.get_by_label("認識していなかった", exact=True).check()
    shown.get_by_label("対応予定(時期あり)", exact=True).check()
    shown.get_by_label("対応の予定日").fill("2099-01-31")
    shown.get_by_label("補足").fill("架空の補足")
    shown.get_by_role("button", name="内容の確認へ").click()
    assert "架空の補足" in shown.get_by_role("main").inner_text()
    shown.get_by_role("button", name="戻って直す").click()
    assert shown.get_by_label("補足").input_value() == "架空の補足"
    shown.get_by_label("補足").fill("直した補足")
    shown.get_by_role("button", name="内容の確認へ").click()
    shown.get_by_role("button", name="この内容で送信する").click()
    text = shown.get_by_role("main").inner_text()
    assert "ご回答を受け付けました" in text
    assert re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", text)
    assert shown.context.cookies() == []


def test_the_way_of_a_vendor_in_english(page: PublicPage, visit: Any) -> None:
    """The vendor's form takes its answers; English all the way."""
    reference, confirmation = page.codes.next()
    shown = visit(scripts=False, language="en")
    shown.goto(f"{page.url}/")
    shown.get_by_role("link", name="English").click()
    shown.get_by_role("link", name="Go to the answer page").click()
    shown.get_by_label("Reference number").fill(reference)
    shown.get_by_label("Confirmation code").fill(confirmation)
    shown.get_by_role("button", name="Continue").click()
    shown.get_by_role("button", name="As its maintenance vendor").click()
    shown.get_by_label("Within our work").check()
    shown.get_by_label("Version after the work").fill("9.9 (sample)")
    shown.get_by_role("button", name="Check the answers").click()
    shown.get_by_role("button", name="Send").click()
    assert "Your answer was received" in shown.get_by_role("main").inner_text()
    assert not re.search(r"[ぁ-んァ-ヶ]", shown.get_by_role("main").inner_text())


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways_and_every_control_has_a_name(
    page: PublicPage, visit: Any, width: int, tmp_path: Path
) -> None:
    """On a telephone and on a desk everything fits; every field has a label; each page prints with 見本."""
    reference, confirmation = page.codes.next()
    shown = visit(scripts=True, width=width)
    pictures = tmp_path
    shown.goto(f"{page.url}/")
    _look(shown, pictures / f"campaign-{width}.png")
    shown.goto(f"{page.url}/answer/")
    shown.get_by_role("button", name="次へ").click()
    _look(shown, pictures / f"code-{width}.png")
    shown.get_by_label("照会番号").fill(reference)
    shown.get_by_label("確認番号").fill(confirmation)
    shown.get_by_role("button", name="次へ").click()
    _look(shown, pictures / f"matched-{width}.png")
    shown.get_by_role("button", name="文書を受け取った組織の方として回答する").click()
    shown.get_by_label("不審な点あり").check()
    shown.get_by_label("補足").fill("あ" * 300)
    _look(shown, pictures / f"answer-{width}.png")
    shown.get_by_role("button", name="内容の確認へ").click()
    _look(shown, pictures / f"check-{width}.png")
    shown.get_by_role("button", name="この内容で送信する").click()
    _look(shown, pictures / f"thanks-{width}.png")
    shown.emulate_media(media="print")
    assert shown.get_by_text("見本", exact=False).first.is_visible()
    assert shown.get_by_text("のろし県警察(架空)").first.is_visible()
    shown.pdf(path=pictures / f"thanks-{width}.pdf", format="A4")
    assert (pictures / f"thanks-{width}.pdf").read_bytes().startswith(b"%PDF")


def _look(shown: Any, picture: Path) -> None:
    """Keep a picture; nothing is wider than the window, and every control has a name."""
    shown.screenshot(path=picture, full_page=True)
    assert shown.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    nameless = shown.evaluate(
        "[...document.querySelectorAll('input:not([type=hidden]),select,textarea')]"
        ".filter(e => !e.labels || !e.labels.length).length"
    )
    assert nameless == 0
    assert shown.locator("h1").count() == 1
