"""Giving and taking a bundle inside one database: two units that share nothing but the file."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from campaign_world import World, make_campaign, make_case, make_finding, make_organization, make_world
from noroshi.exchange.bundle.errors import Replayed
from noroshi.exchange.bundle.keys import AgeKeys, generate_age_keys, generate_signing_key, private_file, public_line
from noroshi.exchange.bundle.leaving import BundleRefused
from noroshi.exchange.bundle.party import PartyKeys, public_file, read_public_file
from noroshi.exchange.bundle.slip import Slip
from noroshi.exchange.bundle.terms import finding_key
from noroshi.knowledge.ethics import load_ethics
from noroshi.records.hand_over import BundleHandOver
from noroshi.records.models import (
    Attachment,
    Campaign,
    Case,
    Contact,
    Event,
    Exclusion,
    Finding,
    Organization,
    Reobservation,
    Survey,
    Todo,
)
from noroshi.records.services import hand_over_bundle, take_bundle
from noroshi.records.services.refusals import Refused
from noroshi.records.services.take_cases import Frame

pytestmark = pytest.mark.django_db
FRAME = Frame(title_ja="見本", legal_basis="見本", ethics=frozenset(load_ethics()))


@dataclass
class Office:
    """A unit with keys."""

    world: World
    signing: bytes
    age: AgeKeys
    public: PartyKeys


def office(code: str) -> Office:
    """Return a new unit with its people and keys."""
    world, signing, age = make_world(code), generate_signing_key(), generate_age_keys()
    public = public_file(hand_over_bundle.party_of(world.unit), public_line(signing), age.recipient)
    return Office(world, private_file(signing), age, read_public_file(public, code))


@pytest.fixture
def vendor() -> Office:
    return office("V")


@pytest.fixture
def police() -> Office:
    return office("P")


def approved(giver: Office, campaign: Campaign, kind: str, to: Office, role: str) -> BundleHandOver:
    """Draft as the role's person and approve as the approver."""
    row = hand_over_bundle.draft(giver.world.scope(role, hand_over_bundle.DRAFTS[kind]), campaign, kind, to.public)
    return hand_over_bundle.approve(giver.world.scope("approver", "finding.release"), row)


def give(giver: Office, campaign: Campaign, to: Office, out: Path, kind: str = "cases", role: str = "analyst") -> Slip:
    """Give a bundle with everybody's consent."""
    row = approved(giver, campaign, kind, to, role)
    scope = giver.world.scope(role, hand_over_bundle.DRAFTS[kind])
    return hand_over_bundle.give(scope, row, giver.signing, out)


def take(taker: Office, giver: Office, file: Path, role: str = "supervisor", frame: Frame = FRAME) -> BundleHandOver:
    """Take a bundle over."""
    return take_bundle.take(
        taker.world.people[role],
        taker.world.unit,
        file,
        secrets=(taker.age.secret,),
        signer=giver.public.pinned,
        frame=frame,
    )


def taken_rows(taker: Office) -> list[int]:
    """Return how many rows of each kind the unit has."""
    kinds = (Campaign, Survey, Case, Finding, Organization, Contact, BundleHandOver, Attachment, Reobservation, Todo)
    return [kind.objects.within(taker.world.system).count() for kind in kinds]


def test_cases_arrive_with_own_numbers_and_contacts_to_be_confirmed(
    vendor: Office, police: Office, tmp_path: Path
) -> None:
    """Same devices and evidence, new reference numbers, every contact unconfirmed, nothing released here."""
    case = make_case(vendor.world, findings=2)
    slip = give(vendor, case.campaign, police, tmp_path / "b.age")
    row = take(police, vendor, tmp_path / "b.age")
    inside = police.world.system
    theirs = Case.objects.within(inside).get()
    assert theirs.reference != case.reference
    assert theirs.state == "draft"
    assert theirs.due_on is not None
    assert theirs.urgency == case.urgency
    contact = Contact.objects.within(inside).get()
    assert (contact.main, contact.confirmed_at, contact.looked_up_by) == (True, None, None)
    findings = list(Finding.objects.within(inside))
    assert {each.decision for each in findings} == {"confirmed"}
    assert not any(each.released_at for each in findings)
    assert row.bins == {"case": 2, "known": 0}
    assert row.digest == slip.digest
    assert theirs.campaign.balance["devices"] == 2


