"""The wording rules of the campaign hold in every Japanese text of the pack, the program and the documents."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from noroshi.identify.sentences import CAVEATS, ENGLISH, JAPANESE, caveat_sentence
from noroshi.knowledge.load import load_knowledge

ROOT = Path(__file__).parents[2]
OTHER_WORDS = re.compile("出版|版権|版画|木版")
"""Words of another meaning that hold the character: publishing, copyright, prints."""
FORBIDDEN = {
    "版": "バージョン, or エディション for FIPS and the like",
    "痕跡": "手掛かり; 痕跡 means signs of an intrusion",
}
OF_A_DEVICE = re.compile(r"脆弱な(?:機器|装置|デバイス)|vulnerable (?:devices?|appliances?)", re.IGNORECASE)


def _texts(*folders: str) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".yaml", ".md", ".html"} and path.is_file():
                yield str(path.relative_to(ROOT)), path.read_text("utf-8")


def _lines(*folders: str) -> Iterator[tuple[str, int, str]]:
    for name, text in _texts(*folders):
        for number, line in enumerate(text.splitlines(), 1):
            yield name, number, line


def test_the_rules_look_at_texts() -> None:
    """The pack, the program and the documents are all found, so that silence means something."""
    names = [name for name, _ in _texts("src", "docs", "examples")]
    for part in ("data/products/", "data/advisories/", "data/words/", "judge/wording.py", "docs/", "README.ja.md"):
        assert any(part in name for name in names), part


@pytest.mark.parametrize("word", FORBIDDEN)
def test_versions_and_traces_have_their_japanese_words(word: str) -> None:
    """A version is a バージョン, and what shows it a 手掛かり, wherever Japanese is written."""
    found = [
        (name, number) for name, number, line in _lines("src", "docs", "examples") if word in OTHER_WORDS.sub("", line)
    ]
    assert found == [], f"write {FORBIDDEN[word]}"


def test_no_device_is_called_vulnerable() -> None:
    """Neither the pack nor the program says of a device what only its version's range can carry."""
    assert [(name, number) for name, number, line in _lines("src") if OF_A_DEVICE.search(line)] == []


def test_every_caveat_of_a_product_rule_has_a_sentence() -> None:
    """A rule's caveat reaches the reader as a sentence in both languages, never as a code."""
    codes = {
        caveat for product in load_knowledge().products.values() for rule in product.version for caveat in rule.caveats
    }
    assert len(codes) > 5
    for code in sorted(codes):
        assert code in CAVEATS, code
        english, japanese = caveat_sentence(code, ENGLISH), caveat_sentence(code, JAPANESE)
        assert english != japanese
        assert code not in {english, japanese}
