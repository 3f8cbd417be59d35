"""The database itself refuses to change what is only ever added."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from campaign_world import World, make_case, make_world
from noroshi.records import append_only
from noroshi.records.models import Answer, Case, ContactAttempt, Decision, Verification

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def rows(world: World, case: Case) -> list[tuple[models.Model, dict[str, Any], dict[str, Any]]]:
    """Return rows with a change that is refused and the emptying that a disposal does."""
    now = timezone.now()
    base = {"unit": world.unit, "case": case, "at": now}
    officer = world.people["officer"]
    return [
        (
            Answer.objects.create(**base, key="1", respondent="架空", free_text="x", response="planned"),
            {"response": "done"},
            {"respondent": "", "free_text": ""},
        ),
        (
            ContactAttempt.objects.create(
                **base, key="1", channel="phone", officer=officer, outcome="callback", note="x"
            ),
            {"note": "y"},
            {"note": ""},
        ),
        (
            Verification.objects.create(**base, by="callback", result="genuine", person="架空"),
            {"result": "unknown"},
            {"person": ""},
        ),
        (
            Decision.objects.create(
                unit=world.unit,
                finding=case.findings.first(),
                kind="confirm",
                comment="x",
                at=now,
                label={"right": True},
            ),
            {"kind": "refute"},
            {"comment": "", "label": {}},
        ),
    ]


def test_a_change_is_refused_and_an_emptying_is_not(world: World) -> None:
    """No column of an append-only row can change; a personal one can become empty, alone."""
    for row, change, emptying in rows(world, make_case(world)):
        same = type(row).objects.within(world.system).filter(pk=row.pk)  # type: ignore[attr-defined]
        for refused in (change, {**emptying, **change}):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                same.update(**refused)
        assert same.update(**emptying) == 1


def test_setting_the_triggers_again_changes_nothing() -> None:
    """Every append-only table has its trigger after the migrations, and setting them twice is harmless."""
    assert append_only.missing_triggers(connection) == []
    append_only.ensure_triggers(connection)
    assert append_only.missing_triggers(connection) == []


def test_a_missing_trigger_is_named_and_set_again() -> None:
    """A trigger that somebody removed is missed by name."""
    names = [name for table, name in append_only._existing(connection) if table == "records_answer"]
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else " ON records_answer"
        for name in names:
            cursor.execute(f"DROP TRIGGER {name}{on}")
    assert append_only.missing_triggers(connection) == ["records_answer"]
    append_only.ensure_triggers(connection)
    assert append_only.missing_triggers(connection) == []
