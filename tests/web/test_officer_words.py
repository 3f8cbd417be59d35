"""Everything that the officer's desk can say has its words."""

import re
import string

import pytest

from noroshi.knowledge.words import load_words
from tests_support import ROOT

SOURCE = ROOT / "src" / "noroshi"
REFUSED = re.compile(r"Refused\(\s*\"([a-z_0-9]+)\"")
TAG = re.compile(r"{% t ['\"]([a-z_]+\.[a-z_0-9]+)['\"]")
CODE_TEXT = re.compile(r"\btext(?:_lazy)?\(\s*\"([a-z_]+\.[a-z_0-9]+)\"")
LABELS = re.compile(r"\b(label|hint)\(\"([a-z_]+)\"\)")
FORBIDDEN = ("指導", "命令", "是正", "警告", "聴取", "供述", "痕跡")
SERVICES = (
    "answers",
    "assign",
    "contacts",
    "contact_gate",
    "drafts",
    "intrusions",
    "log_contact",
    "merge_edits",
    "parties",
    "take_step",
    "verify",
)
KNOWN_PARTS = ("blocked_not_in_contact", "blocked_intrusion", "blocked_excluded", "blocked_stale")
VALUES = ("contact_value_phone", "contact_value_email", "contact_value_webform", "contact_value_postal")


def test_every_refusal_has_its_sentence() -> None:
    """Each key with which a service refuses is in the words, in both languages."""
    files = [SOURCE / "records" / "services" / f"{name}.py" for name in SERVICES]
    files += [SOURCE / "web" / "merge_form.py", *(SOURCE / "web" / "forms").glob("*.py")]
    keys = {key for file in files for key in REFUSED.findall(file.read_text(encoding="utf-8"))}
    keys |= {*KNOWN_PARTS, *VALUES, "wrong_state", "condition_missing"}
    assert len(keys) > 30
    assert sorted(key for key in keys if load_words().find(f"desk_refused.{key}", "ja") is None) == []


def test_every_text_of_the_templates_and_views_exists() -> None:
    """No page of the desk asks for a text that is not there."""
    templates = (SOURCE / "web" / "templates" / "officer").glob("*.html")
    asked = {key for file in templates for key in TAG.findall(file.read_text(encoding="utf-8"))}
    for file in (SOURCE / "web").rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        asked |= set(CODE_TEXT.findall(source))
        asked |= {f"desk_{'field' if kind == 'label' else 'hint'}.{key}" for kind, key in LABELS.findall(source)}
    assert len(asked) > 150
    assert sorted(key for key in asked if load_words().find(key, "ja") is None) == []


def _own_words() -> list[str]:
    import yaml

    file = SOURCE / "knowledge" / "data" / "words" / "desk_officer.yaml"
    sections = yaml.safe_load(file.read_text(encoding="utf-8"))["sections"]
    return [f"{section}.{key}" for section, texts in sections.items() for key in texts]


@pytest.mark.parametrize("key", _own_words())
def test_a_text_is_careful_and_both_languages_need_the_same_values(key: str) -> None:
    """No word of orders or interrogations; the same placeholders in Japanese and English."""
    words = load_words()
    japanese, english = words.text(key, "ja"), words.text(key, "en")
    assert not any(word in japanese for word in FORBIDDEN)
    assert "vulnerable" not in english.lower()
    fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (japanese, english)]
    assert fields[0] == fields[1]
