"""Further parties and the consent to tell them."""

import datetime as dt

import pytest
from django.utils import timezone

from campaign_world import make_case, make_world
from noroshi.records.services import parties
from noroshi.records.services.refusals import Refused

pytestmark = pytest.mark.django_db


def test_a_party_may_be_told_only_with_consent_that_names_person_day_and_scope() -> None:
    """Without consent no; with it yes; withdrawn no again."""
    world = make_world()
    scope = world.scope("officer", "case.contact")
    party = parties.add_party(scope, make_case(world), role="maintenance_vendor", name="架空保守サービス株式会社")
    assert not parties.may_be_told(party)
    with pytest.raises(Refused, match="consent_incomplete"):
        parties.record_consent(scope, party, by="総務課 見本", on=timezone.localdate(), covers=" ")
    with pytest.raises(Refused, match="consent_in_future"):
        parties.record_consent(scope, party, by="見本", on=timezone.localdate() + dt.timedelta(days=1), covers="機器")
    told = parties.record_consent(scope, party, by="総務課 見本", on=timezone.localdate(), covers="機器の情報")
    assert parties.may_be_told(told)
    assert not parties.may_be_told(parties.withdraw_consent(scope, told))


def test_the_same_party_is_entered_once() -> None:
    """A repeated form gives the party that is there."""
    world = make_world()
    scope, case = world.scope("officer", "case.contact"), make_case(world)
    first = parties.add_party(scope, case, role="parent", name="架空ホールディングス株式会社")
    assert parties.add_party(scope, case, role="parent", name="架空ホールディングス株式会社") == first
    with pytest.raises(KeyError, match="stranger"):
        parties.add_party(scope, case, role="stranger", name="架空")