def test_every_finding_is_handed_over_or_stays_for_a_reason(vendor: Office, police: Office) -> None:
    """Pending, stale, excluded, suspected intrusion, another prefecture: each is counted, none is in the bundle."""
    world, campaign = vendor.world, make_campaign(vendor.world, "KNG-7")
    good = make_case(world, campaign)
    make_finding(world, campaign, make_organization(world))
    old = timezone.now() - dt.timedelta(days=40)
    make_case(world, campaign).findings.update(last_affected_at=old)
    make_case(world, campaign).findings.update(site_pref="静岡県")
    Case.objects.within(world.system).filter(pk=make_case(world, campaign).pk).update(intrusion_suspected=True)
    excluded = make_case(world, campaign).organization
    Exclusion.objects.create(
        unit=world.unit,
        corporate_number=excluded.corporate_number,
        name=excluded.name,
        reason="request",
        until=timezone.localdate(),
    )
    row = hand_over_bundle.draft(world.scope("analyst", "finding.decide"), campaign, "cases", police.public)
    assert row.bins == {"elsewhere": 1, "excluded": 1, "handed_over": 1, "intrusion": 1, "pending": 1, "stale": 1}
    assert row.keys == [finding_key("KNG-7", each.device) for each in good.findings.all()]


def test_terms_that_nobody_has_read_keep_everything_at_home(vendor: Office, police: Office) -> None:
    """The input is named, and no draft is kept."""
    case = make_case(vendor.world)
    survey = case.campaign.survey
    survey.sources = [survey.sources[0] | {"may_hand_over": "unknown"}]
    survey.save()
    scope = vendor.world.scope("analyst", "finding.decide")
    with pytest.raises(BundleRefused, match=r"shodan\.jsonl"):
        hand_over_bundle.draft(scope, Campaign.objects.within(scope).get(), "cases", police.public)
    assert not BundleHandOver.objects.within(scope).exists()


def test_the_drafter_cannot_approve_and_a_changed_draft_is_worth_nothing(
    vendor: Office, police: Office, tmp_path: Path
) -> None:
    """Four eyes on exactly these contents: a finding that changed after the approval stops the file."""
    case = make_case(vendor.world)
    scope = vendor.world.scope("analyst", "finding.decide")
    row = hand_over_bundle.draft(scope, case.campaign, "cases", police.public)
    with pytest.raises(Refused, match="bundle_same_person"):
        hand_over_bundle.approve(scope, row)
    with pytest.raises(Refused, match="bundle_needs_approved"):
        hand_over_bundle.give(scope, row, vendor.signing, tmp_path / "b.age")
    hand_over_bundle.approve(vendor.world.scope("approver", "finding.release"), row)
    case.findings.update(version_text="7.2.6")
    with pytest.raises(Refused, match="bundle_changed"):
        hand_over_bundle.give(scope, row, vendor.signing, tmp_path / "b.age")
    assert not (tmp_path / "b.age").exists()
    hand_over_bundle.discard(scope, row, "改めて起案する")
    said = Event.chain.filter(action__startswith="hand_over.").order_by("seq").values_list("action", flat=True)
    assert list(said) == ["hand_over.drafted", "hand_over.approved", "hand_over.discarded"]


def test_a_second_bundle_holds_only_what_is_new_and_joins_the_campaign(
    vendor: Office, police: Office, tmp_path: Path
) -> None:
    """Numbered two, following the first; the first again is a replay; its contents are not in the second."""
    case = make_case(vendor.world)
    give(vendor, case.campaign, police, tmp_path / "1.age")
    with pytest.raises(Refused, match="bundle_nothing"):
        hand_over_bundle.draft(vendor.world.scope("analyst", "finding.decide"), case.campaign, "cases", police.public)
    make_case(vendor.world, case.campaign)
    assert give(vendor, case.campaign, police, tmp_path / "2.age").sequence == 2
    take(police, vendor, tmp_path / "1.age")
    take(police, vendor, tmp_path / "2.age", frame=Frame())
    assert Campaign.objects.within(police.world.system).count() == 1
    assert Case.objects.within(police.world.system).count() == 2
    before = taken_rows(police)
    with pytest.raises(Replayed):
        take(police, vendor, tmp_path / "1.age")
    assert taken_rows(police) == before


