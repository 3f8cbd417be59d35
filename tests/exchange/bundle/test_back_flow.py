"""What flows back counts and flags; it cannot name."""

import datetime as dt
from typing import Any, get_args, get_origin

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bundle_world import back_flow
from noroshi.exchange.bundle.back_flow import SEVERAL, TALLIED, BackFlow, Cell, FunnelStep, Tally, WrongFinding
from noroshi.exchange.bundle.terms import finding_key
from noroshi.knowledge.enumerations import load_enumerations


def _texts(kind: Any) -> list[tuple[str, Any]]:
    """Return every text field of a struct and of those in it."""
    found = []
    for field in msgspec.structs.fields(kind):
        inner = [field.type, *get_args(field.type)]
        for each in inner:
            if isinstance(each, type) and issubclass(each, msgspec.Struct):
                found += _texts(each)
        if str in inner or get_origin(field.type) is str:
            found.append((f"{kind.__name__}.{field.name}", field.type))
    return found


def test_no_text_is_free() -> None:
    """Every text of a back-flow is bound to a pattern that no name in Japanese fits, and most to a closed list."""
    texts = _texts(BackFlow)
    assert {name for name, _ in texts} == {
        "BackFlow.as_of",
        "Cell.code",
        "Tally.list_name",
        "WrongFinding.key",
        "WrongFinding.reason",
    }
    for name, kind in texts:
        (meta,) = [each for each in get_args(kind) if isinstance(each, msgspec.Meta)]
        assert meta.pattern, name


@given(name=st.text(min_size=1, max_size=40))
def test_a_name_does_not_fit_anywhere(name: str) -> None:
    """Whatever text is put into a back-flow, it is refused unless it is a code, a day or a finding's key."""
    lists = load_enumerations()
    known = {*TALLIED, *lists.codes("awareness"), *lists.codes("refutation_reason")}
    plain = msgspec.to_builtins(back_flow())
    for place in ("as_of", "list_name", "code", "key", "reason"):
        changed = msgspec.json.decode(msgspec.json.encode(plain))
        target = {
            "as_of": changed,
            "list_name": changed["tallies"][0],
            "code": changed["tallies"][0]["cells"][0],
            "key": changed["wrong"][0],
            "reason": changed["wrong"][0],
        }[place]
        target[place] = name
        try:
            msgspec.convert(changed, BackFlow)
        except msgspec.ValidationError:
            continue
        assert name in known or set(name) <= set("0123456789abcdef-")


@pytest.mark.parametrize(
    ("list_name", "base", "cells", "why"),
    [
        ("awareness", 10, {"aware": 7, "unaware": 2}, "add up"),
        ("awareness", 10, {"aware": 7, "unaware": 4}, "add up"),
        ("awareness", 10, {"aware": 11}, "larger"),
        ("awareness", 10, {"aware": 9, "unaware": 3, "partly": None}, "add up"),
        ("awareness", 1, {"(見本)": 1}, "no code"),
        ("organization_kind", 1, {"company": 1}, "do not flow back"),
        ("delay_reason", 3, {"R7_cost": 4}, "larger"),
    ],
)
def test_counts_that_cannot_be_are_refused(list_name: str, base: int, cells: dict[str, int | None], why: str) -> None:
    """Cells add up to their base, unless small ones are hidden or a case may have several."""
    with pytest.raises(ValueError, match=why):
        Tally(list_name=list_name, base=base, cells=tuple(Cell(code=c, count=n) for c, n in cells.items()))


def test_hidden_cells_and_several_reasons_are_allowed() -> None:
    """A hidden cell leaves the sum open, and reasons may be several to a case."""
    cells = (Cell(code="aware", count=8), Cell(code="unaware", count=None))
    assert Tally(list_name="awareness", base=10, cells=cells).base == 10
    reasons = (Cell(code="R7_cost", count=3), Cell(code="R3_forgotten", count=3))
    assert Tally(list_name="delay_reason", base=3, cells=reasons).cells == reasons
    assert set(TALLIED) >= SEVERAL


def test_a_funnel_only_narrows() -> None:
    """No later step counts more cases than the one before, and nothing is there twice."""
    with pytest.raises(ValueError, match="larger"):
        BackFlow(as_of="2026-12-24", funnel=(FunnelStep(step="reached", count=1), FunnelStep(step="answered", count=2)))
    with pytest.raises(ValueError, match="twice"):
        BackFlow(as_of="2026-12-24", funnel=(FunnelStep(step="reached", count=1), FunnelStep(step="reached", count=1)))
    flag = WrongFinding(key=finding_key("C-1", "192.0.2.1"), reason="decoy")
    with pytest.raises(ValueError, match="twice"):
        BackFlow(as_of="2026-12-24", wrong=(flag, flag))
    with pytest.raises(ValueError, match="no reason"):
        WrongFinding(key=flag.key, reason="because")


def test_a_key_names_a_finding_in_its_campaign_alone() -> None:
    """The same device has another key in another campaign, and the key says nothing about it."""
    assert finding_key("C-1", "192.0.2.1") != finding_key("C-2", "192.0.2.1")
    assert len(finding_key("C-1", "192.0.2.1")) == 16
    assert dt.date.fromisoformat(back_flow().as_of)
