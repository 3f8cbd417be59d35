"""Checks of identity, and what they open."""

import pytest

from campaign_world import make_case, make_world
from noroshi.records.models import Case
from noroshi.records.services import verify

pytestmark = pytest.mark.django_db


def test_details_open_only_after_the_person_and_the_device_are_checked() -> None:
    """That they checked us opens nothing; person and device together do; a later mismatch closes again."""
    world = make_world()
    scope, case = world.scope("officer", "case.contact"), make_case(world)

    def record(about: str, result: str = "genuine") -> bool:
        verify.record_verification(scope, case, about=about, by="callback", result=result, person="見本")
        return verify.details_open(case.verifications.all())

    assert not record("contact")
    assert not record("device")
    assert not record("respondent", "unknown")
    assert record("respondent")
    assert not record("device", "mismatch")


def test_the_first_genuine_check_of_a_person_dates_the_case() -> None:
    """The funnel's "verified" is the first time, and their check of us does not count."""
    world = make_world()
    scope, case = world.scope("officer", "case.contact"), make_case(world)
    rows = Case.objects.within(scope)
    verify.record_verification(scope, case, about="contact", by="switchboard", result="genuine")
    assert rows.get(pk=case.pk).verified_at is None
    verify.record_verification(scope, case, about="respondent", by="callback", result="genuine")
    first = rows.get(pk=case.pk).verified_at
    verify.record_verification(scope, case, about="respondent", by="visit", result="genuine")
    assert first is not None
    assert rows.get(pk=case.pk).verified_at == first