def test_what_stands_against_a_contact_here_stands_against_the_bundle_too(
    vendor: Office, police: Office, tmp_path: Path
) -> None:
    """An excluded organisation and one with an open case elsewhere get no case; both are counted and named."""
    campaign = make_campaign(vendor.world, "KNG-8")
    first, second, third = (make_case(vendor.world, campaign).organization for _ in range(3))
    Exclusion.objects.create(
        unit=police.world.unit,
        corporate_number=first.corporate_number,
        name=first.name,
        reason="request",
        until=timezone.localdate(),
    )
    there = make_case(police.world).organization
    Organization.objects.within(police.world.system).filter(pk=there.pk).update(
        corporate_number=second.corporate_number
    )
    give(vendor, campaign, police, tmp_path / "b.age")
    row = take(police, vendor, tmp_path / "b.age")
    assert row.bins == {"case": 1, "earlier_campaign": 1, "excluded": 1, "known": 0}
    taken = Case.objects.within(police.world.system).get(campaign=row.campaign)
    assert taken.organization.corporate_number == third.corporate_number
    held = {each["name"] for each in taken.campaign.balance["held_back"]}
    assert held == {first.name, there.name}


@pytest.mark.parametrize("fault", ["frame", "code", "length"])
def test_contents_that_cannot_be_taken_over_leave_nothing(
    vendor: Office, police: Office, tmp_path: Path, fault: str
) -> None:
    """A missing legal basis, a code of an own campaign, a text beyond its column in the last case: all or nothing."""
    campaign = make_campaign(vendor.world, "KNG-9")
    for _ in range(3):
        last = make_case(vendor.world, campaign)
    if fault == "length":
        if connection.vendor == "postgresql":
            pytest.skip("this database holds no text beyond its column, so that nobody could give one")
        last.findings.update(version_text="7" * 300, model="m" * 101)
    if fault == "code":
        make_campaign(police.world, "KNG-9")
    give(vendor, campaign, police, tmp_path / "b.age")
    before = taken_rows(police)
    with pytest.raises(Refused):
        take(police, vendor, tmp_path / "b.age", frame=Frame() if fault == "frame" else FRAME)
    assert taken_rows(police) == before


def test_device_states_close_what_was_seen_fixed(vendor: Office, police: Office, tmp_path: Path) -> None:
    """States are joined by key: a fixed device is observed fixed here, and the attachment counts it."""
    case = make_case(vendor.world)
    give(vendor, case.campaign, police, tmp_path / "1.age")
    taken = take(police, vendor, tmp_path / "1.age")
    survey = Survey.objects.create(
        unit=vendor.world.unit,
        name="later",
        digest="e" * 64,
        as_of=timezone.localdate(),
        sources=case.campaign.survey.sources,
        synthetic=True,
    )
    now = timezone.now()
    Attachment.objects.create(unit=vendor.world.unit, campaign=case.campaign, survey=survey)
    for finding in case.findings.all():
        Reobservation.objects.create(
            unit=vendor.world.unit,
            finding=finding,
            survey=survey,
            state="fixed_version",
            observed_at=now,
            last_affected_at=finding.last_affected_at,
        )
    give(vendor, case.campaign, police, tmp_path / "2.age", kind="device_states")
    Case.objects.within(police.world.system).filter(campaign=taken.campaign).update(state="in_remediation")
    row = take(police, vendor, tmp_path / "2.age", role="analyst")
    assert row.bins == {"fixed_version": 1}
    assert Case.objects.within(police.world.system).get().state == "observed_fixed"
    assert Attachment.objects.within(police.world.system).get().states == {"fixed_version": 1}
