"""Neutral texts: nothing from an input steers a page, a terminal or a spreadsheet."""

import csv
import io
import json
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.render import neutral

ANY_TEXT = st.text() | st.text(st.characters(categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Lo", "Po", "Sm")))


@given(ANY_TEXT)
def test_terminal_text_cannot_steer(text: str) -> None:
    """No control, escape, override, zero-width or surrogate character is left, and the text is one line."""
    shown = neutral.terminal(text)
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert len(shown.splitlines()) <= 1
    shown.encode("utf-8")


@given(ANY_TEXT)
def test_a_json_line_says_the_same_and_cannot_steer(text: str) -> None:
    """No steering character is left in a line of JSON, and every reader gets the same value from it."""
    value = {"text": text.encode("utf-8", "replace").decode()}
    shown = neutral.json_line(json.dumps(value, ensure_ascii=False).encode())
    assert json.loads(shown) == value
    assert not {unicodedata.category(char) for char in shown.decode()} & {"Cc", "Cf", "Co", "Cn", "Zl", "Zp"}


@given(ANY_TEXT)
def test_neutral_is_idempotent(text: str) -> None:
    """Neutralising twice changes nothing more."""
    assert neutral.terminal(neutral.terminal(text)) == neutral.terminal(text)
    assert neutral.cell(neutral.cell(text)) == neutral.cell(text)


@given(ANY_TEXT)
def test_cell_is_never_a_formula(text: str) -> None:
    """A cell never starts with what a spreadsheet evaluates, even after leading spaces."""
    shown = neutral.cell(text)
    assert shown.lstrip()[:1] not in set("=+-@|%\t\r\n\uff1d\uff0b\uff0d\uff20")
    buffer = io.StringIO()
    csv.writer(buffer).writerow([shown, "next"])
    assert next(csv.reader(io.StringIO(buffer.getvalue()))) == [shown, "next"]


@given(ANY_TEXT)
def test_html_is_text_alone(text: str) -> None:
    """A parser sees no tag, no comment and the visible text again, inside an element and inside an attribute."""
    seen: list[str] = []
    tags: list[tuple[str, str | None]] = []

    class Parser(HTMLParser):
        def handle_data(self, data: str) -> None:
            seen.append(data)

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append((tag, dict(attrs).get("title")))

    parser = Parser()
    parser.feed(f'<p title="{neutral.html(text)}">{neutral.html(text)}</p>')
    parser.close()
    assert tags == [("p", neutral.visible(text))]
    assert "".join(seen) == neutral.visible(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("FortiGate 60D", "FortiGate 60D"),
        ("神奈川県 ﾈｯﾄﾜｰｸ", "神奈川県 ﾈｯﾄﾜｰｸ"),
        ("葛\U000e0100飾区", "葛\U000e0100飾区"),
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("exe\u202egnp", "exe\\u{202e}gnp"),
        ("a\tb\r\nc", "a\\tb\\r\\nc"),
        ("zero\u200bwidth\ufeff", "zero\\u{200b}width\\u{feff}"),
        ("\x9b31m", "\\x9b31m"),
    ],
)
def test_terminal_examples(text: str, shown: str) -> None:
    """Ordinary text, also Japanese with variation selectors, stays; steering characters become escapes."""
    assert neutral.terminal(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('=HYPERLINK("http://x.example")', '\'=HYPERLINK("http://x.example")'),
        ("  +1", "'  +1"),
        ("\t=1", "'\\t=1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("\uff1d1", "'\uff1d1"),
        ("7.2.5", "7.2.5"),
        ("", ""),
        ("a=b", "a=b"),
    ],
)
def test_cell_examples(text: str, shown: str) -> None:
    """Texts that could be formulas get an apostrophe; others stay."""
    assert neutral.cell(text) == shown


@given(ANY_TEXT, st.integers(8, 60))
def test_shortened_text_fits(text: str, limit: int) -> None:
    """A shortened text is never longer than its limit, and an already short one stays whole."""
    shown = neutral.shorten(text, limit)
    assert len(shown) <= limit
    assert shown == neutral.visible(text) or len(neutral.visible(text)) > limit
