"""Documents of a case: what they need, what is kept of them, and that they were sent."""

import datetime as dt
import hashlib
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign_world import World, make_campaign, make_case, make_world
from noroshi.records.models import Case, Contact, Document, Event, Exclusion, PrintRun, Survey
from noroshi.records.scope import Scope
from noroshi.records.services import print_runs
from noroshi.records.services.case_documents import OFFERED, case_facts, missing
from noroshi.records.services.document_facts import postal_lines
from noroshi.records.services.make_document import make_document, mark_sent
from noroshi.records.services.print_runs import make_run, mark_posted, plan
from noroshi.records.services.refusals import Refused
from noroshi.records.services.verify import record_verification
from noroshi.render.typst_pdf import Rendered, render_pdf
from pdf_text import page_texts

pytestmark = pytest.mark.django_db


def scope_of(world: World) -> Scope:
    """Return the officer's scope for contacting."""
    return world.scope("officer", "case.contact")


def addressed(world: World, case: Case) -> Case:
    """Give the organisation a postal address that a person looked up."""
    Contact.objects.create(
        unit=world.unit,
        organization=case.organization,
        kind="postal",
        value="〒000-0000 のろし県架空市見本町1-2-3 見本ビル5階",
        looked_up_on=timezone.localdate(),
    )
    return case


def verified(world: World, case: Case) -> Case:
    """Record the responsible person and that the device is theirs."""
    for about in ("respondent", "device"):
        record_verification(scope_of(world), case, about=about, by="callback", result="genuine", person="架空 太郎")
    return case


def allow_printing(world: World, answer: str = "yes") -> None:
    """Set what the source's terms say of printing."""
    for survey in Survey.objects.within(world.system):
        survey.sources = [{**source, "may_print": answer} for source in survey.sources]
        survey.save(update_fields=["sources"])


def make(world: World, case: Case, kind: str, language: str = "ja") -> Document:
    """Make a document as the unit's officer."""
    return make_document(scope_of(world), case, kind, world.people["officer"], language)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("kind", OFFERED)
def test_every_kind_is_made_of_a_case_that_supports_it(kind: str, language: str) -> None:
    """The PDF is kept with its hash, the wording, a code of its own, and an entry of the chain."""
    world = make_world()
    case = verified(world, addressed(world, make_case(world)))
    allow_printing(world)
    row = make(world, case, kind, language)
    kept = Document.objects.within(world.system).get(pk=row.pk)
    assert bytes(kept.content).startswith(b"%PDF-")
    assert hashlib.sha256(bytes(kept.content)).hexdigest() == kept.sha256
    assert (kept.kind, kept.language, kept.to, len(kept.wording_version)) == (
        kind,
        language,
        case.organization.name,
        64,
    )
    assert Event.objects.within(world.system).filter(action="document.made", subject=f"document:{kept.pk}").exists()


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("first_letter", "address"),
        ("device_annex", "identity"),
        ("owner_page", "identity"),
        ("vendor_sheet", "identity"),
        ("return_sheet", "identity"),
    ],
)
def test_what_is_not_recorded_yet_is_named_and_nothing_is_kept(kind: str, code: str) -> None:
    """Without an address no letter, without the responsible person nothing of the second stage."""
    world = make_world()
    case = make_case(world)
    allow_printing(world)
    with pytest.raises(Refused, match=f"document_{code}"):
        make(world, case, kind)
    assert not Document.objects.within(world.system).exists()


def test_the_annex_names_observers_and_people_as_people_do() -> None:
    """No code of a source, no second 様, and no protocol that nobody recorded."""
    world = make_world()
    case = addressed(world, make_case(world))
    for about in ("respondent", "device"):
        record_verification(scope_of(world), case, about=about, by="callback", result="genuine", person="架空 太郎様")
    allow_printing(world)
    text = "".join(page_texts(bytes(make(world, case, "device_annex").content)))
    assert "架空太郎様が" in text
    assert "様様" not in text
    assert "/tcp" not in text


