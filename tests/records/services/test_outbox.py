"""The outbox: who may draft and release what, and what no first mail ever says."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from campaign_world import World, make_world
from disposal_world import disposed
from mail_world import SENDER, approved_mail, draft_mail, mail_contact, make_mail_case, sign_profile
from noroshi.knowledge.words import load_words
from noroshi.mail.office import Office
from noroshi.notify.reference_number import format as format_reference
from noroshi.records.models import Case, Document, Event, Exclusion, Finding, MailFact, MailMessage
from noroshi.records.services import outbox, retention, transitions
from noroshi.records.services.audit_verify import verify
from noroshi.records.services.mail_facts import record
from noroshi.records.services.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_a_first_mail_says_who_why_how_to_verify_and_whom_to_call(world: World) -> None:
    """Reference number, purpose, verification and call-back stand in it, in the language asked for."""
    case = make_mail_case(world)
    mail = draft_mail(world, case)
    assert format_reference(case.reference) in mail.subject
    for part in (
        format_reference(case.reference),
        "情報提供・注意喚起",
        "代表電話番号",
        "折返し",
        "任意",
        case.organization.name,
    ):
        assert part in mail.body
    assert (mail.recipient, mail.state) == ("info@architects.example", "drafted")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_technical_word_leaves_in_the_first_mail(world: World, language: Any) -> None:
    """No product, vendor, address, port, version or CVE of the case's devices, nor a link."""
    case = make_mail_case(world)
    mail = outbox.draft(world.scope("officer", "case.contact"), case, mail_contact(case), key="1", language=language)
    text = (mail.subject + mail.body).lower()
    for finding in Finding.objects.within(world.system).filter(case=case):
        words = [finding.product, finding.vendor, finding.version_text, *finding.ips, *(c["cve"] for c in finding.cves)]
        for word in [*words, "fortios", "vpn", "cve-", "http", "443", "脆弱"]:
            assert word.lower() not in text


def test_a_mail_without_a_signed_profile_is_a_sample(world: World, settings: Any) -> None:
    """見本 stands in subject and text until the agency has signed its profile and no demonstration runs."""
    assert draft_mail(world).subject.startswith("【見本】")
    sign_profile(world)
    assert draft_mail(world).sample, "a demonstration stays one"
    settings.DEMO = False
    real = draft_mail(world)
    assert not real.sample
    assert "【見本】" not in real.subject
    assert "見本です" not in real.body


def test_an_address_that_was_entered_twice_gets_one_mail(world: World) -> None:
    """A second contact with the same address is refused as well, whatever its capitals."""
    case = make_mail_case(world)
    draft_mail(world, case)
    twin = mail_contact(case)
    twin.pk, twin.value = None, twin.value.replace("architects.example", "ARCHITECTS.example")
    twin.save(force_insert=True)
    with pytest.raises(Refused, match="mail_already"):
        outbox.draft(world.scope("officer", "case.contact"), case, twin, key="2")


def test_a_form_sent_twice_drafts_one_mail(world: World) -> None:
    """The same key is the same mail; another one to the same address is refused while the first is under way."""
    case = make_mail_case(world)
    one = draft_mail(world, case)
    assert draft_mail(world, case).pk == one.pk
    with pytest.raises(Refused, match="mail_already"):
        draft_mail(world, case, key="2")
    outbox.withdraw(world.scope("officer", "case.contact"), one)
    assert draft_mail(world, case, key="2").pk != one.pk


def _exclude(world: World, case: Case) -> None:
    until = timezone.localdate() + dt.timedelta(days=5)
    number = case.organization.corporate_number
    Exclusion.objects.create(
        unit=world.unit, corporate_number=number, name=case.organization.name, reason="ongoing_case", until=until
    )


def _stale(_world: World, case: Case) -> None:
    case.last_affected_at = timezone.now() - dt.timedelta(days=60)
    case.save()


def _unrelease(world: World, case: Case) -> None:
    Finding.objects.within(world.system).filter(case=case).update(released_at=None)


def _draft_again(_world: World, case: Case) -> None:
    case.state = "draft"
    case.save()


def _suspect(_world: World, case: Case) -> None:
    case.intrusion_suspected = True
    case.save()


def _contact(**values: Any) -> Any:
    def change(_world: World, case: Case) -> None:
        contact = mail_contact(case)
        for name, value in values.items():
            setattr(contact, name, value)
        contact.save()

    return change


BLOCKS = {
    "excluded": _exclude,
    "stale": _stale,
    "not_released": _unrelease,
    "not_in_contact": _draft_again,
    "intrusion": _suspect,
    "contact_unconfirmed": _contact(confirmed_at=None, confirmed_by=None),
    "contact_unusable": _contact(state="bounced"),
    "address": _contact(value="not an address"),
}


