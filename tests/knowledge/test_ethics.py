"""The ethics checklist: complete in both languages, and a fault is named with its line."""

import shutil
from pathlib import Path

import pytest

from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.ethics import FILE, load_ethics
from noroshi.knowledge.load import data_root


def pack(tmp_path: Path, old: str, new: str) -> Path:
    """Return a folder with the checklist, one text of it replaced."""
    source = Path(str(data_root() / FILE))
    shutil.copy(source, tmp_path / FILE)
    text = source.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path


def test_need_proportion_and_subsidiarity_are_asked_in_both_languages() -> None:
    """The three questions are there, and every item has both languages."""
    items = load_ethics()
    assert {"societal_need", "proportionality", "subsidiarity", "passive_only", "second_person"} <= set(items)
    for item in items.values():
        assert item.text("ja").strip() != item.text("en").strip()
        assert bool(item.hint("ja")) == bool(item.hint("en"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("noroshi/ethics@1", "noroshi/ethics@9", "schema"),
        ("    en: There is a societal need to tell the organisations\n", "", "en"),
        ("    hint_en: For example, the flaw is known to be exploited and its users may not know.\n", "", "hint"),
        ("    ja: 保存期間と廃棄の手続を定めた\n", '    ja: " "\n', "language"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A wrong schema, a missing language and half a hint are refused with the file's name."""
    with pytest.raises(KnowledgeError, match=said) as refused:
        load_ethics(pack(tmp_path, old, new))
    assert FILE in str(refused.value)
