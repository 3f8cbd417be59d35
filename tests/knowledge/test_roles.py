"""Roles: each holds what its work needs and nothing else."""

from pathlib import Path

import pytest

from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.load import data_root
from noroshi.knowledge.roles import load_roles


def test_the_switchboard_can_only_verify() -> None:
    """Whoever answers the main number sees whether a reference number is genuine, and no case."""
    assert load_roles().capabilities("switchboard") == {"lookup.verify"}


def test_the_auditor_only_reads_the_audit_record() -> None:
    """An auditor changes nothing and opens no case."""
    assert load_roles().capabilities("auditor") == {"audit.read"}


def test_the_administrator_sees_no_case() -> None:
    """Managing users and tokens gives no view of organisations, findings or answers."""
    assert load_roles().capabilities("administrator") == {"user.manage", "token.manage"}


@pytest.mark.parametrize(
    ("role", "capability"),
    [
        ("analyst", "case.answer"),
        ("analyst", "finding.release"),
        ("approver", "finding.decide"),
        ("officer", "finding.release"),
        ("officer", "finding.decide"),
        ("supervisor", "case.answer"),
        ("supervisor", "user.manage"),
        ("publisher", "case.read"),
        ("publisher", "finding.read"),
    ],
)
def test_a_role_does_not_hold_anothers_work(role: str, capability: str) -> None:
    """The one who finds does not release, the one who releases does not decide, the publisher sees no case."""
    assert capability not in load_roles().capabilities(role)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("finding.decide", "finding.release"),
        ("disposal.propose", "disposal.approve"),
        ("user.manage", "case.read"),
        ("audit.read", "user.manage"),
    ],
)
def test_no_single_role_holds_both_sides(first: str, second: str) -> None:
    """Where two persons are asked for, no role alone suffices."""
    roles = load_roles()
    assert not set(roles.holders(first)) & set(roles.holders(second))


def test_all_roles_and_capabilities_have_labels() -> None:
    """The eight roles and twenty-seven capabilities are named in both languages, and every capability is held."""
    roles = load_roles()
    assert roles.roles == (
        "analyst", "approver", "officer", "supervisor", "publisher", "switchboard", "auditor", "administrator",
    )  # fmt: skip
    assert len(roles.all_capabilities) == 27
    for language in ("ja", "en"):
        assert len({roles.label(role, language) for role in roles.roles}) == 8
        assert len({roles.capability_label(one, language) for one in roles.all_capabilities}) == 27


def test_an_unknown_capability_is_no_empty_answer() -> None:
    """Asking who holds a capability that does not exist is an error, not nobody."""
    with pytest.raises(KeyError):
        load_roles().holders("case.delete")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("capabilities: [audit.read]", "capabilities: [audit.write]", "no role holds this capability"),
        (
            "capabilities: [audit.read]",
            "capabilities: [audit.read, audit.write]",
            "no capability is called audit.write",
        ),
        ("capabilities: [audit.read]", "capabilities: [audit.read, audit.read]", "audit.read appears twice"),
        ("name: {ja: 監査担当, en: Auditor}", "name: {ja: 監査担当}", "en"),
        ("name: {ja: 監査担当, en: Auditor}", 'name: {ja: 監査担当, en: ""}', "the name lacks a language"),
        ("  audit.read: {ja: 監査記録を見る, en", '  audit.read: {ja: "", en', "a label lacks a language"),
    ],
)
def test_a_fault_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    """A role that would hold a misspelt capability is refused with the line."""
    text = (data_root() / "roles.yaml").read_text("utf-8")
    assert old in text
    (tmp_path / "roles.yaml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(KnowledgeError, match=message) as caught:
        load_roles(tmp_path)
    assert caught.value.line > 1
