"""Merging: one device with two findings, one organisation with two cases."""

import pytest
from django.utils import timezone

from campaign_world import World, make_campaign, make_case, make_finding, make_world
from noroshi.records.models import Case, Contact, ContactAttempt, Decision, Document, Finding
from noroshi.records.scope import Scope
from noroshi.records.services import decide_finding as decide
from noroshi.records.services.merge_findings import merge_device, merge_organizations
from noroshi.records.services.refusals import Refused
from noroshi.records.services.release_gate import readiness

pytestmark = pytest.mark.django_db


def scope_of(world: World) -> Scope:
    """Return the analyst's scope."""
    return world.scope("analyst", "finding.decide")


def two_cases(world: World) -> tuple[Case, Case]:
    """Make two draft cases of one campaign."""
    campaign = make_campaign(world)
    return make_case(world, campaign, state="draft"), make_case(world, campaign, state="draft")


def test_one_device_stands_for_both_findings() -> None:
    """The merged finding names the other; its case has nothing left and is dropped; reopening undoes it."""
    world = make_world()
    first, second = two_cases(world)
    finding, into = first.findings.get(), second.findings.get()
    row = merge_device(scope_of(world), finding, 1, into, "同じ証明書")
    assert (row.decision, row.merged_into_id) == ("merged", into.pk)
    first.refresh_from_db(from_queryset=Case.objects.within(world.system))
    assert first.state == "not_applicable"
    back = decide.reopen(scope_of(world), row, 2, "別の機器だった")
    assert (back.decision, back.merged_into_id) == ("pending", None)


def test_a_finding_is_not_merged_into_itself_another_campaign_or_a_refuted_one() -> None:
    """Each of the three is refused and changes nothing."""
    world = make_world()
    first, second = two_cases(world)
    finding, refuted = first.findings.get(), second.findings.get()
    elsewhere = make_finding(world, make_campaign(world, "KNG-9"), None)
    scope = scope_of(world)
    decide.refute(scope, refuted, 1, "decoy")
    for into, key in ((finding, "merge_other"), (elsewhere, "merge_other"), (refuted, "merge_not_standing")):
        with pytest.raises(Refused, match=key):
            merge_device(scope, finding, 1, into)
    assert Finding.objects.within(world.system).get(pk=finding.pk).decision == "confirmed"


def test_one_organisation_keeps_one_case_with_all_findings_and_contacts() -> None:
    """Findings and contacts move, the emptied case is dropped, and each finding's history says so."""
    world = make_world()
    first, second = two_cases(world)
    moved = first.findings.get()
    result = merge_organizations(scope_of(world), first, second, "合併後の同じ法人")
    assert result.pk == second.pk
    assert set(second.findings.values_list("pk", flat=True)) >= {moved.pk}
    assert second.findings.count() == 2
    row = Finding.objects.within(world.system).get(pk=moved.pk)
    assert (row.organization_id, row.row_version) == (second.organization_id, 2)
    assert Case.objects.within(world.system).get(pk=first.pk).state == "not_applicable"
    assert Contact.objects.within(world.system).filter(organization=second.organization_id).count() == 2
    assert Decision.objects.within(world.system).get(finding=moved).kind == "merge"


def test_what_was_released_is_released_anew_by_somebody_else() -> None:
    """A moved finding waits for a second person, who is not the one that moved it."""
    world = make_world()
    campaign = make_campaign(world)
    first, second = (make_case(world, campaign, state="handed_over") for _ in range(2))
    moved = first.findings.get()
    merge_organizations(scope_of(world), first, second, "合併後の同じ法人")
    row = Finding.objects.within(world.system).get(pk=moved.pk)
    assert (row.released_at, row.released_by_id, row.decided_by) == (None, None, world.people["analyst"])
    own = Scope(frozenset({world.unit.pk}), "finding.release", world.people["analyst"].pk)
    today = timezone.localdate()
    assert [each.blocks for each in readiness(own, campaign, today)] == [("same_person",)]
    assert [each.blocks for each in readiness(world.scope("approver", "finding.release"), campaign, today)] == [()]


def test_nobody_is_merged_after_a_letter() -> None:
    """A posted letter counts as contact."""
    world = make_world()
    first, second = two_cases(world)
    Document.objects.create(
        unit=world.unit, case=first, kind="first_letter", wording_version="1", sha256="0" * 64, content=b"x",
        media_type="application/pdf", sent_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(Refused, match="merge_after_contact"):
        merge_organizations(scope_of(world), first, second, "合併後の同じ法人")


def test_nobody_is_merged_after_contact_or_without_words() -> None:
    """Once somebody was called, two organisations expect an answer: a person has to talk to both."""
    world = make_world()
    first, second = two_cases(world)
    with pytest.raises(Refused, match="comment_missing"):
        merge_organizations(scope_of(world), first, second, " ")
    ContactAttempt.objects.create(
        unit=world.unit,
        case=first,
        channel="phone",
        outcome="no_answer",
        at=first.opened_at,
        key="1",
        officer=world.people["officer"],
    )
    with pytest.raises(Refused, match="merge_after_contact"):
        merge_organizations(scope_of(world), first, second, "同じ法人")
    assert first.findings.count() == 1
