"""`knowledge check` looks at the campaign's files: each fault with file and line."""

import shutil
from pathlib import Path

import pytest

from noroshi.knowledge.load import data_root
from noroshi.pipeline.knowledge_check import CAMPAIGN, check_knowledge


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Return a copy of the bundled pack."""
    return Path(shutil.copytree(str(data_root()), tmp_path / "pack"))


@pytest.mark.parametrize(
    ("name", "old", "new", "found"),
    [
        ("enums.yaml", "public: partly}", "public: half}", "enums.yaml:11: awareness.partly: public half is not in"),
        ("roles.yaml", "capabilities: [audit.read]", "capabilities: [audit.all]", "no role holds this capability"),
        ("states.yaml", "conditions: [observed_fixed]", "conditions: [has_answer]", "only an observation closes"),
        ("office_days.yaml", "{month: 12, day: 29}", "{month: 0, day: 29}", "no day 29 in month 0"),
        (
            "words/call_sheet.yaml",
            "needs: {device: probable, owner: presumed, time: current}",
            "needs: {device: possible, owner: presumed, time: current}",
            "call_finding.affected: '可能性が高い' asserts more than",
        ),
        (
            "words/call_sheet.yaml",
            'ja: "{agency}{unit}の{officer}',
            'ja: "{unit}の{officer}',
            "call_opening.name: the languages need",
        ),
    ],
)
def test_a_fault_in_the_campaigns_files_is_found(pack: Path, name: str, old: str, new: str, found: str) -> None:
    """A misspelt class, a capability of nobody, a case closed on a word, an overclaiming sentence: all are named."""
    path = pack / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    complaints = [str(one) for one in check_knowledge(pack).complaints]
    assert any(found in one for one in complaints), complaints


def test_a_pack_from_before_campaigns_is_whole(pack: Path) -> None:
    """The pack that an earlier survey kept has none of these files, and that is no fault; one alone is."""
    for name in CAMPAIGN:
        (pack / name).unlink()
    assert [one for one in check_knowledge(pack).complaints if one.file in CAMPAIGN] == []
    shutil.copy(str(data_root() / "enums.yaml"), pack / "enums.yaml")
    named = {one.file for one in check_knowledge(pack).complaints}
    assert {"roles.yaml", "states.yaml", "office_days.yaml"} <= named
