"""The kind of an organisation by its name."""

import shutil
from pathlib import Path

import pytest

from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.load import data_root
from noroshi.knowledge.organization_kinds import FILE, kind_of, load_organization_kinds


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("架空精機株式会社", "company"),
        ("合同会社架空", "company"),
        ("医療法人社団架空会", "medical"),
        ("学校法人架空学園", "school"),
        ("国立大学法人架空大学", "school"),
        ("一般社団法人架空協会", "association"),
        ("特定非営利活動法人架空", "association"),
        ("地方独立行政法人架空センター", "public"),
        ("架空県", "public"),
        ("宗教法人架空寺", "other_corporation"),
        ("架空商店", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_legal_form_says_the_kind(name: str, kind: str) -> None:
    """The first part that fits decides; a name without any stays unknown."""
    assert kind_of(name) == kind


@pytest.mark.parametrize(("old", "new"), [("kind: medical", "kind: guild"), ("[法人]", "[]"), ("[法人]", '[" "]')])
def test_a_rule_that_cannot_work_is_refused(tmp_path: Path, old: str, new: str) -> None:
    """An unknown kind and an empty part name the file."""
    for name in (FILE, "enums.yaml"):
        shutil.copy(Path(str(data_root() / name)), tmp_path / name)
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=FILE):
        load_organization_kinds(tmp_path)
