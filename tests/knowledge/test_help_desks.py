"""Public help desks: only with a source, none by default invented."""

from pathlib import Path

import pytest

from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.help_desks import load_help_desks

HEAD = "schema: noroshi/help-desks@1\ndesks:"
DESK = """
  - name: {ja: 窓口, en: Desk}
    page: https://example.jp/
    source: https://example.jp/
    read_on: 2026-11-24
"""


def _pack(folder: Path, text: str) -> Path:
    (folder / "help_desks.yaml").write_text(HEAD + text, "utf-8")
    return folder


def test_every_desk_of_the_pack_states_its_source() -> None:
    """A desk has a page and the page where that was read; no telephone number stands there unread."""
    desks = load_help_desks()
    assert desks
    for desk in desks:
        assert desk.source.startswith("https://")
        assert desk.telephone == ""


def test_an_office_may_name_none(tmp_path: Path) -> None:
    """An empty list is allowed."""
    assert load_help_desks(_pack(tmp_path, " []")) == ()
    assert len(load_help_desks(_pack(tmp_path, DESK))) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (DESK.replace("Desk", " ' '"), "both languages"),
        (DESK.replace("source: https://", "source: "), "https address"),
        (DESK.replace("窓口", "窓口, fr: x"), "fr"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, text: str, message: str) -> None:
    """A desk without a name in a language or without a source is refused where it stands."""
    with pytest.raises(KnowledgeError, match=message):
        load_help_desks(_pack(tmp_path, text))
