"""The life of a case: every state can be reached and left, and only an observation closes a case as fixed."""

from pathlib import Path

import pytest

from noroshi.knowledge.case_states import load_case_states
from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.load import data_root
from noroshi.knowledge.roles import load_roles


def test_only_an_observation_closes_a_case_as_fixed() -> None:
    """Whoever records answers can never close a case as fixed, and every way there asks for the observation."""
    ways = [one for one in load_case_states().transitions if one.target == "observed_fixed"]
    assert ways
    for way in ways:
        assert "observed_fixed" in way.conditions
        assert "officer" not in load_roles().holders(way.capability)


def test_a_second_person_approves() -> None:
    """A draft leaves the analyst's desk only through another person's approval."""
    machine = load_case_states()
    assert machine.initial == "draft"
    forward = [one for one in machine.allowed("draft") if machine.state(one.target).open]
    assert [one.id for one in forward] == ["approve"]
    assert "second_person" in forward[0].conditions
    assert "analyst" not in load_roles().holders(forward[0].capability)


def test_contact_waits_for_freshness_terms_and_exclusions() -> None:
    """Nothing is handed over against the terms, and nobody called on an old observation or in spite of an exclusion."""
    machine = load_case_states()
    assert {"terms_allow", "fresh"} <= set(machine.find("hand_over").conditions)
    for way in ("start_contact", "retry"):
        assert {"has_contact", "not_excluded", "fresh"} <= set(machine.find(way).conditions)


@pytest.mark.parametrize(
    "path",
    [
        ["approve", "hand_over", "start_contact", "reach", "answer", "remediate", "observe_fixed"],
        ["approve", "hand_over", "start_contact", "give_up", "retry", "reach", "answer", "close_unfixed"],
        ["approve", "hand_over", "observe_fixed", "reopen_observed", "reach"],
        ["approve", "withdraw", "drop", "reopen_finding"],
        ["approve", "hand_over", "start_contact", "transfer", "recall", "drop"],
        ["approve", "hand_over", "start_contact", "give_up", "close_unfixed", "reopen_refuted", "drop"],
        ["approve", "hand_over", "start_contact", "reach", "answer", "remediate", "set_back", "close_unfixed"],
    ],
)
def test_the_stories_of_a_case_can_be_told(path: list[str]) -> None:
    """Each story of the work is a walk through the machine."""
    machine = load_case_states()
    state = machine.initial
    for step in path:
        assert step in {one.id for one in machine.allowed(state)}, (state, step)
        state = machine.find(step).target


def test_a_recall_reaches_everyone_who_may_have_been_told() -> None:
    """Every state after the approval can be recalled, closed and transferred cases too."""
    machine = load_case_states()
    told = {state.code for state in machine.states} - {"draft", "not_applicable"}
    assert set(machine.find("recall").sources) == told


def test_states_carry_labels_and_stages() -> None:
    """The twelve states are named in both languages; a stage of the funnel has a name as well."""
    machine = load_case_states()
    assert len(machine.states) == 12
    assert [one.code for one in machine.states if not one.open] == [
        "observed_fixed", "closed_unfixed", "not_applicable", "transferred",
    ]  # fmt: skip
    assert [machine.stage_label(code, "en") for code in machine.stages] == [
        "Identified", "Contact found", "Reached", "Verified", "Answered", "Promised", "Observed fixed",
    ]  # fmt: skip
    assert len({machine.label(one.code, "ja") for one in machine.states}) == 12
    for condition in machine.conditions:
        assert machine.condition_label(condition, "ja") != machine.condition_label(condition, "en")


def test_every_condition_is_used() -> None:
    """A condition that no transition asks for would be a promise that nobody keeps."""
    machine = load_case_states()
    used = {condition for one in machine.transitions for condition in one.conditions}
    assert used == set(machine.conditions)


def test_unknown_names_are_refused() -> None:
    """A state or transition that does not exist is a KeyError and never an empty answer."""
    machine = load_case_states()
    with pytest.raises(KeyError):
        machine.allowed("nowhere")
    with pytest.raises(KeyError):
        machine.find("teleport")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("initial: draft", "initial: start", "no state is called start"),
        ("conditions: [observed_fixed],", "conditions: [has_answer],", "only an observation closes a case as fixed"),
        ("to: answered, capability: case.answer", "to: answerd, capability: case.answer", "no state is called answerd"),
        ("capability: recall.start", "capability: recall.begin", "no capability is called recall.begin"),
        ("conditions: [responsible_reached]", "conditions: [reached_him]", "no condition is called reached_him"),
        ("{id: withdraw,", "{id: approve,", "id appears twice"),
        ("to: transferred, capability", "to: closed_unfixed, capability", "transferred: no way leads to this state"),
        ("from: [approved], to: draft", "from: [], to: draft", "sources or a label are missing"),
        ("stage: promised", "stage: hoped", "no stage hoped"),
        ("{ja: 起票, en: Draft,", '{ja: "", en: Draft,', "a label lacks a language"),
        ("transitions:", "ways:", "transitions is missing"),
    ],
)
def test_a_fault_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    """A machine that leads nowhere, names what does not exist or closes cases on a word is refused."""
    text = (data_root() / "states.yaml").read_text("utf-8")
    assert old in text
    (tmp_path / "states.yaml").write_text(text.replace(old, new, 1), "utf-8")
    (tmp_path / "roles.yaml").write_bytes((data_root() / "roles.yaml").read_bytes())
    with pytest.raises(KnowledgeError, match=message):
        load_case_states(tmp_path)


def test_an_open_state_without_way_out_is_refused(tmp_path: Path) -> None:
    """A case can never be stuck in a state that still counts as work."""
    text = (data_root() / "states.yaml").read_text("utf-8")
    stuck = text.replace("  transferred: {ja:", "  waiting: {ja: 待機, en: Waiting, open: true}\n  transferred: {ja:")
    stuck += (
        "  - {id: wait, from: [draft], to: waiting, capability: case.assign, conditions: [], ja: 待機する, en: Wait}\n"
    )
    (tmp_path / "states.yaml").write_text(stuck, "utf-8")
    (tmp_path / "roles.yaml").write_bytes((data_root() / "roles.yaml").read_bytes())
    with pytest.raises(KnowledgeError, match="waiting: an open state that nothing leads out of"):
        load_case_states(tmp_path)
