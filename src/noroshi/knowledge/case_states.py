"""The life of a case, read from ``data/states.yaml``: states, and the ways between them with who and under what."""

from collections.abc import Iterable
from functools import cache
from importlib.resources.abc import Traversable
from typing import Final

import msgspec

from noroshi.knowledge.roles import load_roles
from noroshi.knowledge.rule_files import Label, convert, filled, mapping, part, read_document, require
from noroshi.knowledge.yaml_positions import Document

FILE: Final = "states.yaml"
SCHEMA: Final = "noroshi/states@1"
FIXED: Final = "observed_fixed"
"""State that only an observation can lead to, and the name of the condition that says so."""


class CaseState(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One state. ``open``: work is left to do. ``stage``: how far along the funnel, '' where it says nothing."""

    ja: str
    en: str
    open: bool
    stage: str = ""
    code: str = ""


class Transition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way from some states to another: who may take it and the conditions that must all hold."""

    id: str
    sources: tuple[str, ...] = msgspec.field(name="from")
    target: str = msgspec.field(name="to")
    capability: str
    conditions: tuple[str, ...]
    ja: str
    en: str


class CaseStates(msgspec.Struct, frozen=True):
    """The state machine of a case. An unknown code raises KeyError."""

    initial: str
    stages: dict[str, Label]
    by_code: dict[str, CaseState]
    conditions: dict[str, Label]
    transitions: tuple[Transition, ...]

    @property
    def states(self) -> tuple[CaseState, ...]:
        """All states, in the order of the file."""
        return tuple(self.by_code.values())

    def state(self, code: str) -> CaseState:
        """Return one state."""
        return self.by_code[code]

    def label(self, code: str, language: str) -> str:
        """Return what a state is called."""
        state = self.by_code[code]
        return Label(state.ja, state.en).text(language)

    def stage_label(self, code: str, language: str) -> str:
        """Return what a stage of the funnel is called."""
        return self.stages[code].text(language)

    def condition_label(self, code: str, language: str) -> str:
        """Return what a condition asks, as text."""
        return self.conditions[code].text(language)

    def allowed(self, state: str) -> tuple[Transition, ...]:
        """Return the transitions that start at ``state``; conditions and capability are the caller's to check."""
        if state not in self.by_code:
            raise KeyError(state)
        return tuple(transition for transition in self.transitions if state in transition.sources)

    def find(self, transition_id: str) -> Transition:
        """Return one transition."""
        for transition in self.transitions:
            if transition.id == transition_id:
                return transition
        raise KeyError(transition_id)


def load_case_states(root: Traversable | None = None) -> CaseStates:
    """Read ``states.yaml`` under ``root`` (default: the bundled pack, read once).

    Raises KnowledgeError naming the line where a state cannot be reached, an open state has no way out, an id appears
    twice, a name leads nowhere, or a case could be closed as fixed without an observation.
    """
    return _bundled() if root is None else _read(root)


@cache
def _bundled() -> CaseStates:
    return _read(None)


def _read(root: Traversable | None) -> CaseStates:
    document = read_document(FILE, SCHEMA, root)
    by_code = {
        code: msgspec.structs.replace(state, code=code)
        for code, state in mapping(document, ("states",), CaseState).items()
    }
    raw = part(document, "transitions", list[object])
    machine = CaseStates(
        initial=part(document, "initial", str),
        stages=mapping(document, ("stages",), Label),
        by_code=by_code,
        conditions=mapping(document, ("conditions",), Label),
        transitions=tuple(convert(document, ("transitions", i), item, Transition) for i, item in enumerate(raw)),
    )
    capabilities = load_roles(root).labels
    for index, transition in enumerate(machine.transitions):
        _check_transition(document, machine, index, capabilities)
        ids = [earlier.id for earlier in machine.transitions[:index]]
        require(document, ("transitions", index), transition.id not in ids, f"{transition.id}: id appears twice")
    _check_states(document, machine)
    return machine


def _check_states(document: Document, machine: CaseStates) -> None:
    require(document, ("initial",), machine.initial in machine.by_code, f"no state is called {machine.initial}")
    reached = _reachable(machine)
    for code, state in machine.by_code.items():
        where = ("states", code)
        require(document, where, filled(Label(state.ja, state.en)), f"{code}: a label lacks a language")
        require(document, where, code in reached, f"{code}: no way leads to this state")
        require(document, where, not state.stage or state.stage in machine.stages, f"{code}: no stage {state.stage}")
        left = any(code in transition.sources for transition in machine.transitions)
        require(document, where, left or not state.open, f"{code}: an open state that nothing leads out of")


def _reachable(machine: CaseStates) -> set[str]:
    reached: set[str] = set()
    ahead = [machine.initial]
    while ahead:
        code = ahead.pop()
        if code not in reached:
            reached.add(code)
            ahead += [transition.target for transition in machine.transitions if code in transition.sources]
    return reached


def _check_transition(document: Document, machine: CaseStates, index: int, capabilities: Iterable[str]) -> None:
    transition = machine.transitions[index]
    where = ("transitions", index)
    for state in (*transition.sources, transition.target):
        require(document, where, state in machine.by_code, f"{transition.id}: no state is called {state}")
    for condition in transition.conditions:
        known = condition in machine.conditions
        require(document, where, known, f"{transition.id}: no condition is called {condition}")
    known = transition.capability in capabilities
    require(document, where, known, f"{transition.id}: no capability is called {transition.capability}")
    label = Label(transition.ja, transition.en)
    require(document, where, transition.sources and filled(label), f"{transition.id}: sources or a label are missing")
    observed = transition.target != FIXED or FIXED in transition.conditions
    require(document, where, observed, f"{transition.id}: only an observation closes a case as fixed")
