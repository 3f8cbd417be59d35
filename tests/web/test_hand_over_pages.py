"""The approver's pages of a hand-over."""

from pathlib import Path

import pytest
from django.test import Client

from campaign_world import make_case, make_world
from noroshi.exchange.bundle.keys import generate_age_keys, generate_signing_key, private_file, public_line
from noroshi.exchange.bundle.party import public_file, read_public_file
from noroshi.records.hand_over import BundleHandOver
from noroshi.records.services import hand_over_bundle

pytestmark = pytest.mark.django_db


def test_the_approver_sees_what_leaves_approves_it_and_has_the_slip(client: Client, tmp_path: Path) -> None:
    """Before the approval no slip; afterwards the file can be written and the slip downloaded."""
    world, signing = make_world(), generate_signing_key()
    case = make_case(world)
    receiver = read_public_file(
        public_file("のろし東県警察(架空)", public_line(generate_signing_key()), generate_age_keys().recipient), "x"
    )
    scope = world.scope("analyst", "finding.decide")
    row = hand_over_bundle.draft(scope, case.campaign, "cases", receiver)
    client.force_login(world.people["approver"])
    assert f"/hand-overs/{row.pk}/" in client.get("/hand-overs/").content.decode()
    page = client.get(f"/hand-overs/{row.pk}/").content.decode()
    assert case.organization.name in page
    assert "のろし東県警察(架空)" in page
    assert client.get(f"/hand-overs/{row.pk}/slip/").status_code == 404
    assert client.post(f"/hand-overs/{row.pk}/", {"approve": "1"}).status_code == 302
    hand_over_bundle.give(scope, row, private_file(signing), tmp_path / "b.age")
    assert client.get(f"/hand-overs/{row.pk}/slip/").content.startswith(b"%PDF")


def test_a_draft_that_changed_is_not_approved_and_can_be_discarded(client: Client) -> None:
    """The page says what happened; discarding needs a reason."""
    world = make_world()
    case = make_case(world)
    receiver = read_public_file(
        public_file("のろし東県警察(架空)", public_line(generate_signing_key()), generate_age_keys().recipient), "x"
    )
    row = hand_over_bundle.draft(world.scope("analyst", "finding.decide"), case.campaign, "cases", receiver)
    case.findings.update(version_text="7.2.6")
    client.force_login(world.people["approver"])
    said = client.post(f"/hand-overs/{row.pk}/", {"approve": "1"})
    assert "起案の後に変わりました" in said.content.decode()
    assert client.post(f"/hand-overs/{row.pk}/", {"discard": "1", "reason": ""}).status_code == 200
    assert client.post(f"/hand-overs/{row.pk}/", {"discard": "1", "reason": "改めて起案"}).status_code == 302
    assert BundleHandOver.objects.within(world.system).get().state == "discarded"
