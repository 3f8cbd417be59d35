"""The life of a mail as data: every state can be reached, and nothing that left can be taken for unsent."""

from pathlib import Path

import pytest

from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.load import data_root
from noroshi.knowledge.mail_states import load_mail_states


def test_every_state_is_reached_and_named() -> None:
    """From the draft on, and in both languages."""
    machine = load_mail_states()
    reached, before = {"drafted"}, set[str]()
    while reached != before:
        before = set(reached)
        reached |= {rule.to for rule in machine.facts.values() if rule.to and set(rule.sources) & reached}
    assert reached == set(machine.states)
    for code in machine.states:
        assert machine.state_text(code, "ja") != machine.state_text(code, "en")
    for code in machine.facts:
        assert machine.fact_text(code, "ja") != machine.fact_text(code, "en")


def test_a_hand_over_begins_only_where_nothing_has_left() -> None:
    """From no state in which the organisation may have the mail leads a fact straight into another hand-over."""
    machine = load_mail_states()
    for state in machine.states:
        if machine.after(state, "handing") is not None:
            assert state in {"approved", "deferred"}
            assert not machine.states[state].gone
    assert machine.gone() == ("handing", "unclear", "handed", "bounced")
    to_unsent = [
        code for code, rule in machine.facts.items() if rule.to == "approved" and "drafted" not in rule.sources
    ]
    assert to_unsent == ["found_unsent"], "only a person's finding makes an unclear mail sendable again"


def test_a_draft_is_not_sent_unreleased() -> None:
    """The way from a draft to the relay leads through the release."""
    machine = load_mail_states()
    assert machine.after("drafted", "approved") == "approved"
    assert machine.after("drafted", "handing") is None
    assert machine.after("handed", "delayed") == "handed"
    with pytest.raises(KeyError):
        machine.after("drafted", "no such fact")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("to: bounced, ja: 不達の通知", "to: nowhere, ja: 不達の通知", "unknown state nowhere"),
        ("from: [drafted], to: returned", "from: [lost], to: returned", "unknown state lost"),
        ("from: [], to: drafted", "from: []", "leads nowhere"),
        ("ja: 取り下げた", "ja: ' '", "lacks a language"),
        ("noroshi/mail-states@1", "noroshi/mail-states@9", "schema must be"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    """A state that does not exist, a fact that leads nowhere, a text without a language."""
    text = (data_root() / "mail_states.yaml").read_text("utf-8")
    assert old in text
    (tmp_path / "mail_states.yaml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(KnowledgeError, match=complaint):
        load_mail_states(tmp_path)