@pytest.mark.parametrize("block", BLOCKS)
def test_nothing_is_drafted_or_released_past_a_block(world: World, block: str) -> None:
    """Excluded, stale, unreleased, suspected, unconfirmed: refused with its own sentence, at draft and at release."""
    fresh = make_mail_case(world)
    BLOCKS[block](world, fresh)
    with pytest.raises(Refused, match=f"mail_blocked_{block}"):
        draft_mail(world, fresh)
    case = make_mail_case(world)
    mail = draft_mail(world, case)
    BLOCKS[block](world, Case.objects.within(world.system).get(pk=case.pk))
    with pytest.raises(Refused, match=f"mail_blocked_{block}"):
        outbox.approve(world.scope("approver", "decision.approve"), mail)
    assert {each.state for each in MailMessage.objects.within(world.system)} == {"drafted"}
    for language in ("ja", "en"):
        assert load_words().text(f"desk_refused.mail_blocked_{block}", language)


def test_the_telephone_or_another_organisation_gets_no_mail(world: World) -> None:
    """The contact is a mail address of the case's own organisation."""
    case, other = make_mail_case(world), make_mail_case(world)
    for contact in (case.organization.contacts.get(kind="phone"), mail_contact(other)):
        with pytest.raises(Refused, match="mail_blocked_contact_other"):
            outbox.draft(world.scope("officer", "case.contact"), case, contact, key="1")


def test_nobody_releases_an_own_draft(world: World) -> None:
    """The drafter is refused, whatever roles they hold; a program is no person."""
    mail = draft_mail(world)
    with pytest.raises(Refused, match="mail_same_person"):
        outbox.approve(world.scope("officer", "case.contact"), mail)
    with pytest.raises(Refused, match="mail_same_person"):
        outbox.approve(world.system, mail)
    assert outbox.approve(world.scope("approver", "decision.approve"), mail).state == "approved"


def test_a_mail_goes_only_where_it_was_drafted_to(world: World, settings: Any) -> None:
    """An address or a sender that changed after the draft needs a new draft."""
    case = make_mail_case(world)
    mail = draft_mail(world, case)
    contact = mail_contact(case)
    contact.value = "other@architects.example"
    contact.save()
    with pytest.raises(Refused, match="mail_contact_changed"):
        outbox.approve(world.scope("approver", "decision.approve"), mail)
    another = draft_mail(world)
    settings.MAIL = Office(sender=SENDER)
    with pytest.raises(Refused, match="mail_sender_changed"):
        outbox.approve(world.scope("approver", "decision.approve"), another)


def test_a_draft_is_sent_back_with_a_reason(world: World) -> None:
    """Without a reason nothing happens; a mail that was sent back cannot be released."""
    approver = world.scope("approver", "decision.approve")
    mail = draft_mail(world)
    with pytest.raises(Refused, match="mail_reason"):
        outbox.send_back(approver, mail, "  ")
    assert outbox.send_back(approver, mail, "宛先を代表アドレスに").state == "returned"
    with pytest.raises(Refused, match="mail_state"):
        outbox.approve(approver, mail)


def test_every_fact_is_in_the_record_and_sealed(world: World) -> None:
    """Draft and release stand in the audit record with their authors, and the record verifies."""
    mail = approved_mail(world)
    kinds = list(MailFact.objects.within(world.system).filter(mail=mail).values_list("kind", "by__username"))
    assert kinds == [("drafted", "officer-a"), ("approved", "approver-a")]
    assert Event.chain.filter(action__startswith="mail.").count() == 2
    MailMessage.objects.within(world.system).filter(pk=mail.pk).update(recipient="thief@evil.example")
    assert not verify().sound


def test_only_a_first_stage_document_is_attached(world: World) -> None:
    """A technical annex cannot ride along."""
    case = make_mail_case(world)
    columns = {
        "unit": world.unit,
        "wording_version": "x",
        "sha256": "x",
        "content": b"%PDF-",
        "media_type": "application/pdf",
    }
    annex = Document.objects.create(case=case, kind="annex", **columns)
    scope = world.scope("officer", "case.contact")
    with pytest.raises(Refused, match="mail_attachment"):
        outbox.draft(scope, case, mail_contact(case), key="1", attachment=annex)
    letter = Document.objects.create(case=case, kind="first_letter", **columns)
    mail = outbox.draft(scope, case, mail_contact(case), key="1", attachment=letter)
    assert mail.attachment == letter


def test_a_disposal_empties_the_mails_of_a_case(world: World) -> None:
    """Address, subject, text and the words of relays are gone; states and codes stay; the record is sound."""
    case = make_mail_case(world)
    case.state = "draft"
    case.save()
    met = frozenset({"has_confirmed_finding", "second_person", "fresh", "terms_allow", "reason_given"})
    for step in ("approve", "hand_over"):
        case = transitions.apply(world.system, case, step, met=met)
    mail = approved_mail(world, case)
    record(world.system, mail, "handing")
    record(world.system, mail, "deferred", status="450", text=f"no {mail.recipient}")
    transitions.apply(world.system, case, "close_unfixed", reason="x", met=met)
    retention.set_retention(world.system, case.campaign, 12)
    Case.objects.within(world.system).update(closed_at=timezone.now() - dt.timedelta(days=400))
    case.refresh_from_db()
    disposed(world, case)
    row = MailMessage.objects.within(world.system).get()
    assert (row.recipient, row.subject, row.body, row.state) == ("", "", "", "deferred")
    assert not MailFact.objects.within(world.system).exclude(text="").exists()
    assert verify().sound, verify().faults