def test_a_person_without_the_device_opens_no_annex() -> None:
    """The identity alone is not enough: somebody has to say that the device is theirs."""
    world = make_world()
    case = make_case(world)
    allow_printing(world)
    record_verification(scope_of(world), case, about="respondent", by="callback", result="genuine", person="架空 太郎")
    with pytest.raises(Refused, match="document_ownership"):
        make(world, case, "device_annex")
    assert make(world, case, "owner_page").kind == "owner_page"


@pytest.mark.parametrize("answer", ["no", "unknown"])
def test_terms_that_do_not_allow_printing_stop_what_names_a_device(answer: str) -> None:
    """The first letter names nothing of the source, and may be printed."""
    world = make_world()
    case = verified(world, addressed(world, make_case(world)))
    allow_printing(world, answer)
    with pytest.raises(Refused, match="document_terms"):
        make(world, case, "device_annex")
    assert make(world, case, "first_letter").kind == "first_letter"


def test_a_stale_case_gives_no_document() -> None:
    """Each kind is blocked, and says so."""
    world = make_world()
    case = verified(world, addressed(world, make_case(world)))
    allow_printing(world)
    old = timezone.now() - dt.timedelta(days=40)
    case.findings.update(last_affected_at=old)
    Case.objects.within(world.system).update(last_affected_at=old)
    stale = Case.objects.within(world.system).select_related("unit__agency", "organization", "campaign").get(pk=case.pk)
    facts = case_facts(scope_of(world), stale, world.people["officer"], "ja")
    assert all("blocked" in missing(facts, kind) for kind in OFFERED)


def test_sending_is_recorded_once_and_starts_the_contact() -> None:
    """A day in the future or before it was made is refused; the letter moves the case to contacting."""
    world = make_world()
    case = addressed(world, make_case(world))
    row, today = make(world, case, "first_letter"), timezone.localdate()
    for wrong in (today + dt.timedelta(days=1), today - dt.timedelta(days=1)):
        with pytest.raises(Refused, match="document_sent_when"):
            mark_sent(scope_of(world), row, wrong)
    mark_sent(scope_of(world), row, today, "サ対第12号")
    assert Case.objects.within(world.system).get(pk=case.pk).state == "contacting"
    with pytest.raises(Refused, match="document_sent_already"):
        mark_sent(scope_of(world), row, today)


def test_a_mail_is_not_recorded_as_sent_by_hand() -> None:
    """Whether a mail left is known from the relay alone; a dry run's copy stays unsent."""
    world = make_world()
    row = Document.objects.create(
        unit=world.unit, case=make_case(world), kind="mail", wording_version="1", sha256="0" * 64, content=b"x",
        media_type="message/rfc822",
    )  # fmt: skip
    with pytest.raises(Refused, match="document_by_relay"):
        mark_sent(scope_of(world), row, timezone.localdate())
    assert Document.objects.within(world.system).get(pk=row.pk).sent_at is None


def test_a_full_run_reads_no_further_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases beyond the most that a run prints are named as left over, without a query for each."""
    world = make_world()
    first = addressed(world, make_case(world))
    rest = [addressed(world, make_case(world, first.campaign)) for _ in range(5)]
    monkeypatch.setattr(print_runs, "MOST", 1)
    with CaptureQueriesContext(connection) as asked:
        found = plan(world.system, first.campaign, world.people["officer"], "ja")
    assert [each.case for each in found.ready] == [first]
    assert found.left_out == [(case, ("full",)) for case in rest]
    alone = make_campaign(world, "KNG-ALONE")
    addressed(world, make_case(world, alone))
    with CaptureQueriesContext(connection) as asked_alone:
        plan(world.system, alone, world.people["officer"], "ja")
    assert len(asked) == len(asked_alone)


def test_a_run_is_posted_although_one_case_was_disposed_of() -> None:
    """The other letters are recorded as sent; what was disposed of stays as it is."""
    world = make_world()
    gone = addressed(world, make_case(world))
    there = addressed(world, make_case(world, gone.campaign))
    scope = world.scope("supervisor", "case.assign")
    run = make_run(scope, gone.campaign, world.people["supervisor"], "ja")
    Case.objects.within(world.system).filter(pk=gone.pk).update(disposed=True)
    assert mark_posted(scope, run, timezone.localdate()).posted_on == timezone.localdate()
    sent = Document.objects.within(world.system).filter(sent_at__isnull=False)
    assert [row.case_id for row in sent] == [there.pk]


@pytest.mark.django_db(transaction=True)
def test_a_run_is_drawn_without_keeping_others_and_notices_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others write while letters are drawn; an organisation that was excluded meanwhile gets none, nor does anybody."""
    world = make_world()
    case = addressed(world, make_case(world))

    def excluded_meanwhile(*given: Any, **more: Any) -> Rendered:
        assert not connection.in_atomic_block
        organization = case.organization
        Exclusion.objects.create(
            unit=world.unit, corporate_number=organization.corporate_number, name=organization.name, reason="other",
            until=timezone.localdate(), created_by=world.people["supervisor"],
        )  # fmt: skip
        return render_pdf(*given, **more)

    scope, officer = world.scope("supervisor", "case.assign"), world.people["supervisor"]
    monkeypatch.setattr(print_runs, "render_pdf", excluded_meanwhile)
    with pytest.raises(Refused, match="print_run_changed"):
        make_run(scope, case.campaign, officer, "ja")
    assert not Document.objects.within(world.system).exists()
    assert not PrintRun.objects.within(world.system).exists()


