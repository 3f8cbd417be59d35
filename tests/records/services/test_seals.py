"""A seal is the same for a row just made and for the same row read back, whatever its columns hold."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from campaign_world import World, make_case, make_survey, make_world
from noroshi.records.models import (
    Answer,
    Case,
    ContactAttempt,
    Decision,
    Document,
    MailFact,
    MailMessage,
    Reobservation,
    StateChange,
    Verification,
)
from noroshi.records.services.audit import canonical
from noroshi.records.services.seals import SEALED, columns_of, differing, is_sealed, model_of, seal

pytestmark = pytest.mark.django_db
MOMENT = dt.datetime(2026, 11, 24, 12, 34, 56, 789012, tzinfo=dt.timezone(dt.timedelta(hours=9)))


@pytest.fixture
def world() -> World:
    return make_world()


def rows(world: World) -> list[Any]:
    """Return one row of each sealed kind, with values as the desks and importers give them."""
    case = make_case(world)
    finding = case.findings.get()
    base: dict[str, Any] = {"unit": world.unit, "case": case, "at": MOMENT}
    on_finding: dict[str, Any] = {"unit": world.unit, "finding": finding}
    return [
        Answer.objects.create(
            **base, key="1", planned_on="2026-12-01", reasons=["b", "a"], other_devices=3, free_text="\u2028x"
        ),
        ContactAttempt.objects.create(
            **base,
            key="1",
            channel="phone",
            outcome="callback",
            officer=world.people["officer"],
            next_on=dt.date(2026, 12, 1),
            next_time="09:30",
            minutes="5",
        ),
        Decision.objects.create(**on_finding, kind="confirmed", at=MOMENT, label={"b": 0.1, "a": [1, None, True]}),
        Document.objects.create(
            unit=world.unit,
            case=case,
            kind="letter",
            wording_version="1",
            sha256="0" * 64,
            content=bytes(range(256)),
            media_type="text/plain",
        ),
        Reobservation.objects.create(
            **on_finding,
            survey=make_survey(world, "d" * 64),
            state="moved",
            last_affected_at=MOMENT,
            cves=[{"cve": "x"}],
        ),
        StateChange.objects.create(**base, transition="approve", source="draft", target="approved"),
        *_mail(world, case),
        Verification.objects.create(**base, by="callback", result="genuine"),
    ]


def _mail(world: World, case: Case) -> list[Any]:
    contact = case.organization.contacts.first()
    assert contact is not None
    columns: dict[str, Any] = {"subject": "x", "body": "x\n", "wording": "x", "sample": False, "key": "1"}
    addresses = {"envelope": "a@b.example", "sender": "a@b.example", "recipient": "a@b.example"}
    people: dict[str, Any] = {"drafted_by": world.people["officer"], "drafted_at": MOMENT}
    mail = MailMessage.objects.create(
        unit=world.unit, case=case, contact=contact, identifier="1", message_id="1", **columns, **addresses, **people
    )
    return [mail, MailFact.objects.create(unit=world.unit, mail=mail, kind="drafted", at=MOMENT)]


def test_a_row_just_made_and_read_back_give_the_same_seal(world: World) -> None:
    """Times in any zone, texts for days, numbers and lists, bytes: nothing differs after a reading."""
    made = rows(world)
    assert {row._meta.model_name for row in made} == SEALED.keys()
    for row in made:
        before = columns_of(row)
        again = type(row).objects.within(world.system).get(pk=row.pk)
        assert canonical(columns_of(again)) == canonical(before)
        assert differing(again, before) == []
        assert is_sealed(row)
        assert model_of(row._meta.model_name) is type(row)
        assert seal([row]) == {f"{row._meta.model_name}:{row.pk}": before}


def test_any_changed_column_is_named(world: World) -> None:
    """Each column of each sealed row differs by its name when its value is another one."""
    for row in rows(world):
        sealed = columns_of(row)
        for name, value in sealed.items():
            assert differing(row, {**sealed, name: f"{value}x"}) == [name]


def test_columns_that_may_still_change_are_left_out(world: World) -> None:
    """The day of sending and the office's number of a document are not sealed, nor is a column made later."""
    document = rows(world)[3]
    sealed = columns_of(document)
    document.sent_at, document.number = timezone.now(), "神サ第1号"
    assert differing(document, {**sealed, "made_later": 1}) == []


def test_other_rows_are_not_sealed(world: World) -> None:
    """A case may change; only what is written once is sealed."""
    assert not is_sealed(make_case(world))
    with pytest.raises(KeyError):
        model_of("case")
