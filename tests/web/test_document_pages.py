"""The pages of documents and print runs."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign_world import make_case, make_world
from noroshi.records.models import Contact, Document, PrintRun

pytestmark = pytest.mark.django_db


def test_a_letter_is_made_opened_and_sent(client: Client) -> None:
    """The list says what is missing; what is ready is made, comes back as PDF, and is recorded as sent."""
    world = make_world()
    case = make_case(world)
    client.force_login(world.people["officer"])
    page = client.get(reverse("document_list", args=[case.pk])).content.decode()
    assert "郵送先が登録されていません" in page
    assert "担当の方の確認が記録されていません" in page
    Contact.objects.create(
        unit=world.unit, organization=case.organization, kind="postal", value="〒000-0000 のろし県架空市1-1",
        looked_up_on=timezone.localdate(),
    )  # fmt: skip
    address = f"{reverse('document_new', args=[case.pk])}?kind=first_letter"
    made = client.post(address, {"language": "ja", "number": ""})
    row = Document.objects.within(world.system).get(case=case)
    assert made.url == reverse("document", args=[row.pk])
    file = client.get(reverse("document_file", args=[row.pk]))
    assert (file["Content-Type"], file.content[:5]) == ("application/pdf", b"%PDF-")
    assert "attachment" in file["Content-Disposition"]
    sent = client.post(made.url, {"on": timezone.localdate().isoformat(), "number": "サ対第1号"})
    assert sent.url == reverse("document_list", args=[case.pk])
    assert "サ対第1号" in client.get(sent.url).content.decode()


def test_a_refusal_is_said_on_the_form(client: Client) -> None:
    """A forged request for what the case does not support makes nothing and says why."""
    world = make_world()
    case = make_case(world)
    client.force_login(world.people["officer"])
    page = client.post(f"{reverse('document_new', args=[case.pk])}?kind=device_annex", {"language": "ja"})
    assert "担当の方の確認が記録されていません" in page.content.decode()
    assert client.get(f"{reverse('document_new', args=[case.pk])}?kind=unknown").status_code == 404
    assert not Document.objects.within(world.system).exists()


def test_a_run_is_looked_at_before_it_is_printed(client: Client) -> None:
    """The first click shows what would be printed and what not; the second prints; the file is a PDF."""
    world = make_world()
    case = make_case(world)
    make_case(world, case.campaign)
    Contact.objects.create(
        unit=world.unit, organization=case.organization, kind="postal", value="〒000-0000 のろし県架空市1-1",
        looked_up_on=timezone.localdate(),
    )  # fmt: skip
    client.force_login(world.people["supervisor"])
    fields = {"campaign": case.campaign_id, "language": "ja"}
    looked = client.post(reverse("print_run_list"), fields).content.decode()
    assert "作成するお知らせ:1通" in looked
    assert "作成しないもの:1件" in looked
    assert not PrintRun.objects.within(world.system).exists()
    made = client.post(reverse("print_run_list"), {**fields, "print": "1"})
    run = PrintRun.objects.within(world.system).get()
    assert made.url == reverse("print_run", args=[run.pk])
    assert client.get(reverse("print_run_file", args=[run.pk])).content[:5] == b"%PDF-"
    posted = client.post(made.url, {"on": timezone.localdate().isoformat()}, follow=True)
    assert "発送を記録し" in posted.content.decode()