def test_a_run_prints_every_case_or_says_why_not() -> None:
    """Planned and left out together are all cases; printed letters are not printed again."""
    world = make_world()
    scope, officer = world.scope("supervisor", "case.assign"), world.people["supervisor"]
    first = addressed(world, make_case(world))
    campaign = first.campaign
    others = [make_case(world, campaign) for _ in range(3)]
    addressed(world, others[0])
    planned = plan(scope, campaign, officer, "ja")
    assert {facts.case.pk for facts in planned.ready} == {first.pk, others[0].pk}
    assert dict.fromkeys((case.pk for case, _ in planned.left_out), ("address",)) == {
        case.pk: why for case, why in planned.left_out
    }
    run = make_run(scope, campaign, officer, "ja")
    letters = list(run.documents.order_by("pk"))
    assert [entry["document"] for entry in run.entries] == [letter.code for letter in letters]
    assert all(bytes(letter.content).startswith(b"%PDF-") for letter in letters)
    assert hashlib.sha256(bytes(run.content)).hexdigest() == run.sha256
    assert len(run.left_out) == 2
    with pytest.raises(Refused, match="print_run_empty"):
        make_run(scope, campaign, officer, "ja")
    mark_posted(scope, run, timezone.localdate())
    states = Case.objects.within(world.system).filter(pk__in=[first.pk, others[0].pk]).values_list("state", flat=True)
    assert set(states) == {"contacting"}


def test_nobody_who_was_reached_gets_a_first_letter_in_a_run() -> None:
    """It would say that nothing has been agreed yet."""
    world = make_world()
    case = addressed(world, make_case(world, state="answered"))
    planned = plan(world.scope("supervisor", "case.assign"), case.campaign, world.people["supervisor"], "ja")
    assert (planned.ready, planned.left_out) == ([], [])


def test_a_document_is_never_sent_in_the_future() -> None:
    """Recorded in the morning, it was sent by then and after it was made."""
    world = make_world()
    row = mark_sent(
        scope_of(world), make(world, addressed(world, make_case(world)), "first_letter"), timezone.localdate()
    )
    assert row.sent_at is not None
    assert row.created_at <= row.sent_at <= timezone.now()


@pytest.mark.parametrize(
    ("typed", "code", "lines"),
    [
        ("〒000-0000 のろし県架空市1-1", "000-0000", ("のろし県架空市1-1",)),
        ("のろし県架空市1-1 見本ビル5階", "", ("のろし県架空市1-1 見本ビル5階",)),
        ("0000000\nのろし県架空市見本町字見本大字見本1-1\n見本ビル5階\n総務部", "0000000",
         ("のろし県架空市見本町字見本大字見本1-1", "見本ビル5階 総務部")),
        ("", "", ()),
    ],
)  # fmt: skip
def test_an_address_is_cut_into_lines(typed: str, code: str, lines: tuple[str, ...]) -> None:
    """The postal code stands apart; at most three lines."""
    assert postal_lines(typed) == (code, lines)
