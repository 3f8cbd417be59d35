"""The reference lists every kind of document as the program has it, in both languages."""

import re
from pathlib import Path

import pytest

from noroshi.knowledge.words import Language, load_words
from noroshi.model.campaign_evidence import Stage
from noroshi.notify.documents.kinds import KINDS

DOCS = Path(__file__).parents[3] / "docs" / "reference"
WORDS = {
    "ja": {"first": "第一", "second": "第二", "nothing": "なし", "device": "機器", "more": "(機器が1台増えるごとに1)"},
    "en": {
        "first": "first",
        "second": "second",
        "nothing": "nothing",
        "device": "device",
        "more": ", and 1 a device more",
    },
}


@pytest.mark.parametrize(("language", "name"), [("en", "documents.md"), ("ja", "documents.ja.md")])
def test_every_kind_stands_in_the_reference(language: Language, name: str) -> None:
    """Title, stage, condition, what is asserted, pages and handling of each kind are those of the program."""
    words = WORDS[language]
    text = (DOCS / name).read_text(encoding="utf-8")
    rows = {row[1].strip("` "): [cell.strip() for cell in row[2:-1]] for row in _rows(text)}
    assert rows.keys() == KINDS.keys()
    for kind, rule in KINDS.items():
        handling = rule.handling if language == "en" else _handling(rule.handling)
        assert rows[kind] == [
            rule.title(language),
            words["first" if rule.stage is Stage.FIRST else "second"],
            f"`{rule.condition}`",
            words[rule.asserts],
            f"{rule.pages}{words['more'] if rule.a_device else ''}",
            handling,
        ]
        assert f"- `{rule.condition}`:" in text.replace("`:", "`:")


def _rows(text: str) -> list[list[str]]:
    return [line.split("|") for line in text.splitlines() if re.match(r"\| `", line)]


def _handling(code: str) -> str:
    return "なし" if code == "none" else load_words().text(f"document_handling.{code}", "ja")
