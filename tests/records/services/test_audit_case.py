"""One case as it stood on a day: only what was recorded by then, on one A4, in both languages."""

import datetime as dt
import hashlib
from typing import Any, Literal

import pytest
from django.utils import timezone

from campaign_world import World, make_case, make_survey, make_world
from noroshi.records.models import Answer, Case, ContactAttempt, Decision, Document, Event, Reobservation
from noroshi.records.services import audit, transitions
from noroshi.records.services.audit_case import NoSuchCase, audit_case, find_case
from noroshi.records.services.audit_case_text import MOST_LINES, sections
from noroshi.render.plain_page import plain_page

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)


def at(days: int, hours: int = 0) -> dt.datetime:
    return NOW + dt.timedelta(days=days, hours=hours)


class Clock:
    """Stands in for the server's clock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = NOW
        monkeypatch.setattr(timezone, "now", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def case(world: World, clock: Clock) -> Case:
    """Return a case with one thing on each of five days."""
    clock.now = at(0)
    case = make_case(world, state="draft")
    finding = case.findings.get()
    opening = {
        "product": "fortinet-fortios",
        "version": "7.2.5",
        "verdict": "affected",
        "last_affected_at": at(0).isoformat(),
    }
    audit.changed(world.system, "finding.opened", finding, opening)
    Decision.objects.create(
        unit=world.unit, finding=finding, kind="confirmed", at=at(0, 1), by=world.people["analyst"], comment="確認"
    )
    clock.now = at(1)
    met = frozenset({"has_confirmed_finding", "second_person", "fresh"})
    transitions.apply(world.scope("approver", "finding.release"), case, "approve", met=met)
    clock.now = at(2)
    audit.read(world.scope("officer", "case.read"), case)
    audit.read(world.scope("officer", "case.read"), case)
    base: dict[str, Any] = {
        "unit": world.unit,
        "case": case,
        "key": "1",
        "at": at(2),
        "officer": world.people["officer"],
    }
    ContactAttempt.objects.create(**base, channel="phone", outcome="callback")
    clock.now = at(3)
    Document.objects.create(
        unit=world.unit, case=case, kind="letter", wording_version="w" * 64, content=b"x", media_type="text/plain",
        sha256=hashlib.sha256(b"x").hexdigest(), sent_at=at(3),
    )  # fmt: skip
    clock.now = at(4)
    Answer.objects.create(**base, response="planned", awareness="unaware")
    Reobservation.objects.create(
        unit=world.unit, finding=finding, survey=make_survey(world, "e" * 64), state="fixed_version",
        version_text="7.2.7", verdict="not_affected", observed_at=at(4), last_affected_at=at(0),
    )  # fmt: skip
    return case


def text_of(world: World, case: Case, days: int, language: Literal["ja", "en"] = "en") -> str:
    result = audit_case(world.system, case, timezone.localtime(at(days)).date())
    return "\n".join(line for part in sections(result, language) for line in (part.title, part.more, *part.lines))


@pytest.mark.parametrize(
    ("days", "there", "not_yet"),
    [
        (0, ["7.2.5", "Draft", "analyst-a"], ["approver-a", "officer-a", "SHA-256", "7.2.7", "Planned"]),
        (1, ["Approved", "approver-a"], ["officer-a", "SHA-256", "7.2.7"]),
        (2, ["officer-a", "2 times", "Will call back", "Telephone"], ["SHA-256", "Planned (with a date)"]),
        (3, [hashlib.sha256(b"x").hexdigest(), "w" * 16], ["7.2.7", "Planned (with a date)"]),
        (4, ["7.2.7", "A fixed version was seen", "Planned (with a date)", "Was not aware"], []),
    ],
)
def test_each_day_knows_what_was_recorded_by_its_end(
    world: World, case: Case, clock: Clock, days: int, there: list[str], not_yet: list[str]
) -> None:
    """Findings, decisions, states, contacts, documents, answers and readers appear on their day, never before."""
    clock.now = at(9)
    text = text_of(world, case, days)
    for word in there:
        assert word in text, word
    for word in not_yet:
        assert word not in text, word


def test_the_day_ends_at_midnight_in_japan(world: World, case: Case, clock: Clock) -> None:
    """What was done at 23:59 in Japan belongs to the day, what was done at 00:00 does not."""
    day = timezone.localtime(at(5)).date()
    midnight = timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))
    for moment in (midnight - dt.timedelta(seconds=30), midnight):
        clock.now = moment
        audit.read(world.scope("supervisor", "case.read"), case)
    clock.now = at(9)
    result = audit_case(world.system, case, day)
    assert [reader.times for reader in result.readers if "supervisor" in reader.name] == [1]


def test_a_clock_that_went_back_is_said(world: World, case: Case, clock: Clock) -> None:
    """The entries at which the server's clock had gone back stand under the clock."""
    clock.now = at(4, 1)
    audit.read(world.scope("officer", "case.read"), case)
    clock.now = at(4)
    late = audit.read(world.scope("officer", "case.read"), case)
    clock.now = at(9)
    assert audit_case(world.system, case, timezone.localtime(at(4)).date()).clock_back == [late.seq]
    assert f"went back: {late.seq}" in text_of(world, case, 4)


def test_a_case_is_found_by_its_number_and_only_inside_the_scope(world: World, case: Case, clock: Clock) -> None:
    """Hyphens do not matter; another compartment's case, no case, and a day before it was opened give the same."""
    clock.now = at(9)
    shown = f"{case.reference[:3]}-{case.reference[3:7]}-{case.reference[7:]}"
    assert find_case(world.system, shown) == case
    other = make_world("B")
    for scope, code in ((other.system, case.reference), (world.system, "0000000000"), (world.system, "x")):
        with pytest.raises(NoSuchCase):
            find_case(scope, code)
    with pytest.raises(NoSuchCase):
        audit_case(world.system, case, timezone.localtime(at(-1)).date())


@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_fits_on_one_a4(world: World, case: Case, clock: Clock, language: Literal["ja", "en"]) -> None:
    """However much was done, at most twelve lines a section; the newest stay, the rest is counted."""
    clock.now = at(4)
    for number in range(40):
        ContactAttempt.objects.create(
            unit=world.unit, case=case, key=f"k{number}", at=at(4), channel="phone", outcome="no_answer",
            officer=world.people["officer"],
        )  # fmt: skip
    result = audit_case(world.system, case, timezone.localtime(at(4)).date())
    parts = sections(result, language)
    assert max(len(part.lines) for part in parts) <= MOST_LINES
    assert sum(len(part.lines) + 2 for part in parts) < 70
    acts = parts[2]
    assert acts.more
    assert len(acts.lines) == MOST_LINES


def test_what_people_typed_is_text_on_the_page(world: World, case: Case, clock: Clock) -> None:
    """A script in a name is shown, not run."""
    clock.now = at(9)
    case.organization.name = "<script>alert(1)</script>"
    parts = sections(audit_case(world.system, case), "ja")
    page = plain_page("監査", [(part.title, part.lines) for part in parts], "ja")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert page.startswith("<!DOCTYPE html>")
    assert Event.chain.exists()
